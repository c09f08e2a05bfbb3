"""Every kind of damage to a backup is refused with a sentence, and nothing of it is used."""

import json
import os
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.i18n import set_language
from desktop.models.backups import Backup
from desktop.models.base import UtcField, canonical
from desktop.models.base import database as tables_lie_in
from desktop.models.database import open_sqlite
from desktop.models.migrating import applied, pending
from desktop.models.office import Person, PersonKeys, PersonRole, Power, Role, Setting
from desktop.models.tables import Sum, sums
from desktop.rules.backups import BackupState, BadBackup
from desktop.rules.erasing import Basis
from desktop.rules.errors import NewerOffice, OfficeError
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    approvals,
    archive_opening,
    archives,
    backup_lists,
    backups,
    belonging,
    checking,
    clients,
    erasing,
    powers,
    recovery,
    restoring,
    sealed_chunks,
    search,
    signing,
)
from desktop.services.archive_opening import by_private, read_header
from desktop.services.archives import LENGTH, LONGEST, MAGIC
from desktop.services.office import open_office
from desktop.services.powers import Powers, RolePower, Statement
from desktop.services.sealed_chunks import CHUNK, TAG
from desktop.services.vault import OpenKeys
from tests.faults.older import aged, as_before_hashes, as_before_texts_lay_apart
from tests.faults.places import NewPlace, dump, fill, place_of, restore
from tests.offices import ADMIN, KEY, PASSWORD, TestOffice, create_database, drop_database

SEALED = CHUNK + TAG
OFFICE_OF_ITS_OWN = True


@pytest.fixture(autouse=True)
def chinese():
    set_language("zh_CN")


@pytest.fixture
def office(sqlite_office: TestOffice) -> TestOffice:
    # what is inside is the same file wherever the office lies
    return sqlite_office


@pytest.fixture
def archive(office: TestOffice, tmp_path: Path) -> Path:
    fill(office, 3)
    return office.errand(backups.back_up, place_of(office, tmp_path), tmp_path / "backups")


@pytest.fixture
def old_archive(office: TestOffice, tmp_path: Path) -> Path:
    """Of an office that has recorded nothing yet since the journal keeps a hash of new rows."""
    fill(office, 3)
    as_before_texts_lay_apart(office)
    as_before_hashes(office)
    return office.errand(backups.back_up, place_of(office, tmp_path), tmp_path / "backups")


@pytest.fixture(params=["file", "server"])
def place(request, tmp_path: Path):
    if request.param == "file":
        yield NewPlace(tmp_path / "new")
        return
    name, admin = f"new_{os.getpid()}_{id(tmp_path)}", request.getfixturevalue("pg_url")
    yield NewPlace(url=create_database(admin, name))
    drop_database(admin, name)


def start_of(raw: bytes) -> int:
    """Where the first chunk begins."""
    at = len(MAGIC)
    return at + LENGTH.size + LENGTH.unpack(raw[at : at + LENGTH.size])[0]


def refused(office: TestOffice, archive: Path, tmp_path: Path) -> str:
    """Proving and restoring both say no, and leave nothing."""
    with pytest.raises(OfficeError) as refusal:
        office.errand(backups.drill, archive, tmp_path / "scratch")
    with pytest.raises((BadBackup, NewerOffice)):
        restore(office, archive, NewPlace(tmp_path / "new"), tmp_path / "scratch")
    assert not (tmp_path / "new").exists()
    assert list((tmp_path / "scratch").iterdir()) == []
    return str(refusal.value)


def test_one_flipped_bit_anywhere(office: TestOffice, archive: Path, tmp_path: Path):
    whole, chance = archive.read_bytes(), random.Random(7)
    places = [0, len(MAGIC), len(MAGIC) + 30, start_of(whole), start_of(whole) + SEALED - 1, len(whole) - 1]
    for place in (*places, *(chance.randrange(len(whole)) for _ in range(6))):
        raw = bytearray(whole)
        raw[place] ^= 1 << chance.randrange(8)
        archive.write_bytes(raw)
        with pytest.raises((BadBackup, NewerOffice)):
            office.errand(backups.drill, archive, tmp_path / "scratch")
    archive.write_bytes(whole)
    office.errand(backups.drill, archive, tmp_path / "scratch")


