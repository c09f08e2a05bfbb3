"""拜访 Visits: a week or a list, the chosen visit beside it, and whom the class plans ask to visit (CM-5, CL-19)."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.rights import Right
from desktop.rules.visits import State, week_of
from desktop.services import visits
from desktop.services.visit_proposals import Proposal
from desktop.services.visits import Standing, VisitLine, VisitView, Wish
from desktop.ui.kit.actions import Action
from desktop.ui.kit.beside import BesidePage
from desktop.ui.kit.cells import Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty, nothing_found
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, label
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP
from desktop.ui.visits import PLAN, REPORT, may_plan
from desktop.ui.visits.controller import PAGE, VisitsController
from desktop.ui.visits.dialogs import MoveDialog, PlanDialog, about
from desktop.ui.visits.pane import VisitPane
from desktop.ui.visits.words import columns, proposal_columns, proposal_row, row_of, week_words

STANDINGS = tuple(Standing)
PROPOSALS = len(STANDINGS)
"""The tab behind those of the visits."""
PROPOSED = 200
"""Rows of that tab, which holds no more."""


class VisitsPage(BesidePage):
    TITLE = N_("Service")
    ICON = "life-buoy"
    RIGHT = Right.SEE_CLIENTS
    WATCHES = frozenset({"visits", "clients", "leads", "settings"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = VisitsController(desk)
        self._week = today()
        super().__init__(desk, parent, printing)
        self._build()
        self._connect()
        self.built()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.tabs = tab_row(_("Which visits"), (_(one.label) for one in STANDINGS), whole=True)
        self.tabs.addTab(_("To be visited"))
        line.addWidget(self.tabs)
        line.addStretch(1)
        self.mine = YesNo(_("Mine"))
        self.mine.set_value(True)
        line.addWidget(self.mine)
        self.content.addLayout(line)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        self.search = SearchLine(_("Client, purpose or place…"))
        self.search.setMinimumWidth(220)
        self.search.setMaximumWidth(320)
        below.addWidget(self.search)
        self.earlier = button(_("Week before"), lambda: self._step(-1), icon_name="chevron-left")
        self.later = button(_("Week after"), lambda: self._step(1), icon_name="chevron-right")
        self.later.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.now = button(_("This week"), lambda: self._step(0))
        self.days = label(role="strong")
        for piece in (self.earlier, self.later, self.now, self.days):
            below.addWidget(piece)
        below.addStretch(1)
        self.content.addLayout(below)
        self.lay_out(_("Client visits"), columns(), row_of, VisitPane(), (720, 340), page=PAGE)
        self.due = TableView(_("Clients to be visited"), double=True)
        self.due_table = LazyTable(proposal_columns(), lambda _wanted: None, self, page=PROPOSED)
        self.due.show_table(self.due_table)
        self.due.hide()
        self.content.insertWidget(self.content.indexOf(self.split), self.due, 1)

    def _connect(self) -> None:
        self.listen()
        found = self.controller
        found.loaded.connect(self._show)
        found.rows_loaded.connect(self.take_lines)
        found.rows_failed.connect(self.table.failed)
        found.proposed.connect(self._show_proposals)
        found.viewed.connect(self._show_visit)
        self.tabs.currentChanged.connect(lambda _n: self.reload())
        self.mine.edited.connect(self.reload)
        self.search.searched.connect(lambda _text: self.reload())
        self.due.chosen.connect(lambda _keys: self.update_actions())
        self.due.opened.connect(lambda _key: self.plan())
        self.pane.client_requested.connect(lambda client: self.desk.open_requested.emit("clients", client))

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.due if self.proposing else self.view

    def client_at_hand(self) -> object | None:
        if self.proposing:
            keys = self.due.selected_keys
            return keys[0] if keys else None
        return self.line.client if self.line is not None else None

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "nothing") or not self.may_see:
            return ()
        view, offered = self._chosen, []
        may = view is not None and view.line.may_change
        owed = may and view is not None and view.line.state is State.TO_REPORT
        if may:
            offered.append(Action("report", N_("Report…"), self.report, "check", "F8", main=owed))
        if may_plan(self.desk):
            offered.insert(0, Action("plan", N_("Plan a visit…"), self.plan, "plus", "Ins", main=not owed))
        if may:
            offered.append(Action("prepare", N_("Prepare…"), self.prepare, "pencil", "F2"))
            offered.append(Action("move", N_("Move the visit…"), self.move, "calendar-days", "F7", seldom=True))
            offered.append(Action("call_off", N_("Call the visit off…"), self.call_off, "x", "", seldom=True))
        if view is not None and self.controller.may(Right.PRINT_CLIENTS):
            offered.append(Action("print", N_("Print the preparation"), self.print_sheet, "printer", "Ctrl+P"))
        return offered

    def open(self, argument: object) -> None:
        """A visit's id chooses it; "proposals" is whom to visit by class; None is the week."""
        if isinstance(argument, UUID):
            if not self.want(argument):
                self.reload()
        elif argument == "proposals":
            self.tabs.setCurrentIndex(PROPOSALS)

    def reload(self) -> None:
        if not self.may_see:
            return
        self._show_filters()
        if self.proposing:
            self.pane.forget()
            self.controller.propose(bool(self.mine.value()))
        else:
            self.controller.load(self.wish)

    @property
    def proposing(self) -> bool:
        return self.tabs.currentIndex() == PROPOSALS

    @property
    def wish(self) -> Wish:
        return Wish(STANDINGS[min(self.tabs.currentIndex(), PROPOSALS - 1)], bool(self.mine.value()), self._week,
                    self.search.query().strip())  # fmt: skip

    @property
    def line(self) -> VisitLine | None:
        return super().line if not self.proposing else None

    @property
    def _chosen(self) -> VisitView | None:
        view, line = self.pane.view, self.line
        return view if view is not None and line is not None and view.line.id == line.id else None

    # what is shown

    def _show_filters(self) -> None:
        weekly = not self.proposing and self.wish.standing is Standing.WEEK
        for piece in (self.earlier, self.later, self.now, self.days):
            piece.setVisible(weekly)
        days = list(week_of(self._week))
        self.now.setEnabled(today() not in days)
        self.days.setText(week_words(days))
        self.search.setVisible(not self.proposing)

    def _step(self, weeks: int) -> None:
        self._week = self._week + timedelta(days=7 * weeks) if weeks else today()
        self.reload()

    def show_week(self, on: date) -> None:
        self._week = on
        self.tabs.setCurrentIndex(STANDINGS.index(Standing.WEEK))
        self.reload()

    def _show(self, lines: Sequence[VisitLine], total: int, proposals: int) -> None:
        if self.proposing:
            return
        self._count_due(proposals)
        self.due.hide()
        self.list_lines(lines, None if total else self._none(), total=total)

    def widen(self) -> bool:
        # it may be of another week, reported, or a colleague's
        if self.wish.standing is Standing.ALL:
            return False
        self.search.clear()
        self.mine.set_value(False)
        self.tabs.setCurrentIndex(STANDINGS.index(Standing.ALL))
        self.reload()
        return True

    def forget(self) -> None:
        self.pane.forget()

    def _count_due(self, number: int) -> None:
        words = _("To be visited")
        self.tabs.setTabText(PROPOSALS, f"{words} {number}" if number else words)

    def _show_proposals(self, found: Sequence[Proposal]) -> None:
        if not self.proposing:
            return
        self._count_due(len(found))
        self.split.hide()
        self.due_table.start(len(found), Rows(found, proposal_row))
        how = _("Asked for by the plan of each class: Clients › Care says how often.")
        none = Empty(_("Nobody is to be visited now."), how, icon_name="check")
        self.nothing.show_instead(self.due, None if found else none)
        if found and not self.due.selected_keys:
            self.due.select_key(found[0].client)
        self.update_actions()

    def _none(self) -> Empty:
        wish = self.wish
        if wish.words:
            return nothing_found([f"“{wish.words}”"], self.search.clear)
        said = {
            Standing.WEEK: _("No visit is planned for this week."), Standing.TO_COME: _("No visit is planned."),
            Standing.TO_REPORT: _("No report is owed."), Standing.REPORTED: _("No visit was reported yet."),
            Standing.CALLED_OFF: _("No visit was called off."), Standing.ALL: _("No visit was planned yet."),
        }[wish.standing]  # fmt: skip
        how = _("A visit is planned with its purpose and preparation, and reported within a day.")
        if may_plan(self.desk) and wish.standing in (Standing.WEEK, Standing.TO_COME, Standing.ALL):
            return Empty(said, how, _("Plan a visit…"), self.plan, icon_name="map-pin", main=False)
        return Empty(said, how, icon_name="check")

    def _show_visit(self, view: VisitView) -> None:
        if self.is_chosen(view.line.id):
            self.pane.show_visit(view)
            self.update_actions()

    def _fetch(self, wanted: Wanted) -> None:
        self.controller.fetch(self.wish, wanted)

    def _go_on(self) -> None:
        """Enter does what comes next."""
        view = self._chosen
        if view is None or not view.line.may_change:
            self.pane.area.setFocus(Qt.FocusReason.OtherFocusReason)
        elif view.line.state is State.TO_REPORT:
            self.report()
        else:
            self.prepare()

    # doing

    def plan(self) -> None:
        self.desk.open_requested.emit(PLAN, self.client_at_hand() if self.proposing else None)

    def report(self) -> None:
        if self._chosen is not None:
            self.desk.open_requested.emit(REPORT, self._chosen.line.id)

    def prepare(self) -> None:
        self.controller.people(self._show_form)

    def _show_form(self, offered: Sequence[tuple[UUID, str]]) -> None:
        view = self._chosen
        if view is None:
            return
        base = visits.plan_of(view)

        def send(plan: object, done: object, failed: object) -> None:
            self.controller.do(visits.change_visit, view.line.id, plan, base, said=_("Saved."), done=done,
                               failed=failed)  # fmt: skip

        self.open_dialog(PlanDialog(_("Prepare the visit: {name}").format(name=view.line.name), offered,
                                    self.desk.person.id, _("Save"), send, self, view=view))  # fmt: skip

    def move(self) -> None:
        view = self._chosen
        if view is None:
            return

        def send(entry: tuple[object, str], done: object, failed: object) -> None:
            self.controller.do(
                visits.move_visit, view.line.id, *entry, said=_("The visit is moved."), done=done, failed=failed
            )

        self.open_dialog(MoveDialog(view, send, self))

    def call_off(self) -> None:
        view = self._chosen
        if view is None:
            return

        def send(reason: str, done: object, failed: object) -> None:
            self.controller.do(
                visits.call_off, view.line.id, reason, said=_("The visit is called off."), done=done, failed=failed
            )

        self.open_dialog(
            ReasonDialog(_("Call the visit off"), about(view), _("Call it off"), send, self, label=_("Why"))
        )

    def print_sheet(self) -> None:
        if self._chosen is not None:
            self.controller.print_sheet(self._chosen.line.id)
