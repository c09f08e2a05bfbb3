"""Draws one seat as a picture: shape of the party, role, name, allergies and marks, as much as its size holds."""

import math
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from desktop.i18n import _
from desktop.ui.kit import theme
from desktop.ui.kit.icons import paint_icon
from desktop.ui.kit.tokens import Colours

DOT = 20
"""Pixels below which a seat holds no text."""
BADGED = 28
"""Pixels from which marks stand at its corners."""
ROLE = 1
"""Place of the role among the lines of a seat."""
LEAST_TEXT = 12
SQUARE = 0.9
BADGE = 16
ALERT = "triangle-alert"
EDGE = 0.22
"""How much of its side a picture is wider than the seat, for rings and marks at the corners."""


class Outline(Enum):
    """The shape says the party, for whoever sees no colours."""

    SQUARE = "square"
    ROUND = "round"
    CUT = "cut"


class Mark(NamedTuple):
    """A word at a seat with its icon."""

    icon: str
    text: str
    token: str = "ink2"


class SeatLook(NamedTuple):
    """All that the picture of a seat depends on, but for its size and the theme."""

    outline: Outline = Outline.ROUND
    taken: bool = False
    head: bool = False
    name: str = ""
    address: str = ""
    role: str = ""
    number: int = 0
    alert: str = ""
    """The allergies, whole."""
    alert_said: bool = True
    marks: tuple[Mark, ...] = ()
    corners: tuple[tuple[str, str], ...] = ()
    """Icons at the corners with their colours, the upper right one first."""
    blocked: bool = False
    hatched: bool = False
    chosen: bool = False
    brief: str = ""
    """The role where it does not fit in as it is."""


class _Line(NamedTuple):
    place: int
    text: str
    size: int
    bold: bool
    token: str
    icon: str = ""
    whole: bool = False
    """The whole name, or half of it with the other half below."""

    @property
    def height(self) -> float:
        return line_height(self.size)

    @property
    def width(self) -> float:
        taken = self.size + 2.0 if self.icon else 0.0
        return taken + text_width(self.text, self.size, self.bold)


def picture(look: SeatLook, side: int, ratio: float) -> QPixmap:
    """The seat drawn `side` pixels wide, in a picture that is wider by EDGE on all sides."""
    whole = side + 2 * edge_of(side)
    made = QPixmap(QSize(whole, whole) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(whole / 2, whole / 2)
    draw(painter, look, side)
    painter.end()
    return made


def edge_of(side: int) -> int:
    return max(4, round(side * EDGE / 2))


def draw(painter: QPainter, look: SeatLook, side: int) -> None:
    """Around the painter's origin."""
    colours = theme.current().colours
    _draw_shape(painter, look, side, colours)
    if side < DOT:
        return
    lines = _dot_lines(look, side) if side < BADGED else layout(look, side)
    y = -sum(line.height for line in lines) / 2
    if lines and (look.blocked or look.hatched):
        # words are read on plain ground
        wide = max(line.width for line in lines) + 6
        painter.fillRect(QRectF(-wide / 2, y, wide, -2 * y), QColor(colours.surface))
    for line in lines:
        _draw_line(painter, line, y, colours)
        y += line.height
    if side >= BADGED:
        said = any(line.icon == ALERT for line in lines)
        corners = look.corners if said or not look.alert else ((ALERT, "bad"), *look.corners)
        _draw_corners(painter, look, corners, side, colours)


def shape_path(outline: Outline, side: float) -> QPainterPath:
    path, half = QPainterPath(), side / 2
    if outline is Outline.ROUND:
        path.addEllipse(QPointF(0, 0), half, half)
    elif outline is Outline.SQUARE:
        # as large to the eye as a circle, and no nearer to its neighbours
        half *= SQUARE
        path.addRoundedRect(QRectF(-half, -half, 2 * half, 2 * half), min(3, side / 8), min(3, side / 8))
    else:
        cut = side * 0.28
        corners = [(-half + cut, -half), (half - cut, -half), (half, -half + cut), (half, half - cut)]
        corners += [(half - cut, half), (-half + cut, half), (-half, half - cut), (-half, -half + cut)]
        path.moveTo(*corners[0])
        for corner in corners[1:]:
            path.lineTo(*corner)
        path.closeSubpath()
    return path


def _draw_shape(painter: QPainter, look: SeatLook, side: int, colours: Colours) -> None:
    host = look.outline is Outline.SQUARE
    small = side < DOT
    ground, edge, width, style = colours.surface, colours.ink2, 1.5, Qt.PenStyle.SolidLine
    if look.blocked:
        ground, edge = colours.lock, colours.edge
    elif not look.taken:
        ground, edge, width = colours.window, colours.edge, 1.0
        style = Qt.PenStyle.SolidLine if small else Qt.PenStyle.DashLine
    elif small:
        # filled is taken; of what must not be overlooked a thick ring remains
        ground = edge = colours.accent if host else colours.edge
        ground = colours.surface if look.alert else ground
    elif host:
        ground, edge = colours.tint, colours.accent
    if look.taken and look.head and not small:
        width = 2.5
    width = max(width, colours.outline)
    if look.alert:
        edge, width, style = colours.bad, min(max(3.0, 2 * colours.outline), side / 4), Qt.PenStyle.SolidLine
    if look.chosen:
        ground = colours.select if not small else ground
        if not look.alert:
            edge, width, style = colours.accent, 3.0, Qt.PenStyle.SolidLine
    pen = QPen(QColor(edge), width, style)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    path = shape_path(look.outline, side - width)
    painter.setPen(pen)
    painter.setBrush(QColor(ground))
    painter.drawPath(path)
    if look.chosen and look.alert and not small:
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape_path(look.outline, side - 9))
    if look.blocked or look.hatched:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor(colours.line), Qt.BrushStyle.BDiagPattern))
        painter.drawPath(path)


