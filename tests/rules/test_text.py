"""Text from outside: what is stored, compared, exported."""

import pytest

from desktop.rules.errors import BadEntry
from desktop.rules.simplified import TO_SIMPLIFIED
from desktop.rules.text import check_length, fold, formula_read, formula_safe, has_hidden, tidy


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("  张　 伟\t", "张 伟"),
        ("张\u200b伟\u202e\ufeff", "张伟"),
        ("a\x00b\x07\ud800", "ab"),
        ("e\u0301", "é"),
        ("一\r\n二\n三", "一 二 三"),
        ("A<B 公司", "A<B 公司"),
        ("👨\u200d👩", "👨👩"),
        ("", ""),
    ],
)
def test_tidy(raw, stored):
    assert tidy(raw) == stored
    assert tidy(stored) == stored


def test_long_text_keeps_its_lines():
    assert tidy(" 一 \r\n\r\n\r\n\r\n  二\u2028三\t四 \n", lines=True) == "一\n\n二\n三 四"


@pytest.mark.parametrize("text", ["a\u202eb", "a\u200bb", "\u2066x", "张\ufeff", "a\x08b", "\u3164"])
def test_hidden_marks_are_noticed(text):
    assert has_hidden(text)


@pytest.mark.parametrize("text", ["张 伟", "一\n二\t三", "a\u3000b", "🙂", "𠮷"])
def test_ordinary_text_hides_nothing(text):
    assert not has_hidden(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢｃ１２３", "abc123"),
        ("張偉電話", "张伟电话"),
        ("José", "jose"),
        ("㈱", "(株)"),
        ("張\u200b偉", "张伟"),
        ("が", "が"),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded == fold(folded)


def test_simplified_characters_stay():
    assert not set(map(ord, TO_SIMPLIFIED.values())) & set(TO_SIMPLIFIED)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_formulas_are_disarmed(sign):
    assert formula_safe(sign + "1+1") == "'" + sign + "1+1"
    assert formula_safe("1" + sign) == "1" + sign
    for text in (sign + "1", "'" + sign, "''" + sign, "1" + sign, "'1", "'"):
        assert formula_read(formula_safe(text)) == text


def test_length_says_both_numbers():
    assert check_length("ab", 2) == "ab"
    with pytest.raises(BadEntry) as refused:
        check_length("abc", 2, "name")
    assert refused.value.field == "name"
    assert "3" in str(refused.value) and "2" in str(refused.value)
