"""The data: where it lies, whether it is sound, and taking the sample away."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from desktop.i18n import N_, _, _n
from desktop.rules.copies import LeftCopy
from desktop.rules.errors import OfficeError
from desktop.rules.lines import Line
from desktop.rules.rights import Right
from desktop.services import checking, samples
from desktop.services.chains import Report
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.filling import empty_out, row_of, two_lines
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.backups import size_text
from desktop.ui.settings.panel import Panel


class DataPanel(Panel):
    TITLE = N_("Data")
    ICON = "database"
    WORDS = (N_("Where the data lies"), N_("Check the office"), N_("Remove the sample"),
             N_("Copies on this computer"))  # fmt: skip

    def build(self) -> None:
        inside = self.card(_("Where the data lies"))
        self._place = label(wrap=True, select=True)
        inside.addWidget(self._place)
        self._line = note(wrap=True)
        inside.addWidget(self._line)
        self._line.setVisible(self.desk.office.on_server)
        self._joined = self.host.house.offices.find(self.desk.office.id)
        self._place.setText(self._joined.locator if self._joined else "")
        self.dialog: Dialog | None = None
        if self.desk.person.may(Right.RUN_OFFICE):
            said = _("No erasure reaches these: whoever was erased since is in them still. Backups are not among them; "
                     "they are erased again when they are restored.")  # fmt: skip
            self._copies = QVBoxLayout()
            self.card(_("Copies on this computer"), said).addLayout(self._copies)
        if self.desk.person.may(Right.SEE_AUDIT):
            said = _("Looks at the file itself, the chains of records, the keys, and rows that hang on nothing.")
            inside = self.card(_("Check the office"), said)
            self.bar = ErrandBar()
            inside.addWidget(self.bar)
            self._found = QVBoxLayout()
            inside.addLayout(self._found)
            self.check = button(_("Check the office"), self._check, icon_name="shield")
            inside.addLayout(row_of(self.check, 1))
        if self.host.sample.is_own(self.desk.office.id):
            said = _("The invented people and clients go, with the file they lie in. Other offices are not touched.")
            inside = self.card(_("Remove the sample"), said)
            self.remove = button(_("Remove the sample office…"), self._ask_remove, icon_name="trash-2")
            inside.addLayout(row_of(self.remove, 1))

        elif self.desk.office.settings["sample"] and self.desk.person.may(Right.RUN_OFFICE):
            said = _("The invented clients and people are taken out of use; settings, and what you entered, stay.")
            inside = self.card(_("Remove the sample"), said)
            self.remove = button(_("Take the sample's clients and people out"), self._take_out, icon_name="trash-2")
            inside.addLayout(row_of(self.remove, 1))

    def load(self) -> None:
        if self.desk.office.on_server:
            self.desk.ask("settings.line", checking.line, done=self._show_line)
        if self.desk.person.may(Right.RUN_OFFICE):
            self._show_copies()

    def _show_copies(self) -> None:
        empty_out(self._copies)
        found = self.host.copies.left(self.desk.office)
        for copy in found:
            row = row_of()
            told = (moment(copy.since) if copy.since else "", size_text(copy.size) if copy.size else "", copy.place)
            row.addLayout(two_lines(_(copy.kind.label), " · ".join(filter(None, told))), 1)
            if copy.removable:
                remove = button(_("Remove…"), lambda copy=copy: self._ask_remove_copy(copy))
                remove.setAccessibleName(_("Remove: {what}").format(what=copy.place))
                row.addWidget(remove)
            self._copies.addLayout(row)
        if not found:
            self._copies.addWidget(note(_("No other copy lies here.")))

    def _ask_remove_copy(self, copy: LeftCopy) -> None:
        dialog = self.dialog = Dialog(_("Remove this copy?"), self)
        dialog.body.addWidget(label(copy.place, wrap=True, select=True))
        dialog.body.addWidget(label(_("It is deleted for good. The office itself stays where it is."), wrap=True))
        dialog.set_main(_("Remove the copy"), lambda: self._remove_copy(copy, dialog), "trash-2")
        dialog.add_button(_("Cancel"), dialog.reject)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _remove_copy(self, copy: LeftCopy, dialog: Dialog) -> None:
        dialog.accept()
        self.desk.errand(_("Removing the copy"), self.host.copies.remove_left, self.desk.office, copy,
                         done=lambda _none: self._show_copies(), failed=self._not_removed, owner=self)  # fmt: skip

    def _not_removed(self, error: OfficeError) -> None:
        self._show_copies()
        self.refused.emit(error)

    def _show_line(self, line: Line) -> None:
        self._line.setText(_(line.label))

    def _take_out(self) -> None:
        self.remove.setEnabled(False)
        self.desk.do(samples.remove_sample, failed=self._not_taken_out)

    def _not_taken_out(self, error: OfficeError) -> None:
        self.remove.setEnabled(True)
        self.refused.emit(error)

    def _check(self) -> None:
        self.check.setEnabled(False)
        empty_out(self._found)
        self.bar.follow(self.desk.errand(_("Checking the office"), checking.check_office, done=self._show,
                                         failed=self._failed, owner=self))  # fmt: skip

    def _show(self, report: Report) -> None:
        self.check.setEnabled(True)
        for finding in report.findings:
            self._found.addWidget(label("✕ " + _(finding.message).format(**finding.values), tone=Tone.BAD, wrap=True,
                                        select=True))  # fmt: skip
        for notice in (one for one in report.notices if one.area == "server"):
            self._found.addWidget(label("! " + _(notice.message).format(**notice.values), tone=Tone.WARN, wrap=True,
                                        select=True))  # fmt: skip
        records = report.counts.get("records", 0)
        if report.sound:
            said = _n("Sound: {n} record verified.", "Sound: {n} records verified.", records).format(n=f"{records:,}")
            self._found.addWidget(label(f"✓ {said}", tone=Tone.GOOD))

    def _failed(self, error: OfficeError) -> None:
        self.check.setEnabled(True)
        self.refused.emit(error)

    def _ask_remove(self) -> None:
        dialog = Dialog(_("Remove the sample office?"), self)
        dialog.body.addWidget(label(_("This can't be undone; it can be made anew at any time."), wrap=True))
        dialog.set_main(_("Remove the sample office"), lambda: self._remove(dialog), "trash-2")
        dialog.add_button(_("Cancel"), dialog.reject)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _remove(self, dialog: Dialog) -> None:
        dialog.accept()
        remove: Any = self.host.remove_sample
        remove()
