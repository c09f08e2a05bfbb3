"""A client at table, on each kind of office: inviting and invited, and nothing of whom one may not see."""

from datetime import timedelta

import pytest

from desktop.models.bookings import Booking
from desktop.rules.bookings import BookingState, Part
from desktop.rules.collecting import Sheet
from desktop.rules.errors import NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.packs import Party, read_folder
from desktop.services import bookings, cards, dining, seating_people
from desktop.services.cards import Wanted
from desktop.services.seating_people import GuestEntry
from desktop.workstation.paths import resource
from tests.bookings.test_parties import LEADER, NARROW, billed, client, house
from tests.offices import office_today

__all__ = ["house"]


def test_meals_of_a_client_as_host_payer_guest_and_with_a_seat_alone(house):
    day = office_today()
    office, mine = house.office, client(house, "贺启年")
    other, etiquette = client(house, "单雪"), read_folder(resource("etiquette"))
    hosted, paid = house.take(mine), house.take(other, "竹影", payer=mine)
    invited = house.take(other, turn=2, at=13 * 60, guests=(mine,))
    seated = house.take(other, "竹影", turn=2, at=13 * 60)
    house.do(seating_people.add_people, seated, [GuestEntry(Party.GUEST, mine)], etiquette)
    for key in (hosted, paid, invited, seated):
        billed(house, key)
    off = house.take(mine, on=day + timedelta(days=1))
    house.do(bookings.set_state, off, BookingState.CANCELLED, "下雨")
    later, soon = (house.take(mine, on=day + timedelta(days=days)) for days in (3, 2))
    house.take(other, on=day + timedelta(days=4))
    (given,) = house.do(cards.hand_out, [Wanted(soon, mine, Sheet.CARD)], office.hire("王芳", LEADER).id)
    found = office.ask(dining.dining_of, mine, me=house.desk)
    assert [line.id for line in found.coming] == [soon, later]
    assert {line.id: dining.part_of(line, mine) for line in found.past} == {
        off: Part.HOST, hosted: Part.HOST, paid: Part.PAYER, invited: Part.GUEST, seated: Part.GUEST}  # fmt: skip
    assert (found.hosted, found.invited, found.earlier, found.count) == (2, 2, 0, 7)
    assert [line.id for line in found.given[soon]] == [given] and set(found.given) == {soon}
    brief = office.ask(dining.at_table, mine, me=house.desk)
    assert (brief.count, brief.next.id) == (7, soon)
    # what was today is past tomorrow, whether anybody noted that it ended
    with office.beneath() as database, database.writing():
        Booking.update(on=day - timedelta(days=1)).where(Booking.id == soon).execute()
    assert office.ask(dining.at_table, mine, me=house.desk).next.id == later

    narrow = office.hire("李娜", NARROW)
    for verb in (dining.dining_of, dining.at_table):
        with pytest.raises(NotFound):
            office.ask(verb, mine, me=narrow)
        with pytest.raises(NotAllowed):
            office.ask(verb, mine, me=office.hire(f"孙倩{verb.__name__}", {Right.SEE_CLIENTS: Scope.ALL}))
