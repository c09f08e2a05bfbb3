"""Address cards of phones, old and new."""

import quopri

import pytest

from desktop.rules.grids import BadFile
from desktop.services.sheets import read_sheet


def cards(tmp_path, text, charset="utf-8"):
    path = tmp_path / "通讯录.vcf"
    path.write_bytes(text.replace("\n", "\r\n").encode(charset))
    return read_sheet(path)


def row(sheet, at=0):
    return {c.heading: sheet.rows[at].cells[c.index] for c in sheet.columns if sheet.rows[at].cells[c.index]}


def quoted(text, charset="utf-8"):
    return quopri.encodestring(text.encode(charset)).decode().replace("=\n", "")


def test_a_card_of_today(tmp_path):
    sheet = cards(
        tmp_path,
        "BEGIN:VCARD\nVERSION:3.0\nN:张;伟;;;\nFN:张伟\nORG:云南某公司;营销部\nTITLE:经理\nTEL;TYPE=WORK:0871-65120000\n"
        "TEL;TYPE=CELL,PREF:+86 199 0000 1234\nEMAIL;TYPE=INTERNET:z@x.com\n"
        "ADR;TYPE=WORK:;;北京路1号;昆明;云南;650000;中国\n"
        "ADR;TYPE=HOME:;;翠湖2号;昆明;云南;;\nBDAY:1990-01-02\nNOTE:不吃香菜\\, 爱喝茶\nURL:http://x.com\nEND:VCARD\n",
    )
    assert row(sheet) == {
        "姓名": "张伟",
        "单位": "云南某公司 营销部",
        "职位": "经理",
        "手机": "+86 199 0000 1234",
        "其他电话": "0871-65120000",
        "邮箱": "z@x.com",
        "工作地址": "云南昆明北京路1号",
        "家庭住址": "云南昆明翠湖2号",
        "邮编": "650000",
        "生日": "1990-01-02",
        "备注": "不吃香菜, 爱喝茶",
        "网址": "http://x.com",
    }
    assert (sheet.header_row, sheet.charset, sheet.rows[0].number) == (0, "utf-8", 1)


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_a_card_of_old_phones(tmp_path, charset):
    head = f"CHARSET={charset.upper()};Encoding=Quoted-Printable"
    sheet = cards(
        tmp_path,
        f"BEGIN:VCARD\nVERSION:2.1\nN;{head}:{quoted('李', charset)};{quoted('娜', charset)};;;\n"
        f"FN;{head}:{quoted('李娜', charset)}\nTEL;CELL:19900005678\nTEL;WORK;FAX:0871-1\n"
        f"NOTE;{head}:{quoted('很长的备注', charset)[:18]}=\n{quoted('很长的备注', charset)[18:]}\nEND:VCARD\n",
    )
    assert row(sheet) == {"姓名": "李娜", "手机": "19900005678", "传真": "0871-1", "备注": "很长的备注"}


def test_eight_bit_cards_in_gbk(tmp_path):
    sheet = cards(tmp_path, "BEGIN:VCARD\nVERSION:2.1\nFN:王强\nORG:昆明某酒楼有限公司\nEND:VCARD\n" * 3, "gbk")
    assert row(sheet) == {"姓名": "王强", "单位": "昆明某酒楼有限公司"}


def test_several_cards_pictures_and_damage(tmp_path):
    photo = "PHOTO;ENCODING=BASE64;JPEG:" + "\n ".join(["/9j/" + "A" * 70] * 5) + "\n\n"
    text = (
        f"BEGIN:VCARD\nVERSION:3.0\nN:Smith;Anna;;;\n{photo}TEL:1\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:坏\nthis is no line\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nTEL:5\nEND:VCARD\n"
        'BEGIN:VCARD\nVERSION:4.0\nFN:赵敏\nTEL;VALUE=uri;TYPE="cell,voice":tel:+86-199-0000-1234\nBDAY:--0712\nEND:VCARD\n'
    )
    sheet = cards(tmp_path, text)
    assert row(sheet) == {"姓名": "Anna Smith", "手机": "1"}
    assert row(sheet, -1) == {"姓名": "赵敏", "手机": "+86-199-0000-1234", "生日": "--0712"}
    assert [r.number for r in sheet.refused] == [2]
    assert [left.number for left in sheet.left_out] == [3]


def test_a_file_without_a_whole_card(tmp_path):
    with pytest.raises(BadFile, match="no complete"):
        cards(tmp_path, "BEGIN:VCARD\nVERSION:3.0\nFN:张伟\n")
