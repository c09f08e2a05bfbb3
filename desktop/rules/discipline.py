"""Rewards and penalties 奖惩: the rule books' ladders, which step comes next and why, and how a case goes (RP-1, RP-2).

The rule books' ladders are here to the letter; where one breaks off, nothing is invented (decision 10). The program
proposes and records: a second person decides, and nothing is ever deducted from wages (decision 14).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from desktop.i18n import N_, Translator
from desktop.rules.errors import BadEntry, Label
from desktop.rules.text import check_length, tidy
from desktop.rules.today import Said
from desktop.rules.values import dataclass
from desktop.rules.words import Word

TITLE_LIMIT, CLAUSE_LIMIT, TEXT_LIMIT = 80, 120, 2000
MOST_POINTS = Decimal(10)
MOST_FEN = 100_000_000
LONGEST_WINDOW = 120  # months
STEPS = 12


class Kind(Word):
    REWARD = "reward", N_("Reward")
    PENALTY = "penalty", N_("Penalty")


class Measure(Word):
    """What a rule may provide. The value is stored, so it never changes."""

    INSTRUCT = "instruct", N_("Instruction to put it right")
    ORAL = "oral", N_("Oral warning")
    WRITTEN = "written", N_("Written warning")
    FINE = "fine", N_("Fine")
    SUSPENSION = "suspension", N_("Suspension from duty")
    DISMISSAL = "dismissal", N_("Dismissal")
    LAW = "law", N_("Legal action")
    PRAISE = "praise", N_("Commendation")
    BONUS = "bonus", N_("Award of money")
    OTHER = "other", N_("Other, as the decision says")


OF_KIND: Mapping[Kind, tuple[Measure, ...]] = MappingProxyType({
    Kind.PENALTY: (Measure.INSTRUCT, Measure.ORAL, Measure.WRITTEN, Measure.FINE, Measure.SUSPENSION,
                   Measure.DISMISSAL, Measure.LAW, Measure.OTHER),
    Kind.REWARD: (Measure.PRAISE, Measure.BONUS, Measure.OTHER),
})  # fmt: skip
_OF_MONEY = frozenset({Measure.FINE, Measure.BONUS})


class State(Word):
    """How a case stands. That a decision has run out is never stored: it follows from its day."""

    PROPOSED = "proposed", N_("Proposed")
    NOTIFIED = "notified", N_("Reply due")
    REPLIED = "replied", N_("To be decided")
    DROPPED = "dropped", N_("Not pursued")
    EFFECTIVE = "effective", N_("In effect")
    APPEALED = "appealed", N_("Appeal to be decided")
    UPHELD = "upheld", N_("Upheld on appeal")
    CHANGED = "changed", N_("Changed on appeal")
    REVOKED = "revoked", N_("Revoked on appeal")


OPEN = frozenset({State.PROPOSED, State.NOTIFIED, State.REPLIED, State.APPEALED})
# With these a decision stands, and counts for the next step until it runs out
STANDING = frozenset({State.EFFECTIVE, State.APPEALED, State.UPHELD, State.CHANGED})
VERDICTS = (State.UPHELD, State.CHANGED, State.REVOKED)


class EntryKind(Word):
    """A line of a case's history. The value is stored, so it never changes."""

    PROPOSED = "proposed", N_("Proposed")
    EVIDENCE = "evidence", N_("Evidence given")
    SOURCE = "source", N_("Who reported it")
    NOTICE = "notice", N_("Notice given")
    REPLY = "reply", N_("Reply of the person concerned")
    DECISION = "decision", N_("Decision")
    DROPPED = "dropped", N_("Not pursued")
    APPEAL = "appeal", N_("Appeal")
    VERDICT = "verdict", N_("Decision on the appeal")
    SIGNED = "signed", N_("Paper signed")
    NOTE = "note", N_("Note")


class Source(StrEnum):
    """The records of the office that may stand as evidence; the value is stored."""

    VISITOR = "visitor"
    CASE = "service_case"


class Signed(Word):
    """How a notice or decision on paper came back."""

    SIGNED = "signed", N_("Signed by the person concerned")
    REFUSED = "refused", N_("Signature refused, a witness signed")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder, or one of the measures to choose from by weight. `amount` is in fen, 0 for none."""

    measures: tuple[Measure, ...]
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue. `shipped` ones have message ids for words. `by_weight`: its steps are measures to choose
    from by how grave it is, else they follow each other. `window` in months, 0: the office's. `feature`: the part of
    the program without which the rule is of no use; `compensates`: what the client is given is recorded with it."""

    key: str
    kind: Kind
    title: str
    clause: str
    steps: tuple[Step, ...]
    by_weight: bool = False
    window: int = 0
    exceptions: str = ""
    text: str = ""
    version: int = 1
    shipped: bool = False
    feature: str = ""
    compensates: bool = False
    on: bool = True


