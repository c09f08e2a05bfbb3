"""Field checks 字段抽查: values drawn each month by a seed, compared with their source by somebody else (AP-1, A1).

What a second person decides in review counts too: `services.reviews` notes it in the same table.
"""

import secrets
from datetime import date, datetime
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client, ValueReview
from desktop.models.field_checks import FieldCheck, FieldDraw
from desktop.models.rows import among
from desktop.rules import field_checks as rules
from desktop.rules.errors import BadEntry
from desktop.rules.field_checks import Entry, Verdict
from desktop.rules.indicators import UNIT
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.rules.words import Learnt, ReviewState
from desktop.rules.zones import begin_of, end_of
from desktop.services import blocks, on_file, sealed_reviews, taking_back
from desktop.services.work import Work

TOPIC = "field_checks"
MOST = 200
_LATER = N_("Something was done with this value since, so it can't be undone.")
_POOL = 100_000


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A value that waits to be checked: of which client, what the file says, by whom and how it was learnt. `value` is
    Locked where it is opened in the file; None where the file says nothing any more."""

    id: UUID
    client_id: UUID
    code: str
    client: str
    field: str
    label: str
    value: object
    author: str
    entered_at: datetime
    learnt: Learnt | None
    basis: str
    grave: bool


@dataclass(frozen=True, slots=True)
class DrawLine:
    """A month's draw: of how many values how many, how far it is, and the seed that draws it again."""

    id: UUID
    first: date
    last: date
    at: datetime
    by: str
    seed: int
    pool: int
    size: int
    checked: int


def draw(work: Work, month: date) -> UUID:
    """Draws of each author so many values entered in the month as the office has set, once a month: nobody draws anew
    until he likes it. What an import brought is nobody's entry; an author has a day to correct himself.

    Raises BadEntry (field `month`), NotAllowed.
    """
    work.require(Right.RUN_APPRAISALS)
    first, last = rules.month_of(month)
    rules.check_month(first, on_file.today(work))
    size, least = (int(str(work.settings[name])) for name in ("field_check_size", "field_check_grave"))
    if not size:
        raise BadEntry(N_("Set first how many values are drawn: Settings › Rule numbers."), "month")
    work.alone()
    if work.visible(FieldDraw).where(FieldDraw.first == first).exists():
        raise BadEntry(N_("Values of this month were drawn already."), "month")
    pool, entered = _pool(work, first, last)
    if not pool:
        raise BadEntry(N_("Nothing was entered in this month that could be checked."), "month")
    seed = secrets.randbits(48)
    row = work.add(FieldDraw(first=first, last=last, seed=seed, size=size, grave=least, pool=len(entered),
                             by=work.me.id, at=work.now))  # fmt: skip
    picked = rules.drawn(pool, size, least, seed)
    work.add_rows(FieldCheck, [
        FieldCheck(draw=row.id, client=entry.client, field=entry.field, author=author,
                   entered_at=entered[entry.client, entry.field], weight=rules.weight(work.catalogue[entry.field]))
        for author, entry in picked
    ])  # fmt: skip
    work.record(TOPIC, "draw_field_checks", row, size=len(picked), pool=len(entered))
    return UUID(str(row.id))


def check(work: Work, check_id: UUID, verdict: Verdict, note: str = "") -> None:
    """What somebody found who compared a drawn value with its source, once; not of his own entry. Raises BadEntry
    (field `note`), NotAllowed, NotFound."""
    work.require(Right.REVIEW_CLIENTS)
    # two who check at once would each find it open
    work.alone()
    row = work.get(FieldCheck, check_id)
    client = work.get(Client, row.client_id)
    work.require(Right.REVIEW_CLIENTS, client)
    rules.check_checker(work.me.id, row.author_id)
    if row.at is not None:
        raise BadEntry(N_("This was checked already."))
    if not _open(work).where(FieldCheck.id == row.id).exists():
        raise BadEntry(N_("This was entered anew, or decided in review, since it was drawn."))
    work.change(row, {"verdict": verdict.value, "note": rules.noted(note), "by": work.me.id, "at": work.now})
    work.record(TOPIC, "check_field", client, field=row.field, verdict=verdict.value)


def undo(work: Work, operation: UUID) -> None:
    """Takes back what I have just found. A draw stands: whoever might take one back would draw until he likes it.
    Raises BadEntry for another act, and where something was done since; NotAllowed, NotFound."""
    work.require(Right.REVIEW_CLIENTS)
    work.alone()
    deed = taking_back.deed_of(work, operation, {(TOPIC, "check_field")}, (FieldCheck,))
    taking_back.require_own(work, deed)
    taking_back.refuse_later(deed, _LATER)
    taking_back.refuse_changed(deed, _LATER)
    taking_back.put_back(work, deed)
    work.record(TOPIC, "undo_field_check", deed.rows[0][1], acts=deed.acts)


# Reading


