"""Messages as people send them, days and hours as they say them, and the sentence that is read back."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from desktop.i18n import translator
from desktop.rules import lunar_years, read_back
from desktop.rules.booking_messages import Heard, heard
from desktop.rules.bookings import MealTime
from desktop.rules.lunar import LunarMonth, LunarTable
from desktop.rules.numerals import counted, number_of, said
from desktop.rules.spoken_days import days, hours
from desktop.rules.spoken_names import mentioned

TODAY = date(2026, 11, 30)  # a Monday
TABLE = LunarTable(tuple(LunarMonth(*month) for month in lunar_years.months(2025, 2029)))
ROOMS = ("牡丹厅", "芙蓉厅", "竹影", "听雨", "888", "666", "柏厅", "大厅")
LINES = (Path(__file__).parent / "messages.txt").read_text(encoding="utf-8").split("\n")
MESSAGES = [line.split(" -> ") if " -> " in line else [line.removesuffix(" ->"), ""]
            for line in LINES if line and not line.startswith("#")]  # fmt: skip


def test_numbers_are_said_and_read():
    assert [said(n) for n in (0, 2, 10, 12, 20, 35, 100, 108, 110, 222)] == [
        "零", "二", "十", "十二", "二十", "三十五", "一百", "一百零八", "一百一十", "二百二十二"]  # fmt: skip
    assert all(number_of(said(n)) == n for n in range(1000))
    assert (counted(2), number_of("廿三"), number_of("两"), number_of("桌"), number_of("")) == ("两", 23, 2, None, None)
    # tens that nobody names, and digits that are no number
    texts = ("一百二", "两百五", "一百零二", "二百五十", "一百一", "一二", "七八", "十十")
    assert [number_of(text) for text in texts] == [
        120, 250, 102, 250, 110, None, None, None]  # fmt: skip


@pytest.mark.parametrize(("text", "day"), [
    ("今晚", date(2026, 11, 30)), ("明天", date(2026, 12, 1)), ("后天", date(2026, 12, 2)),
    ("大后天", date(2026, 12, 3)),
    ("周五", date(2026, 12, 4)), ("周一", TODAY), ("下周五", date(2026, 12, 11)), ("下下周日", date(2026, 12, 20)),
    ("本周六", date(2026, 12, 5)), ("下个星期天", date(2026, 12, 13)),
    ("12月24日", date(2026, 12, 24)), ("十二月二十四号", date(2026, 12, 24)), ("7月12日", date(2027, 7, 12)),
    ("5号", date(2026, 12, 5)), ("2027-02-06", date(2027, 2, 6)), ("2/29", date(2028, 2, 29)),
    ("初八", date(2026, 12, 16)), ("腊月二十三", date(2027, 1, 30)), ("正月十五", date(2027, 2, 20)),
    ("农历十月廿二", date(2026, 11, 30)),
    ("tomorrow", date(2026, 12, 1)), ("next Friday", date(2026, 12, 11)), ("Sat", date(2026, 12, 5)),
    ("24 December", date(2026, 12, 24)), ("Dec 24th", date(2026, 12, 24)),
])  # fmt: skip
def test_days_as_they_are_said(text, day):
    assert [one.value for one in days(text, TODAY, TABLE)] == [day]


@pytest.mark.parametrize(("text", "minute"), [
    ("6点", 18 * 60), ("六点半", 18 * 60 + 30), ("中午十二点一刻", 12 * 60 + 15), ("中午1点", 13 * 60),
    ("早上8点", 8 * 60), ("11点半", 11 * 60 + 30), ("18:30", 18 * 60 + 30), ("晚上7：05", 19 * 60 + 5),
    ("7点20分", 19 * 60 + 20), ("7:30pm", 19 * 60 + 30), ("11 am", 11 * 60), ("12 p.m.", 12 * 60),
])  # fmt: skip
def test_hours_as_they_are_said(text, minute):
    assert [one.value for one in hours(text)] == [minute]


@pytest.mark.parametrize("text", ["31号楼", "2月30日", "25点", "888", "13/40"])
def test_what_is_neither_day_nor_hour_is_none(text):
    assert not list(days(text, TODAY, TABLE)) and not list(hours(text))


def test_a_message_becomes_a_booking():
    found = heard("明晚6点8位牡丹厅 不要香菜 王", TODAY, ROOMS, TABLE)
    assert (found.day, found.minute, found.people, found.room) == (date(2026, 12, 1), 18 * 60, 8, "牡丹厅")
    assert (found.wishes, found.name, found.left) == ("不要香菜", "王", "")


@pytest.mark.parametrize(("text", "expected"), [
    ("张总今天中午十位", (TODAY, None, "noon", 10, "", "张", "张总", "")),
    ("下周五晚上六点半，12个人，要一个包间，姓欧阳，13912345678",
     (date(2026, 12, 11), 18 * 60 + 30, None, 12, "", "欧阳", "", "13912345678")),
    ("大后天晚饭八点 芙蓉 2位 尉迟敬先生", (date(2026, 12, 3), 20 * 60, None, 2, "芙蓉厅", "尉迟敬", "尉迟先生", "")),
    ("今晚888，6位", (TODAY, None, "evening", 6, "888", "", "", "")),
    ("后天早茶 7点 3位", (date(2026, 12, 2), 7 * 60, "morning", 3, "", "", "", "")),
    ("Table for 6 tomorrow at 7:30pm, Mr. Wang", (date(2026, 12, 1), 19 * 60 + 30, None, 6, "", "Mr. Wang", "", "")),
])  # fmt: skip
def test_parts_are_recognised_whatever_their_order(text, expected):
    found = heard(text, TODAY, ROOMS, TABLE)
    period = found.period if found.minute is None or expected[2] else None
    assert (found.day, found.minute, period, found.people, found.room, found.name, found.salutation,
            found.phone) == expected  # fmt: skip


def _told(found: Heard) -> str:
    """What was recognised as messages.txt writes it."""
    hour = found.period or "" if found.minute is None else f"{found.minute // 60}:{found.minute % 60:02}"
    name = found.name
    if found.salutation:
        name = found.salutation if found.salutation.startswith(name) else f"{name}/{found.salutation}"
    return " ".join(part for part in (
        f"{found.day:%m-%d}" if found.day else "", hour, f"{found.people}p" if found.people else "", found.room,
        found.phone, found.tail, f"={name}" if name else "",
        f"*{found.wishes}" if found.wishes else "") if part)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MESSAGES)
def test_a_message_is_read_without_a_guess(text, expected):
    found = heard(text, TODAY, ROOMS, TABLE)
    assert _told(found) == expected
    assert all(text[part.start : part.end].strip() for part in found.parts)


def test_a_kind_that_is_said_twice_and_differs_is_left_over():
    found = heard("不是今晚，是明晚6点8位", TODAY, ROOMS, TABLE)
    assert found.day is None and found.left == "不是今 是明"
    assert heard("明晚8位，牡丹厅或者芙蓉厅", TODAY, ROOMS, TABLE).left == "牡丹厅或者芙蓉厅"


def test_parts_stand_where_the_text_has_them_and_never_overlap():
    found = heard("腊月二十三 晚 888 两桌二十人 李先生 花生过敏 尾号0318", TODAY, ROOMS, TABLE)
    assert found.tail == "0318" and found.wishes == "花生过敏" and found.left == "两桌"
    ends = [(part.start, part.end) for part in found.parts]
    assert all(before[1] <= after[0] for before, after in pairwise(ends))


def test_it_is_read_back_in_one_sentence():
    told = (date(2026, 7, 12), 11 * 60 + 30, 10, ["牡丹厅"], "免香菜")
    assert read_back.sentence(*told, translator("zh_CN"), TABLE) == (
        "7月12日周日（农历五月廿八）中午十一点半，牡丹厅，十位，免香菜，对吗？")  # fmt: skip
    assert read_back.sentence(*told, translator("en"), TABLE) == (
        "Sun 12 Jul, 11:30, 牡丹厅, party of 10, 免香菜: is that right?")  # fmt: skip
    alone = read_back.sentence(date(2026, 7, 12), 18 * 60 + 5, 2, [], "", translator("zh_CN"))
    assert alone == "7月12日周日晚上六点零五分，候补，两位，对吗？"


def test_after_midnight_the_day_on_which_the_guest_comes_is_said():
    supper = MealTime("夜宵", 21 * 60, 2 * 60, 21 * 60)
    told = (date(2026, 5, 8), 30, 4, ["竹影"], "")
    chinese, english = translator("zh_CN"), translator("en")
    assert read_back.sentence(*told, chinese, meal=supper) == "5月8日周五夜里（9日凌晨零点半），竹影，四位，对吗？"
    assert read_back.sentence(*told, chinese, TABLE, supper) == (
        "5月8日周五（农历三月廿二）夜里（9日凌晨零点半），竹影，四位，对吗？")  # fmt: skip
    assert read_back.sentence(*told, english, meal=supper) == (
        "Fri 8 May, night (Sat 9 May, 00:30), 竹影, party of 4: is that right?")  # fmt: skip
    last = read_back.sentence(date(2026, 12, 31), 60, 4, ["竹影"], "", chinese, meal=supper)
    assert last == "12月31日周四夜里（1月1日凌晨一点），竹影，四位，对吗？"
    # before midnight, and where the meal's times were changed afterwards, the day is the booking's own
    early = read_back.sentence(date(2026, 5, 8), 22 * 60, 4, ["竹影"], "", chinese, meal=supper)
    moved = read_back.sentence(
        date(2026, 5, 8), 11 * 60, 4, ["竹影"], "", chinese, meal=MealTime("午餐", 690, 870, 690)
    )
    assert (early, moved) == ("5月8日周五晚上十点，竹影，四位，对吗？", "5月8日周五上午十一点，竹影，四位，对吗？")


def test_a_bare_lunar_day_is_the_next_one_from_every_day_on():
    names = {1: "初一", 2: "初二", 9: "初九", 10: "初十", 20: "廿", 25: "廿五", 29: "廿九"}
    for start in (date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(0, 880, 7)):
        coming = [
            (start + timedelta(days=ahead), TABLE.lunar(start + timedelta(days=ahead)).day) for ahead in range(61)
        ]
        for number, name in names.items():
            expected = next(day for day, lunar in coming if lunar == number)
            assert [one.value for one in days(name, start, TABLE)] == [expected]


@pytest.mark.parametrize("text", [
    "上周五", "上个月15号", "下月初八", "闰六月初八", "周末", "明后天", "八月十五", "12月5日之前", "周五以后",
    "8-10号", "每周五", "31号楼", "初三毕业", "坐8号", "5号桌", "5/12", "we may 7", "we sat down", "the sun",
])  # fmt: skip
def test_a_day_that_is_not_certain_is_none(text):
    assert not list(days(text, TODAY, TABLE))


@pytest.mark.parametrize("text", [
    "辣一点", "晚一点到", "快一点", "早一点", "有一点远", "6-8点", "6点前", "七八点", "凌晨一点", "10点",
    "before 7pm", "1 am",
])  # fmt: skip
def test_an_hour_that_is_not_certain_is_none(text):
    assert not list(hours(text))


@pytest.mark.parametrize(("text", "named"), [
    ("明晚6点8位牡丹厅 不要香菜 王总，客人有单雪、欧阳海和尉迟敬", ("王总", "单雪", "欧阳海", "尉迟敬")),
    ("1. 单雪\n2. 欧阳主任\n3、贺总等", ("单雪", "欧阳主任", "贺总")),
    ("大人6位小孩2位 周日中午，带单雪一起来", ("单雪",)),
    ("明晚6点8位牡丹厅 不要香菜 王", ()), ("王经理你好，明晚6点8位", ()), ("周末中午婚宴 20桌", ()),
])  # fmt: skip
def test_full_names_are_found_wherever_a_message_lists_them(text, named):
    assert mentioned(text) == named
