"""Takes the last act at the desk back as one: the visit, its badge and the contact it left stand as before (RE-1)."""

from uuid import UUID

from desktop.i18n import N_
from desktop.models.contacts import Contact
from desktop.models.owners import HandoverLine
from desktop.models.reception import RefusedVisitor, Visitor, ZoneEntry
from desktop.models.registers import RegisterLine
from desktop.rules.rights import Right
from desktop.services import search, taking_back
from desktop.services.reception import TOPIC
from desktop.services.work import Work

UNDOABLE = frozenset({
    (TOPIC, act) for act in (
        "plan_visit", "change_visit", "call_off", "check_in", "refuse_visitor", "check_out", "badge_back", "badge_lost",
        "note_breach", "answer_visitor", "meet_visitor", "name_stand_in", "log_visit", "list_refused", "unlist_refused",
        "leave_zone")
})  # fmt: skip
_MODELS = (Visitor, RegisterLine, Contact, HandoverLine, RefusedVisitor, ZoneEntry)


def undo(work: Work, operation: UUID) -> None:
    """Takes back what one act did. Raises BadEntry for another act, and where something was done since; NotAllowed,
    NotFound."""
    work.require(Right.SEE_VISITORS)
    work.alone()
    deed = taking_back.deed_of(work, operation, UNDOABLE, _MODELS, beside=True)
    if any(isinstance(row, RegisterLine | RefusedVisitor | ZoneEntry) for _model, row, _told in deed.rows):
        work.require(Right.RECEIVE_VISITORS)
    taking_back.refuse_later(deed, N_("Something was done with this visit since, so it can't be undone."))
    taking_back.put_back(work, deed)
    gone = [row.id for _model, row, _told in deed.rows if isinstance(row, Contact) and row.withdrawn_at is not None]
    if gone:
        search.forget(work, gone)
    about = next((row for _model, row, _told in deed.rows if isinstance(row, Visitor)), None)
    work.record(TOPIC, "undo_visit", about, acts=deed.acts)
