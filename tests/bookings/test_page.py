"""The booking book on screen: booked by a phone's tail, parked, taken by another, called off and given back."""

from datetime import timedelta
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.rules.bookings import BookingState, MealTime
from desktop.rules.collecting import Sheet
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.packs import read_folder
from desktop.rules.words import ClientForm
from desktop.services import (
    booking_lists,
    bookings,
    cards,
    clients,
    meal_briefings,
    rooms,
    seating_people,
    seating_plans,
    seating_tables,
    spending,
)
from desktop.services.bookings import BookingEntry, NewHost
from desktop.services.cards import Wanted
from desktop.services.rooms import RoomEntry
from desktop.ui.bookings import NEW
from desktop.ui.bookings.controller import read_said
from desktop.ui.bookings.page import BookPage
from desktop.ui.kit.cells import text_of
from desktop.workstation import paths
from tests.offices import office_today


@pytest.fixture
def show(pages):
    """The book of one of the office's people, with what it asked the window for."""
    return lambda me=None: pages(BookPage, me, ready=lambda page: page.book is not None)


@pytest.fixture
def house(sqlite_office):
    """Two rooms and dinner; lunch has its own hour, so that tests do not hang on the clock."""
    sqlite_office.do(rooms.add_usual_meals)
    for name, seats in (("牡丹厅", 16), ("竹影", 8)):
        sqlite_office.do(rooms.add_room, RoomEntry(name, seats))
    return sqlite_office


@pytest.fixture
def dinner(house):
    return house.ask(rooms.meals)[1].id


def book(house, dinner, host="单雪", people=8, room=0, **more):
    spots = (house.ask(rooms.rooms)[room].id,) if room is not None else ()
    given = {"on": office_today(), "meal": dinner, "at": 18 * 60, "people": people, "spots": spots} | more
    return house.do(bookings.take, BookingEntry(NewHost(host), **given))


def at_dinner(page, qtbot):
    page.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: page.meal is not None and page.meal.key == "dinner")
    return page


def words_of(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def begin(page, qtbot, free=2):
    page.open(NEW)
    dialog = page.dialog
    qtbot.waitUntil(lambda: dialog.places.count() == free)
    return dialog


def lines(house):
    return {line.host.name: line for line in house.ask(booking_lists.day_book, office_today()).lines}


def act(page, name):
    line = page.chosen
    return next(action for action in page.acts.of(line, page.book) if action.name == name)


def test_an_empty_office_is_led_to_meals_and_rooms(show, sqlite_office, qtbot):
    page = show()
    qtbot.waitUntil(lambda: page.empty is not None)
    page.empty.button.click()
    qtbot.waitUntil(lambda: page.empty is not None and "rooms" in page.empty.accessibleName())
    assert [meal.key for meal in sqlite_office.ask(rooms.meals)] == ["lunch", "dinner"]
    page.empty.button.click()
    assert page.opens == [("settings", "rooms")]


def test_a_booking_by_the_tail_of_a_phone_needs_a_few_keys(show, house, qtbot):
    for name, salutation, phone in (("单雪", "单总", "19911110318"), ("贺启年", "贺总", "19900000318")):
        values = {"name": name, "salutation": salutation, "phone": phone}
        house.do(clients.open_client, ClientForm.PERSON, values)
    page = at_dinner(show(), qtbot)
    dialog = begin(page, qtbot)
    qtbot.waitUntil(lambda: dialog.host.box.line.hasFocus())
    qtbot.keyClicks(dialog.host.box.line, "0318")
    # Enter takes the first, which is chosen already; Down goes to the second
    qtbot.waitUntil(lambda: len(dialog.host.box.hits) == 2)
    assert [hit.title for hit in dialog.host.box.hits] == ["单雪", "贺启年"]
    qtbot.keyClick(dialog.host.box.line, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.host.box.line, Qt.Key.Key_Return)
    people = dialog.form.entries["people"]
    assert people.hasFocus()
    qtbot.keyClicks(people, "8")
    qtbot.waitUntil(lambda: [spot.name for spot in dialog.places.spots()] == ["竹影"])
    hour = dialog.form.entries["at"]
    hour.setFocus()
    hour.selectAll()
    qtbot.keyClicks(hour, "1830")
    qtbot.keyClick(hour, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.toasts))
    said = page.toasts[0][0]
    assert said.startswith("Booked for 贺总. ") and said.endswith("18:30, 竹影, party of 8: is that right?")
    line = lines(house)["贺启年"]
    assert (line.at, line.people, line.state, line.meal_name) == (18 * 60 + 30, 8, BookingState.HELD, "晚餐")
    qtbot.waitUntil(lambda: page.chosen is not None and page.chosen.id == line.id)
    grid = page.grid
    assert grid.table.line_at(grid.currentIndex()).id == line.id
    said = grid.table.data(grid.currentIndex(), Qt.ItemDataRole.AccessibleTextRole)
    assert "竹影" in said and "贺总" in said and "Held" in said
    assert "1 booking · 8 people" in page.totals.text()
    act(page, "read_back").act()
    qtbot.waitUntil(lambda: "party of 8" in page.toasts[-1][0])
    page.toasts[0][1]()
    qtbot.waitUntil(lambda: not page.book.lines)


