"""The rows of a sheet with their verdicts, repaired and decided in place, under the fields their columns go to."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.importing import NOTE_TOO, Verdict
from desktop.services.import_plan import Plan, PlannedRow
from desktop.ui.imports.frozen import FrozenColumns
from desktop.ui.imports.words import cell_text, choices, reason_of, risk_mark, verdict_cell
from desktop.ui.kit import theme
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.entries import Choice, TextEntry
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.risk import risk_word
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import plain_action_text, set_tooltip
from desktop.ui.kit.tokens import Tone

OWN = 3  # columns of ours before those of the sheet: row, verdict, reason
STILL = 2  # of these row and verdict never scroll out of sight

ENSURE = QAbstractItemView.ScrollHint.EnsureVisible

# what never ends in an ellipsis
WHOLE = frozenset({"name", "phone", "other_phone", "id_number", "allergies", "code", "owner", "deputy"})


class PlanView(TableView):
    """Every column keeps the room its values need; a wide sheet scrolls sideways under row and verdict."""

    scrolled = Signal()
    frozen: FrozenColumns | None = None

    def freeze(self) -> None:
        """Call once the table is shown."""
        self.frozen = FrozenColumns(self, STILL)
        self.frozen.place()
        self.horizontalHeader().sectionResized.connect(lambda *_sizes: self._place())

    def fit_columns(self) -> None:
        if self.model() is None or self._own_widths:
            return
        size = theme.current().scale.body
        self._fitting = True
        for number, column in enumerate(self.table.columns):
            self.setColumnWidth(number, self._width(column, size))
        self._fitting = False
        self._place()

    def _place(self) -> None:
        if self.frozen is not None:
            self.frozen.place()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place()

    def scrollContentsBy(self, across: int, down: int) -> None:
        super().scrollContentsBy(across, down)
        if across:
            self.scrolled.emit()
            if self.frozen is not None:
                self.frozen.viewport().update()

    def scrollTo(self, index: QModelIndex, hint: QAbstractItemView.ScrollHint = ENSURE) -> None:  # type: ignore[override]
        """Not under the columns that stand still; and for these no scrolling sideways."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if self.frozen is None:
            return
        if self.frozen.holds(index):
            bar.setValue(before)
        elif (hidden := self.frozen.wide - self.columnViewportPosition(index.column())) > 0:
            bar.setValue(bar.value() - hidden)

    def place_of(self, index: QModelIndex) -> QRect:
        """Where the cell is seen, in the viewport."""
        room = self.visualRect(index)
        if self.frozen is not None and self.frozen.holds(index):
            room.moveLeft(self.frozen.columnViewportPosition(index.column()))
        return room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrolled.emit()


