"""Transfer 移交 of many clients in one act: looked at before, recorded in each file, undone as a whole (CL-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.cases import ServiceCase
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.office import Department, Person
from desktop.models.owners import ContactPerson, Handover, HandoverLine
from desktop.models.visits import Visit
from desktop.rules import deadlines
from desktop.rules.errors import BadEntry, Label
from desktop.rules.rights import Right, Scope
from desktop.rules.text import check_length, tidy
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.services import calendars, case_reach, file_values, on_file, search
from desktop.services.readings import reading_key
from desktop.services.signing import mandate_of
from desktop.services.work import Work

TOPIC = "clients"
MOST = 1000
"""Clients in one transfer: it is one act, and others wait meanwhile."""
_REASON = 200
_BOTH_STAY = N_("Nothing changes for it.")
_NOT_YOURS = N_("Not yours to change.")

Pair = tuple[UUID | None, UUID | None]
"""Owner and deputy of a client."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who takes over. No `owner`: owners stay. No `deputy`: with `deputy_goes` there is none afterwards, otherwise it
    stays.

    With `giver` only what that person holds changes hands: the new owner takes what the giver owns, the new deputy
    steps in where the giver was deputy or nobody is. Where the giver was contact person alone, or only owes a next
    step, the new owner takes that over, or else the new deputy.
    """

    owner: UUID | None = None
    deputy: UUID | None = None
    deputy_goes: bool = False
    giver: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TransferLine:
    """What a transfer does to one client; names, empty where there is nobody. `department` only where it changes."""

    client_id: UUID
    code: str
    name: str
    client_class: str
    owner_before: str
    owner: str
    deputy_before: str
    deputy: str
    department: str
    short: bool  # has too few contact persons afterwards
    met: bool = False  # the giver was contact person there, or owes a next step, and neither owner nor deputy


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A client the transfer leaves as it is. `why` is a message id."""

    code: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Warned:
    """What must be known before a transfer: a message id with its values; Labels in them are message ids too."""

    message: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Plan:
    """A transfer as it would be. `seen` is handed to `transfer`, so that nobody is transferred who changed since."""

    lines: tuple[TransferLine, ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Warned, ...]
    next_steps: int  # open ones that pass on with the clients
    cases: int  # open ones, and promised call-backs, that do
    visits: int  # planned, or not reported yet, likewise
    due: datetime | None  # first contact, where owners change
    seen: Mapping[UUID, Pair]


@dataclass(frozen=True, slots=True)
class Transferred:
    """A transfer that was made; `undoable` by who made it, which it is not where the clients are out of reach now."""

    handover: UUID
    operation: UUID
    count: int
    undoable: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """A colleague with clients to hand over; one who was suspended may have some still. `count` is of all that a plan
    would name: owned, deputised for, in contact with, owed a step or to be visited."""

    id: UUID
    name: str
    count: int
    suspended: bool


def holders(work: Work) -> list[Holder]:
    """Everybody who holds clients that one may see and change, who was suspended first, then by the name's reading."""
    work.require(Right.EDIT_CLIENTS)
    counts: dict[UUID, int] = {}
    for column in (Client.owner, Client.deputy):
        query = work.visible(Client, Right.EDIT_CLIENTS).where(column.is_null(False)).group_by(column)
        for key, count in query.select(column, peewee.fn.COUNT(Client.id)).tuples():
            counts[key] = counts.get(key, 0) + count
    met = work.visible(ContactPerson).where(ContactPerson.until.is_null())
    cases = case_reach.open_of_clients(work)
    held = ((met, ContactPerson.person), (_owed(work), Contact.next_for), (_planned(work), Visit.visitor),
            (cases, ServiceCase.handler), (case_reach.call_backs(cases), ServiceCase.calls_back))  # fmt: skip
    files = work.visible(Client, Right.EDIT_CLIENTS).select(Client.id, Client.owner, Client.deputy)
    beside: dict[UUID, set[UUID]] = {}
    for query, column in held:
        client = query.model.client
        # joined by their ids: asked of each row which clients are others', it would look all of them through
        theirs = files.alias("theirs")
        others = ((theirs.c.owner_id.is_null() | (theirs.c.owner_id != column))
                  & (theirs.c.deputy_id.is_null() | (theirs.c.deputy_id != column)))  # fmt: skip
        found = query.select(column, client).join(theirs, on=(client == theirs.c.id)).where(others).distinct()
        for key, one in found.tuples():
            beside.setdefault(key, set()).add(one)
    for key, met_with in beside.items():
        counts[key] = counts.get(key, 0) + len(met_with)
    people = work.visible(Person).where(Person.id.in_(list(counts))) if counts else ()
    told = [Holder(row.id, row.name, counts[row.id], row.suspended_at is not None) for row in people]
    return sorted(told, key=lambda one: (not one.suspended, reading_key(one.name)))


