"""Commands about the office as a whole: founding one, and looking one over."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import closing
from getpass import getpass
from pathlib import Path
from urllib.parse import urlsplit

from desktop.commands.command import Answer, Command, Session
from desktop.house import House
from desktop.house_sample import Sample
from desktop.house_upkeep import Upkeep
from desktop.i18n import LANGUAGES, N_, _, _n, language
from desktop.rules.accounts import LONGER, NAME_LIMIT, is_long
from desktop.rules.audit import Way
from desktop.rules.errors import BadEntry
from desktop.rules.words import OfficeKind
from desktop.services import checking, page_reading, upgrading
from desktop.services.document_process import Reader
from desktop.services.founding import Founding


def _new_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("office", metavar="OFFICE", help=_("a file, or postgresql://login:password@server/database"))
    parser.add_argument("--admin", metavar="NAME", required=True, help=_("name of the first admin"))
    parser.add_argument("--kind", choices=[kind.value for kind in OfficeKind], required=True, help=_("kind of office"))
    parser.add_argument("--name", metavar="NAME", default="", help=_("name of the office"))
    parser.add_argument("--sample", action="store_true", help=_("fill it with invented clients to try things out"))


def _new(house: House, given: Namespace) -> Answer:
    if not given.password_stdin:
        raise BadEntry(N_("Give the first admin's password with --password-stdin."), "password")
    plan = Founding(
        given.name or _name_from(given.office),
        OfficeKind.of(given.kind),
        given.admin,
        given.password,
        given.language or LANGUAGES[0],
    )
    office = house.found(plan, given.office)
    try:
        if given.sample:
            me = house.sign_in(office, given.admin, given.password, Way.COMMAND)
            Sample(house).fill(office, me)
            # a window does it while its user looks around
            with closing(Reader(gives_way=True)) as reader:
                office.carry(me, page_reading.read_waiting, reader)
        locator = house.locate(office.id).locator
        kept = (
            _("in the system's keyring") if house.keeps_in_keyring(office) else _("sealed under the admin's password")
        )
        missing = Upkeep(house).lacking(office)
    finally:
        office.disconnect()
    data = {"office": office.id, "name": office.name, "kind": given.kind, "place": locator, "sample": given.sample,
            "kept_apart": office.kept_apart, "missing": missing}  # fmt: skip
    lines = [
        _("Founded: {name}").format(name=office.name),
        _("It lies at {place}; its key is kept {where}.").format(place=locator, where=kept),
    ]
    if not is_long(given.password):
        # the window has it changed at the next sign-in; a script that founds offices goes on
        lines.append(_(LONGER))
    return Answer(data, [*lines, *_told_of_server(office.kept_apart, missing)])


def _told_of_server(kept_apart: bool, missing: Sequence[str]) -> Sequence[str]:
    if kept_apart:
        return [_("The server itself keeps people apart: everybody gets a login there.")]
    if not missing:
        return []
    return [
        _("The server keeps nobody out, only this program does: the login may not do what that takes. An administrator "
          "of the server runs:"),
        *missing,
        _("Then run: clientele migrate --owner ADDRESS, with that login."),
    ]  # fmt: skip


def _name_from(where: str) -> str:
    """The file's or database's own name, until the office is given one in its settings."""
    return Path(urlsplit(where).path if "://" in where else where).stem[:NAME_LIMIT]


def _recover_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("office", metavar="OFFICE", help=_("file, server address, name or id of the office"))
    parser.add_argument("--user", metavar="NAME", required=True, help=_("whose account is opened: who runs people"))
    parser.add_argument("--owner", metavar="ADDRESS", default="",
                        help=_("where the server keeps people apart: postgresql://login:password@server/database with "
                               "the login that owns the office"))  # fmt: skip


def _recover(house: House, given: Namespace) -> Answer:
    """With --password-stdin the first line is the new password, the second the sheet; otherwise both are asked for."""
    password, sheet = given.password, given.second_line
    if not given.password_stdin:
        password, sheet = getpass(_("New password: ")), getpass(_("Recovery sheet, all 14 groups: "))
    me = Upkeep(house).recover(given.office, sheet, given.user, password, given.owner)
    return Answer({"user": me.name}, [_("{name} can sign in with the new password.").format(name=me.name)])


def _migrate_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--owner", metavar="ADDRESS", default="",
                        help=_("postgresql://login:password@server/database with the login that owns the office: its "
                               "server then keeps people apart"))  # fmt: skip


def _no_arguments(parser: ArgumentParser) -> None:
    """Only the options that every command has."""


def _check(session: Session, given: Namespace) -> Answer:
    report = session.errand(checking.check_office)
    findings = [{"area": f.area, "finding": _(f.message).format(**f.values)} for f in report.findings]
    lines = [finding["finding"] for finding in findings]
    count = _n("{n} finding", "{n} findings", len(lines)).format(n=len(lines))
    lines.append(_("Sound.") if report.sound else count)
    data = {"sound": report.sound, "findings": findings, "counts": report.counts, "language": language()}
    return Answer(data, lines, 0 if report.sound else 1)


def _migrate(session: Session, given: Namespace) -> Answer:
    seen = session.ask(upgrading.workstations)
    done = Upkeep(session.house).migrate(session.office, session.me, given.owner)
    stations = [{"name": w.name, "system": w.system, "program": w.program} for w in seen]
    lines = [_("{name}: program {version}").format(name=w.name, version=w.program) for w in seen]
    lines.append(_("Brought up to date: {steps}").format(steps=", ".join(done)) if done else _("Up to date already."))
    if given.owner:
        lines.append(_("The server itself keeps people apart now: everybody gets a login there by signing in."))
        lines.append(_("Give the login {login} another password if workstations have known it.").format(
            login=urlsplit(given.owner).username))  # fmt: skip
    return Answer({"applied": done, "workstations": stations, "kept_apart": bool(given.owner)}, lines)


COMMANDS = (
    Command("new", N_("found a new office"), _new_arguments, _new, signs_in=False),
    Command(
        "recover",
        N_("open an account with the recovery sheet when nobody can sign in"),
        _recover_arguments,
        _recover,
        signs_in=False,
    ),
    Command("check", N_("look the office over: integrity, chains of records, orphans"), _no_arguments, _check),
    Command(
        "migrate",
        N_("bring an older office to this program's version, after a proved copy"),
        _migrate_arguments,
        _migrate,
        older=True,
    ),
)
