"""The second pair of eyes: entered values stay provisional until somebody else confirms them (CL-8, CO-4, CO-6)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client, ValueReview
from desktop.models.office import Person, VaultKey
from desktop.models.records import Journal
from desktop.models.rows import among
from desktop.rules.entries import checked
from desktop.rules.errors import BadEntry, Label, Stale
from desktop.rules.fields import Field, Locked
from desktop.rules.reviews import PRINTED_UNVERIFIED, check_review
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import StandInKind
from desktop.rules.text import tidy
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.rules.words import Learnt, ReviewState
from desktop.services import blocks, on_file, sealed_reviews, signing, standing
from desktop.services.standing import Standing
from desktop.services.work import Work

TOPIC = "clients"
_BASIS_LIMIT = 200
_CHUNK = 1000
_REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class ReviewInfo:
    """Where a value came from and who confirmed it. `reviewed_by` is empty while it is provisional."""

    state: ReviewState
    learnt: Learnt | None
    basis: str
    entered_by: str
    entered_at: datetime
    reviewed_by: str
    reviewed_at: datetime | None
    mine: bool  # entered by whoever asks, who therefore can't review it

    @property
    def verified(self) -> bool:
        return self.state is ReviewState.VERIFIED

    @property
    def provisional(self) -> bool:
        return self.state is ReviewState.PROVISIONAL


@dataclass(frozen=True, slots=True)
class WaitingReview:
    """One provisional value in the reviewer's list."""

    client_id: UUID
    client_code: str
    client_name: str
    field: str
    label: str  # message id
    value: str  # "" where somebody emptied the field, or where it lies sealed
    info: ReviewInfo
    seen: object  # the value as the file holds it, to be handed back when it is reviewed; Locked until it is opened
    verified: str  # what had been confirmed before; "" for nothing, or where it lies sealed
    others: tuple[str, ...]  # who can review it, where whoever asks entered it himself
    declared: Field
    instead_of: str = ""  # for whom whoever asks would review it (AC-11)
    risk: str = ""  # a rules.risks.Mark (CL-12)

    @property
    def sealed(self) -> bool:
        return isinstance(self.seen, Locked)


def note_entered(work: Work, client: Client, fields: Iterable[str], learnt: Learnt | None, basis: str = "") -> None:
    """Makes these values provisional, whoever entered them; fields that need no review are passed over.

    Part of the verb that changes the values, so it writes no record of its own. Raises BadEntry, NotAllowed.
    """
    if not work.may(Right.EDIT_CLIENTS, client):
        work.require(Right.ENTER_CLIENTS)
    wanted = {name for name in fields if name in work.catalogue and work.catalogue[name].reviewed}
    if not wanted:
        return
    values: dict[str, Any] = {
        "state": ReviewState.PROVISIONAL.value, "learnt": learnt.value if learnt else "", "basis": _basis(basis),
        "entered_by": work.me.id, "entered_at": work.now,
    }  # fmt: skip
    known = {row.field: row for row in _rows(work, client.id).where(ValueReview.field.in_(wanted))}
    for name in sorted(wanted):
        if name in known:
            work.change(known[name], values)
        else:
            work.add(ValueReview(client=client.id, field=name, **values))


def note_many(work: Work, entered: Mapping[UUID, Sequence[str]], learnt: Learnt | None, basis: str = "",
              step: Callable[[int], object] = lambda _values: None) -> None:  # fmt: skip
    """The same for many files at once, by client: their rows are read and written together. The verb that changes the
    values has asked for the right to each file. `step` is told how many values have been noted since. Raises BadEntry,
    NotAllowed, OfficeBusy."""
    work.require(Right.EDIT_CLIENTS)
    values: dict[str, Any] = {
        "state": ReviewState.PROVISIONAL.value, "learnt": learnt.value if learnt else "", "basis": _basis(basis),
        "entered_by": work.me.id, "entered_at": work.now,
    }  # fmt: skip
    ids = list(entered)
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        known = {(r.client_id, r.field): r for r in work.visible(ValueReview).where(among(ValueReview.client, part))}
        told = [(client, name) for client in part for name in entered[client]]
        work.change_many(ValueReview, [(known[one], values) for one in told if one in known])
        new = [one for one in told if one not in known]
        work.add_rows(ValueReview, [ValueReview(client=client, field=name, **values) for client, name in new])
        step(len(told))


def reviews_of(work: Work, client_id: UUID) -> dict[str, ReviewInfo]:
    """Field name → where its value stands; a field that is missing was never entered, or lies in a block that this
    person may not open. Empty for unseen files."""
    return told(work, list(_rows(work, client_id)))


