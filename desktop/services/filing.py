"""Files papers: sealed, stored and entered, many as one act (DO-1).

The slow half, reading and sealing, holds no lock. A file that can't be filed stops no other: each comes back with what
became of it.
"""

from collections.abc import Sequence
from pathlib import Path as File
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.folders import Document, DocumentVersion, Folder, FolderEntry
from desktop.rules import documents as rules
from desktop.rules.documents import HEAD, Already, Entry, Path, TextState
from desktop.rules.errors import BadEntry, NeedsTicket, NotFound, OfficeBusy, OfficeError, Undecided, Unreachable
from desktop.rules.ids import new_id
from desktop.rules.progress import Progress
from desktop.rules.rights import VAULTS, Right
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.services import blobs, coded_sheets, document_index, document_looks, document_rights, folders, marks
from desktop.services.blobs import Staged
from desktop.services.readings import readings
from desktop.services.work import Work

TOPIC = "documents"
_AT_ONCE, _AT_ONCE_BYTES = 32, 32 * 1024 * 1024  # of one write
_NOTE_LIMIT, _SORT_LIMIT = 200, 400


@dataclass(frozen=True, slots=True)
class Wish:
    """One paper that is to be filed. Without an entry title and kind are what its name proposes; without a folder it
    goes where its kind belongs. `version_of` names the document whose new version it is; `again`: although the same
    content stands here already. `legible`: whoever files it has seen that it is legible and complete. `sheet` is the
    code of the sheet of ours whose signed copy it is."""

    source: File | bytes
    file_name: str = ""  # the source's own where empty
    client: UUID | None = None
    folder: UUID | Path | None = None
    entry: Entry | None = None
    mark: str = ""
    legible: bool = False
    version_of: UUID | None = None
    note: str = ""  # of the version
    again: bool = False
    sheet: str = ""

    @property
    def name(self) -> str:
        return document_looks.name_of(self.source, self.file_name)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one wish: the document and its version, or the sentence that says why not."""

    name: str
    document: UUID | None = None
    number: int = 0
    trouble: OfficeError | None = None


def file_document(work: Work, wish: Wish, *, progress: Progress = lambda *_: None) -> UUID:
    """Files one paper; returns the document's id. Give it staged work. Raises what stands in the way: BadEntry,
    Already, TooLarge, NotAllowed, NotFound, Unreachable."""
    (outcome,) = file_documents(work, [wish], progress=progress)
    if outcome.trouble is not None:
        raise outcome.trouble
    assert outcome.document is not None
    return outcome.document


def file_documents(work: Work, wishes: Sequence[Wish], *, progress: Progress = lambda *_: None) -> list[Outcome]:
    """Files papers as one act, which is undone as one (`document_undo`). Give it staged work; `progress` counts files.

    What can't be filed is told of each and stops no other; where nothing can be stored or reached any more the rest is
    not tried. Stopped in the midst, what was filed by then stays.
    """
    filer = _Filer(work, len(wishes), progress)
    for number, wish in enumerate(wishes):
        filer.take(number, wish)
    filer.enter()
    progress(len(wishes), len(wishes))
    return filer.outcomes()


@dataclass(slots=True)
class Ready:
    """A wish whose content is stored, and waits for the write."""

    wish: Wish
    entry: Entry
    sort_key: str
    media_type: str
    mark: str
    staged: Staged


class _Filer:
    """Prepares contents one by one and enters them some at a time."""

    def __init__(self, work: Work, total: int, progress: Progress) -> None:
        self._work, self._total, self._progress = work, total, progress
        self._ready: list[tuple[int, Ready]] = []
        self._done: dict[int, Outcome] = {}
        self._contents: dict[tuple[str, str], tuple[int, str]] = {}
        self._stopped: OfficeError | None = None

    def outcomes(self) -> list[Outcome]:
        return [self._done[number] for number in sorted(self._done)]

    def take(self, number: int, wish: Wish) -> None:
        self._progress(number, self._total)
        try:
            if self._stopped is not None:
                raise self._stopped
            ready = prepare(self._work, wish)
            if not wish.again:
                self._refuse_same(number, wish, ready.staged)
            self._ready.append((number, ready))
        except OfficeError as trouble:
            self._note(number, wish, trouble)
        if len(self._ready) >= _AT_ONCE or sum(one.staged.size for _n, one in self._ready) >= _AT_ONCE_BYTES:
            self.enter()

    def _note(self, number: int, wish: Wish, trouble: OfficeError) -> None:
        if isinstance(trouble, Unreachable):
            # a full disk, or an office that is gone: the next file meets the same
            self._stopped = trouble
        self._done[number] = Outcome(wish.name, trouble=trouble)

    def _refuse_same(self, number: int, wish: Wish, staged: Staged) -> None:
        first, before = self._contents.setdefault((staged.vault, staged.sha256), (number, wish.name))
        try:
            if first != number:
                raise BadEntry(N_("The same paper is among these files already, as “{name}”."), "file", name=before)
            if staged.found:
                with self._work.reading():
                    for each in document_looks.with_contents(self._work, [staged.blob]):
                        raise Already(each.document, each.title, each.place)
        except BadEntry:
            blobs.discard(self._work, staged)
            raise

    def enter(self) -> None:
        ready, self._ready = self._ready, []
        by_client: dict[UUID | None, list[tuple[int, Ready]]] = {}
        for number, one in ready:
            by_client.setdefault(one.wish.client, []).append((number, one))
        for some in by_client.values():
            self._enter(some)

    def _enter(self, some: Sequence[tuple[int, Ready]], *, noted: bool = False) -> None:
        """Those of one file together; where they are refused, each by itself, so that one stops no other."""
        try:
            with self._work.writing():
                done = enter(self._work, [one for _number, one in some])
            self._done |= {number: outcome for (number, _one), outcome in zip(some, done, strict=True)}
        except OfficeError as trouble:
            if isinstance(trouble, NeedsTicket) and not noted:
                # begun anew from the beginning, what is entered already would be filed twice
                with self._work.writing():
                    self._work.note_hand_out(UUID(trouble.client))
                self._enter(some, noted=True)
                return
            if len(some) > 1 and not isinstance(trouble, Unreachable):
                for each in some:
                    self._enter([each])
                return
            for number, one in some:
                self._note(number, one.wish, trouble)
                if not isinstance(trouble, Undecided):
                    blobs.discard(self._work, one.staged)


def prepare(work: Work, wish: Wish) -> Ready:
    """The slow half of filing, which holds no lock: the content is sealed and stored. Give it staged work, and then
    `enter` what it returns, or `blobs.discard` its content. Raises as `file_document` does."""
    media_type = rules.media_type(_begun(wish.source), wish.name)
    proposed = Entry(rules.title_of(wish.name) or wish.name, rules.kind_proposed(wish.name, media_type).value)
    entry = rules.checked(wish.entry or proposed, rules.kinds_of(work.settings))
    check_length(tidy(wish.note), _NOTE_LIMIT, "note")
    with work.reading():
        # before anything is sealed
        mark, _row = _place_asked(work, wish)
    staged = blobs.prepare(work, document_rights.require_vault(work, mark), wish.source)
    key = "" if mark else readings(entry.title, organisation=True).sort_key[:_SORT_LIMIT]
    return Ready(wish, entry, key, media_type, mark, staged)


def _begun(source: File | bytes) -> bytes:
    """The first bytes of a file that can be filed. Raises BadEntry."""
    if isinstance(source, bytes):
        head = source[:HEAD]
    else:
        try:
            with source.open("rb") as file:
                head = file.read(HEAD)
        except OSError as trouble:
            raise document_looks.unreadable(source, trouble) from trouble
    if not head:
        raise document_looks.empty()
    return head


def _place_asked(work: Work, wish: Wish) -> tuple[str, Any]:
    """Whether I may put it there; with which mark, and the document whose version it is. Raises NotAllowed, NotFound,
    SealedDocument."""
    client = work.get(Client, wish.client) if wish.client is not None else None
    if wish.version_of is not None:
        row, whose = document_rights.reached(work, wish.version_of)
        if row.client_id != wish.client:
            raise NotFound(str(wish.version_of))
        document_rights.require(work, Right.REVISE_DOCUMENTS, row, whose)
        return row.mark, row
    work.require(Right.FILE_DOCUMENTS, client)
    if wish.sheet:
        coded_sheets.required(work, wish.sheet, wish.client, wish.mark)
    return wish.mark, None


def enter(work: Work, ready: Sequence[Ready]) -> list[Outcome]:
    """The quick half: the rows of papers of one client, or of the office, in one write. Raises as `file_document`."""
    client_id = ready[0].wish.client
    client = work.get(Client, client_id) if client_id is not None else None
    done: list[Outcome] = []
    documents: list[Document] = []
    versions: list[DocumentVersion] = []
    entries: list[FolderEntry] = []
    revised: list[Any] = []
    new = [each for each in ready if each.wish.version_of is None]
    homes = _homes(work, client_id, new)
    for each in ready:
        mark, row = _place_asked(work, each.wish)
        if mark != each.mark:
            raise OfficeBusy(N_("The document was marked otherwise a moment ago. File it again."))
        blob = blobs.enter(work, each.staged).blob_id
        if row is not None:
            number = next_number(work, row.id)
            work.add(_version(work, each, row.id, blob, number))
            work.change(row, {"newest": number})
            done.append(Outcome(each.wish.name, row.id, number))
            revised.append(row)
            continue
        document = _document(work, each)
        documents.append(document)
        versions.append(_version(work, each, document.id, blob, 1))
        entries.append(FolderEntry(folder=homes[len(entries)], document=document.id, client=client_id, home=True,
                                   sort_key=rules.entry_key(each.sort_key, each.mark)))  # fmt: skip
        done.append(Outcome(each.wish.name, document.id, 1))
    for model, rows in ((Document, documents), (DocumentVersion, versions), (FolderEntry, entries)):
        if rows:
            work.add_rows(model, rows)
    signed = [(each, document.id) for each, document in zip(new, documents, strict=True) if each.wish.sheet]
    for each, key in signed:
        coded_sheets.link(work, coded_sheets.required(work, each.wish.sheet, client_id, each.mark), key)
    document_index.keep_heads(work, [*documents, *revised])
    act = "file_documents" if documents else "add_version"
    work.record(TOPIC, act, client if client is not None else Document(id=done[0].document),
                documents=len(documents), versions=len(ready) - len(documents),
                **({"signed": len(signed)} if signed else {}))  # fmt: skip
    return done


def _homes(work: Work, client_id: UUID | None, ready: Sequence[Ready]) -> list[UUID]:
    """The folder of each. Raises NotFound for one of another file."""
    for key in {each.wish.folder for each in ready if isinstance(each.wish.folder, UUID)}:
        if work.get(Folder, key).client_id != client_id:
            raise NotFound(str(key))
    places: list[UUID | Path] = []
    for each in ready:
        place = each.wish.folder or folders.home_path(work, client_id, each.entry.kind)
        places.append(place if isinstance(place, UUID) else tuple(rules.checked_folder(name) for name in place))
    wanted = {place for place in places if not isinstance(place, UUID)}
    made = folders.ensure(work, client_id, wanted) if wanted else {}
    return [place if isinstance(place, UUID) else made[place] for place in places]


def next_number(work: Work, document_id: UUID) -> int:
    """The number of a document's next version; that of one that was taken back is not given again. Part of the verb
    that adds one."""
    seen = work.visible(DocumentVersion, withdrawn=True).where(DocumentVersion.document == document_id)
    return int(seen.select(peewee.fn.MAX(DocumentVersion.number)).scalar() or 0) + 1


def _document(work: Work, each: Ready) -> Document:
    key, entry, legible = new_id(), each.entry, each.wish.legible
    values = {"title": entry.title, "number": entry.number, "tags": rules.stored_tags(entry.tags), "note": entry.note,
              "mark": each.mark}  # fmt: skip
    return Document(
        id=key, client=each.wish.client, **marks.sealed(work, Document, key, each.wish.client, values),
        sort_key=each.sort_key, kind=entry.kind, dated_on=entry.dated_on, entered_by=work.me.id, entered_at=work.now,
        legible_by=work.me.id if legible else None, legible_at=work.now if legible else None,
    )  # fmt: skip


def _version(work: Work, each: Ready, document: UUID, blob: UUID, number: int) -> DocumentVersion:
    key, wish = new_id(), each.wish
    values = {"file_name": wish.name, "note": tidy(wish.note), "mark": each.mark}
    return DocumentVersion(
        id=key, document=document, client=wish.client, number=number, blob=blob,
        **marks.sealed(work, DocumentVersion, key, wish.client, values), media_type=each.media_type,
        size=each.staged.size, pages=1 if each.media_type.startswith("image/") else None,
        level=VAULTS.index(each.staged.vault) + 1, by=work.me.id, at=work.now,
        text_state=TextState.WAITING.value,
    )  # fmt: skip


def go_back(work: Work, document_id: UUID, number: int, note: str = "") -> int:
    """Lets an earlier version be the one that is shown again: as a new version, so that nothing is lost. Returns its
    number. Raises BadEntry where it is shown already, NotAllowed, NotFound, SealedDocument."""
    row, client = document_rights.reached(work, document_id)
    document_rights.require(work, Right.REVISE_DOCUMENTS, row, client)
    then, now = (document_rights.version_of(work, row, one) for one in (number, row.newest))
    if then.blob_id == now.blob_id:
        raise BadEntry(N_("The version that is shown has the same content already."), "version")
    work.alone()
    newest, key = next_number(work, row.id), new_id()
    words = {**marks.words_of(work, then), "note": check_length(tidy(note), _NOTE_LIMIT, "note"), "mark": then.mark}
    work.add(DocumentVersion(
        id=key, document=row.id, client=row.client_id, number=newest, blob=then.blob_id,
        **marks.sealed(work, DocumentVersion, key, row.client_id, words), media_type=then.media_type, size=then.size,
        pages=then.pages, sheets=then.sheets, level=then.level, by=work.me.id, at=work.now, restored_from=number,
        text_state=TextState.WAITING.value,
    ))  # fmt: skip
    work.change(row, {"newest": newest})
    document_index.keep_heads(work, [row])
    work.record(TOPIC, "go_back", client or row, version=newest, restored=number)
    return newest
