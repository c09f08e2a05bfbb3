"""A server that keeps people apart: who approves answers, and what an improvement's owner changes (SV-4, CM-4)."""

from datetime import timedelta

from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.knowledge import AnswerEntry
from desktop.rules.rights import Right, Scope
from desktop.rules.spot_checks import Marks
from desktop.services import clients, closing, contacts, knowledge, knowledge_lists, on_file, settings, spot_checks
from tests.erasing.lives import PERSON
from tests.offices import TestOffice
from tests.server.psql import address, ask

STAFF = dict.fromkeys((Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS), Scope.ALL)
DAY = timedelta(days=1)


def test_nobody_approves_or_scores_past_the_program(prepared_office: TestOffice):
    office = prepared_office
    anna, bo = (office.hire(name, STAFF) for name in ("安然", "卜凡"))
    chief = office.hire("冯主任", STAFF | {Right.APPROVE_ANSWERS: Scope.ALL, Right.SCORE_CONTACTS: Scope.ALL})
    head = office.hire("贺主任", STAFF | {Right.SCORE_CONTACTS: Scope.ALL})
    day = office.ask(on_file.today)

    def refused(me, table: str, said: str, words: str) -> None:
        assert words in (ask(address(office, me.login), f"UPDATE {table} SET {said}").refusal or "")

    first = AnswerEntry("发票可以重开吗？", "可以。", "发票", review_on=day + DAY)
    key = office.do(knowledge.draft_answer, first, me=anna)
    no = "permission denied for approving"
    refused(anna, "uniform_answer", f"state = 'approved', answer = 'x', approved_by_id = '{chief.id}'", no)
    office.do(knowledge.correct_answer, key, first, me=bo)
    office.do(knowledge.approve_answer, key, 2, me=chief)
    for said in ("answer = '不可以。'", "question = 'x'", "state = 'draft'", "approved_at = NULL"):
        refused(anna, "uniform_answer", said, no)
    # a correction waits beside it, and its owner looks it through
    corrected = AnswerEntry("发票可以重开吗？", "三十天内可以。", "发票", review_on=day + DAY, reason="新规定")
    office.do(knowledge.correct_answer, key, corrected, me=bo)
    office.do(knowledge.review_answer, key, day + 9 * DAY, me=anna)
    assert office.ask(knowledge_lists.answer_view, key).line.words == "可以。"
    office.do(knowledge.approve_answer, key, 3, me=chief)
    office.do(knowledge.retire_answer, key, "政策取消", me=chief)

    client = office.do(clients.open_client, PERSON, {"name": "贺启年"})
    for me in (anna, chief):
        office.do(contacts.log_contact, client, Report(Channel.PHONE, "来电", direction=Direction.IN), me=me)
    for name, value in (("spot_size", 1), ("spot_scale", 5)):
        office.do(settings.change_setting, name, value)
    draw = office.do(spot_checks.draw, day, day, me=head)
    found = {line.staff: line.id for line in office.ask(spot_checks.checks, draw, me=head)}
    office.do(spot_checks.score, found["安然"], Marks(3, 3, 3), me=head)
    office.do(spot_checks.score, found["冯主任"], Marks(2, 2, 2), me=head)
    office.do(spot_checks.improve, found["安然"], "背熟价目表", bo.id, day + DAY, me=head)
    office.do(spot_checks.improve, found["冯主任"], "按时回电", chief.id, day + DAY, me=head)
    no = "permission denied for this spot check"
    looked = f"looked_at = 1, looked_by_id = '{head.id}'"
    mine, his = (f"WHERE id = '{found[name]}'" for name in ("冯主任", "安然"))
    # nor whoever scores others, of his own record
    for me, row in ((bo, his), (chief, mine)):
        for said in ("manners = 5", "said = 'x'", looked, "improve = 'x'", "due_on = NULL"):
            refused(me, "spot_check", f"{said} {row}", no)
    # counted at the closing of an account as everywhere
    assert [one.count for one in office.ask(closing.holdings, bo.id) if one.kind == "improvements"] == [1]
    office.do(spot_checks.improvement_done, found["安然"], "背熟了", me=bo)
    office.do(spot_checks.improvement_done, found["冯主任"], "已回电", me=chief)
    refused(chief, "spot_check", f"looked_at = 1, looked_by_id = '{chief.id}' {mine}", no)
    refused(chief, "spot_check", f"{looked} {his}", no)
    office.do(spot_checks.look_again, found["安然"], False, day + DAY, me=chief)
    office.do(spot_checks.improvement_done, found["安然"], "又背了", me=bo)
    office.do(spot_checks.look_again, found["安然"], True, me=chief)
    refused(bo, "spot_check", f"done = '没背' {his}", no)
    (left,) = office.ask(spot_checks.mine, me=bo)
    assert (left.done, left.looked_by, left.marks) == ("又背了", "冯主任", None)
