"""The threads behind the desk: one lane that reads, one that writes, each with its own database connection."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Any, Protocol

from desktop.i18n import _
from desktop.rules.values import dataclass

Verb = Callable[..., Any]
Outcome = tuple[Any, frozenset[str], BaseException | None]


class OfficeLike(Protocol):
    """What a lane asks of the office."""

    def carry(self, me: Any, verb: Verb, *args: Any, **kwargs: Any) -> Any:
        """Long work that opens its own stages."""

    def ask(self, me: Any, verb: Verb, *args: Any, **kwargs: Any) -> Any:
        """One question, asked again where a connection kept since the last one turns out to be broken."""

    def run(self, me: Any, verb: Verb, *args: Any, **kwargs: Any) -> Any:
        """One write, tried again after a broken connection unless it had arrived."""

    def interrupt(self, thread: int) -> None:
        """Breaks off what that thread is asking the database at this moment, if anything."""

    def disconnect(self) -> None:
        """Closes the calling thread's connection."""


@dataclass(eq=False, slots=True)
class Job:
    """One question or one deed. `answer` gets (result, topics, error) in the lane's thread."""

    verb: Verb
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    answer: Callable[[Any, frozenset[str], BaseException | None], None]
    key: str = ""
    overtaken: bool = False


class Way(Enum):
    """How a job goes to the office."""

    READ = "read"
    WRITE = "write"
    STAGED = "staged"


def attempt(office: OfficeLike, person: Any, job: Job, way: Way) -> Outcome:
    """Topics are told only after the commit, when they are facts."""
    held: list[Any] = []

    def noting(work: Any, *args: Any, **kwargs: Any) -> Any:
        held.append(work)
        if (progress := job.kwargs.get("progress")) is not None:
            # whoever watches can stop it, so it asks for as long as it takes
            work.wait = partial(progress, 0, 0, _("The connection broke in saving. Asking whether it was saved"))
        return job.verb(work, *args, **kwargs)

    try:
        if way is Way.WRITE:
            result = office.run(person, noting, *job.args, **job.kwargs)
        elif way is Way.READ:
            result = office.ask(person, noting, *job.args, **job.kwargs)
        else:
            result = office.carry(person, noting, *job.args, **job.kwargs)
    except BaseException as trouble:  # noqa: BLE001  handed to the desk, which tells refusal from fault
        # long work may have committed some of its stages before it failed
        done = held[-1].topics if held and way is Way.STAGED else ()
        return None, frozenset(done), trouble
    return result, frozenset(held[-1].topics), None


class Lane:
    """A long-lived thread that takes jobs one after the other."""

    way = Way.WRITE

    def __init__(self, office: OfficeLike, person: Any, name: str) -> None:
        self._office, self._person = office, person
        self._news = threading.Condition()
        self._closing = False
        self._waiting: deque[Job] = deque()
        # a daemon, so that a database that never answers can't keep the program from ending
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def take_up(self, person: Any) -> None:
        """From the next job on it is asked and done with this person's rights."""
        self._person = person

    def put(self, job: Job) -> None:
        with self._news:
            if not self._closing:
                self._waiting.append(job)
                self._news.notify()

    def close(self, patience: float) -> bool:
        """Finishes what was handed in; answers whether that took no longer than `patience` seconds."""
        with self._news:
            self._closing = True
            self._news.notify()
        self._thread.join(patience)
        return not self._thread.is_alive()

    def _next(self) -> Job | None:
        return self._waiting.popleft() if self._waiting else None

    def _finished(self) -> None:
        """The job is over; called under the lock."""

    def _run(self) -> None:
        try:
            while True:
                with self._news:
                    job = self._next()
                    while job is None and not self._closing:
                        self._news.wait()
                        job = self._next()
                if job is None:
                    return
                self._do(job)
        finally:
            self._office.disconnect()

    def _do(self, job: Job) -> None:
        outcome = self._attempt(job)
        with self._news:
            self._finished()
        job.answer(*outcome)

    def _attempt(self, job: Job) -> Outcome:
        return attempt(self._office, self._person, job, self.way)


class ReadingLane(Lane):
    """Of several questions under one key only the latest counts; one that is overtaken while it runs is broken off."""

    way = Way.READ

    def __init__(self, office: OfficeLike, person: Any, name: str) -> None:
        self._questions: OrderedDict[str, Job] = OrderedDict()
        self._running: Job | None = None
        self._interrupted = self._late_blow = False
        super().__init__(office, person, name)

    def put(self, job: Job) -> None:
        with self._news:
            if self._closing:
                return
            waiting = self._questions.get(job.key)
            if waiting is not None:
                waiting.overtaken = True
            # an overtaking question takes the place of the old one in the row
            self._questions[job.key] = job
            if self._running is not None and self._running.key == job.key:
                self._break_off()
            self._news.notify()

    def close(self, patience: float) -> bool:
        with self._news:
            self._questions.clear()
            if self._running is not None:
                self._break_off()
        return super().close(patience)

    def _break_off(self) -> None:
        assert self._running is not None
        if not self._running.overtaken and self._thread.ident is not None:
            self._running.overtaken = True
            self._interrupted = True
            self._office.interrupt(self._thread.ident)

    def _next(self) -> Job | None:
        if not self._questions:
            return None
        _key, self._running = self._questions.popitem(last=False)
        self._late_blow, self._interrupted = self._interrupted, False
        return self._running

    def _finished(self) -> None:
        self._running = None

    def _attempt(self, job: Job) -> Outcome:
        outcome = super()._attempt(job)
        # a server may break off the question after the one that was meant; asking again does no harm
        if outcome[2] is not None and self._late_blow and not job.overtaken:
            outcome = super()._attempt(job)
        return outcome
