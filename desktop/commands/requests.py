"""Commands about a client's own data: the dossier, and erasing for good."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _, language, translator
from desktop.rules.approvals import NeedsApproval
from desktop.rules.erasing import Basis
from desktop.rules.errors import OfficeError
from desktop.rules.fields import Block
from desktop.services import approvals, clients, dossiers, erasing, protocols
from desktop.workstation.files import write_atomically

_LEVELS = {2: (Block.PROPERTY,), 3: (Block.PROPERTY, Block.ACCOUNTS)}


class ApprovalMissing(OfficeError):
    """The act waits for a second person."""


def _dossier_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help=_("code of the client"))
    parser.add_argument("--pdf", metavar="FILE", type=Path, required=True, help=_("where the dossier goes, as PDF"))
    parser.add_argument("--data", metavar="FILE", type=Path, help=_("the same as JSON, for another program"))
    parser.add_argument("--level", type=int, choices=(2, 3),
                        help=_("open values up to this level too; the reading is recorded"))  # fmt: skip
    parser.add_argument("--reason", metavar="TEXT", default="",
                        help=_("why values of level 3 are needed; it is recorded"))  # fmt: skip


def _dossier(session: Session, given: Namespace) -> Answer:
    client = session.ask(clients.by_code, given.code)
    wish = dossiers.Wish(_LEVELS.get(given.level, ()), given.reason)
    try:
        made = session.errand(dossiers.dossier, client, wish, translator(language()))
    except NeedsApproval as waits:
        raise ApprovalMissing(N_("{refusal} Ask for it in the window, and try again once it is approved."),
                              refusal=str(waits)) from waits  # fmt: skip
    write_atomically(given.pdf, made.pdf)
    files = [str(given.pdf)]
    if given.data is not None:
        write_atomically(given.data, made.json.encode())
        files.append(str(given.data))
    said = _("Dossier of {code} written to {files}.").format(code=given.code, files=", ".join(files))
    return Answer({"pdf": files[0], "data": files[1] if len(files) > 1 else None, "sheet": made.code}, [said])


def _erase_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help=_("code of the client"))
    parser.add_argument("--reason", metavar="TEXT", required=True,
                        help=_("why; it stays in the register, so without the client's name"))  # fmt: skip
    parser.add_argument("--basis", choices=[basis.value for basis in Basis], default=Basis.PURPOSE.value,
                        help=_("the legal ground"))  # fmt: skip
    parser.add_argument("--ask", action="store_true", help=_("ask somebody else for approval"))
    parser.add_argument("--alone", action="store_true",
                        help=_("nobody else is there: go through with it, to be confirmed later"))  # fmt: skip
    parser.add_argument("--pdf", metavar="FILE", type=Path, help=_("where the protocol goes"))


def _erase(session: Session, given: Namespace) -> Answer:
    client = session.ask(erasing.code_of, given.code)
    basis = Basis.of(given.basis)
    if given.alone:
        session.do(approvals.go_alone, session.ask(erasing.need, client), given.reason)
    try:
        erased = session.errand(erasing.erase_staged, client, basis, given.reason)
    except NeedsApproval as waits:
        if given.ask:
            session.do(approvals.ask, waits.need, given.reason)
            said = N_("Asked for approval; nothing was erased. Once it is approved, erase again.")
            raise ApprovalMissing(said) from waits
        said = N_("{refusal} Ask for it with --ask, and erase again once it is approved.")
        raise ApprovalMissing(said, refusal=str(waits)) from waits
    if given.pdf is not None:
        write_atomically(given.pdf, session.errand(protocols.protocol, client, translator(language())).pdf)
    lines = [_("{code} is erased for good.").format(code=erased.code)]
    lines += [f"{label}: {count}" for label, count in protocols.rows_of(erased, translator(language()))]
    return Answer({"code": erased.code, "files": len(erased.files), "counts": erased.counts}, lines)


COMMANDS = (
    Command("dossier", N_("write all that is held about a client, for the client"), _dossier_arguments, _dossier),
    Command("erase", N_("erase a client for good; needs a second person"), _erase_arguments, _erase),
)
