"""The client list on paper: every cell whole, every page numbered, whatever clients are called."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pypdfium2
import pytest
from PIL import Image

from desktop.i18n import translator
from desktop.reports.clients import client_list
from desktop.reports.fonts import fonts_folder
from desktop.reports.pen import OfficeLook, Stamp
from desktop.reports.sheet import A4, A4_LANDSCAPE, A5, Sheet, Strip, day_text
from desktop.reports.tables import ColumnHead
from desktop.rules.calendars import zone_of
from desktop.rules.errors import BadEntry
from desktop.services import prints

LOOK = OfficeLook("云水阁酒楼")
STAMP = Stamp("林晓雨", datetime(2026, 11, 23, 14, 5), "CL-000123")
ZH, EN = translator("zh_CN"), translator("en")
COLUMNS = [ColumnHead("编码"), ColumnHead("姓名", 2), ColumnHead("单位", 3), ColumnHead("消费 ¥", 1, "right")]
EVIL = [
    "<img src='/etc/passwd'>",
    "A<B 公司",
    "<b>x",
    "&amp; &#x41;",
    "</para><para>",
    "𠮷野家",
    "𬭚𫍯",
    "%s {name} \\(x\\)",
    "=1+1",
    "欧阳" * 35,
]


def text_of(pdf, page=None):
    document = pypdfium2.PdfDocument(pdf)
    pages = range(len(document)) if page is None else [page]
    return "".join(document[n].get_textpage().get_text_range() for n in pages)


def flat(text):
    return "".join(text.split()).replace("\x02", "").replace("\ufffe", "")


def sizes(pdf):
    return [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in pypdfium2.PdfDocument(pdf)]


def rows(count):
    return [[f"K-{n:04d}", "王伟", "云海（北京）投资管理有限公司", f"{n * 1000:,}.60"] for n in range(count)]


@pytest.mark.parametrize("name", EVIL)
def test_names_are_printed_as_they_are(name):
    pdf = client_list([["K-1", name, name, "1.00"]], COLUMNS, replace(LOOK, name=name), STAMP, ZH, note=name)
    assert flat(text_of(pdf)).count(flat(name)) == 4


def test_tricks_without_ink_vanish():
    pdf = client_list([["K-1", "A\u200bB\u202eC", "", ""]], COLUMNS, LOOK, STAMP, ZH)
    assert "ABC" in text_of(pdf)


@pytest.mark.parametrize("reader", ["pypdf", "pdfium"])
def test_rare_names_can_be_copied_and_searched(reader):
    pdf = client_list([["K-1", "𠮷野𬭚", "𫍯", ""]], COLUMNS, LOOK, STAMP, ZH)
    found = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text() if reader == "pypdf" else text_of(pdf)
    assert "𠮷野𬭚" in found and "𫍯" in found


def test_heads_and_page_numbers_stand_on_every_page():
    pdf = client_list(rows(150), COLUMNS, LOOK, STAMP, ZH)
    count = len(pypdfium2.PdfDocument(pdf))
    assert count > 3
    for page in range(count):
        text = text_of(pdf, page)
        assert f"第 {page + 1} 页，共 {count} 页" in text
        assert "编码" in text and "消费 ¥" in text and "云水阁酒楼" in text
        assert "CL-000123" in text and "打印人 林晓雨，2026年11月23日 14:05" in text
    whole = text_of(pdf)
    assert all(f"K-{n:04d}" in whole for n in range(150)) and "150 位客户" in whole


def test_a_cell_longer_than_a_page_goes_on_whole():
    long = "，".join(f"N{n}x" for n in range(3000))
    pdf = client_list([["K-1", "王", long, ""], *rows(2)], COLUMNS, LOOK, STAMP, ZH)
    pages = len(pypdfium2.PdfDocument(pdf))
    assert pages > 5
    body = flat(text_of(pdf))
    assert all(f"N{n}x" in body for n in range(3000))


def test_the_language_is_the_one_asked_for():
    english = text_of(client_list(rows(1), COLUMNS, LOOK, STAMP, EN))
    assert (
        "Client list" in english and "1 client\r" in english and "23 Nov 2026" in english and "Page 1 of 1" in english
    )
    chinese = text_of(client_list(rows(1), COLUMNS, LOOK, STAMP, ZH))
    assert "客户一览表" in chinese and "1 位客户" in chinese and "Client" not in chinese


def test_an_empty_list_says_so():
    assert "名册里没有客户" in text_of(client_list([], COLUMNS, LOOK, STAMP, ZH))


def test_papers():
    wide = [ColumnHead(str(n)) for n in range(9)]
    assert sizes(client_list(rows(1), COLUMNS, LOOK, STAMP, ZH)) == [(210, 297)]
    assert sizes(client_list(rows(1), wide, LOOK, STAMP, ZH)) == [(297, 210)]
    assert sizes(client_list(rows(1), wide, LOOK, STAMP, ZH, paper=A4)) == [(210, 297)]
    assert sizes(client_list(rows(1), COLUMNS, LOOK, STAMP, ZH, paper=A5)) == [(148, 210)]
    assert sizes(client_list(rows(1), COLUMNS, LOOK, STAMP, ZH, paper=A4_LANDSCAPE)) == [(297, 210)]


def logo():
    kept = io.BytesIO()
    Image.new("RGBA", (60, 20), (10, 90, 110, 255)).save(kept, "PNG")
    return kept.getvalue()


def test_the_same_input_gives_the_same_bytes(tmp_path):
    look = replace(LOOK, logo=logo())
    first = client_list(rows(60), COLUMNS, look, STAMP, ZH)
    assert client_list(rows(60), COLUMNS, look, STAMP, ZH) == first
    for file in fonts_folder().glob("*.ttf"):
        (tmp_path / file.name).symlink_to(file)
    assert client_list(rows(60), COLUMNS, replace(look, fonts=tmp_path), STAMP, ZH) == first
    assert client_list(rows(60), COLUMNS, look, replace(STAMP, code="CL-000124"), ZH) != first


def test_only_embedded_fonts():
    pdf = client_list([["K-1", "𠮷", "王伟", ""]], COLUMNS, LOOK, STAMP, ZH)
    fonts = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    descriptors = [font.get_object()["/FontDescriptor"] for font in fonts.values()]
    assert len(descriptors) >= 3
    assert all("/FontFile2" in descriptor for descriptor in descriptors)


def test_without_the_supplement_a_rare_name_is_a_box_that_can_still_be_copied(tmp_path):
    for file in fonts_folder().glob("NotoSansSC*.ttf"):
        (tmp_path / file.name).symlink_to(file)
    pdf = client_list([["K-1", "𠮷野", "", ""]], COLUMNS, replace(LOOK, fonts=tmp_path), STAMP, ZH)
    assert "𠮷野" in text_of(pdf)


def test_a_logo_is_printed_and_a_broken_one_refused():
    pdf = client_list(rows(1), COLUMNS, replace(LOOK, logo=logo()), STAMP, ZH)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].images) == 1
    with pytest.raises(BadEntry) as refusal:
        client_list(rows(1), COLUMNS, replace(LOOK, logo=b"<svg>"), STAMP, ZH)
    assert refusal.value.field == "logo"


def test_amounts_are_not_broken():
    columns = [ColumnHead("姓名", 5), ColumnHead("消费 ¥", 0.5, "right"), ColumnHead("备注", 5)]
    text = text_of(client_list([["王伟" * 20, "-123,456,789.60", "备注" * 40]], columns, LOOK, STAMP, ZH))
    assert "-123,456,789.60" in text
    assert flat(text).count("王伟") == 20 and flat(text).count("备注") == 41


def test_text_stays_within_the_margins():
    names = [[f"K-{n}", "欧阳" * n, "Northwind-Trading/" * n, "123,456,789.60"] for n in range(1, 12)]
    pdf = client_list(names, COLUMNS, replace(LOOK, name="很长的办公室名称" * 12), STAMP, ZH, note="条件" * 60)
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=1, grayscale=True).to_pil()
        left, top, right, bottom = picture.point(lambda level: 255 if level < 200 else 0).getbbox()
        margin = 15 * 72 / 25.4
        assert left >= margin - 2 and right <= picture.width - margin + 2
        assert top >= margin - 5 and bottom <= picture.height - margin + 2


def test_a_head_is_not_left_alone_at_the_foot_of_a_page():
    drawn = []

    def strip(name, height, tied=False, repeat=None):
        return Strip(height, lambda pen, _left, _top: drawn.append((name, pen.canvas.getPageNumber())), repeat, tied)

    sheet = Sheet("Plan", LOOK, STAMP, EN)
    sheet.render([strip("text", 600), strip("head", 40, tied=True), strip("row", 60)])
    assert drawn == [("text", 1), ("head", 2), ("row", 2)]


def test_days_carry_their_year():
    day = datetime(2026, 7, 2, 9, 3)
    assert day_text(day, ZH) == "2026年7月2日" and day_text(day, EN) == "2 Jul 2026"


def test_a_day_on_paper_is_the_offices_day():
    late = datetime(2026, 1, 1, 20, tzinfo=UTC)
    assert prints.shown(late, "looked_through_at", EN, zone_of("Asia/Shanghai")) == "2026-01-02"
