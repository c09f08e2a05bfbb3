"""The sheets of a meal without a window: the register, the forms, the archive form, and what is said otherwise."""

import pytest

from desktop.rules.collecting import Sheet
from desktop.rules.words import ClientForm
from desktop.services import bookings, cards, clients, on_file, rooms
from desktop.services.bookings import BookingEntry
from desktop.services.cards import Wanted
from desktop.services.rooms import RoomEntry
from tests.commands.test_clients import inside, place, seeded, text_of

__all__ = ["place", "seeded"]


@pytest.fixture
def booked(place):
    """A booking with a collection form out; its number is 1, as the form's is."""
    with inside(place) as office:
        office.do(rooms.add_usual_meals)
        office.do(rooms.add_room, RoomEntry("牡丹厅", 16))
        lunch = next(meal.id for meal in office.ask(rooms.meals) if meal.key == "lunch")
        guest = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "salutation": "贺总"})
        spot = next(spot.key for room in office.ask(rooms.rooms) for spot in room.spots)
        entry = BookingEntry(guest, office.ask(on_file.today), lunch, 12 * 60, 8, (spot,))
        booking = office.do(bookings.take, entry)
        office.do(cards.hand_out, [Wanted(booking, guest, Sheet.FORM)], office.me.id)
    return str(booking)


def test_the_sheets_of_a_meal(seeded, booked, tmp_path):
    pdf = tmp_path / "sheet.pdf"
    assert seeded("print", "register", "1", "--pdf", pdf)["sheet"] == "card_register"
    assert seeded("print", "register", booked, "--forms", "--pdf", pdf)["sheet"] == "form_register"
    assert "贺总" in text_of(pdf)
    for subject in ("1", "CF-1"):
        assert seeded("print", "form", subject, "--pdf", pdf)["sheet"] == "collection_form"
        assert "贺总" in text_of(pdf)
    seeded("print", "form", "--a4", "--pdf", pdf)
    assert "贺总" not in text_of(pdf)
    code = seeded("search", "贺启年")[0]["code"]
    assert seeded("print", "archive", code, "--pdf", pdf)["sheet"] == "archive_form"
    for said in (("register", "2"), ("register",), ("form", "CF-2"), ("archive",), ("archive", "none"),
                 ("clients", "1")):  # fmt: skip
        assert seeded("print", *said, "--pdf", pdf, status=1).count("\n") == 1
