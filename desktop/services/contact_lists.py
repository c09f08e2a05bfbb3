"""Contacts of all clients 往来 in one list: the newest first, narrowed, and found by any word in them (CM-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import peewee

from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.rows import among
from desktop.rules.contacts import Channel, Direction
from desktop.rules.errors import NotFound
from desktop.rules.rights import Right
from desktop.rules.zones import begin_of, end_of
from desktop.services import contacts, search, search_all
from desktop.services.contacts import ContactLine
from desktop.services.work import Work

COUNTED = 20_000
"""As far as a list goes; what lies behind is reached by its days, or by a narrower question."""
FOUND = 2_000
_CLIENTS_FOUND = 50
_ORDER = Contact.at, Contact.id


@dataclass(frozen=True, slots=True)
class Only:
    """What narrows the list; what is empty narrows nothing."""

    text: str = ""
    channels: frozenset[Channel] = frozenset()
    direction: Direction | None = None
    staff: UUID | None = None
    client: UUID | None = None
    first: date | None = None
    last: date | None = None
    mine: bool = False  # had or entered by whoever looks
    open_steps: bool = False  # whose next step is still to be done
    unanswered: bool = False  # from a client, and waiting for the first answer

    @property
    def empty(self) -> bool:
        return self == Only()


ALL = Only()


@dataclass(frozen=True, slots=True)
class ListedContact:
    """One contact with whose it is; a risk shows wherever a client is named to be picked."""

    line: ContactLine
    code: str
    name: str
    risk: str

    @property
    def id(self) -> UUID:
        return self.line.id


def page(work: Work, only: Only = ALL, offset: int = 0, limit: int = 100, after: object = None,
         before: object = None) -> list[ListedContact]:  # fmt: skip
    """One page of the list; `after` and `before` name the contact beside it where one is known, so that scrolling is as
    fast at the end as at the beginning. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    query = _narrowed(work, only)
    beside = after or before
    known = work.visible(Contact, withdrawn=True).where(Contact.id == beside).first() if beside else None
    backwards = known is not None and after is None
    if known is None:
        query = query.offset(offset)
    else:
        here, place = peewee.Tuple(*_ORDER), peewee.Tuple(Contact.at.db_value(known.at), Contact.id.db_value(known.id))
        query = query.where(here > place if backwards else here < place)
    order = _ORDER if backwards else [column.desc() for column in _ORDER]
    rows = list(query.order_by(*order).limit(limit))
    return _listed(work, rows[::-1] if backwards else rows)


def count(work: Work, only: Only = ALL) -> int:
    """How many contacts the list holds; COUNTED stands for that or more. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    some = _narrowed(work, only).select(peewee.SQL("1").alias("one")).limit(COUNTED)
    return int(peewee.Select([some], [peewee.fn.COUNT(peewee.SQL("*"))]).bind(work.database.engine).scalar())


def one(work: Work, contact_id: UUID) -> ListedContact:
    """One contact, of a client in use or not. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    found = _listed(work, [work.get(Contact, contact_id)])
    if not found:
        raise NotFound(str(contact_id))
    return found[0]


def _narrowed(work: Work, only: Only) -> Any:
    query = work.visible(Contact).where(_in_use(work) if only.client is None else Contact.client == only.client)
    if only.text:
        ids = search_all.matching(work, only.text, FOUND).get(search.CONTACT, [])
        of_clients = search.among_matching(work, Contact.client, only.text, _CLIENTS_FOUND)
        query = query.where(among(Contact.id, ids) | of_clients)
    if only.channels:
        query = query.where(Contact.channel.in_(sorted(channel.value for channel in only.channels)))
    if only.direction is not None:
        query = query.where(Contact.direction == only.direction.value)
    if only.staff is not None:
        query = query.where(Contact.staff == only.staff)
    if only.mine:
        query = query.where((Contact.staff == work.me.id) | (Contact.entered_by == work.me.id))
    if only.open_steps:
        query = query.where((Contact.next_step != "") & Contact.next_done_at.is_null())
    if only.unanswered:
        query = query.where(Contact.waiting_since.is_null(False))
    zone = str(work.settings["time_zone"])
    if only.first is not None:
        query = query.where(Contact.at >= begin_of(only.first, zone))
    if only.last is not None:
        query = query.where(Contact.at < end_of(only.last, zone))
    return query


def _in_use(work: Work) -> Any:
    """Files out of use leave the list, as they leave the search."""
    seen = work.visible(Client)
    if work.within(Client, Right.SEE_CLIENTS) is None:
        # asked of each row: the newest are found by their index, however many clients there are
        return peewee.fn.EXISTS(seen.select(peewee.SQL("1")).where(Client.id == Contact.client))
    return Contact.client.in_(seen.select(Client.id))


def _listed(work: Work, rows: Sequence[Any]) -> list[ListedContact]:
    keys = {row.client_id for row in rows}
    clients = {row.id: row for row in work.visible(Client, withdrawn=True).where(among(Client.id, keys))}
    lines = contacts.lines_of(work, rows, clients)
    return [ListedContact(line, client.code, client.name, client.risk) for line in lines
            if (client := clients.get(line.client_id)) is not None]  # fmt: skip
