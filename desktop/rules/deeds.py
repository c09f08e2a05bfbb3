"""Title deeds 权证: their kinds, how several people check a movement, and how a day's balance is drawn (DO-5)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.values import dataclass
from desktop.rules.words import Word


class DeedKind(Word):
    """The six kinds of the rule book; the value is stored, so it never changes."""

    PROPERTY = "property", N_("Ownership certificate of the client")
    GUARANTOR = "guarantor", N_("Ownership certificate of the guarantor")
    OTHER_RIGHTS = "other_rights", N_("Certificate of other rights")
    PLEDGE = "pledge", N_("Notice of registered chattel mortgage")
    SHARES = "shares", N_("Notice of registered share pledge")
    OTHER = "other", N_("Other ownership certificate")


class Movement(Word):
    """What moves a deed. `sign` says which way: into the safe, out of it, or neither."""

    sign: int

    def __new__(cls, value: str, label: str, sign: int = 0) -> "Movement":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.sign = sign
        return member

    TAKEN_IN = "taken_in", N_("Taken in"), 1
    LENT = "lent", N_("Lent"), -1
    BACK = "back", N_("Brought back"), 1
    RELEASED = "released", N_("Given back to its owner"), -1
    MOVED = "moved", N_("Moved to another slot")


class Reason(Word):
    """Why a deed leaves the safe (design of the custody, settled by the office)."""

    SETTLED = "settled", N_("The loan is settled")
    ERRAND = "errand", N_("Errand to the registry")
    COURT = "court", N_("Court")


# Only what ends the matter lets a deed go for good
FOR_GOOD = frozenset({Reason.SETTLED, Reason.COURT})


@dataclass(frozen=True, slots=True)
class DeedLine:
    """A deed as three people compare it: by name, number and count (DO-5)."""

    kind: DeedKind
    name: str
    number: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Move:
    """One movement of a deed, in the order in which they were entered."""

    deed: UUID
    movement: Movement
    count: int
    on: date


@dataclass(frozen=True, slots=True)
class Balance:
    """A day of the ledger, as of cash: what lay there in the morning, came, went and lies there at night."""

    on: date
    before: int
    came: int
    went: int

    @property
    def after(self) -> int:
        return self.before + self.came - self.went


def check_people(people: Sequence[UUID], least: int) -> None:
    """Raises BadEntry (field `witness`) unless so many different people are named."""
    if len(set(people)) < least:
        raise BadEntry(N_("A title deed is moved by {count} different people: name another one."), "witness",
                       count=least)  # fmt: skip


def check_line(line: DeedLine) -> None:
    """Raises BadEntry for a deed without a name, number or count."""
    for field, given in (("name", line.name.strip()), ("number", line.number.strip())):
        if not given:
            raise BadEntry(N_("A title deed needs its name and its number: they are what is compared."), field)
    if not 1 <= line.count <= 999:
        raise BadEntry(N_("The count must be from 1 to 999."), "count")


def check_release(movement: Movement, reason: Reason | None, receiver: str, id_number: str) -> None:
    """Raises BadEntry unless what leaves the safe has a reason, and what leaves for good one that ends the matter and a
    receiver with his ID number."""
    if movement is Movement.LENT and reason is None:
        raise BadEntry(N_("Say why the deed leaves the safe."), "reason")
    if movement is Movement.RELEASED:
        if reason not in FOR_GOOD:
            raise BadEntry(N_("A deed is given back for good when the loan is settled, or to a court."), "reason")
        if not receiver.strip() or not id_number.strip():
            raise BadEntry(N_("Enter who receives the deed, with the number of the ID that was seen."), "receiver")


def in_safe(moves: Iterable[Move]) -> dict[UUID, int]:
    """How many of each deed lie in the safe after these movements; those that are gone are not named."""
    held: Counter[UUID] = Counter()
    for move in moves:
        held[move.deed] += move.movement.sign * move.count
    return {deed: count for deed, count in held.items() if count}


def balance(moves: Iterable[Move], on: date) -> Balance:
    """The day's line of the ledger."""
    before = came = went = 0
    for move in moves:
        signed = move.movement.sign * move.count
        if move.on < on:
            before += signed
        elif move.on == on and signed > 0:
            came += signed
        elif move.on == on:
            went -= signed
    return Balance(on, before, came, went)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count of the safe found of one deed."""

    deed: UUID
    expected: int
    found: int


def differences(held: Mapping[UUID, int], found: Mapping[UUID, int], asked: Iterable[UUID]) -> tuple[Counted, ...]:
    """Deeds whose count is another than the ledger's, among those `asked` to be counted: what nobody found counts 0."""
    return tuple(
        Counted(deed, held.get(deed, 0), found.get(deed, 0))
        for deed in dict.fromkeys(asked) if held.get(deed, 0) != found.get(deed, 0)
    )  # fmt: skip


class CountKind(Word):
    """Why the safe is counted; the value is stored, so it never changes."""

    DAILY = "daily", N_("Daily balance")
    MONTHLY = "monthly", N_("Monthly count")
    SPOT = "spot", N_("Spot check")


SPOT_SHARE = 10  # of the deeds in the safe one in ten is counted at a spot check
SPOT_LEAST = 3


def spot_sample(deeds: Iterable[UUID], on: date, office: str) -> tuple[UUID, ...]:
    """The deeds that a spot check of this day counts: drawn by the day, so that nobody chooses and everybody who asks
    gets the same ones."""
    there = sorted(deeds, key=lambda key: sha256(f"{office} {on.isoformat()} {key.hex}".encode()).digest())
    return tuple(there[: max(SPOT_LEAST, -(-len(there) // SPOT_SHARE))])


def vouchers(movement: Movement) -> int:
    """How many different people vouch for a movement: three where a deed is taken in, who compare it with its list,
    else two (DO-5)."""
    return 3 if movement is Movement.TAKEN_IN else 2
