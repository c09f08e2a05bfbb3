"""A complaint from call to call-back, who sees a case, and two people who answer one at once (SV-1, SV-2)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from desktop.i18n import translator
from desktop.models.records import Record
from desktop.rules.approvals import NeedsApproval
from desktop.rules.cases import EntryKind, Flow, PauseReason, RemedyKind, Step
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.deadlines import Kind, State
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.rules.today import View
from desktop.rules.words import ClientForm
from desktop.services import (
    accounts,
    approvals,
    case_acts,
    case_due,
    case_kinds,
    case_reach,
    case_steps,
    case_sums,
    case_undo,
    case_views,
    cases,
    clients,
    closing,
    contacts,
    on_file,
    search_all,
    stand_ins,
)
from desktop.services import settings as office_settings
from desktop.services.cases import NewCase, Standing, Wish
from tests.archive.test_handing import text_of

HOUR = timedelta(hours=1)
STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN}


class House:
    """An office with a client, two who handle cases, their head, and who approves for the whole office."""

    def __init__(self, office):
        self.office = office
        self.anna = office.hire("安然", STAFF, department="客服部")
        self.bo = office.hire("卜凡", STAFF, department="客服部")
        self.head = office.hire("贺主任", STAFF | {Right.APPROVE_CLIENTS: Scope.DEPARTMENT,
                                             Right.PRINT_CLIENTS: Scope.ALL}, department="客服部")  # fmt: skip
        self.boss = office.hire("伍总", STAFF | {Right.APPROVE_CLIENTS: Scope.ALL})
        self.client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
        office.do(office_settings.change_setting, "case_callback_days", 0)

    def record(self, kind="complaint", me=None, **more) -> UUID:
        new = NewCase(kind, more.pop("subject", "等位太久"), client=more.pop("client", self.client), **more)
        return self.office.do(cases.record_case, new, me=me or self.anna)

    def step(self, key, step, said="好", me=None, **more):
        self.office.do(case_steps.do_step, key, step, said, me=me or self.anna, **more)

    def solve(self, key, me=None):
        self.step(key, Step.PROMISE, "今晚八点前答复", me)
        self.step(key, Step.CAUSE, "排班少了一人", me, cause="排班")
        self.step(key, Step.SOLUTION, "加一人，送果盘", me)

    def view(self, key, me=None):
        return self.office.ask(case_views.case_view, key, me=me or self.anna)

    def ago(self, hours):
        with self.office.work() as work:
            return work.now - hours * HOUR

    def today(self, me, whole=False):
        day = self.office.ask(on_file.today)
        department = self.office.ask(lambda work: work.me.mandate.department, me=me)
        view = View(me.id, department, day, whole)
        batches = self.office.ask(case_due.due, view, me=me)
        assert all(batch.total == len(batch.rows) for batch in batches)
        return sorted((batch.group.value, row.key[0]) for batch in batches for row in batch.rows)


def test_a_complaint_goes_from_call_to_call_back_and_a_no_opens_it_again(office):
    house = House(office)
    key = house.record(content="等了四十分钟", channel=Channel.PHONE)
    view = house.view(key)
    assert (view.line.number[-5:], view.line.step, view.line.handler_name) == ("-0001", Step.PROMISE, "安然")
    assert view.clock.due == view.line.recorded_at + 48 * HOUR and view.other > view.clock.due
    assert house.today(house.anna) == [("next", "case")] and house.today(house.bo) == house.today(house.head) == []
    with pytest.raises(BadEntry):
        house.step(key, Step.SOLUTION)
    with pytest.raises(BadEntry) as lacking:
        house.step(key, Step.PROMISE, "  ")
    assert lacking.value.field == "said"
    with pytest.raises(NotAllowed):
        house.step(key, Step.PROMISE, me=house.bo)
    house.step(key, Step.PROMISE, "今晚八点前答复")
    with pytest.raises(BadEntry) as lacking:
        house.step(key, Step.CAUSE, "排班少了一人")
    assert lacking.value.field == "cause"
    house.step(key, Step.CAUSE, "排班少了一人", cause="排班")
    house.step(key, Step.SOLUTION, "加一人")
    house.step(key, Step.ACCEPTANCE, "不满意", good=False)
    assert house.view(key).line.step is Step.SOLUTION and house.view(key).clock.state is State.RUNNING
    # who stands in for the handler goes on, as does his head
    day = office.ask(on_file.today)
    absence = Absence(house.anna.id, house.bo.id, day, day, frozenset({StandInKind.CASES}))
    office.do(stand_ins.name_stand_in, absence, me=house.anna)
    assert house.today(house.bo) == [("next", "case")]
    house.step(key, Step.SOLUTION, "再送一餐", me=house.bo)
    house.step(key, Step.ACCEPTANCE, "满意", me=house.head)
    view = house.view(key)
    assert (view.line.step, view.line.callback_on, view.clock.state) == (Step.CALL_BACK, day, State.KEPT)
    assert view.cause == "排班" and view.line.done_at is not None and view.calls_back == ""
    # nobody asks the client about his own handling
    for who in (house.anna, house.bo, house.head):
        with pytest.raises(NotAllowed):
            house.step(key, Step.CALL_BACK, "满意", me=who)
        assert "step" not in house.view(key, who).acts
    assert house.today(house.boss) == [("due", "case")] and "step" in house.view(key, house.boss).acts
    house.step(key, Step.CALL_BACK, "还是没解决", me=house.boss, good=False)
    view = house.view(key)
    assert (view.line.step, view.line.rounds, view.line.done_at, view.line.callback_on) == (Step.CAUSE, 2, None, None)
    assert view.clock.start > view.line.recorded_at and view.clock.paused_for == timedelta(0)
    house.step(key, Step.CAUSE, "新人没交接", cause="交接")
    house.step(key, Step.SOLUTION, "交接表")
    house.step(key, Step.ACCEPTANCE, "好")
    # of this round alone: who handled the one before may ask now
    house.step(key, Step.CALL_BACK, "解决了", me=house.bo)
    closed = house.view(key)
    assert closed.line.closed_at is not None and house.today(house.anna) == []
    assert [one.step for one in closed.entries if one.kind is EntryKind.STEP][-1] is Step.CALL_BACK
    office.do(case_steps.reopen, key, "客户又来电", me=house.bo)
    assert house.view(key).line.rounds == 3 and house.record() != key
    assert [one.number[-4:] for one in office.ask(cases.cases, Wish(Standing.ALL))] == ["0002", "0001"]


def test_the_day_of_the_call_back_is_waited_for(office):
    house = House(office)
    office.do(office_settings.change_setting, "case_callback_days", 7)
    key = house.record(me=house.bo, handler=house.anna.id)
    house.solve(key)
    house.step(key, Step.ACCEPTANCE)
    view = house.view(key)
    # whoever took it in and did not handle it calls back
    assert view.line.callback_on == office.ask(on_file.today) + timedelta(days=7) and view.calls_back == "卜凡"
    with pytest.raises(BadEntry):
        house.step(key, Step.CALL_BACK, "满意", me=house.bo)
    assert house.today(house.bo) == [("next", "case")] and office.ask(cases.count, Wish(Standing.CALL_BACK)) == 1


def test_a_clock_pauses_from_now_on_and_whatever_is_done_lets_it_run(office):
    house = House(office)
    key = house.record(received_at=house.ago(50))
    assert house.view(key).line.late and house.today(house.anna) == [("wrong", "case")]
    with pytest.raises(NotAllowed):
        office.do(case_acts.pause, key, PauseReason.CLIENT, "等回电", me=house.bo)
    office.do(case_acts.pause, key, PauseReason.CLIENT, "等回电", me=house.anna)
    view = house.view(key)
    # what was late before stays so
    assert view.clock.due == view.started_at + 48 * HOUR and view.clock.paused and not view.line.late
    assert house.today(house.anna) == [("waiting", "case")]
    house.step(key, Step.PROMISE, "今晚")
    assert not house.view(key).line.paused and house.view(key).line.late
    fresh = house.record(received_at=house.ago(40))
    before = house.view(fresh).clock.due
    office.do(case_acts.pause, fresh, PauseReason.AGREED, "约了后天", me=house.head)
    with pytest.raises(BadEntry):
        office.do(case_acts.pause, fresh, PauseReason.AGREED, "再停", me=house.anna)
    office.do(case_acts.resume, fresh, me=house.anna)
    view = house.view(fresh)
    assert view.clock.due == view.line.due_at >= before
    assert [one.ended_at is not None for one in view.entries if one.kind is EntryKind.PAUSED] == [True]
    with pytest.raises(BadEntry):
        house.record(received_at=house.ago(-1))


def test_a_case_rises_to_its_head_and_further_and_a_skipped_level_is_owed_a_report(office):
    house = House(office)
    quiet, running, late = house.record(), house.record(received_at=house.ago(40)), house.record(
        received_at=house.ago(50))  # fmt: skip
    assert [house.view(key).line.level for key in (quiet, running, late)] == [0, 1, 2]
    assert house.today(house.head) == [("waiting", "case"), ("wrong", "case")]
    assert house.today(house.boss) == [("wrong", "case")]
    office.do(case_acts.instruct, late, "我来打电话", me=house.boss)
    assert house.today(house.boss) == [] and house.today(house.head) == [("waiting", "case")]
    with pytest.raises(NotAllowed):
        office.do(case_acts.instruct, late, "x", me=house.anna)
    with pytest.raises(BadEntry) as refused:
        office.do(case_acts.escalate, quiet, 2, "客户在大厅", me=house.anna)
    assert refused.value.field == "urgent"
    office.do(case_acts.escalate, quiet, 2, "客户在大厅", urgent=True, me=house.anna)
    assert house.today(house.boss) == [("waiting", "case")] and ("due", "case_report") in house.today(house.anna)
    office.do(case_acts.report_skipped, quiet, "已向主任补报", me=house.anna)
    assert ("due", "case_report") not in house.today(house.anna)
    with pytest.raises(BadEntry):
        office.do(case_acts.report_skipped, quiet, "又", me=house.anna)
    # an adverse event is the head's from the first minute
    office.do(case_acts.mark_adverse, house.record(), "客人受伤", me=house.anna)
    assert house.today(house.head).count(("wrong", "case")) == 1


def test_nobody_pushes_a_client_away_and_colleagues_help(office):
    house = House(office)
    kitchen = office.hire("楚厨", STAFF, department="厨房")
    reader = office.hire("何岸", {Right.SEE_CLIENTS: Scope.ALL})
    key = house.record("feedback")
    assert house.view(key).clock is None and house.today(house.anna) == [("waiting", "case")]
    for to, why, field in ((kitchen, " ", "reason"), (reader, "看看", "to")):
        with pytest.raises(BadEntry) as refused:
            office.do(case_steps.pass_on, key, to.id, why, me=house.anna)
        assert refused.value.field == field
    office.do(case_steps.pass_on, key, kitchen.id, "菜品的事", me=house.anna)
    line = house.view(key).line
    assert (line.step, line.department, line.handler_name) == (Step.OUTCOME, "厨房", "楚厨")
    with pytest.raises(NotAllowed):
        house.step(key, Step.OUTCOME, "改了")
    asked = office.do(case_acts.ask_help, key, house.bo.id, "问问客人口味", me=kitchen)
    assert house.today(house.bo) == [("waiting", "case_help")]
    with pytest.raises(NotAllowed):
        office.do(case_acts.give_help, asked, "不知道", me=house.anna)
    office.do(case_acts.give_help, asked, "少盐", me=house.bo)
    office.do(case_acts.note, key, "已告知正在改", told=True, me=house.anna)
    house.step(key, Step.OUTCOME, "菜单已改", me=kitchen)
    house.step(key, Step.TELL, "客户很高兴", me=kitchen)
    assert house.view(key).line.closed_at is not None and house.today(house.bo) == []
    with pytest.raises(BadEntry):
        office.do(case_acts.ask_help, key, house.bo.id, "x", me=kitchen)


def test_one_alone_neither_closes_a_case_early_nor_makes_less_of_it_nor_gives_much(office):
    house = House(office)
    key = house.record()
    for verb, args in ((case_steps.close_early, ("打不通",)), (case_steps.change_kind, ("feedback", "只是建议")),
                       (case_acts.grant_remedy, (RemedyKind.REFUND, 20_000, "退一道菜"))):  # fmt: skip
        with pytest.raises(NeedsApproval) as needed:
            office.do(verb, key, *args, me=house.anna)
        assert "贺启年" not in needed.value.need.what
        asked = office.do(approvals.ask, needed.value.need, "请批准", me=house.anna)
        office.do(approvals.approve, asked, me=house.head)
        if verb is not case_steps.close_early:
            office.do(verb, key, *args, me=house.anna)
    # an apology costs nothing, and what is given is noted
    given = office.do(case_acts.grant_remedy, key, RemedyKind.APOLOGY, 0, "致歉", me=house.anna)
    office.do(case_acts.give_remedy, given, me=house.anna)
    view = house.view(key)
    assert (view.line.kind, view.clock, view.line.step) == ("feedback", None, Step.PASS_ON)
    assert [(one.amount, one.ended_at is None) for one in view.entries if one.kind is EntryKind.REMEDY] == [
        (20_000, True), (0, False)]  # fmt: skip
    # upwards it is free, and the clock runs since the client came
    office.do(case_steps.change_kind, key, "complaint", "其实是投诉", me=house.anna)
    assert house.view(key).clock.start == view.started_at
    office.do(case_steps.close_early, key, "打不通", me=house.anna)
    assert house.view(key).line.step is Step.CLOSED


def test_two_people_answer_one_case_at_once_and_one_of_them_learns_of_it(office):
    house = House(office)
    key = house.record("consultation")

    def answers(me, said):
        ready.wait()
        try:
            office.do(case_steps.do_step, key, Step.ANSWER, said, me=me)
            return said
        except (BadEntry, Stale):
            return ""
        finally:
            office.office.disconnect()

    ready = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        given = sorted(pool.map(answers, (house.anna, house.head), ("十点开门", "九点开门")))
    (answer,) = [one for one in house.view(key).entries if one.kind is EntryKind.STEP]
    assert given == ["", answer.said] and house.view(key).line.step is Step.CLOSED


def test_a_case_out_of_sight_appears_nowhere_and_a_callers_in_its_department_alone(office):
    house = House(office)
    own = STAFF | {Right.SEE_CLIENTS: Scope.OWN}
    near, far = office.hire("邻", own, department="客服部"), office.hire("远", own, department="仓库")
    hidden, caller = house.record(), house.record(client=None, caller="王女士", phone="13800138000")
    for who, sees in ((near, {caller}), (far, set()), (house.bo, {hidden, caller})):
        listed = office.ask(cases.cases, Wish(Standing.ALL), me=who)
        assert {line.id for line in listed} == sees
        assert office.ask(cases.count, Wish(Standing.ALL), me=who) == len(sees)
        for key in (hidden, caller):
            number = office.ask(case_views.case_view, key).line.number
            hits = office.ask(search_all.find_everything, f" {number}", me=who)
            assert [hit.id for hit in hits if hit.kind == "case"] == ([key] if key in sees else [])
        for key in {hidden, caller} - sees:
            for ask in (case_views.case_view, lambda work, key: cases.lines(work, [case_reach.reached(work, key)])):
                with pytest.raises(NotFound):
                    office.ask(ask, key, me=who)
            with pytest.raises(NotFound):
                office.do(case_acts.note, key, "x", me=who)
    assert house.today(near) == house.today(far) == []
    with pytest.raises(BadEntry) as refused:
        # nobody is given a case of a client whose file he does not see
        office.do(case_steps.pass_on, hidden, far.id, "你来", me=house.anna)
    assert refused.value.field == "to"
    office.do(case_steps.pass_on, caller, far.id, "你来", me=house.anna)
    assert {line.id for line in office.ask(cases.cases, me=far)} == {caller} and office.ask(cases.cases, me=near) == ()
    with pytest.raises(NotFound):
        office.do(case_acts.join_file, caller, house.client, me=far)
    office.do(case_acts.join_file, caller, house.client, me=house.anna)
    assert {line.whom for line in office.ask(cases.cases)} == {"贺启年"} and office.ask(cases.cases, me=far) == ()
    with pytest.raises(NotAllowed):
        office.do(cases.record_case, NewCase("complaint", "x", caller="李"), me=office.hire("读", {Right.SEE_CLIENTS:
                                                                                          Scope.ALL}))  # fmt: skip


def test_a_contact_becomes_a_case_whose_clock_runs_since_the_client_called(office):
    house = House(office)
    said = Report(Channel.PHONE, "菜凉了", at=house.ago(30), direction=Direction.IN)
    contact = office.do(contacts.log_contact, house.client, said, me=house.anna)
    key = house.record(contact=contact)
    view = house.view(key)
    assert view.started_at == office.ask(contacts.contacts_of, house.client)[0].at
    other = office.do(clients.open_client, ClientForm.PERSON, {"name": "周敏"})
    with pytest.raises(BadEntry):
        house.record(contact=contact, client=other)
    for bad, field in (({"subject": " "}, "subject"), ({"client": None}, "client"), ({"kind": "nothing"}, "kind")):
        with pytest.raises(BadEntry) as refused:
            house.record(**bad)
        assert refused.value.field == field
    assert office.ask(case_reach.by_number, view.line.number) == key


def test_an_office_adds_a_kind_and_takes_it_out_while_its_cases_keep_it(office):
    house = House(office)
    kind = office.do(case_kinds.add_kind, "路上求助", Flow.JOB, Kind.CLOCK_HOURS, 2, True)
    key = house.record(kind)
    assert house.view(key).clock.due == house.view(key).started_at + 2 * HOUR
    for name, limit, field in (("路上求助", 2, "label"), ("维修", 10_000, "limit")):
        with pytest.raises(BadEntry) as refused:
            office.do(case_kinds.add_kind, name, Flow.JOB, Kind.CLOCK_HOURS, limit, True)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        office.do(case_kinds.remove_kind, kind, me=house.anna)
    with pytest.raises(BadEntry):
        office.do(case_kinds.remove_kind, "complaint")
    office.do(case_kinds.remove_kind, kind)
    assert house.view(key).line.kind_label == "路上求助" and kind not in {one.key for one in office.ask(cases.kinds)}
    house.step(key, Step.OUTCOME, "拖车已到")
    house.step(key, Step.ACCEPTANCE)
    assert house.view(key).line.step is Step.CALL_BACK


def test_a_holiday_announced_later_gives_a_case_time(office):
    house = House(office)
    key = house.record("consultation")
    due, earlier = house.view(key).line.due_at, house.ago(1)
    with office.work() as work:
        # as the columns were written while nobody knew of the holiday
        row = case_reach.reached(work, key)
        work.change(row, {"warn_at": earlier, "due_at": earlier})
        work.record("cases", "note_case", row, number=row.number)
    assert house.today(house.anna) != [("wrong", "case")] and house.today(house.head) == house.today(house.boss) == []
    assert house.view(key).line.due_at == due and office.ask(cases.cases, Wish(Standing.LATE)) == ()


def test_a_leavers_call_back_about_a_strangers_case_is_passed_on(office):
    """Who handles it may be anybody: what a leaver still owes is the call."""
    house = House(office)
    key = house.record(client=None, caller="金先生", handler=house.anna.id, me=house.bo)
    house.solve(key)
    house.step(key, Step.ACCEPTANCE)

    def held():
        return {one.kind: one.count for one in office.ask(closing.holdings, house.bo.id)}

    assert house.view(key).calls_back == "卜凡" and held() == {"cases": 1}
    office.do(case_steps.pass_on, key, house.head.id, "手头太多", me=house.anna)
    assert held() == {"cases": 1}
    for to, field in ((house.anna, "to"), (house.head, "to"), (house.bo, "to")):
        with pytest.raises(BadEntry) as refused:
            office.do(case_steps.pass_call_back, key, to.id, "离职", me=house.bo)
        assert refused.value.field == field
    carl = office.hire("柯然", STAFF, department="客服部")
    with pytest.raises(NotAllowed):
        office.do(case_steps.pass_call_back, key, carl.id, "离职", me=carl)
    assert "pass_call_back" in house.view(key, house.bo).acts and "pass_call_back" not in house.view(key, carl).acts
    office.do(case_steps.pass_call_back, key, carl.id, "离职", me=house.bo)
    with office.beneath():
        passed = Record.select().where(Record.action == "pass_call_back").get().operation
    assert (house.view(key).calls_back, held(), house.today(house.bo)) == ("柯然", {}, [])
    office.do(case_undo.undo, passed, me=house.bo)
    assert (house.view(key).calls_back, held()) == ("卜凡", {"cases": 1})
    # where the leaver is gone already, whoever handles the case passes it on
    office.do(accounts.suspend, house.bo.id)
    office.do(case_steps.pass_call_back, key, carl.id, "离职", me=house.head)
    assert held() == {} and house.today(carl) == [("due", "case")]


def test_what_was_just_done_is_taken_back_and_nothing_that_was_built_on(office):
    house = House(office)
    key = house.record()

    def newest():
        with office.beneath():
            return Record.select().where(Record.topic == "cases").order_by(Record.serial.desc()).first().operation

    recorded = newest()
    office.do(case_steps.pass_on, key, house.bo.id, "同事更熟悉", me=house.anna)
    passed = newest()
    assert house.view(key).line.handler_name == "卜凡"
    for me, operation in ((house.bo, passed), (house.anna, recorded)):
        with pytest.raises((NotAllowed, BadEntry)):
            office.do(case_undo.undo, operation, me=me)
    office.do(case_undo.undo, passed, me=house.anna)
    view = house.view(key)
    assert view.line.handler_name == "安然" and [one.kind for one in view.entries] == [EntryKind.RECORDED]
    before = view.line.due_at
    office.do(case_acts.pause, key, PauseReason.CLIENT, "等客户", me=house.anna)
    office.do(case_undo.undo, newest(), me=house.anna)
    assert (house.view(key).line.paused, house.view(key).line.due_at) == (False, before)
    house.step(key, Step.PROMISE)
    promised = newest()
    office.do(case_acts.note, key, "又来电", me=house.bo)
    with pytest.raises(BadEntry):
        office.do(case_undo.undo, promised, me=house.anna)


def test_a_month_is_summed_up_by_kind_and_cause_as_far_as_one_sees(office):
    house = House(office)
    day = office.ask(on_file.today)
    kept, late = house.record(), house.record(received_at=house.ago(60))
    house.solve(kept)
    house.step(kept, Step.ACCEPTANCE)
    house.step(late, Step.PROMISE)
    house.step(late, Step.CAUSE, cause="排班")
    office.do(case_acts.grant_remedy, kept, RemedyKind.APOLOGY, 0, "致歉", me=house.anna)
    house.record("feedback")
    found = office.ask(case_sums.month_of, day, me=house.head)
    complaint, feedback = found.kinds
    assert (complaint.recorded, complaint.kept, complaint.late, complaint.share) == (2, 1, 1, 50)
    assert (feedback.recorded, feedback.share) == (1, None)
    assert (found.causes, found.complaints, found.rate) == ((("排班", 2),), 2, 200.0)
    near = office.hire("邻", STAFF | {Right.SEE_CLIENTS: Scope.OWN}, department="客服部")
    assert office.ask(case_sums.month_of, day, me=near).kinds == ()
    before = office.ask(case_sums.month_of, day.replace(day=1) - timedelta(days=1))
    assert before.kinds == () and before.first < found.first
    printed = office.errand(case_sums.month_sheet, day, translator("zh_CN"), me=house.head)
    assert "排班" in text_of(printed.pdf)


def test_a_server_that_keeps_people_apart_shows_a_callers_case_to_whom_the_program_does(prepared_office):
    test_a_case_out_of_sight_appears_nowhere_and_a_callers_in_its_department_alone(prepared_office)
