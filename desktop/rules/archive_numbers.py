"""Archive numbers 档号 by the office's pattern, and the numbers of contracts that are derived from them (DO-3)."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, Label
from desktop.rules.values import dataclass
from desktop.rules.words import Word

LIMIT = 60
_PART = re.compile(r"\{(fonds|category|year|term|unit|volume|number)(?::(\d))?\}")
_MOST = 9_999_999  # what a pattern must have room for
_WIDTHS: Mapping[str, int] = MappingProxyType({"number": 4, "volume": 3})


class Term(Word):
    """How long a class of files is kept; the value is what stands in a number by the archive standard."""

    PERMANENT = "Y", N_("For good")
    THIRTY = "D30", N_("30 years")
    TEN = "D10", N_("10 years")


@dataclass(frozen=True, slots=True)
class Preset:
    """A pattern of the archive standard (DA/T 13-2022): "-" between levels, "·" inside one."""

    key: str
    label: str
    pattern: str


PRESETS: tuple[Preset, ...] = (
    Preset("item", N_("By item"), "{fonds}-{category}·{year}-{term}-{unit}-{number:4}"),
    Preset("volume", N_("By volume"), "{fonds}-{category}·{year}-{term}-{number:3}"),
    Preset("short", N_("Year and number"), "{year}-{number:4}"),
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a file's number says of it; empty where the pattern does not ask."""

    fonds: str = ""
    category: str = ""
    year: int = 0
    term: Term | None = None
    unit: str = ""


def check_pattern(pattern: str) -> None:
    """Raises BadEntry (field `archive_pattern`) for one that gives no number of its own, or says what is not known."""
    if "{number" not in pattern:
        raise BadEntry(N_("The pattern of the archive number needs {number}, for example {example}."),
                       "archive_pattern", number="{number}", example=PRESETS[1].pattern)  # fmt: skip
    rest = _PART.sub("", pattern)
    if "{" in rest or "}" in rest:
        raise BadEntry(N_("The pattern of the archive number may hold {known} only."), "archive_pattern",
                       known="{fonds} {category} {year} {term} {unit} {number}")  # fmt: skip
    if pattern.count("{number") > 1:
        raise BadEntry(N_("The pattern of the archive number may hold {number} once only."), "archive_pattern",
                       number="{number}")  # fmt: skip
    if len(_filled(pattern, Parts("J001", "WS", 9999, Term.THIRTY, "KH"), str(_MOST))) > LIMIT:
        raise BadEntry(N_("The archive numbers of this pattern are too long: at most {limit} characters."),
                       "archive_pattern", limit=LIMIT)  # fmt: skip


def number_of(pattern: str, parts: Parts, number: int) -> str:
    """The archive number. Raises BadEntry where the pattern asks for something the file does not say (field: which)."""
    check_pattern(pattern)
    for name in asked_by(pattern):
        if not getattr(parts, name):
            raise BadEntry(N_("The archive number needs this: {what}."), name, what=Label(_SAID[name]))
    return _filled(pattern, parts, str(number))


def scope_of(pattern: str, parts: Parts) -> str:
    """Within what numbers count on without a gap: all that the number says besides its count."""
    return _filled(pattern, parts, "#")


def asked_by(pattern: str) -> tuple[str, ...]:
    """What a file must say of itself for its number, in the order of the pattern."""
    return tuple(dict.fromkeys(name for name, _width in _PART.findall(pattern) if name in _SAID))


def contract_number(archive_number: str, place: int) -> str:
    """The number of a file's contract, by its place among them from 1: the file's own and two digits (DO-3)."""
    return f"{archive_number}-HT{place:02d}"


_SAID: Mapping[str, str] = MappingProxyType({
    "fonds": N_("fonds code"), "category": N_("category"), "year": N_("year"),
    "term": N_("retention"), "unit": N_("unit"),
})  # fmt: skip


def _filled(pattern: str, parts: Parts, number: str) -> str:
    def part(found: re.Match[str]) -> str:
        name, width = found[1], found[2]
        if name in _WIDTHS:
            return number.zfill(int(width or _WIDTHS[name])) if number.isdigit() else number
        value = getattr(parts, name)
        return value.value if isinstance(value, Term) else str(value or "")

    return _PART.sub(part, pattern)
