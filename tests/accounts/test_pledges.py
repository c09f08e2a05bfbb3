"""Confidentiality pledges: no pledge, no levels 2 and 3; noted by somebody else, renewed, never by a raw row (AC-9)."""

import hashlib
from datetime import date, timedelta

import pypdfium2
import pytest

from desktop.i18n import translator
from desktop.models.office import Power, Setting
from desktop.models.pledges import Pledge
from desktop.models.records import Record
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.fields import Block, Locked
from desktop.rules.pledges import TEXT, holds_until
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    blocks,
    clients,
    granting,
    on_file,
    pledge_texts,
    pledges,
    powers,
    settings,
    signing,
    today,
)
from desktop.services.vault import OpenKeys
from tests.offices import PASSWORD, TestOffice

PLEDGE = "How long a confidentiality pledge holds was changed."
ROOT = OpenKeys.of_seed(bytes(32))
ALL = {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL}


@pytest.fixture
def asking(office: TestOffice) -> TestOffice:
    """An office that asks for pledges; whoever founded it gave his by that."""
    office.do(settings.change_setting, "pledge_months", 12)
    return office


def again(office: TestOffice, name: str):
    return office.office.sign_in(name, PASSWORD)


def test_without_a_pledge_levels_2_and_3_are_closed(asking: TestOffice):
    office, day = asking, asking.ask(on_file.today)
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "bank": "云川银行"})
    li = office.hire("李娜", ALL, level=3, vaults=("identity",))
    li = again(office, "李娜")
    assert (li.mandate.level, li.mandate.unpledged) == (1, True)
    rows = [row for section in office.ask(today.look, me=li).sections for row in section.rows]
    assert [str(row.what) for row in rows if row.key[0] == "pledge"] == ["Sign your confidentiality pledge"]
    shown = office.ask(clients.client_file, client, me=li).values["bank"]
    assert isinstance(shown, Locked) and (shown.why, shown.may_open) == (blocks.UNPLEDGED, False)
    with pytest.raises(NotAllowed):
        office.do(clients.unlock, client, Block.ACCOUNTS, "核对", me=li)
    with pytest.raises(NotAllowed):
        office.do(granting.grant_vault, li.id, "accounts")
    # a row that nobody signed gives nothing
    with office.beneath() as database, database.writing():
        Pledge.create(person=li.id, signed_on=day, until=day + timedelta(days=300), noted_by=office.me.id,
                      noted_at=database.now(), force_insert=True)  # fmt: skip
    assert again(office, "李娜").mandate.level == 1
    for wrong in (day + timedelta(days=1), day - timedelta(days=400)):
        with pytest.raises(BadEntry):
            office.do(pledges.note, li.id, wrong)
    settled = office.do(pledges.note, li.id, day, "人事柜 2 号夹")
    assert settled.granted == {"property", "accounts"}
    li = again(office, "李娜")
    assert li.mandate.level == 3 and li.vaults.holds("accounts")
    office.do(clients.unlock, client, Block.ACCOUNTS, "核对", me=li)
    (line,) = [one for one in office.ask(pledges.pledges) if one.person == li.id]
    assert (line.until, line.place) == (holds_until(day, 12), "人事柜 2 号夹")
    office.do(pledges.take_back, li.id)
    assert again(office, "李娜").mandate.level == 1
    assert not again(office, "李娜").vaults.holds("accounts")


def test_a_pledge_that_ran_out_closes_them_again(asking: TestOffice):
    office, day = asking, asking.ask(on_file.today)
    li = office.hire("李娜", ALL, level=2, vaults=("identity",))
    office.do(pledges.note, li.id, day - timedelta(days=350))
    li = again(office, "李娜")
    assert li.mandate.level == 2
    rows = {row.key: row for section in office.ask(today.look, me=li).sections for row in section.rows}
    assert rows["pledge", li.id].on == holds_until(day - timedelta(days=350), 12)
    with office.work() as work:
        work.now += timedelta(days=20)
        assert pledges.settle_lapsed(work) == 1
    assert not again(office, "李娜").vaults.holds("property")
    # an office that never asked works as before
    office.do(settings.change_setting, "pledge_months", 0)
    assert again(office, "李娜").mandate.level == 2 and office.ask(pledges.pledges) == ()


def test_nobody_notes_his_own_where_somebody_else_can(asking: TestOffice):
    office, day = asking, asking.ask(on_file.today)
    (mine,) = office.ask(pledges.pledges)
    # founding notes the founder's: nobody else was there
    assert (mine.person, mine.confirm_until is not None) == (office.me.id, True)
    office.do(pledges.note, office.me.id, day)
    wu = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(pledges.note, office.me.id, day)
    with pytest.raises(NotAllowed):
        office.do(pledges.confirm, office.me.id)
    waiting = [row.key[0] for section in office.ask(today.look, me=wu).sections for row in section.rows]
    assert "pledge_alone" in waiting
    office.do(pledges.confirm, office.me.id, me=wu)
    assert office.ask(pledges.pledges)[0].confirm_until is None
    with pytest.raises(NotFound):
        office.do(pledges.confirm, office.me.id, me=wu)
    plain = office.hire("李娜", ALL, level=2)
    with pytest.raises(NotAllowed):
        office.do(pledges.note, plain.id, day, me=plain)


def test_the_sheet_has_the_text_and_a_code(asking: TestOffice):
    printed = asking.errand(pledges.sheet, asking.me.id, translator("en"))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed.pdf))
    for said in ("Confidentiality pledge", asking.me.name, "no right to know", printed.code):
        assert said in text


