"""Matches a sheet's columns to the fields of a client, by their headings and by what stands in them (CL-15)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from desktop.rules import formats
from desktop.rules.dates import date_of, readings
from desktop.rules.errors import BadEntry
from desktop.rules.grids import Cell, Column
from desktop.rules.headings import plain_heading

_SAMPLE = 200
_SURE = 100.0  # a heading that is a field's own word
_NEAR = 60.0  # a heading that only holds such a word
_SEEN = 40.0  # no heading, but the values say it
_ENOUGH = 0.6  # share of a column's values that must look alike

_FIRM = re.compile(
    r"(?:公司|集团|厂|店|酒楼|中心|医院|学校|大学|局|委|院|所|部|社|行|协会|ltd\.?|inc\.?)$", re.IGNORECASE
)
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u4e00-\u9fff·]{4,15}")
_NUMBERING = frozenset(("序号", "编号", "no", "no.", "行号", "#"))


class FieldLike(Protocol):
    """What matching needs to know of a field."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def synonyms(self) -> tuple[str, ...]: ...


class Match(NamedTuple):
    """The field proposed for a column: how sure (0 to 100), and whether its heading or its values said so."""

    field: str | None
    score: float = 0.0
    by: str = ""  # "heading", "content" or ""


def match(
    columns: Sequence[Column], sample_rows: Iterable[Sequence[Cell]], fields: Sequence[FieldLike]
) -> dict[int, str | None]:
    """Column index → field name, each field at most once; None where nothing fits."""
    return {index: found.field for index, found in propose(columns, sample_rows, fields).items()}


def propose(
    columns: Sequence[Column], sample_rows: Iterable[Sequence[Cell]], fields: Sequence[FieldLike]
) -> dict[int, Match]:
    """The same with score and reason, for a screen that shows how sure it is.

    A heading weighs more than values, unless the values can't be what the heading says. Of two columns of one kind the
    better takes the first field, the other the next of that kind (`phone`, then `other_phone`).
    """
    rows = [row for row, _n in zip(sample_rows, range(_SAMPLE), strict=False)]
    words = _words(fields)
    by_name = {f.name: f for f in fields}
    wishes: list[tuple[float, int, int, str, str]] = []  # score, order of column and field, field, reason
    order = {f.name: at for at, f in enumerate(fields)}
    kinds = {
        column.index: kind_of([row[column.index] for row in rows if column.index < len(row)]) for column in columns
    }
    for column in columns:
        kind = kinds[column.index]
        for name, score in _by_heading(column.heading, words).items():
            if score < _SURE and _contradicts(by_name[name], kind):
                continue
            bonus = 5.0 if kind and _fits(by_name[name], kind) else 0.0
            wishes.append((score - 5 + bonus, -column.index, -order[name], name, "heading"))
        if not column.heading or kind in _TELLING:
            for at, name in enumerate(_by_kind(kind, by_name)):
                # a heading nobody knows says at least that the values are something of their own
                score = _SEEN - 2 * at - (10 if column.heading else 0) + (15 if kind == "mobile" else 0)
                wishes.append((score, -column.index, -order[name], name, "content"))
    found: dict[int, Match] = {column.index: Match(None) for column in columns}
    taken: set[str] = set()
    for score, index, _order, name, reason in sorted(wishes, reverse=True):
        if found[-index].field is None and name not in taken and not _is_numbering(columns, -index, reason):
            found[-index] = Match(name, score, reason)
            taken.add(name)
    return found


def _is_numbering(columns: Sequence[Column], index: int, reason: str) -> bool:
    heading = next(c.heading for c in columns if c.index == index)
    return reason == "content" and plain_heading(heading) in _NUMBERING


def _words(fields: Sequence[FieldLike]) -> Mapping[str, str]:
    """Plain heading → field; a word that two fields claim goes to the first."""
    words: dict[str, str] = {}
    for field in fields:
        for word in (field.name, field.label, *field.synonyms):
            words.setdefault(plain_heading(word), field.name)
    words.pop("", None)
    return words


