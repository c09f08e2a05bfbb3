"""The quarter's classes on a real office: entered and imported spend, proposals, confirming, undoing, teaching."""

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from desktop.i18n import translator
from desktop.models.classes import ClassResult, ClassRun
from desktop.models.clients import Client
from desktop.models.records import Journal, Record
from desktop.rules.audit import Memory
from desktop.rules.classes import Reading
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, ClientKind
from desktop.services import (
    class_runs,
    classes,
    clients,
    histories,
    merging,
    on_file,
    prints,
    settings,
    spending,
    undoing,
    verifying,
)
from desktop.services.classes import FiguresChanged, NotUndone
from tests.offices import TestOffice, office_today

TODAY = office_today()
Q3 = Quarter.of(TODAY).before()
Q2 = Q3.before()
FIRST, LAST = Q3.first.isoformat(), Q3.last.isoformat()
ALL = {Right.SEE_CLIENTS: Scope.ALL, Right.CLASSIFY_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}


def guest(office: TestOffice, name: str, **values):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": name, **values})


def spent(office: TestOffice, client, yuan: int, visits: int = 1, on: date = Q3.first):
    return office.do(spending.enter_spend, client, on, yuan * 100, visits)


def given(office: TestOffice) -> dict[str, str]:
    with office.work(write=False) as work:
        return {c.name: c.client_class for c in work.visible(Client)}


def proposed(office: TestOffice, quarter: Quarter = Q3, **numbers: int) -> dict[str, str]:
    return {line.name: line.proposed for line in office.ask(classes.propose, quarter, numbers or None).lines}


@pytest.fixture
def six(office: TestOffice):
    """Six guests; the last three spent nothing in the quarter."""
    made = [guest(office, name) for name in ("贺启年", "单雪", "尉迟敬", "张岚", "李娜", "王强")]
    spent(office, made[0], 5000, 1)
    spent(office, made[1], 3000, 2)
    spent(office, made[1], 500, 3, Q3.last)
    spent(office, made[2], 800, 9)
    spent(office, made[3], 700, 1, Q2.last)
    spent(office, made[4], 600, 1, Q2.before(2).last)
    return made


def test_a_proposal_adds_up_the_quarter_and_says_why(office: TestOffice, six):
    found = office.ask(classes.propose, Q3, {"a_ranks": 1, "b_ranks": 2})
    by_name = {line.name: line for line in found.lines}
    assert {name: line.proposed for name, line in by_name.items()} == {
        "贺启年": "A", "单雪": "B", "尉迟敬": "B", "张岚": "L", "李娜": "D", "王强": "D"}  # fmt: skip
    shan = by_name["单雪"]
    assert (shan.spend, shan.visits, shan.spend_rank, shan.visit_rank, shan.move) == (350000, 5, 2, 2, "new")
    say = translator("en")
    assert say(shan.reason).format(**shan.values) == "Rank 2 by spend: B takes ranks 2 to 2"
    gone = by_name["张岚"]
    assert say(gone.reason).format(**gone.values) == (
        "No visit in the quarter; visits in the 2 quarters before: 1")  # fmt: skip
    assert found.counts == {"A": 1, "B": 2, "C": 0, "D": 2, "L": 1}
    assert given(office) == dict.fromkeys(by_name, "")
    assert proposed(office, a_ranks=2)["单雪"] == "A"


def test_the_reading_in_force_and_the_other(office: TestOffice, six):
    numbers = {"a_ranks": 1, "b_ranks": 1, "visit_ranks": 2}
    others = office.ask(classes.propose, Q3, numbers)
    assert {line.name for line in others.lines if line.proposed == "B"} == {"尉迟敬", "单雪"}
    spent(office, six[0], 1, 20)
    assert {n for n, c in proposed(office, **numbers).items() if c == "B"} == {"尉迟敬", "单雪"}
    office.do(settings.change_setting, "class_reading", Reading.EVERYBODY)
    everybody = office.ask(classes.propose, Q3, numbers)
    assert {line.name for line in everybody.lines if line.proposed == "B"} == {"尉迟敬"}
    assert {line.name: line.other for line in everybody.lines if line.other} == {"单雪": "B"}
    assert everybody.other_counts == {**everybody.counts, "B": 2, "C": everybody.counts["C"] - 1}


def test_a_named_leader_is_a_without_spending(office: TestOffice, six):
    office.do(clients.edit_client, six[5], {"leader": True})
    assert proposed(office)["王强"] == "A"


