"""Gives somebody who was typed by name the file of a client, found by pinyin, name or phone."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.services.search import Hit as Found
from desktop.services.seating_plans import Guest
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.search_box import Hit, SearchBox
from desktop.ui.kit.text import label
from desktop.ui.seating.controller import SeatingController

CLIENT = "clients"


class LinkDialog(Dialog):
    linked = Signal(str, object, object)
    """The client's name, and what was typed before."""

    def __init__(self, controller: SeatingController, guest: Guest, parent: QWidget) -> None:
        super().__init__(_("Client's file of {name}").format(name=guest.name), parent, width=520)
        self._controller, self._guest = controller, guest
        self._client: UUID | None = None
        said = _("Name, form of address and unit are those of the file from now on; allergies and taboos are shown "
                 "at the seat.")  # fmt: skip
        self.body.addWidget(label(said, wrap=True))
        self.box = SearchBox()
        words = _("Name, pinyin or end of the phone number")
        self.box.line.setPlaceholderText(words)
        self.box.line.setAccessibleName(words)
        self.box.searched.connect(self._search)
        self.box.chosen.connect(self._chosen)
        self.body.addWidget(self.box)
        self.found = label(role="strong", wrap=True)
        self.body.addWidget(self.found)
        # hits are shown over what is below
        self.body.addSpacing(160)
        self.body.addStretch(1)
        self.set_main(_("Give this file"), self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.box.line.setText(guest.name)
        self.box.line.setFocus()

    def _search(self, text: str) -> None:
        if text:
            self._controller.find(text, self._show, self)

    def _show(self, found: Sequence[Found]) -> None:
        self.box.show_hits([Hit(CLIENT, hit.id, hit.title, hit.detail, hit.code, risk=hit.risk) for hit in found])

    def _chosen(self, hit: Hit) -> None:
        assert isinstance(hit.argument, UUID)
        self._client, self._name = hit.argument, hit.title
        self.found.setText(" · ".join(part for part in (hit.title, hit.detail, hit.kind) if part))
        if self.main is not None:
            self.main.setFocus()

    def save(self) -> None:
        self.clear_refusal()
        if self._client is None:
            self.refuse(BadEntry(N_("Search for the client and press Enter."), "client"))
            self.box.take_focus()
            return
        self.set_busy(True)
        self._controller.link_client(self._guest.id, self._client, self._linked, self.refuse)

    def _linked(self, typed: object) -> None:
        self.accept()
        self.linked.emit(self._name, typed, self._client)
