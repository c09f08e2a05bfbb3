"""A client's file on screen: reading, editing, clashes, locked sections, drafts, history."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.models.clients import ValueReview
from desktop.rules.fields import Block
from desktop.rules.rights import Right, Scope
from desktop.rules.words import LinkRole
from desktop.services import affiliations, clients, histories, own_fields, reviews, settings
from desktop.services.own_fields import OwnFieldEntry
from desktop.ui.clients.file_controller import HISTORY_PAGE
from desktop.ui.clients.file_pane import HISTORY
from desktop.ui.kit.clash import ClashDialog
from desktop.ui.kit.entries import LockedEntry


def words(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


@pytest.fixture
def opened(screens, qtbot):
    """A file on screen, its details shown when asked for."""

    def build(me=None, **values):
        shown = screens(me=me)
        client = shown.client("贺启年", **{"phone": "19900001234", "unit": "青石茶业", "salutation": "贺总", **values})
        page = shown.page
        with qtbot.waitSignals([page.file.loaded, page.file.controller.around_loaded]):
            page.open(client)
        return shown, page.file, client

    return build


def card(pane, section):
    pane.tabs.setCurrentIndex(1)
    pane.details.make_all()
    return pane.details.cards[section]


def value(shown, client, field):
    return shown.office.ask(clients.client_file, client).values[field]


def test_a_wrong_phone_is_refused_under_its_field_and_a_right_one_saved(opened, qtbot):
    shown, pane, client = opened()
    contact = card(pane, "contact")
    contact.edit()
    phone = contact.form.entries["phone"]
    phone.setText("1990000123")
    qtbot.keyClick(phone, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "11 digits" in contact.form.error("phone")
    assert value(shown, client, "phone") == "19900001234"
    phone.setText("199 0000 5679")
    qtbot.keyClick(phone, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: contact.form.entries["phone"].hasFocus() and contact.changes() == {})
    assert contact.form.entries["phone"] is not phone, "the section stays open with what was saved"
    phone = contact.form.entries["phone"]
    phone.setText("199 0000 5678")
    qtbot.keyClick(phone, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not contact.editing)
    assert value(shown, client, "phone") == "19900005678"
    qtbot.waitUntil(lambda: "19900005678" in words(contact))


def test_escape_gives_up_what_was_typed(opened, qtbot):
    shown, pane, _client = opened()
    contact = card(pane, "contact")
    contact.edit("phone")
    contact.form.entries["phone"].setText("1")
    qtbot.keyClick(contact.form.entries["phone"], Qt.Key.Key_Escape)
    assert not contact.editing
    qtbot.waitUntil(lambda: "19900001234" in words(contact))
    assert shown.page.in_file


def test_two_who_change_one_field_are_asked_field_by_field(opened, qtbot):
    shown, pane, client = opened()
    contact = card(pane, "contact")
    contact.edit()
    contact.form.entries["phone"].setText("19900000001")
    contact.form.entries["email"].setText("he@example.cn")
    shown.office.do(clients.edit_client, client, {"phone": "19900000002", "unit": "柏溪集团"})
    contact.save_button.click()
    qtbot.waitUntil(lambda: pane.findChildren(ClashDialog) != [])
    (dialog,) = pane.findChildren(ClashDialog)
    assert set(dialog.choice()) == {"phone"}
    dialog.choose("phone", mine=True)
    with qtbot.waitSignal(pane.loaded):
        dialog.main.click()
    held = shown.office.ask(clients.client_file, client).values
    assert (held["phone"], held["email"], held["unit"]) == ("19900000001", "he@example.cn", "柏溪集团")


def test_level_three_opens_with_a_reason_alone_and_hides_again(opened, qtbot):
    shown, pane, client = opened()
    shown.office.do(clients.edit_client, client, {"bank_account": "6222000011112222"})
    accounts = card(pane, "accounts")
    assert len(accounts.findChildren(LockedEntry)) == len(accounts.fields)
    assert "6222000011112222" not in words(accounts)
    accounts.open_button.click()
    dialog = pane.dialogs.shown
    dialog.main.click()
    qtbot.waitUntil(lambda: dialog.form.error("reason") != "")
    dialog.form.entries["reason"].setText("核对付款")
    dialog.main.click()
    qtbot.waitUntil(lambda: "6222000011112222" in words(accounts))
    accounts.countdown.pass_time(59)
    assert "6222000011112222" in words(accounts)
    accounts.countdown.pass_time(1)
    assert "6222000011112222" not in words(accounts)
    assert "6222000011112222" not in str(accounts._values)


def test_opened_values_are_gone_when_another_file_is_opened(opened, qtbot):
    shown, pane, client = opened()
    shown.office.do(clients.edit_client, client, {"property": "住宅一套"})
    other = shown.client("单雪")
    card(pane, "property").open_button.click()
    qtbot.waitUntil(lambda: "住宅一套" in words(pane.details))
    with qtbot.waitSignal(pane.loaded):
        pane.open(other)
    pane.open(client)
    pane.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: pane.file is not None and pane.file.id == client and "property" in pane.details.cards)
    assert "住宅一套" not in words(pane.details)


def test_whoever_may_not_open_a_section_is_told_why(opened, qtbot, sqlite_office):
    me = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    _shown, pane, _client = opened(me)
    accounts = card(pane, "accounts")
    assert not accounts.open_button.isVisibleTo(accounts)
    assert not accounts.edit_button.isVisibleTo(accounts)
    lock = accounts.findChildren(LockedEntry)[0]
    assert "Level 3 · ask 何俊" in words(lock)
    lock.why.click()
    assert any("do not reach this level" in text for text in words(pane.dialogs.shown))
    assert "Who can help: 何俊" in words(pane.dialogs.shown)


def test_what_was_typed_waits_when_the_file_is_left(opened, qtbot):
    shown, pane, client = opened()
    other = shown.client("单雪")
    basic = card(pane, "basic")
    basic.edit()
    basic.form.entries["position"].setText("董事长")
    with qtbot.waitSignal(pane.loaded):
        pane.open(other)
    assert shown.page.draft()["files"] == {client: {"basic": {"position": "董事长"}}}
    with qtbot.waitSignal(pane.loaded):
        pane.open(client)
    qtbot.waitUntil(lambda: card(pane, "basic").editing)
    assert card(pane, "basic").form.entries["position"].text() == "董事长"


def test_sealed_values_are_never_kept_as_a_draft(opened, qtbot):
    _shown, pane, _client = opened()
    accounts = card(pane, "accounts")
    accounts.show_opened({field.name: "" for field in accounts.fields})
    accounts.edit()
    accounts.form.entries["bank"].setText("工行")
    assert pane.drafts() == {}


def test_a_colleagues_change_leaves_what_is_being_typed(opened, qtbot):
    shown, pane, client = opened()
    contact = card(pane, "contact")
    contact.edit()
    contact.form.entries["email"].setText("he@")
    shown.office.do(clients.edit_client, client, {"unit": "柏溪集团"})
    with qtbot.waitSignal(pane.loaded):
        shown.news()
    assert contact.form.entries["email"].text() == "he@"
    assert any("柏溪集团" in text for text in words(pane.head))


def test_allergies_come_first_and_are_marked_until_confirmed(opened, qtbot):
    _shown, pane, _client = opened(dishes="米线", allergies="花生")
    assert pane.head.bar.isVisibleTo(pane.head)
    qtbot.waitUntil(lambda: "花生" in words(pane.overview.table))
    found = words(pane.overview.table)
    assert found.index("花生") < found.index("米线")
    assert found.count("Provisional") == 2


def test_connected_people_are_added_and_opened(opened, qtbot):
    shown, pane, client = opened()
    other = shown.client("王司机")
    pane.overview.links.add_requested.emit()
    dialog = pane.dialogs.shown
    dialog.line.setText("wsj")
    qtbot.waitUntil(lambda: dialog.hits.count() == 1)
    dialog.form.put({"role": f"{LinkRole.DRIVER.value}+"})
    with qtbot.waitSignal(pane.controller.around_loaded):
        dialog.main.click()
    (link,) = shown.office.ask(affiliations.links_of, client)
    assert (link.other_id, link.role_label) == (other, "Driver")
    with qtbot.waitSignal(pane.loaded):
        pane.overview.links.opened.emit(link.other_id)
    assert pane.file.id == other


def test_a_missing_field_leads_to_its_place(opened, qtbot):
    _shown, pane, _client = opened(phone="")
    pane.head.bar.button.click()
    contact = pane.details.cards["contact"]
    assert contact.editing
    assert "Phone" in pane.head.bar.text.text()


def test_the_history_of_one_field_is_reached_from_its_value(opened, qtbot):
    shown, pane, client = opened()
    shown.office.do(clients.edit_client, client, {"phone": "19900005678", "plate": "云A12345"})
    card(pane, "contact").history_requested.emit("phone")
    qtbot.waitUntil(lambda: pane.history is not None and pane.history.table.total > 0)
    cells = [[getattr(cell, "text", cell) for cell in row.cells] for _n, row in pane.history.table.held()]
    assert ["19900001234", "19900005678"] in [row[4:6] for row in cells]
    assert all(row[3] == "Phone" for row in cells)


def test_the_way_back_leads_to_the_list(opened, qtbot):
    shown, pane, _client = opened()
    assert shown.page.OWN_HEAD
    shown.news()
    pane.head.back.click()
    assert not shown.page.in_file
    qtbot.waitUntil(lambda: shown.page.list.count == 1)


def test_locked_blocks_look_alike_whether_or_not_there_is_a_value(opened, qtbot):
    shown, pane, client = opened()
    qtbot.waitUntil(lambda: len(words(card(pane, "accounts"))) > 5)
    empty = words(card(pane, "accounts"))
    shown.office.do(clients.edit_client, client, {"bank": "工行", "bank_account": "6222"})
    with qtbot.waitSignal(pane.loaded):
        shown.news()
    # its fields are filled when they come into view
    qtbot.waitUntil(lambda: words(card(pane, "accounts")) == empty)
    assert card(pane, "accounts").block is Block.ACCOUNTS


def test_somebody_else_confirms_what_was_entered(opened, qtbot, sqlite_office):
    shown, pane, client = opened(allergies="花生")
    actions = {a.name: a for a in pane.overview._menu(pane.file, "allergies", pane.file.reviews["allergies"])}
    assert actions["accept"].reason
    other = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    shown.office.do(reviews.accept, client, "allergies", "花生", me=other)
    shown.news()
    qtbot.waitUntil(lambda: pane.file.reviews["allergies"].verified)
    qtbot.waitUntil(lambda: any("confirmed by 李娜" in text for text in words(pane.overview.table)))
    assert "Provisional" not in words(pane.overview.table)


def test_a_fact_not_seen_for_its_time_is_seen_again_in_the_file(opened, qtbot, sqlite_office):
    shown, pane, client = opened(taboos="香菜")
    other = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    shown.office.do(reviews.accept, client, "taboos", me=other)
    with sqlite_office.beneath():
        ValueReview.update(reviewed_at=datetime.now(UTC) - timedelta(days=400)).execute()
    shown.office.do(settings.change_setting, "seen_months_taboos", 12)
    shown.news()
    pane.controller.reload()
    qtbot.waitUntil(lambda: pane.file.reviews["taboos"].faded)
    qtbot.waitUntil(lambda: pane.overview.findChild(QPushButton, "see_again") is not None)
    pane.overview.findChild(QPushButton, "see_again").click()
    qtbot.waitUntil(lambda: pane.file.reviews["taboos"].stands)
    qtbot.waitUntil(lambda: any("seen again on" in text for text in words(pane.overview.table)))


def test_escape_leads_back_to_the_list(opened, qtbot):
    shown, pane, _client = opened()
    qtbot.keyClick(pane.tabs, Qt.Key.Key_Escape)
    assert not shown.page.in_file


def test_a_card_is_made_and_shown_before_it_is_printed(opened, qtbot):
    _shown, pane, _client = opened()
    with qtbot.waitSignal(pane.controller.printed) as made:
        pane.controller.print_card()
    assert made.args[0].pdf.startswith(b"%PDF")


def test_a_rebuilt_window_shows_the_same_file_with_what_was_typed(opened, qtbot):
    shown, pane, client = opened()
    basic = card(pane, "basic")
    basic.edit()
    basic.form.entries["position"].setText("董事长")
    shown.window.rebuild()
    pane = shown.page.file
    qtbot.waitUntil(lambda: pane.file is not None and pane.details is not None and pane.details.editing != [])
    assert pane.file.id == client
    assert pane.details.cards["basic"].form.entries["position"].text() == "董事长"


def test_a_refused_value_leaves_no_source_behind(screens, qtbot, sqlite_office):
    shown = screens()
    client = shown.client("贺启年", allergies="花生", taboos="香菜")
    reviewer = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    sqlite_office.do(reviews.refuse, client, "taboos", "听错了", me=reviewer)
    pane = shown.page.file
    with qtbot.waitSignal(pane.loaded):
        shown.page.open(client)
    card(pane, "basic")
    # that of the allergies alone
    assert len([text for text in words(pane.details) if "entered by" in text]) == 1


def test_a_reviewer_corrects_what_was_entered(opened, qtbot, sqlite_office):
    me = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    shown, pane, client = opened(me, allergies="花生")
    actions = {a.name: a for a in pane.overview._menu(pane.file, "allergies", pane.file.reviews["allergies"])}
    assert list(actions) == ["accept", "correct", "refuse", "history"]
    actions["correct"].act()
    dialog = pane.dialogs.shown
    entry = dialog.form.entries["allergies"]
    assert entry.value() == "花生"
    entry.setPlainText("")
    dialog.main.click()
    qtbot.waitUntil(lambda: "Enter what is right" in dialog.form.error("allergies"))
    entry.setPlainText("x" * 501)
    dialog.main.click()
    assert "500" in dialog.form.error("allergies")
    entry.setPlainText("花生、芝麻")
    with qtbot.waitSignal(pane.said) as said:
        dialog.main.click()
    assert said.args == ["Corrected."]
    qtbot.waitUntil(lambda: "花生、芝麻" in words(pane.overview.table))
    assert shown.office.ask(clients.client_file, client).reviews["allergies"].verified
    qtbot.waitUntil(lambda: "Provisional" not in words(pane.overview.table))


def test_a_value_taken_out_waits_for_its_review_in_sight(opened, qtbot, sqlite_office):
    shown, pane, client = opened(allergies="花生")
    shown.office.do(clients.edit_client, client, {"allergies": ""})
    shown.news()
    qtbot.waitUntil(lambda: "taken out" in words(pane.overview.table))
    other = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    shown.office.do(reviews.accept, client, "allergies", "", me=other)
    shown.news()
    qtbot.waitUntil(lambda: "taken out" not in words(pane.overview.table))


def test_the_history_is_read_page_by_page_and_stays_where_it_is(opened, qtbot, sqlite_office):
    shown, pane, client = opened()
    for number in range(HISTORY_PAGE + 10):
        shown.office.do(clients.edit_client, client, {"note": f"{number}"})
    pane.tabs.setCurrentIndex(HISTORY)
    history = pane.history
    qtbot.waitUntil(lambda: history.table.total == HISTORY_PAGE)
    assert history.earlier.isVisible()
    last = history.table.held_row(HISTORY_PAGE - 1).key
    history.view.select_key(last)
    history.earlier.setFocus()
    history.earlier.click()
    history.earlier.click()
    qtbot.waitUntil(lambda: history.table.total > HISTORY_PAGE)
    total = len(sqlite_office.ask(histories.history_of, client))
    assert len({key for key, _file, _n in (row.key for row in history._rows)}) == total == HISTORY_PAGE + 11
    assert not history.earlier.isVisible()
    assert shown.window.focusWidget() is history.view
    shown.office.do(clients.edit_client, client, {"note": "new"})
    shown.news()
    qtbot.waitUntil(lambda: len(history._lines) == total + 1)
    assert history.view.selected_keys == [last]
    assert history.table.held_row(history.table.row_of(last)).key == last
    pane.show_field_history("phone")
    qtbot.waitUntil(lambda: len(history._lines) == 1)


def field_names(pane, section):
    card_shown = pane.details.cards.get(section)
    return [field.label for field in card_shown.fields] if card_shown else []


def test_a_field_the_office_adds_appears_in_the_open_file(opened, qtbot):
    shown, pane, client = opened()
    kept = card(pane, "contact")
    assert "own" not in pane.details.cards
    key = shown.office.do(own_fields.add_own_field, OwnFieldEntry("血型"))
    shown.desk.publish(frozenset({"own_fields"}))
    qtbot.waitUntil(lambda: field_names(pane, "own") == ["血型"])
    assert pane.details.cards["contact"] is kept
    own = card(pane, "own")
    own.edit()
    own.form.entries["own_xue_xing"].setText("O")
    own.save_button.click()
    qtbot.waitUntil(lambda: value(shown, client, "own_xue_xing") == "O")
    shown.office.do(own_fields.change_own_field, key, OwnFieldEntry("血型 ABO"))
    shown.desk.publish(frozenset({"own_fields"}))
    qtbot.waitUntil(lambda: field_names(pane, "own") == ["血型 ABO"])
    shown.office.do(own_fields.withdraw_own_field, key)
    shown.desk.publish(frozenset({"own_fields"}))
    qtbot.waitUntil(lambda: "own" not in pane.details.cards)
    # the sections, and the identity check below them
    assert pane.details.index.count() == len(pane.details.cards) + 1


def test_who_is_typing_keeps_the_section_until_it_is_done(opened, qtbot):
    shown, pane, _client = opened()
    key = shown.office.do(own_fields.add_own_field, OwnFieldEntry("血型"))
    shown.desk.publish(frozenset({"own_fields"}))
    qtbot.waitUntil(lambda: "own_xue_xing" in pane.file.values)
    own = card(pane, "own")
    own.edit()
    own.form.entries["own_xue_xing"].setText("A")
    shown.office.do(own_fields.change_own_field, key, OwnFieldEntry("血型 ABO"))
    shown.office.do(own_fields.add_own_field, OwnFieldEntry("高尔夫差点"))
    shown.desk.publish(frozenset({"own_fields"}))
    qtbot.waitUntil(lambda: len(pane.file.catalogue.in_section("own")) == 2)
    assert card(pane, "own") is own
    assert own.form.entries["own_xue_xing"].text() == "A"
    own.cancel()
    qtbot.waitUntil(lambda: len(pane.details.cards["own"].fields) == 2)
    assert list(pane.details.cards)[-1] == "own"


def test_a_sensitive_field_comes_with_its_switch(opened, qtbot):
    shown, pane, _client = opened()
    person = card(pane, "person")
    assert "looks" not in {field.name for field in person.fields}
    shown.office.do(settings.switch_off_field, "looks", True)
    shown.desk.publish(frozenset({"settings"}))
    qtbot.waitUntil(lambda: "Looks" in field_names(pane, "person"))
