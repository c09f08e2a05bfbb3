"""Whom to collect about, and the clocks of cards and forms: handed out, read, passed on, back (CO-1 to CO-10)."""

import re
from datetime import datetime, timedelta

from desktop.i18n import N_
from desktop.rules.bookings import exceeds_per_head
from desktop.rules.errors import BadEntry
from desktop.rules.words import ClientClass, Word

MOST_SHEETS = 500
# Of these a finding adds to what is known (CL-8)
NEVER_FADE = frozenset({"allergies"})
# What a card tells (CO-8), in the order in which a server needs it; allergies and taboos are never cut
CARD_FIELDS = ("allergies", "taboos", "dishes", "drinks", "cigarettes", "dining_habits", "ordering_habits", "seat",
               "room_wishes")  # fmt: skip
# What a post must know of the meal's clients, and no more (CO-8, CO-10); taboos of which nobody is sure are told nobody
_KITCHEN = ("allergies", "taboos", "dishes")
_DOOR = ("plate", "car_model", "parking", "usual_receptionist")
_PARTS = re.compile(r"[,，、;；]\s*")
_FORM_MARK = re.compile(r"CF-([0-9]{1,9})")


class Sheet(Word):
    """What is handed out at a meal and must come back after it."""

    CARD = "card", N_("Information card")
    FORM = "form", N_("Collection form")


_MARKS = {Sheet.CARD: "CC", Sheet.FORM: "CF"}


class Why(Word):
    """Why somebody is to be collected about (CO-1)."""

    CLASS = "class", N_("Class A to D")
    LEADER = "leader", N_("Named local leader")
    PER_HEAD = "per_head", N_("Food spend a head")


class Timing(Word):
    """How a sheet was handed out against the hour of the rule (CO-3, CO-9)."""

    IN_TIME = "in_time", N_("In time")
    ON_SPOT = "on_spot", N_("On the spot")
    LATE = "late", N_("Late")


class Stage(Word):
    """Where a sheet is on its way."""

    NONE = "none", N_("Nothing to hand out")
    DUE = "due", N_("To be handed out")
    OUT = "out", N_("With the department leader")
    RECEIVED = "received", N_("With the server")
    UNDERSTOOD = "understood", N_("Read and understood")
    BACK = "back", N_("Came back")
    LOST = "lost", N_("Gone missing")


class Which(Word):
    """Which lines of the register are looked at."""

    OUT = "out", N_("Out")
    LATE = "late", N_("Not returned in time")
    BACK = "back", N_("Came back")
    LOST = "lost", N_("Lost or written off")
    ALL = "all", N_("All")

    @property
    def open(self) -> bool:
        """Whether these are still owed: what is due longest comes first."""
        return self in (Which.OUT, Which.LATE)


class Post(Word):
    """Whom a briefing is for."""

    KITCHEN = "kitchen", N_("Kitchen")
    TABLE = "table", N_("Table")
    DOOR = "door", N_("Door")

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a client's file that this post is told."""
        return {Post.KITCHEN: _KITCHEN, Post.TABLE: CARD_FIELDS, Post.DOOR: _DOOR}[self]


class Relay(Word):
    """To whom the server passes on what the card says (CO-10)."""

    ORDERS = "orders", N_("Takes the order")
    SERVES = "serves", N_("Serves")
    KITCHEN = "kitchen", N_("Kitchen")
    OTHER = "other", N_("Other")


_CLASSES = frozenset({ClientClass.A.value, ClientClass.B.value, ClientClass.C.value, ClientClass.D.value})


def why(client_class: str, leader: bool, food: int | None, people: int, limit_yuan: int, *, last: bool = False
        ) -> tuple[Why, ...]:  # fmt: skip
    """The reasons for which a client is to be collected about; empty for nobody to. `food` in fen without drinks.

    What a meal comes to is known when the party has left; `last` says that the client's last one was over the limit,
    so that he is recognised the next time he is booked (CO-1).
    """
    reasons = []
    if client_class in _CLASSES:
        reasons.append(Why.CLASS)
    if leader:
        reasons.append(Why.LEADER)
    if last or exceeds_per_head(food, people, limit_yuan):
        reasons.append(Why.PER_HEAD)
    return tuple(reasons)


def tells_all(known: str, told: str) -> bool:
    """Whether what was told now holds each of the allergies that are known, so that all of them were seen again."""
    return set(_PARTS.split(known)) <= set(_PARTS.split(told))


def timing(at: datetime, ready_by: datetime, booked_at: datetime) -> Timing:
    """Before the hour is in time, at the hour is not; what was booked at the hour or after is on the spot."""
    if at < ready_by:
        return Timing.IN_TIME
    return Timing.ON_SPOT if booked_at >= ready_by else Timing.LATE


def read_by(received_at: datetime, minutes: int) -> datetime:
    """Until when a card is to be read and understood; at that moment still in time (CO-10)."""
    return received_at + timedelta(minutes=minutes)


def check_count(count: int, out: int) -> None:
    """Raises BadEntry for a number of sheets that can't come back of `out` that went."""
    if not 0 <= count <= out:
        raise BadEntry(N_("Returned: a number from 0 to {out}, as many as went out."), "count", out=out)


def check_back_at(at: datetime, out_at: datetime, now: datetime) -> None:
    """Raises BadEntry for a moment at which a sheet can't have come back; minutes count, as on paper."""
    if at < out_at.replace(second=0, microsecond=0):
        raise BadEntry(N_("It can't have come back before it was handed out."), "back_at")
    if at > now:
        raise BadEntry(N_("It can't have come back after now."), "back_at")


def sheet_mark(kind: Sheet, number: int) -> str:
    """By what a sheet is known on paper and in the file: CF-12 is the twelfth form, CC-12 the twelfth card."""
    return f"{_MARKS[kind]}-{number}"


def form_mark(number: int) -> str:
    """What the QR of a collection form says: which form it is, and nothing of whom it is about."""
    return sheet_mark(Sheet.FORM, number)


def form_number(text: str) -> int | None:
    """The number of the form that the QR, or somebody who reads it, means; None where it names no form."""
    found = _FORM_MARK.fullmatch(text.strip().upper())
    return int(found[1]) if found else None


def is_late(due: datetime | None, back_at: datetime | None, now: datetime) -> bool:
    """Whether a sheet came back after it was due, or is due and not back (CO-5)."""
    return due is not None and (back_at or now) > due


def added_to(known: str, told: str) -> str:
    """The allergies that are known and those that were told now. Raises BadEntry where nothing was told: silence at one
    meal is no proof that an allergy is gone."""
    if not told:
        raise BadEntry(N_("An allergy is not taken out at the table. Refuse it in a review, or correct the file."),
                       "allergies")  # fmt: skip
    if not known or told == known:
        return told
    parts = [part for part in _PARTS.split(known) if part]
    return "；".join([known, *dict.fromkeys(part for part in _PARTS.split(told) if part and part not in parts)])
