"""A survey from questionnaire to measure, who asks and who learns what, and ratings that the system asks for (SV-5)."""

import csv
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest

from desktop.i18n import translator
from desktop.models.clients import Client
from desktop.models.records import Record
from desktop.models.surveys import SurveyDraw, SurveyReply
from desktop.rules.approvals import NeedsApproval
from desktop.rules.cases import Step
from desktop.rules.consents import Ground, Way
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.surveys import Means, Outcome, Question, QuestionKind, SurveyKind, SurveyState
from desktop.rules.today import View
from desktop.rules.words import ClientForm
from desktop.services import (
    case_steps,
    case_undo,
    cases,
    clients,
    closing,
    consents,
    on_file,
    search_all,
    stops,
    survey_asking,
    survey_draws,
    survey_due,
    survey_handouts,
    survey_measures,
    survey_prints,
    survey_results,
    survey_undo,
    survey_voiding,
    surveys,
)
from desktop.services import settings as office_settings
from desktop.services.cases import NewCase
from desktop.services.purposes import Agreed
from desktop.services.survey_measures import MeasureEntry
from desktop.services.surveys import QuestionnaireEntry, SurveyEntry
from tests.archive.test_handing import text_of

STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN}
QUESTIONS = (
    Question("", QuestionKind.FIVE, "总体满意吗", "How satisfied are you on the whole?"),
    Question("", QuestionKind.YES_NO, "会再来吗", "Will you come again?", required=False),
    Question("", QuestionKind.MANY, "哪些方面要改", required=False, choices=(("菜品", "Food"), ("环境", "Rooms"))),
    Question("", QuestionKind.TEXT, "还想说什么", required=False),
)


class House:
    """An office whose boss makes surveys, with two who ask, one of whom looks after clients herself."""

    def __init__(self, office):
        self.office = office
        right = (
            Right.RUN_SURVEYS,
            Right.ASK_SURVEYS,
            Right.SEE_SURVEY_RESULTS,
            Right.APPROVE_CLIENTS,
            Right.PRINT_CLIENTS,
        )
        self.boss = office.hire("伍总", STAFF | dict.fromkeys(right, Scope.ALL))
        self.anna = office.hire("安然", STAFF | {Right.ASK_SURVEYS: Scope.ALL})
        self.bo = office.hire("卜凡", STAFF | {Right.ASK_SURVEYS: Scope.ALL})
        self.office.do(office_settings.change_setting, "survey_least", 3)
        self.day = office.ask(on_file.today)
        self.paper = self.do(surveys.save_questionnaire, None, QuestionnaireEntry("满意度", QUESTIONS, "Satisfaction"))

    def do(self, verb, *args, me=None, **more):
        return self.office.do(verb, *args, me=me or self.boss, **more)

    def ask(self, verb, *args, me=None, **more):
        return self.office.ask(verb, *args, me=me or self.boss, **more)

    def clients(self, count, me=None, letter="A") -> list[UUID]:
        found = [self.do(clients.open_client, ClientForm.PERSON, {"name": f"客{letter}{n}", "phone": f"1390000{n:04d}"},
                         me=me) for n in range(count)]  # fmt: skip
        with self.office.work() as work:
            Client.update(client_class=letter).where(Client.id.in_(found)).execute()
            work.record("test", "classes")
        return found

    def survey(self, **more) -> UUID:
        first = more.pop("first", self.day - timedelta(days=20))
        entry = SurveyEntry(more.pop("name", "本季满意度"), self.paper, first, more.pop("last", self.day),
                            means=more.pop("means", tuple(Means)), **more)  # fmt: skip
        return self.do(surveys.save_survey, None, entry)

    def answer(self, line, me=None, means=Means.PHONE, **given):
        self.do(survey_asking.answer, line.id, {"q1": 5} | given, means, me=me or self.bo)

    def today(self, me):
        view = View(me.id, None, self.day)
        batches = self.ask(survey_due.due, view, me=me)
        return sorted((batch.group.value, row.key[0]) for batch in batches for row in batch.rows)


