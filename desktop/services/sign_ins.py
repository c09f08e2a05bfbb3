"""Who came in, who went and who was refused: recorded, and where an account is in use at this moment (SA-1, AC-2)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop import __version__
from desktop.i18n import N_
from desktop.models.database import OfficeDatabase
from desktop.models.office import Person, Workstation
from desktop.models.records import Writer
from desktop.models.sign_ins import Presence, RefusedSignIn
from desktop.rules.audit import Way
from desktop.rules.errors import BadEntry
from desktop.rules.ids import new_id
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services.recording import Recorder
from desktop.services.work import SignedIn, Work

TOPIC = "sign_ins"
STALE = timedelta(minutes=15)
"""Who has not been heard of for so long is taken to be gone: a program that was killed signs nobody out."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another workstation at which an account is in use."""

    workstation: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Station:
    """A joined workstation; `here` for the one I am at. `clock` is how far it is ahead of the server's (None: not
    known, or no server); `keyring` whether the office's key lies in one; `people` who is there, since when."""

    id: UUID
    here: bool
    name: str
    system: str
    program: str
    last_seen_at: datetime | None
    clock: timedelta | None
    keyring: bool | None
    people: tuple[tuple[str, datetime], ...]


def note_refused(database: OfficeDatabase, workstation: UUID, login_name: str) -> None:
    """Counts a failed sign-in. What was typed as a name is not kept where it is none: it may have been a password."""
    if database.enforced:
        # its server counts whoever knocks and does not come in
        return
    with database.writing():
        found = Person.get_or_none(Person.login == login_name)
        person, suspended = (found.id, found.suspended_at is not None) if found is not None else (None, False)
        now = database.now()
        same = RefusedSignIn.person == person if person else RefusedSignIn.person.is_null()
        grown = RefusedSignIn.update(tries=RefusedSignIn.tries + 1, last_at=now, version=RefusedSignIn.version + 1)
        here = (RefusedSignIn.workstation == workstation) & RefusedSignIn.recorded_at.is_null()
        if not grown.where(here & same & (RefusedSignIn.suspended == suspended)).execute():
            RefusedSignIn.create(workstation=workstation, person=person, suspended=suspended, first_at=now, last_at=now,
                                 force_insert=True)  # fmt: skip


def note_entry(database: OfficeDatabase, me: SignedIn, workstation: UUID, way: Way) -> None:
    """Records a sign-in, in its own write, with what had been refused here before and where else the account is in
    use; from now on this person is present here."""
    now = database.now()
    refused = _take_refused(database, workstation, now)
    facts: dict[str, object] = {"way": way.value}
    if refused:
        facts["refused"] = refused
    if _has_joined(workstation):
        facts["joined"] = True
    if way is not Way.COMMAND:
        others = _present(me.id, now, but=me.writer)
        if others:
            facts["elsewhere"] = [row.workstation.hex for row in others]
        _be_present(me, workstation, now)
    recorder = Recorder(me.writer, me.id, new_id(), me.keys.signing)
    recorder.write(now, TOPIC, "sign_in", me.id, facts, [])
    database.engine.settle()


def _has_joined(workstation: UUID) -> bool:
    """Whether nobody has signed in yet at a workstation that joined by invitation: its joining is recorded by that."""
    if Presence.select().where(Presence.workstation == workstation).exists():
        return False
    first = Workstation.select(Workstation.id).order_by(Workstation.created_at, Workstation.id).limit(1).scalar()
    return first is not None and first != workstation


def _take_refused(database: OfficeDatabase, workstation: UUID, now: datetime) -> list[dict[str, object]]:
    """What was refused here and nobody has recorded yet, as the record tells it."""
    rows: list[tuple[Any, ...]]
    if database.enforced:
        rows = list(_doors().take_refused(database.engine, workstation))
    else:
        here = (RefusedSignIn.workstation == workstation) & RefusedSignIn.recorded_at.is_null()
        found = list(RefusedSignIn.select().where(here))
        stored = RefusedSignIn.first_at.db_value
        rows = [(r.person_id, r.suspended, r.tries, stored(r.first_at), stored(r.last_at)) for r in found]
        if found:
            RefusedSignIn.update(recorded_at=now).where(RefusedSignIn.id.in_([row.id for row in found])).execute()
    return [{"person": person.hex if person else None, "suspended": shut, "tries": tries, "first": first, "last": last}
            for person, shut, tries, first, last in rows]  # fmt: skip


def _doors() -> Any:
    # an office that is a file goes without
    from desktop.models import server_doors

    return server_doors


def _be_present(me: SignedIn, workstation: UUID, now: datetime) -> None:
    kept = {"workstation": workstation, "entered_at": now, "seen_at": now, "left_at": None, "locked": False,
            "program": __version__}  # fmt: skip
    Presence.insert(writer=me.writer, person=me.id, **kept).on_conflict(
        conflict_target=[Presence.writer], update=kept
    ).execute()


