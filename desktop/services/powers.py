"""Who may do what, as it was signed: a chain of entries that begins at the office's anchor, read and verified."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import canonical
from desktop.models.office import Person, PersonKeys, PersonRole, Power, Role
from desktop.rules.accounts import vaults_for
from desktop.rules.errors import Damaged
from desktop.rules.rights import Mandate, Right, Scope, add_up, rights_from_json
from desktop.rules.values import dataclass
from desktop.services.vault import Known, OpenKeys, signed

# Whom what is wrapped for the recovery sheet belongs to: no person has this id
RECOVERY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class PersonPower:
    """What a person is: the name colleagues know, the public keys, the roles held."""

    name: str
    exchange: bytes
    signing: bytes
    roles: frozenset[UUID] = frozenset()
    department: UUID | None = None
    suspended: bool = False
    start: bool = False
    """The keys were made by somebody else, with a start password: they sign nothing but the person's own keys."""
    pledged: date | None = None
    """The last day on which a confidentiality pledge holds (AC-9)."""


@dataclass(frozen=True, slots=True)
class RolePower:
    """What a role gives, in the words it is stored with: a newer program may know rights that this one does not."""

    rights: Mapping[str, int]
    level: int

    def __hash__(self) -> int:
        return hash((frozenset(self.rights.items()), self.level))


@lru_cache(maxsize=256)
def _added_up(held: tuple[RolePower, ...]) -> Mapping[Right, Scope]:
    """Each entry of a chain is asked about anew whether its signer might say that, and roles are few."""
    return MappingProxyType(add_up(rights_from_json(role.rights) for role in held))


@dataclass(frozen=True, slots=True)
class Anchor:
    """The public halves of what stands on the recovery sheet."""

    exchange: bytes
    signing: bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A recovery sheet as it was told of: the entry `after` which, the vaults' keys `known` then, and the proofs that
    who made it held them. Only holders can look at these (`proofs`). `own`: its own signature of its place."""

    anchor: Anchor
    proofs: Mapping[str, bytes]
    after: bytes
    known: frozenset[tuple[str, int]]
    own: bytes = b""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that an entry says: that a person, a role, a vault's key or the anchor is this from now on."""

    kind: str  # person, role, vault, anchor
    key: str
    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pin:
    """What a workstation remembers: the anchor an office began with, and the newest entry it has seen."""

    anchor: bytes
    number: int = 0
    head: bytes = b""

    def __str__(self) -> str:
        return f"{self.anchor.hex()}:{self.number}:{self.head.hex()}"

    @classmethod
    def parse(cls, text: str) -> "Pin | None":
        """None for an empty text: the office was not signed when it was written down."""
        if not text:
            return None
        anchor, number, head = text.split(":")
        return cls(bytes.fromhex(anchor), int(number), bytes.fromhex(head))


@dataclass(frozen=True, slots=True)
class Powers:
    """Who may do what after the entry `number`. Without an `anchor` nothing has been signed yet: an office from before,
    taken as its tables have it."""

    office: str
    people: dict[UUID, PersonPower] = field(default_factory=dict)
    roles: dict[UUID, RolePower] = field(default_factory=dict)
    known: dict[tuple[str, int], Known] = field(default_factory=dict)
    former: dict[UUID, tuple[bytes, ...]] = field(default_factory=dict)
    anchor: Anchor | None = None
    sheets: tuple[Sheet, ...] = ()
    """All there ever were, the last of which is that of `anchor`."""
    root: bytes = b""
    pledge_months: int | None = None
    """How long a confidentiality pledge holds, 0: none is asked for; None as long as nobody has signed it (AC-9)."""
    number: int = 0
    head: bytes = b""
    stray: int = 0
    """The number of an entry after the last valid one that was signed by nobody who may; 0 for none."""

    @property
    def pin(self) -> Pin | None:
        return Pin(self.root, self.number, self.head) if self.anchor is not None else None

    def mandate(self, person: UUID) -> Mandate:
        """All roles of a person added up; none for who is not known here or suspended."""
        found = self.people.get(person)
        if found is None or found.suspended:
            return Mandate(person, None, {})
        held = tuple(self.roles[key] for key in found.roles if key in self.roles)
        return Mandate(person, found.department, _added_up(held), max((role.level for role in held), default=1))

    def held(self, person: UUID, pledged_on: date | None) -> Mandate:
        """The same as far as the pledge goes: without one that holds on this day, level 1. None: none is asked for."""
        mandate, found = self.mandate(person), self.people.get(person)
        if pledged_on is None or mandate.level == 1 or found is None:
            return mandate
        pledged = found.pledged is not None and found.pledged >= pledged_on
        return mandate if pledged else replace(mandate, level=1, unpledged=True)

    def admitted(self, person: UUID, pledged_on: date | None) -> Mandate:
        """What a session gets: nothing as long as somebody else knows the password."""
        return Mandate(person, None, {}) if self.starts(person) else self.held(person, pledged_on)

    def starts(self, person: UUID) -> bool:
        found = self.people.get(person)
        return found is not None and found.start

    def signers(self, person: UUID) -> tuple[bytes, ...]:
        """The public keys, present and former, with which a person signs or has signed."""
        found = self.people.get(person)
        return (found.signing, *self.former.get(person, ())) if found is not None else ()

    def reaches(self, person: UUID, vault: str) -> bool:
        mandate = self.mandate(person)
        return vault in vaults_for(mandate.rights, mandate.level)


