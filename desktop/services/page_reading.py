"""Reads the words of filed documents in the background, and those of scans where somebody asks for it (DO-1).

Whoever may file or revise a document, and holds the keys of its vault, reads it; two workstations may try the same, and
the first to be ready keeps it. What breaks off has kept what it has read, and the next go goes on there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.document_pages import DocumentPage
from desktop.models.folders import Document, DocumentVersion
from desktop.models.rows import among
from desktop.rules.document_reading import (
    CONTENT_LIMIT,
    NOT_READ,
    PAGES_LIMIT,
    TEXT_LIMIT,
    TOO_LARGE,
    Kind,
    Source,
    Unreadable,
)
from desktop.rules.documents import DocumentState, TextState
from desktop.rules.errors import BadEntry, OfficeError, Unreachable
from desktop.rules.progress import Progress
from desktop.rules.rights import VAULTS, Right
from desktop.rules.secrecy import Secrecy
from desktop.rules.values import dataclass
from desktop.services import blobs, document_index, document_ocr, document_rights, marks
from desktop.services.document_index import Said
from desktop.services.document_process import Paper, Reader
from desktop.services.work import Work

TOPIC = "documents"
STATES: Mapping[TextState, str] = {
    TextState.WAITING: N_("Not indexed yet"),
    TextState.READ: N_("Found by its words"),
    TextState.EMPTY: N_("No text: a scan or a picture"),
    TextState.NONE: N_("Files of this kind are not read for words"),
    TextState.FAILED: N_("Could not be read"),
    TextState.SECRET: N_("Top secret: never indexed by its content"),
}
_AT_ONCE = 12  # documents for which one write is made
_BYTES = 20_000_000  # of contents read before they are written
_BEHIND = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What a round has done: how many documents were read, and of how many there were no words or a reason why not."""

    read: int = 0
    empty: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class _Read:
    version: Any
    state: TextState
    why: str = ""
    pages: int | None = None
    said: tuple[Said, ...] = ()


# All that waits


