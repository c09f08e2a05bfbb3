"""Borrowing from the archive 借阅: who may approve what, until when it is lent, and when a reminder is due (DO-6)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.secrecy import Secrecy
from desktop.rules.values import dataclass
from desktop.rules.words import Word

LONGEST = 366  # days, what a line of the office's table may say


class Form(Word):
    """In what form something is lent."""

    ON_SCREEN = "on_screen", N_("On screen only")
    COPY = "copy", N_("A copy")
    ORIGINAL = "original", N_("Original")


class LoanState(Word):
    """Where a loan stands; the value is stored, so it never changes."""

    ASKED = "asked", N_("Waiting for approval")
    APPROVED = "approved", N_("Approved, to be fetched")
    REFUSED = "refused", N_("Not approved")
    OUT = "out", N_("Out")
    BACK = "back", N_("Returned")


# What keeps a file from being lent again, handed on or destroyed
STANDING = frozenset({LoanState.APPROVED, LoanState.OUT})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the office's borrowing table: who approves what is borrowed in this form from files of this secrecy
    (keys of roles; empty: nobody need), and for how many days. The rule book breaks off here, so that every line is the
    office's own (decision 10)."""

    mark: str  # "" for no mark
    form: Form
    approvers: tuple[str, ...]
    days: int


# Ours, for an office that has no table yet and wants something to change: no rule book says any of it. The seven days
# are what guarantee companies write into their own rules; what is marked top secret is lent by nobody.
PROPOSED = (
    Line("", Form.ON_SCREEN, ("department_head",), 7),
    Line("", Form.COPY, ("department_head",), 7),
    Line("", Form.ORIGINAL, ("general_manager",), 7),
    Line(Secrecy.CONFIDENTIAL.value, Form.ON_SCREEN, ("general_manager",), 7),
    Line(Secrecy.CONFIDENTIAL.value, Form.ORIGINAL, ("general_manager",), 7),
    Line(Secrecy.SECRET.value, Form.ON_SCREEN, ("general_manager",), 7),
)
# Days from the due one from which on Today reminds the borrower; from the last on it reminds his head too
REMINDERS = (-1, 0, 1, 3)
RENEWALS = 1


def line_for(table: Sequence[Line], mark: str, form: Form) -> Line:
    """The line that rules a loan. Raises BadEntry (field `form`) where the office has none: nothing is lent unruled."""
    for line in table:
        if line.mark == mark and line.form is form:
            return line
    raise BadEntry(N_("The office's borrowing table has no line for this. Whoever runs the settings adds one."),
                   "form")  # fmt: skip


def check_table(table: Iterable[Line]) -> None:
    """Raises BadEntry for two lines about the same, or days out of bounds."""
    seen: set[tuple[str, Form]] = set()
    for line in table:
        if (line.mark, line.form) in seen:
            raise BadEntry(N_("Two lines of the borrowing table are about the same files and form."), "borrowing_table")
        seen.add((line.mark, line.form))
        if not 1 <= line.days <= LONGEST:
            raise BadEntry(N_("Something is lent for at least a day and at most {days} days."), "borrowing_table",
                           days=LONGEST)  # fmt: skip


def read_table(stored: Iterable[Mapping[str, object]]) -> tuple[Line, ...]:
    """The table as the settings keep it. Raises BadEntry (`borrowing_table`) for what is no such table."""
    try:
        table = tuple(
            Line(str(each["mark"]), Form.of(each["form"]), tuple(str(key) for key in as_list(each["approvers"])),
                 int(str(each["days"]))) for each in stored
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise BadEntry(N_("A line of the borrowing table says mark, form, who approves, and days."),
                       "borrowing_table") from None  # fmt: skip
    check_table(table)
    return table


def as_list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def due_on(out: date, line: Line, wanted: int | None = None) -> date:
    """The last day of a loan: as long as asked for, at most as long as its line lets it. Raises BadEntry (`days`)."""
    if wanted is not None and not 1 <= wanted <= line.days:
        raise BadEntry(N_("This is lent for 1 to {days} days."), "days", days=line.days)
    return out + timedelta(days=wanted or line.days)


def renewed_until(due: date, line: Line, renewals: int) -> date:
    """The last day after one renewal more. Raises BadEntry (`days`) where it has been renewed as often as may be."""
    if renewals >= RENEWALS:
        raise BadEntry(N_("This loan has been renewed once already: bring it back, then borrow it again."), "days")
    return due + timedelta(days=line.days)


def reminder(due: date, today: date) -> int | None:
    """Which of the reminders stands today of a loan that is out, as days from the due one; None for none of them yet.

    It stands on Today until the loan is back, once for each person: nothing is sent that could come twice.
    """
    late = (today - due).days
    reached = [day for day in REMINDERS if day <= late]
    if not reached:
        return None
    return late if late > REMINDERS[-1] else reached[-1]


def tells_head(day: int) -> bool:
    """Whether a reminder of that day goes to the borrower's head as well."""
    return day >= REMINDERS[-1]
