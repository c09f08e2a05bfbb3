"""季末 Closing a period: its steps from the first bill to the backup, how each stands, and its button (OF-14)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.health import Check, State
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right
from desktop.services.period_end import Span
from desktop.ui.kit.cards import Scroll
from desktop.ui.kit.checks import check_row
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.filling import empty_out, keeping_focus, row_of
from desktop.ui.kit.list_page import ListPage
from desktop.ui.kit.text import label, section
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, MEDIUM, WIDE
from desktop.ui.period_end.controller import PeriodEndController

_SHOWN = 6  # quarters that can be chosen, the running one among them
_WORDS = {State.BAD: N_("To do"), State.WARN: N_("Pending"), State.GOOD: N_("Done")}


class PeriodEndPage(ListPage):
    TITLE = N_("Appraisal")
    ICON = "chart-column"
    RIGHT = Right.RUN_APPRAISALS
    WATCHES = frozenset({"bookings", "classes", "surveys", "appraisal", "backups", "settings"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.controller = PeriodEndController(desk)
        self.steps: Sequence[Check] = ()
        super().__init__(desk, parent)
        running = Quarter.of(today())
        # what is to be closed is the quarter that has ended
        self.quarter = Choice([(str(one), str(one)) for one in (running.before(n) for n in range(_SHOWN))])
        self.quarter.setAccessibleName(_("Period"))
        self.quarter.set_value(str(running.before()))
        self.quarter.edited.connect(self.reload)
        self.head = section()
        self.content.addLayout(row_of(self.quarter, self.head, 1))
        frame = QFrame()
        frame.setProperty("card", True)
        self._rows = QVBoxLayout(frame)
        self._rows.setContentsMargins(WIDE, MEDIUM, WIDE, MEDIUM)
        self._rows.setSpacing(MEDIUM)
        area = Scroll(_("Steps"))
        column = QVBoxLayout(area.inner)
        column.setContentsMargins(0, 0, 0, GAP)
        column.addWidget(frame)
        column.addStretch(1)
        self.content.addWidget(area, 1)
        self.controller.loaded.connect(self._show)
        self.controller.refused.connect(self.refuse)
        self.built()

    @property
    def span(self) -> Span:
        quarter = Quarter.read(str(self.quarter.value()))
        return Span(quarter.first, quarter.last)

    def reload(self) -> None:
        if self.may_see:
            self.controller.load(self.span)

    def first_focus(self) -> QWidget | None:
        return self.quarter

    @keeping_focus
    def _show(self, span: Span, steps: Sequence[Check]) -> None:
        if span != self.span:
            return
        self.steps = steps
        done = sum(one.state is State.GOOD for one in steps)
        self.head.setText(_("{n} of {all} steps are done").format(n=done, all=len(steps)))
        empty_out(self._rows)
        for number, one in enumerate(steps, 1):
            row = check_row(one, self._go, _WORDS)
            row.insertWidget(0, label(str(number), role="strong"))
            self._rows.addLayout(row)

    def _go(self, check: Check) -> None:
        if check.opens is not None:
            self.desk.open_requested.emit(*check.opens)
