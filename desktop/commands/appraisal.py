"""The commands of appraisal: the figures of a period, and its lock (AP-3, AP-4)."""

from argparse import ArgumentParser, Namespace
from decimal import Decimal

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _
from desktop.rules.appraisal import TOLD
from desktop.rules.errors import BadEntry
from desktop.services import appraisal, appraisal_locks, appraisal_views
from desktop.services.appraisal_views import PeriodView, SheetView


def _period(parser: ArgumentParser) -> None:
    parser.add_argument("period", metavar="PERIOD", help=_("name of the period, such as 2026Q3"))


def _found(session: Session, name: str) -> PeriodView:
    """The newest version of the period. Raises BadEntry where there is none of this name."""
    there = session.ask(appraisal_views.periods)
    for one in there:
        if one.name.casefold() == name.strip().casefold():
            return one
    names = _(", ").join(dict.fromkeys(one.name for one in there))
    raise BadEntry(N_("There is no period {name}. There are: {names}"), "period", name=name, names=names or "–")


def _appraise(session: Session, given: Namespace) -> Answer:
    period = _found(session, given.period)
    # once people were told their results, whoever runs the period counts anew, for they answer anew then
    if "compute" in period.acts and period.state not in TOLD:
        session.do(appraisal.compute, period.id)
        period = _found(session, given.period)
    sheets = session.ask(appraisal_views.sheets, period.id)
    data = {
        "period": period.name, "version": period.version, "from": period.first.isoformat(),
        "until": period.last.isoformat(), "state": period.state.value, "root": period.root or None,
        "people": [_data(one) for one in sheets],
    }  # fmt: skip
    head = f"{period.name} · {period.first} – {period.last} · {_(period.state.label)}"
    return Answer(data, [head, *(_line(one) for one in sheets)])


def _data(one: SheetView) -> dict[str, object]:
    total, place = one.total, one.place
    return {
        "name": one.name, "login": one.number, "department": one.department, "state": one.state.value,
        "total": _number(total.total), "records": _number(total.data), "superior": _number(total.superior),
        "rewards_and_penalties": _number(total.bonus), "coverage": _number(total.coverage),
        "rank": [place.rank, place.low, place.high, place.of] if place is not None else None, "excused": one.excused,
        "dimensions": {each.key: _number(each.points) for each in total.dimensions},
        "indicators": {each.key: {
            "cases": each.count.cases, "excused": each.count.excused, "sample": each.state.value,
            "rate": _number(each.raw), "low": _number(each.low), "high": _number(each.high),
            "adjusted": _number(each.adjusted), "points": _number(each.points),
        } for each in total.scored},
    }  # fmt: skip


def _number(value: Decimal | None) -> str | None:
    """As text, so that it stays to the last digit."""
    return None if value is None else str(value)


def _line(one: SheetView) -> str:
    place = one.place
    rank = f"{place.rank} ({place.low}–{place.high})" if place is not None else ""
    figures = [str(one.total.total) if one.total.total is not None else _("no score"), rank,
               _("{n} % scored").format(n=one.total.coverage), _(one.state.label)]  # fmt: skip
    return "\t".join([one.name, *filter(None, figures)])


def _lock(session: Session, given: Namespace) -> Answer:
    period = _found(session, given.period)
    root = session.do(appraisal_locks.lock, period.id)
    locked = _found(session, given.period)
    data = {"period": locked.name, "version": locked.version, "cases": locked.cases, "people": locked.people,
            "root": root, "previous": locked.previous or None}  # fmt: skip
    return Answer(data, [
        _("{period} is locked: {cases} cases of {people} people.").format(
            period=locked.name, cases=locked.cases, people=locked.people),
        _("Root: {root}").format(root=root),
    ])  # fmt: skip


COMMANDS = (
    Command("appraise", N_("count a period of appraisal and show what it comes to"), _period, _appraise),
    Command("lock", N_("lock a signed period of appraisal for good"), _period, _lock),
)
