"""A period on its pages: my own figures and what is behind them, rating side by side, the dashboard, the lock."""

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.rules.appraisal import Answer, PeriodState, SheetState, Verdict
from desktop.services import appraisal, appraisal_sheets, appraisal_views, own_indicators
from desktop.ui.appraisal import DASHBOARD, PERIODS
from desktop.ui.appraisal.dashboard_page import DashboardPage
from desktop.ui.appraisal.decide_dialogs import AppealsDialog, CalibrateDialog
from desktop.ui.appraisal.mine_page import MinePage
from desktop.ui.appraisal.own_dialogs import OwnDialog
from desktop.ui.appraisal.part_dialogs import RateDialog, SelfDialog
from desktop.ui.appraisal.periods_page import PeriodsPage
from desktop.ui.appraisal.print_dialogs import PapersDialog, VerifyDialog
from desktop.ui.appraisal.scheme_dialog import SchemeDialog
from desktop.ui.appraisal.whatif import WhatIfDialog
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.form_dialog import FormDialog
from desktop.ui.kit.printing import PrintDesk
from tests.appraisal.test_periods import House
from tests.screens import Shelf

S = PeriodState


def words_in(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


class Desks:
    """Pages of several people over one office, and what is done in their dialogs."""

    def __init__(self, pages, qtbot):
        self.pages, self.qtbot = pages, qtbot

    def mine(self, me):
        return self._open(MinePage, me, lambda page: page.shown is not None)

    def board(self, me):
        return self._open(DashboardPage, me, lambda page: page.shown is not None)

    def periods(self, me):
        return self._open(PeriodsPage, me, lambda page: page.shown is not None)

    def _open(self, kind, me, ready):
        return self.pages(lambda desk: kind(desk, PrintDesk(Shelf())), me, ready=ready)

    def dialog(self, page, kind):
        self.qtbot.waitUntil(lambda: isinstance(page.dialog, kind) and shiboken6.isValid(page.dialog)
                             and page.dialog.isVisible())  # fmt: skip
        return page.dialog

    def sent(self, dialog):
        dialog.press_main()
        self.qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())


def names(page) -> set[str]:
    return {action.name for action in page.actions_offered()}


def news(page) -> None:
    """What another workstation would tell."""
    page.desk.publish(frozenset({"appraisal"}))


