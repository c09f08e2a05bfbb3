"""Which risks have to be looked at again, and which warnings nobody has settled, as Today shows them (CL-12, OF-10)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.risks import FraudWarning, RiskAssessment
from desktop.rules.errors import Label
from desktop.rules.rights import Right
from desktop.rules.risks import Aspect, Mark, Sign
from desktop.rules.today import NEXT_DAYS, Batch, Deed, Group, Row, Said, View
from desktop.rules.zones import zone_of
from desktop.services import due_rows
from desktop.services.work import Work


def due(work: Work, view: View) -> list[Batch]:
    """Assessments that hold and whose day comes, of the files meant and of what I have judged myself; and warnings
    that stand, which wait for whoever may settle them too."""
    return [_warnings(work, view), *_assessments(work, view)]


def _assessments(work: Work, view: View) -> list[Batch]:
    meant = due_rows.of_view(work, view) | (RiskAssessment.person == view.me)
    query = work.visible(RiskAssessment).where(_holds() & _of_files(work, RiskAssessment.client, meant))
    tonight, later = view.today, view.today + timedelta(days=NEXT_DAYS)
    by = RiskAssessment.look_again
    return due_rows.split(query, by, tonight, later, view.limit, lambda rows: _told(work, rows))


def _holds() -> Any:
    """The latest of its aspect."""
    later = RiskAssessment.alias()
    same = (later.client == RiskAssessment.client) & (later.aspect == RiskAssessment.aspect)
    after = (later.at > RiskAssessment.at) | ((later.at == RiskAssessment.at) & (later.id > RiskAssessment.id))
    # reading path: tells only whether a row that is asked for through work still holds
    return ~peewee.fn.EXISTS(later.select(peewee.SQL("1")).where(same & after & later.withdrawn_at.is_null()))


def _of_files(work: Work, column: Any, meant: Any) -> Any:
    """Files in use that are meant. Asked of each row, for few clients bear a risk: joined, one person's thousands of
    files would be gone through first."""
    return peewee.fn.EXISTS(work.visible(Client).select(peewee.SQL("1")).where((Client.id == column) & meant))


def _warnings(work: Work, view: View) -> Batch:
    meant = due_rows.of_view(work, view)
    if work.may(Right.ASSESS_CLIENTS):
        settled = work.within(Client, Right.ASSESS_CLIENTS)
        meant = meant | settled if settled is not None else peewee.SQL("1 = 1")
    query = work.visible(FraudWarning).where(FraudWarning.settled_at.is_null())
    query = query.where(_of_files(work, FraudWarning.client, meant))
    total = query.count()
    if not total or not view.limit:
        return Batch(Group.WAITING, (), total)
    first = list(query.order_by(FraudWarning.on, FraudWarning.id).limit(view.limit))
    zone, files = zone_of(str(work.settings["time_zone"])), _files(work, first)
    return Batch(Group.WAITING, [
        Row(("fraud", row.id), "shield", Said(N_("Fraud warning: {sign}"), {"sign": Label(Sign.of(row.sign).label)}),
            files[row.client_id].name, ("clients", row.client_id), Deed.OPEN, (), files[row.client_id].code,
            since=datetime.combine(row.on, time(), zone), danger=True)
        for row in first
    ], total)  # fmt: skip


def _told(work: Work, rows: Sequence[Any]) -> list[Row]:
    files = _files(work, rows)
    return [
        Row(("risk", row.id), "shield",
            Said(N_("Look at the risk again: {aspect}"), {"aspect": Label(Aspect.of(row.aspect).label)}),
            files[row.client_id].name, ("clients", row.client_id), Deed.OPEN, (), _below(files[row.client_id]),
            on=row.look_again)
        for row in rows
    ]  # fmt: skip


def _files(work: Work, rows: Sequence[Any]) -> dict[UUID, Any]:
    columns = (Client.id, Client.code, Client.name, Client.risk)
    query = work.visible(Client).where(Client.id.in_([row.client_id for row in rows])).select(*columns)
    return {client.id: client for client in query} if rows else {}


def _below(client: Any) -> Said | str:
    if not client.risk:
        return str(client.code)
    return Said(N_("{code} · {mark}"), {"code": client.code, "mark": Label(Mark.of(client.risk).label)})