def test_confirming_gives_the_classes_and_undoing_takes_them_back(office: TestOffice, six):
    before = given(office)
    seen = office.ask(classes.propose, Q3)
    run = office.do(classes.confirm, Q3, {six[5]: ("C", "门路广")}, seen=seen.fingerprint)
    assert given(office) == {"贺启年": "A", "单雪": "A", "尉迟敬": "A", "张岚": "L", "李娜": "D", "王强": "C"}
    (line,) = office.ask(class_runs.runs)
    assert (str(line.quarter), line.moved, line.overridden) == (str(Q3), 6, 1)
    kept = {r.name: r for r in office.ask(class_runs.run_lines, run)}
    assert (kept["王强"].proposed, kept["王强"].given, kept["王强"].override) == ("D", "C", "门路广")
    (mine,) = office.ask(class_runs.classes_of, six[1])
    assert (mine.given, mine.spend, mine.visits, mine.spend_rank) == ("A", 350000, 5, 2)
    with office.work(write=False) as work:
        record = work.visible(Record).order_by(Record.serial.desc()).get()
        assert (record.topic, record.action, record.facts["moved"]) == ("clients", "classify", 6)
        assert Journal.select().where((Journal.record == record.serial) & (Journal.table == "client")).count() == 6
    assert office.do(classes.undo_run, run).restored == 6
    assert given(office) == before
    assert office.ask(class_runs.classes_of, six[1]) == ()
    assert office.do(classes.undo_run, run).restored == 0


def test_a_confirmed_list_that_another_program_changed_is_found(office: TestOffice, six):
    chosen = {six[1]: ("A", "常客")}
    run = office.do(classes.confirm, Q3, chosen)
    office.do(classes.undo_run, office.do(classes.confirm, Q3))
    office.ask_for_no_consent()

    def found() -> list[str]:
        return [str(finding.values["quarter"]) for finding in office.errand(verifying.verify, Memory()).report.findings]

    assert found() == []
    of_run = ClassResult.run == run
    row = dict(ClassResult.select().where(of_run & (ClassResult.client == six[0])).dicts().get())
    late = guest(office, "晚到的")
    for change, back in (
        (ClassResult.insert({**row, "client": late}), ClassResult.delete().where(ClassResult.client == late)),
        (ClassResult.update(spend=1).where(of_run & (ClassResult.client == six[0])),
         ClassResult.update(spend=row["spend"]).where(of_run & (ClassResult.client == six[0]))),
        (ClassResult.delete().where(of_run & (ClassResult.client == six[0])), ClassResult.insert(row)),
    ):  # fmt: skip
        for query, said in ((change, [str(Q3)]), (back, [])):
            with office.office.database.writing():
                query.execute()
            assert found() == said
    # a lawful erasure takes the manager's words away
    with office.office.database.writing():
        ClassResult.update(override="").execute()
    assert found() == []


def test_of_a_list_from_before_its_hash_was_kept_it_is_said_what_can_not_be_proved(office: TestOffice, six):
    """As an older program recorded it: how many clients there were and moved; the journal tells from where to where."""
    office.ask_for_no_consent()
    with office.work() as work:
        run = ClassRun(quarter=str(Q2), preset="restaurant", rules={}, figures={}, at=work.now, person=work.me.id,
                       operation=work.operation)  # fmt: skip
        work.add(run)
        for client, letter in ((six[0], "B"), (six[1], "")):
            ClassResult.create(run=run.id, client=client, before="", proposed=letter, given=letter, spend=100, visits=1,
                               earlier_visits=0, why="")  # fmt: skip
        work.change(work.get(Client, six[0]), {"client_class": "B"})
        work.record("clients", "classify", run, quarter=run.quarter, clients=2, moved=1)
        run_id = run.id

    def verified() -> tuple[list, list]:
        report = office.errand(verifying.verify, Memory()).report
        return [one.values for one in report.findings], [one.values for one in report.notices]

    said = {"quarter": str(Q2)}
    assert verified() == ([], [said])
    of_run = ClassResult.run == run_id
    for change, back, found in (
        (ClassResult.update(spend=1), ClassResult.update(spend=100), []),
        (ClassResult.update(given="A").where(ClassResult.given == "B"),
         ClassResult.update(given="B").where(ClassResult.given == "A"), [said]),
        (ClassResult.update(before="C").where(ClassResult.client == six[0]),
         ClassResult.update(before="").where(ClassResult.client == six[0]), [said]),
    ):  # fmt: skip
        for query, expected in ((change, found), (back, [])):
            with office.office.database.writing():
                query.where(of_run).execute()
            assert verified() == (expected, [] if expected else [said])
    # whoever records the act once more takes no list out of what can be proved
    kept = office.do(classes.confirm, Q3)
    with office.work() as work:
        work.record("clients", "classify", work.get(ClassRun, kept), quarter=str(Q3), clients=6, moved=6)
    with office.office.database.writing():
        ClassResult.update(spend=1).where(ClassResult.run == kept).execute()
    assert verified() == ([{"quarter": str(Q3)}], [said])


