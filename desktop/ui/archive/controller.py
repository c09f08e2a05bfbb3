"""What the screens of the archive ask of the office and do there, one line per verb."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from desktop.i18n import _
from desktop.rules.archive import FileState, Item, Section, Wanted
from desktop.rules.borrowing import Form, LoanState
from desktop.services import (
    archive_files,
    archive_handing,
    archive_lists,
    archive_prints,
    archive_undo,
    clients,
    document_lists,
    loans,
    roles,
    search,
    settings,
)
from desktop.services.archive_files import FileEntry, FileLine, FileView
from desktop.services.clients import PersonRef
from desktop.services.document_lists import DocumentLine, Only
from desktop.services.loans import LoanLine
from desktop.services.roles import RoleLine
from desktop.services.work import Work
from desktop.ui.kit.doing import Doing, Done, Failed

MOST_SCANS = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """One file with its list, what of it is with somebody, and what of it I asked for or wait for."""

    view: FileView
    out: tuple[LoanLine, ...]


class ArchiveController(Doing):
    """Answers to an older question are dropped; every deed says what was done."""

    files_loaded = Signal(object)
    viewed = Signal(object)
    loans_loaded = Signal(object)
    UNDO = staticmethod(archive_undo.undo)

    # asking

    def load_files(self, states: Sequence[FileState], text: str) -> None:
        self.ask("archive.files", _files, tuple(states), text, done=self.files_loaded.emit)

    def view(self, file: UUID) -> None:
        self.ask("archive.view", _shown, file, done=self.viewed.emit)

    def load_loans(self) -> None:
        self.ask("archive.loans", loans.loans, done=self.loans_loaded.emit)

    def load_loan(self, loan: LoanLine, done: Callable[[FileView], object]) -> None:
        self.ask("archive.loan", archive_files.file_view, loan.file, done=done)

    def load_people(self, done: Callable[[list[PersonRef]], object]) -> None:
        self.ask("archive.people", clients.staff, done=done)

    def load_roles(self, done: Callable[[tuple[RoleLine, ...]], object]) -> None:
        self.ask("archive.roles", roles.list_roles, done=done)

    def find_clients(self, text: str, done: Done) -> None:
        self.ask("archive.clients", search.find, text, 8, done=done)

    def find_archived(self, text: str, done: Callable[[tuple[FileLine, ...]], object]) -> None:
        self.ask("archive.find", _archived, text, done=done)

    def load_scans(self, client: UUID | None, done: Callable[[list[DocumentLine]], object]) -> None:
        self.ask("archive.scans", _scans, client, done=done)

    # files and their lists

    def open_file(self, client: UUID | None, entry: FileEntry, done: Done, failed: Failed) -> None:
        self.do(archive_files.open_file, client, entry, said=_("File opened."), done=done, failed=failed, undo=True)

    def change_file(self, file: UUID, entry: FileEntry, done: Done, failed: Failed) -> None:
        self.do(archive_files.change_file, file, entry, said=_("Saved."), done=done, failed=failed, undo=True)

    def withdraw_file(self, file: UUID) -> None:
        self.do(archive_files.withdraw_file, file, said=_("File taken out of use."), undo=True)

    def add_items(self, file: UUID, items: Sequence[Item], done: Done, failed: Failed) -> None:
        self.do(archive_lists.add_items, file, list(items), said=_("Put on the list."), done=done, failed=failed,
                undo=True)  # fmt: skip

    def add_scans(self, file: UUID, documents: Sequence[UUID], section: Section, done: Done, failed: Failed) -> None:
        self.do(_add_scans, file, tuple(documents), section, said=_("Put on the list."), done=done, failed=failed,
                undo=True)  # fmt: skip

    def change_item(self, item: UUID, entry: Item, done: Done, failed: Failed) -> None:
        self.do(archive_lists.change_item, item, entry, said=_("Saved."), done=done, failed=failed, undo=True)

    def withdraw_items(self, items: Sequence[UUID]) -> None:
        self.do(archive_lists.withdraw_items, list(items), said=_("Taken off the list."), undo=True)

    def move_item(self, item: UUID, before: UUID | None) -> None:
        self.do(archive_lists.move_item, item, before, said="")

    # from hand to hand

    def sign_on(self, file: UUID) -> None:
        self.do(archive_handing.sign_on, file, said=_("Signed, and handed on."))

    def send_back(self, file: UUID, wanted: Sequence[Wanted], why: str, done: Done, failed: Failed) -> None:
        self.do(archive_handing.send_back, file, list(wanted), why, said=_("Sent back."), done=done, failed=failed)

    def take_in(self, file: UUID, counted: Mapping[UUID, int], place: str, done: Done, failed: Failed) -> None:
        self.do(archive_handing.take_in, file, dict(counted), place, said=_("It lies in the archive."), done=done,
                failed=failed)  # fmt: skip

    def here(self, verb: Any, who: tuple[str, str], *args: Any, said: str, done: Done, failed: Failed) -> None:
        """A colleague does his step in this window, with his own name and password."""

        def answer(result: Any) -> None:
            done(result)
            # what was done in the colleague's name is news to every page here
            self.desk.publish(frozenset({"archive"}))
            self.done.emit(said, None)

        self.desk.errand(_("A colleague signs here"), archive_handing.here, self.desk.office, verb, *who, *args,
                         done=answer, failed=failed, owner=self)  # fmt: skip

    def extend(self, file: UUID, days: int, reason: str, done: Done, failed: Failed) -> None:
        self.do(archive_handing.extend, file, days, reason, said=_("The step may take longer now."), done=done,
                failed=failed)  # fmt: skip

    def place_file(self, file: UUID, place: str, done: Done, failed: Failed) -> None:
        self.do(archive_handing.place_file, file, place, said=_("Noted where it stands."), done=done, failed=failed,
                undo=True)  # fmt: skip

    # prints

    def print_list(self, file: UUID, done: Done) -> None:
        self.print_out(archive_prints.content_list, file, done=done)

    def print_supplement(self, file: UUID, done: Done) -> None:
        self.print_out(archive_prints.supplement_list, file, done=done)

    def print_register(self, done: Done) -> None:
        self.print_out(archive_prints.register, done=done)

    def print_labels(self, files: Sequence[UUID], done: Done) -> None:
        self.print_out(archive_prints.labels, list(files), done=done)

    # loans

    def borrow(self, file: UUID, form: Form, purpose: str, items: Sequence[UUID], days: int | None, done: Done,
               failed: Failed) -> None:  # fmt: skip
        self.do(_borrow, file, form, purpose, tuple(items), days, said=_("Asked for."), done=done, failed=failed,
                undo=True)  # fmt: skip

    def approve(self, loan: UUID) -> None:
        self.do(loans.decide, loan, True, said=_("Approved: the archivist hands it out."))

    def refuse_loan(self, loan: UUID, why: str, done: Done, failed: Failed) -> None:
        self.do(loans.decide, loan, False, why, said=_("Not approved."), done=done, failed=failed)

    def take_back_request(self, loan: UUID) -> None:
        self.do(loans.take_back_request, loan, said=_("The request is taken back."), undo=True)

    def hand_out(self, loan: UUID, condition: str, done: Done, failed: Failed) -> None:
        said = lambda number: _("Handed out: no. {number} of the register.").format(number=number)  # noqa: E731
        self.do(loans.hand_out, loan, condition, said=said, done=done, failed=failed)

    def renew(self, loan: UUID, said: Callable[[Any], str]) -> None:
        self.do(loans.renew, loan, said=said, undo=True)

    def take_back(self, loan: UUID, counted: Mapping[UUID, int], note: str, said: Callable[[Any], str], done: Done,
                  failed: Failed) -> None:  # fmt: skip
        self.do(loans.take_back, loan, dict(counted), note, said=said, done=done, failed=failed)

    def save_table(self, table: Sequence[Mapping[str, object]], done: Done, failed: Failed) -> None:
        self.do(settings.change_setting, "borrowing_table", [dict(line) for line in table],
                said=_("The borrowing table is saved."), done=done, failed=failed)  # fmt: skip


def _files(work: Work, states: Sequence[FileState], text: str) -> tuple[FileLine, ...]:
    return archive_files.files(work, states=states, text=text)


def _archived(work: Work, text: str) -> tuple[FileLine, ...]:
    return archive_files.files(work, states=[FileState.ARCHIVED], text=text, limit=8)


def _shown(work: Work, file: UUID) -> Shown:
    return Shown(archive_files.file_view(work, file), loans.loans(work, states=list(_OPEN), file_id=file))


def _scans(work: Work, client: UUID | None) -> list[DocumentLine]:
    return document_lists.list_documents(work, None, Only(client=client, office=client is None), limit=MOST_SCANS)


def _add_scans(work: Work, file: UUID, documents: Sequence[UUID], section: Section) -> None:
    archive_lists.add_items(work, file, archive_lists.items_of(work, documents, section), documents)


def _borrow(work: Work, file: UUID, form: Form, purpose: str, items: Sequence[UUID], days: int | None) -> UUID:
    return loans.borrow(work, file, form, purpose, items=items, days=days)


_OPEN = (LoanState.ASKED, LoanState.APPROVED, LoanState.OUT)
