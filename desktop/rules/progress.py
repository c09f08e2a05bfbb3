"""How far long work has come, told to whoever waits for it; who listens stops it by raising."""

from collections.abc import Callable

Progress = Callable[[int, int], object]  # done, of all
_BIT = 50  # steps between two words, so that telling costs nothing beside the work


def part(progress: Callable[..., object] | None, begin: int, end: int) -> Progress:
    """Tells a piece of work, from `begin` to `end` of 1,000, by what that piece tells of itself."""

    def told(done: int, total: int) -> None:
        if progress is not None:
            progress(begin + (end - begin) * min(done, total) // max(1, total), 1000)

    return told


class Steps:
    """Counts the steps of one piece of work; `total` may grow once more of it is known."""

    def __init__(self, progress: Progress | None = None, total: int = 0) -> None:
        self._progress, self.total = progress, total
        self._done = self._told = 0

    def step(self, count: int = 1) -> None:
        self._done += count
        if self._done - self._told >= _BIT:
            self._tell(self._done, max(self.total, self._done))

    def finish(self) -> None:
        """Before the commit, which nobody stops any more."""
        self._tell(self.total, self.total)

    def _tell(self, done: int, total: int) -> None:
        self._told = done
        if self._progress is not None:
            self._progress(done, total)
