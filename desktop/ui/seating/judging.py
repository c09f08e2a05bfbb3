"""Judges a plan after each change: at once where few sit, in a thread of its own where many do."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.rules.seating import checking
from desktop.rules.seating.checking import Issue, Knows
from desktop.rules.seating.plan import Plan

MANY = 60
"""People from whom on the judgement of a whole plan is not made between two frames."""


class Judging(QObject):
    changed = Signal()
    _judged = Signal(object)

    def __init__(self, plan: Callable[[], tuple[Plan, Knows]], parent: QObject) -> None:
        """`plan` is asked for when it is time: the plan with all rules, and which of them one knows."""
        super().__init__(parent)
        self.issues: tuple[Issue, ...] = ()
        self._plan = plan
        self._pool: ThreadPoolExecutor | None = None
        self._turn = 0
        self._closed = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._judge)
        self._judged.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """What is judged already is of a plan of before."""
        self._turn += 1
        self._soon.start()

    def forget(self) -> None:
        self.issues = ()
        self._turn += 1
        self._soon.stop()

    @property
    def waiting(self) -> bool:
        return self._soon.isActive()

    def close(self) -> None:
        self._closed = True
        self._soon.stop()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _judge(self) -> None:
        if self._closed:
            return
        (plan, knows), turn = self._plan(), self._turn
        if len(plan.people) <= MANY:
            self._take((turn, checking.issues(plan, knows=knows)))
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="seats")

        def answer(future: Future[tuple[Issue, ...]]) -> None:
            if not future.cancelled():
                self._judged.emit((turn, future.result()))

        self._pool.submit(checking.issues, plan, knows=knows).add_done_callback(answer)

    def _take(self, answer: tuple[int, tuple[Issue, ...]]) -> None:
        turn, found = answer
        if turn == self._turn and found != self.issues:
            self.issues = found
            self.changed.emit()
