"""Verifies the chains of records: nothing missing, nothing changed, everything signed by who it names."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

import peewee
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.i18n import N_
from desktop.models.office import PersonKeys
from desktop.models.records import Journal, Record, Writer
from desktop.rules.rights import Right
from desktop.services.recording import entry_hash, record_hash
from desktop.services.work import Work

BATCH = 500
MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be: a message id with its values, never a client's."""

    area: str
    message: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """What was looked at and what was found; sound when nothing was."""

    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        return not self.findings

    def add(self, area: str, message: str, **values: object) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(area, message, values))


def check_chains(work: Work, report: Report) -> None:
    """Walks every chain from its beginning to its head, with the journal beside it."""
    work.require(Right.SEE_AUDIT)
    keys = _signing_keys()
    for writer in list(Writer.select()):
        _check_chain(writer, keys, report)
    # what belongs to no chain at all can't be reached through a writer
    lost = Record.select().join(Writer, peewee.JOIN.LEFT_OUTER).where(Writer.id.is_null()).count()
    if lost:
        report.add("records", N_("{n} records belong to no chain."), n=lost)


def _signing_keys() -> dict[UUID, list[bytes]]:
    """Each person's public keys, the present one first; older ones are named where a password was reset."""
    keys: dict[UUID, list[bytes]] = {}
    for person, signing in PersonKeys.select(PersonKeys.person_id, PersonKeys.signing).tuples():
        keys.setdefault(person, []).append(bytes(signing))
    resets = Record.select(Record.subject, Record.facts).where(
        (Record.topic == "accounts") & (Record.action == "reset_password")
    )
    for person, facts in resets.tuples():
        # the record itself is looked at with its chain; here it must only not stop the looking
        with suppress(KeyError, TypeError, ValueError):
            keys.setdefault(person, []).append(bytes.fromhex(facts["signed_before"]))
    return keys


def _check_chain(writer: Any, keys: dict[UUID, list[bytes]], report: Report) -> None:
    expected, previous = 1, writer.id.bytes
    where = {"chain": str(writer.id)[-12:]}
    for record, content in _records_of(writer.id, report):
        here = {**where, "number": record.number}
        if record.number != expected:
            report.add("records", N_("Chain {chain}: records are missing before number {number}."), **here)
        elif bytes(record.previous) != previous:
            report.add("records", N_("Chain {chain}: record {number} does not follow the one before it."), **here)
        if content != bytes(record.content):
            report.add("records", N_("Chain {chain}: the journal of record {number} was changed or removed."), **here)
        digest = record_hash([record.writer_id, record.number, Record.at.db_value(record.at), record.person,
                              record.operation, record.topic, record.action, record.subject, record.facts,
                              bytes(record.content).hex(), bytes(record.previous).hex()])  # fmt: skip
        if digest != bytes(record.hash):
            report.add("records", N_("Chain {chain}: record {number} was changed after it was written."), **here)
        elif record.person != writer.person or not any(
            verifies(key, bytes(record.signature), digest) for key in keys.get(record.person, ())
        ):
            report.add("records", N_("Chain {chain}: record {number} is not signed by who it names."), **here)
        expected, previous = record.number + 1, bytes(record.hash)
    if (writer.head_number, bytes(writer.head_hash)) != (expected - 1, previous):
        report.add("records", N_("Chain {chain}: its end was cut off or exchanged."), **where)


def _records_of(writer: UUID, report: Report) -> Iterator[tuple[Any, bytes]]:
    """The records of a chain in order, each with the hash its journal really has; in batches, so that memory stays."""
    last = 0
    while True:
        rows = list(
            Record.select()
            .where((Record.writer == writer) & (Record.number > last))
            .order_by(Record.number)
            .limit(BATCH)
        )
        if not rows:
            return
        contents = _contents([row.serial for row in rows], report)
        for row in rows:
            report.counts["records"] = report.counts.get("records", 0) + 1
            yield row, contents.get(row.serial, hashlib.sha256(b"").digest())
        last = rows[-1].number


def _contents(serials: list[int], report: Report) -> dict[int, bytes]:
    query = (
        Journal.select(
            Journal.record_id, Journal.table, Journal.row, Journal.kind, Journal.changes, Journal.salt, Journal.hash
        )
        .where(Journal.record.in_(serials))
        .order_by(Journal.record, Journal.position)
    )
    contents: dict[int, bytes] = {}
    for serial, entries in groupby(query.tuples().iterator(), key=lambda entry: entry[0]):
        total = hashlib.sha256()
        for _serial, table, row, kind, changes, salt, kept in entries:
            report.counts["changes"] = report.counts.get("changes", 0) + 1
            # a lawful erasure empties salt and changes; the hash alone holds the chain together then
            erased = salt is None and changes is None
            real = bytes(kept) if erased else entry_hash(bytes(salt or b""), table, row, kind, changes or {})
            total.update(real)
        contents[serial] = total.digest()
    return contents


def verifies(key: bytes, signature: bytes, text: bytes) -> bool:
    """Whether the signature is that of a public key; what is no key at all has signed nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
