"""The three lanes: answers come in the GUI thread, overtaken questions do not come at all."""

import threading

import pytest
from PySide6.QtCore import QObject

from desktop.rules.errors import BadEntry, Interrupted
from desktop.services import settings
from desktop.ui.kit.desk import Desk


def echo(work, value):
    return value


def save(work, value, topic="clients"):
    assert work.write
    work.topics.add(topic)
    return value


def refuse(work, text="no {what}"):
    raise BadEntry(text, "name", what="phone")


def break_down(work):
    raise ZeroDivisionError("贺启年 199 0000 1234")


def test_an_answer_comes_in_the_gui_thread(qtbot, desk):
    seen = []
    desk.ask("list", echo, 7, done=lambda value: seen.append((value, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(7, threading.main_thread())]


def test_the_latest_question_wins_and_breaks_off_the_running_one(qtbot, desk, office):
    seen = []

    def slow(work):
        office.entered.set()
        office.gate.wait(5)
        if office.broken.is_set():
            raise Interrupted("broken off")
        return "slow"

    desk.ask("search", slow, done=seen.append)
    assert office.entered.wait(5)
    for text in ("h", "he", "heq"):
        desk.ask("search", echo, text, done=seen.append)
    desk.ask("other", echo, "other", done=seen.append)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == ["heq", "other"]
    assert len(office.interrupted) == 1


def test_an_answer_that_waits_to_be_heard_is_overtaken_too(qtbot, desk, office):
    seen = []

    def next_one(work):
        office.entered.set()

    desk.ask("search", echo, "h", done=seen.append)
    # one after the other: when this one runs, that one was answered, and the window has not heard of it yet
    desk.ask("other", next_one, done=lambda _none: None)
    assert office.entered.wait(5)
    desk.ask("search", echo, "he", done=seen.append)
    qtbot.waitUntil(lambda: "he" in seen)
    assert seen == ["he"]


def test_a_blow_that_comes_late_is_survived(qtbot, desk, office):
    seen, tries = [], []

    def slow(work):
        office.entered.set()
        office.gate.wait(5)
        return "too late to be broken off"

    def struck(work):
        tries.append(1)
        if len(tries) == 1:
            raise Interrupted("meant for the one before")
        return "asked again"

    desk.ask("search", slow, done=seen.append)
    assert office.entered.wait(5)
    desk.ask("search", struck, done=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["asked again"]


def test_a_deed_is_told_after_its_commit(qtbot, desk, office):
    order = []
    desk.changed.connect(lambda topics: order.append((topics, list(office.kept))))
    desk.do(save, "a", done=lambda value: order.append(value), topic="orders")
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["a", (frozenset({"orders"}), ["a"])]


def test_deeds_keep_their_order(qtbot, desk, office):
    for number in range(20):
        desk.do(save, number)
    with qtbot.waitSignal(desk.changed):
        pass
    qtbot.waitUntil(lambda: len(office.kept) == 20)
    assert office.kept == list(range(20))


def test_reading_does_not_wait_for_writing(qtbot, desk, office):
    seen = []

    def long_deed(work):
        office.entered.set()
        office.gate.wait(5)

    desk.do(long_deed, done=lambda _none: seen.append("deed"))
    assert office.entered.wait(5)
    desk.ask("list", echo, "answer", done=seen.append)
    qtbot.waitUntil(lambda: seen == ["answer"])
    office.gate.set()
    qtbot.waitUntil(lambda: seen == ["answer", "deed"])


def test_a_refusal_goes_to_who_asked_or_to_the_page(qtbot, desk):
    mine, pages = [], []
    desk.refused.connect(pages.append)
    desk.do(refuse, failed=mine.append)
    desk.do(refuse)
    qtbot.waitUntil(lambda: len(mine) == len(pages) == 1)
    assert str(pages[0]) == "no phone"
    assert mine[0].field == "name"


def test_a_fault_is_logged_without_anybodys_values(qtbot, desk, caplog):
    with qtbot.waitSignal(desk.faulted) as caught:
        desk.do(break_down)
    text = caught.args[0]
    assert "ZeroDivisionError" in text and "break_down" in text
    assert "贺启年" not in text + caplog.text
    assert "break_down" in caplog.text


class Owner(QObject):
    left = False

    def __init__(self, seen):
        super().__init__()
        self.seen = seen

    def take(self, value):
        self.seen.append(value)


@pytest.mark.parametrize("gone", ["left", "deleted"])
def test_an_answer_for_who_is_gone_is_dropped(qtbot, desk, office, gone):
    seen, last = [], []
    owner = Owner(seen)

    def wait(work):
        office.gate.wait(5)
        return 1

    desk.ask("mine", wait, done=owner.take)
    desk.ask("last", echo, 2, done=last.append)
    if gone == "left":
        owner.left = True
    else:
        owner.deleteLater()
        qtbot.waitSignal(owner.destroyed).wait()
    office.gate.set()
    qtbot.waitUntil(lambda: last == [2])
    assert seen == []


def test_a_refused_deed_reaches_even_who_has_left(qtbot, desk):
    owner, pages = Owner([]), []
    owner.left = True
    desk.refused.connect(pages.append)
    desk.do(refuse, done=owner.take, failed=lambda _error: pytest.fail("left already"))
    qtbot.waitUntil(lambda: len(pages) == 1)


def test_an_errand_reports_and_ends(qtbot, desk):
    def long_work(work, count, progress):
        for number in range(count + 1):
            progress(number, count, "reading")
        work.topics.add("clients")
        return count

    seen, steps = [], []
    with qtbot.waitSignal(desk.changed):
        errand = desk.errand("Import", long_work, 1000, done=seen.append)
        errand.progressed.connect(lambda done, total, text: steps.append((done, total, text)))
    assert seen == [1000] and desk.errands == ()
    assert steps[-1] == (1000, 1000, "reading") and len(steps) < 500


def test_an_errand_is_cancelled(qtbot, desk, office):
    done, refused = [], []
    desk.refused.connect(refused.append)

    def long_work(work, progress):
        office.entered.set()
        office.gate.wait(5)
        progress(1, 2)
        return "never"

    errand = desk.errand("Import", long_work, done=done.append, staged=False)
    assert office.entered.wait(5)
    errand.cancel()
    with qtbot.waitSignal(errand.finished):
        office.gate.set()
    assert (done, refused, office.kept) == ([], [], [])


def test_closing_finishes_deeds_and_disconnects_each_lane(qtbot, office, qapp):
    desk = Desk(office, "张岚")
    for number in range(5):
        desk.do(save, number)
    assert desk.close(5)
    assert office.kept == [0, 1, 2, 3, 4]
    assert len(office.disconnected) == 2


def test_news_from_elsewhere(qtbot, desk):
    with qtbot.waitSignal(desk.changed) as caught:
        threading.Thread(target=desk.publish, args=(frozenset({"clients"}),)).start()
    assert caught.args == [frozenset({"clients"})]


def test_over_a_real_office(qtbot, qapp, sqlite_office):
    """The small office of these tests must not be kinder than the real one."""
    desk = Desk(sqlite_office.office, sqlite_office.me)
    lines, faults = [], []
    desk.faulted.connect(faults.append)
    with qtbot.waitSignal(desk.changed) as told:
        desk.do(settings.change_setting, "office_name", "竹海餐厅", failed=lambda error: pytest.fail(str(error)))
    desk.ask("features", settings.list_features, done=lines.append)
    qtbot.waitUntil(lambda: bool(lines))
    assert told.args[0] and sqlite_office.office.name == "竹海餐厅" and not faults
    assert desk.close(5)
