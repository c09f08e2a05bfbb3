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
from desktop.models.office import Person, PersonRole, Role
from desktop.models.records import Journal
from desktop.models.rows import among
from desktop.rules.entries import checked
from desktop.rules.errors import BadEntry, Label, Stale
from desktop.rules.fields import Field
from desktop.rules.reviews import PRINTED_UNVERIFIED, check_review
from desktop.rules.rights import Right, Scope, add_up, rights_from_json
from desktop.rules.stand_ins import StandInKind
from desktop.rules.text import tidy
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.rules.words import Learnt, ReviewState
from desktop.services import on_file, standing
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
    value: str  # "" where somebody emptied the field
    info: ReviewInfo
    seen: object  # the value as the file holds it, to be handed back when it is reviewed
    verified: str  # what had been confirmed before; "" for nothing
    others: tuple[str, ...]  # who can review it, where whoever asks entered it himself
    instead_of: str = ""  # for whom whoever asks would review it (AC-11)
    risk: str = ""  # a rules.risks.Mark (CL-12)


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


def note_many(work: Work, entered: Mapping[UUID, Sequence[str]], learnt: Learnt | None, basis: str = "") -> None:
    """The same for many files at once, by client: their rows are read together. The verb that changes the values has
    asked for the right to each file. Raises BadEntry, NotAllowed."""
    work.require(Right.EDIT_CLIENTS)
    values: dict[str, Any] = {
        "state": ReviewState.PROVISIONAL.value, "learnt": learnt.value if learnt else "", "basis": _basis(basis),
        "entered_by": work.me.id, "entered_at": work.now,
    }  # fmt: skip
    ids = list(entered)
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        known = {(r.client_id, r.field): r for r in work.visible(ValueReview).where(among(ValueReview.client, part))}
        for client in part:
            for name in entered[client]:
                row = known.get((client, name))
                if row is not None:
                    work.change(row, values)
                else:
                    work.add(ValueReview(client=client, field=name, **values))


def reviews_of(work: Work, client_id: UUID) -> dict[str, ReviewInfo]:
    """Field name → where its value stands; a field that is missing was never entered. Empty for unseen files."""
    return told(work, list(_rows(work, client_id)))


