"""One place of the window: title and buttons, tabs, and the pages, each made when it is first shown."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.values import dataclass
from desktop.ui.kit import theme
from desktop.ui.kit.actions import Action, make_button, menu_button, more_button
from desktop.ui.kit.page import Page
from desktop.ui.kit.text import plain_action_text, title
from desktop.ui.kit.tokens import MEDIUM, WIDE

BUTTONS = 3
TABS = 5
"""As many as the eye takes in at once; where there are more, those that are seldom needed wait under More."""


@dataclass(frozen=True, slots=True)
class Tab:
    """`title` is a message id; `factory` makes the page when the tab is first shown.

    `seldom` is for work of a day in the month: among many tabs it is seen only while it is open.
    """

    key: str
    title: str
    factory: Callable[[], Page]
    seldom: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """`title` is a message id."""

    key: str
    title: str
    icon: str
    tabs: Sequence[Tab]


class PlaceTabs(QTabBar):
    """The arrows reach every tab: one that waits under More comes out while it is the current one."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right.value: 1, Qt.Key.Key_Left.value: -1}
        step = steps.get(event.key(), 0)
        if step and 0 <= self.currentIndex() + step < self.count():
            self.go(self.currentIndex() + step)
        elif not step:
            super().keyPressEvent(event)

    def go(self, number: int) -> None:
        """A tab that comes out gets its room first, or the bar would scroll the others away to show it."""
        if not self.isTabVisible(number):
            self.setTabVisible(number, True)
            self.updateGeometry()
            parent = self.parentWidget()
            if parent is not None and parent.layout() is not None:
                parent.layout().activate()
        self.setCurrentIndex(number)


