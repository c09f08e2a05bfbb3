"""The tab Scans: what the scanner laid down is seen, filed by keys, moved beside, and taken back (DO-1, OF-15)."""

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.i18n import translator
from desktop.rules.words import ClientForm
from desktop.services import archive_prints, clients, coded_sheets, document_lists, search_all
from desktop.ui.archive.page import ArchivePage
from desktop.ui.folders.page import FoldersPage
from desktop.ui.folders.scan_watch import ScanWatch
from desktop.ui.folders.scans_page import ScansPage
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.search.controller import _shown
from desktop.workstation.scan_folder import CHOOSE, FOLDER
from tests.archive.test_handing import Company
from tests.documents import papers
from tests.screens import Shelf, pages

__all__ = ["pages"]


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "scans"
    made.mkdir()
    return made


def lay(folder, name, content, at):
    (folder / name).write_bytes(content)
    os.utime(folder / name, (at, at))


def watch(desk, folder):
    """In it everything rests at once."""
    return ScanWatch(Shelf({FOLDER: str(folder)}), desk, rest=0.0)


def shown(pages, folder):
    return pages(lambda desk: ScansPage(desk, watch(desk, folder)))


def rows(page):
    return [row.key.name for _n, row in page.table.held()]


def titles(office):
    return sorted(line.title for line in office.ask(document_lists.list_documents))


def test_scans_are_filed_one_after_the_other_and_come_back_with_undo(pages, sqlite_office, folder, qtbot):
    client = sqlite_office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    for at, name in enumerate(("一.pdf", "二.pdf", "三.pdf"), 1):
        lay(folder, name, papers.pdf(name), at)
    page = shown(pages, folder)
    qtbot.waitUntil(lambda: rows(page) == ["一.pdf", "二.pdf", "三.pdf"])
    # the first is looked at by itself, and its page is drawn
    qtbot.waitUntil(lambda: page.shown is not None and not page.preview.paper.picture.isNull())
    assert page.preview.opened.title == "一"
    # nothing of it is kept while nobody looks, and it is looked at again when somebody does
    page.hide()
    assert page.shown is None and page.preview.opened is None
    page.show()
    qtbot.waitUntil(lambda: page.shown is not None)
    page.clients.line.setText("贺")
    qtbot.waitUntil(lambda: bool(page.clients.hits))
    qtbot.keyClick(page.clients.line, Qt.Key.Key_Return)
    assert page.controller.client == client
    page.file()
    qtbot.waitUntil(lambda: page.intake.dialog is not None)
    page.intake.dialog.legible.set_value(True)
    page.intake.dialog.press_main()
    qtbot.waitUntil(lambda: bool(page.toasts))
    assert titles(sqlite_office) == ["一"] and (folder / "filed" / "一.pdf").exists()
    qtbot.waitUntil(
        lambda: rows(page) == ["二.pdf", "三.pdf"] and [scan.path.name for scan in page.chosen] == ["二.pdf"]
    )
    # two at once are a document each
    page.view.selectAll()
    first = page.intake.dialog
    page.file()
    qtbot.waitUntil(lambda: page.intake.dialog is not first)
    assert len(page.intake.dialog.rows) == 2
    page.intake.dialog.press_main()
    qtbot.waitUntil(lambda: len(page.toasts) == 2 and rows(page) == [])
    assert titles(sqlite_office) == ["一", "三", "二"]
    said, back = page.toasts[-1]
    assert said == "2 papers filed."
    back()
    qtbot.waitUntil(lambda: sorted(rows(page)) == ["三.pdf", "二.pdf"])
    assert titles(sqlite_office) == ["一"]
    page.open(CHOOSE)  # from the settings
    (chooser,) = page.findChildren(QFileDialog)
    chooser.fileSelected.emit(str(folder / "away"))
    qtbot.waitUntil(lambda: page.watch.trouble is not None)
    assert "away" in page.nothing.itemAt(0).widget().accessibleName()


def test_a_signed_sheet_goes_home_by_one_key(pages, sqlite_office, folder, qtbot):
    company = Company(sqlite_office)
    key = company.open()
    printed = sqlite_office.errand(archive_prints.content_list, key, translator("zh_CN"))
    lay(folder, "scan0001.jpg", papers.scanned(printed.pdf), 1)
    page = shown(pages, folder)
    qtbot.waitUntil(lambda: page.shown is not None and page.shown.looked.sheet is not None)
    # asked about as others, it is proposed to go home; as a plain paper it may be filed too
    page.file()
    qtbot.waitUntil(lambda: page.intake.dialog is not None)
    (row,) = page.intake.dialog.rows
    assert row.home.value() and row.wish(None, None, "", True).sheet == printed.code
    row.home.set_value(False)
    assert row.wish(None, None, "", True).sheet == ""
    page.intake.dialog.reject()
    assert "Content list" in page.found.text() and "流动资金贷款担保" in page.found.text()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.toasts))
    (copy,) = sqlite_office.ask(coded_sheets.copies_of, key)
    (line,) = sqlite_office.ask(document_lists.list_documents)
    assert (copy.document, line.client_id, line.legible) == (line.id, company.client, True)
    # a gun on the paper leads to the record's own screen, which shows it, and leads to it
    (hit, *_more) = sqlite_office.ask(search_all.find_everything, printed.code)
    assert (_shown(hit).noun, _shown(hit).argument) == ("archive", key)
    archive = pages(lambda desk: ArchivePage(desk, PrintDesk(Shelf())), ready=lambda page: page.lines)
    archive.open(key)
    qtbot.waitUntil(lambda: bool(archive.pane.signed.buttons))
    archive.pane.signed.buttons[0].click()
    assert archive.opens == [("documents", line.id)]


def test_the_folders_tell_of_new_scans(pages, folder, qtbot):
    lay(folder, "一.pdf", b"%PDF-1.7 a", 1)
    page = pages(lambda desk: FoldersPage(desk, PrintDesk(Shelf()), watch(desk, folder)))
    qtbot.waitUntil(lambda: page.scans.button.isVisible())
    assert page.scans.button.text() == "1 new scan"
    page.scans.button.click()
    assert page.opens == [("scans", None)]
