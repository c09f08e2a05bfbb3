"""Sheets of the archive: three numbered copies of one list, and labels on which everything finds room."""

from datetime import UTC, datetime

import pypdfium2

from desktop.i18n import translator
from desktop.reports.archive import ArchiveSheet, archive_sheet
from desktop.reports.archive_form import Entry
from desktop.reports.archive_labels import LabelValues, box_labels
from desktop.reports.dossier import Part
from desktop.reports.pen import OfficeLook, Stamp
from desktop.reports.prose import Signer
from desktop.reports.tables import ColumnHead

LOOK = OfficeLook("衡信融资担保有限公司")
STAMP = Stamp("季安", datetime(2026, 11, 30, 9, 30, tzinfo=UTC), "A1B2C3D4E5")
ZH, EN = translator("zh_CN"), translator("en")
COLUMNS = (ColumnHead("序号", 0.4, "right"), ColumnHead("题名", 3), ColumnHead("张数", 0.5, "right"))


def content_list(rows=3):
    return ArchiveSheet(
        "册内资料清单",
        [Entry("档号", "J001-XD·2026-D30-012"), Entry("客户", "远岫贸易有限公司"),
         Entry("题名", "流动资金担保" * 5, wide=True)],
        [Part("重要合同或单据", columns=COLUMNS, rows=[(str(n), "保证合同<b>", "12") for n in range(rows)]),
         Part("附件", columns=COLUMNS)],
        [Signer("A角", "季安", "2026-11-30"), Signer("B角"), Signer("档案管理员")],
        "以上资料已逐件逐页核对无误。", "sha256 " + "ab" * 32,
    )  # fmt: skip


def pages_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def test_three_copies_hold_the_same_list_each_with_its_keeper():
    pages = pages_of(archive_sheet(content_list(), LOOK, STAMP, ZH, ["A角", "B角", "档案"]))
    assert len(pages) == 3
    for number, (page, keeper) in enumerate(zip(pages, ("A角", "B角", "档案"), strict=True), 1):
        assert f"第{number}份,共3份".replace(",", "，") in page and page.count("第1/1页") <= 1
        assert f"保管：{keeper}" in page
        assert "保证合同<b>" in page and "ab" * 32 in page and "2026-11-30" in page


def test_signatures_and_proof_stay_whole_on_the_last_page_of_a_long_list():
    pages = pages_of(archive_sheet(content_list(120), LOOK, STAMP, EN))
    assert len(pages) > 1
    assert all("题名" in page for page in pages), "the table's head stands on every page"
    assert all(word in pages[-1] for word in ("A角", "B角", "档案管理员", "sha256"))
    assert "A角" not in pages[0]


def test_every_box_has_a_spine_and_a_front_however_long_its_title():
    labels = [
        LabelValues(f"J001-XD·2026-D30-{n:03}", "远岫贸易有限公司流动资金贷款担保" * (n + 1), "2026", "30年", "3柜2架")
        for n in range(6)
    ]
    pages = pages_of(box_labels(labels, LOOK, ZH))
    assert len(pages) == 3  # five spines a page, eight fronts
    whole = "".join(pages)
    for label in labels:
        assert whole.count(label.number) == 2
        assert whole.count(label.title) >= 2
