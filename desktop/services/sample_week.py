"""The sample office's last days: requests, a stand-in, birthdays, notes and what lies sealed and waits for review."""

from datetime import timedelta
from typing import Any

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.rules.approvals import Act, Detail, Need, NeedsApproval
from desktop.rules.calendars import zone_of
from desktop.rules.errors import Label
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.rules.words import Learnt
from desktop.services import approvals, clients, reviews, stand_ins

# As an export says it of itself
_EXPORTED = (
    Detail(N_("Clients"), (Label(N_("all that may be exported")),)),
    Detail(N_("Columns"), (Label(N_("Name")), Label(N_("Phone")), Label(N_("Address")))),
)


def tell(story: Any) -> None:
    """The last days of the sample's year, each told by whoever did it."""
    _approvals(story)
    _sealed(story)
    today = story.now.astimezone(zone_of(str(story.office.settings["time_zone"]))).date()
    # 赵峰 is ill
    ill = Absence(story.people["赵峰"], story.people["周敏"], today - timedelta(days=1), today + timedelta(days=3),
                  frozenset(StandInKind))  # fmt: skip
    story.as_one(story.admin, 1, stand_ins.name_stand_in, ill)
    with story.office.work(story.me) as work:
        of = {name: [row.id for row in work.visible(Client).where(
            (Client.owner == story.people[name]) & (Client.form == "person")).order_by(Client.code).limit(6)]
            for name in ("周敏", "王芳", "李娜", "张岚")}  # fmt: skip
    for n, (name, files) in enumerate(of.items()):
        for key, days in zip(files, (0, 2 + n, 6), strict=False):
            day = today + timedelta(days=days)
            born = f"{1958 + 7 * n + days}-{day:%m-%d}"
            story.as_one(story.admin, 40, clients.edit_client, key, {"birthday": born})
        # what a colleague heard and wrote down while the owner was off duty
        colleague = "张岚" if name != "张岚" else "周敏"
        story.as_one(colleague, 1, clients.edit_client, files[3], {"note": story.words["notes"][n]}, minutes=n)
        story.as_one(colleague, 1, clients.edit_client, files[4], {"phone": story.inventor.next_phone()}, minutes=9 + n)
    for key in of["周敏"][:3]:
        story.as_one(story.admin, 30, clients.set_people, key, minutes=2, owner=story.people["周敏"],
                     deputy=story.people["陆文渊"], important=True)  # fmt: skip


def _sealed(story: Any) -> None:
    """Values of levels 2 and 3 that only who may open them confirms; and the change of a verified one, asked for."""
    with story.office.work(story.me) as work:
        of = {row.name: row.id for row in work.visible(Client).where(
            Client.name.in_(("贺启年", "欧阳海", "曾若兰", "单雄飞")))}  # fmt: skip
    entered = {"贺启年": {"bank": "云川农商行城西支行", "bank_account": "9900010000000031"},
               "欧阳海": {"income": "年薪约四十万"}, "曾若兰": {"property": "古城西路商铺两间"},
               "单雄飞": {"property": "云川茶业两成股份"}}  # fmt: skip
    for n, (name, values) in enumerate(entered.items()):
        story.as_one(story.admin, 5, clients.edit_client, of[name], values, learnt=Learnt.ASKED, minutes=4 * n)
    held = entered["曾若兰"]["property"]
    story.as_one("张岚", 4, reviews.accept, of["曾若兰"], "property", held)
    try:
        story.as_one("张岚", 1, clients.edit_client, of["曾若兰"], {"property": "古城西路商铺三间"}, {"property": held})
    except NeedsApproval as waits:
        story.as_one("张岚", 1, approvals.ask, waits.need, "客户来电，上月又置一间", minutes=6)


def _approvals(story: Any) -> None:
    """One request waits, one was refused, one was approved and not yet used."""
    for asks, days, reason, decides, note in (
        ("王芳", 4, "给新来的服务员熟悉客人", "陆文渊", "培训用季度客户名单就够了，不必全部导出"),
        ("王芳", 1, "周年庆请柬要按地址打印", "", ""),
        ("张岚", 1, "与会计核对上季度签单", "陆文渊", ""),
    ):  # fmt: skip
        need = Need(Act.EXPORT, 268, "名册", exactly=reason, details=_EXPORTED)
        key = story.as_one(asks, days, approvals.ask, need, reason)
        if note:
            story.as_one(decides, days - 1, approvals.refuse, key, note)
        elif decides:
            story.as_one(decides, 0, approvals.approve, key)
