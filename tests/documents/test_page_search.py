"""Documents are found by what they say, by whom they may concern, on both databases (CL-16, DO-1)."""

from datetime import date

import pytest

from desktop.models.document_pages import DocumentPage, PageIndex
from desktop.models.folders import DocumentVersion
from desktop.rules.documents import Entry, TextState
from desktop.rules.errors import Interrupted
from desktop.rules.rights import Right, Scope
from desktop.rules.secrecy import Secrecy
from desktop.rules.words import ClientForm
from desktop.services import (
    checking,
    clients,
    document_search,
    document_undo,
    documents,
    filing,
    page_reading,
    rotation,
)
from desktop.services.document_process import Reader
from desktop.services.document_search import Wanted
from desktop.services.filing import Wish
from tests.documents import papers
from tests.offices import TestOffice

SEEN = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS), Scope.OWN)


@pytest.fixture(scope="module")
def reader():
    made = Reader(engine="tests.documents.test_page_search:stand_in")
    yield made
    made.close()


def stand_in():
    """Reads one word more of each page it is given."""
    count = iter(range(1, 100))

    def read(_image):
        return f"扫描第{next(count)}页 体检报告"

    return read


def client(office: TestOffice, name: str):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": name})


def file(office: TestOffice, content: bytes, name: str, whose, **how):
    return office.errand(filing.file_document, Wish(content, name, whose, **how))


def found(office: TestOffice, text: str, me=None, **wanted) -> list[tuple[str, int]]:
    hits = office.ask(document_search.find, text, Wanted(**wanted), me=me).hits
    return [(hit.line.title, hit.page) for hit in hits]


def test_any_word_finds_a_paper_and_the_page_it_stands_on(office: TestOffice, reader):
    he, wang = client(office, "贺启年"), client(office, "王芳")
    file(office, papers.pdf("采购合同 花生酱", "第二页 交货日期与付款条件"), "采购合同.pdf", he)
    file(office, "花生过敏的说明\n付款条件".encode("gb18030"), "说明.txt", wang)
    file(office, papers.word(papers.paragraph("会议纪要 payment terms")), "纪要.docx", None)
    assert found(office, "说明") == [("说明", 0)]
    assert found(office, "交货") == []
    assert office.ask(page_reading.waiting) == 3
    assert office.errand(page_reading.read_waiting, reader).read == 3
    assert found(office, "交货日期") == [("采购合同", 2)]
    assert found(office, "付款条件") == [("说明", 1), ("采购合同", 2)]
    assert found(office, "花生") == [("说明", 1), ("采购合同", 1)]
    # what its title says comes first; words may stand apart, one of them the client's name
    assert found(office, "采购") == [("采购合同", 1)]
    assert found(office, "采购 交货") == found(office, "贺启年 交货") == [("采购合同", 2)]
    assert found(office, "王芳") == [("说明", 0)] and found(office, "王芳 交货") == []
    assert found(office, "PAYM") == [("纪要", 1)]
    assert found(office, "货") == [("采购合同", 2)] and found(office, "") == found(office, "·") == []
    assert found(office, "付款条件", client=he) == found(office, "付款条件", kinds=frozenset({"contract"}))
    (hit,) = office.ask(document_search.find, "付款条件", Wanted(client=wang)).hits
    assert hit.snippet is not None
    assert [hit.snippet.text[low:high] for low, high in hit.snippet.marks] == ["付款条件"]
    (line,) = [hit.line for hit in office.ask(document_search.find, "交货").hits]
    assert (line.pages, line.text_state) == (2, TextState.READ.value)
    # another title is found at once, a paper out of use is not
    office.do(documents.change_document, line.id, Entry("供货协议", "contract", dated_on=date(2026, 1, 2)))
    assert found(office, "供货") == [("供货协议", 0)]
    assert found(office, "付款条件", since=date(2026, 1, 1)) == [("供货协议", 2)]
    office.do(documents.withdraw_documents, [line.id])
    assert found(office, "交货") == []
    assert not office.errand(checking.check_office).findings


def test_a_new_version_is_found_by_its_own_words_alone(office: TestOffice, reader):
    key = file(office, "旧条款".encode(), "协议.txt", None)
    office.errand(page_reading.read_waiting, reader)
    operation, _key = office.errand(
        lambda work: (work.operation, filing.file_document(work, Wish("新条款".encode(), "协议.txt", version_of=key)))
    )
    # until it is read the words of the one before are found, and told as such
    (hit,) = office.ask(document_search.find, "旧条款").hits
    assert (hit.former, hit.line.version) == (1, 2)
    office.errand(page_reading.read_waiting, reader)
    assert office.ask(document_search.find, "新条款").hits[0].former == 0
    assert (found(office, "新条款"), found(office, "旧条款")) == ([("协议", 1)], [])
    office.do(document_undo.undo, operation)
    office.errand(page_reading.read_waiting, reader)
    assert (found(office, "新条款"), found(office, "旧条款")) == ([], [("协议", 1)])


