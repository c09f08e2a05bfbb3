"""Spot checks 抽查 of contact records: drawn by a seed, scored by others, improvements until looked at (CM-4)."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.office import Person
from desktop.models.rows import among
from desktop.models.spot_checks import SpotCheck, SpotDraw
from desktop.rules import spot_checks as rules
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right
from desktop.rules.spot_checks import Marks
from desktop.rules.values import dataclass
from desktop.rules.zones import begin_of, end_of
from desktop.services import contacts, on_file
from desktop.services.contacts import ContactLine
from desktop.services.work import Work

TOPIC = "spot_checks"
MOST = 20_000


@dataclass(frozen=True, slots=True)
class DrawLine:
    """A draw: of how many records how many, how far it is, and the seed that draws it again."""

    id: UUID
    at: datetime
    by: str
    first: date
    last: date
    seed: int
    scale: int
    pool: int
    size: int
    scored: int


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A record that was drawn. `contact` None: its file is out of my sight or erased; `mine`: I may not judge it;
    `left`: whoever is to improve it can't sign in any more."""

    id: UUID
    staff: str
    staff_id: UUID
    whom: str
    contact: ContactLine | None
    scale: int
    marks: Marks | None
    by: str
    at: datetime | None
    released_at: datetime | None
    improve: str
    owner: str
    due_on: date | None
    done: str
    done_at: datetime | None
    looked_by: str
    looked_at: datetime | None
    mine: bool
    left: bool


def draw(work: Work, first: date, last: date) -> UUID:
    """Draws of each colleague's contacts of these days so many as the office has set. Sealed reports are left out, and
    so is what I may not see. Raises BadEntry (fields `first`, `last`), NotAllowed."""
    work.require(Right.SCORE_CONTACTS)
    rules.check_period(first, last, on_file.today(work))
    numbers = rules.numbers_of(work.settings)
    zone = str(work.settings["time_zone"])
    meant = work.visible(Contact).where(
        (Contact.at >= begin_of(first, zone)) & (Contact.at < end_of(last, zone)) & (Contact.mark == ""))  # fmt: skip
    pool: dict[UUID, list[UUID]] = {}
    clients: dict[UUID, UUID] = {}
    for key, staff, client in meant.select(Contact.id, Contact.staff, Contact.client).limit(MOST).tuples():
        pool.setdefault(staff, []).append(key)
        clients[key] = client
    if not pool:
        raise BadEntry(N_("No contact was recorded on these days."), "first")
    seed = secrets.randbits(48)
    row = work.add(SpotDraw(first=first, last=last, seed=seed, size=numbers.size, percent=numbers.percent,
                            scale=numbers.scale, pool=len(clients), by=work.me.id, at=work.now))  # fmt: skip
    picked = rules.drawn(pool, numbers, seed)
    work.add_rows(SpotCheck, [SpotCheck(draw=row.id, client=clients[key], contact=key, staff=staff)
                              for staff, key in picked])  # fmt: skip
    work.record(TOPIC, "draw_spot_checks", row, size=len(picked), pool=len(clients))
    return UUID(str(row.id))


def score(work: Work, check_id: UUID, marks: Marks) -> None:
    """What a supervisor finds, once; not of his own record. Raises BadEntry naming the mark, NotAllowed, NotFound."""
    row = _held(work, check_id)
    rules.check_other(work.me.id, [row.staff_id])
    if row.at is not None:
        raise BadEntry(N_("This was scored already."))
    given = rules.checked(marks, work.get(SpotDraw, row.draw_id).scale)
    work.change(row, {"manners": given.manners, "accuracy": given.accuracy, "completeness": given.completeness,
                      "said": given.said, "by": work.me.id, "at": work.now})  # fmt: skip
    work.record(TOPIC, "score_contact", row)


