"""Prints of the archive: the content list thrice, the supplement list, the register and labels (DO-3, DO-4)."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.archive import ArchiveFile
from desktop.models.clients import Client
from desktop.reports.archive_form import Entry
from desktop.rules.archive import FileState, Section, Signer
from desktop.rules.errors import BadEntry
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.zones import zone_of
from desktop.services import archive_files, coded_sheets
from desktop.services.archive_files import FileView, ItemLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
KEEPERS = (N_("Agent A"), N_("Agent B"), N_("the file itself"))
MOST = 2000  # lines of a register


def content_list(work: Work, file_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The content list 册内资料清单, three copies of one list, with sheets first and pages second (decision 9) and what
    was signed on screen. Give it staged work. Raises NotAllowed, NotFound."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer as Line

    with work.reading():
        view, zone = _seen(work, file_id), zone_of(str(work.settings["time_zone"]))
        stamp, look = stamp_of(work, comes_home=True), look_of(work)
    columns = _columns(language)
    parts = [
        Part(language(section.label), columns=columns, rows=[_row(line) for line in inside])
        for section in Section if (inside := _of(view, section))
    ]  # fmt: skip
    annexes = [line for line in view.items if line.item.annex]
    if annexes:
        parts.append(Part(language(N_("Annexes, which bear no code")), columns=columns,
                          rows=[_row(line) for line in annexes]))  # fmt: skip
    signed = {one.role: one for one in view.signed if one.holds}
    signers = [
        Line(language(role.label), signed[role].name if role in signed else "",
             _day(signed[role].at, zone) if role in signed else "") for role in Signer
    ]  # fmt: skip
    title = language(N_("Content list"))
    values = ArchiveSheet(
        title, _head(view, zone, language), parts, signers,
        language(N_("Checked entry by entry and sheet by sheet, covers included: {sheets} sheets.")).format(
            sheets=view.line.sheets),
        language(N_("Fingerprint of this list: {digest}")).format(digest=view.digest),
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language, [language(each) for each in KEEPERS])
    _record(work, view.line.client, SheetKind.CONTENT_LIST.value, stamp.code, about=file_id)
    return Printed("archive", title, pdf, stamp.code)


def supplement_list(work: Work, file_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The supplement list 补充资料清单: what agent B asked for and when it was there. Give it staged work. Raises
    BadEntry where nothing was asked for, NotAllowed, NotFound."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer as Line
    from desktop.reports.tables import ColumnHead

    with work.reading():
        view, zone = _seen(work, file_id), zone_of(str(work.settings["time_zone"]))
        stamp, look = stamp_of(work, comes_home=True), look_of(work)
    asked = [line for line in view.items if line.asked_at is not None]
    if not asked:
        raise BadEntry(N_("Nothing was asked for: there is no supplement list."))
    columns = (ColumnHead("", 0.3, "right"), ColumnHead(language(N_("Part")), 1.6),
               ColumnHead(language(N_("What it is")), 3),
               ColumnHead(language(N_("Asked for")), 1), ColumnHead(language(N_("There since")), 1))  # fmt: skip
    rows = [(str(number), language(line.item.section.label), line.item.title, _day(line.asked_at, zone),
             _day(line.settled_at, zone)) for number, line in enumerate(asked, 1)]  # fmt: skip
    title = language(N_("Supplement list"))
    values = ArchiveSheet(title, _head(view, zone, language), [Part("", columns=columns, rows=rows)],
                          [Line(language(role.label)) for role in (Signer.B, Signer.A)])  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    _record(work, view.line.client, SheetKind.SUPPLEMENT_LIST.value, stamp.code, about=file_id)
    return Printed("archive", title, pdf, stamp.code)


def register(work: Work, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The archive's register 档案登记本: what lies there, by number, with the signatures of agent B and archivist. Give
    it staged work. Raises NotAllowed."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.tables import ColumnHead

    with work.reading():
        work.require(Right.SEE_DOCUMENTS)
        zone = zone_of(str(work.settings["time_zone"]))
        lines = archive_files.files(work, states=[FileState.ARCHIVED, FileState.DESTROYED], limit=MOST)
        keepers = archive_files.taken_in_by(work, [line.id for line in lines])
        stamp, look = stamp_of(work), look_of(work)
    columns = (
        ColumnHead(language(N_("Archive no.")), 1.7), ColumnHead(language(N_("Title")), 2.6),
        ColumnHead(language(N_("Client")), 1.6), ColumnHead(language(N_("Kept for")), 0.7),
        ColumnHead(language(N_("Sheets of paper")), 0.6, "right"), ColumnHead(language(N_("Taken in")), 1),
        ColumnHead(language(N_("Agent B")), 0.9), ColumnHead(language(N_("Archivist")), 0.9),
        ColumnHead(language(N_("Where it stands")), 1.2),
    )  # fmt: skip
    rows = [(line.number, line.title, line.client_name, language(line.term.label), str(line.sheets),
             _day(line.archived_at, zone), line.agent_b_name, keepers.get(line.id, ""), line.place)
            for line in lines]  # fmt: skip
    title = language(N_("Archive register"))
    pdf = archive_sheet(
        ArchiveSheet(title, (), [Part("", columns=columns, rows=rows)], wide=True), look, stamp, language
    )
    _record(work, None, "archive_register", stamp.code, size=len(rows))
    return Printed("archive", title, pdf, stamp.code)


def labels(work: Work, files: Sequence[UUID], language: Translator, *, progress: Progress | None = None) -> Printed:
    """Labels for the boxes of these files. Give it staged work. Raises BadEntry for one without a number, NotAllowed,
    NotFound."""
    from desktop.reports.archive_labels import LabelValues, box_labels

    with work.reading():
        lines = archive_files.lines(work, [work.get(ArchiveFile, key) for key in files])
        stamp, look = stamp_of(work), look_of(work)
    for line in lines:
        if not line.number:
            raise BadEntry(N_("“{title}” has no archive number yet."), title=line.title)
    values = [LabelValues(line.number, line.title, str(line.year), language(line.term.label), line.place)
              for line in lines]  # fmt: skip
    title = language(N_("Archive labels"))
    pdf = box_labels(values, look, language)
    _record(work, None, "archive_labels", stamp.code, size=len(values))
    return Printed("archive_labels", title, pdf, stamp.code)


def _seen(work: Work, file_id: UUID) -> FileView:
    """A file that I may see, and print for its client (DO-2)."""
    row = work.get(ArchiveFile, file_id)
    client = work.get(Client, row.client_id, withdrawn=True) if row.client_id is not None else None
    work.require(Right.SEE_DOCUMENTS, client)
    return archive_files.file_view(work, row.id)


def _record(work: Work, client_id: UUID | None, sheet: str, code: str, about: UUID | None = None, **facts: object
            ) -> None:  # fmt: skip
    with work.writing():
        work.require(Right.SEE_DOCUMENTS)
        client = work.get(Client, client_id, withdrawn=True) if client_id is not None else None
        if about is not None:
            coded_sheets.note(work, code, SheetKind.of(sheet), [about], client_id)
        work.record(TOPIC, "print", client, sheet=sheet, code=code, **facts)


def _head(view: FileView, zone: tzinfo, say: Translator) -> list[Entry]:
    line = view.line
    whose = " ".join(part for part in (line.client_code, line.client_name) if part)
    return [
        Entry(say(N_("Title")), line.title, wide=True),
        Entry(say(N_("Archive no.")), line.number), Entry(say(N_("Client")), whose),
        Entry(say(N_("Agent A")), line.agent_a_name), Entry(say(N_("Agent B")), line.agent_b_name),
        Entry(say(N_("Matter ended on")), _day(line.ended_at, zone)), Entry(say(N_("Kept for")), say(line.term.label)),
    ]  # fmt: skip


def _columns(say: Translator) -> Sequence[Any]:
    from desktop.reports.tables import ColumnHead

    return (
        ColumnHead(say(N_("No.")), 0.35, "right"), ColumnHead(say(N_("What it is")), 3.2),
        ColumnHead(say(N_("Contract no.")), 1.7), ColumnHead(say(N_("Sheets of paper")), 0.55, "right"),
        ColumnHead(say(N_("Sheets from–to")), 0.8, "right"), ColumnHead(say(N_("Pages")), 0.55, "right"),
        ColumnHead(say(N_("Signed")), 0.6, "centre"),
    )  # fmt: skip


def _row(line: ItemLine) -> tuple[str, ...]:
    one, item = line.listed, line.item
    span = "" if one.first is None else str(one.first) if one.first == one.last else f"{one.first}–{one.last}"
    signed = "✓" if item.signed else "—" if not item.needs_signature else ""
    return (str(one.number or ""), item.title, line.number, _count(item.sheets), span, _count(item.pages), signed)


def _of(view: FileView, section: Section) -> list[ItemLine]:
    return [line for line in view.items if line.item.section is section and not line.item.annex]


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def _day(at: datetime | None, zone: tzinfo) -> str:
    return "" if at is None else f"{at.astimezone(zone):%Y-%m-%d}"
