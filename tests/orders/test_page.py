"""The pages: orders are typed in few keys and checked one after the other; a sheet, a channel (OR-1, OR-2)."""

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.rules.orders import IdentityWay, OrderLine, OrderState
from desktop.rules.rights import Right, Scope
from desktop.services import order_checks, order_lists, orders, supply_views
from desktop.services import settings as office_settings
from desktop.services.order_lists import Standing, Wish
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.orders import NEW
from desktop.ui.orders.dialogs import DrawDialog, ImportsDialog, SampleDialog, SheetDialog
from desktop.ui.orders.entry import OrderEntering
from desktop.ui.orders.file_card import OrdersCard
from desktop.ui.orders.order_dialog import ChangeOrderDialog, IdentityDialog
from desktop.ui.orders.page import STANDINGS, OrdersPage
from desktop.ui.supply.dialogs import ChannelDialog
from desktop.ui.supply.page import SupplyPage
from tests.offices import office_today
from tests.orders.test_service import SEE, TEA, Desk
from tests.screens import Shelf

ALL = Scope.ALL


def shown(page, kind):
    return isinstance(page.dialog, kind) and shiboken6.isValid(page.dialog) and page.dialog.isVisible()


def sent(qtbot, page, kind, **values):
    qtbot.waitUntil(lambda: shown(page, kind))
    dialog = page.dialog
    dialog.form.put(values)
    dialog.press_main()
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())


def test_the_desk_checks_one_after_the_other_by_keyboard(pages, sqlite_office, qtbot):
    office, desk = sqlite_office, Desk(sqlite_office)
    keys = [desk.enter(OrderLine("茶", price=n * 100 + 100), identity=IdentityWay.NOT_YET if n == 2 else
                       IdentityWay.KNOWN, note="内部" if not n else "") for n in range(3)]  # fmt: skip
    rights = SEE | dict.fromkeys((Right.CHECK_ORDERS, Right.WATCH_ORDERS, Right.PRINT_CLIENTS, Right.ENTER_ORDERS), ALL)
    me = office.hire("程主管", rights, department="营业部")
    page = pages(lambda found: OrdersPage(found, PrintDesk(Shelf())), me, ready=lambda page: page.pane.view)
    assert page.line.id == keys[0] and "内部" in page.pane.note.text() and "3 orders" in page.sum.text()

    def names():
        return {action.name for action in page.actions_offered()}

    def press(name):
        next(action for action in page.actions_offered() if action.name == name).act()

    assert {"in_order", "irregular", "new", "print", "month", "samples"} <= names() and "clear" not in names()
    qtbot.waitUntil(lambda: page.pane.view.shown.id == keys[0])
    qtbot.keyClick(page.view, Qt.Key.Key_F8)
    # the next one of the queue stands there at once
    qtbot.waitUntil(lambda: page.pane.view is not None and page.pane.view.shown.id == keys[1])
    press("irregular")
    sent(qtbot, page, ActDialog, finding="amount", said="价格可疑")
    qtbot.waitUntil(lambda: page.pane.view.shown.id == keys[2])
    # a client whom nobody has verified is not in order
    assert "in_order" not in names()
    press("identity")
    sent(qtbot, page, IdentityDialog, identity=IdentityWay.CALLED_BACK.value)
    qtbot.waitUntil(lambda: "in_order" in names())
    page.tabs.setCurrentIndex(STANDINGS.index(Standing.IRREGULAR))
    qtbot.waitUntil(lambda: page.line is not None and page.line.id == keys[1])
    qtbot.waitUntil(lambda: page.pane.view.shown.id == keys[1] and page.pane.wrong.isVisible())
    page.acts.clear()
    sent(qtbot, page, ActDialog, said="老价目表")
    qtbot.waitUntil(lambda: page.table.total == 0 and not page.split.isVisible())
    page.open(keys[1])
    qtbot.waitUntil(lambda: page.pane.view is not None and page.pane.view.shown.state is OrderState.CLEARED)
    assert page.tabs.currentIndex() == STANDINGS.index(Standing.ALL)
    # changed here, it is checked again by somebody else
    page.acts.change()
    qtbot.waitUntil(lambda: shown(page, ChangeOrderDialog))
    page.dialog.lines.rows[0].price.set_value("x")
    page.dialog.press_main()
    assert page.dialog.lines.error.isVisible()
    page.dialog.lines.rows[0].price.set_value("8.80")
    sent(qtbot, page, ChangeOrderDialog, why="改价")
    qtbot.waitUntil(lambda: page.pane.view.shown.total == 880 and page.pane.view.shown.state is OrderState.WAITING)
    assert "in_order" not in names()
    page.acts.hand_on()
    qtbot.waitUntil(lambda: shown(page, ActDialog))
    sent(qtbot, page, ActDialog, department=office.ask(lambda work: work.me.mandate.department, me=me), said="发货")
    qtbot.waitUntil(lambda: "done" in names())
    page.acts.done()
    qtbot.waitUntil(lambda: "done" not in names())
    page.print_confirmation()
    qtbot.waitUntil(lambda: page._sheet is not None)
    office.do(office_settings.change_setting, "order_approval", 1)
    page.reload()
    qtbot.waitUntil(lambda: "approve" in names())
    page.acts.approve()
    qtbot.waitUntil(lambda: page.approvals.dialog is not None)
    page.approvals.dialog.reject()
    # nobody is told that it stands before it is approved
    assert next(one for one in page.actions_offered() if one.name == "print").reason and "hand_on" not in names()
    # a sample of what was checked
    page.show_samples()
    qtbot.waitUntil(lambda: shown(page, SampleDialog))
    page.dialog.draw()
    sent(qtbot, page, DrawDialog, size="5")
    qtbot.waitUntil(lambda: shown(page, SampleDialog) and len(page.dialog.list.lines) == 1)
    page.dialog.judge(True)
    qtbot.waitUntil(lambda: bool(page.dialog.refusal))  # checked by oneself
    page.dialog.reject()


