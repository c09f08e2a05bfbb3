"""How an office appraises: weights, bounds and shares as a scheme, its presets, and the plan of a period."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.indicators import SHIPPED, Indicator
from desktop.rules.scoring import (
    FEWEST,
    MOST_BONUS,
    STRENGTH,
    Bounds,
    Count,
    Dimension,
    Place,
    Plan,
    Sample,
    Scored,
    Total,
)
from desktop.rules.values import dataclass
from desktop.rules.words import OfficeKind

_STRENGTHS = (Decimal(2), Decimal(50))


@dataclass(frozen=True, slots=True)
class Weighted:
    """An indicator in a scheme. `name` and `formula` are what it said when the period opened, as message ids."""

    key: str
    dimension: str
    weight: Decimal
    bounds: Bounds
    name: str = ""
    formula: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Scheme:
    """How it is appraised. Shares are of 1; `bonus` the most that rewards and penalties move the total, 0: not at all;
    `strength` how many cases of the mean each rate is drawn by, `fewest` how many it takes to be scored."""

    indicators: tuple[Weighted, ...]
    dimensions: Mapping[str, Decimal]
    data: Decimal = Decimal("0.8")
    superior: Decimal = Decimal("0.2")
    bonus: Decimal = Decimal()
    strength: Decimal = STRENGTH
    fewest: int = FEWEST

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(one.key for one in self.indicators)


# The design's proposal, and where a kind of office has its stress elsewhere
_DIMENSIONS: Mapping[OfficeKind, tuple[int, int, int]] = MappingProxyType({
    OfficeKind.RESTAURANT: (35, 30, 35),
    OfficeKind.SERVICE: (30, 35, 35),
    OfficeKind.TRADE: (35, 30, 35),
    OfficeKind.GUARANTEE: (45, 25, 30),
})  # fmt: skip


def weighted(one: Indicator) -> Weighted:
    return Weighted(one.key, one.dimension, one.weight, one.bounds, one.name, one.formula, one.version)


def preset(kind: OfficeKind, own: Iterable[Indicator] = ()) -> Scheme:
    """What an office of this kind begins with; its own indicators weigh nothing until it gives them a weight."""
    every = [weighted(one) for one in SHIPPED]
    every += [weighted(one) for one in own]
    return Scheme(tuple(every), dict(zip("ABC", map(Decimal, _DIMENSIONS[kind]), strict=True)))


def completed(scheme: Scheme, known: Iterable[Indicator]) -> Scheme:
    """The scheme with what its indicators say today: those that are gone fall out, new ones weigh nothing yet."""
    held = {one.key: one for one in scheme.indicators}
    fresh = [weighted(one) for one in known]
    every = [Weighted(one.key, one.dimension, held[one.key].weight if one.key in held else Decimal(),
                      held[one.key].bounds if one.key in held else one.bounds, one.name, one.formula, one.version)
             for one in fresh]  # fmt: skip
    return Scheme(tuple(every), scheme.dimensions, scheme.data, scheme.superior, scheme.bonus, scheme.strength,
                  scheme.fewest)  # fmt: skip


def checked(scheme: Scheme) -> Scheme:
    """Raises BadEntry naming the field where a number makes no sense."""
    for one in scheme.indicators:
        floor, passing, target = one.bounds
        if not 0 <= floor < passing < target <= 1:
            raise BadEntry(N_("Of “{key}” floor, pass and target rise, from 0 to 100 %."), f"bounds.{one.key}",
                           key=one.key)  # fmt: skip
        if not 0 <= one.weight <= 100:
            raise BadEntry(N_("A weight lies between 0 and 100."), f"weight.{one.key}")
    if any(not 0 <= weight <= 100 for weight in scheme.dimensions.values()) or sum(scheme.dimensions.values()) != 100:
        raise BadEntry(N_("The weights of the dimensions come to 100 together."), "dimensions")
    if min(scheme.data, scheme.superior) < 0 or scheme.data <= 0 or scheme.data + scheme.superior != 1:
        raise BadEntry(N_("Records and superior come to 100 % together, and the records to more than nothing."), "data")
    if not 0 <= scheme.bonus <= MOST_BONUS:
        raise BadEntry(N_("Rewards and penalties move the total by {most} points at most."), "bonus", most=MOST_BONUS)
    if not _STRENGTHS[0] <= scheme.strength <= _STRENGTHS[1]:
        raise BadEntry(N_("A rate is drawn towards the mean by 2 to 50 cases."), "strength")
    if not 1 <= scheme.fewest <= 100:
        raise BadEntry(N_("It takes 1 to 100 cases to be scored."), "fewest")
    if not any(one.weight and scheme.dimensions.get(one.dimension) for one in scheme.indicators):
        raise BadEntry(N_("Give at least one indicator a weight."), "weight")
    return scheme


def plan(scheme: Scheme, means: Mapping[str, Decimal]) -> Plan:
    """What people of one group are reckoned by."""
    weights: dict[str, dict[str, Decimal]] = {key: {} for key in scheme.dimensions}
    for one in scheme.indicators:
        if one.weight and one.dimension in weights:
            weights[one.dimension][one.key] = one.weight
    return Plan(weights, dict(scheme.dimensions), {one.key: one.bounds for one in scheme.indicators}, dict(means),
                scheme.strength, scheme.fewest, scheme.data, scheme.superior, scheme.bonus)  # fmt: skip


# As they are kept


def to_store(scheme: Scheme) -> dict[str, Any]:
    return {
        "indicators": [[one.key, one.dimension, str(one.weight), *map(str, one.bounds), one.name, one.formula,
                        one.version] for one in scheme.indicators],
        "dimensions": {key: str(weight) for key, weight in scheme.dimensions.items()},
        "data": str(scheme.data), "superior": str(scheme.superior), "bonus": str(scheme.bonus),
        "strength": str(scheme.strength), "fewest": scheme.fewest,
    }  # fmt: skip


def from_store(kept: Mapping[str, Any]) -> Scheme:
    """Raises BadEntry where it is none."""
    try:
        indicators = tuple(
            Weighted(key, dimension, Decimal(weight), Bounds(*map(Decimal, bounds)), name, formula, version)
            for key, dimension, weight, *bounds, name, formula, version in kept["indicators"]
        )
        return Scheme(indicators, {key: Decimal(weight) for key, weight in kept["dimensions"].items()},
                      Decimal(kept["data"]), Decimal(kept["superior"]), Decimal(kept["bonus"]),
                      Decimal(kept["strength"]), int(kept["fewest"]))  # fmt: skip
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise BadEntry(N_("This scheme can't be read.")) from error


def counts_from_store(kept: Mapping[str, Sequence[int]]) -> dict[str, Count]:
    return {key: Count(*numbers) for key, numbers in kept.items()}


def result_to_store(total: Total, place: Place | None) -> dict[str, Any]:
    """A result as it is frozen; numbers as text, so that they stay to the last digit."""
    return {
        "total": _text(total.total), "data": _text(total.data), "superior": _text(total.superior),
        "bonus": str(total.bonus), "coverage": str(total.coverage),
        "dimensions": [[d.key, _text(d.points), str(d.weight), d.capped] for d in total.dimensions],
        "scored": [[s.key, s.dimension, list(s.count), s.state.value, _text(s.raw), _text(s.low), _text(s.high),
                    _text(s.adjusted), _text(s.points), str(s.share)] for s in total.scored],
        "place": None if place is None else [place.rank, place.low, place.high, place.of],
    }  # fmt: skip


def result_from_store(kept: Mapping[str, Any]) -> tuple[Total, Place | None]:
    scored = tuple(_scored(*one) for one in kept["scored"])
    dimensions = tuple(Dimension(key, _number(points), Decimal(weight), capped)
                       for key, points, weight, capped in kept["dimensions"])  # fmt: skip
    total = Total(scored, dimensions, _number(kept["data"]), _number(kept["superior"]), Decimal(kept["bonus"]),
                  _number(kept["total"]), Decimal(kept["coverage"]))  # fmt: skip
    place = kept.get("place")
    return total, Place(*place) if place else None


def _scored(key: str, dimension: str, count: Sequence[int], state: str, raw: str | None, low: str | None,
            high: str | None, adjusted: str | None, points: str | None, share: str) -> Scored:  # fmt: skip
    return Scored(key, dimension, Count(*count), Sample(state), _number(raw), _number(low), _number(high),
                  _number(adjusted), _number(points), Decimal(share))  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
