"""The quarter's classes: proposed with their figures, confirmed, taught, and undone as a whole (CL-10)."""

import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bulk import insert_many
from desktop.models.classes import ClassResult, ClassRun
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.rules import classes as rules
from desktop.rules import ranking
from desktop.rules.classes import Figures, Rules
from desktop.rules.errors import BadEntry, NotAllowed, OfficeError
from desktop.rules.progress import Progress, Steps
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right, Scope
from desktop.rules.text import check_length, tidy
from desktop.rules.words import ClientClass, ClientKind, OfficeKind, SpendGrade
from desktop.services import class_results, on_file
from desktop.services.work import Work

TOPIC = "clients"
_BATCH = 1000
_JUDGED = frozenset({ClientKind.CUSTOMER.value, ClientKind.DISTRIBUTOR.value})
_RESULT = ("run", "client", "before", "proposed", "given", "spend", "visits", "earlier_visits", "spend_rank",
           "visit_rank", "why", "override")  # fmt: skip


class FiguresChanged(OfficeError):
    """Spend, clients or numbers have changed since the proposal was looked at."""


class NotUndone(OfficeError):
    """A run stands beneath a later one."""


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """One client in a proposal or a run. Spend in fen; `reason` is a message id with its values."""

    client_id: UUID
    code: str
    name: str
    before: str
    proposed: str
    given: str
    spend: int
    visits: int
    spend_rank: int | None
    visit_rank: int | None
    reason: str
    values: Mapping[str, object]
    override: str = ""
    other: str = ""  # the class the other reading gives, where it differs
    risk: str = ""  # a rules.risks.Mark (CL-12)

    @property
    def move(self) -> str:
        """up, down, new, lost, or nothing where the class stays."""
        if self.given == self.before:
            return ""
        if not self.before:
            return "new"
        if self.given == ClientClass.LOST:
            return "lost"
        return "up" if rules.ORDER.find(self.given) < rules.ORDER.find(self.before) else "down"


@dataclass(frozen=True)
class Proposal:
    """A quarter's classes as they would be. The lists stand side by side, one place for each client, by code."""

    quarter: Quarter
    rules: Rules
    what_if: bool
    found: Sequence[tuple[Any, ...]]  # rows that begin with code and name and end with the mark of risk
    figures: Sequence[Figures]
    outcome: ranking.Outcome
    over: bool  # the quarter has ended

    @cached_property
    def fingerprint(self) -> str:
        """Tells whether anything has changed since."""
        told = hashlib.sha256(repr(self.rules).encode())
        for figures, judgement in zip(self.figures, self.outcome.judgements, strict=True):
            told.update(f"{figures.client.hex}{figures.spend},{figures.visits},{judgement.proposed};".encode())
        return told.hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """How many clients each class would hold."""
        found = dict.fromkeys(self.rules.letters, 0)
        for figures, judgement in zip(self.figures, self.outcome.judgements, strict=True):
            if figures.judged:
                found[judgement.proposed] += 1
        return found

    @property
    def other_counts(self) -> dict[str, int] | None:
        """The same under the other reading; None where there is but one."""
        if self.rules.other is None:
            return None
        found = self.counts
        for figures, judgement in zip(self.figures, self.outcome.judgements, strict=True):
            if (instead := self.outcome.other.get(figures.client)) is not None:
                found[judgement.proposed] -= 1
                found[instead] += 1
        return found

    def line(self, place: int) -> ProposedLine:
        f, j = self.figures[place], self.outcome.judgements[place]
        shared = self.outcome.shared_visits if j.why in rules.BY_VISITS else self.outcome.shared_spend
        at = j.visit_rank if j.why in rules.BY_VISITS else j.spend_rank if j.why in rules.BY_SPEND else None
        reason, values = rules.sentence(j.why, self.rules, j.spend_rank, j.visit_rank, f.earlier,
                                        shared.get(at or 0, 0))  # fmt: skip
        code, name = self.found[place][:2]
        return ProposedLine(f.client, code, name, f.before, j.proposed, j.proposed, f.spend, f.visits, j.spend_rank,
                            j.visit_rank, reason, values, other=self.outcome.other.get(f.client, ""),
                            risk=str(self.found[place][-1]))  # fmt: skip

    @property
    def lines(self) -> list[ProposedLine]:
        return [self.line(place) for place in range(len(self.figures))]


