"""E-mail messages as plain values: read from .eml and mbox files, HTML as text, nothing ever loaded (CM-1)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import tidy

LARGEST = 30 * 1024 * 1024
"""Bytes of one message with all that hangs on it; what is larger is filed as a document by itself."""
_FALLBACK = ("utf-8", "gb18030")
# What a hostile message can make the library stumble over
_STUMBLES = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
_HIDDEN = frozenset({"script", "style", "head", "title", "template"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table"})


@dataclass(frozen=True, slots=True)
class Address:
    """`address` in small letters; `name` as the message shows it."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One message. `attached` are the names of what hangs on it, with their size in words of the message."""

    sender: Address
    to: tuple[Address, ...]
    at: datetime
    subject: str
    text: str
    attached: tuple[str, ...]


def messages_in(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The messages of an mbox file, one after the other, whatever its size; each at most a little over LARGEST."""
    held: list[bytes] = []
    size, blank, begun = 0, True, False
    for line in lines:
        if blank and line.startswith(b"From "):
            if begun:
                yield b"".join(held)
            held, size, begun = [], 0, True
        elif begun and size <= LARGEST:
            held.append(line[1:] if line.startswith(b">From ") else line)
            size += len(line)
        blank = not line.strip()
    if begun:
        yield b"".join(held)


def read_mail(data: bytes) -> Mail:
    """Raises BadEntry with a sentence for what is too large or no message."""
    if len(data) > LARGEST:
        raise BadEntry(N_("This message is larger than {most} MB: file what hangs on it as a document instead."),
                       most=LARGEST // 1024 // 1024)  # fmt: skip
    try:
        return _read(message_from_bytes(data))
    except _STUMBLES:
        raise BadEntry(N_("This message is malformed: open it in the mail program, save it again, or type it in.")
                       ) from None  # fmt: skip


def attachments_in(data: bytes) -> list[tuple[str, bytes]]:
    """Names and contents of what hangs on a message that `read_mail` has read, in the order of its `attached`; what is
    empty is left out."""
    try:
        found = [(name, part.get_payload(decode=True)) for part, name in _hanging(message_from_bytes(data))]
    except _STUMBLES:
        return []
    return [(name, content) for name, content in found if isinstance(content, bytes) and content]


def _hanging(message: Message) -> Iterator[tuple[Message, str]]:
    pages: list[str] | None = None
    for part in message.walk():
        if not part.is_multipart():
            name = _decoded(part.get_filename() or "")
            shown = part.get("Content-ID") is not None and part.get_content_maintype() == "image"
            if shown and pages is None:
                pages = [_text(one) for one in message.walk() if one.get_content_type() == "text/html"]
            if shown and _stands_in(part, pages or []):
                continue
            if name or part.get_content_disposition() == "attachment":
                yield part, tidy(name) or part.get_content_type()


def _stands_in(part: Message, pages: Iterable[str]) -> bool:
    """Whether a picture belongs to the words, as a signature's does, rather than hangs on them. Many a program numbers
    whatever hangs on a message: only what is meant to stand in the page, or is named there, does."""
    if part.get_content_disposition() == "inline":
        return True
    named = f"cid:{str(part.get('Content-ID')).strip().strip('<>')}"
    return any(named in page for page in pages)


def _read(message: Message) -> Mail:
    sender = next(iter(_addresses(message, "from")), None)
    at = _moment(next(iter(_headers(message, "date")), ""))
    if sender is None or at is None:
        raise BadEntry(N_("This is no mail: it names no sender or no date."))
    texts: dict[str, str] = {}
    hanging = list(_hanging(message))
    for part in message.walk():
        if part.get_content_type() in ("text/plain", "text/html") and not any(part is one for one, _name in hanging):
            texts.setdefault(part.get_content_type(), _text(part))
    attached = [name for _part, name in hanging]
    text = texts.get("text/plain", "").strip() or plain(texts.get("text/html", ""))
    to, subject = (*_addresses(message, "to"), *_addresses(message, "cc")), next(iter(_headers(message, "subject")), "")
    return Mail(sender, to, at, tidy(subject), tidy(text, lines=True), tuple(attached))


def _addresses(message: Message, header: str) -> list[Address]:
    found = getaddresses(_headers(message, header))
    return [Address(tidy(name), address.strip().lower()) for name, address in found if "@" in address]


def _headers(message: Message, name: str) -> list[str]:
    """The headers of this name in words; many a program writes their letters as they are, in whatever charset."""
    found = []
    for header, value in message.raw_items():
        if header.lower() == name:
            text = str(value)
            raw = text if text.isascii() else _in_words(text.encode("utf-8", "surrogateescape"), "")
            found.append(_decoded(raw))
    return found


def _decoded(text: str) -> str:
    """`=?gb2312?B?…?=` in words."""
    parts = []
    for piece, charset in decode_header(text.replace("\n", "").replace("\r", "")):
        parts.append(piece if isinstance(piece, str) else _in_words(piece, charset or ""))
    return "".join(parts)


def _text(part: Message) -> str:
    body = part.get_payload(decode=True)
    return _in_words(body, part.get_content_charset() or "") if isinstance(body, bytes) else ""


def _in_words(piece: bytes, charset: str) -> str:
    # many a program writes GBK and says GB2312
    named = "gb18030" if charset.lower() in ("gb2312", "gbk") else charset
    for each in (*([named] if named else []), *_FALLBACK):
        try:
            return piece.decode(each)
        except (UnicodeDecodeError, LookupError):
            continue
    return piece.decode("utf-8", "replace")


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


class _Words(HTMLParser):
    """The words of a page; pictures, links and scripts are left where they are."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN and self._hidden:
            self._hidden -= 1
        elif tag in _BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))


def plain(page: str) -> str:
    words = _Words()
    words.feed(page)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.pieces).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
