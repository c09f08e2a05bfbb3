"""Orders on paper: the confirmation that a client is given, and the month's sum-up for the office (OR-1)."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.orders import PlacedOrder
from desktop.reports.archive_form import Entry
from desktop.rules import orders as rules
from desktop.rules.amounts import grouped
from desktop.rules.errors import BadEntry
from desktop.rules.orders import EntryKind, Irregularity, OrderState
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.rules.zones import zone_of
from desktop.services import on_file, order_lists, order_reach
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"


def confirmation(work: Work, order_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """What the client is given: number, day, lines and sum. Nothing of notes, checks, irregularities or suppliers.

    Give it staged work. Raises BadEntry for a cancelled order and one whose approval is lacking, NotAllowed, NotFound.
    """
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    with work.reading():
        row = order_reach.reached(work, order_id)
        work.require(Right.PRINT_CLIENTS, order_reach.client_of(work, row))
        if order_reach.state_of(row) is OrderState.CANCELLED:
            raise BadEntry(N_("A cancelled order is not confirmed to anybody."))
        order_reach.require_approved(work, row)
        (line,) = order_lists.shown(work, [row])
        lines = [order_reach.as_line(one) for one in order_reach.lines_of(work, [row.id])]
        stamp, look, zone = stamp_of(work), look_of(work), zone_of(str(work.settings["time_zone"]))
    say = language
    heads = ((N_("Goods or services"), 3.2), (N_("Quantity"), 0.9), (N_("Unit"), 0.7), (N_("Price (¥)"), 1.1),
             (N_("Amount (¥)"), 1.2))  # fmt: skip
    rows = [(one.what, rules.shown_quantity(one.quantity), one.unit, grouped(one.price), grouped(one.amount))
            for one in lines]  # fmt: skip
    title = say(N_("Confirmation of order"))
    values = ArchiveSheet(
        title, [
            Entry(say(N_("Order no.")), line.number),
            Entry(say(N_("Client")), f"{line.name} {line.code}".rstrip()),
            Entry(say(N_("Ordered")), f"{line.taken_at.astimezone(zone):%Y-%m-%d %H:%M}"),
            Entry(say(N_("Order taken by")), line.taken_by),
        ],
        [Part("", columns=[ColumnHead(say(head), width, "left" if number in (0, 2) else "right")
                           for number, (head, width) in enumerate(heads)],
              rows=[*rows, (say(N_("Together")), "", "", "", grouped(line.total))])],
        [Signer(say(N_("Confirmed by the client"))), Signer(say(N_("Order taken by")))],
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    with work.writing():
        row = order_reach.reached(work, order_id)
        work.require(Right.PRINT_CLIENTS, order_reach.client_of(work, row))
        work.record(TOPIC, "print", order_reach.subject(row), sheet="order", code=stamp.code, size=1)
    return Printed("archive", title, pdf, stamp.code)


@dataclass(frozen=True, slots=True)
class MonthOfOrders:
    """All orders of a month as far as I see them, in fen. `findings` are irregularities and how often; `clearings` how
    those were cleared."""

    first: date
    count: int
    amount: int
    by_state: tuple[tuple[OrderState, int, int], ...]
    findings: tuple[tuple[Irregularity, int], ...]
    open_findings: int
    late: int
    longest: timedelta
    changed: int
    watched: int
    takers: tuple[tuple[str, int, int], ...]


def month_of(work: Work, on: date) -> MonthOfOrders:
    """The month in which the day lies. Raises NotAllowed."""
    order_reach.require_any(work)
    first = on.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    rows: list[Any] = list(work.visible(PlacedOrder).where((PlacedOrder.on >= first) & (PlacedOrder.on < after)))
    states: dict[OrderState, list[int]] = {}
    people: dict[Any, list[int]] = {}
    for row in rows:
        states.setdefault(order_reach.state_of(row), []).append(row.total)
        if row.state != OrderState.CANCELLED.value:
            people.setdefault(row.taken_by_id, []).append(row.total)
    findings = Counter(Irregularity.of(row.finding) for row in rows if row.finding)
    hours = int(work.settings["order_late_hours"])
    names = on_file.names(work, people)
    standing = [row for row in rows if row.state != OrderState.CANCELLED.value]
    return MonthOfOrders(
        first, len(standing), sum(row.total for row in standing),
        tuple((state, len(states[state]), sum(states[state])) for state in OrderState if state in states),
        tuple(sorted(findings.items(), key=lambda pair: (-pair[1], pair[0].value))),
        sum(row.finding != "" and row.state in (OrderState.IRREGULAR.value, OrderState.WAITING.value) for row in rows),
        sum(rules.is_late(row.taken_at, row.entered_at, hours) for row in rows),
        max((row.entered_at - row.taken_at for row in rows), default=timedelta(0)),
        order_lists.count_entries(work, [row.id for row in rows], EntryKind.CHANGED),
        sum(row.watched for row in rows),
        tuple(sorted(((names.get(key, ""), len(sums), sum(sums)) for key, sums in people.items()),
                     key=lambda one: (-one[2], one[0]))),
    )  # fmt: skip


def month_sheet(work: Work, on: date, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The month on paper, for the office. Give it staged work. Raises NotAllowed."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        found, stamp, look = month_of(work, on), stamp_of(work), look_of(work)
        hours = int(work.settings["order_late_hours"])
    say = language

    def heads(*words: str) -> list[ColumnHead]:
        return [ColumnHead(say(word), 1, "right") if number else ColumnHead(say(word), 2)
                for number, word in enumerate(words)]  # fmt: skip

    title = say(N_("Orders of the month {month}")).format(month=f"{found.first:%Y-%m}")
    minutes = int(found.longest.total_seconds()) // 60
    lag = say(N_("{h} h {m} min")).format(h=minutes // 60, m=minutes % 60)
    entries = [
        Entry(say(N_("Orders, without cancelled ones")), str(found.count)),
        Entry(say(N_("Together (¥)")), grouped(found.amount)),
        Entry(say(N_("Changed after entry")), str(found.changed)),
        Entry(say(N_("Important ones")), str(found.watched)),
        Entry(say(N_("Irregular, not cleared")), str(found.open_findings)),
        Entry(say(N_("Longest between order and entry")), lag),
    ]
    if hours:
        entries.append(Entry(say(N_("Entered later than {n} hours")).format(n=hours), str(found.late)))
    values = ArchiveSheet(
        title, entries,
        [Part(say(N_("How they stand")), columns=heads(N_("How it stands"), N_("Orders"), N_("Amount (¥)")),
              rows=[(say(state.label), str(count), grouped(amount)) for state, count, amount in found.by_state]),
         Part(say(N_("Irregular orders")), columns=heads(N_("What was wrong"), N_("How often")),
              rows=[(say(finding.label), str(count)) for finding, count in found.findings]),
         Part(say(N_("By whom they were taken")), columns=heads(N_("Order taken by"), N_("Orders"), N_("Amount (¥)")),
              rows=[(name, str(count), grouped(amount)) for name, count, amount in found.takers])],
        [Signer(say(N_("Summed up by"))), Signer(say(N_("Responsible head")))],
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    with work.writing():
        work.require(Right.PRINT_CLIENTS)
        work.record(TOPIC, "print", None, sheet="order_month", code=stamp.code, size=found.count)
    return Printed("archive", title, pdf, stamp.code)
