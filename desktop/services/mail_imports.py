"""Takes in mail from .eml and mbox files as contacts, found by address, with the documents that hang on it (CM-1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.rules.contacts import CONTENT, PERSONS, SUBJECT, Channel, Direction, Report
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.mails import LARGEST, Mail, attachments_in, messages_in, read_mail
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.system_words import why
from desktop.services import contact_imports, contact_papers, contacts
from desktop.services.contact_imports import MOST, Came, Known, Plan, Planned, Source, Taken, Verdict
from desktop.services.contact_papers import Hanging
from desktop.services.work import Work

TOPIC = "clients"
_AT_ONCE = 500


def plan_mail(work: Work, paths: Sequence[Path], *, progress: Progress = lambda *_: None) -> Plan:
    """Reads the files and says what would become of each message; nothing is written. Give it staged work.

    Raises NotAllowed, and BadEntry for a file that can't be read or holds too many messages.
    """
    with work.reading():
        contact_imports.require(work)
    read: list[Planned] = []
    for number, path in enumerate(paths):
        progress(number, len(paths))
        for place, data in enumerate(_messages(path)):
            if len(read) >= MOST:
                raise BadEntry(N_("These are more than {most} messages: take them in by parts."), most=MOST)
            read.append(_read(len(read) + 1, path, place, data))
            progress(number, len(paths))
    with work.reading():
        return Plan(Source.MAIL, tuple(_judged(work, read)))


def take_mail(work: Work, plan: Plan, chosen: Mapping[int, UUID], waits: bool = False, *,
              progress: Progress = lambda *_: None) -> Taken:  # fmt: skip
    """Logs what the plan calls new, and of several clients the one `chosen` by the message's number; all as one act.
    What hangs on a message is filed in the client's file, for whoever may file there, and what can't be filed is told.
    With `waits` what clients wrote waits for an answer, unless a later message to them is among these. Give it staged
    work. Raises BadEntry, NotAllowed, NotFound."""
    found = contact_imports.wanted(plan, chosen, waits=waits)
    if not found:
        raise BadEntry(N_("None of these messages is to be taken in: choose clients, or other files."))
    hung = {line.number: key for line, key, _report in found if line.came is not None and line.came.hung}
    steps = len(hung) + len(found)
    held, left = _prepared(work, [line for line, _key, _report in found], hung, lambda done: progress(done, steps))
    filed: contact_papers.Filed = {}
    with contact_papers.kept_or_gone(work, _each(held)), work.writing():
        # somebody else may be taking in the same messages
        work.alone()
        found = contact_imports.still_new(found, _key, _logged(work, [line for line, _key, _report in found]))
        if not found:
            raise BadEntry(contact_imports.MEANWHILE)
        for number, (line, key, report) in enumerate(found):
            made = contacts.log_contact(work, key, report)
            contact_papers.hang(work, made, key, held.get(line.number, ()), filed)
            progress(len(hung) + number, steps)
        work.record(TOPIC, "take_mail", None, count=len(found))
    used = {id(one) for line, _key, _report in found for one in held.get(line.number, ())}
    contact_papers.discard(work, [one for one in _each(held) if id(one) not in used])
    return Taken(len(found), left=tuple(left))


def report_of(mail: Mail, direction: Direction) -> Report:
    """A message as a contact report; what is longer than a report can hold says so at its end."""
    theirs = [mail.sender] if direction is Direction.IN else list(mail.to)
    hung = "\n".join(mail.attached)
    text = mail.text + (f"\n\n[{hung}]" if hung else "")
    if len(text) > CONTENT:
        text = text[: CONTENT - 3] + "…"
    persons = ", ".join(one.name or one.address for one in theirs)
    return Report(Channel.EMAIL, mail.subject[:SUBJECT] or mail.sender.address, text, direction=direction, at=mail.at,
                  persons=persons[:PERSONS])  # fmt: skip


def _prepared(work: Work, lines: Sequence[Planned], hung: Mapping[int, UUID], progress: Any
              ) -> tuple[dict[int, list[Hanging]], list[tuple[str, OfficeError]]]:  # fmt: skip
    """What hangs on the messages, sealed and stored. The files are read once more, one message at a time: all they hold
    would not fit into memory."""
    held: dict[int, list[Hanging]] = {}
    ready: dict[tuple[UUID, bytes], Hanging] = {}
    left: list[tuple[str, OfficeError]] = []
    with work.reading():
        files = {key: work.may(Right.FILE_DOCUMENTS, work.get(Client, key)) for key in set(hung.values())}
    by_path: dict[Path, dict[int, Planned]] = {}
    for line in lines:
        if line.number in hung and files[hung[line.number]]:
            path, place = line.origin
            by_path.setdefault(path, {})[place] = line
    done = 0
    try:
        for path, wanted in by_path.items():
            for place, data in enumerate(_messages(path)):
                if place not in wanted:
                    continue
                line = wanted[place]
                progress(done)
                done += 1
                if line.came is None or read_mail(data).at != line.came.at:
                    raise BadEntry(N_("{file} was changed since it was read: choose it again."), "file", file=path.name)
                some = held.setdefault(line.number, [])
                for name, content in attachments_in(data):
                    # an answer brings along what hung on the message before
                    paper = (hung[line.number], sha256(content).digest())
                    try:
                        if paper not in ready:
                            ready[paper] = contact_papers.prepare(work, hung[line.number], content, name)
                        some.append(ready[paper])
                    except OfficeError as trouble:
                        left.append((name, trouble))
    except BaseException:
        contact_papers.discard(work, list(ready.values()))
        raise
    return held, left


def _each(held: Mapping[int, Sequence[Hanging]]) -> list[Hanging]:
    """What was prepared, each once, on however many messages it hangs."""
    return list({id(one): one for some in held.values() for one in some}.values())


def _messages(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            if path.suffix.lower() == ".eml" or file.read(5) != b"From ":
                file.seek(0)
                yield file.read(LARGEST + 1)
                return
            file.seek(0)
            yield from messages_in(file)
    except OSError as trouble:
        raise BadEntry(N_("{file} can't be read: {why}."), "file", file=path.name, why=why(trouble)) from None


def _read(number: int, path: Path, place: int, data: bytes) -> Planned:
    try:
        mail = read_mail(data)
    except BadEntry as trouble:
        return Planned(number, path.name, Verdict.BROKEN, trouble=trouble)
    return Planned(number, path.name, Verdict.NOBODY, origin=(path, place, mail))


def _judged(work: Work, read: Sequence[Planned]) -> Iterator[Planned]:
    mails = [line.origin[2] for line in read if line.origin is not None]
    by_address = _clients(work, {one.address for mail in mails for one in (mail.sender, *mail.to)})
    matched = [_matched(line, by_address) if line.origin is not None else line for line in read]
    yield from contact_imports.judged(work, matched, _key, _logged(work, matched))


def _key(came: Came, client: UUID) -> tuple[object, ...]:
    return client, came.at, came.report.subject


def _logged(work: Work, lines: Sequence[Planned]) -> set[Any]:
    """The messages among these that are contacts already, by their `_key`."""
    told = contact_imports.logged_among(work, Channel.EMAIL, lines)
    return {(client, at, subject) for client, at, _way, subject in told}


def _matched(line: Planned, by_address: Mapping[str, Sequence[Known]]) -> Planned:
    path, place, mail = line.origin
    direction, theirs = Direction.IN, list(by_address.get(mail.sender.address, []))
    if not theirs:
        direction = Direction.OUT
        theirs = list({one.id: one for each in mail.to for one in by_address.get(each.address, [])}.values())
    other = mail.sender if direction is Direction.IN else next(iter(mail.to), mail.sender)
    came = direction is Direction.IN
    said = Came(report_of(mail, direction), other.name, other.address, came, not came, mail.attached)
    return replace(line, came=said, clients=tuple(theirs), origin=(path, place))


def _clients(work: Work, addresses: set[str]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    wanted = sorted(addresses)
    for start in range(0, len(wanted), _AT_ONCE):
        address = peewee.fn.LOWER(Client.email)
        # a file whose processing was stopped takes in nothing
        open_ones = Client.restricted_at.is_null()
        query = work.visible(Client).where(open_ones & address.in_(wanted[start : start + _AT_ONCE]))
        for row in query.order_by(Client.code):
            found.setdefault(str(row.email).lower(), []).append(Known(row.id, row.code, row.name, row.risk))
    return found
