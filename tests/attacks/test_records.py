"""Attacks on the records with raw SQL, as somebody with the database and another program would: all are found."""

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.models.office import Person
from desktop.models.records import Journal, Record, Writer
from desktop.rules.audit import Head, Memory
from desktop.rules.consents import Ground, Way
from desktop.rules.erasing import entries_text
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    accounts,
    client_lists,
    clients,
    consents,
    fingerprints,
    on_file,
    roles,
    sealed_texts,
    settings,
    verifying,
    witnessing,
)
from desktop.services.accounts import NewPerson
from desktop.services.chains import Report
from desktop.services.client_lists import Chosen, Filter
from desktop.services.purposes import Agreed
from desktop.services.recording import entry_hash, record_hash
from tests.offices import CHEAP, FIRST, TestOffice

START = "blue door quiet lamp"
CUT = "Chain {chain}: its end was cut off or exchanged."
CHANGED = "Chain {chain}: record {number} was changed after it was written."
UNSIGNED = "Chain {chain}: record {number} is not signed by who it names."
MISSING = "Chain {chain}: records are missing before number {number}."
PARTED = "Chain {chain}: record {number} does not follow the one before it."
JOURNAL = "Chain {chain}: the journal of record {number} was changed or removed."
NOBODY = "Chain {chain} belongs to nobody, or to no workstation, of this office."
NOT_ADDED = "{table} {row}: it is not what was added: the row was changed outside the program."
PLANTED = "{table} {row}: the row was added outside the program."
EMPTIED = "{n} entries of the journal were emptied outside the program: no erasure names them."
OUTSIDE = "{table} {row}: “{field}” was changed outside the program."


@dataclass
class Attacked:
    """An office at work, what its workstation remembers, and raw SQL."""

    office: TestOffice
    memory: Memory
    mine: UUID
    other: UUID

    def sql(self, text: str, *values: object) -> list[tuple]:
        engine = self.office.office.database.engine
        text = text if self.office.office.database.sqlite else text.replace("%", "%%").replace("?", "%s")
        stored = [value.hex if isinstance(value, UUID) else value for value in values]
        with self.office.office.database.writing():
            cursor = engine.execute_sql(text, stored)
            return cursor.fetchall() if cursor.description else []

    def cut(self, chain: UUID, after: int) -> None:
        """Takes the end of a chain away, and tells the head so."""
        newer = "SELECT serial FROM record WHERE writer_id = ? AND number > ?"
        self.sql(f"DELETE FROM journal WHERE record_id IN ({newer})", chain, after)
        self.sql("DELETE FROM record WHERE writer_id = ? AND number > ?", chain, after)
        with self.office.office.database.reading():
            last = Record.get_or_none((Record.writer == chain) & (Record.number == after))
        digest = bytes(last.hash) if last else chain.bytes
        self.sql("UPDATE writer SET head_number = ?, head_hash = ? WHERE id = ?", after, digest, chain)

    def rewrite(self, chain: UUID, number: int, key: Ed25519PrivateKey, **changes: object) -> None:
        """Changes a record and makes all that follows fit again, signed with a key of the attacker's."""
        with self.office.office.database.reading():
            query = Record.select().where((Record.writer == chain) & (Record.number >= number))
            found = list(query.order_by(Record.number))
        previous = bytes(found[0].previous)
        for row in found:
            for name, value in changes.items() if row.number == number else ():
                setattr(row, name, value)
            parts = [row.writer_id, row.number, Record.at.db_value(row.at), row.person, row.operation, row.topic,
                     row.action, row.subject, row.facts, bytes(row.content).hex(), previous.hex()]  # fmt: skip
            digest = record_hash(parts)
            self.sql("UPDATE record SET facts = ?, at = ?, previous = ?, hash = ?, signature = ? WHERE serial = ?",
                     json.dumps(row.facts), Record.at.db_value(row.at), previous, digest, key.sign(digest),
                     row.serial)  # fmt: skip
            previous = digest
        self.sql("UPDATE writer SET head_hash = ? WHERE id = ?", previous, chain)

    def verify(self, *, full: bool = True, memory: Memory | None = None) -> Report:
        found = self.office.errand(verifying.verify, memory or self.memory, full=full)
        return found.report

    def found(self, **how: object) -> list[str]:
        return [finding.message for finding in self.verify(**how).findings]

    def remember(self) -> None:
        heads = self.office.ask(fingerprints.heads)
        self.memory = Memory(heads, heads, self.memory.since)


