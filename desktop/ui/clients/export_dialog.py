"""Export 导出: whom, as which kind of file, which columns; then the place, and a second person where many go."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.i18n import N_, _, _n, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.exports import ExportKind
from desktop.rules.fields import Block
from desktop.services import exports
from desktop.services.exports import Exported, Offer, Wish
from desktop.ui.clients.list_pane import Preferences
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.phrases import level_word
from desktop.ui.kit.saving import file_name
from desktop.ui.kit.text import note
from desktop.ui.kit.which_clients import Candidates, WhichClients

FOLDER = "exports.folder"
KIND = "exports.kind"
_BLOCKS = {
    Block.IDENTITY: N_("ID number and looks"),
    Block.PROPERTY: N_("Property and income"),
    Block.ACCOUNTS: N_("Accounts and cards"),
}


class ExportDialog(ErrandDialog):
    exported = Signal(object)
    """What was Exported."""
    said = Signal(str)

    def __init__(self, desk: Desk, found: Candidates, offer: Offer, shown: Sequence[str], name: str,
                 preferences: Preferences, parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Export clients"), parent, width=520)
        self._desk, self._offer, self._shown, self._name = desk, offer, tuple(shown), name
        self._preferences = preferences
        self.chooser: QFileDialog | None = None
        self.approvals = Approvals(desk, self)
        self.approvals.refused.connect(self._refused)
        self.approvals.said.connect(self._waits)
        self.which = WhichClients(found)
        self.which.edited.connect(self._fit)
        self.body.addWidget(self.which)
        self._sealed = [block for block in _BLOCKS if any(field.block is block for field in offer.sealed)]
        self.form = Form(self._fields(), 2)
        held = preferences.get(KIND, ExportKind.XLSX.value)
        self.form.set_values({"kind": held if held in tuple(ExportKind) else ExportKind.XLSX.value, "columns": "shown"})
        self.form.edited.connect(lambda _name: self._fit())
        self.body.addWidget(self.form)
        self.count = note(wrap=True)
        self.body.addWidget(self.count)
        self.body.addWidget(self.progress)
        self.body.addStretch(1)
        self.set_main("", self.choose_place, "download")
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._fit()
        self.form.focus_on("kind")

    def _fields(self) -> list[FormField]:
        columns = (("shown", _("Those of the list")), ("open", _("All that are not sealed")))
        fields = [
            FormField(
                "kind", _("Kind of file"), Kind.CHOICE, choices=[(kind.value, _(kind.label)) for kind in ExportKind]
            ),
            FormField("columns", _("Columns"), Kind.CHOICE, choices=columns),
        ]
        for block in self._sealed:
            words = f"{_(_BLOCKS[block])} · {level_word(block.level)}" if block.level > 1 else _(_BLOCKS[block])
            fields.append(FormField(block.value, words, Kind.YES_NO, span=2))
        if Block.ACCOUNTS in self._sealed:
            fields.append(FormField("reason", _("Reason: it is recorded"), required=True, limit=200, span=2))
        return fields

    def wish(self) -> Wish:
        values = self.form.values()
        kind = ExportKind.of(values["kind"])
        columns = self._shown if values["columns"] == "shown" else tuple(name for name, _l in self._offer.columns)
        blocks = {block for block in self._sealed if values[block.value] and kind is not ExportKind.VCARD}
        sealed = tuple(field.name for field in self._offer.sealed if field.block in blocks)
        return Wish(self.which.chosen, kind, columns + sealed, str(values.get("reason", "")))

    def _fit(self) -> None:
        values = self.form.values()
        cards = values["kind"] == ExportKind.VCARD.value
        for name in ("columns", *(block.value for block in self._sealed)):
            self.form.entries[name].setEnabled(not cards)
        if Block.ACCOUNTS in self._sealed:
            self.form.show_field("reason", bool(values[Block.ACCOUNTS.value]) and not cards)
        count, offer = self.which.count, self._offer
        words = _n("Export {n} client…", "Export {n} clients…", count).format(n=f"{count:,}")
        if self.main is not None:
            self.main.setText(words.replace("&", "&&"))
            self.main.setAccessibleName(words)
        said = _("Exported by you today: {n}. Up to {limit} a day are free; beyond that somebody else approves.")
        self.count.setText(said.format(n=f"{offer.today:,}", limit=f"{offer.limit:,}"))

    # doing

    def choose_place(self) -> None:
        self.clear_refusal()
        kind = ExportKind.of(self.form.values()["kind"])
        folder = self._preferences.get(FOLDER, "") or QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        name = Path(file_name(self._name)).with_suffix(f".{kind.value}").name
        chooser = self.chooser = QFileDialog(self, _("Export clients"), str(Path(folder) / name))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(f"{_(kind.label)} (*.{kind.value})")
        chooser.setDefaultSuffix(kind.value)
        chooser.fileSelected.connect(lambda chosen: self.export(Path(chosen)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def export(self, path: Path) -> None:
        wish = self.wish()
        self.set_busy(True)
        self._preferences.set(FOLDER, str(path.parent))
        self._preferences.set(KIND, wish.kind.value)
        errand = self._desk.errand(
            _("Exporting clients"), exports.export_clients, wish, path, translator(language()), done=self._done,
            failed=lambda error: self.approvals.settle(error, lambda: self.export(path)), owner=self,
        )  # fmt: skip
        self.follow(errand)

    def _done(self, done: Exported) -> None:
        self.exported.emit(done)
        self.accept()

    def _waits(self, text: str) -> None:
        self.said.emit(text)
        self.accept()

    def _refused(self, error: OfficeError) -> None:
        if not self.form.show_refusal(error):
            self.refuse(error)


def told(done: Exported) -> str:
    count = _n("{n} client exported: {file}", "{n} clients exported: {file}", done.clients)
    return count.format(n=f"{done.clients:,}", file=done.path.name)
