"""What can be done with whoever and whatever is chosen: one list for menu, keys and buttons of all views."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.seating.attending import Reply
from desktop.rules.seating.commands import Assign, Pin, Pins, PlaceGroup, PushAlong, Reseat, Swap, Unseat
from desktop.rules.seating.etiquette import follows
from desktop.rules.seating.grouping import group_of
from desktop.rules.seating.plan import Kind, Rule, Seat
from desktop.services.seating import Departure
from desktop.services.seating_plans import Guest
from desktop.ui.kit.actions import Action
from desktop.ui.seating.controller import SeatingController
from desktop.ui.seating.deeds import Deed, Deeds
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.plan_menu import flag_actions
from desktop.ui.seating.words import person_word


class SeatActs(QObject):
    """Deeds on the selection, each with its dialog where something has to be said first."""

    said = Signal(str, object)
    """For the toast: a sentence, and what takes it back."""
    refused = Signal(object)
    somebody_wanted = Signal()
    """Somebody is to be chosen for the chosen seat."""
    moved_told = Signal(object)
    """A Departure by which others moved, to be reported."""

    def __init__(self, editor: Editor, controller: SeatingController, page: QWidget) -> None:
        super().__init__(page)
        self._editor, self._controller, self._page = editor, controller, page
        self._deeds = Deeds(controller)
        self.picked: tuple[str, ...] = ()
        """Who is picked up; of several the first is carried."""
        self.dialog: Any = None
        editor.carried_changed.connect(self._carried)

    # who and where

    @property
    def guest(self) -> Guest | None:
        people = self._editor.people
        return self._editor.guest(people[0]) if len(people) == 1 else None

    @property
    def guests(self) -> list[Guest]:
        return [g for person in self._editor.people if (g := self._editor.guest(person)) is not None]

    @property
    def seat(self) -> Seat | None:
        return self._editor.seats[0] if len(self._editor.seats) == 1 else None

    def of(self) -> list[Action]:
        """What can be done with the selection now; nothing for who may only look."""
        if not self._editor.may_edit:
            return []
        return [*self._of_seats(), *self._of_people()]

    def do(self, name: str) -> None:
        """By its key: nothing happens where it can't be done now."""
        for action in self.of():
            if action.name == name and not action.reason:
                action.act()
                return

    def _of_seats(self) -> list[Action]:
        plan, seats = self._editor.plan, self._editor.seats
        found = []
        if self.seat is not None and self.seat not in plan.seating and not self.picked:
            found.append(Action("seat_somebody", N_("Seat somebody here…"), self.somebody_wanted.emit, "user-plus"))
        if self.picked and self.seat is not None:
            found.append(Action("put_down", N_("Put down here"), self.put_down, "check", "Ctrl+V"))
            if len(self.picked) == 1:
                found.append(Action("push", N_("Push along"), self.push, "arrow-right", "Ctrl+Shift+V"))
        if self._editor.people and self.picked != self._editor.people:
            found.append(Action("pick_up", N_("Pick up"), self.pick_up, "user", "Ctrl+X"))
        if len(seats) == 2 and any(seat in plan.seating for seat in seats):
            found.append(Action("swap", N_("Swap seats"), self.swap, "refresh-cw", "F8"))
        taken = [seat for seat in seats if seat in plan.seating]
        if taken:
            pinned = all(seat in plan.pins for seat in taken)
            found.append(Action("pin", N_("Unpin") if pinned else N_("Pin"), self.pin, "lock", "F4"))
            found.append(Action("unseat", N_("Unseat"), self.unseat, "x", "Del"))
        role = plan.role_at(self.seat) if self.seat is not None else None
        if role is not None and self.guest is not None and not follows(plan.person_of[str(self.guest.id)]):
            found.append(Action("reserve", N_("Reserve this place for this person"), self.reserve, "bookmark"))
        person = self.picked or self._editor.people
        if self.seat is not None and person and (len(person) > 1 or len(group_of(plan, person[0])) > 1):
            found.append(Action("group", N_("Place the group from here on"), self.place_group, "users"))
        if self.seat is not None:
            found += flag_actions(self._editor, self.seat)
        return found

    def _of_people(self) -> list[Action]:
        guests = self.guests
        found = []
        if (guest := self.guest) is not None:
            why = _("This file is not shown to you.") if guest.hidden else ""
            found.append(Action("change_person", N_("Change person…"), self.change, "pencil", "F2", why,
                                separator_before=True))  # fmt: skip
            if guest.client is None and not guest.hidden:
                found.append(Action("link_person", N_("Give a client's file…"), self.link, "link"))
        coming = [g for g in guests if g.reply is not Reply.NO]
        if coming:
            found.append(Action("let_go", N_("Does not come"), self.let_go, "circle-x", "Ctrl+Del"))
        if any(g.reply is not Reply.YES for g in guests):
            found.append(Action("accepts", N_("Comes"), partial(self.note, Reply.YES), "check"))
        if guests and not any(str(g.id) in self._editor.plan.seat_of for g in guests):
            found.append(Action("remove_person", N_("Take off the list"), self.remove, "trash-2"))
        if len([g for g in coming if not g.hidden]) == 2:
            found.append(Action("rule", N_("Rule between these two…"), self.rule, "users"))
        return found

    # seats

    def pick_up(self) -> None:
        people = self._editor.people
        if people:
            self._editor.carry(people[0])
            self.picked = people

    def put_down(self, seat: Seat | None = None) -> None:
        at, picked = seat or self.seat, self.picked
        if at is None or not picked:
            return
        self._editor.carry(None)
        self._editor.do(Assign(picked[0], at) if len(picked) == 1 else PlaceGroup(picked, at))

    def push(self) -> None:
        at, picked = self.seat, self.picked
        if at is not None and picked:
            self._editor.carry(None)
            self._editor.do(PushAlong(picked[0], at))

    def place_group(self) -> None:
        """Those who are picked up or chosen, or the group of the one who is."""
        people, at = self.picked or self._editor.people, self.seat
        if at is not None and people:
            self._editor.carry(None)
            group = people if len(people) > 1 else group_of(self._editor.plan, people[0])
            self._editor.do(PlaceGroup(tuple(group), at))

    def give_up(self) -> None:
        self._editor.carry(None)

    def swap(self) -> None:
        if len(self._editor.seats) == 2:
            self._editor.do(Swap(*self._editor.seats))

    def pin(self) -> None:
        taken = [seat for seat in self._editor.seats if seat in self._editor.plan.seating]
        pins = self._editor.plan.pins
        pinned = all(seat in pins for seat in taken)
        wanted = tuple(seat for seat in taken if (seat in pins) is pinned)
        if wanted:
            self._editor.do(Pin(wanted[0], not pinned) if len(wanted) == 1 else Pins(wanted, not pinned))

    def unseat(self) -> None:
        seating = self._editor.plan.seating
        people = [p for seat in self._editor.seats if (p := seating.get(seat)) is not None]
        if people:
            self._editor.do(Unseat(people[0]) if len(people) == 1 else Reseat(tuple((p, None) for p in people)))

    def reserve(self) -> None:
        seat, guest = self.seat, self.guest
        role = self._editor.plan.role_at(seat) if seat is not None else None
        if seat is None or guest is None or role is None:
            return
        rule = Rule(0, Kind.ROLE, (str(guest.id),), role=role.code, table=seat.table)
        words = _("“{role}” is reserved for {name}.").format(role=role.title, name=guest.name)
        told = self._editor.here(lambda key: self._told(words, self._deeds.rule_added(key)))
        self._controller.add_rule(rule, told, self.refused.emit)

    def _told(self, words: str, deed: Deed) -> None:
        """The toast takes it back, and so does undo in its turn."""
        self.said.emit(words, self._editor.did_deed(deed))

    def _carried(self) -> None:
        self.picked = (self._editor.carried,) if self._editor.carried is not None else ()

    # people

    def change(self) -> None:
        if (guest := self.guest) is not None and not guest.hidden:
            from desktop.ui.seating.person_dialog import PersonDialog

            self.dialog = PersonDialog(self._controller, self._editor, guest, self._page)
            self.dialog.changed.connect(lambda words, before, after: self._told(
                words, self._deeds.changed(guest.id, before, after, guest.name)))  # fmt: skip
            self.dialog.open()

    def link(self) -> None:
        if (guest := self.guest) is not None:
            from desktop.ui.seating.link_dialog import LinkDialog

            self.dialog = LinkDialog(self._controller, guest, self._page)
            self.dialog.linked.connect(lambda name, typed, client: self._told(
                _("{name} has the file of {client} now.").format(name=guest.name, client=name),
                self._deeds.linked(guest.id, client, typed)))  # fmt: skip
            self.dialog.open()

    def let_go(self) -> None:
        """Who does not come gives his seat back, and the plan is mended by moving the fewest (SE-8)."""
        coming = [g for g in self.guests if g.reply is not Reply.NO]
        keys, booking = tuple(g.id for g in coming), self._controller.booking
        if not keys or booking is None:
            return

        def told(made: Departure, back: Callable[[], object]) -> None:
            names = ", ".join(person_word(g) for g in coming[:3])
            moved = len(made.repair.moves)
            words = _("Noted that {who} does not come.").format(who=names)
            if moved:
                words += " " + _n("{n} person moved up.", "{n} people moved up.", moved).format(n=moved)
            self.said.emit(words, back)

        def done(made: Departure) -> None:
            self._editor.did(made.change, made)
            told(made, partial(self._editor.take_back, made.change))
            if made.repair.moves or made.repair.followers:
                self.moved_told.emit(made)

        def elsewhere(made: Departure) -> None:
            told(made, partial(self._controller.take_back_elsewhere, booking, made))

        self._controller.let_go(keys, self._editor.here(done, elsewhere), self.refused.emit)

    def note(self, reply: Reply) -> None:
        def back() -> None:
            for guest in changed:
                if guest.reply is not Reply.NO:
                    self._controller.note_reply(guest.id, guest.reply, _nothing, self.refused.emit)
            gone = tuple(guest.id for guest in changed if guest.reply is Reply.NO)
            if gone and self._controller.booking == booking:
                done = self._editor.here(lambda made: self._editor.did(made.change, made))
                self._controller.let_go(gone, done, self.refused.emit)

        booking = self._controller.booking
        changed = [guest for guest in self.guests if guest.reply is not reply]
        if not changed:
            return
        for guest in changed[:-1]:
            self._controller.note_reply(guest.id, reply, _nothing, self.refused.emit)
        words = _("Noted that {who} comes.").format(who=", ".join(person_word(g) for g in changed[:3]))
        before = {guest.id: guest.reply for guest in changed}

        def told(_none: object) -> None:
            if Reply.NO in before.values():
                # who did not come gives his seat back as well: that is taken back as one act of its own
                self.said.emit(words, back)
            else:
                self._told(words, self._deeds.answered(before, reply))

        self._controller.note_reply(changed[-1].id, reply, self._editor.here(told), self.refused.emit)

    def remove(self) -> None:
        def one(guest: Guest) -> None:
            words = _("{name} was taken off the list.").format(name=guest.name)
            told = self._editor.here(lambda _none: self._told(words, self._deeds.removed(guest.id, guest.name)))
            self._controller.remove_person(guest.id, told, self.refused.emit)

        for guest in self.guests:
            one(guest)

    def rule(self) -> None:
        from desktop.ui.seating.rules_dialog import RuleDialog

        self.dialog = RuleDialog(self._controller, self._editor, [str(g.id) for g in self.guests], self._page)
        self.dialog.added.connect(lambda words, key: self._told(words, self._deeds.rule_added(key)))
        self.dialog.open()


def _nothing(_result: object) -> None:
    """The plan is read anew by itself."""
