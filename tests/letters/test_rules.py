"""Placeholders of templates: which are known, how lines are filled, and what a template must say (CM-7)."""

import pytest

from desktop.rules import letters
from desktop.rules.errors import BadEntry
from desktop.rules.letters import GENERAL, TemplateKind, Wording, own_placeholder

KEYS = letters.keys_of([*GENERAL, own_placeholder("tea", "常喝的茶")])


def test_lines_are_filled_in_either_language_and_left_out_where_something_is_missing():
    text = "尊敬的{称呼}：\n您常喝｛常喝的茶｝。\n{Owner}敬上\n第{周年数}年\n好。"
    values = {"address": "贺总", "own:tea": "普洱", "owner": "周敏", "occasion_years": ""}
    assert letters.named(text, KEYS) == ["address", "own:tea", "owner", "occasion_years"]
    assert letters.filled(text, values, KEYS) == ["尊敬的贺总：", "您常喝普洱。", "周敏敬上", "好。"]
    # a field that was given up since leaves its line out, and nothing between braces stands in a letter
    assert letters.filled("喝{旧字段}。\n好。", values, KEYS) == ["好。"]


def test_no_two_placeholders_are_written_alike():
    written = [word.casefold() for one in GENERAL for word in {one.zh, one.en}]
    assert len(written) == len(set(written))


@pytest.mark.parametrize(
    ("wording", "corrects", "field"),
    [
        (Wording(TemplateKind.LETTER, " ", "好"), False, "name"),
        (Wording(TemplateKind.LETTER, "中秋", " \n"), False, "words"),
        (Wording(TemplateKind.LETTER, "中秋", "您好{银行卡号}"), False, "words"),
        (Wording(TemplateKind.LETTER, "中秋", "您好", subject="{谁}"), False, "subject"),
        (Wording(TemplateKind.LETTER, "中秋", "您好"), True, "reason"),
        (Wording(TemplateKind.LETTER, "中秋", "好" * 4001), False, "words"),
    ],
)
def test_what_a_template_must_say(wording, corrects, field):
    with pytest.raises(BadEntry) as refusal:
        letters.checked_wording(wording, KEYS, corrects=corrects)
    assert refusal.value.field == field
    if "{" in wording.words:
        assert "{银行卡号}" in str(refusal.value)
