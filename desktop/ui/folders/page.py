"""文件夹 Folders: whose papers and which folder on the left, the papers in the middle, the one chosen at the right."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.documents import DocumentState
from desktop.rules.rights import Right
from desktop.services.document_lists import DocumentLine, DocumentView, Only, Order, Sort
from desktop.services.document_search import Found
from desktop.services.document_search import Wanted as Search
from desktop.services.folders import FolderLine
from desktop.services.previews import Opened
from desktop.ui.folders.acts import DocumentActs
from desktop.ui.folders.controller import FoldersController
from desktop.ui.folders.details_pane import DetailsPane
from desktop.ui.folders.intake import Intake
from desktop.ui.folders.preview import PreviewPane
from desktop.ui.folders.rows import (
    EVERYWHERE,
    GONE,
    LATELY,
    MINE,
    document_columns,
    document_row,
)
from desktop.ui.folders.shelf import ShelfPanel
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.kit.cells import Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty, not_allowed
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page, scrolling
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, MEDIUM

LATELY_DAYS = 14


class FoldersPage(Page):
    TITLE = N_("Documents")
    ICON = "folder"
    WATCHES = frozenset({"documents", "document_texts", "clients", "archive", "settings"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = FoldersController(desk)
        self.printing = printing
        self._wanted: UUID | None = None
        self._on_the_way = False
        self._lines: dict[UUID, DocumentLine] = {}
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self._build()
        self.acts = DocumentActs(self)
        self.intake = Intake(self.controller, lambda: self.shelf.tree, lambda: self.shelf.folder, self)
        self._connect()
        self.setAcceptDrops(self.controller.may(Right.FILE_DOCUMENTS))
        self.update_actions()
        if not self.may_see:
            self.show_empty(not_allowed(_("whoever holds “{right}”").format(right=_(Right.SEE_DOCUMENTS.label))))

    @property
    def may_see(self) -> bool:
        return self.controller.may(Right.SEE_DOCUMENTS)

    def _build(self) -> None:
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.shelf = ShelfPanel(self.controller)
        self.split.addWidget(self.shelf)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.search = SearchLine(_("Any word of a paper, its title or number"))
        column.addWidget(self.search)
        self.view = TableView(_("Documents"), many=True, double=True)
        self.table = LazyTable(document_columns(), self.controller.fetch, self)
        self.view.show_table(self.table)
        column.addWidget(self.view, 1)
        self.nothing = QVBoxLayout()
        column.addLayout(self.nothing, 1)
        self.count = note()
        column.addWidget(self.count)
        self.split.addWidget(middle)
        self.details = DetailsPane()
        self.preview = PreviewPane()
        self.preview.setMinimumHeight(300)
        self.preview.hide()
        self.details.above.addWidget(self.preview, 1)
        area = scrolling(self.details)
        area.setMinimumWidth(260)
        self.split.addWidget(area)
        self.split.setStretchFactor(1, 1)
        self.split.setHandleWidth(MEDIUM)
        self.split.setSizes([230, 600, 380])
        self.content.addWidget(self.split, 1)

    def _connect(self) -> None:
        found = self.controller
        found.tree_loaded.connect(self._show_tree)
        found.began.connect(self._began)
        found.rows_loaded.connect(self._take_rows)
        found.rows_failed.connect(self.table.failed)
        found.found.connect(self._found)
        found.opened.connect(self._opened)
        found.page_drawn.connect(self.preview.show_page)
        found.not_opened.connect(lambda error: self.preview.forget(str(error)))
        self.preview.page_requested.connect(self._draw)
        self.preview.open_requested.connect(self._open_preview)
        self.details.open_requested.connect(self._open_preview)
        found.viewed.connect(lambda told: self._show_details(*told))
        self.intake.said.connect(self.toast_requested)
        self.intake.warned.connect(self.say)
        self.intake.refused.connect(self.refuse)
        found.done.connect(self._done)
        found.refused.connect(self.refuse)
        self.shelf.whose_changed.connect(self._whose)
        self.shelf.place_changed.connect(self._place)
        self.search.searched.connect(lambda _text: self._ask())
        self.search.down_pressed.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.shelf.places.menu_requested.connect(lambda _key, at: make_menu(self.acts.on_folder(), self).popup(at))
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self._look())
        self.view.sort_requested.connect(self._sort)
        self.view.menu_requested.connect(lambda _key, at: self._menu(at))
        self.details.why_requested.connect(self.acts.why)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self.view)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(self.intake.paste)

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.search

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "acts"):
            return ()
        offered = []
        if self.controller.may(Right.FILE_DOCUMENTS):
            offered.append(Action("file", N_("File papers…"), self.intake.choose, "upload", "Ctrl+O", main=True))
            offered.append(Action("folder", N_("New folder…"), self.acts.new_folder, "folder"))
            offered.append(
                Action("paste", N_("File what was copied"), self.intake.paste, "clipboard-list", seldom=True)
            )
            offered += self.acts.on_folder()[1:]
        return [*offered, *self.acts.on_documents()]

    def open(self, argument: object) -> None:
        """A document's id shows it; ("client", id, words) that client's folders; None the beginning."""
        if isinstance(argument, tuple):
            _what, client, words = argument
            self.shelf.show_client(client, words)
        elif isinstance(argument, UUID):
            self._wanted, self._on_the_way = argument, True
            self.controller.view(argument)

    def reload(self) -> None:
        if self.may_see:
            self.controller.load_tree()
            self._ask(keep=True)
            if self.details.view is not None:
                self.controller.view(self.details.view.line.id)

    def _whose(self) -> None:
        self._wanted = None
        self._forget()
        self._ask()

    def _place(self) -> None:
        self._wanted = None
        self._forget()
        self._ask()
        self.update_actions()

    def _go_to(self, line: DocumentLine) -> None:
        """To the folder in which a document stands that was asked for from elsewhere."""
        self._on_the_way = False
        with QSignalBlocker(self.search):
            self.search.clear()
        path: object = GONE if not line.in_use else line.home or EVERYWHERE
        self.shelf.go_to(line.client_id, line.client, path)
        self.controller.folder = None
        if self.shelf.folder is None:
            self._ask()

    def _show_tree(self, tree: Sequence[FolderLine]) -> None:
        self.shelf.show_tree(tree)
        line = self.shelf.folder
        if line is not None and line.id != self.controller.folder:
            # it was made by what was just filed into it
            self._ask()

    # the list

    def _ask(self, *, keep: bool = False) -> None:
        found, line = self.controller, self.shelf.folder
        found.folder = line.id if line is not None else None
        whose = {} if line is not None else {"client": found.client, "office": False}
        since = today() - timedelta(days=LATELY_DAYS) if self.shelf.path == LATELY else None
        found.only = Only(text=self.search.query().strip(), since=since, mine=self.shelf.path == MINE,
                          withdrawn=self.shelf.path == GONE, **whose)  # fmt: skip
        if line is not None and line.id is None:
            self._began([], 0)
            return
        if found.only.text and self.shelf.path != GONE:
            found.find(found.only.text, Search(client=found.client, folder=found.folder))
            return
        if keep:
            self.view.remember_place()
        found.begin()

    def _began(self, lines: Sequence[DocumentLine], total: int) -> None:
        self._lines = {line.id: line for line in lines}
        self.table.start(total, Rows(lines, document_row))
        self._show_nothing(total == 0)
        self.count.setText(_n("{n} document", "{n} documents", total).format(n=total) if total else "")
        if self._wanted is not None:
            # until somebody chooses: an answer to what was asked before may come first
            self.view.select_key(self._wanted)
        self.update_actions()

    def _found(self, told: Found) -> None:
        """What a search found, the words around it below the title."""
        hits = {hit.line.id: hit for hit in told.hits}
        self._lines = {key: hit.line for key, hit in hits.items()}
        rows = [document_row(hit.line, hit.snippet.text if hit.snippet is not None else "") for hit in told.hits]
        self.table.start(len(rows), rows)
        self._show_nothing(not rows)
        said = _n("{n} document", "{n} documents", told.count).format(n=told.count)
        self.count.setText(_("{said}; there are more: type another word.").format(said=said) if told.more
                           or told.count > len(rows) else said)  # fmt: skip
        self.update_actions()

    def _take_rows(self, wanted: Wanted, lines: Sequence[DocumentLine]) -> None:
        self._lines.update({line.id: line for line in lines})
        self.table.take(wanted, Rows(lines, document_row))

    def _show_nothing(self, empty: bool) -> None:
        while (item := self.nothing.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.view.setVisible(not empty)
        if not empty:
            return
        if self.search.query().strip():
            self.nothing.addWidget(Empty(_("Nothing matches."), "", _("Clear"), self.search.clear, icon_name="search",
                                         main=False))  # fmt: skip
        elif self.controller.may(Right.FILE_DOCUMENTS) and self.shelf.path != GONE:
            how = _("Drag files into this list, paste them, or choose them.")
            empty_list = Empty(_("No papers here yet."), how, _("File papers…"), self.intake.choose, icon_name="folder",
                               main=False)  # fmt: skip
            self.nothing.addWidget(empty_list)
        else:
            self.nothing.addWidget(Empty(_("No papers here."), icon_name="folder"))

    def _sort(self, key: str, descending: bool) -> None:
        self.controller.sort = Sort(Order(key), descending)
        self.view.show_order(key, descending)
        self._ask()

    @property
    def chosen(self) -> list[DocumentLine]:
        return [self._lines[key] for key in self.ids() if key in self._lines]

    def ids(self) -> list[UUID]:
        return [UUID(str(key)) for key in self.view.selected_keys]

    def _look(self) -> None:
        self._wanted = None
        ids = self.ids()
        if len(ids) == 1:
            self.controller.view(ids[0])
        else:
            self._forget()
        self.update_actions()

    def _show_details(self, view: DocumentView, rights: Any) -> None:
        before = self.details.view
        if self._on_the_way and self._wanted == view.line.id:
            self._go_to(view.line)
        self.details.show_view(view, rights)
        if before is None or before.line.id != view.line.id or before.line.version != view.line.version:
            self._preview_of(view)
        if self._wanted == view.line.id:
            self.view.select_key(view.line.id)
        self.update_actions()

    def _forget(self) -> None:
        self.details.forget()
        self.preview.forget()
        self.preview.hide()

    def _preview_of(self, view: DocumentView) -> None:
        line = view.line
        self.preview.show()
        if line.state is DocumentState.DESTROYED:
            self.preview.forget(_("This document was destroyed."))
        elif line.locked is not None and not line.locked.may_open:
            self.preview.forget()
        elif line.mark:
            self.preview.forget(_("Opening a marked document is recorded."), may_open=True)
        else:
            self.preview.forget(_("Opening…"))
            self.controller.open(line.id)

    def _open_preview(self, number: int | None = None) -> None:
        if self.details.view is not None:
            self.controller.open(self.details.view.line.id, number)

    def _opened(self, opened: Opened) -> None:
        view = self.details.view
        if view is not None and view.line.id == opened.document:
            self.preview.show_opened(opened)

    def _draw(self, page: int, width: int) -> None:
        opened = self.preview.opened
        if opened is not None:
            self.controller.draw(opened.document, opened.number, page, width)

    def leave(self) -> None:
        self.controller.previews.close()
        super().leave()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was opened is not kept while nobody looks: at lock, and on another page."""
        super().hideEvent(event)
        self._forget()
        self.controller.previews.close()

    def _menu(self, at: QPoint) -> None:
        make_menu(self.acts.on_documents(), self).popup(at)

    # filing

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.intake.takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.intake.take_data(event.mimeData())
        event.acceptProposedAction()

    # doing

    def _done(self, said: str, operation: UUID | None) -> None:
        self.toast_requested.emit(said, (lambda: self.controller.undo(operation)) if operation is not None else None)
