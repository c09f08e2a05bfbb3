"""Columns and rows of the lists of documents and of folders."""

from collections.abc import Sequence

from desktop.i18n import N_, _, _n
from desktop.rules.documents import DocumentState
from desktop.rules.secrecy import Secrecy
from desktop.services.document_lists import DocumentLine, Order
from desktop.services.document_search import Hit
from desktop.services.folders import FolderLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day, moment

EVERYWHERE, LATELY, MINE, GONE = "everywhere", "lately", "mine", "gone"
SMART: Sequence[tuple[str, str, str]] = (
    (EVERYWHERE, N_("All papers"), "layers"),
    (LATELY, N_("Filed in the last 14 days"), "clock"),
    (MINE, N_("Filed by me"), "user"),
    (GONE, N_("Out of use"), "trash-2"),
)
"""What narrows a list besides folders: key, message id, icon."""


def counted(total: int) -> str:
    return _n("{n} document", "{n} documents", total).format(n=total)


def document_columns(*, version: bool = False) -> list[Column]:
    """`version`: how many there are is shown from the beginning."""
    return [
        Column(Order.TITLE.value, _("Title"), 250, Fit.WHOLE, fixed=True),
        Column(Order.KIND.value, _("Kind of document"), 110),
        Column(Order.NUMBER.value, _("Number of the paper"), 110, hidden=True),
        Column(Order.DATED.value, _("Dated"), 112),
        Column("version", _("Version"), 70, sortable=False, hidden=not version),
        Column(Order.CHANGED.value, _("Changed"), 120),
        Column(Order.SIZE.value, _("Size"), 90, right=True, hidden=True),
    ]


def document_row(line: DocumentLine, snippet: str = "", *, whose: bool = True) -> Row:
    """One document, with its client unless `whose` is known. Where it is locked, its kind, mark and day are told, and
    who can help."""
    mark, tone = _mark(line)
    owner = line.client if whose else ""
    if line.locked is not None:
        title = Cell(_("Locked"), locked=True, below=owner, mark=mark, mark_tone=tone)
    else:
        below = snippet or " · ".join(part for part in (owner, "/".join(line.home), "、".join(line.tags)) if part)
        title = Cell(line.title, icon=_icon(line), below=below, mark=mark, mark_tone=tone)
    changed = Cell(moment(line.changed_at) if line.changed_at else "", below=line.entered_by)
    told = line.locked is None or line.locked.may_open
    version = str(line.version) if told else ""
    pages = _("{n} p.").format(n=line.pages) if line.pages else ""
    return Row(line.id, [title, line.kind.said, line.number, day(line.dated_on) if line.dated_on else "",
                         version, changed, Cell(size_text(line.size), below=pages)])  # fmt: skip


def found_words(hit: Hit) -> str:
    """The words around what was found; those of a former version are told as such."""
    said = hit.snippet.text if hit.snippet is not None else ""
    if not hit.former:
        return said
    return _("In version {n}, the new one is not read yet: {words}").format(n=hit.former, words=said)


def may_be_asked_for(line: DocumentLine) -> bool:
    """Whether it is locked so that somebody can open it for me."""
    locked = line.locked is not None and not line.locked.may_open
    return locked and line.in_use and line.state is not DocumentState.DESTROYED


def _mark(line: DocumentLine) -> tuple[str, Tone]:
    if line.state is DocumentState.SEALED:
        return _("In the archive"), Tone.NOTE
    if line.state is DocumentState.DESTROYED:
        return _("Destroyed"), Tone.BAD
    if line.mark:
        return _(Secrecy.of(line.mark).label), Tone.BAD
    if not line.in_use:
        return _("Out of use"), Tone.NOTE
    return ("", Tone.NOTE) if line.legible else (_("Not checked"), Tone.WARN)


def _icon(line: DocumentLine) -> str:
    if line.media_type.startswith("image/"):
        return "eye"
    return "file-spreadsheet" if "sheet" in line.media_type or "excel" in line.media_type else "file-text"


def size_text(size: int | None) -> str:
    """1.2 MB, 340 kB; as people compare them."""
    if size is None:
        return ""
    if size >= 1_000_000:
        return _("{n} MB").format(n=f"{size / 1_000_000:.1f}")
    return _("{n} kB").format(n=max(1, round(size / 1_000)))


def folder_columns() -> list[Column]:
    return [Column("name", _("Folder"), 190, Fit.WHOLE, sortable=False),
            Column("count", _("Papers"), 56, right=True, sortable=False)]  # fmt: skip


def folder_row(line: FolderLine) -> Row:
    """A folder under the one that holds it, by the room before its name."""
    indent = "\u2003" * (len(line.path) - 1)
    return Row(line.path, [Cell(indent + line.name, icon="folder"), str(line.below) if line.below else ""])


def smart_row(key: str, words: str, icon: str) -> Row:
    return Row(key, [Cell(words, icon=icon), ""])
