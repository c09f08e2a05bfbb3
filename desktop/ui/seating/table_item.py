"""One table in the drawing: its boards to scale, its name, how many sit there, and the numbers of its seats."""

import math
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QStaticText, QTransform
from PySide6.QtWidgets import QGraphicsPathItem, QStyleOptionGraphicsItem, QWidget

from desktop.i18n import _, language
from desktop.rules.seating.plan import Seat, Table
from desktop.rules.seating.shapes import OUT, ROW, Form, Shape, direction, places
from desktop.ui.kit import theme
from desktop.ui.seating.seat_face import line_height, text_width
from desktop.ui.seating.seat_item import NARROWEST, WIDEST, Pictures, SeatItem, SeatsItem

BOARD = 600
"""Depth of the boards that U, hollow square and podium are made of, in mm."""
INWARDS = 150
"""From the table's edge to the number of a seat."""
NUMBERED = 50
"""Pixels of a seat from which its number stands before it."""
GAP = 24
"""Millimetres between a seat and the board, so that both keep their outline."""


class Says(NamedTuple):
    """What stands on a table."""

    label: str
    count: str
    alerts: int = 0
    head: bool = False
    chosen: bool = False
    narrow: bool = False


class TableItem(QGraphicsPathItem):
    """Seats are its children, about its middle; it is moved and turned as a whole."""

    def __init__(self, table: Table, pictures: Pictures) -> None:
        super().__init__(boards(table.form))
        self.table = table
        self.says = Says("", "")
        side = seat_side(table.form)
        self.seats = SeatsItem(table.seats, places(table.form), side, pictures, self).seats
        self.dress()
        self.stand(table)

    def stand(self, table: Table) -> None:
        self.table = table
        self.setPos(table.x, table.y)
        self.setRotation(table.turn)

    def say(self, says: Says) -> None:
        if says != self.says:
            self.says = says
            self.dress()
            self.update()

    def dress(self) -> None:
        colours = theme.current().colours
        edge, width = colours.edge if colours.outline > 1 else colours.line, colours.outline
        if self.says.chosen:
            edge, width = colours.accent, 3
        elif self.says.head:
            edge = colours.edge
        pen = QPen(QColor(edge), width)
        pen.setCosmetic(True)
        self.setPen(pen)
        self.setBrush(QColor(colours.surface))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        # without the dashed frame that Qt draws around what is selected
        painter.setPen(self.pen())
        painter.setBrush(self.brush())
        painter.drawPath(self.path())
        at = painter.worldTransform()
        painter.resetTransform()
        scale = math.hypot(at.m11(), at.m12())
        self._paint_label(painter, at, scale)
        if self.seats[0].side * scale >= NUMBERED:
            self._paint_numbers(painter, at)
        painter.setWorldTransform(at)

    def _paint_label(self, painter: QPainter, at: QTransform, scale: float) -> None:
        form, look = self.table.form, theme.current()
        centre = at.map(QPointF(*label_place(form)))
        width, height = label_room(form)
        lines = _label_lines(self.says, round(width * scale), round(height * scale), look.scale.body, language())
        y = centre.y() - sum(line_height(size) for _t, size, _b, _k in lines) / 2
        for text, size, bold, token in lines:
            drawn, font, wide = static(text, size, bold)
            painter.setFont(font)
            painter.setPen(look.colour(token))
            top = y + (line_height(size) - drawn.size().height()) / 2
            painter.drawStaticText(QPointF(round(centre.x() - wide / 2), round(top)), drawn)
            y += line_height(size)

    def _paint_numbers(self, painter: QPainter, at: QTransform) -> None:
        look = theme.current()
        size = look.scale.note
        painter.setPen(look.colour("ink2"))
        for number, place in enumerate(places(self.table.form), 1):
            dx, dy = direction(place.facing)
            away = OUT + INWARDS
            spot = at.map(QPointF(place.x + dx * away, place.y + dy * away))
            drawn, font, _wide = static(str(number), size, False)
            painter.setFont(font)
            painter.drawStaticText(spot - QPointF(drawn.size().width() / 2, drawn.size().height() / 2), drawn)


def seat_side(form: Form) -> float:
    """How wide a seat is drawn: as the nearest neighbour leaves room, but like a chair."""
    spots = places(form)
    nearest = min((math.dist(one[:2], other[:2]) for one, other in zip(spots, spots[1:] + spots[:1], strict=True)
                   if one is not other), default=WIDEST)  # fmt: skip
    return max(NARROWEST, min(WIDEST, nearest * 0.92))


