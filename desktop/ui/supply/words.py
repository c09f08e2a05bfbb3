"""How supply channels and what happened to them are said."""

from desktop.i18n import _
from desktop.rules.supply import ChannelState, EventKind
from desktop.services.supply_views import ChannelLine, EventLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day, moment

_LOOKS = {
    ChannelState.RUNNING: ("check", Tone.GOOD),
    ChannelState.BACKUP: ("refresh-cw", Tone.WARN),
    ChannelState.FAULTY: ("triangle-alert", Tone.BAD),
}


def columns() -> list[Column]:
    return [
        Column("name", _("Supply channel"), 160, Fit.WHOLE, sortable=False, fixed=True),
        Column("supplier", _("Supplier"), 180, Fit.WHOLE, sortable=False),
        Column("backup", _("Backup supplier"), 170, Fit.WHOLE, sortable=False),
        Column("state", _("How it stands"), 150, Fit.WHOLE, sortable=False),
    ]


def row_of(line: ChannelLine) -> Row:
    entry, (icon, tone) = line.entry, _LOOKS[line.state]
    since = _("since {day}").format(day=day(local(line.since).date())) if line.since is not None else ""
    in_use = _("supplies now")
    return Row(line.id, (
        Cell(entry.name, bold=True, below=entry.goods),
        Cell(entry.supplier, below=" ".join(part for part in (entry.contact, entry.phone) if part)),
        Cell(entry.backup or "—", below=" ".join(part for part in (entry.backup_contact, entry.backup_phone) if part),
             mark=in_use if line.on_backup else "", mark_tone=Tone.NOTE),
        Cell(_(line.state.label), tone, icon=icon, below=since),
    ))  # fmt: skip


def event_head(one: EventLine) -> str:
    """When, who, and what it is."""
    what = _(one.kind.label)
    if one.kind is EventKind.SWITCH:
        to = _("to the backup") if one.to_backup else _("back to the supplier")
        what = f"{what}: {to}"
    if one.person_name:
        what = f"{what} → {one.person_name}"
    if one.open:
        waits = _("not put right yet") if one.kind is EventKind.FAULT else _("not answered yet")
        what = f"{what} · {waits}"
    return f"{moment(one.at)} · {one.by} · {what}"


def event_end(one: EventLine) -> str:
    """How it ended, and by whom."""
    if one.ended_at is None:
        return ""
    head = _("Put right") if one.kind is EventKind.FAULT else _("Instruction")
    return f"{head} · {moment(one.ended_at)} · {one.ended_by}: {one.answer}"
