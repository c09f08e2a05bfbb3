"""This workstation: the offices joined here, whether there is a keyring, and the log for support."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from desktop import __version__
from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.features import switched_on
from desktop.rules.rights import Right
from desktop.rules.system_words import why
from desktop.ui.kit import idle
from desktop.ui.kit.background import Background
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.filling import empty_out, keeping_focus, row_of, two_lines
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import button, label, note, set_tone
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.panel import Panel
from desktop.ui.settings.share_dialog import ShareDialog, share_words
from desktop.workstation import logs, paths
from desktop.workstation.scan_folder import CHOOSE, FOLDER
from desktop.workstation.share_check import is_due


class WorkstationPanel(Panel):
    TITLE = N_("This workstation")
    ICON = "monitor"
    WORDS = (N_("Lock"), N_("Scan folder"), N_("Shared folder"), N_("Joined offices"), N_("Keyring"),
             N_("Log for support"), N_("Forget"))  # fmt: skip

    def build(self) -> None:
        self._background = Background(self)
        said = _("Nobody reads on while you are away. What was typed stays as it is until you are back.")
        choices = [(minutes, _("After {n} minutes").format(n=minutes) if minutes else _("Only by Ctrl+L"))
                   for minutes in idle.CHOICES]  # fmt: skip
        self.lock = Form([FormField("minutes", _("Lock by itself"), Kind.CHOICE, choices=choices)], columns=3)
        self.lock.edited.connect(self._choose_lock)
        self.card(_("Lock"), said).addWidget(self.lock)
        self.to_scans = button(_("Choose…"), lambda: self.desk.open_requested.emit("scans", CHOOSE))
        self.to_scans.setAccessibleName(_("Choose the scan folder…"))
        inside = self.card(_("Scan folder"), _("What a scanner lays down there waits under Documents › Scans."),
                           act=self.to_scans)  # fmt: skip
        self.scan_folder = label(wrap=True, select=True)
        inside.addWidget(self.scan_folder)
        papers = "documents" in switched_on(self.desk.office.kind, self.desk.office.settings["features"])
        inside.parentWidget().setVisible(papers and self.desk.person.may(Right.FILE_DOCUMENTS))
        self.check_share = button(_("Check…"), self._check_share)
        inside = self.card(_("Shared folder"), act=self.check_share)
        self._share_words = note(wrap=True)
        inside.addWidget(self._share_words)
        # only where the office lies on one
        self._share_card = inside.parentWidget()
        self._share_card.hide()
        self._share: Path | None = None
        inside = self.card(
            _("Joined offices"), _("Forgetting an office takes its key from this computer. The office stays.")
        )
        self._offices = QVBoxLayout()
        inside.addLayout(self._offices)
        self._keyring = note(wrap=True)
        self.card(_("Keyring")).addWidget(self._keyring)
        inside = self.card(_("Log for support"), _("What happened in the program; nothing that was entered into it."))
        inside.addWidget(label(str(paths.log_dir()), wrap=True, select=True))
        inside.addLayout(
            row_of(button(_("Pack for support…"), self._pack), button(_("Open folder"), self._show_logs), 1)
        )

    @keeping_focus
    def load(self) -> None:
        self._background.run("keyring", self.host.house.custody.available, self._show_keyring, self.refused.emit)
        self.lock.set_values({"minutes": self.host.house.preferences.get(idle.PREFERENCE, idle.USUAL)})
        chosen = str(self.host.house.preferences.get(FOLDER, "") or "")
        self.scan_folder.setText(chosen or _("No scan folder is chosen on this workstation."))
        house, office = self.host.house, self.desk.office
        self._background.run("share", lambda: house.share_of(office), self._show_share, self.refused.emit)
        empty_out(self._offices)
        for office in self.host.house.offices.all():
            forget = button(_("Forget…"), lambda office=office: self._ask_forget(office))
            forget.setAccessibleName(_("Forget {name}…").format(name=office.name))
            row = row_of()
            row.addLayout(two_lines(office.name, office.locator), 1)
            row.addWidget(forget)
            self._offices.addLayout(row)

    def _show_share(self, share: Path | None) -> None:
        self._share = share
        self._share_card.setVisible(share is not None)
        kept = self.host.house.share_check(self.desk.office)
        due = is_due(kept, datetime.now(UTC), __version__)
        words = share_words(kept)
        if kept is not None and due:
            words += " " + _("Check it again: the last check is more than a week old, or was another version's.")
        self._share_words.setText(words)
        set_tone(self._share_words, Tone.BAD if kept and kept["faults"] else Tone.WARN if due else Tone.NOTE)

    def _check_share(self) -> None:
        assert self._share is not None
        self.share_dialog = ShareDialog(self, self._share)
        self.share_dialog.open()

    def _choose_lock(self, _name: str) -> None:
        self.host.house.preferences.set(idle.PREFERENCE, int(str(self.lock.values()["minutes"])))
        self.host.watch_idling()

    def _show_keyring(self, state: Any) -> None:
        if state.ok:
            said = _("{name}: the office's key lies there, and sign-ins can be remembered.")
            self._keyring.setText(said.format(name=state.name))
        else:
            self._keyring.setText(state.sentence() + " " + _("The office's key is sealed under passwords instead."))

    def _ask_forget(self, office: Any) -> None:
        dialog = Dialog(_("Forget {name}?").format(name=office.name), self)
        said = _("To come back to it, this computer needs a new invitation. Nothing in the office is deleted.")
        dialog.body.addWidget(label(said, wrap=True))
        dialog.set_main(_("Forget {name}").format(name=office.name), lambda: self._forget(dialog, office))
        dialog.add_button(_("Cancel"), dialog.reject)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _forget(self, dialog: Dialog, office: Any) -> None:
        dialog.accept()
        try:
            self.host.leave_office(office.id)
        except OfficeError as refusal:
            self.refused.emit(refusal)
            return
        if self.desk is self.host.desk:
            self.load()

    def _pack(self) -> None:
        dialog = QFileDialog(self, _("Pack for support…"), str(Path.home() / "clientele-log.zip"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self._write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, path: str) -> None:
        try:
            logs.pack_for_support(paths.log_dir(), Path(path), {"program": __version__})
        except OSError as trouble:
            self.refused.emit(BadEntry(N_("{path} can't be written: {why}."), path=path, why=why(trouble)))
            return
        self.said.emit(_("Packed: {path}").format(path=path))

    def _show_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.log_dir())))
