"""The audit log: records found by person, client, kind, days, workstation and words, as far as a reader may know."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_, _
from desktop.models.bookings import Meal, Room
from desktop.models.clients import Client
from desktop.models.office import Department, Person, Role, Workstation
from desktop.models.records import TAKEN, Journal, Record, Writer
from desktop.models.rows import among
from desktop.rules import code_spans
from desktop.rules.audit import FILE_ACTS, TOPICS, AuditKind, Question, kind_of
from desktop.rules.calendars import clock, zone_of
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right, Scope
from desktop.services import histories, journals, on_file, search
from desktop.services.audit_words import ACTIONS, OTHER, TERMS, Fact, Tongue, facts_of
from desktop.services.history_words import HistoryChange
from desktop.services.recording import NOTE
from desktop.services.work import Work

MOST = 500
_TEXT = peewee.Cast(Record.facts, "TEXT")  # as it is written, not as JSON would write what is looked for
_FOUND = 50  # clients and people whom a text may mean
_MEANT = 10  # of them, those whose exports and prints are found too
_FILES_TOLD = 20  # of an act on many files
# Of these no fact names a client, so whoever may not see all clients may search their words
_FREE = tuple(topic for kind, topics in TOPICS.items() for topic in topics
              if kind not in (AuditKind.READS, AuditKind.CHANGES, AuditKind.FILES))  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One record. `action` is a message id; `about` names the client or colleague it is about; `hidden`: it is about a
    client whom the reader may not see."""

    serial: int
    at: datetime
    who: str
    kind: AuditKind
    action: str
    about: str
    client_id: UUID | None
    code: str
    hidden: bool
    facts: tuple[Fact, ...]
    workstation: str


@dataclass(frozen=True, slots=True)
class FileChanges:
    """What an act changed in one client's file, and whose it is."""

    code: str
    name: str
    changes: tuple[HistoryChange, ...]


