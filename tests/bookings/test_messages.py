"""Messages as people send them, days and hours as they say them, and the sentence that is read back."""

from datetime import date
from itertools import pairwise

import pytest

from desktop.i18n import translator
from desktop.rules import lunar_years, read_back
from desktop.rules.booking_messages import heard
from desktop.rules.lunar import LunarMonth, LunarTable
from desktop.rules.numerals import counted, number_of, said
from desktop.rules.spoken_days import days, hours

TODAY = date(2026, 11, 30)  # a Monday
TABLE = LunarTable(tuple(LunarMonth(*month) for month in lunar_years.months(2025, 2029)))
ROOMS = ("牡丹厅", "芙蓉厅", "竹影", "听雨", "888", "大厅")


def test_numbers_are_said_and_read():
    assert [said(n) for n in (0, 2, 10, 12, 20, 35, 100, 108, 110, 222)] == [
        "零", "二", "十", "十二", "二十", "三十五", "一百", "一百零八", "一百一十", "二百二十二"]  # fmt: skip
    assert all(number_of(said(n)) == n for n in range(1000))
    assert (counted(2), number_of("廿三"), number_of("两"), number_of("桌"), number_of("")) == ("两", 23, 2, None, None)


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
