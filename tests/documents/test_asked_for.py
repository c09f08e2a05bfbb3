"""A locked paper is asked for, opened by who may, looked at for some days, and closed by what becomes of it (AC-10)."""

from datetime import timedelta

import pytest

from desktop.models.approvals import Approval
from desktop.models.lent import Lent
from desktop.models.records import Record
from desktop.rules.approvals import ApprovalState, NeedsApproval
from desktop.rules.documents import DestroyedDocument, Entry
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import VAULTS, Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    accounts,
    approval_lists,
    approvals,
    clients,
    destruction,
    document_hand_outs,
    document_lists,
    document_rights,
    document_search,
    documents,
    filing,
    lending,
    merging,
    rotation,
    sign_ins,
    today,
)
from desktop.services.document_search import Wanted
from desktop.services.filing import Wish
from tests.offices import ADMIN, CHEAP, PASSWORD, TestOffice

SEE = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.PRINT_DOCUMENTS), Scope.ALL)
HEAD = {**SEE, Right.APPROVE_CLIENTS: Scope.ALL}
TITLE = "并购意向zq81"


def paper(office: TestOffice, client=None, mark: str = "secret", title: str = TITLE):
    wish = Wish(f"%PDF-1.7 {title}".encode(), f"{title}.pdf", client, entry=Entry(title, "contract"), mark=mark)
    return office.errand(filing.file_document, wish)


def asked(office: TestOffice, key, me, days: int = 3):
    need = office.ask(document_rights.need_to_see, key, me=me).for_days(days, 14)
    return office.do(approvals.ask, need, "核对抵押", me=me)


def read(office: TestOffice, key, me, number=None):
    return office.errand(document_hand_outs.read, key, number, me=me)


def lock(office: TestOffice, key, me):
    return office.ask(document_lists.view, key, me=me).line.locked


def lent(office: TestOffice) -> int:
    with office.beneath() as database, database.reading():
        return int(Lent.select().count())


def rows_of(office: TestOffice, me):
    return [
        row for section in office.ask(today.look, me=me).sections for row in section.rows if row.key[0] == "approval"
    ]


def test_a_locked_paper_is_asked_for_looked_at_for_some_days_and_closed_by_itself(office: TestOffice):
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    key, other = paper(office, client), paper(office, client, title="另一份zq82")
    li, wu = (office.hire(name, SEE, vaults=("identity",)) for name in ("李娜", "吴刚"))
    zhao = office.hire("赵峰", HEAD, level=2, vaults=("identity", "property"))
    office.hire("钱敏", HEAD, level=2, vaults=("identity",))
    need = office.ask(document_rights.need_to_see, key, me=li)
    assert TITLE not in repr(need) and office.ask(approvals.ways, need, me=li).people == (office.me.name, "赵峰")
    with pytest.raises(BadEntry):
        need.for_days(15, 14)
    # only what is shown to him as locked
    with pytest.raises(BadEntry):
        office.ask(document_rights.need_to_see, key)
    request = asked(office, key, li)
    (line,) = office.ask(approval_lists.waiting, me=zhao)
    assert (line.asked_by, line.reason, line.details[-1].words) == ("李娜", "核对抵押", ("3",))
    assert TITLE not in repr(line)
    (row,) = rows_of(office, zhao)
    assert (row.deed.name, row.given) == ("OPEN", ("approvals", request))
    assert office.do(document_hand_outs.title_asked, request, me=zhao) == TITLE
    with pytest.raises(NotFound):
        office.do(document_hand_outs.title_asked, request, me=li)
    with pytest.raises(NotAllowed):
        read(office, key, li)
    office.do(approvals.approve, request, me=zhao)
    found = read(office, key, li)
    assert (found.content, found.title, found.name) == (f"%PDF-1.7 {TITLE}".encode(), TITLE, f"{TITLE}.pdf")
    assert found.watermark.who == "李娜" and office.do(document_lists.marked_words, key, me=li)["title"] == TITLE
    with office.beneath() as database, database.reading():
        reads = list(Record.select().where(Record.person == li.id, Record.action == "read_marked"))
        left = Approval.get_by_id(request).valid_until - database.now()
    assert [one.facts["approval"] for one in reads] == [str(request)] * 2
    assert timedelta(days=2, hours=23) < left <= timedelta(days=3)
    opened = lock(office, key, li)
    assert (opened.may_open, opened.opened_by, opened.until) == (True, "赵峰", found.until)
    (row,) = rows_of(office, li)
    assert (row.opens, row.until) == (("documents", key), found.until)
    # to be looked at and nothing else, by him and nobody else, this one and no other
    why = office.ask(document_rights.why, key, me=li)
    assert why[Right.SEE_DOCUMENTS] is None and why[Right.PRINT_DOCUMENTS].message == document_rights.SEEN_ONLY
    with pytest.raises(NotAllowed) as refused:
        office.errand(document_hand_outs.hand_out, Right.PRINT_DOCUMENTS, key, me=li)
    assert not isinstance(refused.value, NeedsApproval)
    for whose, which in ((wu, key), (li, other)):
        assert not lock(office, which, whose).may_open
        with pytest.raises(NotAllowed):
            read(office, which, whose)
    # nor found by a word of it
    assert office.ask(document_search.find, TITLE, Wanted(), me=li).hits == ()
    # a version that comes later was not opened
    office.errand(filing.file_document, Wish(b"%PDF-1.7 later, and longer", "新.pdf", client, version_of=key,
                                             mark="secret"))  # fmt: skip
    assert read(office, key, li).number == 1
    with pytest.raises(NotAllowed):
        read(office, key, li, 2)
    view = office.ask(document_lists.view, key, me=li)
    assert [version.number for version in view.versions] == [1] and view.line.size is None
    with office.beneath() as database, database.writing():
        Lent.update(until=database.now() - timedelta(seconds=1)).execute()
    assert not lock(office, key, li).may_open and rows_of(office, li) == []
    with pytest.raises(NotAllowed):
        read(office, key, li)
    office.do(sign_ins.beat, me=wu)
    assert lent(office) == 0


