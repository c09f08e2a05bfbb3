"""What hangs on a client file and follows it into another one: each such table is named here (CL-11)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import peewee

from desktop.models import server_doors
from desktop.models.base import Filed
from desktop.models.bookings import BookingClient
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.classes import Spend
from desktop.models.clients import Anniversary, Client, Dealing, Link, YearResult
from desktop.models.collecting import CollectedSheet, ReviewItem
from desktop.models.competitors import CompetitorNote
from desktop.models.consents import Consent
from desktop.models.contacts import Contact, ContactPaper, UnknownCall
from desktop.models.events import Invitation
from desktop.models.folders import Document, DocumentVersion, Folder, FolderEntry
from desktop.models.identities import Authorisation, IdentityCheck
from desktop.models.orders import OrderEntry, OrderLine, PlacedOrder
from desktop.models.owners import ContactPerson, HandoverLine
from desktop.models.registers import RegisterClient
from desktop.models.requests import Request, Stop
from desktop.models.rewards import Reward
from desktop.models.risks import FraudWarning, RiskAssessment
from desktop.models.seating import AttendanceClient
from desktop.models.today import DayKept
from desktop.models.visits import Visit
from desktop.rules.rights import Right
from desktop.services import on_file
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class Hanging:
    """Rows of `table` whose `column` names a client. One that the kept file has already, by the columns of `alike`,
    stays where it is, for nothing is to be there twice; so does one that would lead from a file to itself."""

    table: Any
    column: str = "client"
    alike: tuple[str, ...] = ()
    other_end: str = ""


# A table that hangs on clients and is missing here is found by a test
MOVED: tuple[Hanging, ...] = (
    Hanging(Link, "client", ("other", "role"), "other"),
    Hanging(Link, "other", ("client", "role"), "client"),
    Hanging(Anniversary, alike=("kind", "label", "calendar", "month", "day", "leap")),
    Hanging(Dealing),
    Hanging(YearResult, alike=("year",)),
    Hanging(Spend),
    Hanging(ContactPerson, alike=("person", "until")),
    Hanging(Contact),
    Hanging(Visit),
    Hanging(ContactPaper),
    Hanging(UnknownCall),
    Hanging(HandoverLine),
    Hanging(DayKept, alike=("on", "what")),
    Hanging(RiskAssessment),
    Hanging(FraudWarning),
    Hanging(IdentityCheck),
    Hanging(Authorisation, "client", ("agent", "scope"), "agent"),
    Hanging(Authorisation, "agent", ("client", "scope"), "client"),
    Hanging(CompetitorNote),
    Hanging(Reward),
    Hanging(Invitation, alike=("event",)),
    Hanging(Consent),
    Hanging(Request),
    Hanging(Stop),
    Hanging(RegisterClient, alike=("line",)),
    Hanging(BookingClient, alike=("booking", "part")),
    Hanging(AttendanceClient),
    Hanging(CollectedSheet),
    Hanging(ReviewItem),
    Hanging(Folder),
    Hanging(Document),
    Hanging(DocumentVersion),
    Hanging(FolderEntry),
    Hanging(ServiceCase),
    Hanging(CaseEntry),
    Hanging(PlacedOrder),
    Hanging(OrderLine),
    Hanging(OrderEntry),
    *(Hanging(table) for table in on_file.ARCHIVED),
)
# Named by the client column of their table, yet not moved; each for its reason
STAYING = {
    "frozen_case": "tells how a case counted in a period of appraisal",
    "excuse": "tells of a case as it was asked for; what counts goes by its row",
    "appeal": "tells of a case as it counted in a period of appraisal",
    "field_check": "tells how a value of this file was found on a day",
    "file_span": "tells how this file stood on a day",
    "spot_check": "tells how the record was scored as it was drawn",
    "value_review": "follows the value that was chosen",
    "card_print": "tells of the card of the file as it was",
    "client_identity": "sealed for its own file; opened and sealed anew",
    "client_property": "sealed for its own file; opened and sealed anew",
    "client_accounts": "sealed for its own file; opened and sealed anew",
    "class_result": "a quarter's snapshot stays as it was",
    "sealed_text": "stays with the file it was written in, until the merge is taken apart",
    "withheld": "a file with withheld values is not merged",
    "visitor": "tells who came on a day; the contact that the visit left moves along",
    "lead": "tells which file it became; that leads on to the one it went into",
    "lead_entry": "stays with its lead; the contacts that it became move along",
    "survey_draw": "tells who was drawn on a day; the file that stays is drawn for itself",
    "survey_reply": "what was answered belongs to the draw",
    "lent": "runs out; what was opened was of the file as it stood, and documents are lent no more",
    "merge": "tells of the files as they were",
    "distinct_pair": "a judgement of two files, not of a client",
}


def move_children(work: Work, kept: Client, other: Client) -> dict[str, int]:
    """Hangs what hangs on `other` on `kept`; returns how many rows of each table. Part of the merge."""
    work.require(Right.EDIT_CLIENTS, kept)
    work.require(Right.EDIT_CLIENTS, other)
    moved: dict[str, int] = {}
    for hanging in MOVED:
        table = hanging.table
        if not moved_in_sight(hanging):
            continue
        there = {_key(hanging, row) for row in _rows(work, hanging, kept, withdrawn=False)}
        for row in list(_rows(work, hanging, other, withdrawn=True)):
            if _stays(hanging, row, kept, there):
                continue
            told = may_be_counted(work, row, other)
            work.change(row, {hanging.column: kept.id})
            if not told:
                continue
            name = table._meta.table_name
            moved[name] = moved.get(name, 0) + 1
    for table, key in move_far_ends(work, other, kept):
        if work.visible(table, withdrawn=True).where(table.id == key).exists():
            moved[table._meta.table_name] = moved.get(table._meta.table_name, 0) + 1
    return moved


def moved_in_sight(hanging: Hanging) -> bool:
    """Whether rows go along as far as whoever merges sees them; the others go whoever sees them (`move_far_ends`)."""
    reach = hanging.table.REACH
    return bool(hanging.column == reach.column) and not isinstance(reach, Filed)


def move_far_ends(work: Work, origin: Client, target: Client, only: Collection[UUID] | None = None
                  ) -> list[tuple[Any, UUID]]:  # fmt: skip
    """Moves what whoever merges may not see all of: the links and authorisations that other files have to `origin`, for
    whoever has these must not lose a driver or an agent by it, and the documents of `origin`. Part of a merge, or of
    taking one apart, which names in `only` the rows that it moved. Returns table and id of each; tell nobody of those
    he may not see."""
    work.require(Right.EDIT_CLIENTS, origin)
    work.require(Right.EDIT_CLIENTS, target)
    moved: list[tuple[Any, UUID]] = []
    for hanging in MOVED:
        table, column = hanging.table, hanging.column
        if moved_in_sight(hanging):
            continue
        if work.database.enforced:
            # there a row is written by who may change the file that has it
            name = table._meta.table_name
            gone = server_doors.move_far_ends(work.database.engine, name, origin.id, target.id, only)
            work.journal_many(name, ((key, {column: [origin.id.hex, target.id.hex]}) for key in gone))
            moved += [(table, key) for key in gone]
            continue
        end = table._meta.fields[column]
        # reading path: rows of files that this person may not see; they are moved and not shown
        there = {_key(hanging, row) for row in table.select().where((end == target.id) & table.withdrawn_at.is_null())
                 if hanging.alike}  # fmt: skip
        # reading path: as above
        for row in list(table.select().where(end == origin.id)):
            if row.id in only if only is not None else not _stays(hanging, row, target, there):
                work.change(row, {column: target.id})
                moved.append((table, row.id))
    return moved


def counts(work: Work, client: Client) -> dict[str, int]:
    """How many rows in use hang on a file, by table."""
    found: dict[str, int] = {}
    for hanging in MOVED:
        rows = _rows(work, hanging, client, withdrawn=False)
        if hanging.table is Reward:
            # of what was granted only as much as this person may know (AC-5)
            rows = on_file.entries(work, client, Reward)
        elif hanging.other_end:
            rows = rows.where(_in_sight(work, hanging))
        number = rows.count()
        if number:
            name = hanging.table._meta.table_name
            found[name] = found.get(name, 0) + number
    return found


def may_be_counted(work: Work, row: Any, client: Client) -> bool:
    """Whether this person may know of the row, which hangs on `client`: of trade secrets not even how many there are
    (AC-5), nor of what leads to files out of sight."""
    if isinstance(row, Reward):
        return bool(on_file.entries(work, client, Reward, withdrawn=True).where(Reward.id == row.id).exists())
    table = type(row)
    if isinstance(table.REACH, Filed):
        return bool(work.visible(table, withdrawn=True).where(table.id == row.id).exists())
    ends = [hanging for hanging in MOVED if hanging.table is table and hanging.other_end]
    return all(work.visible(table, withdrawn=True).where((table.id == row.id) & _in_sight(work, hanging)).exists()
               for hanging in ends)  # fmt: skip


def _in_sight(work: Work, hanging: Hanging) -> Any:
    """The condition that the file at the other end is one that this person may see."""
    end = hanging.table._meta.fields[hanging.other_end]
    seen = work.visible(Client, withdrawn=True).select(peewee.SQL("1")).where(Client.id == end)
    return peewee.fn.EXISTS(seen)


def _rows(work: Work, hanging: Hanging, client: Client, *, withdrawn: bool) -> Any:
    fields = hanging.table._meta.fields
    return work.visible(hanging.table, withdrawn=withdrawn).where(fields[hanging.column] == client.id)


def _stays(hanging: Hanging, row: Any, kept: Client, there: Iterable[tuple[object, ...]]) -> bool:
    data = row.__data__
    if hanging.other_end and data[hanging.other_end] == kept.id:
        return True
    return bool(hanging.alike) and data.get("withdrawn_at") is None and _key(hanging, row) in there


def _key(hanging: Hanging, row: Any) -> tuple[object, ...]:
    return tuple(row.__data__[name] for name in hanging.alike)
