"""销毁 Destruction: what is due and what keeps it, lists judged by two and destroyed before two, and holds (DO-7)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.rights import Right
from desktop.ui.kit.actions import Action
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.list_page import ListPage
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.retention.controller import RetentionController
from desktop.ui.retention.lists_pane import ListsPane
from desktop.ui.retention.panes import DuePane, HoldsPane, Pane


class RetentionPage(ListPage):
    TITLE = N_("Documents")
    ICON = "folder"
    RIGHT = Right.SEE_DOCUMENTS
    WATCHES = frozenset({"retention", "archive", "loans", "documents", "clients", "settings"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = RetentionController(desk)
        super().__init__(desk, parent, printing)
        self._build()
        self.built()

    def _build(self) -> None:
        self.approvals = Approvals(self.desk, self)
        self.due, self.holds = DuePane(self.controller), HoldsPane(self.controller)
        self.lists = ListsPane(self.controller, self.approvals)
        self.panes: list[Pane] = [self.lists, self.holds]
        words = [_("Destruction lists"), _("Held papers")]
        if self.controller.may_judge:
            self.panes.insert(0, self.due)
            words.insert(0, _("Due papers"))
        self.tabs = tab_row(_("Which papers"), words, whole=True)
        self.content.addWidget(self.tabs)
        self.stack = QStackedLayout()
        self.content.addLayout(self.stack, 1)
        for pane in self.panes:
            self.stack.addWidget(pane)
            pane.acts_changed.connect(self.update_actions)
            pane.dialog_made.connect(self._keep)
        self.tabs.currentChanged.connect(self._turn)
        self.due.listed.connect(self._listed)
        self.approvals.waits.connect(self.toast_requested)
        self.approvals.refused.connect(self.refuse)
        found = self.controller
        found.done.connect(self.toast_requested)
        found.printed.connect(self.preview)
        found.refused.connect(self.refuse)

    # what the window asks

    @property
    def pane(self) -> Pane:
        return self.panes[self.tabs.currentIndex()]

    def first_focus(self) -> QWidget:
        return self.pane.view

    def actions_offered(self) -> Sequence[Action]:
        return self.pane.acts() if hasattr(self, "stack") else ()

    def reload(self) -> None:
        if self.may_see:
            self.pane.load()

    def show_pane(self, pane: Pane) -> None:
        self.tabs.setCurrentIndex(self.panes.index(pane))

    def open(self, argument: object) -> None:
        """A list's id shows that list."""
        if isinstance(argument, UUID):
            self._listed(argument)

    def _listed(self, key: object) -> None:
        self.lists.wanted = UUID(str(key))
        if self.pane is self.lists:
            self.reload()
        else:
            self.show_pane(self.lists)

    def _turn(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        self.update_actions()
        self.reload()

    def _keep(self, dialog: Any) -> None:
        self.dialog = dialog
