"""The slip 撤单 for the kitchen: a party was called off, moved, or has other guests than its papers tell (SE-8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.bookings import BookedPlace, BookingClient, Meal
from desktop.models.clients import Client, ValueReview
from desktop.models.rows import among
from desktop.models.seating import Attendance, AttendanceClient, SeatingPrint
from desktop.reports.sheet import day_text
from desktop.rules.bookings import BookingState
from desktop.rules.calendars import clock
from desktop.rules.collecting import Post
from desktop.rules.errors import BadEntry
from desktop.rules.progress import Progress
from desktop.rules.reviews import PRINTED_UNVERIFIED
from desktop.rules.rights import Right
from desktop.rules.seating.attending import Reply
from desktop.rules.words import ReviewState
from desktop.rules.zones import zone_of
from desktop.services import booking_lists, cards, journals, meal_briefings, rooms
from desktop.services.booking_lists import BookLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
_PAPERS: Mapping[str, str] = {"kitchen": N_("Kitchen sheet"), meal_briefings.KIND: N_("Briefing for the kitchen")}
_TOLD = frozenset({"people", "on", "meal", "at"})  # of a booking's row, to the kitchen
_OFF = frozenset({BookingState.CANCELLED, BookingState.NO_SHOW})


@dataclass(frozen=True, slots=True)
class _Guest:
    """Who does not come any more, or comes in addition: his file where that may be printed, else the name that was
    typed, or nothing."""

    client: Any = None
    name: str = ""


def slip(work: Work, booking_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """What kitchen and pantry must forget of a party that was called off, or what changed since the last of its papers
    came out: who dropped out and who was added, what was learnt of those who stay, how many come, when and where. Only
    that. Of clients whom this person may not print only their number is told, and nothing of what was learnt of them.

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
        since = None if off or not papers else papers[-1].printed_at
        gone = _all(work, line) if off else _dropped(work, line, since)
        come = [] if since is None else _added(work, line, since)
        places = None if since is None else _moved(work, line, since)
        changes = [] if since is None else _changes(work, line, since, places, language)
        learnt = [] if since is None else _learnt(work, line, since, come)
        if not off and not gone and not come and not changes and not learnt:
            raise BadEntry(N_("Nothing has changed for the kitchen since its papers of this party came out.") if papers
                           else N_("No paper of this party has come out for the kitchen yet."), "booking")  # fmt: skip
        told, more = ([(_called(one), _harm(work, one, language)) for one in some if one.client or one.name]
                      for some in (gone, come))  # fmt: skip
        fresh = [(_called(_Guest(client)), _facts(work, client, fields, language)) for client, fields in learnt]
        out = [card for card in cards.given(work, [line.id]) if off and card.back_at is None]
        back = [language(N_("{sheet} {number}, with {whom}")).format(
            sheet=language(card.kind.label), number=card.number, whom=card.whom) for card in out]  # fmt: skip
        place = _place(work, line)
        stamp = stamp_of(work)
    values = SlipValues(
        _headline(line, (len(gone), len(come), len(learnt)), places, language), _where(line, place, language), changes,
        more, _unnamed_more(len(come) - len(more), language), fresh, told, _unnamed(len(gone) - len(told), language),
        [_paper(row, language, zone) for row in papers] if off else [], back,
    )  # fmt: skip
    title = language(N_("Slip for the kitchen") if off else N_("Change slip for the kitchen"))
    pdf = drawn(title, values, look_of(work), stamp, language)
    with work.writing():
        work.record(TOPIC, "print", None, sheet="kitchen_slip", code=stamp.code, number=line.number,
                    clients=sorted({one.client.code for one in (*gone, *come) if one.client}
                                   | {client.code for client, _fields in learnt}))  # fmt: skip
    return Printed("kitchen_slip", title, pdf, stamp.code)


def is_due(work: Work, booking_id: UUID) -> bool:
    """Whether the kitchen has papers of a party that say otherwise than the book does now, as far as whoever may print
    a slip can tell. Raises NotFound."""
    if not work.may(Right.PRINT_CLIENTS):
        return False
    line = booking_lists.booking_of(work, booking_id)
    papers = _papers(work, line.id)
    if not papers or line.state in _OFF:
        return bool(papers)
    since = papers[-1].printed_at
    come = _added(work, line, since)
    return bool(come or _net(line, since).keys() & _TOLD or _moved(work, line, since) or _dropped(work, line, since)
                or _learnt(work, line, since, come))  # fmt: skip


# Parts of the verbs above


def _papers(work: Work, booking: UUID) -> list[Any]:
    """What came out for the kitchen about a party, the newest last."""
    mine = (SeatingPrint.booking == booking) & SeatingPrint.kind.in_(sorted(_PAPERS))
    return list(work.visible(SeatingPrint).where(mine).order_by(SeatingPrint.printed_at, SeatingPrint.id))


