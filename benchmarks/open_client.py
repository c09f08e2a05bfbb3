"""How long opening a client's file takes: its first section painted, and all of its sections."""

import random
import sys
import time
from typing import Any

from benchmarks import _office
from benchmarks._report import Report, Timing, finish, quick, sizes
from benchmarks._screen import Screen, clients_page, settle, wait_for
from desktop.models.clients import Client
from desktop.ui.clients.file_pane import DETAILS, HISTORY

OPENED = 40
FIRST, ALL = 50, 200


def open_one(screen: Screen, key: object) -> tuple[float, float]:
    """Milliseconds until the first section is painted, and until every section of every tab has been."""
    page, began = screen.page, time.perf_counter()
    wait_for(page.file.loaded, lambda: page.open(key))
    page.file.repaint()
    first = (time.perf_counter() - began) * 1000
    settle()
    again = time.perf_counter()
    page.file.tabs.setCurrentIndex(DETAILS)
    page.file.details.make_all()
    page.file.repaint()
    wait_for(page.file_controller.history_loaded, lambda: page.file.tabs.setCurrentIndex(HISTORY))
    page.file.repaint()
    rest = (time.perf_counter() - again) * 1000
    settle()
    page.open(None)
    settle()
    return first, first + rest


def measure(report: Report, bench: _office.Bench) -> None:
    with bench.work() as work:
        rows: Any = work.visible(Client).select(Client.id).order_by(Client.code).limit(5000).tuples()
        keys = random.Random(7).sample([key for (key,) in rows], 10 if quick() else OPENED)
    first, whole = Timing(), Timing()
    with clients_page(bench) as screen:
        screen.page.open(keys[0])  # the pane of the file is made with the first file shown
        settle()
        screen.page.open(None)
        settle()
        for key in keys:
            took = open_one(screen, key)
            first.samples.append(took[0])
            whole.samples.append(took[1])
    name = f"{bench.engine}, {bench.size:,} clients"
    report.limit(f"{name}: first section painted p95", first.p95, FIRST)
    report.limit(f"{name}: first section painted p50", first.p50, None)
    report.limit(f"{name}: all sections painted p95", whole.p95, ALL)
    report.limit(f"{name}: all sections painted p50", whole.p50, None)


def main() -> int:
    report = Report("Opening a client's file")
    for size in sizes((10_000, 1_000_000)):
        with _office.sqlite_office(size) as bench:
            measure(report, bench)
    with _office.server() as url:
        for size in sizes((10_000, 1_000_000)):
            with _office.postgres_office(url, size) as bench:
                measure(report, bench)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
