"""Adds a field to client files, or changes one: name, type, level, for whom, whether required, choices."""

from collections.abc import Mapping

from PySide6.QtCore import Signal

from desktop.i18n import N_, _
from desktop.rules.errors import OfficeError
from desktop.rules.fields import BOTH, FIELD_TYPE_LABELS, ORGANISATION, PERSON, Block, FieldType
from desktop.rules.words import ClientForm
from desktop.services import own_fields
from desktop.services.own_fields import SEALABLE, OwnFieldEntry, OwnFieldLine
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import note
from desktop.ui.settings.panel import Panel

BLOCK_LABELS: Mapping[Block, str] = {
    Block.OPEN: N_("Level 1"),
    Block.IDENTITY: N_("Level 1, sealed"),
    Block.PROPERTY: N_("Level 2"),
    Block.ACCOUNTS: N_("Level 3"),
}
FORM_LABELS: Mapping[frozenset[ClientForm], str] = {
    BOTH: N_("Persons and organisations"),
    PERSON: N_("Persons"),
    ORGANISATION: N_("Organisations"),
}
# What a level means for whoever enters and reads the field
_BLOCK_NOTES: Mapping[Block, str] = {
    Block.OPEN: N_("Who sees the client file sees the field."),
    Block.IDENTITY: N_("Sealed like ID numbers: only who holds the key to them sees the field."),
    Block.PROPERTY: N_("Sealed: opened by who reaches level 2, and every reading is recorded."),
    Block.ACCOUNTS: N_("Sealed: opened by who reaches level 3, with a reason, and every reading is recorded."),
}
CHOICES_SEEN = 6


class FieldDialog(Dialog):
    added = Signal(object)
    """The id of the new field."""

    def __init__(self, panel: Panel, line: OwnFieldLine | None) -> None:
        super().__init__(_("Add field") if line is None else line.label, panel, width=560)
        self.panel, self.line = panel, line
        fields = [
            FormField("label", _("Name"), required=True, limit=60, span=2),
            FormField("type", _("Type"), Kind.CHOICE),
            FormField("block", _("Level"), Kind.CHOICE, choices=[(b.value, _(t)) for b, t in BLOCK_LABELS.items()]),
            FormField("forms", _("For"), Kind.CHOICE, choices=[(_stored(f), _(t)) for f, t in FORM_LABELS.items()]),
            FormField("required", _("Required: marked ※ in the form"), Kind.YES_NO, span=2),
            FormField("choices", _("Choices, one on each line"), Kind.LONG, span=2),
        ]
        self.form = Form(fields, columns=2)
        choices = self.form.entries["choices"]
        choices.setFixedHeight(choices.height() + (CHOICES_SEEN - 3) * choices.fontMetrics().lineSpacing())
        entry = line.entry if line else OwnFieldEntry("")
        self._offer_types(entry.block)
        self.form.set_values(
            {"label": entry.label, "type": entry.type.value, "block": entry.block.value, "required": entry.required,
             "forms": _stored(entry.forms), "choices": "\n".join(entry.choices)}
        )  # fmt: skip
        self.form.edited.connect(self._edited)
        self.body.addWidget(self.form)
        self._note = note(wrap=True)
        self.body.addWidget(self._note)
        if line is not None:
            for name in ("type", "block"):
                self.form.entries[name].setEnabled(False)
        self._fit()
        self.set_main(_("Add field") if line is None else _("Save"), self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.focus_on("label")

    def entry(self) -> OwnFieldEntry:
        values = self.form.values()
        forms = frozenset(ClientForm.of(word) for word in str(values["forms"]).split(","))
        return OwnFieldEntry(
            str(values["label"]), FieldType(values["type"]), Block(values["block"]), forms, bool(values["required"]),
            tuple(str(values["choices"]).splitlines()),
        )  # fmt: skip

    def save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        self.set_busy(True)
        if self.line is None:
            self.panel.do(own_fields.add_own_field, self.entry(), said=_("Field added."), done=self._added,
                          failed=self._failed)  # fmt: skip
        else:
            self.panel.do(own_fields.change_own_field, self.line.id, self.entry(), self.line.entry, said=_("Saved"),
                          done=lambda _nothing: self.accept(), failed=self._failed)  # fmt: skip

    def _added(self, field_id: object) -> None:
        self.accept()
        self.added.emit(field_id)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)

    def _edited(self, name: str) -> None:
        if name == "block":
            self._offer_types(Block(self.form.values()["block"]))
        if name in ("block", "type"):
            self._fit()

    def _offer_types(self, block: Block) -> None:
        """A sealed value is kept as text, so not every type can lie sealed."""
        types = [t for t in FIELD_TYPE_LABELS if not block.sealed or t in SEALABLE]
        entry = self.form.entries["type"]
        entry.offer([(t.value, _(FIELD_TYPE_LABELS[t])) for t in types])
        if entry.value() is None:
            entry.set_value(FieldType.TEXT.value)

    def _fit(self) -> None:
        values = self.form.values()
        choosing = values["type"] == FieldType.CHOICE.value
        self.form.show_field("choices", choosing)
        said = [_(_BLOCK_NOTES[Block(values["block"])])]
        if self.line is not None:
            said.append(_("Type and level stay as they are, for the values already entered."))
            if choosing:
                said.append(_("A file keeps a choice that is taken off the list."))
        self._note.setText("\n".join(said))


def _stored(forms: frozenset[ClientForm]) -> str:
    return ",".join(form.value for form in ClientForm if form in forms)
