"""How words and paragraphs of a text document (docx) look: its styles, one upon the other, and its numbers (DO-1)."""

from collections.abc import Callable, Mapping
from typing import Any

from desktop.rules.document_layout import Align, Look, Stop
from desktop.rules.numerals import said
from desktop.services.document_word_parts import attribute, name_of

Given = dict[str, Any]
"""What properties say; what they are silent about is not in it."""
_LEAST, _MOST = 4.0, 96.0  # points of a letter
_GENERATIONS = 20  # of styles upon each other
_LEVELS = 9
_OFF = frozenset({"0", "false", "off", "none"})
_ALIGNS = {"left": Align.LEFT, "start": Align.LEFT, "center": Align.CENTRE, "right": Align.RIGHT, "end": Align.RIGHT,
           "both": Align.BOTH, "distribute": Align.BOTH, "decimal": Align.RIGHT, "num": Align.LEFT}  # fmt: skip
_HIGHLIGHTS = {"yellow": "FFF2A8", "green": "BFEFBF", "cyan": "BFEFF5", "magenta": "F5C8F0", "red": "F5C0BC",
               "blue": "C5D3F5", "lightGray": "DDDDDD", "darkGray": "BBBBBB"}  # fmt: skip
_BULLET = "•"


def number(value: str, default: float = 0.0) -> float:
    """A number of an attribute; what is none counts as the default."""
    text = value.strip().removesuffix("pt")
    try:
        found = float(text)
    except ValueError:
        return default
    return found if abs(found) < 1e6 else default


def points(value: str) -> float:
    """Twentieths of a point, the measure of Word."""
    return number(value) / 20


def child_of(element: Any, name: str) -> Any:
    if element is None:
        return None
    return next((child for child in element.iterchildren() if name_of(child) == name), None)


def look_of(given: Mapping[str, Any]) -> Look:
    return Look(**{name: value for name, value in given.items() if name in Look._fields})


def words_given(properties: Any) -> Given:
    """What the properties of a run say."""
    given: Given = {}
    for child in properties.iterchildren() if properties is not None else ():
        value = attribute(child, "val")
        match name_of(child):
            case "sz":
                given["size"] = min(max(number(value, 21) / 2, _LEAST), _MOST)
            case "b":
                given["bold"] = value not in _OFF
            case "i":
                given["italic"] = value not in _OFF
            case "u":
                given["under"] = value not in _OFF
            case "strike" | "dstrike":
                given["struck"] = value not in _OFF
            case "color":
                given["colour"] = _colour(value)
            case "highlight":
                given["ground"] = _HIGHLIGHTS.get(value, "")
            case "shd":
                given["ground"] = _colour(attribute(child, "fill"))
            case "vertAlign":
                given["raised"] = {"superscript": 1, "subscript": -1}.get(value, 0)
            case "vanish":
                given["hidden"] = value not in _OFF
            case "rStyle":
                given["style"] = value
    return given


def paragraph_given(properties: Any) -> Given:
    """What the properties of a paragraph say. `chars` is a first line's indent in letters."""
    given: Given = {}
    for child in properties.iterchildren() if properties is not None else ():
        value = attribute(child, "val")
        match name_of(child):
            case "jc":
                given["align"] = _ALIGNS.get(value, Align.LEFT)
            case "ind":
                given |= _indents(child)
            case "spacing":
                given |= _spacing(child)
            case "tabs":
                given["stops"] = tuple(Stop(points(attribute(tab, "pos")), _ALIGNS[attribute(tab, "val")])
                                       for tab in child.iterchildren() if attribute(tab, "val") in _ALIGNS)  # fmt: skip
            case "keepNext":
                given["tied"] = value not in _OFF
            case "pageBreakBefore":
                given["page_before"] = value not in _OFF
            case "snapToGrid":
                given["snaps"] = value not in _OFF
            case "pBdr":
                given["ruled"] = any(name_of(side) == "bottom" and attribute(side, "val") not in ("nil", "none")
                                     for side in child.iterchildren())  # fmt: skip
            case "numPr":
                for part in child.iterchildren():
                    given["number" if name_of(part) == "numId" else "level"] = attribute(part, "val")
            case "pStyle":
                given["style"] = value
    return given


def _indents(element: Any) -> Given:
    given: Given = {}
    for name, others in (("left", ("left", "start")), ("right", ("right", "end"))):
        for other in others:
            if attribute(element, other):
                given[name] = points(attribute(element, other))
    if attribute(element, "hanging"):
        given["first"], given["chars"] = -points(attribute(element, "hanging")), 0.0
    elif attribute(element, "firstLine") or attribute(element, "firstLineChars"):
        given["first"] = points(attribute(element, "firstLine"))
        given["chars"] = number(attribute(element, "firstLineChars")) / 100
    return given


def _spacing(element: Any) -> Given:
    given: Given = {}
    for name in ("before", "after"):
        if attribute(element, name):
            given[name] = min(max(points(attribute(element, name)), 0.0), 400.0)
    line = number(attribute(element, "line"))
    if line > 0:
        auto = attribute(element, "lineRule") in ("", "auto")
        given["leading"] = min(max(line / 240, 0.5), 6.0) if auto else 1.0
        given["exact"] = 0.0 if auto else min(line / 20, 200.0)
        given["at_least"] = attribute(element, "lineRule") == "atLeast"
    return given


def _colour(value: str) -> str:
    plain = len(value) == 6 and all(mark in "0123456789abcdefABCDEF" for mark in value)
    return value.upper() if plain else ""


