"""What an erasure reaches: each table that hangs on a client, its journal, its index, and what names it elsewhere."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import peewee

from desktop.models import server_doors
from desktop.models.appraisal import Appeal, Excuse, FrozenCase
from desktop.models.approvals import Approval
from desktop.models.bookings import Booking, BookingClient, GivenOut
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.classes import ClassResult, Spend
from desktop.models.clients import BLOCKS, Anniversary, CardPrint, Client, Dealing, Link, ValueReview, YearResult
from desktop.models.collecting import CollectedSheet, ReviewItem
from desktop.models.competitors import CompetitorNote
from desktop.models.consents import Consent, Withheld
from desktop.models.contacts import Contact, ContactPaper, UnknownCall
from desktop.models.events import Invitation
from desktop.models.field_checks import FieldCheck, FileSpan
from desktop.models.folders import Document, DocumentVersion, Folder, FolderEntry
from desktop.models.identities import Authorisation, IdentityCheck
from desktop.models.leads import Lead, LeadEntry
from desktop.models.lent import Lent
from desktop.models.merging import DistinctPair, Merge
from desktop.models.orders import OrderEntry, OrderLine, PlacedOrder
from desktop.models.owners import ContactPerson, HandoverLine
from desktop.models.reception import Visitor
from desktop.models.records import Journal
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.models.requests import Request, Stop
from desktop.models.rewards import Reward
from desktop.models.risks import FraudWarning, RiskAssessment
from desktop.models.rows import among
from desktop.models.sealed_texts import SealedText
from desktop.models.seating import Attendance, AttendanceClient, SeatingPrint, SeatingRule, SeatingVersion, SecretReason
from desktop.models.spot_checks import SpotCheck
from desktop.models.surveys import SurveyDraw, SurveyReply
from desktop.models.today import DayKept
from desktop.models.views import FirstView, SavedView
from desktop.models.visits import Visit
from desktop.rules.approvals import Act, Need
from desktop.rules.bookings import Part
from desktop.rules.entries import phone_key
from desktop.rules.reception import entry_asked
from desktop.services import blobs, filed_texts, on_file, search
from desktop.services.work import Work

_CHUNK = 500
_DOT = " · "
_BETWEEN = re.compile(r"[\s,;:，；：、。()（）]+")


@dataclass(frozen=True, slots=True)
class Reached:
    """A table and its columns that name a client. Rows go; where `emptied` is given they stay for the sums, with these
    columns emptied."""

    table: Any
    columns: tuple[str, ...] = ("client",)
    emptied: tuple[str, ...] = ()


# A table that hangs on clients and is missing here is found by a test
REACHED: tuple[Reached, ...] = (
    *(Reached(table) for table in BLOCKS.values()),
    # before the contacts and documents that they join
    *(Reached(table) for table in (ContactPaper, UnknownCall)),
    *(Reached(table) for table in (ValueReview, CardPrint, Anniversary, Dealing, YearResult, ContactPerson, Contact,
                                   HandoverLine, DayKept, RiskAssessment, FraudWarning, IdentityCheck, CompetitorNote,
                                   Reward, Invitation, Consent, Withheld, Stop, RegisterClient, BookingClient,
                                   AttendanceClient, CollectedSheet, ReviewItem, Lent, SealedText, Visit, FileSpan)),
    # each before what it refers to
    *(Reached(table) for table in (*on_file.ARCHIVED, FolderEntry, DocumentVersion, Document, Folder)),
    Reached(Link, ("client", "other")),
    Reached(Authorisation, ("client", "agent")),
    Reached(Merge, ("kept", "merged")),
    Reached(DistinctPair, ("client", "other")),
    # what was spent and which class followed count on; that it was asked, and answered in time, is proof
    # numbers of cases have no gap, and how long each took is counted without whose it was
    # how records were scored counts on for whom they judge
    Reached(SpotCheck, emptied=("said", "improve", "done")),
    # whether what was entered was right counts on for whoever entered it
    Reached(FieldCheck, emptied=("note",)),
    # the leaf of what was locked stays, so that the period's root still holds
    Reached(FrozenCase, emptied=("payload", "salt")),
    Reached(Excuse, emptied=("words",)),
    Reached(Appeal, emptied=("words", "reason")),
    Reached(CaseEntry, emptied=("said", "detail")),
    Reached(ServiceCase, emptied=("subject", "content", "caller", "phone", "cause")),
    # how many came, by which grade and whom they visited is counted without who it was
    Reached(Visitor, emptied=("name", "unit", "phone", "purpose", "grade_reason", "stand_in_reason", "breach_note")),
    Reached(OrderEntry, emptied=("said",)),
    Reached(OrderLine, emptied=("what", "unit")),
    Reached(PlacedOrder, emptied=("note", "outside")),
    # how many leads of which source became clients, and how long that took, is counted on
    Reached(LeadEntry, emptied=("said", "result")),
    Reached(Lead, emptied=("name", "sort_key", "unit", "phone", "phone_key", "email", "wish", "needs",
                           "qualifications", "lost_reason")),
    # what was answered is counted without whose it was; what was said in words may name somebody
    Reached(SurveyReply, emptied=("said",)),
    Reached(SurveyDraw, emptied=("tries",)),
    Reached(Spend, emptied=("note",)),
    Reached(ClassResult, emptied=("override",)),
    Reached(Request, emptied=("details", "outcome")),
)  # fmt: skip
# Of the bare row: which client it was is told by the code alone, which stands on papers and in records
_KEPT = frozenset({"id", "version", "code", "form", "kind", "opened_on", "looked_through_at", "withdrawn_at",
                   "restricted_at", "erased_at"})  # fmt: skip


def family(work: Work, client: Client) -> list[Client]:
    """The file, and those that were merged into it, however often."""
    found, ids = [client], {client.id}
    while True:
        # reading path: files of one client, the last of which the caller has got through `work`
        more = list(Client.select().where(Client.merged_into.in_(ids) & Client.id.not_in(ids)))
        if not more:
            return found
        found += more
        ids |= {one.id for one in more}


def counts_of(work: Work, client: Client) -> tuple[int, dict[str, int]]:
    """How many files an erasure of this one would reach, and how many rows of each table."""
    if work.database.enforced:
        counts = server_doors.hanging(work.database.engine, client.id)
        return counts.pop("client"), {table: count for table, count in counts.items() if count}
    ids = [one.id for one in family(work, client)]
    # reading path: numbers alone, of a file that the caller has got through `work`
    found = {one.table._meta.table_name: one.table.select().where(_of(one, ids)).count() for one in REACHED}
    found["journal"] = sum(_entries(part).count() for part in _chunks(_rows_once_here(ids)))
    return len(ids), {table: count for table, count in found.items() if count}


def reach(work: Work, client: Client) -> list[Client]:
    """The files to erase, once that was approved: a server that keeps people apart lets all of them be reached until
    the end of this write, those out of one's sight too."""
    if work.database.enforced:
        server_doors.begin_erasing(work.database.engine, client.id, work.operation)
    return family(work, client)


