"""Compares the chains of records with what a workstation remembers of them: a cut end, an older file, a lost chain."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.audit import Alarm
from desktop.models.office import Person
from desktop.models.records import Record, Writer
from desktop.rules.audit import AlarmKind, Head, Loss, Memory
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.services import alarms, fingerprints
from desktop.services.chains import Report, short
from desktop.services.work import Work

TOPIC = "audit"
REASON_LIMIT = 500
_CHUNK = 100
SPOILT = N_("What this workstation remembers of the chains was changed or can't be read.")


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What is missing of what was seen, and what may be remembered from now on: heads of chains that lack nothing."""

    losses: tuple[Loss, ...]
    heads: Mapping[UUID, Head] = field(default_factory=dict)
    spoilt: bool = False  # what was remembered can't be relied on, and nothing is remembered until somebody accepts


def look(work: Work, memory: Memory) -> Witnessed:
    """Every session looks, whoever is signed in: only numbers and hashes are read. Raise an alarm for what is lost."""
    ends = fingerprints.all_heads(work)
    lost = {chain: ends.get(chain, (0, b""))[0] for chain, (number, digest) in memory.heads.items()
            if not _follows(ends.get(chain), number, digest)}  # fmt: skip
    grown = {chain: head for chain, head in memory.heads.items() if chain not in lost and ends[chain][0] > head[0]}
    if not work.database.enforced or work.may(Right.SEE_AUDIT):
        # a server that keeps people out shows records to whoever sees the audit alone
        lost |= {chain: ends[chain][0] for chain in _rewritten(grown)}
    owners = _owners(lost)
    losses = tuple(Loss(chain, memory.heads[chain][0], number, owners.get(chain, ""))
                   for chain, number in sorted(lost.items()))  # fmt: skip
    return Witnessed(losses, {chain: head for chain, head in ends.items() if chain not in lost}, memory.spoilt)


def raise_alarm(work: Work, losses: Sequence[Loss]) -> bool:
    """Records that this workstation misses what it had seen, once for the same loss; False where it was raised."""
    told = _told(losses)
    text = "|".join(f"{f['chain']}:{f['seen']}:{f['ends']}" for f in told)
    mark = f"{alarms.here(work).hex}:{hashlib.sha256(text.encode()).hexdigest()[:40]}"
    return alarms.sound(work, AlarmKind.WITNESS, mark, "witness_lost", chains=told)


def accept(work: Work, losses: Sequence[Loss], reason: str) -> None:
    """Holds the present state for lawful, as after a backup was restored: this workstation then begins anew with it.

    Only for whoever sees the audit and runs the office, with a reason. Raises BadEntry without one.
    """
    work.require(Right.SEE_AUDIT)
    work.require(Right.RUN_OFFICE)
    reason = checked_reason(reason)
    mine = (Alarm.kind == AlarmKind.WITNESS.value) & (Alarm.workstation == alarms.here(work))
    for alarm in work.visible(Alarm).where(mine & Alarm.handled_at.is_null()):
        work.change(alarm, {"handled_at": work.now, "handled_by": work.me.id, "handling": reason})
    work.record(TOPIC, "accept_state", None, reason=reason, chains=_told(losses))


def _told(losses: Sequence[Loss]) -> list[dict[str, object]]:
    return [{"chain": loss.chain.hex, "seen": loss.seen, "ends": loss.number} for loss in losses]


def checked_reason(reason: str) -> str:
    reason = tidy(reason)
    if not reason:
        raise BadEntry(N_("Say why: the reason is recorded."), "reason")
    return reason[:REASON_LIMIT]


def tell(report: Report, losses: Sequence[Loss], memory: Memory) -> None:
    """The same among the findings of a verification."""
    if memory.spoilt:
        report.add("witness", SPOILT)
    for loss in losses:
        where = {"chain": short(loss.chain), "seen": loss.seen, "number": loss.number}
        if loss.gone:
            report.add("witness", N_("Chain {chain}: this workstation has seen {seen} records of it; the whole chain "
                                     "is gone."), **where)  # fmt: skip
        elif loss.number < loss.seen:
            report.add("witness", N_("Chain {chain}: this workstation has seen record {seen}; now it ends at {number}. "
                                     "Its end was cut, or an older state put back."), **where)  # fmt: skip
        else:
            report.add("witness", N_("Chain {chain}: record {seen}, which this workstation has seen, was rewritten."),
                       **where)  # fmt: skip


def _follows(end: Head | None, number: int, digest: bytes) -> bool:
    return end is not None and (end[0] > number or end == (number, digest))


def _rewritten(grown: Mapping[UUID, Head]) -> list[UUID]:
    """Chains whose record of the remembered number is not the remembered one."""
    chains, found = list(grown), set()
    for start in range(0, len(chains), _CHUNK):
        asked: Any = None
        for chain in chains[start : start + _CHUNK]:
            one = (Record.writer == chain) & (Record.number == grown[chain][0])
            asked = one if asked is None else asked | one
        # reading path: hashes, which tell nothing of what was recorded
        rows = Record.select(Record.writer, Record.hash).where(asked).tuples()
        found |= {chain for chain, digest in rows if bytes(digest) == grown[chain][1]}
    return [chain for chain in chains if chain not in found]


def _owners(chains: Mapping[UUID, int]) -> dict[UUID, str]:
    if not chains:
        return {}
    # reading path: names of colleagues
    query = Writer.select(Writer.id, Person.name).join(Person, on=(Person.id == Writer.person))
    return dict(query.where(Writer.id.in_(list(chains))).tuples())
