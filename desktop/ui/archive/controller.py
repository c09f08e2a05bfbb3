"""What the screens of the archive ask of the office and do there, one line per verb."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.archive import FileState, Item, Section, Wanted
from desktop.rules.borrowing import Form, LoanState
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import (
    archive_files,
    archive_handing,
    archive_prints,
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
from desktop.ui.kit.desk import Desk

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]
MOST_SCANS = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """One file with its list, what of it is with somebody, and what of it I asked for or wait for."""

    view: FileView
    out: tuple[LoanLine, ...]


class ArchiveController(QObject):
    """Answers to an older question are dropped; every deed says what was done."""

    files_loaded = Signal(object)
    viewed = Signal(object)
    loans_loaded = Signal(object)
    done = Signal(str)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    # asking

    def load_files(self, states: Sequence[FileState], text: str) -> None:
        self.desk.ask("archive.files", _files, tuple(states), text, done=self.files_loaded.emit,
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def view(self, file: UUID) -> None:
        self.desk.ask("archive.view", _shown, file, done=self.viewed.emit, failed=self.refused.emit, owner=self)

    def load_loans(self) -> None:
        self.desk.ask("archive.loans", loans.loans, done=self.loans_loaded.emit, failed=self.refused.emit, owner=self)

    def load_loan(self, loan: LoanLine, done: Callable[[FileView], object]) -> None:
        self.desk.ask("archive.loan", archive_files.file_view, loan.file, done=done, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def load_people(self, done: Callable[[list[PersonRef]], object]) -> None:
        self.desk.ask("archive.people", clients.staff, done=done, failed=self.refused.emit, owner=self)

    def load_roles(self, done: Callable[[tuple[RoleLine, ...]], object]) -> None:
        self.desk.ask("archive.roles", roles.list_roles, done=done, failed=self.refused.emit, owner=self)

    def find_clients(self, text: str, done: Done) -> None:
        self.desk.ask("archive.clients", search.find, text, 8, done=done, failed=self.refused.emit, owner=self)

    def find_archived(self, text: str, done: Callable[[tuple[FileLine, ...]], object]) -> None:
        self.desk.ask("archive.find", _archived, text, done=done, failed=self.refused.emit, owner=self)

    def load_scans(self, client: UUID | None, done: Callable[[list[DocumentLine]], object]) -> None:
        self.desk.ask("archive.scans", _scans, client, done=done, failed=self.refused.emit, owner=self)

    # files and their lists

    def open_file(self, client: UUID | None, entry: FileEntry, done: Done, failed: Failed) -> None:
        self._do(archive_files.open_file, client, entry, said=_("File opened."), done=done, failed=failed)

    def change_file(self, file: UUID, entry: FileEntry, done: Done, failed: Failed) -> None:
        self._do(archive_files.change_file, file, entry, said=_("Saved."), done=done, failed=failed)

    def withdraw_file(self, file: UUID) -> None:
        self._do(archive_files.withdraw_file, file, said=_("File taken out of use."))

    def add_items(self, file: UUID, items: Sequence[Item], done: Done, failed: Failed) -> None:
        self._do(archive_files.add_items, file, list(items), said=_("Put on the list."), done=done, failed=failed)

    def add_scans(self, file: UUID, documents: Sequence[UUID], section: Section, done: Done, failed: Failed) -> None:
        self._do(_add_scans, file, tuple(documents), section, said=_("Put on the list."), done=done, failed=failed)

    def change_item(self, item: UUID, entry: Item, done: Done, failed: Failed) -> None:
        self._do(archive_files.change_item, item, entry, said=_("Saved."), done=done, failed=failed)

    def withdraw_items(self, items: Sequence[UUID]) -> None:
        self._do(archive_files.withdraw_items, list(items), said=_("Taken off the list."))

    def move_item(self, item: UUID, before: UUID | None) -> None:
        self._do(archive_files.move_item, item, before, said="")

    # from hand to hand

    def sign_on(self, file: UUID) -> None:
        self._do(archive_handing.sign_on, file, said=_("Signed, and handed on."))

    def send_back(self, file: UUID, wanted: Sequence[Wanted], why: str, done: Done, failed: Failed) -> None:
        self._do(archive_handing.send_back, file, list(wanted), why, said=_("Sent back."), done=done, failed=failed)

    def take_in(self, file: UUID, counted: Mapping[UUID, int], place: str, done: Done, failed: Failed) -> None:
        self._do(archive_handing.take_in, file, dict(counted), place, said=_("It lies in the archive."), done=done,
                 failed=failed)  # fmt: skip

    def here(self, verb: Any, who: tuple[str, str], *args: Any, said: str, done: Done, failed: Failed) -> None:
        """A colleague does his step in this window, with his own name and password."""

        def answer(result: Any) -> None:
            done(result)
            # what was done in the colleague's name is news to every page here
            self.desk.publish(frozenset({"archive"}))
            self.done.emit(said)

        self.desk.errand(_("A colleague signs here"), archive_handing.here, self.desk.office, verb, *who, *args,
                         done=answer, failed=failed, owner=self)  # fmt: skip

    def extend(self, file: UUID, days: int, reason: str, done: Done, failed: Failed) -> None:
        self._do(archive_handing.extend, file, days, reason, said=_("The step may take longer now."), done=done,
                 failed=failed)  # fmt: skip

    def place_file(self, file: UUID, place: str, done: Done, failed: Failed) -> None:
        self._do(archive_handing.place_file, file, place, said=_("Noted where it stands."), done=done, failed=failed)

    # prints

    def print_list(self, file: UUID, done: Done) -> None:
        self._print(archive_prints.content_list, file, done=done)

    def print_supplement(self, file: UUID, done: Done) -> None:
        self._print(archive_prints.supplement_list, file, done=done)

    def print_register(self, done: Done) -> None:
        self._print(archive_prints.register, done=done)

    def print_labels(self, files: Sequence[UUID], done: Done) -> None:
        self._print(archive_prints.labels, list(files), done=done)

    def _print(self, verb: Any, *args: Any, done: Done) -> None:
        self.desk.errand(_("Preparing the print"), verb, *args, translator(language()), done=done,
                         failed=self.refused.emit, owner=self)  # fmt: skip

    # loans

    def borrow(self, file: UUID, form: Form, purpose: str, items: Sequence[UUID], days: int | None, done: Done,
               failed: Failed) -> None:  # fmt: skip
        self._do(_borrow, file, form, purpose, tuple(items), days, said=_("Asked for."), done=done, failed=failed)

    def approve(self, loan: UUID) -> None:
        self._do(loans.decide, loan, True, said=_("Approved: the archivist hands it out."))

    def refuse_loan(self, loan: UUID, why: str, done: Done, failed: Failed) -> None:
        self._do(loans.decide, loan, False, why, said=_("Not approved."), done=done, failed=failed)

    def take_back_request(self, loan: UUID) -> None:
        self._do(loans.take_back_request, loan, said=_("The request is taken back."))

    def hand_out(self, loan: UUID, condition: str, done: Done, failed: Failed) -> None:
        said = lambda number: _("Handed out: no. {number} of the register.").format(number=number)  # noqa: E731
        self._do(loans.hand_out, loan, condition, said=said, done=done, failed=failed)

    def renew(self, loan: UUID, said: Callable[[Any], str]) -> None:
        self._do(loans.renew, loan, said=said)

    def take_back(self, loan: UUID, counted: Mapping[UUID, int], note: str, said: Callable[[Any], str], done: Done,
                  failed: Failed) -> None:  # fmt: skip
        self._do(loans.take_back, loan, dict(counted), note, said=said, done=done, failed=failed)

    def save_table(self, table: Sequence[Mapping[str, object]], done: Done, failed: Failed) -> None:
        self._do(settings.change_setting, "borrowing_table", [dict(line) for line in table],
                 said=_("The borrowing table is saved."), done=done, failed=failed)  # fmt: skip

    def _do(self, verb: Any, *args: Any, said: str | Callable[[Any], str], done: Done | None = None,
            failed: Failed | None = None) -> None:  # fmt: skip
        def answer(result: Any) -> None:
            if done is not None:
                done(result)
            if words := said if isinstance(said, str) else said(result):
                self.done.emit(words)

        self.desk.do(verb, *args, done=answer, failed=failed or self.refused.emit, owner=self)


def _files(work: Work, states: Sequence[FileState], text: str) -> tuple[FileLine, ...]:
    return archive_files.files(work, states=states, text=text)


def _archived(work: Work, text: str) -> tuple[FileLine, ...]:
    return archive_files.files(work, states=[FileState.ARCHIVED], text=text, limit=8)


def _shown(work: Work, file: UUID) -> Shown:
    return Shown(archive_files.file_view(work, file), loans.loans(work, states=list(_OPEN), file_id=file))


def _scans(work: Work, client: UUID | None) -> list[DocumentLine]:
    return document_lists.list_documents(work, None, Only(client=client, office=client is None), limit=MOST_SCANS)


def _add_scans(work: Work, file: UUID, documents: Sequence[UUID], section: Section) -> None:
    archive_files.add_items(work, file, archive_files.items_of(work, documents, section), documents)


def _borrow(work: Work, file: UUID, form: Form, purpose: str, items: Sequence[UUID], days: int | None) -> UUID:
    return loans.borrow(work, file, form, purpose, items=items, days=days)


_OPEN = (LoanState.ASKED, LoanState.APPROVED, LoanState.OUT)
