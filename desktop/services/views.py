"""Saved views of the client list: what it shows under a name, kept for oneself or shared with the office."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.office import Department, Person
from desktop.models.views import FirstView, SavedView
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.rights import Right
from desktop.rules.text import check_length, fold, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import ClientClass, ClientForm, ClientKind
from desktop.services import client_lists
from desktop.services.client_lists import ALL, BY_READING, SHOWN_AT_FIRST, Column, Filter, Sort
from desktop.services.work import Work

TOPIC = "views"
_NAME_LIMIT = 60
_PATIENCE = 0.3  # seconds that counting may take before the rest stays without a number
MOST = 100  # views a person may keep


@dataclass(frozen=True, slots=True)
class Content:
    """What a view shows: filter, order, columns."""

    only: Filter = ALL
    sort: Sort = BY_READING
    columns: tuple[str, ...] = SHOWN_AT_FIRST


@dataclass(frozen=True, slots=True)
class View:
    """A view that this person has. `may_change`: its owner, or for shared ones whoever runs the office."""

    id: UUID
    name: str
    owner: str
    mine: bool
    shared: bool
    may_change: bool
    content: Content


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the list needs before it asks for anything: the columns there are, the views, and the first of them."""

    columns: tuple[Column, ...]
    views: tuple[View, ...]
    first: UUID | None


def shelf(work: Work) -> Shelf:
    """One's own views and those of the office, each group by the reading of names. Raises NotAllowed."""
    columns = client_lists.columns_of(work)
    rows = [row for row in _seen(work) if not _is_elsewhere(row)]
    if not rows:
        return Shelf(columns, (), None)
    # a list without views goes without: it is the first thing a start shows
    from desktop.services.on_file import names
    from desktop.services.readings import reading_key

    owners = names(work, (row.owner_id for row in rows))
    reader = _Reader(work, columns)
    found = [_view(work, row, owners, reader) for row in rows]
    found.sort(key=lambda view: (not view.mine, reading_key(view.name)))
    mine = work.visible(FirstView).where(FirstView.person == work.me.id).get_or_none()
    first = mine.view_id if mine is not None and any(view.id == mine.view_id for view in found) else None
    return Shelf(columns, tuple(found), first)


def counts(work: Work, patience: float = _PATIENCE) -> dict[UUID, int]:
    """How many clients each view shows this person now. Of a large office only as many as can be counted while a
    menu opens: those that are missing were not counted."""
    counted: dict[UUID, int] = {}
    begun = time.monotonic()
    for view in shelf(work).views:
        if time.monotonic() - begun > patience:
            break
        counted[view.id] = client_lists.count_clients(work, view.content.only)
    return counted


def by_name(work: Work, name: str) -> View:
    """The view of this name, one's own before one of the office. Raises NotFound."""
    wanted = fold(tidy(name))
    found = next((view for view in shelf(work).views if fold(view.name) == wanted), None)
    if found is None:
        raise NotFound(name)
    return found


def save_view(work: Work, name: str, content: Content, *, shared: bool = False) -> UUID:
    """Keeps what the list shows under a name. Raises BadEntry for a name that is missing or taken, NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    label = _checked_name(work, name, shared)
    if work.visible(SavedView).where(SavedView.owner == work.me.id).count() >= MOST:
        raise BadEntry(N_("You have {most} views already. Delete one that you no longer need."), "name", most=MOST)
    row = work.add(SavedView(name=label, owner=work.me.id, shared=shared, content=_stored(content)))
    work.record(TOPIC, "save_view", row, shared=shared)
    return UUID(str(row.id))


def change_view(work: Work, view_id: UUID, content: Content, base: Content | None = None) -> None:
    """Puts what the list shows now in the place of what the view held; `base` is what the person saw of it.

    Raises NotAllowed, NotFound, Stale.
    """
    work.require(Right.SEE_CLIENTS)
    row = _to_change(work, view_id)
    stored = _stored(content)
    if base is not None and row.content not in (_stored(base), stored):
        raise Stale({}, row.version, work.last_hand(row))
    if work.change(row, {"content": stored}):
        work.record(TOPIC, "change_view", row)


def rename_view(work: Work, view_id: UUID, name: str) -> None:
    """Raises BadEntry for a name that is missing or taken, NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    row = _to_change(work, view_id)
    if work.change(row, {"name": _checked_name(work, name, row.shared, but=row.id, owner=row.owner_id)}):
        work.record(TOPIC, "rename_view", row)


def share_view(work: Work, view_id: UUID, shared: bool) -> None:
    """Shows a view to the office, or to its owner alone again. Raises BadEntry for a name that is taken there,
    NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    row = _to_change(work, view_id)
    _checked_name(work, row.name, shared, but=row.id, owner=row.owner_id)
    if work.change(row, {"shared": shared}):
        work.record(TOPIC, "share_view" if shared else "unshare_view", row)


def withdraw_view(work: Work, view_id: UUID) -> None:
    """Takes a view out of use; restore_view brings it back. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    row = _to_change(work, view_id)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_view", row)