@pytest.fixture
def house(office):
    office.ask_for_no_consent()
    return House(office)


def test_a_survey_from_the_draw_to_the_results(house):
    a = house.clients(8, letter="A")
    c = house.clients(6, letter="C")
    mine = house.clients(1, me=house.anna, letter="C")
    house.do(stops.restrict, a[7], "客户要求", me=house.office.me)
    key = house.survey(plan={"A": "100%", "C": "4"})
    seen = house.ask(survey_draws.prospect, key)
    assert seen.classes == {"A": (7, 7), "C": (7, 4)} and seen.left_out == {"resting": 1}
    with pytest.raises(NotAllowed):
        house.do(survey_draws.draw_sample, key, me=house.anna)
    assert house.do(survey_draws.draw_sample, key) == 11
    with pytest.raises(BadEntry):
        house.do(survey_draws.draw_sample, key)
    line = house.ask(surveys.survey, key)
    assert line.state is SurveyState.RUNNING and len(line.seed) == 32 and line.classes == {"A": (7, 7), "C": (7, 4)}
    # a questionnaire in use stays as it is: a change makes the next version
    again = house.do(surveys.save_questionnaire, house.paper, QuestionnaireEntry("满意度", QUESTIONS[:2]))
    assert again != house.paper and [one.number for one in house.ask(surveys.questionnaires)] == [2]
    assert len(house.ask(surveys.questionnaire, house.paper).questions) == 4

    drawn = house.ask(survey_asking.waiting, key, me=house.bo)
    assert len(drawn) == 11 and {one.client_class for one in drawn} == {"A", "C"} and drawn[0].phone
    seen_by_anna = {one.client for one in house.ask(survey_asking.waiting, key, me=house.anna)}
    assert seen_by_anna == {one.client for one in drawn} - set(mine)
    # calls: not reached goes behind, later until its day, a refusal for good
    first, second, third = drawn[:3]
    house.do(survey_asking.try_client, first.id, Outcome.MISSED, me=house.bo)
    house.do(survey_asking.try_client, second.id, Outcome.LATER, house.day, me=house.bo)
    house.do(survey_asking.try_client, third.id, Outcome.REFUSED, me=house.bo)
    order = [one.id for one in house.ask(survey_asking.waiting, key, me=house.bo)]
    assert order[0] == second.id and order[-1] == first.id and third.id not in order
    assert house.today(house.bo) == [("due", "survey"), ("waiting", "survey")]
    with pytest.raises(BadEntry):
        house.answer(third)
    with pytest.raises(BadEntry) as lacking:
        house.answer(second, q1=None)
    assert lacking.value.field == "q1"
    few = house.ask(survey_results.results, key)
    assert few.few and few.questions[0].share is None
    for n, one in enumerate((first, second, *drawn[3:7])):
        house.answer(one, q1=5 if n else 2, q2=1, q3=[1], q4=f"说{n}")
    with pytest.raises(BadEntry):
        house.answer(second)
    # on paper: the code names the form alone, and only to who may enter it
    left = drawn[7]
    assert house.ask(survey_asking.by_code, f" {left.form.lower()} ", me=house.bo) == left.id
    (hit,) = house.ask(search_all.find_everything, left.form, me=house.bo)
    assert (hit.kind, hit.id) == ("survey_form", left.id)
    # a table from outside: what is not in order is told, the rest taken
    rows = [{"code": left.form, "总体满意吗": "4", "q2": "是", "q3": "Food, 2"}, {"code": "0000000000", "q1": "5"},
            {"code": drawn[8].form, "q1": "9"}]  # fmt: skip
    found = house.do(survey_asking.import_answers, key, rows, me=house.bo)
    assert found.taken == 1 and [number for number, _fault in found.refused] == [2, 3]

    whole = house.ask(survey_results.results, key)
    assert (whole.line.answered, whole.line.drawn, round(whole.rate, 2)) == (7, 11, 0.64)
    assert whole.questions[0].n == 7 and sum(whole.questions[0].counts) == 7 and whole.questions[0].counts[1] == 1
    assert whole.questions[0].share.low < whole.questions[0].share.value <= whole.questions[0].share.high
    assert whole.questions[2].counts == (1, 7) and sorted(whole.questions[3].texts) == [f"说{n}" for n in range(6)]
    assert all(one.hidden == (one.n < 3) or one.hidden for one in whole.questions[0].classes)
    for verb in (survey_results.results, survey_results.staff_figures):
        with pytest.raises(NotAllowed):
            house.ask(verb, key, me=house.bo)
    assert house.ask(surveys.survey, key, me=house.bo).outcomes == {}
    # two who ask are not given the same client; that one is opened is no try
    mine, of_anna = (house.do(survey_asking.call_next, key, me=me).line for me in (house.bo, house.anna))
    assert mine.id != of_anna.id and house.do(survey_asking.call_next, key, me=house.bo).line.id == mine.id
    assert house.ask(survey_asking.asking, mine.id, me=house.bo).line.tries == mine.tries == 0
    house.do(survey_asking.try_client, mine.id, Outcome.MISSED, me=house.bo)
    assert house.ask(survey_asking.asking, mine.id, me=house.bo).line.tries == 1
    house.do(surveys.close_survey, key)
    with pytest.raises(BadEntry):
        house.answer(drawn[9])
    # the next one is compared with it, and whoever was asked not long ago is left alone
    house.do(office_settings.change_setting, "survey_rest_days", 90, me=house.office.me)
    following = house.survey(name="下季", first=house.day + timedelta(days=1), last=house.day + timedelta(days=30),
                             plan={"A": "100%", "C": "100%"})  # fmt: skip
    assert house.do(survey_draws.draw_sample, following) == 3
    assert house.ask(surveys.survey, following).left_out == {"asked": 11, "resting": 1}
    for one in house.ask(survey_asking.waiting, following, me=house.bo):
        house.answer(one, q1=3)
    now = house.ask(survey_results.results, following)
    assert now.before_name == "本季满意度" and now.questions[0].before == whole.questions[0].share.value
    assert len(c) == 6
    # codes for sending online go out as an export: counted, and beyond the limit by a second person
    sender = house.office.hire("发链接", STAFF | dict.fromkeys((Right.ASK_SURVEYS, Right.EXPORT_CLIENTS), Scope.ALL))
    third = house.survey(name="再下季", plan={"A": "100%", "C": "100%", "B": "100%"})
    house.clients(3, letter="B")
    house.do(survey_draws.draw_sample, third)
    whose = {one.form: one.name for one in house.ask(survey_asking.waiting, third, me=sender)}
    table = house.do(survey_handouts.online_codes, third, translator("en"), me=sender).decode("utf-8-sig")
    found = list(csv.DictReader(StringIO(table)))
    assert {row["code"]: row["Client"] for row in found} == whose and len(whose) >= 3
    with pytest.raises(NotAllowed):
        house.do(survey_handouts.online_codes, third, translator("en"), me=house.bo)
    house.do(office_settings.change_setting, "export_limit", 1, me=house.office.me)
    with pytest.raises(NeedsApproval):
        house.do(survey_handouts.online_codes, third, translator("en"), me=sender)

    said = house.office.errand(survey_prints.report, key, translator("zh_CN"), me=house.boss)
    assert "总体满意吗" in text_of(said.pdf) and "64" in text_of(said.pdf)


