"""Intervals against published tables and worked examples, draws that can be drawn again, and checked answers (SV-5)."""

from math import isclose
from uuid import UUID

import pytest

from desktop.rules import survey_figures as figures
from desktop.rules import survey_samples as samples
from desktop.rules import surveys as rules
from desktop.rules.errors import BadEntry
from desktop.rules.survey_figures import Sample
from desktop.rules.survey_samples import Share
from desktop.rules.surveys import Question, QuestionKind


@pytest.mark.parametrize(("df", "p", "value"), [
    (1, 0.975, 12.7062), (2, 0.975, 4.3027), (3, 0.975, 3.1824), (5, 0.975, 2.5706), (10, 0.975, 2.2281),
    (29, 0.975, 2.0452), (120, 0.975, 1.9799), (4, 0.995, 4.6041), (9, 0.95, 1.8331), (7, 0.025, -2.3646),
])  # fmt: skip
def test_quantiles_of_t_are_those_of_the_tables(df, p, value):
    assert isclose(figures.t_quantile(p, df), value, abs_tol=6e-4)


def test_wilson_gives_the_examples_of_newcombe():
    """Newcombe 1998, Statistics in Medicine 17, table I, method 3: four proportions with their intervals."""
    for hits, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
                               (1, 29, 0.0061, 0.1718)):  # fmt: skip
        assert [round(x, 4) for x in figures.wilson(hits / n, n)] == [low, high]


def test_a_finite_population_makes_surer_and_all_of_it_certain():
    endless, finite = figures.wilson(0.8, 40), figures.share_of(32, 40, 80)
    assert endless[0] < finite.low < 0.8 < finite.high < endless[1]
    # Cochran 1977, 3.2: n of N answers says as much as n (N - 1) / (N - n) of an endless one
    assert (finite.low, finite.high) == pytest.approx(figures.wilson(0.8, 40 * 79 / 40))
    assert figures.share_of(8, 10, 10) == figures.Interval(0.8, 0.8, 0.8, 10)
    certain = figures.mean_of(Sample([4, 5], 2))
    assert (certain.low, certain.high) == (4.5, 4.5)
    assert figures.mean_of(Sample([4], 9)).low is None


def test_means_by_t_and_by_classes():
    # ten values of mean 5.5 and s² 55/6 of a hundred: 5.5 ± 2.2622 √(55/60 · 0.9)
    one = figures.mean_of(Sample(list(range(1, 11)), 100))
    assert one.high - 5.5 == pytest.approx(2.2622 * (55 / 60 * 0.9) ** 0.5, abs=1e-3)
    # one class alone is the plain mean
    whole = figures.whole_mean([Sample(list(range(1, 11)), 100), Sample([], 50)])
    assert (whole.value, whole.low) == pytest.approx((one.value, one.low))
    # Cochran 1977, 5.4: Σ W² (1 - f) s² / n; here W = 0.2 and 0.8, s² = 1 and 4, f = 0.1 and 0.05
    a, b = Sample([3, 4, 5], 30), Sample([1, 3, 5, 3, 3, 3], 120)
    both = figures.whole_mean([a, b])
    assert both.value == pytest.approx(0.2 * 4 + 0.8 * 3)
    error = (0.04 * 0.9 * 1 / 3 + 0.64 * 0.95 * 1.6 / 6) ** 0.5
    df = error**4 / ((0.04 * 0.9 / 3) ** 2 / 2 + (0.64 * 0.95 * 1.6 / 6) ** 2 / 5)
    assert both.high == pytest.approx(both.value + figures.t_quantile(0.975, df) * error)
    # weights count, not answers: a small class that was asked much does not drown the others
    share = figures.whole_share([Sample([1] * 20, 25), Sample([0, 0, 0, 1], 100)])
    assert share.value == pytest.approx(0.2 + 0.8 * 0.25) and share.low < 0.4 < share.high
    assert figures.whole_share([Sample([1] * 5, 50)]).low < 0.7 and figures.whole_mean([]) is None