def person_says(key: UUID, power: PersonPower) -> Statement:
    value: dict[str, Any] = {"name": power.name, "exchange": power.exchange.hex(), "signing": power.signing.hex(),
             "roles": sorted(role.hex for role in power.roles), "suspended": power.suspended,
             "department": power.department.hex if power.department else None}  # fmt: skip
    # said only where it is so: entries from before bear neither
    if power.start:
        value["start"] = True
    if power.pledged is not None:
        value["pledged"] = power.pledged.isoformat()
    return Statement("person", key.hex, value)


def role_says(key: UUID, power: RolePower) -> Statement:
    return Statement("role", key.hex, {"rights": dict(power.rights), "level": power.level})


def vault_says(vault: str, epoch: int, known: Known) -> Statement:
    return Statement("vault", vault, {"epoch": epoch, "check": known.check.hex(), "proof": known.proof.hex()})


def pledge_says(months: int) -> Statement:
    return Statement("pledge", "", {"months": months})


def anchor_says(root: OpenKeys, proofs: Mapping[str, bytes] | None = None, after: "Powers | None" = None) -> Statement:
    """`after`: the powers that it follows, unless it is the one an office begins with, which signs its whole entry."""
    exchange, signing = root.public
    proved = {vault: proof.hex() for vault, proof in (proofs or {}).items()}
    value: dict[str, Any] = {"exchange": exchange.hex(), "signing": signing.hex(), "proofs": proved}
    if after is not None:
        value["own"] = root.signing.sign(_place_of(after.office, after.head, Anchor(exchange, signing))).hex()
    return Statement("anchor", "", value)


def vouches(powers: Powers, anchor: Anchor) -> bool:
    """Whether a recovery sheet itself, and not only somebody who knows its public half, has signed its place in this
    chain, and with it all that comes before."""
    if powers.root == anchor.signing:
        # the chain begins with an entry that it has signed
        return True
    told = [sheet for sheet in powers.sheets if sheet.anchor == anchor]
    return any(signed(anchor.signing, one.own, _place_of(powers.office, one.after, anchor)) for one in told)


def _place_of(office: str, after: bytes, anchor: Anchor) -> bytes:
    return b"clientele/sheet/1\0" + office.encode() + b"\0" + after + anchor.exchange + anchor.signing


# Writing


def entry(powers: Powers, at: datetime, signer: UUID | None, keys: OpenKeys, statements: Iterable[Statement]) -> Power:
    """The entry that follows `powers`, signed; `signer` None is the anchor, whose keys these are then."""
    said = canonical([[each.kind, each.key, each.value] for each in statements])
    row = Power(number=powers.number + 1, at=at, signer=signer, content=said, previous=powers.head)
    row.signature = keys.signing.sign(_hash(powers.office, row))
    return row


def _hash(office: str, row: Any) -> bytes:
    parts = [office, row.number, Power.at.db_value(row.at), row.signer.hex if row.signer else None, row.content,
             bytes(row.previous).hex()]  # fmt: skip
    return hashlib.sha256(b"clientele/power/1\0" + canonical(parts).encode()).digest()


# Reading


