"""Backups, their proof and their way back: what was in the office is in the new one, on both databases."""

import resource
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from desktop.models import copies
from desktop.models.backups import Backup
from desktop.models.database import opens
from desktop.models.merging import Merge
from desktop.models.office import PersonRole, Power, Role, VaultKey
from desktop.models.records import Record
from desktop.rules.approvals import NeedsApproval
from desktop.rules.audit import Memory
from desktop.rules.backups import ENDING, NO_SHEET, BackupState, BadBackup, NotForYou
from desktop.rules.contacts import Channel, Report
from desktop.rules.erasing import Basis
from desktop.rules.errors import BadEntry, Interrupted, NotAllowed, OfficeError, SignInRefused
from desktop.rules.fields import Block
from desktop.rules.health import State
from desktop.rules.ids import new_id
from desktop.rules.merging import Whose
from desktop.rules.rights import Right, Scope
from desktop.rules.today import Group
from desktop.rules.words import ClientForm
from desktop.services import (
    accounts,
    approvals,
    backup_lists,
    backups,
    blob_store,
    checking,
    clients,
    contacts,
    document_hand_outs,
    erasing,
    filing,
    health,
    merging,
    recovery,
    restoring,
    search,
    settings,
    signing,
    today,
    unmerging,
    verifying,
)
from desktop.services.archive_opening import read_header
from desktop.services.filing import Wish
from desktop.services.health import BACKUPS
from desktop.services.vault import OpenKeys
from tests.faults.places import ID_NUMBER, NewPlace, dump, fill, place_of, restore
from tests.offices import ADMIN, KEY, PASSWORD, TestOffice

RUNS = {Right.RUN_OFFICE: Scope.ALL, Right.APPROVE_CLIENTS: Scope.ALL}
# what coming to a new place writes itself: its id, its workstation, and the record that tells of it
OF_ARRIVAL = {"setting", "workstation", "writer", "record", "journal", "operation"}


def back_up(office: TestOffice, folder: Path, **more) -> Path:
    return office.errand(backups.back_up, place_of(office, folder), folder / "backups", **more)


def test_what_comes_back_is_what_was_there(office: TestOffice, place: NewPlace, tmp_path: Path):
    fill(office)
    before = dump(office.office.database)
    archive = back_up(office, tmp_path)
    fill(office, 1)
    found = restore(office, archive, place, tmp_path / "scratch")
    after = dump(place.database())
    assert {table for table in before if before[table] - after[table]} <= {"setting"}
    assert [row[0] for row in before["setting"] - after["setting"]] == ["office_id"]
    assert {table for table in after if after[table] - before[table]} <= OF_ARRIVAL
    assert found.id != office.office.id
    with place.opened(found) as back:
        assert back.office.settings["restored_from"]["office"] == office.office.id
        assert back.errand(checking.check_office).findings == []
        assert [hit.title for hit in back.ask(search.find, "尉迟7")] == ["尉迟7"]
        (hit,) = back.ask(search.find, "尉迟0")
        with back.work() as work:
            client = work.get(clients.Client, hit.id)
            assert work.unlock(client, Block.IDENTITY)["id_number"] == ID_NUMBER
        # its own numbers go on where the others end
        back.do(clients.open_client, ClientForm.PERSON, {"name": "新来的"})
        assert back.errand(checking.check_office).findings == []
    # and the office it was made of is where it was
    assert office.ask(search.find, "新来的") == []


