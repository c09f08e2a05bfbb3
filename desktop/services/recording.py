"""Writes the record of an act into its writer's chain, with the journal of what it changed beside it."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.models import rows
from desktop.models.base import canonical
from desktop.models.bulk import insert_many
from desktop.models.records import Journal, Operation, Record, Writer
from desktop.rules.errors import AlreadyDone
from desktop.rules.ids import new_id
from desktop.rules.values import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One row's change: column → [before, after]."""

    table: str
    row: UUID
    kind: str
    changes: Mapping[str, Sequence[object]]


def entry_hash(salt: bytes, table: str, row: UUID, kind: str, changes: Mapping[str, Sequence[object]]) -> bytes:
    return hashlib.sha256(b"clientele/journal/1\0" + salt + canonical([table, row, kind, changes]).encode()).digest()


def record_hash(parts: Sequence[object]) -> bytes:
    return hashlib.sha256(b"clientele/record/1\0" + canonical(parts).encode()).digest()


def find_writer(person: UUID, workstation: UUID) -> UUID:
    """This person's chain at this workstation, begun where there is none."""
    found = Writer.get_or_none((Writer.person == person) & (Writer.workstation == workstation))
    if found is None:
        new = new_id()
        found = Writer.create(id=new, person=person, workstation=workstation, head_hash=new.bytes, force_insert=True)
    return found.id


class Recorder:
    """Grows one writer's chain within one transaction; the chain's head stays locked until its end.

    `later`: an earlier stage of the same work has noted the operation.
    """

    def __init__(
        self, writer: UUID, person: UUID, operation: UUID, signing: Ed25519PrivateKey, *, later: bool = False
    ) -> None:
        self._writer, self._person, self._operation, self._signing = writer, person, operation, signing
        self._later = later
        self._head: Writer | None = None

    @property
    def noted(self) -> bool:
        """Whether the operation is in the office once this transaction has been committed."""
        return self._later or self._head is not None

    def write(self, at: datetime, topic: str, action: str, subject: UUID | None,
              facts: Mapping[str, object], entries: Sequence[Entry]) -> int:  # fmt: skip
        """Returns the record's serial number. Raises AlreadyDone if the operation arrived earlier."""
        head = self._locked_head(at)
        salted = [(entry, os.urandom(16)) for entry in entries]
        hashes = [entry_hash(salt, e.table, e.row, e.kind, e.changes) for e, salt in salted]
        content = hashlib.sha256(b"".join(hashes)).digest()
        number, previous = head.head_number + 1, bytes(head.head_hash)
        milliseconds = Record.at.db_value(at)
        digest = record_hash([self._writer, number, milliseconds, self._person, self._operation, topic, action, subject,
                              facts, content.hex(), previous.hex()])  # fmt: skip
        row = Record(
            writer=self._writer, number=number, at=at, person=self._person, operation=self._operation, topic=topic,
            action=action, subject=subject, facts=dict(facts), content=content, previous=previous, hash=digest,
            signature=self._signing.sign(digest),
        )  # fmt: skip
        head.head_number, head.head_hash = number, digest
        with rows.together(Record):
            rows.update(Writer, self._writer, {"head_number": number, "head_hash": digest})
            rows.insert(row)
        _insert_journal(row.serial, salted, hashes)
        return int(row.serial)

    def _locked_head(self, at: datetime) -> Writer:
        if self._head is None:
            self._head = rows.load(Writer, self._writer, lock=True)
            # a first try whose commit is still on its way is waited for here, so it can't be repeated beside it
            fresh = rows.insert(Operation(id=self._operation, at=at), or_keep=True)
            if not fresh and not self._later:
                raise AlreadyDone
        return self._head


def _insert_journal(record: int, salted: Sequence[tuple[Entry, bytes]], hashes: Sequence[bytes]) -> None:
    """Straight to the driver: an import journals tens of thousands of rows at once."""
    entries: Iterable[tuple[Any, ...]] = (
        (record, n, e.table, e.row, e.kind, canonical(e.changes), salt, digest)
        for n, ((e, salt), digest) in enumerate(zip(salted, hashes, strict=True))
    )
    insert_many(Journal, ("record", "position", "table", "row", "kind", "changes", "salt", "hash"), entries)
