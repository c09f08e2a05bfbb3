"""考核期 Periods: which there are, how far each is, its people, and the next step of who runs or rates (AP-4)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.appraisal import PeriodState
from desktop.rules.rights import Right
from desktop.ui.appraisal import DASHBOARD
from desktop.ui.appraisal.controller import AppraisalController, PeriodsShown
from desktop.ui.appraisal.people import PeopleList
from desktop.ui.appraisal.period_acts import PeriodActs
from desktop.ui.appraisal.strip import StateStrip
from desktop.ui.appraisal.words import days_left, moment_of, period_days, stages, words_of
from desktop.ui.kit.actions import Action
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note, section
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone

_SHARES = (300, 770)


class PeriodsPage(ListPage):
    TITLE = N_("Appraisal")
    ICON = "chart-column"
    RIGHT = Right.SEE_APPRAISALS
    WATCHES = frozenset({"appraisal", "approvals", "settings", "accounts"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = AppraisalController(desk)
        self.shown: PeriodsShown | None = None
        self._wanted: UUID | None = None
        self._then = ""
        super().__init__(desk, parent, printing)
        self.approvals = Approvals(desk, self)
        self.acts = PeriodActs(self)
        self._build()
        self._connect()
        self.built()

    def _build(self) -> None:
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.view = TableView(_("Periods"), double=True)
        columns = [Column("name", _("Appraisal period"), 150, fixed=True, sortable=False),
                   Column("state", _("State"), 130, Fit.WHOLE, sortable=False)]  # fmt: skip
        self.table = LazyTable(columns, self._fetch, self)
        self.view.show_table(self.table)
        self.split.addWidget(self.view)
        pane = QFrame()
        pane.setProperty("card", True)
        column = QVBoxLayout(pane)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(GAP)
        self.heading = section()
        self.facts = note("", wrap=True)
        self.strip = StateStrip()
        self.step = note("", wrap=True)
        for piece in (self.heading, self.facts, self.strip, self.step):
            column.addWidget(piece)
        self.people = PeopleList(_("People"), brief=True)
        column.addWidget(self.people, 1)
        self.split.addWidget(pane)
        self.split.setStretchFactor(1, 1)
        self.split.setHandleWidth(MEDIUM)
        self.split.setSizes(_SHARES)
        self.content.addWidget(self.split, 1)
        self.nothing = Nothing()
        self.content.addLayout(self.nothing, 1)

    def _connect(self) -> None:
        found = self.controller
        found.periods.connect(self._show)
        found.done.connect(self.toast_requested)
        found.printed.connect(self.preview)
        found.refused.connect(self.refuse)
        self.approvals.said.connect(lambda said: self.toast_requested.emit(said, None))
        self.approvals.refused.connect(self.refuse)
        self.view.chosen.connect(lambda _keys: self.reload())
        self.view.opened.connect(lambda key: self.desk.open_requested.emit(DASHBOARD, key))
        self.view.menu_requested.connect(lambda _key, at: self.pop_menu(self.acts.offered(), at))
        self.people.chosen.connect(lambda _sheet: self.update_actions())
        self.people.opened.connect(lambda _sheet: self.acts.about_person())
        self.people.menu_requested.connect(lambda _sheet, at: self.pop_menu(self.acts.of_person(), at))

    @property
    def printing(self) -> PrintDesk | None:
        return self._printing

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.view

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "people") or not self.may_see:
            return ()
        return self.acts.offered()

    def open(self, argument: object) -> None:
        """A period's id chooses it, with the name of an act that one is begun; a name alone is an act of the newest.
        The id of a sheet, by which its paper comes home, chooses its period and its person."""
        if isinstance(argument, tuple):
            argument, self._then = argument[0], str(argument[1])
        elif isinstance(argument, str):
            argument, self._then = None, argument
        self._wanted = argument if isinstance(argument, UUID) else None
        self.reload()

    def reload(self) -> None:
        if self.may_see:
            chosen = self.view.selected_keys
            key = self._wanted or (chosen[0] if chosen else None)
            self.controller.show_periods(key if isinstance(key, UUID) else None)

    @property
    def period(self) -> Any:
        return self.shown.period if self.shown is not None else None

    # what is shown

    def _show(self, shown: PeriodsShown) -> None:
        self.shown = shown
        self._wanted = None
        self.view.remember_place()
        self.table.start(len(shown.periods), Rows(shown.periods, _row))
        empty = None if shown.periods else self._none()
        self.nothing.show_instead(self.split, empty)
        if shown.period is not None:
            if shown.period.id not in self.view.selected_keys:
                self.view.blockSignals(True)
                self.view.select_key(shown.period.id)
                self.view.blockSignals(False)
            self._show_period(shown)
            if shown.person is not None:
                self.people.view.select_key(shown.person)
        self.update_actions()
        self._do_then()

    def _show_period(self, shown: PeriodsShown) -> None:
        period = shown.period
        version = _(" · version {n}").format(n=period.version) if period.version > 1 else ""
        self.heading.setText(f"{period.name}{version} · {_(period.state.label)}")
        parts = [period_days(period.first, period.last), days_left(period.last, today())]
        if period.cut_off is not None:
            parts.append(_("cut off {moment}").format(moment=moment_of(period.cut_off)))
        parts += [why for why in (period.corrects, period.reason) if why]
        self.facts.setText(" · ".join(parts))
        self.strip.show_stages(stages(period), list(PeriodState).index(period.state))
        self.step.setText(self.acts.what_now(shown))
        self.step.setVisible(bool(self.step.text()))
        self.people.show_sheets(shown.sheets, words_of(period), lambda: Empty(
            _("Nobody takes part yet."), _("Whoever has an account when the period opens takes part."),
            icon_name="users"))  # fmt: skip

    def _none(self) -> Empty:
        how = _("A period says from when to when people are appraised, and by which scheme. Everybody sees his own "
                "figures from its first day.")  # fmt: skip
        if not self.controller.may(Right.RUN_APPRAISALS):
            return Empty(_("No period of appraisal was opened yet."), how, icon_name="chart-column")
        return Empty(_("No period of appraisal was opened yet."), how, _("Open a period…"), self.acts.new,
                     icon_name="chart-column", main=False)  # fmt: skip

    def _do_then(self) -> None:
        name, self._then = self._then, ""
        act = next((one for one in self.acts.offered() if one.name == name), None)
        if act is not None and not act.reason:
            act.act()

    def _fetch(self, _wanted: Wanted) -> None:
        """All of them are there from the beginning."""


def _row(period: Any) -> Row:
    state = period.state
    icon = "lock" if state is PeriodState.LOCKED else "check" if state is PeriodState.SIGNED else ""
    version = _("version {n}").format(n=period.version) if period.version > 1 else ""
    people = _n("{n} person", "{n} people", period.people).format(n=period.people)
    below = " · ".join(part for part in (version, people) if part)
    return Row(period.id, (Cell(period.name, below=period_days(period.first, period.last)),
                           Cell(_(state.label), Tone.PLAIN, icon, below=below)))  # fmt: skip
