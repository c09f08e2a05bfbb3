"""The tab Archive by keys: a file opened, its list pasted, handed from hand to hand, taken in by counting."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.rules.archive import FileState, Item, Lack, Section
from desktop.services import archive_handing, archive_lists
from desktop.services import settings as office_settings
from desktop.ui.archive.page import ArchivePage
from desktop.ui.kit.printing import PrintDesk
from tests.archive.test_handing import Company
from tests.offices import PASSWORD
from tests.screens import Shelf


@pytest.fixture
def firm(sqlite_office):
    return Company(sqlite_office)


@pytest.fixture
def show(pages):
    def build(me):
        return pages(lambda desk: ArchivePage(desk, PrintDesk(Shelf())), me, ready=lambda page: page.lines is not None)

    return build


def chosen(page, qtbot, number=0):
    """The file of that row is looked at, by keys."""
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.view.setFocus()
    page.view.clearSelection()
    page.view.selectRow(number)
    qtbot.waitUntil(lambda: page.pane.shown is not None and page.acts.view.line.id == page.lines[number].id)


def entries(page, qtbot, *numbers):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.pane.view.setFocus()
    page.pane.view.clearSelection()
    held = page.pane.view.selectionModel()
    for number in numbers:
        held.select(page.pane.table.index(number, 0), held.SelectionFlag.Select | held.SelectionFlag.Rows)


def press(page, qtbot, key):
    """A key of the page itself, once the dialog before has given the focus back."""
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, key)


def dialog_of(page, qtbot, before=None):
    qtbot.waitUntil(lambda: page.acts.dialog is not None and page.acts.dialog is not before)
    return page.acts.dialog


def shown_titles(page):
    return [page.pane.table.held_row(row).cells[1].text for row in range(page.pane.table.total)]


def test_a_file_is_opened_filled_and_signed_on_by_two_in_one_window(firm, show, qtbot):
    office = firm.office
    office.do(office_settings.change_setting, "archive_pattern", "{category}{year}-{number:3}")
    page = show(firm.a)
    assert page.lines == () and not page.view.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(page, qtbot)
    dialog.clients.line.setText("远岫")
    qtbot.waitUntil(lambda: bool(dialog.clients.hits))
    qtbot.keyClick(dialog.clients.line, Qt.Key.Key_Return)
    assert dialog.client == firm.client and "远岫" in dialog.whose.text()
    dialog.form.put({"title": "流动资金贷款担保", "category": "XD"})
    dialog.press_main()
    assert dialog.form.error("agent_b")
    dialog.form.put({"agent_b": firm.b.id})
    dialog.press_main()
    qtbot.waitUntil(lambda: page.pane.shown is not None and page.table.total == 1)
    assert page.view.selected_keys == [page.lines[0].id] and page.acts.view.line.mine
    # many at once, as they lie in a spreadsheet
    QApplication.clipboard().setText("借款合同*\t12\t22\n保证合同\t八")
    page.acts.paste()
    dialog = dialog_of(page, qtbot, dialog)
    dialog.form.put({"section": Section.CONTRACTS.value, "contract": True})
    dialog.press_main()
    assert "Line 2" in dialog.refusal
    dialog.lines.setPlainText("借款合同*\t12\t22\n保证合同\t8")
    assert dialog.told.text() == "2 entries"
    dialog.press_main()
    qtbot.waitUntil(lambda: page.pane.table.total == 3)
    assert shown_titles(page) == ["Important contracts and vouchers", "借款合同", "保证合同"]
    # the heading is no entry; the second goes up by a key, and back down
    entries(page, qtbot, 0)
    assert page.pane.chosen == []
    entries(page, qtbot, 2)
    qtbot.keyClick(page.pane.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: shown_titles(page)[1] == "保证合同")
    qtbot.keyClick(page.pane.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: shown_titles(page)[1] == "借款合同")
    entries(page, qtbot, 1)
    qtbot.keyClick(page.pane.view, Qt.Key.Key_F2)
    dialog = dialog_of(page, qtbot, dialog)
    dialog.form.put({"sheets": "x"})
    dialog.press_main()
    assert dialog.form.error("sheets")
    dialog.form.put({"sheets": "13", "signed": True})
    dialog.press_main()
    qtbot.waitUntil(lambda: page.acts.view.line.sheets == 21)
    # what came of nobody yet is taken back from the toast; what was signed is not
    entries(page, qtbot, 2)
    qtbot.keyClick(page.pane.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.acts.view.line.sheets == 13)
    page.toasts[-1][1]()
    qtbot.waitUntil(lambda: page.acts.view.line.sheets == 21)
    press(page, qtbot, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: page.acts.view.line.state is FileState.CHECKING)
    assert page.acts.of_entries() == [] and not page.acts.view.line.mine
    # agent B signs in agent A's window, with a key of his own
    page.acts.here()
    dialog = dialog_of(page, qtbot, dialog)
    assert dialog.form.values()["name"] == "舒白"
    dialog.form.put({"password": "no"})
    dialog.press_main()
    qtbot.waitUntil(lambda: bool(dialog.refusal))
    dialog.form.put({"password": PASSWORD})
    dialog.press_main()
    qtbot.waitUntil(lambda: page.acts.view.line.state is FileState.TAKING_IN)
    view = page.acts.view
    assert [(one.name, one.holds) for one in view.signed] == [("季安", True), ("舒白", True)]
    assert view.line.number.endswith("-001") and page.toasts[-1] == ("Signed, and handed on.", None)


def test_agent_b_sends_back_and_the_archivist_counts_every_sheet(firm, show, qtbot):
    office, key = firm.office, firm.open()
    office.do(archive_lists.withdraw_items, [firm.view(key).items[0].id], me=firm.a)
    office.do(office_settings.change_setting, "archive_lists", {"XD": {"client": ["营业执照"]}})
    page = show(firm.a)
    chosen(page, qtbot)
    # longer only if somebody else lets it
    page.acts.extend()
    dialog = dialog_of(page, qtbot)
    dialog.form.put({"days": "2", "reason": "客户出差"})
    dialog.press_main()
    qtbot.waitUntil(lambda: page.approvals.dialog is not None)
    page.approvals.dialog.form.put({"reason": "客户出差"})
    page.approvals.dialog.press_main()
    qtbot.waitUntil(lambda: bool(page.toasts))
    assert page.toasts[0][0].startswith("Asked for.")
    page.toasts[0][1]()
    qtbot.waitUntil(lambda: page.toasts[-1] == ("The request is taken back.", None))
    press(page, qtbot, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: page.acts.view.line.state is FileState.CHECKING)
    page = show(firm.b)
    chosen(page, qtbot)
    page.acts.send_back()
    dialog = dialog_of(page, qtbot)
    # what the office's list asks for need not be typed
    assert dialog.parts[Section.CLIENT].value() == "营业执照"
    dialog.press_main()
    qtbot.waitUntil(lambda: page.acts.view.line.state is FileState.BACK)
    assert page.acts.view.lacking[0].lack is Lack.NOT_COUNTED
    (asked,) = [line for line in firm.view(key).items if line.asked_at is not None]
    office.do(archive_lists.change_item, asked.id, Item(Section.CLIENT, "营业执照", 1), me=firm.a)
    for person in (firm.a, firm.b):
        office.do(archive_handing.sign_on, key, me=person)
    page = show(firm.archivist)
    chosen(page, qtbot)
    press(page, qtbot, Qt.Key.Key_F8)
    dialog = dialog_of(page, qtbot)
    for entry, line in zip(dialog.counts.values(), dialog._lines, strict=True):
        entry.set_value(str(line.item.sheets))
        entry.edited.emit()
        qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert dialog.total.text() == "All counted." and dialog.focusWidget() is dialog.form.entries["place"]
    first = next(iter(dialog.counts.values()))
    right = first.value()
    first.set_value("99")
    dialog.form.put({"place": "一柜二架"})
    dialog.press_main()
    qtbot.waitUntil(lambda: "differ" in dialog.refusal)
    first.set_value(right)
    dialog.press_main()
    qtbot.waitUntil(lambda: page.acts.view.line.state is FileState.ARCHIVED)
    # the list goes where the file is
    qtbot.waitUntil(lambda: page.tabs.currentIndex() == 1 and page.table.total == 1)
    assert page.table.held_row(0).cells[1].text == "一柜二架" and page.numbered == [key]
    page.acts.print_labels()
    qtbot.waitUntil(lambda: page.acts.dialog is not dialog)
    page.acts.dialog.reject()
