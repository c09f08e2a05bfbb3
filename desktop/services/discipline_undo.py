"""Takes back what somebody has just done to a reward or penalty, as one act (RP-2)."""

from uuid import UUID

from desktop.i18n import N_
from desktop.models.discipline import DisciplineCase, DisciplineEntry, DisciplineRule
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right
from desktop.services import discipline_reach, taking_back
from desktop.services.discipline_reach import TOPIC
from desktop.services.work import Work

UNDOABLE = frozenset({"propose_discipline", "add_evidence", "note_discipline", "notify_discipline", "reply_discipline",
                      "decide_discipline", "drop_discipline", "appeal_discipline", "settle_discipline",
                      "sign_discipline", "add_discipline_rule", "change_discipline_rule"})  # fmt: skip
_LATER = N_("Something was done about this case since, so it can't be undone.")


def undo(work: Work, operation: UUID) -> None:
    """Takes back an act of mine: its lines leave the history, and the case stands as before.

    Raises BadEntry for another act, and where something was done about the case since; NotAllowed for somebody else's
    act, NotFound.
    """
    work.require(Right.SEE_DISCIPLINE)
    work.alone()
    deed = taking_back.deed_of(work, operation, {(TOPIC, act) for act in UNDOABLE},
                               (DisciplineCase, DisciplineEntry, DisciplineRule))  # fmt: skip
    if any(record.person != work.me.id for record in deed.records):
        raise NotAllowed(N_("Only whoever did this takes it back."))
    entries = {row.id: row for model, row, _told in deed.rows if model is DisciplineEntry}
    for case in {row.case_id for row in entries.values()}:
        held = discipline_reach.reached(work, case)
        newest = max(row.at for row in entries.values() if row.case_id == case)
        if any(one.at >= newest and one.id not in entries for one in discipline_reach.entries_of(work, held)):
            raise BadEntry(_LATER)
    taking_back.refuse_later(deed, _LATER)
    taking_back.put_back(work, deed)
    work.record(TOPIC, "undo_discipline", deed.rows[0][1], acts=deed.acts)
