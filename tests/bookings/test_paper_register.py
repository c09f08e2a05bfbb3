"""The register across meals, the paper typed in as it was written, and acts on cards that are undone as one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.models.bookings import BookedPlace, Booking, GivenOut
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.rules.bookings import MealTime
from desktop.rules.collecting import Relay, Sheet, Stage, Timing, Which
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.paper_register import (
    Written,
    check_reading,
    check_written,
    day_in,
    minute_of,
    moment_of,
    returned_at,
)
from desktop.rules.partners import Ending
from desktop.rules.rights import Right, Scope
from desktop.rules.zones import zone_of
from desktop.services import card_register, card_undo, cards, meals, paper_register
from desktop.services.cards import Wanted
from desktop.services.paper_register import PaperLine, PaperReading
from desktop.ui.kit.noting import noting
from tests.bookings.test_service import House, house
from tests.offices import office_today

__all__ = ["house"]
LUNCH, SUPPER = MealTime("午餐", 11 * 60, 14 * 60, 690), MealTime("夜宵", 22 * 60, 2 * 60, 22 * 60 + 30)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("text", "minute"),
    [("11:20", 680), ("1120", 680), ("11：20", 680), ("１１：２０", 680), ("9点", 540), ("9点05分", 545), ("0:05", 5),
     ("24:00", 1440), ("7", 420), (" ", None)],
)  # fmt: skip
def test_an_hour_is_read_as_it_is_written(text, minute):
    assert minute_of(text) == minute


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [("21:40", None, "21:40"), ("昨21:40", 30, "21:40"), ("昨天 21：40", 30, "21:40"), ("次日9:30", 31, "9:30"),
     ("31日 9点", 31, "9点"), ("12-31 0930", 31, "0930"), ("2026/12/30 21:40", 30, "21:40"),
     ("30 Dec 21:40", 30, "21:40"), ("yesterday 21:40", 30, "21:40"), ("9.30", None, "9.30"),
     ("１２－３１ ９：３０", 31, "9:30")],
)  # fmt: skip
def test_a_day_may_stand_before_an_hour(text, day, hour):
    found = day_in(text, date(2026, 12, 30), date(2026, 12, 31))
    assert found == (day and date(2026, 12, day), hour)


def test_the_day_is_that_nearest_to_its_meal():
    read = lambda text: day_in(text, date(2026, 12, 30), date(2027, 1, 3))[0]  # noqa: E731
    assert read("2日 9:30") == read("1-2 9:30") == read("昨 9:30") == date(2027, 1, 2)
    assert read("2-29 9:30") == date(2028, 2, 29)
    for wrong in ("35日 9:30", "2-30 9:30", "13-1 9:30"):
        with pytest.raises(ValueError, match=r"day|month"):
            read(wrong)


@pytest.mark.parametrize("text", ["25:00", "24:01", "11:60", "halb", "11:2", "-1"])
def test_what_is_no_hour_is_refused(text):
    with pytest.raises(ValueError, match=text.strip("-") or "."):
        minute_of(text)


def test_an_hour_is_that_nearest_to_its_meal():
    on = date(2026, 5, 8)
    at = lambda text, meal: moment_of(on, minute_of(text), meal, UTC)  # noqa: E731
    assert at("9:40", LUNCH) == datetime(2026, 5, 8, 9, 40, tzinfo=UTC)
    assert at("15:10", LUNCH) == datetime(2026, 5, 8, 15, 10, tzinfo=UTC)
    assert at("21:30", SUPPER) == datetime(2026, 5, 8, 21, 30, tzinfo=UTC)
    assert at("24:00", SUPPER) == at("0:00", SUPPER) == datetime(2026, 5, 9, tzinfo=UTC)
    assert at("0:05", SUPPER) - at("23:58", SUPPER) == timedelta(minutes=7)


def test_what_can_not_have_been_so_is_named_by_line_and_column():
    now = datetime(2026, 5, 9, 0, 10, tzinfo=UTC)
    out = now - timedelta(minutes=12)
    check_written(1, Written(2, out, 2, now), now)
    check_written(1, Written(2, now, 0), now)
    for told, column in (
        (Written(0, out), "count_out"), (Written(1, now + SECOND), "out"), (Written(1, out, None, now), "count_back"),
        (Written(1, out, 2, now), "count_back"), (Written(1, out, 1), "back"),
        (Written(1, out, 1, out - SECOND), "back"), (Written(1, out, 1, now + SECOND), "back"),
    ):  # fmt: skip
        with pytest.raises(BadEntry) as caught:
            check_written(3, told, now)
        assert caught.value.field == f"3.{column}" and "3" in str(caught.value)
    check_reading(1, out, out, now, now)
    for received, read, column in ((out - SECOND, None, "received"), (now + SECOND, None, "received"),
                                   (now, out, "read"), (out, now + SECOND, "read")):  # fmt: skip
        with pytest.raises(BadEntry) as caught:
            check_reading(2, out, received, read, now)
        assert caught.value.field == f"2.{column}"


class Desk:
    """Two parties at yesterday's lunch, booked the evening before, and the leader of the hall."""

    def __init__(self, house: House):
        self.house, self.office = house, house.office
        self.leader = self.office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL})
        self.bookings = {place: house.take(name, place) for name, place in (("贺启年", "牡丹厅"), ("单雪", "竹影"))}
        with self.office.beneath():
            early = datetime.now(UTC) - timedelta(days=3)
            Booking.update(on=office_today() - timedelta(days=1), taken_at=early).execute()
            BookedPlace.update(on=office_today() - timedelta(days=1)).execute()
        self.guests = {place: house.line(key).host.id for place, key in self.bookings.items()}
        self.meal = house.meals["lunch"]

    def line(self, place="牡丹厅", **more):
        told = {"booking": self.bookings[place], "client": self.guests[place], "out": "11:20", "taken_by": "王芳"}
        return PaperLine(**(told | more))

    def type(self, *lines, kind=Sheet.CARD):
        return self.house.do(
            noting(paper_register.type_register), office_today() - timedelta(days=1), self.meal, kind, lines
        )

    def read(self, *lines):
        return self.house.do(noting(paper_register.type_reading), office_today() - timedelta(days=1), self.meal, lines)

    def register(self, which=Which.ALL, kind=None):
        return self.office.ask(card_register.register, which, kind, me=self.house.desk)

    def lines(self, which=Which.ALL):
        return [row.line for row in self.register(which).rows]

    def undo(self, noted):
        self.house.do(card_undo.undo, noted.operation)


