"""How names are read: surnames' own readings, words, ü, and an order that is pinyin byte by byte."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from desktop.services.readings import _dictionary, _in_bits, prepare, readings


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("张伟", "zhangwei"),
        ("单伟", "shanwei"),
        ("曾国强", "zengguoqiang"),
        ("仇英", "qiuying"),
        ("解小东", "xiexiaodong"),
        ("查良镛", "zhaliangyong"),
        ("区丽", "ouli"),
        ("任静", "renjing"),
        ("盖宁", "gening"),
        ("朴成浩", "piaochenghao"),
        ("乐嘉", "yuejia"),
        ("尉迟恭", "yuchigong"),
        ("万俟平", "moqiping"),
        ("欧阳娜", "ouyangna"),
        ("吕布", "lvbu"),
        ("單偉", "shanwei"),
        ("尉遲恭", "yuchigong"),
        ("阿依古丽·买买提", "ayigulimaimaiti"),
    ],
)
def test_persons_are_read_with_their_surnames_reading(name, expected):
    assert readings(name).full[0] == expected


@pytest.mark.parametrize(
    ("name", "common"),
    [("单伟", "danwei"), ("曾强", "cengqiang"), ("乐嘉", "lejia"), ("吕布", "lubu"), ("张乐", "zhangyue")],
)
def test_the_common_reading_is_kept_beside_it(name, common):
    assert common in readings(name).full


def test_organisations_know_words_but_no_surnames():
    read = readings("重庆银行单县分行", organisation=True)
    assert read.full[0] == "chongqingyinhangshanxianfenhang"
    assert read.initials[0] == "cqyhsxfh"
    assert read.rare is None
    assert readings("单氏商行", organisation=True).full[0].startswith("dan")


def test_latin_and_digits_stand_for_themselves():
    assert readings("A8酒店KTV", organisation=True).full == ("a8jiudianktv",)
    assert readings("Ａnna", organisation=True).initials == ("a",)


@pytest.mark.parametrize(
    ("name", "rare"), [("单伟", "Shàn"), ("万俟平", "Mòqí"), ("张伟", None), ("任静", None), ("", None)]
)
def test_only_rare_surnames_are_marked(name, rare):
    assert readings(name).rare == rare


def test_keys_sort_by_pinyin_and_keep_a_surname_together():
    names = ["章伟", "张三", "詹一", "张王", "章安", "安心", "张", "单伟", "Anna", "曾强", "蔡明"]
    order = sorted(names, key=lambda n: readings(n).sort_key.encode())
    assert order == ["安心", "Anna", "蔡明", "单伟", "曾强", "詹一", "张", "张三", "张王", "章安", "章伟"]


def test_keys_are_plain_text_without_nul():
    for name in ("张伟", "\x00", "  ", "𠮷野家", "·", "🙂"):
        assert "\x00" not in readings(name).sort_key


@pytest.mark.parametrize("name", ["phrases_dict.json", "pinyin_dict.json"])
def test_a_table_read_in_bits_is_the_whole_table(name):
    folder = find_spec("pypinyin").submodule_search_locations[0]
    text = Path(folder, name).read_text("utf-8")
    assert dict(_in_bits(text)) == json.loads(text)
    assert [key for key, _of in _in_bits(text)] == list(json.loads(text))


def test_prepared_nothing_is_loaded_at_the_first_name():
    _dictionary.cache_clear()
    prepare()
    read = _dictionary.cache_info()
    assert readings("欧阳启明").syllables
    assert _dictionary.cache_info().misses == read.misses == 1
