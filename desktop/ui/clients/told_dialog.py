"""Notes when and how clients were told of their new owner (CL-9)."""

from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.contacts import Channel
from desktop.rules.errors import BadEntry
from desktop.ui.kit.date_entry import read_date
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send
from desktop.ui.kit.times import today


class ToldDialog(FormDialog):
    """Its entry: the day and the channel."""

    def __init__(self, count: int, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("on", _("Date"), Kind.DATE, required=True),
            FormField("how", _("How"), Kind.CHOICE, choices=[(c.value, _(c.label)) for c in Channel]),
        ]
        said = _n("{n} client was told of the new owner.", "{n} clients were told of the new owner.", count)
        super().__init__(_("Client told"), fields, _("Save"), send, parent, said=said.format(n=count))
        self.form.set_values({"on": today().isoformat(), "how": Channel.LETTER.value})
        self.form.focus_on("how")

    def entry(self) -> tuple[date, Channel]:
        values = self.form.values()
        on = read_date(str(values["on"]))
        if on is None:
            raise BadEntry(N_("Enter the day as year, month and day, such as 2026-07-12."), "on")
        return on, Channel.of(values["how"])