def told(work: Work, rows: Sequence[Any]) -> dict[str, ReviewInfo]:
    """The same of rows that the caller has."""
    hidden = set(sealed_reviews.closed(work))
    rows = [row for row in rows if row.field not in hidden]
    people = on_file.names(work, (p for row in rows for p in (row.entered_by_id, row.reviewed_by_id)))
    return {row.field: _info(work, row, people) for row in rows}


def waiting_reviews(
    work: Work, limit: int = 200, *, client_id: UUID | None = None, person_id: UUID | None = None,
    but_own: bool = False,
) -> tuple[WaitingReview, ...]:  # fmt: skip
    """The provisional values that this person may review or has entered, oldest first; at most `limit`.

    Narrowed to one file, or to what one person entered, if given; `but_own` leaves out what cannot be reviewed here,
    and puts what is dangerous first.
    """
    query = _waiting(work).order_by(ValueReview.entered_at, ValueReview.id)
    if client_id is not None:
        query = query.where(ValueReview.client == client_id)
    if person_id is not None:
        query = query.where(ValueReview.entered_by == person_id)
    if but_own:
        harmless = ValueReview.field.not_in(sorted(PRINTED_UNVERIFIED))
        query = query.where(ValueReview.entered_by != work.me.id)
        query = query.order_by(harmless, ValueReview.entered_at, ValueReview.id)
    rows = list(query.limit(limit))
    ids = {row.client_id for row in rows}
    clients = {client.id: client for client in work.visible(Client).where(Client.id.in_(ids))} if ids else {}
    people = on_file.names(work, (row.entered_by_id for row in rows))
    reviewers = _reviewers(work) if any(row.entered_by_id == work.me.id for row in rows) else []
    held = standing.standings(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS)
    found = []
    for row in rows:
        client = clients.get(row.client_id)
        if client is None or row.field not in work.catalogue:
            continue
        field = work.catalogue[row.field]
        mine = row.entered_by_id == work.me.id
        others = tuple(one.name for one in reviewers if one.reviews(field, client)) if mine else ()
        verified, value = "", blocks.why_locked(field.block, work.me.mandate, work.me.vaults) if field.sealed else None
        if not field.sealed:
            earlier, before = _before(client, row, field)
            verified = str(before or "") if earlier.get("state") == ReviewState.VERIFIED.value else ""
            value = getattr(client, row.field)
        said = "" if value is None or isinstance(value, Locked) else str(value)
        instead = _instead_of(work, held, client, row.entered_by_id)
        found.append(
            WaitingReview(client.id, client.code, client.name, row.field, field.label, said, _info(work, row, people),
                          value, verified, others, field, instead, client.risk)
        )  # fmt: skip
    return tuple(found)


def count_waiting(work: Work) -> int:
    """How many values wait for this person's review; none without the right, and none of one's own."""
    if not standing.standings(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS):
        return 0
    return int(_waiting(work).where(ValueReview.entered_by != work.me.id).count())


def count_entered(work: Work) -> int:
    """How many values this person entered still wait for somebody else's review."""
    mine = (ValueReview.entered_by == work.me.id) & (ValueReview.state == ReviewState.PROVISIONAL.value)
    hidden = sealed_reviews.closed(work)
    mine = mine & ValueReview.field.not_in(hidden) if hidden else mine
    file = work.visible(Client).select(peewee.SQL("1")).where(Client.id == ValueReview.client)
    return int(work.visible(ValueReview).where(mine & peewee.fn.EXISTS(file)).count())


def due(work: Work, view: View) -> list[Batch]:
    """What waits for this person's review, as Today shows it: allergies first, for silence about them is dangerous."""
    total = count_waiting(work)
    if not total or not view.limit:
        return [Batch(Group.WAITING, (), total)]
    return [Batch(Group.WAITING, [_today(line) for line in waiting_reviews(work, view.limit, but_own=True)], total)]


def _today(line: WaitingReview) -> Row:
    value = Label(N_("(sealed)")) if line.sealed else line.value or Label(N_("(emptied)"))
    below = Said(N_("{code} · entered by {who}"), {"code": line.client_code, "who": line.info.entered_by})
    return Row(
        ("review", line.client_id, line.field), "badge-check",
        Said(N_("{label}: {value}"), {"label": Label(line.label), "value": value}), line.client_name,
        # nobody confirms what he has not read
        ("clients", line.client_id), Deed.OPEN if line.sealed else Deed.ACCEPT,
        (line.client_id, line.field, line.seen), below,
        since=line.info.entered_at, instead_of=line.instead_of, danger=line.field in PRINTED_UNVERIFIED,
    )  # fmt: skip


def may_review(work: Work, client: Client) -> bool:
    """Whether this person may review the entries of a file, by his own right or instead of a colleague who is away."""
    if work.may(Right.REVIEW_CLIENTS, client):
        return True
    held = standing.standings(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS)
    return any(work.reaches(one.mandate, Right.REVIEW_CLIENTS, client) for one in held)


