"""What may be done with the case that is chosen: only what its state and my place let me, offered and carried out."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.rules import cases as rules
from desktop.rules.approvals import NeedsApproval
from desktop.rules.cases import CaseKind, EntryKind, PauseReason, RemedyKind
from desktop.rules.errors import BadEntry
from desktop.rules.knowledge import Place
from desktop.services import case_acts, case_steps
from desktop.services.case_views import CaseView, EntryLine
from desktop.ui.cases import NEW, may_record
from desktop.ui.cases.dialogs import JoinDialog, StepDialog
from desktop.ui.cases.words import kind_word
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.answers import offer_answers
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import words_of
from desktop.ui.kit.who_pick import initials

_LEVELS = ((1, N_("Head of the department")), (2, N_("Further up")))


class CaseActs:
    """For the page of cases, which shows the dialogs and holds `view` and `kinds`."""

    def __init__(self, page: Any) -> None:
        self.page, self.controller = page, page.controller

    @property
    def view(self) -> CaseView | None:
        found: CaseView | None = self.page.pane.view
        return found

    @property
    def what(self) -> str:
        line = self.view.line if self.view is not None else None
        return f"{line.number} · {line.whom} · {line.subject}" if line is not None else ""

    def offered(self) -> list[Action]:
        view = self.view
        if view is None:
            return []
        acts, found = view.acts, []
        if "step" in acts:
            found.append(Action("step", view.line.step.label, self.step, "check", "F8", main=True))
        if "pass" in acts:
            # of feedback it is the step that is due
            due = view.line.step is rules.Step.PASS_ON
            found.append(Action("pass", N_("Pass on…"), self.pass_on, "arrow-right", "F8" if due else "F7", main=due))
        if self._help() is not None:
            found.append(Action("answer_help", N_("Answer the request for help…"), self.give_help, "check"))
        found.append(Action("told", N_("Client told…"), partial(self.note, True), "message-circle", "F9"))
        named: Sequence[tuple[str, str, Callable[[], object], str, str]] = (
            ("pass_call_back", N_("Somebody else calls back…"), self.pass_call_back, "arrow-right", ""),
            ("note", N_("Note…"), partial(self.note, False), "pencil", ""),
            ("pause", N_("Pause the clock…"), self.pause, "clock", ""),
            ("resume", N_("Let the clock run"), self.resume, "clock", ""),
            ("help", N_("Ask for help…"), self.ask_help, "users", ""),
            ("escalate", N_("Escalate…"), self.escalate, "triangle-alert", ""),
            ("instruct", N_("Instruction…"), self.instruct, "pencil", ""),
            ("report", N_("Report on the skipped level…"), self.report, "pencil", ""),
            ("remedy", N_("Grant a remedy…"), self.remedy, "check", ""),
            ("adverse", N_("Mark as an adverse event…"), self.adverse, "triangle-alert", ""),
            ("kind", N_("Another kind…"), self.change_kind, "pencil", ""),
            ("join", N_("Join to a file…"), self.join, "user-plus", ""),
            ("reopen", N_("Reopen…"), self.reopen, "undo-2", ""),
            ("early", N_("Close without the steps left…"), self.close_early, "x", ""),
        )
        found += [Action(name, word, act, icon, keys, seldom=True) for name, word, act, icon, keys in named
                  if name in acts]  # fmt: skip
        if view.line.client is not None and view.line.kind == "complaint" and may_record(self.page.desk):
            found.append(Action("suggestion", N_("Make feedback of a suggestion in it…"), self.suggestion, "pencil",
                                seldom=True))  # fmt: skip
        if self._remedy() is not None and "remedy" in acts:
            found.append(Action("given", N_("Remedy given"), self.give_remedy, "check", seldom=True))
        return found if acts else []

    # the steps

    def step(self) -> None:
        view = self.view
        if view is None:
            return
        key, step = view.line.id, view.line.step

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            said = entry.pop("said")
            self.controller.do(case_steps.do_step, key, step, said, said=_("Noted."), done=done, failed=failed, **entry)

        dialog = StepDialog(step, self.what, send, self.page)
        offer_answers(dialog, self.page.desk, "said", Place.CASE, key, view.line.subject)
        self.page.open_dialog(dialog)

    def pass_on(self) -> None:
        field = "to", _("To whom"), "reason", _("Why"), _("Pass on")
        self.controller.people(lambda people: self._with_person(people, *field, case_steps.pass_on, _("Passed on.")))

    def pass_call_back(self) -> None:
        field = "to", _("Who calls back"), "reason", _("Why"), _("Pass the call-back on")
        self.controller.people(
            lambda people: self._with_person(people, *field, case_steps.pass_call_back, _("Passed on."))
        )

    def ask_help(self) -> None:
        field = "person", _("Who helps"), "said", _("With what"), _("Ask for help")
        self.controller.people(lambda people: self._with_person(people, *field, case_acts.ask_help, _("Asked.")))

    def _with_person(self, people: Sequence[tuple[UUID, str]], name: str, who: str, text: str, why: str, act: str,
                     verb: Any, said: str) -> None:  # fmt: skip
        person = FormField(name, who, Kind.CHOICE, required=True, choices=list(people), initials=initials)
        fields = [person, _text(text, why)]
        self._ask(act, fields, act, lambda entry: (verb, entry[name], entry[text]), said)

    # beside them

    def note(self, told: bool) -> None:
        heading = _("What the client was told") if told else _("Note")
        self._say(heading, lambda entry: (case_acts.note, entry["said"]), _("Noted."), told=told)

    def pause(self) -> None:
        why = _("Why the clock stands")
        fields = [FormField("reason", why, Kind.CHOICE, required=True, choices=words_of(PauseReason)),
                  _text("said", _("Until when, and what is agreed"))]  # fmt: skip
        self._ask(_("Pause the clock"), fields, _("Pause from now on"),
                  lambda entry: (case_acts.pause, PauseReason.of(entry["reason"]), entry["said"]),
                  _("The clock stands from now on."))  # fmt: skip

    def resume(self) -> None:
        if self.view is not None:
            self.controller.do(case_acts.resume, self.view.line.id, said=_("The clock runs again."))

    def escalate(self) -> None:
        levels = [(level, _(word)) for level, word in _LEVELS if self.view and level > self.view.line.heard]
        fields = [FormField("level", _("Up to whom"), Kind.CHOICE, required=True, choices=levels),
                  FormField("urgent", _("Urgent: a level may be skipped, and is reported to afterwards"), Kind.YES_NO),
                  _text("said", _("What is asked, and what you propose"))]  # fmt: skip
        self._ask(_("Escalate"), fields, _("Escalate"), lambda entry: (
            case_acts.escalate, int(str(entry["level"])), entry["said"], {"urgent": bool(entry["urgent"])}),
                  _("Escalated."))  # fmt: skip

    def instruct(self) -> None:
        self._say(_("Instruction"), lambda entry: (case_acts.instruct, entry["said"]), _("Noted."))

    def report(self) -> None:
        self._say(_("Report on the skipped level"), lambda entry: (case_acts.report_skipped, entry["said"]),
                  _("Reported."))  # fmt: skip

    def adverse(self) -> None:
        self._say(_("Mark as an adverse event"), lambda entry: (case_acts.mark_adverse, entry["said"]),
                  _("Marked: the head of the department sees it now."))  # fmt: skip

    def remedy(self) -> None:
        fields = [FormField("kind", _("What is granted"), Kind.CHOICE, required=True, choices=words_of(RemedyKind)),
                  FormField("amount", _("Worth"), Kind.NUMBER, unit="¥"), _text("said", _("What and why"))]  # fmt: skip
        self._ask(_("Grant a remedy"), fields, _("Grant it"), lambda entry: (
            case_acts.grant_remedy, RemedyKind.of(entry["kind"]), _fen(entry["amount"]), entry["said"]),
                  _("Granted."))  # fmt: skip

    def give_remedy(self) -> None:
        if (one := self._remedy()) is not None:
            self.controller.do(case_acts.give_remedy, one.id, said=_("Noted that the client has it."))

    def give_help(self) -> None:
        if (one := self._help()) is not None:
            key = one.id
            send = lambda entry, done, failed: self.controller.do(  # noqa: E731
                case_acts.give_help, key, entry["said"], said=_("Answered."), done=done, failed=failed
            )
            self.page.open_dialog(ActDialog(_("Answer the request for help"), one.said, [_text("said", _("Answer"))],
                                            _("Answer"), send, self.page))  # fmt: skip

    def change_kind(self) -> None:
        kinds: Sequence[CaseKind] = self.page.kinds
        choices = [(kind.key, kind_word(kind)) for kind in kinds]
        fields = [FormField("kind", _("Kind of case"), Kind.CHOICE, required=True, choices=choices),
                  _text("why", _("Why"))]  # fmt: skip
        self._ask(_("Another kind"), fields, _("Change the kind"),
                  lambda entry: (case_steps.change_kind, entry["kind"], entry["why"]), _("Changed."))  # fmt: skip

    def join(self) -> None:
        view = self.view
        if view is None:
            return
        key, found = view.line.id, self.controller

        def look(client: UUID) -> None:
            found.client_at_hand(client, lambda named: dialog.client.take(client, *named))

        def send(client: UUID, done: Any, failed: Any) -> None:
            found.do(case_acts.join_file, key, client, said=_("Joined to the file."), done=done, failed=failed)

        dialog = JoinDialog(self.what, found.find_clients, look, send, self.page)
        self.page.open_dialog(dialog)

    def reopen(self) -> None:
        heading = _("Reopen the case")
        self._ask(heading, [_text("why", _("Why"))], heading, lambda entry: (case_steps.reopen, entry["why"]),
                  _("Reopened: the clock begins anew."))  # fmt: skip

    def close_early(self) -> None:
        self._ask(_("Close without the steps left"), [_text("why", _("Why"))], _("Close the case"),
                  lambda entry: (case_steps.close_early, entry["why"]), _("The case is closed."))  # fmt: skip

    def suggestion(self) -> None:
        """What a complaint suggests goes its own way to the department concerned (SV-2, SV-3)."""
        if (view := self.view) is not None:
            self.page.desk.open_requested.emit(NEW, {"client": view.line.client, "kind": "feedback"})

    # what they share

    def _say(self, heading: str, call: Callable[[dict[str, Any]], Sequence[Any]], said: str, **named: Any) -> None:
        self._ask(heading, [_text("said", heading)], _("Note it"), call, said, **named)

    def _ask(self, heading: str, fields: Sequence[FormField], act: str, call: Callable[[dict[str, Any]], Sequence[Any]],
             said: str, **named: Any) -> None:  # fmt: skip
        """`call` makes of an entry the verb and what follows the case; what needs a second person is asked for."""
        view = self.view
        if view is None:
            return
        key = view.line.id

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            try:
                verb, *args = call(entry)
            except BadEntry as wrong:
                failed(wrong)
                return
            more = {**named, **(args.pop() if args and isinstance(args[-1], dict) else {})}
            again = lambda: self.controller.do(verb, key, *args, said=said, **more)  # noqa: E731

            def refused(error: Any) -> None:
                if isinstance(error, NeedsApproval):
                    done(None)
                    self.page.approvals.settle(error, again)
                else:
                    failed(error)

            self.controller.do(verb, key, *args, said=said, done=done, failed=refused, **more)

        self.page.open_dialog(ActDialog(heading, self.what, fields, act, send, self.page))

    def _help(self) -> EntryLine | None:
        """The request for help that waits for me."""
        me, view = self.controller.desk.person.id, self.view
        return next((one for one in view.entries if one.kind is EntryKind.HELP and one.ended_at is None
                     and one.person == me), None) if view is not None else None  # fmt: skip

    def _remedy(self) -> EntryLine | None:
        view = self.view
        return next((one for one in view.entries if one.kind is EntryKind.REMEDY and one.ended_at is None), None
                    ) if view is not None else None  # fmt: skip


def _text(name: str, words: str) -> FormField:
    return FormField(name, words, Kind.LONG, required=True, limit=rules.TEXT_LIMIT)


def _fen(typed: object) -> int:
    """Raises BadEntry (field `amount`) for what is no amount."""
    text = str(typed or "0").replace(",", "").strip()
    whole, _dot, rest = text.partition(".")
    if not whole.isdecimal() or (rest and not rest.isdecimal()) or len(rest) > 2:
        raise BadEntry(N_("Enter an amount in yuan, such as 200 or 88.50."), "amount")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)
