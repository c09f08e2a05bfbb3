"""Asks, field by field, whose entry counts when two people changed the same fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from desktop.i18n import _
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import label, note, plain_action_text


@dataclass(frozen=True, slots=True)
class Clash:
    """All shown texts; `mine_value` and `theirs_value` are what is handed back."""

    name: str
    label: str
    loaded: str
    mine: str
    theirs: str
    mine_value: object
    theirs_value: object


class ClashDialog(Dialog):
    """Starts with the colleague's entries: what is saved already stays unless mine is chosen."""

    resolved = Signal(object)
    """dict of field name → chosen value."""

    def __init__(self, clashes: Sequence[Clash], who: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Both of you changed this"), parent, width=592)
        self._clashes = tuple(clashes)
        self._groups: dict[str, QButtonGroup] = {}
        self.body.addWidget(
            label(_("{who} saved first. Choose for each field; everything else is kept.").format(who=who), wrap=True)
        )
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for column, words in enumerate((_("Field"), _("Mine"), _("Theirs"))):
            grid.addWidget(note(words), 0, column)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for row, clash in enumerate(self._clashes):
            self._add(grid, 2 * row + 1, clash)
        grid.setRowStretch(2 * len(self._clashes) + 1, 1)
        area = scrolling(inner)
        area.setMinimumHeight(min(inner.sizeHint().height(), 400))
        self.body.addWidget(area)
        self.set_main(_("Save these"), self._resolve)
        self.add_button(_("Go on editing"), self.reject)

    def choice(self) -> Mapping[str, object]:
        return {
            c.name: c.mine_value if self._groups[c.name].checkedId() == 1 else c.theirs_value for c in self._clashes
        }

    def choose(self, name: str, mine: bool) -> None:
        self._groups[name].button(1 if mine else 2).setChecked(True)

    def _add(self, grid: QGridLayout, row: int, clash: Clash) -> None:
        group = QButtonGroup(self)
        self._groups[clash.name] = group
        grid.addWidget(label(clash.label), row, 0)
        for column, text in ((1, clash.mine), (2, clash.theirs)):
            radio = QRadioButton(plain_action_text(text) or _("(empty)"))
            whose = _("Mine") if column == 1 else _("Theirs")
            radio.setAccessibleName(f"{clash.label}, {whose}: {text}")
            group.addButton(radio, column)
            grid.addWidget(radio, row, column)
        group.button(2).setChecked(True)
        before = note(_("Before: {value}").format(value=clash.loaded or _("(empty)")), wrap=True)
        grid.addWidget(before, row + 1, 1, 1, 2)

    def _resolve(self) -> None:
        self.resolved.emit(dict(self.choice()))
        self.accept()
