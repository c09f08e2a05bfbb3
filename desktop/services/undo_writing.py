"""Writes the parts of an operation back to what they were, through `work`, so that this too can be undone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.models.base import Table
from desktop.models.classes import Spend
from desktop.models.clients import Client, Dealing
from desktop.models.competitors import CompetitorNote
from desktop.models.contacts import Contact
from desktop.models.events import Event
from desktop.services import (
    competitors,
    contacts,
    dealings,
    events,
    file_values,
    journals,
    seals,
    search,
    spend_origins,
)
from desktop.services.undo_parts import DERIVED, Deed, Part, Step
from desktop.services.work import Work

_BATCH = 500
# What goes makes room for what comes: a value has one review
_ORDER = (Deed.REMOVE, Deed.CHANGE, Deed.WITHDRAW, Deed.RESTORE)


def carry_out(work: Work, parts: Sequence[Part], reason: str,
              step: Callable[[int], object] = lambda _rows: None) -> list[Any]:  # fmt: skip
    """Undoes the parts and returns the files concerned. Part of a verb that has asked for the right to each part;
    it records. `step` is told how many rows have been written since."""
    files: dict[UUID, Any] = {}
    touched: dict[UUID, list[Step]] = {}
    others: dict[tuple[Deed, type[Table]], list[Step]] = {}
    for part in parts:
        if part.client is not None:
            files[part.client.id] = part.client
        for each in part.steps:
            if each.model is Client:
                touched.setdefault(each.key, []).append(each)
            elif (each.row is None) is (each.deed is Deed.RESTORE):
                # otherwise it is so already
                others.setdefault((each.deed, each.model), []).append(each)
    for deed, model in sorted(others, key=lambda of: _ORDER.index(of[0])):
        for batch in _batches(others[deed, model]):
            _put_back(work, model, deed, batch)
            step(len(batch))
    for keys in _batches(list(touched)):
        _put_files_back(work, [(files[key], touched[key]) for key in keys])
        step(len(keys))
    spend_origins.settle(work, _spend_moved(parts))
    search.index_again(work, [doc for part in parts for each in part.steps if (doc := _found(each, part))])
    if reason and files:
        # in the journal, which a lawful erasure can empty; a record's facts stay for ever
        work.journal(next(iter(files.values())), {"reason": ["", reason]})
    return list(files.values())


def _spend_moved(parts: Iterable[Part]) -> Iterable[tuple[Any, bool]]:
    """Rows of spend, each with whether it counts again or no more."""
    for step in (step for part in parts for step in part.steps if step.model is Spend and step.row is not None):
        if step.deed is Deed.WITHDRAW:
            yield step.row, False
        elif "withdrawn_at" in step.columns:
            yield step.row, step.columns["withdrawn_at"][0] is None


def _found(step: Step, part: Part) -> search.Doc | None:
    """What the index keeps of a row that is no file."""
    if step.model is Contact:
        return contacts.document(step.row, part.client)
    if step.model is CompetitorNote:
        return competitors.document(step.row, part.client)
    if step.model is Dealing:
        return dealings.document(step.row, part.client)
    return events.document(step.row) if step.model is Event else None


def _put_back(work: Work, model: type[Table], deed: Deed, steps: Sequence[Step]) -> None:
    match deed:
        case Deed.CHANGE:
            work.change_many(model, [(one.row, journals.loaded(model, _before(one))) for one in steps])
        case Deed.WITHDRAW:
            work.change_many(model, [(one.row, {"withdrawn_at": work.now}) for one in steps], "withdraw")
        case Deed.REMOVE:
            work.remove_many(model, [one.row for one in steps])
        case Deed.RESTORE:
            work.add_rows(model, [model(**journals.loaded(model, _before(one))) for one in steps])


def _before(step: Step) -> dict[str, Any]:
    return {name: pair[0] for name, pair in step.columns.items()}


def _put_files_back(work: Work, files: Iterable[tuple[Any, Sequence[Step]]]) -> None:
    changes: list[tuple[Any, Mapping[str, object]]] = []
    for client, steps in files:
        if values := _values_of(work, client, steps):
            changes.append((client, values))
    found = [client for client, values in changes if file_values.FOUND_BY & values.keys()]
    work.change_many(Client, changes)
    search.forget(work, [client.id for client, _values in changes if client.withdrawn_at is not None])
    search.index_again(work, [file_values.document(client) for client in found if client.withdrawn_at is None])


def _values_of(work: Work, client: Any, steps: Iterable[Step]) -> dict[str, object]:
    """What a file's own columns become, with what follows from them; sealed values are put back on the way."""
    values: dict[str, object] = {}
    own = dict(client.own)
    for step in steps:
        if step.deed is Deed.WITHDRAW:
            values["withdrawn_at"] = work.now
        for column, pair in step.columns.items():
            before = pair[0]
            if "." in column:
                seals.put_back(work, client, column, pair)
            elif column in Client._meta.fields:
                values |= journals.loaded(Client, {column: before})
            elif before is None:
                own.pop(column, None)
            else:
                own[column] = before
    if own != client.own:
        values["own"] = own
    if not values:
        return {}
    probe = Client(**{**client.__data__, **values})
    file_values.derive(probe, work.catalogue)
    return {**values, **{name: getattr(probe, name) for name in DERIVED}}


def _batches(whole: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (whole[start : start + _BATCH] for start in range(0, len(whole), _BATCH))
