"""Who comes to a booking, taken from its clients, their affiliated persons or a pasted list, and rules between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import BookingClient
from desktop.models.clients import Client, Link
from desktop.models.rows import among
from desktop.models.seating import Attendance, AttendanceClient, SeatingRule, SeatingTable, SecretReason
from desktop.rules.bookings import Part
from desktop.rules.errors import BadEntry
from desktop.rules.seating import plan as plans
from desktop.rules.seating.attending import LONGEST_NAME, Duty, Reply, read_names
from desktop.rules.seating.etiquette import follows
from desktop.rules.seating.packs import Etiquette, Party
from desktop.rules.seating.plan import Kind, Rule, Trait
from desktop.rules.text import check_length, tidy
from desktop.rules.words import LinkRole
from desktop.services import seating_plans, seating_tables
from desktop.services.seating_tables import TOPIC, booking_to_seat
from desktop.services.work import Work

MOST_RANK = 9999
_DUTIES = {LinkRole.DRIVER: Duty.DRIVER, LinkRole.ASSISTANT: Duty.ASSISTANT, LinkRole.FAMILY: Duty.FAMILY}


@dataclass(frozen=True, slots=True)
class GuestEntry:
    """Somebody as he is added: a client, or a name without a file. `rank` counts from 1 within the party, 0 unknown."""

    party: Party
    client: UUID | None = None
    name: str = ""
    salutation: str = ""
    unit: str = ""
    rank: int = 0
    duty: Duty | None = None
    attached_to: UUID | None = None
    traits: frozenset[Trait] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Companion:
    """An affiliated person of a client at the booking, who may come along; `of` is the attendance of the client."""

    client: UUID
    code: str
    name: str
    role: LinkRole
    of: UUID


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody without a file is called at a booking."""

    name: str
    salutation: str = ""
    unit: str = ""


def add_people(work: Work, booking_id: UUID, entries: Sequence[GuestEntry], etiquette: Etiquette) -> tuple[UUID, ...]:
    """Adds people who come; names of clients are kept as they are today. Raises BadEntry, NotAllowed, NotFound."""
    booking = booking_to_seat(work, booking_id)
    # files in one order, or two who add the same clients would wait for each other
    files = {key: work.get(Client, key) for key in sorted({e.client for e in entries if e.client is not None})}
    here = {guest.client for guest in seating_plans.guests_of(work, booking.id)}
    added = []
    for entry in entries:
        if entry.client in here and entry.client is not None:
            raise BadEntry(
                N_("{name} is on the list of this booking already."), "client", name=files[entry.client].name
            )
        here.add(entry.client)
        row = work.add(Attendance(booking=booking.id, reply=Reply.OPEN.value, **_values(work, booking, entry)))
        if entry.client is not None:
            client = files[entry.client]
            work.add(AttendanceClient(attendance=row.id, client=client.id, name=client.name,
                                      salutation=client.salutation, unit=client.unit))  # fmt: skip
        added.append(UUID(str(row.id)))
    if added:
        _name_places(work, booking, etiquette)
        work.record(TOPIC, "add_people", booking, number=booking.number, people=len(added))
    return tuple(added)


def add_clients(work: Work, booking_id: UUID, etiquette: Etiquette) -> tuple[UUID, ...]:
    """Adds host, payer and known guests of the booking who are not on its list yet. Raises NotAllowed, NotFound."""
    booking = booking_to_seat(work, booking_id)
    lines = list(work.visible(BookingClient).where(BookingClient.booking == booking.id).order_by(BookingClient.id))
    here = {guest.client for guest in seating_plans.guests_of(work, booking.id)}
    entries, ranks = [], {Party.HOST: 0, Party.GUEST: 0}
    for line in lines:
        if line.client_id not in here:
            here.add(line.client_id)
            party = Party.GUEST if line.part == Part.GUEST.value else Party.HOST
            ranks[party] += 1
            entries.append(GuestEntry(party, line.client_id, rank=ranks[party]))
    return add_people(work, booking_id, entries, etiquette) if entries else ()


