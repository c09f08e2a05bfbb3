"""A server that keeps people apart: sheets and marks by scope, and nobody rates, excuses or judges himself (AP-4)."""

from random import Random

import pytest

from desktop.models.clients import ValueReview
from desktop.models.field_checks import FieldCheck, FieldDraw
from desktop.models.surveys import Survey, SurveyReply
from desktop.rules.appraisal import Against, Answer, ExcuseReason, PeriodState, Spell, Target, Verdict
from desktop.rules.errors import NotAllowed
from desktop.rules.field_checks import Verdict as Found
from desktop.rules.indicators import UNTOLD
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    appraisal,
    appraisal_appeals,
    appraisal_locks,
    appraisal_sheets,
    appraisal_views,
    approvals,
    clients,
    closing,
    field_checks,
    indicators,
    settings,
)
from desktop.services.indicator_arms import stored
from tests.appraisal.some_office import SomeOffice
from tests.appraisal.test_periods import CHIEF, DAY, HEAD, RUNS, House, acts_are_taken_back
from tests.offices import TestOffice, office_today
from tests.server.psql import address, ask

S = PeriodState
STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL}


def test_nobody_judges_himself_past_the_program(prepared_office: TestOffice):
    office = prepared_office
    house = House(office)

    def rows(me, statement: str) -> int:
        return int(ask(address(office, me.login), statement).rows[0])

    def refused(me, statement: str) -> None:
        found = ask(address(office, me.login), f"{statement} RETURNING 1")
        assert not found.rows, statement
        assert not found.refusal or "permission denied" in found.refusal or "row-level" in found.refusal, found.refusal

    house.open()
    # the server shows him too little: somebody's cases would be the fewer
    blind = office.hire(
        "瞿经理", dict.fromkeys((Right.SEE_APPRAISALS, Right.RUN_APPRAISALS, Right.SEE_CLIENTS), Scope.ALL)
    )
    with pytest.raises(NotAllowed):
        house.do(appraisal.compute, house.period, me=blind)
    house.step(S.COMPUTED)
    count = "SELECT count(*) FROM appraisal_sheet"
    assert [rows(me, count) for me in (house.anna, house.head, house.boss)] == [1, 3, 6]
    mine = house.sheet(house.anna).id
    missed = house.rows[house.anna.id][-1]
    # without its approval no case is left out, whoever writes it
    row = f"""INSERT INTO excuse (id, version, owner_id, deputy_id, key, source, row_id, due, reason, words, asked_at,
        operation) VALUES (gen_random_uuid(), 1, '{house.anna.id}', '{house.anna.id}', 'B1', 'contact', '{missed}',
        1, 'system', '', 1, gen_random_uuid())"""
    refused(house.anna, row)
    house.approved(appraisal_appeals.excuse, house.anna.id, "B1", "contact", missed, ExcuseReason.SYSTEM, "停电",
                   me=house.anna)  # fmt: skip
    # whoever leaves rates them no more: counted at the closing of his account
    assert {one.kind: one.count for one in office.ask(closing.holdings, house.head.id)} == {"appraisals": 2}
    house.step(S.SELF)
    house.do(appraisal_sheets.hand_in, mine, house.part((5, 5, 5, 5, 5)), me=house.anna)
    house.step(S.SUPERIOR)
    for said in (
        'result = \'{"total": "99"}\'',
        "counts = '{}'",
        f"rated_by_id = '{house.anna.id}'",
        "left_out = '[\"B1\"]'",
    ):
        refused(house.anna, f"UPDATE appraisal_sheet SET {said} WHERE id = '{mine}'")
    # nobody rates his equals or his head by a right for his department
    equal, second = office.hire("方副主任", HEAD, department="前厅"), office.hire("齐副总", CHIEF)
    given = """INSERT INTO sheet_mark (id, version, period_id, sheet_id, side, item, mark, words, source, recommended,
        reason, by_id, at) VALUES (gen_random_uuid(), 1, '{}', '{}', 'superior', 1, 1, '', '', '[]', '', '{}', 1)"""
    for me, whose in ((equal, house.head), (equal, house.anna), (second, house.boss)):
        refused(me, given.format(house.period, house.sheet(whose).id, me.id))
        stands = f"UPDATE appraisal_sheet SET rated_by_id = '{me.id}', rated_at = 1 WHERE id = '{{}}'"
        if me is equal:
            refused(me, stands.format(house.sheet(whose).id))
    for me in (house.anna, house.bo):
        house.do(appraisal_sheets.rate, house.sheet(me).id, house.part(), me=house.head)
    house.do(appraisal_sheets.rate, house.sheet(house.head).id, house.part())
    refused(house.head, f"UPDATE appraisal_sheet SET counts = '{{}}' WHERE id = '{mine}'")
    marks = f"SELECT count(*) FROM sheet_mark WHERE sheet_id = '{mine}'"
    assert (rows(house.anna, marks), rows(house.head, marks), rows(house.bo, marks)) == (6, 12, 0)
    own = house.sheet(house.head).id
    refused(house.anna, f"UPDATE sheet_mark SET mark = 5 WHERE sheet_id = '{mine}' AND side = 'superior'")
    refused(house.head, f"UPDATE sheet_mark SET mark = 5 WHERE sheet_id = '{own}' AND side = 'superior'")
    # he goes on without a superior by an approval alone, and nobody approves what is about himself
    top = house.sheet(house.boss).id
    for said in ("passed_at = 1", "days = 3", "left_out = '[\"B1\"]'"):
        refused(house.boss, f"UPDATE appraisal_sheet SET {said} WHERE id = '{top}'")
    need = office.ask(appraisal_sheets.pass_need, top, me=house.other)
    asked = house.do(approvals.ask, need, "没有上级", me=house.other)
    with pytest.raises(NotAllowed):
        house.do(approvals.approve, asked)
    refused(
        house.boss,
        f"""UPDATE approval SET state = 'approved', decided_by_id = '{house.boss.id}', decided_at = 1,
        valid_until = 9000000000000 WHERE id = '{asked}'""",
    )
    house.approved(appraisal_sheets.let_through, top, me=house.boss, by=office.me)
    # once he has a superior his marks count, also where he publishes the period himself
    house.do(appraisal_sheets.name_superior, top, second.id, me=house.other)
    house.do(appraisal_sheets.rate, top, house.part(), me=second)
    house.step(S.CALIBRATED)
    house.do(appraisal_sheets.calibrate, mine, 4, 4, "与全店一致")
    # nobody changes a mark in another's name, nor makes another case of one that was left out
    refused(
        house.boss,
        f"""UPDATE sheet_mark SET mark = 1, changed_by_id = NULL WHERE sheet_id = '{mine}'
        AND side = 'superior' AND item = 4""",
    )
    refused(house.anna, f"UPDATE excuse SET row_id = '{house.rows[house.anna.id][0]}' WHERE row_id = '{missed}'")
    house.step(S.PUBLISHED)
    assert rows(house.anna, marks) == 12
    assert house.sheet(house.boss).total.superior == 60
    house.do(appraisal_sheets.answer, mine, Answer.OBJECTED, "第三项偏低", me=house.anna)
    key = house.do(appraisal_appeals.appeal, mine, Target(Against.ITEM, item=3), "客户满意", me=house.anna)
    decided = f"UPDATE appeal SET verdict = 'accepted', decided_at = 1, decided_by_id = '{{}}' WHERE id = '{key}'"
    for me in (house.anna, house.head):
        refused(me, decided.format(me.id))
    house.do(appraisal_appeals.decide, key, Verdict.ACCEPTED, "有理", 5, me=house.other)
    for me in (house.bo, house.head, house.boss):
        house.do(appraisal_sheets.answer, house.sheet(me).id, Answer.CONFIRMED, me=me)
    house.do(appraisal_locks.sign, house.period)
    house.do(appraisal_locks.lock, house.period)
    assert house.ask(appraisal_locks.proof, house.period).intact
    assert house.ask(appraisal_locks.proof, house.period, me=house.anna).intact
    frozen = "SELECT count(*) FROM frozen_case"
    assert [rows(me, frozen) for me in (house.anna, house.head, house.boss)] == [10, 20, 20]
    for me in (house.boss, house.other, house.anna):
        refused(me, f"UPDATE frozen_case SET outcome = 1000000 WHERE sheet_id = '{mine}'")
        refused(me, f"DELETE FROM frozen_case WHERE sheet_id = '{mine}'")
        refused(me, f"UPDATE appraisal_period SET root = 'x' WHERE id = '{house.period}'")
        refused(me, f"UPDATE sheet_mark SET mark = 5 WHERE sheet_id = '{mine}'")


