"""What is done to documents once they are filed: said otherwise, moved, marked, taken out of use and back (DO-1).

The original is never touched: words, places and marks lie beside it.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.contacts import ContactPaper
from desktop.models.folders import Document, DocumentVersion, Folder, FolderEntry
from desktop.models.sheets import SignedCopy
from desktop.rules import documents as rules
from desktop.rules.approvals import Act, Need, NeedsApproval
from desktop.rules.documents import DocumentState, Entry, Path, TextState
from desktop.rules.errors import BadEntry, NotFound, OfficeBusy
from desktop.rules.progress import Progress
from desktop.rules.rights import VAULTS, Right
from desktop.rules.secrecy import Secrecy
from desktop.services import approvals, blobs, document_index, document_rights, folders, lending, marks
from desktop.services.blobs import Staged
from desktop.services.readings import readings
from desktop.services.work import Work

TOPIC = "documents"
_SORT_LIMIT = 400
_RANKS = ["", *(mark.value for mark in Secrecy)]


def change_document(work: Work, document_id: UUID, entry: Entry, base: Entry | None = None) -> None:
    """Says otherwise what a document is; what was said before stays in the history. `base` is what the person saw.

    Raises BadEntry naming the field, NotAllowed, NotFound, SealedDocument, Stale.
    """
    row, client = document_rights.reached(work, document_id)
    document_rights.require(work, Right.FILE_DOCUMENTS, row, client)
    said = rules.checked(entry, rules.kinds_of(work.settings), row.kind)
    values = _columns(said) | {"mark": row.mark}
    if not row.mark:
        values["sort_key"] = _sort_key(said.title)
    if marks.change(work, row, values, _columns(base) if base is not None else None):
        _sort_entries(work, row)
        document_index.keep_heads(work, [row])
        work.record(TOPIC, "change_document", client or row)


def confirm_legible(work: Work, document_id: UUID, legible: bool = True) -> None:
    """Notes that I have seen that the paper is legible and complete, or that it is not after all. Raises NotAllowed,
    NotFound."""
    row, client = document_rights.reached(work, document_id)
    document_rights.require(work, Right.FILE_DOCUMENTS, row, client)
    if work.change(row, {"legible_by": work.me.id if legible else None, "legible_at": work.now if legible else None}):
        work.record(TOPIC, "confirm_legible" if legible else "not_legible", client or row)


# Where it stands


def move_documents(work: Work, ids: Sequence[UUID], folder: UUID | Path, client_id: UUID | None = None) -> None:
    """Gives documents another home: a folder by its id, or by its path in the file `client_id`, the office's for None.

    Into another client's file they go with all their versions, and leave the other folders they stood in. Raises
    NotAllowed, NotFound, SealedDocument.
    """
    target, key = _target(work, folder, client_id)
    moved = 0
    for document_id in sorted(set(ids)):
        row, client = document_rights.reached(work, document_id)
        document_rights.require(work, Right.FILE_DOCUMENTS, row, client)
        entries = list(work.visible(FolderEntry).where(FolderEntry.document == row.id))
        elsewhere = row.client_id != target
        here = [entry for entry in entries if entry.folder_id == key]
        if here and here[0].home:
            continue
        for entry in entries:
            if entry.home or elsewhere or entry in here:
                work.withdraw(entry)
        if elsewhere:
            _hand_over(work, row, target)
        work.add(_entry(row, key, target, home=True))
        moved += 1
    if moved:
        lending.clear(work)
        work.record(TOPIC, "move_documents", Client(id=target) if target else None, documents=moved)


def _hand_over(work: Work, row: Any, target: UUID | None) -> None:
    """The document and its versions are another client's from now on; what lies sealed is sealed for that one."""
    for each in [row, *work.visible(DocumentVersion, withdrawn=True).where(DocumentVersion.document == row.id)]:
        words = marks.words_of(work, each) if each.mark else {}
        sealed = marks.sealed(work, type(each), each.id, target, {**words, "mark": each.mark}) if words else {}
        work.change(each, {"client": target, **sealed})
    for model in (SignedCopy, ContactPaper):
        for hanging in work.visible(model, withdrawn=True).where(model.document == row.id):
            work.change(hanging, {"client": target})


