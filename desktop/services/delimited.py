"""Reads comma- and tab-separated text into rows, as offices' programs write it."""

import csv
import io
import re
from collections.abc import Iterator

from desktop.rules.text import formula_read

DELIMITERS = (",", "\t", ";", "|", "，")
_SAMPLE_LINES = 50
_RUNAWAY = 200  # line breaks within one cell: more is a quotation mark that was never closed
_AS_TEXT = re.compile(r'="([^"]*)"')


def rows_of(text: str) -> Iterator[list[str]]:
    """The rows with their cells; what a lone quotation mark would swallow is read without quotation marks."""
    # a module-wide limit of 128 kB ends a file in an exception; sizes are checked by whoever reads the rows
    csv.field_size_limit(2**31 - 1)
    delimiter, text = _delimiter(text)
    if '"' in text and _runs_away(text, delimiter):
        return _cells(csv.reader(_lines(text), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    return _cells(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _lines(text: str) -> Iterator[str]:
    return iter(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")))


def _cells(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for row in rows:
        # ="013800" is how programs keep a spreadsheet from eating zeros
        yield [
            found[1] if cell[:2] == '="' and (found := _AS_TEXT.fullmatch(cell)) else
            # and '=1 keeps one from taking a text for a formula
            formula_read(cell) if cell[:1] == "'" else cell
            for cell in row
        ]  # fmt: skip


def _delimiter(text: str) -> tuple[str, str]:
    head = text[:20_000]
    hint = re.match(r"sep=(.)\r?\n", head)
    if hint:
        return hint[1], text[hint.end() :]
    lines = [re.sub(r'"[^"]*"', "", line) for line in head.splitlines()[:_SAMPLE_LINES] if line.strip()]

    def score(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines]
        used = [c for c in counts if c]
        # the one that cuts most lines into the same number of cells
        return (max((used.count(c) * min(c, 20) for c in set(used)), default=0), sum(counts))

    best = max(DELIMITERS, key=score)
    return (best if score(best)[0] else ","), text


def _runs_away(text: str, delimiter: str) -> bool:
    try:
        return any(
            cell.count("\n") > _RUNAWAY
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            for cell in row
            if len(cell) > _RUNAWAY
        )
    except csv.Error:
        return True
