"""The dialog of a supply channel: who supplies it, and who stands by."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules import supply as rules
from desktop.services.supply import ChannelEntry
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send


class ChannelDialog(FormDialog):
    """A channel with its supplier, and who stands by."""

    def __init__(self, entry: ChannelEntry | None, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("name", _("Supply channel"), required=True, limit=rules.NAME_LIMIT),
            FormField("goods", _("What it supplies"), limit=rules.GOODS_LIMIT, span=2),
            FormField("supplier", _("Supplier"), required=True, limit=rules.NAME_LIMIT, starts_row=True),
            FormField("contact", _("Contact there"), limit=rules.CONTACT_LIMIT),
            FormField("phone", _("Phone"), limit=rules.PHONE_LIMIT),
            FormField("backup", _("Backup supplier"), limit=rules.NAME_LIMIT, starts_row=True),
            FormField("backup_contact", _("Contact there"), limit=rules.CONTACT_LIMIT),
            FormField("backup_phone", _("Phone"), limit=rules.PHONE_LIMIT),
            FormField("note", _("Note"), Kind.LONG, span=3, limit=rules.SAID_LIMIT),
        ]  # fmt: skip
        heading = _("New supply channel") if entry is None else _("Change the channel")
        act = _("Enter it") if entry is None else _("Change it")
        super().__init__(heading, fields, act, send, parent, columns=3)
        self.setMinimumWidth(680)
        held = entry or ChannelEntry("", "")
        self.form.set_values({field.name: getattr(held, field.name) for field in fields})
        self.form.focus_on("name")

    def entry(self) -> ChannelEntry:
        return ChannelEntry(**{name: str(value or "") for name, value in self.form.values().items()})
