"""Indicators of appraisal 考核指标: counted by the database from the office's own records, and opened to them (AP-3).

Whoever may see a person's appraisal sees its cases, whichever clients they are of: a client's code and name only where
he sees the file. A server narrows what a login reads, so that who does not see all files there counts fewer.
"""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.appraisal import AppraisalSheet, Excuse
from desktop.models.base import UtcField
from desktop.models.clients import Client
from desktop.models.field_checks import OwnIndicator, OwnScore
from desktop.models.office import Person
from desktop.models.rows import among, as_list, uuid_of
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.indicators import SHIPPED, UNTOLD, CaseRow, Indicator, Reason, Span
from desktop.rules.rights import Right, Scope
from desktop.rules.scoring import Count
from desktop.services import indicator_clients, indicator_contacts, indicator_service, own_indicators
from desktop.services.indicator_arms import COLUMNS, Arm, Asked, told
from desktop.services.work import Work

MOST = 200
_Excused = frozenset[tuple[UUID, UUID]]

ARMS: Mapping[str, Callable[[Asked], list[Arm]]] = MappingProxyType({
    "A1": indicator_clients.accuracy,
    "A2": indicator_clients.completeness,
    "A3": indicator_clients.entries,
    "A4": indicator_clients.freshness,
    "A5": indicator_clients.security,
    "B1": indicator_contacts.answers,
    "B2": indicator_contacts.effect,
    "B3": indicator_contacts.records,
    "C1": indicator_service.consultations,
    "C2": indicator_service.complaints,
    "C3": indicator_service.call_backs,
    "C4": indicator_service.feedback,
})  # fmt: skip
"""Where the cases of each come from."""
_RATINGS = "survey_reply"


def indicators(work: Work) -> tuple[Indicator, ...]:
    """What this office appraises by: the shipped ones, and its own. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    return (*SHIPPED, *(own.indicator() for own in own_indicators.owns(work)))


def counts(work: Work, span: Span, keys: Collection[str], people: Collection[UUID] | None = None
           ) -> dict[tuple[UUID, str], Count]:  # fmt: skip
    """The cases of a period, summed up by person and indicator; of those whose appraisal one may see, or of these
    `people` alone. Who has no case is not among them. Raises BadEntry for an unknown key, NotAllowed."""
    wanted = _people(work, people)
    asked = Asked(work, span)
    found: dict[tuple[UUID, str], Count] = {}
    for key in keys:
        excused = _excused(work, span, key)
        for arm in _arms(asked, key):
            for person, count in _summed(asked, arm, wanted):
                found[person, key] = found.get((person, key), Count()) + count
            for row in _cases(asked, key, arm, wanted, excused, only=excused) if excused else ():
                if row.excused:
                    gone = Count(-1, -row.weight, -(row.weight**2), -row.weight * row.outcome, 1)
                    found[row.person, key] += gone
    return found


def cases(work: Work, span: Span, key: str, person: UUID, *, first: int = 0, limit: int = MOST) -> list[CaseRow]:
    """What is behind somebody's figure, by the day it was due. Raises BadEntry, NotAllowed."""
    wanted = _people(work, [person])
    asked, excused = Asked(work, span), _excused(work, span, key)
    rows = [_untold(row, span) for arm in _arms(asked, key)
            for row in _cases(asked, key, arm, wanted, excused, most=first + limit)]  # fmt: skip
    shown = sorted(rows, key=_order)[first : first + limit]
    seen = _files(work, [row.client for row in shown if row.client is not None])
    return [row._replace(client=row.client if row.client in seen else None, code=seen.get(row.client, ("", ""))[0],
                         whom=seen.get(row.client, ("", ""))[1]) for row in shown]  # fmt: skip


def all_cases(work: Work, span: Span, keys: Collection[str]) -> Iterator[CaseRow]:
    """Every case of a period for the lock, in an order that is the same wherever it is asked for: by person, indicator,
    due and row. Of a client nothing but his id. Raises BadEntry, NotAllowed."""
    work.require(Right.RUN_APPRAISALS)
    asked, parts = Asked(work, span), []
    for key in keys:
        excused = _excused(work, span, key)
        rows = [row for arm in _arms(asked, key) for row in _cases(asked, key, arm, None, excused)]
        parts.append(sorted(rows, key=_order))
    return heapq.merge(*parts, key=_order)


# Parts of the verbs above


def _arms(asked: Asked, key: str) -> list[Arm]:
    """The sources of an indicator; none before the period begins, which may be opened earlier."""
    arms = _sources(asked, key)
    return arms if asked.span.end > asked.span.since else []


def _sources(asked: Asked, key: str) -> list[Arm]:
    if key in ARMS:
        return ARMS[key](asked)
    own = asked.work.visible(OwnIndicator, withdrawn=True).where(OwnIndicator.key == key).get_or_none()
    if own is None:
        raise BadEntry(N_("There is no indicator “{key}”."), "key", key=key)
    return [_entered(asked, own)]


