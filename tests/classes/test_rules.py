"""The classes against a judge that counts by hand: ties, empty quarters, few clients, leaders, returning guests."""

import random
from datetime import date
from uuid import UUID

import pytest

from desktop.rules import spending
from desktop.rules.classes import Figures, Preset, Reading, Rules, Why
from desktop.rules.errors import BadEntry
from desktop.rules.grids import Column, Sheet, SheetRow, letter_of
from desktop.rules.quarters import Quarter
from desktop.rules.ranking import fewest, judge, ranks
from desktop.rules.settings import DEFAULTS
from desktop.rules.words import OfficeKind


def rules(preset=Preset.RESTAURANT, reading=Reading.OTHERS, **numbers):
    made = {
        **DEFAULTS,
        "class_preset": preset,
        "class_reading": reading,
        "class_by_unit": numbers.pop("by_unit", False),
    }
    return Rules.of(made, OfficeKind.RESTAURANT, numbers)


def client(number, spend=0, visits=0, earlier=0, before="", **more):
    more.setdefault("judged", True)
    return Figures(UUID(int=number), before, spend=spend, visits=visits, earlier=earlier, **more)


def classes(figures, in_force):
    return "".join(j.proposed for j in judge(figures, in_force).judgements)


def by_hand(figures, in_force):
    """Counts who is before whom, client by client."""

    def rank(f, of, among):
        return 1 + sum(of(g) > of(f) for g in among) if of(f) > 0 else None

    def within(found, limit):
        return found is not None and found <= limit

    spend = {f.client: rank(f, lambda g: g.spend, figures) for f in figures}
    a = {f.client for f in figures if f.leader or within(spend[f.client], in_force.a_ranks)}
    others = [f for f in figures if f.client not in a]
    among = others if in_force.reading is Reading.OTHERS else figures
    said = ""
    for f in figures:
        visits = rank(f, lambda g: g.visits, among)
        if f.client in a:
            said += "A"
        elif within(spend[f.client], in_force.b_ranks) or within(visits, in_force.visit_ranks):
            said += "B"
        elif f.spend <= 0 and not f.visits and (f.earlier or f.before == "L"):
            said += "L"
        elif f.spend >= 100 * in_force.power or f.high_grade:
            said += "C"
        else:
            said += "D"
    return said


@pytest.mark.parametrize("seed", range(150))
def test_restaurant_as_counted_by_hand(seed):
    chance = random.Random(seed)
    figures = [
        client(n, chance.choice((0, 100, chance.randrange(60) * 1000, -500)), chance.choice((0, chance.randrange(9))),
               chance.choice((0, 0, 2)), chance.choice(("", "A", "L")), leader=chance.random() < 0.05,
               high_grade=chance.random() < 0.2)
        for n in range(chance.choice((0, 1, 9, 40, 120)))
    ]  # fmt: skip
    for reading in Reading:
        in_force = rules(reading=reading, a_ranks=chance.randrange(1, 16), b_ranks=chance.randrange(16, 31))
        outcome = judge(figures, in_force)
        assert "".join(j.proposed for j in outcome.judgements) == by_hand(figures, in_force)
        other = by_hand(figures, in_force.other)
        here = {f.client: (j.proposed, there) for f, j, there in zip(figures, outcome.judgements, other, strict=True)}
        assert outcome.other == {key: there for key, (mine, there) in here.items() if mine != there}


def test_equals_at_the_limits_are_all_admitted():
    spend = [5000 - n for n in range(14)] + [900, 900, 900] + [800 - n for n in range(11)] + [300, 300, 300, 200]
    figures = [client(n, s * 100) for n, s in enumerate(spend)]
    outcome = judge(figures, rules())
    found = [(j.proposed, j.spend_rank) for j in outcome.judgements]
    assert found[14:18] == [("A", 15)] * 3 + [("B", 18)]
    assert found[28:] == [("B", 29)] * 3 + [("C", 32)]
    assert outcome.shared_spend == {15: 3, 29: 3}


def test_the_two_readings_of_visits():
    # sixteen who come most: fifteen of them are A by spend
    figures = [client(n, 1000_00 - n, 50 - n) for n in range(15)] + [client(15 + n, 10 + n, 20 - n) for n in range(32)]
    others, everybody = (judge(figures, rules(reading=r, b_ranks=15)) for r in (Reading.OTHERS, Reading.EVERYBODY))
    assert "".join(j.proposed for j in others.judgements).count("B") == 15
    assert "".join(j.proposed for j in everybody.judgements).count("B") == 0
    assert len(others.other) == 15 and set(others.other.values()) == {"D"}
    assert others.judgements[0].visit_rank is None
    assert everybody.judgements[0].visit_rank == 1


