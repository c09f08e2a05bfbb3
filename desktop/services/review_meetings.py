"""The reviews 评审 twice a week: begun with those present, decided value by value, counted by the week (CO-6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import Booking, GivenOut
from desktop.models.clients import Client
from desktop.models.collecting import CollectedSheet, ReviewItem, ReviewMeeting
from desktop.models.office import Person
from desktop.models.rows import among
from desktop.rules import review_meetings as rules
from desktop.rules.errors import BadEntry
from desktop.rules.review_meetings import Attends, Decision, Pace, Present
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.zones import zone_of
from desktop.services import booking_lists, cards, fading, on_file, review_lists, reviews
from desktop.services.cards import GivenLine
from desktop.services.fading import FadedFact
from desktop.services.review_lists import WaitingReview
from desktop.services.work import Work

TOPIC = "clients"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A review. `ended_at` is None while it goes on; `decided` is how many values it has decided, as far as seen."""

    id: UUID
    begun_at: datetime
    ended_at: datetime | None
    chair: str
    present: tuple[Present, ...]
    decided: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Week:
    """How many reviews this week has had, of how many it asks for, and the one that goes on."""

    held: int
    wanted: int
    monday: date
    pace: Pace
    running: Meeting | None
    meetings: tuple[Meeting, ...]
    """Of this week and the four before, the newest first."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a review decided on a value."""

    client: str
    client_id: UUID
    field: str
    decision: Decision
    note: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value comes from: the sheet of a meal, who collected and who typed it in, and the meal."""

    line: GivenLine
    on: date
    meal: str
    at: int
    collector: str
    collected_on: date | None
    entered_by: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that waits, with its evidence, and what the last review wanted asked about it."""

    waiting: WaitingReview
    evidence: Evidence | None
    ask: str
    asked_at: datetime | None

    @property
    def key(self) -> tuple[UUID, str]:
        return self.waiting.client_id, self.waiting.field

    @property
    def faded(self) -> bool:
        """Confirmed once and not seen for its time: it is said to hold still, and needs no review for that."""
        return self.waiting.info.faded


def begin(work: Work, chair_id: UUID, present: Sequence[Present]) -> UUID:
    """Begins a review. Raises BadEntry where one of this person's goes on, or nobody is present whom the rule asks for;
    NotAllowed, NotFound."""
    work.require(Right.REVIEW_CLIENTS)
    chair = work.get(Person, chair_id)
    there = rules.checked_present(present, chair.id)
    work.alone()
    if _running(work) is not None:
        raise BadEntry(N_("A review of yours is going on: end it first."), "present")
    row = work.add(ReviewMeeting(begun_at=work.now, chair=chair.id, begun_by=work.me.id, present=_kept(there)))
    work.record(TOPIC, "begin_review", None, present=len(there) + 1)
    return UUID(str(row.id))


def end(work: Work, meeting_id: UUID) -> bool:
    """Ends a review; one that decided nothing is taken back and does not count. Returns whether it counts.

    Raises BadEntry where it has ended, NotAllowed, NotFound.
    """
    row = _open(work, meeting_id)
    counts = bool(work.visible(ReviewItem).where(ReviewItem.meeting == row.id).exists())
    if counts:
        work.change(row, {"ended_at": work.now})
    else:
        work.withdraw(row)
    work.record(TOPIC, "end_review", None, counts=counts)
    return counts


def accept(work: Work, meeting_id: UUID, client_id: UUID, field: str, base: object = None) -> None:
    """Confirms a value in a review: from now on it is a fact, and its hours until the card run (CO-7). Raises as
    `reviews.accept` does, and BadEntry where the review has ended."""
    row = _open(work, meeting_id)
    _decide(work, row, client_id, field, Decision.ACCEPTED)
    reviews.accept(work, client_id, field, base)


def correct(work: Work, meeting_id: UUID, client_id: UUID, field: str, value: object, base: object = None) -> None:
    """Puts what is right in its place and confirms it. Raises as `accept` does."""
    row = _open(work, meeting_id)
    _decide(work, row, client_id, field, Decision.CORRECTED)
    reviews.correct(work, client_id, field, value, base)


