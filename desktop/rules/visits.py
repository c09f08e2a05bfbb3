"""Visits 拜访 to clients: planned with a purpose, prepared, and reported within a day (CM-5)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from desktop.i18n import N_
from desktop.rules import deadlines
from desktop.rules.calendars import Calendar
from desktop.rules.errors import BadEntry
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import Word

PURPOSE, PLACE, REASON, TEXT = 200, 200, 200, 2000
FARTHEST = timedelta(days=2 * 366)
WEEK = 7

# What the rule book says about whoever visits (销售见客户, articles 8 and 13): printed on each sheet
AUTHORITY = N_("Nobody signs a contract or takes money on his own: it always needs the company's authority.")
HONESTY = N_("No excessive advertising; nothing a product does is exaggerated; no client information is disclosed.")

_NO_REASON = N_("Say why in a few words.")


class State(Word):
    """How a visit stands. It follows from its times, and is never stored."""

    PLANNED = "planned", N_("Planned")
    TO_REPORT = "to_report", N_("Report owed")
    REPORTED = "reported", N_("Reported")
    CALLED_OFF = "called_off", N_("Called off")


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is found out before (article 10): needs and habits, industry and competitors, and what is offered how."""

    needs: str = ""
    habits: str = ""
    industry: str = ""
    competitors: str = ""
    strategy: str = ""


PREPARED = ("needs", "habits", "industry", "competitors", "strategy")


@dataclass(frozen=True, slots=True)
class Plan:
    """A visit as it is typed in. `visitor` is None for whoever plans it."""

    starts_at: datetime
    purpose: str
    visitor: UUID | None = None
    place: str = ""
    preparation: Preparation = Preparation()


@dataclass(frozen=True, slots=True)
class VisitReport:
    """What a visit came to. `at` is None for when it was planned, or now where that is still to come."""

    feedback: str
    result: str = ""
    persons: str = ""
    next_step: str = ""
    next_on: date | None = None
    at: datetime | None = None


def checked(plan: Plan, now: datetime) -> Plan:
    """The plan as it is kept. Raises BadEntry naming the field."""
    purpose = check_length(tidy(plan.purpose), PURPOSE, "purpose")
    if not purpose:
        raise BadEntry(N_("Say what the visit is for."), "purpose")
    check_day(plan.starts_at, now)
    prepared = {name: check_length(tidy(getattr(plan.preparation, name), lines=True), TEXT, name) for name in PREPARED}
    return Plan(plan.starts_at, purpose, plan.visitor, check_length(tidy(plan.place), PLACE, "place"),
                Preparation(**prepared))  # fmt: skip


def check_day(starts_at: datetime, now: datetime) -> None:
    """A visit may be noted afterwards too, but not one of years ago. Raises BadEntry."""
    if abs(starts_at - now) > FARTHEST:
        raise BadEntry(N_("This day is too far away to be right."), "starts_at")


def reason(text: str) -> str:
    """Why a visit was moved or called off. Raises BadEntry."""
    why = check_length(tidy(text), REASON, "reason")
    if not why:
        raise BadEntry(_NO_REASON, "reason")
    return why


def check_report(report: VisitReport) -> None:
    """Raises BadEntry where nothing is said; all else is checked as of any contact."""
    if not tidy(report.feedback, lines=True):
        raise BadEntry(N_("Say what the client said about it."), "feedback")


def report_due(starts_at: datetime, hours: int, calendar: Calendar) -> datetime:
    """Until when the report is owed: counted on the clock, from the hour for which the visit is planned."""
    return deadlines.due(starts_at.astimezone(UTC), deadlines.clock_hours(hours), calendar)


def state_of(now: datetime, starts_at: datetime, reported_at: datetime | None, called_off_at: datetime | None) -> State:
    if called_off_at is not None:
        return State.CALLED_OFF
    if reported_at is not None:
        return State.REPORTED
    return State.TO_REPORT if starts_at <= now else State.PLANNED


def week_of(day: date) -> Iterator[date]:
    """The days from that Monday on."""
    monday = day - timedelta(days=day.weekday())
    return (monday + timedelta(days=n) for n in range(WEEK))
