"""Leads 潜在客户: entered, followed up by plan, given to a colleague, lost, and found again while typing (CM-6)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.leads import Lead, LeadEntry, LeadRound
from desktop.models.office import Person
from desktop.rules import leads as rules
from desktop.rules.contacts import Channel
from desktop.rules.entries import phone_key
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.leads import OPEN, EntryKind, LeadEntered, PlanKind, State
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import StandInKind
from desktop.rules.tokens import Tokens, tokens_of
from desktop.rules.words import ClientForm
from desktop.services import on_file, search, signing, standing
from desktop.services.readings import readings
from desktop.services.work import Work

TOPIC = "leads"
_OPEN = [state.value for state in OPEN]


# Entering


def enter_lead(work: Work, new: LeadEntered) -> UUID:
    """Enters a lead, owned by whoever enters it unless a colleague is named. Raises BadEntry naming the field,
    NotAllowed."""
    work.require(Right.ENTER_CLIENTS)
    columns = rules.checked(new, work.now)
    owner = _owner(work, new.owner or work.me.id)
    row = work.add(Lead(
        **columns, **_keys(columns), state=State.NEW.value, owner=owner.id, deputy=_beside(work, owner),
        department=owner.department_id, entered_by=work.me.id, entered_at=work.now,
    ))  # fmt: skip
    search.index(work, document(row))
    work.record(TOPIC, "enter_lead", row)
    return UUID(str(row.id))


def change_lead(work: Work, lead_id: UUID, new: LeadEntered, base: LeadEntered | None = None) -> None:
    """Changes what is known of a lead; its owner changes by giving it. `base` is what the person saw. Raises BadEntry,
    NotAllowed, NotFound, Stale."""
    row = to_write(work, lead_id)
    columns = rules.checked(new, work.now)
    columns |= _keys(columns)
    seen = rules.checked(base, work.now) if base is not None else {}
    for said, found in ((new, columns), (base, seen)):
        if said is not None and said.received_at is None:
            found.pop("received_at")
    if work.change(row, columns, seen):
        search.index(work, document(row))
        work.record(TOPIC, "change_lead", row)


def give_lead(work: Work, lead_id: UUID, owner_id: UUID) -> None:
    """Gives a lead to a colleague; the department follows. Raises BadEntry, NotAllowed, NotFound."""
    row = to_write(work, lead_id)
    owner = _owner(work, owner_id)
    if owner.id == row.owner_id:
        raise BadEntry(N_("It is this colleague's already."), "owner")
    keeps = row.deputy_id not in (None, owner.id) and (row.deputy_id == work.me.id or _sees_those_of(work, owner))
    deputy = row.deputy_id if keeps else _beside(work, owner)
    work.change(row, {"owner": owner, "deputy": Person(id=deputy) if deputy is not None else None,
                      "department": owner.department})  # fmt: skip
    search.index(work, document(row))
    work.record(TOPIC, "give_lead", row)


def lose_lead(work: Work, lead_id: UUID, reason: str) -> None:
    """Notes that it came to nothing, and why; what was planned is planned no more. Raises BadEntry, NotAllowed,
    NotFound."""
    row = to_write(work, lead_id)
    why = rules.lost_because(reason)
    work.change(row, {"state": State.LOST.value, "lost_reason": why, "closed_at": work.now, "next_on": None})
    work.record(TOPIC, "lose_lead", row)


def reopen_lead(work: Work, lead_id: UUID) -> None:
    """Takes up a lead again that was given up. Raises BadEntry, NotAllowed, NotFound."""
    row = _reached(work, lead_id)
    if row.state != State.LOST.value:
        raise BadEntry(N_("Only a lead that was given up is taken up again."))
    work.change(
        row, {"state": State.IN_TOUCH.value, "lost_reason": "", "closed_at": None, "next_on": next_day(work, row)}
    )
    work.record(TOPIC, "reopen_lead", row)


def invite_again(work: Work, lead_id: UUID) -> None:
    """Notes that a visitor of the website who stayed on was invited again, which is done once. Raises BadEntry,
    NotAllowed, NotFound."""
    row = to_write(work, lead_id)
    if not rules.may_invite(row.stay_minutes, row.invited_at, int(work.settings["lead_invite_minutes"])):
        raise BadEntry(N_("Invited again is who stayed on our page long enough, and once."))
    work.change(row, {"invited_at": work.now})
    work.record(TOPIC, "invite_again", row)


# What is said, left and planned


def note_contact(work: Work, lead_id: UUID, channel: Channel, said: str, *, reached: bool = True,
                 at: datetime | None = None) -> UUID:  # fmt: skip
    """Notes a contact, or that nobody was reached; it becomes a contact of the client's file one day. Raises BadEntry,
    NotAllowed, NotFound."""
    row = to_write(work, lead_id)
    words = rules.said(said, "said", N_("Say what was said, or why nobody was reached."))
    moment = _past(work, at)
    kind = EntryKind.CONTACT if reached else EntryKind.TRIED
    entry = _add(work, row, kind, words, channel=channel.value, at=moment)
    _touched(work, row, reached=reached)
    work.record(TOPIC, "note_contact", row)
    return UUID(str(entry.id))


def leave_message(work: Work, lead_id: UUID, said: str, channel: Channel = Channel.CHAT,
                  at: datetime | None = None) -> UUID:  # fmt: skip
    """Registers a message that was left 留言; it waits for its result. Raises BadEntry, NotAllowed, NotFound."""
    row = to_write(work, lead_id)
    words = rules.said(said, "said", N_("Say what the message says."))
    entry = _add(work, row, EntryKind.MESSAGE, words, channel=channel.value, at=_past(work, at))
    work.record(TOPIC, "leave_message", row)
    return UUID(str(entry.id))


def note(work: Work, lead_id: UUID, said: str) -> UUID:
    """Notes something about a lead. Raises BadEntry, NotAllowed, NotFound."""
    row = to_write(work, lead_id)
    entry = _add(work, row, EntryKind.NOTE, rules.said(said, "said", N_("Say what is to be noted.")))
    work.record(TOPIC, "note_lead", row)
    return UUID(str(entry.id))


def plan_step(work: Work, lead_id: UUID, kind: PlanKind, said: str, on: date) -> UUID:
    """Plans a step of the follow-up for a day. Raises BadEntry naming the field, NotAllowed, NotFound."""
    row = to_write(work, lead_id)
    words = rules.said(said, "said", N_("Say what is to be done on that day."))
    rules.check_plan(on, on_file.today(work))
    entry = _add(work, row, EntryKind.PLAN, words, plan=kind.value, on=on)
    work.change(row, {"next_on": next_day(work, row)})
    work.record(TOPIC, "plan_lead", row)
    return UUID(str(entry.id))


def settle_entry(work: Work, entry_id: UUID, result: str, *, reached: bool = True, channel: Channel | None = None
                 ) -> None:  # fmt: skip
    """Notes the result of a message left, or what a planned step came to. Raises BadEntry, NotAllowed, NotFound."""
    work.alone()
    entry = work.get(LeadEntry, entry_id)
    row = to_write(work, entry.lead_id)
    kind = EntryKind.of(entry.kind)
    if kind not in (EntryKind.MESSAGE, EntryKind.PLAN) or entry.done_at is not None:
        raise BadEntry(N_("This waits for nothing any more."))
    words = rules.said(result, "result", N_("Say what it came to."))
    done = {"done_at": work.now, "done_by": Person(id=work.me.id), "result": words}
    if kind is EntryKind.PLAN:
        by = channel or (Channel.VISIT if entry.plan == PlanKind.VISIT.value else Channel.PHONE)
        # collecting is nothing that was said to anybody
        done["channel"] = "" if entry.plan == PlanKind.COLLECTION.value else by.value
    work.change(entry, done)
    if entry.plan != PlanKind.COLLECTION.value:
        _touched(work, row, reached=reached)
    following = next_day(work, row)
    if following != row.next_on:
        work.change(row, {"next_on": following})
    work.record(TOPIC, "settle_lead", row)


def look_through(work: Work) -> int:
    """Notes that I looked through the register today; once a day. Returns how many open leads I see. Raises
    NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    work.require(Right.ENTER_CLIENTS)
    work.alone()
    today = on_file.today(work)
    open_ = int(work.visible(Lead).where(Lead.state.in_(_OPEN)).count())
    mine = (LeadRound.on == today) & (LeadRound.by == work.me.id)
    row = work.visible(LeadRound, withdrawn=True).where(mine).get_or_none()
    if row is None:
        row = work.add(LeadRound(on=today, by=work.me.id, at=work.now, leads=open_))
    elif row.withdrawn_at is not None:
        work.change(row, {"at": work.now, "leads": open_, "withdrawn_at": None})
    else:
        return open_
    work.record(TOPIC, "look_through_leads", row, count=open_)
    return open_