def test_whom_it_is_about_is_nobody_there_to_approve_it(prepared_office: TestOffice):
    office = prepared_office
    runner, day = office.hire("章经理", RUNS), office_today()
    period = office.do(appraisal.open_period, Spell("上期", day - 40 * DAY, day - 10 * DAY))
    for to in (S.COMPUTED, S.SELF, S.SUPERIOR):
        office.do(appraisal.step, period, to)
    sheet = office.ask(appraisal_views.sheet, period, office.me.id, me=runner)
    need = office.ask(appraisal_sheets.pass_need, sheet.id, me=runner)
    # the one who may approve is the one it is about: it goes through with a reason, and he never confirms it
    assert office.ask(approvals.ways, need, me=runner).alone
    key = office.do(approvals.go_alone, need, "没有别人", me=runner)
    office.do(appraisal_sheets.let_through, sheet.id, me=runner)
    with pytest.raises(NotAllowed):
        office.do(approvals.confirm, key)
    confirmed = (
        f"UPDATE approval SET state = 'confirmed', decided_by_id = '{office.me.id}' WHERE id = '{key}' RETURNING 1"
    )
    assert not ask(address(office, office.me.login), confirmed).rows


def test_acts_are_taken_back_there_too(prepared_office: TestOffice):
    office = prepared_office
    acts_are_taken_back(office)
    # and what was found of a drawn value
    author, checker = office.hire("郝静", STAFF), office.hire("穆青", STAFF)
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "白露", "hobbies": "钓鱼"}, me=author)
    with office.beneath() as database, database.writing():
        day, now = office_today(), database.now()
        draw = FieldDraw.create(first=day, last=day, seed=1, size=1, grave=0, pool=1, by=office.me.id, at=now)
        entered = ValueReview.get((ValueReview.client == client) & (ValueReview.field == "hobbies")).entered_at
        drawn = FieldCheck.create(draw=draw.id, client=client, field="hobbies", author=author.id, entered_at=entered,
                                  weight=1000)  # fmt: skip
    with office.work(checker) as work:
        field_checks.check(work, drawn.id, Found.WRONG, "客户说不钓鱼")
        operation = work.operation
    office.do(field_checks.undo, operation, me=checker)
    assert office.ask(field_checks.count_waiting, me=checker) == 1


