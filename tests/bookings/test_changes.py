"""Merges, imports and acts undone where there are bookings, on each kind of office; and what its server refuses."""

import pytest

from desktop.models.classes import Spend
from desktop.models.clients import Client, ImportRun
from desktop.models.merging import Merge
from desktop.models.registers import RegisterLine
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Sheet
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    bills,
    bookings,
    cards,
    clients,
    import_undo,
    importing,
    merging,
    spending,
    undoing,
    unmerging,
)
from desktop.services.cards import Wanted
from tests.bookings.test_parties import LEADER, NARROW, billed, client, house, prepared, spends
from tests.offices import office_today
from tests.server.psql import address, ask

__all__ = ["house"]

REVIEWER = {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL,
            Right.IMPORT_CLIENTS: Scope.ALL}  # fmt: skip


def only_merge(house):
    with house.office.work(write=False) as work:
        return work.visible(Merge).get().id


def test_two_files_of_one_client_are_one_client_of_a_booking(house):
    host, one, other = client(house, "贺启年"), client(house, "单雪"), client(house, "单雪二")
    key, hosted = house.take(host, guests=(one, other)), house.take(other, "竹影", guests=(one,))
    house.office.do(merging.merge, one, other)
    assert [guest.id for guest in house.line(key).guests] == [one]
    assert (house.line(hosted).host.id, house.line(hosted).guests) == (one, ())
    house.office.do(unmerging.unmerge, only_merge(house))
    assert {guest.id for guest in house.line(key).guests} == {one, other}
    assert (house.line(hosted).host.id, [guest.id for guest in house.line(hosted).guests]) == (other, [one])


def test_a_bill_of_the_time_as_one_goes_with_who_hosted(house):
    kept, other = client(house, "贺启年"), client(house, "贺启年二")
    key, kept_own = house.take(other), house.take(kept, "竹影", payer=None)
    house.office.do(merging.merge, kept, other)
    billed(house, key)
    billed(house, kept_own, 500_00)
    house.office.do(unmerging.unmerge, only_merge(house))
    assert sorted(spends(house)) == sorted([(other, 3000_00), (kept, 500_00)])


def test_an_import_is_not_undone_under_a_booking(house, tmp_path):
    sheet = tmp_path / "a.csv"
    sheet.write_text("姓名,电话\n贺启年,19900000001\n", "utf-8")
    house.office.errand(importing.carry_out, house.office.errand(importing.prepare, sheet))
    with house.office.work(write=False) as work:
        key, run = work.visible(Client).get().id, work.visible(ImportRun).get().id
    house.take(key)
    boss = house.office.hire("经理", REVIEWER)
    with pytest.raises(import_undo.ChangedSince):
        house.office.errand(import_undo.undo_import, run, me=boss)


def test_a_file_with_a_booking_is_not_taken_back(house):
    host = house.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    house.take(host)
    boss = house.office.hire("经理", REVIEWER)
    (act,) = [one for one in house.office.ask(undoing.operations, me=boss) if one.name == "贺启年"]
    with pytest.raises(OfficeError):
        house.office.do(undoing.undo, act.operation, me=boss)
    with house.office.work(write=False) as work:
        assert work.get(Client, host).withdrawn_at is None


def test_a_server_lets_a_booking_desk_write_bills_and_sheets_alone(prepared_office):
    house = prepared(prepared_office)
    host = client(house, "贺启年")
    clerk = house.office.hire("点单", LEADER | {Right.TAKE_BOOKINGS: Scope.ALL})
    house.office.do(spending.enter_spend, host, office_today(), 100_00)
    key = house.take(host)
    house.office.do(cards.hand_out, [Wanted(key, host, Sheet.CARD)], house.office.me.id, me=clerk)
    with house.office.beneath() as database, database.writing():
        RegisterLine.update(register="partners").execute()
    at = address(house.office, clerk.login)
    ask(at, "UPDATE spend SET amount = 99999999")
    ask(at, "UPDATE register_line SET ending = 'destroyed', back_at = 1")
    with house.office.beneath():
        assert (Spend.get().amount, RegisterLine.get().back_at) == (100_00, None)
    # of her own bills and cards she writes all there is to it
    house.office.do(bookings.set_state, key, BookingState.ARRIVED, me=clerk)
    house.office.do(bills.enter_bill, key, 3000_00, me=clerk)
    house.office.do(bills.enter_bill, key, 3100_00, me=clerk)
    assert (host, 3100_00) in spends(house)


def test_a_server_shows_the_acts_of_the_book_to_whoever_sees_it_and_no_client_out_of_sight(prepared_office):
    house = prepared(prepared_office)
    billed(house, house.take(client(house, "贺启年")))
    asked = "SELECT j.table_name FROM journal j JOIN record r ON r.serial = j.record_id WHERE r.topic = 'bookings'"
    seer, narrow = house.office.hire("看", LEADER), house.office.hire("李娜", NARROW)
    seen, little = (set(ask(address(house.office, one.login), asked).rows) for one in (seer, narrow))
    assert {"booking", "booking_client", "spend"} <= seen
    assert "booking" in little and not {"booking_client", "spend", "client"} & little
