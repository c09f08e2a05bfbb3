"""The rows of the register across meals and of the cards that lack something, and how they are said."""

from collections.abc import Iterable
from datetime import datetime

from desktop.i18n import _, _n
from desktop.rules.collecting import Sheet, Timing
from desktop.services.card_clock import StaleCard
from desktop.services.card_register import RegisterRow
from desktop.services.cards import GivenLine
from desktop.services.fading import FadedFact
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.clocks import left
from desktop.ui.kit.phrases import day, listed, moment
from desktop.ui.kit.risk import named
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import source_of


def register_columns() -> list[Column]:
    return [
        Column("sheet", _("Card or form"), 176, Fit.WHOLE, sortable=False, fixed=True),
        Column("meal", _("Meal"), 126, Fit.WHOLE, sortable=False),
        Column("place", _("Place"), 110, Fit.WHOLE, sortable=False),
        Column("client", _("Client"), 134, Fit.WHOLE, sortable=False, fixed=True),
        Column("out", _("Handed out"), 176, Fit.WHOLE, sortable=False),
        Column("whom", _("With whom"), 150, Fit.WHOLE, sortable=False),
        Column("back", _("Due or back"), 210, Fit.WHOLE, sortable=False),
    ]


def register_row(row: RegisterRow, now: datetime) -> Row:
    line = row.line
    typed = _("recorded for, from paper") if line.typed_at is not None else ""
    out = [_n("{n} piece", "{n} pieces", line.count_out).format(n=line.count_out)]
    if line.timing is not Timing.IN_TIME:
        out.append(_(line.timing.label))
    whom = " / ".join(name for name in (line.leader, line.server) if name)
    return Row(line.id, (
        Cell(numbered(line), bold=True, below=typed), Cell(row.meal, below=day(row.on)), line.place,
        line.client or Cell(_("Client not shown"), Tone.NOTE), Cell(moment(line.out_at), below=listed(out)), whom,
        returned(line, now),
    ))  # fmt: skip


def returned(line: GivenLine, now: datetime) -> Cell:
    """How it came back, or until when it is to."""
    if line.ending is not None and line.back_at is not None:
        said = " · ".join(part for part in (moment(line.back_at), line.returned_by or line.note) if part)
        if line.lost:
            return Cell(_(line.ending.label), Tone.WARN, "circle-x", below=said)
        return Cell(_("{n} of {all}").format(n=line.count_back, all=line.count_out), Tone.GOOD, "check", below=said)
    fewer = ""
    if line.fewer:
        at = f"{local(line.part_back_at):%H:%M}" if line.part_back_at is not None else ""
        told = _("{n} of {all} returned at {time}") if at else _("{n} of {all} returned")
        fewer = told.format(n=line.count_back, all=line.count_out, time=at)
    if line.due is None:
        return Cell(fewer or _("out"), below="")
    due = _("due {when}").format(when=moment(line.due))
    if line.outstanding(now):
        words, _tone = left(line.due, now)
        return Cell(fewer or words, Tone.BAD, "triangle-alert", below=due)
    return Cell(fewer or _("out"), Tone.WARN if fewer else Tone.PLAIN, "clock", below=due)


def stale_columns() -> list[Column]:
    return [
        Column("client", _("Client"), 190, Fit.WHOLE, sortable=False, fixed=True),
        Column("what", _("Not on the card yet"), 330, Fit.WHOLE, sortable=False, fixed=True),
        Column("since", _("Accepted or entered"), 170, Fit.WHOLE, sortable=False),
        Column("due", _("On the card within"), 210, Fit.WHOLE, sortable=False),
        Column("printed", _("Card printed last"), 170, Fit.WHOLE, sortable=False),
    ]


def stale_row(card: StaleCard, now: datetime) -> Row:
    words, tone = left(card.due, now)
    icon = "triangle-alert" if card.late(now) else "clock"
    below = " · ".join(
        part for part in (card.name if card.salutation not in ("", card.name) else "", card.unit) if part
    )
    return Row(card.client_id, (
        Cell(card.salutation or card.name, bold=True, below=below), _lacking(card),
        moment(card.since), Cell(words, tone, icon, below=moment(card.due)),
        moment(card.printed_at) if card.printed_at is not None else Cell(_("never"), Tone.NOTE),
    ))  # fmt: skip


def _lacking(card: StaleCard) -> Cell:
    """An allergy that nobody has confirmed goes on the card with its mark."""
    told = listed(_("{label} (not verified)").format(label=_(label)) if label in card.unverified else _(label)
                  for label in card.labels)  # fmt: skip
    return Cell(told, Tone.BAD, "triangle-alert") if card.unverified else Cell(told)


def faded_columns() -> list[Column]:
    return [
        Column("client", _("Client"), 190, Fit.WHOLE, sortable=False, fixed=True),
        Column("field", _("Field"), 136, Fit.WHOLE, sortable=False),
        Column("value", _("As confirmed"), 330, Fit.WHOLE, sortable=False, fixed=True),
        Column("seen", _("Seen last"), 170, Fit.WHOLE, sortable=False),
        Column("source", _("Source and basis"), 210, sortable=False),
    ]


def faded_row(fact: FadedFact) -> Row:
    danger = fact.field == "allergies"
    seen = fact.info.seen_at
    value = Cell(fact.seen.replace("\n", " "), Tone.BAD if danger else Tone.PLAIN, "triangle-alert" if danger else "",
                 below=_("stays on cards, marked") if danger else "")  # fmt: skip
    return Row((fact.client_id, fact.field), (
        named(fact.client_name, fact.risk, fact.client_code), _(fact.declared.label), value,
        day(local(seen).date()) if seen is not None else "", source_of(fact.info),
    ))  # fmt: skip


def numbered(line: GivenLine) -> str:
    """`客户信息卡 12`: by its number in the register."""
    return _("{sheet} {number}").format(sheet=_(line.kind.label), number=line.number)


def counted(lines: Iterable[GivenLine]) -> str:
    """`3 张卡、2 张表`."""
    kinds = [line.kind for line in lines]
    said = []
    if cards := kinds.count(Sheet.CARD):
        said.append(_n("{n} card", "{n} cards", cards).format(n=cards))
    if forms := kinds.count(Sheet.FORM):
        said.append(_n("{n} form", "{n} forms", forms).format(n=forms))
    return listed(said)


def fits(row: RegisterRow, typed: str) -> bool:
    """Whether a line holds what was typed: a number, a place, a name."""
    line = row.line
    told = (str(line.number), line.place, line.client, line.leader, line.server, line.returned_by, line.note, row.meal)
    return typed.casefold() in " ".join(told).casefold()