def _waiting(work: Work) -> Any:
    held = standing.standings(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS)
    if not held:
        work.require(Right.REVIEW_CLIENTS)
    query = work.visible(ValueReview).where(ValueReview.state == ReviewState.PROVISIONAL.value)
    hidden = sealed_reviews.closed(work)
    if hidden:
        query = query.where(ValueReview.field.not_in(hidden))
    # asked of each value that waits: a list of all files would be made first, however few values there are
    file = work.visible(Client).select(peewee.SQL("1")).where(Client.id == ValueReview.client)
    conditions = [_reviewed_under(work, one) for one in held]
    reached = [condition for condition in conditions if condition is not None]
    if len(reached) == len(conditions):
        file = file.where(reduce(or_, reached))
    return query.where(peewee.fn.EXISTS(file))


def _reviewed_under(work: Work, held: Standing) -> Any:
    """The files whose entries wait for this mandate: what the one who is away entered himself does not."""
    condition = work.within(Client, Right.REVIEW_CLIENTS, held.mandate)
    if held.instead_of is None:
        return condition
    by_others = ValueReview.entered_by != held.instead_of
    return by_others if condition is None else condition & by_others


def _instead_of(work: Work, held: Sequence[Standing], client: Client, entered_by: UUID) -> str:
    fitting = (one for one in held if one.instead_of is None or one.instead_of != entered_by)
    return next((one.name for one in fitting if work.reaches(one.mandate, Right.REVIEW_CLIENTS, client)), "")


@dataclass(frozen=True, slots=True)
class _Reviewer:
    """A colleague with the right to review; what he can't open he can't review."""

    name: str
    person: UUID
    department: UUID | None
    scope: Scope
    level: int
    vaults: frozenset[str]

    def reviews(self, field: Field, client: Client) -> bool:
        if field.sealed and (field.level > self.level or field.block.value not in self.vaults):
            return False
        near = self.scope is Scope.DEPARTMENT and self.department is not None
        near = near and client.department_id == self.department
        return self.scope is Scope.ALL or near or self.person in (client.owner_id, client.deputy_id)


def _reviewers(work: Work) -> list[_Reviewer]:
    """Colleagues with the right to review, by name."""
    now = signing.current(work)
    vaults: dict[UUID, set[str]] = {}
    # reading path: who holds which vault, no key; told of colleagues by name alone
    for vault, person_id in VaultKey.select(VaultKey.vault, VaultKey.person_id).tuples():
        vaults.setdefault(person_id, set()).add(vault)
    found = []
    for person in work.visible(Person).where(Person.suspended_at.is_null()).order_by(Person.name):
        mandate = now.mandate(person.id)
        scope = mandate.scope(Right.REVIEW_CLIENTS)
        if scope is not Scope.NONE and person.id != work.me.id:
            held_vaults = frozenset(vaults.get(person.id, ()))
            found.append(_Reviewer(person.name, person.id, mandate.department, scope, mandate.level, held_vaults))
    return found


def accept(work: Work, client_id: UUID, field: str, base: object = None) -> None:
    """Confirms a provisional value: from now on it is printed as fact.

    `base` is the value the reviewer saw; if it is another by now, Stale is raised. A sealed value can't be reviewed
    unseen. Raises BadEntry, NotAllowed.
    """
    client, row, _field, held = _to_review(work, client_id, field, base)
    _close(work, row, ReviewState.VERIFIED)
    work.record(TOPIC, "accept", client, field=field, **_facts(held))


def correct(work: Work, client_id: UUID, field: str, value: object, base: object = None) -> None:
    """Puts the reviewer's value in the place of a provisional one and confirms it. Raises as `accept` does."""
    client, row, declared, held = _to_review(work, client_id, field, base)
    right = checked(declared, value)
    if not right:
        raise BadEntry(N_("Enter what is right; to take the value out, refuse it with a reason."), field)
    # no reviewed field is searched by or required, so neither the index nor the draft mark follows from it
    _put(work, client, declared, right)
    _close(work, row, ReviewState.VERIFIED)
    work.record(TOPIC, "correct", client, field=field, **_facts(held))


