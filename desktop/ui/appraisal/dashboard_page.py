"""看板 Dashboard: how a period stands, what needs action, and from every figure down to its records (AP-5)."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.appraisal import PeriodState
from desktop.rules.charts.parts import points_text
from desktop.rules.rights import Right
from desktop.ui.appraisal import PERIODS
from desktop.ui.appraisal.behind import Evidences
from desktop.ui.appraisal.board import Cards
from desktop.ui.appraisal.controller import AppraisalController, BoardShown
from desktop.ui.appraisal.dashboard_acts import DashboardActs
from desktop.ui.appraisal.drawn import middle
from desktop.ui.appraisal.evidence import EvidencePanel
from desktop.ui.appraisal.people import worst
from desktop.ui.appraisal.strip import StateStrip
from desktop.ui.appraisal.tiles import Tile, Tiles
from desktop.ui.appraisal.words import days_left, moment_of, period_days, stages, words_of
from desktop.ui.kit.actions import Action
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.list_page import ListPage
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.text import button, note
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone

# what each tile says; of those that are on, as many are shown as the eye takes in at once
TILES = {
    "complaints": N_("Complaints near or past their limit"), "contacts": N_("Contacts that wait for an answer"),
    "updates": N_("Files overdue for an update"), "cards": N_("Cards not returned"),
    "loans": N_("Loans overdue"), "spot_checks": N_("Spot checks to be scored"), "appeals": N_("Appeals to be decided"),
}  # fmt: skip
MOST_TILES = 5
_PANEL = 380


class DashboardPage(ListPage):
    TITLE = N_("Appraisal")
    ICON = "chart-column"
    RIGHT = Right.SEE_APPRAISALS
    WATCHES = frozenset({"appraisal", "approvals", "settings", "accounts"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = AppraisalController(desk)
        self.shown: BoardShown | None = None
        super().__init__(desk, parent, printing)
        self.approvals = Approvals(desk, self)
        self.acts = DashboardActs(self)
        self._build()
        self._connect()
        self.built()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.period = Choice([(None, "")])
        self.period.setAccessibleName(_("Appraisal period"))
        self.period.setMinimumContentsLength(14)
        self.department = Choice([(None, _("All departments"))])
        self.department.setAccessibleName(_("Department"))
        self.department.setMinimumContentsLength(11)
        self.facts = note("", wrap=True)
        self.whom = button("", self.show_all, quiet=True, icon_name="x")
        self.whom.hide()
        for piece in (self.period, self.department, self.whom):
            line.addWidget(piece)
        line.addWidget(self.facts, 1)
        self.content.addLayout(line)
        self.strip = StateStrip()
        self.content.addWidget(self.strip)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        self.tiles = Tiles(_("What needs action"))
        self.cards = Cards(self.desk.person.id)
        column.addWidget(self.tiles)
        column.addWidget(self.cards)
        column.addStretch(1)
        self.split.addWidget(scrolling(whole))
        self.panel = EvidencePanel()
        self.panel.hide()
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.setHandleWidth(MEDIUM)
        self.content.addWidget(self.split, 1)
        self.behind = Evidences(self.desk, self.panel, self.acts.about, self.refuse, self)

    def _connect(self) -> None:
        found = self.controller
        found.board.connect(self._show)
        found.done.connect(self.toast_requested)
        found.printed.connect(self.preview)
        found.refused.connect(self.refuse)
        self.approvals.said.connect(lambda said: self.toast_requested.emit(said, None))
        self.approvals.refused.connect(self.refuse)
        self.period.edited.connect(self.reload)
        self.department.edited.connect(self.reload)
        self.panel.closed.connect(self._close_panel)
        self.cards.asked.connect(self._open)
        self.cards.person_asked.connect(self._open_person)
        self.cards.people.chosen.connect(lambda _sheet: self._say_whom())
        self.cards.people.menu_requested.connect(lambda _sheet, at: self.pop_menu(self.acts.of_person(), at))
        self.cards.period_asked.connect(self._go_to)
        self.cards.record_asked.connect(lambda key: self.desk.open_requested.emit("contacts", UUID(key)))

    @property
    def printing(self) -> PrintDesk | None:
        return self._printing

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.cards.people.view

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "panel") or not self.may_see:
            return ()
        return self.acts.offered()

    def open(self, argument: object) -> None:
        """The id of a period; None is the newest."""
        if isinstance(argument, UUID):
            self.period.set_value(argument)
            if self.period.value() is None:
                self.period.offer([(argument, "")])
                self.period.set_value(argument)
            self.reload()

    def reload(self) -> None:
        if self.may_see:
            period, department = self.period.value(), self.department.value()
            self.controller.show_board(period if isinstance(period, UUID) else None,
                                       department if isinstance(department, UUID) else None)  # fmt: skip

    # what is shown

    def _show(self, shown: BoardShown) -> None:
        self.shown = shown
        self.period.offer([(one.id, one.name) for one in shown.periods])
        if shown.period is None:
            self.show_empty(Empty(
                _("No period of appraisal was opened yet."),
                _("A period says from when to when people are appraised, and by which scheme."),
                _("Open the first period…") if self.controller.may(Right.RUN_APPRAISALS) else "",
                partial(self.desk.open_requested.emit, PERIODS, "new"), icon_name="chart-column"))  # fmt: skip
            self.update_actions()
            return
        self.show_content()
        self.period.set_value(shown.period.id)
        self.department.offer([(None, _("All departments")), *shown.departments])
        self.department.setVisible(len(shown.departments) > 1)
        period = shown.period
        states = stages(period)
        self.strip.show_stages(states, list(PeriodState).index(period.state))
        self.facts.setText(self._facts(period))
        self._show_tiles(shown)
        self.cards.show_board(shown, words_of(period), self._nobody)
        self._say_whom()
        if self.behind.sheet is not None and not self.panel.isHidden():
            held = next((one for one in shown.sheets if one.person == self.behind.sheet.person), None)
            if held is None or held.period.id != self.behind.sheet.period.id:
                self._close_panel()
            else:
                self.behind.show(held, self.behind.key)
        self.update_actions()

    def _facts(self, period: Any) -> str:
        parts = [period_days(period.first, period.last), days_left(period.last, today())]
        if period.cut_off is not None:
            parts.append(_("cut off {moment}").format(moment=moment_of(period.cut_off)))
        elif period.computed_at is not None:
            parts.append(_("counted {moment}").format(moment=moment_of(period.computed_at)))
        return " · ".join(parts)

    def _show_tiles(self, shown: BoardShown) -> None:
        tiles = []
        for one in shown.tiles[:MOST_TILES]:
            tone = Tone.BAD if one.late else Tone.WARN if one.count else Tone.GOOD
            icon = "triangle-alert" if one.late else "clock" if one.count else "check"
            below = ""
            if one.late and one.late < one.count:
                below = _("late: {n}").format(n=one.late)
            elif one.late:
                below = _("past their time")
            tiles.append(Tile(one.name, _(TILES[one.name]), str(one.count), below, tone, icon,
                              partial(self.desk.open_requested.emit, *one.opens)))  # fmt: skip
        score = middle(sheet.total.total for sheet in shown.sheets)
        known = sum(1 for sheet in shown.sheets if sheet.total.total is not None)
        tiles.append(Tile("score", _("Points, median"), points_text(score),
                          _n("{n} person scored", "{n} people scored", known).format(n=known), Tone.PLAIN, "",
                          self.cards.spread.view.setFocus))  # fmt: skip
        self.tiles.show_tiles(tiles)

    def _nobody(self) -> Empty:
        return Empty(_("Nobody of this department takes part in this period."), icon_name="users")

    def _say_whom(self) -> None:
        sheet = self.cards.sheet
        self.whom.setVisible(sheet is not None)
        if sheet is not None:
            self.whom.setText(_("{name}: show all").format(name=sheet.name))
        self.update_actions()

    def show_all(self) -> None:
        self.cards.show_all()
        self._say_whom()

    # the records behind

    def _open(self, sheet: Any, key: str, lost: bool) -> None:
        if any(one.key == key for one in sheet.total.scored):
            if self.panel.isHidden():
                self.panel.show()
                self.split.setSizes([self.split.width() - _PANEL, _PANEL])
            self.behind.show(sheet, key, lost=lost, focus=True)

    def _open_person(self, sheet: Any) -> None:
        """What cost most first; of who lost nothing, what weighs most."""
        most = worst(sheet)
        key = most[0] if most is not None else next((one.key for one in sheet.total.scored), "")
        self._open(sheet, key, most is not None)

    def _close_panel(self) -> None:
        self.panel.hide()
        self.behind.forget()
        self.cards.people.view.setFocus()

    def _go_to(self, name: str) -> None:
        found = next((one for one in self.shown.periods if one.name == name), None) if self.shown else None
        if found is not None:
            self.period.set_value(found.id)
            self.reload()
