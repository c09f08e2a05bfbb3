"""Documents shown, saved as files, printed and sent: each by a right of its own, and recorded (DO-2)."""

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from desktop.i18n import N_
from desktop.models.approvals import Approval
from desktop.rules.approvals import Act, Need, NeedsApproval
from desktop.rules.documents import Watermark, safe_name
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.system_words import why
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.services import approval_lists, approvals, blobs, document_rights, marks
from desktop.services.paper_lending import Held
from desktop.services.work import Work

TOPIC = "documents"
OF_VERSION = "of_version"
_WHOM_LIMIT = 200
_ACTIONS: Mapping[Right, str] = {
    Right.DOWNLOAD_DOCUMENTS: "save_document",
    Right.PRINT_DOCUMENTS: "print_document",
    Right.SEND_DOCUMENTS: "send_document",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One version's content. Across a marked one the watermark stands, on screen and on paper; `name` is fit for any
    disk."""

    document: UUID
    number: int
    title: str
    name: str
    media_type: str
    content: bytes
    watermark: Watermark | None
    until: datetime | None = None  # when it is to be closed, where it was lent


def read(work: Work, document_id: UUID, number: int | None = None) -> Paper:
    """A version to be shown; of what was lent to me (AC-10) that version. Give it staged work: the reading of a marked
    one is recorded and committed before its content is opened (AC-5). Raises NotAllowed, NotFound, DestroyedDocument,
    and what the store raises."""
    with work.reading():
        row, _client, version, held = _readable(work, document_id, number)
    if row.mark:
        with work.writing():
            row, client, version, held = _readable(work, document_id, number)
            by = {} if held is None else {"approval": str(held.approval)}
            note_of(work, row, version.number)
            work.record("reads", "read_marked", client, mark=row.mark, **by)
    return _paper(work, row, version, held)


def _readable(work: Work, document_id: UUID, number: int | None) -> tuple[Any, Any, Any, Held | None]:
    """A document that I may look at, its client, the version that is meant, and what was lent to me of it."""
    row, client = document_rights.reached(work, document_id, withdrawn=True)
    document_rights.require(work, Right.SEE_DOCUMENTS, row, client)
    held = document_rights.lent(work, row)
    return row, client, document_rights.version_of(work, row, number, held), held


def title_asked(work: Work, approval_id: UUID) -> str:
    """The title of the document that somebody asks to look at (AC-10), for who decides; the reading is recorded, so
    show it after the commit only. Raises NotAllowed where I can't open it myself, NotFound."""
    asked = work.get(Approval, approval_id)
    if asked.act != Act.SEE_DOCUMENT.value or not approval_lists.may_decide(work, asked):
        raise NotFound(str(approval_id))
    row, client = document_rights.reached(work, asked.row)
    document_rights.require(work, Right.SEE_DOCUMENTS, row, client)
    marks.require_open(work, row)
    title = marks.words_of(work, row)["title"]
    if row.mark:
        note_of(work, row, row.newest)
        work.record("reads", "read_marked", client, mark=row.mark, approval=str(asked.id))
    return title


def need_of(work: Work, right: Right, document_id: UUID, number: int | None = None) -> Need | None:
    """What somebody else must let through before a marked document is saved, printed or sent; None where nobody needs
    to. Raises what stands in the way of the right."""
    row, client = document_rights.reached(work, document_id)
    document_rights.require(work, right, row, client)
    if not document_rights.needs_second(right, row.mark):
        return None
    version = document_rights.version_of(work, row, number)
    return document_rights.need_of(row, client, document_rights.ACTS[right], str(version.number))


def hand_out(work: Work, right: Right, document_id: UUID, number: int | None = None, whom: str = "") -> Paper:
    """A version to be saved, printed or sent, by the right that is asked for; recorded before it is handed out. `whom`
    says to whom it is sent. Give it staged work.

    What is marked needs somebody else (AC-6): raises NeedsApproval. Raises BadEntry, NotAllowed, NotFound,
    DestroyedDocument, and what the store raises.
    """
    receiver = check_length(tidy(whom), _WHOM_LIMIT, "whom")
    if right is Right.SEND_DOCUMENTS and not receiver:
        raise BadEntry(N_("Say to whom it goes."), "whom")
    with work.reading():
        need = need_of(work, right, document_id, number)
        if need is not None and approvals.needs(work, need):
            raise NeedsApproval(need)
        row, _client = document_rights.reached(work, document_id)
        paper = _paper(work, row, document_rights.version_of(work, row, number))
    with work.writing():
        row, client = document_rights.reached(work, document_id)
        document_rights.require(work, right, row, client)
        need = need_of(work, right, document_id, paper.number)
        if need is not None:
            approvals.require(work, need)
        if receiver:
            # a name may be a client's: it lies where a lawful erasure reaches it
            work.note((client or row).id, {"whom": receiver})
        note_of(work, row, paper.number)
        work.record(TOPIC, _ACTIONS[right], client or row, mark=row.mark, version=paper.number)
    return paper


def fetch(work: Work, document_id: UUID, target: Path, number: int | None = None, *, over: bool = False,
          progress: Progress = lambda *_: None) -> Path:  # fmt: skip
    """Saves a version as a file, byte for byte as it was filed; `target` is the file, or a folder in which it gets its
    own name. A file that is there stays unless `over`. Give it staged work. Raises as `hand_out` does, and BadEntry
    where nothing can be written."""
    with work.reading():
        row, client = document_rights.reached(work, document_id)
        document_rights.require(work, Right.DOWNLOAD_DOCUMENTS, row, client)
        named = _name(work, document_rights.version_of(work, row, number))
    path = target / named if target.is_dir() else target
    if path.exists() and not over:
        raise _there(path)
    progress(0, 1)
    paper = hand_out(work, Right.DOWNLOAD_DOCUMENTS, document_id, number)
    _write(path, paper.content, over)
    progress(1, 1)
    return path


def _write(path: Path, content: bytes, over: bool) -> None:
    """Whole or not at all, under another name first."""
    part = path.with_name(f".{uuid4().hex[:12]}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if over:
            os.replace(part, path)  # noqa: PTH105 - atomic also where the target exists
        else:
            _name_new(part, path)
    except FileExistsError as there:
        raise _there(path) from there
    except OSError as trouble:
        raise BadEntry(N_("{path} can't be written: {why}."), "to", path=str(path), why=why(trouble)) from trouble
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _name_new(part: Path, path: Path) -> None:
    """Never over a file that came to be in the meantime."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # a disk without links: looked once more, then renamed
        if path.exists():
            raise FileExistsError(path) from None
        os.replace(part, path)  # noqa: PTH105 - as above


def _there(path: Path) -> BadEntry:
    return BadEntry(N_("There is a file {path} already. Choose another name, or say that it is to be replaced."), "to",
                    path=str(path))  # fmt: skip


def watermark(work: Work, mark: str) -> Watermark:
    """What stands across a paper with this mark that I print or look at: my name and the office's time. Reads no
    row."""
    return Watermark(work.me.name, work.now, mark)


def note_of(work: Work, row: Any, number: int) -> None:
    """Keeps beside the document which version the act that is recorded next was about, for its history: the record
    names the client. Part of the verb that records."""
    work.note(row.id, {OF_VERSION: str(number)})


def _paper(work: Work, row: Any, version: Any, held: Held | None = None) -> Paper:
    words = marks.words_of(work, row) if held is None else held.words
    name = _name(work, version) if held is None else safe_name(held.file_name)
    content = blobs.content(work, version.blob, held.key if held is not None else "")
    seen = watermark(work, row.mark) if row.mark else None
    until = held.until if held is not None else None
    return Paper(row.id, version.number, words["title"], name, version.media_type, content, seen, until)


def _name(work: Work, version: Any) -> str:
    return safe_name(marks.words_of(work, version)["file_name"])
