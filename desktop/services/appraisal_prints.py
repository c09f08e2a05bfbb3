"""Puts appraisals on paper: one person, a department or the office in one batch, each recorded before it is handed out.

The paper of a locked period bears a code that `appraisal_verifying` compares with what was locked; a signed scan comes
home by it (`coded_sheets`). The same report of a locked period is the same file, byte for byte, for all who see the
same: who sees no penalties, or no colleagues' figures, prints without them and under the same code.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import LANGUAGES, N_, translator
from desktop.models.appraisal import AppraisalPeriod, AppraisalPrint, AppraisalSheet
from desktop.models.office import Department
from desktop.models.sheets import PrintedSheet
from desktop.reports.appraisal_values import OfficeReport, PersonReport
from desktop.reports.both import Tongue
from desktop.reports.pen import OfficeLook
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.progress import Progress, part
from desktop.rules.report_codes import ReportKind
from desktop.rules.rights import Right, Scope
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.values import dataclass
from desktop.services import appraisal_reports, appraisal_unit_reports, appraisal_views, coded_sheets, on_file
from desktop.services.appraisal_views import PeriodView, SheetView
from desktop.services.coded_sheets import Copy
from desktop.services.stamps import Printed, look_of
from desktop.services.work import Work

TOPIC = "prints"
BOTH = "both"
_GATHERED = 400  # of a thousand: so far it is when all is read, and not drawn yet
SHEET = {ReportKind.PERSON: SheetKind.APPRAISAL, ReportKind.DEPARTMENT: SheetKind.APPRAISAL_SUMMARY,
         ReportKind.OFFICE: SheetKind.APPRAISAL_SUMMARY}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be printed. Of a department or the office the summary comes first and then, with `people`, each
    person's report; `language` is zh_CN, en or both."""

    period: UUID
    kind: ReportKind
    about: UUID | None = None  # the person, or the department
    language: str = BOTH
    people: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """A report to be drawn, with what is noted of it. `values` are of a person or of a unit."""

    kind: ReportKind
    about: UUID | None
    sheet: UUID | None
    name: str
    values: PersonReport | OfficeReport

    @property
    def code(self) -> str:
        return self.values.period.code


@dataclass(frozen=True, slots=True)
class FiledReport:
    """One file of a batch."""

    name: str
    pdf: bytes
    code: str


@dataclass(frozen=True, slots=True)
class PrintLine:
    """A report that was printed, and whether its paper came back: `copies` are its signed scans."""

    id: UUID
    kind: ReportKind
    name: str
    code: str
    language: str
    by: str
    at: datetime
    handed_at: datetime | None
    back_at: datetime | None
    copies: tuple[Copy, ...]

    @property
    def back(self) -> bool:
        return self.back_at is not None or bool(self.copies)


def tongue_of(language: str) -> Tongue:
    """The languages of a sheet: zh_CN, en, or both. Raises BadEntry."""
    if language == BOTH:
        return Tongue(*(translator(name) for name in LANGUAGES))
    if language not in LANGUAGES:
        raise BadEntry(N_("Reports are printed in zh_CN, en or both."), "language")
    return Tongue(translator(language))


def report(work: Work, wish: Wish, *, progress: Progress | None = None) -> Printed:
    """The reports that are wished for in one file, recorded. In stages: give it staged work; whoever hears `progress`
    stops it by raising, and then nothing was printed. Raises BadEntry for nobody, NotAllowed, NotFound."""
    with work.reading():
        papers, title, made = _papers(work, wish, part(progress, 0, _GATHERED))
        look = look_of(work)
    pdf = _drawn(papers, look, tongue_of(wish.language), title, made, part(progress, _GATHERED, 1000))
    digest = hashlib.sha256(pdf).hexdigest()
    with work.writing():
        _note(work, wish, papers, [digest] * len(papers))
    return Printed("appraisal", title, pdf, papers[0].code)


