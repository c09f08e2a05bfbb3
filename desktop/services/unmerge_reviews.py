"""Which file each review goes with when a merge comes apart: it stays with the value that was looked at (CL-8)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from desktop.models.clients import Client, ValueReview
from desktop.rules.fields import Field
from desktop.rules.merging import Whose
from desktop.rules.rights import Right
from desktop.rules.words import ReviewState
from desktop.services import blocks, journals
from desktop.services.merge_traces import Trace
from desktop.services.work import Work

_STANDS = ("state", "learnt", "basis", "entered_by", "entered_at", "reviewed_by", "reviewed_at", "seen_at",
           "collected_by", "given", "severity", "checked", "hands")  # fmt: skip
State = dict[str, Any]


def take_apart(work: Work, trace: Trace, decided: Mapping[str, Whose]) -> None:
    """Part of the un-merge; to be called while the values are still where the merge and the edits since left them.

    Where the kept file gets its former value back, it gets the review of that too. A value that goes to the other file
    by decision waits there for somebody, as entered by whoever entered it.
    """
    work.require(Right.EDIT_CLIENTS, trace.kept)
    work.require(Right.EDIT_CLIENTS, trace.other)
    wrote = _written(trace)
    for field in trace.catalogue.fields:
        place = blocks.column(field)
        touched = field.name in wrote if field.own else place in trace.open or place in trace.sealed
        if field.reviewed and touched and field.name not in trace.withheld:
            _settle(work, trace, field, wrote.get(field.name), _fate(trace, decided, place))


def _fate(trace: Trace, decided: Mapping[str, Whose], place: str) -> Whose | None:
    """Whose the present value is; None where it is the merge's and so nobody's alone."""
    if trace.is_withheld(place) or (place not in trace.open and place not in trace.sealed):
        return Whose.KEPT
    return None if trace.is_as_merged(place) else decided.get(place, Whose.KEPT)


def _written(trace: Trace) -> dict[str, tuple[UUID, str]]:
    """Field → the row of its review that the merge wrote, and how."""
    found = {}
    for key, how in trace.reviews.items():
        traces = journals.of_rows([key])
        # reading path: a review of the two files that this person may change
        row = ValueReview.get_or_none(ValueReview.id == key)
        state = journals.stored(row) if row is not None else journals.taken_back(None, traces[-1:])
        if state is not None:
            found[str(state["field"])] = (key, how)
    return found


def _settle(work: Work, trace: Trace, field: Field, wrote: tuple[UUID, str] | None, whose: Whose | None) -> None:
    kept, other, name = trace.kept, trace.other, field.name
    mine, theirs = _row(work, kept, name), _row(work, other, name)
    goes = whose is None or whose is Whose.OTHER  # the present value leaves the kept file
    now = _state(mine)
    merged, former = _around(trace, wrote) if wrote is not None else (None, None)
    moved = wrote is not None and wrote[1] == "moved"
    if whose is None:
        # what was confirmed since was the other file's value, if the merge took it from there
        of_theirs = moved or (merged is not None and _same_value(merged, _state(theirs)))
        comes = now if of_theirs and now is not None else _state(theirs)
    elif whose is Whose.KEPT:
        comes = former if moved else _state(theirs)
    else:
        comes = _waits(work, now)
    if goes and moved and mine is not None and mine.id == wrote[0]:  # type: ignore[index]
        work.change(mine, {"client": other.id})
        mine, theirs = None, mine
    if goes:
        back = None if moved else former
        # no trace of a review: from before values of this kind were reviewed
        _stand(work, kept, name, mine, _waits(work, now) if wrote is None and now is not None else back)
    _stand(work, other, name, theirs, comes)


def _around(trace: Trace, wrote: tuple[UUID, str]) -> tuple[State | None, State | None]:
    """How the row stood after the merge, and before it."""
    key, _how = wrote
    # reading path: as above
    row = ValueReview.get_or_none(ValueReview.id == key)
    since = journals.of_rows([key], trace.record - 1)
    later = [one for one in since if one.record > trace.record]
    merged = journals.taken_back(journals.stored(row) if row is not None else None, later)
    former = journals.taken_back(merged, [one for one in since if one.record == trace.record])
    return _loaded(merged), _loaded(former)


def _same_value(merged: State, theirs: State | None) -> bool:
    """Whether the merge gave the kept file the other one's review, and so its value."""
    return theirs is not None and all(merged[name] == theirs[name] for name in _STANDS)


def _waits(work: Work, now: State | None) -> State:
    """A value that goes to another file waits there for somebody to confirm it."""
    by = now or {"learnt": "", "basis": "", "entered_by": work.me.id, "entered_at": work.now}
    return {**by, "state": ReviewState.PROVISIONAL.value, "reviewed_by": None, "reviewed_at": None, "seen_at": None}


def _stand(work: Work, client: Client, name: str, row: Any, state: State | None) -> None:
    """Lets the review of a value stand so."""
    if state is None:
        if row is not None:
            work.remove(row)
    elif row is None:
        work.add(ValueReview(client=client.id, field=name, **state))
    else:
        work.change(row, state)


def _row(work: Work, client: Client, name: str) -> Any:
    same = (ValueReview.client == client.id) & (ValueReview.field == name)
    return work.visible(ValueReview).where(same).get_or_none()


def _state(row: Any) -> State | None:
    return None if row is None else {name: row.__data__[name] for name in _STANDS}


def _loaded(state: State | None) -> State | None:
    return None if state is None else journals.loaded(ValueReview, {name: state[name] for name in _STANDS})