def test_forms_are_printed_and_results_lead_to_measures(house, monkeypatch):
    house.clients(3)
    key = house.survey(plan={"A": "3"}, means=(Means.PAPER,))
    with pytest.raises(BadEntry):
        house.do(surveys.withdraw_questionnaire, house.paper)  # it would lack when the sample is drawn
    house.do(survey_draws.draw_sample, key)
    house.do(surveys.withdraw_questionnaire, house.paper)
    drawn = house.ask(survey_asking.waiting, key, me=house.boss)
    assert len(drawn) == 0  # the boss looks after them himself
    line = house.ask(surveys.survey, key)
    printed = house.office.errand(survey_prints.forms, key, translator("en"), me=house.bo)
    words = text_of(printed.pdf)
    codes = [one.form for one in house.ask(survey_asking.waiting, key, me=house.bo)]
    assert len(codes) == 3 and all(code in words for code in codes) and "Howsatisfiedareyou" in words
    # whose form it is only the code tells
    assert "客A" not in words and line.drawn == 3
    # more than are printed at once: those who have no form yet come first, and then everybody again
    with house.office.beneath():
        SurveyDraw.update(printed_at=None).execute()
    monkeypatch.setattr(survey_prints, "MOST", 2)
    parts = [text_of(house.office.errand(survey_prints.forms, key, translator("en"), me=house.bo).pdf)
             for _n in range(3)]  # fmt: skip
    # whose form is whose: for who asks, prints clients, and looks after none of them
    handing = house.office.hire("发卷", STAFF | dict.fromkeys((Right.ASK_SURVEYS, Right.PRINT_CLIENTS), Scope.ALL))
    listed = text_of(house.office.errand(survey_handouts.hand_out_list, key, translator("zh_CN"), me=handing).pdf)
    whose = [(one.form, one.name) for one in house.ask(survey_asking.waiting, key, me=handing)]
    places = [(listed.index(code), listed.index(name)) for code, name in whose]
    assert len(whose) == 3 and [at for pair in places for at in pair] == sorted(at for pair in places for at in pair)
    with house.office.beneath():
        told = Record.select().where(Record.topic == "prints").order_by(Record.serial.desc()).first()
    assert told.person == handing.id and told.facts["sheet"] == "survey_hand_out" and "客A" not in str(told.facts)
    with pytest.raises(NotAllowed):
        house.office.errand(survey_handouts.hand_out_list, key, translator("en"), me=house.bo)
    with pytest.raises(BadEntry):  # the boss looks after them all
        house.office.errand(survey_handouts.hand_out_list, key, translator("en"), me=house.boss)
    assert [[code in part for code in codes] for part in parts] == [
        [True, True, False], [False, False, True], [True, True, False]]  # fmt: skip
    with pytest.raises(BadEntry):
        house.answer(house.ask(survey_asking.waiting, key, me=house.bo)[0])
    due = house.day - timedelta(days=1)
    with pytest.raises(NotAllowed):
        house.do(survey_measures.name_measure, key, MeasureEntry("上菜慢", "加一人", house.anna.id, due), me=house.bo)
    measure = house.do(survey_measures.name_measure, key, MeasureEntry("上菜慢", "加一人", house.anna.id, due))
    held = {one.kind: one.count for one in house.office.ask(closing.holdings, house.anna.id)}
    assert held == {"measures": 1}
    assert ("wrong", "survey_measure") in house.today(house.anna)
    assert house.ask(survey_measures.measures, key, me=house.bo) == ()
    with pytest.raises(NotFound):
        house.do(survey_measures.finish_measure, measure, "加了", me=house.bo)
    house.do(survey_measures.finish_measure, measure, "加了", me=house.anna)
    house.do(survey_measures.check_measure, measure, good=False, note="周末还是慢")
    house.do(survey_measures.finish_measure, measure, "周末也加", me=house.anna)
    assert ("waiting", "survey_measure") in house.today(house.boss)
    with pytest.raises(NotAllowed):
        house.do(survey_measures.check_measure, measure, good=True, me=house.anna)
    house.do(survey_measures.check_measure, measure, good=True)
    (told,) = house.ask(survey_measures.measures, key)
    assert (told.sent_back, told.checked_by, told.result) == (1, "伍总", "周末也加")
    assert ("waiting", "survey_measure") not in house.today(house.boss)


