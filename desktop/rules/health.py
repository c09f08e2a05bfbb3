"""What the health page is made of: one thing each that is well, worth a look, or to be put right (SA-6)."""

from collections.abc import Sequence
from datetime import datetime

from desktop.i18n import N_
from desktop.rules.today import Said
from desktop.rules.values import dataclass
from desktop.rules.words import Word

NAMED = 5
"""As many are named in one sentence; of more their number is told."""


class State(Word):
    """In the order in which they stand."""

    BAD = "bad", N_("To be put right")
    WARN = "warn", N_("Worth a look")
    GOOD = "good", N_("Well")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `act` is the word of its one button, a message id: it opens the page `opens`, or
    carries out `deed` with `given`. `key` stays the same from look to look; `at` is when it was so."""

    key: tuple[object, ...]
    state: State
    what: Said
    below: Said | str = ""
    act: str = ""
    opens: tuple[str, object] | None = None
    deed: str = ""
    given: tuple[object, ...] = ()
    at: datetime | None = None


def ordered(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The worst first; equals stay as they came."""
    order = list(State)
    return tuple(sorted(checks, key=lambda check: order.index(check.state)))
