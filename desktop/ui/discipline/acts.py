"""What may be done with the case that is chosen: only what its state and my place let me, offered and carried out."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.rules import discipline as rules
from desktop.rules.discipline import Kind, Signed, State
from desktop.services import discipline, discipline_acts
from desktop.services.discipline import Breach, Evidence
from desktop.services.discipline_views import CaseView
from desktop.ui.discipline.dialogs import DecisionDialog, ProposeDialog, signed_fields
from desktop.ui.discipline.words import title_word
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.form import FormField
from desktop.ui.kit.form import Kind as FieldKind

_DECIDED = (State.EFFECTIVE, State.APPEALED, *rules.VERDICTS)


class DisciplineActs:
    """For the page, which shows the dialogs and whose pane holds the case."""

    def __init__(self, page: Any) -> None:
        self.page, self.controller = page, page.controller

    @property
    def view(self) -> CaseView | None:
        found: CaseView | None = self.page.pane.view
        return found

    @property
    def what(self) -> str:
        line = self.view.line if self.view is not None else None
        return f"{line.number} · {line.name} · {title_word(line)}" if line is not None else ""

    def offered(self) -> list[Action]:
        view = self.view
        if view is None:
            return []
        line, found = view.line, list(self._due(view))
        if view.answers:
            found += self._beside(view)
        if line.effective_on is not None:
            found.append(Action("decision", N_("Print the decision"), partial(self.print_letter, True), "printer",
                                "Ctrl+P", seldom=not line.mine))  # fmt: skip
        if line.kind is Kind.PENALTY and line.reply_until is not None:
            keys = "" if line.effective_on is not None else "Ctrl+P"
            found.append(Action("notice", N_("Print the notice"), partial(self.print_letter, False), "printer", keys,
                                seldom=line.effective_on is not None))  # fmt: skip
        return found

    def _due(self, view: CaseView) -> list[Action]:
        """What comes next, by whoever it is mine to do."""
        line, found = view.line, []
        if line.state is State.PROPOSED and line.kind is Kind.PENALTY and view.answers:
            found.append(Action("notify", N_("Give notice…"), self.notify, "mail", "F8", main=True))
        if line.state in (State.NOTIFIED, State.REPLIED) and line.mine:
            found.append(Action("reply", N_("Reply…"), self.reply, "message-circle", "F8", main=True))
        if line.decidable and view.decides:
            found.append(Action("decide", N_("Decide it…"), self.decide, "check", "F8", main=True))
        if line.state is State.APPEALED and line.heard and view.decides:
            found.append(Action("settle", N_("Decide the appeal…"), self.settle, "check", "F8", main=True))
        if line.mine and view.appeals:
            found.append(Action("appeal", N_("Appeal…"), self.appeal, "message-circle", "F9"))
        open_ = line.state in (State.PROPOSED, State.NOTIFIED, State.REPLIED)
        if open_ and (view.decides or (view.proposes and line.state is State.PROPOSED)):
            found.append(Action("drop", N_("Do not pursue it…"), self.drop, "x", seldom=True))
        return found

    def _beside(self, view: CaseView) -> list[Action]:
        """What is noted for the person concerned, and added."""
        line, found = view.line, []
        if line.state in rules.OPEN:
            found.append(Action("evidence", N_("Add evidence…"), self.evidence, "paperclip", "F9"))
        if line.state in (State.NOTIFIED, State.REPLIED) and not view.proposes:
            found.append(Action("reply", N_("Note the reply…"), self.reply, "message-circle", "F7"))
        if view.appeals and not view.proposes:
            found.append(Action("appeal", N_("Note an appeal…"), self.appeal, "message-circle", seldom=True))
        if line.reply_until is not None or line.state in _DECIDED:
            found.append(Action("signed", N_("Paper came back…"), self.signed, "pencil", seldom=True))
        found.append(Action("note", N_("Note…"), self.note, "pencil", seldom=True))
        return found

    # proposing

    def propose(self, breach: Breach | None = None) -> None:
        def show(found: tuple[Sequence[tuple[UUID, str]], Sequence[Any]]) -> None:
            people, catalogue = found

            def send(entry: Any, done: Any, failed: Any) -> None:
                def made(key: UUID) -> None:
                    done(key)
                    self.page.open(key)

                self.controller.do(discipline.propose, entry, said=_("Proposed."), done=made, failed=failed)

            self.page.open_dialog(ProposeDialog(people, catalogue, send, self.page, breach=breach))

        self.controller.to_propose(show)

    # the steps

    def notify(self) -> None:
        words = _("From now on the person concerned sees the case with its evidence, and may reply.")
        self._ask(_("Give notice"), [_text("said", _("A word with it"), required=False)], _("Give notice"),
                  discipline_acts.notify, _("Notice given."), more=words)  # fmt: skip

    def reply(self) -> None:
        self._ask(_("Reply"), [_text("said", _("What is said to it"))], _("Reply"), discipline_acts.reply,
                  _("The reply is noted."))  # fmt: skip

    def decide(self) -> None:
        view = self.view
        if view is not None:
            send = lambda entry, done, failed: self.controller.do(  # noqa: E731
                discipline_acts.decide, view.line.id, entry, said=_("Decided."), done=done, failed=failed)  # fmt: skip
            self.page.open_dialog(DecisionDialog(view, send, self.page))

    def settle(self) -> None:
        view = self.view
        if view is not None:
            send = lambda entry, done, failed: self.controller.do(  # noqa: E731
                discipline_acts.settle_appeal, view.line.id, *entry, said=_("The appeal is decided."), done=done,
                failed=failed)  # fmt: skip
            self.page.open_dialog(DecisionDialog(view, send, self.page, appeal=True))

    def appeal(self) -> None:
        self._ask(_("Appeal"), [_text("said", _("What is wrong with the decision"))], _("Appeal"),
                  discipline_acts.appeal, _("The appeal is noted."))  # fmt: skip

    def drop(self) -> None:
        self._ask(_("Do not pursue it"), [_text("said", _("Why"))], _("Do not pursue it"), discipline_acts.drop,
                  _("It is not pursued."))  # fmt: skip

    # beside them

    def evidence(self) -> None:
        fields = [_text("said", _("What the evidence is; clients by their case number only")),
                  FormField("told", _("The person concerned reads it"), FieldKind.YES_NO)]  # fmt: skip
        self._ask(_("Add evidence"), fields, _("Add it"), discipline_acts.add_evidence, _("Added."),
                  read=lambda entry: [Evidence(str(entry["said"] or ""), told=bool(entry["told"]))],
                  values={"told": True})  # fmt: skip

    def note(self) -> None:
        fields = [_text("said", _("Note")), FormField("told", _("The person concerned reads it"), FieldKind.YES_NO)]
        self._ask(_("Note"), fields, _("Note it"), discipline_acts.note, _("Noted."),
                  named=lambda entry: {"told": bool(entry["told"])})  # fmt: skip

    def signed(self) -> None:
        self._ask(_("Paper came back"), signed_fields(), _("Note it"), discipline_acts.note_signed, _("Noted."),
                  read=lambda entry: [Signed.of(entry["how"]), str(entry["said"] or "")])  # fmt: skip

    def print_letter(self, decision: bool) -> None:
        if self.view is not None:
            self.controller.print_letter(self.view.line.id, decision=decision)

    def _ask(self, heading: str, fields: Sequence[FormField], act: str, verb: Any, said: str, *, more: str = "",
             read: Any = None, named: Any = None, values: dict[str, object] | None = None) -> None:  # fmt: skip
        """`read` makes of an entry what follows the case, its words as a rule; `named` what is handed by name."""
        view = self.view
        if view is None:
            return
        key = view.line.id

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            args = read(entry) if read is not None else [str(entry["said"] or "")]
            by_name = named(entry) if named is not None else {}
            self.controller.do(verb, key, *args, said=said, done=done, failed=failed, **by_name)

        what = f"{self.what}\n{more}" if more else self.what
        self.page.open_dialog(ActDialog(heading, what, fields, act, send, self.page, values=values))


def _text(name: str, words: str, *, required: bool = True) -> FormField:
    return FormField(name, words, FieldKind.LONG, required=required, limit=rules.TEXT_LIMIT)
