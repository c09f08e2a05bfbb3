"""When the next visit is due by the plan of a client's class (CL-19)."""

from datetime import date, timedelta

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import check_length, tidy

TEXT_LIMIT = 4000
LONGEST = 3660  # days


def next_visit(visit_days: int | None, last_contact: date | None, opened_on: date) -> date | None:
    """Counted from the last contact, or from the day the file was opened; None where the plan names no rhythm."""
    return None if visit_days is None else (last_contact or opened_on) + timedelta(days=visit_days)


def check_plan(measures: str, strategy: str, visit_days: int | None) -> tuple[str, str]:
    """The two texts as they are kept. Raises BadEntry."""
    if visit_days is not None and not 1 <= visit_days <= LONGEST:
        raise BadEntry(N_("A rhythm of visits lies between 1 and {most} days."), "visit_days", most=LONGEST)
    kept = [check_length(tidy(text, lines=True), TEXT_LIMIT, name)
            for name, text in (("measures", measures), ("strategy", strategy))]  # fmt: skip
    return kept[0], kept[1]