@pytest.fixture
def attacked(office: TestOffice) -> Attacked:
    office.ask_for_no_consent()
    head = next(r for r in office.ask(roles.list_roles) if r.key == "general_manager")
    person = office.do(accounts.add_person, NewPerson("陆文渊", FIRST, (head.id,)), office.office.secret, CHEAP)
    office.do(accounts.edit_person, person, {"post": "总经理"})
    office.do(settings.change_setting, "reminder_days", 9)
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "bank": "云川银行"})
    office.do(clients.edit_client, client, {"name": "贺启年（新）", "bank": "柏溪银行"}, {"name": "贺启年"})
    boss = office.first("陆文渊", FIRST, START)
    office.do(clients.edit_client, client, {"unit": "柏溪楼"}, {"unit": ""}, me=boss)
    office.do(clients.edit_client, client, {"unit": "云川"}, {"unit": "柏溪楼"}, me=boss)
    made = Attacked(office, Memory(), office.me.writer, boss.writer)
    made.remember()
    return made


def test_left_alone_it_is_sound(attacked: Attacked):
    for full in (True, False):
        report = attacked.verify(full=full)
        assert (report.findings, report.notices) == ([], [])
    with attacked.office.office.database.reading():
        assert attacked.verify().heads.keys() == {attacked.mine, attacked.other}


def test_an_edited_detail(attacked: Attacked):
    attacked.sql(
        "UPDATE record SET facts = ? WHERE writer_id = ? AND number = 2", '{"fields":["phone"]}', attacked.mine
    )
    assert attacked.found() == [CHANGED]
    assert attacked.found(full=False, memory=Memory(attacked.memory.heads)) == [CHANGED]


def test_an_edited_time(attacked: Attacked):
    attacked.sql("UPDATE record SET at = at - 86400000 WHERE writer_id = ? AND number = 2", attacked.mine)
    assert attacked.found() == [CHANGED]


def test_an_edited_journal(attacked: Attacked):
    attacked.sql("UPDATE journal SET changes = ? WHERE changes LIKE ?", '{"unit":["","别处"]}', "%柏溪楼%")
    assert JOURNAL in attacked.found()


@pytest.mark.parametrize("text", ["not json", '["a list"]'])
def test_what_can_no_longer_be_read(attacked: Attacked, text: str):
    attacked.sql("UPDATE record SET facts = ? WHERE writer_id = ? AND number = 2", text, attacked.mine)
    found = attacked.found()
    assert any("can't be read" in message or message == CHANGED for message in found)


def test_a_deleted_record(attacked: Attacked):
    gone = "SELECT serial FROM record WHERE writer_id = ? AND number = 2"
    attacked.sql(f"DELETE FROM journal WHERE record_id IN ({gone})", attacked.mine)
    attacked.sql("DELETE FROM record WHERE writer_id = ? AND number = 2", attacked.mine)
    assert MISSING in attacked.found()


def test_a_deleted_record_with_the_others_renumbered(attacked: Attacked):
    gone = "SELECT serial FROM record WHERE writer_id = ? AND number = 2"
    attacked.sql(f"DELETE FROM journal WHERE record_id IN ({gone})", attacked.mine)
    attacked.sql("DELETE FROM record WHERE writer_id = ? AND number = 2", attacked.mine)
    for number in range(3, attacked.memory.heads[attacked.mine][0] + 1):
        attacked.sql(
            "UPDATE record SET number = ? WHERE writer_id = ? AND number = ?", number - 1, attacked.mine, number
        )
    found = attacked.found()
    assert PARTED in found
    assert CHANGED in found


def test_records_that_changed_places(attacked: Attacked):
    for here, there in ((2, 99), (3, 2), (99, 3)):
        attacked.sql("UPDATE record SET number = ? WHERE writer_id = ? AND number = ?", there, attacked.mine, here)
    assert {PARTED, CHANGED} <= set(attacked.found())


