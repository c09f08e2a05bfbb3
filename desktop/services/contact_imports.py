"""Takes in contacts that other programs have kept: each finds its client, is shown before, all is undone as one (CM-1).

What reads a file, such as mail or a telephone system's list, makes `Planned` lines; what becomes of them is one here.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.contacts import Contact
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.rights import Right
from desktop.services.work import Work

MOST = 5_000
"""Rows or messages of one import: it is one act, and others wait meanwhile."""


MEANWHILE = N_("All of this was taken in a moment ago, at another workstation.")


class Verdict(StrEnum):
    """What becomes of a row or message."""

    NEW = "new"
    SEVERAL = "several"  # clients have this address or number: somebody says which
    NOBODY = "nobody"
    KNOWN = "known"  # logged already
    OURS = "ours"  # between colleagues
    BROKEN = "broken"


class Source(StrEnum):
    MAIL = "mail"
    CALLS = "calls"


@dataclass(frozen=True, slots=True)
class Known:
    """A client with an address or number."""

    id: UUID
    code: str
    name: str
    risk: str


@dataclass(frozen=True, slots=True)
class Came:
    """What a row or message says. `name` and `address` are the other side's; `asks` may be made to wait for an answer,
    which `answers` gives; `hung` are the names of what hangs on it."""

    report: Report
    name: str
    address: str
    asks: bool
    answers: bool
    hung: tuple[str, ...] = ()

    @property
    def at(self) -> datetime:
        assert self.report.at is not None
        return self.report.at


@dataclass(frozen=True, slots=True)
class Planned:
    """One row or message as it would be taken in; `trouble` says why it can't, `origin` is what it was read from."""

    number: int
    file_name: str
    verdict: Verdict
    came: Came | None = None
    clients: tuple[Known, ...] = ()
    trouble: OfficeError | None = None
    origin: Any = None

    @property
    def direction(self) -> Direction:
        return self.came.report.direction if self.came is not None else Direction.IN


@dataclass(frozen=True, slots=True)
class Plan:
    """`keeps`: what is nobody's is kept with its number, so that it may be given to a client later."""

    source: Source
    lines: tuple[Planned, ...]
    keeps: bool = False

    def count(self, verdict: Verdict) -> int:
        return sum(line.verdict is verdict for line in self.lines)

    def brought(self, chosen: Mapping[int, UUID]) -> int:
        """How many lines would be taken in."""
        taken = sum(client_of(line, chosen) is not None for line in self.lines)
        return taken + (self.count(Verdict.NOBODY) if self.keeps else 0)


@dataclass(frozen=True, slots=True)
class Taken:
    """How many contacts were logged, and how many lines kept that are nobody's; `left` are names of what hung on
    messages and was not filed, each with its reason."""

    count: int
    kept: int = 0
    left: tuple[tuple[str, OfficeError], ...] = ()


def require(work: Work) -> None:
    """Raises NotAllowed for whoever may log no contacts."""
    if not work.may(Right.EDIT_CLIENTS):
        work.require(Right.ENTER_CLIENTS)


def judged(work: Work, read: Sequence[Planned], key_of: Callable[[Came, UUID], Hashable],
           logged: set[Any]) -> Iterator[Planned]:  # fmt: skip
    """The lines with their verdicts, once their clients were found. `key_of` tells the same contact again, of which
    `logged` are those that there are. Part of the verb that plans, which has asked the right."""
    require(work)
    seen: set[Hashable] = set()
    for line in read:
        if line.came is None or line.verdict is Verdict.OURS:
            yield line
            continue
        if line.came.at > work.now:
            yield replace(line, verdict=Verdict.BROKEN, trouble=BadEntry(N_("Its date lies in the future.")))
            continue
        here = {key_of(line.came, one.id) for one in line.clients}
        if here & (logged | seen) or (line.verdict is Verdict.KNOWN and not here):
            verdict = Verdict.KNOWN
        else:
            found = len(line.clients)
            verdict = Verdict.NOBODY if not found else Verdict.NEW if found == 1 else Verdict.SEVERAL
        seen |= here
        yield replace(line, verdict=verdict)


def logged_among(work: Work, channel: Channel, lines: Iterable[Planned]) -> Iterator[Any]:
    """The contacts of this channel in the time of these lines, of clients that they name: client, moment, direction and
    subject."""
    moments = [line.came.at for line in lines if line.came is not None]
    clients = {one.id for line in lines for one in line.clients}
    if not clients:
        return
    query: Any = work.visible(Contact).where(
        (Contact.channel == channel.value) & (Contact.at >= min(moments)) & (Contact.at <= max(moments))
    )
    rows = query.select(Contact.client, Contact.at, Contact.direction, Contact.subject).tuples()
    yield from (row for row in rows if row[0] in clients)


def still_new(found: Sequence[tuple[Planned, UUID, Report]], key_of: Callable[[Came, UUID], Hashable],
              logged: set[Any]) -> list[tuple[Planned, UUID, Report]]:  # fmt: skip
    """What is to be logged without what was, since it was looked at: somebody else may have taken in the same
    meanwhile."""
    return [one for one in found if one[0].came is None or key_of(one[0].came, one[1]) not in logged]


def client_of(line: Planned, chosen: Mapping[int, UUID]) -> UUID | None:
    """Whose contact a line becomes, None for nobody's."""
    if line.verdict is Verdict.NEW:
        return line.clients[0].id
    key = chosen.get(line.number) if line.verdict is Verdict.SEVERAL else None
    return key if key in {one.id for one in line.clients} else None


def wanted(plan: Plan, chosen: Mapping[int, UUID], *, waits: bool) -> list[tuple[Planned, UUID, Report]]:
    """What is to be logged, as it happened: what answers comes after what it answers. With `waits`, what asks waits
    unless something later answers it among these."""
    found = [(line, key) for line in plan.lines if (key := client_of(line, chosen)) is not None]
    found.sort(key=lambda pair: (pair[0].came.at, pair[0].number))  # type: ignore[union-attr]
    last = {key: line.came.at for line, key in found if line.came is not None and line.came.answers}
    told = []
    for line, key in found:
        assert line.came is not None
        answered = key in last and last[key] >= line.came.at
        told.append((line, key, replace(line.came.report, waits=waits and line.came.asks and not answered)))
    return told