def folder(work: Work, wish: Wish, *, progress: Progress | None = None) -> list[FiledReport]:
    """The same, a file for each, with `manifest.json`, which names each file's SHA-256 and the root of the period.

    In stages, as `report`. Raises as it."""
    with work.reading():
        papers, title, made = _papers(work, wish, part(progress, 0, _GATHERED))
        look, period = look_of(work), work.get(AppraisalPeriod, wish.period)
    tongue, files, names = tongue_of(wish.language), [], _file_names(papers)
    told = part(progress, _GATHERED, 1000)
    for done, (paper, name) in enumerate(zip(papers, names, strict=True), 1):
        pdf = _drawn([paper], look, tongue, title, made, None)
        files.append(FiledReport(name, pdf, paper.code))
        told(done, len(papers))
    digests = [hashlib.sha256(one.pdf).hexdigest() for one in files]
    with work.writing():
        _note(work, wish, papers, digests)
    said = {
        "format": "clientele/appraisal-reports/1", "period": period.name, "version": period.number,
        "root": period.root, "previous": period.previous, "signature": period.signature,
        "files": [{"file": one.name, "sha256": digest, "code": one.code}
                  for one, digest in zip(files, digests, strict=True)],
    }  # fmt: skip
    manifest = json.dumps(said, ensure_ascii=False, indent=1).encode()
    return [*files, FiledReport("manifest.json", manifest, "")]


def again(work: Work, wish: Wish) -> bytes:
    """The file of a wish as it would be printed now, neither recorded nor handed out: to compare another with. Raises
    as `report`."""
    papers, title, made = _papers(work, wish)
    return _drawn(papers, look_of(work), tongue_of(wish.language), title, made, None)


# The papers handed over and back


def seen(work: Work) -> Any:
    """The prints of sheets that I see, and of departments and the office. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    mine = work.visible(AppraisalSheet).select(AppraisalSheet.id)
    return work.visible(AppraisalPrint).where(AppraisalPrint.sheet.is_null() | AppraisalPrint.sheet.in_(mine))


def handed_out(work: Work, period_id: UUID) -> list[PrintLine]:
    """What was printed of a locked period, as far as I see it, the newest first. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    wanted = (AppraisalPrint.period == period_id) & (AppraisalPrint.code != "")
    rows = list(seen(work).where(wanted).order_by(AppraisalPrint.id.desc()))
    sheets = {view.id: view for view in appraisal_views.sheets(work, period_id)}
    people = on_file.names(work, [row.by_id for row in rows])
    # printed again and again a sheet still has the same copies
    scans = {key: coded_sheets.copies_of(work, key) for key in {row.sheet_id for row in rows} & sheets.keys()}
    found = []
    for row in rows:
        kind = ReportKind.of(row.kind)
        name = sheets[row.sheet_id].name if row.sheet_id in sheets else ""
        found.append(PrintLine(row.id, kind, name, row.code, row.language, people.get(row.by_id, ""), row.at,
                               row.handed_at, row.back_at, scans.get(row.sheet_id, ())))  # fmt: skip
    return found


def note_handed(work: Work, print_id: UUID) -> None:
    """The paper was handed over to be signed. Raises NotAllowed, NotFound."""
    _note_paper(work, print_id, "handed_at", "hand_report")


def note_back(work: Work, print_id: UUID) -> None:
    """The signed paper is back. Raises NotAllowed, NotFound."""
    _note_paper(work, print_id, "back_at", "take_report_back")


def _note_paper(work: Work, print_id: UUID, column: str, act: str) -> None:
    work.require(Right.RUN_APPRAISALS)
    row = work.get(AppraisalPrint, print_id)
    if getattr(row, column) is None:
        work.change(row, {column: work.now})
        work.record("appraisal", act, row, code=row.code)


# Parts of the verbs above


def _papers(work: Work, wish: Wish, progress: Progress | None = None) -> tuple[list[Paper], str, datetime]:
    """What is to be drawn, the title of the file, and its date: that of the lock, of a draft that of now."""
    work.require(Right.SEE_APPRAISALS)
    tongue = tongue_of(wish.language)
    if wish.kind is ReportKind.PERSON:
        if wish.about is None:
            raise BadEntry(N_("Say whose report is to be printed."), "person")
        # all of the period that I see, for the medians of the department
        every = appraisal_views.sheets(work, wish.period)
        views = [view for view in every if view.person == wish.about]
        if not views:
            views = [appraisal_views.sheet(work, wish.period, wish.about)]
        papers = list(_of_people(work, views, tongue, every, progress))
        title = f"{tongue(wish.kind.label).first} {views[0].name} {views[0].period.name}"
        return papers, title, _made(work, views[0].period)
    every = appraisal_views.sheets(work, wish.period)
    views, name = _unit(work, wish, every)
    if not views:
        raise BadEntry(N_("Nobody is appraised there in this period."), "department")
    period = views[0].period
    values = appraisal_unit_reports.unit_report(work, period, views, wish.about, name, tongue)
    papers = [Paper(wish.kind, wish.about, None, name, values)]
    if wish.people:
        papers += _of_people(work, views, tongue, every, progress)
    return papers, f"{tongue(wish.kind.label).first} {name} {period.name}".replace("  ", " "), _made(work, period)


