"""Surveys by people with logins of their own: who handled a case sees no rating, who asks reads no answer (SV-5)."""

from desktop.rules.cases import Step
from desktop.rules.rights import Right, Scope
from desktop.rules.surveys import Outcome, SurveyKind
from desktop.services import case_steps, cases, survey_asking, survey_draws, survey_measures, survey_results, surveys
from desktop.services import settings as office_settings
from desktop.services.cases import NewCase
from desktop.services.survey_measures import MeasureEntry
from tests.offices import TestOffice
from tests.server.psql import address, ask
from tests.surveys.test_service import House


def test_whoever_is_judged_reaches_nothing_of_it(prepared_office: TestOffice):
    office = prepared_office
    house = House(office)
    files = house.clients(3)
    key = house.survey(name="评价", kind=SurveyKind.RATING, percent=100)
    house.do(survey_draws.draw_sample, key)
    for client in files:
        case = house.do(cases.record_case, NewCase("consultation", "几点开门", client=client), me=house.anna)
        house.do(case_steps.do_step, case, Step.ANSWER, "九点", me=house.anna)
    drawn = house.ask(survey_asking.waiting, key, me=house.bo)
    assert len(drawn) == 3 and house.ask(survey_asking.waiting, key, me=house.anna) == ()
    house.do(survey_asking.try_client, drawn[2].id, Outcome.MISSED, me=house.bo)
    for one in drawn:
        house.answer(one, q4="好")
    found = house.ask(survey_results.results, key)
    assert found.line.answered == 3 and found.questions[0].n == 3
    (figure,) = house.ask(survey_results.staff_figures, key)
    assert (figure.name, figure.rating.rated) == ("安然", 3)
    house.do(survey_measures.name_measure, key, MeasureEntry("慢", "加一人", house.anna.id, house.day))
    (mine,) = house.ask(survey_measures.measures, key, me=house.anna)
    check = f"checked_at = 1, checked_by_id = '{house.anna.id}'"
    anna = address(office, house.anna.login)
    for values in (check, "due_on = '2099-01-01'", f"done_at = 1, done_by_id = '{house.bo.id}'"):
        assert "permission denied" in ask(anna, f"UPDATE survey_measure SET {values}").refusal
    house.do(survey_measures.finish_measure, mine.id, "加了", me=house.anna)
    assert "permission denied" in ask(anna, f"UPDATE survey_measure SET {check}").refusal
    house.do(survey_measures.check_measure, mine.id, good=True)
    # who draws need not ask: that somebody was asked not long ago he is told all the same
    office.do(office_settings.change_setting, "survey_rest_days", 90)
    drawer = office.hire("抽样", {Right.SEE_CLIENTS: Scope.ALL, Right.RUN_SURVEYS: Scope.ALL})
    house.clients(1, letter="B")
    following = house.survey(name="下季", plan={"A": "100%", "B": "100%"})
    assert house.do(survey_draws.draw_sample, following, me=drawer) == 1
    assert house.ask(surveys.survey, following).left_out == {"asked": 3}
    house.do(surveys.close_survey, key)
    # what the program would not do, the server does not either
    bo = address(office, house.bo.login)
    secret = "SELECT count(*) FROM journal WHERE table_name IN ('survey_draw', 'survey_reply')"
    # his own try Bo may take back, and sees no more than that
    assert (ask(anna, secret).rows, ask(bo, secret).rows) == (["0"], ["1"])
    for table in ("survey_draw WHERE about IS NOT NULL", "survey_reply"):
        assert ask(anna, f"SELECT count(*) FROM {table}").rows == ["0"]
    assert ask(bo, "SELECT count(*) FROM survey_draw").rows == ["4"]
    assert ask(bo, "SELECT count(*) FROM survey_reply").rows == ["0"]
    assert ask(bo, "SELECT count(*) FROM survey_measure").rows == ["0"]
    assert ask(anna, "BEGIN", "UPDATE survey_reply SET answers = '{}' RETURNING id").rows == []
