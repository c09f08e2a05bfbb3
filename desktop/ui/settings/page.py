"""The page of the settings: search on top, sections at the left, the chosen one beside them."""

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.features import switched_on
from desktop.rules.text import fold
from desktop.ui.kit import theme
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.icons import LARGE_ICON, icon
from desktop.ui.kit.page import Page, scrolling
from desktop.ui.kit.tokens import GAP, WIDE
from desktop.ui.settings.approvals import ApprovalsPanel
from desktop.ui.settings.backups import BackupsPanel
from desktop.ui.settings.consents import ConsentsPanel
from desktop.ui.settings.data import DataPanel
from desktop.ui.settings.fields import FieldsPanel
from desktop.ui.settings.health import HealthPanel
from desktop.ui.settings.keys import KeysPanel
from desktop.ui.settings.letters import LettersPanel
from desktop.ui.settings.mine import MinePanel
from desktop.ui.settings.numbers import NumbersPanel
from desktop.ui.settings.office import OfficePanel
from desktop.ui.settings.panel import Panel
from desktop.ui.settings.people import PeoplePanel
from desktop.ui.settings.rooms import RoomsPanel
from desktop.ui.settings.workstation import WorkstationPanel

PANELS: tuple[type[Panel], ...] = (MinePanel, WorkstationPanel, OfficePanel, RoomsPanel, FieldsPanel, ConsentsPanel,
                                   LettersPanel, NumbersPanel, PeoplePanel, KeysPanel, ApprovalsPanel, BackupsPanel,
                                   DataPanel, HealthPanel)  # fmt: skip


class SettingsPage(Page):
    TITLE = N_("Settings")
    ICON = "settings"
    WATCHES = frozenset({"settings", "own_fields", "accounts", "approvals", "stand_ins", "backups", "audit",
                         "rooms", "letters"})  # fmt: skip

    def __init__(self, desk: Desk, host: Any, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._host = host
        self._panels: dict[int, Panel] = {}
        row = QHBoxLayout()
        row.setSpacing(WIDE)
        left = QVBoxLayout()
        left.setSpacing(GAP)
        self.search = SearchLine(_("Search the settings"))
        self.search.searched.connect(self._filter)
        self.search.submitted.connect(self._first_found)
        self.search.down_pressed.connect(lambda: self.sections.setFocus(Qt.FocusReason.OtherFocusReason))
        left.addWidget(self.search)
        self.sections = QListWidget()
        self.sections.setProperty("index", True)
        self.sections.setIconSize(QSize(LARGE_ICON, LARGE_ICON))
        self.sections.setAccessibleName(_("Sections of the settings"))
        for kind in PANELS:
            QListWidgetItem(icon(kind.ICON), _(kind.TITLE), self.sections)
        self._space_out()
        theme.current().changed.connect(self._space_out)
        self.sections.currentRowChanged.connect(self._show_section)
        left.addWidget(self.sections, 1)
        holder = QWidget()
        holder.setLayout(left)
        holder.setFixedWidth(216)
        left.setContentsMargins(0, 0, 0, 0)
        row.addWidget(holder)
        self._stack = QStackedWidget()
        for _kind in PANELS:
            self._stack.addWidget(QWidget())
        row.addWidget(self._stack, 1)
        self.content.addLayout(row, 1)
        self._filter("")
        self.sections.setCurrentRow(0)

    def reload(self) -> None:
        self._filter(self.search.text())
        panel = self._panels.get(self.sections.currentRow())
        if panel is not None:
            panel.load()

    def open(self, argument: object) -> None:
        """Goes to the section of that name, such as `PeoplePanel` or "people"; with ("people", key) to that of it."""
        section, what = argument if isinstance(argument, tuple) else (argument, None)
        for number, kind in enumerate(PANELS):
            if section in (kind, kind.__module__.rpartition(".")[2]):
                self.sections.setCurrentRow(number)
                if what is not None:
                    self.panel.point_at(what)

    def draft(self) -> object | None:
        return self.sections.currentRow() or None

    def restore(self, draft: object) -> None:
        if isinstance(draft, int):
            self.sections.setCurrentRow(draft)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        held = self.focusWidget()
        # whoever comes back goes on where he was
        if held is None or not held.isVisible():
            self.sections.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def panel(self) -> Panel:
        return self._panels[self.sections.currentRow()]

    def _space_out(self) -> None:
        for number in range(self.sections.count()):
            self.sections.item(number).setSizeHint(QSize(0, theme.current().control_height))

    def _show_section(self, number: int) -> None:
        if number < 0:
            return
        if number not in self._panels:
            panel = self._panels[number] = PANELS[number](self.desk, self._host)
            panel.refused.connect(self.refuse)
            panel.said.connect(lambda text: self.toast_requested.emit(text, None))
            panel.undoable.connect(self.toast_requested)
            old = self._stack.widget(number)
            self._stack.insertWidget(number, scrolling(panel))
            self._stack.removeWidget(old)
            old.deleteLater()
        self.bar.clear()
        self._stack.setCurrentIndex(number)
        self._panels[number].load()

    def _filter(self, text: str) -> None:
        wanted = fold(text.strip())
        office = self.desk.office
        on = switched_on(office.kind, office.settings["features"])
        for number, kind in enumerate(PANELS):
            words = " ".join(_(word) for word in (kind.TITLE, *kind.WORDS))
            off = kind.FEATURE and kind.FEATURE not in on
            self.sections.item(number).setHidden(bool(off) or wanted not in fold(words))

    def _first_found(self) -> None:
        for number in range(self.sections.count()):
            if not self.sections.item(number).isHidden():
                self.sections.setCurrentRow(number)
                return
