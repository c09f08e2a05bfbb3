"""Finds in a message who the booking is for: 王先生, 我姓张, a lone 李晨 at the end, Mr. Wang (SE-7)."""

import re
from collections.abc import Iterator

from desktop.rules.spoken_days import Said, either
from desktop.rules.surnames import SINGLE_SURNAMES, SURNAMES

HAN = r"[㐀-鿿]"
_DOUBLE = "|".join(sorted(surname for surname in SURNAMES if len(surname) == 2))
_RARE = "".join(sorted(surname for surname in SURNAMES if len(surname) == 1))
_MOST = "".join(sorted(SINGLE_SURNAMES))
_SURNAME = rf"(?:{_DOUBLE}|[{_MOST}])"

# A full name may stand before these
_TITLES = either(
    "先生 女士 小姐 太太 夫人 经理 局长 主任 老师 书记 院长 校长 处长 科长 行长 董事长 老板 部长 厂长 市长 "
    "教授 医生 律师 师傅 阿姨 店长 主管"
)
# Only a surname may stand before these, and they are the beginning of other words: 总共, 工作, 董事
_SHORT_TITLES = (
    "总(?![共计数是之和体的台部])|董(?!事)|工(?![作程会人厂资地商])|姐(?![妹姐夫])"
    "|哥(?![哥们])|叔(?!叔)|局(?![面部])|处(?!理)"
)
_ENDS_IN_TITLE = re.compile(rf"(?:{_TITLES}|[总董工姐哥叔局处])$")
_TITLED = re.compile(
    rf"(?P<full>(?:{_DOUBLE}|[{_MOST}{_RARE}]){HAN}{{0,2}})(?P<title>{_TITLES})"
    rf"|(?P<short>{_SURNAME})(?P<short_title>{_SHORT_TITLES})"
)
# A guest writes so to nobody of the house; with any other title the first word of a message speaks to somebody
_ONLY_GUESTS = ("先生", "女士", "小姐", "太太", "夫人")
_GREETS = rf"(?:{either('你好 您好 你们好 您们好 哈喽 早上好 中午好 下午好 晚上好 好')})"
_ASKS = "(?:请|麻烦|劳驾)?[你您]?(?:[帮给]我|帮个?忙)"
_ADDRESSED_AFTER = re.compile(rf"\s*[,，！!。：:~～]?\s*(?:{_GREETS}|在吗|在不在|{_ASKS})")
_ADDRESSED_BEFORE = re.compile(rf"(?:{_GREETS}|^\s*)[\s,，！!。~～]*$")
# 王总 明晚6点 lists what is to be written down: there the pause is filled by what is understood
_PAUSE = re.compile(r" *(?:[,，！!。：:~～]|$)| +(?!\n)")
# Somebody else than the host is spoken of
_SPOKEN_OF_BEFORE = either(
    "跟 和 找 问 让 告诉 通知 联系 请 招待 接待 陪 听 谢谢 感谢 与 同 像 上次 带 加 由 托 不是 除了 还有 送 接"
)
_OTHER_BEFORE = re.compile(rf"(?:{_SPOKEN_OF_BEFORE})$")
_OTHER_AFTER = re.compile(
    r"\s*(?:"
    + either(
        "的 说 讲 知道 那边 安排 秘书 助理 司机 推荐 介绍 生日 也 和 与 、 同 答应 接待 过敏 不吃 爱吃 喜欢 不来 "
        "夫妇 一家 一行 们 打"
    )
    + ")"
)
_GIVEN_TO = re.compile(r"(?:给|帮|为|替)$")
_BOOKS = re.compile(r"\s*(?:预?[订定]|留|安排|要)")
_INTRODUCES = ("姓", "叫", "我是", "订座人", "订位人", "预订人", "联系人", "姓名", "名字", "主人", "请客人")

