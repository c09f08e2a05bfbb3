"""The one window: sidebar of places, search and New on top, the page, and the status line."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.ui.kit.actions import Action, make_qaction, menu_button
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.messages import FaultDialog, MessageBar, Toast
from desktop.ui.kit.page import Page
from desktop.ui.kit.place_view import Place, PlaceView, Tab
from desktop.ui.kit.search_box import Hit, SearchBox
from desktop.ui.kit.sidebar import Sidebar
from desktop.ui.kit.status_line import StatusLine
from desktop.ui.kit.tokens import WIDE

SMALLEST = (1280, 680)
REMEMBERED = 100

__all__ = ["Hit", "Place", "Tab", "Window"]


class Preferences(Protocol):
    def get(self, key: str, default: Any = None) -> Any: ...

    def set(self, key: str, value: Any) -> None: ...


class Over(Protocol):
    """What opens over any page: a dialog with a draft of its own."""

    def open(self, argument: object) -> None: ...

    def draft(self) -> object | None: ...

    def restore(self, draft: object) -> None: ...

    def leave(self) -> None: ...


class Window(QMainWindow):
    """Pages are made when first shown. `searched` asks for results: answer with search.show_hits()."""

    searched = Signal(str)
    switch_requested = Signal()
    lock_requested = Signal()
    closed = Signal()
    place_shown = Signal(str, str)
    """Place and tab."""

    def __init__(
        self,
        desk: Desk,
        places: Sequence[Place],
        preferences: Preferences,
        *,
        new: Sequence[Action] = (),
        first: str = "",
        over: Mapping[str, Callable[[Any], Over]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`over`: what opens over any page, by name; each is made when it is first asked for, and handed the window."""
        super().__init__(parent)
        self._over_makers: Mapping[str, Callable[[Any], Over]] = over or {}
        self._over: dict[str, Over] = {}
        self.desk, self._preferences = desk, preferences
        self._places, self._new = tuple(places), tuple(new)
        self._history: list[tuple[str, str, object]] = []
        self._here = -1
        self._travelling = False
        self._drafts: dict[str, object] = {}
        self.holds: Callable[[], bool] | None = None
        """Asked before the window closes; whoever answers yes closes it later."""
        self._counts: dict[str, int] = {}
        self._fault: FaultDialog | None = None
        self.setMinimumSize(*SMALLEST)
        self._build()
        self._keys()
        desk.open_requested.connect(self.open)
        desk.refused.connect(self._refuse)
        desk.faulted.connect(self.show_fault)
        self._restore_geometry()
        self.go(*(self._found(first) or (self._places[0].key,)) if first not in self.views else (first,))

    # going places

    @property
    def current(self) -> PlaceView:
        view = self._stack.currentWidget()
        assert isinstance(view, PlaceView)
        return view

    @property
    def page(self) -> Page:
        return self.current.page

    def go(self, place: str, tab: str = "") -> Page:
        view = self.views[place]
        view.build()
        self._stack.setCurrentWidget(view)
        self.sidebar.show_current(place)
        return view.show_tab(tab or view.current_key)

    def open(self, noun: str, argument: object = None) -> None:
        """Goes to the tab or place of that name, or opens what stands over all, and hands it the argument; a name not
        shown here is ignored."""
        if noun in self._over_makers:
            self.over(noun).open(argument)
        elif (found := self._found(noun)) is not None:
            page = self.go(*found)
            page.open(argument)
            self._give_keys(page)

    def _give_keys(self, page: Page) -> None:
        """Keys that brought somebody to a page go on in it, also once a dialog that stands before it has gone."""
        held = self.focusWidget()
        if held is None or not page.isAncestorOf(held):
            self.current.focus_content()

    def over(self, name: str) -> Over:
        found = self._over.get(name)
        if found is None:
            found = self._over[name] = self._over_makers[name](self)
            if (draft := self._drafts.pop(f"over/{name}", None)) is not None:
                found.restore(draft)
        return found

    def offers(self, noun: str) -> bool:
        """Whether this person has the tab or place of that name."""
        return self._found(noun) is not None

    def _found(self, noun: str) -> tuple[str, str] | None:
        for place in self._places:
            for tab in place.tabs:
                if noun in (tab.key, f"{place.key}/{tab.key}") or (noun == place.key and tab is place.tabs[0]):
                    return place.key, tab.key
        return None

    def back(self) -> None:
        self._travel(self._here - 1)

    def forward(self) -> None:
        self._travel(self._here + 1)

    def _travel(self, to: int) -> None:
        if not 0 <= to < len(self._history):
            return
        self._here = to
        place, tab, argument = self._history[to]
        self._travelling = True
        try:
            page = self.go(place, tab)
            page.open(argument)
            self._give_keys(page)
        finally:
            self._travelling = False

    def _note_stop(self, place: str, tab: str, argument: object = None) -> None:
        stop = (place, tab, argument)
        if self._travelling or (self._history and self._history[self._here] == stop):
            return
        self._history[self._here + 1 :] = [stop]
        del self._history[:-REMEMBERED]
        self._here = len(self._history) - 1

    # what is said

    def toast(self, text: str, undo: Any = None) -> None:
        self._toast.say(text, undo)

    def show_fault(self, text: str) -> None:
        if self._fault is None:
            self._fault = FaultDialog(self)
        self._fault.say(text)

    def show_count(self, place: str, count: int) -> None:
        self._counts[place] = count
        self.sidebar.show_count(place, count)

    def _refuse(self, error: OfficeError) -> None:
        self.page.refuse(error)

    # another language, another person

    def rebuild(self, places: Sequence[Place] | None = None, new: Sequence[Action] | None = None) -> None:
        """Builds all widgets anew, in the language now in force; place, tab and drafts stay."""
        held, tab = self.current.place.key, self.current.current_key
        self._drafts |= self.drafts()
        self._places = tuple(places if places is not None else self._places)
        self._new = tuple(new if new is not None else self._new)
        self.leave()
        old, said = self.centralWidget(), self.notices.messages
        self._build()
        for message in reversed(said):
            self.notices.say(message)
        if old is not None:
            old.deleteLater()
        self._fault = None
        for key, count in self._counts.items():
            self.sidebar.show_count(key, count)
        if held not in self.views:
            held = self._places[0].key
        there = any(shown.key == tab for shown in self.views[held].place.tabs)
        self.go(held, tab if there else "")

    def take_place(self, place: Place) -> None:
        """The same place with other tabs, while everything else stays as it is."""
        self._places = tuple(place if held.key == place.key else held for held in self._places)
        self.views[place.key].take_place(place)

    def drafts(self) -> dict[str, object]:
        """What is typed and unsaved on any page, by `place/tab`; also what still waits for a page to be made."""
        found = dict(self._drafts)
        for key, view in self.views.items():
            for tab, page in view.pages.items():
                draft = page.draft()
                if draft is not None:
                    found[f"{key}/{tab}"] = draft
        for name, over in self._over.items():
            if (draft := over.draft()) is not None:
                found[f"over/{name}"] = draft
        return found

    def keep_drafts(self, drafts: Mapping[str, object]) -> None:
        """Handed to the pages when they are made; pages already there get theirs now."""
        self._drafts |= drafts
        for key, view in self.views.items():
            for tab, page in view.pages.items():
                self._hand_draft(key, tab, page)
        for name, over in self._over.items():
            if (draft := self._drafts.pop(f"over/{name}", None)) is not None:
                over.restore(draft)

    def leave(self) -> None:
        for over in self._over.values():
            over.leave()
        self._over = {}
        for view in self.views.values():
            for page in view.pages.values():
                page.leave()

    # building

    def _build(self) -> None:
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self.sidebar = Sidebar()
        self.sidebar.show_places([(p.key, _(p.title), p.icon) for p in self._places])
        self.sidebar.chosen.connect(self.go)
        middle.addWidget(self.sidebar)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._top_line())
        # what concerns the session and no single page
        self.notices = MessageBar()
        framed = QVBoxLayout()
        framed.setContentsMargins(WIDE, 0, WIDE, 0)
        framed.addWidget(self.notices)
        right.addLayout(framed)
        self._stack = QStackedWidget()
        self.views: dict[str, PlaceView] = {}
        for place in self._places:
            self._add_place(place)
        right.addWidget(self._stack, 1)
        middle.addLayout(right, 1)
        outer.addLayout(middle, 1)
        self.status = StatusLine()
        self.status.switch_requested.connect(self.switch_requested)
        self.status.lock_requested.connect(self.lock_requested)
        outer.addWidget(self.status)
        self.setCentralWidget(whole)
        self._toast = Toast(whole)

    def _add_place(self, place: Place) -> None:
        view = self.views[place.key] = PlaceView(place)
        view.page_made.connect(lambda tab, page: self._page_made(place.key, tab, page))
        view.tab_shown.connect(lambda tab: self._tab_shown(place.key, tab))
        self._stack.addWidget(view)

    def _page_made(self, place: str, tab: str, page: Page) -> None:
        page.toast_requested.connect(self.toast)
        page.moved.connect(lambda argument: self._note_stop(place, tab, argument))
        self._hand_draft(place, tab, page)

    def _tab_shown(self, place: str, tab: str) -> None:
        self._note_stop(place, tab)
        self.place_shown.emit(place, tab)

    def _hand_draft(self, place: str, tab: str, page: Page) -> None:
        draft = self._drafts.pop(f"{place}/{tab}", None)
        if draft is not None:
            page.restore(draft)

    def _top_line(self) -> QFrame:
        top = QFrame()
        top.setProperty("top", True)
        row = QHBoxLayout(top)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        self.search = SearchBox()
        self.search.setFixedWidth(420)
        self.search.searched.connect(self.searched)
        self.search.chosen.connect(lambda hit: self.desk.open_requested.emit(hit.noun, hit.argument))
        row.addWidget(self.search)
        row.addStretch(1)
        self.new_button = menu_button(_("New"), lambda: self._new, icon_name="plus")
        row.addWidget(self.new_button)
        self.new_button.setVisible(bool(self._new))
        for action in self._new:
            if action.keys:
                top.addAction(make_qaction(action, top))
        return top

    def _keys(self) -> None:
        def key(keys: str, act: Any) -> None:
            QShortcut(QKeySequence(keys), self).activated.connect(act)

        for number in range(1, 10):
            key(f"Ctrl+{number}", lambda number=number: self._go_number(number))
        key("Ctrl+K", lambda: self.search.take_focus())
        key("Ctrl+L", self.lock_requested.emit)
        key("Alt+Left", self.back)
        key("Alt+Right", self.forward)
        key("F6", lambda: self._next_pane(1))
        key("Shift+F6", lambda: self._next_pane(-1))

    def _go_number(self, number: int) -> None:
        if number <= len(self._places):
            self._give_keys(self.go(self._places[number - 1].key))

    def _next_pane(self, step: int) -> None:
        panes: list[tuple[QObject, Any]] = [
            (self.sidebar, self.sidebar.take_focus),
            (self.search, self.search.take_focus),
            (self._stack, lambda: self.current.focus_content()),
            (self.status, lambda: self.status.switch.setFocus(Qt.FocusReason.ShortcutFocusReason)),
        ]
        focus = QApplication.focusWidget()
        held = next((n for n, (pane, _go) in enumerate(panes) if focus and pane.isAncestorOf(focus)), -1)  # type: ignore[attr-defined]
        panes[(held + step) % len(panes)][1]()

    def _restore_geometry(self) -> None:
        held = self._preferences.get("window.geometry", "")
        if not (held and self.restoreGeometry(QByteArray.fromBase64(QByteArray(str(held).encode())))):
            self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.holds is not None and self.holds():
            event.ignore()
            return
        geometry = self.saveGeometry().toBase64().data()
        self._preferences.set("window.geometry", bytes(geometry).decode())
        super().closeEvent(event)
        self.closed.emit()
