"""What stands behind Ctrl+N: the dialog over whatever page is open, its draft, and what was logged last."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.rules.knowledge import Place
from desktop.rules.rights import Right
from desktop.services import clients, contact_papers, contacts
from desktop.services.clients import PersonRef
from desktop.services.contacts import AtHand
from desktop.services.work import Work
from desktop.ui.contacts import ANSWER
from desktop.ui.contacts.entry_dialog import EntryDialog, Logged
from desktop.ui.contacts.template_picker import offer_templates
from desktop.ui.kit.answers import offer_answers
from desktop.ui.kit.marked import mark_field
from desktop.ui.kit.noting import Noted, noting
from desktop.ui.kit.over import OverDialog


class ContactEntry(OverDialog):
    """Opens with the client it is handed, else with the one at hand on the page."""

    NAME = "contacts"

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self._held: dict[str, object] = {}

    def prepare(self, argument: object) -> None:
        answering = argument[1] if isinstance(argument, tuple) and argument[0] == ANSWER else None
        meant = isinstance(argument, UUID)
        client = argument if meant else self.window.page.client_at_hand()
        self.desk.ask("contacts.entry", _for_entry, client, meant, answering,
                      done=lambda found: self._show(*found, answering),
                      failed=self.window.page.refuse, owner=self)  # fmt: skip

    def _show(self, staff: Sequence[PersonRef], found: AtHand | None, answering: UUID | None) -> None:
        if self.dialog is not None:
            return
        dialog = EntryDialog(staff, self.desk.person.id, self.find, self._look, self._send, self._park, self.window,
                             mark_field(self.desk), files=self.desk.person.may(Right.FILE_DOCUMENTS))  # fmt: skip
        words = QHBoxLayout()
        dialog.body.addLayout(words)
        offer_answers(dialog, self.desk, "content", Place.CONTACT, into=words)
        offer_templates(dialog, self.desk, words)
        words.addStretch(1)
        self.show_dialog(dialog)
        # what is to be answered now comes before what was begun and waits
        draft = self.take_waiting() if answering is None else None
        if draft is not None:
            dialog.restore(draft)
        else:
            dialog.form.put(self._held)
        if found is not None and (draft is None or draft["client"] is None):
            dialog.take(found, answering)
        dialog.open()

    def _look(self, client: UUID) -> None:
        dialog = self.dialog
        if dialog is not None:
            self.desk.ask("contacts.at_hand", contacts.at_hand, client, done=dialog.take, failed=dialog.refuse,
                          owner=dialog)  # fmt: skip

    def _send(self, logged: Logged, done: Any, failed: Any) -> None:
        def saved(noted: Noted) -> None:
            dialog = self.dialog
            if dialog is not None and dialog.again:
                dialog.begin_again()
            else:
                if dialog is not None:
                    self._held = {"channel": dialog.form.values()["channel"]}
                done(noted.result)
            self.window.toast(_("Contact logged."), lambda: self._undo(noted.operation))

        given = logged.client, logged.report, logged.settles, logged.answers
        if not logged.files:
            self.desk.do(noting(contacts.log_contact), *given, done=saved, failed=failed, owner=self)
            return
        errand = self.desk.errand(_("Filing the documents"), noting(contact_papers.log_with_papers), *given,
                                  logged.files, done=saved, failed=failed, owner=self)  # fmt: skip
        if self.dialog is not None:
            self.dialog.progress.follow(errand)
            errand.finished.connect(lambda: self.dialog is not None and self.dialog.set_busy(False))

    def _park(self) -> None:
        if self.dialog is not None:
            self.waiting = self.dialog.draft()
            self.window.toast(_("Parked. Ctrl+N takes it up again."), None)

    def _undo(self, operation: UUID | None) -> None:
        self.desk.do(contact_papers.undo, operation, done=lambda _r: self.window.toast(_("Undone."), None), owner=self)


def _for_entry(work: Work, client: UUID | None, meant: bool, answering: UUID | None
               ) -> tuple[Sequence[PersonRef], AtHand | None]:  # fmt: skip
    """A client who merely happens to be at hand, and of whom no contact may be logged, is left out."""
    if answering is not None:
        return clients.staff(work), contacts.at_hand_with(work, answering)
    found = None
    try:
        found = contacts.at_hand(work, client) if client is not None else None
    except OfficeError:
        if meant:
            raise
    return clients.staff(work), found