_SELF_SURNAME = re.compile(rf"(?:免贵姓|敝姓|我姓|(?<![贵您你他她郎娘客])姓(?!名))\s*[:：]?\s*(?P<name>{_SURNAME})")
# Where a name ends that is followed by more
_ENDS = r"(?=[^㐀-鿿]|$|预?[订定]|想|要|电话|手机|号码)"
_SELF_NAME = re.compile(
    r"(?:我叫|名字(?:叫|是)?|名叫|我是|(?:联系|订座|订位|预订)人(?:是|叫)?|姓名(?:是)?|留名)\s*[:：]?\s*"
    rf"(?P<name>(?:(?:{_DOUBLE})|[{_MOST}]){HAN}{{1,2}}?){_ENDS}"
)  # fmt: skip
# Capital letters that go on after a name
_NO_ENGLISH_NAME = r"(?!Thank|Please|Regards|(?:And|We|I|For|At|On|Table|Party)\b)"
_ENGLISH_TITLED = re.compile(
    r"\b(?:Mr\.?[ ](?:and|&)[ ])?(?:Mrs?|Ms|Miss|Dr)\b\.?"
    rf"[ ]{_NO_ENGLISH_NAME}[A-Z][\w'-]+(?:[ ]{_NO_ENGLISH_NAME}[A-Z][\w'-]+)?"
)
_ENGLISH_CALLED = re.compile(
    r"\b(?i:name(?:\s+is|['’]s|\s*:)|under\s+the\s+name(?:\s+of)?)\s+"
    rf"(?P<name>[A-Z][\w'’-]*(?:[ ]{_NO_ENGLISH_NAME}[A-Z][\w'’-]*){{0,2}})"
)
_ENGLISH_OTHER = re.compile(
    r"\b(?:dear|hi|hello|hey|tell|ask|with|to|thanks?|thank you|evening|morning|afternoon),?\s+$", re.I
)

# At the end of a message these begin words more often than names: 马上, 高脚椅, 包间, 周岁
_WORDLIKE = frozenset(
    "安白包常成单段方房费高管关古花华黄简江解金康孔蓝冷凌楼路毛马梅蒙莫牛欧齐钱全任尚盛石时史舒汤田童"
    "万温文向谢辛严阳游左周祝庄桂池吉甘兰季谷苗雷熊龙贺顾余许成曲叶胡姜柳夏苏杜韩于何施符章申武"
)
# Nobody signs so: 谢 is thanks, the others are things to be eaten or words that say how
_NEVER_ALONE = frozenset("谢安汤向时成全左单高简冷管")
# What begins like a name and is none
_NO_NAMES = re.compile(
    either(
        "陈皮 陈醋 陈酒 李子 杨梅 杨梅汁 孙子 孙女 董事 董事会 曾经 郑重 罗宋汤 林间 唐装 宋宴 程序 朱砂 丁香 "
        "钟点 金婚 银婚 张数 章鱼 范围 付款 付清 付定金 肖像 吴语 王府 王牌 陆续 陆续到 沈阳 彭湃 梁山 赵州"
    )
)
# A word with one of these at its end or in it is a phrase
_PHRASE = re.compile(
    "[吗呢吧啊呀哦嘛么了的得到来去点位间厅房桌酒水鱼肉鸡鸭虾汤饭菜椅座席茶餐宴不没有要订定是吃喝带加钱元块号人个日月年]"
)
_ALONE = re.compile(rf"(?:^|[\s,，。;；、])(?P<name>(?:{_DOUBLE}){HAN}{{0,2}}|[{_MOST}]{HAN}{{0,2}})[\s。.!！]*$")

# A list of guests: its pieces, and what stands before and after a name in it
_PIECES = re.compile(r"[\s,，、;；。.:：!！?？~～()（）+＋&/]+|(?<=[㐀-鿿])[和跟与及](?=[㐀-鿿])")
_NUMBERED = re.compile(r"^(?:\d{1,3}[.．、)）]?|[-–•·*])\s*")
_LEADING = re.compile(f"^(?:{either('客人有 客人是 客人 来宾 嘉宾 主宾 主客 陪同 作陪 还有 另有 有 请 带 和 跟 与')})")
_TRAILING = re.compile(f"(?:{either('等人 等 参加 出席 也来 也到 也去 一起来 一起 都来 来')})$")
_WHOLE_NAME = re.compile(
    rf"(?:{_DOUBLE}|[{_MOST}{_RARE}]){HAN}{{1,2}}(?:{_TITLES})?|{_SURNAME}(?:{_TITLES}|[总董工局处])"
)


def names(text: str, hidden: str) -> Iterator[Said]:
    """The name, and the salutation where a title is said. `hidden` is the text with what is understood blanked out.

    Where two people are named and neither is clearly the host, nobody is.
    """
    introduced = [Said(found.start("name"), found.end("name"), "name", found["name"]) for found in _introduced(hidden)]
    titled = [said for said in _titled(text, hidden) if not any(_touch(said[0], one) for one in introduced)]
    if len({one.value for one in introduced} | {said[0].value for said in titled}) > 1:
        return
    if titled:
        for said in titled:
            yield from said
    elif introduced:
        yield from introduced
    elif english := list(_english(hidden)):
        if len({said.value for said in english}) == 1:
            yield from english
    elif (alone := _ALONE.search(hidden)) and _may_stand_alone(alone["name"]):
        yield Said(alone.start("name"), alone.end("name"), "name", alone["name"])


