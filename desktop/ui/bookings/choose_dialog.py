"""Chooses one of several bookings: whom to change places with, or who gets what was freed."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.calendars import clock
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.booking_lists import BookLine
from desktop.ui.bookings.rows_list import RowsList
from desktop.ui.bookings.words import called, people, places
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.text import label

ROWS = 6
# Does it with the booking's id, then calls one of the two: done, or refused
Deed = Callable[[UUID, Callable[[Any], object], Callable[[OfficeError], object]], object]


class ChooseDialog(Dialog):
    def __init__(self, heading: str, sentence: str, lines: Sequence[BookLine], act: str, deed: Deed,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(heading, parent, width=480)
        self._deed = deed
        self.body.addWidget(label(sentence, wrap=True))
        self.list = RowsList(_("Bookings"))
        for line in lines:
            words = (clock(line.at), called(line.host), people(line.people), places(line), line.wishes)
            self.list.add(" · ".join(part for part in words if part), line.id)
        self.list.fit(ROWS, 2)
        self.list.setCurrentRow(0)
        self.list.row_entered.connect(lambda _row: self._do())
        self.body.addWidget(self.list)
        self.set_main(act, self._do)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do(self) -> None:
        key = self.list.key
        if not isinstance(key, UUID):
            self.refuse(BadEntry(N_("Choose a booking.")))
            return
        self.clear_refusal()
        self.set_busy(True)
        self._deed(key, lambda _none: self.accept(), self.refuse)
