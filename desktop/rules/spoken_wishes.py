"""Finds in a message what the guest wishes: 不要香菜, 花生过敏, 靠窗, no peanuts (SE-7)."""

import re
from collections.abc import Iterator

from desktop.rules.numerals import NUMBER
from desktop.rules.spoken_days import Said, either

# Who of the party it is for belongs to it: 其中2位素食 does not mean all
_SOME = rf"(?:(?:其中)?有?{NUMBER}个?[位人名](?:是|要)?)?"
_HAN = r"[㐀-鿿]"
_WORDS = rf"(?:{_HAN}|[A-Za-z])"
# What is brought to the table; a room, a seat and the booking itself are no wish
_THINGS = either(
    "宝宝椅 儿童椅 婴儿椅 高脚椅 轮椅 蛋糕 投影 停车位 车位 鲜花 花 红酒 白酒 黄酒 酒水 气球 横幅 生日面 "
    "长寿面 寿桃 发票 充电 麦克风 音响 公筷 冰块 热水 温水 安静 靠窗 清淡 微辣 中辣 特辣 无障碍"
)
_NO_ENGLISH_WISH = (
    "problem|need|idea|later|earlier|more|less|rush|worries|one|matter|hurry|longer|thanks?|change|deposit"
)
_WISHES = tuple(re.compile(pattern, re.I) for pattern in (
    # 不要紧, 不要了 and 不要忘 wish for nothing to be left out, 要不要 asks
    rf"(?<!要){_SOME}(?:不要(?![紧了忘取改迟晚太急告担说])|不吃(?![了完饭])|不能吃|不能喝|别放|不放(?!心)|不加(?!人|位)|忌(?!日|辰)){_WORDS}+",
    # 免贵姓王 is a name, 免费 a price, 避免 a verb
    rf"(?<!避)免(?![贵费得去单预定订排]){_WORDS}+",
    # 多少钱 asks
    rf"(?<!多)少(?:放|加)?(?:盐|油|辣|糖|冰|醋|酱|麻|味精|鸡精){_WORDS}*|多放{_WORDS}+",
    rf"(?:需要|要|准备|加|带)(?:一?[个把张只瓶束份]|两[个把张]|些|点)?(?:{_THINGS})(?:的(?:房间|包间|位置|座位))?",
    rf"(?:对)?(?:{_HAN}{{1,6}}?)过敏",
    r"(?<!可)靠(?:窗|边|里|门|近?窗户)(?:的?位置)?",
    rf"(?<![不非]){_SOME}(?:全?素食|清真|吃素)",
    r"(?:^|(?<=[\s,，。;；、]))(?:微辣|中辣|特辣|不辣|清淡(?:一点|些|点)?)(?=$|[\s,，。;；、])",
    # “no problem” and “no later than 7” are no wishes, nor is a plain “no,”
    rf"\b(?:no(?! (?:{_NO_ENGLISH_WISH})\b)|without|allergic to)"
    r" +[^,;.，。；\n]+",
    r"(?<!not )(?<!non-)(?:\b(?:\d+|one|two|three) (?:are )?)?\b(?:vegetarian|vegan|halal|gluten[- ]free)\b",
))  # fmt: skip
# What a wish runs into where nobody sets a comma
_NEXT = re.compile(
    rf"{either('谢谢 多谢 麻烦 可以吗 行吗 好吗 我姓 免贵 姓名 名字 联系 电话 手机 订座')}"
    r"|\b(?:please|thanks?|name is|my name|and (?:we|i)\b)",
    re.I,
)
_QUESTION = re.compile(r"(?:吗|么|呢|不)?\s*[?？]|[吗么呢]")


def wishes(text: str, hidden: str) -> Iterator[Said]:
    """Each wish, up to what was understood before (blanked out in `hidden`); a question is none."""
    for pattern in _WISHES:
        for found in pattern.finditer(hidden):
            cut = _NEXT.search(found[0])
            words = (found[0][: cut.start()] if cut else found[0]).rstrip()
            end = found.start() + len(words)
            if len(words) > 1 and not words.endswith(("吗", "么", "呢")) and not _QUESTION.match(text[end:]):
                yield Said(found.start(), end, "wish", words)
