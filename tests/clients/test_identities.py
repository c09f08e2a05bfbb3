"""Identity checks: documents seen, when they expire, and agents whose both identities must be checked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.identities import ActingState, CheckState, Document, acting_state
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, identities
from desktop.services.histories import history_of
from desktop.services.identities import AgentEntry, CheckEntry
from desktop.services.merging import merge
from desktop.services.undoing import operations, undo
from desktop.services.unmerging import unmerge
from tests.offices import TestOffice, office_today

TODAY = office_today()
DAY = timedelta(days=1)
CARD = CheckEntry(Document.ID_CARD, TODAY - 9 * DAY, TODAY + 400 * DAY)
PAPER = AgentEntry("代为签单", TODAY - 5 * DAY, TODAY + 90 * DAY, "文件柜三")


def person(office: TestOffice, name: str):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": name})


@pytest.fixture
def he(office: TestOffice):
    return person(office, "贺启年")


@pytest.fixture
def driver(office: TestOffice):
    return person(office, "岑其琛")


def state(office: TestOffice, client, me=None):
    return office.ask(identities.identity_of, client, me=me).state


def test_a_check_counts_until_its_document_expires(office: TestOffice, he):
    assert state(office, he) is CheckState.NEVER
    office.do(identities.add_check, he, CARD)
    assert state(office, he) is CheckState.CHECKED
    office.do(identities.add_check, he, replace(CARD, on=office_today() - 3 * DAY, valid_until=office_today() - DAY))
    assert state(office, he) is CheckState.EXPIRED
    latest = office.ask(identities.identity_of, he).checks[0]
    seen = CheckEntry(latest.document, latest.on, latest.valid_until, latest.seen_by_id)
    office.do(identities.correct_check, latest.id, replace(seen, valid_until=office_today()), seen)
    assert state(office, he) is CheckState.CHECKED
    with pytest.raises(Stale):
        office.do(identities.correct_check, latest.id, replace(seen, valid_until=None), seen)
    office.do(identities.withdraw_check, latest.id)
    (line,) = office.ask(identities.identity_of, he).checks
    assert (line.document, line.seen_by, line.valid_until) == (Document.ID_CARD, office.me.name, CARD.valid_until)


@pytest.mark.parametrize(
    ("entry", "field"),
    [(replace(CARD, on=TODAY + 2 * DAY), "on"), (replace(CARD, valid_until=CARD.on - DAY), "valid_until")],
)
def test_a_check_that_can_not_be_is_refused(sqlite_office: TestOffice, entry, field):
    client = person(sqlite_office, "贺启年")
    with pytest.raises(BadEntry) as refusal:
        sqlite_office.do(identities.add_check, client, entry)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("start", "end", "principal", "agent", "found"),
    [
        (-5, 5, "checked", "checked", ActingState.VALID),
        (-5, None, "checked", "checked", ActingState.VALID),
        (-5, 0, "checked", "checked", ActingState.VALID),
        (-5, -1, "checked", "checked", ActingState.EXPIRED),
        (1, 5, "checked", "checked", ActingState.EARLY),
        (-5, 5, "expired", "checked", ActingState.UNCHECKED),
        (-5, 5, "checked", "never", ActingState.UNCHECKED),
    ],
)
def test_nobody_acts_unless_both_were_checked_and_the_paper_holds(start, end, principal, agent, found):
    until = None if end is None else TODAY + end * DAY
    known = CheckState.of(principal), CheckState.of(agent)
    assert acting_state(TODAY + start * DAY, until, *known, TODAY) is found


def test_an_agent_is_shown_at_both_ends_and_acts_once_both_were_checked(office: TestOffice, he, driver):
    office.do(identities.authorise, he, driver, PAPER)
    assert office.ask(identities.may_act, he, driver) is ActingState.UNCHECKED
    for client in (he, driver):
        office.do(identities.add_check, client, CARD)
    assert office.ask(identities.may_act, he, driver) is ActingState.VALID
    assert office.ask(identities.may_act, driver, he) is None
    (mine,), (theirs,) = (office.ask(identities.identity_of, client).agents for client in (he, driver))
    assert (mine.other_name, mine.forward, mine.place) == ("岑其琛", True, "文件柜三")
    assert (theirs.other_name, theirs.forward) == ("贺启年", False)
    office.do(identities.change_agent, mine.id, replace(PAPER, valid_until=office_today() - DAY), PAPER)
    assert office.ask(identities.may_act, he, driver) is ActingState.EXPIRED
    office.do(identities.withdraw_agent, mine.id)
    assert office.ask(identities.identity_of, driver).agents == ()


def test_who_may_not_see_one_end_learns_nothing_of_the_other(office: TestOffice, he, driver):
    owner = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.OWN})
    office.do(clients.set_people, driver, owner=owner.id, deputy=None, important=False)
    paper = office.do(identities.authorise, he, driver, PAPER)
    assert office.ask(identities.identity_of, driver, me=owner).agents == ()
    assert [line.action for line in office.ask(history_of, driver, me=owner)] == [
        "Owner or deputy changed", "File opened"]  # fmt: skip
    for verb in ((identities.withdraw_agent, paper), (identities.add_check, he, CARD)):
        with pytest.raises(NotFound):
            office.do(*verb, me=owner)
    reader = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(identities.add_check, he, CARD, me=reader)


def test_checks_and_papers_follow_a_merge_and_come_back(office: TestOffice, he, driver):
    other = person(office, "贺启年")
    office.do(identities.add_check, other, CARD)
    office.do(identities.authorise, other, driver, PAPER)
    merged = office.do(merge, he, other)
    found = office.ask(identities.identity_of, he)
    assert (found.state, [a.other_name for a in found.agents]) == (CheckState.CHECKED, ["岑其琛"])
    office.do(unmerge, merged.id)
    assert (state(office, he), state(office, other)) == (CheckState.NEVER, CheckState.CHECKED)
    (paper,) = office.ask(identities.identity_of, driver).agents
    assert paper.other_id == other


def test_a_check_is_undone_and_told_in_the_history(office: TestOffice, he):
    office.do(identities.add_check, he, CARD)
    check = office.ask(operations, client_id=he)[0]
    told = {c.label: c.after for c in office.ask(history_of, he)[0].changes}
    assert (told["Document"], told["Seen by"]) == ("Identity card", office.me.name)
    done = office.do(undo, check.operation)
    assert state(office, he) is CheckState.NEVER
    office.do(undo, done.operation)
    assert state(office, he) is CheckState.CHECKED


def test_every_act_asks_for_the_right_on_the_file(office: TestOffice, he):
    check = office.do(identities.add_check, he, CARD)
    half = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    for verb, given in ((identities.add_check, (he, CARD)), (identities.correct_check, (check, CARD)),
                        (identities.withdraw_check, (check,))):  # fmt: skip
        with pytest.raises(NotAllowed):
            office.do(verb, *given, me=half)
    assert state(office, he) is CheckState.CHECKED
