"""A search line with its hits, to pick another client in a dialog; risk shows beside every hit (CL-12)."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.services.search import Hit
from desktop.ui.kit import theme
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.icons import SMALL_ICON, icon
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word

ROWS = 5


class ClientPicker(QWidget):
    """`find` is asked with the text and what takes the hits; the client `but` is no choice."""

    def __init__(self, find: Callable[[str, Callable[[Sequence[Hit]], object]], object], but: UUID | None,
                 words: str = "") -> None:  # fmt: skip
        super().__init__()
        self._find, self._but = find, but
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.line = SearchLine(words or _("Search for the other client"))
        self.hits = QListWidget()
        self.hits.setAccessibleName(_("Results"))
        self.hits.setProperty("rows", True)
        self.hits.setIconSize(QSize(SMALL_ICON, SMALL_ICON))
        self.hits.setFixedHeight(ROWS * theme.current().control_height + 10)
        column.addWidget(self.line)
        column.addWidget(self.hits)
        self.line.searched.connect(self._search)
        self.line.down_pressed.connect(lambda: self.hits.setFocus(Qt.FocusReason.OtherFocusReason))

    def chosen(self) -> UUID:
        """Raises BadEntry where nothing is chosen."""
        item = self.hits.currentItem()
        if item is None:
            raise BadEntry(N_("Search for the other client and choose one."))
        found: UUID = item.data(Qt.ItemDataRole.UserRole)
        return found

    def _search(self, text: str) -> None:
        if text.strip():
            self._find(text.strip(), self.show_hits)
        else:
            self.hits.clear()

    def show_hits(self, hits: Sequence[Hit]) -> None:
        self.hits.clear()
        for hit in hits:
            if hit.id == self._but:
                continue
            words = (hit.title, risk_word(hit.risk), hit.code, hit.detail)
            item = QListWidgetItem(" · ".join(part for part in words if part))
            if hit.risk:
                item.setIcon(icon(risk_icon(hit.risk), risk_tone(hit.risk).value))
            item.setSizeHint(QSize(0, theme.current().control_height))
            item.setData(Qt.ItemDataRole.UserRole, hit.id)
            self.hits.addItem(item)
        if self.hits.count():
            self.hits.setCurrentRow(0)
