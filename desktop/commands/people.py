"""Commands about people with an account and about roles (AC-1, AC-3, AC-4)."""

import secrets
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import LANGUAGES, N_, _, _n, translator
from desktop.rules.account_requests import RequestKind
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.text import fold
from desktop.services import account_requests, accounts, closing, on_file, pledges, roles
from desktop.services.account_requests import RequestLine
from desktop.services.accounts import NewPerson, PersonLine
from desktop.services.closing import StillHolds
from desktop.services.joining import ALPHABET, grouped
from desktop.services.roles import RoleLine
from desktop.services.work import Work

HOW_OWN = N_("At the first sign-in the window asks for a password of one's own; a command takes it: clientele user "
             "password NAME.")  # fmt: skip
START_LENGTH = 15  # characters of a start password made here: 75 bits
LEVELS = {1: N_("Level 1"), 2: N_("Level 2"), 3: N_("Level 3")}


def _user_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("act", choices=("add", "close", "roles", "password", "pledge"),
                        help=_("what is to be done; “password”: the own one, or a start password for somebody else, "
                               "from the third line"))  # fmt: skip
    parser.add_argument("name", metavar="NAME", help=_("name of the person"))
    parser.add_argument("roles", metavar="ROLE", nargs="*",
                        help=_("roles by key or name; for “roles” all that the person has from now on"))  # fmt: skip
    parser.add_argument("--department", metavar="NAME", default="", help=_("add: department of the person"))
    parser.add_argument("--post", metavar="TEXT", default="", help=_("add: post of the person"))
    parser.add_argument("--reason", metavar="TEXT", default="",
                        help=_("add: why the account is opened without an approved request"))  # fmt: skip
    parser.add_argument("--asked", action="store_true",
                        help=_("add, close, roles: carry out the approved request about this person"))  # fmt: skip
    parser.add_argument("--on", metavar="DAY", default="", help=_("pledge: the day it was signed; today without one"))
    parser.add_argument("--place", metavar="TEXT", default="", help=_("pledge: where the paper is filed"))
    parser.add_argument("--returned", action="store_true",
                        help=_("close: confidential material was returned or deleted"))  # fmt: skip


def _user(session: Session, given: Namespace) -> Answer:
    return {"add": _add, "close": _close, "roles": _roles, "password": _password, "pledge": _pledge}[given.act](
        session, given
    )


def _add(session: Session, given: Namespace) -> Answer:
    wanted, department = session.ask(chosen, given.roles, given.department)
    asked = _asked(session, given, RequestKind.OPEN)
    if asked is not None:
        wanted = wanted or [role for role in session.ask(roles.list_roles) if role.id in asked.role_ids]
        department = department or asked.department_id
    password = given.start_password or grouped("".join(secrets.choice(ALPHABET) for _n in range(START_LENGTH)))
    plan = NewPerson(given.name, password, tuple(role.id for role in wanted), department,
                     given.post or (asked.post if asked else ""), request=asked.id if asked else None,
                     reason=given.reason)  # fmt: skip
    person = session.do(accounts.add_person, plan, session.office.secret, session.house.kdf)
    data: dict[str, object] = {"user": given.name, "id": person, "roles": [role.key for role in wanted]}
    lines = [_("{name} can sign in now.").format(name=given.name), _(HOW_OWN)]
    if not given.start_password:
        data["password"] = password
        lines.append(_("Start password: {password}").format(password=password))
    return Answer(data, lines)


def _pledge(session: Session, given: Namespace) -> Answer:
    """Notes that the person has signed the confidentiality pledge (AC-9)."""
    person = session.ask(person_of, given.name)
    try:
        on = date.fromisoformat(given.on) if given.on else session.ask(on_file.today)
    except ValueError:
        raise BadEntry(N_("Enter the day as year, month and day, such as 2026-07-12."), "on") from None
    missing = session.do(pledges.note, person.id, on, given.place).missing
    line = next((one for one in session.ask(pledges.pledges) if one.person == person.id), None)
    until = line.until if line is not None else None
    return Answer({"user": person.name, "until": until, "missing": sorted(missing)},
                  [_("The pledge of {name} is noted.").format(name=person.name)])  # fmt: skip


def _password(session: Session, given: Namespace) -> Answer:
    """The own password: the first one, in place of the start password, or another. Or a start password for somebody
    who forgot his."""
    new, secret, kdf = given.start_password, session.office.secret, session.house.kdf
    if fold(given.name) != fold(session.me.name):
        person = session.ask(person_of, given.name)
        start = new or grouped("".join(secrets.choice(ALPHABET) for _n in range(START_LENGTH)))
        missing = session.do(accounts.reset_password, person.id, start, secret, kdf).missing
        data = {"user": person.name, "missing": sorted(missing), **({} if new else {"password": start})}
        lines = [_(HOW_OWN), *([] if new else [_("Start password: {password}").format(password=start)])]
        return Answer(data, lines)
    if not new:
        raise BadEntry(N_("Give the new password as the third line of standard input, with --password-stdin."))
    if session.me.start:
        session.do(accounts.choose_own, new, secret, kdf)
    else:
        session.do(accounts.change_password, given.password, new, secret, kdf)
    session.house.password_changed(session.office, session.me.name, new)
    return Answer({"user": session.me.name, "changed": True}, [_("Password changed")])


def _close(session: Session, given: Namespace) -> Answer:
    person = session.ask(person_of, given.name)
    try:
        asked = _asked(session, given, RequestKind.CLOSE)
        session.do(closing.close, person.id, returned=given.returned, request=asked.id if asked else None)
    except StillHolds as blocked:
        held = [{"what": _(h.what), "count": h.count, "act": _(h.act)} for h in blocked.holdings]
        lines = [str(blocked), *(f"{_(h.what)}: {h.count}. {_(h.act)}" for h in blocked.holdings)]
        return Answer({"user": person.name, "closed": False, "holds": held}, lines, 1)
    return Answer({"user": person.name, "closed": True, "holds": []},
                  [_("The account of {name} is closed.").format(name=person.name)])  # fmt: skip


