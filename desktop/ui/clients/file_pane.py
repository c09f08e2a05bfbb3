"""A client's file: head, tabs, and what is done in them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QToolTip, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import NotFound, OfficeError
from desktop.rules.fields import Block
from desktop.rules.rights import Right
from desktop.rules.risks import Mark
from desktop.services.clients import ClientFile
from desktop.services.contacts import ContactLine
from desktop.services.past_files import PastFile
from desktop.ui.clients.contacts_tab import ContactsTab
from desktop.ui.clients.details import Details
from desktop.ui.clients.file_controller import Around, FileController
from desktop.ui.clients.file_dining import FileDining
from desktop.ui.clients.file_head import FileHead
from desktop.ui.clients.file_papers import FilePapers
from desktop.ui.clients.file_saving import SectionSaving
from desktop.ui.clients.history import History
from desktop.ui.clients.more import More, past_more
from desktop.ui.clients.more_cards import IdentityCard
from desktop.ui.clients.more_openers import MoreDialogs, more_actions
from desktop.ui.clients.origin_dialog import origin_words
from desktop.ui.clients.overview import Overview
from desktop.ui.kit.actions import Action
from desktop.ui.kit.messages import Message, MessageBar
from desktop.ui.kit.text import tooltip
from desktop.ui.kit.tokens import MEDIUM, Tone
from desktop.ui.kit.values import day as day_words

if TYPE_CHECKING:
    from desktop.ui.clients.consents_openers import PrivacyDialogs

OVERVIEW, DETAILS, CONTACTS, DINING, PAPERS, HISTORY, PRIVACY = range(7)


class FilePane(QWidget):
    """Each tab is made when it is first shown; one file after the other is shown in the same widgets."""

    back_requested = Signal()
    opened = Signal(object)
    """The id of another client to open."""
    said = Signal(str)
    refused = Signal(object)
    actions_changed = Signal()
    undo_requested = Signal(object)
    """The operation to be undone, after a question."""
    loaded = Signal()
    """The file is on screen."""
    transferred = Signal(object)
    """What a transfer made of it answered."""

    def __init__(self, controller: FileController, papers: Callable[[], Any] | None = None,
                 running: Callable[[], Any] | None = None, parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.controller = controller
        self.file: ClientFile | None = None
        self._around: Around | None = None
        self._more: More | None = None
        self._drafts: dict[UUID, dict[str, dict[str, object]]] = {}
        self.head = FileHead()
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("Parts of the file"))
        for words in (_("Overview"), _("Details"), _("Contacts"), _("Dining"), "", _("History"), _("Consent")):
            self.tabs.addTab(words)
        self.overview = Overview(dining=controller.has("dining"), running=running)
        self.dining = FileDining(controller, self.tabs, DINING, self.overview, self)
        self.papers = FilePapers(controller, self.tabs, PAPERS, papers, self)
        self.details: Details | None = None
        self.contacts: ContactsTab | None = None
        self.history: History | None = None
        self.saving = SectionSaving(controller, lambda: self.privacy, self)
        self.dialogs = MoreDialogs(controller, self)
        self._privacy: PrivacyDialogs | None = None
        self.bar = MessageBar()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.overview)
        for _tab in (DETAILS, CONTACTS, DINING, PAPERS, HISTORY, PRIVACY):
            self._stack.addWidget(QWidget())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(MEDIUM)
        outer.addWidget(self.head)
        outer.addWidget(self.bar)
        outer.addWidget(self.tabs)
        outer.addWidget(self._stack, 1)
        self._connect()

    def _connect(self) -> None:
        controller, head, over = self.controller, self.head, self.overview
        controller.file_loaded.connect(self._show_file)
        controller.around_loaded.connect(self._show_around)
        controller.history_loaded.connect(lambda *found: self.history and self.history.show_lines(*found))
        controller.earlier_loaded.connect(lambda *found: self.history and self.history.add_earlier(*found))
        controller.past_loaded.connect(self._show_past)
        controller.more_loaded.connect(self._show_more)
        controller.quarter_loaded.connect(over.quarter.show_figures)
        over.quarter.evidence_requested.connect(lambda: self.file and self.dialogs.evidence(self.file))
        self.bar.settled.connect(lambda: self.controller.at and self.show_today())
        controller.unlocked.connect(self._show_opened)
        controller.refused.connect(self.refused)
        controller.left.connect(self._lost)
        controller.deed_done.connect(self.said)
        self.saving.said.connect(self.said)
        self.saving.refused.connect(self.refused)
        self.dialogs.said.connect(self.said)
        self.dialogs.withdrawn.connect(self.back_requested)
        self.dialogs.transferred.connect(self.transferred)
        self.dialogs.history_wanted.connect(self.show_field_history)
        over.owners.change_requested.connect(lambda: self.file and self.dialogs.people(self.file))
        over.owners.log_requested.connect(self.log_contact)
        over.owners.told_requested.connect(self.dialogs.told)
        over.owners.finish_requested.connect(controller.finish_step)
        self.tabs.currentChanged.connect(self._show_tab)
        head.back_requested.connect(self.back_requested)
        head.fill_requested.connect(self._fill_in)
        head.stop_requested.connect(lambda: self.tabs.setCurrentIndex(PRIVACY))
        head.risk_requested.connect(lambda: self.file and self.dialogs.settle_risk(self.file))
        over.risk.assess_requested.connect(self.dialogs.assess)
        over.risk.settle_requested.connect(self.dialogs.settle)
        over.links.circle_requested.connect(lambda: self.file and self.dialogs.circle(self.file, self.opened.emit))
        head.review_requested.connect(self._go_review)
        for looked in (head.looked_through, over.looked_through):
            looked.connect(controller.look_through)
        over.history_requested.connect(self.show_field_history)
        over.review_requested.connect(self._review)
        over.links.opened.connect(self.opened)
        for card, kind in ((over.links, "link"), (over.days, "day"), (over.dealings, "dealing"), (over.years, "year")):
            card.add_requested.connect(lambda kind=kind: self.dialogs.add(kind))
            card.change_requested.connect(lambda value, kind=kind: self.dialogs.change(kind, value))
            card.remove_requested.connect(lambda value, kind=kind: self.dialogs.remove(kind, value))
        for card, open_dialog, remove in (
            (over.competitors, self.dialogs.competitor, controller.withdraw_competitor),
            (over.rewards, self.dialogs.reward, controller.withdraw_reward),
        ):
            card.add_requested.connect(open_dialog)
            card.change_requested.connect(open_dialog)
            card.remove_requested.connect(lambda value, remove=remove: remove(value.id))

        over.dealings.marked_requested.connect(lambda line: self.dialogs.marked("dealing", line))
        over.competitors.marked_requested.connect(lambda line: self.dialogs.marked("competitor_note", line))

    # opening and leaving

    def open(self, client: UUID) -> None:
        if client != self.controller.client or self.controller.at is not None:
            self.keep_draft()
            self.bar.clear()
            self.file = self._around = self._more = None
            self.tabs.setCurrentIndex(OVERVIEW)
            if self.details is not None:
                self.details.forget()
            if self.history is not None:
                self.history.forget()
            self.dining.begin()
            self.papers.begin()
        self.controller.open(client)

    def close_file(self) -> None:
        """What was typed is kept for when the file is opened again; what was unlocked is hidden."""
        self.keep_draft()
        if self.details is not None:
            self.details.forget()
        self.papers.begin()
        self.bar.clear()
        self.controller.close()
        self.file = None

    def keep_draft(self) -> None:
        if self.file is None or self.details is None or self.controller.at is not None:
            return
        draft = self.details.draft()
        if draft:
            self._drafts[self.file.id] = draft
        else:
            self._drafts.pop(self.file.id, None)

    def drafts(self) -> dict[UUID, dict[str, dict[str, object]]]:
        self.keep_draft()
        return dict(self._drafts)

    def restore(self, drafts: Mapping[UUID, dict[str, dict[str, object]]]) -> None:
        self._drafts |= drafts

    # answers

    def _show_file(self, file: ClientFile) -> None:
        first = self.file is None
        self.file = self.dining.file = file
        self.head.show_file(file)
        self.overview.show_file(file, bool(self.controller.desk.person.may(Right.ENTER_CLIENTS)))
        if first and file.id in self._drafts and self.controller.at is None:
            self.tabs.setCurrentIndex(DETAILS)
        self._refresh_tab()
        self.actions_changed.emit()
        self.loaded.emit()

    def _show_around(self, around: Around) -> None:
        self._around = around
        self.overview.show_around(around)
        count = len(around.contacts)
        self.tabs.setTabText(CONTACTS, _("Contacts") + (f" {count}" if count else ""))
        self._show_contacts()

    def show_overview(self) -> None:
        self.tabs.setCurrentIndex(OVERVIEW)

    def show_contacts(self) -> None:
        self.tabs.setCurrentIndex(CONTACTS)

    def _show_more(self, more: More) -> None:
        self._more = more
        if self.file is not None:
            self.overview.show_more(more, self.file)
        if self.details is not None and self.file is not None:
            self.details.identity.show_identity(more.identity, self.file)

    # the file as of a past day

    def look_at(self, day: date) -> None:
        self.keep_draft()
        self.controller.look_at(day, self.refused.emit)

    def _show_past(self, past: PastFile) -> None:
        """In the same widgets, which offer nothing to be done with it, under a bar that says so."""
        if self.details is not None:
            self.details.forget()
        said = _("The file as of {day}. Nothing in it can be changed.").format(day=day_words(past.day))
        self.bar.say(Message(said, Tone.WARN, _("Back to today"), self.show_today, key="past"))
        self._show_file(past.file)
        # one bar at most, and this is the one that counts
        self.head.bar.hide()
        self._show_around(Around(past.links, past.days, past.dealings, past.years, past.contacts))
        self._show_more(past_more(past, care=self.controller.has("care")))
        for card in (self.overview.dealings, self.overview.competitors):
            card.may_edit(False)
        if past.quarter is not None and self.controller.has("classes"):
            self.overview.quarter.show_figures(past.quarter)
        # what is owed is owed today, and who is booked comes from today on
        self.overview.owners.show_owed(None, ())
        self.overview.forget_running()
        self.overview.next.hide()
        self.dining.begin(today=False)
        self.papers.begin()
        self.tabs.setCurrentIndex(OVERVIEW)

    def show_today(self) -> None:
        client = self.controller.client
        if client is not None:
            self.open(client)

    def _show_tab(self, number: int) -> None:
        if number == DETAILS and self.details is None:
            self.details = Details(audits=bool(self.controller.desk.person.may(Right.SEE_AUDIT)))
            self.details.readers_requested.connect(self._ask_readers)
            self.details.save_requested.connect(self.saving.save)
            self.details.unlock_requested.connect(self._unlock)
            self.details.why_requested.connect(self.dialogs.why)
            self.details.history_requested.connect(self.show_field_history)
            self.details.origin_requested.connect(self._tell_origin)
            self.details.review_requested.connect(self._review_opened)
            self._connect_identity(self.details.identity)
            self._put(DETAILS, self.details)
        if number == CONTACTS and self.contacts is None:
            self.contacts = ContactsTab()
            self.contacts.log_requested.connect(self.log_contact)
            self.contacts.all_requested.connect(self._list_contacts)
            self.contacts.correct_requested.connect(self._correct_contact)
            self.contacts.finish_requested.connect(self.controller.finish_step)
            self.contacts.marked_requested.connect(lambda line: self.dialogs.marked("contact", line))
            self._put(CONTACTS, self.contacts)
            self._show_contacts()
        if number == DINING and self.dining.tab is None:
            self._put(DINING, self.dining.make_tab())
        if number == PAPERS and self.papers.tab is None and (made := self.papers.make_tab()) is not None:
            self._put(PAPERS, made)
        if number == HISTORY:
            self._history()
        if number == PRIVACY and self.privacy.tab is None:
            self._put(PRIVACY, self.privacy.make_tab())
        self._stack.setCurrentIndex(number)
        self._refresh_tab()

    def _connect_identity(self, card: IdentityCard) -> None:
        card.check_requested.connect(lambda held: self.file and self.dialogs.check(held, self.file))
        card.check_removed.connect(lambda held: self.controller.withdraw_check(held.id))
        card.agent_requested.connect(self.dialogs.agent)
        card.agent_removed.connect(lambda held: self.controller.withdraw_agent(held.id))
        card.opened.connect(self.opened)

    def _history(self) -> History:
        if self.history is None:
            self.history = History()
            self.history.field_chosen.connect(self.controller.load_history)
            self.history.earlier_requested.connect(self.controller.load_earlier)
            self.history.undo_requested.connect(self.undo_requested)
            self.history.day_chosen.connect(self.look_at)
            self._put(HISTORY, self.history)
        return self.history

    def _tell_origin(self, field: str, place: QPoint | None) -> None:
        """As a tip where it is pointed at, else in a dialog of its own."""
        if self.file is None or self.controller.at is not None:
            return
        file = self.file
        if place is None:
            self.controller.load_origin(field, lambda found: self.dialogs.origin(file, field, found))
        else:
            self.controller.load_origin(
                field, lambda found: QToolTip.showText(place, tooltip(origin_words(found)), self.details)
            )

    def _correct_contact(self, line: ContactLine) -> None:
        if self.file is not None:
            self.dialogs.correct_contact(self.file, line)

    def _show_contacts(self) -> None:
        if self.contacts is not None and self._around is not None:
            # a file as of a past day is no part of today's list
            listed = self.controller.has("contacts") and self.controller.at is None
            self.contacts.show_contacts(self._around.contacts, self.may_log, listed=listed)

    def _list_contacts(self) -> None:
        if self.file is not None:
            self.controller.desk.open_requested.emit("contacts", {"client": self.file.id, "name": self.file.name})

    def _put(self, number: int, page: QWidget) -> None:
        old = self._stack.widget(number)
        self._stack.insertWidget(number, page)
        self._stack.removeWidget(old)
        old.deleteLater()

    def _refresh_tab(self) -> None:
        number, file = self.tabs.currentIndex(), self.file
        if file is None:
            return
        if self.details is not None and number == DETAILS:
            self.details.show_file(file)
            if self._more is not None:
                self.details.identity.show_identity(self._more.identity, file)
            if file.id in self._drafts and self.controller.at is None:
                self.details.restore(self._drafts.pop(file.id))
        if number == DINING and self.controller.at is None:
            self.controller.load_meals()
        self.papers.show_file(file)
        if self.history is not None and number == HISTORY:
            self.history.show_file(file)
            self.controller.load_history(self.history.field or None, self.history.wanted)
        if number == PRIVACY and self.controller.at is None:
            self.privacy.show_file(file)

    @property
    def privacy(self) -> "PrivacyDialogs":
        """Loaded when it is first needed: most files are opened for something else."""
        if self._privacy is None:
            from desktop.ui.clients.consents_openers import PrivacyDialogs

            found = self._privacy = PrivacyDialogs(self.controller.desk, self)
            found.said.connect(self.said)
            found.refused.connect(self.refused)
            found.printed.connect(self.controller.printed)
            found.erased.connect(self._forget)
        if self.file is not None:
            self._privacy.file = self.file
        return self._privacy

    def _lost(self, error: OfficeError) -> None:
        """A file that is no more, such as one that a colleague has erased, keeps no draft here."""
        if isinstance(error, NotFound):
            self._drafts = {key: kept for key, kept in self._drafts.items() if str(key) != error.values["what"]}

    def _forget(self, client: UUID) -> None:
        """What was typed about somebody who is erased goes too."""
        self.file = None
        if self.details is not None:
            self.details.forget()
        self._drafts.pop(client, None)
        self.back_requested.emit()

    # what the user does

    @property
    def may_log(self) -> bool:
        """Each department's contact must reach the file (CL-6): who may enter or edit."""
        file = self.file
        if file is None or file.withdrawn or self.controller.at is not None or file.standing.mark == Mark.STOPPED:
            return False
        return file.may_edit or bool(self.controller.desk.person.may(Right.ENTER_CLIENTS))

    def log_contact(self) -> None:
        if self.may_log and self.file is not None:
            self.controller.desk.open_requested.emit("log_contact", self.file.id)

    def actions_offered(self) -> list[Action]:
        file = self.file
        if file is None:
            return []
        if self.controller.at is not None:
            return [Action("today", N_("Back to today"), self.show_today, "arrow-left", main=True)]
        offered = []
        if file.may_edit and not file.withdrawn:
            offered.append(Action("edit", N_("Edit"), self.edit, "pencil", "F2", main=True))
        if self.may_log:
            # the window holds Ctrl+N, which works on every page
            offered.append(Action("log_contact", N_("Log contact"), self.log_contact, "message-circle"))
        if self.dining.may_book:
            offered.append(Action("book", N_("Book"), self.controller.book, "calendar-plus"))
        if file.may_print and not file.withdrawn:
            offered.append(Action("print_card", N_("Print card"), self.controller.print_card, "printer", "Ctrl+P"))
            offered.append(Action("letter", N_("Letter from a template…"), self.controller.write_letter, "mail"))
        if file.may_edit and not file.withdrawn:
            offered += [
                Action("people", N_("Owner and contact persons…"), lambda: self.dialogs.people(file), "users"),
                Action("hand_over", N_("Hand over…"), lambda: self.dialogs.hand_over(file), "arrow-right"),
                Action("looked_through", N_("Looked through"), self.controller.look_through, "check"),
                *more_actions(file, self.dialogs, self.controller.desk.person),
                Action("withdraw", N_("Take out of use…"), lambda: self.dialogs.withdraw(file), "archive",
                       separator_before=True),
            ]  # fmt: skip
        person = self.controller.desk.person
        if person.may(Right.PROTECT_CLIENTS) or person.may(Right.ERASE_CLIENTS):
            offered += self.privacy.actions(file)
        return offered

    def _ask_readers(self) -> None:
        if self.file is not None:
            asked = {"client": self.file.id, "name": str(self.file.values["name"]), "kinds": ("reads", "files")}
            self.controller.desk.open_requested.emit("audit", asked)

    def edit(self) -> None:
        self.tabs.setCurrentIndex(DETAILS)
        if self.details is not None:
            self.details.edit()

    def _fill_in(self) -> None:
        if self.file is not None and self.file.missing:
            self.tabs.setCurrentIndex(DETAILS)
            if self.details is not None:
                self.details.edit_field(self.file.missing[0])

    def show_field_history(self, field: str) -> None:
        # known before the tab is shown, so that only this field is asked for
        self._history().forget()
        self._history().field = field
        if self.tabs.currentIndex() == HISTORY:
            self._refresh_tab()
        self.tabs.setCurrentIndex(HISTORY)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # whatever takes Esc for itself, such as a section being edited, has done so before it comes here
        if event.key() == Qt.Key.Key_Escape and not (self.details is not None and self.details.editing):
            self.back_requested.emit()
        else:
            super().keyPressEvent(event)

    def _go_review(self) -> None:
        """To what waits: on the overview, or where the sealed values can be opened."""
        file = self.file
        waiting = [name for name, info in file.reviews.items() if info.provisional and name in file.catalogue
                   and not info.mine] if file is not None else []  # fmt: skip
        if file is None or not waiting or any(not file.catalogue[name].sealed for name in waiting):
            self.tabs.setCurrentIndex(OVERVIEW)
            return
        self.tabs.setCurrentIndex(DETAILS)
        if self.details is not None:
            self.details.go(file.catalogue[waiting[0]].section)

    def _review_opened(self, verb: str, field: str, seen: object) -> None:
        if self.details is not None and verb != "accept":
            # what was opened is not what is there afterwards
            self.details.hide_opened()
        self._review(verb, field, seen)

    def _review(self, verb: str, field: str, opened: object = None) -> None:
        if self.file is not None:
            seen = self.file.values.get(field) if opened is None else opened
            match verb:
                case "accept":
                    self.controller.accept(field, seen)
                case "see_again":
                    self.controller.see_again(field, seen)
                case "correct":
                    self.dialogs.correct(self.file, field, seen)
                case _:
                    self.dialogs.refuse(self.file, field, seen)

    # locked blocks

    def _unlock(self, block: Block) -> None:
        if block.level > 2:
            self.dialogs.ask_reason(block)
        else:
            self.controller.unlock(block, "", self.refused.emit)

    def _show_opened(self, block: Block, values: Mapping[str, str]) -> None:
        if self.details is not None:
            self.details.show_opened(block, values)
