"""Who may do what with one document, each right apart and with its reason (DO-2)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.models.clients import Client
from desktop.models.folders import Document, DocumentVersion
from desktop.rules.approvals import Act, Detail, Need
from desktop.rules.documents import (
    CHANGING,
    RIGHTS,
    DestroyedDocument,
    DocumentState,
    SealedDocument,
    kind_of,
)
from desktop.rules.errors import BadEntry, Label, NotAllowed, NotFound, OfficeError
from desktop.rules.fields import Block, Locked
from desktop.rules.rights import VAULTS, Right
from desktop.rules.secrecy import Secrecy, level_of
from desktop.services import blocks, marks, paper_lending
from desktop.services.work import Work

# What of a marked document somebody else must let through (AC-6)
ACTS: Mapping[Right, Act] = {
    Right.PRINT_DOCUMENTS: Act.PRINT_MARKED,
    Right.SEND_DOCUMENTS: Act.SEND_MARKED,
    Right.DOWNLOAD_DOCUMENTS: Act.SAVE_MARKED,
}
# The paper is lent and destroyed by whoever keeps it, who need not read it
_UNREAD = frozenset({Right.BORROW_DOCUMENTS, Right.DESTROY_DOCUMENTS})
SEEN_ONLY = N_("It was opened for you to be looked at, and for nothing else.")
NO_KEY = N_("You hold no key to this vault; who holds one can grant it.")


def reached(work: Work, document_id: UUID, *, withdrawn: bool = False) -> tuple[Any, Any]:
    """A document as far as I may see that there is one, and its client, None where it is the office's own. Raises
    NotFound."""
    row = work.get(Document, document_id, withdrawn=withdrawn)
    return row, client_of(work, row)


def client_of(work: Work, row: Any) -> Any:
    """The client of a document or folder. Raises NotFound."""
    return work.get(Client, row.client_id, withdrawn=True) if row.client_id is not None else None


def require(work: Work, right: Right, row: Any, client: Any) -> None:
    """Raises NotAllowed, Restricted, SealedDocument, DestroyedDocument: the first thing that stands in the way of
    `right` for this document."""
    if row.state == DocumentState.DESTROYED.value and right is not Right.SEE_DOCUMENTS:
        raise DestroyedDocument
    work.require(right, client)
    if right in CHANGING and row.state == DocumentState.SEALED.value:
        raise SealedDocument
    if right in _UNREAD:
        return
    locked = lock_of(work, row)
    if locked is not None and not (locked.may_open and (right is Right.SEE_DOCUMENTS or marks.may_change(locked))):
        raise NotAllowed(SEEN_ONLY if locked.may_open else locked.why)
    if locked is None and not work.me.vaults.holds(VAULTS[0]):
        raise NotAllowed(NO_KEY)


def why(work: Work, document_id: UUID) -> dict[Right, OfficeError | None]:
    """Each right over a document: None where I have it, else the sentence that says why not. Raises NotFound."""
    row, client = reached(work, document_id, withdrawn=True)
    told: dict[Right, OfficeError | None] = {}
    for right in RIGHTS:
        try:
            require(work, right, row, client)
        except OfficeError as hindrance:
            told[right] = hindrance
        else:
            told[right] = None
    return told


def needs_second(right: Right, mark: str) -> bool:
    """Whether somebody else must let it through, as the mark has it."""
    return bool(mark) and right in ACTS


def lock_of(work: Work, row: Any) -> Locked | None:
    """How a document stands to me, None where it bears no mark."""
    return marks.locks(work, [row]).get(row.id)


def locks(work: Work, rows: Iterable[Any]) -> dict[UUID, Locked]:
    """The same for many, by id; those without a mark are not named."""
    return marks.locks(work, rows)


def lent(work: Work, row: Any) -> paper_lending.Held | None:
    """What was lent to me of a document that I can't open myself; None where nothing was, or need not be. Raises
    Damaged."""
    locked = lock_of(work, row)
    return None if marks.may_change(locked) else paper_lending.held(work, row)


def version_of(work: Work, row: Any, number: int | None = None, held: paper_lending.Held | None = None) -> Any:
    """One version of a document that the caller may read; the one that is shown where no number is given, and no other
    one than what is `held`. Raises NotAllowed, NotFound."""
    if held is not None:
        number = paper_lending.only(held, number)
    wanted = row.newest if number is None else number
    same = (DocumentVersion.document == row.id) & (DocumentVersion.number == wanted)
    found = work.visible(DocumentVersion, withdrawn=number is not None).where(same).get_or_none()
    if found is None:
        raise NotFound(str(wanted))
    return found


def need_of(row: Any, client: Any, act: Act, exactly: str) -> Need:
    """What somebody else is asked to let through: by code, kind and mark, for a marked title tells too much."""
    mark = Secrecy.of(row.mark)
    kind = kind_of(row.kind)
    what = " · ".join(part for part in (client.code if client is not None else "", kind.said, _(mark.label)) if part)
    details = (
        Detail(N_("Kind of document"), (kind.label if kind.own else Label(kind.label),)),
        Detail(N_("Secrecy"), (Label(mark.label),)),
    )
    return Need(act, 1, what, f"{row.id.hex} {exactly}", level_sealed(row), client.id if client is not None else None,
                details)  # fmt: skip


def need_to_see(work: Work, document_id: UUID) -> Need:
    """What somebody else is asked for, so that I may look at a document that is locked for me (AC-10); hand it to
    `approvals`, with `for_days`. Raises BadEntry where I can open it, NotFound, DestroyedDocument."""
    row, client = reached(work, document_id, withdrawn=True)
    work.require(Right.SEE_DOCUMENTS, client)
    if row.state == DocumentState.DESTROYED.value:
        raise DestroyedDocument
    locked = lock_of(work, row)
    if locked is None or locked.may_open:
        raise BadEntry(N_("This document is not locked for you: open it."))
    if row.withdrawn_at is not None:
        raise BadEntry(N_("This document is out of use. Bring it back into use first."))
    said = need_of(row, client, Act.SEE_DOCUMENT, row.mark)
    return replace(paper_lending.wanted(row), what=said.what, level=said.level, details=said.details)


def level_sealed(row: Any) -> int:
    """The level that reads a document or a version of it, as it lies sealed."""
    return Block(row.sealed.partition(":")[0]).level if row.mark else 1


def level_for(mark: str, settings: Mapping[str, object]) -> int:
    """The level that what is marked so from now on is sealed for."""
    return level_of(Secrecy.of(mark), settings) if mark else 1


def require_vault(work: Work, mark: str) -> str:
    """The vault for what bears this mark, or none. Raises NotAllowed for one that I could not read myself."""
    level = level_for(mark, work.settings)
    if mark and level > work.me.mandate.level:
        raise NotAllowed(N_("You can't give this mark: you could not read what bears it."), "mark")
    vault = VAULTS[level - 1]
    if not work.me.vaults.holds(vault):
        raise NotAllowed(blocks.UNPLEDGED if level > 1 and work.me.mandate.unpledged else NO_KEY, "mark")
    return vault
