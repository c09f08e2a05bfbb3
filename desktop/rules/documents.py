"""What documents are: kinds, states, folders to begin with, what a file's name and first bytes tell (DO-1)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right
from desktop.rules.secrecy import Secrecy
from desktop.rules.text import check_length, fold, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import Word

TITLE_LIMIT, NUMBER_LIMIT, NOTE_LIMIT, TAG_LIMIT, FOLDER_LIMIT = 200, 80, 2000, 40, 120
MOST_TAGS, DEEPEST, MOST_KINDS = 20, 12, 100
NAME_LIMIT = 1000  # of a file's name as it is kept
_SAFE_BYTES = 200  # of a name that is handed out: most disks take 255
_OWN = "own:"
Say = Callable[[str], str]
Path = tuple[str, ...]  # the names of folders, from the top


class DocumentKind(Word):
    """The kinds that come along; an office adds its own. The value is stored, so it never changes."""

    CONTRACT = "contract", N_("Contract")
    QUOTATION = "quotation", N_("Quotation")
    PROJECT = "project", N_("Project document")
    ID_COPY = "id_copy", N_("Copy of an identity document")
    LETTER = "letter", N_("Letter, fax or note of a call")
    PICTURE = "picture", N_("Photo or picture")
    SIGNED = "signed", N_("Signed copy")
    OTHER = "other", N_("Other")


class DocumentState(Word):
    """How a document stands. A sealed one lies in the archive and is changed by nobody."""

    FILED = "filed", N_("In its folder")
    SEALED = "sealed", N_("Sealed in the archive")
    DESTROYED = "destroyed", N_("Destroyed")


class TextState(StrEnum):
    """What reading a version for its words has come to."""

    WAITING = "waiting"
    READ = "read"
    EMPTY = "empty"
    NONE = "none"
    FAILED = "failed"
    SECRET = "secret"


# The folders of a client's file, until the office sets its own (DO-1)
CLIENT_FOLDERS: Sequence[str] = (
    N_("01 Basics"), N_("02 Contracts"), N_("03 Quotations"), N_("04 Projects"), N_("05 Letters"),
    N_("06 Complaints and feedback"), N_("07 Pictures"), N_("99 Other"),
)  # fmt: skip
OFFICE_FOLDERS: Sequence[str] = (
    N_("01 Rules"), N_("02 Notices"), N_("03 Templates"), N_("04 Contracts of the office"), N_("99 Other"),
)  # fmt: skip
# Where a paper of this kind goes, when nobody says: among the folders that come along
_HOMES: Mapping[DocumentKind, str] = {
    DocumentKind.CONTRACT: CLIENT_FOLDERS[1], DocumentKind.QUOTATION: CLIENT_FOLDERS[2],
    DocumentKind.PROJECT: CLIENT_FOLDERS[3], DocumentKind.ID_COPY: CLIENT_FOLDERS[0],
    DocumentKind.LETTER: CLIENT_FOLDERS[4], DocumentKind.PICTURE: CLIENT_FOLDERS[6],
}  # fmt: skip
TEMPLATES: Mapping[str, Sequence[str]] = {
    "folder_template": CLIENT_FOLDERS,
    "office_folder_template": OFFICE_FOLDERS,
}


class Kind(NamedTuple):
    """A kind of this office. `label` is a message id where it came along, and the office's own word where not."""

    key: str
    label: str
    own: bool

    @property
    def said(self) -> str:
        return self.label if self.own else _(self.label)


@dataclass(frozen=True, slots=True)
class Entry:
    """What people say of a document."""

    title: str
    kind: str = DocumentKind.OTHER.value
    number: str = ""
    dated_on: date | None = None
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Watermark:
    """What stands across a marked paper that is printed or shown: who has it, and when (DO-2)."""

    who: str
    at: datetime
    mark: str

    def line(self, day: str) -> str:
        """In the language of the screen; `day` is the moment as the office writes it."""
        return f"{_(Secrecy.of(self.mark).label)} · {self.who} · {day}" if self.mark else f"{self.who} · {day}"


