"""Times two ways of doing the same thing in turn, and prints how they compare with what is asked for."""

import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

Action = Callable[[], object]


@dataclass
class Timing:
    """Milliseconds of many runs."""

    samples: list[float] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        return quantile(self.samples, 0.95)

    @property
    def least(self) -> float:
        """Where a run is one long piece of work: what others do on the machine can only add to it."""
        return min(self.samples)

    @property
    def most(self) -> float:
        return max(self.samples)


def quantile(samples: Sequence[float], part: float) -> float:
    return sorted(samples)[min(len(samples) - 1, round(part * (len(samples) - 1)))]


def timed(action: Action) -> float:
    """Milliseconds of one run."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def in_turn(rounds: int, *ways: Callable[[int], Action | None]) -> list[Timing]:
    """Times each way `rounds` times, always one after the other, so that a busy moment meets all of them alike.

    A way is asked for its action before the clock starts; None skips the round.
    """
    timings = [Timing() for _ in ways]
    gc.collect()
    for number in range(rounds):
        for turn in range(len(ways)):
            # who goes first changes, or the second would always find the warmer cache
            which = (turn + number) % len(ways)
            action = ways[which](number)
            if action is not None:
                timings[which].samples.append(timed(action))
    return timings


class Report:
    """A table of figures, each against its bound. `failed` when one is over."""

    def __init__(self, title: str) -> None:
        self.failed = False
        self._rows: list[Sequence[str]] = []
        print(f"\n{title}", flush=True)
        print(f"  {'':<58}{'ours':>12}{'floor':>12}{'ratio':>8}{'bound':>8}", flush=True)

    def ratio(self, what: str, ours: float, floor: float, bound: float | None, unit: str = "ms") -> None:
        """A figure that may be at most `bound` times its floor."""
        ratio = ours / floor if floor else float("inf")
        over = bound is not None and ratio > bound
        limit = f"{bound:g}" if bound else ""
        self._line(what, f"{ours:.2f} {unit}", f"{floor:.2f} {unit}", f"{ratio:.2f}", limit, over)

    def limit(self, what: str, ours: float, bound: float | None, unit: str = "ms") -> None:
        """A figure that may be at most `bound`."""
        over = bound is not None and ours > bound
        self._line(what, f"{ours:.2f} {unit}", "", "", f"{bound:g}" if bound is not None else "", over)

    def note(self, text: str) -> None:
        print(f"  {text}", flush=True)

    def _line(self, what: str, ours: str, floor: str, ratio: str, bound: str, over: bool) -> None:
        self.failed |= over
        verdict = "" if not bound else "  OVER" if over else "  ok"
        print(f"  {what:<58}{ours:>12}{floor:>12}{ratio:>8}{bound:>8}{verdict}", flush=True)


def sizes(full: Iterable[int] = (10_000, 100_000, 1_000_000)) -> list[int]:
    """The sizes asked for: `--quick` keeps the smallest."""
    return [min(full)] if quick() else list(full)


def quick() -> bool:
    return "--quick" in sys.argv[1:]


def finish(*reports: Report) -> int:
    return 1 if any(report.failed for report in reports) else 0