def test_the_system_asks_for_ratings_and_whoever_handled_the_case_learns_nothing(house):
    with pytest.raises(BadEntry):
        house.survey(kind=SurveyKind.RATING)
    key = house.survey(name="个案评价", kind=SurveyKind.RATING, percent=100)
    assert house.do(survey_draws.draw_sample, key) == 0
    files = house.clients(5, me=house.boss)

    def case_of(client, me):
        case = house.do(cases.record_case, NewCase("consultation", "能不能自带酒水", client=client), me=me)
        house.do(case_steps.do_step, case, Step.ANSWER, "可以", me=me)
        return case

    for client in files[:4]:
        case_of(client, house.anna)
    case_of(files[4], house.boss)
    # the boss looks after all five and asks none; Anna asks about the one that she did not handle
    assert house.ask(survey_asking.waiting, key) == ()
    assert [one.client for one in house.ask(survey_asking.waiting, key, me=house.anna)] == [files[4]]
    drawn = house.ask(survey_asking.waiting, key, me=house.bo)
    assert len(drawn) == 5 and all("能不能自带酒水" in one.about for one in drawn)
    of_anna = [one for one in drawn if one.client != files[4]]
    for verb, args in ((survey_asking.asking, ()), (survey_asking.answer, ({"q1": 5}, Means.PHONE))):
        with pytest.raises((NotFound, NotAllowed)):
            (house.do if args else house.ask)(verb, of_anna[0].id, *args, me=house.anna)
    for one, points in zip(drawn, (5, 5, 4, 5, 5), strict=True):
        house.answer(one, q1=points)
    # of his own he learns nothing, of Anna all that appraisal needs
    (figure,) = house.ask(survey_results.staff_figures, key)
    assert (figure.name, figure.rating.invited, figure.rating.rated, figure.rating.share) == ("安然", 4, 4, 1.0)
    assert house.ask(survey_results.results, key).questions[0].n == 4
    house.do(office_settings.change_setting, "survey_least", 5, me=house.office.me)
    (figure,) = house.ask(survey_results.staff_figures, key)
    assert figure.few


