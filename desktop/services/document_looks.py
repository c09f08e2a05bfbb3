"""Looks at files before they are filed: what they are, and whether they stand here already, or may be a new version."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path as File
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.folders import Document, DocumentVersion, FolderEntry
from desktop.rules import documents as rules
from desktop.rules.blobs import MOST, too_large
from desktop.rules.documents import HEAD, DocumentState
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.system_words import why
from desktop.rules.values import dataclass
from desktop.services import blobs, document_rights, folders
from desktop.services.coded_sheets import CodedSheet
from desktop.services.work import Work

FILED = DocumentState.FILED.value
_LIKE = 90.0  # of 100: so alike a name is for its file to be taken for a new version
_FEW = 3
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Standing:
    """A document that stands here already, as a proposal tells it. `alike` is of 100."""

    document: UUID
    title: str
    place: str
    alike: float


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at a file tells before it is filed: `here` has the very same content, `perhaps` are documents whose
    new version it may be, the likeliest first; `sheet` is the sheet of ours that it is the signed copy of, `several`
    says that it holds more than one. Nothing is decided by it."""

    name: str
    size: int
    media_type: str
    title: str
    kind: str
    here: tuple[Standing, ...] = ()
    perhaps: tuple[Standing, ...] = ()
    trouble: OfficeError | None = None
    sheet: CodedSheet | None = None
    several: bool = False


def look(work: Work, sources: Sequence[File | bytes], client_id: UUID | None = None, names: Sequence[str] = (), *,
         progress: Progress = lambda *_: None) -> list[Looked]:  # fmt: skip
    """Looks at files before they are filed, and says where their like stands, as far as I see that. Give it staged
    work. Raises NotAllowed, NotFound; what is wrong with a file is told of it."""
    with work.reading():
        work.require(Right.FILE_DOCUMENTS, work.get(Client, client_id) if client_id is not None else None)
        known = _Names(work, client_id)
    found = []
    for number, source in enumerate(sources):
        progress(number, len(sources))
        name = name_of(source, names[number] if number < len(names) else "")
        title = rules.title_of(name) or name
        try:
            size, head, sha256 = _read_through(source)
        except OfficeError as trouble:
            found.append(Looked(name, 0, rules.UNKNOWN, title, rules.DocumentKind.OTHER.value, trouble=trouble))
            continue
        media_type = rules.media_type(head, name)
        with work.reading():
            here = with_contents(work, blobs.alike(work, sha256))
        kind = rules.kind_proposed(name, media_type).value
        taken = {each.document for each in here}
        perhaps = tuple(each for each in known.like(name) if each.document not in taken)
        found.append(Looked(name, size, media_type, title, kind, here, perhaps))
    progress(len(sources), len(sources))
    return found


def name_of(source: File | bytes, given: str = "") -> str:
    """The name of a file that is filed: as it was given, else its own."""
    return rules.kept_name(given or (source.name if isinstance(source, File) else ""))


def _read_through(source: File | bytes) -> tuple[int, bytes, str]:
    """Size, first bytes and SHA-256. Raises BadEntry, TooLarge."""
    if isinstance(source, bytes):
        size, head, sha256 = len(source), source[:HEAD], hashlib.sha256(source).hexdigest()
    else:
        digest, size, head = hashlib.sha256(), 0, b""
        try:
            with source.open("rb") as file:
                while piece := file.read(_PIECE):
                    head = head or piece[:HEAD]
                    digest.update(piece)
                    size += len(piece)
                    if size > MOST:
                        raise too_large(source.stat().st_size)
        except OSError as trouble:
            raise unreadable(source, trouble) from trouble
        sha256 = digest.hexdigest()
    if size > MOST:
        raise too_large(size)
    if size == 0:
        raise empty()
    return size, head, sha256


def empty() -> BadEntry:
    return BadEntry(N_("This file is empty: there is nothing in it to file. If it comes from a scanner or a transfer, "
                       "wait until it is finished."), "file")  # fmt: skip


def unreadable(source: File, trouble: OSError) -> BadEntry:
    return BadEntry(N_("{path} can't be read: {why}."), "file", path=str(source),
                    why=why(trouble))  # fmt: skip


class _Names:
    """The names of a client's documents, or of the office's, to compare others with. Words under a mark are not among
    them."""

    def __init__(self, work: Work, client_id: UUID | None) -> None:
        whose = Document.client == client_id if client_id is not None else Document.client.is_null()
        shown = (DocumentVersion.document == Document.id) & (DocumentVersion.number == Document.newest)
        query = work.visible(Document).where(
            whose & (Document.mark == "") & (Document.state == DocumentState.FILED.value)
        )
        query = query.join(DocumentVersion, on=shown).select(Document.id, Document.title, DocumentVersion.file_name)
        self._titles: dict[UUID, str] = {}
        self._keys: list[tuple[str, UUID]] = []
        for key, title, file_name in query.tuples():
            self._titles[key] = title
            self._keys += [(rules.likeness_key(name), key) for name in dict.fromkeys((title, file_name))]
        self._places = _places(work, self._titles) if self._titles else {}

    def like(self, name: str) -> list[Standing]:
        wanted = rules.likeness_key(name)
        if not wanted or not self._keys:
            return []
        # only looking at files takes it
        from rapidfuzz import fuzz, process

        hits = process.extract(wanted, [key for key, _document in self._keys], scorer=fuzz.ratio, score_cutoff=_LIKE,
                               limit=_FEW * 3)  # fmt: skip
        best: dict[UUID, float] = {}
        for _key, score, at in hits:
            best.setdefault(self._keys[at][1], score)
        return [Standing(key, self._titles[key], self._places.get(key, ""), score)
                for key, score in list(best.items())[:_FEW]]  # fmt: skip


def with_contents(work: Work, ids: Iterable[UUID]) -> tuple[Standing, ...]:
    """Documents in use with one of these contents, as far as I see them and what they are called."""
    query = work.visible(Document).join(DocumentVersion, on=DocumentVersion.document == Document.id)
    here = DocumentVersion.blob.in_(list(ids)) & DocumentVersion.withdrawn_at.is_null()
    rows = list({row.id: row for row in query.where(here).limit(_FEW)}.values())
    locks = document_rights.locks(work, rows)
    open_to_me = [row for row in rows if row.id not in locks]
    places = _places(work, [row.id for row in open_to_me])
    return tuple(Standing(row.id, row.title, places.get(row.id, ""), 100.0) for row in open_to_me)


def _places(work: Work, documents: Iterable[UUID]) -> dict[UUID, str]:
    """Where documents have their home, in words: the client's code where they are a client's, and the folder."""
    homes = list(work.visible(FolderEntry).where(FolderEntry.home & FolderEntry.document.in_(list(documents))))
    paths = folders.paths_of(work, {row.folder_id for row in homes})
    clients = {row.client_id for row in homes if row.client_id is not None}
    codes = {row.id: row.code for row in work.visible(Client, withdrawn=True).where(Client.id.in_(clients))}
    return {row.document_id: " · ".join(part for part in (codes.get(row.client_id, ""),
                                                          "/".join(paths.get(row.folder_id, ()))) if part)
            for row in homes}  # fmt: skip
