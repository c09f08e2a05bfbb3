"""Who else comes to a new booking: clients that are found, names without a file, and those that a message tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import BadEntry
from desktop.rules.seating.attending import LONGEST_NAME, read_names
from desktop.services.booking_lists import Known
from desktop.services.search import Hit as Found
from desktop.ui.bookings.controller import BookingsController
from desktop.ui.bookings.rows_list import RowsList
from desktop.ui.bookings.words import whole_name
from desktop.ui.kit.search_box import Hit, SearchBox
from desktop.ui.kit.text import set_tooltip
from desktop.ui.kit.tokens import SMALL

SHOWN, ROWS = 5, 2
CLIENT, NAME, NAMES = "client", "name", "names"
_BETWEEN = frozenset("、，,\n\u2028")


@dataclass(frozen=True, slots=True)
class Guest:
    """A client, a name without a file, or, with `among`, one of several who are called so: somebody says which."""

    name: str
    client: UUID | None = None
    about: str = ""
    among: tuple[Known, ...] = ()


class Guests(QWidget):
    offered = Signal()
    """A message named somebody whom the office knows."""
    refused = Signal(object)
    """An OfficeError: names that can't be taken so, or that could not be looked up."""

    def __init__(self, controller: BookingsController) -> None:
        super().__init__()
        self._controller = controller
        self._guests: list[Guest] = []
        self._asking: Guest | None = None
        self._text = ""
        self._unsure: set[str] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        self.box = SearchBox()
        words = _("Who else comes: name, pinyin, end of the phone number; or a list")
        self.box.line.setPlaceholderText(words)
        self.box.line.setAccessibleName(words)
        self.box.line.textEdited.connect(self._edited)
        self.box.line.textChanged.connect(self._changed)
        self.box.searched.connect(self._search)
        self.box.chosen.connect(self._chosen)
        column.addWidget(self.box)
        self.list = RowsList(_("Guests"))
        self.list.row_entered.connect(self._ask_again)
        self.list.row_removed.connect(self._remove)
        column.addWidget(self.list)
        self._show()

    # what is entered

    @property
    def clients(self) -> tuple[UUID, ...]:
        return tuple(guest.client for guest in self._guests if guest.client is not None)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(guest.name for guest in self._guests if guest.client is None and not guest.among)

    def check(self) -> None:
        """Raises BadEntry where it is not said yet which of several is meant."""
        for guest in self._guests:
            if guest.among:
                raise BadEntry(N_("Several clients are called {name}: say which one comes, or take the name off the "
                                  "guests."), "guests", name=guest.name)  # fmt: skip

    def draft(self) -> list[dict[str, str]]:
        return [{"name": guest.name, "client": guest.client.hex if guest.client else "", "about": guest.about}
                for guest in self._guests if not guest.among]  # fmt: skip

    def restore(self, draft: Sequence[Mapping[str, str]]) -> None:
        self._guests = [Guest(one["name"], UUID(one["client"]) if one["client"] else None, one["about"])
                        for one in draft]  # fmt: skip
        self._show()

    def take_focus(self) -> None:
        self.box.take_focus()

    # adding

    def look_for(self, names: Sequence[str], host: UUID | None) -> None:
        """Of these names of a message those that the office knows; the host is none of his guests."""

        def found(known: Mapping[str, Sequence[Known]]) -> None:
            if self.offer(names, known, host):
                self.offered.emit()

        self._controller.find_named("message", names, found, self.refused.emit, self)

    def offer(self, names: Sequence[str], found: Mapping[str, Sequence[Known]], but: UUID | None = None) -> int:
        """Adds those who have a file; of several by one name it is asked which. Returns how many were added."""
        before = len(self._guests)
        for name in names:
            known = [one for one in found.get(name, ()) if one.id != but]
            if len(known) == 1:
                self._add(_guest(known[0]))
            elif known and all(guest.name != name for guest in self._guests):
                self._guests.append(Guest(name, among=tuple(known)))
        self._show()
        return len(self._guests) - before

    def _add(self, guest: Guest) -> None:
        same = [one for one in self._guests if (guest.client and one.client == guest.client)
                or (not guest.client and not one.client and one.name == guest.name)]  # fmt: skip
        if not same:
            self._guests.append(guest)

    def _edited(self, text: str) -> None:
        """A pasted list comes at once; what is typed waits for Enter."""
        before, self._text = self._text, text
        start = next((n for n, (was, now) in enumerate(zip(before, text, strict=False)) if was != now), len(before))
        came = text[start : start + len(text) - len(before)]
        if len(came) > 1 and _BETWEEN & set(came) and len(names_in(text)) > 1:
            self.paste(text)

    def _changed(self, text: str) -> None:
        """Also by who chose or cleared; what is edited is told first by itself."""
        self._text = text

    def paste(self, text: str) -> None:
        """Each name once and at once; who has a file is looked up then, the others stay names."""
        try:
            names = read_names("\n".join(names_in(text)))
        except BadEntry as error:
            self.refused.emit(error)
            return
        self.box.line.clear()
        self.box.hide_hits()
        for name in names:
            if all(guest.name != name for guest in self._guests):
                self._guests.append(Guest(name))
                self._unsure.add(name)
        self._show()
        if asked := tuple(self._unsure):
            # with those of a list before, whose answer this question overtakes
            self._controller.find_named("typed", asked, lambda known: self._found(asked, known), self.refused.emit,
                                        self)  # fmt: skip

    def _found(self, asked: Sequence[str], known: Mapping[str, Sequence[Known]]) -> None:
        self._unsure -= set(asked)
        there = set(self.clients)
        guests = []
        for guest in self._guests:
            looked_up = guest.name in asked and guest.client is None and not guest.among
            named = known.get(guest.name, ()) if looked_up else ()
            if len(named) == 1:
                guest = _guest(named[0])
                if guest.client in there:
                    continue
                there.add(named[0].id)
            elif named:
                guest = Guest(guest.name, among=tuple(named))
            guests.append(guest)
        self._guests = guests
        self._show()

    def _search(self, text: str) -> None:
        if self._asking is not None and text == self._asking.name:
            self.box.show_hits([Hit(CLIENT, one, whole_name(one), " · ".join(filter(None, (one.phone, one.unit))),
                                    one.code, risk=one.risk) for one in self._asking.among])  # fmt: skip
            return
        self._asking = None
        if len(names := names_in(text)) > 1:
            several = _n("{n} name: {who}", "{n} names: {who}", len(names)).format(n=len(names), who=" · ".join(names))
            whole = Hit(NAME, text, _("Name only: {who}").format(who=text), _("No file is opened"), "", "user-plus")
            self.box.show_hits([Hit(NAMES, text, several, _("Each comes"), "", "users"), whole])
        elif text:
            self._controller.find(text, SHOWN, lambda found: self._show_hits(text, found), self)

    def _show_hits(self, text: str, found: Sequence[Found]) -> None:
        hits = [Hit(CLIENT, hit, hit.title, hit.detail, hit.code, risk=hit.risk) for hit in found[: SHOWN - 1]]
        name = text[:LONGEST_NAME]
        hits.append(Hit(NAME, name, _("Name only: {who}").format(who=name), _("No file is opened"), "", "user-plus"))
        self.box.show_hits(hits)

    def _chosen(self, hit: Hit) -> None:
        argument: Any
        argument, asked, self._asking = hit.argument, self._asking, None
        if hit.noun == NAMES:
            self.paste(str(argument))
            return
        if isinstance(argument, Known):
            made = _guest(argument)
        elif hit.noun == NAME:
            made = Guest(str(argument))
        else:
            made = Guest(argument.title, argument.client or argument.id, argument.detail)
        if isinstance(argument, Known):
            self._guests = [one for one in self._guests if one is not asked]
        self._add(made)
        self._show()

    def _ask_again(self, row: int) -> None:
        """Which of several is meant."""
        if 0 <= row < len(self._guests) and self._guests[row].among:
            asked = self._asking = self._guests[row]
            self.box.line.setText(asked.name)
            self.box.take_focus()
            self._search(asked.name)

    def _remove(self, row: int) -> None:
        if 0 <= row < len(self._guests):
            del self._guests[row]
            self._show()
            self.list.setCurrentRow(min(row, self.list.count() - 1))

    def _show(self) -> None:
        self.list.clear()
        for guest in self._guests:
            if guest.among:
                count = len(guest.among)
                said = _n("{name}: {n} client is called so, Enter asks which",
                          "{name}: {n} clients are called so, Enter asks which", count)  # fmt: skip
                words = "? " + said.format(name=guest.name, n=count)
            else:
                words = " · ".join(part for part in (guest.name, guest.about or (
                    "" if guest.client else _("no file"))) if part)  # fmt: skip
            self.list.add(words)
        self.list.setVisible(bool(self._guests))
        self.list.fit(ROWS)
        count = len(self._guests)
        said = _n("{n} guest. Del takes one off the list.", "{n} guests. Del takes one off the list.", count)
        set_tooltip(self.list, said.format(n=count))
        self.list.setAccessibleDescription(said.format(n=count))
        if count and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)


def _guest(known: Known) -> Guest:
    return Guest(whole_name(known), known.id, " · ".join(part for part in (known.phone, known.unit) if part))


def names_in(text: str) -> list[str]:
    """The names of a line or list, by line breaks and commas of either script."""
    lines = "".join("\n" if sign in _BETWEEN else sign for sign in text).splitlines()
    return [line.strip() for line in lines if line.strip()]
