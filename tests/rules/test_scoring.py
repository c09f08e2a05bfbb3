"""Rates drawn together, points, totals and places, against the figures worked by hand and a plain calculation."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.rules import scoring
from desktop.rules.scoring import Bounds, Count, Plan, Sample

D = Decimal
MEAN = D("0.85")


def counted(good: int, cases: int, weight: int = 1000) -> Count:
    return Count(cases, cases * weight, cases * weight * weight, good * weight * 1_000_000)


def plan(**changed: object) -> Plan:
    given: dict[str, object] = {"weights": {"A": {"A1": D(2), "A2": D(1)}, "B": {"B1": D(1)}},
                                "dimensions": {"A": D(60), "B": D(40)}}  # fmt: skip
    return Plan(**(given | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(("good", "cases", "rate", "points"), [
    (2, 2, "0.875", "80.0"), (0, 2, "0.708", "41.7"), (9, 10, "0.875", "80.0"), (18, 20, "0.883", "82.2"),
    (48, 50, "0.942", "97.8"), (80, 100, "0.805", "61.2"), (95, 100, "0.941", "97.6")])  # fmt: skip
def test_worked_numbers(good: int, cases: int, rate: str, points: str) -> None:
    found = scoring.adjusted(counted(good, cases), MEAN, D(10))
    assert found is not None
    assert abs(found - D(rate)) < D("0.0006")
    assert scoring.points(found, Bounds()) == D(points)


def test_points_at_the_bounds_and_just_beside_them() -> None:
    bounds = Bounds()
    at = {
        "0.4999": "0.0",
        "0.50": "0.0",
        "0.65": "30.0",
        "0.80": "60.0",
        "0.875": "80.0",
        "0.95": "100.0",
        "1": "100.0",
    }
    assert {rate: str(scoring.points(D(rate), bounds)) for rate in at} == at
    assert scoring.points(D("0.50000"), Bounds(D("0.5"), D("0.8"), D("0.8"))) == 0
    assert scoring.points(D("0.8"), Bounds(D("0.5"), D("0.8"), D("0.8"))) == 100


def test_few_cases_are_not_scored_and_their_weight_goes_to_the_others() -> None:
    found = scoring.score({"A1": counted(4, 4), "A2": counted(19, 20), "B1": counted(16, 20)}, plan())
    first, second, third = found.scored
    assert [s.state for s in found.scored] == [Sample.TOO_FEW, Sample.SCORED, Sample.SCORED]
    assert (first.points, first.share, first.raw) == (None, 0, 1)  # told all the same
    assert (second.share, third.share) == (D("0.6"), D("0.4"))
    assert found.coverage == D("60.0")  # 60 × 1/3 + 40
    assert found.ranked
    # (19 + 8) / 30 = .9 is two thirds of the way from pass to target, (16 + 8) / 30 = .8 the pass mark
    assert (second.points, third.points, found.data) == (D("86.7"), D("60.0"), D("76.0"))


def test_an_empty_dimension_leaves_its_weight_to_the_others() -> None:
    found = scoring.score({"B1": counted(20, 20)}, plan())
    assert [(d.key, d.points, d.weight) for d in found.dimensions] == [("A", None, 0), ("B", D("95.6"), 1)]
    assert found.data == D("95.6")
    assert found.coverage == D("40.0")
    assert not found.ranked  # for information only
    nothing = scoring.score({}, plan())
    assert (nothing.data, nothing.total, nothing.coverage, nothing.ranked) == (None, None, 0, False)
    assert all(s.state is Sample.NONE for s in nothing.scored)


def test_sources_are_put_together_by_weight_and_told_apart() -> None:
    counts = {"B1": counted(16, 20)}
    assert scoring.score(counts, plan(), scoring.of_marks([4, 5, 3, 4, 4])).total == D("64.0")  # .8 × 60 + .2 × 80
    assert scoring.score(counts, plan()).total == D("60.0")
    off = scoring.score(counts, plan(), bonus=D(5))
    on = scoring.score(counts, plan(bonus=D(10)), bonus=D(-50))
    assert (off.bonus, off.total) == (0, D("60.0"))  # no double punishment unless the office switched it on
    assert (on.bonus, on.total) == (-10, D("50.0"))
    assert scoring.of_marks([]) is None


def test_something_grave_caps_its_dimension_and_lifts_none() -> None:
    good = {"A1": counted(20, 20), "A2": counted(20, 20), "B1": counted(20, 20)}
    found = scoring.score(good, plan(), capped={"A"})
    assert [(d.points, d.capped) for d in found.dimensions] == [(D("59"), True), (D("95.6"), False)]
    bad = scoring.score({"A1": counted(0, 20), "A2": counted(0, 20)}, plan(), capped={"A"})
    assert [(d.points, d.capped) for d in bad.dimensions] == [(D("0.0"), False), (None, False)]


def test_cases_of_unlike_weight_count_as_fewer() -> None:
    mixed = Count(4, 3000 + 3 * 1000, 3000**2 + 3 * 1000**2, 6000 * 1_000_000)
    assert mixed.effective == 3  # (3+1+1+1)² / (9+1+1+1)
    assert scoring.score({"B1": mixed}, plan()).scored[2].state is Sample.TOO_FEW
    assert counted(2, 3) + counted(1, 2) == counted(3, 5)


def test_equals_share_a_place_and_chance_gives_the_same_for_the_same_seed() -> None:
    scores = {name: scoring.score({"B1": counted(good, 40), "A1": counted(good, 40)}, plan())
              for name, good in {"Wen": 38, "An": 38, "Bo": 30, "Li": 12}.items()}  # fmt: skip
    scores["Qi"] = scoring.score({"B1": counted(2, 2)}, plan())
    found = scoring.rank(scores, plan(), seed=7, draws=200)
    assert {name: p.rank for name, p in found.items()} == {"Wen": 1, "An": 1, "Bo": 3, "Li": 4}
    assert all(p.low <= p.rank <= p.high <= p.of == 4 for p in found.values())
    assert (found["An"].low, found["An"].high) == (1, 2)  # not told apart from Wen, nor below Bo
    assert (found["Li"].low, found["Li"].high) == (4, 4)
    assert scoring.rank(scores, plan(), seed=7, draws=200) == found


def test_how_many_more_reach_a_target() -> None:
    assert scoring.to_reach(counted(15, 20), D("0.8")) == 5  # 20 of 25
    assert scoring.to_reach(counted(16, 20), D("0.8")) == 0
    assert scoring.to_reach(counted(15, 20), D(1)) == -1
    assert scoring.to_reach(Count(), D("0.8")) == 0


def test_a_strength_is_proposed_only_where_people_and_cases_say_something() -> None:
    alike = [counted(42, 50)] * 12
    assert scoring.proposed_strength(alike) == 50  # no more apart than by chance
    apart = [counted(good, 50) for good in (50, 20, 48, 25, 44, 30, 50, 10)]
    found = scoring.proposed_strength(apart)
    assert found is not None
    assert 2 <= found < 5
    assert scoring.proposed_strength(alike[:7]) is None
    assert scoring.proposed_strength([counted(4, 5)] * 12) is None


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["A1", "A2", "B1"]),
                       st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted)), st.integers(0, 60))  # fmt: skip
def test_against_fractions(cases: dict[str, list[int]], mean: int) -> None:
    """The same by fractions, which round nowhere before the one place that is told."""
    means = {key: D(mean) / 60 for key in ("A1", "A2", "B1")}
    its = plan(means=means)
    found = scoring.score({key: counted(good, n) for key, (good, n) in cases.items()}, its)
    expected = {}
    for key, (good, n) in cases.items():
        if n >= 5:
            rate = (good + 10 * Fraction(means[key])) / (n + 10)
            expected[key] = min(
                Fraction(100),
                max(Fraction(0), 60 * (rate - Fraction("0.5")) / Fraction("0.3"))
                if rate < Fraction("0.8")
                else 60 + 40 * (rate - Fraction("0.8")) / Fraction("0.15"),
            )
    got = {s.key: s.points for s in found.scored if s.points is not None}
    assert got.keys() == expected.keys()
    assert all(abs(Fraction(got[key]) - expected[key]) <= Fraction("0.0501") for key in got)
    assert sum(s.share for s in found.scored) in (0, pytest.approx(D(1)))
    assert all(s.low <= s.raw <= s.high for s in found.scored if s.low is not None and s.raw is not None and s.high)
