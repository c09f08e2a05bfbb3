"""The filters of the audit log: the menu that sets them and the words of those in force."""

from PySide6.QtWidgets import QMenu, QWidget

from desktop.i18n import _, _n
from desktop.rules.audit import AuditKind, Question
from desktop.services.audit import Choices
from desktop.ui.audit.controller import LogController
from desktop.ui.kit.actions import check_entry, popup_below
from desktop.ui.kit.day_range import DayRange
from desktop.ui.kit.filter import FilterBar
from desktop.ui.kit.phrases import day
from desktop.ui.kit.text import button


class LogFilter(FilterBar):
    """Words, days, and a menu of kinds, people and workstations."""

    def __init__(self, controller: LogController, parent: QWidget | None = None) -> None:
        super().__init__(_("Client, colleague, words of the record…"), parent)
        self._controller = controller
        self.choices = Choices((), ())
        self.menu_button = button(_("Filter"), controller.load_choices, icon_name="filter")
        self.add_widget(self.menu_button)
        # in a line of its own: beside words and chips there is no room for it
        self.days = DayRange()
        self.days.changed.connect(lambda name, on: controller.narrow(**{name: on}))
        self.searched.connect(lambda text: controller.narrow(text=text.strip()))
        self.removed.connect(self._remove)
        self.cleared.connect(self.clear_all)
        controller.choices_loaded.connect(self._open_menu)

    def words(self) -> list[tuple[str, str]]:
        """(key, words) of every filter in force but those that stand in their own fields."""
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

    def in_force(self) -> list[str]:
        asked = self._controller.question
        days = [day(on) for on in (asked.first, asked.last) if on is not None]
        text = [f"“{asked.text}”"] if asked.text else []
        return text + ([" – ".join(days)] if days else []) + [words for _key, words in self.words()]

    def refresh(self) -> None:
        asked = self._controller.question
        self.days.show_days(asked.first, asked.last)
        if self.line.query().strip() != asked.text:
            self.line.setText(asked.text)
        self.show_filters(self.words())

    def clear_all(self) -> None:
        self.line.clear()
        self._controller.ask_for(Question())

    def _remove(self, key: str) -> None:
        name, _colon, value = key.partition(":")
        if name == "kind":
            self._controller.toggle(AuditKind.of(value), False)
        else:
            self._controller.narrow(**{name: () if name == "serials" else None})

    def _open_menu(self, choices: Choices) -> None:
        self.choices = choices
        menu = self.build_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        popup_below(menu, self.menu_button)

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
