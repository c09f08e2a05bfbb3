"""The sample office's templates: greetings and a birthday wish that were checked, and words that wait for it."""

from typing import Any
from uuid import UUID

from desktop.models.letters import LetterTemplate
from desktop.rules.approvals import NeedsApproval
from desktop.rules.letters import TemplateKind, Wording
from desktop.rules.rights import Right
from desktop.services import approvals, letter_templates
from desktop.services.work import Work

_WRITER, _CHECKER = "张岚", "陆文渊"
_INVITES = """尊敬的{称呼}：
您好！感谢您一直以来对{办公室}的支持。
近一年您光临{近一年来访次数}次，上一次是{最近来访}，我们都记在心里。
本店周年庆将至，特备薄酒，敬请{单位}诸位光临。
订座请联系{管理人}，电话：{管理人电话}"""
_WISHES = """{称呼}您好，{办公室}祝您生日快乐！
{纪念日日期}若来用餐，请告诉{管理人}，为您备长寿面一份。"""
_INVITES_IN_ENGLISH = """Dear {form of address},
Thank you for your continued trust in {office}.
Our anniversary is near, and it would be a pleasure to welcome you.
To book a table, please ask {owner}."""
_PARKS = """{称呼}您好，本店停车场自下周一起改造两周。
期间请停西侧路边，凭小票减免停车费。
{办公室}"""
# days ago, what is written
_USED = (
    (90, Wording(TemplateKind.LETTER, "周年庆邀请", _INVITES, subject="周年庆邀请", purpose="greetings")),
    (80, Wording(TemplateKind.MESSAGE, "生日祝福", _WISHES, subject="生日祝福", purpose="greetings")),
    (60, Wording(TemplateKind.LETTER, "Invitation to our anniversary", _INVITES_IN_ENGLISH, "en",
                 "Invitation to our anniversary", "greetings")),
)  # fmt: skip
_DRAFT = Wording(TemplateKind.MESSAGE, "停车场改造通知", _PARKS, subject="停车场改造通知")


def tell(story: Any) -> None:
    """Written by the manager and checked by the general manager; the last is still to be checked."""
    for days, wording in _USED:
        key = story.as_one(_WRITER, days, letter_templates.save_template, wording)
        story.letters.append(key)
        try:
            story.as_one(_WRITER, days, letter_templates.put_to_use, key, 1, minutes=5)
        except NeedsApproval as waits:
            request = story.as_one(_WRITER, days, approvals.ask, waits.need, "请核对文字", minutes=5)
            story.as_one(_CHECKER, days, approvals.approve, request, minutes=40)
            story.as_one(_WRITER, days, letter_templates.put_to_use, key, 1, minutes=60)
    story.letters.append(story.as_one("王芳", 1, letter_templates.save_template, _DRAFT))


def remove(work: Work, made: list[UUID]) -> None:
    """Takes them out of use, as part of the verb that takes the sample out."""
    work.require(Right.RUN_OFFICE)
    if not made or not work.may(Right.PRINT_CLIENTS):
        return
    for row in list(work.visible(LetterTemplate).where(LetterTemplate.id.in_(made))):
        work.withdraw(row)
        work.record("letters", "withdraw_template", row)
