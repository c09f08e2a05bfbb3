"""What the screen of reception asks of the office and does there."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from desktop.rules.rights import Right
from desktop.services import (
    reception_desk,
    reception_prints,
    reception_undo,
    reception_zones,
    refused_visitors,
    search,
    visitors,
)
from desktop.services.reception_desk import Habit
from desktop.services.visitors import VisitorLine
from desktop.services.work import Work
from desktop.ui.kit.doing import Doing, Done
from desktop.ui.kit.search_box import SHOWN

INSIDE, EXPECTED, DAY = range(3)


class ReceptionController(Doing):
    UNDO = staticmethod(reception_undo.undo)

    @property
    def receives(self) -> bool:
        return self.may(Right.RECEIVE_VISITORS)

    def load(self, which: int, day: date, done: Done) -> None:
        self.ask("reception", _lines, which, day, done=done)

    def look(self, key: UUID, done: Done) -> None:
        self.ask("reception.one", _one, key, done=done)

    def find(self, text: str, done: Done) -> None:
        self.ask("reception.find", visitors.find, text, done=done)

    def at_door(self, done: Done, visitor: UUID | None = None, client: UUID | None = None, name: str = "",
                planned: bool | None = None) -> None:  # fmt: skip
        self.ask("reception.door", _door, visitor, client, name, planned, done=done)

    def listed(self, name: str, unit: str, phone: str, done: Done) -> None:
        self.ask("reception.listed", refused_visitors.matching, name, unit, phone, done=done)

    def find_clients(self, text: str, done: Done) -> None:
        self.ask("reception.clients", search.find, text, SHOWN, done=done)

    def hosts(self, done: Done) -> None:
        self.ask("reception.hosts", reception_desk.hosts, done=done)

    def host_note(self, person: UUID, done: Done) -> None:
        self.ask("reception.host", reception_desk.host_note, person, done=done)

    def zones(self, done: Done) -> None:
        self.ask("reception.zones", _zones, done=done)

    def refused_list(self, done: Done) -> None:
        self.ask("reception.refused", refused_visitors.refused, done=done)

    def print_house(self) -> None:
        self.print_out(reception_prints.house_list)

    def print_day(self, day: date) -> None:
        self.print_out(reception_prints.day_sheet, day)

    def print_badges(self) -> None:
        self.print_out(reception_prints.badge_register)

    def print_zones(self) -> None:
        self.print_out(reception_prints.zone_register)


def _lines(work: Work, which: int, day: date) -> tuple[Sequence[VisitorLine], tuple[int, int]]:
    """The list that is shown, and how many are in the house and expected today."""
    inside = visitors.in_house(work)
    ahead = visitors.expected_lines(work)
    counts = (len(inside), len(ahead))
    return (inside if which == INSIDE else ahead if which == EXPECTED else visitors.of_day(work, day)), counts


def _one(work: Work, key: UUID) -> tuple[VisitorLine, Sequence[Habit]]:
    return visitors.visitor(work, key), reception_desk.habits_of(work, key)


def _door(work: Work, visitor: UUID | None, client: UUID | None, name: str, planned: bool | None) -> tuple[Any, Any]:
    return (reception_desk.at_door(work, visitor, client, name, planned=planned), reception_desk.hosts(work))


def _zones(work: Work) -> tuple[Any, Any, Any]:
    inside = reception_zones.entries(work, inside=True) if work.may(Right.RECEIVE_VISITORS) else ()
    return reception_zones.zones(work), inside, reception_desk.hosts(work)
