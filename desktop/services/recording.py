"""Writes the record of an act into its writer's chain, with the journal of what it changed beside it."""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.models import chain, rows
from desktop.models.base import canonical
from desktop.models.chain import Head
from desktop.models.records import Record, Writer
from desktop.rules.errors import AlreadyDone
from desktop.rules.ids import new_id
from desktop.rules.values import dataclass
from desktop.services.row_hashes import salted

NOTE = "note"
_SALT, _HASH = 16, 32  # bytes
_NOT_MADE = bytes(_HASH)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row's change: column → [before, after]. One of the kind NOTE keeps words about an act beside a file: they
    may name its client, and a lawful erasure reaches them there."""

    table: str
    row: UUID
    kind: str
    changes: Mapping[str, Sequence[object]]
    made: bytes | None = None
    """Of a row that was added: what it is known by (`row_hashes`)."""


def entry_hash(salt: bytes, table: str, row: UUID, kind: str, changes: Mapping[str, Sequence[object]],
               made: bytes | None = None) -> bytes:  # fmt: skip
    told = canonical([table, row, kind, changes]).encode()
    if made is None:
        return hashlib.sha256(b"clientele/journal/1\0" + salt + told).digest()
    return hashlib.sha256(b"clientele/journal/2\0" + salt + made + told).digest()


def _told(entry: Entry, apart: list[tuple[UUID, str]]) -> Mapping[str, Sequence[object]]:
    """The changes as the journal keeps them: sealed columns are named with their table, and level 3 lies apart."""
    if not any("." in place for place in entry.changes):
        return entry.changes
    # a start writes nothing that is sealed
    from desktop.services import sealed_texts

    return sealed_texts.told(entry.row, entry.changes, apart)


def record_hash(parts: Sequence[object]) -> bytes:
    return hashlib.sha256(b"clientele/record/1\0" + canonical(parts).encode()).digest()


def find_writer(person: UUID, workstation: UUID) -> UUID:
    """This person's chain at this workstation, begun where there is none."""
    found = Writer.get_or_none((Writer.person == person) & (Writer.workstation == workstation))
    if found is None:
        new = new_id()
        found = Writer.create(id=new, person=person, workstation=workstation, head_hash=new.bytes, force_insert=True)
    return found.id


class _Lines(Sequence[tuple[Any, ...]]):
    """The journal's lines of one record, each put together when it is asked for: a large import has a hundred thousand,
    and all at once they would be thirty megabytes beside what it holds already."""

    def __init__(self, entries: Sequence[Entry], step: Callable[[], object]) -> None:
        self._entries, self._salts = entries, os.urandom(_SALT * len(entries))
        self._changes, self._made, self._hashes = [], bytearray(), bytearray()
        apart: list[tuple[UUID, str]] = []
        for position, e in enumerate(entries):
            self._changes.append(_told(e, apart))
            salt = self._salts[_SALT * position : _SALT * (position + 1)]
            made = None if e.made is None else salted(salt, e.made)
            self._made += made or _NOT_MADE
            self._hashes += entry_hash(salt, e.table, e.row, e.kind, self._changes[position], made)
            step()
        if apart:
            from desktop.services import sealed_texts

            # all at once: an import would ask a server ten thousand times
            sealed_texts.lay_all_apart(apart)

    def digest(self) -> bytes:
        """What the record says of all of them."""
        return hashlib.sha256(self._hashes).digest()

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, position: Any) -> Any:
        e, changes, start = self._entries[position], self._changes[position], _HASH * position
        salt = self._salts[_SALT * position : _SALT * (position + 1)]
        digest = bytes(self._hashes[start : start + _HASH])
        made = None if e.made is None else bytes(self._made[start : start + _HASH])
        return position, e.table, e.row, e.kind, canonical(changes) if changes else "{}", salt, made, digest


class Recorder:
    """Grows one writer's chain within one transaction; from its first record on the chain stays locked until the end.

    `later`: an earlier stage of the same work has noted the operation.
    """

    def __init__(
        self, writer: UUID, person: UUID, operation: UUID, signing: Ed25519PrivateKey, *, later: bool = False
    ) -> None:
        self._writer, self._person, self._operation, self._signing = writer, person, operation, signing
        self._later = later
        self._fresh, self._pending = True, False
        self.head: Head | None = None
        """Where the chain stood when somebody looked last; None to look when it is needed."""

    @property
    def noted(self) -> bool:
        """Whether the operation is in the office once this transaction has been committed."""
        return self._later or not self._fresh

    @property
    def written(self) -> Head | None:
        """The last record of this transaction; None before there is one."""
        return None if self._fresh else self.head

    def write(self, at: datetime, topic: str, action: str, subject: UUID | None,
              facts: Mapping[str, object], entries: Sequence[Entry],
              step: Callable[[], object] = lambda: None) -> None:  # fmt: skip
        """Raises AlreadyDone if the operation arrived earlier, at the latest before the commit. `step` is called for
        each entry."""
        if self._pending:
            # this one continues the record before
            Record._meta.database.settle()
        journal = _Lines(entries, step)
        row = Record(
            writer=self._writer, at=at, person=self._person, operation=self._operation, topic=topic, action=action,
            subject=subject, facts=dict(facts), content=journal.digest(),
        )  # fmt: skip
        self._append(row, journal)

    def _append(self, row: Record, journal: Sequence[tuple[Any, ...]]) -> None:
        if self.head is None:
            locked = rows.load(Writer, self._writer, lock=True)
            self.head = locked.head_number, bytes(locked.head_hash)
        number, previous = self.head
        row.number, row.previous = number + 1, previous
        at = Record.at.db_value(row.at)
        row.hash = record_hash([self._writer, row.number, at, self._person, self._operation, row.topic, row.action,
                                row.subject, row.facts, row.content.hex(), previous.hex()])  # fmt: skip
        row.signature = self._signing.sign(row.hash)
        # a first try whose commit is still on its way is waited for here, so it can't be repeated beside it
        operation, self._fresh, self._pending = self._fresh, False, True

        def answered(serial: int | None, fresh: bool) -> None:
            if operation and not fresh and not self._later:
                raise AlreadyDone
            self._pending = False
            self.head = None if serial is None else (row.number, row.hash)
            if serial is None:
                # the same person has recorded something else meanwhile: this comes after it
                self._append(row, journal)

        chain.append(row, journal, operation=operation, then=answered)
