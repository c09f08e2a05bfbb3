"""What names, first bytes and settings of documents tell, as pure values (DO-1)."""

import pytest

from desktop.rules import documents as rules
from desktop.rules.documents import DOCX, JPEG, PDF, UNKNOWN, XLSX, DocumentKind, Entry
from desktop.rules.errors import BadEntry


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("合同.pdf", "合同.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\合同.doc", "合同.doc"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("LPT1.pdf", "_LPT1.pdf"),
        ("合同\u202efdp.exe", "合同fdp.exe"),
        ("a:b?<c>|.pdf", "a_b__c__.pdf"),
        ("..", "document"),
        (" . ", "document"),
        ("\0\n", "document"),
        ("名.", "名"),
    ],
)
def test_a_name_that_is_handed_out_is_taken_by_every_system(given, safe):
    assert rules.safe_name(given) == safe


@pytest.mark.parametrize("name", ["长" * 300 + ".pdf", "x" * 300, "." * 300, "长." * 200])
def test_a_long_name_is_cut_to_what_a_disk_takes_and_keeps_its_ending(name):
    safe = rules.safe_name(name)
    assert 0 < len(safe.encode()) <= 200 and (safe.endswith(".pdf") or not name.endswith(".pdf"))
    assert rules.kept_name(name) == name, "as data it stays as it was given"


def test_what_no_database_holds_is_replaced_in_a_name():
    assert rules.kept_name("a\0b\udce9.pdf") == "a\ufffdb?.pdf" and rules.kept_name("") == "?"


@pytest.mark.parametrize(
    "name",
    ["采购合同.pdf", "采购合同 v2.pdf", "采购合同（最终版）.docx", "采购合同(1).pdf", "采购合同_20260312.pdf",
     "采购合同 修订稿.doc", "采购合同 第2版.pdf", "采购合同 final.pdf", "採購合同-副本.pdf"],
)  # fmt: skip
def test_versions_of_one_paper_are_alike(name):
    assert rules.likeness_key(name) == "采购合同"


def test_other_papers_are_not():
    keys = {rules.likeness_key(name) for name in ("2026-03-01.pdf", "合同1号楼.pdf", "合同2号楼.pdf", "v2.pdf")}
    assert len(keys) == 4 and "" not in keys


@pytest.mark.parametrize(
    ("head", "name", "found"),
    [
        (b"%PDF-1.7", "x.exe", PDF),
        (b"\n\n%PDF-1.4", "x", PDF),
        (b"MZ\x90\0", "x.pdf", UNKNOWN),
        (b"\xff\xd8\xff\xe0", "x.png", JPEG),
        (b"PK\x03\x04 word/document.xml", "x", DOCX),
        (b"PK\x03\x04", "x.xlsx", XLSX),
        (b"PK\x03\x04", "x.zip", "application/zip"),
        ("张".encode("gb18030") * 9 + b"\xd5", "x.txt", "text/plain"),
        ("a,b".encode("utf-16"), "x.csv", "text/csv"),
        (b"", "x.txt", UNKNOWN),
        (b"a\0b", "x.txt", UNKNOWN),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head, name, found):
    assert rules.media_type(head, name) == found


@pytest.mark.parametrize(
    ("name", "kind"),
    [("尉迟木业供货协议.pdf", DocumentKind.CONTRACT), ("报价单.xlsx", DocumentKind.QUOTATION),
     ("身份证.jpg", DocumentKind.ID_COPY), ("IMG_0001.jpg", DocumentKind.PICTURE), ("函.docx", DocumentKind.LETTER)],
)  # fmt: skip
def test_a_name_proposes_the_kind(name, kind):
    assert rules.kind_proposed(name, JPEG if name.endswith("jpg") else PDF) is kind


def test_folders_and_kinds_of_an_office():
    settings = {"folder_template": ["01 甲/乙", "02 丙"], "document_kinds": ["验收单"]}
    paths = rules.template(settings, "folder_template", str)
    assert paths == (("01 甲", "乙"), ("02 丙",))
    assert rules.home_of("contract", paths, str) == ("02 丙",), "for what is left over, the last"
    own = rules.kinds_of(settings)[-1]
    assert (own.own, own.said, rules.kind_of(own.key)) == (True, "验收单", own)
    assert rules.checked_kinds(["验收单", " 验收单 ", "", "合同"]) == ["验收单"]
    for bad in ("", " / ", "甲/" * 13):
        with pytest.raises(BadEntry):
            rules.path_of(bad)


@pytest.mark.parametrize(
    ("entry", "field"),
    [(Entry(" \u200b"), "title"), (Entry("x" * 201), "title"), (Entry("x", "none"), "kind"),
     (Entry("x", tags=tuple(str(n) for n in range(21))), "tags"), (Entry("x", number="1" * 81), "number")],
)  # fmt: skip
def test_what_can_not_stand_names_its_field(entry, field):
    with pytest.raises(BadEntry) as refusal:
        rules.checked(entry, rules.kinds_of({"document_kinds": []}))
    assert refusal.value.field == field


def test_tags_are_kept_so_that_one_is_found_whole():
    stored = rules.stored_tags(rules.checked_tags(["急", " 急", "待签"]))
    assert rules.read_tags(stored) == ("急", "待签") and "\n急\n" in stored
