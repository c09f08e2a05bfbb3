"""The plan that is shown of one booking, what is known of its people and judged of it, and what of it is chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.rules.seating import checking
from desktop.rules.seating.checking import Issue, Verdict
from desktop.rules.seating.facts import NOTHING_KNOWN, Before, Overlay, SeatFacts
from desktop.rules.seating.plan import Plan, Rule, Seat
from desktop.services.seating_plans import Guest, Seating
from desktop.ui.seating.judging import Judging

NOTHING = Plan((), ())


class ShownPlan(QObject):
    """What is done to it is the Editor's."""

    selection_changed = Signal()
    carried_changed = Signal()
    overlays_changed = Signal()
    """Layers were switched, or what they show has come."""
    issues_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seating: Seating | None = None
        self.plan: Plan = NOTHING
        self.seats: tuple[Seat, ...] = ()
        self.tables: tuple[str, ...] = ()
        self.people: tuple[str, ...] = ()
        self.elements: tuple[str, ...] = ()
        self.carried: str | None = None
        self.overlays: frozenset[Overlay] = frozenset({Overlay.ALLERGY, Overlay.CONFLICTS})
        self._facts: Mapping[str, SeatFacts] = {}
        self._here: Mapping[Seat, Before] = {}
        self._guests: Mapping[str, Guest] = {}
        self._whole: Plan | None = None
        self._judging = Judging(lambda: (self.judged_plan, self.knows), self)
        self._judging.changed.connect(self.issues_changed)

    @property
    def issues(self) -> tuple[Issue, ...]:
        return self._judging.issues

    def take_guests(self, seating: Seating) -> None:
        self.seating = seating
        self._guests = {str(guest.id): guest for guest in seating.guests}

    def forget_plan(self) -> None:
        """Of another booking nothing is known or chosen yet."""
        self.seating, self.plan, self._whole = None, NOTHING, None
        self._facts, self._here, self._guests = {}, {}, {}
        self.seats, self.tables, self.people, self.elements = (), (), (), ()
        self._judging.forget()
        self.carry(None)

    def show_as(self, plan: Plan) -> None:
        """Another plan of the same booking; what was chosen stays chosen, and it is judged anew."""
        before, self.plan, self._whole = self.plan, plan, None
        self._keep_chosen(before)

    def take_facts(self, facts: Mapping[str, SeatFacts], here: Mapping[Seat, Before] | None = None) -> None:
        """`here` is who sat on each seat last."""
        self._facts, self._here = facts, here or {}
        self.overlays_changed.emit()

    def facts(self, person: str) -> SeatFacts:
        return self._facts.get(person, NOTHING_KNOWN)

    def last_here(self, seat: Seat) -> Before | None:
        return self._here.get(seat)

    def guest(self, person: str) -> Guest | None:
        return self._guests.get(person)

    def knows(self, rule: Rule) -> bool:
        return self.seating.knows(rule) if self.seating is not None else checking.not_secret(rule)

    @property
    def judged_plan(self) -> Plan:
        """The plan with the rules that follow from what people are."""
        if self._whole is None:
            self._whole = replace(self.plan, rules=(*self.plan.rules, *checking.implied_rules(self.plan.people)))
        return self._whole

    def verdict(self, person: str, seat: Seat) -> Verdict:
        return checking.verdict(self.judged_plan, person, seat, knows=self.knows)

    # what is chosen

    def choose(self, seats: Iterable[Seat] = (), tables: Iterable[str] = (), people: Iterable[str] = (), *,
               elements: Iterable[str] = (), add: bool = False) -> None:  # fmt: skip
        """Seats and who sits there are chosen together, whichever was pointed at."""
        wanted, who = list(seats), list(people)
        who += [self.plan.seating[seat] for seat in wanted if seat in self.plan.seating]
        wanted += [self.plan.seat_of[person] for person in who if person in self.plan.seat_of]
        found = (tuple(dict.fromkeys([*(self.seats if add else ()), *wanted])),
                 tuple(dict.fromkeys([*(self.tables if add else ()), *tables])),
                 tuple(dict.fromkeys([*(self.people if add else ()), *who])),
                 tuple(dict.fromkeys([*(self.elements if add else ()), *elements])))  # fmt: skip
        if found != (self.seats, self.tables, self.people, self.elements):
            self.seats, self.tables, self.people, self.elements = found
            self.selection_changed.emit()

    def carry(self, person: str | None) -> None:
        """Picks somebody up, to be put down on a seat; None puts nobody down anywhere."""
        if person != self.carried:
            self.carried = person
            self.carried_changed.emit()

    def show_overlays(self, overlays: Iterable[Overlay]) -> None:
        found = frozenset(overlays)
        if found != self.overlays:
            self.overlays = found
            self.overlays_changed.emit()

    def _keep_chosen(self, before: Plan) -> None:
        """Chosen people stay chosen where they go, and chosen free seats with whoever comes there."""
        there = {seat for table in self.plan.tables for seat in table.seats}
        free = [seat for seat in self.seats if seat in there and seat not in before.seating]
        came = [self.plan.seating[seat] for seat in free if seat in self.plan.seating]
        people = tuple(dict.fromkeys(p for p in (*self.people, *came) if p in self.plan.person_of))
        seats = tuple(dict.fromkeys([*(self.plan.seat_of[p] for p in people if p in self.plan.seat_of), *free]))
        tables = tuple(table for table in self.tables if table in self.plan.table_of)
        if self.carried is not None and self.carried not in self.plan.person_of:
            self.carry(None)
        elements = tuple(key for key in self.elements if key in self.plan.element_of)
        if (seats, tables, people, elements) != (self.seats, self.tables, self.people, self.elements):
            self.seats, self.tables, self.people, self.elements = seats, tables, people, elements
            self.selection_changed.emit()
