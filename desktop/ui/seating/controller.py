"""Asks the office for one booking's seats and does what is done to them, people, tables and rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.rules.seating.attending import Reply
from desktop.rules.seating.by_hand import ByHand
from desktop.rules.seating.changes import Change
from desktop.rules.seating.commands import Command
from desktop.rules.seating.facts import Before, FactsOf
from desktop.rules.seating.packs import Etiquette, Hand, Party, read_folder
from desktop.rules.seating.plan import Plan, Rule, Seat
from desktop.rules.seating.proposing import Way
from desktop.rules.seating.remembering import Taste
from desktop.services import (
    booking_lists,
    search,
    seating,
    seating_facts,
    seating_history,
    seating_past,
    seating_people,
    seating_plans,
    seating_tables,
)
from desktop.services.booking_lists import BookLine
from desktop.services.readings import readings
from desktop.services.seating import Departure, Offer
from desktop.services.seating_people import GuestEntry
from desktop.services.seating_plans import Seating
from desktop.services.seating_tables import TableEntry
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk, Errand
from desktop.workstation.paths import resource

_MEALS = 20  # of a client that are over, to tell where he sat
Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


@dataclass(frozen=True)
class Shown:
    """A booking with its seats; `letters` are the initials of each name in pinyin, by every reading."""

    line: BookLine
    seating: Seating
    letters: Mapping[str, tuple[str, ...]]


def read_seats(work: Work, booking_id: UUID, etiquette: Etiquette) -> Shown:
    line = booking_lists.booking_of(work, booking_id)
    held = seating_plans.seating_of(work, booking_id, etiquette)
    letters = {}
    for guest in held.guests:
        read = readings(guest.name)
        letters[str(guest.id)] = (*read.initials, *read.full)
    return Shown(line, held, letters)


@dataclass(frozen=True)
class Known:
    """What is shown beside the seats: of who sits there, by attendance, and of who sat there last."""

    people: FactsOf
    here: Mapping[Seat, Before]


def read_facts(work: Work, booking_id: UUID, etiquette: Etiquette) -> Known:
    facts = seating_facts.facts_of(work, booking_id)
    before, here = seating_past.before_of(work, booking_id, etiquette)
    people = {key: replace(known, last=before.get(key)) for key, known in facts.items()}
    return Known(people, here)


@dataclass(frozen=True)
class Day:
    """The bookings of a day, and how many seats are given at each."""

    on: date
    lines: tuple[BookLine, ...]
    given: Mapping[UUID, int]


def read_day(work: Work, on: date) -> Day:
    lines = tuple(line for line in booking_lists.day_book(work, on).lines if line.state.takes_place)
    return Day(on, lines, seating_plans.given_at(work, [line.id for line in lines]))


@dataclass(frozen=True)
class Joining:
    """Who is added at once: the booking's own clients, companions, and a pasted list of a party."""

    clients: bool = False
    companions: tuple[seating_people.Companion, ...] = ()
    names: str = ""
    party: Party = Party.GUEST


def join(work: Work, booking_id: UUID, who: Joining, etiquette: Etiquette) -> tuple[UUID, ...]:
    """Adds them in one write; who comes is told by id, to be taken back as one."""
    added = seating_people.add_clients(work, booking_id, etiquette) if who.clients else ()
    if who.companions:
        entries = [seating_people.companion_entry(one) for one in who.companions]
        added += seating_people.add_people(work, booking_id, entries, etiquette)
    if who.names.strip():
        added += seating_people.add_names(work, booking_id, who.names, who.party, etiquette)
    return added


def take_off(work: Work, people: Sequence[UUID]) -> None:
    """What was added is taken back, the last first."""
    for key in reversed(people):
        seating_people.remove_person(work, key)


