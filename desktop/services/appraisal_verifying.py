"""Compares a printed report, by its code, its QR or its whole file, with its locked period (AP-4, AP-5).

Nothing is asked of a network: a code is 80 bits of what the locked period holds, and a file is compared by its hash
with those that were handed out. That the period is what was locked is looked at each time (`appraisal_locks.proof`).
"""

import difflib
import hashlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.appraisal import AppraisalPeriod, AppraisalPrint, AppraisalSheet
from desktop.models.office import Department
from desktop.rules import report_codes
from desktop.rules.appraisal import PeriodState
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.report_codes import ReportKind
from desktop.rules.rights import Right
from desktop.rules.system_words import why
from desktop.rules.values import dataclass
from desktop.rules.words import Word
from desktop.services import appraisal_locks, appraisal_prints, appraisal_reports, frozen_evidence, on_file
from desktop.services.appraisal_prints import Wish
from desktop.services.work import Work

MOST = 64 * 1024 * 1024  # bytes of a file that is looked at
_MOST_CHANGES = 20


class ReportState(Word):
    """What a comparison found."""

    INTACT = "intact", N_("The report is that of the locked period.")
    CHANGED = "changed", N_("The report was CHANGED after it was printed, or its period after it was locked.")
    SUPERSEDED = "superseded", N_("The report is true, but its period was corrected: a newer version is in force.")
    UNKNOWN = "unknown", N_("No locked period that you may see has such a report.")


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found of one report: whose it is, and its total as it was locked. `newer` is the version in force where
    this one was superseded. Of a file `whole` says whether it is one that was handed out, byte for byte, and `changes`
    the lines that differ: with − as they are in the file, with + as they were printed."""

    state: ReportState
    code: str = ""
    kind: ReportKind = ReportKind.PERSON
    period: str = ""
    number: int = 0
    name: str = ""
    total: str = ""
    newer: int = 0
    whole: bool | None = None
    changes: tuple[str, ...] = ()


def by_code(work: Work, text: str) -> Compared:
    """The report of a code that was typed, scanned, or read from a QR. Raises BadEntry where it is none, NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    code = report_codes.read(text)
    if not code:
        raise BadEntry(N_("This is no code of a report. It has 17 signs, such as {example}; check each of them."),
                       "code", example="HXH6-Q80R-AG6Z-X4X5-Q")  # fmt: skip
    told = report_codes.read_square(text)
    found = _find(work, code)
    if found is None:
        return Compared(ReportState.UNKNOWN, code)
    state = found.compared
    # the QR says the digest whole
    if told is not None and found.digest != told.digest:
        return _but(state, state=ReportState.CHANGED)
    return state


def by_file(work: Work, content: bytes) -> list[Compared]:
    """The reports in a PDF, compared whole. Raises BadEntry for what is no PDF or bears no code, NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    digest = hashlib.sha256(content).hexdigest()
    prints = list(appraisal_prints.seen(work).where(AppraisalPrint.digest == digest).order_by(AppraisalPrint.id))
    # what was handed out byte for byte need not be read
    pages = [] if prints else _pages(content)
    codes = list(dict.fromkeys(code for page in pages for code in report_codes.codes_in(page)))
    codes = codes or list(dict.fromkeys(row.code for row in prints if row.code))
    if prints and not codes:
        raise BadEntry(N_("This is a draft: it has no code, and its figures may still have changed."), "file")
    if not codes:
        raise BadEntry(N_("This PDF bears no code of a report."), "file")
    compared = []
    for code in codes:
        found = _find(work, code)
        if found is None:
            compared.append(Compared(ReportState.UNKNOWN, code, whole=bool(prints)))
        elif prints:
            compared.append(_but(found.compared, whole=True))
        else:
            changes = _changes(work, found, [page for page in pages if code in report_codes.codes_in(page)])
            compared.append(_but(found.compared, state=ReportState.CHANGED, whole=False, changes=changes))
    return compared


def by_path(work: Work, path: Path) -> list[Compared]:
    """The same of a file at this computer. Raises BadEntry where it can't be read, NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    try:
        if path.stat().st_size > MOST:
            raise BadEntry(N_("This file is larger than any report."), "file")
        return by_file(work, path.read_bytes())
    except OSError as trouble:
        raise BadEntry(N_("{file} can't be read: {why}"), "file", file=path.name, why=why(trouble)) from None