def test_what_becomes_of_a_paper_its_vault_or_its_reader_closes_it(office: TestOffice):
    he, other = (office.do(clients.open_client, ClientForm.PERSON, {"name": name}) for name in ("贺启年", "贺启年"))
    li = office.hire("李娜", SEE, vaults=("identity",))

    def opened(client=None):
        key = paper(office, client)
        request = asked(office, key, li)
        office.do(approvals.approve, request)
        assert read(office, key, li).number == 1 and lent(office) == 2
        return key, request

    def closed(key) -> bool:
        with pytest.raises((NotAllowed, NotFound, DestroyedDocument)):
            read(office, key, li)
        held = [line.ended for line in office.ask(approval_lists.mine, (ApprovalState.APPROVED,), me=li)]
        return lent(office) == 0 and rows_of(office, li) == [] and all(held)

    # the office's own too
    key, request = opened()
    office.do(approvals.undo_decision, request)
    assert closed(key)
    office.do(approvals.approve, request)
    office.do(approvals.take_back, request, me=li)
    assert closed(key)
    key, _request = opened(he)
    office.errand(documents.set_mark, key, "top_secret")
    assert closed(key)
    key, _request = opened(he)
    office.do(documents.move_documents, [key], ("02 合同",), other)
    assert closed(key)
    key, _request = opened(he)
    office.do(documents.withdraw_documents, [key])
    assert closed(key)
    key, _request = opened(other)
    merged = office.do(merging.merge, he, other)
    assert merged.kept == he and closed(key)
    key, _request = opened(he)
    with office.work() as work:
        row, client = document_rights.reached(work, key)
        destruction._destroy_document(work, row, [])
        lending.clear(work)
        work.record("retention", "carry_out_destruction", client)
    assert closed(key) and lock(office, key, li) is None
    key, _request = opened()
    office.do(rotation.renew_keys, ["property"])
    assert closed(key)
    me = office.office.sign_in(ADMIN, PASSWORD)
    office.errand(rotation.reseal, me=me)
    # what is asked for anew opens under the new key
    office.do(approvals.approve, asked(office, key, li), me=me)
    assert read(office, key, li).number == 1
    # under new keys nothing opens that was sealed for the former ones
    office.do(accounts.reset_password, li.id, "a start password", office.office.secret, CHEAP, me=me)
    assert lent(office) == 0
    wu = office.hire("吴刚", SEE, vaults=("identity",))
    office.do(approvals.approve, asked(office, key, wu), me=me)
    assert lent(office) == 2
    office.do(accounts.suspend, wu.id, me=me)
    assert lent(office) == 0


def test_whoever_approves_opens_what_was_asked_for_as_it_is(office: TestOffice):
    li = office.hire("李娜", SEE, vaults=("identity",))
    zhao = office.hire("赵峰", HEAD, level=3, vaults=VAULTS)
    blind = {right: scope for right, scope in HEAD.items() if right is not Right.SEE_DOCUMENTS}
    qian = office.hire("钱敏", blind, level=3, vaults=VAULTS)
    key = paper(office, mark="top_secret")
    request = asked(office, key, li)
    # who sees no papers opens none for others
    with pytest.raises((NotFound, NotAllowed)):
        office.do(approvals.approve, request, me=qian)
    need = office.ask(document_rights.need_to_see, key, me=li)
    with pytest.raises(NotAllowed):
        office.do(approvals.go_alone, need, "没有别人", me=li)
    with pytest.raises(NeedsApproval) as wait:
        office.errand(documents.set_mark, key, "secret")
    office.do(approvals.approve, office.do(approvals.ask, wait.value.need, "降密"), me=zhao)
    office.errand(documents.set_mark, key, "secret")
    # under another mark it is another thing that was asked for
    with pytest.raises(BadEntry):
        office.do(approvals.approve, request, me=zhao)
    office.errand(approvals.countersign, office.office, office.ask(document_rights.need_to_see, key, me=li), "核对",
                  "赵峰", PASSWORD, me=li)  # fmt: skip
    assert read(office, key, li).title == TITLE
