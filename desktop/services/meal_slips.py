"""The slip 撤单 for the kitchen: a party was called off, or guests dropped out, after its papers went out (SE-8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.bookings import BookedPlace, BookingClient
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.models.seating import Attendance, AttendanceClient, SeatingPrint
from desktop.reports.sheet import day_text
from desktop.rules.bookings import BookingState
from desktop.rules.calendars import clock
from desktop.rules.collecting import Post
from desktop.rules.errors import BadEntry
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.seating.attending import Reply
from desktop.rules.zones import zone_of
from desktop.services import booking_lists, cards, journals, meal_briefings, rooms
from desktop.services.booking_lists import BookLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
_PAPERS: Mapping[str, str] = {"kitchen": N_("Kitchen sheet"), meal_briefings.KIND: N_("Briefing for the kitchen")}
_OFF = frozenset({BookingState.CANCELLED, BookingState.NO_SHOW})


@dataclass(frozen=True, slots=True)
class _Gone:
    """Who does not come any more: his file where that may be printed, else the name that was typed, or nothing."""

    client: Any = None
    name: str = ""


def slip(work: Work, booking_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """What kitchen and pantry must forget of a party that was called off, or of guests who dropped out since the last
    of its papers came out: only that. Of clients whom this person may not print only their number is told.

    In stages: give it staged work. Raises BadEntry where nothing changed for the kitchen, NotAllowed, NotFound.
    """
    from desktop.reports.kitchen_slip import SlipValues
    from desktop.reports.kitchen_slip import kitchen_slip as drawn

    zone = zone_of(str(work.settings["time_zone"]))
    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        line = booking_lists.booking_of(work, booking_id)
        off = line.state in _OFF
        papers = _papers(work, line.id)
        gone = _all(work, line) if off else _dropped(work, line, papers[-1].printed_at if papers else None)
        changes = [] if off or not papers else _changes(work, line, papers[-1].printed_at, language)
        if not off and not gone and not changes:
            raise BadEntry(N_("Nothing has changed for the kitchen since its papers of this party came out.") if papers
                           else N_("No paper of this party has come out for the kitchen yet."), "booking")  # fmt: skip
        told = [(_called(one), _harm(work, one, language)) for one in gone if one.client or one.name]
        out = [card for card in cards.given(work, [line.id]) if off and card.back_at is None]
        back = [language(N_("{sheet} {number}, with {whom}")).format(
            sheet=language(card.kind.label), number=card.number, whom=card.whom) for card in out]  # fmt: skip
        place = _place(work, line)
        stamp = stamp_of(work)
    values = SlipValues(
        _headline(line, len(gone), language), _where(line, place, language), changes, told,
        _unnamed(len(gone) - len(told), language), [_paper(row, language, zone) for row in papers] if off else [], back,
    )  # fmt: skip
    title = language(N_("Slip for the kitchen") if off else N_("Change slip for the kitchen"))
    pdf = drawn(title, values, look_of(work), stamp, language)
    with work.writing():
        work.record(TOPIC, "print", None, sheet="kitchen_slip", code=stamp.code, number=line.number,
                    clients=sorted(one.client.code for one in gone if one.client))  # fmt: skip
    return Printed("kitchen_slip", title, pdf, stamp.code)


# Parts of the verb above


def _papers(work: Work, booking: UUID) -> list[Any]:
    """What came out for the kitchen about a party, the newest last."""
    mine = (SeatingPrint.booking == booking) & SeatingPrint.kind.in_(sorted(_PAPERS))
    return list(work.visible(SeatingPrint).where(mine).order_by(SeatingPrint.printed_at, SeatingPrint.id))


def _all(work: Work, line: BookLine) -> list[_Gone]:
    files = _files(work, [known.id for known in line.known])
    return [_Gone(files.get(known.id)) for known in line.known]


def _dropped(work: Work, line: BookLine, since: datetime | None) -> list[_Gone]:
    """Who was taken off the booking or its list of people since a moment, or declined, and is not on it again."""
    if since is None:
        return []
    rows = {row.id: row for row in work.visible(Attendance, withdrawn=True).where(Attendance.booking == line.id)}
    left = [row for row in rows.values() if row.withdrawn_at is not None or row.reply == Reply.NO.value]
    # when somebody declined, the journal alone knows
    late = {trace.row for trace in journals.of_rows([row.id for row in left])
            if trace.at > since and trace.changes.keys() & {"withdrawn_at", "reply"}}  # fmt: skip
    known = work.visible(AttendanceClient, withdrawn=True).where(among(AttendanceClient.attendance, list(late)))
    whose = {row.attendance_id: row.client_id for row in known}
    staying = {one.id for one in line.known}
    off = work.visible(BookingClient, withdrawn=True).where(
        (BookingClient.booking == line.id) & (BookingClient.withdrawn_at > since))  # fmt: skip
    keys = dict.fromkeys(key for key in (*whose.values(), *(row.client_id for row in off)) if key not in staying)
    declined = dict.fromkeys(whose[row] for row in late if row in whose)
    clients = list(dict.fromkeys([*declined, *keys]))
    files = _files(work, clients)
    found = [_Gone(files.get(key)) for key in clients]
    return found + [_Gone(name=rows[key].name) for key in sorted(late) if key not in whose]


def _files(work: Work, keys: Sequence[UUID]) -> dict[UUID, Any]:
    query = work.visible(Client, Right.PRINT_CLIENTS).where(among(Client.id, keys))
    return {row.id: row for row in query}


def _changes(work: Work, line: BookLine, since: datetime, say: Translator) -> list[str]:
    """How many come and when, where that is not what the papers say."""
    traces = sorted(journals.of_rows([line.id]), key=lambda trace: trace.record)
    net = journals.net([trace for trace in traces if trace.at > since])
    said = []
    if "people" in net:
        said.append(say(N_("Party size: {before} → {after}")).format(before=net["people"][0], after=net["people"][1]))
    if "at" in net:
        before, after = (clock(minute) for minute in net["at"])
        said.append(say(N_("Time: {before} → {after}")).format(before=before, after=after))
    return said


def _headline(line: BookLine, gone: int, say: Translator) -> str:
    if line.state in _OFF:
        people = say.plural("{n} person", "{n} people", line.people).format(n=line.people)
        return say(N_("Called off: the whole party, {people}")).format(people=people)
    if gone:
        return say.plural("{n} guest does not come", "{n} guests do not come", gone).format(n=gone)
    return say(N_("Changed"))


def _place(work: Work, line: BookLine) -> str:
    """Where the party is, or was until it was called off."""
    if line.places or line.state not in _OFF:
        return "、".join(spot.name for spot in line.places)
    rows = list(work.visible(BookedPlace, withdrawn=True).where(BookedPlace.booking == line.id))
    last = max((row.withdrawn_at for row in rows if row.withdrawn_at is not None), default=None)
    names = {spot.key: spot.name for room in rooms.rooms(work) for spot in room.spots}
    return "、".join(names[row.spot] for row in rows if row.withdrawn_at == last and row.spot in names)


def _where(line: BookLine, place: str, say: Translator) -> str:
    place = place or say(N_("no place"))
    said = say(N_("Booking {number}: {day}, {meal} {time}, {place}"))
    return said.format(number=line.number, day=day_text(line.on, say), meal=line.meal_name, time=clock(line.at),
                       place=place)  # fmt: skip


def _called(one: _Gone) -> str:
    return str(one.client.salutation or one.client.name) if one.client else one.name


def _harm(work: Work, one: _Gone, say: Translator) -> str:
    """What the kitchen was told, field by field, so that it knows what not to prepare."""
    if not one.client:
        return ""
    fields = [name for name in Post.KITCHEN.fields if name in work.catalogue]
    values = meal_briefings.facts_told(work, one.client, fields, say)
    return "\n".join(say(N_("{label}: {value}")).format(label=say(work.catalogue[name].label), value=value)
                     for name, value in zip(fields, values, strict=True) if value)  # fmt: skip


def _unnamed(count: int, say: Translator) -> str:
    if not count:
        return ""
    said = say.plural("{n} guest more, whose file you may not print: ask who may.",
                      "{n} guests more, whose files you may not print: ask who may.", count)  # fmt: skip
    return said.format(n=count)


def _paper(row: Any, say: Translator, zone: tzinfo) -> str:
    at = row.printed_at.astimezone(zone)
    return say(N_("{sheet} {code}, printed at {time}")).format(
        sheet=say(_PAPERS[row.kind]), code=row.code, time=f"{at:%H:%M}")  # fmt: skip
