"""What the audit is told and asked: how far a workstation has seen each chain of records (SA-1)."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.values import dataclass
from desktop.rules.words import Word

Head = tuple[int, bytes]
"""A chain's newest record as somebody saw it: its number and its hash."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The newest head of each chain that a workstation has ever seen, and those up to which it found all sound.

    `since` is when it began to remember, None if it has not. `spoilt`: what it had kept was changed outside the
    program or can't be read.
    """

    heads: Mapping[UUID, Head] = field(default_factory=dict)
    verified: Mapping[UUID, Head] = field(default_factory=dict)
    since: datetime | None = None
    spoilt: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """A chain that lacks what a workstation has seen of it: up to `seen`, where it now ends at `number`."""

    chain: UUID
    seen: int
    number: int
    who: str = ""

    @property
    def gone(self) -> bool:
        """The whole chain, not just its end."""
        return self.number == 0


class Way(Word):
    """How somebody came in."""

    WINDOW = "window", N_("In the window")
    UNLOCK = "unlock", N_("Unlocked")
    COMMAND = "command", N_("By a command")


class AlarmKind(Word):
    """What whoever sees the audit is told of by itself."""

    WITNESS = "witness", N_("Records are missing")
    ANOMALY = "anomaly", N_("Account anomaly reported")
    CONDUCT = "conduct", N_("Unusual conduct")