def ever_might(now: Powers, right: Right) -> frozenset[UUID]:
    """Whoever holds a right, or held it at any time since the office is signed."""
    found: set[UUID] = set()
    moments = [now]
    if now.anchor is not None:
        so_far = Powers(now.office)
        for row in _entries(0)[: now.number]:
            so_far = extended(so_far, [row], now.pin)
            moments.append(so_far)
    for moment in moments:
        found |= {person for person in moment.people if moment.mandate(person).scope(right) is not Scope.NONE}
    return frozenset(found)


def begun_at() -> datetime | None:
    """When the office was signed first."""
    row = Power.get_or_none(Power.number == 1)
    return row.at if row is not None else None


class _Refused(Exception):
    """An entry that nobody who may has signed."""


def read(office: str, pin: Pin | None) -> Powers:
    """The chain from its beginning. Up to what this workstation has seen before, its hashes are enough.

    Raises Damaged where it is not the chain that this workstation knows: another beginning, or an older end.
    """
    powers = extended(Powers(office), _entries(0), pin)
    if pin is not None and (powers.root != pin.anchor or powers.number < pin.number):
        raise _exchanged()
    return powers if powers.anchor is not None else from_before(office, powers.stray)


def current(powers: Powers) -> Powers:
    """With what was signed since; within a reading or a write. Raises Damaged where the end was exchanged."""
    if powers.anchor is None:
        return read(powers.office, None)
    rows = _entries(powers.number)
    if not rows or _hash(powers.office, rows[0]) != powers.head:
        raise _exchanged()
    return extended(replace(powers, stray=0), rows[1:])


def _entries(first: int) -> list[Any]:
    return list(Power.select().where(Power.number >= first).order_by(Power.number))


def extended(powers: Powers, rows: Sequence[Any], pin: Pin | None = None) -> Powers:
    """`powers` after these entries, up to the first that does not count."""
    powers = _copied(powers)
    for row in rows:
        seen = pin is not None and row.number <= pin.number
        # of an entry that is refused in its middle nothing may stay
        before = powers if seen else _copied(powers)
        try:
            if row.number != powers.number + 1 or bytes(row.previous) != powers.head:
                raise _Refused
            statements = [Statement(*each) for each in json.loads(row.content)]
            digest = _hash(powers.office, row)
            if not seen:
                _check_signature(powers, row, statements, digest)
            for each in statements:
                if not seen and row.signer is not None:
                    _check_may(powers, row.signer, each)
                powers = _with(powers, each)
            powers = replace(powers, number=row.number, head=digest)
        except (_Refused, ValueError, KeyError, TypeError, AttributeError):
            if seen:
                raise _exchanged() from None
            return replace(before, stray=row.number)
        if pin is not None and row.number == pin.number and powers.head != pin.head:
            raise _exchanged()
    return powers


def _check_signature(powers: Powers, row: Any, statements: Sequence[Statement], digest: bytes) -> None:
    if row.signer is not None:
        found = powers.people.get(row.signer)
        key = found.signing if found is not None else b""
    elif powers.anchor is not None:
        key = powers.anchor.signing
    else:
        # the first entry brings the anchor that signs it
        key = next((bytes.fromhex(s.value["signing"]) for s in statements if s.kind == "anchor"), b"")
    if not signed(key, bytes(row.signature), digest):
        raise _Refused


def _check_may(powers: Powers, signer: UUID, statement: Statement) -> None:
    """Who runs people says who is what, who runs the office how long a pledge holds; a vault's key is told by who may
    open the vault, and never told anew. Keys that somebody else made say nothing but which keys come in their stead."""
    if powers.starts(signer):
        if not _own_keys(powers, signer, statement):
            raise _Refused
        return
    if statement.kind == "vault":
        epochs = [epoch for vault, epoch in powers.known if vault == statement.key]
        allowed = powers.reaches(signer, statement.key) and statement.value["epoch"] == max(epochs, default=0) + 1
    else:
        right = Right.RUN_OFFICE if statement.kind == "pledge" else Right.RUN_PEOPLE
        allowed = powers.mandate(signer).scope(right) is not Scope.NONE
    if not allowed:
        raise _Refused


