"""The office as a whole: opening, signing in, and the door through which every verb goes."""

import platform
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from desktop import __version__
from desktop.i18n import N_
from desktop.models.database import OfficeDatabase
from desktop.models.migrating import FOLDER, pending
from desktop.models.office import (
    Person,
    PersonKeys,
    Setting,
    Workstation,
)
from desktop.rules.accounts import LONGER, SHORTEST_PASSWORD, is_long
from desktop.rules.audit import Way
from desktop.rules.errors import (
    AlreadyDone,
    BadEntry,
    ConnectionLost,
    Deadlock,
    Moved,
    NeedsTicket,
    OlderOffice,
    SignInRefused,
    Stale,
    Undecided,
    Unreachable,
)
from desktop.rules.ids import new_id
from desktop.rules.rights import Right
from desktop.rules.settings import DEFAULTS
from desktop.rules.text import fold, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import OfficeKind
from desktop.services import powers, sign_ins
from desktop.services.people_keys import sealed_of, vaults_of
from desktop.services.powers import Pin, Powers
from desktop.services.recording import find_writer
from desktop.services.vault import OpenKeys, Vaults
from desktop.services.work import SignedIn, Work

if TYPE_CHECKING:
    from desktop.models.server_roles import Login

T = TypeVar("T")
_TURNS = 4  # of a deed that others are in the way of, or that needs the server's tickets
SUSPENDED = N_("Your account was suspended. Ask whoever runs people.")
SIGNED_SINCE = "0016_signed_powers"


