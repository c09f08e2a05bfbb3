"""A server that keeps people apart: who reads a penalty and of whom, and who decides it (RP-2)."""

from desktop.rules.discipline import Kind, Measure, Rule, State, Step
from desktop.rules.rights import Right, Scope
from desktop.services import discipline, discipline_acts, discipline_rules, discipline_undo, discipline_views, on_file
from desktop.services.discipline import Evidence, NewCase
from desktop.services.discipline_acts import Decision
from tests.offices import TestOffice
from tests.server.psql import address, ask

FILES = {Right.SEE_CLIENTS: Scope.ALL}
STAFF = {**FILES, Right.SEE_DISCIPLINE: Scope.OWN}
HEAD = {**FILES, Right.SEE_DISCIPLINE: Scope.DEPARTMENT}
CHIEF = {**FILES, Right.SEE_DISCIPLINE: Scope.ALL, Right.DECIDE_DISCIPLINE: Scope.ALL}
NO = "permission denied for deciding"
NO_LINE = "permission denied for this line"


def test_nobody_reads_or_decides_a_penalty_past_the_program(prepared_office: TestOffice):
    office = prepared_office
    anna, bo = (office.hire(name, STAFF, department="客服部") for name in ("安然", "卜凡"))
    head, other = office.hire("贺主任", HEAD, department="客服部"), office.hire("钱主任", HEAD, department="财务部")
    chief = office.hire("冯经理", CHIEF)
    day = office.ask(on_file.today)

    def said(me, statement: str) -> str:
        found = ask(address(office, me.login), statement)
        return found.refusal or str(found.rows)

    def seen(me, table: str) -> int:
        return int(ask(address(office, me.login), f"SELECT count(*) FROM {table}").rows[0])

    def done(me, verb, *args):
        with office.work(me) as work:
            verb(work, *args)
            return work.operation

    evidence = [Evidence("同事书面说明"), Evidence("走廊录像", told=False)]
    new = NewCase("secrecy", anna.id, day, "与同事争吵", evidence, reported_by="前台小林", named=False)
    key = office.do(discipline.propose, new, me=chief)
    tables = ("discipline_case", "discipline_entry")
    # before he was told: head and managers, and not another department
    assert [[seen(me, table) for table in tables] for me in (anna, bo, other)] == [[0, 0]] * 3
    assert [[seen(me, table) for table in tables] for me in (head, chief)] == [[1, 4]] * 2
    # what became of it says nothing either, whoever sees all files
    told = "SELECT count(*) FROM {} WHERE topic = 'discipline'"
    assert said(anna, told.format("record")) == said(bo, told.format("record")) == said(other, told.format("record"))
    for me in (anna, bo, other):
        assert "discipline_entry" not in said(me, "SELECT DISTINCT table_name FROM journal")
    # of each case one proposal, its lines stay as they were written, and what is decided is written by who may
    twice = f"""INSERT INTO discipline_entry (id, version, case_id, kind, detail, said, told, source, by_id, at)
        VALUES (gen_random_uuid(), 1, '{key}', 'KIND', '', '', true, '', '{head.id}', 1)"""
    for kind in ("proposed", "decision", "verdict", "dropped"):
        assert NO_LINE in said(head, twice.replace("KIND", kind))
    assert NO_LINE in said(chief, twice.replace("KIND", "reply").replace(str(head.id), str(chief.id)))
    assert "policy" in said(head, twice.replace("KIND", "note").replace(f"'{head.id}'", "NULL"))
    assert NO_LINE in said(chief, "UPDATE discipline_entry SET said = 'x' WHERE kind = 'evidence'")
    for change in ("withdrawn_at = 1", "told_at = 1", "state = 'notified', told_at = 1, reply_until = 1",
                   "state = 'dropped'", "decided_at = 1"):  # fmt: skip
        assert NO in said(head, f"UPDATE discipline_case SET {change}")
    # whoever proposed it decides nothing, nor whoever only heads the department, nor by making himself another
    for me in (chief, head):
        assert NO in said(me, "UPDATE discipline_case SET measures = '[\"dismissal\"]'")
        assert NO in said(me, "UPDATE discipline_case SET state = 'effective'")
    assert "policy" in said(chief, twice.replace("KIND", "note"))
    act = done(chief, discipline_acts.notify, key)
    # what it bears no name on is his, and he takes it back
    office.do(discipline_undo.undo, act, me=chief)
    office.do(discipline_acts.notify, key, me=chief)
    # he reads the notice and what is for him, not who proposed or reported it
    assert str(chief.id) not in said(anna, "SELECT by_id FROM discipline_entry")
    assert [seen(anna, table) for table in tables] == [1, 3] and seen(bo, "discipline_case") == 0
    for change in ("state = 'effective'", "measures = '[1]'", "reply_until = 1", "told_at = NULL", "fact = 'x'"):
        assert NO in said(anna, f"UPDATE discipline_case SET {change}")
    mine = twice.replace(str(head.id), str(anna.id))
    assert "policy" in said(anna, mine.replace("KIND", "note"))
    for kind in ("decision", "proposed", "verdict"):
        assert NO_LINE in said(anna, mine.replace("KIND", kind))
    # his days are his: nobody ends them, replies for him, or makes a case vanish that he was told
    second = office.hire("孙经理", CHIEF)
    for me in (head, second):
        for change in ("reply_until = 1", "state = 'replied'", "told_at = NULL", "withdrawn_at = 1"):
            assert NO in said(me, f"UPDATE discipline_case SET {change}")
    early = f"state = 'effective', deputy_id = '{second.id}'"
    assert NO in said(second, f"UPDATE discipline_case SET {early}")
    office.do(discipline_acts.reply, key, "他当面说没有异议", me=head)
    office.do(discipline_acts.reply, key, "当时在接急电", me=anna)
    # a second person decides, and takes it back; who proposed it still can't
    act = done(second, discipline_acts.decide, key, Decision([Measure.INSTRUCT], "初次"))
    office.do(discipline_undo.undo, act, me=second)
    office.do(discipline_acts.decide, key, Decision([Measure.INSTRUCT], "初次"), me=second)
    assert NO in said(chief, "UPDATE discipline_case SET amount = 1")
    assert NO in said(head, "UPDATE discipline_case SET withdrawn_at = 1")
    third = office.hire("周经理", CHIEF)
    act = done(head, discipline_acts.appeal, key, "他当面说不服")
    assert NO in said(third, "UPDATE discipline_case SET state = 'upheld'")
    office.do(discipline_undo.undo, act, me=head)
    office.do(discipline_acts.appeal, key, "录像看不清", me=anna)
    act = done(third, discipline_acts.settle_appeal, key, State.UPHELD, "查明")
    office.do(discipline_undo.undo, act, me=third)
    view = office.ask(discipline_views.case_view, key, me=anna)
    assert (view.decided_by, [one.kind.value for one in view.entries]) == (
        "孙经理", ["evidence", "notice", "reply", "reply", "decision", "appeal"])  # fmt: skip
    # what was dropped, rewarded, or proposed by mistake goes its way too
    own = NewCase("secrecy", anna.id, day, "误报")
    act = done(head, discipline.propose, own)
    office.do(discipline_undo.undo, act, me=head)
    dropped = office.do(discipline.propose, own, me=head)
    act = done(head, discipline_acts.drop, dropped, "误报")
    office.do(discipline_undo.undo, act, me=head)
    rule = office.do(
        discipline_rules.keep_rule, Rule("", Kind.REWARD, "拾金不昧", "第12条", (Step((Measure.PRAISE,)),)), me=second
    )
    reward = office.do(discipline.propose, NewCase(rule, anna.id, day, "拾到钱包"), me=head)
    act = done(second, discipline_acts.decide, reward, Decision([Measure.PRAISE], "值得学习"))
    office.do(discipline_undo.undo, act, me=second)
    office.do(discipline_acts.decide, reward, Decision([Measure.PRAISE], "值得学习"), me=second)
    assert seen(anna, "discipline_case") == 2
