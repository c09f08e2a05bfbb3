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
from desktop.services import blocks
from desktop.services.vault import Vaults
from desktop.services.work import Work

_INDEX = "_index"  # how a column ends by which an equal value is found; it follows from the value beside it
TABLES: Mapping[str, tuple[Block, type[SealedBlock]]] = {
    table._meta.table_name: (block, table) for block, table in BLOCKS.items()
}


def is_index(place: str) -> bool:
    return place.endswith(_INDEX)


def lying(client: UUID, place: str) -> str | None:
    """The sealed bytes that lie there now, as the journal writes them. `place` is table.column."""
    _block, table, column = _at(place)
    # reading path: sealed bytes of a client the caller has got through `work`
    row = table.get_or_none(table.client == client)
    return _text(getattr(row, column)) if row is not None else None


def same(work: Work, client: UUID, place: str, first: str | None, second: str | None) -> bool:
    """Whether these are one value. Bytes that differ and that this person can't open count for different ones."""
    if first == second or first is None or second is None:
        return first == second
    texts = [_opened(work.me.vaults, client, place, text) for text in (first, second)]
    return texts[0] is not None and texts[0] == texts[1]


def unchanged(work: Work, client: UUID, places: Mapping[str, Sequence[str | None]], at: int = 1) -> dict[str, bool]:
    """Place → whether there is now what the journal's pair says at `at`; an index stands as its value does."""
    found: dict[str, bool] = {}
    # a value comes before its index
    for place in sorted(places):
        value = place.removesuffix(_INDEX)
        if is_index(place) and value in found:
            found[place] = found[value]
        else:
            found[place] = same(work, client, place, lying(client, place), places[place][at])
    return found


def put_back(work: Work, client: Any, place: str, before: str | None) -> None:
    """Lets a former value lie there again, under today's key as far as this person may seal it, and journals it. The
    row of the block is there: something lay in it. A value is put back before its index."""
    _block, table, column = _at(place)
    now, then = lying(client.id, place), _under_todays_key(work.me.vaults, client.id, place, before)
    # writing path: sealed values lie in a table of their own; journalled below
    table.update({table._meta.fields[column]: _blob(then)}).where(table.client == client.id).execute()
    work.journal(client, {place: [now, then]})


def _under_todays_key(vaults: Vaults, client: UUID, place: str, before: str | None) -> str | None:
    block, _table, column = _at(place)
    if before is None or not vaults.holds(block.value) or vaults.newest(block.value) == 1:
        return before
    value = place.removesuffix(_INDEX)
    text = _opened(vaults, client, value, lying(client, value) if is_index(place) else before)
    if text is None:
        return before
    if is_index(place):
        return _text(blocks.id_number_index(text, vaults)) if column == "id_number_index" else before
    return _text(vaults.seal(block.value, place, client, text))


def _opened(vaults: Vaults, client: UUID, place: str, text: str | None) -> str | None:
    block, _table, column = _at(place)
    blob = _blob(text)
    if blob is None or is_index(place) or not vaults.holds(block.value):
        return None
    try:
        found = vaults.open(block.value, place, client, blob)
    except Damaged:
        # also what was sealed before this person was given the key
        return None
    if column != "own":
        return found
    return json.dumps({name: value for name, value in json.loads(found).items() if value}, sort_keys=True)


def _at(place: str) -> tuple[Block, Any, str]:
    table, _dot, column = place.partition(".")
    return (*TABLES[table], column)


def _text(blob: Any) -> str | None:
    return None if blob is None else base64.b64encode(bytes(blob)).decode()


def _blob(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