@dataclass(slots=True)
class Done:
    """What an erasure has done: how many rows of each table, and which entries of the journal it has emptied."""

    counts: dict[str, int] = field(default_factory=dict)
    emptied: list[int] = field(default_factory=list)


def erase_rows(work: Work, clients: Sequence[Client], names: Sequence[str]) -> Done:
    """Takes out or empties all that there is of these files.

    Part of the verb that erases. `names` are what they are known by, looked for in requests for approval.
    """
    # writing path: an erasure journals nothing of what it destroys; its register tells how much it was
    ids = [client.id for client in clients]
    done = Done()
    counts = done.counts
    touched = set(_rows_once_here(ids))
    touched |= _empty_approvals(ids, [*names, *(client.code for client in clients)], counts)
    touched |= _drop_views(clients, counts)
    touched |= _drop_calls(clients, counts)
    done.emptied += _empty_mixed(ids)
    for part in _chunks(touched):
        done.emptied += _empty(_of_rows(part))
    # reading path: ids alone, taken out of the index
    found = [row for table in (Contact, CompetitorNote, Dealing, Document, Lead) for (row,) in
             table.select(table.id).where(table.client.in_(ids)).tuples()]  # fmt: skip
    search.forget(work, [*ids, *found])
    done.emptied += _empty_lines(ids, counts)
    own = _own_bookings(work, ids)
    done.emptied += _empty_bookings(own, counts)
    done.emptied += _empty_seats(own, ids, names, counts)
    counts["journal"] = len(done.emptied)
    filed_texts.spare(work, ids)
    # reading path: ids alone, whose bytes and keys go too
    contents = {key for (key,) in DocumentVersion.select(DocumentVersion.blob).where(
        DocumentVersion.client.in_(ids)).tuples()}  # fmt: skip
    for one in REACHED:
        if one.emptied:
            met = one.table.update(dict.fromkeys(one.emptied, "")).where(_of(one, ids)).execute()
        else:
            met = one.table.delete().where(_of(one, ids)).execute()
        _count(counts, one.table, met)
    for content in sorted(contents):
        # what another client's paper refers to as well stays for that one
        blobs.let_go(work, content)
    for client in clients:
        Client.update(_bare(work)).where(Client.id == client.id).execute()
    counts["client"] = len(ids)
    done.counts = {table: count for table, count in counts.items() if count}
    return done