def test_rights_are_asked_before_anything_is_counted(office: TestOffice, reader):
    mine, theirs = client(office, "贺启年"), client(office, "王芳")
    for whose in (mine, theirs, None):
        file(office, f"共同的词 {whose}".encode(), "备忘.txt", whose)
    office.errand(page_reading.read_waiting, reader)
    he = office.hire("李静", SEEN, vaults=("identity",))
    blind = office.hire("周舟", SEEN)
    seen = office.ask(document_search.find, "共同的词", me=he)
    assert (seen.count, seen.more, [hit.line.client_id for hit in seen.hits]) == (1, False, [None])
    assert office.ask(document_search.find, "共同的词").count == 3
    # without the key of the vault there is nothing to be read in it
    assert office.ask(document_search.find, "共同的词", me=blind).count == 0
    assert office.ask(document_search.find, "王芳", me=he).count == 0


def test_marked_papers_are_found_by_who_holds_their_vault_and_no_word_lies_open(office: TestOffice, reader):
    he = client(office, "贺启年")
    file(office, papers.pdf("资产负债 明细"), "负债表.pdf", he, mark=Secrecy.SECRET.value)
    low = file(office, papers.pdf("内部资料"), "通知.pdf", he, mark=Secrecy.CONFIDENTIAL.value)
    top = file(office, papers.pdf("绝密内容"), "并购案.pdf", he, mark=Secrecy.TOP_SECRET.value)
    assert office.errand(page_reading.read_waiting, reader).read == 2
    with office.beneath() as database, database.reading():
        assert DocumentVersion.get(DocumentVersion.document == top).text_state == TextState.SECRET.value
        assert PageIndex.select().where(PageIndex.epoch == 0).count() == 0
        if not database.sqlite:
            told = database.engine.execute_sql("SELECT string_agg(tokens::text, ' ') FROM page_index").fetchone()[0]
            assert "负债" not in told and "'h" in told
    (hit,) = office.ask(document_search.find, "资产负债").hits
    assert (hit.page, hit.snippet, hit.line.title) == (1, None, "") and hit.line.locked is not None
    assert office.ask(document_search.find, "债").count == office.ask(document_search.find, "负债表").count == 1
    assert office.ask(document_search.find, "绝密内容").count == 0
    assert office.ask(document_search.find, "并购案").count == 1
    staff = office.hire("李静", dict.fromkeys(SEEN, Scope.ALL), vaults=("identity",))
    assert office.ask(document_search.find, "资产负债", me=staff).count == 0
    # a level that everybody reaches reads this mark, and still no word of it is told before it is opened
    (hit,) = office.ask(document_search.find, "内部资料", me=staff).hits
    assert (hit.line.id, hit.snippet) == (low, None)
    # another key: found under either while the index follows
    office.do(rotation.renew_keys, ["identity", "property", "accounts"])
    office.me = office.office.sign_in("何俊", "right horse battery")
    assert office.ask(document_search.find, "资产负债").count == 1
    office.errand(rotation.reseal)
    assert office.errand(page_reading.catch_up) > 0 and office.errand(page_reading.catch_up) == 0
    assert office.ask(document_search.find, "资产负债").count == 1
    with office.beneath() as database, database.reading():
        assert {row.epoch for row in PageIndex.select()} == {2}


def test_a_scan_is_told_as_one_and_read_page_by_page(office: TestOffice, reader):
    key = file(office, papers.scan(3), "体检.pdf", None)
    assert office.errand(page_reading.read_waiting, reader).empty == 1
    (line,) = [hit.line for hit in office.ask(document_search.find, "体检").hits]
    assert (line.text_state, line.pages) == (TextState.EMPTY.value, 3)

    def stop_at_second(done, total):
        if done == 1:
            raise Interrupted("stopped")

    with pytest.raises(Interrupted):
        office.errand(page_reading.read_scan, reader, key, progress=stop_at_second)
    # the page that was read stays, and is not read again
    assert office.errand(page_reading.read_scan, reader, key) == 2
    assert [page for _title, page in found(office, "体检报告")] == [1]
    with office.beneath() as database, database.reading():
        assert [row.source for row in DocumentPage.select()] == ["ocr"] * 3
        assert DocumentVersion.get(DocumentVersion.document == key).text_state == TextState.READ.value


def test_what_can_not_be_read_says_why_and_is_kept(office: TestOffice, reader):
    file(office, b"%PDF-1.7 nothing", "坏.pdf", None)
    file(office, b"MZ\x00", "安装.exe", None)
    done = office.errand(page_reading.read_waiting, reader)
    assert (done.failed, done.empty, done.read) == (1, 1, 0)
    with office.beneath() as database, database.reading():
        states = {v.file_name: (v.text_state, v.text_why) for v in DocumentVersion.select()}
    assert states["安装.exe"] == ("none", "") and states["坏.pdf"][0] == "failed" and "damaged" in states["坏.pdf"][1]
