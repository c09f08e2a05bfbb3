"""What an editor asks of whoever keeps its plan, and what it asks about where a colleague was quicker."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from desktop.rules.errors import OfficeError
from desktop.rules.seating.changes import Change, Clash
from desktop.rules.seating.commands import Command
from desktop.rules.seating.plan import Plan
from desktop.services.seating import Departure

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class Deed(Protocol):
    """Something done to people, tables or etiquette in another way than by seats."""

    @property
    def words(self) -> str: ...

    @property
    def back(self) -> Callable[[Done, Failed], None]: ...

    @property
    def again(self) -> Callable[[Done, Failed], None]: ...


class Store(Protocol):
    """Keeps what is done to the plan; answers in the window's thread, one deed after the other."""

    def seat(self, command: Command, seen: Plan, done: Done, failed: Failed) -> None: ...

    def take_back(self, change: Change, done: Done, failed: Failed) -> None: ...

    def let_go(self, people: tuple[UUID, ...], done: Done, failed: Failed) -> None: ...

    def take_back_departure(self, departure: Departure, done: Done, failed: Failed, *, forced: bool = False
                            ) -> None: ...  # fmt: skip

    def reload(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Disputed:
    """Seats that a colleague has changed meanwhile. `mine` does it nevertheless, and is None where it can't be done;
    to leave them as they are now, nothing needs doing."""

    clash: Clash
    plan: Plan
    mine: Command | None
    departure: tuple[Change, Departure] | None = None
    """Where mine is that they come after all."""
