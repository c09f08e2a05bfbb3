"""Takes a merge apart again, at any later time: edits made since are kept, and clashes are asked (CL-11)."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import BLOCKS, Client, ValueReview
from desktop.models.merging import Merge
from desktop.models.records import Journal
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.fields import Catalogue, Field, Locked
from desktop.rules.merging import Whose
from desktop.rules.rights import Right
from desktop.services import blocks, file_values, reviews, risks, sealed_reviews, search
from desktop.services.merge_children import MOVED, may_be_counted
from desktop.services.work import Work

TOPIC = "clients"
_DERIVED = frozenset({"phone_key", "sort_key", "reading", "draft", "former_codes", "risk"})
_SEALED_SINCE = N_("A sealed value, changed since.")


@dataclass(frozen=True, slots=True)
class Clash:
    """A value that the merge changed and that somebody has changed since: whose is it?

    `before` is what the kept file held before the merge, `now` what it holds.
    """

    name: str
    label: str
    before: object
    now: object
    options: tuple[Whose, ...]


@dataclass(frozen=True, slots=True)
class UnmergePlan:
    """What taking a merge apart would do; `clashes` must be decided first."""

    merge: UUID
    kept_code: str
    other_code: str
    other_name: str
    moved_back: int
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Unmerged:
    """The file that is back, and how many rows went back to it."""

    other: UUID
    other_code: str
    moved_back: int


class Undecided(OfficeError):
    """Values were changed since the merge; `clashes` are theirs."""

    def __init__(self, clashes: Iterable[Clash]) -> None:
        self.clashes = tuple(clashes)
        super().__init__(N_("Values were changed after the merge: {n} of them. Say for each to which file it belongs."),
                         n=len(self.clashes))  # fmt: skip


def unmerge_plan(work: Work, merge_id: UUID) -> UnmergePlan:
    """What taking this merge apart would do. Raises BadEntry where something later stands in the way, NotFound."""
    trace = _trace(work, work.get(Merge, merge_id))
    back = sum(1 for row, _column in _moved_rows(work, trace) if may_be_counted(work, row, trace.kept))
    return UnmergePlan(merge_id, trace.kept.code, trace.other.code, trace.other.name, back, tuple(_clashes(trace)))


def unmerge(work: Work, merge_id: UUID, decisions: Mapping[str, Whose] | None = None) -> Unmerged:
    """Makes two files of one again: what the merge changed is put back where nobody changed it since, what hung on
    the other file goes back to it, and the other edits stay with the kept file.

    `decisions` say for each clash whose the value is; Undecided if one is missing. Raises BadEntry, NotAllowed;
    NeedsApproval where a verified value of level 2 or 3 would become another.
    """
    row = work.get(Merge, merge_id)
    trace = _trace(work, row)
    kept, other = trace.kept, trace.other
    work.require(Right.EDIT_CLIENTS, kept)
    work.require(Right.EDIT_CLIENTS, other)
    decided = dict(decisions or {})
    open_questions = [clash for clash in _clashes(trace) if decided.get(clash.name) not in clash.options]
    if open_questions:
        raise Undecided(open_questions)
    sealed_reviews.require_put_back(work, kept, {p: (now, then) for p, now, then in _going_back(trace, decided)})
    passed_on = _passed_on(work, trace, decided)
    sealed_reviews.require_change(work, other, passed_on)
    moved = list(_moved_rows(work, trace))
    for child, column in moved:
        work.change(child, {column: other.id})
    _restore_reviews(work, trace)
    _restore_sealed(work, trace, decided)
    for client in (kept, other):
        # what is not what somebody confirmed there is for somebody to confirm
        reviews.note_entered(work, client, [field.name for field in passed_on], None)
    theirs: dict[str, Any] = {"withdrawn_at": None, "merged_into": None}
    mine = _restored(trace, decided, theirs)
    gone = {other.code, *other.former_codes.split()}
    mine["former_codes"] = " ".join(code for code in kept.former_codes.split() if code not in gone)
    for client, values in ((kept, mine), (other, theirs)):
        probe = Client(**{**client.__data__, **values})
        file_values.derive(probe, work.catalogue)
        derived = {name: getattr(probe, name) for name in ("phone_key", "sort_key", "reading", "draft")}
        work.change(client, values | derived)
        if client.__data__["withdrawn_at"] is None:
            search.index(work, file_values.document(client))
    for client in (kept, other):
        risks.settle_mark(work, client)
    work.change(row, {"undone_at": work.now})
    work.record(TOPIC, "unmerge", kept, other=other.code, moved=len(moved), decided=sorted(decided))
    told = sum(1 for child, _column in moved if may_be_counted(work, child, other))
    return Unmerged(other.id, other.code, told)


@dataclass(slots=True)
class _Trace:
    """What the journal says that the merge did; values as the journal keeps them."""

    kept: Client
    other: Client
    catalogue: Catalogue
    open: dict[str, list[Any]] = field(default_factory=dict)
    sealed: dict[str, list[Any]] = field(default_factory=dict)
    reviews: dict[UUID, dict[str, list[Any]]] = field(default_factory=dict)
    children: list[tuple[str, UUID, str]] = field(default_factory=list)
    new_reviews: list[UUID] = field(default_factory=list)


def _trace(work: Work, row: Any) -> _Trace:
    kept = work.get(Client, row.kept_id, withdrawn=True)
    other = work.get(Client, row.merged_id, withdrawn=True)
    if row.undone_at is not None:
        raise BadEntry(N_("This merge was taken apart already."), "merge")
    if kept.merged_into_id is not None:
        into = work.get(Client, kept.merged_into_id, withdrawn=True)
        raise BadEntry(N_("{code} was merged into {into} since. Take that merge apart first."), "merge",
                       code=kept.code, into=into.code)  # fmt: skip
    found = _Trace(kept, other, work.whole_catalogue)
    # reading path: the journal of a merge whose two files this person may see
    made = Journal.select(Journal.record).where((Journal.row == row.id) & (Journal.kind == "create")).scalar()
    # reading path: as above
    entries: list[Any] = list(Journal.select().where(Journal.record == made).order_by(Journal.position))
    if any(entry.changes is None for entry in entries):
        raise BadEntry(N_("What this merge did was erased by law. It can't be taken apart any more."), "merge")
    for entry in entries:
        _note(found, entry)
    return found


def _note(found: _Trace, entry: Any) -> None:
    if entry.table == Client._meta.table_name and entry.row == found.kept.id:
        for column, (before, after) in entry.changes.items():
            place = found.sealed if "." in column else found.open
            place[column] = [place[column][0] if column in place else before, after]
    elif entry.kind == "create":
        if entry.table == ValueReview._meta.table_name:
            found.new_reviews.append(entry.row)
    else:
        for column, (before, _after) in entry.changes.items():
            if before is not None and _is_id(before, found.other.id):
                found.children.append((entry.table, entry.row, column))
        if entry.table == ValueReview._meta.table_name and "client" not in entry.changes:
            found.reviews[entry.row] = entry.changes


def _is_id(value: object, wanted: UUID) -> bool:
    return isinstance(value, str) and value.replace("-", "") == wanted.hex


def _moved_rows(work: Work, trace: _Trace) -> Iterable[tuple[Any, str]]:
    """The rows that the merge moved and that hang on the kept file still."""
    tables = {hanging.table._meta.table_name: hanging.table for hanging in MOVED}
    tables[ValueReview._meta.table_name] = ValueReview
    for table, key, column in trace.children:
        row = work.visible(tables[table], withdrawn=True).where(tables[table].id == key).get_or_none()
        if row is not None and row.__data__[column] == trace.kept.id:
            yield row, column


def _clashes(trace: _Trace) -> Iterable[Clash]:
    """Fields that the merge changed and somebody since; owner, class and the like stay with the kept file unasked."""
    every = (Whose.KEPT, Whose.OTHER, Whose.BOTH)
    places = list(trace.catalogue.by_name)
    # the journal keeps columns by name; people expect them as in the form
    ordered = sorted(trace.open.items(), key=lambda item: places.index(item[0]) if item[0] in places else len(places))
    for name, (before, after) in ordered:
        if name == "own":
            for own, (first, second, now) in _own(trace).items():
                if now != second and own in trace.catalogue:
                    yield Clash(own, trace.catalogue[own].label, first, now, every)
        elif name in trace.catalogue and _now(trace.kept, name) != after:
            yield Clash(name, trace.catalogue[name].label, _value(name, before), getattr(trace.kept, name), every)
    for place, (_before, after) in trace.sealed.items():
        sealed = _sealed_field(trace, place)
        if not place.endswith("_index") and _sealed_now(trace.kept, place) != after:
            mark = Locked(sealed.level if sealed else 1, _SEALED_SINCE)
            label = sealed.label if sealed else N_("The office's own fields")
            yield Clash(place, label, mark, mark, (Whose.KEPT, Whose.OTHER) if sealed else (Whose.KEPT,))


def _restored(trace: _Trace, decided: Mapping[str, Whose], theirs: dict[str, Any]) -> dict[str, Any]:
    """What the kept file gets back; what the other one gets beyond its own values is put into `theirs`."""
    mine: dict[str, Any] = {}
    for name, (before, after) in trace.open.items():
        if name in _DERIVED or name == "own":
            continue
        if _now(trace.kept, name) == after:
            mine[name] = _value(name, before)
        elif name in trace.catalogue:
            if decided[name] is not Whose.KEPT:
                theirs[name] = getattr(trace.kept, name)
            if decided[name] is Whose.OTHER:
                mine[name] = _value(name, before)
    if "own" in trace.open:
        own, other = dict(trace.kept.own), dict(trace.other.own)
        for name, (before, after, now) in _own(trace).items():
            whose = Whose.OTHER if now == after else decided.get(name, Whose.KEPT)
            if now != after and whose is not Whose.KEPT:
                other[name] = now
            if whose is Whose.OTHER:
                own[name] = before
        mine["own"] = {name: value for name, value in own.items() if value is not None}
        theirs["own"] = other
    return mine


def _own(trace: _Trace) -> dict[str, tuple[Any, Any, Any]]:
    """The office's own fields that the merge changed: before, after, now."""
    before, after = (json.loads(text or "{}") for text in trace.open["own"])
    names = [n for n in {**before, **after} if before.get(n) != after.get(n)]
    return {n: (before.get(n), after.get(n), trace.kept.own.get(n)) for n in names}


