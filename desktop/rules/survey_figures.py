"""What the answers of a sample say of all clients: shares and means with their uncertainty, and what is too few (SV-5).

Shares by Wilson (1927), means by Student's t, classes put together by their weight in the population, each with the
correction for a finite population. References: Cochran, Sampling Techniques (1977), chapters 2 and 5; quantiles of t by
Hill, Algorithm 396 (1970).
"""

from collections.abc import Collection, Mapping, Sequence
from math import cos, pi, sin, sqrt
from statistics import NormalDist, fmean, variance

from desktop.rules.values import dataclass

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with what it may be. `low` and `high` are None where nothing can be said, as of one answer."""

    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The answers of one class to one question, and how many clients the class has."""

    values: Sequence[float]
    population: int


def t_quantile(p: float, df: float) -> float:
    """The value that Student's t stays below with probability `p`; df need not be whole (Hill 1970)."""
    if p < 0.5:
        return -t_quantile(1 - p, df)
    two = 2 * (1 - p)  # of both tails
    if two >= 1:
        return 0.0
    if df < 1.5:
        return cos(two * pi / 2) / sin(two * pi / 2)
    if df == 2:
        return sqrt(2 / (two * (2 - two)) - 2)
    a = 1 / (df - 0.5)
    b = (48 / a) / a
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * sqrt(a * pi / 2) * df
    y = (d * two) ** (2 / df)
    if y > 0.05 + a:
        x = NormalDist().inv_cdf(two / 2)
        y = x * x
        if df < 5:
            c += 0.3 * (df - 4.5) * (x + 0.6)
        c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
        y = a * y * y
        y = y + y * y / 2 if y <= 0.002 else _expm1(y)
    else:
        y = ((1 / (((df + 6) / (df * y) - 0.089 * d - 0.822) * (df + 2) * 3) + 0.5 / (df + 4)) * y - 1) * (
            df + 1) / (df + 2) + 1 / y  # fmt: skip
    return sqrt(df * y)


def _expm1(y: float) -> float:
    from math import expm1

    return expm1(y)


def wilson(share: float, n: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of a share by Wilson; `n` need not be whole, since a correction makes it an effective one."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def effective(n: int, population: int) -> float | None:
    """How many answers of an endless population would say as much; None where everybody has answered."""
    if population <= n:
        return None
    return n * (population - 1) / (population - n)


def share_of(hits: int, n: int, population: int, confidence: float = CONFIDENCE) -> Interval:
    """A share within one class. Where everybody has answered there is nothing left to be uncertain of."""
    share, much = hits / n, effective(n, population)
    if much is None:
        return Interval(share, share, share, n)
    low, high = wilson(share, much, confidence)
    return Interval(share, low, high, n)


def mean_of(sample: Sample, confidence: float = CONFIDENCE) -> Interval:
    """The mean of one class: t with the finite population correction."""
    n, mean = len(sample.values), fmean(sample.values)
    if n >= sample.population:
        return Interval(mean, mean, mean, n)
    if n < 2:
        return Interval(mean, None, None, n)
    error = sqrt(variance(sample.values) / n * (1 - n / sample.population))
    half = t_quantile((1 + confidence) / 2, n - 1) * error
    return Interval(mean, mean - half, mean + half, n)


def whole_mean(samples: Collection[Sample], confidence: float = CONFIDENCE) -> Interval | None:
    """The mean of all classes, each by its weight; those that nobody answered for weigh nothing.

    A class with one answer has no spread of its own and is given that of the others. Degrees of freedom by
    Satterthwaite. None where nobody answered.
    """
    asked = [one for one in samples if one.values]
    if not asked:
        return None
    n, total = sum(len(one.values) for one in asked), sum(_size(one) for one in asked)
    mean = sum(_size(one) / total * fmean(one.values) for one in asked)
    error, df = _error(asked, total)
    if error is None:
        return Interval(mean, None, None, n)
    half = t_quantile((1 + confidence) / 2, df) * error if error else 0.0
    return Interval(mean, mean - half, mean + half, n)


def whole_share(samples: Collection[Sample], confidence: float = CONFIDENCE) -> Interval | None:
    """A share over all classes, of samples of ones and noughts: Wilson with as many answers as a simple sample would
    need to be as sure."""
    asked = [one for one in samples if one.values]
    if not asked:
        return None
    n, total = sum(len(one.values) for one in asked), sum(_size(one) for one in asked)
    share = min(1.0, max(0.0, sum(_size(one) / total * fmean(one.values) for one in asked)))
    error, _df = _error(asked, total)
    much = effective(n, total)
    if much is None:
        return Interval(share, share, share, n)
    if error and 0 < share < 1:
        much = share * (1 - share) / (error * error)
    low, high = wilson(share, max(much, 1.0), confidence)
    return Interval(share, low, high, n)


def _size(one: Sample) -> int:
    """A class that has shrunk since it was drawn from counts as those who answered."""
    return max(one.population, len(one.values))


def _error(asked: Sequence[Sample], total: int) -> tuple[float | None, float]:
    many = [one for one in asked if len(one.values) > 1]
    spare = sum(len(one.values) - 1 for one in many)
    if not spare:
        whole = all(len(one.values) >= one.population for one in asked)
        return (0.0 if whole else None), 1
    pooled = sum((len(one.values) - 1) * variance(one.values) for one in many) / spare
    parts = []
    for one in asked:
        n, size = len(one.values), _size(one)
        spread = variance(one.values) if n > 1 else pooled
        parts.append(((size / total) ** 2 * (1 - n / size) * spread / n, n - 1))
    error = sum(part for part, _df in parts)
    below = sum(part * part / df for part, df in parts if df)
    return sqrt(error), (error * error / below if below else spare)


@dataclass(frozen=True, slots=True)
class Rating:
    """What of a person's handling was rated, for appraisal (AP-1, C1): `least` and `most` are the shares if all who
    said nothing had been unhappy, or happy; below `HALF` of answers it weighs half."""

    invited: int
    rated: int
    content: int
    share: float | None
    least: float
    most: float
    half_weight: bool


HALF = 0.2


def rating(invited: int, rated: int, content: int) -> Rating:
    silent = invited - rated
    return Rating(
        invited, rated, content, content / rated if rated else None, content / invited if invited else 0.0,
        (content + silent) / invited if invited else 1.0, bool(invited) and rated / invited < HALF,
    )  # fmt: skip


def too_few(counts: Mapping[str, int], least: int) -> frozenset[str]:
    """The classes of which nothing is shown. Where one alone would be hidden the next smallest goes with it: else the
    whole less the others would tell it."""
    hidden = {name for name, count in counts.items() if 0 < count < least}
    shown = sorted((name for name, count in counts.items() if count and name not in hidden),
                   key=lambda name: (counts[name], name))  # fmt: skip
    if len(hidden) == 1 and shown:
        hidden.add(shown[0])
    return frozenset(hidden)
