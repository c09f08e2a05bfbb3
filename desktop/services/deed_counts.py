"""Former counts of the safe: which there were, and their record printed again (DO-5)."""

from datetime import datetime
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.deeds import Deed, SafeCount
from desktop.reports.archive_form import Entry
from desktop.rules.deeds import CountKind
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.values import dataclass
from desktop.rules.zones import zone_of
from desktop.services import coded_sheets, on_file
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class CountLine:
    """A count that was noted: how many deeds were looked for, and of how many it differed from the ledger."""

    id: UUID
    kind: CountKind
    at: datetime
    by: str
    witness: str
    counted: int
    differing: int
    note: str


def counts(work: Work, *, limit: int = 200) -> tuple[CountLine, ...]:
    """The newest first. Raises NotAllowed."""
    work.require(Right.KEEP_DEEDS)
    rows = list(work.visible(SafeCount).order_by(SafeCount.at.desc()).limit(limit))
    names = on_file.names(work, (key for row in rows for key in (row.by_id, row.witness_id)))
    return tuple(CountLine(row.id, CountKind.of(row.kind), row.at, names.get(row.by_id, ""),
                           names.get(row.witness_id, ""), len(row.found), len(row.differing), row.note)
                 for row in rows)  # fmt: skip


def count_record(work: Work, count_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The record 盘点记录 of a count, deed by deed as far as I see them. Give it staged work. Raises NotAllowed,
    NotFound."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    with work.reading():
        work.require(Right.KEEP_DEEDS)
        row = work.get(SafeCount, count_id)
        found = {UUID(key): int(count) for key, count in row.found.items()}
        wrong = {UUID(key): told[0] for key, told in row.differing.items()}
        deeds = list(work.visible(Deed, withdrawn=True).where(Deed.id.in_([*found, *wrong])).order_by(
            Deed.name, Deed.number))  # fmt: skip
        names = on_file.names(work, (row.by_id, row.witness_id))
        at = row.at.astimezone(zone_of(str(work.settings["time_zone"])))
        stamp, look = stamp_of(work, comes_home=True), look_of(work)
    columns = (
        ColumnHead(language(N_("No.")), 0.35, "right"), ColumnHead(language(N_("Name")), 2),
        ColumnHead(language(N_("Deed no.")), 2), ColumnHead(language(N_("The ledger says")), 0.8, "right"),
        ColumnHead(language(N_("Found there")), 0.8, "right"), ColumnHead(language(N_("Differs")), 0.6, "centre"),
    )  # fmt: skip
    rows = [
        (str(number), deed.name, deed.number, str(wrong.get(deed.id, found.get(deed.id, 0))),
         str(found.get(deed.id, 0)), "×" if deed.id in wrong else "") for number, deed in enumerate(deeds, 1)
    ]  # fmt: skip
    title = language(N_("Record of a count of the safe"))
    values = ArchiveSheet(
        title, [
            Entry(language(N_("Kind of count")), language(CountKind.of(row.kind).label)),
            Entry(language(N_("Counted on")), f"{at:%Y-%m-%d %H:%M}"),
            Entry(language(N_("Title deeds")), str(len(found))),
            Entry(language(N_("Differences")), str(len(wrong))),
            *([Entry(language(N_("Note")), row.note, wide=True)] if row.note else []),
        ],
        [Part("", columns=columns, rows=rows)],
        [Signer(language(N_("Custodian")), names.get(row.by_id, ""), f"{at:%Y-%m-%d}"),
         Signer(language(N_("Witness")), names.get(row.witness_id, ""), f"{at:%Y-%m-%d}")],
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    with work.writing():
        work.require(Right.KEEP_DEEDS)
        coded_sheets.note(work, stamp.code, SheetKind.SAFE_COUNT, [count_id], None)
        work.record("prints", "print", work.get(SafeCount, count_id), sheet="safe_count", code=stamp.code,
                    size=len(rows))  # fmt: skip
    return Printed("archive", title, pdf, stamp.code)
