"""Makes the search index of an office anew from its rows, where it came without one."""

from collections.abc import Callable, Iterator
from typing import Any

from desktop.models.clients import Client, Dealing
from desktop.models.competitors import CompetitorNote
from desktop.models.contacts import Contact
from desktop.models.database import TEXT_INDEXES
from desktop.models.events import Event
from desktop.models.knowledge import UniformAnswer
from desktop.models.leads import Lead
from desktop.models.search import SearchDoc
from desktop.rules.rights import Right
from desktop.services import competitors, contacts, dealings, events, file_values, knowledge, leads, search
from desktop.services.work import Work

_BATCH = 500


def index_anew(work: Work, progress: Callable[[int, int], object]) -> None:
    """Within a write. What was withdrawn on a file stays in the index, as it does when it is withdrawn; files that were
    withdrawn do not. Raises NotAllowed."""
    work.require(Right.RUN_OFFICE)
    _empty(work)
    sources: tuple[tuple[Any, Callable[[Any], search.Doc]], ...] = (
        (Client, file_values.document),
        (Contact, lambda row: contacts.document(row, row.client)),
        (CompetitorNote, lambda row: competitors.document(row, row.client)),
        (Dealing, lambda row: dealings.document(row, row.client)),
        (Event, events.document),
        (Lead, leads.document),
        (UniformAnswer, knowledge.document),
    )
    # reading path: every row of an office whose index is made
    total, done = sum(model.select().count() for model, _document in sources), 0
    for model, document in sources:
        for batch in _batches(model):
            search.index_many(work, [document(row) for row in batch])
            done += len(batch)
            progress(done, total)


def _empty(work: Work) -> None:
    # writing path: a cache that is made anew
    SearchDoc.delete().execute()
    if work.database.sqlite:
        for index in TEXT_INDEXES:
            # writing path: a cache that is made anew
            # reading path: nothing is read
            work.database.engine.execute_sql(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")


def _batches(model: Any) -> Iterator[list[Any]]:
    # reading path: every row of an office whose index is made
    last = None
    while True:
        query = model.select().order_by(model.id).limit(_BATCH)
        if "client" in model._meta.fields and model is not Lead:
            query = model.select(model, Client).join(Client).order_by(model.id).limit(_BATCH)
        if model is Client:
            query = query.where(Client.withdrawn_at.is_null())
        batch = list(query if last is None else query.where(model.id > last))
        if not batch:
            return
        yield batch
        last = batch[-1].id
