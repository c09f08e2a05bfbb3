"""Cuts names, numbers and notes into search tokens, the same for both databases (CL-16).

Both sides, what is stored and what is typed, go through the same steps: folded, cut into runs of word characters, each
run into overlapping pieces. A typed fragment is then a phrase of such pieces, so that any fragment is found without
reading every row. A piece that begins with an ASCII character carries one letter that says what it is:

    张伟 伟                two characters and the last one alone; `伟*` answers one character
    xa座 x12 x7            the same for names and for runs of mixed kinds, where the first character is ASCII
    d1390 d390 d90 d0      four digits, and the shorter tails; `d390*` answers three digits anywhere
    wktv                   a Latin word, found from its beginning
    pzhangwei pwei         full pinyin from every syllable on
    izw iw                 the initials likewise
    jz                     the first initial alone

Every run ends in pieces shorter than those a phrase is made of, so no phrase reaches from one value into the next.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from desktop.rules.text import fold

# With this tokenizer SQLite takes every character beyond ASCII as it stands, whatever Unicode tables it was built with
FTS5_TOKENIZER = "ascii"

NAME_TOKENS = 2_000
ALL_TOKENS = 16_000  # PostgreSQL knows no position beyond 16,383
_SAME_TOKEN = 127  # and keeps at most 256 positions of one token, names and others together
_SPELLING = 24  # letters of pinyin that count
_INITIALS = 12
_VALUE = 10_000  # characters of one value that are indexed
_QUERY = 200
_QUERY_WORDS = 12
_FILLER = "z"

_KEPT = r"\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\U00020000-\U0003ffff\U000f0000-\U0010ffff"
# Letters and digits of any script, besides the private characters that old charsets use for rare names
_RUN = re.compile(rf"(?:[^\W_]|[{_KEPT}])+")
_PART = re.compile(r"[0-9]+|[a-z]+")
_DIGITS = re.compile(r"[0-9]+")
_LETTERS = re.compile(r"[a-z]+")
# 138-1234-5678 is one number, 2026-0001 one code, 云A·12345 one plate, he'q one spelling
_JOINTS = re.compile(
    r"(?<=[0-9])[-\u2010-\u2015\u2212](?=\w)|(?<=\w)[-\u2010-\u2015\u2212](?=[0-9])|(?<=\w)['’·•‧・](?=\w)"
)
_NAME_GAPS = re.compile(rf"(?<=[{_KEPT}])\s+(?=[{_KEPT}])")
_COUNTRY = re.compile(r"^\s*(?:\+|00)\s?86[\s-]*(?=1[3-9])")


class Readings(NamedTuple):
    """How a name is read: `syllables` holds the possible readings, the likeliest first."""

    syllables: tuple[tuple[str, ...], ...] = ()
    sort_key: str = ""
    rare: str | None = None  # the surname's reading with its tone mark, where people often get it wrong

    @property
    def full(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys("".join(s) for s in self.syllables))

    @property
    def initials(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys("".join(part[0] for part in s) for s in self.syllables))


class Tokens(NamedTuple):
    """One client's tokens in order: those of the name, and all others."""

    name: list[str]
    other: list[str]


