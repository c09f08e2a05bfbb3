"""A day's digest by department: what was asked, what is unsolved, and that a closed one stays as it was (SV-6)."""

from datetime import timedelta

import pytest

from desktop.rules.cases import Step
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.digests import Item
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.today import View
from desktop.rules.words import ClientForm
from desktop.rules.zones import begin_of
from desktop.services import case_steps, cases, clients, contacts, digest_due, digests, on_file
from desktop.services.cases import NewCase
from tests.clients.test_lists import asked, plan

STAFF = {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN}
HEAD = {**dict.fromkeys(STAFF, Scope.DEPARTMENT), Right.APPROVE_CLIENTS: Scope.DEPARTMENT}
DAY = timedelta(days=1)


def test_a_day_is_told_closed_and_stays(office):
    anna, bo = (office.hire(name, STAFF, department="客服部") for name in ("安然", "卜凡"))
    head = office.hire("贺主任", HEAD, department="客服部")
    other = office.hire("邻主任", HEAD, department="市场部")
    place, today = head.mandate.department, office.ask(on_file.today)
    file = office.do(clients.open_client, ClientForm.PERSON, {"name": "白露"}, me=anna)
    solved = office.do(cases.record_case, NewCase("consultation", "营业到几点", client=file), me=anna)
    office.do(case_steps.do_step, solved, Step.ANSWER, "十点", me=anna)
    open_ = office.do(cases.record_case, NewCase("complaint", "上菜慢", caller="周先生"), me=bo)
    office.do(contacts.log_contact, file, Report(Channel.EMAIL, "要菜单", direction=Direction.IN), me=anna)
    office.do(contacts.log_contact, file, Report(Channel.EMAIL, "菜单已发"), me=anna)
    day = office.ask(digests.digest, today, place, me=head)
    told = {line.subject: (line.asked, line.solved, line.holder) for line in day.lines}
    assert told == {
        "营业到几点": (True, True, "安然"),
        "上菜慢": (True, False, "卜凡"),
        "要菜单": (True, False, "安然"),
    }
    assert (day.asked, day.unsolved, day.may_close) == (3, 2, True)
    # counted is what the reader sees: to Bo the client of Anna is none
    mine = office.ask(digests.digest, today, place, me=bo)
    assert [line.subject for line in mine.lines] == ["上菜慢"] and not mine.may_close
    with pytest.raises(NotFound):
        office.ask(digests.digest, today, place, me=other)
    # the head closes it, with what carries over; nobody else, no day to come, and once
    for me, when, note, refusal in ((bo, today, "x", NotAllowed), (other, today, "x", NotAllowed),
                                    (head, today, " ", BadEntry), (head, today + DAY, "x", BadEntry)):  # fmt: skip
        with pytest.raises(refusal):
            office.do(digests.close_digest, when, place, note, me=me)
    assert [row.what.message for row in _rows(office, head, today + DAY)] == [
        "Yesterday's digest is not closed: {n} were asked"]  # fmt: skip
    assert _rows(office, other, today + DAY) == _rows(office, bo, today + DAY) == []
    office.do(digests.close_digest, today, place, "上菜慢明天回电，卜凡", me=head)
    assert _rows(office, head, today + DAY) == []
    with pytest.raises(BadEntry):
        office.do(digests.close_digest, today, place, "again", me=head)
    # what happens later changes nothing of it
    office.do(case_steps.do_step, open_, Step.PROMISE, "今晚答复", me=bo)
    office.do(cases.record_case, NewCase("feedback", "多备纸巾", caller="周先生"), me=bo)
    kept = office.ask(digests.digest, today, place, me=head)
    assert (kept.lines, kept.note, kept.closed_by) == (day.lines, "上菜慢明天回电，卜凡", "贺主任")
    assert len(office.ask(digests.digest, today, place, me=bo).lines) == 1
    assert [one.name for one in office.ask(digests.day_digests, today)] == ["客服部"]
    # what is unsolved stands in the next day's, not asked again; what became a case is told as one, that day and after
    yesterday = begin_of(today - DAY, "Asia/Shanghai")
    asked = Report(Channel.EMAIL, "要发票", direction=Direction.IN, at=yesterday)
    asked = office.do(contacts.log_contact, file, asked, me=anna)
    office.do(cases.record_case, NewCase("consultation", "要发票", client=file, contact=asked), me=anna)
    later = office.ask(digests.digest, today + DAY, place, me=head)
    assert sorted(line.subject for line in later.lines) == sorted(["上菜慢", "多备纸巾", "要菜单", "要发票"])
    assert later.asked == 0
    # to a day before its case was recorded, a contact is what it was
    (past,) = office.ask(digests.digest, today - DAY, place, me=head).lines
    assert (past.item, past.subject, past.asked) == (Item.CONTACT, "要发票", True)
    assert [row.what.values for row in _rows(office, head, today)] == [{"n": 1}]


def _rows(office, me, day):
    return [row for batch in office.ask(digest_due.due, View(me.id, None, day), me=me) for row in batch.rows]


def test_a_day_reads_no_history_of_contacts(sqlite_office):
    """Today counts it again and again: it goes by indexes to the contacts of the day, and those that wait."""
    head = sqlite_office.hire("贺主任", HEAD, department="客服部")
    file = sqlite_office.do(clients.open_client, ClientForm.PERSON, {"name": "白露"}, me=head)
    sqlite_office.do(contacts.log_contact, file, Report(Channel.EMAIL, "要菜单", direction=Direction.IN), me=head)
    today = sqlite_office.ask(on_file.today)
    with sqlite_office.office.work(head) as work:
        said = asked(work, digests.digest, today, head.mandate.department)
        reads = [plan(work, one).split(" | ")[0] for one in said if 'FROM "contact"' in one[0]]
        made = [plan(work, one).split(" | ")[0] for one in said if 'SELECT "t1"."contact" FROM' in one[0]]
        cases_read = [plan(work, one) for one in said if 'FROM "service_case" AS' in one[0] and "recorded_at" in one[0]]
    # those that wait, those of the day from its begin on, and the words of what was found
    waits, of_day, words = reads
    assert "contact_waiting" in waits and "at>? AND at<?" in of_day and "id=?" in words
    assert ["client_id=?" in one for one in made] == [True]
    # nor cases of other days and departments
    for bounds in ("department_id=? AND recorded_at<?", "department_id=? AND recorded_at>? AND recorded_at<?"):
        assert [bounds in one for one in cases_read].count(True) == 1, cases_read
