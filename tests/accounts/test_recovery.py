"""The recovery sheet: what stands on it, that it is tried, and what it opens when everything else is lost."""

import random
from pathlib import Path

import pytest

from desktop.house import House
from desktop.house_upkeep import Upkeep
from desktop.models.office import Person
from desktop.rules import recovery as rules
from desktop.rules.errors import BadEntry, NotAllowed, OfficeError, SignInRefused
from desktop.rules.recovery import groups_of
from desktop.rules.rights import Right, Scope
from desktop.services import accounts, granting, recovery, roles, signing
from desktop.services.accounts import NewPerson
from desktop.services.checking import check_office
from desktop.services.vault import open_box, wrap_text
from tests.accounts.test_house import PLAN, Ring, machine  # noqa: F401
from tests.offices import ADMIN, CHEAP, PASSWORD, TestOffice

LATER = "seven tall green ships"
SEED = bytes(range(7, 39))


def test_one_mistyped_character_at_any_place_is_noticed():
    text = "".join(rules.groups_of(SEED))
    assert len(text) == 56
    for place in range(56):
        for letter in set(rules.ALPHABET) - {text[place]}:
            with pytest.raises(BadEntry):
                rules.seed_of(text[:place] + letter + text[place + 1 :])


def test_it_is_read_however_it_was_typed():
    groups = rules.groups_of(SEED)
    assert rules.seed_of(" ".join(groups).lower()) == SEED
    assert rules.seed_of("-".join(groups).replace("0", "o").replace("1", "l")) == SEED
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in "　".join(groups))
    assert rules.seed_of(wide) == SEED


@pytest.mark.parametrize("text", ["", "ABCD", "U" * 56, "贺" * 56])
def test_what_is_no_sheet_is_refused_plainly(text):
    with pytest.raises(BadEntry) as refusal:
        rules.seed_of(text)
    assert refusal.value.field == "sheet"


def test_every_seed_comes_back():
    chance = random.Random(3)
    for _n in range(50):
        seed = chance.randbytes(32)
        assert rules.seed_of(" ".join(rules.groups_of(seed))) == seed


def sheet_of(office: TestOffice) -> tuple[str, ...]:
    """What the paper shows."""
    with office.work(write=False) as work:
        return rules.groups_of(recovery._seed(work))


def tried(office: TestOffice) -> str:
    groups = sheet_of(office)
    office.do(recovery.try_sheet, {3: groups[2].lower(), 11: groups[10]})
    return " ".join(groups)


def test_it_is_printed_with_every_group(office: TestOffice):
    from io import BytesIO

    from pypdf import PdfReader

    printed = office.errand(recovery.print_sheet)
    pages = PdfReader(BytesIO(printed.pdf)).pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    for group in sheet_of(office):
        assert " ".join(group) in text or group in text.replace(" ", "")
    assert "恢复单" in text and "Recovery sheet" in text and "柏溪楼" in text


def test_it_counts_once_two_groups_were_typed_back(office: TestOffice):
    assert office.ask(granting.lone_holder) == ADMIN
    groups = sheet_of(office)
    with pytest.raises(BadEntry) as refusal:
        office.do(recovery.try_sheet, {3: groups[2], 11: groups[2]})
    assert refusal.value.field == "group_11"
    with pytest.raises(BadEntry):
        office.do(recovery.try_sheet, {3: groups[2]})
    assert office.ask(recovery.sheet_state).mine
    tried(office)
    state = office.ask(recovery.sheet_state)
    assert (state.tried, state.mine, state.waiting) == (True, False, "")
    assert office.ask(granting.lone_holder) == ""
    with pytest.raises(NotAllowed, match="only the paper"):
        office.errand(recovery.print_sheet)


def test_nobody_else_prints_it(office: TestOffice):
    other = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    with pytest.raises(NotAllowed, match="waits for somebody else"):
        office.errand(recovery.print_sheet, me=other)
    plain = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    for verb in (recovery.sheet_state, recovery.new_sheet):
        with pytest.raises(NotAllowed):
            office.do(verb, me=plain)


def test_it_opens_every_vault_from_the_first_day(office: TestOffice):
    pair = recovery.pair_of(" ".join(sheet_of(office)))
    assert pair.public[0].hex() == office.office.settings["recovery_key"]
    with office.work(write=False) as work:
        assert recovery._opened(signing.current(work), pair) == office.me.vaults.keys


def test_a_new_sheet_takes_the_place_of_the_old(office: TestOffice):
    old = tried(office)
    office.do(recovery.new_sheet)
    assert office.ask(granting.lone_holder) == ADMIN
    new = tried(office)
    assert new != old
    with pytest.raises(BadEntry, match="not the recovery sheet of this office"):
        office.do(recovery.use_sheet, old)
    assert office.do(recovery.use_sheet, new) == 0
    assert office.errand(check_office).sound


def test_a_new_sheet_needs_every_key(office: TestOffice):
    other = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    with pytest.raises(NotAllowed, match="keys of all vaults"):
        office.do(recovery.new_sheet, me=other)


