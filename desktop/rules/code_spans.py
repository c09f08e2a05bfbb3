"""Many client codes in few words: numbers that follow one another as first and last, so that a record can name all."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

FEW = 200
"""Up to so many clients an act names each by its code."""
_NUMBERED = re.compile(r"(.*?)([0-9]{1,18})", re.DOTALL)

Span = str | list[str]


def named(codes: Collection[str]) -> dict[str, object]:
    """What a record tells of whom an act took along: `codes` one by one while they are few, else `spans` of them."""
    return {"codes": sorted(codes)} if len(codes) <= FEW else {"spans": spans(codes)}


def spans(codes: Iterable[str]) -> list[Span]:
    """The same codes, those whose numbers follow one another as [first, last]; no code is in it that was not given."""
    numbered: dict[tuple[str, int], set[int]] = defaultdict(set)
    found: list[Span] = []
    for code in set(codes):
        parts = _NUMBERED.fullmatch(code)
        if parts is None:
            found.append(code)
        else:
            numbered[parts[1], len(parts[2])].add(int(parts[2]))
    for (head, width), numbers in numbered.items():
        for first, last in _runs(numbers):
            ends = [f"{head}{number:0{width}}" for number in (first, last)]
            found.append(ends if first < last else ends[0])
    return sorted(found, key=str)


def _runs(numbers: Iterable[int]) -> Iterable[tuple[int, int]]:
    first = last = -2
    for number in sorted(numbers):
        if number != last + 1:
            if first >= 0:
                yield first, last
            first = number
        last = number
    if first >= 0:
        yield first, last


def holds(told: Iterable[Span], code: str) -> bool:
    """Whether a code is among those that `spans` were made of."""
    parts = _NUMBERED.fullmatch(code)
    return any(one == code if isinstance(one, str) else parts is not None and _within(one, parts) for one in told)


def finder(codes: Iterable[str]) -> Callable[[str], bool]:
    """Says of spans as they are written in JSON whether one of these codes lies within a first and a last, without
    reading all the others: for who goes through many. Codes that stand there alone it leaves out."""
    numbers: dict[tuple[str, int], list[int]] = defaultdict(list)
    for code in codes:
        if parts := _NUMBERED.fullmatch(code):
            numbers[parts[1], len(parts[2])].append(int(parts[2]))
    ways = [(re.compile(rf'\["{end}", *"{end}"\]'), wanted)
            for (head, width), wanted in numbers.items()
            for end in [rf"{re.escape(json.dumps(head, ensure_ascii=False)[1:-1])}([0-9]{{{width}}})"]]  # fmt: skip

    def found(text: str) -> bool:
        return any(int(first) <= number <= int(last) for way, wanted in ways for first, last in way.findall(text)
                   for number in wanted)  # fmt: skip

    return found


def each(told: Iterable[Span]) -> Iterator[str]:
    """All codes that `spans` were made of."""
    for one in told:
        if isinstance(one, str):
            yield one
            continue
        first, last = (_NUMBERED.fullmatch(end) for end in one)
        if first is not None and last is not None:
            for number in range(int(first[2]), int(last[2]) + 1):
                yield f"{first[1]}{number:0{len(first[2])}}"


def _within(ends: list[str], parts: re.Match[str]) -> bool:
    first, last = (_NUMBERED.fullmatch(end) for end in ends)
    if first is None or last is None:
        return False
    same = first[1] == last[1] == parts[1] and len(first[2]) == len(parts[2])
    return same and int(first[2]) <= int(parts[2]) <= int(last[2])
