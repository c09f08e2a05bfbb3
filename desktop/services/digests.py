"""The daily digest 日清: what was asked on a day, what is unsolved, and its close (SV-6)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.cases import ServiceCase
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.digests import DailyDigest
from desktop.models.office import Department, Person
from desktop.models.rows import among
from desktop.rules import digests as rules
from desktop.rules.cases import Step
from desktop.rules.contacts import Direction
from desktop.rules.digests import Fact, Item
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.values import dataclass
from desktop.rules.zones import begin_of, end_of
from desktop.services import case_reach, contacts, on_file
from desktop.services.work import Work

TOPIC = "digests"
MOST = 2000


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A case or contact of a day. `number` is a case's; `step` what it waited for, None for a contact."""

    item: Item
    id: UUID
    number: str
    whom: str
    subject: str
    holder: str
    client: UUID | None
    step: Step | None
    due_at: datetime | None
    asked: bool
    solved: bool


@dataclass(frozen=True, slots=True)
class DayDigest:
    """A department's day, as far as I see its clients. `closed_at` None: it still changes."""

    day: date
    department: UUID | None
    name: str
    lines: tuple[DigestLine, ...]
    may_close: bool
    note: str = ""
    closed_by: str = ""
    closed_at: datetime | None = None

    @property
    def asked(self) -> int:
        return sum(line.asked for line in self.lines)

    @property
    def unsolved(self) -> int:
        return sum(not line.solved for line in self.lines)


def close_digest(work: Work, day: date, department: UUID | None, note: str) -> None:
    """Closes a department's day with what carries over into tomorrow; it stays so. By its head, or whoever approves for
    the whole office; None: what no department has. Raises BadEntry (fields `day`, `note`), NotAllowed."""
    _require_closing(work, department)
    # two who close it would each find it open
    work.alone()
    if _closed(work, day, department) is not None:
        raise BadEntry(N_("This day was closed already."), "day")
    facts = _facts(work, day, department)
    unsolved = sum(not fact.solved for fact in facts)
    said = rules.checked_note(note, day, on_file.today(work), unsolved)
    row = work.add(DailyDigest(day=day, department=department, note=said, facts=[fact.stored() for fact in facts],
                               closed_by=work.me.id, closed_at=work.now))  # fmt: skip
    work.record(TOPIC, "close_digest", row, asked=sum(fact.asked for fact in facts), unsolved=unsolved)


def digest(work: Work, day: date, department: UUID | None) -> DayDigest:
    """A department's day: as it was closed, or as it stands now. Counted is what I may see. Raises NotAllowed,
    NotFound."""
    work.require(Right.SEE_CLIENTS)
    places = dict(departments(work))
    if department is not None and department not in places:
        raise NotFound(str(department))
    row = _closed(work, day, department)
    facts = [rules.fact_of(one) for one in row.facts] if row is not None else _facts(work, day, department)
    lines = tuple(_lines(work, facts))
    name = places[department] if department is not None else ""
    if row is None:
        return DayDigest(day, department, name, lines, day <= on_file.today(work) and _may_close(work, department))
    names = on_file.names(work, [row.closed_by_id])
    return DayDigest(day, department, name, lines, False, row.note, names.get(row.closed_by_id, ""), row.closed_at)


def day_digests(work: Work, day: date) -> tuple[DayDigest, ...]:
    """The day of each department that has something to tell, or closed it. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    keys: list[UUID | None] = [key for key, _name in departments(work)]
    if work.me.mandate.scope(Right.SEE_CLIENTS) is Scope.ALL:
        keys.append(None)
    found = (digest(work, day, key) for key in keys)
    return tuple(one for one in found if one.lines or one.closed_at is not None)


def departments(work: Work) -> list[tuple[UUID, str]]:
    """Whose days I may look at: all, or my own. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    query = work.visible(Department).order_by(Department.name)
    if work.me.mandate.scope(Right.SEE_CLIENTS) is not Scope.ALL:
        query = query.where(Department.id == work.me.mandate.department)
    return [(row.id, row.name) for row in query]


