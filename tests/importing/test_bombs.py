"""Files made to flood memory are refused before anything unpacks them."""

import contextlib
import tracemalloc
import zipfile

import pytest

from desktop.rules.grids import BadFile
from desktop.services import parcels
from desktop.services.sheets import read_sheet
from tests.importing import files

ROW = (
    '<row r="1">' + files.text_cell("A1", "姓名") + "</row>" + '<row r="2">' + files.text_cell("A2", "张伟") + "</row>"
)


def refused(path, part):
    with pytest.raises(BadFile, match=part):
        read_sheet(path)


def test_the_plain_file_is_read(tmp_path):
    sheet = read_sheet(files.zipped(tmp_path / "a.xlsx", files.xlsx_parts(ROW)))
    assert [row.cells for row in sheet.rows] == [("张伟",)]


def test_what_says_it_is_too_large(tmp_path):
    parts = files.xlsx_parts(ROW)
    refused(files.zipped(tmp_path / "a.xlsx", parts | {"xl/media/1.bin": "0" * 6_000_000}), "far more")
    refused(files.zipped(tmp_path / "b.xlsx", parts | {f"x/{i}": "" for i in range(2_001)}), "far more")


def test_what_lies_about_its_size(tmp_path):
    path = files.zipped(tmp_path / "a.xlsx", files.xlsx_parts(ROW + " " * 30_000_000))
    path.write_bytes(files.lying_zip(path.read_bytes(), "xl/worksheets/sheet1.xml", 1_000))
    tracemalloc.start()
    refused(path, "far more")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000_000


def test_room_is_counted_over_all_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(parcels, "UNPACKED_LIMIT", 4_000_000)
    parts = files.xlsx_parts(ROW)
    read_sheet(files.zipped(tmp_path / "a.xlsx", parts | {"a": "0" * 1_500_000, "b": "0" * 1_500_000}))
    refused(files.zipped(tmp_path / "b.xlsx", parts | dict.fromkeys("abc", "0" * 1_500_000)), "far more")


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<?xml version="1.0"?><!-- x --><!DOCTYPE x>',
        "<!ENTITY a 'b'>",
    ],
)
def test_entities_are_refused(tmp_path, prolog):
    refused(files.zipped(tmp_path / "a.xlsx", files.xlsx_parts(ROW, prolog)), "entities")
    parts = files.xlsx_parts(ROW)
    refused(files.zipped(tmp_path / "b.xlsx", parts | {"xl/sharedStrings.xml": prolog + "<sst/>"}), "entities")


def test_names_that_climb_out(tmp_path):
    for name in ("../x.xml", "xl/../../x", "/x", "..\\x"):
        refused(files.zipped(tmp_path / "a.xlsx", files.xlsx_parts(ROW) | {name: "x"}), "damaged")


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row><c r = 'XFD1048576'><v>1</v></c></row>",
        '<row><c s="1" r="ZZ999999"/></row>',
    ],
)
def test_one_cell_at_the_far_corner_lays_out_no_table(tmp_path, far):
    refused(files.zipped(tmp_path / "a.xlsx", files.xlsx_parts(ROW + far)), "far away")


def test_a_selection_at_the_far_corner_does_no_harm(tmp_path):
    parts = files.xlsx_parts(ROW)
    page = parts["xl/worksheets/sheet1.xml"]
    view = '<sheetView workbookViewId="0"><selection activeCell="XFD1048576" sqref="XFD1048576"/></sheetView>'
    view = f"<sheetViews>{view}</sheetViews>"
    parts["xl/worksheets/sheet1.xml"] = page.replace("<sheetData>", view + "<sheetData>")
    assert len(read_sheet(files.zipped(tmp_path / "a.xlsx", parts)).rows) == 1


def test_repeats_without_end_in_ods(tmp_path):
    cell = files.ods_cell("长")
    many_rows = f'<table:table-row table:number-rows-repeated="1000000">{cell * 40}</table:table-row>'
    refused(files.ods(tmp_path / "a.ods", [["姓名"]], many_rows), "far away")
    wide = cell.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16000"')
    refused(files.ods(tmp_path / "b.ods", [["姓名"]], f"<table:table-row>{wide}</table:table-row>" * 2_000), "far away")


def test_passwords_are_named(tmp_path):
    refused(files.protected(tmp_path / "a.xlsx"), "password")
    path = files.ods(tmp_path / "a.ods", [["姓名"], ["张伟"]])
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("META-INF/x.xml", "<x/>")
    assert len(read_sheet(path).rows) == 1


def test_other_archives_and_documents_are_named(tmp_path):
    refused(files.zipped(tmp_path / "a.zip", {"客户.csv": "姓名"}), "archive")
    refused(files.zipped(tmp_path / "a.docx", {"word/document.xml": "<x/>"}), "text document")
    refused(files.zipped(tmp_path / "客户.numbers", {"Index/Document.iwa": "x", "preview.jpg": "x"}), "Apple Numbers")
    refused(files.zipped(tmp_path / "老客户.pages", {"index.xml": "<x/>"}), "Apple Numbers")
    refused(files.zipped(tmp_path / "a.pptx", {"ppt/presentation.xml": "<x/>"}), "presentation")
    refused(files.zipped(tmp_path / "a.xlsb", {"xl/workbook.bin": "x"}), "binary workbook")


def test_broken_parts_are_damage_and_no_crash(tmp_path):
    good = files.zipped(tmp_path / "a.xlsx", files.xlsx_parts(ROW)).read_bytes()
    path = tmp_path / "b.xlsx"
    for cut in range(0, len(good), 37):
        path.write_bytes(good[:cut] + b"\xa5" + good[cut + 1 :])
        with contextlib.suppress(BadFile):
            read_sheet(path)
    path.write_bytes(good[: len(good) // 2])
    refused(path, "damaged")
    refused(files.zipped(tmp_path / "c.xlsx", files.xlsx_parts("<row><c")), "damaged")
