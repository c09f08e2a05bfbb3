"""What the list of contacts asks of the office and does there, one line per verb."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import OfficeError
from desktop.rules.exports import ExportKind
from desktop.rules.rights import Right
from desktop.services import (
    call_imports,
    clients,
    contact_answers,
    contact_lists,
    contact_papers,
    contact_prints,
    contacts,
    mail_imports,
    marked_notes,
    search,
    settings,
)
from desktop.services.contact_imports import Plan, Source, Taken
from desktop.services.contact_lists import ListedContact, Only
from desktop.services.work import Work
from desktop.ui.kit.cells import Wanted
from desktop.ui.kit.contact_dialog import base_of
from desktop.ui.kit.desk import Desk, Errand
from desktop.ui.kit.noting import Noted, noting
from desktop.ui.kit.search_box import SHOWN

PAGE = 50
"""Rows fetched at once: a screen shows some twelve, and each is made whole."""


class ContactsController(QObject):
    """Holds the question; an answer to an older one is dropped by the desk."""

    began = Signal(object, int)
    """The first rows, and how many there are."""
    rows_loaded = Signal(object, object)
    rows_failed = Signal(object)
    changed = Signal()
    """Another question is asked."""
    people_loaded = Signal(object)
    done = Signal(str, object)
    """What was done, and what takes it back."""
    refused = Signal(object)
    printed = Signal(object)
    papers_loaded = Signal(object, object)
    """The id of a contact, and its documents."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk, self.only = desk, Only()
        self.client = ""  # the name of the client it is narrowed to

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    def begin(self) -> None:
        self.desk.ask("contacts.rows", _first_page, self.only, done=lambda found: self.began.emit(*found),
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def fetch(self, wanted: Wanted) -> None:
        def failed(error: OfficeError) -> None:
            self.rows_failed.emit(wanted)
            self.refused.emit(error)

        self.desk.ask("contacts.rows", contact_lists.page, self.only, wanted.offset, wanted.count, wanted.after,
                      wanted.before, done=lambda lines: self.rows_loaded.emit(wanted, lines), failed=failed,
                      owner=self)  # fmt: skip

    def narrow(self, **changes: Any) -> None:
        self.ask_for(replace(self.only, **changes))

    def ask_for(self, only: Only) -> None:
        if only != self.only:
            self.only = only
            self.changed.emit()
            self.begin()

    def toggle(self, channel: Channel, on: bool) -> None:
        channels = self.only.channels
        self.narrow(channels=channels | {channel} if on else channels - {channel})

    def load_papers(self, contact: UUID) -> None:
        self.desk.ask("contacts.papers", contact_papers.papers_of, contact, failed=self.refused.emit, owner=self,
                      done=lambda found: self.papers_loaded.emit(contact, found))  # fmt: skip

    def load_people(self) -> None:
        self.desk.ask("contacts.people", clients.staff, done=self.people_loaded.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def load_staff(self, done: Callable[[Any], object]) -> None:
        self.desk.ask("contacts.staff", clients.staff, done=done, failed=self.refused.emit, owner=self)

    def load_words(self, listed: ListedContact, done: Callable[[ListedContact], object]) -> None:
        """The contact with its words, which are opened and the reading recorded where it is marked."""
        line = listed.line
        if line.locked is None:
            done(listed)
            return
        self.desk.do(marked_notes.read, "contact", listed.id, failed=self.refused.emit, owner=self,
                     done=lambda words: done(replace(listed, line=replace(line, locked=None, **words))))  # fmt: skip

    def correct(self, listed: ListedContact, report: Report, done: Callable[[Any], object],
                failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
        self._do(contacts.correct_contact, listed.id, report, base_of(listed.line), said=_("Corrected."), done=done,
                 failed=failed)  # fmt: skip

    def plan_mail(self, paths: Sequence[Path], done: Callable[[Any], object]) -> Errand:
        return self.desk.errand(_("Reading the mail"), mail_imports.plan_mail, paths, done=done,
                                failed=self.refused.emit, owner=self)  # fmt: skip

    def plan_calls(self, path: Path, done: Callable[[Any], object]) -> Errand:
        return self.desk.errand(_("Reading the list of calls"), call_imports.plan_calls, path, done=done,
                                failed=self.refused.emit, owner=self)  # fmt: skip

    def take_in(self, plan: Plan, chosen: Mapping[int, UUID], waits: bool, done: Callable[[Any], object],
                failed: Callable[[OfficeError], object]) -> Errand:  # fmt: skip
        """Messages or calls, as one act."""
        mail = plan.source is Source.MAIL

        def answer(noted: Noted) -> None:
            done(noted.result)
            taken: Taken = noted.result
            said = _("Mail taken in.") if mail else _("Calls taken in.")
            if taken.left:
                what = "; ".join(f"{name}: {why}" for name, why in taken.left[:3])
                said = " ".join((said, _("Not filed: {what}").format(what=what)))
            self.done.emit(said, lambda: self._undo(noted.operation))

        verb = mail_imports.take_mail if mail else call_imports.take_calls
        title = _("Taking in the mail") if mail else _("Taking in the calls")
        return self.desk.errand(title, noting(verb), plan, dict(chosen), waits, done=answer, failed=failed, owner=self)

    def print_list(self) -> Errand:
        return self.desk.errand(_("Preparing the print"), contact_prints.print_contacts, self.only,
                                translator(language()), done=self.printed.emit, failed=self.refused.emit,
                                owner=self)  # fmt: skip

    def export_list(self, kind: ExportKind, path: Path, failed: Callable[[OfficeError], object]) -> Errand:
        def exported(made: Path) -> None:
            self.done.emit(_("Exported: {file}").format(file=made.name), None)

        return self.desk.errand(_("Exporting the contacts"), contact_prints.export_contacts, self.only, kind, path,
                                translator(language()), done=exported, failed=failed, owner=self)  # fmt: skip

    def load_unknown(self, done: Callable[[Any], object]) -> None:
        self.desk.ask("contacts.unknown", call_imports.unknown_numbers, done=done, failed=self.refused.emit, owner=self)

    def give_calls(self, phone: str, client: UUID, name: str, done: Callable[[Any], object],
                   failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
        self._do(call_imports.give_calls, phone, client, said=_("Calls given to {name}.").format(name=name), done=done,
                 failed=failed)  # fmt: skip

    def strike_calls(self, phone: str, done: Callable[[Any], object], failed: Callable[[OfficeError], object]) -> None:
        self._do(call_imports.strike_calls, phone, said=_("Calls struck."), done=done, failed=failed)

    def set_extensions(self, found: Mapping[str, str], done: Callable[[Any], object],
                       failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
        self.desk.do(settings.change_setting, "extensions", dict(found), done=done, failed=failed, owner=self)

    def find(self, text: str, done: Callable[[Any], object]) -> None:
        self.desk.ask("contacts.find", search.find, text, SHOWN, done=done, failed=self.refused.emit, owner=self)

    def look(self, client: UUID, done: Callable[[Any], object], failed: Callable[[OfficeError], object]) -> None:
        self.desk.ask("contacts.at_hand", contacts.at_hand, client, done=done, failed=failed, owner=self)

    def needs_no_answer(self, contact: UUID) -> None:
        self._do(contact_answers.needs_no_answer, contact, said=_("No answer needed: noted."))

    def finish_step(self, contact: UUID) -> None:
        self._do(contacts.finish_step, contact, said=_("Next step done."))

    def _do(self, verb: Callable[..., Any], *args: Any, said: str, done: Callable[[Any], object] = lambda _r: None,
            failed: Callable[[OfficeError], object] | None = None) -> None:  # fmt: skip
        def answer(noted: Noted) -> None:
            done(noted.result)
            self.done.emit(said, (lambda: self._undo(noted.operation)) if noted.operation is not None else None)

        self.desk.do(noting(verb), *args, done=answer, failed=failed or self.refused.emit, owner=self)

    def _undo(self, operation: UUID | None) -> None:
        self.desk.do(contact_papers.undo, operation, done=lambda _r: self.done.emit(_("Undone."), None),
                     failed=self.refused.emit, owner=self)  # fmt: skip


def _first_page(work: Work, only: Only) -> tuple[list[ListedContact], int]:
    lines = contact_lists.page(work, only, 0, PAGE)
    return lines, len(lines) if len(lines) < PAGE else contact_lists.count(work, only)
