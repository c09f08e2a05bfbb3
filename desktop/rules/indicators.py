"""The indicators of appraisal 考核指标 as declared things: what each counts, from which records (AP-1).

A case has one responsible person, fixed when it happened; it belongs to the period in which it falls due, and counts
once it is due: what is left undone counts as nothing, and what is done late too. Nothing here is added up: how cases
become points says `rules.scoring`.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.scoring import Bounds
from desktop.rules.values import dataclass
from desktop.rules.words import Word

MILLION = 1_000_000
"""An outcome that is wholly good."""
UNIT = 1_000
"""The weight of a case that counts once."""
AGAIN_DAYS = 7
"""So long somebody whose matter was solved may come back with it (B2)."""
FEEDBACK_DAYS = 30
"""Within so many days of its recording a feedback without a limit of its own is followed up (C4)."""
FEW_ANSWER = 20
"""Per cent: where fewer of those who were asked have answered, an answer counts half (C1, C2)."""
HALF = UNIT // 2
WORDS = 10
"""A record says something from so many characters on (B3)."""
GRAVE = 3 * UNIT
"""The weight of a required or sensitive field that was checked (A1)."""


class DimensionKind(Word):
    """The three groups of the rule books; the value is stored, so it never changes."""

    CLIENTS = "A", N_("Client information")
    CONTACT = "B", N_("Communication")
    SERVICE = "C", N_("Quality of service")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. `name`, `formula` and `source` are message ids; `weight` is its part of a hundred; `partner` is
    printed beside it, so that nobody buys the one with the other. `version` rises with any change of what it counts."""

    key: str
    dimension: str
    name: str
    formula: str
    source: str
    weight: Decimal
    floor: Decimal = Decimal("0.50")
    passing: Decimal = Decimal("0.80")
    target: Decimal = Decimal("0.95")
    version: int = 1
    partner: str = ""

    @property
    def own(self) -> bool:
        """Whether the office made it itself."""
        return self.key.startswith(OWN)

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.floor, self.passing, self.target)


OWN = "O-"

SHIPPED: tuple[Indicator, ...] = (
    Indicator(
        "A1", "A", N_("Accuracy of entries"),
        N_("Values found right ÷ values checked: those that the monthly draw picked and somebody else compared with "
           "their source, and those a second person decided on in review. A corrected or refused value is wrong; "
           "what could not be told either way is left out. Required and sensitive fields weigh three times."),
        N_("Field checks and reviews"), Decimal(9), partner="A3",
    ),
    Indicator(
        "A2", "A", N_("Completeness of files"),
        N_("For each file the share of its required fields that hold a real value, as an average over the days on "
           "which one was its owner. Fillers such as “none”, “123” or one repeated digit are no value; fields that "
           "the client withheld are not asked for. Files weigh by the days in one's hands."),
        N_("Daily states of client files"), Decimal(7), partner="A4",
    ),
    Indicator(
        "A3", "A", N_("Entries on time"),
        N_("Entries made by their deadline ÷ entries due: collection forms handed in after the meal, visits "
           "reported, archive files handed on by agent A and agent B. What was entered late or not at all counts as "
           "nothing; the database's clock decides."),
        N_("Register of forms, visits, archive files"), Decimal(7), partner="A1",
    ),
    Indicator(
        "A4", "A", N_("Files kept up to date"),
        N_("Days on which a file was fresh ÷ days in one's hands. Fresh: looked through within its rhythm, with a "
           "contact with the client within the same time behind it; looking through alone refreshes nothing."),
        N_("Daily states of client files"), Decimal(6), partner="A2",
    ),
    Indicator(
        "A5", "A", N_("Security measures kept"),
        N_("Things back in time and whole ÷ things due back: client cards, files borrowed from the archive, and what "
           "partners were given; and sensitive acts done while nobody else was there that were confirmed afterwards "
           "÷ those decided on. All opportunities count alike."),
        N_("Registers, and approvals afterwards"), Decimal(6),
    ),
    Indicator(
        "B1", "B", N_("Answers on time"),
        N_("Contacts from clients answered within the limit of their channel and class ÷ contacts with a limit that "
           "was due. An answer counts from the time somebody else reported for it, and from its entry where whoever "
           "owed it entered it himself; an unanswered contact counts as nothing."),
        N_("Contacts with a limit for their answer"), Decimal(10), partner="B2",
    ),
    Indicator(
        "B2", "B", N_("Effect of communication"),
        N_("Cases solved that did not come back within 7 days ÷ cases solved 7 days ago or earlier; one closed "
           "without its steps counts as nothing. Spot checks of contact records are added, once released: good with "
           "at least four fifths of the marks."),
        N_("Timeline of cases, spot checks"), Decimal(10), partner="B1",
    ),
    Indicator(
        "B3", "B", N_("Records kept"),
        N_("Expected contacts that left a record in time ÷ those expected: visits that were planned, and the first "
           "contact after a transfer. The record says at least 10 characters, and was entered by the deadline. What "
           "is expected comes from plans and transfers, never from the log itself."),
        N_("Visits and transfers"), Decimal(10),
    ),
    Indicator(
        "C1", "C", N_("Satisfaction with consultations"),
        N_("Ratings of at least 4 of 5 ÷ ratings of closed cases that are no complaints; the system draws who is "
           "asked. Where fewer than 20 % of those asked have answered, a rating counts half. Of few ratings none is "
           "told."),
        N_("Ratings of closed cases"), Decimal(10), partner="B1",
    ),
    Indicator(
        "C2", "C", N_("Handling of complaints"),
        N_("Complaints settled with the client within their limit ÷ complaints due; one reopened, or closed without "
           "its steps, counts as nothing. Added are call-backs and ratings: the client says that it is solved ÷ "
           "asked. Each counts alike."),
        N_("Complaints, call-backs, ratings"), Decimal(10), partner="C3",
    ),
    Indicator(
        "C3", "C", N_("Call-backs made"),
        N_("Call-backs made on their day ÷ call-backs that fell due; a day on which nobody works gives time until "
           "the next on which somebody does. They count for whoever made or had promised them, which is never who "
           "handled the case."),
        N_("Call-backs of cases"), Decimal(7), partner="C2",
    ),
    Indicator(
        "C4", "C", N_("Feedback followed up"),
        N_("For each feedback: passed to the right department 20 %, outcome noted 40 %, client told 40 %, each by "
           "its limit, or within 30 days where it has none. It counts for whoever had it in hand then."),
        N_("Feedback and its steps"), Decimal(8),
    ),
)  # fmt: skip

