"""The filters of the audit log: the menu that sets them and the words of those in force."""

from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.i18n import _, _n
from desktop.rules.audit import AuditKind
from desktop.services.audit import Choices
from desktop.ui.audit.controller import LogController
from desktop.ui.kit.actions import check_entry
from desktop.ui.kit.day_filter import DayFilter


class LogFilter(DayFilter):
    """Words, days, and a menu of kinds, people and workstations."""

    def __init__(self, controller: LogController, parent: QWidget | None = None) -> None:
        super().__init__(_("Client, colleague, words of the record…"), controller, controller.load_choices,
                         controller.choices_loaded, parent)  # fmt: skip
        self.choices = Choices((), ())

    @property
    def asked(self) -> Any:
        return self._controller.question

    def words(self) -> list[tuple[str, str]]:
        asked = self._controller.question
        found = [(f"kind:{kind.value}", _(kind.label)) for kind in AuditKind if kind in asked.kinds]
        if asked.client is not None:
            found.append(("client", _("Client: {name}").format(name=self._controller.client)))
        if asked.person is not None:
            found.append(("person", dict(self.choices.people).get(asked.person, _("One person"))))
        if asked.workstation is not None:
            found.append(("workstation", dict(self.choices.workstations).get(asked.workstation, _("One workstation"))))
        if asked.serials:
            count = len(asked.serials)
            found.append(("serials", _n("{n} record behind a figure", "{n} records behind a figure", count).format(
                n=count)))  # fmt: skip
        return found

    def remove(self, key: str) -> None:
        name, _colon, value = key.partition(":")
        if name == "kind":
            self._controller.toggle(AuditKind.of(value), False)
        else:
            self._controller.narrow(**{name: () if name == "serials" else None})

    def take(self, offered: Choices) -> None:
        self.choices = offered

    def build_menu(self) -> QMenu:
        asked, controller = self._controller.question, self._controller
        menu = QMenu(self)
        for kind in AuditKind:
            check_entry(menu, _(kind.label), kind in asked.kinds, lambda on, kind=kind: controller.toggle(kind, on))
        menu.addSeparator()
        for name, words, found in (("person", _("Person"), self.choices.people),
                                   ("workstation", _("Workstation"), self.choices.workstations)):  # fmt: skip
            inner = menu.addMenu(words)
            for key, shown in found:
                check_entry(inner, shown, getattr(asked, name) == key,
                            lambda on, name=name, k=key: controller.narrow(**{name: k if on else None}))  # fmt: skip
        return menu
