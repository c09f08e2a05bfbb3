"""An order from entry over the second person's check to spend, who may do what, and nothing counted twice (OR-1)."""

from datetime import timedelta
from uuid import UUID

import pytest

from desktop.i18n import set_language, translator
from desktop.models.classes import Spend
from desktop.models.orders import PlacedOrder
from desktop.rules.approvals import NeedsApproval
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.identities import Document
from desktop.rules.orders import EntryKind, IdentityWay, Irregularity, OrderLine, OrderState
from desktop.rules.rights import Right, Scope
from desktop.rules.spending import SpendSource
from desktop.rules.today import View
from desktop.rules.words import ClientForm
from desktop.services import (
    approvals,
    clients,
    identities,
    on_file,
    order_checks,
    order_due,
    order_imports,
    order_lists,
    order_prints,
    order_samples,
    order_undo,
    order_views,
    orders,
    spending,
    undoing,
)
from desktop.services import settings as office_settings
from desktop.services.order_imports import NotTaken, Verdict
from desktop.services.order_lists import Standing, Wish
from desktop.services.orders import NewOrder, OrderChange
from tests.offices import office_today

ALL = Scope.ALL
SEE = {Right.SEE_CLIENTS: ALL}
TEA = OrderLine("武夷岩茶", 2000, 150_00, "斤")
S = OrderState


class Desk:
    """An office with a client, two who enter orders, one who checks, a supervisor, and who only reads."""

    def __init__(self, office):
        self.office = office
        self.ann = office.hire("安然", SEE | {Right.ENTER_ORDERS: ALL}, department="营业部")
        self.bo = office.hire("卜凡", SEE | {Right.ENTER_ORDERS: ALL, Right.CHECK_ORDERS: ALL}, department="营业部")
        self.checker = office.hire("程审", SEE | {Right.CHECK_ORDERS: ALL})
        self.boss = office.hire("伍总", SEE | {Right.WATCH_ORDERS: ALL, Right.APPROVE_CLIENTS: ALL,
                                             Right.CLASSIFY_CLIENTS: ALL, Right.EDIT_CLIENTS: ALL})  # fmt: skip
        self.reader = office.hire("孙读", SEE)
        self.client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "phone": "19900000318"})

    def do(self, verb, *args, me=None, **more):
        return self.office.do(verb, *args, me=me or self.ann, **more)

    def enter(self, *lines, me=None, **more) -> UUID:
        new = NewOrder(more.pop("client", self.client), lines or (TEA,),
                       identity=more.pop("identity", IdentityWay.KNOWN), **more)  # fmt: skip
        return self.do(orders.enter_order, new, me=me)

    def view(self, key, me=None):
        return self.office.ask(order_views.order_view, key, me=me or self.ann)

    def check(self, key, *said, me=None):
        return self.do(order_checks.check_order, key, *said, me=me or self.checker)

    def change(self, key, *lines, me=None, **more):
        view = self.view(key)
        stood = more.pop("seen", view)
        seen = orders.Seen(stood.lines, stood.shown.taken_at, stood.note, stood.shown.special)
        return self.do(orders.change_order, key, OrderChange(
            lines or view.lines, more.pop("taken_at", view.shown.taken_at), more.pop("note", view.note),
            more.pop("special", view.shown.special), seen, **more), me=me)  # fmt: skip

    def spend(self):
        return [(one.amount, one.visits) for one in self.office.ask(spending.spend_of, self.client)]

    def set(self, name, value):
        self.office.do(office_settings.change_setting, name, value)

    def today(self, me):
        department = self.office.ask(lambda work: work.me.mandate.department, me=me)
        batches = self.office.ask(order_due.due, View(me.id, department, self.office.ask(on_file.today)), me=me)
        return sorted((batch.group.value, row.key[0]) for batch in batches for row in batch.rows)


def undone(desk, verb, *args, me=None, **more):
    """Does it, takes it back as the toast would, and returns what the undoing says."""
    with desk.office.work(me or desk.ann) as work:
        verb(work, *args, **more)
        operation = work.operation
    desk.do(order_undo.undo, operation, me=me)


