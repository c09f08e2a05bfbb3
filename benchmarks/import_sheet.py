"""Importing a messy workbook beside a straight script: time, memory, the event loop, and colleagues who read on."""

import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks._office import Bench, postgres_office, server, sqlite_office
from benchmarks._report import Report, finish, quick

ROWS = 50_000
KNOWN = 10_000  # clients in the office before
TIME_BOUND, MEMORY_BOUND, LOOP_BOUND = 2.0, 400, 100


def main() -> int:
    rows = 5_000 if quick() else ROWS
    from tests.importing import messy

    report = Report(f"Importing a messy xlsx of {rows:,} rows into an office of {KNOWN:,}")
    with tempfile.TemporaryDirectory(prefix="clientele-bench-") as folder, server(durable=True) as url:
        path = messy.xlsx(Path(folder) / "sheet.xlsx", messy.clients(rows))
        for engine, where in (("SQLite", "sqlite"), ("PostgreSQL", url)):
            ours, floor, watched = (_child(mode, where, path) for mode in ("ours", "floor", "watched"))
            report.ratio(f"{engine}: whole import", ours["seconds"], floor["seconds"], TIME_BOUND, "s")
            report.limit(
                f"{engine}: memory growth (floor {floor['growth']:.0f} MB)", ours["growth"], MEMORY_BOUND, "MB"
            )
            report.limit(f"{engine}: event loop blocked at most", watched["blocked"], LOOP_BOUND)
            # a pause in which the program hardly computed was the machine's: it gave the two cores to others
            report.limit(f"{engine}:   of which the program computed", watched["computed"], None)
            report.limit(f"{engine}: a colleague's longest wait for a page", watched["wait"], None)
            report.note(f"  {engine}: " + ", ".join(f"{k} {v:.1f} s" for k, v in ours["stages"].items())
                        + f"; created {ours['created']:,}; pages read meanwhile {watched['pages']:,}")  # fmt: skip
            report.note(f"  {engine} floor: " + ", ".join(f"{k} {v:.1f} s" for k, v in floor["stages"].items()))
    return finish(report)


def _child(mode: str, where: str, path: Path) -> dict[str, Any]:
    """Each in a process of its own, so that neither finds what the other has loaded."""
    command = [sys.executable, "-m", "benchmarks.import_sheet", "--child", mode, where, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def _office(where: str) -> Iterator[Bench]:
    if where == "sqlite":
        with sqlite_office(KNOWN, copy=True) as bench:
            yield bench
    else:
        with postgres_office(where, KNOWN, copy=True) as bench:
            yield bench


def child(mode: str, where: str, path: Path) -> None:
    # as in a session in which somebody opens the page to import; what only a sheet asks for loads within the clock
    from desktop.services import importing  # noqa: F401

    with _office(where) as bench:
        before = _resident()
        start = time.perf_counter()
        found = {"ours": _ours, "floor": _floor, "watched": _watched}[mode](bench, path)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**found, "seconds": seconds, "growth": peak - before}))


def _resident() -> float:
    """Megabytes held at this moment."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1024 / 1024


class _Stages:
    """Seconds per stage, told by the progress that a screen would show."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def end(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._last
        self._last = now


def _ours(bench: Bench, path: Path) -> dict[str, Any]:
    from desktop.services import importing

    stages = _Stages()
    with bench.office.staged(bench.me) as work:
        plan = importing.prepare(work, path, progress=lambda _done, _total, _text: None)
        stages.end("plan")
    with bench.office.staged(bench.me) as work:
        result = importing.carry_out(work, plan, progress=lambda _done, _total, _text: None)
        stages.end("carry out")
    # as the page does: freed at once, a large plan is a pause for everybody
    plan.let_go()
    stages.end("let go")
    return {"created": result.created, "stages": stages.seconds}


def _watched(bench: Bench, path: Path) -> dict[str, Any]:
    """The same in a thread, with an event loop that ticks and a colleague who turns pages on another connection."""
    from PySide6.QtCore import QCoreApplication, QElapsedTimer, QTimer

    from desktop.services import client_lists
    from desktop.ui.imports import page  # noqa: F401 - open when an import begins, with all that it loads

    app = QCoreApplication([])
    gaps: list[tuple[float, float]] = []  # milliseconds that passed, and those of them that were computed
    clock = QElapsedTimer()
    spent = [0.0]

    def tick() -> None:
        now = time.process_time()
        gaps.append((clock.nsecsElapsed() / 1e6, (now - spent[0]) * 1000))
        spent[0] = now
        clock.restart()

    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(tick)
    waits: list[float] = []
    over = threading.Event()

    def importing() -> None:
        try:
            _ours(bench, path)
        finally:
            over.set()
            bench.office.disconnect()

    def reading() -> None:
        while not over.wait(0.02):
            start = time.perf_counter()
            with bench.work() as work:
                client_lists.list_clients(work, offset=len(waits) * 100 % KNOWN)
            waits.append((time.perf_counter() - start) * 1000)
        bench.office.disconnect()

    threads = [threading.Thread(target=importing), threading.Thread(target=reading)]
    ended = QTimer()
    ended.setInterval(50)
    ended.timeout.connect(lambda: app.quit() if over.is_set() else None)
    clock.start()
    spent[0] = time.process_time()
    timer.start()
    ended.start()
    for thread in threads:
        thread.start()
    app.exec()
    for thread in threads:
        thread.join()
    blocked, computed = max(gaps)
    return {"blocked": blocked, "computed": computed, "wait": max(waits), "pages": len(waits)}