def test_a_period_from_my_figures_to_the_lock(pages, sqlite_office, qtbot):
    office, house = sqlite_office, House(sqlite_office)
    desks = Desks(pages, qtbot)
    empty = desks.mine(house.anna)
    assert "No period of appraisal is open" in words_in(empty.empty) and not names(empty)
    runs = desks.periods(house.boss)
    assert {"new", "scheme"} <= names(runs)
    runs.acts.scheme()
    scheme = desks.dialog(runs, SchemeDialog)
    scheme.fields["dimension.A"].set_value("40")
    scheme.press_main()
    assert "100" in scheme.refusal and scheme.fields["dimension.A"].property("wrong")
    scheme.fields["dimension.C"].set_value(str(100 - 40 - int(scheme.fields["dimension.B"].value())))
    scheme.fields["1.B1"].set_value("x")
    scheme.press_main()
    assert scheme.fields["1.B1"].property("wrong") and not scheme.fields["dimension.A"].property("wrong")
    scheme.fields["1.B1"].set_value("80")
    desks.sent(scheme)
    runs.acts.owns()
    owns = desks.dialog(runs, OwnDialog)
    owns.new()
    edit = owns.dialog
    edit.form.put({"dimension": "C", "name": "外语接待", "kind": "rating"})
    edit.press_main()
    qtbot.waitUntil(lambda: bool(edit.form.error("formula")))
    edit.form.put({"formula": "外宾评分"})
    edit.press_main()
    qtbot.waitUntil(lambda: [own.key for own in owns.owns] == ["O-1"])
    owns.accept()
    runs.acts.enter_value()
    entering = desks.dialog(runs, ActDialog)
    entering.form.put({"person": house.anna.id, "value": "9", "on": house.spell.last.isoformat()})
    entering.press_main()
    qtbot.waitUntil(lambda: bool(entering.form.error("value") or entering.refusal))
    entering.form.put({"value": "4"})
    desks.sent(entering)
    assert house.ask(own_indicators.scores)[0].value == 4
    runs.acts.new()
    opened = desks.dialog(runs, FormDialog)
    opened.form.put({"name": "上期", "first": house.spell.first.isoformat(), "last": house.spell.last.isoformat()})
    desks.sent(opened)
    qtbot.waitUntil(lambda: runs.period is not None)
    house.period = runs.period.id
    for sheet in runs.shown.sheets:
        if sheet.person not in {one.id for one in (house.anna, house.bo, house.head, house.boss)}:
            house.do(appraisal.leave_out, sheet.id)

    # everybody from the first day on: figures, their formula, and the records behind them
    mine = desks.mine(house.anna)
    assert mine.sheet.sheet.total.total is not None and not mine.said.isVisible()
    mine.sheet.figures.view.select_key("B1")
    mine.sheet.figures.view.chosen.emit(["B1"])
    qtbot.waitUntil(lambda: len(mine.panel.lines) == 10)
    assert "Contacts from clients answered" in mine.panel.formula.text() and "9 of 10" in mine.panel.figures.text()
    mine.panel.only_lost.click()
    qtbot.waitUntil(lambda: len(mine.panel.lines) == 1)
    lost = mine.panel.chosen
    assert lost.lost and {one.name for one in mine.panel.acts(lost)} == {"open_record", "excuse"}
    qtbot.keyClick(mine.panel.view, Qt.Key.Key_Return)
    assert mine.opens[-1] == ("contacts", lost.row.row)
    mine.sheet.waterfall.opened.emit("B1")
    assert mine.panel.only_lost.value() and not names(mine) & {"self", "answer"}

    # step by step
    def step(name, state):
        action = next(one for one in runs.actions_offered() if one.name == name)
        action.act()
        if name in ("to_published", "to_signed"):
            desks.sent(desks.dialog(runs, FormDialog))
        qtbot.waitUntil(lambda: runs.period.state is state)

    step("to_computed", S.COMPUTED)
    step("to_self", S.SELF)
    assert "Waits for 4" in runs.step.text()
    news(mine)
    qtbot.waitUntil(lambda: "self" in names(mine))
    mine.acts.own_part()
    own = desks.dialog(mine, SelfDialog)
    own.press_main()
    qtbot.waitUntil(lambda: own.form.blocks[1].error.isVisible())
    for block in own.form.blocks.values():
        qtbot.keyClick(block.row, Qt.Key.Key_4)
    desks.sent(own)
    qtbot.waitUntil(lambda: "My own part" in words_in(mine.said))
    step("to_superior", S.SUPERIOR)
    head = desks.periods(house.head)
    assert "rate" in names(head) and not names(head) & {"to_calibrated", "new"}
    head.acts.rate()
    rating = desks.dialog(head, RateDialog)
    assert {sheet.name for sheet in rating._sheets} == {"安然", "卜凡"}
    for _person in range(2):
        for number, block in rating.form.blocks.items():
            block.row.put(3 if number != 5 else 5, by_hand=True)
        rating.press_main()
        # sentences 1, 2 and 5 say what shows them
        qtbot.waitUntil(lambda: rating.form.blocks[1].error.isVisible())
        qtbot.waitUntil(lambda: rating.form.blocks[1].case.count() > 1)
        for number in (1, 2, 5):
            block = rating.form.blocks[number]
            block.case.setCurrentIndex(1)
            block.case.edited.emit()
        before = rating.sheet.name
        rating.press_main()
        qtbot.waitUntil(lambda before=before: not shiboken6.isValid(rating) or not rating.isVisible()
                        or rating.sheet.name != before)  # fmt: skip
    house.do(appraisal_sheets.rate, house.sheet(house.head).id, house.part())
    house.approved(appraisal_sheets.let_through, house.sheet(house.boss).id, me=house.boss, by=office.me)
    runs.reload()
    qtbot.waitUntil(lambda: all(one.state in (SheetState.RATED, SheetState.PASSED) for one in runs.shown.sheets))
    step("to_calibrated", S.CALIBRATED)
    runs.acts.calibrate()
    compared = desks.dialog(runs, CalibrateDialog)
    assert "冯主任" in words_in(compared) and compared.table.total == 3
    compared.view.select_key(house.bo.id)
    compared.form.put({"item": 5, "mark": 4})
    compared.press_main()
    assert compared.form.error("reason")
    compared.form.put({"reason": "与前厅一致"})
    compared.press_main()
    qtbot.waitUntil(lambda: next(m for m in compared.sheet.superior_marks if m.item == 5).before == 5)
    compared.accept()
    step("to_published", S.PUBLISHED)

    # objection, appeal, decision
    news(mine)
    qtbot.waitUntil(lambda: "answer" in names(mine))
    assert "Superior" in words_in(mine.said)
    mine.acts.answer(False)
    objects = desks.dialog(mine, ActDialog)
    objects.press_main()
    qtbot.waitUntil(lambda: bool(objects.form.error("words")))
    objects.form.put({"words": "第三项偏低"})
    desks.sent(objects)
    mine.acts.choose_appeal(mine.acts.sheet)
    appeal = desks.dialog(mine, ActDialog)
    choices = appeal.form.entries["what"]
    choices.setCurrentIndex(choices.count() - 1)
    appeal.form.put({"words": "出了主意"})
    desks.sent(appeal)
    other = desks.periods(house.other)
    other.acts.appeals()
    decides = desks.dialog(other, AppealsDialog)
    decides.form.put({"verdict": Verdict.ACCEPTED.value, "reason": "有理", "mark": 4})
    desks.sent(decides)
    qtbot.waitUntil(lambda: house.sheet(house.anna).appeals[0].verdict is Verdict.ACCEPTED)
    for me in (house.bo, house.head, house.boss):
        house.do(appraisal_sheets.answer, house.sheet(me).id, Answer.CONFIRMED, me=me)
    runs.reload()
    qtbot.waitUntil(lambda: any(one.state is SheetState.CONFIRMED for one in runs.shown.sheets))
    step("to_signed", S.SIGNED)

    # the dashboard of a period that is over
    board = desks.board(house.boss)
    assert board.opens == [] and {"lock", "what_if"} <= names(board)
    assert [button.tile.name for button in board.tiles.buttons][-1] == "score"
    cards = board.cards
    assert cards.people.table.total == 4 and not board.whom.isVisible()
    cards.people.view.select_key(house.bo.id)
    cards.people.view.chosen.emit([house.bo.id])
    qtbot.waitUntil(lambda: board.whom.isVisible() and "卜凡" in cards.dimensions.accessibleName())
    qtbot.keyClick(cards.people.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: board.panel.isVisible() and len(board.panel.lines) == 4)
    assert board.behind.key == "B1" and board.panel.only_lost.value()
    qtbot.keyClick(board.panel.view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not board.panel.isVisible())
    board.acts.what_if()
    what_if = desks.dialog(board, WhatIfDialog)
    held = [now.total for _sheet, now in what_if.found]
    assert held == [sheet.total.total for sheet in board.shown.sheets]
    what_if.sliders["superior"].setValue(50)
    qtbot.waitUntil(lambda: [now.total for _sheet, now in what_if.found] != held)
    what_if.reset()
    qtbot.waitUntil(lambda: [now.total for _sheet, now in what_if.found] == held)
    what_if.accept()
    next(one for one in board.actions_offered() if one.name == "lock").act()
    assert board.opens[-1] == (PERIODS, (house.period, "lock"))
    runs.open((house.period, "lock"))
    desks.sent(desks.dialog(runs, FormDialog))
    qtbot.waitUntil(lambda: runs.period.state is S.LOCKED)
    assert {"correct", "drift"} <= names(runs) and not names(runs) & {"back", "compute", "lock"}
    runs.acts.about_person()
    runs.people.view.select_key(house.anna.id)
    runs.acts.about_person()
    assert runs.opens[-1] == (DASHBOARD, house.period)
    # what was frozen is what is shown from now on
    board.reload()
    qtbot.waitUntil(lambda: board.shown.period.state is S.LOCKED)
    board._open(next(one for one in board.shown.sheets if one.person == house.bo.id), "B1", True)
    qtbot.waitUntil(lambda: "frozen" in board.panel.more.text())
    assert len(board.panel.lines) == 4
    assert house.ask(appraisal_views.periods)[0].root
    # on paper, handed over, back, and checked by its code
    board.cards.people.view.select_key(house.anna.id)
    board.acts.print_reports()
    printing = desks.dialog(board, ActDialog)
    assert {what[0].value for what in offered_of(printing)} == {"person", "department", "office"}
    printing.form.put({"language": "zh_CN"})
    desks.sent(printing)
    qtbot.waitUntil(lambda: board._sheet is not None)
    runs.acts.papers()
    papers = desks.dialog(runs, PapersDialog)
    qtbot.waitUntil(lambda: len(papers.lines) > 0)
    code = papers.line.code
    papers._handed()
    qtbot.waitUntil(lambda: papers.line is not None and papers.line.handed_at is not None)
    papers._back()
    qtbot.waitUntil(lambda: papers.line is not None and papers.line.back)
    papers.accept()
    runs.acts.verify()
    checks = desks.dialog(runs, VerifyDialog)
    checks.code.set_value("HXH6")
    checks.press_main()
    qtbot.waitUntil(lambda: "no code of a report" in checks.refusal)
    checks.code.set_value(code)
    checks.press_main()
    qtbot.waitUntil(lambda: "that of the locked period" in checks.said.text() and not checks.refusal)
    checks.accept()


def offered_of(dialog):
    choice = dialog.form.entries["what"]
    return [choice.itemData(n) for n in range(choice.count())]
