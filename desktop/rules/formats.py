"""Brings phones, ID numbers, plates, credit codes and e-mails into one way of writing, or says what is wrong."""

import re
import unicodedata
from datetime import date

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import fold, tidy

EXTENSION = "转"

_EXTENSION = re.compile(r"(?:转接?|分机号?|ext\.?|extension|x|#|[,;]+)\s*[:：]?\s*(\d{1,6})\s*$", re.IGNORECASE)
_DASH_EXTENSION = re.compile(r"^(\(?0\d{2,3}\)?[-\s]?\d{7,8})-(\d{1,6})$")
_NOISE = re.compile(r"[\s\-.()（）\u2010-\u2015\u2212·'/]")
_POWER = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_COUNTRY = re.compile(r"^(?:\+|00)86")
_SEVERAL = re.compile(r"[/、;；,，|\n]|\s+(?=\+?\d{7,})|或|和")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_SERVICE = re.compile(r"(?:1[012]\d{1,3}|9\d{4,7}|12\d{3,6})$")


def _plain(value: object) -> str:
    """The value as the sheet meant it: a number without the `.0` that spreadsheets add, full-width digits as digits."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = tidy(unicodedata.normalize("NFKC", str(value))).lstrip("'’`").strip()
    return re.sub(r"^(\d+)\.0+$", r"\1", text)


def phone(value: object, field: str | None = None) -> str:
    """One phone number: digits only, no +86, `转` before an extension; numbers abroad begin with `+`.

    BadEntry where a mobile number lacks digits or has too many, or where it is no number at all.
    """
    if isinstance(value, str) and _MOBILE.fullmatch(value):
        return value
    text = _plain(value)
    extension = ""
    found = _DASH_EXTENSION.match(text)
    if found:
        text, extension = found[1], found[2]
    else:
        found = _EXTENSION.search(text)
        if found and sum(c.isdigit() for c in text[: found.start()]) >= 5:
            text, extension = text[: found.start()], found[1]
    digits = _whole(text, field)
    digits = re.sub(r"^(?:tel|电话|手机|phone|mobile)[:：]?", "", _NOISE.sub("", digits), flags=re.IGNORECASE)
    digits = _COUNTRY.sub("", digits)
    if re.fullmatch(r"86(?:1[3-9]\d{9}|0\d{9,11})", digits):
        digits = digits[2:]
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    _check_phone(digits, field)
    return digits + (f"{EXTENSION}{extension}" if extension else "")


def _check_phone(digits: str, field: str | None) -> None:
    if not re.fullmatch(r"\+?\d+", digits):
        raise BadEntry(N_("This is not a phone number: {value}"), field, value=digits[:40])
    if digits.startswith("+"):
        if not 7 <= len(digits) - 1 <= 15:
            raise BadEntry(N_("A number abroad has 7 to 15 digits after the +."), field)
        return
    if re.match(r"1[3-9]", digits) and len(digits) != 11:
        missing = 11 - len(digits)
        if missing > 0:
            raise BadEntry(N_("A mobile number has 11 digits: {n} missing."), field, n=missing)
        raise BadEntry(N_("A mobile number has 11 digits: {n} too many."), field, n=-missing)
    if digits.startswith("0") and not 10 <= len(digits) <= 12:
        raise BadEntry(
            N_("A landline number with its area code has 10 to 12 digits; this one has {n}."), field, n=len(digits)
        )
    if _SERVICE.match(digits):
        return
    if not 5 <= len(digits) <= 12:
        raise BadEntry(N_("A phone number has 5 to 12 digits; this one has {n}."), field, n=len(digits))


def _whole(text: str, field: str | None) -> str:
    """Undoes 1.38E+10 where no digit was lost."""
    found = _POWER.fullmatch(text)
    if not found:
        return text
    decimals, power = found[2] or "", int(found[3])
    # a spreadsheet shows six digits and hides the rest; what is not written can't be known
    if len(decimals) < power - 1:
        raise BadEntry(
            N_("The spreadsheet has shortened this number to {value}. Format its column as text and export again."),
            field,
            value=text,
        )
    return (found[1] + decimals).ljust(power + 1, "0")


def phones(value: object, field: str | None = None) -> tuple[str, ...]:
    """All numbers of a cell that holds several, in order and each once."""
    parts = [part for part in _SEVERAL.split(_plain(value)) if any(c.isdigit() for c in part)]
    try:
        found = [phone(part, field) for part in parts]
    except BadEntry:
        # 010-6512 3456 or 0871/65123456 is one number
        found = [phone(value, field)]
    return tuple(dict.fromkeys(found))


def phone_ok(value: object) -> bool:
    try:
        phone(value)
    except BadEntry:
        return False
    return True


def is_mobile(text: str) -> bool:
    """Whether a number in its one way of writing is a mobile number of mainland China."""
    return _MOBILE.fullmatch(text) is not None


_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def id_check_digit(first: str) -> str:
    """The 18th character of an ID number for its first 17 digits (ISO 7064 MOD 11-2, GB 11643)."""
    return _ID_CHECKS[sum(int(d) * w for d, w in zip(first, _ID_WEIGHTS, strict=True)) % 11]


def id_number(value: object, field: str | None = None, today: date | None = None) -> str:
    """An ID number as 18 characters, X in upper case; the old 15 digits are brought to 18. BadEntry: what is wrong."""
    text = _plain(value)
    if not _POWER.fullmatch(text):
        text = re.sub(r"[\s\-·.'*]", "", text).upper()
    text = text.replace("Х", "X").replace("×", "X")  # a Cyrillic letter and a multiplication sign
    if re.fullmatch(r"\d{15}", text):
        text = f"{text[:6]}19{text[6:]}"
        text += id_check_digit(text)
    wrong = id_number_error(text, field, today)
    if wrong:
        raise wrong
    return text


def id_number_error(text: str, field: str | None = None, today: date | None = None) -> BadEntry | None:
    """What is wrong with an ID number of 18 characters, or None: length, characters, birth date, check digit."""
    if _POWER.fullmatch(text):
        return BadEntry(
            N_("The spreadsheet has shortened this number to {value}. Format its column as text and export again."),
            field,
            value=text,
        )
    if not re.fullmatch(r"\d*X?", text) or not text:
        return BadEntry(N_("An ID number has 17 digits and a last digit or X."), field)
    if len(text) < 18:
        return BadEntry(N_("An ID number has 18 characters: {n} missing."), field, n=18 - len(text))
    if len(text) > 18:
        return BadEntry(N_("An ID number has 18 characters: {n} too many."), field, n=len(text) - 18)
    if "X" in text[:17]:
        return BadEntry(N_("An ID number has 17 digits and a last digit or X."), field)
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return BadEntry(N_("The ID number holds no real birth date: {value}"), field, value=text[6:14])
    if not date(1880, 1, 1) <= born <= (today or date.today()):
        return BadEntry(N_("The ID number holds no real birth date: {value}"), field, value=text[6:14])
    if text[17] != id_check_digit(text[:17]):
        if text.endswith("000"):
            return BadEntry(
                N_("The spreadsheet has rounded this ID number: its last digits are lost. Format its column as text."),
                field,
            )
        return BadEntry(
            N_("The last character of the ID number does not fit the others; one of them is mistyped."), field
        )
    return None


def born_on(id_text: str) -> date:
    """The birth date in an ID number that has been checked."""
    return date(int(id_text[6:10]), int(id_text[10:12]), int(id_text[12:14]))


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATES = re.compile(
    rf"[{_PROVINCES}][A-Z][A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳超领]"
    rf"|WJ[{_PROVINCES}]?[0-9]{{4,5}}[A-Z0-9]?"
    r"|[VZKHBSLJNGCEM][A-Z][0-9]{5}"  # of the forces, who write no province
    r"|使[0-9]{6}|[0-9]{6}使|民航[A-Z0-9]{5}"
)


def plate(value: object, field: str | None = None) -> str:
    """A plate number in capitals without dots and spaces: 云A·12345 and 云a 12345 are 云A12345."""
    text = re.sub(r"[\s·•・.\-_‧:：]", "", unicodedata.normalize("NFKC", _plain(value))).upper()
    # the zero and the one of a plate are often typed as letters, which plates leave out
    text = text[:2] + text[2:].replace("O", "0").replace("I", "1") if len(text) in (7, 8) else text
    if not _PLATES.fullmatch(text):
        raise BadEntry(N_("This is not a plate number: {value}. It should look like 云A12345."), field, value=text[:40])
    return text


_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def credit_check_character(first: str) -> str:
    """The 18th character of a unified credit code for its first 17 (GB 32100, MOD 31)."""
    total = sum(_CODE_CHARACTERS.index(c) * w for c, w in zip(first, _CODE_WEIGHTS, strict=True))
    return _CODE_CHARACTERS[-total % 31]


def credit_code(value: object, field: str | None = None) -> str:
    """A unified social credit code: 18 capitals and digits with a fitting last one."""
    text = re.sub(r"[\s\-.]", "", _plain(value)).upper()
    if len(text) < 18:
        raise BadEntry(N_("A unified credit code has 18 characters: {n} missing."), field, n=18 - len(text))
    if len(text) > 18:
        raise BadEntry(N_("A unified credit code has 18 characters: {n} too many."), field, n=len(text) - 18)
    strange = [c for c in text if c not in _CODE_CHARACTERS]
    if strange:
        raise BadEntry(N_("A unified credit code holds no {value}."), field, value=strange[0])
    if text[17] != credit_check_character(text[:17]):
        raise BadEntry(
            N_("The last character of the credit code does not fit the others; one of them is mistyped."), field
        )
    return text


_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\]{1,64}@(?:[^@\s.,;:<>()\[\]\"\\]+\.)+[^@\s.,;:<>()\[\]\"\\0-9]{2,}")


def email(value: object, field: str | None = None) -> str:
    """An e-mail address, the part after @ in lower case; `mailto:` and the angle brackets of address books go."""
    text = _plain(value).replace("。", ".")
    text = re.sub(r"^mailto:", "", text, flags=re.IGNORECASE)
    named = re.fullmatch(r"[^<>]*<([^<>]+)>", text)
    text = (named[1] if named else text).replace(" ", "")
    if not _EMAIL.fullmatch(text) or ".." in text:
        raise BadEntry(N_("This is not an e-mail address: {value}"), field, value=text[:60])
    local, _at, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


_YES = frozenset(("是", "有", "对", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1", "on", "会", "可", "可以", "真"))
_NO = frozenset(
    ("否", "无", "没有", "不", "不是", "×", "✗", "✘", "x", "n", "no", "false", "f", "0", "off", "不会", "假", "☐")
)


def yes_no(value: object, field: str | None = None) -> bool:
    """是, √, Y, 1 and their like, or 否, ×, N, 0."""
    text = fold(_plain(value))
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise BadEntry(N_("Yes or no is wanted here, not: {value}"), field, value=text[:40])
