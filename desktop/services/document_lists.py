"""Lists of documents: what a folder or a search holds, page by page, and one document with its versions (DO-1)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import peewee

from desktop.models.clients import Client
from desktop.models.folders import Document, DocumentVersion, FolderEntry
from desktop.models.rows import among
from desktop.rules.documents import DocumentState, Kind, Path, kind_of, read_tags
from desktop.rules.fields import Locked
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.rules.values import dataclass
from desktop.rules.zones import begin_of
from desktop.services import document_rights, folders, lent, marks, on_file, paper_lending
from desktop.services.work import Work

PAGE = 200


class Order(StrEnum):
    """What a list can be sorted by."""

    TITLE = "title"
    KIND = "kind"
    NUMBER = "number"
    DATED = "dated_on"
    ENTERED = "entered_at"
    CHANGED = "changed_at"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class Sort:
    by: Order = Order.TITLE
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Only:
    """What narrows a list; what is empty narrows nothing. `mark` "-" stands for documents without one."""

    text: str = ""
    kinds: frozenset[str] = frozenset()
    tag: str = ""
    mark: str = ""
    client: UUID | None = None
    office: bool = False  # of the office alone
    since: date | None = None  # filed on this day or later
    mine: bool = False  # entered by whoever looks
    withdrawn: bool = False  # those out of use instead


EVERYTHING = Only()
BY_TITLE = Sort()


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document as a list shows it. Where `locked` stands, title, number, tags and all that the version tells are
    empty: kind, mark and day are told, and who can help."""

    id: UUID
    client_id: UUID | None
    client: str  # code and name where the list goes beyond one file
    title: str
    kind: Kind
    mark: str
    locked: Locked | None
    number: str
    dated_on: date | None
    tags: tuple[str, ...]
    note: str
    state: DocumentState
    version: int
    file_name: str
    media_type: str
    size: int | None
    pages: int | None
    sheets: int | None
    text_state: str
    changed_at: datetime | None
    entered_by: str
    entered_at: datetime
    legible: bool
    home: Path
    also_in: int  # how many folders it stands in besides
    in_use: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version, the newest first among them."""

    number: int
    shown: bool  # the one that opens
    file_name: str
    media_type: str
    size: int
    pages: int | None
    sheets: int | None
    note: str
    by: str
    at: datetime
    restored_from: int | None
    text_state: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document whole: its versions, none where it is locked, and the folders it stands in, its home first."""

    line: DocumentLine
    versions: tuple[VersionLine, ...]
    places: tuple[tuple[UUID, Path], ...]
    legible_by: str
    legible_at: datetime | None


