"""What a file's pane has of bookings: the tab of meals, its count, the next booking on the overview, and booking."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QTabBar

from desktop.i18n import _
from desktop.rules.rights import Right
from desktop.rules.risks import Mark
from desktop.services.clients import ClientFile
from desktop.services.dining import AtTable
from desktop.ui.clients.dining_tab import DiningTab, Meals
from desktop.ui.clients.file_controller import FileController
from desktop.ui.clients.overview import Overview


class FileDining(QObject):
    """`number` is the tab's place among `tabs`; who may not see the book has no such tab."""

    def __init__(
        self, controller: FileController, tabs: QTabBar, number: int, overview: Overview, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._controller, self._tabs, self._number, self._overview = controller, tabs, number, overview
        self.file: ClientFile | None = None
        self.tab: DiningTab | None = None
        controller.at_table_loaded.connect(self._show_brief)
        controller.meals_loaded.connect(self._show_meals)
        overview.booking_opened.connect(controller.open_booking)

    def begin(self, *, today: bool = True) -> None:
        """Another file comes; of one as of a past day nobody knows who was booked."""
        self.file = None
        if self.tab is not None:
            self.tab.forget()
        self._tabs.setTabText(self._number, _("Dining"))
        self._tabs.setTabVisible(self._number, today and self._controller.sees_bookings)

    def make_tab(self) -> DiningTab:
        made = self.tab = DiningTab()
        made.booking_opened.connect(self._controller.open_booking)
        made.book_requested.connect(self._controller.book)
        return made

    @property
    def may_book(self) -> bool:
        file, person = self.file, self._controller.desk.person
        if file is None or file.withdrawn or self._controller.at is not None or file.standing.mark == Mark.STOPPED:
            return False
        return self._controller.sees_bookings and bool(person.may(Right.TAKE_BOOKINGS))

    def _show_brief(self, found: AtTable) -> None:
        self._tabs.setTabText(self._number, _("Dining") + (f" {found.count}" if found.count else ""))
        if self.file is not None:
            self._overview.show_booking(found.next, self.file)

    def _show_meals(self, meals: Meals) -> None:
        if self.tab is not None:
            self.tab.show_meals(meals, self.may_book)