@pytest.fixture
def desk(house: House):
    return Desk(house)


def test_a_paper_register_is_typed_in_as_it_was_written_and_undone_as_one(desk: Desk):
    today = office_today()
    noted = desk.type(
        desk.line(count_out=2, count_back=1, back="13：50", returned_by="李娜"),
        desk.line("竹影", out="11:30", taken_by="小赵", count_back=1, back="14:05"),
    )
    first, second = sorted(desk.lines(), key=lambda line: line.number)
    assert (first.number, first.place, first.leader, first.count_out, first.count_back) == (1, "牡丹厅", "王芳", 2, 1)
    # number returned ≠ number issued: an open item, carried on until it is back
    assert (first.back_at, first.fewer, first.returned_by, first.timing) == (None, True, "李娜", Timing.IN_TIME)
    assert first.returned_at - first.out_at == timedelta(hours=2, minutes=30)
    assert (second.leader, second.server, second.timing) == ("", "小赵", Timing.LATE)
    assert second.back_at - second.out_at == timedelta(hours=2, minutes=35) and second.stage is Stage.BACK
    assert first.typed_at and second.typed_at
    assert [row.line.id for row in desk.register(Which.LATE).rows] == [first.id]
    page = desk.office.ask(meals.this_meal, today, desk.meal, me=desk.house.desk)
    assert [line.id for line in page.outstanding] == [first.id]
    assert desk.register().rows[0].meal == "午餐" and desk.register().rows[0].on == today - timedelta(days=1)
    # the rest comes later, on the same paper
    with pytest.raises(BadEntry):
        desk.type(desk.line())
    done = desk.type(PaperLine(given=first.id, count_back=2, back="昨 14:20", returned_by="王芳"))
    assert {line.stage for line in desk.lines()} == {Stage.BACK}
    (whole,) = [line for line in desk.lines() if line.id == first.id]
    assert whole.returned_at - whole.out_at == timedelta(hours=3)
    assert whole.part_back_at == first.returned_at
    with pytest.raises(BadEntry):
        desk.undo(noted)
    desk.undo(done)
    desk.undo(noted)
    assert desk.lines() == []
    with desk.office.beneath():
        assert RegisterLine.select().where(RegisterLine.withdrawn_at.is_null()).count() == 0
    with pytest.raises(BadEntry):
        desk.undo(noted)


