"""Envelopes one by one, and sheets of address labels, in the ways of Chinese and of English letters."""

from collections.abc import Sequence

from desktop.i18n import N_, Translator
from desktop.reports.fonts import LINE_HEIGHT
from desktop.reports.pen import INK2, LINE, MM, OfficeLook, Pen
from desktop.reports.sheet import A4
from desktop.rules.mailings import EnvelopeSize, LabelSheet, Recipient

# The corner of 90 × 26 mm that the standard keeps for the postcode, and the boxes in it
_BOX, _BOX_GAP, _BOX_LEFT, _BOX_TOP = 8 * MM, 2 * MM, 12 * MM, 9 * MM
_STAMP, _MARGIN = 20 * MM, 12 * MM
# The lowest 20 mm belong to the sorting machines
_MACHINES = 20 * MM
_PAD_X, _PAD_Y = 4 * MM, 2.5 * MM
_LARGEST, _SMALLEST = 10.5, 5.0


def envelopes(recipients: Sequence[Recipient], size: EnvelopeSize, sender: Recipient, look: OfficeLook,
              language: Translator, *, boxes: bool = True) -> bytes:  # fmt: skip
    """One page per envelope. `boxes` draws the postcode boxes and the place of the stamp, for envelopes without them;
    a postcode's digits stand where the boxes are either way."""
    face = look.typeface()
    with face.lock:
        width, height = (side * MM for side in size.millimetres)
        pen = Pen(face, width, height, language(N_("Envelopes")), look.name, language.language)
        for one in recipients:
            if language.language == "zh_CN":
                _chinese(pen, one, sender, language, boxes=boxes)
            else:
                _english(pen, one, sender)
            pen.page_done()
        return pen.finish()


def _chinese(pen: Pen, to: Recipient, sender: Recipient, say: Translator, *, boxes: bool) -> None:
    digits = to.postcode if len(to.postcode) == 6 and to.postcode.isdigit() else ""
    for at in range(6):
        left = _BOX_LEFT + at * (_BOX + _BOX_GAP)
        if boxes:
            pen.box(left, _BOX_TOP, _BOX, _BOX + 1 * MM, weight=0.6, grey=INK2)
        if digits:
            pen.text(left + _BOX / 2, _BOX_TOP + 0.8 * MM, digits[at], 15, align="centre")
    if boxes:
        left = pen.width - _MARGIN - _STAMP
        pen.box(left, 8 * MM, _STAMP, _STAMP, weight=0.4, grey=LINE)
        pen.text(left + _STAMP / 2, 16 * MM, say(N_("Stamp")), 7, align="centre", grey=INK2)
    indent, room = 24 * MM, pen.width - 24 * MM - _MARGIN
    top = max(30 * MM, pen.height * 0.28)
    top = pen.lines(indent, top, pen.broken(to.address, 13, room), 13, leading=1.3) + 1.5 * MM
    if to.unit:
        pen.one_line(indent, top, to.unit, 13, room)
    words = _addressed(to, say)
    pen.one_line(pen.width / 2, max(top + 9 * MM, pen.height * 0.5), words, 20, pen.width - 2 * _MARGIN, bold=True,
                 align="centre")  # fmt: skip
    below = pen.height - _MACHINES
    lines = [line for line in (sender.address, sender.name) if line]
    top = below - len(lines) * 10.5 * LINE_HEIGHT - 1 * MM
    for line in lines:
        pen.one_line(pen.width - _MARGIN, top, line, 10.5, pen.width * 0.6, align="right")
        top += 10.5 * LINE_HEIGHT
    if sender.postcode:
        words = say(N_("Postcode {digits}")).format(digits=sender.postcode)
        pen.one_line(pen.width - _MARGIN, pen.height - 13 * MM, words, 10.5, 42 * MM, align="right")


def _addressed(to: Recipient, say: Translator) -> str:
    """贺启年 总经理 收."""
    return "  ".join(part for part in (to.name, to.position, say(N_("(addressee)"))) if part)


def _english(pen: Pen, to: Recipient, sender: Recipient) -> None:
    top = _MARGIN
    for line in (sender.name, sender.address, sender.postcode):
        if line:
            pen.one_line(_MARGIN, top, line, 8.5, pen.width * 0.45, grey=INK2)
            top += 8.5 * LINE_HEIGHT
    left = pen.width * 0.42
    room = pen.width - left - _MARGIN
    top = max(top + 8 * MM, pen.height * 0.42)
    pen.one_line(left, top, to.name, 13, room, bold=True)
    top += 13 * LINE_HEIGHT
    for line in (to.position, to.unit, to.address, to.postcode):
        if line:
            top = pen.lines(left, top, pen.broken(line, 11.5, room), 11.5, leading=1.3)


def labels(recipients: Sequence[Recipient], sheet: LabelSheet, look: OfficeLook, language: Translator,
           start: int = 1) -> bytes:  # fmt: skip
    """A4 pages of labels; `start` counts from the first label at the top left, so that a begun sheet is used up."""
    face, grid = look.typeface(), sheet.grid
    with face.lock:
        pen = Pen(face, A4.width, A4.height, language(N_("Address labels")), look.name, language.language)
        for number, one in enumerate(recipients, start - 1):
            place = number % grid.count
            if number and not place:
                pen.page_done()
            down, across = divmod(place, grid.across)
            _label(pen, one, (grid.left + across * grid.step) * MM, (grid.top + down * grid.height) * MM,
                   grid.width * MM, grid.height * MM, language)  # fmt: skip
        pen.page_done()
        return pen.finish()


def _label(pen: Pen, to: Recipient, left: float, top: float, width: float, height: float, say: Translator) -> None:
    """As large as the label allows, every line whole."""
    chinese = say.language == "zh_CN"
    if chinese:
        pieces = [(to.postcode, False), (to.address, False), (to.unit, False), (_addressed(to, say), True)]
    else:
        pieces = [(to.name, True), (to.position, False), (to.unit, False), (to.address, False), (to.postcode, False)]
    room = width - 2 * _PAD_X
    size = _LARGEST
    while True:
        lines = [(line, bold) for text, bold in pieces if text for line in pen.broken(text, size, room, bold=bold)]
        tall = len(lines) * size * 1.3
        if tall <= height - 2 * _PAD_Y or size <= _SMALLEST:
            break
        size -= 0.5
    at = top + max(_PAD_Y, (height - tall) / 2)
    for line, bold in lines:
        pen.text(left + _PAD_X, at, line, size, bold=bold, leading=1.3)
        at += size * 1.3
