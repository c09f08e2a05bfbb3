"""What a workstation asks an office's server before and beside signing in: how it is kept, who one is, one's login."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from desktop.models.base import JsonField
from desktop.models.server_roles import Login, Roles
from desktop.models.server_setup import verifier


class Kept(NamedTuple):
    """How the connected login finds the office: whether policies lie on its tables, and whether they hold for it."""

    guarded: bool
    for_me: bool


class Entry(NamedTuple):
    """What a door tells of one person: the keys as they lie in the office, the login, and its ticket if the login was
    not claimed yet."""

    person: UUID
    name: str
    exchange: bytes
    signing: bytes
    sealed: bytes
    kdf: dict[str, object]
    login: str | None
    ticket: bytes | None


def kept(engine: Any) -> Kept:
    found = engine.execute_sql(
        "SELECT relrowsecurity, row_security_active(oid) FROM pg_class WHERE oid = to_regclass('public.client')"
    ).fetchone()
    return Kept(*found) if found is not None else Kept(False, False)


def door(office_id: str, password: str) -> Login:
    return Login(Roles.of(office_id).door, password)


def entry(engine: Any, login_name: str) -> Entry | None:
    """The person who signs in by this name, unless suspended or nobody has knocked."""
    found = engine.execute_sql("SELECT * FROM cf.open_door(%s)", (login_name,)).fetchone()
    if found is None:
        return None
    person, name, exchange, signing, sealed, kdf, login, ticket = found
    opened: Mapping[str, object] = JsonField().python_value(kdf)
    return Entry(person, name, bytes(exchange), bytes(signing), bytes(sealed), dict(opened), login,
                 None if ticket is None else bytes(ticket))  # fmt: skip


def invite(engine: Any, person: UUID, secret: bytes, ticket: bytes) -> None:
    """Gives a person a login to be claimed with `secret`, which `ticket` holds sealed for that person."""
    engine.execute_sql("SELECT cf.invite(%s, %s, %s)", (person, hashlib.sha256(secret).digest(), ticket))


def claim(engine: Any, person: UUID, secret: bytes, login: Login) -> None:
    """Gives a login its password, at the door. Refused where `secret` is not that of the ticket."""
    made = verifier(engine, login.name, login.password)
    engine.execute_sql("SELECT cf.claim(%s, %s, %s)", (person, secret, made))


def change_password(engine: Any, login: Login) -> None:
    """Gives one's own login another password. Within a write of its own connection."""
    made = verifier(engine, login.name, login.password)
    # a verifier holds neither quotes nor backslashes
    engine.execute_sql(f"ALTER ROLE CURRENT_USER PASSWORD '{made}'")


def knock(engine: Any, login_name: str, workstation: UUID) -> UUID:
    """Says, at the door, that somebody wants in by this name: it counts as a failed sign-in until it is answered. Once
    committed, `entry` tells of that person for a minute."""
    found: UUID = engine.execute_sql("SELECT cf.knock(%s, %s)", (login_name, workstation)).fetchone()[0]
    return found


def answer(engine: Any, number: UUID) -> None:
    """I came in by this knock. Within a write of my own login."""
    engine.execute_sql("SELECT cf.answer(%s)", (number,))


def take_refused(engine: Any, workstation: UUID) -> list[tuple[UUID | None, bool, int, int, int]]:
    """What was refused there and not recorded yet: whom, whether suspended, how often, first and last. Within the write
    that records it."""
    return [tuple(row) for row in engine.execute_sql("SELECT * FROM cf.take_refused(%s)", (workstation,)).fetchall()]


def heads(engine: Any) -> list[tuple[UUID, int, bytes]]:
    """Each chain's newest record by number and hash, also of chains whose records one may not see."""
    found = engine.execute_sql("SELECT * FROM cf.heads()").fetchall()
    return [(chain, number, bytes(digest)) for chain, number, digest in found]


def register_workstation(engine: Any, key: UUID, name: str, system: str, program: str) -> None:
    engine.execute_sql("SELECT cf.register_workstation(%s, %s, %s, %s)", (key, name, system, program))


