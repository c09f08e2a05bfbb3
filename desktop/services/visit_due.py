"""What visits have for Today: today's and those of the days ahead, reports owed, and whom to visit by class (OF-10)."""

from datetime import timedelta
from typing import Any

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.visits import Visit
from desktop.rules.rights import Right
from desktop.rules.stand_ins import StandInKind
from desktop.rules.today import NEXT_DAYS, Batch, Deed, Group, Row, Said, View
from desktop.rules.zones import end_of
from desktop.services import due_rows, visit_proposals, visits
from desktop.services.visits import VisitLine
from desktop.services.work import Work

PAGE = "visits"
"""The page that rows of Today open, and what opens the report of a visit over any page."""
REPORT = "report_visit"


def due(work: Work, view: View) -> list[Batch]:
    """Visits that I make, or my department, and their reports."""
    work.require(Right.SEE_CLIENTS)
    zone = str(work.settings["time_zone"])
    tonight = end_of(view.today, zone)
    later = end_of(view.today + timedelta(days=NEXT_DAYS), zone)
    in_use = work.visible(Client).where(Client.id == Visit.client).select(peewee.SQL("1"))
    whose = due_rows.owed_or_stood_in(work, view, Visit.visitor, StandInKind.VISITS)
    open_ = work.visible(Visit).where(
        whose & Visit.reported_at.is_null() & Visit.called_off_at.is_null()
        & peewee.fn.EXISTS(in_use)
    )  # fmt: skip
    over = Visit.starts_at <= work.now
    groups = (
        (Group.WRONG, over & (Visit.report_due < work.now)),
        (Group.DUE, (over & (Visit.report_due >= work.now)) | (~over & (Visit.starts_at < tonight))),
        (Group.NEXT, ~over & (Visit.starts_at >= tonight) & (Visit.starts_at < later)),
    )
    found = [_batch(work, view, open_.where(condition), group) for group, condition in groups]
    return [batch for batch in (*found, _proposed(work, view)) if batch.total]


def _batch(work: Work, view: View, query: Any, group: Group) -> Batch:
    rows = list(query.order_by(Visit.starts_at, Visit.id).limit(view.limit))
    told = [_row(work, view, line) for line in visits.lines(work, rows)]
    # where not all are shown, they are counted
    return Batch(group, told, len(told) if len(rows) < view.limit else int(query.count()))


def _row(work: Work, view: View, line: VisitLine) -> Row:
    over = line.starts_at <= work.now
    said = Said(N_("Report the visit: {purpose}") if over else N_("Visit: {purpose}"), {"purpose": line.purpose})
    below: Said | str = " · ".join(part for part in (line.code, line.place) if part)
    if line.visitor != view.me:
        below = Said(N_("{what} · with {who}"), {"what": below, "who": line.visitor_name})
    reports = over and line.may_change
    return Row(("visit", line.id), "map-pin", said, line.name, (PAGE, line.id),
               Deed.REPORT if reports else Deed.OPEN, (REPORT, line.id) if reports else (PAGE, line.id), below,
               until=line.report_due if over else line.starts_at, urgent=line.late)  # fmt: skip


def _proposed(work: Work, view: View) -> Batch:
    """One line for all whom the class plans ask to visit: the page lists them."""
    number = visit_proposals.count(work) if not view.whole else 0
    if not number:
        return Batch(Group.WAITING, (), 0)
    said = Said(N_("To be visited by the plan of their class: {n}"), {"n": number})
    below = Said(N_("Nobody was in contact for as long as the plan says, and no visit is planned"))
    row = Row(("visits_due",), "map-pin", said, "", (PAGE, "proposals"), given=(PAGE, "proposals"), below=below)
    return Batch(Group.WAITING, (row,), 1)