def test_a_pasted_message_fills_what_it_says_and_shows_the_rest(show, house, qtbot, qapp):
    today = office_today()
    page = show()
    # the room that is wished for is given out at the meal in sight, and on none of the days that are meant
    for meal, turn in product((meal.id for meal in page.book.meals), (1, 2)):
        book(house, meal, turn=turn, at=12 * 60 if meal == page.book.meals[0].id else 18 * 60)
    dialog = begin(page, qtbot, free=1)
    qtbot.waitUntil(lambda: dialog.host.box.line.hasFocus())
    qapp.clipboard().setText("明晚6点12位牡丹厅 不要香菜，有投影 王建国19900000777")
    dialog.host.box.line.paste()
    values = dialog.form.values()
    assert (values["people"], values["at"], values["wishes"]) == ("12", "18:00", "不要香菜")
    assert values["on"] == (today + timedelta(days=1)).isoformat()
    assert page.book.meals[1].id == values["meal"]
    assert "有投影" in words_of(dialog)
    qtbot.waitUntil(lambda: [spot.name for spot in dialog.places.spots()] == ["牡丹厅"])
    qtbot.waitUntil(lambda: [hit.title for hit in dialog.host.box.hits] == ["New: 王建国 · 19900000777"])
    # where it is not to be had, that is told, and not another put in its place without a word
    dialog.form.put({"on": today.isoformat()})
    dialog.form.edited.emit("on")
    qtbot.waitUntil(lambda: "牡丹厅 is not free" in words_of(dialog) and not dialog.places.spots())
    dialog.form.put({"on": (today + timedelta(days=1)).isoformat()})
    dialog.form.edited.emit("on")
    qtbot.waitUntil(lambda: [spot.name for spot in dialog.places.spots()] == ["牡丹厅"])
    qtbot.keyClick(dialog.host.box.line, Qt.Key.Key_Return)
    dialog.save()
    qtbot.waitUntil(lambda: bool(page.toasts))
    (line,) = house.ask(booking_lists.day_book, today + timedelta(days=1)).lines
    assert (line.host.name, line.host.phone, line.people, line.wishes) == ("王建国", "19900000777", 12, "不要香菜")


