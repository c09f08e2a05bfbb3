"""How bookings are said on screen: who comes, how many, where, and each state by word, icon and tone."""

from collections.abc import Iterable, Mapping, Sequence

from desktop.i18n import N_, _, _n
from desktop.rules.bookings import BookingState
from desktop.rules.calendars import clock
from desktop.services.booking_lists import BookLine, Known
from desktop.services.cards import GivenLine
from desktop.services.seating_prints import Void
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.tokens import Tone

STATE_LOOKS: Mapping[BookingState, tuple[str, Tone]] = {
    BookingState.WAITING: ("clock", Tone.WARN),
    BookingState.HELD: ("bookmark", Tone.NOTE),
    BookingState.CONFIRMED: ("check", Tone.ACCENT),
    BookingState.ARRIVED: ("utensils", Tone.GOOD),
    BookingState.LEFT: ("log-out", Tone.NOTE),
    BookingState.CANCELLED: ("x", Tone.NOTE),
    BookingState.NO_SHOW: ("circle-x", Tone.NOTE),
}


def called(known: Known | None) -> str:
    """As the host is spoken of; whom one may not see has no name here."""
    if known is None:
        return _("Host not shown")
    return known.salutation or known.name


def whole_name(known: Known) -> str:
    """`贺启年 (贺总)`."""
    if known.salutation and known.salutation != known.name:
        return _("{name} ({address})").format(name=known.name, address=known.salutation)
    return known.name


def people(count: int) -> str:
    return _n("{n} person", "{n} people", count).format(n=count)


def places(line: BookLine) -> str:
    """Its rooms and tables; empty while it waits, or since it was called off."""
    return listed(spot.name for spot in line.places)


def state_word(line: BookLine) -> str:
    return _(line.state.label)


def turn_word(turn: int) -> str:
    return _("Turn {n}").format(n=turn)


def spoken(line: BookLine) -> str:
    """All of a block in one sentence, for tooltips and whoever listens."""
    parts = [called(line.host), people(line.people), clock(line.at), state_word(line), line.purpose, line.wishes]
    return " · ".join(part for part in parts if part)


def told(moved: Iterable[GivenLine]) -> str:
    """Who is to hear that a booking moved: those who have its cards and forms."""
    names = list(dict.fromkeys(line.whom for line in moved if line.whom))
    return _("Tell whoever has its cards: {names}.").format(names=listed(names)) if names else ""


def seats_words(unseated: int, tables: Sequence[str]) -> str:
    """What is left to do with the seats of a booking that was moved."""
    words = []
    if unseated:
        words.append(_n("{n} person has no seat there.", "{n} people have no seat there.", unseated).format(n=unseated))
    if tables:
        said = _("People still sit at tables that do not stand there: {tables}.")
        words.append(said.format(tables=listed(list(tables))))
    return " ".join(words)


def slip_words(due: bool) -> str:
    """What is left to tell the kitchen, on paper."""
    return _("The kitchen's papers say otherwise: print it a slip under This meal.") if due else ""


def void_words(found: Void) -> str:
    """What was printed for a booking that is called off, and is not to be used."""
    sheets = [_n("{n} place card", "{n} place cards", found.cards).format(n=found.cards)] if found.cards else []
    sheets += [_(words) for kind, words in (("kitchen", N_("Kitchen sheet")), ("chart", N_("Seating chart")))
               if kind in found.kinds]  # fmt: skip
    return _("Void now, and to be taken back: {sheets}.").format(sheets=listed(sheets)) if sheets else ""
