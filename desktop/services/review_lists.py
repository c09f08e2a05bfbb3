"""What waits for a second pair of eyes: the review desk's list, its counts, and its rows on Today (CL-8, AC-11)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client, ValueReview
from desktop.models.office import Person, VaultKey
from desktop.rules.errors import Label
from desktop.rules.fields import Field, Locked
from desktop.rules.reviews import PRINTED_UNVERIFIED
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import StandInKind
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.rules.words import ReviewState
from desktop.services import blocks, on_file, reviews, sealed_reviews, signing, standing
from desktop.services.powers import asked_on
from desktop.services.reviews import ReviewInfo, held_earlier, info_of
from desktop.services.standing import Standing
from desktop.services.work import Work


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


def waiting_reviews(
    work: Work, limit: int = 200, *, client_id: UUID | None = None, person_id: UUID | None = None,
    but_own: bool = False, dangerous_first: bool = False, collected: bool | None = None,
) -> tuple[WaitingReview, ...]:  # fmt: skip
    """The provisional values that this person may review or has entered, oldest first; at most `limit`.

    Narrowed to one file, or to what one person entered, if given; `but_own` leaves out what cannot be reviewed here,
    and puts what is dangerous first, as `dangerous_first` alone does; `collected` narrows to what
    came by a form or card, or to what did not.
    """
    query = _waiting(work).order_by(ValueReview.entered_at, ValueReview.id)
    if client_id is not None:
        query = query.where(ValueReview.client == client_id)
    if person_id is not None:
        query = query.where(ValueReview.entered_by == person_id)
    if collected is not None:
        query = query.where(ValueReview.given.is_null(not collected))
    if but_own:
        query = query.where(~reviews.mine(work))
    if but_own or dangerous_first:
        harmless = ValueReview.field.not_in(sorted(PRINTED_UNVERIFIED))
        query = query.order_by(harmless, ValueReview.entered_at, ValueReview.id)
    rows = list(query.limit(limit))
    ids = {row.client_id for row in rows}
    clients = {client.id: client for client in work.visible(Client).where(Client.id.in_(ids))} if ids else {}
    people = on_file.names(work, (row.entered_by_id for row in rows))
    own = {row.id for row in rows if work.me.id in reviews.hands_of(row)}
    reviewers = _reviewers(work) if own else []
    held = standing.standings(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS)
    found = []
    for row in rows:
        client = clients.get(row.client_id)
        if client is None or row.field not in work.catalogue:
            continue
        field = work.catalogue[row.field]
        mine = row.id in own
        others = tuple(one.name for one in reviewers if one.reviews(field, client)) if mine else ()
        verified, value = "", blocks.why_locked(field.block, work.me.mandate, work.me.vaults) if field.sealed else None
        if not field.sealed:
            earlier, _file, held_before = held_earlier(row, field)
            verified = str(held_before or "") if earlier.get("state") == ReviewState.VERIFIED.value else ""
            value = getattr(client, row.field)
        said = "" if value is None or isinstance(value, Locked) else str(value)
        instead = _instead_of(work, held, client, reviews.hands_of(row))
        info = reviews.with_rivals(work, info_of(work, row, people), row, client)
        found.append(
            WaitingReview(client.id, client.code, client.name, row.field, field.label, said, info, value, verified,
                          others, field, instead, client.risk)
        )  # fmt: skip
    return tuple(found)


def count_waiting(work: Work) -> int:
    """How many values wait for this person's review; none without the right, and none of one's own."""
    if not standing.standings(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS):
        return 0
    return int(_waiting(work).where(~reviews.mine(work)).count())


def count_entered(work: Work) -> int:
    """How many values this person entered still wait for somebody else's review."""
    mine = (ValueReview.entered_by == work.me.id) & (ValueReview.state == ReviewState.PROVISIONAL.value)
    mine = mine & ValueReview.field.in_(sealed_reviews.heard_of(work))
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
        # nobody confirms what he has not read, or one of two answers of which he sees one
        ("clients", line.client_id), Deed.OPEN if line.sealed or line.info.rivals else Deed.ACCEPT,
        (line.client_id, line.field, line.seen), below,
        since=line.info.entered_at, instead_of=line.instead_of, danger=line.field in PRINTED_UNVERIFIED,
    )  # fmt: skip


def _waiting(work: Work) -> Any:
    held = standing.standings(work, StandInKind.REVIEWS, Right.REVIEW_CLIENTS)
    if not held:
        work.require(Right.REVIEW_CLIENTS)
    query = work.visible(ValueReview).where(ValueReview.state == ReviewState.PROVISIONAL.value)
    query = query.where(ValueReview.field.in_(sealed_reviews.heard_of(work)))
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
    by_others = ~reviews.of_hand(held.instead_of)
    return by_others if condition is None else condition & by_others


def _instead_of(work: Work, held: Sequence[Standing], client: Client, hands: Collection[UUID | None]) -> str:
    fitting = (one for one in held if one.instead_of is None or one.instead_of not in hands)
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
    day = asked_on(now, work.settings, work.now)
    vaults: dict[UUID, set[str]] = {}
    # reading path: who holds which vault, no key; told of colleagues by name alone
    for vault, person_id in VaultKey.select(VaultKey.vault, VaultKey.person_id).tuples():
        vaults.setdefault(person_id, set()).add(vault)
    found = []
    for person in work.visible(Person).where(Person.suspended_at.is_null()).order_by(Person.name):
        mandate = now.admitted(person.id, day)
        scope = mandate.scope(Right.REVIEW_CLIENTS)
        if scope is not Scope.NONE and person.id != work.me.id:
            held_vaults = frozenset(vaults.get(person.id, ()))
            found.append(_Reviewer(person.name, person.id, mandate.department, scope, mandate.level, held_vaults))
    return found