class Styles:
    """The styles of a document, each with what those say on which it stands."""

    def __init__(self, root: Any = None) -> None:
        self._elements: dict[str, Any] = {}
        self._words: Given = {"size": 10.0}
        self._paragraph: Given = {}
        self._usual = ""
        for child in root.iterchildren() if root is not None else ():
            if name_of(child) == "docDefaults":
                self._words |= words_given(child_of(child_of(child, "rPrDefault"), "rPr"))
                self._paragraph |= paragraph_given(child_of(child_of(child, "pPrDefault"), "pPr"))
            elif name_of(child) == "style":
                key = attribute(child, "styleId")
                self._elements[key] = child
                if attribute(child, "default") in ("1", "true") and attribute(child, "type") == "paragraph":
                    self._usual = key
        self._known: dict[str, tuple[Given, Given]] = {}

    def paragraph(self, style: str) -> tuple[Given, Given]:
        """What a paragraph and its words are like by their style: the office's usual one where there is none."""
        above, words = self.of(style if style in self._elements else self._usual)
        return self._paragraph | above, self._words | words

    def of(self, style: str) -> tuple[Given, Given]:
        """What a style alone says of paragraphs and of words."""
        found = self._known.get(style)
        if found is None:
            found = self._known[style] = self._resolved(style)
        return found

    def table_lines(self, style: str) -> bool:
        """Whether tables of a style have lines."""
        for _generation in range(_GENERATIONS):
            element = self._elements.get(style)
            if element is None:
                return False
            if has_lines(child_of(child_of(element, "tblPr"), "tblBorders")):
                return True
            style = attribute(child_of(element, "basedOn"), "val") if child_of(element, "basedOn") is not None else ""
        return False

    def _resolved(self, style: str) -> tuple[Given, Given]:
        chain: list[Any] = []
        while style in self._elements and len(chain) < _GENERATIONS:
            element = self._elements[style]
            chain.append(element)
            based = child_of(element, "basedOn")
            style = attribute(based, "val") if based is not None else ""
        paragraph: Given = {}
        words: Given = {}
        for element in reversed(chain):
            paragraph |= paragraph_given(child_of(element, "pPr"))
            words |= words_given(child_of(element, "rPr"))
        return paragraph, words


def has_lines(borders: Any) -> bool:
    return borders is not None and any(attribute(side, "val") not in ("", "nil", "none")
                                       for side in borders.iterchildren())  # fmt: skip


class Numbers:
    """The lists of a document: each level's form, and how far it has counted."""

    def __init__(self, root: Any = None) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, list[int]] = {}
        self._begun: set[str] = set()
        for child in root.iterchildren() if root is not None else ():
            if name_of(child) == "abstractNum":
                key = attribute(child, "abstractNumId")
                self._levels[key] = {int(number(attribute(level, "ilvl"))): level for level in child.iterchildren()
                                     if name_of(level) == "lvl"}  # fmt: skip
            elif name_of(child) == "num":
                self._take(child)

    def _take(self, element: Any) -> None:
        key = attribute(element, "numId")
        for part in element.iterchildren():
            if name_of(part) == "abstractNumId":
                self._lists[key] = attribute(part, "val")
            elif name_of(part) == "lvlOverride" and child_of(part, "startOverride") is not None:
                level = int(number(attribute(part, "ilvl")))
                self._starts[key, level] = int(number(attribute(child_of(part, "startOverride"), "val"), 1))

    def next(self, key: str, level: int) -> tuple[str, Given, Given]:
        """The mark of the next paragraph in a list, and what its level says of paragraphs and of the mark's words."""
        kind = self._lists.get(key, "")
        levels = self._levels.get(kind, {})
        if level not in levels or not 0 <= level < _LEVELS:
            return "", {}, {}
        counts = self._counts.setdefault(kind, [0] * _LEVELS)
        if key not in self._begun:
            self._begun.add(key)
            for at in range(_LEVELS):
                if (key, at) in self._starts:
                    counts[at] = 0
        start = self._starts.get((key, level), _start(levels[level]))
        counts[level] = counts[level] + 1 if counts[level] else start
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        element = levels[level]
        above, words = paragraph_given(child_of(element, "pPr")), words_given(child_of(element, "rPr"))
        return self._mark(levels, counts, level), above, words

    @staticmethod
    def _mark(levels: Mapping[int, Any], counts: list[int], level: int) -> str:
        text = _value(levels[level], "lvlText")
        if _value(levels[level], "numFmt") == "bullet":
            # what symbol fonts hold in their own places stands nowhere else
            return _BULLET if not text or any("\ue000" <= mark <= "\uf8ff" for mark in text) else text
        plain = child_of(levels[level], "isLgl") is not None
        for at in range(_LEVELS):
            if f"%{at + 1}" in text and at in levels:
                form = str if plain else _FORMS.get(_value(levels[at], "numFmt"), str)
                text = text.replace(f"%{at + 1}", form(counts[at] or _start(levels[at])))
        return text


def _value(level: Any, name: str) -> str:
    found = child_of(level, name)
    return attribute(found, "val") if found is not None else ""


def _start(level: Any) -> int:
    return max(0, int(number(_value(level, "start"), 1)))


def _letters(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 % 20 + 1) if count > 0 else ""


def _roman(count: int) -> str:
    found = ""
    for value, letters in ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
                           (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):  # fmt: skip
        while count >= value and len(found) < 30:
            found += letters
            count -= value
    return found


def _ringed(count: int) -> str:
    return chr(0x2460 + count - 1) if 1 <= count <= 20 else str(count)


_FORMS: Mapping[str, Callable[[int], str]] = {
    "decimalZero": lambda count: f"{count:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "chineseCounting": said,
    "chineseCountingThousand": said,
    "japaneseCounting": said,
    "taiwaneseCountingThousand": said,
    "ideographDigital": said,
    "decimalEnclosedCircle": _ringed,
    "decimalEnclosedCircleChinese": _ringed,
    "none": lambda _count: "",
}
