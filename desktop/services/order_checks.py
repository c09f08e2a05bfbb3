"""What a second person makes of an order: in order or irregular, cleared, approved, watched, handed on (OR-1)."""

from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.models.office import Department
from desktop.models.orders import OrderEntry
from desktop.rules import orders as rules
from desktop.rules.approvals import Act, Need
from desktop.rules.errors import BadEntry
from desktop.rules.orders import Clearing, EntryKind, IdentityWay, Irregularity, OrderState
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.services import approvals, order_reach, spend_origins
from desktop.services.order_reach import TOPIC, add_entry, subject
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said once an order was found in order. Not `counts`: the same money was entered by hand or came
    from a sheet already; `elsewhere` is what those entries of the day come to, in fen."""

    counts: bool
    elsewhere: int


def check_order(work: Work, order_id: UUID, finding: Irregularity | None = None, said: str = "", *,
                seen: UUID | None = None) -> Checked:  # fmt: skip
    """Finds an order in order, or irregular with the reason; never by who took, entered or changed it.

    An irregular order that was corrected and is in order now is cleared by that. `seen` is the newest entry of the
    order that whoever checks had before him. Raises BadEntry naming the field, also where identity or approval are
    lacking; NotAllowed, NotFound, Stale where something was done with it since.
    """
    work.require(Right.CHECK_ORDERS)
    row = order_reach.reached(work, order_id)
    order_reach.check_seen(work, row, seen)
    rules.check_turn(order_reach.state_of(row), {OrderState.WAITING})
    rules.check_checker(work.me.id, order_reach.hands(work, row))
    if finding is None:
        state = _in_order(work, row, said)
    else:
        words = rules.needed(said, "said", N_("Say what is wrong with it."))
        add_entry(work, row, EntryKind.IRREGULAR, words, detail=finding.value)
        state = OrderState.IRREGULAR
    values: dict[str, Any] = {"state": state.value, "checked_by": work.me.id, "checked_at": work.now}
    if finding is not None:
        values["finding"] = finding.value
    work.change(row, values)
    counts = spend_origins.follow(work, row)
    work.record(TOPIC, "check_order", subject(row), number=row.number, state=state.value)
    return Checked(counts, 0 if finding is not None else spend_origins.elsewhere(work, row))


def _in_order(work: Work, row: Any, said: str) -> OrderState:
    if row.identity == IdentityWay.NOT_YET.value:
        raise BadEntry(N_("Say first how the client was known: an order of somebody unknown is not in order."),
                       "identity")  # fmt: skip
    order_reach.require_approved(work, row)
    words = check_length(tidy(said), rules.SAID_LIMIT, "said")
    if row.finding:
        add_entry(work, row, EntryKind.CLEARED, words, detail=Clearing.CORRECTED.value)
        return OrderState.CLEARED
    add_entry(work, row, EntryKind.IN_ORDER, words)
    return OrderState.IN_ORDER


def clear_order(work: Work, order_id: UUID, said: str, *, seen: UUID | None = None) -> Checked:
    """Clears an irregular order that stands as it is, with the explanation; by somebody who had no hand in it. What is
    wrong in it is corrected by changing or cancelling it. Raises as `check_order` does."""
    work.require(Right.CHECK_ORDERS)
    row = order_reach.reached(work, order_id)
    order_reach.check_seen(work, row, seen)
    rules.check_turn(order_reach.state_of(row), {OrderState.IRREGULAR})
    rules.check_checker(work.me.id, order_reach.hands(work, row))
    order_reach.require_approved(work, row)
    words = rules.needed(said, "said", N_("Say how it was cleared up."))
    add_entry(work, row, EntryKind.CLEARED, words, detail=Clearing.STANDS.value)
    work.change(row, {"state": OrderState.CLEARED.value, "checked_by": work.me.id, "checked_at": work.now},
                {"state": row.state})  # fmt: skip
    counts = spend_origins.follow(work, row)
    work.record(TOPIC, "clear_order", subject(row), number=row.number)
    return Checked(counts, spend_origins.elsewhere(work, row))


def count_order(work: Work, order_id: UUID, counted: bool) -> None:
    """Takes a checked order out of the spend, because it was entered there apart, or in again. Raises BadEntry,
    NotAllowed, NotFound."""
    work.require(Right.CHECK_ORDERS)
    row = order_reach.reached(work, order_id)
    rules.check_turn(order_reach.state_of(row), rules.COUNTED)
    if (row.id in spend_origins.counted(work, [row.id])) == counted:
        raise BadEntry(N_("It stands so already."))
    spend_origins.set_counted(work, row, counted)
    add_entry(work, row, EntryKind.COUNTS if counted else EntryKind.ELSEWHERE)
    work.record(TOPIC, "count_order", subject(row), number=row.number, counted=counted)


# The supervisor


def approve_order(work: Work, order_id: UUID) -> None:
    """Takes up the supervisor's approval of a special or high order, by who enters orders. Raises NeedsApproval,
    BadEntry where none is needed, NotAllowed, NotFound."""
    work.require(Right.ENTER_ORDERS)
    row = order_reach.reached(work, order_id)
    if not order_reach.needs_approval(work, row) or row.state == OrderState.CANCELLED.value:
        raise BadEntry(N_("This order needs no approval."), "approval")
    by = approvals.require(work, need_of(work, row))
    add_entry(work, row, EntryKind.APPROVED)
    work.change(row, {"approved_at": work.now, "approved_by": by})
    work.record(TOPIC, "approve_order", subject(row), number=row.number)


def need_of(work: Work, row: Any) -> Need:
    """Whoever approves is told the number and what it comes to, and no client's values; of a changed order anew."""
    what = _("Order {number}").format(number=row.number)
    changes = sum(one.kind == EntryKind.CHANGED.value for one in order_reach.entries_of(work, row))
    return Need(Act.RELEASE_ORDER, -(-row.total // 100), what, f"{row.id.hex} {changes}", 1, row.client_id)


def watch_order(work: Work, order_id: UUID, watched: bool, said: str = "") -> None:
    """Marks an order as important, by anybody at the desk, or takes the mark off, by the supervisor. Raises BadEntry,
    NotAllowed, NotFound."""
    order_reach.require_any(work)
    if not watched:
        work.require(Right.WATCH_ORDERS)
    row = order_reach.reached(work, order_id)
    if row.watched == watched:
        raise BadEntry(N_("It stands so already."))
    words = check_length(tidy(said), rules.SAID_LIMIT, "said")
    add_entry(work, row, EntryKind.WATCHED if watched else EntryKind.UNWATCHED, words)
    work.change(row, {"watched": watched, "seen_at": None})
    work.record(TOPIC, "watch_order", subject(row), number=row.number, watched=watched)


def look_at(work: Work, order_id: UUID, said: str = "", *, seen: UUID | None = None) -> None:
    """The supervisor has looked at an important order as it is now; `seen` as in `check_order`. Raises BadEntry,
    NotAllowed, NotFound, Stale."""
    work.require(Right.WATCH_ORDERS)
    row = order_reach.reached(work, order_id)
    order_reach.check_seen(work, row, seen)
    if not row.watched or row.seen_at is not None:
        raise BadEntry(N_("It stands so already."))
    add_entry(work, row, EntryKind.SEEN, check_length(tidy(said), rules.SAID_LIMIT, "said"))
    work.change(row, {"seen_at": work.now})
    work.record(TOPIC, "see_order", subject(row), number=row.number)


# Departments


def hand_on(work: Work, order_id: UUID, department: UUID, said: str = "") -> UUID:
    """Hands an order on to a department, which says when its part is done. Raises BadEntry, also where approval is
    lacking: nobody begins what the supervisor has not approved; NotAllowed, NotFound."""
    order_reach.require_any(work)
    row = order_reach.reached(work, order_id)
    rules.check_turn(order_reach.state_of(row), set(OrderState) - {OrderState.CANCELLED})
    order_reach.require_approved(work, row)
    place = work.hold(Department, department)
    open_there = [one for one in order_reach.entries_of(work, row) if one.kind == EntryKind.HANDED.value
                  and one.department_id == place.id and one.ended_at is None]  # fmt: skip
    if open_there:
        raise BadEntry(N_("It is with {department} already."), "department", department=place.name)
    words = check_length(tidy(said, lines=True), rules.SAID_LIMIT, "said")
    made = add_entry(work, row, EntryKind.HANDED, words, department=place.id)
    work.record(TOPIC, "hand_on_order", subject(row), number=row.number, to=place.name)
    return UUID(str(made.id))


def done_there(work: Work, entry_id: UUID) -> None:
    """Notes that a department has done its part, that of this entry and no other; by anybody at the desk. Raises
    BadEntry, NotAllowed, NotFound."""
    order_reach.require_any(work)
    entry = work.get(OrderEntry, entry_id)
    row = order_reach.reached(work, entry.order_id)
    if entry.kind != EntryKind.HANDED.value or entry.ended_at is not None:
        raise BadEntry(N_("Somebody was quicker: this stands otherwise by now."))
    work.change(entry, {"ended_at": work.now, "ended_by": work.me.id}, {"ended_at": None})
    work.record(TOPIC, "done_order", subject(row), number=row.number)


def note(work: Work, order_id: UUID, said: str) -> None:
    """Adds a line of ours to what happened. Raises BadEntry (field `said`), NotAllowed, NotFound."""
    order_reach.require_any(work)
    row = order_reach.reached(work, order_id)
    add_entry(work, row, EntryKind.NOTE, rules.needed(said, "said", N_("Say it in a few words.")))
    work.record(TOPIC, "note_order", subject(row), number=row.number)
