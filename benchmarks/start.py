"""How long the program takes until the list is shown, and what memory it needs, beside a bare window of PySide6."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import _office
from benchmarks._display import display
from benchmarks._report import Report, Timing, finish, quick

ROUNDS = 40  # on a machine that others share, one start in three takes half as long again
IDLE_ROUNDS = 5
SIZES = (10_000, 100_000, 1_000_000)
START, MEMORY, GROWTH = 2.5, 2.3, 1.1


@dataclass
class Starts:
    shown: Timing
    memory: Timing


def one(arguments: list[str], home: str, *, idle: bool) -> tuple[float, float]:
    """Milliseconds from the start of the process to the painted page, and megabytes when idle if asked for."""
    environment = {**os.environ, "CLIENTELE_HOME": home, "CLIENTELE_KEYRING": "off",
                   "PYTHONPYCACHEPREFIX": str(Path(home) / "bytecode"), "BENCHMARK_IDLE": str(int(idle))}  # fmt: skip
    # an installed program has its bytecode; compiling it anew would be a cold start
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "benchmarks._start", *arguments], capture_output=True, text=True,
                          check=True, env=environment)  # fmt: skip
    said = json.loads(done.stdout.splitlines()[-1])
    return (said["painted"] - began) * 1000, said["pss"]


def main() -> int:
    display()
    report = Report("Starting, warm, unlocking left out, and memory (PSS) when idle: medians of all rounds")
    sizes = SIZES[:1] if quick() else SIZES
    ways: dict[str, list[str]] = {"bare": ["bare"]}
    for size in sizes:
        with _office.sqlite_office(size):
            pass  # one kept from an earlier run is brought up to date
        path, workstation = _office.sqlite_file(size)
        ways[f"{size:,}"] = ["ours", str(path), _office.KEY.hex(), _office.SECRET.hex(), str(workstation),
                             _office.ADMIN, _office.PASSWORD]  # fmt: skip
    found = {name: Starts(Timing(), Timing()) for name in ways}
    with tempfile.TemporaryDirectory(prefix="clientele-bench-") as home:
        # the first round warms the caches
        for number in range(1 + (12 if quick() else ROUNDS)):
            idle = number <= (3 if quick() else IDLE_ROUNDS)
            for name, arguments in ways.items():
                shown, memory = one(arguments, str(Path(home)), idle=idle)
                if number:
                    found[name].shown.samples.append(shown)
                if number and idle:
                    found[name].memory.samples.append(memory)
    bare = found["bare"]
    for size in sizes:
        starts, judged = found[f"{size:,}"], size == 100_000 or quick()
        what = f"{size:,} clients"
        report.ratio(f"{what}: list shown", starts.shown.p50, bare.shown.p50, START if judged else None)
        # the shorter of the two finds a quiet moment more easily
        report.ratio(f"{what}: list shown, the quickest round", starts.shown.least, bare.shown.least, None)
        report.ratio(f"{what}: memory", starts.memory.p50, bare.memory.p50, MEMORY if judged else None, "MB")
    if not quick():
        least, most = found[f"{sizes[0]:,}"], found[f"{sizes[-1]:,}"]
        report.ratio("list shown, 1,000,000 against 10,000", most.shown.p50, least.shown.p50, GROWTH)
        report.ratio("memory, 1,000,000 against 10,000", most.memory.p50, least.memory.p50, GROWTH, "MB")
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
