"""我的 Mine: my figures from the first day on, what falls due, what lost points, what I have to say (AP-2, AP-4)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.rights import Right
from desktop.ui.appraisal.behind import Evidences
from desktop.ui.appraisal.controller import AppraisalController, Shown
from desktop.ui.appraisal.evidence import Evidence, EvidencePanel
from desktop.ui.appraisal.mine_acts import MineActs
from desktop.ui.appraisal.sheet_view import SheetColumn
from desktop.ui.appraisal.words import evidence_of, where_of, words_of
from desktop.ui.kit.actions import Action
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.cards import Card, line
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.list_page import ListPage
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.text import note
from desktop.ui.kit.tokens import GAP, MEDIUM

RUNNING = ""
_SHARES = (700, 370)


class MinePage(ListPage):
    TITLE = N_("Appraisal")
    ICON = "chart-column"
    RIGHT = Right.SEE_APPRAISALS
    WATCHES = frozenset({"appraisal", "approvals", "settings"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = AppraisalController(desk)
        self.shown: Shown | None = None
        super().__init__(desk, parent, printing)
        self.approvals = Approvals(desk, self)
        self.acts = MineActs(self)
        self._build()
        self._connect()
        self.built()

    def _build(self) -> None:
        line_ = QHBoxLayout()
        line_.setSpacing(GAP)
        line_.addWidget(note(_("Appraisal period")))
        self.period = Choice([(RUNNING, _("The one that runs"))])
        self.period.setAccessibleName(_("Appraisal period"))
        self.period.setMinimumContentsLength(14)
        line_.addWidget(self.period)
        line_.addStretch(1)
        self.content.addLayout(line_)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        self.said = Card(_("What I said, and what was said to me"))
        self.due = Card(_("What falls due"))
        self.sheet = SheetColumn()
        # what was said stands over the figures, what falls due below them
        self.sheet.insert(1, self.said)
        self.sheet.insert(3, self.due)
        column.addWidget(self.sheet)
        column.addStretch(1)
        self.split.addWidget(scrolling(whole))
        self.panel = EvidencePanel()
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.setHandleWidth(MEDIUM)
        self.split.setSizes(_SHARES)
        self.content.addWidget(self.split, 1)
        self.behind = Evidences(self.desk, self.panel, self.acts.about, self.refuse, self)

    def _connect(self) -> None:
        found = self.controller
        found.shown.connect(self._show)
        found.done.connect(self.toast_requested)
        found.printed.connect(self.preview)
        found.refused.connect(self.refuse)
        self.approvals.said.connect(lambda said: self.toast_requested.emit(said, None))
        self.approvals.refused.connect(self.refuse)
        self.period.edited.connect(self.reload)
        self.sheet.asked.connect(lambda key, lost: self._open(key, lost=lost, focus=True))
        self.sheet.picked.connect(lambda key: self._open(key, lost=False))
        self.sheet.period_asked.connect(self._go_to)

    @property
    def printing(self) -> PrintDesk | None:
        return self._printing

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.sheet.figures.view

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "panel") or not self.may_see:
            return ()
        return self.acts.offered()

    def open(self, argument: object) -> None:
        """The name of a period, or `self`, `answer`: what Today asks for; None is what runs."""
        if isinstance(argument, tuple):
            argument, self.acts.wanted = argument[0], str(argument[1])
        if isinstance(argument, str):
            self.period.set_value(argument)
            if self.period.value() is None:
                self.period.set_value(RUNNING)
            self.reload()

    def reload(self) -> None:
        if self.may_see:
            self.controller.show_mine(str(self.period.value() or RUNNING))

    # what is shown

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        held = self.period.value()
        self.period.offer([(RUNNING, _("The one that runs")), *((name, name) for name in shown.names)])
        self.period.set_value(held if held in shown.names else RUNNING)
        if shown.sheet is None:
            self.behind.forget()
            self.show_empty(Empty(
                _("No period of appraisal is open."),
                _("Who runs appraisals opens one under Periods; from its first day on your own figures stand here."),
                icon_name="chart-column"))  # fmt: skip
            self.update_actions()
            return
        self.show_content()
        sheet = shown.sheet
        self.sheet.show_sheet(sheet)
        self._show_due(shown)
        self._show_said(sheet)
        if self.behind.sheet is not None:
            self.behind.show(sheet, self.behind.key)
        self.update_actions()
        self.acts.do_wanted()

    def _show_due(self, shown: Shown) -> None:
        self.due.setVisible(bool(shown.sheet.running))
        if not self.due.changed((shown.coming, shown.sheet.period.name)):
            return
        words = words_of(shown.sheet.period)
        for one in evidence_of(shown.coming, coming=True):
            where = where_of(one.row)
            act = partial(self.desk.open_requested.emit, *where) if where is not None else None
            due = moment(one.due) if one.due is not None else ""
            self.due.body.addWidget(line(due, one.whom, f"{one.row.key} {words.name(one.row.key)}", act=act))
        if not shown.coming:
            self.due.say_nothing(_("Nothing falls due by the end of the period, as far as is known now."))

    def _show_said(self, sheet: Any) -> None:
        told = self.acts.told(sheet)
        self.said.setVisible(bool(told))
        if self.said.changed(tuple(told)):
            for first, text, below in told:
                self.said.body.addWidget(line(first, text, below))

    def _open(self, key: str, *, lost: bool, focus: bool = False) -> None:
        shown = self.shown
        if shown is None or shown.sheet is None:
            return
        if any(one.key == key for one in shown.sheet.total.scored):
            self.behind.show(shown.sheet, key, lost=lost, focus=focus)

    def _go_to(self, name: str) -> None:
        if self.shown is not None and name in self.shown.names:
            self.period.set_value(name)
            self.reload()

    def evidence(self) -> Evidence | None:
        return self.panel.chosen
