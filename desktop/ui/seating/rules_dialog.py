"""Adds a rule among people and seats: what must be, or a wish with its weight, with a reason that may be secret."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.rules.seating.plan import HEAVIEST, LIGHTEST, PAIRS, Kind, Rule
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField
from desktop.ui.kit.form import Kind as Entry
from desktop.ui.kit.text import note
from desktop.ui.seating.controller import SeatingController
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.words import table_word

MUST, EVERYBODY = 0, ""
# a place is reserved from the seat itself
OFFERED = tuple(kind for kind in Kind if kind is not Kind.ROLE)


class RuleDialog(Dialog):
    added = Signal(str, object)
    """What was added in words, and its id."""

    def __init__(self, controller: SeatingController, editor: Editor, people: Sequence[str], parent: QWidget) -> None:
        super().__init__(_("Rule about seats"), parent, width=560)
        self._controller, self._editor = controller, editor
        plan = editor.plan
        known = [(p.id, p.name) for p in plan.people if (g := editor.guest(p.id)) is None or not g.hidden]
        weights = [(MUST, _("Must be")), *((n, _("Wish {n}").format(n=n)) for n in range(HEAVIEST, LIGHTEST - 1, -1))]
        self.form = Form([
            FormField("kind", _("What is to hold"), Entry.CHOICE, span=2,
                      choices=[(kind, _(kind.label)) for kind in OFFERED]),
            FormField("one", _("About whom"), Entry.CHOICE, choices=[(EVERYBODY, _("everybody")), *known]),
            FormField("other", _("and"), Entry.CHOICE, choices=[(EVERYBODY, ""), *known]),
            FormField("weight", _("How firmly"), Entry.CHOICE, choices=weights),
            FormField("table", _("At the table"), Entry.CHOICE,
                      choices=[("", _("any")), *((t.id, table_word(t.label)) for t in plan.tables)]),
            FormField("most", _("At most so many people"), Entry.NUMBER),
            FormField("reason", _("Reason"), limit=200, span=2, starts_row=True),
            FormField("secret", _("Secret: others see the number alone"), Entry.YES_NO, span=2),
        ], 2)  # fmt: skip
        two = [*people, EVERYBODY, EVERYBODY][:2]
        self.form.set_values({"kind": Kind.APART if len(people) > 1 else Kind.NEAR_DOOR, "one": two[0], "other": two[1],
                              "weight": 3, "table": "", "most": "", "reason": "", "secret": False})  # fmt: skip
        self.form.edited.connect(lambda _name: self._fit())
        self.body.addWidget(self.form)
        self.body.addWidget(note(_("A rule that must be is never broken by a proposal while there is another way."),
                                 ))  # fmt: skip
        self.body.addStretch(1)
        self.set_main(_("Add rule"), self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._fit()

    def _fit(self) -> None:
        """Only what this kind of rule needs."""
        kind = Kind(str(self.form.values()["kind"]))
        capacity = kind is Kind.CAPACITY
        self.form.show_field("one", not capacity)
        self.form.show_field("other", kind in PAIRS)
        self.form.show_field("table", kind not in PAIRS)
        self.form.show_field("most", capacity)

    def rule(self) -> Rule:
        values = self.form.values()
        kind = Kind(str(values["kind"]))
        pair = [values["one"], values["other"]] if kind in PAIRS else [values["one"]]
        people = tuple(str(p) for p in pair if p != EVERYBODY) if kind is not Kind.CAPACITY else ()
        if kind in PAIRS and len(set(people)) < 2:
            raise BadEntry(N_("Choose two people."), "one")
        most = str(values["most"])
        return Rule(0, kind, people, int(str(values["weight"])) or None, str(values["reason"]), bool(values["secret"]),
                    table="" if kind in PAIRS else str(values["table"]),
                    most=int(most) if kind is Kind.CAPACITY and most.isdecimal() else 0)  # fmt: skip

    def save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        try:
            made = self.rule()
        except BadEntry as error:
            self._refused(error)
            return
        self.set_busy(True)
        words = _("Rule added: {what}.").format(what=_(made.kind.label))
        self._controller.add_rule(made, lambda key: (self.accept(), self.added.emit(words, key)), self._refused)

    def _refused(self, error: object) -> None:
        if self.form.show_refusal(error):  # type: ignore[arg-type]
            self.set_busy(False)
        else:
            self.refuse(error)  # type: ignore[arg-type]
