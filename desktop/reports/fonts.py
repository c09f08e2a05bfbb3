"""The bundled typeface of the sheets: loaded once, with every name's characters readable again from the PDF."""

import threading
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from desktop.i18n import locale_folder

REGULAR = ("NotoSansSC_400Regular.ttf", "NotoSansNames_400Regular.ttf")
BOLD = ("NotoSansSC_700Bold.ttf", "NotoSansNames_700Bold.ttf")
LINE_HEIGHT = 1.42  # Chinese needs more air between lines than Latin
ASCENT = 0.88
KEPT_CONTROLS = "\n"
_WIDTHS_KEPT = 20_000
_LONGEST_KEPT = 40
_VARIANTS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def fonts_folder() -> Path:
    """The fonts lie beside the catalogues, in a checkout, a wheel and a frozen program alike."""
    return locale_folder().parent / "fonts"


def printable(text: str) -> str:
    """The text as it can stand on paper: line breaks stay, invisible characters and direction tricks go.

    Zero-width and direction characters have no ink; a printed name must show what is there and nothing turned round.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for mark in text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n"):
        kind = unicodedata.category(mark)
        if mark in _VARIANTS:
            continue
        if mark in KEPT_CONTROLS or kind[0] != "C" or kind in ("Co", "Cn"):
            kept.append(" " if mark == "\u00a0" else mark)
        elif kind == "Cc":
            kept.append(" ")
        elif kind == "Cs":
            kept.append("\ufffd")
    return "".join(kept)


class Face:
    """One weight: the bundled face and, read only once a name needs it, the supplement for rare characters."""

    def __init__(self, weight: str, files: Sequence[Path]) -> None:
        self._weight = weight
        self._files = list(files)
        self.names: list[str] = []
        self._glyphs: list[frozenset[int]] = []
        self._advances: list[dict[int, float]] = []
        self._of_mark: dict[str, tuple[int, float]] = {}
        self._widths: dict[str, float] = {}
        self._read()

    def _read(self) -> None:
        file = self._files[len(self.names)]
        name = f"{self._weight} {file}"
        face = _register(name, file).face
        known = frozenset(face.charToGlyph)
        face.charToGlyph = _WithBoxes(face.charToGlyph)
        self.names.append(name)
        self._glyphs.append(known)
        self._advances.append(face.charWidths)
        if len(self.names) == 1:
            self._missing_advance = float(face.defaultWidth)

    def width(self, text: str, size: float) -> float:
        """The text's width in points at a size in points."""
        found = self._widths.get(text)
        if found is None:
            found = sum(self.measure(mark)[1] for mark in text)
            if len(text) <= _LONGEST_KEPT:
                if len(self._widths) > _WIDTHS_KEPT:
                    self._widths.clear()
                self._widths[text] = found
        return found * size

    def measure(self, mark: str) -> tuple[int, float]:
        """Which font of the face holds the character, and its advance at size 1."""
        found = self._of_mark.get(mark)
        if found is None:
            found = self._find(ord(mark))
            self._of_mark[mark] = found
        return found

    def _find(self, code: int) -> tuple[int, float]:
        place = 0
        while place < len(self._files):
            if place == len(self.names):
                self._read()
            if code in self._glyphs[place]:
                return place, self._advances[place][code] / 1000
            place += 1
        return 0, self._missing_advance / 1000

    def draws(self, mark: str) -> bool:
        """Whether the character has a shape here, and is no box."""
        place = self.measure(mark)[0]
        return ord(mark) in self._glyphs[place]

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """(font name, part) for each stretch of text that one font can draw."""
        start, current = 0, None
        for at, mark in enumerate(text):
            place = self.measure(mark)[0]
            if current is not None and place != current:
                yield self.names[current], text[start:at]
                start = at
            current = place
        if current is not None:
            yield self.names[current], text[start:]


class _WithBoxes(dict[int, int]):
    """A character map in which a character without a shape is a box, but one that still knows what it stands for."""

    def __contains__(self, code: object) -> bool:
        return True

    def __missing__(self, code: int) -> int:
        return 0


class Typeface:
    """Both weights, and the lock under which sheets are made: a font's file position is shared by all of them."""

    reading: ClassVar = threading.Lock()

    def __init__(self, folder: Path) -> None:
        self.lock = threading.RLock()
        self.regular = Face("Regular", _present(folder, REGULAR))
        self.bold = Face("Bold", _present(folder, BOLD))

    def face(self, bold: bool) -> Face:
        return self.bold if bold else self.regular


def typeface(folder: Path) -> Typeface:
    """The typeface found in a folder, read once (about 0.2 s)."""
    with Typeface.reading:
        return _read_once(folder)


@cache
def _read_once(folder: Path) -> Typeface:
    return Typeface(folder)


def _present(folder: Path, names: Sequence[str]) -> list[Path]:
    main, *others = (folder / name for name in names)
    return [main, *(file for file in others if file.is_file())]


def _register(name: str, file: Path) -> Any:
    from reportlab.pdfbase import pdfmetrics, ttfonts

    ttfonts.makeToUnicodeCMap = to_unicode_map
    font = ttfonts.TTFont(name, str(file), shapable=False)
    pdfmetrics.registerFont(font)
    return font


def to_unicode_map(font_name: str, subset: Sequence[int]) -> str:
    """The table from which readers of a PDF copy and search text.

    ReportLab writes the bare code point, which beyond U+FFFF is no UTF-16, so that names such as 𬭚 came back as
    rubbish; and more entries in a block than the hundred that PDF allows.
    """
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        f"<< /Registry ({font_name})",
        f"/Ordering ({font_name})",
        "/Supplement 0",
        ">> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    entries = [f"<{n:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for n, code in enumerate(subset) if code]
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)
