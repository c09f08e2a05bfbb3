"""Keeps watch while somebody is signed in: whether records were lost, whether the account is in use elsewhere too.

Once a day it also has the states of files noted, which appraisal counts by their days.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.i18n import _, _n
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import sign_ins, witnessing
from desktop.services.sign_ins import Elsewhere
from desktop.services.witnessing import Witnessed
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.messages import Message
from desktop.ui.kit.phrases import listed, moment
from desktop.ui.kit.tokens import Tone

BEAT = 5 * 60_000
SOON = 20_000
LOST, ELSEWHERE = "records lost", "elsewhere"


class Sentry(QObject):
    """Lives as long as its desk. `remember(work)` compares the records with what this machine has seen of them; what it
    finds is told in the `notices` of the window, whatever page is open."""

    anomaly_wished = Signal()

    def __init__(self, desk: Desk, window: Any, remember: Callable[[Any], Witnessed], keyring: bool) -> None:
        super().__init__(desk)
        self.desk, self.window = desk, window
        self._remember, self._keyring = remember, keyring
        self._beat = QTimer(self, interval=BEAT)
        self._beat.timeout.connect(self.beat)
        self._noted_on: date | None = None
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.look)
        desk.changed.connect(self._changed)

    def start(self) -> None:
        self.beat()
        self.look()
        self._beat.start()

    def beat(self) -> None:
        self.desk.do(sign_ins.beat, self._keyring, done=self._show_elsewhere, failed=_next_time, owner=self)
        if self._noted_on != date.today():
            self._note_files(date.today())

    def _note_files(self, day: date) -> None:
        """Asked beside all else, since it looks at every file; written only where one is in another state."""
        if not self.desk.person.may(Right.SEE_APPRAISALS):
            return
        # not needed to start
        from desktop.services import file_states

        self._noted_on = day

        def note(due: bool) -> None:
            if due:
                self.desk.do(file_states.note, failed=_next_time, owner=self)

        self.desk.ask("app.file_states", file_states.is_due, done=note, failed=_next_time, owner=self)

    def look(self) -> None:
        self.desk.ask("app.witness", self._remember, done=self._show_lost, failed=_next_time, owner=self)

    def _changed(self, topics: frozenset[str]) -> None:
        if "sign_ins" in topics:
            self.desk.ask("app.elsewhere", sign_ins.elsewhere, done=self._show_elsewhere, failed=_next_time, owner=self)
        if not self._soon.isActive():
            self._soon.start()

    def _show_lost(self, found: Witnessed) -> None:
        losses, act = found.losses, lambda: self.desk.open_requested.emit("audit_watch", None)
        if not losses:
            if found.spoilt and self.desk.person.may(Right.SEE_AUDIT):
                self.window.notices.say(Message(_(witnessing.SPOILT), Tone.BAD, _("Look into it"), act, LOST))
            else:
                self.window.notices.settle(LOST)
            return
        self.desk.do(witnessing.raise_alarm, losses, failed=_next_time, owner=self)
        if self.desk.person.may(Right.SEE_AUDIT):
            said = _n("Records that this workstation has seen are gone from {n} chain: its end was cut, or an older "
                      "state of the office was put back.",
                      "Records that this workstation has seen are gone from {n} chains: their ends were cut, or an "
                      "older state of the office was put back.", len(losses))  # fmt: skip
            self.window.notices.say(Message(said.format(n=len(losses)), Tone.BAD, _("Look into it"), act, LOST))

    def _show_elsewhere(self, others: Sequence[Elsewhere]) -> None:
        if not others:
            self.window.notices.settle(ELSEWHERE)
            return
        places = listed(_("{workstation} since {when}").format(workstation=one.workstation, when=moment(one.since))
                        for one in others)  # fmt: skip
        said = _("Your account is also signed in elsewhere: {places}.").format(places=places)
        message = Message(said, Tone.WARN, _("That isn't me…"), self.anomaly_wished.emit, ELSEWHERE)
        if message.text not in [shown.text for shown in self.window.notices.messages]:
            self.window.notices.say(message)


def _next_time(_refusal: OfficeError) -> None:
    """What can't be asked now is asked again soon, and whether the office can be reached is said elsewhere."""
