"""What a filed document says, page by page, and how what can't be read ends in one sentence (DO-1)."""

import io
import zipfile

import pytest

from desktop.rules.document_reading import (
    BOMB,
    DAMAGED,
    ENTITIES,
    LOCKED,
    NOT_READ,
    REASONS,
    TOO_LARGE,
    Grid,
    Kind,
    Line,
    Unreadable,
    from_plain,
    to_plain,
)
from desktop.services.document_ocr import Read, in_order, upright
from desktop.services.document_texts import extract, opened
from tests.documents import papers
from tests.documents.papers import W, paragraph


def words(content: bytes, name: str = "x") -> tuple[str, ...]:
    return extract(content, name).texts


def refusal(content: bytes, name: str = "x") -> str:
    with pytest.raises(Unreadable) as told:
        extract(content, name)
    assert told.value.message in REASONS
    return told.value.message


def test_a_pdf_gives_the_words_of_each_page_and_a_picture():
    content = papers.pdf("花生过敏 contract 2026", "第二页\ncompu-\nter")
    assert words(content) == ("花生过敏 contract 2026", "第二页\ncomputer")
    document = opened(content, "合同.pdf")
    assert (document.kind, document.pages, document.values(1)) == (Kind.PDF, 2, None)
    shown = document.picture(1, 300)
    assert (shown.width, shown.height) == (300, 425)
    assert shown.png.startswith(b"\x89PNG")


def test_a_text_document_gives_all_its_words_once():
    box = "<w:txbxContent>" + paragraph("框中字") + "</w:txbxContent>"
    body = (
        paragraph("合同正文", "Heading1")
        + f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r><w:del><w:r><w:t>删去</w:t></w:r></w:del></w:p>"
        + f"<w:tbl><w:tr><w:tc>{paragraph('甲方')}</w:tc><w:sdt><w:sdtContent><w:tc>{paragraph('金额')}"
        "</w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>"
        + '<w:p><w:r><w:br w:type="page"/><w:lastRenderedPageBreak/><w:t>第二页</w:t></w:r></w:p>'
    )
    content = papers.word(body, header1=paragraph("页眉字"), footnotes=paragraph("脚注字"), comments=paragraph("批注"))
    assert words(content) == ("合同正文\n框中字\n甲方\t金额\n页眉字", "第二页\n脚注字\n批注")
    values = opened(content, "合同.docx").values(1)
    assert values is not None
    assert values.blocks == (Line("合同正文", 1), Line("框中字"), Grid((("甲方", "金额"),)), Line("页眉字"))
    assert from_plain(to_plain(values.blocks)) == values.blocks


def test_a_workbook_gives_a_page_for_each_sheet():
    content = papers.workbook(名单=[["姓名", "电话"], ["张伟", 13800001111]], 空=[])
    assert words(content) == ("名单\n姓名\t电话\n张伟\t13800001111", "空")
    values = opened(content, "x").values(1)
    assert values is not None
    assert (values.label, values.blocks) == (
        "名单",
        (Grid((("姓名", "电话"), ("张伟", "13800001111")), frozenset({(1, 1)})),),
    )


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16"])
def test_plain_text_is_read_in_the_charsets_of_offices(charset):
    assert words("客户信息\r\n第二行".encode(charset), "记录.txt") == ("客户信息\n第二行",)
    table = opened("姓名,电话\n张伟,138".encode(charset), "表.csv")
    values = table.values(1)
    assert values is not None
    assert values.blocks == (Grid((("姓名", "电话"), ("张伟", "138"))),)
    assert len(words(("一行字\n" * 130).encode(charset), "长.md")) == 3


def test_pictures_are_upright_never_larger_than_asked_and_have_no_words():
    from PIL import Image

    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned by a quarter to the right
    found = extract(papers.picture(kind="JPEG", exif=turned), "x.jpg")
    assert (found.kind, found.empty) == (Kind.PICTURE, True)
    shown = opened(papers.picture((60, 40), "JPEG", quality=95, exif=turned), "x.jpg").picture(1, 30)
    assert (shown.width, shown.height) == (30, 45)
    seen = Image.open(io.BytesIO(shown.png))
    assert seen.getpixel((27, 3))[2] < 80 < 200 < seen.getpixel((3, 3))[2]  # red has come to the right
    assert opened(papers.picture(), "x.png").picture(1, 3_000).width == 60
    two = papers.picture(kind="TIFF", save_all=True, append_images=[Image.new("1", (10, 20))])
    assert opened(two, "fax.tif").pages == 2
    assert opened(two, "fax.tif").picture(2, 100).height == 20