@pytest.fixture
def desk(office):
    return Desk(office)


def test_an_order_is_checked_by_a_second_person_and_counts_once(desk):
    taken = desk.office.ask(lambda work: work.now) - timedelta(hours=3)
    key = desk.enter(TEA, OrderLine("送货", price=20_00), taken_at=taken, identity=IdentityWay.NOT_YET, note="内部")
    shown = desk.view(key).shown
    assert (shown.number[-5:], shown.total, shown.state) == ("-0001", 320_00, S.WAITING)
    assert shown.about == ("武夷岩茶", "送货")
    assert shown.entered_at - shown.taken_at >= timedelta(hours=3) and not shown.late
    desk.set("order_late_hours", 2)
    assert desk.view(key).shown.late
    assert desk.today(desk.checker) == [("waiting", "check_order")] and desk.today(desk.ann) == []
    with pytest.raises(BadEntry) as lacking:
        desk.check(key)
    assert lacking.value.field == "identity"
    # the check of the file is relied on, never another client's
    seen = identities.CheckEntry(Document.ID_CARD, office_today())
    check = desk.office.do(identities.add_check, desk.client, seen)
    other = desk.office.do(clients.open_client, ClientForm.PERSON, {"name": "单雪"})
    foreign = desk.office.do(identities.add_check, other, seen)
    with pytest.raises(BadEntry):
        desk.do(orders.verify_identity, key, IdentityWay.DOCUMENT, foreign)
    desk.do(orders.verify_identity, key, IdentityWay.DOCUMENT, check)
    assert desk.view(key).identity_seen == (Document.ID_CARD, office_today())
    # who entered it, who may not, who only reads
    for me in (desk.ann, desk.boss, desk.reader):
        with pytest.raises(NotAllowed):
            desk.check(key, me=me)
    assert desk.spend() == []
    assert desk.check(key).counts and desk.spend() == [(320_00, 1)]
    assert desk.view(key).shown.counts and desk.today(desk.checker) == []
    with pytest.raises(BadEntry):
        desk.check(key)
    # changed after entry: what it was can be read, and it is checked again before it counts
    with pytest.raises(BadEntry):
        desk.change(key)
    desk.change(key, OrderLine("武夷岩茶", 3000, 150_00, "斤"), me=desk.bo, why="客户加了一斤")
    view = desk.view(key)
    (changed,) = (one for one in view.entries if one.kind is EntryKind.CHANGED)
    assert (view.shown.state, changed.said, changed.by) == (S.WAITING, "客户加了一斤", "卜凡")
    assert [line.quantity for line in changed.before] == [2000, 1000] and desk.spend() == []
    with pytest.raises(NotAllowed):
        desk.check(key, me=desk.bo)
    assert "in_order" in desk.view(key, desk.checker).acts and "in_order" not in desk.view(key, desk.bo).acts
    desk.check(key)
    assert desk.spend() == [(450_00, 1)]
    # what stands on an act keeps it from being taken back
    with desk.office.work(desk.ann) as work:
        spare = orders.enter_order(work, NewOrder(desk.client, (TEA,)))
        operation = work.operation
    desk.do(order_checks.note, spare, "客户要发票", me=desk.bo)
    with pytest.raises(BadEntry):
        desk.do(order_undo.undo, operation)
    desk.do(orders.cancel_order, spare, "重复")
    # called off, and back by the toast: the spend goes and comes with it
    with pytest.raises(BadEntry):
        desk.do(orders.cancel_order, key, " ")
    undone(desk, orders.cancel_order, key, "客户退了")
    assert desk.spend() == [(450_00, 1)] and desk.view(key).shown.state is S.IN_ORDER
    desk.do(orders.cancel_order, key, "客户退了")
    assert desk.spend() == [] and desk.view(key).acts == {"note"}
    with desk.office.beneath():
        assert Spend.select().where(Spend.origin == key).count() == 1
    # a check taken back does not count, and leaves the queue as it was
    again = desk.enter()
    undone(desk, order_checks.check_order, again, me=desk.checker)
    assert desk.spend() == [] and desk.today(desk.checker) == [("waiting", "check_order")]
    desk.check(again)
    assert desk.spend() == [(300_00, 1)]


