"""Consents and requests in a client's file on screen: asked for while saving, recorded, withdrawn, answered."""

from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QLabel

from desktop.rules.erasing import Basis
from desktop.rules.fields import Locked
from desktop.rules.requests import StopKind
from desktop.rules.rights import Right, Scope
from desktop.services import approvals, clients, consents, erasing, requests, settings, stops
from desktop.ui.clients.file_pane import DETAILS, PRIVACY


def words(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel))


@pytest.fixture
def opened(screens, qtbot):
    shown = screens()
    client = shown.client("贺启年", phone="19900001234")
    page = shown.page
    with qtbot.waitSignals([page.file.loaded, page.file.controller.around_loaded]):
        page.open(client)
    return shown, page.file, client


def shows(qtbot, pane, tab):
    with qtbot.waitSignal(pane.privacy.controller.loaded):
        pane.tabs.setCurrentIndex(tab)
    return pane.privacy.tab


def test_a_save_asks_for_the_consent_it_lacks_and_goes_on_with_it(opened, qtbot):
    shown, pane, client = opened
    shown.office.do(settings.change_setting, "consent_asked", True)
    pane.tabs.setCurrentIndex(DETAILS)
    pane.details.make_all()
    card = pane.details.cards["dining"]
    card.edit()
    card.form.put({"allergies": "花生"})
    card.save_button.click()
    qtbot.waitUntil(lambda: pane.privacy.shown is not None)
    dialog = pane.privacy.shown
    assert "Diet and health" in words(dialog) and "allergies and taboos" in dialog.told.text()
    dialog.form.put({"ground": "exception"})
    dialog.save()
    qtbot.waitUntil(lambda: bool(dialog.form.error("reason")))
    dialog.form.put({"ground": "consent", "how": "card", "evidence": "收集表 3 号"})
    with qtbot.waitSignal(dialog.accepted):
        dialog.save()
    qtbot.waitUntil(lambda: shown.office.ask(clients.client_file, client).values["allergies"] == "花生")
    assert [line.evidence for line in shown.office.ask(consents.ledger, client).lines] == ["收集表 3 号"]


def test_a_consent_is_recorded_and_withdrawn_and_its_values_leave_the_screen(opened, qtbot):
    shown, pane, client = opened
    shown.office.do(clients.edit_client, client, {"allergies": "花生"})
    tab = shows(qtbot, pane, PRIVACY)
    pane.privacy.consent()
    pane.privacy.shown.form.put({"purpose": "health", "evidence": "收集表"})
    pane.privacy.shown.save()
    qtbot.waitUntil(lambda: "Diet and health" in words(tab.consents))
    (line,) = pane.privacy.found.ledger.lines
    pane.privacy.end_consent(line)
    pane.privacy.shown.save()
    qtbot.waitUntil(lambda: "Withheld since the client withdrew consent" in words(tab.consents))
    qtbot.waitUntil(lambda: isinstance(pane.file.values["allergies"], Locked))
    pane.tabs.setCurrentIndex(0)
    assert "花生" not in words(pane)


def test_a_request_is_entered_and_answered(opened, qtbot):
    shown, pane, client = opened
    tab = shows(qtbot, pane, PRIVACY)
    pane.privacy.request()
    pane.privacy.shown.form.put({"kind": "copy", "details": "要一份"})
    pane.privacy.shown.save()
    qtbot.waitUntil(lambda: "Get a copy" in words(tab.requests))
    pane.privacy.answer(pane.privacy.found.requests[0])
    pane.privacy.shown.save()
    qtbot.waitUntil(lambda: bool(pane.privacy.shown.form.error("outcome")))
    pane.privacy.shown.form.put({"outcome": "当面交给本人"})
    pane.privacy.shown.save()
    qtbot.waitUntil(lambda: "当面交给本人" in words(tab.requests))
    assert not shown.office.ask(requests.requests_of, client)[0].open


def test_a_restricted_file_says_so_and_offers_nothing_to_change(opened, qtbot):
    shown, pane, client = opened
    tab = shows(qtbot, pane, PRIVACY)
    pane.privacy.restrict()
    pane.privacy.shown.form.put({"reason": "对准确性有异议"})
    pane.privacy.shown.save()
    qtbot.waitUntil(lambda: not pane.file.may_edit)
    assert "Processing stopped" in words(pane.head)
    names = {action.name for action in pane.actions_offered()}
    assert names.isdisjoint({"edit", "print_card", "withdraw"}) and "dossier" in names
    qtbot.waitUntil(lambda: "对准确性有异议" in words(tab.stops))
    pane.privacy.lift(pane.privacy.found.stops[0])
    pane.privacy.shown.form.put({"reason": "已核对"})
    pane.privacy.shown.save()
    qtbot.waitUntil(lambda: pane.file.may_edit)
    assert shown.office.ask(stops.stops_of, client)[0].kind is StopKind.RESTRICTION


def test_the_dossier_is_previewed_and_saved_as_data(opened, qtbot, tmp_path):
    shown, pane, _client = opened
    with qtbot.waitSignal(pane.controller.printed, timeout=20_000) as printed:
        pane.privacy.dossier()
        qtbot.waitUntil(lambda: pane.privacy.shown is not None)
        pane.privacy.shown.prepare()
    assert printed.args[0].kind == "dossier"
    pane.privacy.save_data(SimpleNamespace(json="{}"), tmp_path / "he.json")
    assert (tmp_path / "he.json").read_text("utf-8") == "{}"
    with qtbot.waitSignal(pane.privacy.refused):
        pane.privacy.save_data(SimpleNamespace(json="{}"), tmp_path / "nowhere" / "he.json")
    qtbot.waitUntil(lambda: shown.page._sheet is not None)
    shown.page._sheet.close()


def test_what_a_colleague_erases_leaves_no_draft_here(opened, qtbot):
    shown, pane, client = opened
    pane.tabs.setCurrentIndex(DETAILS)
    pane.details.make_all()
    card = pane.details.cards["contact"]
    card.edit()
    card.form.put({"address": "草稿路 1 号"})
    shown.office.do(approvals.go_alone, shown.office.ask(erasing.need, client), "只有我")
    shown.office.do(erasing.erase, client, Basis.PURPOSE, "不再往来")
    with qtbot.waitSignal(pane.controller.left):
        shown.news()
    assert pane.drafts() == {}


def test_a_file_is_erased_after_somebody_approved_and_its_draft_goes_too(opened, qtbot):
    shown, pane, client = opened
    zhao = shown.office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL, Right.APPROVE_CLIENTS: Scope.ALL})
    key = shown.office.do(approvals.ask, shown.office.ask(erasing.need, client), "客户要求")
    shown.office.do(approvals.approve, key, me=zhao)
    pane.tabs.setCurrentIndex(DETAILS)
    pane.details.make_all()
    card = pane.details.cards["contact"]
    card.edit()
    card.form.put({"address": "草稿路 1 号"})
    pane.privacy.erase()
    qtbot.waitUntil(lambda: pane.privacy.shown is not None)
    dialog = pane.privacy.shown
    assert "贺启年" in words(dialog)
    dialog.erase()
    assert dialog.form.error("reason")
    dialog.form.put({"reason": "不再往来"})
    with qtbot.waitSignal(pane.controller.printed, timeout=20_000) as printed:
        dialog.erase()
    assert printed.args[0].kind == "erasure"
    assert shown.office.ask(erasing.register)[0].client == client
    assert pane.drafts() == {} and shown.refused == []
    qtbot.waitUntil(lambda: shown.page._sheet is not None)
    shown.page._sheet.close()