def refuse(work: Work, meeting_id: UUID, client_id: UUID, field: str, reason: str, base: object = None) -> None:
    """Takes a value back with a reason. Raises as `accept` does."""
    row = _open(work, meeting_id)
    _decide(work, row, client_id, field, Decision.REFUSED)
    reviews.refuse(work, client_id, field, reason, base)


def ask_again(work: Work, meeting_id: UUID, client_id: UUID, field: str, note: str) -> None:
    """Leaves a value waiting, with what is to be asked the next time. Raises as `accept` does."""
    row = _open(work, meeting_id)
    reviews.require_waiting(work, client_id, field)
    said = check_length(tidy(note), rules.NOTE_LIMIT, "note")
    if not said:
        raise BadEntry(N_("Say what is to be asked the next time."), "note")
    _decide(work, row, client_id, field, Decision.ASK_AGAIN, said)
    work.record(TOPIC, "ask_again", work.get(Client, client_id), field=field)


def facts(work: Work, limit: int = 500) -> tuple[Fact, ...]:
    """What waits for a review and lies open to this person, each with its evidence: what forms and cards brought before
    all else, of both what is dangerous first; what is to be asked again comes last, and after it what was confirmed and
    not seen for its time, which asks to be confirmed again (CO-11). Raises NotAllowed."""
    waiting = list(review_lists.waiting_reviews(work, limit, dangerous_first=True, collected=True))
    if len(waiting) < limit:
        waiting += review_lists.waiting_reviews(work, limit - len(waiting), dangerous_first=True, collected=False)
    waiting = [one for one in waiting if not one.declared.sealed]
    if len(waiting) < limit and work.may(Right.SEE_CLIENTS):
        waiting += [_as_waiting(one) for one in fading.faded_facts(work, limit - len(waiting)) if one.may]
    proofs = _evidence(work, {one.info.given for one in waiting if one.info.given is not None})
    asked = _asked(work, {one.client_id for one in waiting})
    found = []
    for one in waiting:
        item = asked.get((one.client_id, one.field))
        if item is not None and item.decided_at < one.info.entered_at:
            item = None  # what was entered since is another value
        proof = proofs.get(one.info.given) if one.info.given else None
        found.append(Fact(one, proof, item.note if item else "", item.decided_at if item else None))
    return tuple(sorted(found, key=lambda fact: (fact.faded, bool(fact.ask))))


def week(work: Work) -> Week:
    """How the week stands. Raises NotAllowed."""
    work.require(Right.REVIEW_CLIENTS)
    today = on_file.today(work)
    monday = rules.monday_of(today)
    since = _night(work, monday - timedelta(weeks=4))
    rows = list(work.visible(ReviewMeeting).where(ReviewMeeting.begun_at >= since)
                .order_by(ReviewMeeting.begun_at.desc()))  # fmt: skip
    told = _meetings(work, rows)
    running = _running(work)
    deciding = _deciding([row.id for row in rows])
    begun = _night(work, monday)
    held = sum(one.begun_at >= begun and one.ended_at is not None and one.id in deciding for one in told)
    wanted = int(str(work.settings["reviews_a_week"]))
    # one that was never ended goes on, however long ago it began
    (here,) = _meetings(work, [running]) if running is not None else (None,)
    return Week(held, wanted, monday, rules.pace(held, wanted, today), here, told)


def items(work: Work, meeting_id: UUID) -> tuple[Item, ...]:
    """What a review decided, in its order, of clients that this person may see. Raises NotAllowed, NotFound."""
    row = work.get(ReviewMeeting, meeting_id)
    rows = list(work.visible(ReviewItem).where(ReviewItem.meeting == row.id).order_by(ReviewItem.decided_at,
                                                                                       ReviewItem.id))  # fmt: skip
    clients = {client.id: client for client in work.visible(Client, withdrawn=True).where(
        among(Client.id, {item.client_id for item in rows}))}  # fmt: skip
    people = on_file.names(work, (item.decided_by_id for item in rows))
    return tuple(
        Item(clients[one.client_id].name, one.client_id, work.whole_catalogue[one.field].label,
             Decision.of(one.decision), one.note, people.get(one.decided_by_id, ""), one.decided_at)
        for one in rows if one.client_id in clients and one.field in work.catalogue
    )  # fmt: skip


# Parts of the verbs above


