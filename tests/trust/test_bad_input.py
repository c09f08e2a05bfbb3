"""What people, sheets and command lines hand over in the worst case: stored safely or refused in a sentence."""

import unicodedata
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from desktop.models.database import open_postgres
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.clients import CLIENTS
from desktop.rules.entries import checked
from desktop.rules.errors import BadEntry, Damaged, NotFound, OfficeError, SignInRefused
from desktop.rules.fields import Block
from desktop.rules.words import ClientForm, DayCalendar, DayKind, LinkRole, OfficeKind
from desktop.services import (
    accounts,
    affiliations,
    anniversaries,
    client_lists,
    clients,
    dealings,
    founding,
    importing,
    own_fields,
    reviews,
    roles,
    search,
    settings,
)
from desktop.services import office as offices
from desktop.services.founding import Founding
from desktop.services.vault import Vaults
from tests.offices import CHEAP, PASSWORD, SECRET, TestOffice, create_database, drop_database

PERSON = ClientForm.PERSON
EVIL = "甲\x00乙\ud800\u202e丙"
LONG = "长" * 20_000


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, PERSON, {"name": "贺启年"})


@pytest.mark.parametrize("text", [EVIL, LONG, "\x00", "\ud800", "%_\\'\"*", "“", "\U0010ffff", "1" * 400])
def test_any_text_anywhere_is_kept_or_refused_in_a_sentence(office: TestOffice, he, text):
    """Anything but an OfficeError fails the test."""
    other = office.do(clients.open_client, PERSON, {"name": "仇九"})
    for field in CLIENTS.fields:
        with suppress(OfficeError):
            office.do(clients.edit_client, he, {field.name: text}, basis=text)
        with suppress(OfficeError):
            office.do(clients.open_client, ClientForm.ORGANISATION, {"name": "白石", field.name: text})
    day = RememberedDay(DayKind.OTHER, DayCalendar.SOLAR, 1, 2, None, False, text)
    deeds = (
        (clients.withdraw_client, other, text), (clients.unlock, he, Block.ACCOUNTS, text),
        (dealings.add_dealing, he, dealings.DealingEntry(date(2026, 1, 2), text, text, True, text)),
        (dealings.set_year_result, he, dealings.YearLine(2025, 1, 1, 1, text)),
        (anniversaries.add_anniversary, he, day), (affiliations.add_link, he, other, LinkRole.FRIEND, text),
        (own_fields.add_own_field, own_fields.OwnFieldEntry(text)), (roles.add_department, text),
        (roles.add_role, text, {}), (settings.change_setting, "office_name", text),
        (settings.change_setting, "code_pattern", text + "{number}"), (settings.change_setting, "time_zone", text),
        (settings.change_setting, text, 1), (settings.change_setting, "reminder_days", text),
        (accounts.add_person, accounts.NewPerson(text, PASSWORD, post=text, phone=text, reason=text), SECRET, CHEAP),
        (accounts.change_password, text, text, SECRET, CHEAP),
        (accounts.add_person, accounts.NewPerson("王芳", text, reason="tests"), SECRET, CHEAP),
        (reviews.refuse, he, "taboos", text), (clients.open_client, PERSON, {"name": "甲"}),
    )  # fmt: skip
    for verb, *args in deeds:
        with suppress(OfficeError):
            office.do(verb, *args)
    questions = (
        (clients.by_code, text), (search.find, text), (client_lists.place_of, text),
        (client_lists.count_clients, client_lists.Filter(text=text)),
    )  # fmt: skip
    for verb, *args in questions:
        with suppress(OfficeError):
            office.ask(verb, *args)
    with pytest.raises(SignInRefused):
        office.office.sign_in(text, "not the password")
    with pytest.raises(SignInRefused):
        office.office.sign_in("何俊", text)


