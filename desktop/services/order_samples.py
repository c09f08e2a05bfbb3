"""Samples 抽查 of checked orders: drawn by a seed, not chosen, and looked at by the supervisor (OR-1)."""

import secrets
from datetime import date, datetime
from uuid import UUID

from desktop.i18n import N_
from desktop.models.orders import OrderSample, PlacedOrder, SampledOrder
from desktop.models.rows import among
from desktop.rules import orders as rules
from desktop.rules.errors import BadEntry
from desktop.rules.orders import EntryKind
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.services import on_file, order_lists, order_reach
from desktop.services.order_lists import OrderLineShown
from desktop.services.order_reach import TOPIC, add_entry
from desktop.services.work import Work

MOST = 500


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A sample that was drawn: of how many orders how many, how far it is, and the seed that draws it again."""

    id: UUID
    at: datetime
    by: str
    first: date
    last: date
    pool: int
    seed: int
    size: int
    done: int
    bad: int


@dataclass(frozen=True, slots=True)
class SampledLine:
    """An order of a sample; `good` None: not looked at yet."""

    id: UUID
    order: OrderLineShown
    good: bool | None


def draw_sample(work: Work, first: date, last: date, size: int) -> UUID:
    """Draws so many of the orders of these days that somebody has checked. Raises BadEntry (fields `first`, `size`),
    NotAllowed."""
    work.require(Right.WATCH_ORDERS)
    if last < first:
        raise BadEntry(N_("The first day lies after the last."), "first")
    if not 1 <= size <= MOST:
        raise BadEntry(N_("From 1 to {most} orders."), "size", most=MOST)
    checked = work.visible(PlacedOrder).where(PlacedOrder.on.between(first, last) & PlacedOrder.state.in_(
        [state.value for state in rules.COUNTED]))  # fmt: skip
    pool = [key for (key,) in checked.select(PlacedOrder.id).tuples()]
    if not pool:
        raise BadEntry(N_("No order of these days was checked yet."), "first")
    seed = secrets.randbits(48)
    row = work.add(OrderSample(at=work.now, person=work.me.id, first=first, last=last, pool=len(pool), seed=seed))
    work.add_rows(SampledOrder, [SampledOrder(sample=row.id, order=key) for key in rules.drawn(pool, size, seed)])
    work.record(TOPIC, "draw_sample", row, size=min(size, len(pool)), pool=len(pool))
    return UUID(str(row.id))


def judge_sampled(work: Work, sampled_id: UUID, good: bool, said: str = "") -> None:
    """Notes what the supervisor found, not of his own check. What is not good needs a word. Raises BadEntry (field
    `said`), NotAllowed, NotFound."""
    work.require(Right.WATCH_ORDERS)
    sampled = work.get(SampledOrder, sampled_id)
    row = order_reach.reached(work, sampled.order_id)
    rules.check_checker(work.me.id, {row.checked_by_id, row.entered_by_id, row.taken_by_id} - {None})
    words = check_length(tidy(said), rules.SAID_LIMIT, "said")
    if not good:
        words = rules.needed(said, "said", N_("Say what is wrong with it."))
    add_entry(work, row, EntryKind.SAMPLED, words, detail="good" if good else "bad")
    work.change(sampled, {"good": good, "by": work.me.id, "at": work.now}, {"good": sampled.good})
    work.record(TOPIC, "judge_sample", order_reach.subject(row), number=row.number, good=good)


def samples(work: Work, limit: int = 40) -> tuple[SampleLine, ...]:
    """The samples that were drawn, the newest first. Raises NotAllowed."""
    work.require(Right.WATCH_ORDERS)
    rows = list(work.visible(OrderSample).order_by(OrderSample.at.desc()).limit(limit))
    people = on_file.names(work, (row.person_id for row in rows))
    held: dict[UUID, list[bool | None]] = {}
    query = work.visible(SampledOrder).where(among(SampledOrder.sample, [row.id for row in rows]))
    for sample, good in query.select(SampledOrder.sample, SampledOrder.good).tuples():
        held.setdefault(sample, []).append(good)
    return tuple(
        SampleLine(row.id, row.at, people.get(row.person_id, ""), row.first, row.last, row.pool, row.seed,
                   len(held.get(row.id, ())), sum(one is not None for one in held.get(row.id, ())),
                   sum(one is False for one in held.get(row.id, ())))
        for row in rows
    )  # fmt: skip


def sampled(work: Work, sample_id: UUID) -> tuple[SampledLine, ...]:
    """The orders of a sample, as far as I see their clients. Raises NotAllowed, NotFound."""
    work.require(Right.WATCH_ORDERS)
    work.get(OrderSample, sample_id)
    drawn = list(work.visible(SampledOrder).where(SampledOrder.sample == sample_id))
    rows = {row.id: row for row in work.visible(PlacedOrder).where(among(PlacedOrder.id, [d.order_id for d in drawn]))}
    shown = {line.id: line for line in order_lists.shown(work, list(rows.values()))}
    found = [SampledLine(one.id, shown[one.order_id], one.good) for one in drawn if one.order_id in shown]
    return tuple(sorted(found, key=lambda one: one.order.number))
