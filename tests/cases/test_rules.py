"""What a kind of case asks for, who may ask the client back, and how far a case rises by itself (SV-1 to SV-3)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from desktop.rules import cases as rules
from desktop.rules.cases import CaseKind, Flow, Step
from desktop.rules.deadlines import Kind
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.settings import DEFAULTS

NOW = datetime(2026, 11, 23, 6, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_shipped_kinds_follow_the_rule_book_and_an_office_adds_its_own():
    consultation, complaint, feedback = rules.kinds_of(DEFAULTS)
    assert (consultation.clock, consultation.amount, consultation.calls_back) == (Kind.WORKING_HOURS, 240, False)
    assert (complaint.clock, complaint.amount, complaint.calls_back) == (Kind.CLOCK_HOURS, 48 * 60, True)
    assert feedback.amount == 0
    road = CaseKind("road", "路上求助", Flow.JOB, Kind.CLOCK_HOURS, 120, calls_back=True)
    stored = rules.kinds_to_store([complaint, road])
    assert rules.kind_of({**DEFAULTS, "case_kinds": stored}, "road") == road
    with pytest.raises(BadEntry):
        rules.kind_of(DEFAULTS, "road")
    for broken in ({"label": " "}, {"clock": "days"}, {"amount": -1}, {"flow": "x"}, {"key": "complaint"}):
        with pytest.raises(BadEntry):
            rules.read_kinds([stored[0] | broken])
    with pytest.raises(BadEntry):
        rules.read_kinds([*stored, *stored])


def test_steps_lead_on_and_a_no_of_the_client_leads_back():
    def way(flow, calls_back):
        step, found = rules.STEPS[flow][0], []
        while step is not Step.CLOSED:
            found.append(step.value)
            step = rules.next_step(flow, calls_back, step)
        return found

    assert way(Flow.COMPLAINT, True) == ["promise", "cause", "solution", "acceptance", "call_back"]
    assert way(Flow.ANSWER, False) == ["answer"] and way(Flow.FEEDBACK, False) == ["pass_on", "outcome", "tell"]
    assert rules.next_step(Flow.COMPLAINT, True, Step.ACCEPTANCE, good=False) is Step.SOLUTION
    assert rules.next_step(Flow.COMPLAINT, True, Step.CALL_BACK, good=False) is Step.CAUSE
    assert rules.next_step(Flow.JOB, True, Step.ACCEPTANCE, good=False) is Step.OUTCOME
    assert rules.stops_clock(Flow.COMPLAINT, Step.ACCEPTANCE, True)
    assert not rules.stops_clock(Flow.COMPLAINT, Step.ACCEPTANCE, False)
    with pytest.raises(BadEntry):
        rules.check_turn(Step.CAUSE, Step.PROMISE)


def test_nobody_asks_the_client_about_his_own_handling():
    me, other = uuid4(), uuid4()
    rules.check_caller(me, other, [other])
    for handler, hands in ((me, []), (other, [me])):
        with pytest.raises(NotAllowed):
            rules.check_caller(me, handler, hands)


def test_a_case_rises_level_by_level_as_its_clock_runs_down():
    warn, due = NOW + 3 * HOUR, NOW + 4 * HOUR

    def risen(at, *, runs=True, adverse=False):
        return rules.level_by_clock(at, warn, due, runs=runs, adverse=adverse)

    assert [risen(NOW), risen(warn), risen(due), risen(due + HOUR)] == [0, 1, 1, 2]
    assert risen(due + HOUR, runs=False) == 0 and risen(NOW, adverse=True) == risen(due, runs=False, adverse=True) == 1
    assert rules.level_by_clock(NOW, None, None, runs=True, adverse=False) == 0
    rules.check_rise(0, 1, False)
    rules.check_rise(0, 2, True)
    for stands, level, urgent in ((0, 2, False), (1, 1, True), (2, 2, True), (0, 3, True)):
        with pytest.raises(BadEntry):
            rules.check_rise(stands, level, urgent)


def test_numbers_count_within_their_year():
    assert rules.series_of("C{year}-{number:4}", NOW.date()) == "C2026-#"
    assert rules.series_of("{number}", NOW.date()) == "#"
