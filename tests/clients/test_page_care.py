"""Risk, the circle of people and the page of care on screen."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.rules.events import EventKind
from desktop.rules.rights import Right, Scope
from desktop.rules.risks import Aspect, Consequence, RiskLevel, Sign
from desktop.rules.words import LinkRole
from desktop.services import affiliations, class_plans, events, identities, risks
from desktop.services.events import EventEntry
from desktop.services.identities import CheckEntry, Document
from desktop.services.risks import AssessmentEntry
from desktop.ui.kit.cells import text_of
from desktop.ui.kit.times import today
from tests.offices import office_today

REFUSED = AssessmentEntry(
    Aspect.CONDUCT, RiskLevel.HIGH, Consequence.REFUSE, "冒用身份", office_today() + timedelta(days=30)
)


def words(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


@pytest.fixture
def opened(screens, qtbot):
    def build(me=None, before=None):
        shown = screens(me=me)
        client = shown.client("贺启年", phone="19900001234", unit="青石茶业", salutation="贺总")
        if before is not None:
            before(shown, client)
        page = shown.page
        with qtbot.waitSignals([page.file.loaded, page.file.controller.more_loaded]):
            page.open(client)
        return shown, page.file, client

    return build


def test_a_refused_client_is_marked_wherever_it_is_picked(opened, qtbot):
    shown, pane, _client = opened(before=lambda s, c: s.office.do(risks.assess, c, REFUSED))
    assert "冒用身份" in pane.head.bar.text.text()
    assert pane.head.bar.button.isVisibleTo(pane.head)
    mark = "No business"
    assert pane.head.bar.text.text().startswith(mark)
    assert any(mark in text for text in words(pane.overview.risk))
    shown.news()
    shown.page.open(None)
    table = shown.page.list.table
    qtbot.waitUntil(lambda: table.held_row(0) is not None)
    assert mark in text_of(table.held_row(0).cells[1])
    box = shown.window.search
    box.line.setText("heqi")
    qtbot.waitUntil(lambda: bool(box.hits))
    assert mark in box._model.data(box._model.index(0, 0))
    other = shown.client("单雪")
    shown.page.open(other)
    qtbot.waitUntil(lambda: pane.file is not None and pane.file.id == other)
    pane.dialogs.add("link")
    pane.dialogs.shown.line.setText("heqi")
    qtbot.waitUntil(lambda: pane.dialogs.shown.hits.count() == 1)
    assert mark in pane.dialogs.shown.hits.item(0).text()


def test_a_fraud_warning_is_raised_from_the_menu_and_settled_from_the_bar(opened, qtbot):
    shown, pane, client = opened()
    assert not pane.head.bar.isVisibleTo(pane)
    next(a for a in pane.actions_offered() if a.name == "warn").act()
    dialog = pane.dialogs.shown
    dialog.main.click()
    qtbot.waitUntil(lambda: bool(dialog.form.error("noticed")))
    dialog.form.entries["noticed"].set_value("要求退款到他人账户")
    with qtbot.waitSignal(dialog.accepted):
        dialog.main.click()
    qtbot.waitUntil(lambda: pane.head.bar.isVisibleTo(pane))
    pane.head.bar.button.click()
    settle = pane.dialogs.shown
    settle.form.entries["reason"].set_value("本人确认")
    with qtbot.waitSignal(settle.accepted):
        settle.main.click()
    qtbot.waitUntil(lambda: not pane.head.bar.isVisibleTo(pane))
    (warning,) = shown.office.ask(risks.standing, client).warnings
    assert (warning.sign, warning.outcome) == (Sign.TRANSFER, "本人确认")


def test_who_may_not_assess_is_offered_no_button_that_would_refuse(opened, qtbot, sqlite_office):
    reader = sqlite_office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    _shown, pane, _client = opened(me=reader, before=lambda s, c: s.office.do(risks.assess, c, REFUSED))
    assert not pane.head.bar.button.isVisibleTo(pane.head)
    assert {a.name for a in pane.actions_offered()} & {"assess", "warn", "reward", "competitor"} == set()
    assert not pane.overview.risk._assess.isVisibleTo(pane.overview.risk)


def test_identity_shows_in_the_overview_and_is_entered_in_the_details(opened, qtbot):
    shown, pane, client = opened()
    qtbot.waitUntil(lambda: "Never checked" in words(pane.overview.contact))
    pane.tabs.setCurrentIndex(1)
    pane.details.identity._check.click()
    qtbot.waitUntil(lambda: pane.dialogs.shown is not None)
    dialog = pane.dialogs.shown
    assert dialog.form.values()["document"] == Document.ID_CARD.value
    with qtbot.waitSignal(dialog.accepted):
        dialog.main.click()
    qtbot.waitUntil(lambda: "Identity checked" in words(pane.details.identity))
    (check,) = shown.office.ask(identities.identity_of, client).checks
    assert (check.on, check.seen_by) == (today(), shown.office.me.name)
    shown.office.do(identities.add_check, client, CheckEntry(Document.PASSPORT, today(), today()))


def test_the_circle_opens_a_file_by_key_and_by_click(opened, qtbot):
    shown, pane, client = opened()
    other = shown.client("欧阳海")
    shown.office.do(affiliations.add_link, client, other, LinkRole.FRIEND)
    shown.news()
    qtbot.waitUntil(lambda: pane.overview.links.circle.isVisibleTo(pane.overview.links))
    pane.overview.links.circle.click()
    dialog = pane.dialogs.shown
    qtbot.waitUntil(lambda: dialog.list.count() == 1)
    assert dialog.list.item(0).text().splitlines()[1] == "贺启年 · Friend"
    assert dialog.picture.nodes[other].marked
    with qtbot.waitSignal(pane.opened):
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.file is not None and pane.file.id == other)
    pane.overview.links.circle.click()
    dialog = pane.dialogs.shown
    qtbot.waitUntil(lambda: client in dialog.picture.nodes)
    view = dialog.picture
    at = view.mapFromScene(view.nodes[client].pos())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: pane.file is not None and pane.file.id == client)


def test_an_event_is_entered_clients_invited_and_their_coming_noted(screens, qtbot):
    shown = screens("贺启年", "单雪")
    page = shown.window.go("clients", "care")
    qtbot.waitUntil(lambda: page._stack.currentIndex() == 1)
    page._none.button.click()
    page.dialog.form.entries["title"].set_value("品鉴会")
    with qtbot.waitSignal(page.dialog.accepted):
        page.dialog.main.click()
    qtbot.waitUntil(lambda: page.event is not None and page.event.title == "品鉴会")
    page.invite()
    page.dialog.picker.line.setText("dan")
    qtbot.waitUntil(lambda: page.dialog.picker.hits.count() == 1 or page.dialog.picker.hits.currentItem() is not None)
    with qtbot.waitSignal(page.dialog.accepted):
        page.dialog.main.click()
    qtbot.waitUntil(lambda: page.guest_table.total == 1)
    page.guests.selectRow(0)
    next(action for action in page._guest_actions() if action.name == "came").act()
    qtbot.waitUntil(lambda: page.event.attended == 1)
    (line,) = shown.office.ask(events.events)
    assert (line.kind, line.invited, line.attended) == (EventKind.SEMINAR, 1, 1)
    shown.office.do(events.add_event, EventEntry(EventKind.TRAINING, "培训", today()))
    shown.news()
    qtbot.waitUntil(lambda: page.table.total == 2)
    assert page.event.title == "品鉴会", "news moves no selection"


def test_the_plans_are_set_class_by_class_and_typed_ones_wait(screens, qtbot):
    shown = screens()
    page = shown.window.go("clients", "care")
    page.show_plans()
    qtbot.waitUntil(lambda: page.dialog is not None)
    form = page.dialog.form
    form.put({"measures": "登门拜访", "visit_days": "30"})
    form.edited.emit("measures")
    form.put({"letter": "B"})
    form.edited.emit("letter")
    assert form.values()["measures"] == ""
    form.put({"letter": "A"})
    form.edited.emit("letter")
    assert form.values()["measures"] == "登门拜访"
    page.dialog.main.click()
    qtbot.waitUntil(lambda: shown.office.ask(class_plans.plans)[0].visit_days == 30)