def add_names(work: Work, booking_id: UUID, text: str, party: Party, etiquette: Etiquette) -> tuple[UUID, ...]:
    """Adds the names of a pasted list, one per line, in their order; who is on the list by that name is not added
    again. Raises BadEntry naming the line, NotAllowed, NotFound."""
    guests = seating_plans.guests_of(work, booking_to_seat(work, booking_id).id)
    names = read_names(text, (guest.name for guest in guests if not guest.hidden))
    if not names:
        raise BadEntry(N_("There is no new name in this list. Put one name on each line."), "names")
    last = max((guest.rank for guest in guests if guest.party is party), default=0)
    entries = [GuestEntry(party, name=name, rank=rank) for rank, name in enumerate(names, last + 1)]
    return add_people(work, booking_id, entries, etiquette)


def companions(work: Work, booking_id: UUID) -> tuple[Companion, ...]:
    """Affiliated persons 附属客户 of the clients at a booking who are not on its list (CL-4). Raises NotAllowed."""
    guests: dict[UUID, seating_plans.Guest] = {}
    for guest in seating_plans.guests_of(work, booking_id):
        # two files that became one may both be on the list
        if guest.client is not None:
            guests.setdefault(guest.client, guest)
    query = work.visible(Link).where(among(Link.client, list(guests))).order_by(Link.id)
    links = [link for link in query if link.other_id not in guests]
    files = {row.id: row for row in work.visible(Client).where(among(Client.id, [link.other_id for link in links]))}
    return tuple(
        Companion(row.id, row.code, row.name, LinkRole.of(link.role), guests[link.client_id].id)
        for link in links if (row := files.get(link.other_id)) is not None
    )  # fmt: skip


def companion_entry(one: Companion) -> GuestEntry:
    """A companion as he is added."""
    return GuestEntry(Party.ATTACHED, one.client, duty=_DUTIES.get(one.role, Duty.OTHER), attached_to=one.of)


def change_person(work: Work, attendance_id: UUID, entry: GuestEntry, etiquette: Etiquette,
                  base: Mapping[str, object] | None = None) -> None:  # fmt: skip
    """Changes what is said of somebody at a booking; of who has a file, name and unit stay as they were kept. `base`
    is what was seen of the columns.

    Raises BadEntry, Stale where a colleague changed the same, NotAllowed, NotFound.
    """
    row = work.get(Attendance, attendance_id)
    booking = booking_to_seat(work, row.booking_id)
    values = dict(_values(work, booking, entry, but=row.id))
    if not row.name:
        values |= {"name": "", "salutation": "", "unit": ""}
    if work.change(row, values, base):
        _name_places(work, booking, etiquette)
        work.record(TOPIC, "change_person", booking, number=booking.number)


def link_client(work: Work, attendance_id: UUID, client_id: UUID) -> Typed:
    """Says whose file somebody has who was typed by name; name, form of address and unit are those of the file from
    now on, as they are today. Returns what was typed, to be handed to `unlink_client`. Raises BadEntry where he has a
    file or the client is on the list, NotAllowed, NotFound."""
    row = work.get(Attendance, attendance_id)
    booking = booking_to_seat(work, row.booking_id)
    if not row.name:
        raise BadEntry(N_("This person has a file already."), "client")
    client = work.get(Client, client_id)
    if client.id in {guest.client for guest in seating_plans.guests_of(work, booking.id)}:
        raise BadEntry(N_("{name} is on the list of this booking already."), "client", name=client.name)
    work.add(AttendanceClient(attendance=row.id, client=client.id, name=client.name, salutation=client.salutation,
                              unit=client.unit))  # fmt: skip
    typed = Typed(row.name, row.salutation, row.unit)
    work.change(row, {"name": "", "salutation": "", "unit": ""})
    work.record(TOPIC, "link_person", booking, number=booking.number)
    return typed


