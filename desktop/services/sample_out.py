"""The sample office's visits and leads: whom the marketing manager goes to, and who may become a client."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.models.clients import Client
from desktop.models.leads import Lead
from desktop.models.visits import Visit
from desktop.rules.contacts import Channel
from desktop.rules.leads import LeadEntered, PlanKind, Source
from desktop.rules.rights import Right
from desktop.rules.visits import Plan, Preparation, VisitReport
from desktop.rules.words import ClientForm
from desktop.rules.zones import zone_of
from desktop.services import leads, visits
from desktop.services.work import Work

WHO = "张岚"
HOME = ("贺启年", "欧阳海", "曾若兰", "尉迟木业")


def tell(story: Any) -> None:
    """Each by whoever had it, so many days ago."""
    with story.office.work(story.me) as work:
        of = {name: work.visible(Client).where(Client.name.contains(name)).get().id for name in HOME}
    _tell_visits(story, of)
    _tell_leads(story)


def _tell_visits(story: Any, of: dict[str, UUID]) -> None:
    def plan(days_ago: int, client: str, days: int, hour: int, purpose: str, prepared: Preparation, place: str = ""
             ) -> UUID:  # fmt: skip
        said = Plan(_at(story, days, hour), purpose, None, place, prepared)
        key: UUID = story.as_one(WHO, days_ago, visits.plan_visit, of[client], said)
        story.visits.append(key)
        return key

    key = plan(9, "尉迟木业", -5, 10, "送答谢卡，问为什么半年没来", Preparation(
        "年底答谢供应商，约 60 人", "老板娘定菜，要清淡", "家具出口回暖，冬季订单多",
        "城西新开了一家自助餐厅", "保留包间、菜价不变"), "柏溪市木业园 6 号")  # fmt: skip
    owed = (_at(story, 0, 12) + timedelta(days=6)).date()
    story.as_one(WHO, 4, visits.report_visit, key, VisitReport(
        "去年换了司机，总走错路；菜没意见，嫌停车难。", "答应元旦前定 6 桌",
        "尉迟太太、办公室吴主任", "送停车位示意图和六桌菜单", owed, _at(story, -5, 11)))  # fmt: skip
    plan(6, "欧阳海", -2, 15, "当面为包间空调的事道歉", Preparation(
        "希望有固定的服务员", "不喝白酒，饭后要普洱", "", "", "赠下次果盘，留 8 号包间"))  # fmt: skip
    plan(3, "贺启年", 0, 20, "听对新菜单的意见", Preparation(
        "常宴请厂里客户，要安静", "忌香菜；喜欢靠窗", "机电行业，年底验收多", "",
        "先上两道新菜试味"), "贺启年办公室")  # fmt: skip
    key = plan(5, "曾若兰", 1, 14, "寿宴六十人，看场地定菜", Preparation(
        "自带酒水，要话筒和背景板", "老人多，菜要软", "", "南门酒楼报价每桌 1680",
        "送寿桃，不收开瓶费"))  # fmt: skip
    story.as_one(WHO, 1, visits.move_visit, key, _at(story, 3, 14), "曾女士当天要带老人体检")
    key = plan(7, "贺启年", -3, 9, "谈中秋团购", Preparation())
    story.as_one(WHO, 5, visits.call_off, key, "客户去外地验收，电话里已谈妥")


def _tell_leads(story: Any) -> None:
    def lead(days: int, who: str, entered: LeadEntered) -> UUID:
        key: UUID = story.as_one(who, days, leads.enter_lead, entered)
        story.leads.append(key)
        return key

    today = _at(story, 0, 12).date()
    firm = ClientForm.ORGANISATION
    key = lead(6, WHO, LeadEntered(
        "宋先生", Source.WEB, "公司年会二十桌", unit="云岭装饰", phone="19900000811", stay_minutes=4,
        needs="十二月下旬，要投影和舞台，每桌两千以内",
        qualifications="去年在南门酒楼办，本市注册，能预付三成"))  # fmt: skip
    story.as_one(WHO, 6, leads.note_contact, key, Channel.CHAT, "发了年会套餐，问能不能送彩排时段", minutes=20)
    story.as_one(WHO, 4, leads.plan_step, key, PlanKind.VISIT, "上门看图纸，量舞台", today + timedelta(days=2))
    story.as_one(WHO, 4, leads.plan_step, key, PlanKind.COLLECTION, "问清去年的菜单和账期", today)
    key = lead(3, WHO, LeadEntered(
        "卢小姐", Source.CALL, "婚宴三十桌", phone="19900000822", needs="明年五月，要露台，不要香菜"))  # fmt: skip
    story.as_one(WHO, 2, leads.note_contact, key, Channel.PHONE, "响了没人接", reached=False)
    story.as_one(WHO, 2, leads.plan_step, key, PlanKind.FOLLOW_UP, "晚上再打，约试菜", today - timedelta(days=1))
    key = lead(1, "周敏", LeadEntered(
        "祝经理", Source.CHAT, "长期接待客户，想签单", unit="江城仪表", phone="19900000833", stay_minutes=2,
        qualifications="注册资本一千万，要月结"))  # fmt: skip
    story.as_one("周敏", 1, leads.leave_message, key, "请把月结要什么材料发到我邮箱", minutes=15)
    key = lead(12, WHO, LeadEntered("柏溪幼儿园", Source.REFERRAL, "教师节聚餐", firm, phone="19900000844"))
    story.as_one(WHO, 10, leads.lose_lead, key, "园里改订盒饭")
    key = lead(20, WHO, LeadEntered(
        "江城仪器有限公司", Source.EVENT, "客户接待", firm, phone="19900000855",
        needs="每月四五次，要发票"))  # fmt: skip
    story.as_one(WHO, 18, leads.note_contact, key, Channel.PHONE, "约好来看包间\n行政经理姓陶", minutes=5)
    story.as_one(WHO, 15, leads.plan_step, key, PlanKind.COLD_CALL, "月底问开票资料", today + timedelta(days=5))
    lead(0, WHO, LeadEntered("王先生", Source.COLD_CALL, "单位团建午餐", phone="19900000866"))


def _at(story: Any, days: int, hour: int) -> datetime:
    """So many days from today, by the office's clock."""
    zone = zone_of(str(story.office.settings["time_zone"]))
    here = story.now.astimezone(zone) + timedelta(days=days)
    return here.replace(hour=hour, minute=0, second=0, microsecond=0)


def remove(work: Work, visited: list[UUID], entered: list[UUID]) -> None:
    """Takes them out of use, as part of the verb that takes the sample out."""
    work.require(Right.RUN_OFFICE)
    for row in list(work.visible(Visit).where(Visit.id.in_(visited))):
        work.withdraw(row)
        work.record("visits", "withdraw_visit", row)
    for row in list(work.visible(Lead).where(Lead.id.in_(entered))):
        work.withdraw(row)
        work.record("leads", "withdraw_lead", row)
