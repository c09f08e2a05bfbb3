"""Who else comes to a new booking: clients that are found, names without a file, and those that a message tells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import BadEntry
from desktop.rules.ids import new_id
from desktop.rules.seating.attending import LONGEST_NAME, MOST_PEOPLE, read_names
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
# what a draft tells of a guest who is not settled: it is asked which, or he stands in the line still
_AMONG, _TYPED = "among", "typed"
_APART = re.compile("[、，,]")


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
    """Names could not be taken, or their files not be looked for: an OfficeError. The names stay."""

    def __init__(self, controller: BookingsController) -> None:
        super().__init__()
        self._controller = controller
        self._guests: list[Guest] = []
        self._asking: Guest | None = None
        self._before = self._typed = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        self.box = SearchBox()
        words = _("Who else comes: name, pinyin, end of the phone number; or a list")
        self.box.line.setPlaceholderText(words)
        self.box.line.setAccessibleName(words)
        # a list is never cut off at its end
        self.box.line.setMaxLength(MOST_PEOPLE * (LONGEST_NAME + 1))
        self.box.line.textEdited.connect(self._edited)
        self.box.line.textChanged.connect(self._remember)
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
        """Raises BadEntry where it is not said yet which of several is meant, or a name stands in the line still."""
        for guest in self._guests:
            if guest.among:
                raise BadEntry(N_("Several clients are called {name}: say which one comes, or take the name off the "
                                  "guests."), "guests", name=guest.name)  # fmt: skip
        if left := self.box.line.text().strip():
            raise BadEntry(N_("“{text}” is not on the list of guests yet: press Enter in that line, or empty it."),
                           "guest_line", text=left)  # fmt: skip

    def draft(self) -> list[dict[str, str]]:
        held = [{"name": guest.name, "client": guest.client.hex if guest.client else "", "about": guest.about,
                 "open": _AMONG if guest.among else ""} for guest in self._guests]  # fmt: skip
        left = self.box.line.text()
        return [*held, {"name": left, "client": "", "about": "", "open": _TYPED}] if left.strip() else held

    def restore(self, draft: Sequence[Mapping[str, str]]) -> None:
        self._guests = [Guest(one["name"], UUID(one["client"]) if one["client"] else None, one["about"])
                        for one in draft if one["open"] != _TYPED]  # fmt: skip
        self._show()
        self._look_up([one["name"] for one in draft if one["open"] == _AMONG])
        for one in draft:
            if one["open"] == _TYPED:
                self.box.line.setText(one["name"])

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

    def _add(self, guest: Guest) -> bool:
        same = [one for one in self._guests if (guest.client and one.client == guest.client)
                or (not guest.client and not one.client and one.name == guest.name)]  # fmt: skip
        if not same:
            self._guests.append(guest)
        return not same

    def _remember(self, text: str) -> None:
        self._before = text

    def _edited(self, text: str) -> None:
        """A pasted list comes at once; what is typed waits for Enter, or a name with a comma would be torn apart."""
        if len(_parts(_put_in(self._before, text))) > 1:
            self._take_list(text)

    def paste(self, text: str) -> None:
        self._take_list(text)

    def _take_list(self, text: str) -> None:
        """Each name once, and at once: who has a file is looked up afterwards. A list that is refused stays."""
        if names := self._read("\n".join(_parts(text))):
            self.box.line.clear()
            self.box.hide_hits()
            fresh = [name for name in names if self._add(Guest(name))]
            self._show()
            self._look_up(fresh)

    def _read(self, names: str) -> tuple[str, ...]:
        """The names, one on each line; none where they are refused, which is said."""
        try:
            return read_names(names)
        except BadEntry as refusal:
            self.refused.emit(refusal)
            return ()

    def _look_up(self, names: Sequence[str]) -> None:
        """Those of these names who have a file, in the place of the name; of several it is asked which."""

        def found(known: Mapping[str, Sequence[Known]]) -> None:
            held, self._guests = self._guests, []
            for guest in held:
                named = guest.client is None and not guest.among and guest.name in names
                meant = known.get(guest.name, ()) if named else ()
                if len(meant) > 1:
                    self._guests.append(Guest(guest.name, among=tuple(meant)))
                elif not meant:
                    self._guests.append(guest)
                elif all(one.client != meant[0].id for one in held):
                    self._guests.append(_guest(meant[0]))
            self._show()

        if names:
            # each list by itself: none overtakes the one before
            self._controller.find_named(str(new_id()), names, found, self.refused.emit, self)

    def _search(self, text: str) -> None:
        if self._asking is not None and text == self._asking.name:
            self.box.show_hits([Hit(CLIENT, one, whole_name(one), " · ".join(filter(None, (one.phone, one.unit))),
                                    one.code, risk=one.risk) for one in self._asking.among])  # fmt: skip
            return
        # the line is emptied before a choice is told, which is the answer to what was asked
        if text:
            self._asking, self._typed = None, text
        if len(parts := _parts(text)) > 1:
            words = _n("{n} name: {who}", "{n} names: {who}", len(parts)).format(n=len(parts), who=" · ".join(parts))
            self.box.show_hits([Hit(NAMES, text, words, _("Each comes"), "", "users"), _name_only(text)])
        elif text:
            self._controller.find(text, SHOWN, lambda found: self._show_hits(text, found), self)

    def _show_hits(self, text: str, found: Sequence[Found]) -> None:
        hits = [Hit(CLIENT, hit, hit.title, hit.detail, hit.code, risk=hit.risk) for hit in found[: SHOWN - 1]]
        self.box.show_hits([*hits, _name_only(text)])

    def _chosen(self, hit: Hit) -> None:
        argument: Any
        argument, asked, self._asking = hit.argument, self._asking, None
        if hit.noun in (NAME, NAMES):
            # as it reads by now: more may have been typed since this was offered
            self.box.line.setText(self._typed)
        if hit.noun == NAMES:
            self._take_list(self._typed)
            return
        if isinstance(argument, Known):
            made = _guest(argument)
        elif hit.noun == NAME:
            names = self._read(self._typed)
            if not names:
                return
            self.box.line.clear()
            made = Guest(names[0])
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


def _name_only(text: str) -> Hit:
    return Hit(NAME, text, _("Name only: {who}").format(who=text), _("No file is opened"), "", "user-plus")


def _parts(text: str) -> list[str]:
    """The names of a list: one per line, or in a single line what stands between its commas."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines if len(lines) > 1 else [part for part in map(str.strip, _APART.split(text)) if part]


def _put_in(before: str, after: str) -> str:
    """What one edit put into a line."""
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    return after[start : len(after) - end]


def _alike(one: str, other: str) -> int:
    """How many signs two texts have alike from their beginning on."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