def my_keys(engine: Any) -> tuple[bytes, bytes, bytes, dict[str, object]]:
    """Public halves, the sealed one, and how it was sealed."""
    exchange, signing, sealed, kdf = engine.execute_sql("SELECT * FROM cf.my_keys()").fetchone()
    return bytes(exchange), bytes(signing), bytes(sealed), dict(JsonField().python_value(kdf))


def change_door(engine: Any, door: Login) -> None:
    """Another password for the door. Within a write of who runs people."""
    engine.execute_sql("SELECT cf.change_door(%s)", (verifier(engine, door.name, door.password),))


def put_keys_back(engine: Any, person: UUID, exchange: bytes, signing: bytes) -> None:
    """Public halves as they were signed, where another program exchanged them. For whoever runs people."""
    engine.execute_sql("SELECT cf.put_keys_back(%s, %s, %s)", (person, exchange, signing))


def without_login(engine: Any) -> list[tuple[UUID, bytes]]:
    """People with keys and without a login, and the public half those are opened to. As the owner."""
    found = engine.execute_sql(
        """SELECT k.person_id, k.exchange FROM public.person_keys k JOIN public.person p ON p.id = k.person_id
        WHERE p.suspended_at IS NULL AND NOT EXISTS (SELECT 1 FROM cf.login l WHERE l.person_id = k.person_id)"""
    )
    return [(person, bytes(exchange)) for person, exchange in found.fetchall()]


def holds_sealed(engine: Any, client: UUID, block: str) -> bool:
    """Whether a file one sees has values in a sealed block, also for who may not read that."""
    return bool(engine.execute_sql("SELECT cf.holds_sealed(%s, %s)", (client, block)).fetchone()[0])


def put_own_keys(engine: Any, exchange: bytes, signing: bytes, sealed: bytes, kdf: Mapping[str, object]) -> None:
    """A person's own pair in the place of one that came with a start password; once, as he himself."""
    text = JsonField().db_value(kdf)
    engine.execute_sql("SELECT cf.own_keys(%s, %s, %s, %s)", (exchange, signing, sealed, text))


def weak_passwords(engine: Any) -> list[UUID]:
    """Whose password is known to be no long one. For whoever runs people."""
    return [person for (person,) in engine.execute_sql("SELECT * FROM cf.weak_passwords()").fetchall()]


def move_far_ends(engine: Any, table: str, origin: UUID, target: UUID, only: Collection[UUID] | None) -> list[UUID]:
    """Moves what other files have to a file that is merged into another, whoever sees those; which rows they were."""
    wanted = None if only is None else list(only)
    found = engine.execute_sql("SELECT * FROM cf.move_far_ends(%s, %s, %s, %s)", (table, origin, target, wanted))
    return [key for (key,) in found.fetchall()]


def parties(engine: Any, booking: UUID) -> list[tuple[str, UUID | None]]:
    """Who has which part in a booking, and under `spend` whose spend came of it; None for whoever is out of sight. For
    whoever takes bookings."""
    found = engine.execute_sql("SELECT part, client FROM cf.parties(%s)", (booking,)).fetchall()
    return [(part, client) for part, client in found]


def office_at(engine: Any) -> str | None:
    """The id of the office in this database, if there is one."""
    if engine.execute_sql("SELECT to_regclass('public.setting')").fetchone()[0] is None:
        return None
    found = engine.execute_sql("SELECT value FROM setting WHERE name = 'office_id'").fetchone()
    return None if found is None else str(JsonField().python_value(found[0]))


def holdings(engine: Any, person: UUID) -> dict[str, int]:
    """How much of each kind somebody holds, of those that `services.closing` names. For whoever runs people."""
    return dict(engine.execute_sql("SELECT * FROM cf.holdings(%s)", (person,)).fetchall())


def waiting_approvals(engine: Any) -> list[tuple[UUID, int, UUID | None]]:
    """Of each request that waits to be decided or confirmed: who asked, its level and department. For whoever runs
    people."""
    return [tuple(row) for row in engine.execute_sql("SELECT * FROM cf.waiting_approvals()").fetchall()]


