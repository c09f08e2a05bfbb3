"""Orders at a server that keeps people apart: one's own login checks, and sees no supplier without the right (OR-1)."""

from uuid import UUID

import pytest

from desktop.rules.errors import BadEntry
from desktop.rules.orders import IdentityWay, Irregularity, OrderLine, OrderState
from desktop.rules.rights import Right, Scope
from desktop.services import (
    clients,
    merging,
    order_checks,
    order_lists,
    order_undo,
    orders,
    spending,
    supply,
    unmerging,
)
from desktop.services.orders import NewOrder, OrderChange, Seen
from tests.erasing.lives import PERSON
from tests.offices import TestOffice
from tests.server.psql import address, ask

ALL = Scope.ALL
SEE = {Right.SEE_CLIENTS: ALL}


def counted(office: TestOffice, me, table: str) -> int:
    return int(ask(address(office, me.login), f"SELECT count(*) FROM {table}").rows[0])


def test_orders_are_entered_and_checked_by_their_own_logins(prepared_office: TestOffice):
    office = prepared_office
    ann = office.hire("安然", SEE | {Right.ENTER_ORDERS: ALL})
    checker = office.hire("程审", SEE | {Right.CHECK_ORDERS: ALL})
    keeper = office.hire("石供", SEE | {Right.KEEP_SUPPLY: ALL})
    apart = office.hire("钱旁", {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_ORDERS: ALL})
    client = office.do(clients.open_client, PERSON, {"name": "贺启年"})
    other = office.do(clients.open_client, PERSON, {"name": "贺启年"})

    def enter(of: UUID) -> UUID:
        new = NewOrder(of, (OrderLine("岩茶", 2000, 150_00),), identity=IdentityWay.KNOWN)
        return office.do(orders.enter_order, new, me=ann)

    def state(key: UUID):
        (line,) = (one for one in office.ask(order_lists.orders, me=checker) if one.id == key)
        return line.state, line.counts

    key, theirs = enter(client), enter(other)
    assert office.do(order_checks.check_order, key, me=checker).counts and state(key) == (OrderState.IN_ORDER, True)
    view = next(one for one in office.ask(order_lists.orders, me=ann) if one.id == key)
    seen = Seen((OrderLine("岩茶", 2000, 150_00),), view.taken_at, "", False)
    change = OrderChange((OrderLine("岩茶", 3000, 150_00),), view.taken_at, "", False, seen)
    with office.work(ann) as work:
        orders.change_order(work, key, change)
        operation = work.operation
    assert state(key) == (OrderState.WAITING, False)
    office.do(order_undo.undo, operation, me=ann)
    assert state(key) == (OrderState.IN_ORDER, True)
    # who sees no file of them sees no order; who only sees can't write, whatever program he takes
    assert counted(office, apart, "placed_order") == counted(office, apart, "order_line") == 0
    assert counted(office, keeper, "placed_order") == 2
    for me in (keeper, apart):
        ask(address(office, me.login), "UPDATE placed_order SET total = 1")
    assert {one.total for one in office.ask(order_lists.orders)} == {300_00}
    # nobody lets his own order pass, nor who checks none, whatever program he takes
    mine = enter(client)
    for me, by in ((ann, ann), (ann, checker)):
        said = ask(address(office, me.login), f"UPDATE placed_order SET state = 'in_order', checked_by_id = '{by.id}' "
                   f"WHERE id = '{mine}'")  # fmt: skip
        assert "permission denied for checking" in said.refusal
    assert state(mine) == (OrderState.WAITING, False)
    # whoever cleared an order takes that back; that another found it irregular lets nobody pass his own
    clearer = office.hire("卜凡", SEE | {Right.ENTER_ORDERS: ALL, Right.CHECK_ORDERS: ALL})
    wrong = enter(client)
    office.do(order_checks.check_order, wrong, Irregularity.AMOUNT, "单价不对", me=checker)
    with office.work(clearer) as work:
        order_checks.clear_order(work, wrong, "同意的价")
        operation = work.operation
    assert state(wrong) == (OrderState.CLEARED, True)
    office.do(order_undo.undo, operation, me=clearer)
    assert state(wrong) == (OrderState.IRREGULAR, False)
    office.do(orders.cancel_order, wrong, "试", me=ann)
    own = office.do(orders.enter_order, NewOrder(client, (OrderLine("茶", 1000, 1_00),)), me=clearer)
    office.do(order_checks.check_order, own, Irregularity.AMOUNT, "单价不对", me=checker)
    said = ask(address(office, clearer.login), f"UPDATE placed_order SET state = 'cleared', checked_by_id = "
               f"'{clearer.id}' WHERE id = '{own}'")  # fmt: skip
    assert "permission denied for checking" in said.refusal
    office.do(orders.cancel_order, own, "试", me=ann)
    # suppliers: none for those without the right
    channel = office.do(supply.add_channel, supply.ChannelEntry("岩茶", "武夷茶厂"), me=keeper)
    office.do(supply.supply_order, key, channel, me=keeper)
    for table in ("supply_channel", "supply_event", "supplied_order"):
        assert counted(office, ann, table) == counted(office, checker, table) == 0
    assert counted(office, keeper, "supply_channel") == 1
    # what a colleague who sees no client did with a channel since keeps an act on it from being undone
    only, other_keeper = (office.hire(name, {Right.KEEP_SUPPLY: ALL}) for name in ("石一", "石二"))
    with office.work(only) as work:
        fault = supply.log_fault(work, channel, "断货三天")
        operation = work.operation
    office.do(supply.end_fault, fault, "已恢复", me=other_keeper)
    with pytest.raises(BadEntry):
        office.do(supply.undo, operation, me=only)
    office.do(orders.cancel_order, mine, "试", me=ann)
    # an order checked while two files were one goes back with its spend
    merge = office.do(merging.merge, client, other).id
    office.do(order_checks.check_order, theirs, me=checker)
    assert sum(one.amount for one in office.ask(spending.spend_of, client)) == 600_00
    office.do(unmerging.unmerge, merge)
    assert [sum(one.amount for one in office.ask(spending.spend_of, one)) for one in (client, other)] == [300_00] * 2