BY_KEY: Mapping[str, Indicator] = MappingProxyType({one.key: one for one in SHIPPED})


class Reason(Word):
    """Why a case counts as it does; the value is stored in what a lock freezes, so it never changes."""

    KEPT = "kept", N_("In time")
    LATE = "late", N_("Done late")
    MISSED = "missed", N_("Not done")
    LOST = "lost", N_("Did not come back whole")
    RIGHT = "right", N_("Found right")
    WRONG = "wrong", N_("Found wrong")
    SHARE = "share", N_("By its days")
    CONFIRMED = "confirmed", N_("Confirmed afterwards")
    OBJECTED = "objected", N_("Objected to")
    SOLVED = "solved", N_("Solved")
    CAME_AGAIN = "came_again", N_("The client came back with it")
    EARLY = "early", N_("Closed without its steps")
    MARKS = "marks", N_("By its marks")
    THIN = "thin", N_("Its record says too little")
    CONTENT = "content", N_("The client is satisfied")
    NOT_CONTENT = "not_content", N_("The client is not satisfied")
    REOPENED = "reopened", N_("Taken up again")
    STEPS = "steps", N_("By its steps")
    ENTERED = "entered", N_("As entered")


class Span(NamedTuple):
    """A period in UTC, both ends midnights of the office, the last not in it; cases due after `now` wait."""

    since: datetime
    until: datetime
    now: datetime

    @property
    def end(self) -> datetime:
        """Up to when what is due counts."""
        return min(self.until, self.now)


UNTOLD = UUID(int=0)
"""Stands for the row of a case of which nobody is told whose it is."""


class CaseRow(NamedTuple):
    """One case as evidence. Where telling more would tell who said what, `row` is UNTOLD, `due` the end of the period
    and no client is named; `code` and `whom` are empty where the reader does not see the client's file."""

    key: str
    person: UUID
    due: datetime
    done: datetime | None
    outcome: int  # millionths
    weight: int  # thousandths
    source: str  # name of the table
    row: UUID
    client: UUID | None
    reason: str
    excused: bool
    code: str = ""
    whom: str = ""
