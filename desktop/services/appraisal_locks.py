"""Locks a period of appraisal: counted a last time, frozen with hashes, signed and chained; and proves it (AP-4)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop import __version__
from desktop.i18n import N_
from desktop.models.appraisal import AppraisalPeriod, AppraisalSheet, FrozenCase
from desktop.models.bulk import insert_many
from desktop.models.records import Journal, Record
from desktop.models.rows import among
from desktop.rules import appraisal as rules
from desktop.rules import frozen_evidence as hashes
from desktop.rules.appraisal import PeriodState
from desktop.rules.errors import BadEntry
from desktop.rules.ids import new_id
from desktop.rules.indicators import UNTOLD, CaseRow, Span
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import appraisal, appraisal_results, frozen_evidence, indicators, on_file, signing, vault
from desktop.services import appraisal_reach as reach
from desktop.services.appraisal_reach import TOPIC
from desktop.services.work import Work

S = PeriodState
_COLUMNS = ("id", "version", "period", "sheet", "place", "key", "source", "row", "due", "done", "outcome", "weight",
            "reason", "excused", "client", "payload", "salt", "leaf")  # fmt: skip
_BATCH = 5_000
ROUNDING = "half-even, one place"
RATINGS = "survey_reply"


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a locked period is what was locked. `broken`: names of those whose sheet or cases are not; `emptied`: how
    many cases an erasure emptied, which changes nothing; `superseded`: a correction has taken its place."""

    root_holds: bool
    signature_holds: bool
    chain_holds: bool
    broken: tuple[str, ...]
    cases: int
    emptied: int
    superseded: bool

    @property
    def intact(self) -> bool:
        return self.root_holds and self.signature_holds and self.chain_holds and not self.broken


@dataclass(frozen=True, slots=True)
class Drift:
    """A source that says something else than when it was frozen; the score stays. `was` and `now` are outcome and
    moment, None where there was or is no such case; `at` and `by`: the last change of the row since, if it is told."""

    person: UUID
    name: str
    key: str
    source: str
    row: UUID
    was: tuple[int, datetime | None] | None
    now: tuple[int, datetime | None] | None
    at: datetime | None
    by: str


# The lock


def sign(work: Work, period_id: UUID) -> None:
    """The period is signed: nobody objects any more, and it may be locked. Raises BadEntry, NotAllowed, NotFound."""
    appraisal.step(work, period_id, S.SIGNED)


def lock(work: Work, period_id: UUID, *, progress: Callable[..., object] = lambda *_: None) -> str:
    """Counts for the last time, by the database's clock, freezes every case, and returns the root, signed with my key
    and chained to that of the period locked before. All of it or nothing.

    Raises BadEntry where figures are not those that were signed, NotAllowed, NotFound."""
    period = reach.run_period(work, period_id)
    rules.check_state(S.of(period.state), (S.SIGNED,))
    appraisal.refuse_unsettled(work, period)
    sheets = sorted(reach.sheets_of(work, period), key=lambda one: one.owner_id)
    signed = {sheet.id: sheet.result for sheet in sheets}
    appraisal.count_anew(work, period, progress=progress)
    appraisal_results.publish(work, period)
    sheets = sorted(reach.sheets_of(work, period), key=lambda one: one.owner_id)
    moved = [
        sheet.owner_id
        for sheet in sheets
        if appraisal_results.figures(sheet.result) != appraisal_results.figures(signed[sheet.id])
    ]
    if moved:
        names = sorted(on_file.names(work, moved).values())
        raise BadEntry(N_("Records have changed since it was signed: {n} results are others now, among them that of "
                          "{name}. Go back to calibration, and publish it anew."), n=len(moved),
                       name=names[0])  # fmt: skip
    before = reach.newest_locked(work)
    previous = before.root if before is not None else ""
    cases = _freeze(work, period, sheets, progress)
    marks = reach.all_marks(work, sheets)
    salts = {sheet.id: hashes.new_salt() for sheet in sheets}
    roots = []
    changes: list[tuple[Any, Mapping[str, object]]] = []
    for sheet in sheets:
        sheet.salt = salts[sheet.id]
        root = frozen_evidence.sheet_root(sheet, marks[sheet.id], cases.get(sheet.id, ()))
        sheet.salt = ""
        roots.append((sheet.owner_id, root))
        changes.append((sheet, {"salt": salts[sheet.id], "root": root}))
    work.change_many(AppraisalSheet, changes)
    number = sum(len(leaves) for leaves in cases.values())
    period.header, period.previous = _header(work, period, len(sheets), number), previous
    root = frozen_evidence.period_root(period, roots)
    text = hashes.signing_text(period.id.hex, period.number, root, previous, work.me.id.hex)
    values = {"state": S.LOCKED.value, "cut_off": work.now, "cases": number, "header": period.header, "root": root,
              "previous": previous, "locked_by": work.me.id,
              "signature": work.me.keys.signing.sign(text).hex()}  # fmt: skip
    fresh = work.get(AppraisalPeriod, period.id)
    work.change(fresh, values)
    work.record(TOPIC, "lock_period", fresh, cases=number, people=len(sheets), root=root)
    return root


