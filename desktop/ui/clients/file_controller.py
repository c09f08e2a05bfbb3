"""What a client's file asks of the office and does in it, one line per verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.i18n import _, language, translator
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import OfficeError
from desktop.rules.features import switched_on
from desktop.rules.fields import Block
from desktop.rules.rights import Right
from desktop.rules.words import Learnt, LinkRole
from desktop.services import (
    affiliations,
    anniversaries,
    class_runs,
    clients,
    contacts,
    dealings,
    dining,
    fading,
    handovers,
    histories,
    marked_notes,
    owners,
    past_files,
    prints,
    reviews,
    search,
    spending,
)
from desktop.services.affiliations import LinkLine
from desktop.services.anniversaries import AnniversaryLine
from desktop.services.contacts import ContactLine
from desktop.services.dealings import DealingEntry, DealingLine, YearLine
from desktop.services.handovers import HandoverView
from desktop.services.past_files import PastFile
from desktop.services.transfers import Plan
from desktop.services.work import Work
from desktop.ui.clients.dining_tab import read_meals
from desktop.ui.clients.more import MoreVerbs, read_more
from desktop.ui.clients.quarter import Evidence, read_evidence
from desktop.ui.clients.undoing import Noted, noting
from desktop.ui.kit.desk import Desk

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]
HISTORY_PAGE = 100
"""Acts of a history asked for at once."""


@dataclass(frozen=True, slots=True)
class Around:
    """What hangs on a file, as its overview shows it."""

    links: tuple[LinkLine, ...]
    days: tuple[AnniversaryLine, ...]
    dealings: tuple[DealingLine, ...]
    years: tuple[YearLine, ...]
    contacts: tuple[ContactLine, ...] = ()
    handover: HandoverView | None = None


def read_around(work: Work, client_id: UUID, listed: bool = False) -> Around:
    """`listed`: there is a list of all contacts, so that the file reads the newest alone."""
    return Around(
        affiliations.links_of(work, client_id), anniversaries.anniversaries_of(work, client_id),
        dealings.dealings_of(work, client_id), dealings.year_results_of(work, client_id),
        contacts.contacts_of(work, client_id, contacts.OF_FILE if listed else contacts.MOST),
        handovers.handover_of(work, client_id),
    )  # fmt: skip


class FileController(MoreVerbs, QObject):
    """Holds which file is open; what is answered for another one is dropped."""

    file_loaded = Signal(object)
    around_loaded = Signal(object)
    more_loaded = Signal(object)
    quarter_loaded = Signal(object)
    at_table_loaded = Signal(object)
    """An AtTable."""
    meals_loaded = Signal(object)
    history_loaded = Signal(object, int)
    """The latest acts, and how many were asked for."""
    earlier_loaded = Signal(object, object)
    """The field, None for all, and the acts before those shown."""
    past_loaded = Signal(object)
    unlocked = Signal(object, object)
    """The block, and its values by field name."""
    left = Signal(object)
    """The file can't be shown any more: the refusal that says why."""
    refused = Signal(object)
    deed_done = Signal(str)
    """What was done, in the past tense, for the toast."""
    printed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.client: UUID | None = None
        self.at: date | None = None
        """The past day whose file is shown; None for today's."""
        self._past: PastFile | None = None
        self._last: UUID | None = None

    # asking

    def open(self, client: UUID, at: date | None = None) -> None:
        self.client, self.at, self._past = client, at, None
        self.reload()

    def close(self) -> None:
        self.client = self.at = self._past = None

    def reload(self) -> None:
        if self.at is not None:
            return  # what is past stays as it was
        self._ask("file", clients.client_file, self.client, done=self._loaded, failed=self.left.emit)

    def _loaded(self, file: clients.ClientFile) -> None:
        self.file_loaded.emit(file)
        # asked for at once, the rest would be read while the first section is painted, and hold it up
        QTimer.singleShot(0, self, self._ask_the_rest)

    def _ask_the_rest(self) -> None:
        if self.client is None or self.at is not None:
            return
        self._ask("around", read_around, self.client, self.has("contacts"), done=self.around_loaded.emit)
        self._ask("more", read_more, self.client, done=self.more_loaded.emit)
        if self.has("classes"):
            self._ask("quarter", class_runs.quarter_of, self.client, done=self.quarter_loaded.emit)
        if self.sees_bookings:
            self._ask("at_table", dining.at_table, self.client, done=self.at_table_loaded.emit)

    def has(self, feature: str) -> bool:
        """Whether the office has this feature switched on."""
        office = self.desk.office
        return feature in switched_on(office.kind, office.settings["features"])

    @property
    def sees_bookings(self) -> bool:
        return self.has("bookings") and bool(self.desk.person.may(Right.SEE_BOOKINGS))

    def load_meals(self) -> None:
        self._ask("meals", read_meals, self.client, done=self.meals_loaded.emit)

    def book(self) -> None:
        """The dialog of a new booking, with this client as its host."""
        self.desk.open_requested.emit("book", ("new", self.client))

    def open_booking(self, key: UUID) -> None:
        self.desk.open_requested.emit("book", key)

    def load_evidence(self, done: Done) -> None:
        """What stands behind the class; of a past day the bills alone."""
        if self._past is not None and self.at is not None:
            done(Evidence(self._past.spend, None))
        else:
            self._ask("evidence", read_evidence, self.client, done=done)

    def load_origin(self, field: str, done: Done) -> None:
        self._ask("origin", histories.origin_of, self.client, field, done=done)

    def look_at(self, day: date, failed: Failed) -> None:
        """Asks for the file as of a past day; it is shown when it is there."""

        def answer(past: PastFile) -> None:
            self.at, self._past = past.day, past
            self.past_loaded.emit(past)

        self._ask("past", past_files.client_as_of, self.client, day, done=answer, failed=failed)

    def load_history(self, field: str | None, limit: int = HISTORY_PAGE) -> None:
        self._ask("history", histories.history_of, self.client, field, limit,
                  done=lambda lines: self.history_loaded.emit(lines, limit))  # fmt: skip

    def load_earlier(self, field: str | None, before: int) -> None:
        self._ask("earlier", histories.history_of, self.client, field, HISTORY_PAGE, before,
                  done=lambda lines: self.earlier_loaded.emit(field, lines))  # fmt: skip

    def find(self, text: str, done: Done) -> None:
        self.desk.ask("file.find", search.find, text, 8, done=done, owner=self)

    def load_staff(self, done: Done) -> None:
        self.desk.ask("file.staff", clients.staff, done=done, owner=self)

    # doing

    def save(self, values: Mapping[str, object], base: Mapping[str, object], learnt: Learnt | None, basis: str,
             done: Done, failed: Failed, agreed: Any = None) -> None:  # fmt: skip
        self._carry(clients.edit_client, self.client, dict(values), dict(base), learnt=learnt, basis=basis,
                    agreed=agreed, done=done, failed=failed, owner=self)  # fmt: skip

    def unlock(self, block: Block, reason: str, failed: Failed, done: Done | None = None) -> None:
        asked = self.client

        def answer(values: Mapping[str, str]) -> None:
            if done is not None:
                done(values)
            if asked == self.client:
                self.unlocked.emit(block, values)

        self.desk.do(clients.unlock, asked, block, reason, done=answer, failed=failed, owner=self)

    def look_through(self) -> None:
        self._do(clients.look_through, self.client, said=_("Noted as looked through."))

    def set_people(self, people: Mapping[str, Any], base: Mapping[str, Any], done: Done, failed: Failed) -> None:
        def answer(may_change: bool) -> None:
            if not may_change:
                # nor may it be taken back by who has given it away
                self._last = None
            done(may_change)

        self._carry(_set_people, self.client, dict(people), dict(base), done=answer, failed=failed)

    def foresee_people(self, people: Mapping[str, Any], done: Done, failed: Failed) -> None:
        self._ask("foreseen", _foreseen, self.client, dict(people), done=done, failed=failed)

    def correct_contact(self, contact: UUID, report: Report, base: Report, done: Done, failed: Failed) -> None:
        self._carry(contacts.correct_contact, contact, report, base, done=done, failed=failed)

    def finish_step(self, contact: UUID) -> None:
        self._do(contacts.finish_step, contact, said=_("Next step done."))

    def note_told(self, line: UUID, on: date, how: Channel, done: Done, failed: Failed) -> None:
        self._carry(handovers.note_told, [line], on, how, done=done, failed=failed)

    def withdraw(self, reason: str, done: Done, failed: Failed) -> None:
        self._carry(clients.withdraw_client, self.client, reason, done=done, failed=failed)

    def enter_spend(self, on: date, fen: int, visits: int, note: str, done: Done, failed: Failed) -> None:
        self.desk.do(spending.enter_spend, self.client, on, fen, visits, note, done=done, failed=failed, owner=self)

    def withdraw_spend(self, bill: UUID, done: Done, failed: Failed) -> None:
        self.desk.do(spending.withdraw_spend, bill, done=done, failed=failed, owner=self)

    def add_link(self, other: UUID, role: LinkRole, forward: bool, note: str, done: Done, failed: Failed) -> None:
        self._carry(affiliations.add_link, self.client, other, role, note, forward=forward, done=done, failed=failed)

    def change_link(self, link: LinkLine, role: LinkRole, note: str, done: Done, failed: Failed) -> None:
        base = {"role": link.role.value, "note": link.note}
        self._carry(affiliations.change_link, link.id, role, note, base, done=done, failed=failed)

    def remove_link(self, link: UUID) -> None:
        self._do(affiliations.remove_link, link, said=_("Link removed."))

    def add_day(self, day: RememberedDay, done: Done, failed: Failed) -> None:
        self._carry(anniversaries.add_anniversary, self.client, day, done=done, failed=failed)

    def change_day(self, line: AnniversaryLine, day: RememberedDay, done: Done, failed: Failed) -> None:
        self._carry(anniversaries.change_anniversary, line.id, day, line.day, done=done, failed=failed)

    def remove_day(self, day: UUID) -> None:
        self._do(anniversaries.remove_anniversary, day, said=_("Day removed."))

    def add_dealing(self, entry: DealingEntry, done: Done, failed: Failed) -> None:
        self._carry(dealings.add_dealing, self.client, entry, done=done, failed=failed)

    def correct_dealing(self, line: DealingLine, entry: DealingEntry, done: Done, failed: Failed) -> None:
        base = DealingEntry(line.on, line.title, line.content, line.confidential, line.reason, line.mark)
        self._carry(dealings.correct_dealing, line.id, entry, base, done=done, failed=failed)

    def read_marked(self, place: str, note: UUID, done: Done) -> None:
        self.desk.do(marked_notes.read, place, note, done=done, failed=self.refused.emit, owner=self)

    def withdraw_dealing(self, dealing: UUID) -> None:
        self._do(dealings.withdraw_dealing, dealing, said=_("Entry taken out."))

    def set_year(self, result: YearLine, base: YearLine | None, done: Done, failed: Failed) -> None:
        self._carry(dealings.set_year_result, self.client, result, base, done=done, failed=failed)

    def accept(self, field: str, seen: object) -> None:
        self._do(reviews.accept, self.client, field, seen, said=_("Confirmed."))

    def see_again(self, field: str, seen: object) -> None:
        self._do(fading.see_again, self.client, (field,), {field: seen}, said=_("Noted as seen again."))

    def correct(self, field: str, value: object, seen: object, done: Done, failed: Failed) -> None:
        self._carry(reviews.correct, self.client, field, value, seen, done=done, failed=failed)

    def refuse(self, field: str, reason: str, seen: object, done: Done, failed: Failed) -> None:
        self._carry(reviews.refuse, self.client, field, reason, seen, done=done, failed=failed)

    def write_letter(self) -> None:
        """To this client alone, over the file."""
        from desktop.ui.kit.which_clients import of_one

        if self.client is not None:
            self.desk.open_requested.emit("write_letters", of_one(self.client))

    def print_card(self) -> None:
        self.desk.errand(_("Preparing cards"), prints.client_cards, [self.client], translator(language()),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    # answers

    def _ask(self, key: str, verb: Any, client: UUID | None, *args: object, done: Done,
             failed: Failed | None = None) -> None:  # fmt: skip
        if client is None:
            return

        def answer(result: Any) -> None:
            if self.client == client:
                done(result)

        def refusal(error: OfficeError) -> None:
            if self.client == client:
                (failed or self.refused.emit)(error)

        self.desk.ask(f"file.{key}", verb, client, *args, done=answer, failed=refusal, owner=self)

    def _do(self, verb: Any, *args: object, said: str) -> None:
        self._carry(verb, *args, done=lambda _result: self.deed_done.emit(said), failed=self.refused.emit, owner=self)

    def _carry(self, verb: Any, *args: object, done: Done, failed: Failed, owner: QObject | None = None,
               **kwargs: object) -> None:  # fmt: skip
        """A deed that can be undone: which operation it was is known before `done` speaks of it."""

        def answer(noted: Noted) -> None:
            self._last = noted.operation
            done(noted.result)

        self.desk.do(noting(verb), *args, done=answer, failed=failed, owner=owner, **kwargs)

    def take_last(self) -> UUID | None:
        """The operation of the deed just done, once."""
        last, self._last = self._last, None
        return last


def _set_people(work: Work, client_id: UUID, people: Mapping[str, Any], base: Mapping[str, Any]) -> bool:
    return owners.set_owners(work, client_id, **people, base=base)


def _foreseen(work: Work, client_id: UUID, people: Mapping[str, Any]) -> Plan | None:
    return owners.foresee(work, client_id, **{name: value for name, value in people.items() if name != "reason"})
