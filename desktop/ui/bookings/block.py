"""Paints a booking as a block: who, how many, when; the state by outline, icon and word, the colour only helps."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from desktop.i18n import _, _n
from desktop.rules.bookings import BookingState
from desktop.rules.calendars import clock
from desktop.services.booking_lists import BookLine
from desktop.ui.bookings.words import STATE_LOOKS, called, people, state_word
from desktop.ui.kit import theme
from desktop.ui.kit.badge import BADGE, badge_letter, paint_badge
from desktop.ui.kit.icons import SMALL_ICON, paint_icon
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word
from desktop.ui.kit.tokens import CONTROL_RADIUS, GAP

BAR = 4
_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter


def paint_block(painter: QPainter, rect: QRect, line: BookLine, *, chosen: bool) -> None:
    _paint_ground(painter, rect, line.state, chosen)
    look = theme.current()
    small = look.font(look.scale.note)
    room = rect.adjusted(GAP + BAR, 0, -GAP, 0)
    first, second = QFontMetrics(look.font(bold=True)).height(), QFontMetrics(small).height()
    gap = max(0, (room.height() - first - second) // 2)
    top = QRect(room.x(), room.y() + gap, room.width(), first)
    bottom = QRect(room.x(), top.bottom() + 1, room.width(), second)
    below = _paint_who(painter, top, line)
    _paint_state(painter, bottom, line, below)


def _paint_ground(painter: QPainter, rect: QRect, state: BookingState, chosen: bool) -> None:
    """Held is broken, confirmed is whole, arrived is filled with a bar, left is grey."""
    look = theme.current()
    colours = look.colours
    ground, edge, style = colours.surface, colours.edge, Qt.PenStyle.SolidLine
    if state is BookingState.HELD:
        style = Qt.PenStyle.DashLine
    elif state is BookingState.ARRIVED:
        ground, edge = colours.tint, colours.accent
    elif state is BookingState.LEFT:
        ground, edge = colours.lock, colours.line
    if chosen:
        ground = colours.select
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(edge), colours.outline, style))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), CONTROL_RADIUS, CONTROL_RADIUS)
    if state is BookingState.ARRIVED:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(QRectF(rect.x() + 3, rect.y() + 4, BAR, rect.height() - 8), 2, 2)
    painter.restore()


def _paint_who(painter: QPainter, room: QRect, line: BookLine) -> list[str]:
    """Hour first, as in the book on paper; then who and how many. What the name leaves no room for is returned."""
    look = theme.current()
    colours, bold = look.colours, look.font(bold=True)
    small = look.font(look.scale.note, bold=True)
    body = QFontMetrics(look.font())
    hour, many, name = clock(line.at), people(line.people), called(line.host)
    letter = badge_letter(line.host.client_class) if line.host is not None else ""
    side = min(BADGE, room.height()) if letter else 0
    left = room.width() - (side + GAP - 2 if side else 0)
    hour_width, many_width = body.horizontalAdvance(hour) + GAP, body.horizontalAdvance(many) + GAP
    # first the name is written smaller, then the number goes below, then the hour
    if QFontMetrics(bold).horizontalAdvance(name) > left - hour_width - many_width:
        bold = small
    width, below = QFontMetrics(bold).horizontalAdvance(name), []
    if width > left - hour_width - many_width:
        below, many = [many], ""
    if width > left - hour_width:
        below, hour = [hour, *below], ""
    painter.setFont(look.font())
    painter.setPen(QColor(colours.ink))
    if hour:
        painter.drawText(room, _LINE | Qt.AlignmentFlag.AlignLeft, hour)
        room = room.adjusted(hour_width, 0, 0, 0)
    if many:
        painter.drawText(room, _LINE | Qt.AlignmentFlag.AlignRight, many)
    if side:
        paint_badge(painter, QRect(room.x(), room.center().y() - side // 2 + 1, side, side), letter)
        room = room.adjusted(side + GAP - 2, 0, 0, 0)
        painter.setPen(QColor(colours.ink))
    painter.setFont(bold)
    painter.drawText(room, _LINE | Qt.AlignmentFlag.AlignLeft, name)
    return below


def _paint_state(painter: QPainter, room: QRect, line: BookLine, below: list[str]) -> None:
    look = theme.current()
    small = look.font(look.scale.note)
    metrics = QFontMetrics(small)
    painter.setFont(small)
    icon, tone = STATE_LOOKS[line.state]
    ink = look.colour(tone.value)
    paint_icon(painter, QRect(room.x(), room.center().y() - SMALL_ICON // 2 + 1, SMALL_ICON, SMALL_ICON), icon,
               ink.name())  # fmt: skip
    word = state_word(line)
    painter.setPen(ink)
    room = room.adjusted(SMALL_ICON + 4, 0, 0, 0)
    painter.drawText(room, _LINE | Qt.AlignmentFlag.AlignLeft, word)
    room = room.adjusted(metrics.horizontalAdvance(word) + GAP, 0, 0, 0)
    risk = line.host.risk if line.host is not None else ""
    if risk_word(risk):
        room = _paint_risk(painter, room, risk, metrics)
    rest = [*below, line.wishes, line.purpose]
    if len(line.places) > 1:
        rest.insert(len(below), _n("{n} place", "{n} places", len(line.places)).format(n=len(line.places)))
    if line.deposit:
        rest.append(_("deposit paid"))
    said = " · ".join(part for part in rest if part)
    painter.setPen(look.colour("ink2"))
    shown = metrics.elidedText(said, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _LINE | Qt.AlignmentFlag.AlignLeft, shown)


def _paint_risk(painter: QPainter, room: QRect, risk: str, metrics: QFontMetrics) -> QRect:
    """At the right end; returns the room that is left."""
    look, word = theme.current(), risk_word(risk)
    ink, width = look.colour(risk_tone(risk).value), metrics.horizontalAdvance(word)
    painter.setPen(ink)
    painter.drawText(room, _LINE | Qt.AlignmentFlag.AlignRight, word)
    square = QRect(room.right() - width - SMALL_ICON - 3, room.center().y() - SMALL_ICON // 2 + 1, SMALL_ICON,
                   SMALL_ICON)  # fmt: skip
    paint_icon(painter, square, risk_icon(risk), ink.name())
    return room.adjusted(0, 0, -width - SMALL_ICON - GAP - 4, 0)
