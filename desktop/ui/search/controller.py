"""Answers the window's search box: what is typed goes to the office, the hits come back while typing."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.i18n import _
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.search_box import SHOWN, Hit, SearchBox

if TYPE_CHECKING:
    from desktop.services import search

CLIENT = "client"
EVENT = "event"
DOCUMENT = "document"
CASE = "case"
ORDER = "order"
ANSWER = "answer"
FORM = "survey_form"
LEAD = "lead"
_ICONS = {CLIENT: "user", "contact": "message-circle", "competitor": "briefcase", "dealing": "file-text", EVENT: "star",
          DOCUMENT: "folder", CASE: "life-buoy", ORDER: "clipboard-list", LEAD: "user-plus",
          ANSWER: "circle-question-mark"}  # fmt: skip


class SearchController(QObject):
    """Lives as long as its box; of several keystrokes only the last is answered."""

    def __init__(self, desk: Desk, box: SearchBox, offers: Callable[[str], bool]) -> None:
        """`offers` tells whether this person has the page of that name: a hit that leads nowhere is none."""
        super().__init__(box)
        self.desk, self._box, self._offers = desk, box, offers
        box.searched.connect(self.ask)

    def ask(self, text: str) -> None:
        if text:
            # loaded with the first letter typed: a start goes without
            from desktop.services import search_all

            # one more than shown tells whether there are others
            self.desk.ask("search", search_all.find_everything, text, SHOWN + 1, done=self._show)

    def _show(self, hits: "Sequence[search.Hit]") -> None:
        more = _("There are more: type another character.") if len(hits) > SHOWN else ""
        shown = [_shown(hit) for hit in hits]
        self._box.show_hits([hit for hit in shown if self._offers(hit.noun)], more)


def _shown(hit: "search.Hit") -> Hit:
    """A contact opens its client's file among the contacts, a note or a dealing at the overview; an event its page, a
    document its folder, a case's or an order's number that, and the code of a printed sheet its record."""
    # loaded with the first hits
    from desktop.rules.sheet_codes import PAGES, SheetKind

    if hit.kind in [kind.value for kind in SheetKind]:
        return Hit(PAGES[SheetKind.of(hit.kind)], hit.id, hit.title, hit.detail, hit.code, "file-text")
    if hit.kind == FORM:
        return Hit("surveys", hit.id, hit.title, hit.detail, hit.code, "file-text")
    if hit.kind == CASE:
        return Hit("cases", hit.id, hit.title, hit.detail, hit.code, _ICONS[hit.kind])
    if hit.kind == ORDER:
        return Hit("orders", hit.id, hit.title, hit.detail, hit.code, _ICONS[hit.kind])
    if hit.kind == ANSWER:
        return Hit("knowledge", hit.id, hit.title, hit.detail, hit.code, _ICONS[hit.kind])
    if hit.kind == LEAD:
        return Hit("leads", hit.id, hit.title, hit.detail, hit.code, _ICONS[hit.kind])
    if hit.kind == DOCUMENT:
        return Hit("documents", hit.id, hit.title, hit.detail, hit.code, _ICONS[hit.kind])
    if hit.kind == EVENT:
        return Hit("care", hit.id, hit.title, hit.detail, hit.code, _ICONS[hit.kind])
    argument = hit.id if hit.kind == CLIENT else (hit.client, hit.kind)
    return Hit("clients", argument, hit.title, hit.detail, hit.code, _ICONS[hit.kind], risk=hit.risk)
