"""The key of an office's file, changed when somebody leaves: who stays takes it up by the password, who left can't."""

from pathlib import Path

import pytest

from desktop.house import House
from desktop.models.database import opens
from desktop.rules.errors import Damaged, SignInRefused
from desktop.services import accounts, joining, leaving, roles, settings
from desktop.services.accounts import NewPerson
from desktop.services.checking import check_office
from desktop.services.leaving import Cause
from tests.accounts.test_house import ADMIN, PASSWORD, PLAN, START, Ring, machine  # noqa: F401
from tests.offices import CHEAP, FIRST, first_day


@pytest.fixture
def where(tmp_path) -> str:
    return str(tmp_path / "柏溪楼.office")


@pytest.fixture
def two(machine, where):  # noqa: F811
    """An office with three people at two workstations; what starts each of them again."""
    rings = {"first": Ring(), "second": Ring()}
    house = machine(ring=rings["first"])
    office = house.found(PLAN, where)
    me = house.sign_in(office, ADMIN, PASSWORD)
    office.run(me, settings.change_setting, "pledge_months", 0)
    served = [line.id for line in office.ask(me, roles.list_roles) if line.key == "general_manager"]
    plans = [NewPerson(name, FIRST, tuple(served), reason="no colleague yet") for name in ("李娜", "陆文渊")]
    people = {plan.name: office.run(me, accounts.add_person, plan, office.secret, CHEAP) for plan in plans}
    for plan in plans:
        first_day(office, plan.name, FIRST, START)
    data, code = office.run(me, joining.invite, house.invitation(office))
    office.disconnect()
    machine("second", ring=rings["second"]).join(data, code).disconnect()
    return lambda name: machine(name, ring=rings[name]), people


def changed(house: House, where: str, leaver) -> bytes:
    """Lets somebody go on this workstation; returns the key from before."""
    office = house.open(where, name=ADMIN, password=PASSWORD)
    me = house.sign_in(office, ADMIN, PASSWORD)
    before = bytes.fromhex(house._open[office.id].kept.secrets["file_key"])
    office.run(me, leaving.shut_out, leaver, Cause.LEFT, office.secret)
    with office.staged(house.sign_in(office, ADMIN, PASSWORD)) as work:
        assert house.change_file_key(office, work)
        assert check_office(work).sound
    office.disconnect()
    return before


def test_who_stays_takes_the_new_key_up_and_who_left_does_not(two, where):
    start, people = two
    before = changed(start("first"), where, people["李娜"])
    assert not opens(Path(where), before)
    with pytest.raises(Damaged, match="Was the key changed"):
        start("second").open(where, name="李娜", password=START)
    house = start("second")
    office = house.open(where, name="陆文渊", password=START)
    assert house.sign_in(office, "陆文渊", START).vaults.newest("accounts") == 2
    office.disconnect()
    # from now on this workstation has it
    office = start("second").open(where)
    office.disconnect()
    office = start("first").open(where)
    office.disconnect()


def test_a_wrong_password_is_told_as_that(two, where):
    start, people = two
    changed(start("first"), where, people["李娜"])
    with pytest.raises(SignInRefused, match="has had a new key"):
        start("second").open(where, name="陆文渊", password="not his password")


def test_the_file_beside_it_names_nobody_and_holds_no_key_in_the_open(two, where):
    start, people = two
    before = changed(start("first"), where, people["李娜"])
    said = Path(where + ".keys").read_bytes()
    house = start("first")
    office = house.open(where)
    after = house._open[office.id].kept.secrets["file_key"]
    office.disconnect()
    for secret in (before.hex().encode(), after.encode(), bytes.fromhex(after), "陆文渊".encode(), ADMIN.encode()):
        assert secret not in said


def test_other_threads_go_on_with_the_new_key(two, where):
    from concurrent.futures import ThreadPoolExecutor

    start, people = two
    house = start("first")
    office = house.open(where, name=ADMIN, password=PASSWORD)
    me = house.sign_in(office, ADMIN, PASSWORD)
    with ThreadPoolExecutor(1) as pool:
        assert len(pool.submit(office.ask, me, accounts.list_people).result()) == 3
        with office.staged(me) as work:
            house.change_file_key(office, work)
        assert len(pool.submit(office.ask, me, accounts.list_people).result()) == 3
        pool.submit(office.disconnect).result()
    office.run(me, accounts.edit_person, people["李娜"], {"post": "领班"})
    office.disconnect()


@pytest.mark.parametrize("folder", ["taken"])
def test_where_the_file_beside_can_t_be_written_the_key_stays(two, where, folder):
    from desktop.rules.errors import BadEntry

    start, _people = two
    Path(where + ".keys.part").mkdir()
    house = start("first")
    office = house.open(where, name=ADMIN, password=PASSWORD)
    me = house.sign_in(office, ADMIN, PASSWORD)
    with pytest.raises(BadEntry, match="can't be written"), office.staged(me) as work:
        house.change_file_key(office, work)
    office.disconnect()
    office = start("first").open(where)
    office.disconnect()
