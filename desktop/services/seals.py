"""Sealed values as the journal keeps them: whether two are one value, and how a former one is put back (CL-11).

A value that was sealed anew under a new key is the same value still. What is opened here to compare is shown to nobody.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.models.clients import BLOCKS, SealedBlock
from desktop.rules.errors import Damaged
from desktop.rules.fields import Block
from desktop.services import blocks, sealed_texts
from desktop.services.vault import Vaults, seal_header
from desktop.services.work import Work

Pair = Sequence[str | None]  # [before, after] as the journal has it
_INDEX = "_index"  # how a column ends by which an equal value is found; it follows from the value beside it
TABLES: Mapping[str, tuple[Block, type[SealedBlock]]] = {
    table._meta.table_name: (block, table) for block, table in BLOCKS.items()
}


def is_index(place: str) -> bool:
    return place.endswith(_INDEX)


def lying(client: UUID, place: str) -> str | None:
    """The sealed bytes that lie there now, in base64. `place` is table.column."""
    _block, table, column = _at(place)
    # reading path: sealed bytes of a client the caller has got through `work`
    row = table.get_or_none(table.client == client)
    return _text(getattr(row, column)) if row is not None else None


def told(client: UUID, place: str) -> str | None:
    """The same as the journal tells it."""
    return sealed_texts.at(place, lying(client, place))


def same(work: Work, client: UUID, place: str, first: str | None, second: str | None) -> bool:
    """Whether these are one value. Bytes that differ and that this person can't open count for different ones."""
    if sealed_texts.same(first, second) or first is None or second is None:
        return sealed_texts.same(first, second)
    opened = _own_opened if _is_own(place) else _opened
    texts = [opened(work.me.vaults, client, place, text) for text in (first, second)]
    return texts[0] is not None and texts[0] == texts[1]


def stands(work: Work, client: UUID, place: str, pair: Pair, at: int = 1) -> bool:
    """Whether there is now what the journal's pair says at `at`; of the office's own fields, which share a column, only
    those count that the pair changed."""
    now = lying(client, place)
    if sealed_texts.same(now, pair[at]) or not _is_own(place):
        return same(work, client, place, now, pair[at])
    held = [_own_opened(work.me.vaults, client, place, text) for text in (now, *pair)]
    if any(one is None for one in held):
        return False
    present, before, after = (one or {} for one in held)
    return all(present.get(name) == (before, after)[at].get(name) for name in _differing(before, after))


def unchanged(work: Work, client: UUID, places: Mapping[str, Pair], at: int = 1) -> dict[str, bool]:
    """The same of many places; an index stands as its value does."""
    found: dict[str, bool] = {}
    # a value comes before its index
    for place in sorted(places):
        value = place.removesuffix(_INDEX)
        follows = is_index(place) and value in found
        found[place] = found[value] if follows else stands(work, client, place, places[place], at)
    return found


def put_back(work: Work, client: Any, place: str, pair: Pair) -> None:
    """Lets a former value lie there again, under today's key as far as this person may seal it, and journals it; of the
    office's own fields those that the pair changed. The row of the block is there: something lay in it. A value is put
    back before its index."""
    _block, table, column = _at(place)
    now = lying(client.id, place)
    then = _coming(work.me.vaults, client.id, place, now, pair)
    # writing path: sealed values lie in a table of their own; journalled below
    table.update({table._meta.fields[column]: _blob(then)}).where(table.client == client.id).execute()
    work.journal(client, {place: [now, then]})


def _coming(vaults: Vaults, client: UUID, place: str, now: str | None, pair: Pair) -> str | None:
    block, _table, column = _at(place)
    if is_index(place) and pair[0] is not None and vaults.holds(block.value) and column == "id_number_index":
        text = _opened(vaults, client, place.removesuffix(_INDEX), lying(client, place.removesuffix(_INDEX)))
        return pair[0] if text is None else _text(blocks.id_number_index(text, vaults))
    if _is_own(place) and not sealed_texts.same(now, pair[1]):
        held = [_own_opened(vaults, client, place, text) for text in (now, *pair)]
        if all(one is not None for one in held):
            present, before, after = (one or {} for one in held)
            whole = {**present, **{name: before.get(name, "") for name in _differing(before, after)}}
            kept = {name: text for name, text in whole.items() if text}
            return _text(vaults.seal(block.value, place, client, json.dumps(kept))) if kept else None
    if pair[0] is None or not vaults.holds(block.value) or is_index(place) or _is_todays(vaults, block, pair[0]):
        return pair[0]
    text = _opened(vaults, client, place, pair[0])
    return pair[0] if text is None else _text(vaults.seal(block.value, place, client, text))


def _is_todays(vaults: Vaults, block: Block, text: str) -> bool:
    header = seal_header(vaults.newest(block.value))
    return (_blob(text) or b"").startswith(header)


def _is_own(place: str) -> bool:
    return place.endswith(".own")


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    return {name for name in {**before, **after} if before.get(name) != after.get(name)}


def _own_opened(vaults: Vaults, client: UUID, place: str, text: str | None) -> dict[str, str] | None:
    """The office's own fields in a column; None where this person can't open it."""
    if text is None:
        return {}
    found = _opened(vaults, client, place, text)
    return None if found is None else {name: value for name, value in json.loads(found).items() if value}


def _opened(vaults: Vaults, client: UUID, place: str, text: str | None) -> str | None:
    block, _table, _column = _at(place)
    if text is None or is_index(place) or not vaults.holds(block.value):
        return None
    try:
        return vaults.open(block.value, place, client, sealed_texts.bytes_of(text))
    except Damaged:
        # also what was sealed before this person was given the key
        return None


def _at(place: str) -> tuple[Block, Any, str]:
    table, _dot, column = place.partition(".")
    return (*TABLES[table], column)


def _text(blob: Any) -> str | None:
    return None if blob is None else base64.b64encode(bytes(blob)).decode()


def _blob(text: str | None) -> bytes | None:
    return None if text is None else sealed_texts.bytes_of(text)
