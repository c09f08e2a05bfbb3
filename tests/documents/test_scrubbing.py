"""The store is read again: what is lost is told and comes back from the backups, and what belongs to nothing goes."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from desktop.models.blobs import Blob
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.health import State
from desktop.rules.rights import VAULTS, Right, Scope
from desktop.rules.today import Deed
from desktop.services import (
    backups,
    blob_store,
    blobs,
    document_hand_outs,
    filing,
    health,
    rotation,
    scrubbing,
    today,
)
from desktop.services.blob_store import FolderStore
from desktop.services.filing import Wish
from desktop.services.work import Work
from tests.faults.places import place_of
from tests.offices import ADMIN, PASSWORD, TestOffice

IDENTITY, PROPERTY = VAULTS[0], VAULTS[1]


def spoil(office: TestOffice, blob: UUID, left: int = -1) -> None:
    """As a bad disk does, or whoever runs the server; of a file that was never written out nothing is left."""
    with office.beneath() as database, database.writing():
        store = blob_store.of(database, office.me.id)
        if isinstance(store, FolderStore):
            path = store.path(blob)
            path.chmod(0o600)
            path.write_bytes(path.read_bytes()[:left])
        else:
            data = b"\0" if left else b""
            database.engine.execute_sql("UPDATE blob_chunk SET data = %s WHERE blob = %s", (data, blob))


def remove(office: TestOffice, blob: UUID) -> None:
    with office.beneath() as database, database.writing():
        blob_store.of(database, office.me.id).remove(blob)


def rows(office: TestOffice) -> dict[UUID, Blob]:
    with office.beneath() as database, database.reading():
        return {row.id: row for row in Blob.select()}


def test_what_is_lost_is_told_and_comes_back_from_the_backups(office: TestOffice, tmp_path: Path):
    kept = [office.errand(blobs.keep, IDENTITY, os.urandom(size)) for size in (0, 10, 1_200_000, 70_000)]
    contents = [office.ask(blobs.content, rows(office)[each.blob_id]) for each in kept]
    folder = tmp_path / "backups"
    office.errand(backups.back_up, place_of(office, tmp_path), folder)
    late = office.errand(blobs.keep, IDENTITY, b"of no backup")
    spoil(office, kept[0].blob_id)
    remove(office, kept[2].blob_id)
    remove(office, late.blob_id)
    spoil(office, kept[3].blob_id, 0)
    # beside the backups one was cut off
    (mirror,) = [each.parents[1] for each in folder.rglob(f"{kept[1].blob_id}.cfd")]
    copy = FolderStore(mirror).path(kept[1].blob_id)
    copy.chmod(0o600)
    copy.write_bytes(copy.read_bytes()[:-1] + b"?")
    found = office.errand(scrubbing.scrub, None, whole=True)
    assert (found.looked, set(found.damaged)) == (5, {kept[0].blob_id, kept[3].blob_id})
    assert set(found.missing) == {kept[2].blob_id, late.blob_id}
    assert {key: row.state for key, row in rows(office).items()} == {
        kept[0].blob_id: "damaged", kept[1].blob_id: "here", kept[2].blob_id: "missing", late.blob_id: "missing",
        kept[3].blob_id: "damaged",
    }  # fmt: skip
    (check,) = [one for one in office.ask(health.look) if one.key == ("documents",)]
    assert check.state is State.BAD
    # whoever runs the office has one button for it on Today, and nobody else hears of it
    told = [row for row in office.ask(today.look).sections[0].rows if row.key == ("backups", "lost")]
    assert [(row.deed, row.what.values) for row in told] == [(Deed.REPAIR, {"missing": 2, "damaged": 2})]
    with pytest.raises(BadEntry):
        office.errand(scrubbing.repair, None)
    found = office.errand(scrubbing.repair, folder)
    assert (found.looked, len(found.repaired), found.mended) == (4, 3, 0)
    # of what is none nothing is said
    assert [(row.what.message, row.what.values) for row in office.ask(today.look).sections[0].rows
            if row.key == told[0].key] == [("Contents of documents missing: {n}", {"n": 1})]  # fmt: skip
    assert [office.ask(blobs.content, rows(office)[each.blob_id]) for each in kept] == contents
    spoil(office, kept[0].blob_id)
    found = office.errand(scrubbing.scrub, folder, whole=True)
    assert set(found.repaired) == {kept[0].blob_id}
    # what is sound here is made whole there, so that it could come back
    assert found.mended == 1 and blob_store.hash_of([copy.read_bytes()]).sha256 == rows(office)[
        kept[1].blob_id].stored_hash  # fmt: skip
    assert found.missing == [late.blob_id]
    assert [office.ask(blobs.content, rows(office)[each.blob_id]) for each in kept] == contents
    # a backup is made all the same; what nobody has is named in its list
    archive = office.errand(backups.back_up, place_of(office, tmp_path), folder)
    assert office.errand(backups.drill, archive, tmp_path / "scratch").manifest.lost == (late.blob_id.hex,)
    reader = office.hire("韩磊", {Right.SEE_CLIENTS: Scope.ALL})
    for verb in (scrubbing.scrub, scrubbing.repair):
        with pytest.raises(NotAllowed):
            office.errand(verb, folder, me=reader)
    assert not any(row.key == told[0].key for one in office.ask(today.look, me=reader).sections for row in one.rows)


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


def test_a_new_key_reaches_what_others_have_filed(office: TestOffice):
    """Whoever changes it need not have filed any of it, nor be let near the papers (SA-3)."""
    files = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS), Scope.ALL)
    clerk = office.hire("李娜", files, vaults=(IDENTITY,))
    runs = {Right.SEE_CLIENTS: Scope.ALL, Right.RUN_OFFICE: Scope.ALL, Right.RUN_PEOPLE: Scope.ALL}
    office.hire("秦岚", runs, vaults=(IDENTITY,))
    key = office.errand(filing.file_document, Wish(b"a contract", "合同.txt"), me=clerk)
    office.do(rotation.renew_keys, [IDENTITY], me=office.office.sign_in("秦岚", PASSWORD))
    he = office.office.sign_in("秦岚", PASSWORD)
    office.errand(rotation.reseal, me=he)
    # a server lets him do it only who may file them; he is told how many are left
    assert office.ask(rotation.behind, me=he) == ({IDENTITY: 1} if office.office.kept_apart else {})
    clerk = office.office.sign_in("李娜", PASSWORD)
    office.errand(rotation.reseal, me=clerk)
    assert office.ask(rotation.behind, me=he) == office.ask(rotation.behind, me=clerk) == {}
    assert office.errand(document_hand_outs.read, key, me=clerk).content == b"a contract"
    assert office.errand(document_hand_outs.read, key, me=office.office.sign_in(ADMIN, PASSWORD)).content


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