def hanging(engine: Any, client: UUID) -> dict[str, int]:
    """How many rows of each table hang on a client and what was merged into its file, how many files those are
    (`client`), and how many entries of the journal speak of them. For whoever may erase it."""
    return dict(engine.execute_sql("SELECT * FROM cf.hanging(%s)", (client,)).fetchall())


def begin_erasing(engine: Any, client: UUID, operation: UUID) -> None:
    """Lets whoever may erase reach all of a client until the end of this write, whose approval was used up before."""
    engine.execute_sql("SELECT cf.begin_erasing(%s, %s)", (client, operation))


def erased_bookings(engine: Any) -> list[UUID]:
    """The bookings whose host is being erased, or in which nobody else is named. Within the write that erases."""
    return [key for (key,) in engine.execute_sql("SELECT * FROM cf.erased_bookings()").fetchall()]


def hosted_from(engine: Any, client: UUID, day: date) -> list[tuple[int, date]]:
    """Number and day of each booking to come that a client hosts, from this day on. For whoever may erase it."""
    found = engine.execute_sql("SELECT * FROM cf.hosted_from(%s, %s)", (client, day)).fetchall()
    return [(number, on) for number, on in found]


def spare_texts(engine: Any) -> None:
    """Once an erasing was begun: sealed texts of which notes of other files speak are filed under those."""
    engine.execute_sql("SELECT cf.spare_texts()")


def open_copier(engine: Any, office_id: str, password: str, act: UUID) -> Login:
    """The login that reads every table, open from now on for at most a day, which the server notes as `act`. Within a
    write of who runs the office."""
    login = Login(Roles.of(office_id).copier, password)
    engine.execute_sql("SELECT cf.open_copier(%s, %s)", (verifier(engine, login.name, password), act))
    return login


def ask_accounts(engine: Any, client: UUID | None) -> UUID:
    """Lets me read level 3 of a client, or of all I see, for some minutes from this write's commit on. Returns by what
    the server has noted it."""
    found: UUID = engine.execute_sql("SELECT cf.ask_accounts(%s)", (client,)).fetchone()[0]
    return found


def accounts_behind(engine: Any, newest: bytes) -> int:
    """How many files have values of level 3 that do not begin as those under the newest key do."""
    return int(engine.execute_sql("SELECT cf.accounts_behind(%s)", (newest,)).fetchone()[0])


def refile_texts(engine: Any, merge: UUID) -> None:
    """While a merge is taken apart: sealed texts of the notes that went back are of their file again, whoever may open
    them. For who may change both files."""
    engine.execute_sql("SELECT cf.refile_texts(%s)", (merge,))


def files_among(engine: Any, ids: Collection[UUID]) -> set[UUID]:
    """Which of these ids are clients' files, seen or not. For whoever sees the audit."""
    return {key for (key,) in engine.execute_sql("SELECT * FROM cf.files_among(%s)", (list(ids),)).fetchall()}


def hold(engine: Any) -> None:
    """Waits for whoever writes, and lets nobody begin until the end of this write. For whoever runs the office."""
    engine.execute_sql("SELECT cf.hold_office()")


@contextmanager
def as_copier(engine: Any, office_id: str) -> Iterator[None]:
    """Within this write all of the office is read, what the write itself has done too. For whoever runs the office and
    has had it noted before. Nothing is changed meanwhile: it is taken back, so that neither the role stays nor the lock
    on the server's roles, for which the place that the rows go to would wait."""
    engine.settle()
    engine.execute_sql("SAVEPOINT whole")
    engine.execute_sql("SELECT cf.lend_copier()")
    engine.execute_sql(f"SET LOCAL ROLE {Roles.of(office_id).copier}")
    yield
    engine.settle()
    engine.execute_sql("ROLLBACK TO SAVEPOINT whole")
    engine.execute_sql("RELEASE SAVEPOINT whole")


def note_copy(engine: Any, act: UUID) -> None:
    """Notes that the whole office is going to be read. For whoever runs it."""
    engine.execute_sql("SELECT cf.note_copy(%s)", (act,))


def close_copier(engine: Any) -> None:
    engine.execute_sql("SELECT cf.close_copier()")