def held_by(work: Work, person: UUID) -> list[UUID]:
    """The clients in use that this person owns, deputises for, is in contact with or owes a step, as far as one may see
    and change them: as many as can be handed over at once."""
    work.require(Right.EDIT_CLIENTS)
    query = _held(work, person).select(Client.id).order_by(Client.sort_key, Client.id).limit(MOST)
    return [key for (key,) in query.tuples()]


def plan_all(work: Work, wish: Wish) -> Plan:
    """A plan of all that the giver holds; of more than can be handed over at once the first, and how many stay."""
    work.require(Right.EDIT_CLIENTS)
    assert wish.giver is not None
    found = plan(work, held_by(work, wish.giver), wish)
    stay = int(_held(work, wish.giver).count()) - MOST
    if stay <= 0:
        return found
    said = Warned(N_("At most {most} clients are handed over at once. Clients that stay for the next time: {count}."),
                  {"most": MOST, "count": stay})  # fmt: skip
    return replace(found, warnings=(said, *found.warnings))


def _held(work: Work, person: UUID) -> Any:
    met = work.visible(ContactPerson).where((ContactPerson.person == person) & ContactPerson.until.is_null())
    owed = _owed(work).where(Contact.next_for == person)
    visited = _planned(work).where(Visit.visitor == person)
    return work.visible(Client, Right.EDIT_CLIENTS).where(
        (Client.owner == person) | (Client.deputy == person) | Client.id.in_(met.select(ContactPerson.client))
        | Client.id.in_(owed.select(Contact.client)) | Client.id.in_(visited.select(Visit.client))
        | Client.id.in_(case_reach.held_by(work, person).select(ServiceCase.client))
    )  # fmt: skip


def _planned(work: Work) -> Any:
    """Visits that somebody is still to make or to report."""
    return work.visible(Visit).where(Visit.reported_at.is_null() & Visit.called_off_at.is_null())


def _owed(work: Work) -> Any:
    """Next steps that somebody owes a client."""
    return work.visible(Contact).where(Contact.next_for.is_null(False) & Contact.next_done_at.is_null()
                                       & (Contact.next_step != ""))  # fmt: skip


def plan(work: Work, client_ids: Sequence[UUID], wish: Wish, staying: frozenset[UUID] | None = None,
         marks: Mapping[str, bool] | None = None) -> Plan:  # fmt: skip
    """What a transfer would do, changing nothing; where contact persons are chosen with it, they are `staying`, and
    `marks` are important and promising as they are to be. Raises BadEntry where it can't be (field owner or deputy),
    NotAllowed, NotFound."""
    work.require(Right.EDIT_CLIENTS)
    people = _Successors(work, wish, staying or frozenset())
    files = _files(work, client_ids)
    lines, left_out, seen = [], [], {}
    names = {row.id: row.name for row in work.visible(Person).select(Person.id, Person.name)}
    places = {row.id: row.name for row in work.visible(Department, withdrawn=True)}
    changing = []
    for file in files:
        owner, deputy = people.after(file)
        if not people.change(file):
            left_out.append(LeftOut(file.code, file.name, _BOTH_STAY))
        elif not work.may(Right.EDIT_CLIENTS, file):
            left_out.append(LeftOut(file.code, file.name, _NOT_YOURS))
        else:
            seen[file.id] = (file.owner_id, file.deputy_id)
            place = people.department(file)
            after = Client(**{**file.__data__, **(marks or {}), "owner": owner, "deputy": deputy})
            if staying is None:
                held = [row for row in on_file.contact_persons(work, file) if not people.leaves(file, row.person_id)]
            else:
                held = [ContactPerson(person=person) for person in staying]
            lines.append(TransferLine(
                file.id, file.code, file.name, file.client_class, names.get(file.owner_id, ""), names.get(owner, ""),
                names.get(file.deputy_id, ""), names.get(deputy, ""),
                places.get(place, "") if place != file.department_id else "",
                on_file.staffing_of(work, after, held).missing > 0,
                (owner, deputy) == (file.owner_id, file.deputy_id),
            ))  # fmt: skip
            changing.append(file)
    due = _due(work) if any(people.after(file)[0] != file.owner_id for file in changing) else None
    steps, cases, visits = (
        sum(len(of(file)) for file in changing) for of in (people.steps, people.cases, people.visits)
    )
    return Plan(tuple(lines), tuple(left_out), tuple(people.warnings(lines)), steps, cases, visits, due, seen)


