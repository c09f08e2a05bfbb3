"""Verifies the chains of records: nothing missing, nothing changed, everything signed by who it names."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

import peewee
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.i18n import N_
from desktop.models.base import canonical
from desktop.models.office import Person, Workstation
from desktop.models.records import Journal, Record, Writer
from desktop.models.server_notes import ServerNote
from desktop.rules.audit import Head
from desktop.rules.rights import Right
from desktop.services import powers, sealed_texts, signing
from desktop.services.hand_outs import HandOuts
from desktop.services.recording import entry_hash, record_hash
from desktop.services.work import Work

BATCH = 500
MOST_FINDINGS = 200
CLOCK_TOLERANCE = timedelta(seconds=2)
Progress = Callable[..., object]
_OUT_OF_REACH = "out of reach"
_UNSIGNED = N_("Chain {chain}: record {number} is not signed by who it names.")


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
    notices: list[Finding] = field(default_factory=list)  # worth knowing, and no sign of a hand at work
    heads: dict[UUID, Head] = field(default_factory=dict)  # of the chains that are sound

    @property
    def sound(self) -> bool:
        return not self.findings

    def add(self, area: str, message: str, **values: object) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(area, message, values))

    def notice(self, area: str, message: str, **values: object) -> None:
        if len(self.notices) < MOST_FINDINGS:
            self.notices.append(Finding(area, message, values))

    def count(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number


def check_chains(work: Work, report: Report, *, full: bool = True, known: Mapping[UUID, Head] | None = None,
                 progress: Progress = lambda *_: None) -> None:  # fmt: skip
    """Walks every chain from its beginning to its head, with the journal beside it. Give it staged work.

    Quick rather than `full`, it verifies hashes and of each chain the newest signature alone: the one writer of a
    chain vouches by it for all before; and it goes on from `known`, the heads up to which all was sound before.
    """
    with work.reading():
        work.require(Right.SEE_AUDIT)
        keys = Keys(work)
        writers = list(Writer.select())
        _check_owners(writers, report)
        _check_notes(report)
        # what belongs to no chain at all can't be reached through a writer
        lost = Record.select().join(Writer, peewee.JOIN.LEFT_OUTER).where(Writer.id.is_null()).count()
    if lost:
        report.add("records", N_("{n} records belong to no chain."), n=lost)
    begun = {} if full else known or {}
    hand_outs = HandOuts(work)
    total, done = sum(max(0, w.head_number - begun.get(w.id, (0, b""))[0]) for w in writers), 0
    for writer in writers:
        chain = _Chain(work, writer, keys, report, full=full, begun=begun.get(writer.id))
        while not chain.ended:
            if full:
                hand_outs.keep()
            # short stages: whoever writes to a file waits for none that reads it for long
            with work.reading():
                done += chain.look_on()
            progress(min(done, total), total)
        if chain.sound and chain.end[0]:
            report.heads[writer.id] = chain.end
    if unread := report.counts.pop(_OUT_OF_REACH, 0):
        report.notice("records", N_("{n} older entries of the journal speak of level 3; whether they were changed can "
                                    "be told by who reaches level 3 of all clients."), n=unread)  # fmt: skip


def _check_notes(report: Report) -> None:
    """What the office's server noted of its own accord must stand in the records of the same person: another program
    leaves it out."""
    notes = list(ServerNote.select())
    if not notes:
        return
    acts = Record.select(Record.person, Record.facts).where(
        ((Record.topic == "server") & (Record.action == "hand_out"))
        | ((Record.topic == "settings") & (Record.action == "copy_office"))
    )
    told = {(person, facts.get("act")) for person, facts in acts.tuples()}
    report.count("server's notes", len(notes))
    untold = Counter((note.person, note.what) for note in notes if (note.person, note.act.hex) not in told)
    names = dict(Person.select(Person.id, Person.name).tuples())
    for (person, what), n in sorted(untold.items(), key=str):
        last = max(note.at for note in notes if (note.person, note.what) == (person, what))
        # no damage: a copy of this office is as good as before
        report.notice("server", _PAST[what], name=names.get(person, "?"), n=n, last=f"{last:%Y-%m-%d}")


_PAST = {
    "accounts": N_("{name} had values of level 3 handed out by the server {n} times past Clientele, last on {last}."),
    "copy": N_("{name} had the whole office opened for copying {n} times past Clientele, last on {last}."),
}


def _check_owners(writers: Sequence[Any], report: Report) -> None:
    people = {key for (key,) in Person.select(Person.id).tuples()}
    machines = {key for (key,) in Workstation.select(Workstation.id).tuples()}
    for writer in writers:
        if writer.person not in people or writer.workstation not in machines:
            report.add("records", N_("Chain {chain} belongs to nobody, or to no workstation, of this office."),
                       chain=short(writer.id))  # fmt: skip


def short(chain: UUID) -> str:
    """How a chain is named to people."""
    return str(chain)[-12:]


class Keys:
    """By which public keys each person signs or has signed: as the signed powers say, whatever the tables do.

    Former keys from before the office was signed are named by the resets of that time, each signed by somebody who
    runs people. In an office that nobody has signed yet, the tables and all resets have to do.
    """

    def __init__(self, work: Work) -> None:
        self._powers = signing.current(work)
        self._of = {person: list(self._powers.signers(person)) for person in self._powers.people}
        self._might: dict[Right, frozenset[UUID]] = {}
        begun = powers.begun_at() if self._powers.anchor is not None else None
        resets = Record.select().where((Record.topic == "accounts") & (Record.action == "reset_password"))
        for row in resets.order_by(Record.serial.desc()) if begun is None else resets.where(Record.at < begun):
            if begun is not None and not self._may_reset(row):
                continue
            # the record itself is looked at with its chain; here it must only not stop the looking
            with suppress(KeyError, TypeError, ValueError):
                self._of.setdefault(row.subject, []).append(bytes.fromhex(row.facts["signed_before"]))

    def ever_might(self, right: Right) -> frozenset[UUID]:
        if right not in self._might:
            self._might[right] = powers.ever_might(self._powers, right)
        return self._might[right]

    def signed(self, row: Any) -> bool:
        """Whether a record is signed by who it names."""
        keys = self._of.get(row.person, ())
        return any(verifies(key, bytes(row.signature), bytes(row.hash)) for key in keys)

    def _may_reset(self, row: Any) -> bool:
        return row.person in self.ever_might(Right.RUN_PEOPLE) and hash_of(row) == bytes(row.hash) and self.signed(row)


class _Chain:
    """One chain, walked a batch at a time; between batches it may grow."""

    def __init__(self, work: Work, writer: Any, keys: Keys, report: Report, *, full: bool,
                 begun: Head | None) -> None:  # fmt: skip
        self._in_reach = work.has_all_of_level_3
        self._writer, self._keys, self._report, self._full = writer, keys, report, full
        self._where = {"chain": short(writer.id)}
        self._begun = begun
        self.end: Head = begun or (0, writer.id.bytes)
        self.ended, self.sound = False, True
        self._at: datetime | None = None
        self._back = timedelta()
        self._unsigned: Any = None

    def look_on(self) -> int:
        """The next records, within a reading stage; how many there were."""
        if self._begun is not None:
            self._meet()
        query = Record.select().where((Record.writer == self._writer.id) & (Record.number > self.end[0]))
        try:
            rows = list(query.order_by(Record.number).limit(BATCH))
            contents = _contents([row.serial for row in rows], self._report, self._in_reach)
        except (ValueError, TypeError):
            # no number, id or JSON where the program writes one
            self.ended = True
            self._complain(N_("Chain {chain}: what follows record {number} can't be read: it was changed outside the "
                              "program."), self.end[0])  # fmt: skip
            return 0
        for row in rows:
            self._report.count("records")
            self._check(row, contents.get(row.serial, hashlib.sha256(b"").digest()))
        if len(rows) < BATCH:
            self._finish()
        return len(rows)

    def _meet(self) -> None:
        """What was sound before is still there; otherwise the chain is walked from its beginning."""
        number, digest = self.end
        row = Record.get_or_none((Record.writer == self._writer.id) & (Record.number == number))
        if row is None or bytes(row.hash) != digest:
            self._complain(N_("Chain {chain}: record {number} is not the one that was verified here before."), number)
            self.end = 0, self._writer.id.bytes
        else:
            self._at, self._unsigned = row.at, row
        self._begun = None

    def _check(self, row: Any, content: bytes) -> None:
        number, previous = self.end
        if row.number != number + 1:
            self._complain(N_("Chain {chain}: records are missing before number {number}."), row.number)
        elif bytes(row.previous) != previous:
            self._complain(N_("Chain {chain}: record {number} does not follow the one before it."), row.number)
        if content != bytes(row.content):
            self._complain(N_("Chain {chain}: the journal of record {number} was changed or removed."), row.number)
        digest = hash_of(row)
        if digest != bytes(row.hash):
            self._complain(N_("Chain {chain}: record {number} was changed after it was written."), row.number)
        elif row.person != self._writer.person or (self._full and not self._keys.signed(row)):
            self._complain(_UNSIGNED, row.number)
        if self._at is not None:
            self._back = max(self._back, self._at - row.at)
        self._at, self._unsigned = row.at, row
        self.end = row.number, bytes(row.hash)

    def _finish(self) -> None:
        self.ended = True
        if not self._full and self._unsigned is not None and not self._keys.signed(self._unsigned):
            self._complain(_UNSIGNED, self._unsigned.number)
        writer = Writer.get_or_none(Writer.id == self._writer.id)
        if writer is None or (writer.head_number, bytes(writer.head_hash)) != self.end:
            self._complain(N_("Chain {chain}: its end was cut off or exchanged."))
        if self._back > CLOCK_TOLERANCE:
            self._report.notice("clock", N_("Chain {chain}: the clock went back by {seconds} seconds."),
                                seconds=round(self._back.total_seconds()), **self._where)  # fmt: skip

    def _complain(self, message: str, number: int | None = None) -> None:
        self.sound = False
        self._report.add("records", message, **self._where, **({} if number is None else {"number": number}))


def hash_of(row: Any) -> bytes:
    """What the hash of a record must be."""
    told = (row.person, row.operation, row.topic, row.action, row.subject, row.facts)
    return record_hash([row.writer_id, row.number, Record.at.db_value(row.at), *told, bytes(row.content).hex(),
                        bytes(row.previous).hex()])  # fmt: skip


def _contents(serials: list[int], report: Report, all_in_reach: bool) -> dict[int, bytes]:
    columns = (Journal.table, Journal.row, Journal.kind, Journal.changes, Journal.salt, Journal.made, Journal.hash)
    query = Journal.select(Journal.record_id, *columns).where(Journal.record.in_(serials))
    query = query.order_by(Journal.record, Journal.position)
    contents: dict[int, bytes] = {}
    for serial, entries in groupby(query.tuples().iterator(), key=lambda entry: entry[0]):
        total = hashlib.sha256()
        for _serial, table, row, kind, changes, salt, made, kept in entries:
            report.count("changes")
            # a lawful erasure empties what an entry tells; the hash alone holds the chain together then
            erased = salt is None and changes is None
            told = None if made is None else bytes(made)
            hashed = partial(entry_hash, bytes(salt or b""), table, row, kind, made=told)
            real = bytes(kept) if erased else hashed(changes or {})
            if real != bytes(kept) and sealed_texts.digests_in(text := canonical(changes)):
                # written before the texts of level 3 lay apart
                real = hashed(json.loads(sealed_texts.in_full(text))) if all_in_reach else bytes(kept)
                report.count(_OUT_OF_REACH, not all_in_reach)
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
