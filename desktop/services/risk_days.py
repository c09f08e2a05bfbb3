"""Which risks have to be looked at again, and which warnings nobody has settled, as Today shows them (CL-12, OF-10)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

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

_CLIENT = (Client.id, Client.code, Client.name, Client.risk)


def due(work: Work, view: View) -> list[Batch]:
    """Assessments that hold and whose day comes, of the files meant and of what I have judged myself; and warnings
    that stand, which wait for whoever may settle them too."""
    return [_warnings(work, view), *_assessments(work, view)]


def _assessments(work: Work, view: View) -> list[Batch]:
    meant = due_rows.of_view(work, view) | (RiskAssessment.person == view.me)
    columns = (RiskAssessment.id, RiskAssessment.aspect, RiskAssessment.look_again, *_CLIENT)
    query = work.visible(RiskAssessment).where(_holds()).select(*columns)
    query = query.join(Client).where(meant & Client.withdrawn_at.is_null())
    later = view.today + timedelta(days=NEXT_DAYS)
    return due_rows.split(query, RiskAssessment.look_again, view.today, later, view.limit, _told)


def _holds() -> Any:
    """The latest of its aspect."""
    later = RiskAssessment.alias()
    same = (later.client == RiskAssessment.client) & (later.aspect == RiskAssessment.aspect)
    after = (later.at > RiskAssessment.at) | ((later.at == RiskAssessment.at) & (later.id > RiskAssessment.id))
    # reading path: tells only whether a row that is asked for through work still holds
    return ~peewee.fn.EXISTS(later.select(peewee.SQL("1")).where(same & after & later.withdrawn_at.is_null()))


def _warnings(work: Work, view: View) -> Batch:
    meant = due_rows.of_view(work, view)
    if work.may(Right.ASSESS_CLIENTS):
        settled = work.within(Client, Right.ASSESS_CLIENTS)
        meant = meant | settled if settled is not None else peewee.SQL("1 = 1")
    query = work.visible(FraudWarning).where(FraudWarning.settled_at.is_null()).join(Client)
    query = query.where(meant & Client.withdrawn_at.is_null())
    total = query.count()
    if not total or not view.limit:
        return Batch(Group.WAITING, (), total)
    rows = query.select(FraudWarning.id, FraudWarning.on, FraudWarning.sign, *_CLIENT)
    first = rows.order_by(FraudWarning.on, FraudWarning.id).limit(view.limit)
    zone = zone_of(str(work.settings["time_zone"]))
    return Batch(Group.WAITING, [_warning(row, datetime.combine(row.on, time(), zone)) for row in first], total)


def _told(rows: Sequence[Any]) -> tuple[Row, ...]:
    return tuple(
        Row(("risk", row.id), "shield",
            Said(N_("Look at the risk again: {aspect}"), {"aspect": Label(Aspect.of(row.aspect).label)}),
            row.client.name, ("clients", row.client.id), Deed.OPEN, (), _below(row.client), on=row.look_again)
        for row in rows
    )  # fmt: skip


def _warning(row: Any, since: datetime) -> Row:
    return Row(("fraud", row.id), "shield",
               Said(N_("Fraud warning: {sign}"), {"sign": Label(Sign.of(row.sign).label)}), row.client.name,
               ("clients", row.client.id), Deed.OPEN, (), row.client.code, since=since, danger=True)  # fmt: skip


def _below(client: Any) -> Said | str:
    if not client.risk:
        return str(client.code)
    return Said(N_("{code} · {mark}"), {"code": client.code, "mark": Label(Mark.of(client.risk).label)})
