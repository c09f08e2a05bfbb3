"""The form of a stored content: sealed by a key of its own, bound to its id, refused if anything in it was changed.

"CFD1" | id, 16 bytes | chunks as `sealed_chunks` has them. The key lies in the row alone, sealed by the row's vault.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.rules import blobs as rules
from desktop.services import sealed_chunks
from desktop.services.sealed_chunks import CHUNK, TAG
from desktop.services.vault import derived

MAGIC = b"CFD1"
PURPOSE = "clientele/document/1"
HEADER = len(MAGIC) + 16


def sealed(blob: UUID, key: bytes, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed bytes of a content. The same key, id and content give the same bytes."""
    yield _header(blob)
    yield from sealed_chunks.sealed(blocks, _cipher(blob, key), _header(blob))


def opened(blob: UUID, key: bytes, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The content in pieces of 64 KiB, each verified before it is given out; that nothing is missing shows at the end.
    Raises Spoilt."""
    stream = iter(blocks)
    head = b""
    while len(head) < HEADER and (block := next(stream, b"")):
        head += block
    if head[:HEADER] != _header(blob):
        raise rules.spoilt()
    try:
        yield from sealed_chunks.opened(_with(head[HEADER:], stream), _cipher(blob, key), head[:HEADER])
    except (sealed_chunks.Changed, sealed_chunks.CutOff):
        raise rules.spoilt() from None


def sealed_size(size: int) -> int:
    """How many bytes a content of this size takes when it is sealed."""
    return HEADER + size + TAG * max(1, -(-size // CHUNK))


def _header(blob: UUID) -> bytes:
    return MAGIC + blob.bytes


def _cipher(blob: UUID, key: bytes) -> AESGCM:
    return AESGCM(derived(key, PURPOSE, blob.bytes))


def _with(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest
