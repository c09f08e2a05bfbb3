"""Reads amounts of money as offices write them, as whole fen."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from desktop.i18n import N_
from desktop.rules.errors import BadEntry

_MOST_FEN = 10**17  # a thousand million million: beyond any office, within 64 bits
_FOREIGN = re.compile(r"us\$|usd|hk\$|hkd|eur|gbp|jpy|[$€£₩]|美元|美金|港币|港元|欧元|日元|英镑", re.IGNORECASE)
_AROUND = re.compile(r"^(?:人民币|rmb|cny|[¥￥])\s*|\s*(?:人民币|rmb|cny)$|[\s_']", re.IGNORECASE)
_ENDING = re.compile(r"(?:元|圆|块钱?)(?:整|正)?$")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_PART = re.compile(r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(亿|千万|百万|十万|万|千|百|w|k)?", re.IGNORECASE)
_UNITS = {
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "w": 10**4,
    "千": 1000,
    "k": 1000,
    "百": 100,
}
_CAPITALS = {
    c: n
    for n, row in enumerate(("零〇", "壹一", "贰二两", "叁三", "肆四", "伍五", "陆六", "柒七", "捌八", "玖九"))
    for c in row
}
_TENS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_PLACES = {"元": Decimal(1), "圆": Decimal(1), "角": Decimal("0.1"), "分": Decimal("0.01")}


def amount_fen(value: object, field: str | None = None) -> int:
    """An amount in yuan as integer fen: 1,280.50, ¥1280.5, 1.2万, 3亿5000万, 壹佰万元整; brackets mean minus.

    A third decimal is rounded half up. BadEntry for other currencies and whatever is no amount.
    """
    if isinstance(value, bool):
        raise BadEntry(N_("This is not an amount: {value}"), field, value=value)
    if isinstance(value, int | float | Decimal):
        return _fen(Decimal(str(value)), value, field)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if _FOREIGN.search(text):
        raise BadEntry(N_("Amounts are in yuan; this one names another currency: {value}"), field, value=text[:40])
    text = _AROUND.sub("", text)
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1], True
    elif text[:1] in "+-−" and text:
        text, negative = text[1:], text[0] != "+"
    text = _AROUND.sub("", text)
    number = _arabic(_ENDING.sub("", text))
    if number is None:
        number = _chinese(text)
    if number is None:
        raise BadEntry(N_("This is not an amount: {value}"), field, value=str(value)[:40])
    return _fen(-number if negative else number, value, field)


def shown_amount(fen: int) -> str:
    """Yuan with two decimals and no separators, for sheets and other programs."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def grouped(fen: int) -> str:
    """`1,234.50` as people read it; the ¥ stands in the heading."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def _fen(yuan: Decimal, value: object, field: str | None) -> int:
    if not yuan.is_finite():
        raise BadEntry(N_("This is not an amount: {value}"), field, value=value)
    return within_reason(int((yuan * 100).to_integral_value(ROUND_HALF_UP)), value, field)


def within_reason(fen: int, value: object, field: str | None = None) -> int:
    """`fen` itself; BadEntry where it is more than any office has and a database can hold."""
    if abs(fen) > _MOST_FEN:
        raise BadEntry(N_("This amount is too large: {value}"), field, value=str(value)[:40])
    return fen


def _arabic(text: str) -> Decimal | None:
    """1,280.50 or 3亿5000万: each part smaller than the one before."""
    if len(text) > 40:
        return None
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ""))
    total = Decimal(0)
    at, last = 0, 10**9
    while at < len(text):
        part = _PART.match(text, at)
        unit = _UNITS[part[2].lower()] if part and part[2] else 1
        if not part or unit >= last:
            return None
        total += Decimal(part[1].replace(",", "")) * unit
        at, last = part.end(), unit
    return total if at else None


def _chinese(text: str) -> Decimal | None:
    """壹万贰仟叁佰元伍角; None where it is not written so."""
    text = re.sub(r"[整正]$", "", text)
    if not any(c in _CAPITALS or c in _TENS for c in text) or len(text) > 40:
        return None
    total, section, digit = Decimal(0), 0, 0
    for character in text:
        if character in _CAPITALS:
            digit = _CAPITALS[character]
        elif character in _TENS:
            section += (digit or (1 if not section else 0)) * _TENS[character]
            digit = 0
        elif character in "万亿":
            unit = _UNITS[character]
            total = (total + section + digit) * unit if character == "亿" else total + (section + digit) * unit
            section = digit = 0
        elif character in _PLACES:
            total += (section + digit) * _PLACES[character]
            section = digit = 0
        else:
            return None
    return total + section + digit
