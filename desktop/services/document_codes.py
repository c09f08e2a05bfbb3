"""Looks on scans and pictures for the codes of our own sheets, so that signed paper comes home (OF-15)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path as File
from uuid import UUID

from desktop.rules import sheet_codes as rules
from desktop.rules.document_reading import Unreadable
from desktop.rules.documents import PDF, DocumentKind
from desktop.rules.ids import new_id
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.services import coded_sheets, document_looks
from desktop.services.coded_sheets import CodedSheet
from desktop.services.document_looks import Looked
from desktop.services.document_process import Paper, Reader
from desktop.services.work import Work

_LARGEST = 50_000_000  # bytes: no scan of a sheet of ours


def sheets_on(work: Work, reader: Reader, paper: Paper) -> tuple[CodedSheet, ...]:
    """The sheets whose codes a scan bears, each once, as far as I may see their records. Give it staged work: reading
    holds no lock. What can't be read bears none. Raises NotAllowed."""
    read = _read(reader, paper)
    found: list[CodedSheet] = []
    with work.reading():
        work.require(Right.FILE_DOCUMENTS)
        for page in read:
            # the code of the print stands beside the number of the form that it is
            sheet = next(
                (one for code in rules.codes(page) if (one := coded_sheets.find(work, code)) is not None), None
            )
            if sheet is not None and sheet.subjects not in [other.subjects for other in found]:
                found.append(sheet)
    return tuple(found)


def look(work: Work, reader: Reader, sources: Sequence[File | bytes], client_id: UUID | None = None,
         names: Sequence[str] = (), *, progress: Progress = lambda *_: None) -> list[Looked]:  # fmt: skip
    """Looks at files before they are filed (`document_looks`), and at scans and pictures for the codes of our sheets.
    Give it staged work. Raises NotAllowed, NotFound."""
    told = document_looks.look(work, sources, client_id, names, progress=progress)
    found = []
    for number, (source, looked) in enumerate(zip(sources, told, strict=True)):
        progress(number, len(sources))
        picture = looked.media_type == PDF or looked.media_type.startswith("image/")
        if looked.trouble is None and picture and looked.size <= _LARGEST:
            with suppress(OSError):
                content = source if isinstance(source, bytes) else source.read_bytes()
                looked = signed(work, reader, Paper(new_id().hex, looked.name, partial(bytes, content)), looked)
        found.append(looked)
    return found


def signed(work: Work, reader: Reader, paper: Paper, looked: Looked) -> Looked:
    """What looking at a paper told, with the one sheet that it is; of several in one scan none is proposed."""
    sheets = sheets_on(work, reader, paper)
    if len(sheets) != 1:
        return replace(looked, several=len(sheets) > 1)
    return replace(looked, sheet=sheets[0], title=sheets[0].title, kind=DocumentKind.SIGNED.value)


def _read(reader: Reader, paper: Paper) -> Sequence[Sequence[str]]:
    """What the codes on its first pages say."""
    try:
        made = reader.open(paper)
        wanted = range(1, min(made.pages, rules.PAGES_LOOKED) + 1) if made.kind.has_pictures else ()
        return [reader.codes(paper, page) for page in wanted]
    except Unreadable:
        return ()
