"""The booking book: which state of a booking may follow which, meals, turns, and what makes a booking valid (SE-7)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from types import MappingProxyType
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.calendars import clock
from desktop.rules.errors import BadEntry, Label, OfficeError
from desktop.rules.values import dataclass
from desktop.rules.words import Word

DAY = 24 * 60
MOST_PEOPLE = 2000
MOST_TURNS = 4
MOST_FEN = 10**11  # a million yuan paid in advance is a slip of the hand
FARTHEST = timedelta(days=3 * 366)  # weddings are booked years ahead


class BookingState(Word):
    """Where a booking stands. The value is stored."""

    WAITING = "waiting", N_("Waiting list")
    HELD = "held", N_("Held")
    CONFIRMED = "confirmed", N_("Confirmed")
    ARRIVED = "arrived", N_("Arrived")
    LEFT = "left", N_("Left")
    CANCELLED = "cancelled", N_("Cancelled")
    NO_SHOW = "no_show", N_("No-show")

    @property
    def takes_place(self) -> bool:
        """Whether its room or tables are given out: what was cancelled, or only waits, keeps nobody else away."""
        return self not in (BookingState.WAITING, BookingState.CANCELLED, BookingState.NO_SHOW)

    @property
    def over(self) -> bool:
        return self in (BookingState.LEFT, BookingState.CANCELLED, BookingState.NO_SHOW)


_S = BookingState
FOLLOWING: Mapping[BookingState, frozenset[BookingState]] = MappingProxyType({
    _S.WAITING: frozenset({_S.HELD, _S.CONFIRMED, _S.ARRIVED, _S.CANCELLED}),
    _S.HELD: frozenset({_S.CONFIRMED, _S.ARRIVED, _S.CANCELLED, _S.NO_SHOW}),
    _S.CONFIRMED: frozenset({_S.HELD, _S.ARRIVED, _S.CANCELLED, _S.NO_SHOW}),
    _S.ARRIVED: frozenset({_S.LEFT}),
    _S.LEFT: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.NO_SHOW: frozenset({_S.ARRIVED}),
})  # fmt: skip


class Part(Word):
    """What a client is in a booking. Spend and visits belong to the host, or to the payer where different."""

    HOST = "host", N_("Host")
    PAYER = "payer", N_("Payer")
    GUEST = "guest", N_("Guest")


@dataclass(frozen=True, slots=True)
class MealTime:
    """A meal of the office: begins, ends and ready-by in minutes after midnight; one that ends before it begins goes
    on into the next day."""

    name: str
    begins: int
    ends: int
    ready_by: int
    """When cards and forms are to be handed out (CO-3, CO-9)."""

    @property
    def length(self) -> int:
        return (self.ends - self.begins) % DAY or DAY

    def holds(self, minute: int) -> bool:
        return (minute - self.begins) % DAY <= self.length

    def overlaps(self, other: "MealTime") -> bool:
        """Whether both are on at some minute, midnight or not; one that begins when the other ends does not."""
        return (other.begins - self.begins) % DAY < self.length or (self.begins - other.begins) % DAY < other.length

    def stay(self, on: date, minute: int) -> tuple[int, int]:
        """A booking's hour at this meal of a day and the meal's end, in minutes since one and the same midnight."""
        begins = on.toordinal() * DAY + self.begins
        return begins + self.after(minute), begins + self.length

    def after(self, minute: int) -> int:
        """How long after it begins a minute of the day is; below zero where it is rather before than after the meal."""
        since = (minute - self.begins) % DAY
        return since - DAY if since > max(self.length, DAY // 2) else since


# What the rule books know; the office adds its own, such as early tea or a late supper
LUNCH, DINNER = "lunch", "dinner"
MEALS: Mapping[str, tuple[str, MealTime]] = MappingProxyType({
    LUNCH: (N_("Lunch"), MealTime("", 11 * 60, 14 * 60 + 30, 11 * 60 + 30)),
    DINNER: (N_("Dinner"), MealTime("", 16 * 60 + 30, 21 * 60 + 30, 17 * 60)),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """What is given out as one: a room, or a table of a hall."""

    room: UUID
    table: UUID | None
    name: str
    seats: int

    @property
    def key(self) -> UUID:
        return self.table or self.room


def moment(on: date, minute: int, zone: tzinfo) -> datetime:
    """A minute of a day in the office; from a whole day on it is of the day that follows."""
    whole, rest = divmod(minute, DAY)
    return datetime(on.year, on.month, on.day, rest // 60, rest % 60, tzinfo=zone) + timedelta(days=whole)


def ready_at(on: date, meal: MealTime, zone: tzinfo) -> datetime:
    """When a meal's cards and forms are to be handed out (CO-3, CO-9): a supper's may be after midnight, and what is
    ready for one that begins at midnight may be before."""
    return moment(on, meal.begins + meal.after(meal.ready_by), zone)


def over_at(on: date, meal: MealTime, zone: tzinfo) -> datetime:
    """When a meal ends; a late supper does so on the day that follows."""
    return moment(on, meal.begins + meal.length, zone)


def next_end(now: datetime, meals: Iterable[MealTime], zone: tzinfo) -> datetime | None:
    """When the meal that is on ends, or else the next one: those at work then go off duty after it."""
    today = now.astimezone(zone).date()
    ends = [over_at(today + timedelta(days=n), meal, zone) for meal in meals for n in (-1, 0, 1)]
    return min((end for end in ends if end > now), default=None)


def first_day(now: datetime, meal: MealTime) -> date:
    """The first day for which a meal is still booked: yesterday while its supper goes on. `now` is the office's."""
    yesterday = now.date() - timedelta(days=1)
    return yesterday if meal.begins + meal.length - DAY >= now.hour * 60 + now.minute else now.date()


