"""Shows which booking each bill of a till's sheet has found, before anything is entered; somebody decides the rest."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.amounts import grouped
from desktop.rules.bill_matching import Finding
from desktop.rules.bookings import exceeds_per_head
from desktop.rules.calendars import clock
from desktop.services.bill_imports import BillSheet, Match
from desktop.services.booking_lists import BookLine
from desktop.ui.bookings.words import called, people, places
from desktop.ui.kit import theme
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.phrases import day
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone

WIDTH, ROWS = 1150, 9
OPEN = "open"
"""Of a row that is left: it waits for its booking."""
_LOOKS: Mapping[Finding, tuple[str, Tone]] = {
    Finding.FOUND: ("check", Tone.GOOD),
    Finding.SAME: ("check", Tone.NOTE),
    Finding.SEVERAL: ("circle-question-mark", Tone.WARN),
    Finding.SHARED: ("layers", Tone.WARN),
    Finding.DIFFERS: ("circle-alert", Tone.WARN),
    Finding.NONE: ("circle-x", Tone.WARN),
    Finding.UNSEEN: ("eye-off", Tone.NOTE),
}
# What is decided by what: rows for which somebody is needed stand first
_ORDER = (Finding.SEVERAL, Finding.SHARED, Finding.DIFFERS, Finding.NONE, Finding.UNSEEN, Finding.FOUND, Finding.SAME)
Deed = Callable[[Mapping[int, UUID | None]], object]


class BillsDialog(Dialog):
    """`deed` enters the bills as decided; a month's bills take a moment, so the dialog closes and the page tells."""

    def __init__(self, sheet: BillSheet, limit: int, deed: Deed, parent: QWidget | None = None) -> None:
        super().__init__(_("Bills from {file}").format(file=sheet.file_name), parent, width=WIDTH)
        self.sheet, self._limit, self._deed = sheet, limit, deed
        self.decided: dict[int, UUID | None] = {}
        self._matches = {match.row.number: match for match in sheet.matches}
        self.counts = label(_counted(sheet), wrap=True)
        self.body.addWidget(self.counts)
        if sheet.before is not None:
            said = _("This very sheet was taken in on {day} already: what has its bill is not entered again.")
            self.body.addWidget(note(said.format(day=day(sheet.before)), tone=Tone.WARN, wrap=True))
        self.view = TableView(_("Bills"))
        self.table = LazyTable(self._columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.view.chosen.connect(lambda _keys: self._show_choice())
        self.view.opened.connect(lambda _key: self.choice.setFocus(Qt.FocusReason.OtherFocusReason))
        look = theme.current()
        self.view.setMinimumHeight(look.control_height + min(ROWS, max(3, len(self.numbers()))) * look.row_height)
        self.body.addWidget(self.view, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.about = label(wrap=True)
        row.addWidget(self.about, 1)
        self.choice = Choice()
        self.choice.setMinimumContentsLength(34)
        self.choice.setAccessibleName(_("Booking of this bill"))
        self.choice.edited.connect(self._decide)
        row.addWidget(self.choice)
        self.body.addLayout(row)
        self.hint = note(_("Enter goes to the choice of booking. A bill that is left waits under “Open bills”."))
        self.body.addWidget(self.hint)
        self.set_main("", self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.table.start(len(self.numbers()), [self.row_at(key) for key in self.numbers()])
        self.view.selectRow(0)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_choice()
        self._count()

    def _columns(self) -> list[Column]:
        return [
            Column("row", _("Row"), 42, Fit.WHOLE, right=True, sortable=False),
            Column("when", _("Date"), 112, Fit.WHOLE, sortable=False),
            Column("at", _("Hour"), 58, Fit.WHOLE, sortable=False),
            Column("where", _("Place and guest"), 130, Fit.WHOLE, sortable=False),
            Column("total", _("Total ¥"), 98, Fit.WHOLE, right=True, sortable=False),
            Column("food", _("Food ¥"), 86, Fit.WHOLE, right=True, sortable=False),
            Column("head", _("A head ¥"), 88, Fit.WHOLE, right=True, sortable=False),
            Column("booking", _("Booking"), 340, Fit.WHOLE, sortable=False),
            Column("finding", _("Result"), 196, Fit.WHOLE, sortable=False),
        ]

    # rows

    def numbers(self) -> list[int]:
        """The numbers of all rows: those somebody has to decide, those that can't be read, and the others."""
        matches = sorted(self.sheet.matches, key=lambda m: (m.finding.settled, _ORDER.index(m.finding), m.row.number))
        keys = [match.row.number for match in matches]
        settled = sum(match.finding.settled for match in matches)
        unread = [trouble.row for trouble in self.sheet.refused]
        return [*keys[: len(keys) - settled], *unread, *keys[len(keys) - settled :]]

    def _fetch(self, wanted: Wanted) -> None:
        keys = self.numbers()[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [self.row_at(key) for key in keys])

    def row_at(self, number: int) -> Row:
        match = self._matches.get(number)
        if match is None:
            trouble = next(one for one in self.sheet.refused if one.row == number)
            said = Cell(_("Can't be read"), Tone.BAD, "circle-alert")
            return Row(number, (str(number), "", "", "", "", "", "", Cell(str(trouble.reason), Tone.BAD), said))
        row, line = match.row, self._chosen(match)
        at = "" if row.at is None else clock(row.at)
        guest = " · ".join(part for part in (row.place, row.name or row.phone) if part)
        food = "" if row.food is None else grouped(row.food)
        return Row(number, (
            str(number), day(row.on), at, guest, Cell(grouped(row.total), bold=True), food,
            self._head(match, line), said_booking(line) if line is not None else "–", self._finding(match, line),
        ))  # fmt: skip

    def _head(self, match: Match, line: BookLine | None) -> str | Cell:
        """Food a head, and whether it is more than what is collected about from (CO-1)."""
        food = match.row.food
        if line is None or food is None:
            return ""
        said = grouped(round(food / line.people))
        return Cell(said, Tone.WARN, "clipboard-list") if exceeds_per_head(food, line.people, self._limit) else said

    def _finding(self, match: Match, line: BookLine | None) -> Cell:
        number = match.row.number
        if number in self.decided and match.finding is not Finding.SAME:
            if line is None:
                return Cell(_("Left open"), Tone.NOTE, "clock")
            if match.finding is not Finding.FOUND or line.id != match.chosen:
                return Cell(_("Chosen"), Tone.GOOD, "check")
        icon, tone = _LOOKS[match.finding]
        return Cell(_(match.finding.label), tone, icon)

    def _chosen(self, match: Match) -> BookLine | None:
        """The booking for which it is entered, or that has it already."""
        if match.finding is Finding.SAME:
            return self.sheet.lines[match.bookings[0]]
        key = self.decided.get(match.row.number, match.chosen)
        return self.sheet.lines.get(key) if key is not None else None

    # deciding

    @property
    def match(self) -> Match | None:
        return self._matches.get(self._key)

    @property
    def _key(self) -> int:
        """The number of the chosen row."""
        return next((key for key in self.view.selected_keys if isinstance(key, int)), 0)

    def _show_choice(self) -> None:
        match = self.match
        self.choice.setVisible(match is not None and match.finding is not Finding.SAME)
        if match is None:
            trouble = next((one for one in self.sheet.refused if one.row == self._key), None)
            self.about.setText(_("Row {row}: {reason}").format(row=self._key, reason=trouble.reason) if trouble else "")
            return
        row = match.row
        if match.finding is Finding.SAME:
            self.about.setText(_("Row {row}: its booking has this bill already.").format(row=row.number))
            return
        self.about.setText(_why(match, self.sheet))
        first = [self.sheet.lines[key] for key in match.bookings if self.sheet.lines[key].known]
        others = [line for line in self.sheet.offered(row) if line.id not in match.bookings]
        self.choice.offer([(line.id, said_booking(line)) for line in (*first, *others)] + [(OPEN, _("Leave it open"))])
        chosen = self._chosen(match)
        self.choice.set_value(chosen.id if chosen is not None else OPEN)

    def _decide(self) -> None:
        match, value = self.match, self.choice.value()
        if match is None:
            return
        self.decided[match.row.number] = value if isinstance(value, UUID) else None
        self.view.remember_place()
        self.table.refresh(len(self.numbers()))
        self._count()

    def decide(self, decided: Mapping[int, UUID | None]) -> None:
        """As it was decided before, after it could not be entered."""
        self.decided |= decided
        self.table.refresh(len(self.numbers()))
        self._show_choice()
        self._count()

    def _count(self) -> None:
        keys = {line.id for match in self.sheet.matches if match.finding is not Finding.SAME
                and (line := self._chosen(match)) is not None}  # fmt: skip
        new = any(match.finding is not Finding.SAME for match in self.sheet.matches)
        assert self.main is not None
        self.main.setText(_n("Enter {n} bill", "Enter {n} bills", len(keys)).format(n=len(keys)) if keys or not new
                          else _("Keep as open bills"))  # fmt: skip
        self.main.setAccessibleName(self.main.text())
        self.main.setEnabled(new)

    def save(self) -> None:
        self.accept()
        self._deed(dict(self.decided))


def said_booking(line: BookLine) -> str:
    """`№12 · 午餐 12:00 · 牡丹厅 · 贺总 · 8位`."""
    said = (
        f"№{line.number}",
        f"{line.meal_name} {clock(line.at)}",
        places(line),
        called(line.host),
        people(line.people),
    )
    return " · ".join(part for part in said if part)


def _why(match: Match, sheet: BillSheet) -> str:
    row = match.row
    said: Any = {
        Finding.FOUND: _("Row {row} has found its booking."),
        Finding.SEVERAL: _("Row {row} may be of several bookings: choose the one it is of."),
        Finding.NONE: _("Row {row} has found no booking: choose one of that day, or leave it open."),
        Finding.SHARED: _("Another row means the same booking. Chosen for both, the two bills are added up."),
        Finding.DIFFERS: _("This booking has a bill of {total} already. Chosen, row {row} takes its place."),
        Finding.UNSEEN: _("Who hosts this booking is not shown to you: leave row {row} open for a colleague."),
    }
    held = sheet.lines[match.bookings[0]].total if match.bookings else None
    return str(said[match.finding]).format(row=row.number, total=grouped(held or 0))


def _counted(sheet: BillSheet) -> str:
    rows = len(sheet.matches) + len(sheet.refused)
    said = [_n("{n} bill", "{n} bills", rows).format(n=rows)]
    for finding in (Finding.FOUND, Finding.SEVERAL, Finding.SHARED, Finding.DIFFERS, Finding.NONE, Finding.UNSEEN,
                    Finding.SAME):  # fmt: skip
        if count := sheet.count(finding):
            said.append(f"{_(finding.label)} {count}")
    if sheet.refused:
        said.append(" ".join((_("Can't be read"), str(len(sheet.refused)))))
    return " · ".join(said)
