"""Takes in mail from .eml and mbox files as contacts: matched by address, shown first, undone as one (CM-1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.rules.contacts import CONTENT, PERSONS, SUBJECT, Channel, Direction, Report
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.mails import LARGEST, MOST, Mail, messages_in, read_mail
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.system_words import why
from desktop.services import contacts
from desktop.services.work import Work

TOPIC = "clients"
_AT_ONCE = 500


class Verdict(StrEnum):
    """What becomes of a message."""

    NEW = "new"
    SEVERAL = "several"  # clients have this address: somebody says which
    NOBODY = "nobody"
    KNOWN = "known"  # logged already
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Known:
    """A client with an address of a message."""

    id: UUID
    code: str
    name: str
    risk: str


@dataclass(frozen=True, slots=True)
class PlannedMail:
    """One message as it would be taken in; `trouble` says why it can't."""

    number: int
    file_name: str
    verdict: Verdict
    mail: Mail | None = None
    direction: Direction = Direction.IN
    clients: tuple[Known, ...] = ()
    trouble: OfficeError | None = None


@dataclass(frozen=True, slots=True)
class MailPlan:
    lines: tuple[PlannedMail, ...]

    def count(self, verdict: Verdict) -> int:
        return sum(line.verdict is verdict for line in self.lines)


def plan_mail(work: Work, paths: Sequence[Path], *, progress: Progress = lambda *_: None) -> MailPlan:
    """Reads the files and says what would become of each message; nothing is written. Give it staged work.

    Raises NotAllowed, and BadEntry for a file that can't be read or holds too many messages.
    """
    with work.reading():
        if not work.may(Right.EDIT_CLIENTS):
            work.require(Right.ENTER_CLIENTS)
    read: list[PlannedMail] = []
    for number, path in enumerate(paths):
        progress(number, len(paths))
        for data in _messages(path):
            if len(read) >= MOST:
                raise BadEntry(N_("These are more than {most} messages: take them in by parts."), most=MOST)
            read.append(_read(len(read) + 1, path.name, data))
            progress(number, len(paths))
    with work.reading():
        return MailPlan(tuple(_judged(work, read)))


def take_mail(work: Work, plan: MailPlan, chosen: Mapping[int, UUID], waits: bool = False) -> int:
    """Logs what the plan calls new, and of several clients the one `chosen` by the message's number; all as one act.
    With `waits` what clients wrote waits for an answer, unless a later message to them is among these. Returns how many
    were logged. Raises NotAllowed, NotFound."""
    wanted = [(line, key) for line in plan.lines if (key := _client_of(line, chosen)) is not None]
    # as they were written: what answers comes after what it answers
    wanted.sort(key=lambda pair: (pair[0].mail.at, pair[0].number) if pair[0].mail is not None else (work.now, 0))
    if not wanted:
        raise BadEntry(N_("None of these messages is to be taken in: choose clients, or other files."))
    last_out = {key: line.mail.at for line, key in wanted if line.mail is not None and line.direction is Direction.OUT}
    for line, key in wanted:
        assert line.mail is not None
        answered = key in last_out and last_out[key] >= line.mail.at
        report = report_of(line.mail, line.direction)
        contacts.log_contact(work, key, replace(report, waits=waits and not answered))
    work.record(TOPIC, "take_mail", None, count=len(wanted))
    return len(wanted)


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


def _client_of(line: PlannedMail, chosen: Mapping[int, UUID]) -> UUID | None:
    if line.verdict is Verdict.NEW:
        return line.clients[0].id
    key = chosen.get(line.number) if line.verdict is Verdict.SEVERAL else None
    return key if key in {one.id for one in line.clients} else None


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


def _read(number: int, file_name: str, data: bytes) -> PlannedMail:
    try:
        return PlannedMail(number, file_name, Verdict.NOBODY, read_mail(data))
    except BadEntry as trouble:
        return PlannedMail(number, file_name, Verdict.BROKEN, trouble=trouble)


def _judged(work: Work, read: Sequence[PlannedMail]) -> Iterator[PlannedMail]:
    mails = [line.mail for line in read if line.mail is not None]
    by_address = _clients(work, {one.address for mail in mails for one in (mail.sender, *mail.to)})
    known = _logged(work, {one.id for found in by_address.values() for one in found}, mails)
    seen: set[tuple[object, ...]] = set()
    for line in read:
        mail = line.mail
        if mail is None:
            yield line
            continue
        if mail.at > work.now:
            yield replace(line, verdict=Verdict.BROKEN, trouble=BadEntry(N_("Its date lies in the future.")))
            continue
        direction, theirs = Direction.IN, by_address.get(mail.sender.address, [])
        if not theirs:
            direction = Direction.OUT
            theirs = list({one.id: one for each in mail.to for one in by_address.get(each.address, [])}.values())
        subject = report_of(mail, direction).subject
        here = {(one.id, mail.at, subject) for one in theirs}
        if here & (known | seen):
            verdict = Verdict.KNOWN
        else:
            verdict = Verdict.NOBODY if not theirs else Verdict.NEW if len(theirs) == 1 else Verdict.SEVERAL
        seen |= here
        yield replace(line, verdict=verdict, direction=direction, clients=tuple(theirs))


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


def _logged(work: Work, clients: set[UUID], mails: Sequence[Mail]) -> set[tuple[object, ...]]:
    """What was taken in before, by client, moment and subject."""
    if not clients or not mails:
        return set()
    first, last = min(mail.at for mail in mails), max(mail.at for mail in mails)
    query: Any = work.visible(Contact).where(
        (Contact.channel == Channel.EMAIL.value) & (Contact.at >= first) & (Contact.at <= last)
    )
    rows = query.select(Contact.client, Contact.at, Contact.subject).tuples()
    return {(client, at, subject) for client, at, subject in rows if client in clients}
