"""One line that finds a client by any two letters; who was found stands in its place, with what speaks against it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.ui.kit.cards import empty
from desktop.ui.kit.risk import risk_tag
from desktop.ui.kit.search_box import SHOWN, Hit, SearchBox
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.tokens import GAP

if TYPE_CHECKING:
    from desktop.services.search import Hit as Found

Find = Callable[[str, Callable[[Sequence[Any]], object]], object]


class ClientLine(QWidget):
    """`find` is handed what is typed, and what takes the hits."""

    picked = Signal(object)
    """The id of a client; the keys go on from here."""
    emptied = Signal()

    def __init__(self, find: Find, words: str = "", *, required: bool = True) -> None:
        super().__init__()
        self._find = find
        self.client: UUID | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(note(_("Client") + (" ※" if required else "")))
        self.box = SearchBox()
        hint = words or _("Name, pinyin, phone, plate, code…")
        self.box.line.setPlaceholderText(hint)
        self.box.line.setAccessibleName(_("Client: {name}").format(name=hint))
        self.box.searched.connect(self._search)
        self.box.chosen.connect(lambda hit: self.picked.emit(hit.argument))
        column.addWidget(self.box)
        self.card = QFrame()
        self.card.setProperty("card", True)
        self._inside = QHBoxLayout(self.card)
        self._inside.setContentsMargins(12, 2, 4, 2)
        self._inside.setSpacing(GAP)
        column.addWidget(self.card)
        self.setFocusProxy(self.box.line)
        self.card.hide()

    def take(self, client: UUID, name: str, code: str, risk: str) -> None:
        self.client = client
        empty(self._inside)
        self._inside.addWidget(label(name, role="strong"))
        self._inside.addWidget(note(code))
        if (tag := risk_tag(risk)) is not None:
            self._inside.addWidget(tag)
        self._inside.addStretch(1)
        self.other = button(_("Choose again"), self.choose_again, link=True)
        self._inside.addWidget(self.other)
        self.box.hide()
        self.card.show()

    def choose_again(self) -> None:
        self.client = None
        self.card.hide()
        self.box.show()
        self.box.take_focus()
        self.emptied.emit()

    def chosen(self) -> UUID:
        """Raises BadEntry where nobody is chosen."""
        if self.client is None:
            raise BadEntry(N_("Say with whom: type two letters of the name or the end of the phone number."), "client")
        return self.client

    def _search(self, text: str) -> None:
        if text:
            self._find(text, self._show)

    def _show(self, found: "Sequence[Found]") -> None:
        self.box.show_hits([Hit("client", hit.id, hit.title, hit.detail, hit.code, risk=hit.risk)
                            for hit in found[:SHOWN]])  # fmt: skip
