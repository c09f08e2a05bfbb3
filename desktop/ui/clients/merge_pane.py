"""Two files side by side: which value stays is chosen row by row, by key or by click."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules import merging as rules
from desktop.rules.fields import Locked
from desktop.rules.merging import Pick
from desktop.services.merging import Comparison, MergeRow, MergeSide
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.risk import risk_word
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import EMPTY, label_of, lock_words, shown

_KEYS = {Qt.Key.Key_Left: Pick.LEFT, Qt.Key.Key_Right: Pick.RIGHT, Qt.Key.Key_B: Pick.BOTH}
_LEFT, _RIGHT, _RESULT = 1, 2, 3


class MergeTable(TableView):
    picked = Signal(object)
    """A Pick for the current row, or None for the next one that is possible."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and (key in _KEYS or key == Qt.Key.Key_Space):
            self.picked.emit(_KEYS.get(key))
            return
        super().keyPressEvent(event)


class MergePane(QWidget):
    """Shows a Comparison; `picks` holds what was chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seen: Comparison | None = None
        self.picks: dict[str, Pick] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.heading = label(role="strong", wrap=True)
        column.addWidget(self.heading)
        self.follows = note(wrap=True)
        column.addWidget(self.follows)
        self.view = MergeTable(_("Two files side by side"))
        self.view.picked.connect(self._pick_current)
        self.view.clicked.connect(self._clicked)
        column.addWidget(self.view, 1)
        column.addWidget(note(_("← keeps the left value, → takes the right one, B keeps both, Space goes on to the "
                                "next choice. Ctrl+Enter merges.")))  # fmt: skip
        self.table: LazyTable | None = None

    def show_comparison(self, seen: Comparison) -> None:
        self.seen = seen
        self.picks = {row.name: row.suggested for row in seen.rows if row.differs}
        self.heading.setText(_("{left} is kept; {right} goes into it, and its code finds the kept file.").format(
            left=side_words(seen.left), right=side_words(seen.right)))  # fmt: skip
        self.follows.setText(hanging_words(seen.right))
        self.follows.setVisible(bool(self.follows.text()))
        old = self.table
        self.table = LazyTable(self._columns(seen), self._fetch, self)
        self.table.start(len(seen.rows), self._rows())
        self.view.show_table(self.table)
        if old is not None:
            old.deleteLater()
        if seen.rows:
            self.view.setCurrentIndex(self.table.index(0, _LEFT))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def pick(self, name: str, choice: Pick | None) -> None:
        """Chooses for one row; None goes on to the next choice. What can't be chosen changes nothing."""
        row = next((r for r in self.seen.rows if r.name == name), None) if self.seen else None
        if row is None or not row.differs:
            return
        if choice is None:
            at = row.options.index(self.picks[name])
            choice = row.options[(at + 1) % len(row.options)]
        if choice in row.options and self.table is not None:
            self.picks[name] = choice
            self.view.remember_place()
            self.table.refresh(len(self._rows()))
            self.changed.emit()

    def _pick_current(self, choice: Pick | None) -> None:
        if isinstance(self.view.current_key, str):
            self.pick(self.view.current_key, choice)

    def _clicked(self, index: QModelIndex) -> None:
        wanted = {_LEFT: Pick.LEFT, _RIGHT: Pick.RIGHT, _RESULT: None}
        if index.column() in wanted:
            self._pick_current(wanted[index.column()])

    def _columns(self, seen: Comparison) -> list[Column]:
        return [
            Column("field", _("Field"), 170, Fit.WHOLE, sortable=False),
            Column("left", seen.left.code, 270, Fit.WHOLE, sortable=False),
            Column("right", seen.right.code, 270, Fit.WHOLE, sortable=False),
            Column("result", _("Will be"), 300, Fit.WHOLE, sortable=False),
        ]

    def _fetch(self, wanted: Wanted) -> None:
        if self.table is not None:
            self.table.take(wanted, self._rows()[wanted.offset : wanted.offset + wanted.count])

    def _rows(self) -> list[Row]:
        return [self._row(row) for row in self.seen.rows] if self.seen else []

    def _row(self, row: MergeRow) -> Row:
        name = label_of(row.field) if row.field else _(row.label)
        left, right = _words(row, row.left), _words(row, row.right)
        if not row.differs:
            return Row(row.name, (name, Cell(left, Tone.NOTE), Cell(right, Tone.NOTE), Cell(left, Tone.NOTE)))
        choice = self.picks[row.name]
        stays = {Pick.LEFT: (True, False), Pick.RIGHT: (False, True), Pick.BOTH: (True, True)}[choice]
        cells = (_side_cell(text, on) for text, on in zip((left, right), stays, strict=True))
        return Row(row.name, (name, *cells, Cell(result_words(row, choice), bold=True)))