def test_a_cut_tail(attacked: Attacked):
    """The head fits what is left: only who has seen more can tell."""
    attacked.cut(attacked.other, 2)
    found = attacked.verify()
    assert [f.area for f in found.findings if f.area != "rows"] == ["witness"]
    assert (found.findings[0].values["seen"], found.findings[0].values["number"]) == (3, 2)
    assert CUT not in [f.message for f in found.findings]


def test_a_cut_tail_whose_head_was_left(attacked: Attacked):
    attacked.sql("UPDATE writer SET head_number = 1 WHERE id = ?", attacked.other)
    assert CUT in attacked.found()


def test_a_whole_chain_removed(attacked: Attacked):
    attacked.cut(attacked.other, 0)
    attacked.sql("DELETE FROM writer WHERE id = ?", attacked.other)
    found = [f for f in attacked.verify().findings if f.area == "witness"]
    assert [f.message for f in found] == [
        "Chain {chain}: this workstation has seen {seen} records of it; the whole chain is gone."
    ]


def test_a_chain_rewritten_by_another(attacked: Attacked):
    stranger = attacked.office.hire("外人", {Right.SEE_AUDIT: Scope.ALL})
    attacked.rewrite(attacked.other, 1, stranger.keys.signing, facts={})
    assert UNSIGNED in attacked.found(memory=Memory())
    assert UNSIGNED in attacked.found(full=False, memory=Memory())


def test_a_middle_rewritten_by_another_shows_though_the_end_is_genuine(attacked: Attacked):
    """Only the full way looks at each signature; the quick way sees it by the hashes that no longer meet."""
    with attacked.office.office.database.reading():
        row = Record.get((Record.writer == attacked.other) & (Record.number == 1))
    attacked.sql("UPDATE record SET signature = ? WHERE serial = ?", bytes(64), row.serial)
    assert attacked.found() == [UNSIGNED]


def test_an_own_old_record_rewritten_by_its_author(attacked: Attacked):
    """His signature fits: the workstations that have seen the old one tell."""
    attacked.rewrite(attacked.mine, 2, attacked.office.me.keys.signing, facts={"fields": []})
    assert attacked.found(memory=Memory()) == []
    assert [f.area for f in attacked.verify().findings] == ["witness"]
    # also after more was written on top of it
    attacked.office.do(settings.change_setting, "reminder_days", 10)
    assert [f.message for f in attacked.verify().findings] == [
        "Chain {chain}: record {seen}, which this workstation has seen, was rewritten."
    ]


def test_an_older_file_put_back(sqlite_office: TestOffice, tmp_path: Path):
    path = Path(sqlite_office.office.database.engine.database)
    older = tmp_path / "older"
    sqlite_office.do(settings.change_setting, "reminder_days", 9)
    shutil.copyfile(path, older)
    sqlite_office.do(settings.change_setting, "reminder_days", 10)
    memory = Memory(sqlite_office.ask(fingerprints.heads))
    sqlite_office.office.disconnect()
    shutil.copyfile(older, path)
    found = sqlite_office.ask(witnessing.look, memory)
    assert [(loss.seen, loss.number) for loss in found.losses] == [(2, 1)]
    assert found.losses[0].who == sqlite_office.me.name


def test_an_invented_writer(attacked: Attacked):
    """A chain in a colleague's name, well made, with a key of the attacker's."""
    key, chain, operation = Ed25519PrivateKey.generate(), new_id(), new_id()
    with attacked.office.office.database.reading():
        other = Writer.get_by_id(attacked.other)
        empty = bytes(Record.get(Record.topic == "settings").content)
    parts = [chain, 1, 1_700_000_000_000, other.person, operation, "reads", "read", None, {}, empty.hex(),
             chain.bytes.hex()]  # fmt: skip
    digest = record_hash(parts)
    attacked.sql("INSERT INTO writer (id, person, workstation, head_number, head_hash) VALUES (?, ?, ?, 1, ?)", chain,
                 other.person, other.workstation, digest)  # fmt: skip
    attacked.sql(
        "INSERT INTO record (writer_id, number, at, person, operation, topic, action, subject, facts, content, "
        "previous, hash, signature) VALUES (?, 1, 1700000000000, ?, ?, 'reads', 'read', NULL, '{}', ?, ?, ?, ?)",
        chain, other.person, operation, empty, chain.bytes, digest, key.sign(digest),
    )  # fmt: skip
    assert UNSIGNED in attacked.found()
    assert UNSIGNED in attacked.found(full=False)