def _now(client: Client, name: str) -> object:
    """A column as the journal keeps it."""
    stored = Client._meta.fields[name].db_value(client.__data__[name])
    return stored if isinstance(stored, (int, float, bool, str, type(None))) else str(stored)


def _value(name: str, stored: Any) -> Any:
    return Client._meta.fields[name].python_value(stored)


def _restore_reviews(work: Work, trace: _Trace) -> None:
    """Reviews stand again as they stood, unless somebody has reviewed or entered the value since."""
    for key in trace.new_reviews:
        row = work.visible(ValueReview).where(ValueReview.id == key).get_or_none()
        # its value was put together by the merge; once that is gone there is nothing to review
        if row is not None and row.version == 1 and _is_as_merged(trace, row.field):
            work.remove(row)
    for key, changes in trace.reviews.items():
        row = work.visible(ValueReview).where(ValueReview.id == key).get_or_none()
        fields = ValueReview._meta.fields
        if row is None or any(_stored(fields[n], row.__data__[n]) != pair[1] for n, pair in changes.items()):
            continue
        work.change(row, {name: fields[name].python_value(pair[0]) for name, pair in changes.items()})


def _is_as_merged(trace: _Trace, name: str) -> bool:
    """Whether a value that the merge put together is there still."""
    if name in trace.open:
        return _now(trace.kept, name) == trace.open[name][1]
    declared = trace.catalogue.by_name.get(name)
    if declared is None or not declared.sealed:
        return False
    place = blocks.place(declared)
    return place in trace.sealed and _sealed_now(trace.kept, place) == trace.sealed[place][1]


