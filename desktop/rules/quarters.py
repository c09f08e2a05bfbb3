"""A quarter of the calendar year: how it is written, when it begins and ends, which comes before."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from desktop.i18n import N_
from desktop.rules.errors import BadEntry

_WRITTEN = re.compile(r"(\d{4})\s*[-/年.]?\s*(?:q|第)?\s*([1-4一二三四])\s*(?:季度?)?", re.IGNORECASE)
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4}


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Written 2026Q3; ordered by time."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str, field: str | None = "quarter") -> Self:
        """From 2026Q3, 2026-3 or 2026年第三季度. Raises BadEntry."""
        found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
        if found is None or not 1990 <= int(found[1]) <= 2190:
            raise BadEntry(N_("A quarter is written like 2026Q3; this is none: {text}"), field, text=text[:40])
        return cls(int(found[1]), _NUMERALS.get(found[2]) or int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.before(-1).first - timedelta(days=1)

    def before(self, count: int = 1) -> "Quarter":
        """The quarter that many before this one; a negative count goes forward."""
        at = self.year * 4 + self.number - 1 - count
        return Quarter(at // 4, at % 4 + 1)
