"""The stops of the tour at the booking book: a day with its meals, a booking taken, moved, called off, billed."""

import tempfile
from pathlib import Path

from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Sheet
from desktop.rules.seating.packs import Party, read_folder
from desktop.rules.seating.proposing import Way
from desktop.services import (
    bills,
    bookings,
    cards,
    meal_briefings,
    seating,
    seating_people,
    seating_plans,
    seating_tables,
)
from desktop.services.bookings import BookingEntry, NewHost
from desktop.ui.clients.file_pane import DINING
from desktop.workstation.paths import resource
from tests.tour_collecting import LATE, LEADER, _staff
from tests.tour_stops import _dialog


def _page(tour, window):
    page = window.go("bookings", "book")
    tour.settle()
    return page


def _book(tour, window):
    """The meal of the sample that is on or comes next, as it is in its midst."""
    page = _page(tour, window)
    if not any(line.state is BookingState.LEFT for line in _lines(page)):
        held = [line for line in _lines(page) if line.state in (BookingState.HELD, BookingState.CONFIRMED)]
        for line, state, reason in (
            (held[0], BookingState.ARRIVED, ""), (held[1], BookingState.ARRIVED, ""), (held[1], BookingState.LEFT, ""),
            (held[2], BookingState.CANCELLED, "客人改期"), (held[3], BookingState.CONFIRMED, ""),
        ):  # fmt: skip
            window.desk.do(bookings.set_state, line.id, state, reason)
        waits = BookingEntry(NewHost("赵先生", "199 0000 0999"), page.book.on, page.meal.id, held[0].at, 12)
        window.desk.do(bookings.take, waits)
        tour.settle()
    return page


def _lines(page):
    return [line for line in page.book.lines if line.meal == page.meal.id]


def _chosen(tour, window, state):
    """The first booking in this state, and the page."""
    page = _book(tour, window)
    line = next(line for line in _lines(page) if line.state is state)
    page.grid.show_booking(line.id)
    page._choose(line.id)
    tour.settle()
    return page, line


def bookings_book(tour, window):
    _chosen(tour, window, BookingState.CONFIRMED)


def bookings_arrived(tour, window):
    _chosen(tour, window, BookingState.ARRIVED)


def bookings_waiting(tour, window):
    _chosen(tour, window, BookingState.WAITING)


def bookings_free(tour, window):
    page = _book(tour, window)
    table = page.grid.table
    free = next(row for row in range(table.rowCount()) if table.line_at(table.index(row, 0)) is None)
    page.grid.setCurrentIndex(table.index(free, 0))


def bookings_new(tour, window):
    page = _book(tour, window)
    page.new_booking()
    tour.settle()
    dialog = _dialog()
    dialog.host.box.line.setText("wang")
    tour.settle()
    return dialog


def bookings_new_known(tour, window):
    page = _book(tour, window)
    page.new_booking(host=_chosen(tour, window, BookingState.CONFIRMED)[1].host.id)
    tour.settle()
    dialog = _dialog()
    dialog.form.put({"people": "24", "at": "18"})
    dialog.form.edited.emit("people")
    tour.settle()
    dialog._tidy_hour()
    return dialog


def bookings_new_unknown(tour, window):
    page = _book(tour, window)
    page.new_booking()
    tour.settle()
    dialog = _dialog()
    dialog.host.begin("钱多多", "199 0000 0555")
    dialog.form.put({"people": "", "at": "2530"})
    dialog._show_payer()
    dialog.payer.take_client(_lines(page)[0].host.id)
    tour.settle()
    dialog.save()
    return dialog


def bookings_new_guests(tour, window):
    page = _book(tour, window)
    page.new_booking()
    tour.settle()
    dialog = _dialog()
    dialog.host.begin("钱多多", "199 0000 0555")
    dialog.form.put({"people": "8"})
    dialog.show_guests()
    dialog.guests.paste("贺启年\n王建国\n尉迟敬\n欧阳海")
    tour.settle()
    return dialog


def bookings_change(tour, window):
    page, line = _chosen(tour, window, BookingState.CONFIRMED)
    page.open_change(line, places_first=True)
    tour.settle()
    return _dialog()


def bookings_call_off(tour, window):
    page, line = _chosen(tour, window, BookingState.CONFIRMED)
    page.acts.call_off(line)
    return _dialog()


def bookings_swap(tour, window):
    page, line = _chosen(tour, window, BookingState.CONFIRMED)
    page.acts.swap(line, page.book)
    return _dialog()


def bookings_bill(tour, window):
    page, line = _chosen(tour, window, BookingState.ARRIVED)
    page.acts.bill(line)
    return _dialog()


def bookings_parked(tour, window):
    page = _book(tour, window)
    page.new_booking()
    tour.settle()
    dialog = _dialog()
    dialog.host.begin("钱多多", "199 0000 0555")
    dialog.form.put({"people": "8"})
    dialog.park()
    tour.settle()


