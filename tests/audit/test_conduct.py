"""Unusual conduct is pointed out by the office's own numbers, with the records behind it, until somebody looked."""

from datetime import datetime, time, timedelta

import pytest

from desktop.rules.audit import Conduct, Question, Way, round_before
from desktop.rules.errors import BadEntry, NotAllowed, SignInRefused
from desktop.rules.fields import Block
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.rules.zones import zone_of
from desktop.services import accounts, audit, clients, conduct, on_file, settings, today
from tests.accounts.test_sign_ins import elsewhere
from tests.offices import ADMIN, PASSWORD, TestOffice


def noon(office: TestOffice, days_ago: int = 0, hour: int = 12) -> datetime:
    with office.work(write=False) as work:
        zone = zone_of(str(work.settings["time_zone"]))
        return datetime.combine(on_file.today(work) - timedelta(days=days_ago), time(hour), zone)


def at(office: TestOffice, moment: datetime, topic: str, action: str, me=None, **facts) -> None:
    with office.work(me) as work:
        work.now = moment
        work.record(topic, action, None, **facts)


def found(office: TestOffice, kind: Conduct) -> list[conduct.Finding]:
    return [one for one in office.ask(conduct.findings) if one.kind is kind]


@pytest.mark.parametrize(("counts", "shown"), [((150, 51), [201]), ((150, 50), []), ((), [])])
def test_many_clients_taken_out_in_a_day(office: TestOffice, counts, shown):
    for count in counts:
        at(office, noon(office), "exports", "export", clients=count)
    at(office, noon(office, 1), "prints", "print", clients=["a", "b"])
    lines = found(office, Conduct.TAKEN_OUT)
    assert [one.count for one in lines] == shown
    for one in lines:
        assert (one.who, one.limit, len(one.serials)) == (ADMIN, 200, 2)
        behind = office.ask(audit.page, one.question)
        assert {line.action for line in behind} == {"Exported"}


def test_many_values_read(office: TestOffice):
    office.do(settings.change_setting, "conduct_reads", 2)
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    for _n in range(2):
        office.do(clients.unlock, client, Block.ACCOUNTS, "核对")
    assert found(office, Conduct.READS) == []
    office.do(clients.unlock, client, Block.ACCOUNTS, "核对")
    assert [(one.count, one.limit) for one in found(office, Conduct.READS)] == [(3, 2)]


@pytest.mark.parametrize(("hour", "days"), [(23, [1]), (21, []), (5, [2]), (6, [])])
def test_odd_hours_belong_to_the_day_the_night_began_on(office: TestOffice, hour, days):
    office.do(settings.change_setting, "conduct_from", 22)
    office.do(settings.change_setting, "conduct_until", 6)
    # the test itself may be at work at an odd hour
    late = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    at(office, noon(office, 1, hour), "clients", "edit", me=late)
    day = noon(office).date()
    assert [(day - one.on).days for one in found(office, Conduct.ODD_HOURS) if one.who == "李娜"] == days


def test_without_hours_none_is_odd(office: TestOffice):
    at(office, noon(office, 1, 3), "clients", "edit")
    assert found(office, Conduct.ODD_HOURS) == []


def test_failed_sign_ins(office: TestOffice):
    office.do(settings.change_setting, "conduct_refused", 2)
    with pytest.raises(SignInRefused):
        office.office.sign_in(ADMIN, "wrong horse")
    assert found(office, Conduct.REFUSED) == []
    with pytest.raises(SignInRefused):
        office.office.sign_in(ADMIN, "wrong horse")
    (one,) = found(office, Conduct.REFUSED)
    assert (one.who, one.count, one.serials) == (ADMIN, 2, ())
    office.office.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    (one,) = found(office, Conduct.REFUSED)
    assert len(one.serials) == 1


def test_at_two_workstations(office: TestOffice):
    office.office.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    elsewhere(office).sign_in(ADMIN, PASSWORD, Way.WINDOW)
    assert [one.who for one in found(office, Conduct.TWICE)] == [ADMIN]


def test_a_leavers_last_days(office: TestOffice):
    leaver = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    at(office, noon(office, 9), "exports", "export", me=leaver, clients=10)
    at(office, noon(office, 2), "exports", "export", me=leaver, clients=20)
    assert found(office, Conduct.LEAVER) == []
    office.do(accounts.report_anomaly, "昨晚有人用我的账号登录", me=leaver)
    assert found(office, Conduct.LEAVER) == [], "who locked his account himself has not left"
    office.do(accounts.suspend, leaver.id)
    (one,) = found(office, Conduct.LEAVER)
    assert (one.who, one.count) == ("李娜", 1)


def test_what_lies_further_back_is_not_looked_at(office: TestOffice):
    at(office, noon(office, 7), "exports", "export", clients=500)
    assert found(office, Conduct.TAKEN_OUT) == []
    office.do(settings.change_setting, "conduct_days", 8)
    assert len(found(office, Conduct.TAKEN_OUT)) == 1


def test_it_stands_on_today_until_somebody_looked_into_it(office: TestOffice):
    at(office, noon(office), "exports", "export", clients=500)

    def waiting() -> list[tuple]:
        rows = [row for section in office.ask(today.look).sections for row in section.rows]
        return [row.opens for row in rows if row.key[0] == "conduct"]

    (one,) = found(office, Conduct.TAKEN_OUT)
    assert waiting() == [("audit", Question(serials=one.serials))]
    with pytest.raises(BadEntry):
        office.do(conduct.note, one.mark, one.count, " ")
    office.do(conduct.note, one.mark, one.count, "月底对账，经理同意")
    assert waiting() == []
    (one,) = found(office, Conduct.TAKEN_OUT)
    assert (one.noted, one.noted_by) == ("月底对账，经理同意", ADMIN)
    office.do(conduct.note, one.mark, one.count, "已向本人核实")
    assert found(office, Conduct.TAKEN_OUT)[0].noted == "已向本人核实"
    # what comes later that day is not looked into by it
    at(office, noon(office), "exports", "export", clients=5000)
    (one,) = found(office, Conduct.TAKEN_OUT)
    assert (one.noted, one.count, len(waiting())) == ("", 5500, 1)


def test_only_for_who_sees_the_audit(office: TestOffice):
    staff = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL, Right.RUN_PEOPLE: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.ask(conduct.findings, me=staff)
    with pytest.raises(NotAllowed):
        office.do(conduct.note, "x", 1, "y", me=staff)
    office.ask(today.look, me=staff)


@pytest.mark.parametrize(("day", "months", "first", "last"), [
    ("2026-11-30", 1, "2026-10-01", "2026-10-31"), ("2026-01-01", 1, "2025-12-01", "2025-12-31"),
    ("2026-03-01", 1, "2026-02-01", "2026-02-28"), ("2026-11-30", 3, "2026-07-01", "2026-09-30"),
    ("2026-01-15", 3, "2025-10-01", "2025-12-31"), ("2026-05-05", 12, "2025-01-01", "2025-12-31"),
])  # fmt: skip
def test_a_round_is_of_whole_months(day, months, first, last):
    from datetime import date

    assert round_before(date.fromisoformat(day), months) == (date.fromisoformat(first), date.fromisoformat(last))
