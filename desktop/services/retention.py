"""What may be destroyed, and what keeps it: periods, holds, and whatever else is done with a paper just now (DO-7).

A period that has run out destroys nothing by itself: it puts a paper on the due list, which two people appraise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.models.archive import ArchiveFile, ArchiveItem
from desktop.models.clients import Client
from desktop.models.folders import Document
from desktop.models.requests import Request, Stop
from desktop.models.retention import DestructionItem, DestructionList, Hold
from desktop.rules import retention as rules
from desktop.rules.archive import FileState
from desktop.rules.archive_numbers import Term
from desktop.rules.documents import DocumentState, kind_of
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.requests import RequestState, StopKind
from desktop.rules.retention import Hindrance, ListState
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.zones import zone_of
from desktop.services import loans, on_file
from desktop.services.work import Work

TOPIC = "retention"
OPEN_LISTS = (ListState.APPRAISING, ListState.OPINIONS, ListState.APPROVED)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is kept or destroyed: an archive file with all in it, or a document that lies in none."""

    file: UUID | None = None
    document: UUID | None = None


@dataclass(frozen=True, slots=True)
class Hindering:
    """What stands in the way of a destruction, in the words of `sentence`."""

    kind: Hindrance
    values: Mapping[str, object]

    @property
    def sentence(self) -> OfficeError:
        return BadEntry(self.kind.label, None, **self.values)


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something whose period has run out. `hindered`: what keeps it all the same."""

    subject: Subject
    client: UUID | None
    client_code: str
    client_name: str
    title: str
    number: str
    term: Term
    begun: date
    kept_until: date
    sheets: int
    hindered: tuple[Hindering, ...]


@dataclass(frozen=True, slots=True)
class HoldLine:
    """One hold, and what it is about."""

    id: UUID
    client: UUID | None
    client_name: str
    file: UUID | None
    document: UUID | None
    reason: str
    by: str
    at: datetime
    lifted_at: datetime | None
    lifted_by: str
    lifting: str
    title: str = ""
    number: str = ""


# Holds


def hold(work: Work, reason: str, subject: Subject) -> UUID:
    """Keeps one file or document from being destroyed; all of a client's papers are held by `stops.hold`. Raises
    BadEntry, NotAllowed, NotFound."""
    if not work.may(Right.DESTROY_DOCUMENTS):
        work.require(Right.KEEP_ARCHIVE)
    said = check_length(tidy(reason), 300, "reason")
    if not said:
        raise BadEntry(N_("Say why it must be kept."), "reason")
    row = row_of(work, subject)
    about = work.get(Client, row.client_id, withdrawn=True) if row.client_id is not None else None
    made = work.add(Hold(client=row.client_id, file=subject.file, document=subject.document, reason=said,
                         by=work.me.id, at=work.now))  # fmt: skip
    work.record(TOPIC, "hold", about or made)
    return UUID(str(made.id))


def lift(work: Work, hold_id: UUID, why: str) -> None:
    """Lifts a hold. Raises BadEntry, NotAllowed, NotFound."""
    row = work.get(Hold, hold_id)
    if not work.may(Right.DESTROY_DOCUMENTS):
        work.require(Right.KEEP_ARCHIVE)
    said = check_length(tidy(why), 300, "reason")
    if not said:
        raise BadEntry(N_("Say why it need not be kept any longer."), "reason")
    if row.lifted_at is not None:
        raise BadEntry(N_("This hold was lifted already."))
    work.change(row, {"lifted_by": work.me.id, "lifted_at": work.now, "lifting": said})
    work.record(TOPIC, "lift_hold", work.get(Client, row.client_id, withdrawn=True) if row.client_id else row)


def holds(work: Work, *, lifted: bool = False) -> tuple[HoldLine, ...]:
    """The holds as far as I may see what they keep, the newest first. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    query = work.visible(Hold)
    if not lifted:
        query = query.where(Hold.lifted_at.is_null())
    rows = list(query.order_by(Hold.at.desc()))
    people = on_file.names(work, (key for row in rows for key in (row.by_id, row.lifted_by_id)))
    clients = {row.client_id for row in rows if row.client_id is not None}
    names = dict(work.visible(Client, withdrawn=True).where(Client.id.in_(clients)).select(Client.id, Client.name)
                 .tuples())  # fmt: skip
    held = _held(work, rows)

    def said(row: Any) -> tuple[str, str]:
        about = held.get(row.file_id or row.document_id)
        return (title_of(about), about.number) if about is not None else ("", "")

    return tuple(HoldLine(row.id, row.client_id, names.get(row.client_id, ""), row.file_id, row.document_id, row.reason,
                          people.get(row.by_id, ""), row.at, row.lifted_at, people.get(row.lifted_by_id, ""),
                          row.lifting, *said(row)) for row in rows)  # fmt: skip


