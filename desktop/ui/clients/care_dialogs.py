"""The dialogs of care: an event, whom to invite, companions, the plans of the classes, rules of rewards."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.amounts import amount_fen
from desktop.rules.errors import BadEntry
from desktop.rules.events import EventKind
from desktop.rules.words import ClientClass
from desktop.services.class_plans import PlanLine
from desktop.services.events import EventEntry, EventLine, InvitationLine
from desktop.services.rewards import RuleLine
from desktop.ui.clients.client_picker import ClientPicker
from desktop.ui.clients.list_filter import class_words
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cards import Scroll, empty, line
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.text import note
from desktop.ui.kit.times import today
from desktop.ui.kit.values import typed_amount

LETTERS = [str(letter.value) for letter in ClientClass]


class EventDialog(FormDialog):
    """A seminar, training or celebration; its cost may follow later."""

    def __init__(self, held: EventLine | None, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("title", _("Name of the event"), required=True, span=2, limit=120),
            FormField("kind", _("Kind of event"), Kind.CHOICE, choices=words_of(EventKind)),
            FormField("on", _("Date"), Kind.DATE, required=True),
            FormField("place", _("Place"), limit=200),
            FormField("cost", _("Cost"), Kind.NUMBER, unit="¥"),
            FormField("note", _("Note"), Kind.LONG, span=2),
        ]
        super().__init__(_("Event"), fields, _("Save"), send, parent)
        self.form.set_values({
            "title": held.title if held else "", "kind": (held.kind if held else EventKind.SEMINAR).value,
            "on": (held.on if held else today()).isoformat(), "place": held.place if held else "",
            "cost": typed_amount(held.cost) if held else "", "note": held.note if held else "",
        })  # fmt: skip
        self.form.focus_on("title")

    def entry(self) -> EventEntry:
        values = self.form.values()
        on = day_of(values, "on", needed=True)
        assert on is not None
        text = str(values["cost"]).strip()
        return EventEntry(EventKind.of(values["kind"]), str(values["title"]), on, str(values["place"]),
                          amount_fen(text, "cost") if text else None, str(values["note"]))  # fmt: skip


class InviteDialog(Dialog):
    """Whole classes, single clients, or both; who is invited already stays so."""

    def __init__(self, event: EventLine, find: Any, send: Any, parent: QWidget | None = None) -> None:
        super().__init__(_("Invite to {event}").format(event=event.title), parent, width=640)
        self._send = send
        self.body.addWidget(note(_("All clients of these classes")))
        row = QHBoxLayout()
        row.setSpacing(16)
        self.classes = {letter: YesNo(class_words(letter)) for letter in LETTERS}
        for box in self.classes.values():
            row.addWidget(box)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(note(_("Clients that are refused or whose service is suspended are left out."), wrap=True))
        self.body.addSpacing(8)
        self.body.addWidget(note(_("Or one client")))
        self.picker = ClientPicker(find, None)
        self.body.addWidget(self.picker)
        self.set_main(_("Invite"), self._invite)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.picker.line.setFocus()

    def _invite(self) -> None:
        letters = [letter for letter, box in self.classes.items() if box.isChecked()]
        one = [self.picker.chosen()] if self.picker.hits.currentItem() is not None else []
        if not letters and not one:
            self.refuse(BadEntry(N_("Choose whom to invite.")))
            return
        self.set_busy(True)
        self._send(letters, one, lambda _count: self.accept(), self.refuse)


class CompanionsDialog(FormDialog):
    """With how many the client came."""

    def __init__(self, held: InvitationLine, send: Send, parent: QWidget | None = None) -> None:
        fields = [FormField("guests", _("Companions"), Kind.NUMBER), FormField("note", _("Note"), limit=200)]
        super().__init__(_("{name} came").format(name=held.name), fields, _("Save"), send, parent)
        self.form.set_values({"guests": str(held.guests), "note": held.note})
        self.form.focus_on("guests")

    def entry(self) -> tuple[int, str]:
        values = self.form.values()
        text = str(values["guests"] or "0").strip()
        if not text.isdecimal():
            raise BadEntry(N_("Companions are counted: enter a number."), "guests")
        return int(text), str(values["note"])


class PlansDialog(Dialog):
    """The plan of each class, one class at a time."""

    def __init__(self, plans: Sequence[PlanLine], send: Any, parent: QWidget | None = None) -> None:
        super().__init__(_("Plans of the classes"), parent, width=640)
        self._send = send
        self._plans = {plan.letter: plan for plan in plans}
        self._typed: dict[str, dict[str, object]] = {}
        self.form = Form((
            FormField("letter", _("Class"), Kind.CHOICE,
                      choices=[(plan.letter, class_words(plan.letter)) for plan in plans]),
            FormField("visit_days", _("Days from visit to visit"), Kind.NUMBER),
            FormField("measures", _("Measures of service"), Kind.LONG, span=2),
            FormField("strategy", _("Strategy of communication"), Kind.LONG, span=2),
        ), 2)  # fmt: skip
        self.body.addWidget(self.form)
        self.body.addWidget(
            note(_("Every file of the class shows its plan, and when the next visit is due."), wrap=True)
        )
        self.set_main(_("Save plan"), self._save)
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)
        self._letter = plans[0].letter
        self._show()
        self.form.edited.connect(self._edited)
        self.form.focus_on("measures")

    def _edited(self, name: str) -> None:
        values = self.form.values()
        letter = str(values["letter"])
        if name != "letter":
            self._typed[self._letter] = values
        elif letter != self._letter:
            self._letter = letter
            self._show()

    def _show(self) -> None:
        plan = self._plans[self._letter]
        self.form.set_values({
            "letter": plan.letter, "measures": plan.measures, "strategy": plan.strategy,
            "visit_days": "" if plan.visit_days is None else str(plan.visit_days),
            **self._typed.get(self._letter, {}),
        })  # fmt: skip

    def _save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values = self.form.values()
        text = str(values["visit_days"] or "").strip()
        if text and not text.isdecimal():
            self._failed(BadEntry(N_("Days are counted: enter a number, or nothing for no rhythm."), "visit_days"))
            return
        base = self._plans[self._letter]
        plan = replace(base, measures=str(values["measures"]), strategy=str(values["strategy"]),
                       visit_days=int(text) if text else None)  # fmt: skip
        self.set_busy(True)
        self._send(plan, base, lambda _made: self._saved(plan), self._failed)

    def _saved(self, plan: PlanLine) -> None:
        self.set_busy(False)
        self._plans[plan.letter] = plan
        self._typed.pop(plan.letter, None)

    def _failed(self, error: Any) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)


class RulesDialog(Dialog):
    """What clients of a class are given, and when: for holders of the right alone."""

    def __init__(self, controller: Any, parent: QWidget | None = None) -> None:
        super().__init__(_("Rules of rewards"), parent, width=640)
        self._controller = controller
        self._rule: UUID | None = None
        choices = [("", _("All classes")), *((letter, class_words(letter)) for letter in LETTERS)]
        said = FormField("text", _("What is given, and when"), required=True, span=2, limit=2000)
        self.form = Form((FormField("letter", _("Class"), Kind.CHOICE, choices=choices), said), 3)
        self.form.set_values({"letter": "", "text": ""})
        self.body.addWidget(
            note(_("Trade secret: shown to nobody without the right to discounts and rewards."), wrap=True)
        )
        self.body.addWidget(self.form)
        scroll = Scroll(_("Rules of rewards"))
        self.list = QVBoxLayout(scroll.inner)
        self.list.setSpacing(8)
        scroll.setMinimumHeight(240)
        self.body.addWidget(scroll, 1)
        self.set_main(_("Save rule"), self._save)
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.focus_on("text")
        self._ask()

    def _ask(self) -> None:
        self._controller.load_rules(self.show_rules)

    def show_rules(self, rules: Sequence[RuleLine]) -> None:
        empty(self.list)
        if not rules:
            self.list.addWidget(note(_("No rules have been entered yet.")))
        for rule in rules:
            words = class_words(rule.letter) if rule.letter else _("All classes")
            menu = lambda r=rule: (  # noqa: E731
                Action("change", N_("Change…"), lambda: self._change(r), "pencil"),
                Action("remove", N_("End this rule"), lambda: self._end(r), "x"),
            )
            self.list.addWidget(line(words, rule.text, menu=menu))
        self.list.addStretch(1)

    def _change(self, rule: RuleLine) -> None:
        self._rule = rule.id
        self.form.set_values({"letter": rule.letter, "text": rule.text})
        self.form.focus_on("text")

    def _end(self, rule: RuleLine) -> None:
        self._controller.withdraw_rule(rule.id, lambda _made: self._ask(), self.refuse)

    def _save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values = self.form.values()
        self.set_busy(True)
        self._controller.set_rule(str(values["letter"] or ""), str(values["text"]), self._rule, self._saved,
                                  self._failed)  # fmt: skip

    def _saved(self, _made: object) -> None:
        self.set_busy(False)
        self._rule = None
        self.form.set_values({"letter": "", "text": ""})
        self._ask()

    def _failed(self, error: Any) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)
