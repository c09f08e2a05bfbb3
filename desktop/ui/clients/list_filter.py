"""The filters of the client list: the menu that sets them and the words of those in force."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QMenu, QWidget

from desktop.i18n import _
from desktop.rules.words import ClientClass, ClientForm, ClientKind
from desktop.services.client_lists import Filter
from desktop.ui.clients.list_controller import ListController
from desktop.ui.kit.actions import check_entry, popup_below
from desktop.ui.kit.filter import FilterBar
from desktop.ui.kit.text import button

if TYPE_CHECKING:
    from desktop.services.clients import PersonRef


class ListFilter(FilterBar):
    """Filter line, menu, and chips of one list."""

    def __init__(self, controller: ListController, parent: QWidget | None = None) -> None:
        super().__init__(_hint(withdrawn=False), parent)
        self._controller = controller
        self.people: Sequence[PersonRef] = ()
        self.departments: Sequence[PersonRef] = ()
        self.menu_button = button(_("Filter"), self._ask_people, icon_name="filter")
        self.add_widget(self.menu_button)
        self.searched.connect(lambda text: controller.narrow(text=text.strip()))
        self.removed.connect(self._remove)
        self.cleared.connect(controller.clear)
        controller.people_loaded.connect(self._open_menu)

    def words(self) -> list[tuple[str, str]]:
        """(key, words) of every filter in force but the typed text, which stands in the line itself."""
        only = self._controller.only
        found = [(f"classes:{c}", class_words(c)) for c in ("", *ClientClass) if c in only.classes]
        found += [(f"kinds:{k.value}", _(k.label)) for k in ClientKind if k in only.kinds]
        found += [(f"forms:{f.value}", _(f.label)) for f in ClientForm if f in only.forms]
        if only.owner is not None:
            found.append(("owner:", _("Owner: {name}").format(name=_name(self.people, only.owner))))
        if only.department is not None:
            found.append(("department:", _name(self.departments, only.department)))
        if only.drafts:
            found.append(("drafts:", _("Drafts")))
        if only.mine:
            found.append(("mine:", _("My clients")))
        if only.risky:
            found.append(("risky:", _("At risk")))
        if only.overdue:
            found.append(("overdue:", _("Update overdue")))
        if only.short:
            found.append(("short:", _("Too few contact persons")))
        if only.withdrawn:
            found.append(("withdrawn:", _("Out of use")))
        return found

    def refresh(self) -> None:
        hint = _hint(withdrawn=self._controller.only.withdrawn)
        if hint != self.line.placeholderText():
            self.line.setPlaceholderText(hint)
            self.line.setAccessibleName(hint)
        self.show_filters(self.words())

    def in_force(self) -> list[str]:
        text = self._controller.only.text
        return ([f"“{text}”"] if text else []) + [words for _key, words in self.words()]

    def clear_all(self) -> None:
        self.line.clear()
        self._controller.clear()

    def _remove(self, key: str) -> None:
        name, _colon, value = key.partition(":")
        match name:
            case "classes":
                self._controller.toggle("classes", value, False)
            case "kinds":
                self._controller.toggle("kinds", ClientKind.of(value), False)
            case "forms":
                self._controller.toggle("forms", ClientForm.of(value), False)
            case "owner" | "department":
                self._controller.narrow(**{name: None})
            case _:
                self._controller.narrow(**{name: False})

    # the menu

    def _ask_people(self) -> None:
        self._controller.load_people()

    def _open_menu(self, people: "Sequence[PersonRef]", departments: "Sequence[PersonRef]") -> None:
        self.people, self.departments = people, departments
        menu = self.build_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        popup_below(menu, self.menu_button)

    def build_menu(self) -> QMenu:
        only, controller = self._controller.only, self._controller
        menu = QMenu(self)
        classes = menu.addMenu(_("Class"))
        for letter in (*ClientClass, ""):
            check_entry(classes, class_words(letter), letter in only.classes,
                        lambda on, v=str(letter): controller.toggle("classes", v, on))  # fmt: skip
        kinds = menu.addMenu(_("Kind"))
        for kind in ClientKind:
            check_entry(kinds, _(kind.label), kind in only.kinds, lambda on, v=kind: controller.toggle("kinds", v, on))
        forms = menu.addMenu(_("Person or organisation"))
        for form in ClientForm:
            check_entry(forms, _(form.label), form in only.forms, lambda on, v=form: controller.toggle("forms", v, on))
        self._one_of(menu.addMenu(_("Owner")), "owner", self.people, only)
        if len(self.departments) > 1:
            self._one_of(menu.addMenu(_("Department")), "department", self.departments, only)
        menu.addSeparator()
        check_entry(menu, _("My clients"), only.mine, lambda on: controller.narrow(mine=on))
        check_entry(menu, _("Drafts"), only.drafts, lambda on: controller.narrow(drafts=on))
        check_entry(menu, _("At risk"), only.risky, lambda on: controller.narrow(risky=on))
        check_entry(menu, _("Update overdue"), only.overdue, lambda on: controller.narrow(overdue=on))
        check_entry(menu, _("Too few contact persons"), only.short, lambda on: controller.narrow(short=on))
        check_entry(menu, _("Out of use"), only.withdrawn, lambda on: controller.narrow(withdrawn=on))
        return menu

    def _one_of(self, menu: QMenu, name: str, choices: "Sequence[PersonRef]", only: Filter) -> None:
        for choice in choices:
            check_entry(menu, choice.name, getattr(only, name) == choice.id,
                        lambda on, v=choice.id: self._controller.narrow(**{name: v if on else None}))  # fmt: skip


def _hint(*, withdrawn: bool) -> str:
    """Files out of use have left the index: nothing but code and name is looked through."""
    return _("Code or name of a file out of use…") if withdrawn else _("Name, pinyin, phone, plate, code…")


def class_words(letter: str) -> str:
    """`A 大客户`; the words of the class that no client was given yet."""
    if not letter:
        return _("Without a class")
    word = _(ClientClass.of(letter).label)
    return word if letter == ClientClass.LOST.value else f"{letter} {word}"


def _name(known: "Sequence[PersonRef]", wanted: UUID) -> str:
    return next((person.name for person in known if person.id == wanted), "")