def draws(work: Work, limit: int = 24) -> tuple[DrawLine, ...]:
    """The draws, the newest first. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    rows = list(work.visible(FieldDraw).order_by(FieldDraw.first.desc()).limit(limit))
    people = on_file.names(work, (row.by_id for row in rows))
    counted: dict[UUID, tuple[int, int]] = {}
    done = peewee.fn.SUM(peewee.Case(None, ((FieldCheck.at.is_null(False), 1),), 0))
    # reading path: numbers alone
    query = FieldCheck.select(FieldCheck.draw, peewee.fn.COUNT(FieldCheck.id), done).where(
        among(FieldCheck.draw, [row.id for row in rows]) & FieldCheck.withdrawn_at.is_null()
    ).group_by(FieldCheck.draw)  # fmt: skip
    for key, size, checked in query.tuples():
        counted[key] = (size, int(checked or 0))
    return tuple(DrawLine(row.id, row.first, row.last, row.at, people.get(row.by_id, ""), row.seed, row.pool,
                          *counted.get(row.id, (0, 0))) for row in rows)  # fmt: skip


def waiting(work: Work, limit: int = MOST) -> tuple[CheckLine, ...]:
    """What waits to be checked by me, the oldest first: nothing that I entered, and of no file that I may not review.
    Raises NotAllowed."""
    work.require(Right.REVIEW_CLIENTS)
    rows = list(_open(work).order_by(FieldCheck.entered_at, FieldCheck.id).limit(limit))
    clients = {row.id: row for row in work.visible(Client).where(among(Client.id, [row.client_id for row in rows]))}
    people = on_file.names(work, (row.author_id for row in rows))
    entered = {(row.client_id, row.field): row for row in work.visible(ValueReview).where(
        among(ValueReview.client, list(clients)))} if clients else {}  # fmt: skip
    found = []
    for row in rows:
        client, told = clients.get(row.client_id), entered.get((row.client_id, row.field))
        if client is None or row.field not in work.catalogue:
            continue
        field = work.catalogue[row.field]
        if field.sealed and not sealed_reviews.opens(work, field, client):
            continue
        value: object = blocks.why_locked(field.block, work.me.mandate, work.me.vaults)
        if not field.sealed:
            value = None if field.name in blocks.withheld(client) else getattr(client, field.name, None)
        found.append(CheckLine(
            row.id, client.id, client.code, client.name, field.name, field.label, value, people.get(row.author_id, ""),
            row.entered_at, Learnt.of(told.learnt) if told is not None and told.learnt else None,
            told.basis if told is not None else "", row.weight > UNIT,
        ))  # fmt: skip
    return tuple(found)


def count_waiting(work: Work) -> int:
    """How many values wait to be checked by me. Raises NotAllowed."""
    work.require(Right.REVIEW_CLIENTS)
    return int(_open(work).count())


# Parts of the verbs above


def _open(work: Work) -> Any:
    """What was drawn and stands in the file as it was entered then; what somebody has decided on in review since was
    checked by that."""
    reviewed = FieldCheck.alias()
    there = peewee.fn.EXISTS(
        # reading path: whether there is one
        ValueReview.select(peewee.SQL("1")).where(
            (ValueReview.client == FieldCheck.client) & (ValueReview.field == FieldCheck.field)
            & (ValueReview.entered_at == FieldCheck.entered_at))
    )  # fmt: skip
    decided = peewee.fn.EXISTS(
        # reading path: whether there is one
        reviewed.select(peewee.SQL("1")).where(
            (reviewed.client == FieldCheck.client) & (reviewed.field == FieldCheck.field) & reviewed.draw.is_null()
            & (reviewed.entered_at == FieldCheck.entered_at) & reviewed.withdrawn_at.is_null())
    )  # fmt: skip
    mine = work.visible(Client, Right.REVIEW_CLIENTS).select(Client.id)
    return work.visible(FieldCheck).where(
        FieldCheck.at.is_null() & (FieldCheck.author != work.me.id) & FieldCheck.client.in_(mine) & there & ~decided
    )


def _pool(work: Work, first: date, last: date
          ) -> tuple[dict[UUID, list[Entry]], dict[tuple[UUID, str], datetime]]:  # fmt: skip
    """What may be drawn, by author, and when each was entered: values whose file keeps who entered them, which are
    those that are reviewed. What was checked since its entry is not drawn again."""
    zone = str(work.settings["time_zone"])
    until = min(end_of(last, zone), work.now - rules.AUTHORS_OWN)
    stands = (ReviewState.PROVISIONAL.value, ReviewState.VERIFIED.value)
    checked = peewee.fn.EXISTS(
        # reading path: whether there is one
        FieldCheck.select(peewee.SQL("1")).where(
            (FieldCheck.client == ValueReview.client) & (FieldCheck.field == ValueReview.field)
            & (FieldCheck.entered_at >= ValueReview.entered_at) & FieldCheck.withdrawn_at.is_null())
    )  # fmt: skip
    query = work.visible(ValueReview).join(Client).where(
        (ValueReview.entered_at >= begin_of(first, zone)) & (ValueReview.entered_at < until)
        & ValueReview.state.in_(stands) & (ValueReview.learnt != Learnt.IMPORTED.value) & ~checked
        & Client.withdrawn_at.is_null() & Client.restricted_at.is_null()
    )  # fmt: skip
    columns = (ValueReview.client, ValueReview.field, ValueReview.entered_by, ValueReview.entered_at)
    pool: dict[UUID, list[Entry]] = {}
    entered: dict[tuple[UUID, str], datetime] = {}
    for client, name, author, at in query.select(*columns).limit(_POOL).tuples():
        if name in work.catalogue:
            grave = rules.weight(work.catalogue[name]) > UNIT
            pool.setdefault(author, []).append(Entry(client, name, grave))
            entered[client, name] = at
    return pool, entered