def at_once(one: tuple[date, int, MealTime], other: tuple[date, int, MealTime]) -> bool:
    """Whether two bookings (day, minute, meal) of different meals would have one place at the same time: how long a
    party stays nobody notes, so each has it from its hour until its own meal ends."""
    (at, ends), (then, ended) = (meal.stay(on, minute) for on, minute, meal in (one, other))
    return at == then or at < then < ends or then < at < ended


def check_state(now: BookingState, then: BookingState) -> None:
    """Raises BadEntry where `then` can't follow `now`."""
    if then is not now and then not in FOLLOWING[now]:
        raise BadEntry(N_("This booking is “{now}”; it can't become “{then}”."), "state", now=Label(now.label),
                       then=Label(then.label))  # fmt: skip


def check_meal(meal: MealTime) -> None:
    """Raises BadEntry, naming the field."""
    if not meal.name:
        raise BadEntry(N_("Give the meal a name."), "name")
    for field, minute in (("begins", meal.begins), ("ends", meal.ends), ("ready_by", meal.ready_by)):
        if not 0 <= minute < DAY:
            raise BadEntry(N_("A time of day is from 00:00 to 23:59."), field)
    if meal.begins == meal.ends:
        raise BadEntry(N_("A meal ends at another time than it begins."), "ends")


def check_apart(meal: MealTime, others: Iterable[MealTime]) -> None:
    """Raises BadEntry where meals overlap: a place is given out meal by meal, so two parties would have it at once."""
    for other in others:
        if meal.overlaps(other):
            raise BadEntry(N_("{meal} is from {begins} to {ends}. Meals follow one another, or a room would be given "
                              "out twice at the same time: choose other hours."), "begins", meal=other.name,
                           begins=clock(other.begins), ends=clock(other.ends))  # fmt: skip


def check_room(name: str, seats: int) -> None:
    """Raises BadEntry, naming the field."""
    if not name:
        raise BadEntry(N_("Give the room a name."), "name")
    if not 1 <= seats <= MOST_PEOPLE:
        raise BadEntry(N_("Seats: a number from 1 to {most}."), "seats", most=MOST_PEOPLE)


def check_booking(on: date, at: int, people: int, deposit: int, meal: MealTime, today: date) -> None:
    """Raises BadEntry, naming the field, for what can't be a booking. `at` is in minutes, the deposit in fen; `today`
    is the first day that counts for this meal."""
    check_when(on, at, meal, today)
    check_party(people, deposit)


def check_when(on: date, at: int, meal: MealTime, today: date) -> None:
    """Raises BadEntry, naming the field, for a day and minute that can't be booked for a meal."""
    if on < today:
        raise BadEntry(N_("This day has passed: bookings are taken from today on."), "on")
    if on - today > FARTHEST:
        raise BadEntry(N_("This day is more than three years ahead; check the year."), "on")
    if not 0 <= at < DAY:
        raise BadEntry(N_("A time of day is from 00:00 to 23:59."), "at")
    if not meal.holds(at):
        raise BadEntry(N_("{time} is outside {meal} ({begins} to {ends}): choose the meal that fits."), "at",
                       time=clock(at), meal=meal.name, begins=clock(meal.begins), ends=clock(meal.ends))  # fmt: skip


def check_party(people: int, deposit: int) -> None:
    """Raises BadEntry, naming the field, for a number of people or a deposit, in fen, that can't be."""
    if not 1 <= people <= MOST_PEOPLE:
        raise BadEntry(N_("People: a number from 1 to {most}."), "people", most=MOST_PEOPLE)
    if not 0 <= deposit <= MOST_FEN:
        raise BadEntry(N_("This amount can't be right."), "deposit")


def check_bill(total: int, food: int | None) -> None:
    """Raises BadEntry for amounts, in fen, that can't be a bill's."""
    if not 0 <= total <= MOST_FEN:
        raise BadEntry(N_("This amount can't be right."), "total")
    if food is not None and not 0 <= food <= total:
        raise BadEntry(N_("The food part is at most the whole bill."), "food")


def exceeds_per_head(food: int | None, people: int, limit_yuan: int) -> bool:
    """Whether food a head, drinks left out, is more than the limit: exactly 300.00 is not (CO-1)."""
    return food is not None and people > 0 and food > limit_yuan * 100 * people


class Taken(OfficeError):
    """A room or table is given out already; `spots` are those, `by` names who has the first as far as one may know."""

    def __init__(self, spots: Sequence[str], by: str = "") -> None:
        said = N_("{place} is given out already at that meal, to {by}. Choose another room or turn, or the waiting "
                  "list.") if by else N_("{place} is given out already at that meal. Choose another room or turn, or "
                                         "the waiting list.")  # fmt: skip
        super().__init__(said, place="、".join(spots), by=by)
        self.spots = tuple(spots)


def fitting(spots: Iterable[Spot], people: int) -> list[Spot]:
    """Free spots that seat a party, the tightest fit first; then those too small, the largest first."""
    return sorted(spots, key=lambda s: (s.seats < people, s.seats if s.seats >= people else -s.seats, _counted(s.name)))


def _counted(name: str) -> list[tuple[int, str]]:
    """So that table 2 comes before table 10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name) if part]
