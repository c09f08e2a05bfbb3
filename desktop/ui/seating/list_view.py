"""The seats as a list that can do all that the drawing can: given, exchanged, pinned and taken back by keys alone."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.seating.checking import Grade, Issue
from desktop.rules.seating.commands import Assign
from desktop.rules.seating.facts import Overlay
from desktop.rules.seating.plan import Seat
from desktop.services.seating_plans import Guest
from desktop.ui.kit import theme
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.lazy_table import Index, LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.tokens import Tone
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.picker import PersonPicker
from desktop.ui.seating.seat_looks import last_time
from desktop.ui.seating.words import GRADE_LOOKS, avoid_word, role_word, seat_word


def columns() -> tuple[Column, ...]:
    return (
        Column("seat", _("Seat no."), 74, Fit.WHOLE, sortable=False, fixed=True),
        Column("role", _("Role"), 92, Fit.WHOLE, sortable=False),
        Column("name", _("Sits here"), 88, Fit.WHOLE, sortable=False, fixed=True),
        Column("salutation", _("Form of address"), 78, Fit.WHOLE, sortable=False),
        Column("unit", _("Unit"), 120, sortable=False),
        Column("avoid", _("Avoids"), 200, Fit.WHOLE, sortable=False),
        Column("last", _("Last time"), 150, sortable=False),
        Column("issues", _("Issues"), 160, sortable=False),
    )


BAR = 16  # of the scroll bar and the frame
# columns that are not shown while nobody has anything there
_SPARED = (("salutation", 3), ("unit", 4), ("last", 6), ("issues", 7))
# room in pixels at text size 14 below which a column gives way to those that count at the table
_LEAST_ROOM = (("salutation", 470), ("unit", 550))


class SeatModel(LazyTable):
    """A lock is seen beside the number; whoever listens hears the word."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        found = super().data(index, role)
        cell = self.cell(index) if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0 else None
        pinned = _("pinned")
        return f"{found}, {pinned}" if isinstance(cell, Cell) and cell.icon else found


class SeatTable(TableView):
    """Letters begin to name who sits at the current seat; Enter does too, or puts down who was picked up."""

    lettered = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier,
                                      Qt.KeyboardModifier.KeypadModifier)  # fmt: skip
        if plain and len(text) == 1 and text.isalpha():
            self.lettered.emit(text)
            return
        super().keyPressEvent(event)


