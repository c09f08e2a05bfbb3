"""Documents are drawn from memory, recorded first where marked, and forgotten at the lock (DO-1)."""

import pytest

from desktop.models.records import Record
from desktop.rules.document_layout import NOT_LAID_OUT
from desktop.rules.document_reading import CRASHED, Grid, Kind, Line, Unreadable
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.secrecy import Secrecy
from desktop.rules.words import ClientForm
from desktop.services import clients, filing
from desktop.services.filing import Wish
from desktop.services.previews import Previews
from tests.documents import papers
from tests.offices import TestOffice


@pytest.fixture
def previews():
    made = Previews()
    yield made
    made.close()


def reads(office: TestOffice) -> int:
    with office.beneath() as database, database.reading():
        return Record.select().where(Record.action == "read_marked").count()


def test_pages_are_drawn_from_memory_and_forgotten_at_the_lock(office: TestOffice, previews: Previews, tmp_path):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    content = papers.pdf("第一页", "第二页")
    key = office.errand(filing.file_document, Wish(content, "合同.pdf", he, mark=Secrecy.SECRET.value))
    book = office.errand(filing.file_document, Wish(papers.workbook(名单=[["姓名"], ["张伟"]]), "名单.xlsx", None))
    word = office.errand(filing.file_document, Wish(papers.word(papers.paragraph("纪要")), "纪要.docx", None))
    odd = papers.zipped({"word/document.xml": f"<w:document {papers.W}>{papers.paragraph('字')}</w:document>",
                         "word/styles.xml": "<no"})  # fmt: skip
    odd = office.errand(filing.file_document, Wish(odd, "怪.docx", None))
    bad = office.errand(filing.file_document, Wish(b"%PDF-1.7 nothing of one", "坏.pdf", None))
    before = sorted(tmp_path.rglob("*"))
    opened = office.errand(previews.open, key)
    assert (opened.kind, opened.pages, opened.title, reads(office)) == (Kind.PDF, 2, "合同", 1)
    assert opened.watermark is not None and opened.watermark.who == office.me.name
    page = office.ask(previews.page, key, 1, 2, 300)
    assert (page.width, page.height) == (300, 425) and page.png.startswith(b"\x89PNG")
    # of what was drawn already nobody is asked again, and its reading was recorded once
    assert office.ask(previews.page, key, 1, 2, 300) is page and reads(office) == 1
    sheet = office.errand(previews.open, book)
    assert (sheet.pages, sheet.watermark, sheet.labels) == (1, None, ("名单",))
    assert office.ask(previews.page, book, 1, 1, 300).blocks == (Grid((("姓名",), ("张伟",))),)
    # a text document is drawn as it is laid out; one that can't be is told by its words
    assert office.errand(previews.open, word).told == ""
    assert office.ask(previews.page, word, 1, 1, 300).png.startswith(b"\x89PNG")
    said = office.ask(lambda work: previews.page(work, word, 1, 1, 300, words=True))
    assert said.blocks == (Line("纪要"),)
    shown = office.errand(previews.open, odd)
    assert (shown.told, office.ask(previews.page, odd, 1, 1, 300).blocks) == (NOT_LAID_OUT, (Line("字"),))
    with pytest.raises(Unreadable) as told:
        office.errand(previews.open, bad)
    assert told.value.message != CRASHED
    # whose right is gone meanwhile, or who never had it, sees no page of what lies in memory
    nobody = office.hire("李静", dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS), Scope.OWN))
    with pytest.raises(NotFound):
        office.ask(previews.page, key, 1, 2, 300, me=nobody)
    previews.close()
    with pytest.raises(BadEntry):
        office.ask(previews.page, key, 1, 2, 300)
    assert sorted(tmp_path.rglob("*")) == before
