"""The store is read again: what is lost is told and comes back from the backups, and what belongs to nothing goes."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from desktop.models.blobs import Blob
from desktop.rules.errors import NotAllowed
from desktop.rules.health import State
from desktop.rules.rights import VAULTS, Right, Scope
from desktop.services import backups, blob_store, blobs, health, rotation, scrubbing
from desktop.services.blob_store import FolderStore
from desktop.services.work import Work
from tests.faults.places import place_of
from tests.offices import ADMIN, PASSWORD, TestOffice

IDENTITY, PROPERTY = VAULTS[0], VAULTS[1]


def spoil(office: TestOffice, blob: UUID) -> None:
    """As a bad disk does, or whoever runs the server."""
    with office.beneath() as database, database.writing():
        store = blob_store.of(database, office.me.id)
        if isinstance(store, FolderStore):
            path = store.path(blob)
            path.chmod(0o600)
            path.write_bytes(path.read_bytes()[:-1])
        else:
            database.engine.execute_sql("UPDATE blob_chunk SET data = '\\x00' WHERE blob = %s", (blob,))


def remove(office: TestOffice, blob: UUID) -> None:
    with office.beneath() as database, database.writing():
        blob_store.of(database, office.me.id).remove(blob)


def rows(office: TestOffice) -> dict[UUID, Blob]:
    with office.beneath() as database, database.reading():
        return {row.id: row for row in Blob.select()}


def test_what_is_lost_is_told_and_comes_back_from_the_backups(office: TestOffice, tmp_path: Path):
    kept = [office.errand(blobs.keep, IDENTITY, os.urandom(size)) for size in (0, 10, 1_200_000)]
    contents = [office.ask(blobs.content, rows(office)[each.blob_id]) for each in kept]
    folder = tmp_path / "backups"
    office.errand(backups.back_up, place_of(office, tmp_path), folder)
    late = office.errand(blobs.keep, IDENTITY, b"of no backup")
    spoil(office, kept[0].blob_id)
    remove(office, kept[2].blob_id)
    remove(office, late.blob_id)
    found = office.errand(scrubbing.scrub, None, whole=True)
    assert (found.looked, found.damaged) == (4, [kept[0].blob_id])
    assert set(found.missing) == {kept[2].blob_id, late.blob_id}
    assert {key: row.state for key, row in rows(office).items()} == {
        kept[0].blob_id: "damaged", kept[1].blob_id: "here", kept[2].blob_id: "missing", late.blob_id: "missing",
    }  # fmt: skip
    (check,) = [one for one in office.ask(health.look) if one.key == ("documents",)]
    assert check.state is State.BAD
    found = office.errand(scrubbing.scrub, folder, whole=True)
    assert set(found.repaired) == {kept[0].blob_id, kept[2].blob_id}
    assert found.missing == [late.blob_id]
    assert [office.ask(blobs.content, rows(office)[each.blob_id]) for each in kept] == contents
    # a backup is made all the same; what nobody has is named in its list
    archive = office.errand(backups.back_up, place_of(office, tmp_path), folder)
    assert office.errand(backups.drill, archive, tmp_path / "scratch").manifest.lost == (late.blob_id.hex,)
    reader = office.hire("韩磊", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.errand(scrubbing.scrub, None, me=reader)


def test_a_round_reads_a_hundredth_a_day_and_clears_what_belongs_to_nothing(office: TestOffice):
    kept = [office.errand(blobs.keep, IDENTITY, b"%d" % number) for number in range(3)]
    assert not office.ask(scrubbing.is_due)

    def long_ago(work: Work) -> None:
        old = work.now - timedelta(days=200)
        Blob.update(created_at=old, verified_at=old).execute()
        Blob.update(verified_at=old - timedelta(days=1)).where(Blob.id == kept[1].blob_id).execute()

    with office.beneath() as database, database.writing():
        long_ago(Work(database, office.me, office.office.settings))
    # of who was killed between file and row, a month ago and just now
    orphans = [UUID(int=1 << 80 | 7), UUID(bytes=os.urandom(16))]
    with office.work() as work:
        orphans[1] = blobs.new_id()
        for orphan in orphans:
            blobs.store_of(work).put(orphan, [b"never filed"])
    before = {key: row.verified_at for key, row in rows(office).items()}
    assert office.ask(scrubbing.is_due)
    found = office.errand(scrubbing.scrub, None, scheduled=True)
    assert (found.looked, found.cleared) == (1, 1)
    assert [key for key, row in rows(office).items() if row.verified_at != before[key]] == [kept[1].blob_id]
    assert not office.ask(scrubbing.is_due)
    with office.work() as work:
        assert set(blobs.store_of(work).ids()) == {orphans[1], *(each.blob_id for each in kept)}


def test_another_key_of_the_vault_opens_what_was_filed_before(office: TestOffice):
    first, other = (office.errand(blobs.keep, vault, b"a contract") for vault in (IDENTITY, PROPERTY))
    office.do(rotation.renew_keys, [IDENTITY])
    me = office.office.sign_in(ADMIN, PASSWORD)
    # the same content is found under either key
    assert office.errand(blobs.keep, IDENTITY, b"a contract", me=me).blob_id == first.blob_id
    assert office.ask(rotation.behind, me=me)[IDENTITY] == 1
    assert office.errand(rotation.reseal, me=me) == 1
    assert IDENTITY not in office.ask(rotation.behind, me=me)
    assert office.errand(blobs.keep, IDENTITY, b"a contract", me=me).blob_id == first.blob_id
    for kept in (first, other):
        assert office.ask(blobs.content, rows(office)[kept.blob_id], me=me) == b"a contract"
