"""The tab 文件 Documents of a client's file: its folders at the left, their papers beside them, filed by dropping."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.rights import Right
from desktop.services.document_lists import DocumentLine, Only, Order, Sort
from desktop.services.folders import FolderLine
from desktop.ui.folders.controller import FoldersController
from desktop.ui.folders.intake import Intake
from desktop.ui.folders.paper_dialog import PaperDialog
from desktop.ui.folders.rows import (
    EVERYWHERE,
    counted,
    document_columns,
    document_row,
    folder_columns,
    folder_row,
    smart_row,
)
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.cells import Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.file_tab import FileTab
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.line_list import LineList
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import GAP, MEDIUM

PLACE = "documents"
WATCHES = frozenset({"documents", "document_texts", "archive", "approvals"})


class ClientPapers(FileTab):
    """Asks nothing before a client is shown in it; what changes meanwhile is asked for when it is seen again."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.controller = FoldersController(desk, "papers", self)
        self.tree: Sequence[FolderLine] = ()
        self.path: object = EVERYWHERE
        self.dialog: PaperDialog | None = None
        self._words = ""
        self._may_file = self._stale = False
        self._build()
        self.approvals = Approvals(desk, self)
        self.approvals.waits.connect(self.said)
        self.approvals.refused.connect(self.refused)
        self.intake = Intake(self.controller, lambda: self.tree, lambda: self.folder, self)
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.file = button(_("File papers…"), lambda: self.intake.choose(), icon_name="upload")
        self.go = button(_("Show in Folders"), lambda: self.show_in_folders(), icon_name="folder")
        line.addWidget(self.file)
        line.addWidget(self.go)
        self.how = note(_("Files dropped here are filed."))
        line.addWidget(self.how)
        line.addStretch(1)
        column.addLayout(line)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.setHandleWidth(MEDIUM)
        self.places = TableView(_("Folders"))
        self.folders = LazyTable(folder_columns(), self._fetch_folders, self)
        self.places.show_table(self.folders)
        split.addWidget(self.places)
        self.list = LineList(_("Documents"), document_columns(version=True), self.controller.fetch,
                             partial(document_row, whose=False), counted)  # fmt: skip
        self.view, self.table = self.list.view, self.list.table
        split.addWidget(self.list)
        split.setStretchFactor(1, 1)
        split.setSizes([240, 800])
        column.addWidget(split, 1)

    def _connect(self) -> None:
        found = self.controller
        found.tree_loaded.connect(self._show_tree)
        found.began.connect(self._began)
        found.rows_loaded.connect(self.list.take)
        found.rows_failed.connect(self.table.failed)
        found.done.connect(lambda said, _operation: self.said.emit(said, None))
        found.refused.connect(self.refused)
        self.intake.said.connect(self.said)
        self.intake.warned.connect(lambda text: self.said.emit(text, None))
        self.intake.refused.connect(self.refused)
        self.places.chosen.connect(lambda keys: self._go(keys[0]) if keys else None)
        self.view.opened.connect(self._open)
        self.view.sort_requested.connect(self._sort)
        self.desk.changed.connect(self._on_changed)

    # what the file asks

    def show_client(self, client: UUID, words: str, *, may_file: bool) -> None:
        if client != self.controller.client:
            self.path = EVERYWHERE
        self.controller.client, self._words = client, words
        self._may_file = may_file and self.controller.may(Right.FILE_DOCUMENTS)
        self.setAcceptDrops(self._may_file)
        self.file.setVisible(self._may_file)
        self.how.setVisible(self._may_file)
        self.reload()

    def forget(self) -> None:
        self._shut()
        self.controller.client, self.tree, self.path = None, (), EVERYWHERE
        self.folders.start(0, [])
        self.list.forget()

    def reload(self) -> None:
        if self.controller.client is not None:
            self._stale = False
            self.controller.load_tree()
            self._ask()

    def _on_changed(self, topics: frozenset[str]) -> None:
        if not WATCHES & topics or self.controller.client is None:
            return
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was opened is not kept while nobody looks."""
        super().hideEvent(event)
        self._shut()

    def _shut(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _closed(self) -> None:
        self.dialog = None

    # folders

    @property
    def folder(self) -> FolderLine | None:
        """The folder that is chosen, None for all of them."""
        return next((line for line in self.tree if line.path == self.path), None)

    def _show_tree(self, tree: Sequence[FolderLine]) -> None:
        before, self.tree = self.folder, tree
        if self.path != EVERYWHERE and self.folder is None:
            self.path = EVERYWHERE
        rows = self._folder_rows()
        self.places.remember_place()
        self.folders.start(len(rows), rows)
        self.places.select_key(self.path)
        if (before.id if before is not None else None) != (self.folder.id if self.folder is not None else None):
            # it was made by what was just filed into it, or is no more
            self._ask()

    def _folder_rows(self) -> list[Any]:
        return [smart_row(EVERYWHERE, _("All papers"), "layers"), *(folder_row(line) for line in self.tree)]

    def _fetch_folders(self, wanted: Wanted) -> None:
        self.folders.take(wanted, self._folder_rows()[wanted.offset : wanted.offset + wanted.count])

    def _go(self, path: object) -> None:
        if path != self.path:
            self.path = path
            self._ask()

    # documents

    def _ask(self) -> None:
        found, line = self.controller, self.folder
        found.folder = line.id if line is not None else None
        found.only = Only() if line is not None else Only(client=found.client)
        if line is not None and line.id is None:
            self._began([], 0)
        else:
            self.view.remember_place()
            found.begin()

    def _began(self, lines: Sequence[DocumentLine], total: int) -> None:
        self.list.begin(lines, total, self._nothing_here() if not total else None)
        if self.folder is None:
            self.counted.emit(total)

    def _nothing_here(self) -> Empty:
        if self._may_file:
            return Empty(_("No papers here yet."), _("Drag files into this list, or choose them."), _("File papers…"),
                         self.intake.choose, icon_name="folder", main=False)  # fmt: skip
        return Empty(_("No papers here."), icon_name="folder")

    def _sort(self, key: str, descending: bool) -> None:
        self.controller.sort = Sort(Order(key), descending)
        self.view.show_order(key, descending)
        self._ask()

    def _open(self, key: object) -> None:
        line = self.list.lines.get(UUID(str(key)))
        if line is not None:
            self._shut()
            self.dialog = PaperDialog(self.controller, line, self)
            self.dialog.shown_in_folders.connect(self.show_in_folders)
            self.dialog.asked_for.connect(self.ask_for)
            self.dialog.finished.connect(self._closed)
            self.dialog.open()

    def ask_for(self, document: UUID) -> None:
        """A locked paper, of somebody who may open it (AC-10)."""
        self.controller.need_to_see(document, lambda need: self.approvals.ask(need, self.reload))

    def show_in_folders(self, document: UUID | None = None) -> None:
        """The same folders on their own page, with this document or the one that is chosen."""
        wanted = document or next(iter(self.list.ids), None)
        self.desk.open_requested.emit(PLACE, wanted or ("client", self.controller.client, self._words))

    # filing

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.intake.takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.intake.take_data(event.mimeData())
        event.acceptProposedAction()