def test_whoever_counts_counts_his_own_ratings_as_well(prepared_office: TestOffice):
    office = prepared_office
    house = House(office)
    office.do(settings.change_setting, "survey_least", 2)
    period = house.do(appraisal.open_period, house.spell)
    span = house.ask(appraisal_views.sheet, period, house.boss.id).period.span
    some = SomeOffice(Random(3), span, size=60)
    with office.beneath() as database, database.writing():
        some.write()
        SurveyReply.update(handler=house.boss.id).where(SurveyReply.handler == some.people[0]).execute()
    found = {me.name: house.ask(indicators.counts, span, ["C1", "C2"], me=me) for me in (house.boss, house.other)}
    assert found["伍总"] == found["章经理"] and {(house.boss.id, "C1"), (house.boss.id, "C2")} <= set(found["伍总"])
    rows = house.ask(indicators.cases, span, "C1", house.boss.id)
    assert {(row.row, row.due, row.client) for row in rows} == {(UNTOLD, span.until, None)}
    # of other days, by which one rating alone could be told, the server says nothing
    survey = some.rows[Survey][0]["id"]
    told = "SELECT count(*) FROM cf.own_ratings('{}', 'q1', false, {}, {}, {})"
    since, until, now = (stored(moment) for moment in (span.since, span.until, span.now))
    numbers = [int(ask(address(office, house.boss.login), told.format(survey, a, b, now)).rows[0])
               for a, b in ((since, until), (since + 1, until), (since, until - 1))]  # fmt: skip
    assert numbers[0] > 0 and numbers[1:] == [0, 0]
    assert ask(address(office, house.anna.login), told.format(survey, since, until, now)).rows == ["0"]