def put_into(work: Work, ids: Sequence[UUID], folder_id: UUID) -> None:
    """Lets documents stand in another folder of their file too; their home stays. Raises BadEntry for a folder of
    another file, NotAllowed, NotFound, SealedDocument."""
    folder, same = folders.alike(work, folder_id)
    put = 0
    for document_id in sorted(set(ids)):
        row, client = document_rights.reached(work, document_id)
        document_rights.require(work, Right.FILE_DOCUMENTS, row, client)
        if row.client_id != folder.client_id:
            raise BadEntry(N_("A document stands in folders of its own file only. Move it there, or file it anew."),
                           "folder")  # fmt: skip
        there = work.visible(FolderEntry).where((FolderEntry.document == row.id) & FolderEntry.folder.in_(same))
        if not there.exists():
            work.add(_entry(row, folder.id, row.client_id))
            put += 1
    if put:
        work.record(TOPIC, "put_into", Client(id=folder.client_id) if folder.client_id else None, documents=put)


def take_out(work: Work, document_id: UUID, folder_id: UUID) -> None:
    """Takes a document out of a folder in which it stands besides. Raises BadEntry where that is its home, NotAllowed,
    NotFound, SealedDocument."""
    row, client = document_rights.reached(work, document_id)
    document_rights.require(work, Right.FILE_DOCUMENTS, row, client)
    _folder, same = folders.alike(work, folder_id)
    here = list(work.visible(FolderEntry).where((FolderEntry.document == row.id) & FolderEntry.folder.in_(same)))
    if any(entry.home for entry in here):
        raise BadEntry(N_("This folder is the document's home. Move it into another one, or take the document out of "
                          "use."), "folder")  # fmt: skip
    if not here:
        raise NotFound(str(folder_id))
    for entry in here:
        work.withdraw(entry)
    work.record(TOPIC, "take_out", client or row)


def _entry(row: Any, folder: UUID, client: UUID | None, *, home: bool = False) -> FolderEntry:
    return FolderEntry(folder=folder, document=row.id, client=client, home=home,
                       sort_key=rules.entry_key(row.sort_key, row.mark))  # fmt: skip


def _sort_entries(work: Work, row: Any) -> None:
    """Its folders list it where its title now belongs."""
    for entry in list(work.visible(FolderEntry, withdrawn=True).where(FolderEntry.document == row.id)):
        work.change(entry, {"sort_key": rules.entry_key(row.sort_key, row.mark)})


def _target(work: Work, folder: UUID | Path, client_id: UUID | None) -> tuple[UUID | None, UUID]:
    """Whose file it is, and the folder itself, made where it is missing."""
    if isinstance(folder, UUID):
        client_id = work.get(Folder, folder).client_id
    client = work.get(Client, client_id) if client_id is not None else None
    work.require(Right.FILE_DOCUMENTS, client)
    if isinstance(folder, UUID):
        return client_id, folder
    wanted = tuple(rules.checked_folder(name) for name in folder)
    return client_id, folders.ensure(work, client_id, [wanted])[wanted]


def withdraw_documents(work: Work, ids: Sequence[UUID]) -> None:
    """Takes documents out of use; `restore_documents` brings them back. Raises NotAllowed, NotFound, SealedDocument."""
    for document_id in sorted(set(ids)):
        row, client = document_rights.reached(work, document_id)
        document_rights.require(work, Right.FILE_DOCUMENTS, row, client)
        work.withdraw(row)
        lending.clear(work)
        work.record(TOPIC, "withdraw_document", client or row)


def restore_documents(work: Work, ids: Sequence[UUID]) -> None:
    """Brings documents back, each to its home; to the folder of its kind where that is out of use. Raises NotAllowed,
    NotFound."""
    for document_id in sorted(set(ids)):
        row, client = document_rights.reached(work, document_id, withdrawn=True)
        document_rights.require(work, Right.FILE_DOCUMENTS, row, client)
        if row.withdrawn_at is None:
            continue
        work.change(row, {"withdrawn_at": None})
        homes = list(work.visible(FolderEntry).where((FolderEntry.document == row.id) & FolderEntry.home))
        if not folders.paths_of(work, (home.folder_id for home in homes)):
            for home in homes:
                work.withdraw(home)
            path = folders.home_path(work, row.client_id, row.kind)
            key = folders.ensure(work, row.client_id, [path])[path]
            work.add(_entry(row, key, row.client_id, home=True))
        work.record(TOPIC, "restore_document", client or row)


# Marks


