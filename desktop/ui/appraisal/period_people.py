"""What is done about the people of a period: rating them, comparing marks, deciding appeals, days present."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from desktop.i18n import _
from desktop.rules.appraisal import SheetState
from desktop.rules.appraisal_marks import Part
from desktop.rules.approvals import NeedsApproval
from desktop.rules.errors import BadEntry
from desktop.services import (
    appraisal,
    appraisal_appeals,
    appraisal_board,
    appraisal_sheets,
    clients,
    own_indicators,
)
from desktop.services.work import Work
from desktop.ui.appraisal.controller import AppraisalController, PeriodsShown
from desktop.ui.appraisal.decide_dialogs import AppealsDialog, CalibrateDialog
from desktop.ui.appraisal.marks import Case
from desktop.ui.appraisal.own_dialogs import OwnDialog, enter_dialog
from desktop.ui.appraisal.part_dialogs import RateDialog
from desktop.ui.appraisal.words import evidence_of, words_of
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog
from desktop.ui.kit.phrases import day
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone

MOST_CASES = 60


class PeopleActs:
    """Mixed into what a page of periods offers; its page holds `people`."""

    page: Any
    controller: AppraisalController

    @property
    def shown(self) -> PeriodsShown:
        shown: PeriodsShown = self.page.shown
        return shown

    def to_rate(self) -> list[Any]:
        """The sheets whose superior I am, those not rated yet first."""
        mine = [sheet for sheet in self.shown.sheets if "rate" in sheet.acts]
        return sorted(mine, key=lambda sheet: sheet.state is SheetState.RATED)

    def rate(self) -> None:
        mine = self.to_rate()
        chosen = self.page.people.sheet
        if not mine:
            return
        at = next((n for n, one in enumerate(mine) if chosen is not None and one.person == chosen.person), 0)

        def cases(sheet: Any, done: Any) -> None:
            self.controller.ask("shows", appraisal_board.shown_cases, sheet.period.id, sheet.person, MOST_CASES,
                                done=lambda rows: done(_choices(rows)))  # fmt: skip

        def send(sheet: Any, part: Part, done: Any, failed: Any) -> None:
            said = _("{name} is rated.").format(name=sheet.name)
            self.controller.do(appraisal_sheets.rate, sheet.id, part, said=said, done=done, failed=failed)

        self.page.open_dialog(RateDialog(mine, at, cases, send, self.page))

    def calibrate(self) -> None:
        def send(sheet: Any, entry: dict[str, Any], done: Any, failed: Any) -> None:
            self.controller.do(appraisal_sheets.calibrate, sheet.id, int(entry["item"]), int(entry["mark"]),
                               str(entry["reason"] or ""), said=_("Changed, with its reason."), done=done,
                               failed=failed)  # fmt: skip

        dialog = CalibrateDialog(self.shown.sheets, send, self.page)
        self.page.open_dialog(dialog)

    def appeals(self) -> None:
        period = self.shown.period

        def show(lines: Sequence[Any]) -> None:
            def send(line: Any, entry: dict[str, Any], done: Any, failed: Any) -> None:
                self.controller.do(appraisal_appeals.decide, line.id, entry["verdict"], str(entry["reason"] or ""),
                                   said=_("Decided."), done=done, failed=failed, **entry["more"])  # fmt: skip

            self.page.open_dialog(AppealsDialog(lines, period, words_of(period), send, self.page))

        self.controller.ask("appeals", appraisal_appeals.appeals, period.id, done=show)

    def note_days(self) -> None:
        sheet = self.page.people.sheet
        field = FormField("days", _("Working days present"), hint=_("empty: not noted"), limit=3)

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            text = str(entry["days"] or "").strip()
            if text and not text.isdecimal():
                failed(BadEntry(_("Enter a whole number."), "days"))
                return
            self.controller.do(appraisal_sheets.note_days, sheet.id, int(text) if text else None, said=_("Noted."),
                               done=done, failed=failed)  # fmt: skip

        said = _("{name}. Who was there on less than a third of the working days takes no part.").format(
            name=sheet.name
        )
        self.page.open_dialog(ActDialog(_("Days present"), said, [field], _("Note it"), send, self.page,
                                        values={"days": "" if sheet.days is None else str(sheet.days)}))  # fmt: skip

    def let_through(self) -> None:
        sheet = self.page.people.sheet
        again = partial(self.controller.do, appraisal_sheets.let_through, sheet.id, said=_("Let through."))

        def refused(error: Any) -> None:
            if isinstance(error, NeedsApproval):
                self.page.approvals.settle(error, again)
            else:
                self.page.refuse(error)

        again(failed=refused)

    def leave_out(self) -> None:
        sheet = self.page.people.sheet
        said = _("The sheet is taken out of this period; what was counted stays in the records.")
        self.page.open_dialog(FormDialog(
            _("{name} takes no part").format(name=sheet.name), [], _("Take the sheet out"),
            lambda _entry, done, failed: self.controller.do(
                appraisal.leave_out, sheet.id, said=_("Taken out."), done=done, failed=failed),
            self.page, said=said))  # fmt: skip

    def take_in(self) -> None:
        """Somebody who came after the opening."""
        there = {sheet.person for sheet in self.shown.sheets}

        def show(people: Sequence[tuple[Any, str]]) -> None:
            others = [(key, name) for key, name in people if key not in there]
            if not others:
                self.page.say(_("Everybody who works here takes part already."), Tone.NOTE)
                return
            field = FormField("who", _("Who takes part"), Kind.CHOICE, required=True, choices=others)
            self.page.open_dialog(ActDialog(
                _("Take somebody in"), "", [field], _("Take in"),
                lambda entry, done, failed: self.controller.do(
                    appraisal.take_in, self.shown.period.id, entry["who"], said=_("Taken in."), done=done,
                    failed=failed), self.page))  # fmt: skip

        self.controller.ask("staff", _staff, done=show)

    def name_superior(self) -> None:
        sheet = self.page.people.sheet

        def show(people: Sequence[tuple[Any, str]]) -> None:
            choices: list[tuple[object, str]] = [
                (None, _("nobody is above")),
                *((key, name) for key, name in people if key != sheet.person),
            ]
            field = FormField("who", _("Who rates {name}").format(name=sheet.name), Kind.CHOICE, choices=choices)
            self.page.open_dialog(ActDialog(
                _("Superior"), "", [field], _("Name him"),
                lambda entry, done, failed: self.controller.do(appraisal_sheets.name_superior, sheet.id, entry["who"],
                                                               said=_("Noted."), done=done, failed=failed),
                self.page, values={"who": sheet.superior}))  # fmt: skip

        self.controller.ask("staff", _staff, done=show)

    # what the office counts itself

    def owns(self) -> None:
        found = self.controller

        def save(own: Any, done: Any, failed: Any) -> None:
            found.do(own_indicators.save, own, said=_("Saved: it holds from the next opening on."), failed=failed,
                     done=lambda _key: found.ask("owns", own_indicators.owns, done=done))  # fmt: skip

        def withdraw(own: Any, done: Any, failed: Any) -> None:
            found.do(own_indicators.withdraw, own.key, said=_("Taken out of use from the next opening on."),
                     failed=failed, done=lambda _key: found.ask("owns", own_indicators.owns, done=done))  # fmt: skip

        found.ask("owns", own_indicators.owns,
                  done=lambda owns: self.page.open_dialog(OwnDialog(owns, save, withdraw, self.page)))  # fmt: skip

    def enter_value(self) -> None:
        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            self.controller.do(own_indicators.enter, str(entry["key"]), entry["person"], entry["on"], entry["value"],
                               str(entry["note"] or ""), said=_("Entered."), done=done, failed=failed)  # fmt: skip

        def show(told: tuple[Sequence[Any], Sequence[tuple[Any, str]]]) -> None:
            owns, people = told
            others = [(key, name) for key, name in people if key != self.page.desk.person.id]
            if owns:
                self.page.open_dialog(enter_dialog(owns, others, send, self.page))
            else:
                self.page.say(_("The office has no indicator of its own yet."))

        self.controller.ask("enter", _to_enter, done=show)


def _choices(rows: Sequence[Any]) -> list[tuple[Case, str]]:
    """What fell short, as a record that can be named for a mark."""
    found: list[tuple[Case, str]] = []
    for one in evidence_of(rows):
        if isinstance(one.key, int):
            continue
        on = day(local(one.due).date()) if one.due is not None else ""
        found.append(((one.row.source, one.row.row), f"{one.row.key} · {one.whom} · {one.why} · {on}"))
    return found


def _to_enter(work: Work) -> tuple[Sequence[Any], Sequence[tuple[Any, str]]]:
    return own_indicators.to_enter(work), _staff(work)


def _staff(work: Work) -> Sequence[tuple[Any, str]]:
    return [(one.id, one.name) for one in clients.staff(work)]
