"""How visits are said, in lists and beside them."""

from datetime import datetime

from desktop.i18n import _
from desktop.rules.reception import Grade, State, Treatment
from desktop.services.reception_desk import Habit
from desktop.services.visitors import Found, Source, VisitorLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.clocks import span
from desktop.ui.kit.search_box import Hit
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day

TONES = {State.WAITING: Tone.WARN, State.MET: Tone.GOOD, State.EXPECTED: Tone.ACCENT, State.REFUSED: Tone.BAD,
         State.LEFT: Tone.NOTE, State.CALLED_OFF: Tone.NOTE}  # fmt: skip
ICONS = {State.WAITING: "bell", State.MET: "circle-check", State.EXPECTED: "clock", State.REFUSED: "ban",
         State.LEFT: "log-out", State.CALLED_OFF: "x"}  # fmt: skip


def columns() -> list[Column]:
    return [
        Column("who", _("Visitor"), 190, Fit.WHOLE, sortable=False, fixed=True),
        Column("state", _("How it stands"), 180, Fit.WHOLE, sortable=False),
        Column("host", _("To see"), 100, Fit.WHOLE, sortable=False),
        Column("grade", _("Grade, badge"), 110, Fit.WHOLE, sortable=False),
    ]


def row_of(line: VisitorLine, now: datetime, of_day: bool = False) -> Row:
    """`of_day`: in the list of one day, whose date need not be said."""
    people = _("{n} people").format(n=line.heads) if line.heads > 1 else ""
    lacking = _("without a badge") if line.breach else ""
    below = " · ".join(part for part in (line.unit, line.purpose, people) if part)
    return Row(line.id, (
        Cell(line.name, bold=True, below=below, mark=lacking, mark_tone=Tone.BAD,
             mark_icon="triangle-alert" if lacking else ""),
        _state(line, now, of_day),
        Cell(line.receiver_name, below=_("for {name}").format(name=line.host_name) if line.stand_in_name
             else line.department),
        Cell(_(line.grade.label), Tone.BAD if line.grade is Grade.REFUSED else Tone.PLAIN, below=badge_word(line)),
    ))  # fmt: skip


def badge_word(line: VisitorLine) -> str:
    if not line.badge:
        return ""
    if not line.badge_out:
        return _("badge {badge} back").format(badge=line.badge)
    words = _("badge {badge} not back") if line.state is State.LEFT else _("badge {badge}")
    return words.format(badge=line.badge)


def at(moment: datetime, short: bool = False) -> str:
    """The time of day, with its day where that is not today."""
    there = local(moment)
    return f"{there:%H:%M}" if short or there.date() == today() else f"{day(there.date())} {there:%H:%M}"


def _state(line: VisitorLine, now: datetime, of_day: bool) -> Cell:
    word = _(line.state.label)
    below = ""
    tone = TONES[line.state]
    if line.state is State.EXPECTED and line.expected_at is not None:
        below = at(line.expected_at)
        if line.expected_at < now:
            word, tone = _("Not there yet"), Tone.WARN
    elif line.state is State.WAITING and line.came_at is not None:
        waited = (now - line.came_at).total_seconds() // 60 * 60
        below = at(line.came_at)
        if waited:
            below = _("since {time}, {span}").format(time=below, span=span(waited))
        if line.answered_at is not None:
            word = _("Host is coming")
    elif line.came_at is not None:
        below = at(line.came_at, of_day)
        if line.left_at is not None and line.state is not State.REFUSED:
            below = f"{below} – {at(line.left_at, of_day)}"
    return Cell(word, tone, icon=ICONS[line.state], below=below)


def head(line: VisitorLine) -> str:
    return f"{line.name} · {line.unit}" if line.unit else line.name


def treatment_said(treatment: Treatment) -> list[tuple[str, str]]:
    told = ((_("Where"), treatment.place), (_("Offered"), treatment.drink), (_("Accompanied by"), treatment.company))
    return [(name, _(value)) for name, value in told if value]


def grade_said(line: VisitorLine) -> str:
    """The grade with its reason: the rule's, or what somebody wrote who gave another."""
    if line.grade is line.proposed:
        return f"{_(line.grade.label)} – {_(line.why.label)}"
    return _("{grade} – {reason} (the rule says {proposed}: {why})").format(
        grade=_(line.grade.label), reason=line.grade_reason, proposed=_(line.proposed.label), why=_(line.why.label)
    )


def facts(line: VisitorLine) -> list[str]:
    said = [f"{_(line.kind.label)} · {_(line.rank.label)}"]
    if line.purpose:
        said.append(_("Comes for: {purpose}").format(purpose=line.purpose))
    if line.host_name:
        said.append(_("Visits {who} {department}").format(who=line.host_name, department=line.department).rstrip())
    if line.stand_in_name:
        why = f" ({line.stand_in_reason})" if line.stand_in_reason else ""
        said.append(_("Received by {who} instead{why}").format(who=line.stand_in_name, why=why))
    if line.expected_at is not None:
        who = line.planned_by or "?"
        said.append(_("Expected {moment}, announced by {who}").format(moment=at(line.expected_at), who=who))
    times = ((_("Came {time}"), line.came_at), (_("Host answered {time}"), line.answered_at),
             (_("With the host {time}"), line.met_at), (_("Left {time}"), line.left_at))  # fmt: skip
    said += [words.format(time=at(moment)) for words, moment in times if moment is not None]
    if line.reminders:
        said.append(_("The host was reminded {n} times").format(n=line.reminders))
    if line.phone:
        said.append(_("Phone {phone}").format(phone=line.phone))
    return said


def habit_said(habit: Habit) -> str:
    said = _("{label}: {value}").format(label=_(habit.label), value=habit.value)
    waits = "" if habit.stands else " · " + _("not verified")
    return f"{'⚠ ' if habit.warns else ''}{said}{waits}"


def hit_of(found: Found) -> Hit:
    if found.source is Source.EXPECTED:
        kind = _("expected {time}, {host}").format(time=at(found.at) if found.at else "", host=found.host_name)
    elif found.source is Source.INSIDE:
        kind = _("in the house, badge {badge}").format(badge=found.badge) if found.badge else _("in the house")
    else:
        kind = _("client")
    icon = {Source.EXPECTED: "clock", Source.INSIDE: "door-open", Source.CLIENT: "user"}[found.source]
    return Hit(found.source.value, found.id, found.name, found.detail, kind, icon, found.risk)