def refuse(work: Work, client_id: UUID, field: str, reason: str, base: object = None) -> None:
    """Takes a provisional value back: the field holds again what it held before, verified if it was, or nothing.

    The refused value and the reason stay in the history. Raises BadEntry without a reason, else as `accept` does.
    """
    client, row, declared, held = _to_review(work, client_id, field, base)
    why = tidy(reason)
    if not why or len(why) > _REASON_LIMIT:
        raise BadEntry(N_("Say in at most {limit} characters why “{label}” is refused."), "reason",
                       limit=_REASON_LIMIT, label=Label(declared.label))  # fmt: skip
    earlier, before = _before(client, row, declared)
    value = sealed_reviews.text_in(work, declared, client.id, before) if declared.sealed else str(before or "")
    # a value nobody had ever noted as entered stood here before: the second refusal takes it out
    value = "" if value == _now(work, client, declared) else value
    _put(work, client, declared, value)
    if earlier.get("state") == ReviewState.VERIFIED.value:
        work.change(row, earlier)
    else:
        _close(work, row, ReviewState.PROVISIONAL if value else ReviewState.REFUSED)
    # the reason may speak of the client, so it lies where a lawful erasure reaches it, not in the facts
    work.journal(row, {"reason": ["", why]})
    work.record(TOPIC, "refuse", client, field=field, **_facts(held))


def _rows(work: Work, client_id: UUID) -> Any:
    return work.visible(ValueReview).where(ValueReview.client == client_id)


def _to_review(work: Work, client_id: UUID, name: str, base: object) -> tuple[Client, ValueReview, Field, Standing]:
    client = work.get(Client, client_id)
    row = _rows(work, client_id).where(ValueReview.field == name).get_or_none()
    entered_by = row and row.entered_by_id
    held = standing.act_under(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS, client, entered_by)
    if name not in work.catalogue or not work.catalogue[name].reviewed:
        raise BadEntry(N_("“{name}” is no field that is reviewed."), name, name=name)
    field = work.catalogue[name]
    check_review(field, row and ReviewState.of(row.state), entered_by, work.me.id, held.instead_of)
    if field.sealed:
        sealed_reviews.require_open(work, field, client)
        if base is None or isinstance(base, Locked):
            raise BadEntry(N_("Open “{label}” first: nobody reviews what he has not read."), name,
                           label=Label(field.label))  # fmt: skip
    now = _now(work, client, field)
    if base is not None and base != now:
        stale = Stale({name: (base, base, now)}, client.version, work.last_hand(client))
        if field.sealed:
            stale.owed = lambda later: later.note_read(client, field.block)
        raise stale
    return client, row, field, held


def _now(work: Work, client: Client, field: Field) -> object:
    return sealed_reviews.value_of(work, field, client) if field.sealed else getattr(client, field.name)


def _put(work: Work, client: Client, field: Field, value: object) -> None:
    if field.sealed:
        work.journal(client, blocks.seal_values(field.block, client.id, {field: str(value)}, work.me.vaults))
    else:
        work.change(client, {field.name: value})


def _facts(held: Standing) -> dict[str, str]:
    """What the record says of whoever acted instead of somebody else (AC-11)."""
    return {"instead_of": str(held.instead_of)} if held.instead_of else {}


def _close(work: Work, row: ValueReview, state: ReviewState) -> None:
    work.change(row, {"state": state.value, "reviewed_by": work.me.id, "reviewed_at": work.now})


def _before(client: Client, row: ValueReview, field: Field) -> tuple[dict[str, object], str | None]:
    """How the review's row stood before its value became provisional, and which value the file held then, as the
    journal keeps it."""
    # reading path: the journal of a file that the verb has got to review
    column = blocks.column(field)
    earlier: dict[str, object] = {}
    for entry in Journal.select().where(Journal.row == row.id).order_by(Journal.id.desc()):
        changes: Mapping[str, list[Any]] = entry.changes or {}
        earlier |= {name: _loaded(name, pair[0]) for name, pair in changes.items() if name != "reason"}
        became = changes.get("state", [None, None])[1] == ReviewState.PROVISIONAL.value
        if became or entry.kind == "create":
            query = Journal.select().where((Journal.record == entry.record_id) & (Journal.row == client.id))
            pairs = [e.changes[column] for e in query if e.changes and column in e.changes]
            return (earlier if became else {}), pairs[0][0] if pairs else None
    return {}, None


def _loaded(column: str, stored: Any) -> object:
    return UUID(stored) if stored and column in ("entered_by", "reviewed_by") else stored


def _info(work: Work, row: ValueReview, people: Mapping[UUID, str]) -> ReviewInfo:
    state = ReviewState.of(row.state)
    open_again = state is ReviewState.PROVISIONAL
    return ReviewInfo(
        state, Learnt.of(row.learnt) if row.learnt else None, row.basis, people.get(row.entered_by_id, ""),
        row.entered_at, "" if open_again else people.get(row.reviewed_by_id, ""),
        None if open_again else row.reviewed_at, row.entered_by_id == work.me.id,
    )  # fmt: skip


def _basis(text: str) -> str:
    basis = tidy(text)
    if len(basis) > _BASIS_LIMIT:
        raise BadEntry(N_("Say in at most {limit} characters how this is known."), "basis", limit=_BASIS_LIMIT)
    return basis
