"""The 餐位图 as it is filled in on the paper: a round table, a name at each of its four places of honour."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.collection_forms import NAME_LIMIT, SIDES, Diagram
from desktop.ui.kit import theme
from desktop.ui.kit.entries import TextEntry
from desktop.ui.kit.text import note, restyle

_CELLS = {"main_host": (0, 1), "second_guest": (1, 2), "deputy_host": (2, 1), "honour_guest": (1, 0)}
TABLE = 76


class DiagramEntry(QWidget):
    """Tab goes clockwise from the top, as the places are read."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        self.entries: dict[str, TextEntry] = {}
        for name, words in SIDES:
            block = QVBoxLayout()
            block.setSpacing(2)
            block.addStretch(1)
            block.addWidget(note(_(words)))
            entry = self.entries[name] = TextEntry()
            entry.setMaxLength(NAME_LIMIT)
            entry.setAccessibleName(_("{place}: form of address").format(place=_(words)))
            entry.edited.connect(self.edited)
            block.addWidget(entry)
            block.addStretch(1)
            grid.addLayout(block, *_CELLS[name])
        grid.addWidget(_Table(), 1, 1, Qt.AlignmentFlag.AlignCenter)
        for column in range(3):
            grid.setColumnStretch(column, 1)

    @property
    def stops(self) -> list[QWidget]:
        return [self.entries[name] for name, _words in SIDES]

    def value(self) -> Diagram:
        return Diagram(**{name: entry.value().strip() for name, entry in self.entries.items()})

    def set_value(self, value: Diagram) -> None:
        for name, entry in self.entries.items():
            entry.set_value(getattr(value, name))

    def draft(self) -> dict[str, object]:
        return {name: entry.value() for name, entry in self.entries.items()}

    def restore(self, draft: Mapping[str, object]) -> None:
        for name, entry in self.entries.items():
            entry.set_value(draft.get(name, ""))

    def show_error(self, name: str) -> None:
        restyle(self.entries[name], "wrong", True)


class _Table(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(QSize(TABLE, TABLE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.current()
        painter.setPen(QPen(look.colour("edge"), 1.5))
        painter.setBrush(look.colour("tint"))
        painter.drawEllipse(QRectF(2, 2, TABLE - 4, TABLE - 4))
