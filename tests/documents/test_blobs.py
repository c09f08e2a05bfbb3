"""Contents of documents are stored before their row, once per vault, and let go with their keys, on both databases."""

import io
import os
import re
from pathlib import Path

import pytest

from desktop.models.blobs import Blob
from desktop.rules.blobs import Missing, Spoilt, TooLarge
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Unreachable
from desktop.rules.rights import VAULTS, Right, Scope
from desktop.services import blobs
from desktop.services.chains import Report
from desktop.services.row_checking import check_rows
from desktop.services.work import Work
from tests.offices import TestOffice

IDENTITY, PROPERTY = VAULTS[0], VAULTS[1]
LETTER = os.urandom(3_000_000)  # three pieces at a server


def row_of(office: TestOffice, kept: blobs.Kept) -> Blob:
    with office.beneath() as database, database.reading():
        return Blob.get_by_id(kept.blob_id)


def lying(office: TestOffice) -> set:
    with office.work() as work:
        return set(blobs.store_of(work).ids())


def test_a_content_is_stored_once_per_vault_opened_and_let_go(office: TestOffice):
    told: list[tuple[int, int]] = []
    first = office.errand(blobs.keep, IDENTITY, io.BytesIO(LETTER), lambda *at: told.append(at))
    assert told[-1] == (len(LETTER), len(LETTER))
    again = office.errand(blobs.keep, IDENTITY, LETTER)
    other = office.errand(blobs.keep, PROPERTY, LETTER)
    empty = office.errand(blobs.keep, IDENTITY, b"")
    assert first.new
    assert not again.new
    assert again.blob_id == first.blob_id != other.blob_id
    assert lying(office) == {first.blob_id, other.blob_id, empty.blob_id}
    row = row_of(office, first)
    assert office.ask(blobs.content, row) == LETTER
    assert office.ask(blobs.content, row_of(office, empty)) == b""
    with office.work() as work:
        sealed = b"".join(blobs.store_of(work).read(first.blob_id))
    assert LETTER[:32] not in sealed
    # who holds no key of the vault stores nothing there and opens nothing
    reader = office.hire("韩磊", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.errand(blobs.keep, PROPERTY, b"x", me=reader)
    with pytest.raises(NotAllowed):
        office.ask(blobs.content, row, me=reader)

    def destroy(work: Work) -> None:
        assert blobs.let_go(work, first.blob_id)
        work.record("documents", "store", None)
        assert not work.database.sqlite or first.blob_id in set(blobs.store_of(work).ids())

    office.do(destroy)
    assert lying(office) == {other.blob_id, empty.blob_id}
    gone = row_of(office, first)
    assert (gone.state, gone.file_key, gone.digest) == ("destroyed", None, None)
    with pytest.raises(Missing, match=r"destroyed|销毁"):
        office.ask(blobs.content, gone)
    # filed again it is a new one
    assert office.errand(blobs.keep, IDENTITY, LETTER).blob_id not in (first.blob_id, other.blob_id)
    report = Report()
    office.errand(check_rows, report)
    assert [finding for finding in report.findings if finding.values.get("table") == "blob"] == []


def test_what_is_not_filed_leaves_nothing(office: TestOffice, tmp_path: Path):
    def refused(work: Work) -> None:
        staged = [blobs.prepare(work, IDENTITY, text) for text in (b"one", b"two")]
        with blobs.kept_or_gone(work, staged), work.writing():
            for each in staged:
                blobs.enter(work, each)
            raise NotFound

    with pytest.raises(NotFound):
        office.errand(refused)
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(200 * 1024**2 + 1)
    with pytest.raises(TooLarge, match="201 MB"):
        office.errand(blobs.keep, IDENTITY, large)
    with pytest.raises(BadEntry, match="nothing"):
        office.errand(blobs.keep, IDENTITY, tmp_path / "nothing")

    class Growing(io.BytesIO):
        """A scan that is still being written."""

        def seek(self, offset: int, whence: int = 0) -> int:
            if whence == 0:
                self.write(b"more") if self.getbuffer().nbytes > 4 else None
            return super().seek(offset, whence)

    with pytest.raises(BadEntry, match=r"changed|改动"):
        office.errand(blobs.keep, IDENTITY, Growing(b"a scan"))
    assert lying(office) == set()
    with office.beneath() as database, database.reading():
        assert not Blob.select().exists()


def test_a_content_that_was_lost_or_spoilt_is_told_and_comes_back_when_it_is_filed_again(sqlite_office: TestOffice):
    office = sqlite_office
    kept = office.errand(blobs.keep, IDENTITY, LETTER)
    row = row_of(office, kept)
    with office.work() as work:
        path = blobs.store_of(work).path(kept.blob_id)
    path.chmod(0o600)
    path.write_bytes(b"")
    with pytest.raises(Spoilt):
        office.ask(blobs.content, row)
    path.unlink()
    with pytest.raises(Missing):
        office.ask(blobs.content, row)
    assert not office.errand(blobs.keep, IDENTITY, LETTER).new
    assert office.ask(blobs.content, row) == LETTER


def test_a_folder_that_is_read_only_or_gone_is_told(sqlite_office: TestOffice):
    office = sqlite_office
    with office.work() as work:
        folder = blobs.store_of(work).folder
    folder.write_bytes(b"somebody's file")
    with pytest.raises(Unreachable, match=re.escape(str(folder))):
        office.errand(blobs.keep, IDENTITY, b"x")
    with office.beneath() as database, database.reading():
        assert not Blob.select().exists()
