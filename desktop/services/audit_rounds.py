"""The auditor's round 审计轮次 (SA-1): each month goes through sign-ins, changes and file operations, and is signed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.audit import AuditFinding, AuditRound
from desktop.rules.audit import Part, Question, round_before
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.services import due_rows, fingerprints, on_file
from desktop.services.work import Work

TOPIC = "audit"
LIMIT = 1000  # characters of a finding, of its handling, of a note


@dataclass(frozen=True, slots=True)
class FindingLine:
    """What was found and how it was handled; `handled_by` is empty while it waits."""

    id: UUID
    part: Part
    found: str
    found_by: str
    found_at: datetime
    handling: str
    handled_by: str
    handled_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoundView:
    """One stretch of days. `seen`: when each part was gone through. It is `closed` with a signature and a note."""

    first: date
    last: date
    seen: dict[Part, datetime]
    findings: tuple[FindingLine, ...]
    closed_at: datetime | None
    closed_by: str
    note: str

    def question(self, part: Part) -> Question:
        return Question(kinds=frozenset({part.kind}), first=self.first, last=self.last)


def rounds(work: Work, limit: int = 12) -> tuple[RoundView, ...]:
    """The round that is due now, if one is, then those that were, newest first."""
    work.require(Right.SEE_AUDIT)
    rows = list(work.visible(AuditRound).order_by(AuditRound.last_on.desc()).limit(limit))
    first, last = _wanted(work)
    if not any(row.last_on == last for row in rows) and due_rows.existed_on(work, last):
        rows = [AuditRound(first_on=first, last_on=last), *rows]
    return tuple(_view(work, row) for row in rows)


def go_through(work: Work, last: date, part: Part) -> None:
    """I have gone through this part of the round that ends on `last`."""
    row = _open(work, last)
    work.change(row, {f"{part.value}_at": work.now})
    work.record(TOPIC, "go_through", row, part=part.value)


def find(work: Work, last: date, part: Part, text: str) -> UUID:
    """Signs a finding: the record that tells of it is the auditor's. Raises BadEntry (field `found`)."""
    row = _open(work, last)
    finding = work.add(AuditFinding(round=row.id, part=part.value, found=_said(text, "found"), found_by=work.me.id,
                                    found_at=work.now))  # fmt: skip
    work.record(TOPIC, "find", finding, part=part.value)
    return UUID(str(finding.id))


def handle_finding(work: Work, finding_id: UUID, text: str) -> None:
    """Signs how a finding was handled. Raises BadEntry (field `handling`), NotFound."""
    work.require(Right.SEE_AUDIT)
    finding = work.get(AuditFinding, finding_id)
    work.change(finding, {"handling": _said(text, "handling"), "handled_by": work.me.id, "handled_at": work.now})
    work.record(TOPIC, "handle_finding", finding)


def close_round(work: Work, last: date, note: str = "") -> str:
    """Signs the round; the fingerprint of the records goes with it. Raises BadEntry while a part was not gone through.

    What is found open may be handled later.
    """
    row = _open(work, last)
    if not all(getattr(row, f"{part.value}_at") for part in Part):
        raise BadEntry(N_("Go through all three parts first: then the round can be signed."))
    work.change(row, {"closed_at": work.now, "closed_by": work.me.id, "note": tidy(note)[:LIMIT]})
    work.record(TOPIC, "close_round", row)
    return fingerprints.anchor(work)


def due(work: Work, view: View) -> list[Batch]:
    """The round that should be gone through, and findings that nobody has handled."""
    work.require(Right.SEE_AUDIT)
    first, last = _wanted(work)
    row = work.visible(AuditRound).where(AuditRound.last_on == last).get_or_none()
    open_round = (row is None or row.closed_at is None) and due_rows.existed_on(work, last)
    told = [_round_row(first, last)] if open_round else []
    query = work.visible(AuditFinding).where(AuditFinding.handled_at.is_null()).order_by(AuditFinding.found_at)
    waiting = int(query.count())
    rows = [_finding_row(work, one) for one in query.limit(view.limit)] if view.limit and waiting else []
    return [Batch(Group.DUE, tuple(told[: view.limit]), len(told)), Batch(Group.WAITING, tuple(rows), waiting)]


def _round_row(first: date, last: date) -> Row:
    said = Said(N_("Audit round: {first} to {last}"), {"first": first.isoformat(), "last": last.isoformat()})
    return Row(("audit_round", last), "clipboard-list", said, "", ("audit_watch", None), Deed.OPEN,
               ("audit_watch", None), on=last + timedelta(days=1))  # fmt: skip


def _finding_row(work: Work, finding: Any) -> Row:
    who = on_file.names(work, [finding.found_by_id]).get(finding.found_by_id, "")
    opens = ("audit_watch", None)
    return Row(("audit_finding", finding.id), "clipboard-list", Said(N_("Finding of the audit")), who, opens, Deed.OPEN,
               opens, finding.found, since=finding.found_at)  # fmt: skip


def _wanted(work: Work) -> tuple[date, date]:
    return round_before(on_file.today(work), int(work.settings["audit_months"]))


def _open(work: Work, last: date) -> Any:
    """The row of a round that is not signed yet, made with its first act."""
    work.require(Right.SEE_AUDIT)
    work.alone()
    row = work.visible(AuditRound).where(AuditRound.last_on == last).get_or_none()
    if row is None:
        first, wanted = _wanted(work)
        if wanted != last:
            raise NotFound(last.isoformat())
        return work.add(AuditRound(first_on=first, last_on=last))
    if row.closed_at is not None:
        raise BadEntry(N_("This round has been signed: nothing is added to it any more."))
    return row


def _view(work: Work, row: Any) -> RoundView:
    found = list(work.visible(AuditFinding).where(AuditFinding.round == row.id).order_by(AuditFinding.found_at))
    people = on_file.names(work, [row.closed_by_id, *(p for f in found for p in (f.found_by_id, f.handled_by_id))])
    lines = tuple(FindingLine(f.id, Part.of(f.part), f.found, people.get(f.found_by_id, ""), f.found_at, f.handling,
                              people.get(f.handled_by_id, ""), f.handled_at) for f in found)  # fmt: skip
    seen = {part: at for part in Part if (at := getattr(row, f"{part.value}_at")) is not None}
    return RoundView(row.first_on, row.last_on, seen, lines, row.closed_at, people.get(row.closed_by_id, ""), row.note)


def _said(text: str, field: str) -> str:
    text = tidy(text)[:LIMIT]
    if not text:
        raise BadEntry(N_("Say it in a sentence: it is signed with your name."), field)
    return text