def transfer(
    work: Work, client_ids: Sequence[UUID], wish: Wish, seen: Mapping[UUID, Pair] | None = None
) -> Transferred:
    """Hands clients over to their successors: one act, recorded in each file, undone as a whole (CL-9).

    Open next steps, open cases and promised call-backs pass on; who drops out is contact person no more. `seen` is that
    of the plan which was looked at. Raises BadEntry (nothing to do, no reason, changed since), NotAllowed, NotFound.
    """
    work.require(Right.EDIT_CLIENTS)
    people = _Successors(work, wish)
    _reason_of(wish)
    files = [file for file in _files(work, client_ids) if people.change(file)]
    if not files:
        raise BadEntry(N_("Nothing would change: these clients have this owner and deputy already."), "owner")
    for file in files:
        work.require(Right.EDIT_CLIENTS, file)
        if seen is not None and seen.get(file.id) != (file.owner_id, file.deputy_id):
            raise BadEntry(N_("{name} has changed hands since you looked. Look at the transfer again."), "clients",
                           name=file.name)  # fmt: skip
    header = _header(work, people, files)
    due = _due(work)
    for file in files:
        _hand_over(work, people, file, header, due)
    return Transferred(header.id, work.operation, len(files), all(work.may(Right.EDIT_CLIENTS, f) for f in files))


def hand_on(work: Work, file: Any, owner: UUID, deputy: UUID | None, reason: str, staying: frozenset[UUID]) -> None:
    """The same for one file that its caller changes: its people were chosen there, and those of `staying` stay contact
    persons. Raises BadEntry without a reason."""
    work.require(Right.EDIT_CLIENTS, file)
    changes = deputy != file.deputy_id
    wish = Wish(owner, deputy if changes else None, deputy_goes=changes, reason=reason)
    people = _Successors(work, wish, staying)
    header = _header(work, people, [file])
    _hand_over(work, people, file, header, _due(work))


def _header(work: Work, people: "_Successors", files: Sequence[Any]) -> Any:
    return work.add(Handover(at=work.now, giver=people.giver_of(files), person=work.me.id,
                             reason=_reason_of(people.wish), operation=work.operation))  # fmt: skip


def _reason_of(wish: Wish) -> str:
    why = check_length(tidy(wish.reason), _REASON, "reason")
    if not why:
        raise BadEntry(
            N_("Say why the clients are handed over: whoever gives, takes over or may change them reads it."), "reason"
        )
    return why


def due(work: Work, view: View) -> list[Batch]:
    """Clients that stayed in the department their owner has moved from, for whoever answers for it: they are handed
    over, or follow (CL-9)."""
    work.require(Right.EDIT_CLIENTS)
    left = work.settings["left_departments"]
    if not left or work.me.mandate.scope(Right.EDIT_CLIENTS) is Scope.OWN:
        return []
    counts = {key: int(_stayed(work, key).count()) for key in map(UUID, left)}
    names = on_file.names(work, [key for key, count in counts.items() if count])
    rows = [
        Row(("moved", key), "arrow-right", Said(N_("Moved to another department; clients that stayed: {n}"),
                                                {"n": counts[key]}),
            name, ("handovers", ("giver", key)), Deed.TAKE_ALONG, (key,),
            Said(N_("Enter: hand them over to a successor")))
        for key, name in names.items()
    ]  # fmt: skip
    return [Batch(Group.WAITING, tuple(rows[: view.limit]), len(rows))]


def take_along(work: Work, person_id: UUID) -> int:
    """Lets the clients of a colleague who has moved follow into the new department; returns how many did.

    Raises BadEntry where none has stayed, NotAllowed, NotFound.
    """
    work.require(Right.EDIT_CLIENTS)
    person = work.hold(Person, person_id)
    files = list(_stayed(work, person.id).order_by(Client.id).limit(MOST))
    if not files:
        raise BadEntry(N_("None of the clients has stayed."))
    for file in files:
        work.require(Right.EDIT_CLIENTS, file)
        work.change(file, {"department": person.department})
        search.index(work, file_values.document(file), names=False)
        work.record(TOPIC, "take_along", file)
    return len(files)


