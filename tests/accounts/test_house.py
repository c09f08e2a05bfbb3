"""This machine and its offices: founding, joining, opening and signing in, with a keyring and without."""

from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from desktop.house import House
from desktop.rules.errors import BadEntry, Damaged, OfficeError, SignInRefused, Unreachable
from desktop.rules.words import OfficeKind
from desktop.services import accounts, joining, sign_ins
from desktop.services.accounts import NewPerson
from desktop.services.founding import Founding
from desktop.workstation.location import BadLocation
from desktop.workstation.secrets import NotJoined, PassphraseNeeded, WrongPassphrase
from tests.offices import CHEAP, create_database, database_url, drop_database

ADMIN, PASSWORD, START = "何俊", "right horse battery", "blue door quiet lamp"
PLAN = Founding("柏溪楼", OfficeKind.RESTAURANT, ADMIN, PASSWORD)


class Ring(KeyringBackend):
    """The library's own way to bring a keyring: this one keeps its entries in memory."""

    priority = 1
    name = "memory"

    def __init__(self):
        super().__init__()
        self.entries = {}

    def get_password(self, service, username):
        return self.entries.get((service, username))

    def set_password(self, service, username, password):
        self.entries[service, username] = password

    def delete_password(self, service, username):
        self.entries.pop((service, username), None)


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine of its own for each name; each call is a new start of the program there."""

    def start(name="first", ring=None):
        monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / name))
        (monkeypatch.delenv if ring else monkeypatch.setenv)("CLIENTELE_KEYRING", *([False] if ring else ["off"]))
        return House(kdf=CHEAP, keyring_backend=ring)

    return start


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    if request.param == "sqlite":
        yield str(tmp_path / "柏溪楼.office")
        return
    admin = request.getfixturevalue("pg_url")
    name = f"house_{tmp_path.name[-20:]}_{id(tmp_path) % 99999}".lower().replace("-", "_")
    yield create_database(admin, name)
    drop_database(admin, name)


def founded(house, place):
    office = house.found(PLAN, place)
    office.disconnect()
    return office.id


def test_with_a_keyring_the_office_opens_by_itself(machine, place):
    ring = Ring()
    identity = founded(machine(ring=ring), place)
    office = machine(ring=ring).open(place)
    assert office.id == identity
    me = machine(ring=ring)
    opened = me.open(identity)
    assert me.sign_in(opened, ADMIN, PASSWORD).name == ADMIN
    assert me.offices.all()[0].last_person == ADMIN
    opened.disconnect()
    office.disconnect()


def test_without_a_keyring_name_and_password_open_it(machine, place):
    identity = founded(machine(), place)
    house = machine()
    with pytest.raises(PassphraseNeeded):
        house.open(place)
    with pytest.raises(WrongPassphrase):
        house.open(place, name=ADMIN, password="wrong horse battery")
    office = house.open("柏溪楼", name=f" {ADMIN} ", password=PASSWORD)
    assert office.id == identity
    assert house.sign_in(office, ADMIN, PASSWORD).mandate.level == 3
    office.disconnect()


def test_somebody_else_is_let_in_once_and_then_alone(machine, place):
    founded(machine(), place)
    house = machine()
    office = house.open(place, name=ADMIN, password=PASSWORD)
    me = house.sign_in(office, ADMIN, PASSWORD)
    office.run(me, accounts.add_person, NewPerson("李娜", START), office.secret, CHEAP)
    office.disconnect()
    house = machine()
    with pytest.raises(PassphraseNeeded, match="for the first time"):
        house.open(place, name="李娜", password=START)
    with pytest.raises(WrongPassphrase):
        house.open(place, name="李娜", password=START, passphrase="not anybody's")
    office = house.open(place, name="李娜", password=START, passphrase=PASSWORD)
    with pytest.raises(SignInRefused):
        house.sign_in(office, "李娜", "a wrong password")
    house.sign_in(office, "李娜", START)
    office.disconnect()
    office = machine().open(place, name="李娜", password=START)
    office.disconnect()


def test_a_password_changed_elsewhere_needs_the_old_one_once(machine, place):
    founded(machine(), place)
    house = machine()
    office = house.open(place, name=ADMIN, password=PASSWORD)
    me = house.sign_in(office, ADMIN, PASSWORD)
    office.run(me, accounts.change_password, PASSWORD, START, office.secret, CHEAP)
    office.disconnect()
    house = machine()
    with pytest.raises(WrongPassphrase, match="changed elsewhere"):
        house.open(place, name=ADMIN, password=START)
    office = house.open(place, name=ADMIN, password=START, passphrase=PASSWORD)
    house.sign_in(office, ADMIN, START)
    house.password_changed(office, ADMIN, START)
    office.disconnect()
    machine().open(place, name=ADMIN, password=START).disconnect()


def test_another_workstation_joins_by_invitation(machine, place):
    ring = Ring()
    house = machine(ring=ring)
    office = house.found(PLAN, place)
    me = house.sign_in(office, ADMIN, PASSWORD)
    data, code = office.run(me, joining.invite, house.invitation(office))
    office.disconnect()
    second = machine("second")
    with pytest.raises(NotJoined):
        second.open(place)
    with pytest.raises(PassphraseNeeded):
        second.join(data, code)
    with pytest.raises(BadEntry):
        second.join(data, "AAAAA")
    joined = second.join(data, code, passphrase="quiet river stone")
    joined.disconnect()
    office = second.open(place, name=ADMIN, password=PASSWORD, passphrase="quiet river stone")
    me = second.sign_in(office, ADMIN, PASSWORD)
    assert len(office.ask(me, sign_ins.stations)) == 2
    office.disconnect()
    second.forget(office.id)
    with pytest.raises(NotJoined):
        second.open(place, name=ADMIN, password=PASSWORD)
    third, other = machine("third", ring=(ring := Ring())), machine("third", ring=ring)
    third.join(data, code).disconnect()
    other.open(place).disconnect()


def test_a_remembered_sign_in_lies_in_the_keyring_alone(machine, place, tmp_path):
    house = machine(ring=Ring())
    identity = founded(house, place)
    house.custody.remember(identity, ADMIN, PASSWORD)
    assert house.custody.remembered(identity, f"{ADMIN} ") == PASSWORD
    assert ADMIN not in str(list(house.custody._keyring._given.entries))
    for path in (tmp_path / "first").rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes()
    house.forget(identity)
    assert not house.custody._keyring._given.entries


def test_nothing_is_left_of_an_office_that_could_not_be_founded(machine, tmp_path):
    house = machine()
    taken = tmp_path / "notes.txt"
    taken.write_text("mine")
    for where, plan, error in (
        (tmp_path / "a.office", Founding("x", OfficeKind.TRADE, ADMIN, "short"), BadEntry),
        (tmp_path / "a.office", Founding("x", OfficeKind.TRADE, "  ", PASSWORD), BadEntry),
        (taken, PLAN, BadEntry),
        (tmp_path / "missing" / "a.office", PLAN, BadLocation),
        (tmp_path, PLAN, BadLocation),
        ("mysql://server/db", PLAN, BadEntry),
        ("postgresql://127.0.0.1:1/office", PLAN, BadEntry),
        ("postgresql://me:pw@127.0.0.1:1/office", PLAN, Unreachable),
    ):
        with pytest.raises(error):
            house.found(plan, str(where))
    assert taken.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["notes.txt"]
    assert house.offices.all() == []


def test_a_founding_that_breaks_off_can_be_begun_again(machine, place, tmp_path):
    """Also on a server, where an office without a key would hold the place for ever."""
    house = machine()
    in_the_way = house.offices._path
    in_the_way.mkdir(parents=True)
    with pytest.raises(OfficeError):
        house.found(PLAN, place)
    in_the_way.rmdir()
    assert not list((tmp_path / "first").rglob("*.slot"))
    assert house.locate(founded(house, place)).name == "柏溪楼"


def test_another_office_in_its_place_is_noticed(machine, tmp_path):
    house = machine()
    one, two = str(tmp_path / "a.office"), str(tmp_path / "b.office")
    founded(house, one)
    founded(house, two)
    Path(two).replace(one)
    with pytest.raises(Damaged):
        machine().open(one, name=ADMIN, password=PASSWORD)
    with pytest.raises(Unreachable):
        machine().open(two, name=ADMIN, password=PASSWORD)


def test_a_server_without_the_database_says_so(machine, pg_url):
    with pytest.raises(Unreachable, match="no database of this name"):
        machine().found(PLAN, database_url(pg_url, "not_there"))
