"""What the sources of Today share: whose files and acts are meant, and what is due tonight and in the days after."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import peewee

from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.records import Record
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import StandInKind
from desktop.rules.today import Batch, Group, Row, View
from desktop.rules.zones import zone_of
from desktop.services import standing
from desktop.services.work import Work

Told = Callable[[Sequence[Any]], Sequence[Row]]


def of_view(work: Work, view: View) -> Any:
    """The condition for files that are meant: mine as owner or deputy, or my department's."""
    mine = (Client.owner == view.me) | (Client.deputy == view.me)
    return mine | (Client.department == view.department) if view.whole and view.department else mine


def owed_by(work: Work, view: View, column: Any) -> Any:
    """The condition for acts that are meant: what I owe, or what somebody of my department does."""
    if not view.whole or view.department is None:
        return column == view.me
    return column.in_(work.visible(Person).where(Person.department == view.department).select(Person.id))


def owed_or_stood_in(work: Work, view: View, column: Any, kind: StandInKind) -> Any:
    """The same, with what those owe for whom I stand in (AC-11)."""
    others = standing.stood_in_for(work, kind) - {work.me.id}
    meant = owed_by(work, view, column)
    return meant | column.in_(sorted(others)) if others else meant


def led(work: Work, column: Any) -> Any:
    """The condition for acts of those for whom I answer as head, mine among them; None where I head nobody."""
    department = work.me.mandate.department
    scope = work.me.mandate.scope(Right.APPROVE_CLIENTS)
    if scope is Scope.ALL:
        return column.is_null(False)
    if scope is Scope.DEPARTMENT and department is not None:
        return column.in_(work.visible(Person).where(Person.department == department).select(Person.id))
    return None


def existed_on(work: Work, day: date) -> bool:
    """Whether the office was at work on that day or before: one that was founded since owes nothing for it."""
    work.require(Right.SEE_AUDIT)
    night = datetime.combine(day + timedelta(days=1), time(), zone_of(str(work.settings["time_zone"])))
    return bool(work.visible(Record).where(Record.at < night).exists())


def split(query: Any, by: Any, tonight: object, later: object, limit: int, told: Told) -> list[Batch]:
    """What falls due up to `tonight` and then up to `later`: counted in one go, `limit` rows of each told."""
    soon, early = query.where(by <= later), by <= tonight
    counted = peewee.fn.COUNT(peewee.SQL("*")), peewee.fn.SUM(peewee.Case(None, ((early, 1),), 0))
    total, now = (int(number or 0) for number in soon.select(*counted).tuples().get())
    found = []
    for group, condition, count in ((Group.DUE, early, now), (Group.NEXT, by > tonight, total - now)):
        first = list(soon.where(condition).order_by(by, query.model.id).limit(limit)) if count and limit else []
        found.append(Batch(group, told(first), count))
    return found
