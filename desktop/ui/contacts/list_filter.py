"""The filters of the list of contacts: the menu that sets them and the words of those in force."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from desktop.i18n import _
from desktop.rules.contacts import Channel, Direction
from desktop.services.contact_lists import ALL
from desktop.ui.contacts.controller import ContactsController
from desktop.ui.kit.actions import check_entry, popup_below
from desktop.ui.kit.day_range import DayRange
from desktop.ui.kit.filter import FilterBar
from desktop.ui.kit.phrases import day
from desktop.ui.kit.text import button

if TYPE_CHECKING:
    from desktop.services.clients import PersonRef


class ContactsFilter(FilterBar):
    """Words, days, and a menu of channels, direction, colleagues and what is open."""

    def __init__(self, controller: ContactsController, parent: QWidget | None = None) -> None:
        super().__init__(_("Client, or any word of a contact…"), parent)
        self._controller = controller
        self.people: Sequence[PersonRef] = ()
        self.menu_button = button(_("Filter"), controller.load_people, icon_name="filter")
        self.add_widget(self.menu_button)
        # in a line of its own: beside words and chips there is no room for it
        self.days = DayRange()
        self.days.changed.connect(lambda name, on: controller.narrow(**{name: on}))
        self.searched.connect(lambda text: controller.narrow(text=text.strip()))
        self.removed.connect(self._remove)
        self.cleared.connect(self.clear_all)
        controller.people_loaded.connect(self._open_menu)

    def words(self) -> list[tuple[str, str]]:
        """(key, words) of every filter in force but those that stand in their own fields."""
        only = self._controller.only
        found = [(f"channel:{channel.value}", _(channel.label)) for channel in Channel if channel in only.channels]
        if only.client is not None:
            found.append(("client", _("Client: {name}").format(name=self._controller.client)))
        if only.direction is not None:
            found.append(("direction", _(only.direction.label)))
        if only.staff is not None:
            names = {person.id: person.name for person in self.people}
            found.append(("staff", names.get(only.staff, _("One person"))))
        return found + [(name, words) for name, words in self._switches() if getattr(only, name)]

    def in_force(self) -> list[str]:
        only = self._controller.only
        days = [day(on) for on in (only.first, only.last) if on is not None]
        text = [f"“{only.text}”"] if only.text else []
        return text + ([" – ".join(days)] if days else []) + [words for _key, words in self.words()]

    def refresh(self) -> None:
        only = self._controller.only
        self.days.show_days(only.first, only.last)
        if self.line.query().strip() != only.text:
            self.line.setText(only.text)
        self.show_filters(self.words())

    def clear_all(self) -> None:
        self.line.clear()
        self._controller.ask_for(ALL)

    def _switches(self) -> tuple[tuple[str, str], ...]:
        return ("unanswered", _("Unanswered")), ("mine", _("My contacts")), ("open_steps", _("With an open next step"))

    def _remove(self, key: str) -> None:
        name, _colon, value = key.partition(":")
        if name == "channel":
            self._controller.toggle(Channel.of(value), False)
        else:
            self._controller.narrow(**{name: None if name in ("direction", "staff", "client") else False})

    def _open_menu(self, people: "Sequence[PersonRef]") -> None:
        self.people = people
        menu = self.build_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        popup_below(menu, self.menu_button)

    def build_menu(self) -> QMenu:
        only, controller = self._controller.only, self._controller
        menu = QMenu(self)
        for name, words in self._switches():
            check_entry(menu, words, getattr(only, name), lambda on, name=name: controller.narrow(**{name: on}))
        menu.addSeparator()
        for direction in Direction:
            check_entry(menu, _(direction.label), only.direction is direction,
                        lambda on, v=direction: controller.narrow(direction=v if on else None))  # fmt: skip
        channels = menu.addMenu(_("Channel"))
        for channel in Channel:
            check_entry(channels, _(channel.label), channel in only.channels,
                        lambda on, v=channel: controller.toggle(v, on))  # fmt: skip
        staff = menu.addMenu(_("Who"))
        for person in self.people:
            check_entry(staff, person.name, only.staff == person.id,
                        lambda on, v=person.id: controller.narrow(staff=v if on else None))  # fmt: skip
        return menu
