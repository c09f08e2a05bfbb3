"""The rows of the page of care: events, and who was invited to one."""

from desktop.i18n import _
from desktop.rules.events import Answer
from desktop.services.events import EventLine, InvitationLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import amount, badge_letter, day


def event_columns() -> list[Column]:
    return [
        Column("on", _("Date"), 140, Fit.WHOLE, sortable=False),
        Column("title", _("Name of the event"), 260, Fit.WHOLE, sortable=False, fixed=True),
        Column("kind", _("Kind of event"), 100, Fit.WHOLE, sortable=False),
        Column("place", _("Place"), 160, sortable=False),
        Column("invited", _("Invited"), 76, Fit.WHOLE, right=True, sortable=False),
        Column("accepted", _("Accepted"), 84, Fit.WHOLE, right=True, sortable=False),
        Column("came", _("Came"), 76, Fit.WHOLE, right=True, sortable=False),
        Column("cost", _("Cost (¥)"), 116, Fit.WHOLE, right=True, sortable=False),
    ]


def event_row(line: EventLine) -> Row:
    numbers = (str(count or "") for count in (line.invited, line.accepted, line.attended))
    return Row(line.id, (day(line.on), Cell(line.title, bold=True), _(line.kind.label), line.place, *numbers,
                         amount(line.cost)))  # fmt: skip


def invitation_columns() -> list[Column]:
    return [
        Column("class", _("Class"), 62, badge=True, sortable=False),
        Column("name", _("Name"), 220, Fit.WHOLE, sortable=False, fixed=True),
        Column("code", _("Code"), 110, Fit.WHOLE, sortable=False),
        Column("answer", _("Answer"), 160, Fit.WHOLE, sortable=False),
        Column("came", _("Came"), 130, Fit.WHOLE, sortable=False),
        Column("guests", _("Companions"), 96, Fit.WHOLE, right=True, sortable=False),
        Column("note", _("Note"), 210, sortable=False),
    ]


_ANSWERS = {
    Answer.OPEN: (Tone.NOTE, "circle-question-mark"),
    Answer.YES: (Tone.GOOD, "check"),
    Answer.NO: (Tone.NOTE, "x"),
}


def invitation_row(line: InvitationLine) -> Row:
    tone, mark = _ANSWERS[line.answer]
    came: str | Cell = ""
    if line.attended is not None:
        came = Cell(_("Came"), Tone.GOOD, "circle-check") if line.attended else Cell(_("Did not come"), icon="circle-x")
    name = Cell(line.name, bold=True, mark=risk_word(line.risk), mark_tone=risk_tone(line.risk),
                mark_icon=risk_icon(line.risk))  # fmt: skip
    return Row(line.id, (badge_letter(line.client_class), name, line.code, Cell(_(line.answer.label), tone, mark), came,
                         str(line.guests or ""), line.note))  # fmt: skip
