"""What the desk is told before it receives somebody: warnings, the proposed grade's grounds, habits, hosts (RE-2)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.reception import Visitor
from desktop.rules import reception as rules
from desktop.rules.reception import Grade, Kind, Proposal, Rank, Treatment, Why
from desktop.rules.rights import Right, Scope
from desktop.rules.values import dataclass
from desktop.services import on_file, reception_badges, refused_visitors, reviews, sign_ins, signing, standing, visitors
from desktop.services.powers import asked_on
from desktop.services.reception import NewVisitor
from desktop.services.refused_visitors import RefusedLine
from desktop.services.work import Work

# of a client's file, as far as whoever asks sees it and the office keeps it; what may hurt first
HABITS = ("allergies", "taboos", "drinks", "usual_receptionist")


@dataclass(frozen=True, slots=True)
class Habit:
    """A fact that a host or the desk goes by; `label` is a message id, `stands` False while nobody has verified it."""

    label: str
    value: str
    stands: bool
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Host:
    id: UUID
    name: str
    department: str
    letters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Door:
    """Somebody at the door, or to be announced: what is known of him, and what the grade is found from."""

    visitor: UUID | None
    base: NewVisitor
    planned: bool
    important: bool
    risk: str
    listed: tuple[RefusedLine, ...]
    habits: tuple[Habit, ...]
    next_badge: str
    table: Mapping[str, Mapping[str, str]]
    expected_at: datetime | None = None

    def proposal(self, kind: Kind, rank: Rank, listed: bool) -> Proposal:
        return rules.proposed(kind, rank, important=self.important, planned=self.planned, listed=listed, risk=self.risk)

    def treatment(self, kind: Kind, grade: Grade) -> Treatment:
        return rules.treatment(kind, grade, self.table)


def at_door(work: Work, visitor: UUID | None = None, client: UUID | None = None, name: str = "", *,
            planned: bool | None = None) -> Door:  # fmt: skip
    """Of somebody expected, of a client, or of a name that was typed. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_VISITORS)
    row = work.get(Visitor, visitor) if visitor is not None else None
    file = visitors.client_of(work, row) if row is not None else None
    if row is None and client is not None:
        file = work.get(Client, client)
    told = _of_client(work, file) if file is not None else NewVisitor(name)
    base = _of_row(row, told) if row is not None else told
    desk = work.may(Right.RECEIVE_VISITORS)
    important = file is not None and (file.important or file.client_class == "A")
    if file is None and row is not None:
        important = row.why == Why.IMPORTANT.value
    return Door(
        row.id if row is not None else None, base, row is not None if planned is None else planned, important,
        file.risk if file is not None else "",
        refused_visitors.matching(work, base.name, base.unit, base.phone) if desk else (),
        habits(work, file) if file is not None else (), rules.next_badge(reception_badges.taken(work)) if desk else "",
        work.settings["reception_table"], row.expected_at if row is not None else None,
    )  # fmt: skip


def habits(work: Work, client: Any) -> tuple[Habit, ...]:
    """What of a client's habits I may see, of a file that was got through `work`."""
    work.require(Right.SEE_CLIENTS, client)
    catalogue, values, states = work.catalogue, work.show(client), reviews.reviews_of(work, client.id)
    found = []
    for name in HABITS:
        value = values.get(name) if name in catalogue else None
        if isinstance(value, str) and value:
            info = states.get(name)
            found.append(Habit(catalogue[name].label, value, info is None or info.verified, name == "allergies"))
    return tuple(found)


def habits_of(work: Work, visitor_id: UUID) -> tuple[Habit, ...]:
    """Those of the client who visits; nothing where I do not see the file. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_VISITORS)
    client = visitors.client_of(work, work.get(Visitor, visitor_id))
    return habits(work, client) if client is not None else ()


def hosts(work: Work) -> tuple[Host, ...]:
    """Colleagues who can be visited: here, and told of their visitors."""
    work.require(Right.SEE_VISITORS)
    now, names = signing.current(work), visitors.departments(work)
    day = asked_on(now, work.settings, work.now)
    rows = work.visible(Person).where(Person.suspended_at.is_null())
    found = [Host(row.id, row.name, names.get(row.department_id, ""), visitors.letters(row.name)) for row in rows
             if now.held(row.id, day).scope(Right.SEE_VISITORS) is not Scope.NONE]  # fmt: skip
    return tuple(sorted(found, key=lambda host: (host.letters[:1], host.name)))


@dataclass(frozen=True, slots=True)
class HostNote:
    """Whether a host is signed in at some workstation now, where he is told, and who stands in for him today."""

    there: bool
    instead: tuple[str, ...] = ()


def host_note(work: Work, person: UUID) -> HostNote:
    """Raises NotAllowed."""
    work.require(Right.RECEIVE_VISITORS)
    away = standing.running(work, absent=person)
    names = on_file.names(work, (absence.person for absence in away))
    return HostNote(person == work.me.id or bool(sign_ins.elsewhere(work, person)), tuple(sorted(names.values())))


def _of_row(row: Any, file: NewVisitor) -> NewVisitor:
    """As it was announced, with what the file knows besides."""
    return NewVisitor(row.name, row.unit or file.unit, row.phone or file.phone, row.heads, Kind.of(row.kind),
                      Rank.of(row.rank), row.purpose, row.owner_id, row.client_id, row.expected_at,
                      None if row.grade == row.proposed else Grade.of(row.grade), row.grade_reason)  # fmt: skip


def _of_client(work: Work, client: Any) -> NewVisitor:
    """As the file tells: name, unit, phone; whom a client visits is his owner most of the time."""
    values = work.show(client)
    told: Sequence[str] = [v if isinstance(v := values.get(name), str) else "" for name in ("name", "unit", "phone")]
    return NewVisitor(told[0], told[1], told[2], kind=Kind.CLIENT, host=client.owner_id, client=client.id)
