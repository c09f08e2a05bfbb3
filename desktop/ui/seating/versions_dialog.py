"""Named versions of a plan: keeps the plan as it is, and seats everybody again as an earlier one has it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.services.seating import VersionLine
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import TextEntry
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.text import button, label, note, rule
from desktop.ui.kit.tokens import GAP
from desktop.ui.seating.controller import SeatingController
from desktop.ui.seating.inspector import empty_layout


class VersionsDialog(Dialog):
    restored = Signal(object, str)
    """The Change, and the version's name."""

    def __init__(self, controller: SeatingController, parent: QWidget) -> None:
        super().__init__(_("Versions"), parent, width=560)
        self._controller = controller
        may = controller.may_edit
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self.name = TextEntry()
        self.name.setAccessibleName(_("Name of this version"))
        self.name.setPlaceholderText(_("Name of this version"))
        self.name.setMaxLength(60)
        row.addWidget(self.name, 1)
        if may:
            self.body.addLayout(row)
        inner = QWidget()
        self._lines = QVBoxLayout(inner)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(GAP)
        area = scrolling(inner)
        area.setMinimumHeight(220)
        self.body.addWidget(area, 1)
        if may:
            self.set_main(_("Keep the plan as it is"), self.keep, "save")
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)
        self.load()

    def load(self) -> None:
        self._controller.load_versions(self.show_lines)

    def show_lines(self, lines: Sequence[VersionLine]) -> None:
        empty_layout(self._lines)
        if not lines:
            self._lines.addWidget(note(_("No version was kept yet.")))
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(GAP)
            block = QVBoxLayout()
            block.setSpacing(0)
            block.addWidget(label(line.name, role="strong", wrap=True))
            seats = _n("{n} seat given", "{n} seats given", line.seats).format(n=line.seats)
            block.addWidget(note(" · ".join((seats, line.kept_by, moment(line.kept_at))), wrap=True))
            row.addLayout(block, 1)
            if self._controller.may_edit:
                again = button(_("Seat so again"), lambda line=line: self.restore(line))
                again.setAccessibleName(_("Seat again as in {name}").format(name=line.name))
                row.addWidget(again)
                away = button(_("Take back"), lambda line=line: self.withdraw(line), link=True)
                away.setAccessibleName(_("Take back version {name}").format(name=line.name))
                row.addWidget(away)
            self._lines.addLayout(row)
            self._lines.addWidget(rule())
        self._lines.addStretch(1)

    def keep(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        self._controller.keep_version(self.name.value(), self._kept, self.refuse)

    def _kept(self, _key: object) -> None:
        self.set_busy(False)
        self.name.clear()
        self.load()

    def restore(self, line: VersionLine) -> None:
        def done(change: object) -> None:
            self.accept()
            self.restored.emit(change, line.name)

        self.clear_refusal()
        self._controller.restore_version(line.id, done, self.refuse)

    def withdraw(self, line: VersionLine) -> None:
        self.clear_refusal()
        self._controller.withdraw_version(line.id, lambda _none: self.load(), self.refuse)
