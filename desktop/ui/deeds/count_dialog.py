"""Counts the safe before a witness: what the ledger says is not shown until the count is in (DO-5)."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QTabBar, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.deeds import Counted, CountKind
from desktop.rules.errors import OfficeError
from desktop.services.deeds import LedgerLine
from desktop.ui.deeds.controller import DeedsController
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import NumberEntry
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import label, note, restyle
from desktop.ui.kit.tokens import GAP, SMALL, Tone

WIDTH = 720
KINDS = (CountKind.DAILY, CountKind.MONTHLY, CountKind.SPOT)


class CountDialog(Dialog):
    def __init__(self, controller: DeedsController, people: Sequence[tuple[UUID, str]], parent: QWidget | None = None
                 ) -> None:  # fmt: skip
        super().__init__(_("Count the safe"), parent, width=WIDTH)
        self._controller = controller
        self.lines: Sequence[LedgerLine] = ()
        self.entries: dict[UUID, NumberEntry] = {}
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("Kind of count"))
        for kind in KINDS:
            self.tabs.addTab(_(kind.label))
        self.tabs.currentChanged.connect(lambda _n: self._ask())
        self.body.addWidget(self.tabs)
        self.said = note("", wrap=True)
        self.body.addWidget(self.said)
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._rows: QWidget | None = None
        self._area = scrolling(holder)
        self._area.setMinimumHeight(240)
        self.body.addWidget(self._area, 1)
        self.form = Form([
            FormField("witness", _("Witness"), Kind.CHOICE, required=True, choices=list(people)),
            FormField("note", _("Note"), limit=300),
        ])  # fmt: skip
        self.form.set_values({"witness": None, "note": ""})
        self.body.addWidget(self.form)
        self.set_main(_("Note the count"), self._go)
        self._close = self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._ask()

    @property
    def kind(self) -> CountKind:
        return KINDS[self.tabs.currentIndex()]

    def _ask(self) -> None:
        self.set_busy(True)
        self._controller.to_count(self.kind, self._show, self.refuse)

    def _show(self, lines: Sequence[LedgerLine]) -> None:
        self.lines = lines
        self.clear_refusal()
        if self._rows is not None:
            self._rows.hide()
            self._rows.deleteLater()
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP * 2)
        grid.setVerticalSpacing(SMALL)
        grid.setColumnStretch(1, 1)
        for column, word in enumerate((_("Slot"), _("Title deed"), _("Found there"))):
            grid.addWidget(note(word), 0, column)
        self.entries = {}
        for row, line in enumerate(lines, 1):
            grid.addWidget(label(line.slot), row, 0)
            grid.addWidget(_told(line), row, 1)
            entry = NumberEntry()
            entry.setFixedWidth(72)
            entry.setMaxLength(3)
            entry.setAlignment(Qt.AlignmentFlag.AlignRight)
            entry.setAccessibleName(_("Counted of {name}, {number}").format(name=line.entry.line.name,
                                                                            number=line.entry.line.number))  # fmt: skip
            grid.addWidget(entry, row, 2)
            self.entries[line.id] = entry
        grid.setRowStretch(len(lines) + 1, 1)
        self._column.addWidget(self._rows)
        self.said.setText(_said(self.kind, len(lines)))
        self.set_busy(not lines)
        if lines:
            next(iter(self.entries.values())).setFocus()

    def _go(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        found: dict[UUID, int] = {}
        for key, entry in self.entries.items():
            wrong = not entry.value().isdecimal()
            restyle(entry, "wrong", wrong)
            if not wrong:
                found[key] = int(entry.value())
        if open_ones := [entry for key, entry in self.entries.items() if key not in found]:
            open_ones[0].setFocus(Qt.FocusReason.OtherFocusReason)
            said = _n("{n} title deed is not counted yet.", "{n} title deeds are not counted yet.", len(open_ones))
            self.refuse(said.format(n=len(open_ones)))
            return
        values = self.form.values()
        if values["witness"] is None:
            self.form.show_error("witness", _("Choose who has counted with you."))
            self.form.focus_on("witness")
            return
        self.set_busy(True)
        self._controller.count(self.kind, found, UUID(str(values["witness"])), str(values["note"] or ""), self._counted,
                               self._failed)  # fmt: skip

    def _counted(self, wrong: Sequence[Counted]) -> None:
        """What the count came to, in the place of what was counted."""
        for piece in (self.tabs, self.form, self.main):
            if piece is not None:
                piece.hide()
        self._close.setText(_("Close"))
        self._close.setAccessibleName(_("Close"))
        if self._rows is not None:
            self._rows.hide()
        named = {line.id: line for line in self.lines}
        if not wrong:
            self.said.setText("")
            self._column.addWidget(label("✓ " + _("All is there, as the ledger says."), tone=Tone.GOOD, wrap=True))
        else:
            self.said.setText(_("The differences are noted, and whoever looks after the audit is told."))
            for each in wrong:
                line = named[each.deed]
                self._column.addWidget(_differing(each, line))
        self._column.addStretch(1)
        self._area.setMinimumHeight(min(240, 40 * max(1, len(wrong))))
        self.shrink()

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)


def _told(line: LedgerLine) -> QLabel:
    deed = line.entry.line
    return label(" · ".join(part for part in (deed.name, deed.number, line.client_name) if part), wrap=True)


def _differing(each: Counted, line: LedgerLine) -> QLabel:
    said = _("{slot} · {name}, no. {number}: {expected} by the ledger, {found} counted")
    return label("✕ " + said.format(slot=line.slot, name=line.entry.line.name, number=line.entry.line.number,
                                    expected=each.expected, found=each.found), tone=Tone.BAD, wrap=True)  # fmt: skip


def _said(kind: CountKind, count: int) -> str:
    if not count:
        return _("Nothing lies in the safe.")
    if kind is CountKind.SPOT:
        said = _n("{n} title deed, drawn by the day: nobody chooses.", "{n} title deeds, drawn by the day: nobody "
                  "chooses.", count)  # fmt: skip
    else:
        said = _n("{n} title deed lies in the safe by the ledger.", "{n} title deeds lie in the safe by the ledger.",
                  count)  # fmt: skip
    return said.format(n=count)