def _roles(session: Session, given: Namespace) -> Answer:
    person = session.ask(person_of, given.name)
    missing: frozenset[str] = frozenset()
    before = person.role_names
    asked = _asked(session, given, RequestKind.CHANGE)
    if given.roles or asked is not None:
        wanted, _none = session.ask(chosen, given.roles, "")
        keys = [role.id for role in wanted] or (asked.role_ids if asked else ())
        missing = session.do(accounts.set_roles, person.id, keys, asked.id if asked else None).missing
        person = session.ask(person_of, given.name)
    names = ", ".join(_(name) for name in person.role_names) or _("no role")
    gets = [_(name) for name in person.role_names if name not in before]
    gives_up = [_(name) for name in before if name not in person.role_names]
    data = {"user": person.name, "roles": session.ask(_keys, person), "level": person.level,
            "missing": sorted(missing), "gets": gets, "gives_up": gives_up}  # fmt: skip
    lines = [f"{person.name}: {names}"]
    if gets:
        lines.append(_("gets {roles}").format(roles=", ".join(gets)))
    if gives_up:
        lines.append(_("gives up {roles}").format(roles=", ".join(gives_up)))
    if missing:
        lines.append(_("Saved. A holder must still grant: {names}").format(names=", ".join(sorted(missing))))
    return Answer(data, lines)


def _asked(session: Session, given: Namespace, kind: RequestKind) -> RequestLine | None:
    """The approved request that is to be carried out. Raises BadEntry where --asked finds none."""
    if not given.asked:
        return None
    for line in session.ask(account_requests.waiting):
        if line.may_do and line.kind is kind and fold(line.name) == fold(given.name):
            return line
    raise BadEntry(N_("No approved request about {name} waits to be carried out."), name=given.name)


def _role_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", help=_("key or name of a role, or the name of a new one"))
    parser.add_argument("--level", type=int, choices=(1, 2, 3), help=_("highest level of information"))
    parser.add_argument("--right", metavar="RIGHT=SCOPE", action="append", default=[],
                        help=_("give a right: none, own, department or all; may be repeated"))  # fmt: skip


def _role(session: Session, given: Namespace) -> Answer:
    known = session.ask(roles.list_roles)
    if given.name is None:
        return Answer([_told(role) for role in known], [_line(role) for role in known])
    found = _match(known, given.name)
    wanted = dict(_read(given.right))
    if found is None:
        session.do(roles.add_role, given.name, wanted, given.level or 1)
    elif wanted or given.level:
        session.do(roles.change_role, found.id, {**found.rights, **wanted}, given.level or found.level)
    role = _match(session.ask(roles.list_roles), found.key if found else given.name)
    assert role is not None
    shown = [f"{right.value}={scope.name.lower()}\t{_(right.label)}" for right, scope in role.rights.items() if scope]
    return Answer(_told(role), [_line(role), *shown])


def _read(given: Iterable[str]) -> Iterable[tuple[Right, Scope]]:
    rights, scopes = {right.value: right for right in Right}, {scope.name.lower(): scope for scope in Scope}
    for text in given:
        name, equals, scope = text.partition("=")
        if name not in rights:
            raise BadEntry(N_("“{value}” is none of {choices}"), "right", value=name, choices=", ".join(rights))
        if scope not in scopes and equals:
            raise BadEntry(N_("“{value}” is none of {choices}"), "right", value=scope, choices=", ".join(scopes))
        yield rights[name], scopes[scope] if equals else Scope.ALL


def _told(role: RoleLine) -> dict[str, object]:
    rights = {right.value: scope.name.lower() for right, scope in role.rights.items() if scope}
    return {"key": role.key, "name": _(role.name), "level": role.level, "people": role.people, "rights": rights}


def _line(role: RoleLine) -> str:
    people = _n("{n} person", "{n} people", role.people).format(n=role.people)
    return f"{role.key}\t{_(role.name)}\t{_(LEVELS[role.level])}\t{people}"


def chosen(work: Work, names: Iterable[str], department: str) -> tuple[list[RoleLine], UUID | None]:
    """Roles and a department as somebody typed them."""
    known = roles.list_roles(work)
    wanted = []
    for name in names:
        role = _match(known, name)
        if role is None:
            raise BadEntry(N_("There is no role “{name}”. The command “role” lists them."), "roles", name=name)
        wanted.append(role)
    places = {fold(line.name): line.id for line in roles.list_departments(work)}
    if department and fold(department) not in places:
        raise BadEntry(N_("There is no department “{name}”."), "department", name=department)
    return wanted, places.get(fold(department))


def _match(known: Iterable[RoleLine], text: str) -> RoleLine | None:
    """By key, or by name in either language."""
    for role in known:
        names = {fold(role.key), fold(role.name), *(fold(translator(each)(role.name)) for each in LANGUAGES)}
        if fold(text) in names:
            return role
    return None


def person_of(work: Work, name: str) -> PersonLine:
    for line in accounts.list_people(work):
        if fold(line.name) == fold(name):
            return line
    raise NotFound(name)


def _keys(work: Work, person: PersonLine) -> list[str]:
    return [role.key for role in roles.list_roles(work) if role.id in person.role_ids]


COMMANDS = (
    Command("user", N_("open or close an account, give it roles or a password"), _user_arguments, _user, starts=True),
    Command("role", N_("list the roles, or make or change one"), _role_arguments, _role),
)
