"""Turns the values of a client file into what is shown, and its fields into form fields."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from desktop.i18n import _, language
from desktop.rules.amounts import grouped, shown_amount
from desktop.rules.fields import Block, Field, FieldType, Locked
from desktop.ui.kit.badge import badge_letter as badge_letter
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.phrases import ENGLISH_MONTHS, level_word
from desktop.ui.kit.phrases import day as day
from desktop.ui.kit.phrases import moment as moment
from desktop.ui.kit.times import local

if TYPE_CHECKING:
    from desktop.services.reviews import ReviewInfo

EMPTY = "—"
WIDE_TEXT = 2000

_KINDS = {
    FieldType.LONG: Kind.LONG,
    FieldType.DATE: Kind.DATE,
    FieldType.AMOUNT: Kind.NUMBER,
    FieldType.NUMBER: Kind.NUMBER,
    FieldType.PHONE: Kind.NUMBER,
    FieldType.ID_NUMBER: Kind.NUMBER,
    FieldType.CHOICE: Kind.CHOICE,
    FieldType.YES_NO: Kind.CHOICE,
}


def label_of(field: Field) -> str:
    """An office's own fields are named in the office's words, which are nobody's to translate."""
    return field.label if field.own else _(field.label)


def heading_of(field: Field) -> str:
    """Its label over a value that is only read; the unit stands here and not beside the value."""
    return f"{label_of(field)} ({field.unit})" if field.unit else label_of(field)


def shown(field: Field, value: object) -> str:
    """The value in words; empty text for nothing."""
    if value is None or value == "" or isinstance(value, Locked):
        return ""
    if field.type is FieldType.AMOUNT:
        return amount(int(str(value)))
    if field.type is FieldType.YES_NO:
        return _("Yes") if value else _("No")
    if field.type is FieldType.CHOICE and field.words is not None:
        known = {word.value: word.label for word in field.words}
        return _(known[str(value)]) if str(value) in known else str(value)
    if field.type is FieldType.DATE:
        return birthday(str(value))
    return str(value)


def amount(fen: int | None) -> str:
    """`1,234.50`; the ¥ stands in the heading."""
    return "" if fen is None else grouped(fen)


def typed_amount(fen: int | None) -> str:
    return "" if fen is None else shown_amount(fen)


def birthday(text: str) -> str:
    """`1978-07-12` and `07-12` as 1978年7月12日 and 7月12日."""
    parts = text.split("-")
    if not all(p.isdigit() for p in parts) or len(parts) not in (2, 3):
        return text
    month, day = int(parts[-2]), int(parts[-1])
    year = parts[0] if len(parts) == 3 else ""
    if not 1 <= month <= 12:
        return text
    if language() == "en":
        return f"{day} {ENGLISH_MONTHS[month - 1]} {year}".strip()
    return f"{year}年{month}月{day}日" if year else f"{month}月{day}日"


def lock_words(locked: Locked) -> str:
    """`二级 · 找张岚`; the same whether or not there is a value."""
    level = level_word(locked.level)
    if locked.ask:
        return _("{level} · ask {who}").format(level=level, who=locked.ask[0])
    return level


def opened_words(locked: Locked) -> str:
    """By whom and until when what is locked was opened for a time; empty where it was not."""
    if locked.until is None:
        return ""
    said = _("{who} opened it for you to look at, until {moment}.") if locked.opened_by else _("Open until {moment}.")
    return said.format(who=locked.opened_by, moment=moment(locked.until))


def form_fields(fields: Iterable[Field], *, required: bool = True) -> list[FormField]:
    return [form_field(field, required=required) for field in fields]


def form_field(field: Field, *, required: bool = True) -> FormField:
    kind = _KINDS.get(field.type, Kind.TEXT)
    # a note takes the row, an address two thirds of it; what a server reads stands side by side
    span = (3 if field.limit >= WIDE_TEXT else 1) if kind is Kind.LONG else 2 if field.limit > 200 else 1
    return FormField(
        field.name, label_of(field), kind, required and field.required, span, choices_of(field),
        unit=field.unit, limit=0 if kind is not Kind.TEXT else field.limit,
        hint=_("yyyy-mm-dd or mm-dd") if kind is Kind.DATE else "",
    )  # fmt: skip


def choices_of(field: Field) -> tuple[tuple[object, str], ...]:
    if field.type is FieldType.YES_NO:
        return ((None, EMPTY), (True, _("Yes")), (False, _("No")))
    if field.type is not FieldType.CHOICE:
        return ()
    words = [(word.value, _(word.label)) for word in field.words or ()] or [(c, c) for c in field.choices]
    # a kind is always set
    return tuple(words) if field.name == "kind" else (("", EMPTY), *words)


def typed(field: Field, value: object) -> object:
    """The stored value as the form's entry takes it."""
    if field.type is FieldType.AMOUNT and isinstance(value, int):
        return typed_amount(value)
    if field.type is FieldType.YES_NO:
        return value
    return "" if value is None else value


def source_of(info: "ReviewInfo | None") -> str:
    """How a reviewed value was learnt, who entered or confirmed it, when (CL-8)."""
    if info is None:
        return ""
    parts = [_(info.learnt.label) if info.learnt else "", info.basis]
    if info.reviewed_by and info.reviewed_at is not None and info.verified:
        on = day(local(info.reviewed_at).date())
        parts.append(_("confirmed by {name}, {day}").format(name=info.reviewed_by, day=on))
        if info.seen_at is not None and info.seen_at > info.reviewed_at:
            parts.append(_("seen again on {day}").format(day=day(local(info.seen_at).date())))
    else:
        on = day(local(info.entered_at).date())
        parts.append(_("entered by {name}, {day}").format(name=info.entered_by, day=on))
    parts += rivals_of(info)
    return " · ".join(part for part in parts if part)


def rivals_of(info: "ReviewInfo") -> list[str]:
    """What else was told and waits with the value, and where from: `otherwise: 黄酒 (CF-1 李娜)`."""
    return [_("otherwise: {value} ({source})").format(
        value=" ".join(one.value.split()), source=one.basis or one.entered_by) for one in info.rivals]  # fmt: skip


def refused_words(label: str, info: "ReviewInfo | None") -> str:
    """What becomes of a field whose value is refused."""
    if info is not None and info.rivals:
        said = _("“{field}” waits again with what was told otherwise: {value}. The refused one stays in the history.")
        return said.format(field=label, value=info.rivals[0].value)
    return _("“{field}” gets back the value it had before. The refused one stays in the history.").format(field=label)


def secret(field: Field) -> bool:
    """Whether a value needs an act of its own to be seen: levels 2 and 3."""
    return field.block in (Block.PROPERTY, Block.ACCOUNTS)