def test_a_number_that_another_program_wrote_asks_nobody_less(asking: TestOffice):
    office = asking
    office.hire("李娜", ALL, level=2)
    for write in (lambda: Setting.update(value=0).where(Setting.name == "pledge_months"),
                  lambda: Setting.update(value="many").where(Setting.name == "pledge_months"),
                  lambda: Setting.delete().where(Setting.name == "pledge_months")):  # fmt: skip
        with office.beneath() as database, database.writing():
            write().execute()
        office.office.database.bind()
        with office.office.database.reading():
            office.office.read_settings()
        assert again(office, "李娜").mandate.level == 1 and office.ask(pledges.asked)
        found = [each.message for each in office.ask(signing.differences)]
        # without a row the rule book's twelve months hold, as they were signed
        assert found == ([PLEDGE] if office.office.settings["pledge_months"] != 12 else [])
    with office.beneath() as database, database.writing():
        Setting.create(name="pledge_months", value=0, force_insert=True)
    with office.office.database.reading():
        office.office.read_settings()
    assert office.do(signing.put_back) == 1
    assert office.ask(signing.differences) == [] and office.office.settings["pledge_months"] == 12
    # what is chosen in the program is signed, also where the table says it already
    with office.beneath() as database, database.writing():
        Setting.update(value=0).where(Setting.name == "pledge_months").execute()
    office.do(settings.change_setting, "pledge_months", 0)
    assert again(office, "李娜").mandate.level == 2 and office.ask(signing.differences) == []
    # nobody signs it who may not: an entry of somebody else's counts for nothing
    li = again(office, "李娜")
    with office.beneath() as database, database.writing():
        row = powers.entry(signing_now(office), database.now(), li.id, li.keys, [powers.pledge_says(24)])
        row.save(force_insert=True)
    assert powers_there(office).pledge_months == 0 and powers_there(office).stray


def test_an_office_from_before_goes_on_with_its_number_and_has_it_signed(asking: TestOffice):
    office = asking
    with office.beneath() as database, database.writing():
        Power.delete().execute()
        said = [powers.anchor_says(ROOT), *(powers.role_says(key, role) for key, role in powers.roles_there().items())]
        said += [powers.person_says(key, person) for key, person in powers.people_there().items()]
        powers.entry(powers.Powers(office.office.id), database.now(), None, ROOT, said).save(force_insert=True)
        Setting.update(value=0).where(Setting.name == "pledge_months").execute()
    office.office.pin = None
    with office.office.database.reading():
        office.office.read_settings()
    me = office.office.sign_in(office.me.name, PASSWORD)
    assert me.mandate.level == 3 and me.powers.pledge_months == 0


def signing_now(office: TestOffice):
    return powers.current(office.me.powers)


def powers_there(office: TestOffice):
    with office.office.database.reading():
        return powers.read(office.office.id, None)


def test_each_pledge_names_the_wording_that_was_signed(asking: TestOffice):
    office, day = asking, asking.ask(on_file.today)
    li, wu = office.hire("李娜", ALL, level=2), office.hire("吴刚", ALL, level=2)
    office.do(pledges.note, li.id, day)
    with pytest.raises(NotAllowed):
        office.do(pledge_texts.save, {"zh_CN": "一、不外传。", "en": "1. to keep silence."}, 0, me=li)
    for texts, language in (({"zh_CN": " ", "en": "1."}, "zh_CN"), ({"zh_CN": "一", "en": "x" * 4001}, "en")):
        with pytest.raises(BadEntry) as refusal:
            office.do(pledge_texts.save, texts, 0)
        assert refusal.value.field == language
    assert office.do(pledge_texts.save, {"zh_CN": "一、不外传。", "en": "1. to keep silence."}, 0) == 1
    with pytest.raises(BadEntry, match="meanwhile"):
        office.do(pledge_texts.save, {"zh_CN": "二", "en": "2"}, 0)
    # whoever signed before keeps his pledge, and with it the wording he signed
    assert again(office, "李娜").mandate.level == 2
    office.do(pledges.note, wu.id, day - timedelta(days=1))
    office.do(pledges.note, wu.id, day)
    with pytest.raises(BadEntry):
        office.do(pledges.note, wu.id, day, text=7)
    found = {one.number: one for one in office.ask(pledge_texts.wordings)}
    assert found[1].signed_by == ("吴刚",) and {"吴刚", "李娜"} <= set(found[0].signed_by)
    assert (found[1].texts["en"], found[1].by) == ("1. to keep silence.", office.me.name)
    assert {one.name: one.text for one in office.ask(pledges.pledges)}["李娜"] == 0
    with office.beneath():
        told = Record.select().where(Record.action == "note_pledge").order_by(Record.serial.desc()).first()
        assert told.facts["wording"] == 1
    for person, name in ((wu.id, "吴刚"), (None, "Name, signature, day")):
        printed = office.errand(pledges.sheet, person, translator("en"))
        text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed.pdf))
        assert "to keep silence" in text and "Wording 1" in text and name in text
    office.do(pledge_texts.save, TEXT, 1)
    # what came along is in use again, as a wording of its own day
    assert office.ask(pledge_texts.in_use).number == 2


def test_the_wording_that_comes_along_never_changes():
    digest = hashlib.sha256("\n".join((TEXT["zh_CN"], TEXT["en"])).encode()).hexdigest()
    assert digest == "5d07c0e245ec505659c95ad4eca1f602e8e5e6b60ee504d6f2368e9a44216edf"


def test_the_last_day_of_a_month():

    assert holds_until(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert holds_until(date(2026, 8, 31), 6) == date(2027, 2, 28)
