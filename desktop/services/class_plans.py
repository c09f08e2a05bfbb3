"""The plan by which clients of a class are looked after: measures, strategy, rhythm of visits (CL-19)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.i18n import N_
from desktop.models.class_plans import ClassPlan
from desktop.models.clients import Client
from desktop.rules import class_plans as rules
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.words import ClientClass
from desktop.services.work import Work

TOPIC = "clients"
LETTERS = tuple(str(member.value) for member in ClientClass)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """The plan of one class; `visit_days` is None where it names no rhythm."""

    letter: str
    measures: str = ""
    strategy: str = ""
    visit_days: int | None = None

    @property
    def empty(self) -> bool:
        return not self.measures and not self.strategy and self.visit_days is None


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """What the plan of its class means for one client; `last_contact` is what the due day counts from."""

    plan: PlanLine
    last_contact: date | None
    next_visit: date | None


def plans(work: Work) -> tuple[PlanLine, ...]:
    """The plans of all classes, empty ones among them, in the order of the classes."""
    known = {row.letter: PlanLine(row.letter, row.measures, row.strategy, row.visit_days)
             for row in work.visible(ClassPlan)}  # fmt: skip
    return tuple(known.get(letter, PlanLine(letter)) for letter in LETTERS)


def set_plan(work: Work, plan: PlanLine, base: PlanLine | None = None) -> None:
    """Sets the plan of a class. `base` is what the person saw. Raises BadEntry, NotAllowed, Stale."""
    work.require(Right.CLASSIFY_CLIENTS)
    if plan.letter not in LETTERS:
        raise BadEntry(N_("There is no class {letter}."), "letter", letter=plan.letter)
    values = _columns(plan)
    work.alone()
    row = work.visible(ClassPlan).where(ClassPlan.letter == plan.letter).get_or_none()
    if row is None and plan.empty:
        return
    if row is None:
        row = work.add(ClassPlan(letter=plan.letter, **values))
    elif not work.change(row, values, _columns(base) if base else None):
        return
    work.record(TOPIC, "set_plan", row, letter=plan.letter)


def plan_of(work: Work, client_id: UUID, last_contact: date | None = None) -> ClientPlan | None:
    """The plan for a client of its class, with the day the next visit is due, counted from `last_contact` or else from
    when the file was opened; a client whose file is in use no more is visited no more. None without a class or a plan
    for it. Raises NotFound.
    """
    client = work.get(Client, client_id, withdrawn=True)
    row = work.visible(ClassPlan).where(ClassPlan.letter == client.client_class).get_or_none()
    if row is None:
        return None
    plan = PlanLine(row.letter, row.measures, row.strategy, row.visit_days)
    if plan.empty:
        return None
    rhythm = plan.visit_days if client.withdrawn_at is None else None
    return ClientPlan(plan, last_contact, rules.next_visit(rhythm, last_contact, client.opened_on))


def _columns(plan: PlanLine) -> dict[str, object]:
    measures, strategy = rules.check_plan(plan.measures, plan.strategy, plan.visit_days)
    return {"measures": measures, "strategy": strategy, "visit_days": plan.visit_days}
