"""Which requests for approval a person may see, which wait for him, and what of them stands on Today (AC-6, OF-10)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.approvals import Approval
from desktop.models.clients import Client
from desktop.models.lent import Lent
from desktop.rules.approvals import (
    ABOUT,
    BY_NAME,
    LENT,
    OPEN,
    READY,
    Act,
    ApprovalState,
    Detail,
    approves_somewhere,
    covers,
    decides,
    read_details,
    said,
)
from desktop.rules.errors import Label, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import StandInKind
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.services import on_file, standing
from desktop.services.standing import Standing
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """One request as it may be shown. Names are empty where nobody is meant or the file may not be seen."""

    id: UUID
    act: Act
    state: ApprovalState
    size: int
    what: str
    level: int
    client_id: UUID | None
    client_code: str
    client_name: str
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_for: str
    decided_at: datetime | None
    note: str
    here: bool
    valid_until: datetime | None
    confirm_until: datetime | None
    mine: bool  # asked for by whoever looks
    by_me: bool  # decided by whoever looks
    may_decide: bool
    instead_of: str  # for whom whoever looks would decide
    details: tuple[Detail, ...] = ()
    row: UUID | None = None  # of a document: which, for its own page
    ended: bool = False  # what was opened is closed before its time, as far as who asked and who opened it know


def waiting(work: Work, limit: int = 200) -> tuple[ApprovalLine, ...]:
    """What waits for my decision, requests and confirmations, oldest first; at most `limit`."""
    query = _waiting(work)
    return lines(work, list(query.order_by(Approval.asked_at).limit(limit))) if query is not None else ()


def count_waiting(work: Work) -> int:
    query = _waiting(work)
    return int(query.count()) if query is not None else 0


def mine(work: Work, states: Iterable[ApprovalState] = (), limit: int = 200) -> tuple[ApprovalLine, ...]:
    """What I asked for, newest first; of these states alone if any are given."""
    query = work.visible(Approval).where(Approval.asked_by == work.me.id)
    stored = [state.value for state in states]
    if stored:
        query = query.where(Approval.state.in_(stored))
    return lines(work, list(query.order_by(Approval.asked_at.desc()).limit(limit)))


def list_approvals(work: Work, limit: int = 200) -> tuple[ApprovalLine, ...]:
    """All that I asked for, decided or may decide, newest first; for holders of the audit right everybody's."""
    query = work.visible(Approval)
    if not work.may(Right.SEE_AUDIT):
        own = (Approval.asked_by == work.me.id) | (Approval.decided_by == work.me.id)
        others = decidable(work)
        query = query.where(own if others is None else own | others)
    return lines(work, list(query.order_by(Approval.asked_at.desc()).limit(limit)))


def one(work: Work, approval_id: UUID) -> ApprovalLine:
    """Raises NotFound, also for who has nothing to do with it."""
    row = work.get(Approval, approval_id)
    if not is_shown(work, row) and not work.may(Right.SEE_AUDIT):
        raise NotFound(str(approval_id))
    return lines(work, [row])[0]


def is_shown(work: Work, row: Any) -> bool:
    """Whether this person asked for it, decided it or may decide it."""
    if work.me.id in (row.asked_by_id, row.decided_by_id):
        return True
    condition = decidable(work)
    return condition is not None and work.visible(Approval).where(condition & (Approval.id == row.id)).exists()


def may_decide(work: Work, row: Any) -> bool:
    """Whether a request waits for a second person that I may be."""
    condition = decidable(work)
    waits = Approval.state.in_([state.value for state in OPEN]) & (Approval.id == row.id)
    return condition is not None and work.visible(Approval).where(condition & waits).exists()


def _waiting(work: Work) -> Any:
    condition = decidable(work)
    if condition is None:
        return None
    return work.visible(Approval).where(Approval.state.in_([s.value for s in OPEN]) & condition)


