"""People at an office's server: each has a login of his own, derived from his password and claimed at the door."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID, uuid4

from desktop.i18n import N_
from desktop.models import server_doors, server_setup
from desktop.models.database import OfficeDatabase
from desktop.models.office import PersonKeys, public_halves
from desktop.models.server_roles import Login
from desktop.rules.errors import BadEntry, LoginRefused, SignInRefused
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services.vault import OpenKeys, SealedKeys, box_for, derived, open_box, stretch
from desktop.services.work import SignedIn, Work

_DOOR = "clientele/server-door/1"
_TICKET = b"clientele/server-ticket/1\0"


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who gave name and password: the keys are open, the login is ready."""

    person: UUID
    name: str
    keys: OpenKeys
    login: Login


def door_of(office_id: str, secret: bytes) -> Login:
    """The login that each joined workstation can tell from the office's secret."""
    return server_doors.door(office_id, derived(secret, _DOOR).hex())


def find_door(database: OfficeDatabase, office_id: str, secret: bytes) -> None:
    """Goes through the office's door where its server keeps people out, whatever login this workstation had before.

    Raises Unreachable."""
    if database.sqlite:
        return
    try:
        with database.reading():
            kept = server_doors.kept(database.engine)
        if not kept.guarded:
            return
        if not kept.for_me:
            # a login from the time before, which the server does not narrow
            database.go_through(door_of(office_id, secret))
    except LoginRefused:
        # the login of that time may be gone
        database.go_through(door_of(office_id, secret))
        with database.reading():
            kept = server_doors.kept(database.engine)
    database.enforced = True


def lacking(database: OfficeDatabase, office_id: str | None = None) -> list[str]:
    """What keeps an office's server from keeping people out, as SQL for its administrator. Within a write."""
    return [] if database.sqlite else server_setup.lacking(database.engine, office_id)


def prepare(database: OfficeDatabase, office_id: str, secret: bytes, *, fresh: bool = False) -> None:
    """Lets the server keep people out, or brings that up to date. Within a write of the owner's login.

    Everybody who has no login is given one, to be claimed at the next sign-in. A door that is there already keeps its
    password, unless the place is a `fresh` one.
    """
    server_setup.prepare(database.engine, office_id, door_of(office_id, secret).password, fresh=fresh)
    for person, exchange in server_doors.without_login(database.engine):
        invite(database, person, exchange)


def require_apart(database: OfficeDatabase, office_id: str, *, apart: bool) -> None:
    """Raises BadEntry where people were kept `apart` so far and the server of the new place can't do so. Within the
    write that fills the place, before it is filled."""
    missing = lacking(database, office_id)
    if missing and apart:
        said = N_("This office's server keeps people apart, and the new one could not: its login lacks the "
                  "rights. Its administrator runs:\n{sql}")  # fmt: skip
        raise BadEntry(said, "office", sql="\n".join(missing))


def prepare_new(database: OfficeDatabase, office_id: str, secret: bytes) -> Login | None:
    """Lets the server of a new place keep people apart as that of a new office would, and returns the door; None where
    it can't. Within the write that has filled the place."""
    if database.sqlite or lacking(database, office_id):
        return None
    prepare(database, office_id, secret, fresh=True)
    return door_of(office_id, secret)


def door_at(database: OfficeDatabase, office_id: str, secret: bytes) -> Login | None:
    """The door of a place that was just prepared; None where people are not kept apart."""
    if database.sqlite or not server_doors.kept(database.engine).guarded:
        return None
    return door_of(office_id, secret)


def change_door(work: Work) -> Login:
    """Another password for the workstations' door: from the commit on, who knows only the former one comes in nowhere,
    and other workstations join again by invitation. Raises NotAllowed."""
    work.require(Right.RUN_PEOPLE)
    door = server_doors.door(str(work.settings["office_id"]), os.urandom(32).hex())
    server_doors.change_door(work.database.engine, door)
    work.record("accounts", "change_door", None)
    return door


def invite(database: OfficeDatabase, person: UUID, exchange: bytes) -> None:
    """A new login, or the old one anew: only who opens the keys whose public half is `exchange` can claim it. Sessions
    of the old one end. Within a write of who runs people."""
    secret = os.urandom(32)
    ticket = box_for(exchange, secret, _TICKET + person.bytes)
    server_doors.invite(database.engine, person, secret, ticket)


