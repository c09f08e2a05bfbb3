"""Whose papers are shown, and which of their folders: the panel at the left of the list."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.folders import FolderLine
from desktop.ui.folders.controller import FoldersController
from desktop.ui.folders.rows import EVERYWHERE, SMART, folder_columns, folder_row, smart_row
from desktop.ui.kit.cells import Wanted
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.search_box import Hit, SearchBox
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, label
from desktop.ui.kit.tokens import GAP

HITS = 8


class ShelfPanel(QWidget):
    """A client is found by typing; below stand the lists that need no folder, and the folders of who is chosen."""

    whose_changed = Signal()
    """Somebody else's papers are wanted: the office's, or a client's."""
    place_changed = Signal()
    """Another folder or list is wanted."""

    def __init__(self, controller: FoldersController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controller = controller
        self.tree: Sequence[FolderLine] = ()
        self.path: object = EVERYWHERE
        self._words = ""
        self.setMinimumWidth(200)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.clients = SearchBox()
        self.clients.line.setPlaceholderText(_("Whose papers: client…"))
        self.clients.line.setAccessibleName(_("Whose papers: client…"))
        column.addWidget(self.clients)
        line = QHBoxLayout()
        self.whose = label(_("The office's papers"), wrap=True)
        line.addWidget(self.whose, 1)
        self.back = button(_("All"), self.show_office, quiet=True, icon_name="arrow-left")
        self.back.hide()
        line.addWidget(self.back)
        column.addLayout(line)
        self.places = TableView(_("Folders"))
        self.table = LazyTable(folder_columns(), self._fetch, self)
        self.places.show_table(self.table)
        column.addWidget(self.places, 1)
        self.clients.searched.connect(self._find)
        self.clients.chosen.connect(lambda hit: self.show_client(hit.argument, hit.title))
        self.places.chosen.connect(self._chosen)
        controller.clients_found.connect(self._show_clients)

    @property
    def folder(self) -> FolderLine | None:
        """The folder that is chosen, None for a list of another kind."""
        return next((line for line in self.tree if line.path == self.path), None)

    def show_office(self) -> None:
        self._show(None, "")

    def show_client(self, client: object, words: str) -> None:
        """The folders of one client."""
        self.clients.line.clear()
        self._show(UUID(str(client)), words)

    def _show(self, client: UUID | None, words: str) -> None:
        self._take(client, words, EVERYWHERE)
        self.whose_changed.emit()

    def _take(self, client: UUID | None, words: str, path: object) -> None:
        self.controller.client, self._words, self.path = client, words, path
        self.whose.setText(words or _("The office's papers"))
        self.back.setVisible(client is not None)
        self.controller.load_tree()

    def go_to(self, client: UUID | None, words: str, path: object) -> None:
        """Somebody's folders, with this one of them chosen as soon as they are there; nobody is told of it."""
        self.clients.line.clear()
        self.tree = ()
        self._take(client, words, path)

    def show_tree(self, tree: Sequence[FolderLine]) -> None:
        """The folders of whose papers are shown."""
        self.tree = tree
        self.places.remember_place()
        rows = self._rows()
        if self.table.total == len(rows):
            self.table.refresh(len(rows))
            self.table.row_at(0)
        else:
            self.table.start(len(rows), rows)
        self.places.select_key(self.path)

    def go(self, path: object) -> None:
        """Shows a folder, or another kind of list, by its key."""
        if path != self.path:
            self.path = path
            self.places.select_key(path)
            self.place_changed.emit()

    def _rows(self) -> list[Any]:
        smart = [smart_row(key, _(words), icon) for key, words, icon in SMART]
        return [*smart, *(folder_row(line) for line in self.tree)]

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, self._rows()[wanted.offset : wanted.offset + wanted.count])

    def _chosen(self, keys: list[object]) -> None:
        if keys:
            self.go(keys[0])

    def _find(self, text: str) -> None:
        if text.strip():
            self.controller.find_clients(text)
        else:
            self.clients.hide_hits()

    def _show_clients(self, hits: Sequence[Any]) -> None:
        shown = [Hit("clients", hit.id, hit.title, " · ".join(part for part in (hit.code, hit.detail) if part),
                     risk=hit.risk) for hit in hits[:HITS]]  # fmt: skip
        self.clients.show_hits(shown, "" if shown else _("No client of this name."))
