"""Letters to clients, one after the other in one file: each begins on a page of its own (CM-7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.i18n import Translator
from desktop.reports.lines import break_lines
from desktop.reports.pen import INK2, MM, OfficeLook, Pen, Stamp, logo_of
from desktop.reports.sheet import A4, BODY, NOTE, TITLE

SIZE = BODY + 2.5
LEADING = 1.75
_LEFT, _RIGHT, _TOP, _FOOT = 28 * MM, 26 * MM, 24 * MM, 24 * MM


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: its paragraphs, the first of which addresses the client, and who signs it on which day."""

    paragraphs: Sequence[str]
    signed: str
    day: str


def letters(given: Sequence[Letter], title: str, look: OfficeLook, stamp: Stamp, language: Translator) -> bytes:
    """The letters as PDF, in the order given. A long one goes on over the page; `stamp` stands small at each foot."""
    face = look.typeface()
    with face.lock:
        pen = Pen(face, A4.width, A4.height, title, look.name, language.language)
        logo = logo_of(look)
        for letter in given:
            _Page(pen, look, stamp, language).letter(letter, logo)
        return pen.finish()


class _Page:
    """Where the next line of a letter stands."""

    def __init__(self, pen: Pen, look: OfficeLook, stamp: Stamp, say: Translator) -> None:
        self.pen, self.look, self.stamp, self.say = pen, look, stamp, say
        self.width = A4.width - _LEFT - _RIGHT
        self.chinese = say.language == "zh_CN"
        self.top = _TOP

    def letter(self, letter: Letter, logo: object) -> None:
        self._head(logo)
        for number, paragraph in enumerate(letter.paragraphs):
            # Chinese paragraphs begin two characters in, English ones stand apart
            indent = 2 * SIZE if self.chinese and number else 0.0
            self._paragraph(paragraph, indent)
            self.top += 0.0 if self.chinese else 0.5 * SIZE
        self._close(letter)
        self._foot()

    def _head(self, logo: object) -> None:
        left = _LEFT
        if logo:
            left += self.pen.picture(logo, left, self.top - 3 * MM, 30 * MM, 12 * MM) + 4 * MM  # type: ignore[arg-type]
        self.pen.one_line(left, self.top - 1 * MM, self.look.name, TITLE, self.width - left + _LEFT, bold=True)
        self.pen.rule(_LEFT, self.top + 9 * MM, _LEFT + self.width, self.top + 9 * MM, 0.9, 0.0)
        self.top += 22 * MM

    def _paragraph(self, text: str, indent: float) -> None:
        face = self.pen.face.regular
        lines = break_lines(text, face, SIZE, self.width - indent)
        if indent and len(lines) > 1:
            # the first line is shorter than those below it
            rest = text[len(lines[0]) :].lstrip()
            lines = [lines[0], *break_lines(rest, face, SIZE, self.width)]
        for number, line in enumerate(lines):
            self._line(_LEFT + (0.0 if number else indent), line)

    def _line(self, x: float, text: str) -> None:
        self._room(1)
        self.pen.text(x, self.top, text, SIZE, leading=LEADING)
        self.top += SIZE * LEADING

    def _room(self, lines: int) -> None:
        if self.top + lines * SIZE * LEADING > A4.height - _FOOT:
            self._foot()
            self.top = _TOP

    def _close(self, letter: Letter) -> None:
        # the end of a letter is not left alone on a page line by line
        self._room(7)
        self.top += SIZE
        right = _LEFT + self.width
        if self.chinese:
            self._line(_LEFT + 2 * SIZE, "此致")
            self._line(_LEFT, "敬礼！")
            self.top += SIZE
            for text in (self.look.name, letter.signed, letter.day):
                if text:
                    self.pen.text(right, self.top, text, SIZE, align="right", leading=LEADING)
                    self.top += SIZE * LEADING
            return
        self._line(_LEFT, "Yours sincerely,")
        self.top += 2 * SIZE
        for text in (letter.signed, self.look.name, letter.day):
            if text:
                self._line(_LEFT, text)

    def _foot(self) -> None:
        top = A4.height - 15 * MM
        if self.stamp.code:
            self.pen.one_line(_LEFT + self.width, top, self.stamp.code, NOTE, 60 * MM, align="right", grey=INK2)
        self.pen.page_done()