def _side_cell(text: str, stays: bool) -> Cell:
    return Cell(text, Tone.PLAIN, "check") if stays else Cell(text, Tone.NOTE)


def _words(row: MergeRow, value: object) -> str:
    if isinstance(value, Locked):
        return lock_words(value)
    return (shown(row.field, value) if row.field else "") or EMPTY


def result_words(row: MergeRow, choice: Pick) -> str:
    """The value that would stay."""
    if row.field is None or isinstance(row.left, Locked):
        return _("The left one's; gaps are filled") if choice is Pick.LEFT else _("The right one's; gaps are filled")
    if choice is Pick.BOTH and rules.second_place(row.field.name):
        return f"{shown(row.field, row.left)} · {shown(row.field, row.right)}"
    return shown(row.field, rules.merged(row.field, row.left, row.right, choice)) or EMPTY


def side_words(side: MergeSide) -> str:
    inside = " · ".join(part for part in (side.code, risk_word(side.risk)) if part)
    return f"{side.name} ({inside})"


# What hangs on a file, in the order in which it is told
_HANGING: Mapping[str, Callable[[int], str]] = {
    "link": lambda n: _n("{n} link", "{n} links", n),
    "anniversary": lambda n: _n("{n} day to remember", "{n} days to remember", n),
    "dealing": lambda n: _n("{n} dealing", "{n} dealings", n),
    "year_result": lambda n: _n("results of {n} year", "results of {n} years", n),
    "contact": lambda n: _n("{n} contact", "{n} contacts", n),
    "visit": lambda n: _n("{n} planned or reported visit", "{n} planned or reported visits", n),
    "service_case": lambda n: _n("{n} case", "{n} cases", n),
    "booking_client": lambda n: _n("{n} booking", "{n} bookings", n),
    "placed_order": lambda n: _n("{n} order", "{n} orders", n),
    "document": lambda n: _n("{n} document", "{n} documents", n),
    "archive_file": lambda n: _n("{n} archive file", "{n} archive files", n),
    "deed": lambda n: _n("{n} title deed", "{n} title deeds", n),
    "consent": lambda n: _n("{n} consent", "{n} consents", n),
    "request": lambda n: _n("{n} data request", "{n} data requests", n),
    "spend": lambda n: _n("{n} day with spend", "{n} days with spend", n),
    "risk_assessment": lambda n: _n("{n} risk assessment", "{n} risk assessments", n),
    "fraud_warning": lambda n: _n("{n} fraud warning", "{n} fraud warnings", n),
    "identity_check": lambda n: _n("{n} identity check", "{n} identity checks", n),
    "authorisation": lambda n: _n("{n} authorisation", "{n} authorisations", n),
    "competitor_note": lambda n: _n("{n} competitor note", "{n} competitor notes", n),
    "reward": lambda n: _n("{n} gift or reward", "{n} gifts and rewards", n),
    "invitation": lambda n: _n("{n} invitation", "{n} invitations", n),
}


def hanging_words(side: MergeSide) -> str:
    """`Comes along: 2 links, 1 dealing`; empty text where nothing does."""
    counts = side.hanging
    parts = [words(counts[table]).format(n=counts[table]) for table, words in _HANGING.items() if counts.get(table)]
    return _("Comes along: {what}").format(what=_(", ").join(parts)) if parts else ""