def test_irregular_orders_are_cleared_with_a_word(desk):
    first, second = desk.enter(), desk.enter()
    with pytest.raises(BadEntry):
        desk.check(first, Irregularity.AMOUNT, " ")
    desk.check(first, Irregularity.AMOUNT, "单价不对")
    desk.check(second, Irregularity.TWICE, "与上一单相同")
    assert desk.today(desk.ann) == [("wrong", "irregular_order")] * 2 and desk.spend() == []
    wrong = Wish(Standing.IRREGULAR)
    assert {one.id for one in desk.office.ask(order_lists.orders, wrong, me=desk.checker)} == {first, second}
    # corrected: it stays on the list until it was checked again
    desk.change(first, OrderLine("武夷岩茶", 2000, 140_00, "斤"))
    assert desk.office.ask(order_lists.sum_of, wrong) == (2, 580_00)
    desk.check(first)
    assert desk.view(first).shown.state is S.CLEARED and desk.spend() == [(280_00, 1)]
    # that another found it irregular lets nobody pass what he took or entered himself
    own, handed = desk.enter(me=desk.bo), desk.enter(taken_by=desk.bo.id)
    for key in (own, handed):
        desk.check(key, Irregularity.AMOUNT, "单价不对")
        desk.change(key, OrderLine("武夷岩茶", 1000, 140_00, "斤"))
        with pytest.raises(NotAllowed):
            desk.check(key, me=desk.bo)
        assert "in_order" not in desk.view(key, desk.bo).acts
        desk.do(orders.cancel_order, key, "试")
    # explained: by nobody who had a hand in it
    with pytest.raises(NotAllowed):
        desk.do(order_checks.clear_order, second, "确是两单", me=desk.ann)
    desk.do(order_checks.clear_order, second, "确是两单", me=desk.bo)
    assert sorted(desk.spend()) == [(280_00, 1), (300_00, 1)]
    ever = desk.office.ask(order_lists.orders, Wish(Standing.EVER))
    assert {one.finding for one in ever} == {Irregularity.AMOUNT, Irregularity.TWICE}
    assert [one.label for one in desk.view(second).entries if one.kind is EntryKind.CLEARED] != [""]


def test_special_and_high_orders_wait_for_the_supervisor(desk):
    desk.set("order_approval", 500)
    desk.set("order_important", 400)
    low, high = desk.enter(), desk.enter(OrderLine("茶礼", price=500_00))
    special = desk.enter(OrderLine("样茶", price=1_00), special=True)
    waiting = desk.office.ask(order_lists.orders, Wish(Standing.UNAPPROVED))
    assert {one.id for one in waiting} == {high, special}
    desk.check(low)
    for key in (high, special):
        with pytest.raises(BadEntry) as lacking:
            desk.check(key)
        assert lacking.value.field == "approval"
    # what the supervisor has not approved nobody begins, and the client is not told that it stands
    place = desk.office.ask(lambda work: work.me.mandate.department, me=desk.ann)
    with pytest.raises(BadEntry) as lacking:
        desk.do(order_checks.hand_on, special, place)
    assert lacking.value.field == "approval" and "hand_on" not in desk.view(special).acts
    with pytest.raises(BadEntry):
        desk.office.errand(order_prints.confirmation, special, translator("en"))
    with pytest.raises(NeedsApproval) as needed:
        desk.do(order_checks.approve_order, high)
    assert "贺启年" not in needed.value.need.what
    asked = desk.do(approvals.ask, needed.value.need, "老客户")
    desk.do(approvals.approve, asked, me=desk.boss)
    desk.do(order_checks.approve_order, high)
    assert desk.view(high).approved_by == "伍总"
    # the approval was for what it was: a change asks anew
    desk.change(high, OrderLine("茶礼", price=600_00))
    with pytest.raises(NeedsApproval):
        desk.do(order_checks.approve_order, high)
    # important ones are looked at, and again after a change
    assert ("waiting", "watched_order") in desk.today(desk.boss) and not desk.view(low).shown.watched
    desk.do(order_checks.look_at, high, me=desk.boss)
    assert desk.today(desk.boss) == []
    desk.change(high, OrderLine("茶礼", price=700_00))
    assert desk.today(desk.boss) == [("waiting", "watched_order")]
    desk.do(order_checks.watch_order, low, True)
    with pytest.raises(NotAllowed):
        desk.do(order_checks.watch_order, low, False)
    desk.do(order_checks.watch_order, low, False, me=desk.boss)
    # handed on to a department, once until it is done
    entry = desk.do(order_checks.hand_on, low, place, "今天发货")
    with pytest.raises(BadEntry):
        desk.do(order_checks.hand_on, low, place)
    assert ("waiting", "handed_order") in desk.today(desk.bo)
    desk.do(order_checks.done_there, entry, me=desk.bo)
    (handed,) = desk.view(low).departments
    assert (handed.ended_by, handed.department) == ("卜凡", "营业部") and desk.today(desk.ann) == []
    assert handed.ours
    (theirs,) = desk.view(low, desk.checker).departments
    assert not theirs.ours
    # of a cancelled one nobody has anything to do
    desk.do(order_checks.hand_on, low, place)
    assert desk.today(desk.ann) == [("waiting", "handed_order")]
    desk.do(orders.cancel_order, low, "客户退了")
    assert desk.today(desk.ann) == []


