"""Columns and rows of inspections and of what they found, and how their plan is said."""

from desktop.i18n import _, _n
from desktop.rules.inspections import FindingState, Planned
from desktop.services.inspections import FindingLine, InspectionLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day


def inspection_columns() -> list[Column]:
    return [
        Column("held", _("Held on"), 128, Fit.WHOLE, sortable=False, fixed=True),
        Column("open", _("Findings"), 150, sortable=False),
    ]


def inspection_row(line: InspectionLine) -> Row:
    n = len(line.findings)
    words = _n("{n} finding", "{n} findings", n).format(n=n) if n else _("nothing found")
    if line.late:
        found = Cell(_("{n} late").format(n=line.late), Tone.BAD, icon="triangle-alert", below=words)
    elif line.open:
        found = Cell(_("{n} open").format(n=line.open), Tone.WARN, icon="clock", below=words)
    else:
        found = Cell(_("Settled") if n else words, Tone.GOOD, icon="check", below=words if n else "")
    return Row(line.id, (Cell(day(line.held_on), bold=True, below=_(line.kind.label)), found))


def finding_columns() -> list[Column]:
    return [
        Column("what", _("What was found"), 230, Fit.WHOLE, sortable=False, fixed=True),
        Column("fixer", _("Put right by"), 150, Fit.WHOLE, sortable=False),
        Column("state", _("How it stands"), 160, Fit.WHOLE, sortable=False),
        Column("how", _("How it was put right"), 220, sortable=False),
    ]


def finding_row(line: FindingLine) -> Row:
    below = _("until {day}").format(day=day(line.due_on))
    return Row(line.id, (Cell(line.what, below=line.number), Cell(line.fixed_by or line.fixer_name, below=below),
                         _state(line), Cell(line.fixing, below=line.checking)))  # fmt: skip


def _state(line: FindingLine) -> Cell:
    if line.late:
        late = _n("{n} day late", "{n} days late", line.late).format(n=line.late)
        return Cell(late, Tone.BAD, icon="triangle-alert", below=_back(line))
    if line.state is FindingState.SETTLED:
        assert line.checked_at is not None
        when = _("{day}, {who}").format(day=day(local(line.checked_at).date()), who=line.checked_by)
        return Cell(_(line.state.label), Tone.GOOD, icon="check", below=when)
    tone, icon = (Tone.ACCENT, "eye") if line.state is FindingState.FIXED else (Tone.WARN, "clock")
    return Cell(_(line.state.label), tone, icon=icon, below=_back(line))


def _back(line: FindingLine) -> str:
    n = line.sent_back
    return _n("sent back {n} time", "sent back {n} times", n).format(n=n) if n else ""


def facts(line: InspectionLine) -> list[str]:
    said = [_("Inspected by {who}; noted by {noted}").format(who=line.inspectors, noted=line.entered_by),
            _("Looked at: {what}").format(what=line.looked_at)]  # fmt: skip
    return [*said, line.summary] if line.summary else said


def planned(one: Planned) -> tuple[str, Tone]:
    """`内部检查：下次应在 2026-08-06 之前`."""
    kind = _(one.kind.label)
    if one.due is None:
        return _("{kind}: not planned").format(kind=kind), Tone.NOTE
    said = _("{kind}: due by {day}").format(kind=kind, day=day(one.due))
    return said, Tone.BAD if one.due < today() else Tone.NOTE