def test_later_runs_are_undone_first_and_older_quarters_come_too_late(office: TestOffice, six):
    first = office.do(classes.confirm, Q2)
    second = office.do(classes.confirm, Q3)
    with pytest.raises(NotUndone):
        office.do(classes.undo_run, first)
    with pytest.raises(BadEntry):
        office.do(classes.confirm, Q2)
    office.do(classes.undo_run, second)
    assert given(office)["张岚"] == "A"
    office.do(classes.undo_run, first)
    assert set(given(office).values()) == {""}


def test_the_same_quarter_once_more_when_a_bill_comes_late(office: TestOffice, six):
    office.do(classes.confirm, Q3)
    spent(office, six[3], 900)
    office.do(classes.confirm, Q3)
    assert given(office)["张岚"] == "A"


def test_what_was_looked_at_is_what_is_confirmed(office: TestOffice, six):
    seen = office.ask(classes.propose, Q3).fingerprint
    spent(office, six[5], 9000)
    with pytest.raises(FiguresChanged):
        office.do(classes.confirm, Q3, seen=seen)
    assert set(given(office).values()) == {""}


def test_another_class_needs_a_reason_and_must_exist(office: TestOffice, six):
    for wrong in (("C", " "), ("X", "why"), ("", "why")):
        with pytest.raises(BadEntry):
            office.do(classes.confirm, Q3, {six[5]: wrong})


def test_a_class_changed_since_stays_when_the_run_is_undone(office: TestOffice, six):
    run = office.do(classes.confirm, Q3)
    with office.work() as work:
        client = work.get(Client, six[0])
        work.change(client, {"client_class": "C"})
        work.record("clients", "edit", client)
        code = client.code
    assert office.do(classes.undo_run, run).kept == (code,)
    assert given(office)["贺启年"] == "C"


def test_classes_are_for_who_may_and_sees_all(office: TestOffice, six):
    staff = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    partial = office.hire("赵峰", {**ALL, Right.SEE_CLIENTS: Scope.OWN})
    for me in (staff, partial):
        with pytest.raises(NotAllowed):
            office.ask(classes.propose, Q3, me=me)
        with pytest.raises(NotAllowed):
            office.do(classes.confirm, Q3, me=me)
    with pytest.raises(NotAllowed):
        office.do(spending.enter_spend, six[0], Q3.first, 100, me=staff)
    run = office.do(classes.confirm, Q3)
    with pytest.raises(NotAllowed):
        office.do(classes.undo_run, run, me=staff)
    assert office.ask(class_runs.run_lines, run, me=partial) == []


def test_withdrawn_spend_and_clients_do_not_count(office: TestOffice, six):
    entry = spent(office, six[5], 9000)
    assert proposed(office, a_ranks=1, b_ranks=1)["王强"] == "A"
    office.do(spending.withdraw_spend, entry)
    assert proposed(office, a_ranks=1)["王强"] == "D"
    office.do(clients.withdraw_client, six[0], "重复")
    assert proposed(office, a_ranks=1)["单雪"] == "A"


def test_spend_that_cannot_be(office: TestOffice, six):
    for wrong in ((date(2190, 1, 1), 100, 1), (Q3.first, 0, 0), (Q3.first, 100, -1)):
        with pytest.raises(BadEntry):
            office.do(spending.enter_spend, six[0], *wrong)


