"""An answer by keys: found from a case with F3, put in and counted; drafted and approved; and a day that is closed."""

from datetime import timedelta

from PySide6.QtCore import Qt

from desktop.i18n import translator
from desktop.rules.knowledge import AnswerEntry, Place, Standing
from desktop.rules.rights import Right, Scope
from desktop.services import cases, digest_prints, knowledge, knowledge_lists, knowledge_prints, on_file
from desktop.services.cases import NewCase
from desktop.ui.cases.page import CasesPage
from desktop.ui.kit.answers import AnswerPicker
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.knowledge.digest_page import DigestPage
from desktop.ui.knowledge.page import STANDINGS, KnowledgePage
from tests.archive.test_handing import text_of
from tests.screens import Shelf

STAFF = dict.fromkeys((Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS, Right.PRINT_CLIENTS), Scope.ALL)


def test_an_answer_goes_into_a_case_and_a_question_out_of_it(pages, sqlite_office, qtbot):
    office = sqlite_office
    anna = office.hire("安然", STAFF, department="客服部")
    chief = office.hire("冯主任", {**STAFF, Right.APPROVE_ANSWERS: Scope.ALL, Right.APPROVE_CLIENTS: Scope.ALL},
                        department="客服部")  # fmt: skip
    day = office.ask(on_file.today)
    entry = AnswerEntry("发票可以重开吗？", "三十天内可以。", "发票", review_on=day + timedelta(days=9))
    key = office.do(knowledge.draft_answer, entry, me=anna)
    # the second person approves with one key, and reads who wrote it
    page = pages(lambda desk: KnowledgePage(desk, PrintDesk(Shelf())), chief, ready=lambda page: page.lines is not None)
    page.tabs.setCurrentIndex(STANDINGS.index(Standing.WAITING))
    qtbot.waitUntil(lambda: page.pane.view is not None and page.pane.view.may_judge)
    # other words came in since they were shown: they are shown instead of being approved unread
    shown = page.pane.view
    better = AnswerEntry("发票可以重开吗？", "三十天内可以，凭原件。", "发票", review_on=entry.review_on)
    office.do(knowledge.correct_answer, key, better, me=anna)
    page.pane.view = shown
    qtbot.keyClick(page.view, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: page.pane.view is not None and page.pane.view.waits.number == 2)
    qtbot.keyClick(page.view, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: page.table.total == 0)
    page.open(key)
    qtbot.waitUntil(lambda: page.pane.view is not None and page.pane.view.approved_by == "冯主任")
    assert "三十天内可以，凭原件。" in text_of(
        office.errand(knowledge_prints.answer_book, translator("zh_CN"), me=chief).pdf
    )
    # F3 in the step of a case, two letters, Enter: the words stand behind what was typed, and the use is kept
    case = office.do(cases.record_case, NewCase("consultation", "发票丢了", caller="周先生"), me=anna)
    page = pages(lambda desk: CasesPage(desk, PrintDesk(Shelf())), anna, ready=lambda page: page.pane.view)
    page.acts.step()
    page.dialog.form.put({"said": "您好："})
    qtbot.waitUntil(page.dialog.isActiveWindow)
    qtbot.keyClick(page.dialog, Qt.Key.Key_F3)
    picker = page.dialog.findChild(AnswerPicker)
    picker.line.setFocus()
    qtbot.keyClicks(picker.line, "fapiao")
    qtbot.waitUntil(lambda: picker.chosen is not None and picker.chosen.id == key)
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.dialog.form.values()["said"] == "您好：\n三十天内可以，凭原件。")
    assert [one.uses for one in office.ask(knowledge_lists.uses_in, case)] == [1]
    # nothing found: its button proposes the question, as it came up
    other = AnswerPicker(page.desk, Place.CASE, case, "发票丢了怎么办", page)
    other.open()
    qtbot.waitUntil(lambda: bool(other.lines))
    qtbot.keyClicks(other.line, "zzqq")
    qtbot.waitUntil(lambda: not other.lines)
    assert not other.main.isEnabled()
    other.line.set_value("")
    # what was written of the case is shown first: it goes to nobody before it was read
    other.propose.click()
    qtbot.waitUntil(lambda: other.line.value() == "发票丢了怎么办" and bool(other.late.text()))
    assert office.ask(knowledge_lists.answers, knowledge_lists.Wish(standing=Standing.ASKED)) == ()
    other.line.set_value("发票丢了怎么补")
    other.propose.click()
    qtbot.waitUntil(lambda: not other.propose.isEnabled())
    other.reject()
    page.dialog.reject()
    asked = office.ask(knowledge_lists.answers, knowledge_lists.Wish(standing=Standing.ASKED))
    assert [one.question for one in asked] == ["发票丢了怎么补"]
    # the head closes the day with a word; from then on it is only printed
    page = pages(lambda desk: DigestPage(desk, PrintDesk(Shelf())), chief, ready=lambda page: page.day is not None)
    assert page.table.total == 1
    qtbot.keyClick(page.view, Qt.Key.Key_F8)
    page.dialog.press_main()
    qtbot.waitUntil(lambda: bool(page.dialog.form.error("note")))
    page.dialog.form.put({"note": "安然明早答复"})
    page.dialog.press_main()
    qtbot.waitUntil(lambda: page.day is not None and page.day.closed_by == "冯主任")
    assert "close" not in {one.name for one in page.actions_offered()}
    paper = office.errand(digest_prints.digest_sheet, day, page.day.department, translator("zh_CN"), me=chief)
    assert "安然明早答复" in text_of(paper.pdf) and "发票丢了" in text_of(paper.pdf)