def unclosed(work: Work, day: date) -> list[tuple[UUID, str, int]]:
    """My departments whose day was not closed although something was asked: with how much. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    found = []
    for key, name in departments(work):
        # whoever approves for the whole office is told of the department that is his
        mine = key == work.me.mandate.department and _may_close(work, key)
        if mine and _closed(work, day, key) is None:
            asked = len(_asked(work, day, key))
            if asked:
                found.append((key, name, asked))
    return found


def _require_closing(work: Work, department: UUID | None) -> None:
    work.require(Right.APPROVE_CLIENTS)
    if not _may_close(work, department):
        raise NotAllowed(N_("The head of the department closes its day."))


def _may_close(work: Work, department: UUID | None) -> bool:
    return case_reach.heads(work.me.mandate, department) > 0 and work.may(Right.SEE_CLIENTS)


def _closed(work: Work, day: date, department: UUID | None) -> Any:
    place = DailyDigest.department.is_null() if department is None else DailyDigest.department == department
    return work.visible(DailyDigest).where((DailyDigest.day == day) & place).get_or_none()


def _facts(work: Work, day: date, department: UUID | None) -> list[Fact]:
    """What was asked on the day, and what of before had no answer at its end; never a word of it."""
    begin, end = _bounds(work, day)
    open_then = ServiceCase.done_at.is_null() | (ServiceCase.done_at >= end)
    early = ServiceCase.closed_at.is_null() | (ServiceCase.closed_at >= end)
    cases = _cases(work, department, (ServiceCase.recorded_at < begin) & open_then & early)
    said = _contacts(work, department, Contact.waiting_since.is_null(False) & (Contact.at < begin),
                     Contact.waiting_since)  # fmt: skip
    before = _told(work, begin, end, cases, said)
    asked = _asked(work, day, department)
    return [one for item in Item for one in (*before, *asked) if one.item is item]


def _asked(work: Work, day: date, department: UUID | None) -> list[Fact]:
    begin, end = _bounds(work, day)
    cases = _cases(work, department, (ServiceCase.recorded_at >= begin) & (ServiceCase.recorded_at < end))
    said = _contacts(work, department, (Contact.at >= begin) & (Contact.at < end), Contact.at)
    return _told(work, begin, end, cases, said)


def _bounds(work: Work, day: date) -> tuple[datetime, datetime]:
    zone = str(work.settings["time_zone"])
    return begin_of(day, zone), end_of(day, zone)


def _cases(work: Work, department: UUID | None, meant: Any) -> list[Any]:
    place = ServiceCase.department.is_null() if department is None else ServiceCase.department == department
    # of too many the newest: what is old was told by the days before
    return list(case_reach.seen(work).where(place & meant).order_by(ServiceCase.recorded_at.desc()).limit(MOST))[::-1]


def _contacts(work: Work, department: UUID | None, meant: Any, order: Any) -> list[Any]:
    home = Person.department.is_null() if department is None else Person.department == department
    staff = [row.id for row in work.visible(Person).where(home).select(Person.id)]
    came = among(Contact.staff, staff) & (Contact.direction == Direction.IN.value)
    return list(work.visible(Contact).where(came & meant).order_by(order.desc()).limit(MOST))[::-1]


def _told(work: Work, begin: datetime, end: datetime, cases: Sequence[Any], said: Sequence[Any]) -> list[Fact]:
    """What became a case by the end of the day is told as one. A case is of its contact's client, by whom an index
    finds it."""
    made = among(ServiceCase.client, {row.client_id for row in said}) & among(ServiceCase.contact, [
        row.id for row in said]) & (ServiceCase.recorded_at < end)  # fmt: skip
    known = {row.contact for row in case_reach.seen(work).where(made).select(ServiceCase.contact)} if said else set()
    found = [
        Fact(Item.CASE, row.id, row.recorded_at >= begin, _before(row.done_at, end) or _before(row.closed_at, end),
             row.handler_id, row.due_at, row.step)
        for row in cases
    ]  # fmt: skip
    return found + [
        Fact(Item.CONTACT, row.id, row.at >= begin, row.waiting_since is None, row.staff_id, row.answer_due)
        for row in said if row.id not in known
    ]  # fmt: skip


def _before(at: datetime | None, end: datetime) -> bool:
    return at is not None and at < end


def _lines(work: Work, facts: Sequence[Fact]) -> Iterable[DigestLine]:
    """The facts of what I see, with the words of today: those of an erased file are gone."""
    cases = {row.id: row for row in case_reach.seen(work).where(
        among(ServiceCase.id, [fact.row for fact in facts if fact.item is Item.CASE]))}  # fmt: skip
    rows = list(work.visible(Contact).where(
        among(Contact.id, [fact.row for fact in facts if fact.item is Item.CONTACT])))  # fmt: skip
    keys = {row.client_id for row in (*cases.values(), *rows)} - {None}
    clients = {row.id: row for row in work.visible(Client, withdrawn=True).where(among(Client.id, list(keys)))}
    said = {line.id: line for line in contacts.lines_of(work, rows, clients)}
    names = on_file.names(work, {fact.holder for fact in facts})
    for fact in facts:
        who = names.get(fact.holder, "")
        if fact.item is Item.CASE and (case := cases.get(fact.row)) is not None:
            client = clients.get(case.client_id)
            whom = client.name if client is not None else case.caller
            yield DigestLine(fact.item, case.id, case.number, whom, case.subject, who, case.client_id,
                             Step.of(fact.step), fact.due_at, fact.asked, fact.solved)  # fmt: skip
        elif fact.item is Item.CONTACT and (line := said.get(fact.row)) is not None:
            client = clients.get(line.client_id)
            whom = client.name if client is not None else ""
            yield DigestLine(fact.item, line.id, "", whom, line.subject, who, line.client_id, None, fact.due_at,
                             fact.asked, fact.solved)  # fmt: skip
