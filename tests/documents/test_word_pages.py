"""Text documents are drawn as they are laid out: headings, lists, tables, boxes, pictures, pages (DO-1)."""

import pypdfium2
import pytest

from desktop.rules.document_reading import DAMAGED, Unreadable
from desktop.services import document_word_pages
from desktop.services.document_word_layout import Layout
from desktop.services.document_word_pages import WordPages
from tests.documents import papers
from tests.documents.papers import W, paragraph

STYLES = """<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:rPr><w:sz w:val="21"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:basedOn w:val="a"/><w:pPr><w:jc w:val="center"/></w:pPr>
<w:rPr><w:b/><w:sz w:val="44"/></w:rPr></w:style>"""
NUMBERS = """<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt
w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/>
<w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>"""
TALL = '<w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="3"/></w:numPr></w:pPr>'
RELATIONS = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
             '<Relationship Id="r1" Target="media/image1.png"/><Relationship Id="r2" Target="footer1.xml"/>'
             '<Relationship Id="r9" TargetMode="External" Target="http://example.invalid/x.png"/>'
             '</Relationships>')  # fmt: skip
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'


def listed(text: str, level: int = 0) -> str:
    return f"<w:p>{TALL.format(level)}<w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, about: str = "") -> str:
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{paragraph(text)}</w:tc>"


def picture(key: str) -> str:
    return (f'<w:p><w:r><w:drawing {WP} {A} {R}><wp:extent cx="1270000" cy="635000"/><a:blip r:embed="{key}"/>'
            "</w:drawing></w:r></w:p>")  # fmt: skip


def document(body: str, **parts: str | bytes) -> bytes:
    return papers.zipped({
        "word/document.xml": f"<w:document {W} {papers.MC} {R}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{STYLES}</w:styles>",
        "word/numbering.xml": f"<w:numbering {W}>{NUMBERS}</w:numbering>",
        "word/_rels/document.xml.rels": RELATIONS,
        "word/footer1.xml": f'<w:ftr {W}><w:p><w:fldSimple w:instr=" PAGE "><w:r><w:t>9</w:t></w:r></w:fldSimple>'
                            '<w:r><w:t> / </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>'
                            'NUMPAGES</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>9'
                            '</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>',
        "word/media/image1.png": papers.picture((200, 100)),
        **parts,
    })  # fmt: skip


END = f'<w:sectPr {R}><w:footerReference w:type="default" r:id="r2"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def drawn(content: bytes) -> tuple[WordPages, list[str]]:
    pages = WordPages(content)
    return pages, [pages.text(number) for number in range(1, pages.pages + 1)]


def test_a_document_is_drawn_with_its_headings_lists_tables_and_pages():
    table = (
        '<w:tbl><w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
        "<w:tr>"
        + cell("品名", '<w:vMerge w:val="restart"/>')
        + cell("数量与单价", '<w:gridSpan w:val="2"/>')
        + "</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('十箱')}{cell('每箱八百')}</w:tr></w:tbl>"
    )
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('盖章处')}</w:txbxContent></w:pict></w:r></w:p>"
    body = (paragraph("采购合同", "Heading1") + listed("总则") + listed("定义", 1) + listed("释义", 1) + listed("价款")
            + table + box + picture("r1") + BREAK + paragraph("第二页的话") + END)  # fmt: skip
    pages, texts = drawn(document(body))
    assert pages.pages == 2 and not pages.cut
    said = texts[0].replace("\r\n", "\n")
    for words in ("采购合同", "第一条", "1.1", "1.2", "第二条", "数量与单价", "每箱八百", "盖章处", "1 / 2"):
        assert words in said, words
    assert "第二页的话" in texts[1] and "2 / 2" in texts[1] and "9" not in texts[1]
    # the heading is the largest and in the middle, the picture is there
    page = pages._pdf._document[0]
    kinds = [each.type for each in page.get_objects()]
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE in kinds
    text = page.get_textpage()
    left, _bottom, right, _top = text.get_charbox(text.get_text_range().index("采"))
    assert right - left > 18 and left > 150


def test_pages_that_were_noted_stay_pages_and_long_text_goes_on(monkeypatch):
    noted = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>{}</w:t></w:r></w:p>"
    body = "".join(paragraph(f"一{n}") for n in range(55)) + noted.format("第二页") + noted.format("第三页")
    pages, texts = drawn(document(body + END))
    # a little more than a page holds is drawn smaller, so that the second page is the second
    assert pages.pages == 3 and "一54" in texts[0] and "第二页" in texts[1]
    pages, texts = drawn(document("".join(paragraph(f"二{n}") for n in range(150)) + END))
    assert pages.pages > 2 and "二149" in texts[-1]
    monkeypatch.setattr("desktop.reports.document_pages.PAGES_DRAWN", 1)
    pages, texts = drawn(document("".join(paragraph(f"三{n}") for n in range(150)) + END))
    assert (pages.pages, pages.cut) == (1, True)


def test_what_is_odd_in_a_document_breaks_nothing():
    odd = (
        '<w:p><w:pPr><w:spacing w:line="-5" w:before="x"/><w:ind w:left="999999"/><w:numPr><w:ilvl w:val="77"/><w:numId'
        ' w:val="3"/></w:numPr></w:pPr><w:r><w:rPr><w:sz w:val="999999"/><w:color w:val="zz"/></w:rPr><w:t>巨字</w:t>'
        "</w:r></w:p>"
        + picture("r9") + picture("none") + '<w:p><w:r><w:fldChar w:fldCharType="end"/><w:t>尾</w:t></w:r></w:p>'
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1e9"/><w:vMerge/></w:tcPr></w:tc></w:tr></w:tbl>'
        + "<w:p><w:r><w:t>" + "长" * 20_000 + "</w:t></w:r></w:p>"
    )  # fmt: skip
    _pages, texts = drawn(document(odd))
    said = "".join("".join(texts).split())
    assert said.startswith("巨字尾") and said.count("长") == 20_000
    # nothing outside of the file is asked for
    assert Layout(document(odd)).relations("word/document.xml").keys() == {"r1", "r2"}
    for part in ("word/styles.xml", "word/numbering.xml"):
        with pytest.raises(Unreadable) as told:
            WordPages(document(paragraph("字"), **{part: "<w:styles"}))
        assert told.value.message == DAMAGED
    assert document_word_pages._opened(b"EMF", 100) is None