def test_cut_off_anywhere(office: TestOffice, archive: Path, tmp_path: Path):
    whole = archive.read_bytes()
    first = start_of(whole)
    ends = (first - 1, first, first + 100, first + SEALED, first + 3 * SEALED, len(whole) - 1)
    for length in (0, 5, len(MAGIC) + 2, *ends):
        archive.write_bytes(whole[:length])
        said = refused(office, archive, tmp_path)
        assert "不完整" in said or "不是办公室的备份" in said, length


def test_something_behind_the_end(office: TestOffice, archive: Path, tmp_path: Path):
    archive.write_bytes(archive.read_bytes() + b"x")
    assert "改动" in refused(office, archive, tmp_path)


def test_chunks_in_another_order(office: TestOffice, archive: Path, tmp_path: Path):
    raw = archive.read_bytes()
    at = start_of(raw) + SEALED
    one, two = raw[at : at + SEALED], raw[at + SEALED : at + 2 * SEALED]
    archive.write_bytes(raw[:at] + two + one + raw[at + 2 * SEALED :])
    assert "改动" in refused(office, archive, tmp_path)


def test_a_recipient_taken_out_or_put_in(office: TestOffice, archive: Path, tmp_path: Path):
    raw = archive.read_bytes()
    at = len(MAGIC) + LENGTH.size
    told = json.loads(raw[at : start_of(raw)])
    mine = dict(told["recipients"])
    for changed in ({}, {**mine, "00" * 32: "00" * 80}):
        header = json.dumps({**told, "recipients": changed}).encode()
        archive.write_bytes(MAGIC + LENGTH.pack(len(header)) + header + raw[start_of(raw) :])
        said = refused(office, archive, tmp_path)
        assert "改动" in said or "打开" in said


def rewritten(office: TestOffice, archive: Path, tmp_path: Path, change: Callable[..., dict]) -> None:
    """The archive written once more by a recipient, who holds its key: with `change` made to what goes into it."""
    key_of = by_private(office.me.keys.exchange)
    inside = tmp_path / "inside"
    contents = archive_opening.unpack(archive, key_of, inside)
    parts = {"manifest": contents.manifest, "keys": contents.keys, "signing": office.me.keys.signing}
    parts |= change(contents, inside)
    key = os.urandom(32)
    header = archives.new_header(contents.header.archive, contents.header.office, key, contents.header.recipients)
    archive.unlink()
    if parts.get("as_told"):
        # by a program that says of the file what it likes
        told = archives._Inside(parts["keys"], parts["manifest"], parts["signing"], inside)
        with archive.open("wb") as file:
            archives._fill(file, header, key, told, lambda *_: None)
    else:
        archives.write(archive, header, key, parts["keys"], parts["manifest"], parts["signing"], inside)
    inside.unlink()


def test_signed_by_somebody_else(office: TestOffice, archive: Path, tmp_path: Path):
    stranger = Ed25519PrivateKey.generate()
    # with a signature that does not fit, and with one that fits a key nobody knows
    rewritten(office, archive, tmp_path, lambda *_: {"signing": stranger})
    assert "签名" in refused(office, archive, tmp_path)


def test_signed_by_a_key_nobody_knows(office: TestOffice, archive: Path, tmp_path: Path):
    stranger = Ed25519PrivateKey.generate()
    public = stranger.public_key().public_bytes_raw()
    rewritten(office, archive, tmp_path,
              lambda c, _p: {"signing": stranger, "manifest": replace(c.manifest, signing=public)})  # fmt: skip
    assert "签名" in refused(office, archive, tmp_path)


def test_a_forger_who_also_plants_his_key_inside(office: TestOffice, archive: Path, tmp_path: Path):
    """The copy then vouches for him; the office that is open does not."""
    stranger = Ed25519PrivateKey.generate()
    public = stranger.public_key().public_bytes_raw()

    def plant(contents, inside):
        copy = open_sqlite(inside, KEY)
        with copy.writing():
            copy.engine.execute_sql("UPDATE person_keys SET signing = ?", (public,))
        with copy.reading():
            tables = sums(copy)
        copy.disconnect()
        return {"signing": stranger, "manifest": replace(contents.manifest, signing=public, tables=tables)}

    rewritten(office, archive, tmp_path, plant)
    refused(office, archive, tmp_path)