def test_what_is_wrong_stands_at_its_field_and_whoever_was_quicker_leaves_the_rest_as_typed(show, house, dinner, qtbot):
    page = at_dinner(show(), qtbot)
    dialog = begin(page, qtbot)
    dialog.press_main()
    assert "Say how many" in dialog.form.error("people") and "Say who comes" in dialog.refusal
    dialog.host.begin("尉迟敬", "19900000777")
    dialog.form.put({"people": "8", "at": "2530", "wishes": "靠窗"})
    dialog.form.edited.emit("people")
    qtbot.waitUntil(lambda: [spot.name for spot in dialog.places.spots()] == ["竹影"])
    dialog.press_main()
    assert "2530" in dialog.form.error("at")
    book(house, dinner, room=1)
    dialog.form.put({"at": "18"})
    dialog.press_main()
    qtbot.waitUntil(lambda: "given out already" in dialog.refusal)
    assert dialog.form.values()["wishes"] == "靠窗"
    qtbot.waitUntil(lambda: [spot.name for spot in dialog.places.spots()] == ["牡丹厅"])
    dialog.wait.click()
    assert dialog.main.text() == "Put on the waiting list"
    dialog.press_main()
    qtbot.waitUntil(lambda: "尉迟敬" in lines(house))
    assert lines(house)["尉迟敬"].state is BookingState.WAITING


def test_a_half_typed_booking_is_parked_and_outlives_the_window(show, house, qtbot):
    page = at_dinner(show(), qtbot)
    dialog = begin(page, qtbot)
    dialog.host.begin("尉迟敬", "19900000777")
    dialog.form.put({"people": "12", "wishes": "靠窗"})
    assert page.draft()["parked"][0]["values"]["people"] == "12"  # while it is being typed
    qtbot.keyClick(dialog, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert page.toasts and len(page.parked) == 1
    # taken up at once, while the first dialog is still going away
    gone = []
    dialog.destroyed.connect(lambda: gone.append(True))
    page.take_up()
    qtbot.waitUntil(lambda: bool(gone))
    assert page.draft()["parked"][0]["values"]["wishes"] == "靠窗"
    page.dialog.park()
    other = show()
    other.restore(page.draft())
    qtbot.waitUntil(lambda: other.meal is not None)
    assert next(action.text for action in other._parked_offered()).startswith("尉迟敬")
    other.take_up()
    taken = other.dialog
    values = taken.form.values()
    assert (values["people"], values["wishes"], taken.host.host()) == ("12", "靠窗", NewHost("尉迟敬", "19900000777"))
    assert other.parked == [] and values["meal"] == page.meal.id


def test_called_off_with_a_reason_offered_to_who_waits_and_given_back(show, house, dinner, qtbot):
    first = book(house, dinner)
    book(house, dinner, "尉迟敬", 12, None)
    page = at_dinner(show(), qtbot)
    page.grid.show_booking(first)
    assert page.chosen.id == first
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    dialog = page.acts.dialog
    dialog.press_main()
    assert dialog.form.error("reason")
    dialog.form.put({"reason": "客人改期"})
    dialog.press_main()
    qtbot.waitUntil(lambda: bool(page.bar.messages))
    assert "尉迟敬" in page.bar.messages[0].text
    qtbot.waitUntil(lambda: page.chosen is not None and page.chosen.state is BookingState.CANCELLED)
    assert page.aside.count() == 2
    # told last: what else the calling off touches is asked for first
    qtbot.waitUntil(lambda: bool(page.toasts))
    page.toasts[-1][1]()
    qtbot.waitUntil(lambda: page.chosen is not None and page.chosen.state is BookingState.HELD)
    # again, and the place is handed on
    house.do(bookings.set_state, first, BookingState.CANCELLED)
    page.bar.messages[0].act()
    page.acts.dialog.press_main()
    qtbot.waitUntil(lambda: "尉迟敬 now has 牡丹厅." in page.toasts[-1][0])


def test_confirmed_arrived_and_billed_from_the_details(show, house, dinner, qtbot):
    payer = house.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    house.do(spending.enter_spend, payer, office_today(), 500_00)
    key = book(house, dinner, payer=payer)
    page = at_dinner(show(), qtbot)
    page.grid.show_booking(key)
    for name, state in (("confirm", BookingState.CONFIRMED), ("arrived", BookingState.ARRIVED)):
        act(page, name).act()
        qtbot.waitUntil(lambda wanted=state: page.chosen.state is wanted)
    act(page, "bill").act()
    bill = page.acts.dialog
    assert "贺启年, who pays" in bill.whose.text()
    bill.form.put({"total": "1,280.50", "food": "2000"})
    bill.press_main()
    qtbot.waitUntil(lambda: bool(bill.form.error("food")))
    bill.form.put({"food": "900"})
    bill.press_main()
    qtbot.waitUntil(lambda: page.chosen.total == 128050)
    assert page.chosen.state is BookingState.LEFT
    qtbot.waitUntil(lambda: "500.00 yuan stands in the file for that day already" in page.toasts[-1][0])


def test_whoever_has_the_card_is_named_when_a_booking_is_moved_and_its_people_go_along(show, house, dinner, qtbot):
    for number in range(12):
        house.do(rooms.add_room, RoomEntry(f"{number} 号厅", 8))
    key, (first, *_between, last) = book(house, dinner, room=0), house.ask(rooms.rooms)
    for room, seats in ((first, 10), (last, 8)):
        house.do(rooms.add_tables, room.id, 1, seats)
    etiquette = read_folder(paths.resource("etiquette"))
    house.do(seating_tables.lay, key, etiquette)
    house.do(seating_people.add_clients, key, etiquette)
    guest = lines(house)["单雪"].host.id
    house.do(cards.hand_out, [Wanted(key, guest, Sheet.CARD)], house.me.id, "晚到")
    house.do(meal_briefings.note_printed, [key], "B7Q2")
    page = at_dinner(show(), qtbot)
    page.grid.show_booking(key)
    act(page, "change").act()
    dialog = page.dialog
    qtbot.waitUntil(lambda: dialog.places.count() == 14)
    dialog.places.choose([last.id])
    dialog.press_main()
    qtbot.waitUntil(lambda: bool(page.toasts))
    assert "Tell whoever has its cards" in page.toasts[-1][0]
    assert "1 person has no seat there." in page.toasts[-1][0]
    assert "print it a slip under This meal" in page.toasts[-1][0]
    # it is gone to where it is now
    grid = page.grid
    qtbot.waitUntil(lambda: grid.currentIndex().row() == 13)
    assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()).center())
    assert [t.form.seats for t in house.ask(seating_plans.seating_of, key, etiquette).plan.tables] == [8]