def test_a_draw_and_a_table_of_answers_tell_how_far_they_are_and_are_stopped_whole(house):
    house.clients(60)
    key = house.survey(plan={"A": "100%"}, means=(Means.ONLINE,))

    class Stop(Exception):
        pass

    def stop(_done, _total):
        raise Stop

    def told(verb, *args, me=None):
        with pytest.raises(Stop):
            house.do(verb, *args, me=me, progress=stop)
        said = []
        house.do(verb, *args, me=me, progress=lambda done, total: said.append((done, total)))
        # it goes on, and says at the end that it is at its end
        assert [done for done, _all in said] == sorted(done for done, _all in said) and said[-1][0] == said[-1][1]

    told(survey_draws.prospect, key)
    assert house.ask(surveys.survey, key).state is SurveyState.PREPARED
    told(survey_draws.draw_sample, key)
    drawn = house.ask(survey_asking.waiting, key, me=house.bo)
    rows = [{"code": one.form, "q1": "5"} for one in drawn]
    told(survey_asking.import_answers, key, rows, me=house.bo)
    assert house.ask(surveys.survey, key).outcomes == {Outcome.ANSWERED: 60}


@pytest.mark.parametrize("where", ["sqlite_office", "prepared_office"])
def test_acts_are_taken_back_and_an_answer_can_be_voided(where, request):
    house = House(request.getfixturevalue(where))
    house.office.ask_for_no_consent()
    house.clients(4)

    def doing(verb, *args, me=None, **more):
        def noted(work):
            verb(work, *args, **more)
            return work.operation

        return house.do(noted, me=me)

    def undo(operation, me=None):
        house.do(survey_undo.undo, operation, me=me)

    key = house.survey(plan={"A": "100%"})
    for verb in (surveys.withdraw_survey, surveys.close_survey):
        if verb is surveys.close_survey:
            house.do(survey_draws.draw_sample, key)
        undo(doing(verb, key))
    line = house.ask(surveys.survey, key)
    assert line.state is SurveyState.RUNNING and line.drawn == 4
    with pytest.raises(BadEntry):  # by lot, and once
        undo(line_of(house, "draw_sample"))
    one, *others = house.ask(survey_asking.waiting, key, me=house.bo)
    refused = doing(survey_asking.try_client, one.id, Outcome.REFUSED, me=house.bo)
    with pytest.raises((NotAllowed, BadEntry)):  # a server tells nothing of it
        undo(refused, house.anna)
    undo(refused, house.bo)
    assert len(house.ask(survey_asking.waiting, key, me=house.bo)) == 4
    for each, points in zip((one, *others), (1, 5, 5, 4), strict=True):
        house.answer(each, q1=points)
    # kept, and counted no more; whoever asks voids none
    before = house.ask(survey_results.results, key).questions[0]
    assert (before.n, before.counts[0]) == (4, 1)
    for form, why, me, refusal in ((one.form, "代填", house.bo, NotAllowed), (one.form, " ", None, BadEntry),
                                   ("ABCDEFGHIJ", "代填", None, BadEntry)):  # fmt: skip
        with pytest.raises(refusal):
            house.do(survey_voiding.void_answer, form, why, me=me)
    voided = doing(survey_voiding.void_answer, one.form, "同事代填")
    with pytest.raises(BadEntry):
        house.do(survey_voiding.void_answer, one.form, "再作废")
    found = house.ask(survey_results.results, key)
    assert (found.questions[0].n, found.questions[0].counts[0], found.line.answered) == (3, 0, 3)
    assert found.line.outcomes[Outcome.VOID] == 1 and found.line.drawn == 4 and found.rate == 0.75
    with house.office.beneath():
        (reply,) = SurveyReply.select().where(SurveyReply.voided_at.is_null(False))
        assert (reply.voided_why, reply.answers["q1"]) == ("同事代填", 1)
    undo(voided)
    assert house.ask(survey_results.results, key).questions[0].n == 4
    entry = MeasureEntry("上菜慢", "加一人", house.anna.id, house.day)
    undo(doing(survey_measures.name_measure, key, entry))
    measure = house.do(survey_measures.name_measure, key, entry)
    undo(doing(survey_measures.finish_measure, measure, "加了", me=house.anna), house.anna)
    house.do(survey_measures.finish_measure, measure, "加了一人", me=house.anna)
    undo(doing(survey_measures.check_measure, measure, good=True))
    (told,) = house.ask(survey_measures.measures, key)
    assert (told.result, told.checked_at) == ("加了一人", None)
    back = doing(survey_measures.check_measure, measure, good=False, note="不够")
    with pytest.raises(BadEntry):
        undo(back)


