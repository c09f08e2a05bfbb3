"""Columns and rows of the ledger of title deeds."""

from desktop.i18n import _, _n
from desktop.rules.deeds import Movement
from desktop.services.deeds import LedgerLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day


def ledger_columns() -> list[Column]:
    return [
        Column("slot", _("Slot"), 104, Fit.WHOLE, sortable=False),
        Column("name", _("Name"), 230, Fit.WHOLE, sortable=False, fixed=True),
        Column("number", _("Deed no."), 236, Fit.WHOLE, sortable=False),
        Column("count", _("Count"), 56, right=True, sortable=False),
        Column("client", _("Client"), 196, Fit.WHOLE, sortable=False),
        Column("state", _("Where it is"), 240, Fit.WHOLE, sortable=False),
    ]


def ledger_row(line: LedgerLine) -> Row:
    deed = line.entry.line
    slot = Cell(line.slot or "—", below=_("seal {number}").format(number=line.seal) if line.seal else "")
    below = " · ".join(part for part in (_(deed.kind.label), line.entry.owner, line.entry.about) if part)
    name = Cell(deed.name, bold=True, below=below)
    whose = Cell(line.client_name or _("The office itself"),
                 below=" · ".join(part for part in (line.client_code, line.file_number) if part))  # fmt: skip
    return Row(line.id, (slot, name, deed.number, str(deed.count), whose, _state(line)))


def _state(line: LedgerLine) -> str | Cell:
    waiting = line.waiting
    if waiting is not None:
        said = _n("waits for {n} more person", "waits for {n} more people", waiting.missing).format(n=waiting.missing)
        seen = _("{movement} · seen by {names}").format(movement=_(waiting.movement.label),
                                                        names=_(", ").join(waiting.vouched))  # fmt: skip
        return Cell(said, Tone.WARN, icon="clock", below=seen)
    if line.gone:
        return Cell(_("Given back to its owner"), Tone.NOTE, icon="arrow-right")
    if line.due_on is not None:
        if line.late:
            late = _("out, overdue since {day}").format(day=day(line.due_on))
            return Cell(late, Tone.BAD, icon="circle-alert", below=line.out_to)
        return Cell(_("out until {day}").format(day=day(line.due_on)), icon="arrow-up", below=line.out_to)
    if line.here:
        return Cell(_("In the safe"), Tone.GOOD, icon="check")
    return Cell(_("Listed, not taken in yet"), Tone.NOTE, icon="clipboard-list")


def is_listed(line: LedgerLine) -> bool:
    """Listed for the hand-over and never moved yet."""
    return line.waiting is None and not line.here and line.due_on is None and not line.gone


def in_order(line: LedgerLine) -> tuple[object, ...]:
    """What waits for somebody first, then what is to be taken in, what is late, and all others by slot."""
    urgency = 0 if line.waiting is not None else 1 if is_listed(line) else 2 if line.late else 3
    return (urgency, line.slot, line.entry.line.name, line.entry.line.number)


def described(line: LedgerLine) -> str:
    """A deed as it is compared: by name, number and count."""
    deed = line.entry.line
    return _("{name} · no. {number} · count {n}").format(name=deed.name, number=deed.number, n=deed.count)


def fits(line: LedgerLine, movement: Movement) -> bool:
    """Whether a deed can be moved so from where it is now."""
    if line.waiting is not None:
        return False
    if movement is Movement.TAKEN_IN:
        return is_listed(line)
    return line.due_on is not None if movement is Movement.BACK else line.here > 0
