"""What hangs on a client file, narrowed to the rows that this person may see: the lists and the history share it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import peewee

from desktop.models import server_doors
from desktop.models.archive import ArchiveFile, ArchiveItem, ArchiveSignature
from desktop.models.bookings import BookingClient
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.classes import Spend
from desktop.models.clients import Anniversary, Client, Dealing, Link, YearResult
from desktop.models.collecting import CollectedSheet, ReviewItem
from desktop.models.competitors import CompetitorNote
from desktop.models.consents import Consent
from desktop.models.contacts import Contact, ContactPaper, UnknownCall
from desktop.models.deeds import Deed, DeedMove, DeedVouch
from desktop.models.events import Invitation
from desktop.models.folders import Document, DocumentVersion, Folder, FolderEntry
from desktop.models.identities import Authorisation, IdentityCheck
from desktop.models.loans import Loan
from desktop.models.office import Person
from desktop.models.orders import OrderEntry, OrderLine, PlacedOrder
from desktop.models.owners import ContactPerson, Handover, HandoverLine
from desktop.models.reception import Visitor
from desktop.models.registers import RegisterClient
from desktop.models.requests import Request, Stop
from desktop.models.retention import DestructionItem, DestructionList, DestructionWitness, Hold
from desktop.models.rewards import Reward
from desktop.models.risks import FraudWarning, RiskAssessment
from desktop.models.rows import among
from desktop.models.seating import AttendanceClient
from desktop.models.sheets import PrintedSheet, SignedCopy
from desktop.models.surveys import SurveyDraw
from desktop.models.today import DayKept
from desktop.models.visits import Visit
from desktop.rules.ids import made_at
from desktop.rules.owners import Staffing, needs_several, staffing
from desktop.rules.rewards import RewardKind
from desktop.rules.rights import Right
from desktop.rules.zones import zone_of
from desktop.services.work import Work

# What hangs on one file alone and is read by `entries`
ENTRIES: tuple[Any, ...] = (RiskAssessment, FraudWarning, IdentityCheck, CompetitorNote, Reward, Invitation)
# What the client agreed to or asked for; not among what is undone by itself
ASKED: tuple[Any, ...] = (Consent, Request, Stop)
# All that is hung on a file after it was opened, whoever hangs it: an act that opened it is not undone under these
# What the archive has of a client, each before what it refers to
ARCHIVED: tuple[Any, ...] = (
    SignedCopy, PrintedSheet, DestructionWitness, DestructionItem, DestructionList, Hold, DeedVouch, DeedMove, Deed,
    Loan, ArchiveSignature, ArchiveItem, ArchiveFile,
)  # fmt: skip
HANGING: tuple[Any, ...] = (
    Link, Anniversary, Dealing, YearResult, DayKept, ContactPerson, Contact, ContactPaper, UnknownCall, HandoverLine,
    Authorisation,
    *ENTRIES, Spend, *ASKED, RegisterClient, BookingClient, AttendanceClient,
    Visit, ServiceCase, CaseEntry, Visitor, PlacedOrder, OrderLine, OrderEntry, SurveyDraw,
    CollectedSheet, ReviewItem, Document, DocumentVersion, Folder, FolderEntry, *ARCHIVED,
)  # fmt: skip
_OPEN_REWARDS = [kind.value for kind in RewardKind if not kind.secret]


def today(work: Work) -> date:
    """The date it is in the office."""
    return work.now.astimezone(zone_of(str(work.settings["time_zone"]))).date()


def names(work: Work, people: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of colleagues by id."""
    wanted = {person for person in people if person is not None}
    if not wanted:
        return {}
    rows = work.visible(Person).where(Person.id.in_(wanted)).select(Person.id, Person.name)
    return {row.id: row.name for row in rows}


def named(work: Work, name: str) -> tuple[UUID, ...]:
    """The colleagues whom a name on paper may mean: more than one where they share it, none for who is no colleague."""
    return tuple(key for (key,) in work.visible(Person).where(Person.name == name).select(Person.id).tuples())


def links(work: Work, client: Client, *, withdrawn: bool = False) -> list[tuple[Link, Client]]:
    """Links in both directions, each with the file at the other end.

    A file this person may not see is left out with its link, so that not even its existence shows (CL-4, AC-5).
    """
    return _with_other_end(work, client, Link, "other", withdrawn=withdrawn)


def authorisations(work: Work, client: Client, *, withdrawn: bool = False) -> list[tuple[Authorisation, Client]]:
    """Who may act for this client, and for whom it may act; seen as links are (CL-17)."""
    return _with_other_end(work, client, Authorisation, "agent", withdrawn=withdrawn)


