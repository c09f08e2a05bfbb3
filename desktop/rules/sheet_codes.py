"""Codes on printed sheets: how they are read from paper, and what each kind of sheet is about (OF-15)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from desktop.i18n import N_
from desktop.rules import report_codes
from desktop.rules.words import Word

# Random, as each print bears one in bars (`stamps`); and the number of a form in its register, as its QR says it;
# reports of appraisals bear codes of their own (`report_codes`)
_CODE = re.compile(r"[0-9A-F]{10}|CF-[0-9]{1,9}")
PAGES_LOOKED = 4  # of a scan: the code stands on each page of its sheet


class SheetKind(Word):
    """Sheets that are signed on paper and come home as a scan. The value is stored, so it never changes."""

    CONTENT_LIST = "content_list", N_("Content list")
    SUPPLEMENT_LIST = "supplement_list", N_("Supplement list")
    DEED_SLIP = "deed_slip", N_("Transfer slip of title deeds")
    SAFE_COUNT = "safe_count", N_("Record of a count of the safe")
    DESTRUCTION_LIST = "destruction_list", N_("Destruction list")
    CERTIFICATE = "destruction_certificate", N_("Certificate of destruction")
    INSPECTION = "inspection", N_("Record of an inspection of the archive")
    CONSENT = "consent", N_("Notice and consent")
    CASE_FILE = "case_file", N_("File of a case")
    DISCIPLINE_NOTICE = "discipline_notice", N_("Notice of a proposed penalty")
    DISCIPLINE_DECISION = "discipline_decision", N_("Decision on a reward or penalty")
    APPRAISAL = "appraisal", N_("Appraisal report")
    APPRAISAL_SUMMARY = "appraisal_summary", N_("Appraisal report of a department or the office")
    FORM = "collection_form", N_("Client information collection form")


PAGES: Mapping[SheetKind, str] = {
    SheetKind.CONTENT_LIST: "archive", SheetKind.SUPPLEMENT_LIST: "archive",
    SheetKind.DEED_SLIP: "deeds", SheetKind.SAFE_COUNT: "deeds",
    SheetKind.DESTRUCTION_LIST: "destruction", SheetKind.CERTIFICATE: "destruction",
    SheetKind.INSPECTION: "inspections", SheetKind.FORM: "collecting",
    SheetKind.CONSENT: "clients", SheetKind.CASE_FILE: "cases",
    SheetKind.DISCIPLINE_NOTICE: "discipline", SheetKind.DISCIPLINE_DECISION: "discipline",
    SheetKind.APPRAISAL: "appraisal_periods", SheetKind.APPRAISAL_SUMMARY: "appraisal_periods",
}  # fmt: skip
"""The page that shows the record of a sheet."""

# About a colleague: a signed copy bears a mark, or all who see the office's documents would read it (RP-2)
MARKED = frozenset({SheetKind.DISCIPLINE_NOTICE, SheetKind.DISCIPLINE_DECISION, SheetKind.APPRAISAL,
                    SheetKind.APPRAISAL_SUMMARY})  # fmt: skip


def read(text: str) -> str:
    """The code that a gun typed or a scan bears, as it is kept; empty where it is none. An input method may have made
    its signs wide, and a gun ends with Enter."""
    found = unicodedata.normalize("NFKC", text).strip().upper()
    return found if _CODE.fullmatch(found) else report_codes.read(text)


def codes(read_from_scan: Iterable[str]) -> tuple[str, ...]:
    """Those of what was read that are codes of ours, each once; a form by its own number before the code of the print
    it came with."""
    found = dict.fromkeys(code for one in read_from_scan if (code := read(one)))
    return tuple(sorted(found, key=lambda code: not code.startswith("CF-")))