def _as_waiting(one: FadedFact) -> WaitingReview:
    """What asks to be confirmed again, as a row among what waits."""
    return WaitingReview(one.client_id, one.client_code, one.client_name, one.field, one.declared.label, one.seen,
                         one.info, one.seen, "", (), one.declared, risk=one.risk)  # fmt: skip


def _running(work: Work) -> Any:
    mine = (ReviewMeeting.begun_by == work.me.id) & ReviewMeeting.ended_at.is_null()
    return work.visible(ReviewMeeting).where(mine).order_by(ReviewMeeting.begun_at.desc()).first()


def _deciding(ids: Sequence[UUID]) -> set[UUID]:
    """Those of these reviews of which a decision stands: how many were held is the same whoever asks."""
    # reading path: whether there is any, of clients that this person may not see too
    items = ReviewItem.select(ReviewItem.meeting).where(among(ReviewItem.meeting, ids)
                                                        & ReviewItem.withdrawn_at.is_null())  # fmt: skip
    return {meeting for (meeting,) in items.distinct().tuples()}


def _open(work: Work, meeting_id: UUID) -> Any:
    work.require(Right.REVIEW_CLIENTS)
    row = work.get(ReviewMeeting, meeting_id)
    if row.ended_at is not None:
        raise BadEntry(N_("This review has ended; begin another one."), "meeting")
    return row


def _decide(work: Work, meeting: Any, client_id: UUID, field: str, decision: Decision, note: str = "") -> None:
    client = work.get(Client, client_id)
    work.add(ReviewItem(meeting=meeting.id, client=client.id, field=field, decision=decision.value, note=note,
                        decided_by=work.me.id, decided_at=work.now))  # fmt: skip


def _kept(present: Sequence[Present]) -> list[list[str]]:
    return [[one.attends.value, one.name, str(one.person) if one.person else ""] for one in present]


def _meetings(work: Work, rows: Sequence[Any]) -> tuple[Meeting, ...]:
    people = on_file.names(work, (row.chair_id for row in rows))
    counted: dict[UUID, int] = {}
    for (meeting,) in work.visible(ReviewItem).where(among(ReviewItem.meeting, [row.id for row in rows])).select(
            ReviewItem.meeting).tuples():  # fmt: skip
        counted[meeting] = counted.get(meeting, 0) + 1
    return tuple(
        Meeting(row.id, row.begun_at, row.ended_at, people.get(row.chair_id, ""), tuple(
            Present(Attends.of(attends), name, UUID(person) if person else None)
            for attends, name, person in row.present), counted.get(row.id, 0), row.begun_by_id == work.me.id)
        for row in rows
    )  # fmt: skip


def _evidence(work: Work, keys: set[UUID]) -> dict[UUID, Evidence]:
    """Nothing for who may not see the book: the basis of each value names the sheet and the collector too."""
    if not keys or not work.may(Right.SEE_BOOKINGS):
        return {}
    rows = {row.id: row for row in work.visible(GivenOut).where(among(GivenOut.id, keys))}
    wanted = {row.booking_id for row in rows.values()}
    lines = {line.id: line for line in cards.given(work, wanted)}
    booked = {line.id: line for line in booking_lists.told(
        work, list(work.visible(Booking).where(among(Booking.id, wanted))))}  # fmt: skip
    heads = {row.given_id: row for row in work.visible(CollectedSheet).where(among(CollectedSheet.given, rows))}
    people = on_file.names(work, (row.entered_by_id for row in heads.values()))
    found = {}
    for key, row in rows.items():
        if row.booking_id not in booked:
            continue
        head, booking = heads.get(key), booked[row.booking_id]
        found[key] = Evidence(
            lines[key], booking.on, booking.meal_name, booking.at, head.collector if head else lines[key].server,
            head.collected_on if head else None, people.get(head.entered_by_id, "") if head else "",
        )  # fmt: skip
    return found


def _asked(work: Work, clients: set[UUID]) -> Mapping[tuple[UUID, str], Any]:
    """The newest item of each value that was to be asked again."""
    query = work.visible(ReviewItem).where(among(ReviewItem.client, clients)
                                           & (ReviewItem.decision == Decision.ASK_AGAIN.value))  # fmt: skip
    return {(row.client_id, row.field): row for row in query.order_by(ReviewItem.decided_at)}


def _night(work: Work, day: date) -> datetime:
    return datetime.combine(day, time(), zone_of(str(work.settings["time_zone"])))
