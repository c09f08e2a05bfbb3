"""Marked notes on screen: a lock in the place of the words, opened or asked for there, corrected with the mark."""

from desktop.rules.contacts import Channel, Report
from desktop.rules.rights import Right, Scope
from desktop.rules.secrecy import Secrecy
from desktop.services import competitors, contacts, dealings, on_file
from desktop.services.competitors import CompetitorEntry
from desktop.services.dealings import DealingEntry
from desktop.ui.kit.entries import LockedEntry
from tests.clients.test_page_file import words

SECRET = Secrecy.SECRET.value
SEE = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}


def opened(shown, qtbot):
    client = shown.client("贺启年")
    day = shown.office.ask(on_file.today)
    shown.office.do(contacts.log_contact, client, Report(Channel.VISIT, "并购意向", "对方出价", mark=SECRET))
    shown.office.do(competitors.add_note, client, CompetitorEntry("望江楼", day, "八折", mark=SECRET))
    shown.office.do(dealings.add_dealing, client, DealingEntry(day, "股权变更", "转让三成", mark=SECRET))
    pane = shown.page.file
    shown.page.open(client)
    qtbot.waitUntil(lambda: bool(pane.overview.competitors.findChildren(LockedEntry)))
    pane.tabs.setCurrentIndex(2)
    return pane


def locks(widget):
    return widget.findChildren(LockedEntry)


def test_words_are_opened_where_they_are_locked_and_corrected_with_their_mark(screens, qtbot):
    shown = screens()
    pane = opened(shown, qtbot)
    assert "并购" not in str(words(pane)) and "望江楼" not in str(words(pane)) and "股权" not in str(words(pane))
    for holder, text in ((pane.contacts, "并购意向"), (pane.overview.competitors, "望江楼"),
                         (pane.overview.dealings, "股权变更")):  # fmt: skip
        (lock,) = locks(holder)
        before = pane.dialogs.shown
        lock.why.click()
        qtbot.waitUntil(lambda before=before: pane.dialogs.shown not in (None, before))
        assert text in words(pane.dialogs.shown)
        pane.dialogs.shown.press_main()
    (line,) = pane._around.contacts
    pane.dialogs.correct_contact(pane.file, line)
    qtbot.waitUntil(lambda: hasattr(pane.dialogs.shown, "form") and "content" in pane.dialogs.shown.form.entries)
    dialog = pane.dialogs.shown
    assert (dialog.form.values()["subject"], dialog.form.values()["mark"]) == ("并购意向", SECRET)
    dialog.form.put({"content": "对方加价", "mark": ""})
    dialog.press_main()
    qtbot.waitUntil(lambda: "对方加价" in words(pane.contacts))
    assert locks(pane.contacts) == []


def test_what_is_out_of_reach_is_asked_for_there(screens, sqlite_office, qtbot):
    shown = screens(me=sqlite_office.hire("王芳", SEE, vaults=("identity",)))
    pane = opened(shown, qtbot)
    (lock,) = locks(pane.contacts)
    assert lock.why.text() == "Why"
    lock.why.click()
    said = pane.dialogs.shown
    assert any("do not reach" in text for text in words(said))
    said.press_main()
    qtbot.waitUntil(lambda: pane.dialogs.approvals is not None and pane.dialogs.approvals.dialog is not None)
    dialog = pane.dialogs.approvals.dialog
    assert any("Contact report · Marked secret" in text for text in words(dialog))
    dialog.reject()
    pane.log_contact()
    entry = shown.window.over("log_contact")
    qtbot.waitUntil(lambda: entry.dialog is not None and "mark" in entry.dialog.form.entries)
