"""Restores a backup step by step: which one, what is in it, where it is to lie, and then the way to it."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services import restoring
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.filling import row_of
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.new_place import NewPlace


class RestoreDialog(ErrandDialog):
    """`host` is the running program: it knows this computer, and opens the restored office."""

    def __init__(self, desk: Desk, host: Any, archive: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(_("Restore a backup"), parent, width=560)
        self._desk, self._host, self._archive = desk, host, archive
        self.approvals = Approvals(desk, self)
        self.approvals.refused.connect(self._refused)
        self.approvals.said.connect(self._asked)
        self._file = label(wrap=True, select=True)
        self.choose = button(_("Choose backup…"), self._choose, icon_name="folder")
        row = row_of()
        row.addWidget(self._file, 1)
        row.addWidget(self.choose)
        self.body.addLayout(row)
        self._inside = note(wrap=True)
        self.body.addWidget(self._inside)
        self.place = NewPlace(host.house.default_place())
        self.body.addWidget(self.place)
        self.form = Form([FormField("password", _("Your password"), Kind.SECRET, required=True)], columns=1)
        said = _("Where this computer has no keyring, the restored office's key is sealed under it.")
        self.form.show_hint("password", said)
        self.body.addWidget(self.form)
        self.done_line = label(tone=Tone.GOOD, wrap=True)
        self.done_line.hide()
        self.body.addWidget(self.done_line)
        self._left = label(tone=Tone.WARN, wrap=True)
        self._left.hide()
        self.body.addWidget(self._left)
        self.body.addWidget(self.progress)
        self.body.addStretch(1)
        self.set_main(_("Restore"), self._restore, "undo-2")
        self.leave = self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._look()

    # which one, and what is in it

    def _choose(self) -> None:
        start = str(self._archive or self._host.copies.folder(self._desk.office.id))
        dialog = QFileDialog(self, _("Choose backup…"), start)
        dialog.fileSelected.connect(lambda path: self.take(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, archive: Path) -> None:
        self._archive = archive
        self._look()

    def _look(self) -> None:
        self.clear_refusal()
        self._file.setText(str(self._archive or _("No backup chosen yet")))
        self._inside.setText("")
        self.set_busy(True)
        if self._archive is not None:
            self._desk.ask("restore.look", restoring.look, self._archive, done=self._show_inside, failed=self._refused,
                           owner=self)  # fmt: skip

    def _show_inside(self, found: Any) -> None:
        files = _n("{n} client file", "{n} client files", found.clients).format(n=f"{found.clients:,}")
        said = _("{name}, as it was on {moment}: {files}. Made by {who}.")
        self._inside.setText(said.format(name=found.name, moment=moment(found.made_at), files=files,
                                         who=found.maker_name))  # fmt: skip
        self.set_busy(False)

    # bringing it back

    def _restore(self) -> None:
        self.clear_refusal()
        self.place.form.clear_errors()
        self.form.clear_errors()
        try:
            where = self.place.text
            password = str(self.form.values()["password"] or "")
            if not password:
                raise BadEntry(N_("Enter the password."), "password")
        except BadEntry as refusal:
            self._refused(refusal)
            return
        self.set_busy(True)
        self.follow(self._desk.errand(
            _("Restoring"), self._host.copies.restore, self._archive, where, self._desk.person.name, password,
            done=self._done, failed=lambda error: self.approvals.settle(error, self._restore), owner=self,
        ))  # fmt: skip

    def _done(self, found: Any) -> None:
        joined = found.office
        self.place.hide()
        self.form.hide()
        self.choose.hide()
        said = _(
            "Restored to {place}, as an office of its own. Sign in there to look at it; this one goes on as before."
        )
        self.done_line.setText(said.format(place=joined.locator))
        self.keep_whole(self.done_line)
        self.done_line.show()
        self._left.setText("\n".join(str(each) for each in found.told))
        self._left.setVisible(bool(found.told))
        self.keep_whole(self._left)
        assert self.main is not None
        self.main.hide()
        self.main = None
        self.set_main(_("Open it"), lambda: self._open(joined.id), "door-open")
        self.leave.setText(_("Close"))
        self.leave.setAccessibleName(_("Close"))
        self.shrink()

    def _open(self, office_id: str) -> None:
        self.accept()
        self._host.open_office(office_id)

    def _asked(self, said: str) -> None:
        self.done_line.setText(said)
        self.done_line.show()

    def _refused(self, error: OfficeError) -> None:
        self.set_busy(False)
        shown = self._archive is not None and (self.place.show_refusal(error) or self.form.show_refusal(error))
        if not shown:
            self.refuse(error)