def waiting(work: Work) -> int:
    """How many documents wait to be read that I may read. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    return int(_waiting(work).count())


def read_waiting(
    work: Work, reader: Reader, of: Sequence[UUID] | None = None, *, progress: Progress = lambda *_: None
) -> Reading:
    """Reads what waits, the oldest first; `of` these documents alone. Give it staged work; stopped at any moment it has
    kept what it has read. Raises Unreachable, NotAllowed."""
    with work.reading():
        work.require(Right.SEE_DOCUMENTS)
        total, done = _waiting(work, of).count(), 0
    counts = {"read": 0, "empty": 0, "failed": 0}
    left: set[UUID] = set()  # what can't be read in this round

    def tick() -> None:
        progress(done, max(total, done))

    while True:
        with work.reading():
            rows = [row for row in _waiting(work, of).limit(_AT_ONCE + len(left)) if row.id not in left][:_AT_ONCE]
        if not rows:
            break
        left |= {row.id for row in rows}
        for found in _in_batches(work, reader, rows, tick):
            with work.writing():
                for one in _kept(work, found):
                    _count(counts, one.state)
                    left.discard(one.version.id)
            done += len(found)
            tick()
    return Reading(**counts)


def catch_up(work: Work, *, progress: Progress = lambda *_: None) -> int:
    """Brings the index up to date where it lags behind: after a move, an act that was undone, a new key. Give it staged
    work. Returns how many entries it made. Raises NotAllowed."""
    made = 0
    for rows_behind in (document_index.heads_behind, document_index.pages_behind):
        last: UUID | None = None
        while True:
            with work.reading():
                work.require(Right.SEE_DOCUMENTS)
                rows = rows_behind(work, _mine(work), last, _BEHIND)
            if not rows:
                break
            progress(made, made + len(rows))
            with work.writing():
                pages = rows_behind is document_index.pages_behind
                made += document_index.keep_again(work, rows if pages else (), () if pages else rows)
            last = rows[-1].id
    return made


def _mine(work: Work) -> Any:
    """The ids of documents of which I may say what reading them has come to, as a query."""
    rights = [right for right in (Right.FILE_DOCUMENTS, Right.REVISE_DOCUMENTS) if work.may(right)]
    found = [work.visible(Document, right, withdrawn=True).select(Document.id) for right in rights]
    if not found:
        return work.visible(Document).where(peewee.SQL("1 = 0")).select(Document.id)
    return found[0] if len(found) == 1 else found[0] | found[1]


def _waiting(work: Work, of: Sequence[UUID] | None = None) -> Any:
    """Versions that are shown and not read yet, as far as I may say what reading them comes to."""
    query = work.visible(DocumentVersion).join(Document)
    if of is not None:
        query = query.where(among(DocumentVersion.document, of))
    return query.where(
        Document.id.in_(_mine(work))
        & (DocumentVersion.text_state == TextState.WAITING.value) & (DocumentVersion.number == Document.newest)
        & Document.withdrawn_at.is_null() & (Document.state != DocumentState.DESTROYED.value)
        & DocumentVersion.level.in_(_levels(work))
    ).order_by(DocumentVersion.at, DocumentVersion.id)  # fmt: skip


def _levels(work: Work) -> list[int]:
    return [VAULTS.index(vault) + 1 for vault in VAULTS if document_index.reaches(work, vault)]


def _in_batches(work: Work, reader: Reader, rows: Sequence[Any], tick: Callable[[], object]) -> Iterator[list[_Read]]:
    found: list[_Read] = []
    size = 0
    for row in rows:
        read = _read(work, reader, row, tick)
        if read is not None:
            found.append(read)
            size += row.size
        if size > _BYTES:
            yield found
            found, size = [], 0
    if found:
        yield found


def _read(work: Work, reader: Reader, version: Any, tick: Callable[[], object]) -> _Read | None:
    """None where it can't be said now, since its content is not to be had at this moment."""
    if version.mark == Secrecy.TOP_SECRET.value:
        return _Read(version, TextState.SECRET)
    if version.size > CONTENT_LIMIT:
        return _Read(version, TextState.FAILED, TOO_LARGE)
    try:
        with work.reading():
            content = blobs.content(work, version.blob)
            name = marks.words_of(work, version)["file_name"]
    except Unreachable:
        return None
    except OfficeError:
        # missing or spoilt: scrubbing says which and repairs it; then it is read again
        return None
    try:
        kind, pages, said = extracted(reader, Paper(version.id.hex, name, lambda: content), tick)
    except Unreadable as why:
        state = TextState.NONE if why.message == NOT_READ else TextState.FAILED
        return _Read(version, state, "" if state is TextState.NONE else why.message)
    empty = not any(one.text.strip() for one in said)
    return _Read(
        version, TextState.EMPTY if empty else TextState.READ, "", _counted(kind, pages), () if empty else said
    )


def extracted(reader: Reader, paper: Paper, tick: Callable[[], object]) -> tuple[Kind, int, tuple[Said, ...]]:
    """All that a document says, page by page, as far as its pages and words are counted. Raises Unreadable."""
    opened = reader.open(paper, tick)
    kind, pages = opened.kind, opened.pages
    said: list[Said] = []
    room = TEXT_LIMIT
    for page in range(1, min(pages, PAGES_LIMIT) + 1 if kind is not Kind.PICTURE else 1):
        text = reader.text(paper, page, tick)[:room]
        room -= len(text)
        said.append(Said(page, text, Source.NATIVE.value))
        if room <= 0:
            break
    return kind, pages, tuple(said)


def _counted(kind: Kind, pages: int) -> int | None:
    """Pages as people count them: of a flowing text nobody knows them."""
    return pages if kind in (Kind.PDF, Kind.PICTURE, Kind.BOOK) else None


def _kept(work: Work, found: Sequence[_Read]) -> Iterator[_Read]:
    """Keeps what was read, within a write; tells what was kept. Not where a version is another's by now, lies under
    another vault, or was read meanwhile."""
    query = work.visible(DocumentVersion).where(among(DocumentVersion.id, [one.version.id for one in found]))
    now = {row.id: row for row in query}
    for one in found:
        version = now.get(one.version.id)
        if version is None or version.text_state != TextState.WAITING.value or version.level != one.version.level:
            continue
        if one.said:
            document_index.keep_pages(work, version, VAULTS[version.level - 1], one.said)
        else:
            document_index.forget_pages(version.document_id)
        _note(version, one.state, one.why, one.pages)
        yield one


