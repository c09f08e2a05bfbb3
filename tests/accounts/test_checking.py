"""The check of an office: sound when left alone, and each kind of tampering named."""

import base64
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop.models.clients import ClientAccounts
from desktop.models.office import PersonKeys, VaultKey
from desktop.models.records import Journal, Record, Writer
from desktop.models.search import SearchDoc
from desktop.rules.errors import NotAllowed
from desktop.rules.fields import Block
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import accounts, blocks, clients, roles
from desktop.services.accounts import NewPerson
from desktop.services.checking import check_office
from desktop.services.recording import Recorder
from tests.offices import CHEAP, FIRST, KEY, TestOffice

START = "blue door quiet lamp"
# What another workstation does that is about to write
WRITES = """
import sys, sqlcipher3
there = sqlcipher3.connect(sys.argv[1], timeout=0)
there.execute(f"PRAGMA key = \\"x'{sys.argv[2]}'\\"")
there.execute("BEGIN IMMEDIATE")
"""


@pytest.fixture
def lived_in(office: TestOffice) -> TestOffice:
    """An office with a few records of two people, and a password that was reset."""
    head = next(r for r in office.ask(roles.list_roles) if r.key == "general_manager")
    person = office.do(accounts.add_person, NewPerson("陆文渊", FIRST, (head.id,)), office.office.secret, CHEAP)
    office.do(accounts.edit_person, person, {"post": "总经理"})
    admin = next(r for r in office.ask(roles.list_roles) if r.key == "admin")
    office.do(accounts.set_roles, person, [head.id, admin.id])
    me = office.first("陆文渊", FIRST, START)
    office.do(roles.add_department, "前厅", me=me)
    office.do(accounts.reset_password, person, START + "!", office.office.secret, CHEAP)
    return office


def messages(office: TestOffice) -> list[str]:
    return [finding.message for finding in office.errand(check_office).findings]


def tampered(office: TestOffice, act) -> list[str]:
    with office.office.database.writing():
        act()
    return messages(office)


def test_an_office_left_alone_is_sound(lived_in: TestOffice):
    report = lived_in.errand(check_office)
    assert report.sound, report.findings
    assert report.counts["records"] == 6
    assert report.counts["grants"] == 6


def test_pages_freed_before_they_were_written_are_no_damage(sqlite_office: TestOffice):
    path = Path(sqlite_office.office.database.engine.database)
    with sqlite_office.office.database.writing():
        engine = sqlite_office.office.database.engine
        engine.execute_sql("PRAGMA secure_delete = OFF")  # as in files from before
        engine.execute_sql("CREATE TABLE passing (text TEXT)")
        for _number in range(40):
            engine.execute_sql("INSERT INTO passing VALUES (?)", ("x" * 3_000,))
        engine.execute_sql("DELETE FROM passing")
    data = path.read_bytes()
    pages = [data[at : at + 4096] for at in range(0, len(data), 4096)]
    assert not all(any(page) for page in pages), "nothing was left unwritten"
    assert messages(sqlite_office) == []
    # nor does looking drop the locks under which a write of this process holds the file
    with sqlite_office.office.database.writing():
        looking = threading.Thread(target=messages, args=[sqlite_office])
        looking.start()
        looking.join()
        other = [sys.executable, "-c", WRITES, path, KEY.hex()]
        said = subprocess.run(other, capture_output=True, text=True, check=False)
    assert "locked" in said.stderr
    with path.open("r+b") as file:
        file.seek(next(at for at, page in enumerate(pages) if not any(page)) * 4096 + 100)
        file.write(b"x")
    assert messages(sqlite_office) == ["The office's file is damaged: {what}"]


def test_a_changed_record_shows(lived_in: TestOffice):
    found = tampered(lived_in, lambda: Record.update(action="other").where(Record.number == 3).execute())
    assert found == ["Chain {chain}: record {number} was changed after it was written."]


def test_a_changed_journal_shows(lived_in: TestOffice):
    entry = {"post": ["", "清洁工"]}
    found = tampered(lived_in, lambda: Journal.update(changes=entry).where(Journal.kind == "change").execute())
    assert "Chain {chain}: the journal of record {number} was changed or removed." in found


def test_a_missing_record_and_a_cut_end_show(lived_in: TestOffice):
    def remove(number: int) -> None:
        serials = [r.serial for r in Record.select().where(Record.number == number)]
        Journal.delete().where(Journal.record.in_(serials)).execute()
        Record.delete().where(Record.serial.in_(serials)).execute()

    assert "Chain {chain}: records are missing before number {number}." in tampered(lived_in, lambda: remove(2))
    assert "Chain {chain}: its end was cut off or exchanged." in tampered(lived_in, lambda: remove(4))