def invite_anew(work: Work, person: UUID) -> None:
    """Lets a person come in by the keys that lie in the office now, and by no earlier password. Part of a verb of
    accounts; nothing where the server keeps nobody out."""
    if work.database.enforced:
        work.require(Right.RUN_PEOPLE)
        work.settle()
        invite(work.database, person, public_halves(person)[0])


def sealed_keys(database: OfficeDatabase, me: SignedIn) -> SealedKeys:
    """My own keys as they lie in the office."""
    if database.enforced:
        return SealedKeys(*server_doors.my_keys(database.engine))
    # reading path: my own keys, which nobody else is shown
    kept = PersonKeys.get_by_id(me.id)
    return SealedKeys(bytes(kept.exchange), bytes(kept.signing), bytes(kept.sealed), kept.kdf)


def put_own_keys(database: OfficeDatabase, person: UUID, kept: SealedKeys, *, long: bool) -> None:
    """My own pair in the place of the one that came with the start password. Part of a verb that records it."""
    if database.enforced:
        server_doors.put_own_keys(database.engine, kept.exchange, kept.signing, kept.sealed, kept.kdf)
        return
    # writing path: keys have no journal
    PersonKeys.update(exchange=kept.exchange, signing=kept.signing, sealed=kept.sealed, kdf=kept.kdf, start=False,
                      long=long).where(PersonKeys.person == person).execute()  # fmt: skip


def change_password(database: OfficeDatabase, me: SignedIn, new: str, kdf: Mapping[str, object],
                    secret: bytes) -> None:  # fmt: skip
    """Gives my own login the password that belongs to keys sealed anew. Part of a verb that records it."""
    login = me.login
    if login is not None:
        fresh = Login(login.name, stretch(new, kdf, secret).server)
        server_doors.change_password(database.engine, fresh)
        login.password = fresh.password


def note_copy(work: Work) -> None:
    """Has the server note that the whole office is going to be read, and records it; without it nobody reads so. Part
    of a write of who runs the office."""
    work.require(Right.RUN_OFFICE)
    act = uuid4()
    server_doors.note_copy(work.database.engine, act)
    work.record("settings", "copy_office", None, act=act.hex)


@contextmanager
def whole(work: Work) -> Iterator[OfficeDatabase]:
    """The office as it must be read to be copied: all of it, which no person's own login sees. That it was opened for
    this is recorded. Give it staged work of whoever runs the office."""
    if not work.database.enforced:
        yield work.database
        return
    work.require(Right.RUN_OFFICE)
    with work.writing():
        act = uuid4()
        login = server_doors.open_copier(
            work.database.engine, str(work.settings["office_id"]), os.urandom(32).hex(), act
        )
        work.record("settings", "copy_office", None, act=act.hex)
    database = work.database.by_copier(login)
    try:
        yield database
    finally:
        database.disconnect()
        with work.database.writing():
            server_doors.close_copier(work.database.engine)


def enter(database: OfficeDatabase, login_name: str, password: str, secret: bytes, workstation: UUID) -> Entered:
    """Opens a person's keys at the door and claims the login if that was not done yet. Whoever has the keys handed out
    and does not come in has failed to sign in at this workstation. Raises SignInRefused."""
    database.become(None)
    with database.writing():
        number = server_doors.knock(database.engine, login_name, workstation)
    with database.reading():
        found = server_doors.entry(database.engine, login_name)
    if found is None or found.login is None:
        raise SignInRefused(N_("Name or password do not fit. Check Caps Lock and try again."))
    stretched = stretch(password, found.kdf, secret)
    kept = SealedKeys(found.exchange, found.signing, found.sealed, found.kdf)
    keys = OpenKeys.open_with(kept, found.person, stretched)
    login = Login(found.login, stretched.server)
    if found.ticket is not None:
        opened = open_box(keys, found.ticket, _TICKET + found.person.bytes)
        with database.writing():
            server_doors.claim(database.engine, found.person, opened, login)
    database.become(login)
    with database.writing():
        server_doors.answer(database.engine, number)
    return Entered(found.person, found.name, keys, login)
