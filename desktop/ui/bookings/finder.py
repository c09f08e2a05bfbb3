"""Finds who books: by phone tail, pinyin or name among the clients, or as somebody new; then shows what is known."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.booking_typing import name_and_phone
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.booking_hosts import HostKnown
from desktop.services.bookings import NewHost
from desktop.services.search import Hit as Found
from desktop.ui.bookings.controller import BookingsController
from desktop.ui.bookings.details import drop
from desktop.ui.bookings.message import PASTED
from desktop.ui.bookings.words import people
from desktop.ui.kit.badge import ClassBadge, badge_letter
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.risk import risk_tag
from desktop.ui.kit.search_box import Hit, SearchBox
from desktop.ui.kit.text import IconLabel, button, label, note
from desktop.ui.kit.tokens import GAP, SMALL, Tone

SHOWN = 5
CLIENT, NEW = "client", "new"


class ClientFinder(QWidget):
    """One line that finds; what it found stands in its place until another is wanted."""

    taken = Signal()
    """Somebody was picked or begun: the keys go on from here."""
    known = Signal(object)
    """A HostKnown has come."""
    emptied = Signal()
    pasted = Signal(str)
    """More came at once than anybody types: it may be a message."""
    refused = Signal(object)

    def __init__(self, controller: BookingsController, words: str, *, new: bool, at_table: bool = True) -> None:
        """`new`: somebody without a file may be begun; `at_table`: who comes, and not who only pays."""
        super().__init__()
        self._controller, self._new, self._at_table = controller, new, at_table
        self.client: UUID | None = None
        self.told: HostKnown | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        self.box = SearchBox()
        self.box.line.setPlaceholderText(words)
        self.box.line.setAccessibleName(words)
        self._typed = ""
        self.box.line.textEdited.connect(self._edited)
        self.box.searched.connect(self._search)
        self.box.chosen.connect(self._chosen)
        column.addWidget(self.box)
        self._card = QFrame()
        self._card.setProperty("card", True)
        self._inside = QVBoxLayout(self._card)
        self._inside.setContentsMargins(12, 4, 4, 8)
        self._inside.setSpacing(2)
        column.addWidget(self._card)
        self.form = Form([
            FormField("name", _("Name"), required=True, limit=120),
            FormField("phone", _("Phone"), Kind.NUMBER, limit=40),
            FormField("salutation", _("Form of address"), limit=60),
        ], 3)  # fmt: skip
        self._begun = QWidget()
        row = QHBoxLayout(self._begun)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.form, 1)
        row.addWidget(button(_("Search again"), self.search_again, link=True), 0, Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(self._begun)
        self._show(self.box)

    # what is chosen

    def host(self) -> UUID | NewHost:
        """Raises BadEntry where nobody is chosen yet."""
        if self.client is not None:
            return self.client
        if not self._begun.isHidden():
            values = {name: str(value).strip() for name, value in self.form.values().items()}
            if not values["name"]:
                raise BadEntry(N_("Enter a name: name and phone are enough."), "name")
            return NewHost(values["name"], values["phone"], values["salutation"])
        raise BadEntry(N_("Say who comes: type the end of the phone number or the name, and press Enter."), "host")

    def draft(self) -> dict[str, str]:
        if self.client is not None:
            return {"client": self.client.hex, "said": self.told.name if self.told is not None else ""}
        if not self._begun.isHidden():
            return {name: str(value) for name, value in self.form.values().items()}
        return {"typed": self.box.line.text()}

    def restore(self, draft: dict[str, str]) -> None:
        if "client" in draft:
            self.take_client(UUID(draft["client"]))
        elif "name" in draft:
            self.begin(draft["name"], draft["phone"], draft["salutation"])
        else:
            self.box.line.setText(draft.get("typed", ""))

    def take_client(self, key: UUID) -> None:
        self.client, self.told = key, None
        self._controller.load_host(key, self._show_known, self._gone, self)

    def begin(self, name: str, phone: str, salutation: str = "") -> None:
        """Somebody new: only what is not typed yet is asked for."""
        self.client = self.told = None
        self.form.set_values({"name": name, "phone": phone, "salutation": salutation})
        self._show(self._begun)

    def search_again(self) -> None:
        self.client = self.told = None
        self._show(self.box)
        self.take_focus()
        self.emptied.emit()

    def take_focus(self) -> None:
        if not self._begun.isHidden():
            self.form.focus_on("name")
        else:
            self.box.take_focus()

    # searching

    def _edited(self, text: str) -> None:
        before, self._typed = self._typed, text
        if len(text) - len(before) >= PASTED:
            self.pasted.emit(text)

    def look_for(self, text: str, who: str = "") -> None:
        """Looks for what a message tells of the host; `who` is what somebody new would be called, with his phone."""
        self._typed = who or text
        self.box.line.setText(self._typed)
        if text:
            self._controller.find(text, SHOWN, lambda found: self._show_hits(self._typed, found), self)

    def _search(self, text: str) -> None:
        if text:
            self._controller.find(text, SHOWN, lambda found: self._show_hits(text, found), self)

    def _show_hits(self, text: str, found: Sequence[Found]) -> None:
        hits = [Hit(CLIENT, hit.id, hit.title, hit.detail, hit.code, risk=hit.risk) for hit in found[:SHOWN]]
        name, phone = name_and_phone(text)
        if self._new and (name or phone):
            said = " · ".join(part for part in (name, phone) if part)
            detail = _("Opens a draft file with the booking")
            hits = [
                *hits[: SHOWN - 1],
                Hit(NEW, (name, phone), _("New: {who}").format(who=said), detail, "", "user-plus"),
            ]
        self.box.show_hits(hits)

    def _chosen(self, hit: Hit) -> None:
        if hit.noun == NEW:
            assert isinstance(hit.argument, tuple)
            name, phone = hit.argument
            self.begin(name, phone)
            if not (name and phone):
                self.form.focus_on("phone" if name else "name")
            else:
                self.taken.emit()
        else:
            assert isinstance(hit.argument, UUID)
            self.take_client(hit.argument)
            self.taken.emit()

    # what is known

    def _show_known(self, told: HostKnown) -> None:
        if told.id != self.client:
            return
        self.told = told
        while (item := self._inside.takeAt(0)) is not None:
            drop(item)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        letter = badge_letter(told.client_class)
        if letter:
            head.addWidget(ClassBadge(letter, self._card))
        name = f"{told.name} · {told.salutation}" if told.salutation not in ("", told.name) else told.name
        head.addWidget(label(name, role="strong"))
        head.addWidget(note(" · ".join(part for part in (told.phone, told.unit) if part)))
        if (tag := risk_tag(told.risk)) is not None:
            head.addWidget(tag)
        head.addStretch(1)
        self.other = button(_("Choose again"), self.search_again, link=True)
        head.addWidget(self.other)
        self._inside.addLayout(head)
        for icon_name, text, tone in self._facts(told) if self._at_table else ():
            row = QHBoxLayout()
            row.setSpacing(6)
            row.addWidget(IconLabel(icon_name, tone.value))
            row.addWidget(label(text, tone=Tone.BAD if tone is Tone.BAD else Tone.PLAIN, wrap=True), 1)
            self._inside.addLayout(row)
        self._show(self._card)
        self.known.emit(told)

    def _facts(self, told: HostKnown) -> list[tuple[str, str, Tone]]:
        unsure = " " + _("(not confirmed)")
        facts = []
        for name, words, icon_name, tone in (("allergies", N_("Allergies: {what}"), "triangle-alert", Tone.BAD),
                                             ("taboos", N_("Taboos: {what}"), "ban", Tone.WARN)):  # fmt: skip
            what = getattr(told, name)
            if what:
                facts.append((icon_name, _(words).format(what=what) + (unsure if name in told.unsure else ""), tone))
        usual = [_("Usually {place}").format(place=told.usual_place)] if told.usual_place else []
        if told.usual_people is not None:
            usual.append(_("last time {people}").format(people=people(told.usual_people)))
        if told.room_wishes:
            usual.append(told.room_wishes)
        if usual:
            facts.append(("armchair", " · ".join(usual), Tone.NOTE))
        return facts

    def _gone(self, error: OfficeError) -> None:
        self.search_again()
        self.refused.emit(error)

    def _show(self, shown: QWidget) -> None:
        for piece in (self.box, self._card, self._begun):
            piece.setVisible(piece is shown)
