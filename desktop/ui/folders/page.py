"""文件夹 Folders: whose papers and which folder on the left, the papers in the middle, the one chosen at the right."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.documents import DocumentState, kinds_of
from desktop.rules.rights import Right
from desktop.services import marks
from desktop.services.document_lists import DocumentLine, DocumentView, Only, Order, Sort
from desktop.services.filing import Outcome
from desktop.services.folders import FolderLine
from desktop.services.stamps import Printed
from desktop.ui.folders.controller import FoldersController
from desktop.ui.folders.details_pane import DetailsPane
from desktop.ui.folders.dialogs import EntryDialog, FolderDialog, MarkDialog, WhereDialog, entry_of
from desktop.ui.folders.filing_dialog import FilingDialog
from desktop.ui.folders.rows import (
    EVERYWHERE,
    GONE,
    LATELY,
    MINE,
    SMART,
    document_columns,
    document_row,
    folder_columns,
    folder_row,
    smart_row,
)
from desktop.ui.folders.why_dialog import WhyDialog
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.cells import Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty, not_allowed
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page, scrolling
from desktop.ui.kit.printing import PrintDesk, Printout
from desktop.ui.kit.search_box import Hit, SearchBox
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP

LATELY_DAYS = 14


class FoldersPage(Page):
    TITLE = N_("Documents")
    ICON = "folder"
    WATCHES = frozenset({"documents", "clients", "archive", "settings"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = FoldersController(desk)
        self.tree: Sequence[FolderLine] = ()
        self.dialog: Any = None
        self._printing = printing
        self._path: object = EVERYWHERE
        self._client_words = ""
        self._wanted: UUID | None = None
        self._sources: list[Path | bytes] = []
        self._lines: dict[UUID, DocumentLine] = {}
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self.approvals = Approvals(desk, self)
        self._build()
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
        self.split.addWidget(self._left())
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.search = SearchLine(_("Title, number or tag"))
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
        area = scrolling(self.details)
        area.setMinimumWidth(260)
        self.split.addWidget(area)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([250, 640, 320])
        self.content.addWidget(self.split, 1)

    def _left(self) -> QWidget:
        left = QWidget()
        left.setMinimumWidth(200)
        column = QVBoxLayout(left)
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
        self.folder_table = LazyTable(folder_columns(), self._fetch_folders, self)
        self.places.show_table(self.folder_table)
        column.addWidget(self.places, 1)
        return left

    def _connect(self) -> None:
        found = self.controller
        found.tree_loaded.connect(self._show_tree)
        found.began.connect(self._began)
        found.rows_loaded.connect(self._take_rows)
        found.rows_failed.connect(self.table.failed)
        found.clients_found.connect(self._show_clients)
        found.viewed.connect(lambda told: self._show_details(*told))
        found.filed.connect(self._filed)
        found.done.connect(self._done)
        found.refused.connect(self.refuse)
        self.approvals.said.connect(lambda said: self.toast_requested.emit(said, None))
        self.approvals.refused.connect(self.refuse)
        self.clients.searched.connect(self._find_clients)
        self.clients.chosen.connect(lambda hit: self.show_client(hit.argument, hit.title))
        self.search.searched.connect(lambda _text: self._ask())
        self.search.down_pressed.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.places.chosen.connect(self._place_chosen)
        self.places.menu_requested.connect(lambda _key, at: make_menu(self._folder_actions(), self).popup(at))
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self._look())
        self.view.sort_requested.connect(self._sort)
        self.view.menu_requested.connect(lambda _key, at: self._menu(at))
        self.details.why_requested.connect(self._why)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self.view)
        paste.setContext(Qt.ShortcutContext.WidgetShortcut)
        paste.activated.connect(self.paste)

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.search

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "view"):
            return ()
        offered = []
        if self.controller.may(Right.FILE_DOCUMENTS):
            offered.append(Action("file", N_("File papers…"), self.choose_files, "upload", "Ctrl+O", main=True))
            offered.append(Action("folder", N_("New folder…"), self.new_folder, "folder"))
            offered.append(Action("paste", N_("File what was copied"), self.paste, "clipboard-list", seldom=True))
            offered += self._folder_actions()[1:]
        return [*offered, *self._document_actions()]

    def _folder_actions(self) -> list[Action]:
        line = self._folder()
        none = "" if line is not None and line.id is not None else _("Choose a folder that holds papers first.")
        return [
            Action("folder_new", N_("New folder…"), self.new_folder, "folder"),
            Action("folder_name", N_("Rename the folder…"), self.rename_folder, "pencil", "", none, seldom=True),
            Action("folder_gone", N_("Take the folder out of use"), self.withdraw_folder, "trash-2", "", none,
                   seldom=True),
        ]  # fmt: skip

    def _document_actions(self) -> list[Action]:
        one = self.chosen[0] if len(self.chosen) == 1 else None
        none = "" if self.chosen else _("Choose a document first.")
        single = none or ("" if one is not None else _("Choose one document only."))
        view = (
            self.details.view if one is not None and self.details.view and self.details.view.line.id == one.id else None
        )

        def may(right: Right) -> str:
            refusal = self.details.rights.get(right) if view is not None else None
            return single or (str(refusal) if refusal is not None else "")

        offered = [
            Action("save", N_("Save as a file…"), self.save_as, "download", "Ctrl+S", may(Right.DOWNLOAD_DOCUMENTS)),
            Action("print", N_("Print…"), self.print_out, "printer", "Ctrl+P", may(Right.PRINT_DOCUMENTS)),
            Action("edit", N_("Edit…"), self.edit, "pencil", "F2", may(Right.FILE_DOCUMENTS)),
            Action("move", N_("Move…"), self.move, "folder", "", none),
            Action("also", N_("Put into another folder too…"), self.put_into, "copy", "", none, seldom=True),
            Action("mark", N_("Secrecy mark…"), self.mark, "lock", "", may(Right.FILE_DOCUMENTS), seldom=True),
            Action("legible", N_("Legible and complete"), self.confirm_legible, "check", "", none, seldom=True),
        ]  # fmt: skip
        if self._path == GONE:
            offered.append(Action("restore", N_("Bring back into use"), self.restore_chosen, "undo-2", "", none))
        else:
            offered.append(
                Action("withdraw", N_("Take out of use"), self.withdraw, "trash-2", "Del", none, seldom=True)
            )
        return offered

    def open(self, argument: object) -> None:
        """A document's id shows it; ("client", id, words) that client's folders; None the beginning."""
        if isinstance(argument, tuple):
            _what, client, words = argument
            self.show_client(client, words)
        elif isinstance(argument, UUID):
            self._wanted = argument
            self.controller.view(argument)

    def reload(self) -> None:
        if self.may_see:
            self.controller.load_tree()
            self._ask(keep=True)
            if self.details.view is not None:
                self.controller.view(self.details.view.line.id)

    # whose papers, and which folder

    def show_office(self) -> None:
        self.controller.client = None
        self._client_words = ""
        self._path = EVERYWHERE
        self._begin()

    def show_client(self, client: object, words: str) -> None:
        """The folders of one client."""
        self.controller.client = UUID(str(client))
        self._client_words = words
        self._path = EVERYWHERE
        self.clients.line.clear()
        self._begin()

    def _begin(self) -> None:
        self.whose.setText(self._client_words or _("The office's papers"))
        self.back.setVisible(self.controller.client is not None)
        self.details.forget()
        self.controller.load_tree()
        self._ask()

    def _find_clients(self, text: str) -> None:
        if text.strip():
            self.controller.find_clients(text)
        else:
            self.clients.hide_hits()

    def _show_clients(self, hits: Sequence[Any]) -> None:
        shown = [Hit("clients", hit.id, hit.title, " · ".join(part for part in (hit.code, hit.detail) if part),
                     risk=hit.risk) for hit in hits[:8]]  # fmt: skip
        self.clients.show_hits(shown, "" if shown else _("No client of this name."))

    def _show_tree(self, tree: Sequence[FolderLine]) -> None:
        self.tree = tree
        line = self._folder()
        if line is not None and line.id != self.controller.folder:
            # it was made by what was just filed into it
            self._ask()
        self.places.remember_place()
        rows = self._place_rows()
        if self.folder_table.total == len(rows):
            self.folder_table.refresh(len(rows))
            self.folder_table.row_at(0)
        else:
            self.folder_table.start(len(rows), rows)
        self.places.select_key(self._path)

    def _place_rows(self) -> list[Any]:
        smart = [smart_row(key, _(words), icon) for key, words, icon in SMART]
        return [*smart, *(folder_row(line) for line in self.tree)]

    def _fetch_folders(self, wanted: Wanted) -> None:
        self.folder_table.take(wanted, self._place_rows()[wanted.offset : wanted.offset + wanted.count])

    def _place_chosen(self, keys: list[object]) -> None:
        if keys and keys[0] != self._path:
            self._path = keys[0]
            self.details.forget()
            self._ask()
            self.update_actions()

    def _folder(self) -> FolderLine | None:
        return next((line for line in self.tree if line.path == self._path), None)

    # the list

    def _ask(self, *, keep: bool = False) -> None:
        found, line = self.controller, self._folder()
        found.folder = line.id if line is not None else None
        whose = {} if line is not None else {"client": found.client, "office": False}
        since = today() - timedelta(days=LATELY_DAYS) if self._path == LATELY else None
        found.only = Only(text=self.search.query().strip(), since=since, mine=self._path == MINE,
                          withdrawn=self._path == GONE, **whose)  # fmt: skip
        if line is not None and line.id is None:
            self._began([], 0)
            return
        if keep:
            self.view.remember_place()
        found.begin()

    def _began(self, lines: Sequence[DocumentLine], total: int) -> None:
        self._lines = {line.id: line for line in lines}
        self.table.start(total, Rows(lines, document_row))
        self._show_nothing(total == 0)
        self.count.setText(_n("{n} document", "{n} documents", total).format(n=total) if total else "")
        if self._wanted is not None and self.view.select_key(self._wanted):
            self._wanted = None
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
        elif self.controller.may(Right.FILE_DOCUMENTS) and self._path != GONE:
            how = _("Drag files into this list, paste them, or choose them.")
            empty_list = Empty(_("No papers here yet."), how, _("File papers…"), self.choose_files, icon_name="folder",
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
        return [self._lines[key] for key in self._ids() if key in self._lines]

    def _ids(self) -> list[UUID]:
        return [UUID(str(key)) for key in self.view.selected_keys]

    def _look(self) -> None:
        ids = self._ids()
        if len(ids) == 1:
            self.controller.view(ids[0])
        else:
            self.details.forget()
        self.update_actions()

    def _show_details(self, view: DocumentView, rights: Any) -> None:
        self.details.show_view(view, rights)
        if self._wanted == view.line.id:
            self.view.select_key(view.line.id)
        self.update_actions()

    def _menu(self, at: QPoint) -> None:
        make_menu(self._document_actions(), self).popup(at)

    # filing

    def choose_files(self) -> None:
        names, _kind = QFileDialog.getOpenFileNames(self, _("File papers"))
        self.take([Path(name) for name in names])

    def paste(self) -> None:
        self._take_data(QGuiApplication.clipboard().mimeData())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._take_data(event.mimeData())
        event.acceptProposedAction()

    def _take_data(self, data: QMimeData | None) -> None:
        if data is None or not self.controller.may(Right.FILE_DOCUMENTS):
            return
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self.take([path for path in files if path.is_file()])
            return
        picture = data.imageData() if data.hasImage() else None
        if picture is None:
            self.say(_("There is nothing copied that could be filed: files or a picture."))
            return
        self.take([_png_of(picture)], [_("Picture {day}.png").format(day=today().isoformat())])

    def take(self, sources: Sequence[Path | bytes], names: Sequence[str] = ()) -> None:
        """Looks at files and then asks what becomes of them."""
        if sources:
            self._sources = list(sources)
            self.controller.look(sources, names, self._looked, self.refuse)

    def _looked(self, looked: Any) -> None:
        office = self.desk.office
        offered = marks.offered(self.desk.person, office.settings)
        here = self._folder()
        self.dialog = FilingDialog(self._sources, looked, kinds_of(office.settings), self.tree, self.controller.client,
                                   here.path if here is not None else None, offered, self)  # fmt: skip
        self.dialog.wished.connect(self._file)
        self.dialog.open()

    def _file(self, wishes: Any) -> None:
        self.dialog.watch(self.controller.file(wishes, self.dialog.failed))

    def _filed(self, outcomes: Sequence[Outcome], operation: UUID) -> None:
        wrong = [one for one in outcomes if one.trouble is not None]
        done = len(outcomes) - len(wrong)
        if self.dialog is not None:
            self.dialog.accept()
        if done:
            said = _n("{n} paper filed.", "{n} papers filed.", done).format(n=done)
            self.toast_requested.emit(said, lambda: self.controller.undo(operation))
        for one in wrong:
            self.say(f"{one.name}: {one.trouble}")

    # doing

    def _done(self, said: str, operation: UUID | None) -> None:
        self.toast_requested.emit(said, (lambda: self.controller.undo(operation)) if operation is not None else None)

    def edit(self) -> None:
        view = self.details.view
        if view is None or len(self._ids()) != 1 or view.line.locked is not None:
            return
        base = entry_of(view.line)
        send = lambda entry, done, failed: self.controller.change(view.line.id, entry, base, done, failed)  # noqa: E731
        self.dialog = EntryDialog(view.line, kinds_of(self.desk.office.settings), send, self)
        self.dialog.open()

    def move(self) -> None:
        self._where(_("Move"), _("Move"), self.controller.move)

    def put_into(self) -> None:
        self._where(_("Put into another folder too"), _("Put"), self.controller.put_into)

    def _where(self, heading: str, act: str, verb: Any) -> None:
        ids = self._ids()
        if ids:
            send = lambda folder, done, failed: verb(ids, folder, done, failed)  # noqa: E731
            self.dialog = WhereDialog(heading, self.tree, act, send, self)
            self.dialog.open()

    def mark(self) -> None:
        view = self.details.view
        if view is not None:
            document = view.line.id
            send = lambda mark, done, _failed: self._set_mark(document, mark, done)  # noqa: E731
            self.dialog = MarkDialog(view.line.mark, send, self)
            self.dialog.open()

    def _set_mark(self, document: UUID, mark: str, done: Any) -> None:
        done(None)
        again = lambda: self._set_mark(document, mark, lambda _none: None)  # noqa: E731
        self.controller.set_mark(document, mark, lambda error: self.approvals.settle(error, again))

    def confirm_legible(self) -> None:
        if ids := self._ids():
            self.controller.confirm_legible(ids)

    def withdraw(self) -> None:
        if ids := self._ids():
            self.controller.withdraw(ids)

    def restore_chosen(self) -> None:
        if ids := self._ids():
            self.controller.restore(ids)

    def new_folder(self) -> None:
        here = self._folder()
        self.dialog = FolderDialog(_("New folder"), "", self.tree, here.path if here is not None else (), _("Make"),
                                   self.controller.add_folder, self)  # fmt: skip
        self.dialog.open()

    def rename_folder(self) -> None:
        line = self._folder()
        if line is not None and line.id is not None:
            key = line.id
            send = lambda name, done, failed: self.controller.rename_folder(key, name, done, failed)  # noqa: E731
            self.dialog = FolderDialog(_("Rename the folder"), line.name, None, (), _("Save"), send, self)
            self.dialog.open()

    def withdraw_folder(self) -> None:
        line = self._folder()
        if line is not None and line.id is not None:
            self.controller.withdraw_folder(line.id)

    # handing out

    def save_as(self) -> None:
        view = self.details.view
        if view is None or view.line.state is DocumentState.DESTROYED:
            return
        name, _kind = QFileDialog.getSaveFileName(self, _("Save as a file"), view.line.file_name)
        if name:
            self._save_as(view.line.id, Path(name))

    def _save_as(self, document: UUID, target: Path) -> None:
        # the system's dialog has asked whether a file there may be replaced
        again = lambda: self._save_as(document, target)  # noqa: E731
        self.controller.save_as(document, target, True, lambda error: self.approvals.settle(error, again))

    def print_out(self) -> None:
        view = self.details.view
        if view is not None:
            self._print(view.line.id)

    def _print(self, document: UUID) -> None:
        again = lambda: self._print(document)  # noqa: E731
        self.controller.print_out(document, self._preview, lambda error: self.approvals.settle(error, again))

    def _preview(self, printed: Printed) -> None:
        self.dialog = self._printing.preview(Printout(printed.kind, printed.title, printed.pdf), self)

    def _why(self) -> None:
        self.dialog = WhyDialog(self.details.rights, self)
        self.dialog.open()


def _png_of(picture: Any) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return bytes(buffer.data().data())
