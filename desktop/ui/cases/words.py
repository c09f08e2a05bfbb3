"""How cases, their steps and the lines of their timeline are said, in lists and on their page."""

from datetime import datetime

from desktop.i18n import _
from desktop.rules import cases as rules
from desktop.rules.cases import CaseKind, EntryKind, PauseReason, RemedyKind, Step
from desktop.rules.deadlines import Kind
from desktop.services.case_views import CaseView, EntryLine
from desktop.services.cases import CaseLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.clocks import span
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import amount, day, moment


def kind_word(kind: CaseKind | CaseLine) -> str:
    """A shipped kind's word, or what the office calls its own."""
    key, label = (kind.key, kind.label) if isinstance(kind, CaseKind) else (kind.kind, kind.kind_label)
    return _(label) if key in rules.SHIPPED else label


def limit_word(kind: CaseKind) -> str:
    if not kind.amount:
        return _("no limit")
    if kind.clock is Kind.WORKING_DAYS:
        return _("{n} working days").format(n=kind.amount)
    words = _("{h} working hours") if kind.clock is Kind.WORKING_HOURS else _("{h} hours")
    return words.format(h=kind.amount // 60)


def columns() -> list[Column]:
    return [
        Column("whom", _("Client"), 156, Fit.WHOLE, sortable=False, fixed=True),
        Column("what", _("About"), 190, sortable=False),
        Column("clock", _("Due"), 150, Fit.WHOLE, sortable=False),
        Column("handler", _("Handled by"), 110, Fit.WHOLE, sortable=False),
    ]


def row_of(line: CaseLine, now: datetime) -> Row:
    mark = _("adverse event") if line.adverse else ""
    about = f"{kind_word(line)} · {_(line.step.label)}"
    return Row(line.id, (
        Cell(line.whom, bold=True, below=line.number),
        Cell(line.subject, below=about, mark=mark, mark_tone=Tone.BAD, mark_icon="triangle-alert" if mark else ""),
        _clock(line, now), Cell(line.handler_name, below=line.department),
    ))  # fmt: skip


def _clock(line: CaseLine, now: datetime) -> Cell:
    if line.closed_at is not None:
        return Cell(_("Case closed"), Tone.GOOD, icon="check", below=moment(line.closed_at))
    if line.step is Step.CALL_BACK:
        on = line.callback_on
        assert on is not None
        tone = Tone.BAD if on < today() else Tone.WARN if on == today() else Tone.NOTE
        return Cell(_("Call-back"), tone, icon="phone", below=day(on))
    if line.paused:
        return Cell(_("Paused"), Tone.NOTE, icon="clock", below=_("the clock stands"))
    if line.due_at is None:
        return Cell(_("no limit"), Tone.NOTE, below=_("since {day}").format(day=moment(line.recorded_at)))
    left = (line.due_at - now).total_seconds()
    if left < 0:
        return Cell(_("{span} over").format(span=span(-left)), Tone.BAD, icon="triangle-alert",
                    below=moment(line.due_at))  # fmt: skip
    return Cell(_("{span} left").format(span=span(left)), Tone.WARN if line.level else Tone.GOOD, icon="clock",
                below=moment(line.due_at))  # fmt: skip


def steps_said(line: CaseLine, calls_back: bool) -> str:
    """`✓ 向客户承诺 → ▶ 调查与原因 → 解决办法 …`: a mark as well as the order tells what is done."""
    steps = rules.steps_of(line.flow, calls_back)
    at = steps.index(line.step) if line.step in steps else len(steps) - 1
    said = []
    for number, step in enumerate(steps):
        mark = "✓\u00a0" if number < at or line.step is Step.CLOSED else "▶\u00a0" if number == at else ""
        said.append(f"{mark}{_(step.label)}")
    return " → ".join(said)


def facts(view: CaseView) -> list[str]:
    line = view.line
    said = [_("Recorded {moment} by {who}, {channel}").format(moment=moment(line.recorded_at), who=view.recorded_by,
                                                             channel=_(view.channel.label))]  # fmt: skip
    if line.client is None:
        said.append(_("Nobody has a file yet: {who} {phone}").format(who=line.whom, phone=view.phone).rstrip())
    said.append(_("Handled by {who} {department}").format(who=line.handler_name, department=line.department).rstrip())
    if view.other is not None and view.clock is not None:
        other = _("by the clock") if view.clock.rule.kind is Kind.WORKING_HOURS else _("by working hours")
        said.append(_("The same limit {how}: {moment}").format(how=other, moment=moment(view.other)))
    if view.cause:
        said.append(_("Cause: {cause}").format(cause=view.cause))
    if line.callback_on is not None and line.open:
        who = view.calls_back or _("whoever did not handle it")
        said.append(_("Call back on {day}: {who}").format(day=day(line.callback_on), who=who))
    if view.report_until is not None:
        said.append(_("Report on the skipped level until {moment}").format(moment=moment(view.report_until)))
    return said


def entry_head(one: EntryLine) -> str:
    """Who, when, and what it is."""
    what = _(one.kind.label)
    if one.kind is EntryKind.STEP and one.step is not None:
        what = _(one.step.label) if one.good else _("{step}: the client says no").format(step=_(one.step.label))
    elif one.kind is EntryKind.PASSED and one.step is Step.CALL_BACK:
        what = _("Call-back passed to a colleague")
    elif one.kind is EntryKind.PAUSED:
        why = _word(PauseReason, one.detail)
        words = _("{what}: {why}, until {moment}") if one.ended_at is not None else _("{what}: {why}, still")
        what = words.format(what=what, why=why, moment=moment(one.ended_at) if one.ended_at is not None else "")
    elif one.kind is EntryKind.REMEDY:
        given = _("given {moment}").format(moment=moment(one.ended_at)) if one.ended_at else _("not given yet")
        worth = f" ¥{amount(one.amount)}" if one.amount else ""
        what = f"{what}: {_word(RemedyKind, one.detail)}{worth}, {given}"
    elif one.kind is EntryKind.HELP and one.ended_at is None:
        what = _("{what}, not answered yet").format(what=what)
    if one.person_name:
        what = f"{what} → {one.person_name}"
    return f"{moment(one.at)} · {one.by} · {what}"


def _word(words: type[PauseReason] | type[RemedyKind], value: str) -> str:
    # an erasure empties it
    return _(words.of(value).label) if value else ""
