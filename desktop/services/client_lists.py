"""The list of clients: counted, filtered, sorted and read page by page, never as a whole."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.office import Department, Person
from desktop.models.owners import ContactPerson
from desktop.models.rows import among
from desktop.rules.errors import BadEntry
from desktop.rules.fields import Block, Field
from desktop.rules.rights import Right
from desktop.rules.risks import Mark
from desktop.rules.text import fold, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import ClientClass, ClientForm, ClientKind
from desktop.services import list_rows
from desktop.services.work import Work

if TYPE_CHECKING:
    from desktop.services.clients import PersonRef


@dataclass(frozen=True, slots=True)
class Column:
    """A column the list can show. Only those with an index behind them can be sorted by."""

    name: str
    label: str
    sortable: bool = False
    field: bool = True  # a field of the catalogue
    own: Field | None = None  # the office's own field behind it; its label is nobody's to translate


COLUMNS: tuple[Column, ...] = (
    Column("client_class", N_("Class"), sortable=True, field=False),
    Column("name", N_("Name"), sortable=True),
    Column("salutation", N_("Form of address")),
    Column("unit", N_("Unit")),
    Column("position", N_("Position")),
    Column("phone", N_("Phone")),
    Column("code", N_("Code"), sortable=True, field=False),
    Column("owner", N_("Owner"), field=False),
    Column("deputy", N_("Deputy"), field=False),
    Column("department", N_("Department"), field=False),
    Column("kind", N_("Kind")),
    Column("form", N_("Person or organisation"), field=False),
    Column("plate", N_("Plate number")),
    Column("address", N_("Address")),
    Column("email", N_("E-mail")),
    Column("industry", N_("Industry")),
    Column("note", N_("Note")),
    Column("opened_on", N_("Opened on"), field=False),
    Column("risk", N_("Risk"), field=False),
    Column("looked_through_at", N_("Last looked through"), sortable=True, field=False),
)
SHOWN_AT_FIRST = ("client_class", "name", "salutation", "unit", "position", "phone", "code", "owner")
BY_NAME = {column.name: column for column in COLUMNS}
TOGETHER = N_("Files out of use are not changed, printed or exported together. Open one: its history brings it back.")
_CHUNK = 5000
_NO_END = 2**31 - 1
# Each is the order of an index. It begins with the column that is empty in all rows of the list, or PostgreSQL would
# not see that the index has them in order already
_ORDER = {
    "name": (Client.withdrawn_at, Client.sort_key, Client.id),
    "code": (Client.withdrawn_at, Client.code, Client.id),
    "client_class": (Client.withdrawn_at, Client.client_class, Client.sort_key, Client.id),
    "looked_through_at": (Client.withdrawn_at, Client.looked_through_at, Client.id),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What narrows the list. Empty means all."""

    text: str = ""
    kinds: frozenset[ClientKind] = frozenset()
    forms: frozenset[ClientForm] = frozenset()
    classes: frozenset[str] = frozenset()  # "" for clients without a class
    owner: UUID | None = None
    department: UUID | None = None
    drafts: bool = False
    risky: bool = False
    overdue: bool = False
    short: bool = False  # too few contact persons
    mine: bool = False  # whoever looks is owner or deputy
    withdrawn: bool = False  # out of use instead of in use; neither merged nor erased

    @property
    def empty(self) -> bool:
        return self == Filter()


@dataclass(frozen=True, slots=True)
class Sort:
    column: str = "name"
    descending: bool = False


ALL = Filter()
BY_READING = Sort()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Clients picked in the list: by id, or by their places in it (first, how many) under its filter and order.

    Without either it is all that the filter leaves.
    """

    ids: tuple[UUID, ...] = ()
    only: Filter = ALL
    sort: Sort = BY_READING
    stretches: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list: values in the order of the columns asked for, as they are kept."""

    id: UUID
    draft: bool
    risk: str
    values: tuple[object, ...]


def count_clients(work: Work, only: Filter = ALL, right: Right | None = None) -> int:
    """How many clients the list holds; a text alone counts to search.MOST at most (CL-16)."""
    return int(_narrowed(work, only, right).select(peewee.fn.COUNT(peewee.SQL("*"))).scalar())