def _header(work: Work, period: Any, people: int, cases: int) -> dict[str, object]:
    zone = str(work.settings["time_zone"])
    cut_off = AppraisalPeriod.cut_off.db_value(work.now)
    return {
        "name": period.name, "first": period.first.isoformat(), "last": period.last.isoformat(),
        "number": period.number, "replaces": period.replaces_id.hex if period.replaces_id else None,
        "seed": period.seed, "cut_off": cut_off, "people": people, "cases": cases, "zone": zone, "rounding": ROUNDING,
        "working_days": reach.working_days(work, period.first, period.last), "program": __version__,
    }  # fmt: skip


def _freeze(work: Work, period: Any, sheets: Sequence[Any], progress: Callable[..., object]) -> dict[UUID, list[str]]:
    """Writes the frozen cases of each sheet; returns their leaves in order."""
    mine = {sheet.owner_id: sheet for sheet in sheets}
    leaves: dict[UUID, list[str]] = {}
    rows: list[tuple[Any, ...]] = []
    done = 0
    for case in _cases(work, period, reach.span_of(work, period), mine):
        sheet = mine[case.person]
        of_sheet = leaves.setdefault(sheet.id, [])
        rows.append(_frozen(period, sheet, case, len(of_sheet)))
        of_sheet.append(rows[-1][-1])
        if len(rows) == _BATCH:
            done += _write(rows)
            progress(done, 0)
            rows = []
    _write(rows)
    return leaves


def _cases(work: Work, period: Any, span: Span, people: Collection[UUID]) -> list[CaseRow]:
    """The cases of these people in a fixed order. Who rated them is not among them, nor told by the order (SV-5)."""
    found = [
        case._replace(row=UNTOLD, due=span.until, done=None, client=None) if case.source == RATINGS else case
        for case in indicators.all_cases(work, span, reach.scheme_of(period).keys) if case.person in people
    ]  # fmt: skip
    # in this order they come, but for the ratings
    return sorted(found, key=lambda one: (one.person.hex, one.key, one.due, one.row.hex, one.outcome, one.weight))


def _write(rows: list[tuple[Any, ...]]) -> int:
    # writing path: covered by the root of its sheet, which is signed and recorded; a journal would say it twice
    insert_many(FrozenCase, _COLUMNS, rows)
    return len(rows)


def _frozen(period: Any, sheet: Any, case: CaseRow, place: int) -> tuple[Any, ...]:
    salt, text = hashes.new_salt(), frozen_evidence.case_text(sheet.id, case, case.client)
    return (new_id(), 1, period.id, sheet.id, place, case.key, case.source, case.row, frozen_evidence.stored(case.due),
            frozen_evidence.stored(case.done), case.outcome, case.weight, case.reason, case.excused, case.client, text,
            salt, hashes.leaf(salt, text))  # fmt: skip


# Whether it holds


def proof(work: Work, period_id: UUID) -> Proof:
    """Whether a locked period, as far as I see it, is what was locked. Raises BadEntry, NotAllowed, NotFound."""
    period = reach.period_of(work, period_id)
    rules.check_state(S.of(period.state), (S.LOCKED,))
    sheets = reach.sheets_of(work, period)
    broken = frozen_evidence.broken_sheets(work, {sheet.id for sheet in sheets})
    query = work.visible(FrozenCase).where(FrozenCase.period == period.id)
    emptied = 0
    owners = {sheet.id: sheet.owner_id for sheet in sheets}
    for case in query.iterator():
        emptied += case.payload == ""
        if frozen_evidence.changed_cases([case]):
            broken.add(case.sheet_id)
    whole = len(sheets) == period.header.get("people")
    # who sees his own sheet alone proves that; the root of all needs all
    roots = [(sheet.owner_id, sheet.root) for sheet in sheets]
    holds = not whole or frozen_evidence.period_root(period, roots) == period.root
    names = on_file.names(work, [owners[key] for key in broken])
    return Proof(holds, is_signed(work, period), _is_chained(work, period), tuple(sorted(names.values())),
                 int(period.cases), emptied, replaced_by(work, period) is not None)  # fmt: skip


