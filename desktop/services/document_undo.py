"""Takes an act on documents and folders back as one, and brings it back when done again (DO-1)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import Table
from desktop.models.folders import Document, DocumentVersion, Folder, FolderEntry
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import document_index, document_rights, journals
from desktop.services.work import Work

TOPIC = "documents"
# A mark is taken back by giving the former one, which may ask for somebody else; what was handed out stays so
UNDOABLE = frozenset({"file_documents", "add_version", "go_back", "change_document", "confirm_legible", "not_legible",
                      "move_documents", "put_into", "take_out", "withdraw_document", "restore_document",
                      "add_folder", "rename_folder", "move_folder", "withdraw_folder", "restore_folder",
                      "undo_documents"})  # fmt: skip
_TABLES: Mapping[str, type[Table]] = {
    model._meta.table_name: model for model in (Document, DocumentVersion, FolderEntry, Folder)
}


def undo(work: Work, operation: UUID) -> None:
    """Takes back what one act did to documents and folders: what it filed is out of use, the rest stands as before.
    Undoing that again brings it back. Folders that were made on the way stay.

    Raises BadEntry for another act, and where something was done since; NotAllowed, NotFound, SealedDocument.
    """
    work.require(Right.SEE_DOCUMENTS)
    work.alone()
    records, traces = journals.of_operation(work, operation)
    mine = [record for record in records if record.topic == TOPIC and record.action != "store"]
    acts = {record.action for record in mine}
    if not mine or not acts <= UNDOABLE:
        raise BadEntry(N_("This is taken back where it was done."))
    last = max(record.serial for record in records)
    filed = "file_documents" in acts or "move_documents" in acts
    found = [(_TABLES[told[0].table], key, told) for key, told in journals.by_row(traces).items()
             if told[0].table in _TABLES and not (filed and told[0].table == Folder._meta.table_name)]  # fmt: skip
    rows: list[Any] = [work.get(model, key, withdrawn=True) for model, key, _told in found]
    for row in rows:
        _require(work, row)
    # what was done since and undone again is as if it had not been
    later = journals.by_row(journals.of_rows([key for _model, key, _told in found], last))
    if any(_matters(net) for told in later.values() if (net := journals.net(told))):
        raise BadEntry(N_("Something was done with these documents since, so it can't be undone."))
    back = [(row, journals.loaded(model, journals.before_act(row, told, work.now)))
            for row, (model, _key, told) in zip(rows, found, strict=True)]  # fmt: skip
    # what goes makes room for what comes: a document has one home
    for row, values in sorted(back, key=lambda pair: pair[1].get("withdrawn_at", work.now) is None):
        work.change(row, values)
    document_index.keep_heads(work, [row for row, _values in back if isinstance(row, Document)])
    for row, values in back:
        if isinstance(row, Document) and "newest" in values:
            document_index.read_again(row)
    work.record(TOPIC, "undo_documents", _subject(mine), acts=sorted(acts))


def _matters(net: Mapping[str, Any]) -> bool:
    """That a version was read for its words is no act of anybody's."""
    return bool(net.keys() - {"text_state", "pages", "sheets"})


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


def _subject(records: list[Any]) -> Any:
    """What the act was about, a client or a document, where it was one."""
    about = {record.subject for record in records}
    return Document(id=about.pop()) if len(about) == 1 and None not in about else None