def _held(work: Work, rows: Sequence[Any]) -> dict[UUID, Any]:
    """The files and documents that these holds keep, by id."""
    files = [row.file_id for row in rows if row.file_id is not None]
    papers = [row.document_id for row in rows if row.document_id is not None]
    return {each.id: each for query in (
        work.visible(ArchiveFile, withdrawn=True).where(ArchiveFile.id.in_(files)),
        work.visible(Document, withdrawn=True).where(Document.id.in_(papers)),
    ) for each in query}  # fmt: skip


# What is due


def due(work: Work, limit: int = 500) -> tuple[DueLine, ...]:
    """Archive files, and documents outside of them whose kind has a period, that have run out; the longest due first.
    Raises NotAllowed."""
    if not work.may(Right.DESTROY_DOCUMENTS):
        work.require(Right.KEEP_ARCHIVE)
    today = on_file.today(work)
    found = [*_files_due(work, today), *_documents_due(work, today)]
    found.sort(key=lambda each: (each[2], each[0].title))
    return _due_lines(work, found[:limit], today)


def _files_due(work: Work, today: date) -> list[tuple[Any, date, date]]:
    query = work.visible(ArchiveFile).where(
        (ArchiveFile.state == FileState.ARCHIVED.value) & (ArchiveFile.term != Term.PERMANENT.value)
    )
    kept = _kept_to(work)
    found = []
    for row in query:
        begun = _day(work, row.ended_at)
        until = rules.kept_until(begun, Term.of(row.term), kept.get(row.id))
        if until is not None and today > until:
            found.append((row, begun, until))
    return found


def _documents_due(work: Work, today: date) -> list[tuple[Any, date, date]]:
    """A paper in its folder, by the period of its kind, from the year in which it was filed."""
    terms = terms_of(work)
    if not terms:
        return []
    inside = work.visible(ArchiveItem).where(ArchiveItem.document.is_null(False)).select(ArchiveItem.document)
    query = work.visible(Document).where(
        (Document.state == DocumentState.FILED.value) & Document.kind.in_(list(terms)) & Document.id.not_in(inside)
    )
    kept = _kept_to(work)
    found = []
    for row in query:
        begun = _day(work, row.entered_at)
        until = rules.kept_until(begun, terms[row.kind], kept.get(row.id))
        if until is not None and today > until:
            found.append((row, begun, until))
    return found


def terms_of(work: Work) -> dict[str, Term]:
    """How long papers of a kind are kept that lie in no archive file, as the office has set it; none: for good. Raises
    NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    stored = work.settings["document_terms"]
    assert isinstance(stored, dict)
    return {str(kind): Term.of(term) for kind, term in stored.items()}


def _due_lines(work: Work, found: Sequence[tuple[Any, date, date]], today: date) -> tuple[DueLine, ...]:
    clients = {row.client_id for row, _begun, _until in found if row.client_id is not None}
    known = {row.id: row for row in work.visible(Client, withdrawn=True).where(Client.id.in_(clients))}
    lines = []
    for row, begun, until in found:
        subject = subject_of(row)
        client = known.get(row.client_id)
        lines.append(DueLine(
            subject, row.client_id, client.code if client is not None else "",
            client.name if client is not None else "", title_of(row), row.number,
            Term.of(row.term) if subject.file is not None else terms_of(work)[row.kind], begun, until,
            sheets_of(work, row), hindering(work, row, until, client, today),
        ))  # fmt: skip
    return tuple(lines)


def hindering(work: Work, row: Any, until: date | None, client: Any, today: date, but: UUID | None = None
              ) -> tuple[Hindering, ...]:  # fmt: skip
    """What keeps a file or document from being destroyed now; `but` is the list that it stands on itself. Raises
    NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    found: list[Hindering] = []
    if until is None:
        found.append(Hindering(Hindrance.FOR_GOOD, {}))
    elif today <= until:
        found.append(Hindering(Hindrance.NOT_DUE, {"day": until.isoformat()}))
    found += [Hindering(Hindrance.HELD, {"reason": reason}) for reason in _holding(work, row, client)]
    if isinstance(row, ArchiveFile):
        found += [Hindering(Hindrance.LENT, {"person": line.asked_by_name, "day": str(line.due_on or "")})
                  for line in loans.out_of(work, row.id)]  # fmt: skip
        if FileState.of(row.state) is not FileState.ARCHIVED:
            found.append(Hindering(Hindrance.HANDED_OVER, {}))
    same = DestructionItem.file == row.id if isinstance(row, ArchiveFile) else DestructionItem.document == row.id
    open_list = DestructionList.state.in_([state.value for state in OPEN_LISTS])
    elsewhere = work.visible(DestructionItem).join(DestructionList).where(same & open_list)
    if but is not None:
        elsewhere = elsewhere.where(DestructionList.id != but)
    found += [Hindering(Hindrance.LISTED, {"number": each.list.number}) for each in elsewhere]
    if client is not None and client.restricted_at is not None:
        found.append(Hindering(Hindrance.RESTRICTED, {}))
    return tuple(found)


