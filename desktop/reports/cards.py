"""The client information card 客户信息卡: business-card pages, or sheets of ten with crop marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.card_faces import CARD_HEIGHT, CARD_WIDTH, Back, arrange_backs, draw_back, draw_front
from desktop.reports.card_values import CardLine, CardValues
from desktop.reports.pen import INK2, MM, OfficeLook, Pen, Stamp, logo_of
from desktop.reports.sheet import A4, time_text

__all__ = ["CardLine", "CardValues", "client_cards"]

ACROSS, DOWN = 2, 5
_LEFT = (A4.width - ACROSS * CARD_WIDTH) / 2
_TOP = (A4.height - DOWN * CARD_HEIGHT) / 2
_MARK, _MARK_GAP = 4 * MM, 1.5 * MM


@dataclass(frozen=True, slots=True)
class _Card:
    values: CardValues
    back: Back


def client_cards(cards: Sequence[CardValues], look: OfficeLook, stamp: Stamp, language: Translator) -> bytes:
    """The cards as PDF (CO-8): one client gives a front and a back page of 90 × 54 mm, several give A4 sheets of ten.

    On the sheets each page of fronts is followed by its backs, mirrored so that they meet when the paper is turned
    over its long edge. Allergies and taboos are never cut: where they need more than one card, a second one follows.
    Raises BadEntry when there is no card, a name can't be fitted at any size, or the logo is no picture.
    """
    face = look.typeface()
    with face.lock:
        made = [_Card(values, back) for values in cards for back in arrange_backs(values, face, language)]
        title = language(N_("Client information card"))
        logo = logo_of(look)
        if len(cards) == 1:
            pen = Pen(face, CARD_WIDTH, CARD_HEIGHT, title, look.name, language.language)
            for card in made:
                draw_front(pen, 0, 0, card.values, look, logo, language, card.back)
                pen.page_done()
                draw_back(pen, 0, 0, card.values, card.back, stamp, language)
                pen.page_done()
            return pen.finish()
        pen = Pen(face, A4.width, A4.height, title, look.name, language.language)
        pages = list(_sheets(made))
        for number, page in enumerate(pages, 1):
            _frame(pen, language(N_("fronts")), number, len(pages), stamp, language)
            for place, card in enumerate(page):
                draw_front(pen, *_corner(place, mirrored=False), card.values, look, logo, language, card.back)
            pen.page_done()
            _frame(pen, language(N_("backs")), number, len(pages), stamp, language)
            for place, card in enumerate(page):
                draw_back(pen, *_corner(place, mirrored=True), card.values, card.back, stamp, language)
            pen.page_done()
        return pen.finish()


def _sheets(cards: Sequence[_Card]) -> Iterator[Sequence[_Card]]:
    for start in range(0, max(1, len(cards)), ACROSS * DOWN):
        yield cards[start : start + ACROSS * DOWN]


def _corner(place: int, *, mirrored: bool) -> tuple[float, float]:
    row, column = divmod(place, ACROSS)
    if mirrored:
        column = ACROSS - 1 - column
    return _LEFT + column * CARD_WIDTH, _TOP + row * CARD_HEIGHT


def _frame(pen: Pen, side: str, number: int, count: int, stamp: Stamp, say: Translator) -> None:
    """The crop marks, and in the margin what the sheet is; nothing between the cards, which meet edge to edge."""
    for column in range(ACROSS + 1):
        x = _LEFT + column * CARD_WIDTH
        pen.rule(x, _TOP - _MARK_GAP - _MARK, x, _TOP - _MARK_GAP, 0.3, 0)
        pen.rule(x, A4.height - _TOP + _MARK_GAP, x, A4.height - _TOP + _MARK_GAP + _MARK, 0.3, 0)
    for row in range(DOWN + 1):
        y = _TOP + row * CARD_HEIGHT
        pen.rule(_LEFT - _MARK_GAP - _MARK, y, _LEFT - _MARK_GAP, y, 0.3, 0)
        pen.rule(A4.width - _LEFT + _MARK_GAP, y, A4.width - _LEFT + _MARK_GAP + _MARK, y, 0.3, 0)
    what = say(N_("Client information card, {side}, sheet {n} of {m}")).format(side=side, n=number, m=count)
    printed = say(N_("Printed by {person}, {time}")).format(person=stamp.person, time=time_text(stamp.time, say))
    pen.one_line(_LEFT, 4.5 * MM, what, 6.5, CARD_WIDTH - 4 * MM, grey=INK2)
    aside = " · ".join(filter(None, (printed, stamp.code)))
    pen.one_line(A4.width - _LEFT, 4.5 * MM, aside, 6.5, CARD_WIDTH - 4 * MM, align="right", grey=INK2)
