"""Days to remember: what can stand, when it comes round, whose birthdays are near."""

from datetime import UTC, date, datetime

import pytest

from desktop.rules.anniversaries import RememberedDay, birthday_in
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, DayCalendar, DayKind
from desktop.services import anniversaries, calendars, clients
from desktop.services.anniversaries import add_anniversary, anniversaries_of, change_anniversary, upcoming
from tests.offices import TestOffice

SOLAR, LUNAR = DayCalendar.SOLAR, DayCalendar.LUNAR
BIRTHDAY, WEDDING, OTHER = DayKind.BIRTHDAY, DayKind.WEDDING, DayKind.OTHER


@pytest.fixture
def open_file(office: TestOffice):
    def make(name="贺启年", **values):
        return office.do(clients.open_client, ClientForm.PERSON, {"name": name, **values})

    return make


def on(moment: datetime, verb, *args):
    def at(work):
        work.now = moment
        return verb(work, *args)

    return at


# The evening before in London, 12 July in the office
SUMMER = datetime(2026, 7, 11, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "field"),
    [
        (RememberedDay(WEDDING, SOLAR, 2, 31), "day"),
        (RememberedDay(WEDDING, SOLAR, 2, 29, 2023), "day"),
        (RememberedDay(WEDDING, SOLAR, 13, 1), "day"),
        (RememberedDay(WEDDING, SOLAR, 6, 1, leap=True), "leap"),
        (RememberedDay(WEDDING, SOLAR, 6, 1, 1850), "year"),
        (RememberedDay(WEDDING, SOLAR, 6, 1, 2999), "year"),
        (RememberedDay(WEDDING, LUNAR, 1, 31), "day"),
        (RememberedDay(WEDDING, LUNAR, 5, 1, 2023, leap=True), "leap"),
        (RememberedDay(WEDDING, LUNAR, 2, 30, 2023, leap=True), "day"),
        (RememberedDay(OTHER, SOLAR, 6, 1, label=" "), "label"),
        (RememberedDay(OTHER, SOLAR, 6, 1, label="x" * 61), "label"),
    ],
)
def test_a_day_that_can_not_be_is_refused_with_its_field(sqlite_office: TestOffice, day, field):
    he = sqlite_office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    with pytest.raises(BadEntry) as refusal:
        sqlite_office.do(add_anniversary, he, day)
    assert refusal.value.field == field
    assert sqlite_office.ask(anniversaries_of, he) == ()


def test_days_come_round_in_their_own_calendar(office: TestOffice, open_file):
    he = open_file()
    for day in (
        RememberedDay(WEDDING, SOLAR, 2, 29, 2012),
        RememberedDay(DayKind.PROMOTION, SOLAR, 7, 12, 2026),
        RememberedDay(OTHER, LUNAR, 8, 15, 1990, label="  开业 "),
        RememberedDay(BIRTHDAY, LUNAR, 2, 10, 2023, leap=True),
    ):
        office.do(add_anniversary, he, day)
    lines = office.ask(on(SUMMER, anniversaries_of, he))
    assert [(x.day.kind, x.next_on, x.in_days, x.years) for x in lines] == [
        (DayKind.PROMOTION, date(2026, 7, 12), 0, None),
        (OTHER, date(2026, 9, 25), 75, 36),
        (WEDDING, date(2027, 2, 28), 231, 15),
        (BIRTHDAY, date(2027, 3, 17), 248, 4),
    ]
    assert lines[1].day.label == "开业"


def test_the_birthday_field_counts_until_a_birthday_is_entered(office: TestOffice, open_file):
    he = open_file(birthday="1970-07-15")
    (line,) = office.ask(on(SUMMER, anniversaries_of, he))
    assert (line.id, line.next_on, line.years) == (None, date(2026, 7, 15), 56)
    assert len(office.ask(on(SUMMER, upcoming))) == 1
    office.do(add_anniversary, he, RememberedDay(BIRTHDAY, LUNAR, 6, 13))
    lines = office.ask(on(SUMMER, anniversaries_of, he))
    assert [line.day.calendar for line in lines] == [LUNAR]
    assert [day.on for day in office.ask(on(SUMMER, upcoming, 60))] == [
        calendars.lunar_table(2026, 2026).solar(2026, 6, 13)
    ]


