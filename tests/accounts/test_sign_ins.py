"""Who came in, who went, who was refused, and where an account is in use: recorded and shown."""

from datetime import timedelta

import pytest

from desktop.models.office import Workstation
from desktop.models.records import Record
from desktop.models.sign_ins import Presence, RefusedSignIn
from desktop.rules.audit import AlarmKind, Way
from desktop.rules.errors import BadEntry, NotAllowed, SignInRefused
from desktop.rules.rights import Right, Scope
from desktop.services import accounts, alarms, sign_ins, today
from desktop.services import office as offices
from desktop.services.office import Office
from tests.offices import ADMIN, PASSWORD, TestOffice


def facts(office: TestOffice, action: str = "sign_in") -> list[dict]:
    with office.work(write=False) as work:
        query = work.visible(Record).where((Record.topic == "sign_ins") & (Record.action == action))
        return [record.facts for record in query.order_by(Record.serial)]


def elsewhere(office: TestOffice) -> Office:
    """The same office at another workstation."""
    # as a machine does before anybody signs in there
    office.office.database.become(None)
    with office.office.database.writing():
        machine = offices.register_workstation(office.office.database)
    with office.beneath() as database, database.writing():
        Workstation.update(name="前台").where(Workstation.id == machine.id).execute()
    return Office(office.office.database, office.office.secret, machine.id, office.office.settings)


def test_coming_and_going_is_recorded(office: TestOffice):
    me = office.office.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    office.do(sign_ins.note_lock, me=me)
    office.do(sign_ins.note_exit, me=me)
    assert facts(office) == [{"way": "window"}]
    assert len(facts(office, "lock")) == len(facts(office, "sign_out")) == 1
    office.office.sign_in(ADMIN, PASSWORD)
    assert len(facts(office)) == 1, "a countersignature is no sign-in"


def test_refused_tries_are_recorded_by_whoever_comes_in_next(office: TestOffice):
    for name in (ADMIN, ADMIN, "right horse battery"):
        with pytest.raises(SignInRefused):
            office.office.sign_in(name, "wrong horse")
    with office.work(write=False) as work:
        rows = list(work.visible(RefusedSignIn).order_by(RefusedSignIn.tries))
        assert [(row.tries, row.person_id) for row in rows] == [(1, None), (2, office.me.id)]
        # a password typed as a name is not kept
        assert "horse" not in str([row.__data__ for row in rows])
    office.office.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    (told,) = facts(office)
    assert sorted((one["tries"], one["person"]) for one in told["refused"]) == [(1, None), (2, office.me.id.hex)]
    office.office.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    assert "refused" not in facts(office)[1]


def test_a_suspended_account_that_tries_is_told_apart(office: TestOffice):
    someone = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    office.do(accounts.suspend, someone.id)
    with pytest.raises(SignInRefused):
        office.office.sign_in("李娜", PASSWORD)
    office.office.sign_in(ADMIN, PASSWORD, Way.COMMAND)
    assert [(one["person"], one["suspended"]) for one in facts(office)[0]["refused"]] == [(someone.id.hex, True)]


def test_the_same_account_at_two_workstations_is_shown_and_recorded(office: TestOffice):
    me = office.office.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    assert office.do(sign_ins.beat, True, me=me) == ()
    other = elsewhere(office)
    there = other.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    assert facts(office)[1]["elsewhere"] == [office.office.workstation.hex]
    assert [one.workstation for one in office.ask(sign_ins.elsewhere, me=me)] == ["前台"]
    stations = office.ask(sign_ins.stations)
    assert [[name for name, _since in station.people] for station in stations] == [[ADMIN], [ADMIN]]
    assert {station.keyring for station in stations} == {True, None}
    office.do(sign_ins.note_exit, me=there)
    assert office.ask(sign_ins.elsewhere, me=me) == ()


def test_who_was_not_heard_of_for_long_is_gone(office: TestOffice):
    me = office.office.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    there = elsewhere(office).sign_in(ADMIN, PASSWORD, Way.WINDOW)
    with office.beneath() as database, database.writing():
        old = database.now() - sign_ins.STALE - timedelta(seconds=1)
        Presence.update(seen_at=old).where(Presence.writer == there.writer).execute()
    assert office.ask(sign_ins.elsewhere, me=me) == ()


def test_a_command_is_no_presence(office: TestOffice):
    office.office.sign_in(ADMIN, PASSWORD, Way.COMMAND)
    assert office.ask(sign_ins.stations)[0].people == ()


def test_an_anomaly_locks_the_account_and_tells_who_runs_people(office: TestOffice):
    someone = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    runs_people = office.hire("孙工", {Right.RUN_PEOPLE: Scope.ALL})
    with pytest.raises(BadEntry):
        office.do(accounts.report_anomaly, "  ", me=someone)
    office.do(accounts.report_anomaly, "昨晚有人用我的账号登录", me=someone)
    with pytest.raises(NotAllowed):
        office.ask(sign_ins.elsewhere, me=someone)
    with pytest.raises(SignInRefused):
        office.office.sign_in("李娜", PASSWORD)
    for who in (office.me, runs_people):
        (line,) = office.ask(alarms.list_alarms, me=who)
        assert (line.kind, line.about, line.note) == (AlarmKind.ANOMALY, "李娜", "昨晚有人用我的账号登录")
        rows = [row for section in office.ask(today.look, me=who).sections for row in section.rows]
        assert [row.key for row in rows if row.key[0] == "alarm"] == [("alarm", line.id)]
    with pytest.raises(BadEntry):
        office.do(alarms.handle, line.id, "", me=runs_people)
    office.do(alarms.handle, line.id, "密码已更换", me=runs_people)
    assert office.ask(alarms.list_alarms, handled=False) == ()


def test_the_last_who_runs_people_does_not_lock_himself_out(office: TestOffice):
    with pytest.raises(BadEntry, match=r"run people|人员"):
        office.do(accounts.report_anomaly, "有人用我的账号")
    assert office.ask(alarms.list_alarms) == ()


def test_alarms_are_for_who_sees_the_audit(office: TestOffice):
    office.do(accounts.report_anomaly, "?", me=office.hire("李娜", {}))
    staff = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.ask(alarms.list_alarms, me=staff)
    assert office.ask(alarms.due, None, me=staff) == []


def test_a_workstation_that_joined_says_so_once_and_one_that_is_gone_leaves_the_list(office: TestOffice):
    office.office.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    other = elsewhere(office)
    other.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    other.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    assert ["joined" in told for told in facts(office)] == [False, True, False]
    names = lambda: {line.id for line in office.ask(sign_ins.stations)}  # noqa: E731
    assert names() == {office.office.workstation, other.workstation}
    with pytest.raises(NotAllowed):
        office.do(sign_ins.retire_station, other.workstation, me=office.hire("李娜", {}))
    with pytest.raises(BadEntry):
        office.do(sign_ins.retire_station, office.office.workstation)
    office.do(sign_ins.retire_station, other.workstation)
    assert names() == {office.office.workstation}
    office.do(sign_ins.bring_station_back, other.workstation)
    office.do(sign_ins.retire_station, other.workstation)
    # seen again it is there again
    other.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    assert names() == {office.office.workstation, other.workstation}
