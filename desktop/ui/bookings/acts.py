"""What is done with a booking: confirmed, arrived, moved, swapped, called off and given back, its bill entered."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.amounts import shown_amount
from desktop.rules.bookings import BookingState
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.bills import Billed
from desktop.services.booking_lists import BookLine, DayBook
from desktop.services.bookings import Change
from desktop.services.cards import GivenLine
from desktop.services.seating_prints import Void
from desktop.ui.bookings.bill_dialog import BillDialog
from desktop.ui.bookings.choose_dialog import ChooseDialog
from desktop.ui.bookings.clients_dialog import ClientsDialog
from desktop.ui.bookings.controller import BookingsController
from desktop.ui.bookings.words import called, people, places, seats_words, slip_words, told, void_words
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.form import FormField
from desktop.ui.kit.phrases import listed

S = BookingState
SEATING = "seating"
"""Where the people of a booking are seated."""
OpensDialog = Callable[[BookLine, bool], object]
# What has been done, said of whom it was done to
_DONE: Mapping[BookingState, str] = {
    S.CONFIRMED: N_("{who} is confirmed."),
    S.ARRIVED: N_("{who} has arrived."),
    S.LEFT: N_("{who} has left."),
    S.NO_SHOW: N_("Noted that {who} did not come; {place} is free."),
}


class Acts(QObject):
    """Deeds on one booking, each with its dialog where something has to be said first."""

    said = Signal(str, object)
    """For the toast: a sentence, and what takes it back."""
    offered = Signal(str, str, object)
    """For the bar: a sentence, the act's name, and what it does."""
    refused = Signal(object)

    def __init__(self, controller: BookingsController, page: QWidget, change: OpensDialog) -> None:
        """`change` opens the dialog of a booking, at its places if wanted."""
        super().__init__(page)
        self._controller, self._page, self._change = controller, page, change
        self.dialog: Any = None

    def of(self, line: BookLine, book: DayBook) -> list[Action]:
        """What can be done with it now, the next step first."""
        if not self._controller.may_take:
            return []
        state = line.state
        change = Action("change", N_("Change…"), lambda: self._change(line, False), "pencil", "F2")
        move = Action("move", N_("Move to…"), lambda: self._change(line, True), "arrow-right")
        swap = Action("swap", N_("Swap…"), lambda: self.swap(line, book), "refresh-cw",
                      reason="" if self._partners(line, book) else _("Nobody else has a place at this turn."),
                      )  # fmt: skip
        off = Action("call_off", N_("Call off…"), lambda: self.call_off(line), "x", "Del")
        missed = Action("no_show", N_("Nobody came"), lambda: self._set(line, S.NO_SHOW), "circle-x")
        say = Action("read_back", N_("Read back"), lambda: self.read_back(line), "message-circle")
        who = Action("clients", N_("Who pays…"), lambda: self.clients(line), "users")
        seats = Action("seats", N_("To the seats"), lambda: self._controller.desk.open_requested.emit(SEATING, line.id),
                       "armchair")  # fmt: skip
        if state is S.WAITING:
            give = Action("move", N_("Give a place…"), lambda: self._change(line, True), "check", main=True)
            return [give, change, off, say, who]
        if state in (S.HELD, S.CONFIRMED):
            arrived = Action("arrived", N_("Has arrived"), lambda: self._set(line, S.ARRIVED), "utensils",
                             main=state is S.CONFIRMED)  # fmt: skip
            confirm = Action("confirm", N_("Confirm booking"), lambda: self._set(line, S.CONFIRMED), "check", main=True)
            first = [confirm, arrived] if state is S.HELD else [arrived]
            return [*first, change, seats, off, say, move, swap, who, missed]
        if state in (S.ARRIVED, S.LEFT):
            word = N_("Enter bill…") if line.total is None else N_("Correct bill…")
            why = "" if line.host is not None or line.payer is not None else _("Its host is not shown to you.")
            bill = Action("bill", word, lambda: self.bill(line), "file-text", "", why, main=line.total is None)
            left = Action("left", N_("Has left"), lambda: self._set(line, S.LEFT), "log-out")
            return [bill, left, change, seats, move, swap, who] if state is S.ARRIVED else [bill, seats, who]
        back = Action("give_back", N_("Give back"), lambda: self.give_back(line.id), "undo-2", main=True)
        return [back]

    # deeds

    def _set(self, line: BookLine, state: BookingState) -> None:
        words = _(_DONE[state]).format(who=called(line.host), place=places(line) or _("the place"))

        def done(_none: object) -> None:
            self.said.emit(words, lambda: self.give_back(line.id) if state is S.NO_SHOW else self.undo(line.id))
            if state is S.NO_SHOW:
                self._offer_freed(line)

        self._controller.set_state(line.id, state, "", done, self.refused.emit)

    def call_off(self, line: BookLine) -> None:
        """One act, taken back as one; then who waits is offered what was freed (SE-8)."""
        who = called(line.host)

        def deed(values: Mapping[str, Any], done: Callable[[Any], object],
                 failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
            reason = str(values["reason"]).strip()
            if not reason:
                failed(BadEntry(N_("Say why: it stands in the book."), "reason"))
                return
            self._controller.set_state(line.id, S.CANCELLED, reason, lambda _none: (done(None), after()), failed)

        def after() -> None:
            self._controller.load_void(line.id, lambda found: self._controller.load_seats(
                (line.id,), lambda _unseated, _tables, slip: told_off(found, slip)))  # fmt: skip
            self._offer_freed(line)

        def told_off(found: Void, slip: bool) -> None:
            said = (_("Called off: {who}.").format(who=who), void_words(found), slip_words(slip))
            self.said.emit(" ".join(filter(None, said)), lambda: self.give_back(line.id))

        where = places(line)
        sentence = _("{place} is free at once. Spend and visits stay as they are.").format(place=where) if where else ""
        self.dialog = ActDialog(_("Call off: {who}").format(who=who), sentence,
                                [FormField("reason", _("Reason"), required=True, limit=200)], _("Call off"), deed,
                                self._page)  # fmt: skip
        self.dialog.form.focus_on("reason")
        self.dialog.open()

    def give_back(self, key: UUID) -> None:
        self._controller.give_back(key, lambda _none: self.said.emit(_("The booking stands as before."), None))

    def undo(self, key: UUID) -> None:
        """Takes back what was done to it last, as one act."""
        self._controller.undo(key, lambda _none: self.said.emit(_("Undone."), None))

    def read_back(self, line: BookLine) -> None:
        """The sentence to say on the telephone, or to send."""

        def show(_line: BookLine, said: str) -> None:
            QGuiApplication.clipboard().setText(said)
            self.said.emit(_("Copied: {text}").format(text=said), None)

        self._controller.load_said(line.id, show)

    def swap(self, line: BookLine, book: DayBook) -> None:
        partners = self._partners(line, book)
        others = {other.id: other for other in partners}

        def deed(key: UUID, done: Callable[[Any], object], failed: Callable[[OfficeError], object]) -> None:
            words = _("{one} now has {place}, {other} has {place2}.").format(
                one=called(line.host), place=places(others[key]), other=called(others[key].host), place2=places(line)
            )

            def swapped(moved: Sequence[GivenLine]) -> None:
                done(moved)

                def seated(unseated: int, tables: Sequence[str], slip: bool) -> None:
                    said = (words, told(moved), seats_words(unseated, tables), slip_words(slip))
                    text = " ".join(filter(None, said))
                    self.said.emit(text, lambda: self.undo(line.id))

                self._controller.load_seats((line.id, key), seated)

            self._controller.swap(line.id, key, swapped, failed)

        sentence = _("{who} has {place}. With whom does the place change?").format(who=called(line.host),
                                                                                   place=places(line))  # fmt: skip
        self.dialog = ChooseDialog(_("Swap places"), sentence, partners, _("Swap"), deed, self._page)
        self.dialog.open()

    def clients(self, line: BookLine) -> None:
        self.dialog = ClientsDialog(self._controller, line, self._page)
        self.dialog.saved.connect(lambda: self.said.emit(_("Host and payer are noted."), lambda: self.undo(line.id)))
        self.dialog.open()

    def bill(self, line: BookLine) -> None:
        self.dialog = BillDialog(self._controller, line, self._page)

        def entered(key: UUID, billed: Billed) -> None:
            words = [_("Bill entered: {who}.").format(who=called(line.host))]
            if billed.elsewhere:
                words.append(_("{amount} yuan stands in the file for that day already: if it is the same bill, take "
                               "one out.").format(amount=shown_amount(billed.elsewhere)))  # fmt: skip
            if not billed.counted:
                words.append(_("Its spend was taken out of the file before and stays out."))
            self.said.emit(" ".join(words), lambda: self.undo(key))

        self.dialog.entered.connect(entered)
        self.dialog.open()

    # what was freed

    def _offer_freed(self, line: BookLine) -> None:
        if line.places:
            self._controller.load_waiting(line.on, line.meal, lambda waiting: self._tell_waiting(line, waiting))

    def _tell_waiting(self, line: BookLine, waiting: tuple[BookLine, ...]) -> None:
        if not waiting:
            return
        names = listed(_("{name} ({part})").format(name=called(w.host), part=people(w.people)) for w in waiting[:3])
        words = _("{place} is free, and on the waiting list is: {names}").format(place=places(line), names=names)
        self.offered.emit(words, _("Offer the place…"), lambda: self._offer(line, waiting))

    def _offer(self, line: BookLine, waiting: tuple[BookLine, ...]) -> None:
        spots, where = tuple(spot.key for spot in line.places), places(line)
        known = {one.id: one for one in waiting}

        def deed(key: UUID, done: Callable[[Any], object], failed: Callable[[OfficeError], object]) -> None:
            words = _("{who} now has {place}.").format(who=called(known[key].host), place=where)
            self._controller.change(key, Change(spots=spots, turn=line.turn),
                                    lambda none: (done(none), self.said.emit(words, lambda: self.undo(key))),
                                    failed, self)  # fmt: skip

        sentence = _("{place} is free. Who gets it? The first in the list has waited longest.").format(place=where)
        self.dialog = ChooseDialog(_("Offer the place"), sentence, waiting, _("Give the place"), deed, self._page)
        self.dialog.open()

    def _partners(self, line: BookLine, book: DayBook) -> list[BookLine]:
        return [other for other in book.lines
                if other.id != line.id and other.places and not other.state.over and other.state.takes_place
                and (other.meal, other.turn) == (line.meal, line.turn)]  # fmt: skip
