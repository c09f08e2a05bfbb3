"""What the dashboard offers: count anew, lock, print in one batch, and try other weights on a period that is over."""

from functools import partial
from typing import Any

from desktop.i18n import N_, _
from desktop.rules.appraisal import PeriodState
from desktop.ui.appraisal import PERIODS
from desktop.ui.appraisal.mine_acts import SheetActs
from desktop.ui.appraisal.print_dialogs import offered_prints, print_dialog
from desktop.ui.appraisal.whatif import WhatIfDialog
from desktop.ui.appraisal.words import words_of
from desktop.ui.kit.actions import Action

OVER = frozenset({PeriodState.SIGNED, PeriodState.LOCKED})


class DashboardActs(SheetActs):
    @property
    def period(self) -> Any:
        return self.page.shown.period if self.page.shown is not None else None

    def offered(self) -> list[Action]:
        period = self.period
        found: list[Action] = []
        if period is None:
            return found
        go = partial(self.page.desk.open_requested.emit, PERIODS)
        if "compute" in period.acts:
            count = "to_computed" if period.state is PeriodState.DRAFT else "compute"
            found.append(Action("compute", N_("Count again"), partial(go, (period.id, count)), "refresh-cw", "F5"))
        if "lock" in period.acts:
            found.append(Action("lock", N_("Lock…"), partial(go, (period.id, "lock")), "lock", main=True))
        alone = self.page.cards.sheet is not None
        found.append(Action("all", N_("All people"), self.page.show_all, "users", seldom=True,
                            reason="" if alone else _("All are shown already.")))  # fmt: skip
        if period.state in OVER and len(self.page.cards.sheets) > 1:
            found.append(Action("what_if", N_("What if…"), self.what_if, "sliders-horizontal", "F7"))
        if self.page.printing is not None:
            found.append(Action("print", N_("Print reports…"), self.print_reports, "printer", "Ctrl+P"))
        found.append(Action("period", N_("Steps of this period"), partial(go, period.id), "list", seldom=True))
        return found

    def of_person(self) -> list[Action]:
        sheet = self.page.cards.sheet
        if sheet is None:
            return []
        return [Action("evidence", N_("Records behind the figures"), partial(self.page._open_person, sheet), "search")]

    def print_reports(self) -> None:
        cards = self.page.cards
        offered = offered_prints(cards.sheets, cards.sheet, whole=self.whole)
        self.page.open_dialog(print_dialog(self.period, offered, self.controller.print, self.page))

    def what_if(self) -> None:
        period = self.period
        dialog = WhatIfDialog(self.page.cards.sheets, period.plan, words_of(period), period.name, self.page)
        self.page.open_dialog(dialog)
