"""Takes the last act on a visit back as one: the visit and the contact it left stand as before (CM-5)."""

from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.owners import HandoverLine
from desktop.models.visits import Visit
from desktop.rules.rights import Right
from desktop.services import search, taking_back
from desktop.services.visits import TOPIC
from desktop.services.work import Work

UNDOABLE = frozenset({
    (TOPIC, act) for act in ("plan_visit", "change_visit", "move_visit", "call_off_visit", "report_visit")
})  # fmt: skip
_MODELS = (Visit, Contact, HandoverLine)


def undo(work: Work, operation: UUID) -> None:
    """Takes back what one act did. Raises BadEntry for another act, and where something was done since; NotAllowed,
    NotFound."""
    work.require(Right.SEE_CLIENTS)
    work.alone()
    deed = taking_back.deed_of(work, operation, UNDOABLE, _MODELS, beside=True)
    visit = next(row for _model, row, _told in deed.rows if isinstance(row, Visit))
    client = work.get(Client, visit.client_id)
    if work.me.id not in (visit.visitor_id, visit.planned_by_id) or not work.may(Right.ENTER_CLIENTS):
        work.require(Right.EDIT_CLIENTS, client)
    taking_back.refuse_later(deed, N_("Something was done with this visit since, so it can't be undone."))
    taking_back.put_back(work, deed)
    search.forget(work, [row.id for _model, row, _told in deed.rows
                         if isinstance(row, Contact) and row.withdrawn_at is not None])  # fmt: skip
    work.record(TOPIC, "undo_visit", client, acts=deed.acts)
