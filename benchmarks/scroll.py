"""How long a frame of the list takes while it is scrolled, beside a table of Qt's own with the same geometry."""

import random
import sys

from benchmarks import _office
from benchmarks._report import Report, Timing, finish, quick, sizes
from benchmarks._screen import Screen, clients_page, frame, settle, wait_for

FRAMES = 240
STEP = 3
JUMPS = 30
BOUND, UNEVEN = 1.5, 4
HELD = 60 * 100  # rows the model may keep


def scroll(screen: Screen, frames: int) -> tuple[Timing, Timing]:
    """Both tables step by step in turn; what the list has asked for may arrive between two frames."""
    plain, ours, floor = screen.plain_table(), Timing(), Timing()
    for number in range(frames):
        ours.samples.append(frame(screen.view, number * STEP))
        floor.samples.append(frame(plain, number * STEP))
        settle()
    plain.close()
    return ours, floor


def jump(screen: Screen, jumps: int) -> Timing:
    """To anywhere, until the rows there are painted."""
    chance, total, table = random.Random(3), screen.page.list.table.total, screen.page.list.table
    timing = Timing()
    for _number in range(jumps):
        row = chance.randrange(total)
        elapsed = frame(screen.view, row)
        while table.held_row(min(total - 1, row + 5)) is None:
            elapsed += _until_rows(screen, table)
        timing.samples.append(elapsed)
        settle()
    return timing


def _until_rows(screen: Screen, table: object) -> float:
    from benchmarks._report import timed

    def arrive() -> None:
        wait_for(table.rows_arrived, lambda: None)  # type: ignore[attr-defined]
        screen.view.viewport().repaint()

    return timed(arrive)


def measure(report: Report, bench: _office.Bench) -> float:
    with clients_page(bench) as screen:
        scroll(screen, 20)
        ours, floor = scroll(screen, 60 if quick() else FRAMES)
        jumps = jump(screen, 8 if quick() else JUMPS)
        held = sum(1 for _row in screen.page.list.table.held())
    name = f"{bench.engine}, {bench.size:,} clients"
    report.ratio(f"{name}: frame p95", ours.p95, floor.p95, BOUND)
    report.ratio(f"{name}: frame p50", ours.p50, floor.p50, None)
    report.ratio(f"{name}: longest frame against the median", ours.most, ours.p50, UNEVEN)
    report.limit(f"{name}: jump anywhere, painted, p95", jumps.p95, None)
    report.limit(f"{name}: rows held at the end", held, HELD, "rows")
    return ours.p95


def main() -> int:
    report = Report("Scrolling the list, against a C++ model and delegate in a view of the same size, columns and rows")
    known = []
    for size in sizes((10_000, 1_000_000)):
        with _office.sqlite_office(size) as bench:
            known.append(measure(report, bench))
    if len(known) > 1:
        report.ratio("frame p95, 1,000,000 against 10,000", known[-1], known[0], None)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
