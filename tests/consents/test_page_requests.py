"""The registers of clients' data on screen: requests, what partners hold, partners, erasures."""

from desktop.rules.contacts import Channel
from desktop.rules.requests import RequestKind
from desktop.rules.rights import Right, Scope
from desktop.services import erasing, on_file, partners, requests
from desktop.services.requests import RequestEntry
from desktop.ui.clients import tabs
from desktop.ui.clients.requests_page import CLOSED, ERASED, GIVEN, OPEN, PARTNERS
from desktop.ui.kit.desk import Desk
from tests.erasing.test_service import erase


def cells(page):
    table = page.views[page.register][1]
    return str([cell for row in range(table.total) for cell in table.held_row(row).cells])


def turned(qtbot, page, register):
    with qtbot.waitSignal(page.controller.loaded):
        page.tabs.setCurrentIndex(register)


def test_requests_are_listed_and_lead_to_their_file(screens, qtbot):
    shown = screens()
    office, client = shown.office, shown.client("贺启年")
    entry = RequestEntry(RequestKind.COPY, office.ask(on_file.today), Channel.PHONE, "要一份")
    key = office.do(requests.enter_request, client, entry)
    page = shown.window.go("clients", "data")
    qtbot.waitUntil(lambda: "贺启年" in cells(page) and page.register == OPEN)
    page.views[OPEN][0].selectRow(0)
    with qtbot.waitSignal(shown.desk.open_requested) as asked:
        page.actions_offered()[0].act()
    assert asked.args == ["clients", client]
    office.do(requests.answer_request, key, "当面交给本人")
    turned(qtbot, page, CLOSED)
    qtbot.waitUntil(lambda: "当面交给本人" in cells(page))


def test_a_partner_is_entered_given_to_and_gives_back(screens, qtbot):
    shown = screens()
    office = shown.office
    page = shown.window.go("clients", "data")
    turned(qtbot, page, PARTNERS)
    page.edit_partner(new=True)
    page.dialog.form.put({"name": "云川印务", "signed_on": "2026-01-05"})
    page.dialog.save()
    qtbot.waitUntil(lambda: bool(page.dialog.form.error("place")))
    page.dialog.form.put({"place": "合同柜 3"})
    page.dialog.save()
    qtbot.waitUntil(lambda: "云川印务" in cells(page))
    turned(qtbot, page, GIVEN)
    page.give()
    qtbot.waitUntil(lambda: page.dialog is not None and "what" in page.dialog.form.entries)
    page.dialog.form.put({"what": "请柬地址", "why": "印制请柬"})
    page.dialog.save()
    qtbot.waitUntil(lambda: "请柬地址" in cells(page))
    page.views[GIVEN][0].selectRow(0)
    page.take_back()
    page.dialog.save()
    qtbot.waitUntil(lambda: page.found == () or len(page.found) == 0)
    assert len(office.ask(partners.given, outstanding=False)) == 1


def test_erasures_are_listed_with_their_protocol(screens, qtbot):
    shown = screens()
    client = shown.client("贺启年")
    second = shown.office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL, Right.APPROVE_CLIENTS: Scope.ALL})
    erase(shown.office, client, second)
    page = shown.window.go("clients", "data")
    turned(qtbot, page, ERASED)
    qtbot.waitUntil(lambda: "赵峰" in cells(page))
    page.views[ERASED][0].selectRow(0)
    with qtbot.waitSignal(page.controller.printed, timeout=20_000) as printed:
        page.print_protocol()
    assert printed.args[0].kind == "erasure" and shown.office.ask(erasing.register)[0].client == client
    page.leave()


def test_without_the_right_the_page_is_not_there(screens):
    shown = screens(me=None)
    clerk = shown.office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    desk = Desk(shown.office.office, clerk)
    assert "data" not in {tab.key for tab in tabs(desk, shown.shelf, None)}
    assert "data" in {tab.key for tab in tabs(shown.desk, shown.shelf, None)}
    assert desk.close(5)
