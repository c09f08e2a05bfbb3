"""Partners 合作伙伴: their confidentiality agreements, and what they are given until it comes back (AC-8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.registers import Partner, RegisterLine
from desktop.rules import partners as rules
from desktop.rules.errors import BadEntry
from desktop.rules.partners import Agreement, Ending, PartnerEntry
from desktop.rules.rights import Right
from desktop.rules.today import NEXT_DAYS, Batch, Row, Said, View
from desktop.services import calendars, due_rows, on_file, registers
from desktop.services.registers import Out, OutLine
from desktop.services.work import Work

TOPIC = "partners"
REGISTER = "handout"


@dataclass(frozen=True, slots=True)
class PartnerLine:
    id: UUID
    entry: PartnerEntry
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class GiveEntry:
    """What is given: to whom, of which clients, what for, and until which day."""

    partner: UUID
    what: str
    why: str
    until: date
    clients: tuple[UUID, ...] = ()
    note: str = ""


def list_partners(work: Work) -> tuple[PartnerLine, ...]:
    """The partners by name, each with where its agreement stands. Raises NotAllowed."""
    work.require(Right.PROTECT_CLIENTS)
    today = on_file.today(work)
    return tuple(
        PartnerLine(row.id, PartnerEntry(row.name, row.contact, row.signed_on, row.valid_until, row.place, row.note),
                    rules.agreement(row.signed_on, row.valid_until, today))
        for row in work.visible(Partner).order_by(Partner.name)
    )  # fmt: skip


def save_partner(work: Work, entry: PartnerEntry, partner_id: UUID | None = None) -> UUID:
    """Enters a partner or corrects it; a renewed agreement is a correction too. Raises BadEntry, NotAllowed."""
    work.require(Right.PROTECT_CLIENTS)
    values = rules.checked(entry)
    if partner_id is None:
        row = work.add(Partner(entered_by=work.me.id, **values))
    else:
        row = work.get(Partner, partner_id)
        if not work.change(row, values):
            return UUID(str(row.id))
    work.record(TOPIC, "save_partner", row)
    return UUID(str(row.id))


def withdraw_partner(work: Work, partner_id: UUID) -> None:
    """Takes a partner out of use. Raises BadEntry while it still holds something, NotAllowed, NotFound."""
    work.require(Right.PROTECT_CLIENTS)
    row = work.get(Partner, partner_id)
    if work.visible(RegisterLine).where((RegisterLine.partner == row.id) & RegisterLine.back_at.is_null()).exists():
        raise BadEntry(N_("This partner still holds something: note first what became of it."), "partner")
    work.withdraw(row)
    work.record(TOPIC, "withdraw_partner", row)


def give(work: Work, entry: GiveEntry) -> UUID:
    """Registers information that is given to a partner. Needs a signed agreement on file, and the right to export each
    of the clients. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.EXPORT_CLIENTS)
    partner = work.get(Partner, entry.partner)
    today = on_file.today(work)
    rules.check_agreement(rules.agreement(partner.signed_on, partner.valid_until, today))
    what, why = rules.checked_words(entry.what, entry.why)
    if entry.until < today:
        raise BadEntry(N_("The day by which it comes back lies ahead."), "until")
    clients = [work.get(Client, key) for key in entry.clients]
    for client in clients:
        work.require(Right.EXPORT_CLIENTS, client)
    zone = str(work.settings["time_zone"])
    due = calendars.office_calendar((entry.until.year,), zone=zone).end_of(entry.until)
    row = registers.hand_out(work, REGISTER, Out(what, why, partner.id, None, due, entry.note,
                                                 tuple(client.id for client in clients)))  # fmt: skip
    only = clients[0] if len(clients) == 1 else None
    work.record(TOPIC, "give", only or row, number=row.number, codes=sorted(client.code for client in clients))
    return UUID(str(row.id))


def take_back(work: Work, line_id: UUID, ending: Ending, note: str = "") -> None:
    """Notes that it was returned, destroyed or lost. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.EXPORT_CLIENTS)
    row = work.get(RegisterLine, line_id)
    registers.take_back(work, row, ending, note)
    work.record(TOPIC, "take_back", row, number=row.number, ending=ending.value)


def hand_on(work: Work, line_id: UUID, person_id: UUID) -> None:
    """Lets a colleague see to it that something comes back (AC-3, AC-8). Who gave it stays on record.

    Raises BadEntry (field `person`), NotAllowed, NotFound.
    """
    work.require(Right.PROTECT_CLIENTS)
    row, person = work.get(RegisterLine, line_id), work.hold(Person, person_id)
    registers.hand_on(work, row, person)
    work.record(TOPIC, "hand_on", row, number=row.number, to=str(person.id))


def given(work: Work, *, outstanding: bool = True) -> tuple[OutLine, ...]:
    """What partners hold, the first due first; or what came back. Raises NotAllowed."""
    work.require(Right.PROTECT_CLIENTS)
    return registers.lines(work, REGISTER, outstanding=outstanding)


def due(work: Work, view: View) -> list[Batch]:
    """What I gave, or my department, and must come back: by tonight and in the days after (OF-10)."""
    gave = RegisterLine.keeper.is_null() & due_rows.owed_by(work, view, RegisterLine.out_by)
    owed = (due_rows.owed_by(work, view, RegisterLine.keeper) | gave) & RegisterLine.back_at.is_null()
    query = work.visible(RegisterLine).where(
        (RegisterLine.register == REGISTER) & owed & RegisterLine.due.is_null(False)
    )
    calendar = calendars.office_calendar((view.today.year, view.today.year + 1),
                                         zone=str(work.settings["time_zone"]))  # fmt: skip
    tonight, later = (RegisterLine.due.db_value(calendar.end_of(day))
                      for day in (view.today, view.today + timedelta(days=NEXT_DAYS)))  # fmt: skip
    return due_rows.split(query, RegisterLine.due, tonight, later, view.limit, lambda rows: _told(work, rows))


def _told(work: Work, rows: Sequence[Any]) -> tuple[Row, ...]:
    return tuple(
        Row(("handout", line.id), "briefcase", Said(N_("Must come back: {what}"), {"what": line.what}), line.whom,
            ("data", "given"), given=("data", "given"), below=line.why, until=line.due,
            urgent=line.late(work.now))
        for line in registers.told(work, rows)
    )  # fmt: skip
