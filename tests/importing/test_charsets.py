"""Text files in every charset offices use are read rightly, or refused with a sentence."""

import codecs

import pytest

from desktop.rules.grids import BadFile
from desktop.services.charsets import decode

SIMPLE = "姓名,电话,单位\r\n张伟,19900001234,云南某某贸易公司\r\n李娜,19900005678,昆明某酒楼\r\n"
TRADITIONAL = "姓名,電話,單位\r\n張偉,19900001234,臺北貿易公司\r\n陳麗華,19900005678,國際飯店\r\n"


@pytest.mark.parametrize(
    ("text", "codec", "named"),
    [
        (SIMPLE, "utf-8", "utf-8"),
        (SIMPLE, "utf-8-sig", "utf-8"),
        (SIMPLE, "gbk", "gb18030"),
        (SIMPLE, "gb18030", "gb18030"),
        (SIMPLE + "𠮷野,1,㐂\r\n", "gb18030", "gb18030"),
        (SIMPLE, "utf-16", "utf-16"),
        (SIMPLE, "utf-16-le", "utf-16"),
        (SIMPLE, "utf-16-be", "utf-16"),
        (SIMPLE, "utf-32", "utf-32"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "cp950", "big5"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (TRADITIONAL, "gbk", "gb18030"),
        ("张伟", "gbk", "gb18030"),
        ("张伟,李娜\n", "gbk", "gb18030"),
        ("name,phone\nAnna,1\n", "ascii", "utf-8"),
        ("陳麗華,19900005678,國際飯店\r\n林志明,1,臺灣銀行\r\n", "big5", "big5"),
    ],
)
def test_the_ladder(text, codec, named):
    assert decode(text.encode(codec)) == (text, named)


def test_marks_of_byte_order_are_dropped_and_believed():
    assert decode(codecs.BOM_UTF16_BE + "姓名".encode("utf-16-be")) == ("姓名", "utf-16")
    with pytest.raises(BadFile):
        decode(codecs.BOM_UTF8 + "姓名".encode("gbk"))


def test_a_person_may_choose():
    assert decode(TRADITIONAL.encode("big5"), "big5")[0] == TRADITIONAL
    assert decode(SIMPLE.encode("gbk"), "gbk")[0] == SIMPLE
    assert decode(SIMPLE.encode("utf-16-le"), "utf-16")[0] == SIMPLE
    with pytest.raises(BadFile, match="another charset"):
        decode(SIMPLE.encode("gbk"), "utf-8")
    with pytest.raises(BadFile, match="no charset named"):
        decode(b"abc", "klingon")


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 20,
        b"\xff" * 100,
        b"\x00\x01\x02\x03" * 50,
        SIMPLE.encode() + b"\xff\xfe\xff",
        b"\x80\x81 caf\xe9 na\xefve",
    ],
)
def test_what_nobody_can_read_is_refused(data):
    with pytest.raises(BadFile, match="can't be read"):
        decode(data)
