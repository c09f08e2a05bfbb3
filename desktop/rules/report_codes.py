"""Codes by which a printed report of an appraisal is compared with its locked period, typed, scanned or read (AP-5).

A code is 80 bits of the report's digest in the alphabet of Crockford (2019), which leaves out letters that are taken
for others, with his check sign: `HXH6-Q80R-AG6Z-X4X5-Q`. The QR holds the digest whole, and no name.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from desktop.i18n import N_
from desktop.rules.words import Word

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = ALPHABET + "*~$=U"
_LENGTH = 16  # of 5 bits each
_BYTES = _LENGTH * 5 // 8
_READ_AS = str.maketrans("OIL", "011")
_CODE = re.compile(rf"[{ALPHABET}]{{{_LENGTH}}}[{re.escape(_CHECKS)}]")
_IN_TEXT = re.compile(rf"(?<![0-9A-Z])((?:[{ALPHABET}]{{4}}-){{4}}[{re.escape(_CHECKS)}])(?![0-9A-Z])")
_QR = re.compile(r"CLR1:([^:]{1,20}):([0-9]{1,4}):([a-z]+):([0-9a-f]{0,32}):([0-9a-f]{64})")


class ReportKind(Word):
    """What a report is about. The value is stored, so it never changes."""

    PERSON = "person", N_("Appraisal report")
    DEPARTMENT = "department", N_("Report of a department")
    OFFICE = "office", N_("Report of the office")


class Square(NamedTuple):
    """What the QR of a report says: of which period and version, about what, and its digest in hex."""

    period: str
    number: int
    kind: str
    about: str
    digest: str


def digest(content: Mapping[str, object], root: str) -> str:
    """SHA-256, in hex, of what a report says with the root of its locked period."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(b"clientele/report/1\0" + said.encode() + b"\0" + root.encode()).hexdigest()


def code(report_digest: str) -> str:
    """The code of a digest as it is kept: sixteen signs and the check."""
    number = int.from_bytes(bytes.fromhex(report_digest)[:_BYTES], "big")
    signs = "".join(ALPHABET[number >> (5 * at) & 31] for at in reversed(range(_LENGTH)))
    return signs + _CHECKS[number % 37]


def shown(kept: str) -> str:
    """A code as people read it, in groups of four."""
    return "-".join(kept[at : at + 4] for at in range(0, len(kept), 4))


def square(about: Square) -> str:
    """What stands in the QR."""
    return f"CLR1:{about.period}:{about.number}:{about.kind}:{about.about}:{about.digest}"


def read_square(text: str) -> Square | None:
    found = _QR.fullmatch(text.strip())
    if found is None:
        return None
    period, number, kind, about, said = found.groups()
    return Square(period, int(number), kind, about, said)


def read(text: str) -> str:
    """The code that was typed or scanned, or that a QR stands for, as it is kept; empty where it is none, or where
    one sign is wrong."""
    told = read_square(text)
    if told is not None:
        return code(told.digest)
    plain = unicodedata.normalize("NFKC", text).upper()
    signs = "".join(mark for mark in plain if not mark.isspace() and mark != "-")
    # the check sign may be a U, never an O, I or L
    found = signs[:_LENGTH].translate(_READ_AS) + signs[_LENGTH:]
    if not _CODE.fullmatch(found):
        return ""
    number = 0
    for mark in found[:_LENGTH]:
        number = number << 5 | ALPHABET.index(mark)
    return found if _CHECKS[number % 37] == found[_LENGTH] else ""


def codes_in(text: str) -> tuple[str, ...]:
    """The codes that a text bears, each once."""
    found = (read(one) for one in _IN_TEXT.findall(text.upper()))
    return tuple(dict.fromkeys(one for one in found if one))
