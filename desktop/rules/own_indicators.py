"""Indicators that an office makes itself: counts, ratings and typed scores between two bounds (AP-1)."""

import re
from decimal import Decimal

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.indicators import MILLION, OWN, UNIT, DimensionKind, Indicator
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import Word

NAME, FORMULA, NOTE = 80, 500, 300
_KEY = re.compile(r"O-[A-Za-z0-9]{1,20}")
_MOST = Decimal(1_000_000_000)
RATING = (Decimal(1), Decimal(5))


class OwnKind(Word):
    """What is entered; the value is stored, so it never changes."""

    COUNT = "count", N_("A count")
    RATING = "rating", N_("A rating from 1 to 5")
    TYPED = "typed", N_("A score")


@dataclass(frozen=True, slots=True)
class Own:
    """An indicator of the office's own as it is typed in. `low` and `high` are the values that earn nothing and all;
    with `rises` False the other way round. Of a rating both are given."""

    key: str
    dimension: str
    name: str
    formula: str
    kind: OwnKind = OwnKind.TYPED
    rises: bool = True
    low: Decimal = Decimal()
    high: Decimal = Decimal(100)
    weight: Decimal = Decimal(5)
    floor: Decimal = Decimal("0.50")
    passing: Decimal = Decimal("0.80")
    target: Decimal = Decimal("0.95")
    version: int = 1

    def indicator(self) -> Indicator:
        return Indicator(self.key, self.dimension, self.name, self.formula, N_("Entered by somebody else"), self.weight,
                         self.floor, self.passing, self.target, self.version)  # fmt: skip


def checked(own: Own) -> Own:
    """As it is kept. Raises BadEntry naming the field."""
    if not _KEY.fullmatch(own.key):
        raise BadEntry(N_("Give it a short mark that begins with {begin}, such as {begin}1."), "key", begin=OWN)
    if own.dimension not in {one.value for one in DimensionKind}:
        raise BadEntry(N_("Choose to which group it belongs."), "dimension")
    name = check_length(tidy(own.name), NAME, "name")
    formula = check_length(tidy(own.formula, lines=True), FORMULA, "formula")
    if not name:
        raise BadEntry(N_("Give it a name."), "name")
    if not formula:
        raise BadEntry(N_("Say in a sentence what is counted: it is printed beside the figure."), "formula")
    low, high = RATING if own.kind is OwnKind.RATING else (own.low, own.high)
    for field, value in (("low", low), ("high", high)):
        if not -_MOST <= value <= _MOST or value != round(value, 0 if own.kind is OwnKind.COUNT else 3):
            raise BadEntry(N_("Enter a number; a count is a whole one."), field)
    if low >= high:
        raise BadEntry(N_("The lowest value lies below the highest."), "high")
    if not 0 < own.weight <= 100:
        raise BadEntry(N_("A weight lies between 0 and 100."), "weight")
    if not 0 <= own.floor < own.passing < own.target <= 1:
        raise BadEntry(N_("Floor, pass and target rise, and lie between 0 and 1."), "passing")
    return Own(own.key, own.dimension, name, formula, own.kind, own.rises, low, high, own.weight, own.floor,
               own.passing, own.target, own.version)  # fmt: skip


def outcome(own: Own, value: Decimal) -> int:
    """How good a value is, in millionths; beyond a bound it is as good or bad as the bound."""
    share = (value - own.low) / (own.high - own.low)
    share = min(Decimal(1), max(Decimal(), share if own.rises else 1 - share))
    return int(share * MILLION)


def check_value(own: Own, value: Decimal) -> None:
    """Raises BadEntry (field `value`)."""
    if own.kind is OwnKind.RATING and not RATING[0] <= value <= RATING[1]:
        raise BadEntry(N_("A rating goes from 1 to 5."), "value")
    whole = own.kind is OwnKind.COUNT
    if not -_MOST <= value <= _MOST or value != round(value, 0 if whole else 3) or (whole and value < 0):
        raise BadEntry(N_("Enter a number; a count is a whole one."), "value")


def check_other(me: object, person: object) -> None:
    """Nobody enters his own score."""
    if me == person:
        raise NotAllowed(N_("What counts for you is entered by somebody else."))


def thousandths(value: Decimal) -> int:
    return int(value * UNIT)


def of_thousandths(value: int) -> Decimal:
    return Decimal(value) / UNIT
