"""The tab Title deeds: listed, taken in before three, lent, counted with a difference, and printed."""

from datetime import timedelta

import shiboken6

from desktop.rules.deeds import CountKind, Movement
from desktop.rules.rights import VAULTS, Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import alarms, clients, deeds, on_file
from desktop.ui.deeds.count_dialog import CountDialog
from desktop.ui.deeds.dialogs import FormerCountDialog, MoveDialog, VouchDialog
from desktop.ui.deeds.list_dialog import ListDialog
from desktop.ui.deeds.page import DeedsPage
from desktop.ui.kit.printing import PrintDesk
from tests.offices import PASSWORD
from tests.screens import Shelf

KEEPER = dict.fromkeys(
    (Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.KEEP_DEEDS, Right.PRINT_DOCUMENTS), Scope.ALL
)
AGENT = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS), Scope.ALL)
LOOKS = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS), Scope.ALL)


def offered(page):
    return {action.name: action.reason for action in page.actions_offered()}


def test_deeds_go_from_the_list_into_the_safe_and_out_before_other_peoples_eyes(pages, sqlite_office, qtbot):
    office = sqlite_office
    client = office.do(clients.open_client, ClientForm.ORGANISATION, {"name": "远岫贸易有限公司"})
    keeper = office.hire("柯简", KEEPER, vaults=VAULTS[:1])
    agents = [office.hire(name, AGENT) for name in ("季安", "舒白")]
    page = pages(lambda desk: DeedsPage(desk, PrintDesk(Shelf())), keeper, ready=lambda page: page.loaded)

    def opened(kind):
        qtbot.waitUntil(lambda: isinstance(page.dialog, kind) and page.dialog.isVisible())
        return page.dialog

    def closed(dialog):
        qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())

    # listed: a line without its number is said, and nothing is lost of the others
    page.list_deeds()
    dialog = opened(ListDialog)
    dialog.choose(client, "远岫贸易有限公司")
    dialog.lines[0].name.setText("不动产权证")
    dialog.press_main()
    assert "number" in dialog.refusal
    dialog.lines[0].number.setText("沪(2026)001")
    dialog.lines[0].owner.setText("远岫")
    dialog.lines[1].name.setText("他项权证")
    dialog.lines[1].number.setText("沪(2026)002")
    dialog.press_main()
    closed(dialog)
    qtbot.waitUntil(lambda: len(page.lines) == 2)
    assert offered(page)["taken_in"] and not offered(page)["list"]

    # taken in by the keeper, before a colleague at his desk and one at his own
    page.view.selectAll()
    assert not offered(page)["taken_in"] and offered(page)["lent"]
    page.move(Movement.TAKEN_IN)
    dialog = opened(MoveDialog)
    dialog.press_main()
    qtbot.waitUntil(lambda: bool(dialog.form.error("slot")))
    dialog.form.put({"slot": "A-1", "seal": "0071"})
    dialog.press_main()
    closed(dialog)
    qtbot.waitUntil(lambda: all(line.waiting is not None for line in page.lines))
    assert "2 movements" in page.balance.waits.text()
    page.view.selectAll()
    assert offered(page)["vouch"] and not offered(page)["vouch_here"]
    page.vouch_here()
    dialog = opened(VouchDialog)
    assert dialog.form.values()["name"] != "柯简"
    dialog.form.put({"name": "季安", "password": "falsch"})
    dialog.press_main()
    qtbot.waitUntil(lambda: bool(dialog.refusal))
    dialog.form.put({"password": PASSWORD})
    dialog.press_main()
    closed(dialog)
    qtbot.waitUntil(lambda: page.lines[0].waiting.missing == 1)
    office.do(deeds.vouch, [line.waiting.id for line in page.lines], me=agents[1])
    page.reload()
    qtbot.waitUntil(lambda: [line.here for line in page.lines] == [1, 1])
    assert page.balance.figures["after"].text() == "2"

    # lent, and taken back from the toast before anybody else has seen it
    page.view.selectRow(0)
    page.move(Movement.LENT)
    dialog = opened(MoveDialog)
    day = office.ask(on_file.today) + timedelta(days=5)
    dialog.form.put({"reason": "errand", "due_on": day.isoformat(), "receiver": "季安"})
    dialog.press_main()
    closed(dialog)
    qtbot.waitUntil(lambda: page.lines[0].waiting is not None)
    page.toasts[-1][1]()
    qtbot.waitUntil(lambda: not any(line.waiting for line in page.lines))

    # counted without being told what the ledger says
    page.count_safe()
    dialog = opened(CountDialog)
    qtbot.waitUntil(lambda: len(dialog.entries) == 2)
    assert dialog.kind is CountKind.DAILY
    first, second = dialog.entries.values()
    first.setText("1")
    dialog.press_main()
    assert "1 title deed" in dialog.refusal
    second.setText("0")
    dialog.press_main()
    assert dialog.form.error("witness")
    dialog.form.put({"witness": agents[0].id})
    dialog.press_main()
    qtbot.waitUntil(lambda: dialog.main.isHidden())
    assert "told" in dialog.said.text()
    dialog.reject()
    assert [alarm.facts for alarm in office.ask(alarms.list_alarms)] == [{"differing": 1}]

    # the count is printed again, and so is the slip
    page.former_counts()
    dialog = opened(FormerCountDialog)
    dialog.press_main()
    qtbot.waitUntil(lambda: page._sheet is not None)
    former = page._sheet
    page.view.selectAll()
    page.print_slip()
    qtbot.waitUntil(lambda: page._sheet is not former)


def test_whoever_may_only_look_is_offered_no_act(pages, sqlite_office):
    reader = sqlite_office.hire("穆然", LOOKS)
    page = pages(lambda desk: DeedsPage(desk, PrintDesk(Shelf())), reader, ready=lambda page: page.loaded)
    assert list(offered(page)) == ["slip"] and not page.balance.isVisible() and not page.view.isVisible()