class Phrase(NamedTuple):
    """Tokens that must follow each other; the last one may be the beginning of a token."""

    terms: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Every group must be found, each by any one of its phrases. Without a group there is nothing to look for."""

    groups: tuple[tuple[Phrase, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.groups)


def tokens_of(name_values: Iterable[str], other_values: Iterable[str], readings: Iterable[Readings] = ()) -> Tokens:
    """The tokens of a client: of its names (with the readings of these names), and of every other value.

    At most 2,000 tokens of names and 16,000 in all; what is beyond is not found.
    """
    name: list[str] = []
    for value in name_values:
        if value:
            _add_name(name, value)
    for reading in readings:
        name.extend(_spellings(reading))
    del name[NAME_TOKENS:]
    other: list[str] = []
    room = ALL_TOKENS - len(name)
    for value in other_values:
        if value:
            _add_value(other, value)
            if len(other) >= room:
                del other[room:]
                break
    return Tokens(_without_floods(name), _without_floods(other))


def _runs(text: str) -> list[str]:
    return _RUN.findall(_JOINTS.sub("", fold(text)))


def _add_name(into: list[str], value: str) -> None:
    for run in _runs(_NAME_GAPS.sub("", value[:_VALUE])):
        _add_pairs(into, run)
        for part in _PART.findall(run):
            _add_part(into, part)


def _add_value(into: list[str], value: str) -> None:
    for run in _runs(value[:_VALUE]):
        parts = _PART.findall(run)
        if not parts:
            into.extend([run[i : i + 2] for i in range(len(run))])
            continue
        if len(parts[0]) != len(run):
            _add_pairs(into, run)
        for part in parts:
            _add_part(into, part)


def _add_pairs(into: list[str], run: str) -> None:
    into.extend([run[i : i + 2] if run[i] > "\x7f" else f"x{run[i : i + 2]}" for i in range(len(run))])


def _add_part(into: list[str], part: str) -> None:
    if part[0] <= "9":
        into.extend([f"d{part[i : i + 4]}" for i in range(len(part))])
    else:
        into.append(f"w{part[:64]}")


def _spellings(reading: Readings) -> Iterator[str]:
    seen: dict[str, None] = {}
    for syllables in reading.syllables:
        syllables = syllables[:24]
        for start in range(len(syllables)):
            rest = syllables[start:]
            seen[f"p{''.join(rest)[:_SPELLING]}"] = None
            seen[f"i{''.join([s[0] for s in rest])[:_INITIALS]}"] = None
        if syllables:
            seen[f"j{syllables[0][0]}"] = None
    yield from seen


def _without_floods(tokens: list[str]) -> list[str]:
    """A token repeated past what PostgreSQL keeps is blanked on both databases, so that both find the same."""
    if len(tokens) <= _SAME_TOKEN:
        return tokens
    counts: dict[str, int] = {}
    kept = []
    for token in tokens:
        counts[token] = count = counts.get(token, 0) + 1
        kept.append(token if count <= _SAME_TOKEN else _FILLER)
    return kept


def query_of(text: str) -> Query:
    """What was typed, as groups that must all be found. Quotes, wildcards and operators are no more than gaps."""
    groups: dict[tuple[Phrase, ...], None] = {}
    for run in _runs(_COUNTRY.sub("", text[:_QUERY])):
        groups[tuple(_phrases(run))] = None
    return Query(tuple(groups)[:_QUERY_WORDS])


def _phrases(run: str) -> Iterator[Phrase]:
    if _LETTERS.fullmatch(run):
        yield from _word_phrases(run)
    elif _DIGITS.fullmatch(run):
        if len(run) == 1:
            yield _pairs(run)
        elif len(run) < 4:
            yield Phrase((f"d{run}",), prefix=True)
        else:
            yield Phrase(tuple(f"d{run[i : i + 4]}" for i in range(len(run) - 3)))
    else:
        yield _pairs(run)


def _word_phrases(word: str) -> Iterator[Phrase]:
    if len(word) == 1:
        # one letter as a true prefix would gather a quarter of all clients
        yield Phrase((f"j{word}",))
    else:
        yield Phrase((f"w{word[:64]}",), prefix=True)
        yield Phrase((f"p{word[:_SPELLING]}",), prefix=True)
        yield Phrase((f"i{word[:_INITIALS]}",), prefix=True)
    yield _pairs(word)


def _pairs(run: str) -> Phrase:
    mark = "x" if run[0] <= "\x7f" else ""
    if len(run) == 1:
        return Phrase((f"{mark}{run}",), prefix=True)
    into: list[str] = []
    _add_pairs(into, run)
    return Phrase(tuple(into[:-1]))


def fts5_text(tokens: Iterable[str]) -> str:
    """The tokens as the text of an FTS5 column with the tokenizer FTS5_TOKENIZER."""
    return " ".join(tokens)


def fts5_match(query: Query, column: str | None = None) -> str:
    """The query for FTS5's MATCH, in all columns or in one; an empty query finds nothing."""
    if not query:
        return '""'
    found = " AND ".join(f"({' OR '.join(_fts5_phrase(p) for p in group)})" for group in query.groups)
    return f"{column} : ({found})" if column else found


def _fts5_phrase(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.terms)}"{"*" if phrase.prefix else ""}'


def tsvector_literal(tokens: Tokens) -> str:
    """The tokens for PostgreSQL, to be cast to tsvector: those of the name have weight A, all others B."""
    start = len(tokens.name) + 1
    return " ".join(
        [
            *[f"'{token}':{at}A" for at, token in enumerate(tokens.name, 1)],
            *[f"'{token}':{at}B" for at, token in enumerate(tokens.other, start)],
        ]
    )


def tsvector_of_names(tokens: Tokens) -> str:
    """The tokens of the names alone, as they lie in an index of their own: weights are not in PostgreSQL's index, so
    that asking `tokens` for names only would read every row that has the token anywhere."""
    return " ".join([f"'{token}':{at}" for at, token in enumerate(tokens.name, 1)])


def tsquery(query: Query, weight: str | None = None) -> str:
    """The query for PostgreSQL, to be cast to tsquery; `weight` "A" asks names only. An empty query finds nothing."""
    return " & ".join(f"({' | '.join(_ts_phrase(p, weight or '') for p in group)})" for group in query.groups)


def _ts_phrase(phrase: Phrase, weight: str) -> str:
    terms = [f"'{term}':{weight}" if weight else f"'{term}'" for term in phrase.terms]
    if phrase.prefix:
        terms[-1] = f"'{phrase.terms[-1]}':*{weight}"
    return "(" + " <-> ".join(terms) + ")" if len(terms) > 1 else terms[0]
