"""Above the drawing: the layers over it, larger, smaller, and all tables at once."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit.actions import menu_button
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import SMALL
from desktop.ui.seating.plan_menu import overlay_actions
from desktop.ui.seating.plan_view import PlanView


class PlanTools(QWidget):
    def __init__(self, plan: PlanView) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        self.layers = menu_button(_("Layers"), lambda: overlay_actions(plan), icon_name="layers")
        row.addWidget(self.layers)
        for text, words, act in (("−", _("Smaller"), plan.zoom_out), ("+", _("Larger"), plan.zoom_in)):
            made = button(text, act, quiet=True)
            made.setAccessibleName(words)
            row.addWidget(made)
        self.percent = note()
        row.addWidget(self.percent)
        row.addWidget(button(_("Show all"), plan.fit, quiet=True))
        plan.zoomed.connect(lambda percent: self.percent.setText(f"{percent} %"))
