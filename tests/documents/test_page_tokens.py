"""What of a page is found by which words, blinded or not, and how a hit is shown (CL-16)."""

import hashlib
import hmac

import pytest

from desktop.rules.page_tokens import (
    PART,
    Snippet,
    blinded,
    blinded_query,
    page_query,
    page_tokens,
    parts_of,
    snippet,
    tsvector_of,
)
from desktop.rules.tokens import ALL_TOKENS, Query

PAGE = "甲方:张伟,电话 138-0000-1111。\n花生过\n敏,见附件A座12层。The Contract is signed; compu-ters."


def blind(key: bytes):
    return lambda token: hmac.digest(key, token.encode(), hashlib.sha256)[:8].hex()


def matches(query: Query, tokens: list[str], anywhere: list[str] = []) -> bool:  # noqa: B006
    """Phrases as both databases understand them."""

    def found(phrase) -> bool:
        terms = phrase.terms
        if phrase.prefix:
            return any(t.startswith(terms[0]) for t in (*tokens, *anywhere))
        if len(terms) == 1 and terms[0] in anywhere:
            return True
        return any(tuple(tokens[at : at + len(terms)]) == terms for at in range(len(tokens)))

    return bool(query) and all(any(found(phrase) for phrase in group) for group in query.groups)


@pytest.mark.parametrize(
    "typed",
    [
        "花生",
        "花生过敏",
        "敏",
        "张伟",
        "0000",
        "13",
        "138",
        "contract",
        "CON",
        "signed",
        "A座",
        "12",
        "A座12层",
        "ｃｏｎｔｒａｃｔ",
        "张偉",
        "张伟 contract",
        "电话 13800001111",
    ],
)
def test_a_page_is_found_by_these_words_blinded_or_not(typed):
    tokens, query = page_tokens(PAGE), page_query(typed)
    assert matches(query, tokens)
    hashed, anywhere = blinded(tokens, blind(b"key"))
    assert matches(blinded_query(query, blind(b"key")), hashed, anywhere)
    # who has another key, or none, finds nothing and reads no word
    assert not matches(blinded_query(query, blind(b"other")), hashed, anywhere)
    assert not matches(query, hashed, anywhere)
    assert all(len(token) == 17 for token in (*hashed, *anywhere))


@pytest.mark.parametrize("typed", ["花敏", "生花", "1390", "ontract", "张伟 李四", "，", ""])
def test_and_not_by_these(typed):
    tokens, query = page_tokens(PAGE), page_query(typed)
    assert not matches(query, tokens)
    hashed, anywhere = blinded(tokens, blind(b"key"))
    assert not matches(blinded_query(query, blind(b"key")), hashed, anywhere)


def test_a_long_page_is_cut_between_words_into_rows_that_a_server_can_take():
    text = "合同条款a1b2，" * 4_000
    parts = parts_of(text)
    assert "".join(parts) == text
    assert max(map(len, parts)) <= PART
    assert max(len(page_tokens(part)) for part in parts) < ALL_TOKENS
    assert parts_of(" \n\t ") == []
    assert tsvector_of(["ab", "b"], ["c"]) == "'ab':1 'b':2 'c'"


def test_a_snippet_shows_what_was_found_and_where():
    found = snippet(PAGE, "花生过敏")
    assert found is not None
    assert [found.text[low:high] for low, high in found.marks] == ["花生过敏"]
    assert found.text.startswith("…花生过敏，" if "，" in PAGE else "…花生过敏,")
    phone = snippet(PAGE, "13800001111 伟")
    assert phone is not None
    assert [phone.text[low:high] for low, high in phone.marks] == ["伟", "138-0000-1111"]
    # a compatibility form is wider than what it stands for
    assert snippet("㍿东方 ＡＢＣ", "abc") == Snippet("㍿东方 ＡＢＣ", ((4, 7),))
    assert snippet(PAGE, "没有") is None
    assert snippet(PAGE, "…") is None
    long = snippet("前文" * 200 + "目标" + "后文" * 200, "目标")
    assert long is not None
    assert long.text.startswith("…") and long.text.endswith("…") and len(long.text) < 125
