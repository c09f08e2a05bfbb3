"""Cuts the pages of documents into search tokens, blinds those of marked documents, and marks what was found (CL-16).

The tokens are those of `rules/tokens.py`. Of a page of a marked document the index holds in the place of each token a
keyed hash: a phrase is found as before by whoever has the key, and nobody else can look a word up. What a
query asks by its beginning, such as one character, a hash can't answer: the beginnings of a page's tokens are
hashed too. What stays to be seen without the key is how often a hash occurs and where.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from desktop.rules.text import fold
from desktop.rules.tokens import Phrase, Query, query_of, tokens_of

PART = 7_000
"""Characters of a page that one row of the index takes: PostgreSQL knows no position beyond 16,383, and a character of
a mixed word makes two tokens."""
ROOM = 120  # characters of a snippet
_BLIND = "h"
_WORD_FROM, _WORD_TO = 2, 24  # letters of a word's beginning
_KEPT = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0003ffff"
# A line that ends within a sentence, or letters spaced out to fill a line, do not end a Chinese word
_WITHIN = re.compile(rf"(?<=[{_KEPT}])\s+(?=[{_KEPT}])")
_SPACES = re.compile(r"\s+")
_END = re.compile(r"[。！？；.!?;\n]\s*")
_SPEAKS_OF_NAMES = "pij"  # pinyin and initials: only names have them

Blind = Callable[[str], str]
"""The keyed hash of a token, as hexadecimal digits."""


class Snippet(NamedTuple):
    """A few words of a page around what was found; `marks` are the places found in it, from and to."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def parts_of(text: str) -> list[str]:
    """A page in pieces that the index can take, cut between words where there is one; none for a page without words."""
    parts = []
    rest = text.strip()
    while len(rest) > PART:
        at = max(rest.rfind("\n", PART // 2, PART), rest.rfind(" ", PART // 2, PART), rest.rfind("。", PART // 2, PART))
        at = at + 1 if at > 0 else PART
        parts.append(rest[:at])
        rest = rest[at:]
    return [part for part in [*parts, rest] if part.strip()]


def page_tokens(text: str) -> list[str]:
    """The tokens of one part of a page, in order."""
    return tokens_of((), (_WITHIN.sub("", text),)).other


def blinded(tokens: Sequence[str], blind: Blind) -> tuple[list[str], list[str]]:
    """The hashes of a page's tokens in order, and of the beginnings that are asked for, which have no order."""
    known: dict[str, str] = {}
    for token in tokens:
        if token not in known:
            known[token] = _BLIND + blind(token)
    begun = sorted({beginning for token in known for beginning in _beginnings(token)})
    return [known[token] for token in tokens], [_BLIND + blind(f"{beginning}*") for beginning in begun]


def _beginnings(token: str) -> Iterator[str]:
    first = token[0]
    if first > "\x7f":
        yield first
    elif first == "x":
        yield token[:2]
    elif first == "d":
        yield from (token[:3], token[:4])[: len(token) - 2]
    elif first == "w":
        yield from (token[: 1 + n] for n in range(_WORD_FROM, min(len(token) - 1, _WORD_TO) + 1))


def page_query(text: str) -> Query:
    """What was typed, as it is asked of pages."""
    groups = (tuple(p for p in group if p.terms[0][0] not in _SPEAKS_OF_NAMES) for group in query_of(text).groups)
    return Query(tuple(group for group in groups if group))


def blinded_query(query: Query, blind: Blind) -> Query:
    """The same, asked of pages that are blinded with this key."""

    def hashed(phrase: Phrase) -> Phrase:
        if phrase.prefix and len(phrase.terms) == 1:
            term = phrase.terms[0]
            return Phrase((_BLIND + blind(f"{term[: 1 + _WORD_TO] if term[0] == 'w' else term}*"),))
        return Phrase(tuple(_BLIND + blind(term) for term in phrase.terms))

    return replace(query, groups=tuple(tuple(hashed(p) for p in group) for group in query.groups))


def tsvector_of(tokens: Iterable[str], anywhere: Iterable[str] = ()) -> str:
    """For PostgreSQL, to be cast to tsvector: tokens in order, and those that may stand anywhere."""
    return " ".join([*[f"'{token}':{at}" for at, token in enumerate(tokens, 1)], *[f"'{token}'" for token in anywhere]])


# What is shown of a hit


def snippet(text: str, typed: str) -> Snippet | None:
    """The words around the place where most of what was typed stands together, spaces as one; None where nothing of
    it is to be seen in the text."""
    shown = _SPACES.sub(" ", _WITHIN.sub("", text)).strip()
    pattern = _pattern(typed)
    if pattern is None:
        return None
    folded, places = _folded(shown)
    found = [(places[m.start()], places[m.end() - 1] + 1) for m in pattern.finditer(folded) if m.end() > m.start()]
    if not found:
        return None
    best = max(range(len(found)), key=lambda at: (_near(found, at), -at))
    first = found[best][0]
    start = _beginning(shown, first)
    end = min(len(shown), start + ROOM)
    before, after = "…" if start else "", "…" if end < len(shown) else ""
    marks = tuple(
        (low - start + len(before), min(high, end) - start + len(before))
        for low, high in found if low >= start and low < end
    )  # fmt: skip
    return Snippet(before + shown[start:end] + after, marks)


def _near(found: Sequence[tuple[int, int]], at: int) -> int:
    return sum(1 for low, high in found if found[at][0] <= low and high <= found[at][0] + ROOM - 30)


def _beginning(text: str, first: int) -> int:
    """Where the sentence begins that holds the place, if that is near."""
    low = max(0, first - 24)
    ends = [m.end() for m in _END.finditer(text, low, first)]
    return ends[-1] if ends else low


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text as it is compared, and where each of its characters stands in the text itself."""
    whole = fold(text)
    if len(whole) == len(text):
        return whole, range(len(text))
    pieces, places = [], []
    for at, character in enumerate(text):
        piece = fold(character)
        pieces.append(piece)
        places.extend([at] * len(piece))
    return "".join(pieces), places


@lru_cache(100)
def _pattern(typed: str) -> re.Pattern[str] | None:
    """What was typed, as it may be written: with joints in numbers and spaces between characters."""
    runs = [run for run in re.split(r"[\W_]+", fold(typed[:200])) if run]
    if not runs:
        return None
    ways = ("[\\s·'’-]?".join(re.escape(c) for c in run) for run in sorted(set(runs), key=len, reverse=True))
    return re.compile("|".join(ways))