def need_to_lower(work: Work, document_id: UUID, mark: str) -> Need | None:
    """What somebody else must let through for this mark to be given, None where nobody needs to. Raises NotAllowed,
    NotFound."""
    row, client = document_rights.reached(work, document_id)
    document_rights.require(work, Right.FILE_DOCUMENTS, row, client)
    if _RANKS.index(mark) >= _RANKS.index(row.mark):
        return None
    return document_rights.need_of(row, client, Act.LOWER_MARK, mark)


def set_mark(work: Work, document_id: UUID, mark: str, *, progress: Progress = lambda *_: None) -> None:
    """Marks a document, or takes its mark off for "": all that is said of it and every version is sealed for the level
    that reads the mark. Give it staged work; `progress` counts bytes.

    A higher mark is given by whoever could read it; a lower one, or none, needs somebody else (AC-6): raises
    NeedsApproval. Raises NotAllowed, NotFound, SealedDocument, and what the store raises.
    """
    with work.reading():
        row, _client = document_rights.reached(work, document_id)
        need = need_to_lower(work, document_id, mark)
        if mark == row.mark:
            return
        if need is not None and approvals.needs(work, need):
            raise NeedsApproval(need)
        vault = document_rights.require_vault(work, mark)
        versions = _standing(work, row.id)
        contents = {version.blob_id: version.blob for version in versions if version.blob.vault != vault}
    total, done = sum(row.size for row in contents.values()), 0
    staged: dict[UUID, Staged] = {}
    for blob, content in contents.items():
        staged[blob] = blobs.prepare(work, vault, blobs.content(work, content))
        done += content.size
        progress(done, total)
    with blobs.kept_or_gone(work, list(staged.values())), work.writing():
        _mark(work, document_id, mark, vault, staged)


def _mark(work: Work, document_id: UUID, mark: str, vault: str, staged: dict[UUID, Staged]) -> None:
    row, client = document_rights.reached(work, document_id)
    document_rights.require(work, Right.FILE_DOCUMENTS, row, client)
    need = need_to_lower(work, document_id, mark)
    versions = _standing(work, row.id)
    if any(version.blob_id not in staged and version.blob.vault != vault for version in versions):
        raise OfficeBusy(N_("A version was added a moment ago. Try again."))
    if need is not None:
        approvals.require(work, need)
    entered = {blob: blobs.enter(work, each).blob_id for blob, each in staged.items()}
    for version in versions:
        said = {**marks.words_of(work, version), "mark": mark}
        work.change(version, {
            **marks.sealed(work, DocumentVersion, version.id, version.client_id, said),
            "blob": entered.get(version.blob_id, version.blob_id), "level": VAULTS.index(vault) + 1,
            # what was read of it lay under another key
            "text_state": TextState.WAITING.value,
        })  # fmt: skip
    words = {**marks.words_of(work, row), "mark": mark}
    columns = marks.sealed(work, Document, row.id, row.client_id, words)
    work.change(row, {**columns, "sort_key": "" if mark else _sort_key(words["title"])})
    _sort_entries(work, row)
    for blob in staged:
        blobs.let_go(work, blob)
    # what was read of it lay under another key
    document_index.forget_pages(row.id)
    document_index.keep_heads(work, [row])
    lending.clear(work)
    work.record(TOPIC, "mark_document", client or row, mark=mark)


def _standing(work: Work, document_id: UUID) -> list[Any]:
    """All versions whose content is there, taken back ones too: nothing stays under the former key."""
    versions = work.visible(DocumentVersion, withdrawn=True).where(DocumentVersion.document == document_id)
    return [version for version in versions if version.blob.file_key is not None]


def _columns(entry: Entry) -> dict[str, Any]:
    return {"title": entry.title, "kind": entry.kind, "number": entry.number, "dated_on": entry.dated_on,
            "tags": rules.stored_tags(entry.tags), "note": entry.note}  # fmt: skip


def _sort_key(title: str) -> str:
    return readings(title, organisation=True).sort_key[:_SORT_LIMIT]


def tags_in_use(work: Work, limit: int = 200) -> tuple[str, ...]:
    """The tags that documents bear which I see, the most frequent first. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    query = work.visible(Document).where((Document.tags != "") & (Document.state == DocumentState.FILED.value))
    counted: dict[str, int] = {}
    for (stored,) in query.select(Document.tags).limit(20_000).tuples():
        for tag in rules.read_tags(stored):
            counted[tag] = counted.get(tag, 0) + 1
    return tuple(sorted(counted, key=lambda tag: (-counted[tag], tag))[:limit])