def is_signed(work: Work, period: Any) -> bool:
    """Whether the root was signed by a key of who locked it. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    text = hashes.signing_text(period.id.hex, period.number, period.root, period.previous, period.locked_by_id.hex)
    signature = bytes.fromhex(period.signature)
    keys = signing.current(work).signers(period.locked_by_id)
    return any(vault.signed(key, signature, text) for key in keys)


def replaced_by(work: Work, period: Any) -> Any:
    """The locked correction that has taken a period's place; None where there is none. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    query = work.visible(AppraisalPeriod).where(AppraisalPeriod.replaces == period.id)
    return query.where(AppraisalPeriod.state == S.LOCKED.value).first()


def _is_chained(work: Work, period: Any) -> bool:
    """Whether the root it names is that of the period that was locked before it."""
    query = work.visible(AppraisalPeriod).where(
        (AppraisalPeriod.state == S.LOCKED.value) & (AppraisalPeriod.cut_off < period.cut_off)
    )
    before = query.order_by(AppraisalPeriod.cut_off.desc(), AppraisalPeriod.id.desc()).first()
    return bool(period.previous == (before.root if before is not None else ""))


def drift(work: Work, period_id: UUID) -> list[Drift]:
    """Which sources say something else now than when they were frozen, with who changed them; no score moves.

    Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.RUN_APPRAISALS)
    period = reach.period_of(work, period_id)
    rules.check_state(S.of(period.state), (S.LOCKED,))
    span = reach.span_of(work, period)
    at_lock = Span(span.since, span.until, period.cut_off)
    people = {sheet.id: sheet.owner_id for sheet in reach.sheets_of(work, period)}
    was: dict[tuple[UUID, str, str, UUID], list[tuple[Any, ...]]] = {}
    for row in work.visible(FrozenCase).where(FrozenCase.period == period.id).iterator():
        if row.sheet_id in people:
            where = (people[row.sheet_id], row.key, row.source, row.row)
            was.setdefault(where, []).append(_said(row))
    now: dict[tuple[UUID, str, str, UUID], list[tuple[Any, ...]]] = {}
    for case in _cases(work, period, at_lock, set(people.values())):
        now.setdefault((case.person, case.key, case.source, case.row), []).append(_said(case))
    changed = sorted(where for where in was.keys() | now.keys() if _other(was.get(where, ()), now.get(where, ())))
    hands = _last_hands(work, [where[3] for where in changed], period.cut_off)
    names = on_file.names(work, [*(where[0] for where in changed), *(by for _at, by in hands.values())])
    found = []
    for where in changed:
        person, key, source, row_id = where
        at, by = hands.get(row_id, (None, None))
        found.append(Drift(person, names.get(person, ""), key, source, row_id, _first(was.get(where)),
                           _first(now.get(where)), at, names.get(by, "") if by is not None else ""))  # fmt: skip
    return found


def _said(case: Any) -> tuple[Any, ...]:
    return (case.outcome, case.done, case.weight, case.due, case.reason, bool(case.excused))


def _other(was: Iterable[tuple[Any, ...]], now: Iterable[tuple[Any, ...]]) -> bool:
    return sorted(was, key=str) != sorted(now, key=str)


def _first(said: Sequence[tuple[Any, ...]] | None) -> tuple[int, datetime | None] | None:
    return (said[0][0], said[0][1]) if said else None


def _last_hands(work: Work, rows: Sequence[UUID], since: datetime) -> dict[UUID, tuple[datetime, UUID]]:
    """When and by whom each row was changed last after this moment."""
    # reading path: of what was changed no more than when and by whom, for who runs appraisals
    query = Journal.select(Journal.row, Record.at, Record.person).join(Record).where(
        among(Journal.row, sorted(set(rows))) & (Record.at > since)).order_by(Journal.id)  # fmt: skip
    return {row: (at, person) for row, at, person in query.tuples()}
