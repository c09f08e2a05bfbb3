"""Rows that come without an entry in the journal, and what tells them from those that another program put there.

With the office, by an import as what its clients tell, before anybody has signed in, or to be gone soon.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from desktop.models.approvals import Approval
from desktop.models.clients import Client
from desktop.models.folders import DocumentVersion
from desktop.models.office import Person, Power, Workstation
from desktop.models.records import Record, Writer
from desktop.models.rows import among
from desktop.models.sign_ins import RefusedSignIn
from desktop.rules.approvals import LENT, Act
from desktop.rules.rights import Right
from desktop.rules.words import Learnt, ReviewState
from desktop.services import frozen_evidence, lending, powers, signing
from desktop.services.work import Work

# What the chain of powers says people and roles are is compared with the tables by `signing.differences`
BY_CHAIN = frozenset({"person", "role"})
_A_DAY = timedelta(days=1)
_Strange = Callable[[Work, Sequence[Any]], list[UUID]]


def _departments(work: Work, rows: Sequence[Any]) -> list[UUID]:
    """The office begins with one, which its first signed entry names; in the others nobody was ever put."""
    named = {value.get("department") for _person, value in _people_said()}
    return [row.id for row in rows if row.id.hex not in named]


def _pledges(work: Work, rows: Sequence[Any]) -> list[UUID]:
    """Who founds an office gives the pledge by it, which somebody else has still to confirm: that it holds, and until
    when, the first signed entry says. In an office from before anything was signed it is as old as its first account.
    """
    first, begun = next(_entries_on_people(), {}), powers.begun_at()
    # reading path: who works here is open to everybody signed in
    founder = Person.select().order_by(Person.created_at, Person.id).first()

    def founding(row: Any) -> bool:
        plain = (row.text, row.place, row.confirmed_by_id, row.confirmed_at, row.withdrawn_at) == (0, "", *[None] * 3)
        if not plain or row.noted_by_id != row.person_id or row.confirm_until is None:
            return False
        if row.noted_at == begun:
            return bool(first.get(row.person_id.hex, {}).get("pledged") == row.until.isoformat())
        before = begun is None or row.noted_at < begun
        return before and (row.person_id, row.noted_at) == (founder.id, founder.created_at)

    lawful = [row.id for row in rows if founding(row)]
    return [row.id for row in rows if row.id not in lawful[:1]]


def _entries_on_people() -> Iterator[dict[str, Mapping[str, Any]]]:
    """What each entry of the chain of powers says of people."""
    # reading path: who may do what is open to everybody signed in
    for (content,) in Power.select(Power.content).order_by(Power.number).tuples():
        yield {key: value for kind, key, value in json.loads(content) if kind == "person"}


def _people_said() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All that the chain of powers ever said of people."""
    for said in _entries_on_people():
        yield from said.items()


def _reviews(work: Work, rows: Sequence[Any]) -> list[UUID]:
    """Of what an import brings a second person has still to confirm all; so has he of what was sealed before such
    values were reviewed, which says nothing of how it was learnt."""
    # reading path: by whom and when imports were made, for who sees the audit
    imports = Record.select(Record.person, Record.at).where((Record.topic == "clients") & (Record.action == "import"))
    made = {(person, Record.at.db_value(at)) for person, at in imports.tuples()}

    def waits(row: Any) -> bool:
        open_still = row.state == ReviewState.PROVISIONAL.value and row.reviewed_by_id is None
        by_import = (row.entered_by_id, Record.at.db_value(row.entered_at)) in made
        return open_still and (row.learnt == "" or (row.learnt == Learnt.IMPORTED.value and by_import))

    return [row.id for row in rows if not waits(row)]