def decidable(work: Work) -> Any:
    """What I may decide, by my own mandate or instead of somebody; None for nothing."""
    conditions = []
    for held in standing.standings(work, StandInKind.APPROVALS, Right.APPROVE_CLIENTS):
        mandate = held.mandate
        condition = (Approval.level <= mandate.level) & (Approval.asked_by != mandate.person)
        condition &= Approval.act.not_in([act.value for act in BY_NAME]) | (Approval.row == mandate.person)
        condition &= Approval.act.not_in([act.value for act in ABOUT]) | Approval.row.not_in(
            [mandate.person, work.me.id])  # fmt: skip
        if mandate.scope(Right.APPROVE_CLIENTS) is not Scope.ALL:
            condition &= Approval.department == mandate.department
        if approves_somewhere(mandate):
            conditions.append(condition)
    return reduce(or_, conditions) & (Approval.asked_by != work.me.id) if conditions else None


def state_of(row: Any, now: datetime) -> ApprovalState:
    state = ApprovalState.of(row.state)
    return ApprovalState.EXPIRED if state in READY and row.valid_until < now else state


def lines(work: Work, rows: list[Any]) -> tuple[ApprovalLine, ...]:
    people = on_file.names(work, (p for r in rows for p in (r.asked_by_id, r.decided_by_id, r.decided_for_id)))
    subjects = {row.subject for row in rows if row.subject is not None}
    files: Mapping[UUID, Any] = {}
    if subjects and work.may(Right.SEE_CLIENTS):
        files = {c.id: c for c in work.visible(Client, withdrawn=True).where(Client.id.in_(subjects))}
    held = standing.standings(work, StandInKind.APPROVALS, Right.APPROVE_CLIENTS) if rows else []
    ended = _ended(work, rows)
    return tuple(_line(work, row, people, files.get(row.subject), held, row.id in ended) for row in rows)


def _ended(work: Work, rows: Iterable[Any]) -> set[UUID]:
    """Documents that I was lent, or have lent, and that are lent no more though their time is not up."""
    lasting = {row.id for row in rows if row.act == Act.SEE_DOCUMENT.value and work.me.id in (
        row.asked_by_id, row.decided_by_id) and state_of(row, work.now) is ApprovalState.APPROVED}  # fmt: skip
    if not lasting:
        return set()
    # reading path: what was sealed for me, or by me
    there = Lent.select(Lent.approval).where(Lent.approval.in_(list(lasting)) & (Lent.until > work.now))
    return lasting - {approval for (approval,) in there.tuples()}


def _line(
    work: Work, row: Any, people: Mapping[UUID, str], client: Any, held: list[Standing], ended: bool
) -> ApprovalLine:
    state = state_of(row, work.now)
    fitting = [one for one in held if covers(one.mandate, row.level, row.department_id)
               and row.asked_by_id not in (one.instead_of, work.me.id)
               and decides(Act.of(row.act), row.row, one.mandate.person, work.me.id)]  # fmt: skip
    return ApprovalLine(
        id=row.id, act=Act.of(row.act), state=state, size=row.size, what=row.what, level=row.level,
        client_id=client.id if client is not None else None, client_code=client.code if client is not None else "",
        client_name=client.name if client is not None else "", reason=row.reason,
        asked_by=people.get(row.asked_by_id, ""), asked_at=row.asked_at,
        decided_by=people.get(row.decided_by_id, ""), decided_for=people.get(row.decided_for_id, ""),
        decided_at=row.decided_at, note=row.note, here=row.here, valid_until=row.valid_until,
        confirm_until=row.confirm_until, mine=row.asked_by_id == work.me.id, by_me=row.decided_by_id == work.me.id,
        may_decide=bool(fitting) and state in OPEN, instead_of=fitting[0].name if fitting else "",
        details=read_details(row.details), row=row.row, ended=ended,
    )  # fmt: skip


# On Today


def due(work: Work, view: View) -> list[Batch]:
    """What waits for my decision; what should have been confirmed by now; what became of my own requests."""
    return [*_to_decide(work, view), _answered(work, view), _allowed(work, view)]


