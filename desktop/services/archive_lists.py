"""The content list of an archive file 册内资料清单: its entries, changed by whose turn it is (DO-3)."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.archive import ArchiveFile, ArchiveItem, ArchiveSignature
from desktop.models.base import canonical
from desktop.models.clients import Client
from desktop.models.folders import DocumentVersion
from desktop.rules.archive import FileState, Item, Section
from desktop.rules.documents import DocumentKind, kind_of
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.text import check_length, fold, tidy
from desktop.services import document_rights
from desktop.services.work import Work

TOPIC = "archive"
TITLE_LIMIT = 200
MOST_SHEETS = 99_999
MOST_ITEMS = 500
# Whose turn it is may change the list; who has it before him and checks it may not
ITS_LIST = frozenset({FileState.SORTING, FileState.BACK})


def add_items(work: Work, file_id: UUID, items: Sequence[Item], documents: Sequence[UUID | None] = ()
              ) -> list[UUID]:  # fmt: skip
    """Puts entries on the list, at the end of their parts; `documents` are their scans, in the same order. Signatures
    given for the list as it was fall away. Raises BadEntry naming the field, NotAllowed, NotFound."""
    row, client = _to_list(work, file_id)
    there = items_in(work, row.id)
    if len(there) + len(items) > MOST_ITEMS:
        raise BadEntry(N_("A content list holds at most {most} entries: open another volume."), "items",
                       most=MOST_ITEMS)  # fmt: skip
    at = max((each.position for each in there), default=-1) + 1
    added = []
    for number, item in enumerate(items):
        scan = documents[number] if number < len(documents) else None
        if scan is not None:
            document, _of = document_rights.reached(work, scan)
            if document.client_id != row.client_id:
                raise BadEntry(N_("This document belongs to another file."), "document")
        added.append(ArchiveItem(file=row.id, client=row.client_id, position=at + number, document=scan,
                                 **_item_columns(item)))  # fmt: skip
    work.add_rows(ArchiveItem, added)
    void(work, row)
    work.record(TOPIC, "add_items", client or row, items=len(added))
    return [UUID(str(each.id)) for each in added]


def items_of(work: Work, documents: Iterable[UUID], section: Section) -> list[Item]:
    """What a list would say of filed documents: title and pages as they are known. A marked one is named by its kind
    alone. Sheets are counted on paper, by people (decision 9). Raises NotFound."""
    found = []
    for document_id in documents:
        row, _client = document_rights.reached(work, document_id)
        shown = work.visible(DocumentVersion).where(
            (DocumentVersion.document == row.id) & (DocumentVersion.number == row.newest)
        )
        version = shown.get_or_none()
        title = kind_of(row.kind).said if row.mark else row.title
        contract = row.kind == DocumentKind.CONTRACT.value
        found.append(Item(section, title, None, version.pages if version is not None else None, contract=contract,
                          needs_signature=contract))  # fmt: skip
    return found


def change_item(work: Work, item_id: UUID, item: Item) -> None:
    """Corrects an entry: title, sheets and pages, whether it is signed. Raises BadEntry, NotAllowed, NotFound."""
    row = work.get(ArchiveItem, item_id)
    file, client = _to_list(work, row.file_id)
    columns = _item_columns(item)
    if row.asked_at is not None and row.settled_at is None and item.sheets:
        columns["settled_at"] = work.now
    if work.change(row, columns):
        void(work, file)
        work.record(TOPIC, "change_item", client or file)


def withdraw_items(work: Work, ids: Sequence[UUID]) -> None:
    """Takes entries off the list. Raises NotAllowed, NotFound."""
    for item_id in ids:
        row = work.get(ArchiveItem, item_id)
        file, client = _to_list(work, row.file_id)
        work.withdraw(row)
        void(work, file)
        work.record(TOPIC, "withdraw_item", client or file)


def move_item(work: Work, item_id: UUID, before: UUID | None) -> None:
    """Puts an entry before another one of its list, at the end for None. Raises NotAllowed, NotFound."""
    row = work.get(ArchiveItem, item_id)
    file, client = _to_list(work, row.file_id)
    rows = [each for each in items_in(work, file.id) if each.id != row.id]
    keys = [each.id for each in rows]
    at = keys.index(before) if before in keys else len(rows)
    ordered = [*rows[:at], row, *rows[at:]]
    moved = [work.change(each, {"position": position}) for position, each in enumerate(ordered)]
    if any(moved):
        void(work, file)
        work.record(TOPIC, "change_item", client or file)


def _item_columns(item: Item) -> dict[str, Any]:
    title = check_length(tidy(item.title), TITLE_LIMIT, "title")
    if not title:
        raise BadEntry(N_("Say what the paper is."), "title")
    for field, count in (("sheets", item.sheets), ("pages", item.pages)):
        if count is not None and not 0 < count <= MOST_SHEETS:
            raise BadEntry(N_("Enter a number from 1 to {most}."), field, most=MOST_SHEETS)
    return {"section": item.section.value, "title": title, "sheets": item.sheets, "pages": item.pages,
            "contract": item.contract, "annex": item.annex, "needs_signature": item.needs_signature,
            "signed": item.signed}  # fmt: skip


def void(work: Work, row: Any) -> None:
    """What was signed for another list than this holds no more. Part of the verb that changes it, which has asked the
    right and records."""
    work.require(Right.SEE_DOCUMENTS)
    for signature in signatures_of(work, row.id):
        work.withdraw(signature)


def digest(work: Work, row: Any) -> str:
    """What the signatures under a list are given for: SHA-256, in hex, of the list as it is."""
    said = [[each.section, each.title, each.sheets, each.pages, each.contract, each.annex, each.signed]
            for each in _in_order(items_in(work, row.id))]  # fmt: skip
    return sha256(canonical([row.id.hex, row.title, said]).encode()).hexdigest()


def item_of(row: Any) -> Item:
    """An entry of a list as the rules know it."""
    return Item(Section.of(row.section), row.title, row.sheets, row.pages, contract=row.contract, annex=row.annex,
                needs_signature=row.needs_signature, signed=row.signed)  # fmt: skip


def items_in(work: Work, file_id: UUID) -> list[Any]:
    """The entries of a file's list, in their places."""
    query = work.visible(ArchiveItem).where(ArchiveItem.file == file_id)
    return list(query.order_by(ArchiveItem.position, ArchiveItem.id))


def _in_order(rows: Sequence[Any]) -> list[Any]:
    order = {section.value: place for place, section in enumerate(Section)}
    return sorted(rows, key=lambda each: (each.annex, order[each.section], each.position, fold(each.title)))


def signatures_of(work: Work, file_id: UUID) -> list[Any]:
    """What was signed under a file's list, and has not fallen away."""
    return list(work.visible(ArchiveSignature).where(ArchiveSignature.file == file_id))


def to_write(work: Work, client_id: UUID | None) -> Any:
    """The client whose papers I may file, None for the office's own. Raises NotAllowed, NotFound."""
    client = work.get(Client, client_id) if client_id is not None else None
    work.require(Right.FILE_DOCUMENTS, client)
    return client


def _to_list(work: Work, file_id: UUID) -> tuple[Any, Any]:
    """A file whose list is open to whom its step is."""
    row = work.get(ArchiveFile, file_id)
    client = to_write(work, row.client_id)
    if FileState.of(row.state) not in ITS_LIST:
        raise BadEntry(N_("This list was signed on: what is missing goes on a supplement list, which sends it back to "
                          "agent A."))  # fmt: skip
    return row, client
