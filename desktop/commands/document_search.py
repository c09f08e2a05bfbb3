"""The command that finds documents by any word in them, and reads what waits to be found."""

from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import date

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _, _n
from desktop.rules.document_reading import NO_OCR
from desktop.rules.errors import BadEntry
from desktop.rules.secrecy import Secrecy
from desktop.services import clients, document_search, page_reading
from desktop.services.document_process import Reader
from desktop.services.document_search import Hit, Wanted


def _arguments(parser: ArgumentParser) -> None:
    ways = _("search: find documents by any word in them; read: read what was filed for its words")
    parser.add_argument("way", choices=["search", "read"], help=ways)
    parser.add_argument("text", metavar="TEXT", nargs="*", help=_("words that must all be found"))
    parser.add_argument("--client", metavar="CODE", help=_("of this client alone"))
    parser.add_argument("--kind", metavar="KIND", action="append", default=[], help=_("of this kind; may be repeated"))
    parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help=_("dated on this day or later"))
    parser.add_argument("--till", type=date.fromisoformat, metavar="DAY", help=_("dated on this day or earlier"))
    parser.add_argument("--limit", type=int, default=document_search.SHOWN, metavar="N", help=_("at most so many"))
    parser.add_argument("--scans", action="store_true", help=_("read scans too, which takes seconds for each page"))


def _documents(session: Session, given: Namespace) -> Answer:
    return _search(session, given) if given.way == "search" else _read(session, given)


def _search(session: Session, given: Namespace) -> Answer:
    client = session.ask(clients.by_code, given.client) if given.client else None
    wanted = Wanted(client=client, kinds=frozenset(given.kind), since=given.since, till=given.till)
    found = session.ask(document_search.find, " ".join(given.text), wanted, 0, max(1, given.limit))
    lines = ["\t".join(_line(hit)) for hit in found.hits]
    if found.more:
        lines.append(_("There are more than are shown here: add a word."))
    elif found.count > len(found.hits):
        lines.append(_n("{n} document in all", "{n} documents in all", found.count).format(n=found.count))
    return Answer([_data(hit) for hit in found.hits], lines or [_("Nothing is found by these words.")])


def _data(hit: Hit) -> dict[str, object]:
    line = hit.line
    found: dict[str, object] = {
        "id": str(line.id),
        "title": line.title,
        "client": line.client,
        "page": hit.page or None,
        "snippet": hit.snippet.text if hit.snippet else "",
    }
    return {**found, "former_version": hit.former} if hit.former else found


def _line(hit: Hit) -> tuple[str, ...]:
    line = hit.line
    title = _(Secrecy.of(line.mark).label) if line.locked is not None else line.title
    return (str(line.id), title, line.client, str(hit.page or ""), hit.snippet.text if hit.snippet else "")


def _read(session: Session, given: Namespace) -> Answer:
    if given.scans and not page_reading.can_read_scans():
        raise BadEntry(NO_OCR)
    with closing(Reader(gives_way=True)) as reader:
        done = session.errand(page_reading.read_waiting, reader)
        session.errand(page_reading.catch_up)
        pages = _read_scans(session, reader) if given.scans else 0
    said = _("Read: {read}. Without words: {empty}. Could not be read: {failed}.")
    lines = [said.format(read=done.read, empty=done.empty, failed=done.failed)]
    if given.scans:
        lines.append(_n("{n} page of scans read", "{n} pages of scans read", pages).format(n=pages))
    data = {"read": done.read, "empty": done.empty, "failed": done.failed, "scanned_pages": pages}
    return Answer(data, lines, 1 if done.failed else 0)


def _read_scans(session: Session, reader: Reader) -> int:
    pages = 0
    for document in session.ask(page_reading.scans):
        pages += session.errand(page_reading.read_scan, reader, document)
    return pages


COMMANDS = (
    Command("documents", N_("find documents by their words, and read what was filed for its words"), _arguments,
            _documents),
)  # fmt: skip