def _stayed(work: Work, person: UUID) -> Any:
    """A colleague's clients that are still of the department he or she left last."""
    former = work.settings["left_departments"].get(person.hex)
    there = work.visible(Client, Right.EDIT_CLIENTS).where(Client.owner == person)
    return there.where(Client.department == UUID(former) if former else peewee.SQL("1 = 0"))


def _due(work: Work) -> datetime:
    calendar = calendars.calendar_around(on_file.today(work), str(work.settings["time_zone"]))
    return deadlines.due(work.now, deadlines.working_days(int(work.settings["first_contact_days"])), calendar)


def _files(work: Work, client_ids: Sequence[UUID]) -> list[Any]:
    wanted = list(dict.fromkeys(client_ids))
    if not wanted:
        raise BadEntry(N_("Choose the clients that are handed over."), "clients")
    if len(wanted) > MOST:
        raise BadEntry(N_("At most {most} clients are handed over at once; do it in parts."), "clients", most=MOST)
    # in one order, or two people who hand the same clients over would wait for each other for ever
    files = [work.get(Client, key) for key in sorted(wanted)]
    return sorted(files, key=lambda file: (file.sort_key, file.id))


class _Successors:
    """Who takes over from whom, found out once for all clients of a transfer."""

    def __init__(self, work: Work, wish: Wish, staying: frozenset[UUID] = frozenset()) -> None:
        self.work, self.wish = work, wish
        self._staying = staying  # in contact with the clients all the same
        if wish.owner is None and wish.deputy is None and not wish.deputy_goes:
            raise BadEntry(N_("Choose who takes over."), "owner")
        if wish.owner is not None and wish.owner == wish.deputy:
            raise BadEntry(N_("Owner and deputy must be two people."), "deputy")
        self.people = {key: work.hold(Person, key) for key in (wish.owner, wish.deputy) if key is not None}
        for field, key in (("owner", wish.owner), ("deputy", wish.deputy)):
            if key is not None and self.people[key].suspended_at is not None:
                raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), field,
                               name=self.people[key].name)  # fmt: skip
            if key is not None and key == wish.giver:
                raise BadEntry(N_("{name} can't take over from himself or herself."), field, name=self.people[key].name)
        self._met: frozenset[UUID] = frozenset()
        if wish.giver is not None:
            met = work.visible(ContactPerson).where(
                (ContactPerson.person == wish.giver) & ContactPerson.until.is_null()
            )
            owed = _owed(work).where(Contact.next_for == wish.giver)
            visited, cases = _planned(work).where(Visit.visitor == wish.giver), case_reach.held_by(work, wish.giver)
            found = (*met.select(ContactPerson.client).tuples(), *owed.select(Contact.client).tuples(),
                     *visited.select(Visit.client).tuples(), *cases.select(ServiceCase.client).tuples())  # fmt: skip
            self._met = frozenset(client for (client,) in found)

    def after(self, file: Any) -> Pair:
        """Owner and deputy afterwards."""
        wish = self.wish
        takes_owner = wish.owner is not None and wish.giver in (None, file.owner_id)
        owner, deputy = wish.owner if takes_owner else file.owner_id, file.deputy_id
        if wish.giver is None and (wish.deputy not in (None, owner) or wish.deputy_goes):
            deputy = wish.deputy
        elif wish.giver in (file.owner_id, file.deputy_id) and deputy in (wish.giver, owner, None):
            # the seat is free: what others hold stays theirs
            deputy = wish.deputy
        return owner, deputy if deputy != owner else None

    def change(self, file: Any) -> bool:
        """Whether anything of a client changes hands."""
        if self.after(file) != (file.owner_id, file.deputy_id):
            return True
        return file.id in self._met and self.leaves(file, self.wish.giver)

    def heir(self, file: Any, person: UUID | None) -> UUID | None:
        """Who takes over what this person owes the client."""
        owner, deputy = self.after(file)
        if person == file.owner_id:
            return owner
        return deputy or owner if person == file.deputy_id else self.wish.owner or self.wish.deputy or owner

    def department(self, file: Any) -> UUID | None:
        """It follows the owner."""
        owner, _deputy = self.after(file)
        if owner == file.owner_id or owner is None:
            return file.department_id
        return self.people[owner].department_id

    def leaves(self, file: Any, person: UUID | None) -> bool:
        """Whether this person looked after the client and does so no more."""
        looked_after = person in (file.owner_id, file.deputy_id, self.wish.giver)
        return person is not None and looked_after and person not in {*self.after(file), *self._staying}

    def cases(self, file: Any) -> list[Any]:
        """Open cases that those who leave handle, or have promised to call back about."""
        gone = self._gone(file)
        return [row for row in case_reach.open_of(self.work, file)
                if row.handler_id in gone or row.calls_back_id in gone] if gone else []  # fmt: skip

    def _gone(self, file: Any) -> set[UUID]:
        return {p for p in (file.owner_id, file.deputy_id, self.wish.giver) if p is not None and self.leaves(file, p)}

    def steps(self, file: Any) -> list[Any]:
        """Open next steps of those who leave."""
        gone = self._gone(file)
        query = self.work.visible(Contact).where((Contact.client == file.id) & Contact.next_for.in_(list(gone))
                                                 & Contact.next_done_at.is_null())  # fmt: skip
        return list(query) if gone else []

    def visits(self, file: Any) -> list[Any]:
        """Visits that those who leave were still to make or to report."""
        gone = [p for p in {file.owner_id, file.deputy_id, self.wish.giver} if self.leaves(file, p)]
        return list(_planned(self.work).where((Visit.client == file.id) & Visit.visitor.in_(gone))) if gone else []

    def giver_of(self, files: Sequence[Any]) -> UUID | None:
        if self.wish.giver is not None:
            return self.wish.giver
        owners = {file.owner_id for file in files}
        return owners.pop() if len(owners) == 1 else None

    def warnings(self, lines: Sequence[TransferLine]) -> Sequence[Warned]:
        found = []
        for person in self.people.values():
            if mandate_of(self.work, person.id).scope(Right.SEE_CLIENTS) is Scope.NONE:
                found.append(Warned(N_("{name} has not the right “{right}” and could not open these files."),
                                    {"name": person.name, "right": Label(Right.SEE_CLIENTS.label)}))  # fmt: skip
        moved = [line for line in lines if line.department]
        if moved:
            found.append(Warned(N_("Clients that move to the department {department}: {count}. Who sees clients of the "
                                   "old department alone sees them no more."),
                                {"count": len(moved), "department": moved[0].department}))  # fmt: skip
        short = sum(line.short for line in lines)
        if short:
            found.append(Warned(N_("Clients with too few contact persons afterwards: {count}."), {"count": short}))
        return found