# Parts of the verbs above


@dataclass(frozen=True, slots=True)
class _Found:
    period: Any
    about: UUID | None
    digest: str
    compared: Compared


def _but(one: Compared, **changed: Any) -> Compared:
    values = {name: getattr(one, name) for name in Compared.__slots__} | changed
    return Compared(**values)


def _find(work: Work, code: str) -> _Found | None:
    """The report of a code: among those printed, or among all that the locked periods could print."""
    row = appraisal_prints.seen(work).where(AppraisalPrint.code == code).first()
    periods = work.visible(AppraisalPeriod).where(AppraisalPeriod.state == PeriodState.LOCKED.value)
    if row is not None:
        periods = periods.where(AppraisalPeriod.id == row.period_id)
    for period in periods.order_by(AppraisalPeriod.last.desc(), AppraisalPeriod.number.desc()):
        for kind, about, sheet in _reports(work, period, row):
            digest = appraisal_reports.digest_of(period, kind, about, sheet.root if sheet is not None else "")
            if report_codes.code(digest) == code:
                return _Found(period, about, digest, _compared(work, period, code, kind, about, sheet))
    if row is not None and (period := periods.first()) is not None:
        # it was printed, and what lies there now would print another code
        kind = ReportKind.of(row.kind)
        found = Compared(ReportState.CHANGED, code, kind, period.name, period.number)
        return _Found(period, None, row.content, found)
    return None


def _reports(work: Work, period: Any, printed: Any) -> Iterator[tuple[ReportKind, UUID | None, Any]]:
    """What could bear a code: that which was `printed` under it, else all of the period."""
    sheets = work.visible(AppraisalSheet).where(AppraisalSheet.period == period.id)
    if printed is not None:
        sheets = sheets.where(AppraisalSheet.id == printed.sheet_id)
    for sheet in sheets:
        yield ReportKind.PERSON, sheet.owner_id, sheet
    if printed is not None and printed.sheet_id is not None:
        return
    yield ReportKind.OFFICE, None, None
    for (department,) in work.visible(Department, withdrawn=True).select(Department.id).tuples():
        yield ReportKind.DEPARTMENT, department, None


def _compared(work: Work, period: Any, code: str, kind: ReportKind, about: UUID | None, sheet: Any) -> Compared:
    name = total = ""
    if sheet is not None:
        name = on_file.names(work, [sheet.owner_id]).get(sheet.owner_id, "")
        total = str((sheet.result or {}).get("total") or "")
        fine = not frozen_evidence.broken_sheets(work, [sheet.id]) and appraisal_locks.is_signed(work, period)
    else:
        if about is not None:
            name = str(work.get(Department, about, withdrawn=True).name)
        fine = appraisal_locks.proof(work, period.id).intact
    newer = appraisal_locks.replaced_by(work, period)
    state = ReportState.INTACT if fine else ReportState.CHANGED
    if fine and newer is not None:
        state = ReportState.SUPERSEDED
    return Compared(
        state, code, kind, period.name, period.number, name, total, newer.number if newer is not None else 0
    )


def _pages(content: bytes) -> list[str]:
    """The words of each page. Raises BadEntry where it is no PDF."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, RecursionError, AttributeError):
        raise BadEntry(N_("This is no PDF that can be read."), "file") from None


def _changes(work: Work, found: _Found, pages: Sequence[str]) -> tuple[str, ...]:
    """The lines in which a file differs from the report as it is printed, in the language that comes nearest."""
    nearest: list[str] | None = None
    for language in ("zh_CN", "en", appraisal_prints.BOTH):
        wish = Wish(found.period.id, found.compared.kind, found.about, language, people=False)
        try:
            printed = _pages(appraisal_prints.again(work, wish))
        except OfficeError:
            # whoever sees the code need not see all that the report says
            continue
        lines = [line for line in difflib.unified_diff(_lines(pages), _lines(printed), lineterm="", n=0)
                 if line[:1] in "+-" and line[:3] not in ("+++", "---")]  # fmt: skip
        if nearest is None or len(lines) < len(nearest):
            nearest = lines
    return tuple((nearest or [])[:_MOST_CHANGES])


def _lines(pages: Sequence[str]) -> list[str]:
    return [line.strip() for page in pages for line in page.splitlines() if line.strip()]