def _bare(work: Work) -> dict[Any, Any]:
    """What the file's own row becomes: nothing but its number."""
    values: dict[Any, Any] = {}
    for column in Client._meta.sorted_fields:
        if column.name not in _KEPT:
            empty = "" if isinstance(column, peewee.CharField | peewee.TextField) else None
            values[column] = {} if column.name == "own" else empty if column.null or empty == "" else False
    return values | {
        Client.version: Client.version + 1, Client.kind: "customer", Client.opened_on: work.now.date(),
        Client.looked_through_at: work.now, Client.withdrawn_at: work.now, Client.restricted_at: None,
        Client.erased_at: work.now,
    }  # fmt: skip


def _of(one: Reached, ids: Sequence[UUID]) -> Any:
    fields = one.table._meta.fields
    condition = fields[one.columns[0]].in_(ids)
    for name in one.columns[1:]:
        condition |= fields[name].in_(ids)
    return condition


def _count(counts: dict[str, int], table: Any, done: int) -> None:
    counts[table._meta.table_name] = counts.get(table._meta.table_name, 0) + done


# The journal


def _rows_once_here(ids: Sequence[UUID]) -> list[UUID]:
    """Ids of the files and of all rows that hang on them or did when they were removed."""
    # reading path: ids alone, of files that the caller has got through `work`
    rows = [
        row
        for one in REACHED
        if "id" in one.table._meta.fields
        for (row,) in one.table.select(one.table.id).where(_of(one, ids)).tuples()
    ]
    removed = Journal.select(Journal.row, Journal.changes).where(
        (Journal.kind == "remove") & Journal.table.in_([one.table._meta.table_name for one in REACHED])
    )
    hexes = {key.hex for key in ids}
    gone = [row for row, changes in removed.tuples().iterator()
            if changes and any(pair[0] in hexes for pair in changes.values() if isinstance(pair[0], str))]  # fmt: skip
    return [*ids, *rows, *gone]


def _of_rows(rows: Sequence[UUID]) -> Any:
    return among(Journal.row, rows)


def _entries(rows: Sequence[UUID]) -> Any:
    # reading path: numbers alone
    return Journal.select().where(_of_rows(rows) & Journal.changes.is_null(False))


