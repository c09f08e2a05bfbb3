"""The one reading path, the one writing path, and the record of both."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from peewee import fn

from desktop.models.clients import Client, Dealing
from desktop.models.database import open_sqlite
from desktop.models.office import VaultKey
from desktop.models.records import Journal, Record
from desktop.models.search import SearchDoc
from desktop.rules.errors import BadEntry, Damaged, NotAllowed, NotFound, SignInRefused, Stale
from desktop.rules.fields import Block, Locked
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import blocks, client_lists, clients, dealings, founding, on_file, search
from desktop.services.dealings import DealingEntry
from desktop.services.vault import unwrap, wrap
from tests.offices import ADMIN, PASSWORD, PLAN, SECRET, TestOffice


def make_client(work, code="1", **values):
    values = {"form": "person", "name": "贺启年", "sort_key": "heqinian", "opened_on": date(2026, 1, 5), **values}
    client = work.add(Client(code=code, looked_through_at=work.now, **values))
    work.record("clients", "open", client)
    return client


def test_signing_in_needs_the_right_password(office: TestOffice):
    assert office.office.sign_in(ADMIN, PASSWORD).id == office.me.id
    with pytest.raises(SignInRefused):
        office.office.sign_in(ADMIN, "wrong horse battery")
    with pytest.raises(SignInRefused):
        office.office.sign_in("nobody", PASSWORD)


def test_another_office_secret_opens_no_keys(office: TestOffice):
    office.office.secret = bytes(32)
    with pytest.raises(SignInRefused):
        office.office.sign_in(ADMIN, PASSWORD)


def test_the_first_admin_holds_every_right_and_vault(office: TestOffice):
    # looks are a right of their own, off by default (decision 7): somebody has to give it on purpose
    held = {right for right in Right if office.me.mandate.scope(right) is Scope.ALL}
    assert held == set(Right) - {Right.SEE_LOOKS}
    assert office.me.mandate.level == 3
    assert all(office.me.vaults.holds(block.value) for block in Block if block.sealed)


def test_what_hangs_on_a_file_is_seen_by_who_sees_the_file(office: TestOffice):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    day = office.ask(on_file.today)
    dealing = office.do(dealings.add_dealing, he, DealingEntry(day, "迁入新楼", "送花篮"))
    stranger = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    for me, there in ((office.me, 1), (stranger, 0)):
        with office.work(me, write=False) as work:
            assert work.visible(Dealing).count() == there
            assert work.visible(Dealing, withdrawn=True).count() == there
    with office.work(stranger, write=False) as work, pytest.raises(NotFound):
        work.get(Dealing, dealing)


def test_scopes_narrow_what_is_read(office: TestOffice):
    own = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    kin = office.hire("王芳", {Right.SEE_CLIENTS: Scope.DEPARTMENT}, department="前厅")
    blind = office.hire("赵峰", {})
    with office.work() as work:
        make_client(work, "1", owner=own.id)
        make_client(work, "2", deputy=own.id, department=kin.mandate.department)
        hidden = make_client(work, "3")

    def codes(work):
        return sorted(c.code for c in work.visible(Client))

    assert office.ask(codes) == ["1", "2", "3"]
    assert office.ask(codes, me=own) == ["1", "2"]
    assert office.ask(codes, me=kin) == ["2"]
    assert office.ask(codes, me=blind) == []
    with pytest.raises(NotFound):
        office.ask(lambda work: work.get(Client, hidden.id), me=own)


def test_a_right_reaches_as_far_as_its_scope(office: TestOffice):
    own = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    with office.work() as work:
        mine, other = make_client(work, "1", owner=own.id), make_client(work, "2")
    with office.work(own, write=False) as work:
        work.require(Right.EDIT_CLIENTS, mine)
        with pytest.raises(NotAllowed):
            work.require(Right.EDIT_CLIENTS, other)
        with pytest.raises(NotAllowed):
            work.require(Right.RUN_PEOPLE)


def test_sealed_values_are_shown_to_key_holders_only(office: TestOffice):
    plain = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    with office.work() as work:
        client = make_client(work)
        for block, name, text in (
            (Block.IDENTITY, "id_number", "990101199001011230"),
            (Block.ACCOUNTS, "bank", "云川银行"),
        ):
            work.journal(client, blocks.seal_values(block, client.id, {work.catalogue[name]: text}, work.me.vaults))
        work.record("clients", "edit", client)
    seen = office.ask(lambda work: work.show(work.get(Client, client.id)))
    assert seen["id_number"] == "990101199001011230"
    assert seen["bank"] == Locked(3, seen["bank"].why, may_open=True)
    seen = office.ask(lambda work: work.show(work.get(Client, client.id)), me=plain)
    assert isinstance(seen["id_number"], Locked)
    assert not seen["bank"].may_open
    with pytest.raises(NotAllowed):
        office.do(lambda work: work.unlock(client, Block.ACCOUNTS, "why"), me=plain)


def test_opening_a_sealed_block_is_recorded(office: TestOffice):
    with office.work() as work:
        client = make_client(work)
    assert office.do(lambda work: work.unlock(client, Block.PROPERTY, "loan review"))["income"] == ""
    with office.work(write=False) as work:
        record = work.visible(Record).order_by(Record.serial.desc()).get()
    assert (record.topic, record.action, record.facts["block"]) == ("reads", "read", "property")


def test_sealed_bytes_tell_nothing_and_stay_in_place(office: TestOffice):
    with office.work() as work:
        one, two = make_client(work, "1"), make_client(work, "2")
        field = work.catalogue["bank"]
        for client in (one, two):
            work.journal(client, blocks.seal_values(Block.ACCOUNTS, client.id, {field: "云川银行"}, work.me.vaults))
        work.record("clients", "edit", one)
        rows = [blocks.sealed_row(Block.ACCOUNTS, c.id) for c in (one, two)]
        assert bytes(rows[0].bank) != bytes(rows[1].bank)
        assert "云川".encode() not in bytes(rows[0].bank)
        rows[1].bank = rows[0].bank
        rows[1].save()
        with pytest.raises(Damaged):
            blocks.unsealed(Block.ACCOUNTS, two.id, [field], work.me.vaults)


def test_two_people_saving_one_row_meet_or_are_asked(office: TestOffice):
    with office.work() as work:
        client = make_client(work, phone="1")
    base = {"phone": "1", "note": ""}
    with office.work() as work:
        work.change(work.get(Client, client.id), {"phone": "2"}, base)
        work.record("clients", "edit", client)
    with office.work() as work:
        work.change(work.get(Client, client.id), {"note": "left-handed"}, base)
        work.record("clients", "edit", client)
    with pytest.raises(Stale) as refusal, office.work() as work:
        work.change(work.get(Client, client.id), {"phone": "3"}, base)
    assert refusal.value.clashes == {"phone": ("1", "3", "2")}
    assert refusal.value.who == ADMIN
    with office.work(write=False) as work:
        now = work.get(Client, client.id)
    assert (now.phone, now.note, now.version) == ("2", "left-handed", 3)


def test_a_change_without_a_record_never_commits(office: TestOffice):
    with pytest.raises(AssertionError, match="not recorded"), office.work() as work:
        work.add(
            Client(
                code="9", form="person", name="x", sort_key="x", opened_on=date(2026, 1, 1), looked_through_at=work.now
            )
        )
    with office.work(write=False) as work:
        assert not work.visible(Client).exists()


def test_a_stage_that_reads_writes_nothing(office: TestOffice):
    with office.work() as work:
        client = make_client(work, phone="1")
    with pytest.raises(AssertionError, match="only reads"):
        office.ask(lambda work: work.unlock(client, Block.PROPERTY))
    with pytest.raises(AssertionError, match="not recorded"):
        office.ask(lambda work: work.change(work.get(Client, client.id), {"phone": "2"}))
    with office.work(write=False) as work:
        assert work.get(Client, client.id).phone == "1"


def test_the_journal_keeps_before_and_after(office: TestOffice):
    with office.work() as work:
        client = make_client(work, phone="1")
        work.change(client, {"phone": "2", "opened_on": date(2026, 1, 6)})
        work.record("clients", "edit", client)
        newest = Record.select(fn.MAX(Record.serial))
        entries = list(Journal.select().where(Journal.record == newest))
    assert [e.changes for e in entries] == [{"phone": ["1", "2"], "opened_on": ["2026-01-05", "2026-01-06"]}]


def test_no_second_office_in_the_same_place(office: TestOffice):
    with pytest.raises(BadEntry):
        founding.found(office.office.database, PLAN, SECRET)


def test_the_file_shows_nothing_without_its_key(sqlite_office: TestOffice):
    path = Path(sqlite_office.office.database.engine.database)
    assert not path.read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(Damaged), open_sqlite(path, bytes(32)).reading():
        pass


def test_a_key_nobody_signed_for_opens_nothing(office: TestOffice):
    """Anybody can wrap a key for a public key; only a granter's signature lets it in, and for one person alone."""
    me, other = office.me, office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL}, vaults=("identity",))
    public = me.keys.exchange.public_key().public_bytes_raw()
    real = wrap(bytes(32), "accounts", 1, me.id, public, other.keys)
    assert unwrap(real, me.id, me.keys) == bytes(32)
    planted = wrap(bytes(32), "accounts", 1, me.id, public, office.me.keys)
    changed = ({"signature": bytes(64)}, {"granters": planted.granters}, {"wrapped": planted.wrapped},
               {"vault": "property"}, {"epoch": 2})  # fmt: skip
    for bad in (replace(real, **values) for values in changed):
        with pytest.raises(Damaged):
            unwrap(bad, me.id, me.keys)
    with office.office.database.writing():
        VaultKey.update(wrapped=planted.wrapped).where(VaultKey.person == other.id).execute()
    signed_in = office.office.sign_in("李娜", PASSWORD)
    assert not signed_in.vaults.keys and signed_in.vaults.refused == {"identity"}


def test_an_index_that_names_another_owner_opens_no_file(office: TestOffice):
    own = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    with office.office.database.writing():
        SearchDoc.update(owner=own.id).where(SearchDoc.subject == client).execute()
    assert office.ask(search.find, "贺启年", me=own) == []
    assert office.ask(client_lists.count_clients, client_lists.Filter(text="贺启年"), me=own) == 0
