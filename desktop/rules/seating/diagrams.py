"""The diagram of form 6.1 as places at a table of four: who sat where, and who at whose hands (SE-1)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from desktop.rules.text import tidy

# clockwise from the top of the drawing: host, second guest at his left hand, deputy host, guest of honour
RING = ("h1", "g2", "h2", "g1")


class Around(NamedTuple):
    """The names at one's right and left hand, and across; empty where nobody was written there."""

    right: str
    left: str
    across: str


def read_diagram(names: Mapping[str, str], called: Iterable[str]) -> str:
    """The place at which somebody who is called so was written; nothing where he was at none, or at several."""
    known = {tidy(name) for name in called} - {""}
    found = [code for code in RING if tidy(names.get(code, "")) in known]
    return found[0] if len(found) == 1 else ""


def around(names: Mapping[str, str], code: str) -> Around:
    """Who was about a place. Everybody looks to the middle: the next clockwise is at the left hand."""
    at = RING.index(code)
    left, across, right = (tidy(names.get(RING[(at + step) % 4], "")) for step in (1, 2, 3))
    return Around(right, left, across)
