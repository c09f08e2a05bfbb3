"""The screen of folders: papers are filed, found, said otherwise and taken out of use there, and back again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import approval_lists, approvals, clients, document_lists, filing
from desktop.services.filing import Wish
from desktop.ui.clients.file_pane import PAPERS
from desktop.ui.clients.page import ClientsPage
from desktop.ui.folders.file_tab import ClientPapers
from desktop.ui.folders.page import FoldersPage
from desktop.ui.kit.decision import DecisionDialog, told
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.printing import PrintDesk
from tests.documents import papers
from tests.documents.test_filing import ALL
from tests.screens import Shelf, pages

__all__ = ["pages"]


@pytest.fixture
def client(sqlite_office):
    return sqlite_office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})


def shown(pages, me=None):
    return pages(lambda desk: FoldersPage(desk, PrintDesk(Shelf())), me, ready=lambda page: page.shelf.tree)


def titles(page):
    return [row.cells[0].text for _n, row in page.table.held()]


def test_papers_are_dropped_into_a_folder_and_taken_back_as_one(pages, client, qtbot, tmp_path):
    page = shown(pages)
    qtbot.waitUntil(lambda: not page.view.isVisible())
    page.shelf.show_client(client, "贺启年")
    qtbot.waitUntil(lambda: len(page.shelf.tree) == 8)
    page.shelf.go(("02 合同",))
    names = ("采购合同.pdf", "空.pdf")
    for name in names:
        (tmp_path / name).write_bytes(b"" if name == "空.pdf" else b"%PDF-1.7 a contract")
    page.intake.take([tmp_path / name for name in names])
    qtbot.waitUntil(lambda: page.intake.dialog is not None)
    dialog = page.intake.dialog
    assert [row.wanted.value() for row in dialog.rows] == [True, False] and not dialog.rows[1].wanted.isEnabled()
    assert dialog.folder.value() == ("02 合同",)
    dialog.legible.set_value(True)
    dialog.press_main()
    qtbot.waitUntil(lambda: titles(page) == ["采购合同"])
    (said, back) = page.toasts[-1]
    assert said == "1 paper filed."
    # the same paper once more is told, and not ticked
    page.intake.take([tmp_path / names[0]])
    qtbot.waitUntil(lambda: page.intake.dialog is not dialog)
    again = page.intake.dialog
    assert [row.wanted.value() for row in again.rows] == [False] and not again.main.isEnabled()
    page.intake.dialog.reject()
    back()
    qtbot.waitUntil(lambda: page.table.total == 0)


def test_a_paper_is_looked_at_renamed_and_taken_out_of_use_by_keys(pages, sqlite_office, client, qtbot):
    key = sqlite_office.errand(filing.file_document, Wish(b"%PDF-1.7 x", "采购合同.pdf", client))
    page = shown(pages)
    qtbot.waitUntil(lambda: page.table.total == 1)
    page.view.setFocus()
    page.view.selectRow(0)
    qtbot.waitUntil(lambda: page.details.view is not None)
    assert page.details.view.line.id == key
    qtbot.keyClick(page.view, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: page.acts.dialog is not None)
    form = page.acts.dialog.form
    form.set_values({**form.values(), "title": "采购合同（正本）", "tags": "急，要签"})
    page.acts.dialog.press_main()
    qtbot.waitUntil(lambda: titles(page) == ["采购合同（正本）"])
    before = page.acts.dialog
    page.details.history_requested.emit()
    qtbot.waitUntil(lambda: page.acts.dialog is not before)
    assert {"Document described otherwise", "Documents filed"} <= {row.cells[2] for row in page.acts.dialog.rows}
    page.acts.dialog.press_main()
    assert page.table.held_row(0).cells[0].below.endswith("急、要签")
    page.search.setText("没有")
    qtbot.waitUntil(lambda: page.table.total == 0)
    page.search.clear()
    qtbot.waitUntil(lambda: page.table.total == 1)
    # the dialog has gone, and the keys are the page's again
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.view.setFocus()
    page.view.selectRow(0)
    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.table.total == 0)
    page.toasts[-1][1]()
    qtbot.waitUntil(lambda: page.table.total == 1)


def test_a_marked_paper_is_locked_for_who_may_not_read_it(pages, sqlite_office, client, qtbot):
    sqlite_office.errand(filing.file_document, Wish(b"%PDF-1.7 x", "采购合同.pdf", client, mark="top_secret"))
    staff = sqlite_office.hire("韩磊", ALL)
    page = shown(pages, staff)
    qtbot.waitUntil(lambda: page.table.total == 1)
    row = page.table.held_row(0)
    assert row.cells[0].text == "Locked" and row.cells[0].locked
    assert "采购" not in str(row)
    page.view.selectRow(0)
    qtbot.waitUntil(lambda: page.details.view is not None)
    assert "采购" not in str(page.details.view)


def test_a_locked_paper_is_asked_for_where_it_says_why_and_opened_by_who_approves(pages, sqlite_office, client, qtbot):
    office, pdf = sqlite_office, papers.pdf("采购合同 第一页")
    key = office.errand(filing.file_document, Wish(pdf, "采购合同.pdf", client, mark="top_secret"))
    staff = office.hire("韩磊", ALL, vaults=("identity",))
    page = shown(pages, staff)
    qtbot.waitUntil(lambda: page.table.total == 1)
    page.view.selectRow(0)
    qtbot.waitUntil(lambda: page.details.view is not None)
    page.acts.why()
    why = page.acts.dialog
    assert why.main.text() == "Ask for it…"
    why.press_main()
    asking = lambda: page.acts._approvals.dialog  # noqa: E731
    qtbot.waitUntil(lambda: asking() is not None and asking().isVisible())
    asking().form.put({"reason": "核对条款", "days": "15"})
    asking().press_main()
    qtbot.waitUntil(lambda: asking().form.error("days").endswith("From 1 to 14 days."))
    asking().form.put({"days": "2"})
    asking().press_main()
    qtbot.waitUntil(lambda: bool(page.toasts) and page.toasts[-1][0].startswith("Asked for"))
    # whoever decides reads the title, and for how long
    (line,) = office.ask(approval_lists.waiting)
    desk = Desk(office.office, office.me)
    decides = DecisionDialog(desk, line)
    qtbot.addWidget(decides)
    qtbot.waitUntil(lambda: decides.paper.text() == "采购合同")
    assert "2" in [text for head, text in told(line) if head == "Open for how many days"]
    decides.press_main()
    qtbot.waitUntil(lambda: not office.ask(approval_lists.waiting))
    assert desk.close(5)
    page.reload()
    qtbot.waitUntil(lambda: page.details.view.line.locked.may_open)
    said = [label.text() for label in page.details.findChildren(QLabel)]
    assert any(text.startswith(f"{office.me.name} opened it for you to look at, until ") for text in said)
    drawn = lambda: not page.preview.paper.picture.isNull()  # noqa: E731
    page.preview.open_requested.emit()
    qtbot.waitUntil(drawn)
    # what was taken back is seen no longer; what is opened again, when it is asked for
    for verb, may in ((approvals.undo_decision, False), (approvals.approve, True)):
        office.do(verb, line.id)
        page.reload()
        qtbot.waitUntil(lambda may=may: page.preview.open.isVisible() == may and not drawn())
    page.preview.open_requested.emit()
    qtbot.waitUntil(drawn)
    assert page.preview._over.isActive() and "韩磊" in page.preview.paper.words
    page.preview._over.timeout.emit()
    assert page.preview.paper.picture.isNull() and "over" in page.preview.said.text()
    page.acts.why()
    assert page.acts.dialog.main.text() == "Close"
    assert office.ask(document_lists.view, key, me=staff).line.title == ""


def test_a_paper_asked_for_from_elsewhere_is_shown_in_its_folder(pages, sqlite_office, client, qtbot):
    wish = Wish(b"%PDF-1.7 x", "采购合同.pdf", client, ("02 合同",))
    key = sqlite_office.errand(filing.file_document, wish)
    page = shown(pages)
    page.open(key)
    where = lambda: (page.shelf.path, page.controller.client, page.table.total, page.ids())  # noqa: E731
    qtbot.waitUntil(lambda: page.controller.folder is not None and where() == (("02 合同",), client, 1, [key]))
    assert page.details.view.line.id == key


def test_a_clients_file_shows_its_papers_once_they_are_asked_for(pages, sqlite_office, client, qtbot, tmp_path):
    for name in ("采购合同.pdf", "报价.pdf"):
        sqlite_office.errand(filing.file_document, Wish(b"%PDF-1.7 " + name.encode(), name, client, ("02 合同",)))
    tab_of = lambda desk: lambda: ClientPapers(desk)  # noqa: E731
    page = pages(lambda desk: ClientsPage(desk, {}, PrintDesk(Shelf()), tab_of(desk)))
    page.open(client)
    pane = page.file
    qtbot.waitUntil(lambda: pane.tabs.isTabVisible(PAPERS))
    assert pane.papers.tab is None
    pane.tabs.setCurrentIndex(PAPERS)
    tab = pane.papers.tab
    qtbot.waitUntil(lambda: titles(tab) == ["报价", "采购合同"] and len(tab.tree) == 8)
    assert pane.tabs.tabText(PAPERS) == "Documents 2"
    tab.places.selectRow(2)
    qtbot.waitUntil(lambda: tab.folder.name == "02 合同" and titles(tab) == ["报价", "采购合同"])
    (tmp_path / "回执.pdf").write_bytes(b"%PDF-1.7 a receipt")
    tab.intake.take([tmp_path / "回执.pdf"])
    qtbot.waitUntil(lambda: tab.intake.dialog is not None)
    tab.intake.dialog.press_main()
    qtbot.waitUntil(lambda: titles(tab) == ["报价", "采购合同", "回执"])
    back = page.toasts[-1][1]
    (key, *_rest) = tab.list.lines
    tab.view.opened.emit(key)
    qtbot.waitUntil(lambda: tab.dialog.preview.said.text() != "")
    asked = []
    page.desk.open_requested.connect(lambda noun, argument: asked.append((noun, argument)))
    tab.dialog.press_main()
    assert asked == [("documents", key)]
    back()
    qtbot.waitUntil(lambda: titles(tab) == ["报价", "采购合同"])
    # a locked one is asked for there too
    sqlite_office.errand(filing.file_document, Wish(b"%PDF-1.7 z", "密.pdf", client, ("02 合同",), mark="top_secret"))
    page = pages(lambda desk: ClientsPage(desk, {}, PrintDesk(Shelf()), tab_of(desk)), sqlite_office.hire("韩磊", ALL))
    page.open(client)
    qtbot.waitUntil(lambda: page.file.tabs.isTabVisible(PAPERS))
    page.file.tabs.setCurrentIndex(PAPERS)
    tab = page.file.papers.tab
    qtbot.waitUntil(lambda: len(titles(tab)) == 3)
    tab.view.opened.emit(next(key for key, line in tab.list.lines.items() if line.locked is not None))
    tab.dialog.ask.click()
    qtbot.waitUntil(lambda: tab.approvals.dialog is not None and tab.approvals.dialog.isVisible())
    assert tab.approvals.dialog._ways.people == (sqlite_office.me.name,)
    tab.approvals.dialog.reject()
    # who sees the client and none of the papers has no such tab
    li = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_DOCUMENTS: Scope.OWN})
    page = pages(lambda desk: ClientsPage(desk, {}, PrintDesk(Shelf()), tab_of(desk)), li)
    page.open(client)
    qtbot.waitUntil(lambda: page.file.file is not None)
    assert not page.file.tabs.isTabVisible(PAPERS)
