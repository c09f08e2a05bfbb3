"""The page of visits: a week, one with its report from the keyboard, and whom the class plans ask to visit."""

from datetime import timedelta

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.rules.visits import State
from desktop.services import class_plans, clients, visits
from desktop.services.class_plans import PlanLine
from desktop.services.visits import Standing
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.visits import PLAN, REPORT
from desktop.ui.visits.dialogs import MoveDialog, PlanDialog
from desktop.ui.visits.entry import ReportEntry
from desktop.ui.visits.file_card import VisitsCard
from desktop.ui.visits.page import PROPOSALS, STANDINGS, VisitsPage
from tests.screens import Shelf
from tests.visits.test_service import House


class Window(QWidget):
    """What opens a dialog over a page."""

    def __init__(self, page):
        super().__init__(page)
        self.page, self.desk = page, page.desk

    def toast(self, said, back):
        self.page.toasts.append((said, back))


def test_a_visit_is_prepared_moved_called_off_and_reported(pages, sqlite_office, qtbot):
    house = House(sqlite_office)
    owed, planned = house.plan(-2), house.plan(1, "送样品")
    page = pages(lambda desk: VisitsPage(desk, PrintDesk(Shelf())), house.anna, ready=lambda page: page.pane.view)
    page.tabs.setCurrentIndex(STANDINGS.index(Standing.ALL))
    qtbot.waitUntil(lambda: page.table.total == 2)

    def names():
        return {action.name for action in page.actions_offered()}

    def filled(dialog_class, **values):
        qtbot.waitUntil(lambda: isinstance(page.dialog, dialog_class) and shiboken6.isValid(page.dialog))
        dialog = page.dialog
        dialog.form.put(values)
        dialog.press_main()
        qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())

    page.open(planned)
    qtbot.waitUntil(lambda: page.pane.view.line.id == planned)
    # she may not print
    assert {"plan", "prepare", "move", "call_off", "report"} == names()
    page.prepare()
    filled(PlanDialog, needs="要样册", strategy="先看样")
    qtbot.waitUntil(lambda: page.pane.view.preparation.needs == "要样册")
    page.move()
    qtbot.waitUntil(lambda: isinstance(page.dialog, MoveDialog))
    page.dialog.form.put({"time": "25:00", "reason": "改期"})
    page.dialog.press_main()
    assert page.dialog.form.error("time")
    filled(MoveDialog, time="09:30", on=(house.now + timedelta(days=3)).date().isoformat(), reason="改期")
    qtbot.waitUntil(lambda: page.pane.view.line.moved_why == "改期")
    page.call_off()
    filled(ReasonDialog, reason="客户停产")
    qtbot.waitUntil(lambda: page.pane.view.line.state is State.CALLED_OFF and names() == {"plan"})
    page.toasts[-1][1]()
    qtbot.waitUntil(lambda: page.pane.view.line.state in (State.PLANNED, State.TO_REPORT))
    # the report opens over any page
    page.open(owed)
    qtbot.waitUntil(lambda: page.pane.view.line.id == owed)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert page.opens[-1] == (REPORT, owed)
    over = ReportEntry(Window(page))
    over.open(owed)
    qtbot.waitUntil(lambda: over.dialog is not None)
    over.dialog.form.put({"feedback": "嫌贵", "next_step": "报价"})
    over.dialog.press_main()
    # without a day a next step is forgotten
    qtbot.waitUntil(lambda: bool(over.dialog.form.error("next_on")))
    over.dialog.form.put({"next_step": ""})
    over.dialog.press_main()
    qtbot.waitUntil(lambda: over.dialog is None and page.pane.view.line.state is State.REPORTED)
    assert page.pane.view.report.content == "嫌贵"
    page.toasts[-1][1]()
    qtbot.waitUntil(lambda: page.pane.view.line.state is State.TO_REPORT)
    page.search.setText("没有")
    qtbot.waitUntil(lambda: page.table.total == 0 and not page.split.isVisible())


def test_whom_to_visit_by_class_is_planned_with_one_key(pages, sqlite_office, qtbot):
    office, house = sqlite_office, House(sqlite_office)
    office.do(class_plans.set_plan, PlanLine("A", visit_days=7))
    with office.work() as work:
        row = work.get(clients.Client, house.client)
        work.change(row, {"client_class": "A", "opened_on": row.opened_on - timedelta(days=30)})
        work.record("clients", "edit", row)
    page = pages(
        lambda desk: VisitsPage(desk, PrintDesk(Shelf())), house.anna, ready=lambda page: page.table.total == 0
    )
    qtbot.waitUntil(lambda: page.tabs.tabText(PROPOSALS).endswith(" 1"))
    page.open("proposals")
    qtbot.waitUntil(lambda: page.due_table.total == 1 and page.client_at_hand() == house.client)
    qtbot.keyClick(page.due, Qt.Key.Key_Return)
    assert page.opens == [(PLAN, house.client)]


def test_a_file_shows_what_is_planned_and_owed_of_its_visits(pages, sqlite_office, qtbot):
    house = House(sqlite_office)
    owed, ahead = house.plan(-30, "谈续约"), house.plan(30, "送样品")
    sqlite_office.do(visits.call_off, house.plan(40), "改期", me=house.anna)

    def card(desk):
        made = VisitsCard(desk)
        made.toast_requested, made.leave = made.said, lambda: None
        return made

    shown = pages(card, ready=lambda _card: True)
    shown.show_client(house.client, "云岭商贸", may_file=False)
    # two lines each, until when the one is reported, and the way to another
    qtbot.waitUntil(lambda: shown.card.body.count() == 6)
    for place in (0, 3, 5):
        shown.card.body.itemAt(place).widget().click()
    assert shown.opens == [("visits", owed), ("visits", ahead), ("plan_visit", house.client)]
