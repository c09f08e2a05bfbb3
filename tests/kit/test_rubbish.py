"""Cyclic garbage is let go in the window's thread, however much other threads make."""

import gc
import threading

import pytest

from desktop.ui.kit.rubbish import Rubbish


@pytest.fixture
def as_it_begins():
    """The interpreter's own thresholds, which the tests do not keep."""
    held = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*held)


class Piece:
    def __init__(self, gone):
        self.me, self.gone = self, gone

    def __del__(self):
        self.gone.append(threading.current_thread())


def test_a_lane_lets_nothing_go_that_is_the_windows(as_it_begins, qtbot):
    rubbish, gone, kept = Rubbish(), [], []
    rubbish.setInterval(1)

    def much():
        for _piece in range(50):
            Piece(gone)
        kept.extend([] for _each in range(20_000))

    lane = threading.Thread(target=much)
    lane.start()
    lane.join()
    assert gone == []
    qtbot.waitUntil(lambda: len(gone) == 50)
    assert set(gone) == {threading.main_thread()}
    rubbish.stop()


def test_none_is_searched_for_while_that_is_put_off(as_it_begins, qtbot):
    rubbish, gone = Rubbish(), []
    gc.disable()
    try:
        Piece(gone)
        kept = [[] for _each in range(20_000)]
        rubbish.setInterval(1)
        with qtbot.waitSignals([rubbish.timeout] * 3):
            pass
        assert gone == [] and kept
    finally:
        gc.enable()
        rubbish.stop()
