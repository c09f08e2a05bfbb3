"""Adds a table to a booking, and changes one: its name, its place among the tables, its seats, or takes it away."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.seating import edits
from desktop.rules.seating.commands import ResizeTable
from desktop.rules.seating.plan import Table
from desktop.rules.seating.shapes import Shape
from desktop.rules.text import tidy
from desktop.services.seating_tables import TableEntry
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import label
from desktop.ui.kit.tokens import Tone
from desktop.ui.seating.controller import SeatingController
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.words import table_word


class NewTableDialog(Dialog):
    added = Signal(object)
    """The table's id."""

    def __init__(self, controller: SeatingController, parent: QWidget) -> None:
        super().__init__(_("Add a table"), parent)
        self._controller = controller
        self.form = Form([
            FormField("shape", _("Shape"), Kind.CHOICE, choices=[(shape, _(shape.label)) for shape in Shape]),
            FormField("seats", _("Seats"), Kind.NUMBER, required=True),
            FormField("label", _("Number or name"), limit=20, hint=_("the next number"), span=2),
        ], 2)  # fmt: skip
        self.form.set_values({"shape": Shape.ROUND, "seats": "10", "label": ""})
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.set_main(_("Add the table"), self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def save(self) -> None:
        self.clear_refusal()
        values = self.form.values()
        seats = str(values["seats"])
        if not seats.isdecimal():
            self._refused(BadEntry(N_("How many seats? Type a number."), "seats"))
            return
        self.set_busy(True)
        entry = TableEntry(Shape.of(str(values["shape"])), int(seats), str(values["label"]))
        self._controller.add_table(entry, self._added, self._refused)

    def _added(self, key: UUID) -> None:
        self.accept()
        self.added.emit(key)

    def _refused(self, error: OfficeError) -> None:
        if self.form.show_refusal(error):
            self.set_busy(False)
        else:
            self.refuse(error)


class TableDialog(Dialog):
    """A smaller table says by name who loses his seat, before it is done."""

    changed = Signal(str, object, object)
    """That name or place were changed, with both as they were and are."""
    removed = Signal(str, object)
    """The table's name and id."""

    def __init__(self, controller: SeatingController, editor: Editor, table: Table, parent: QWidget) -> None:
        super().__init__(table_word(table.label), parent)
        self._controller, self._editor, self._table = controller, editor, table
        self.form = Form([
            FormField("label", _("Number or name"), required=True, limit=20),
            FormField("rank", _("Place among the tables, 1 is the head table"), Kind.NUMBER, required=True),
            FormField("seats", _("Seats"), Kind.NUMBER, required=True),
        ], 1)  # fmt: skip
        self.form.set_values({"label": table.label, "rank": str(table.rank), "seats": str(table.form.seats)})
        self.form.edited.connect(lambda _name: self._tell())
        self.body.addWidget(self.form)
        self.loses = label(tone=Tone.WARN, wrap=True)
        self.body.addWidget(self.loses)
        self.body.addStretch(1)
        self.set_main(_("Save"), self.save)
        self.add_button(_("Take the table away"), self.remove, "trash-2")
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._tell()

    def _resize(self) -> ResizeTable | None:
        seats = str(self.form.values()["seats"])
        wanted = int(seats) if seats.isdecimal() else 0
        return ResizeTable(self._table.id, wanted) if wanted and wanted != self._table.form.seats else None

    def _tell(self) -> None:
        """Who would have no seat."""
        command, said = self._resize(), ""
        if command is not None:
            try:
                _after, change = edits.apply(self._editor.plan, command)
                names = [self._editor.plan.name(person) for person in change.left_over]
                said = (
                    _("Lose their seats: {names}").format(names=listed(names)) if names else _("Nobody loses a seat.")
                )
            except BadEntry as error:
                said = str(error)
        self.loses.setText(said)
        self.loses.setVisible(bool(said))
        self._grow()

    def save(self) -> None:
        self.clear_refusal()
        values = self.form.values()
        rank = str(values["rank"])
        if not rank.isdecimal():
            self._refused(BadEntry(N_("The place among the tables is a number: 1 is the head table."), "rank"))
            return
        seats = str(values["seats"])
        try:
            if not seats.isdecimal():
                raise BadEntry(N_("How many seats? Type a number."), "seats")
            # before the name is stored: all of it or nothing
            edits.apply(self._editor.plan, ResizeTable(self._table.id, int(seats)))
        except BadEntry as error:
            self._refused(error)
            return
        self.set_busy(True)
        self._controller.change_table(UUID(self._table.id), str(values["label"]), int(rank), self._saved, self._refused)

    def _saved(self, _none: object) -> None:
        command, table, values = self._resize(), self._table, self.form.values()
        self.accept()
        before, after = (table.label, table.rank), (tidy(str(values["label"])), int(str(values["rank"])))
        if before != after:
            self.changed.emit(_("Table {label} was changed.").format(label=after[0]), before, after)
        if command is not None:
            self._editor.do(command)

    def remove(self) -> None:
        self.clear_refusal()
        self._controller.remove_table(UUID(self._table.id), self._removed, self._refused)

    def _removed(self, _none: object) -> None:
        self.accept()
        self.removed.emit(self._table.label, UUID(self._table.id))

    def _refused(self, error: OfficeError) -> None:
        if self.form.show_refusal(error):
            self.set_busy(False)
        else:
            self.refuse(error)
