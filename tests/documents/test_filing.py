"""Papers are filed, found again in folders, versioned, moved, and taken back as one act (DO-1)."""

from dataclasses import replace

import pytest

from desktop.rules.documents import PDF, Already, Entry, SealedDocument
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Restricted, Stale
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    clients,
    document_hand_outs,
    document_lists,
    document_looks,
    document_rights,
    document_undo,
    document_views,
    documents,
    filing,
    folders,
    stops,
    views,
)
from desktop.services.document_lists import Only, Order, Sort
from desktop.services.filing import Wish
from tests.offices import TestOffice

CONTRACT = b"%PDF-1.7\n1 0 obj\n" + bytes(range(256)) * 40
ALL = dict.fromkeys(
    (Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.REVISE_DOCUMENTS, Right.DOWNLOAD_DOCUMENTS),
    Scope.ALL,
)


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})


def titles(office: TestOffice, folder=None, **only) -> list[str]:
    return [line.title for line in office.ask(document_lists.list_documents, folder, Only(**only))]


def test_a_paper_goes_into_a_folder_of_its_kind_and_comes_out_as_it_went_in(office: TestOffice, he, tmp_path):
    tree = office.ask(folders.tree, he)
    assert [line.name for line in tree][:3] == ["01 基本资料", "02 合同", "03 报价"] and {line.id for line in tree} == {
        None
    }
    paper = tmp_path / "采购合同.pdf"
    paper.write_bytes(CONTRACT)
    key = office.errand(filing.file_document, Wish(paper, client=he, legible=True))
    (line,) = office.ask(document_lists.list_documents)
    assert (line.title, line.kind.key, line.media_type, line.home, line.version, line.size, line.legible) == (
        "采购合同", "contract", PDF, ("02 合同",), 1, len(CONTRACT), True)  # fmt: skip
    assert [(one.name, one.documents) for one in office.ask(folders.tree, he) if one.documents] == [("02 合同", 1)]
    target = office.errand(document_hand_outs.fetch, key, tmp_path / "out.pdf")
    assert target.read_bytes() == CONTRACT
    with pytest.raises(BadEntry):
        office.errand(document_hand_outs.fetch, key, target)
    assert office.errand(document_hand_outs.fetch, key, tmp_path, over=True) == paper
    assert sorted(path.name for path in tmp_path.glob("*") if "part" in path.name) == []


def test_what_can_not_be_filed_stops_no_other_and_all_is_taken_back_as_one(office: TestOffice, he, tmp_path):
    office.errand(filing.file_document, Wish(CONTRACT, "旧合同.pdf", he))
    wishes = [Wish(CONTRACT + b"1", "合同.pdf", he), Wish(b"", "空.pdf", he), Wish(tmp_path / "没有.pdf", client=he),
              Wish(CONTRACT, "又一份.pdf", he), Wish(CONTRACT + b"1", "重复.pdf", he),
              Wish("会议记录".encode(), "CON\u202e\0.txt" + "长" * 300, he, ("会议", "二月"))]  # fmt: skip
    operation, outcomes = office.errand(lambda work: (work.operation, filing.file_documents(work, wishes)))
    said = [type(one.trouble).__name__ if one.trouble else "" for one in outcomes]
    assert said == ["", "BadEntry", "BadEntry", "Already", "BadEntry", ""]
    assert "旧合同" in str(outcomes[3].trouble) and isinstance(outcomes[3].trouble, Already)
    assert sorted(titles(office, client=he))[:2] and len(titles(office)) == 3
    office.do(document_undo.undo, operation)
    assert titles(office) == ["旧合同"] and len(titles(office, withdrawn=True)) == 2
    with office.work() as work:
        again = work.operation
        documents.restore_documents(work, [outcomes[0].document])
    office.do(document_undo.undo, again)
    assert titles(office) == ["旧合同"]


def test_versions_go_forward_and_back_and_nothing_is_lost(office: TestOffice, he):
    key = office.errand(filing.file_document, Wish(CONTRACT, "采购合同.pdf", he))
    second = Wish(CONTRACT + b"2", "采购合同 v2.pdf", he)
    (looked,) = office.errand(document_looks.look, [second.source], he, [second.file_name])
    assert [each.document for each in looked.perhaps] == [key] and not looked.here and looked.kind == "contract"
    (same,) = office.errand(document_looks.look, [CONTRACT], he, ["x.pdf"])
    assert [each.title for each in same.here] == ["采购合同"]
    office.errand(filing.file_document, replace(second, version_of=key, note="改了付款日"))
    assert office.errand(document_hand_outs.read, key).content == second.source
    assert office.errand(document_hand_outs.read, key, 1).content == CONTRACT
    with office.work() as work:
        back = work.operation
        assert filing.go_back(work, key, 1) == 3
    view = office.ask(document_lists.view, key)
    assert [(v.number, v.shown, v.restored_from) for v in view.versions] == [
        (3, True, 1),
        (2, False, None),
        (1, False, None),
    ]
    assert office.errand(document_hand_outs.read, key).content == CONTRACT
    office.do(document_undo.undo, back)
    assert office.errand(document_hand_outs.read, key).content == second.source
    assert office.ask(document_lists.view, key).line.version == 2


