"""Visitors as lists show them: expected, in the house, of a day; found by name, pinyin, phone or badge (RE-1)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.models.clients import Client
from desktop.models.office import Department
from desktop.models.reception import Visitor, ZoneEntry
from desktop.models.registers import RegisterLine
from desktop.models.rows import among
from desktop.rules import reception as rules
from desktop.rules.errors import NotFound
from desktop.rules.reception import Grade, Kind, Rank, State, Treatment, Why
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.rules.tokens import query_of, tokens_of
from desktop.rules.values import dataclass
from desktop.rules.words import Word
from desktop.rules.zones import begin_of, end_of, zone_of
from desktop.services import on_file, reception_badges, search
from desktop.services.readings import readings
from desktop.services.work import Work

MOST = 500
_EARLY = timedelta(hours=2)  # people come before their time, also where that is after midnight
_HITS = 8


@dataclass(frozen=True, slots=True)
class VisitorLine:
    """One visit. `host` is who was to be visited, `receiver` who receives: the host or his stand-in. `breach` says
    that the visitor was met without the badge he should have worn."""

    id: UUID
    state: State
    client: UUID | None
    name: str
    unit: str
    phone: str
    heads: int
    kind: Kind
    rank: Rank
    purpose: str
    host: UUID | None
    host_name: str
    stand_in: UUID | None
    stand_in_name: str
    stand_in_reason: str
    department: str
    planned_by: str
    expected_at: datetime | None
    proposed: Grade
    why: Why
    grade: Grade
    grade_reason: str
    treatment: Treatment
    badges: tuple[str, ...]  # those that are out; once all are back, all
    badge_out: bool
    came_at: datetime | None
    answered_at: datetime | None
    met_at: datetime | None
    left_at: datetime | None
    reminders: int
    breach: bool
    mine: bool  # I am to receive
    in_zone: bool  # in a closed zone by its register, which the desk alone sees

    @property
    def badge(self) -> str:
        return rules.badge_numbers(self.badges)

    @property
    def planned(self) -> bool:
        return self.expected_at is not None

    @property
    def receiver(self) -> UUID | None:
        return self.stand_in or self.host

    @property
    def receiver_name(self) -> str:
        return self.stand_in_name or self.host_name


class Source(Word):
    """Where somebody at the desk was found."""

    EXPECTED = "expected", ""
    INSIDE = "inside", ""
    CLIENT = "client", ""


@dataclass(frozen=True, slots=True)
class Found:
    """Whom typed letters may mean. `id` is the visit's, or the client's."""

    source: Source
    id: UUID
    name: str
    detail: str
    host_name: str = ""
    at: datetime | None = None
    risk: str = ""
    badge: str = ""


# Rows


def client_of(work: Work, row: Any) -> Any:
    """The client who visits, as far as I see the file; of one that was merged, the file that was kept."""
    key = row.client_id
    while key is not None and work.may(Right.SEE_CLIENTS):
        client = work.visible(Client, withdrawn=True).where(Client.id == key).get_or_none()
        if client is None or client.withdrawn_at is None:
            return client
        key = client.merged_into_id
    return None


def inside(work: Work) -> Any:
    """The query of those in my sight who are in the house now."""
    work.require(Right.SEE_VISITORS)
    return work.visible(Visitor).where(Visitor.came_at.is_null(False) & Visitor.left_at.is_null())


def expected(work: Work, first: date, last: date | None = None) -> Any:
    """The query of those in my sight who are expected on these days and have not come."""
    work.require(Right.SEE_VISITORS)
    zone = str(work.settings["time_zone"])
    times = Visitor.expected_at.is_null(False) & (Visitor.expected_at >= begin_of(first, zone))
    if last is not None:
        times &= Visitor.expected_at < end_of(last, zone)
    return work.visible(Visitor).where(times & Visitor.came_at.is_null() & Visitor.called_off_at.is_null())


def awaited(work: Work) -> Any:
    """The query of those in my sight who may come to the door now: today's, and towards midnight tomorrow's too."""
    soon = (work.now + _EARLY).astimezone(zone_of(str(work.settings["time_zone"]))).date()
    return expected(work, on_file.today(work), soon)


def lines(work: Work, rows: Sequence[Any]) -> tuple[VisitorLine, ...]:
    """Visits as lists show them, of rows that were got through `work`."""
    people = on_file.names(work, (key for r in rows for key in (r.owner_id, r.stand_in_id, r.planned_by_id)))
    places = departments(work)
    badges = reception_badges.of_visits(work, rows)
    zoned = _in_zones(work, [row.id for row in rows if row.came_at is not None])
    minutes, table = int(work.settings["reception_minutes"]), work.settings["reception_table"]
    told = []
    for row in rows:
        kind, grade, worn = Kind.of(row.kind), Grade.of(row.grade), badges.get(row.id, [])
        out = [line for line in worn if line.back_at is None]
        state = rules.state_of(row.grade, row.came_at, row.met_at, row.left_at, row.called_off_at)
        told.append(VisitorLine(
            row.id, state, row.client_id, row.name, row.unit, row.phone, row.heads, kind, Rank.of(row.rank),
            row.purpose, row.owner_id, people.get(row.owner_id, ""), row.stand_in_id, people.get(row.stand_in_id, ""),
            row.stand_in_reason, places.get(row.department_id, ""), people.get(row.planned_by_id, ""), row.expected_at,
            Grade.of(row.proposed), Why.of(row.why), grade, row.grade_reason, rules.treatment(kind, grade, table),
            tuple(line.what for line in out or worn), bool(out), row.came_at,
            row.answered_at, row.met_at, row.left_at,
            # whoever has answered is reminded no more
            rules.reminders(row.came_at, row.answered_at or work.now, minutes) if state is State.WAITING else 0,
            row.breach_at is not None, work.me.id == (row.stand_in_id or row.owner_id), row.id in zoned,
        ))  # fmt: skip
    return tuple(told)


def _in_zones(work: Work, keys: Sequence[UUID]) -> set[UUID]:
    """Which of these visitors are in a closed zone, as far as I see the register of entries."""
    if not keys or not work.may(Right.RECEIVE_VISITORS):
        return set()
    there = work.visible(ZoneEntry).where(among(ZoneEntry.visitor, keys) & ZoneEntry.out_at.is_null())
    return {key for (key,) in there.select(ZoneEntry.visitor).tuples()}


def departments(work: Work) -> dict[Any, str]:
    """Names of departments by id, which everybody may read."""
    return dict(work.visible(Department, withdrawn=True).select(Department.id, Department.name).tuples())


def letters(name: str) -> tuple[str, ...]:
    """How a name is found by its initials in pinyin, or by its reading."""
    read = readings(name)
    return (*read.initials, *read.full)


# Lists


def in_house(work: Work) -> tuple[VisitorLine, ...]:
    """Who is in the house now, the first who came first; those who wait before all others. Raises NotAllowed."""
    rows = list(inside(work).order_by(Visitor.met_at.is_null(False), Visitor.came_at).limit(MOST))
    return lines(work, rows)


def expected_lines(work: Work, first: date | None = None, last: date | None = None) -> tuple[VisitorLine, ...]:
    """Who is expected from that day on, today without one, and has not come yet. Raises NotAllowed."""
    day = first or on_file.today(work)
    return lines(work, list(expected(work, day, last).order_by(Visitor.expected_at, Visitor.id).limit(MOST)))


def of_day(work: Work, day: date | None = None) -> tuple[VisitorLine, ...]:
    """All who came on a day, in the order of their coming. Raises NotAllowed."""
    work.require(Right.SEE_VISITORS)
    zone, day = str(work.settings["time_zone"]), day or on_file.today(work)
    came = (Visitor.came_at >= begin_of(day, zone)) & (Visitor.came_at < end_of(day, zone))
    return lines(work, list(work.visible(Visitor).where(came).order_by(Visitor.came_at, Visitor.id).limit(MOST)))


def visitor(work: Work, visitor_id: UUID) -> VisitorLine:
    """Raises NotAllowed, NotFound."""
    work.require(Right.SEE_VISITORS)
    return lines(work, [work.get(Visitor, visitor_id)])[0]


def waiting_for_me(work: Work) -> tuple[VisitorLine, ...]:
    """Whom I am to receive and have not met yet, who waits longest first: what my workstation tells me (RE-3)."""
    if not work.may(Right.SEE_VISITORS):
        return ()
    me = work.me.id
    mine = (Visitor.stand_in == me) | ((Visitor.owner == me) & Visitor.stand_in.is_null())
    return lines(work, list(inside(work).where(mine & Visitor.met_at.is_null()).order_by(Visitor.came_at).limit(MOST)))


# Found at the desk


def find(work: Work, text: str) -> tuple[Found, ...]:
    """Whom these letters may mean: expected now first, then who is in the house, by name, pinyin, phone or badge;
    then clients as far as I see them. Raises NotAllowed."""
    work.require(Right.RECEIVE_VISITORS)
    typed, query = tidy(text), query_of(text)
    if not typed:
        return ()
    ahead = lines(work, list(awaited(work).order_by(Visitor.expected_at, Visitor.id).limit(MOST)))
    here = in_house(work)
    found = [_found(Source.EXPECTED, line) for line in ahead if rules.finds(query, _tokens(line))]
    found += [_found(Source.INSIDE, line) for line in here
              if (line.badge_out and typed in line.badges) or rules.finds(query, _tokens(line))]  # fmt: skip
    if work.may(Right.SEE_CLIENTS):
        # whoever is expected or here is meant as that
        there = {line.client for line in (*ahead, *here)}
        found += [Found(Source.CLIENT, hit.id, hit.title, hit.detail, risk=hit.risk)
                  for hit in search.find(work, text, _HITS) if hit.id not in there]  # fmt: skip
    return tuple(found)


def _tokens(line: VisitorLine) -> list[str]:
    made = tokens_of((line.name,), (line.unit, line.phone), (readings(line.name),))
    return [*made.name, *made.other]


def _found(source: Source, line: VisitorLine) -> Found:
    detail = " · ".join(part for part in (line.unit, line.purpose) if part)
    return Found(source, line.id, line.name, detail, line.receiver_name, line.came_at or line.expected_at, "",
                 line.badge if line.badge_out else "")  # fmt: skip


# Badges


def badges_out(work: Work) -> tuple[VisitorLine, ...]:
    """Visits with a badge that has not come back, whether or not the visitor has left."""
    work.require(Right.RECEIVE_VISITORS)
    out = work.visible(RegisterLine).where((RegisterLine.register == rules.BADGES) & RegisterLine.back_at.is_null())
    moments = sorted({at for (at,) in out.select(RegisterLine.out_at).tuples()})
    # the badges of a visit go out in the moment of its coming
    came = Visitor.came_at.in_(moments) & Visitor.badge.is_null(False)
    found = list(work.visible(Visitor).where(came).order_by(Visitor.came_at)) if moments else []
    return tuple(line for line in lines(work, found) if line.badge_out)


def of_badges(work: Work, moments: Sequence[datetime]) -> dict[UUID, str]:
    """Who wore the badges that went out in these moments, by line of the register, as far as I see them. Raises
    NotAllowed."""
    work.require(Right.SEE_VISITORS)
    rows = list(work.visible(Visitor).where(Visitor.came_at.in_(list(moments)) & Visitor.badge.is_null(False)))
    worn = reception_badges.of_visits(work, rows)
    return {line.id: f"{row.name}\n{row.unit}".rstrip() for row in rows for line in worn.get(row.id, ())}


def reached(work: Work, visitor_id: UUID) -> Any:
    """The row of a visit that I see; within a write nobody else does something about it until the commit. Raises
    NotAllowed, NotFound."""
    work.require(Right.SEE_VISITORS)
    row = work.get(Visitor, visitor_id)
    if row.called_off_at is not None and work.writes:
        raise NotFound(str(visitor_id))
    return row