@pytest.mark.parametrize("names_the_sheet", [False, True])
def test_a_colleague_who_forges_himself_an_office(office: TestOffice, archive: Path, tmp_path: Path, names_the_sheet):
    """Signed by himself, whom the office knows: with an anchor of his own, under which he may do everything."""
    me = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    kept = office.office.settings
    sheet = OpenKeys.of_seed(signing.seed_of(office.office.id, kept["recovery_seed"], office.me.keys))

    def forge(contents, inside):
        copy = open_sqlite(inside, KEY)
        with tables_lie_in.elsewhere(copy.engine), copy.writing():
            root = OpenKeys.new()
            everything = RolePower({right.value: 3 for right in Right}, 3)
            role = Role.get(Role.key == "admin")
            person = Person.create(id=me.id, name=me.name, login="li", created_at=copy.now(), force_insert=True)
            PersonKeys.create(person=person, exchange=me.keys.public[0], signing=me.keys.public[1], sealed=b"x", kdf={},
                              force_insert=True)  # fmt: skip
            PersonRole.create(person=person, role=role)
            found = powers.from_before(kept["office_id"])
            said = [powers.anchor_says(root), powers.role_says(role.id, everything)]
            said += [powers.person_says(key, each) for key, each in found.people.items()]
            said += [powers.role_says(key, each) for key, each in found.roles.items() if key != role.id]
            said += [powers.vault_says(*place, known) for place, known in office.me.powers.known.items()]
            if names_the_sheet:
                # its public half is no secret
                said.append(
                    Statement("anchor", "", {"exchange": sheet.public[0].hex(), "signing": sheet.public[1].hex()})
                )
            role.rights, role.level = dict(everything.rights), 3
            role.save()
            Power.delete().execute()
            powers.entry(Powers(kept["office_id"]), copy.now(), None, root, said).save(force_insert=True)
            known = sheet if names_the_sheet else root
            Setting.update(value=known.public[0].hex()).where(Setting.name == "recovery_key").execute()
            tables = sums(copy)
        copy.disconnect()
        manifest = replace(contents.manifest, maker=me.id, maker_name=me.name, signing=me.keys.public[1], tables=tables)
        return {"signing": me.keys.signing, "manifest": manifest}

    rewritten(office, archive, tmp_path, forge)
    assert names_the_sheet or "本办公室签名" in refused(office, archive, tmp_path)
    with pytest.raises(BadBackup, match="本办公室签名"):
        restoring.restore_alone(archive, sheet, NewPlace(tmp_path / "new"), tmp_path / "scratch", print)


def test_records_of_another_history(office: TestOffice, archive: Path, tmp_path: Path):
    """A backup whose chains go on otherwise than those of the open office: rows may be as they are nowhere else."""
    office.do(clients.open_client, ClientForm.PERSON, {"name": "后来的"})
    other = tmp_path / "other.office"

    def fork(contents, inside):
        shutil.copyfile(inside, other)
        database = open_sqlite(other, KEY)
        fork = open_office(database, office.office.secret, office.office.workstation)
        TestOffice(fork, fork.sign_in(ADMIN, PASSWORD)).do(clients.open_client, ClientForm.PERSON, {"name": "别处的"})
        with database.reading():
            tables, heads = sums(database), belonging._heads()
        database.disconnect()
        other.replace(inside)
        ends = tuple((str(key), number, digest.hex()) for key, (number, digest) in heads.items())
        return {"manifest": replace(contents.manifest, tables=tables, heads=ends)}

    rewritten(office, archive, tmp_path, fork)
    office.office.database.bind()
    assert "记录" in refused(office, archive, tmp_path)