def release(work: Work, check_id: UUID) -> None:
    """Lets the colleague read his marks and what was said of them. Raises BadEntry, NotAllowed, NotFound."""
    row = _held(work, check_id)
    rules.check_other(work.me.id, [row.staff_id])
    if row.at is None:
        raise BadEntry(N_("Score it first."))
    if row.released_at is None:
        work.change(row, {"released_at": work.now})
        work.record(TOPIC, "release_score", row)


def improve(work: Work, check_id: UUID, what: str, owner: UUID, until: date) -> None:
    """What is to be improved, by whom and until when. Raises BadEntry naming the field, NotAllowed, NotFound."""
    row = _held(work, check_id)
    rules.check_other(work.me.id, [row.staff_id])
    if row.at is None:
        raise BadEntry(N_("Score it first."))
    if _runs(work, row):
        raise BadEntry(N_("An improvement is asked for already: it is done and looked at first."))
    said = rules.needed(what, "what", N_("Say what is to be improved."))
    if until < on_file.today(work):
        raise BadEntry(N_("Choose a day to come."), "until")
    person = work.hold(Person, owner)
    if person.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), "owner", name=person.name)
    work.change(row, {"improve": said, "owner": person.id, "due_on": until, "done": "", "done_at": None,
                      "looked_by": None, "looked_at": None, "released_at": row.released_at or work.now})  # fmt: skip
    work.record(TOPIC, "ask_improvement", row)


def improvement_done(work: Work, check_id: UUID, said: str) -> None:
    """What its owner did; now somebody else looks. Raises BadEntry (field `said`), NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    work.alone()
    row = _mine(work).where((SpotCheck.id == check_id) & (SpotCheck.owner == work.me.id)).get_or_none()
    if row is None:
        raise NotFound(str(check_id))
    if row.looked_at is not None:
        raise BadEntry(N_("Somebody has looked at it already: nothing of it is open."))
    if row.done_at is not None:
        raise BadEntry(N_("It is noted as done already: now somebody else looks at it."))
    words = rules.needed(said, "said", N_("Say what was done."))
    work.change(row, {"done": words, "done_at": work.now})
    work.record(TOPIC, "improvement_done", row)


def look_again(work: Work, check_id: UUID, good: bool, until: date | None = None) -> None:
    """Whether the improvement holds; where not, its owner has until another day. Not by who did it. Raises BadEntry
    (field `until`), NotAllowed, NotFound."""
    row = _held(work, check_id)
    rules.check_other(work.me.id, [row.owner_id, row.staff_id])
    if row.done_at is None:
        raise BadEntry(N_("It is not done yet."))
    if row.looked_at is not None:
        raise BadEntry(N_("Somebody has looked at it already: nothing of it is open."))
    if good:
        work.change(row, {"looked_by": work.me.id, "looked_at": work.now})
    elif until is None or until < on_file.today(work):
        raise BadEntry(N_("Choose a day to come."), "until")
    else:
        work.change(row, {"done_at": None, "due_on": until, "looked_by": None, "looked_at": None})
    work.record(TOPIC, "look_again", row, good=good)


# Reading


def draws(work: Work, limit: int = 40) -> tuple[DrawLine, ...]:
    """The draws, the newest first. Raises NotAllowed."""
    work.require(Right.SCORE_CONTACTS)
    rows = list(work.visible(SpotDraw).order_by(SpotDraw.at.desc()).limit(limit))
    people = on_file.names(work, (row.by_id for row in rows))
    held: dict[UUID, list[bool]] = {}
    query = judged(work).where(among(SpotCheck.draw, [row.id for row in rows]))
    for key, at in query.select(SpotCheck.draw, SpotCheck.at).tuples():
        held.setdefault(key, []).append(at is not None)
    return tuple(DrawLine(row.id, row.at, people.get(row.by_id, ""), row.first, row.last, row.seed, row.scale, row.pool,
                          len(held.get(row.id, ())), sum(held.get(row.id, ()))) for row in rows)  # fmt: skip


def checks(work: Work, draw_id: UUID) -> tuple[CheckLine, ...]:
    """The records of a draw by colleague; none of my own. Raises NotAllowed, NotFound."""
    work.require(Right.SCORE_CONTACTS)
    work.get(SpotDraw, draw_id)
    return lines(work, list(judged(work).where(SpotCheck.draw == draw_id)))


def mine(work: Work) -> tuple[CheckLine, ...]:
    """What was released to me of my own records, the newest first, and what I am to improve."""
    # reading path: what is about me or mine to improve, and nothing that was not released
    rows = list(_mine(work).order_by(SpotCheck.at.desc()).limit(200))
    return lines(work, rows)


def judged(work: Work) -> Any:
    """What I may judge: nobody sees his own there, whatever right he holds."""
    return work.visible(SpotCheck).where(SpotCheck.staff != work.me.id)


def _mine(work: Work) -> Any:
    # reading path: a row of mine once it is released, or that I am to improve; a server says the same
    return SpotCheck.select().where(
        SpotCheck.withdrawn_at.is_null()
        & (((SpotCheck.staff == work.me.id) & SpotCheck.released_at.is_null(False)) | (SpotCheck.owner == work.me.id))
    )


def _runs(work: Work, row: Any) -> bool:
    """Whether an improvement is under way. Where its owner can't sign in any more, another may be asked for."""
    if not row.improve or row.looked_at is not None:
        return False
    return row.done_at is not None or work.hold(Person, row.owner_id).suspended_at is None