def unlink_client(work: Work, attendance_id: UUID, typed: Typed) -> None:
    """Takes back that somebody was given a file. He is called as he was typed before: the names of the file are for who
    sees it, and those of the list for everybody. Raises BadEntry where he has no file, NotAllowed, NotFound."""
    row = work.get(Attendance, attendance_id)
    booking = booking_to_seat(work, row.booking_id)
    lines = list(work.visible(AttendanceClient).where(AttendanceClient.attendance == row.id))
    if not lines:
        raise BadEntry(N_("This person has no file that could be taken away."), "client")
    name = check_length(tidy(typed.name), LONGEST_NAME, "name")
    if not name:
        raise BadEntry(N_("Give the name of this person, or choose a client."), "name")
    work.change(row, {"name": name, "salutation": check_length(tidy(typed.salutation), 60, "salutation"),
                      "unit": check_length(tidy(typed.unit), 200, "unit")})  # fmt: skip
    for line in lines:
        work.withdraw(line)
    work.record(TOPIC, "unlink_person", booking, number=booking.number)


def remove_person(work: Work, attendance_id: UUID) -> None:
    """Takes somebody off the list. Whose file he has stays as it is where this person may not see the file: it tells
    only who may, and counts for nothing without its attendance. Raises BadEntry while he has a seat or others came on
    his account, NotAllowed, NotFound."""
    row = work.get(Attendance, attendance_id)
    booking = booking_to_seat(work, row.booking_id)
    tables = [table.id for table in seating_plans.table_rows(work, booking.id)]
    if any(seat.attendance_id == row.id for seat in seating_plans.assignments(work, tables)):
        raise BadEntry(N_("This person has a seat. Take it back first, or note that he does not come."), "person")
    if work.visible(Attendance).where(Attendance.attached_to == row.id).exists():
        raise BadEntry(N_("Others come on account of this person. Take them off the list first."), "person")
    work.withdraw(row)
    for line in list(work.visible(AttendanceClient).where(AttendanceClient.attendance == row.id)):
        work.withdraw(line)
    work.record(TOPIC, "remove_person", booking, number=booking.number)


def give_back_person(work: Work, attendance_id: UUID) -> None:
    """Takes back that somebody was taken off the list. Raises BadEntry where he is on it again, NotAllowed,
    NotFound."""
    row = work.get(Attendance, attendance_id, withdrawn=True)
    booking = booking_to_seat(work, row.booking_id)
    if row.withdrawn_at is None:
        return
    query = work.visible(AttendanceClient, withdrawn=True).where(AttendanceClient.attendance == row.id)
    # whoever took him off without seeing his file left its line as it was
    lines = [line for line in query if line.withdrawn_at in (None, row.withdrawn_at)]
    here = {guest.client for guest in seating_plans.guests_of(work, booking.id)}
    for line in lines:
        if line.client_id in here:
            raise BadEntry(N_("{name} is on the list of this booking already."), "client", name=line.name)
        work.change(line, {"withdrawn_at": None})
    work.change(row, {"withdrawn_at": None})
    work.record(TOPIC, "give_back_person", booking, number=booking.number)


def columns(entry: GuestEntry) -> Mapping[str, object]:
    """The columns of somebody entered so, to tell whether a colleague has changed one of them since."""
    found: dict[str, object] = {
        "party": entry.party.value, "duty": entry.duty.value if entry.duty else "", "rank": entry.rank,
        "attached_to": entry.attached_to, "traits": sorted(trait.value for trait in entry.traits),
        "languages": sorted(entry.languages),
    }  # fmt: skip
    if entry.client is None:
        found |= {"name": tidy(entry.name), "salutation": tidy(entry.salutation), "unit": tidy(entry.unit)}
    return found


def _name_places(work: Work, booking: Any, etiquette: Etiquette) -> None:
    """As long as nobody sits, the places of honour follow how many hosts and guests there are."""
    held = seating_plans.seating_of(work, booking.id, etiquette)
    if held.plan.tables and not held.plan.seating:
        seating_tables.keep_roles(work, seating_tables.with_fresh_roles(work, held, etiquette).tables)