def transfers_told(work: Work, keys: Iterable[UUID | None]) -> dict[UUID, Handover]:
    """Those of these transfers whose reason this person may know: he made it, gave or took over, or may change one of
    the files. A reason often speaks of a colleague, so that who only sees a file reads who has it now (CL-9, AC-4)."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    me, lines = work.me.id, work.visible(HandoverLine).where(HandoverLine.handover == Handover.id)
    taken = (HandoverLine.owner == me) | (HandoverLine.deputy == me)
    if work.may(Right.EDIT_CLIENTS):
        changed = work.visible(Client, Right.EDIT_CLIENTS, withdrawn=True).select(Client.id)
        taken |= HandoverLine.client.in_(changed)
    parts = peewee.fn.EXISTS(lines.where(taken).select(peewee.SQL("1")))
    mine = (Handover.person == me) | (Handover.giver == me) | parts
    return {row.id: row for row in work.visible(Handover, withdrawn=True).where(among(Handover.id, wanted) & mine)}


def handed_over_at(line: HandoverLine, told: Mapping[UUID, Handover]) -> datetime:
    """When a client was handed over: whoever is not told of the transfer has it from the line, by the clock there."""
    transfer = told.get(line.handover_id)
    return transfer.at if transfer is not None else made_at(line.id)


def _with_other_end(work: Work, client: Client, model: Any, column: str, *, withdrawn: bool) -> list[tuple[Any, Any]]:
    end = model._meta.fields[column]
    rows = list(work.visible(model, withdrawn=withdrawn).where((model.client == client.id) | (end == client.id)))
    other = {row.id: row.__data__[column] if row.client_id == client.id else row.client_id for row in rows}
    query = work.visible(Client, withdrawn=withdrawn).select(
        Client.id, Client.code, Client.name, Client.sort_key, Client.risk
    )
    seen = {found.id: found for found in query.where(Client.id.in_(set(other.values())))} if rows else {}
    return [(row, seen[other[row.id]]) for row in rows if other[row.id] in seen]


def dealings(work: Work, client: Client, *, withdrawn: bool = False) -> Any:
    """Dealings; confidential ones only for who may edit the file or entered them (CL-6)."""
    query = work.visible(Dealing, withdrawn=withdrawn).where(Dealing.client == client.id)
    if not work.may(Right.EDIT_CLIENTS, client):
        query = query.where(~Dealing.confidential | (Dealing.entered_by == work.me.id))
    return query


def contact_persons(work: Work, client: Client) -> list[ContactPerson]:
    """Who is in contact with the client besides owner and deputy, as long as it lasts, the first first."""
    query = work.visible(ContactPerson).where((ContactPerson.client == client.id) & ContactPerson.until.is_null())
    return list(query.order_by(ContactPerson.since, ContactPerson.id))


def staffing_of(work: Work, client: Client, rows: Iterable[ContactPerson]) -> Staffing:
    """Whether the client has the contact persons it needs (CL-9); whose account is suspended is none."""
    contacts, owners = {row.person_id for row in rows}, {client.owner_id, client.deputy_id}
    people = {*contacts, *owners} - {None}
    query = work.visible(Person).where(Person.id.in_(people) & Person.suspended_at.is_null())
    here = {row.id for row in query.select(Person.id)} if people else set()
    needs = needs_several(client.client_class, client.important, client.promising)
    return staffing(needs, owners & here, contacts & here, int(work.settings["contact_persons"]),
                    bool(work.settings["owners_count"]))  # fmt: skip


def entries(work: Work, client: Client, model: Any, *, withdrawn: bool = False) -> Any:
    """Rows of one of ENTRIES on this file; of what was granted only the gifts, where terms may not be seen (AC-5)."""
    query = work.visible(model, withdrawn=withdrawn).where(model.client == client.id)
    if model is Reward and not work.may(Right.SEE_TERMS, client):
        query = query.where(Reward.kind.in_(_OPEN_REWARDS))
    return query


def files_among(work: Work, ids: Collection[UUID]) -> set[UUID]:
    """Which of the ids that records name are clients' files, seen or not: for who sees the audit."""
    work.require(Right.SEE_AUDIT)
    if work.database.enforced:
        # files out of sight are not there for him
        return server_doors.files_among(work.database.engine, ids)
    # reading path: only which of them are clients at all
    return {key for (key,) in Client.select(Client.id).where(among(Client.id, ids)).tuples()}
