"""What a quarter's classes were when they were confirmed, in one hash that the record of the act keeps (CL-10).

The figures of all clients are written in one go and without a journal of each. The manager's words about another class
are left out, for a lawful erasure takes them away.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from desktop.models.classes import ClassResult, ClassRun
from desktop.models.clients import Client
from desktop.models.records import Journal, Record
from desktop.rules.rights import Right
from desktop.services.work import Work

_HASH = "results"
_COLUMNS = ("before", "proposed", "given", "spend", "visits", "earlier_visits", "spend_rank", "visit_rank", "why")


def digest_of(results: Iterable[tuple[Any, Sequence[Any]]]) -> str:
    """Of each client's id and what was found of it, in the order of `_COLUMNS`."""
    total = hashlib.sha256()
    for client, told in sorted((client.hex, told) for client, told in results):
        total.update(_line(client, told).encode())
    return total.hexdigest()


def _line(client: str, told: Sequence[Any]) -> str:
    return "|".join((client, *("" if value is None else str(value) for value in told))) + "\n"


def compared(work: Work) -> tuple[list[str], list[str]]:
    """The quarters in whose lists another program has put, changed or removed something; and those confirmed before the
    record kept their hash. Of these it compares how many clients there were and moved, and each that moved with the
    journal: spend, visits and ranks of then nobody can prove any more. Give it staged work.
    """
    work.require(Right.SEE_AUDIT)
    told: dict[UUID, tuple[int, dict[str, Any]]] = {}
    with work.reading():
        # reading path: hashes and numbers, for who sees the audit
        acts = Record.select(Record.subject, Record.serial, Record.facts).where(Record.action == "classify")
        for run, serial, facts in acts.order_by(Record.serial).tuples():
            # what is recorded of a list later takes nothing back of what was recorded when it was confirmed
            told.setdefault(run, (serial, facts))
        # reading path: as above
        runs = list(ClassRun.select(ClassRun.id, ClassRun.quarter).order_by(ClassRun.quarter, ClassRun.id).tuples())
    changed, unproved = [], []
    for run, quarter in runs:
        with work.reading():
            if run not in told or not _is_as_told(run, *told[run]):
                changed.append(quarter)
            elif _HASH not in told[run][1]:
                unproved.append(quarter)
    return changed, unproved


def _is_as_told(run: UUID, serial: int, facts: dict[str, Any]) -> bool:
    # reading path: compared by who sees the audit, and shown to nobody
    rows = ClassResult.select().where(ClassResult.run == run)
    if _HASH not in facts:
        moves = rows.where(ClassResult.given != ClassResult.before)
        moved = dict(
            moves.select(ClassResult.client, ClassResult.before.concat("|").concat(ClassResult.given)).tuples()
        )
        return (rows.count(), len(moved)) == (facts.get("clients"), facts.get("moved")) and _follows(serial, moved)
    columns = [ClassResult._meta.fields[name] for name in _COLUMNS]
    found = rows.select(ClassResult.client, *columns).tuples()
    return digest_of((client, told) for client, *told in found) == facts[_HASH]


def _follows(serial: int, moved: dict[UUID, str]) -> bool:
    """Whether the journal of the act tells the same of each client that moved, as far as no erasure emptied it."""
    # reading path: as above
    lines = Journal.select(Journal.row, Journal.changes).where(
        (Journal.record == serial) & (Journal.table == Client._meta.table_name) & Journal.changes.is_null(False)
    )
    return all(moved.get(client) == "|".join(map(str, changes["client_class"])) for client, changes in lines.tuples()
               if "client_class" in changes)  # fmt: skip
