"""A contact with a client: its words, and what a report of it must say (CL-9, CM-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Word

FIRST_YEAR = 1900
SUBJECT, STEP, RESULT, CONTENT, PERSONS = 200, 200, 2000, 8000, 200


class Channel(Word):
    PHONE = "phone", N_("Phone")
    VISIT = "visit", N_("Visit")
    IN_PERSON = "in_person", N_("In person")
    CHAT = "chat", N_("Chat")
    SMS = "sms", N_("Text message")
    EMAIL = "email", N_("E-mail message")
    LETTER = "letter", N_("Letter")
    FAX = "fax", N_("Fax")
    SOCIAL = "social", N_("Social media")
    FILES = "files", N_("File transfer")


# Where both speak at the same moment, the answer is given there and then, unless somebody says otherwise
SPOKEN = frozenset({Channel.PHONE, Channel.VISIT, Channel.IN_PERSON})
# Those whose first answer an office may set a limit for; CM-2 names no number
LIMITED = tuple(channel for channel in Channel if channel not in {Channel.VISIT, Channel.IN_PERSON})


class Direction(Word):
    OUT = "out", N_("From us")
    IN = "in", N_("From the client")


@dataclass(frozen=True, slots=True)
class Report:
    """A contact report 联系报告 as it is typed in. `at` is None for now, `staff` for whoever enters it."""

    channel: Channel
    subject: str
    content: str = ""
    result: str = ""
    next_step: str = ""
    next_on: date | None = None
    direction: Direction = Direction.OUT
    at: datetime | None = None
    staff: UUID | None = None
    mark: str = ""  # a rules.secrecy.Secrecy
    next_for: UUID | None = None  # who owes the next step, None for whoever had the contact
    persons: str = ""  # on the client's side
    waits: bool | None = None  # whether an answer is owed; None as its channel usually has it


def checked(report: Report, now: datetime, today: date) -> Report:
    """The report as it is kept, times filled in. Raises BadEntry naming the field."""
    at = report.at or now
    if at > now:
        raise BadEntry(N_("A contact is reported once it has happened: choose a time up to now."), "at")
    if at.year < FIRST_YEAR:
        raise BadEntry(N_("This was too long ago to be right."), "at")
    subject = check_length(tidy(report.subject), SUBJECT, "subject")
    if not subject:
        raise BadEntry(N_("Say in a few words what it was about."), "subject")
    step = check_length(tidy(report.next_step), STEP, "next_step")
    if step and report.next_on is None:
        raise BadEntry(N_("Say by when: without a day a next step is forgotten."), "next_on")
    if report.next_on is not None and not step:
        raise BadEntry(N_("Say what is to be done on that day."), "next_step")
    if report.next_on is not None and report.next_on.year - today.year > 50:
        raise BadEntry(N_("This day is too far away to be right."), "next_on")
    return Report(report.channel, subject, check_length(tidy(report.content, lines=True), CONTENT, "content"),
                  check_length(tidy(report.result, lines=True), RESULT, "result"), step, report.next_on,
                  report.direction, at, report.staff, report.mark,
                  report.next_for if step else None,
                  check_length(tidy(report.persons), PERSONS, "persons"), report.waits)  # fmt: skip


def usually_waits(channel: Channel, direction: Direction) -> bool:
    """Whether a contact waits for an answer where nobody says."""
    return direction is Direction.IN and channel not in SPOKEN


def answer_minutes(channel: Channel, client_class: str, settings: Mapping[str, object]) -> int | None:
    """Within how many working minutes the first answer is owed (CM-2): the stricter of what the office set for the
    channel and for the client's class; None where it set neither."""
    asked = [settings.get(f"answer_{channel.value}"), settings.get(f"answer_class_{client_class}")]
    return min((int(str(limit)) for limit in asked if limit), default=None)
