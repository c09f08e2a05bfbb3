"""Dialogs of rewards and penalties: a proposal, its evidence, a decision, and an appeal that is settled."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules import discipline as rules
from desktop.rules.amounts import amount_fen
from desktop.rules.discipline import Kind, Measure, Rule, Source, State
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.discipline import Breach, Evidence, NewCase
from desktop.services.discipline_acts import Decision
from desktop.services.discipline_views import CaseView
from desktop.ui.discipline.words import proposed_word, rule_head
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.form import FormField
from desktop.ui.kit.form import Kind as FieldKind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.text import label
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, Tone
from desktop.ui.kit.values import day, typed_amount
from desktop.ui.kit.who_pick import initials

_THREE = 3


class ProposeDialog(FormDialog):
    """Whom, under which rule, what happened, and on what it rests. Of a visitor without a badge most is filled in."""

    def __init__(self, people: Sequence[tuple[UUID, str]], catalogue: Sequence[Rule], send: Send, parent: QWidget, *,
                 breach: Breach | None = None) -> None:  # fmt: skip
        choices = [(rule.key, f"{_(rule.kind.label)} · {rule_head(rule)}") for rule in catalogue]
        fields = [
            FormField("person", _("Person concerned"), FieldKind.CHOICE, required=True, choices=list(people),
                      initials=initials),
            FormField("happened_on", _("Happened on"), FieldKind.DATE, required=True),
            FormField("rule", _("Rule"), FieldKind.CHOICE, required=True, choices=choices, span=2),
            FormField("fact", _("What happened, where and when; clients by their case number only"), FieldKind.LONG,
                      required=True, span=4, limit=rules.TEXT_LIMIT),
            FormField("said", _("Evidence given"), span=2, limit=rules.TEXT_LIMIT),
            FormField("reported_by", _("Reported by (kept from the person concerned)"), span=2, limit=120),
            FormField("named", _("My name is told to the person concerned"), FieldKind.YES_NO, span=4),
        ]  # fmt: skip
        super().__init__(_("Propose a reward or penalty"), fields, _("Propose"), send, parent, columns=4)
        self.setMinimumWidth(700)
        self._breach = breach
        values: dict[str, object] = {"happened_on": today().isoformat(), "named": True}
        if breach is not None:
            values |= {"person": breach.person, "happened_on": breach.on.isoformat(), "rule": rules.BADGE,
                       "fact": _("A visitor was met without a badge on {day}.").format(day=day(breach.on)),
                       "said": breach.note}  # fmt: skip
        self.form.set_values(values)
        self.form.focus_on("fact" if breach is not None else "person")

    def entry(self) -> NewCase:
        values = self.form.values()
        for name in ("person", "rule"):
            if values[name] is None:
                raise BadEntry(N_("Choose one."), name)
        happened = day_of(values, "happened_on", needed=True)
        assert happened is not None
        said = str(values["said"] or "").strip()
        visit = self._breach.visit if self._breach is not None else None
        evidence = [Evidence(said)] if said else []
        if visit is not None:
            evidence = [Evidence(said, Source.VISITOR, visit)]
        return NewCase(str(values["rule"]), UUID(str(values["person"])), happened, str(values["fact"] or ""), evidence,
                       str(values["reported_by"] or ""), bool(values["named"]))  # fmt: skip


class MeasureBox(QWidget):
    """The measures of a kind to tick, side by side, with one line for what is wrong."""

    def __init__(self, kind: Kind, chosen: Sequence[Measure]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(0)
        self.ticks: dict[Measure, YesNo] = {}
        for number, measure in enumerate(rules.OF_KIND[kind]):
            tick = self.ticks[measure] = YesNo(_(measure.label))
            tick.set_value(measure in chosen)
            tick.edited.connect(lambda: self.show_error(""))
            grid.addWidget(tick, number // _THREE, number % _THREE)
        self.error = label(role="note", tone=Tone.BAD, wrap=True)
        grid.addWidget(self.error, grid.rowCount(), 0, 1, _THREE)
        self.show_error("")

    @property
    def chosen(self) -> list[Measure]:
        return [measure for measure, tick in self.ticks.items() if tick.value()]

    def choose(self, measures: Sequence[Measure]) -> None:
        for measure, tick in self.ticks.items():
            tick.set_value(measure in measures)

    def show_error(self, text: str) -> None:
        self.error.setText(f"✕ {text}" if text else "")
        self.error.setVisible(bool(text))


class DecisionDialog(FormDialog):
    """The decision as the rule has it, free to be made otherwise with a reason; or, with `appeal`, what is decided on
    an appeal. Handed on as `Decision`, or as verdict, reasons and what it is changed to."""

    def __init__(self, view: CaseView, send: Send, parent: QWidget, *, appeal: bool = False) -> None:
        line, found = view.line, view.proposed
        self._appeal, self._kind = appeal, line.kind
        measures = line.measures if appeal or found is None else found.measures
        amount = line.amount if appeal or found is None else found.amount
        # side by side, so that all of it fits on a small screen with large letters
        whole = _THREE + view.points_on + view.compensates
        verdict = [FormField("verdict", _("Decision on the appeal"), FieldKind.CHOICE, required=True,
                             choices=[(one.value, _(one.label)) for one in rules.VERDICTS], span=whole)]  # fmt: skip
        fields = [
            *(verdict if appeal else []),
            FormField("amount", _("Amount"), FieldKind.NUMBER, unit="¥"),
            FormField("effective_on", _("In effect from"), FieldKind.DATE),
            FormField("expires_on", _("Counts until (empty: by the rule)"), FieldKind.DATE),
            *([FormField("points", _("Points of the score, up to 10"), FieldKind.NUMBER)] if view.points_on else []),
            *([FormField("compensation", _("Given to the client"), FieldKind.NUMBER, unit="¥")] if view.compensates else
              []),
            FormField("said", _("Reasons, which the person concerned reads"), FieldKind.LONG, required=True,
                      span=whole, limit=rules.TEXT_LIMIT, starts_row=True),
        ]  # fmt: skip
        heading = _("Decide the appeal") if appeal else _("Decide it")
        super().__init__(heading, fields, heading, send, parent, columns=whole, said=self._what(view))
        self.setMinimumWidth(600)
        self.measures = MeasureBox(line.kind, measures)
        self.body.insertWidget(self.body.indexOf(self.form), self.measures)
        self.form.set_values({
            "verdict": None, "amount": typed_amount(amount) if amount else "", "said": "", "points": "",
            "effective_on": today().isoformat() if not appeal else "",
            "compensation": typed_amount(view.compensation) if view.compensation else "", "expires_on": "",
        })  # fmt: skip
        if appeal:
            self.form.edited.connect(lambda name: self._show_change() if name == "verdict" else None)
            self._show_change()
        self.form.focus_on("verdict" if appeal else "said")

    def _what(self, view: CaseView) -> str:
        line, found = view.line, view.proposed
        parts = [f"{line.number} · {line.name}"]
        if found is not None and line.kind is Kind.PENALTY:
            words = proposed_word(found, view.fines_on)
            parts.append(_("By the rule: {measures}").format(measures=words) if words else "")
            parts.append(str(found.why))
        return "\n".join(part for part in parts if part)

    def _show_change(self) -> None:
        changed = self.form.values()["verdict"] == State.CHANGED.value
        self.measures.setVisible(changed)
        for name in ("amount", "effective_on", "expires_on", "points", "compensation"):
            if name in self.form.entries:
                self.form.show_field(name, changed)
        self.shrink()

    def entry(self) -> Any:
        values = self.form.values()
        said = str(values["said"] or "")
        if not self._appeal:
            return self._decision(values)
        if values["verdict"] is None:
            raise BadEntry(N_("Choose one."), "verdict")
        verdict = State.of(values["verdict"])
        return verdict, said, self._decision(values) if verdict is State.CHANGED else None

    def _decision(self, values: Mapping[str, Any]) -> Decision:
        return Decision(
            self.measures.chosen, str(values["said"] or ""), _fen(values, "amount"),
            day_of(dict(values), "effective_on"), day_of(dict(values), "expires_on"),
            _points(values), _fen(values, "compensation"),
        )  # fmt: skip

    def _failed(self, error: OfficeError) -> None:
        if error.field == "measures":
            self.set_busy(False)
            self.measures.show_error(str(error))
        else:
            super()._failed(error)


def _fen(values: Mapping[str, Any], name: str) -> int:
    text = str(values.get(name) or "").strip()
    return amount_fen(text, name) if text else 0


def _points(values: Mapping[str, Any]) -> Decimal:
    text = str(values.get("points") or "").strip()
    try:
        return Decimal(text or 0)
    except InvalidOperation:
        raise BadEntry(N_("Enter a number, such as 1.5."), "points") from None


def signed_fields() -> list[FormField]:
    return [FormField("how", _("How it came back"), FieldKind.CHOICE, required=True, choices=words_of(rules.Signed)),
            FormField("said", _("Witness, or a word about it"), limit=200)]  # fmt: skip