def _note(version: Any, state: TextState, why: str = "", pages: int | None = None) -> None:
    values: dict[str, Any] = {"text_state": state.value, "text_why": why}
    if pages is not None:
        values["pages"] = pages
    # writing path: what reading has come to is no entry of anybody's; the row has no journal of it
    DocumentVersion.update(values).where(DocumentVersion.id == version.id).execute()


def _count(counts: dict[str, int], state: TextState) -> None:
    name = {TextState.READ: "read", TextState.FAILED: "failed"}.get(state, "empty")
    counts[name] += 1


# Scans


def can_read_scans() -> bool:
    """Whether the reader of scans is installed on this computer."""
    return document_ocr.installed()


def scans(work: Work) -> list[UUID]:
    """Documents without words whose pages could be read by the reader of scans, as far as I may. Raises NotAllowed."""
    work.require(Right.REVISE_DOCUMENTS)
    query = work.visible(DocumentVersion, Right.REVISE_DOCUMENTS).join(Document).where(
        (DocumentVersion.text_state == TextState.EMPTY.value) & (DocumentVersion.number == Document.newest)
        & Document.withdrawn_at.is_null() & (Document.state == DocumentState.FILED.value)
        & DocumentVersion.level.in_(_levels(work)))  # fmt: skip
    # what was read and said nothing, such as a photograph, is not read again and again
    # reading path: how many pages of each were read, in the condition on documents that are seen
    read = DocumentPage.select(peewee.fn.COUNT(peewee.SQL("*"))).where(
        (DocumentPage.version == DocumentVersion.id) & (DocumentPage.source == Source.OCR.value)
        & (DocumentPage.part == 0))  # fmt: skip
    query = query.where(DocumentVersion.pages > read)
    return [key for (key,) in query.select(DocumentVersion.document).order_by(DocumentVersion.at).tuples()]


def read_scan(work: Work, reader: Reader, document_id: UUID, *, progress: Progress = lambda *_: None) -> int:
    """Reads the pages of a scan for their words, one after the other, and keeps each as soon as it is read; pages that
    were read before, or say what they say without that, are not read again. Give it staged work; returns how many pages
    it has read.

    Raises BadEntry where there is nothing to be read so, Unreadable where the reader of scans is not installed,
    NotAllowed, NotFound, and what the store raises.
    """
    with work.reading():
        row, client = document_rights.reached(work, document_id)
        document_rights.require(work, Right.REVISE_DOCUMENTS, row, client)
        version = document_rights.version_of(work, row)
        if version.mark == Secrecy.TOP_SECRET.value:
            raise BadEntry(STATES[TextState.SECRET])
        content = blobs.content(work, version.blob)
        name = marks.words_of(work, version)["file_name"]
        known = document_index.pages_read(version)
    paper = Paper(version.id.hex, name, lambda: content)
    opened = reader.open(paper)
    kind, pages = opened.kind, opened.pages
    if not kind.has_pictures:
        raise BadEntry(N_("Only scans and pictures are read so; what this document says is known from itself."))
    done = at = 0

    def tick() -> None:
        progress(at, pages)

    for page in range(1, min(pages, PAGES_LIMIT) + 1):
        at = page - 1
        tick()
        if page in known:
            continue
        said = Said(page, reader.scan(paper, page, tick), Source.OCR.value)
        with work.writing(), _still(work, version):
            document_index.keep_pages(work, version, VAULTS[version.level - 1], [said], more=bool(known or done))
        done += 1
    with work.writing(), _still(work, version):
        _note(version, TextState.READ if document_index.has_words(version) else TextState.EMPTY, "", pages)
        if done:
            work.record(TOPIC, "read_scan", client or row, pages=done)
    progress(pages, pages)
    return done


@contextmanager
def _still(work: Work, version: Any) -> Iterator[None]:
    """That the version is still the one that is shown, under the same vault. Raises BadEntry."""
    now = work.visible(DocumentVersion).join(Document).where(
        (DocumentVersion.id == version.id) & (DocumentVersion.number == Document.newest)).get_or_none()  # fmt: skip
    if now is None or now.level != version.level:
        raise BadEntry(N_("The document was changed meanwhile. Begin again."))
    yield
