"""The numbers of the rule books in one table: value, default, since when, by whom, and the way back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

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
from desktop.ui.kit.tokens import GAP, WIDE
from desktop.ui.settings.panel import Panel, empty_out, shown_day


class NumbersPanel(Panel):
    TITLE = N_("Rule numbers")
    ICON = "sliders-horizontal"
    WORDS = (*(spec.label for spec in SPECS if spec.shown), OWNERS_COUNT)

    def build(self) -> None:
        self.may = self.desk.person.may(Right.RUN_OFFICE)
        inside = self.card(_("Rule numbers"), _("What the rule books leave to the office. Enter saves a value."))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(WIDE)
        self._grid.setVerticalSpacing(GAP)
        self._grid.setColumnStretch(0, 1)
        inside.addLayout(self._grid)
        self.entries: dict[str, TextEntry] = {}
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

    def _show(self, lines: Sequence[SettingLine]) -> None:
        held = next((name for name, entry in self.entries.items() if entry.hasFocus()), "")
        empty_out(self._grid)
        self.entries.clear()
        for column, word in enumerate((_("Number"), _("Rule"), _("Set to"), _("Default"), _("Changed on"), "")):
            self._grid.addWidget(note(word), 0, column)
        for row, line in enumerate(lines, 1):
            self._add(row, line)
        if held in self.entries:
            self.entries[held].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, row: int, line: SettingLine) -> None:
        entry = NumberEntry() if isinstance(line.default, int) else TextEntry()
        entry.set_value(line.value)
        entry.setFixedWidth(theme.current().scale.body * 12)
        entry.setAccessibleName(_(line.label))
        entry.setReadOnly(not self.may)
        entry.editingFinished.connect(lambda: self._change(line, entry))
        self.entries[line.name] = entry
        by = f"{shown_day(line.changed_at)} {line.changed_by}" if line.changed_at else ""
        self._grid.addWidget(label(_(line.label), wrap=True), row, 0)
        self._grid.addWidget(note(line.rule), row, 1)
        self._grid.addWidget(entry, row, 2)
        self._grid.addWidget(note(str(line.default)), row, 3)
        self._grid.addWidget(note(by), row, 4)
        if line.changed_at and self.may:
            reset = button(
                _("Reset"), lambda: self.do(settings.reset_setting, line.name, said=_("Back to the default"))
            )
            reset.setAccessibleName(_("Reset: {name}").format(name=_(line.label)))
            self._grid.addWidget(reset, row, 5)

    def _change(self, line: SettingLine, entry: TextEntry) -> None:
        if entry.value() == str(line.value):
            return

        def failed(error: OfficeError) -> None:
            restyle(entry, "wrong", True)
            self.refused.emit(error)

        restyle(entry, "wrong", False)
        self.do(settings.change_setting, line.name, entry.value(), failed=failed, said=_("Saved"))
