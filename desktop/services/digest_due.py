"""What daily digests have for Today: that yesterday's was not closed (OF-10, SV-6)."""

from datetime import timedelta

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.rules.today import Batch, Group, Row, Said, View
from desktop.services import digests
from desktop.services.work import Work

PAGE = "digests"
"""The page that rows of Today open."""


def due(work: Work, view: View) -> list[Batch]:
    """For the head of a department in which something was asked yesterday."""
    work.require(Right.SEE_CLIENTS)
    if view.whole or not work.may(Right.APPROVE_CLIENTS):
        return []
    day = view.today - timedelta(days=1)
    said = N_("Yesterday's digest is not closed: {n} were asked")
    rows = [
        Row(("digest", key), "clipboard-list", Said(said, {"n": asked}), name, (PAGE, None), given=(PAGE, None), on=day,
            urgent=True)
        for key, name, asked in digests.unclosed(work, day)
    ]  # fmt: skip
    return [Batch(Group.WRONG, rows[: view.limit], len(rows))] if rows else []
