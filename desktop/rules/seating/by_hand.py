"""Gives single seats of one event another place of honour by hand, and says where the place of a seat comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.seating.packs import Role
from desktop.rules.seating.plan import Table
from desktop.rules.words import Word

# Number of a seat → code of its place of honour, empty for none; whatever etiquette and house say
ByHand = Mapping[int, str]


class RoleSource(Word):
    """Why a seat has the place of honour it has."""

    PACK = "pack", N_("By the etiquette")
    OVERRIDE = "override", N_("Given by hand")


def source(table: Table, number: int) -> RoleSource:
    """One that was given by hand and which the etiquette in force does not know counts for nothing."""
    role = table.role(number)
    given = table.by_hand.get(number) == (role.code if role else "")
    return RoleSource.OVERRIDE if given else RoleSource.PACK


def given(table: Table, number: int, code: str) -> ByHand:
    """What is given by hand once this seat has a place of its table; whoever's seat had it has this one's in exchange.
    Raises BadEntry where the table has no such place."""
    codes = [role.code if role else "" for role in table.roles]
    if not 0 <= number < len(codes) or code not in codes:
        raise BadEntry(N_("This table has no such place of honour."), "role")
    other = codes.index(code)
    if code == codes[number] or other == number:
        return table.by_hand
    return {**table.by_hand, number: code, other: codes[number]}


def checked(table: Table, wanted: ByHand) -> ByHand:
    """Raises BadEntry where a seat is not there, or a place is given twice."""
    named = [code for code in wanted.values() if code]
    if not all(0 <= number < table.form.seats for number in wanted) or len(set(named)) < len(named):
        raise BadEntry(N_("This table has no such place of honour."), "role")
    return wanted


def applied(table: Table, roles: Sequence[Role | None], order: Sequence[int]) -> Table:
    """The table with these places, and those that were given by hand in exchange for what their seats had. They take
    the rank of their place along, so that who is seated by rank comes there."""
    by_seat, ranked = list(roles), list(order)
    codes = [role.code if role else "" for role in by_seat]
    settled = set[int]()
    for number, code in sorted(table.by_hand.items()):
        if number >= len(codes):
            continue
        holders = [n for n, held in enumerate(codes) if held == code and n not in settled]
        if not holders:
            continue
        other = number if number in holders else holders[-1]
        settled.add(number)
        if other != number:
            by_seat[number], by_seat[other] = by_seat[other], by_seat[number]
            codes[number], codes[other] = codes[other], codes[number]
            ranked = [{number: other, other: number}.get(n, n) for n in ranked]
    return replace(table, roles=tuple(by_seat), order=tuple(ranked))
