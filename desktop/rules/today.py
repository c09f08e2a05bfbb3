"""What Today is made of: rows in four groups, each with one thing that can be done at once (OF-10)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.rules.errors import Label
from desktop.rules.words import Word

NEXT_DAYS = 7
# What may make something due, or done: the page and the number beside its name follow the same
TOPICS = frozenset({"accounts", "appraisal", "approvals", "archive", "audit", "backups", "bookings", "cases",
                    "clients", "deeds", "digests", "discipline", "documents", "imports", "inspections", "knowledge",
                    "leads", "loans", "orders", "partners", "prints", "reception", "retention", "settings",
                    "spot_checks", "stand_ins", "supply", "surveys", "visits"})  # fmt: skip


class Group(Word):
    """In the order in which they stand."""

    WRONG = "wrong", N_("Gone wrong")
    WAITING = "waiting", N_("Waiting for me")
    DUE = "due", N_("Due today")
    NEXT = "next", N_("Next 7 days")


class Deed(Word):
    """What a row's button does there; the word is the button's."""

    APPROVE = "approve", N_("Approve")
    CONFIRM = "confirm", N_("Confirm afterwards")
    ACCEPT = "accept", N_("Confirm")
    SEE_AGAIN = "see_again", N_("Seen again")
    LOOK_THROUGH = "look_through", N_("Looked through")
    KEEP_DAY = "keep_day", N_("Greeted")
    NOTE = "note", N_("Noted")
    LOG = "log", N_("Log contact")
    FINISH = "finish", N_("Done")
    ANSWER = "answer", N_("Answer")
    MEET = "meet", N_("With me")
    HANDLE = "handle", N_("Handle")
    CALL_BACK = "call_back", N_("Call back")
    TAKE_ALONG = "take_along", N_("Let them follow")
    REPORT = "report", N_("Report…")
    LOOK_LEADS = "look_leads", N_("Looked through")
    REPAIR = "repair", N_("Repair")
    OPEN = "open", N_("Open")


@dataclass(frozen=True, slots=True)
class Said:
    """A message id with its values; as a text it is in the language of the screen."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return _(self.message).format(**{k: _(v) if isinstance(v, Label) else v for k, v in self.values.items()})

    def bare(self) -> str:
        """Without its values, which may name a client: for where anybody may read along."""
        return re.sub(r"\{[^}]*\}", "…", _(self.message))


@dataclass(frozen=True, slots=True)
class Row:
    """One thing. `whom` is a name as it is stored; `key` stays the same while the row moves.

    One of the clocks is set: `until` is a moment by which it is due, `on` a day, `since` when it began to wait, `ago`
    when it happened.
    `deed` is carried out with `given`; `opens` is where Enter goes: a page and what it is handed.
    """

    key: tuple[object, ...]
    icon: str
    what: Said
    whom: str
    opens: tuple[str, object]
    deed: Deed = Deed.OPEN
    given: tuple[object, ...] = ()
    below: Said | str = ""
    until: datetime | None = None
    on: date | None = None
    since: datetime | None = None
    instead_of: str = ""  # for whom it would be done (AC-11)
    ago: datetime | None = None
    danger: bool = False
    urgent: bool = False  # somebody waits for it, or tomorrow is too late

    @property
    def order(self) -> tuple[bool, bool, float, str]:
        """What can hurt first, then what is urgent, then what is due or waits longest."""
        moment = self.until or self.since or self.ago
        at = moment.timestamp() if moment else float(self.on.toordinal() * 86_400) - _EPOCH if self.on else 0.0
        return (not self.danger, not self.urgent, at, str(self.key))


_EPOCH = float(date(1970, 1, 1).toordinal() * 86_400)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one source has for a group: its first rows, and how many there are in all."""

    group: Group
    rows: Sequence[Row]
    total: int


@dataclass(frozen=True, slots=True)
class View:
    """Whose Today it is: mine, or with `whole` my department's; on which day; and how many rows a group shows."""

    me: UUID
    department: UUID | None
    today: date
    whole: bool = False
    limit: int = 8
    worked_out: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What one source has found and another asks for as well, by name: a look goes through all files once."""


@dataclass(frozen=True, slots=True)
class Section:
    """A group as it is shown: the first rows of all sources, and how many there are in all."""

    group: Group
    rows: tuple[Row, ...]
    total: int


def gathered(batches: Sequence[Batch], limit: int) -> tuple[Section, ...]:
    """The groups in order, those with nothing in them left out."""
    found = []
    for group in Group:
        mine = [batch for batch in batches if batch.group is group]
        total = sum(batch.total for batch in mine)
        rows = sorted((row for batch in mine for row in batch.rows), key=lambda row: row.order)
        if total:
            found.append(Section(group, tuple(rows[:limit]), total))
    return tuple(found)
