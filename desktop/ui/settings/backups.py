"""Backups: when one was proved last, which there are, making and proving one, bringing one back, moving the office."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from desktop.i18n import N_, _, _n
from desktop.rules.backups import NO_SHEET, BackupState
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import backup_lists, backups, scrubbing
from desktop.services.backup_lists import BackupLine, Standing
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.desk import Errand
from desktop.ui.kit.filling import empty_out, row_of, two_lines
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.text import button, label, note, set_tone
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.move_dialog import MoveDialog
from desktop.ui.settings.panel import Panel
from desktop.ui.settings.restore_dialog import RestoreDialog

TONES = {BackupState.PROVED: Tone.GOOD, BackupState.MADE: Tone.WARN, BackupState.FAILED: Tone.BAD}
ICONS = {BackupState.PROVED: "circle-check", BackupState.MADE: "clock", BackupState.FAILED: "circle-x"}


class BackupsPanel(Panel):
    TITLE = N_("Backup")
    ICON = "archive"
    WORDS = (N_("Back up now"), N_("Restore a backup"), N_("Move the office"), N_("Last proved backup"),
             N_("Check the documents"))  # fmt: skip

    def build(self) -> None:
        self.dialog: Any = None
        self._lines: Sequence[BackupLine] = ()
        self.may = self.desk.person.may(Right.RUN_OFFICE)
        inside = self.card(_("Last proved backup"))
        self._proved = label(role="strong", wrap=True)
        self._said = note(wrap=True)
        inside.addWidget(self._proved)
        inside.addWidget(self._said)
        if self.may:
            self._build_making(inside)
            self._build_list()
            self._build_documents()
            self._build_ways()

    def _build_making(self, inside: QVBoxLayout) -> None:
        self.bar = ErrandBar()
        inside.addWidget(self.bar)
        self.make = button(_("Back up now"), self._make, main=True, icon_name="archive")
        self.choose = button(_("Choose folder…"), self._choose_folder, icon_name="folder")
        inside.addLayout(row_of(self.make, self.choose, 1))
        self._folder = note(wrap=True)
        inside.addWidget(self._folder)

    def _build_list(self) -> None:
        said = _("Sealed for those who may run the office, and for its recovery sheet. Kept: the newest of so many "
                 "days, weeks, months and years, as the rule numbers say; never without the last proved "
                 "one.")  # fmt: skip
        self._list = QVBoxLayout()
        self.prove_file = button(_("Prove a file…"), self._choose_proved)
        self.card(_("Backups"), said, act=self.prove_file).addLayout(self._list)

    def _build_documents(self) -> None:
        said = _("A hundredth a day is read again by itself, and compared with what was stored. What is missing or "
                 "damaged comes back from the folder of backups.")  # fmt: skip
        self.scrub = button(_("Check the documents"), self._scrub, icon_name="refresh-cw")
        self._scrubbed = note(wrap=True)
        self._scrubbed.hide()
        self.card(_("Stored documents"), said, act=self.scrub).addWidget(self._scrubbed)

    def _build_ways(self) -> None:
        said = _("Into a new place, as an office of its own beside this one: look at it there before you go on with "
                 "it. A second person approves it.")  # fmt: skip
        self.restore = button(_("Restore…"), self._restore, icon_name="undo-2")
        self.card(_("Restore a backup"), said, act=self.restore)
        said = _("From a file to a server, or back. Both sides are compared; what is left here can only be read, and "
                 "the other computers learn the new place when they open it next.")  # fmt: skip
        self.move = button(_("Move…"), self._move, icon_name="arrow-right")
        self.card(_("Move the office"), said, act=self.move)

    def load(self) -> None:
        self.desk.ask("settings.proved", backup_lists.standing, done=self._show_standing)
        if self.may:
            self._show_folder()
            workstation = self.desk.office.workstation  # type: ignore[attr-defined]
            self.desk.ask("settings.backups", backup_lists.list_backups, workstation, done=self._show_list)

    def _show_standing(self, found: Standing) -> None:
        if found.proved_at is None:
            self._proved.setText(_("None yet"))
        else:
            self._proved.setText(moment(found.proved_at))
        said = ""
        if found.trouble:
            said = _("The newest one failed: {why}").format(why=found.trouble)
        elif found.late:
            said = _n("For more than {n} day none was proved: what was entered since then could be lost.",
                      "For more than {n} days none was proved: what was entered since then could be lost.",
                      found.days).format(n=found.days)  # fmt: skip
        elif found.no_sheet:
            said = _(NO_SHEET)
        self._said.setText(said)
        self._said.setVisible(bool(said))
        set_tone(self._said, Tone.BAD if found.trouble or found.no_sheet else Tone.WARN)
        set_tone(self._proved, Tone.WARN if found.late else Tone.GOOD if found.proved_at else Tone.PLAIN)

    def point_at(self, what: object) -> None:
        if self.may and what == "make":
            # without a folder the section says that one is to be chosen first
            self.make.click() if self.folder else self.choose.setFocus()
        elif self.may and what == "move":
            self.move.click()
        elif self.may and what == "repair":
            self._look_at(_("Repairing documents"), scrubbing.repair)

    # making

    @property
    def folder(self) -> str:
        return str(self.host.copies.folder(self.desk.office.id))

    def _show_folder(self) -> None:
        self.make.setEnabled(bool(self.folder) and not self.bar.isVisible())
        if not self.folder:
            said = _("Choose a folder first; best one on another disk, which staff can't write to.")
        else:
            said = _("This computer backs up to {folder}, by itself too: at the day's last sign-out, or once a day in "
                     "the first quiet quarter of an hour.").format(folder=self.folder)  # fmt: skip
        self._folder.setText(said)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, _("Folder for backups"), self.folder or str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.take_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_folder(self, folder: str) -> None:
        self.host.copies.choose_folder(self.desk.office.id, folder)
        self._show_folder()

    def _make(self) -> None:
        place = self.host.copies.place(self.desk.office)
        self._follow(self.desk.errand(_("Backing up"), backups.back_up, place, Path(self.folder), done=self._made,
                                      failed=self._failed, owner=self))  # fmt: skip

    def _made(self, path: Path) -> None:
        self.said.emit(_("Made and proved: {path}").format(path=path.name))
        self.load()

    # proving

    def _show_list(self, lines: Sequence[BackupLine]) -> None:
        self._lines = lines
        empty_out(self._list)
        for line in lines:
            row = row_of()
            head = moment(line.made_at)
            row.addLayout(two_lines(head, _detail(line)), 1)
            if not line.for_sheet:
                row.addWidget(Tag(_("Not for the recovery sheet"), Tone.BAD, "triangle-alert"))
            row.addWidget(Tag(_(line.state.label), TONES[line.state], ICONS[line.state]))
            if line.here and line.file:
                again = button(_("Prove again"), lambda line=line: self._prove(line.path))
                again.setAccessibleName(_("Prove again: {what}").format(what=head))
                row.addWidget(again)
            self._list.addLayout(row)
        if not lines:
            self._list.addWidget(note(_("None yet")))

    def _choose_proved(self) -> None:
        dialog = QFileDialog(self, _("Prove a file…"), self.folder)
        dialog.fileSelected.connect(lambda path: self._prove(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _prove(self, path: Path) -> None:
        self._follow(self.desk.errand(_("Proving a backup"), backups.drill, path, self.host.copies.scratch,
                                      done=lambda _found: self._proved_again(path), failed=self._failed,
                                      owner=self))  # fmt: skip

    def _proved_again(self, path: Path) -> None:
        self.said.emit(_("Proved: {file}").format(file=path.name))
        self.load()

    def _follow(self, errand: Errand) -> None:
        self.bar.follow(errand)
        self.make.setEnabled(False)
        errand.finished.connect(self._show_folder_later)

    def _show_folder_later(self) -> None:
        self.make.setEnabled(bool(self.folder))

    def _failed(self, error: OfficeError) -> None:
        self.refused.emit(error)
        self.load()

    # stored documents

    def _scrub(self) -> None:
        self._look_at(_("Checking stored documents"), _scrub_all)

    def _look_at(self, title: str, verb: Callable[..., scrubbing.Scrubbed]) -> None:
        mirror = Path(self.folder) if self.folder else None
        self.scrub.setEnabled(False)
        errand = self.desk.errand(title, verb, mirror, done=self._show_scrubbed, failed=self._failed, owner=self)
        self.bar.follow(errand)
        errand.finished.connect(lambda: self.scrub.setEnabled(True))

    def _show_scrubbed(self, found: scrubbing.Scrubbed) -> None:
        counts = {"looked": found.looked, "missing": len(found.missing), "damaged": len(found.damaged),
                  "repaired": len(found.repaired)}  # fmt: skip
        said = _("{looked} stored documents read: {missing} missing, {damaged} damaged, {repaired} brought back.")
        self._scrubbed.setText(said.format(**counts))
        set_tone(self._scrubbed, Tone.GOOD if found.sound else Tone.BAD)
        self._scrubbed.show()

    # elsewhere

    def _restore(self) -> None:
        newest = next((line.path for line in self._lines if line.here and line.state is BackupState.PROVED), None)
        self.dialog = RestoreDialog(self.desk, self.host, newest, self)
        self.dialog.open()

    def _move(self) -> None:
        self.dialog = MoveDialog(self.desk, self.host, self)
        self.dialog.open()


def _scrub_all(work: Any, mirror: Path | None, *, progress: Any) -> scrubbing.Scrubbed:
    return scrubbing.scrub(work, mirror, whole=True, progress=progress)


def _detail(line: BackupLine) -> str:
    if line.state is BackupState.FAILED and line.trouble:
        return line.trouble
    files = _n("{n} client file", "{n} client files", line.clients).format(n=f"{line.clients:,}")
    return " · ".join((files, size_text(line.size), line.made_by, str(line.path)))


def size_text(size: int) -> str:
    """`12 MB`."""
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{max(1, size // 1000)} kB"