class PlaceView(QWidget):
    page_made = Signal(str, object)
    tab_shown = Signal(str)

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.pages: dict[str, Page] = {}
        self._counts: dict[str, int] = {}
        self._built = False
        self._head_of: Page | None = None

    def build(self) -> None:
        """Head and tabs, when the place is first shown: a start shows one place."""
        if self._built:
            return
        self._built, place = True, self.place
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.head = QWidget()
        column = QVBoxLayout(self.head)
        column.setContentsMargins(WIDE, MEDIUM, WIDE, 0)
        column.setSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(8)
        self._title = title(_(place.title))
        line.addWidget(self._title)
        line.addStretch(1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        line.addLayout(self._buttons)
        theme.current().changed.connect(self._keep_height)
        self._keep_height()
        column.addLayout(line)
        self._tabs = PlaceTabs()
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setUsesScrollButtons(False)
        self._tabs.setAccessibleName(_(place.title))
        for tab in place.tabs:
            self._tabs.addTab(plain_action_text(_(tab.title)))
        self._tabs.currentChanged.connect(lambda number: self.show_tab(self.place.tabs[number].key))
        self.more = menu_button(_("More"), self._more_offered, icon_name="chevron-down")
        self.more.setProperty("quiet", True)
        # the arrow behind the word, as on every list that opens
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        bar = QHBoxLayout()
        bar.setSpacing(0)
        bar.addWidget(self._tabs)
        bar.addWidget(self.more)
        bar.addStretch(1)
        column.addLayout(bar)
        self._hide_seldom()
        outer.addWidget(self.head)
        self._stack = QStackedWidget()
        outer.addWidget(self._stack, 1)
        for key, count in self._counts.items():
            self.show_count(key, count)

    @property
    def current_key(self) -> str:
        number = self._tabs.currentIndex() if self._built else 0
        return self.place.tabs[max(0, number)].key

    @property
    def page(self) -> Page:
        return self.page_of(self.current_key)

    def show_tab(self, key: str) -> Page:
        self.build()
        number = next(n for n, tab in enumerate(self.place.tabs) if tab.key == key)
        page = self.page_of(key)
        if self._tabs.currentIndex() != number:
            # comes back here through currentChanged
            self._tabs.go(number)
            return page
        self._hide_seldom()
        self._stack.setCurrentWidget(page)
        if self._head_of is not page:
            self._show_head()
        self.tab_shown.emit(key)
        return page

    def page_of(self, key: str) -> Page:
        self.build()
        found = self.pages.get(key)
        if found is None:
            tab = next(tab for tab in self.place.tabs if tab.key == key)
            found = self.pages[key] = tab.factory()
            self._stack.addWidget(found)
            found.head_changed.connect(lambda: self._show_head() if self.pages.get(self.current_key) is found else None)
            self.page_made.emit(key, found)
        return found

    def show_count(self, key: str, count: int) -> None:
        """A number after a tab's word; nothing when 0."""
        self._counts[key] = count
        if not self._built:
            return
        for number, tab in enumerate(self.place.tabs):
            if tab.key == key:
                word = plain_action_text(_(tab.title))
                self._tabs.setTabText(number, f"{word} {count}" if count else word)
                self._tabs.updateGeometry()

    def take_place(self, place: Place) -> None:
        """The same place with other tabs; pages whose tab stays keep what they hold."""
        if not self._built:
            self.place = place
            return
        held, keys = self.current_key, [tab.key for tab in place.tabs]
        there = [tab.key for tab in self.place.tabs]
        self._tabs.blockSignals(True)
        for number in reversed(range(len(there))):
            if there[number] not in keys:
                self._tabs.removeTab(number)
        for number, tab in enumerate(place.tabs):
            if tab.key not in there:
                self._tabs.insertTab(number, plain_action_text(_(tab.title)))
        self._tabs.blockSignals(False)
        self.place = place
        self._hide_seldom()
        if held not in keys and self.pages:
            self.show_tab(keys[0])
        for key in self.pages.keys() - set(keys):
            page = self.pages.pop(key)
            page.leave()
            self._stack.removeWidget(page)
            page.deleteLater()

    def _more_offered(self) -> list[Action]:
        return [
            Action(tab.key, tab.title, lambda key=tab.key: self.show_tab(key), checked=tab.key == self.current_key)
            for tab in self.place.tabs
            if tab.seldom
        ]

    def _hide_seldom(self) -> None:
        """The one that is open stands among the tabs: where one is, is seen."""
        tabs = self.place.tabs
        many = len(tabs) > TABS and any(tab.seldom for tab in tabs)
        for number, tab in enumerate(tabs):
            shown = not (many and tab.seldom) or number == self._tabs.currentIndex()
            # told what it is already, Qt forgets that its tabs wait for their room
            if self._tabs.isTabVisible(number) != shown:
                self._tabs.setTabVisible(number, shown)
        self._tabs.updateGeometry()
        self._tabs.setVisible(len(tabs) > 1)
        self.more.setVisible(many)

    def focus_content(self) -> None:
        """Where the focus was in the page, or its first field."""
        page = self.page
        held = page.focusWidget()
        if held is not None and held.isVisible():
            held.setFocus()
            return
        first = page.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        target = page.nextInFocusChain()
        while target is not None and target is not page:
            if page.isAncestorOf(target) and target.isVisible() and target.isEnabled() and target.focusPolicy().value:
                target.setFocus()
                return
            target = target.nextInFocusChain()

    def _keep_height(self) -> None:
        """As tall without buttons as with them, so that the tabs below stay where they are."""
        look = theme.current()
        self._title.setFixedHeight(max(look.control_height, look.text_height(look.scale.page)))

    def _show_head(self) -> None:
        page = self._head_of = self.page
        self.head.setVisible(not page.OWN_HEAD)
        self._title.setText(page.title() or _(self.place.title))
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        offered = sorted(page.actions_offered(), key=lambda action: not action.main)
        shown = [action for action in offered if not action.seldom][:BUTTONS]
        for action in shown:
            self._buttons.addWidget(make_button(action))
        if more := [action for action in offered if action not in shown]:
            self._buttons.addWidget(more_button(more, self))
