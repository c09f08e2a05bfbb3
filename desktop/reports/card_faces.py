"""The two faces of a client information card, and how their text is made to fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.card_values import CardLine, CardValues
from desktop.reports.fonts import LINE_HEIGHT, Typeface, printable
from desktop.reports.lines import break_lines
from desktop.reports.pen import INK, INK2, MM, OfficeLook, Pen, Picture, Stamp
from desktop.reports.sheet import day_text
from desktop.rules.errors import BadEntry

CARD_WIDTH, CARD_HEIGHT = 90 * MM, 54 * MM
FLOOR = 6.5  # points; smaller is not read at a table
_EDGE = 5 * MM
_INNER = CARD_WIDTH - 2 * _EDGE
_NAMES_TOP, _NAMES_ROOM = 15.5 * MM, 26.5 * MM
_BACK_TOP, _BACK_FOOT = 4 * MM, 3.8 * MM
_BACK_ROOM = CARD_HEIGHT - _BACK_TOP - _BACK_FOOT - 2.8 * MM
_LEADING = 1.28  # a card is read in one glance and has little room
_PAD, _WARN_GAP, _GAP = 0.5 * MM, 0.9 * MM, 0.45 * MM
_LABEL_GAP = 1.6 * MM
_ONE_LINE_NAME = 12.5
_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, FLOOR)
_SMALLEST_NAME = 3.5


@dataclass(frozen=True, slots=True)
class Block:
    """A fact broken into lines at one size."""

    line: CardLine
    label: str
    lines: Sequence[str]
    size: float

    @property
    def height(self) -> float:
        around = 2 * _PAD + _WARN_GAP if self.line.warn else _GAP
        return len(self.lines) * self.size * _LEADING + around


@dataclass(frozen=True, slots=True)
class Back:
    """The back of one card: its blocks, and whether more stands on the next card or in the file."""

    blocks: Sequence[Block]
    label_width: float
    number: int = 1
    count: int = 1
    more: bool = False


def arrange_backs(values: CardValues, face: Typeface, say: Translator) -> list[Back]:
    """The back of the client's card; several only where what may not be cut needs several.

    First smaller type, down to 6.5 pt; then allergies and taboos keep their place and the rest ends in the file.
    """
    told = values.ordered()
    for size in _SIZES:
        setting = _Setting(told, face, say, size)
        blocks = [setting.block(line) for line in told]
        if _height(blocks) <= _BACK_ROOM:
            return [Back(blocks, setting.label_width)]
    room = _BACK_ROOM - FLOOR * _LEADING
    pages = _pages([block for block in blocks if block.line.whole], room)
    more = _fill(pages[-1], [block for block in blocks if not block.line.whole], room)
    return [Back(page, setting.label_width, n, len(pages), more and n == len(pages)) for n, page in enumerate(pages, 1)]


class _Setting:
    """How a back is set at one size: how wide the labels stand, how wide the text."""

    def __init__(self, told: Sequence[CardLine], face: Typeface, say: Translator, size: float) -> None:
        self.face, self.say, self.size = face, say, size
        widest = max((face.bold.width(self._label(line), size) for line in told), default=0.0)
        self.label_width = min(widest + 4 * _PAD, 21 * MM) + _LABEL_GAP

    def block(self, line: CardLine) -> Block:
        text = printable(line.text).strip()
        if line.unverified:
            text += "  ⚠ " + self.say(N_("unverified"))
        elif line.again:
            text += "  ⚠ " + self.say(N_("to be confirmed"))
        face = self.face.face(line.whole)
        lines = break_lines(text, face, self.size, _INNER - self.label_width - _PAD)
        return Block(line, self._label(line), lines, self.size)

    def _label(self, line: CardLine) -> str:
        return f"⚠ {line.label}" if line.warn else line.label


def _height(blocks: Sequence[Block]) -> float:
    return sum(block.height for block in blocks)


def _pages(blocks: Sequence[Block], room: float) -> list[list[Block]]:
    """Blocks laid one card after another, a block too long for what is left going on on the next card."""
    pages: list[list[Block]] = [[]]
    for block in blocks:
        rest: Block | None = block
        while rest is not None:
            left = room - _height(pages[-1])
            if rest.height <= left:
                pages[-1].append(rest)
                break
            part, after = _cut(rest, left)
            # an allergy is rather moved whole than cut into two, if one card can hold it
            if part is None or (rest.height <= room and pages[-1]):
                pages.append([])
                continue
            pages[-1].append(part)
            rest = after
            pages.append([])
    return pages


def _fill(page: list[Block], blocks: Sequence[Block], room: float) -> bool:
    """Puts on the page what still fits; true when something had to stay in the file."""
    for block in blocks:
        left = room - _height(page)
        if block.height <= left:
            page.append(block)
            continue
        part, _after = _cut(block, left)
        if part is not None:
            shown = [*part.lines[:-1], part.lines[-1].rstrip("，、；。,;. ")[:-1] + "…"]
            page.append(Block(part.line, part.label, shown, part.size))
        return True
    return False


def _cut(block: Block, room: float) -> tuple[Block | None, Block]:
    for count in range(len(block.lines) - 1, 0, -1):
        part = Block(block.line, block.label, block.lines[:count], block.size)
        if part.height <= room:
            return part, Block(block.line, block.label, block.lines[count:], block.size)
    return None, block


def draw_front(
    pen: Pen,
    x: float,
    top: float,
    values: CardValues,
    look: OfficeLook,
    logo: Picture | None,
    say: Translator,
    back: Back,
) -> None:
    """Logo or office, title, unit, name and form of address, code. Raises BadEntry where the names fit at no size."""
    left, right = x + _EDGE, x + CARD_WIDTH - _EDGE
    if logo:
        pen.picture(logo, left, top + 3.6 * MM, 34 * MM, 7.4 * MM)
    else:
        pen.one_line(left, top + 5 * MM, look.name, 9, _INNER * 0.62)
    title = say(N_("Client information card"))
    pen.one_line(right, top + 5 * MM, title, 9, _INNER * (0.5 if logo else 0.34), bold=True, align="right")
    pen.rule(left, top + 12.4 * MM, right, top + 12.4 * MM, 0.9, INK)
    below = top + _NAMES_TOP
    for lines, size, bold, grey in _names(values, pen.face):
        below = pen.lines(left, below, lines, size, bold=bold, grey=grey)
    foot = top + CARD_HEIGHT - _EDGE - 2.6 * MM
    part = f"{back.number} / {back.count}" if back.count > 1 else ""
    pen.one_line(left, foot, " · ".join(filter(None, (values.code, part))), 8, _INNER * 0.5)
    if values.code.isascii() and values.code:
        pen.bars(values.code, right, foot - 0.6 * MM, 34 * MM, 4.2 * MM)


def _names(values: CardValues, face: Typeface) -> list[tuple[Sequence[str], float, bool, float]]:
    """Unit, then form of address and name, as large as the card allows: names are made smaller, never cut."""
    name, address = values.name.strip(), values.form_of_address.strip()
    if not name:
        name, address = address, ""
    # on one line if that costs little
    wide = face.bold.width(printable(name), 1)
    largest = _INNER / wide if _INNER / 19 < wide <= _INNER / _ONE_LINE_NAME else 19.0
    who = [(values.unit.strip(), 10.0, False, INK), (name, largest, True, INK), (address, 13.0, False, INK)]
    who = [each for each in who if each[0]]
    scale = 1.0
    while True:
        set_names: list[tuple[Sequence[str], float, bool, float]] = [
            (break_lines(text, face.face(bold), size * scale, _INNER), size * scale, bold, grey)
            for text, size, bold, grey in ((t, max(s, FLOOR / scale) if scale > 0.5 else s, b, g) for t, s, b, g in who)
        ]
        if sum(len(lines) * size * LINE_HEIGHT for lines, size, _bold, _grey in set_names) <= _NAMES_ROOM:
            return set_names
        scale *= 0.93
        if 19 * scale < _SMALLEST_NAME:
            raise BadEntry(
                N_("The name of {code} is too long for a card. Shorten the name or the unit in the client's file."),
                "name",
                code=values.code,
            )


def draw_back(pen: Pen, x: float, top: float, values: CardValues, back: Back, stamp: Stamp, say: Translator) -> None:
    """Allergies first in black, then taboos in bold, then the rest; below, whose card it is and when it was printed."""
    left, right = x + _EDGE, x + CARD_WIDTH - _EDGE
    below = top + _BACK_TOP
    for block in back.blocks:
        _draw_block(pen, left, below, block, back.label_width)
        below += block.height
    if not back.blocks:
        nothing = pen.broken(say(N_("Nothing reviewed is on file yet. Ask before the meal.")), 9, _INNER)
        pen.lines(left, below, nothing, 9)
    for sentence in _more(back, say):
        pen.one_line(
            left, top + CARD_HEIGHT - _BACK_FOOT - 2.8 * MM - FLOOR * _LEADING, sentence, FLOOR, _INNER, bold=True
        )
    foot = top + CARD_HEIGHT - _BACK_FOOT - 2.6 * MM
    pen.rule(left, foot, right, foot)
    who = " · ".join(filter(None, (values.form_of_address.strip() or values.name.strip(), values.code)))
    pen.one_line(left, foot + 0.5 * MM, who, 6.5, _INNER * 0.55, grey=INK2)
    printed = " · ".join(filter(None, (day_text(stamp.time, say), stamp.code)))
    pen.one_line(right, foot + 0.5 * MM, printed, 6.5, _INNER * 0.43, align="right", grey=INK2)


def _more(back: Back, say: Translator) -> Iterator[str]:
    if back.number < back.count:
        yield say(N_("Card {n} of {m}: read the next one too")).format(n=back.number, m=back.count)
    elif back.more:
        yield say(N_("More is in the client's file."))
    elif back.count > 1:
        yield say(N_("Card {n} of {m}")).format(n=back.number, m=back.count)


def _draw_block(pen: Pen, left: float, top: float, block: Block, label_width: float) -> None:
    size = block.size
    inner = label_width - _LABEL_GAP
    if block.line.warn:
        high = block.height - _WARN_GAP
        pen.box(left, top, _INNER, high, weight=0.9, radius=1.2)
        pen.box(left, top, inner, high, fill=INK, weight=0.9, radius=1.2)
        pen.one_line(
            left + 2 * _PAD, top + _PAD, block.label, size, inner - 4 * _PAD, bold=True, grey=1.0, leading=_LEADING
        )
        pen.lines(left + label_width, top + _PAD, block.lines, size, bold=True, leading=_LEADING)
        return
    pen.one_line(
        left,
        top,
        block.label,
        size,
        inner,
        bold=block.line.must,
        grey=INK if block.line.must else INK2,
        leading=_LEADING,
    )
    pen.lines(left + label_width, top, block.lines, size, bold=block.line.must, leading=_LEADING)
