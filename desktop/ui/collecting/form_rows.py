"""The rows of the list of forms: who has each, until when, where it stands, and what is done next."""

from collections.abc import Mapping
from datetime import datetime

from desktop.i18n import _
from desktop.rules.calendars import clock
from desktop.rules.collecting import Timing, form_mark
from desktop.rules.collection_forms import NEXT, FormState, Step
from desktop.services.collecting import FormLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.clocks import hour, left, span
from desktop.ui.kit.phrases import day, listed, moment
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import Tone

LOOKS: Mapping[FormState, tuple[str, Tone]] = {
    FormState.DUE: ("inbox", Tone.WARN),
    FormState.OUT: ("arrow-right", Tone.ACCENT),
    FormState.COLLECTING: ("user", Tone.ACCENT),
    FormState.MISSING: ("triangle-alert", Tone.BAD),
    FormState.VOID: ("ban", Tone.WARN),
    FormState.BACK: ("check", Tone.PLAIN),
    FormState.ENTERED: ("circle-check", Tone.GOOD),
    FormState.LOST: ("circle-x", Tone.BAD),
}
NEXT_COLUMN = 6


def columns() -> list[Column]:
    return [
        Column("form", _("Form"), 112, Fit.WHOLE, sortable=False, fixed=True),
        Column("client", _("Client"), 178, Fit.WHOLE, sortable=False, fixed=True),
        Column("meal", _("Meal"), 164, Fit.WHOLE, sortable=False),
        Column("who", _("With"), 150, Fit.WHOLE, sortable=False),
        Column("due", _("Due"), 162, Fit.WHOLE, sortable=False),
        Column("state", _("State"), 150, Fit.WHOLE, sortable=False),
        Column("next", _("Next step"), 150, Fit.WHOLE, sortable=False, fixed=True),
    ]


def row_of(line: FormLine, now: datetime, steps: frozenset[Step]) -> Row:
    """`steps` are those that this person may do."""
    icon, tone = LOOKS[line.state]
    given = line.given
    number = form_mark(given.number) if given is not None else "–"
    why = listed(_(reason.label) for reason in line.why)
    client = Cell(line.client or _("Client not shown"), bold=bool(line.client), below=why)
    meal = Cell(
        line.place or _("no place"), below=" ".join(part for part in (_day(line), line.meal, clock(line.at)) if part)
    )
    step = next_of(line, steps)
    return Row(line.key, (
        Cell(number, bold=True, below=_issued(line)), client, meal, _who(line), _due(line, now),
        Cell(_(line.state.label), tone, icon, below=_below(line)),
        Cell(_(step.label), Tone.ACCENT, "chevron-right") if step is not None else "",
    ))  # fmt: skip


def is_out(line: FormLine) -> bool:
    """Of one typed in as well: somebody still has the paper, and owes it."""
    return line.given is not None and line.given.back_at is None


def is_open(line: FormLine) -> bool:
    return is_out(line) or line.state not in (FormState.ENTERED, FormState.LOST)


def next_of(line: FormLine, steps: frozenset[Step]) -> Step | None:
    step = NEXT.get(line.state)
    if line.state is FormState.ENTERED and is_out(line) and Step.HAND_IN in steps:
        step = Step.HAND_IN
    if step is None or step not in steps or line.client_id is None:
        return None
    return step


def _day(line: FormLine) -> str:
    return "" if line.on == today() else day(line.on)


def _issued(line: FormLine) -> str:
    given = line.given
    if given is None:
        return ""
    words = hour(given.out_at)
    return words if given.timing is Timing.IN_TIME else f"{words} {_(given.timing.label)}"


def _who(line: FormLine) -> Cell | str:
    if line.given is None:
        return ""
    if not line.collector:
        return Cell(line.given.leader, below=_("no collector yet"))
    return Cell(line.collector, below=_("from {leader}").format(leader=line.given.leader) if line.given.leader else "")


def _due(line: FormLine, now: datetime) -> Cell | str:
    due, given = line.due, line.given
    if given is not None and given.back_at is not None:
        late = given.due is not None and line.came_late
        over = span((given.back_at - given.due).total_seconds()) if late and given.due is not None else ""
        return Cell(moment(given.back_at), Tone.WARN if late else Tone.PLAIN, "clock" if late else "",
                    below=_("{span} late").format(span=over) if late else _("in time"))  # fmt: skip
    if due is None:
        return Cell(_("after the bill"), Tone.NOTE) if line.state is FormState.DUE else ""
    words, tone = left(due, now)
    at = hour(due) if line.on == today() else moment(due)
    shown = _("out by {at}").format(at=at) if given is None else at
    return Cell(shown, tone, "triangle-alert" if tone is Tone.BAD else "",
                below=words)  # fmt: skip


def _below(line: FormLine) -> str:
    if line.state is FormState.ENTERED and line.entered_at is not None:
        who = _("recorded for, by {name}") if line.recorded_for else _("by {name}")
        return who.format(name=line.entered_by) if line.entered_by else ""
    if line.state is FormState.LOST and line.given is not None:
        return line.given.note
    return _(line.booked.label) if line.state is FormState.VOID else ""