def _unit(work: Work, wish: Wish, every: Sequence[SheetView]) -> tuple[list[SheetView], str]:
    """The sheets of a department or of all, for whoever sees all of them. Raises NotAllowed, NotFound."""
    scope = work.me.mandate.scope(Right.SEE_APPRAISALS)
    if wish.kind is ReportKind.OFFICE:
        fine, views, name = scope is Scope.ALL, list(every), ""
    else:
        if wish.about is None:
            raise BadEntry(N_("Say which department."), "department")
        department = work.get(Department, wish.about)
        fine = scope is Scope.ALL or (scope is Scope.DEPARTMENT and work.me.mandate.department == wish.about)
        views, name = [view for view in every if view.department_id == wish.about], str(department.name)
    if not fine:
        raise NotAllowed(N_("The report of a department is printed by who sees all of its appraisals, that of the "
                            "office by who sees those of everybody."))  # fmt: skip
    return views, name


def _of_people(work: Work, views: Sequence[SheetView], tongue: Tongue, every: Sequence[SheetView],
               progress: Progress | None) -> Iterator[Paper]:  # fmt: skip
    gathered = appraisal_reports.person_reports(work, views, tongue, every)
    for done, (view, values) in enumerate(zip(views, gathered, strict=True), 1):
        if progress is not None:
            progress(done, len(views))
        yield Paper(ReportKind.PERSON, view.person, view.id, view.name, values)


def _made(work: Work, period: PeriodView) -> datetime:
    return period.cut_off if period.cut_off is not None and period.locked else work.now


def _drawn(papers: Sequence[Paper], look: OfficeLook, tongue: Tongue, title: str, made: datetime,
           progress: Progress | None) -> bytes:  # fmt: skip
    from desktop.reports.appraisal import person_report
    from desktop.reports.appraisal_office import office_report
    from desktop.reports.report_frame import bound

    def drawn() -> Iterator[Any]:
        for paper in papers:
            if isinstance(paper.values, OfficeReport):
                yield office_report(paper.values, look, tongue)
            else:
                yield person_report(paper.values, look, tongue)

    told = (lambda done: progress(done, len(papers))) if progress is not None else None
    return bound(drawn(), title, look, made, told)


def _note(work: Work, wish: Wish, papers: Sequence[Paper], digests: Sequence[str]) -> None:
    """Records the print, and keeps what each paper's code and bytes are known by."""
    work.require(Right.SEE_APPRAISALS)
    rows = [
        AppraisalPrint(period=wish.period, sheet=paper.sheet, kind=paper.kind.value, code=paper.code,
                       content=_content(paper), digest=digest, language=wish.language, by=work.me.id, at=work.now)
        for paper, digest in zip(papers, digests, strict=True)
    ]  # fmt: skip
    work.add_rows(AppraisalPrint, rows)
    if work.may(Right.SEE_DOCUMENTS):
        known = _known(work, [paper.code for paper in papers])
        for paper in papers:
            if paper.code and paper.code not in known:
                coded_sheets.note(work, paper.code, SHEET[paper.kind], [paper.sheet or wish.period], None)
    period = work.get(AppraisalPeriod, wish.period)
    work.record(TOPIC, "print", period, sheet="appraisal", kind=wish.kind.value, code=papers[0].code,
                people=sum(paper.kind is ReportKind.PERSON for paper in papers))  # fmt: skip


def _content(paper: Paper) -> str:
    """The digest that the paper's QR says; empty on a draft."""
    return paper.values.period.square.rpartition(":")[2]


def _known(work: Work, codes: Iterable[str]) -> set[str]:
    """Sheets that were printed before: the code stays theirs."""
    wanted = [code for code in codes if code]
    rows = work.visible(PrintedSheet).where(PrintedSheet.code.in_(wanted)) if wanted else []
    return {row.code for row in rows}


def _file_names(papers: Sequence[Paper]) -> list[str]:
    """`001 陈晓雯.pdf`: a number keeps apart who has the same name."""
    found = []
    for n, paper in enumerate(papers):
        plain = "".join(mark for mark in paper.name if mark.isalnum() or mark in " -_").strip()
        found.append(f"{n:03} {plain or paper.kind.value}.pdf")
    return found