def _draw_line(painter: QPainter, line: _Line, top: float, colours: Colours) -> None:
    look = theme.current()
    ink = QColor(getattr(colours, line.token))
    left = -line.width / 2
    if line.icon:
        # icons are pixels: half a pixel aside they blur
        room = QRect(round(left), round(top + (line.height - line.size) / 2), line.size, line.size)
        paint_icon(painter, room, line.icon, ink.name())
        left += line.size + 2
    painter.setFont(look.font(line.size, bold=line.bold))
    painter.setPen(ink)
    painter.drawText(QRectF(left, top, line.width + 4, line.height),
                     Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
                     line.text)  # fmt: skip


def _draw_corners(painter: QPainter, look: SeatLook, corners: Sequence[tuple[str, str]], side: int,
                  colours: Colours) -> None:  # fmt: skip
    reach = side / 2 * (SQUARE if look.outline is Outline.SQUARE else 0.76)
    size = BADGE if side >= 44 else 13
    for (icon, token), (right, down) in zip(corners, ((1, -1), (-1, -1), (1, 1), (-1, 1)), strict=False):
        centre = QPointF(round(right * reach), round(down * reach))
        ink = getattr(colours, token)
        painter.setPen(QPen(QColor(ink), 1))
        painter.setBrush(QColor(getattr(colours, f"{token}_ground", colours.surface)))
        painter.drawEllipse(centre, size / 2 + 1, size / 2 + 1)
        inner = size - 4
        paint_icon(
            painter, QRect(round(centre.x() - inner / 2), round(centre.y() - inner / 2), inner, inner), icon, ink
        )


# what fits into a seat


def layout(look: SeatLook, side: int) -> Sequence[_Line]:
    """The lines of a seat from above: the name whole, then as much else as there is room for, allergies first."""
    note = theme.current().scale.note
    names = [lines for lines in _name_ways(look, side) if fits(lines, look.outline, side)]
    chosen = names[0] if names else []
    if look.alert and look.alert_said:
        # rather a smaller name than an allergy that is not said
        whole = [name for name in names if name[0].whole]
        ways = zip(*(_alert_ways(look.alert, min(note, name[0].size)) for name in whole), strict=True)
        tried = (sorted([*name, *alert], key=lambda line: line.place)
                 for way in ways for name, alert in zip(whole, way, strict=True))  # fmt: skip
        chosen = next((lines for lines in tried if fits(lines, look.outline, side)), chosen)
    # nothing stands larger than the name
    for line in _further_lines(look, min(note, max((line.size for line in chosen), default=note))):
        if line.place == ROLE and any(held.place == ROLE for held in chosen):
            continue
        tried_more = sorted([*chosen, line], key=lambda at: at.place)
        if fits(tried_more, look.outline, side):
            chosen = tried_more
    return chosen


def fits(lines: Sequence[_Line], outline: Outline, side: int) -> bool:
    height = sum(line.height for line in lines)
    y = -height / 2
    for line in lines:
        # the ends of letters are lower than the line is high
        room = min(_room(outline, side, y + 2), _room(outline, side, y + line.height - 2))
        if line.width > room:
            return False
        y += line.height
    return height <= side * (SQUARE if outline is Outline.SQUARE else 1) - 6


