"""Answers the window's search box: what is typed goes to the office, the hits come back while typing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.i18n import _
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.search_box import SHOWN, Hit, SearchBox

if TYPE_CHECKING:
    from desktop.services import search

CLIENT = "client"
_ICONS = {CLIENT: "user", "contact": "message-circle"}


class SearchController(QObject):
    """Lives as long as its box; of several keystrokes only the last is answered."""

    def __init__(self, desk: Desk, box: SearchBox) -> None:
        super().__init__(box)
        self.desk, self._box = desk, box
        box.searched.connect(self.ask)

    def ask(self, text: str) -> None:
        if text:
            # loaded with the first letter typed: a start goes without
            from desktop.services import search

            # one more than shown tells whether there are others
            self.desk.ask("search", search.find_everything, text, SHOWN + 1, done=self._show)

    def _show(self, hits: "Sequence[search.Hit]") -> None:
        more = _("There are more: type another character.") if len(hits) > SHOWN else ""
        self._box.show_hits([_shown(hit) for hit in hits], more)


def _shown(hit: "search.Hit") -> Hit:
    """A contact opens its client's file among the contacts."""
    argument = hit.id if hit.kind == CLIENT else (hit.client, hit.kind)
    return Hit("clients", argument, hit.title, hit.detail, hit.code, _ICONS[hit.kind], risk=hit.risk)