def test_an_order_is_typed_in_few_keys_over_any_page(pages, sqlite_office, qtbot):
    office, desk = sqlite_office, Desk(sqlite_office)
    desk.enter()
    page = pages(lambda found: OrdersPage(found, PrintDesk(Shelf())), desk.ann, ready=lambda page: page.pane.view)
    page.new()
    assert page.opens == [(NEW, None)]
    page.page, page.toasts = page, []
    page.toast = lambda said, undo: page.toasts.append((said, undo))
    over = OrderEntering(page)
    over.open(desk.client)
    qtbot.waitUntil(lambda: over.dialog is not None and over.dialog.client.client == desk.client)
    lines = over.dialog.lines
    # what was ordered before is known by its beginning, with unit and price
    lines.rows[0].what.setText("武夷")
    lines.rows[0].what.textEdited.emit("武夷")
    qtbot.waitUntil(lambda: "武夷岩茶" in lines.rows[0].known)
    lines.rows[0]._take_known("武夷岩茶")
    assert (lines.rows[0].unit.value(), lines.rows[0].price.value()) == ("斤", "150.00")
    lines.rows[0].quantity.set_value("１.５")
    qtbot.keyClick(lines.rows[0].price, Qt.Key.Key_Return)
    assert len(lines.rows) == 2 and "225.00" in lines.total.text()
    held = over.draft()
    over.leave()
    qtbot.waitUntil(lambda: over.dialog is None)
    over.restore(held)
    over.open(None)
    qtbot.waitUntil(lambda: over.dialog is not None and over.dialog.client.client == desk.client)
    over.dialog.form.put({"identity": "known", "at": "0001"})
    over.dialog.press_main()
    qtbot.waitUntil(lambda: len(page.toasts) == 1)
    (newest, _first) = office.ask(order_lists.orders)[:2]
    made = max(office.ask(order_lists.orders), key=lambda one: one.number)
    assert made.total == 225_00 and made.identity is IdentityWay.KNOWN and page.opens[-1] == ("orders", made.id)
    page.toasts[0][1]()
    qtbot.waitUntil(lambda: office.ask(order_lists.sum_of, Wish())[0] == 1)
    # the last order once more, by one key
    over.open(desk.client)
    qtbot.waitUntil(lambda: over.dialog is not None and over.dialog.again.isEnabled())
    over.dialog.again.click()
    qtbot.waitUntil(lambda: over.dialog.lines.lines() == (TEA,))
    over.leave()
    assert newest is not None and QApplication.activeModalWidget() is None