@dataclass(frozen=True, slots=True)
class Undone:
    """`kept` are the codes of clients whose class was changed otherwise since; `already` of a run undone before."""

    restored: int
    kept: tuple[str, ...]
    already: bool = False


def propose(work: Work, quarter: Quarter, what_if: Mapping[str, int] | None = None) -> Proposal:
    """What the rules in force make of the quarter, for every client in use, changing nothing.

    `what_if` tries other numbers (names of rules.classes.NUMBERS). Raises BadEntry where numbers contradict or the
    quarter has not begun,
    NotAllowed where somebody may not classify or does not see all clients: they are compared with each other.
    """
    work.require(Right.CLASSIFY_CLIENTS)
    scopes = [work.me.mandate.scope(right) for right in (Right.CLASSIFY_CLIENTS, Right.SEE_CLIENTS)]
    if any(scope is not Scope.ALL for scope in scopes):
        raise NotAllowed(N_("Classes compare all clients with each other, and you see only some of them. Ask somebody "
                            "who sees all."))  # fmt: skip
    today = on_file.today(work)
    if quarter.first > today:
        # by no bills at all everybody would come out a class lower
        raise BadEntry(N_("{quarter} has not begun yet: there is nothing to judge by."), "quarter",
                       quarter=str(quarter))  # fmt: skip
    in_force = Rules.of(work.settings, OfficeKind.of(work.settings["kind"]), what_if)
    with _no_search_for_garbage():
        found, figures = _figures(work, quarter, in_force)
        outcome = ranking.judge(figures, in_force)
    return Proposal(quarter, in_force, bool(what_if), found, figures, outcome, quarter.last < today)


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Objects by the hundred thousand, none in a cycle: looking through them again and again takes as long as making
    them. Not frozen as after long work, for sliders ask many times."""
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if usual:
            gc.enable()


def running_ranks(work: Work, client_id: UUID) -> tuple[Rules, int | None, int | None] | None:
    """The ranks of a client by spend and by visits in the running quarter, as a proposal of today would have them, and
    the rules in force; None where those contradict each other. For who sees all clients."""
    work.require(Right.SEE_CLIENTS)
    try:
        in_force = Rules.of(work.settings, OfficeKind.of(work.settings["kind"]))
    except BadEntry:
        return None
    # nobody is lost in a quarter that runs: what came before is not added up
    asked = replace(in_force, lost_quarters=0)
    _found, figures = _figures(work, Quarter.of(on_file.today(work)), asked, of=client_id)
    mine = next((place for place, f in enumerate(figures) if f.client == client_id), None)
    if mine is None:
        return in_force, None, None
    judged = ranking.judge(figures, asked).judgements[mine]
    return in_force, judged.spend_rank, judged.visit_rank


def _figures(work: Work, quarter: Quarter, in_force: Rules, of: UUID | None = None
             ) -> tuple[list[tuple[Any, ...]], list[Figures]]:  # fmt: skip
    """Added up by the database in one go. A bill counts from its day on: a booked banquet is no spend yet. `of` leaves
    out the others that have no bills and no name, which take nobody's rank.
    """
    mark = "?" if work.database.sqlite else "%s"
    narrowed = "" if of is None else f"AND (s.client_id IS NOT NULL OR c.leader OR c.id = {mark})"
    text = f"""
        SELECT c.code, c.name, c.id, c.client_class, c.kind, c.leader, c.important, c.owner_id, c.spend_grade, c.unit,
            COALESCE(s.spend, 0), COALESCE(s.visits, 0), COALESCE(s.earlier, 0), c.risk
        FROM client AS c LEFT JOIN (
            SELECT client_id, SUM(CASE WHEN spent_on >= {mark} THEN amount ELSE 0 END) AS spend,
                SUM(CASE WHEN spent_on >= {mark} THEN visits ELSE 0 END) AS visits,
                SUM(CASE WHEN spent_on < {mark} THEN visits ELSE 0 END) AS earlier
            FROM spend WHERE spent_on >= {mark} AND spent_on <= {mark} AND withdrawn_at IS NULL GROUP BY client_id
        ) AS s ON s.client_id = c.id
        WHERE c.withdrawn_at IS NULL AND c.restricted_at IS NULL {narrowed} ORDER BY c.code"""
    start = quarter.first.isoformat()
    since = quarter.before(in_force.lost_quarters).first.isoformat()
    last = min(quarter.last, on_file.today(work))
    asked = (start, start, start, since, last.isoformat(), *([of.hex] if of is not None else []))
    # reading path: all clients, which the callers have asked for
    found = work.database.engine.execute_sql(text, asked).fetchall()
    sqlite, high, by_unit = work.database.sqlite, SpendGrade.HIGH.value, in_force.by_unit
    figures = [
        Figures(UUID(int=int(key, 16)) if sqlite else key, before, kind in _JUDGED, bool(leader), bool(important),
                owner is not None, grade == high, unit if by_unit else "", int(spend), int(visits), int(earlier))
        for _code, _name, key, before, kind, leader, important, owner, grade, unit, spend, visits, earlier, _r in found
    ]  # fmt: skip
    return found, figures


def confirm(work: Work, quarter: Quarter, overrides: Mapping[UUID, tuple[str, str]] | None = None, *,
            seen: str = "") -> UUID:  # fmt: skip
    """Gives every client its class in one write and keeps the figures as they are now; returns the run's id.

    `overrides` name another class and the manager's reason; `seen` is the fingerprint of the proposal that was looked
    at. Raises FiguresChanged, BadEntry (no reason, no such class, a later quarter stands), NotAllowed.
    """
    work.require(Right.CLASSIFY_CLIENTS)
    work.alone()
    _refuse_later(work, quarter)
    proposal = propose(work, quarter)
    if seen and seen != proposal.fingerprint:
        raise FiguresChanged(N_("Spend, clients or numbers have changed since you looked. Look at the new proposal."))
    chosen = _checked(proposal, overrides or {})
    run = work.add(ClassRun(quarter=str(quarter), preset=proposal.rules.preset.value, rules=proposal.rules.as_json(),
                            figures={}, at=work.now, person=work.me.id, operation=work.operation))  # fmt: skip
    results: list[tuple[object, ...]] = []
    moved: dict[str, list[UUID]] = {}
    changes: list[tuple[UUID, dict[str, list[object]]]] = []
    counts = dict.fromkeys(proposal.rules.letters, 0)
    for f, j in zip(proposal.figures, proposal.outcome.judgements, strict=True):
        if not f.judged:
            continue
        given, reason = chosen.get(f.client, (j.proposed, ""))
        counts[given] += 1
        results.append((run.id, f.client, f.before, j.proposed, given, f.spend, f.visits, f.earlier, j.spend_rank,
                        j.visit_rank, j.why.value, reason))  # fmt: skip
        if given != f.before:
            moved.setdefault(given, []).append(f.client)
            changes.append((f.client, {"client_class": [f.before, given]}))
    # writing path: a snapshot by run and client, which the record of the run names
    insert_many(ClassResult, _RESULT, results)
    for letter, clients in moved.items():
        _give(letter, clients)
    work.journal_many(Client._meta.table_name, changes)
    figures = {"counts": counts, "moved": len(changes), "overridden": len(chosen)}
    work.change(run, {"figures": figures})
    kept = class_results.digest_of((client, told) for _run, client, *told, _override in results)
    work.record(TOPIC, "classify", run, quarter=str(quarter), clients=len(results), moved=len(changes),
                overridden=len(chosen), results=kept)  # fmt: skip
    return UUID(str(run.id))


def _refuse_later(work: Work, quarter: Quarter) -> None:
    live = work.visible(ClassRun).where(ClassRun.undone_at.is_null() & (ClassRun.quarter > str(quarter)))
    later = live.order_by(ClassRun.quarter.desc()).first()
    if later is not None:
        raise BadEntry(N_("The classes of {later} are in force already. Undo them first, or look at {quarter} only."),
                       "quarter", later=later.quarter, quarter=str(quarter))  # fmt: skip


def _checked(proposal: Proposal, overrides: Mapping[UUID, tuple[str, str]]) -> dict[UUID, tuple[str, str]]:
    """Overrides that change what is proposed, with their reasons."""
    proposed = {f.client: (j.proposed, f.judged) for f, j in zip(proposal.figures, proposal.outcome.judgements,
                                                                 strict=True)}  # fmt: skip
    chosen: dict[UUID, tuple[str, str]] = {}
    for client, (letter, reason) in overrides.items():
        now, judged = proposed.get(client, ("", False))
        if not judged or letter not in proposal.rules.letters:
            raise BadEntry(N_("This class can't be given to this client."), "class")
        if letter == now:
            continue
        said = check_length(tidy(reason), 200, "reason")
        if not said:
            raise BadEntry(N_("Say why this client gets another class than the figures give."), "reason")
        chosen[client] = (letter, said)
    return chosen


def _give(letter: str, clients: Sequence[UUID]) -> None:
    # writing path: one statement for all clients of a class; the callers journal each
    changed = Client.update(client_class=letter, version=Client.version + 1)
    changed.where(among(Client.id, clients)).execute()


def undo_run(work: Work, run_id: UUID, *, progress: Progress | None = None) -> Undone:
    """Takes the classes of a run back as a whole; a class that was changed otherwise since stays and is named.

    A second time does nothing. `progress` may stop it before the commit. Raises NotUndone beneath a later run,
    NotAllowed, NotFound.
    """
    work.require(Right.CLASSIFY_CLIENTS)
    work.alone()
    run = work.get(ClassRun, run_id)
    if run.undone_at is not None:
        return Undone(0, (), already=True)
    live = work.visible(ClassRun).where(ClassRun.undone_at.is_null())
    later = live.where((ClassRun.at > run.at) | ((ClassRun.at == run.at) & (ClassRun.id > run.id))).first()
    if later is not None:
        raise NotUndone(N_("The classes of {later} build on these. Undo those first."), later=later.quarter)
    found = (
        work.visible(ClassResult)
        .select(ClassResult.client, ClassResult.before, ClassResult.given, Client.client_class, Client.code)
        .join(Client)
        .where((ClassResult.run == run.id) & (ClassResult.given != ClassResult.before))
    )
    back: dict[str, list[UUID]] = {}
    changes: list[tuple[UUID, dict[str, list[object]]]] = []
    kept: list[str] = []
    # each class is read, put back and recorded
    report = Steps(progress, 3 * found.count())
    work.step = report.step
    for client, before, given, now, code in found.tuples():
        report.step()
        if now != given:
            kept.append(code)
            continue
        back.setdefault(before, []).append(client)
        changes.append((client, {"client_class": [given, before]}))
    for letter, clients in back.items():
        for start in range(0, len(clients), _BATCH):
            part = clients[start : start + _BATCH]
            _give(letter, part)
            report.step(len(part))
    work.journal_many(Client._meta.table_name, changes)
    work.change(run, {"undone_at": work.now})
    work.record(TOPIC, "undo_classes", run, quarter=run.quarter, restored=len(changes), kept=sorted(kept)[:100])
    report.finish()
    return Undone(len(changes), tuple(sorted(kept)))
