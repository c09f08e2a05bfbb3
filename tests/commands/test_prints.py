"""The sheets of a meal without a window: register, forms, archive form, seats, and what is said otherwise."""

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


def test_seats_are_proposed_shown_and_printed(seeded, booked, tmp_path):
    assert seeded("seat", "1")["seats"] == []
    plan = seeded("seat", booked, "--propose")
    (mine,) = [row for row in plan["seats"] if row["person"]]
    assert (mine["person"], mine["role_code"], mine["method"], mine["seat"]) == ("贺启年", "h1", "proposal", 1)
    assert mine["role_source"] == "pack"
    assert "贺启年" in mine["sentence"] and plan["unseated"] == []
    # a second proposal moves nobody
    assert seeded("seat", "1", "--propose")["seats"] == plan["seats"]
    pdf = tmp_path / "seats.pdf"
    assert seeded("print", "chart", "1", "--a3", "--pdf", pdf)["sheet"] == "seating_chart"
    assert "贺启年" in text_of(pdf)
    assert seeded("print", "kitchen", "1", "--pdf", pdf)["sheet"] == "kitchen_sheet"
    assert seeded("print", "names", "1", "--pdf", pdf)["sheet"] == "name_list"
    assert seeded("print", "cards", "1", "--pdf", pdf)["sheet"] == "place_cards"
    assert seeded("print", "cards", "1", "--pdf", pdf, status=1).count("\n") == 1
    assert seeded("print", "cards", "1", "--all", "--pdf", pdf)["sheet"] == "place_cards"
