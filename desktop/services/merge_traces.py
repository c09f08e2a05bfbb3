"""What the journal says that a merge did, and what of it is there still (CL-11)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client, ValueReview
from desktop.models.records import Journal
from desktop.rules.errors import BadEntry
from desktop.rules.fields import Catalogue, Field
from desktop.services import blocks, seals
from desktop.services.merge_children import MOVED
from desktop.services.work import Work


@dataclass(slots=True)
class Trace:
    """The two files, and column → [before, after] of the kept one as the journal keeps it; `sealed` by place.

    `reviews` are the rows that the merge wrote: id → how it did. `there`: which sealed columns are as it left them.
    """

    kept: Client
    other: Client
    catalogue: Catalogue
    record: int
    withheld: frozenset[str]
    open: dict[str, list[Any]] = field(default_factory=dict)
    sealed: dict[str, list[Any]] = field(default_factory=dict)
    reviews: dict[UUID, str] = field(default_factory=dict)
    children: list[tuple[str, UUID, str]] = field(default_factory=list)
    there: dict[str, bool] = field(default_factory=dict)

    def is_withheld(self, place: str) -> bool:
        """Whether the client has withdrawn a value since (AC-7); one of the office's own fields locks its column."""
        if "." not in place:
            return place in self.withheld
        column = place.partition(".")[2].removesuffix("_index")
        if column != "own":
            return column in self.withheld
        block = seals.TABLES[place.partition(".")[0]][0]
        return any(one.own and one.name in self.withheld for one in self.catalogue.of_block(block))

    def is_as_merged(self, place: str) -> bool:
        """Whether what the merge put into a column is there still."""
        return self.there[place] if "." in place else now(self.kept, place) == self.open[place][1]

    def sealed_field(self, place: str) -> Field | None:
        """The field whose value a sealed column is; None for one that holds several, or an index."""
        return self.catalogue.by_name.get(place.partition(".")[2])

    def own(self) -> dict[str, tuple[Any, Any, Any]]:
        """The office's own open fields that the merge changed: before, after, now."""
        before, after = (json.loads(text or "{}") for text in self.open.get("own", ("", "")))
        names = [n for n in {**before, **after} if before.get(n) != after.get(n) and n not in self.withheld]
        return {n: (before.get(n), after.get(n), self.kept.own.get(n)) for n in names}


def trace_of(work: Work, row: Any) -> Trace:
    """What a merge did, that may be taken apart. Raises BadEntry, NotFound."""
    kept = work.get(Client, row.kept_id, withdrawn=True)
    other = work.get(Client, row.merged_id, withdrawn=True)
    if row.undone_at is not None:
        raise BadEntry(N_("This merge was taken apart already."), "merge")
    if kept.merged_into_id is not None:
        into = work.get(Client, kept.merged_into_id, withdrawn=True)
        raise BadEntry(N_("{code} was merged into {into} since. Take that merge apart first."), "merge",
                       code=kept.code, into=into.code)  # fmt: skip
    # reading path: the journal of a merge whose two files this person may see
    made = Journal.select(Journal.record).where((Journal.row == row.id) & (Journal.kind == "create")).scalar()
    withheld = blocks.withheld(kept) | blocks.withheld(other)
    found = Trace(kept, other, work.whole_catalogue, made, withheld)
    # reading path: as above
    entries: list[Any] = list(Journal.select().where(Journal.record == made).order_by(Journal.position))
    if any(entry.changes is None for entry in entries):
        raise BadEntry(N_("What this merge did was erased by law. It can't be taken apart any more."), "merge")
    for entry in entries:
        _note(found, entry)
    found.there = seals.unchanged(work, kept.id, found.sealed)
    return found


def _note(found: Trace, entry: Any) -> None:
    if entry.table == Client._meta.table_name and entry.row == found.kept.id:
        for column, (before, after) in entry.changes.items():
            place = found.sealed if "." in column else found.open
            place[column] = [place[column][0] if column in place else before, after]
    elif entry.table == ValueReview._meta.table_name:
        found.reviews[entry.row] = "moved" if "client" in entry.changes else entry.kind
    elif entry.kind != "create":
        for column, (before, _after) in entry.changes.items():
            if before is not None and _is_id(before, found.other.id):
                found.children.append((entry.table, entry.row, column))


def _is_id(value: object, wanted: UUID) -> bool:
    return isinstance(value, str) and value.replace("-", "") == wanted.hex


def moved_rows(work: Work, trace: Trace) -> Iterable[tuple[Any, str]]:
    """The rows that the merge moved and that hang on the kept file still."""
    tables = {hanging.table._meta.table_name: hanging.table for hanging in MOVED}
    for table, key, column in trace.children:
        row = work.visible(tables[table], withdrawn=True).where(tables[table].id == key).get_or_none()
        if row is not None and row.__data__[column] == trace.kept.id:
            yield row, column


def now(client: Client, name: str) -> object:
    """A column as the journal keeps it."""
    stored = Client._meta.fields[name].db_value(client.__data__[name])
    return stored if isinstance(stored, (int, float, bool, str, type(None))) else str(stored)


def value(name: str, stored: Any) -> Any:
    return Client._meta.fields[name].python_value(stored)
