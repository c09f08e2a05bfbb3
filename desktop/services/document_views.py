"""Smart folders: what a search for documents lets through, kept under a name, for oneself or for the office (DO-1).

They lie beside the views of the client list, and a client's erasure reaches them as it does those.
"""

import time
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.views import SavedView
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right
from desktop.rules.text import check_length, fold, tidy
from desktop.rules.values import dataclass
from desktop.services import document_lists, on_file
from desktop.services.document_lists import BY_TITLE, Only, Order, Sort
from desktop.services.work import Work

TOPIC = "views"
PLACE = "documents"
MOST, NAME_LIMIT = 100, 60
_PATIENCE = 0.3  # seconds that counting may take before the rest stays without a number


@dataclass(frozen=True, slots=True)
class SmartFolder:
    """A search that this person has. `may_change`: its owner, or for shared ones whoever runs the office."""

    id: UUID
    name: str
    owner: str
    mine: bool
    shared: bool
    may_change: bool
    only: Only
    sort: Sort


def smart_folders(work: Work) -> tuple[SmartFolder, ...]:
    """One's own and those of the office, each by name. Raises NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    rows = list(_seen(work))
    owners = on_file.names(work, (row.owner_id for row in rows))
    found = [SmartFolder(row.id, row.name, owners.get(row.owner_id, ""), row.owner_id == work.me.id, row.shared,
                         _may_change(work, row), *_read(row.content)) for row in rows]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (not each.mine, each.name)))


def counts(work: Work, patience: float = _PATIENCE) -> dict[UUID, int]:
    """How many documents each holds for this person; those that are missing were not counted in time."""
    counted: dict[UUID, int] = {}
    begun = time.monotonic()
    for each in smart_folders(work):
        if time.monotonic() - begun > patience:
            break
        counted[each.id] = document_lists.count_documents(work, None, each.only)
    return counted


def save(work: Work, name: str, only: Only, sort: Sort = BY_TITLE, *, shared: bool = False) -> UUID:
    """Keeps a search under a name. Raises BadEntry for a name that is missing or taken, NotAllowed."""
    work.require(Right.SEE_DOCUMENTS)
    label = _checked(work, name)
    if sum(row.owner_id == work.me.id for row in _seen(work)) >= MOST:
        raise BadEntry(N_("You have {most} views already. Delete one that you no longer need."), "name", most=MOST)
    row = work.add(SavedView(name=label, owner=work.me.id, shared=shared, content=_kept(only, sort)))
    work.record(TOPIC, "save_view", row, shared=shared)
    return UUID(str(row.id))


def change(work: Work, key: UUID, only: Only, sort: Sort = BY_TITLE) -> None:
    """Puts another search in its place. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    row = _to_change(work, key)
    if work.change(row, {"content": _kept(only, sort)}):
        work.record(TOPIC, "change_view", row)


def rename(work: Work, key: UUID, name: str) -> None:
    """Raises BadEntry for a name that is missing or taken, NotAllowed, NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    row = _to_change(work, key)
    if work.change(row, {"name": _checked(work, name, but=row.id)}):
        work.record(TOPIC, "rename_view", row)


def withdraw(work: Work, key: UUID) -> None:
    """Takes it out of use; its documents stay where they are. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    row = _to_change(work, key)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_view", row)


def restore(work: Work, key: UUID) -> None:
    """Brings it back. Raises BadEntry if its name is in use by now, NotAllowed, NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    row = _to_change(work, key, withdrawn=True)
    _checked(work, row.name, but=row.id)
    if work.change(row, {"withdrawn_at": None}):
        work.record(TOPIC, "restore_view", row)


def _seen(work: Work) -> Iterable[Any]:
    mine = work.visible(SavedView).where((SavedView.owner == work.me.id) | SavedView.shared)
    return [row for row in mine if row.content.get("place") == PLACE]


def _to_change(work: Work, key: UUID, *, withdrawn: bool = False) -> Any:
    row = work.get(SavedView, key, withdrawn=withdrawn)
    if row.content.get("place") != PLACE or (row.owner_id != work.me.id and not row.shared):
        raise NotFound(str(key))
    if not _may_change(work, row):
        who = on_file.names(work, [row.owner_id]).get(row.owner_id, "")
        raise NotAllowed(N_("This view belongs to {who}. Save it as a view of your own to change it."), who=who)
    return row


def _may_change(work: Work, row: Any) -> bool:
    return row.owner_id == work.me.id or (row.shared and work.may(Right.RUN_OFFICE))


def _checked(work: Work, name: str, *, but: UUID | None = None) -> str:
    label = check_length(tidy(name), NAME_LIMIT, "name")
    if not label:
        raise BadEntry(N_("Give the view a name."), "name")
    work.alone()
    if any(row.id != but and fold(row.name) == fold(label) for row in _seen(work)):
        raise BadEntry(N_("There is a view “{name}” already."), "name", name=label)
    return label


# How one is kept: as plain JSON, without what narrows nothing; what a newer program wrote is left out when it is read


def _kept(only: Only, sort: Sort) -> dict[str, Any]:
    narrowing: dict[str, Any] = {
        "text": tidy(only.text), "kinds": sorted(only.kinds), "tag": only.tag, "mark": only.mark,
        "client": only.client.hex if only.client is not None else "", "office": only.office,
        "since": only.since.isoformat() if only.since is not None else "", "mine": only.mine,
    }  # fmt: skip
    return {"place": PLACE, "filter": {name: value for name, value in narrowing.items() if value},
            "sort": [sort.by.value, sort.descending]}  # fmt: skip


def _read(kept: Mapping[str, Any]) -> tuple[Only, Sort]:
    found, (by, descending) = kept.get("filter", {}), kept.get("sort", ("", False))
    only = Only(
        str(found.get("text", "")), frozenset(map(str, found.get("kinds", ()))), str(found.get("tag", "")),
        str(found.get("mark", "")), UUID(found["client"]) if found.get("client") else None, bool(found.get("office")),
        date.fromisoformat(found["since"]) if found.get("since") else None, bool(found.get("mine")),
    )  # fmt: skip
    return only, Sort(Order(by), bool(descending)) if by in set(Order) else BY_TITLE
