"""Tests charts on their drawing lists: nothing overlaps, leaves the chart or is small, and the figures are right."""

import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

import pytest

from desktop.i18n import translator
from desktop.rules.charts.answers import MOST_DOTS, Answered, answer_times, quantile
from desktop.rules.charts.bullets import Bullet, bullets
from desktop.rules.charts.funnel import Share, funnel, limits, outside
from desktop.rules.charts.scene import Dot, Line, Poly, Rect, Room, Scene, box_of, meet, wide, wrapped
from desktop.rules.charts.spread import Score, spread
from desktop.rules.charts.trend import Series, trend
from desktop.rules.charts.waterfall import Step, waterfall

SAY = translator("en")
NAMES = ("客户信息管理\nClient information management", "沟通交流\nCommunication",
         "客户服务质量 (咨询、投诉与反馈跟进的效果)", "Carrying out the measures for the safety of information",
         "录入及时率", "B2")  # fmt: skip


def scenes(seed: int, room: Room, language: str) -> Iterator[Scene]:
    draw, say = random.Random(seed), translator(language)

    def points() -> Decimal:
        return Decimal(draw.randrange(0, 1001)) / 10

    rows = [Bullet(str(n), draw.choice(NAMES), points() if draw.random() < 0.8 else None, Decimal(20), points(),
                   points(), draw.randrange(900), note="样本不足") for n in range(draw.randrange(1, 13))]  # fmt: skip
    yield bullets(rows, room, say)
    steps = [Step(str(n), draw.choice(NAMES), draw.choice((None, Decimal("3.5"), Decimal(0), Decimal(8))), Decimal(8),
                  "Too few cases to say anything") for n in range(draw.randrange(1, 14))]  # fmt: skip
    yield waterfall([*steps, Step("X", "奖惩", Decimal(-4), Decimal(0))], Decimal("61.5"), room, say)
    count = draw.randrange(1, 13)
    names = [f"{2023 + n // 4}Q{n % 4 + 1}" for n in range(count)]
    lines = [Series(str(n), draw.choice(NAMES), tuple(points() if draw.random() < 0.8 else None for _ in names))
             for n in range(draw.randrange(1, 4))]  # fmt: skip
    yield trend(names, lines, room, say, {n: "formula v2" for n in range(count) if draw.random() < 0.2})
    people = ("欧阳修竹", "Li Wei", "Anastasia Konstantinopolskaya")
    shares = [Share(str(n), draw.choice(people), draw.randrange(1, 400), draw.random(), n == 3)
              for n in range(draw.randrange(40))]  # fmt: skip
    yield funnel(shares, 0.85, room, say)
    cases = [Answered(str(n), f"Client {n}", draw.expovariate(0.02) if draw.random() < 0.9 else None)
             for n in range(draw.choice((0, 1, 30, MOST_DOTS + 60)))]  # fmt: skip
    yield answer_times(cases, draw.choice((5, 30, 2880)), room, say)
    yield spread([Score(str(n), "x", points(), n == 2) for n in range(draw.randrange(60))], room, say)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_label_overlaps_another_leaves_the_chart_or_is_small(language: str) -> None:
    drawn = 0
    for seed in range(24):
        text = random.Random(seed).choice((7.2, 11, 14, 20))
        small = 6.5 if text == 7.2 else 11.0
        room = Room(text * random.Random(seed).choice((30, 45, 80)), 0, text, small=small)
        for scene in scenes(seed, room, language):
            boxes = [(box_of(mark), mark) for mark in scene.texts]
            for (one, a), (other, b) in combinations(boxes, 2):
                assert not meet(one, other, -0.1), (seed, scene.title, a, b)
            for (left, top, right, bottom), mark in boxes:
                assert min(left, top) >= -0.1 and right <= room.width + 0.1, (seed, scene.title, mark)
                assert bottom <= scene.height + 0.1, (seed, scene.title, mark)
                assert mark.size >= small
            assert scene.summary and scene.title and scene.columns
            assert all(len(row.cells) == len(scene.columns) for row in scene.rows)
            assert all(point.said for point in scene.points)
            drawn += len(boxes)
    assert drawn > 2000


def test_a_bullet_shows_its_score_its_range_and_the_median() -> None:
    scene = bullets(
        [Bullet("A", "准确", Decimal("50.0"), Decimal(40), Decimal(60), Decimal(75), 9)], Room(600, 0, 12), SAY
    )
    (bar,) = [mark for mark in scene.marks if isinstance(mark, Rect) and mark.fill == "accent" and mark.height == 8]
    low, middle = (next(m for m in scene.marks if isinstance(m, Rect) and m.fill == fill) for fill in ("line", "lock"))
    scale = (low.width + middle.width) / 80
    assert low.width == pytest.approx(60 * scale) and bar.width == pytest.approx(50 * scale)
    ticks = [m for m in scene.marks if isinstance(m, Line) and m.x1 == m.x2 and m.weight == 2.2]
    assert ticks[0].x1 == pytest.approx(bar.x + 75 * scale)
    assert scene.points[0].said == "准确: 50.0 of 100, 90 % range 40.0–60.0, median 75.0, n = 9"
    assert scene.rows[0].cells == ("准确", "50.0", "40.0–60.0", "75.0", "9")