def test_a_scan_of_a_hundred_pages_has_no_words():
    found = extract(papers.scan(100), "scan.pdf")
    assert (len(found.texts), found.empty) == (100, True)


def bomb(ratio: bool) -> bytes:
    body = paragraph("字" * (8_000_000 if ratio else 10))
    content = papers.word(body)
    if ratio:
        return content
    # says that it unpacks to less than it does
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + (5).to_bytes(4, "little") + content[at + 28 :]


def locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(papers.pdf("秘"))))
    writer.encrypt("open sesame", algorithm="AES-256")
    into = io.BytesIO()
    writer.write(into)
    return into.getvalue()


def test_what_is_meant_to_do_harm_or_is_damaged_ends_in_a_sentence():
    entities = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    deep = "<w:sdt>" * 250 + "</w:sdt>" * 250
    pdf, docx, xlsx = papers.pdf("一页"), papers.word(paragraph("字")), papers.workbook(a=[["b"]])
    assert refusal(bomb(ratio=True)) == BOMB
    assert refusal(bomb(ratio=False)) in (BOMB, DAMAGED)
    assert (
        refusal(papers.zipped({"word/document.xml": f"<?xml version='1.0'?>{entities}<w:document {W}/>"})) == ENTITIES
    )
    assert refusal(papers.zipped({"word/document.xml": f"<w:document {W}>{deep}</w:document>"})) == DAMAGED
    assert refusal(papers.zipped({"xl/workbook.xml": "<a/>", "../x": "y"})) == DAMAGED
    assert refusal(papers.zipped({"a.txt": "b"})) == NOT_READ
    assert refusal(locked_pdf()) == LOCKED
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")) == LOCKED
    assert refusal(b"") == DAMAGED
    assert refusal(b"MZ\x00\x01", "setup.exe") == NOT_READ
    assert refusal(b"\x00\x01\x02\xff\xfe" * 9, "x.txt") == NOT_READ
    for content in (pdf, docx, xlsx, papers.picture(), papers.picture(kind="JPEG"), papers.picture(kind="TIFF")):
        for cut in (12, len(content) // 2):
            # what a reader still makes of half a file is no fault; that it ends in nothing else is what counts
            try:
                document = opened(content[:cut], "x")
                document.text(1)
                if document.kind.has_pictures:
                    document.picture(1, 50)
            except Unreadable as why:
                assert why.message in REASONS


def test_a_picture_too_large_for_memory_is_refused_before_it_is_unpacked():
    from PIL import Image

    small = papers.picture((1, 1))
    huge = small[:16] + (60_000).to_bytes(4, "big") * 2 + small[24:]
    import zlib

    huge = huge[:29] + zlib.crc32(huge[12:29]).to_bytes(4, "big") + huge[33:]
    assert Image.MAX_IMAGE_PIXELS is not None
    assert refusal(huge) == TOO_LARGE


def test_zip_within_a_zip_is_not_opened():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    assert refusal(papers.zipped({"inner.docx": inner.getvalue()})) == NOT_READ


def test_what_is_read_of_a_scan_is_put_in_lines_the_right_way_up():
    read = [Read("右", 90, 12, 30, 20, 0.9), Read("下", 20, 60, 30, 20, 0.9), Read("左", 20, 10, 30, 20, 0.9)]
    assert in_order(read) == "左 右\n下"

    class Sheet:
        def __init__(self, turned: int = 0) -> None:
            self.turned = turned

        def copy(self):
            return Sheet(self.turned)

        def thumbnail(self, size):
            assert max(size) == 1_100

        def rotate(self, turn, expand):
            assert expand
            return Sheet((self.turned + turn) % 360)

    def see(sheet):
        """Surest where it stands upright; as sure on its side, but then lines are higher than wide."""
        high = sheet.turned in (90, 270)
        score = 0.95 if sheet.turned in (0, 90) else 0.6
        return [Read("客户信息", 0, 0, 10 if high else 80, 80 if high else 10, score)]

    for turned in (0, 90, 180, 270):
        assert upright(Sheet(turned), see).turned == 0
