"""The rows of this meal's lists: bookings with their recognised clients, and what of earlier meals is not back."""

from datetime import datetime

from desktop.i18n import _
from desktop.rules.bookings import BookingState, clock
from desktop.rules.collecting import Sheet, Stage, Timing
from desktop.services.cards import GivenLine
from desktop.ui.bookings.meal_steps import MealRow
from desktop.ui.bookings.meal_words import STAGE_LOOKS, STAGE_WORDS, numbered, reading_clock
from desktop.ui.bookings.words import STATE_LOOKS, called, people, places, state_word
from desktop.ui.kit.badge import badge_letter
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.phrases import listed, moment
from desktop.ui.kit.tokens import Tone

_ON_WAY = (Stage.OUT, Stage.RECEIVED, Stage.UNDERSTOOD)


def columns() -> list[Column]:
    return [
        Column("place", _("Place"), 104, Fit.WHOLE, sortable=False, fixed=True),
        Column("host", _("Host"), 106, Fit.WHOLE, sortable=False),
        Column("class", _("Class"), 62, badge=True, sortable=False),
        Column("client", _("Recognised"), 240, Fit.WHOLE, sortable=False, fixed=True),
        Column("card", _("Card"), 146, Fit.WHOLE, sortable=False),
        Column("form", _("Form"), 146, Fit.WHOLE, sortable=False),
        Column("server", _("Server"), 114, Fit.WHOLE, sortable=False),
        Column("clock", _("Reading the card"), 146, Fit.WHOLE, sortable=False),
    ]


def meal_row(row: MealRow, now: datetime) -> Row:
    line, one = row.line, row.one
    quiet = one is None or row.again
    ink = Tone.NOTE if quiet else Tone.PLAIN
    where = Cell(places(line) or _("no place"), ink, bold=not quiet, below=clock(line.at))
    heads, icon = people(line.people), ""
    if row.called_off or line.state is BookingState.WAITING:
        heads, icon = f"{state_word(line)} · {heads}", STATE_LOOKS[line.state][0]
    host = Cell(called(line.host), ink, icon, below=heads)
    if one is None:
        return Row(row.key, (where, host, "", Cell("–", Tone.NOTE), "", "", "", ""))
    client = Cell(one.client.salutation or one.client.name, bold=True, below=_why(row))
    card = row.newest(Sheet.CARD)
    server = next((given.server for given in reversed(one.given) if given.server), "")
    relays = listed(f"{name} {_(relay.label)}" for relay, name in card.passed_on) if card is not None else ""
    return Row(row.key, (where, host, badge_letter(one.client.client_class), client, _sheet(row, Sheet.CARD, one.card),
                         _sheet(row, Sheet.FORM, one.form), Cell(server, below=relays) if server else "",
                         _clock(card, now)))  # fmt: skip


def _why(row: MealRow) -> str:
    assert row.one is not None
    said = [_(why.label) for why in row.one.why] or [_("has a card")]
    name = row.one.client.name
    # one who is called by his title has his name here too
    return " · ".join(([name] if row.one.client.salutation not in ("", name) else []) + said)


def _sheet(row: MealRow, kind: Sheet, stage: Stage) -> str | Cell:
    if stage is Stage.NONE:
        return Cell("–", Tone.NOTE)
    icon, tone = STAGE_LOOKS[stage]
    given = row.newest(kind)
    if given is None:
        return Cell(_(STAGE_WORDS[stage]), tone, icon)
    if row.called_off and stage in _ON_WAY:
        return Cell(_("Fetch it back"), Tone.BAD, "undo-2", below=_given_words(given))
    return Cell(_(STAGE_WORDS[stage]), tone, icon, below=_given_words(given))


def _given_words(given: GivenLine) -> str:
    said = [_("No. {n}").format(n=given.number), given.leader]
    if given.timing is not Timing.IN_TIME:
        said.append(_(given.timing.label))
    return " · ".join(part for part in said if part)


def _clock(card: GivenLine | None, now: datetime) -> str | Cell:
    if card is None:
        return ""
    words, tone, icon = reading_clock(card, now)
    said = _("recorded for") if card.recorded_for else ""
    return Cell(words, tone, icon, below=said) if words else ""


def owed_columns() -> list[Column]:
    return [
        Column("sheet", _("Card or form"), 200, Fit.WHOLE, sortable=False, fixed=True),
        Column("place", _("Place"), 120, Fit.WHOLE, sortable=False),
        Column("client", _("Client"), 150, Fit.WHOLE, sortable=False, fixed=True),
        Column("leader", _("Department leader"), 130, Fit.WHOLE, sortable=False),
        Column("server", _("Server"), 110, Fit.WHOLE, sortable=False),
        Column("out", _("Handed out"), 170, Fit.WHOLE, sortable=False),
        Column("due", _("Was due back"), 190, Fit.WHOLE, sortable=False),
    ]


def owed_row(given: GivenLine) -> Row:
    due = moment(given.due) if given.due is not None else ""
    return Row(given.id, (Cell(numbered(given), bold=True), given.place, given.client or _("Client not shown"),
                          given.leader, given.server, moment(given.out_at),
                          Cell(due, Tone.BAD, "triangle-alert")))  # fmt: skip
