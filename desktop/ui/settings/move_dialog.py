"""Moves the office to another place, and then goes there."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.text import label, set_tone
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.new_place import FILE, SERVER, NewPlace


class MoveDialog(ErrandDialog):
    """`host` is the running program: it moves the office, and opens it in its new place."""

    def __init__(self, desk: Desk, host: Any, parent: QWidget | None = None) -> None:
        super().__init__(_("Move the office"), parent, width=560)
        self._desk, self._host = desk, host
        self._said = label(wrap=True)
        self._said.setText(_("Nobody can save anything meanwhile. Stopped or cut off, the office stays where it is."))
        self.body.addWidget(self._said)
        lies_in_file = Path(str(host.house.locate(desk.office.id).locator)).is_file()
        self.place = NewPlace(host.house.default_place(), SERVER if lies_in_file else FILE)
        self.body.addWidget(self.place)
        self.body.addWidget(self.progress)
        self.body.addStretch(1)
        self.set_main(_("Move the office"), self._move, "arrow-right")
        self.leave = self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def _move(self) -> None:
        self.clear_refusal()
        self.place.form.clear_errors()
        try:
            where = self.place.text
        except BadEntry as refusal:
            self._refused(refusal)
            return
        self.set_busy(True)
        self.follow(self._desk.errand(_("Moving the office"), self._host.copies.move, self._desk.office, where,
                                      done=self._done, failed=self._refused, owner=self))  # fmt: skip

    def _done(self, place: str) -> None:
        self.place.hide()
        self._said.setText(_("The office lies at {place} now. Sign in there to go on.").format(place=place))
        set_tone(self._said, Tone.GOOD)
        self.keep_whole(self._said)
        assert self.main is not None
        self.main.hide()
        self.main = None
        self.leave.hide()
        self.set_main(_("Open it"), self._open, "door-open")
        self.shrink()
        # here nothing can be saved any more
        self.finished.connect(lambda _result: self._host.open_office(self._desk.office.id))

    def _open(self) -> None:
        self.accept()

    def _refused(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.place.show_refusal(error):
            self.refuse(error)
