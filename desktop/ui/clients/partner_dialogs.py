"""The dialogs of partners: the agreement on file, what is given, and what became of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.rules.partners import OF_PARTNERS, Ending, PartnerEntry
from desktop.services import search
from desktop.services.partners import GiveEntry, PartnerLine
from desktop.services.registers import OutLine
from desktop.ui.clients.client_picker import ClientPicker
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.times import today

DAYS = 14  # that are proposed until it comes back


class PartnerDialog(FormDialog):
    """Who the partner is, and where the signed agreement lies."""

    def __init__(self, held: PartnerEntry | None, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("name", _("Name"), required=True, limit=120),
            FormField("contact", _("Contact"), limit=200),
            FormField("signed_on", _("Agreement signed on"), Kind.DATE),
            FormField("valid_until", _("Valid until"), Kind.DATE),
            FormField("place", _("Where the signed agreement is filed"), span=2, limit=200),
            FormField("note", _("Note"), span=2, limit=300),
        ]
        said = _("Without a signed confidentiality agreement nothing can be given.")
        super().__init__(_("Partner"), fields, _("Save"), send, parent, said=said)
        self.form.set_values({
            "name": held.name if held else "", "contact": held.contact if held else "",
            "signed_on": held.signed_on.isoformat() if held and held.signed_on else "",
            "valid_until": held.valid_until.isoformat() if held and held.valid_until else "",
            "place": held.place if held else "", "note": held.note if held else "",
        })  # fmt: skip
        self.form.focus_on("name")

    def entry(self) -> PartnerEntry:
        values = self.form.values()
        return PartnerEntry(str(values["name"]), str(values["contact"]), day_of(values, "signed_on"),
                            day_of(values, "valid_until"), str(values["place"]), str(values["note"]))  # fmt: skip


class GiveDialog(FormDialog):
    """What is given to a partner, what for, and until when."""

    def __init__(self, desk: Desk, partners: Sequence[PartnerLine], send: Send, parent: QWidget | None = None) -> None:
        self._partners = partners
        fields = [
            FormField("partner", _("Given to"), Kind.CHOICE, span=2,
                      choices=[(one.id, one.entry.name) for one in partners]),
            FormField("what", _("What is given"), required=True, span=2, limit=300),
            FormField("why", _("What for"), required=True, span=2, limit=300),
            FormField("until", _("Comes back by"), Kind.DATE, required=True),
            FormField("note", _("Note"), limit=300),
        ]  # fmt: skip
        said = "" if partners else _("No partner has a valid agreement on file: enter it first, under Partners.")
        super().__init__(_("Give to a partner"), fields, _("Register"), send, parent, said=said)
        self.setMinimumWidth(600)
        find = lambda text, done: desk.ask("partners.find", search.find, text, 8, done=done, owner=self)  # noqa: E731
        self.picker = ClientPicker(find, None, _("Whose information, if it is one client's"))
        self.body.insertWidget(self.body.count() - 1, self.picker)
        self.form.set_values({"partner": partners[0].id if partners else None, "what": "", "why": "",
                              "until": (today() + timedelta(days=DAYS)).isoformat(), "note": ""})  # fmt: skip
        self.form.focus_on("what")

    def entry(self) -> GiveEntry:
        values = self.form.values()
        until = day_of(values, "until", needed=True)
        if not self._partners or until is None:
            raise BadEntry(N_("Information goes to partners with a signed confidentiality agreement on file only."),
                           "partner")  # fmt: skip
        client = self.picker.chosen() if self.picker.hits.currentItem() is not None else None
        partner: Any = values["partner"]
        return GiveEntry(partner, str(values["what"]), str(values["why"]), until,
                         (client,) if client is not None else (), str(values["note"]))  # fmt: skip


class BackDialog(FormDialog):
    """What became of it: returned, destroyed or lost."""

    def __init__(self, held: OutLine, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("ending", _("What became of it"), Kind.CHOICE, choices=words_of(OF_PARTNERS)),
            FormField("note", _("Note"), span=2, limit=300, hint=_("Such as who confirmed the destruction.")),
        ]
        super().__init__(held.what, fields, _("Note it"), send, parent, said=held.whom)
        self.form.set_values({"ending": Ending.RETURNED.value, "note": ""})
        self.form.focus_on("ending")

    def entry(self) -> tuple[Ending, str]:
        values = self.form.values()
        return Ending.of(values["ending"]), str(values["note"])
