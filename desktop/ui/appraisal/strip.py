"""The states of a period as a strip: which are passed, which one it is in, and how many sheets have come so far."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.i18n import _
from desktop.rules.values import dataclass
from desktop.ui.kit import theme
from desktop.ui.kit.icons import SMALL_ICON, pixmap
from desktop.ui.kit.text import elide, set_tooltip
from desktop.ui.kit.tokens import GAP, SMALL

_TIP = 8


@dataclass(frozen=True, slots=True)
class Stage:
    """`word` is shown text; `count` such as `11/12`, empty where nothing is counted."""

    word: str
    count: str = ""


class StateStrip(QWidget):
    """Passed: ticked; the present one: filled; those to come: outlined. Read aloud as one sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: Sequence[Stage] = ()
        self._at = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.updateGeometry)

    def show_stages(self, stages: Sequence[Stage], at: int) -> None:
        self._stages, self._at = tuple(stages), at
        said = self.said
        self.setAccessibleName(said)
        set_tooltip(self, said)
        self.update()

    @property
    def said(self) -> str:
        if not 0 <= self._at < len(self._stages):
            return ""
        now = self._stages[self._at]
        word = f"{now.word} {now.count}".strip()
        following = self._stages[self._at + 1 :]
        if not following:
            return _("State: {state}, the last of {n}").format(state=word, n=len(self._stages))
        return _("State: {state}, step {at} of {n}; next: {following}").format(
            state=word, at=self._at + 1, n=len(self._stages), following=following[0].word)  # fmt: skip

    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(480, look.text_height(look.scale.note) + 2 * GAP)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._stages:
            return
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font, bold = look.font(look.scale.note), look.font(look.scale.note, bold=True)
        words = [f"{one.word} {one.count}".strip() for one in self._stages]
        needs = [QFontMetrics(bold).horizontalAdvance(word) + SMALL_ICON + SMALL + 3 * _TIP for word in words]
        left, share = 0.0, self.width() / max(1, sum(needs))
        if share < 1:
            # where all words have no room, those around the present one keep theirs
            needs = [need if abs(n - self._at) <= 1 else SMALL_ICON + 3 * _TIP for n, need in enumerate(needs)]
            share = self.width() / max(1, sum(needs))
        for number, (word, need) in enumerate(zip(words, needs, strict=True)):
            width = need * share
            self._segment(painter, number, QRectF(left, 1, width, self.height() - 2))
            painter.setFont(bold if number == self._at else font)
            inside = QRectF(left + _TIP * 1.5, 0, width - 2 * _TIP, self.height())
            if number < self._at:
                at = round((self.height() - SMALL_ICON) / 2)
                mark = pixmap("check", "accent", SMALL_ICON, self.devicePixelRatioF())
                painter.drawPixmap(round(inside.x()), at, mark)
                inside.setLeft(inside.left() + SMALL_ICON + SMALL)
            ink = "on_accent" if number == self._at else "ink" if number < self._at else "ink2"
            painter.setPen(look.colour(ink))
            shown = elide(word, QFontMetrics(painter.font()), int(inside.width()))
            if inside.width() >= QFontMetrics(painter.font()).horizontalAdvance("…"):
                painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, shown)
            left += width
        painter.end()

    def _segment(self, painter: QPainter, number: int, room: QRectF) -> None:
        look = theme.current()
        first, last = number == 0, number == len(self._stages) - 1
        notch = 0 if first else _TIP
        tip = 0 if last else _TIP
        gap = 0 if last else 1
        right = room.right() - gap
        middle = room.center().y()
        shape = [
            (room.x() - (0 if first else 1), room.top()), (right - 1, room.top()), (right + tip - 1, middle),
            (right - 1, room.bottom()), (room.x() - (0 if first else 1), room.bottom()),
            (room.x() + notch - 1 if notch else room.x(), middle),
        ]  # fmt: skip
        fill = "accent" if number == self._at else "tint" if number < self._at else "surface"
        style = Qt.PenStyle.SolidLine if number <= self._at else Qt.PenStyle.DashLine
        painter.setPen(QPen(look.colour("accent" if number <= self._at else "edge"), look.colours.outline, style))
        painter.setBrush(look.colour(fill))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in shape]))