def test_who_may_only_look_is_offered_nothing(show, house, dinner, qtbot):
    key = book(house, dinner)
    page = at_dinner(show(house.hire("李娜", {Right.SEE_BOOKINGS: Scope.ALL})), qtbot)
    page.grid.show_booking(key)
    assert page.chosen.host is None and page.acts.of(page.chosen, page.book) == []
    assert page.actions_offered() == ()
    page.open(NEW)
    assert page.dialog is None


def test_a_late_supper_is_read_back_with_the_day_on_which_its_guest_comes(house):
    supper = house.do(rooms.add_meal, MealTime("夜宵", 21 * 60 + 30, 2 * 60, 22 * 60))
    key = book(house, supper, at=30)
    _line, said = house.ask(read_said, key, "en")
    comes = office_today() + timedelta(days=1)
    assert f"({comes:%a} {comes.day} {comes:%b}, 00:30)" in said


def test_a_sheet_of_bills_is_decided_by_keys_entered_and_taken_back(show, house, dinner, qtbot, tmp_path):
    """A till's bill that finds its booking, one that fits none, one that can't be read (SE-7, CL-10)."""
    today = office_today()
    one, other = book(house, dinner, room=0), book(house, dinner, "贺启年", 2, room=1)
    sheet = tmp_path / "收银.csv"
    sheet.write_text(f"日期,包厢,时间,金额,酒水\n{today},牡丹厅,20:10,1280元,80\n{today},听雨,20:30,900,\n"
                     f"{today},竹影,20:40,九百多,\n", "utf-8")  # fmt: skip
    page = at_dinner(show(), qtbot)
    page.bills.read(sheet)
    qtbot.waitUntil(lambda: page.bills.dialog is not None and page.bills.dialog.isVisible())
    dialog = page.bills.dialog
    rows = [[str(text_of(cell)) for cell in dialog.row_at(number).cells] for number in dialog.numbers()]
    assert [(row[0], row[8]) for row in rows] == [("3", "No booking"), ("4", "Can't be read"), ("2", "Booking found")]
    assert rows[2][4:7] == ["1,280.00", "1,200.00", "150.00"] and "九百多" in rows[1][7]
    assert dialog.main.text() == "Enter 1 bill" and house.ask(booking_lists.booking_of, one).total is None
    # the row that fits none comes first; Enter goes to its choice
    qtbot.waitUntil(lambda: dialog.match is not None and dialog.match.row.number == 3)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.choice.hasFocus)
    assert dialog.choice.value() == "open"
    qtbot.keyClick(dialog.choice, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.choice, Qt.Key.Key_Up)
    assert dialog.choice.value() == one
    qtbot.keyClick(dialog.choice, Qt.Key.Key_Down)
    assert dialog.choice.value() == other and dialog.main.text() == "Enter 2 bills"
    qtbot.keyClick(dialog.choice, Qt.Key.Key_Down)
    assert dialog.main.text() == "Enter 1 bill"
    qtbot.keyClick(dialog.view, Qt.Key.Key_Down)
    assert "九百多" in dialog.about.text() and not dialog.choice.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.toasts))
    assert page.toasts[-1][0] == "1 bill entered. 1 bill waits for its booking."
    line = house.ask(booking_lists.booking_of, one)
    assert (line.total, line.food, line.state) == (1280_00, 1200_00, BookingState.LEFT)
    qtbot.waitUntil(lambda: any(act.name == "open_bills" for act in page.actions_offered()))
    entered = page.toasts[-1][1]
    act_of(page, "open_bills").act()
    qtbot.waitUntil(lambda: page.bills.dialog is not None)
    waiting = page.bills.dialog
    qtbot.waitUntil(lambda: waiting.choice.count() == 2)
    qtbot.keyClick(waiting.list, Qt.Key.Key_Return)
    assert waiting.choice.hasFocus() and not waiting.refusal
    waiting.press_main()
    assert "strike it off" in waiting.refusal
    waiting.choice.set_value(other)
    waiting.press_main()
    qtbot.waitUntil(lambda: page.bills.dialog is None)
    assert house.ask(booking_lists.booking_of, other).total == 900_00
    entered()
    qtbot.waitUntil(lambda: len(page.toasts) == 2)
    assert house.ask(booking_lists.booking_of, one).total is None
    # and long after the toast from the list of sheets, once
    page.bills.read(sheet)
    qtbot.waitUntil(lambda: page.bills.dialog is not None)
    page.bills.dialog.press_main()
    qtbot.waitUntil(lambda: len(page.toasts) == 3)
    act_of(page, "bill_sheets").act()
    qtbot.waitUntil(lambda: page.bills.dialog is not None)
    past = page.bills.dialog
    assert [past.list.item(n).text().split(" · ")[2:] for n in range(2)] == [
        ["1 bill", "¥ 1,280.00", house.me.name], ["1 bill", "¥ 1,280.00", house.me.name, "taken back"]]  # fmt: skip
    past.list.setCurrentRow(1)
    past.press_main()
    assert "already" in past.refusal
    past.list.setCurrentRow(0)
    past.press_main()
    qtbot.waitUntil(lambda: len(page.toasts) == 4)
    assert house.ask(booking_lists.booking_of, one).total is None


