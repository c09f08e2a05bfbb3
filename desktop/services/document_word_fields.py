"""Fields of a text document (docx): words that the program which made it reckoned, such as a page's number (DO-1)."""

from desktop.rules.document_layout import Counted

_DEEP = 50  # fields within each other
_COUNTED = {"PAGE": Counted.PAGE, "NUMPAGES": Counted.PAGES, "SECTIONPAGES": Counted.PAGES}


class Fields:
    """The fields that are open where one reads; most show what was reckoned, page numbers are counted anew."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def begin(self, instruction: str) -> None:
        if len(self._open) < _DEEP:
            self._open.append(instruction)

    def say(self, instruction: str) -> None:
        if self._open:
            self._open[-1] += instruction

    def end(self) -> Counted | None:
        """What the field that ends here counts."""
        return self._counts(self._open.pop()) if self._open else None

    @property
    def replaces(self) -> bool:
        """Whether what stands here is replaced."""
        return bool(self._open) and self._counts(self._open[-1]) is not None

    @staticmethod
    def _counts(instruction: str) -> Counted | None:
        return _COUNTED.get((instruction.split() or [""])[0].upper())