def test_a_class_too_small_is_hidden_and_never_alone():
    assert figures.too_few({"A": 12, "B": 9, "C": 30}, 5) == frozenset()
    assert figures.too_few({"A": 12, "B": 3, "C": 30, "D": 0}, 5) == {"A", "B"}
    assert figures.too_few({"A": 4, "B": 3, "C": 30}, 5) == {"A", "B"}


def test_ratings_say_what_silence_could_hide():
    found = figures.rating(20, 3, 3)
    assert (found.share, found.least, found.most, found.half_weight) == (1.0, 0.15, 1.0, True)
    assert figures.rating(10, 2, 1).half_weight is False and figures.rating(4, 0, 0).share is None


def test_the_same_seed_draws_the_same_and_everybody_is_as_likely():
    keys = [UUID(int=n) for n in range(1, 41)]
    population, plan = {"A": keys[:10], "B": keys[10:]}, {"A": Share(3), "B": Share(10, percent=True), "C": Share(5)}
    drawn = samples.draw("seed", population, plan)
    assert {letter: len(found) for letter, found in drawn.items()} == {"A": 3, "B": 3, "C": 0}
    again = samples.draw("seed", {letter: set(found) for letter, found in population.items()}, plan)
    assert drawn == again != samples.draw("other", population, plan)
    # who goes leaves the others in their order: nobody is drawn again for it
    fewer = samples.draw("seed", {"A": [key for key in keys[:10] if key != drawn["A"][0]]}, {"A": Share(3)})
    assert fewer["A"][:2] == drawn["A"][1:]
    hits = [0] * 10
    for n in range(600):
        for key in samples.draw(str(n), {"A": keys[:10]}, {"A": Share(3)})["A"]:
            hits[key.int - 1] += 1
    # 600 draws of 3 among 10: chi² of 9 degrees at 0.999 is 27.88
    assert sum((hit - 180) ** 2 / 180 for hit in hits) < 27.88
    assert samples.fingerprint(population) != samples.fingerprint({"A": keys[:9], "B": keys[10:]})
    invited = sum(samples.is_invited("s", UUID(int=n), 30) for n in range(1000))
    assert 250 < invited < 350
    assert all(samples.is_invited("s", key, 100) and not samples.is_invited("s", key, 0) for key in keys)
    assert samples.read_plan({"A": "20％", "B": " 7", "C": "0", "D": ""}) == {"A": Share(20, True), "B": Share(7)}
    for wrong in ({"A": "120%"}, {"A": "some"}, {}):
        with pytest.raises(BadEntry):
            samples.read_plan(wrong)


def test_answers_are_checked_by_their_question():
    questions = rules.checked_questions([
        Question("", QuestionKind.FIVE, "总体满意吗", "Satisfied on the whole?"),
        Question("", QuestionKind.YES_NO, "会再来吗", required=False),
        Question("", QuestionKind.MANY, "哪些方面", required=False, choices=(("菜品", "Food"), ("环境", "Rooms"))),
        Question("", QuestionKind.TEXT, "还想说什么", required=False),
    ])  # fmt: skip
    assert rules.from_store(rules.to_store(questions)) == questions
    texts = ("5", "是", "Food，2", " 很好 ")
    given = {one.key: rules.typed(one, text) for one, text in zip(questions, texts, strict=True)}
    assert rules.checked_answers(questions, given) == ({"q1": 5, "q2": 1, "q3": [0, 1]}, {"q4": "很好"})
    for key, wrong in (("q1", None), ("q1", 6), ("q2", 2), ("q3", [2])):
        with pytest.raises(BadEntry) as lacking:
            rules.checked_answers(questions, {"q1": 3, key: wrong})
        assert lacking.value.field == key
    with pytest.raises(BadEntry):
        rules.checked_questions([Question("", QuestionKind.ONE, "哪个", choices=(("甲", ""),))])
