"""How visits, and clients to be visited, are said in lists and beside them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from desktop.i18n import N_, _
from desktop.rules.visits import State
from desktop.services.visit_proposals import Proposal
from desktop.services.visits import VisitLine, VisitView
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.clocks import span
from desktop.ui.kit.phrases import day, moment
from desktop.ui.kit.risk import named
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import Tone

# As the paper says them
PREPARED = (("needs", N_("Needs")), ("habits", N_("Habits and preferences")), ("industry", N_("Industry")),
            ("competitors", N_("Competitors")), ("strategy", N_("What we offer, and how")))  # fmt: skip


def columns() -> list[Column]:
    return [
        Column("at", _("When"), 116, Fit.WHOLE, sortable=False, fixed=True),
        Column("client", _("Client"), 156, Fit.WHOLE, sortable=False),
        Column("purpose", _("Purpose of the visit"), 210, sortable=False),
        Column("state", _("How it stands"), 150, Fit.WHOLE, sortable=False),
        Column("visitor", _("Visited by"), 84, Fit.WHOLE, sortable=False),
    ]


def row_of(line: VisitLine) -> Row:
    at = local(line.starts_at)
    on = at.date()
    first = Cell(day(on), below=_("today {time}").format(time=f"{at:%H:%M}") if on == today() else f"{at:%H:%M}",
                 bold=on == today())  # fmt: skip
    return Row(line.id, (first, named(line.name, line.risk, line.code),
                         Cell(line.purpose, bold=True, below=line.place), state_cell(line),
                         Cell(line.made_by_name, below=_("report: {who}").format(who=line.visitor_name))
                         if line.made_by is not None else line.visitor_name))  # fmt: skip


def state_cell(line: VisitLine, now: datetime | None = None) -> Cell:
    here = now or datetime.now(UTC)
    match line.state:
        case State.REPORTED:
            assert line.reported_at is not None
            return Cell(_("Reported"), Tone.GOOD, icon="check", below=moment(line.reported_at))
        case State.CALLED_OFF:
            return Cell(_("Called off"), Tone.NOTE, icon="x", below=line.called_off_why)
        case State.TO_REPORT:
            left = (line.report_due - here).total_seconds()
            if left < 0:
                over = _("{span} over").format(span=span(-left))
                return Cell(_("Report overdue"), Tone.BAD, icon="triangle-alert", below=over)
            return Cell(_("Report owed"), Tone.WARN, icon="clock", below=_("{span} left").format(span=span(left)))
    moved = _("moved: {why}").format(why=line.moved_why) if line.moved_why else ""
    return Cell(_("Planned"), Tone.NOTE, icon="calendar-days", below=moved)


def proposal_columns() -> list[Column]:
    return [
        Column("client", _("Client"), 200, Fit.WHOLE, sortable=False, fixed=True),
        Column("class", _("Class"), 170, sortable=False),
        Column("last", _("Last contact"), 150, Fit.WHOLE, sortable=False),
        Column("due", _("Visit due since"), 170, Fit.WHOLE, sortable=False),
        Column("owner", _("Owner"), 100, Fit.WHOLE, sortable=False),
    ]


def proposal_row(one: Proposal) -> Row:
    rhythm = _("every {n} days").format(n=one.visit_days)
    late = (today() - one.due).days
    below = _("{n} days over").format(n=late) if late > 0 else _("today")
    return Row(one.client, (
        named(one.name, one.risk, one.code), Cell(one.client_class, bold=True, below=rhythm),
        day(one.last_contact) if one.last_contact is not None else _("never yet"),
        Cell(day(one.due), Tone.BAD if late > 0 else Tone.WARN, icon="clock", below=below), one.owner,
    ))  # fmt: skip


def week_words(days: Sequence[object]) -> str:
    """`12月1日 周一 – 12月7日 周日`."""
    first, last = days[0], days[-1]
    return f"{day(first)} – {day(last)}"  # type: ignore[arg-type]


def facts(view: VisitView) -> list[str]:
    line = view.line
    said = [_("{when}, {who}").format(when=moment(line.starts_at), who=line.made_by_name or line.visitor_name)]
    if line.made_by is not None:
        said.append(_("{who} took the client over and reports it").format(who=line.visitor_name))
    if line.place:
        said.append(_("Where: {place}").format(place=line.place))
    if view.planned_by != line.visitor_name:
        said.append(_("Planned by {who}, {moment}").format(who=view.planned_by, moment=moment(view.planned_at)))
    if line.moved_why:
        said.append(_("Moved: {why}").format(why=line.moved_why))
    if line.state is State.CALLED_OFF:
        said.append(_("Called off: {why}").format(why=line.called_off_why))
    elif line.reported_at is None:
        said.append(_("Report until {moment} ({hours} h on the clock)").format(moment=moment(line.report_due),
                                                                              hours=view.hours))  # fmt: skip
    return said