def test_what_is_near_is_listed_by_date(office: TestOffice, open_file):
    he, wei = open_file("贺启年", birthday="07-19"), open_file("尉迟恭", birthday="1980-07-20")
    office.do(add_anniversary, wei, RememberedDay(WEDDING, SOLAR, 7, 13, 2006))
    office.do(add_anniversary, he, RememberedDay(OTHER, LUNAR, 6, 3, label="搬迁"))  # 16 July
    found = office.ask(on(SUMMER, upcoming))
    assert [(d.client_name, d.kind_label, d.label, d.on.day, d.in_days, d.years) for d in found] == [
        ("尉迟恭", "Wedding day", "", 13, 1, 20),
        ("贺启年", "Other day", "搬迁", 16, 4, None),
        ("贺启年", "Birthday", "", 19, 7, None),
    ]
    assert {d.owner_name for d in found} == {office.me.name}
    assert [d.on.day for d in office.ask(on(SUMMER, upcoming, 8))] == [13, 16, 19, 20]
    by_client = office.ask(on(SUMMER, anniversaries.upcoming_by_client, [he]))
    assert {k: [d.on.day for d in days] for k, days in by_client.items()} == {he: [16, 19]}
    with pytest.raises(BadEntry):
        office.ask(upcoming, 400)


def test_the_look_ahead_crosses_the_year_and_keeps_29_february(office: TestOffice, open_file):
    open_file("贺启年", birthday="01-02")
    open_file("尉迟恭", birthday="1988-02-29")
    winter = datetime(2026, 12, 28, 4, tzinfo=UTC)
    assert [d.on for d in office.ask(on(winter, upcoming))] == [date(2027, 1, 2)]
    assert [d.on for d in office.ask(on(datetime(2027, 2, 25, 4, tzinfo=UTC), upcoming))] == [date(2027, 2, 28)]
    assert [d.on for d in office.ask(on(datetime(2028, 2, 25, 4, tzinfo=UTC), upcoming))] == [date(2028, 2, 29)]


def test_only_days_of_visible_files_in_use_are_seen(office: TestOffice, open_file):
    he, wei = open_file("贺启年", birthday="07-13"), open_file("尉迟恭")
    day = office.do(add_anniversary, wei, RememberedDay(WEDDING, SOLAR, 7, 13))
    blind = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.ALL})
    assert office.ask(on(SUMMER, upcoming), me=blind) == []
    with pytest.raises(NotFound):
        office.ask(anniversaries_of, he, me=blind)
    with pytest.raises(NotFound):
        office.do(anniversaries.remove_anniversary, day, me=blind)
    office.do(clients.withdraw_client, wei, "重复")
    assert [d.client_name for d in office.ask(on(SUMMER, upcoming))] == ["贺启年"]


def test_days_are_changed_and_removed_by_who_may_edit(office: TestOffice, open_file):
    he = open_file()
    first = RememberedDay(WEDDING, SOLAR, 7, 13)
    day = office.do(add_anniversary, he, first)
    reader = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    later = RememberedDay(WEDDING, SOLAR, 7, 14, 2001)
    for verb in (
        (add_anniversary, he, later),
        (change_anniversary, day, later),
        (anniversaries.remove_anniversary, day),
    ):
        with pytest.raises(NotAllowed):
            office.do(*verb, me=reader)
    with pytest.raises(BadEntry):
        office.do(add_anniversary, he, first)
    office.do(change_anniversary, day, later, first)
    assert office.ask(anniversaries_of, he)[0].day == later
    with pytest.raises(Stale):
        office.do(change_anniversary, day, RememberedDay(WEDDING, SOLAR, 7, 20), first)
    office.do(anniversaries.remove_anniversary, day)
    assert office.ask(anniversaries_of, he) == ()


def test_a_birthday_field_that_is_no_day_is_passed_over():
    assert birthday_in("1970-02-30") is None
    assert birthday_in("spring") is None
    assert birthday_in("02-29") == RememberedDay(BIRTHDAY, SOLAR, 2, 29)
