"""What the screen of supply channels asks of the office and does there."""

from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal

from desktop.services import supply, supply_prints, supply_views
from desktop.ui.kit.doing import Doing, Done


class SupplyController(Doing):
    loaded = Signal(object)
    viewed = Signal(object)
    UNDO = staticmethod(supply.undo)

    def load(self) -> None:
        self.ask("supply", supply_views.channels, done=self.loaded.emit)

    def look(self, key: UUID) -> None:
        self.ask("supply.one", supply_views.channel_view, key, done=self.viewed.emit)

    def superiors(self, done: Done) -> None:
        self.ask("supply.superiors", supply_views.superiors, done=done)

    def print_report(self, first: date, last: date) -> None:
        self.print_out(supply_prints.report, first, last)
