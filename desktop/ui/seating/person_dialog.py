"""Changes what is said of somebody at a booking: party, rank, duty, whom he accompanies, traits, languages."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import _
from desktop.rules.seating.attending import Duty
from desktop.rules.seating.packs import Party
from desktop.rules.seating.plan import Trait
from desktop.services.seating_people import GuestEntry
from desktop.services.seating_plans import Guest
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import note
from desktop.ui.seating.controller import SeatingController
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.words import person_word

_SEPARATORS = str.maketrans({"、": " ", "，": " ", ",": " ", ";": " ", "；": " "})


class PersonDialog(Dialog):
    changed = Signal(str, object, object)
    """What was done, in words, and what is said of him before and now, as GuestEntry."""

    def __init__(self, controller: SeatingController, editor: Editor, guest: Guest, parent: QWidget) -> None:
        super().__init__(_("Change person: {name}").format(name=guest.name), parent, width=560)
        self._controller, self._guest = controller, guest
        fields = []
        if guest.client is None:
            fields += [FormField("name", _("Name of the person"), required=True, limit=200),
                       FormField("salutation", _("Form of address"), limit=60),
                       FormField("unit", _("Unit"), limit=200, span=2)]  # fmt: skip
        others = [] if editor.seating is None else [g for g in editor.seating.guests
                                                    if g.id != guest.id and (not g.hidden or g.id == guest.attached_to)
                                                    ]  # fmt: skip
        fields += [
            FormField("party", _("Party"), Kind.CHOICE, choices=[(p, _(p.label)) for p in Party], starts_row=True),
            FormField("rank", _("Rank within the party"), Kind.NUMBER, hint=_("1 is the highest; empty: unknown")),
            FormField("duty", _("Duty"), Kind.CHOICE, choices=[("", ""), *((d, _(d.label)) for d in Duty)]),
            FormField("attached_to", _("Accompanies, or interprets for"), Kind.CHOICE,
                      choices=[("", ""), *((g.id, person_word(g)) for g in others)]),
            FormField("languages", _("Languages"), span=2),
        ]  # fmt: skip
        self.form = Form(fields, 2)
        self.form.set_values({
            "name": guest.name, "salutation": guest.salutation, "unit": guest.unit, "party": guest.party,
            "rank": str(guest.rank or ""), "duty": guest.duty or "", "attached_to": guest.attached_to or "",
            "languages": " ".join(sorted(guest.languages)),
        })  # fmt: skip
        self.body.addWidget(self.form)
        self.body.addWidget(note(_("What matters for the seat")))
        grid = QGridLayout()
        self.traits: dict[Trait, YesNo] = {}
        for number, trait in enumerate(Trait):
            tick = self.traits[trait] = YesNo(_(trait.label))
            tick.set_value(trait in guest.traits)
            grid.addWidget(tick, number // 3, number % 3)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.set_main(_("Save"), self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def entry(self) -> GuestEntry:
        values = self.form.values()
        rank = str(values["rank"]).strip()
        words = str(values["languages"]).translate(_SEPARATORS).split()
        return GuestEntry(
            Party(str(values["party"])), self._guest.client, str(values.get("name", "")),
            str(values.get("salutation", "")), str(values.get("unit", "")), int(rank) if rank.isdecimal() else
            0 if not rank else -1, Duty(str(values["duty"])) if values["duty"] else None,
            values["attached_to"] or None,  # type: ignore[arg-type]
            frozenset(trait for trait, tick in self.traits.items() if tick.value()), frozenset(words),
        )  # fmt: skip

    def base(self) -> Mapping[str, object]:
        """The columns as they were shown, so that a colleague's change of the same is not overwritten."""
        guest = self._guest
        found: dict[str, object] = {
            "party": guest.party.value, "rank": guest.rank, "duty": guest.duty.value if guest.duty else "",
            "attached_to": guest.attached_to, "traits": sorted(trait.value for trait in guest.traits),
            "languages": sorted(guest.languages),
        }  # fmt: skip
        if guest.client is None:
            found |= {"name": guest.name, "salutation": guest.salutation, "unit": guest.unit}
        return found

    def save(self) -> None:
        self.set_busy(True)
        self.clear_refusal()
        self._controller.change_person(self._guest.id, self.entry(), self.base(), self._saved, self._refused)

    def _saved(self, _none: object) -> None:
        guest = self._guest
        before = GuestEntry(guest.party, guest.client, guest.name, guest.salutation, guest.unit, guest.rank, guest.duty,
                            guest.attached_to, guest.traits, guest.languages)  # fmt: skip
        after = self.entry()
        self.accept()
        self.changed.emit(_("{name} was changed.").format(name=guest.name), before, after)

    def _refused(self, error: object) -> None:
        if self.form.show_refusal(error):  # type: ignore[arg-type]
            self.set_busy(False)
        else:
            self.refuse(error)  # type: ignore[arg-type]