def _present(person: UUID, now: datetime, but: UUID | None = None) -> list[Any]:
    here = (Presence.person == person) & Presence.left_at.is_null() & (Presence.seen_at > now - STALE)
    return list(Presence.select().where(here if but is None else here & (Presence.writer != but)))


def note_lock(work: Work) -> None:
    """I have locked this workstation; my work waits there."""
    _update(work, locked=True, seen_at=work.now)
    work.record(TOPIC, "lock", work.get(Person, work.me.id))


def note_exit(work: Work) -> None:
    """I have signed out here."""
    _update(work, left_at=work.now)
    work.record(TOPIC, "sign_out", work.get(Person, work.me.id))


def beat(work: Work, keyring: bool | None = None) -> tuple[Elsewhere, ...]:
    """Every few minutes: I am still here, and this is how this machine stands. Tells where else I am."""
    me, now = work.get(Person, work.me.id), work.now
    ahead = None if work.database.sqlite else round((datetime.now(UTC) - now).total_seconds() * 1000)
    _update(work, seen_at=now, keyring=keyring, clock=ahead)
    own = Writer.select(Writer.workstation).where(Writer.id == work.me.writer)  # reading path: my own workstation
    # writing path: when a machine was seen is no content of the office
    Workstation.update(last_seen_at=now, program=__version__).where(Workstation.id.in_(own)).execute()
    # a start goes without
    from desktop.services import lending

    lending.clear(work)
    return elsewhere(work, me.id)


def elsewhere(work: Work, person: UUID | None = None) -> tuple[Elsewhere, ...]:
    """Other workstations at which my account is in use (AC-2)."""
    names = _machines(work)
    others = _present(person or work.me.id, work.now, but=work.me.writer)
    return tuple(Elsewhere(names.get(row.workstation, "?"), row.entered_at) for row in others)


def stations(work: Work) -> tuple[Station, ...]:
    """The machines that joined, the one seen last first, with who is there (SA-6). One that was taken off the list is
    there again once it is seen again."""
    people = {row.id: row.name for row in work.visible(Person).select(Person.id, Person.name)}
    there: dict[UUID, list[Any]] = {}
    for row in work.visible(Presence).order_by(Presence.seen_at.desc()):
        there.setdefault(row.workstation, []).append(row)
    stays = Workstation.withdrawn_at.is_null() | (Workstation.last_seen_at > Workstation.withdrawn_at)
    rows = work.visible(Workstation, withdrawn=True).where(stays).order_by(Workstation.last_seen_at.desc())
    mine = _here(work)
    return tuple(_station(row, there.get(row.id, ()), people, work.now - STALE, mine) for row in rows)


def retire_station(work: Work, station: UUID) -> None:
    """Takes a machine that is gone for good off the list; what it knew is changed by shutting somebody out.

    Raises BadEntry for the one I am at, NotAllowed, NotFound.
    """
    work.require(Right.RUN_OFFICE)
    row = work.get(Workstation, station, withdrawn=True)
    if row.id == _here(work):
        raise BadEntry(N_("You are at this workstation."))
    work.change(row, {"withdrawn_at": work.now})
    work.record(TOPIC, "retire_station", row)


def bring_station_back(work: Work, station: UUID) -> None:
    """Undoes `retire_station`. Raises NotAllowed, NotFound."""
    work.require(Right.RUN_OFFICE)
    row = work.get(Workstation, station, withdrawn=True)
    if work.change(row, {"withdrawn_at": None}):
        work.record(TOPIC, "bring_station_back", row)


def _station(row: Any, there: Sequence[Any], people: Mapping[UUID, str], since: datetime,
             mine: UUID) -> Station:  # fmt: skip
    on = [(people.get(p.person, ""), p.entered_at) for p in there if p.left_at is None and p.seen_at > since]
    newest = there[0] if there else None
    clock = timedelta(milliseconds=newest.clock) if newest is not None and newest.clock is not None else None
    return Station(row.id, row.id == mine, row.name, row.system, row.program, row.last_seen_at, clock,
                   newest.keyring if newest else None, tuple(on))  # fmt: skip


def _here(work: Work) -> UUID:
    # reading path: my own chain's workstation
    return UUID(str(Writer.get_by_id(work.me.writer).workstation))


def _machines(work: Work) -> dict[UUID, str]:
    return dict(work.visible(Workstation, withdrawn=True).select(Workstation.id, Workstation.name).tuples())


def _update(work: Work, **values: object) -> None:
    # writing path: presence is of this moment and no content of the office; what matters of it is recorded
    Presence.update(**values).where(Presence.writer == work.me.writer).execute()
