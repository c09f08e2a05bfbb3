"""Incidents: reported by anybody, done step by step with deadlines, whom they concern asked of the records; scans."""

from datetime import date, timedelta

import pypdfium2
import pytest

from desktop.i18n import translator
from desktop.models.records import Record
from desktop.rules.audit import Step
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.fields import Block
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, incidents, on_file, security_scans, settings, today
from tests.audit.test_conduct import at, noon
from tests.offices import ADMIN, TestOffice

EN = translator("en")


def rows(office: TestOffice, kind: str = "incident") -> list:
    return [(section.group.value, row) for section in office.ask(today.look).sections for row in section.rows
            if row.key[0] == kind]  # fmt: skip


def test_anybody_reports_and_who_sees_the_audit_goes_on(office: TestOffice):
    staff = office.hire("李娜", {})
    for title, said in (("", "x"), ("x", " ")):
        with pytest.raises(BadEntry):
            office.do(incidents.report, title, said, me=staff)
    with pytest.raises(BadEntry):
        office.do(incidents.report, "名单外泄", "?", noon(office, -2), me=staff)
    key = office.do(incidents.report, "名单外泄", "前台看到打印件在外面", me=staff)
    (line,) = office.ask(incidents.list_incidents)
    assert (line.reported_by, line.next, line.due, line.steps[0].said) == ("李娜", Step.CONTAIN, None,
                                                                          "前台看到打印件在外面")  # fmt: skip
    for step in Step:
        assert [row.key for _group, row in rows(office)] == [("incident", key)]
        with pytest.raises(BadEntry):
            office.do(incidents.do_step, key, step, "")
        office.do(incidents.do_step, key, step, f"已办：{step.value}")
    assert rows(office) == []
    (line,) = office.ask(incidents.list_incidents)
    assert [one.step for one in line.steps] == [None, *Step]
    with office.work(write=False) as work:
        signed = [r.person for r in work.visible(Record).where(Record.action.in_(("report_incident", "incident_step")))]
    assert (signed.count(staff.id), signed.count(office.me.id)) == (1, 4)


def test_deadlines_are_the_offices(office: TestOffice):
    office.do(settings.change_setting, "incident_contain_hours", 4)
    office.do(incidents.report, "名单外泄", "?", noon(office, 1))
    ((group, row),) = rows(office)
    assert (group, row.until) == ("wrong", noon(office, 1) + timedelta(hours=4))


@pytest.fixture
def leak(office: TestOffice):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "bank": "云川"})
    mei = office.do(clients.open_client, ClientForm.PERSON, {"name": "梅若兰"})
    office.do(clients.unlock, he, Block.ACCOUNTS, "核对")
    code = office.ask(clients.client_file, mei).code
    at(office, noon(office), "exports", "export", clients=2, codes=[code, "X-1"])
    at(office, noon(office), "exports", "export", clients=300)
    at(office, noon(office), "prints", "print", clients=2, spans=[[code, f"{code[:-1]}{int(code[-1]) + 1}"]])
    at(office, noon(office, 40), "exports", "export", clients=1, codes=[code])
    key = office.do(incidents.report, "名单外泄", "打印件在外面")
    return office, key


def test_whom_it_concerns_is_asked_of_the_records(leak):
    office, key = leak
    assert office.ask(incidents.concerned, key).clients == ()
    with office.work(write=False) as work:
        day = on_file.today(work)
    with pytest.raises(BadEntry):
        office.do(incidents.ask_about, key, office.me.id, day, day - timedelta(days=1))
    office.do(incidents.ask_about, key, office.me.id, day - timedelta(days=2), day)
    found = office.ask(incidents.concerned, key)
    assert [(one.name, one.times) for one in found.clients] == [("贺启年", 1), ("梅若兰", 2)]
    assert (found.hidden, found.unnamed) == (2, 1)
    office.do(incidents.ask_about, key, office.me.id, None, None)
    assert [one.times for one in office.ask(incidents.concerned, key).clients] == [1, 3]
    # who sees no clients learns how many, not who
    auditor = office.hire("审计员", {Right.SEE_AUDIT: Scope.ALL})
    found = office.ask(incidents.concerned, key, me=auditor)
    assert (found.clients, found.hidden) == ((), 4)


def test_the_protocol_tells_all_of_it(leak):
    office, key = leak
    office.do(incidents.ask_about, key, office.me.id, None, None)
    office.do(incidents.do_step, key, Step.CONTAIN, "收回打印件")
    sheet = office.errand(incidents.protocol, key, EN)
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sheet.pdf))
    for said in ("名单外泄", "收回打印件", "Contain", "贺启年", ADMIN, "Audit fingerprint", sheet.code):
        assert said in text
    with pytest.raises(NotFound):
        office.errand(incidents.protocol, new_id(), EN)


def test_only_for_who_sees_the_audit(leak):
    office, key = leak
    staff = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL})
    for verb, args in ((incidents.do_step, (key, Step.CONTAIN, "x")), (incidents.ask_about, (key, None, None, None)),
                       (incidents.concerned, (key,)), (incidents.list_incidents, ()), (security_scans.list_scans, ()),
                       (security_scans.enter_scan, (date(2026, 1, 1), "x", "", ""))):  # fmt: skip
        with pytest.raises(NotAllowed):
            office.do(verb, *args, me=staff)
    with pytest.raises(NotAllowed):
        office.errand(incidents.protocol, key, EN, me=staff)


def test_a_scan_is_due_each_quarter(office: TestOffice):
    assert rows(office, "scan") == []
    # an office that was at work in the quarter before owes the first one too
    at(office, noon(office, 200), "exports", "export", clients=1)
    assert [row.key[0] for _group, row in rows(office, "scan")] == ["scan"]
    with office.work(write=False) as work:
        day = on_file.today(work)
    for on, what in ((day, " "), (day + timedelta(days=1), "杀毒")):
        with pytest.raises(BadEntry):
            office.do(security_scans.enter_scan, on, what, "", "")
    key = office.do(security_scans.enter_scan, day - timedelta(days=200), "杀毒软件全盘扫描", "两台电脑有旧版本", "")
    assert [row.key[0] for _group, row in rows(office, "scan")] == ["scan"]
    with pytest.raises(BadEntry):
        office.do(security_scans.note_repair, key, "")
    office.do(security_scans.note_repair, key, "已升级")
    office.do(security_scans.enter_scan, day, "杀毒软件全盘扫描", "", "")
    assert rows(office, "scan") == []
    assert [line.repaired for line in office.ask(security_scans.list_scans)] == ["", "已升级"]