class Already(BadEntry):
    """The same content stands here already; `document` is where this person sees it."""

    def __init__(self, document: UUID, title: str, place: str) -> None:
        super().__init__(N_("This paper is here already: {title} ({place})."), "file", title=title, place=place)
        self.document = document


class SealedDocument(BadEntry):
    """The archive holds it as it is."""

    def __init__(self) -> None:
        super().__init__(N_("This document is sealed in the archive and stays as it is. File what is new beside it; "
                            "the archive takes it in as a supplement."))  # fmt: skip


class DestroyedDocument(NotFound):
    """It is told that there was one, and nothing of it can be had."""

    def __init__(self) -> None:
        super().__init__()
        self.message = N_("This document was destroyed. Its record is kept by the archive.")


# Rights over one document, each asked for by itself (DO-2)
RIGHTS: Sequence[Right] = (
    Right.SEE_DOCUMENTS, Right.DOWNLOAD_DOCUMENTS, Right.PRINT_DOCUMENTS, Right.SEND_DOCUMENTS,
    Right.REVISE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.BORROW_DOCUMENTS, Right.DESTROY_DOCUMENTS,
)  # fmt: skip
# What becomes of an archived document is no change of it
CHANGING = frozenset({Right.REVISE_DOCUMENTS, Right.FILE_DOCUMENTS})


# Kinds and folders of an office


def kinds_of(settings: Mapping[str, object]) -> tuple[Kind, ...]:
    """The kinds a document can be of: those that come along, and the office's own."""
    own = settings["document_kinds"]
    assert isinstance(own, list)
    return (*(Kind(kind.value, kind.label, False) for kind in DocumentKind),
            *(Kind(_OWN + str(name), str(name), True) for name in own))  # fmt: skip


def kind_of(key: str) -> Kind:
    """A kind as it was stored, also one that the office has given up since."""
    if key in set(DocumentKind):
        return Kind(key, DocumentKind.of(key).label, False)
    return Kind(key, key.removeprefix(_OWN), True)


def checked_kinds(names: Iterable[object]) -> list[str]:
    """The office's own kinds, each once. Raises BadEntry (`document_kinds`)."""
    found: list[str] = []
    taken = {fold(_(kind.label)) for kind in DocumentKind}
    for raw in names:
        name = check_length(tidy(str(raw)), 38, "document_kinds")
        if name and fold(name) not in taken:
            found.append(name)
            taken.add(fold(name))
    if len(found) > MOST_KINDS:
        raise BadEntry(N_("At most {most} kinds of documents can be kept."), "document_kinds", most=MOST_KINDS)
    return found


def template(settings: Mapping[str, object], name: str, say: Say) -> tuple[Path, ...]:
    """The folders to begin with: the office's own, or those that come along in the words of `say`."""
    own = settings[name]
    assert isinstance(own, list)
    return tuple(path_of(str(path)) for path in own) or tuple((say(path),) for path in TEMPLATES[name])


def home_of(kind: str, paths: Sequence[Path], say: Say) -> Path:
    """Where a paper of this kind goes among these folders, when nobody says: by the names that come along, else in the
    last one, which is the one for what is left over."""
    wanted = say(_HOMES[DocumentKind.of(kind)]) if kind in set(_HOMES) else ""
    return next((path for path in paths if path == (wanted,)), paths[-1])


def path_of(text: str) -> Path:
    """`04 Projects/Offer` as the names of folders. Raises BadEntry (`folder`)."""
    names = tuple(checked_folder(part) for part in re.split(r"[/\\]", text) if tidy(part))
    if not names or len(names) > DEEPEST:
        raise BadEntry(N_("Name a folder, or several divided by “/”, at most {most} deep."), "folder", most=DEEPEST)
    return names


def checked_template(paths: Iterable[object], name: str) -> list[str]:
    """Folders as a setting keeps them, each once; none: those that come along. Raises BadEntry."""
    try:
        return list(dict.fromkeys("/".join(path_of(str(path))) for path in paths if tidy(str(path))))
    except BadEntry as wrong:
        raise BadEntry(wrong.message, name, **wrong.values) from None


