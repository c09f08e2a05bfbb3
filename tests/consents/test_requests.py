"""Clients' requests, files that rest, holds, and the dossier (AC-7)."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from desktop.i18n import translator
from desktop.models.records import Record
from desktop.rules.approvals import NeedsApproval
from desktop.rules.bulk_edits import BulkEdit, Manner
from desktop.rules.contacts import Channel, Report
from desktop.rules.erasing import Basis, InTheWay
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Restricted
from desktop.rules.events import EventKind
from desktop.rules.exports import ExportKind
from desktop.rules.fields import Block
from desktop.rules.quarters import Quarter
from desktop.rules.requests import RequestKind, RequestState, StopKind
from desktop.rules.rights import Right, Scope
from desktop.rules.today import Group
from desktop.rules.words import ClientForm
from desktop.services import (
    bulk_edits,
    classes,
    client_lists,
    clients,
    contacts,
    dossiers,
    erasing,
    events,
    exports,
    merging,
    on_file,
    prints,
    requests,
    search,
    settings,
    stops,
    today,
    undoing,
)
from desktop.services.client_lists import Chosen, Filter
from desktop.services.dossiers import Wish
from desktop.services.events import EventEntry
from desktop.services.requests import RequestEntry
from tests.erasing.lives import MARK, whole_life
from tests.offices import TestOffice

PERSON = ClientForm.PERSON
ZH, EN = translator("zh_CN"), translator("en")


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, PERSON, {"name": "贺启年", "phone": "19900001111"})


def entry(office: TestOffice, kind=RequestKind.COPY, **more) -> RequestEntry:
    return RequestEntry(kind, office.ask(on_file.today), Channel.PHONE, **more)


# Requests


def test_a_request_is_due_by_the_days_the_office_sets(office: TestOffice, he):
    first = office.do(requests.enter_request, he, entry(office, details="要一份全部信息"))
    office.do(settings.change_setting, "request_days", 15)
    office.do(requests.enter_request, he, entry(office, RequestKind.ERASURE))
    later, waits = office.ask(requests.list_requests)
    assert waits.id == first and waits.due is None, "no paper states a number of days"
    days = (later.due.date() - office.ask(on_file.today)).days
    assert 15 < days < 35, "working days"
    with pytest.raises(BadEntry):
        office.do(requests.answer_request, first, " ")
    office.do(requests.answer_request, first, "当面交给本人")
    with pytest.raises(BadEntry):
        office.do(requests.answer_request, first, "又一次")
    (done,) = office.ask(requests.list_requests, done=True)
    assert (done.state, done.answered_by, done.outcome) == (RequestState.ANSWERED, office.me.name, "当面交给本人")
    assert {line.id for line in office.ask(requests.requests_of, he)} == {later.id, first}


def test_requests_stand_on_today_of_who_answers_them(office: TestOffice, he):
    office.do(requests.enter_request, he, entry(office))
    office.do(settings.change_setting, "request_days", 1)
    ago = office.ask(on_file.today) - timedelta(days=20)
    office.do(requests.enter_request, he, RequestEntry(RequestKind.ERASURE, ago, Channel.VISIT))
    found = {section.group: section for section in office.ask(today.look).sections}
    assert [row.key[0] for row in found[Group.WAITING].rows if row.key[0] == "request"] == ["request"]
    assert [row.key[0] for row in found[Group.DUE].rows if row.key[0] == "request"] == ["request"]
    clerk = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    assert not [row for section in office.ask(today.look, me=clerk).sections for row in section.rows
                if row.key[0] == "request"]  # fmt: skip


def test_who_answers_requests_has_a_right_of_his_own(office: TestOffice, he):
    clerk = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL})
    key = office.do(requests.enter_request, he, entry(office), me=clerk)
    looker = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL})
    for verb, *args in (
        (requests.answer_request, key, "好"), (requests.withdraw_request, key), (stops.restrict, he, "x"),
        (stops.hold, he, "x"),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            office.do(verb, *args, me=clerk)
    with pytest.raises(NotAllowed):
        office.do(requests.enter_request, he, entry(office), me=looker)
    for wish in (Wish(), Wish((Block.PROPERTY,))):
        with pytest.raises(NotAllowed):
            office.errand(dossiers.dossier, he, wish, ZH, me=clerk)
    stranger = office.hire("外人", {Right.SEE_CLIENTS: Scope.OWN, Right.PROTECT_CLIENTS: Scope.ALL})
    with pytest.raises(NotFound):
        office.ask(requests.requests_of, he, me=stranger)


# A file that rests


def test_a_restricted_file_is_shown_marked_and_left_alone(office: TestOffice, he, tmp_path):
    other = office.do(clients.open_client, PERSON, {"name": "欧阳海"})
    edit = office.do(clients.edit_client, he, {"note": "靠窗"}) or office.ask(undoing.operations)[0].operation
    office.do(stops.restrict, he, "对信息准确性有异议")
    assert office.ask(search.find, "贺启年")[0].risk == "stopped"
    assert [line.risk for line in office.ask(client_lists.list_clients)] == ["stopped", ""]
    file = office.ask(clients.client_file, he)
    assert (file.may_edit, file.may_print, file.standing.mark) == (False, False, "stopped")
    for verb, *args in (
        (clients.edit_client, he, {"note": "x"}), (clients.look_through, he), (clients.withdraw_client, he, "x"),
        (contacts.log_contact, he, Report(Channel.PHONE, "来电")), (merging.merge, other, he),
    ):  # fmt: skip
        with pytest.raises(Restricted):
            office.do(verb, *args)
    with pytest.raises(NotAllowed):
        office.errand(undoing.undo_staged, edit)
    with pytest.raises(Restricted):
        office.errand(prints.client_cards, [he], ZH)
    pdf = office.errand(prints.client_list, ZH, ("name", "phone")).pdf
    assert "欧阳海" in text_of(pdf) and "贺启年" not in text_of(pdf)
    wish = exports.Wish(Chosen(only=Filter()), ExportKind.CSV, ("name",))
    assert office.errand(exports.export_clients, wish, tmp_path / "x.csv", ZH).clients == 1
    seen = office.errand(bulk_edits.preview, Chosen(ids=(he, other)), [BulkEdit("note", Manner.SET, "改")])
    assert {line.client: line.refusal is None for line in seen.lines} == {he: False, other: True}


def test_a_file_that_rests_is_neither_classed_nor_invited(office: TestOffice, he):
    other = office.do(clients.open_client, PERSON, {"name": "欧阳海"})
    office.do(stops.restrict, he, "对信息准确性有异议")
    event = office.do(events.add_event, EventEntry(EventKind.SEMINAR, "品茶", office.ask(on_file.today)))
    assert office.do(events.invite, event, [he, other]) == 1
    with pytest.raises(Restricted):
        office.do(events.invite, event, [he])
    found = office.ask(classes.propose, Quarter.of(office.ask(on_file.today)))
    assert he not in {line.client_id for line in found.lines} and other in {line.client_id for line in found.lines}


def test_whoever_may_lifts_it_and_says_why(office: TestOffice, he):
    key = office.do(stops.restrict, he, "对信息准确性有异议")
    with pytest.raises(BadEntry):
        office.do(stops.restrict, he, "又一次")
    with pytest.raises(BadEntry):
        office.do(stops.lift, key, "")
    office.do(stops.lift, key, "已核对无误")
    office.do(clients.edit_client, he, {"note": "靠窗"})
    (line,) = office.ask(stops.stops_of, he)
    assert (line.kind, line.lifted_why, line.lifted_by) == (StopKind.RESTRICTION, "已核对无误", office.me.name)
    assert office.ask(client_lists.list_clients)[0].risk == ""


def test_a_hold_keeps_it_from_being_erased(office: TestOffice, he):
    key = office.do(stops.hold, he, "诉讼未结", office.ask(on_file.today) + timedelta(days=30))
    with pytest.raises(InTheWay) as refusal:
        office.errand(erasing.erase_staged, he, Basis.PERIOD, "期满")
    assert "诉讼未结" in str(refusal.value)
    office.do(stops.lift, key, "已结案")
    with pytest.raises(NeedsApproval):
        office.errand(erasing.erase_staged, he, Basis.PERIOD, "期满")


# The dossier


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace(" ", "").replace("\n", "")


def test_the_dossier_holds_all_that_hangs_on_the_file(office: TestOffice):
    client, _other = whole_life(office)
    with office.work(office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})) as work:
        work.record("exports", "export", None, kind="csv", clients=201)
    made = office.errand(dossiers.dossier, client, Wish((Block.PROPERTY, Block.ACCOUNTS), "客户要求"), ZH)
    whole = json.loads(made.json)
    kinds = {one["kind"] for one in whole["entries"]}
    assert kinds == {"Contact", "Anniversary", "YearResult", "ContactPerson", "Spend", "Link", "Authorisation",
                     "RiskAssessment", "FraudWarning", "IdentityCheck", "CompetitorNote", "Reward", "Invitation",
                     "Consent", "Request", "Stop", "Client", "DayKept", "ClassResult", "HandoverLine",
                     "Withheld", "Booking", "CollectedSheet", "Document", "Order", "Visit"}  # fmt: skip
    # what is held of a file that became part of it, and that something is withheld
    told = [text for one in whole["entries"] for text in one["values"].values()]
    assert {f"{MARK} 另一份", f"{MARK} 内容"} <= set(told)
    assert any("未说明包含哪些客户" in row["what"] for row in whole["recipients"])
    values = {one["field"]: one["value"] for one in whole["fields"]}
    assert (values["phone"], values["income"], values["bank_account"]) == (
        "13987650421", f"{MARK} 涨了", "6222 1398765042")  # fmt: skip
    assert whole["reads"][-1]["what"] == "财产与收入" or whole["reads"], "who read it, for holders of the audit right"
    assert any("canaryqz" in row["what"] for row in whole["recipients"])
    for word in ("龘靐", "13987650421", "canaryqz涨了", made.code):
        assert word in text_of(made.pdf)
    assert "Data held about you".replace(" ", "") in text_of(office.errand(dossiers.dossier, client, Wish(), EN).pdf)


def test_it_counts_as_an_export_and_levels_are_opened_by_a_recorded_read(office: TestOffice, he):
    office.do(clients.edit_client, he, {"income": "三十万", "bank_account": "6222 0000"})
    made = office.errand(dossiers.dossier, he, Wish(), ZH)
    assert "三十万" not in made.json and "6222" not in made.json
    assert office.ask(exports.exported_today) == 1
    with pytest.raises(BadEntry):
        office.errand(dossiers.dossier, he, Wish((Block.ACCOUNTS,)), ZH)
    assert "三十万" in office.errand(dossiers.dossier, he, Wish((Block.PROPERTY,)), ZH).json
    with office.work(write=False):
        reads = list(Record.select(Record.facts).where(Record.topic == "reads").tuples())
    assert [facts["block"] for (facts,) in reads] == ["property"]
    office.do(settings.change_setting, "export_limit", 2)
    with pytest.raises(NeedsApproval):
        office.errand(dossiers.dossier, he, Wish(), ZH)


def test_levels_beyond_ones_own_stay_shut(office: TestOffice, he):
    office.do(clients.edit_client, he, {"income": "三十万"})
    rights = dict.fromkeys((Right.SEE_CLIENTS, Right.PROTECT_CLIENTS, Right.EXPORT_CLIENTS), Scope.ALL)
    clerk = office.hire("李娜", rights)
    made = office.errand(dossiers.dossier, he, Wish(), ZH, me=clerk)
    assert "三十万" not in made.json and json.loads(made.json)["reads"] == []
    with pytest.raises(NotAllowed):
        office.errand(dossiers.dossier, he, Wish((Block.PROPERTY,)), ZH, me=clerk)
    assert office.ask(dossiers.may_open, me=clerk) == ()


def test_a_client_whose_file_rests_gets_a_dossier_too(office: TestOffice, he):
    office.do(stops.restrict, he, "对信息准确性有异议")
    assert "贺启年" in office.errand(dossiers.dossier, he, Wish(), ZH).json