def test_documents_are_described_moved_and_stand_in_several_folders(office: TestOffice, he):
    key = office.errand(filing.file_document, Wish(CONTRACT, "采购合同.pdf", he))
    entry = Entry("采购合同", "contract")
    office.do(
        documents.change_document, key, replace(entry, title="采购合同（正本）", tags=("急", "急", "要签")), entry
    )
    with pytest.raises(Stale):
        office.do(documents.change_document, key, replace(entry, title="别的"), entry)
    assert (
        titles(office, tag="急") == ["采购合同（正本）"]
        and titles(office, text="正本")
        and not titles(office, tag="要")
    )
    office.do(folders.add_folder, he, ("04 项目", "厨房"))
    place = next(line for line in office.ask(folders.tree, he) if line.name == "厨房")
    office.do(documents.put_into, [key], place.id)
    assert titles(office, place.id) and office.ask(document_lists.view, key).line.also_in == 1
    office.do(documents.move_documents, [key], place.id)
    office.do(
        documents.put_into, [key], next(line.id for line in office.ask(folders.tree, he) if line.name == "02 合同")
    )
    with pytest.raises(BadEntry):
        office.do(documents.take_out, key, place.id)
    with pytest.raises(BadEntry, match="采购合同"):
        office.do(folders.withdraw_folder, place.id)
    office.do(folders.rename_folder, place.id, "厨房改造")
    assert [path for _key, path in office.ask(document_lists.view, key).places] == [
        ("04 项目", "厨房改造"),
        ("02 合同",),
    ]
    other = office.do(clients.open_client, ClientForm.PERSON, {"name": "林悦"})
    office.do(documents.move_documents, [key], ("05 往来函件",), other)
    view = office.ask(document_lists.view, key)
    assert view.line.client.endswith("林悦") and [path for _k, path in view.places] == [("05 往来函件",)]
    office.do(folders.withdraw_folder, place.id)
    with pytest.raises(NotFound):
        office.do(folders.rename_folder, place.id, "x")


def test_rights_are_asked_for_one_by_one(office: TestOffice, he):
    key = office.errand(filing.file_document, Wish(CONTRACT, "采购合同.pdf", he))
    rule = office.errand(filing.file_document, Wish(CONTRACT, "规章.pdf", folder=("01 规章制度",), again=True))
    reader = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_DOCUMENTS: Scope.ALL}, vaults=("identity",))
    own = office.hire("周敏", {**ALL, Right.SEE_DOCUMENTS: Scope.OWN}, vaults=("identity",))
    blind = office.hire("孙力", {Right.SEE_CLIENTS: Scope.ALL})
    assert office.errand(document_hand_outs.read, key, me=reader).content == CONTRACT
    told = office.ask(document_rights.why, key, me=reader)
    assert told[Right.SEE_DOCUMENTS] is None and isinstance(told[Right.PRINT_DOCUMENTS], NotAllowed)
    for right in (Right.DOWNLOAD_DOCUMENTS, Right.PRINT_DOCUMENTS, Right.SEND_DOCUMENTS):
        with pytest.raises(NotAllowed):
            office.errand(document_hand_outs.hand_out, right, key, whom="x", me=reader)
    with pytest.raises(NotAllowed):
        office.errand(filing.file_document, Wish(b"x", "x.txt", he), me=reader)
    # the office's own are for who holds the right at all, a client's by its scope
    assert [line.id for line in office.ask(document_lists.list_documents, me=own)] == [rule]
    with pytest.raises(NotFound):
        office.ask(document_lists.view, key, me=own)
    with pytest.raises(NotAllowed):
        office.ask(document_lists.list_documents, me=blind)
    office.do(stops.restrict, he, "客户要求")
    assert isinstance(office.ask(document_rights.why, key)[Right.FILE_DOCUMENTS], Restricted)
    with office.work() as work:
        row, _client = document_rights.reached(work, rule)
        work.change(row, {"state": "sealed"})
        work.record("documents", "change_document", row)
    with pytest.raises(SealedDocument):
        office.do(documents.change_document, rule, Entry("x"))
    assert office.ask(document_rights.why, rule)[Right.DOWNLOAD_DOCUMENTS] is None


def test_a_search_is_kept_as_a_smart_folder(office: TestOffice, he):
    office.errand(filing.file_document, Wish(CONTRACT, "采购合同.pdf", he))
    office.errand(filing.file_document, Wish(CONTRACT + b"2", "报价单.xlsx", he))
    key = office.do(document_views.save, "合同", Only(kinds=frozenset({"contract"}), client=he), Sort(Order.ENTERED))
    own = office.do(document_views.save, "我的", Only(mine=True), shared=True)
    with pytest.raises(BadEntry):
        office.do(document_views.save, "合同", Only())
    assert office.ask(document_views.counts) == {key: 1, own: 2}
    (kept,) = [one for one in office.ask(document_views.smart_folders) if one.id == key]
    assert [line.title for line in office.ask(document_lists.list_documents, None, kept.only, kept.sort)] == [
        "采购合同"
    ]
    # they are no views of the client list, and nobody else's
    assert office.ask(views.shelf).views == ()
    other = office.hire("周敏", ALL, vaults=("identity",))
    assert [one.name for one in office.ask(document_views.smart_folders, me=other)] == ["我的"]
    with pytest.raises(NotAllowed):
        office.do(document_views.withdraw, own, me=other)
    office.do(document_views.withdraw, key)
    office.do(document_views.restore, key)


@pytest.mark.parametrize("by", list(Order))
def test_pages_of_a_list_neither_overlap_nor_leave_a_gap(office: TestOffice, he, by):
    for number in range(5):
        office.errand(filing.file_document, Wish(CONTRACT + bytes([number] * number), f"文件{number % 3}.pdf", he))
    whole = [line.id for line in office.ask(document_lists.list_documents, None, Only(), Sort(by, True))]
    pages = [line.id for start in range(0, 5, 2)
             for line in office.ask(document_lists.list_documents, None, Only(), Sort(by, True), start, 2)]  # fmt: skip
    assert pages == whole and len(set(whole)) == 5 == office.ask(document_lists.count_documents)
