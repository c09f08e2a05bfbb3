"""The rows that an operation touched, as they are and what became of them since: of many rows, all read together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.models.base import Guarded, Owned, Table, Through
from desktop.models.clients import Client, ValueReview
from desktop.models.rows import among
from desktop.rules.errors import NotFound
from desktop.services import journals
from desktop.services.journals import State, Trace
from desktop.services.undo_parts import TABLES, key_of
from desktop.services.work import Work

_MANY = 50  # rows from which they are read together: one by one takes minutes
_CHUNK = 500


class Rows:
    """Rows are got through `work`, so what may not be seen raises NotFound; within a write they stay as they are."""

    def __init__(self, work: Work, traces: Sequence[Trace]) -> None:
        self.of_act: Mapping[UUID, list[Trace]] = journals.by_row(traces)
        self.last = max((trace.record for trace in traces), default=0)
        self._work = work
        self._clients: dict[UUID, Any] = {}
        self._later: dict[UUID, list[Trace]] = {}
        self._held: dict[UUID, Any] = {}
        self._reviews: dict[tuple[UUID, str], Any] = {}
        self._foreseen = len(self.of_act) >= _MANY
        if self._foreseen:
            self._foresee()

    def row(self, model: type[Table], key: UUID) -> Any:
        """The row as it is; None where it was removed."""
        if model is Client:
            return self.client(key)
        if key in self._held:
            return self._held[key]
        if self._foreseen and self.removed(key):
            return None
        try:
            return self._work.get(model, key, withdrawn=True)
        except NotFound:
            if self.removed(key):
                return None
            raise

    def client(self, key: UUID) -> Any:
        if key not in self._clients:
            self._clients[key] = self._work.get(Client, key, withdrawn=True)
        return self._clients[key]

    def removed(self, key: UUID) -> State:
        """What a row held that is not there any more; empty where it never was removed."""
        last = self._removal(key)
        if last is None:
            traces = journals.of_rows([key])
            last = traces[-1] if traces and traces[-1].kind == "remove" else None
        return (journals.taken_back(None, [last]) or {}) if last is not None else {}

    def later_of(self, key: UUID) -> list[Trace]:
        """What became of a row after the operation."""
        if key not in self._later:
            self._later[key] = journals.of_rows([key], self.last)
        return self._later[key]

    def review_of(self, client: UUID, field: str) -> Any:
        """The review of a value as it is now; None where there is none."""
        if (client, field) not in self._reviews:
            same = (ValueReview.client == client) & (ValueReview.field == field)
            self._reviews[client, field] = self._work.visible(ValueReview).where(same).get_or_none()
        return self._reviews[client, field]

    def _removal(self, key: UUID) -> Trace | None:
        """The trace by which a row was removed, as far as what was foreseen tells it."""
        traces = self._later.get(key) or self.of_act.get(key)
        return traces[-1] if self._foreseen and traces and traces[-1].kind == "remove" else None

    def _foresee(self) -> None:
        by_model: dict[type[Table], list[UUID]] = {}
        for key, traces in self.of_act.items():
            if (model := TABLES.get(traces[0].table)) is not None:
                by_model.setdefault(model, []).append(key)
        files = set(by_model.pop(Client, ()))
        for model, keys in by_model.items():
            self._held.update((row.id, row) for row in self._read(model, keys))
        files |= {row.client_id for row in self._held.values() if isinstance(type(row).REACH, Through)}
        # as every verb does: the file first, then what hangs on it
        self._clients = {row.id: row for row in self._read(Client, list(files))}
        later = journals.by_row(journals.of_rows(self.of_act, self.last))
        self._later = {key: later.get(key, []) for key in self.of_act}
        gone = [key for keys in by_model.values() for key in keys if key not in self._held]
        removed = [self.removed(key) for key in gone if self._removal(key) is not None]
        files = {key_of(state["client"]) for state in removed if "client" in state} - self._clients.keys()
        self._clients.update((row.id, row) for row in self._read(Client, list(files)))
        self._reviews = dict.fromkeys((key_of(s["client"]), str(s["field"])) for s in removed if "field" in s)
        for part in _chunks(list({client for client, _field in self._reviews})):
            for row in self._work.visible(ValueReview).where(among(ValueReview.client, part)):
                if (row.client_id, row.field) in self._reviews:
                    self._reviews[row.client_id, row.field] = row

    def _read(self, model: type[Table], keys: Sequence[UUID]) -> Iterator[Any]:
        locked = isinstance(model.REACH, Owned | Guarded) and self._work.writes and not self._work.database.sqlite
        names = [field.name for field in model._meta.sorted_fields]
        for part in _chunks(sorted(keys)):
            # in one order, or two who undo at the same time would wait for each other for ever
            query = self._work.visible(model, withdrawn=True).where(among(model.id, part)).order_by(model.id)
            query = query.for_update("FOR NO KEY UPDATE") if locked else query
            for values in query.tuples():
                # filling a row column by column, as the library does, costs half of all the reading
                row = model(__no_default__=True)
                row.__data__.update(zip(names, values, strict=True))
                yield row


def _chunks(keys: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (keys[start : start + _CHUNK] for start in range(0, len(keys), _CHUNK))