def boards(form: Form) -> QPainterPath:
    """The table as seen from above, about its middle, a little smaller than it is, to keep clear of its seats."""
    path = QPainterPath()
    width, depth = form.width - 2 * GAP, form.depth - 2 * GAP
    whole = QRectF(-width / 2, -depth / 2, width, depth)
    board = min(BOARD, width / 3, depth / 2)
    match form.shape:
        case Shape.ROUND | Shape.OVAL:
            path.addEllipse(whole)
        case Shape.HOLLOW:
            path.addRoundedRect(whole, 60, 60)
            path.addRect(whole.adjusted(board, board, -board, -board))
        case Shape.U:
            right, bottom = width / 2, depth / 2
            inner = (right - board, -bottom + board)
            for n, (x, y) in enumerate([(-right, bottom), (-right, -bottom), (right, -bottom), (right, bottom),
                                        (inner[0], bottom), inner, (-inner[0], inner[1]),
                                        (-inner[0], bottom)]):  # fmt: skip
                path.lineTo(x, y) if n else path.moveTo(x, y)
            path.closeSubpath()
        case Shape.PODIUM:
            for row, count in enumerate(form.rows):
                y = ROW * ((len(form.rows) - 1) / 2 - row) + OUT + GAP
                long = BOARD * count
                path.addRoundedRect(QRectF(-long / 2, y, long, BOARD * 0.75), 40, 40)
        case Shape.THEATRE:
            pass
        case Shape.SOFA:
            path.addRoundedRect(whole.adjusted(width / 4, depth / 5, -width / 4, -depth / 5), 80, 80)
        case _:
            path.addRoundedRect(whole, 60, 60)
    return path


def label_place(form: Form) -> tuple[float, float]:
    """Where a table's name stands about its middle: on the board, or on the floor before rows of chairs."""
    if form.shape is Shape.PODIUM:
        return 0.0, ROW * (len(form.rows) - 1) / 2 + OUT + GAP + BOARD * 0.375
    if form.shape is Shape.THEATRE:
        return 0.0, -ROW * (len(form.rows) - 1) / 2 - 700
    return 0.0, 0.0


def label_room(form: Form) -> tuple[float, float]:
    """How much room a table's name has, in mm."""
    match form.shape:
        case Shape.ROUND | Shape.OVAL:
            return form.width * 0.75, form.depth * 0.66
        case Shape.HOLLOW | Shape.U:
            return form.width - 2 * BOARD, form.depth - BOARD
        case Shape.PODIUM | Shape.THEATRE:
            return form.width, BOARD * 0.75
        case Shape.SOFA:
            return form.width / 2 - 200, form.depth * 0.6
        case _:
            return form.width - 200, form.depth - 100


@lru_cache(maxsize=1024)
def _label_lines(says: Says, width: int, height: int, base: int, spoken: str) -> list[tuple[str, int, bool, str]]:
    """Name, how many sit there, and how many have allergies, as much as the table holds; its name always."""
    note = max(12, base - 2)
    name = _("Table {label}").format(label=says.label) if says.label.isdecimal() else says.label
    head = [(_("Head table"), note, False, "ink2")] if says.head else []
    count = [(says.count, note, False, "ink2")]
    alert = [(f"⚠ {says.alerts}", note, True, "bad")] if says.alerts else []
    whole, short = (name, base, True, "ink"), (says.label, base, True, "ink")
    for lines in ([*head, (name, base + 2, True, "ink"), *count, *alert], [whole, *count, *alert],
                  [short, *count, *alert], [short, *(alert or count)], [short]):  # fmt: skip
        tall = sum(line_height(size) for _t, size, _b, _k in lines)
        if tall <= height and max(text_width(text, size, bold) for text, size, bold, _k in lines) <= width:
            return lines
    return [(says.label, note, True, "ink")]


def static(text: str, size: int, bold: bool) -> tuple[QStaticText, QFont, float]:
    """A text ready to be drawn, with its font and how wide it is."""
    return _static(text, size, bold, tuple(theme.current().families))


@lru_cache(maxsize=1024)
def _static(text: str, size: int, bold: bool, families: tuple[str, ...]) -> tuple[QStaticText, QFont, float]:
    made, font = QStaticText(text), theme.current().font(size, bold=bold)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(QTransform(), font)
    return made, font, text_width(text, size, bold)


def seat_items(tables: dict[str, TableItem]) -> dict[Seat, SeatItem]:
    return {item.seat: item for table in tables.values() for item in table.seats}
