"""Dialogs of leads: the form that says who is alike while one types, and what is said or planned with a lead."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules import leads as rules
from desktop.rules.contacts import Channel
from desktop.rules.errors import BadEntry
from desktop.rules.leads import ON_PAGES, EntryKind, LeadEntered, PlanKind, Source
from desktop.rules.words import ClientForm
from desktop.services.lead_lists import Alike, EntryLine, LeadView
from desktop.ui.kit.cards import empty
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.text import button, note
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import SMALL, Tone

COMPARED = frozenset({"name", "phone", "email", "unit", "form"})
_TEXTS = ("name", "unit", "phone", "email", "wish", "needs", "qualifications")


class LeadDialog(FormDialog):
    """A new lead, or what is known of one. `ask` is handed what is typed and answers who is alike."""

    opened = Signal(object)
    """One that is alike: its file or its lead is looked at instead."""

    def __init__(self, heading: str, people: Sequence[tuple[UUID, str]], me: UUID, act: str,
                 ask: Callable[[Mapping[str, object], Callable[[Any], object]], object], send: Send,
                 parent: QWidget | None = None, *, view: LeadView | None = None) -> None:  # fmt: skip
        fields = [
            FormField("name", _("Name or form of address"), required=True, limit=rules.NAME),
            FormField("form", _("Kind"), Kind.CHOICE, choices=words_of(ClientForm)),
            FormField("phone", _("Phone"), limit=rules.PHONE),
            FormField("unit", _("Unit"), limit=rules.NAME),
            FormField("email", _("E-mail"), limit=rules.EMAIL),
            FormField("source", _("Source of the lead"), Kind.CHOICE, choices=words_of(Source)),
            FormField("wish", _("Wish"), required=True, span=2, limit=rules.WISH),
            FormField("needs", _("Needs"), Kind.LONG, limit=rules.TEXT),
            FormField("qualifications", _("Qualifications"), Kind.LONG, limit=rules.TEXT),
            FormField("stay_minutes", _("Stay on our page (minutes)"), Kind.NUMBER),
            *([FormField("owner", _("Owner"), Kind.CHOICE, choices=list(people))] if view is None else []),
        ]  # fmt: skip
        super().__init__(heading, fields, act, send, parent)
        self.setMinimumWidth(640)
        self.seen, self._ask = view, ask
        self._alike = QVBoxLayout()
        self._alike.setSpacing(SMALL)
        self.body.addLayout(self._alike)
        self.form.set_values(_values(view) if view is not None else {
            "form": ClientForm.PERSON.value, "source": Source.CALL.value, "owner": me,
            "stay_minutes": "", **dict.fromkeys(_TEXTS, "")})  # fmt: skip
        self.form.edited.connect(self._edited)
        self._edited("source")
        self.form.focus_on("name")

    def _edited(self, name: str) -> None:
        values = self.form.values()
        if name == "source":
            self.form.show_field("stay_minutes", Source.of(values["source"]) in ON_PAGES)
        if name in COMPARED:
            self._ask({key: values[key] for key in COMPARED}, self.show_alike)

    def show_alike(self, found: Sequence[Alike]) -> None:
        """Who may be the same, with a way there: nothing is entered twice."""
        empty(self._alike)
        if found:
            self._alike.addWidget(note(_("May be there already:"), tone=Tone.WARN))
        for one in found:
            kind = _("Lead") if one.lead else _("Client")
            why = ", ".join(_(reason.label) for reason in one.reasons)
            words = " · ".join(part for part in (f"{kind}: {one.name}", one.detail, why) if part)
            self._alike.addWidget(
                button(words, lambda one=one: self._open(one), link=True), 0, Qt.AlignmentFlag.AlignLeft
            )

    def _open(self, one: Alike) -> None:
        self.opened.emit(one)
        self.reject()

    def entry(self) -> LeadEntered:
        values = self.form.values()
        text = {name: str(values[name] or "") for name in _TEXTS}
        owner, stay = values.get("owner"), str(values["stay_minutes"] or "").strip()
        if stay and not stay.isdecimal():
            raise BadEntry(N_("Enter whole minutes."), "stay_minutes")
        return LeadEntered(source=Source.of(values["source"]), form=ClientForm.of(values["form"]),
                           owner=owner if isinstance(owner, UUID) else None,
                           stay_minutes=int(stay) if stay else None, **text)  # fmt: skip

    def draft(self) -> dict[str, Any] | None:
        """What was typed, None where it is not worth keeping."""
        typed: dict[str, Any] = self.form.draft()
        return {"values": typed} if typed else None

    def restore(self, draft: Mapping[str, Any]) -> None:
        self.form.restore(draft["values"])


def seen_as(view: LeadView) -> LeadEntered:
    """A lead as somebody saw it: the base of what he changes in it."""
    line = view.line
    return LeadEntered(line.name, line.source, line.wish, line.form, line.unit, line.phone, view.email, view.needs,
                       view.qualifications, stay_minutes=view.stay_minutes)  # fmt: skip


def _values(view: LeadView) -> dict[str, object]:
    seen = seen_as(view)
    stay = "" if seen.stay_minutes is None else str(seen.stay_minutes)
    return {"form": seen.form.value, "source": seen.source.value, "stay_minutes": stay,
            **{name: getattr(seen, name) for name in _TEXTS}}  # fmt: skip


_HEADINGS = {EntryKind.CONTACT: N_("Contact with a lead"), EntryKind.MESSAGE: N_("Message left"),
             EntryKind.NOTE: N_("Note")}  # fmt: skip


def _reached() -> FormField:
    choices = [(True, _("Reached")), (False, _("Not reached"))]
    return FormField("reached", _("Whether somebody was reached"), Kind.CHOICE, choices=choices)


class SayDialog(FormDialog):
    """What was said to a lead by which way, a message it left, or a note."""

    def __init__(self, kind: EntryKind, said: str, send: Send, parent: QWidget | None = None) -> None:
        heading = {EntryKind.CONTACT: _("Contact with a lead"), EntryKind.MESSAGE: _("Message left")}.get(
            kind, _("Note")
        )
        fields = []
        if kind is not EntryKind.NOTE:
            fields.append(FormField("channel", _("Channel"), Kind.CHOICE, choices=words_of(Channel)))
        if kind is EntryKind.CONTACT:
            fields.append(_reached())
        words = _("What the message says") if kind is EntryKind.MESSAGE else _("What was said")
        words = _("Note") if kind is EntryKind.NOTE else words
        fields.append(FormField("said", words, Kind.LONG, required=True, span=2, limit=rules.TEXT))
        super().__init__(heading, fields, _("Note it"), send, parent, said=said)
        channel = Channel.CHAT if kind is EntryKind.MESSAGE else Channel.PHONE
        self.form.set_values({"channel": channel.value, "reached": True, "said": ""})
        self.form.focus_on("said")


class PlanStepDialog(FormDialog):
    """What is to be done with a lead on which day."""

    def __init__(self, said: str, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("kind", _("Kind of step"), Kind.CHOICE, choices=words_of(PlanKind)),
            FormField("on", _("Date"), Kind.DATE, required=True),
            FormField("said", _("What is to be done"), required=True, span=2, limit=rules.WISH),
        ]
        super().__init__(_("Plan a step"), fields, _("Plan it"), send, parent, said=said)
        tomorrow = today() + timedelta(days=1)
        self.form.set_values({"kind": PlanKind.FOLLOW_UP.value, "on": tomorrow.isoformat(), "said": ""})
        self.form.focus_on("said")

    def entry(self) -> tuple[PlanKind, str, object]:
        values = self.form.values()
        return PlanKind.of(values["kind"]), str(values["said"] or ""), day_of(values, "on", needed=True)


class SettleDialog(FormDialog):
    """What a planned step came to, or what became of a message."""

    def __init__(self, one: EntryLine, send: Send, parent: QWidget | None = None) -> None:
        plan = one.kind is EntryKind.PLAN and one.plan is not PlanKind.COLLECTION
        fields = []
        if plan:
            fields.append(FormField("channel", _("Channel"), Kind.CHOICE, choices=words_of(Channel)))
            fields.append(_reached())
        fields.append(FormField("result", _("What came of it"), Kind.LONG, required=True, span=2, limit=rules.TEXT))
        super().__init__(_("Note the result"), fields, _("Note it"), send, parent, said=one.said)
        channel = Channel.VISIT if one.plan is PlanKind.VISIT else Channel.PHONE
        self.form.set_values({"channel": channel.value, "reached": True, "result": ""})
        self.form.focus_on("result")

    def entry(self) -> tuple[str, bool, Channel | None]:
        values = self.form.values()
        channel = values.get("channel")
        return (str(values["result"] or ""), values.get("reached") is not False,
                Channel.of(channel) if channel is not None else None)  # fmt: skip


class GiveDialog(FormDialog):
    """To which colleague a lead goes."""

    def __init__(
        self, people: Sequence[tuple[UUID, str]], said: str, send: Send, parent: QWidget | None = None
    ) -> None:
        field = FormField("owner", _("To whom"), Kind.CHOICE, required=True, choices=list(people))
        super().__init__(_("Give the lead to a colleague"), [field], _("Give it"), send, parent, columns=1, said=said)
        self.form.set_values({"owner": None})
        self.form.focus_on("owner")

    def entry(self) -> UUID:
        owner = self.form.values()["owner"]
        if not isinstance(owner, UUID):
            raise BadEntry(N_("Choose one."), "owner")
        return owner
