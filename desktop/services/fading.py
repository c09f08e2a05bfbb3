"""Facts that nobody has seen for their time: seen again by a word, and until then asked for (CO-11, CL-8)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import CONFIRMED, Client, ValueReview
from desktop.models.rows import among
from desktop.rules import fading as rules
from desktop.rules.errors import BadEntry, Label, Stale
from desktop.rules.fields import Field
from desktop.rules.reviews import PRINTED_UNVERIFIED
from desktop.rules.rights import Right
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.rules.values import dataclass
from desktop.rules.words import ReviewState
from desktop.services import due_rows, on_file, reviews
from desktop.services.reviews import ReviewInfo
from desktop.services.work import Work

TOPIC = "clients"


@dataclass(frozen=True, slots=True)
class FadedFact:
    """A confirmed fact that asks to be confirmed again. `seen` is the value as the file holds it."""

    client_id: UUID
    client_code: str
    client_name: str
    field: str
    declared: Field
    seen: str
    info: ReviewInfo
    risk: str
    may: bool
    """Whether whoever asks may say that it was seen again."""


def see_again(work: Work, client_id: UUID, fields: Sequence[str], base: Mapping[str, object] | None = None) -> None:
    """Notes that these confirmed facts were seen to hold; they stand for their time from now on.

    `base` is what the person saw of them. Raises BadEntry for one that is not confirmed, Stale, NotAllowed, NotFound.
    """
    client = work.get(Client, client_id)
    _require(work, client)
    wanted = sorted(dict.fromkeys(fields))
    if not wanted:
        raise BadEntry(N_("Choose what was seen again."), "fields")
    for name in wanted:
        if name not in rules.FIELDS or name not in work.catalogue:
            raise BadEntry(N_("“{name}” is not seen again at the table."), name, name=name)
        now = getattr(client, name)
        if base is not None and name in base and base[name] != now:
            raise Stale({name: (base[name], base[name], now)}, client.version, work.last_hand(client))
    noted = note_seen(work, client, wanted)
    for name in wanted:
        if name not in noted:
            raise BadEntry(N_("“{label}” is not confirmed: a review decides about it."), name,
                           label=Label(work.catalogue[name].label))  # fmt: skip
    work.record(TOPIC, "seen_again", client, fields=wanted)


def note_seen(work: Work, client: Any, fields: Sequence[str]) -> tuple[str, ...]:
    """Puts the clock of confirmed values back to now, and says of which; what nobody has confirmed waits for its review
    all the same. Part of the verb that tells they were seen, which records it. Raises NotAllowed."""
    _require(work, client)
    rows = reviews.rows_of(work, client.id).where(ValueReview.field.in_(list(fields)))
    noted = [row for row in rows
             if row.state == ReviewState.VERIFIED.value and getattr(client, row.field, "")]  # fmt: skip
    for row in noted:
        work.change(row, {"seen_at": work.now})
    return tuple(row.field for row in noted)


def faded_facts(work: Work, limit: int = 200, *, only: Any = None) -> tuple[FadedFact, ...]:
    """What asks to be confirmed again in the files this person may see, allergies first, then what was seen last
    longest ago; `only` narrows the files. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    fresh = rules.fresh_since(work.settings, work.now)
    if not fresh:
        return ()
    harmless = ValueReview.field.not_in(sorted(PRINTED_UNVERIFIED))
    query = _faded(work, fresh, only).order_by(harmless, _SEEN, ValueReview.id)
    rows = list(query.limit(limit))
    clients = {c.id: c for c in work.visible(Client).where(among(Client.id, {row.client_id for row in rows}))}
    people = on_file.names(work, (p for row in rows for p in (row.entered_by_id, row.reviewed_by_id)))
    found = []
    for row in rows:
        client = clients[row.client_id]
        found.append(FadedFact(
            client.id, client.code, client.name, row.field, work.catalogue[row.field], str(getattr(client, row.field)),
            reviews.info_of(work, row, people, fresh), client.risk, _may(work, client),
        ))  # fmt: skip
    return tuple(found)


def due(work: Work, view: View) -> list[Batch]:
    """What of my clients, or my department's, asks to be confirmed again: allergies first (OF-10)."""
    fresh = rules.fresh_since(work.settings, work.now)
    if not fresh:
        return []
    mine = due_rows.of_view(work, view)
    total = int(_faded(work, fresh, mine).count())
    rows = [_today(fact) for fact in faded_facts(work, view.limit, only=mine)] if total and view.limit else []
    return [Batch(Group.WAITING, rows, total)]


# Parts of the verbs above

_SEEN = peewee.fn.COALESCE(ValueReview.seen_at, ValueReview.reviewed_at, ValueReview.entered_at)


def _faded(work: Work, fresh: Mapping[str, datetime], only: Any) -> Any:
    """The reviews of confirmed values that were not seen for their time, in files that are worked with."""
    stored = ValueReview.seen_at.db_value
    fields = [name for name in fresh if name in work.catalogue]
    each = [(ValueReview.field == name) & (stored(fresh[name]) > _SEEN) & (Client._meta.fields[name] != "")
            for name in fields]  # fmt: skip
    file = work.visible(Client).select(peewee.SQL("1")).where(Client.id == ValueReview.client)
    file = file.where(Client.restricted_at.is_null() & (reduce(or_, each) if each else peewee.SQL("1 = 0")))
    if only is not None:
        file = file.where(only)
    return work.visible(ValueReview).where(CONFIRMED & ValueReview.field.in_(fields) & peewee.fn.EXISTS(file))


def _may(work: Work, client: Any) -> bool:
    return work.may(Right.EDIT_CLIENTS, client) or work.may(Right.ENTER_CLIENTS)


def _require(work: Work, client: Any) -> None:
    if not work.may(Right.EDIT_CLIENTS, client):
        work.require(Right.ENTER_CLIENTS)


def _today(fact: FadedFact) -> Row:
    below = Said(N_("{code} · not seen for its time"), {"code": fact.client_code})
    return Row(
        ("seen", fact.client_id, fact.field), "eye",
        Said(N_("Still so? {label}: {value}"), {"label": Label(fact.declared.label), "value": fact.seen}),
        fact.client_name, ("clients", fact.client_id), Deed.SEE_AGAIN if fact.may else Deed.OPEN,
        (fact.client_id, (fact.field,), {fact.field: fact.seen}) if fact.may else ("clients", fact.client_id),
        below, since=fact.info.seen_at, danger=fact.field in PRINTED_UNVERIFIED,
    )  # fmt: skip
