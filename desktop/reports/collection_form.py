"""The collection form 客户信息收集表 (form 6.1): one page to fill in at the table, with an empty 餐位图 and a QR."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.boxes import FRAME, SHADE, Box, draw_row, fitted
from desktop.reports.fonts import LINE_HEIGHT
from desktop.reports.pen import INK2, MM, OfficeLook, Pen, Stamp
from desktop.reports.sheet import A4, A5, Sheet, Strip
from desktop.rules.words import Learnt, SpendGrade

SIDES = (
    (N_("Main host"), 0, -1),
    (N_("Second guest"), 1, 0),
    (N_("Deputy host"), 0, 1),
    (N_("Guest of honour"), -1, 0),
)
"""The places of the diagram, clockwise from the top: top 主陪, right 二宾, bottom 副陪, left 主宾."""
# how high each part is, together a page
_HEAD, _BASIC, _FREE, _DINING, _LINE, _NOTE = 16.0, 8.2, 13.0, 8.4, 9.0, 11.0
COLLECTED = tuple(way for way in Learnt if way is not Learnt.IMPORTED)
_PARTS = (N_("Basic information"), N_("Work information"), N_("Life information"), N_("Dining information"),
          N_("Value information"), N_("Affiliated persons"), N_("Other information"))  # fmt: skip
_ROWS = 6
_WHOLE = _HEAD + 3 * _BASIC + 4 * _FREE + _ROWS * _DINING + _LINE + _NOTE
_SIDE, _LABEL = 0.13, 0.155  # of the width: a part's name, and the name of a line


@dataclass(frozen=True, slots=True)
class FormValues:
    """What stands on a form already; all may be empty. `mark` is all that the QR says, `number` how people read it."""

    mark: str
    number: str = ""
    room: str = ""
    day: str = ""
    unit: str = ""
    salutation: str = ""
    phone: str = ""
    name: str = ""


def collection_forms(forms: Iterable[FormValues], look: OfficeLook, stamp: Stamp, language: Translator, *,
                     small: bool = True) -> bytes:  # fmt: skip
    """The forms as PDF (CO-2), one page each, A5 or A4. Raises BadEntry when the logo is no picture."""
    sheet = Sheet(language(N_("Client information collection form")), look, stamp, language, A5 if small else A4)
    return sheet.render_each(_Form(values, sheet, language).strips() for values in forms)


class _Form:
    def __init__(self, values: FormValues, sheet: Sheet, say: Translator) -> None:
        self.values, self.sheet, self.say = values, sheet, say
        # a hair less than the room, or rounding would make a second page
        self.step = (sheet.room - 1) / _WHOLE
        self.size = 8.0 if sheet.paper is A5 else 9.5
        self.small = self.size - 1.8
        self.side, self.rest = sheet.width * _SIDE, sheet.width * (1 - _SIDE)

        # the names of the parts in one size, that of the longest word
        names = [Box(say(label), label=True, size=self.size) for label in _PARTS]
        self.name_size = min(fitted(box, self.side, sheet.face).size for box in names)

    def strips(self) -> Iterator[Strip]:
        say, held = self.say, self.values
        yield self._strip(_HEAD, self._head)
        must = "※"
        unit, salutation = must + say(N_("Unit")), must + say(N_("Form of address"))
        phone, name, other = must + say(N_("Phone")), say(N_("Full name")), say(N_("Other"))
        basic = [
            [*self._line(unit, held.unit, 0.55), *self._line(salutation, held.salutation, 0.45)],
            [*self._line(phone, held.phone, 0.55), *self._line(name, held.name, 0.45)],
            [*self._line(other, "", 1.0)],
        ]
        yield self._part(N_("Basic information"), [_BASIC] * 3, basic)
        yield self._part(N_("Work information"), [_FREE], [[Box()]], N_("Anniversary of the firm, removal, travel, "
                                                                       "promotion"))  # fmt: skip
        yield self._part(N_("Life information"), [_FREE], [[Box()]], N_("Hobbies, temper, habits"))
        yield self._strip(_ROWS * _DINING, self._dining)
        grades = "  ".join(f"□ {say(grade.label)}" for grade in SpendGrade)
        yield self._part(N_("Value information"), [_LINE], [[*self._line(say(N_("Spend grade")), grades, 0.58),
                                                            *self._line(other, "", 0.42)]])  # fmt: skip
        yield self._part(N_("Affiliated persons"), [_FREE], [[Box()]], N_("Family, office director, driver, friends"))
        yield self._part(N_("Other information"), [_FREE], [[Box()]])
        yield self._strip(_NOTE, self._note)

    def _line(self, label: str, value: str, share: float) -> tuple[Box, Box]:
        return (Box(label, _LABEL, label=True, size=self.size), Box(value, share * (1 - _SIDE) - _LABEL,
                                                                    size=self.size))  # fmt: skip

    def _strip(self, height: float, draw: Callable[[Pen, float, float], None]) -> Strip:
        return Strip(height * self.step, draw)

    def _part(self, label: str, heights: Sequence[float], rows: Sequence[Sequence[Box]], hint: str = "") -> Strip:
        """A part of the form: its name at the left over all its lines; `hint` stands small where one writes."""
        high = sum(heights) * self.step

        def draw(pen: Pen, left: float, top: float) -> None:
            self._name(pen, label, left, top, high)
            below = top
            for height, row in zip(heights, rows, strict=True):
                draw_row(pen, row, left + self.side, below, self.rest, height * self.step)
                below += height * self.step
            pen.one_line(left + self.side + 1.6 * MM, top + 0.6 * MM, self.say(hint), self.small, self.rest - 3.2 * MM,
                         grey=INK2)  # fmt: skip

        return Strip(high, draw)

    def _name(self, pen: Pen, label: str, left: float, top: float, high: float) -> None:
        draw_row(pen, [Box(self.say(label), label=True, size=self.name_size)], left, top, self.side, high)

    def _head(self, pen: Pen, left: float, top: float) -> None:
        high = (_HEAD - 2) * self.step
        code = high
        say, held = self.say, self.values
        wide = self.sheet.width - code - 2 * MM
        parts = ((N_("Room"), held.room, 0.3), (N_("Collector"), "", 0.33), (N_("Collected on"), held.day, 0.37))
        boxes: list[Box] = []
        for label, value, share in parts:
            boxes += [
                Box(say(label), 0.42 * share, label=True, size=self.size),
                Box(value, 0.58 * share, size=self.size),
            ]
        row = high * 0.6
        draw_row(pen, boxes, left, top + high - row, wide, row)
        pen.one_line(left, top, held.number, self.size + 1, wide, bold=True)
        pen.square_code(held.mark, left + self.sheet.width - code, top, code)

    def _dining(self, pen: Pen, left: float, top: float) -> None:
        say, high = self.say, _DINING * self.step
        self._name(pen, N_("Dining information"), left, top, _ROWS * high)
        drawn = min(self.rest * 0.5, _ROWS * high)
        wide = self.rest - drawn
        x, below = left + self.side, top
        hints = {1: N_("Mark an allergy as one.")}
        labels = (N_("Favourite dishes"), N_("Taboos"), N_("Drinks"), N_("Cigarettes"), N_("Dining habits"),
                  N_("Other"))  # fmt: skip
        name = self.sheet.width * _LABEL
        for n, label in enumerate(labels):
            boxes = [Box(say(label), name, label=True, size=self.size), Box("", wide - name)]
            draw_row(pen, boxes, x, below, wide, high)
            pen.one_line(x + name + 1.6 * MM, below + 0.5 * MM, say(hints.get(n, "")), self.small, wide - name - 3 * MM,
                         grey=INK2)  # fmt: skip
            below += high
        self._diagram(pen, x + wide, top, drawn, _ROWS * high)

    def _diagram(self, pen: Pen, left: float, top: float, wide: float, high: float) -> None:
        """The empty 餐位图: a round table, at each place who sits there, and room for a name beside it."""
        say = self.say
        pen.box(left, top, wide, high, weight=FRAME, grey=INK2)
        pen.one_line(left + 1.6 * MM, top + 0.6 * MM, say(N_("Seating diagram")), self.size, wide * 0.6, bold=True)
        line = self.size * LINE_HEIGHT
        middle, centre = left + wide / 2, top + (high + line) / 2
        plate_wide, plate_high = wide * 0.29, line * 2.3
        radius = min(wide / 2 - plate_wide - 1.5 * MM, (high - line) / 2 - plate_high - 2 * MM)
        pen.ring(middle, centre, radius)
        for label, right, down in SIDES:
            away_x, away_y = radius + 0.8 * MM + plate_wide / 2, radius + 0.8 * MM + plate_high / 2
            x, y = middle + right * away_x - plate_wide / 2, centre + down * away_y - plate_high / 2
            pen.box(x, y, plate_wide, plate_high, weight=FRAME, grey=INK2)
            pen.box(x + FRAME, y + FRAME, plate_wide - 2 * FRAME, line * 0.9, fill=SHADE)
            pen.one_line(middle + right * away_x, y, say(label), self.size - 0.5, plate_wide - 1 * MM, align="centre")

    def _note(self, pen: Pen, left: float, top: float) -> None:
        say = self.say
        ways = "  ".join(f"{circled(n)}{say(way.label)}" for n, way in enumerate(COLLECTED, 1))
        said = (say(N_("※ must be collected. Beside each fact write the number of how it was learnt: {ways}"))
                .format(ways=ways), say(N_("Hand the form in at the booking desk after the meal, before going off duty."
                                           )))  # fmt: skip
        below = top + 1.2 * MM
        for text in said:
            lines = pen.broken(text, self.small, self.sheet.width)
            below = pen.lines(left, below, lines, self.small, grey=INK2)


def circled(number: int) -> str:
    """① for 1: a number that keeps to the word after it."""
    return chr(0x245F + number)