def mentioned(text: str) -> tuple[str, ...]:
    """Full names that stand by themselves in a message or in a list of guests, with or without a title: 单雪、欧阳主任.

    They are names only if the office knows somebody of that name: who asks looks them up.
    """
    found: dict[str, None] = {}
    for piece in _PIECES.split(text):
        word = _LEADING.sub("", _NUMBERED.sub("", piece)).strip()
        word = _TRAILING.sub("", word)
        if (whole := _WHOLE_NAME.fullmatch(word)) is not None:
            found[whole[0]] = None
    return tuple(found)


def _introduced(hidden: str) -> Iterator[re.Match[str]]:
    for found in _SELF_SURNAME.finditer(hidden):
        # 姓王小姐 is read with its title
        if not _TITLED.match(hidden, found.start("name")):
            yield found
    for found in _SELF_NAME.finditer(hidden):
        if not _NO_NAMES.fullmatch(found["name"]) and not _PHRASE.search(found["name"]):
            yield found


def _titled(text: str, hidden: str) -> Iterator[tuple[Said, Said]]:
    """Names with a title, without those who are spoken to and those who are only spoken of."""
    place = 0
    while match := _TITLED.search(hidden, place):
        place = match.end()
        kind = "title" if match["title"] else "short_title"
        name = match["full"] or match["short"]
        start, middle = match.start(), match.start(kind)
        if match["title"]:
            start = _begin(hidden, start, middle)
            if start < 0:
                continue
            name = hidden[start:middle]
        if _is_other(text, hidden, (start, match.end()), match[kind]):
            continue
        surname = name[:2] if name[:2] in SURNAMES else name[:1]
        yield (Said(start, middle, "name", name), Said(middle, match.end(), "salutation", surname + match[kind]))


def _begin(hidden: str, start: int, title: int) -> int:
    """Where the name before a title begins: at a pause or after 姓, else where only one beginning is possible."""
    possible = [place for place in range(start, title) if _is_name(hidden[place:title])]
    clear = [place for place in possible if _is_clear(hidden, place)]
    if clear:
        return clear[0]
    # 不要香菜王先生: a given name that is no phrase can't be told from what is said before it
    short = [place for place in possible if hidden[place:title] in SURNAMES or title - place == 1]
    return short[-1] if short else -1


def _is_name(word: str) -> bool:
    double = word[:2] in SURNAMES and len(word) > 1
    return (double or word[:1] in SINGLE_SURNAMES or word[:1] in SURNAMES) and not (
        len(word) > 1 and not double and _PHRASE.search(word[1:]))  # fmt: skip


def _is_clear(hidden: str, place: int) -> bool:
    before = hidden[:place]
    return not before or not re.match(HAN, before[-1]) or before.endswith((*_INTRODUCES, "给", "帮", "为", "替"))


def _is_other(text: str, hidden: str, place: tuple[int, int], title: str) -> bool:
    """Whether somebody is spoken to, or of, who is not the host."""
    start, end = place
    before, after = text[:start], text[end:]
    if _ADDRESSED_AFTER.match(after) and not before.rstrip().endswith(_INTRODUCES):
        return True
    opens = _ADDRESSED_BEFORE.search(before) is not None
    if opens and title not in _ONLY_GUESTS and _PAUSE.match(hidden, end):
        return True
    if _OTHER_BEFORE.search(before) or _OTHER_AFTER.match(after):
        return True
    return _GIVEN_TO.search(before) is not None and not _BOOKS.match(after)


def _english(hidden: str) -> Iterator[Said]:
    for found in _ENGLISH_TITLED.finditer(hidden):
        if not _ENGLISH_OTHER.search(hidden[: found.start()]):
            yield Said(found.start(), found.end(), "name", found[0])
    for found in _ENGLISH_CALLED.finditer(hidden):
        if found["name"].split()[0] not in ("Mr", "Mrs", "Ms", "Miss", "Dr"):
            yield Said(found.start("name"), found.end("name"), "name", found["name"].strip())


def _may_stand_alone(word: str) -> bool:
    if len(word) == 1:
        return word not in _NEVER_ALONE
    if _ENDS_IN_TITLE.search(word):
        return False
    if word[:2] in SURNAMES:
        return not _PHRASE.search(word[2:])
    return word[0] not in _WORDLIKE and not _NO_NAMES.fullmatch(word) and not _PHRASE.search(word)


def _touch(one: Said, other: Said) -> bool:
    return one.start < other.end and other.start < one.end
