"""Supply channels 供货渠道: supplier and backup, faults logged and reported to a superior, switched (OR-2)."""

from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.office import Person
from desktop.models.orders import PlacedOrder
from desktop.models.supply import SuppliedOrder, SupplyChannel, SupplyEvent
from desktop.rules import supply as rules
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.supply import EventKind
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.services import signing, taking_back
from desktop.services.taking_back import Deed
from desktop.services.work import Work

TOPIC = "supply"
_LATER = N_("Something was done with this since, so it can't be undone.")
UNDOABLE = frozenset((TOPIC, action) for action in (
    "add_channel", "change_channel", "withdraw_channel", "log_fault", "end_fault", "report_fault", "switch_channel",
    "note_channel", "supply_order", "answer_report"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChannelEntry:
    """A channel as it is typed in."""

    name: str
    supplier: str
    goods: str = ""
    contact: str = ""
    phone: str = ""
    backup: str = ""
    backup_contact: str = ""
    backup_phone: str = ""
    note: str = ""


def add_channel(work: Work, entry: ChannelEntry) -> UUID:
    """Raises BadEntry naming the field, NotAllowed."""
    work.require(Right.KEEP_SUPPLY)
    values = _checked(entry)
    work.alone()
    _refuse_twice(work, values["name"], None)
    row = work.add(SupplyChannel(**values))
    work.record(TOPIC, "add_channel", row)
    return UUID(str(row.id))


def change_channel(work: Work, channel_id: UUID, entry: ChannelEntry, base: ChannelEntry) -> None:
    """`base` is what whoever changes it had seen. Raises BadEntry naming the field, Stale, NotAllowed, NotFound."""
    work.require(Right.KEEP_SUPPLY)
    row, values = work.get(SupplyChannel, channel_id), _checked(entry)
    work.alone()
    _refuse_twice(work, values["name"], row.id)
    if work.change(row, values, _checked(base)):
        work.record(TOPIC, "change_channel", row)


def withdraw_channel(work: Work, channel_id: UUID) -> None:
    """Takes a channel out of use; what happened to it stays. Raises BadEntry where a fault is open, NotAllowed,
    NotFound."""
    work.require(Right.KEEP_SUPPLY)
    row = work.get(SupplyChannel, channel_id)
    if _open_events(work, row).exists():
        raise BadEntry(N_("A fault or a report of this channel is still open."))
    work.withdraw(row)
    work.record(TOPIC, "withdraw_channel", row)


def _checked(entry: ChannelEntry) -> dict[str, str]:
    limits = {"name": rules.NAME_LIMIT, "supplier": rules.NAME_LIMIT, "goods": rules.GOODS_LIMIT,
              "contact": rules.CONTACT_LIMIT, "phone": rules.PHONE_LIMIT, "backup": rules.NAME_LIMIT,
              "backup_contact": rules.CONTACT_LIMIT, "backup_phone": rules.PHONE_LIMIT}  # fmt: skip
    values = {name: check_length(tidy(getattr(entry, name)), limit, name) for name, limit in limits.items()}
    if not values["name"]:
        raise BadEntry(N_("Give the channel a name."), "name")
    if not values["supplier"]:
        raise BadEntry(N_("Say who supplies it."), "supplier")
    return values | {"note": check_length(tidy(entry.note, lines=True), rules.SAID_LIMIT, "note")}


def _refuse_twice(work: Work, name: str, but: UUID | None) -> None:
    same = work.visible(SupplyChannel).where(SupplyChannel.name == name)
    if (same.where(SupplyChannel.id != but) if but is not None else same).exists():
        raise BadEntry(N_("There is a channel of this name already."), "name")


# What happens to one


def log_fault(work: Work, channel_id: UUID, said: str, to: UUID | None = None) -> UUID:
    """Logs a fault, and reports it in the same act to the superior `to` where one is named. Raises BadEntry (fields
    `said`, `person`), NotAllowed, NotFound."""
    work.require(Right.KEEP_SUPPLY)
    row = work.get(SupplyChannel, channel_id)
    made = _add(work, row, EventKind.FAULT, _said(said, N_("Say what is wrong with the channel.")))
    if to is not None:
        _add(work, row, EventKind.REPORT, tidy(said, lines=True), person=_superior(work, to))
    work.record(TOPIC, "log_fault", row)
    return UUID(str(made.id))


def report_fault(work: Work, channel_id: UUID, to: UUID, said: str) -> UUID:
    """Tells the superior, with one's own proposal. Raises BadEntry (fields `said`, `person`), NotAllowed, NotFound."""
    work.require(Right.KEEP_SUPPLY)
    row = work.get(SupplyChannel, channel_id)
    words = _said(said, N_("Say what happened, and what you propose."))
    made = _add(work, row, EventKind.REPORT, words, person=_superior(work, to))
    work.record(TOPIC, "report_fault", row)
    return UUID(str(made.id))


def answer_report(work: Work, event_id: UUID, instruction: str) -> None:
    """The superior's instruction, in full; by him alone. Raises BadEntry (field `said`), NotAllowed, NotFound."""
    work.require(Right.KEEP_SUPPLY)
    event = _open_event(work, event_id, EventKind.REPORT)
    if event.person_id != work.me.id:
        raise NotAllowed(N_("This is answered by whom it was reported to."))
    _end(work, event, _said(instruction, N_("Say what is to be done.")))
    work.record(TOPIC, "answer_report", SupplyChannel(id=event.channel_id))


def end_fault(work: Work, event_id: UUID, said: str) -> None:
    """Notes how a fault was put right. Raises BadEntry (field `said`), NotAllowed, NotFound."""
    work.require(Right.KEEP_SUPPLY)
    event = _open_event(work, event_id, EventKind.FAULT)
    _end(work, event, _said(said, N_("Say how it was put right.")))
    work.record(TOPIC, "end_fault", SupplyChannel(id=event.channel_id))


def switch_channel(work: Work, channel_id: UUID, to_backup: bool, why: str) -> None:
    """Lets the backup supply instead, or the supplier again. Raises BadEntry (field `said`), Stale, NotAllowed,
    NotFound."""
    work.require(Right.KEEP_SUPPLY)
    row = work.get(SupplyChannel, channel_id)
    if row.on_backup == to_backup:
        raise BadEntry(N_("It stands so already."))
    if to_backup and not row.backup:
        raise BadEntry(N_("This channel has no backup. Enter one first."), "backup")
    _add(work, row, EventKind.SWITCH, _said(why, N_("Say why the channel is switched.")), to_backup=to_backup)
    work.change(row, {"on_backup": to_backup}, {"on_backup": row.on_backup})
    work.record(TOPIC, "switch_channel", row, backup=to_backup)


def note(work: Work, channel_id: UUID, said: str) -> None:
    """Raises BadEntry (field `said`), NotAllowed, NotFound."""
    work.require(Right.KEEP_SUPPLY)
    row = work.get(SupplyChannel, channel_id)
    _add(work, row, EventKind.NOTE, _said(said, N_("Say it in a few words.")))
    work.record(TOPIC, "note_channel", row)


def supply_order(work: Work, order_id: UUID, channel_id: UUID | None) -> None:
    """Says which channel serves an order, or none. It stands beside the order, never in it. Raises NotAllowed,
    NotFound."""
    work.require(Right.KEEP_SUPPLY)
    order = work.get(PlacedOrder, order_id)
    channel = work.get(SupplyChannel, channel_id) if channel_id is not None else None
    work.alone()
    held = work.visible(SuppliedOrder, withdrawn=True).where(SuppliedOrder.order == order.id).get_or_none()
    if held is None and channel is not None:
        work.add(SuppliedOrder(order=order.id, channel=channel.id))
    elif held is not None and channel is not None:
        work.change(held, {"channel": channel.id, "withdrawn_at": None})
    elif held is not None and held.withdrawn_at is None:
        work.withdraw(held)
    work.record(TOPIC, "supply_order", channel)


def undo(work: Work, operation: UUID) -> None:
    """Takes back what one act on a channel did. Raises BadEntry for another act, and where something was done since;
    NotAllowed, NotFound."""
    work.require(Right.KEEP_SUPPLY)
    work.alone()
    deed = taking_back.deed_of(work, operation, UNDOABLE, (SupplyChannel, SupplyEvent, SuppliedOrder))
    taking_back.refuse_later(deed, _LATER)
    _refuse_built_on(work, deed)
    taking_back.put_back(work, deed)
    work.record(TOPIC, "undo_supply", None, acts=deed.acts)


def _refuse_built_on(work: Work, deed: Deed) -> None:
    """What happened to a new channel, or after a fault, and orders served by it change no row of the act but stand on
    it. Raises BadEntry."""
    at = max(record.at for record in deed.records)
    for model, row, told in deed.rows:
        new_channel = model is SupplyChannel
        if told[0].kind != "create" or not (new_channel or getattr(row, "kind", "") == EventKind.FAULT.value):
            continue
        later = work.visible(SupplyEvent).where(SupplyEvent.at > at)
        if new_channel:
            served = work.visible(SuppliedOrder).where(SuppliedOrder.channel == row.id)
            built = later.where(SupplyEvent.channel == row.id).exists() or served.exists()
        else:
            acted = SupplyEvent.kind != EventKind.NOTE.value
            built = later.where((SupplyEvent.channel == row.channel_id) & acted).exists()
        if built:
            raise BadEntry(_LATER)


def _said(text: str, lacking: str) -> str:
    said = tidy(text, lines=True)
    if not said:
        raise BadEntry(lacking, "said")
    return check_length(said, rules.SAID_LIMIT, "said")


def _add(work: Work, row: Any, kind: EventKind, said: str, **more: Any) -> Any:
    return work.add(SupplyEvent(channel=row.id, kind=kind.value, said=said, by=work.me.id, at=work.now, **more))


def _superior(work: Work, person_id: UUID) -> UUID:
    """Somebody else who keeps supply channels: nobody else may know of them. Raises BadEntry (field `person`)."""
    person = work.hold(Person, person_id)
    mandate = signing.mandate_of(work, person.id)
    if person.suspended_at is not None or mandate.scope(Right.KEEP_SUPPLY) is Scope.NONE or person.id == work.me.id:
        raise BadEntry(N_("{name} does not see supply channels: choose a superior who does."), "person",
                       name=person.name)  # fmt: skip
    return UUID(str(person.id))


def _open_events(work: Work, row: Any) -> Any:
    kinds = [EventKind.FAULT.value, EventKind.REPORT.value]
    there = (SupplyEvent.channel == row.id) & SupplyEvent.ended_at.is_null() & SupplyEvent.kind.in_(kinds)
    return work.visible(SupplyEvent).where(there)


def _open_event(work: Work, event_id: UUID, kind: EventKind) -> Any:
    event = work.get(SupplyEvent, event_id)
    if event.kind != kind.value or event.ended_at is not None:
        raise BadEntry(N_("Somebody was quicker: this stands otherwise by now."))
    return event


def _end(work: Work, event: Any, answer: str) -> None:
    work.change(event, {"answer": answer, "ended_at": work.now, "ended_by": work.me.id}, {"ended_at": None})
