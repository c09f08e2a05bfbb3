"""The lines of an order as they are typed: what, how much, at which price; Enter goes on, a new line comes itself."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules import orders as rules
from desktop.rules.amounts import amount_fen
from desktop.rules.errors import BadEntry
from desktop.rules.orders import LineKind, OrderLine
from desktop.ui.kit.entries import Choice, NumberEntry, TextEntry
from desktop.ui.kit.text import button, icon_button, label, note, restyle
from desktop.ui.kit.tokens import GAP, SMALL, Tone
from desktop.ui.kit.values import amount, typed_amount

Usual = Callable[[str, Callable[[Sequence[OrderLine]], object]], object]
"""What orders called so: the beginning, and what takes the lines."""


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Row:
    """The entries of one line."""

    def __init__(self, owner: "LinesEntry", grid: QGridLayout, place: int) -> None:
        self.owner = owner
        self.what, self.quantity, self.unit, self.price = TextEntry(), NumberEntry(), TextEntry(), NumberEntry()
        self.kind = Choice([(kind.value, _(kind.label)) for kind in LineKind])
        self.amount = label()
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.away = icon_button("x", _("Take the line out"), lambda: owner.take_out(self))
        names = (_("Goods or services"), _("Quantity"), _("Unit"), _("Price (¥)"), _("Kind of line"))
        self.widgets: tuple[QWidget, ...] = (self.what, self.quantity, self.unit, self.price, self.kind, self.amount,
                                             self.away)  # fmt: skip
        for column, widget in enumerate(self.widgets):
            grid.addWidget(widget, place, column)
            if column < len(names):
                widget.setAccessibleName(_("{label}, line {n}").format(label=names[column], n=place))
        self.known: dict[str, OrderLine] = {}
        self.offered = QStringListModel()
        finder = QCompleter(self.offered, self.what)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.activated.connect(self._take_known)
        self.what.setCompleter(finder)
        self.what.textEdited.connect(lambda text: owner.usual(text, self._offer))
        self.kind.set_value(LineKind.GOODS.value)
        for entry in (self.what, self.quantity, self.unit, self.price):
            entry.textChanged.connect(owner.renew)
            entry.installEventFilter(owner)

    @property
    def empty(self) -> bool:
        return not any(entry.value().strip() for entry in (self.what, self.quantity, self.price))

    def put(self, line: OrderLine) -> None:
        self.what.set_value(line.what)
        self.quantity.set_value(rules.shown_quantity(line.quantity))
        self.unit.set_value(line.unit)
        self.price.set_value(typed_amount(line.price))
        self.kind.set_value(line.kind.value)

    def line(self) -> OrderLine:
        """Raises BadEntry (field `lines`)."""
        if not self.price.value():
            raise BadEntry(N_("The price is missing."), "lines")
        return OrderLine(self.what.value(), rules.quantity_of(self.quantity.value(), "lines"),
                         amount_fen(self.price.value(), "lines"), self.unit.value(),
                         LineKind.of(self.kind.value()))  # fmt: skip

    def _offer(self, found: Sequence[OrderLine]) -> None:
        self.known = {line.what: line for line in found}
        self.offered.setStringList(list(self.known))
        if self.what.hasFocus() and self.known and self.what.completer() is not None:
            self.what.completer().complete()

    def _take_known(self, what: str) -> None:
        if (line := self.known.get(what)) is not None:
            quantity = self.quantity.value()
            self.put(line)
            self.quantity.set_value(quantity)
            self.owner.renew()
            self.quantity.setFocus(Qt.FocusReason.TabFocusReason)


class LinesEntry(QWidget):
    edited = Signal()

    def __init__(self, usual: Usual, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.usual = usual
        self.rows: list[_Row] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(GAP)
        self.grid.setVerticalSpacing(SMALL)
        heads = (_("Goods or services") + " ※", _("Quantity"), _("Unit"), _("Price (¥)") + " ※", _("Kind of line"),
                 _("Amount (¥)"))  # fmt: skip
        for number, words in enumerate(heads):
            self.grid.addWidget(note(words), 0, number)
        for number, stretch in enumerate((10, 3, 2, 4, 3, 4, 0)):
            self.grid.setColumnStretch(number, stretch)
        column.addLayout(self.grid)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.more = button(_("One more line"), lambda: self.add().what.setFocus(), link=True)
        line.addWidget(self.more)
        line.addStretch(1)
        self.total = label("", role="strong")
        line.addWidget(self.total)
        column.addLayout(line)
        self.error: QLabel = note("", tone=Tone.BAD, wrap=True)
        self.error.hide()
        column.addWidget(self.error)
        self.put([])

    def put(self, lines: Sequence[OrderLine]) -> None:
        while self.rows:
            self._drop(self.rows[-1])
        for line in lines:
            self.add().put(line)
        if not lines:
            self.add()
        self.renew()

    def add(self) -> _Row:
        made = _Row(self, self.grid, self.grid.rowCount())
        self.rows.append(made)
        # in the order in which they are typed
        before: QWidget | None = self.rows[-2].away if len(self.rows) > 1 else None
        for widget in (made.what, made.quantity, made.unit, made.price, made.kind, made.away):
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget
        QWidget.setTabOrder(made.away, self.more)
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter stays among the lines; left to the dialog it would send what is half typed."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in _ENTER \
                and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:  # fmt: skip
            for row in self.rows:
                if watched in row.widgets:
                    self.go_on(row, watched)
                    return True
        return super().eventFilter(watched, event)

    def take_out(self, row: _Row) -> None:
        self._drop(row)
        if not self.rows:
            self.add()
        self.renew()
        self.rows[-1].what.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, row: _Row) -> None:
        self.rows.remove(row)
        for widget in row.widgets:
            self.grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def go_on(self, row: _Row, entry: Any) -> None:
        """Enter goes to the next field, and from the price to a line of its own."""
        order = [row.what, row.quantity, row.unit, row.price]
        place = order.index(entry)
        if place < len(order) - 1:
            order[place + 1].setFocus(Qt.FocusReason.TabFocusReason)
        elif row is self.rows[-1] and not row.empty:
            self.add().what.setFocus(Qt.FocusReason.TabFocusReason)
        elif row is not self.rows[-1]:
            self.rows[self.rows.index(row) + 1].what.setFocus(Qt.FocusReason.TabFocusReason)

    def lines(self) -> tuple[OrderLine, ...]:
        """What was typed; an empty line is none. Raises BadEntry (field `lines`)."""
        return tuple(row.line() for row in self.rows if not row.empty)

    def show_error(self, text: str) -> None:
        self.error.setText(text)
        self.error.setVisible(bool(text))

    def renew(self) -> None:
        """What each line comes to, and all together."""
        total = 0
        for row in self.rows:
            try:
                line = row.line() if not row.empty else None
            except BadEntry:
                line = None
            restyle(row.price, "wrong", not row.empty and line is None and bool(row.price.value()))
            row.amount.setText(amount(line.amount) if line is not None else "")
            total += line.amount if line is not None else 0
        self.total.setText(_("Together ¥{amount}").format(amount=amount(total)))
        self.show_error("")
        self.edited.emit()