def line_of(house, action):
    """The operation of the last act of this kind."""
    with house.office.beneath():
        return Record.select().where(Record.action == action).order_by(Record.serial.desc()).first().operation


def test_a_case_is_asked_about_while_it_is_closed_and_once(house):
    key = house.survey(name="个案评价", kind=SurveyKind.RATING, percent=100)
    house.do(survey_draws.draw_sample, key)

    def answer_case(case, me=house.anna):
        house.do(case_steps.do_step, case, Step.ANSWER, "可以", me=me)

    def waiting():
        return [one.id for one in house.ask(survey_asking.waiting, key, me=house.bo)]

    first, second = (house.do(cases.record_case, NewCase("consultation", "几点开门", client=client), me=house.anna)
                     for client in house.clients(2))  # fmt: skip
    answer_case(first)
    with house.office.beneath():
        closing = Record.select().where(Record.topic == "cases").order_by(Record.serial.desc()).first().operation
    (drawn,) = house.ask(survey_asking.waiting, key, me=house.bo)
    house.do(case_undo.undo, closing, me=house.anna)
    assert waiting() == [] and ("waiting", "survey") not in house.today(house.bo)
    with pytest.raises(BadEntry):
        house.answer(drawn)
    answer_case(first)
    assert waiting() == [drawn.id]
    house.answer(drawn)
    house.do(case_steps.reopen, first, "客户又来问", me=house.anna)
    answer_case(first)
    assert waiting() == [] and house.ask(surveys.survey, key).outcomes == {Outcome.ANSWERED: 1}
    # taken up again it came to somebody who asks: who handled it does not ask about it
    answer_case(second)
    house.do(case_steps.reopen, second, "客户又来问", me=house.anna)
    house.do(case_steps.pass_on, second, house.bo.id, "同事更熟悉", me=house.anna)
    answer_case(second, house.bo)
    assert waiting() == [] and house.ask(surveys.survey, key).drawn == 2

    def figures(me=None):
        return {one.name: (one.rating.invited, one.rating.rated)
                for one in house.ask(survey_results.staff_figures, key, me=me)}  # fmt: skip

    # what is said of it counts for who handled it when it was closed, whoever had it when its client was drawn
    assert figures() == {"安然": (1, 1), "卜凡": (1, 0)}
    carl = house.office.hire("柯然", STAFF | {Right.ASK_SURVEYS: Scope.ALL})
    (left,) = house.ask(survey_asking.waiting, key, me=carl)
    house.answer(left, me=carl)
    assert figures() == {"安然": (1, 1), "卜凡": (1, 1)}
    with house.office.beneath():
        replies = SurveyReply.select(SurveyReply.handler).order_by(SurveyReply.entered_at)
        assert [reply.handler_id for reply in replies] == [house.anna.id, house.bo.id]