def list_clients(work: Work, columns: Sequence[str] = SHOWN_AT_FIRST, only: Filter = ALL, sort: Sort = BY_READING,
                 offset: int = 0, limit: int = 100, right: Right | None = None, after: object = None,
                 before: object = None) -> list[Line]:  # fmt: skip
    """One page of the list. The order is total, so that pages never overlap or leave a gap.

    `right` narrows it to the clients for which this person holds that right too, as a print or an export must.
    `after` and `before` name the client beside the page, where one is known: then nothing is counted off from the
    beginning, and scrolling is as fast at the end of the list as at its start.
    """
    if _text_alone(only) and right is None:
        found, _count = _matching(work, columns, only, sort, limit, offset)
    else:
        # the page's ids by the covering index alone, then only these rows
        ids = _page(work, only, right, sort, offset, limit, after, before)
        found = list_rows.by_ids(work, columns, ids)
    return [Line(*line) for line in found]


def first_page(work: Work, columns: Sequence[str] = SHOWN_AT_FIRST, only: Filter = ALL, sort: Sort = BY_READING,
               limit: int = 100) -> tuple[list[Line], int | None]:  # fmt: skip
    """The first page of the list, and how many clients it holds if that is known by then; see `count_clients`."""
    if _text_alone(only):
        found, count = _matching(work, columns, only, sort, limit, 0)
        return [Line(*line) for line in found], count
    lines = list_clients(work, columns, only, sort, 0, limit)
    return lines, len(lines) if len(lines) < limit else None


def _text_alone(only: Filter) -> bool:
    return bool(only.text) and only == Filter(text=only.text)


def _matching(work: Work, columns: Sequence[str], only: Filter, sort: Sort, limit: int, offset: int
              ) -> tuple[list[list_rows.Found], int]:  # fmt: skip
    order = _ORDER[sort.column][1:]
    return list_rows.matching(work, columns, only.text, order, sort.descending, limit, offset)


def columns_of(work: Work) -> tuple[Column, ...]:
    """The columns this office's list can show: the product's, then the office's own open fields in their order."""
    work.require(Right.SEE_CLIENTS)
    open_fields = (field for field in work.catalogue.of_block(Block.OPEN) if field.own)
    return (*COLUMNS, *(Column(field.name, field.label, own=field) for field in open_fields))


def chosen_ids(work: Work, chosen: Chosen, right: Right | None = None) -> list[UUID]:
    """The ids behind a choice, in the list's order; `right` narrows it as it narrows the list.

    Raises BadEntry for files out of use: they are looked at and brought back one by one.
    """
    if chosen.only.withdrawn:
        raise BadEntry(TOGETHER)
    only, sort = chosen.only, chosen.sort
    if not chosen.ids and not chosen.stretches:
        return _page(work, only, right, sort, 0, _NO_END, None, None)
    # places are those of the list that was seen, which a narrower right does not move together
    ids = chosen.ids or tuple(
        key for first, count in chosen.stretches for key in _page(work, only, None, sort, first, count, None, None)
    )
    mine = work.visible(Client, right).select(Client.id)
    found = {key for part in _parts(ids) for (key,) in mine.where(among(Client.id, part)).tuples()}
    return [key for key in dict.fromkeys(ids) if key in found]


def _parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))


def _page(work: Work, only: Filter, right: Right | None, sort: Sort, offset: int, limit: int, after: object,
          before: object) -> list[UUID]:  # fmt: skip
    query, columns = _narrowed(work, only, right).select(Client.id), _ORDER[sort.column]
    beside, place_columns = after or before, columns[1:]
    if only.withdrawn:
        # when each went says nothing about its place
        columns = place_columns
    known = None
    if beside:
        there = work.visible(Client, withdrawn=only.withdrawn).where(Client.id == beside)
        known = there.select(*place_columns).tuples().first()
    backwards = known is not None and after is None
    descending = sort.descending is not backwards
    query = query.order_by(*(column.desc() if descending else column for column in columns)).limit(limit)
    if known is None:
        query = query.offset(offset)
    else:
        stored = [column.db_value(value) for column, value in zip(place_columns, known, strict=True)]
        here, place = peewee.Tuple(*place_columns), peewee.Tuple(*stored)
        query = query.where(here < place if descending else here > place)
    ids = [row[0] for row in query.tuples()]
    return ids[::-1] if backwards else ids


