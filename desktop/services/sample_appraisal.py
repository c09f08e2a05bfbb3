"""The sample office's appraisals by quarters: all locked but the last whole one, which waits for it, and one runs."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from desktop.models.appraisal import AppraisalSheet
from desktop.rules.appraisal import Against, Answer, PeriodState, Recommendation, Side, Spell, Target, Verdict
from desktop.rules.appraisal_marks import ITEMS, MarkEntry, Part
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right
from desktop.services import appraisal, appraisal_appeals, appraisal_locks, appraisal_sheets
from desktop.services.sample_year import STAFF, quarters
from desktop.services.work import Work

HEAD, OTHER = "陆文渊", "张岚"
_RATED, _PUBLISHED, _APPEALED, _SIGNED, _LOCKED = 6, 8, 10, 18, 20  # days after the quarter
_OBJECTS = "邓丽华"
_SEEN = (
    "替同事顶了两个晚班，交接清楚",
    "把常客的忌口写进了交接本",
    "客人当面夸过一次",
    "例会上提了排班的建议",
    "有两次记录晚了一天",
)
_SAID = ("这一季稳，继续保持。", "进步明显，下季多带新人。", "投诉处理要再快一点。", "记录写得细，值得大家学。")


def tell(story: Any) -> None:
    """Each quarter by whoever did it. What fell due in the last one is counted, signed and not locked yet."""
    over = [one for one in quarters(story) if (story.back(0).date() - one.last).days > _LOCKED]
    chance = random.Random(17)
    for place, quarter in enumerate(over):
        period = _open(story, quarter)
        _appraise(story, period, quarter, chance, objects=place == len(over) - 2)
        if place < len(over) - 1:
            story.as_one(HEAD, _days(story, quarter, _LOCKED), appraisal_locks.lock, period)
    running = _open(story, Quarter.of(story.back(1).date()))
    story.as_one(HEAD, 0, appraisal.compute, running)


def _days(story: Any, quarter: Quarter, after: int) -> int:
    """How many days ago it was so many days after a quarter's end."""
    return int((story.back(0).date() - quarter.last).days) - after


def _open(story: Any, quarter: Quarter) -> UUID:
    """Opened as it began; whoever heads the house takes no part."""
    days = (story.back(0).date() - quarter.first).days
    period = story.as_one(HEAD, days, appraisal.open_period, Spell(str(quarter), quarter.first, quarter.last))
    story.as_one(OTHER, days, _leave_out, period=period, person=story.people[HEAD])
    story.as_one(HEAD, days, _name, period=period)
    return UUID(str(period))


def _appraise(story: Any, period: UUID, quarter: Quarter, chance: random.Random, *, objects: bool) -> None:
    def ended(after: int) -> int:
        return _days(story, quarter, after)

    story.as_one(HEAD, ended(1), appraisal.compute, period)
    story.as_one(HEAD, ended(1), appraisal.step, period, PeriodState.SELF, minutes=5)
    for name in STAFF:
        story.as_one(name, ended(3), _hand_in, period=period, chance=chance)
    story.as_one(HEAD, ended(4), appraisal.step, period, PeriodState.SUPERIOR)
    with story.office.work(story.me, write=False) as work:
        names = {key: name for name, key in story.people.items()}
        raters = {row.deputy_id for row in work.visible(AppraisalSheet).where(AppraisalSheet.period == period)}
    for name in sorted(names[key] for key in raters if key in names):
        story.as_one(name, ended(_RATED), _rate, period=period, chance=chance, on=quarter.last - timedelta(days=9))
    story.as_one(HEAD, ended(_RATED), appraisal.step, period, PeriodState.CALIBRATED, minutes=30)
    story.as_one(HEAD, ended(_RATED), _calibrate, period=period, person=story.people["韩磊"], minutes=40)
    story.as_one(HEAD, ended(_PUBLISHED), appraisal.step, period, PeriodState.PUBLISHED)
    for name in STAFF:
        answer = Answer.OBJECTED if objects and name == _OBJECTS else Answer.CONFIRMED
        words = "四月起才独立接投诉，请按实际接手的算。" if answer is Answer.OBJECTED else ""
        story.as_one(name, ended(_PUBLISHED + 1), _answer, period=period, said=answer, words=words)
    if objects:
        story.as_one(HEAD, ended(_APPEALED), appraisal.step, period, PeriodState.APPEAL)
        key = story.as_one(_OBJECTS, ended(_APPEALED + 1), _appeal, period=period)
        story.as_one(OTHER, ended(_APPEALED + 4), appraisal_appeals.decide, key, Verdict.REJECTED,
                     "交接单上三月底已经签收，投诉都在签收之后，得分不变。")  # fmt: skip
    story.as_one(HEAD, ended(_SIGNED), appraisal_locks.sign, period)


