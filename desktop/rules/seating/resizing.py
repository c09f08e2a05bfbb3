"""Adds seats to a table or takes some away, and says which seat becomes which and who loses his."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from desktop.rules.seating.plan import Table
from desktop.rules.seating.shapes import ROWS, Form, resized, setting


@dataclass(frozen=True, slots=True)
class Resized:
    """The new form; `kept` maps the number of a seat to its new one, `lost` are the seats that are gone."""

    form: Form
    kept: Mapping[int, int]
    lost: tuple[int, ...]


def resize(table: Table, seats: int, taken: Collection[int] = (), pinned: Collection[int] = ()) -> Resized:
    """Other seats for a table. Raises BadEntry.

    Main seat, the seat across and those beside them keep their places. Seats come and go in the middle of the sides,
    or at the back of rows: free ones go first, then the least honoured, pinned ones last.
    """
    new = resized(table.form, seats)
    old = table.form.seats
    if new.shape in ROWS or not setting(table.form).closed:
        return _at_the_ends(table, new, old, seats)
    one, other = list(range(1, (old + 1) // 2)), list(range(old // 2 + 1, old))
    foot = old // 2
    if old % 2:
        one = list(range(1, foot))
    new_foot = seats // 2
    kept = {0: 0}
    if seats > 3 and old > 3:
        kept[foot] = new_foot
        rank = _ranks(table, taken, pinned)
        kept |= _side(one, 1, new_foot - 1, rank)
        kept |= _side(other, new_foot + 1, seats - new_foot - 1, rank)
    else:
        rank = _ranks(table, taken, pinned)
        kept |= _side(list(range(1, old)), 1, seats - 1, rank)
    lost = tuple(n for n in range(old) if n not in kept)
    return Resized(new, kept, lost)


def _ranks(table: Table, taken: Collection[int], pinned: Collection[int]) -> list[tuple[bool, bool, int]]:
    """The lower the sooner a seat goes."""
    order = table.order or tuple(range(table.form.seats))
    return [(n in pinned, n in taken, -order.index(n)) for n in range(table.form.seats)]


def _side(numbers: Sequence[int], first: int, room: int, rank: Sequence[tuple[bool, bool, int]]) -> dict[int, int]:
    """The seats of one side, in the places from `first` on; new ones stand in its middle."""
    staying = sorted(sorted(numbers, key=lambda n: rank[n])[max(0, len(numbers) - room) :])
    half = -(-len(staying) // 2)
    gap = room - len(staying)
    return {n: first + at + (gap if at >= half else 0) for at, n in enumerate(staying)}


def _at_the_ends(table: Table, new: Form, old: int, seats: int) -> Resized:
    """Rows shrink at the back, the arms of a U at their ends."""
    if new.shape in ROWS:
        kept = {n: n for n in range(min(old, seats))}
    else:
        left_arm, right_arm = old - 1 - _right_half(table.form), _right_half(table.form)
        new_right = _right_half(new)
        new_left = seats - 1 - new_right
        kept = {n: n for n in range(min(right_arm, new_right) + 1)}
        kept |= {old - n: seats - n for n in range(1, min(left_arm, new_left) + 1)}
    return Resized(new, kept, tuple(n for n in range(old) if n not in kept))


def _right_half(of: Form) -> int:
    """Seats of a U after the main one, going clockwise to the end of the arm."""
    chain = setting(of).chains[0]
    return len(chain) - 1 - chain.index(0)