def place_of(work: Work, letters: str, only: Filter = ALL) -> int:
    """How many clients stand before the first whose pinyin begins with `letters`, in the order of names."""
    before = Client.sort_key < fold(tidy(letters))
    return int(_narrowed(work, only).where(before).select(peewee.fn.COUNT(peewee.SQL("*"))).scalar())


def colleagues(work: Work) -> "tuple[list[PersonRef], list[PersonRef]]":
    """Who can own clients, and the departments: what the list can be narrowed to."""
    from desktop.services.clients import PersonRef, staff

    rows = work.visible(Department).order_by(Department.name)
    return staff(work), [PersonRef(row.id, row.name) for row in rows]


def _narrowed(work: Work, only: Filter, right: Right | None = None) -> Any:
    if only.withdrawn and right is not None:
        raise BadEntry(TOGETHER)
    query = work.visible(Client, right, withdrawn=only.withdrawn)
    if only.withdrawn:
        query = query.where(_out_of_use(only.text))
    elif only.text:
        # a list that is not searched goes without: it is the first thing a start shows
        from desktop.services import search

        limit = search.MOST if right is None and _text_alone(only) else search.DEEP
        query = query.where(search.among_matching(work, Client.id, only.text, limit))
    for column, values in ((Client.kind, only.kinds), (Client.form, only.forms), (Client.client_class, only.classes)):
        if values:
            query = query.where(column.in_([str(value) for value in values]))
    if only.owner is not None:
        query = query.where((Client.owner == only.owner) | (Client.deputy == only.owner))
    if only.mine:
        query = query.where((Client.owner == work.me.id) | (Client.deputy == work.me.id))
    if only.department is not None:
        query = query.where(Client.department == only.department)
    if only.drafts:
        query = query.where(Client.draft)
    if only.risky:
        # named one by one, so that the index of marks is used
        query = query.where(Client.risk.in_([mark.value for mark in Mark]))
    if only.overdue:
        from desktop.services import client_updates

        query = query.where(client_updates.overdue(work))
    if only.short:
        query = query.where(_short(work))
    return query


def _out_of_use(text: str) -> Any:
    """Files out of use, by code or name: the search has let go of them."""
    gone = Client.withdrawn_at.is_null(False) & Client.merged_into.is_null() & Client.erased_at.is_null()
    wanted = tidy(text)
    if not wanted:
        return gone
    return gone & (Client.code.contains(wanted) | Client.name.contains(wanted))


def _short(work: Work) -> Any:
    """Important and promising clients with fewer contact persons than the office asks for (CL-9)."""
    here = [key for (key,) in work.visible(Person).where(Person.suspended_at.is_null()).select(Person.id).tuples()]
    held = work.visible(ContactPerson).where((ContactPerson.client == Client.id) & ContactPerson.until.is_null())
    held = held.where(among(ContactPerson.person, here))
    owners: Any = 0
    if work.settings["owners_count"]:
        for column in (Client.owner, Client.deputy):
            held = held.where(column.is_null() | (ContactPerson.person != column))
        both = Client.deputy.is_null(False) & among(Client.deputy, here) & (
            Client.owner.is_null() | (Client.owner != Client.deputy))  # fmt: skip
        owners = peewee.Case(None, ((among(Client.owner, here), 1),), 0) + peewee.Case(None, ((both, 1),), 0)
    count = held.select(peewee.fn.COUNT(peewee.fn.DISTINCT(ContactPerson.person)))
    needs = (Client.client_class == ClientClass.A.value) | Client.important | Client.promising
    return needs & (owners + peewee.fn.COALESCE(count, 0) < int(work.settings["contact_persons"]))
