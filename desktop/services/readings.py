"""Reads names aloud in pinyin, with the surnames' own readings, for search and for sorting (CL-16)."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from desktop.rules.simplified import TO_SIMPLIFIED
from desktop.rules.surnames import GIVEN_NAMES, PLACES, RARE_SURNAMES, SURNAMES
from desktop.rules.tokens import Readings

_MOST = 8  # readings of one name that are kept
_LONGEST = 60  # characters of a name that are read
_TONES: Mapping[str, str] = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_BIT, _BETWEEN = 100_000, '],\n"'  # characters of a table; between the readings of one word and the next word
_COMPOUND = frozenset(name for name in SURNAMES if len(name) == 2)


class _Sound(NamedTuple):
    plain: str
    tone: str


class _Dictionary(NamedTuple):
    """The usual sound of each character, and the words in which a character sounds otherwise."""

    sounds: dict[str, _Sound]
    words: dict[str, tuple[str, ...]]
    lengths: dict[str, tuple[int, ...]]  # first character → lengths of its words, longest first


def prepare() -> None:
    """Loads the dictionary, a few tenths of a second, before the first name is read: a write would hold its lock for
    as long."""
    _dictionary()


# a save reads the name for its order and again for its tokens
@lru_cache(200)
def readings(name: str, organisation: bool = False) -> Readings:
    """How a name is read: every likely reading, a key that sorts by pinyin, and the surname's reading when it is rare.

    Persons' surnames follow the table of surnames, with the common reading as a further one; organisations are read
    word by word. Latin words and numbers stand for themselves. The key is compared byte by byte and orders character
    by character, by pinyin, then tone, so that one surname stays together.
    """
    name = unicodedata.normalize("NFKC", name)[:_LONGEST]
    simple = name.translate(TO_SIMPLIFIED)
    choices: list[tuple[str, ...]] = []
    key: list[str] = []
    rare = None
    at = 0
    if not organisation:
        surname = _surname(simple)
        if surname:
            at = len(surname)
            rare = _add_surname(surname, name, choices, key)
    _add_rest(simple, name, at, organisation, choices, key)
    return Readings(_spoken(choices), "".join(key).lstrip(), rare)


def reading_key(name: str) -> str:
    """What a list of persons is ordered by: the likeliest reading of the name, surname first."""
    return readings(name).sort_key


def _spoken(choices: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The likeliest reading, then those that differ from it in one syllable."""
    if not choices:
        return ()
    likeliest = tuple([choice[0] for choice in choices])
    spoken = [likeliest]
    for at, choice in enumerate(choices):
        for other in choice[1:]:
            spoken.append((*likeliest[:at], other, *likeliest[at + 1 :]))
    return tuple(spoken[:_MOST])


def _surname(name: str) -> str:
    if name[:2] in _COMPOUND:
        return name[:2]
    return name[:1] if name[:1] in SURNAMES else ""


def _add_surname(surname: str, name: str, choices: list[tuple[str, ...]], key: list[str]) -> str | None:
    known = SURNAMES[surname]
    sounds = _dictionary().sounds
    for at, character in enumerate(surname):
        spoken = [_sound(reading.split(" ")[at]) for reading in known]
        common = sounds.get(character)
        plains = [s.plain for s in spoken] + ([common.plain] if common and len(surname) == 1 else [])
        choices.append(_with_u(plains))
        key.append(f" {spoken[0].plain}{spoken[0].tone}{name[at]}")
    if surname not in RARE_SURNAMES:
        return None
    return known[0].replace(" ", "").capitalize()


def _add_rest(
    simple: str, name: str, at: int, organisation: bool, choices: list[tuple[str, ...]], key: list[str]
) -> None:
    sounds, words, lengths = _dictionary()
    end = len(simple)
    while at < end:
        character = simple[at]
        word: tuple[str, ...] | None = None
        for length in lengths.get(character, ()):
            word = words.get(simple[at : at + length])
            if word:
                break
        if word:
            for plain in word:
                alone = sounds.get(simple[at])
                choices.append(_with_u([plain, alone.plain] if alone else [plain]))
                key.append(f" {plain}{alone.tone if alone else '5'}{name[at]}")
                at += 1
            continue
        sound = sounds.get(character)
        if sound:
            given = () if organisation else GIVEN_NAMES.get(character, ())
            choices.append(_with_u([sound.plain, *given]) if given or "v" in sound.plain else (sound.plain,))
            key.append(f" {sound.plain}{sound.tone}{name[at]}")
            at += 1
        elif character.isascii() and character.isalnum():
            start = at
            while at < end and simple[at].isascii() and simple[at].isalnum():
                at += 1
            run = simple[start:at].lower()
            choices.append((run,))
            key.append(f" {run}")
        else:
            if character.isalnum():
                key.append(f" {character}")
            at += 1


def _with_u(plains: list[str]) -> tuple[str, ...]:
    """Each once, and where the keyboard's v stands for ü, the u of a passport too."""
    return tuple(dict.fromkeys([*plains, *[p.replace("v", "u") for p in plains if "v" in p]]))


def _sound(marked: str) -> _Sound:
    """`lǚ` → lv, 3."""
    plain: list[str] = []
    tone = "5"
    for mark in unicodedata.normalize("NFD", marked):
        if mark in _TONES:
            tone = _TONES[mark]
        elif mark == "\u0308":
            plain[-1] = "v"
        elif mark.isascii() and mark.isalpha():
            plain.append(mark.lower())
    return _Sound("".join(plain), tone)


@cache
def _dictionary() -> _Dictionary:
    spoken: dict[str, _Sound] = {}

    def sound(marked: str) -> _Sound:
        found = spoken.get(marked)
        if found is None:
            found = spoken[marked] = _sound(marked)
        return found

    sounds = {chr(int(point)): sound(marked.split(",", 1)[0]) for point, marked in _table("pinyin_dict.json")}
    words: dict[str, tuple[str, ...]] = {}
    lengths: dict[str, set[int]] = {}
    for word, marked in _table("phrases_dict.json"):
        plain = tuple(sound(options[0]).plain for options in marked)
        if len(plain) == len(word) and any(
            character not in sounds or sounds[character].plain != syllable
            for character, syllable in zip(word, plain, strict=True)
        ):
            words[word] = plain
            lengths.setdefault(word[0], set()).add(len(word))
    words.update(PLACES)
    for place in PLACES:
        lengths.setdefault(place[0], set()).add(len(place))
    return _Dictionary(sounds, words, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()})


def _table(name: str) -> Iterator[tuple[str, Any]]:
    """One of pypinyin's tables, without importing it: with all that it prepares it would hold 50 MB for ever."""
    found = find_spec("pypinyin")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin")
    return _in_bits(Path(found.submodule_search_locations[0], name).read_text("utf-8"))


def _in_bits(text: str) -> Iterator[tuple[str, Any]]:
    """What the JSON of a table says: read at once, its two million characters would hold up every thread and take
    thirty megabytes, most of it for words that are not kept."""
    start = 1
    while (end := text.find(_BETWEEN, start + _BIT)) >= 0:
        yield from json.loads("{" + text[start : end + 1] + "}").items()
        start = end + 2
    yield from json.loads("{" + text[start:]).items()
