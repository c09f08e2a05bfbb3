"""How visitors are received: who they are, the five grades, what a grade says, and who is not let in (RE-1 to RE-4)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.partners import Ending
from desktop.rules.risks import Mark
from desktop.rules.text import check_length, fold, tidy
from desktop.rules.tokens import Phrase, Query
from desktop.rules.values import dataclass
from desktop.rules.words import Word

NAME_LIMIT, UNIT_LIMIT, PHONE_LIMIT = 120, 120, 40
TEXT_LIMIT, ZONE_LIMIT, BADGE_LIMIT = 200, 60, 20
MOST_HEADS, MOST_ZONES = 500, 40
_APART, _SPAN = re.compile(r"[\s,，、;；]+"), re.compile(r"(\d{1,6})[-–—](\d{1,6})")
BADGES, LOST = "badge", Ending.LOST.value  # the register, and how a line of it ends that came to nothing


class Kind(Word):
    """Who comes, as the rule book tells visitors apart."""

    CLIENT = "client", N_("Client")
    BUSINESS = "business", N_("On business")
    SUPERIOR = "superior", N_("Leader of a superior body")
    EDUCATION = "education", N_("Education authority")
    GOVERNMENT = "government", N_("Key government department")
    BOOKED_VIP = "booked_vip", N_("VIP by appointment")
    MEDIA = "media", N_("Media")
    MATTERS = "matters", N_("Matters greatly to business or name")
    SUPPLIER = "supplier", N_("Supplier")
    PARENT = "parent", N_("Parent")
    COMPLAINANT = "complainant", N_("With a complaint")
    FIRST_INTERVIEW = "first_interview", N_("Applicant, first interview")
    SECOND_INTERVIEW = "second_interview", N_("Applicant, second interview")
    ON_DUTY = "on_duty", N_("Outsider on duty")
    SELLER = "seller", N_("Sells insurance or otherwise disturbs")
    OTHER = "other", N_("Other visitor")


class Rank(Word):
    """The visitor's rank beside the host's."""

    ABOVE = "above", N_("Above the host")
    EQUAL = "equal", N_("Equal to the host")
    BELOW = "below", N_("Below the host")


class Grade(Word):
    VIP = "vip", N_("VIP")
    HIGH = "high", N_("High grade")
    ORDINARY = "ordinary", N_("Ordinary grade")
    LOW = "low", N_("Low grade")
    REFUSED = "refused", N_("Turned away")


class Why(Word):
    """Why a grade is proposed."""

    LISTED = "listed", N_("on the list of those who are not let in")
    NO_BUSINESS = "no_business", N_("no business with this client")
    DISTURBS = "disturbs", N_("disturbs the office")
    IMPORTANT = "important", N_("an important client")
    KIND = "kind", N_("by who comes")
    OUTRANKS = "outranks", N_("ranks above the host")
    UNANNOUNCED = "unannounced", N_("comes unannounced")
    RANKS_BELOW = "ranks_below", N_("ranks below the host")
    APPOINTMENT = "appointment", N_("by appointment")


HIGH_KINDS = frozenset({Kind.SUPERIOR, Kind.EDUCATION, Kind.GOVERNMENT, Kind.BOOKED_VIP, Kind.MEDIA, Kind.MATTERS})
# received as equals, whatever they are where they come from
EQUAL_KINDS = frozenset({Kind.SUPPLIER, Kind.PARENT, Kind.COMPLAINANT})
APPLICANTS = frozenset({Kind.FIRST_INTERVIEW, Kind.SECOND_INTERVIEW})


@dataclass(frozen=True, slots=True)
class Proposal:
    grade: Grade
    why: Why


def proposed(kind: Kind, rank: Rank, *, important: bool = False, planned: bool = False, listed: bool = False,
             risk: str = "") -> Proposal:  # fmt: skip
    """The grade that the rule book gives a visitor, and why (RE-2).

    Whoever comes unannounced is received as an equal where nothing speaks for more: no lower for his rank.
    """
    if listed:
        return Proposal(Grade.REFUSED, Why.LISTED)
    if risk == Mark.REFUSE.value:
        return Proposal(Grade.REFUSED, Why.NO_BUSINESS)
    if kind is Kind.SELLER:
        return Proposal(Grade.REFUSED, Why.DISTURBS)
    if important:
        return Proposal(Grade.VIP, Why.IMPORTANT)
    if kind in HIGH_KINDS:
        return Proposal(Grade.HIGH, Why.KIND)
    if rank is Rank.ABOVE:
        return Proposal(Grade.HIGH, Why.OUTRANKS)
    if kind in EQUAL_KINDS or kind in APPLICANTS:
        return Proposal(Grade.ORDINARY, Why.KIND)
    if not planned:
        return Proposal(Grade.ORDINARY, Why.UNANNOUNCED)
    if rank is Rank.BELOW:
        return Proposal(Grade.LOW, Why.RANKS_BELOW)
    return Proposal(Grade.ORDINARY, Why.APPOINTMENT)


def check_grade(grade: Grade, proposal: Proposal, reason: str) -> str:
    """The reason as it is kept. Raises BadEntry where another grade than the proposed one is given without."""
    said = check_length(tidy(reason), TEXT_LIMIT, "grade_reason")
    if grade is not proposal.grade and not said:
        raise BadEntry(N_("Another grade than the rule gives needs a reason."), "grade_reason")
    return said if grade is not proposal.grade else ""


def wears_badge(kind: Kind, grade: Grade) -> bool:
    """All but VIPs, the high grade and applicants wear a badge; whoever is not let in gets none."""
    return grade in (Grade.ORDINARY, Grade.LOW) and kind not in APPLICANTS


# What a grade says


class Manner(Word):
    """The rows of the table: the grades, and the two interviews."""

    VIP = "vip", N_("VIP")
    HIGH = "high", N_("High grade")
    ORDINARY = "ordinary", N_("Ordinary grade")
    LOW = "low", N_("Low grade")
    FIRST_INTERVIEW = "first_interview", N_("First interview")
    SECOND_INTERVIEW = "second_interview", N_("Second interview")


@dataclass(frozen=True, slots=True)
class Treatment:
    """Where a visitor is led, what is offered and who accompanies; message ids of the rule book's, or the office's
    own words. Empty where the rule book says nothing."""

    place: str = ""
    drink: str = ""
    company: str = ""


_HIGH = Treatment(N_("Meeting room or reception area"), N_("Coffee, cold drink, tea or other"),
                  N_("The department that is visited"))  # fmt: skip
# the rule book says of the low grade only that there is one, and that all are led to the reception area
TREATMENTS: Mapping[Manner, Treatment] = {
    Manner.VIP: _HIGH,
    Manner.HIGH: _HIGH,
    Manner.ORDINARY: Treatment(N_("Reception area"), N_("Water"), N_("The host, or whom he sends")),
    Manner.LOW: Treatment(N_("Reception area")),
    Manner.FIRST_INTERVIEW: Treatment(N_("Reception area or the place named"), "", N_("HR")),
    Manner.SECOND_INTERVIEW: Treatment(N_("Reception area"), N_("Water"), N_("HR")),
}
_KEYS = tuple(Treatment.__dataclass_fields__)


def treatment(kind: Kind, grade: Grade, table: Mapping[str, Mapping[str, str]]) -> Treatment:
    """What the grade says, by the office's own table where it has one. Of who is refused there is nothing to say."""
    if grade is Grade.REFUSED:
        return Treatment()
    return treatments(table)[Manner.of(kind.value) if kind in APPLICANTS else Manner.of(grade.value)]