def _all(work: Work, line: BookLine) -> list[_Guest]:
    files = _files(work, [known.id for known in line.known])
    return [_Guest(files.get(known.id)) for known in line.known]


def _dropped(work: Work, line: BookLine, since: datetime | None) -> list[_Guest]:
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
    found = [_Guest(files.get(key)) for key in clients]
    return found + [_Guest(name=rows[key].name) for key in sorted(late) if key not in whose]


def _added(work: Work, line: BookLine, since: datetime) -> list[_Guest]:
    """Who is on the booking or its list of people now, and was on neither at that moment."""
    hosting = work.visible(BookingClient, withdrawn=True).where(BookingClient.booking == line.id)
    listed = work.visible(Attendance, withdrawn=True).where(Attendance.booking == line.id)
    rows = {row.id: row for row in listed}
    known = work.visible(AttendanceClient, withdrawn=True).where(among(AttendanceClient.attendance, list(rows)))
    whose = {row.attendance_id: row.client_id for row in known}
    then_hosting, then_listed = _then(hosting, since), _then(rows.values(), since)
    before = {row.client_id for row in hosting if row.id in then_hosting}
    before |= {whose[key] for key in then_listed if key in whose}
    now = {key: row for key, row in rows.items() if _there(journals.stored(row))}
    clients = dict.fromkeys([*(one.id for one in line.known), *(whose[key] for key in sorted(now) if key in whose)])
    keys = [key for key in clients if key not in before]
    files = _files(work, keys)
    named = [now[key].name for key in sorted(now) if key not in whose and key not in then_listed]
    return [*(_Guest(files.get(key)) for key in keys), *(_Guest(name=name) for name in named)]


def _learnt(work: Work, line: BookLine, since: datetime, come: Sequence[_Guest]) -> list[tuple[Any, list[str]]]:
    """Whoever stays and of whom the kitchen must know something else than its papers tell, with the fields: an allergy
    as soon as it is entered, the rest once it is confirmed, and what is there no more."""
    added = {one.client.id for one in come if one.client}
    files = _files(work, [one.id for one in line.known if one.id not in added])
    names = [name for name in Post.KITCHEN.fields if name in work.catalogue]
    touched = (ValueReview.entered_at > since) | (ValueReview.reviewed_at > since)
    rows = work.visible(ValueReview).where(
        among(ValueReview.client, list(files)) & ValueReview.field.in_(names) & touched
    )
    found: dict[UUID, list[str]] = {}
    for row in rows:
        told = row.field in PRINTED_UNVERIFIED or row.state == ReviewState.VERIFIED.value
        if told or not getattr(files[row.client_id], row.field):
            found.setdefault(row.client_id, []).append(row.field)
    return [(files[key], [name for name in names if name in found[key]]) for key in files if key in found]


def _moved(work: Work, line: BookLine, since: datetime) -> tuple[str, str] | None:
    """Where the party was at that moment and is now, where that is not the same."""
    mine = work.visible(BookedPlace, withdrawn=True).where(BookedPlace.booking == line.id)
    rows = list(mine.order_by(BookedPlace.id))
    then = _then(rows, since)
    before, now = {row.spot for row in rows if row.id in then}, {spot.key for spot in line.places}
    if before == now:
        return None
    names = _names_of_spots(work)
    was = [names[row.spot] for row in rows if row.id in then and row.spot in names]
    return "、".join(was), "、".join(spot.name for spot in line.places)


def _then(rows: Iterable[Any], moment: datetime) -> set[UUID]:
    """Those of these rows that were there at a moment."""
    held = {row.id: row for row in rows}
    later = journals.by_row(trace for trace in journals.of_rows_from(held, moment) if trace.at > moment)
    return {key for key, row in held.items() if _there(journals.taken_back(journals.stored(row), later.get(key, ())))}


def _there(state: Mapping[str, Any] | None) -> bool:
    return state is not None and state["withdrawn_at"] is None and state.get("reply") != Reply.NO.value


def _names_of_spots(work: Work) -> Mapping[UUID, str]:
    return {spot.key: spot.name for room in rooms.rooms(work, withdrawn=True) for spot in room.spots}


def _files(work: Work, keys: Sequence[UUID]) -> dict[UUID, Any]:
    query = work.visible(Client, Right.PRINT_CLIENTS).where(among(Client.id, keys))
    return {row.id: row for row in query}


