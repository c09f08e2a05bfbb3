"""Words of a sheet in one language or in two: the first large, the second small beneath (AP-5)."""

from dataclasses import dataclass

from desktop.i18n import Translator
from desktop.reports.fonts import LINE_HEIGHT, Typeface
from desktop.reports.lines import break_lines
from desktop.reports.pen import INK, INK2, Align, Pen, Shade

SECOND = 0.82  # of the first language's size
LEAST = 6.5  # points
_GAP = 3.0


@dataclass(frozen=True, slots=True)
class Said:
    """The same in both languages; `second` is empty where one is enough."""

    first: str
    second: str = ""

    @property
    def label(self) -> str:
        """For a chart: the second language after a line break."""
        return f"{self.first}\n{self.second}" if self.second else self.first

    @property
    def line(self) -> str:
        return f"{self.first} {self.second}" if self.second else self.first


NONE = Said("")


class Tongue:
    """Says messages in the sheet's languages."""

    def __init__(self, first: Translator, second: Translator | None = None) -> None:
        self.first, self.second = first, second

    @property
    def name(self) -> str:
        return "both" if self.second is not None else self.first.language

    def __call__(self, message: str, **values: object) -> Said:
        """Values may be `Said` themselves; a text that is alike in both stands once."""
        first = self.first(message).format(**{key: _first(value) for key, value in values.items()})
        if self.second is None:
            return Said(first)
        second = self.second(message).format(**{key: _second(value) for key, value in values.items()})
        return Said(first, "" if second == first else second)

    def plural(self, one: str, many: str, n: int, **values: object) -> Said:
        """As a call, of a message that depends on a number."""
        first = self.first.plural(one, many, n).format(n=n, **{key: _first(value) for key, value in values.items()})
        if self.second is None:
            return Said(first)
        said = self.second.plural(one, many, n)
        second = said.format(n=n, **{key: _second(value) for key, value in values.items()})
        return Said(first, "" if second == first else second)


def _first(value: object) -> object:
    return value.first if isinstance(value, Said) else value


def _second(value: object) -> object:
    return (value.second or value.first) if isinstance(value, Said) else value


@dataclass(frozen=True, slots=True)
class Lines:
    """Broken lines with the size and shade of each, ready to be drawn. `beside` is the second language where it found
    room on the one line of the first."""

    lines: tuple[tuple[str, float, bool], ...]  # text, size, whether of the second language
    beside: str = ""

    @property
    def height(self) -> float:
        return sum(size * LINE_HEIGHT for _text, size, _second in self.lines)

    def draw(self, pen: Pen, x: float, top: float, *, align: Align = "left", bold: bool = False,
             grey: Shade = INK) -> float:  # fmt: skip
        for text, size, second in self.lines:
            pen.text(x, top, text, size, bold=bold and not second, align=align, grey=INK2 if second else grey)
            if self.beside:
                small = max(size * SECOND, LEAST)
                along = pen.face.face(bold).width(text, size) + _GAP
                pen.text(x + along, top + (size - small) * 1.05, self.beside, small, grey=INK2)
            top += size * LINE_HEIGHT
        return top


def broken(said: Said, face: Typeface, size: float, width: float, *, bold: bool = False, beside: bool = False) -> Lines:
    """The first language's lines and then the second's, none smaller than can be read; on one line where they find
    room and may stand `beside` each other, from the left."""
    small = max(size * SECOND, LEAST)
    together = face.face(bold).width(said.first, size) + _GAP + face.regular.width(said.second, small)
    if beside and said.second and together <= width and "\n" not in said.first:
        return Lines(((said.first, size, False),), said.second)
    first = break_lines(said.first, face.face(bold), size, width) if said.first else []
    second = break_lines(said.second, face.regular, small, width) if said.second else []
    return Lines((*((line, size, False) for line in first), *((line, small, True) for line in second)))