def _empty(condition: Any) -> list[int]:
    """The hashes stay, so that the chain holds; without its salt an entry can't be guessed from its hash."""
    # reading path: numbers alone; writing path: this is what the journal's hashes were made for
    found = [number for (number,) in Journal.select(Journal.id).where(condition & Journal.salt.is_null(False)).tuples()]
    for start in range(0, len(found), _CHUNK):
        part = Journal.id.in_(found[start : start + _CHUNK])
        # writing path: as above
        Journal.update(changes=None, salt=None, made=None).where(part).execute()
    return found


def _empty_mixed(ids: Sequence[UUID]) -> list[int]:
    """Merges with a file that was another client after all: until they were taken apart, its journal speaks of both."""
    # reading path: numbers of records alone
    done: list[int] = []
    for merge, kept, merged in Merge.select(Merge.id, Merge.kept, Merge.merged).where(
        Merge.kept.in_(ids) | Merge.merged.in_(ids)
    ).tuples():  # fmt: skip
        # reading path: as above
        serials = [n for (n,) in Journal.select(Journal.record).where(Journal.row == merge).tuples()]
        if not serials:
            continue
        done += _empty(Journal.record.in_(serials))
        if len(serials) > 1:
            between = (Journal.record >= min(serials)) & (Journal.record <= max(serials))
            done += _empty(Journal.row.in_([kept, merged]) & between)
    return done


# What names a client elsewhere


def _empty_approvals(ids: Sequence[UUID], names: Sequence[str], counts: dict[str, int]) -> set[UUID]:
    """Requests for approval that were about it: what was wanted and why is told in words; those by which somebody
    asked for its file, whether he was shown it or not; and those to let it into a closed zone on a visit."""
    # reading path: ids alone; writing path: as the caller says
    rows = {key for (key,) in Approval.select(Approval.id).where(Approval.subject.in_(ids)).tuples()}
    wanted = [name.casefold() for name in names if len(name) > 1]
    # reading path: compared only; nobody is shown them
    asked = Approval.select(Approval.id, Approval.what).where(Approval.act == Act.SEE_FILE.value).tuples()
    rows |= {key for key, what in asked if any(name in what.casefold() for name in wanted)}
    rows |= _of_zones(ids)
    # writing path: as the caller says
    done = Approval.update(what="", reason="", note="").where(Approval.id.in_(list(rows))).execute()
    _count(counts, Approval, done)
    return rows


def _of_zones(ids: Sequence[UUID]) -> set[UUID]:
    """Requests to let these clients into a closed zone. Whoever asks may not see files, so they name the visit alone,
    in their mark, and whose it is in words that may be a namesake's."""
    # reading path: ids alone
    visits = [key.hex for (key,) in Visitor.select(Visitor.id).where(Visitor.client.in_(ids)).tuples()]
    if not visits:
        return set()
    # reading path: compared only; nobody is shown them
    asked = Approval.select(Approval.id, Approval.what, Approval.mark).where(Approval.act == Act.ENTER_ZONE.value)
    return {key for key, what, mark in asked.tuples()
            if any(Need(Act.ENTER_ZONE, 1, "", entry_asked(zone, visit)).mark == mark
                   for zone in _zones_in(what) for visit in visits)}  # fmt: skip


def _zones_in(what: str) -> list[str]:
    """Which zone such a request may be about: its words begin with the zone, whose name may have the sign itself."""
    parts = what.split(_DOT)
    return [_DOT.join(parts[:count]) for count in range(1, len(parts))]


