"""The filters of a list by words, days and a menu whose entries the office knows."""

from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.i18n import _
from desktop.ui.kit.actions import popup_below
from desktop.ui.kit.day_range import DayRange
from desktop.ui.kit.filter import FilterBar
from desktop.ui.kit.phrases import day
from desktop.ui.kit.text import button


class DayFilter(FilterBar):
    """`controller` narrows what is asked for (`narrow`), and `load` has it tell by `loaded` what the menu offers."""

    def __init__(self, hint: str, controller: Any, load: Any, loaded: Any, parent: QWidget | None = None) -> None:
        super().__init__(hint, parent)
        self._controller = controller
        self.menu_button = button(_("Filter"), load, icon_name="filter")
        self.add_widget(self.menu_button)
        # in a line of its own: beside words and chips there is no room for it
        self.days = DayRange()
        self.days.changed.connect(lambda name, on: controller.narrow(**{name: on}))
        self.searched.connect(lambda text: controller.narrow(text=text.strip()))
        self.removed.connect(self.remove)
        self.cleared.connect(self.clear_all)
        loaded.connect(self._open_menu)

    @property
    def asked(self) -> Any:
        """What is asked for now, with `text`, `first` and `last`."""
        raise NotImplementedError

    def words(self) -> list[tuple[str, str]]:
        """(key, words) of every filter in force but those that stand in their own fields."""
        raise NotImplementedError

    def remove(self, key: str) -> None:
        raise NotImplementedError

    def take(self, offered: Any) -> None:
        """What the menu offers from now on."""
        raise NotImplementedError

    def build_menu(self) -> QMenu:
        raise NotImplementedError

    def clear_all(self) -> None:
        self.line.clear()
        self._controller.ask_for(type(self.asked)())

    def in_force(self) -> list[str]:
        asked = self.asked
        days = [day(on) for on in (asked.first, asked.last) if on is not None]
        text = [f"“{asked.text}”"] if asked.text else []
        return text + ([" – ".join(days)] if days else []) + [words for _key, words in self.words()]

    def refresh(self) -> None:
        asked = self.asked
        self.days.show_days(asked.first, asked.last)
        if self.line.query().strip() != asked.text:
            self.line.setText(asked.text)
        self.show_filters(self.words())

    def _open_menu(self, offered: Any) -> None:
        self.take(offered)
        menu = self.build_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        popup_below(menu, self.menu_button)
