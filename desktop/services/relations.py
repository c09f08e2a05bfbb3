"""The circle of affiliated persons around a client: who is linked to whom, step by step (CL-4)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desktop.models.clients import Client, Link
from desktop.models.rows import among
from desktop.rules.words import LinkRole
from desktop.services.work import Work

STEPS = 2
MOST = 60  # a picture of more can't be read


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the circle; `distance` 0 is the one in the middle."""

    id: UUID
    code: str
    name: str
    form: str
    client_class: str
    risk: str
    distance: int


@dataclass(frozen=True, slots=True)
class Tie:
    """`second` is `role` of `first`; `back` is the word from the other side. Message ids."""

    first: UUID
    second: UUID
    role: str
    back: str
    note: str


@dataclass(frozen=True, slots=True)
class Circle:
    """The file in the middle first, then by distance and name; `more` tells that some had no room."""

    members: tuple[Member, ...]
    ties: tuple[Tie, ...]
    more: bool

    def ties_of(self, member: UUID) -> tuple[Tie, ...]:
        return tuple(tie for tie in self.ties if member in (tie.first, tie.second))


def circle_of(work: Work, client_id: UUID, steps: int = STEPS) -> Circle:
    """Who is reached over at most so many links. It leads through no file that this person may not see, and shows
    none, nor counts it (AC-5). Raises NotFound.
    """
    middle = work.get(Client, client_id, withdrawn=True)
    members: dict[UUID, Member] = {middle.id: _member(middle, 0)}
    edge, more = [middle.id], False
    for distance in range(1, steps + 1):
        if not edge:
            break
        links = _links(work, edge)
        reached = {end for link in links for end in (link.client_id, link.other_id)} - members.keys()
        query = work.visible(Client).where(among(Client.id, reached)).order_by(Client.sort_key, Client.code)
        found = list(query.limit(MOST + 1)) if reached else []
        room = MOST - len(members)
        more = more or len(found) > room
        edge = [row.id for row in found[:room]]
        members.update((row.id, _member(row, distance)) for row in found[:room])
    ties = [_tie(link) for link in _links(work, list(members))
            if link.client_id in members and link.other_id in members]  # fmt: skip
    return Circle(tuple(members.values()), tuple(ties), more)


def _links(work: Work, ends: list[UUID]) -> list[Any]:
    either = among(Link.client, ends) | among(Link.other, ends)
    return list(work.visible(Link).where(either).order_by(Link.id))


def _member(row: Client, distance: int) -> Member:
    return Member(row.id, row.code, row.name, row.form, row.client_class, row.risk, distance)


def _tie(link: Any) -> Tie:
    role = LinkRole.of(link.role)
    return Tie(link.client_id, link.other_id, role.label, role.back, link.note)
