"""Writes the parts of an operation back to what they were, through `work`, so that this too can be undone."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.services import clients, contacts, journals, search
from desktop.services.undo_parts import DERIVED, SEALED, Deed, Part, Step, sealed_now
from desktop.services.work import Work


def carry_out(work: Work, parts: Sequence[Part], reason: str) -> list[Any]:
    """Undoes the parts and returns the files concerned. Part of a verb that has asked for the right to each part;
    it records."""
    files: dict[UUID, Any] = {}
    touched: dict[UUID, list[Step]] = {}
    for part in parts:
        if part.client is not None:
            files[part.client.id] = part.client
        for step in part.steps:
            if step.model is Client:
                touched.setdefault(step.key, []).append(step)
            else:
                _put_back(work, step)
    for key, steps in touched.items():
        _put_file_back(work, files[key], steps)
    for part in parts:
        for step in part.steps:
            if step.model is Contact:
                search.index(work, contacts.document(step.row, part.client))
    if reason and files:
        # in the journal, which a lawful erasure can empty; a record's facts stay for ever
        work.journal(next(iter(files.values())), {"reason": ["", reason]})
    return list(files.values())


def _put_back(work: Work, step: Step) -> None:
    match step.deed:
        case Deed.CHANGE:
            wanted = {name: pair[0] for name, pair in step.columns.items()}
            work.change(step.row, journals.loaded(step.model, wanted))
        case Deed.WITHDRAW:
            work.withdraw(step.row)
        case Deed.REMOVE:
            work.remove(step.row)
        case Deed.RESTORE:
            values = {name: pair[0] for name, pair in step.columns.items()}
            work.add(step.model(**journals.loaded(step.model, values)))


def _put_file_back(work: Work, client: Any, steps: Iterable[Step]) -> None:
    values: dict[str, Any] = {}
    own = dict(client.own)
    for step in steps:
        if step.deed is Deed.WITHDRAW:
            values["withdrawn_at"] = work.now
        for column, (before, _after) in step.columns.items():
            if "." in column:
                _put_sealed_back(work, client, column, before)
            elif column in Client._meta.fields:
                values |= journals.loaded(Client, {column: before})
            elif before is None:
                own.pop(column, None)
            else:
                own[column] = before
    if own != client.own:
        values["own"] = own
    if values:
        probe = Client(**{**client.__data__, **values})
        clients.derive(probe, work.catalogue)
        work.change(client, {**values, **{name: getattr(probe, name) for name in DERIVED}})
    if client.withdrawn_at is not None:
        search.forget(work, [client.id])
    elif values:
        search.index(work, clients.document(client))


def _put_sealed_back(work: Work, client: Any, place: str, before: str | None) -> None:
    """Sealed values go back as they lay there, unopened."""
    name, _dot, column = place.partition(".")
    table = SEALED[name][1]
    now = sealed_now(client, place)
    # writing path: sealed values lie in a table of their own; journalled below
    table.update({table._meta.fields[column]: journals.blob(before)}).where(table.client == client.id).execute()
    work.journal(client, {place: [now, before]})
