"""The office commands, one file per noun, over the same services as the window."""

import argparse
import json
import locale
import os
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import IO, Any, NoReturn

from desktop import __version__
from desktop.commands import (
    account_requests,
    appraisal,
    archive,
    audit,
    backups,
    bills,
    bookings,
    cases,
    classes,
    clients,
    contacts,
    document_search,
    documents,
    duplicates,
    exports,
    imports,
    journal,
    office,
    orders,
    people,
    prints,
    reports,
    requests,
    seating,
    surveys,
    today,
    transfers,
    visitors,
)
from desktop.commands.command import Answer, Command, Session
from desktop.house import House
from desktop.i18n import LANGUAGES, N_, _, set_language
from desktop.rules.audit import Way
from desktop.rules.errors import OfficeError, SignInRefused
from desktop.rules.system_words import why
from desktop.services.vault import Kdf
from desktop.workstation import logs, paths

# each noun's file adds its commands here
COMMANDS: tuple[Command, ...] = (
    *office.COMMANDS,
    *backups.COMMANDS,
    *clients.COMMANDS,
    *contacts.COMMANDS,
    *prints.COMMANDS,
    *reports.COMMANDS,
    *bookings.COMMANDS,
    *bills.COMMANDS,
    *seating.COMMANDS,
    *exports.COMMANDS,
    *documents.COMMANDS,
    *archive.COMMANDS,
    *document_search.COMMANDS,
    *classes.COMMANDS,
    *imports.COMMANDS,
    *journal.COMMANDS,
    *duplicates.COMMANDS,
    *requests.COMMANDS,
    *cases.COMMANDS,
    *visitors.COMMANDS,
    *orders.COMMANDS,
    *surveys.COMMANDS,
    *appraisal.COMMANDS,
    *today.COMMANDS,
    *transfers.COMMANDS,
    *people.COMMANDS,
    *account_requests.COMMANDS,
    *audit.COMMANDS,
)

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


class SignInMissing(OfficeError):
    """A command was given neither a password nor a remembered sign-in."""


def main(args: Sequence[str], *, kdf: Kdf | None = None) -> int:
    """Carries out one command. Returns 0 done, 1 refused (the sentence on standard error), 2 wrong usage.

    `kdf` is what founding an office spends on sealing keys.
    """
    _speak_utf8()
    set_language(_language_of(args))
    parser = build_parser(args[0] if args else "")
    try:
        given = parser.parse_args(args)
    except SystemExit as wanted:
        return int(wanted.code or 0)
    logs.install(paths.log_dir())
    try:
        answer = _carry_out(given, House(kdf=kdf))
    except OfficeError as refusal:
        print(str(refusal), file=sys.stderr)
        return REFUSED
    except OSError as trouble:
        print(_("{file}: {why}.").format(file=trouble.filename or "-", why=_(why(trouble))), file=sys.stderr)
        return REFUSED
    try:
        _say(answer, as_json=given.json)
        sys.stdout.flush()
    except BrokenPipeError:
        # whoever reads has seen enough, as `head` does; Python would complain once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as trouble:
        print(_("What was done stands, but its answer can't be written: {why}.").format(why=_(why(trouble))),
              file=sys.stderr)  # fmt: skip
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    return answer.status