def _hand_over(work: Work, people: _Successors, file: Any, header: Any, due: datetime) -> None:
    owner, deputy = people.after(file)
    former_owner, former_deputy, place = file.owner_id, file.deputy_id, people.department(file)
    for step in people.steps(file):
        heir = people.heir(file, step.next_for_id)
        work.change(step, {"next_for": work.get(Person, heir) if heir is not None else None})
    for visit in people.visits(file):
        heir = people.heir(file, visit.visitor_id)
        if heir is not None:
            # who takes over a visit that was made already owes its report, and has not made it
            made = {"made_by": work.hold(Person, visit.visitor_id)} if visit.starts_at <= work.now else {}
            work.change(visit, {"visitor": work.get(Person, heir)} | ({} if visit.made_by_id else made))
    for case in people.cases(file):
        held = {name: key for name in ("handler", "calls_back")
                if (key := getattr(case, f"{name}_id")) is not None and people.leaves(file, key)}  # fmt: skip
        heirs = {name: people.heir(file, key) for name, key in held.items()}
        case_reach.hand_on(work, case, heirs, tidy(people.wish.reason))
    today = on_file.today(work)
    rows = on_file.contact_persons(work, file)
    for row in rows:
        if people.leaves(file, row.person_id):
            work.change(row, {"until": today})
            heir = people.heir(file, row.person_id)
            there = {owner, deputy, *(other.person_id for other in rows)}
            if row.person_id not in (former_owner, former_deputy) and heir is not None and heir not in there:
                work.add(ContactPerson(client=file.id, person=work.get(Person, heir), since=today))
    if owner != former_owner:
        earlier = HandoverLine.superseded_at.is_null() & HandoverLine.due.is_null(False)
        for line in list(work.visible(HandoverLine).where((HandoverLine.client == file.id) & earlier)):
            work.change(line, {"superseded_at": work.now})
    named = {"owner": owner, "deputy": deputy}
    work.change(file, {n: work.get(Person, v) if v is not None else None for n, v in named.items()}
                | {"department": work.get(Department, place, withdrawn=True) if place else None})  # fmt: skip
    search.index(work, file_values.document(file), names=False)
    work.add(HandoverLine(handover=header.id, client=file.id, former_owner=former_owner, former_deputy=former_deputy,
                          owner=owner, deputy=deputy, due=due if owner != former_owner else None))  # fmt: skip
    work.record(TOPIC, "transfer", file, handover=str(header.id))
