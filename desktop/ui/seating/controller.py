"""Asks the office for one booking's seats and does what is done to them, people, tables and rules."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.rules.seating.edits import Change, Command
from desktop.rules.seating.packs import Etiquette, read_folder
from desktop.rules.seating.plan import Plan
from desktop.services import seating, seating_plans
from desktop.services.seating import Departure
from desktop.ui.kit.desk import Desk
from desktop.workstation.paths import resource

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class SeatingController(QObject):
    """The store of the editor; one verb of the services in each line."""

    loaded = Signal(object)
    """A Seating."""
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.booking: UUID | None = None
        self._etiquette: Etiquette | None = None

    @property
    def may_edit(self) -> bool:
        return self.desk.person.may(Right.TAKE_BOOKINGS)

    @property
    def may_print(self) -> bool:
        return self.desk.person.may(Right.PRINT_CLIENTS)

    @property
    def etiquette(self) -> Etiquette:
        if self._etiquette is None:
            self._etiquette = read_folder(resource("etiquette"))
        return self._etiquette

    @property
    def chosen(self) -> UUID:
        assert self.booking is not None
        return self.booking

    def reload(self) -> None:
        if self.booking is not None:
            self.desk.ask("seating.plan", seating_plans.seating_of, self.booking, self.etiquette,
                          done=self.loaded.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    # what is done to the seats

    def seat(self, command: Command, seen: Plan, done: Done, failed: Failed) -> None:
        self.desk.do(seating.seat, self.chosen, command, self.etiquette, seen, done=done, failed=failed, owner=self)

    def take_back(self, change: Change, done: Done, failed: Failed) -> None:
        self.desk.do(seating.take_back, self.chosen, change, self.etiquette, done=done, failed=failed, owner=self)

    def let_go(self, people: tuple[UUID, ...], done: Done, failed: Failed) -> None:
        self.desk.do(seating.let_go, self.chosen, people, self.etiquette, done=done, failed=failed, owner=self)

    def take_back_departure(self, departure: Departure, done: Done, failed: Failed) -> None:
        self.desk.do(seating.take_back_departure, self.chosen, departure, self.etiquette, done=done, failed=failed,
                     owner=self)  # fmt: skip
