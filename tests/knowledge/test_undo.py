"""What was just done to answers, days and spot checks is taken back by who did it, and nothing that was built on."""

from datetime import timedelta

import pytest

from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.knowledge import AnswerEntry, Place, State
from desktop.rules.rights import Right, Scope
from desktop.rules.spot_checks import Marks
from desktop.services import (
    cases,
    clients,
    contacts,
    digest_undo,
    digests,
    knowledge,
    knowledge_lists,
    knowledge_undo,
    on_file,
    settings,
    spot_checks,
    spot_undo,
)
from desktop.services.cases import NewCase
from tests.erasing.lives import PERSON

STAFF = dict.fromkeys((Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS), Scope.ALL)
CHIEF = STAFF | {Right.APPROVE_ANSWERS: Scope.ALL, Right.SCORE_CONTACTS: Scope.ALL, Right.APPROVE_CLIENTS: Scope.ALL}
DAY = timedelta(days=1)


@pytest.fixture(params=["sqlite_office", "prepared_office"])
def either(request):
    """By the program, and by a server that lets nobody do more than the program does."""
    return request.getfixturevalue(request.param)


def doing(office, verb, *args, me):
    """The operation of the act, as the toast knows it."""

    def noted(work):
        verb(work, *args)
        return work.operation

    return office.do(noted, me=me)


def test_acts_on_answers_are_taken_back(either):
    office = either
    anna, bo, chief = (
        office.hire(name, rights) for name, rights in (("安然", STAFF), ("卜凡", STAFF), ("冯主任", CHIEF))
    )
    day = office.ask(on_file.today)
    first = AnswerEntry("发票可以重开吗？", "可以。", "发票", review_on=day + DAY)

    drafted = doing(office, knowledge.draft_answer, first, me=anna)
    office.do(knowledge_undo.undo, drafted, me=anna)
    assert office.ask(knowledge_lists.answers, me=anna) == ()
    key = office.do(knowledge.draft_answer, first, me=anna)
    better = AnswerEntry("发票可以重开吗？", "三十天内可以。", "发票", review_on=day + DAY)
    corrected = doing(office, knowledge.correct_answer, key, better, me=bo)
    with pytest.raises((NotAllowed, BadEntry)):  # a server tells nothing of it
        office.do(knowledge_undo.undo, corrected, me=anna)
    office.do(knowledge_undo.undo, corrected, me=bo)
    # the first draft waits as before, and is the one that is approved
    approved = doing(office, knowledge.approve_answer, key, 1, me=chief)
    assert office.ask(knowledge_lists.answer_view, key, me=anna).line.words == "可以。"
    office.do(knowledge_undo.undo, approved, me=chief)
    assert office.ask(knowledge_lists.answer_view, key, me=anna).line.state is State.DRAFT
    back = doing(office, knowledge.send_back, key, 1, "太短", me=chief)
    office.do(knowledge_undo.undo, back, me=chief)
    approved = doing(office, knowledge.approve_answer, key, 1, me=chief)
    # what was given to somebody meanwhile was given
    office.do(knowledge.use_answer, key, Place.OTHER, me=bo)
    with pytest.raises(BadEntry):
        office.do(knowledge_undo.undo, approved, me=chief)
    retired = doing(office, knowledge.retire_answer, key, "取消", me=chief)
    office.do(knowledge_undo.undo, retired, me=chief)
    given = doing(office, knowledge.give_answer, key, bo.id, me=anna)
    reviewed = doing(office, knowledge.review_answer, key, day + 9 * DAY, me=bo)
    with pytest.raises((BadEntry, NotFound)):
        office.do(knowledge_undo.undo, drafted, me=anna)
    with pytest.raises(BadEntry):  # the new owner has built on it
        office.do(knowledge_undo.undo, retired, me=chief)
    office.do(knowledge_undo.undo, reviewed, me=bo)
    office.do(knowledge_undo.undo, given, me=anna)
    line = office.ask(knowledge_lists.answer_view, key, me=anna).line
    assert (line.state, line.owner, line.review_on) == (State.APPROVED, "安然", day + DAY)


def test_a_day_closed_by_mistake_is_open_again(either):
    office = either
    chief, other = office.hire("冯主任", CHIEF), office.hire("孙主任", CHIEF)
    day = office.ask(on_file.today)
    office.do(cases.record_case, NewCase("consultation", "几点开门", caller="周先生"), me=chief)
    place = office.ask(lambda work: work.me.mandate.department, me=chief)
    closed = doing(office, digests.close_digest, day, place, "明天回电", me=chief)
    with pytest.raises((NotAllowed, BadEntry)):
        office.do(digest_undo.undo, closed, me=other)
    office.do(digest_undo.undo, closed, me=chief)
    assert office.ask(digests.digest, day, place, me=chief).closed_at is None
    office.do(digests.close_digest, day, place, "明天一早回电", me=other)
    assert office.ask(digests.digest, day, place, me=chief).note == "明天一早回电"


def test_acts_in_a_spot_check_are_taken_back(either):
    office = either
    anna, chief = office.hire("安然", STAFF), office.hire("冯主任", CHIEF)
    day = office.ask(on_file.today)
    client = office.do(clients.open_client, PERSON, {"name": "贺启年"}, me=anna)
    office.do(contacts.log_contact, client, Report(Channel.PHONE, "来电", direction=Direction.IN), me=anna)
    for name, value in (("spot_size", 1), ("spot_scale", 5)):
        office.do(settings.change_setting, name, value)
    mistaken = doing(office, spot_checks.draw, day, day, me=chief)
    office.do(spot_undo.undo, mistaken, me=chief)
    assert office.ask(spot_checks.draws, me=chief) == ()
    drawn = doing(office, spot_checks.draw, day, day, me=chief)
    (draw,) = office.ask(spot_checks.draws, me=chief)

    def line():
        (one,) = office.ask(spot_checks.checks, draw.id, me=chief)
        return one

    scored = doing(office, spot_checks.score, line().id, Marks(1, 1, 1), me=chief)
    with pytest.raises(BadEntry):
        office.do(spot_undo.undo, drawn, me=chief)
    office.do(spot_undo.undo, scored, me=chief)
    assert line().marks is None
    office.do(spot_checks.score, line().id, Marks(5, 4, 5), me=chief)
    # marks that were shown stay shown
    shown = doing(office, spot_checks.release, line().id, me=chief)
    with pytest.raises(BadEntry):
        office.do(spot_undo.undo, shown, me=chief)
    asked = doing(office, spot_checks.improve, line().id, "说清价格", anna.id, day, me=chief)
    office.do(spot_undo.undo, asked, me=chief)
    assert not line().improve
    asked = doing(office, spot_checks.improve, line().id, "说清价格", anna.id, day, me=chief)
    office.do(spot_checks.improvement_done, line().id, "背熟了价目表", me=anna)
    with pytest.raises(BadEntry):
        office.do(spot_undo.undo, asked, me=chief)
    looked = doing(office, spot_checks.look_again, line().id, True, me=chief)
    office.do(spot_undo.undo, looked, me=chief)
    assert line().looked_at is None and line().done == "背熟了价目表"
