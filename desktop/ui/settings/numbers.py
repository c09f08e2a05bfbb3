"""The numbers of the rule books in one table: value, default, since when, by whom, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton

from desktop.i18n import N_, _
from desktop.rules.errors import OfficeError
from desktop.rules.owners import OWNERS_COUNT
from desktop.rules.rights import Right
from desktop.rules.settings import SPECS
from desktop.services import settings
from desktop.services.settings import SettingLine
from desktop.ui.kit import theme
from desktop.ui.kit.entries import NumberEntry, TextEntry, YesNo
from desktop.ui.kit.text import button, label, note, restyle
from desktop.ui.kit.tokens import GAP, MEDIUM
from desktop.ui.settings.panel import Panel, shown_day


@dataclass(slots=True)
class Row:
    """One number as it is shown; an entry that says something else than `known` holds what is still being typed."""

    line: SettingLine
    known: str
    entry: TextEntry
    by: QLabel
    reset: QPushButton


class NumbersPanel(Panel):
    TITLE = N_("Rule numbers")
    ICON = "sliders-horizontal"
    WORDS = (*(spec.label for spec in SPECS if spec.shown), OWNERS_COUNT)

    def build(self) -> None:
        self.may = self.desk.person.may(Right.RUN_OFFICE)
        inside = self.card(_("Rule numbers"), _("What the rule books leave to the office. Enter saves a value."))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(MEDIUM)
        self._grid.setVerticalSpacing(GAP)
        self._grid.setColumnStretch(0, 1)
        inside.addLayout(self._grid)
        for column, word in enumerate((_("Number"), _("Rule"), _("Set to"), _("Default"), _("Changed on"))):
            self._grid.addWidget(note(word), 0, column)
        self._rows: dict[str, Row] = {}
        inside = self.card(_("Readings in force"), _("Where a rule can be read in two ways."))
        self.owners_count = YesNo(_(OWNERS_COUNT))
        self.owners_count.setEnabled(self.may)
        self.owners_count.edited.connect(
            lambda: self.do(settings.change_setting, "owners_count", self.owners_count.value(), said=_("Saved"))
        )
        inside.addWidget(self.owners_count)
        inside.addWidget(note(_("Off: an important client needs the contact persons besides owner and deputy (CL-9)."),
                              wrap=True))  # fmt: skip

    def load(self) -> None:
        self.owners_count.set_value(self.desk.office.settings["owners_count"])
        self.desk.ask("settings.numbers", settings.list_rule_numbers, done=self._show)

    @property
    def entries(self) -> dict[str, TextEntry]:
        return {name: row.entry for name, row in self._rows.items()}

    def _show(self, lines: Sequence[SettingLine]) -> None:
        """Rows stay once they are there: a colleague's save takes neither the focus nor what is being typed."""
        for line in lines:
            row = self._rows.get(line.name) or self._add(line)
            if row.entry.value() == row.known:
                row.entry.set_value(line.value)
            row.line, row.known = line, str(line.value)
            row.by.setText(f"{shown_day(line.changed_at)}\n{line.changed_by}" if line.changed_at else "")
            row.reset.setVisible(line.changed_at is not None and self.may)

    def _add(self, line: SettingLine) -> Row:
        entry = NumberEntry() if isinstance(line.default, int) else TextEntry()
        entry.set_value(line.value)
        entry.setFixedWidth(theme.current().scale.body * 10)
        entry.setAccessibleName(_(line.label))
        entry.setReadOnly(not self.may)
        reset = button(_("Reset"), lambda: self._reset(row))
        reset.setAccessibleName(_("Reset: {name}").format(name=_(line.label)))
        row = self._rows[line.name] = Row(line, str(line.value), entry, note(""), reset)
        entry.editingFinished.connect(lambda: self._change(row))
        pieces = (
            label(_(line.label), wrap=True),
            note(line.rule),
            entry,
            note(str(line.default), wrap=True),
            row.by,
            reset,
        )
        number = len(self._rows)
        for column, piece in enumerate(pieces):
            self._grid.addWidget(piece, number, column)
        return row

    def _reset(self, row: Row) -> None:
        # what was typed beside it and not taken goes with the value it would have replaced
        row.entry.set_value(row.known)
        restyle(row.entry, "wrong", False)
        self.do(settings.reset_setting, row.line.name, said=_("Back to the default"))

    def _change(self, row: Row) -> None:
        typed = row.entry.value()
        restyle(row.entry, "wrong", False)
        if typed == row.known:
            return

        def saved(_result: object) -> None:
            # the office may write it in another way, such as 7 for 07
            row.known = typed

        def failed(error: OfficeError) -> None:
            restyle(row.entry, "wrong", True)
            self.refused.emit(error)

        self.do(settings.change_setting, row.line.name, typed, done=saved, failed=failed, said=_("Saved"))
