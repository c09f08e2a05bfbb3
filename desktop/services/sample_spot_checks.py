"""The sample office's spot checks: a draw that is scored in part, marks that were shown, and something to improve."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from desktop.models.spot_checks import SpotCheck, SpotDraw
from desktop.rules.rights import Right
from desktop.rules.spot_checks import Marks
from desktop.services import settings, spot_checks
from desktop.services.work import Work

_JUDGE = "张岚"
_FOUND = (
    (5, 4, 5, "态度好，记录清楚。"),
    (5, 3, 4, "价格报错一次，已当场更正。"),
    (4, 5, 3, "没有写下一步，客人还在等回话。"),
    (5, 5, 5, ""),
)


def tell(story: Any) -> None:
    """Drawn and scored by the manager, of whom nobody is judged by himself."""
    for name, value in (("spot_size", 2), ("spot_scale", 5)):
        story.as_one("陆文渊", 4, settings.change_setting, name, value)
    last = story.now.date() - timedelta(days=4)
    draw = story.as_one(_JUDGE, 3, spot_checks.draw, last - timedelta(days=30), last)
    story.draws.append(draw)
    with story.office.work(story.me) as work:
        rows = work.visible(SpotCheck).where((SpotCheck.draw == draw) & (SpotCheck.staff != story.people[_JUDGE]))
        keys = [row.id for row in rows.order_by(SpotCheck.staff, SpotCheck.id)]
    for n, (key, found) in enumerate(zip(keys, _FOUND, strict=False)):
        story.as_one(_JUDGE, 3, spot_checks.score, key, Marks(*found), minutes=20 + 6 * n)
        if n == 0:
            story.as_one(_JUDGE, 3, spot_checks.release, key, minutes=50)
        if n == 2:
            until = story.now.date() + timedelta(days=2)
            story.as_one(_JUDGE, 3, spot_checks.improve, key, "每条往来写明下一步和日期。", story.people["王芳"], until,
                         minutes=55)  # fmt: skip


def remove(work: Work, made: list[UUID]) -> None:
    """Takes them out of use, as part of the verb that takes the sample out."""
    work.require(Right.RUN_OFFICE)
    if not made or not work.may(Right.SCORE_CONTACTS):
        return
    rows = [*work.visible(SpotDraw).where(SpotDraw.id.in_(made)), *spot_checks.judged(work).where(
        SpotCheck.draw.in_(made))]  # fmt: skip
    for row in rows:
        work.withdraw(row)
        work.record("spot_checks", "withdraw_spot_check", row)