def test_an_exchanged_key_shows_and_the_chain_is_held_against_the_signed_one(lived_in: TestOffice):
    def exchange_key() -> None:
        stranger = lived_in.hire("外人", {Right.SEE_AUDIT: Scope.ALL})
        public = stranger.keys.signing.public_key().public_bytes_raw()
        PersonKeys.update(signing=public).where(PersonKeys.person == lived_in.me.id).execute()

    exchange_key()
    assert messages(lived_in) == ["The public key of {name} was exchanged."]


def test_an_emptied_journal_keeps_the_chain_whole_and_is_told(lived_in: TestOffice):
    """What may be empty an erasure names: here none does."""
    found = tampered(lived_in, lambda: Journal.update(changes=None, salt=None, made=None).execute())
    assert found == ["{n} entries of the journal were emptied outside the program: no erasure names them."]


def test_what_only_looks_erased_shows(lived_in: TestOffice):
    entry = {"post": ["", "清洁工"]}
    found = tampered(
        lived_in, lambda: Journal.update(changes=entry, salt=None).where(Journal.kind == "change").execute()
    )
    assert "Chain {chain}: the journal of record {number} was changed or removed." in found


def test_a_record_in_another_s_chain_shows(lived_in: TestOffice):
    """Signed rightly, and still not that writer's."""
    stranger = lived_in.hire("外人", {Right.SEE_AUDIT: Scope.ALL})

    def write() -> None:
        writer = Writer.get(Writer.person == lived_in.me.id).id
        recorder = Recorder(writer, stranger.id, new_id(), stranger.keys.signing)
        recorder.write(lived_in.office.database.now(), "settings", "change", None, {}, [])

    assert tampered(lived_in, write) == ["Chain {chain}: record {number} is not signed by who it names."]


@pytest.mark.parametrize("damage", ["key", "facts"])
def test_damage_does_not_stop_the_looking(lived_in: TestOffice, damage: str):
    def act() -> None:
        if damage == "key":
            PersonKeys.update(signing=b"short").where(PersonKeys.person == lived_in.me.id).execute()
        else:
            Record.update(facts={"signed_before": "no key"}).where(Record.action == "reset_password").execute()

    found = tampered(lived_in, act)
    changed = "Chain {chain}: record {number} was changed after it was written."
    assert ("The public key of {name} was exchanged." if damage == "key" else changed) in found


def test_a_planted_key_shows(lived_in: TestOffice):
    found = tampered(lived_in, lambda: VaultKey.update(signature=bytes(64)).execute())
    assert found == ["The key of “{vault}” for {name} was not given by who it names."] * 6


def test_stray_entries_and_moved_values_show(office: TestOffice):
    from tests.trust.test_work import make_client

    with office.work() as work:
        one, two = make_client(work, "1"), make_client(work, "2")
        field = work.catalogue["bank"]
        work.journal(one, blocks.seal_values(Block.ACCOUNTS, one.id, {field: "云川银行"}, work.me.vaults))
        work.record("clients", "edit", one)
        moved = bytes(blocks.sealed_row(Block.ACCOUNTS, one.id).bank)
        ClientAccounts.create(client=two.id, bank=moved, force_insert=True)
        SearchDoc.create(kind="client", subject=new_id())
    found = messages(office)
    assert "A sealed value of “{place}” does not open: it was changed or moved." in found
    assert "{n} entries of the search index belong to no client." in found
    assert "{n} clients can't be found by search." in found
    assert base64.b64encode(moved).decode() not in str(office.errand(check_office).findings)


def test_rows_whose_parent_another_program_took_away_are_counted_by_their_table(office: TestOffice):
    gone = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "bank": "云川银行"})
    for name in ("单雪", "王建国"):
        office.do(clients.open_client, ClientForm.PERSON, {"name": name, "bank": "云川银行"})
    database = office.office.database
    database.disconnect()
    database.engine.connect()
    without = "PRAGMA foreign_keys = OFF" if database.sqlite else "SET session_replication_role = replica"
    database.engine.execute_sql(without)
    database.engine.execute_sql("DELETE FROM client WHERE name = '贺启年'")
    database.disconnect()
    found = [each.values for each in office.errand(check_office).findings if each.area == "orphans"]
    assert {"n": 1, "table": "client_accounts", "parent": "client"} in found
    with database.reading():
        assert ClientAccounts.select().where(ClientAccounts.client == gone).count() == 1
    assert all((values["n"], values["parent"]) == (1, "client") for values in found), found


def test_an_exchanged_head_shows(lived_in: TestOffice):
    assert tampered(lived_in, lambda: Writer.update(head_number=99).execute())


def test_checking_needs_the_right(office: TestOffice):
    with pytest.raises(NotAllowed):
        office.errand(check_office, me=office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL}))
