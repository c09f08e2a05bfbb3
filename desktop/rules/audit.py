"""The audit: what it may be asked, what workstations remember of the records, and what it raises by itself (SA-1)."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.values import dataclass
from desktop.rules.words import Word

Head = tuple[int, bytes]
"""A chain's newest record as somebody saw it: its number and its hash."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The newest head of each chain that a workstation has ever seen, and those up to which it found all sound.

    `since` is when it began to remember, None if it has not. `spoilt`: what it had kept was changed outside the
    program or can't be read.
    """

    heads: Mapping[UUID, Head] = field(default_factory=dict)
    verified: Mapping[UUID, Head] = field(default_factory=dict)
    since: datetime | None = None
    spoilt: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """A chain that lacks what a workstation has seen of it: up to `seen`, where it now ends at `number`."""

    chain: UUID
    seen: int
    number: int
    who: str = ""

    @property
    def gone(self) -> bool:
        """The whole chain, not just its end."""
        return self.number == 0


class Way(Word):
    """How somebody came in."""

    WINDOW = "window", N_("In the window")
    UNLOCK = "unlock", N_("Unlocked")
    COMMAND = "command", N_("By a command")


class AlarmKind(Word):
    """What whoever sees the audit is told of by itself."""

    WITNESS = "witness", N_("Records are missing")
    ANOMALY = "anomaly", N_("Account anomaly reported")
    CONDUCT = "conduct", N_("Unusual conduct")
    SAFE = "safe", N_("The safe differs from its ledger")
    ARCHIVE = "archive", N_("A loan came back otherwise than it went out")


class AuditKind(Word):
    """What an auditor asks for (SA-1)."""

    SIGN_INS = "sign_ins", N_("Sign-ins and failures")
    READS = "reads", N_("Sealed values read")
    CHANGES = "changes", N_("Changes")
    FILES = "files", N_("Exports, prints, imports")
    PEOPLE = "people", N_("Accounts, roles, approvals")
    SETTINGS = "settings", N_("Settings and views")
    AUDIT = "audit", N_("The audit itself")


TOPICS: Mapping[AuditKind, tuple[str, ...]] = {
    AuditKind.SIGN_INS: ("sign_ins",),
    AuditKind.READS: ("reads", "server"),
    AuditKind.CHANGES: ("clients", "bookings", "seating"),
    AuditKind.FILES: ("exports", "prints", "backups", "partners"),
    AuditKind.PEOPLE: ("accounts", "approvals", "stand_ins"),
    AuditKind.SETTINGS: ("settings", "own_fields", "views", "rooms"),
    AuditKind.AUDIT: ("audit",),
}
# Sheets that came in are told among the changes of clients, and are operations with files too
FILE_ACTS = ("import", "undo_import", "take_spend", "undo_spend")


def kind_of(topic: str) -> AuditKind:
    """A topic that only a newer program knows counts as a change."""
    return next((kind for kind, topics in TOPICS.items() if topic in topics), AuditKind.CHANGES)


@dataclass(frozen=True, slots=True)
class Question:
    """What of the records is asked for; what is empty narrows nothing. Days are the office's, both included.

    `serials` names single records: those behind a figure.
    """

    text: str = ""
    person: UUID | None = None
    client: UUID | None = None
    workstation: UUID | None = None
    kinds: frozenset[AuditKind] = frozenset()
    first: date | None = None
    last: date | None = None
    serials: tuple[int, ...] = ()

    @property
    def empty(self) -> bool:
        return self == Question()


class Conduct(Word):
    """Conduct worth a second look (SA-2); it accuses nobody."""

    TAKEN_OUT = "taken_out", N_("Many clients exported or printed")
    READS = "reads", N_("Many sealed values read")
    ODD_HOURS = "odd_hours", N_("At work at odd hours")
    REFUSED = "refused", N_("Failed sign-ins")
    TWICE = "twice", N_("At two workstations at once")
    LEAVER = "leaver", N_("A leaver's last days")


class Part(Word):
    """What an auditor goes through in a round (SA-1)."""

    SIGN_INS = "sign_ins", N_("Sign-ins and failures")
    CHANGES = "changes", N_("Changes")
    FILES = "files", N_("Exports, prints, imports")

    @property
    def kind(self) -> AuditKind:
        return AuditKind.of(self.value)


def round_before(today: date, months: int) -> tuple[date, date]:
    """First and last day of the stretch of whole months that ended last before `today`; years are cut into stretches of
    `months` from January on."""
    whole = today.year * 12 + today.month - 1
    end = whole - whole % months
    first = end - months
    return date(first // 12, first % 12 + 1, 1), date(end // 12, end % 12 + 1, 1) - timedelta(days=1)


class Step(Word):
    """What is done about an incident, in this order (SA-4); reporting it comes first."""

    CONTAIN = "contain", N_("Contain")
    ASSESS = "assess", N_("Assess")
    NOTIFY = "notify", N_("Notify")
    LEARN = "learn", N_("Learn")

    @property
    def setting(self) -> str:
        """The office's number of hours for it; 0 for none."""
        return f"incident_{self.value}_hours"
