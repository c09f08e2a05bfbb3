"""The one way from a screen to the office and back: questions, deeds and errands, none waiting for another."""

import logging
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from desktop.i18n import N_
from desktop.rules.errors import Interrupted, OfficeError
from desktop.ui.kit.lanes import Job, Lane, OfficeLike, ReadingLane, Verb, Way, attempt

log = logging.getLogger(__name__)

Callback = Callable[[Any], Any]
Refusal = Callable[[OfficeError], Any]

PROGRESS_EVERY = 0.05
"""Seconds between two progress signals: faster than the eye, slower than the event loop."""


class Errand(QObject):
    """One long piece of work in its own thread. `finished` comes once, whatever the end was."""

    progressed = Signal(int, int, str)
    finished = Signal()
    _stepped = Signal(int, int, str)

    def __init__(self, title: str, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.cancelled = False
        self._last = 0.0
        # told in the GUI thread and never before the caller has had time to listen
        self._stepped.connect(self.progressed, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Asks the work to stop at its next progress report; what it did is rolled back."""
        self.cancelled = True

    def progress(self, done: int, total: int, text: str = "") -> None:
        """For the verb, in its own thread. Raises Interrupted when the user has asked to stop."""
        if self.cancelled:
            raise Interrupted(N_("Stopped as you asked."))
        now = time.monotonic()
        if done >= total or now - self._last >= PROGRESS_EVERY:
            self._last = now
            self._stepped.emit(done, total, text)


class Desk(QObject):
    """Belongs to one signed-in person. Callbacks run in the GUI thread.

    `changed` carries the topics (frozenset of str) of each commit; `refused` the OfficeErrors nobody else took;
    `returned` says that an office which could not be reached answers again; `faulted` a text about our own mistake that
    can be copied and holds no client's values.
    """

    changed = Signal(object)
    returned = Signal()
    open_requested = Signal(str, object)
    refused = Signal(object)
    faulted = Signal(str)
    _answered = Signal(object)

    def __init__(self, office: OfficeLike, person: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.office, self.person = office, person
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._reading = ReadingLane(office, person, "reading")
        self._writing = Lane(office, person, "writing")
        self._latest: dict[str, Job] = {}
        """Of each key the question that is to be answered."""
        self._errands: dict[Errand, threading.Thread] = {}
        self._closed = False

    def ask(
        self,
        key: str,
        verb: Verb,
        *args: Any,
        done: Callback,
        failed: Refusal | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Reads: `done(verb(work, *args))`. Under one key only the latest question is answered."""
        owner = owner or owner_of(done)

        def answer(result: Any, _topics: frozenset[str], error: BaseException | None) -> None:
            def settle() -> None:
                # asked anew while this answer was on its way to the window
                if job.overtaken or self._latest.get(key) is not job:
                    return
                del self._latest[key]
                self._settle(result, error, done, failed, owner, deed=False)

            self._answered.emit(settle)

        job = self._latest[key] = Job(verb, args, {}, answer, key)
        self._reading.put(job)

    def do(
        self,
        verb: Verb,
        *args: Any,
        done: Callback | None = None,
        failed: Refusal | None = None,
        owner: QObject | None = None,
        **kwargs: Any,
    ) -> None:
        """Writes, one deed after the other: commit, then `done(result)`, then `changed`."""
        owner = owner or owner_of(done)

        def answer(result: Any, topics: frozenset[str], error: BaseException | None) -> None:
            self._answered.emit(lambda: self._settle(result, error, done, failed, owner, topics))

        self._writing.put(Job(verb, args, kwargs, answer))

    def errand(
        self,
        title: str,
        verb: Verb,
        *args: Any,
        done: Callback | None = None,
        failed: Refusal | None = None,
        owner: QObject | None = None,
        staged: bool = True,
    ) -> Errand:
        """Long work beside the lanes: `verb(work, *args, progress=…)`, where progress(done, total, text="").

        Staged work opens its own `work.reading()` and `work.writing()` and holds no lock between them; otherwise
        the whole is one write. Nothing is called after a cancel.
        """
        owner = owner or owner_of(done)
        errand = Errand(title, self)

        def answer(result: Any, topics: frozenset[str], error: BaseException | None) -> None:
            def settle() -> None:
                self._errands.pop(errand, None)
                errand.finished.emit()
                if not (errand.cancelled and isinstance(error, Interrupted)):
                    self._settle(result, error, done, failed, owner, topics)
                errand.deleteLater()

            self._answered.emit(settle)

        job = Job(verb, args, {"progress": errand.progress}, answer)
        thread = threading.Thread(
            target=self._run_errand,
            args=(job, Way.STAGED if staged else Way.WRITE),
            name=f"errand {verb.__name__}",
            daemon=True,
        )
        self._errands[errand] = thread
        thread.start()
        return errand

    def take_up(self, person: Any) -> None:
        """The same person with other rights; what is asked and done from now on goes by them."""
        self.person = person
        for lane in (self._reading, self._writing):
            lane.take_up(person)

    def publish(self, topics: frozenset[str]) -> None:
        """News from another workstation; may be called in any thread."""
        self._answered.emit(lambda: self.changed.emit(topics) if topics else None)

    @property
    def errands(self) -> tuple[Errand, ...]:
        return tuple(self._errands)

    def close(self, patience: float = 10.0) -> bool:
        """Finishes deeds, drops questions, cancels errands. False if something was still running after `patience` s."""
        if self._closed:
            return True
        self._closed = True
        for errand in self._errands:
            errand.cancel()
        calm = [self._reading.close(patience), self._writing.close(patience)]
        for thread in self._errands.values():
            thread.join(patience)
            calm.append(not thread.is_alive())
        return all(calm)

    def _run_errand(self, job: Job, way: Way) -> None:
        try:
            outcome = attempt(self.office, self.person, job, way)
        finally:
            self.office.disconnect()
        job.answer(*outcome)

    def _deliver(self, settle: Callable[[], None]) -> None:
        if not self._closed:
            settle()

    def _settle(
        self,
        result: Any,
        error: BaseException | None,
        done: Callback | None,
        failed: Refusal | None,
        owner: QObject | None,
        topics: frozenset[str] = frozenset(),
        *,
        deed: bool = True,
    ) -> None:
        there = owner is None or _is_there(owner)
        if error is not None and topics:
            self.changed.emit(topics)
        if isinstance(error, OfficeError):
            # a refused deed is told even to those who have left the page it came from
            if failed is not None and there:
                failed(error)
            elif there or deed:
                self.refused.emit(error)
            return
        if error is not None:
            self.report(error)
            return
        if done is not None and there:
            done(result)
        if topics:
            self.changed.emit(topics)

    def report(self, error: BaseException) -> None:
        """Our own fault: into the log, and to the one dialog."""
        text = describe_fault(error)
        log.error(text)
        self.faulted.emit(text)


def describe_fault(error: BaseException) -> str:
    """Kind and place of a fault. The message is left out, because it may hold a client's values."""
    lines = []
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__name__)
        for frame in traceback.extract_tb(seen.__traceback__)[-12:]:
            lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)


def owner_of(callback: Callback | None) -> QObject | None:
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return owner if isinstance(owner, QObject) else None


def _is_there(owner: QObject) -> bool:
    """Alive, and neither it nor what it stands on was left for good."""
    seen: QObject | None = owner
    while seen is not None:
        if not shiboken6.isValid(seen) or getattr(seen, "left", False) is True:
            return False
        seen = seen.parent()
    return True
