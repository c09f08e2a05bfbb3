"""Turns what somebody typed or a sheet held into the value a field keeps, or says what is wrong with it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from desktop.i18n import N_, in_all_languages
from desktop.rules import amounts, dates, formats
from desktop.rules.errors import BadEntry, Label
from desktop.rules.fields import Field, FieldType
from desktop.rules.text import check_length, fold, tidy

Value = str | int | bool | None

YES = frozenset({"是", "有", "对", "y", "yes", "true", "1", "√", "✓", "✔", "☑"})
NO = frozenset({"否", "无", "不", "没有", "n", "no", "false", "0", "×", "✗", "☐"})


def checked(field: Field, raw: object) -> Value:
    """The value `field` keeps for `raw`; "" or None for nothing. Raises BadEntry that names the field."""
    if raw is None or raw == "":
        return None if field.type in _NULL_IF_EMPTY else ""
    try:
        value = _READERS.get(field.type, _text)(field, raw)
        if isinstance(value, str):
            check_length(value, field.limit)
        return value
    except BadEntry as refusal:
        # the formats know the value, not whose it is
        raise BadEntry(refusal.message, field.name, **refusal.values) from None


def phone_key(text: str) -> str:
    """A phone's digits without country code and separators: the same number, however written, has the same key."""
    digits = "".join(c for c in fold(text) if c.isdigit())
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + 11:
            digits = digits[len(prefix) :]
    return digits[:20]


def _text(field: Field, raw: object) -> Value:
    return tidy(str(raw))


def _long(field: Field, raw: object) -> Value:
    return tidy(str(raw), lines=True)


def _date(field: Field, raw: object) -> Value:
    return dates.date_of(raw)


def _amount(field: Field, raw: object) -> Value:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return amounts.within_reason(raw, raw)
    return amounts.amount_fen(str(raw))


def _choice(field: Field, raw: object) -> Value:
    """By stored value, shown word in either language, or the office's own choice."""
    wanted = fold(tidy(str(raw)))
    options = field.choices or tuple(word.value for word in field.words or ())
    for option in options:
        if wanted == fold(option):
            return option
    for word in field.words or ():
        if wanted in {fold(text) for text in in_all_languages(word.label)}:
            return word.value
    raise BadEntry(N_("“{value}” is none of the choices of “{label}”."), field.name, value=tidy(str(raw))[:40],
                   label=Label(field.label))  # fmt: skip


def _yes_no(field: Field, raw: object) -> Value:
    if isinstance(raw, bool):
        return raw
    word = fold(tidy(str(raw)))
    if word in YES or word in NO:
        return word in YES
    raise BadEntry(N_("“{value}” is neither yes nor no."), field.name, value=tidy(str(raw))[:40])


def _by(read: Callable[[str], str]) -> Callable[[Field, object], Value]:
    return lambda _field, raw: read(str(raw))


_NULL_IF_EMPTY = frozenset({FieldType.AMOUNT, FieldType.YES_NO})
_READERS: Mapping[FieldType, Callable[[Field, object], Value]] = MappingProxyType(
    {
        FieldType.LONG: _long,
        FieldType.DATE: _date,
        FieldType.AMOUNT: _amount,
        FieldType.CHOICE: _choice,
        FieldType.YES_NO: _yes_no,
        FieldType.PHONE: _by(formats.phone),
        FieldType.EMAIL: _by(formats.email),
        FieldType.PLATE: _by(formats.plate),
        FieldType.ID_NUMBER: _by(formats.id_number),
        FieldType.CREDIT_CODE: _by(formats.credit_code),
    }
)
