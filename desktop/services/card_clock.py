"""The clock of the card: what was accepted, and any allergy, stands on the client's card within its hours (CO-7)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import CONFIRMED, NOT_IMPORTED, UNVERIFIED_ALLERGY, CardPrint, Client, ValueReview
from desktop.models.rows import among
from desktop.rules import deadlines
from desktop.rules.calendars import Calendar
from desktop.rules.collecting import CARD_FIELDS
from desktop.rules.fading import fresh_since
from desktop.rules.reviews import PRINTED_UNVERIFIED
from desktop.rules.rights import Right
from desktop.rules.today import NEXT_DAYS, Batch, Group, Row, Said, View
from desktop.rules.values import dataclass
from desktop.rules.words import ReviewState
from desktop.services.work import Work

PAGE = "cards"
"""Which page Today opens, with the client."""


@dataclass(frozen=True, slots=True)
class StaleCard:
    """A client whose card lacks what was accepted, or an allergy that was entered, `since`; it is to be printed until
    `due`. Times in UTC."""

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
    unverified: tuple[str, ...] = ()
    """Of these the message ids of what nobody has confirmed: it is printed with its mark (CL-8)."""

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


def stale_cards(work: Work, limit: int = 500) -> tuple[StaleCard, ...]:
    """The clients whose cards this person may print and which lack an accepted fact or an allergy, the longest first.

    An allergy counts from its entry, for a card that does not tell it is the danger (CL-8); of an import's it does
    where there is a card already, or the first day after would ask for all of its cards. Raises NotAllowed.
    """
    work.require(Right.PRINT_CLIENTS)
    query, client, since = _stale(work)
    return _told(work, list(query.order_by(since, client).limit(limit).tuples()))


def due(work: Work, view: View) -> list[Batch]:
    """The cards that are to be printed by tonight, and in the days after, for whoever prints them (OF-10)."""
    if not work.may(Right.PRINT_CLIENTS):
        return []
    hours = timedelta(hours=_hours(work))
    calendar = Calendar(zone=str(work.settings["time_zone"]))
    tonight, later = (calendar.end_of(view.today + timedelta(days=ahead)) - hours for ahead in (0, NEXT_DAYS))
    stored = ValueReview.reviewed_at.db_value
    found = []
    query, client, since = _stale(work)
    early = since <= stored(tonight)
    for group, condition in ((Group.DUE, early), (Group.NEXT, ~early & (since <= stored(later)))):
        asked = query.having(condition)
        total = asked.count()
        first = list(asked.order_by(since, client).limit(view.limit).tuples()) if total else []
        found.append(Batch(group, [_today(card, work.now) for card in _told(work, first)], total))
    return found


# Parts of the verbs above


def _hours(work: Work) -> int:
    return int(str(work.settings["card_hours"]))


def _lacking(work: Work, only: Sequence[UUID] = ()) -> Any:
    """What no card tells: of each fact the client, the field, its state, since when a card could have told it, and when
    that was printed last; of these clients alone, if some are named. Each part finds its rows by its own index."""
    known, entered = ValueReview.reviewed_at, ValueReview.entered_at
    after = CardPrint.id.is_null() | (known > CardPrint.printed_at)
    parts = [_part(work, known).where(CONFIRMED & after & reduce(or_, _told_on_cards(work), peewee.SQL("1 = 0")))]
    if "allergies" in work.catalogue:
        untold = UNVERIFIED_ALLERGY & (Client.allergies != "")
        parts.append(_part(work, entered).where(
            untold & NOT_IMPORTED & (CardPrint.id.is_null() | (entered > CardPrint.printed_at))))  # fmt: skip
        # begun from the cards, of which there are fewer than of what imports left
        have = ValueReview.client.in_(work.visible(CardPrint).select(CardPrint.client))
        parts.append(_part(work, entered).where(have & untold & ~NOT_IMPORTED & (entered > CardPrint.printed_at)))
    if only:
        parts = [part.where(among(ValueReview.client, only)) for part in parts]
    return reduce(lambda one, other: one + other, parts).alias("lacking")


def _told_on_cards(work: Work) -> list[Any]:
    """For each field the condition that a confirmed value is on a card or was. One that was taken out counts where
    there is a card that tells it; one that has faded belongs on none."""
    fresh: Mapping[str, datetime] = fresh_since(work.settings, work.now)
    told = []
    for name in (name for name in CARD_FIELDS if name in work.catalogue):
        one = (ValueReview.field == name) & ((Client._meta.fields[name] != "") | CardPrint.id.is_null(False))
        if name in fresh and name not in PRINTED_UNVERIFIED:
            seen = peewee.fn.COALESCE(ValueReview.seen_at, ValueReview.reviewed_at)
            one &= seen >= ValueReview.seen_at.db_value(fresh[name])
        told.append(one)
    return told


def _part(work: Work, since: Any) -> Any:
    query = work.visible(ValueReview).join(Client).join(
        CardPrint, peewee.JOIN.LEFT_OUTER, on=CardPrint.client == ValueReview.client)  # fmt: skip
    file = work.within(Client, Right.PRINT_CLIENTS)
    if file is not None:
        query = query.where(file)
    query = query.where(Client.withdrawn_at.is_null() & Client.restricted_at.is_null())
    return query.select(ValueReview.client.alias("client"), ValueReview.field.alias("field"),
                        ValueReview.state.alias("state"), since.alias("since"),
                        CardPrint.printed_at.alias("printed_at"))  # fmt: skip


def _stale(work: Work) -> tuple[Any, Any, Any]:
    """Client, since when, and when the card was printed last; with the columns for client and since when."""
    lacking = _lacking(work)
    client, since = lacking.c.client, peewee.fn.MIN(lacking.c.since)
    query = peewee.Select([lacking], [client, since, peewee.fn.MAX(lacking.c.printed_at)]).group_by(client)
    return query.bind(ValueReview._meta.database), client, since


def _moment(value: Any) -> datetime:
    at = value if isinstance(value, datetime) else ValueReview.reviewed_at.python_value(value)
    assert at is not None
    return at


def _key(value: Any) -> UUID:
    """Columns of a union come as the database has them."""
    return value if isinstance(value, UUID) else UUID(str(value))


def _told(work: Work, rows: Sequence[Any]) -> tuple[StaleCard, ...]:
    rows = [(_key(client), since, printed) for client, since, printed in rows]
    ids = [client for client, _since, _printed in rows]
    clients = {c.id: c for c in work.visible(Client).where(among(Client.id, ids))}
    lacking: dict[UUID, list[str]] = {}
    doubtful: dict[UUID, list[str]] = {}
    if ids:
        each = _lacking(work, ids)
        query = peewee.Select([each], [each.c.client, each.c.field, each.c.state])
        for key, name, state in query.bind(ValueReview._meta.database).tuples():
            client = _key(key)
            lacking.setdefault(client, []).append(name)
            if state == ReviewState.PROVISIONAL.value:
                doubtful.setdefault(client, []).append(name)
    calendar, rule = Calendar(zone=str(work.settings["time_zone"])), deadlines.clock_hours(_hours(work))
    found = []
    for key, since, printed in rows:
        file, at = clients[key], _moment(since)
        names = sorted(lacking.get(key, ()), key=CARD_FIELDS.index)
        found.append(StaleCard(
            key, file.code, file.name, file.salutation, file.unit,
            tuple(work.catalogue[name].label for name in names), at, deadlines.due(at, rule, calendar),
            _moment(printed) if printed is not None else None,
            tuple(work.catalogue[name].label for name in doubtful.get(key, ())),
        ))  # fmt: skip
    return tuple(found)


def _asked(card: StaleCard) -> tuple[str, dict[str, object]]:
    accepted = len(card.labels) - len(card.unverified)
    if not card.unverified:
        return N_("Print the card anew: {n} accepted"), {"n": accepted}
    if not accepted:
        return N_("Print the card anew: an allergy, not verified"), {}
    return N_("Print the card anew: {n} accepted, and an allergy, not verified"), {"n": accepted}


def _today(card: StaleCard, now: datetime) -> Row:
    return Row(
        ("card", card.client_id), "printer",
        Said(*_asked(card)), card.salutation or card.name,
        (PAGE, card.client_id), given=(PAGE, card.client_id), below=card.code, until=card.due, urgent=card.late(now),
    )  # fmt: skip
