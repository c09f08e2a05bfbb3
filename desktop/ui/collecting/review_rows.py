"""What of a value that waits for review is shown: its row, and all that speaks for it."""

from datetime import datetime

from desktop.i18n import _
from desktop.rules.calendars import clock
from desktop.rules.collecting import sheet_mark
from desktop.rules.collection_forms import Severity
from desktop.rules.review_meetings import Pace
from desktop.services.review_meetings import Fact, Meeting, Week
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.phrases import day, listed, moment
from desktop.ui.kit.risk import named
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import rivals_of, shown

PACES: dict[Pace, tuple[str, Tone]] = {
    Pace.KEPT: ("circle-check", Tone.GOOD), Pace.OPEN: ("clock", Tone.NOTE), Pace.SLOW: ("triangle-alert", Tone.WARN),
    Pace.SHORT: ("circle-alert", Tone.BAD),
}  # fmt: skip

_TONES = {Severity.DANGER.value: Tone.BAD, Severity.NEVER.value: Tone.WARN}


def columns() -> list[Column]:
    return [
        Column("client", _("Client"), 150, Fit.WHOLE, sortable=False, fixed=True),
        Column("field", _("Field"), 112, Fit.WHOLE, sortable=False),
        Column("value", _("As collected"), 170, Fit.WHOLE, sortable=False, fixed=True),
        Column("verified", _("Confirmed before"), 166, Fit.WHOLE, sortable=False),
        Column("source", _("Where from"), 110, Fit.WHOLE, sortable=False),
    ]


def row_of(fact: Fact) -> Row:
    line = fact.waiting
    danger = line.field == "allergies"
    value = shown(line.declared, line.seen).replace("\n", " ") or _("(emptied)")
    below = _("ask again: {note}").format(note=fact.ask) if fact.ask else _grave(fact)
    others = rivals_of(line.info)
    if fact.faded and line.info.seen_at is not None:
        below = _("not seen since {day}").format(day=day(local(line.info.seen_at).date()))
    tone = Tone.NOTE if fact.ask else Tone.BAD if danger else Tone.PLAIN
    icon = "circle-question-mark" if fact.ask else "triangle-alert" if danger else "clock" if fact.faded else ""
    proof = fact.evidence
    if proof is not None:
        source = Cell(sheet_mark(proof.line.kind, proof.line.number), below=proof.collector)
    else:
        source = Cell(_(line.info.learnt.label) if line.info.learnt else _("in the file"), below=line.info.entered_by)
    return Row(fact.key, (
        named(line.client_name, line.risk, line.client_code), _(line.label), Cell(value, tone, icon, below=below),
        Cell(shown(line.declared, line.verified).replace("\n", " "), Tone.WARN if others else Tone.NOTE,
             below="; ".join(others)), source,
    ))  # fmt: skip


def _grave(fact: Fact) -> str:
    severity = fact.waiting.info.severity
    return _(Severity.of(severity).label) if severity else ""


def evidence(fact: Fact) -> list[tuple[str, str, Tone]]:
    """Label, what it says, and its tone, one line each."""
    line, info, proof = fact.waiting, fact.waiting.info, fact.evidence
    found: list[tuple[str, str, Tone]] = []

    def add(words: str, text: str, tone: Tone = Tone.PLAIN) -> None:
        if text:
            found.append((words, text, tone))

    if fact.faded and info.seen_at is not None:
        add(_("Last seen"), moment(info.seen_at), Tone.WARN)
        add(_("Confirmed by"), info.reviewed_by)
    before = shown(line.declared, line.verified)
    add(_("Confirmed before"), before, Tone.WARN)
    for other in info.rivals:
        way = _(other.learnt.label) if other.learnt else ""
        source = " · ".join(part for part in (way, other.basis or other.entered_by, moment(other.entered_at)) if part)
        add(_("Told otherwise"), f"{other.value}\n{source}", Tone.WARN)
    add(_("How it was learnt"), _(info.learnt.label) if info.learnt else _("not said"))
    if proof is not None:
        checked = _("checked by the collector") if info.checked else _("not checked by the collector")
        add(_("At the table"), checked, Tone.GOOD if info.checked else Tone.WARN)
    add(_("How grave"), _grave(fact), _TONES.get(info.severity, Tone.PLAIN))
    if proof is not None:
        add(_("Card or form"), f"{_(proof.line.kind.label)} {sheet_mark(proof.line.kind, proof.line.number)}")
        add(_("Collector"), proof.collector)
        where = " ".join(part for part in (proof.line.place, day(proof.on), proof.meal, clock(proof.at)) if part)
        add(_("Meal"), where)
        if proof.entered_by and proof.entered_by != proof.collector:
            add(_("Recorded for"), _("typed in by {name}").format(name=proof.entered_by))
    else:
        add(_("Basis"), info.basis)
        add(_("Entered by"), info.entered_by)
    add(_("Typed in on"), moment(info.entered_at))
    if fact.ask and fact.asked_at is not None:
        add(_("To ask"), f"{fact.ask} ({day(local(fact.asked_at).date())})", Tone.WARN)
    return found


def week_said(week: Week) -> str:
    return _("Reviews this week: {held} of {wanted}").format(held=week.held, wanted=week.wanted)


def meeting_said(meeting: Meeting) -> str:
    """`张岚 with 李娜 (collector), 单雪 (nutritionist)`."""
    there = listed(_("{name} ({part})").format(name=one.name, part=_(one.attends.label)) for one in meeting.present)
    return _("{chair}, with {present}").format(chair=meeting.chair, present=there)


def began(at: datetime) -> str:
    return moment(at)
