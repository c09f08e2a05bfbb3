"""Says anew who hosts a booking and who pays: spend and visit follow from it (SE-7, CL-10)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.services.booking_lists import BookLine
from desktop.ui.bookings.controller import BookingsController
from desktop.ui.bookings.finder import ClientFinder
from desktop.ui.bookings.words import called
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.text import note


class ClientsDialog(Dialog):
    """A payer that is searched for and not chosen leaves it with the host; known guests stay."""

    saved = Signal()

    def __init__(self, controller: BookingsController, line: BookLine, parent: QWidget | None = None) -> None:
        super().__init__(_("Host and payer: {who}").format(who=called(line.host)), parent, width=560)
        self._controller, self._line = controller, line
        self.host = ClientFinder(controller, _("Who hosts: end of the phone number, name, pinyin"), new=False,
                                 at_table=False)  # fmt: skip
        self.payer = ClientFinder(controller, _("Who pays, if not the host: end of the phone number, name, pinyin"),
                                  new=False, at_table=False)  # fmt: skip
        for word, finder, known in ((_("Host"), self.host, line.host), (_("Payer"), self.payer, line.payer)):
            self.body.addWidget(note(word))
            self.body.addWidget(finder)
            finder.refused.connect(self.refuse)
            if known is not None:
                finder.take_client(known.id)
        # hits are shown over what is below
        self.body.addSpacing(120)
        self.body.addStretch(1)
        self.set_main(_("Save"), self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def save(self) -> None:
        self.clear_refusal()
        if self.host.client is None:
            self.refuse(BadEntry(N_("Search for the host and press Enter."), "host"))
            self.host.take_focus()
            return
        self.set_busy(True)
        guests = [guest.id for guest in self._line.guests]
        host, payer = self.host.client, self.payer.client
        self._controller.set_clients(self._line.id, host, payer, guests, self._saved, self.refuse, self)

    def _saved(self, _none: object) -> None:
        self.accept()
        self.saved.emit()
