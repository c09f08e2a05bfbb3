"""What a workstation remembers of who may do what: from founding, an invitation, and one start to the next."""

import pytest

from desktop.house import House
from desktop.models.office import Power
from desktop.rules.errors import Damaged
from desktop.services import accounts, joining
from desktop.services.accounts import NewPerson
from tests.accounts.test_house import ADMIN, PASSWORD, PLAN, START, Ring, machine, place  # noqa: F401
from tests.offices import CHEAP


def cut(office, since: int) -> None:
    with office.database.writing():
        Power.delete().where(Power.number > since).execute()


def lived_in(house: House, where: str):
    """An office in which an account was opened and closed again, seen by this workstation."""
    office = house.found(PLAN, where)
    me = house.sign_in(office, ADMIN, PASSWORD)
    person = office.run(me, accounts.add_person, NewPerson("李娜", START), office.secret, CHEAP)
    office.run(me, accounts.suspend, person)
    house.sign_in(office, ADMIN, PASSWORD)
    return office


@pytest.mark.parametrize("ring", [None, Ring()], ids=["sealed", "keyring"])
def test_the_next_start_believes_nothing_older(machine, place, ring):  # noqa: F811
    office = lived_in(machine(ring=ring), place)
    cut(office, 1)
    office.disconnect()
    house = machine(ring=ring)
    office = house.open(place, name=ADMIN, password=PASSWORD)
    with pytest.raises(Damaged, match="older state"):
        house.sign_in(office, ADMIN, PASSWORD)
    office.disconnect()


def test_who_joins_believes_what_the_inviting_workstation_has_seen(machine, place):  # noqa: F811
    ring = Ring()
    house = machine(ring=ring)
    office = lived_in(house, place)
    me = house.sign_in(office, ADMIN, PASSWORD)
    data, code = office.run(me, joining.invite, house.invitation(office))
    cut(office, 1)
    office.disconnect()
    other = Ring()
    house = machine("second", ring=other)
    joined = house.join(data, code)
    with pytest.raises(Damaged, match="older state"):
        house.sign_in(joined, ADMIN, PASSWORD)
    joined.disconnect()
