"""A dialog whose deed is under way breaks it off when it is closed, and stays to say so."""

import threading

import pytest

from desktop.i18n import set_language
from desktop.ui.kit.errand_dialog import ErrandDialog


@pytest.fixture
def dialog(qtbot, desk):
    set_language("en")
    made = ErrandDialog("Print")
    made.body.addWidget(made.progress)
    made.set_main("Print", lambda: None)
    qtbot.addWidget(made)
    made.open()
    return made


def test_closing_it_stops_the_deed_first(qtbot, desk, dialog):
    begun, done = threading.Event(), []

    def long_work(work, progress):
        begun.set()
        while True:
            progress(1, 2)

    dialog.set_busy(True)
    errand = desk.errand("Print", long_work, done=done.append, failed=done.append, staged=False)
    dialog.follow(errand)
    qtbot.waitUntil(begun.is_set)
    with qtbot.waitSignal(errand.finished):
        dialog.reject()
    assert dialog.isVisible()
    assert errand.cancelled
    assert dialog.main.isEnabled()
    dialog.reject()
    assert not dialog.isVisible()
