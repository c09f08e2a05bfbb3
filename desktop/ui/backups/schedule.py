"""Makes backups by itself: in the first quiet quarter of an hour of a day, and before the last one leaves (SA-3).

Slowly, a hundredth a day, it also reads the stored documents again, and brings back what a backup holds.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.services import backup_lists, backups, scrubbing
from desktop.services.backup_lists import Standing
from desktop.ui.kit.desk import Desk, Errand
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.text import label
from desktop.ui.kit.tokens import Tone

EVERY = 60_000
"""Milliseconds between two looks whether one is due."""
PATIENCE = 3_000
"""Milliseconds that somebody who leaves waits at most for the answer whether one is due."""


class Schedule(QObject):
    """Lives as long as its desk. `copies` knows where backups go from this computer; `window` is the program's: its
    status line tells how it stands, and it waits with closing."""

    def __init__(self, desk: Desk, copies: Any, window: Any) -> None:
        super().__init__(desk)
        self._desk, self._copies, self._window = desk, copies, window
        self._running: Errand | None = None
        self._scrubbing = False
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        desk.changed.connect(lambda topics: self.tell() if topics & {"backups", "settings"} else None)
        window.holds = self._hold
        self._timer.start()

    @property
    def folder(self) -> str:
        """Empty where this computer makes no backups of this office."""
        return str(self._copies.folder(self._desk.office.id)) if not self._desk.office.settings["sample"] else ""

    # the status line

    def tell(self) -> None:
        self._desk.ask("backups.standing", backup_lists.standing, done=self._say, failed=_quiet, owner=self)

    def _say(self, found: Standing) -> None:
        if self._desk.office.settings["sample"] and found.proved_at is None:
            self._window.status.show_backup("", Tone.NOTE)
        elif found.trouble:
            self._window.status.show_backup(_("Backup failed: {why}").format(why=found.trouble), Tone.BAD)
        elif found.late and found.proved_at is None:
            self._window.status.show_backup(_("No backup yet"), Tone.WARN)
        elif found.late and found.proved_at is not None:
            said = _("Last proved backup: {moment}").format(moment=moment(found.proved_at))
            self._window.status.show_backup(said, Tone.WARN)
        elif found.no_sheet and found.proved_at is not None:
            said = _("Backup proved: {moment}, not for the recovery sheet").format(moment=moment(found.proved_at))
            self._window.status.show_backup(said, Tone.WARN)
        elif found.proved_at is not None:
            self._window.status.show_backup(
                _("Backup proved: {moment}").format(moment=moment(found.proved_at)), Tone.NOTE
            )
        else:
            self._window.status.show_backup("", Tone.NOTE)

    # the first quiet quarter of an hour

    def look(self) -> None:
        if self.folder and self._running is None:
            self._desk.ask("backups.due", backup_lists.is_due, done=self._go, failed=_quiet, owner=self)
        if self._running is None and not self._scrubbing:
            self._desk.ask("documents.scrub", scrubbing.is_due, done=self._scrub, failed=_quiet, owner=self)

    def _scrub(self, due: bool) -> None:
        if due and self._running is None and not self._scrubbing:
            self._scrubbing = True
            errand = self._desk.errand(_("Checking stored documents"), self._read_again, failed=_quiet, owner=self)
            errand.finished.connect(self._scrubbed)

    def _read_again(self, work: Any, *, progress: Any) -> None:
        mirror = Path(self.folder) if self.folder else None
        scrubbing.scrub(work, mirror, scheduled=True, progress=progress)

    def _scrubbed(self) -> None:
        self._scrubbing = False

    def _go(self, due: bool) -> None:
        if due and self._running is None:
            self._begin(_quiet)

    def _begin(self, failed: Callable[[OfficeError], object]) -> Errand:
        # a refusal is kept in the office: the status line and Today tell it
        errand = self._desk.errand(_("Backing up"), self._back_up, failed=failed, owner=self)
        self._running = errand
        errand.finished.connect(self._ended)
        return errand

    def _back_up(self, work: Any, *, progress: Any) -> Path:
        # where a keyring is asked for the key, that happens here and not in the window
        place = self._copies.place(self._desk.office)
        return backups.back_up(work, place, Path(self.folder), scheduled=True, progress=progress)

    def _ended(self) -> None:
        self._running = None
        self.tell()

    # before leaving

    def _hold(self) -> bool:
        if not self.folder:
            return False
        self.before_leaving(self._close)
        return True

    def _close(self) -> None:
        self._window.holds = None
        self._window.close()

    def before_leaving(self, then: Callable[[], object]) -> None:
        """Makes a backup first where it is the last one who leaves, and `then` goes on; whoever can't wait goes on at
        once, and nothing half-done stays."""
        if not self.folder:
            then()
            return
        answered: list[bool] = []

        def answer(due: bool) -> None:
            if answered:
                return
            answered.append(due)
            if not due or not self._window.isVisible():
                then()
                return
            dialog = LeavingDialog(self._window)
            dialog.finished.connect(lambda _result: then())
            errand = self._running or self._begin(dialog.fail)
            dialog.follow(errand)
            errand.finished.connect(dialog.go_on)
            dialog.open()

        self._desk.ask("backups.leaving", backup_lists.is_due, True, done=answer, failed=lambda _e: answer(False),
                       owner=self)  # fmt: skip
        QTimer.singleShot(PATIENCE, self, lambda: answer(False))


class LeavingDialog(ErrandDialog):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("One backup before the day ends"), parent)
        self._said = label(wrap=True)
        self._said.setText(_("Nobody else has been at work for a quarter of an hour. It takes a moment; then the "
                             "window closes by itself."))  # fmt: skip
        self.body.addWidget(self._said)
        # one way out is enough
        self.progress.cancel.hide()
        self.body.addWidget(self.progress)
        self.skip = self.add_button(_("Leave without it"), self.reject)
        self.finished.connect(self.deleteLater)

    def go_on(self) -> None:
        # what went wrong is said after the end
        QTimer.singleShot(0, self, lambda: None if self.refusal else self.accept())

    def fail(self, error: OfficeError) -> None:
        """Stays until it was read: the trouble would else be seen tomorrow only."""
        self.refuse(error)
        self._said.hide()
        self.skip.setText(_("Close"))
        self.skip.setAccessibleName(_("Close"))

    def reject(self) -> None:
        # the errand is broken off by whoever closes the desk; nobody waits for it
        if not self.progress.isHidden():
            self.progress.cancel.click()
        super(ErrandDialog, self).reject()


def _quiet(_error: OfficeError) -> None:
    """The status line tells of it: out of reach, or a backup that failed, which is kept in the office."""
