"""Archive files: opened, changed, and read with their lists and their clocks (DO-3, DO-4).

The content list is told by `archive_lists`, how a file is signed on from hand to hand by `archive_handing`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.archive import ArchiveFile, ArchiveItem, ArchiveSignature
from desktop.models.clients import Client
from desktop.models.folders import Document
from desktop.models.office import Person, public_halves
from desktop.rules import archive as rules
from desktop.rules import deadlines
from desktop.rules.archive import FileState, Item, Lacking, Listed, Section, Signer, Terms, Wanted, Way
from desktop.rules.archive_numbers import Parts, Term
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.services import archive_lists, calendars, on_file, vault
from desktop.services.archive_lists import ITS_LIST, TITLE_LIMIT, TOPIC
from desktop.services.work import Work

# What stands in a file's number, or under a list that was signed
_NUMBERED = ("category", "unit", "year", "term", "title")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What is said of a file: `ended_at` is the moment its matter ended, as a rule when the loan was paid out."""

    title: str
    agent_a: UUID
    agent_b: UUID
    ended_at: datetime
    year: int
    term: Term = Term.TEN
    category: str = ""
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An entry of a list in its place. `document` is its scan as far as I may see it; `asked_at` is when agent B asked
    for it, `settled_at` when it was there."""

    id: UUID
    listed: Listed
    number: str
    document: UUID | None
    asked_at: datetime | None
    settled_at: datetime | None

    @property
    def item(self) -> Item:
        return self.listed.item


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature under a list; `holds`: it was given for the list as it is now, and by that person's key."""

    role: Signer
    person: UUID
    name: str
    at: datetime
    holds: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as a list shows it. `due` is until when the step at hand is to be done, `together` the rule book's sum
    of both steps; both None once it is in."""

    id: UUID
    client: UUID | None
    client_code: str
    client_name: str
    title: str
    number: str
    state: FileState
    year: int
    term: Term
    agent_a: UUID
    agent_b: UUID
    agent_a_name: str
    agent_b_name: str
    ended_at: datetime
    archived_at: datetime | None
    due: datetime | None
    together: datetime | None
    late: bool
    mine: bool  # the step at hand is mine
    sheets: int
    items: int
    place: str


@dataclass(frozen=True, slots=True)
class FileView:
    """One file with its list, what it lacks, and who signed."""

    line: FileLine
    entry: FileEntry
    items: tuple[ItemLine, ...]
    lacking: tuple[Lacking, ...]
    signed: tuple[Signed, ...]
    digest: str
    may_change: bool


# Opening and saying otherwise


def open_file(work: Work, client_id: UUID | None, entry: FileEntry) -> UUID:
    """Opens a file for a client's matter, or the office's own for None. Raises BadEntry naming the field, NotAllowed,
    NotFound."""
    client = archive_lists.to_write(work, client_id)
    columns = _checked(work, entry)
    row = work.add(ArchiveFile(client=client_id, entered_by=work.me.id, entered_at=work.now, **columns,
                               due_a=step_due(work, Signer.A, columns["ended_at"], 0)))  # fmt: skip
    work.record(TOPIC, "open_file", client or row)
    return UUID(str(row.id))


def change_file(work: Work, file_id: UUID, entry: FileEntry) -> None:
    """Says otherwise what a file is, and whose steps are those of agent A and B. What its number says of it stays once
    it has one. Raises BadEntry, NotAllowed, NotFound."""
    row = work.get(ArchiveFile, file_id)
    client = archive_lists.to_write(work, row.client_id)
    columns = _checked(work, entry)
    if row.number and any(getattr(row, name) != columns[name] for name in _NUMBERED):
        raise BadEntry(N_("This file has its archive number: what the number says of it stays."))
    if FileState.of(row.state) not in rules.TURN:
        raise BadEntry(N_("This file lies in the archive."))
    if columns["ended_at"] != row.ended_at and row.due_a is not None:
        columns["due_a"] = step_due(work, Signer.A, columns["ended_at"], row.more_a)
    if work.change(row, columns):
        work.record(TOPIC, "change_file", client or row)


def withdraw_file(work: Work, file_id: UUID) -> None:
    """Takes a file out of use that was opened by mistake. Raises BadEntry once it is coded, NotAllowed, NotFound."""
    row = work.get(ArchiveFile, file_id)
    client = archive_lists.to_write(work, row.client_id)
    if row.number:
        raise BadEntry(N_("This file has its archive number, which is never given again: it is destroyed or kept."))
    for item in archive_lists.items_in(work, row.id):
        work.withdraw(item)
    for signature in archive_lists.signatures_of(work, row.id):
        work.withdraw(signature)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_file", client or row)


def _checked(work: Work, entry: FileEntry) -> dict[str, Any]:
    title = check_length(tidy(entry.title), TITLE_LIMIT, "title")
    if not title:
        raise BadEntry(N_("Give the file a title."), "title")
    if entry.agent_a == entry.agent_b:
        raise BadEntry(N_("Agent B checks what agent A has put together: name two different people."), "agent_b")
    for field, person in (("agent_a", entry.agent_a), ("agent_b", entry.agent_b)):
        if work.hold(Person, person).suspended_at is not None:
            raise BadEntry(N_("This account is suspended; choose somebody else."), field)
    if entry.ended_at > work.now:
        raise BadEntry(N_("The matter can't have ended in the future."), "ended_at")
    if not 1949 <= entry.year <= on_file.today(work).year:
        raise BadEntry(N_("Enter the year of the matter with four digits."), "year")
    return {
        "title": title, "category": check_length(tidy(entry.category), 20, "category"),
        "unit": check_length(tidy(entry.unit), 20, "unit"), "year": entry.year, "term": entry.term.value,
        "agent_a": entry.agent_a, "agent_b": entry.agent_b, "ended_at": entry.ended_at,
        "note": check_length(tidy(entry.note), 300, "note"),
    }  # fmt: skip


# Reading


def files(work: Work, *, client_id: UUID | None = None, states: Iterable[FileState] = (), text: str = "",
          limit: int = 500) -> tuple[FileLine, ...]:  # fmt: skip
    """Files as far as I may see them: those on their way first, the longest waiting before the others, then what is in
    by number. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    query = work.visible(ArchiveFile)
    if client_id is not None:
        query = query.where(ArchiveFile.client == client_id)
    wanted = [state.value for state in states]
    if wanted:
        query = query.where(ArchiveFile.state.in_(wanted))
    if typed := tidy(text):
        query = query.where(ArchiveFile.title.contains(typed) | ArchiveFile.number.contains(typed))
    rows = list(query.order_by(ArchiveFile.number != "", ArchiveFile.number, ArchiveFile.ended_at).limit(limit))
    return lines(work, rows)