# What these share


def document(row: Any) -> search.Doc:
    """What the search index keeps of a lead: it is found under its own owner and department."""
    organisation = row.form == ClientForm.ORGANISATION.value
    named = tokens_of((row.name,), (), (readings(row.name, organisation=organisation),)).name
    other = tokens_of((), (row.unit, row.phone, row.email, row.wish, row.needs, row.qualifications)).other
    return search.Doc(search.LEAD, row.id, Tokens([], [*named, *other]), row.owner_id, row.deputy_id,
                      row.department_id)  # fmt: skip


def _keys(columns: Mapping[str, object]) -> dict[str, object]:
    organisation = columns["form"] == ClientForm.ORGANISATION.value
    reading = readings(str(columns["name"]), organisation=organisation)
    return {"phone_key": phone_key(str(columns["phone"]))[:40], "sort_key": reading.sort_key[:400]}


def require_part(work: Work, row: Any) -> None:
    """Raises NotAllowed for who neither has a lead or stands in for who has, nor entered it, nor may edit what lies in
    its scope."""
    work.require(Right.ENTER_CLIENTS)
    if not _has_part(work, row):
        work.require(Right.EDIT_CLIENTS, row)


def _has_part(work: Work, row: Any) -> bool:
    if work.me.id in (row.owner_id, row.deputy_id, row.entered_by_id) or work.may(Right.EDIT_CLIENTS, row):
        return True
    return row.owner_id in standing.stood_in_for(work, StandInKind.VISITS)


