"""The hashes over what a lock freezes: salted leaves, a tree of each person, a tree of the period, in a chain (AP-4).

Leaves and inner nodes are hashed apart (RFC 6962), so that no node passes for a leaf. Without its salt nothing can be
guessed from a leaf, so that what an erased client told can be emptied and the root still holds.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence

_LEAF, _NODE = b"\x00", b"\x01"
EMPTY = hashlib.sha256(b"").hexdigest()


def new_salt() -> str:
    """128 bits of chance."""
    return secrets.token_hex(16)


def leaf(salt: str, text: str) -> str:
    """What a text is known by: SHA-256(0x00 ‖ salt ‖ text)."""
    return hashlib.sha256(_LEAF + salt.encode() + text.encode()).hexdigest()


def root(leaves: Iterable[str]) -> str:
    """The root over hashes in their order; one that is left over at a level is taken up to the next (RFC 6962).

    Raises ValueError where one is no hash."""
    level: Sequence[bytes] = [bytes.fromhex(one) for one in leaves]
    if not level:
        return EMPTY
    sha = hashlib.sha256
    while len(level) > 1:
        pairs = [sha(_NODE + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)]
        level = [*pairs, level[-1]] if len(level) % 2 else pairs
    return level[0].hex()


def signing_text(period: str, number: int, root_of_it: str, previous: str, person: str) -> bytes:
    """What whoever locks a period signs."""
    return f"clientele/appraisal/1\0{period}\0{number}\0{root_of_it}\0{previous}\0{person}".encode()
