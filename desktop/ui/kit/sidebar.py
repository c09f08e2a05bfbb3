"""The sidebar of places: icon, word, and how many things are due there."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit import theme
from desktop.ui.kit.icons import LARGE_ICON, paint_icon
from desktop.ui.kit.text import tooltip
from desktop.ui.kit.tokens import CONTROL_RADIUS

WIDTH = 168


class PlaceButton(QAbstractButton):
    def __init__(self, key: str, word: str, icon_name: str, number: int) -> None:
        super().__init__()
        self.key, self._word, self._icon, self.count = key, word, icon_name, 0
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if number <= 9:
            self.setToolTip(tooltip(f"{word}  Ctrl+{number}"))
        self.show_count(0)

    def show_count(self, count: int) -> None:
        self.count = count
        said = _("{place}, {n} due").format(place=self._word, n=count) if count else self._word
        self.setAccessibleName(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 16, theme.current().control_height + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        colours = look.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self.isChecked()
        ground = colours.tint if here else colours.hover if self.underMouse() else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("tint" if here else "hover"))
            painter.drawRoundedRect(self.rect(), CONTROL_RADIUS, CONTROL_RADIUS)
        if self.hasFocus() or (here and colours.outline > 1):
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), CONTROL_RADIUS, CONTROL_RADIUS)
        middle = self.rect().center().y()
        token = "accent" if here else "ink2"
        paint_icon(
            painter,
            QRect(10, middle - LARGE_ICON // 2 + 1, LARGE_ICON, LARGE_ICON),
            self._icon,
            getattr(colours, token),
        )
        painter.setPen(look.colour("accent" if here else "ink"))
        painter.setFont(look.font(bold=here))
        text = QRect(40, 0, self.width() - 48, self.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._word)
        if self.count:
            number = f"{self.count}" if self.count < 1000 else "999+"
            painter.setFont(look.font(look.scale.note, bold=True))
            painter.setPen(look.colour("accent" if here else "ink2"))
            place = text.adjusted(0, 0, -QFontMetrics(painter.font()).averageCharWidth() // 4, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, number)


class Sidebar(QFrame):
    """Arrow keys go from place to place; Enter or Space opens."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("side", True)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(_("Places"))
        self._group = QButtonGroup(self)
        self.buttons: dict[str, PlaceButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 12, 8, 12)
        self._column.setSpacing(4)
        theme.current().changed.connect(self.updateGeometry)

    def show_places(self, places: Sequence[tuple[str, str, str]]) -> None:
        """(key, shown word, icon) in order; the last one, Settings, stands at the bottom."""
        for number, (key, word, icon_name) in enumerate(places, 1):
            made = PlaceButton(key, word, icon_name, number)
            made.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            self._group.addButton(made)
            if number == len(places) and number > 1:
                self._column.addStretch(1)
            self._column.addWidget(made)
            self.buttons[key] = made
        if len(places) < 2:
            self._column.addStretch(1)

    def show_current(self, key: str) -> None:
        if key in self.buttons:
            self.buttons[key].setChecked(True)

    def show_count(self, key: str, count: int) -> None:
        if key in self.buttons:
            self.buttons[key].show_count(count)

    def take_focus(self) -> None:
        checked = self._group.checkedButton()
        if checked is not None:
            checked.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        row = list(self.buttons.values())
        held = next((n for n, b in enumerate(row) if b.hasFocus()), None)
        if step is None or held is None:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and held is not None:
                row[held].click()
                return
            super().keyPressEvent(event)
            return
        row[(held + step) % len(row)].setFocus(Qt.FocusReason.TabFocusReason)
