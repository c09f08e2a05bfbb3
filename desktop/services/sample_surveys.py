"""The sample office's surveys: last quarter's is finished and led to measures, this quarter's is being asked."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

from desktop.models.surveys import Survey
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right
from desktop.rules.surveys import Means, Outcome, Question, QuestionKind
from desktop.services import on_file, settings, survey_asking, survey_draws, survey_measures, surveys
from desktop.services.survey_measures import MeasureEntry
from desktop.services.surveys import QuestionnaireEntry, SurveyEntry
from desktop.services.work import Work

_MANAGER, _ASKER = "张岚", "王芳"
_PLAN = {"A": "100%", "B": "60%", "C": "25%", "D": "10%"}
_PAPER = QuestionnaireEntry(
    "用餐满意度", (
        Question("q1", QuestionKind.FIVE, "总的来说，您对最近一次用餐满意吗？",
                 "On the whole, how satisfied were you with your last meal?"),
        Question("q2", QuestionKind.FIVE, "服务员了解您的口味和忌口吗？",
                 "Did we know what you like and must not eat?"),
        Question("q3", QuestionKind.TEN, "您有多愿意向朋友推荐我们？", "How likely are you to recommend us?"),
        Question("q4", QuestionKind.YES_NO, "预订时说好的都做到了吗？", "Was everything kept that was agreed?"),
        Question("q5", QuestionKind.MANY, "您最希望我们改进什么？", "What should we improve?", required=False, choices=(
            ("上菜速度", "How fast dishes come"), ("包间环境", "The rooms"), ("菜品", "The dishes"),
            ("停车", "Parking"))),
        Question("q6", QuestionKind.TEXT, "您还有什么建议？", "Is there anything else?", required=False),
    ),
    "Satisfaction with the meal", "您好，这里是柏溪楼，想用两分钟听听您的意见，可以吗？",
    "Good day, this is Boxi House. May we have two minutes for your opinion?",
)  # fmt: skip
_SAID = ("上菜再快一点", "小林姑娘记得我不吃香菜，很贴心", "地下停车场不好找", "包间隔音差了些", "清蒸鱼一直很好",
         "等位时能有杯热茶就好了", "希望能提前看到新菜单")  # fmt: skip


def tell(story: Any) -> None:
    """Each by whoever did it, so many days ago. A restaurant begins without surveys."""
    story.as_one(story.admin, 60, settings.switch_feature, "surveys", True)
    today = on_file.today
    with story.office.work(story.me, write=False) as work:
        day = today(work)
    quarter, chance = Quarter.of(day).before(), random.Random(79)
    since = (day - quarter.last).days
    paper = story.as_one(_MANAGER, since + 40, surveys.save_questionnaire, None, _PAPER)
    last = _begin(story, paper, quarter, since + 30, (Means.PHONE, Means.PAPER))
    for days in (since + 20, since + 12):
        story.as_one(_ASKER, days, _ask, survey=last, chance=chance, share=0.55, good=0.8)
    closed = max(0, since - 4)
    story.as_one(_MANAGER, closed, surveys.close_survey, last)
    entry = MeasureEntry(
        "四成多的客人嫌上菜慢", "周末传菜加一人，热菜分两批下单", story.people[_ASKER], day - timedelta(days=12)
    )
    slow = story.as_one(_MANAGER, closed, survey_measures.name_measure, last, entry)
    story.as_one(_ASKER, min(closed, 14), survey_measures.finish_measure, slow, "从上个周末起传菜三人")
    entry = MeasureEntry(
        "停车指引不清楚", "地库入口立牌，订位短信附停车说明", story.people["周敏"], day + timedelta(days=3)
    )
    story.as_one(_MANAGER, closed, survey_measures.name_measure, last, entry)
    now = _begin(story, paper, Quarter.of(day), min(9, (day - Quarter.of(day).first).days), tuple(Means))
    story.as_one(_ASKER, 1, _ask, survey=now, chance=chance, share=0.45, good=0.86)
    story.surveys += [last, now]


def _begin(story: Any, paper: UUID, quarter: Quarter, days: int, means: tuple[Means, ...]) -> UUID:
    name = f"{quarter.year} 年第{'一二三四'[quarter.number - 1]}季度满意度"
    entry = SurveyEntry(name, paper, quarter.first, quarter.last, means=means, plan=_PLAN)
    key: UUID = story.as_one(_MANAGER, days, surveys.save_survey, None, entry)
    story.as_one(_MANAGER, days, survey_draws.draw_sample, key)
    return key


def _ask(work: Work, survey: UUID, chance: random.Random, share: float, good: float) -> None:
    """A round of calls: most answer, some are not reached, one or two want to be asked later or not at all."""
    waiting = survey_asking.waiting(work, survey)
    for line in waiting[: max(1, round(len(waiting) * (share + 0.25)))]:
        luck = chance.random()
        if luck < 0.78:
            points = chance.choice((4, 5, 5)) if chance.random() < good else chance.choice((2, 3))
            given: dict[str, object] = {
                "q1": points, "q2": max(1, min(5, points + chance.choice((-1, 0, 0, 1)))), "q3": points * 2 -
                chance.choice((0, 0, 1)), "q4": int(points > 2 and chance.random() < 0.93),
                "q5": sorted(chance.sample(range(4), chance.choice((0, 1, 1, 2)))),
                "q6": chance.choice(_SAID) if chance.random() < 0.3 else "",
            }  # fmt: skip
            survey_asking.answer(work, line.id, given, Means.PHONE)
        elif luck < 0.92:
            survey_asking.try_client(work, line.id, Outcome.MISSED)
        elif luck < 0.96:
            survey_asking.try_client(work, line.id, Outcome.LATER, on_file.today(work) + timedelta(days=1))
        else:
            survey_asking.try_client(work, line.id, Outcome.REFUSED)


def remove(work: Work, made: list[UUID]) -> None:
    """Takes them out of use, as part of the verb that takes the sample out."""
    work.require(Right.RUN_OFFICE)
    for row in list(work.visible(Survey).where(Survey.id.in_(made))):
        work.withdraw(row)
        work.record("surveys", "withdraw_survey", row)
