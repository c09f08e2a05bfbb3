"""Makes text from outside fit to store, to compare, and to hand to a spreadsheet."""

import re
import unicodedata
from collections.abc import Mapping

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.simplified import TO_SIMPLIFIED

CELL_LIMIT = 32_767  # what one cell of a spreadsheet can hold


Ranges = tuple[tuple[int, int], ...]

# Zero-width, direction-changing and other marks nobody sees: the usual means to make one name look like another
_UNSEEN: Ranges = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    (0xFFF9, 0xFFFB), (0xE0000, 0xE007F),
)  # fmt: skip
# all but the ends of lines and tabs
_CONTROLS: Ranges = ((0x01, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F))
_ZERO: Ranges = ((0x00, 0x00),)
# A lone surrogate can't be written as UTF-8; noncharacters end text early in some programs
_BROKEN: Ranges = ((0xD800, 0xDFFF), (0xFFFE, 0xFFFF))
_VARIATIONS: Ranges = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))


def _all(ranges: Ranges) -> dict[int, None]:
    return dict.fromkeys(point for low, high in ranges for point in range(low, high + 1))


def _one_of(ranges: Ranges) -> re.Pattern[str]:
    # as ranges: spelt out, two thousand characters take longer to read than the rest of a start's patterns together
    return re.compile("[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges) + "]")


_DROP: Mapping[int, None] = _all(_UNSEEN + _ZERO + _CONTROLS + _BROKEN)
_FOLD: Mapping[int, str | None] = {**_DROP, **_all(_VARIATIONS), **TO_SIMPLIFIED}
_HIDDEN = _one_of(_UNSEEN + _CONTROLS)
_DROPPED = _one_of(_UNSEEN + _ZERO + _CONTROLS + _BROKEN)
_SPACES = re.compile(r"\s+")
_SPACES_IN_LINE = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")


def tidy(text: str, lines: bool = False) -> str:
    """The text as it is stored: composed (NFC), without unseen marks, runs of spaces as one, none at the ends.

    With `lines` the line breaks of a long text stay (at most one blank line in a row); otherwise they become spaces.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if _DROPPED.search(text):
        text = text.translate(_DROP)
    if not lines:
        return " ".join(text.split())
    text = _SPACES_IN_LINE.sub(" ", _LINE_ENDS.sub("\n", text))
    return _BLANK_LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def has_hidden(text: str) -> bool:
    """Whether the text holds marks nobody sees that can disguise it: zero-width, right-to-left override, controls."""
    return _HIDDEN.search(text) is not None


def fold(text: str) -> str:
    """The text for search and comparison only: compatibility forms (full width → half), lower case, simplified
    characters, Latin letters without accents, unseen marks gone. Spaces stay as they are."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold().translate(_FOLD)
    if _ACCENTED.search(text):
        text = unicodedata.normalize("NFC", _ACCENTS.sub(r"\1", unicodedata.normalize("NFD", text)))
    return text


_ACCENTED = re.compile(r"[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]")
_ACCENTS = re.compile(r"([A-Za-z])[\u0300-\u036f]+")
# A sign that a spreadsheet takes for the beginning of a formula, behind the marks that disarm it
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


def formula_safe(text: str) -> str:
    """The text for a CSV cell: a leading sign that a spreadsheet would take for a formula is disarmed by `'`."""
    return f"'{text}" if _FORMULA.match(text) else text


def formula_read(text: str) -> str:
    """The text that `formula_safe` made a cell of."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text


def check_length(text: str, limit: int, field: str | None = None) -> str:
    """The text itself; BadEntry where it has more than `limit` characters."""
    if len(text) > limit:
        raise BadEntry(
            N_("This is too long: {length} characters, at most {limit} are possible."),
            field,
            length=len(text),
            limit=limit,
        )
    return text
