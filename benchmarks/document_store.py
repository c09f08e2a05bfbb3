"""How fast a file of 100 MB goes into the store of documents and comes out, beside the same bytes moved plainly."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import _office
from benchmarks._report import Report, finish, timed
from desktop.models.blobs import Blob, chunks, put_chunk
from desktop.rules.ids import new_id
from desktop.rules.rights import VAULTS
from desktop.services import blob_store, blobs
from desktop.services.blob_store import AT_ONCE, PIECE

SIZE = 100_000_000
MOST = 2.0  # seconds: 50 MB each second
ROUNDS = 3


def seconds(moved: Callable[[], object]) -> float:
    """The best of some rounds."""
    return min(timed(moved) for _round in range(ROUNDS)) / 1000


def floor(bench: _office.Bench, folder: Path) -> tuple[float, float]:
    """The same bytes as they are, written and read the shortest way: what the disk or the server gives today."""
    pieces = [os.urandom(PIECE) for _piece in range(SIZE // PIECE)]
    engine, path, key = bench.database.engine, folder / "plain", new_id()

    def file_in() -> None:
        with path.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())

    def file_out() -> None:
        with path.open("rb") as file:
            while file.read(PIECE):
                pass

    def server_in() -> None:
        with bench.database.writing():
            engine.execute_sql("DELETE FROM blob_chunk WHERE blob = %s", (key,))
            for n, piece in enumerate(pieces):
                put_chunk(engine, key, n, piece, bench.me.id)
                if n % AT_ONCE == AT_ONCE - 1:
                    engine.settle()

    def server_out() -> None:
        with bench.database.reading():
            for at in range(0, len(pieces), AT_ONCE):
                chunks(engine, key, at, AT_ONCE)

    found = (
        (seconds(file_in), seconds(file_out)) if bench.database.sqlite else (seconds(server_in), seconds(server_out))
    )
    path.unlink(missing_ok=True)
    return found


def measure(report: Report, bench: _office.Bench, folder: Path) -> None:
    kept: list[blobs.Kept] = []

    def put() -> None:
        # another content each time, or it would only be found
        with bench.office.staged(bench.me) as work:
            kept.append(blobs.keep(work, VAULTS[0], folder / f"scan {len(kept)}"))

    def get() -> None:
        with bench.work() as work:
            row = Blob.get_by_id(kept[-1].blob_id)
            assert sum(map(len, blobs.stream(work, row))) == SIZE

    for number in range(ROUNDS):
        (folder / f"scan {number}").write_bytes(os.urandom(SIZE))
    plain_in, plain_out = floor(bench, folder)
    for name, plain, done in (("in", plain_in, seconds(put)), ("out", plain_out, seconds(get))):
        report.limit(f"{bench.engine}: 100 MB {name}", done, MOST, "s")
        report.ratio(f"{bench.engine}: 100 MB {name}, beside the bytes as they are", done, plain, None, "s")
    with bench.work() as work:
        store = blob_store.of(work.database, bench.me.id)
    for each in kept:
        store.remove(each.blob_id)


def main() -> int:
    report = Report("A file of 100 MB into the store of documents and out of it")
    with tempfile.TemporaryDirectory(prefix="clientele-documents-") as folder:
        for name in ("file", "server"):
            (Path(folder) / name).mkdir()
        with _office.sqlite_office(10_000, copy=True) as bench:
            measure(report, bench, Path(folder) / "file")
        with _office.server(durable=True) as url, _office.postgres_office(url, 10_000, copy=True) as bench:
            measure(report, bench, Path(folder) / "server")
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
