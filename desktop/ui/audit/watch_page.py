"""What is verified, raised and gone through: the records themselves, alarms, unusual conduct, the monthly round."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.audit import AlarmKind
from desktop.services import alarms
from desktop.services.alarms import AlarmLine
from desktop.ui.audit import words
from desktop.ui.audit.cards import refill, row
from desktop.ui.audit.say_dialog import SayDialog
from desktop.ui.audit.verify_card import VerifyCard
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.page import Page, scrolling
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.text import button, note, section
from desktop.ui.kit.tokens import GAP, MEDIUM, WIDE, Tone


class WatchPage(Page):
    TITLE = N_("Checks")
    ICON = "shield"
    WATCHES = frozenset({"audit", "accounts", "settings"})

    def __init__(self, desk: Desk, host: Any, printing: PrintDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._printing = printing
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, WIDE)
        self._column.setSpacing(MEDIUM)
        said = _("What the program must tell whoever sees the audit, until somebody says what came of it.")
        self._alarms = self._card(_("Alarms"), said)
        self.verify = VerifyCard(desk, host)
        self.verify.refused.connect(self.refuse)
        self.verify.said.connect(lambda text: self.toast_requested.emit(text, None))
        self._column.addWidget(self.verify)
        self._column.addStretch(1)
        self.content.addWidget(scrolling(holder), 1)

    def reload(self) -> None:
        self.desk.ask("audit.alarms", alarms.list_alarms, done=self._show_alarms, failed=self.refuse, owner=self)

    def _card(self, heading: str, sentence: str) -> QVBoxLayout:
        frame = QFrame()
        frame.setProperty("card", True)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(WIDE, MEDIUM, WIDE, MEDIUM)
        inside.setSpacing(GAP)
        inside.addWidget(section(heading))
        inside.addWidget(note(sentence, wrap=True))
        rows = QVBoxLayout()
        rows.setSpacing(GAP)
        inside.addLayout(rows)
        self._column.addWidget(frame)
        return rows

    # alarms

    def _show_alarms(self, found: Sequence[AlarmLine]) -> None:
        self.alarms = found
        refill(self._alarms, [self._alarm(line) for line in found], _("There is none."))

    def _alarm(self, line: AlarmLine) -> Any:
        what = words.labelled(_(line.kind.label), line.about) if line.about else _(line.kind.label)
        told = [moment(line.at), line.workstation, str(line.facts.get("note", ""))]
        if line.kind is AlarmKind.WITNESS:
            told.append(_("noticed in the session of {person}").format(person=line.raised_by))
        if line.handled_at is not None:
            told.append(_("{person}, {when}: {text}").format(person=line.handled_by, when=moment(line.handled_at),
                                                             text=line.handling))  # fmt: skip
            return row(what, " · ".join(filter(None, told)), tone=Tone.NOTE)
        act = button(_("Say what came of it…"), lambda: self.handle(line))
        act.setAccessibleName(_("Say what came of it: {what}").format(what=what))
        return row(what, " · ".join(filter(None, told)), act, tone=Tone.BAD)

    def handle(self, line: AlarmLine) -> None:
        field = FormField("handling", _("What came of it"), Kind.LONG, required=True, limit=alarms.LIMIT)
        said = _("Recorded with your name; the alarm is then at rest.")
        self.dialog = SayDialog(
            _(line.kind.label), said, field, _("Record it"), self._deed(alarms.handle, line.id), self
        )
        self.dialog.open()

    def _deed(self, verb: Any, *args: Any) -> Any:
        return lambda text, done, failed: self.desk.do(verb, *args, text, done=done, failed=failed, owner=self)