def test_a_sample_is_of_checked_orders_and_judged_by_another(desk):
    keys = [desk.enter(OrderLine("茶", price=n * 100 + 100)) for n in range(5)]
    day = office_today()
    with pytest.raises(BadEntry):
        desk.do(order_samples.draw_sample, day, day, 3, me=desk.boss)
    for key in keys[:4]:
        desk.check(key)
    sample = desk.do(order_samples.draw_sample, day - timedelta(days=1), day, 3, me=desk.boss)
    (line,) = desk.office.ask(order_samples.samples, me=desk.boss)
    assert (line.pool, line.size, line.done) == (4, 3, 0)
    drawn = desk.office.ask(order_samples.sampled, sample, me=desk.boss)
    assert {one.order.id for one in drawn} <= set(keys[:4])
    with pytest.raises(BadEntry):
        desk.do(order_samples.judge_sampled, drawn[0].id, False, me=desk.boss)
    desk.do(order_samples.judge_sampled, drawn[0].id, False, "价格与报价单不符", me=desk.boss)
    desk.do(order_samples.judge_sampled, drawn[1].id, True, me=desk.boss)
    (line,) = desk.office.ask(order_samples.samples, me=desk.boss)
    assert (line.done, line.bad) == (2, 1)
    with pytest.raises(NotAllowed):
        desk.office.ask(order_samples.samples, me=desk.checker)


HEADER = "订单号,客户,电话,下单时间,品名,数量,单价,金额\n"


def sheet(desk, folder, *rows, name="订单.csv"):
    path = folder / name
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return desk.office.errand(order_imports.prepare, path, me=desk.ann)


