"""A server that keeps people apart: who reads a penalty and of whom, and who decides it (RP-2)."""

from desktop.rules.discipline import Measure
from desktop.rules.rights import Right, Scope
from desktop.services import discipline, discipline_acts, discipline_undo, discipline_views, on_file
from desktop.services.discipline import Evidence, NewCase
from desktop.services.discipline_acts import Decision
from tests.offices import TestOffice
from tests.server.psql import address, ask

FILES = {Right.SEE_CLIENTS: Scope.ALL}
STAFF = {**FILES, Right.SEE_DISCIPLINE: Scope.OWN}
HEAD = {**FILES, Right.SEE_DISCIPLINE: Scope.DEPARTMENT}
CHIEF = {**FILES, Right.SEE_DISCIPLINE: Scope.ALL, Right.DECIDE_DISCIPLINE: Scope.ALL}
NO = "permission denied for deciding"


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
    # whoever proposed it decides nothing, nor whoever only heads the department, nor by making himself another
    for me in (chief, head):
        assert NO in said(me, "UPDATE discipline_case SET measures = '[\"dismissal\"]'")
        assert NO in said(me, "UPDATE discipline_case SET state = 'effective'")
    forged = f"""INSERT INTO discipline_entry (id, version, case_id, kind, detail, said, told, source, by_id, at)
        VALUES (gen_random_uuid(), 1, '{key}', 'proposed', '', '', true, '', '{head.id}', 1)"""
    assert "policy" in said(chief, forged)
    office.do(discipline_acts.notify, key, me=head)
    # he reads the notice and what is for him, not who proposed or reported it
    assert [seen(anna, table) for table in tables] == [1, 2] and seen(bo, "discipline_case") == 0
    for change in ("state = 'effective'", "measures = '[1]'", "reply_until = 1", "told_at = NULL", "fact = 'x'"):
        assert NO in said(anna, f"UPDATE discipline_case SET {change}")
    for kind in ("decision", "proposed", "verdict"):
        mine = forged.replace("'proposed'", f"'{kind}'").replace(str(head.id), str(anna.id))
        assert "policy" in said(anna, mine)
    office.do(discipline_acts.reply, key, "当时在接急电", me=anna)
    # a second person decides, and takes it back; who proposed it still can't
    second = office.hire("孙经理", CHIEF)
    with office.work(second) as work:
        discipline_acts.decide(work, key, Decision([Measure.INSTRUCT], "初次"))
        act = work.operation
    office.do(discipline_undo.undo, act, me=second)
    office.do(discipline_acts.decide, key, Decision([Measure.INSTRUCT], "初次"), me=second)
    assert NO in said(chief, "UPDATE discipline_case SET amount = 1")
    office.do(discipline_acts.appeal, key, "录像看不清", me=anna)
    view = office.ask(discipline_views.case_view, key, me=anna)
    assert (view.decided_by, [one.kind.value for one in view.entries]) == (
        "孙经理", ["evidence", "notice", "reply", "decision", "appeal"])  # fmt: skip
