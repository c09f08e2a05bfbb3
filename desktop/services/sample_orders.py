"""The sample office's orders and supply channels: gift boxes and catering, two unchecked, one irregular, a fault."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from desktop.models.classes import Spend
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.orders import PlacedOrder
from desktop.models.supply import SupplyChannel
from desktop.rules.orders import IdentityWay, Irregularity, LineKind, OrderLine
from desktop.rules.rights import Right
from desktop.services import on_file, order_checks, orders, settings, supply
from desktop.services.orders import NewOrder
from desktop.services.supply import ChannelEntry
from desktop.services.work import Work

TAKER, CHECKER, HEAD, CHIEF, ADMIN = "周敏", "王芳", "张岚", "陆文渊", "何俊"
_BOX = OrderLine("端州糕点礼盒", 10_000, 168_00, "盒")
_TEA = OrderLine("陈年普洱茶饼", 4_000, 420_00, "饼")
_HOME = OrderLine("家宴送餐（十人）", 1_000, 1_880_00, "席", LineKind.SERVICE)
_CARRY = OrderLine("送货", 1_000, 60_00, "次", LineKind.SERVICE)
# who, how many days ago, which lines, entered how many minutes later, and how the client was known
_STORY = (
    ("贺启年", 19, (_BOX, _CARRY), 4, IdentityWay.KNOWN),
    ("曾若兰", 16, (_HOME,), 7, IdentityWay.CALLED_BACK),
    ("欧阳海", 12, (_TEA,), 3, IdentityWay.KNOWN),
    ("贺启年", 9, (OrderLine("端州糕点礼盒", 40_000, 158_00, "盒"), _CARRY), 6, IdentityWay.KNOWN),
    ("曾若兰", 5, (OrderLine("腊味双拼", 6_000, 96_00, "份"),), 190, IdentityWay.CALLED_BACK),
    ("欧阳海", 1, (_HOME, _CARRY), 5, IdentityWay.KNOWN),
    ("曾若兰", 0, (OrderLine("陈年普洱茶饼", 2_000, 420_00, "饼"),), 2, IdentityWay.CALLED_BACK),
)


def tell(story: Any) -> None:
    """Each by whoever had it, so many days ago."""
    for feature in ("orders", "supply"):
        story.as_one(ADMIN, 30, settings.switch_feature, feature, True)
    with story.office.work(story.me) as work:
        of = {row.name: row.id for row in work.visible(Client).where(
            Client.name.in_(("贺启年", "欧阳海", "曾若兰")))}  # fmt: skip
        # none lies in the quarter whose classes stand: they follow from its bills alone
        free = (on_file.today(work) - story.quarter.last).days - 1

    def ago(days: int) -> int:
        return min(days, free)

    made: list[UUID] = []
    for name, long_ago, lines, later, way in _STORY:
        days = ago(long_ago)
        new = NewOrder(of[name], lines, story.now - timedelta(days=days, minutes=later + 300), identity=way)
        made.append(story.as_one(TAKER, days, orders.enter_order, new, minutes=-300))
    story.orders += made
    for number, days in ((0, 19), (1, 16), (2, 12)):
        story.as_one(CHECKER, ago(days), order_checks.check_order, made[number], minutes=-240)
    story.as_one(CHECKER, ago(9), order_checks.watch_order, made[3], True, "四十盒，本月最大一单", minutes=-250)
    story.as_one(
        CHECKER, ago(9), order_checks.check_order, made[3], Irregularity.AMOUNT, "单价低于价目表十元", minutes=-240
    )
    story.as_one(HEAD, ago(8), order_checks.clear_order, made[3], "四十盒以上按团购价，陆总当面同意", minutes=-200)
    story.as_one(CHECKER, 5, order_checks.check_order, made[4], Irregularity.LATE, "三小时后才录入，客人来电催问",
                 minutes=-60)  # fmt: skip
    with story.office.work(story.me) as work:
        place = work.hold(Person, story.people[CHECKER]).department_id
    if place is not None:
        story.as_one(TAKER, 1, order_checks.hand_on, made[5], place, "周六下午四点前送到，带保温箱", minutes=-290)
    _supply(story, made)


def _supply(story: Any, made: list[UUID]) -> None:
    fish = story.as_one(HEAD, 28, supply.add_channel, ChannelEntry(
        "鲜活水产", "江岸水产批发行", "鱼虾蟹，每日五点送到", "周老板", "19900000711",
        "东渡鱼市", "阿强", "19900000712"))  # fmt: skip
    cake = story.as_one(HEAD, 28, supply.add_channel, ChannelEntry(
        "糕点礼盒", "端州饼家", "礼盒与散装糕点", "梁师傅", "19900000713",
        "老街饼铺", "", "19900000714", "满三十盒送货"))  # fmt: skip
    green = story.as_one(HEAD, 28, supply.add_channel, ChannelEntry(
        "时令蔬菜", "城北合作社", "叶菜与菌菇", "小贾", "19900000715"))  # fmt: skip
    story.channels += [fish, cake, green]
    fault = story.as_one(HEAD, 14, supply.log_fault, fish, "连续两天晚到一小时，午市缺鱼")
    story.as_one(HEAD, 14, supply.switch_channel, fish, True, "午市不能等，先由东渡鱼市供", minutes=20)
    story.as_one(HEAD, 11, supply.end_fault, fault, "对方换了司机，答应五点前到")
    story.as_one(HEAD, 11, supply.switch_channel, fish, False, "已恢复准点", minutes=10)
    story.as_one(HEAD, 1, supply.log_fault, cake, "礼盒缺货，要等到下周三；建议先用老街饼铺的", story.people[CHIEF])
    for number in (0, 3):
        story.as_one(HEAD, 8, supply.supply_order, made[number], cake)


def remove(work: Work, made: list[UUID], channels: list[UUID]) -> None:
    """Takes them out of use, as part of the verb that takes the sample out."""
    work.require(Right.RUN_OFFICE)
    counted = {row.origin: row for row in work.visible(Spend).where(Spend.origin.in_(made))}
    for row in list(work.visible(PlacedOrder).where(PlacedOrder.id.in_(made))):
        work.withdraw(row)
        if row.id in counted:
            work.withdraw(counted[row.id])
        work.record("orders", "withdraw_order", row)
    if channels and work.may(Right.KEEP_SUPPLY):
        for row in list(work.visible(SupplyChannel).where(SupplyChannel.id.in_(channels))):
            work.withdraw(row)
            work.record("supply", "withdraw_channel", row)
