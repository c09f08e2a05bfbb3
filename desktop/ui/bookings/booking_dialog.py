"""Takes a booking in seconds, or changes one: who, how many, when; the places that fit are offered, the best chosen."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.amounts import amount_fen, shown_amount
from desktop.rules.booking_typing import best_spots, minute_of, usual_hour
from desktop.rules.bookings import BookingState, Spot, Taken
from desktop.rules.calendars import clock
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.booking_hosts import HostKnown
from desktop.services.booking_lists import BookLine
from desktop.services.bookings import BookingEntry, Change
from desktop.services.rooms import MealLine
from desktop.ui.bookings import message
from desktop.ui.bookings.booking_form import booking_form
from desktop.ui.bookings.controller import BookingsController, Free
from desktop.ui.bookings.finder import ClientFinder
from desktop.ui.bookings.guests import Guests
from desktop.ui.bookings.places_list import PlacesList
from desktop.ui.bookings.words import called, turn_word
from desktop.ui.kit.date_entry import read_date
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice, YesNo
from desktop.ui.kit.phrases import day
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import WIDE, Tone

WIDTH, SIDE_WIDTH = 908, 256
_DAY_WANTED = N_("Enter the day as year, month and day, such as 2026-07-12.")


class BookingDialog(Dialog):
    """With `line` it changes that booking, whose clients stay."""

    saved = Signal(object, object, object)
    """The booking's id, and what was entered: a BookingEntry, or a Change."""
    parked = Signal(object)

    def __init__(self, controller: BookingsController, meals: Sequence[MealLine], today: date, now: int,
                 parent: QWidget | None = None, *, line: BookLine | None = None, places: Sequence[str] = ()
                 ) -> None:  # fmt: skip
        """`places` are the names of all that the office gives out, free or not: a message may mean any of them."""
        heading = _("New booking") if line is None else _("Change booking: {who}").format(who=called(line.host))
        super().__init__(heading, parent, width=WIDTH)
        self._controller, self._today, self._now = controller, today, now
        self._meals = {meal.id: meal for meal in meals}
        self._line, self.is_new = line, line is None
        self._free: Free | None = None
        self._people_seen = 0
        self._named = tuple(places)
        self._wished = ""  # the place that a message names
        # what the user has chosen himself is not replaced by something better
        self._own_places = self._own_turn = self._own_hour = line is not None
        self._wanted: tuple[UUID, ...] = tuple(spot.key for spot in line.places) if line is not None else ()
        self._build()
        self.set_main(_("Book") if line is None else _("Save"), self.save)
        if line is None:
            park = self.add_button(_("Park"), self.park)
            park.setAccessibleDescription("Ctrl+M")
            QShortcut(QKeySequence("Ctrl+M"), self).activated.connect(self.park)
        last = self.add_button(_("Cancel"), self.reject)
        if line is None:
            # after all that a booking needs, so that nobody has to pass them on the telephone
            for more in (self.comes, self.pays):
                self._row.addWidget(more)
                self.setTabOrder(last, more)
                last = more
        self.finished.connect(self.deleteLater)
        if line is not None:
            self._fill(line)

    def _build(self) -> None:
        new = self._line is None
        if new:
            self.host = ClientFinder(self._controller, _("Who comes: end of the phone number, name, pinyin, plate"),
                                     new=self._controller.may_enter)  # fmt: skip
            self.host.taken.connect(self._go_on)
            self.host.known.connect(self._host_known)
            self.host.refused.connect(self.refuse)
            self.host.pasted.connect(self._message_pasted)
            self.body.addWidget(self.host)
        row = QHBoxLayout()
        row.setSpacing(WIDE)
        self.form = booking_form(self._meals.values(), new=new)
        self.form.edited.connect(self._edited)
        hour: Any = self.form.entries["at"]
        hour.editingFinished.connect(self._tidy_hour)
        row.addWidget(self.form, 1)
        row.addWidget(self._places_side())
        self.body.addLayout(row, 1)
        if new:
            self._other_pays()

    def _places_side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = note(_("Room or table"))
        column.addWidget(head)
        self.turn = Choice()
        self.turn.setAccessibleName(_("Turn"))
        self.turn.edited.connect(self._turn_chosen)
        column.addWidget(self.turn)
        self.places = PlacesList()
        head.setBuddy(self.places)
        self.places.picked.connect(self._places_picked)
        self.places.changed.connect(self._places_changed)
        column.addWidget(self.places, 1)
        self.wait = YesNo(_("On the waiting list instead"))
        self.wait.edited.connect(self._wait_chosen)
        column.addWidget(self.wait)
        if self._line is not None and self._line.state is not BookingState.WAITING:
            self.wait.hide()
        self.said = note(wrap=True)
        column.addWidget(self.said)
        return side

    def _other_pays(self) -> None:
        self.payer = ClientFinder(self._controller, _("Who pays: end of the phone number, name, pinyin"), new=False,
                                  at_table=False)  # fmt: skip
        self.payer.hide()
        self.pays = button(_("Somebody else pays"), self._show_payer, link=True)
        self.body.addWidget(self.payer)
        self.guests = Guests(self._controller)
        self.guests.hide()
        self.guests.offered.connect(self._show_offered)
        self.guests.refused.connect(self.refuse)
        self.comes = button(_("Guests…"), self.show_guests, link=True)
        self.body.addWidget(self.guests)

    def show_guests(self) -> None:
        """Opens the list; who is on it stays when it is open."""
        self._show_offered()
        self.guests.take_focus()

    def _show_offered(self) -> None:
        self.guests.show()
        self.comes.hide()

    def _show_payer(self) -> None:
        self.pays.setText(_("The host pays after all") if self.payer.isHidden() else _("Somebody else pays"))
        self.payer.setVisible(self.payer.isHidden())
        if not self.payer.isHidden():
            self.payer.take_focus()
        elif self.payer.client is not None:
            self.payer.search_again()

    # what it begins with

    def begin(self, on: date, meal: UUID, spot: Spot | None = None, turn: int = 1, host: UUID | None = None) -> None:
        """For a new booking: the day and meal in sight, and the place that was pointed at."""
        on = max(on, self._today)
        self.form.set_values({"people": "", "on": on.isoformat(), "meal": meal, "deposit": ""})
        self._offer_hour()
        if spot is not None:
            self._wanted, self._own_places, self._own_turn = (spot.key,), True, True
        self._fill_turns(turn)
        self._ask_free()
        self._say_day()
        if host is not None:
            self.host.take_client(host)
            self._go_on()
        else:
            self.host.take_focus()

    def _fill(self, line: BookLine) -> None:
        self.form.set_values({
            "people": line.people, "on": line.on.isoformat(), "meal": line.meal, "at": clock(line.at),
            "purpose": line.purpose, "deposit": shown_amount(line.deposit) if line.deposit else "",
            "wishes": line.wishes,
        })  # fmt: skip
        self.wait.set_value(line.state is BookingState.WAITING)
        self.places.setEnabled(not self.wait.value())
        self._fill_turns(line.turn)
        self._ask_free()
        self._say_day()
        self.form.focus_on("people")

    def go_to_places(self) -> None:
        """For a move: the keys are at the free places."""
        if self.wait.value():
            self.wait.set_value(False)
            self._own_places = False
            self._wait_chosen()
        self.places.setFocus(Qt.FocusReason.OtherFocusReason)

    def draft(self) -> dict[str, Any]:
        """What was typed, as plain values."""
        values = {name: str(value) if value is not None else "" for name, value in self.form.values().items()
                  if name not in ("meal", "confirmed")}  # fmt: skip
        meal = self._meal
        return {"host": self.host.draft(), "payer": self.payer.draft() if not self.payer.isHidden() else None,
                "values": values, "meal": meal.id.hex if meal is not None else "", "confirmed": self._confirmed,
                "spots": [key.hex for key in self._chosen()] if self._own_places else None, "turn": self.turn.value(),
                "own_hour": self._own_hour, "wait": self.wait.value(), "guests": self.guests.draft()}  # fmt: skip

    def restore(self, draft: Mapping[str, Any]) -> None:
        self.form.put(draft["values"])
        self.form.put({"confirmed": draft["confirmed"]})
        if draft["meal"] and UUID(draft["meal"]) in self._meals:
            self.form.put({"meal": UUID(draft["meal"])})
        if draft["spots"] is not None:
            self._wanted, self._own_places = tuple(UUID(key) for key in draft["spots"]), True
        self._own_hour = draft["own_hour"]
        self.wait.set_value(draft["wait"])
        self._fill_turns(int(draft["turn"] or 1))
        if draft["payer"] is not None:
            self._show_payer()
            self.payer.restore(draft["payer"])
        if draft.get("guests"):
            self.show_guests()
            self.guests.restore(draft["guests"])
        self.host.restore(draft["host"])
        self._say_day()
        self._wait_chosen()
        self._ask_free()

    def park(self) -> None:
        draft = self.draft()
        self.reject()
        self.parked.emit(draft)

    # what a message says

    def _message_pasted(self, text: str) -> None:
        found = message.read(text, self._today, self._named)
        if found is not None:
            message.put(self, found)
            self._edited("on")

    def set_hour(self, minute: int) -> None:
        self._own_hour = True
        self.form.put({"at": clock(minute)})
        self._tidy_hour()

    def set_meal_at(self, minute: int) -> None:
        """The meal that is on at this minute, at its usual hour."""
        fits = [meal.id for meal in self._meals.values() if meal.time.holds(minute)]
        if fits:
            self.form.put({"meal": fits[0]})
            self._own_hour = False
            self._offer_hour()

    def wish_for(self, place: str) -> None:
        """Offers this place before the one the host usually has, as long as nobody has chosen another."""
        self._wished = place

    # while typing

    @property
    def _meal(self) -> MealLine | None:
        key = self.form.values()["meal"]
        return self._meals.get(key) if isinstance(key, UUID) else None

    @property
    def _on(self) -> date | None:
        return read_date(str(self.form.values()["on"]))

    @property
    def _people(self) -> int:
        typed = str(self.form.values()["people"])
        return int(typed) if typed.isdecimal() else 0

    @property
    def _confirmed(self) -> bool:
        return bool(self.form.values().get("confirmed"))

    def _go_on(self) -> None:
        """Who comes is known: how many is next."""
        self.form.focus_on("people")
        people: Any = self.form.entries["people"]
        people.selectAll()

    def _host_known(self, told: HostKnown) -> None:
        if told.usual_people is not None and not self._people:
            self.form.put({"people": told.usual_people})
            people: Any = self.form.entries["people"]
            people.selectAll()
        self._ask_free()
        self.shrink()

    def _edited(self, name: str) -> None:
        if name == "at":
            self._own_hour = True
        if name in ("on", "meal"):
            self._offer_hour()
            self._say_day()
            self._fill_turns(int(str(self.turn.value() or 1)))
        if name in ("people", "on", "meal"):
            self._ask_free()

    def _offer_hour(self) -> None:
        meal = self._meal
        if meal is not None and not self._own_hour:
            self.form.put({"at": clock(usual_hour(meal.time, self._now if self._on == self._today else None))})

    def _say_day(self) -> None:
        on = self._on
        if on is not None:
            self.form.show_hint("on", _("today") if on == self._today else day(on, self._today))

    def _tidy_hour(self) -> None:
        """1830 becomes 18:30; an hour of another meal brings that meal."""
        typed, meal = str(self.form.values()["at"]), self._meal
        try:
            at = minute_of(typed, meal.time if meal is not None else None)
        except BadEntry:
            # said when it is saved, while typing it would only be in the way
            return
        if meal is not None and not meal.time.holds(at):
            fits = [other for other in self._meals.values() if other.time.holds(at)]
            if len(fits) == 1:
                self.form.put({"meal": fits[0].id})
                self.form.show_hint("meal", _("by the hour"))
                self._fill_turns(1)
                self._ask_free()
        self.form.put({"at": clock(at)})
        if self._own_hour:
            self._ask_free()

    # places

    def _fill_turns(self, turn: int) -> None:
        meal = self._meal
        turns = meal.turns if meal is not None else 1
        free = self._free.turns if self._free is not None else {}
        words = []
        for number in range(1, turns + 1):
            said = [turn_word(number)]
            if number in free:
                count = len(free[number])
                said.append(_n("{n} free", "{n} free", count).format(n=count))
            words.append((number, " · ".join(said)))
        self.turn.offer(words)
        self.turn.set_value(min(turn, turns))
        self.turn.setVisible(turns > 1)

    def _ask_free(self) -> None:
        on, meal = self._on, self._meal
        if on is None or meal is None:
            return
        self._controller.load_free(on, meal.id, meal.turns, self._people or 1, self._minute(meal), self._line,
                                   self._show_free, self)  # fmt: skip

    def _minute(self, meal: MealLine) -> int | None:
        with suppress(BadEntry):
            return minute_of(str(self.form.values()["at"]), meal.time)
        return None

    def _show_free(self, free: Free) -> None:
        meal = self._meal
        if meal is None or (free.on, free.meal) != (self._on, meal.id):
            return
        self._free = free
        turn = int(str(self.turn.value() or 1))
        if not self._own_turn:
            turn = next((n for n, spots in free.turns.items() if best_spots(spots, self._people or 1)), turn)
        self._fill_turns(turn)
        self._show_places()

    def _show_places(self) -> None:
        if self._free is None:
            return
        spots, people = self._free.turns.get(int(str(self.turn.value() or 1)), ()), self._people or 1
        there = {spot.key for spot in spots}
        if not self._own_places or not there.issuperset(self._wanted):
            told = self.host.told if self._line is None else None
            self._wanted = best_spots(spots, people, self._wished or (told.usual_place if told is not None else ""))
        self.places.fill(spots, self._people, () if self.wait.value() else self._wanted)

    def _turn_chosen(self) -> None:
        self._own_turn = True
        self._show_places()

    def _places_picked(self) -> None:
        self._own_places = True
        self._wanted = tuple(spot.key for spot in self.places.spots())

    def _wait_chosen(self) -> None:
        self.places.setEnabled(not self.wait.value())
        self._show_places()

    def _places_changed(self) -> None:
        spots, people = self.places.spots(), self._people
        seats, waits = sum(spot.seats for spot in spots), not spots
        text, tone = "", Tone.NOTE
        if self._free is not None and not self.places.count():
            text = _("Nothing is free at this turn.")
        elif self._wished and not self._own_places and all(spot.name != self._wished for spot in self.places.all()):
            text, tone = _("{place} is not free at this turn.").format(place=self._wished), Tone.WARN
        if spots and seats < people:
            text, tone = _("{seats} seats for {people} people").format(seats=seats, people=people), Tone.WARN
        elif len(spots) > 1:
            text = _("{places} places, {seats} seats").format(places=len(spots), seats=seats)
        self.said.setText(text)
        self.said.setProperty("tone", tone.value)
        if self.main is not None and self._line is None:
            self.main.setText(_("Put on the waiting list") if waits else _("Book"))
            self.main.setAccessibleName(self.main.text())

    def _chosen(self) -> tuple[UUID, ...]:
        return () if self.wait.value() else tuple(spot.key for spot in self.places.spots())

    # saving

    def save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        self._say_day()
        self._wrong: list[BadEntry] = []
        entry = self._entry() if self._line is None else self._change()
        if self._wrong:
            # all that is wrong is told at once; the keys are at the first
            for refusal in reversed(self._wrong):
                self._failed(refusal)
            return
        self.set_busy(True)
        if isinstance(entry, BookingEntry):
            self._controller.take(entry, lambda made: self._saved(made, entry, ()), self._failed, self)
        else:
            assert self._line is not None
            key = self._line.id
            self._controller.change(key, entry, lambda moved: self._saved(key, entry, moved), self._failed, self)

    def _entry(self) -> BookingEntry:
        host: Any = self._checked(self.host.host)
        values = self._values()
        payer = self.payer.client if not self.payer.isHidden() else None
        if not self.payer.isHidden() and payer is None:
            self._wrong.append(BadEntry(N_("Choose who pays, or leave it with the host.")))
        self._checked(self.guests.check)
        return BookingEntry(host, **values, spots=self._chosen(), payer=payer, confirmed=self._confirmed,
                            guests=self.guests.clients, names=self.guests.names)  # fmt: skip

    def _change(self) -> Change:
        assert self._line is not None
        waits = self._line.state is BookingState.WAITING and self.wait.value()
        values, line, spots = self._values(), self._line, () if waits else self._chosen()
        where = (values["on"], values["meal"], values["turn"], set(spots))
        if where == (line.on, line.meal, line.turn, {spot.key for spot in line.places}):
            # so that what was left alone is not given out anew
            del values["on"], values["meal"], values["turn"]
            return Change(**values)
        if not spots and not waits:
            self._wrong.append(BadEntry(N_("Choose a room or table, or call the booking off."), "spots"))
        return Change(**values, spots=spots)

    def _values(self) -> dict[str, Any]:
        """What was typed, as the office takes it; what is wrong is kept in `_wrong`."""
        values, on, meal = self.form.values(), self._on, self._meal
        if not self._people:
            self._wrong.append(BadEntry(N_("Say how many come."), "people"))
        if on is None:
            self._wrong.append(BadEntry(_DAY_WANTED, "on"))
        if meal is None:
            self._wrong.append(BadEntry(N_("Choose the meal."), "meal"))
        at = self._checked(lambda: minute_of(str(values["at"]), meal.time if meal is not None else None))
        deposit = str(values["deposit"]).strip()
        fen = self._checked(lambda: amount_fen(deposit, "deposit")) if deposit else 0
        return {"on": on, "meal": meal.id if meal is not None else None, "at": at, "people": self._people,
                "turn": int(str(self.turn.value() or 1)), "purpose": str(values["purpose"]), "deposit": fen,
                "wishes": str(values["wishes"])}  # fmt: skip

    def _checked(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except BadEntry as refusal:
            self._wrong.append(refusal)
            return None

    def _saved(self, key: UUID, entry: object, moved: object) -> None:
        self.accept()
        self.saved.emit(key, entry, moved)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if isinstance(error, Taken):
            # somebody was quicker: what is still free is offered, all that was typed stays
            self._own_places = False
            self._ask_free()
            self.refuse(error)
            self.places.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self.form.show_refusal(error):
            return
        if self._line is None and self.host.form.isVisible() and self.host.form.show_refusal(error):
            return
        self.refuse(error)
        if error.field == "host":
            self.host.take_focus()
        elif error.field == "guests" and self._line is None:
            self.guests.list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif error.field == "guest_line":
            self.guests.take_focus()
        elif error.field == "spots":
            self.places.setFocus(Qt.FocusReason.OtherFocusReason)
