"""Chinese numerals as people say and write them: 二十三, 两, 廿五, and back."""

import re

_ONES = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_DIGITS = "〇一二三四五六七八九"
_WHOLE = re.compile(
    r"(?:(?P<hundreds>[一二两三四五六七八九])百(?P<none>零?))?"
    r"(?:(?P<tens>[一二三四五六七八九])?(?P<ten>[十廿])|)"
    r"(?P<ones>[零〇一二两三四五六七八九])?"
)
NUMBER = r"(?:\d{1,4}|[零〇一二两三四五六七八九十廿百]{1,6})"


def number_of(text: str) -> int | None:
    """12 of “12”, “十二” or “一十二”, 120 of “一百二”; None for what is no number up to 999."""
    if text.isdecimal():
        return int(text)
    found = _WHOLE.fullmatch(text)
    if not text or found is None or not any(found.groups()):
        return None
    tens = 0
    if found["ten"]:
        tens = 20 if found["ten"] == "廿" else 10 * _ONES.get(found["tens"] or "一", 1)
    ones = _ONES.get(found["ones"] or "零", 0)
    # what follows the hundreds directly are tens that nobody names: 102 is 一百零二
    if found["hundreds"] and not found["none"] and not found["ten"]:
        ones *= 10
    return 100 * _ONES.get(found["hundreds"] or "零", 0) + tens + ones


def said(number: int) -> str:
    """十二 of 12, as it is said in counting; from a thousand on the digits stay."""
    if not 0 <= number < 1000:
        return str(number)
    if number < 10:
        return "零" if number == 0 else _DIGITS[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    hundreds, rest = divmod(number, 100)
    if not rest:
        return _DIGITS[hundreds] + "百"
    below = said(rest) if rest >= 20 else ("一" + said(rest) if rest >= 10 else "零" + said(rest))
    return _DIGITS[hundreds] + "百" + below


def counted(number: int) -> str:
    """两 and not 二 where something is counted: 两点, 两位."""
    return "两" if number == 2 else said(number)