def act_of(page, name):
    return next(act for act in page.actions_offered() if act.name == name)


def test_guests_of_a_message_are_offered_and_others_entered_after_all_that_is_needed(show, house, dinner, qtbot):
    people = (("单雪", "19900000011"), ("王建国", "19900000012"), ("王建国", "19900000013"), ("欧阳海", "19900000014"))
    opened = [
        house.do(clients.open_client, ClientForm.PERSON, {"name": name, "phone": phone}) for name, phone in people
    ]
    page = at_dinner(show(), qtbot)
    page.open(NEW)
    dialog = page.dialog
    assert not dialog.guests.isVisible()
    dialog.host.box.line.setText("")
    qtbot.waitUntil(lambda: dialog.places.count() == 2)
    # nothing new stands between the host and the button that books
    order, widget = [], dialog.host.box.line
    while widget is not dialog.main:
        widget = widget.nextInFocusChain()
        order.append(widget)
    stops = [one for one in order if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops[-1] is dialog.main and not {dialog.comes, dialog.pays, dialog.guests.box.line} & set(stops)
    dialog.host.box.line.textEdited.emit("今晚8位 赵明，客人有单雪、王建国、钱多多")
    qtbot.waitUntil(dialog.guests.isVisible)
    rows = [dialog.guests.list.item(n).text() for n in range(dialog.guests.list.count())]
    assert rows == ["单雪 · 19900000011", "? 王建国: 2 clients are called so, Enter asks which"]
    dialog.host.begin("赵明", "19900000099")
    dialog.form.put({"people": "8"})
    dialog.save()
    assert "王建国" in dialog.refusal and dialog.guests.list.hasFocus()
    dialog.guests.list.setCurrentRow(1)
    qtbot.keyClick(dialog.guests.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(dialog.guests.box.hits) == 2)
    qtbot.keyClick(dialog.guests.box.line, Qt.Key.Key_Return)
    assert dialog.guests.clients[0] == opened[0] and dialog.guests.clients[1] in opened[1:3]
    # a name alone, and a list that is pasted
    dialog.guests.box.line.setText("尉迟敬")
    qtbot.waitUntil(lambda: [hit.title for hit in dialog.guests.box.hits] == ["Name only: 尉迟敬"])
    qtbot.keyClick(dialog.guests.box.line, Qt.Key.Key_Return)
    dialog.guests.box.line.textEdited.emit("钱多多、欧阳海")
    # there at once, whether or not their files were looked up; two lists in a row are both looked up
    assert dialog.guests.names == ("尉迟敬", "钱多多", "欧阳海")
    dialog.guests.box.line.insert("周小\n钱多多")
    dialog.guests.box.line.textEdited.emit("周小\n钱多多")
    qtbot.waitUntil(lambda: dialog.guests.names == ("尉迟敬", "钱多多", "周小"))
    # what is no list of names is said, and stays to be mended
    dialog.guests.box.line.clear()
    dialog.guests.paste("王五、" + "长" * 300)
    assert "Line 2 is longer than a name" in dialog.refusal and len(dialog.guests.names) == 3
    # typed by keys it waits for Enter
    qtbot.keyClicks(dialog.guests.box.line, "Smith, John")
    assert dialog.guests.box.line.text() == "Smith, John" and len(dialog.guests.names) == 3
    assert [hit.title for hit in dialog.guests.box.hits] == ["2 names: Smith · John", "Name only: Smith, John"]
    qtbot.keyClick(dialog.guests.box.line, Qt.Key.Key_Return)
    assert dialog.guests.names[3:] == ("Smith", "John")
    for _name in range(3):
        dialog.guests.list.setCurrentRow(dialog.guests.list.count() - 1)
        qtbot.keyClick(dialog.guests.list, Qt.Key.Key_Delete)
    assert dialog.guests.names == ("尉迟敬", "钱多多") and len(dialog.guests.clients) == 3
    # parked and taken up again they are still there
    dialog.park()
    page.take_up()
    dialog = page.dialog
    qtbot.waitUntil(lambda: bool(dialog.places.spots()))
    dialog.press_main()
    qtbot.waitUntil(lambda: "赵明" in lines(house))
    line = lines(house)["赵明"]
    assert (len(line.guests), line.names) == (3, ("尉迟敬", "钱多多"))