def restore_view(work: Work, view_id: UUID) -> None:
    """Brings a withdrawn view back. Raises BadEntry if its name is in use by now, NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    row = _to_change(work, view_id, withdrawn=True)
    _checked_name(work, row.name, row.shared, but=row.id, owner=row.owner_id)
    if work.change(row, {"withdrawn_at": None}):
        work.record(TOPIC, "restore_view", row)


def open_with(work: Work, view_id: UUID | None) -> None:
    """Which view this person's list opens with; None for all clients. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    view = _own_or_shared(work, view_id) if view_id is not None else None
    # the same person at two workstations has one first view
    work.alone()
    row = work.visible(FirstView).where(FirstView.person == work.me.id).get_or_none()
    if row is None:
        row = work.add(FirstView(person=work.me.id, view=view))
    elif not work.change(row, {"view": view.id if view is not None else None}):
        return
    work.record(TOPIC, "open_with", row)


def _seen(work: Work) -> Any:
    """One's own and those that are shared; another's private one is not there."""
    return work.visible(SavedView).where((SavedView.owner == work.me.id) | SavedView.shared)


def _is_elsewhere(row: Any) -> bool:
    """Kept for another list than that of clients (`document_views`)."""
    return "place" in row.content


def _own_or_shared(work: Work, view_id: UUID, *, withdrawn: bool = False) -> Any:
    row = work.get(SavedView, view_id, withdrawn=withdrawn)
    if _is_elsewhere(row) or (row.owner_id != work.me.id and not row.shared):
        raise NotFound(str(view_id))
    return row


def _to_change(work: Work, view_id: UUID, *, withdrawn: bool = False) -> Any:
    row = _own_or_shared(work, view_id, withdrawn=withdrawn)
    if not _may_change(work, row):
        from desktop.services.on_file import names

        who = names(work, [row.owner_id]).get(row.owner_id, "")
        raise NotAllowed(N_("This view belongs to {who}. Save it as a view of your own to change it."), who=who)
    return row


def _may_change(work: Work, row: Any) -> bool:
    return row.owner_id == work.me.id or (row.shared and work.may(Right.RUN_OFFICE))


def _checked_name(work: Work, name: str, shared: bool, *, but: UUID | None = None, owner: UUID | None = None) -> str:
    """The name as it is kept: each only once among one's own, and only once among those of the office."""
    label = tidy(name)
    if not label:
        raise BadEntry(N_("Give the view a name."), "name")
    check_length(label, _NAME_LIMIT, "name")
    work.alone()
    whose = owner or work.me.id
    for row in work.visible(SavedView).where((SavedView.owner == whose) | SavedView.shared):
        if _is_elsewhere(row):
            continue
        beside = row.owner_id == whose or (shared and row.shared)
        if row.id != but and beside and fold(row.name) == fold(label):
            raise BadEntry(N_("There is a view “{name}” already."), "name", name=label)
    return label


# How a view is kept


def kept_filter(only: Filter) -> dict[str, Any]:
    """A filter as plain JSON, without what narrows nothing."""
    filters: dict[str, Any] = {
        "text": tidy(only.text),
        "kinds": sorted(str(kind) for kind in only.kinds),
        "forms": sorted(str(form) for form in only.forms),
        "classes": sorted(only.classes),
        "owner": str(only.owner) if only.owner else "",
        "department": str(only.department) if only.department else "",
        "drafts": only.drafts,
        "risky": only.risky,
        "overdue": only.overdue,
        "short": only.short,
        "mine": only.mine,
        "withdrawn": only.withdrawn,
    }
    return {name: value for name, value in filters.items() if value}


def _stored(content: Content) -> dict[str, Any]:
    return {
        "filter": kept_filter(content.only),
        "sort": [content.sort.column, content.sort.descending],
        "columns": list(content.columns),
    }


class _Reader:
    """Reads kept views: what a newer program wrote and what is no longer there is left out, never guessed."""

    def __init__(self, work: Work, columns: Iterable[Column]) -> None:
        self._columns = {column.name: column for column in columns}
        self._people = {row.id for row in work.visible(Person).select(Person.id)}
        self._places = {row.id for row in work.visible(Department, withdrawn=True).select(Department.id)}

    def read(self, kept: Mapping[str, Any]) -> Content:
        names = tuple(name for name in kept.get("columns", ()) if name in self._columns)
        column, descending = kept.get("sort", ("", False))
        sortable = column in self._columns and self._columns[column].sortable
        return Content(
            self._filter(kept.get("filter", {})),
            Sort(column, bool(descending)) if sortable else BY_READING,
            names if "name" in names else SHOWN_AT_FIRST,
        )

    def _filter(self, kept: Mapping[str, Any]) -> Filter:
        owner, department = (UUID(text) if (text := kept.get(name)) else None for name in ("owner", "department"))
        letters = {"", *(str(letter) for letter in ClientClass)}
        read = Filter(
            text=str(kept.get("text", "")),
            kinds=frozenset(kind for kind in ClientKind if kind.value in kept.get("kinds", ())),
            forms=frozenset(form for form in ClientForm if form.value in kept.get("forms", ())),
            classes=frozenset(letter for letter in kept.get("classes", ()) if letter in letters),
            drafts=bool(kept.get("drafts")),
            risky=bool(kept.get("risky")),
            overdue=bool(kept.get("overdue")),
            short=bool(kept.get("short")),
            mine=bool(kept.get("mine")),
            withdrawn=bool(kept.get("withdrawn")),
        )
        return replace(
            read,
            owner=owner if owner in self._people else None,
            department=department if department in self._places else None,
        )


def _view(work: Work, row: Any, owners: Mapping[UUID, str], reader: _Reader) -> View:
    return View(row.id, row.name, owners.get(row.owner_id, ""), row.owner_id == work.me.id, row.shared,
                _may_change(work, row), reader.read(row.content))  # fmt: skip
