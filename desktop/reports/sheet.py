"""The one page mechanism: paper, heading, numbered footer, and strips that flow from page to page."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from desktop.i18n import N_, Translator
from desktop.reports.fonts import LINE_HEIGHT
from desktop.reports.pen import INK2, MM, OfficeLook, Pen, Picture, Stamp, logo_of

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TITLE, SECTION, BODY, NOTE = 16.0, 11.0, 9.0, 7.5
_FIRST_HEAD, _NEXT_HEAD, _FOOT = 19 * MM, 9 * MM, 13.6 * MM
_SQUARE = 13 * MM  # of which a third is the white around it; it reaches a little into the margin


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper's size and margin in points."""

    width: float
    height: float
    margin: float = 15 * MM

    def turned(self) -> "Paper":
        return replace(self, width=self.height, height=self.width)


A4 = Paper(210 * MM, 297 * MM)
A4_LANDSCAPE = A4.turned()
A5 = Paper(148 * MM, 210 * MM, 11 * MM)
A5_LANDSCAPE = A5.turned()


@dataclass(frozen=True, slots=True)
class Strip:
    """A slice of a page that is never cut: how high it is and how it is drawn at (pen, left, top).

    `repeat` is drawn again above the strip wherever it begins a page (a table's head); `tied` strips
    are not left at the foot of a page without the one that follows; a `fresh` one begins a page, unless
    hardly anything stands on this one.
    """

    height: float
    draw: Callable[[Pen, float, float], object]
    repeat: "Strip | None" = None
    tied: bool = False
    fresh: bool = False


@dataclass(slots=True)
class _Page:
    room: float
    used: float = 0.0
    strips: list[tuple[float, Strip]] = field(default_factory=list)

    def add(self, strip: Strip) -> None:
        self.strips.append((self.used, strip))
        self.used += strip.height


def day_text(day: date, say: Translator) -> str:
    """A day with its year: 2026年7月12日, 12 Jul 2026."""
    if say.language == "zh_CN":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def time_text(time: datetime, say: Translator) -> str:
    return f"{day_text(time, say)} {time:%H:%M}"


class Sheet:
    """A document of one title. Add strips, then take its bytes: the same input gives the same bytes."""

    def __init__(
        self, title: str, look: OfficeLook, stamp: Stamp, say: Translator, paper: Paper = A4, note: str = ""
    ) -> None:
        self.title, self.look, self.stamp, self.say, self.paper, self.note = title, look, stamp, say, paper, note
        self.face = look.typeface()
        self.width = paper.width - 2 * paper.margin

    @property
    def room(self) -> float:
        """How much a first page holds, in points."""
        return self.paper.height - 2 * self.paper.margin - _FOOT - _FIRST_HEAD

    def render(self, strips: Iterable[Strip]) -> bytes:
        """The finished PDF. Raises BadEntry when the logo is no picture."""
        return self.render_each([strips])

    def render_each(self, documents: Iterable[Iterable[Strip]]) -> bytes:
        """Several of one kind in one PDF, each numbered for itself: they part company on the table. Raises as
        `render` does."""
        with self.face.lock:
            papers = [list(self._pages(strips)) for strips in documents]
            logo = logo_of(self.look)
            pen = Pen(self.face, self.paper.width, self.paper.height, self.title, self.look.name, self.say.language)
            for pages in papers:
                for number, page in enumerate(pages, 1):
                    top = self._head(pen, number, logo)
                    for used, strip in page.strips:
                        strip.draw(pen, self.paper.margin, top + used)
                    self._foot(pen, number, len(pages))
                    pen.page_done()
            return pen.finish()

    def _pages(self, strips: Iterable[Strip]) -> Iterator[_Page]:
        body = self.paper.height - 2 * self.paper.margin - _FOOT
        return self._flow(strips, body - _FIRST_HEAD, body - _NEXT_HEAD)

    @staticmethod
    def _flow(strips: Iterable[Strip], first: float, next_ones: float) -> Iterator[_Page]:
        """The strips on pages that hold so much, in points."""
        page = _Page(first)
        waiting: list[Strip] = []
        for strip in strips:
            waiting.append(strip)
            if strip.tied:
                continue
            needed = sum(each.height for each in waiting)
            if page.strips and (page.used + needed > page.room or (waiting[0].fresh and page.used > page.room / 3)):
                yield page
                page = _Page(next_ones)
                if waiting[0].repeat is not None:
                    page.add(waiting[0].repeat)
            for each in waiting:
                page.add(each)
            waiting.clear()
        for each in waiting:
            page.add(each)
        yield page

    def _head(self, pen: Pen, number: int, logo: Picture | None) -> float:
        left, right, top = self.paper.margin, self.paper.width - self.paper.margin, self.paper.margin
        if number > 1:
            pen.one_line(left, top, self.title, NOTE, self.width * 0.45, bold=True)
            pen.one_line(right, top, self.look.name, NOTE, self.width * 0.5, align="right", grey=INK2)
            pen.rule(left, top + 5 * MM, right, top + 5 * MM)
            return top + _NEXT_HEAD - 3 * MM
        if logo:
            left += pen.picture(logo, left, top - 1 * MM, 32 * MM, 12 * MM) + 4 * MM
        room, aside = right - left, (right - left) * 0.42
        pen.one_line(left, top - 1 * MM, self.look.name, NOTE + 1, room - aside if self.note else room, grey=INK2)
        pen.one_line(right, top - 1 * MM, self.note, NOTE + 1, aside - 4 * MM, align="right", grey=INK2)
        day = day_text(self.stamp.time, self.say)
        day_width = self.face.regular.width(day, BODY)
        pen.one_line(left, top + 3.2 * MM, self.title, TITLE, room - day_width - 6 * MM, bold=True)
        pen.text(right, top + 5.6 * MM, day, BODY, align="right", grey=INK2)
        pen.rule(self.paper.margin, top + 12.5 * MM, right, top + 12.5 * MM, 0.9, 0.0)
        return top + _FIRST_HEAD - 3.5 * MM

    def _foot(self, pen: Pen, number: int, count: int) -> None:
        left, right = self.paper.margin, self.paper.width - self.paper.margin
        top = self.paper.height - self.paper.margin - 9.6 * MM
        pen.rule(left, top, right, top)
        top += 2 * MM
        say = self.say
        numbered = say(N_("Page {n} of {m}")).format(n=number, m=count)
        printed = say(N_("Printed by {person}, {time}")).format(
            person=self.stamp.person, time=time_text(self.stamp.time, say)
        )
        bars = 42 * MM if self.stamp.code else 0.0
        codes = bars + (_SQUARE if self.stamp.comes_home else 0.0)
        pen.text(left, top, numbered, NOTE, bold=True)
        if self.stamp.mark:
            aside = self.face.bold.width(numbered, NOTE) + 6 * MM
            pen.one_line(left + aside, top, self.stamp.mark, NOTE, self.width - codes - aside - 4 * MM, grey=INK2)
        pen.one_line(left, top + NOTE * LINE_HEIGHT, printed, NOTE, self.width - codes - 4 * MM, grey=INK2)
        if self.stamp.comes_home:
            pen.square_code(self.stamp.code, right - _SQUARE, top - 1.5 * MM, _SQUARE)
            right -= _SQUARE
        if self.stamp.code:
            if self.stamp.code.isascii():
                pen.bars(self.stamp.code, right, top, bars, 3.6 * MM)
            pen.one_line(right, top + 3.4 * MM, self.stamp.code, NOTE, bars, align="right")
