"""Chooses one of several bookings: whom to change places with, or who gets what was freed."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.i18n import N_, _
from desktop.rules.calendars import clock
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.booking_lists import BookLine
from desktop.ui.bookings.words import called, people, places
from desktop.ui.kit import theme
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
        self.list = QListWidget()
        self.list.setProperty("rows", True)
        self.list.setAccessibleName(_("Bookings"))
        height = theme.current().control_height
        self.list.setFixedHeight(min(ROWS, max(2, len(lines))) * height + 10)
        for line in lines:
            words = (clock(line.at), called(line.host), people(line.people), places(line), line.wishes)
            item = QListWidgetItem(" · ".join(part for part in words if part))
            item.setSizeHint(QSize(0, height))
            item.setData(Qt.ItemDataRole.UserRole, line.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self._do())
        self.body.addWidget(self.list)
        self.set_main(act, self._do)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do(self) -> None:
        item = self.list.currentItem()
        if item is None:
            self.refuse(BadEntry(N_("Choose a booking.")))
            return
        self.clear_refusal()
        self.set_busy(True)
        self._deed(item.data(Qt.ItemDataRole.UserRole), lambda _none: self.accept(), self.refuse)