def _one(*measures: Measure, yuan: int = 0) -> Step:
    return Step(measures, yuan * 100)


_M = Measure
BADGE = "badge"
# Exactly what the rule books say: the third visitor without a badge and every reward are left open there
SHIPPED: tuple[Rule, ...] = (
    Rule(
        "reception", Kind.PENALTY, N_("Bad reception, complaint from inside the house"),
        N_("Reception rules, penalty 1"),
        (_one(_M.INSTRUCT), _one(_M.ORAL), _one(_M.WRITTEN), _one(_M.FINE, yuan=50)), shipped=True, feature="reception",
    ),
    Rule(
        "name", Kind.PENALTY, N_("Complaint from a visitor, harm to the firm's name"), N_("Reception rules, penalty 2"),
        (_one(_M.ORAL), _one(_M.WRITTEN), _one(_M.DISMISSAL)), by_weight=True, shipped=True, feature="reception",
    ),
    Rule(
        BADGE, Kind.PENALTY, N_("Visitor without a badge"), N_("Reception rules, penalty 3"),
        (_one(_M.ORAL, _M.FINE, yuan=50), _one(_M.WRITTEN, _M.FINE, yuan=100)), shipped=True, feature="reception",
        exceptions=N_("Guests of the high grade and applicants wear no badge."),
    ),
    Rule(
        "secrecy", Kind.PENALTY, N_("Breach of secrecy"), N_("Secrecy rules, consequences"),
        (_one(_M.ORAL), _one(_M.WRITTEN), _one(_M.SUSPENSION), _one(_M.FINE), _one(_M.DISMISSAL), _one(_M.LAW)),
        by_weight=True, shipped=True, compensates=True,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the rule provides here: `step` counts from 1, 0 where whoever decides is free. `counted` are the numbers of
    the decisions that it follows from, `why` is the sentence."""

    step: int
    measures: tuple[Measure, ...]
    amount: int
    counted: tuple[str, ...]
    why: Said


def proposal(rule: Rule, counted: Sequence[str], window: int) -> Proposed:
    """The next step by the decisions in force under the same clause within `window` months, by their numbers."""
    months, numbers, n = window, ", ".join(counted), len(counted)
    if rule.by_weight or not rule.steps:
        why = Said(N_("Chosen by how grave it is: the clause names no order of steps."))
        if n:
            why = Said(N_("Chosen by how grave it is. In force under the same clause within {months} months: "
                          "{numbers}."), {"months": months, "numbers": numbers})  # fmt: skip
        return Proposed(0, (), 0, tuple(counted), why)
    if n >= len(rule.steps):
        why = Said(N_("{n} decisions are in force under the same clause within {months} months ({numbers}); the clause "
                      "ends with step {last}: the head decides freely."),
                   {"n": n, "months": months, "numbers": numbers, "last": len(rule.steps)})  # fmt: skip
        return Proposed(0, (), 0, tuple(counted), why)
    step = rule.steps[n]
    if n == 0:
        why = Said(N_("Step 1: no decision is in force under the same clause within {months} months."),
                   {"months": months})  # fmt: skip
    else:
        why = Said(N_("Step {step}: {n} in force under the same clause within {months} months ({numbers})."),
                   {"step": n + 1, "n": n, "months": months, "numbers": numbers})  # fmt: skip
    return Proposed(n + 1, step.measures, step.amount, tuple(counted), why)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return _day(year, month + 1, day.day)


def months_after(day: date, months: int) -> date:
    return months_before(day, -months)


def _day(year: int, month: int, day: int) -> date:
    for last in (day, 30, 29, 28):
        try:
            return date(year, month, min(day, last))
        except ValueError:
            continue
    raise ValueError(f"{year}-{month}-{day}")


# Words


def measures_said(measures: Iterable[Measure], amount: int, deducts: bool, say: Translator) -> str:
    """`口头警告 + 罚款 50 元（记录，不扣款）`. `deducts`: fines are switched on; else one is only recorded."""
    said = []
    for measure in measures:
        words = say(measure.label)
        if measure in _OF_MONEY and amount:
            words = say(N_("{measure} ¥{amount}")).format(measure=words, amount=yuan_said(amount))
        if measure is Measure.FINE and not deducts:
            words = say(N_("{measure} (recorded, nothing is deducted)")).format(measure=words)
        said.append(words)
    return say(N_(" + ")).join(said)


def yuan_said(fen: int) -> str:
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"


def title_said(title: str, shipped: bool, say: Translator) -> str:
    return say(title) if shipped and title else title


FINES_WHY = N_(
    "Read this before you switch fines on. In many places an employer may not fine the people it employs: the national "
    "rules on rewards and punishments of 1982 that allowed it were repealed in 2008, some provinces forbid fines by "
    "name, and others leave them to courts. What may be taken from wages is compensation for a loss that somebody "
    "caused, where the contract says so: at most 20 % of the month's wage, and never so much that less than the "
    "minimum wage is left (Interim Provisions on Payment of Wages, article 16). Have it checked where your office is. "
    "Switched off, a fine is recorded and nothing else. Switched on, the decision states it; this program still "
    "deducts nothing from wages."
)


# Checks


def needed(text: str, field: str, sentence: str, limit: int = TEXT_LIMIT) -> str:
    found = check_length(tidy(text, lines=True), limit, field)
    if not found:
        raise BadEntry(sentence, field)
    return found


def checked_measures(kind: Kind, measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """In the order of gravity. Raises BadEntry (field `measures`)."""
    given = set(measures)
    if not given:
        raise BadEntry(N_("Choose at least one measure."), "measures")
    if given - set(OF_KIND[kind]):
        raise BadEntry(N_("This measure does not belong to a {kind}."), "measures", kind=Label(kind.label))
    return tuple(one for one in OF_KIND[kind] if one in given)


def checked_amount(measures: Iterable[Measure], amount: int) -> int:
    """In fen; 0 where nothing of it is money. Raises BadEntry (field `amount`)."""
    if not set(measures) & _OF_MONEY:
        return 0
    if not 0 <= amount <= MOST_FEN:
        raise BadEntry(N_("Enter an amount in yuan, such as 200 or 88.50."), "amount")
    return amount


def checked_points(kind: Kind, points: Decimal, on: bool) -> Decimal:
    """With the sign of its kind. Raises BadEntry (field `points`)."""
    if not points:
        return Decimal(0)
    if not on:
        raise BadEntry(N_("Rewards and penalties do not change the score here."), "points")
    size = abs(points).quantize(Decimal("0.1"))
    if size > MOST_POINTS:
        raise BadEntry(N_("At most {most} points."), "points", most=MOST_POINTS)
    return size if kind is Kind.REWARD else -size


def total_points(points: Iterable[Decimal]) -> Decimal:
    """All of a period's points together, never more than ±10."""
    return max(-MOST_POINTS, min(MOST_POINTS, sum(points, Decimal(0))))


def checked_rule(rule: Rule) -> Rule:
    """A rule that the office writes. Raises BadEntry naming the field."""
    title = needed(rule.title, "title", N_("Say what the rule is about."), TITLE_LIMIT)
    clause = needed(rule.clause, "clause", N_("Name the clause of your rules, so that everybody can read it there."),
                    CLAUSE_LIMIT)  # fmt: skip
    if len(rule.steps) > STEPS:
        raise BadEntry(N_("A ladder has at most {most} steps."), "steps", most=STEPS)
    if not 0 <= rule.window <= LONGEST_WINDOW:
        raise BadEntry(N_("From 0 to {most} months."), "window", most=LONGEST_WINDOW)
    steps = tuple(Step(checked_measures(rule.kind, step.measures), checked_amount(step.measures, step.amount))
                  for step in rule.steps)  # fmt: skip
    return Rule(rule.key, rule.kind, title, clause, steps, rule.by_weight, rule.window,
                check_length(tidy(rule.exceptions, lines=True), TEXT_LIMIT, "exceptions"),
                check_length(tidy(rule.text, lines=True), TEXT_LIMIT, "text"), rule.version,
                compensates=rule.compensates, on=rule.on)  # fmt: skip


def steps_to_json(steps: Iterable[Step]) -> list[Any]:
    return [[[measure.value for measure in step.measures], step.amount] for step in steps]


def steps_from_json(stored: Iterable[Any]) -> tuple[Step, ...]:
    return tuple(Step(tuple(Measure.of(value) for value in measures), int(amount)) for measures, amount in stored)
