"""What pages of lists have in common: the right they ask for, tabs, what stands where nothing does, and prints."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.rights import Right
from desktop.services.stamps import Printed
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import not_allowed
from desktop.ui.kit.page import Page
from desktop.ui.kit.printing import PrintDesk, Printout


class Nothing(QVBoxLayout):
    """Stands in the place of a list that has no rows, and says why."""

    def show_instead(self, view: QWidget, empty: QWidget | None) -> None:
        """Of `view`, which is there again where there is nothing to be said."""
        while (item := self.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        view.setVisible(empty is None)
        if empty is not None:
            self.addWidget(empty)


class ListPage(Page):
    """Subclasses set RIGHT, make their `controller`, and call `built` once they have built what they show. Whoever does
    not hold the right reads who does."""

    RIGHT: Right
    controller: Any

    def __init__(self, desk: Desk, parent: QWidget | None = None, printing: PrintDesk | None = None) -> None:
        self.dialog: Any = None
        self._printing = printing
        self._sheet: Any = None
        super().__init__(desk, parent)
        self.controller.setParent(self)

    @property
    def may_see(self) -> bool:
        return bool(self.controller.may(self.RIGHT))

    def built(self) -> None:
        self.update_actions()
        if not self.may_see:
            self.show_empty(not_allowed(_("whoever holds “{right}”").format(right=_(self.RIGHT.label))))

    def open_dialog(self, dialog: Any) -> None:
        self.dialog = dialog
        dialog.open()

    def pop_menu(self, offered: Sequence[Action], at: QPoint) -> None:
        if offered:
            menu = make_menu(offered, self)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)

    def preview(self, printed: Printed) -> None:
        assert self._printing is not None
        self._sheet = self._printing.preview(Printout(printed.kind, printed.title, printed.pdf), self)

    def leave(self) -> None:
        if self._printing is not None:
            self._printing.close_over(self)
        super().leave()
