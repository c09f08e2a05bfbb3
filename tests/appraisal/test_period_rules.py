"""The rules of a period by themselves: names, steps, plans, marks, and the tree of hashes (AP-1, AP-4)."""

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules import appraisal, appraisal_plans, frozen_evidence
from desktop.rules.appraisal import ORDER, Against, PeriodState, Spell, Target, Unit
from desktop.rules.appraisal_marks import ITEMS, SHOWN, MarkEntry, Part, check_part
from desktop.rules.errors import BadEntry
from desktop.rules.scoring import Bounds, Count, Place, score
from desktop.rules.words import OfficeKind

S = PeriodState


@pytest.mark.parametrize(
    ("unit", "day", "name", "first", "last"),
    [
        (Unit.MONTH, date(2026, 12, 31), "2026M12", date(2026, 12, 1), date(2026, 12, 31)),
        (Unit.QUARTER, date(2026, 9, 30), "2026Q3", date(2026, 7, 1), date(2026, 9, 30)),
        (Unit.HALF, date(2028, 2, 29), "2028H1", date(2028, 1, 1), date(2028, 6, 30)),
        (Unit.YEAR, date(2026, 1, 1), "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_has_its_name_and_days(unit, day, name, first, last):
    found = appraisal.spell_of(unit, day)
    assert found == Spell(name, first, last) == appraisal.check_spell(found)
    after = appraisal.following(unit, last)
    assert after.first.toordinal() == last.toordinal() + 1 and appraisal.spell_of(unit, after.last) == after
    assert [appraisal.unit_of(months) for months in (1, 2, 3, 6, 11, 12)] == [
        Unit.MONTH, Unit.MONTH, Unit.QUARTER, Unit.HALF, Unit.HALF, Unit.YEAR]  # fmt: skip


def test_a_period_goes_on_by_one_step_and_back_with_a_reason():
    for now in ORDER:
        for to in ORDER:
            back = ORDER.index(to) < ORDER.index(now)
            if now is S.LOCKED or to is S.LOCKED or (not back and to not in appraisal.NEXT[now]):
                with pytest.raises(BadEntry):
                    appraisal.check_step(now, to, "改错")
            else:
                assert appraisal.check_step(now, to, "改错") is back
                if back:
                    with pytest.raises(BadEntry):
                        appraisal.check_step(now, to, " ")
    assert [appraisal.takes_part(days, 60) for days in (None, 19, 20)] == [True, False, True]


def test_what_shows_a_mark_is_said_where_it_is_asked_for():
    day = date(2026, 9, 30)
    marks = [MarkEntry(item.number, 4, "当班时看到", observed=day) for item in ITEMS]
    assert check_part(Part(marks), shown=True, today=day).marks == tuple(marks)
    for at, item in enumerate(ITEMS):
        for poor in (MarkEntry(item.number, 4, "", observed=day), MarkEntry(item.number, 4, "说过")):
            given_ = Part([*marks[:at], poor, *marks[at + 1 :]])
            if item.number in SHOWN:
                with pytest.raises(BadEntry) as refused:
                    check_part(given_, shown=True, today=day)
                assert refused.value.field == str(item.number)
            else:
                check_part(given_, shown=True, today=day)
            check_part(given_, shown=False, today=day)
    for bad in (Part(marks[:-1]), Part([replace(marks[0], mark=6), *marks[1:]])):
        with pytest.raises(BadEntry):
            check_part(bad, shown=False, today=day)
    with pytest.raises(BadEntry):
        check_part(Part(marks), shown=True, today=date(2026, 9, 29))
    with pytest.raises(BadEntry):
        appraisal.check_target(Target(Against.ITEM, item=6), (1, 2, 3, 4, 5), ())


def test_a_scheme_is_kept_to_the_last_digit_and_refused_where_it_makes_no_sense():
    for kind in OfficeKind:
        scheme = appraisal_plans.checked(appraisal_plans.preset(kind))
        assert appraisal_plans.from_store(appraisal_plans.to_store(scheme)) == scheme
        assert sum(scheme.dimensions.values()) == 100
    first = scheme.indicators[0]
    steep = replace(first, bounds=Bounds(Decimal("0.8"), Decimal("0.8"), Decimal("0.95")))
    for bad in (
        {"data": Decimal("0.9")}, {"bonus": Decimal(11)}, {"strength": Decimal(51)}, {"fewest": 0},
        {"dimensions": {"A": Decimal(100), "B": Decimal(1)}}, {"indicators": (steep, *scheme.indicators[1:])},
        {"indicators": tuple(replace(one, weight=Decimal()) for one in scheme.indicators)},
    ):  # fmt: skip
        with pytest.raises(BadEntry):
            appraisal_plans.checked(replace(scheme, **bad))
    plan = appraisal_plans.plan(scheme, {"B1": Decimal("0.9")})
    total = score({"B1": Count(10, 10_000, 10_000_000, 9_000_000_000)}, plan, Decimal("60.0"))
    assert appraisal_plans.result_from_store(appraisal_plans.result_to_store(total, Place(1, 1, 3, 9))) == (
        total, Place(1, 1, 3, 9))  # fmt: skip


def plainly(leaves: list[str]) -> bytes:
    """RFC 6962, section 2.1: the left half is the largest power of two that is less than all."""
    if len(leaves) == 1:
        return bytes.fromhex(leaves[0])
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return hashlib.sha256(b"\x01" + plainly(leaves[:left]) + plainly(leaves[left:])).digest()


@given(st.integers(1, 70), st.data())
def test_the_root_is_that_of_the_tree_and_any_change_is_found(number, data):
    leaves = [frozen_evidence.leaf(f"{n:032x}", f"案{n}") for n in range(number)]
    root = frozen_evidence.root(leaves)
    assert root == plainly(leaves).hex()
    at = data.draw(st.integers(0, number - 1))
    other = [*leaves[:at], frozen_evidence.leaf(f"{at:032x}", "改"), *leaves[at + 1 :]]
    assert root not in (frozen_evidence.root(other), frozen_evidence.root(leaves[:at] + leaves[at + 1 :]),
                        frozen_evidence.root([*leaves, leaves[0]]))  # fmt: skip
