"""档案 Archive: files on their way to the archive and in it; beside them the one chosen with its content list."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.archive import FileState
from desktop.rules.rights import Right
from desktop.services.archive_files import FileLine
from desktop.ui.archive.acts import FileActs
from desktop.ui.archive.controller import ArchiveController, Shown
from desktop.ui.archive.file_pane import FilePane
from desktop.ui.archive.rows import file_columns, file_row
from desktop.ui.kit.actions import Action
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.cells import Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.signed_copies import SignedCopies
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.tokens import GAP

WAY = (FileState.SORTING, FileState.BACK, FileState.CHECKING, FileState.TAKING_IN)
TABS: Sequence[tuple[str, Sequence[FileState], str]] = (
    (N_("On their way"), WAY, N_("No file is on its way to the archive.")),
    (N_("In the archive"), (FileState.ARCHIVED,), N_("Nothing lies in the archive yet.")),
    (N_("Destroyed"), (FileState.DESTROYED,), N_("Nothing was destroyed.")),
)
"""Title, the states it holds, and what is said where there are none."""


class ArchivePage(ListPage):
    TITLE = N_("Documents")
    ICON = "folder"
    RIGHT = Right.SEE_DOCUMENTS
    WATCHES = frozenset({"archive", "loans", "documents", "clients", "settings"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = ArchiveController(desk)
        self.lines: Sequence[FileLine] | None = None
        self._wanted: UUID | None = None
        super().__init__(desk, parent)
        self.approvals = Approvals(desk, self)
        self.pane = FilePane(SignedCopies(desk, "archive"))
        self.acts = FileActs(self.controller, self.pane, self.approvals, printing, self)
        self._build()
        self._connect()
        self.built()

    def _build(self) -> None:
        self.tabs = tab_row(_("Which files"), [_(words) for words, _states, _none in TABS], whole=True)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        left = QWidget()
        left.setMinimumWidth(300)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(GAP)
        column.addWidget(self.tabs)
        self.search = SearchLine(_("Title or archive number"))
        column.addWidget(self.search)
        self.view = TableView(_("Archive files"), many=True, double=True)
        self.table = LazyTable(file_columns(), self._fetch, self)
        self.view.show_table(self.table)
        column.addWidget(self.view, 1)
        self.nothing = Nothing()
        column.addLayout(self.nothing, 1)
        self.count = note()
        column.addWidget(self.count)
        self.split.addWidget(left)
        self.pane.setMinimumWidth(420)
        self.split.addWidget(self.pane)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([404, 696])
        self.content.addWidget(self.split, 1)

    def _connect(self) -> None:
        found = self.controller
        found.files_loaded.connect(self._show)
        found.viewed.connect(self._show_file)
        found.done.connect(self.toast_requested)
        found.refused.connect(self.refuse)
        self.approvals.waits.connect(self.toast_requested)
        self.approvals.refused.connect(self.refuse)
        self.tabs.currentChanged.connect(lambda _number: self._other_tab())
        self.search.searched.connect(lambda _text: self._ask())
        self.search.down_pressed.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self.pane.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.view.menu_requested.connect(lambda _key, at: self.pop_menu(self.actions_offered(), at))
        self.pane.acted.connect(self._show_entry_acts)
        self.pane.edit_requested.connect(self.acts.edit)
        self.pane.menu_requested.connect(lambda at: self.pop_menu(self.acts.of_entries(), at))
        acts = self.acts
        self.pane.keys((("Ins", acts.add), ("Ctrl+V", acts.paste), ("F2", acts.edit), ("Del", acts.remove),
                        ("Alt+Up", partial(acts.move, -1)), ("Alt+Down", partial(acts.move, 1))))  # fmt: skip

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.view if self.lines else self.search

    def actions_offered(self) -> Sequence[Action]:
        return self.acts.of_file() if hasattr(self, "acts") and self.may_see else ()

    def open(self, argument: object) -> None:
        """A file's id shows it; None is the list."""
        if isinstance(argument, UUID):
            self._wanted = argument
            self.controller.view(argument)

    def reload(self) -> None:
        if self.may_see:
            self._ask()
            if self.pane.shown is not None:
                self.controller.view(self.pane.shown.view.line.id)

    # the list

    @property
    def numbered(self) -> list[UUID]:
        """The files chosen that have a number, none where one of them has none yet."""
        keys = set(self.view.selected_keys) if hasattr(self, "view") else set()
        chosen = [line for line in self.lines or () if line.id in keys]
        return [line.id for line in chosen] if all(line.number for line in chosen) else []

    def _other_tab(self) -> None:
        self.pane.forget()
        self.view.select_keys([])
        self.table.start(0)
        self._ask()
        self.update_actions()

    def _ask(self) -> None:
        _words, states, _none = TABS[self.tabs.currentIndex()]
        self.controller.load_files(states, self.search.query())

    def _show(self, lines: Sequence[FileLine]) -> None:
        self.lines = lines
        self.view.remember_place()
        rows = Rows(lines, file_row)
        if self.table.total and lines:
            self.table.refresh(len(lines))
            self.table.row_at(0)
        else:
            self.table.start(len(lines), rows)
        self.view.viewport().update()
        self.nothing.show_instead(self.view, None if lines else self._empty_list())
        late, mine = sum(line.late for line in lines), sum(line.mine for line in lines)
        said = [_n("{n} file", "{n} files", len(lines)).format(n=len(lines)),
                _("{n} late").format(n=late) if late else "",
                _("your turn: {n}").format(n=mine) if mine else ""]  # fmt: skip
        self.count.setText(" · ".join(part for part in said if part) if lines else "")
        if self._wanted is not None and self.view.select_key(self._wanted):
            self._wanted = None
        self.update_actions()

    def _empty_list(self) -> Empty:
        _words, _states, none = TABS[self.tabs.currentIndex()]
        if self.search.query():
            return Empty(_("Nothing matches."), "", _("Clear"), self.search.clear, icon_name="search", main=False)
        if self.tabs.currentIndex() == 0 and self.controller.may(Right.FILE_DOCUMENTS):
            how = _("When a matter has ended, agent A opens its file and lists the papers.")
            return Empty(_(none), how, _("Open a file…"), self.acts.open_file, icon_name="archive", main=False)
        return Empty(_(none), icon_name="archive")

    def _fetch(self, wanted: Wanted) -> None:
        lines = (self.lines or ())[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [file_row(line) for line in lines])

    def _look(self) -> None:
        keys = self.view.selected_keys
        if len(keys) == 1:
            self.controller.view(UUID(str(keys[0])))
        else:
            self.pane.forget()
        self.update_actions()

    def _show_file(self, shown: Shown) -> None:
        line = shown.view.line
        tab = next(number for number, (_words, states, _none) in enumerate(TABS) if line.state in states)
        if tab != self.tabs.currentIndex():
            # it was handed on meanwhile, or is looked for: the list goes where the file is
            self._wanted = line.id
            self.tabs.setCurrentIndex(tab)
        elif self._wanted == line.id:
            self._ask()
        self.pane.show_file(shown)
        self._show_entry_acts()
        self.update_actions()

    def _show_entry_acts(self) -> None:
        self.pane.show_acts(self.acts.of_entries())