def test_a_sheet_is_taken_as_a_whole_and_undone_as_one(desk, tmp_path):
    day = office_today() - timedelta(days=1)
    good = (f"T-1,贺启年,,{day} 10:30,岩茶,2,150,300", f"T-1,贺启年,,{day},送货,,,20",
            f"T-2,,19900000318,{day},茶杯,1,50,50")  # fmt: skip
    found = sheet(desk, tmp_path, *good, f"T-3,无此人,,{day},茶,1,1,1", f"T-4,贺启年,,{day},茶,2,10,30")
    assert [(one.rows, one.verdict, one.field) for one in found.orders] == [
        ((2, 3), Verdict.NEW, ""), ((4,), Verdict.NEW, ""), ((5,), Verdict.REFUSED, "client"),
        ((6,), Verdict.REFUSED, "amount")]  # fmt: skip
    with pytest.raises(NotTaken):
        desk.do(order_imports.take, found)
    with pytest.raises(NotAllowed):
        desk.do(order_imports.take, found, me=desk.checker)
    taken = desk.do(order_imports.take, sheet(desk, tmp_path, *good), IdentityWay.SYSTEM)
    lines = desk.office.ask(order_lists.orders, Wish(Standing.TO_CHECK), me=desk.checker)
    assert sorted((one.outside, one.total, one.checkable) for one in lines) == [
        ("T-1", 320_00, True), ("T-2", 50_00, True)]  # fmt: skip
    # the same orders in another sheet are known, in the same one too
    again = sheet(desk, tmp_path, *good, f"T-5,贺启年,,{day},茶,1,10,10", name="又.csv")
    assert [one.verdict for one in again.orders] == [Verdict.KNOWN, Verdict.KNOWN, Verdict.NEW]
    with pytest.raises(BadEntry):
        desk.do(order_imports.take, sheet(desk, tmp_path, *good))
    assert desk.do(order_imports.undo_import, taken) == 2 and desk.do(order_imports.undo_import, taken) == 0
    assert desk.office.ask(order_lists.sum_of, Wish()) == (0, 0)
    taken = desk.do(order_imports.take, sheet(desk, tmp_path, *good), IdentityWay.SYSTEM)
    (first, _second) = desk.office.ask(order_lists.orders, Wish(Standing.TO_CHECK))
    desk.check(first.id)
    with pytest.raises(BadEntry):
        desk.do(order_imports.undo_import, taken)


def test_spend_from_a_sheet_and_an_order_of_the_same_money_count_once(desk, tmp_path):
    day = office_today()
    path = tmp_path / "消费.csv"

    def bills(*rows):
        path.write_text("客户,日期,金额\n" + "".join(f"{row}\n" for row in rows), "utf-8")
        return desk.office.errand(spending.prepare, path, me=desk.boss)

    # the sheet first: the order stands back, says so, and comes in when the sheet goes
    run = desk.do(spending.take, bills(f"贺启年,{day},300", f"贺启年,{day},80"), me=desk.boss)
    key, twin = desk.enter(), desk.enter()
    told = desk.check(key)
    assert (told.counts, told.elsewhere) == (False, 380_00) and not desk.view(key).shown.counts
    # a second order of the same money is another one
    assert desk.check(twin).counts and sorted(desk.spend()) == [(80_00, 1), (300_00, 1), (300_00, 1)]
    desk.do(spending.undo_import, run, me=desk.boss)
    assert sorted(desk.spend()) == [(300_00, 1), (300_00, 1)]
    # the orders first: the sheet brings only what is new
    found = bills(f"贺启年,{day},300", f"贺启年,{day},80")
    assert (found.known, found.amount) == ((2,), 80_00)
    set_language("en")
    assert found.known_words == "1 row is an order that counts already and was left out."
    desk.do(spending.take, found, me=desk.boss)
    assert sorted(desk.spend()) == [(80_00, 1), (300_00, 1), (300_00, 1)]
    # by somebody's own word, and the word stays
    desk.do(order_checks.count_order, twin, False, me=desk.checker)
    assert sorted(desk.spend()) == [(80_00, 1), (300_00, 1)]
    desk.do(order_checks.count_order, twin, True, me=desk.checker)
    assert len(desk.spend()) == 3


def test_nothing_is_changed_or_confirmed_that_was_not_seen(desk):
    """Whatever a colleague changed: other lines may come to the same, and change no column of the order."""
    key = desk.enter(watched=True)
    earlier = desk.view(key).shown.taken_at - timedelta(hours=2)
    for changed in ({"lines": (OrderLine("大红袍", 1000, 300_00, "斤"),)}, {"special": True}, {"special": False},
                    {"taken_at": earlier}, {"note": "加急"}):  # fmt: skip
        seen = desk.view(key)
        desk.change(key, *changed.pop("lines", ()), me=desk.bo, **changed)
        with pytest.raises(Stale) as passed:
            desk.change(key, OrderLine("别的", price=1), seen=seen)
        assert passed.value.who == "卜凡"
        for verb, me in ((order_checks.check_order, desk.checker), (order_checks.look_at, desk.boss)):
            with pytest.raises(Stale):
                desk.do(verb, key, seen=seen.newest, me=me)
    desk.do(order_checks.look_at, key, seen=desk.view(key).newest, me=desk.boss)
    desk.do(order_checks.check_order, key, seen=desk.view(key).newest, me=desk.checker)
    assert desk.spend() == [(300_00, 1)]


