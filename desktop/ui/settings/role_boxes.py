"""The office's roles to be ticked, and in words which level and keys the ticked ones reach."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import _
from desktop.rules.accounts import vaults_for
from desktop.rules.rights import add_up
from desktop.services.granting import VAULT_LABELS
from desktop.services.roles import RoleLine
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.phrases import level_word, listed
from desktop.ui.kit.tokens import GAP, WIDE

COLUMNS = 3


class RoleBoxes(QWidget):
    """`edited` when a box was ticked or cleared by hand."""

    edited = Signal()

    def __init__(self, roles: Sequence[RoleLine], ticked: Collection[Any] = ()) -> None:
        super().__init__()
        self._roles = roles
        self.boxes: dict[Any, YesNo] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(GAP)
        for number, role in enumerate(roles):
            box = self.boxes[role.id] = YesNo(_(role.name))
            box.edited.connect(self.edited)
            grid.addWidget(box, number // COLUMNS, number % COLUMNS)
        self.put(ticked)

    def put(self, ticked: Collection[Any]) -> None:
        for key, box in self.boxes.items():
            box.set_value(key in ticked)

    def chosen(self) -> list[RoleLine]:
        return [role for role in self._roles if self.boxes[role.id].value()]

    def ids(self) -> tuple[Any, ...]:
        return tuple(role.id for role in self.chosen())

    def reached(self) -> frozenset[str]:
        """The vaults that the ticked roles open."""
        chosen = self.chosen()
        return vaults_for(add_up(role.rights for role in chosen), max((role.level for role in chosen), default=1))

    def sentence(self) -> str:
        reached, level = self.reached(), max((role.level for role in self.chosen()), default=1)
        names = listed(_(VAULT_LABELS[vault]) for vault in VAULT_LABELS if vault in reached) or _("none")
        return _("{level}. Keys: {names}.").format(level=level_word(level), names=names)
