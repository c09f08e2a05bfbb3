"""The history of one document: who filed, described, moved, opened, printed, sent and lent it, and its versions (DO-2).

Acts that changed a row are told by the journal. That a marked one was opened, or one was handed out, changes nothing:
it is kept as a note beside the document, from the day on which the program began to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.archive import ArchiveFile, ArchiveItem
from desktop.models.folders import DocumentVersion, Folder, FolderEntry
from desktop.models.loans import Loan
from desktop.models.office import Person
from desktop.models.records import Journal, Record
from desktop.rules.archive import FileState
from desktop.rules.borrowing import LoanState
from desktop.rules.calendars import zone_of
from desktop.rules.errors import Label
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import document_rights, histories, journals
from desktop.services import history_words as words
from desktop.services.document_hand_outs import OF_VERSION
from desktop.services.history_acts import ACTIONS
from desktop.services.history_words import HistoryChange, View, Viewer, Words
from desktop.services.recording import NOTE
from desktop.services.work import Work

MOST = 500
READ = N_("Marked document opened")


@dataclass(frozen=True, slots=True)
class DocumentAct:
    """One act. `action` and labels are message ids; `version` is the one that was opened or handed out, else 0; `whom`
    is to whom it was sent."""

    serial: int
    at: datetime
    who: str
    action: str
    version: int
    whom: str
    changes: tuple[HistoryChange, ...]


def history(work: Work, document_id: UUID) -> tuple[DocumentAct, ...]:
    """What was done to a document, newest first, as far as I may know of it: of a marked one no word, and who opened it
    only with the right to see the audit. Raises NotAllowed, NotFound."""
    row, client = document_rights.reached(work, document_id, withdrawn=True)
    work.require(Right.SEE_DOCUMENTS, client)
    walk = _Walk(work, row)
    return tuple(walk.acts())[:MOST]


class _Walk:
    """Goes back from the newest entry of the journal, and takes each row's state back with it."""

    def __init__(self, work: Work, row: Any) -> None:
        self._work, self._row = work, row
        self._states: dict[UUID, dict[str, Any]] = {}
        self._viewers: dict[UUID, Viewer] = {}
        self._people = dict(work.visible(Person).select(Person.id, Person.name).tuples())
        self._words = Words({}, self._people, zone_of(str(work.settings["time_zone"])))
        self._gather()

    def _gather(self) -> None:
        """The rows that tell of it, as far as I see them."""
        work, row = self._work, self._row
        of_it = list(work.visible(DocumentVersion, withdrawn=True).where(DocumentVersion.document == row.id))
        entries = list(work.visible(FolderEntry, withdrawn=True).where(FolderEntry.document == row.id))
        items = list(work.visible(ArchiveItem, withdrawn=True).where(ArchiveItem.document == row.id))
        files = {each.id: each for each in work.visible(ArchiveFile, withdrawn=True).where(
            ArchiveFile.id.in_([item.file_id for item in items]))}  # fmt: skip
        names = dict(work.visible(Folder, withdrawn=True).where(Folder.id.in_([each.folder_id for each in entries]))
                     .select(Folder.id, Folder.name).tuples())  # fmt: skip
        self._watch(row, self._words.document_view)
        for each in of_it:
            self._watch(each, words.version_view)
        for each in entries:
            self._watch(each, histories.place_viewer(names))
        for each in items:
            if each.file_id in files:
                self._watch(each, _item_viewer(files[each.file_id]))
        for each in files.values():
            self._watch(each, _file_view)
        for each in self._loans(items):
            self._watch(each, _loan_view)

    def _loans(self, items: list[Any]) -> list[Any]:
        """Loans of what the document stands in: of the whole file, or of its own entry."""
        found = self._work.visible(Loan, withdrawn=True).where(Loan.file.in_([item.file_id for item in items]))
        mine = {item.id.hex for item in items}
        return [loan for loan in found if not loan.items or mine & set(loan.items)]

    def _watch(self, row: Any, viewer: Viewer) -> None:
        if getattr(row, "mark", ""):
            # what it said before it bore its mark is told no more either
            viewer = histories.marked_viewer(type(row), viewer)
        self._states[row.id] = journals.stored(row)
        self._viewers[row.id] = viewer

    def acts(self) -> Iterator[DocumentAct]:
        told: dict[int, list[HistoryChange]] = {}
        opened: dict[int, int] = {}
        records: dict[int, Any] = {}
        # reading path: rows that were reached through the document, and records of what was done to them
        query = Journal.select(Journal, Record).join(Record)
        query = query.where(Journal.row.in_(list(self._states)))
        for entry in query.order_by(Journal.record.desc(), Journal.position.desc()):
            record = entry.record
            if record.topic == "reads" and not self._work.may(Right.SEE_AUDIT):
                continue
            records[record.serial] = record
            if entry.kind == NOTE:
                opened[record.serial] = int((entry.changes or {}).get(OF_VERSION, ("", "0"))[1])
                continue
            told.setdefault(record.serial, [])[:0] = self._change(entry)
        whom = _whom(records)
        for serial in sorted(records, reverse=True):
            record, changes = records[serial], _folded(told.get(serial, []))
            if changes or serial in opened:
                action = READ if record.topic == "reads" else ACTIONS.get((record.topic, record.action), N_("Changed"))
                yield DocumentAct(serial, record.at, self._people.get(record.person, ""), action, opened.get(serial, 0),
                                  whom.get(serial, ""), changes)  # fmt: skip

    def _change(self, entry: Any) -> list[HistoryChange]:
        state, viewer = self._states[entry.row], self._viewers[entry.row]
        earlier = {**state, **{name: pair[0] for name, pair in (entry.changes or {}).items()}}
        self._states[entry.row] = earlier
        before = {} if entry.kind == "create" else histories.seen_of(viewer, earlier)
        return words.difference(entry.table, before, histories.seen_of(viewer, state))


def _folded(changes: Sequence[HistoryChange]) -> tuple[HistoryChange, ...]:
    """What left one place and came to another, as one change."""
    left = {change.field: change for change in changes if change.after == "" and change.before != ""}
    told = []
    for change in changes:
        gone = left.get(change.field)
        if gone is not None and change.before == "":
            told.append(replace(change, before=left.pop(change.field).before))
        elif gone is not change:
            told.append(change)
    return (*told, *left.values())


def _whom(records: Mapping[int, Any]) -> dict[int, str]:
    """To whom it was sent, of records that were reached through the document."""
    sent = [serial for serial, record in records.items() if record.action == "send_document"]
    # reading path: as above
    query = Journal.select(Journal.record, Journal.changes).where(Journal.record.in_(sent) & (Journal.kind == NOTE))
    return {serial: changes["whom"][1] for serial, changes in query.tuples() if "whom" in (changes or {})}


def _item_viewer(file: Any) -> Viewer:
    listed = words.only_told(listed=(N_("On the content list of"), f"{file.number} {file.title}".strip()))
    return lambda _state: listed


def _file_view(state: Mapping[str, Any]) -> View:
    return words.only_told(state=(N_("Archive file"), Label(FileState.of(state["state"]).label)),
                           place=(N_("Stands in the archive at"), state["place"]))  # fmt: skip


def _loan_view(state: Mapping[str, Any]) -> View:
    return words.only_told(loan=(N_("Loan"), Label(LoanState.of(state["state"]).label)),
                           due=(N_("Due"), str(state["due_on"] or "")))  # fmt: skip