@dataclass(slots=True)
class Office:
    """An open office. `secret` is what joined workstations hold and the database never does."""

    database: OfficeDatabase
    secret: bytes
    workstation: UUID
    settings: dict[str, Any] = field(default_factory=lambda: dict(DEFAULTS))
    pin: Pin | None = None
    """What this workstation has seen of who may do what."""
    behind: bool = False
    """Opened to be brought up to date."""
    unsigned: bool = False
    """Opened to be brought up to date from a time before anything was signed."""

    @property
    def id(self) -> str:
        return str(self.settings["office_id"])

    @property
    def signed_as(self) -> str:
        """The id under which its powers are signed: one that was restored bears another since."""
        return str(self.settings["signed_as"] or self.id)

    @property
    def on_server(self) -> bool:
        return not self.database.sqlite

    @property
    def kept_apart(self) -> bool:
        """Whether the office's server itself keeps people from what their roles do not give."""
        return self.database.enforced

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
        return self._with_tickets(me, lambda: self._ask(me, verb, *args, **kwargs))

    def _ask(self, me: SignedIn, verb: Callable[..., T], *args: Any, **kwargs: Any) -> T:
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
        """Carries out one writing verb; again if it was taken back for the sake of another's, or the connection broke
        and nothing had arrived. Raises what the verb raises, Undecided where a commit was cut off and the server
        can't be asked, and AlreadyDone for an `operation` that arrived before."""
        key = operation or new_id()
        return self._with_tickets(me, lambda: self._run(me, verb, key, *args, **kwargs))

    def carry(self, me: SignedIn, verb: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Carries out long work that opens its own stages. Raises what the verb raises."""

        def staged() -> T:
            with self.staged(me) as work:
                return verb(work, *args, **kwargs)

        return self._with_tickets(me, staged)

    def _with_tickets(self, me: SignedIn, attempt: Callable[[], T]) -> T:
        """Where a server hands out level 3 for a noted act alone, has it noted and begins anew: nothing has been read
        or written. The first tickets are for one client each; who needs more than two goes through many."""
        for turn in range(_TURNS):
            try:
                return attempt()
            except NeedsTicket as wanted:
                if turn + 1 == _TURNS:
                    raise
                with self.work(me, write=True) as work:
                    work.note_hand_out(UUID(wanted.client) if turn + 2 < _TURNS else None)
        raise AssertionError("unreachable")

    def _run(self, me: SignedIn, verb: Callable[..., T], operation: UUID, *args: Any, **kwargs: Any) -> T:
        result: list[T] = []
        for turn in range(_TURNS):
            try:
                with self.work(me, write=True, operation=operation) as work:
                    outcome = verb(work, *args, **kwargs)
                    # what is still on its way may say that the operation had arrived before
                    work.settle()
                    result.append(outcome)
                return result[-1]
            except ConnectionLost as lost:
                self.database.disconnect()
                if turn or isinstance(lost, Undecided):
                    raise
            except Deadlock:
                if turn + 1 == _TURNS:
                    raise
                # or this one would be back before the other has woken up
                time.sleep(random.uniform(0.05, 0.2))
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

    def sign_in(self, name: str, password: str, way: Way | None = None) -> SignedIn:
        """Raises SignInRefused if name and password do not fit or the account is suspended; that is counted.

        `way` records the sign-in; without one somebody only shows who he is, as for a countersignature.
        """
        try:
            return self._let_in(login_of(name), password, way)
        except SignInRefused:
            if not self.settings["moved_to"]:
                sign_ins.note_refused(self.database, self.workstation, login_of(name))
            raise

    def _let_in(self, login_name: str, password: str, way: Way | None) -> SignedIn:
        if self.database.enforced:
            from desktop.services import server_people

            entered = server_people.enter(self.database, login_name, password, self.secret, self.workstation)
            return self._taken_up(entered.person, entered.keys, way, entered.login, is_long(password))
        with self.database.reading():
            person = Person.get_or_none(Person.login == login_name)
            kept = sealed_of(person.id) if person else None
        if person is None or kept is None:
            raise SignInRefused(N_("Name or password do not fit. Check Caps Lock and try again."))
        keys = OpenKeys.open(kept, person.id, password, self.secret)
        if person.suspended_at is not None:
            # told only to who knows the password
            raise SignInRefused(SUSPENDED)
        return self._taken_up(person.id, keys, way, None, is_long(password))

    def _taken_up(self, person_id: UUID, keys: OpenKeys, way: Way | None, login: "Login | None",
                  long: bool) -> SignedIn:  # fmt: skip
        self.database.become(login)
        with self.database.reading():
            person = Person.get_by_id(person_id)
        me = self.signed_in(person, keys, way, login, long)
        signs = me.may(Right.RUN_PEOPLE) if me.powers.anchor is None else bool(me.untold) or me.signs_pledge
        if signs and not self.unsigned and not self.settings["moved_to"]:
            # once in an office from before
            from desktop.services.signing import adopt

            with self.work(me, write=True) as work:
                adopt(work)
            me = self.signed_in(person, keys, None, login)
        return me

    def signed_in(
        self, person: Person, keys: OpenKeys, way: Way | None = None, login: "Login | None" = None,
        long: bool | None = None,
    ) -> SignedIn:  # fmt: skip
        self.database.become(login)
        if self.settings["moved_to"]:
            # what was left behind is looked at and never written to
            with self.database.reading():
                signed = powers.read(self.signed_as, self.pin)
                _refuse_unknown(signed, person, keys)
                vaults = vaults_of(signed, person.id, keys)
                mandate = signed.admitted(person.id, powers.asked_on(signed, self.settings, self.database.now()))
            return SignedIn(person.id, person.name, mandate, keys, vaults, new_id(), signed, login=login)
        with self.database.writing():
            moved = Setting.get_or_none(Setting.name == "moved_to")
            if moved is not None:
                # a moment ago: what is written to the old place now, the new one would never have
                raise Moved(moved.value)
            signed = (
                powers.from_before(self.signed_as)
                if self.unsigned and self.pin is None
                else powers.read(self.signed_as, self.pin)
            )
            _refuse_unknown(signed, person, keys)
            vaults = vaults_of(signed, person.id, keys)
            mandate = signed.admitted(person.id, powers.asked_on(signed, self.settings, self.database.now()))
            writer = find_writer(person.id, self.workstation)
            Workstation.update(last_seen_at=self.database.now(), program=__version__).where(
                Workstation.id == self.workstation
            ).execute()
            start = signed.starts(person.id)
            me = SignedIn(person.id, person.name, mandate, keys, vaults, writer, signed, login=login, start=start)
            if long is not None and not start and not self.behind:
                PersonKeys.update(long=long).where(PersonKeys.person == person.id).execute()
            if way is not None and not start:
                sign_ins.note_entry(self.database, me, self.workstation, way)
        self.pin = signed.pin
        return me


def renewed(work: Work) -> SignedIn | None:
    """This person with the rights and vaults of this moment; None where they are what the session has already.

    Whose keys were replaced meanwhile (a reset password) holds no vault until signing in again.
    """
    person = work.get(Person, work.me.id)
    signed = powers.current(work.me.powers)
    mine = signed.people.get(person.id)
    mandate = signed.admitted(person.id, powers.asked_on(signed, work.settings, work.now))
    same = mine is not None and (mine.exchange, mine.signing) == work.me.keys.public
    vaults = vaults_of(signed, person.id, work.me.keys) if same else Vaults()
    if mandate == work.me.mandate and vaults.keys.keys() == work.me.vaults.keys.keys() and person.name == work.me.name:
        return None
    return replace(work.me, name=person.name, mandate=mandate, vaults=vaults, powers=signed)


def login_of(name: str) -> str:
    """The name as it signs in: width, case and stray spaces make no difference."""
    return " ".join(fold(tidy(name)).split())


def _refuse_unknown(signed: Powers, person: Person, keys: OpenKeys) -> None:
    """The pair that the password opened must be the one that was signed: another's would let him in as this person."""
    mine = signed.people.get(person.id)
    if mine is None or (mine.exchange, mine.signing) != keys.public:
        raise SignInRefused(
            N_("The keys of this account are not those that were signed: another program has changed them, or opened "
               "the account. Tell the admin."))  # fmt: skip
    if mine.suspended:
        raise SignInRefused(SUSPENDED)


def open_office(
    database: OfficeDatabase,
    secret: bytes,
    workstation: UUID,
    *,
    older: bool = False,
    steps: Path = FOLDER,
    left: bool = False,
) -> Office:
    """Opens an office that this workstation has joined. Raises NewerOffice, Unreachable or Damaged; and OlderOffice,
    unless it is opened to be brought up to date: nobody's start of the program changes what others work with. Raises
    Moved where it has been left behind, unless it is opened to look at that."""
    database.bind()
    missing = pending(database, steps)
    if "0001_foundation" in missing:
        raise Unreachable(N_("There is no office in this place yet."))
    if missing and not older:
        raise OlderOffice(
            N_("This office was made by an older Clientele. When all workstations have the new program, an admin runs: "
               "clientele migrate. Until then, work with the old program."))  # fmt: skip
    with database.reading():
        office = Office(database, secret, workstation, behind=bool(missing), unsigned=SIGNED_SINCE in missing)
        office.read_settings()
    if office.settings["moved_to"] and not left:
        raise Moved(office.settings["moved_to"])
    return office


def register_workstation(database: OfficeDatabase) -> Workstation:
    """This machine as the office's list of workstations knows it. Within a write."""
    system = f"{platform.system()} {platform.release()}"
    if database.enforced:
        from desktop.models.server_doors import register_workstation as register

        station = Workstation(name=platform.node() or "?", system=system, program=__version__)
        register(database.engine, station.id, station.name, station.system, station.program)
        return station
    now = database.now()
    return Workstation.create(
        name=platform.node() or "?", system=system, program=__version__, created_at=now, last_seen_at=now
    )


def check_password(password: str, *, long: bool = False) -> None:
    """Raises BadEntry for a password that a program would guess. Length alone is asked for: rules breed post-its.

    `long`: it will guard level 3 or administration (`needs_long`), which ask for a passphrase wherever it is changed.
    A founder's weak one is refused by the window's form; by command it is told, and changed at the next sign-in there.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise BadEntry(N_("A password needs at least 8 characters; three or four words are best."), "password")
    if long and not is_long(password):
        raise BadEntry(LONGER, "password")