def lines(work: Work, rows: Sequence[Any]) -> tuple[FileLine, ...]:
    """Files in words, of rows that the caller has got through `work`."""
    people = on_file.names(work, (key for row in rows for key in (row.agent_a_id, row.agent_b_id)))
    clients = {row.client_id for row in rows if row.client_id is not None}
    known = {row.id: row for row in work.visible(Client, withdrawn=True).where(Client.id.in_(clients))}
    counted: dict[UUID, list[int | None]] = {row.id: [] for row in rows}
    listed = work.visible(ArchiveItem).where(ArchiveItem.file.in_(list(counted)) & (ArchiveItem.annex == False))  # noqa: E712
    for file, sheets in listed.select(ArchiveItem.file, ArchiveItem.sheets).tuples():
        counted[file].append(sheets)
    calendar = _calendar(work)
    return tuple(_line(work, row, people, known.get(row.client_id), counted[row.id], calendar) for row in rows)


def _line(work: Work, row: Any, people: Mapping[UUID, str], client: Any, sheets: Sequence[int | None], calendar: Any
          ) -> FileLine:  # fmt: skip
    state, terms = FileState.of(row.state), terms_of(work)
    clock = rules.clock_of(_way(row), state, terms, row.more_a if state in ITS_LIST else row.more_b)
    due = deadlines.due(*clock, calendar) if clock is not None else None
    whole = deadlines.working_days(terms.together + row.more_a + row.more_b)
    return FileLine(
        row.id, row.client_id, client.code if client is not None else "", client.name if client is not None else "",
        row.title, row.number, state, row.year, Term.of(row.term), row.agent_a_id, row.agent_b_id,
        people.get(row.agent_a_id, ""), people.get(row.agent_b_id, ""), row.ended_at, row.archived_at, due,
        deadlines.due(row.ended_at, whole, calendar) if clock is not None else None,
        due is not None and work.now > due, is_mine(work, row), sum(each or 0 for each in sheets), len(sheets),
        row.place,
    )  # fmt: skip


