"""The filters of the list of contacts: the menu that sets them and the words of those in force."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.i18n import _
from desktop.rules.contacts import Channel, Direction
from desktop.ui.contacts.controller import ContactsController
from desktop.ui.kit.actions import check_entry
from desktop.ui.kit.day_filter import DayFilter

if TYPE_CHECKING:
    from desktop.services.clients import PersonRef


class ContactsFilter(DayFilter):
    """Words, days, and a menu of channels, direction, colleagues and what is open."""

    def __init__(self, controller: ContactsController, parent: QWidget | None = None) -> None:
        super().__init__(_("Client, or any word of a contact…"), controller, controller.load_people,
                         controller.people_loaded, parent)  # fmt: skip
        self.people: Sequence[PersonRef] = ()

    @property
    def asked(self) -> Any:
        return self._controller.only

    def words(self) -> list[tuple[str, str]]:
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

    def _switches(self) -> tuple[tuple[str, str], ...]:
        return ("unanswered", _("Unanswered")), ("mine", _("My contacts")), ("open_steps", _("With an open next step"))

    def remove(self, key: str) -> None:
        name, _colon, value = key.partition(":")
        if name == "channel":
            self._controller.toggle(Channel.of(value), False)
        else:
            self._controller.narrow(**{name: None if name in ("direction", "staff", "client") else False})

    def take(self, offered: "Sequence[PersonRef]") -> None:
        self.people = offered

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