def _floor(bench: Bench, path: Path) -> dict[str, Any]:
    """What nobody can do without: read, normalise, find duplicates, write rows and tokens. No rights, no record."""
    import python_calamine

    from desktop.models.clients import Client
    from desktop.rules.ids import new_id
    from desktop.rules.tokens import fts5_text, tokens_of, tsvector_literal
    from desktop.services.readings import readings

    stages = _Stages()
    cells = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[3:-1]
    stages.end("read")
    rows = [_normalised(row) for row in cells]
    stages.end("normalise")
    database, engine = bench.database, bench.database.engine
    sqlite = database.sqlite
    with database.reading():
        known = set(engine.execute_sql("SELECT name, phone_key FROM client").fetchall())
    fresh = []
    for row in rows:
        key = (row["name"], row["phone"])
        if key not in known:
            known.add(key)
            fresh.append(row)
    stages.end("duplicates")
    names = list(Client._meta.sorted_field_names)
    columns = ", ".join(f'"{Client._meta.fields[n].column_name}"' for n in names)
    plain = _plain(sqlite)
    clients, documents = [], []
    for number, row in enumerate(fresh, 1):
        key = new_id().hex
        said = readings(row["name"])
        whole = {**plain, **row, "id": key, "code": f"X-{number:06d}", "sort_key": said.sort_key}
        clients.append(tuple(whole[name] for name in names))
        tokens = tokens_of((row["name"],), (whole["code"], *(row[n] for n in _SEARCHED)), (said,))
        if sqlite:
            documents.append((key, fts5_text(tokens.name), fts5_text(tokens.other)))
        else:
            documents.append((key, tsvector_literal(tokens), ""))
    stages.end("tokens")
    if sqlite:
        engine.execute_sql("PRAGMA cache_spill = OFF")
    with database.writing():
        cursor = engine.cursor()
        if sqlite:
            marks = ", ".join("?" * len(names))
            cursor.executemany(f"INSERT INTO client ({columns}) VALUES ({marks})", clients)
            first = cursor.execute("SELECT coalesce(max(serial), 0) + 1 FROM search_doc").fetchone()[0]
            cursor.executemany("INSERT INTO search_doc (serial, kind, subject) VALUES (?, 'client', ?)",
                               ((first + n, d[0]) for n, d in enumerate(documents)))  # fmt: skip
            cursor.executemany("INSERT INTO search_text (rowid, name, other) VALUES (?, ?, ?)",
                               ((first + n, d[1], d[2]) for n, d in enumerate(documents)))  # fmt: skip
        else:
            _copy(cursor, f"client ({columns})", clients)
            _copy(cursor, "search_doc (kind, subject, tokens)", (("client", d[0], d[1]) for d in documents))
        stages.end("rows")
    stages.end("commit")
    return {"created": len(fresh), "stages": stages.seconds}


def _copy(cursor: Any, table: str, rows: Any) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


_SEARCHED = ("unit", "position", "salutation", "phone", "address", "plate", "note")


def _plain(sqlite: bool) -> dict[str, Any]:
    from desktop.models.clients import Client

    row: dict[str, Any] = {}
    for name, field in Client._meta.fields.items():
        empty = field.default if not callable(field.default) else None
        row[name] = "" if empty is None and not field.null else empty
    return {**row, "own": "{}", "form": "person", "opened_on": "2026-01-05", "looked_through_at": 0, "version": 1,
            **({n: int(row[n]) for n in ("important", "draft")} if sqlite else {})}  # fmt: skip


def _normalised(cells: list[Any]) -> dict[str, Any]:
    from desktop.rules import formats
    from desktop.rules.dates import date_of
    from desktop.rules.text import tidy

    def read(check: Callable[[Any], str], value: Any) -> str:
        return check(value) if value not in ("", "/") else ""

    def text(value: Any) -> str:
        return tidy(unicodedata.normalize("NFC", str(value)))

    _n, name, title, unit, post, phone, number, birthday, plate, address, taboos, note = cells[:12]
    canonical = read(formats.phone, phone)
    hashlib.sha256(read(formats.id_number, number).encode()).digest()  # its blind index
    return {
        "name": text(name), "salutation": text(title), "unit": text(unit), "position": text(post), "phone": canonical,
        "phone_key": canonical, "birthday": read(date_of, birthday), "plate": read(formats.plate, plate),
        "address": text(address), "taboos": text(taboos), "note": text(note),
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        raise SystemExit(main())