def _room(outline: Outline, side: int, y: float) -> float:
    """How wide a seat is inside its outline at this height."""
    half = side / 2 - 4
    if outline is Outline.SQUARE:
        return 2 * half * SQUARE
    if outline is Outline.ROUND:
        return 2 * math.sqrt(max(0.0, half * half - y * y))
    # between the cut corners
    return 2 * min(half, half - max(0.0, abs(y) - side * 0.22))


def _name_ways(look: SeatLook, side: int) -> Iterator[list[_Line]]:
    """Ways of saying who sits here, the best first."""
    base = theme.current().scale
    if not look.taken:
        yield from _free_ways(look, base.note)
        return
    large = max(LEAST_TEXT, min(base.body + 6, round(side * 0.17)))
    sizes = sorted({large, min(large, base.body), min(large, base.note), LEAST_TEXT}, reverse=True)
    for size in sizes:
        yield [_Line(2, look.name, size, True, "ink", whole=True)]
    for size in sizes[-2:]:
        for two in _halves(look.name):
            yield [_Line(2, part, size, True, "ink", whole=True) for part in two]
    for said in (look.address, monogram(look.name), look.name[:1]):
        if said:
            yield [_Line(2, said, LEAST_TEXT, True, "ink")]


def _free_ways(look: SeatLook, note: int) -> Iterator[list[_Line]]:
    if look.blocked:
        yield [_Line(2, _("Blocked"), note, False, "ink2")]
        return
    if look.role:
        yield [_Line(2, look.role, note, False, "ink2")]
        for two in _halves(look.role):
            yield [_Line(2, part, LEAST_TEXT, False, "ink2") for part in two]
        if look.brief:
            yield [_Line(2, look.brief, LEAST_TEXT, False, "ink2")]
    if look.number:
        yield [_Line(2, str(look.number), note, False, "ink2")]


def _alert_ways(alert: str, note: int) -> Iterator[list[_Line]]:
    """An allergy whole, on two lines, or only that there is one."""
    yield [_Line(3, alert, note, True, "bad", ALERT)]
    for one, other in _halves(alert):
        yield [_Line(3, one, note, True, "bad", ALERT), _Line(3, other, note, True, "bad")]
    yield [_Line(3, _("Allergy"), note, True, "bad", ALERT)]


def _further_lines(look: SeatLook, note: int) -> Iterator[_Line]:
    """In the order in which they are let in; the number says where they stand."""
    if look.taken and look.role:
        for said in dict.fromkeys((look.role, look.brief or look.role)):
            yield _Line(ROLE, said, note, False, "ink2")
        yield _Line(ROLE, look.brief or look.role, min(note, LEAST_TEXT), False, "ink2")
    for at, mark in enumerate(look.marks):
        yield _Line(4 + at, mark.text, note, False, mark.token, mark.icon)
    if look.taken and look.address and look.address != look.name:
        yield _Line(2, look.address, note, False, "ink2")


def _dot_lines(look: SeatLook, side: int) -> list[_Line]:
    """A seat too small for a name shows its first letters."""
    for said in (monogram(look.name), look.name[:1]) if look.taken else ():
        line = _Line(2, said, LEAST_TEXT, True, "ink")
        if fits([line], look.outline, side + 6):
            return [line]
    return []


def monogram(name: str) -> str:
    """The surname's character, or the first letters of a name in Latin script."""
    if not name:
        return ""
    if name[0].isascii():
        return "".join(part[0] for part in name.split()[:2]).upper()
    return name[0]


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """Ways of breaking a text into two lines, the most even first: after marks, between words, in Chinese between
    characters."""
    marks = [n + 1 for n, letter in enumerate(text[:-1]) if letter in "、，,;；"]
    spaces = [n for n, letter in enumerate(text) if letter == " "]
    middles = [] if text.isascii() or len(text) < 3 else [len(text) // 2, -(-len(text) // 2)]
    for at in sorted(dict.fromkeys(marks or spaces or middles), key=lambda n: abs(n - len(text) / 2)):
        yield text[:at].strip(), text[at:].strip()


def text_width(text: str, size: int, bold: bool) -> float:
    return _width(text, size, bold, tuple(theme.current().families))


@lru_cache(maxsize=8192)
def _width(text: str, size: int, bold: bool, families: tuple[str, ...]) -> float:
    return _metrics(size, bold, families).horizontalAdvance(text)


def line_height(size: int) -> float:
    """Lines of a seat stand closer than those of a page: Chinese fonts are much higher than their letters."""
    return round(size * 1.28)


@lru_cache(maxsize=64)
def _metrics(size: int, bold: bool, families: tuple[str, ...]) -> QFontMetricsF:
    return QFontMetricsF(theme.current().font(size, bold=bold))
