"""Keeps level 3 handed out by an office's server to work that takes longer than one ticket lasts."""

from time import monotonic

from desktop.models.clients import ClientAccounts
from desktop.models.sealed_texts import SealedText
from desktop.models.server_tickets import MINUTES
from desktop.rules.errors import NeedsTicket
from desktop.services.work import Work

_FRESH = (MINUTES - 1) * 60  # seconds


class HandOuts:
    """Of one piece of staged work, by somebody who may read level 3 of every client there."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._wanted = work.database.enforced and work.has_all_of_level_3
        self._noted_at: float | None = None

    def keep(self) -> None:
        """Between two stages: has the server note a reading of level 3 anew where it would refuse the next stage, or
        soon. Begun again from its beginning, work longer than a ticket would never end."""
        if self._wanted and (self._is_old() or self._is_refused()):
            with self._work.writing():
                self._work.note_hand_out(None)
            self._noted_at = monotonic()

    def _is_old(self) -> bool:
        return self._noted_at is not None and monotonic() - self._noted_at > _FRESH

    def _is_refused(self) -> bool:
        try:
            with self._work.reading():
                for table in (ClientAccounts, SealedText):
                    # reading path: whether it is handed out, and nothing of it
                    table.select(table.client).limit(1).tuples().first()
        except NeedsTicket:
            return True
        return False
