"""What a new row is known by in the journal: a hash of its columns that tells nothing once its salt is gone."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import compress
from operator import ne
from typing import Any
from uuid import UUID

import peewee

from desktop.models.base import JsonField, canonical

# Kept of an act or of a machine, not of what somebody entered, and written without a journal
_UNTOLD: Mapping[str, frozenset[str]] = {
    "workstation": frozenset({"program", "last_seen_at"}),
    # keys, which no journal may keep, and what scrubbing finds
    "blob": frozenset({"file_key", "digest", "state", "verified_at", "unbacked_at"}),
    # what reading it for its words has come to
    "document_version": frozenset({"text_state", "text_why", "pages"}),
}
# A column's name, how its value is written plainly, and the default that is left out
_Column = tuple[str, Any, object]


@cache
def _columns(model: Any) -> Mapping[str, _Column]:
    left_out = _UNTOLD.get(model._meta.table_name, frozenset()) | {"id", "version"}
    return {field.name: (field.name, _way(field), _default(field))
            for field in model._meta.sorted_fields if field.name not in left_out}  # fmt: skip


def _way(field: Any) -> Any:
    kind = getattr(field, "rel_field", field)
    if isinstance(kind, JsonField):
        # as it is read again: JSON knows fewer kinds than Python
        return lambda value: canonical(json.loads(value))
    if isinstance(kind, peewee.BooleanField):
        return bool
    if isinstance(kind, peewee.UUIDField):
        return lambda value: value.hex if isinstance(value, UUID) else str(value)
    return lambda value: value if isinstance(value, int | float | str) else _text(value)


def _text(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | bytearray | memoryview) else str(value)


def _default(field: Any) -> object:
    default = field.default
    if default in (dict, list):
        default = default()
    return None if callable(default) else field.db_value(default)


def of_values(model: Any, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[bytes]:
    """What these rows of stored values are known by, without the salt."""
    known = _columns(model)
    told = [known.get(name) for name in names]
    defaults = [column and column[2] for column in told]
    # nearly all columns of a wide row hold their default: the comparing is left to what does it without a line of ours
    return [_digest({column[0]: column[1](value)
                     for value, column in compress(zip(row, told, strict=True), map(ne, row, defaults))
                     if column is not None and value is not None}) for row in rows]  # fmt: skip


def of_row(row: Any) -> bytes:
    """The same of one row as the model holds it."""
    fields, data = row._meta.fields, row.__data__
    told: dict[str, object] = {}
    for name, way, default in _columns(row._meta.model).values():
        value = data.get(name)
        if value is not None:
            stored = fields[name].db_value(value)
            if stored != default:
                told[name] = way(stored)
    return _digest(told)


def of_state(model: Any, state: Mapping[str, Any]) -> bytes:
    """The same of columns as the journal writes them."""
    known = _columns(model)
    return of_values(model, list(known), [[state.get(name) for name in known]])[0]


def salted(salt: bytes, digest: bytes) -> bytes:
    return hashlib.sha256(b"clientele/row/1\0" + salt + digest).digest()


def _digest(told: Mapping[str, object]) -> bytes:
    """What has its default is left out: a column that a later step adds changes no hash, as long as it is empty."""
    return hashlib.sha256(canonical(told).encode()).digest()
