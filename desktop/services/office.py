"""The office as a whole: founding, opening, signing in, and the door through which every verb goes."""

import os
import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from desktop import __version__
from desktop.i18n import N_
from desktop.models.database import OfficeDatabase
from desktop.models.migrating import FOLDER, migrate, pending
from desktop.models.office import Department, Person, PersonKeys, PersonRole, Role, Setting, VaultKey, Workstation
from desktop.models.records import Operation
from desktop.rules.accounts import checked_name
from desktop.rules.audit import Way
from desktop.rules.errors import AlreadyDone, BadEntry, ConnectionLost, OlderOffice, SignInRefused, Stale, Unreachable
from desktop.rules.ids import new_id
from desktop.rules.rights import (
    VAULTS,
    Mandate,
    add_up,
    rights_from_json,
    rights_to_json,
    roles_of,
)
from desktop.rules.settings import DEFAULTS
from desktop.rules.text import fold, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import OfficeKind
from desktop.services import sign_ins
from desktop.services.recording import find_writer
from desktop.services.vault import Kdf, OpenKeys, SealedKeys, Vaults, Wrap, wrap
from desktop.services.work import SignedIn, Work

T = TypeVar("T")


@dataclass(slots=True)
class Office:
    """An open office. `secret` is what joined workstations hold and the database never does."""

    database: OfficeDatabase
    secret: bytes
    workstation: UUID
    settings: dict[str, Any] = field(default_factory=lambda: dict(DEFAULTS))

    @property
    def id(self) -> str:
        return str(self.settings["office_id"])

    @property
    def name(self) -> str:
        return str(self.settings["office_name"])

    @property
    def kind(self) -> OfficeKind:
        return OfficeKind.of(self.settings["kind"])

    def read_settings(self) -> None:
        """Settings as the office has them now; what it has not set keeps the rule book's default."""
        rows = Setting.select(Setting.name, Setting.value).tuples()
        # in one step, for others read them meanwhile
        self.settings.update({**DEFAULTS, **dict(rows)})

    @contextmanager
    def work(self, me: SignedIn, *, write: bool = False, operation: UUID | None = None) -> Iterator[Work]:
        """One piece of work in one transaction; a write commits at the end, an exception takes all back."""
        with self.staged(me, operation) as work, work.writing() if write else work.reading():
            yield work

    @contextmanager
    def staged(self, me: SignedIn, operation: UUID | None = None) -> Iterator[Work]:
        """Long work that opens its own stages, `work.reading()` and `work.writing()`, and holds no lock between."""
        work = Work(self.database, me, self.settings, operation)
        yield work
        if "settings" in work.topics:
            with self.database.reading():
                self.read_settings()

    def interrupt(self, thread: int) -> None:
        """Breaks off what that thread is asking at this moment; there it raises Interrupted."""
        self.database.interrupt(thread)

    def disconnect(self) -> None:
        """Closes this thread's connection."""
        self.database.disconnect()

    def ask(self, me: SignedIn, verb: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Answers one question. That a kept connection broke while nobody used it is told only by its next use: the
        question is then asked once more on a new one. Raises what the verb raises."""
        kept = not self.database.engine.is_closed()
        try:
            with self.work(me) as work:
                return verb(work, *args, **kwargs)
        except ConnectionLost:
            self.database.disconnect()
            if not kept:
                raise
        with self.work(me) as work:
            return verb(work, *args, **kwargs)

    def run(self, me: SignedIn, verb: Callable[..., T], *args: Any, operation: UUID | None = None, **kwargs: Any) -> T:
        """Carries out one writing verb. If the connection breaks at the commit, the operation's id tells whether it
        arrived: then it is not repeated; otherwise it is tried once more. Raises what the verb raises, and AlreadyDone
        for an `operation` that arrived before."""
        operation = operation or new_id()
        result: list[T] = []
        for last in (False, True):
            try:
                with self.work(me, write=True, operation=operation) as work:
                    outcome = verb(work, *args, **kwargs)
                    # what is still on its way may say that the operation had arrived before
                    work.settle()
                    result.append(outcome)
                return result[-1]
            except ConnectionLost:
                self.database.disconnect()
                if result and self.arrived(operation):
                    return result[-1]
                if last:
                    raise
            except AlreadyDone:
                # the first try arrived after all, only later than it was asked for
                if not result:
                    raise
                return result[0]
            except Stale as clash:
                if clash.owed is not None:
                    with self.work(me, write=True) as work:
                        clash.owed(work)
                raise
        raise AssertionError("unreachable")

    def arrived(self, operation: UUID) -> bool:
        with self.database.reading():
            return Operation.get_or_none(Operation.id == operation) is not None

    def sign_in(self, name: str, password: str, way: Way | None = None) -> SignedIn:
        """Raises SignInRefused if name and password do not fit or the account is suspended; that is counted.

        `way` records the sign-in; without one somebody only shows who he is, as for a countersignature.
        """
        with self.database.reading():
            person = Person.get_or_none(Person.login == login_of(name))
            kept = PersonKeys.get_or_none(PersonKeys.person == person.id) if person else None
        suspended = person is not None and person.suspended_at is not None
        try:
            if person is None or kept is None or suspended:
                raise SignInRefused(N_("Name or password do not fit. Check Caps Lock and try again."))
            sealed = SealedKeys(bytes(kept.exchange), bytes(kept.signing), bytes(kept.sealed), kept.kdf)
            keys = OpenKeys.open(sealed, person.id, password, self.secret)
        except SignInRefused:
            known = person.id if person is not None else None
            sign_ins.note_refused(self.database, self.workstation, known, suspended=suspended)
            raise
        return self.signed_in(person, keys, way)

    def signed_in(self, person: Person, keys: OpenKeys, way: Way | None = None) -> SignedIn:
        with self.database.writing():
            vaults = Vaults.of(_wraps_for(person.id), person.id, keys)
            writer = find_writer(person.id, self.workstation)
            mandate = mandate_of(person)
            Workstation.update(last_seen_at=self.database.now(), program=__version__).where(
                Workstation.id == self.workstation
            ).execute()
            me = SignedIn(person.id, person.name, mandate, keys, vaults, writer)
            if way is not None:
                sign_ins.note_entry(self.database, me, self.workstation, way)
        return me


def renewed(work: Work) -> SignedIn | None:
    """This person with the rights and vaults of this moment; None where they are what the session has already.

    Whose keys were replaced meanwhile (a reset password) holds no vault until signing in again.
    """
    person = work.get(Person, work.me.id)
    # reading path: my own roles, keys and wraps, as at signing in
    mandate, kept = mandate_of(person), PersonKeys.get_by_id(person.id)
    same = bytes(kept.exchange) == work.me.keys.exchange.public_key().public_bytes_raw()
    vaults = Vaults.of(_wraps_for(person.id), person.id, work.me.keys) if same else Vaults()
    if mandate == work.me.mandate and vaults.keys.keys() == work.me.vaults.keys.keys() and person.name == work.me.name:
        return None
    return replace(work.me, name=person.name, mandate=mandate, vaults=vaults)


def login_of(name: str) -> str:
    """The name as it signs in: width, case and stray spaces make no difference."""
    return " ".join(fold(tidy(name)).split())


def mandate_of(person: Person) -> Mandate:
    """All roles of a person added up."""
    query = Role.select().join(PersonRole).where((PersonRole.person == person.id) & Role.withdrawn_at.is_null())
    roles = list(query)
    rights = add_up(rights_from_json(role.rights) for role in roles)
    return Mandate(person.id, person.department_id, rights, max((role.level for role in roles), default=1))


def _wraps_for(person: UUID) -> list[Wrap]:
    query = VaultKey.select(VaultKey, PersonKeys.signing).join(
        PersonKeys, on=(PersonKeys.person == VaultKey.granted_by)
    )
    return [
        Wrap(row.vault, row.epoch, bytes(row.wrapped), bytes(row.signature), bytes(row.personkeys.signing))
        for row in query.where(VaultKey.person == person)
    ]


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new office is made of."""

    name: str
    kind: OfficeKind
    admin: str
    password: str
    language: str = "zh_CN"
    time_zone: str = "Asia/Shanghai"


def found(database: OfficeDatabase, plan: Founding, secret: bytes, kdf: Kdf | None = None, *,
          keep: Callable[[Office], object] = lambda _office: None) -> Office:  # fmt: skip
    """Makes a new office in an empty database: tables, presets of its kind, the first admin with every role and vault.

    `keep` puts the office's key away before the commit: an office whose key was lost could never be opened again.
    Raises BadEntry for a name or password that can't stand, and if the database already holds an office.
    """
    check_password(plan.password)
    if not tidy(plan.admin):
        raise BadEntry(N_("Enter the name of the first admin."), "admin")
    person_name = checked_name(plan.admin, "admin")
    office_name = checked_name(plan.name or person_name, "office_name")
    database.bind()
    if "0001_foundation" not in pending(database):
        raise BadEntry(N_("There is an office in this place already. Choose another place, or join it."), "locator")
    with database.writing():
        migrate(database)
        now = database.now()
        values = {
            "office_id": str(new_id()), "office_name": office_name, "kind": plan.kind.value,
            "language": plan.language, "time_zone": plan.time_zone,
        }  # fmt: skip
        for setting, value in values.items():
            Setting.create(name=setting, value=value, changed_at=now, force_insert=True)
        roles = [
            Role.create(key=r.key, name=r.label, rights=rights_to_json(r.rights), level=r.level)
            for r in roles_of(plan.kind)
        ]
        department = Department.create(name=values["office_name"])
        admin = Person.create(name=person_name, login=login_of(person_name), department=department, created_at=now)
        for role in roles:
            PersonRole.create(person=admin, role=role)
        keys = add_keys(admin.id, plan.password, secret, kdf)
        for vault in VAULTS:
            grant(vault, 1, os.urandom(32), admin.id, keys.exchange.public_key().public_bytes_raw(), admin.id, keys)
        office = Office(database, secret, register_workstation(database).id)
        office.read_settings()
        keep(office)
    return office


def open_office(
    database: OfficeDatabase, secret: bytes, workstation: UUID, *, older: bool = False, steps: Path = FOLDER
) -> Office:
    """Opens an office that this workstation has joined. Raises NewerOffice, Unreachable or Damaged; and OlderOffice,
    unless it is opened to be brought up to date: nobody's start of the program changes what others work with."""
    database.bind()
    missing = pending(database, steps)
    if "0001_foundation" in missing:
        raise Unreachable(N_("There is no office in this place yet."))
    if missing and not older:
        raise OlderOffice(
            N_("This office was made by an older Clientele. When all workstations have the new program, an admin runs: "
               "clientele migrate. Until then, work with the old program."))  # fmt: skip
    with database.reading():
        office = Office(database, secret, workstation)
        office.read_settings()
    return office


def register_workstation(database: OfficeDatabase) -> Workstation:
    """This machine as the office's list of workstations knows it. Within a write."""
    now = database.now()
    system = f"{platform.system()} {platform.release()}"
    return Workstation.create(
        name=platform.node() or "?", system=system, program=__version__, created_at=now, last_seen_at=now
    )


def add_keys(person: UUID, password: str, secret: bytes, kdf: Kdf | None = None) -> OpenKeys:
    """A new key pair for a person, its private half sealed. Within a write."""
    keys = OpenKeys.new()
    kept = keys.seal(person, password, secret, kdf or Kdf())
    PersonKeys.create(
        person=person, exchange=kept.exchange, signing=kept.signing, sealed=kept.sealed, kdf=kept.kdf, force_insert=True
    )
    return keys


def grant(vault: str, epoch: int, key: bytes, person: UUID, exchange: bytes, by: UUID, granter: OpenKeys) -> None:
    """Wraps a vault key for a person. Within a write."""
    item = wrap(key, vault, epoch, person, exchange, granter)
    VaultKey.create(
        vault=vault, epoch=epoch, person=person, wrapped=item.wrapped, granted_by=by, signature=item.signature,
        force_insert=True,
    )  # fmt: skip


def check_password(password: str) -> None:
    """Raises BadEntry for a password that a program would guess. Length alone is asked for: rules breed post-its."""
    if len(password) < 8:
        raise BadEntry(N_("A password needs at least 8 characters; three or four words are best."), "password")


Settings = Mapping[str, Any]
