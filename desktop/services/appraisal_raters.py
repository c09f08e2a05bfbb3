"""How superiors rate, for the next level: mean, spread, and whether their marks go with the records (AP-2)."""

from collections.abc import Sequence
from math import sqrt
from typing import Any
from uuid import UUID

from desktop.rules.appraisal import Side
from desktop.rules.appraisal_marks import marks_in_order
from desktop.rules.rights import Right
from desktop.rules.scoring import of_marks
from desktop.rules.values import dataclass
from desktop.services import appraisal_reach as reach
from desktop.services import appraisal_results, on_file
from desktop.services.work import Work

FEWEST = 3
"""So many people it takes for a correlation to be told."""


@dataclass(frozen=True, slots=True)
class Rater:
    """A superior with how many people he rated: mean and standard deviation of his marks in points, and Pearson's
    correlation with what their records come to; None where there are too few, or all the same."""

    person: UUID
    name: str
    people: int
    mean: float
    spread: float
    correlation: float | None


def raters(work: Work, period_id: UUID) -> list[Rater]:
    """Who rated how in a period: a flat or extreme rater shows. Not of what was said of oneself. Raises NotAllowed,
    NotFound."""
    work.require(Right.RUN_APPRAISALS)
    period = reach.period_of(work, period_id)
    sheets = [
        one for one in reach.sheets_of(work, period) if one.rated_by_id is not None and one.owner_id != work.me.id
    ]
    marks, totals = reach.marks_of(work, sheets), appraisal_results.totals_of(work, period, sheets)
    given: dict[UUID, list[tuple[float, float | None]]] = {}
    for sheet in sheets:
        points = of_marks(marks_in_order((m.item, m.mark) for m in marks[sheet.id] if m.side == Side.SUPERIOR.value))
        data = totals[sheet.id].data
        if points is not None:
            given.setdefault(sheet.rated_by_id, []).append((float(points), None if data is None else float(data)))
    names = on_file.names(work, given)
    found = [_rater(person, names.get(person, ""), some) for person, some in given.items()]
    return sorted(found, key=lambda one: (one.name, one.person))


def _rater(person: UUID, name: str, given: Sequence[tuple[float, float | None]]) -> Rater:
    points = [one for one, _data in given]
    both = [(one, data) for one, data in given if data is not None]
    return Rater(person, name, len(points), _mean(points), _spread(points), _correlation(both))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _spread(values: Sequence[float]) -> float:
    mean = _mean(values)
    return sqrt(sum((one - mean) ** 2 for one in values) / len(values))


def _correlation(pairs: Sequence[tuple[float, Any]]) -> float | None:
    if len(pairs) < FEWEST:
        return None
    first, second = [one for one, _ in pairs], [two for _, two in pairs]
    both = _spread(first) * _spread(second)
    if not both:
        return None
    one, two = _mean(first), _mean(second)
    return sum((a - one) * (b - two) for a, b in pairs) / len(pairs) / both
