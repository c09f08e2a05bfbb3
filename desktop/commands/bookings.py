"""The commands of the booking book: who comes on a day, and what is handed out for a meal."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from uuid import UUID

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _
from desktop.rules.calendars import clock
from desktop.rules.collecting import Sheet
from desktop.rules.errors import BadEntry, NotFound
from desktop.services import booking_lists, meals, rooms
from desktop.services.booking_lists import BookLine
from desktop.services.meals import Recognised
from desktop.services.work import Work

_DIGITS = 9  # more is no number of a booking


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("{text} is no date such as 2026-03-31").format(text=text)) from None


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("date", type=_day, metavar="DATE", help=_("the day, as 2026-05-08"))


def event(work: Work, text: str) -> UUID:
    """The booking of this number or id. Raises BadEntry where there is none, NotAllowed."""
    try:
        return booking_lists.booking_of(work, UUID(text)).id
    except (ValueError, NotFound):
        found = booking_lists.by_number(work, int(text)) if text.isdecimal() and len(text) <= _DIGITS else None
    if found is None:
        raise BadEntry(N_("There is no booking “{text}”. Give its number or id as `events` tells it."), "event",
                       text=text)  # fmt: skip
    return found


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


def _meal_arguments(parser: ArgumentParser) -> None:
    _arguments(parser)
    parser.add_argument("meal", metavar="MEAL", help=_("lunch, dinner, or the name of a meal of the office"))


def _meal(session: Session, given: Namespace) -> Answer:
    known = session.ask(rooms.meals)
    wanted = [meal for meal in known if given.meal in (meal.key, meal.time.name)]
    if not wanted:
        raise BadEntry(N_("The office has no meal “{meal}”. Its meals: {meals}"), "meal", meal=given.meal,
                       meals=", ".join(meal.key or meal.time.name for meal in known) or "–")  # fmt: skip
    found = session.ask(meals.this_meal, given.date, wanted[0].id)
    data = {
        "date": found.on.isoformat(), "meal": wanted[0].key or found.name, "ready_by": found.ready_by.isoformat(),
        "people": found.people,
        "bookings": [_data(b.line, wanted[0].key or found.name)
                     | {"recognised": [_recognised(one) for one in b.recognised]} for b in found.bookings],
        "cards": {stage.value: n for stage, n in found.counts(Sheet.CARD).items()},
        "forms": {stage.value: n for stage, n in found.counts(Sheet.FORM).items()},
        "outstanding": [{"number": line.number, "kind": line.kind.value, "client": line.client, "with": line.leader,
                         "server": line.server} for line in found.outstanding],
    }  # fmt: skip
    lines = [text for b in found.bookings for text in (_line(b.line), *(_told(one) for one in b.recognised))]
    lines += [_("Outstanding: {kind} {number}, {client}, with {who}").format(
        kind=_(line.kind.label), number=line.number, client=line.client or "–", who=line.server or line.leader)
        for line in found.outstanding]  # fmt: skip
    return Answer(data, lines or [_("Nothing is booked for this meal.")])


def _recognised(one: Recognised) -> dict[str, object]:
    return {"code": one.client.code, "name": one.client.name, "class": one.client.client_class,
            "why": [reason.value for reason in one.why], "card": one.card.value, "form": one.form.value}  # fmt: skip


def _told(one: Recognised) -> str:
    why = ", ".join(_(reason.label) for reason in one.why) or "–"
    said = _("  {name}: {why}; card: {card}; form: {form}")
    return said.format(name=one.client.name, why=why, card=_(one.card.label), form=_(one.form.label))


COMMANDS = (
    Command("events", N_("who is booked on a day"), _arguments, _events),
    Command("meal", N_("a meal's bookings, its recognised clients, their cards and forms"), _meal_arguments, _meal),
)
