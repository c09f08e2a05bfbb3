"""A checker goes through the values that were drawn, and takes back what he has said (AP-1)."""

from datetime import timedelta

import shiboken6

from desktop.models.clients import ValueReview
from desktop.rules.words import ClientForm
from desktop.services import clients, on_file
from desktop.ui.field_checks.page import FieldChecksPage
from tests.appraisal.test_records import RUNS, STAFF


def test_values_are_drawn_checked_and_taken_back(pages, sqlite_office, qtbot):
    office = sqlite_office
    anna, chief = office.hire("安然", STAFF), office.hire("贺经理", RUNS)
    values = {"name": "白露", "hobbies": "钓鱼", "dishes": "清蒸鱼", "taboos": "香菜"}
    file = office.do(clients.open_client, ClientForm.PERSON, values, me=anna)
    today = office.ask(on_file.today)
    with office.beneath() as database, database.writing():
        ValueReview.update(entered_at=database.now() - timedelta(days=today.day + 1)).execute()
    page = pages(FieldChecksPage, chief, ready=lambda page: page.nothing.count())

    def sent():
        dialog = page.dialog
        dialog.press_main()
        qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())

    assert [one.name for one in page.actions_offered()] == ["draw"]
    page.draw()
    sent()
    qtbot.waitUntil(lambda: len(page.lines) == 3 and page.line is not None)
    assert {(line.label, line.value) for line in page.lines} == {
        ("Hobbies and temper", "钓鱼"), ("Favourite dishes", "清蒸鱼"), ("Taboos", "香菜")}  # fmt: skip
    assert "0 of 3 checked" in page.said.text()
    page.right()
    qtbot.waitUntil(lambda: len(page.lines) == 2 and page.line is not None)
    page.wrong()
    page.dialog.form.put({"note": "客户说不是"})
    sent()
    qtbot.waitUntil(lambda: len(page.lines) == 1 and "2 of 3 checked" in page.said.text())
    # the word was hasty: the toast takes it back, and it waits again
    page.toasts[-1][1]()
    qtbot.waitUntil(lambda: len(page.lines) == 2)
    page.open_file()
    assert page.opens == [("clients", file)]
    # whoever entered them sees nothing of it, and draws nothing
    page = pages(FieldChecksPage, anna, ready=lambda page: page.nothing.count())
    assert list(page.actions_offered()) == []
