"""Finds in a message how many people come: 8位, 大人6位小孩2位, party of 10 (SE-7)."""

import re
from collections.abc import Iterator

from desktop.rules.bookings import MOST_PEOPLE
from desktop.rules.numerals import NUMBER, number_of
from desktop.rules.spoken_days import Said, either

_COUNT = re.compile(rf"(?P<number>{NUMBER})(?P<about>[来多几余])?(?:个人|位|名|人(?!民|次|均))(?:客人)?")
# Before a count that is none of the party: its place in a row, a price, digits of a telephone, a part, a change
_NO_PARTY = either(
    "第 后 前 末 尾 每 元 块 其中 另 另外 加 再加 + ＋ 多 "
    "少 减 差 还有 含 包括 各 每桌 一桌 到场 有的 原来 原定 本来 不是 别人"
)
_NOT_BEFORE = re.compile(rf"(?:{_NO_PARTY})$")
# A number beside another one is a range: 15-18人, 8到10位, 8、9位
_RANGE_BEFORE = re.compile(r"[\d零〇一二两三四五六七八九十百][位人个名]*\s*(?:[-–—~～至到、/.]|或者?)\s*$")
_RANGE_AFTER = re.compile(rf"\s*(?:[-–—~～至到/]|或者?)\s*{NUMBER}[位人个名]")
_NOT_AFTER = re.compile(
    # what seats or feeds so many
    r"的?(?:大?圆?[桌台包间房座份]|套餐|餐(?!厅)|标准|位置|位子|座)"
    # a price a head
    r"|\s*[¥￥]?\d+\s*(?:[元块]|/)|[¥￥]?\d{2,4}(?!\d|[:：点號号日月/.-])"
    # a part of the party
    r"|的?(?:老人|小孩|儿童|孩子|宝宝|素食|吃素|不吃|不能|过敏|清真|回民|孕妇|女士|先生|小姐|男|女|服务|司机|领导|客人(?!$|[\s,，。]))"
    # and more, or less
    r"|(?:以上|以下|以内|不到|打底|起|上下浮动|不确定|不一定|(?:左右)?吧?[，,]?(?:还)?(?:没定|未定|待定))"
)  # fmt: skip
_KIDS = r"(?:小孩子?|小朋友|儿童|孩子|宝宝|婴儿|小宝)"
# Clearly one sum: 大人6位小孩2位, 6个大人2个小孩, 6大2小
_SUMS = tuple(re.compile(pattern) for pattern in (
    rf"(?:大人|成人)\s*(?P<one>{NUMBER})\s*[个位名人]?[\s,，、和加]*{_KIDS}\s*(?P<two>{NUMBER})\s*[个位名人]?",
    rf"(?P<one>{NUMBER})\s*[个位名]?(?:大人|成人)[\s,，、和加+]*(?P<two>{NUMBER})\s*[个位名]?{_KIDS}(?![椅餐])",
    r"(?<![\d一-龥])(?P<one>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*大\s*(?P<two>\d{1,2}|[一二两三四五六七八九十]{1,2})\s*小(?![时孩份桌])",
))  # fmt: skip
# Children beside the number: whether they are in it, only the guest knows. A chair for one is no child
_WITH_KIDS = re.compile(
    rf"(?P<in>含|包括|其中有?|里面有|including |incl\.? )?(?:有|带)?\s*(?:{NUMBER}|几)\s*[个位名]\s*{_KIDS}(?![椅餐床])"
    rf"|{_KIDS}\s*{NUMBER}\s*[个位名]"
    r"|\b(?:\d+|one|two|three|an?)\s+(?:kids?|child(?:ren)?(?!['’]s)|bab(?:y|ies)|toddlers?)\b(?! chair| seat)",
    re.I,
)  # fmt: skip
_ENGLISH = re.compile(
    r"(?<![\d.:/-])(?:(?:\bfor\s+)?(?P<pax>\b\d{1,4})\s*(?:people|persons?|guests?|pax)"
    r"|\b(?:party of|group of|table for)\s+(?P<party>\d{1,4})|\bfor\s+(?P<bare>\d{1,4}))"
    r"\b(?![.:/-]\d|\s*[ap]\.?m|\s*(?:to|or)\s+\d)",
    re.I,
)  # fmt: skip
# After “for 8” stands one of these, else it is two hours or the 12th of December
_AFTER_FOR = re.compile(r"\s*(?:$|[,;.!\n]|(?:at|on|in|tomorrow|tonight|today|this|next|please|under|name|lunch|dinner|"
                        r"mon|tue|wed|thu|fri|sat|sun)(?![a-z]*\s*\d)|at\s+\d)", re.I)  # fmt: skip


def people(text: str, hidden: str, hour_known: bool) -> Iterator[Said]:
    """Each number of people; `hidden` is the text with rooms, days and hours blanked out.

    `hour_known` tells that “for 7” is no hour, as one is said elsewhere.
    """
    sums = [found for pattern in _SUMS for found in pattern.finditer(hidden)]
    if sums:
        for found in sums:
            one, two = number_of(found["one"]), number_of(found["two"])
            if one and two and one + two <= MOST_PEOPLE:
                yield Said(found.start(), found.end(), "people", one + two)
        return
    if any(not kids["in"] for kids in _WITH_KIDS.finditer(hidden)):
        return
    for found in _COUNT.finditer(hidden):
        number = number_of(found["number"])
        if number and number <= MOST_PEOPLE and _is_party(text, found):
            yield Said(found.start(), found.end(), "people", number)
    for found in _ENGLISH.finditer(hidden):
        number = int(found["party"] or found["pax"] or found["bare"])
        after = text[found.end() :]
        unsure = found["bare"] and (not _AFTER_FOR.match(after) or (number <= 12 and not hour_known))
        if 0 < number <= MOST_PEOPLE and not unsure:
            yield Said(found.start(), found.end(), "people", number)


def _is_party(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()], text[found.end() :]
    if found["about"] or before[-1:].isdecimal() or _NOT_AFTER.match(after) or _RANGE_AFTER.match(after):
        return False
    if _NOT_BEFORE.search(before) or _RANGE_BEFORE.search(before):
        return False
    # one person is rarely meant where 一位 stands in the middle of a sentence
    return found["number"] not in ("一", "1") or re.match(r"\s*(?:$|[,，。.;；\s])", after) is not None
