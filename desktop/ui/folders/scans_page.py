"""扫描件 Scans: what the scanner of this workstation has laid down, looked at and filed one after the other (DO-1)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.documents import Entry
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import document_undo
from desktop.services.document_scans import Scans, Shown
from desktop.services.folders import FolderLine
from desktop.services.work import Work
from desktop.ui.folders.controller import FoldersController
from desktop.ui.folders.filing_dialog import home_words, several, signed_wish
from desktop.ui.folders.intake import Intake
from desktop.ui.folders.preview import PreviewPane
from desktop.ui.folders.scan_rows import scan_columns, scan_row
from desktop.ui.folders.scan_watch import ScanWatch
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.search_box import Hit, SearchBox
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone
from desktop.workstation import scan_folder
from desktop.workstation.scan_folder import Scan

FILED = N_("filed")
"""The folder beside the scans into which filed ones are moved."""
HITS = 8


class ScansPage(ListPage):
    TITLE = N_("Documents")
    ICON = "folder"
    RIGHT = Right.FILE_DOCUMENTS
    WATCHES = frozenset({"settings"})

    def __init__(self, desk: Desk, watch: ScanWatch, parent: QWidget | None = None) -> None:
        self.controller = FoldersController(desk, "scans")
        self.watch, self.scans = watch, Scans()
        self.shown: Shown | None = None
        self._tree: Sequence[FolderLine] = ()
        self._lines: dict[Path, Scan] = {}
        self._asked: Scan | None = None
        self._at = 0
        self._told: object = None
        super().__init__(desk, parent)
        self._build()
        self.intake = Intake(self.controller, lambda: self._tree, lambda: None, self)
        self._connect()
        self.built()

    def _build(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(MEDIUM)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.where = note("", wrap=True)
        column.addWidget(self.where)
        self.view = TableView(_("New scans"), many=True)
        self.table = LazyTable(scan_columns(), self._fetch, self)
        self.view.show_table(self.table)
        column.addWidget(self.view, 1)
        self.nothing = Nothing()
        column.addLayout(self.nothing, 1)
        self.count = note("", wrap=True)
        column.addWidget(self.count)
        left.setMinimumWidth(300)
        split.addWidget(left)
        self.pane = QFrame()
        self.pane.setProperty("card", True)
        beside = QVBoxLayout(self.pane)
        beside.setContentsMargins(16, 12, 16, 12)
        beside.setSpacing(GAP)
        self.found = label("", role="strong", wrap=True)
        beside.addWidget(self.found)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.whose = label("", wrap=True)
        self.clients = SearchBox()
        self.clients.line.setPlaceholderText(_("Whose papers: client…"))
        self.clients.line.setAccessibleName(_("Whose papers: client…"))
        self.clients.setMaximumWidth(280)
        self.office = button(_("The office's"), lambda: self._take_client(None, ""), quiet=True)
        line.addWidget(self.clients, 1)
        line.addWidget(self.whose, 1)
        line.addWidget(self.office)
        beside.addLayout(line)
        self.said = note("", wrap=True)
        self.said.hide()
        beside.addWidget(self.said)
        self.preview = PreviewPane()
        beside.addWidget(self.preview, 1)
        split.addWidget(self.pane)
        split.setStretchFactor(1, 1)
        split.setSizes([440, 660])
        self.content.addWidget(split, 1)
        self._take_client(None, "")

    def _connect(self) -> None:
        found = self.controller
        self.watch.looked.connect(self._show)
        found.tree_loaded.connect(self._take_tree)
        found.clients_found.connect(self._show_clients)
        found.refused.connect(self.refuse)
        self.clients.searched.connect(lambda text: found.find_clients(text) if text else self.clients.hide_hits())
        self.clients.chosen.connect(lambda hit: self._take_client(UUID(str(hit.argument)), hit.title))
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self.file())
        self.view.menu_requested.connect(lambda _key, at: self.pop_menu(self.actions_offered(), at))
        self.preview.page_requested.connect(self._draw)
        self.intake.warned.connect(self.say)
        self.intake.refused.connect(self.refuse)
        self.intake.taken.connect(self._taken)

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.view

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "intake") or not self.may_see:
            return ()
        none = "" if self.chosen else _("Choose a scan first.")
        home = self.shown is not None and self.shown.looked.sheet is not None and len(self.chosen) == 1
        offered = []
        if self.watch.folder is not None:
            if home:
                offered.append(Action("home", N_("Legible and complete: file it there"), self.file_home, "check",
                                      "Ctrl+Return", main=True))  # fmt: skip
            offered.append(Action("file", N_("File papers…"), self.file, "upload", "Ctrl+O", none, main=not home))
            offered.append(Action("moves", N_("Move filed scans into a folder beside them"), self._turn_moves,
                                  checked=self.watch.moves, seldom=True))  # fmt: skip
        offered.append(Action("folder", N_("Choose the scan folder…"), self.choose_folder, "folder", seldom=True))
        return offered

    def reload(self) -> None:
        if self.may_see:
            self.controller.load_tree()
            self.watch.look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.may_see:
            self.watch.begin(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """What was looked at is not kept while nobody looks."""
        super().hideEvent(event)
        self.watch.end(self)
        self._told = None
        self._forget()
        self.scans.close()

    def open(self, argument: object) -> None:
        if argument == scan_folder.CHOOSE:
            self.choose_folder()

    # the folder

    def choose_folder(self) -> None:
        chooser = QFileDialog(self, _("The folder that the scanner writes into"), str(self.watch.folder or Path.home()))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.fileSelected.connect(lambda name: self.take_folder(Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def take_folder(self, folder: Path) -> None:
        self.watch.choose(folder)
        self.update_actions()

    def _turn_moves(self) -> None:
        self.watch.set_moves(not self.watch.moves)
        self.update_actions()

    def _show(self) -> None:
        """What lies there now; who looks at one goes on looking at it."""
        lying, folder = self.watch.lying, self.watch.folder
        told = (lying, folder, str(self.watch.trouble or ""))
        if told == self._told:
            return
        self._told = told
        before = self.chosen
        self._lines = {scan.path: scan for scan in lying.scans}
        self.where.setText(_("Scan folder of this workstation: {folder}").format(folder=folder) if folder else "")
        rows = [scan_row(scan) for scan in lying.scans]
        self.table.start(len(rows), rows)
        if rows and self.isVisible() and not any(scan.path in self._lines for scan in before):
            # the one that comes next
            self.view.select_key(rows[min(self._at, len(rows) - 1)].key)
        self.nothing.show_instead(self.view, None if rows else self._empty_list())
        self.pane.setVisible(bool(rows))
        news = _n("{n} new scan", "{n} new scans", len(rows)).format(n=len(rows)) if rows else ""
        waits = _n("{n} scan is still being written.", "{n} scans are still being written.", lying.waiting).format(
            n=lying.waiting) if lying.waiting else ""  # fmt: skip
        self.count.setText(" · ".join(part for part in (news, waits) if part))
        self._look()

    def _empty_list(self) -> Empty:
        if self.watch.folder is None:
            how = _(
                "Choose the folder that your scanner writes into: what it lays down there is shown here to be filed."
            )
            return Empty(_("No scan folder is chosen on this workstation."), how, _("Choose the scan folder…"),
                         self.choose_folder, icon_name="folder")  # fmt: skip
        if self.watch.trouble is not None:
            return Empty(str(self.watch.trouble), "", _("Choose the scan folder…"), self.choose_folder,
                         icon_name="triangle-alert", main=False)  # fmt: skip
        return Empty(_("No new scans."), _("What the scanner lays down appears here by itself."), icon_name="inbox")

    def _fetch(self, wanted: Wanted) -> None:
        scans = self.watch.lying.scans[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [scan_row(scan) for scan in scans])

    # looking

    @property
    def chosen(self) -> list[Scan]:
        return [self._lines[key] for key in self.view.selected_keys if key in self._lines]

    def _look(self) -> None:
        chosen = self.chosen
        if len(chosen) == 1:
            (scan,) = chosen
            self._at = self.table.row_of(scan.path) or 0
            if scan != self._asked:
                self._forget()
                self._asked = scan
                self.preview.forget(_("Opening…"))
                self.desk.errand(_("Looking at the scan"), _opened, self.scans, scan, done=self._opened,
                                 failed=self._not_opened, owner=self)  # fmt: skip
        else:
            self._forget()
        self.update_actions()

    def _opened(self, told: tuple[Scan, Shown]) -> None:
        scan, shown = told
        if scan != self._asked:
            return
        self.shown = shown
        sheet, here = shown.looked.sheet, shown.looked.here
        self.found.setText(home_words(sheet) if sheet is not None else "")
        said = [_("This paper is here already: {title} ({place}).").format(title=each.title, place=each.place)
                for each in here]  # fmt: skip
        if shown.looked.several:
            said.append(several())
        self._tell(" ".join(said), Tone.WARN)
        if shown.opened is not None:
            self.preview.show_opened(shown.opened)
        else:
            self.preview.forget(shown.trouble)
        self.update_actions()

    def _not_opened(self, error: OfficeError) -> None:
        self.preview.forget(str(error))

    def _tell(self, said: str, tone: Tone) -> None:
        self.said.setText(said)
        self.said.setVisible(bool(said))

    def _forget(self) -> None:
        self.shown = self._asked = None
        self.found.setText("")
        self._tell("", Tone.NOTE)
        self.preview.forget()

    def _draw(self, page: int, width: int) -> None:
        opened = self.preview.opened
        if opened is not None:
            self.desk.ask("scans.page", _drawn, self.scans, opened.document, page, width,
                          done=lambda made: self.preview.show_page(opened.document, page, made),
                          failed=self._not_opened, owner=self)  # fmt: skip

    # whose they are

    def _take_client(self, client: UUID | None, words: str) -> None:
        self.controller.client = client
        self.clients.line.clear()
        self.whose.setText(words or _("The office's papers"))
        self.office.setVisible(client is not None)
        if hasattr(self, "intake"):
            self.controller.load_tree()

    def _take_tree(self, tree: Sequence[FolderLine]) -> None:
        self._tree = tree

    def _show_clients(self, hits: Sequence[Any]) -> None:
        shown = [Hit("clients", hit.id, hit.title, " · ".join(part for part in (hit.code, hit.detail) if part),
                     risk=hit.risk) for hit in hits[:HITS]]  # fmt: skip
        self.clients.show_hits(shown, "" if shown else _("No client of this name."))

    # filing

    def file(self) -> None:
        """Asks what becomes of the scans chosen: each a document of its own."""
        if self._as_shown(self.chosen):
            self.intake.take([scan.path for scan in self.chosen])

    def file_home(self) -> None:
        """Files a signed sheet with its record: whoever presses this has seen that it is legible and complete."""
        if self.shown is not None and self.shown.looked.sheet is not None and self._as_shown(self.chosen):
            looked = self.shown.looked
            self.intake.file_at_once(signed_wish(self.shown.path, looked, Entry(looked.title, looked.kind), "", True))

    def _as_shown(self, scans: Sequence[Scan]) -> bool:
        try:
            for scan in scans:
                scan_folder.unchanged(scan)
        except OfficeError as trouble:
            self.refuse(trouble)
            self.watch.look()
            return False
        return bool(scans)

    def _taken(self, sources: Sequence[Any], operation: UUID) -> None:
        scans = [self._lines[path] for path in sources if path in self._lines]
        said = _n("{n} paper filed.", "{n} papers filed.", len(sources)).format(n=len(sources))

        def settled(lies: dict[Scan, Path]) -> None:
            self.toast_requested.emit(said, lambda: self._undo(operation, lies))

        self.watch.settle(scans, _(FILED), settled, self.refuse)

    def _undo(self, operation: UUID, lies: dict[Scan, Path]) -> None:
        def back(_none: object) -> None:
            self.watch.bring_back(lies, self.refuse)
            self.toast_requested.emit(_("Taken back."), None)

        self.desk.do(document_undo.undo, operation, done=back, failed=self.refuse, owner=self)


def _opened(work: Work, scans: Scans, scan: Scan, *, progress: Any) -> tuple[Scan, Shown]:
    return scan, scans.open(work, scan.path, f"{scan.size} {scan.changed}")


def _drawn(work: Work, scans: Scans, key: UUID, page: int, width: int) -> Any:
    return scans.page(work, key, page, width)