def test_who_has_withdrawn_the_consent_is_not_asked(house):
    there = house.clients(3)
    protector = house.office.hire("法务", STAFF | {Right.EDIT_CLIENTS: Scope.ALL, Right.PROTECT_CLIENTS: Scope.ALL})
    agreed = Agreed(Ground.CONSENT, Way.SPOKEN, house.day)
    for client in there[:2]:
        given = house.do(consents.record_consent, client, "service", agreed, me=protector)
        house.do(consents.end_consent, given, house.day, me=protector)
    key = house.survey(plan={"A": "100%"})
    house.do(consents.record_consent, there[1], "service", agreed, me=protector)
    assert house.do(survey_draws.draw_sample, key) == 2
    assert house.ask(surveys.survey, key).left_out == {"consent": 1}
    drawn = {one.client: one.id for one in house.ask(survey_asking.waiting, key, me=house.bo)}
    given = house.do(consents.record_consent, there[2], "service", agreed, me=protector)
    house.do(consents.end_consent, given, house.day, me=protector)
    # who withdraws it after the draw is left alone too
    assert [one.client for one in house.ask(survey_asking.waiting, key, me=house.bo)] == [there[1]]
    with pytest.raises(BadEntry):
        house.do(survey_asking.answer, drawn[there[2]], {"q1": 5}, Means.PHONE, me=house.bo)
    with house.office.beneath():
        codes = dict(SurveyDraw.select(SurveyDraw.client, SurveyDraw.code).tuples())
    words = text_of(house.office.errand(survey_prints.forms, key, translator("en"), me=house.bo).pdf)
    assert codes[there[1]] in words and codes[there[2]] not in words
    house.do(survey_asking.try_client, drawn[there[1]], Outcome.REFUSED, me=house.bo)
    assert house.today(house.bo) == []