def test_seventy_per_cent():
    figures = [client(n, share * 100) for n, share in enumerate((50, 15, 5, 5, 5, 20))]
    assert classes(figures, rules(Preset.SALES)) == "ABBBBA"
    assert classes(figures, rules(Preset.SALES, b_share=80)) == "ABCCCA"
    assert fewest([50, 15, 5, 5, 5, 20], 70) == 20
    assert fewest([50, 20, 15, 15], 70) == 20
    assert fewest([40, 20, 20, 20], 70) == 20  # all equals at the limit
    assert fewest([], 70) == 0
    assert classes([client(n, s) for n, s in enumerate((40, 20, 20, 10, 10))], rules(Preset.SALES)) == "AAABB"
    silent = [client(1, 0, leader=True), client(2, earlier=3), client(3)]
    assert classes(silent, rules(Preset.SALES)) == "ALD"


def test_service_goes_by_the_marks():
    figures = [client(1, important=True, managed=True), client(2, important=True), client(3, visits=1), client(4)]
    outcome = judge(figures, rules(Preset.SERVICE))
    assert [j.proposed for j in outcome.judgements] == ["A", "A", "B", "D"]
    assert [j.why for j in outcome.judgements[:2]] == [Why.KEY, Why.KEY_ALONE]


def test_lost_until_they_come_again():
    gone = client(1, earlier=1, before="B")
    away = client(2, before="L")
    back = client(3, 100, 1, before="L")
    assert classes([gone, away], rules()) == "LL"
    assert classes([back], rules()) == "A"
    assert classes([gone], rules(lost_visits=2)) == "D"


def test_suppliers_keep_what_they_have_and_stand_in_nobodys_way():
    figures = [client(1, 900, judged=False), client(2, 100, 1)]
    outcome = judge(figures, rules())
    assert [(j.proposed, j.spend_rank) for j in outcome.judgements] == [("", None), ("A", 1)]


def test_the_persons_of_a_unit_stand_at_one_rank():
    figures = [client(1, 300, unit="云川木业"), client(2, 300, unit="云川木业"), client(3, 500), client(4)]
    outcome = judge(figures, rules(by_unit=True, a_ranks=1))
    assert [(j.proposed, j.spend_rank) for j in outcome.judgements] == [("A", 1), ("A", 1), ("B", 2), ("D", None)]


def test_numbers_that_contradict_are_refused():
    with pytest.raises(BadEntry):
        rules(a_ranks=31)
    with pytest.raises(BadEntry):
        rules(nonsense=1)


def test_competition_ranks():
    assert ranks({"a": 5, "b": 4, "c": 4, "d": 1}) == {"a": 1, "b": 2, "c": 2, "d": 4}


@pytest.mark.parametrize("text", ["2026Q3", "2026q3", " ２０２６Q３ ", "2026-3", "2026年第三季度", "2026/3"])
def test_quarters_are_read(text):
    assert Quarter.read(text) == Quarter(2026, 3)


@pytest.mark.parametrize("text", ["", "2026", "2026Q5", "26Q3", "Q3", "1026Q1"])
def test_what_is_no_quarter(text):
    with pytest.raises(BadEntry):
        Quarter.read(text)


def test_a_quarters_days():
    assert (Quarter(2026, 1).first, Quarter(2026, 4).last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert Quarter(2026, 1).before(2) == Quarter(2025, 3)
    assert Quarter.of(date(2024, 6, 30)) == Quarter(2024, 2)


def test_bills_of_one_column_are_dated_in_one_order():
    columns = [Column(n, letter_of(n), heading) for n, heading in enumerate(("客户", "日期", "金额"))]
    rows = [SheetRow(2, ("张伟", "05/06/2026", "100")), SheetRow(3, ("张伟", "31/05/2026", "100"))]
    read, refused = spending.rows_of(Sheet(columns, 1, rows), date(2026, 7, 1))
    assert [row.on for row in read] == [date(2026, 6, 5), date(2026, 5, 31)]
    assert refused == []
