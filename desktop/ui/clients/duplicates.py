"""The page 查重 Duplicates: pairs that may be one client, two files side by side, and past merges."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.approvals import NeedsApproval
from desktop.services.duplicates import Pair, Scan
from desktop.services.merging import Comparison, Merged, MergeLine
from desktop.ui.clients.duplicates_controller import DuplicatesController
from desktop.ui.clients.duplicates_rows import pair_columns, pair_key, pair_row, past_columns, past_row
from desktop.ui.clients.merge_pane import MergePane
from desktop.ui.clients.unmerging import Unmerger
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Column, Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty, nothing_yet
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.tokens import Tone


class DuplicatesPage(Page):
    TITLE = N_("Clients")
    ICON = "merge"
    WATCHES = frozenset({"clients"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.controller = DuplicatesController(desk)
        self.pairs: list[Pair] | None = None  # None: nobody has looked yet
        self.merges: Sequence[MergeLine] = ()
        self.approvals: Any = None
        self._panes: QStackedWidget | None = None
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self.unmerger = Unmerger(desk, self)
        self.progress = ErrandBar()
        self.content.addWidget(self.progress)
        row = QHBoxLayout()
        self.kinds = QTabBar()
        self.kinds.setDrawBase(False)
        self.kinds.setExpanding(False)
        self.kinds.setAccessibleName(_("What is shown"))
        self.kinds.addTab(_("Perhaps one client"))
        self.kinds.addTab(_("Past merges"))
        self.kinds.currentChanged.connect(lambda _at: self._show())
        row.addWidget(self.kinds)
        row.addStretch(1)
        self.count = note()
        row.addWidget(self.count)
        self.content.addLayout(row)
        self.view, self.table = self._list(_("Pairs of files"), pair_columns(), self._pair_rows, double=True)
        self.view.opened.connect(lambda _key: self.compare())
        self.past_view, self.past = self._list(_("Past merges"), past_columns(), self._past_rows)
        self.past_view.opened.connect(self._open_kept)
        self.merge_pane = MergePane()
        self._panes = QStackedWidget()
        for pane in (self.view, self.past_view, self.merge_pane):
            self._panes.addWidget(pane)
        self.content.addWidget(self._panes, 1)
        self._connect()
        self._show()

    def _connect(self) -> None:
        found = self.controller
        found.scanned.connect(self._scanned)
        found.compared.connect(self._compared)
        found.merged.connect(self._merged)
        found.dismissed.connect(self._dismissed)
        found.proposed.connect(lambda _first, _second: self.scan())
        found.merges_loaded.connect(self._show_merges)
        found.refused.connect(self.refuse)
        found.approval_needed.connect(self._ask_approval)
        found.began.connect(self._began)
        self.unmerger.said.connect(lambda text: self.toast_requested.emit(text, None))
        self.unmerger.refused.connect(self.refuse)
        self.progress.ended.connect(self._show)

    def _list(self, name: str, columns: list[Column], rows: object, *, double: bool = False
              ) -> tuple[TableView, LazyTable]:  # fmt: skip
        view = TableView(name, double=double)
        table = LazyTable(columns, lambda wanted: table.take(wanted, _slice(rows(), wanted)), self)  # type: ignore[operator]
        view.show_table(table)
        view.chosen.connect(lambda _keys: self.update_actions())
        return view, table

    # what is offered

    @property
    def comparing(self) -> bool:
        return self._panes is not None and self._panes.currentWidget() is self.merge_pane

    def actions_offered(self) -> Sequence[Action]:
        if self._panes is None:
            return ()
        busy = _("Wait until the work under way is done, or cancel it.") if self.controller.busy else ""
        if self.comparing:
            return (
                Action("merge", N_("Merge"), self.merge, "merge", "Ctrl+Return", busy, main=True),
                Action("two_clients", N_("Two clients"), self.dismiss, "users", "", busy),
                Action("back", N_("Back"), self.leave_comparison, "arrow-left", "Esc"),
                Action("swap", N_("Keep the other one"), self.swap, "refresh-cw", "Ctrl+T"),
            )
        if self.kinds.currentIndex():
            line = self._chosen_merge()
            why = busy or ("" if line and line.undone_at is None else _("Choose a merge that stands."))
            none = "" if line else _("Choose a merge.")
            return (
                Action("unmerge", N_("Take apart…"), self.unmerge, "undo-2", "", why, main=True),
                Action("open_merged", N_("Open the merged file"), self.open_merged, "eye", "", none),
            )
        pair = self._chosen_pair()
        why = busy or (_("Choose a pair.") if pair is None else _why_not(pair))
        found = bool(self.pairs)
        return (
            Action("compare", N_("Compare"), self.compare, "columns-3", "", why, main=found),
            Action("two_clients", N_("Two clients"), self.dismiss, "users", "Del", why),
            Action("scan", N_("Look for duplicates"), self.scan, "search", "F5", busy, main=not found),
        )

    def scan(self) -> None:
        self.bar.clear()
        self.controller.scan()

    def compare(self) -> None:
        pair = self._chosen_pair()
        if pair is not None and pair.may_merge:
            self.controller.compare(pair.first.id, pair.second.id)

    def swap(self) -> None:
        seen = self.merge_pane.seen
        if seen is not None:
            self.controller.compare(seen.right.id, seen.left.id)

    def merge(self) -> None:
        seen = self.merge_pane.seen
        if seen is not None:
            self.bar.clear()
            self.controller.merge(seen, self.merge_pane.picks)

    def dismiss(self) -> None:
        seen, pair = self.merge_pane.seen, self._chosen_pair()
        if self.comparing and seen is not None:
            self.controller.dismiss(seen.left.id, seen.right.id)
        elif pair is not None and pair.may_merge:
            self.controller.dismiss(pair.first.id, pair.second.id)

    def leave_comparison(self) -> None:
        self.merge_pane.seen = None
        self._show()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def unmerge(self) -> None:
        line = self._chosen_merge()
        if line is not None:
            self.bar.clear()
            self.unmerger.take_apart(line.id)

    def open_merged(self) -> None:
        """As it was: its own history and past days."""
        line = self._chosen_merge()
        if line is not None:
            self.desk.open_requested.emit("clients", line.merged_id)

    def _chosen_pair(self) -> Pair | None:
        key = self.view.current_key
        return next((pair for pair in self.pairs or () if pair_key(pair) == key), None)

    def _chosen_merge(self) -> MergeLine | None:
        keys = self.past_view.selected_keys
        return next((line for line in self.merges if line.id in keys), None)

    def _open_kept(self, key: object) -> None:
        line = next((line for line in self.merges if line.id == key), None)
        if line is not None:
            self.desk.open_requested.emit("clients", line.kept_id)

    # what comes back

    def reload(self) -> None:
        self.controller.load_merges()

    def _began(self, errand: object) -> None:
        self.show_content()
        self.progress.follow(errand)  # type: ignore[arg-type]
        self.update_actions()

    def _scanned(self, found: Scan) -> None:
        self.pairs = list(found.pairs)
        if found.more:
            self.say(_("There are more pairs than can be shown. Decide about these first, then look again."), Tone.WARN)
        self._fill(self.view, self.table, self._pair_rows())
        self._show()

    def _compared(self, seen: Comparison) -> None:
        assert self._panes is not None
        self.show_content()
        self._panes.setCurrentWidget(self.merge_pane)
        self.merge_pane.show_comparison(seen)
        self.update_actions()

    def _merged(self, seen: Comparison, done: Merged) -> None:
        self._drop({seen.right.id}, ())
        self.leave_comparison()
        text = _("{other} was merged into {kept}.").format(other=seen.right.code, kept=seen.left.code)
        self.toast_requested.emit(text, lambda: self.unmerger.take_apart(done.id))

    def _dismissed(self, first: UUID, second: UUID) -> None:
        self._drop((), {first, second})
        self.leave_comparison()
        act = lambda: self.controller.propose_again(first, second)  # noqa: E731
        self.toast_requested.emit(_("They will not be proposed again."), act)

    def _drop(self, gone: set[UUID] | tuple[()], pair: set[UUID] | tuple[()]) -> None:
        """Takes pairs out of the list: all of a file that is gone, or just one."""

        def stays(held: Pair) -> bool:
            ids = {held.first.id, held.second.id}
            return not ids & set(gone) and ids != pair

        if self.pairs is not None:
            self.pairs = [held for held in self.pairs if stays(held)]
            self._fill(self.view, self.table, self._pair_rows())

    def _show_merges(self, lines: Sequence[MergeLine]) -> None:
        self.merges = lines
        self._fill(self.past_view, self.past, self._past_rows())
        if not self.comparing:
            self._show()

    def _ask_approval(self, error: NeedsApproval, again: Callable[[], object]) -> None:
        from desktop.ui.kit.approval import Approvals

        approvals = self.approvals = Approvals(self.desk, self)
        approvals.refused.connect(self.refuse)
        approvals.said.connect(lambda text: self.toast_requested.emit(text, None))
        approvals.settle(error, again)

    def _fill(self, view: TableView, table: LazyTable, rows: list[Row]) -> None:
        if table.total:
            view.remember_place()
            table.refresh(len(rows))
        else:
            table.start(len(rows), rows[:100])

    def _show(self) -> None:
        """The list that is chosen, or what to do where it is empty."""
        assert self._panes is not None
        past = bool(self.kinds.currentIndex())
        self._panes.setCurrentWidget(self.past_view if past else self.view)
        self.show_content()
        pairs = self.pairs
        self.count.setText("" if past or not pairs else _n("{n} pair", "{n} pairs", len(pairs)).format(n=len(pairs)))
        if not past and pairs == []:
            # beside the switch, where there are merges to look at
            self.count.setText(_("No two files look like one client."))
        if not past and not pairs and not self.merges and not self.controller.busy:
            if pairs is None:
                sentence = _("Files that may be one client are found by name, sound, phone, ID number and plate.")
                self.show_empty(nothing_yet(sentence, _("Look for duplicates"), self.scan))
            else:
                self.show_empty(Empty(_("No two files look like one client."), icon_name="check"))
        self.update_actions()

    # rows

    def _pair_rows(self) -> list[Row]:
        return [pair_row(pair) for pair in self.pairs or ()]

    def _past_rows(self) -> list[Row]:
        return [past_row(line) for line in self.merges]


def _why_not(pair: Pair) -> str:
    return "" if pair.may_merge else _("You may not edit both files. A colleague who may can merge them.")


def _slice(rows: Sequence[Row], wanted: Wanted) -> Sequence[Row]:
    return rows[wanted.offset : wanted.offset + wanted.count]
