"""The register 客户信息卡领取、回收登记表 (form 6.3): what went out and came back, and lines to fill in by hand."""

from collections.abc import Iterator, Sequence

from desktop.i18n import N_, Translator
from desktop.reports.boxes import Box, box_row
from desktop.reports.pen import MM, OfficeLook, Stamp
from desktop.reports.prose import paragraph, space
from desktop.reports.sheet import A4_LANDSCAPE, BODY, Sheet, Strip

ROW, HEAD = 10 * MM, 9 * MM
FULL = 12  # rows fill a page
LEAST = 4
_HEADS = ((N_("No."), 0.45), (N_("Room"), 1.1), (N_("Client's unit and form of address"), 2.6),
          (N_("Number taken"), 0.75), (N_("Taken at"), 0.95), (N_("Taken by"), 1.45), (N_("Number returned"), 0.75),
          (N_("Returned at"), 0.95), (N_("Returned by"), 1.3))  # fmt: skip
_MIDDLE = frozenset({0, 3, 4, 6, 7})


def sheet_register(title: str, said: str, rows: Sequence[Sequence[str]], look: OfficeLook, stamp: Stamp,
                   language: Translator) -> bytes:  # fmt: skip
    """The register as PDF (CO-9). Rows hold the number, room, unit and form of address, then number, time and person
    going out and coming back; what is empty is signed by hand. Empty lines follow, a page full or at least LEAST."""
    sheet = Sheet(title, look, stamp, language, A4_LANDSCAPE)
    return sheet.render(_strips(said, rows, sheet, language))


def _strips(said: str, rows: Sequence[Sequence[str]], sheet: Sheet, say: Translator) -> Iterator[Strip]:
    yield paragraph(said, sheet, BODY)
    yield space(1 * MM)
    heads = [Box(say(label), share, label=True, size=BODY - 0.5) for label, share in _HEADS]
    (head,) = box_row(heads, sheet.width, sheet.face, HEAD, tied=True)
    yield head
    empty = max(LEAST, FULL - len(rows))
    for row in (*rows, *[("",) * len(_HEADS)] * empty):
        boxes = [
            Box(text, share, align="centre" if n in _MIDDLE else "left")
            for n, (text, (_label, share)) in enumerate(zip(row, _HEADS, strict=True))
        ]
        yield from box_row(boxes, sheet.width, sheet.face, ROW, repeat=head)
