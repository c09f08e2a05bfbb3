"""Contents of documents on their way: beside backups, back from them, and from a file to a server and back."""

import os
import re
import resource
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.models.backups import Backup
from desktop.models.blobs import Blob
from desktop.rules.backups import BadBackup
from desktop.rules.blobs import Missing
from desktop.rules.errors import Damaged, OfficeError, Unreachable
from desktop.rules.rights import VAULTS
from desktop.services import backups, blob_mirror, blobs, moving, scrubbing, settings
from desktop.services.blob_files import sealed_size
from desktop.services.blob_mirror import FOLDER
from desktop.services.blob_store import beside, hash_of
from desktop.services.work import Work
from tests.faults.places import NewPlace, place_of, restore
from tests.faults.processes import OPEN, start
from tests.offices import KEY, TestOffice

IDENTITY, PROPERTY = VAULTS[0], VAULTS[1]
TEXTS = [b"", b"a letter", os.urandom(2_500_000)]


def filed(office: TestOffice) -> list[blobs.Kept]:
    return [office.errand(blobs.keep, vault, text) for text in TEXTS for vault in (IDENTITY, PROPERTY)]


def texts_of(office: TestOffice) -> list[bytes]:
    def read(work: Work) -> list[bytes]:
        return [blobs.content(work, row) for row in Blob.select().where(Blob.state == "here").order_by(Blob.id)]

    return office.ask(read)


def back_up(office: TestOffice, folder: Path) -> Path:
    return office.errand(backups.back_up, place_of(office, folder), folder / "backups")


def let_go(office: TestOffice, kept: blobs.Kept) -> None:
    def destroy(work: Work) -> None:
        blobs.let_go(work, kept.blob_id)
        work.record("documents", "store", None)

    office.do(destroy)


def test_backups_take_contents_along_and_bring_them_back(office: TestOffice, server_place: NewPlace, tmp_path: Path):
    # a file comes back at a server, and the other way round
    place = server_place if office.office.database.sqlite else NewPlace(tmp_path / "new.office")
    kept = filed(office)
    archive = back_up(office, tmp_path)
    mirror = blob_mirror.beside(archive, office.office.id)
    assert set(mirror.ids()) == {each.blob_id for each in kept}
    assert archive.stat().st_size < 2_500_000 + 3_000_000
    held = {key: mirror.path(key).stat().st_mtime_ns for key in mirror.ids()}
    more = office.errand(blobs.keep, IDENTITY, b"one more")
    second = back_up(office, tmp_path)
    assert {key: mirror.path(key).stat().st_mtime_ns for key in mirror.ids() if key != more.blob_id} == held
    assert office.errand(backups.drill, second, tmp_path / "scratch").manifest.documents.rows == len(kept) + 1

    # what was destroyed stays there as long as a backup may hold it, and opens nowhere
    let_go(office, kept[1])
    archive = back_up(office, tmp_path)
    wanted = texts_of(office)
    assert kept[1].blob_id in set(mirror.ids())
    (lasting,) = office.ask(blob_mirror.expiry, [kept[1].blob_id]).values()
    assert lasting.expired_at is None
    assert lasting.expires_on is not None

    told: list[OfficeError] = []
    found = restore(office, archive, place, tmp_path / "scratch", tell=told.append)
    with place.opened(found) as back:
        assert texts_of(back) == wanted
    assert told == []

    # cut off, or carried away without its documents, a backup is not whole
    victim = mirror.path(kept[-1].blob_id)
    victim.chmod(0o600)
    victim.write_bytes(victim.read_bytes()[:-1] + b"x")
    with pytest.raises(BadBackup, match=FOLDER):
        office.errand(backups.drill, archive, tmp_path / "scratch")


def test_what_was_destroyed_leaves_the_backups_with_the_last_that_holds_it(office: TestOffice, tmp_path: Path):
    for name in ("backup_daily", "backup_weekly", "backup_monthly", "backup_yearly"):
        office.do(settings.change_setting, name, 1)
    gone, stays = (office.errand(blobs.keep, IDENTITY, text) for text in (b"destroyed", b"kept"))
    back_up(office, tmp_path)
    (mirror,) = [each.parents[1] for each in tmp_path.rglob(f"{gone.blob_id}.cfd") if "backups" in each.parts]
    elsewhere = blob_mirror.FolderStore(tmp_path / "elsewhere" / FOLDER / mirror.name, within=tmp_path)
    elsewhere.put(gone.blob_id, [b"into a folder that backups no longer go to"])
    let_go(office, gone)

    def second_date() -> blob_mirror.Expiry:
        (found,) = office.ask(blob_mirror.expiry, [gone.blob_id]).values()
        return found

    back_up(office, tmp_path)
    assert second_date().expires_on is not None and blob_mirror.FolderStore(mirror).holds(gone.blob_id)
    # two years later the generations have made room for all that held it
    with office.beneath() as database, database.writing():
        for number, row in enumerate(Backup.select().order_by(Backup.made_at)):
            Backup.update(made_at=row.made_at - timedelta(days=800 - number)).where(Backup.id == row.id).execute()
        row = Blob.get_by_id(gone.blob_id)
        past = {name: getattr(row, name) - timedelta(days=780) for name in ("created_at", "destroyed_at")}
        Blob.update(**past).where(Blob.id == row.id).execute()
    back_up(office, tmp_path)
    told = second_date()
    assert told.expires_on is None and told.expired_at is not None
    assert told.expired_at > past["destroyed_at"] + timedelta(days=700)
    assert set(blob_mirror.FolderStore(mirror).ids()) == {stays.blob_id}
    office.errand(scrubbing.scrub, tmp_path / "elsewhere", whole=True)
    assert list(elsewhere.ids()) == []