def test_teaching_is_recorded(office: TestOffice, six):
    run = office.do(classes.confirm, Q3)
    teaching = office.do(class_runs.teach, run, TODAY, [office.me.id], "早会")
    (line,) = office.ask(class_runs.runs)
    assert [(t.on, t.people, t.note) for t in line.taught] == [(TODAY, ("何俊",), "早会")]
    office.do(class_runs.withdraw_teaching, teaching)
    assert office.ask(class_runs.runs)[0].taught == ()
    for wrong in ((TODAY, []), (date(2190, 1, 1), [office.me.id])):
        with pytest.raises(BadEntry):
            office.do(class_runs.teach, run, *wrong)


def test_the_class_list_on_paper(office: TestOffice, six):
    run = office.do(classes.confirm, Q3, {six[5]: ("C", "门路广")})
    printed = office.errand(prints.class_list, run, translator("zh_CN"))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.pdf)).pages)
    for word in (str(Q3), "A 大客户", "贺启年", "3,500.00", "门路广", "流失", printed.code):
        assert word in text
    assert "李娜" not in text  # of class D the number alone
    staff = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.errand(prints.class_list, run, translator("zh_CN"), me=staff)


def test_the_running_quarter_of_a_client(office: TestOffice, six):
    today = office.ask(on_file.today)
    for client, yuan in zip(six, (10, 20, 20), strict=False):
        spent(office, client, yuan, 1, today)
    mine = office.ask(class_runs.quarter_of, six[0])
    assert (mine.spend, mine.visits, mine.spend_rank, mine.visit_rank) == (1000, 1, 3, None)  # A has none
    partial = office.hire("赵峰", {**ALL, Right.SEE_CLIENTS: Scope.DEPARTMENT}, department="柏溪楼")
    assert office.ask(class_runs.quarter_of, six[0], me=partial).spend_rank is None
    assert office.ask(class_runs.quarter_of, six[5]).visit_rank is None


def test_the_ranks_in_a_file_are_those_of_the_classes(office: TestOffice, six):
    today = office.ask(on_file.today)
    for client, (yuan, visits) in zip(six, ((900, 5), (100, 9), (50, 3), (20, 1)), strict=False):
        spent(office, client, yuan, visits, today)
    supplier = office.do(clients.open_client, ClientForm.PERSON, {"name": "云岭茶行"}, kind=ClientKind.SUPPLIER)
    gone = guest(office, "尉迟恭")
    for client in (supplier, gone):
        spent(office, client, 5000, 50, today)
    office.do(clients.withdraw_client, gone, "已停业")
    office.do(clients.edit_client, six[3], {"leader": True, "unit": "柏溪楼"})
    office.do(clients.edit_client, six[2], {"unit": "柏溪楼"})
    office.do(settings.change_setting, "class_a_ranks", 1)

    def agree():
        told = {line.client_id: (line.spend_rank, line.visit_rank)
                for line in office.ask(classes.propose, Quarter.of(today)).lines}  # fmt: skip
        found = {client: office.ask(class_runs.quarter_of, client) for client in (*six, supplier, gone)}
        assert {c: (f.spend_rank, f.visit_rank) for c, f in found.items()} == {**told, gone: (None, None)}
        return found[six[1]].visit_rank, found[six[1]].visits_told

    assert agree() == (1, "rank {n} among those not A")
    office.do(settings.change_setting, "class_reading", Reading.EVERYBODY)
    assert agree() == (1, "rank {n} among all")
    office.do(settings.change_setting, "class_by_unit", True)
    assert agree() == (1, "rank {n} of units")
    for preset in ("sales", "service"):
        office.do(settings.change_setting, "class_preset", preset)
        assert agree()[1] == "rank {n} of units"


def sheet_of(tmp_path, *lines, name="消费.csv"):
    path = tmp_path / name
    path.write_bytes("\r\n".join(lines).encode("gbk"))
    return path


def test_a_sheet_is_taken_as_a_whole_and_undone_as_a_whole(office: TestOffice, six, tmp_path):
    code = office.ask(clients.client_file, six[5]).code
    path = sheet_of(tmp_path, "客户,日期,金额,次数", f"{code},{FIRST},\"1,280.50\",2",
                    f"李娜,{Q3.last.year}年{Q3.last.month}月{Q3.last.day}日,300,",
                    "合计,,1580.5,")  # fmt: skip
    sheet = office.errand(spending.prepare, path)
    assert (len(sheet.rows), sheet.clients, sheet.amount, sheet.left_out) == (2, 2, 158050, 1)
    taken = office.do(spending.take, sheet)
    assert proposed(office, a_ranks=3)["王强"] == "A"
    (line, *_rest) = office.ask(spending.spend_of, six[5])
    assert (line.on, line.amount, line.visits, line.source.value) == (Q3.first, 128050, 2, "imported")
    with pytest.raises(BadEntry):
        office.do(spending.take, sheet)
    assert office.do(spending.undo_import, taken) == 2
    assert office.do(spending.undo_import, taken) == 0
    assert office.ask(spending.spend_of, six[5]) == ()
    assert office.ask(spending.imports)[0].undone_at is not None
    office.do(spending.take, sheet)


