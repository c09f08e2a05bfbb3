"""This meal on screen: recognised clients from the booking to the returned card, by keys; its clocks; the board."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog

from desktop.models.bookings import GivenOut, Meal
from desktop.models.clients import Client
from desktop.models.registers import RegisterLine
from desktop.rules.bookings import MealTime
from desktop.rules.collecting import Relay, Sheet, Stage
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.rules.zones import zone_of
from desktop.services import bookings, cards, clients, meals, reviews, rooms
from desktop.services.bookings import BookingEntry, NewHost
from desktop.services.cards import Wanted
from desktop.services.rooms import RoomEntry
from desktop.ui.bookings.meal_controller import read_meal
from desktop.ui.bookings.meal_page import MealPage
from desktop.ui.kit import theme
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.who_pick import WhoPick
from desktop.workstation import paths
from tests.bookings.test_service import DESK
from tests.offices import office_today
from tests.reports.test_printing import file_printer
from tests.screens import Shelf

SECOND = timedelta(seconds=1)


@pytest.fixture
def house(sqlite_office):
    """A meal from midnight to midnight, ready at its last minute: its tests do not hang on the clock. Its leader, a
    client of class A with a checked dislike and an allergy nobody checked, and one booking without anybody known."""
    sqlite_office.do(rooms.add_usual_meals)
    with sqlite_office.beneath():
        Meal.update(begins=1, ends=0, ready_by=1439).where(Meal.key == "lunch").execute()
    for name, seats in (("牡丹厅", 16), ("竹影", 8)):
        sqlite_office.do(rooms.add_room, RoomEntry(name, seats))
    sqlite_office.ask_for_no_consent()
    values = {"name": "贺启年", "salutation": "贺总", "taboos": "香菜", "allergies": "花生", "dishes": "鱼"}
    guest = sqlite_office.do(clients.open_client, ClientForm.PERSON, values, me=sqlite_office.hire("周敏", DESK))
    with sqlite_office.beneath():
        Client.update(client_class="A").where(Client.id == guest).execute()
    sqlite_office.do(reviews.accept, guest, "taboos")
    sqlite_office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL})
    lunch, places = sqlite_office.ask(rooms.meals)[0].id, [room.id for room in sqlite_office.ask(rooms.rooms)]
    hosts = ((guest, places[0], 10), (NewHost("单雪"), places[1], 4))
    sqlite_office.guest, sqlite_office.lunch = guest, lunch
    sqlite_office.booked = [
        sqlite_office.do(bookings.take, BookingEntry(host, office_today(), lunch, 12 * 60, heads, (place,)))
        for host, place, heads in hosts
    ]
    return sqlite_office


@pytest.fixture
def show(house, pages, tmp_path):
    def build(me=None):
        printing = PrintDesk(Shelf(), make_printer=lambda: file_printer(tmp_path / "out.pdf"))
        page = pages(lambda desk: MealPage(desk, printing), me, ready=lambda page: page.shown is not None,
                     toast=lambda text, _back: page.toasts.append(text))  # fmt: skip
        # its seconds are told by hand here
        page._clock.stop()
        return page

    return build


def words(page, number=0):
    return [cell if isinstance(cell, str) else cell.text for cell in page.table.held_row(number).cells]


def press(page, qtbot, key):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.view.setFocus()
    qtbot.keyClick(page.view, key)


def stage(page, kind=Sheet.CARD):
    one = page.rows[0].one
    return one.card if kind is Sheet.CARD else one.form


def test_a_card_from_the_booking_to_its_return_by_keys(show, house, qtbot):
    page = show()
    assert words(page)[:6] == ["牡丹厅", "贺总", "A", "贺总", "To hand out", "To hand out"]
    assert words(page, 1)[:4] == ["竹影", "单雪", "", "–"]
    assert [number.text() for number in page.head.numbers[Sheet.CARD]] == ["1", "0", "0", "0"]
    assert (page.head.heads.text(), page.head.tables.text()) == ("14 people", "2 tables · 2 bookings")
    # initials typed in the list begin to hand out what is chosen
    qtbot.waitUntil(lambda: page.view.hasFocus())
    qtbot.keyClick(page.view, Qt.Key.Key_W)
    dialog = page.acts.dialog
    qtbot.waitUntil(lambda: dialog.who.list.count() == 1)
    assert dialog.form is None
    qtbot.keyClicks(dialog.who.line, "f")
    qtbot.keyClick(dialog.who.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stage(page) is Stage.OUT and stage(page, Sheet.FORM) is Stage.OUT)
    assert page.toasts == ["Handed out to 王芳: 1 card, 1 form."]
    press(page, qtbot, Qt.Key.Key_Space)
    dialog = page.acts.dialog
    dialog.press_main()
    qtbot.waitUntil(lambda: "Say who serves" in dialog.refusal)
    dialog.who.line.setText("小李")
    qtbot.keyClick(dialog.who.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stage(page) is Stage.RECEIVED)
    card = page.rows[0].newest(Sheet.CARD)
    page.tick(card.read_by - SECOND)
    assert words(page)[6:] == ["小李", "1 s left"]
    page.tick(card.read_by + 62 * SECOND)
    assert words(page)[7] == "1 min 2 s over"
    press(page, qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: stage(page) is Stage.UNDERSTOOD)
    assert words(page)[4] == "Understood"
    assert page.table.held_row(0).cells[-1].below == "recorded for"
    press(page, qtbot, Qt.Key.Key_F7)
    dialog = page.acts.dialog
    dialog.who.line.setText("赵师傅")
    dialog.press_main()
    qtbot.waitUntil(lambda: page.rows[0].newest(Sheet.CARD).passed_on == ((Relay.KITCHEN, "赵师傅"),))
    # fewer back than went out: the form stays outstanding
    press(page, qtbot, Qt.Key.Key_F8)
    dialog = page.acts.dialog
    dialog.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.numbers.text() == "1 of 2 back"
    dialog.press_main()
    qtbot.waitUntil(lambda: stage(page) is Stage.BACK)
    assert page.toasts[-1] == "Back: 1 card. Still out: 1 form."
    assert page.evening.isHidden()
    press(page, qtbot, Qt.Key.Key_F8)
    page.acts.dialog.press_main()
    qtbot.waitUntil(lambda: not page.evening.isHidden())
    assert page.evening.words.text() == (
        "午餐 today: 2 tables, 14 people, all cards back, 3 likes and habits entered")  # fmt: skip
    assert page.head.countdown.text() == "All are back"


def test_the_due_cards_are_printed_at_a_stroke(show, house, qtbot):
    page = show()
    assert page.due_cards() == [house.guest]
    page.print_due()
    qtbot.waitUntil(lambda: page.findChild(QPrintDialog) is not None)
    with qtbot.waitSignal(page._printing.printed) as printed:
        page.findChild(QPrintDialog).accept()
    assert printed.args[0] == "card"


def test_after_midnight_it_is_still_yesterdays_late_supper(house):
    with house.beneath():
        Meal.update(begins=660, ends=870, ready_by=690).where(Meal.key == "lunch").execute()
    house.do(rooms.add_meal, MealTime("夜宵", 22 * 60, 2 * 60, 22 * 60 + 30))
    for at, minute, expected in ((datetime(2026, 5, 9, 0, 30), 30, ("夜宵", date(2026, 5, 8))),
                                 (datetime(2026, 5, 9, 2, 1), 121, ("午餐", date(2026, 5, 9))),
                                 (datetime(2026, 5, 9, 23, 59), 1439, ("夜宵", date(2026, 5, 9)))):  # fmt: skip
        with house.work(write=False) as work:
            work.now = at.replace(tzinfo=zone_of(str(work.settings["time_zone"])))
            shown = read_meal(work, at.date(), minute, None)
        assert (shown.meal.name, shown.meal.on) == expected
        assert shown.on == shown.meal.on


def test_what_was_done_with_cards_is_taken_back_by_the_toast(show, house, qtbot):
    page = show()
    backs = []
    page.toast_requested.connect(lambda _text, back: backs.append(back))
    press(page, qtbot, Qt.Key.Key_F3)
    dialog = page.acts.dialog
    qtbot.waitUntil(lambda: dialog.who.list.count() > 1)
    dialog.who.line.setText("wf")
    dialog.press_main()
    qtbot.waitUntil(lambda: stage(page) is Stage.OUT and len(backs) == 1)
    backs[0]()
    qtbot.waitUntil(lambda: stage(page) is Stage.DUE)
    assert page.toasts[-1] == "Undone."


def test_the_countdown_goes_on_by_itself_and_turns_red(show, house, qtbot):
    page = show()
    ready = page.shown.meal.ready_by
    page.tick(ready - 18 * 60 * SECOND)
    assert (page.head.countdown.text(), page.head.countdown.property("tone")) == ("18 min left", "ink")
    page.tick(ready + 60 * SECOND)
    assert (page.head.countdown.text(), page.head.countdown.property("tone")) == ("1 min over", "bad")


def test_a_reason_is_asked_for_only_where_it_is_late(show, house, qtbot):
    with house.beneath():
        Meal.update(ready_by=2).where(Meal.key == "lunch").execute()
        from desktop.models.bookings import Booking

        Booking.update(taken_at=Booking.select(Booking.taken_at).get().taken_at - timedelta(days=2)).execute()
    page = show()
    press(page, qtbot, Qt.Key.Key_F3)
    dialog = page.acts.dialog
    qtbot.waitUntil(lambda: dialog.who.list.count() > 1)
    dialog.who.line.setText("wf")
    dialog.kinds.set_values({"card": True, "form": False})
    dialog.press_main()
    assert dialog.form.error("usual")
    dialog.form.set_values({"usual": "", "reason": "临时换房"})
    dialog.press_main()
    qtbot.waitUntil(lambda: stage(page) is Stage.OUT)
    assert page.rows[0].newest(Sheet.CARD).reason == "临时换房" and stage(page, Sheet.FORM) is Stage.DUE


def test_what_earlier_meals_owe_is_told_and_taken_back(show, house, qtbot):
    boss = house.me.id
    dinner = house.ask(rooms.meals)[1].id
    place = house.do(rooms.add_room, RoomEntry("兰花", 8))
    earlier = house.do(bookings.take, BookingEntry(house.guest, office_today(), dinner, 18 * 60, 6, (place,)))
    house.do(cards.hand_out, [Wanted(earlier, house.guest, Sheet.CARD)], boss)
    with house.beneath():
        due = RegisterLine.select().get().due - timedelta(days=1)
        RegisterLine.update(due=due).execute()
        assert GivenOut.select().count() == 1
    page = show()
    assert page.bar.messages[0].text == "1 card or form of earlier meals is not back."
    page.bar.messages[0].act()
    qtbot.waitUntil(lambda: page.owed_table.total == 1 and page.owed_view.isVisible())
    page.owed_view.selectRow(0)
    page._do("take_back")
    page.acts.dialog.press_main()
    qtbot.waitUntil(lambda: page.owed == [])
    assert page.tabs.count() == 2 and page.bar.messages == ()


def test_the_board_warns_of_what_was_not_checked_and_reloads_by_itself(show, house, qtbot):
    page = show()
    page.show_board()
    board = page.board
    qtbot.waitUntil(lambda: board.board is not None)
    (line,) = board.board.lines
    assert (line.place, line.address, line.allergies, line.checked, line.taboos) == (
        "牡丹厅", "贺总", "花生", False, "香菜")  # fmt: skip
    page.desk.do(reviews.accept, house.guest, "allergies")
    qtbot.waitUntil(lambda: board.board.lines[0].checked)
    with qtbot.waitSignal(board.destroyed):
        qtbot.keyClick(board, Qt.Key.Key_Escape)


def test_whoever_may_only_look_is_offered_no_act_and_sees_nobody_out_of_sight(show, house, qtbot):
    page = show(house.hire("李娜", {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.OWN}))
    assert [row.one for row in page.rows] == [None, None]
    assert page._buttons.count() == 0
    assert [action.name for action in page.actions_offered()] == ["board"]
    found = house.ask(meals.this_meal, office_today(), house.lunch)
    assert found.counts(Sheet.CARD)[Stage.DUE] == 1


def test_a_colleague_is_found_by_initials(qtbot, qapp):
    day = office_today()
    from desktop.ui.kit.who_pick import Colleague

    theme.install(qapp, paths.resource(), bundled_only=True)
    pick = WhoPick("Name", free=True)
    qtbot.addWidget(pick)
    people = [Colleague(day, "李娜", ("ln", "lina")), Colleague(day, "王芳", ("wf", "wangfang"))]
    pick.offer(people, "李娜")
    assert pick.name == "李娜"
    pick.line.setText("wf")
    assert pick.name == "王芳"
    pick.line.setText("小赵")
    assert pick.name == "小赵"


def test_the_register_is_shown_before_it_is_printed(show, house, qtbot):
    page = show()
    assert next(act for act in page.actions_offered() if act.name == "print_forms").reason
    page.print_register()
    qtbot.waitUntil(lambda: page.sheet is not None)
    page.sheet.reject()
