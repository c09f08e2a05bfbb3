"""Above the drawing: the layers over it, larger, smaller, and all tables at once."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.i18n import _
from desktop.ui.kit import theme
from desktop.ui.kit.actions import menu_button
from desktop.ui.kit.text import set_tooltip
from desktop.ui.kit.tokens import SMALL
from desktop.ui.seating.plan_menu import overlay_actions
from desktop.ui.seating.plan_view import PlanView


class PlanTools(QWidget):
    """The scale is told by the tooltip of what changes it: the room is the drawing's."""

    def __init__(self, plan: PlanView) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
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

    def _fit(self) -> None:
        side = theme.current().control_height
        for made, _words in self._steps:
            made.setFixedSize(QSize(side, side))

    def _zoomed(self, percent: int) -> None:
        for made, words in self._steps:
            set_tooltip(made, f"{words} · {percent} %")