def _held(work: Work, check_id: UUID) -> Any:
    work.require(Right.SCORE_CONTACTS)
    # two who score at once would each find it open
    work.alone()
    return work.get(SpotCheck, check_id)


def lines(work: Work, rows: Sequence[Any]) -> tuple[CheckLine, ...]:
    """Lines of rows that were got above, each with the contact as far as I see it."""
    seen = list(work.visible(Contact).where(among(Contact.id, [row.contact for row in rows]))) if rows and work.may(
        Right.SEE_CLIENTS) else []  # fmt: skip
    clients = {row.id: row for row in work.visible(Client, withdrawn=True).where(
        among(Client.id, [row.client_id for row in seen]))} if seen else {}  # fmt: skip
    said = {line.id: line for line in contacts.lines_of(work, seen, clients)}
    scales = {} if not rows or not work.may(Right.SCORE_CONTACTS) else dict(
        work.visible(SpotDraw).where(among(SpotDraw.id, [row.draw_id for row in rows])).select(
            SpotDraw.id, SpotDraw.scale).tuples())  # fmt: skip
    names = on_file.names(work, {key for row in rows for key in (row.staff_id, row.by_id, row.owner_id,
                                                                 row.looked_by_id)})  # fmt: skip
    gone = {key for (key,) in work.visible(Person).where(
        among(Person.id, [row.owner_id for row in rows if row.owner_id is not None])
        & Person.suspended_at.is_null(False)).select(Person.id).tuples()}  # fmt: skip
    found = []
    for row in rows:
        line = said.get(row.contact)
        client = clients.get(row.client_id)
        # who improves something for a colleague reads what, and not his marks
        readable = row.released_at is not None if row.staff_id == work.me.id else work.may(Right.SCORE_CONTACTS)
        scored = row.at is not None and readable
        marks = Marks(row.manners, row.accuracy, row.completeness, row.said) if scored else None
        found.append(CheckLine(
            row.id, names.get(row.staff_id, ""), row.staff_id, client.name if client is not None else "", line,
            scales.get(row.draw_id, 0), marks, names.get(row.by_id, ""), row.at, row.released_at, row.improve,
            names.get(row.owner_id, ""), row.due_on, row.done, row.done_at, names.get(row.looked_by_id, ""),
            row.looked_at, row.staff_id == work.me.id,
            row.owner_id in gone and row.done_at is None and row.looked_at is None,
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.staff, one.at is not None)))
