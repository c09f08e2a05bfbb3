"""Real offices' sheets: title rows, merged cells, numbers as phones, every charset and file type."""

import sys
from datetime import date, datetime

import openpyxl
import pytest

from desktop.rules.grids import BadFile
from desktop.services.sheets import read_sheet
from tests.importing import files


def workbook(tmp_path, rows, merges=(), name="客户.xlsx"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "名册"
    for row in rows:
        page.append(row)
    for merge in merges:
        page.merge_cells(merge)
    path = tmp_path / name
    book.save(path)
    return path


def text_file(tmp_path, text, charset="utf-8", name="客户.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(charset))
    return path


def headings(sheet):
    return [c.heading for c in sheet.columns]


def cells(sheet):
    return [row.cells for row in sheet.rows]


def test_title_rows_merged_cells_and_typed_values(tmp_path):
    path = workbook(
        tmp_path,
        [
            ["某某酒楼客户一览表"],
            ["制表日期：2026-07-12", None, None, "单位：营销部"],
            [],
            ["序号", "姓名※", "电话", "生日", "是否签单"],
            [1, " 张伟 ", 19900001234, date(1990, 1, 2), True],
            [],
            [2, "李\u200b娜", "0871-65120000", datetime(2026, 7, 12, 14, 30), False],
            [3, "王强", 19900001234.0, 46215, None],
            ["合计", None, 3],
        ],
        ["A1:E1"],
    )
    sheet = read_sheet(path)
    assert headings(sheet) == ["序号", "姓名※", "电话", "生日", "是否签单"]
    assert (sheet.header_row, sheet.name, sheet.sheet_names, sheet.charset) == (4, "名册", ("名册",), "")
    assert sheet.title.startswith("某某酒楼客户一览表")
    assert [row.number for row in sheet.rows] == [5, 7, 8]
    assert cells(sheet) == [
        ("1", "张伟", "19900001234", date(1990, 1, 2), "是"),
        ("2", "李\u200b娜", "0871-65120000", datetime(2026, 7, 12, 14, 30), "否"),
        ("3", "王强", "19900001234", "46215", ""),
    ]
    assert [(left.number, left.reason) for left in sheet.left_out] == [(9, "A line of totals")]


def test_a_header_in_two_rows_is_joined(tmp_path):
    rows = [
        ["客户档案"],
        ["姓名", "联系方式", None, "用餐", None],
        [None, "手机", "邮箱", "忌口", "酒水"],
        ["张伟", "19900001234", "z@x.com", "香菜", "白酒"],
    ]
    sheet = read_sheet(workbook(tmp_path, rows, ["A1:E1", "A2:A3", "B2:C2", "D2:E2"]))
    assert headings(sheet) == ["姓名", "联系方式 手机", "联系方式 邮箱", "用餐 忌口", "用餐 酒水"]
    assert (sheet.header_row, sheet.rows[0].number) == (3, 4)
    groups = [
        ["基本信息", None, "联系方式"],
        ["姓名", "单位", "手机", "邮箱"],
        ["张伟", "某公司", "19900001234", "z@x.com"],
    ]
    sheet = read_sheet(workbook(tmp_path, groups, ["A1:B1", "C1:D1"]))
    assert headings(sheet) == ["基本信息 姓名", "基本信息 单位", "联系方式 手机", "联系方式 邮箱"]
    text = "姓名,联系方式,,备注\n,手机,邮箱,\n张伟,19900001234,z@x.com,无\n"
    assert headings(read_sheet(text_file(tmp_path, text))) == ["姓名", "联系方式 手机", "联系方式 邮箱", "备注"]


def test_vertically_merged_values_count_for_every_row(tmp_path):
    rows = [["单位", "姓名"], ["云南某公司", "张伟"], [None, "李娜"], [None, "王强"], ["某局", "赵敏"], [None, "孤云"]]
    sheet = read_sheet(workbook(tmp_path, rows, ["A2:A4"]))
    assert [c[0] for c in cells(sheet)] == ["云南某公司"] * 3 + ["某局", ""]


def test_tables_that_start_in_the_middle_and_sheets_without_a_header(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page["C4"], page["D4"], page["C5"], page["D5"] = "姓名", "电话", "张伟", "19900001234"
    book.save(tmp_path / "a.xlsx")
    sheet = read_sheet(tmp_path / "a.xlsx")
    assert headings(sheet) == ["", "", "姓名", "电话"]
    assert [(c.letter, c.index) for c in sheet.columns][2:] == [("C", 2), ("D", 3)]
    assert sheet.rows[0] == (5, ("", "", "张伟", "19900001234"))
    bare = read_sheet(workbook(tmp_path, [["张伟", "19900001234"], ["李娜", "19900005678"]]))
    assert (bare.header_row, headings(bare), len(bare.rows)) == (0, ["", ""], 2)
    own = read_sheet(workbook(tmp_path, [["甲乙", "丙丁"], ["张伟", "19900001234"]]))
    assert (own.header_row, headings(own)) == (1, ["甲乙", "丙丁"])


def test_pages_of_explanations_are_passed_over_and_a_sheet_may_be_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "填写说明"
    book.active.append(["请按要求填写"])
    book.create_sheet("空")
    page = book.create_sheet("名单")
    page.append(["姓名", "电话"])
    page.append(["张伟", "19900001234"])
    hidden = book.create_sheet("藏")
    hidden.append(["姓名", "电话"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    sheet = read_sheet(tmp_path / "a.xlsx")
    assert (sheet.name, sheet.sheet_names) == ("名单", ("填写说明", "空", "名单"))
    assert read_sheet(tmp_path / "a.xlsx", sheet="填写说明").rows[0].cells == ("请按要求填写",)
    with pytest.raises(BadFile, match="no sheet named 没有"):
        read_sheet(tmp_path / "a.xlsx", sheet="没有")


def test_formulas_are_text_and_errors_are_empty_and_noted(tmp_path):
    path = workbook(
        tmp_path, [["姓名", "电话", "备注"], ["=1+1", "19900001234", '=A2&"x"'], ["李娜", "1", "#N/A"], ["王", "=B2"]]
    )
    sheet = read_sheet(path)
    assert cells(sheet)[0] == ("=1+1", "19900001234", '=A2&"x"')
    assert cells(sheet)[1] == ("李娜", "1", "")
    assert cells(sheet)[2] == ("王", "=B2", "")
    assert [(note.number, note.column) for note in sheet.notes] == [(3, 2)]
    sheet = read_sheet(text_file(tmp_path, '姓名,电话\n=cmd|x,"=""0871"""\n'))
    assert cells(sheet) == [("=cmd|x", "0871")]


@pytest.mark.parametrize(
    ("charset", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gbk", "gb18030"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16")],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_text_files(tmp_path, charset, named, delimiter):
    row = delimiter.join(["张伟", "19900001234", '"北京路, 1号\n二楼"'])
    text = f"{delimiter.join(['姓名', '电话', '地址'])}\r\n\r\n{row}\r\n"
    sheet = read_sheet(text_file(tmp_path, text, charset))
    assert sheet.charset == named
    assert headings(sheet) == ["姓名", "电话", "地址"]
    assert sheet.rows == [(3, ("张伟", "19900001234", "北京路, 1号\n二楼"))]


def test_big5_and_a_forced_charset(tmp_path):
    path = text_file(tmp_path, "姓名,電話\n張偉,19900001234\n", "big5")
    assert headings(read_sheet(path)) == ["姓名", "電話"]
    assert cells(read_sheet(path, charset="big5")) == [("張偉", "19900001234")]


def test_a_quotation_mark_never_closed_swallows_nothing(tmp_path):
    lines = "".join(f"客{i},1990000{i:04d}\n" for i in range(500))
    sheet = read_sheet(text_file(tmp_path, f'姓名,电话\n"张伟,19900001234\n{lines}'))
    assert len(sheet.rows) == 501
    assert sheet.rows[-1] == (502, ("客499", "19900000499"))


def test_repeated_headers_totals_and_signatures_are_left_out_with_reason(tmp_path):
    text = (
        "姓名,电话\n张伟,1\n姓名,电话\n李娜,2\n小 计：,2\n合计科技公司,3\n共 2 人,\n制表人：王强,审核：\n备注：排序,\n"
    )
    sheet = read_sheet(text_file(tmp_path, text))
    assert [c[0] for c in cells(sheet)] == ["张伟", "李娜", "合计科技公司"]
    assert [left.number for left in sheet.left_out] == [3, 5, 7, 8, 9]


def test_xls_and_ods(tmp_path):
    path = files.xls(tmp_path / "旧.xls", [["客户"], ["姓名", "电话"], ["张伟", 19900001234.0], ["𠮷", 1.5]])
    sheet = read_sheet(path)
    assert (headings(sheet), cells(sheet)) == (["姓名", "电话"], [("张伟", "19900001234"), ("𠮷", "1.5")])
    filler = '<table:table-cell table:number-columns-repeated="16384"/>'
    filler = f'<table:table-row table:number-rows-repeated="1048570">{filler}</table:table-row>'
    sheet = read_sheet(files.ods(tmp_path / "a.ods", [["姓名", "电话"], ["张伟", "19900001234"]], filler))
    assert cells(sheet) == [("张伟", "19900001234")]


def test_progress_is_told_and_cancels_by_raising(tmp_path):
    path = text_file(tmp_path, "姓名\n" + "".join(f"客{i}\n" for i in range(5000)))
    told = []
    read_sheet(path, progress=lambda done, rows: told.append((done, rows)))
    assert [done for done, _rows in told] == [2000, 4000]
    assert all(done <= rows for done, rows in told)

    def cancel(done, rows):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_sheet(path, progress=cancel)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the outer shape of office files before 2007


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "empty"),
        (b"\r\n \r\n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"Rar!\x1a\x07", "archive"),
        (b"{\\rtf1 x}", "text document"),
        (b"MZ\x90\x00", "no sheet"),
        (b"<html><table><tr><td>\xd0\xd5\xc3\xfb</td></tr></table></html>", "web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "web page"),
        (b"PK\x03\x04 damaged", "damaged"),
        (OLE + b"\x00" * 600, "damaged"),
        (OLE + b"\x00" * 600 + "Root Entry".encode("utf-16-le") + "MatOST".encode("utf-16-le"), "WPS"),
        (OLE + b"\x00" * 600 + "PowerPoint Document".encode("utf-16-le"), "presentation"),
        (OLE + b"\x00" * 600 + "WordDocument".encode("utf-16-le"), "text document"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "picture"),
        (b"\x00\x01\x02\xff\xfe" * 100, "can't be read"),
        ("姓名,电话\n".encode(), "no rows"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(tmp_path, data, part):
    path = tmp_path / "客户.xls"
    path.write_bytes(data)
    with pytest.raises(BadFile, match=part):
        read_sheet(path)


def test_files_that_cannot_be_reached(tmp_path):
    with pytest.raises(BadFile, match="no file"):
        read_sheet(tmp_path / "没有.xlsx")
    with pytest.raises(BadFile, match="folder"):
        read_sheet(tmp_path)
    (tmp_path / "客户.numbers").mkdir()
    with pytest.raises(BadFile, match="Apple Numbers"):
        read_sheet(tmp_path / "客户.numbers")
    with pytest.raises(BadFile, match="empty"):
        read_sheet(workbook(tmp_path, []))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_file_that_may_not_be_read(tmp_path):
    import os

    if os.geteuid() == 0:
        pytest.skip("the administrator may read everything")
    path = text_file(tmp_path, "姓名\n张伟\n")
    path.chmod(0)
    with pytest.raises(BadFile, match="may not be read"):
        read_sheet(path)


def test_a_million_characters_in_a_cell_refuse_that_row_alone(tmp_path):
    for path in (
        text_file(tmp_path, "姓名,备注\n张伟,好\n李娜," + "长" * 1_000_000 + "\n王强,好\n"),
        files.zipped(
            tmp_path / "a.xlsx",
            files.xlsx_parts(
                '<row r="1">' + files.text_cell("A1", "姓名") + files.text_cell("B1", "备注") + "</row>"
                '<row r="2">' + files.text_cell("A2", "张伟") + files.text_cell("B2", "好") + "</row>"
                '<row r="3">' + files.text_cell("A3", "李娜") + files.text_cell("B3", "长" * 1_000_000) + "</row>"
                '<row r="4">' + files.text_cell("A4", "王强") + files.text_cell("B4", "好") + "</row>"
            ),
        ),
    ):
        sheet = read_sheet(path)
        assert [c[0] for c in cells(sheet)] == ["张伟", "王强"]
        assert [(r.number, r.column) for r in sheet.refused] == [(3, 1)]
        assert "1000000" in str(sheet.refused[0].reason)


def test_too_many_columns(tmp_path):
    with pytest.raises(BadFile, match="500 columns"):
        read_sheet(text_file(tmp_path, ",".join(f"列{i}" for i in range(501)) + "\n" + ",".join("1" * 501) + "\n"))


@pytest.mark.parametrize(
    ("header", "row", "heading", "name"),
    [
        (
            ["First name", "Last name", "Mobile"],
            ["Anna", "Brook", "1"],
            "Full name (First name + Last name)",
            "Anna Brook",
        ),
        (["Surname", "Given Name", "Mobile"], ["Brook", "Anna", "1"], "Full name (Surname + Given Name)", "Anna Brook"),
        (["First name", "Last name", "Mobile"], ["Anna", "", "1"], "Full name (First name + Last name)", "Anna"),
        (["姓", "名", "手机"], ["欧阳", "晓雨", "1"], "姓名 (姓 + 名)", "欧阳晓雨"),
    ],
)
def test_the_two_parts_of_a_name_come_together(tmp_path, header, row, heading, name):
    sheet = read_sheet(workbook(tmp_path, [header, row]))
    assert headings(sheet) == [heading, header[2]]
    assert [sheet.rows[0].cells[c.index] for c in sheet.columns] == [name, "1"]


def test_parts_beside_a_whole_name_stay_apart(tmp_path):
    sheet = read_sheet(workbook(tmp_path, [["Name", "First name", "Last name"], ["Anna Brook", "Anna", "Brook"]]))
    assert headings(sheet) == ["Name", "First name", "Last name"]
