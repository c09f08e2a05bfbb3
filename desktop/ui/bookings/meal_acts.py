"""What is done with the cards and forms of chosen rows: handed out, received, understood, passed on, taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.collecting import Relay
from desktop.rules.errors import OfficeError
from desktop.services.cards import GivenLine, Wanted
from desktop.ui.bookings.meal_controller import MealController
from desktop.ui.bookings.meal_dialogs import BackDialog, HandOutDialog, PassOnDialog, ServerDialog
from desktop.ui.bookings.meal_steps import out, to_pass_on, to_receive, to_understand
from desktop.ui.bookings.meal_words import counted_of
from desktop.ui.kit.actions import Action
from desktop.ui.kit.noting import Noted
from desktop.ui.kit.who_pick import Colleague


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the chosen rows acts are about. `room` is all that is out for their bookings, to be taken back at once;
    `names` are the places and clients of `wanted`."""

    wanted: tuple[Wanted, ...] = ()
    names: tuple[str, ...] = ()
    late: bool = False
    given: tuple[GivenLine, ...] = ()
    room: tuple[GivenLine, ...] = field(default=())


class MealActs(QObject):
    said = Signal(str, object)
    """For the toast: a sentence, and what takes it back."""

    def __init__(self, controller: MealController, page: QWidget) -> None:
        super().__init__(page)
        self._controller, self._page = controller, page
        self._leader: UUID | None = None
        self._colleagues: tuple[Colleague, ...] = ()
        self.dialog: Any = None

    def of(self, chosen: Chosen) -> list[Action]:
        """All acts, each with its reason where it can't be done for these rows."""
        none = "" if chosen.wanted or chosen.given or chosen.room else _("Choose rows in the list.")

        def why(there: Sequence[object], sentence: str) -> str:
            return "" if there else none or sentence

        first = self.next_of(chosen)
        return [
            Action("hand_out", N_("Hand out…"), lambda: self.hand_out(chosen), "arrow-right", "F3",
                   why(chosen.wanted, _("Nothing of these rows is to be handed out.")), main=first == "hand_out"),
            Action("receive", N_("Server has it…"), lambda: self.receive(chosen), "user", "F4",
                   why(to_receive(chosen.given), _("Nothing of these rows is with the department leader.")),
                   main=first == "receive"),
            Action("understand", N_("Has read it"), lambda: self.understand(chosen), "eye", "F5",
                   why(to_understand(chosen.given), _("None of these rows has a card that a server is reading.")),
                   main=first == "understand"),
            Action("pass_on", N_("Passed on…"), lambda: self.pass_on(chosen), "message-circle", "F7",
                   why(to_pass_on(chosen.given), _("None of these rows has a card that a server has."))),
            Action("take_back", N_("Take back…"), lambda: self.take_back(chosen), "undo-2", "F8",
                   why(chosen.room, _("Nothing is out for these rows.")), main=first == "take_back"),
        ]  # fmt: skip

    def next_of(self, chosen: Chosen) -> str:
        """The next step of these rows, which Space does."""
        if chosen.wanted:
            return "hand_out"
        if to_receive(chosen.given):
            return "receive"
        if to_understand(chosen.given):
            return "understand"
        return "take_back" if chosen.room else ""

    def do_next(self, chosen: Chosen) -> None:
        for action in self.of(chosen):
            if action.name == self.next_of(chosen) and not action.reason:
                action.act()

    # deeds

    def hand_out(self, chosen: Chosen, typed: str = "") -> None:
        """`typed` are the letters that began it in the list."""

        def send(wanted: Sequence[Wanted], leader: UUID, reason: str, done: Callable[[Any], object],
                 failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
            name = dialog.who.name
            said = _("Handed out to {name}: {what}.").format(name=name, what=counted_of(one.kind for one in wanted))
            self._leader = leader
            self._controller.hand_out(wanted, leader, reason, self._told(said, done), failed)

        dialog = self.dialog = HandOutDialog(chosen.wanted, chosen.names, chosen.late, send, self._page)
        self._open(dialog, self._leader, typed)

    def receive(self, chosen: Chosen) -> None:
        given = to_receive(chosen.given)
        rooms = {line.booking for line in given}
        usual = next((line.server for line in chosen.room if line.server and line.booking in rooms), "")

        def send(server: str, done: Callable[[Any], object], failed: Callable[[OfficeError], object]) -> None:
            said = _("{name} has it: {what}.").format(name=server, what=counted_of(line.kind for line in given))
            self._controller.receive([line.id for line in given], server, self._told(said, done), failed)

        dialog = self.dialog = ServerDialog(given, usual, send, self._page)
        self._open(dialog, usual)

    def understand(self, chosen: Chosen) -> None:
        """Recorded for the servers, who have no workstation (CO-10)."""
        given = to_understand(chosen.given)
        said = _("Recorded as read and understood: {what}.").format(what=counted_of(line.kind for line in given))
        self._controller.understand([line.id for line in given], self._told(said))

    def pass_on(self, chosen: Chosen) -> None:
        given = to_pass_on(chosen.given)

        def send(relay: Relay, name: str, done: Callable[[Any], object],
                 failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
            said = _("Passed on to {relay} {name}: {what}.").format(
                relay=_(relay.label), name=name, what=counted_of(line.kind for line in given))  # fmt: skip
            self._controller.pass_on([line.id for line in given], relay, name, self._told(said, done), failed)

        dialog = self.dialog = PassOnDialog(given, send, self._page)
        self._open(dialog)

    def take_back(self, chosen: Chosen) -> None:
        lines = {line.id: line for line in out(chosen.room)}

        def send(keys: Sequence[UUID], done: Callable[[Any], object],
                 failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
            said = _("Back: {what}.").format(what=counted_of(lines[key].kind for key in keys))
            if len(keys) < len(lines):
                rest = counted_of(line.kind for key, line in lines.items() if key not in keys)
                said = _("Back: {what}. Still out: {rest}.").format(
                    what=counted_of(lines[key].kind for key in keys), rest=rest)  # fmt: skip
            self._controller.take_back(keys, self._told(said, done), failed)

        self.dialog = BackDialog(list(lines.values()), send, self._page)
        self.dialog.open()

    def _told(self, words: str, done: Callable[[Any], object] | None = None) -> Callable[[Any], object]:
        def tell(noted: Noted) -> None:
            if done is not None:
                done(noted.result)
            self.said.emit(words, self._way_back(noted.operation))

        return tell

    def _way_back(self, operation: UUID | None) -> Callable[[], object] | None:
        if operation is None:
            return None
        return lambda: self._controller.undo(operation, lambda _none: self.said.emit(_("Undone."), None))

    def _open(self, dialog: Any, first: object = None, typed: str = "") -> None:
        def offer(found: tuple[Colleague, ...]) -> None:
            self._colleagues = found
            if shiboken6.isValid(dialog):
                dialog.who.offer(found, first)

        dialog.who.offer(self._colleagues, first)
        dialog.open()
        if typed:
            dialog.who.line.setText(typed)
        self._controller.load_colleagues(offer)
