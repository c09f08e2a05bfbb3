"""The commands that file papers and fetch them again."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID

from desktop.commands.command import Answer, Command, Session
from desktop.commands.exports import ApprovalMissing, ask_argument
from desktop.i18n import N_, _, _n
from desktop.rules.approvals import NeedsApproval
from desktop.rules.documents import DocumentKind, Entry, kinds_of, path_of, title_of
from desktop.rules.errors import BadEntry
from desktop.rules.secrecy import Secrecy
from desktop.rules.text import fold
from desktop.services import approvals, clients, document_hand_outs, filing, page_reading
from desktop.services.document_process import Reader
from desktop.services.filing import Outcome, Wish


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(_("“{text}” is no id of a document").format(text=text)) from None


def _file_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help=_("the papers to file"))
    parser.add_argument("--client", metavar="CODE", help=_("code of the client; without it they are the office's own"))
    parser.add_argument("--folder", metavar="PATH",
                        help=_("the folder, such as 04/Offers; without it where its kind belongs"))  # fmt: skip
    parser.add_argument("--title", metavar="TEXT", help=_("the title, of one paper; without it the name of its file"))
    parser.add_argument("--kind", metavar="KIND", help=_("the kind of all: its key, or the office's own word"))
    parser.add_argument("--mark", choices=[mark.value for mark in Secrecy], help=_("the secrecy mark of all"))
    parser.add_argument("--version-of", metavar="ID", type=_id, help=_("the document of which it is a new version"))
    parser.add_argument("--legible", action="store_true", help=_("you have seen that they are legible and complete"))
    parser.add_argument("--again", action="store_true", help=_("file them although the same content is there already"))


def _file(session: Session, given: Namespace) -> Answer:
    if len(given.files) > 1 and (given.title or given.version_of):
        raise BadEntry(N_("A title or a former version is of one paper: file it by itself."))
    client = session.ask(clients.by_code, given.client) if given.client else None
    kind = _kind(session, given.kind) if given.kind else ""
    wishes = [
        Wish(path, client=client, folder=path_of(given.folder) if given.folder else None,
             entry=_entry(path, given.title, kind), mark=given.mark or "", legible=given.legible,
             version_of=given.version_of, again=given.again)
        for path in given.files
    ]  # fmt: skip
    done = session.errand(filing.file_documents, wishes)
    filed = sum(one.document is not None for one in done)
    _read(session, [one.document for one in done if one.document is not None])
    lines = [_n("{n} document filed.", "{n} documents filed.", filed).format(n=filed), *map(_line, done)]
    data = [{"file": str(path), "id": str(one.document) if one.document else None, "version": one.number or None,
             "refused": str(one.trouble) if one.trouble else None}
            for path, one in zip(given.files, done, strict=True)]  # fmt: skip
    return Answer(data, lines, status=int(filed < len(done)))


def _read(session: Session, filed: Sequence[UUID]) -> None:
    """For their words, so that they are found as soon as the command has ended; no window may be open that does it."""
    if not filed:
        return
    with closing(Reader(gives_way=True)) as reader:
        session.errand(page_reading.read_waiting, reader, filed)


def _entry(path: Path, title: str | None, kind: str) -> Entry | None:
    """None where all is proposed by the name."""
    if not (title or kind):
        return None
    return Entry(title or title_of(path.name) or path.name, kind or DocumentKind.OTHER.value)


def _kind(session: Session, word: str) -> str:
    kinds = kinds_of(session.office.settings)
    for kind in kinds:
        if word == kind.key or fold(word) == fold(kind.said):
            return kind.key
    raise BadEntry(N_("“{word}” is none of the kinds of this office: {kinds}"), word=word,
                   kinds=", ".join(f"{kind.key} ({kind.said})" for kind in kinds))  # fmt: skip


def _line(done: Outcome) -> str:
    if done.trouble is not None:
        return f"{done.name}\t{done.trouble}"
    return f"{done.name}\t{done.document}\t{done.number}"


def _fetch_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", type=_id, help=_("id of the document"))
    parser.add_argument("--to", metavar="FILE", required=True, type=Path,
                        help=_("the file to write, or a folder in which it keeps its name"))  # fmt: skip
    parser.add_argument("--version", metavar="NUMBER", type=int, help=_("an earlier version"))
    parser.add_argument("--replace", action="store_true", help=_("write over a file that is there"))
    ask_argument(parser)


def _fetch(session: Session, given: Namespace) -> Answer:
    try:
        path = session.errand(document_hand_outs.fetch, given.id, given.to, given.version, over=given.replace)
    except NeedsApproval as waits:
        if given.ask:
            session.do(approvals.ask, waits.need, given.ask)
            said = N_("Asked for approval; nothing was given out. Once it is approved, ask again.")
            raise ApprovalMissing(said) from waits
        said = N_("{refusal} Ask for it with --ask TEXT, and fetch it again once it is approved.")
        raise ApprovalMissing(said, refusal=str(waits)) from waits
    said = _("Saved as {file}.")
    return Answer({"id": str(given.id), "file": str(path)}, [said.format(file=path)])


COMMANDS = (
    Command("file", N_("file papers for a client or for the office"), _file_arguments, _file),
    Command("fetch", N_("save a document as a file, byte for byte as it was filed"), _fetch_arguments, _fetch),
)
