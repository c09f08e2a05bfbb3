"""Commands about requests for accounts: asked, approved by the department's head, refused (AC-1, AC-3)."""

from argparse import ArgumentParser, Namespace

from desktop.commands.command import Answer, Command, Session
from desktop.commands.people import chosen, person_of
from desktop.i18n import N_, _
from desktop.rules.account_requests import OPEN, RequestKind
from desktop.rules.errors import BadEntry
from desktop.rules.text import fold
from desktop.services import account_requests
from desktop.services.account_requests import RequestLine, Wish

LIST = "list"
ANSWERS = ("approve", "refuse", "take-back")


def _arguments(parser: ArgumentParser) -> None:
    acts = (LIST, *(kind.value for kind in RequestKind), *ANSWERS)
    said = _("“open”, “change” and “close” ask for that; the others answer what was asked")
    parser.add_argument("act", choices=acts, nargs="?", default=LIST, help=said)
    parser.add_argument("name", metavar="NAME", nargs="?", default="", help=_("name of the person"))
    parser.add_argument("roles", metavar="ROLE", nargs="*",
                        help=_("roles by key or name: all that the person is to have"))  # fmt: skip
    parser.add_argument("--department", metavar="NAME", default="",
                        help=_("open: department of the person; without one your own"))  # fmt: skip
    parser.add_argument("--post", metavar="TEXT", default="", help=_("open: post of the person"))
    parser.add_argument("--reason", metavar="TEXT", default="", help=_("what it is needed for, or why not"))


def _account(session: Session, given: Namespace) -> Answer:
    if given.act == LIST:
        return _told(_lines(session))
    if not given.name:
        raise BadEntry(N_("Say whose account it is."))
    if given.act in ANSWERS:
        return _answer(session, given)
    kind = RequestKind.of(given.act)
    wanted, department = session.ask(chosen, given.roles, given.department)
    person = None if kind is RequestKind.OPEN else session.ask(person_of, given.name).id
    wish = Wish(kind, given.reason, person, given.name if person is None else "", given.post, department,
                tuple(role.id for role in wanted))  # fmt: skip
    made = session.do(account_requests.ask, wish)
    return _told([line for line in _lines(session) if line.id == made])


def _answer(session: Session, given: Namespace) -> Answer:
    for line in _lines(session):
        fits = line.mine if given.act == "take-back" else line.may_decide or (given.act == "refuse" and line.may_do)
        if fits and line.state in OPEN and fold(line.name) == fold(given.name):
            if given.act == "approve":
                session.do(account_requests.approve, line.id)
            elif given.act == "refuse":
                session.do(account_requests.refuse, line.id, given.reason)
            else:
                session.do(account_requests.take_back, line.id)
            return Answer({"id": line.id, "name": line.name, "act": given.act}, [_("Done.")])
    raise BadEntry(N_("No request about {name} waits for that."), name=given.name)


def _lines(session: Session) -> list[RequestLine]:
    """What waits for me, then what I asked for."""
    waiting = session.ask(account_requests.waiting)
    known = {line.id for line in waiting}
    return [*waiting, *(line for line in session.ask(account_requests.mine) if line.id not in known)]


def _told(lines: list[RequestLine]) -> Answer:
    data = [{"id": line.id, "kind": line.kind.value, "state": line.state.value, "name": line.name, "post": line.post,
             "department": line.department, "gets": [_(name) for name in line.gets],
             "gives_up": [_(name) for name in line.gives_up], "level": line.level, "why": line.why,
             "asked_by": line.asked_by} for line in lines]  # fmt: skip
    said = ["\t".join((_(line.kind.label), line.name, line.post, line.department, line.why, line.asked_by,
                       _(line.state.label))) for line in lines]  # fmt: skip
    return Answer(data, said or [_("Nothing is asked for.")])


COMMANDS = (
    Command("account", N_("ask for an account, other roles or a closing; approve or refuse it"), _arguments, _account),
)
