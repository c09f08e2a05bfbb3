"""Asks which client is meant: typed as in the search, chosen with the arrow keys."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.services import search
from desktop.services.search import Hit
from desktop.ui.kit import theme
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.filter import SearchLine

SHOWN = 8


class PickDialog(Dialog):
    chosen = Signal(object)
    """The client's id."""

    def __init__(self, desk: Desk, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(heading, parent, width=520)
        self._desk = desk
        self.line = SearchLine(_("Name, pinyin, phone, plate, code…"))
        self.hits = QListWidget()
        self.hits.setAccessibleName(_("Results"))
        self.hits.setProperty("rows", True)
        self.hits.setFixedHeight(5 * theme.current().control_height + 10)
        self.body.addWidget(self.line)
        self.body.addWidget(self.hits)
        self.line.searched.connect(self._search)
        self.line.submitted.connect(self._choose)
        self.line.down_pressed.connect(lambda: self.hits.setFocus(Qt.FocusReason.OtherFocusReason))
        self.hits.itemActivated.connect(lambda _item: self._choose())
        self.set_main(_("Choose"), self._choose)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.line.setFocus()

    def _search(self, text: str) -> None:
        if text.strip():
            self._desk.ask("clients.pick", search.find, text.strip(), SHOWN, done=self._show, owner=self)
        else:
            self.hits.clear()

    def _show(self, hits: Sequence[Hit]) -> None:
        self.hits.clear()
        for hit in hits:
            item = QListWidgetItem(" · ".join(part for part in (hit.title, hit.code, hit.detail) if part))
            item.setSizeHint(QSize(0, theme.current().control_height))
            item.setData(Qt.ItemDataRole.UserRole, hit.id.hex)
            self.hits.addItem(item)
        if self.hits.count():
            self.hits.setCurrentRow(0)

    def _choose(self) -> None:
        item = self.hits.currentItem()
        if item is None:
            self.refuse(BadEntry(N_("Search for the client and choose one.")))
            return
        key = str(item.data(Qt.ItemDataRole.UserRole))
        self.accept()
        self.chosen.emit(UUID(key))
