"""Who changed what in a file and when, all of it or of one field."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import Label
from desktop.rules.fields import Locked
from desktop.services.clients import ClientFile
from desktop.services.histories import MOST_LINES, HistoryLine
from desktop.ui.clients.file_controller import HISTORY_PAGE
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.date_entry import DateEntry, read_date
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, note, set_tooltip
from desktop.ui.kit.tokens import MEDIUM, Tone
from desktop.ui.kit.values import label_of, lock_words, moment

ALL = ""


class History(QWidget):
    field_chosen = Signal(object)
    """The field to narrow to, None for all."""
    earlier_requested = Signal(object, int)
    """The field, None for all, and the serial of the earliest act shown."""
    undo_requested = Signal(object)
    """The operation of a line."""
    day_chosen = Signal(object)
    """The past day whose file is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: object = None
        self.field: str = ALL
        self.choice = Choice()
        self.choice.setMinimumContentsLength(16)
        self.choice.setAccessibleName(_("Field"))
        self.choice.edited.connect(self._chosen)
        self.view = TableView(_("History"))
        columns = [
            Column("at", _("When"), 168, Fit.WHOLE, sortable=False),
            Column("who", _("Who"), 100, Fit.WHOLE, sortable=False),
            Column("act", _("What"), 220, sortable=False),
            Column("field", _("Field"), 140, sortable=False),
            Column("before", _("Before"), 210, sortable=False),
            Column("after", _("After"), 210, sortable=False),
        ]
        self.table = LazyTable(columns, lambda wanted: self.table.take(wanted, self._slice(wanted)), self)
        self._lines: list[HistoryLine] = []
        self._rows: list[Row] = []
        self._about: object = None
        self.view.show_table(self.table)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(note(_("Field")))
        head.addWidget(self.choice)
        self.undo_button = button(_("Undo…"), self._undo, icon_name="undo-2")
        head.addWidget(self.undo_button)
        head.addStretch(1)
        head.addWidget(note(_("As of a day")))
        self.day = DateEntry()
        self.day.line.setAccessibleName(_("As of a day"))
        self.day.line.setFixedWidth(140)
        self.day.line.returnPressed.connect(self._look)
        head.addWidget(self.day)
        self.look_button = button(_("Show the file"), self._look, icon_name="history")
        head.addWidget(self.look_button)
        self._may_edit = False
        self.view.chosen.connect(lambda _keys: self._fit())
        self.view.opened.connect(lambda _key: self._undo())
        self.view.menu_requested.connect(self._menu)
        self._fit()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 8)
        outer.setSpacing(MEDIUM)
        outer.addLayout(head)
        self._stack = QStackedLayout()
        outer.addLayout(self._stack, 1)
        self._stack.addWidget(self.view)
        self._stack.addWidget(Empty(_("Nothing has been changed here yet."), icon_name="history"))
        self.earlier = button(_("Earlier entries"), self._ask_earlier, quiet=True, icon_name="history")
        self.earlier.hide()
        foot = QHBoxLayout()
        foot.addWidget(self.earlier)
        foot.addStretch(1)
        outer.addLayout(foot)

    def show_file(self, file: ClientFile) -> None:
        fields = [(f.name, label_of(f)) for f in file.catalogue.fields if file.form in f.forms]
        if fields != self._fields:
            self._fields = fields
            self.choice.offer([(ALL, _("All fields")), *fields])
        if self.field not in {ALL, *(name for name, _label in fields)}:
            # the office has taken the field out of use meanwhile
            self.field = ALL
        self.choice.set_value(self.field)
        self._may_edit = file.may_edit or file.may_review
        self._fit()

    def narrow(self, field: str) -> None:
        self.forget()
        self.field = field
        self.choice.set_value(field)
        self.field_chosen.emit(field or None)

    @property
    def wanted(self) -> int:
        """How many acts to ask for: as many as are shown, so that nothing goes away under the eyes of who reads."""
        whole = self.earlier.isHidden()
        room = (len(self._lines) // HISTORY_PAGE + 1) * HISTORY_PAGE if whole else len(self._lines)
        return min(MOST_LINES, max(HISTORY_PAGE, room))

    def forget(self) -> None:
        """Another file or field comes: its history begins with the latest page."""
        self._lines, self._about = [], None

    def show_lines(self, lines: Sequence[HistoryLine], asked: int) -> None:
        """The latest acts, of `asked` for. After a colleague's change the place, the selection and the focus stay."""
        same, self._about = self._about == self.field, self.field
        self._hold(lines, more=len(lines) >= asked)
        if same and self.table.total:
            self.view.remember_place()
            self.table.refresh(len(self._rows))
        else:
            self.table.start(len(self._rows), self._rows[:100])
        self._stack.setCurrentIndex(0 if self._rows else 1)
        self._fit()

    # undoing and looking back

    @property
    def chosen(self) -> Any | None:
        """The line whose row is selected."""
        key = next(iter(self.view.selected_keys), None)
        if not isinstance(key, tuple):
            return None
        return next((line for line in self._lines if (line.serial, line.file) == key[:2]), None)

    def _reason(self) -> str:
        """Why the selected line can't be undone here; empty where it may be tried."""
        line = self.chosen
        if line is None:
            return _("Select what is to be undone.")
        if line.undone:
            return _("This has been undone already.")
        if not self._may_edit:
            return _("You may not change this file.")
        if line.file:
            return _("It was done before the files were merged. Take the merge apart first.")
        return "" if line.undoable else _(line.elsewhere or N_("This is not undone here."))

    def _fit(self) -> None:
        reason = self._reason()
        self.undo_button.setEnabled(not reason)
        self.undo_button.setAccessibleDescription(reason)
        set_tooltip(self.undo_button, reason)

    def _undo(self) -> None:
        line = self.chosen
        if line is not None and not self._reason():
            self.undo_requested.emit(line.operation)

    def _menu(self, _key: object, place: QPoint) -> None:
        menu = make_menu([Action("undo", N_("Undo…"), self._undo, "undo-2", reason=self._reason())], self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _look(self) -> None:
        day = read_date(self.day.value())
        if day is not None:
            self.day_chosen.emit(day)
        else:
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_earlier(self, field: str | None, lines: Sequence[HistoryLine]) -> None:
        # an answer that comes late, or twice, adds nothing
        if field == (self.field or None) and self._lines:
            fresh = [line for line in lines if line.serial < self._lines[-1].serial]
            self._hold([*self._lines, *fresh], more=len(lines) >= HISTORY_PAGE)
            self.table.grow(len(self._rows))

    def _hold(self, lines: Sequence[HistoryLine], *, more: bool) -> None:
        self._lines = list(lines)
        self._rows = [row for line in lines for row in rows_of(line)]
        if not more and self.window().focusWidget() is self.earlier:
            self.focus()
        self.earlier.setVisible(more)

    def _ask_earlier(self) -> None:
        if self._lines:
            self.earlier_requested.emit(self.field or None, self._lines[-1].serial)

    def focus(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _slice(self, wanted: Any) -> Sequence[Row]:
        return self._rows[wanted.offset : wanted.offset + wanted.count]

    def _chosen(self) -> None:
        self.narrow(str(self.choice.value() or ALL))


def rows_of(line: HistoryLine) -> list[Row]:
    """One row for each change; one for an act that changed no field."""
    about = _(line.about) if isinstance(line.about, Label) else line.about
    act = _("{act}: {what}").format(act=_(line.action), what=about) if about else _(line.action)
    if line.undone:
        act = _("{act} (undone since)").format(act=act)
    if line.file:
        act = f"{act} · {line.file}"
    who = _("{name} for {absent}").format(name=line.who, absent=line.instead_of) if line.instead_of else line.who
    head = (moment(line.at), who, act)
    if not line.changes:
        return [Row((line.serial, line.file, 0), (*head, "", "", ""))]
    return [
        Row(
            (line.serial, line.file, number),
            (*head, _(change.label), value_cell(change.before), value_cell(change.after)),
        )
        for number, change in enumerate(line.changes)
    ]


def value_cell(value: Any) -> str | Cell:
    """A lock where the value is sealed, the same whether there was one or not."""
    if isinstance(value, Locked):
        return Cell(lock_words(value), Tone.NOTE, locked=True)
    return (_(value) if isinstance(value, Label) else str(value)).replace("\n", " ")