def _holding(work: Work, row: Any, client: Any) -> list[str]:
    """Reasons of the holds in force: of this file or document, of all that is the client's, and a request of his
    that is not answered yet."""
    about = Hold.file == row.id if isinstance(row, ArchiveFile) else Hold.document == row.id
    reasons = [each.reason for each in work.visible(Hold).where(about & Hold.lifted_at.is_null()).order_by(Hold.at)]
    if client is not None:
        kept = (Stop.client == client.id) & (Stop.kind == StopKind.HOLD.value) & Stop.lifted_at.is_null()
        reasons += [each.reason for each in work.visible(Stop).where(kept)]
        asked = work.visible(Request).where((Request.client == client.id) & (Request.state == RequestState.OPEN.value))
        if asked.exists():
            reasons.append(_("a request of the client about his data is not answered"))
    return reasons


# What they share


def subject_of(row: Any) -> Subject:
    return Subject(file=row.id) if isinstance(row, ArchiveFile) else Subject(document=row.id)


def row_of(work: Work, subject: Subject) -> Any:
    """The file or document that is meant. Raises NotFound."""
    if subject.file is not None:
        return work.get(ArchiveFile, subject.file)
    return work.get(Document, subject.document)


def until_of(work: Work, row: Any) -> tuple[date, Term, date | None]:
    """From when and how long something is kept, and its last day. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    kept = _kept_to(work).get(row.id)
    if isinstance(row, ArchiveFile):
        begun, term = _day(work, row.ended_at), Term.of(row.term)
    else:
        begun, term = _day(work, row.entered_at), terms_of(work).get(row.kind, Term.PERMANENT)
    return begun, term, rules.kept_until(begun, term, kept)


def title_of(row: Any) -> str:
    """What a list calls it; of a marked document its kind alone."""
    return kind_of(row.kind).said if isinstance(row, Document) and row.mark else str(row.title)


def sheets_of(work: Work, row: Any) -> int:
    """Sheets of a file, without its annexes. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    if not isinstance(row, ArchiveFile):
        return 0
    query = work.visible(ArchiveItem).where((ArchiveItem.file == row.id) & (ArchiveItem.annex == False))  # noqa: E712
    return sum(each.sheets or 0 for each in query)


def _kept_to(work: Work) -> dict[UUID, date]:
    """Until when what appraisers kept longer is kept, by file or document."""
    query = work.visible(DestructionItem).where(DestructionItem.kept_to.is_null(False))
    found: dict[UUID, date] = {}
    for each in query:
        key = each.file_id or each.document_id
        found[key] = max(each.kept_to, found.get(key, each.kept_to))
    return found


def _day(work: Work, at: datetime) -> date:
    return at.astimezone(zone_of(str(work.settings["time_zone"]))).date()


def documents_of(work: Work, row: Any) -> list[Any]:
    """The documents that go with it: itself, or the scans of a file's entries. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    if not isinstance(row, ArchiveFile):
        return [row]
    scans = work.visible(ArchiveItem).where((ArchiveItem.file == row.id) & ArchiveItem.document.is_null(False))
    return list(work.visible(Document, withdrawn=True).where(Document.id.in_(scans.select(ArchiveItem.document))))


def unhindered(work: Work, rows: Iterable[Any], but: UUID | None = None) -> None:
    """Raises BadEntry with the first thing that keeps one of these from being destroyed now."""
    work.require(Right.SEE_DOCUMENTS)
    today = on_file.today(work)
    for row in rows:
        client = work.get(Client, row.client_id, withdrawn=True) if row.client_id is not None else None
        _begun, _term, until = until_of(work, row)
        for each in hindering(work, row, until, client, today, but):
            raise BadEntry(N_("“{title}” can't be destroyed: {why}."), title=title_of(row), why=str(each.sentence))
