"""The steps of a period for whoever runs it or rates: forward, back with a reason, rating, the lock (AP-4)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from desktop.i18n import N_, _, _n
from desktop.rules.appraisal import COUNTED, NEXT, ORDER, PeriodState, SheetState, Spell
from desktop.rules.approvals import NeedsApproval
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import appraisal, appraisal_corrections, appraisal_locks
from desktop.ui.appraisal import DASHBOARD
from desktop.ui.appraisal.controller import PeriodsShown
from desktop.ui.appraisal.decide_dialogs import DriftDialog
from desktop.ui.appraisal.mine_acts import SheetActs
from desktop.ui.appraisal.period_people import PeopleActs
from desktop.ui.appraisal.print_dialogs import PapersDialog, VerifyDialog, offered_prints, print_dialog
from desktop.ui.appraisal.scheme_dialog import SchemeDialog
from desktop.ui.appraisal.words import words_of
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, ReasonDialog, day_of
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.tokens import Tone

S = PeriodState
# what leads out of each state, as its button says it
FORWARD = {
    (S.DRAFT, S.COMPUTED): N_("Count the figures"),
    (S.COMPUTED, S.SELF): N_("Open the self-review"),
    (S.SELF, S.SUPERIOR): N_("Open the superiors' part"),
    (S.SUPERIOR, S.CALIBRATED): N_("Go on to calibration"),
    (S.CALIBRATED, S.PUBLISHED): N_("Publish to everybody"),
    (S.PUBLISHED, S.SIGNED): N_("Sign the period"),
    (S.PUBLISHED, S.APPEAL): N_("Open appeals"),
    (S.APPEAL, S.SIGNED): N_("Sign the period"),
}
# what is done in each, said to whoever runs it
NOW = {
    S.DRAFT: N_("The period runs: everybody sees his own figures, and nothing is settled."),
    S.COMPUTED: N_("The figures are counted and can be counted anew until the signature."),
    S.SELF: N_("Everybody says his own part; it is read and not counted."),
    S.SUPERIOR: N_("Superiors rate their people, side by side with the figures."),
    S.CALIBRATED: N_("Marks are compared across superiors, and changed only with a reason."),
    S.PUBLISHED: N_("Everybody confirms or objects."),
    S.APPEAL: N_("Who objects may appeal; somebody else decides."),
    S.SIGNED: N_("Signed: the lock freezes every case and closes the period for good."),
    S.LOCKED: N_("Locked: nothing in it changes any more; a correction becomes its next version."),
}
MOST_CASES = 60


class PeriodActs(PeopleActs, SheetActs):
    """For the page of periods, which shows the dialogs and holds what is shown."""

    @property
    def period(self) -> Any:
        return self.page.period

    @property
    def runs(self) -> bool:
        return bool(self.controller.may(Right.RUN_APPRAISALS))

    # what is offered

    def offered(self) -> list[Action]:
        period = self.period
        found: list[Action] = []
        if period is not None:
            found += self._rating(period)
            if self.runs:
                found += self._running(period, main=not any(one.main for one in found))
            if self.page.printing is not None and self.shown.sheets:
                found.append(
                    Action("print", N_("Print reports…"), self.print_reports, "printer", "Ctrl+P", seldom=True)
                )
            if period.locked:
                found.append(Action("papers", N_("Reports on paper…"), self.papers, "list", "Shift+F9", seldom=True))
            found.append(Action("verify", N_("Check a report…"), self.verify, "shield", seldom=True))
            found.append(Action("dashboard", N_("Dashboard of this period"),
                                partial(self.page.desk.open_requested.emit, DASHBOARD, period.id), "chart-column",
                                seldom=True))  # fmt: skip
        if self.runs:
            first = period is None
            found.append(Action("new", N_("Open a period…"), self.new, "plus", "Ins", main=first, seldom=not first))
        found.append(Action("scheme", N_("Scheme…"), self.scheme, "sliders-horizontal", seldom=True))
        if self.runs:
            found.append(Action("owns", N_("Own indicators…"), self.owns, "list", seldom=True))
        if self.controller.may(Right.RATE_STAFF):
            found.append(Action("enter", N_("Enter a value…"), self.enter_value, "pencil", seldom=True))
        return found

    def _rating(self, period: Any) -> list[Action]:
        mine = self.to_rate()
        if period.state is not S.SUPERIOR or not mine:
            return []
        waiting = [sheet for sheet in mine if sheet.state is not SheetState.RATED]
        return [Action("rate", N_("Rate my people…"), self.rate, "pencil", "F8", main=bool(waiting))]

    def _running(self, period: Any, *, main: bool) -> list[Action]:
        state, found = period.state, []
        forward = NEXT.get(state, ())
        if state is S.PUBLISHED and any(sheet.state is SheetState.OBJECTED for sheet in self.shown.sheets):
            forward = tuple(reversed(forward))
        for to in forward:
            if to is S.LOCKED:
                found.append(Action("lock", N_("Lock…"), self.lock, "lock", "F9", main=main))
            else:
                text = FORWARD[state, to]
                found.append(Action(f"to_{to.value}", text, partial(self.forward, to, text), "arrow-right", "F9" if main
                                    else "", main=main, seldom=not main))  # fmt: skip
            main = False
        if state is S.CALIBRATED:
            found.append(Action("calibrate", N_("Calibrate…"), self.calibrate, "sliders-horizontal", "F7"))
        if state in (S.PUBLISHED, S.APPEAL):
            found.append(Action("appeals", N_("Appeals…"), self.appeals, "list", "F7"))
        if state not in (S.DRAFT, S.SIGNED, S.LOCKED):
            found.append(Action("compute", N_("Count again"), self.compute, "refresh-cw", "F5", seldom=True))
        if state not in (S.DRAFT, S.LOCKED):
            found.append(Action("back", N_("A step back…"), self.back, "undo-2", seldom=True))
        if state is S.LOCKED:
            found.append(Action("correct", N_("Correct as a new version…"), self.correct, "pencil", seldom=True))
            found.append(Action("proof", N_("Prove the lock"), self.proof, "shield", seldom=True))
            found.append(Action("drift", N_("What changed since the lock"), self.drift, "search", seldom=True))
        if state in COUNTED:
            found.append(Action("take_in", N_("Take somebody in…"), self.take_in, "user-plus", seldom=True))
        return found

    def of_person(self) -> list[Action]:
        sheet = self.page.people.sheet
        if sheet is None:
            return []
        named = (
            ("rate", N_("Rate…"), self.rate, "pencil"),
            ("note_days", N_("Days present…"), self.note_days, "calendar-days"),
            ("name_superior", N_("Who rates…"), self.name_superior, "user-cog"),
            ("let_through", N_("Let through without a superior…"), self.let_through, "check"),
            ("leave_out", N_("Takes no part…"), self.leave_out, "x"),
        )
        return [Action(name, word, act, icon) for name, word, act, icon in named if name in sheet.acts]

    def about_person(self) -> None:
        """Enter on a person does what is due: rating, else the figures."""
        sheet = self.page.people.sheet
        if sheet is not None and "rate" in sheet.acts:
            self.rate()
        else:
            self.page.desk.open_requested.emit(DASHBOARD, self.period.id)

    def what_now(self, shown: PeriodsShown) -> str:
        """What is done in this state, and who is still missing."""
        period = shown.period
        said = [_(NOW[period.state])]
        waits = {S.SELF: SheetState.OPEN, S.SUPERIOR: None, S.PUBLISHED: SheetState.PUBLISHED}
        if period.state in waits:
            wanted = waits[period.state]
            states = (SheetState.OPEN, SheetState.HANDED_IN) if wanted is None else (wanted,)
            names = [sheet.name for sheet in shown.sheets if sheet.state in states]
            if names:
                shown_names = listed(names[:6]) + ("…" if len(names) > 6 else "")
                said.append(_n("Waits for {n}: {names}", "Waits for {n}: {names}", len(names)).format(
                    n=len(names), names=shown_names))  # fmt: skip
        return " ".join(said)

    # periods

    def new(self) -> None:
        def show(spell: Spell) -> None:
            def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
                try:
                    first, last = day_of(entry, "first", needed=True), day_of(entry, "last", needed=True)
                    assert first is not None and last is not None
                except BadEntry as wrong:
                    failed(wrong)
                    return
                self.controller.do(appraisal.open_period, Spell(str(entry["name"]), first, last),
                                   said=_("The period is open."), done=lambda key: (done(key), self.page.open(key)),
                                   failed=failed)  # fmt: skip

            fields = [FormField("name", _("Name"), required=True, limit=20),
                      FormField("first", _("First day"), Kind.DATE, required=True, starts_row=True),
                      FormField("last", _("Last day"), Kind.DATE, required=True)]  # fmt: skip
            said = _("It opens with the scheme as it is now, and a sheet for everybody who works here. Everybody sees "
                     "his own figures from the first day.")  # fmt: skip
            dialog = FormDialog(_("Open a period"), fields, _("Open the period"), send, self.page, said=said)
            dialog.form.set_values({"name": spell.name, "first": spell.first.isoformat(),
                                    "last": spell.last.isoformat()})  # fmt: skip
            self.page.open_dialog(dialog)

        self.controller.ask("spell", appraisal.proposed_spell, done=show)

    # on paper

    def print_reports(self) -> None:
        offered = offered_prints(self.shown.sheets, self.page.people.sheet, whole=self.whole)
        self.page.open_dialog(print_dialog(self.period, offered, self.controller.print, self.page))

    def papers(self) -> None:
        self.page.open_dialog(PapersDialog(self.controller, self.period, self.page))

    def verify(self) -> None:
        self.page.open_dialog(VerifyDialog(self.controller, self.page))

    def scheme(self) -> None:
        def show(view: Any) -> None:
            def send(content: Any, note: str, done: Any, failed: Any) -> None:
                self.controller.do(appraisal.save_scheme, content, note, said=_("Saved: it holds from the next opening "
                                   "on."), done=done, failed=failed)  # fmt: skip

            names = {one.key: _(one.name) for one in view.content.indicators}
            open_ = [one.name for one in self.shown.periods if one.state is not S.LOCKED] if self.page.shown else []
            self.page.open_dialog(SchemeDialog(view.content, view.number, names, open_, send, self.page, may=self.runs,
                                               proposed=view.proposed))  # fmt: skip

        self.controller.ask("scheme", appraisal.scheme, done=show)

    def compute(self) -> None:
        self.controller.errand(_("Counting the figures"), appraisal.compute, self.period.id, said=_("Counted."),
                               staged=False)  # fmt: skip

    def forward(self, to: PeriodState, text: str) -> None:
        """A step that can be taken back with a reason needs no question; publishing and signing say what they do."""
        go = partial(self.controller.do, appraisal.step, self.period.id, to, said=_("The period stands at “{state}”.")
                     .format(state=_(to.label)))  # fmt: skip
        if to is S.COMPUTED:
            self.compute()
        elif to in (S.PUBLISHED, S.SIGNED):
            said = (
                _("Everybody sees his result and what was said of him.")
                if to is S.PUBLISHED
                else _("From the signature on the figures are not counted any more. The lock is the next step.")
            )
            self.page.open_dialog(FormDialog(_(text), [], _(text), lambda _entry, done, failed: go(
                done=done, failed=failed), self.page, said=said))  # fmt: skip
        else:
            go()

    def back(self) -> None:
        period = self.period
        earlier = ORDER[: ORDER.index(period.state)]
        if period.state is S.SIGNED:
            earlier = tuple(one for one in earlier if one is not S.APPEAL)
        choices = [(one.value, _(one.label)) for one in reversed(earlier)]
        fields = [FormField("to", _("Back to"), Kind.CHOICE, required=True, choices=choices),
                  FormField("reason", _("Reason"), required=True, limit=300)]  # fmt: skip

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            self.controller.do(appraisal.step, period.id, PeriodState.of(entry["to"]), str(entry["reason"] or ""),
                               said=_("The period went back."), done=done, failed=failed)  # fmt: skip

        said = _("It is recorded with its reason, and everybody concerned sees it.")
        self.page.open_dialog(ActDialog(_("A step back"), said, fields, _("Go back"), send, self.page,
                                        values={"to": earlier[-1].value}))  # fmt: skip

    def lock(self) -> None:
        period = self.period

        def send(_entry: Any, done: Any, _failed: Any) -> None:
            done(None)
            self.controller.errand(_("Locking {period}").format(period=period.name), appraisal_locks.lock, period.id,
                                   said=_("{period} is locked.").format(period=period.name), staged=False)  # fmt: skip

        said = _("Every case is frozen as it counts now, and signed with your key. Nothing in it changes any more: "
                 "what was wrong is put right by a new version. This can't be undone.")  # fmt: skip
        self.page.open_dialog(FormDialog(_("Lock {period}").format(period=period.name), [], _("Lock {n} people").format(
            n=len(self.shown.sheets)), send, self.page, said=said))  # fmt: skip

    def correct(self) -> None:
        period = self.period

        def send(reason: str, done: Any, failed: Any) -> None:
            again = partial(self.controller.do, appraisal_corrections.correct, period.id, reason,
                            said=_("The new version is open."))  # fmt: skip

            def refused(error: Any) -> None:
                if isinstance(error, NeedsApproval):
                    done(None)
                    self.page.approvals.settle(error, again)
                else:
                    failed(error)

            again(done=done, failed=refused)

        self.page.open_dialog(ReasonDialog(
            _("Correct {period}").format(period=period.name),
            _("A new version opens at calibration, with all that was said; this one stays as it is, and prints say "
              "that it was superseded. A second person approves it."),
            _("Open version {n}").format(n=period.version + 1), send, self.page))  # fmt: skip

    def proof(self) -> None:
        """Whether everything is what was locked, root and signature."""
        self.controller.ask("proof", appraisal_locks.proof, self.period.id, done=self._proved)

    def _proved(self, proof: Any) -> None:
        if proof.intact:
            self.page.say(_("Everything is as it was locked: cases, sheets, root and signature."), Tone.GOOD)
        elif proof.broken:
            self.page.say(_("NOT as it was locked: {names}").format(names=listed(proof.broken)))
        else:
            self.page.say(_("The root or its signature does not hold."))

    def drift(self) -> None:
        self.controller.ask("drift", appraisal_locks.drift, self.period.id, done=self._drifted)

    def _drifted(self, lines: Sequence[Any]) -> None:
        if not lines:
            self.controller.done.emit(_("Nothing changed since the lock."), None)
            return
        self.page.open_dialog(DriftDialog(lines, self.period, words_of(self.period), self.page))
