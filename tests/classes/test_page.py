"""The classes on screen: a proposal with its reasons, other numbers tried, confirming, undoing, a sheet of spend."""

import pytest
from PySide6.QtCore import Qt

from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import class_runs, spending
from desktop.ui.classes import tabs
from desktop.ui.classes.page import PAST, ClassesPage
from desktop.ui.kit.printing import PrintDesk
from tests.offices import office_today

QUARTER = Quarter.of(office_today()).before()


@pytest.fixture
def page(screens, qtbot):
    shown = screens()
    for name, yuan in (("贺启年", 300), ("单雪", 200), ("尉迟敬", 100), ("张岚", 0)):
        client = shown.client(name)
        if yuan:
            shown.office.do(spending.enter_spend, client, QUARTER.first, yuan * 100)
    # who sells to us is no customer: judged by nobody, counted nowhere
    shown.client("云川酒水", ClientForm.ORGANISATION, kind="supplier")
    made = ClassesPage(shown.desk, PrintDesk(shown.shelf))
    made.office = shown.office
    made.toasts = []
    made.toast_requested.connect(lambda text, undo: made.toasts.append((text, undo)))
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitUntil(lambda: made.proposal is not None)
    return made


def rows(page):
    return [[cell if isinstance(cell, str) else cell.text for cell in page.table.held_row(n).cells]
            for n in range(page.table.total)]  # fmt: skip


def go(page, key):
    page.tabs.setCurrentIndex(page._keys.index(key))


def offered(page, name):
    return next(action for action in page.actions_offered() if action.name == name)


def given(page):
    return {line.name: line.given for run in page.office.ask(class_runs.runs)[:1]
            for line in page.office.ask(class_runs.run_lines, run.id)}  # fmt: skip


def test_a_proposal_says_who_moves_and_why(page, qtbot):
    assert page.tabs.tabText(0) == "Changes 4"
    qtbot.waitUntil(lambda: page.table.total == 4)
    first = rows(page)[0]
    assert first[0] == "A"
    asked = []
    page.desk.open_requested.connect(lambda *where: asked.append(where))
    offered(page, "letters").act()
    ((noun, candidates),) = asked
    assert (noun, candidates.selected, candidates.all_count) == ("write_letters", None, 4)
    assert first[1:5] == ["贺启年", "First class", "300.00", "1"]
    assert first[5] == "Rank 1 by spend: A takes ranks 1 to 15"
    _class, name, _move, spend, visits, _why = page.table.held_row(0).cells
    assert (name.below, spend.below, visits.below) == (page.proposal.lines[0].code, "rank 1", "")
    assert "4 clients" in page.summary.text()
    assert "The other reading: A Major 3" in page.numbers.other.text()


def test_sliders_try_other_numbers_and_nobody_gets_these_classes(page, qtbot):
    page.numbers._sliders["a_ranks"][0].setValue(1)
    qtbot.waitUntil(lambda: page.proposal.what_if and page.proposal.counts["A"] == 1)
    assert "Settings" in offered(page, "confirm_classes").reason
    go(page, "B")
    qtbot.waitUntil(lambda: [row[1] for row in rows(page)] == ["单雪", "尉迟敬"])
    page.numbers.reset()
    qtbot.waitUntil(lambda: page.proposal.counts["A"] == 3)
    assert offered(page, "confirm_classes").reason == ""


def test_confirming_with_another_class_and_undoing(page, qtbot):
    qtbot.waitUntil(lambda: page.table.total == 4)
    page.view.select_key(page._shown[3].client_id)
    page.view.setCurrentIndex(page.table.index(3, 0))
    page.override()
    page.dialog.form.put({"class": "C", "reason": ""})
    page.dialog.press_main()
    assert page.dialog.form.error("reason")
    page.dialog.form.put({"reason": "门路广"})
    page.dialog.press_main()
    qtbot.waitUntil(lambda: any("Set by the manager: 门路广" in row[5] for row in rows(page)))
    page.confirm()
    assert page.dialog.main.text() == "Give 4 classes"
    page.dialog.press_main()
    qtbot.waitUntil(lambda: bool(page.toasts) and bool(page.runs))
    assert given(page) == {"贺启年": "A", "单雪": "A", "尉迟敬": "A", "张岚": "C"}
    go(page, PAST)
    qtbot.waitUntil(lambda: page.past_table.total == 1)
    page.past_view.setCurrentIndex(page.past_table.index(0, 0))
    page.undo()
    qtbot.waitUntil(lambda: page.runs[0].undone_at is not None)
    assert offered(page, "print_classes").reason


def test_a_teaching_names_who_was_there(page, qtbot):
    page.confirm()
    page.dialog.press_main()
    qtbot.waitUntil(lambda: bool(page.runs))
    go(page, PAST)
    page.past_view.setCurrentIndex(page.past_table.index(0, 0))
    dialog = page.dialog
    page.teach()
    qtbot.waitUntil(lambda: page.dialog is not dialog)
    page.dialog.press_main()
    qtbot.waitUntil(lambda: "Choose who" in page.dialog.refusal)
    page.dialog.people.item(0).setCheckState(Qt.CheckState.Checked)
    page.dialog.press_main()
    qtbot.waitUntil(lambda: bool(page.runs[0].taught))


def test_a_sheet_is_taken_or_its_rows_are_named(page, qtbot, tmp_path):
    path = tmp_path / "bills.csv"
    path.write_text(f"client,date,amount\n张岚,{QUARTER.first},500\n生人,{QUARTER.first},5\n", "utf-8")
    page.bills.read(path)
    qtbot.waitUntil(lambda: bool(page.bar.messages))
    assert "Row 3: No client is named 生人." in page.bar.messages[0].text
    path.write_text(f"client,date,amount\n张岚,{QUARTER.first},500\n", "utf-8")
    page.bills.read(path)
    qtbot.waitUntil(lambda: page.proposal.figures[3].spend == 50000)
    text, undo = page.toasts[-1]
    assert text == "1 row of spend taken in."
    undo()
    qtbot.waitUntil(lambda: len(page.toasts) == 2)
    assert page.office.ask(spending.imports)[0].undone_at is not None


def test_the_tab_is_for_who_may_set_classes(screens):
    shown = screens()
    staff = shown.office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    other = screens(me=staff)
    assert [tab.key for tab in tabs(shown.desk, PrintDesk(shown.shelf))] == ["classes"]
    assert tabs(other.desk, PrintDesk(other.shelf)) == ()