def test_nothing_of_a_paper_stays_where_one_line_is_wrong(desk: Desk):
    good = desk.line()
    for wrong, field in (
        (desk.line("竹影", out="halb zwölf"), "2.out"), (desk.line("竹影", out=""), "2.out"),
        (desk.line("竹影", taken_by=" "), "2.taken_by"), (desk.line("竹影", client=None), "2.client"),
        (desk.line("竹影", client=desk.guests["牡丹厅"]), "2.client"), (desk.line("竹影", booking=None), "2.place"),
        (desk.line("竹影", count_back=1, back="11:10"), "2.back"), (good, "2.client"),
    ):  # fmt: skip
        with pytest.raises(BadEntry) as caught:
            desk.type(good, wrong)
        assert caught.value.field == field
    with pytest.raises(BadEntry):
        desk.type()
    assert desk.lines() == []
    looker = desk.office.hire("孙力", {Right.SEE_BOOKINGS: Scope.ALL})
    with pytest.raises(NotAllowed):
        desk.office.do(
            paper_register.type_register, office_today() - timedelta(days=1), desk.meal, Sheet.CARD, [good], me=looker
        )
    # out and back, and out once more, are two lines of one paper
    desk.type(desk.line(count_back=1, back="11:40"), desk.line(out="11:45"))
    assert [line.stage for line in sorted(desk.lines(), key=lambda line: line.number)] == [Stage.BACK, Stage.OUT]


def test_the_servers_list_is_typed_in_and_counts_the_same(desk: Desk):
    desk.type(desk.line(count_back=1, back="13:50"), desk.line("竹影"))
    one, two = sorted(desk.lines(), key=lambda line: line.number)
    told = ((Relay.ORDERS, "小赵"), (Relay.KITCHEN, "赵师傅"), (Relay.SERVES, ""))
    noted = desk.read(
        PaperReading(one.id, "李娜", "11:22", "11:27", told), PaperReading(two.id, "李娜", "11:25", "11:31")
    )
    one, two = sorted(desk.lines(), key=lambda line: line.number)
    assert (one.server, one.recorded_for, one.passed_on) == (
        "李娜", True, ((Relay.ORDERS, "小赵"), (Relay.KITCHEN, "赵师傅")))  # fmt: skip
    now = datetime.now(UTC)
    assert not one.late_reading(now) and two.late_reading(now)
    with pytest.raises(BadEntry) as caught:
        desk.read(PaperReading(one.id, "李娜", "11:10"))
    assert caught.value.field == "1.received"
    desk.undo(noted)
    one, _two = sorted(desk.lines(), key=lambda line: line.number)
    assert (one.server, one.understood_at, one.passed_on) == ("", None, ())


