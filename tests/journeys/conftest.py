"""Gives the journeys the window over a real office, and somebody at it who has no mouse."""

import pytest
from PySide6.QtWidgets import QApplication

from desktop.i18n import language, set_language
from desktop.rules.rights import Right
from desktop.ui import appraisal as appraisal_screens
from desktop.ui import cases as case_screens
from desktop.ui import clients as client_screens
from desktop.ui import contacts as contact_screens
from desktop.ui import reception as reception_screens
from desktop.ui.kit import theme, times
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Place
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.tokens import Look
from desktop.ui.window import Window
from tests.screens import RESOURCES, Shelf, screens

__all__ = ["screens"]


@pytest.fixture
def windows(qtbot, qapp, sqlite_office):
    """The clients, and what the place Service has, of somebody who sits down."""
    opened = []

    def sit_down(me):
        desk, shelf = Desk(sqlite_office.office, me), Shelf()
        printing = PrintDesk(shelf)
        tabs = (*contact_screens.tabs(desk, printing), *case_screens.tabs(desk, printing),
                *reception_screens.tabs(desk, printing))  # fmt: skip
        places = [client_screens.place(desk, shelf, printing)] if desk.person.may(Right.SEE_CLIENTS) else []
        new = (*case_screens.new_actions(desk), *contact_screens.new_actions(desk), *client_screens.new_actions(desk))
        appraised = appraisal_screens.tabs(desk, printing)
        places += [Place("appraisal", "Appraisal", "chart-column", appraised)] if appraised else []
        window = Window(desk, [*places, Place("service", "Service", "life-buoy", tabs)], shelf, new=new,
                        over={**case_screens.over(desk), **contact_screens.over(desk)})  # fmt: skip
        window.bell = reception_screens.tells(desk, window)
        qtbot.addWidget(window)
        to(window)
        opened.append((window, desk))
        return window

    def to(window):
        """No window manager gives the keys to a window, nor back to it when its dialog is gone."""
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()

    def dialog():
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
        asked = QApplication.activeModalWidget()
        to(asked)
        qtbot.waitUntil(lambda: asked.isAncestorOf(QApplication.focusWidget() or asked.parentWidget()))
        return asked

    sit_down.to, sit_down.dialog = to, dialog
    held = language()
    set_language("en")
    theme.install(qapp, RESOURCES, Look.LIGHT, bundled_only=True)
    times.use_zone(str(sqlite_office.office.settings["time_zone"]))
    yield sit_down
    set_language(held)
    times.use_zone("UTC")
    for window, desk in opened:
        window.leave()
        assert desk.close(5)