def test_a_sheet_knows_a_client_by_the_code_of_a_merged_file(office: TestOffice, six, tmp_path):
    codes = [office.ask(clients.client_file, client).code for client in six]
    for kept, other in ((six[1], six[0]), (six[2], six[1])):
        office.do(merging.merge, kept, other)
    sheet = office.errand(
        spending.prepare, sheet_of(tmp_path, "客户,日期,金额", *(f"{c},{FIRST},5" for c in codes[:3]))
    )
    assert (sheet.unmatched, [client for client, _row in sheet.rows]) == ((), [six[2]] * 3)
    office.do(clients.withdraw_client, six[2], "已停业")
    again = office.errand(spending.prepare, sheet_of(tmp_path, "客户,日期,金额", f"{codes[0]},{FIRST},5"))
    assert [t.row for t in again.unmatched] == [2]


def test_a_booked_banquet_counts_from_its_day_on(office: TestOffice, six, tmp_path):
    today = office.ask(on_file.today)
    later = min(today + timedelta(days=1), Quarter.of(today).last)
    if later == today:
        pytest.skip("the quarter ends today")
    sheet = office.errand(spending.prepare, sheet_of(tmp_path, "客户,日期,金额", f"王强,{later.isoformat()},500"))
    office.do(spending.take, sheet)
    line = next(line for line in office.ask(classes.propose, Quarter.of(today)).lines if line.name == "王强")
    assert (line.spend, line.visits) == (0, 0)
    assert office.ask(class_runs.quarter_of, six[5]).spend == 0


def test_rows_without_a_client_are_listed_and_nothing_is_taken(office: TestOffice, six, tmp_path):
    twin = guest(office, "李娜", phone="199 0000 1234")
    path = sheet_of(tmp_path, "姓名,电话,消费日期,消费金额", f"李娜,,{FIRST},5", f"李娜,19900001234,{FIRST},5",
                    f"没有的人,,{FIRST},5", "王强,,2026-02-30,5", f",,{FIRST},5", f"王强,,{FIRST},很多")  # fmt: skip
    sheet = office.errand(spending.prepare, path)
    assert [client for client, _row in sheet.rows] == [twin]
    assert [t.row for t in sheet.unmatched] == [2, 4]
    assert [(t.row, t.field) for t in sheet.refused] == [(5, "on"), (6, "client"), (7, "amount")]
    with pytest.raises(spending.NotTaken):
        office.do(spending.take, sheet)
    assert office.ask(spending.spend_of, twin) == ()


def test_a_sheet_says_which_column_it_lacks(office: TestOffice, six, tmp_path):
    for heading in ("客户,日期,备注", "日期,金额,备注", "客户,金额,备注"):
        with pytest.raises(BadEntry):
            office.errand(spending.prepare, sheet_of(tmp_path, heading, f"王强,{FIRST},5"))


def test_spend_entered_and_taken_out_is_undone_from_the_history(office: TestOffice):
    client = guest(office, "贺启年")
    entered = spent(office, client, 500, 2)
    office.do(spending.withdraw_spend, entered)
    for shown in ([50_000], []):
        line = next(one for one in office.ask(histories.history_of, client) if one.undoable and not one.undone)
        office.do(undoing.undo, line.operation)
        assert [row.amount for row in office.ask(spending.spend_of, client)] == shown


def test_undoing_a_run_names_the_classes_that_stay(office: TestOffice):
    made = [guest(office, name) for name in ("贺启年", "单雪")]
    for client in made:
        spent(office, client, 500)
    run = office.do(classes.confirm, Q3)
    with office.work() as work:
        row = work.get(Client, made[1])
        work.change(row, {"client_class": "D"})
        work.record("clients", "edit", row)
    done = office.errand(undoing.undo_staged, run)
    code = office.ask(clients.client_file, made[1]).code
    assert (done.undone, [(kept.code, kept.label) for kept in done.kept]) == (1, [(code, "Class")])
