"""Takes a merge apart again, at any later time: edits made since are kept, and clashes are asked (CL-11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import BookingClient
from desktop.models.classes import ClassResult, ClassRun, Spend
from desktop.models.clients import Client
from desktop.models.merging import Merge
from desktop.models.orders import PlacedOrder
from desktop.rules.bookings import Part
from desktop.rules.errors import OfficeError
from desktop.rules.fields import Field, Locked
from desktop.rules.merging import Whose
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.services import (
    blocks,
    file_values,
    filed_texts,
    lending,
    merge_traces,
    risks,
    sealed_reviews,
    seals,
    search,
    unmerge_reviews,
)
from desktop.services.merge_children import MOVED, may_be_counted, move_far_ends, moved_in_sight
from desktop.services.merge_traces import Trace, moved_rows, trace_of
from desktop.services.work import Work

TOPIC = "clients"
_REASON = 200  # characters
_DERIVED = frozenset({"phone_key", "sort_key", "reading", "draft", "former_codes", "risk"})
_IN_SIGHT = {(hanging.table, hanging.column) for hanging in MOVED if moved_in_sight(hanging)}
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
    trace = trace_of(work, work.get(Merge, merge_id))
    back = sum(1 for row, _column in moved_rows(work, trace) if may_be_counted(work, row, trace.kept))
    return UnmergePlan(merge_id, trace.kept.code, trace.other.code, trace.other.name, back, tuple(_clashes(trace)))


def unmerge(work: Work, merge_id: UUID, decisions: Mapping[str, Whose] | None = None, reason: str = "") -> Unmerged:
    """Makes two files of one again: what the merge changed is put back where nobody changed it since, what hung on
    the other file goes back to it, and the other edits stay with the kept file.

    `decisions` say for each clash whose the value is; Undecided if one is missing. `reason` stands in the history of
    the kept file. Raises BadEntry (field `reason` where it is too long), NotAllowed;
    NeedsApproval where a verified value of level 2 or 3 would become another.
    """
    why = check_length(tidy(reason), _REASON, "reason")
    row = work.get(Merge, merge_id)
    trace = trace_of(work, row)
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
    moved = list(moved_rows(work, trace))
    for child, column in moved:
        if (type(child), column) in _IN_SIGHT:
            work.change(child, {column: other.id})
    _give_bills_back(work, kept, other, [child.booking_id for child, _c in moved if isinstance(child, BookingClient)])
    move_far_ends(work, kept, other, {key for _table, key, _column in trace.children})
    _give_spend_back(work, kept, other)
    filed_texts.refile(work, row)
    unmerge_reviews.take_apart(work, trace, decided)
    _restore_sealed(work, trace, decided, passed_on)
    theirs: dict[str, Any] = {"withdrawn_at": None, "merged_into": None}
    mine = _restored(trace, decided, theirs, classed=_classed_since(work, row))
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
    lending.clear(work)
    if why:
        # beside what it names, never among the facts: it may name somebody
        work.journal(kept, {"reason": ["", why]})
    work.record(TOPIC, "unmerge", kept, other=other.code, moved=len(moved), decided=sorted(decided))
    told = sum(1 for child, _column in moved if may_be_counted(work, child, other))
    return Unmerged(other.id, other.code, told)


def _give_bills_back(work: Work, kept: Client, other: Client, bookings: Iterable[UUID]) -> None:
    """A bill that was entered while the two were one goes with whoever of them hosted or paid (SE-7)."""
    for booking in bookings:
        held = work.visible(Spend, withdrawn=True).where((Spend.origin == booking) & (Spend.client == kept.id))
        spend = held.get_or_none()
        if spend is None:
            continue
        lines = work.visible(BookingClient).where(BookingClient.booking == booking)
        parts = {(line.client_id, line.part) for line in lines}
        paid = [key for part in (Part.PAYER, Part.HOST) for key in (kept.id, other.id) if (key, part.value) in parts]
        if paid and paid[0] == other.id:
            work.change(spend, {"client": other.id})


def _give_spend_back(work: Work, kept: Client, other: Client) -> None:
    """The spend of an order that was checked while the two were one goes with the order (OR-1)."""
    theirs = work.visible(PlacedOrder, withdrawn=True).where(PlacedOrder.client == other.id).select(PlacedOrder.id)
    held = work.visible(Spend, withdrawn=True).where((Spend.client == kept.id) & Spend.origin.in_(theirs))
    for spend in list(held):
        work.change(spend, {"client": other.id})


def _clashes(trace: Trace) -> Iterable[Clash]:
    """Fields that the merge changed and somebody since; owner, class and the like stay with the kept file unasked. What
    the client has withdrawn since is not told and goes to neither (AC-7)."""
    every = (Whose.KEPT, Whose.OTHER, Whose.BOTH)
    places = list(trace.catalogue.by_name)
    # the journal keeps columns by name; people expect them as in the form
    ordered = sorted(trace.open.items(), key=lambda item: places.index(item[0]) if item[0] in places else len(places))
    for name, (before, _after) in ordered:
        if name == "own":
            for own, (first, second, now) in trace.own().items():
                if now != second and own in trace.catalogue:
                    yield Clash(own, trace.catalogue[own].label, first, now, every)
        elif name in trace.catalogue and not trace.is_withheld(name) and not trace.is_as_merged(name):
            label, held = trace.catalogue[name].label, getattr(trace.kept, name)
            yield Clash(name, label, merge_traces.value(name, before), held, every)
    for place in trace.sealed:
        sealed = trace.sealed_field(place)
        if not seals.is_index(place) and not trace.is_withheld(place) and not trace.is_as_merged(place):
            mark = Locked(sealed.level if sealed else 1, _SEALED_SINCE)
            label = sealed.label if sealed else N_("The office's own fields")
            yield Clash(place, label, mark, mark, (Whose.KEPT, Whose.OTHER) if sealed else (Whose.KEPT,))


def _classed_since(work: Work, row: Merge) -> bool:
    """Whether the kept file was given a class since: also where that was the one it had."""
    since = (ClassRun.at > row.at) & ClassRun.undone_at.is_null()
    return bool(work.visible(ClassResult).join(ClassRun).where((ClassResult.client == row.kept_id) & since).exists())


def _restored(trace: Trace, decided: Mapping[str, Whose], theirs: dict[str, Any], *,
              classed: bool) -> dict[str, Any]:  # fmt: skip
    """What the kept file gets back; what the other one gets beyond its own values is put into `theirs`."""
    mine: dict[str, Any] = {}
    # a department goes with its owner
    stays = {"department"} if "owner" in trace.open and not trace.is_as_merged("owner") else set()
    stays |= {"client_class"} if classed else set()
    for name, (before, _after) in trace.open.items():
        if name in _DERIVED or name == "own" or name in stays or trace.is_withheld(name):
            continue
        if trace.is_as_merged(name):
            mine[name] = merge_traces.value(name, before)
        elif name in trace.catalogue:
            if decided[name] is not Whose.KEPT:
                theirs[name] = getattr(trace.kept, name)
            if decided[name] is Whose.OTHER:
                mine[name] = merge_traces.value(name, before)
    if "own" in trace.open:
        own, other = dict(trace.kept.own), dict(trace.other.own)
        for name, (before, after, now) in trace.own().items():
            whose = Whose.OTHER if now == after else decided.get(name, Whose.KEPT)
            if now != after and whose is not Whose.KEPT:
                other[name] = now
            if whose is Whose.OTHER:
                own[name] = before
        mine["own"] = {name: value for name, value in own.items() if value is not None}
        theirs["own"] = other
    return mine


# Sealed values are compared unseen, and put back under today's key


def _going_back(trace: Trace, decided: Mapping[str, Whose]) -> Iterable[tuple[str, str | None, str | None]]:
    """The sealed columns that get back what the merge took: where they lie, what is there now, and what was."""
    for place, (before, _after) in trace.sealed.items():
        if trace.is_withheld(place):
            continue
        if trace.is_as_merged(place) or decided.get(place.removesuffix("_index")) is Whose.OTHER:
            yield place, seals.lying(trace.kept.id, place), before


def _passed_on(work: Work, trace: Trace, decided: Mapping[str, Whose]) -> dict[Field, tuple[str, str]]:
    """Sealed values changed since the merge that go to the other file: what it holds, and what it gets."""
    found: dict[Field, tuple[str, str]] = {}
    for place, _now, _before in _going_back(trace, decided):
        sealed = trace.sealed_field(place)
        if sealed is not None and not trace.is_as_merged(place):
            theirs, mine = (sealed_reviews.value_of(work, sealed, c) for c in (trace.other, trace.kept))
            found[sealed] = (theirs, mine)
    return found


def _restore_sealed(work: Work, trace: Trace, decided: Mapping[str, Whose],
                    passed_on: Mapping[Field, tuple[str, str]]) -> None:  # fmt: skip
    for field, (_theirs, text) in passed_on.items():
        work.journal(trace.other, blocks.seal_values(field.block, trace.other.id, {field: text}, work.me.vaults))
    for place, _now, _before in list(_going_back(trace, decided)):
        seals.put_back(work, trace.kept, place, trace.sealed[place])