def list_documents(work: Work, folder_id: UUID | None = None, only: Only = EVERYTHING, sort: Sort = BY_TITLE,
                   offset: int = 0, limit: int = PAGE) -> list[DocumentLine]:  # fmt: skip
    """One page of a folder, or of all documents that `only` lets through. The order is total, so that pages never
    overlap or leave a gap. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    query, order = _in_order(work, folder_id, only, sort) or _ordered(_narrowed(work, folder_id, only), sort)
    # the ids of the page first: only these rows are read whole
    ids = [key for (key,) in query.order_by(*order).offset(offset).limit(limit).tuples()]
    return _by_ids(work, ids, with_client=folder_id is None)


def _in_order(work: Work, folder_id: UUID | None, only: Only, sort: Sort) -> tuple[Any, list[Any]] | None:
    """A folder as it opens, by the index of its entries: a large one is not gone through for its first page."""
    if folder_id is None or only != EVERYTHING or sort.by is not Order.TITLE:
        return None
    _row, keys = folders.alike(work, folder_id)
    if len(keys) > 1:
        return None
    # an entry is seen with its document, whose client is the same
    query = work.visible(FolderEntry).where(FolderEntry.folder == keys[0]).join(Document)
    columns = (FolderEntry.sort_key, FolderEntry.document)
    order = [column.desc() for column in columns] if sort.descending else list(columns)
    return query.where(Document.withdrawn_at.is_null()).select(FolderEntry.document), order


def count_documents(work: Work, folder_id: UUID | None = None, only: Only = EVERYTHING) -> int:
    """How many there are for this person. Raises as `list_documents` does."""
    work.require(Right.SEE_DOCUMENTS)
    return int(_narrowed(work, folder_id, only).select(peewee.fn.COUNT(peewee.SQL("*"))).scalar())


def lines_of(work: Work, ids: Sequence[UUID]) -> list[DocumentLine]:
    """These documents in this order, as far as this person may know of them, such as what a search found."""
    work.require(Right.SEE_DOCUMENTS)
    return _by_ids(work, ids, with_client=True)


def view(work: Work, document_id: UUID) -> DocumentView:
    """One document, in use or not. Raises NotAllowed, NotFound."""
    row, _client = document_rights.reached(work, document_id, withdrawn=True)
    (line,) = _by_ids(work, [row.id], with_client=True)
    entries = list(work.visible(FolderEntry).where(FolderEntry.document == row.id).order_by(FolderEntry.home.desc()))
    paths = folders.paths_of(work, (entry.folder_id for entry in entries))
    places = tuple((e.folder_id, paths[e.folder_id]) for e in entries if e.folder_id in paths)
    people = on_file.names(work, [row.legible_by_id])
    versions = () if _is_shut(line.locked) else versions_of(work, row.id)
    return DocumentView(line, versions, places, people.get(row.legible_by_id, ""), row.legible_at)


def versions_of(work: Work, document_id: UUID) -> tuple[VersionLine, ...]:
    """All versions, the newest first; those of an undone act are not among them. Raises NotAllowed where the document
    is locked, NotFound."""
    row, client = document_rights.reached(work, document_id, withdrawn=True)
    locked = document_rights.lock_of(work, row)
    if _is_shut(locked):
        document_rights.require(work, Right.SEE_DOCUMENTS, row, client)
    query = work.visible(DocumentVersion).where(DocumentVersion.document == row.id)
    found = list(query.order_by(DocumentVersion.number.desc()))
    if not marks.may_change(locked):
        # of what was lent, that version
        mine = lent.rows(work.me.id, work.now, paper_lending.VERSION, [each.id for each in found])
        found = [each for each in found if each.id in mine]
    people = on_file.names(work, (each.by_id for each in found))
    lines = []
    for each in found:
        # the names are words under the mark, opened when the document is
        words = {"file_name": each.file_name, "note": each.note} if not each.mark else {"file_name": "", "note": ""}
        lines.append(VersionLine(each.number, each.number == row.newest, words["file_name"], each.media_type, each.size,
                                 each.pages, each.sheets, words["note"], people.get(each.by_id, ""), each.at,
                                 each.restored_from, each.text_state))  # fmt: skip
    return tuple(lines)


def _is_shut(locked: Locked | None) -> bool:
    return locked is not None and not locked.may_open


def _narrowed(work: Work, folder_id: UUID | None, only: Only) -> Any:
    query = work.visible(Document, withdrawn=only.withdrawn)
    if only.withdrawn:
        query = query.where(Document.withdrawn_at.is_null(False))
    if folder_id is not None:
        _row, keys = folders.alike(work, folder_id)
        # that the documents may be known of is asked of themselves
        here = FolderEntry.folder.in_(keys) & FolderEntry.withdrawn_at.is_null()
        query = query.where(Document.id.in_(work.visible(FolderEntry, withdrawn=True).where(here)
                                            .select(FolderEntry.document)))  # fmt: skip
    if only.client is not None:
        query = query.where(Document.client == only.client)
    if only.office:
        query = query.where(Document.client.is_null())
    if only.kinds:
        query = query.where(Document.kind.in_(sorted(only.kinds)))
    if only.mark:
        query = query.where(Document.mark == only.mark.removeprefix("-"))
    if only.tag:
        query = query.where(Document.tags.contains(f"\n{tidy(only.tag)}\n"))
    if only.since is not None:
        query = query.where(Document.entered_at >= begin_of(only.since, str(work.settings["time_zone"])))
    if only.mine:
        query = query.where(Document.entered_by == work.me.id)
    for word in tidy(only.text).split():
        # a locked title holds nothing to find
        query = query.where(Document.title.contains(word) | Document.number.contains(word)
                            | Document.tags.contains(word))  # fmt: skip
    return query


_COLUMNS: Mapping[Order, Any] = {
    Order.TITLE: Document.sort_key,
    Order.KIND: Document.kind,
    Order.NUMBER: Document.number,
    Order.DATED: Document.dated_on,
    Order.ENTERED: Document.entered_at,
}
_OF_VERSION: Mapping[Order, Any] = {Order.CHANGED: DocumentVersion.at, Order.SIZE: DocumentVersion.size}


def _ordered(query: Any, sort: Sort) -> tuple[Any, list[Any]]:
    """The ids in this order; what is empty comes last, and of a marked document nothing is told by its place."""
    query = query.select(Document.id)
    column = _COLUMNS.get(sort.by)
    if column is None:
        column = _OF_VERSION[sort.by]
        shown = (DocumentVersion.document == Document.id) & (DocumentVersion.number == Document.newest)
        query = query.join(DocumentVersion, peewee.JOIN.LEFT_OUTER, on=shown & (DocumentVersion.mark == ""))
    empty = column.is_null() if column.null or sort.by in _OF_VERSION else column == ""
    nothing = peewee.Case(None, [(empty, 1)], 0)
    first = [] if sort.by in (Order.ENTERED, Order.KIND) else [nothing]
    return query, [*first, column.desc() if sort.descending else column, Document.id]


def _by_ids(work: Work, ids: Sequence[UUID], *, with_client: bool) -> list[DocumentLine]:
    if not ids:
        return []
    rows = {row.id: row for row in work.visible(Document, withdrawn=True).where(among(Document.id, ids))}
    found = [rows[key] for key in ids if key in rows]
    locks = document_rights.locks(work, found)
    shown = [row for row in found if not _is_shut(locks.get(row.id))]
    versions = _shown_versions(work, shown, locks)
    people = on_file.names(work, (row.entered_by_id for row in found))
    clients = _clients(work, (row.client_id for row in found)) if with_client else {}
    homes, also = _homes(work, ids)
    return [_line(row, locks.get(row.id), versions.get(row.id), people, clients, homes.get(row.id, ()),
                  also.get(row.id, 0)) for row in found]  # fmt: skip


def _shown_versions(work: Work, rows: Iterable[Any], locks: Mapping[UUID, Locked]) -> dict[UUID, Any]:
    ids = [row.id for row in rows if row.state != DocumentState.DESTROYED.value]
    query = work.visible(DocumentVersion, withdrawn=True).join(Document)
    query = query.where(among(DocumentVersion.document, ids) & (DocumentVersion.number == Document.newest))
    found = {row.document_id: row for row in query} if ids else {}
    borrowed = {key: row for key, row in found.items() if not marks.may_change(locks.get(key))}
    if borrowed:
        # nothing of a version that came since is told
        mine = lent.rows(work.me.id, work.now, paper_lending.VERSION, [row.id for row in borrowed.values()])
        found = {key: row for key, row in found.items() if key not in borrowed or row.id in mine}
    return found


def _clients(work: Work, keys: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    query = work.visible(Client, withdrawn=True).where(among(Client.id, wanted))
    return {row.id: f"{row.code} {row.name}" for row in query.select(Client.id, Client.code, Client.name)}


def _homes(work: Work, ids: Sequence[UUID]) -> tuple[dict[UUID, Path], dict[UUID, int]]:
    entries = list(work.visible(FolderEntry).where(among(FolderEntry.document, ids)))
    paths = folders.paths_of(work, {entry.folder_id for entry in entries})
    homes = {e.document_id: paths[e.folder_id] for e in entries if e.home and e.folder_id in paths}
    also: dict[UUID, int] = {}
    for entry in entries:
        if not entry.home:
            also[entry.document_id] = also.get(entry.document_id, 0) + 1
    return homes, also


def _line(row: Any, locked: Locked | None, version: Any, people: Mapping[UUID, str], clients: Mapping[UUID, str],
          home: Path, also: int) -> DocumentLine:  # fmt: skip
    shut, told = locked is not None, version if not _is_shut(locked) else None
    return DocumentLine(
        row.id, row.client_id, clients.get(row.client_id, ""), "" if shut else row.title, kind_of(row.kind), row.mark,
        locked, "" if shut else row.number, row.dated_on, () if shut else read_tags(row.tags), "" if shut else row.note,
        DocumentState.of(row.state), row.newest, told.file_name if told is not None and not shut else "",
        told.media_type if told is not None else "", told.size if told is not None else None,
        told.pages if told is not None else None, told.sheets if told is not None else None,
        told.text_state if told is not None else "", told.at if told is not None else None,
        people.get(row.entered_by_id, ""), row.entered_at, row.legible_at is not None, home, also,
        row.withdrawn_at is None,
    )  # fmt: skip


def marked_words(work: Work, document_id: UUID) -> dict[str, str]:
    """Title, number, tags and note of a marked document that I can open, and the name of the file that is shown. The
    reading is recorded, so show them after the commit only. Raises NotAllowed, NotFound."""
    row, client = document_rights.reached(work, document_id, withdrawn=True)
    document_rights.require(work, Right.SEE_DOCUMENTS, row, client)
    facts: dict[str, object] = {"mark": row.mark}
    held = document_rights.lent(work, row)
    if held is not None:
        words = {**held.words, "file_name": held.file_name}
        facts["approval"] = str(held.approval)
    else:
        words = marks.words_of(work, row)
        words["file_name"] = marks.words_of(work, document_rights.version_of(work, row, row.newest))["file_name"]
    if row.mark:
        work.record("reads", "read_marked", client, **facts)
    return words
