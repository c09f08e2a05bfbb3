"""Documents of a contact: what hung on a message, or was handed over, filed with the client (CM-1, DO-1)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path as File
from uuid import UUID

from desktop.i18n import N_
from desktop.models.contacts import Contact, ContactPaper
from desktop.models.folders import Document, DocumentVersion
from desktop.models.rows import among
from desktop.rules.contacts import Report
from desktop.rules.documents import DocumentState
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.services import blobs, contacts, document_undo, filing, journals, marks, undoing
from desktop.services.filing import Ready, Wish
from desktop.services.work import Work

TOPIC = "documents"
MOST = 20
"""Files of one contact; a folder full of papers is filed by the page of documents."""


Filed = dict[tuple[UUID, str], UUID]
"""The documents of contents, by client and SHA-256."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """What is to hang on a contact: a content that waits for the write, or the document of the client's file that has
    this content already."""

    ready: Ready
    document: UUID | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a contact, as far as one may know of it: under a mark its title is its mark's."""

    document: UUID
    title: str
    mark: str


def prepare(work: Work, client_id: UUID, source: File | bytes, name: str = "") -> Hanging:
    """The slow half: the content sealed and stored. Give it staged work, and `discard` what is not hung after all.
    Raises as `filing.prepare` does."""
    ready = filing.prepare(work, Wish(source, name, client_id))
    if not ready.staged.found:
        return Hanging(ready)
    with work.reading():
        # the same paper is not filed twice in one file
        same = (DocumentVersion.blob == ready.staged.blob) & (DocumentVersion.client == client_id)
        there = work.visible(Document).where(
            Document.id.in_(work.visible(DocumentVersion).where(same).select(DocumentVersion.document))
            & (Document.state == DocumentState.FILED.value)
        )
        row = there.order_by(Document.entered_at).first()
    return Hanging(ready, row.id if row is not None else None)


def discard(work: Work, hanging: Sequence[Hanging]) -> None:
    """Takes away what was prepared and not hung. Part of the verb that has prepared it."""
    for one in hanging:
        blobs.discard(work, one.ready.staged)


@contextmanager
def kept_or_gone(work: Work, hanging: Sequence[Hanging]) -> Iterator[None]:
    """What was prepared leaves nothing behind where its write is refused."""
    with blobs.kept_or_gone(work, [one.ready.staged for one in hanging]):
        yield


def hang(work: Work, contact_id: UUID, client_id: UUID, hanging: Sequence[Hanging], filed: Filed | None = None) -> None:
    """The quick half, within the write that logs the contact. `filed`: what the same write has filed before, and is not
    filed again. Raises NotAllowed, NotFound."""
    if not hanging:
        return
    contact = work.get(Contact, contact_id)
    filed = {} if filed is None else filed
    new: dict[tuple[UUID, str], Ready] = {}
    for one in hanging:
        paper = (client_id, one.ready.staged.sha256)
        if one.document is None and paper not in filed:
            new.setdefault(paper, one.ready)
    made = filing.enter(work, list(new.values())) if new else []
    filed.update({paper: outcome.document for paper, outcome in zip(new, made, strict=True)
                  if outcome.document is not None})  # fmt: skip
    keys = [one.document or filed[client_id, one.ready.staged.sha256] for one in hanging]
    work.add_rows(ContactPaper, [ContactPaper(contact=contact.id, document=key, client=client_id)
                                 for key in dict.fromkeys(keys)])  # fmt: skip
    work.record(TOPIC, "hang_papers", Document(id=keys[0]), documents=len(set(keys)))


def log_with_papers(work: Work, client_id: UUID, report: Report, settles: UUID | None, answers: UUID | None,
                    files: Sequence[File], *, progress: Progress = lambda *_: None) -> UUID:  # fmt: skip
    """Logs a contact and files what belongs to it, all or nothing. Give it staged work. Raises as logging and filing
    do; the sentence names the file."""
    if len(files) > MOST:
        raise BadEntry(N_("A contact takes at most {most} files: file more by the page of documents."), "files",
                       most=MOST)  # fmt: skip
    held: list[Hanging] = []
    try:
        for number, file in enumerate(files):
            progress(number, len(files))
            try:
                held.append(prepare(work, client_id, file))
            except BadEntry as trouble:
                raise BadEntry(N_("{file}: {why}"), "files", file=file.name, why=trouble) from None
    except BaseException:
        discard(work, held)
        raise
    with kept_or_gone(work, held), work.writing():
        made = contacts.log_contact(work, client_id, report, settles, answers)
        hang(work, made, client_id, held)
    return made


def papers_of(work: Work, contact_id: UUID) -> tuple[Paper, ...]:
    """The documents of a contact that one may know of, in the order of their titles. Raises nothing: who sees no
    documents gets none."""
    if not work.may(Right.SEE_DOCUMENTS):
        return ()
    hung = work.visible(ContactPaper).where(ContactPaper.contact == contact_id).select(ContactPaper.document)
    rows = work.visible(Document).where(among(Document.id, [key for (key,) in hung.tuples()])
                                        & (Document.state != DocumentState.DESTROYED.value))  # fmt: skip
    rows = list(rows)
    locks = marks.locks(work, rows)
    found = [Paper(row.id, "" if row.id in locks else row.title, row.mark) for row in rows]
    return tuple(sorted(found, key=lambda paper: (paper.title == "", paper.title)))


def undo(work: Work, operation: UUID) -> None:
    """Takes back an act on contacts with the documents that it filed, as one. Raises as undoing does; NotAllowed where
    I may not file what it filed."""
    work.require(Right.SEE_CLIENTS)
    records = journals.records_of(work, operation)
    if not records:
        raise NotFound(str(operation))
    if any(record.topic == TOPIC for record in records):
        document_undo.undo(work, operation)
    undoing.undo(work, operation, beside=TOPIC)
