"""Events: who is invited, answers, comes, and what somebody who sees few clients learns of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.events import Answer, EventKind
from desktop.rules.rights import Right, Scope
from desktop.rules.risks import Aspect, Consequence, RiskLevel
from desktop.rules.words import ClientForm
from desktop.services import clients, events, risks
from desktop.services.events import EventEntry
from desktop.services.histories import history_of
from desktop.services.merging import merge
from desktop.services.risks import AssessmentEntry
from desktop.services.undoing import operations, undo
from desktop.services.unmerging import unmerge
from tests.offices import TestOffice, office_today

DINNER = EventEntry(EventKind.CELEBRATION, "答谢晚宴", office_today(), "柏厅", 4_260_000)


@pytest.fixture
def invited(office: TestOffice):
    """An event with three clients of class A on the list."""
    names = ("贺启年", "单雪", "仇若水")
    people = [office.do(clients.open_client, ClientForm.PERSON, {"name": name}) for name in names]
    with office.work() as work:
        for row in people:
            work.change(work.get(clients.Client, row), {"client_class": "A"})
        work.record("clients", "classify", None)
    event = office.do(events.add_event, DINNER)
    assert office.do(events.invite, event, [*people, people[0]]) == 3
    return event, people


def numbers(office: TestOffice, me=None):
    (line,) = office.ask(events.events, me=me)
    return line.invited, line.accepted, line.attended, line.guests, line.whole


def test_answers_and_attendance_are_counted(office: TestOffice, invited):
    event, _people = invited
    first, second, third = office.ask(events.invitations, event)
    assert numbers(office) == (3, 0, 0, 0, True)
    office.do(events.note_answers, [first.id, second.id], answer=Answer.YES)
    office.do(events.note_answer, first.id, attended=True, guests=2, note="带家人")
    office.do(events.note_answer, second.id, attended=False)
    office.do(events.note_answer, third.id, attended=True)
    assert numbers(office) == (3, 3, 2, 2, True)
    came = next(line for line in office.ask(events.invitations, event) if line.id == first.id)
    assert (came.attended, came.guests, came.note, came.answer) == (True, 2, "带家人", Answer.YES)
    with pytest.raises(BadEntry):
        office.do(events.note_answer, first.id, guests=-1)
    (told,) = office.ask(events.invitations_of, first.client_id)
    assert (told.title, told.attended, told.guests) == ("答谢晚宴", True, 2)
    line = office.ask(history_of, first.client_id)[0]
    assert (line.action, line.about) == ("Answer or attendance noted", "答谢晚宴")


def test_whole_classes_are_invited_but_not_those_who_are_refused(office: TestOffice, invited):
    _event, people = invited
    again = office_today() + timedelta(days=9)
    office.do(risks.assess, people[1],
              AssessmentEntry(Aspect.CONDUCT, RiskLevel.HIGH, Consequence.REFUSE, "x", again))  # fmt: skip
    later = office.do(events.add_event, replace(DINNER, title="品鉴会"))
    assert office.do(events.invite_classes, later, ["A"]) == 2
    assert office.do(events.invite_classes, later, ["A"]) == 0
    assert people[1] not in [line.client_id for line in office.ask(events.invitations, later)]


def test_who_sees_few_clients_sees_few_guests(office: TestOffice, invited):
    event, people = invited
    own = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    office.do(clients.set_people, people[2], owner=own.id, deputy=None, important=False)
    assert numbers(office, own) == (1, 0, 0, 0, False)
    assert [line.name for line in office.ask(events.invitations, event, me=own)] == ["仇若水"]
    for verb in ((events.add_event, DINNER), (events.invite, event, people), (events.withdraw_event, event)):
        with pytest.raises(NotAllowed):
            office.do(*verb, me=own)


def test_events_and_invitations_are_undone(office: TestOffice, invited):
    event, _people = invited
    sent = next(line for line in office.ask(operations) if line.action == "Invited")
    done = office.do(undo, sent.operation)
    assert numbers(office)[0] == 0
    office.do(undo, done.operation)
    assert numbers(office)[0] == 3
    office.do(events.change_event, event, replace(DINNER, cost=5_000_000), DINNER)
    office.do(undo, office.ask(operations)[0].operation)
    assert office.ask(events.events)[0].cost == DINNER.cost
    office.do(events.withdraw_event, event)
    assert office.ask(events.events) == ()
    assert office.ask(events.invitations_of, invited[1][0]) == ()
    office.do(undo, office.ask(operations)[0].operation)
    assert numbers(office)[0] == 3


def test_of_two_invitations_to_one_event_the_kept_file_holds_one(office: TestOffice, invited):
    event, people = invited
    later = office.do(events.add_event, replace(DINNER, title="品鉴会"))
    twin = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    office.do(events.invite, event, [twin])
    office.do(events.invite, later, [twin])
    merged = office.do(merge, people[0], twin)
    assert sorted(line.title for line in office.ask(events.invitations_of, people[0])) == ["品鉴会", "答谢晚宴"]
    office.do(unmerge, merged.id)
    assert [line.title for line in office.ask(events.invitations_of, people[0])] == ["答谢晚宴"]
    assert len(office.ask(events.invitations_of, twin)) == 2


def test_only_who_runs_events_changes_them_and_their_guests(office: TestOffice, invited):
    event, people = invited
    line = office.ask(events.invitations, event)[0]
    clerk = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    for verb, given in ((events.add_event, (DINNER,)), (events.change_event, (event, DINNER)),
                        (events.withdraw_event, (event,)), (events.invite, (event, people)),
                        (events.invite_classes, (event, ["A"])), (events.note_answer, (line.id,)),
                        (events.note_answers, ([line.id],)), (events.withdraw_invitation, (line.id,)),
                        (events.withdraw_invitations, ([line.id],))):  # fmt: skip
        with pytest.raises(NotAllowed):
            office.do(verb, *given, me=clerk)