@pytest.mark.parametrize("what", ["person", "workstation"])
def test_a_writer_that_is_nobody(attacked: Attacked, what: str):
    with attacked.office.office.database.reading():
        other = Writer.get_by_id(attacked.other)
    values = {"person": other.person, "workstation": other.workstation, what: new_id()}
    chain = new_id()
    attacked.sql("INSERT INTO writer (id, person, workstation, head_number, head_hash) VALUES (?, ?, ?, 0, ?)", chain,
                 values["person"], values["workstation"], chain.bytes)  # fmt: skip
    assert attacked.found() == [NOBODY]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("UPDATE person SET post = '董事长' WHERE post = '总经理'", "post"),
        ("UPDATE client SET name = '何启年'", "name"),
        ("UPDATE client SET unit = ''", "unit"),
        ("DELETE FROM person_role WHERE person_id = (SELECT id FROM person WHERE name = '陆文渊')", "roles"),
        ("DELETE FROM vault_key WHERE vault = 'property' AND "
         "person_id = (SELECT id FROM person WHERE name = '陆文渊')", "vaults"),
    ],
)  # fmt: skip
def test_a_row_changed_outside_the_program(attacked: Attacked, text: str, field: str):
    attacked.sql(text)
    told = [f for f in attacked.verify().findings if f.area == "rows"]
    assert [(f.message, f.values["field"]) for f in told] == [(OUTSIDE, field)]


@pytest.mark.parametrize("text", [
    "UPDATE client SET phone = '13900001111'",
    "UPDATE value_review SET state = 'verified'",
    "UPDATE consent SET evidence = '别处'",
])  # fmt: skip
def test_a_row_that_was_never_changed_is_known_too(attacked: Attacked, text: str):
    office = attacked.office
    client = office.ask(client_lists.chosen_ids, Chosen(only=Filter()))[0]
    agreed = Agreed(Ground.CONSENT, Way.PAPER, office.ask(on_file.today), "柜 3")
    office.do(consents.record_consent, client, "health", agreed)
    assert attacked.found() == []
    attacked.sql(text)
    assert attacked.found() == [NOT_ADDED]


def test_a_row_put_there_past_the_program(attacked: Attacked):
    office = attacked.office
    erased, person = new_id(), office.me.id
    attacked.sql("INSERT INTO erasure (id, version, client, code, files, at, person, person_name, second, basis, "
                 "reason, counts, operation) VALUES (?, 1, ?, 'X', '[]', 0, ?, '', '', 'other', '', '{}', ?)",
                 erased, new_id(), person, new_id())  # fmt: skip
    assert [(f.message, f.values["table"]) for f in attacked.verify().findings] == [(PLANTED, "erasure")]


def test_a_setting_that_nobody_chose(attacked: Attacked):
    attacked.sql("INSERT INTO setting (name, value) VALUES ('export_limit', '1000000')")
    assert attacked.found() == ["The setting {name} was made outside the program."]


def test_of_rows_from_before_it_says_since_when_it_can_tell(attacked: Attacked):
    """As an office stands after the step: the entries of before keep no hash, and raise no alarm."""
    with attacked.office.office.database.reading():
        whole = list(Journal.select().where(Journal.made.is_null(False)))
    client = next(entry for entry in whole if entry.table == "client")
    digest = entry_hash(bytes(client.salt), client.table, client.row, client.kind, client.changes)
    attacked.sql("UPDATE journal SET made = NULL, hash = ? WHERE id = ?", digest, client.id)
    report = attacked.verify()
    # the hash of a record holds its entries: here one was taken away by hand
    assert {f.message for f in report.findings} == {JOURNAL}
    assert [(n.area, n.values["n"]) for n in report.notices] == [("rows", 1)]


