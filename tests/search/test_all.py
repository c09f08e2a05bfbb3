"""What is found besides clients: reports, competitor notes and events, each only by who may know of it."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.models.migrating import migrate
from desktop.models.search import SearchDoc
from desktop.rules.contacts import Channel, Report
from desktop.rules.events import EventKind
from desktop.rules.rewards import RewardKind
from desktop.rules.rights import VAULTS, Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    clients,
    competitors,
    contacts,
    dealings,
    documents,
    events,
    filing,
    rewards,
    search,
    transfers,
)
from desktop.services.checking import check_office
from desktop.services.competitors import CompetitorEntry
from desktop.services.dealings import DealingEntry
from desktop.services.events import EventEntry
from desktop.services.filing import Wish as Paper
from desktop.services.merging import merge
from desktop.services.rewards import RewardEntry
from desktop.services.search_all import find_everything
from desktop.services.transfers import Wish
from desktop.services.undoing import operations, undo
from desktop.services.unmerging import unmerge
from tests.offices import TestOffice

DAY = date(2026, 5, 4)
OFFER = CompetitorEntry("望江楼", DAY, "全年包厢八折", "82折", "司机说的")
EVENING = EventEntry(EventKind.CELEBRATION, "中秋品鉴会", DAY, "兰亭厅", 4_260_000, "请了乐队")
OWN = {Right.SEE_CLIENTS: Scope.OWN}


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})


def found(office: TestOffice, text, me=None):
    return [(hit.kind, hit.title, hit.detail) for hit in office.ask(find_everything, text, me=me)]


def last(office: TestOffice, client=None):
    return office.ask(operations, client_id=client)[0].operation


def test_a_dealing_is_found_unless_it_is_confidential(office: TestOffice, he):
    moved = DealingEntry(DAY, "迁址新区", "搬到溪口路")
    key = office.do(dealings.add_dealing, he, moved)
    line = ("dealing", "贺启年", "迁址新区")
    assert found(office, "溪口路") == found(office, "迁址新") == [line]
    (hit,) = office.ask(find_everything, "溪口路")
    assert hit.client == he
    li = office.hire("李娜", OWN)
    assert found(office, "溪口路", li) == []
    office.do(clients.set_people, he, owner=li.id, deputy=None, important=False)
    assert found(office, "溪口路", li) == [line]
    secret = replace(moved, confidential=True, reason="未公告")
    office.do(dealings.correct_dealing, key, secret)
    assert found(office, "溪口路") == []
    office.do(undo, last(office))
    assert found(office, "溪口路") == [line]
    office.do(dealings.withdraw_dealing, key)
    assert found(office, "溪口路") == []


def test_a_note_is_found_by_whatever_it_says_and_by_who_sees_the_client(office: TestOffice, he):
    note = office.do(competitors.add_note, he, OFFER)
    line = ("competitor", "贺启年", "望江楼 · 全年包厢八折")
    for text in ("望江", "包厢八折", "82折", "司机说"):
        assert found(office, text) == [line]
    (hit,) = office.ask(find_everything, "望江楼")
    assert (hit.id, hit.client) == (note, he)
    # the list of clients is no list of notes
    assert office.ask(search.matching, "望江楼") == []
    heir = office.hire("韩磊", OWN)
    nobody = office.hire("赵峰", {})
    assert found(office, "望江楼", heir) == found(office, "望江楼", nobody) == []
    office.do(competitors.correct_note, note, CompetitorEntry("听松阁", DAY))
    assert found(office, "望江楼") == []
    assert found(office, "听松") == [("competitor", "贺启年", "听松阁")]
    office.do(undo, last(office, he))
    assert (found(office, "听松"), found(office, "望江楼")) == ([], [line])
    office.do(competitors.withdraw_note, note)
    assert found(office, "望江楼") == []
    office.do(undo, last(office, he))
    assert found(office, "望江楼") == [line]
    office.do(transfers.transfer, [he], Wish(owner=heir.id, reason="调岗"))
    assert found(office, "望江楼", heir) == [line]
    office.do(undo, last(office, he))
    assert found(office, "望江楼", heir) == []
    office.do(clients.withdraw_client, he, "重复")
    assert found(office, "望江楼") == []


def test_what_moves_with_a_merge_is_found_under_the_scope_of_the_kept_file(office: TestOffice, he):
    li, zhou = office.hire("李娜", OWN), office.hire("周凯", OWN)
    double = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    for client, owner in ((he, li), (double, zhou)):
        office.do(clients.set_people, client, owner=owner.id, deputy=None, important=False)
    office.do(competitors.add_note, double, OFFER)
    office.do(contacts.log_contact, double, Report(Channel.PHONE, "问起望江楼"))
    both = {"competitor", "contact"}
    made = office.do(merge, he, double)
    assert {hit.kind for hit in office.ask(find_everything, "望江楼", me=li)} == both
    assert found(office, "望江楼", zhou) == []
    office.do(unmerge, made.id)
    assert found(office, "望江楼", li) == []
    assert {hit.kind for hit in office.ask(find_everything, "望江楼", me=zhou)} == both


def test_an_event_is_found_by_who_may_see_clients_whoever_was_invited(office: TestOffice, he):
    event = office.do(events.add_event, EVENING)
    line = ("event", "中秋品鉴会", "2026-05-04 · 兰亭厅")
    for text in ("品鉴", "兰亭厅", "乐队"):
        assert found(office, text) == [line]
    assert [hit.client for hit in office.ask(find_everything, "品鉴会")] == [None]
    assert found(office, "品鉴会", office.hire("韩磊", OWN)) == [line]
    assert found(office, "品鉴会", office.hire("赵峰", {Right.RUN_OFFICE: Scope.ALL})) == []
    office.do(events.change_event, event, EventEntry(EventKind.TRAINING, "茶艺课", DAY))
    assert found(office, "品鉴会") == []
    office.do(undo, last(office))
    assert found(office, "品鉴会") == [line]
    office.do(events.withdraw_event, event)
    assert found(office, "品鉴会") == []
    office.do(undo, last(office))
    assert found(office, "品鉴会") == [line]


def test_what_is_granted_is_a_trade_secret_and_found_by_nobody(office: TestOffice, he):
    office.do(rewards.add_reward, he, RewardEntry(RewardKind.DISCOUNT, "年返三个点", DAY, 100_00))
    assert found(office, "年返三个点") == []


def test_notes_and_events_of_an_office_kept_from_before_are_found(office: TestOffice, he):
    heir = office.hire("韩磊", OWN)
    office.do(clients.set_people, he, owner=heir.id, deputy=None, important=False)
    office.do(competitors.add_note, he, OFFER)
    office.do(events.add_event, EVENING)
    with office.work() as work:
        kept = [row.subject for row in SearchDoc.select().where(SearchDoc.kind != search.CLIENT)]
        search.forget(work, kept)
    assert found(office, "望江楼") == []
    database = office.office.database
    step = "0012_notes_and_events_found"
    with database.writing():
        database.engine.execute_sql(f"DELETE FROM schema_migration WHERE name = '{step}'")
    assert migrate(database) == [step]
    assert [kind for kind, *_rest in found(office, "望江楼", heir)] == ["competitor"]
    assert [kind for kind, *_rest in found(office, "品鉴会", heir)] == ["event"]
    assert office.errand(check_office).sound


def test_papers_are_found_by_their_titles_alone_by_who_sees_them(office: TestOffice, he):
    paper = lambda name, whose, mark="": office.errand(  # noqa: E731
        filing.file_document, Paper(b"%PDF-1.7 " + name.encode(), name, whose, mark=mark)
    )
    key = paper("青石茶叶采购合同.pdf", he)
    own = paper("青石茶叶价目表.pdf", None)
    paper("青石茶叶底价.pdf", he, "secret")
    sees = {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_DOCUMENTS: Scope.ALL}
    both = [("document", own, None), ("document", key, he)]
    titles = lambda me: [(hit.kind, hit.id, hit.client) for hit in office.ask(find_everything, "青石茶叶", me=me)]  # noqa: E731
    for me in (None, office.hire("李娜", sees, vaults=VAULTS[:1])):
        assert titles(me) == both
    (hit,) = office.ask(find_everything, "采购合同")
    code = office.ask(clients.client_file, he).code
    assert (hit.code, hit.title, hit.detail) == (code, "青石茶叶采购合同", "合同 · 贺启年")
    # neither who sees no papers, nor who sees those of his own clients alone, learns that there are any
    assert titles(office.hire("周敏", {Right.SEE_CLIENTS: Scope.ALL}, vaults=VAULTS[:1])) == []
    zhao = office.hire("赵峰", sees | {Right.SEE_DOCUMENTS: Scope.OWN}, vaults=VAULTS[:1])
    assert titles(zhao) == both[:1]
    # clients and their notes do not crowd them out
    for number in range(8):
        office.do(contacts.log_contact, he, Report(Channel.PHONE, f"青石茶叶{number}"))
    kinds = [hit.kind for hit in office.ask(find_everything, "青石茶叶", 6)]
    assert kinds == ["contact"] * 4 + ["document"] * 2
    office.do(documents.withdraw_documents, [key])
    assert titles(None)[-1] == both[0]
