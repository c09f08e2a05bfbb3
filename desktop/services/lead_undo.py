"""Takes the last act on a lead back as one, also that it became a client: the file goes, its history stays (CM-6)."""

from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.leads import Lead, LeadEntry, LeadRound
from desktop.models.visits import Visit
from desktop.rules.errors import BadEntry
from desktop.rules.leads import OPEN, EntryKind, PlanKind
from desktop.rules.rights import Right
from desktop.services import journals, leads, on_file, search, taking_back
from desktop.services.leads import TOPIC
from desktop.services.work import Work

UNDOABLE = frozenset({
    (TOPIC, act) for act in (
        "enter_lead", "change_lead", "give_lead", "lose_lead", "reopen_lead", "invite_again", "note_contact",
        "leave_message", "note_lead", "plan_lead", "settle_lead", "convert_lead", "look_through_leads")
})  # fmt: skip
_MODELS = (Lead, LeadEntry, LeadRound, Client, Contact, Visit)
_OPEN = [state.value for state in OPEN]
_LATER = N_("Something was done with this lead since, so it can't be undone.")


def undo(work: Work, operation: UUID) -> None:
    """Takes back what one act did. Raises BadEntry for another act, and where something was done since; NotAllowed,
    NotFound."""
    work.require(Right.SEE_CLIENTS)
    work.require(Right.ENTER_CLIENTS)
    work.alone()
    deed = taking_back.deed_of(work, operation, UNDOABLE, _MODELS, beside=True)
    lead = _lead_of(work, deed)
    if lead is not None:
        leads.require_part(work, lead)
    elif any(row.by_id != work.me.id for _model, row, _told in deed.rows):
        raise BadEntry(N_("This is taken back where it was done."))
    taking_back.refuse_later(deed, _LATER)
    for client in [row for _model, row, _told in deed.rows if isinstance(row, Client)]:
        # its file goes
        work.require(Right.EDIT_CLIENTS, client)
        _refuse_hanging(work, client, {row.id for _model, row, _told in deed.rows})
    if lead is not None:
        _refuse_going_on(work, lead, deed)
    taking_back.put_back(work, deed)
    gone = [row for _model, row, _told in deed.rows if getattr(row, "withdrawn_at", None) is not None]
    search.forget(work, [row.id for row in gone if isinstance(row, Client | Contact | Lead)])
    if lead is not None and lead.withdrawn_at is None:
        row = work.get(Lead, lead.id)
        if row.state in _OPEN:
            # what was planned before and since stands
            work.change(row, {"next_on": leads.next_day(work, row)})
        search.index(work, leads.document(row))
    work.record(TOPIC, "undo_lead", lead, acts=deed.acts)


def _lead_of(work: Work, deed: taking_back.Deed) -> Any:
    """None where somebody only looked the register through."""
    for _model, row, _told in deed.rows:
        if isinstance(row, Lead):
            return row
        if isinstance(row, LeadEntry):
            return work.get(Lead, row.lead_id, withdrawn=True)
    return None


def _refuse_going_on(work: Work, lead: Any, deed: taking_back.Deed) -> None:
    """Raises BadEntry where the act made the lead, or said how far contact with it is, and somebody has gone on from
    there without changing it again: a second talk leaves a lead in touch that the first has brought there."""
    told = [trace for _model, row, traces in deed.rows if row.id == lead.id for trace in traces]
    made = any(trace.kind == "create" for trace in told)
    if not made and not any("state" in trace.changes for trace in told):
        return
    own = {row.id for _model, row, _told in deed.rows}
    entries = work.visible(LeadEntry).where(LeadEntry.lead == lead.id)
    others = [one.id for one in entries if one.id not in own and (made or _tells_of_contact(one))]
    if journals.of_rows(others, deed.last):
        raise BadEntry(_LATER)


def _tells_of_contact(entry: Any) -> bool:
    settled = entry.done_at is not None and entry.plan != PlanKind.COLLECTION.value
    return settled or entry.kind in (EntryKind.CONTACT.value, EntryKind.TRIED.value)


def _refuse_hanging(work: Work, client: Any, known: set[UUID]) -> None:
    """Raises BadEntry where something else was hung on the file since."""
    for model in on_file.HANGING:
        if "client" not in model._meta.fields:
            continue
        # reading path: whether anything was hung there, whoever may see it, and nothing else is concluded
        rows = model.select(model.id).where(model.client == client.id).tuples()
        if any(key not in known for (key,) in rows):
            raise BadEntry(_LATER)
