"""The fields of client files: those the office added itself, those taken out of use, and those off by default."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from desktop.i18n import N_, _
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import own_fields, settings
from desktop.services.own_fields import OwnFieldLine
from desktop.services.settings import OffFieldLine
from desktop.services.work import Work
from desktop.ui.kit import theme
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.filling import empty_out, keeping_focus, row_of, two_lines
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, note, set_tooltip
from desktop.ui.kit.tokens import GAP
from desktop.ui.settings.field_dialog import BLOCK_LABELS, FORM_LABELS, FieldDialog
from desktop.ui.settings.panel import Panel

MOST_SHOWN = 8
_SHORTCUTS = (("Alt+Up", "up"), ("Alt+Down", "down"), ("F2", "edit"), ("Del", "withdraw"))


def read_fields(work: Work) -> tuple[tuple[OwnFieldLine, ...], tuple[OffFieldLine, ...]]:
    return own_fields.own_fields(work, withdrawn=True), settings.list_off_fields(work)


class FieldsPanel(Panel):
    TITLE = N_("Client fields")
    ICON = "clipboard-list"
    WORDS = (N_("The office's own fields"), N_("Fields that are off by default"), N_("Looks"), N_("Required"))

    def build(self) -> None:
        self.may = self.desk.person.may(Right.RUN_OFFICE)
        self._lines: list[OwnFieldLine] = []
        self._moves = 0
        self.switches: dict[str, YesNo] = {}
        self._build_own()
        self.unused = self.card(
            _("Fields out of use"), _("What was entered stays in the files and comes back with the field.")
        )
        self._unused_rows = QVBoxLayout()
        self.unused.addLayout(self._unused_rows)
        inside = self.card(
            _("Fields that are off by default"),
            _("Asked for by archive forms, yet sensitive. Switched off again, what was entered stays in the files."),
        )
        self._off_rows = QVBoxLayout()
        self._off_rows.setSpacing(GAP)
        inside.addLayout(self._off_rows)
        if not self.may:
            self.column.addWidget(
                note(_("Only who holds “{right}” changes these.").format(right=_(Right.RUN_OFFICE.label)))
            )

    def _build_own(self) -> None:
        inside = self.card(
            _("The office's own fields"),
            _("They stand at the end of every client file, in the details, in imports and in the history. What was "
              "entered in a field is never lost: renamed, moved or taken out of use, it keeps its values."),
        )  # fmt: skip
        self.none = note(_("There is no field of your own yet."))
        inside.addWidget(self.none)
        columns = [
            Column("label", _("Name"), 210, Fit.WHOLE, sortable=False),
            Column("type", _("Type"), 100, Fit.WHOLE, sortable=False),
            Column("level", _("Level"), 130, Fit.WHOLE, sortable=False),
            Column("forms", _("For"), 200, Fit.WHOLE, sortable=False),
            Column("required", _("Required"), 80, Fit.WHOLE, sortable=False),
        ]
        self.view = TableView(_("The office's own fields"))
        self.table = LazyTable(columns, self._fetch, self)
        self.view.show_table(self.table)
        self.view.opened.connect(lambda _key: self.edit())
        self.view.chosen.connect(lambda _keys: self._allow())
        theme.current().changed.connect(self._fit)
        inside.addWidget(self.view)
        self.add = button(_("Add field…"), lambda: self._open(None), icon_name="plus")
        self.change = button(_("Edit…"), self.edit, icon_name="pencil")
        self.up = button(_("Move up"), lambda: self.move_by(-1), icon_name="arrow-up")
        self.down = button(_("Move down"), lambda: self.move_by(1), icon_name="arrow-down")
        self.out = button(_("Take field out of use"), self.withdraw, icon_name="archive")
        self._acts = (self.change, self.up, self.down, self.out)
        inside.addLayout(row_of(self.add, *self._acts, 1))
        for made in (self.add, *self._acts):
            made.setVisible(self.may)
        if not self.may:
            return
        verbs = {"up": lambda: self.move_by(-1), "down": lambda: self.move_by(1), "edit": self.edit,
                 "withdraw": self.withdraw}  # fmt: skip
        for keys, name in _SHORTCUTS:
            shortcut = QShortcut(QKeySequence(keys), self.view, verbs[name])
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    def load(self) -> None:
        self.desk.ask("settings.fields", read_fields, done=self._show)

    # answers

    def _show(self, found: tuple[tuple[OwnFieldLine, ...], tuple[OffFieldLine, ...]]) -> None:
        if self._moves:
            # asked before the last move was in; the next answer knows it
            return
        fields, off = found
        self._lines = [line for line in fields if not line.withdrawn]
        self._show_rows()
        self._show_unused([line for line in fields if line.withdrawn])
        self._show_off(off)

    def _show_rows(self) -> None:
        count = len(self._lines)
        if self.table.total:
            self.view.remember_place()
            self.table.refresh(count)
        else:
            self.table.start(count, [_row(line) for line in self._lines])
        self.none.setVisible(not count)
        self.view.setVisible(bool(count))
        for made in self._acts:
            made.setVisible(self.may and bool(count))
        self._fit()
        self._allow()

    def _fetch(self, wanted: Wanted) -> None:
        lines = self._lines[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [_row(line) for line in lines])

    def _fit(self) -> None:
        """As tall as its rows, so that the page scrolls and not a window within it."""
        look = theme.current()
        rows = min(len(self._lines), MOST_SHOWN)
        self.view.setFixedHeight(look.control_height + rows * look.row_height + 2 * self.view.frameWidth() + 2)

    @keeping_focus
    def _show_unused(self, lines: Sequence[OwnFieldLine]) -> None:
        empty_out(self._unused_rows)
        frame = self.unused.parentWidget()
        assert frame is not None
        frame.setVisible(bool(lines))
        for line in lines:
            row = row_of()
            row.addLayout(two_lines(line.label, f"{_(line.type_label)} · {_(BLOCK_LABELS[line.entry.block])}"), 1)
            back = button(_("Bring back"), lambda line=line: self._restore(line), icon_name="undo-2")
            back.setAccessibleName(_("Bring back {name}").format(name=line.label))
            row.addWidget(back)
            self._unused_rows.addLayout(row)
            back.setVisible(self.may)

    def _show_off(self, lines: Sequence[OffFieldLine]) -> None:
        for line in lines:
            if line.name not in self.switches:
                switch = self.switches[line.name] = YesNo(_(line.label))
                switch.setEnabled(self.may)
                switch.setMinimumWidth(160)
                switch.setAccessibleDescription(_(line.sentence))
                switch.edited.connect(lambda name=line.name: self._switch(name))
                row = row_of(switch)
                row.addWidget(note(_(line.sentence), wrap=True), 1)
                self._off_rows.addLayout(row)
            self.switches[line.name].set_value(line.on)

    # what the user does

    @property
    def chosen(self) -> OwnFieldLine | None:
        keys = self.view.selected_keys
        return next((line for line in self._lines if line.id in keys), None)

    def _allow(self) -> None:
        """A button that would do nothing is disabled and says why."""
        line = self.chosen
        place = self._lines.index(line) if line is not None else -1
        none = "" if line is not None else _("Choose a field first.")
        first = none or ("" if place else _("It is the first already."))
        last = none or ("" if place < len(self._lines) - 1 else _("It is the last already."))
        for made, reason, keys in ((self.change, none, "F2"), (self.up, first, "Alt+↑"), (self.down, last, "Alt+↓"),
                                   (self.out, none, "Del")):  # fmt: skip
            if reason and made.hasFocus():
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            made.setEnabled(not reason)
            made.setAccessibleDescription(reason)
            set_tooltip(made, reason or f"{made.accessibleName()}  {keys}")

    def edit(self) -> None:
        if self.chosen is not None and self.may:
            self._open(self.chosen)

    def _open(self, line: OwnFieldLine | None) -> None:
        self.dialog = FieldDialog(self, line)
        self.dialog.added.connect(self._added)
        self.dialog.open()

    def choose(self, field_id: UUID) -> None:
        """The field that the buttons and keys are about; one just added may still be on its way."""
        self.view.select_key(field_id)
        self._allow()

    def _added(self, field_id: UUID) -> None:
        self.choose(field_id)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def move_by(self, step: int) -> None:
        line = self.chosen
        if line is None or not 0 <= (place := self._lines.index(line) + step) < len(self._lines):
            return
        # shown at once, so that the next press starts from here
        self._lines.remove(line)
        self._lines.insert(place, line)
        self._show_rows()
        self.choose(line.id)
        self._moves += 1
        order = [held.id for held in self._lines]
        self.do(own_fields.order_own_fields, order, done=lambda _nothing: self._moved(), failed=self._not_moved)

    def _moved(self) -> None:
        self._moves -= 1

    def _not_moved(self, error: OfficeError) -> None:
        self._moves -= 1
        self._refused(error)

    def withdraw(self) -> None:
        line = self.chosen
        if line is None:
            return
        desk = self.desk

        def undo() -> None:
            desk.do(own_fields.restore_own_field, line.id)

        said = _("“{name}” is out of use. Its values stay in the files.").format(name=line.label)
        self.do(own_fields.withdraw_own_field, line.id, done=lambda _nothing: self.undoable.emit(said, undo))

    def _restore(self, line: OwnFieldLine) -> None:
        said = _("“{name}” is back with its values.").format(name=line.label)
        self.do(own_fields.restore_own_field, line.id, said=said)

    def _switch(self, name: str) -> None:
        self.do(settings.switch_off_field, name, self.switches[name].value(), said=_("Saved"), failed=self._refused)

    def _refused(self, error: OfficeError) -> None:
        self.refused.emit(error)
        self.load()


def _row(line: OwnFieldLine) -> Row:
    entry = line.entry
    level = Cell(_(BLOCK_LABELS[entry.block]), icon="lock" if entry.block.sealed else "")
    return Row(line.id, (Cell(line.label, bold=True), _(line.type_label), level, _(FORM_LABELS[entry.forms]),
                         _("Yes") if entry.required else ""))  # fmt: skip
