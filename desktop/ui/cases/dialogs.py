"""Dialogs of cases: a new one, the step that is due, and what is said beside it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules import cases as rules
from desktop.rules.cases import CaseKind, Step
from desktop.rules.contacts import Channel
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.cases import NewCase
from desktop.ui.cases.words import kind_word, limit_word
from desktop.ui.kit.client_line import ClientLine, Find
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, words_of
from desktop.ui.kit.who_pick import initials

_GOOD = {Step.ACCEPTANCE: (N_("The client accepts it"), N_("The client does not accept it")),
         Step.CALL_BACK: (N_("Solved"), N_("Not solved: reopen it"))}  # fmt: skip


class NewCaseDialog(FormDialog):
    """Who, what kind, and what about. The client is found by two letters; of a stranger the name does."""

    picked = Signal(object)

    def __init__(self, kinds: Sequence[CaseKind], people: Sequence[tuple[UUID, str]], me: UUID, find: Find, send: Send,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        choices = [(kind.key, f"{kind_word(kind)} ({limit_word(kind)})") for kind in kinds]
        fields = [
            FormField("caller", _("Or somebody without a file"), limit=rules.CALLER_LIMIT),
            FormField("phone", _("Phone"), limit=rules.PHONE_LIMIT),
            FormField("kind", _("Kind of case"), Kind.CHOICE, required=True, choices=choices, starts_row=True),
            FormField("channel", _("How it came"), Kind.CHOICE, choices=words_of(Channel)),
            FormField("subject", _("About"), required=True, limit=rules.SUBJECT_LIMIT, span=2),
            FormField("content", _("What happened"), Kind.LONG, limit=rules.TEXT_LIMIT, span=2),
            FormField("handler", _("Handled by"), Kind.CHOICE, choices=list(people), initials=initials),
            FormField("adverse", _("Adverse event: handle it at once"), Kind.YES_NO),
        ]  # fmt: skip
        super().__init__(_("New case"), fields, _("Record the case"), send, parent)
        self.contact: UUID | None = None
        self.client = ClientLine(find)
        self.client.picked.connect(self.picked)
        self.client.emptied.connect(self._show_caller)
        self.body.insertWidget(self.body.indexOf(self.form), self.client)
        self.form.set_values({"kind": "complaint", "channel": Channel.PHONE.value, "handler": me, "adverse": False})
        self.client.setFocus()

    def take(self, client: UUID, name: str, code: str, risk: str) -> None:
        self.client.take(client, name, code, risk)
        self._show_caller()
        self.form.focus_on("subject")

    def _show_caller(self) -> None:
        for name in ("caller", "phone"):
            self.form.show_field(name, self.client.client is None)

    def draft(self) -> dict[str, Any] | None:
        """What was typed, None where it is not worth keeping; with whom and from which contact it is."""
        typed: dict[str, Any] = self.form.draft()
        client = self.client.client
        return {"values": typed, "client": client, "contact": self.contact} if typed or client is not None else None

    def restore(self, draft: Mapping[str, Any]) -> None:
        self.form.restore(draft["values"])
        self.contact = draft["contact"]
        if draft["client"] is not None:
            self.picked.emit(draft["client"])

    def entry(self) -> NewCase:
        values, client = self.form.values(), self.client.client
        handler = values["handler"]
        text = lambda name: str(values[name] or "")  # noqa: E731
        return NewCase(
            text("kind"), text("subject"), text("content"), client, text("caller") if client is None else "",
            text("phone") if client is None else "", Channel.of(values["channel"]),
            UUID(str(handler)) if handler is not None else None, bool(values["adverse"]), self.contact,
        )  # fmt: skip

    def _failed(self, error: OfficeError) -> None:
        if error.field == "client":
            self.set_busy(False)
            self.form.show_error("caller", str(error))
            self.form.focus_on("caller")
        else:
            super()._failed(error)


class StepDialog(FormDialog):
    """What was done for the step that is due."""

    def __init__(self, step: Step, what: str, send: Send, parent: QWidget | None = None) -> None:
        fields = []
        if step in _GOOD:
            yes, no = _GOOD[step]
            fields.append(FormField("good", _("What the client says"), Kind.CHOICE, required=True,
                                    choices=[(True, _(yes)), (False, _(no))]))  # fmt: skip
        if step is Step.CAUSE:
            fields.append(FormField("cause", _("Cause in a few words, as it is counted"), required=True,
                                    limit=rules.CAUSE_LIMIT))  # fmt: skip
        fields.append(FormField("said", _("What was said and done"), Kind.LONG, required=True, limit=rules.TEXT_LIMIT))
        super().__init__(_(step.label), fields, _("Note it"), send, parent, columns=1, said=what)
        self.form.set_values({"good": None, "said": "", "cause": ""})
        self.form.focus_on(fields[0].name)
        self._asks = step in _GOOD

    def entry(self) -> dict[str, Any]:
        values = self.form.values()
        if self._asks and values["good"] is None:
            raise BadEntry(N_("Say what the client says to it."), "good")
        return {"said": str(values["said"] or ""), "good": values.get("good") is not False,
                "cause": str(values.get("cause") or "")}  # fmt: skip


class JoinDialog(FormDialog):
    """The file that a caller has by now."""

    def __init__(self, what: str, find: Find, look: Callable[[UUID], object], send: Send,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Join to a file"), [], _("Join to this file"), send, parent, said=what)
        self.client = ClientLine(find)
        self.client.picked.connect(look)
        self.body.insertWidget(self.body.indexOf(self.form), self.client)
        self.client.setFocus()

    def entry(self) -> UUID:
        return self.client.chosen()
