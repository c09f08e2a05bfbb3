"""Takes an act on documents and folders back as one, and brings it back when done again (DO-1)."""

from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.contacts import ContactPaper
from desktop.models.folders import Document, DocumentVersion, Folder, FolderEntry
from desktop.models.sheets import SignedCopy
from desktop.rules.rights import Right
from desktop.services import document_index, document_rights, lending, taking_back
from desktop.services.journals import Trace
from desktop.services.work import Work

TOPIC = "documents"
# A mark is taken back by giving the former one, which may ask for somebody else; what was handed out stays so
UNDOABLE = frozenset({"file_documents", "add_version", "go_back", "change_document", "confirm_legible", "not_legible",
                      "move_documents", "put_into", "take_out", "withdraw_document", "restore_document",
                      "add_folder", "rename_folder", "move_folder", "withdraw_folder", "restore_folder",
                      "undo_documents", "hang_papers"})  # fmt: skip
_MODELS = (Document, DocumentVersion, FolderEntry, Folder, SignedCopy, ContactPaper)
# that a version was read for its words is no act of anybody's
_READ = frozenset({"text_state", "pages", "sheets"})


def undo(work: Work, operation: UUID) -> None:
    """Takes back what one act did to documents and folders: what it filed is out of use, the rest stands as before.
    Undoing that again brings it back. Folders that were made on the way stay.

    Raises BadEntry for another act, and where something was done since; NotAllowed, NotFound, SealedDocument.
    """
    work.require(Right.SEE_DOCUMENTS)
    work.alone()
    deed = taking_back.deed_of(work, operation, {(TOPIC, act) for act in UNDOABLE}, _MODELS, _made_on_the_way,
                               beside=True)  # fmt: skip
    for _model, row, _told in deed.rows:
        _require(work, row)
    taking_back.refuse_later(deed, N_("Something was done with these documents since, so it can't be undone."), _READ)
    back = taking_back.put_back(work, deed)
    document_index.keep_heads(work, [row for row, _values in back if isinstance(row, Document)])
    for row, values in back:
        if isinstance(row, Document) and "newest" in values:
            document_index.read_again(row)
    lending.clear(work)
    about = Document(id=deed.subject) if deed.subject is not None else None
    work.record(TOPIC, "undo_documents", about, acts=deed.acts)


def _made_on_the_way(first: Trace, acts: set[str]) -> bool:
    """Folders that filing and moving made stay."""
    return first.table == Folder._meta.table_name and not acts.isdisjoint({"file_documents", "move_documents"})


def _require(work: Work, row: Any) -> None:
    if isinstance(row, Folder):
        work.require(Right.FILE_DOCUMENTS, document_rights.client_of(work, row))
        return
    document, client = (row, document_rights.client_of(work, row)) if isinstance(row, Document) else (
        document_rights.reached(work, row.document_id, withdrawn=True))  # fmt: skip
    right = Right.REVISE_DOCUMENTS if isinstance(row, DocumentVersion) else Right.FILE_DOCUMENTS
    if isinstance(row, Document) and not work.may(right, client):
        # of a document whose version goes, only which one is shown
        right = Right.REVISE_DOCUMENTS
    document_rights.require(work, right, document, client)
