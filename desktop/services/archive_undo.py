"""Takes an act of the archive back as one, as long as nothing came of it: lists, requests, holds, findings (DO-3).

What was signed, counted or decided by somebody else stays: the next step or a word of its own puts that right.
"""

from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.archive import ArchiveFile, ArchiveItem
from desktop.models.clients import Client
from desktop.models.inspections import Inspection, InspectionFinding
from desktop.models.loans import Loan
from desktop.models.registers import RegisterLine
from desktop.models.retention import Hold
from desktop.rules.archive import TURN, FileState
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.inspections import INSPECTS
from desktop.rules.rights import Right
from desktop.services import archive_lists, taking_back
from desktop.services.archive_lists import TOPIC
from desktop.services.taking_back import Deed
from desktop.services.work import Work

UNDOABLE = frozenset({
    ("archive", "open_file"), ("archive", "change_file"), ("archive", "withdraw_file"), ("archive", "add_items"),
    ("archive", "change_item"), ("archive", "withdraw_item"), ("archive", "place_file"),
    ("loans", "borrow"), ("loans", "withdraw_loan"), ("loans", "renew_loan"),
    ("retention", "hold"), ("retention", "lift_hold"),
    ("inspections", "note_inspection"), ("inspections", "add_finding"), ("inspections", "withdraw_inspection"),
    ("inspections", "put_right"), ("inspections", "name_fixer"),
})  # fmt: skip
_MODELS = (ArchiveFile, ArchiveItem, Loan, RegisterLine, Hold, Inspection, InspectionFinding)
_OF_PLACE = frozenset({"place_file"})


def undo(work: Work, operation: UUID) -> None:
    """Takes back what one act did. A content list must still be open to whose turn it is; signatures that fell away
    with the act stay away, for they are given anew by the step at hand. Raises BadEntry for another act, and where
    something was done since; NotAllowed, NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    work.alone()
    deed = taking_back.deed_of(work, operation, UNDOABLE, _MODELS)
    for _model, row, _told in deed.rows:
        _require(work, row, deed)
    taking_back.refuse_later(deed, N_("Something was done with this since, so it can't be undone."))
    files = {row.file_id: row for _model, row, _told in deed.rows if isinstance(row, ArchiveItem)}
    for file in files:
        archive_lists.void(work, work.get(ArchiveFile, file, withdrawn=True))
    taking_back.put_back(work, deed)
    work.record(TOPIC, "undo_archive", _subject(work, deed), acts=deed.acts)


def _require(work: Work, row: Any, deed: Deed) -> None:
    """The right that the act asked for, on this row."""
    if isinstance(row, ArchiveFile | ArchiveItem):
        file = row if isinstance(row, ArchiveFile) else work.get(ArchiveFile, row.file_id, withdrawn=True)
        client = work.get(Client, file.client_id, withdrawn=True) if file.client_id is not None else None
        if _OF_PLACE.issuperset(deed.acts):
            work.require(Right.KEEP_ARCHIVE)
            return
        work.require(Right.FILE_DOCUMENTS, client)
        state = FileState.of(file.state)
        if state not in (archive_lists.ITS_LIST if isinstance(row, ArchiveItem) else TURN):
            raise BadEntry(N_("This list was signed on since, so it can't be undone."))
    elif isinstance(row, Loan):
        if row.asked_by_id != work.me.id:
            work.require(Right.KEEP_ARCHIVE)
    elif isinstance(row, Hold):
        if not work.may(Right.DESTROY_DOCUMENTS):
            work.require(Right.KEEP_ARCHIVE)
    elif isinstance(row, Inspection | InspectionFinding):
        mine = isinstance(row, InspectionFinding) and row.fixed_by_id == work.me.id
        if not mine and not any(work.may(right) for right in INSPECTS):
            raise NotAllowed(N_("This is undone by whoever inspects the archive."))


def _subject(work: Work, deed: Deed) -> Any:
    """The same that the act was recorded of, where it was one: a client's file tells of it too."""
    if deed.subject is None:
        return None
    of = next((row for _model, row, _told in deed.rows if row.id == deed.subject), None)
    return of if of is not None else Client(id=deed.subject)
