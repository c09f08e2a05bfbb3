"""The tab Loans by keys: the office's table filled in, a loan asked for, approved, handed out, and counted back."""

from PySide6.QtCore import Qt

from desktop.rules.borrowing import PROPOSED, LoanState
from desktop.services import alarms, loans
from desktop.ui.archive.loans_page import LoansPage
from tests.archive.test_handing import Company
from tests.archive.test_loans import BORROWS, archived


def open_page(pages, me):
    return pages(LoansPage, me, ready=lambda page: page.all is not None)


def pick(page, qtbot):
    page.activateWindow()
    qtbot.waitUntil(lambda: page.isActiveWindow() and page.table.total == 1)
    page.view.setFocus()
    page.view.selectRow(0)


def dialog_of(page, qtbot, before=None):
    qtbot.waitUntil(lambda: page.dialog is not None and page.dialog is not before)
    return page.dialog


def test_a_loan_goes_its_way_as_the_table_rules_it(sqlite_office, pages, qtbot):
    company = Company(sqlite_office)
    office, key = company.office, archived(company)
    reader = office.hire("何岸", BORROWS)
    head = open_page(pages, None)
    assert head.unruled.isVisible() and head.rule_button.isVisible()
    head.edit_table()
    dialog = dialog_of(head, qtbot)
    # what we propose is looked at, and holds for nobody before it is saved
    dialog.propose()
    assert [line.mark for line in dialog.lines if line.lent.value()].count("top_secret") == 0
    assert all(line.approvers for line in dialog.lines if line.lent.value())
    assert len(dialog.entry()) == len(PROPOSED) and "6" in dialog.told.text()
    dialog.reject()
    assert office.office.settings["borrowing_table"] == []
    head.edit_table()
    dialog = dialog_of(head, qtbot, dialog)
    original = next(line for line in dialog.lines if (line.mark, line.form.value) == ("", "original"))
    original.lent.click()
    original._turn("general_manager")
    original.days.set_value("x")
    dialog.press_main()
    assert dialog.refusal
    original.days.set_value("5")
    dialog.press_main()
    qtbot.waitUntil(lambda: not head.unruled.isVisible())
    assert office.office.settings["borrowing_table"] == [
        {"mark": "", "form": "original", "approvers": ["general_manager"], "days": 5}
    ]
    page = open_page(pages, reader)
    qtbot.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(page, qtbot)
    dialog.form.put({"purpose": "核对条款"})
    dialog.press_main()
    assert dialog.refusal
    dialog.files.line.setText("流动资金")
    qtbot.waitUntil(lambda: bool(dialog.files.hits))
    qtbot.keyClick(dialog.files.line, Qt.Key.Key_Return)
    dialog.form.put({"days": "9"})
    dialog.press_main()
    qtbot.waitUntil(lambda: bool(dialog.form.error("days")))
    dialog.form.put({"days": "3"})
    dialog.press_main()
    qtbot.waitUntil(lambda: page.table.total == 1)
    pick(page, qtbot)
    # nobody approves his own
    assert page.offered_here()[0].reason
    head.desk.publish(frozenset({"loans"}))
    pick(head, qtbot)
    qtbot.keyClick(head.view, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: head.all[0].state is LoanState.APPROVED)
    keeper = open_page(pages, company.archivist)
    assert keeper.tabs.currentIndex() == 1
    # as Today opens it
    keeper.tabs.setCurrentIndex(0)
    keeper.open(keeper.all[0].id)
    assert keeper.tabs.currentIndex() == 1 and keeper.chosen == keeper.all[0]
    pick(keeper, qtbot)
    qtbot.keyClick(keeper.view, Qt.Key.Key_F8)
    dialog = dialog_of(keeper, qtbot)
    dialog.form.put({"condition": "完好"})
    dialog.press_main()
    qtbot.waitUntil(lambda: keeper.all[0].state is LoanState.OUT)
    assert keeper.toasts[-1][0] == "Handed out: no. 1 of the register."
    keeper.tabs.setCurrentIndex(2)
    pick(keeper, qtbot)
    qtbot.keyClick(keeper.view, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: keeper.all[0].renewals == 1)
    pick(keeper, qtbot)
    qtbot.keyClick(keeper.view, Qt.Key.Key_F8)
    dialog = dialog_of(keeper, qtbot, dialog)
    lines = dialog._lines
    for line in lines:
        dialog.counts[line.id].set_value(str(line.item.sheets - (line is lines[0])))
    dialog.press_main()
    qtbot.waitUntil(lambda: keeper.all[0].state is LoanState.BACK)
    assert "differ" in keeper.toasts[-1][0] and len(office.ask(alarms.list_alarms)) == 1
    assert [line.differing for line in office.ask(loans.loans, file_id=key)] == [1]
    keeper.tabs.setCurrentIndex(3)
    qtbot.waitUntil(lambda: keeper.table.held_row(0).cells[3].text == "1 entry differs")
