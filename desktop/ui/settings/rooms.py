"""Meals, rooms and tables: what the booking book gives out, and whose roles reach it."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.bookings import MEALS
from desktop.rules.calendars import clock
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import roles, rooms
from desktop.services.roles import RoleLine
from desktop.services.rooms import MealLine, OutLine, RoomLine, TableLine
from desktop.services.work import Work
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.filling import row_of
from desktop.ui.kit.phrases import day, listed
from desktop.ui.kit.text import button, note, section, set_tone
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.panel import Panel
from desktop.ui.settings.room_dialogs import MealDialog, OutDialog, RoomDialog, TableDialog, TablesDialog
from desktop.ui.settings.short_list import ListAct, ShortList, first_already, last_already

Found = tuple[tuple[MealLine, ...], tuple[RoomLine, ...], tuple[OutLine, ...]]


def read_book(work: Work) -> Found:
    return rooms.meals(work), rooms.rooms(work), rooms.out_of_use(work)


class RoomsPanel(Panel):
    TITLE = N_("Meals & rooms")
    ICON = "utensils"
    FEATURE = "bookings"
    WORDS = (N_("Meals"), N_("Lunch"), N_("Dinner"), N_("Rooms"), N_("Tables"), N_("Halls"), N_("Bookings"),
             Right.SEE_BOOKINGS.label, Right.TAKE_BOOKINGS.label)  # fmt: skip

    def build(self) -> None:
        self.may = self.desk.person.may(Right.RUN_OFFICE)
        self._meals: Sequence[MealLine] = ()
        self._rooms: list[RoomLine] = []
        self._gone: Sequence[OutLine] = ()
        self._moves = 0
        inside = self.card(_("Meals"), _("What can be booked in a day, and by when cards are handed out."))
        self.usual = button("", self._add_usual, icon_name="plus")
        self.meals = self._meal_list()
        inside.addWidget(self.meals)
        self.usual.hide()
        inside = self.card(
            _("Rooms"), _("In the order in which the booking book shows them from left to right. A hall is booked by "
                          "its tables, any other room as a whole.")
        )  # fmt: skip
        self.rooms = self._room_list()
        self.rooms.chosen.connect(self._show_tables)
        inside.addWidget(self.rooms)
        inside = self.card()
        self.hall = section()
        inside.addWidget(self.hall)
        self.tables = self._table_list()
        inside.addWidget(self.tables)
        self._card_of(self.hall).hide()
        inside = self.card(_("Out of use"), _("Meals, rooms and tables that nothing is booked for at present."))
        self.out = self._out_list()
        inside.addWidget(self.out)
        self._card_of(self.out).hide()
        inside = self.card(_("Who may book"), _("Roles give the rights to see the booking book and to take bookings."))
        self.holders = note("", wrap=True)
        inside.addWidget(self.holders)
        self.to_roles = button(_("Go to the roles"), lambda: self.desk.open_requested.emit("settings", "people"),
                               icon_name="users")  # fmt: skip
        inside.addLayout(row_of(self.to_roles, 1))
        if not self.may:
            self.column.addWidget(
                note(_("Only who holds “{right}” changes these.").format(right=_(Right.RUN_OFFICE.label)))
            )

    def _meal_list(self) -> ShortList:
        columns = [
            Column("name", _("Name"), 160, Fit.WHOLE, sortable=False),
            Column("time", _("From–to"), 150, Fit.WHOLE, sortable=False),
            Column("ready", _("Cards ready by"), 150, Fit.WHOLE, sortable=False),
            Column("turns", _("Turns"), 90, Fit.WHOLE, sortable=False),
        ]
        acts = [
            ListAct("change", _("Edit…"), "pencil", "F2", self.change_meal),
            ListAct("out", _("Take meal out of use"), "archive", "Del", self._withdraw_meal),
        ]
        add = button(_("Add meal…"), lambda: self._open_meal(None), icon_name="plus")
        none = _("There is no meal yet. Lunch and dinner come with the hours of the rule book and can be changed.")
        return ShortList(_("Meals"), columns, (self.usual, add), acts, none, may=self.may)

    def _room_list(self) -> ShortList:
        columns = [
            Column("name", _("Name"), 160, Fit.WHOLE, sortable=False),
            Column("floor", _("Floor"), 90, Fit.WHOLE, sortable=False),
            Column("seats", _("Seats"), 80, Fit.WHOLE, sortable=False),
            Column("kind", _("Booked"), 150, Fit.WHOLE, sortable=False),
            Column("note", _("Note"), 180, sortable=False),
        ]
        acts = [
            ListAct("change", _("Edit…"), "pencil", "F2", self.change_room),
            ListAct("up", _("Move up"), "arrow-up", "Alt+Up", lambda: self.move_by(-1), first_already),
            ListAct("down", _("Move down"), "arrow-down", "Alt+Down", lambda: self.move_by(1), last_already),
            ListAct("out", _("Take room out of use"), "archive", "Del", self._withdraw_room),
        ]
        add = button(_("Add room…"), lambda: self._open_room(None), icon_name="plus")
        return ShortList(_("Rooms"), columns, (add,), acts, _("There is no room yet."), may=self.may)

    def _table_list(self) -> ShortList:
        columns = [
            Column("label", _("Table"), 160, Fit.WHOLE, sortable=False),
            Column("seats", _("Seats"), 80, Fit.WHOLE, sortable=False),
        ]
        acts = [
            ListAct("change", _("Edit…"), "pencil", "F2", self.change_table),
            ListAct("out", _("Take table out of use"), "archive", "Del", self._withdraw_table),
        ]
        add = button(_("Add tables…"), self._add_tables, icon_name="plus")
        none = _("The hall has no table yet, so nothing in it can be booked.")
        return ShortList(_("Tables"), columns, (add,), acts, none, may=self.may)

    def _out_list(self) -> ShortList:
        columns = [
            Column("name", _("Name"), 160, Fit.WHOLE, sortable=False),
            Column("kind", _("What it is"), 80, Fit.WHOLE, sortable=False),
            Column("since", _("Since"), 120, Fit.WHOLE, sortable=False),
            Column("until", _("Until"), 120, Fit.WHOLE, sortable=False),
            Column("why", _("Reason"), 180, Fit.WHOLE, sortable=False),
        ]
        acts = [ListAct("back", _("Take into use again"), "undo-2", "F2", self._bring_back)]
        return ShortList(_("Out of use"), columns, (), acts, "", may=self.may)

    def load(self) -> None:
        self.desk.ask("settings.rooms", read_book, done=self._show)
        self.desk.ask("settings.booking_roles", roles.list_roles, done=self._show_holders)

    # answers

    def _show(self, found: Found) -> None:
        if self._moves:
            # asked before the last move was in; the next answer knows it
            return
        self._meals, self._rooms, self._gone = found[0], list(found[1]), found[2]
        self.out.show_rows([_out_row(line) for line in self._gone])
        self._card_of(self.out).setVisible(bool(self._gone))
        self.meals.show_rows([_meal_row(line) for line in self._meals])
        here = {line.key for line in self._meals}
        lacking = [label for key, (label, _usual) in MEALS.items() if key not in here]
        self.usual.setVisible(self.may and bool(lacking))
        added = _("Add lunch and dinner") if len(lacking) > 1 else _("Add {meal}").format(meal=_((lacking or [""])[0]))
        self.usual.setText(added)
        self.usual.setAccessibleName(added)
        self._show_rooms()

    def _show_rooms(self) -> None:
        self.rooms.show_rows([_room_row(line) for line in self._rooms])
        self._show_tables()

    def _show_tables(self) -> None:
        hall = self.shown_hall
        self._card_of(self.hall).setVisible(hall is not None)
        if hall is not None:
            self.hall.setText(_("Tables: {name}").format(name=hall.name))
            self.tables.show_rows([Row(line.id, (Cell(line.label, bold=True), str(line.seats)))
                                   for line in hall.tables])  # fmt: skip

    def _show_holders(self, lines: Sequence[RoleLine]) -> None:
        """A migration can't sign what roles give, so in an office of before somebody has to."""
        takers, readers = (
            [_(line.name) for line in lines if line.people and line.rights.get(right)]
            for right in (Right.TAKE_BOOKINGS, Right.SEE_BOOKINGS)
        )
        see, take = _(Right.SEE_BOOKINGS.label), _(Right.TAKE_BOOKINGS.label)
        if takers:
            said = "\n".join(_("“{right}”: {roles}").format(right=right, roles=listed(named))
                             for right, named in ((take, takers), (see, readers)))  # fmt: skip
        else:
            said = _("Nobody may take bookings yet: roles from before the booking book lack its rights. Give “{see}” "
                     "and “{take}” to the roles that book.").format(see=see, take=take)  # fmt: skip
        self.holders.setText(said)
        set_tone(self.holders, Tone.NOTE if takers else Tone.WARN)

    # what is chosen

    @property
    def meal(self) -> MealLine | None:
        return next((line for line in self._meals if line.id == self.meals.key), None)

    @property
    def room(self) -> RoomLine | None:
        return next((line for line in self._rooms if line.id == self.rooms.key), None)

    @property
    def shown_hall(self) -> RoomLine | None:
        """The chosen hall; else the first there is, so that its tables need no finding."""
        chosen = self.room
        if chosen is not None and chosen.hall:
            return chosen
        return next((line for line in self._rooms if line.hall), None)

    @property
    def table(self) -> TableLine | None:
        hall = self.shown_hall
        return next((line for line in hall.tables if line.id == self.tables.key), None) if hall else None

    @staticmethod
    def _card_of(piece: QWidget) -> QWidget:
        frame: QWidget | None = piece.parentWidget()
        assert frame is not None
        return frame

    # what the user does

    def _add_usual(self) -> None:
        self.do(rooms.add_usual_meals, said=_("Added."))

    def change_meal(self) -> None:
        if (line := self.meal) is not None:
            self._open_meal(line)

    def change_room(self) -> None:
        if (line := self.room) is not None:
            self._open_room(line)

    def change_table(self) -> None:
        if (line := self.table) is not None:
            self._open(TableDialog(self, line))

    def _open_meal(self, line: MealLine | None) -> None:
        self._open(MealDialog(self, line, self._chooser(self.meals) if line is None else None))

    def _open_room(self, line: RoomLine | None) -> None:
        self._open(RoomDialog(self, line, self._chooser(self.rooms) if line is None else None))

    def _add_tables(self) -> None:
        if (hall := self.shown_hall) is not None:
            self._open(TablesDialog(self, hall))

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.open()

    def _chooser(self, among: ShortList) -> Callable[[object], None]:
        """Chooses what was just added."""

        def choose(key: object) -> None:
            among.choose(key)
            among.focus()

        return choose

    def move_by(self, step: int) -> None:
        line = self.room
        if line is None or not 0 <= (place := self._rooms.index(line) + step) < len(self._rooms):
            return
        # shown at once, so that the next press starts from here
        self._rooms.remove(line)
        self._rooms.insert(place, line)
        self.rooms.show_rows([_room_row(held) for held in self._rooms])
        self.rooms.choose(line.id)
        self._moves += 1
        order = [held.id for held in self._rooms]
        self.do(rooms.order_rooms, order, done=lambda _nothing: self._moved(), failed=self._not_moved)

    def _moved(self) -> None:
        self._moves -= 1

    def _not_moved(self, error: OfficeError) -> None:
        self._moves -= 1
        self.refused.emit(error)
        self.load()

    def _withdraw_meal(self) -> None:
        if (line := self.meal) is not None:
            self.do(rooms.withdraw_meal, line.id, done=self._told_out(rooms.restore_meal, line.id, line.time.name))

    def _withdraw_room(self) -> None:
        if (line := self.room) is not None:
            self._open(OutDialog(self, _("Take {name} out of use").format(name=line.name), rooms.withdraw_room, line.id,
                                 self._told_out(rooms.restore_room, line.id, line.name)))  # fmt: skip

    def _withdraw_table(self) -> None:
        if (line := self.table) is not None:
            name = _("Table {name}").format(name=line.label)
            self._open(OutDialog(self, _("Take {name} out of use").format(name=name), rooms.withdraw_table, line.id,
                                 self._told_out(rooms.restore_table, line.id, name)))  # fmt: skip

    def _told_out(self, back: Callable[..., None], key: UUID, name: str) -> Callable[[object], None]:
        """Tells that something is out of use, with what takes it back."""
        desk, said = self.desk, _("“{name}” is out of use.").format(name=name)
        return lambda _nothing: self.undoable.emit(said, lambda: desk.do(back, key))

    def _bring_back(self) -> None:
        line = next((one for one in self._gone if one.id == self.out.key), None)
        if line is not None:
            self.do(_BACK[line.kind], line.id, said=_("“{name}” is in use again.").format(name=line.name))


_BACK = {
    rooms.Kind.MEAL: rooms.restore_meal,
    rooms.Kind.ROOM: rooms.restore_room,
    rooms.Kind.TABLE: rooms.restore_table,
}


def _out_row(line: OutLine) -> Row:
    """A day that has passed is one on which it should have been back."""
    late = line.until is not None and line.until < today()
    until = day(line.until) if line.until is not None else "–"
    return Row(line.id, (Cell(line.name, bold=True), _(line.kind.label), day(local(line.since).date()),
                         Cell(until, Tone.WARN, "clock") if late else until, line.why))  # fmt: skip


def _meal_row(line: MealLine) -> Row:
    time = line.time
    return Row(line.id, (Cell(time.name, bold=True), f"{clock(time.begins)}–{clock(time.ends)}", clock(time.ready_by),
                         str(line.turns)))  # fmt: skip


def _room_row(line: RoomLine) -> Row:
    count = len(line.tables)
    kind = _n("{n} table", "{n} tables", count).format(n=count) if line.hall else _("as a whole")
    return Row(line.id, (Cell(line.name, bold=True), line.floor, str(line.seats), kind, line.note))
