"""The recovery sheet as people copy it: 56 characters in 14 groups, of which one mistyped character is noticed."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from desktop.i18n import N_
from desktop.rules.errors import BadEntry

# Crockford's: no I, L, O and U, which are mistaken for others or make words
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP, GROUPS = 4, 14
SEED = 32  # bytes
CHECK = 3
_ALIKE = str.maketrans("OIL", "011")


def groups_of(seed: bytes) -> tuple[str, ...]:
    """256 bits and 24 that check them, as fourteen groups of four."""
    number = int.from_bytes(seed + _check(seed))
    text = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(GROUP * GROUPS)))
    return tuple(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def seed_of(text: str) -> bytes:
    """What a typed sheet says, in groups or not, small letters or full-width ones, O for 0 and I or L for 1.

    Raises BadEntry (field `sheet`) that says whether something is missing or mistyped.
    """
    typed = plain(text)
    if len(typed) != GROUP * GROUPS:
        raise BadEntry(
            N_("The recovery sheet has 14 groups of 4 characters, 56 in all; these are {n}."), "sheet", n=len(typed)
        )
    number = 0
    for place, letter in enumerate(typed):
        if letter not in ALPHABET:
            raise BadEntry(N_("Group {n}: “{letter}” stands on no recovery sheet. Compare it again."), "sheet",
                           n=place // GROUP + 1, letter=letter)  # fmt: skip
        number = number << 5 | ALPHABET.index(letter)
    data = number.to_bytes(SEED + CHECK)
    if _check(data[:SEED]) != data[SEED:]:
        raise BadEntry(N_("There is a mistake in what was typed. Compare it with the sheet group by group."), "sheet")
    return data[:SEED]


def plain(text: str) -> str:
    """As it was printed, however it was typed."""
    return re.sub(r"[\s\-–—·.]", "", unicodedata.normalize("NFKC", text)).upper().translate(_ALIKE)


def wrong_groups(groups: Sequence[str], typed: dict[int, str]) -> list[int]:
    """The numbers, from 1, of typed groups that differ from the sheet."""
    return [number for number, text in typed.items() if plain(text) != groups[number - 1]]


def _check(seed: bytes) -> bytes:
    return hashlib.sha256(b"clientele/recovery-sheet/1\0" + seed).digest()[:CHECK]