def told(work: Work, rows: Sequence[Any]) -> dict[str, ReviewInfo]:
    """The same of rows that the caller has."""
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
        earlier, before = _before(client, row, row.field)
        verified = before if earlier.get("state") == ReviewState.VERIFIED.value else ""
        mine = row.entered_by_id == work.me.id
        others = tuple(name for name, reaches in reviewers if reaches(client)) if mine else ()
        value = getattr(client, row.field)
        found.append(
            WaitingReview(client.id, client.code, client.name, row.field, work.catalogue[row.field].label,
                          "" if value is None else str(value), _info(work, row, people), value, verified, others,
                          _instead_of(work, held, client), client.risk)
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
    file = work.visible(Client).select(peewee.SQL("1")).where(Client.id == ValueReview.client)
    return int(work.visible(ValueReview).where(mine & peewee.fn.EXISTS(file)).count())


def due(work: Work, view: View) -> list[Batch]:
    """What waits for this person's review, as Today shows it: allergies first, for silence about them is dangerous."""
    total = count_waiting(work)
    if not total or not view.limit:
        return [Batch(Group.WAITING, (), total)]
    return [Batch(Group.WAITING, [_today(line) for line in waiting_reviews(work, view.limit, but_own=True)], total)]


def _today(line: WaitingReview) -> Row:
    value = line.value or Label(N_("(emptied)"))
    below = Said(N_("{code} · entered by {who}"), {"code": line.client_code, "who": line.info.entered_by})
    return Row(
        ("review", line.client_id, line.field), "badge-check",
        Said(N_("{label}: {value}"), {"label": Label(line.label), "value": value}), line.client_name,
        ("clients", line.client_id), Deed.ACCEPT, (line.client_id, line.field, line.seen), below,
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


def _instead_of(work: Work, held: Sequence[Standing], client: Client) -> str:
    return next((one.name for one in held if work.reaches(one.mandate, Right.REVIEW_CLIENTS, client)), "")


def _reviewers(work: Work) -> list[tuple[str, Callable[[Client], bool]]]:
    """Colleagues with the right to review, by name, and which files it reaches."""
    rights: dict[UUID, list[Mapping[Right, Scope]]] = {}
    roles = {role.id: rights_from_json(role.rights) for role in work.visible(Role)}
    for held in work.visible(PersonRole):
        rights.setdefault(held.person_id, []).append(roles.get(held.role_id, {}))
    found: list[tuple[str, Callable[[Client], bool]]] = []
    for person in work.visible(Person).where(Person.suspended_at.is_null()).order_by(Person.name):
        scope = add_up(rights.get(person.id, [])).get(Right.REVIEW_CLIENTS, Scope.NONE)
        if scope is not Scope.NONE and person.id != work.me.id:
            found.append((person.name, _reach(scope, person.id, person.department_id)))
    return found


def _reach(scope: Scope, person: UUID, department: UUID | None) -> Callable[[Client], bool]:
    def reaches(client: Client) -> bool:
        near = scope is Scope.DEPARTMENT and department is not None and client.department_id == department
        return scope is Scope.ALL or near or person in (client.owner_id, client.deputy_id)

    return reaches


def accept(work: Work, client_id: UUID, field: str, base: object = None) -> None:
    """Confirms a provisional value: from now on it is printed as fact.

    `base` is the value the reviewer saw; if it is another by now, Stale is raised. Raises BadEntry, NotAllowed.
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
    work.change(client, {field: right})
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
    earlier, value = _before(client, row, field)
    # a value nobody had ever noted as entered stood here before: the second refusal takes it out
    value = "" if value == getattr(client, field) else value
    work.change(client, {field: value})
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
    held = standing.act_under(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS, client)
    if name not in work.catalogue or not work.catalogue[name].reviewed:
        raise BadEntry(N_("“{name}” is no field that is reviewed."), name, name=name)
    field = work.catalogue[name]
    row = _rows(work, client_id).where(ValueReview.field == name).get_or_none()
    check_review(field, row and ReviewState.of(row.state), row and row.entered_by_id, work.me.id, held.instead_of)
    now = getattr(client, name)
    if base is not None and base != now:
        raise Stale({name: (base, base, now)}, client.version, work.last_hand(client))
    return client, row, field, held


def _facts(held: Standing) -> dict[str, str]:
    """What the record says of whoever acted instead of somebody else (AC-11)."""
    return {"instead_of": str(held.instead_of)} if held.instead_of else {}


def _close(work: Work, row: ValueReview, state: ReviewState) -> None:
    work.change(row, {"state": state.value, "reviewed_by": work.me.id, "reviewed_at": work.now})


def _before(client: Client, row: ValueReview, field: str) -> tuple[dict[str, object], str]:
    """How the review's row stood before its value became provisional, and which value the file held then."""
    # reading path: the journal of a file that the verb has got to review
    earlier: dict[str, object] = {}
    for entry in Journal.select().where(Journal.row == row.id).order_by(Journal.id.desc()):
        changes: Mapping[str, list[Any]] = entry.changes or {}
        earlier |= {name: _loaded(name, pair[0]) for name, pair in changes.items() if name != "reason"}
        became = changes.get("state", [None, None])[1] == ReviewState.PROVISIONAL.value
        if became or entry.kind == "create":
            query = Journal.select().where((Journal.record == entry.record_id) & (Journal.row == client.id))
            pairs = [e.changes[field] for e in query if e.changes and field in e.changes]
            return (earlier if became else {}), str(pairs[0][0] or "") if pairs else ""
    return {}, ""


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