def _stored(column: Any, value: Any) -> object:
    stored = column.db_value(value)
    return stored if isinstance(stored, (int, float, bool, str, type(None))) else str(stored)


# Sealed values are compared and put back as they lie there, unopened


def _place(place: str) -> tuple[Any, str]:
    name, _dot, column = place.partition(".")
    return next(table for table in BLOCKS.values() if table._meta.table_name == name), column


def _sealed_field(trace: _Trace, place: str) -> Field | None:
    _table, column = _place(place)
    return trace.catalogue.by_name.get(column)


def _sealed_now(client: Client, place: str) -> str | None:
    table, column = _place(place)
    # reading path: sealed bytes of a file got through `work`, compared and never opened
    row = table.get_or_none(table.client == client.id)
    blob = getattr(row, column) if row is not None else None
    return None if blob is None else base64.b64encode(bytes(blob)).decode()


def _going_back(trace: _Trace, decided: Mapping[str, Whose]) -> Iterable[tuple[str, str | None, str | None]]:
    """The sealed columns that get back what the merge took: where they lie, what is there now, and what was."""
    for place, (before, after) in trace.sealed.items():
        now = _sealed_now(trace.kept, place)
        if now == after or decided.get(place.removesuffix("_index")) is Whose.OTHER:
            yield place, now, before


def _passed_on(work: Work, trace: _Trace, decided: Mapping[str, Whose]) -> dict[Field, tuple[str, str]]:
    """Sealed values changed since the merge that go to the other file: what it holds, and what it gets."""
    found: dict[Field, tuple[str, str]] = {}
    for place, now, _before in _going_back(trace, decided):
        sealed = _sealed_field(trace, place)
        if sealed is not None and now != trace.sealed[place][1]:
            theirs, mine = (sealed_reviews.value_of(work, sealed, c) for c in (trace.other, trace.kept))
            found[sealed] = (theirs, mine)
    return found


def _restore_sealed(work: Work, trace: _Trace, decided: Mapping[str, Whose]) -> None:
    for place, now, before in list(_going_back(trace, decided)):
        sealed = _sealed_field(trace, place)
        if now != trace.sealed[place][1] and sealed is not None:
            text = sealed_reviews.value_of(work, sealed, trace.kept)
            work.journal(trace.other, blocks.seal_values(sealed.block, trace.other.id, {sealed: text}, work.me.vaults))
        table, column = _place(place)
        blob = None if before is None else base64.b64decode(before)
        # the row is there: the merge wrote it
        # writing path: sealed values lie in a table of their own; journalled below
        table.update({table._meta.fields[column]: blob}).where(table.client == trace.kept.id).execute()
        work.journal(trace.kept, {place: [now, before]})
