"""What leads have for Today: planned steps, messages without a result, and that nobody looked them through (OF-10)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from desktop.i18n import N_
from desktop.models.leads import Lead, LeadEntry, LeadRound
from desktop.rules.errors import Label
from desktop.rules.leads import OPEN, EntryKind, PlanKind
from desktop.rules.rights import Right
from desktop.rules.stand_ins import StandInKind
from desktop.rules.today import NEXT_DAYS, Batch, Deed, Group, Row, Said, View
from desktop.services import calendars, due_rows, on_file
from desktop.services.work import Work

PAGE = "leads"
"""The page that rows of Today open."""
_OPEN = [state.value for state in OPEN]


def due(work: Work, view: View) -> list[Batch]:
    """What I owe to my leads, or my department to its own."""
    work.require(Right.SEE_CLIENTS)
    whose = due_rows.owed_or_stood_in(work, view, Lead.owner, StandInKind.VISITS)
    mine = work.visible(Lead).where(whose & Lead.state.in_(_OPEN))
    batches = [*_steps(work, view, mine), _messages(work, view, mine)]
    if not view.whole:
        batches.append(_round(work, view, mine))
    return [batch for batch in batches if batch.total]


def _waiting(work: Work, mine: Any, kind: EntryKind) -> Any:
    columns = (LeadEntry.id, LeadEntry.plan, LeadEntry.said, LeadEntry.on, LeadEntry.at, Lead.id, Lead.name, Lead.wish,
               Lead.owner)  # fmt: skip
    open_ = (LeadEntry.kind == kind.value) & LeadEntry.done_at.is_null() & Lead.id.in_(mine.select(Lead.id))
    return work.visible(LeadEntry).select(*columns).join(Lead).where(open_)


def _steps(work: Work, view: View, mine: Any) -> list[Batch]:
    query = _waiting(work, mine, EntryKind.PLAN)
    over = query.where(LeadEntry.on < view.today)
    late = list(over.order_by(LeadEntry.on, LeadEntry.id).limit(view.limit))
    missed = Batch(Group.WRONG, _told(work, view, late), _count(over, late, view))
    rest = query.where(LeadEntry.on >= view.today)
    later = view.today + timedelta(days=NEXT_DAYS)
    return [missed, *due_rows.split(rest, LeadEntry.on, view.today, later, view.limit,
                                    lambda rows: _told(work, view, rows))]  # fmt: skip


def _told(work: Work, view: View, rows: Sequence[Any]) -> tuple[Row, ...]:
    names = on_file.names(work, (row.lead.owner_id for row in rows))
    return tuple(
        Row(("lead_step", row.id), "calendar-days",
            Said(N_("{kind}: {step}"), {"kind": Label(PlanKind.of(row.plan).label), "step": row.said}), row.lead.name,
            (PAGE, row.lead.id), given=(PAGE, row.lead.id), below=_below(view, row, names), on=row.on,
            urgent=row.on < view.today)
        for row in rows
    )  # fmt: skip


def _messages(work: Work, view: View, mine: Any) -> Batch:
    query = _waiting(work, mine, EntryKind.MESSAGE)
    rows = list(query.order_by(LeadEntry.at, LeadEntry.id).limit(view.limit))
    names = on_file.names(work, (row.lead.owner_id for row in rows))
    told = [
        Row(("lead_message", row.id), "message-circle", Said(N_("Message left: {words}"), {"words": row.said}),
            row.lead.name, (PAGE, row.lead.id), given=(PAGE, row.lead.id), below=_below(view, row, names), since=row.at)
        for row in rows
    ]  # fmt: skip
    return Batch(Group.WAITING, told, _count(query, rows, view))


def _count(query: Any, rows: Sequence[Any], view: View) -> int:
    """Where not all are shown, they are counted; the number beside Today shows none."""
    return len(rows) if len(rows) < view.limit else int(query.count())


def _below(view: View, row: Any, names: Any) -> Said | str:
    if row.lead.owner_id == view.me:
        return str(row.lead.wish)
    return Said(N_("{what} · with {who}"), {"what": row.lead.wish, "who": names.get(row.lead.owner_id, "")})


def _round(work: Work, view: View, mine: Any) -> Batch:
    """On a working day, for who has open leads and may say so: that the register waits for its daily look."""
    calendar = calendars.calendar_around(view.today, str(work.settings["time_zone"]))
    nothing = Batch(Group.DUE, (), 0)
    if not (calendar.is_working_day(view.today) and work.may(Right.ENTER_CLIENTS)):
        return nothing
    by_me = work.visible(LeadRound).where(LeadRound.by == work.me.id).order_by(LeadRound.on.desc()).first()
    if by_me is not None and by_me.on >= view.today:
        return nothing
    number = int(mine.count())
    if not number:
        return nothing
    below = Said(N_("Last looked through: {day}"), {"day": f"{by_me.on:%Y-%m-%d}"}) if by_me is not None else ""
    said = Said(N_("You have not looked through your leads today: {n} are open"), {"n": number})
    row = Row(("lead_round",), "eye", said, "", (PAGE, None), Deed.LOOK_LEADS, (), below)
    return Batch(Group.DUE, (row,), 1)