def test_colleagues_write_while_it_is_copied(office: TestOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What they save is wholly in it or not at all; nobody is refused."""
    monkeypatch.setattr(copies, "_PAGES", 12)
    fill(office, 3)
    stop, under_way, saved = threading.Event(), threading.Event(), []

    def colleague():
        try:
            while not stop.is_set():
                office.do(clients.open_client, ClientForm.PERSON, {"name": f"同时{len(saved)}", "bank_account": "6222"})
                saved.append(True)
                if len(saved) > 2:
                    under_way.set()
        finally:
            office.office.disconnect()

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(colleague)
        try:
            assert under_way.wait(20)
            archive = back_up(office, tmp_path)
        finally:
            stop.set()
        working.result(30)
    found = office.errand(backups.drill, archive, tmp_path / "scratch").manifest
    assert 3 + 2 < found.clients <= 3 + len(saved)
    assert found.tables["client_accounts"].rows == found.clients - 3 + 1


def test_a_backup_is_in_the_list_with_its_proof(office: TestOffice, tmp_path: Path):
    assert office.ask(backup_lists.standing).proved_at is None
    fill(office, 2)
    archive = back_up(office, tmp_path)
    (line,) = office.ask(backup_lists.list_backups, office.office.workstation)
    assert (line.state, line.path, line.clients, line.made_by, line.here) == (
        BackupState.PROVED, archive, 2, ADMIN, True)  # fmt: skip
    assert line.size == archive.stat().st_size
    standing = office.ask(backup_lists.standing)
    assert (standing.proved_at, standing.late, standing.trouble) == (line.made_at, False, "")
    assert office.errand(checking.check_office).findings == []
    assert list((tmp_path / "scratch").iterdir()) == []


def test_one_whose_maker_can_prove_no_sheet_is_told_until_a_holder_makes_one(office: TestOffice, tmp_path: Path):
    keyless = office.hire("吴刚", RUNS)
    office.do(recovery.new_sheet)
    for maker, lacks in ((keyless, True), (office.me, False)):
        back_up(office, tmp_path, me=maker)
        assert office.ask(backup_lists.standing).no_sheet is lacks
        line, *_older = office.ask(backup_lists.list_backups, office.office.workstation)
        assert (line.state, line.trouble, line.for_sheet) == (BackupState.PROVED, "", not lacks)
        for who in (keyless, office.me):
            check = next(check for check in office.ask(health.look, me=who) if check.key == ("backup",))
            goes = (BACKUPS if who is keyless else (BACKUPS[0], (BACKUPS[1], "make"))) if lacks else None
            assert (check.state, check.opens) == (State.BAD if lacks else State.GOOD, goes)
    # where both make them, one day after the other, all is well as long as the sheet opens one of these days
    back_up(office, tmp_path, me=keyless)
    assert not office.ask(backup_lists.standing).no_sheet
    assert [line.for_sheet for line in office.ask(backup_lists.list_backups, office.office.workstation)] == [
        False, True]  # fmt: skip
    assert next(check.state for check in office.ask(health.look) if check.key == ("backup",)) is State.GOOD
    with office.beneath() as database, database.writing():
        Backup.update(made_at=database.now() - timedelta(days=30)).where(Backup.for_sheet).execute()
    assert office.ask(backup_lists.standing).no_sheet


def test_one_proved_before_there_was_any_sheet_is_opened_by_none(office: TestOffice, tmp_path: Path):
    """An office from before anything was signed, into which nobody has come since who could sign."""
    maker = office.hire("吴刚", RUNS)
    with office.beneath() as database, database.writing():
        Power.delete().execute()
    office.office.pin = None
    back_up(office, tmp_path, me=office.office.sign_in(maker.name, PASSWORD))
    (line,) = office.ask(backup_lists.list_backups, office.office.workstation, me=maker)
    assert (line.state, line.for_sheet) == (BackupState.PROVED, False)
    admin = office.office.sign_in(ADMIN, PASSWORD)
    assert admin.powers.sheets and office.ask(backup_lists.standing, me=admin).no_sheet
    back_up(office, tmp_path, me=admin)
    assert not office.ask(backup_lists.standing, me=admin).no_sheet


def test_a_backup_of_which_an_older_program_noted_that_no_sheet_opens_it_still_tells(office: TestOffice):
    values = {"archive": new_id(), "made_at": office.office.database.now(), "made_by": office.me.id, "folder": "/b",
              "workstation": office.office.workstation, "file": "a"}  # fmt: skip
    with office.work() as work:
        row = work.add(Backup(state=BackupState.MADE.value, **values))
        work.record("backups", "make", row)
        work.change(row, {"state": BackupState.PROVED.value, "proved_at": work.now, "trouble": NO_SHEET})
        work.record("backups", "prove", row)
    step = import_module("desktop.models.migrations.0047_found_by_what_they_tell")
    with office.office.database.writing():
        for name in step.INDEXES:
            office.office.database.engine.execute_sql(f"DROP INDEX {name}")
        step.up(None, office.office.database.engine)
    assert office.ask(backup_lists.standing).no_sheet

    def findings():
        found = office.errand(verifying.verify, Memory()).report.findings
        return [finding for finding in found if finding.values.get("table") == "backup"]

    assert findings() == []
    # found to be damaged since: journal and row are told as one still
    with office.work() as work:
        row = work.get(Backup, row.id)
        work.change(row, {"state": BackupState.FAILED.value, "trouble": "damaged"})
        work.record("backups", "fail", row)
    assert findings() == []
    with office.beneath() as database, database.writing():
        Backup.update(for_sheet=True).execute()
    assert len(findings()) == 1


def test_who_may_not_run_the_office_makes_opens_and_sees_none(office: TestOffice, tmp_path: Path):
    archive = back_up(office, tmp_path)
    li = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    for verb, *given in ((backups.back_up, place_of(office, tmp_path), tmp_path), (backups.drill, archive, tmp_path),
                         (restoring.restore, archive, NewPlace(tmp_path / "x"), tmp_path, print)):  # fmt: skip
        with pytest.raises(NotAllowed):
            office.errand(verb, *given, me=li)
    with pytest.raises(NotAllowed):
        office.ask(backup_lists.list_backups, office.office.workstation, me=li)
    # everybody may know when there was one
    assert office.ask(backup_lists.standing, me=li).proved_at is not None


def test_who_runs_the_office_only_later_can_not_open_it(office: TestOffice, tmp_path: Path):
    archive = back_up(office, tmp_path)
    zhao = office.hire("赵峰", RUNS)
    with pytest.raises(NotForYou):
        office.errand(backups.drill, archive, tmp_path / "scratch", me=zhao)
    (line,) = office.ask(backup_lists.list_backups, office.office.workstation)
    assert line.state is BackupState.PROVED


def test_restoring_needs_a_second_person(office: TestOffice, tmp_path: Path):
    zhao = office.hire("赵峰", RUNS)
    archive, place = back_up(office, tmp_path), NewPlace(tmp_path / "new.office")
    given = (archive, place, tmp_path / "scratch", lambda _office: None)
    with pytest.raises(NeedsApproval) as refusal:
        office.errand(restoring.restore, *given)
    assert not place.path.exists()
    key = office.do(approvals.ask, refusal.value.need, "旧电脑坏了")
    office.do(approvals.approve, key, me=zhao)
    # Today leads to where it is done
    assert [row.opens for row in office.ask(today.all_of, Group.WAITING).rows] == [("settings", "backups")]
    found = office.errand(restoring.restore, *given)
    assert place.path.exists()
    with office.work(write=False):
        assert Record.select().where(Record.action == "restore").count() == 1
    # once
    with pytest.raises(NeedsApproval):
        office.errand(restoring.restore, archive, NewPlace(tmp_path / "b"), tmp_path / "scratch", lambda _office: None)
    assert found.id != office.office.id


def test_nothing_is_ever_put_over_what_is_there(office: TestOffice, server_place: NewPlace, tmp_path: Path):
    archive = back_up(office, tmp_path)
    taken = NewPlace(tmp_path / "taken")
    taken.path.write_bytes(b"a letter")
    other = server_place.database()
    with other.writing():
        other.engine.execute_sql("CREATE TABLE theirs (id INTEGER)")
    other.disconnect()
    for place in (taken, server_place):
        with pytest.raises(BadEntry):
            restore(office, archive, place, tmp_path / "scratch")
    assert taken.path.read_bytes() == b"a letter"
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


def test_stopped_in_the_middle_nothing_stays(office: TestOffice, place: NewPlace, tmp_path: Path):
    fill(office, 5)

    def stop_at(share):
        def progress(done, total, _text=""):
            if done >= share * total:
                raise Interrupted("stop")

        return progress

    for share in (0.1, 0.45):
        with pytest.raises(Interrupted):
            back_up(office, tmp_path, progress=stop_at(share))
    assert list((tmp_path / "backups").iterdir()) == []
    archive = back_up(office, tmp_path)
    with pytest.raises(Interrupted):
        restore(office, archive, place, tmp_path / "scratch", progress=stop_at(0.6))
    if place.path is not None:
        assert not place.path.exists()
        assert not place.path.with_name("new.office.part").exists()
    else:
        database = place.database()
        with database.reading():
            assert database.engine.get_tables() == []
        database.disconnect()


@contextmanager
def files_of_at_most(size: int):
    """Every write beyond it fails, as on a disk that is full."""
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, held[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, held)


def test_a_disk_that_fills_up_leaves_nothing_that_looks_finished(postgres_office: TestOffice, tmp_path: Path):
    """The copy of an office on a server is written by SQLite, the archive by us: both stop."""
    office = postgres_office
    fill(office, 2)
    with files_of_at_most(200_000), pytest.raises(Exception) as trouble:
        back_up(office, tmp_path)
    assert "200000" not in str(trouble.value)
    assert list((tmp_path / "backups").iterdir()) == []
    (line,) = office.ask(backup_lists.list_backups, office.office.workstation)
    assert (line.state, line.trouble) == (BackupState.FAILED, str(trouble.value))
    office.do(clients.open_client, ClientForm.PERSON, {"name": "之后"})


def test_a_folder_that_is_not_there_is_said_and_shown_on_today(office: TestOffice, tmp_path: Path):
    (tmp_path / "backups").write_text("a file where the folder should be")
    with pytest.raises(BadBackup, match="backups"):
        back_up(office, tmp_path)
    wrong = office.ask(today.all_of, Group.WRONG)
    assert [row.key for row in wrong.rows] == [("backups", "failed")]
    assert "backups" in str(wrong.rows[0].below)
    (tmp_path / "backups").unlink()
    back_up(office, tmp_path)
    assert office.ask(today.all_of, Group.WRONG).rows == ()


def test_generations_make_room_but_never_for_the_last_proved_one(office: TestOffice, tmp_path: Path):
    for number in ("backup_daily", "backup_weekly", "backup_monthly", "backup_yearly"):
        office.do(settings.change_setting, number, 1)
    first = back_up(office, tmp_path)
    second = back_up(office, tmp_path)
    assert (first.exists(), second.exists()) == (False, True)
    assert len(office.ask(backup_lists.list_backups, office.office.workstation)) == 1


def test_a_scheduled_one_is_made_by_whoever_is_there(sqlite_office: TestOffice, tmp_path: Path):
    office = sqlite_office
    li = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    archive = back_up(office, tmp_path, scheduled=True, me=li)
    with pytest.raises(NotAllowed):
        office.errand(backups.drill, archive, tmp_path / "scratch", me=li)
    assert office.errand(backups.drill, archive, tmp_path / "scratch").manifest.maker_name == "李娜"


def test_the_recovery_sheet_opens_what_nobody_else_can_any_more(office: TestOffice, place: NewPlace, tmp_path: Path):
    fill(office, 2)
    papers = [office.errand(filing.file_document, Wish(f"合同 {mark}".encode(), "合同.txt", mark=mark))
              for mark in ("", "top_secret")]  # fmt: skip
    kept = office.office.settings["recovery_seed"]
    sheet = OpenKeys.of_seed(signing.seed_of(office.office.id, kept, office.me.keys))
    archive = back_up(office, tmp_path)
    given = (tmp_path / "scratch", lambda _office: None)
    # everything is lost: keys of people, and what lay in the office's own store
    with office.beneath() as database, database.writing():
        for key in list(blob_store.of(database, office.me.id).ids()):
            blob_store.of(database, office.me.id).remove(key)
    with pytest.raises(NotForYou):
        restoring.restore_alone(archive, OpenKeys.new(), place, *given)
    told: list[OfficeError] = []
    found = restoring.restore_alone(archive, sheet, place, *given, name=ADMIN, password=PASSWORD, tell=told.append)
    assert ["newer backup" in each.message for each in told] == [True]
    with place.opened(found) as back:
        assert back.errand(checking.check_office).findings == []
        assert len(back.ask(search.find, "尉迟")) == 2
        read = [back.errand(document_hand_outs.read, key).content.decode() for key in papers]
        assert read == ["合同 ", "合同 top_secret"]
        with back.work(write=False):
            assert Record.select().where(Record.action == "arrive").count() == 1
        # what was signed holds as before, and more can be signed
        back.hire("李娜", RUNS)
        assert back.errand(checking.check_office).findings == []


def test_who_gave_himself_a_role_by_another_program_opens_no_backup(office: TestOffice, tmp_path: Path):
    li = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    with office.office.database.writing():
        admin = Role.get(Role.key == "admin")
        PersonRole.create(person=li.id, role=admin)
    with pytest.raises(BadBackup):
        # the office is not sound, and that is told
        back_up(office, tmp_path)
    (archive,) = (tmp_path / "backups").iterdir()
    assert li.keys.public[0] not in read_header(archive).recipients


def test_who_was_erased_since_stays_erased_in_what_comes_back(office: TestOffice, place: NewPlace, tmp_path: Path):
    fill(office, 4)
    (hit,) = office.ask(search.find, "尉迟3")
    archive = back_up(office, tmp_path)
    office.do(approvals.go_alone, office.ask(erasing.need, hit.id), "客户要求")
    office.errand(erasing.erase_staged, hit.id, Basis.PURPOSE, "不再往来")
    found = restore(office, archive, place, tmp_path / "scratch")
    assert "19900000003" not in str(dump(place.database()))
    with place.opened(found) as back:
        assert [one.title for one in back.ask(search.find, "尉迟")] == ["尉迟0", "尉迟1", "尉迟2"]
        assert [one.code for one in back.ask(erasing.register)] == [hit.code]
        assert back.errand(checking.check_office).findings == []


def test_who_was_shut_out_since_stays_outside_of_what_comes_back(office: TestOffice, place: NewPlace, tmp_path: Path):
    """Whoever left knows the key of the file as it was, and the password of then."""
    office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL}, level=3, vaults=("accounts",))
    gone = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL}, level=3, vaults=("accounts",))
    fill(office, 1)
    archive = back_up(office, tmp_path)
    office.do(accounts.suspend, gone.id)
    told: list[OfficeError] = []
    found = restore(office, archive, place, tmp_path / "scratch", tell=told.append)
    assert told == []
    if place.path is not None:
        assert place.key != KEY
        assert opens(place.path, place.key)
        assert not opens(place.path, KEY)
    with place.opened(found) as back:
        with pytest.raises(SignInRefused):
            back.office.sign_in("赵峰", PASSWORD)
        assert back.office.sign_in("李娜", PASSWORD).vaults.holds("accounts")
        with back.work(write=False):
            assert VaultKey.select().where(VaultKey.person == gone.id).count() == 0
        assert back.office.settings["keys_due"] == ["accounts"]
        assert back.errand(checking.check_office).findings == []


def test_who_may_not_run_people_is_told_who_can_sign_in_again(office: TestOffice, tmp_path: Path):
    office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    runs = office.hire("周兰", RUNS)
    archive = back_up(office, tmp_path)
    office.do(accounts.suspend, next(p.id for p in office.ask(accounts.list_people) if p.name == "赵峰"))
    waits = office.ask(restoring.need, archive, me=runs)
    office.do(approvals.approve, office.do(approvals.ask, waits, "试恢复", me=runs))
    told: list[OfficeError] = []
    given = (archive, NewPlace(tmp_path / "new"), tmp_path / "scratch", lambda _office: None)
    office.errand(restoring.restore, *given, tell=told.append, me=runs)
    assert ["赵峰" in str(each) for each in told] == [True]


def test_the_sheet_brings_back_an_older_one_and_a_newer_beside_it_tells_who_was_erased(
    office: TestOffice, tmp_path: Path
):
    fill(office, 4)
    office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    kept = office.office.settings["recovery_seed"]
    sheet = OpenKeys.of_seed(signing.seed_of(office.office.id, kept, office.me.keys))
    archive = back_up(office, tmp_path).replace(tmp_path / f"older{ENDING}")
    (hit,) = office.ask(search.find, "尉迟3")
    office.do(approvals.go_alone, office.ask(erasing.need, hit.id), "客户要求")
    office.errand(erasing.erase_staged, hit.id, Basis.PURPOSE, "不再往来")
    office.do(accounts.suspend, next(p.id for p in office.ask(accounts.list_people) if p.name == "赵峰"))
    later = back_up(office, tmp_path)
    damaged = later.with_name(f"later{ENDING}")
    damaged.write_bytes(later.read_bytes()[:-9])
    beside, told = [damaged, archive, later], list[OfficeError]()
    given = (tmp_path / "scratch", lambda _office: None)
    # nobody could sign that they are erased again
    with pytest.raises(BadEntry):
        restoring.restore_alone(archive, sheet, NewPlace(tmp_path / "nobody"), *given, beside=beside)
    place = NewPlace(tmp_path / "new")
    found = restoring.restore_alone(archive, sheet, place, *given, name=ADMIN, password=PASSWORD, beside=beside,
                                    tell=told.append)  # fmt: skip
    assert told == []
    assert "19900000003" not in str(dump(place.database()))
    with place.opened(found) as back:
        assert [one.title for one in back.ask(search.find, "尉迟")] == ["尉迟0", "尉迟1", "尉迟2"]
        with pytest.raises(SignInRefused):
            back.office.sign_in("赵峰", PASSWORD)
        assert back.errand(checking.check_office).findings == []


def test_backups_that_fail_do_not_pile_up(office: TestOffice, tmp_path: Path):
    """The office is not sound: each attempt would leave an archive as large as the office, every quarter of an hour."""
    fill(office, 1)
    proved = back_up(office, tmp_path)
    with office.office.database.writing():
        office.office.database.engine.execute_sql("UPDATE person SET name = '冒名' WHERE name = '何俊'")
    for _round in range(3):
        with pytest.raises(BadBackup):
            back_up(office, tmp_path, scheduled=True)
    files = sorted(path.name for path in (tmp_path / "backups").iterdir())
    lines = office.ask(backup_lists.list_backups, office.office.workstation)
    # the newest is kept, to be looked into
    assert [line.state for line in lines] == [BackupState.FAILED, BackupState.PROVED]
    assert files == sorted(line.file for line in lines)
    assert lines[1].path == proved


def test_who_was_merged_then_and_erased_since_is_in_no_other_file(office: TestOffice, place: NewPlace, tmp_path: Path):
    """What the merge had given to the other file, what was moved to it and what its history tells goes with it."""
    gone = office.do(clients.open_client, ClientForm.PERSON, {"name": "单于鹏", "phone": "19912345678", "note": "北苑"})
    stays = office.do(clients.open_client, ClientForm.PERSON, {"name": "万俟宁", "unit": "云川茶业"})
    office.do(contacts.log_contact, gone, Report(Channel.PHONE, "问候", "想订北苑的包间"))
    office.do(merging.merge, stays, gone)
    office.do(clients.edit_client, stays, {"phone": "19912345679"}, {"phone": "19912345678"})
    archive = back_up(office, tmp_path)
    with office.work(write=False):
        merge = Merge.select(Merge.id).scalar()
    office.do(unmerging.unmerge, merge, {"phone": Whose.KEPT})
    office.do(approvals.go_alone, office.ask(erasing.need, gone), "客户要求")
    office.errand(erasing.erase_staged, gone, Basis.PURPOSE, "不再往来")
    told: list[OfficeError] = []
    found = restore(office, archive, place, tmp_path / "scratch", tell=told.append)
    text = str(dump(place.database()))
    assert [mark for mark in ("单于鹏", "19912345678", "北苑") if mark in text] == []
    assert ["changed afterwards" in each.message for each in told] == [True]
    with place.opened(found) as back:
        assert [hit.title for hit in back.ask(search.find, "云川茶业")] == ["万俟宁"]
        assert back.ask(clients.client_file, stays).values["phone"] == "19912345679"
        assert back.errand(checking.check_office).findings == []
