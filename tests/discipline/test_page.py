"""The page of rewards and penalties: heads propose, managers decide, and the person concerned reads and replies."""

import shiboken6

from desktop.rules.discipline import Kind, Measure, Rule, State, Step
from desktop.rules.errors import BadEntry
from desktop.services import discipline_acts, discipline_rules, reception
from desktop.services.discipline import Standing
from desktop.services.reception import NewVisitor
from desktop.ui.discipline.dialogs import DecisionDialog, ProposeDialog
from desktop.ui.discipline.page import DisciplinePage
from desktop.ui.discipline.rules_dialogs import CatalogueDialog, RuleDialog, SwitchDialog
from desktop.ui.discipline.words import ladder_read, ladder_said
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.printing import PrintDesk
from tests.discipline.test_service import DESK, Team
from tests.screens import Shelf

M = Measure


def test_a_ladder_is_written_as_text():
    steps = (Step((M.INSTRUCT,)), Step((M.ORAL, M.FINE), 8850))
    assert ladder_read(Kind.PENALTY, ladder_said(steps)) == steps
    assert ladder_read(Kind.PENALTY, "\n口头警告、罚款 ¥1,000元\n") == (Step((M.ORAL, M.FINE), 100000),)
    for wrong in ("表扬", "杖责 50", "口头警告 + "):
        try:
            ladder_read(Kind.PENALTY, wrong)
        except BadEntry as refusal:
            assert refusal.field == "steps"
        else:
            raise AssertionError(wrong)


def _sent(qtbot, page, dialog_class, ticked=(), /, **values):
    qtbot.waitUntil(lambda: isinstance(page.dialog, dialog_class) and shiboken6.isValid(page.dialog))
    dialog = page.dialog
    if ticked:
        dialog.measures.choose(ticked)
    dialog.form.put(values)
    dialog.press_main()
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())


def test_a_visitor_without_a_badge_becomes_a_decision(pages, sqlite_office, qtbot):
    office, team = sqlite_office, Team(sqlite_office)
    desk = office.hire("前台小林", DESK)
    visit = office.do(reception.check_in, NewVisitor("贺启年", purpose="送资料", host=team.anna.id), "", me=desk)
    office.do(reception.note_breach, visit, "三楼走廊", me=desk)

    def page_of(me):
        return pages(
            lambda made: DisciplinePage(made, PrintDesk(Shelf())), me, ready=lambda page: page.lines is not None
        )

    def names(page):
        return {action.name for action in page.actions_offered()}

    page = page_of(team.head)
    assert page.lines == () and page.badges.isVisible() and names(page) == {"new", "register", "rules"}
    page.badges.click()
    _sent(qtbot, page, ProposeDialog)
    qtbot.waitUntil(lambda: page.pane.view is not None and "notify" in names(page))
    key = page.line.id
    assert "¥50" in page.pane.decision.text() and "recorded, nothing is deducted" in page.pane.decision.text()
    assert page.pane.why.text().startswith("Step 1") and not {"decide", "drop"} - {"drop"} & names(page)
    page.acts.notify()
    _sent(qtbot, page, ActDialog, said="")
    qtbot.waitUntil(lambda: page.pane.view.line.state is State.NOTIFIED and not page.badges.isVisible())
    # the person concerned sees it now, replies, and reads no more than that
    mine = page_of(team.anna)
    qtbot.waitUntil(lambda: mine.pane.view is not None)
    assert mine.tabs.count() == len(Standing) - 1 and {"reply", "notice"} <= names(mine)
    assert not {"new", "register", "evidence", "note"} & names(mine)
    mine.open((key, "reply"))
    _sent(qtbot, mine, ActDialog, said="当天人多")
    qtbot.waitUntil(lambda: mine.pane.view.line.state is State.REPLIED)
    # a manager decides; without a measure nothing is sent
    chief = page_of(team.chief)
    qtbot.waitUntil(lambda: chief.pane.view is not None and "decide" in names(chief))
    chief.acts.decide()
    qtbot.waitUntil(lambda: isinstance(chief.dialog, DecisionDialog))
    dialog = chief.dialog
    assert dialog.measures.chosen == [M.ORAL, M.FINE] and dialog.form.values()["amount"] == "50.00"
    dialog.measures.choose([])
    dialog.form.put({"said": "初次"})
    dialog.press_main()
    qtbot.waitUntil(lambda: dialog.measures.error.isVisible())
    _sent(qtbot, chief, DecisionDialog, [M.ORAL], said="初次，口头警告")
    qtbot.waitUntil(lambda: chief.lines == ())
    chief.open(key)
    qtbot.waitUntil(lambda: chief.pane.view is not None and chief.pane.view.line.state is State.EFFECTIVE)
    assert chief.tabs.currentIndex() == chief.standings.index(Standing.ALL)
    chief.acts.print_letter(True)
    qtbot.waitUntil(lambda: chief._sheet is not None)
    # the appeal goes to somebody else; what it is changed to is asked where it is changed
    office.do(discipline_acts.appeal, key, "当天不是我接待", me=team.anna)
    second = page_of(team.second)
    qtbot.waitUntil(lambda: second.pane.view is not None and "settle" in names(second))
    second.acts.settle()
    qtbot.waitUntil(lambda: isinstance(second.dialog, DecisionDialog))
    assert not second.dialog.measures.isVisible()
    _sent(qtbot, second, DecisionDialog, verdict=State.REVOKED.value, said="查明另有其人")
    qtbot.waitUntil(lambda: second.lines == ())


def test_rules_are_written_and_fines_are_switched_on_once_read(pages, sqlite_office, qtbot):
    office, team = sqlite_office, Team(sqlite_office)
    page = pages(lambda made: DisciplinePage(made, PrintDesk(Shelf())), team.chief, ready=lambda page: page.lines == ())
    page.show_rules()
    qtbot.waitUntil(lambda: isinstance(page.dialog, CatalogueDialog))
    assert {rule.key for rule in page.dialog.catalogue} == {"reception", "name", "badge", "secrecy"}
    page.dialog.press_main()
    _sent(qtbot, page, RuleDialog, kind="reward", clause="手册31", title="书面表扬", steps="Commendation", window="0")
    qtbot.waitUntil(lambda: not isinstance(page.dialog, RuleDialog) or not shiboken6.isValid(page.dialog))
    found = {rule.title: rule for rule in office.ask(discipline_rules.catalogue, me=team.chief)}
    assert isinstance(found["书面表扬"], Rule) and found["书面表扬"].steps == (Step((M.PRAISE,)),)
    assert "fines" not in {action.name for action in page.actions_offered()}
    runs = pages(
        lambda made: DisciplinePage(made, PrintDesk(Shelf())), office.me, ready=lambda page: page.lines is not None
    )
    runs.switch()
    dialog = runs.dialog
    assert isinstance(dialog, SwitchDialog)
    dialog.fines.set_value(True)
    dialog.press_main()
    qtbot.waitUntil(lambda: bool(dialog.refusal))
    dialog.read.set_value(True)
    dialog.points.set_value(True)
    dialog.press_main()
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())
    with office.work(write=False) as work:
        assert work.settings["fines_on"] and work.settings["discipline_points"]
