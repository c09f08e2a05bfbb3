"""The command that exports clients as a workbook, as comma-separated text or as address cards."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Collection
from pathlib import Path

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _, _n, language, translator
from desktop.rules.approvals import NeedsApproval
from desktop.rules.errors import OfficeError
from desktop.rules.exports import ExportKind
from desktop.services import approvals, exports, views
from desktop.services.client_lists import Chosen, Filter
from desktop.services.exports import Wish
from desktop.services.work import Work


class ApprovalMissing(OfficeError):
    """The export waits for a second person."""


def ask_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--ask", metavar="TEXT",
                        help=_("where an approval is needed, ask for it with this reason"))  # fmt: skip


def let_out(session: Session, codes: Collection[str], kind: str, exactly: str, reason: str | None) -> None:
    """Before more clients than the office's limit are given out at once: approved as an export is, or with a reason
    where nobody else is there (AC-6). `kind` is a message id. Raises ApprovalMissing."""
    if len(codes) <= int(session.office.settings["export_limit"]):
        return
    wanted = (codes, kind, exactly, translator(language()))
    try:
        session.do(exports.let_out, *wanted)
    except NeedsApproval as waits:
        if session.ask(approvals.ways, waits.need).alone:
            session.do(approvals.go_alone, waits.need, reason or _("asked for by a command"))
            session.do(exports.let_out, *wanted)
            return
        if reason:
            session.do(approvals.ask, waits.need, reason)
            said = N_("Asked for approval; nothing was given out. Once it is approved, ask again.")
            raise ApprovalMissing(said) from waits
        said = N_("{refusal} Ask for it with --ask TEXT, or for fewer with --limit {limit}.")
        limit = int(session.office.settings["export_limit"])
        raise ApprovalMissing(said, refusal=str(waits), limit=limit) from waits


def _file(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower().removeprefix(".") not in {kind.value for kind in ExportKind}:
        raise ArgumentTypeError(_("{file} must end in .xlsx, .csv or .vcf").format(file=path.name))
    return path


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("noun", choices=("clients",), help=_("what of: clients"))
    parser.add_argument("--to", metavar="FILE", required=True, type=_file,
                        help=_("the file to write; its ending says of which kind: xlsx, csv or vcf"))  # fmt: skip
    parser.add_argument("--view", metavar="NAME", help=_("the clients and columns of a saved view"))
    parser.add_argument("--search", metavar="TEXT", help=_("only clients found by this text"))
    parser.add_argument("--columns", metavar="NAMES",
                        help=_("names of fields, separated by commas; without it all open ones"))  # fmt: skip
    ask_argument(parser)
    parser.add_argument("--reason", metavar="TEXT", default="",
                        help=_("why values of level 3 are needed; it is recorded"))  # fmt: skip


def _export(session: Session, given: Namespace) -> Answer:
    kind = ExportKind.of(given.to.suffix.lower().removeprefix("."))
    wish = session.ask(_wish, kind, given)
    try:
        done = session.errand(exports.export_clients, wish, given.to, translator(language()))
    except NeedsApproval as waits:
        if given.ask:
            session.do(approvals.ask, waits.need, given.ask)
            said = N_("Asked for approval; nothing was exported. Once it is approved, export again.")
            raise ApprovalMissing(said) from waits
        said = N_("{refusal} Ask for it with --ask TEXT, and export again once it is approved.")
        raise ApprovalMissing(said, refusal=str(waits)) from waits
    said = _n("{n} client exported to {file}.", "{n} clients exported to {file}.", done.clients)
    data = {"file": str(given.to), "kind": kind.value, "clients": done.clients, "columns": done.columns}
    return Answer(data, [said.format(n=done.clients, file=given.to)])


def _wish(work: Work, kind: ExportKind, given: Namespace) -> Wish:
    if given.view:
        content = views.by_name(work, given.view).content
        chosen, columns = Chosen(only=content.only, sort=content.sort), content.columns
    else:
        chosen, columns = Chosen(only=Filter(text=given.search or "")), exports.all_open_columns(work)
    if given.columns:
        columns = tuple(name for part in given.columns.split(",") if (name := part.strip()))
    return Wish(chosen, kind, columns, given.reason)


COMMANDS = (
    Command("export", N_("export clients as xlsx, csv or vCard; many at once or in a day need an approval"), _arguments,
            _export),
)  # fmt: skip
