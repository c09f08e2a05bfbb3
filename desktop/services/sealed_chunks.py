"""A stream sealed in chunks, each bound to its place and to what it is of, the last one marked as such.

a chunk: 64 KiB, AES-256-GCM; nonce: u64 number, u32 whether it is the last. What is changed, swapped, left out, cut off
or added at the end does not open.
"""

import struct
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 64 * 1024
TAG = 16
NONCE = struct.Struct(">QI")


class Changed(Exception):
    """A chunk is not what was sealed in its place."""


class CutOff(Exception):
    """All chunks are whole as far as they go, and the end is missing."""


def cut(blocks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of this size; the last one may be shorter."""
    waiting = bytearray()
    for block in blocks:
        waiting += block
        at = 0
        while len(waiting) - at >= size:
            yield bytes(waiting[at : at + size])
            at += size
        del waiting[:at]
    if waiting:
        yield bytes(waiting)


def sealed(blocks: Iterable[bytes], cipher: AESGCM, bound: bytes) -> Iterator[bytes]:
    """Never twice with one cipher, unless the content is the same."""
    number, held = 0, b""
    for piece in cut(blocks, CHUNK):
        # one is held back, for it may be the last
        if held:
            yield cipher.encrypt(NONCE.pack(number, False), held, bound)
            number += 1
        held = piece
    yield cipher.encrypt(NONCE.pack(number, True), held, bound)


def opened(blocks: Iterable[bytes], cipher: AESGCM, bound: bytes) -> Iterator[bytes]:
    """Raises Changed, CutOff, after what was whole has been given out: use nothing before the end is reached, or only
    what may be used by itself."""
    pieces = cut(blocks, CHUNK + TAG)
    number, piece = 0, next(pieces, b"")
    while True:
        following = next(pieces, b"")
        last = not following
        try:
            yield cipher.decrypt(NONCE.pack(number, last), piece, bound)
        except InvalidTag:
            raise (CutOff if last and _opens(cipher, number, piece, bound) else Changed) from None
        if last:
            return
        number, piece = number + 1, following


def _opens(cipher: AESGCM, number: int, piece: bytes, bound: bytes) -> bool:
    """Whether a chunk is whole and only not the last."""
    try:
        cipher.decrypt(NONCE.pack(number, False), piece, bound)
    except InvalidTag:
        # a piece of a chunk, or one that was changed: nobody can tell
        return False
    return True
