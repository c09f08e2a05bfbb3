"""Which record a printed sheet is about, by its code, and the signed copies of sheets that came home (OF-15).

A mechanism: a sheet takes part by a line in `ABOUT` and by `note` where it is recorded as printed. A record that
somebody may not see is to him as if its code were of no sheet.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from desktop.i18n import N_, translator
from desktop.models.appraisal import AppraisalPeriod, AppraisalSheet
from desktop.models.archive import ArchiveFile
from desktop.models.bookings import GivenOut
from desktop.models.cases import ServiceCase
from desktop.models.clients import Client
from desktop.models.deeds import Deed, SafeCount
from desktop.models.discipline import DisciplineCase
from desktop.models.folders import Document
from desktop.models.inspections import Inspection
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.models.retention import DestructionList
from desktop.models.rows import among
from desktop.models.sheets import PrintedSheet, SignedCopy
from desktop.rules import sheet_codes as rules
from desktop.rules.collecting import Sheet as Given
from desktop.rules.collecting import form_mark, form_number
from desktop.rules.documents import TITLE_LIMIT, DocumentState, Path
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.values import dataclass
from desktop.services.work import Work

FOLDER = N_("08 Signed copies")
_MOST = 5  # records of one sheet that are named


class _About(NamedTuple):
    """What a kind of sheet is about: the table of its record, and what that record is called."""

    model: Any
    said: Callable[[Any], str]


ABOUT: Mapping[SheetKind, _About] = {
    **dict.fromkeys((SheetKind.CONTENT_LIST, SheetKind.SUPPLEMENT_LIST),
                    _About(ArchiveFile, lambda row: " ".join(filter(None, (row.number, row.title))))),
    SheetKind.DEED_SLIP: _About(Deed, lambda row: " ".join(filter(None, (row.name, row.number)))),
    SheetKind.SAFE_COUNT: _About(SafeCount, lambda row: f"{row.at:%Y-%m-%d}"),
    **dict.fromkeys((SheetKind.DESTRUCTION_LIST, SheetKind.CERTIFICATE),
                    _About(DestructionList, lambda row: row.number)),
    SheetKind.INSPECTION: _About(Inspection, lambda row: row.held_on.isoformat()),
    SheetKind.CONSENT: _About(Client, lambda row: f"{row.name} {row.code}"),
    SheetKind.CASE_FILE: _About(ServiceCase, lambda row: str(row.number)),
    # by its number: whom it is about is for those who see the case
    **dict.fromkeys((SheetKind.DISCIPLINE_NOTICE, SheetKind.DISCIPLINE_DECISION),
                    _About(DisciplineCase, lambda row: row.number)),
    SheetKind.APPRAISAL: _About(AppraisalSheet, lambda row: f"{row.owner.name} {row.period.name}"),
    SheetKind.APPRAISAL_SUMMARY: _About(AppraisalPeriod, lambda row: row.name),
    # of the form itself its number tells, which is a line of the register
    SheetKind.FORM: _About(GivenOut, lambda row: form_mark(row.line.number)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CodedSheet:
    """A sheet as its code tells it: the records it is about, in words, and whose file they belong to, None for the
    office's own. `title` and `folder` are those of its signed copy, in the office's language."""

    code: str
    kind: SheetKind
    subjects: tuple[UUID, ...]
    said: str
    client: UUID | None
    client_name: str
    title: str
    folder: Path

    @property
    def page(self) -> str:
        return rules.PAGES[self.kind]


@dataclass(frozen=True, slots=True)
class Copy:
    """A signed copy of one of a record's sheets, as far as one may know of the document."""

    document: UUID
    kind: SheetKind
    at: datetime


def comes_home(work: Work, client_id: UUID | None) -> bool:
    """Whether whoever prints a sheet of this file, None for the office's own, would know its signed copy again: who
    sees no documents, or not the file, prints without a code that brings it home."""
    if not work.may(Right.SEE_DOCUMENTS):
        return False
    return client_id is None or work.visible(Client).where(Client.id == client_id).exists()


def note(work: Work, code: str, kind: SheetKind, subjects: Iterable[UUID], client_id: UUID | None) -> None:
    """Keeps what a sheet is about. Part of the verb that prints it, which asks for its right and records."""
    work.require(Right.KEEP_DEEDS if kind is SheetKind.SAFE_COUNT else Right.SEE_DOCUMENTS)
    work.add_rows(PrintedSheet, [PrintedSheet(code=code, kind=kind.value, subject=key, client=client_id, by=work.me.id,
                                              at=work.now) for key in dict.fromkeys(subjects)])  # fmt: skip


