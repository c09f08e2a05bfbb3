"""A till's sheet on a real office: bills find their bookings, are entered and undone as one, and feed the classes."""

from argparse import Namespace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from desktop.commands.bills import COMMANDS, take_back
from desktop.commands.command import Session
from desktop.models.bookings import BillImport, BillLine
from desktop.models.clients import Client
from desktop.rules.bill_matching import Finding
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Why
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right, Scope
from desktop.services import bill_imports, bills, booking_undo, bookings, classes, meals
from tests.bookings.test_parties import NARROW, client, house, prepared, spends
from tests.offices import office_today

__all__ = ["house"]
HEADER = "日期,包厢,结账时间,金额,酒水,签单,客人,电话\n"
S = BookingState


def sheet_of(house, folder, *rows, me=None, name="账单.csv"):
    path = folder / name
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return house.office.errand(bill_imports.prepare, path, me=me or house.desk)


def findings(sheet):
    return [(match.row.number, match.finding) for match in sheet.matches]


def test_bills_find_their_bookings_and_are_undone_as_one(house, tmp_path):
    today = office_today()
    host, payer = client(house, "贺启年", phone="19900000318"), client(house, "单雪")
    first = house.take(host, people=10, payer=payer)  # held: nobody noted the arrival
    second = house.take(host, turn=2, at=13 * 60, people=4)
    other = house.take("欧阳海", "竹影", people=3)
    house.do(bookings.set_state, other, S.ARRIVED)
    rows = (
        f'{today},牡丹,12:50,"¥3,300.00",300元,√,,',
        f"{today},牡丹厅,14:20,1200.01,0,否,,",
        f"{today},竹影,13:10,900,,,贺启年,",  # the place says one, the guest another
        f"{today},听雨,13:10,500,,,,",
        f"{today},竹影,13:10,=1+1,,,,",
        "合计,,,5900,,,,",
    )
    sheet = sheet_of(house, tmp_path, *rows)
    assert findings(sheet) == [(2, Finding.FOUND), (3, Finding.FOUND), (4, Finding.SEVERAL), (5, Finding.NONE)]
    assert sheet.matches[2].bookings[0] == other and [(t.row, t.field) for t in sheet.refused] == [(6, "total")]
    assert (sheet.left_out, sheet.before, spends(house)) == (1, None, [])
    taken = house.do(bill_imports.take, sheet, {4: other, 5: None})
    assert (taken.entered, taken.left) == (3, 1)
    assert sorted(spends(house), key=lambda one: one[1]) == [
        (house.line(other).host.id, 900_00), (host, 1200_01), (payer, 3300_00)]  # fmt: skip
    line = house.line(first)
    assert (line.state, line.total, line.food, line.signed) == (S.LEFT, 3300_00, 3000_00, True)
    # exactly 300.00 a head is no reason to collect, a fen more is
    why = {b.line.id: [one.why for one in b.recognised]
           for b in house.office.ask(meals.this_meal, today, house.meals["lunch"]).bookings}  # fmt: skip
    assert why[first] == [] and why[second] == [(Why.PER_HEAD,)]
    # decision 15: spend and visit are the payer's where there is one
    quarter = Quarter.of(today)
    figures = {one.client_id: (one.spend, one.visits) for one in house.office.ask(classes.propose, quarter).lines}
    assert figures[payer] == (3300_00, 1) and figures[host] == (1200_01, 1)

    again = sheet_of(house, tmp_path, *rows)
    assert [finding for _row, finding in findings(again)] == [Finding.SAME, Finding.SAME, Finding.SAME, Finding.NONE]
    assert isinstance(again.before, date)
    # the bill that found no booking is open already: a sheet without a single bill would be listed
    with pytest.raises(BadEntry) as refused:
        house.do(bill_imports.take, again, {})
    assert refused.value.values == {"day": again.before}
    assert len(house.office.ask(bill_imports.imports, me=house.desk)) == 1
    with pytest.raises(BadEntry):
        house.do(booking_undo.undo_last, first)
    (bill,) = house.office.ask(bill_imports.open_bills, me=house.desk)
    assert (bill.number, bill.place, bill.total) == (5, "听雨", 500_00)
    walked = house.take("王建国", "竹影", turn=2, at=13 * 60)
    house.do(bill_imports.match_bill, bill.id, walked)
    assert house.line(walked).total == 500_00 and house.office.ask(bill_imports.open_bills, me=house.desk) == ()
    house.do(booking_undo.undo_last, walked)
    assert house.line(walked).total is None and len(house.office.ask(bill_imports.open_bills, me=house.desk)) == 1
    house.do(bill_imports.strike_bill, bill.id)
    house.do(bill_imports.give_back_bill, bill.id)
    # one bill was corrected since: it stays, all the others go
    house.do(bills.enter_bill, other, 950_00)
    undone = house.do(bill_imports.undo_bills, taken.id)
    assert (undone.count, undone.kept) == (2, (house.line(other).number,))
    line = house.line(first)
    assert (line.state, line.total, line.food, line.signed) == (S.HELD, None, None, None)
    assert [amount for _who, amount in spends(house)] == [950_00]
    assert house.office.ask(bill_imports.open_bills, me=house.desk) == ()
    assert house.do(bill_imports.undo_bills, taken.id).count == 0


