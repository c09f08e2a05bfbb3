"""The sample office's rewards and penalties: own rules, one to be replied to, one to be decided, one praised."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from desktop.models.discipline import DisciplineCase, DisciplineEntry, DisciplineRule
from desktop.rules.discipline import Kind, Measure, Rule, Step
from desktop.rules.rights import Right
from desktop.services import discipline, discipline_acts, discipline_rules
from desktop.services.discipline import Evidence, NewCase
from desktop.services.discipline_acts import Decision
from desktop.services.work import Work

_HEAD, _CHIEF = "张岚", "陆文渊"
_M = Measure
_LADDER = (Step((_M.INSTRUCT,)), Step((_M.ORAL,)), Step((_M.WRITTEN, _M.FINE), 5000))
_HANDOVER = Rule("", Kind.PENALTY, "交接班未记录", "员工手册第18条", _LADDER, text="交接本须当班写完，双方签字。")
_PRAISED = Rule("", Kind.REWARD, "客人书面表扬", "员工手册第31条", (Step((_M.PRAISE,)),), by_weight=True)


def tell(story: Any) -> None:
    """Each by whoever had it, so many days ago."""
    handover = story.as_one(_CHIEF, 190, discipline_rules.keep_rule, _HANDOVER)
    praised = story.as_one(_CHIEF, 190, discipline_rules.keep_rule, _PRAISED, minutes=9)
    told = "交接本当日空白，次日由接班人补记"
    for days, who, fact, reply, given in (
        (96, "周敏", "晚班结束未写交接本，接班人不知包间换房", "当晚客满，忘了写",
         Decision([_M.INSTRUCT], "初次，已补记")),
        (41, "周敏", "交接本漏记一位客人的忌口", "以为口头说过就行",
         Decision([_M.ORAL], "一年内第二次，口头警告")),
    ):  # fmt: skip
        key = _proposed(story, days, handover, who, fact, told)
        story.as_one(_HEAD, days, discipline_acts.notify, key, minutes=20)
        story.as_one(who, days - 1, discipline_acts.reply, key, reply)
        story.as_one(_CHIEF, days - 3, discipline_acts.decide, key, given)
    key = _proposed(story, 33, praised, "王芳", "欧阳先生来信表扬：过敏的菜当面核对，随后电话回访", "表扬信原件")
    story.as_one(_CHIEF, 32, discipline_acts.decide, key, Decision([_M.PRAISE], "主动、细致，值得学习"))
    key = _proposed(story, 4, handover, "周敏", "交接本未写明两桌改期，次日重复占位", "预订簿改动记录")
    story.as_one(_HEAD, 4, discipline_acts.notify, key, "请在期限内说明情况。", minutes=15)
    story.as_one("周敏", 3, discipline_acts.reply, key, "当晚电脑故障，第二天一早补记，有同事可以证明")
    key = _proposed(story, 0, "secrecy", "李娜", "在餐厅外的群里转发当晚包间的客人姓名", "群聊截图", minutes=-140)
    story.as_one(_HEAD, 0, discipline_acts.notify, key, minutes=-120)


def _proposed(story: Any, days: int, rule: str, who: str, fact: str, evidence: str, *, minutes: int = 0) -> UUID:
    on = (story.now - timedelta(days=days)).date()
    new = NewCase(rule, story.people[who], on, fact, [Evidence(evidence)])
    key: UUID = story.as_one(_HEAD, days, discipline.propose, new, minutes=minutes)
    story.penalties.append(key)
    return key


def remove(work: Work, made: list[UUID]) -> None:
    """Takes them out of use with the rules that came along, as part of the verb that takes the sample out."""
    work.require(Right.RUN_OFFICE)
    if not made or not work.may(Right.SEE_DISCIPLINE):
        return
    cases = list(work.visible(DisciplineCase).where(DisciplineCase.id.in_(made)))
    entries = work.visible(DisciplineEntry).where(DisciplineEntry.case.in_([case.id for case in cases]))
    rules = work.visible(DisciplineRule).where(DisciplineRule.key.in_([case.rule for case in cases]))
    for row in [*entries, *rules, *cases]:
        work.withdraw(row)
        work.record("discipline", "withdraw_discipline", row)
