"""The clock of the card: what a review accepted stands on the client's card within its hours (CO-7)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import CONFIRMED, CardPrint, Client, ValueReview
from desktop.models.rows import among
from desktop.rules import deadlines
from desktop.rules.calendars import Calendar
from desktop.rules.collecting import CARD_FIELDS
from desktop.rules.fading import fresh_since
from desktop.rules.reviews import PRINTED_UNVERIFIED
from desktop.rules.rights import Right
from desktop.rules.today import NEXT_DAYS, Batch, Group, Row, Said, View
from desktop.rules.values import dataclass
from desktop.services.work import Work

PAGE = "cards"
"""Which page Today opens, with the client."""


@dataclass(frozen=True, slots=True)
class StaleCard:
    """A client whose card lacks what was accepted `since`; it is to be printed until `due`. Times in UTC."""

    client_id: UUID
    code: str
    name: str
    salutation: str
    unit: str
    labels: tuple[str, ...]
    """Message ids of the fields that the card lacks."""
    since: datetime
    due: datetime
    printed_at: datetime | None

    def late(self, now: datetime) -> bool:
        """At the very moment it is still in time."""
        return now > self.due


def note_printed(work: Work, client_ids: Sequence[UUID], read_at: datetime, code: str) -> None:
    """Notes whose cards came out on paper or as a file, with the facts as they were `read_at` (CO-7); `code` is the
    print's. Of one who has left meanwhile, or was printed with newer facts, nothing is noted. Raises NotAllowed."""
    work.require(Right.PRINT_CLIENTS)
    # two who print the same card at once
    work.alone()
    read_at = min(read_at, work.now)
    there = {row.client_id: row for row in work.visible(CardPrint).where(among(CardPrint.client, client_ids))}
    known = work.visible(Client, Right.PRINT_CLIENTS).where(among(Client.id, client_ids)).select(Client.id)
    noted = 0
    for (key,) in known.order_by(Client.id).tuples():
        if key not in there:
            work.add(CardPrint(client=key, printed_at=read_at))
        elif there[key].printed_at < read_at:
            work.change(there[key], {"printed_at": read_at})
        else:
            continue
        noted += 1
    if noted:
        work.record("prints", "came_out", None, sheet="card", code=code, cards=noted)


def stale_cards(work: Work, limit: int = 500, only: UUID | None = None) -> tuple[StaleCard, ...]:
    """The clients whose cards this person may print and which lack an accepted fact, the longest first.

    Raises NotAllowed.
    """
    work.require(Right.PRINT_CLIENTS)
    query = _stale(work)
    if only is not None:
        query = query.where(ValueReview.client == only)
    return _told(work, list(query.order_by(_SINCE, ValueReview.client).limit(limit).tuples()))


def due(work: Work, view: View) -> list[Batch]:
    """The cards that are to be printed by tonight, and in the days after, for whoever prints them (OF-10)."""
    if not work.may(Right.PRINT_CLIENTS):
        return []
    hours = timedelta(hours=_hours(work))
    calendar = Calendar(zone=str(work.settings["time_zone"]))
    tonight, later = (calendar.end_of(view.today + timedelta(days=ahead)) - hours for ahead in (0, NEXT_DAYS))
    stored = ValueReview.reviewed_at.db_value
    found = []
    early = stored(tonight) >= _SINCE
    for group, condition in ((Group.DUE, early), (Group.NEXT, ~early & (stored(later) >= _SINCE))):
        query = _stale(work).having(condition)
        total = query.count()
        first = list(query.order_by(_SINCE, ValueReview.client).limit(view.limit).tuples()) if total else []
        found.append(Batch(group, [_today(card, work.now) for card in _told(work, first)], total))
    return found


# Parts of the verbs above

_SINCE = peewee.fn.MIN(ValueReview.reviewed_at)


def _hours(work: Work) -> int:
    return int(str(work.settings["card_hours"]))


def _lacking(work: Work) -> Any:
    """The condition that a confirmed value is not on the card: accepted after the last print. One that was taken out
    counts where there is a card that tells it; one that has faded belongs on none."""
    fresh: Mapping[str, datetime] = fresh_since(work.settings, work.now)
    told = []
    for name in (name for name in CARD_FIELDS if name in work.catalogue):
        one = (ValueReview.field == name) & ((Client._meta.fields[name] != "") | CardPrint.id.is_null(False))
        if name in fresh and name not in PRINTED_UNVERIFIED:
            seen = peewee.fn.COALESCE(ValueReview.seen_at, ValueReview.reviewed_at)
            one &= seen >= ValueReview.seen_at.db_value(fresh[name])
        told.append(one)
    after = CardPrint.id.is_null() | (ValueReview.reviewed_at > CardPrint.printed_at)
    return CONFIRMED & after & reduce(or_, told, peewee.SQL("1 = 0"))


def _stale(work: Work) -> Any:
    """Client, since when, and when the card was printed last."""
    file = work.within(Client, Right.PRINT_CLIENTS)
    query = _joined(work).where(_lacking(work) & Client.withdrawn_at.is_null() & Client.restricted_at.is_null())
    if file is not None:
        query = query.where(file)
    printed = peewee.fn.MAX(CardPrint.printed_at)
    return query.select(ValueReview.client, _SINCE, printed).group_by(ValueReview.client)


def _joined(work: Work) -> Any:
    return work.visible(ValueReview).join(Client).join(
        CardPrint, peewee.JOIN.LEFT_OUTER, on=CardPrint.client == Client.id)  # fmt: skip


def _moment(value: Any) -> datetime:
    at = value if isinstance(value, datetime) else ValueReview.reviewed_at.python_value(value)
    assert at is not None
    return at


def _told(work: Work, rows: Sequence[Any]) -> tuple[StaleCard, ...]:
    ids = [client for client, _since, _printed in rows]
    clients = {c.id: c for c in work.visible(Client).where(among(Client.id, ids))}
    lacking: dict[UUID, list[str]] = {}
    if ids:
        query = _joined(work).where(among(ValueReview.client, ids) & _lacking(work))
        for client, name in query.select(ValueReview.client, ValueReview.field).tuples():
            lacking.setdefault(client, []).append(name)
    calendar, rule = Calendar(zone=str(work.settings["time_zone"])), deadlines.clock_hours(_hours(work))
    found = []
    for key, since, printed in rows:
        client, at = clients[key], _moment(since)
        names = sorted(lacking.get(key, ()), key=CARD_FIELDS.index)
        found.append(StaleCard(
            key, client.code, client.name, client.salutation, client.unit,
            tuple(work.catalogue[name].label for name in names), at, deadlines.due(at, rule, calendar),
            _moment(printed) if printed is not None else None,
        ))  # fmt: skip
    return tuple(found)


def _today(card: StaleCard, now: datetime) -> Row:
    return Row(
        ("card", card.client_id), "printer",
        Said(N_("Print the card anew: {n} accepted"), {"n": len(card.labels)}), card.salutation or card.name,
        (PAGE, card.client_id), given=(PAGE, card.client_id), below=card.code, until=card.due, urgent=card.late(now),
    )  # fmt: skip