def test_what_needs_somebody_is_left_and_nothing_half_done_stays(house, tmp_path):
    today = office_today()
    host = client(house, "贺启年")
    one, two = house.take(host), house.take(host, "竹影")
    for key in (one, two):
        house.do(bookings.set_state, key, S.ARRIVED)
    house.do(bills.enter_bill, two, 800_00)
    split = (
        f"{today},牡丹厅,13:00,1000,,,,",
        f"{today},牡丹厅,13:01,280,280,,,",
        f"{today},竹影,13:00,850,,,,",
    )
    sheet = sheet_of(house, tmp_path, *split)
    assert [finding for _row, finding in findings(sheet)] == [Finding.SHARED, Finding.SHARED, Finding.DIFFERS]
    assert house.do(bill_imports.take, sheet, {}).left == 3
    # a second sheet brings them again, and nothing new
    sheet = sheet_of(house, tmp_path, *split, name="再次.csv")
    with pytest.raises(BadEntry):
        house.do(bill_imports.take, sheet, {})
    assert len(house.office.ask(bill_imports.open_bills, me=house.desk)) == 3
    stale = sheet_of(house, tmp_path, *split)
    house.do(bills.enter_bill, two, 810_00)
    with pytest.raises(BadEntry):
        house.do(bill_imports.take, stale, {2: one, 3: one, 4: two})
    assert house.line(one).total is None
    sheet = sheet_of(house, tmp_path, *split)
    house.do(bill_imports.take, sheet, {2: one, 3: one, 4: two})
    assert (house.line(one).total, house.line(one).food, house.line(two).total) == (1280_00, None, 850_00)
    assert house.office.ask(bill_imports.open_bills, me=house.desk) == ()
    # what a sheet does not tell is no other bill, and takes nothing away that is known
    house.do(bills.enter_bill, one, 1280_00, 900_00, signed=True)
    (match,) = sheet_of(house, tmp_path, f"{today},牡丹厅,13:00,1280,,,,").matches
    assert match.finding is Finding.SAME
    sheet = sheet_of(house, tmp_path, f"{today},牡丹厅,13:00,1300,300,,,")
    assert [finding for _row, finding in findings(sheet)] == [Finding.DIFFERS]
    house.do(bill_imports.take, sheet, {2: one})
    line = house.line(one)
    assert (line.total, line.food, line.signed) == (1300_00, 1000_00, True)
    with house.office.beneath():
        assert BillLine.select().where(BillLine.withdrawn_at.is_null()).count() == 4