def checked_folder(name: str) -> str:
    """The name of a folder as it is kept. Raises BadEntry (`folder`)."""
    text = tidy(name)
    if not text:
        raise BadEntry(N_("Give the folder a name."), "folder")
    if "/" in text or "\\" in text:
        raise BadEntry(N_("The name of a folder holds no “/” and no “\\”."), "folder")
    return check_length(text, FOLDER_LIMIT, "folder")


# What is said of a document


def checked(entry: Entry, kinds: Iterable[Kind], before: str = "") -> Entry:
    """The entry as it is kept; `before` is the kind it had, which may stand though the office gave it up. Raises
    BadEntry naming the field."""
    title = check_length(tidy(entry.title), TITLE_LIMIT, "title")
    if not title:
        raise BadEntry(N_("Give the document a title."), "title")
    if entry.kind not in {kind.key for kind in kinds} | ({before} - {""}):
        raise BadEntry(N_("Choose one of the kinds offered."), "kind")
    return Entry(
        title,
        entry.kind,
        check_length(tidy(entry.number), NUMBER_LIMIT, "number"),
        entry.dated_on,
        checked_tags(entry.tags),
        check_length(tidy(entry.note, lines=True), NOTE_LIMIT, "note"),
    )


def checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Each once, however it is written. Raises BadEntry (`tags`)."""
    found: dict[str, str] = {}
    for raw in tags:
        if tag := check_length(tidy(raw), TAG_LIMIT, "tags"):
            found.setdefault(fold(tag), tag)
    if len(found) > MOST_TAGS:
        raise BadEntry(N_("A document bears at most {most} tags."), "tags", most=MOST_TAGS)
    return tuple(found.values())


def stored_tags(tags: Sequence[str]) -> str:
    """As a column keeps them: each between line ends, so that one is found whole."""
    return "\n" + "\n".join(tags) + "\n" if tags else ""


def read_tags(stored: str) -> tuple[str, ...]:
    return tuple(tag for tag in stored.split("\n") if tag)


# What a file's name tells


def kept_name(file_name: str) -> str:
    """The name as it was given, as far as a database can hold it: it is data and never a place."""
    name = re.split(r"[/\\]", file_name)[-1][:NAME_LIMIT].replace("\0", "\ufffd")
    return name.encode("utf-8", "replace").decode() or "?"


_VERSION = re.compile(
    r"""[\s_\-—·]*(?:[（(\[【]\s*(?:\d{1,3}|副本|copy|final|v?\d+(?:\.\d+)*版?|最终版?|终稿|定稿|修订版?|[新旧]版?)\s*[)）\]】]
    |\bv(?:er(?:sion)?)?[.\s]?\d+(?:\.\d+)*|第?\d+版|第[一二三四五六七八九十]+版|最终版?|终稿|定稿|修订稿|修改稿?|[新旧]版|副本
    |\bcopy(?:\s\d+)?|\bfinal|\brev(?:ised)?\.?\s?\d*
    |(?:19|20)\d{2}[-./年]?(?:0?[1-9]|1[0-2])[-./月]?(?:0?[1-9]|[12]\d|3[01])日?)\s*$""",
    re.IGNORECASE | re.VERBOSE,
)


def title_of(file_name: str) -> str:
    """The title that a file's name proposes: without its ending, on one line."""
    name = re.split(r"[/\\]", file_name)[-1]
    stem, dot, ending = name.rpartition(".")
    kept = stem if dot and stem and 0 < len(ending) <= 5 and ending.isalnum() else name
    return tidy(kept.replace("_", " "))[:TITLE_LIMIT].strip()


def likeness_key(file_name: str) -> str:
    """A name for comparing: without what tells versions apart, such as “v2”, “(1)”, “final” or a date at its end."""
    text = fold(title_of(file_name))
    while text and (shorter := _VERSION.sub("", text).strip()) != text and shorter:
        text = shorter
    return re.sub(r"[\W_]+", "", text)


_KIND_WORDS: Sequence[tuple[DocumentKind, re.Pattern[str]]] = (
    (DocumentKind.ID_COPY, re.compile(r"身份证|护照|执照|证件|\bid[ _-]?card|passport|licen[cs]e", re.IGNORECASE)),
    (DocumentKind.QUOTATION, re.compile(r"报价|询价|quot(?:e|ation)|\boffer\b", re.IGNORECASE)),
    (DocumentKind.CONTRACT, re.compile(r"合同|协议|contract|agreement", re.IGNORECASE)),
    (DocumentKind.LETTER, re.compile(r"函|来信|传真|通话|letter|\bfax\b", re.IGNORECASE)),
    (DocumentKind.PROJECT, re.compile(r"方案|立项|验收|施工|project", re.IGNORECASE)),
)  # fmt: skip