def _refused(work: Work, rows: Sequence[Any]) -> list[UUID]:
    """Nobody signs what was refused, until the next sign-in there records it, as it stands then."""
    told: set[tuple[Any, ...]] = set()
    # reading path: what sign-ins have recorded, for who sees the audit
    for (facts,) in Record.select(Record.facts).where(Record.topic == "sign_ins").tuples():
        told.update(tuple(one.get(name) for name in _REFUSAL) for one in facts.get("refused", ()))
    stored = RefusedSignIn.first_at.db_value
    return [row.id for row in rows if row.recorded_at is not None and told.isdisjoint(
        {(row.person_id.hex if row.person_id else None, row.suspended, row.tries, stored(row.first_at),
          stored(row.last_at))})]  # fmt: skip


def _lent(work: Work, rows: Sequence[Any]) -> list[UUID]:
    """What was opened for somebody is to be gone when its time is up, so no journal keeps it; that he asked, and who
    opened it, stands in the approval, and that person's key has signed what was sealed."""
    # reading path: whose decision it was, for who sees the audit
    asked = {row.id: row for row in Approval.select().where(among(Approval.id, [row.approval_id for row in rows]))}
    versions = [row.row for row in rows if row.place == "document_version"]
    # reading path: which document a version is one of, for who sees the audit
    papers = dict(DocumentVersion.select(DocumentVersion.id, DocumentVersion.document).where(
        among(DocumentVersion.id, versions)).tuples()) if versions else {}  # fmt: skip
    now = signing.current(work)

    def follows(row: Any) -> bool:
        by = asked[row.approval_id]
        if by.act not in {act.value for act in LENT} or (by.asked_by_id, by.decided_by_id) != (
            row.person_id, row.lent_by_id):  # fmt: skip
            return False
        if by.act == Act.SEE_FILE.value:
            return bool(by.place == row.place)
        lies = ("document", papers.get(row.row)) if row.place == "document_version" else (row.place, row.row)
        return (by.place, by.row) == lies and lending.is_signed(row, now.signers(row.lent_by_id))

    return [row.id for row in rows if not follows(row)]


def _card_prints(work: Work, rows: Sequence[Any]) -> list[UUID]:
    """What the step that made the table found in the records: whose card was printed when."""
    # reading path: codes and moments, for who sees the audit
    codes = dict(Client.select(Client.id, Client.code).where(
        among(Client.id, [row.client_id for row in rows])).tuples())  # fmt: skip
    # reading path: what prints have recorded, for who sees the audit
    prints = Record.select(Record.at, Record.facts).where((Record.topic == "prints") & (Record.action == "print"))
    made = {(code, at) for at, facts in prints.tuples() if facts.get("sheet") == "card"
            for code in facts.get("clients", ())}  # fmt: skip
    return [row.id for row in rows if (codes.get(row.client_id), row.printed_at) not in made]


def _frozen_cases(work: Work, rows: Sequence[Any]) -> list[UUID]:
    """The cases of a locked period are told by the root of their sheet, not by the journal: those that it does not
    cover were put there, or changed."""
    broken = frozen_evidence.broken_sheets(work, {row.sheet_id for row in rows})
    changed = set(frozen_evidence.changed_cases(rows))
    return [row.id for row in rows if row.sheet_id in broken or row.id in changed]


_REFUSAL = ("person", "suspended", "tries", "first", "last")
# By table, which of the rows without an entry are not what the program writes without one
STRANGE: Mapping[str, _Strange] = {
    "department": _departments,
    "pledge": _pledges,
    "value_review": _reviews,
    "refused_sign_in": _refused,
    "lent": _lent,
    "card_print": _card_prints,
    "frozen_case": _frozen_cases,
    # each day's follow from the files as they were: what a period counted of them its lock freezes
    "file_span": lambda _work, _rows: [],
    # a workstation gives nothing, and joins before anybody signs in there: see `never_used`
    "workstation": lambda _work, _rows: [],
}


def never_used(work: Work) -> list[str]:
    """Names of workstations at which nobody has recorded anything though they joined more than a day ago."""
    work.require(Right.SEE_AUDIT)
    # reading path: where chains were begun
    used = {station for (station,) in Writer.select(Writer.workstation).where(Writer.head_number > 0).tuples()}
    rows = work.visible(Workstation).where(Workstation.created_at < work.now - _A_DAY)
    return sorted(row.name for row in rows if row.id not in used)
