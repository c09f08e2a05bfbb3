"""A stored content in its form: nothing in it can be changed, swapped, cut off or added."""

import os
from uuid import UUID

import pytest

from desktop.rules.blobs import Spoilt
from desktop.services import blob_files
from desktop.services.blob_files import HEADER, sealed_size
from desktop.services.sealed_chunks import CHUNK, TAG, cut

BLOB, KEY = UUID(int=7), bytes(range(32))
SEALED = CHUNK + TAG


def sealed(content: bytes) -> bytes:
    # cut otherwise than it is sealed
    return b"".join(blob_files.sealed(BLOB, KEY, cut([content], 5000)))


def opened(raw: bytes, blob: UUID = BLOB, key: bytes = KEY) -> bytes:
    return b"".join(blob_files.opened(blob, key, cut([raw], 70_001)))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_comes_back_as_it_was(size: int):
    content = os.urandom(size)
    raw = sealed(content)
    assert len(raw) == sealed_size(size)
    assert opened(raw) == content
    # so that a content that was lost can be put back under its former hash
    assert sealed(content) == raw


def test_whatever_is_done_to_it_is_refused():
    raw = sealed(os.urandom(3 * CHUNK + 100))
    head, chunks = raw[:HEADER], [raw[HEADER + at * SEALED : HEADER + (at + 1) * SEALED] for at in range(4)]
    first, second, third, last = chunks
    bad = {
        "a bit": raw[:-50] + bytes([raw[-50] ^ 1]) + raw[-49:],
        "swapped": head + second + first + third + last,
        "left out": head + first + third + last,
        "twice": head + first + first + second + third + last,
        "the last one missing": head + first + second + third,
        "cut off in a chunk": raw[:-10],
        "added": raw + b"x",
        "a chunk added": raw + last,
        "nothing": b"",
        "its head alone": head,
        "half a head": raw[:9],
        "another head": b"CFD2" + raw[4:],
        "of another": head[:4] + UUID(int=8).bytes + raw[HEADER:],
    }
    for what, changed in bad.items():
        with pytest.raises(Spoilt):
            pytest.fail(f"{what} was taken: {len(opened(changed))}")
    for blob, key in ((UUID(int=8), KEY), (BLOB, bytes(32))):
        with pytest.raises(Spoilt):
            opened(raw, blob, key)
