"""What competitors offer our clients, where we know it from, and who was told (CL-18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.competitors import CompetitorNote
from desktop.models.office import Person
from desktop.rules.errors import BadEntry
from desktop.rules.fields import Locked
from desktop.rules.ids import new_id
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.tokens import tokens_of
from desktop.services import marks, on_file, search
from desktop.services.work import Work

TOPIC = "clients"


@dataclass(frozen=True, slots=True)
class CompetitorEntry:
    """A note as it is typed in."""

    competitor: str
    on: date
    offer: str = ""
    rate: str = ""
    source: str = ""
    reported_to: UUID | None = None
    mark: str = ""  # a rules.secrecy.Secrecy


@dataclass(frozen=True, slots=True)
class CompetitorLine:
    id: UUID
    competitor: str
    on: date
    offer: str
    rate: str
    source: str
    reported_to_id: UUID | None
    reported_to: str
    entered_by: str
    may_change: bool
    mark: str = ""
    locked: Locked | None = None  # in the place of the words of a marked note


def notes_of(work: Work, client_id: UUID) -> tuple[CompetitorLine, ...]:
    """The notes of a file, newest first. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    return lines_of(work, client, on_file.entries(work, client, CompetitorNote), may=True)


def lines_of(work: Work, client: Client, rows: Iterable[Any], *, may: bool = False) -> tuple[CompetitorLine, ...]:
    """Notes that the caller has got through `work`; with `may` those are marked that this person may change."""
    found = sorted(rows, key=lambda row: (row.on, row.id), reverse=True)
    locks = marks.locks(work, found)
    people = on_file.names(work, [*(row.reported_to_id for row in found), *(row.entered_by_id for row in found)])
    return tuple(
        CompetitorLine(row.id, row.competitor, row.on, row.offer, row.rate, row.source, row.reported_to_id,
                       people.get(row.reported_to_id, ""), people.get(row.entered_by_id, ""),
                       may and marks.may_change(locks.get(row.id)) and _may_change(work, client, row), row.mark,
                       locks.get(row.id))
        for row in found
    )  # fmt: skip


def add_note(work: Work, client_id: UUID, entry: CompetitorEntry) -> UUID:
    """Enters a note. Whoever sees the file and may enter or edit clients may. Raises BadEntry, NotAllowed, NotFound."""
    client = work.get(Client, client_id)
    if not work.may(Right.EDIT_CLIENTS, client):
        work.require(Right.ENTER_CLIENTS)
    key = new_id()
    columns = marks.sealed(work, CompetitorNote, key, client.id, _checked(work, entry))
    row = work.add(CompetitorNote(id=key, client=client.id, entered_by=work.me.id, **columns))
    search.index(work, document(row, client))
    work.record(TOPIC, "add_competitor", client)
    return UUID(str(row.id))


def correct_note(work: Work, note_id: UUID, entry: CompetitorEntry, base: CompetitorEntry | None = None) -> None:
    """Corrects a note. `base` is what the person saw. Raises BadEntry, NotAllowed, NotFound, Stale."""
    row, client = _to_change(work, note_id)
    if marks.change(work, row, _checked(work, entry), _columns(work, base) if base else None):
        search.index(work, document(row, client))
        work.record(TOPIC, "correct_competitor", client)


def withdraw_note(work: Work, note_id: UUID) -> None:
    """Takes a note out of use; it stays in the history."""
    row, client = _to_change(work, note_id)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_competitor", client)


def document(row: Any, client: Any) -> search.Doc:
    """What the search index keeps of a note: it is found under the scope of its client (CL-16)."""
    found = tokens_of((), (row.competitor, row.offer, row.rate, row.source))
    return search.Doc(search.COMPETITOR, row.id, found, client.owner_id, client.deputy_id, client.department_id)


def _to_change(work: Work, note_id: UUID) -> tuple[CompetitorNote, Client]:
    row = work.get(CompetitorNote, note_id)
    client = work.get(Client, row.client_id)
    if not _may_change(work, client, row):
        work.require(Right.EDIT_CLIENTS, client)
    return row, client


def _may_change(work: Work, client: Client, row: Any) -> bool:
    mine = row.entered_by_id == work.me.id and work.may(Right.ENTER_CLIENTS)
    return mine or work.may(Right.EDIT_CLIENTS, client)


def _checked(work: Work, entry: CompetitorEntry) -> dict[str, object]:
    if entry.on > on_file.today(work):
        raise BadEntry(N_("Choose a day up to today."), "on")
    values = _columns(work, entry)
    if not values["competitor"]:
        raise BadEntry(N_("Name the competitor."), "competitor")
    return values


def _columns(work: Work, entry: CompetitorEntry) -> dict[str, object]:
    told = work.get(Person, entry.reported_to) if entry.reported_to is not None else None
    return {
        "competitor": check_length(tidy(entry.competitor), 120, "competitor"), "on": entry.on,
        "offer": check_length(tidy(entry.offer, lines=True), 2000, "offer"),
        "rate": check_length(tidy(entry.rate), 120, "rate"),
        "source": check_length(tidy(entry.source), 200, "source"), "reported_to": told,
        "mark": entry.mark,
    }  # fmt: skip
