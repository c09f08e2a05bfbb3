"""Expected against kept, by colleague and period, and who reads whose (CM-1)."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.rules.cases import Step
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.expected import Expected, ExpectedKind, Outcome, figures
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import case_steps, cases, clients, contacts, expected_contacts, on_file, settings
from desktop.services.cases import NewCase
from tests.offices import TestOffice

NOW = datetime(2026, 7, 12, 4, tzinfo=UTC)
STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL}


def test_what_is_not_due_or_could_not_be_kept_counts_neither_way():
    who, hour = new_id(), timedelta(hours=1)
    due = {"kept": (NOW - hour, NOW - 2 * hour), "late": (NOW - 2 * hour, NOW - hour), "missed": (NOW - hour, None),
           "open": (NOW + hour, None)}  # fmt: skip
    found = [Expected(ExpectedKind.ANSWER, who, until, at, new_id()) for until, at in due.values()]
    found.append(Expected(ExpectedKind.ANSWER, who, NOW - hour, None, new_id(), excused=True))
    (figure,) = figures(found, NOW)
    assert dict(figure.counts) == dict.fromkeys(Outcome, 1)
    assert (figure.expected, figure.kept, len(figure.records)) == (3, 1, 5)
    assert figures([], NOW) == []


def test_figures_come_from_what_was_promised_and_are_read_by_who_answers(office: TestOffice):
    today = office.ask(on_file.today)
    anna, bo = office.hire("安然", STAFF, department="客服部"), office.hire("卜凡", STAFF)
    head = office.hire("贺主任", STAFF | {Right.APPROVE_CLIENTS: Scope.DEPARTMENT}, department="客服部")
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    for name, value in (("answer_email", 60), ("case_callback_days", 0)):
        office.do(settings.change_setting, name, value)
    asked = office.do(contacts.log_contact, he, Report(Channel.EMAIL, "报价", direction=Direction.IN), me=anna)
    office.do(contacts.log_contact, he, Report(Channel.EMAIL, "报价"), None, asked, me=anna)
    kept, _missed = (
        office.do(contacts.log_contact, he, Report(Channel.PHONE, "菜单", next_step="发菜单", next_on=day), me=anna)
        for day in (today, today - timedelta(days=1))
    )
    office.do(contacts.finish_step, kept, me=anna)
    case = office.do(cases.record_case, NewCase("consultation", "发票", client=he, handler=anna.id), me=bo)
    office.do(case_steps.do_step, case, Step.ANSWER, "可以开", me=anna)

    def told(me, person=None, last=today):
        found = office.ask(expected_contacts.figures, today - timedelta(days=3), last, person, me=me)
        return {(one.person, one.kind.value): (one.expected, one.kept) for one in found}

    # the answer may be due after midnight
    mine = told(anna, last=today + timedelta(days=5))
    assert mine == {(anna.id, "answer"): (1, 1), (anna.id, "next_step"): (2, 1)}
    assert told(head, anna.id)[anna.id, "next_step"] == (2, 1) and (anna.id, "next_step") not in told(bo)
    assert told(office.me)[anna.id, "next_step"] == (2, 1)
    for me, person in ((bo, anna.id), (head, bo.id)):
        with pytest.raises(NotAllowed):
            told(me, person)
    with pytest.raises(BadEntry):
        told(anna, last=today - timedelta(days=9))
    # nobody can answer a client whose file was taken out of use; what was kept stays kept
    office.do(clients.withdraw_client, he, "搬走了")
    assert told(anna)[anna.id, "next_step"] == (1, 1)