def test_an_entry_by_hand_and_an_order_of_the_same_money_count_once(desk):
    day, boss = office_today(), desk.boss
    enter = (spending.enter_spend, desk.client, day, 300_00)

    def bill(source):
        return next(one.id for one in desk.office.ask(spending.spend_of, desk.client) if one.source is source)

    def act():
        return desk.office.ask(undoing.operations, client_id=desk.client, me=boss)[0].operation

    # the order first: it stands back for what is entered by hand, and comes again with its undoing
    key = desk.enter()
    desk.check(key)
    with pytest.raises(BadEntry):
        desk.do(spending.withdraw_spend, bill(SpendSource.ORDER), me=boss)
    desk.do(*enter, me=boss)
    assert desk.spend() == [(300_00, 1)] and not desk.view(key).shown.counts
    desk.do(undoing.undo, act(), me=boss)
    assert desk.spend() == [(300_00, 1)] and desk.view(key).shown.counts
    desk.do(order_checks.count_order, key, False, me=desk.checker)
    # the hand first: what stood back for it counts once it was undone, and stands back when it is there again
    desk.do(*enter, me=boss)
    entered = act()
    twin = desk.enter(OrderLine("茶", price=80_00))
    desk.check(twin)
    desk.do(spending.enter_spend, desk.client, day, 50_00, me=boss)
    by_hand = act()
    third = desk.enter(OrderLine("茶", price=50_00))
    assert not desk.check(third).counts
    desk.do(undoing.undo, by_hand, me=boss)
    assert desk.view(third).shown.counts and sorted(desk.spend()) == [(50_00, 1), (80_00, 1), (300_00, 1)]
    desk.do(undoing.undo, act(), me=boss)
    assert not desk.view(third).shown.counts and len(desk.spend()) == 3
    # taken out before there was an order, and back when one counts
    desk.do(undoing.undo, entered, me=boss)
    assert desk.view(key).shown.counts
    desk.do(order_checks.count_order, key, False, me=desk.checker)
    desk.do(spending.enter_spend, desk.client, day, 70_00, me=boss)
    desk.do(spending.withdraw_spend, next(one.id for one in desk.office.ask(spending.spend_of, desk.client)
                                          if one.amount == 70_00), me=boss)  # fmt: skip
    withdrawn, fourth = act(), desk.enter(OrderLine("茶", price=70_00))
    assert desk.check(fourth).counts
    desk.do(undoing.undo, withdrawn, me=boss)
    assert not desk.view(fourth).shown.counts and sum(one == (70_00, 1) for one in desk.spend()) == 1


def test_orders_are_seen_with_their_client(desk, office):
    narrow = {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_ORDERS: ALL, Right.CHECK_ORDERS: ALL}
    apart = office.hire("钱旁", narrow)
    key = desk.enter()
    assert office.ask(order_lists.orders, me=apart) == () and desk.today(apart) == []
    for verb, args in ((order_views.order_view, ()), (order_checks.check_order, ()), (orders.cancel_order, ("x",))):
        with pytest.raises(NotFound):
            office.do(verb, key, *args, me=apart)
    with pytest.raises(NotFound):
        desk.enter(me=apart)
    for me in (desk.reader, desk.checker):
        with pytest.raises(NotAllowed):
            desk.enter(me=me)
    # of the newest the price is known, and the last order comes again by one key
    assert desk.office.ask(orders.last_lines, desk.client, me=desk.ann) == (TEA,)
    assert desk.office.ask(orders.usual, "武夷", me=desk.ann) == (TEA,)
    assert desk.office.ask(orders.usual, "武夷", me=apart) == ()
    with desk.office.beneath():
        assert PlacedOrder.select().count() == 1