def test_one_newer_than_the_office_that_is_open(office: TestOffice, archive: Path, tmp_path: Path):
    """The office was put back to an older state; the backup goes on from it, and is taken."""
    before = tmp_path / "before.office"
    shutil.copyfile(office.office.database.engine.database, before)
    zhao = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    office.do(clients.open_client, ClientForm.PERSON, {"name": "后来的"}, me=office.me)
    later = office.errand(backups.back_up, place_of(office, tmp_path), tmp_path / "backups", scheduled=True, me=zhao)
    database = open_sqlite(before, KEY)
    open_again = open_office(database, office.office.secret, office.office.workstation)
    older = TestOffice(open_again, open_again.sign_in(ADMIN, PASSWORD))
    older.errand(backups.drill, later, tmp_path / "scratch")
    database.disconnect()
    office.office.database.bind()


def test_a_list_of_contents_that_was_edited(office: TestOffice, archive: Path, tmp_path: Path):
    def fewer(contents, _inside):
        tables = {**contents.manifest.tables, "client": Sum(2, contents.manifest.tables["client"].digest)}
        return {"manifest": replace(contents.manifest, tables=tables)}

    rewritten(office, archive, tmp_path, fewer)
    assert "client" in refused(office, archive, tmp_path)


@pytest.mark.parametrize(("table", "statement"), [
    ("client", "UPDATE client SET name = '假名'"), ("client", "DELETE FROM client WHERE phone LIKE '%1'"),
    ("person_role", "DELETE FROM person_role"), ("record", "UPDATE record SET at = at + 1"),
])  # fmt: skip
def test_rows_changed_by_one_who_can_open_it(office: TestOffice, archive: Path, tmp_path: Path, table, statement):
    def change(_contents, inside):
        copy = open_sqlite(inside, KEY)
        with copy.writing():
            copy.engine.execute_sql("PRAGMA foreign_keys = OFF")
            copy.engine.execute_sql(statement)
        copy.disconnect()
        return {}

    rewritten(office, archive, tmp_path, change)
    assert table in refused(office, archive, tmp_path)


@pytest.mark.parametrize("forged", [{"size": 4096}, {"sha256": "0" * 64}])
def test_a_file_inside_that_is_not_the_one_that_was_signed(office: TestOffice, archive: Path, tmp_path: Path, forged):
    rewritten(office, archive, tmp_path,
              lambda c, _p: {"manifest": replace(c.manifest, **forged), "as_told": True})  # fmt: skip
    assert "改动" in refused(office, archive, tmp_path)


