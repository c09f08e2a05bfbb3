"""Paints a chart's drawing list in the colours of the kit."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen, QPolygonF

from desktop.rules.charts.scene import LINE_HEIGHT, Dot, Line, Measure, Point, Poly, Rect, Scene, Text
from desktop.ui.kit import theme

_HALO = 3
_SIDES = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight,
          "centre": Qt.AlignmentFlag.AlignHCenter}  # fmt: skip


def own_widths() -> Measure:
    """Tells how wide a text is in the fonts in force now."""
    fonts: dict[tuple[int, bool], QFontMetricsF] = {}

    def measure(text: str, size: float, bold: bool = False) -> float:
        key = round(size), bold
        if key not in fonts:
            fonts[key] = QFontMetricsF(theme.current().font(key[0], bold=bold))
        return fonts[key].horizontalAdvance(text)

    return measure


def paint_scene(painter: QPainter, scene: Scene) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in scene.marks:
        if isinstance(mark, Rect):
            _rect(painter, mark)
        elif isinstance(mark, Line):
            painter.setPen(_pen(mark.ink, mark.weight, dash=mark.dash))
            painter.drawLine(QPointF(mark.x1, mark.y1), QPointF(mark.x2, mark.y2))
        elif isinstance(mark, Poly):
            _poly(painter, mark)
        elif isinstance(mark, Dot):
            _dot(painter, mark)
        elif isinstance(mark, Text):
            _text(painter, mark)


def paint_focus(painter: QPainter, room: QRect, point: Point | None) -> None:
    """The frame of keys: around the current point, else around the whole chart."""
    pen = QPen(theme.current().colour("accent"), 2)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    around = QRectF(room).adjusted(1, 1, -1, -1)
    if point is not None:
        wanted = QRectF(point.x, point.y, point.width, point.height).adjusted(-_HALO, -_HALO, _HALO, _HALO)
        around = wanted.intersected(around)
    painter.drawRoundedRect(around, 4, 4)


def _pen(ink: str, weight: float, *, dash: bool = False) -> QPen:
    look = theme.current()
    # where the system asks for high contrast its wide outlines are ours too
    pen = QPen(look.colour(ink), max(weight, look.colours.outline) if weight >= 1 else weight)
    if dash:
        pen.setDashPattern([4, 3])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _rect(painter: QPainter, mark: Rect) -> None:
    look = theme.current()
    room = QRectF(mark.x, mark.y, mark.width, mark.height)
    painter.setPen(Qt.PenStyle.NoPen)
    if mark.fill:
        painter.setBrush(look.colour("surface" if mark.hatch else mark.fill))
        painter.drawRect(room)
    if mark.hatch:
        painter.setBrush(QBrush(look.colour(mark.fill or mark.edge or "edge"), Qt.BrushStyle.BDiagPattern))
        painter.drawRect(room)
    if mark.edge:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(mark.edge, 1, dash=mark.dash))
        painter.drawRect(room)


def _poly(painter: QPainter, mark: Poly) -> None:
    shape = QPolygonF([QPointF(x, y) for x, y in mark.points])
    painter.setPen(_pen(mark.ink, mark.weight, dash=mark.dash) if mark.ink else Qt.PenStyle.NoPen)
    if mark.fill:
        painter.setBrush(theme.current().colour(mark.fill))
        painter.drawPolygon(shape)
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(shape)


def _dot(painter: QPainter, mark: Dot) -> None:
    look = theme.current()
    painter.setPen(_pen(mark.ink, 1.5))
    painter.setBrush(look.colour("surface" if mark.hollow else mark.ink))
    painter.drawEllipse(QPointF(mark.x, mark.y), mark.radius, mark.radius)


def _text(painter: QPainter, mark: Text) -> None:
    look = theme.current()
    font = look.font(round(mark.size), bold=mark.bold)
    painter.setFont(font)
    painter.setPen(look.colour(mark.ink))
    width = QFontMetricsF(font).horizontalAdvance(mark.text) + 2
    left = {"left": mark.x, "right": mark.x - width, "centre": mark.x - width / 2}[mark.align]
    room = QRectF(left, mark.y, width, mark.size * LINE_HEIGHT)
    painter.drawText(
        room, int(_SIDES[mark.align] | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip), mark.text
    )
