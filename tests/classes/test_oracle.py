"""The classes of drawn offices against a judge that only counts who is before whom: presets, readings, units, ties."""

from collections import defaultdict
from itertools import product
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.rules.classes import Figures, Preset, Reading, Rules
from desktop.rules.ranking import judge
from desktop.rules.settings import DEFAULTS
from desktop.rules.words import OfficeKind
from tests.drawn import drawn

FORCES = [(Preset.RESTAURANT, reading, unit) for reading, unit in product(Reading, (False, True))]
FORCES += [(preset, Reading.OTHERS, unit) for preset, unit in product((Preset.SALES, Preset.SERVICE), (False, True))]
# few different amounts, so that many are equal; refunds, and nothing
FEN = st.one_of(st.sampled_from((0, 0, 99, 100, 50_000)), st.integers(-3, 12).map(lambda n: n * 10_000))
CLIENTS = st.builds(
    Figures, client=st.just(UUID(int=0)), before=st.sampled_from(("", "A", "C", "L")),
    judged=st.integers(0, 9).map(bool),
    leader=st.integers(0, 19).map(lambda n: n == 19), important=st.booleans(), managed=st.booleans(),
    high_grade=st.booleans(), unit=st.sampled_from(("", "", "", "云川木业", "青石茶行")), spend=FEN,
    visits=st.sampled_from((0, 0, 1, 1, 2, 3, 9)), earlier=st.sampled_from((0, 0, 1, 3)),
)  # fmt: skip
OFFICES = st.lists(CLIENTS, max_size=45)
NUMBERS = st.fixed_dictionaries({
    "a_ranks": st.sampled_from((1, 2, 15)), "b_ranks": st.sampled_from((15, 16, 30)),
    "visit_ranks": st.sampled_from((1, 3, 15)), "power": st.sampled_from((1, 500)),
    "a_share": st.sampled_from((1, 50, 70)), "b_share": st.sampled_from((70, 90, 100)),
    "lost_visits": st.sampled_from((1, 3)),
})  # fmt: skip
_NAMES = ("a_ranks", "b_ranks", "visit_ranks", "power", "a_share", "b_share", "lost_visits")
USUAL = {name: DEFAULTS[f"class_{name}"] for name in _NAMES}


def rules(force, numbers) -> Rules:
    preset, reading, by_unit = force
    settings = {**DEFAULTS, "class_preset": preset, "class_reading": reading, "class_by_unit": by_unit}
    return Rules.of(settings, OfficeKind.RESTAURANT, numbers)


def counted(figures, in_force):
    """Class and both ranks of each client, by counting alone."""
    groups = [f.unit if in_force.by_unit and f.unit else n for n, f in enumerate(figures)]
    totals = {"spend": defaultdict(int), "visits": defaultdict(int)}
    for f, group in zip(figures, groups, strict=True):
        for name in totals:
            totals[name][group] += getattr(f, name) if f.judged else 0

    def rank(name, group, among):
        mine = totals[name][group]
        return 1 + sum(totals[name][other] > mine for other in among) if mine > 0 and group in among else None

    def within(place, limit):
        return place is not None and place <= limit

    everybody = set(groups)
    best = {group for f, group in zip(figures, groups, strict=True)
            if within(rank("spend", group, everybody), in_force.a_ranks) or (f.leader and f.judged)}  # fmt: skip
    ranked = everybody
    if in_force.preset is Preset.RESTAURANT and in_force.reading is Reading.OTHERS:
        ranked = everybody - best
    return [_of(f, in_force, totals["spend"], group, rank("spend", group, everybody), rank("visits", group, ranked))
            if f.judged else (f.before, None, None) for f, group in zip(figures, groups, strict=True)]  # fmt: skip


def _of(f, in_force, spend, group, by_spend, by_visits):
    bought = spend[group]
    lost = f.spend <= 0 and f.visits <= 0 and (f.earlier >= in_force.lost_visits or f.before == "L")
    if in_force.preset is Preset.SERVICE:
        said = "A" if f.important or f.leader else "B" if f.spend > 0 or f.visits > 0 else "L" if lost else "D"
    elif in_force.preset is Preset.SALES:
        # in A are those without whom the others before them would not yet make the share
        before = 100 * sum(total for total in spend.values() if total > max(bought, 0))
        whole = sum(total for total in spend.values() if total > 0)
        if f.leader:
            said = "A"
        elif bought > 0:
            said = "A" if before < in_force.a_share * whole else "B" if before < in_force.b_share * whole else "C"
        else:
            said = "L" if lost else "D"
    elif f.leader or (by_spend is not None and by_spend <= in_force.a_ranks):
        said = "A"
    elif (by_spend or 10**9) <= in_force.b_ranks or (by_visits or 10**9) <= in_force.visit_ranks:
        said = "B"
    elif lost:
        said = "L"
    else:
        said = "C" if (bought > 0 and bought >= 100 * in_force.power) or f.high_grade else "D"
    return said, by_spend, by_visits


def numbered(figures):
    return [f._replace(client=UUID(int=n)) for n, f in enumerate(figures, 1)]


def check(figures, force, numbers):
    in_force = rules(force, numbers)
    outcome = judge(figures, in_force)
    found = [(j.proposed, j.spend_rank, j.visit_rank) for j in outcome.judgements]
    assert found == counted(figures, in_force)
    if in_force.other is None:
        assert outcome.other == {}
        return
    there = counted(figures, in_force.other)
    assert outcome.other == {f.client: other[0] for f, mine, other in zip(figures, found, there, strict=True)
                             if f.judged and mine[0] != other[0]}  # fmt: skip


@pytest.mark.parametrize("force", FORCES, ids=lambda force: "-".join(str(part) for part in force))
def test_drawn_offices_are_judged_as_counted(force):
    @drawn(25)
    @given(OFFICES, NUMBERS)
    @example([], USUAL)
    def judged(figures, numbers):
        check(numbered(figures), force, numbers)

    judged()


@pytest.mark.parametrize("force", FORCES, ids=lambda force: "-".join(str(part) for part in force))
@pytest.mark.parametrize("limit", [15, 16, 30, 31])
def test_equals_around_a_limit_of_the_rule_book(force, limit):
    """Every run of equals that begins or ends near a limit, by spend, by visits and by both."""
    for first, last in product(range(limit - 2, limit + 2), range(limit - 1, limit + 3)):
        order = [first if first <= n <= last else n for n in range(1, 48)]
        for visits in (order, order[::-1], [1] * 47):
            figures = [Figures(UUID(int=n), "", True, spend=10_000 * (60 - order[n]), visits=60 - visits[n])
                       for n in range(47)]  # fmt: skip
            check(figures, force, USUAL)