def build_parser(asked: str = "") -> argparse.ArgumentParser:
    """Of all commands, or of the one that is asked for alone: for each the library looks on the disk for
    translations of its own words, and finds none."""
    parser = _Parser(prog="clientele", description=_("Without a command, Clientele opens its window."))
    parser.add_argument("--version", action="version", version=f"Clientele {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("COMMAND"))
    for command in [command for command in COMMANDS if command.name == asked] or COMMANDS:
        own = commands.add_parser(command.name, help=_(command.help), description=_(command.help))
        own.fill = partial(_fill, command)
    return parser


def _fill(command: Command, own: argparse.ArgumentParser) -> None:
    command.arguments(own)
    if command.signs_in:
        own.add_argument("--office", metavar="OFFICE", help=_("file, server address, name or id of the office"))
        own.add_argument("--user", metavar="NAME", help=_("who signs in"))
    own.add_argument("--password-stdin", action="store_true",
                     help=_("read the password from the first line of standard input; on a computer without a "
                            "keyring a second line may hold its passphrase"))  # fmt: skip
    own.add_argument("--json", action="store_true", help=_("answer in JSON"))
    own.add_argument("--language", choices=LANGUAGES, help=_("language of the answer"))
    own.set_defaults(carries_out=command)


def read_secrets(stream: IO[bytes]) -> tuple[str, str, str]:
    """The password; then, if there are more lines, this computer's passphrase and a new account's start password."""
    raw = stream.read(64 * 1024)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode(locale.getpreferredencoding(False), errors="replace")
    first, second, third, *_more = [*text.splitlines(), "", "", ""]
    return first, second, third


def _carry_out(given: argparse.Namespace, house: House) -> Answer:
    command: Command = given.carries_out
    if command.without_office is not None and given.sheet_stdin:
        given.sheet, given.password, _third = read_secrets(sys.stdin.buffer)
        return command.without_office(house, given)
    password, passphrase, given.start_password = (
        read_secrets(sys.stdin.buffer) if given.password_stdin else ("", "", "")
    )
    if not command.signs_in:
        given.password, given.second_line = password, passphrase
        return command.run(house, given)
    where, name = _which(house, given)
    if not given.password_stdin:
        password = _remembered(house, where, name)
    opened = house.open(where, name=name, password=password, passphrase=passphrase, older=command.older)
    try:
        if given.language is None:
            set_language(str(opened.settings["language"]))
        given.password = password
        session = Session(house, opened, house.sign_in(opened, name, password, Way.COMMAND))
        if session.me.start and not command.starts:
            raise SignInRefused(
                N_("{name} still has a start password, which somebody else knows. Choose your own first: clientele "
                   "user password {name}, with the new one as the third line of standard input."),
                name=session.me.name)  # fmt: skip
        return command.run(session, given)
    finally:
        opened.disconnect()


def _which(house: House, given: argparse.Namespace) -> tuple[str, str]:
    joined = house.offices.all()
    if given.office is None and len(joined) != 1:
        raise SignInMissing(N_("Say which office: --office OFFICE. Joined here: {names}"),
                            names=", ".join(office.name for office in joined) or "-")  # fmt: skip
    where = given.office or joined[0].id
    name = given.user or (house.locate(where).last_person if not given.password_stdin else "")
    if not name:
        raise SignInMissing(N_("Say who signs in: --user NAME"))
    return where, name


def _remembered(house: House, where: str, name: str) -> str:
    password = house.custody.remembered(house.locate(where).id, name)
    if password is None:
        raise SignInMissing(
            N_("No sign-in of {name} is remembered on this computer: give the password with --password-stdin."),
            name=name,
        )
    return password


def _say(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer.data, ensure_ascii=False, indent=1, default=str))
        return
    for line in answer.lines:
        print(line, file=sys.stderr if answer.refused else sys.stdout)


def _language_of(args: Sequence[str]) -> str:
    """The language before an office is known: as asked for, else as the system speaks."""
    for option, value in zip(args, [*args, ""][1:], strict=True):
        chosen = option.partition("=")[2] if option.startswith("--language=") else value
        if option.startswith("--language") and chosen in LANGUAGES:
            return chosen
    spoken = next((v for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(name))), "")
    return "zh_CN" if spoken.lower().startswith("zh") or spoken.split(".")[0] in ("", "C", "POSIX") else "en"


def _speak_utf8() -> None:
    # a Chinese Windows console speaks GBK, which has no room for rare names
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and how it goes in another. Is filled when it is first read by: of forty commands
    one is called, and the arguments of all took longer than many of them."""

    fill: Callable[[argparse.ArgumentParser], None] | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self.fill is not None:
            fill, self.fill = self.fill, None
            fill(self)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, _("Not understood: {what}").format(what=_in_our_words(message)) + "\n")


# the library knows English alone
_WORDS = (
    (r"the following arguments are required: (?P<names>.+)", N_("{names} is missing")),
    (r"unrecognized arguments: (?P<names>.+)", N_("{names} is not known")),
    (r"argument (?P<name>.+?): expected .*arguments?", N_("{name} needs a value")),
    (r"argument (?P<name>.+?): invalid choice: '(?P<value>.*?)' \(choose from (?P<choices>.+)\)",
     N_("“{value}” is none of {choices}")),
    (r"argument (?P<name>.+?): (?P<why>.+)", N_("{name}: {why}")),
)  # fmt: skip


def _in_our_words(message: str) -> str:
    for pattern, words in _WORDS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            told = found.groupdict()
            if "choices" in told:
                told["choices"] = told["choices"].replace("'", "")
            return _(words).format(**told)
    return message