def _values(work: Work, booking: Any, entry: GuestEntry, but: UUID | None = None) -> Mapping[str, Any]:
    typed = entry.client is None
    name = check_length(tidy(entry.name), LONGEST_NAME, "name") if typed else ""
    if typed and but is None and not name:
        raise BadEntry(N_("Give the name of this person, or choose a client."), "name")
    if not 0 <= entry.rank <= MOST_RANK:
        raise BadEntry(N_("The rank is a number from 1; 0 is unknown."), "rank")
    if entry.attached_to is not None:
        principal = work.get(Attendance, entry.attached_to)
        if principal.booking_id != booking.id or principal.id == but:
            raise BadEntry(N_("Choose somebody of the same booking whom this person accompanies."), "attached_to")
    return {
        "party": entry.party.value, "duty": entry.duty.value if entry.duty else "", "rank": entry.rank,
        "attached_to": entry.attached_to, "name": name,
        "salutation": check_length(tidy(entry.salutation), 60, "salutation") if typed else "",
        "unit": check_length(tidy(entry.unit), 200, "unit") if typed else "",
        "traits": sorted(trait.value for trait in entry.traits), "languages": sorted(entry.languages),
    }  # fmt: skip


# Rules between people


def add_rule(work: Work, booking_id: UUID, rule: Rule, etiquette: Etiquette) -> UUID:
    """Adds a rule; its number is given here. People and table by their ids as text, hard without a weight. Why a secret
    one holds, only who adds it and managers are told.

    Raises BadEntry naming what can't be, NotAllowed, NotFound.
    """
    booking = booking_to_seat(work, booking_id)
    held = seating_plans.seating_of(work, booking.id, etiquette)
    rows = work.visible(SeatingRule, withdrawn=True).where(SeatingRule.booking == booking.id)
    number = max((row.number for row in rows), default=0) + 1
    made = replace(rule, number=number, reason=check_length(tidy(rule.reason), 200, "reason"))
    plans.checked(replace(held.plan, rules=(made,)))
    if made.kind is Kind.ROLE and follows(held.plan.person_of[made.people[0]]):
        raise BadEntry(N_("Who accompanies others has no place of honour of his own."), "people")
    table = work.get(SeatingTable, UUID(made.table)).id if made.table else None
    row = work.add(SeatingRule(
        booking=booking.id, number=number, kind=made.kind.value, people=list(made.people), weight=made.weight,
        reason="" if made.secret else made.reason, secret=made.secret, role=made.role, table=table,
        most=made.most, entered_by=work.me.id, entered_at=work.now,
    ))  # fmt: skip
    if made.secret and made.reason:
        work.add(SecretReason(rule=row.id, reason=made.reason, entered_by=work.me.id))
    work.record(TOPIC, "add_seating_rule", booking, number=booking.number, rule=number)
    return UUID(str(row.id))


def withdraw_rule(work: Work, rule_id: UUID) -> None:
    """Takes a rule back; a secret one only who is told what it says. Raises BadEntry, NotAllowed, NotFound."""
    row = work.get(SeatingRule, rule_id)
    booking = booking_to_seat(work, row.booking_id)
    if not seating_plans.is_told(work, row):
        raise BadEntry(N_("This rule is secret: only who entered it and managers take it back."), "rule")
    work.withdraw(row)
    work.record(TOPIC, "withdraw_seating_rule", booking, number=booking.number, rule=row.number)


def give_back_rule(work: Work, rule_id: UUID) -> None:
    """Lets a rule hold again that was taken back. Raises NotAllowed, NotFound."""
    row = work.get(SeatingRule, rule_id, withdrawn=True)
    booking = booking_to_seat(work, row.booking_id)
    if work.change(row, {"withdrawn_at": None}):
        work.record(TOPIC, "give_back_seating_rule", booking, number=booking.number, rule=row.number)
