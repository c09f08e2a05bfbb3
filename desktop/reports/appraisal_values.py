"""What stands on reports of an appraisal, as plain values in the sheet's languages (AP-5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from desktop.reports.both import NONE, Said
from desktop.rules.scoring import Bounds, Place, Plan, Total


@dataclass(frozen=True, slots=True)
class PeriodValues:
    """The period of a report. `code`, `square` (what the QR says), `root` and `locked_at` are empty on a draft;
    `replaced_by` is the version that has taken its place."""

    name: str
    first: date
    last: date
    scheme: int
    state: Said
    number: int = 1
    locked_at: datetime | None = None
    code: str = ""
    square: str = ""
    root: str = ""
    replaced_by: int = 0


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One of the five sentences: one's own mark and the superior's, what it was before calibration, what shows it."""

    item: Said
    own: int | None
    superior: int | None
    before: int | None = None
    words: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LostRow:
    """A case that cost points. `client` is a code, never a name."""

    key: str
    due: date
    lost: Decimal
    what: Said
    client: str = ""
    why: Said = NONE


@dataclass(frozen=True, slots=True)
class ExcusedRow:
    key: str
    reason: Said
    words: str
    by: str
    client: str = ""


@dataclass(frozen=True, slots=True)
class DisciplineRow:
    """A reward or penalty: when, what, by which clause, what was decided, and how it stands."""

    on: date
    fact: str
    clause: str
    decision: Said
    state: Said
    person: str = ""


@dataclass(frozen=True, slots=True)
class AppealRow:
    against: Said
    words: str
    verdict: Said
    reason: str
    before: str = ""
    after: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class PersonReport:
    """One person's sheet. `names` says each indicator and dimension; `evidence` the first and last number of its frozen
    cases; `previous` the totals of former periods; `others` the medians of the department."""

    period: PeriodValues
    name: str
    number: str
    department: str
    post: str
    days: int | None
    state: Said
    total: Total
    plan: Plan
    names: Mapping[str, Said]
    place: Place | None = None
    evidence: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    others: Mapping[str, Decimal] = field(default_factory=dict)
    previous: Sequence[tuple[str, Decimal | None]] = ()
    changed: Mapping[int, str] = field(default_factory=dict)
    discipline: Sequence[DisciplineRow] | None = None  # None: not to be seen by whoever prints
    lost: Sequence[LostRow] = ()
    excused: Sequence[ExcusedRow] = ()
    marks: Sequence[MarkRow] = ()
    self_words: str = ""
    superior_words: str = ""
    superior: str = ""
    answer: Said = NONE
    answer_words: str = ""
    appeals: Sequence[AppealRow] = ()
    recommended: Sequence[tuple[Said, bool]] = ()  # of each kind whether it is proposed
    signers: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A department, or the whole office: how many were appraised, and the medians of total and dimensions."""

    name: str
    people: int
    scored: int
    total: Decimal | None
    dimensions: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class FunnelValues:
    """One indicator over all people: its name, the mean, and who has which share out of how many cases."""

    key: str
    name: Said
    mean: Decimal
    people: Sequence[tuple[str, float, float]]  # name, effective cases, share


@dataclass(frozen=True, slots=True)
class Formula:
    key: str
    name: Said
    formula: Said
    source: Said
    bounds: Bounds
    weight: Decimal
    mean: Decimal
    version: int


@dataclass(frozen=True, slots=True)
class OfficeReport:
    """A department's report, or the office's: `department` is empty for all. `missing` are who has no result, and
    why."""

    period: PeriodValues
    department: str
    counts: Sequence[tuple[Said, int]]
    missing: Sequence[tuple[str, str, Said]]
    units: Sequence[UnitRow]
    dimensions: Sequence[tuple[str, Said]]
    totals: Sequence[tuple[str, Decimal]]  # name, total
    funnels: Sequence[FunnelValues] = ()
    previous: Sequence[tuple[str, Decimal | None]] = ()  # medians of former periods
    changed: Mapping[int, str] = field(default_factory=dict)
    discipline: Sequence[DisciplineRow] | None = None
    appeals: Sequence[AppealRow] = ()
    formulas: Sequence[Formula] = ()
    strength: Decimal = Decimal(10)
    fewest: int = 5
    signers: Sequence[Said] = ()