def test_a_trend_has_gaps_and_marks_the_change_of_formula() -> None:
    known = (Decimal(70), Decimal(80), None, Decimal(90), Decimal(85))
    scene = trend([f"Q{n}" for n in range(5)], [Series("me", "Me", known)], Room(600, 260, 12), SAY, {3: "formula v2"})
    lines = [mark for mark in scene.marks if isinstance(mark, Poly)]
    assert [len(line.points) for line in lines] == [2, 2]  # nothing is drawn over the gap
    dots = [mark for mark in scene.marks if isinstance(mark, Dot)]
    assert [(a.y > b.y) for a, b in pairwise(dots)] == [True, True, False] and len(scene.points) == 4
    (mark,) = [m for m in scene.marks if isinstance(m, Line) and m.dash]
    assert dots[1].x < mark.x1 < dots[2].x and "formula v2" in {text.text for text in scene.texts}
    assert scene.summary == "Me: 70.0 in Q0, 85.0 in Q4; 1 period without a value; the formula changed in Q3."
    assert scene.rows[2].cells == ("Q2", "–") and scene.rows[3].cells == ("Q3 · formula v2", "90.0")


def test_a_funnel_names_only_whom_chance_does_not_explain() -> None:
    # z √(p(1−p)/n) by hand: 3.090232 × √(0.85 × 0.15 / 100) = 0.110344
    assert limits(0.85, 100, 3.090232) == pytest.approx((0.739656, 0.960344), abs=1e-6)
    assert limits(0.85, 4, 1.959964)[1] == 1.0
    few, many = Share("1", "Few", 5, 0.4), Share("2", "Many", 300, 0.7)
    good = Share("3", "Good", 400, 0.97)
    assert [outside(one, 0.85) for one in (few, many, good)] == [0, -1, 1]
    scene = funnel([few, many, good], 0.85, Room(500, 300, 12), SAY)
    said = {text.text for text in scene.texts}
    assert {"Many", "Good"} <= said and "Few" not in said
    assert scene.summary == "2 of 3 lie outside of what chance explains: Many, Good."
    # a point inside is hollow, those outside are filled: seen without colour
    assert [mark.hollow for mark in scene.marks if isinstance(mark, Dot)][-3:] == [True, False, False]


def test_a_waterfall_adds_up_and_keeps_what_is_lost_apart() -> None:
    steps = [Step("A1", "A1", Decimal("6.0"), Decimal(10)), Step("A2", "A2", None, Decimal(0), "Too few cases"),
             Step("B1", "B1", Decimal("20.0"), Decimal(20)), Step("X", "Penalty", Decimal(-5), Decimal(0))]  # fmt: skip
    scene = waterfall(steps, Decimal("21.0"), Room(600, 0, 12), SAY)
    earned = [m for m in scene.marks if isinstance(m, Rect) and m.height == 10 and m.fill == "accent"]
    (lost,) = [m for m in scene.marks if isinstance(m, Rect) and m.hatch and m.height == 10]
    (off,) = [m for m in scene.marks if isinstance(m, Rect) and m.fill == "bad" and m.height == 10]
    (whole,) = [m for m in scene.marks if isinstance(m, Rect) and m.fill == "ink"]
    assert lost.x == pytest.approx(earned[0].x + earned[0].width) and lost.width == pytest.approx(
        earned[0].width * 2 / 3
    )
    assert earned[1].x == pytest.approx(earned[0].x + earned[0].width)
    assert off.x == pytest.approx(whole.x + whole.width) and off.width == pytest.approx(whole.width * 5 / 21)
    assert [row.cells for row in scene.rows][-1] == ("Total score", "", "21.0", "4.0")
    assert scene.summary == "Total 21.0; most was lost in A1: 4.0 points."
    assert [point.key for point in scene.points] == ["A1", "A2", "B1", "X"]


def test_who_waits_for_an_answer_counts_as_waiting() -> None:
    cases = [Answered(str(n), f"Case {n}", minutes) for n, minutes in enumerate((1, 4, 9, None))]
    assert quantile(cases, 0.5) == 4 and quantile(cases, 0.9) is None and quantile([], 0.5) is None
    scene = answer_times(cases, 5, Room(500, 160, 12), SAY)
    dots = [mark for mark in scene.marks if isinstance(mark, Dot)][-4:]
    assert [dot.hollow for dot in dots] == [False, False, False, True]
    assert dots[3].x == max(dot.x for dot in dots) and dots[1].ink == "accent" and dots[2].ink == "bad"
    assert scene.summary == "50.0 % of 4 answered within 5 min; half within 4 min, 1 unanswered."
    assert dict(row.cells for row in scene.rows)["90 % answered within"] == "–"
    many = answer_times([Answered("1", "x", n / 10) for n in range(MOST_DOTS + 1)], 5, Room(500, 160, 12), SAY)
    assert [type(mark) for mark in many.marks].count(Dot) == 0 and any(isinstance(mark, Poly) for mark in many.marks)


def test_a_spread_names_nobody() -> None:
    scene = spread([Score(str(n), "Li Wei", Decimal(n * 10), n == 6) for n in range(11)], Room(500, 160, 12), SAY)
    assert "Li Wei" not in {text.text for text in scene.texts}
    assert [row.cells[1] for row in scene.rows] == ["6", "2", "3"]
    assert scene.summary == "11 people, median 50.0: under 60 6, 60 to 80 2, 80 and more 3."


def test_text_is_broken_between_chinese_characters_and_at_spaces() -> None:
    assert wrapped("客户服务质量", 10, 30, wide) == ["客户服", "务质量"]
    assert wrapped("Client information", 10, 80, wide) == ["Client", "information"]
    assert wrapped("好，好", 10, 20, wide) == ["好，", "好"]
    assert "".join(wrapped("Donaudampfschiff", 10, 40, wide)) == "Donaudampfschiff"
