"""Lines break as Chinese and English are set, and nothing of a text is ever lost."""

import random

import pytest

from desktop.reports.fonts import fonts_folder, printable, typeface
from desktop.reports.lines import CLOSING, OPENING, break_lines, units


@pytest.fixture(scope="module")
def face():
    return typeface(fonts_folder()).regular


def broken(text, face, width, size=10):
    return break_lines(text, face, size, width)


def test_marks_stay_with_what_they_belong_to(face):
    text = "喜欢靠窗的包厢（三楼）；忌香菜、花生。“结账”请签单：金额约12,345.60元，每季末结清……谢谢！" * 3
    for width in range(45, 300, 3):
        lines = broken(text, face, width)
        assert "".join(lines) == text
        assert not [line for line in lines if line[0] in CLOSING or line[-1] in OPENING]
        assert all(face.width(line, 10) <= width + 0.01 for line in lines)


@pytest.mark.parametrize("whole", ["12,345.60", "-1,200.00", "2026-11-23", "14:05", "199 0000"[:3], "don't", "e-mail"])
def test_numbers_and_words_stay_whole(face, whole):
    for width in range(60, 120, 2):
        assert any(whole in line for line in broken(f"约定金额为{whole}元整，另计。", face, width))


def test_english_breaks_between_words(face):
    assert broken("Northwind Trading (Shanghai) Co., Ltd.", face, 100) == ["Northwind Trading", "(Shanghai) Co., Ltd."]
    assert broken("a  b", face, 500) == ["a  b"]


def test_what_is_wider_than_the_line_is_broken_inside(face):
    word = "W" * 61
    lines = broken(f"见 {word} 处", face, 50)
    assert "".join(lines).replace(" ", "") == f"见{word}处"
    assert all(face.width(line, 10) <= 50.01 for line in lines)


def test_paragraphs_and_empty_lines_stay(face):
    assert broken("一\n\n二\r\n三", face, 100) == ["一", "", "二", "三"]
    assert broken("", face, 100) == [""]


def test_nothing_is_lost_whatever_comes(face):
    dice = random.Random(7)
    marks = "中文，。（）“”《》12,.60 -abc<&>'\"/…—·𬭚𠮷⚠☎ａ１"
    for _n in range(300):
        text = "".join(dice.choice(marks) for _m in range(dice.randint(1, 60)))
        width = dice.choice([12, 30, 55, 90, 200])
        assert "".join("".join(broken(text, face, width)).split()) == "".join(text.split())
        assert "".join(units(text)) == text


def test_no_ink_no_trick(face):
    assert printable("A\u200bB\u202eC\ufeff\u2066D") == "ABCD"
    assert printable("一\tb\x00c\u00a0d") == "一 b c d"
    assert printable("\ud800x") == "\ufffdx"
    assert printable("⚠\ufe0f葛\U000e0100") == "⚠葛"


def test_rare_characters_come_from_the_supplement(face):
    names = [name for name, _part in face.runs("王𠮷한Ł𬭚")]
    assert len(names) == 3 and names[0] == names[2] != names[1]
    assert face.measure("𠮷")[1] == 1.0