def _drop_views(clients: Sequence[Client], counts: dict[str, int]) -> set[UUID]:
    """Saved views of the list that look for this client by its name or number, whosever they are, or are called by it.

    A short name or a single character counts only as a word of its own, for it may be part of many others.
    """
    whole = {v.casefold() for one in clients for v in (one.name, one.phone, one.phone_key, one.other_phone) if v}
    words = whole | {one.short_name.casefold() for one in clients if one.short_name}
    parts = [text for text in whole if len(text) > 1]
    files = {one.id.hex for one in clients}

    def names_one(text: str) -> bool:
        return not words.isdisjoint(_words(text)) or any(part in text.casefold() for part in parts)

    def tells_one(kept: Mapping[str, Any]) -> bool:
        return names_one(kept.get("text", "")) or kept.get("client") in files

    # reading path: compared only; nobody is shown them
    rows = [row.id for row in SavedView.select() if names_one(row.name) or tells_one(row.content.get("filter") or {})]
    # writing path: as the caller says
    FirstView.update(view=None).where(FirstView.view.in_(rows)).execute()
    # writing path: as the caller says
    _count(counts, SavedView, SavedView.delete().where(SavedView.id.in_(rows)).execute())
    return set(rows)


def _drop_calls(clients: Sequence[Client], counts: dict[str, int]) -> set[UUID]:
    """Calls of its numbers that were kept before anybody knew whose they are, or struck."""
    keys = {phone_key(number) for one in clients for number in (one.phone, one.other_phone) if number}
    # reading path: ids alone
    rows = [key for (key,) in UnknownCall.select(UnknownCall.id).where(UnknownCall.phone.in_(keys - {""})).tuples()]
    # writing path: as the caller says
    _count(counts, UnknownCall, UnknownCall.delete().where(UnknownCall.id.in_(rows)).execute())
    return set(rows)


def _words(text: str) -> set[str]:
    """The words of a text, and the text as a whole."""
    folded = text.casefold().strip()
    return {folded, *_BETWEEN.split(folded)}


def _empty_lines(ids: Sequence[UUID], counts: dict[str, int]) -> list[int]:
    """What was given to partners of these clients alone is told no more; that something was given stays."""
    # reading path: ids alone
    mine = {
        line for (line,) in RegisterClient.select(RegisterClient.line).where(RegisterClient.client.in_(ids)).tuples()
    }
    # reading path: ids alone
    others = {line for (line,) in RegisterClient.select(RegisterClient.line).where(
        RegisterClient.line.in_(mine) & RegisterClient.client.not_in(ids)).tuples()}  # fmt: skip
    alone = list(mine - others)
    # reading path: ids alone
    given = [key for (key,) in GivenOut.select(GivenOut.id).where(among(GivenOut.line, alone)).tuples()]
    # writing path: as the caller says
    done = RegisterLine.update(what="", why="", note="").where(RegisterLine.id.in_(alone)).execute()
    _count(counts, RegisterLine, done)
    # writing path: as the caller says; of a card or form, why it went out late
    _count(counts, GivenOut, GivenOut.update(reason="").where(among(GivenOut.id, given)).execute())
    return _empty(among(Journal.row, [*alone, *given]))


def _own_bookings(work: Work, ids: Sequence[UUID]) -> list[UUID]:
    """Bookings that are these clients' own: which they host, or in which nobody else is named. Part of the erasure."""
    if work.database.enforced:
        # others of a booking may be out of sight, so the server says whose it is
        return server_doors.erased_bookings(work.database.engine)
    # reading path: ids alone
    lines = list(BookingClient.select(BookingClient.booking, BookingClient.client, BookingClient.part,
                                      BookingClient.withdrawn_at).where(BookingClient.booking.in_(
        BookingClient.select(BookingClient.booking).where(BookingClient.client.in_(ids)))).tuples())  # fmt: skip
    files = set(ids)
    hosted = {booking for booking, client, part, gone in lines
              if gone is None and part == Part.HOST.value and client in files}  # fmt: skip
    others = {booking for booking, client, _part, gone in lines if gone is None and client not in files}
    return sorted({booking for booking, *_rest in lines} - (others - hosted))


def _empty_bookings(mine: Sequence[UUID], counts: dict[str, int]) -> list[int]:
    """That a party came, and what it came to, stays for the sums; what was said of it goes with its host. Where the
    client was somebody else's guest or paid for him, it is that host's."""
    # writing path: as the caller says
    done = Booking.update(wishes="", purpose="", reason="").where(among(Booking.id, mine)).execute()
    _count(counts, Booking, done)
    return _empty(among(Journal.row, mine))


