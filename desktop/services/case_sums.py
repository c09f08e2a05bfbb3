"""What a month's cases come to: how many of each kind, how they were kept, and what caused them (SV-2)."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from desktop.i18n import N_, Translator
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.clients import Client
from desktop.reports.archive_form import Entry
from desktop.rules import cases as rules
from desktop.rules.cases import EntryKind
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.rules.zones import zone_of
from desktop.services import case_reach
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"


@dataclass(frozen=True, slots=True)
class KindSum:
    """Of one kind: `kept` and `late` of those whose clock has stopped or run out, `reopened` those with a second
    round."""

    kind: str
    label: str
    recorded: int
    closed: int
    kept: int
    late: int
    reopened: int

    @property
    def share(self) -> int | None:
        """Per cent kept in time; None where nothing can be judged yet."""
        judged = self.kept + self.late
        return round(100 * self.kept / judged) if judged else None


@dataclass(frozen=True, slots=True)
class MonthSum:
    """All cases recorded in a month, as far as they are in my sight. `clients` are the files in use that I see;
    `remedies` is what was granted, in fen."""

    first: date
    kinds: tuple[KindSum, ...]
    causes: tuple[tuple[str, int], ...]
    complaints: int
    clients: int
    remedies: int

    @property
    def rate(self) -> float | None:
        """Complaints for each hundred clients."""
        return 100 * self.complaints / self.clients if self.clients else None


def month_of(work: Work, on: date) -> MonthSum:
    """The month in which the day lies. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    first = on.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    zone = zone_of(str(work.settings["time_zone"]))
    begin, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, after))
    there = (ServiceCase.recorded_at >= begin) & (ServiceCase.recorded_at < end)
    rows = list(case_reach.seen(work).where(there))
    granted = work.visible(CaseEntry).where(
        (CaseEntry.kind == EntryKind.REMEDY.value) & CaseEntry.case.in_([row.id for row in rows])
    )
    causes = Counter(row.cause for row in rows if row.cause)
    return MonthSum(
        first, tuple(_kind(work, kind, [row for row in rows if row.kind == kind]) for kind in _kinds(rows)),
        tuple(sorted(causes.items(), key=lambda pair: (-pair[1], pair[0]))),
        sum(row.kind == "complaint" for row in rows), work.visible(Client).count(),
        sum(one.amount or 0 for one in granted),
    )  # fmt: skip


def _kinds(rows: Sequence[Any]) -> list[str]:
    """The shipped ones first."""
    found = {row.kind for row in rows}
    return [*(kind for kind in rules.SHIPPED if kind in found), *sorted(found - set(rules.SHIPPED))]


def _kind(work: Work, kind: str, rows: Sequence[Any]) -> KindSum:
    limited = [row for row in rows if row.due_at is not None]
    kept = sum(row.done_at is not None and row.done_at <= row.due_at for row in limited)
    late = sum((row.done_at or work.now) > row.due_at and row.paused_at is None for row in limited)
    return KindSum(kind, rows[0].kind_label, len(rows), sum(row.closed_at is not None for row in rows), kept, late,
                   sum(row.rounds > 1 for row in rows))  # fmt: skip


def month_sheet(work: Work, on: date, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The month on paper. Give it staged work. Raises NotAllowed."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        found, stamp, look = month_of(work, on), stamp_of(work), look_of(work)
    say = language
    heads = (
        N_("Kind of case"),
        N_("Recorded"),
        N_("Closed cases"),
        N_("Kept in time"),
        N_("Overdue"),
        N_("Taken up again"),
    )
    rows = [(say(one.label) if one.kind in rules.SHIPPED else one.label, str(one.recorded), str(one.closed),
             f"{one.kept} ({one.share} %)" if one.share is not None else "–", str(one.late), str(one.reopened))
            for one in found.kinds]  # fmt: skip
    title = say(N_("Cases of the month {month}")).format(month=f"{found.first:%Y-%m}")
    rate = f"{found.rate:.1f}" if found.rate is not None else "–"
    values = ArchiveSheet(
        title,
        [Entry(say(N_("Complaints")), str(found.complaints)),
         Entry(say(N_("Complaints for each hundred clients")), rate),
         Entry(say(N_("Remedies granted (yuan)")), f"{found.remedies / 100:.2f}"),
         Entry(say(N_("Clients")), str(found.clients))],
        [Part("", columns=[ColumnHead(say(head), 2 if number == 0 else 1) for number, head in enumerate(heads)],
              rows=rows),
         Part(say(N_("Causes")), columns=[ColumnHead(say(N_("Cause")), 3), ColumnHead(say(N_("How often")), 1)],
              rows=[(cause, str(count)) for cause, count in found.causes])],
        [Signer(say(N_("Summed up by"))), Signer(say(N_("Responsible head")))],
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    with work.writing():
        work.require(Right.PRINT_CLIENTS)
        work.record(TOPIC, "print", None, sheet="case_month", code=stamp.code, size=len(rows))
    return Printed("archive", title, pdf, stamp.code)