def test_what_is_out_is_called_back_lost_written_off_and_told_as_a_story(desk: Desk):
    do, wanted = desk.house.do, [Wanted(desk.bookings[p], desk.guests[p], Sheet.FORM) for p in ("牡丹厅", "竹影")]
    handed = do(noting(cards.hand_out), wanted, desk.leader.id, "补发")
    one, two = handed.result
    with desk.office.beneath():
        RegisterLine.update(due=datetime.now(UTC) + timedelta(hours=1)).execute()
    assert [(which, n) for which, n in desk.register().counts.items() if n] == [(Which.OUT, 2), (Which.ALL, 2)]
    do(card_register.call_back, [one, two])
    assert desk.register(kind=Sheet.CARD).counts[Which.OUT] == 0 and desk.register().counts[Which.LATE] == 2
    with pytest.raises(BadEntry):
        do(card_register.call_back, [one])
    with pytest.raises(BadEntry):
        do(cards.take_back, [one], ending=Ending.WRITTEN_OFF)
    gone = do(noting(cards.take_back), [one], ending=Ending.WRITTEN_OFF, note="贺总的，泡了水")
    # it came back an hour ago, which is noted now
    back = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    with desk.office.beneath():
        RegisterLine.update(out_at=back).execute()
    for wrong in (back - timedelta(minutes=2), datetime.now(UTC) + timedelta(hours=1)):
        with pytest.raises(BadEntry) as caught:
            do(cards.take_back, [two], at=wrong)
        assert caught.value.field == "back_at"
    do(cards.take_back, [two], at=back, by="李娜")
    (line,) = [row.line for row in desk.register(Which.BACK).rows]
    assert (line.returned_at, line.returned_by) == (back, "李娜")
    counts = desk.register().counts
    assert (counts[Which.OUT], counts[Which.LOST], counts[Which.BACK]) == (0, 1, 1)
    told = [
        step.what.message.format(**step.what.values)
        for step in desk.office.ask(card_register.history, one, me=desk.house.desk)
    ]
    assert told == ["Handed out: 1, to 王芳", "Due at another time", "Written off: 贺总的，泡了水"]
    steps = desk.office.ask(card_register.history, two, me=desk.house.desk)
    assert {step.who for step in steps} == {"周敏"} and "on {when}" in steps[-1].what.message
    # what became of a card may tell of whom it was
    narrow = desk.office.hire("孙力", {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.OWN})
    lost = desk.office.ask(card_register.register, Which.LOST, me=narrow).rows[0].line
    assert (lost.client, lost.note, lost.stage) == ("", "", Stage.LOST)
    assert not any("泡了水" in str(step.what) for step in desk.office.ask(card_register.history, one, me=narrow))
    with desk.office.beneath():
        assert {row.note for row in RegisterLine.select()} == {""}
    # the way back of one act is not another's
    with pytest.raises(BadEntry):
        desk.undo(handed)
    desk.undo(gone)
    assert desk.register().counts[Which.LATE] == 1
    with desk.office.beneath():
        assert GivenOut.select().where(GivenOut.withdrawn_at.is_null()).count() == 2
        assert {row.note for row in RegisterClient.select()} == {""}
    assert {row.line.client for row in desk.office.ask(card_register.register, Which.ALL, me=narrow).rows} == {""}


def test_paper_knows_no_seconds_and_takes_back_nothing_that_was_noted(desk: Desk):
    (given,) = desk.house.do(cards.hand_out, [Wanted(desk.bookings["牡丹厅"], desk.guests["牡丹厅"], Sheet.CARD)],
                             desk.leader.id, "晚")  # fmt: skip
    zone = zone_of(desk.office.ask(lambda work: str(work.settings["time_zone"])))
    out = moment_of(office_today() - timedelta(days=1), 680, LUNCH, zone)
    with desk.office.beneath():
        RegisterLine.update(out_at=out + 35 * SECOND).execute()
    desk.read(PaperReading(given, "李娜", "11:20", "11:20"))
    (line,) = desk.lines()
    assert (line.received_at, line.understood_at) == (out + 35 * SECOND, out + 35 * SECOND)
    # typed once more without the hour it was read
    desk.read(PaperReading(given, "李娜", "11:20"))
    (line,) = desk.lines()
    assert (line.understood_at, line.recorded_for) == (out + 35 * SECOND, True)
    # who brought it back, but not how many; and back in its own minute
    for typed in (PaperLine(given=given, returned_by="李娜"), desk.line("竹影", returned_by="李娜")):
        with pytest.raises(BadEntry) as caught:
            desk.type(typed)
        assert caught.value.field == "1.count_back"
    desk.type(PaperLine(given=given, count_back=1, back="11:20"))
    assert desk.lines()[0].back_at == out + 35 * SECOND


def test_an_hour_before_the_meal_is_a_return_of_the_next_day():
    on, dinner = date(2026, 5, 8), MealTime("晚餐", 990, 1290, 1020)
    out = datetime(2026, 5, 8, 16, 40, tzinfo=UTC)
    assert returned_at(on, 570, dinner, UTC, out) == datetime(2026, 5, 9, 9, 30, tzinfo=UTC)
    assert returned_at(on, 1300, dinner, UTC, out) == datetime(2026, 5, 8, 21, 40, tzinfo=UTC)
    # earlier in the meal than it went out is a slip of the pen
    assert returned_at(on, 995, dinner, UTC, out) == datetime(2026, 5, 8, 16, 35, tzinfo=UTC)
    assert returned_at(on, 985, dinner, UTC, out - timedelta(minutes=20)) == datetime(2026, 5, 8, 16, 25, tzinfo=UTC)