def _empty_seats(own: Sequence[UUID], ids: Sequence[UUID], names: Sequence[str], counts: dict[str, int]) -> list[int]:
    """That a seat was taken stays; what was said about it goes, who came on account of the client alone, and what was
    typed under the client's name where it was not known yet that there is a file. Of what the client's host had said
    of others nothing goes; at bookings that are the client's `own`, all that was said does."""
    # reading path: ids alone
    seats = [key for (key,) in AttendanceClient.select(AttendanceClient.attendance).where(
        AttendanceClient.client.in_(ids)).tuples()]  # fmt: skip
    # reading path: ids alone
    there = {key for (key,) in Attendance.select(Attendance.booking).where(among(Attendance.id, seats)).tuples()}
    # reading path: ids alone
    named = BookingClient.select(BookingClient.booking).where(BookingClient.client.in_(ids))
    there |= {key for (key,) in named.tuples()}
    called = among(Attendance.booking, there) & Attendance.name.in_([name for name in names if name])
    # reading path: ids alone
    typed = Attendance.select(Attendance.id).where(among(Attendance.attached_to, seats) | called).tuples()
    typed_ids = [key for (key,) in typed]
    # writing path: as the caller says
    done = Attendance.update(name="", salutation="", unit="").where(among(Attendance.id, typed_ids)).execute()
    _count(counts, Attendance, done)
    people = {str(key) for key in (*seats, *typed_ids)}
    words = [name.casefold() for name in names if len(name) > 1]

    def tells(booking: UUID, text: str, about: Iterable[str] = ()) -> bool:
        return booking in own or not people.isdisjoint(about) or any(word in text.casefold() for word in words)

    # reading path: compared only; nobody is shown them
    rules = [r.id for r in SeatingRule.select().where(among(SeatingRule.booking, there))
             if tells(r.booking_id, r.reason, r.people)]  # fmt: skip
    # reading path: as above
    secret = SecretReason.select(SecretReason.id, SecretReason.reason, SeatingRule.booking, SeatingRule.people)
    secrets = [key for key, reason, booking, about in
               secret.join(SeatingRule).where(among(SeatingRule.booking, there)).tuples()
               if tells(booking, reason, about)]  # fmt: skip
    # reading path: as above
    versions = SeatingVersion.select(SeatingVersion.id, SeatingVersion.booking, SeatingVersion.name)
    called_so = [key for key, booking, name in versions.where(among(SeatingVersion.booking, there)).tuples()
                 if tells(booking, name)]  # fmt: skip
    # writing path: as the caller says
    _count(counts, SeatingRule, SeatingRule.update(reason="").where(among(SeatingRule.id, rules)).execute())
    # writing path: as above
    _count(counts, SecretReason, SecretReason.update(reason="").where(among(SecretReason.id, secrets)).execute())
    # writing path: as above
    _count(counts, SeatingVersion, SeatingVersion.update(name="").where(among(SeatingVersion.id, called_so)).execute())
    # reading path: ids and hashes alone
    printed = SeatingPrint.select().where(among(SeatingPrint.booking, there))
    prints = [row for row in printed if people & row.items.keys()]
    for row in prints:
        left = {key: value for key, value in row.items.items() if key not in people}
        # writing path: as the caller says
        SeatingPrint.update(items=left).where(SeatingPrint.id == row.id).execute()
    _count(counts, SeatingPrint, len(prints))
    touched = [*seats, *typed_ids, *rules, *secrets, *called_so, *(row.id for row in prints)]
    return _empty(among(Journal.row, touched))


def _chunks(rows: Iterable[UUID]) -> Iterator[list[UUID]]:
    whole = list(rows)
    return (whole[start : start + _CHUNK] for start in range(0, len(whole), _CHUNK))
