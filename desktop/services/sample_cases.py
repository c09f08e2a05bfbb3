"""The sample office's cases: a complaint that runs, a question that waits, and a complaint to be called back today."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from desktop.models.cases import ServiceCase
from desktop.models.clients import Client
from desktop.rules.cases import PauseReason, Step
from desktop.rules.contacts import Channel
from desktop.rules.rights import Right
from desktop.services import case_acts, case_steps, cases
from desktop.services.cases import NewCase
from desktop.services.work import Work


def tell(story: Any) -> None:
    """Each by whoever had it, so many days ago."""
    with story.office.work(story.me) as work:
        of = {row.name: row.id for row in work.visible(Client).where(
            Client.name.in_(("贺启年", "欧阳海", "曾若兰")))}  # fmt: skip
    key = story.as_one("周敏", 7, cases.record_case, NewCase(
        "complaint", "包间空调太冷，反映两次没人管", "客人席间两次请服务员调高温度，无人跟进。", of["欧阳海"],
        channel=Channel.IN_PERSON, handler=story.people["王芳"]))  # fmt: skip
    story.cases.append(key)
    for n, (step, said, cause) in enumerate((
        (Step.PROMISE, "当面致歉，答应第二天给答复", ""),
        (Step.CAUSE, "换班时没有交接客人的要求", "交接班"),
        (Step.SOLUTION, "交接本加一栏“客人还在等的事”，下次来送一道点心", ""),
        (Step.ACCEPTANCE, "欧阳先生说可以", ""),
    )):  # fmt: skip
        story.as_one("王芳", 7, case_steps.do_step, key, step, said, cause=cause, minutes=20 + 25 * n)
    key = story.as_one("周敏", 1, cases.record_case, NewCase(
        "complaint", "等位四十分钟，订好的包间被占", "客人按时到店，包间还在翻台。", of["贺启年"],
        handler=story.people["王芳"]))  # fmt: skip
    story.cases.append(key)
    story.as_one("王芳", 1, case_steps.do_step, key, Step.PROMISE, "致歉，答应明晚八点前答复", minutes=12)
    story.as_one("王芳", 1, case_acts.ask_help, key, story.people["张岚"], "查一下当晚订位时间有没有重叠", minutes=30)
    key = story.as_one("王芳", 0, cases.record_case, NewCase(
        "consultation", "六十人的寿宴能不能用自带的酒水", client=of["曾若兰"],
        received_at=story.now - timedelta(minutes=95)), minutes=-90)  # fmt: skip
    story.cases.append(key)
    story.as_one("王芳", 0, case_acts.pause, key, PauseReason.CLIENT, "请客人告知酒的品种和数量", minutes=-20)


def remove(work: Work, made: list[UUID]) -> None:
    """Takes them out of use, as part of the verb that takes the sample out."""
    work.require(Right.RUN_OFFICE)
    for row in list(work.visible(ServiceCase).where(ServiceCase.id.in_(made))):
        work.withdraw(row)
        work.record("cases", "withdraw_case", row)
