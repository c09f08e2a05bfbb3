"""A deadline drawn as a ribbon: what is used and left in words, and a track with pauses and closed hours hatched."""

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.rules.deadlines import NOTHING, WARNING_SHARE, Clock, Kind, State, Stretch
from desktop.ui.kit import theme
from desktop.ui.kit.clocks import span
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.text import set_tooltip
from desktop.ui.kit.tokens import SMALL, WIDE, Tone

TRACK = 8
_LEAST = 240  # pixels in which both ends of the line still stand


def tone_of(clock: Clock) -> Tone:
    """Green while there is time, amber when it runs down, red when it has run out."""
    if clock.state is State.LATE:
        return Tone.BAD
    return Tone.WARN if clock.state is State.RUNNING and clock.share >= WARNING_SHARE else Tone.GOOD


def limit(clock: Clock) -> str:
    """`48 小时`, `4 个工作小时`, `3 个工作日`."""
    hours, minutes = divmod(clock.rule.amount, 60)
    if clock.rule.kind is Kind.WORKING_DAYS:
        return _("{n} working days").format(n=clock.rule.amount)
    words = _("{h} working hours") if clock.rule.kind is Kind.WORKING_HOURS else _("{h} hours")
    return words.format(h=f"{hours}:{minutes:02}" if minutes else hours)


def how_it_stands(clock: Clock) -> str:
    """What is used and what is left, or by how much it is over."""
    used = span(clock.used.total_seconds())
    if clock.state is State.KEPT:
        return _("kept: {used} used").format(used=used)
    if clock.left < NOTHING:
        return _("{used} used, {over} over").format(used=used, over=span(-clock.left.total_seconds()))
    return _("{used} used, {left} left").format(used=used, left=span(clock.left.total_seconds()))


def whole(clock: Clock, what: str = "") -> str:
    """All that the ribbon shows, said: the limit, since when, what does not count, until when, and how it stands."""
    said = [_("{limit}, from {moment}").format(limit=limit(clock), moment=moment(clock.start))]
    if clock.paused_for > NOTHING:
        said.append(_("{span} of pauses not counted").format(span=span(clock.paused_for.total_seconds())))
    if clock.paused:
        said.append(_("the clock stands now"))
    said.append(_("due {moment}").format(moment=moment(clock.due)))
    said.append(how_it_stands(clock))
    if clock.unsure:
        said.append(_("the holidays of that year are not official yet"))
    words = _("; ").join(said)
    return f"{what}: {words}" if what else words


class Ribbon(QWidget):
    """Shows nothing until it is given a clock."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock: Clock | None = None
        self._what = ""
        self._at: datetime | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.updateGeometry)
        self.hide()

    def show_clock(self, what: str, clock: Clock | None, at: datetime | None = None) -> None:
        """`at` is the moment at which the clock was read, where the tick stands."""
        self._clock, self._what, self._at = clock, what, at
        if clock is not None:
            self.setAccessibleName(whole(clock, what))
            set_tooltip(self, whole(clock, what))
        self.setVisible(clock is not None)
        self.update()

    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(_LEAST, look.text_height(look.scale.note) + SMALL + TRACK + SMALL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        clock = self._clock
        if clock is None:
            return
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(look.scale.note))
        line = QRectF(0, 0, self.width(), look.text_height(look.scale.note))
        ink = look.colour(tone_of(clock).value)
        due = _("due {moment}").format(moment=moment(clock.due))
        painter.setPen(ink)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._said(clock, due))
        painter.setPen(look.colour("ink2"))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, due)
        self._draw_track(painter, clock, ink, line.bottom() + SMALL)
        painter.end()

    def _said(self, clock: Clock, due: str) -> str:
        """As much as there is room for beside the due moment; the rest says the tooltip."""
        left = (_("{span} over") if clock.left < NOTHING else _("{span} left")).format(
            span=span(abs(clock.left.total_seconds())))  # fmt: skip
        short = _("paused") if clock.paused else _("kept") if clock.state is State.KEPT else left
        state = short if clock.paused else how_it_stands(clock)
        metrics = QFontMetrics(theme.current().font(theme.current().scale.note))
        room = self.width() - metrics.horizontalAdvance(due) - WIDE
        ways = ((self._what, limit(clock), state), (self._what, limit(clock), short), (self._what, short))
        for parts in ways:
            said = " · ".join(part for part in parts if part)
            if metrics.horizontalAdvance(said) <= room:
                return said
        return short

    def _draw_track(self, painter: QPainter, clock: Clock, ink: QColor, top: float) -> None:
        look = theme.current()
        end = max((one.end for one in clock.segments), default=clock.due)
        whole_time = max((end - clock.start).total_seconds(), 1.0)

        def x(at: datetime) -> float:
            return self.width() * min(max((at - clock.start).total_seconds() / whole_time, 0.0), 1.0)

        track = QRectF(0, top, self.width(), TRACK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("line"))
        painter.drawRect(track)
        now = x(self._at or clock.due)
        for one in clock.segments:
            low, high = x(one.begin), x(one.end)
            if one.stretch is Stretch.COUNTED:
                painter.setBrush(ink)
                painter.drawRect(QRectF(low, top, max(min(high, now) - low, 0), TRACK))
            else:
                painter.setBrush(look.colour("surface"))
                painter.drawRect(QRectF(low, top, high - low, TRACK))
                painter.setBrush(QBrush(look.colour("edge"), Qt.BrushStyle.BDiagPattern))
                painter.drawRect(QRectF(low, top, high - low, TRACK))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("edge"), look.colours.outline))
        painter.drawRect(track.adjusted(0.5, 0.5, -0.5, -0.5))
        if clock.due < end:
            # past it everything is late
            painter.setPen(QPen(look.colour("ink2"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(int(x(clock.due)), int(top - 1), int(x(clock.due)), int(top + TRACK + 1))
        painter.setPen(QPen(look.colour("ink"), 2))
        at = min(max(now, 1.0), self.width() - 1.0)
        painter.drawLine(int(at), int(top - 2), int(at), int(top + TRACK + 2))
