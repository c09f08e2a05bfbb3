"""Verifying the records on screen, and looking a printed fingerprint up."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import fingerprints
from desktop.services.chains import Finding
from desktop.services.fingerprints import Known
from desktop.services.verifying import Verified
from desktop.services.witnessing import REASON_LIMIT
from desktop.ui.audit.cards import empty_out
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.entries import TextEntry
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.text import button, label, note, section, set_tone
from desktop.ui.kit.tokens import GAP, MEDIUM, WIDE, Tone

MOST_SHOWN = 30


class VerifyCard(QFrame):
    refused = Signal(object)
    said = Signal(str)

    def __init__(self, desk: Desk, host: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.desk, self.host = desk, host
        self.found: Verified | None = None
        inside = QVBoxLayout(self)
        inside.setContentsMargins(WIDE, MEDIUM, WIDE, MEDIUM)
        inside.setSpacing(GAP)
        inside.addWidget(section(_("Verify the records")))
        said = _(
            "Each record is signed by who made it and bound to the one before; this computer remembers how far it "
            "has seen each chain. In full, all signatures are verified and rows are held against the journal."
        )
        inside.addWidget(note(said, wrap=True))
        self.bar = ErrandBar()
        inside.addWidget(self.bar)
        self._findings = QVBoxLayout()
        self._findings.setSpacing(GAP)
        inside.addLayout(self._findings)
        acts = QHBoxLayout()
        acts.setSpacing(GAP)
        self.full = button(_("Verify everything"), lambda: self.verify(True), icon_name="shield")
        self.quick = button(_("Only what is new"), lambda: self.verify(False))
        self.accept = button(_("Hold this state for lawful…"), self._ask_accept)
        self.accept.hide()
        for one in (self.full, self.quick, self.accept):
            acts.addWidget(one)
        acts.addStretch(1)
        inside.addLayout(acts)
        inside.addSpacing(GAP)
        inside.addWidget(section(_("Fingerprint")))
        said = _("It stands at the foot of prints from the audit. Typed in here, it tells whether the state of that "
                 "day is still part of the records.")  # fmt: skip
        inside.addWidget(note(said, wrap=True))
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.typed = TextEntry()
        self.typed.setPlaceholderText("0000-0000-0000-0000")
        self.typed.setAccessibleName(_("Fingerprint from a print"))
        self.typed.setFixedWidth(240)
        self.typed.returnPressed.connect(self.look_up)
        line.addWidget(self.typed)
        line.addWidget(button(_("Look up"), self.look_up, icon_name="search"))
        line.addStretch(1)
        inside.addLayout(line)
        self.known = label(wrap=True, select=True)
        self.known.hide()
        inside.addWidget(self.known)

    # verifying

    def verify(self, full: bool) -> None:
        self._allow(False)
        empty_out(self._findings)
        self.accept.hide()
        self.bar.follow(self.desk.errand(_("Verifying the records"), self.host.records(self.desk.office).verify, full,
                                         done=self._show, failed=self._refused, owner=self))  # fmt: skip
        self.bar.ended.connect(lambda: self._allow(True))

    def _show(self, found: Verified) -> None:
        self.found = found
        report = found.report
        for finding in report.findings[:MOST_SHOWN]:
            self._tell(finding, "✕", Tone.BAD)
        more = len(report.findings) - MOST_SHOWN
        if more > 0:
            self._findings.addWidget(note(_n("{n} more finding", "{n} more findings", more).format(n=more)))
        for notice in report.notices[:MOST_SHOWN]:
            self._tell(notice, "!", Tone.WARN)
        if report.sound:
            records = report.counts.get("records", 0)
            said = _n("Sound: {n} record verified.", "Sound: {n} records verified.", records).format(n=f"{records:,}")
            self._findings.addWidget(label(f"✓ {said}", tone=Tone.GOOD))
        self._findings.addWidget(label(_("Fingerprint: {text}").format(text=found.fingerprint), select=True))
        lost = any(finding.area == "witness" for finding in report.findings)
        self.accept.setVisible(lost and self.desk.person.may(Right.RUN_OFFICE))

    def _tell(self, finding: Finding, mark: str, tone: Tone) -> None:
        text = _(finding.message).format(**finding.values)
        self._findings.addWidget(label(f"{mark} {text}", tone=tone, wrap=True, select=True))

    def _refused(self, error: OfficeError) -> None:
        self._allow(True)
        self.refused.emit(error)

    def _allow(self, on: bool) -> None:
        for one in (self.full, self.quick):
            one.setEnabled(on)

    def _ask_accept(self) -> None:
        def deed(values: Any, done: Any, failed: Any) -> None:
            losses = self.found.witnessed.losses if self.found is not None else ()
            records = self.host.records(self.desk.office)
            self.desk.errand(_("Beginning anew"), _accept, records, losses, values["reason"],
                             done=lambda _result: self._accepted(done), failed=failed, owner=self)  # fmt: skip

        said = _("Do so only if you know why records are missing, such as after a backup was restored. It is recorded "
                 "with your name; other workstations ask for themselves.")  # fmt: skip
        field = FormField("reason", _("Reason"), Kind.LONG, required=True, limit=REASON_LIMIT)
        self.dialog = ActDialog(_("Hold this state for lawful?"), said, [field], _("Hold it for lawful"), deed, self)
        self.dialog.open()

    def _accepted(self, done: Any) -> None:
        done(None)
        empty_out(self._findings)
        self.accept.hide()
        self.said.emit(_("This workstation begins anew with the present state."))

    # fingerprints

    def look_up(self) -> None:
        self.desk.ask("audit.fingerprint", fingerprints.look_up, self.typed.value(), done=self._show_known,
                      failed=self._unknown, owner=self)  # fmt: skip

    def _show_known(self, known: Known) -> None:
        when = moment(known.given_at) if known.given_at is not None else ""
        self._say(_(fingerprints.sentence_of(known)).format(who=known.given_by, when=when),
                  Tone.GOOD if known.stands else Tone.BAD)  # fmt: skip

    def _unknown(self, error: OfficeError) -> None:
        self._say(str(error), Tone.BAD)

    def _say(self, text: str, tone: Tone) -> None:
        set_tone(self.known, tone)
        self.known.setText(f"{'✓' if tone is Tone.GOOD else '✕'} {text}")
        self.known.show()


def _accept(work: Any, records: Any, losses: Any, reason: str, *, progress: Any) -> None:
    records.accept(work, losses, reason)
