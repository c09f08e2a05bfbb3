"""Above the drawing: the layers over it, larger, smaller, and all tables at once."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.i18n import _
from desktop.ui.kit import theme
from desktop.ui.kit.actions import menu_button
from desktop.ui.kit.text import set_tooltip
from desktop.ui.kit.tokens import SMALL
from desktop.ui.seating.plan_menu import arranging_actions, overlay_actions
from desktop.ui.seating.plan_view import PlanView


class PlanTools(QWidget):
    """The scale is told by the tooltip of what changes it: the room is the drawing's."""

    def __init__(self, plan: PlanView) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        self._plan = plan
        self.arrange = menu_button(_("Arrange"), lambda: arranging_actions(plan), icon_name="columns-3")
        row.addWidget(self.arrange)
        row.addWidget(menu_button(_("Layers"), lambda: overlay_actions(plan), icon_name="layers"))
        self._steps = []
        for sign, words, act in (("−", _("Smaller"), plan.zoom_out), ("+", _("Larger"), plan.zoom_in)):
            made = QToolButton()
            made.setText(sign)
            made.setAccessibleName(words)
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            made.clicked.connect(act)
            row.addWidget(made)
            self._steps.append((made, words))
        self._fit()
        theme.current().changed.connect(self._fit)
        plan.zoomed.connect(self._zoomed)
        plan.editor.selection_changed.connect(self._chosen)
        self._chosen()

    def _chosen(self) -> None:
        """Tables are aligned and spread once several are chosen."""
        self.arrange.setVisible(len(self._plan.editor.tables) > 1 and self._plan.editor.may_edit)

    def _fit(self) -> None:
        side = theme.current().control_height
        for made, _words in self._steps:
            made.setFixedSize(QSize(side, side))

    def _zoomed(self, percent: int) -> None:
        for made, words in self._steps:
            set_tooltip(made, f"{words} · {percent} %")