def test_the_last_holder_who_forgot_the_password_gets_the_vaults_again(office: TestOffice):
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL, Right.SEE_AUDIT: Scope.ALL})
    with pytest.raises(BadEntry, match="last who can open"):
        office.do(accounts.reset_password, office.me.id, LATER, office.office.secret, CHEAP, me=admin)
    text, keys = tried(office), office.me.vaults.keys
    settled = office.do(accounts.reset_password, office.me.id, LATER, office.office.secret, CHEAP, me=admin)
    assert settled.missing == {"identity", "property", "accounts"}
    assert not office.office.sign_in(ADMIN, LATER).vaults.keys
    with pytest.raises(BadEntry):
        office.do(recovery.use_sheet, text[:-1] + ("0" if text[-1] != "0" else "1"), me=admin)
    assert office.do(recovery.use_sheet, text, me=admin) == 1
    assert office.office.sign_in(ADMIN, LATER).vaults.keys == keys
    assert not office.office.sign_in("吴刚", PASSWORD).vaults.keys
    assert office.errand(check_office, me=admin).sound


def test_nobody_can_sign_in_and_the_sheet_opens_an_account(office: TestOffice):
    text, keys = tried(office), office.me.vaults.keys
    staff = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(BadEntry) as refusal:
        recovery.reopen_account(office.office, text, "李娜", LATER, CHEAP, office.owner)
    assert refusal.value.field == "name"
    with pytest.raises(BadEntry) as refusal:
        recovery.reopen_account(office.office, " ".join(rules.groups_of(SEED)), ADMIN, LATER, CHEAP, office.owner)
    assert refusal.value.field == "sheet"
    if office.office.kept_apart:
        # a server can't tell a sheet: it takes the login that owns the office
        with pytest.raises(BadEntry) as refusal:
            recovery.reopen_account(office.office, text, ADMIN, LATER, CHEAP)
        assert refusal.value.field == "owner"
    with office.beneath() as database, database.writing():
        # another program's flag: signed the account is not suspended
        Person.update(suspended_at=1).where(Person.login == ADMIN.casefold()).execute()
    me = recovery.reopen_account(office.office, text, ADMIN, LATER, CHEAP, office.owner)
    assert me.vaults.keys == keys and me.mandate == office.me.mandate
    with pytest.raises(SignInRefused):
        office.office.sign_in(ADMIN, PASSWORD)
    assert office.errand(check_office, me=me).sound
    office.do(accounts.edit_person, staff.id, {"name": "李娜娜"}, me=me)
    assert office.office.sign_in("李娜娜", PASSWORD).id == staff.id


def test_without_the_sheet_no_wrap_of_it_opens(office: TestOffice):
    from desktop.models.office import RecoveryWrap

    with office.work(write=False):
        row = RecoveryWrap.select().first()
    with pytest.raises(Exception):  # noqa: B017 - whatever the library says
        open_box(office.me.keys, bytes(row.wrapped), wrap_text(row.vault, row.epoch, office.me.id))


def test_people_hired_later_are_no_holders_of_the_sheet(office: TestOffice):
    head = next(line.id for line in office.ask(roles.list_roles) if line.key == "general_manager")
    office.do(accounts.add_person, NewPerson("陆文渊", PASSWORD, (head,)), office.office.secret, CHEAP)
    with pytest.raises(NotAllowed):
        office.errand(recovery.print_sheet, me=office.office.sign_in("陆文渊", PASSWORD))


def test_a_machine_with_a_keyring_opens_the_account_again(tmp_path, machine):  # noqa: F811
    """What `clientele recover` does."""
    ring, where = Ring(), str(tmp_path / "柏溪楼.office")
    house = machine(ring=ring)
    opened = house.found(PLAN, where)
    found = TestOffice(opened, house.sign_in(opened, ADMIN, PASSWORD))
    text = tried(found)
    opened.disconnect()
    house = machine(ring=ring)
    assert Upkeep(house).recover(where, text, ADMIN, LATER).name == ADMIN
    opened = house.open(where)
    with pytest.raises(SignInRefused):
        house.sign_in(opened, ADMIN, PASSWORD)
    assert house.sign_in(opened, ADMIN, LATER).vaults.keys == found.me.vaults.keys
    opened.disconnect()


def test_the_sheet_alone_opens_an_offices_file_on_a_computer_that_never_did(tmp_path, monkeypatch):
    """No keyring, no password, no backup: the file, what lies beside it, and the paper."""
    monkeypatch.setenv("CLIENTELE_KEYRING", "off")
    where = str(tmp_path / "柏溪楼.office")

    def at(name: str) -> House:
        monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / name))
        return House(kdf=CHEAP)

    house = at("first")
    opened = house.found(PLAN, where)
    found = TestOffice(opened, house.sign_in(opened, ADMIN, PASSWORD))
    text = tried(found)
    found.errand(lambda work: house.change_file_key(opened, work))
    opened.disconnect()
    for secret in (found.office.secret.hex(), house.opened(opened).kept.secrets["file_key"]):
        assert secret not in Path(where + ".sheet").read_text()
    # the computer itself, whose passwords are all forgotten, and one that never joined
    for name in ("first", "second"):
        house = at(name)
        with pytest.raises(OfficeError):
            house.open(where)
        assert Upkeep(house).recover(where, text, ADMIN, LATER).name == ADMIN
        opened = house.open(where, name=ADMIN, password=LATER)
        assert house.sign_in(opened, ADMIN, LATER).vaults.keys == found.me.vaults.keys
        opened.disconnect()
    other = groups_of(bytes(32))
    with pytest.raises(OfficeError):
        Upkeep(at("third")).recover(where, " ".join(other), ADMIN, LATER)
