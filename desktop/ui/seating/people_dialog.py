"""Adds people to a booking's list: its own clients, who comes along with them, and a pasted list of names."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import BadEntry
from desktop.rules.seating.packs import Party
from desktop.services.booking_lists import BookLine
from desktop.services.seating_people import Companion
from desktop.services.seating_plans import Seating
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice, LongEntry, YesNo
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import SMALL
from desktop.ui.seating.controller import Joining, SeatingController


class PeopleDialog(Dialog):
    added = Signal(object)
    """The ids of who was added."""

    def __init__(self, controller: SeatingController, line: BookLine, seating: Seating, parent: QWidget) -> None:
        super().__init__(_("Add people"), parent, width=520)
        self._controller = controller
        here = {guest.client for guest in seating.guests}
        missing = [known for known in line.known if known.id not in here]
        words = _n("{n} client of the booking", "{n} clients of the booking", len(missing)).format(n=len(missing))
        self.clients = YesNo(words)
        self.clients.set_value(bool(missing))
        self.clients.setVisible(bool(missing))
        self.body.addWidget(self.clients)
        self._companions = QVBoxLayout()
        self._companions.setSpacing(SMALL)
        self._ticks: list[tuple[YesNo, Companion]] = []
        inner = QWidget()
        inner.setLayout(self._companions)
        self._companions.setContentsMargins(0, 0, 0, 0)
        self._area = scrolling(inner)
        self._area.hide()
        self.body.addWidget(self._area)
        self.body.addWidget(note(_("Names, one on each line; a list from a messenger will do")))
        self.names = LongEntry(lines=7)
        self.names.setAccessibleName(_("Names, one on each line"))
        self.body.addWidget(self.names)
        self.body.addWidget(note(_("They belong to")))
        self.party = Choice([(party, _(party.label)) for party in Party if party is not Party.ATTACHED])
        self.party.set_value(Party.GUEST)
        self.party.setAccessibleName(_("They belong to"))
        self.body.addWidget(self.party)
        self.body.addStretch(1)
        self.set_main(_("Add"), self.add)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.names.setFocus()
        if not missing:
            # who may come along is known of who is on the list
            controller.load_companions(self.show_companions)

    def show_companions(self, found: Sequence[Companion]) -> None:
        if found:
            self._companions.addWidget(label(_("Who may come along"), role="strong"))
        for one in found:
            tick = YesNo(f"{one.name} · {_(one.role.label)}")
            self._ticks.append((tick, one))
            self._companions.addWidget(tick)
        self._area.setVisible(bool(found))
        self._area.setMinimumHeight(min(160, self._companions.sizeHint().height()))
        self._grow()

    def add(self) -> None:
        self.clear_refusal()
        who = Joining(self.clients.value() and not self.clients.isHidden(),
                      tuple(one for tick, one in self._ticks if tick.value()), self.names.value(),
                      Party(str(self.party.value())))  # fmt: skip
        if not (who.clients or who.companions or who.names.strip()):
            self.refuse(BadEntry(N_("Put a name on a line, or tick somebody."), "names"))
            return
        self.set_busy(True)
        self._controller.join(who, self._added, self.refuse)

    def _added(self, keys: tuple[UUID, ...]) -> None:
        self.accept()
        self.added.emit(keys)