def treatments(table: Mapping[str, Mapping[str, str]]) -> dict[Manner, Treatment]:
    """The whole table; a row of the office's own stands instead of the rule book's."""
    return {manner: Treatment(**{key: str(table[manner.value].get(key, "")) for key in _KEYS})
            if manner.value in table else given for manner, given in TREATMENTS.items()}  # fmt: skip


def read_table(value: object) -> dict[str, dict[str, str]]:
    """The office's own table, checked; rows as the rule book has them are left out. Raises BadEntry."""
    if not isinstance(value, dict) or not all(isinstance(row, dict) for row in value.values()):
        raise BadEntry(N_("A table of grades is expected."), "reception_table")
    kept = {}
    for manner in Manner:
        row = value.get(manner.value)
        if row is None:
            continue
        told = {key: check_length(tidy(str(row.get(key, ""))), TEXT_LIMIT, key) for key in _KEYS}
        if Treatment(**told) != TREATMENTS[manner]:
            kept[manner.value] = told
    return kept


# Zones that visitors do not enter


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the house closed to visitors, with the colleague who lets somebody in there."""

    name: str
    approver: str  # a person's id


def read_zones(value: object) -> list[Zone]:
    """Raises BadEntry for what is no list of zones, or names one twice."""
    if not isinstance(value, list) or len(value) > MOST_ZONES or not all(isinstance(row, dict) for row in value):
        raise BadEntry(N_("A list of zones is expected."), "reception_zones")
    zones = [Zone(check_length(tidy(str(row.get("name", ""))), ZONE_LIMIT, "zone"), str(row.get("approver", "")))
             for row in value]  # fmt: skip
    names = [fold(zone.name) for zone in zones]
    if not all(names) or len(set(names)) < len(names):
        raise BadEntry(N_("Each zone needs a name of its own."), "zone")
    if not all(zone.approver for zone in zones):
        raise BadEntry(N_("Name who lets somebody into {zone}."), "approver",
                       zone=next(zone.name for zone in zones if not zone.approver))  # fmt: skip
    return zones


def entry_asked(zone: str, visitor: str) -> str:
    """What tells one request to enter a zone from all others, of whose mark it becomes part."""
    return f"{zone}\0{visitor}"


def stored_zones(zones: Iterable[Zone]) -> list[dict[str, str]]:
    return [{"name": zone.name, "approver": zone.approver} for zone in zones]


# Visitors


class State(Word):
    """How a visit stands. It follows from its times, and is never stored."""

    EXPECTED = "expected", N_("Expected")
    WAITING = "waiting", N_("Waiting")
    MET = "met", N_("With the host")
    LEFT = "left", N_("Left")
    REFUSED = "refused", N_("Not let in")
    CALLED_OFF = "called_off", N_("Called off")


def state_of(grade: str, came: datetime | None, met: datetime | None, left: datetime | None,
             called_off: datetime | None) -> State:  # fmt: skip
    if called_off is not None:
        return State.CALLED_OFF
    if came is None:
        return State.EXPECTED
    if left is not None:
        return State.REFUSED if grade == Grade.REFUSED.value else State.LEFT
    return State.WAITING if met is None else State.MET


def reminders(came: datetime, now: datetime, minutes: int) -> int:
    """How often the host has been reminded by now; never where the office set no minutes."""
    return int((now - came) / timedelta(minutes=minutes)) if minutes > 0 and now > came else 0


def check_planned(at: datetime, now: datetime, today: date, day: date) -> None:
    """Raises BadEntry for a time that is over, or too far away to be right."""
    if at < now - timedelta(minutes=1):
        raise BadEntry(N_("This time is over: choose one to come."), "expected_at")
    if day.year - today.year > 2:
        raise BadEntry(N_("This day is too far away to be right."), "expected_at")


def next_badge(out: Iterable[str]) -> str:
    """The lowest number that is not out and not lost; badges with other names are chosen by hand."""
    taken = {int(one) for one in out if one.isdecimal()}
    return str(next(number for number in range(1, len(taken) + 2) if number not in taken))


def badges_typed(text: str, heads: int) -> tuple[str, ...]:
    """The numbers that somebody typed for so many people, such as “7” or “3-5, 8”. Raises BadEntry (field `badge`)."""
    found: list[str] = []
    for part in _APART.split(tidy(text)):
        span = _SPAN.fullmatch(part)
        if span is not None and int(span[1]) <= int(span[2]) < int(span[1]) + MOST_HEADS:
            found += [str(number) for number in range(int(span[1]), int(span[2]) + 1)]
        elif part:
            found.append(check_length(part, BADGE_LIMIT, "badge"))
    if len(found) > heads:
        raise BadEntry(N_("These are more badges than people."), "badge")
    if len(set(found)) < len(found):
        raise BadEntry(N_("Nobody can wear a badge that another wears."), "badge")
    return tuple(found)


def badge_numbers(badges: Sequence[str]) -> str:
    """“1–3, 8”: those that follow each other are told from the first to the last."""
    spans: list[list[str]] = []
    for one in badges:
        last = spans[-1][-1] if spans else ""
        if one.isdecimal() and last.isdecimal() and int(one) == int(last) + 1:
            spans[-1].append(one)
        else:
            spans.append([one])
    return ", ".join(span[0] if len(span) == 1 else f"{span[0]}–{span[-1]}" for span in spans)


def same_person(name: str, unit: str, phone: str, other_name: str, other_unit: str, other_phone: str) -> bool:
    """Whether two entries may be one person: the same number, or the same name where no unit tells them apart."""
    mine, theirs = _digits(phone), _digits(other_phone)
    if mine and theirs and mine == theirs:
        return True
    if not other_name or fold(name) != fold(other_name):
        return False
    return not unit or not other_unit or fold(unit) == fold(other_unit)


def _digits(phone: str) -> str:
    found = "".join(letter for letter in fold(phone) if letter.isdecimal())
    return found[-11:]


def finds(query: Query, tokens: list[str]) -> bool:
    """Whether typed words find an entry by its search tokens, as the index would."""
    return bool(query) and all(any(_stands(phrase, tokens) for phrase in group) for group in query.groups)


def _stands(phrase: Phrase, tokens: list[str]) -> bool:
    terms, last = phrase.terms[:-1], phrase.terms[-1]
    for at in range(len(tokens) - len(terms)):
        end = tokens[at + len(terms)]
        if (end.startswith(last) if phrase.prefix else end == last) and tuple(tokens[at : at + len(terms)]) == terms:
            return True
    return False
