"""The sample office's uniform answers: some approved, one past its review date, one that waits, one that nobody has."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from desktop.models.knowledge import UniformAnswer
from desktop.rules.knowledge import AnswerEntry, Place
from desktop.rules.rights import Right
from desktop.services import digests, knowledge
from desktop.services.work import Work

# days ago, days until the review, topic, question, answer, how often it was given
_ANSWERS = (
    (
        120,
        90,
        "发票",
        "发票抬头写错了能重开吗？",
        "可以。三十天内凭原发票到前台，当场作废重开；超过三十天由财务联系您。",
        6,
    ),
    (120, 200, "发票", "可以开电子发票吗？", "可以。结账时扫台卡上的码填写抬头，当天发到您的邮箱。", 9),
    (
        100,
        160,
        "酒水",
        "可以自带酒水吗？",
        "包间可以自带白酒、红酒，不收开瓶费；大厅请用店内酒水。请提前告知数量，我们备好酒具。",
        4,
    ),
    (90, 85, "停车", "停车怎么收费？", "用餐客人停车四小时免费，前台盖章即可；超过的部分每小时五元。", 3),
    (
        60,
        120,
        "寿宴",
        "寿宴要提前多久预订？",
        "十桌以内提前七天，十桌以上提前十五天。订金为估价的两成，提前三天可以改桌数。",
        2,
    ),
    (40, 140, "会员", "积分什么时候清零？", "积分两年有效，到期前一个月我们会发短信提醒您。", 0),
)


def tell(story: Any) -> None:
    """Each drafted by whoever answers, and approved by the manager."""
    for days, until, topic, question, words, uses in _ANSWERS:
        on = story.now.date() - timedelta(days=days) + timedelta(days=until)
        key = story.as_one("王芳", days, knowledge.draft_answer, AnswerEntry(question, words, topic, review_on=on))
        story.answers.append(key)
        story.as_one("张岚", days, knowledge.approve_answer, key, 1, minutes=45)
        for n in range(uses):
            story.as_one("周敏", max(1, days - 9 * (n + 1)), knowledge.use_answer, key, Place.OTHER, minutes=7 * n)
    words = "可以自带蛋糕。我们代为冷藏，并提供刀叉和蜡烛，不收费。"
    entry = AnswerEntry("可以自带生日蛋糕吗？", words, "寿宴", review_on=story.now.date() + timedelta(days=180))
    story.answers.append(story.as_one("王芳", 1, knowledge.draft_answer, entry))
    story.answers.append(story.as_one("周敏", 1, knowledge.propose_question, "包间有没有最低消费？", minutes=-30))
    # a week ago everything was solved; yesterday's is still to be closed
    day = story.now.date() - timedelta(days=7)
    with story.office.work(story.me) as work:
        told = digests.day_digests(work, day)
    for one in told:
        note = "当天的问题当天解决，无遗留。换班交接本已加一栏。"
        story.as_one("陆文渊", 7, digests.close_digest, day, one.department, note, minutes=240)


def remove(work: Work, made: list[UUID]) -> None:
    """Takes them out of use, as part of the verb that takes the sample out."""
    work.require(Right.RUN_OFFICE)
    for row in list(work.visible(UniformAnswer).where(UniformAnswer.id.in_(made))) if made else ():
        work.withdraw(row)
        work.record("knowledge", "retire_answer", row)
