"""The monthly round: due, gone through part by part, findings and their handling signed, closed for good."""

from datetime import timedelta

import pytest

from desktop.models.audit import AuditFinding
from desktop.models.records import Record
from desktop.rules.audit import Part
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.services import audit, audit_rounds, fingerprints, today
from tests.audit.test_conduct import at, noon
from tests.offices import ADMIN, TestOffice, office_today

AUDIT = {Right.SEE_AUDIT: Scope.ALL}


@pytest.fixture
def grown(office: TestOffice) -> TestOffice:
    """An office that was at work last month."""
    # its last day, whatever day it is today: so many days ago may be of the month before
    at(office, noon(office, office_today().day), "clients", "edit")
    return office


def rows(office: TestOffice, kind: str) -> list:
    return [r for section in office.ask(today.look).sections for r in section.rows if r.key[0] == kind]


def test_a_new_office_has_nothing_to_go_through(office: TestOffice):
    assert office.ask(audit_rounds.rounds) == ()
    assert rows(office, "audit_round") == []


def test_a_round_from_due_to_signed(grown: TestOffice):
    (due,) = grown.ask(audit_rounds.rounds)
    assert (due.seen, due.closed_at) == ({}, None)
    assert [row.key for row in rows(grown, "audit_round")] == [("audit_round", due.last)]
    assert len(grown.ask(audit.page, due.question(Part.CHANGES))) == 1
    for part in (Part.SIGN_INS, Part.CHANGES):
        grown.do(audit_rounds.go_through, due.last, part)
    with pytest.raises(BadEntry, match=r"three parts|三部分"):
        grown.do(audit_rounds.close_round, due.last)
    grown.do(audit_rounds.go_through, due.last, Part.FILES)
    mark = grown.do(audit_rounds.close_round, due.last, "无异常")
    (closed,) = grown.ask(audit_rounds.rounds)
    assert (closed.closed_by, closed.note, set(closed.seen)) == (ADMIN, "无异常", set(Part))
    assert rows(grown, "audit_round") == []
    assert grown.ask(fingerprints.look_up, mark).stands
    for verb, args in ((audit_rounds.go_through, (Part.FILES,)), (audit_rounds.find, (Part.FILES, "?")),
                       (audit_rounds.close_round, ())):  # fmt: skip
        with pytest.raises(BadEntry):
            grown.do(verb, due.last, *args)


def test_findings_and_their_handling_are_each_signed_by_who_wrote_them(grown: TestOffice):
    (due,) = grown.ask(audit_rounds.rounds)
    auditor, manager = grown.hire("审计员", AUDIT), grown.hire("经理", AUDIT)
    with pytest.raises(BadEntry):
        grown.do(audit_rounds.find, due.last, Part.FILES, "  ", me=auditor)
    finding = grown.do(audit_rounds.find, due.last, Part.FILES, "周五晚导出 180 位客户", me=auditor)
    assert [row.below for row in rows(grown, "audit_finding")] == ["周五晚导出 180 位客户"]
    with pytest.raises(BadEntry):
        grown.do(audit_rounds.handle_finding, finding, "", me=manager)
    grown.do(audit_rounds.handle_finding, finding, "已与本人谈话", me=manager)
    (line,) = grown.ask(audit_rounds.rounds)[0].findings
    assert (line.found_by, line.handled_by, line.handling) == ("审计员", "经理", "已与本人谈话")
    assert rows(grown, "audit_finding") == []
    with grown.work(write=False) as work:
        query = work.visible(Record).where(Record.action.in_(("find", "handle_finding"))).order_by(Record.serial)
        assert [record.person for record in query] == [auditor.id, manager.id]
        assert work.visible(AuditFinding).count() == 1


def test_another_stretch_of_days_is_none(grown: TestOffice):
    (due,) = grown.ask(audit_rounds.rounds)
    with pytest.raises(NotFound):
        grown.do(audit_rounds.go_through, due.last - timedelta(days=1), Part.FILES)


def test_only_for_who_sees_the_audit(grown: TestOffice):
    staff = grown.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL})
    (due,) = grown.ask(audit_rounds.rounds)
    with pytest.raises(NotAllowed):
        grown.ask(audit_rounds.rounds, me=staff)
    for verb, args in ((audit_rounds.go_through, (Part.FILES,)), (audit_rounds.find, (Part.FILES, "?")),
                       (audit_rounds.close_round, ())):  # fmt: skip
        with pytest.raises(NotAllowed):
            grown.do(verb, due.last, *args, me=staff)
