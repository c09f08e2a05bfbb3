"""What the rows of a typed paper say: which party a place means, and the lines as the office takes them."""

from collections.abc import Sequence
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.collecting import Relay, Sheet
from desktop.rules.errors import BadEntry
from desktop.rules.paper_register import lacking
from desktop.services.booking_lists import BookLine
from desktop.services.cards import GivenLine
from desktop.services.paper_register import PaperLine, PaperMeal, PaperReading
from desktop.ui.cards.paper_grid import PaperRow
from desktop.ui.kit.times import local

Party = tuple[UUID, UUID]
"""A booking and a client of it."""


def places_of(meal: PaperMeal) -> list[str]:
    return list(dict.fromkeys(spot.name for line in meal.lines for spot in line.places))


def at_place(meal: PaperMeal, typed: str) -> list[BookLine]:
    """The parties of a place as somebody writes it: its name, or how it begins."""
    text = typed.strip().casefold()
    if not text:
        return []
    named = [line for line in meal.lines if any(spot.name.casefold() == text for spot in line.places)]
    begun = [line for line in meal.lines if any(spot.name.casefold().startswith(text) for spot in line.places)]
    return named or begun


def parties(lines: Sequence[BookLine]) -> list[tuple[Party, str]]:
    """The clients of these bookings whom one sees, as they are offered."""
    return [((line.id, known.id), " ".join(part for part in (known.unit, known.salutation or known.name) if part))
            for line in lines for known in line.known]  # fmt: skip


def still_out(meal: PaperMeal, kind: Sheet) -> list[GivenLine]:
    return [line for line in meal.given if line.kind is kind and line.back_at is None]


def read_here(meal: PaperMeal) -> list[GivenLine]:
    """The cards of the meal: the list of who read them is typed, whether they are back or not."""
    return [line for line in meal.given if line.kind is Sheet.CARD]


def hour(at: object) -> str:
    return f"{local(at):%H:%M}" if at is not None else ""  # type: ignore[arg-type]


def register_lines(rows: Sequence[PaperRow]) -> tuple[list[PaperLine], list[int]]:
    """The lines that were typed, and the number of each on the page. Raises BadEntry for what is no number."""
    lines, numbers = [], []
    for number, row in enumerate(rows, 1):
        if not row.edited:
            continue
        typed = row.values()
        back = _count(number, "count_back", typed["count_back"], None)
        if isinstance(row.key, UUID):
            lines.append(PaperLine(given=row.key, count_back=back, back=typed["back"],
                                   returned_by=typed["returned_by"]))  # fmt: skip
        else:
            if typed["client"] is None and typed["place"].strip():
                raise lacking(number, "client", N_("the client"))
            booking, client = typed["client"] or (None, None)
            lines.append(PaperLine(
                None, booking, client, _count(number, "count_out", typed["count_out"], 1) or 0, typed["out"],
                typed["taken_by"], back, typed["back"], typed["returned_by"],
            ))  # fmt: skip
        numbers.append(number)
    return lines, numbers


def reading_lines(rows: Sequence[PaperRow]) -> tuple[list[PaperReading], list[int]]:
    lines, numbers = [], []
    for number, row in enumerate(rows, 1):
        if row.edited and isinstance(row.key, UUID):
            typed = row.values()
            told = tuple((relay, typed[relay.value]) for relay in (Relay.ORDERS, Relay.SERVES, Relay.KITCHEN))
            lines.append(PaperReading(row.key, typed["server"], typed["received"], typed["read"], told))
            numbers.append(number)
    return lines, numbers


def _count(line: int, column: str, text: str, none: int | None) -> int | None:
    if not text.strip():
        return none
    if not text.strip().isdecimal():
        raise BadEntry(N_("Line {line}: “{text}” is no number."), f"{line}.{column}", line=line, text=text)
    return int(text)