def _own_keys(powers: Powers, signer: UUID, statement: Statement) -> bool:
    """Whether a person replaces the keys of a start password by his own, and changes nothing else."""
    if statement.kind != "person" or UUID(statement.key) != signer:
        return False
    said, now = _person_power(statement.value), powers.people[signer]
    return said == replace(now, exchange=said.exchange, signing=said.signing, start=False) and (
        said.exchange != now.exchange and said.signing != now.signing
    )


def _copied(powers: Powers) -> Powers:
    return replace(powers, people=dict(powers.people), roles=dict(powers.roles), known=dict(powers.known),
                   former=dict(powers.former))  # fmt: skip


def _with(powers: Powers, statement: Statement) -> Powers:
    """Takes a statement up into `powers`, which belong to the reading."""
    value = statement.value
    match statement.kind:
        case "person":
            _take_person(powers, UUID(statement.key), value)
        case "role":
            powers.roles[UUID(statement.key)] = RolePower(dict(value["rights"]), int(value["level"]))
        case "vault":
            told = Known(bytes.fromhex(value["check"]), bytes.fromhex(value["proof"]))
            powers.known[statement.key, int(value["epoch"])] = told
        case "pledge":
            return replace(powers, pledge_months=int(value["months"]))
        case "anchor":
            anchor = Anchor(bytes.fromhex(value["exchange"]), bytes.fromhex(value["signing"]))
            proofs = {str(vault): bytes.fromhex(proof) for vault, proof in value.get("proofs", {}).items()}
            own = bytes.fromhex(value.get("own", ""))
            sheet = Sheet(anchor, proofs, powers.head, frozenset(powers.known), own)
            return replace(powers, anchor=anchor, sheets=(*powers.sheets, sheet), root=powers.root or anchor.signing)
        case _:
            raise _Refused
    return powers


def _take_person(powers: Powers, key: UUID, value: Mapping[str, Any]) -> None:
    new = _person_power(value)
    old = powers.people.get(key)
    if old is not None and old.signing != new.signing:
        powers.former[key] = (old.signing, *powers.former.get(key, ()))
    powers.people[key] = new


def _person_power(value: Mapping[str, Any]) -> PersonPower:
    pledged = value.get("pledged")
    return PersonPower(
        str(value["name"]), bytes.fromhex(value["exchange"]), bytes.fromhex(value["signing"]),
        frozenset(UUID(role) for role in value["roles"]),
        UUID(value["department"]) if value["department"] else None, bool(value["suspended"]),
        bool(value.get("start")), date.fromisoformat(pledged) if pledged else None,
    )  # fmt: skip


def pledge_months(now: Powers, settings: Mapping[str, Any]) -> int:
    """How long a pledge holds, as signed: the setting is a copy, which another program could change. It counts only in
    an office from before, until somebody who runs it signs in."""
    return int(settings["pledge_months"]) if now.pledge_months is None else now.pledge_months


def asked_on(now: Powers, settings: Mapping[str, Any], at: datetime) -> date | None:
    """The day on which a pledge must hold; None where the office asks for none (AC-9)."""
    # a start goes without the tables of time zones, and some hours are nothing to a year
    return at.date() if pledge_months(now, settings) else None


def from_before(office: str, stray: int = 0) -> Powers:
    """An office that nobody has signed yet, as its tables have it."""
    return Powers(office, people_there(), roles_there(), stray=stray)


def people_there() -> dict[UUID, PersonPower]:
    """What the tables say people are, whoever wrote it."""
    roles: dict[UUID, set[UUID]] = {}
    for person, role in PersonRole.select(PersonRole.person_id, PersonRole.role_id).tuples():
        roles.setdefault(person, set()).add(role)
    query = Person.select(Person, PersonKeys.exchange, PersonKeys.signing).join(
        PersonKeys, on=(PersonKeys.person == Person.id)
    )
    return {
        row.id: PersonPower(
            row.name, bytes(row.personkeys.exchange), bytes(row.personkeys.signing),
            frozenset(roles.get(row.id, ())), row.department_id, row.suspended_at is not None,
        )
        for row in query
    }  # fmt: skip


def roles_there() -> dict[UUID, RolePower]:
    return {row.id: RolePower(row.rights, row.level) for row in Role.select() if row.withdrawn_at is None}


def _exchanged() -> Damaged:
    return Damaged(
        N_("What gives rights in this office is not what this workstation has seen: it was put back to an older state, "
           "or exchanged. Tell the admin; if a backup was restored, ask for a new invitation."))  # fmt: skip
