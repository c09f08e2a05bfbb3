"""How a contact stands in a list: when, with whom, about what, by which way."""

from datetime import UTC, datetime

from desktop.i18n import _
from desktop.rules.contacts import Direction
from desktop.services.contact_lists import ListedContact
from desktop.services.contacts import ContactLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.marked import mark_words
from desktop.ui.kit.phrases import day, moment
from desktop.ui.kit.risk import named
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import Tone

ICONS = {"phone": "phone", "chat": "message-circle", "sms": "message-circle", "email": "mail", "letter": "mail",
         "visit": "map-pin", "in_person": "users", "fax": "printer", "social": "users-round",
         "files": "paperclip"}  # fmt: skip


def contact_columns() -> list[Column]:
    return [
        Column("at", _("When"), 112, Fit.WHOLE, sortable=False),
        Column("client", _("Client"), 160, Fit.WHOLE, sortable=False),
        Column("subject", _("What about"), 240, sortable=False),
        Column("channel", _("Channel"), 152, Fit.WHOLE, sortable=False),
        Column("staff", _("Who"), 80, Fit.WHOLE, sortable=False),
    ]


def contact_row(listed: ListedContact) -> Row:
    line, at = listed.line, local(listed.line.at)
    came = line.direction is Direction.IN
    return Row(line.id, (
        Cell(day(at.date()), below=f"{at:%H:%M}"),
        named(listed.name, listed.risk, listed.code),
        Cell(subject_of(line), bold=True, below=below_of(line), locked=line.locked is not None, **_next(line)),
        Cell(_(line.channel.label), icon=ICONS.get(line.channel.value, "message-circle"),
             below=_("From the client") if came else _("From us")),
        line.staff,
    ))  # fmt: skip


def subject_of(line: ContactLine) -> str:
    return mark_words(line.mark) or line.subject


def below_of(line: ContactLine) -> str:
    # short beside the word that says how it stands
    if line.waits:
        return _("by {moment}").format(moment=moment(line.answer_due)) if line.answer_due is not None else ""
    if is_late(line):
        return day(line.next_on) if line.next_on is not None else ""
    if line.open_step:
        return _("Next: {step}").format(step=step_words(line))
    return (line.content or line.result).replace("\n", " ")


def is_late(line: ContactLine) -> bool:
    return line.open_step and line.next_on is not None and line.next_on < today()


def step_words(line: ContactLine) -> str:
    """`送菜单 · 7月20日 周一 · 周敏`."""
    on = day(line.next_on) if line.next_on is not None else ""
    return " · ".join(part for part in (mark_words(line.mark) or line.next_step, on, line.next_for) if part)


def about_of(line: ContactLine) -> str:
    """When, by which way, from whom, by whom."""
    came = _("the client contacted us") if line.direction is Direction.IN else ""
    by = _("entered by {name}").format(name=line.entered_by) if line.entered_by != line.staff else ""
    return " · ".join(part for part in (moment(line.at), _(line.channel.label), came, line.staff, by) if part)


def standing(line: ContactLine) -> tuple[str, Tone, str] | None:
    """What is open about it and presses most: a word with its tone and icon."""
    if line.waits:
        if line.answer_due is not None and line.answer_due < datetime.now(UTC):
            return _("Answer overdue"), Tone.BAD, "clock"
        return _("Waits for an answer"), Tone.WARN, "clock"
    return (_("Overdue"), Tone.BAD, "clock") if is_late(line) else None


def _next(line: ContactLine) -> dict[str, object]:
    found = standing(line)
    return dict(zip(("mark", "mark_tone", "mark_icon"), found, strict=True)) if found is not None else {}