def _changes(work: Work, line: BookLine, since: datetime, places: tuple[str, str] | None, say: Translator) -> list[str]:
    """How many come, when and where, where that is not what the papers say."""
    net = _net(line, since)
    said = []
    if places is not None:
        before, after = (place or say(N_("no place")) for place in places)
        said.append(say(N_("Place: {before} → {after}")).format(before=before, after=after))
    if "on" in net:
        before, after = (day_text(date.fromisoformat(str(on)), say) for on in net["on"])
        said.append(say(N_("Day: {before} → {after}")).format(before=before, after=after))
    if "meal" in net:
        before, after = (work.get(Meal, UUID(str(key)), withdrawn=True).name for key in net["meal"])
        said.append(say(N_("Meal: {before} → {after}")).format(before=before, after=after))
    if "people" in net:
        said.append(say(N_("Party size: {before} → {after}")).format(before=net["people"][0], after=net["people"][1]))
    if "at" in net:
        before, after = (clock(minute) for minute in net["at"])
        said.append(say(N_("Time: {before} → {after}")).format(before=before, after=after))
    return said


def _net(line: BookLine, since: datetime) -> Mapping[str, Any]:
    """What of a booking's own row is not as it was at a moment."""
    traces = sorted(journals.of_rows([line.id]), key=lambda trace: trace.record)
    return journals.net([trace for trace in traces if trace.at > since])


def _headline(line: BookLine, counts: tuple[int, int, int], places: tuple[str, str] | None, say: Translator) -> str:
    """`counts`: who does not come, who comes in addition, and of whom something new is known."""
    if line.state in _OFF:
        people = say.plural("{n} person", "{n} people", line.people).format(n=line.people)
        return say(N_("Called off: the whole party, {people}")).format(people=people)
    said, (gone, come, learnt) = [], counts
    if places is not None and places[1]:
        said.append(say(N_("Now in {place}")).format(place=places[1]))
    if gone:
        said.append(say.plural("{n} guest does not come", "{n} guests do not come", gone).format(n=gone))
    if come:
        said.append(say.plural("{n} guest comes in addition", "{n} guests come in addition", come).format(n=come))
    if learnt:
        news = say.plural("something new about {n} guest", "something new about {n} guests", learnt)
        said.append(news.format(n=learnt))
    return say(N_("; ")).join(said) or say(N_("Changed"))


def _place(work: Work, line: BookLine) -> str:
    """Where the party is, or was until it was called off."""
    if line.places or line.state not in _OFF:
        return "、".join(spot.name for spot in line.places)
    rows = list(work.visible(BookedPlace, withdrawn=True).where(BookedPlace.booking == line.id))
    last = max((row.withdrawn_at for row in rows if row.withdrawn_at is not None), default=None)
    names = _names_of_spots(work)
    return "、".join(names[row.spot] for row in rows if row.withdrawn_at == last and row.spot in names)


def _where(line: BookLine, place: str, say: Translator) -> str:
    place = place or say(N_("no place"))
    said = say(N_("Booking {number}: {day}, {meal} {time}, {place}"))
    return said.format(number=line.number, day=day_text(line.on, say), meal=line.meal_name, time=clock(line.at),
                       place=place)  # fmt: skip


def _called(one: _Guest) -> str:
    return str(one.client.salutation or one.client.name) if one.client else one.name


def _harm(work: Work, one: _Guest, say: Translator) -> str:
    """What the kitchen was told, field by field, so that it knows what not to prepare."""
    if not one.client:
        return ""
    fields = [name for name in Post.KITCHEN.fields if name in work.catalogue]
    return _facts(work, one.client, fields, say, "")


def _facts(work: Work, client: Any, fields: Sequence[str], say: Translator, none: str = N_("none")) -> str:
    """These fields as they may be printed, one below the other; `none` for what is there no more."""
    values = meal_briefings.facts_told(work, client, fields, say)
    return "\n".join(say(N_("{label}: {value}")).format(label=say(work.catalogue[name].label), value=value or say(none))
                     for name, value in zip(fields, values, strict=True) if value or none)  # fmt: skip


def _unnamed(count: int, say: Translator) -> str:
    if not count:
        return ""
    said = say.plural("{n} guest more, whose file you may not print: ask who may.",
                      "{n} guests more, whose files you may not print: ask who may.", count)  # fmt: skip
    return said.format(n=count)


def _unnamed_more(count: int, say: Translator) -> str:
    if not count:
        return ""
    said = say.plural("{n} guest comes in addition whose file you may not print: ask who may.",
                      "{n} guests come in addition whose files you may not print: ask who may.", count)  # fmt: skip
    return said.format(n=count)


def _paper(row: Any, say: Translator, zone: tzinfo) -> str:
    at = row.printed_at.astimezone(zone)
    return say(N_("{sheet} {code}, printed at {time}")).format(
        sheet=say(_PAPERS[row.kind]), code=row.code, time=f"{at:%H:%M}")  # fmt: skip
