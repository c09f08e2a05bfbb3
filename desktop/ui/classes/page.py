"""The classes of a quarter: what is proposed and why, other numbers tried, classes given, and the runs that were."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QTabBar, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right
from desktop.services.class_runs import RunLine, place_in_list
from desktop.services.classes import Proposal, ProposedLine
from desktop.services.prints import Printed
from desktop.ui.classes.bills import Bills
from desktop.ui.classes.controller import ClassesController, Past
from desktop.ui.classes.dialogs import ConfirmDialog, OverrideDialog, TeachDialog
from desktop.ui.classes.numbers import Numbers
from desktop.ui.classes.rows import class_words, columns, counted, row_of, run_columns, run_row, with_override
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page
from desktop.ui.kit.phrases import day
from desktop.ui.kit.printing import PrintDesk, Printout
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.times import local, today
from desktop.ui.kit.which_clients import of_listed

QUARTERS = 9
MOVES, PAST = "moves", "past"


class ClassesPage(Page):
    TITLE = N_("Clients")
    ICON = "chart-column"
    WATCHES = frozenset({"clients", "settings"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = ClassesController(desk)
        self.proposal: Proposal | None = None
        self.overrides: dict[UUID, tuple[str, str]] = {}
        self.dialog: Dialog | None = None
        self.runs: Sequence[RunLine] = ()
        self._proposed: Sequence[ProposedLine] = ()
        self._lines: list[ProposedLine] = []
        self._shown: list[ProposedLine] = []
        self._keys: list[str] = []
        self._said: list[str] = []
        self._sheet: QDialog | None = None
        self._panes: QStackedWidget | None = None
        super().__init__(desk, parent)
        self.controller.setParent(self)
        self._printing = printing
        self.bills = Bills(self.controller, self)
        self._build()
        self._connect()
        self.update_actions()

    def _build(self) -> None:
        this = Quarter.of(today())
        row = QHBoxLayout()
        row.setSpacing(12)
        self.quarter = Choice([(str(this.before(n)), str(this.before(n))) for n in range(QUARTERS)])
        self.quarter.setAccessibleName(_("Quarter"))
        # the quarter that has ended last is the one to look at
        self.quarter.set_value(str(this.before()))
        row.addWidget(self.quarter)
        self.summary = note()
        row.addWidget(self.summary, 1)
        self.content.addLayout(row)
        self.progress = ErrandBar()
        self.content.addWidget(self.progress)
        self.numbers = Numbers(self.desk.person.may(Right.RUN_OFFICE))
        self.content.addWidget(self.numbers)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("Which clients"))
        self.content.addWidget(self.tabs)
        self.view = TableView(_("Classes"), double=True)
        self.table = LazyTable(columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.past_view = TableView(_("Confirmed classes"))
        self.past_table = LazyTable(run_columns(), self._fetch_runs, self)
        self.past_view.show_table(self.past_table)
        self._panes = QStackedWidget()
        self._panes.addWidget(self.view)
        self._panes.addWidget(self.past_view)
        self._nothing = note(wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._panes.addWidget(self._nothing)
        self.content.addWidget(self._panes, 1)

    def _connect(self) -> None:
        found = self.controller
        found.proposed.connect(self._show_proposal)
        found.past_loaded.connect(self._show_past)
        found.confirmed.connect(self._confirmed)
        found.deed_done.connect(lambda text: self.toast_requested.emit(text, None))
        found.printed.connect(self._preview)
        found.began.connect(self.progress.follow)
        found.refused.connect(self.refuse)
        self.quarter.edited.connect(self._other_quarter)
        self.numbers.changed.connect(self._ask)
        self.numbers.rule_chosen.connect(found.set_rules)
        self.tabs.currentChanged.connect(lambda _number: self._show_lines())
        self.view.chosen.connect(lambda _keys: self.update_actions())
        self.past_view.chosen.connect(lambda _keys: self.update_actions())
        self.view.opened.connect(lambda key: self.desk.open_requested.emit("clients", key))

    # what is offered

    @property
    def tab(self) -> str:
        number = self.tabs.currentIndex() if self._panes is not None else -1
        return self._keys[number] if 0 <= number < len(self._keys) else MOVES

    def actions_offered(self) -> Sequence[Action]:
        if self._panes is None:
            return ()
        take = Action("take_spend", N_("Take in spend…"), self.bills.choose_file, "upload", "Ctrl+O")
        if self.tab == PAST:
            run = self.chosen_run
            why = "" if run is not None and run.undone_at is None else _("Choose a quarter whose classes stand.")
            return (
                Action("print_classes", N_("Print class list"), self.print_list, "printer", "Ctrl+P", why, main=True),
                Action("teach", N_("Record a teaching…"), self.teach, "users", "", why),
                Action("undo_classes", N_("Undo these classes"), self.undo, "undo-2", "", why),
                take,
            )
        why = "" if self.proposal is not None else _("The proposal is on its way.")
        if self.numbers.what_if:
            why = _("Other numbers are being tried. To use them, set them under Settings › Rule numbers.")
        elif not why and self.standing is not None:
            why = _("These classes stand already, and nothing has changed since.")
        one = "" if self.chosen is not None and not self.numbers.what_if else _("Choose a client in the list.")
        return (
            Action("confirm_classes", N_("Give these classes…"), self.confirm, "check", "Ctrl+Return", why, main=True),
            Action("other_class", N_("Another class…"), self.override, "pencil", "F2", one),
            *self._letters(),
            take,
        )

    def _letters(self) -> Sequence[Action]:
        """To the clients of the class that is shown."""
        if not self.desk.person.may(Right.PRINT_CLIENTS):
            return ()
        none = "" if self._shown else _("There is nobody in the list.")
        return (Action("letters", N_("Letters to those listed…"), self.write_letters, "mail", "", none, seldom=True),)

    def write_letters(self) -> None:
        chosen = self.chosen.client_id if self.chosen is not None else None
        self.desk.open_requested.emit("write_letters", of_listed((line.client_id for line in self._shown), chosen))

    @property
    def chosen(self) -> ProposedLine | None:
        keys = self.view.selected_keys
        return next((line for line in self._shown if line.client_id in keys), None) if keys else None

    @property
    def chosen_run(self) -> RunLine | None:
        keys = self.past_view.selected_keys
        return next((run for run in self.runs if run.id in keys), None)

    # asking

    def reload(self) -> None:
        self._ask()
        self.controller.load_past()

    def _ask(self) -> None:
        self.update_actions()
        self.controller.propose(Quarter.read(str(self.quarter.value())), self.numbers.what_if)

    def _other_quarter(self) -> None:
        self.overrides.clear()
        self.bar.clear()
        self._ask()

    # what comes back

    def _show_proposal(self, proposal: Proposal, lines: Sequence[ProposedLine]) -> None:
        if str(proposal.quarter) != self.quarter.value():
            return
        self.proposal, self._proposed = proposal, lines
        self.numbers.show_proposal(proposal)
        self._take_lines()

    def _take_lines(self) -> None:
        assert self.proposal is not None
        self._lines = list(self._proposed)
        if self.overrides:
            self._lines = sorted((with_override(line, self.overrides) for line in self._lines), key=place_in_list)
        rules, counts = self.proposal.rules, dict.fromkeys(self.proposal.rules.letters, 0)
        for line in self._lines:
            if line.given in counts:
                counts[line.given] += 1
        moves = sum(bool(line.move) for line in self._lines)
        # who is no customer is compared with nobody
        said = [counted(sum(counts.values())), _n("{n} moves", "{n} move", moves).format(n=f"{moves:,}")]
        if not self.proposal.over:
            said.append(_("the quarter is not over yet"))
        self._said = said
        self._say_summary()
        words = [(MOVES, _("Changes") + f" {moves:,}")]
        words += [(letter, f"{class_words(rules, letter)} {count:,}") for letter, count in counts.items()]
        self._show_tabs([*words, (PAST, _("Confirmed"))])
        self._show_lines()

    def _say_summary(self) -> None:
        said, standing = list(self._said), self.standing
        if standing is not None:
            on = day(local(standing.at).date())
            said.append(_("confirmed by {name} on {day}").format(name=standing.by, day=on))
        self.summary.setText(" · ".join(said))

    def _show_tabs(self, words: Sequence[tuple[str, str]]) -> None:
        held = self.tab
        self.tabs.blockSignals(True)
        self._keys = [key for key, _text in words]
        while self.tabs.count() > len(words):
            self.tabs.removeTab(self.tabs.count() - 1)
        for number, (_key, text) in enumerate(words):
            if number < self.tabs.count():
                self.tabs.setTabText(number, text)
            else:
                self.tabs.addTab(text)
        self.tabs.setCurrentIndex(self._keys.index(held) if held in self._keys else 0)
        self.tabs.blockSignals(False)

    def _show_lines(self) -> None:
        assert self._panes is not None
        past = self.tab == PAST
        self.numbers.setVisible(not past)
        if not past:
            self._shown = [line for line in self._lines if (line.move if self.tab == MOVES else line.given == self.tab)]
            self._fill(self.view, self.table, [self._row(line) for line in self._shown[:100]], len(self._shown))
        self._show_pane()
        self.update_actions()

    def _show_pane(self) -> None:
        """The rows, or a sentence where there are none."""
        assert self._panes is not None
        past = self.tab == PAST
        if self.runs if past else self._shown:
            self._panes.setCurrentWidget(self.past_view if past else self.view)
            return
        moves = _("Nobody moves: everybody has the class that the figures of this quarter give.")
        none = {PAST: _("No classes have been confirmed yet."), MOVES: moves}
        self._nothing.setText(none.get(self.tab, _("No client has this class.")))
        self._panes.setCurrentWidget(self._nothing)

    @property
    def standing(self) -> RunLine | None:
        """The confirmed classes of the quarter shown, if nothing would be given otherwise now."""
        if self.proposal is None or any(line.move for line in self._lines):
            return None
        quarter = self.proposal.quarter
        return next((run for run in self.runs if run.quarter == quarter and run.undone_at is None), None)

    def _fill(self, view: TableView, table: LazyTable, first: list[Row], total: int) -> None:
        if table.total:
            view.remember_place()
            table.refresh(total)
        else:
            table.start(total, first)

    def _row(self, line: ProposedLine) -> Row:
        assert self.proposal is not None
        return row_of(line, self.proposal.rules)

    def _fetch(self, wanted: Wanted) -> None:
        lines = self._shown[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [self._row(line) for line in lines])

    def _fetch_runs(self, wanted: Wanted) -> None:
        runs = self.runs[wanted.offset : wanted.offset + wanted.count]
        self.past_table.take(wanted, [run_row(run) for run in runs])

    def _show_past(self, past: Past) -> None:
        self.runs = past.runs
        self._fill(self.past_view, self.past_table, [run_row(run) for run in past.runs], len(past.runs))
        if self.proposal is not None:
            self._say_summary()
            self._show_pane()
        self.update_actions()

    # doing

    def override(self) -> None:
        if self.chosen is not None and self.proposal is not None:
            dialog = OverrideDialog(self.chosen, self.proposal.rules, self)
            dialog.chosen.connect(self._override)
            self.dialog = dialog
            dialog.open()

    def _override(self, client: UUID, letter: str, reason: str) -> None:
        if reason:
            self.overrides[client] = (letter, reason)
        else:
            self.overrides.pop(client, None)
        self._take_lines()

    def confirm(self) -> None:
        if self.proposal is None or self.numbers.what_if:
            return
        moved = sum(bool(line.move) for line in self._lines)
        proposal, overrides = self.proposal, dict(self.overrides)
        self.dialog = ConfirmDialog(
            proposal, moved, len(overrides),
            lambda done, failed: self.controller.confirm(proposal, overrides, done, failed), self,
        )  # fmt: skip
        self.dialog.open()

    def _confirmed(self, quarter: Quarter, run: UUID) -> None:
        self.overrides.clear()
        said = _("The classes of {quarter} are given.").format(quarter=quarter)
        self.toast_requested.emit(said, lambda: self.controller.undo(run))
        self.reload()

    def undo(self) -> None:
        if self.chosen_run is not None:
            self.controller.undo(self.chosen_run.id)

    def print_list(self) -> None:
        if self.chosen_run is not None:
            self.controller.print_list(self.chosen_run.id)

    def _preview(self, printed: Printed) -> None:
        self._sheet = self._printing.preview(Printout(printed.kind, printed.title, printed.pdf), self)

    def teach(self) -> None:
        run = self.chosen_run
        if run is None:
            return

        def show(staff: list[object]) -> None:
            send = lambda *given: self.controller.teach(run.id, *given)  # noqa: E731
            self.dialog = TeachDialog(str(run.quarter), staff, send, self)  # type: ignore[arg-type]
            self.dialog.open()

        self.controller.load_staff(show)
