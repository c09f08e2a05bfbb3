"""What a quarter's classes were when they were confirmed, in one hash that the record of the act keeps (CL-10).

The figures of all clients are written in one go and without a journal of each. The manager's words about another class
are left out, for a lawful erasure takes them away.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from desktop.models.classes import ClassResult, ClassRun
from desktop.models.records import Record
from desktop.rules.rights import Right
from desktop.services.work import Work

_COLUMNS = ("before", "proposed", "given", "spend", "visits", "earlier_visits", "spend_rank", "visit_rank", "why")


def digest_of(results: Iterable[tuple[Any, Sequence[Any]]]) -> str:
    """Of each client's id and what was found of it, in the order of `_COLUMNS`."""
    total = hashlib.sha256()
    for client, told in sorted((client.hex, told) for client, told in results):
        total.update(_line(client, told).encode())
    return total.hexdigest()


def _line(client: str, told: Sequence[Any]) -> str:
    return "|".join((client, *("" if value is None else str(value) for value in told))) + "\n"


def changed(work: Work) -> list[str]:
    """The quarters in whose lists another program has put, changed or removed something. Of those confirmed before the
    record kept their hash, it compares how many clients there were, and how many moved. Give it staged work.
    """
    work.require(Right.SEE_AUDIT)
    with work.reading():
        # reading path: hashes and numbers, for who sees the audit
        acts = Record.select(Record.subject, Record.facts).where(Record.action == "classify").tuples()
        told = {run: facts for run, facts in acts if run is not None}
        # reading path: as above
        runs = list(ClassRun.select(ClassRun.id, ClassRun.quarter).tuples())
    found = []
    for run, quarter in runs:
        with work.reading():
            if run not in told or not _is_as_told(run, told[run]):
                found.append(quarter)
    return found


def _is_as_told(run: UUID, facts: dict[str, Any]) -> bool:
    # reading path: compared by who sees the audit, and shown to nobody
    rows = ClassResult.select().where(ClassResult.run == run)
    if "results" not in facts:
        moved = rows.where(ClassResult.given != ClassResult.before).count()
        return (rows.count(), moved) == (facts.get("clients"), facts.get("moved"))
    columns = [ClassResult._meta.fields[name] for name in _COLUMNS]
    found = rows.select(ClassResult.client, *columns).tuples()
    return digest_of((client, told) for client, *told in found) == facts["results"]