def _entered(asked: Asked, own: Any) -> Arm:
    """The cases of an indicator of the office's own: each value that was entered, as good as it was then."""
    # reading path: figures of the people whom one may appraise
    query = OwnScore.select().where(
        (OwnScore.indicator == own.id) & asked.due(OwnScore.due) & OwnScore.withdrawn_at.is_null()
    )
    return asked.arm(query, OwnScore, person=OwnScore.owner, due=OwnScore.due, done=OwnScore.at,
                     outcome=OwnScore.outcome, reason=told(otherwise=Reason.ENTERED))  # fmt: skip


def _people(work: Work, people: Collection[UUID] | None) -> list[UUID] | None:
    """Whose figures are asked for; None for everybody's. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    mandate = work.me.mandate
    scope = mandate.scope(Right.SEE_APPRAISALS)
    if scope is Scope.ALL:
        return None if people is None else list(people)
    mine = [work.me.id]
    if scope is Scope.DEPARTMENT and mandate.department is not None:
        there = work.visible(Person).where((Person.department == mandate.department) | (Person.id == work.me.id))
        mine = [key for (key,) in there.select(Person.id).tuples()]
    # a superior of another department reads what he rates by
    rated = work.visible(AppraisalSheet).where(AppraisalSheet.deputy == work.me.id)
    mine += [key for (key,) in rated.select(AppraisalSheet.owner).distinct().tuples() if key not in mine]
    if people is not None and not set(people) <= set(mine):
        raise NotAllowed(N_("These figures are read by the colleague himself, his superior, the head of his "
                            "department, and whoever appraises the whole office."))  # fmt: skip
    return mine if people is None else list(people)


def _summed(asked: Asked, arm: Arm, people: list[UUID] | None) -> Iterator[tuple[UUID, Count]]:
    inner = arm.alias("c")
    weight, outcome = inner.c.weight.cast("BIGINT"), inner.c.outcome.cast("BIGINT")
    sums = (peewee.fn.SUM(weight), peewee.fn.SUM(weight * weight), peewee.fn.SUM(weight * outcome))
    query = peewee.Select([inner], [inner.c.person, peewee.fn.COUNT(peewee.SQL("*")), *sums])
    query = _narrowed(asked, query, inner.c.person, people).group_by(inner.c.person)
    for person, number, of_weight, square, right in query.bind(Person._meta.database).tuples():
        yield uuid_of(person), Count(number, int(of_weight), int(square), int(right))


def _cases(asked: Asked, key: str, arm: Arm, people: list[UUID] | None, excused: _Excused, *,
           only: _Excused | None = None, most: int | None = None) -> Iterator[CaseRow]:  # fmt: skip
    """The cases of one source; `only` those of these people and rows."""
    inner = arm.alias("c")
    query = peewee.Select([inner], [getattr(inner.c, name) for name in COLUMNS])
    query = _narrowed(asked, query, inner.c.person, people)
    if only is not None:
        query = _narrowed(asked, query, inner.c.row, sorted({row for _person, row in only}))
    if most is not None:
        query = query.order_by(inner.c.due, inner.c.row).limit(most)
    for person, due, done, outcome, weight, source, row, client, reason in query.bind(Person._meta.database).tuples():
        whose, which = uuid_of(person), uuid_of(row)
        yield CaseRow(key, whose, _moment(due), _moment(done) if done is not None else None, int(outcome), int(weight),
                      str(source), which, uuid_of(client) if client is not None else None, str(reason),
                      (whose, which) in excused)  # fmt: skip


def _narrowed(asked: Asked, query: Any, column: Any, keys: Collection[UUID] | None) -> Any:
    """The query of those rows alone whose column holds one of these."""
    if keys is None:
        return query
    held = as_list([key.hex for key in keys], sqlite=asked.sqlite)
    some = "(SELECT value FROM json_each(?))" if asked.sqlite else "(SELECT unnest(%s::uuid[]))"
    return query.where(column.in_(peewee.SQL(some, (held,))))


def _excused(work: Work, span: Span, key: str) -> _Excused:
    """Whose cases of this indicator do not count by an approved excuse: person and row. What it was excused for falls
    due within the period: a file is a case of each period, and a client may be called back in another one."""
    # reading path: whose case does not count is told to whoever reads the figure
    rows = Excuse.select(Excuse.owner, Excuse.row).where(
        (Excuse.key == key) & (Excuse.due >= span.since) & (Excuse.due < span.until) & Excuse.withdrawn_at.is_null()
    )
    return frozenset(rows.tuples())


def _untold(row: CaseRow, span: Span) -> CaseRow:
    """A case as it is shown: of who said what nothing that would tell it."""
    return row._replace(row=UNTOLD, due=span.until, done=None, client=None) if row.source == _RATINGS else row


def _files(work: Work, clients: Iterable[UUID]) -> dict[UUID | None, tuple[str, str]]:
    """Code and name of those of these clients whose file I see."""
    keys = list(set(clients))
    if not keys or not work.may(Right.SEE_CLIENTS):
        return {}
    rows = work.visible(Client, withdrawn=True).where(among(Client.id, keys) & Client.erased_at.is_null())
    return {key: (code, name) for key, code, name in rows.select(Client.id, Client.code, Client.name).tuples()}


def _order(row: CaseRow) -> tuple[str, str, datetime, str, int]:
    return row.person.hex, row.key, row.due, row.row.hex, row.outcome


def _moment(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else UtcField().python_value(value)
    assert found is not None
    return found