def find(work: Work, text: str) -> CodedSheet | None:
    """The sheet of a code that was typed or read; None where there is none, or none that this person may see."""
    code = rules.read(text)
    number = form_number(code)
    if number is not None:
        return _form(work, code, number)
    if not code or not work.may(Right.SEE_DOCUMENTS):
        return None
    rows = list(work.visible(PrintedSheet).where(PrintedSheet.code == code).order_by(PrintedSheet.id))
    if not rows:
        return None
    kind = SheetKind.of(rows[0].kind)
    records = _records(work, kind, [row.subject for row in rows])
    return _told(work, code, kind, records, rows[0].client_id) if records else None


def required(work: Work, code: str, client_id: UUID | None, mark: str) -> CodedSheet:
    """The sheet whose signed copy is filed into this client's file. Raises BadEntry."""
    found = find(work, code)
    if found is None or found.client != client_id:
        raise BadEntry(N_("No sheet of this code is known here."), "sheet")
    if found.kind in rules.MARKED and not mark:
        raise BadEntry(N_("This paper is about a colleague: give it a secrecy mark, or all who see the office's "
                          "documents would read it."), "mark")  # fmt: skip
    return found


def link(work: Work, sheet: CodedSheet, document_id: UUID) -> None:
    """Hangs a document on the records of a sheet. Part of the verb that files it, which asks for its right and
    records."""
    work.require(Right.FILE_DOCUMENTS)
    work.add_rows(SignedCopy, [SignedCopy(document=document_id, client=sheet.client, kind=sheet.kind.value, subject=key,
                                          code=sheet.code) for key in sheet.subjects])  # fmt: skip


def copies_of(work: Work, subject: UUID) -> tuple[Copy, ...]:
    """The signed copies of a record's sheets, the newest first. Raises nothing: who sees no documents gets none."""
    if not work.may(Right.SEE_DOCUMENTS):
        return ()
    query = work.visible(SignedCopy).where(SignedCopy.subject == subject)
    kinds = {row.document_id: SheetKind.of(row.kind) for row in query}
    there = work.visible(Document).where(
        among(Document.id, kinds) & (Document.state != DocumentState.DESTROYED.value)
    )  # fmt: skip
    found = [Copy(row.id, kinds[row.id], row.entered_at) for row in there]
    return tuple(sorted(found, key=lambda copy: copy.at, reverse=True))


def come_home(work: Work, kind: SheetKind) -> Any:
    """A query for the records of which a signed copy of such a sheet is kept, as far as one sees documents. Raises
    NotAllowed for who sees none."""
    work.require(Right.SEE_DOCUMENTS)
    kept = work.visible(Document).where(Document.state != DocumentState.DESTROYED.value)
    query = work.visible(SignedCopy).where(
        (SignedCopy.kind == kind.value) & SignedCopy.document.in_(kept.select(Document.id))
    )  # fmt: skip
    return query.select(SignedCopy.subject)


def _form(work: Work, code: str, number: int) -> CodedSheet | None:
    try:
        line = (RegisterLine.register == Given.FORM.value) & (RegisterLine.number == number)
        row = work.visible(GivenOut).join(RegisterLine).where(line).get_or_none()
        if row is None:
            return None
        about = work.visible(RegisterClient).where(RegisterClient.line == row.line_id).get_or_none()
    except NotAllowed:
        return None
    return _told(work, code, SheetKind.FORM, [row], about.client_id) if about is not None else None


def _records(work: Work, kind: SheetKind, keys: Sequence[UUID]) -> list[Any]:
    model = ABOUT[kind].model
    try:
        rows = {row.id: row for row in work.visible(model).where(among(model.id, keys))}
    except NotAllowed:
        return []
    return [rows[key] for key in keys if key in rows]


def _told(work: Work, code: str, kind: SheetKind, records: Sequence[Any], client_id: UUID | None) -> CodedSheet | None:
    name = ""
    if client_id is not None:
        client = work.visible(Client, withdrawn=True).where(Client.id == client_id).get_or_none()
        if client is None:
            return None
        name = client.name
    said = "、".join(ABOUT[kind].said(row) for row in records[:_MOST])
    more = "…" if len(records) > _MOST else ""
    say = translator(str(work.settings["language"]))
    return CodedSheet(code, kind, tuple(row.id for row in records), said + more, client_id, name,
                      f"{say(kind.label)} {said}"[:TITLE_LIMIT], (say(FOLDER),))  # fmt: skip
