"""The page of leads: entered with a look at who is alike, followed up by keys, made a client, and back."""

import shiboken6
from PySide6.QtCore import Qt

from desktop.rules.leads import EntryKind, PlanKind, State
from desktop.services import leads
from desktop.services.lead_lists import Standing
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.leads import KEY, NEW
from desktop.ui.leads.dialogs import GiveDialog, LeadDialog, PlanStepDialog, SayDialog, SettleDialog
from desktop.ui.leads.entry import LeadEntry
from desktop.ui.leads.page import STANDINGS, LeadsPage
from tests.leads.test_service import House
from tests.visits.test_page import Window


def test_a_lead_is_followed_up_and_made_a_client_from_the_page(pages, sqlite_office, qtbot):
    house = House(sqlite_office)
    page = pages(LeadsPage, house.anna, ready=lambda page: page.pane.view)

    def names():
        return {action.name for action in page.actions_offered()}

    def filled(dialog_class, **values):
        qtbot.waitUntil(lambda: isinstance(page.dialog, dialog_class) and shiboken6.isValid(page.dialog))
        dialog = page.dialog
        dialog.form.put(values)
        dialog.press_main()
        qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())

    def waits(condition):
        qtbot.waitUntil(lambda: page.pane.view is not None and condition(page.pane.view))

    assert {"contact", "plan", "invite", "convert", "lose", "give"} <= names() and "reopen" not in names()
    page.invite()
    waits(lambda view: view.invited_at is not None and "invite" not in names())
    page.say_to(EntryKind.MESSAGE)
    filled(SayDialog, said="请回电")
    waits(lambda view: any(one.waits for one in view.entries))
    page.plan()
    filled(PlanStepDialog, kind=PlanKind.VISIT.value, said="上门看房产证")
    waits(lambda view: view.line.next_on is not None)
    # Enter does what waits first: the message
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    filled(SettleDialog, result="已回电")
    waits(lambda view: view.line.state is State.IN_TOUCH)
    page.change()
    filled(LeadDialog, wish="装修贷款三十万")
    waits(lambda view: view.line.wish == "装修贷款三十万")
    page.lose()
    filled(ReasonDialog, reason="自筹了")
    qtbot.waitUntil(lambda: page.table.total == 0)
    page.tabs.setCurrentIndex(STANDINGS.index(Standing.LOST))
    waits(lambda view: view.line.state is State.LOST and {"reopen"} <= names())
    page.reopen()
    qtbot.waitUntil(lambda: page.table.total == 0)
    page.open(house.lead)
    waits(lambda view: view.line.state is State.IN_TOUCH)
    page.convert()
    waits(lambda view: view.client is not None)
    assert page.opens[-1] == ("clients", page.pane.view.client)
    page.toasts[-1][1]()
    waits(lambda view: view.client is None and view.may_write)
    page.give()
    filled(GiveDialog, owner=house.bo.id)
    waits(lambda view: view.line.owner == house.bo.id)
    assert page.through.isVisible()
    page.through.click()
    qtbot.waitUntil(lambda: not page.through.isVisible() and "安然" in page.looked.text())
    page.search.setText("没有这个人")
    qtbot.waitUntil(lambda: page.table.total == 0 and not page.split.isVisible())


def test_who_is_alike_is_said_while_one_types(pages, sqlite_office, qtbot):
    office, house = sqlite_office, House(sqlite_office)
    page = pages(LeadsPage, house.anna, ready=lambda page: page.pane.view)
    page.new()
    assert page.opens == [(NEW, None)]
    over = LeadEntry(Window(page))
    over.open(None)
    qtbot.waitUntil(lambda: over.dialog is not None)
    dialog = over.dialog
    dialog.form.put({"name": "宋先生"})
    dialog.form.edited.emit("name")
    qtbot.waitUntil(lambda: dialog._alike.count() == 2)
    dialog._alike.itemAt(1).widget().click()
    assert page.opens[-1] == (KEY, house.lead)
    qtbot.waitUntil(lambda: over.dialog is None)
    over.open(None)
    qtbot.waitUntil(lambda: over.dialog is not None)
    over.dialog.form.put({"name": "石女士", "wish": "", "source": "web", "stay_minutes": "2"})
    over.dialog.press_main()
    qtbot.waitUntil(lambda: bool(over.dialog.form.error("wish")))
    over.dialog.form.put({"wish": "买车"})
    over.dialog.press_main()
    qtbot.waitUntil(lambda: over.dialog is None and page.table.total == 2)
    key = page.opens[-1][1]
    assert office.ask(lambda work: work.get(leads.Lead, key).stay_minutes, me=house.anna) == 2
    page.toasts[-1][1]()
    qtbot.waitUntil(lambda: page.table.total == 1)
