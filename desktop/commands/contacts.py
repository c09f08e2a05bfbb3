"""Commands about contacts with clients: log one, list those there are."""

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from uuid import UUID

from desktop.commands.clients import limit_argument
from desktop.commands.command import Answer, Command, Session
from desktop.commands.exports import ask_argument, let_out
from desktop.i18n import N_, _
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import BadEntry
from desktop.rules.secrecy import Secrecy
from desktop.services import call_imports, clients, contact_lists, contacts, mail_imports
from desktop.services.contact_imports import Taken, Verdict
from desktop.services.contact_lists import ListedContact, Only
from desktop.services.work import Work

_SHOWN = 50


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "act",
        choices=("add", "list", "mail", "calls"),
        help=_("log a contact, list those there are, newest first, or take in a file of mail or of calls"),
    )
    parser.add_argument("code", metavar="CODE|FILE", nargs="?", default="",
                        help=_("code of the client, to log one; the file to be taken in"))  # fmt: skip
    parser.add_argument("--waits", action="store_true",
                        help=_("what nobody answered in the file waits for an answer"))  # fmt: skip
    parser.add_argument("--client", metavar="CODE", default="", help=_("list those of this client"))
    parser.add_argument("--channel", choices=[channel.value for channel in Channel], help=_("by which way, to log one"))
    parser.add_argument("--text", default="", help=_("what it was about; of a list: those that say this"))
    parser.add_argument("--content", default="", help=_("what was said"))
    parser.add_argument("--in", dest="came", action="store_true", help=_("it came from the client"))
    parser.add_argument("--answers", type=UUID, metavar="ID", help=_("the contact that it answers"))
    parser.add_argument("--next", default="", metavar="STEP", help=_("what is to be done next"))
    parser.add_argument("--by", type=date.fromisoformat, metavar="DATE", help=_("by when"))
    parser.add_argument("--unanswered", action="store_true", help=_("list those that wait for an answer"))
    limit_argument(parser, _SHOWN)
    ask_argument(parser)


def _contact(session: Session, given: Namespace) -> Answer:
    if given.act == "list":
        return _list(session, given)
    return _add(session, given) if given.act == "add" else _take_in(session, given)


def _add(session: Session, given: Namespace) -> Answer:
    if not given.code or given.channel is None:
        raise BadEntry(N_("Say with whom and by which way: contact add CODE --channel phone --text …"))
    direction = Direction.IN if given.came else Direction.OUT
    report = Report(Channel.of(given.channel), given.text, given.content, "", given.next, given.by, direction)
    made = session.do(_log, given.code, report, given.answers)
    return Answer({"id": str(made)}, [_("Contact logged.")])


def _take_in(session: Session, given: Namespace) -> Answer:
    """What one client alone can have had; what several might waits for somebody who chooses in the window."""
    if not given.code:
        raise BadEntry(N_("Say which file is to be taken in."))
    path = Path(given.code)
    if given.act == "mail":
        plan, take = session.errand(mail_imports.plan_mail, [path]), mail_imports.take_mail
    else:
        plan, take = session.errand(call_imports.plan_calls, path), call_imports.take_calls
    counts = {verdict.value: plan.count(verdict) for verdict in Verdict}
    taken = session.errand(take, plan, {}, given.waits) if plan.brought({}) else Taken(0)
    lines = [_("Contacts logged: {n}").format(n=taken.count)]
    if plan.keeps:
        lines.append(_("Calls of unknown numbers kept: {n}").format(n=taken.kept))
    lines += [_("{name} was not filed: {why}").format(name=name, why=why) for name, why in taken.left]
    lines += [_("Row {row}: {reason}").format(row=line.number, reason=line.trouble)
              for line in plan.lines if line.trouble is not None]  # fmt: skip
    return Answer({"logged": taken.count, "kept": taken.kept, **counts}, lines)


def _log(work: Work, code: str, report: Report, answers: UUID | None) -> UUID:
    return contacts.log_contact(work, clients.by_code(work, code), report, None, answers)


def _list(session: Session, given: Namespace) -> Answer:
    found = session.ask(_found, given.client, given.text, given.unanswered, given.limit)
    let_out(session, {listed.code for listed in found}, N_("list"), given.text, given.ask)
    lines = ["\t".join(str(part) for part in _told(listed).values()) for listed in found]
    return Answer([_told(listed) for listed in found], lines or [_("Nothing found.")])


def _found(work: Work, code: str, text: str, unanswered: bool, limit: int) -> list[ListedContact]:
    client = clients.by_code(work, code) if code else None
    return contact_lists.page(work, Only(text=text, client=client, unanswered=unanswered), 0, limit)


def _told(listed: ListedContact) -> dict[str, object]:
    line = listed.line
    said = _(Secrecy.of(line.mark).label) if line.mark else line.subject
    return {"id": str(line.id), "at": line.at.isoformat(timespec="minutes"), "code": listed.code,
            "client": listed.name, "channel": line.channel.value, "direction": line.direction.value,
            "subject": said, "who": line.staff, "waits": line.waits}  # fmt: skip


COMMANDS = (
    Command(
        "contact", N_("log a contact with a client, list contacts, or take in mail or calls"), _arguments, _contact
    ),
)
