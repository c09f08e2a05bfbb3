"""Opens a department's day again that somebody has just closed by mistake (SV-6)."""

from uuid import UUID

from desktop.i18n import N_
from desktop.models.digests import DailyDigest
from desktop.rules.rights import Right
from desktop.services import taking_back
from desktop.services.digests import TOPIC
from desktop.services.work import Work


def undo(work: Work, operation: UUID) -> None:
    """By who closed it: the day is told as it stands, until it is closed anew. Raises BadEntry for another act,
    NotAllowed, NotFound."""
    work.require(Right.APPROVE_CLIENTS)
    work.alone()
    deed = taking_back.deed_of(work, operation, {(TOPIC, "close_digest")}, (DailyDigest,))
    taking_back.require_own(work, deed)
    taking_back.refuse_changed(deed, N_("Something was done with this day since, so it can't be undone."))
    taking_back.put_back(work, deed)
    work.record(TOPIC, "undo_digest", deed.rows[0][1])
