"""Takes back what somebody has just done to a case, as one act: its line in the timeline and what followed (SV-2)."""

from uuid import UUID

from desktop.i18n import N_
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right
from desktop.services import case_reach, taking_back
from desktop.services.case_reach import TOPIC, subject
from desktop.services.work import Work

# That a case was recorded, and what a second person approved, stays: the first is its proof, the other is used up
UNDOABLE = frozenset({"note_case", "tell_client", "pause_case", "resume_case", "ask_help", "give_help",
                      "escalate_case", "report_skipped", "instruct_case", "adverse_case", "case_step", "pass_case",
                      "pass_call_back", "reopen_case", "change_case_kind", "give_remedy", "join_case"})  # fmt: skip
_LATER = N_("Something was done about this case since, so it can't be undone.")


def undo(work: Work, operation: UUID) -> None:
    """Takes back an act of mine on a case: its line leaves the timeline; step, clock and handler stand as before.

    Raises BadEntry for another act, and where something was done about the case since; NotAllowed for somebody else's
    act, NotFound.
    """
    work.require(Right.SEE_CLIENTS)
    work.alone()
    deed = taking_back.deed_of(work, operation, {(TOPIC, act) for act in UNDOABLE}, (ServiceCase, CaseEntry))
    if any(record.person != work.me.id for record in deed.records):
        raise NotAllowed(N_("Only whoever did this takes it back."))
    entries = {row.id: row for model, row, _told in deed.rows if model is CaseEntry}
    key = next(iter(row.case_id for row in entries.values()), None) or deed.rows[0][1].id
    case = work.get(ServiceCase, key)
    case_reach.require_to_write(work, case_reach.client_of(work, case))
    newest = max((row.at for row in entries.values()), default=case.recorded_at)
    if any(one.at >= newest and one.id not in entries for one in case_reach.entries_of(work, case)):
        raise BadEntry(_LATER)
    taking_back.refuse_later(deed, _LATER)
    taking_back.put_back(work, deed)
    work.record(TOPIC, "undo_case", subject(case), number=case.number, acts=deed.acts)