def test_a_recovery_sheet_of_who_held_no_keys_opens_no_backup(office: TestOffice, tmp_path: Path):
    """Whoever runs people may say which sheet there is; that he held the keys, nobody believes without proof."""
    admin, planted = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL}), OpenKeys.new()
    reader = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    office.do(recovery.new_sheet)
    with office.office.database.reading():
        office.office.read_settings()
    sheet = OpenKeys.of_seed(signing.seed_of(office.office.id, office.office.settings["recovery_seed"], office.me.keys))
    with office.work() as work:
        said = powers.anchor_says(planted)
        powers.entry(signing.current(work), work.now, admin.id, admin.keys, [said]).save(force_insert=True)
        Setting.update(value=planted.public[0].hex()).where(Setting.name == "recovery_key").execute()
    for maker, sealed_for in ((office.me, True), (reader, False)):
        with suppress(BadBackup):
            # the exchange is told, and so is that the office is not as it should be
            office.errand(backups.back_up, place_of(office, tmp_path), tmp_path / "backups", scheduled=True, me=maker)
        archive = max((tmp_path / "backups").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        held = read_header(archive).recipients
        assert planted.public[0] not in held and (sheet.public[0] in held) is sealed_for
        assert office.me.keys.public[0] in held
        if sealed_for:
            restoring.restore_alone(archive, sheet, NewPlace(tmp_path / "new"), tmp_path / "scratch", print)


def test_an_envelope_of_another_office(office: TestOffice, archive: Path, tmp_path: Path):
    rewritten(office, archive, tmp_path, lambda c, _p: {"manifest": replace(c.manifest, office=str(UUID(int=1)))})
    assert "改动" in refused(office, archive, tmp_path)


def test_a_frame_that_would_fill_the_memory(office: TestOffice, archive: Path, tmp_path: Path):
    """Its length is refused before anything of that length is read."""
    key, header = os.urandom(32), read_header(archive)
    with archive.open("wb") as file:
        sealed = archives.new_header(header.archive, header.office, key, header.recipients).recipients
        told = {public.hex(): wrapped.hex() for public, wrapped in sealed.items()}
        raw = canonical({"archive": str(header.archive), "office": header.office, "recipients": told}).encode()
        file.write(MAGIC + LENGTH.pack(len(raw)) + raw)
        digest = archives.header_digest(raw)
        inside = [LENGTH.pack(LONGEST + 1) + bytes(3 * CHUNK)]
        file.writelines(sealed_chunks.sealed(inside, archives.cipher_of(key, digest), digest))
    # one that ends too early would be told otherwise
    assert "改动" in refused(office, archive, tmp_path)


def test_a_header_that_would_fill_the_memory(office: TestOffice, archive: Path, tmp_path: Path):
    archive.write_bytes(MAGIC + LENGTH.pack(LONGEST + 1) + bytes(100))
    assert "不完整" in refused(office, archive, tmp_path)


def test_ends_of_chains_that_are_not_in_it(office: TestOffice, archive: Path, tmp_path: Path):
    def longer(contents, _inside):
        (writer, number, digest), *others = contents.manifest.heads
        return {"manifest": replace(contents.manifest, heads=((writer, number + 1, digest), *others))}

    rewritten(office, archive, tmp_path, longer)
    assert "records" in refused(office, archive, tmp_path)


def test_steps_that_are_not_its_own(office: TestOffice, archive: Path, tmp_path: Path):
    rewritten(office, archive, tmp_path,
              lambda c, _p: {"manifest": replace(c.manifest, steps=c.manifest.steps[:-1])})  # fmt: skip
    assert "schema" in refused(office, archive, tmp_path)


def test_the_sheet_alone_knows_who_may_have_made_it(office: TestOffice, archive: Path, tmp_path: Path):
    """Nobody is there to ask: what is signed inside says who is known."""
    kept = office.office.settings["recovery_seed"]
    sheet = OpenKeys.of_seed(signing.seed_of(office.office.id, kept, office.me.keys))
    stranger = Ed25519PrivateKey.generate()
    public = stranger.public_key().public_bytes_raw()
    given = (sheet, NewPlace(tmp_path / "new"), tmp_path / "scratch", print)
    rewritten(office, archive, tmp_path,
              lambda c, _p: {"signing": stranger, "manifest": replace(c.manifest, signing=public)})  # fmt: skip
    with pytest.raises(BadBackup, match="签名"):
        restoring.restore_alone(archive, *given)

    def plant(contents, inside):
        copy = open_sqlite(inside, KEY)
        with copy.writing():
            copy.engine.execute_sql("UPDATE person_keys SET signing = ?", (public,))
        with copy.reading():
            tables = sums(copy)
        copy.disconnect()
        return {"signing": stranger, "manifest": replace(contents.manifest, signing=public, tables=tables)}

    rewritten(office, archive, tmp_path, plant)
    with pytest.raises(BadBackup):
        restoring.restore_alone(archive, *given)


def test_a_damaged_copy_of_a_backup_says_nothing_of_the_backup(office: TestOffice, archive: Path, tmp_path: Path):
    copy = tmp_path / "copy"
    shutil.copyfile(archive, copy)
    with copy.open("r+b") as file:
        file.truncate(archive.stat().st_size - 10)
    refused(office, copy, tmp_path)
    (line,) = office.ask(backup_lists.list_backups, office.office.workstation)
    assert line.state is BackupState.PROVED
    with archive.open("r+b") as file:
        file.truncate(archive.stat().st_size - 10)
    refused(office, archive, tmp_path)
    (line,) = office.ask(backup_lists.list_backups, office.office.workstation)
    assert line.state is BackupState.FAILED


def test_an_office_that_is_not_sound_has_no_proved_backup(office: TestOffice, tmp_path: Path):
    fill(office, 1)
    with office.office.database.writing():
        office.office.database.engine.execute_sql("UPDATE record SET at = at + 1")
    with pytest.raises(BadBackup):
        office.errand(backups.back_up, place_of(office, tmp_path), tmp_path / "backups")
    (line,) = office.ask(backup_lists.list_backups, office.office.workstation)
    assert line.state is BackupState.FAILED
    assert office.ask(backup_lists.standing).proved_at is None


def before_step(office: TestOffice, archive: Path, tmp_path: Path, last: str) -> None:
    """The archive as a program of that day would have made it."""

    def older(contents, inside):
        copy = aged(inside, KEY, last, tmp_path)
        with copy.reading():
            tables, steps = sums(copy), tuple(sorted(applied(copy)))
        copy.disconnect()
        return {"manifest": replace(contents.manifest, tables=tables, steps=steps, indexed=False)}

    rewritten(office, archive, tmp_path, older)


def test_one_from_before_todays_tables_is_proved_and_brought_back(
    office: TestOffice, old_archive: Path, tmp_path: Path, place: NewPlace
):
    """Not damaged, only older: it is brought up to date, looked over in full, and erased in as the open office was."""
    before_step(office, old_archive, tmp_path, "0016_signed_powers")
    (hit,) = office.ask(search.find, "尉迟1")
    office.do(approvals.go_alone, office.ask(erasing.need, hit.id), "客户要求")
    office.errand(erasing.erase_staged, hit.id, Basis.PURPOSE, "不再往来")
    office.errand(backups.drill, old_archive, tmp_path / "scratch")
    found = restore(office, old_archive, place, tmp_path / "scratch")
    assert "19900000001" not in str(dump(place.database()))
    with place.opened(found) as back:
        assert pending(back.office.database) == []
        assert [one.title for one in back.ask(search.find, "尉迟")] == ["尉迟0", "尉迟2"]
        assert back.errand(checking.check_office).findings == []


def test_an_older_one_that_is_not_sound_is_refused_too(office: TestOffice, archive: Path, tmp_path: Path):
    def older(contents, inside):
        copy = aged(inside, KEY, "0016_signed_powers", tmp_path)
        with copy.writing():
            copy.engine.execute_sql("UPDATE record SET at = at + 1")
        with copy.reading():
            tables, steps = sums(copy), tuple(sorted(applied(copy)))
        copy.disconnect()
        return {"manifest": replace(contents.manifest, tables=tables, steps=steps, indexed=False)}

    rewritten(office, archive, tmp_path, older)
    refused(office, archive, tmp_path)


def test_one_from_before_anything_was_signed_is_taken_where_the_list_knows_it_of_then(
    office: TestOffice, old_archive: Path, tmp_path: Path
):
    before_step(office, old_archive, tmp_path, "0015_backups")
    assert "签名" in refused(office, old_archive, tmp_path)
    with office.office.database.writing():
        Backup.update(made_at=UtcField().python_value(1)).execute()
    place = NewPlace(tmp_path / "new")
    found = restore(office, old_archive, place, tmp_path / "scratch")
    with place.opened(found) as back:
        # the first who runs people signs what is found, as in any office from before
        assert back.errand(checking.check_office).findings == []


def test_one_from_a_newer_program_is_left_alone(office: TestOffice, archive: Path, tmp_path: Path):
    def newer(contents, inside):
        copy = open_sqlite(inside, KEY)
        with copy.writing():
            copy.engine.execute_sql("UPDATE schema_migration SET name = '9999_later' WHERE name = '0015_backups'")
        copy.disconnect()
        steps = tuple(sorted({*contents.manifest.steps, "9999_later"} - {"0015_backups"}))
        return {"manifest": replace(contents.manifest, steps=steps)}

    rewritten(office, archive, tmp_path, newer)
    with pytest.raises(NewerOffice):
        office.errand(backups.drill, archive, tmp_path / "scratch")
    (line,) = office.ask(backup_lists.list_backups, office.office.workstation)
    assert line.state is BackupState.PROVED


def test_nobody_without_a_key_reads_a_word(office: TestOffice, archive: Path):
    raw = archive.read_bytes()
    assert raw.startswith(MAGIC)
    for word in ("尉迟", "19900000000", "柏溪楼", "SQLite format"):
        assert word.encode() not in raw
    assert office.office.secret not in raw
    assert KEY not in raw
    assert read_header(archive).office == office.office.id
