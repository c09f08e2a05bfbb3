"""Opens the dialogs of a client's file and hands what was typed to the controller."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.approvals import Need
from desktop.rules.fields import Block, Locked
from desktop.rules.secrecy import Secrecy
from desktop.services import asking
from desktop.services.clients import ClientFile
from desktop.services.contacts import ContactLine
from desktop.services.dealings import DealingEntry
from desktop.services.handovers import HandoverView
from desktop.services.histories import Origin
from desktop.services.transfers import Transferred
from desktop.ui.clients.dialogs import CorrectDialog, DayDialog, DealingDialog, YearDialog
from desktop.ui.clients.file_controller import FileController
from desktop.ui.clients.link_dialog import LinkDialog
from desktop.ui.clients.origin_dialog import OriginDialog
from desktop.ui.clients.people_dialog import PeopleDialog, reading_words
from desktop.ui.clients.quarter import EvidenceDialog
from desktop.ui.clients.told_dialog import ToldDialog
from desktop.ui.clients.transfer_dialog import TransferDialog
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.contact_dialog import ContactDialog, base_of
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form_dialog import FormDialog, ReasonDialog, Send
from desktop.ui.kit.marked import WordsDialog, mark_field
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import label, note
from desktop.ui.kit.times import today
from desktop.ui.kit.values import label_of, refused_words


class FileDialogs(QObject):
    said = Signal(str)
    withdrawn = Signal()
    transferred = Signal(object)
    history_wanted = Signal(str)

    def __init__(self, controller: FileController, parent: QWidget) -> None:
        super().__init__(parent)
        self._controller, self._pane = controller, parent
        self.shown: Dialog | None = None
        self.approvals: Approvals | None = None
        self.given_away = False
        """What was done last may have put the file out of reach of who did it."""

    def _open(self, dialog: Dialog, said: str = "") -> None:
        if said:
            dialog.accepted.connect(lambda: self.said.emit(said))
        self.shown = dialog
        dialog.open()

    # what hangs on the file

    def add(self, kind: str) -> None:
        controller = self._controller
        match kind:
            case "link":
                self._open(LinkDialog(controller, None, self._add_link, self._pane), _("Connected."))
            case "day":
                self._open(DayDialog(None, controller.add_day, self._pane), _("Day added."))
            case "dealing":
                self._open(
                    DealingDialog(
                        None, today().isoformat(), controller.add_dealing, self._pane, mark=mark_field(controller.desk)
                    ),
                    _("Entry added."),
                )
            case "year":
                dialog = YearDialog(None, today().year - 1, _with(controller.set_year, None), self._pane)
                self._open(dialog, _("Year saved."))

    def evidence(self, file: ClientFile) -> None:
        may = file.may_edit and not file.withdrawn
        self._open(EvidenceDialog(file.name, self._controller, may, self._pane))

    def change(self, kind: str, value: Any) -> None:
        controller = self._controller
        dialog: FormDialog
        match kind:
            case "link":
                dialog = LinkDialog(controller, value, lambda e, d, f: controller.change_link(value, e[1], e[3], d, f),
                                    self._pane)  # fmt: skip
            case "day":
                dialog = DayDialog(value.day, lambda e, d, f: controller.change_day(value, e, d, f), self._pane)
            case "dealing":
                if value.locked is not None:
                    self.with_words("dealing", value, lambda found: self.change(kind, found))
                    return
                held = DealingEntry(value.on, value.title, value.content, value.confidential, value.reason, value.mark)
                dialog = DealingDialog(held, "", lambda e, d, f: controller.correct_dealing(value, e, d, f), self._pane,
                                       mark=mark_field(controller.desk, value.mark))  # fmt: skip
            case _:
                dialog = YearDialog(value, value.year, _with(controller.set_year, value), self._pane)
        self._open(dialog, _("Saved."))

    def remove(self, kind: str, value: Any) -> None:
        """Nothing is deleted: what is taken out stays in the history, so it needs no question."""
        match kind:
            case "link":
                self._controller.remove_link(value.id)
            case "day":
                self._controller.remove_day(value.id)
            case "dealing":
                self._controller.withdraw_dealing(value.id)

    def _add_link(self, entry: Any, done: Any, failed: Any) -> None:
        other, role, forward, note = entry
        self._controller.add_link(other, role, forward, note, done, failed)

    # the file itself

    def people(self, file: ClientFile) -> None:
        seen = {"owner": file.owner and file.owner.id, "deputy": file.deputy and file.deputy.id,
                "important": file.important, "promising": file.promising,
                "contacts": [person.id for person in file.contacts]}  # fmt: skip
        reading = reading_words(bool(self._controller.desk.office.settings["owners_count"]))

        def send(chosen: Any, done: Any, failed: Any) -> None:
            def answer(may_change: bool) -> None:
                self.given_away = not may_change
                done(may_change)
                said = _("Saved.") if may_change else _("Saved. This file is not yours to change any more.")
                self.said.emit(said)

            self._controller.set_people(chosen, seen, answer, failed)

        foresee: Send = self._controller.foresee_people
        self._controller.load_staff(
            lambda staff: self._open(PeopleDialog(file, staff, reading, send, foresee, self._pane))
        )

    def origin(self, file: ClientFile, field: str, found: Origin | None) -> None:
        dialog = OriginDialog(label_of(file.catalogue[field]), found, self._pane)
        dialog.history_wanted.connect(lambda: self.history_wanted.emit(field))
        self._open(dialog)

    def correct_contact(self, file: ClientFile, line: ContactLine) -> None:
        if line.locked is not None:
            self.with_words("contact", line, lambda found: self.correct_contact(file, found))
            return

        def send(entry: Any, done: Any, failed: Any) -> None:
            self._controller.correct_contact(line.id, entry, base_of(line), done, failed)

        def show(staff: Any) -> None:
            heading = _("Correct contact: {name}").format(name=file.name)
            dialog = ContactDialog(heading, staff, line.staff_id, line.at, _("Save"), send, self._pane, line=line,
                                   mark=mark_field(self._controller.desk, line.mark))  # fmt: skip
            self._open(dialog, _("Corrected."))

        self._controller.load_staff(show)

    def told(self, found: HandoverView) -> None:
        def send(entry: Any, done: Any, failed: Any) -> None:
            self._controller.note_told(found.id, *entry, done, failed)

        self._open(ToldDialog(1, send, self._pane), _("Noted."))

    def hand_over(self, file: ClientFile) -> None:
        transfer = TransferDialog(self._controller.desk, [file.id], self._pane)
        transfer.made.connect(self._handed_over)
        self._open(transfer)

    def _handed_over(self, made: Transferred) -> None:
        self.given_away = not made.undoable
        self.transferred.emit(made)

    def withdraw(self, file: ClientFile) -> None:
        said = _("The file of {name} leaves the list and the search. Nothing is deleted.").format(name=file.name)
        dialog = ReasonDialog(_("Take out of use"), said, _("Take out of use"), self._controller.withdraw, self._pane)
        dialog.accepted.connect(self.withdrawn)
        self._open(dialog, _("Taken out of use."))

    def correct(self, file: ClientFile, field: str, seen: object) -> None:
        send: Send = lambda e, d, f: self._controller.correct(field, e, seen, d, f)  # noqa: E731
        self._open(CorrectDialog(file.catalogue[field], seen, send, self._pane), _("Corrected."))

    def refuse(self, file: ClientFile, field: str, seen: object) -> None:
        said = refused_words(label_of(file.catalogue[field]), file.reviews.get(field))
        send: Send = lambda e, d, f: self._controller.refuse(field, e, seen, d, f)  # noqa: E731
        self._open(ReasonDialog(_("Refuse an entry"), said, _("Refuse"), send, self._pane), _("Refused."))

    # locked values

    def ask_reason(self, block: Block) -> None:
        def send(reason: str, done: Any, failed: Any) -> None:
            self._controller.unlock(block, reason, failed, done)

        said = _("Level 3 information is shown for 60 seconds. Who opened it and why is recorded.")
        self._open(ReasonDialog(_("Open level 3"), said, _("Open"), send, self._pane))

    def marked(self, place: str, line: Any) -> None:
        """The words of a marked note, or why they are locked."""
        client = self._controller.client
        if line.locked.may_open:
            show = lambda words: self._open(WordsDialog(line.mark, words, self._pane))  # noqa: E731
            self._controller.read_marked(place, line.id, show)
        elif client is not None:
            mark = Secrecy.of(line.mark)
            self.why(line.locked, asking.note_wanted(client, place, line.id, mark, line.locked.level))

    def with_words(self, place: str, line: Any, then: Callable[[Any], object]) -> None:
        """Goes on with a marked note once it is opened, which is recorded."""
        self._controller.read_marked(place, line.id, lambda words: then(replace(line, locked=None, **words)))

    def why(self, locked: Locked, need: Need | None = None) -> None:
        dialog = Dialog(_("Why is this locked?"), self._pane)
        level = {1: _("Level 1"), 2: _("Level 2"), 3: _("Level 3")}[locked.level]
        dialog.body.addWidget(label(level, role="strong"))
        dialog.body.addWidget(label(_(locked.why), wrap=True))
        if locked.ask:
            dialog.body.addWidget(label(_("Who can help: {who}").format(who=listed(locked.ask)), wrap=True))
        block, client = locked.asked_for, self._controller.client
        if block is None or client is None or locked.may_open:
            dialog.set_main(_("Close"), dialog.accept)
        else:
            hours = self._controller.desk.office.settings["lent_hours"]
            said = _("You can ask for it, with a reason. Who may open it decides; then it is open to you for {n} hours,"
                     " and your reading it is recorded.").format(n=hours)  # fmt: skip
            dialog.body.addWidget(note(said, wrap=True))
            wanted = need or asking.values_wanted(client, block)
            dialog.set_main(_("Ask for it…"), lambda: (dialog.accept(), self.ask_for(wanted)))
            dialog.add_button(_("Close"), dialog.reject)
        dialog.finished.connect(dialog.deleteLater)
        self._open(dialog)

    def ask_for(self, need: Need) -> None:
        """What is locked, of somebody who may open it (AC-10)."""
        if self.approvals is None:
            self.approvals = Approvals(self._controller.desk, self._pane)
            self.approvals.said.connect(self.said)
            self.approvals.refused.connect(self._controller.refused)
        self.approvals.ask(need, self._controller.reload)


def _with(set_year: Any, base: Any) -> Send:
    return lambda entry, done, failed: set_year(entry, base, done, failed)
