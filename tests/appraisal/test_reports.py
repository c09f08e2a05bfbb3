"""Tests the reports on paper: pages, words, fonts and characters, whose each page is, and the same bytes again."""

import io
from collections.abc import Sequence
from itertools import pairwise

import pypdf
import pypdfium2
import pytest

from desktop.reports.appraisal import person_reports
from desktop.reports.appraisal_office import office_report as drawn_office
from desktop.reports.pen import MM, OfficeLook
from desktop.reports.report_frame import bound
from desktop.rules import report_codes
from tests.appraisal.reported import LOCKED, TONGUES, office_report, period, person_report

LOOK = OfficeLook("锦绣客户服务中心")
RARE = "𠮷㑇𬭚"  # one of each plane in which names are written


def pages_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def made(language: str, people: Sequence[tuple[int, str]] = ((1, "陈晓雯"),), **how: object) -> bytes:
    tongue = TONGUES[language]
    return person_reports([person_report(n, name, tongue, **how) for n, name in people], LOOK, tongue, LOCKED)


@pytest.mark.parametrize("language", ["zh_CN", "en", "both"])
def test_a_report_says_all_of_it_with_its_own_letters(language: str) -> None:
    pdf = made(language, [(1, f"陈{RARE}")])
    pages = pages_of(pdf)
    words = {"zh_CN": ("绩效考核报告", "被考核人", "得分构成", "指标明细", "奖惩", "失分明细", "不代表同意"),
             "en": ("Appraisal report", "Person appraised", "Points earned and lost", "not that I agree")}  # fmt: skip
    wanted = words.get(language, words["zh_CN"] + words["en"])
    whole = "".join(pages)
    said = " ".join(whole.split())
    assert [word for word in wanted if word not in said] == []
    assert len(pages) == (3 if language == "both" else 2)
    for number, page in enumerate(pages, 1):
        numbered = {"zh_CN": f"第 {number} 页，共 {len(pages)} 页", "en": f"Page {number} of {len(pages)}"}
        assert numbered.get(language, numbered["zh_CN"]) in page
        assert f"陈{RARE}" in page and report_codes.shown(period(1).code) in page
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    face = LOOK.typeface()
    for page in reader.pages:
        assert [float(side) / MM for side in page.mediabox[2:]] == pytest.approx([210, 297], abs=0.1)  # A4
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]  # embedded, none of the reader's own
    # no character stands as an empty box
    assert [mark for mark in set(whole) if not mark.isspace() and not face.regular.draws(mark)] == []
    # the file's date is that of the lock, not of the print
    assert reader.metadata is not None and reader.metadata.creation_date == LOCKED


def test_the_same_report_is_the_same_file_and_another_figure_another() -> None:
    assert made("both") == made("both")
    assert made("zh_CN") != made("zh_CN", [(2, "陈晓雯")])


def test_nobody_is_on_anothers_page_and_each_is_numbered_for_itself() -> None:
    people = [(n, name) for n, name in enumerate(("陈晓雯", "李岚岚", "王建国", "周小川"), 1)]
    pages = pages_of(made("zh_CN", people))
    assert len(pages) == 2 * len(people)
    for at, text in enumerate(pages):
        number, name = people[at // 2]
        assert name in text and report_codes.shown(period(number).code) in text
        assert f"第 {at % 2 + 1} 页，共 2 页" in text
        for other, another in people:
            if other != number:
                assert another not in text and report_codes.shown(period(other).code) not in text
    # a draft among them keeps its mark to itself
    tongue = TONGUES["zh_CN"]
    mixed = [person_report(1, "陈晓雯", tongue, locked=False), person_report(2, "李岚岚", tongue)]
    drafts = ["草稿" in text for text in pages_of(person_reports(mixed, LOOK, tongue, LOCKED))]
    assert drafts == [True, True, False, False]


def test_a_draft_has_no_code_and_what_was_replaced_says_so() -> None:
    draft = pages_of(made("zh_CN", locked=False))
    assert all("草稿" in text and "未锁定" in text for text in draft)
    assert not any(report_codes.codes_in(text) for text in draft) and "没有核验码" in draft[-1]
    assert all("已被第 2 版取代" in text for text in pages_of(made("zh_CN", replaced_by=2)))
    assert not any("取代" in text for text in pages_of(made("zh_CN"))[:1])


@pytest.mark.parametrize("language", ["zh_CN", "en", "both"])
def test_the_office_is_compared_with_chance_and_signed_by_its_manager(language: str) -> None:
    tongue = TONGUES[language]
    values = office_report(tongue)
    pdf = bound([drawn_office(values, LOOK, tongue)], "x", LOOK, LOCKED)
    text = "".join(pages_of(pdf))
    words = {
        "zh_CN": ("办公室考核报告", "各部门", "与随机波动比较", "没有结果的人员", "附录", "总经理"),
        "en": ("Report of the office", "By department", "Compared with chance", "Without a result", "Appendix"),
    }
    assert all(word in text for word in words.get(language, words["zh_CN"]))
    assert report_codes.codes_in(text) == (period(0).code,)
    # who lies within the limits is not named
    named = [name for name, _total in values.totals if name in text.replace("王强", "")]
    assert 0 < len(named) < len(values.totals)
    assert pdf == bound([drawn_office(office_report(tongue), LOOK, tongue)], "x", LOOK, LOCKED)
    department = bound([drawn_office(office_report(tongue, department="营销部"), LOOK, tongue)], "x", LOOK, LOCKED)
    assert all("营销部" in page for page in pages_of(department))


def test_a_code_is_known_typed_scanned_and_read_and_one_sign_wrong_is_noticed() -> None:
    told = report_codes.digest({"total": "77.8"}, "ab" * 32)
    code = report_codes.code(told)
    shown = report_codes.shown(code)
    assert report_codes.read(shown.lower()) == code == report_codes.read(shown.replace("-", " "))
    assert report_codes.read(shown.replace("0", "O").replace("1", "l")) == code
    for one, other in pairwise(report_codes.ALPHABET):
        for at in range(16):
            if code[at] == one:
                assert report_codes.read(code[:at] + other + code[at + 1 :]) == ""
    square = report_codes.square(report_codes.Square("2026Q3", 1, "person", "0" * 32, told))
    assert report_codes.read(square) == code and "陈" not in square
    assert report_codes.code(report_codes.digest({"total": "77.9"}, "ab" * 32)) != code
    assert report_codes.codes_in(f"…{shown}\n第 1 页") == (code,)
    assert report_codes.read("1234") == report_codes.read("") == report_codes.read("CF-12") == ""