def test_a_journal_that_was_emptied(attacked: Attacked):
    """As a lawful erasure does it, only that none is on record."""
    attacked.sql("UPDATE client SET phone = '13900001111'")
    attacked.sql("UPDATE journal SET changes = NULL, salt = NULL, made = NULL WHERE table_name = 'client'")
    assert attacked.found() == [EMPTIED]
    # nor does it help to sign an erasure that one may not do
    staff = attacked.office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    numbers = [number for (number,) in attacked.sql("SELECT id FROM journal WHERE changes IS NULL")]
    with attacked.office.work(staff) as work:
        work.record("clients", "erase", None, emptied=entries_text(numbers), counts={"journal": len(numbers)})
    assert EMPTIED in attacked.found()


def test_a_colleagues_former_key_is_not_what_somebody_says(attacked: Attacked):
    """A chain in a colleague's name, signed with a key that a record of one's own calls his former one."""
    office, key = attacked.office, Ed25519PrivateKey.generate()
    staff = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    with office.office.database.reading():
        boss = Writer.get_by_id(attacked.other)
    raw = key.public_key().public_bytes_raw().hex()
    with office.work(staff) as work:
        work.record("accounts", "reset_password", work.get(Person, boss.person), signed_before=raw)
    attacked.rewrite(attacked.other, 2, key, facts={})
    assert UNSIGNED in attacked.found(memory=Memory())


def test_an_exchanged_public_key_is_told(attacked: Attacked):
    attacked.sql("UPDATE person_keys SET signing = ? WHERE person_id <> ?", bytes(32), attacked.office.me.id)
    assert attacked.found() == ["The public key of {name} was exchanged."]


def test_a_setting_changed_outside_the_program(attacked: Attacked):
    attacked.sql("UPDATE setting SET value = '3660' WHERE name = 'reminder_days'")
    assert attacked.found() == ["The setting {name} was changed outside the program."]


def test_a_row_removed_outside_the_program(attacked: Attacked):
    for table in ("value_review", "client_accounts", "sealed_text", "search_doc"):
        attacked.sql(f"DELETE FROM {table}")
    attacked.sql("DELETE FROM client")
    assert "{table} {row}: the row was removed outside the program." in attacked.found()


def test_a_sealed_value_put_back_to_an_older_one(attacked: Attacked):
    """It opens, for it was sealed for this very place; the journal tells that it is not today's."""
    with attacked.office.office.database.reading():
        rows = Journal.select(Journal.changes).where(Journal.changes.is_null(False)).order_by(Journal.id)
        seals = [c["client_accounts.bank"][1] for (c,) in rows.tuples() if "client_accounts.bank" in (c or {})]
        first = sealed_texts.bytes_of(seals[0])
    assert len(seals) == 2
    attacked.sql("UPDATE client_accounts SET bank = ?", first)
    assert [f.values.get("field") for f in attacked.verify().findings] == ["client_accounts.bank"]


def test_the_quick_way_goes_on_from_what_was_sound(attacked: Attacked):
    counts = attacked.verify(full=False).counts
    assert counts.get("records", 0) == 0
    assert attacked.verify(full=False).counts["records"] == 1  # the verification before this one
    attacked.sql("UPDATE record SET facts = ? WHERE writer_id = ? AND number = 1", "{}", attacked.mine)
    assert attacked.found(full=False) == []
    assert CHANGED in attacked.found()
    number, digest = attacked.memory.verified[attacked.mine]
    ends: dict[UUID, Head] = {**attacked.memory.verified, attacked.mine: (number, digest[::-1])}
    again = attacked.found(full=False, memory=replace(attacked.memory, verified=ends))
    assert again == ["Chain {chain}: record {number} is not the one that was verified here before.", CHANGED]


def test_a_clock_that_went_back_is_a_notice(attacked: Attacked):
    with attacked.office.office.database.reading():
        row = Record.get((Record.writer == attacked.mine) & (Record.number == 2))
    earlier = row.at.replace(year=row.at.year - 1)
    attacked.rewrite(attacked.mine, 2, attacked.office.me.keys.signing, at=earlier)
    report = attacked.verify(memory=Memory())
    assert report.findings == []
    assert [n.message for n in report.notices] == ["Chain {chain}: the clock went back by {seconds} seconds."]


def test_a_spoilt_memory_is_told(attacked: Attacked):
    assert attacked.found(memory=Memory(spoilt=True)) == [
        "What this workstation remembers of the chains was changed or can't be read."
    ]
