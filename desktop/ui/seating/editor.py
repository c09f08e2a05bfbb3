"""The plan of one booking while it is edited: what the drawing, the list and the panes beside them share."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, OfficeError
from desktop.rules.seating import announcing, edits
from desktop.rules.seating.changes import Change, Clash, History, perform
from desktop.rules.seating.colleagues import SeatsChanged, forced
from desktop.rules.seating.commands import Assign, Command, Reseat
from desktop.rules.seating.plan import Plan, Seat
from desktop.rules.seating.sentences import say
from desktop.services.seating import Departure
from desktop.services.seating_plans import Seating
from desktop.ui.seating.keeping import Deed, Disputed, Store
from desktop.ui.seating.shown_plan import NOTHING, ShownPlan


class Editor(ShownPlan):
    """The plan is shown changed at once and stored behind; what is refused is taken back on screen.

    Without a store it is a plan of its own, as for measuring the drawing.
    """

    plan_changed = Signal()
    """`seating` and `plan` are new, after a change of one's own or of a colleague."""
    history_changed = Signal()
    announced = Signal(str)
    refused = Signal(object)
    disputed = Signal(object)
    """A Disputed, to be asked about."""

    def __init__(self, store: Store | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.may_edit = True
        self.history = History()
        self._base: Plan = NOTHING
        self._pending: list[Change] = []
        self._departures: list[tuple[Change, Departure]] = []
        self._deeds: list[tuple[Change, Deed]] = []
        """What stands in the history as a change of no seat."""
        self._awaited: list[Callable[[], None]] | None = None
        self._under_way = False
        self._visit = 0

    # what is read

    def take(self, seating: Seating) -> None:
        """The plan as it is stored now; what is still on its way to the office stays on screen."""
        if self.seating is not None and self.seating.booking != seating.booking:
            self.forget()
        self.take_guests(seating)
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
        self._base, self._pending, self._departures, self._deeds = NOTHING, [], [], []
        self.history, self._awaited, self._under_way = History(), None, False
        self._visit += 1
        self.forget_plan()
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

    # what is done

    def put_down(self, seat: Seat) -> None:
        person = self.carried
        if person is not None:
            self.carry(None)
            self.do(Assign(person, seat))

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
        self._judging.close()

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
        after = perform(self._base, change)
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
            after = perform(plan, change)
            if not isinstance(after, Clash):
                plan = after
        same = plan == self.plan
        self.show_as(plan)
        if not same or self.seating is not None:
            self.plan_changed.emit()
        self._judging.begin()


def restored(now: History, before: History, step: Change) -> History:
    """The history where a step that was walked turned out not to be: what was done since stays."""

    def merged(was: tuple[Change, ...], are: tuple[Change, ...]) -> tuple[Change, ...]:
        kept = [c for c in was if c is step or any(c is one for one in are)]
        return (*kept, *(c for c in are if c is not step and all(c is not one for one in kept)))

    return History(merged(before.done, now.done), merged(before.undone, now.undone))


MISSED = N_("At the booking that was shown before, the last change was not kept. {why}")
LATER = N_("Something else was done after this. Undo step by step.")
GONE = N_("This can't be taken back here any more.")