@dataclass(frozen=True, slots=True)
class AuditDetail:
    """One record with before and after, as far as rights and levels allow; `more` rows are not told."""

    line: AuditLine
    files: tuple[FileChanges, ...]
    changes: tuple[HistoryChange, ...]
    more: int
    number: int
    chain: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom and what the log may be narrowed to."""

    people: tuple[tuple[UUID, str], ...]
    workstations: tuple[tuple[UUID, str], ...]


def count(work: Work, question: Question) -> int:
    """How many records answer. Raises NotAllowed, NotFound for a client out of sight."""
    return int(_query(work, question).count())


def page(work: Work, question: Question, offset: int = 0, limit: int = 100, after: object = None,
         say: Callable[[str], str] = _) -> list[AuditLine]:  # fmt: skip
    """Newest first; `after` is the serial of the last line known, which is quicker than counting to `offset`."""
    if not 1 <= limit <= MOST:
        raise BadEntry(N_("Ask for 1 to {most} lines at once."), "limit", most=MOST)
    query = _query(work, question).order_by(Record.serial.desc()).limit(limit)
    query = query.where(Record.serial < after) if isinstance(after, int) else query.offset(offset)
    return lines(work, list(query), say)


def choices(work: Work) -> Choices:
    work.require(Right.SEE_AUDIT)
    people = work.visible(Person).order_by(Person.name)
    machines = work.visible(Workstation, withdrawn=True).order_by(Workstation.name)
    return Choices(tuple((p.id, p.name) for p in people), tuple((m.id, m.name) for m in machines))


def detail(work: Work, serial: int) -> AuditDetail:
    """One record whole. Raises NotFound."""
    record = work.visible(Record).where(Record.serial == serial).get_or_none()
    if record is None:
        raise NotFound(str(serial))
    (line,) = lines(work, [record])
    # reading path: which rows this act changed; what of them is told goes through `work` below
    entries = list(
        Journal.select().where((Journal.record == serial) & (Journal.kind != NOTE)).order_by(Journal.position)
    )
    clients = {e.row for e in entries if e.table == Client._meta.table_name}
    if line.client_id is not None:
        clients.add(line.client_id)
    files = _files(work, serial, clients)
    plain = [change for e in entries for change in _changes(work, e)]
    told = len(files) + len({e.row for e in entries if e.table in _PLAIN})
    more = max(0, len({(e.table, e.row) for e in entries}) - told) if not files else max(0, len(clients) - len(files))
    return AuditDetail(line, files, tuple(plain), more, record.number, str(record.writer_id)[-12:])


def lines(work: Work, records: Sequence[Any], say: Callable[[str], str] = _) -> list[AuditLine]:
    """Records in words; names and codes of clients out of sight are left out."""
    work.require(Right.SEE_AUDIT)
    people = dict(work.visible(Person).select(Person.id, Person.name).tuples())
    machines = dict(work.visible(Workstation, withdrawn=True).select(Workstation.id, Workstation.name).tuples())
    # reading path: which workstation each chain belongs to
    at = dict(Writer.select(Writer.id, Writer.workstation).where(among(Writer.id, {r.writer_id for r in records}))
              .tuples())  # fmt: skip
    subjects = {record.subject for record in records if record.subject is not None}
    files = on_file.files_among(work, subjects)
    seen = _in_sight(work, files)
    codes = _codes_in_sight(work, records)
    others = {row.id: row.name for model in (Role, Department, Meal, Room)
              for row in work.visible(model, withdrawn=True).where(among(model.id, subjects))}  # fmt: skip
    notes = journals.notes_of(work, [record.serial for record in records])
    made = []
    for record in records:
        hidden = record.subject in files and record.subject not in seen
        client = seen.get(record.subject)
        about = client.name if client is not None else people.get(record.subject) or others.get(record.subject, "")
        tongue = Tongue(people, machines, codes, hidden, say)
        facts = facts_of(record, notes.get(record.serial, {}), tongue)
        made.append(AuditLine(
            record.serial, record.at, people.get(record.person, ""), kind_of(record.topic), _action(work, record),
            about, client.id if client is not None else None, client.code if client is not None else "", hidden,
            facts, machines.get(at.get(record.writer_id), "")))  # fmt: skip
    return made


def _action(work: Work, record: Any) -> str:
    if record.action in TERMS and work.me.mandate.scope(Right.SEE_TERMS) is not Scope.ALL:
        return OTHER
    return ACTIONS.get((record.topic, record.action), OTHER)


def _everything(work: Work) -> bool:
    return work.me.mandate.scope(Right.SEE_CLIENTS) is Scope.ALL


def _in_sight(work: Work, clients: Any) -> dict[UUID, Any]:
    if not clients or not work.may(Right.SEE_CLIENTS):
        return {}
    query = work.visible(Client, withdrawn=True).select(Client.id, Client.code, Client.name)
    return {row.id: row for row in query.where(among(Client.id, clients))}


def _codes_in_sight(work: Work, records: Sequence[Any]) -> frozenset[str] | None:
    """None: whoever sees all clients may know all codes."""
    if _everything(work):
        return None
    if not work.may(Right.SEE_CLIENTS):
        return frozenset()
    named: set[str] = set()
    for record in records:
        for name in ("codes", "clients", "other", "code"):
            told = record.facts.get(name)
            named |= {told} if isinstance(told, str) else set(told) if isinstance(told, list) else set()
    query = work.visible(Client, withdrawn=True).select(Client.code).where(Client.code.in_(named))
    return frozenset(code for (code,) in query.tuples()) if named else frozenset()


# what is asked


def _query(work: Work, asked: Question) -> Any:
    query = work.visible(Record)
    if asked.serials:
        query = query.where(Record.serial.in_(asked.serials))
    if asked.person is not None:
        query = query.where(Record.person == asked.person)
    if asked.kinds:
        topics = [topic for kind in asked.kinds for topic in TOPICS[kind]]
        wanted = Record.topic.in_(topics)
        if AuditKind.FILES in asked.kinds:
            wanted |= (Record.topic == "clients") & Record.action.in_(FILE_ACTS)
        query = query.where(wanted)
    if asked.workstation is not None:
        # reading path: chains of one workstation
        chains = Writer.select(Writer.id).where(Writer.workstation == asked.workstation)
        query = query.where(Record.writer.in_(chains))
    zone = zone_of(str(work.settings["time_zone"]))
    if asked.first is not None:
        query = query.where(Record.at >= datetime.combine(asked.first, time(), zone))
    if asked.last is not None:
        query = query.where(Record.at < datetime.combine(asked.last + timedelta(days=1), time(), zone))
    if asked.client is not None:
        query = query.where(_of_client(work, work.get(Client, asked.client, withdrawn=True)))
    if asked.text.strip():
        query = query.where(_about(work, asked.text.strip()))
    return query


def _of_client(work: Work, client: Any) -> Any:
    """What was done to a file, and to those merged into it, and what took them along."""
    files = [client]
    for one in files:
        files.extend(work.visible(Client, withdrawn=True).where(Client.merged_into == one.id))
    return Record.subject.in_([one.id for one in files]) | _taken_along(work, [one.code for one in files])


def _taken_along(work: Work, codes: Sequence[str]) -> Any:
    """Exports, prints, copies and what partners were given, of these clients: each names whom it held, those of many
    by the first and last of codes that follow one another."""
    spanned = work.visible(Record).where(TAKEN & _TEXT.contains('"spans"')).select(Record.serial, _TEXT).tuples()
    within = code_spans.finder(codes)
    held = [serial for serial, text in spanned if within(text)]
    named = reduce(or_, (_TEXT.contains(f'"{code}"') for code in codes))
    return TAKEN & (named | Record.serial.in_(held))


def _about(work: Work, text: str) -> Any:
    """Words of the facts, and clients or colleagues whom the text means. How many there are tells a reader nothing of
    clients out of his sight: of records that name clients, only those of clients he sees are searched."""
    written = _TEXT.contains(text)
    wanted = (
        written | Record.serial.in_(journals.noted(text)) if _everything(work) else written & Record.topic.in_(_FREE)
    )
    people = [p.id for p in work.visible(Person) if text.casefold() in p.name.casefold()][:_FOUND]
    if people:
        wanted |= Record.person.in_(people) | Record.subject.in_(people)
    if work.may(Right.SEE_CLIENTS):
        hits = search.find(work, text, _FOUND)
        if hits:
            wanted |= Record.subject.in_([hit.id for hit in hits])
            wanted |= _taken_along(work, [hit.code for hit in hits[:_MEANT]])
    return wanted


# before and after


def _files(work: Work, serial: int, clients: set[UUID]) -> tuple[FileChanges, ...]:
    """The history has the words, and knows what of a file may be told to whom."""
    told = []
    for client in sorted(_in_sight(work, clients).values(), key=lambda row: str(row.code))[:_FILES_TOLD]:
        found = histories.history_of(work, client.id, limit=1, before=serial + 1)
        if found and found[0].serial == serial:
            told.append(FileChanges(client.code, client.name, found[0].changes))
    return tuple(told)


_PLAIN: Mapping[str, Mapping[str, str]] = {
    "person": {"name": N_("Name"), "post": N_("Post"), "phone": N_("Phone"), "roles": N_("Roles"),
               "vaults": N_("Keys of levels"), "suspended_at": N_("Suspended"), "closed_at": N_("Closed"),
               "returned": N_("Returned or deleted"), "direct": N_("Opened directly, because")},
    "role": {"name": N_("Name"), "rights": N_("Rights"), "level": N_("Level")},
    "department": {"name": N_("Name"), "rhythm": N_("Update rhythm")},
    "setting": {},
    "own_field": {"label": N_("Name"), "required": N_("Required")},
    "meal": {"name": N_("Name"), "begins": N_("From"), "ends": N_("To"), "ready_by": N_("Cards ready by"),
             "turns": N_("Turns"), "withdrawn_at": N_("Out of use")},
    "room": {"name": N_("Name"), "floor": N_("Floor"), "seats": N_("Seats"), "hall": N_("Booked by its tables"),
             "note": N_("Note"), "withdrawn_at": N_("Out of use")},
    "room_table": {"label": N_("Name"), "seats": N_("Seats"), "withdrawn_at": N_("Out of use")},
}  # fmt: skip

_CLOCKS = frozenset({"begins", "ends", "ready_by"})


def _changes(work: Work, entry: Any) -> list[HistoryChange]:
    """Changes of rows that are no client's."""
    labels = _PLAIN.get(entry.table)
    if labels is None:
        return []
    return [
        HistoryChange(name, labels.get(name, name), _said(work, name, pair[0]), _said(work, name, pair[1]))
        for name, pair in (entry.changes or {}).items()
        if name in labels or entry.table == "setting"
    ]


def _said(work: Work, name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name.endswith("_at"):
        moment = Record.at.python_value(value)
        assert moment is not None
        return f"{moment.astimezone(zone_of(str(work.settings['time_zone']))):%Y-%m-%d %H:%M}"
    if name in _CLOCKS:
        return clock(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