def test_a_stopped_file_is_told_by_its_row_and_a_bill_that_was_matched_since_stays_with_its_booking(house, tmp_path):
    today = office_today()
    host, other = client(house, "贺启年"), client(house, "单雪")
    one, two = house.take(host), house.take(other, "竹影")
    with house.office.beneath():
        Client.update(restricted_at=1).where(Client.id == other).execute()
    rows = (
        f"{today},牡丹厅,13:00,1000,,,,",
        f"{today},竹影,13:00,850,,,,",
        f"{today},听雨,13:10,500,,,,",
    )
    sheet = sheet_of(house, tmp_path, *rows)
    with pytest.raises(BadEntry) as refused:
        house.do(bill_imports.take, sheet, {})
    assert "3" in str(refused.value) and house.line(one).total is None
    taken = house.do(bill_imports.take, sheet, {3: None})
    assert (taken.entered, taken.left) == (1, 2)
    bill = next(b for b in house.office.ask(bill_imports.open_bills, me=house.desk) if b.place == "听雨")
    walked = house.take(host, turn=2, at=13 * 60)
    house.do(bill_imports.match_bill, bill.id, walked)
    undone = house.do(bill_imports.undo_bills, taken.id)
    assert (undone.count, undone.kept) == (1, (house.line(walked).number,))
    assert (house.line(one).total, house.line(two).total, house.line(walked).total) == (None, None, 500_00)
    with house.office.beneath():
        assert [line.booking_id for line in BillLine.select().where(BillLine.withdrawn_at.is_null())] == [walked]


def test_nobody_enters_bills_of_clients_out_of_sight(house, tmp_path):
    key = house.take(client(house, "贺启年"))
    clerk = house.office.hire("李娜", NARROW)
    sheet = sheet_of(house, tmp_path, f"{office_today()},牡丹厅,13:00,1000,,,贺启年,", me=clerk)
    assert findings(sheet) == [(2, Finding.UNSEEN)] and sheet.offered(sheet.matches[0].row) == ()
    with pytest.raises(BadEntry):
        house.office.do(bill_imports.take, sheet, {2: key}, me=clerk)
    assert house.line(key).total is None
    reader = house.office.hire("孙倩", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL})
    for verb, args in ((bill_imports.undo_bills, (key,)), (bill_imports.strike_bill, (key,))):
        with pytest.raises(NotAllowed):
            house.office.do(verb, *args, me=reader)


def test_the_command_says_what_each_bill_found_enters_and_takes_back(sqlite_office, tmp_path):
    today = office_today()
    house = prepared(sqlite_office)
    key = house.take("贺启年", people=4)
    path = tmp_path / "bills.csv"
    path.write_text(
        f"date,room,amount,drinks\n{today},牡丹厅,1280,80\n{today},听雨,500,\n{today},竹影,=1+1,\n",
        "utf-8",
    )
    session = Session(None, house.office.office, house.desk)
    (command,) = COMMANDS
    given = Namespace(file=str(path), dry_run=True)
    answer = command.run(session, given)
    assert (answer.status, answer.data["import"], house.line(key).total) == (1, None, None)
    assert [(row["row"], row["finding"], row["food"], row["bookings"]) for row in answer.data["rows"]] == [
        (2, "found", "1200.00", ["1"]), (3, "none", None, [])]  # fmt: skip
    assert [(one["row"], one["field"]) for one in answer.data["refused"]] == [(4, "total")]
    given.dry_run = False
    answer = command.run(session, given)
    assert (answer.data["entered"], answer.data["open"], house.line(key).total) == (1, 1, 1280_00)
    undone = take_back(session, UUID(answer.data["import"]))
    assert undone is not None and undone.data["bills"] == 1 and house.line(key).total is None
    assert take_back(session, key) is None


def test_rows_that_were_added_up_are_known_again_with_the_day_they_were_taken_in(house, tmp_path):
    today = office_today()
    key = house.take(client(house, "贺启年"))
    rows = (f"{today},牡丹厅,13:00,1000,,是,,", f"{today},牡丹厅,13:01,280,,否,,")
    house.do(bill_imports.take, sheet_of(house, tmp_path, *rows), {2: key, 3: key})
    with house.office.beneath():
        # seven in the morning at the house, and still yesterday in UTC
        BillImport.update(at=datetime.combine(today, time(), UTC) - timedelta(hours=1)).execute()
    again = sheet_of(house, tmp_path, *rows)
    assert (findings(again), again.before) == ([(2, Finding.SAME), (3, Finding.SAME)], today)
    with pytest.raises(BadEntry):
        house.do(bill_imports.take, again, {})
    assert house.line(key).total == 1280_00 and house.office.ask(bill_imports.open_bills, me=house.desk) == ()
    # one of them alone is another bill than the booking has
    assert [one for _row, one in findings(sheet_of(house, tmp_path, *rows, rows[1]))] == [Finding.SHARED] * 3
