"""文件夹 Folders: whose papers and which folder on the left, the papers in the middle, the one chosen at the right."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.rights import Right
from desktop.services.document_lists import DocumentLine, DocumentView, Only, Order, Sort
from desktop.services.document_search import Found
from desktop.services.document_search import Wanted as Search
from desktop.services.folders import FolderLine
from desktop.ui.folders.acts import DocumentActs
from desktop.ui.folders.controller import FoldersController
from desktop.ui.folders.details_pane import DetailsPane
from desktop.ui.folders.intake import Intake
from desktop.ui.folders.opening import Opening
from desktop.ui.folders.preview import PreviewPane
from desktop.ui.folders.rows import (
    EVERYWHERE,
    GONE,
    LATELY,
    MINE,
    counted,
    document_columns,
    document_row,
    found_words,
)
from desktop.ui.folders.scan_watch import NewScans, ScanWatch
from desktop.ui.folders.shelf import ShelfPanel
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty, not_allowed
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.line_list import LineList
from desktop.ui.kit.page import Page, scrolling
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, MEDIUM

LATELY_DAYS = 14


class FoldersPage(Page):
    TITLE = N_("Documents")
    ICON = "folder"
    WATCHES = frozenset({"documents", "document_texts", "clients", "archive", "settings", "approvals"})

    def __init__(self, desk: Desk, printing: PrintDesk, watch: ScanWatch | None = None,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        """`watch` looks at the scan folder, for who may file."""
        self.controller = FoldersController(desk)
        self._watch = watch
        self.printing = printing
        self._wanted: UUID | None = None
        self._on_the_way = False
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
        above = QVBoxLayout()
        above.setSpacing(0)
        column.addLayout(above)
        if self._watch is not None:
            self.scans = NewScans(self._watch, lambda: self.desk.open_requested.emit("scans", None))
            above.addWidget(self.scans)
        self.search = SearchLine(_("Any word of a paper, its title or number"))
        above.addWidget(self.search)
        self.list = LineList(_("Documents"), document_columns(), self.controller.fetch, document_row, counted,
                             many=True)  # fmt: skip
        self.view, self.table = self.list.view, self.list.table
        column.addWidget(self.list, 1)
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
        found.rows_loaded.connect(self.list.take)
        found.rows_failed.connect(self.table.failed)
        found.found.connect(self._found)
        self.opening = Opening(found, self.preview, self)
        self.details.open_requested.connect(self.opening.open)
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
        self.details.history_requested.connect(self.acts.history)
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
        self.list.begin(lines, total, self._nothing_here() if not total else None)
        if self._wanted is not None:
            # until somebody chooses: an answer to what was asked before may come first
            self.view.select_key(self._wanted)
        self.update_actions()

    def _found(self, told: Found) -> None:
        """What a search found, the words around it below the title."""
        rows = [(hit.line, document_row(hit.line, found_words(hit))) for hit in told.hits]
        said = counted(told.count)
        if told.more or told.count > len(rows):
            said = _("{said}; there are more: type another word.").format(said=said)
        self.list.show_found(rows, self._nothing_here() if not rows else None, said)
        self.update_actions()

    def _nothing_here(self) -> Empty:
        """What stands in the place of a list without lines."""
        if self.search.query().strip():
            return Empty(_("Nothing matches."), "", _("Clear"), self.search.clear, icon_name="search", main=False)
        if self.controller.may(Right.FILE_DOCUMENTS) and self.shelf.path != GONE:
            how = _("Drag files into this list, paste them, or choose them.")
            return Empty(_("No papers here yet."), how, _("File papers…"), self.intake.choose, icon_name="folder",
                         main=False)  # fmt: skip
        return Empty(_("No papers here."), icon_name="folder")

    def _sort(self, key: str, descending: bool) -> None:
        self.controller.sort = Sort(Order(key), descending)
        self.view.show_order(key, descending)
        self._ask()

    @property
    def chosen(self) -> list[DocumentLine]:
        return self.list.chosen

    def ids(self) -> list[UUID]:
        return self.list.ids

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
        if before is None or _shown_as(before.line) != _shown_as(view.line):
            self.preview.show()
            self.opening.show_line(view.line)
        if self._wanted == view.line.id:
            self.view.select_key(view.line.id)
        self.update_actions()

    def _forget(self) -> None:
        self.details.forget()
        self.opening.forget()
        self.preview.hide()

    def leave(self) -> None:
        self.controller.previews.close()
        super().leave()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was opened is not kept while nobody looks: at lock, and on another page."""
        super().hideEvent(event)
        self._forget()

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


def _shown_as(line: DocumentLine) -> tuple[UUID, int, bool]:
    """What is seen of it: another version, or one that was opened or closed for me meanwhile, is shown anew."""
    return line.id, line.version, line.locked is None or line.locked.may_open
