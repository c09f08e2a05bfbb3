"""Takes back what somebody has just done in a spot check: a draw while none is scored, marks, improvements (CM-4)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.spot_checks import SpotCheck, SpotDraw
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import taking_back
from desktop.services.spot_checks import TOPIC
from desktop.services.work import Work

# Marks that were shown to the colleague stay shown, and what he did stays said: both were read
UNDOABLE = frozenset({"draw_spot_checks", "score_contact", "ask_improvement", "look_again"})
_LATER = N_("Something was done with this record since, so it can't be undone.")


def undo(work: Work, operation: UUID) -> None:
    """Takes back an act of mine. Raises BadEntry for another act, and where something was done since; NotAllowed,
    NotFound."""
    work.require(Right.SCORE_CONTACTS)
    work.alone()
    deed = taking_back.deed_of(work, operation, {(TOPIC, act) for act in UNDOABLE}, (SpotCheck, SpotDraw))
    taking_back.require_own(work, deed)
    taking_back.refuse_later(deed, _LATER)
    taking_back.refuse_changed(deed, _LATER)
    if any(_went_on(row, deed.acts) for model, row, _told in deed.rows if model is SpotCheck):
        raise BadEntry(_LATER)
    taking_back.put_back(work, deed)
    work.record(TOPIC, "undo_spot_check", deed.rows[0][1], acts=deed.acts)


def _went_on(row: Any, acts: Sequence[str]) -> bool:
    """Whether others have gone on from there, of whose acts a server tells nothing."""
    if "draw_spot_checks" in acts:
        return row.at is not None
    if "score_contact" in acts:
        return row.released_at is not None or bool(row.improve)
    return "ask_improvement" in acts and row.done_at is not None