def _by_heading(heading: str, words: Mapping[str, str]) -> dict[str, float]:
    whole = plain_heading(heading)
    if not whole:
        return {}
    if whole in words:
        return {words[whole]: _SURE}
    parts = heading.split()
    found: dict[str, float] = {}
    if len(parts) > 1:
        # of a header in two rows the lower says it more exactly: 联系方式 手机
        for part, score in ((parts[-1], 95.0), (parts[0], 30.0)):
            if plain_heading(part) in words:
                found.setdefault(words[plain_heading(part)], score)
    inside = re.findall(r"[(（\[【](.+?)[)）\]】]", heading)
    for part in inside:
        if plain_heading(part) in words:
            found.setdefault(words[plain_heading(part)], 50.0)
    for part in re.split(r"[/、,，;；|&+]|或|及|和", heading):
        if plain_heading(part) in words:
            found.setdefault(words[plain_heading(part)], 90.0)
    if not found:
        held = [word for word in words if len(word) >= 2 and not word.isascii() and word in whole]
        for word in sorted(held, key=len, reverse=True)[:3]:
            end = 10.0 if whole.endswith(word) else 0.0
            found.setdefault(words[word], min(_NEAR + end, _NEAR * len(word) / len(whole) + end))
    return found


def kind_of(values: Sequence[Cell]) -> str:
    """What most values of a column are, one of the kinds of _TESTS, or "" where they are of no one kind."""
    said = [v for v in values if v != ""]
    if not said:
        return ""
    if sum(isinstance(v, date) for v in said) >= _ENOUGH * len(said):
        return "date"
    texts = [v for v in said if isinstance(v, str)]
    for kind, test in _TESTS:
        if sum(test(text) for text in texts) >= _ENOUGH * len(said):
            return kind
    return ""


def _passes(check: Callable[[str], object]) -> Callable[[str], bool]:
    def test(text: str) -> bool:
        try:
            check(text)
        except BadEntry:
            return False
        return True

    return test


def _is_mobile(text: str) -> bool:
    numbers = [n for n in re.split(r"[/、;；,，\s]+(?=1\d{10})", text) if n]
    return bool(numbers) and all(formats.phone_ok(n) and formats.is_mobile(formats.phone(n)) for n in numbers)


def _is_phone(text: str) -> bool:
    return sum(c.isdigit() for c in text) >= 7 and (text[:1] in "0+(4" or "-" in text) and formats.phone_ok(text)


def _is_date(text: str) -> bool:
    if len(text) < 6 or (text.isdigit() and len(text) != 8):
        return False
    return bool(readings(text)) or _passes(date_of)(text)


_TESTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("id_number", _passes(formats.id_number)),
    ("credit_code", _passes(formats.credit_code)),
    ("mobile", _is_mobile),
    ("email", lambda text: "@" in text and _passes(formats.email)(text)),
    ("plate", lambda text: len(text) < 12 and _passes(formats.plate)(text)),
    ("date", _is_date),
    ("phone", _is_phone),
    ("firm", lambda text: len(text) >= 3 and _FIRM.search(text) is not None),
    ("person", lambda text: _NAME.fullmatch(text) is not None),
)
# Kinds that no other column would have by chance
_TELLING = frozenset(("id_number", "credit_code", "mobile", "email", "plate"))
_FIELDS_OF = {
    "id_number": ("id_number",),
    "credit_code": ("credit_code",),
    "mobile": ("phone", "other_phone"),
    "phone": ("phone", "other_phone"),
    "email": ("email",),
    "plate": ("plate",),
    "date": ("birthday",),
    "firm": ("unit", "name"),
    "person": ("name",),
}
_TYPE_OF = {"mobile": "phone"}
_STRICT = frozenset(("phone", "email", "date", "plate", "id_number", "credit_code"))


def _by_kind(kind: str, fields: Mapping[str, FieldLike]) -> tuple[str, ...]:
    return tuple(name for name in _FIELDS_OF.get(kind, ()) if name in fields)


def _fits(field: FieldLike, kind: str) -> bool:
    return str(field.type) == _TYPE_OF.get(kind, kind) or field.name in _FIELDS_OF.get(kind, ())


def _contradicts(field: FieldLike, kind: str) -> bool:
    """Whether values of this kind can't belong under a field of another."""
    return kind in _STRICT | {"mobile"} and str(field.type) in _STRICT and not _fits(field, kind)
