"""The plan of one booking while it is edited: what the drawing, the list and the panes beside them share."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, OfficeError
from desktop.rules.seating import announcing, checking, edits
from desktop.rules.seating.checking import Issue, Verdict
from desktop.rules.seating.colleagues import SeatsChanged, forced
from desktop.rules.seating.edits import Assign, Change, Clash, Command, History, Reseat
from desktop.rules.seating.facts import NOTHING_KNOWN, Before, Overlay, SeatFacts
from desktop.rules.seating.plan import Plan, Rule, Seat
from desktop.rules.seating.sentences import say
from desktop.services.seating import Departure
from desktop.services.seating_plans import Guest, Seating

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]
NOTHING = Plan((), ())
MANY = 60
"""People from whom on the judgement of a whole plan is not made between two frames."""


class Deed(Protocol):
    """Something done to people, tables or etiquette in another way than by seats."""

    @property
    def words(self) -> str: ...

    @property
    def back(self) -> Callable[[Done, Failed], None]: ...

    @property
    def again(self) -> Callable[[Done, Failed], None]: ...


class Store(Protocol):
    """Keeps what is done to the plan; answers in the window's thread, one deed after the other."""

    def seat(self, command: Command, seen: Plan, done: Done, failed: Failed) -> None: ...

    def take_back(self, change: Change, done: Done, failed: Failed) -> None: ...

    def let_go(self, people: tuple[UUID, ...], done: Done, failed: Failed) -> None: ...

    def take_back_departure(self, departure: Departure, done: Done, failed: Failed, *, forced: bool = False
                            ) -> None: ...  # fmt: skip

    def reload(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Disputed:
    """Seats that a colleague has changed meanwhile. `mine` does it nevertheless, and is None where it can't be done;
    to leave them as they are now, nothing needs doing."""

    clash: Clash
    plan: Plan
    mine: Command | None
    departure: tuple[Change, Departure] | None = None
    """Where mine is that they come after all."""


class Editor(QObject):
    """The plan is shown changed at once and stored behind; what is refused is taken back on screen.

    Without a store it is a plan of its own, as for measuring the drawing.
    """

    plan_changed = Signal()
    """`seating` and `plan` are new, after a change of one's own or of a colleague."""
    selection_changed = Signal()
    carried_changed = Signal()
    overlays_changed = Signal()
    """Layers were switched, or what they show has come."""
    issues_changed = Signal()
    history_changed = Signal()
    announced = Signal(str)
    refused = Signal(object)
    disputed = Signal(object)
    """A Disputed, to be asked about."""
    _judged = Signal(object)

    def __init__(self, store: Store | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.may_edit = True
        self.seating: Seating | None = None
        self.plan: Plan = NOTHING
        self.seats: tuple[Seat, ...] = ()
        self.tables: tuple[str, ...] = ()
        self.people: tuple[str, ...] = ()
        self.elements: tuple[str, ...] = ()
        self.carried: str | None = None
        self.overlays: frozenset[Overlay] = frozenset({Overlay.ALLERGY, Overlay.CONFLICTS})
        self.issues: tuple[Issue, ...] = ()
        self.history = History()
        self._base: Plan = NOTHING
        self._pending: list[Change] = []
        self._departures: list[tuple[Change, Departure]] = []
        self._deeds: list[tuple[Change, Deed]] = []
        """What stands in the history as a change of no seat."""
        self._awaited: list[Callable[[], None]] | None = None
        self._under_way = False
        self._facts: Mapping[str, SeatFacts] = {}
        self._here: Mapping[Seat, Before] = {}
        self._guests: Mapping[str, Guest] = {}
        self._whole: Plan | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._turn = 0
        self._visit = 0
        self._closed = False
        self._judging = QTimer(self)
        self._judging.setSingleShot(True)
        self._judging.setInterval(0)
        self._judging.timeout.connect(self._judge)
        self._judged.connect(self._take_issues, Qt.ConnectionType.QueuedConnection)

    # what is read

    def take(self, seating: Seating) -> None:
        """The plan as it is stored now; what is still on its way to the office stays on screen."""
        if self.seating is not None and self.seating.booking != seating.booking:
            self.forget()
        self.seating = seating
        self._guests = {str(guest.id): guest for guest in seating.guests}
        self._base = seating.plan
        self._show()
        if not self._under_way:
            self._go_on()

    def show_plan(self, plan: Plan) -> None:
        """A plan that lies in no office."""
        self._base = plan
        self._show()

    def forget(self) -> None:
        """Another booking: nothing of the one before can be undone."""
        self.seating, self._base, self._pending, self._departures, self._deeds = None, NOTHING, [], [], []
        self.history, self._facts, self._here, self._guests = History(), {}, {}, {}
        self._awaited, self._under_way = None, False
        self.seats, self.tables, self.people, self.elements = (), (), (), ()
        self.plan, self._whole, self.issues = NOTHING, None, ()
        self._visit += 1
        self._turn += 1
        self._judging.stop()
        self.carry(None)
        for signal in (self.plan_changed, self.selection_changed, self.issues_changed, self.history_changed):
            signal.emit()

    def here(self, then: Callable[..., object], elsewhere: Callable[..., object] | None = None) -> Callable[..., None]:
        """An answer that comes once another booking is shown is no business of the plan that is shown then."""
        visit = self._visit

        def answer(*result: object) -> None:
            if visit == self._visit:
                then(*result)
            elif elsewhere is not None:
                elsewhere(*result)

        return answer

    def _missed(self, error: OfficeError) -> None:
        self.refused.emit(BadEntry(MISSED, why=str(error)))

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

    def put_down(self, seat: Seat) -> None:
        person = self.carried
        if person is not None:
            self.carry(None)
            self.do(Assign(person, seat))

    def show_overlays(self, overlays: Iterable[Overlay]) -> None:
        found = frozenset(overlays)
        if found != self.overlays:
            self.overlays = found
            self.overlays_changed.emit()

    # what is done

    def do(self, command: Command) -> None:
        """Shown at once, then stored; a refusal takes it back."""
        if not self.may_edit:
            return
        seen = self.plan
        try:
            _after, change = edits.apply(seen, command)
        except OfficeError as error:
            self.refused.emit(error)
            return
        if not change.any:
            return
        self.history = self.history.did(change)
        self._begin(change)
        if self.store is None:
            self._arrived(change)
        else:
            self.store.seat(command, seen, self.here(lambda _done: self._arrived(change)),
                            self.here(lambda error: self._failed(change, error, command), self._missed))  # fmt: skip

    def did(self, change: Change, departure: Departure | None = None) -> None:
        """Something that was stored in another way can be undone here too: a proposal, a version, a cancellation."""
        if change.any or departure is not None:
            self.history = self.history.did(change)
            if departure is not None:
                self._departures.append((change, departure))
            self._arrived(change)
            self._show()
            self.history_changed.emit()
            self.announced.emit(str(announcing.announce(self.plan, change)))

    def did_deed(self, deed: Deed) -> Callable[[], None]:
        """It is undone and redone in its turn. Returns what takes it back at once, also from among later steps: whether
        that can be is for its verb to say."""
        step = Change(Reseat(()), {}, {}, {})
        self._deeds.append((step, deed))
        self.history = self.history.did(step)
        self.history_changed.emit()

        def back() -> None:
            if any(held is step for held in self.history.done):
                if not self._waits(back):
                    self._step(step, deed, undone=True)
            elif any(held is step for held, _deed in self._deeds):
                self.refused.emit(BadEntry(GONE))
            else:
                # another booking is shown by now
                deed.back(lambda _done: None, self.refused.emit)

        return back

    def _step(self, step: Change, deed: Deed, *, undone: bool) -> None:
        """Back or again; what is shown afterwards is read anew, and further steps wait for that."""
        self._awaited, self._under_way = [], True

        def done(_result: object) -> None:
            self._under_way = False
            was = self.history
            if undone:
                self.history = History(tuple(c for c in was.done if c is not step), (*was.undone, step))
            else:
                self.history = History((*was.done, step), tuple(c for c in was.undone if c is not step))
            self.history_changed.emit()
            self.announced.emit(str(say(announcing.TAKEN_BACK if undone else announcing.DONE_AGAIN, what=deed.words)))
            if self.store is not None:
                self.store.reload()

        def failed(error: OfficeError) -> None:
            self._awaited, self._under_way = None, False
            if isinstance(error, BadEntry | NotFound | NotAllowed):
                # it never can be
                was = self.history
                self.history = History(tuple(c for c in was.done if c is not step),
                                       tuple(c for c in was.undone if c is not step))  # fmt: skip
            self.history_changed.emit()
            self.refused.emit(error)

        (deed.back if undone else deed.again)(self.here(done), self.here(failed, self._missed))

    def undo(self) -> None:
        if not self.history.done or not self.may_edit or self._waits(self.undo):
            return
        last = self.history.done[-1]
        if (deed := self._deed(last)) is not None:
            self._step(last, deed, undone=True)
            return
        departure = self._departure(last)
        if departure is not None and self.store is not None:
            self._come_back(last, departure)
            return
        self._walk(self.history.undo(self.plan), last.inverse, last)

    def _come_back(self, last: Change, departure: Departure, *, forced: bool = False) -> None:
        self._awaited, self._under_way = [], True
        assert self.store is not None
        self.store.take_back_departure(
            departure, self.here(lambda _done: self._came_back(last)),
            self.here(lambda error: self._failed(last.inverse, error, None, stored=last), self._missed),
            forced=forced,
        )  # fmt: skip

    def take_back(self, change: Change) -> None:
        """Undoes this very change, as long as nothing was done after it."""
        if self._waits(lambda: self.take_back(change)):
            return
        if self.history.done and self.history.done[-1] is change:
            self.undo()
        else:
            later = any(done is change for done in self.history.done)
            self.refused.emit(BadEntry(LATER if later else GONE))

    def redo(self) -> None:
        if not self.history.undone or not self.may_edit or self._waits(self.redo):
            return
        last = self.history.undone[-1]
        if (deed := self._deed(last)) is not None:
            self._step(last, deed, undone=False)
            return
        departure = self._departure(last)
        if departure is not None and self.store is not None:
            self.history = replace(self.history, undone=self.history.undone[:-1])
            self._awaited, self._under_way = [], True
            self.store.let_go(departure.people, self.here(self.did_again),
                              self.here(lambda error: self._failed(last, error, None, stored=last),
                                        self._missed))  # fmt: skip
            return
        self._walk(self.history.redo(self.plan), last, last)

    def did_again(self, departure: Departure) -> None:
        """Of a redone cancellation what may be redone after it stays."""
        undone = self.history.undone
        self.did(departure.change, departure)
        self.history = replace(self.history, undone=undone)
        self.history_changed.emit()
        self._under_way = False
        self._go_on()

    @property
    def undo_word(self) -> str:
        """What undoing takes back; empty where there is nothing."""
        return self._word(self.history.done)

    @property
    def redo_word(self) -> str:
        return self._word(self.history.undone)

    def do_mine(self, disputed: Disputed) -> None:
        """What was disputed is done nevertheless, on the plan as it is now."""
        if disputed.departure is not None and self.store is not None and self.may_edit:
            self._come_back(*disputed.departure, forced=True)
        elif disputed.mine is not None:
            self.do(disputed.mine)

    def close(self) -> None:
        self._closed = True
        self._judging.stop()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _go_on(self) -> None:
        steps, self._awaited = self._awaited or (), None
        for step in steps:
            step()

    def _waits(self, step: Callable[[], None]) -> bool:
        """Who comes after all is in no plan before it is read anew; a step back from there waits for that."""
        if self._awaited is None:
            return False
        self._awaited.append(step)
        return True

    def _departure(self, change: Change) -> Departure | None:
        return next((departure for held, departure in self._departures if held is change), None)

    def _deed(self, change: Change) -> Deed | None:
        return next((deed for held, deed in self._deeds if held is change), None)

    def _word(self, changes: tuple[Change, ...]) -> str:
        if changes and (deed := self._deed(changes[-1])) is not None:
            return deed.words
        return str(announcing.word_of(self.plan, changes[-1].command)) if changes else ""

    def _walk(self, found: tuple[Plan, History] | Clash | None, step: Change, held: Change) -> None:
        """`held` is the step as the history holds it."""
        if found is None:
            return
        if isinstance(found, Clash):
            self._dispute(found, step, forced(step))
            return
        before, self.history = self.history, found[1]
        self._begin(step, undone=True)
        if self.store is None:
            self._arrived(step)
        else:

            def refused(error: OfficeError) -> None:
                self._failed(step, error, None, restored(self.history, before, held))

            self.store.take_back(step.inverse, self.here(lambda _done: self._arrived(step)),
                                 self.here(refused, self._missed))  # fmt: skip

    def _begin(self, change: Change, *, undone: bool = False) -> None:
        self._pending.append(change)
        self._show()
        self.history_changed.emit()
        self.announced.emit(str(announcing.announce(self.plan, change, undone=undone)))

    def _arrived(self, change: Change) -> None:
        """Stored: it is part of what is held now, also before the plan is read anew."""
        self._drop(change)
        after = edits.perform(self._base, change)
        if not isinstance(after, Clash):
            self._base = after
        if self.store is None:
            self._show()

    def _came_back(self, change: Change) -> None:
        self._under_way = False
        self.history = History(tuple(c for c in self.history.done if c is not change), (*self.history.undone, change))
        self.history_changed.emit()
        self.announced.emit(str(announcing.announce(self.plan, change, undone=True)))

    def _failed(self, change: Change, error: OfficeError, command: Command | None, before: History | None = None,
                *, stored: Change | None = None) -> None:  # fmt: skip
        """`stored` is the departure that was to be undone or redone: it stays unless it never can be."""
        self._drop(change)
        self._awaited, self._under_way = None, False
        if before is not None:
            self.history = before
        elif stored is None or isinstance(error, BadEntry | NotFound | NotAllowed):
            gone = change if stored is None else stored
            self.history = History(tuple(c for c in self.history.done if c is not gone), self.history.undone)
        self._show()
        self.history_changed.emit()
        if self.store is not None:
            self.store.reload()
        if isinstance(error, SeatsChanged):
            self._dispute(error.clash, stored or change, command or forced(change))
        else:
            self.refused.emit(error)

    def _dispute(self, clash: Clash, step: Change, mine: Command | None) -> None:
        """Whoever decides for theirs keeps what is there, and this step can't be taken again."""

        def without(changes: tuple[Change, ...]) -> tuple[Change, ...]:
            return tuple(c for c in changes if c is not step and c.inverse != step)

        self.history = History(without(self.history.done), without(self.history.undone))
        self.history_changed.emit()
        departure = self._departure(step)
        self.disputed.emit(Disputed(clash, self.plan, mine, (step, departure) if departure is not None else None))

    def _drop(self, change: Change) -> None:
        self._pending = [pending for pending in self._pending if pending is not change]

    def _show(self) -> None:
        """What is stored with what is on its way on top."""
        plan = self._base
        for change in self._pending:
            after = edits.perform(plan, change)
            if not isinstance(after, Clash):
                plan = after
        before, self.plan = self.plan, plan
        same = plan == before
        self._whole = None
        self._keep_chosen(before)
        if not same or self.seating is not None:
            self.plan_changed.emit()
        self._turn += 1
        self._judging.start()

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

    def _judge(self) -> None:
        if self._closed:
            return
        plan, knows, turn = self.judged_plan, self.knows, self._turn
        if len(plan.people) <= MANY:
            self._take_issues((turn, checking.issues(plan, knows=knows)))
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="seats")

        def answer(future: Future[tuple[Issue, ...]]) -> None:
            if not future.cancelled():
                self._judged.emit((turn, future.result()))

        self._pool.submit(checking.issues, plan, knows=knows).add_done_callback(answer)

    def _take_issues(self, answer: tuple[int, tuple[Issue, ...]]) -> None:
        turn, found = answer
        if turn == self._turn and found != self.issues:
            self.issues = found
            self.issues_changed.emit()


def restored(now: History, before: History, step: Change) -> History:
    """The history where a step that was walked turned out not to be: what was done since stays."""

    def merged(was: tuple[Change, ...], are: tuple[Change, ...]) -> tuple[Change, ...]:
        kept = [c for c in was if c is step or any(c is one for one in are)]
        return (*kept, *(c for c in are if c is not step and all(c is not one for one in kept)))

    return History(merged(before.done, now.done), merged(before.undone, now.undone))


MISSED = N_("At the booking that was shown before, the last change was not kept. {why}")
LATER = N_("Something else was done after this. Undo step by step.")
GONE = N_("This can't be taken back here any more.")
