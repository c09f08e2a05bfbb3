"""This quarter in a client's file: spend, visits and ranks, and the bills and classes behind them."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel

from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right, Scope
from desktop.rules.spending import SpendSource
from desktop.services import classes, settings, spending
from desktop.ui.clients.quarter import Evidence
from tests.offices import office_today

TODAY = office_today()


def words(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


@pytest.fixture
def opened(screens, qtbot):
    def build(me=None):
        shown = screens(me=me)
        client = shown.client("贺启年")
        shown.office.do(spending.enter_spend, client, TODAY, 128050, 2)
        shown.office.do(classes.confirm, Quarter.of(TODAY))
        page = shown.page
        with qtbot.waitSignal(page.file.loaded):
            page.open(client)
        return shown, page.file, client

    return build


def test_the_quarter_shows_and_its_evidence_can_be_added_to(opened, qtbot):
    shown, pane, client = opened()
    card = pane.overview.quarter
    qtbot.waitUntil(lambda: {"1,280.50", "2", "rank 1 among all"} <= set(words(card)))
    card.evidence_requested.emit()
    dialog = pane.dialogs.shown
    qtbot.waitUntil(lambda: "A Major" in words(dialog))
    dialog.form.put({"amount": "nothing", "visits": "1"})
    dialog.press_main()
    assert dialog.form.error("amount")
    dialog.form.put({"amount": "20"})
    dialog.press_main()
    qtbot.waitUntil(lambda: "20.00" in words(dialog))
    qtbot.waitUntil(lambda: "1,300.50" in words(card))
    dialog._withdraw(shown.office.ask(spending.spend_of, client)[0])
    qtbot.waitUntil(lambda: "1,280.50" in words(card))
    # what comes from an order is taken out there alone
    (bill,) = shown.office.ask(spending.spend_of, client)
    for source, buttons in ((SpendSource.ENTERED, 1), (SpendSource.ORDER, 0)):
        dialog.show_evidence(Evidence((replace(bill, source=source),), None))
        assert len(dialog.list.itemAt(1).widget().findChildren(QAbstractButton)) == buttons
    dialog.reject()


def test_nothing_of_it_where_classes_are_switched_off(opened, qtbot):
    shown, pane, _client = opened()
    qtbot.waitUntil(pane.overview.quarter.isVisible)
    shown.office.do(settings.switch_feature, "classes", False)
    _other, pane, _client = opened()
    with qtbot.waitSignal(pane.controller.around_loaded):
        pane.controller.reload()
    assert not pane.overview.quarter.isVisible()


def test_who_may_not_edit_sees_the_evidence_only(opened, qtbot, sqlite_office):
    staff = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    _shown, pane, _client = opened(staff)
    pane.overview.quarter.evidence_requested.emit()
    dialog = pane.dialogs.shown
    qtbot.waitUntil(lambda: "1,280.50" in words(dialog))
    assert dialog.form is None
    assert dialog.main is None
    dialog.reject()
