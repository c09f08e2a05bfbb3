"""The collection form on screen, part by part as on paper, and where each form of a meal stands (CO-2, CO-5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.i18n import N_
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import is_late
from desktop.rules.errors import BadEntry
from desktop.rules.words import Word

MOST_DAYS = 92
NAME_LIMIT = 60


class Severity(Word):
    """How grave it is if an allergy or a taboo is not kept. The value is stored."""

    RATHER_NOT = "mild", N_("Rather not")
    NEVER = "strict", N_("Never")
    DANGER = "danger", N_("Danger to life")


GRADED = frozenset({"taboos", "allergies"})


def graded(text: str, severity: str, say: Callable[[str], str]) -> str:
    """An allergy or taboo with how grave it is before it, in words: on paper there is no colour. `severity` is a value
    as stored; where nobody has said it, the text stands alone."""
    if not text or not severity:
        return text
    grade = Severity.of(severity)
    shown = N_("[⚠ {grade}] {text}") if grade is Severity.DANGER else N_("[{grade}] {text}")
    return say(shown).format(grade=say(grade.label), text=text)


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of form 6.1: the fields of the file in the order of its lines, and those that may stand under Other."""

    name: str
    label: str
    fields: tuple[str, ...]
    others: tuple[str, ...] = ()


PARTS = (
    FormPart("basic", N_("Basic information"), ("unit", "salutation", "phone", "name"),
             ("position", "other_phone", "address", "home_address", "plate", "car_model", "card_number")),
    FormPart("work", N_("Work information"), ("work_news",)),
    FormPart("life", N_("Life information"), ("hobbies",)),
    FormPart("dining", N_("Dining information"),
             ("dishes", "taboos", "allergies", "drinks", "cigarettes", "dining_habits"),
             ("room_wishes", "ordering_habits", "seat", "parking", "usual_receptionist")),
    FormPart("value", N_("Value information"), ("spend_grade",),
             ("visit_habit", "table_role", "signs_on_account", "coming_reason", "suggestions", "room_to_grow",
              "touches_us", "near_us")),
    FormPart("affiliated", N_("Affiliated persons"), ("people_around",)),
    FormPart("other", N_("Other information"), ("other_facts",)),
)  # fmt: skip
"""The seating diagram stands at the end of the dining information."""
MUST = ("unit", "salutation", "phone")
COLLECTED = frozenset(name for part in PARTS for name in (*part.fields, *part.others))


@dataclass(frozen=True, slots=True)
class Diagram:
    """Who sat where, by the places of the 餐位图: top, right, bottom, left of the drawing."""

    main_host: str = ""
    second_guest: str = ""
    deputy_host: str = ""
    honour_guest: str = ""

    def __bool__(self) -> bool:
        return any((self.main_host, self.second_guest, self.deputy_host, self.honour_guest))


SIDES = (
    ("main_host", N_("Main host")),
    ("second_guest", N_("Second guest")),
    ("deputy_host", N_("Deputy host")),
    ("honour_guest", N_("Guest of honour")),
)
"""Clockwise from the top, as they are read off the paper."""


class FormState(Word):
    """Where a collection form stands, with what is to be done next."""

    DUE = "due", N_("To be issued")
    OUT = "out", N_("Issued")
    COLLECTING = "collecting", N_("Being collected")
    MISSING = "missing", N_("Missing")
    VOID = "void", N_("Void")
    BACK = "back", N_("Handed in")
    ENTERED = "entered", N_("Typed in")
    LOST = "lost", N_("Lost")


class Step(Word):
    """What is done next with a form; the word is the button's."""

    ISSUE = "issue", N_("Issue…")
    ASSIGN = "assign", N_("Assign collector…")
    HAND_IN = "hand_in", N_("Handed in")
    CHASE = "chase", N_("Call in…")
    ENTER = "enter", N_("Type it in…")
    LOOK = "look", N_("Open the file")


NEXT = {
    FormState.DUE: Step.ISSUE, FormState.OUT: Step.ASSIGN, FormState.COLLECTING: Step.HAND_IN,
    FormState.MISSING: Step.CHASE, FormState.VOID: Step.HAND_IN, FormState.BACK: Step.ENTER,
    FormState.ENTERED: Step.LOOK,
}  # fmt: skip


def state_of(booking: BookingState, received_at: datetime | None, due: datetime | None, back_at: datetime | None,
             now: datetime, *, lost: bool, entered: bool) -> FormState:  # fmt: skip
    """A form is missing from the moment after its meal is over; one of a party that does not come is void (SE-8)."""
    if entered:
        return FormState.ENTERED
    if back_at is not None:
        return FormState.LOST if lost else FormState.BACK
    if booking in (BookingState.CANCELLED, BookingState.NO_SHOW):
        return FormState.VOID
    if is_late(due, None, now):
        return FormState.MISSING
    return FormState.OUT if received_at is None else FormState.COLLECTING


def check_days(since: date, until: date) -> None:
    """Raises BadEntry for days of which no list is made."""
    if not 0 <= (until - since).days < MOST_DAYS:
        raise BadEntry(N_("Choose at most {most} days, the first before the last."), "since", most=MOST_DAYS)


def check_collected(on: date, meal: date, today: date) -> None:
    """Raises BadEntry for a day on which nothing of this meal can have been collected."""
    if not meal <= on <= today:
        raise BadEntry(N_("Collected on a day from that of the meal to today."), "collected_on")


def numbered(labels: Sequence[str]) -> list[str]:
    """As the paper numbers the ways in which a fact was learnt: ① Observed; the digit chooses it."""
    return [f"{chr(0x245F + n)} {label}" for n, label in enumerate(labels, 1)]