def test_without_its_documents_a_backup_still_brings_the_office_back(
    sqlite_office: TestOffice, tmp_path: Path
):  # fmt: skip
    office = sqlite_office
    kept = filed(office)
    archive = back_up(office, tmp_path)
    mirror = blob_mirror.beside(archive, office.office.id)
    mirror.remove(kept[0].blob_id)
    told: list[OfficeError] = []
    place = NewPlace(tmp_path / "new.office")
    found = restore(office, archive, place, tmp_path / "scratch", tell=told.append)
    assert [said.values["n"] for said in told] == [1]
    with place.opened(found) as back:
        assert len(texts_of(back)) == len(kept) - 1
        with pytest.raises(Missing):
            back.ask(lambda work: blobs.content(work, Blob.get_by_id(kept[0].blob_id)))


def test_moving_takes_contents_along_in_both_directions(sqlite_office: TestOffice, server_place: NewPlace,
                                                        tmp_path: Path):  # fmt: skip
    office = sqlite_office
    filed(office)
    wanted = texts_of(office)
    office.errand(moving.move, office.office.secret, server_place(KEY))
    home = NewPlace(tmp_path / "back.office")
    with server_place.opened(office.office) as there:
        assert texts_of(there) == wanted
        assert there.office.database.engine.execute_sql("SELECT count(*) FROM blob_chunk").fetchone()[0] == 10
        there.errand(moving.move, office.office.secret, home(KEY))
        assert texts_of(there) == wanted
    with home.opened(office.office) as back:
        assert texts_of(back) == wanted


def test_an_office_with_a_lost_content_is_not_moved(sqlite_office: TestOffice, tmp_path: Path):
    office = sqlite_office
    kept = filed(office)
    with office.work() as work:
        blobs.store_of(work).remove(kept[2].blob_id)
    home = NewPlace(tmp_path / "new.office")
    with pytest.raises(Damaged, match="1"):
        office.errand(moving.move, office.office.secret, home(KEY))
    assert not home.path.exists()
    assert not list(tmp_path.glob("new.office.documents/*/*"))


# Trouble

FILES = (
    OPEN
    + """
import itertools
from desktop.services import blobs
from desktop.services.sealed_chunks import cut

whole = bytes(3_000_000)

def slowly(content, progress):
    # somebody's power fails while it is written
    for n, piece in enumerate(cut([content], 1_000_000)):
        if n == int(more[0]):
            print("there", flush=True)
            sys.stdin.read()
        yield piece

blobs._told = slowly
with office.staged(me) as work:
    blobs.prepare(work, "identity", whole)
    print("there", flush=True)
    sys.stdin.read()
"""
)


@pytest.mark.parametrize("after", [1, 9], ids=["while it is written", "between file and row"])
def test_killed_while_filing_nothing_half_done_stays(office: TestOffice, after: int):
    program = start(FILES, office, after)
    assert program.stdout is not None
    while program.stdout.readline().strip() != "there":
        pass
    program.kill()
    program.wait()
    with office.work() as work:
        assert not Blob.select().exists()
        store = blobs.store_of(work)
        there = list(store.ids())
        # whole or not at all, and without a row until it is collected
        assert len(there) == (1 if after == 9 else 0)
        for key in there:
            assert hash_of(store.read(key)).size == sealed_size(3_000_000)
    kept = office.errand(blobs.keep, IDENTITY, bytes(3_000_000))
    assert kept.blob_id not in there

    def collect(work: Work) -> None:
        eight_days_on = work.now + timedelta(days=8)
        scrubbing.clear(work, blobs.store_of(work), scrubbing.Scrubbed(), eight_days_on)

    office.errand(collect)
    with office.work() as work:
        assert set(blobs.store_of(work).ids()) == {kept.blob_id}
        assert not list(Path(work.database.engine.database).parent.glob("*.documents/*/*.part"))


def test_a_full_disk_is_told_and_nothing_stays(sqlite_office: TestOffice, tmp_path: Path):
    office = sqlite_office
    folder = folder_of(office)
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, held[1]))
    try:
        with pytest.raises(Unreachable, match=re.escape(str(folder))):
            office.errand(blobs.keep, IDENTITY, bytes(2_000_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, held)
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    with office.work():
        assert not Blob.select().exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator mounts a disk")
def test_a_disk_that_is_really_full_or_read_only(sqlite_office: TestOffice):
    office = sqlite_office
    folder = folder_of(office)
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        kept = office.errand(blobs.keep, IDENTITY, b"small enough")
        with pytest.raises(Unreachable, match=r"空间|room"):
            office.errand(blobs.keep, IDENTITY, os.urandom(2_000_000))
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        with pytest.raises(Unreachable, match=r"只能读|read-only"):
            office.errand(blobs.keep, IDENTITY, b"another")
        assert [path.stem for path in folder.rglob("*") if path.is_file()] == [str(kept.blob_id)]
        with office.work() as work:
            assert blobs.content(work, Blob.get()) == b"small enough"
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    # not connected: what is there is told to be missing, and nothing is lost
    with pytest.raises(Missing):
        office.ask(lambda work: blobs.content(work, Blob.get()))


def folder_of(office: TestOffice) -> Path:
    return beside(Path(office.office.database.engine.database))
