"""What rewards and penalties have for Today: my reply and appeal, notices to give, what is to be decided (OF-10)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from desktop.i18n import N_
from desktop.models.discipline import DisciplineCase
from desktop.rules.calendars import Calendar
from desktop.rules.discipline import Kind, State
from desktop.rules.errors import Label
from desktop.rules.rights import Right
from desktop.rules.today import NEXT_DAYS, Batch, Deed, Group, Row, Said, View
from desktop.services import discipline, discipline_reach
from desktop.services.discipline import CaseLine
from desktop.services.discipline_reach import PAGE
from desktop.services.work import Work


def due(work: Work, view: View) -> list[Batch]:
    """What I am to reply to or may still appeal against; of colleagues what I proposed and was told to nobody yet, and
    what I may decide. Visitors without a badge, of whom nothing was proposed, as one row."""
    work.require(Right.SEE_DISCIPLINE)
    found: dict[Group, list[Row]] = defaultdict(list)
    for group, row in (*_mine(work, view), *_others(work), *_breaches(work)):
        found[group].append(row)
    return [Batch(group, sorted(rows, key=lambda row: row.order)[: view.limit], len(rows))
            for group, rows in found.items()]  # fmt: skip


def _mine(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    calendar = Calendar(zone=str(work.settings["time_zone"]))
    tonight, later = (calendar.end_of(day) for day in (view.today, view.today + timedelta(days=NEXT_DAYS)))
    appealable = (DisciplineCase.state == State.EFFECTIVE.value) & (DisciplineCase.appeal_until >= work.now)
    waits = (DisciplineCase.state == State.NOTIFIED.value) | appealable
    rows = list(discipline_reach.seen(work).where((DisciplineCase.owner == view.me) & waits))
    for line in discipline.lines(work, rows):
        if line.state is State.NOTIFIED:
            assert line.reply_until is not None
            said = Said(N_("{number}: a penalty is proposed, your reply is asked for"), {"number": line.number})
            group = Group.WRONG if line.late else Group.DUE if line.reply_until <= tonight else Group.WAITING
            yield group, _row(line, said, "reply", Deed.ANSWER, until=line.reply_until, urgent=True)
        elif line.appeal_until is not None and line.appeal_until <= later:
            said = Said(N_("{number}: you may appeal until then"), {"number": line.number})
            group = Group.DUE if line.appeal_until <= tonight else Group.NEXT
            yield group, _row(line, said, "", Deed.OPEN, until=line.appeal_until)


def _others(work: Work) -> Iterable[tuple[Group, Row]]:
    """Of whom the row speaks, its `whom` says."""
    if not discipline_reach.proposes(work) and not work.may(Right.DECIDE_DISCIPLINE):
        return
    open_ = discipline_reach.seen(work).where(
        DisciplineCase.closed_at.is_null() & (DisciplineCase.owner != work.me.id)).limit(discipline.MOST)  # fmt: skip
    rows = list(open_)
    mine = {key: work.me.id in who for key, who in discipline_reach.all_proposers(work, rows).items()}
    decides = work.may(Right.DECIDE_DISCIPLINE)
    for row, line in zip(rows, discipline.lines(work, rows), strict=True):
        what = {"number": line.number, "kind": Label(line.kind.label)}
        if line.state is State.APPEALED and line.heard and decides and not mine[row.id]:
            yield Group.WAITING, _row(line, Said(N_("{number}: an appeal is to be decided"), what), "settle",
                                      Deed.HANDLE, since=row.appealed_at or row.appeal_until, urgent=True)  # fmt: skip
        elif line.decidable and decides and not mine[row.id]:
            since = line.opened_at if line.kind is Kind.REWARD else row.replied_at or line.reply_until
            yield Group.WAITING, _row(line, Said(N_("{number}: {kind} to be decided"), what), "decide", Deed.HANDLE,
                                      since=since)  # fmt: skip
        elif line.state is State.PROPOSED and line.kind is Kind.PENALTY and mine[row.id]:
            yield Group.WAITING, _row(line, Said(N_("{number}: give the person concerned notice"), what), "notify",
                                      Deed.HANDLE, since=line.opened_at)  # fmt: skip


def _breaches(work: Work) -> Iterable[tuple[Group, Row]]:
    found = discipline.breaches(work)
    if found:
        said = Said(N_("Visitors without a badge of whom nothing was proposed: {n}"), {"n": len(found)})
        yield Group.WAITING, Row(("discipline_breach",), "id-card", said, "", (PAGE, "breaches"), Deed.OPEN,
                                 (PAGE, "breaches"))  # fmt: skip


def _row(line: CaseLine, said: Said, act: str, deed: Deed, **clock: Any) -> Row:
    below = Label(line.title) if line.shipped else line.title
    given: tuple[object, ...] = (PAGE, (line.id, act) if act else line.id)
    return Row(("discipline", line.id), "badge-check", said, line.name, (PAGE, line.id), deed, given,
               Said("{rule}", {"rule": below}), **clock)  # fmt: skip