def test_a_sheet_is_shown_before_it_is_taken_and_a_client_shows_its_orders(pages, sqlite_office, qtbot, tmp_path):
    office, desk = sqlite_office, Desk(sqlite_office)
    page = pages(lambda found: OrdersPage(found, PrintDesk(Shelf())), desk.ann, ready=lambda page: page.lines == ())
    day = office_today()
    path = tmp_path / "订单.csv"

    def read(*rows):
        path.write_text("订单号,客户,日期,品名,数量,单价,金额\n" + "\n".join(rows), "utf-8")
        page.read_sheet(path)
        qtbot.waitUntil(lambda: shown(page, SheetDialog))
        return page.dialog

    dialog = read(f"T-1,贺启年,{day},岩茶,2,150,300", f"T-2,无此人,{day},茶,1,1,1")
    assert dialog.main is None and dialog.list.table.total == 2
    dialog.reject()
    dialog = read(f"T-1,贺启年,{day},岩茶,2,150,300")
    dialog.way.set_value("system")
    dialog.press_main()
    qtbot.waitUntil(lambda: page.table.total == 1)
    page.show_imports()
    qtbot.waitUntil(lambda: shown(page, ImportsDialog))
    page.dialog.press_main()
    qtbot.waitUntil(lambda: page.table.total == 0)
    key = desk.enter()

    def card(found):
        made = OrdersCard(found)
        made.toast_requested, made.leave = made.said, lambda: None
        return made

    file = pages(card, desk.ann, ready=lambda _card: True)
    file.show_client(desk.client, "贺启年", may_file=False)
    qtbot.waitUntil(lambda: file.isVisible() and file.card.body.count() == 4)
    file.card.body.itemAt(0).widget().click()
    file.card.body.itemAt(3).widget().click()
    assert file.opens == [("orders", key), (NEW, desk.client)]
    file.forget()
    assert not file.isVisible() and office.ask(orders.last_lines, desk.client, me=desk.ann) == (TEA,)
    office.do(order_checks.note, key, "x", me=desk.ann)


def test_a_channel_from_entry_to_report(pages, sqlite_office, qtbot):
    office = sqlite_office
    rights = SEE | {Right.KEEP_SUPPLY: ALL}
    keeper, boss = office.hire("石供", rights), office.hire("伍总", rights)
    page = pages(lambda found: SupplyPage(found, PrintDesk(Shelf())), keeper, ready=lambda page: page.lines == ())
    page.new()
    sent(qtbot, page, ChannelDialog, name="岩茶", supplier="武夷茶厂", backup="星村茶社")
    qtbot.waitUntil(lambda: page.shown is not None)
    page.fault()
    qtbot.waitUntil(lambda: page.dialog is not None and shiboken6.isValid(page.dialog) and page.dialog.isVisible())
    sent(qtbot, page, type(page.dialog), said="断货三天", person=boss.id)
    qtbot.waitUntil(lambda: page.shown.line.faults == 1)
    assert {action.name for action in page.actions_offered() if action.main} == {"end"}
    page.switch(True)
    sent(qtbot, page, type(page.dialog), said="先用备用")
    qtbot.waitUntil(lambda: page.shown.line.on_backup)
    page.end_fault()
    sent(qtbot, page, type(page.dialog), said="恢复")
    qtbot.waitUntil(lambda: page.shown.line.faults == 0)
    page.print_report()
    page.dialog.press_main()
    qtbot.waitUntil(lambda: page._sheet is not None)
    theirs = pages(lambda found: SupplyPage(found, PrintDesk(Shelf())), boss, ready=lambda page: page.shown)
    assert "answer" in {action.name for action in theirs.actions_offered()}
    theirs.answer()
    sent(qtbot, theirs, type(theirs.dialog), said="同意")
    qtbot.waitUntil(lambda: theirs.shown.line.waiting == 0)
    assert len(office.ask(supply_views.channel_view, page.shown.line.id, me=boss).events) == 3


def test_a_part_is_done_by_its_own_department_or_asked_for(pages, sqlite_office, qtbot):
    office, desk = sqlite_office, Desk(sqlite_office)
    key = desk.enter()
    places = [office.ask(lambda work: work.me.mandate.department, me=office.hire(name, SEE, department=place))
              for name, place in (("甲", "仓库"), ("乙", "营业部"))]  # fmt: skip
    for place in places:
        office.do(order_checks.hand_on, key, place, me=desk.ann)
    page = pages(lambda found: OrdersPage(found, PrintDesk(Shelf())), desk.ann, ready=lambda page: page.table.total)
    page.open(key)
    qtbot.waitUntil(lambda: page.pane.view is not None)

    def done():
        return [one.department for one in desk.view(key).departments if one.ended_at is not None]

    # the older part is the store's; one's own is what is done
    page.acts.done()
    qtbot.waitUntil(lambda: done() == ["营业部"])
    qtbot.waitUntil(lambda: not any(one.ours and one.ended_at is None for one in page.pane.view.departments))
    page.acts.done()
    store = next(one.id for one in desk.view(key).departments if one.department == "仓库")
    sent(qtbot, page, ActDialog, part=store)
    qtbot.waitUntil(lambda: sorted(done()) == ["仓库", "营业部"])