class SeatingController(QObject):
    """The store of the editor; one verb of the services in each line."""

    loaded = Signal(object)
    """A Shown."""
    facts_loaded = Signal(object)
    day_loaded = Signal(object)
    """A Day, to choose a booking from."""
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.booking: UUID | None = None

    @property
    def may_edit(self) -> bool:
        return self.desk.person.may(Right.TAKE_BOOKINGS)

    @property
    def may_print(self) -> bool:
        return self.desk.person.may(Right.PRINT_CLIENTS)

    @property
    def may_run(self) -> bool:
        """Whether the house's own places of honour may be changed."""
        return self.desk.person.may(Right.RUN_OFFICE)

    @property
    def etiquette(self) -> Etiquette:
        return read_folder(resource("etiquette"))

    @property
    def chosen(self) -> UUID:
        assert self.booking is not None
        return self.booking

    # reading

    def reload(self) -> None:
        if self.booking is not None:
            self._ask("plan", read_seats, self.booking, self.etiquette, done=self.loaded.emit)

    def load_facts(self) -> None:
        if self.booking is not None:
            self._ask("facts", read_facts, self.booking, self.etiquette, done=self.facts_loaded.emit)

    def load_day(self, on: date) -> None:
        self._ask("day", read_day, on, done=self.day_loaded.emit)

    def load_companions(self, done: Done) -> None:
        self._ask("companions", seating_people.companions, self.chosen, done=done)

    def load_versions(self, done: Done) -> None:
        self._ask("versions", seating.versions, self.chosen, done=done)

    def load_sat(self, client: UUID, done: Done) -> None:
        self._ask("sat", seating_history.sat_of, client, self.etiquette, _MEALS, done=done)

    def load_house(self, done: Done) -> None:
        self._ask("house", seating_plans.house_rows, done=done)

    def find(self, text: str, done: Done, owner: QObject) -> None:
        self.desk.ask("seating.find", search.find, text, 6, done=done, failed=self.refused.emit, owner=owner)

    def _ask(self, key: str, verb: Callable[..., Any], *args: object, done: Done) -> None:
        self.desk.ask(f"seating.{key}", verb, *args, done=done, failed=self.refused.emit, owner=self)

    # seats

    def seat(self, command: Command, seen: Plan, done: Done, failed: Failed) -> None:
        self._do(seating.seat, self.chosen, command, self.etiquette, seen, done=done, failed=failed)

    def take_back(self, change: Change, done: Done, failed: Failed) -> None:
        self._do(seating.take_back, self.chosen, change, self.etiquette, done=done, failed=failed)

    def let_go(self, people: tuple[UUID, ...], done: Done, failed: Failed) -> None:
        self._do(seating.let_go, self.chosen, people, self.etiquette, done=done, failed=failed)

    def take_back_departure(self, departure: Departure, done: Done, failed: Failed, *, forced: bool = False) -> None:
        self._do(seating.take_back_departure, self.chosen, departure, self.etiquette, forced, done=done, failed=failed)

    def take_back_elsewhere(self, booking: UUID, departure: Departure) -> None:
        """Of a booking that is not shown any more."""
        self._do(seating.take_back_departure, booking, departure, self.etiquette, done=None, failed=self.refused.emit)

    def propose(self, filling: bool, taste: Taste, done: Done, failed: Failed, owner: QObject) -> Errand:
        key = self.chosen

        def make(work: Work, *, progress: Any) -> Offer:
            return seating.propose(work, key, self.etiquette, filling=filling, taste=taste, progress=progress)

        return self.desk.errand(_("Proposing seats"), make, done=done, failed=failed, owner=owner)

    def accept(self, offer: Offer, way: Way, people: tuple[str, ...] | None, done: Done, failed: Failed) -> None:
        self._do(seating.accept, self.chosen, offer, way, self.etiquette, people, done=done, failed=failed)

    # people

    def join(self, who: Joining, done: Done, failed: Failed) -> None:
        self._do(join, self.chosen, who, self.etiquette, done=done, failed=failed)

    def add_person(self, entry: GuestEntry, done: Done, failed: Failed) -> None:
        self._do(seating_people.add_people, self.chosen, [entry], self.etiquette, done=done, failed=failed)

    def change_person(self, person: UUID, entry: GuestEntry, base: Mapping[str, object], done: Done, failed: Failed
                      ) -> None:  # fmt: skip
        self._do(seating_people.change_person, person, entry, self.etiquette, base, done=done, failed=failed)

    def remove_person(self, person: UUID, done: Done, failed: Failed) -> None:
        self._do(seating_people.remove_person, person, done=done, failed=failed)

    def note_reply(self, person: UUID, reply: Reply, done: Done, failed: Failed) -> None:
        self._do(seating.note_reply, person, reply, done=done, failed=failed)

    def link_client(self, person: UUID, client: UUID, done: Done, failed: Failed) -> None:
        self._do(seating_people.link_client, person, client, done=done, failed=failed)

    # rules between people

    def add_rule(self, rule: Rule, done: Done, failed: Failed) -> None:
        self._do(seating_people.add_rule, self.chosen, rule, self.etiquette, done=done, failed=failed)

    def withdraw_rule(self, rule: UUID, done: Done, failed: Failed) -> None:
        self._do(seating_people.withdraw_rule, rule, done=done, failed=failed)

    # tables

    def lay(self, pack: str, honour: Hand | None, done: Done, failed: Failed) -> None:
        self._do(seating_tables.lay, self.chosen, self.etiquette, pack, honour, done=done, failed=failed)

    def add_table(self, entry: TableEntry, done: Done, failed: Failed) -> None:
        self._do(seating_tables.add_table, self.chosen, entry, self.etiquette, done=done, failed=failed)

    def change_table(self, table: UUID, label: str, rank: int, done: Done, failed: Failed) -> None:
        self._do(seating_tables.change_table, table, label, rank, done=done, failed=failed)

    def remove_table(self, table: UUID, done: Done, failed: Failed) -> None:
        self._do(seating_tables.remove_table, table, done=done, failed=failed)

    def choose_etiquette(self, pack: str, honour: Hand | None, done: Done, failed: Failed) -> None:
        self._do(seating_tables.choose_etiquette, self.chosen, self.etiquette, pack, honour, done=done, failed=failed)

    def name_seats(self, table: UUID, wanted: ByHand, seen: ByHand, done: Done, failed: Failed) -> None:
        self._do(seating_tables.name_seats, table, wanted, self.etiquette, seen, done=done, failed=failed)

    def keep_house_row(self, pack: str, seats: int, codes: Sequence[str] | None, done: Done, failed: Failed) -> None:
        self._do(seating_tables.keep_house_row, self.etiquette, pack, seats, codes, done=done, failed=failed)

    # versions

    def keep_version(self, name: str, done: Done, failed: Failed) -> None:
        self._do(seating.keep_version, self.chosen, name, self.etiquette, done=done, failed=failed)

    def restore_version(self, version: UUID, done: Done, failed: Failed) -> None:
        self._do(seating.restore_version, version, self.etiquette, done=done, failed=failed)

    def withdraw_version(self, version: UUID, done: Done, failed: Failed) -> None:
        self._do(seating.withdraw_version, version, done=done, failed=failed)

    def call(self, verb: Callable[..., Any], *args: object, done: Done, failed: Failed) -> None:
        """A step back or forth of a deed."""
        self._do(verb, *args, done=done, failed=failed)

    def _do(self, verb: Callable[..., Any], *args: object, done: Done | None, failed: Failed) -> None:
        self.desk.do(verb, *args, done=done, failed=failed, owner=self)

    # paper

    def print_sheet(self, sheet: str, **more: object) -> None:
        """`sheet` is a verb of the prints; what it makes is looked at before it is printed."""
        # loaded with the first sheet
        from desktop.services import seating_prints

        verb, key = getattr(seating_prints, sheet), self.chosen

        def make(work: Work, *, progress: Any) -> Any:
            return verb(work, key, self.etiquette, translator(language()), progress=progress, **more)

        self.desk.errand(_("Preparing the sheet"), make, done=self.printed.emit, failed=self.refused.emit,
                         owner=self)  # fmt: skip
