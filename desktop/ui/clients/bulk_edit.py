"""Bulk edit 批量修改: choose fields and values, look at what each client becomes, change them all in one step."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.bulk_edits import BulkEdit, Manner, manners
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.fields import Field
from desktop.rules.words import Learnt
from desktop.services import bulk_edits
from desktop.services.bulk_edits import EditLine, Outcome, Preview
from desktop.ui.kit import theme
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, icon_button, label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import EMPTY, form_field, label_of, shown
from desktop.ui.kit.which_clients import Candidates, WhichClients

_HIGH = 150  # pixels of the preview, at least
_TOP, _REST = 9, 25  # times the text size: what two fields need, and what stands round them in the dialog
MOST_FIELDS = 4


class EditRow(QWidget):
    """One field, what is done to it, and the new value."""

    edited = Signal()
    removed = Signal()

    def __init__(self, fields: Sequence[Field], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = {field.name: field for field in fields}
        self.value: Form | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        self.field = Choice([(field.name, label_of(field)) for field in fields])
        self.manner = Choice()
        for at, (words, entry) in enumerate(((_("Field"), self.field), (_("Act"), self.manner))):
            head = note(words)
            head.setBuddy(entry)
            entry.setAccessibleName(words)
            grid.addWidget(head, 0, at)
            grid.addWidget(entry, 1, at)
        self._holder = QVBoxLayout()
        grid.addLayout(self._holder, 0, 2, 3, 1)
        self.remove = icon_button("x", _("Without this field"), self.removed.emit)
        grid.addWidget(self.remove, 1, 3)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 4)
        grid.setRowStretch(2, 1)
        self.field.edited.connect(self._field_chosen)
        self.manner.edited.connect(self._manner_chosen)
        self.field.set_value(fields[0].name)
        self._field_chosen()

    @property
    def chosen(self) -> Field:
        return self._fields[str(self.field.value())]

    def edit(self) -> BulkEdit:
        typed = self.value.values()[self.chosen.name] if self.value is not None else ""
        return BulkEdit(self.chosen.name, Manner.of(self.manner.value()), typed)

    def show_refusal(self, error: OfficeError) -> bool:
        return self.value is not None and self.value.show_refusal(error)

    def choose(self, field: str, manner: Manner, value: object = "") -> None:
        self.field.set_value(field)
        self._field_chosen()
        self.manner.set_value(manner.value)
        self._manner_chosen()
        if self.value is not None:
            self.value.put({field: value})

    def _field_chosen(self) -> None:
        held = self.manner.value()
        offered = [(manner.value, _(manner.label)) for manner in manners(self.chosen)]
        self.manner.offer(offered)
        self.manner.set_value(held if held in dict(offered) else Manner.SET.value)
        self._manner_chosen()

    def _manner_chosen(self) -> None:
        if self.value is not None:
            self._holder.removeWidget(self.value)
            self.value.hide()
            self.value.deleteLater()
            self.value = None
        if self.manner.value() != Manner.CLEAR.value:
            self.value = Form([_value_field(self.chosen)], 1)
            self.value.edited.connect(lambda _name: self.edited.emit())
            self._holder.addWidget(self.value)
            QWidget.setTabOrder(self.manner, self.value.entries[self.chosen.name])
        self.edited.emit()


class BulkEditDialog(ErrandDialog):
    """The main button first looks, then acts; whatever is edited in between has to be looked at again."""

    done_with = Signal(object)
    """An Outcome."""

    def __init__(self, desk: Desk, found: Candidates, fields: Sequence[Field], parent: QWidget | None = None) -> None:
        super().__init__(_("Bulk edit"), parent, width=880)
        self._desk, self._fields = desk, fields
        self.preview: Preview | None = None
        self.rows: list[EditRow] = []
        self.which = WhichClients(found)
        self.which.edited.connect(self._stale)
        self.more = button(_("Another field"), self.add_row, icon_name="plus", link=True)
        head = QHBoxLayout()
        head.addWidget(self.which)
        head.addStretch(1)
        head.addWidget(self.more, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(head)
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.source = Form(_source_fields(), 2)
        self.source.set_values({"learnt": "", "basis": ""})
        self._rows.addWidget(self.source)
        self._top = scrolling(inside)
        self.body.addWidget(self._top)
        self.body.addWidget(self.progress)
        self.summary = label(role="strong", wrap=True)
        self.body.addWidget(self.summary)
        self.view = TableView(_("What would be changed"), dense=True)
        self.view.setMinimumHeight(_HIGH)
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.body.addWidget(self.view, 1)
        self.set_main(_("Look at the changes"), self.go_on)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.add_row()
        self.rows[0].field.setFocus()

    def add_row(self) -> EditRow:
        taken = {row.chosen.name for row in self.rows}
        row = EditRow([field for field in self._fields if field.name not in taken])
        row.edited.connect(self._stale)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._rows.insertWidget(len(self.rows) - 1, row)
        row.field.setFocus()
        self._stale()
        return row

    def go_on(self) -> None:
        self.clear_refusal()
        if self.preview is None:
            self.look()
        elif self.preview.changing:
            self.carry_out()

    def look(self) -> None:
        self.set_busy(True)
        edits = [row.edit() for row in self.rows]
        errand = self._desk.errand(_("Looking at the files"), bulk_edits.preview, self.which.chosen, edits,
                                   done=self._show, failed=self._refused, owner=self)  # fmt: skip
        self.follow(errand)

    def carry_out(self) -> None:
        self.set_busy(True)
        values = self.source.values()
        learnt = Learnt.of(values["learnt"]) if values["learnt"] else None
        errand = self._desk.errand(_("Changing the files"), bulk_edits.carry_out, self.preview, learnt,
                                   str(values["basis"]), done=self._finished, failed=self._refused,
                                   owner=self)  # fmt: skip
        self.follow(errand)

    # answers

    def _show(self, preview: Preview) -> None:
        self.preview = preview
        self.summary.setText(_counted(preview))
        self.summary.setAccessibleName(self.summary.text())
        self.table.start(len(preview.lines), [_row(n, line) for n, line in enumerate(preview.lines[:100])])
        self._rename()
        if preview.lines:
            self.view.setFocus()

    def _finished(self, outcome: Outcome) -> None:
        self.done_with.emit(outcome)
        self.accept()

    def _refused(self, error: OfficeError) -> None:
        self.set_busy(False)
        row = next((row for row in self.rows if row.chosen.name == error.field), None)
        if not (isinstance(error, BadEntry) and row is not None and row.show_refusal(error)):
            self.refuse(error)

    def _stale(self) -> None:
        self.preview = None
        self.summary.setText(_("Nothing is changed before you have seen what each client becomes."))
        if self.table.total:
            self.table.start(0, [])
        self.source.setVisible(any(row.chosen.reviewed for row in self.rows))
        self.more.setVisible(len(self.rows) < min(MOST_FIELDS, len(self._fields)))
        for row in self.rows:
            row.remove.setVisible(len(self.rows) > 1)
        self._rename()
        self._fit()

    def _fit(self) -> None:
        """Several fields scroll, so that the preview keeps its room in the smallest window too."""
        inside = self._top.widget()
        inside.layout().activate()
        wanted = inside.sizeHint().height()
        self._top.setMaximumHeight(wanted)
        size = theme.current().scale.body
        parent = self.parentWidget()
        room = parent.window().height() - size * _REST if parent is not None else 0
        self._top.setMinimumHeight(min(wanted, max(room, size * _TOP)))

    def _rename(self) -> None:
        if self.main is None:
            return
        words, count = _("Look at the changes"), self.preview.changing if self.preview is not None else 0
        if self.preview is not None:
            words = _n("Change {n} client", "Change {n} clients", count).format(n=f"{count:,}")
        self.main.setText(words.replace("&", "&&"))
        self.main.setAccessibleName(words)
        self.main.setEnabled(self.preview is None or count > 0)

    def _remove(self, row: EditRow) -> None:
        self.rows.remove(row)
        self._rows.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.rows[-1].field.setFocus()
        self._stale()

    def _fetch(self, wanted: Wanted) -> None:
        lines = self.preview.lines if self.preview is not None else ()
        stretch = lines[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [_row(wanted.offset + n, line) for n, line in enumerate(stretch)])


def _columns() -> list[Column]:
    return [
        Column("name", _("Client"), 150, Fit.WHOLE, sortable=False),
        Column("code", _("Code"), 100, Fit.WHOLE, sortable=False),
        Column("field", _("Field"), 120, sortable=False),
        Column("before", _("Now"), 170, sortable=False),
        Column("after", _("Becomes"), 250, sortable=False),
    ]


def _row(number: int, line: EditLine) -> Row:
    after: Cell = Cell(_one_line(shown(line.field, line.after)) or EMPTY, bold=True)
    if line.refusal is not None:
        after = Cell(str(line.refusal), Tone.WARN, icon="ban")
    elif line.field.reviewed and line.after:
        after = Cell(after.text, bold=True, mark=_("to be reviewed"))
    before = _one_line(shown(line.field, line.before)) or EMPTY
    return Row(number, (Cell(line.name, bold=True), line.code, label_of(line.field), before, after))


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _counted(preview: Preview) -> str:
    count = preview.changing
    said = [_n("{n} client is changed", "{n} clients are changed", count).format(n=f"{count:,}")]
    if preview.unchanged:
        said.append(_n("{n} value is so already", "{n} values are so already", preview.unchanged).format(
            n=f"{preview.unchanged:,}"))  # fmt: skip
    if preview.refused:
        said.append(_n("{n} value stays, for the reason beside it", "{n} values stay, for the reasons beside them",
                       preview.refused).format(n=f"{preview.refused:,}"))  # fmt: skip
    return " · ".join(said)


def _source_fields() -> list[FormField]:
    learnt = (("", EMPTY), *((word.value, _(word.label)) for word in Learnt))
    return [
        FormField("learnt", _("How was it learnt?"), Kind.CHOICE, choices=learnt),
        FormField("basis", _("From whom, on which occasion?"), limit=200),
    ]


def _value_field(field: Field) -> FormField:
    """As the form of the file has it, on one line: the preview needs the room."""
    made = form_field(field, required=False)
    kind = Kind.TEXT if made.kind is Kind.LONG else made.kind
    choices = tuple(choice for choice in made.choices if choice[0] not in (None, ""))
    return FormField(field.name, _("New value"), kind, choices=choices, unit=made.unit, limit=field.limit
                     if kind is Kind.TEXT else 0, hint=made.hint)  # fmt: skip