# Each as part of the verb it calls, for a sheet that is found by its person


def _sheet(work: Work, period: UUID, person: UUID) -> UUID:
    work.require(Right.SEE_APPRAISALS)
    found = work.visible(AppraisalSheet).where((AppraisalSheet.period == period) & (AppraisalSheet.owner == person))
    return UUID(str(found.get().id))


def _leave_out(work: Work, period: UUID, person: UUID) -> None:
    work.require(Right.RUN_APPRAISALS)
    appraisal.leave_out(work, _sheet(work, period, person))


def _name(work: Work, period: UUID) -> None:
    """Whoever heads the house rates those whom nobody is above."""
    work.require(Right.RUN_APPRAISALS)
    nobody = (AppraisalSheet.period == period) & AppraisalSheet.deputy.is_null()
    for sheet in list(work.visible(AppraisalSheet).where(nobody & (AppraisalSheet.owner != work.me.id))):
        appraisal_sheets.name_superior(work, sheet.id, work.me.id)


def _hand_in(work: Work, period: UUID, chance: random.Random) -> None:
    work.require(Right.SEE_APPRAISALS)
    part = Part([MarkEntry(item.number, chance.choice((3, 4, 4, 5))) for item in ITEMS], chance.choice(_SEEN))
    appraisal_sheets.hand_in(work, _sheet(work, period, work.me.id), part)


def _rate(work: Work, period: UUID, chance: random.Random, on: date) -> None:
    work.require(Right.RATE_STAFF)
    mine = (AppraisalSheet.period == period) & (AppraisalSheet.deputy == work.me.id)
    for sheet in list(work.visible(AppraisalSheet).where(mine).order_by(AppraisalSheet.id)):
        level = chance.choice((3, 4, 4))
        part = Part([MarkEntry(item.number, min(5, max(1, level + chance.choice((-1, 0, 0, 1)))), chance.choice(_SEEN),
                               observed=on - timedelta(days=chance.randrange(60))) for item in ITEMS],
                    chance.choice(_SAID), (Recommendation.TRAINING,) if level == 3 else ())  # fmt: skip
        appraisal_sheets.rate(work, sheet.id, part)


def _calibrate(work: Work, period: UUID, person: UUID) -> None:
    """One mark, with its reason: two heads had not meant the same by it."""
    work.require(Right.RUN_APPRAISALS)
    key = _sheet(work, period, person)
    marks = {mark.item: mark.mark for mark in work.get(AppraisalSheet, key).marks if mark.side == Side.SUPERIOR.value}
    if marks:
        appraisal_sheets.calibrate(work, key, 2, max(1, marks[2] - 1), "与前厅部口径拉平：晚报两次以上记 3 分以下")


def _answer(work: Work, period: UUID, said: Answer, words: str) -> None:
    work.require(Right.SEE_APPRAISALS)
    appraisal_sheets.answer(work, _sheet(work, period, work.me.id), said, words)


def _appeal(work: Work, period: UUID) -> UUID:
    work.require(Right.SEE_APPRAISALS)
    about = Target(Against.INDICATOR, "C2")
    return appraisal_appeals.appeal(
        work, _sheet(work, period, work.me.id), about, "三月的投诉是交接前的，不应算在我这里。"
    )
