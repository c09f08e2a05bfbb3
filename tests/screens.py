"""The window with its clients over a real SQLite office, in the bundled look."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.i18n import language, set_language
from desktop.rules.words import ClientForm
from desktop.services import clients
from desktop.ui import contacts as contact_screens
from desktop.ui import letters as letter_screens
from desktop.ui.clients import new_actions, place
from desktop.ui.kit import theme, times
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.table import TableView
from desktop.ui.kit.tokens import Look
from desktop.ui.search.controller import SearchController
from desktop.ui.window import Window

RESOURCES = Path(__file__).resolve().parents[1] / "resources"


class Shelf(dict):
    """Preferences in memory."""

    def set(self, key, value):
        self[key] = value


@dataclass
class Screens:
    """A window over an office, and short ways to look at it."""

    office: Any
    desk: Desk
    window: Window
    shelf: Shelf
    refused: list = field(default_factory=list)
    faults: list = field(default_factory=list)

    @property
    def page(self):
        return self.window.go("clients", "list")

    def client(self, name, form=ClientForm.PERSON, **values):
        return self.office.do(clients.open_client, form, {"name": name, **values})

    def news(self):
        """What another workstation would tell."""
        self.desk.publish(frozenset({"clients"}))


def in_front() -> str:
    """What a wait that failed should tell: who gets the keys, which are held down, and how many rows are selected."""
    app = QApplication
    tables = [table for top in app.topLevelWidgets() if top.isVisible() for table in top.findChildren(TableView)]
    chosen = {table.accessibleName(): table.selected_count for table in tables if table.isVisible()}
    return (f"modal {app.activeModalWidget()}, popup {app.activePopupWidget()}, active {app.activeWindow()}, "
            f"focus {app.focusWidget()}, keys held {app.keyboardModifiers()}, rows selected {chosen}")  # fmt: skip


@pytest.fixture
def screens(qtbot, qapp, sqlite_office):
    made = []

    def build(*names, me=None):
        for name in names:
            sqlite_office.do(clients.open_client, ClientForm.PERSON, {"name": name})
        times.use_zone(str(sqlite_office.office.settings["time_zone"]))
        desk = Desk(sqlite_office.office, me or sqlite_office.me)
        shelf = Shelf()
        new = (*new_actions(desk), *contact_screens.new_actions(desk))
        over = {**contact_screens.over(desk), **letter_screens.over(desk, PrintDesk(shelf))}
        window = Window(desk, [place(desk, shelf, PrintDesk(shelf))], shelf, new=new, over=over)
        SearchController(desk, window.search, window.offers)
        qtbot.addWidget(window)
        found = Screens(sqlite_office, desk, window, shelf)
        desk.refused.connect(found.refused.append)
        desk.faulted.connect(found.faults.append)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        made.append(found)
        return found

    held = language()
    set_language("en")
    theme.install(qapp, RESOURCES, Look.LIGHT, bundled_only=True)
    yield build
    set_language(held)
    times.use_zone("UTC")
    for one in made:
        one.window.leave()
        assert one.desk.close(5)
        assert one.faults == []


@pytest.fixture
def pages(qtbot, qapp, sqlite_office):
    """Opens a single page over the office, in English, with what it asked of a window; all are left after the test.

    `ready` says when the page has what it shows; `toast` keeps what it tells, else as words and way back.
    """
    opened = []

    def build(make, me=None, *, ready=lambda _page: True, toast=None, height=640):
        times.use_zone(str(sqlite_office.office.settings["time_zone"]))
        desk = Desk(sqlite_office.office, me or sqlite_office.me)
        page = make(desk)
        opened.append(page)
        page.opens, page.toasts, page.faults = [], [], []
        desk.open_requested.connect(lambda *where: page.opens.append(where))
        page.toast_requested.connect(toast or (lambda text, back: page.toasts.append((text, back))))
        desk.faulted.connect(page.faults.append)
        qtbot.addWidget(page)
        page.resize(1080, height)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        qtbot.waitUntil(lambda: bool(ready(page)))
        return page

    held = language()
    set_language("en")
    theme.install(qapp, RESOURCES, Look.LIGHT, bundled_only=True)
    yield build
    set_language(held)
    times.use_zone("UTC")
    for page in opened:
        page.leave()
        assert page.desk.close(5)
        assert page.faults == []
