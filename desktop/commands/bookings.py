"""The commands of the booking book: who comes on a day."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _
from desktop.rules.calendars import clock
from desktop.services import booking_lists
from desktop.services.booking_lists import BookLine


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("{text} is no date such as 2026-03-31").format(text=text)) from None


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("date", type=_day, metavar="DATE", help=_("the day, as 2026-05-08"))


def _events(session: Session, given: Namespace) -> Answer:
    book = session.ask(booking_lists.day_book, given.date)
    keys = {meal.id: meal.key for meal in book.meals}
    return Answer([_data(line, keys.get(line.meal) or line.meal_name) for line in book.lines],
                  [_line(line) for line in book.lines] or [_("Nothing is booked on this day.")])  # fmt: skip


def _data(line: BookLine, meal: str) -> dict[str, object]:
    return {
        "id": str(line.number), "meal": meal, "room": ", ".join(spot.name for spot in line.places),
        "party": line.people, "at": clock(line.at), "turn": line.turn, "state": line.state.value,
        "host": line.host.name if line.host else "", "host_code": line.host.code if line.host else "",
    }  # fmt: skip


def _line(line: BookLine) -> str:
    place = ", ".join(spot.name for spot in line.places) or "–"
    host = line.host.name if line.host else "–"
    return f"{line.number}\t{line.meal_name} {clock(line.at)}\t{place}\t{host}\t{line.people}\t{_(line.state.label)}"


COMMANDS = (Command("events", N_("who is booked on a day"), _arguments, _events),)