def bookings_offered(tour, window):
    page, line = _chosen(tour, window, BookingState.CONFIRMED)
    window.desk.do(bookings.set_state, line.id, BookingState.CANCELLED, "客人改期",
                   done=lambda _none: page.acts._offer_freed(line))  # fmt: skip
    tour.settle()


def _sheet_of_bills(page):
    """A till's sheet of the meal in sight: found, several, none, another bill, and a row that can't be read."""
    on = page.book.on
    lines = [line for line in _lines(page) if line.places and line.host is not None]
    rows = [f"{on},{line.places[0].name},{21 if line.at > 900 else 13}:4{n},\"¥{1280 + 410 * n:,}.00\",{180 + n},"
            f"{'√' if n % 2 else ''},," for n, line in enumerate(lines[:5])]  # fmt: skip
    rows += [f"{on},听松阁,20:15,860元,,,赵先生,199 0000 0999", f"{on},,,2360,,,{lines[0].host.name},",
             f"{on},{lines[1].places[0].name},,一千多,,,,"]  # fmt: skip
    path = Path(tempfile.mkdtemp()) / "收银账单.csv"
    path.write_text("日期,包厢,结账时间,实收金额,酒水,签单,客人,电话\n" + "\n".join(rows), "utf-8")
    return path


def bookings_bills(tour, window):
    page = _book(tour, window)
    page.bills.read(_sheet_of_bills(page))
    tour.settle()
    return _dialog()


def bookings_open_bills(tour, window):
    dialog = bookings_bills(tour, window)
    page = window.go("bookings", "book")
    dialog.save()
    tour.settle()
    page.bills.show_open()
    tour.settle()
    return _dialog()


def bookings_bill_sheets(tour, window):
    dialog = bookings_bills(tour, window)
    page = window.go("bookings", "book")
    dialog.save()
    tour.settle()
    page.bills.show_sheets()
    tour.settle()
    return _dialog()


def bookings_moved(tour, window):
    """Another room: whoever has its card is named, and the kitchen is to have a slip."""
    page, line = _chosen(tour, window, BookingState.CONFIRMED)
    wanted = [cards.Wanted(line.id, line.host.id, Sheet.CARD)]
    window.desk.do(cards.hand_out, wanted, _staff(tour, window)[LEADER], LATE, failed=lambda _out: None)
    window.desk.do(meal_briefings.note_printed, [line.id], "B7Q2")
    page.open_change(line, places_first=True)
    tour.settle()
    dialog = _dialog()
    given = {spot.key for one in page.book.lines for spot in one.places}
    free = next(spot for room in page.book.rooms for spot in room.spots if spot.key not in given)
    dialog.places.choose([free.key])
    dialog.press_main()
    tour.settle()


def _often_here(tour, window):
    """A client who hosts tonight, was at a table that has left, and sat there beside others."""
    page = _book(tour, window)
    page.reload()
    tour.settle()
    office, me, etiquette = window.desk.office, window.desk.person, read_folder(resource("etiquette"))
    lines = [line for line in _lines(page) if line.host is not None]
    mine = next(line for line in lines if line.state is BookingState.CONFIRMED).host.id
    left = next(line for line in lines if line.state is BookingState.LEFT)
    if mine not in {known.id for known in left.known}:
        others = [known.id for known in left.guests]
        office.run(me, bookings.set_clients, left.id, left.host.id, None, [mine, *others])
        office.run(me, bills.enter_bill, left.id, 4860_00, 3980_00)
        if not office.ask(me, seating_plans.seating_of, left.id, etiquette).plan.tables:
            office.run(me, seating_tables.lay, left.id, etiquette)
        office.run(me, seating_people.add_clients, left.id, etiquette)
        office.run(me, seating_people.add_names, left.id, "尉迟敬\n钱多多\n赵明远", Party.GUEST, etiquette)
        offer = office.carry(me, seating.propose, left.id, etiquette, seed=1)
        office.run(me, seating.accept, left.id, offer, Way.STRICT, etiquette)
    clients = window.go("clients", "list")
    clients.open(mine)
    tour.settle()
    return clients


def bookings_of_client(tour, window):
    _often_here(tour, window).file.tabs.setCurrentIndex(0)


def bookings_of_client_dining(tour, window):
    pane = _often_here(tour, window).file
    pane.tabs.setCurrentIndex(DINING)
    tour.settle()
    pane.dining.tab.view.selectRow(1)


STOPS = (
    bookings_book, bookings_arrived, bookings_waiting, bookings_free, bookings_new,
    bookings_new_known, bookings_new_unknown, bookings_new_guests, bookings_change, bookings_call_off,
    bookings_swap, bookings_bill,
    bookings_parked, bookings_bills, bookings_open_bills, bookings_bill_sheets,
    bookings_offered, bookings_moved,
    bookings_of_client, bookings_of_client_dining,
)  # fmt: skip