class FieldRow(QWidget):
    """One choice over each column of the sheet: the field it goes to."""

    chosen = Signal(int, object)
    """Column of the sheet, and the field's name, NOTE_TOO or None."""

    def __init__(self, view: PlanView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        # as wide as the columns that scroll, so that a choice goes out of sight with its column
        self._room = QWidget(self)
        self._choices: list[Choice] = []
        view.scrolled.connect(self.place)
        view.horizontalHeader().sectionResized.connect(lambda *_sizes: self.place())
        self.setFixedHeight(theme.current().control_height)

    def show_plan(self, plan: Plan) -> None:
        for old in self._choices:
            old.hide()
            old.deleteLater()
        self._choices = []
        offered = choices(plan)
        for planned in plan.columns:
            made = Choice(offered, self._room)
            at = planned.column.index
            made.set_value(planned.field if planned.locked is None else None)
            heading = planned.column.heading or planned.column.letter
            made.setAccessibleName(_("Field of column {heading}").format(heading=heading))
            set_tooltip(made, str(planned.locked) if planned.locked else made.accessibleName())
            made.edited.connect(lambda made=made, at=at: self.chosen.emit(at, made.value()))
            made.installEventFilter(self)
            made.show()
            self._choices.append(made)
        self.place()

    def place(self) -> None:
        """Puts the choices where the columns are now."""
        still = self._view.frozen.wide if self._view.frozen is not None else 0
        left = self._view.frameWidth() + still
        self._room.setGeometry(left, 0, max(0, self._view.viewport().width() - still), self.height())
        for number, choice in enumerate(self._choices, OWN):
            x = self._view.columnViewportPosition(number) - still
            choice.setGeometry(x + 2, 0, max(60, self._view.columnWidth(number) - 4), self.height())

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(self._choices)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Tab may lead to a column that is scrolled out of sight
        if event.type() == QEvent.Type.FocusIn and watched in self._choices:
            number = OWN + self._choices.index(watched)  # type: ignore[arg-type]
            index = self._view.model().index(max(0, self._view.rowAt(0)), number)
            if index.isValid():
                self._view.scrollTo(index)
            self.place()
        return False


class Grid(QWidget):
    """Shows the rows of a plan. Enter on a cell repairs it, on the first columns decides about the row."""

    columns_chosen = Signal(object)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.view = PlanView(_("Rows of the sheet"))
        self.fields = FieldRow(self.view)
        holder = QHBoxLayout()
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(self.fields)
        column.addLayout(holder)
        column.addWidget(self.view, 1)
        self.plan: Plan | None = None
        self.only: Verdict | None = None
        self._rows: Sequence[PlannedRow] = ()
        self.editor: TextEntry | None = None
        self.table = LazyTable((), self._fetch, self)
        self.view.show_table(self.table)
        self.view.freeze()
        self.view.opened.connect(lambda _key: self.act())
        self.view.installEventFilter(self)
        self.fields.chosen.connect(self._choose)

    def show_plan(self, plan: Plan) -> None:
        self.plan = plan
        self.table.set_columns(self._columns(plan))
        self._refill(fresh=True)
        self.view.fit_columns()
        self.view.horizontalScrollBar().setValue(0)
        self.fields.show_plan(plan)

    def clear(self) -> None:
        self.plan, self._rows = None, ()
        self.table.start(0)

    def show_only(self, verdict: Verdict | None) -> None:
        self.only = verdict
        self._refill(fresh=True)

    def _columns(self, plan: Plan) -> list[Column]:
        own = [
            Column("row", _("Row"), 60, sortable=False),
            Column("verdict", _("What becomes of it"), 190, Fit.WHOLE, sortable=False),
            Column("reason", _("Why"), 230, sortable=False),
        ]
        for planned in plan.columns:
            heading = planned.column.heading or planned.column.letter
            fit = Fit.WHOLE if planned.field in WHOLE else Fit.SHORTEN
            own.append(Column(f"c{planned.column.index}", heading, 184, fit, sortable=False))
        return own

    def _refill(self, fresh: bool = False) -> None:
        if self.plan is None:
            return
        rows = self.plan.rows
        self._rows = rows if self.only is None else [row for row in rows if row.verdict is self.only]
        if fresh:
            self.table.start(len(self._rows))
        else:
            self.view.remember_place()
            self.table.refresh(len(self._rows))

    def _fetch(self, wanted: Wanted) -> None:
        shown = self._rows[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [self._row(row) for row in shown])

    def _row(self, row: PlannedRow) -> Row:
        assert self.plan is not None
        reason = reason_of(self.plan, row)
        tone = (
            Tone.BAD if row.verdict is Verdict.REFUSED else Tone.WARN if row.verdict is Verdict.SIMILAR else Tone.NOTE
        )
        cells: list[str | Cell] = [str(row.number), verdict_cell(row), Cell(reason, tone, **risk_mark(row))]
        for planned in self.plan.columns:
            cells.append(self._cell(row, planned.column.index, planned.field if planned.locked is None else None))
        return Row(row.number, cells)

    def _cell(self, row: PlannedRow, at: int, name: str | None) -> str | Cell:
        if name and row.corrected and name in row.corrected:
            text, tone = cell_text(row.corrected[name]), Tone.ACCENT
        else:
            text, tone = cell_text(row.cells[at]) if at < len(row.cells) else "", Tone.PLAIN
        if name and name in row.problems:
            return Cell(text, Tone.BAD, icon="circle-alert")
        return Cell(text, Tone.NOTE if name is None else tone) if name is None or tone is not Tone.PLAIN else text

    # repairing and deciding

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_F2:
                self.act()
                return True
        elif watched is self.editor and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self._close_editor()
                return True
        elif watched is self.editor and event.type() == QEvent.Type.FocusOut:
            self._close_editor()
        return False

    def act(self) -> None:
        """Does what the current cell is for."""
        index = self.view.currentIndex()
        row = self._current()
        if row is None or self.plan is None:
            return
        if index.column() < OWN:
            menu = self.decisions(row)
            if menu is not None:
                below = self.view.place_of(index).bottomLeft()
                menu.popup(self.view.viewport().mapToGlobal(below))
            return
        planned = self.plan.columns[index.column() - OWN]
        if planned.field and planned.field != NOTE_TOO and planned.locked is None:
            self._edit(index, row, planned.field, planned.column.index)

    def _current(self) -> PlannedRow | None:
        at = self.view.currentIndex().row()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def decisions(self, row: PlannedRow) -> QMenu | None:
        """New, or one of the clients it resembles; None where there is nothing to decide."""
        assert self.plan is not None
        known = self.plan.candidates(row)
        if row.problems or not (known or row.likeness or row.first or row.decision is not None):
            return None
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        own = menu.addAction(_("A client of its own"))
        own.setCheckable(True)
        own.setChecked(row.creates)
        own.triggered.connect(lambda _on=False: self.decide(row, None))
        for client in known[:20]:
            text = _("The client {code} {name}").format(code=client.code, name=client.name)
            # what speaks against a client is said wherever it is picked (CL-12)
            text += f" · {risk_word(client.risk)}" if client.risk else ""
            entry = menu.addAction(plain_action_text(text))
            entry.setCheckable(True)
            entry.setChecked(not row.creates and row.known is not None and row.known.id == client.id)
            entry.triggered.connect(lambda _on=False, key=client.id: self.decide(row, key))
        return menu

    def decide(self, row: PlannedRow, join: object) -> None:
        assert self.plan is not None
        self.plan.decide(row.number, join)  # type: ignore[arg-type]
        self._refill()
        self.changed.emit()

    def _edit(self, index: QModelIndex, row: PlannedRow, name: str, at: int) -> None:
        self._close_editor()
        self.view.scrollTo(index)
        room: QRect = self.view.visualRect(index)
        editor = TextEntry(self.view.viewport())
        held = (row.corrected or {}).get(name, row.cells[at] if at < len(row.cells) else "")
        editor.set_value(cell_text(held))
        editor.setAccessibleName(_("Row {row}, {heading}").format(row=row.number, heading=self._heading(index)))
        width = max(180, room.width())
        left = max(0, min(room.x(), self.view.viewport().width() - width))
        editor.setGeometry(left, room.y(), width, room.height())
        editor.returnPressed.connect(lambda: self._repair(row, name, editor.value()))
        editor.installEventFilter(self)
        self.editor = editor
        editor.show()
        editor.selectAll()
        editor.setFocus()

    def _heading(self, index: QModelIndex) -> str:
        return str(self.table.headerData(index.column(), Qt.Orientation.Horizontal))

    def _repair(self, row: PlannedRow, name: str, text: str) -> None:
        assert self.plan is not None
        self._close_editor()
        self.plan.repair(row.number, name, text)
        self._refill()
        self.changed.emit()
        self.view.setFocus()

    def _close_editor(self) -> None:
        editor, self.editor = self.editor, None
        if editor is not None:
            editor.hide()
            editor.deleteLater()

    def _choose(self, at: int, name: object) -> None:
        """A field goes to one column only: the one that had it before is not taken any more."""
        assert self.plan is not None
        wanted = {c.column.index: c.field for c in self.plan.columns}
        if name and name != NOTE_TOO:
            wanted = {key: None if held == name else held for key, held in wanted.items()}
        wanted[at] = name  # type: ignore[assignment]
        self.columns_chosen.emit(wanted)
