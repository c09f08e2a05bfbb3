"""How leads and the entries of their history are said, in the list and beside it."""

from desktop.i18n import _
from desktop.rules.leads import EntryKind, State
from desktop.services.lead_lists import EntryLine, LeadLine, LeadView
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.phrases import day, moment
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import Tone

TONES = {State.NEW: (Tone.WARN, "circle-alert"), State.TRIED: (Tone.WARN, "phone"),
         State.IN_TOUCH: (Tone.GOOD, "message-circle"), State.CONVERTED: (Tone.GOOD, "check"),
         State.LOST: (Tone.NOTE, "x")}  # fmt: skip


def columns() -> list[Column]:
    return [
        Column("name", _("Lead"), 156, Fit.WHOLE, sortable=False, fixed=True),
        Column("wish", _("Wish"), 184, sortable=False),
        Column("state", _("Contact so far"), 124, Fit.WHOLE, sortable=False),
        Column("next", _("Next step"), 144, Fit.WHOLE, sortable=False),
        Column("owner", _("Owner"), 84, Fit.WHOLE, sortable=False),
    ]


def row_of(line: LeadLine) -> Row:
    tone, icon = TONES[line.state]
    came = f"{_(line.source.label)} · {day(local(line.received_at).date())}"
    return Row(line.id, (
        Cell(line.name, bold=True, below=line.unit or line.phone), Cell(line.wish, below=came),
        Cell(_(line.state.label), tone, icon=icon), _next(line), line.owner_name,
    ))  # fmt: skip


def _next(line: LeadLine) -> Cell:
    if line.state in (State.CONVERTED, State.LOST):
        return Cell("")
    if line.next_on is None:
        return Cell(_("nothing planned"), Tone.NOTE)
    if line.late:
        return Cell(day(line.next_on), Tone.BAD, icon="triangle-alert", below=_("Overdue"))
    return Cell(day(line.next_on), Tone.WARN if line.next_on == today() else Tone.NOTE, icon="calendar-days",
                below=_("today") if line.next_on == today() else "")  # fmt: skip


def facts(view: LeadView) -> list[str]:
    line = view.line
    who = " · ".join(part for part in (line.unit, line.phone, view.email) if part)
    came = _("{source}, {moment}").format(source=_(line.source.label), moment=moment(line.received_at))
    said = [*([who] if who else []), came, _("Owner: {name}").format(name=line.owner_name)]
    if view.stay_minutes is not None:
        said.append(_("Stayed on our page for {n} min").format(n=view.stay_minutes))
    if view.invited_at is not None:
        said.append(_("Invited again {moment}").format(moment=moment(view.invited_at)))
    if line.state is State.LOST:
        said.append(_("Given up: {why}").format(why=view.lost_reason))
    if line.state is State.CONVERTED and view.client is None:
        said.append(_("Became a client whose file you don't see."))
    return said


def entry_head(one: EntryLine) -> str:
    """When, who and what it is: `12月1日 周二 10:20 · 李娜 · 留言，在线客服`."""
    if one.kind is EntryKind.PLAN and one.plan is not None:
        on = day(one.on) if one.on is not None else ""
        return " · ".join(part for part in (on, _(one.plan.label), _("by {name}").format(name=one.by)) if part)
    channel = f", {_(one.channel.label)}" if one.channel is not None else ""
    return f"{moment(one.at)} · {one.by} · {_(one.kind.label)}{channel}"


def outcome(one: EntryLine) -> str:
    if one.done_at is None:
        return ""
    return _("→ {result} ({who}, {moment})").format(result=one.result, who=one.done_by, moment=moment(one.done_at))
