"""Dialogs of inspections: one that was held, something found, and how that was put right."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.rules.inspections import InspectionKind
from desktop.services.inspections import FindingLine, Found, Held
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.times import today

TIME = timedelta(days=14)
"""How long somebody has to put right what was found, as the dialog proposes it."""


class HeldDialog(FormDialog):
    """An inspection that was held."""

    def __init__(self, me: str, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("kind", _("Kind of inspection"), Kind.CHOICE, choices=words_of(InspectionKind)),
            FormField("held_on", _("Held on"), Kind.DATE, required=True),
            FormField("inspectors", _("Inspected by"), required=True, limit=200, span=2),
            FormField("looked_at", _("What was looked at"), required=True, limit=300, span=2,
                      hint=_("by archive numbers or shelves; no names of clients")),
            FormField("summary", _("Result"), limit=500, span=2),
        ]  # fmt: skip
        super().__init__(_("Note an inspection"), fields, _("Note it"), send, parent)
        self.form.set_values({"kind": InspectionKind.INTERNAL.value, "held_on": today().isoformat(),
                              "inspectors": me, "looked_at": "", "summary": ""})  # fmt: skip
        self.form.focus_on("looked_at")

    def entry(self) -> Held:
        values = self.form.values()
        held_on = day_of(values, "held_on", needed=True)
        assert held_on is not None
        return Held(InspectionKind.of(values["kind"]), held_on, str(values["inspectors"]), str(values["looked_at"]),
                    str(values["summary"] or ""))  # fmt: skip


class FoundDialog(FormDialog):
    """Something found: who puts it right, and until when."""

    def __init__(self, people: Sequence[tuple[UUID, str]], send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("what", _("What was found"), required=True, limit=300, span=2),
            FormField("number", _("Archive no."), limit=80, span=2),
            FormField("fixer", _("Put right by"), Kind.CHOICE, required=True, choices=list(people)),
            FormField("due_on", _("Until"), Kind.DATE, required=True),
        ]
        super().__init__(_("Note what was found"), fields, _("Note it"), send, parent)
        self.form.set_values({"what": "", "number": "", "fixer": None, "due_on": (today() + TIME).isoformat()})
        self.form.focus_on("what")

    def entry(self) -> Found:
        values = self.form.values()
        if values["fixer"] is None:
            raise BadEntry(N_("Choose who puts it right."), "fixer")
        due_on = day_of(values, "due_on", needed=True)
        assert due_on is not None
        return Found(str(values["what"]), UUID(str(values["fixer"])), due_on, str(values["number"] or ""))


class FixerDialog(FormDialog):
    """Who else puts right what was found, and until when."""

    def __init__(
        self, finding: FindingLine, people: Sequence[tuple[UUID, str]], send: Send, parent: QWidget | None = None
    ) -> None:
        fields = [
            FormField("fixer", _("Put right by"), Kind.CHOICE, required=True, choices=list(people)),
            FormField("due_on", _("Until"), Kind.DATE, required=True),
        ]
        super().__init__(_("Somebody else puts it right"), fields, _("Name"), send, parent, said=finding.what)
        self.form.set_values({"fixer": None, "due_on": max(finding.due_on, today()).isoformat()})
        self.form.focus_on("fixer")

    def entry(self) -> tuple[UUID, date]:
        values = self.form.values()
        if values["fixer"] is None:
            raise BadEntry(N_("Choose who puts it right."), "fixer")
        due_on = day_of(values, "due_on", needed=True)
        assert due_on is not None
        return UUID(str(values["fixer"])), due_on


class FixedDialog(FormDialog):
    """How something was put right."""

    def __init__(self, what: str, send: Send, parent: QWidget | None = None) -> None:
        field = FormField("how", _("How it was put right"), required=True, limit=300)
        super().__init__(_("Put right"), [field], _("Put right"), send, parent, columns=1, said=what)
        self.form.focus_on("how")

    def entry(self) -> str:
        return str(self.form.values()["how"])
