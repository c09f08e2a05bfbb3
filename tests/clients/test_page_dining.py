"""The meals of a client in its file: next booking, Book in the head, the tab with seats, and who sees none of it."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.rules.bookings import BookingState
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.commands import Assign
from desktop.rules.seating.packs import Party, read_folder
from desktop.rules.seating.plan import Seat
from desktop.services import bills, bookings, rooms, seating, seating_people, seating_tables, settings
from desktop.services.bookings import BookingEntry
from desktop.services.rooms import RoomEntry
from desktop.services.seating_people import GuestEntry
from desktop.ui.clients.file_pane import DINING
from desktop.workstation.paths import resource
from tests.offices import office_today


def words(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def test_the_file_tells_of_meals_to_come_and_past_and_books(screens, qtbot):
    shown = screens()
    office, do = shown.office, shown.office.do
    client, other = shown.client("贺启年", salutation="贺总"), shown.client("欧阳海")
    do(rooms.add_usual_meals)
    room, etiquette = do(rooms.add_room, RoomEntry("牡丹厅", 8)), read_folder(resource("etiquette"))
    lunch, dinner = (meal.id for meal in office.ask(rooms.meals))
    past = do(
        bookings.take, BookingEntry(other, office_today(), lunch, 12 * 60, 8, (room,), guests=(client,), purpose="签约")
    )
    (table,) = do(seating_tables.lay, past, etiquette)
    host, guest = do(seating_people.add_clients, past, etiquette)
    (typed,) = do(seating_people.add_people, past, [GuestEntry(Party.GUEST, name="尉迟敬")], etiquette)
    for person, number in ((host, 0), (guest, 7), (typed, 6)):
        do(seating.seat, past, Assign(str(person), Seat(str(table), number)), etiquette)
    do(bookings.set_state, past, BookingState.ARRIVED)
    do(bills.enter_bill, past, 3000_00, 2400_00)
    day = office_today() + timedelta(days=3)
    coming = do(bookings.take, BookingEntry(client, day, dinner, 18 * 60, 8, (room,)))
    opens = []
    shown.desk.open_requested.connect(lambda *where: opens.append(where))
    page = shown.page
    pane = page.file
    with qtbot.waitSignals([pane.loaded, pane.controller.at_table_loaded]):
        page.open(client)
    assert pane.tabs.tabText(DINING) == "Dining 2" and pane.tabs.isTabVisible(DINING)
    following = next(b for b in pane.overview.next.findChildren(QPushButton) if "18:00" in b.text())
    qtbot.waitUntil(lambda: "牡丹厅 · 8 people · Host" in words(pane.overview.next))
    following.click()
    assert opens == [("book", coming)]
    assert [act.name for act in page.actions_offered()][:4] == ["edit", "log_contact", "book", "print_card"]
    next(act for act in page.actions_offered() if act.name == "book").act()
    assert opens[-1] == ("book", ("new", client))
    with qtbot.waitSignal(pane.controller.meals_loaded):
        pane.tabs.setCurrentIndex(DINING)
    tab = pane.dining.tab
    assert tab.figures.text() == "Invited others 0 times · was invited 1 time · 1 booking to come"
    rows = [[str(getattr(cell, "text", cell)) for cell in tab._row(line).cells] for line in tab._lines]
    assert [row[3] for row in rows] == ["Host", "Guest"]
    assert rows[1][4:] == ["8", "3,000.00", "300.00", "Guest of honour", "Left"]
    tab.view.setFocus()
    qtbot.keyClick(tab.view, Qt.Key.Key_Down)

    qtbot.waitUntil(lambda: "With 欧阳海" in tab.about.text())
    assert "签约" in tab.about.text() and "尉迟敬" in tab.about.text()
    qtbot.keyClick(tab.view, Qt.Key.Key_Return)
    assert opens[-1] == ("book", past)
    # a colleague calls the next one off
    with qtbot.waitSignal(pane.controller.at_table_loaded):
        do(bookings.set_state, coming, BookingState.CANCELLED)
        shown.desk.publish(frozenset({"bookings"}))
    assert not any("18:00" in text for text in words(pane.overview.next))
    with qtbot.waitSignal(pane.loaded):
        page.open(shown.client("单雪"))
    with qtbot.waitSignal(pane.controller.meals_loaded):
        pane.tabs.setCurrentIndex(DINING)
    qtbot.waitUntil(lambda: "No booking of this client yet." in words(tab))
    assert not tab.inside.isVisible()


def test_who_may_not_see_the_book_or_has_none_sees_no_meals(screens, qtbot):
    shown = screens()
    client = shown.client("贺启年")
    clerk = screens(me=shown.office.hire("孙倩", {Right.SEE_CLIENTS: Scope.ALL}))
    with qtbot.waitSignals([clerk.page.file.loaded, clerk.page.file.controller.around_loaded]):
        clerk.page.open(client)
    assert not clerk.page.file.tabs.isTabVisible(DINING)
    shown.office.do(settings.switch_feature, "bookings", False)
    with qtbot.waitSignals([shown.page.file.loaded, shown.page.file.controller.around_loaded]):
        shown.page.open(client)
    assert not shown.page.file.tabs.isTabVisible(DINING)
    assert "book" not in [act.name for act in shown.page.actions_offered()]
