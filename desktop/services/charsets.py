"""Finds out in which charset a text file is written, by what its text says (CL-15)."""

import codecs
import re
from collections.abc import Iterator

from desktop.i18n import N_
from desktop.rules.grids import BadFile
from desktop.rules.headings import is_heading

# What a person may choose where the ladder errs
CHARSETS = ("utf-8", "gb18030", "big5", "utf-16")

_CODECS = {"big5": "big5hkscs", "gbk": "gb18030", "gb2312": "gb18030", "utf8": "utf-8", "utf-8": "utf-8-sig"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SAMPLE = 200_000
_CELLS = re.compile(r'[,;\t|\r\n"]+')
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def decode(data: bytes, charset: str | None = None) -> tuple[str, str]:
    """The text of a file and the charset it was read in, one of CHARSETS or utf-32.

    The ladder: byte order mark, UTF-8, UTF-16 without mark, then GB18030 or Big5 by which of them says known headings
    and common characters. `charset` forces one. BadFile where nothing fits or the forced one does not.
    """
    if charset:
        return _forced(data, charset)
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = _strict(data, "utf-8-sig" if name == "utf-8" else name)
            if text is None:
                raise _unreadable()
            return text.removeprefix("\ufeff"), name
    text = _strict(data, "utf-8")
    if text is not None and "\x00" not in text[:_SAMPLE]:
        return text, "utf-8"
    wide = _wide(data)
    if wide is not None:
        return wide, "utf-16"
    if b"\x00" in data[:_SAMPLE]:
        raise _unreadable()
    return _chinese(data)


def _forced(data: bytes, charset: str) -> tuple[str, str]:
    name = _CODECS.get(charset.lower(), charset.lower())
    try:
        codecs.lookup(name)
    except LookupError:
        raise BadFile(N_("There is no charset named {charset}."), charset=charset) from None
    if name == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _wide(data)
    else:
        text = _strict(data, name)
    if text is None:
        raise BadFile(N_("The file is not written in {charset}. Choose another charset."), charset=charset)
    return text.removeprefix("\ufeff"), charset.lower()


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of commas, line ends and digits is zero, on one side only."""
    if len(data) < 4 or len(data) % 2:
        return None
    even, odd = data[0:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    half = min(len(data), _SAMPLE) / 2
    if max(even, odd) < 0.02 * half or min(even, odd) > 0.1 * max(even, odd):
        return None
    text = _strict(data, "utf-16-le" if odd > even else "utf-16-be")
    return None if text is None or _ODD.search(text[:_SAMPLE]) else text


def _chinese(data: bytes) -> tuple[str, str]:
    found: list[tuple[float, str, str]] = []
    # the first of two equals wins: GB18030 is by far the likelier
    for name, codec in (("gb18030", "gb18030"), ("big5", "big5hkscs")):
        text = _strict(data, codec)
        if text is None or _ODD.search(text):
            continue
        sample = text[:_SAMPLE]
        found.append((_headings(sample) + 2 * _common(sample, name), name, text))
    if not found:
        raise _unreadable()
    score, name, text = max(found, key=lambda f: f[0])
    if score < 0.8:
        raise _unreadable()
    return text, name


def _headings(text: str) -> int:
    return sum(1 for cell in _first_cells(text) if not cell.isascii() and is_heading(cell))


def _first_cells(text: str) -> Iterator[str]:
    head = "\n".join(text[:8000].splitlines()[:20])
    for cell in _CELLS.split(head):
        if 0 < len(cell := cell.strip()) <= 20:
            yield cell


def _common(text: str, name: str) -> float:
    """The share of a text's Chinese characters that are among the few thousand its charset puts first."""
    characters = [c for c in text if c >= "\u2e80"]
    if not characters:
        return 0.0
    common = 0
    for character in characters:
        lead, *trail = character.encode("gb2312" if name == "gb18030" else "big5", "replace")
        if name == "gb18030":
            common += bool(trail) and (0xB0 <= lead <= 0xD7 or lead <= 0xA3)
        else:
            common += bool(trail) and (0xA4 <= lead <= 0xC6 or lead <= 0xA1)
    return common / len(characters)


def _unreadable() -> BadFile:
    return BadFile(
        N_("The file's characters can't be read: it is in none of UTF-8, GB18030, Big5 and UTF-16. Save it as xlsx.")
    )
