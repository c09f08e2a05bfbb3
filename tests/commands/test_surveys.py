"""Surveys are listed, and the results of one are told with their uncertainty, by the rights of the screen."""

from desktop.services import survey_asking, survey_draws
from tests.commands.test_clients import inside, place, seeded
from tests.surveys.test_service import House

__all__ = ["place", "seeded"]


def test_the_results_of_a_survey_are_told_as_figures(seeded, place, run):
    assert seeded("survey", "list") == []
    seeded("survey", "results", "none", status=1)
    seeded("survey", "results", "01a231d1-6a58-73b9-86e0-5612f8667bea", status=1)
    with inside(place) as office:
        house = House(office)
        house.clients(6)
        key = house.survey(plan={"A": "100%"})
        house.do(survey_draws.draw_sample, key)
        for points, one in zip((5, 4, 2), house.ask(survey_asking.waiting, key, me=house.bo), strict=False):
            house.answer(one, q1=points, q4="不错")
    (line,) = seeded("survey", "list")
    assert (line["id"], line["drawn"], line["answered"], line["state"]) == (str(key), 6, 3, "running")
    found = seeded("survey", "results", str(key))
    first, last = found["questions"][0], found["questions"][-1]
    assert found["rate"] == 0.5 and found["classes"]["A"] == {"clients": 6, "drawn": 6, "answered": 3}
    assert round(first["share"]["value"], 3) == 0.667 and first["share"]["low"] < 0.667 < first["share"]["high"]
    assert first["counts"] == [0, 1, 0, 1, 1] and last["texts"] == ["不错"] * 3
