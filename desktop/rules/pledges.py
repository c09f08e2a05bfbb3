"""Confidentiality pledges 保密责任书: how long one holds, and the text that staff sign (AC-9)."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import check_length, tidy

REMIND_DAYS = 30
LIMIT = 4000
ALONG = 0
"""The number of the wording that comes along. Pledges name it: it never changes, not even for a better one."""

TEXT: Mapping[str, str] = {
    "zh_CN": (
        "本人因工作接触客户信息，郑重承诺：\n"
        "一、只为工作需要查看、使用客户信息，不打听、不查阅与工作无关的信息。\n"
        "二、不向单位内外无权知悉的任何人透露、抄录、复印、拍摄或带走客户信息。\n"
        "三、妥善保管账号、密码、纸质卡片和文件，不借与他人使用。\n"
        "四、发现泄露或可能泄露时立即报告。\n"
        "五、调离或离职时交还全部保密材料，离职后继续保守秘密。\n"
        "如有违反，愿按单位制度和法律承担责任。"
    ),
    "en": (
        "In my work I learn about clients. I promise:\n"
        "1. to look at and use what is known of clients for my work alone, and to ask after nothing beyond it;\n"
        "2. to tell, copy, photograph or take away nothing of it for anybody who has no right to know it;\n"
        "3. to keep account, password, paper cards and files safe and to lend them to nobody;\n"
        "4. to report at once what has leaked or may have;\n"
        "5. to give back all confidential material when I move or leave, and to keep silence afterwards.\n"
        "Should I break this, I answer for it by the rules of the office and the law."
    ),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """What a sheet says: a wording in one language, its number and since when it is in use, and until when it holds if
    it is signed today."""

    text: str
    number: int
    since: date | None
    until: date


def holds_until(signed: date, months: int) -> date:
    """The last day on which a pledge of that day holds."""
    years, month = divmod(signed.month - 1 + months, 12)
    year = signed.year + years
    return date(year, month + 1, min(signed.day, monthrange(year, month + 1)[1]))


def checked_text(text: str, language: str) -> str:
    """A wording as it is kept. Raises BadEntry (field: the language) where nothing would be promised."""
    kept = check_length(tidy(text, lines=True), LIMIT, language)
    if not kept:
        raise BadEntry(N_("Say what is promised: the sheet would be empty."), language)
    return kept
