"""Level 3 outside its own table: journal and marked notes hold a hash, and the sealed text lies apart (AC-5).

So whoever reads rows reads no level 3 along with them, and a server asks for a ticket before it hands out a text. What
stands in its place tells equal texts from others without opening any, and the chain of records covers it.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import BLOCKS
from desktop.models.sealed_texts import SealedText, put
from desktop.rules.errors import Damaged

# The vaults whose texts lie apart, and how the journal names their columns
APART = frozenset(block.value for block in BLOCKS if block.level == 3)
_PLACES = tuple(f"{table._meta.table_name}." for block, table in BLOCKS.items() if block.level == 3)
_CHUNK = 500
_MARK = "sha256:"
_STANDING = re.compile(_MARK + "([0-9a-f]{64})")

Changes = Mapping[str, Sequence[Any]]


def standing(text: str | None) -> str | None:
    """What stands for a sealed text in base64; itself where it stands for one already."""
    if text is None or text.startswith(_MARK):
        return text
    return _MARK + hashlib.sha256(base64.b64decode(text)).hexdigest()


def at(place: str, text: str | None) -> str | None:
    """A sealed text in base64 as the journal tells it in this column."""
    return standing(text) if place.startswith(_PLACES) else text


def same(first: str | None, second: str | None) -> bool:
    """Whether these are the same sealed bytes, however each is told."""
    return first == second or (first is not None and second is not None and standing(first) == standing(second))


def lay_apart(client: UUID, texts: Iterable[str]) -> None:
    """Keeps sealed texts in base64 under what stands for them; `client` is whose file they are of. Part of the verb
    that writes what stands for them."""
    lay_all_apart((client, text) for text in texts)


def lay_all_apart(texts: Iterable[tuple[UUID, str]]) -> None:
    """The same of many files at once, each text with whose file it is of."""
    rows = {text: (bytes.fromhex((standing(text) or "")[len(_MARK) :]), client.hex, base64.b64decode(text))
            for client, text in texts if not text.startswith(_MARK)}  # fmt: skip
    if rows:
        # writing path: what stands for them is journalled
        put(list(rows.values()))


def told(client: UUID, changes: Changes, apart: list[tuple[UUID, str]]) -> Changes:
    """A file's changes as the journal keeps them; their texts of level 3 join those that are to lie apart."""
    pairs = {place: pair for place, pair in changes.items() if place.startswith(_PLACES)}
    if not pairs:
        return changes
    apart += ((client, text) for pair in pairs.values() for text in pair if text is not None)
    return {**changes, **{place: [standing(text) for text in pair] for place, pair in pairs.items()}}


def bytes_of(text: str) -> bytes:
    """The sealed bytes that a text is or stands for; on a server this takes a ticket. Raises Damaged."""
    if not text.startswith(_MARK):
        return base64.b64decode(text)
    # reading path: sealed bytes of a row that the caller has got through `work`
    row = SealedText.get_or_none(SealedText.digest == bytes.fromhex(text[len(_MARK) :]))
    blob = b"" if row is None else bytes(row.text)
    if _MARK + hashlib.sha256(blob).hexdigest() != text:
        raise Damaged(N_("A sealed text of level 3 is gone or is not what was written: another program has changed it. "
                         "Have an auditor verify the records."))  # fmt: skip
    return blob


def in_full(text: str) -> str:
    """A text as it was written before such texts lay apart, to compare it with its hash."""
    wanted = digests_in(text)
    if not wanted:
        return text
    # reading path: compared by who sees the audit, and shown to nobody
    rows = SealedText.select(SealedText.digest, SealedText.text).where(SealedText.digest.in_(wanted)).tuples()
    held = {bytes(digest).hex(): base64.b64encode(bytes(blob)).decode() for digest, blob in rows}
    return _STANDING.sub(lambda found: held.get(found[1], found[0]), text)


def spoilt(digests: Iterable[bytes]) -> int:
    """How many of these texts are gone or are not what was written."""
    wanted, bad = sorted(digests), 0
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        # reading path: compared by who sees the audit, and shown to nobody
        texts = SealedText.select(SealedText.digest, SealedText.text).where(SealedText.digest.in_(part)).tuples()
        bad += len(part) - sum(hashlib.sha256(bytes(blob)).digest() == bytes(digest) for digest, blob in texts)
    return bad


def digests_in(text: str) -> list[bytes]:
    """What of the texts that lie apart it speaks of."""
    return [bytes.fromhex(digest) for digest in sorted(set(_STANDING.findall(text)))]
