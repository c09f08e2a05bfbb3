"""The catalogue of rules as a list with the ladder of each, one rule as it is written, and the two switches."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules import discipline as rules
from desktop.rules.discipline import Kind, Rule
from desktop.rules.errors import BadEntry
from desktop.ui.discipline.words import ladder_read, ladder_said, rule_below, rule_head, step_said
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.form import FormField
from desktop.ui.kit.form import Kind as FieldKind
from desktop.ui.kit.form_dialog import FormDialog, Send, words_of
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone

Write = Callable[[Rule | None], object]


class CatalogueDialog(Dialog):
    """All rules, those out of use at the end; whoever decides writes new ones and new versions."""

    def __init__(self, catalogue: Sequence[Rule], write: Write | None, months: int, parent: QWidget) -> None:
        super().__init__(_("Rules on rewards and penalties"), parent, width=720)
        self._write = write
        self.catalogue = sorted(catalogue, key=lambda rule: (not rule.on, rule.kind is Kind.REWARD))
        how = _("The next step is proposed from what is in force under the same clause; looked back {n} months where a "
                "rule says nothing else.")  # fmt: skip
        self.body.addWidget(note(how.format(n=months), wrap=True))
        self.view = TableView(_("Rules on rewards and penalties"), double=True)
        columns = [Column("rule", _("Rule"), 250, Fit.WHOLE, sortable=False, fixed=True),
                   Column("steps", _("Steps"), 420, sortable=False)]  # fmt: skip
        self.table = LazyTable(columns, lambda _wanted: None, self)
        self.view.show_table(self.table)
        self.view.setMinimumHeight(280)
        self.table.start(len(self.catalogue), [_row(rule) for rule in self.catalogue])
        self.body.addWidget(self.view, 1)
        self.said = label(wrap=True, select=True)
        self.body.addWidget(self.said)
        self.view.chosen.connect(lambda _keys: self._tell())
        if write is not None:
            self.set_main(_("New rule…"), lambda: self._open(None))
            self.change = self.add_button(_("New version…"), lambda: self._open(self.rule))
            self.view.opened.connect(lambda _key: self._open(self.rule))
            self.add_button(_("Close"), self.reject)
        else:
            self.set_main(_("Close"), self.accept)
        self.finished.connect(self.deleteLater)
        if self.catalogue:
            self.view.select_key(self.catalogue[0].key)
            self._tell()

    @property
    def rule(self) -> Rule | None:
        keys = self.view.selected_keys
        return next((rule for rule in self.catalogue if rule.key in keys), None)

    def _tell(self) -> None:
        rule = self.rule
        if rule is None:
            self.said.setText("")
            return
        steps = [step_said(step) for step in rule.steps]
        if not rule.by_weight:
            steps = [_("{n}. {step}").format(n=number, step=step) for number, step in enumerate(steps, 1)]
        words = [_(part) if rule.shipped else part for part in (rule.exceptions, rule.text) if part]
        self.said.setText("\n".join((_("; ").join(steps), *words)))

    def _open(self, rule: Rule | None) -> None:
        self.accept()
        if self._write is not None:
            self._write(rule)


def _row(rule: Rule) -> Row:
    steps = (_(" or ") if rule.by_weight else " → ").join(step_said(step) for step in rule.steps)
    below = _("chosen by how grave it is") if rule.by_weight else _("one after the other, then the head decides")
    off = "" if rule.on else _("out of use")
    return Row(rule.key, (
        Cell(rule_head(rule), bold=rule.on, below=rule_below(rule), mark=off or (
            _("Reward") if rule.kind is Kind.REWARD else ""), mark_tone=Tone.WARN if off else Tone.GOOD),
        Cell(steps or _("as it is decided"), below=below),
    ))  # fmt: skip


class RuleDialog(FormDialog):
    """A rule as the office writes it; a shipped one is taken over in its words."""

    def __init__(self, rule: Rule | None, send: Send, parent: QWidget) -> None:
        heading = _("New rule") if rule is None else _("New version of a rule")
        fields = [
            *([FormField("kind", _("Kind"), FieldKind.CHOICE, required=True, choices=words_of(Kind))] if rule is None
              else []),
            FormField("clause", _("Clause of the rules"), required=True, limit=rules.CLAUSE_LIMIT),
            # whether it is about penalties or rewards, a new version does not change
            FormField("title", _("What it is about"), required=True, limit=rules.TITLE_LIMIT,
                      span=1 if rule is None else 2),
            FormField("steps", _("Measures, one step a line, such as: Oral warning + Fine 50"), FieldKind.LONG, span=3),
            FormField("exceptions", _("Exceptions"), limit=rules.TEXT_LIMIT, span=2),
            FormField("window", _("Look back (months; 0: the office's)"), FieldKind.NUMBER),
            FormField("by_weight", _("By how grave it is"), FieldKind.YES_NO),
            FormField("compensates", _("With compensation"), FieldKind.YES_NO),
            FormField("on", _("In use"), FieldKind.YES_NO),
        ]  # fmt: skip
        super().__init__(heading, fields, _("Save"), send, parent, columns=3)
        self.setMinimumWidth(640)
        self._rule = rule
        held = rule or Rule("", Kind.REWARD, "", "", ())
        self.form.set_values({
            "kind": held.kind.value, "clause": _(held.clause) if held.shipped else held.clause,
            "title": rule_head(held),
            "steps": ladder_said(held.steps), "by_weight": held.by_weight, "window": str(held.window),
            "exceptions": _(held.exceptions) if held.shipped else held.exceptions, "compensates": held.compensates,
            "on": held.on,
        })  # fmt: skip
        self.form.focus_on("clause")

    def entry(self) -> Rule:
        values = self.form.values()
        kind = self._rule.kind if self._rule is not None else Kind.of(values["kind"])
        months = str(values["window"] or "0").strip()
        if not months.isdecimal():
            raise BadEntry(N_("From 0 to {most} months."), "window", most=rules.LONGEST_WINDOW)
        held = self._rule or Rule("", kind, "", "", ())
        return replace(
            held, kind=kind, title=str(values["title"] or ""), clause=str(values["clause"] or ""), shipped=False,
            steps=ladder_read(kind, str(values["steps"] or "")), by_weight=bool(values["by_weight"]),
            window=int(months),
            exceptions=str(values["exceptions"] or ""), compensates=bool(values["compensates"]), on=bool(values["on"]),
        )  # fmt: skip


class SwitchDialog(Dialog):
    """Why fines are switched off, and whether rewards and penalties change the score; for whoever runs the office."""

    def __init__(self, fines: bool, points: bool, send: Callable[[str, bool, bool, Any], object], parent: QWidget
                 ) -> None:  # fmt: skip
        super().__init__(_("Fines and the score"), parent, width=600)
        self._send, self._held = send, (fines, points)
        self.body.addWidget(label(_(rules.FINES_WHY), wrap=True, select=True))
        self.read = YesNo(_("I have read this"))
        self.fines = YesNo(_("Decisions may state fines"))
        self.points = YesNo(_("Rewards and penalties change the score, by up to 10 points in all"))
        self.fines.set_value(fines)
        self.points.set_value(points)
        self.read.set_value(fines)
        for piece in (self.read, self.fines, self.points):
            self.body.addWidget(piece)
        self.body.addStretch(1)
        self.set_main(_("Save"), self._do)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def _do(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        wanted = (bool(self.fines.value()), bool(self.points.value()))
        changes = [(name, now) for name, now, was in zip(("fines", "points"), wanted, self._held, strict=True)
                   if now is not was]  # fmt: skip
        self._next(changes)

    def _next(self, changes: list[tuple[str, bool]]) -> None:
        if not changes:
            self.accept()
            return
        (name, on), *rest = changes
        self._send(name, on, bool(self.read.value()), lambda _done: self._next(rest))
