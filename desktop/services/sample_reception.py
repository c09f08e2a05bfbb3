"""The sample office's visitors: some of yesterday, who is in the house now, who is expected, and who is not let in."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from desktop.models.clients import Client
from desktop.models.reception import RefusedVisitor, Visitor
from desktop.rules.reception import Grade, Kind, Rank
from desktop.rules.rights import Right
from desktop.services import reception, refused_visitors
from desktop.services.reception import NewVisitor
from desktop.services.work import Work

DESK = "邓丽华"


def tell(story: Any) -> None:
    with story.office.work(story.me) as work:
        of = {row.name: row.id for row in work.visible(Client).where(Client.name.in_(("解思源", "金念慈")))}
    who = story.people

    def came(new: NewVisitor, days: int, minutes: int, **more: Any) -> UUID:
        key: UUID = story.as_one(DESK, days, reception.check_in, new, minutes=minutes, **more)
        story.visitors.append(key)
        return key

    def left(key: UUID, days: int, minutes: int, *, badge_back: bool = True) -> None:
        story.as_one(DESK, days, reception.check_out, key, minutes=minutes, badge_back=badge_back)

    story.as_one(
        DESK, 20, refused_visitors.refuse, "朱先生", "安泰保险", "199 0000 0071", "多次推销保险，劝离后又进大厅拉客人"
    )
    key = came(NewVisitor("老葛", "绿源蔬菜", "199 0000 0072", kind=Kind.SUPPLIER, purpose="对账、送样品",
                          host=who["赵峰"]), 1, -120)  # fmt: skip
    story.as_one("赵峰", 1, reception.meet, key, minutes=-112)
    left(key, 1, -60, badge_back=False)
    key = came(NewVisitor("孟小伟", "", "199 0000 0073", kind=Kind.SECOND_INTERVIEW, purpose="应聘传菜员",
                          host=who["王芳"]), 1, -100)  # fmt: skip
    story.as_one("王芳", 1, reception.meet, key, minutes=-95)
    left(key, 1, -50)
    new = NewVisitor("金念慈", kind=Kind.CLIENT, purpose="看寿宴场地", host=who["张岚"], client=of["金念慈"])
    left(came(new, 1, -40), 1, -5)
    came(NewVisitor("安泰保险的业务员", "安泰保险", kind=Kind.SELLER), 1, -30)
    key = came(NewVisitor("卢科长", "区市场监督管理局", "", 3, Kind.GOVERNMENT, Rank.ABOVE, "后厨例行检查",
                          who["陆文渊"]), 0, -65)  # fmt: skip
    story.as_one("陆文渊", 0, reception.meet, key, minutes=-62)
    came(
        NewVisitor("马师傅", "锦程制冷", "199 0000 0074", 2, Kind.ON_DUTY, purpose="检修冷库", host=who["王芳"]), 0, -25
    )
    came(NewVisitor("江岚", "晚报生活版", kind=Kind.OTHER, purpose="约采访时间", host=who["张岚"],
                    grade=Grade.HIGH, grade_reason="张经理请来的记者"), 0, -9)  # fmt: skip
    for name, minutes, new in (
        ("张岚", 95, NewVisitor("解思源", kind=Kind.CLIENT, purpose="定公司年会的场地", host=who["张岚"],
                              client=of["解思源"])),
        ("周敏", 150, NewVisitor("潘老师", "实验小学", "199 0000 0075", 2, Kind.BUSINESS, purpose="谢师宴的菜单",
                               host=who["张岚"])),
        ("陆文渊", 1440, NewVisitor("白志远", "白石建材", "199 0000 0076", kind=Kind.BOOKED_VIP, purpose="年度协议续签",
                                host=who["陆文渊"])),
    ):  # fmt: skip
        planned = NewVisitor(new.name, new.unit, new.phone, new.heads, new.kind, new.rank, new.purpose, new.host,
                             new.client, story.now + timedelta(minutes=minutes))  # fmt: skip
        story.visitors.append(story.as_one(name, 0, reception.plan_visit, planned, minutes=-180))


def remove(work: Work, made: list[UUID]) -> None:
    """Takes them out of use, as part of the verb that takes the sample out."""
    work.require(Right.RUN_OFFICE)
    if not (work.may(Right.SEE_VISITORS) and work.may(Right.RECEIVE_VISITORS)):
        return
    for row in list(work.visible(Visitor).where(Visitor.id.in_(made))):
        work.withdraw(row)
        work.record(reception.TOPIC, "withdraw_visit", row)
    for row in list(work.visible(RefusedVisitor).where(RefusedVisitor.name == "朱先生")):
        work.withdraw(row)
        work.record(reception.TOPIC, "unlist_refused", row)