def _to_decide(work: Work, view: View) -> list[Batch]:
    query = _waiting(work)
    if query is None:
        return []
    late = (Approval.state == ApprovalState.UNCONFIRMED.value) & (Approval.confirm_until < work.now)
    return [_batch(work, view, Group.WRONG, query.where(late), _waiting_row),
            _batch(work, view, Group.WAITING, query.where(~late), _waiting_row)]  # fmt: skip


def _answered(work: Work, view: View) -> Batch:
    """A no to what I asked for, until I have noted it."""
    noes = [ApprovalState.REFUSED.value, ApprovalState.OBJECTED.value]
    mine = (Approval.asked_by == work.me.id) & Approval.state.in_(noes) & Approval.seen_at.is_null()
    return _batch(work, view, Group.WRONG, work.visible(Approval).where(mine), _no_row)


def _allowed(work: Work, view: View) -> Batch:
    """What was approved and I have not done yet."""
    mine = (Approval.asked_by == work.me.id) & (Approval.state == ApprovalState.APPROVED.value)
    # a document may be lent no more before its time is up
    # reading path: what was sealed for myself
    lent = Lent.select(Lent.approval).where((Lent.person == work.me.id) & (Lent.until > work.now))
    mine &= (Approval.act != Act.SEE_DOCUMENT.value) | Approval.id.in_(lent)
    return _batch(work, view, Group.WAITING, work.visible(Approval).where(mine & (Approval.valid_until >= work.now)),
                  _allowed_row)  # fmt: skip


def _batch(work: Work, view: View, group: Group, query: Any, row_of: Any) -> Batch:
    total = int(query.count())
    if not total or not view.limit:
        return Batch(group, (), total)
    found = lines(work, list(query.order_by(Approval.asked_at).limit(view.limit)))
    return Batch(group, tuple(row_of(line) for line in found), total)


def _said(line: ApprovalLine) -> Said:
    return Said(*said(line.act, line.size))


def _why(line: ApprovalLine) -> str:
    return " · ".join(part for part in (line.client_name, line.what, line.reason) if part)


class _Details(tuple[Detail, ...]):
    """In one line."""

    def __str__(self) -> str:
        return " · ".join(map(str, self))


def _waiting_row(line: ApprovalLine) -> Row:
    later = line.state is ApprovalState.UNCONFIRMED
    opens: tuple[str, object] = ("approvals", line.id)
    # which document it is, the request itself does not tell: whoever decides reads its title first
    reads = line.act is Act.SEE_DOCUMENT
    below = Said(N_("{why} · {details}"), {"why": _why(line), "details": _Details(line.details)})
    return Row(
        ("approval", line.id), "shield", _said(line), line.asked_by, opens,
        Deed.OPEN if reads else Deed.CONFIRM if later else Deed.APPROVE, opens if reads else (line.id,),
        below if line.details else _why(line),
        until=line.confirm_until if later else None, since=None if later else line.asked_at,
        instead_of=line.instead_of, urgent=not later,
    )  # fmt: skip


def _no_row(line: ApprovalLine) -> Row:
    below = Said(N_("{state}: {reason}"), {"state": Label(line.state.label), "reason": line.note})
    return Row(("approval", line.id), "ban", _said(line), line.decided_by, ("approvals", line.id), Deed.NOTE,
               (line.id,), below, ago=line.decided_at)  # fmt: skip


def _allowed_row(line: ApprovalLine) -> Row:
    opens: tuple[str, object] = ("clients", line.client_id)
    if line.act is Act.RESTORE:
        opens = ("settings", "backups")
    if line.act is Act.SEE_DOCUMENT:
        opens = ("documents", line.row)
    allowed = (
        N_("Approved; it is open until then: {why}") if line.act in LENT else N_("Approved; it may be done once: {why}")
    )
    below = Said(allowed, {"why": _why(line)})
    return Row(("approval", line.id), "circle-check", _said(line), line.decided_by, opens, Deed.OPEN, opens, below,
               until=line.valid_until)  # fmt: skip