@pytest.mark.parametrize("number", [10**30, -(10**30), 2**63])
def test_amounts_no_database_can_hold_are_refused(office: TestOffice, he, number):
    with pytest.raises(BadEntry) as refusal:
        office.do(clients.edit_client, he, {"registered_capital": number})
    assert refusal.value.field == "registered_capital"
    assert checked(CLIENTS["registered_capital"], 128050) == 128050


@pytest.mark.parametrize("most", [2**63, 10**30])
def test_no_limit_is_too_large_to_ask(office: TestOffice, he, most):
    assert len(office.ask(search.find, "贺", most)) == 1


@pytest.mark.parametrize(("year", "month", "day"), [(99999, 1, 1), (2000, 13, 1), (2000, 0, 0), (-5, 1, 1)])
def test_days_that_never_were_are_refused(office: TestOffice, he, year, month, day):
    for calendar in DayCalendar:
        with pytest.raises(BadEntry):
            office.do(anniversaries.add_anniversary, he, RememberedDay(DayKind.OTHER, calendar, month, day, year))


def test_a_password_opens_however_its_letters_are_composed(office: TestOffice):
    typed = "Café de la Paix"
    office.do(
        accounts.add_person,
        accounts.NewPerson("李娜", unicodedata.normalize("NFC", typed), reason="tests"),
        SECRET,
        CHEAP,
    )
    assert office.office.sign_in("李娜", unicodedata.normalize("NFD", typed)).name == "李娜"


def test_a_code_pattern_that_makes_codes_too_long_is_refused(office: TestOffice):
    with pytest.raises(BadEntry):
        office.do(settings.change_setting, "code_pattern", "K" * 36 + "{number}")
    office.do(settings.change_setting, "code_pattern", "柏溪楼/{year}{month}-{number:6}")
    client = office.do(clients.open_client, PERSON, {"name": "甲"})
    assert office.ask(clients.client_file, client).code.startswith("柏溪楼/")


@pytest.mark.parametrize(("admin", "name"), [("何" * 61, "楼"), ("\u200b\u202e", "楼"), ("何俊", "楼" * 61)])
def test_an_office_is_not_founded_under_a_name_it_cannot_keep(pg_url: str, admin, name):
    """On the database that is strict about lengths."""
    database = open_postgres(create_database(pg_url, "founding_names"))
    try:
        with pytest.raises(BadEntry):
            founding.found(database, Founding(name, OfficeKind.TRADE, admin, PASSWORD), SECRET, CHEAP)
        office = founding.found(database, Founding("楼", OfficeKind.TRADE, " 何\u200b俊 ", PASSWORD), SECRET, CHEAP)
        assert office.sign_in("何俊", PASSWORD).name == "何俊"
    finally:
        database.disconnect()
        drop_database(pg_url, "founding_names")


def test_a_file_whose_name_is_no_text_comes_in(office: TestOffice, tmp_path: Path):
    sheet = Path(bytes(tmp_path).decode() + "/" + b"\xbf\xcd\xbb\xa7.csv".decode("utf-8", "surrogateescape"))
    try:
        sheet.write_text("姓名,电话,忌口\n张伟,19900001234,香菜\n", "utf-8")
    except OSError:
        pytest.skip("this file system wants names that are text")
    plan = office.errand(importing.prepare, sheet)
    assert office.errand(importing.carry_out, plan).created == 1


@pytest.mark.parametrize(
    "blob", [b"", b"\x01", b"\x01\x00\x01", b"\x01\x00\x01" + bytes(5), b"\x01\x00\x09" + bytes(40)]
)
def test_a_mutilated_seal_says_that_it_is_one(blob):
    vaults = Vaults()
    vaults.hold("accounts", 1, bytes(32))
    with pytest.raises(Damaged):
        vaults.open("accounts", "client_accounts.bank", offices.new_id(), blob)


def test_nothing_by_that_code(office: TestOffice, he):
    for code in ("\x00", "\ud800", "", "2026-9999"):
        with pytest.raises(NotFound):
            office.ask(clients.by_code, code)
