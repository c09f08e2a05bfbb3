"""What stands on a client information card, as plain words."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardLine:
    """One fact for the server: a label and what is known.

    `warn` marks an allergy: it comes first, with ⚠. `unverified` says that nobody has confirmed it yet.
    `again` says that it was confirmed, but has not been seen for its time.
    `must` marks what may never be cut though it is no allergy, such as a taboo.
    """

    label: str
    text: str
    warn: bool = False
    unverified: bool = False
    must: bool = False
    again: bool = False

    @property
    def whole(self) -> bool:
        return self.warn or self.must


@dataclass(frozen=True, slots=True)
class CardValues:
    """One client's card: who it is, and the facts in the order in which the office wants them read."""

    code: str
    name: str
    form_of_address: str = ""
    unit: str = ""
    lines: Sequence[CardLine] = ()

    def ordered(self) -> list[CardLine]:
        """Allergies first, then what may not be cut, then the rest; empty facts are left out."""
        told = [line for line in self.lines if line.text.strip()]
        return sorted(told, key=lambda line: 0 if line.warn else 1 if line.must else 2)
