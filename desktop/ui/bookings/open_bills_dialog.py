"""Bills of sheets that have found no booking: one is chosen for each, or it is struck off."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.amounts import grouped
from desktop.rules.calendars import clock
from desktop.rules.errors import BadEntry
from desktop.services.bill_imports import OpenBill
from desktop.services.booking_lists import BookLine, DayBook
from desktop.ui.bookings.bills_dialog import said_booking
from desktop.ui.bookings.controller import BookingsController
from desktop.ui.bookings.rows_list import RowsList
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.phrases import day
from desktop.ui.kit.text import button, label, note

ROWS = 8


class OpenBillsDialog(Dialog):
    def __init__(
        self, controller: BookingsController, bills: Sequence[OpenBill], parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Open bills"), parent, width=680)
        self._controller = controller
        self._bills = {bill.id: bill for bill in bills}
        self.said = label(wrap=True)
        self.body.addWidget(self.said)
        self.list = RowsList(_("Open bills"))
        for bill in bills:
            self.list.add(_said(bill), bill.id)
        self.list.fit(ROWS, 3)
        self.list.currentItemChanged.connect(lambda _now, _before: self._ask())
        self.list.row_entered.connect(lambda _row: self.choice.setFocus(Qt.FocusReason.OtherFocusReason))
        self.body.addWidget(self.list)
        word = note(_("Booking of this bill"))
        self.body.addWidget(word)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.choice = Choice()
        self.choice.setMinimumContentsLength(40)
        word.setBuddy(self.choice)
        self.choice.setAccessibleName(word.text())
        row.addWidget(self.choice, 1)
        self.strike = button(_("Strike off"), self.take_off, icon_name="x")
        self.strike.setAccessibleDescription(_("It is of nobody who had booked."))
        row.addWidget(self.strike)
        self.body.addLayout(row)
        self.set_main(_("Enter bill"), self.enter)
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)
        self._count()
        self.list.setCurrentRow(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def bill(self) -> OpenBill | None:
        key = self.list.key
        return self._bills.get(key) if isinstance(key, UUID) else None

    def _ask(self) -> None:
        bill = self.bill
        self.clear_refusal()
        self.choice.offer([])
        if bill is not None:
            self._controller.load_book(bill.on, lambda book: self._offer(bill, book), self)

    def _offer(self, bill: OpenBill, book: DayBook) -> None:
        if self.bill is not bill:
            return
        lines = [line for line in book.lines if _may_be_of(line)]
        here = [line for line in lines if bill.place and any(bill.place in spot.name for spot in line.places)]
        ordered = [*here, *(line for line in lines if line not in here)]
        none = _("Choose…") if ordered else _("No booking of that day is without a bill.")
        self.choice.offer([(None, none), *((line.id, said_booking(line)) for line in ordered)])
        self.choice.set_value(None)

    def enter(self) -> None:
        bill, key = self.bill, self.choice.value()
        if bill is None:
            return
        if not isinstance(key, UUID):
            self.refuse(BadEntry(N_("Choose the booking of this bill, or strike it off.")))
            self.choice.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.set_busy(True)
        self._controller.match_bill(bill.id, key, lambda _none: self._gone(bill), self.refuse, self)

    def take_off(self) -> None:
        bill = self.bill
        if bill is not None:
            self._controller.strike_bill(bill.id, lambda _none: self._gone(bill), self.refuse, self)

    def _gone(self, bill: OpenBill) -> None:
        """The next one comes under the keys; after the last the dialog has nothing more to ask."""
        self.set_busy(False)
        self._bills.pop(bill.id, None)
        for number in range(self.list.count()):
            if self.list.item(number).data(Qt.ItemDataRole.UserRole) == bill.id:
                self.list.takeItem(number)
                break
        if not self._bills:
            self.accept()
            return
        self._count()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count(self) -> None:
        count = len(self._bills)
        said = _n("{n} bill has found no booking yet.", "{n} bills have found no booking yet.", count)
        self.said.setText(said.format(n=count))


def _may_be_of(line: BookLine) -> bool:
    return line.state.takes_place and line.total is None and (line.host is not None or line.payer is not None)


def _said(bill: OpenBill) -> str:
    when = day(bill.on) if bill.at is None else f"{day(bill.on)} {clock(bill.at)}"
    where = _("{file}, row {row}").format(file=bill.file_name, row=bill.number)
    return " · ".join(part for part in (when, bill.place, f"¥ {grouped(bill.total)}", where) if part)
