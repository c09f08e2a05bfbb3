"""What reception has for Today: who waits for me, whom I expect, badges that did not come back (OF-10, RE-3)."""

from collections.abc import Iterable
from datetime import timedelta

from desktop.i18n import N_
from desktop.models.reception import Visitor
from desktop.rules.calendars import Calendar
from desktop.rules.reception import State
from desktop.rules.rights import Right
from desktop.rules.today import NEXT_DAYS, Batch, Deed, Group, Row, Said, View
from desktop.services import calendars, due_rows, visitors
from desktop.services.visitors import VisitorLine
from desktop.services.work import Work

PAGE = "reception"


def due(work: Work, view: View) -> list[Batch]:
    """Visitors who wait for me or are expected by me, or by my department; to the desk, badges out at closing."""
    work.require(Right.SEE_VISITORS)
    rows: dict[Group, list[Row]] = {}
    for group, row in (*_waiting(work, view), *_expected(work, view), *_badges(work, view)):
        rows.setdefault(group, []).append(row)
    return [Batch(group, sorted(found, key=lambda row: row.order)[: view.limit], len(found))
            for group, found in rows.items()]  # fmt: skip


def _waiting(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    whose = due_rows.owed_by(work, view, Visitor.stand_in)
    whose |= due_rows.owed_by(work, view, Visitor.owner) & Visitor.stand_in.is_null()
    rows = list(visitors.inside(work).where(whose & Visitor.met_at.is_null()))
    for line in visitors.lines(work, rows):
        said = Said(N_("Waits at reception"))
        if line.reminders:
            said = Said(N_("Waits at reception, reminded {n} times"), {"n": line.reminders})
        deed = (Deed.MEET, (line.id,)) if line.mine else (Deed.OPEN, (PAGE, line.id))
        yield Group.WAITING, _row(line, said, view, deed=deed[0], given=deed[1], since=line.came_at, urgent=True)


def _expected(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    whose = due_rows.owed_by(work, view, Visitor.stand_in)
    whose |= due_rows.owed_by(work, view, Visitor.owner) & Visitor.stand_in.is_null()
    query = visitors.expected(work, view.today, view.today + timedelta(days=NEXT_DAYS)).where(whose)
    tonight = _calendar(work, view).end_of(view.today)
    for line in visitors.lines(work, list(query.order_by(Visitor.expected_at).limit(visitors.MOST))):
        assert line.expected_at is not None
        group = Group.DUE if line.expected_at <= tonight else Group.NEXT
        yield group, _row(line, Said(N_("Visitor expected")), view, given=(PAGE, line.id), until=line.expected_at)


def _badges(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    """Badges whose visitor has left, and after closing all that are out."""
    if not work.may(Right.RECEIVE_VISITORS):
        return
    calendar = _calendar(work, view)
    closed = work.now >= calendar.close_of(view.today)
    for line in visitors.badges_out(work):
        assert line.came_at is not None
        before = calendar.local(line.came_at).date() < view.today
        if line.state is State.LEFT or before or closed:
            said = Said(N_("Badge {badge} is not back"), {"badge": line.badge})
            yield (
                Group.WRONG,
                _row(
                    line,
                    said,
                    view,
                    key="badge",
                    icon="id-card",
                    given=(PAGE, line.id),
                    ago=line.left_at or line.came_at,
                ),
            )


def _calendar(work: Work, view: View) -> Calendar:
    return calendars.office_calendar((view.today.year,), zone=str(work.settings["time_zone"]))


def _row(line: VisitorLine, said: Said, view: View, *, key: str = "visitor", icon: str = "user-plus",
         deed: Deed = Deed.OPEN, **more: object) -> Row:  # fmt: skip
    below: Said | str = " · ".join(part for part in (line.unit, line.purpose) if part)
    if line.receiver != view.me and line.receiver_name:
        below = Said(N_("{what} · to see {who}"), {"what": line.unit or line.purpose, "who": line.receiver_name})
    return Row((key, line.id), icon, said, line.name, (PAGE, line.id), deed, below=below, **more)  # type: ignore[arg-type]
