"""The briefing of a meal on paper for kitchen, tables or door: each is told its own slice and no more (CO-10)."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.bookings import Booking, Meal
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.models.seating import SeatingPrint
from desktop.reports.sheet import day_text
from desktop.rules.calendars import clock
from desktop.rules.collecting import Post
from desktop.rules.collection_forms import graded
from desktop.rules.exports import marked
from desktop.rules.progress import Progress
from desktop.rules.reviews import PRINTED_UNVERIFIED
from desktop.rules.rights import Right
from desktop.services import booking_lists, reviews
from desktop.services.booking_lists import BookLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
KIND = "briefing"  # among what was printed of a booking, for the kitchen
_TITLES = {
    Post.KITCHEN: N_("Briefing for the kitchen"),
    Post.TABLE: N_("Briefing for the tables"),
    Post.DOOR: N_("Briefing for the door"),
}
_WIDTHS = {"allergies": 1.5, "taboos": 1.5, "dishes": 1.7, "plate": 1.2, "car_model": 1.1, "parking": 1.6,
           "usual_receptionist": 1.2}  # fmt: skip


def briefing(work: Work, on: date, meal_id: UUID, post: Post, language: Translator, *,
             progress: Progress | None = None) -> Printed:  # fmt: skip
    """What a post must know of the parties of a meal: facts only when they stand, but allergies always, marked (CL-8).

    Of a client whom this person may not print nothing is told. In stages: give it staged work. Raises NotAllowed,
    NotFound.
    """
    from desktop.reports.briefing import BriefingLine
    from desktop.reports.briefing import briefing as drawn

    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        meal: Any = work.get(Meal, meal_id, withdrawn=True)
        book = [line for line in booking_lists.day_book(work, on).lines
                if line.meal == meal.id and line.state.takes_place]  # fmt: skip
        known = {one.id for line in book for one in line.known}
        clients = {c.id: c for c in work.visible(Client, Right.PRINT_CLIENTS).where(among(Client.id, known))}
        fields = [name for name in post.fields if name in work.catalogue]
        lines = []
        for line in sorted(book, key=lambda line: (line.at, line.number)):
            # the size of the party once, or its second guest would look like a party of his own
            lines += [
                BriefingLine(clock(line.at), _place(line), "" if number else str(line.people), who, told)
                for number, (who, told) in enumerate(_told(work, line, clients, fields, post, language))
            ]
        heads = [(language(work.catalogue[name].label), _WIDTHS.get(name, 1.3)) for name in fields]
        stamp = stamp_of(work)
    if post is Post.TABLE:
        heads = [(language(N_("What the card tells")), 6.0)]
    title = language(_TITLES[post])
    said = language(N_("{day}, {meal}")).format(day=day_text(on, language), meal=meal.name)
    pdf = drawn(title, said, heads, lines, look_of(work), stamp, language)
    with work.writing():
        work.record(TOPIC, "print", None, sheet=f"briefing_{post.value}", code=stamp.code, lines=len(lines),
                    clients=sorted(client.code for client in clients.values()))  # fmt: skip
    came_out = None
    if post is Post.KITCHEN and work.may(Right.TAKE_BOOKINGS):
        came_out = partial(note_printed, booking_ids=[line.id for line in book], code=stamp.code)
    return Printed("briefing", title, pdf, stamp.code, came_out)


def note_printed(work: Work, booking_ids: Sequence[UUID], code: str) -> None:
    """Notes that the kitchen has these parties on a briefing that came out on paper or as a file: what changes after it
    goes there on a slip. What is printed a second time is noted already. Raises NotAllowed."""
    work.require(Right.TAKE_BOOKINGS)
    same = (SeatingPrint.kind == KIND) & (SeatingPrint.code == code)
    if work.visible(SeatingPrint).where(among(SeatingPrint.booking, booking_ids) & same).exists():
        return
    there = work.visible(Booking).where(among(Booking.id, booking_ids)).select(Booking.id)
    for (key,) in list(there.order_by(Booking.id).tuples()):
        work.add(SeatingPrint(booking=key, kind=KIND, code=code, printed_by=work.me.id, printed_at=work.now))
    work.record(TOPIC, "came_out", None, sheet=f"briefing_{Post.KITCHEN.value}", code=code, bookings=len(booking_ids))


# Parts of the verb above


def _place(line: BookLine) -> str:
    return "、".join(spot.name for spot in line.places)


def _told(work: Work, line: BookLine, clients: dict[UUID, Any], fields: Sequence[str], post: Post,
          say: Translator) -> list[tuple[str, tuple[str, ...]]]:  # fmt: skip
    """Each client of a party of whom there is something to tell; the door expects every party."""
    found = []
    for one in line.known:
        client = clients.get(one.id)
        if client is None:
            continue
        facts = facts_told(work, client, fields, say)
        if any(facts) or (post is Post.DOOR and line.host is not None and one.id == line.host.id):
            who = " ".join(part for part in (one.salutation or one.name, one.unit if post is Post.DOOR else "") if part)
            if post is Post.TABLE:
                labels = [say(work.catalogue[name].label) for name in fields]
                words = [say(N_("{label}: {value}")).format(label=label, value=value)
                         for label, value in zip(labels, facts, strict=True) if value]  # fmt: skip
                facts = ("\n".join(words),)
            found.append((who, facts))
    if not found and post is Post.DOOR:
        found.append(("", ("",) * len(fields)))
    return found


def facts_told(work: Work, client: Any, fields: Sequence[str], say: Translator) -> tuple[str, ...]:
    """These fields of a client as they may be printed. Raises NotAllowed."""
    work.require(Right.PRINT_CLIENTS)
    states = reviews.reviews_of(work, client.id)
    found = []
    for name in fields:
        state = states.get(name)
        text = graded(str(getattr(client, name)), state.severity if state is not None else "", say)
        if text and work.catalogue[name].reviewed and (state is None or not state.stands):
            if name not in PRINTED_UNVERIFIED:
                text = ""
            elif state is not None and state.faded:
                text = say(N_("{text} ⚠ to be confirmed")).format(text=text)
            else:
                text = marked(text, say)
        found.append(text)
    return tuple(found)
