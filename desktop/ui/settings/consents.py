"""What clients agree to: whether sensitive values wait for a consent, and the purposes with their texts (AC-7)."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import N_, _, language
from desktop.rules.consents import PurposeValues
from desktop.rules.errors import OfficeError
from desktop.rules.fields import Field
from desktop.rules.rights import Right
from desktop.services import purposes, settings
from desktop.services.work import Work
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.filling import empty_out, row_of, two_lines
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.panel import Panel

Found = tuple[bool, tuple[PurposeValues, ...], tuple[Field, ...]]


def read_purposes(work: Work) -> Found:
    """Whether the office asks, its purposes, and the fields that a purpose may hold."""
    known = purposes.purposes(work)
    held = {name for one in known for name in one.fields}
    fields = tuple(f for f in work.whole_catalogue.fields if f.sensitive or f.own or f.level > 1 or f.name in held)
    return bool(work.settings["consent_asked"]), known, fields


def words_of(field: Field) -> str:
    return field.label if field.own else _(field.label)


class ConsentsPanel(Panel):
    TITLE = N_("Consent")
    ICON = "badge-check"
    WORDS = (N_("Consents"), N_("Purpose"), N_("Sensitive values wait for a consent of their own"))

    def build(self) -> None:
        self.may = self.desk.person.may(Right.RUN_OFFICE)
        self.dialog: PurposeDialog | None = None
        self.found: Found | None = None
        self.asks = YesNo()
        self.asks.setAccessibleName(_("Sensitive values wait for a consent of their own"))
        self.asks.setEnabled(self.may)
        self.asks.clicked.connect(self._switch)
        inside = self.card(_("Sensitive values"))
        row = row_of()
        row.addLayout(two_lines(
            _("Sensitive values wait for a consent of their own"),
            _("Allergies and taboos, looks, property and accounts: without it they are entered with a reason only."),
        ), 1)  # fmt: skip
        row.addWidget(self.asks)
        inside.addLayout(row)
        self.add = button(_("Add purpose…"), lambda: self.edit(None), icon_name="plus")
        self._rows = QVBoxLayout()
        said = _("What clients are told and agree to. A changed text is a new version; each consent names its own.")
        self.card(_("Purposes"), said, act=self.add).addLayout(self._rows)
        self.add.setVisible(self.may)

    def load(self) -> None:
        self.desk.ask("settings.purposes", read_purposes, done=self._show, failed=self.refused.emit, owner=self)

    def _show(self, found: Found) -> None:
        self.found = found
        asks, known, fields = found
        self.asks.setChecked(asks)
        names = {field.name: words_of(field) for field in fields}
        empty_out(self._rows)
        for one in known:
            row = row_of()
            held = listed(names[name] for name in one.fields if name in names)
            parts = (one.texts.get(language(), ""), _("Fields: {names}").format(names=held) if held else "")
            row.addLayout(two_lines(one.called(language()), "\n".join(part for part in parts if part)), 1)
            if one.separate:
                row.addWidget(Tag(_("Own consent"), Tone.ACCENT, "lock"))
            if self.may:
                edit = button(_("Edit…"), lambda one=one: self.edit(one))
                edit.setAccessibleName(_("Edit {name}…").format(name=one.called(language())))
                row.addWidget(edit)
            self._rows.addLayout(row)

    def _switch(self) -> None:
        self.do(settings.change_setting, "consent_asked", self.asks.isChecked(), said=_("Saved."))

    def edit(self, held: PurposeValues | None) -> None:
        if self.found is not None:
            self.dialog = PurposeDialog(self, held, self.found[2])
            self.dialog.open()


class PurposeDialog(Dialog):
    """A purpose in both languages: its name, what clients are told, and the fields that follow it."""

    def __init__(self, panel: ConsentsPanel, held: PurposeValues | None, fields: Sequence[Field],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Purpose"), parent or panel, width=640)
        self._panel, self._held, self._names = panel, held, [field.name for field in fields]
        self.form = Form([
            FormField("name", _("Name in Chinese"), required=True, limit=60),
            FormField("name_en", _("Name in English"), limit=60),
            FormField("zh_CN", _("What clients are told, in Chinese"), Kind.LONG, span=2, limit=2000),
            FormField("en", _("What clients are told, in English"), Kind.LONG, span=2, limit=2000),
        ])  # fmt: skip
        texts = held.texts if held is not None else {"zh_CN": "", "en": ""}
        self.form.set_values({"name": held.name if held else "", "name_en": held.name_en if held else "",
                              "zh_CN": texts["zh_CN"], "en": texts["en"]})  # fmt: skip
        self.body.addWidget(self.form)
        self.body.addWidget(label(_("Fields that follow it"), role="strong"))
        self.body.addWidget(note(_("Withdrawn, they are withheld from everybody; without its consent they are not "
                                   "entered."), wrap=True))  # fmt: skip
        self.fields = Form([FormField(f.name, words_of(f), Kind.YES_NO) for f in fields], 3)
        self.fields.set_values({f.name: held is not None and f.name in held.fields for f in fields})
        self.body.addWidget(self.fields)
        self.set_main(_("Save"), self.save)
        if held is not None:
            self.add_button(_("End this purpose"), self.withdraw)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.focus_on("name")

    def values(self) -> PurposeValues:
        typed, chosen, held = self.form.values(), self.fields.values(), self._held
        # what this program offers no box for stays
        others = [name for name in (held.fields if held else ()) if name not in self._names]
        names = (*others, *(name for name in self._names if chosen[name]))
        return PurposeValues(
            held.key if held else "", str(typed["name"]), str(typed["name_en"]), names, bool(names),
            held.guardian if held else False, {"zh_CN": str(typed["zh_CN"]), "en": str(typed["en"])},
        )  # fmt: skip

    def save(self) -> None:
        self._send(purposes.set_purpose, self.values())

    def withdraw(self) -> None:
        assert self._held is not None
        self._send(purposes.withdraw_purpose, self._held.key)

    def _send(self, verb: Any, *args: Any) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        self.set_busy(True)
        self._panel.do(verb, *args, said=_("Saved."), done=lambda _r: self.accept(), failed=self._failed)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)
