"""Many codes in few words: exactly those that were given, and no other."""

import random

import pytest

from desktop.models.base import canonical
from desktop.rules.code_spans import FEW, each, finder, holds, named, spans


def test_what_follows_is_told_by_first_and_last():
    told = spans(["A-0009", "A-0010", "A-0011", "A-0013", "A-99", "A-100", "旧号", "A-0010"])
    assert told == ["A-0013", "A-100", "A-99", ["A-0009", "A-0011"], "旧号"]


@pytest.mark.parametrize("code", ["A-0012", "A-10", "A-00010", "B-0010", "A-", "", "A-0010 "])
def test_another_code_is_not_in_it(code):
    told = spans(["A-0009", "A-0010", "A-0011", "A-0013"])
    assert not holds(told, code) and holds(told, "A-0010")


def test_random_codes_come_back_whole():
    chance = random.Random(7)
    codes = {f"{chance.choice(['2025-', '2026-', ''])}{chance.randrange(3000):04}" for _n in range(2000)}
    told = spans(codes)
    assert set(each(told)) == codes
    assert all(holds(told, code) for code in chance.sample(sorted(codes), 50))


def test_few_are_named_one_by_one():
    codes = [f"{number:04}" for number in range(FEW + 1)]
    assert named(codes[:-1]) == {"codes": codes[:-1]}
    assert named(codes) == {"spans": [["0000", "0200"]]}


def test_whom_many_took_along_is_found_as_it_is_written():
    """Within a first and a last, and nowhere else; a code that stands there alone is found as a word."""
    chance = random.Random(8)
    heads = ("2025-", "2026-", "", 'A"+', "云")
    codes = {f"{chance.choice(heads)}{chance.randrange(3000):0{chance.choice((4, 5))}}" for _n in range(6000)}
    told = spans(codes)
    text = canonical({"kind": "csv", "spans": told})
    alone = {one for one in told if isinstance(one, str)}
    for code in (
        f"{head}{chance.randrange(3000):0{width}}" for head in heads for width in (3, 4, 5) for _n in range(60)
    ):
        assert finder([code])(text) is (code in codes - alone), code
    assert finder(["X-1", *codes])(text) and not finder(["X-1", "旧号"])(text) and not finder([])(text)