def _reached(work: Work, lead_id: UUID) -> Any:
    work.alone()
    # judged before it is held: a server lets nobody hold what he may not change
    row = work.visible(Lead).where(Lead.id == lead_id).get_or_none()
    if row is None:
        raise NotFound(str(lead_id))
    require_part(work, row)
    return work.get(Lead, lead_id)


def to_write(work: Work, lead_id: UUID) -> Any:
    """A lead that is still open, for who may do something with it. Raises BadEntry, NotAllowed, NotFound."""
    row = _reached(work, lead_id)
    if row.state not in _OPEN:
        raise BadEntry(N_("This lead is closed: it became a client, or was given up."))
    return row


def may_write(work: Work, row: Any) -> bool:
    """Whether this person may do something with a lead that is still open."""
    return _has_part(work, row) and row.state in _OPEN and work.may(Right.ENTER_CLIENTS)


def _owner(work: Work, person_id: UUID) -> Any:
    person = work.hold(Person, person_id)
    if person.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), "owner", name=person.name)
    mandate = signing.mandate_of(work, person.id)
    if any(mandate.scope(right) is Scope.NONE for right in (Right.SEE_CLIENTS, Right.ENTER_CLIENTS)):
        raise BadEntry(N_("{name} may not see or enter clients: choose somebody who may."), "owner", name=person.name)
    return person


def _beside(work: Work, owner: Any) -> UUID | None:
    """Whoever gives a colleague a lead and does not see all leads stays beside him, and can go on telling of it."""
    narrow = work.me.mandate.scope(Right.SEE_CLIENTS) is not Scope.ALL
    return work.me.id if narrow and owner.id != work.me.id else None


def _sees_those_of(work: Work, owner: Any) -> bool:
    """Whether I see this colleague's leads without being beside him: who does not, and is not, could not have given one
    to him at a server, which lets nobody put a row out of his own sight."""
    scope, mine = work.me.mandate.scope(Right.SEE_CLIENTS), work.me.mandate.department
    return scope is Scope.ALL or (scope is Scope.DEPARTMENT and mine is not None and owner.department_id == mine)


def _past(work: Work, at: datetime | None) -> datetime:
    if at is not None and at > work.now:
        raise BadEntry(N_("A contact is reported once it has happened: choose a time up to now."), "at")
    return at or work.now


def _add(work: Work, row: Any, kind: EntryKind, said: str, **more: Any) -> Any:
    return work.add(LeadEntry(lead=row.id, kind=kind.value, said=said, by=work.me.id,
                              **({"at": work.now} | more)))  # fmt: skip


def _touched(work: Work, row: Any, *, reached: bool) -> None:
    """A lead that was reached once stays in touch, whoever does not pick up later."""
    state = State.IN_TOUCH if reached or row.state == State.IN_TOUCH.value else State.TRIED
    if row.state != state.value:
        work.change(row, {"state": state.value})


def next_day(work: Work, row: Any) -> date | None:
    """The first day that is planned. Part of the verb that changes what is, which has asked the right."""
    planned = (LeadEntry.lead == row.id) & (LeadEntry.kind == EntryKind.PLAN.value) & LeadEntry.done_at.is_null()
    first = work.visible(LeadEntry).where(planned).order_by(LeadEntry.on).first()
    return first.on if first is not None else None
