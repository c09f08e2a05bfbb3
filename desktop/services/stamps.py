"""What every print has: the office's look, and the code that brings the paper home to its record."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex

from desktop.reports.pen import OfficeLook, Stamp
from desktop.rules.zones import zone_of
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished print, already recorded as made. Whether it reaches paper is known later: `came_out` is the verb that
    notes it then, once all of its pages are printed or its file is saved."""

    kind: str  # of sheet: printers and trays are remembered by it
    title: str
    pdf: bytes
    code: str
    came_out: Callable[[Work], object] | None = None


def look_of(work: Work) -> OfficeLook:
    """The office as its sheets show it."""
    return OfficeLook(str(work.settings["office_name"]))


def stamp_of(work: Work, *, comes_home: bool = False) -> Stamp:
    """Who prints and when; the code is random, so that it tells nothing. `comes_home`: of a sheet that is signed
    (`coded_sheets`)."""
    zone = zone_of(str(work.settings["time_zone"]))
    return Stamp(work.me.name, work.now.astimezone(zone), token_hex(5).upper(), comes_home=comes_home)
