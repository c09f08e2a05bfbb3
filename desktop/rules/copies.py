"""Copies of an office on a computer that no erasure reaches: what they are, and which of them may go (AC-7)."""

from datetime import datetime

from desktop.i18n import N_
from desktop.rules.values import dataclass
from desktop.rules.words import Word


class CopyKind(Word):
    """Where a copy comes from. The value is recorded, so it never changes."""

    MOVED = "moved", N_("Left where the office was moved away from")
    BEFORE_UPDATE = "before_update", N_("Made before the office was brought up to date; goes by itself after 30 days")
    RESTORED = "restored", N_("Another office, restored from a backup of this one")
    FORMER = "former", N_("The office whose backup this one was restored from")


@dataclass(frozen=True, slots=True)
class LeftCopy:
    """One copy. `removable` here: what lies on a server, and offices that people may be using, are taken away there."""

    kind: CopyKind
    place: str
    since: datetime | None = None
    size: int = 0  # bytes
    removable: bool = False
