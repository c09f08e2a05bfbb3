"""Columns and rows of what is due, of what is held, and of destruction lists with their entries."""

from desktop.i18n import _, _n
from desktop.rules.retention import ListState, Verdict
from desktop.services.destruction import ItemLine, ListLine
from desktop.services.retention import DueLine, HoldLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day, moment


def due_columns() -> list[Column]:
    return [
        Column("title", _("What it is"), 270, Fit.WHOLE, sortable=False, fixed=True),
        Column("client", _("Client"), 200, Fit.WHOLE, sortable=False),
        Column("until", _("Kept until"), 130, Fit.WHOLE, sortable=False),
        Column("sheets", _("Paper sheets"), 96, right=True, sortable=False),
        Column("state", _("What keeps it"), 340, sortable=False),
    ]


def due_row(line: DueLine) -> Row:
    title = Cell(line.title, bold=True, icon="archive" if line.subject.file is not None else "file-text",
                 below=line.number)  # fmt: skip
    until = Cell(line.kept_until.isoformat(), below=_(line.term.label))
    return Row(line.subject, (title, whose(line.client_name, line.client_code), until,
                              str(line.sheets) if line.sheets else "", _state(line)))  # fmt: skip


def whose(name: str, code: str = "") -> Cell:
    return Cell(name or _("The office itself"), below=code)


def hindered(line: DueLine) -> list[str]:
    """What keeps it, each in a sentence."""
    return [str(each.sentence) for each in line.hindered]


def _state(line: DueLine) -> Cell:
    said = hindered(line)
    if not said:
        return Cell(_("Nothing: it may be put on a list"), Tone.GOOD, icon="check")
    more = _("and {n} more").format(n=len(said) - 1) if len(said) > 1 else ""
    return Cell(said[0], Tone.WARN, icon="lock", below=more)


def hold_columns() -> list[Column]:
    return [
        Column("title", _("What it is"), 270, Fit.WHOLE, sortable=False, fixed=True),
        Column("client", _("Client"), 200, Fit.WHOLE, sortable=False),
        Column("reason", _("Why it is held"), 280, sortable=False),
        Column("by", _("Held by"), 150, Fit.WHOLE, sortable=False),
        Column("lifted", _("Lifted"), 200, sortable=False),
    ]


def hold_row(line: HoldLine) -> Row:
    title = Cell(line.title, bold=True, icon="archive" if line.file is not None else "file-text", below=line.number)
    lifted: str | Cell = Cell(_("in force"), Tone.WARN, icon="lock")
    if line.lifted_at is not None:
        lifted = Cell(_("{day}, {who}").format(day=day(line.lifted_at.date()), who=line.lifted_by), Tone.NOTE,
                      icon="lock-open", below=line.lifting)  # fmt: skip
    return Row(line.id, (title, whose(line.client_name), line.reason, Cell(line.by, below=moment(line.at)), lifted))


_TONES = {
    ListState.APPRAISING: (Tone.WARN, "eye"), ListState.OPINIONS: (Tone.WARN, "clock"),
    ListState.APPROVED: (Tone.ACCENT, "check"), ListState.CARRIED_OUT: (Tone.NOTE, "trash-2"),
    ListState.STOPPED: (Tone.NOTE, "ban"),
}  # fmt: skip


def list_columns() -> list[Column]:
    return [Column("number", _("List no."), 130, Fit.WHOLE, sortable=False, fixed=True),
            Column("state", _("State"), 180, Fit.WHOLE, sortable=False)]  # fmt: skip


def list_row(line: ListLine) -> Row:
    tone, icon = _TONES[line.state]
    count = _n("{n} entry", "{n} entries", line.items).format(n=line.items)
    return Row(line.id, (Cell(line.number, bold=True, below=count),
                         Cell(_(line.state.label), tone, icon=icon, below=_step(line))))  # fmt: skip


def _step(line: ListLine) -> str:
    """What the list waits for, or when it ended."""
    if line.state is ListState.APPRAISING:
        if line.open:
            return _n("{n} entry still open", "{n} entries still open", line.open).format(n=line.open)
        return _("all judged")
    if line.state is ListState.APPROVED and line.not_before is not None:
        return _("from {day} on").format(day=day(line.not_before))
    return day(local(line.carried_out_at).date()) if line.carried_out_at is not None else ""


def facts(line: ListLine) -> list[str]:
    """Who did what of a list, one sentence each."""
    said = [_("Made by {who}, {when}").format(who=line.made_by, when=moment(line.made_at))]
    if line.approved_at is not None:
        said.append(_("Approved by {who}, {when}").format(who=line.approved_by or "—", when=moment(line.approved_at)))
    if line.state is ListState.APPROVED and line.not_before is not None:
        said.append(_("It may be carried out from {day} on").format(day=day(line.not_before)))
    if line.watched_by:
        said.append(_("Watched by {names}").format(names=listed(line.watched_by)))
    if line.carried_out_at is not None:
        said.append(_("Carried out {when}").format(when=moment(line.carried_out_at)))
    return [*said, line.note] if line.note else said


def item_columns() -> list[Column]:
    return [
        Column("title", _("What it is"), 200, Fit.WHOLE, sortable=False, fixed=True),
        Column("client", _("Client"), 180, Fit.WHOLE, sortable=False),
        Column("until", _("Kept until"), 104, Fit.WHOLE, sortable=False),
        Column("said", _("Appraised as"), 150, Fit.WHOLE, sortable=False),
        Column("outcome", _("Outcome"), 118, Fit.WHOLE, sortable=False),
    ]


def item_row(line: ItemLine) -> Row:
    title = Cell(line.title, bold=True, icon="archive" if line.subject.file is not None else "file-text",
                 below=line.number)  # fmt: skip
    until = Cell(line.kept_until.isoformat() if line.kept_until is not None else "", below=_(line.term.label))
    said = [_("{name}: {verdict}").format(name=name, verdict=_(verdict.label)) for name, verdict in line.verdicts]
    judged = Cell(
        said[0] if said else _("not judged yet"), Tone.PLAIN if said else Tone.NOTE, below="、".join(said[1:])
    )
    return Row(line.id, (title, line.client_name or _("The office itself"), until, judged, _outcome(line)))


def _outcome(line: ItemLine) -> str | Cell:
    if line.destroyed_at is not None:
        return Cell(_("Destroyed"), Tone.BAD, icon="trash-2")
    if line.agreed is None:
        return Cell(_("a second person judges") if line.mine is not None else _("open"), Tone.NOTE, icon="clock")
    if line.agreed is Verdict.DESTROY:
        return Cell(_(line.agreed.label), Tone.BAD, icon="trash-2")
    below = line.kept_to.isoformat() if line.agreed is Verdict.EXTEND and line.kept_to is not None else ""
    return Cell(_(line.agreed.label), Tone.GOOD, icon="check", below=below)