def kind_proposed(file_name: str, media_type: str) -> DocumentKind:
    """The kind that a name proposes; a picture without a telling name is a picture."""
    title = title_of(file_name)
    found = next((kind for kind, words in _KIND_WORDS if words.search(title)), None)
    if found is not None:
        return found
    return DocumentKind.PICTURE if media_type.startswith("image/") else DocumentKind.OTHER


_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$)", re.IGNORECASE)


def safe_name(file_name: str, fallback: str = "document") -> str:
    """A name that every system takes, for what is handed out: no path, no device, nothing unseen, not too long. The
    name as it was given stays with the document."""
    name = _FORBIDDEN.sub("_", tidy(re.split(r"[/\\]", file_name)[-1])).strip(" .")
    if not name.strip("_. "):
        name = fallback
    if _DEVICES.match(name):
        name = "_" + name
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or len(ending) > 10:
        stem, dot, ending = name, "", ""
    most = _SAFE_BYTES - len((dot + ending).encode())
    return stem.encode()[:most].decode(errors="ignore").rstrip(" .") + dot + ending


LAST = "\ufffd"
"""Sorts behind all that titles are sorted by: where a marked one stands tells nothing."""


def entry_key(sort_key: str, mark: str) -> str:
    """What a document is sorted by in its folders."""
    return LAST if mark else sort_key


# What a file's first bytes tell


HEAD = 4096  # bytes that are looked at
UNKNOWN = "application/octet-stream"
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = _OFFICE + "wordprocessingml.document", _OFFICE + "spreadsheetml.sheet"
PPTX = _OFFICE + "presentationml.presentation"
_MAGIC: Sequence[tuple[bytes, str]] = (
    (b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG), (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"), (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"), (b"BM", "image/bmp"),
    (b"{\\rtf", "application/rtf"), (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
)  # fmt: skip
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Inside these frames only the ending tells one from another
_IN_ZIP: Mapping[str, str] = {
    "docx": DOCX, "xlsx": XLSX, "pptx": PPTX, "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet", "odp": "application/vnd.oasis.opendocument.presentation",
}  # fmt: skip
_IN_OLE: Mapping[str, str] = {
    "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "wps": "application/vnd.ms-works", "msg": "application/vnd.ms-outlook", "et": "application/vnd.ms-excel",
}  # fmt: skip
_TEXTS: Mapping[str, str] = {"csv": "text/csv", "md": "text/markdown", "html": "text/html", "htm": "text/html",
                             "xml": "application/xml", "eml": "message/rfc822", "vcf": "text/vcard"}  # fmt: skip


def media_type(head: bytes, file_name: str) -> str:
    """What a file is by its first bytes; its ending only tells apart what begins alike."""
    ending = file_name.rpartition(".")[2].casefold()
    # a PDF may have a few bytes before its sign
    if b"%PDF-" in head[:1024]:
        return PDF
    for sign, found in _MAGIC:
        if head.startswith(sign):
            return found
    if head.startswith(_ZIP):
        parts = ((b"word/", DOCX), (b"xl/", XLSX), (b"ppt/", PPTX))
        return next((kind for sign, kind in parts if sign in head), _IN_ZIP.get(ending, "application/zip"))
    if head.startswith(_OLE):
        return _IN_OLE.get(ending, "application/x-ole-storage")
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in (b"heic", b"heix", b"mif1", b"hevc") else "video/mp4"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return _TEXTS.get(ending, "text/plain") if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    if not head or b"\0" in head:
        return False
    for charset in ("utf-8", "gb18030"):
        # the last sign may be cut off
        for end in (len(head), *range(len(head) - 1, max(len(head) - 4, 0), -1)):
            try:
                head[:end].decode(charset)
            except UnicodeDecodeError:
                continue
            return True
    return False
