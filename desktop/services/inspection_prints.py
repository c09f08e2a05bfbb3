"""The record 检查记录 of an inspection of the archive, with what was found and how it was settled (DO-9)."""

from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.inspections import Inspection
from desktop.reports.archive_form import Entry
from desktop.rules.inspections import FindingState
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.sheet_codes import SheetKind
from desktop.services import coded_sheets, inspections
from desktop.services.inspections import FindingLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"


def inspection_record(work: Work, inspection_id: UUID, language: Translator, *, progress: Progress | None = None
                      ) -> Printed:  # fmt: skip
    """Give it staged work. Raises NotAllowed, NotFound."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    with work.reading():
        line = inspections.inspection(work, inspection_id)
        stamp, look = stamp_of(work, comes_home=True), look_of(work)
    columns = (
        ColumnHead(language(N_("No.")), 0.35, "right"), ColumnHead(language(N_("What was found")), 2.6),
        ColumnHead(language(N_("Archive no.")), 1.3), ColumnHead(language(N_("Put right by")), 0.9),
        ColumnHead(language(N_("Until")), 0.9), ColumnHead(language(N_("How it was put right")), 2),
        ColumnHead(language(N_("Re-checked")), 1.4),
    )  # fmt: skip
    rows = [_row(number, one, language) for number, one in enumerate(line.findings, 1)]
    title = language(N_("Record of an inspection of the archive"))
    values = ArchiveSheet(
        title, [
            Entry(language(N_("Kind of inspection")), language(line.kind.label)),
            Entry(language(N_("Held on")), line.held_on.isoformat()),
            Entry(language(N_("Inspected by")), line.inspectors),
            Entry(language(N_("Still open")), str(line.open)),
            Entry(language(N_("What was looked at")), line.looked_at, wide=True),
            *([Entry(language(N_("Result")), line.summary, wide=True)] if line.summary else []),
        ],
        [Part("", columns=columns, rows=rows)] if rows else [],
        [Signer(language(N_("Inspected by"))), Signer(language(N_("Archivist"))),
         Signer(language(N_("Responsible head")))],
        "" if rows else language(N_("Nothing was found that had to be put right.")), wide=True,
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    with work.writing():
        work.require(Right.SEE_DOCUMENTS)
        coded_sheets.note(work, stamp.code, SheetKind.INSPECTION, [inspection_id], None)
        work.record(TOPIC, "print", work.get(Inspection, inspection_id), sheet="inspection", code=stamp.code,
                    size=len(rows))  # fmt: skip
    return Printed("archive", title, pdf, stamp.code)


def _row(number: int, one: FindingLine, say: Translator) -> tuple[Any, ...]:
    checked = one.checked_by if one.state is FindingState.SETTLED else say(one.state.label)
    return (str(number), one.what, one.number, one.fixed_by or one.fixer_name, one.due_on.isoformat(), one.fixing,
            checked)  # fmt: skip
