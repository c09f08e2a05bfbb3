"""The meals of a client 用餐 in its file: to come and past, where he sat and beside whom, cards and forms of his."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.amounts import grouped
from desktop.rules.bookings import BookingState
from desktop.rules.calendars import clock
from desktop.rules.seating.packs import read_folder
from desktop.services import dining, seating_history
from desktop.services.booking_lists import BookLine
from desktop.services.cards import GivenLine
from desktop.services.dining import Dining, part_of
from desktop.services.seating_history import SatLine
from desktop.services.seating_plans import Guest
from desktop.services.work import Work
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone
from desktop.ui.kit.values import day
from desktop.workstation.paths import resource

_LOOKS = {
    BookingState.WAITING: ("clock", Tone.WARN),
    BookingState.HELD: ("bookmark", Tone.NOTE),
    BookingState.CONFIRMED: ("check", Tone.ACCENT),
    BookingState.ARRIVED: ("utensils", Tone.GOOD),
    BookingState.LEFT: ("log-out", Tone.NOTE),
    BookingState.CANCELLED: ("x", Tone.NOTE),
    BookingState.NO_SHOW: ("circle-x", Tone.NOTE),
}


@dataclass(frozen=True)
class Meals:
    """What the tab shows; `sat` by booking."""

    dining: Dining
    sat: dict[UUID, SatLine]


def read_meals(work: Work, client_id: UUID) -> Meals:
    sat = seating_history.sat_of(work, client_id, read_folder(resource("etiquette")))
    return Meals(dining.dining_of(work, client_id), {line.booking: line for line in sat})


class DiningTab(QWidget):
    booking_opened = Signal(object)
    """The id of a booking."""
    book_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._meals: Meals | None = None
        self._lines: Sequence[BookLine] = ()
        self._none: QWidget | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(MEDIUM)
        self.inside = QWidget()
        column = QVBoxLayout(self.inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.figures = label(wrap=True)
        column.addWidget(self.figures)
        self.view = TableView(_("Meals of this client"))
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.view.chosen.connect(lambda _keys: self._tell())
        self.view.opened.connect(self.booking_opened)
        column.addWidget(self.view, 1)
        # as tall with words as without, so that the list does not jump from row to row
        self.about = label(wrap=True, select=True)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.about.setMinimumHeight(2 * self.about.fontMetrics().lineSpacing())
        column.addWidget(self.about)
        self.hint = note(_("Enter opens the booking in the book."))
        column.addWidget(self.hint)
        self._outer.addWidget(self.inside, 1)

    def show_meals(self, meals: Meals, may_book: bool) -> None:
        found = meals.dining
        fresh = self._meals is None or self._meals.dining.client != found.client
        self._meals, self._lines = meals, (*found.coming, *found.past)
        if self._none is not None:
            self._outer.removeWidget(self._none)
            self._none.deleteLater()
            self._none = None
        self.inside.setVisible(bool(self._lines))
        if not self._lines:
            self._none = Empty(_("No booking of this client yet."), "", _("Book") if may_book else "",
                               self.book_requested.emit, icon_name="utensils")  # fmt: skip
            self._outer.addWidget(self._none, 1)
            return
        self.figures.setText(_figures(found))
        if fresh or not self.table.total:
            self.table.start(len(self._lines), [self._row(line) for line in self._lines[:100]])
            self.view.selectRow(0)
        else:
            self.view.remember_place()
            self.table.refresh(len(self._lines))
        self._tell()

    def forget(self) -> None:
        self._meals, self._lines = None, ()

    def _fetch(self, wanted: Wanted) -> None:
        lines = self._lines[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [self._row(line) for line in lines])

    def _row(self, line: BookLine) -> Row:
        assert self._meals is not None
        found, sat = self._meals.dining, self._meals.sat.get(line.id)
        icon, tone = _LOOKS[line.state]
        head = "" if line.food is None else grouped(round(line.food / line.people))
        where = listed(spot.name for spot in line.places)
        seat = "" if sat is None else str(sat.role) if sat.role else _("Seat {n}").format(n=sat.seat + 1)
        return Row(line.id, (
            Cell(f"{day(line.on)} {clock(line.at)}", bold=line in found.coming), line.meal_name, where,
            _(part_of(line, found.client).label), str(line.people), "" if line.total is None else grouped(line.total),
            head, seat, Cell(_(line.state.label), tone, icon),
        ))  # fmt: skip

    def _tell(self) -> None:
        """What is more to be said of the chosen meal."""
        keys = self.view.selected_keys
        line = next((one for one in self._lines if one.id in keys), None)
        if line is None or self._meals is None:
            self.about.setText("")
            return
        said = [_with(line, self._meals.dining.client), line.purpose, line.wishes]
        if (sat := self._meals.sat.get(line.id)) is not None:
            said.append(_sat(sat))
        out = self._meals.dining.given.get(line.id, ())
        lines = [" · ".join(part for part in said if part), listed(_given(one) for one in out)]
        self.about.setText("\n".join(part for part in lines if part))


def booking_words(line: BookLine, client: UUID) -> tuple[str, str]:
    """`12月3日 周四 18:00` and `牡丹厅 · 10位 · 主人` of the next booking, for the overview."""
    where = listed(spot.name for spot in line.places) or _(line.state.label)
    many = _n("{n} person", "{n} people", line.people).format(n=line.people)
    return f"{day(line.on)} {clock(line.at)}", " · ".join((where, many, _(part_of(line, client).label)))


def _columns() -> list[Column]:
    return [
        Column("on", _("Date"), 150, Fit.WHOLE, sortable=False),
        Column("meal", _("Which meal"), 70, Fit.WHOLE, sortable=False),
        Column("place", _("Room or table"), 150, Fit.WHOLE, sortable=False),
        Column("part", _("Host or guest"), 70, Fit.WHOLE, sortable=False),
        Column("people", _("People"), 60, Fit.WHOLE, right=True, sortable=False),
        Column("total", _("Total ¥"), 100, Fit.WHOLE, right=True, sortable=False),
        Column("head", _("Food a head ¥"), 108, Fit.WHOLE, right=True, sortable=False),
        Column("seat", _("Seat"), 110, Fit.WHOLE, sortable=False),
        Column("state", _("State"), 110, Fit.WHOLE, sortable=False),
    ]


def _figures(found: Dining) -> str:
    """How often he invited and was invited, of meals that took place (CL-13)."""
    said = [
        _n("Invited others {n} time", "Invited others {n} times", found.hosted).format(n=found.hosted),
        _n("was invited {n} time", "was invited {n} times", found.invited).format(n=found.invited),
    ]
    if found.coming:
        said.append(_n("{n} booking to come", "{n} bookings to come", len(found.coming)).format(n=len(found.coming)))
    if found.earlier:
        said.append(_n("{n} earlier meal is not listed", "{n} earlier meals are not listed", found.earlier)
                    .format(n=found.earlier))  # fmt: skip
    return " · ".join(said)


def _with(line: BookLine, client: UUID) -> str:
    """The others of the booking, as far as one may know them."""
    others = [known.salutation or known.name for known in line.known if known.id != client]
    return _("With {names}").format(names=listed(others)) if others else ""


def _sat(sat: SatLine) -> str:
    """`大厅 1 主宾 · 左边 贺启年 · 右边 欧阳海`."""
    where = _("Table {label}").format(label=sat.table)
    seat = str(sat.role) if sat.role else _("Seat {n}").format(n=sat.seat + 1)
    said = [f"{where} {seat}"]
    for words, guest in ((N_("at the left {name}"), sat.at_left), (N_("at the right {name}"), sat.at_right),
                         (N_("across {name}"), sat.across)):  # fmt: skip
        if guest is not None:
            said.append(_(words).format(name=_named(guest)))
    return " · ".join(said)


def _named(guest: Guest) -> str:
    return _("a client not shown to you") if guest.hidden else guest.salutation or guest.name


def _given(line: GivenLine) -> str:
    """`客户信息卡 12：已收回`."""
    return _("{what} {number}: {stage}").format(what=_(line.kind.label), number=line.number, stage=_(line.stage.label))