def file_view(work: Work, file_id: UUID) -> FileView:
    """One file with its list. Raises NotFound."""
    row = work.get(ArchiveFile, file_id)
    (line,) = lines(work, [row])
    rows = archive_lists.items_in(work, row.id)
    seen = {key for (key,) in work.visible(Document).where(
        Document.id.in_([each.document_id for each in rows if each.document_id is not None])
    ).select(Document.id).tuples()}  # fmt: skip
    plain = [archive_lists.item_of(each) for each in rows]
    by_item = {id(item): each for each, item in zip(rows, plain, strict=True)}
    placed = [(by_item[id(one.item)], one) for one in rules.listed(plain)]
    now_digest = archive_lists.digest(work, row)
    entry = FileEntry(row.title, row.agent_a_id, row.agent_b_id, row.ended_at, row.year, line.term, row.category,
                      row.unit, row.note)  # fmt: skip
    return FileView(
        line, entry,
        tuple(ItemLine(each.id, one, each.number, each.document_id if each.document_id in seen else None, each.asked_at,
                       each.settled_at) for each, one in placed),
        rules.lacking(plain, wanted_of(work, row)), _signed(work, row, now_digest), now_digest,
        line.state in ITS_LIST and line.mine,
    )  # fmt: skip


def _signed(work: Work, row: Any, now_digest: str) -> tuple[Signed, ...]:
    rows = archive_lists.signatures_of(work, row.id)
    people = on_file.names(work, (each.person_id for each in rows))
    order = list(Signer)
    found = [
        Signed(Signer.of(each.role), each.person_id, people.get(each.person_id, ""), each.at,
               each.digest == now_digest and is_genuine(each))
        for each in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: order.index(one.role)))


def taken_in_by(work: Work, files: Sequence[UUID]) -> dict[UUID, str]:
    """Who took each of these files in. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    same = ArchiveSignature.file.in_(list(files)) & (ArchiveSignature.role == Signer.ARCHIVIST.value)
    found = dict(work.visible(ArchiveSignature).where(same).select(ArchiveSignature.file, ArchiveSignature.person)
                 .tuples())  # fmt: skip
    people = on_file.names(work, found.values())
    return {file: people.get(person, "") for file, person in found.items()}


def is_genuine(signature: Any) -> bool:
    """Whether a signature under a list is that of the person's own key, for this list and this role."""
    _exchange, key = public_halves(signature.person_id)
    text = signing_text(signature.file_id, signature.role, signature.digest, signature.person_id)
    try:
        return vault.signed(key, bytes.fromhex(signature.signature), text)
    except ValueError:
        return False


def signing_text(file_id: UUID, role: str, digest: str, person: UUID) -> bytes:
    """What is signed: whose list, as whom, and who."""
    return b"clientele/archive-list/1\0" + f"{file_id.hex} {role} {digest} {person.hex}".encode()


# What the verbs of handing on share


def is_mine(work: Work, row: Any) -> bool:
    """Whether the step at hand is mine. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    turn = rules.TURN.get(FileState.of(row.state))
    if turn is Signer.A:
        return bool(row.agent_a_id == work.me.id)
    if turn is Signer.B:
        return bool(row.agent_b_id == work.me.id)
    return turn is Signer.ARCHIVIST and work.may(Right.KEEP_ARCHIVE)


def step_due(work: Work, signer: Signer, begun: datetime, more: int) -> datetime:
    """Until when agent A or B has for a step: kept in the file, since appraisal counts by it (DO-8). Raises
    NotAllowed."""
    terms = terms_of(work)
    days = terms.to_b if signer is Signer.A else terms.to_archive
    return deadlines.due(begun, deadlines.working_days(days + more), _calendar(work))


def terms_of(work: Work) -> Terms:
    """The working days of each step, as the office has set them (DO-4). Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    return Terms(int(str(work.settings["archive_days_a"])), int(str(work.settings["archive_days_b"])))


def wanted_of(work: Work, row: Any) -> list[Wanted]:
    """What the office asks for in every file of this category: its list, one paper a line. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    asked = work.settings["archive_lists"]
    assert isinstance(asked, dict)
    found = []
    for section, papers in asked.get(row.category, {}).items():
        for paper in papers:
            found.append(Wanted(Section.of(section), paper.removesuffix("*"), needs_signature=paper.endswith("*")))
    return found


def parts_of(work: Work, row: Any) -> Parts:
    """What a file's number says of it. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    return Parts(str(work.settings["archive_fonds"]), row.category, row.year, Term.of(row.term), row.unit)


def _way(row: Any) -> Way:
    return Way(row.ended_at, row.to_b_at, row.to_archive_at, row.archived_at)


def _calendar(work: Work) -> Any:
    year = on_file.today(work).year
    return calendars.office_calendar(range(year - 1, year + 2), zone=str(work.settings["time_zone"]))
