"""What spot checks have for Today: records to be scored, improvements due, and those to be looked at again (OF-10)."""

from desktop.i18n import N_
from desktop.models.spot_checks import SpotCheck
from desktop.rules.rights import Right
from desktop.rules.today import Batch, Group, Row, Said, View
from desktop.services import spot_checks
from desktop.services.work import Work

PAGE = "spot_checks"
"""The page that rows of Today open."""


def due(work: Work, view: View) -> list[Batch]:
    """For supervisors how many wait for a score or a second look; for whoever improves something, that."""
    work.require(Right.SEE_CLIENTS)
    if view.whole:
        return []
    found = []
    for line in spot_checks.mine(work):
        if line.improve and line.looked_at is None and line.done_at is None and line.due_on is not None:
            late = line.due_on < view.today
            found.append((Group.WRONG if late else Group.DUE if line.due_on == view.today else Group.NEXT, Row(
                ("improve", line.id), "check", Said(N_("To be improved: {what}"), {"what": line.improve}), line.staff,
                (PAGE, line.id), given=(PAGE, line.id), on=line.due_on, urgent=late)))  # fmt: skip
    if work.may(Right.SCORE_CONTACTS):
        open_ = spot_checks.judged(work)
        for key, said, condition in (
            ("spot_score", N_("{n} contact records wait for a score"), SpotCheck.at.is_null()),
            ("spot_look", N_("{n} improvements are to be looked at again"),
             SpotCheck.done_at.is_null(False) & SpotCheck.looked_at.is_null() & (SpotCheck.owner != work.me.id)),
        ):  # fmt: skip
            number = int(open_.where(condition).count())
            if number:
                found.append((Group.WAITING, Row((key,), "eye", Said(said, {"n": number}), "", (PAGE, None),
                                                 given=(PAGE, None))))  # fmt: skip
    batches = []
    for group in Group:
        rows = [row for of, row in found if of is group]
        if rows:
            batches.append(Batch(group, rows[: view.limit], len(rows)))
    return batches