class ListView(QWidget):
    """Everything goes through the editor; what needs more words is asked for by signals."""

    menu_requested = Signal(QPoint)
    put_down = Signal(object)
    """A Seat, while somebody is carried."""

    def __init__(self, editor: Editor, fits: Callable[[Guest, str], bool]) -> None:
        super().__init__()
        self._editor = editor
        self._rows: list[Row] = []
        self._showing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.view = SeatTable(_("Seats"), many=True)
        self.table = SeatModel(columns(), self._fetch, self)
        self.view.show_table(self.table)
        column.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.picker = PersonPicker(editor, fits, self.view)
        self._asked: Seat | None = None
        self.picker.picked.connect(self._picked)
        self.picker.closed.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.view.opened.connect(self._opened)
        self.view.lettered.connect(self.ask_here)
        self.view.chosen.connect(self._chosen)
        self.view.menu_requested.connect(lambda _key, place: self.menu_requested.emit(place))
        editor.plan_changed.connect(self.fill)
        editor.issues_changed.connect(self.fill)
        editor.overlays_changed.connect(self.fill)
        editor.selection_changed.connect(self.point)
        editor.carried_changed.connect(self.fill)

    # what is shown

    @property
    def current(self) -> Seat | None:
        row = self.table.held_row(self.view.currentIndex().row())
        return row.key if row is not None and isinstance(row.key, Seat) else None

    def seats(self) -> list[Seat]:
        """From the head table on, each round from its main seat."""
        return [seat for table in sorted(self._editor.plan.tables, key=lambda t: t.rank) for seat in table.seats]

    def fill(self) -> None:
        issues = self._issues()
        self._rows = [self._row(seat, issues.get(seat, [])) for seat in self.seats()]
        self._spare()
        self.view.remember_place()
        if self.table.total:
            self.table.refresh(len(self._rows))
            if self._rows:
                # at once, not when it is next painted
                self.table.row_at(0)
                self._feed()
        else:
            self.table.start(len(self._rows), self._rows)
        self.view.viewport().update()
        self.point()

    def _spare(self) -> None:
        """Columns that nobody needs now are not shown, nor those that would make it scroll sideways: what they say
        stands beside the list too."""
        # the table itself is resized after this view
        room = (self.width() - BAR) * 14 / theme.current().scale.body
        empty = {key for key, number in _SPARED if not any(row.cells[number] for row in self._rows)}
        narrow = {key for key, least in _LEAST_ROOM if room < least}
        self.view.hide_columns(sorted(empty | narrow))
        self.view.fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spare()

    def _feed(self) -> None:
        """All pages: the list of a banquet is short enough, and keys go to any row at once."""
        for first in range(0, len(self._rows), 100):
            self.table.row_at(first)

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, self._rows[wanted.offset : wanted.offset + wanted.count])

    def _row(self, seat: Seat, issues: list[Issue]) -> Row:
        plan = self._editor.plan
        table, person = plan.table_of[seat.table], plan.seating.get(seat)
        guest = self._editor.guest(person) if person is not None else None
        role = role_word(table.role(seat.number))
        name: str | Cell = ""
        salutation = unit = ""
        avoid: str | Cell = ""
        if person is not None:
            shown = plan.name(person) if guest is None or not guest.hidden else _("Name not shown")
            name = Cell(shown, bold=True)
            facts = self._editor.facts(person)
            words = avoid_word(facts)
            if words:
                icon = "triangle-alert" if facts.allergy else "ban"
                avoid = Cell(words, Tone.BAD if facts.allergy else Tone.WARN, icon)
            if guest is not None:
                salutation, unit = guest.salutation, guest.unit
        flags = [_(flag.label) for flag in table.flags.get(seat.number, ())]
        problem: str | Cell = ""
        if issues:
            worst = max((issue.grade for issue in issues), key=list(Grade).index)
            icon, tone = GRADE_LOOKS[worst]
            problem = Cell(" ".join(str(issue.sentence) for issue in issues), tone, icon)
        if person is not None and person == self._editor.carried:
            flags.append(_("picked up"))
        said = " · ".join(part for part in (role, *flags) if part)
        where = Cell(said, Tone.ACCENT if flags else Tone.PLAIN)
        number = Cell(seat_word(plan, seat), icon="lock" if seat in plan.pins else "")
        shown_last = Overlay.LAST_TIME in self._editor.overlays
        last = " · ".join(str(before.said) for before in last_time(self._editor, seat, person)) if shown_last else ""
        return Row(seat, (number, where, name, salutation, unit, avoid, last, problem))

    def _issues(self) -> Mapping[Seat, list[Issue]]:
        found: dict[Seat, list[Issue]] = {}
        for issue in self._editor.issues:
            for seat in issue.seats:
                found.setdefault(seat, []).append(issue)
        return found

    # what is chosen

    def point(self) -> None:
        """What is chosen elsewhere is chosen here; the keys stay where they are."""
        wanted = [seat for seat in self._editor.seats if self.table.row_of(seat) is not None]
        if set(self.view.selected_keys) == set(wanted):
            return
        self._showing = True
        self.view.select_keys(wanted)
        self._showing = False

    def _chosen(self, keys: list[object]) -> None:
        if not self._showing:
            self._editor.choose(seats=[key for key in keys if isinstance(key, Seat)])

    def go_to(self, seat: Seat) -> None:
        self.view.select_key(seat)
        self._editor.choose(seats=[seat])

    # what is done

    def _opened(self, key: object) -> None:
        if not isinstance(key, Seat):
            return
        if self._editor.carried is not None:
            self.put_down.emit(key)
        else:
            self.ask_here()

    def ask_here(self, typed: str = "") -> None:
        """Who is to sit at the current seat."""
        seat = self.current
        if seat is None or not self._editor.may_edit:
            return
        self._asked = seat
        number = self.view.currentIndex().row()
        cell = self.view.visualRect(self.table.index(number, 2))
        after = self.view.visualRect(self.table.index(number, 4))
        origin = self.view.viewport().pos()
        place = QRect(cell.topLeft() + origin, after.bottomRight() + origin)
        self.picker.ask(place, typed)

    def _picked(self, person: str) -> None:
        """On to the next free seat: a table is filled name by name."""
        seat = self._asked
        if seat is None:
            return
        self._editor.do(Assign(person, seat))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        seats = self.seats()
        if seat not in seats:
            return
        place = seats.index(seat)
        free = [s for s in seats[place + 1 :] if s not in self._editor.plan.seating]
        self.go_to(free[0] if free else seat)

    def step(self, steps: int) -> Seat | None:
        """The seat so many rows away from the current one."""
        seat, seats = self.current, self.seats()
        if seat is None or seat not in seats:
            return None
        place = seats.index(seat) + steps
        return seats[place] if 0 <= place < len(seats) else None

    def move(self, steps: int) -> None:
        """Whoever sits here goes so many rows on; whoever sits there comes here."""
        seat, other = self.current, self.step(steps)
        person = self._editor.plan.seating.get(seat) if seat is not None else None
        if person is not None and other is not None:
            self._editor.do(Assign(person, other))
            self.go_to(self._editor.plan.seat_of.get(person, other))
