"""The sealed blocks of a client file: which values lie where, how they are opened, sealed and journalled."""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bulk import insert_many
from desktop.models.clients import BLOCKS, Client, OwnField
from desktop.rules.errors import NotAllowed
from desktop.rules.fields import Block, Catalogue, Field, FieldType, Locked
from desktop.rules.rights import Mandate
from desktop.rules.words import ClientForm
from desktop.services.vault import Vaults

WITHHELD = N_("The client has withdrawn the consent to this, so it is withheld.")
NEEDS_RIGHT = N_("This needs a right of its own, which the admin gives.")
UNPLEDGED = N_("No confidentiality pledge of yours is noted, or it has run out: sign it and have whoever runs "
               "people note it.")  # fmt: skip
OWN_PREFIX = "own_"  # an own field's name in forms, imports and history


def own_field(row: OwnField) -> Field:
    """The office's own field as the catalogue knows it."""
    forms = frozenset(ClientForm.of(form) for form in row.forms.split(","))
    return Field(
        OWN_PREFIX + row.key, row.label, FieldType(row.type), "own", forms, row.required, Block(row.block),
        choices=tuple(row.choices), limit=2000, synonyms=(row.label,), own=True,
        reviewed=Block(row.block).level > 1,
    )  # fmt: skip


def place(field: Field) -> str:
    """Where a sealed value lies; bound into its seal."""
    return f"{BLOCKS[field.block]._meta.table_name}.{'own' if field.own else field.name}"


def column(field: Field) -> str:
    """Where the journal keeps changes of a value: a column of the file's row, or one of a sealed block."""
    return place(field) if field.sealed else field.name


class Holding(Protocol):
    """Whoever can say which vaults somebody holds a key of."""

    def holds(self, vault: str) -> bool: ...


def why_locked(block: Block, mandate: Mandate, vaults: Holding) -> Locked:
    may = block.level <= mandate.level and vaults.holds(block.value)
    if may:
        return Locked(block.level, N_("Opening it is recorded."), may_open=True)
    if block.level > mandate.level:
        if mandate.unpledged:
            return Locked(block.level, UNPLEDGED)
        return Locked(block.level, N_("Your roles do not reach this level of information."), asked_for=block)
    return Locked(block.level, N_("You hold no key to this vault; who holds one can grant it."), asked_for=block)


def withheld(client: Any) -> frozenset[str]:
    """Names of the fields whose purpose this client has withdrawn (AC-7)."""
    return frozenset(client.withheld.split(",")) - {""}


def hidden(client: Any, values: Mapping[str, object]) -> dict[str, object]:
    """The values with a lock in place of what is withheld."""
    return {**values, **{name: Locked(1, WITHHELD) for name in withheld(client) if name in values}}


def open_values(client: Client, catalogue: Catalogue) -> dict[str, object]:
    """The values that lie open in the row."""
    values: dict[str, object] = {}
    for field in catalogue.of_block(Block.OPEN):
        values[field.name] = client.own.get(field.name) if field.own else getattr(client, field.name)
    return values


def sealed_row(block: Block, client: UUID) -> Any:
    table = BLOCKS[block]
    return table.get_or_none(table.client == client) or table(client=client)


def unsealed(
    block: Block, client: UUID, fields: Iterable[Field], vaults: Vaults, row: Any | None = None
) -> dict[str, str]:
    """The values of one block, opened; of `row` where it is not today's. Empty text where nothing was entered."""
    row = sealed_row(block, client) if row is None else row
    own = _own(block, row, client, vaults)
    values: dict[str, str] = {}
    for field in fields:
        if field.own:
            values[field.name] = own.get(field.name, "")
        else:
            blob = getattr(row, field.name)
            values[field.name] = "" if blob is None else vaults.open(block.value, place(field), client, bytes(blob))
    return values


def _own(block: Block, row: Any, client: UUID, vaults: Vaults) -> dict[str, str]:
    if row.own is None:
        return {}
    spot = f"{row._meta.table_name}.own"
    kept: dict[str, str] = json.loads(vaults.open(block.value, spot, client, bytes(row.own)))
    return kept


def own_held(block: Block, client: UUID, blob: bytes | None, vaults: Vaults) -> frozenset[str]:
    """Which of the office's own fields have a value in a block's sealed `own`; nobody is shown which."""
    if blob is None:
        return frozenset()
    kept: dict[str, str] = json.loads(vaults.open(block.value, f"{BLOCKS[block]._meta.table_name}.own", client, blob))
    return frozenset(name for name, text in kept.items() if text)


def seal_values(block: Block, client: UUID, values: Mapping[Field, str], vaults: Vaults) -> dict[str, list[object]]:
    """Seals and saves `values`; returns column → [before, after] as sealed bytes in base64, for the journal."""
    if not vaults.holds(block.value):
        raise NotAllowed(N_("You hold no key to this vault; who holds one can grant it."), next(iter(values)).name)
    row = sealed_row(block, client)
    own = _own(block, row, client, vaults) if any(f.own for f in values) else {}
    columns = sealed_columns(block, client, values, vaults, own)
    changes: dict[str, list[object]] = {}
    for name, blob in columns.items():
        before = getattr(row, name)
        changes[f"{row._meta.table_name}.{name}"] = [_text(before), _text(blob)]
        setattr(row, name, blob)
    table = type(row)
    if table.select().where(table.client == client).exists():
        row.save()
    else:
        # without asking for anything back, which a server gives for a ticket alone
        insert_many(table, ("client", *columns), [(client, *columns.values())])
    return changes


def sealed_columns(block: Block, client: UUID, values: Mapping[Field, str], vaults: Vaults,
                   own: Mapping[str, str] = MappingProxyType({})) -> dict[str, bytes | None]:  # fmt: skip
    """The columns that hold `values`, sealed; `own` are the office's own fields that the row has already."""
    columns: dict[str, bytes | None] = {}
    added = {f.name: text for f, text in values.items() if f.own}
    if added:
        spot = f"{BLOCKS[block]._meta.table_name}.own"
        columns["own"] = vaults.seal(block.value, spot, client, json.dumps({**own, **added}))
    for field, text in values.items():
        if not field.own:
            columns[field.name] = vaults.seal(block.value, place(field), client, text) if text else None
            if field.name == "id_number":
                columns["id_number_index"] = id_number_index(text, vaults) if text else None
    return columns


def first_changes(block: Block, values: Sequence[bytes | None]) -> dict[str, list[object]]:
    """What the journal keeps of a block that was filled for the first time, given all its columns but the client."""
    fields = [field for field in BLOCKS[block]._meta.sorted_fields if field.name != "client"]
    name = BLOCKS[block]._meta.table_name
    return {f"{name}.{field.name}": [None, _text(value)] for field, value in zip(fields, values, strict=True)
            if value is not None}  # fmt: skip


def id_number_index(number: str, vaults: Vaults) -> bytes:
    """Finds an equal ID number in the office without opening any."""
    return vaults.blind_index(Block.IDENTITY.value, "client_identity.id_number", number)


def id_number_indexes(number: str, vaults: Vaults) -> list[bytes]:
    """The same to look it up by: while the key changes, some files have the index of the former one."""
    return vaults.blind_indexes(Block.IDENTITY.value, "client_identity.id_number", number)


def _text(blob: Any) -> str | None:
    return None if blob is None else base64.b64encode(bytes(blob)).decode()
