"""Badges 访客牌 of visitors: one for each head of a visit, out with its coming and back one by one (RE-1)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.registers import RegisterLine
from desktop.models.rows import among
from desktop.rules import reception as rules
from desktop.rules.errors import BadEntry
from desktop.rules.partners import Ending
from desktop.rules.reception import BADGES
from desktop.rules.rights import Right
from desktop.services import registers
from desktop.services.registers import Out
from desktop.services.work import Work


def taken(work: Work) -> tuple[str, ...]:
    """Numbers of badges that are out, or were lost. Raises NotAllowed."""
    work.require(Right.RECEIVE_VISITORS)
    gone = RegisterLine.back_at.is_null() | (RegisterLine.ending == rules.LOST)
    query = work.visible(RegisterLine).where((RegisterLine.register == BADGES) & gone)
    return tuple(sorted(what for (what,) in query.select(RegisterLine.what).tuples()))


def hand_out(work: Work, heads: int, typed: str) -> Any:
    """Gives each of so many people a badge, those that are typed first, then the next numbers; returns the first line,
    which the visit keeps. Part of the verb that receives. Raises BadEntry (field `badge`), NotAllowed."""
    work.require(Right.RECEIVE_VISITORS)
    wanted, gone = list(rules.badges_typed(typed, heads)), list(taken(work))
    same = (RegisterLine.register == BADGES) & RegisterLine.what.in_(wanted) & RegisterLine.back_at.is_null()
    if (out := work.visible(RegisterLine).where(same).first()) is not None:
        raise BadEntry(N_("Badge {badge} is out. Give another one."), "badge", badge=out.what)
    while len(wanted) < heads:
        wanted.append(rules.next_badge([*gone, *wanted]))
    first, *_more = [registers.hand_out(work, BADGES, Out(number)) for number in wanted]
    return first


def of_visits(work: Work, rows: Sequence[Any]) -> dict[UUID, list[Any]]:
    """By visit the lines of its badges, as far as I may read the register. They follow the first, which the visit
    keeps, and went out in the same moment by the same hand."""
    given = [row.badge_id for row in rows if row.badge_id is not None]
    if not given or not (work.may(Right.SEE_CLIENTS) or work.may(Right.RECEIVE_VISITORS)):
        return {}
    firsts = {line.id: line for line in work.visible(RegisterLine).where(among(RegisterLine.id, given))}
    found = {row.id: [firsts[row.badge_id]] for row in rows if row.badge_id in firsts}
    groups = {row.id: firsts[row.badge_id] for row in rows if row.heads > 1 and row.badge_id in firsts}
    heads = {row.id: row.heads for row in rows}
    numbers = [first.number + n for key, first in groups.items() for n in range(1, heads[key])]
    later = {line.number: line for line in work.visible(RegisterLine).where(
        (RegisterLine.register == BADGES) & RegisterLine.number.in_(numbers))} if numbers else {}  # fmt: skip
    for key, first in groups.items():
        number = first.number + 1
        while (line := later.get(number)) is not None and (line.out_at, line.out_by_id) == (
                first.out_at, first.out_by_id):  # fmt: skip
            found[key].append(line)
            number += 1
    return found


def out_of(work: Work, row: Any) -> list[Any]:
    """The lines of a visit's badges that are out."""
    work.require(Right.RECEIVE_VISITORS)
    return [line for line in of_visits(work, [row]).get(row.id, ()) if line.back_at is None]


def chosen(work: Work, row: Any, typed: str) -> list[Any]:
    """Of the badges of a visit that are out those of these numbers, all where none is said. Raises BadEntry (field
    `badge`)."""
    lines = out_of(work, row)
    wanted = rules.badges_typed(typed, rules.MOST_HEADS)
    strange = [one for one in wanted if one not in {line.what for line in lines}]
    if strange or not lines:
        raise BadEntry(N_("No badge of this visitor is out."), "badge")
    return [line for line in lines if not wanted or line.what in wanted]


def take_back(work: Work, lines: Sequence[Any], ending: Ending = Ending.RETURNED, note: str = "") -> None:
    """Part of the verb that takes them back, which records."""
    work.require(Right.RECEIVE_VISITORS)
    for line in lines:
        registers.take_back(work, line, ending, note)
