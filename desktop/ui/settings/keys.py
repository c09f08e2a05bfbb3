"""Keys and recovery: the recovery sheet, the keys of what is sealed and of the file, what another program changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from desktop.i18n import N_, _, _n
from desktop.rules.errors import Label, OfficeError
from desktop.rules.rights import Right
from desktop.services import granting, recovery, rotation, signing
from desktop.services.granting import VAULT_LABELS, Lacking, holders
from desktop.services.recovery import SheetState
from desktop.services.signing import Difference
from desktop.services.stamps import Printed
from desktop.services.work import Work
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.filling import empty_out, keeping_focus, row_of, two_lines
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.printing import Printout
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.panel import Panel
from desktop.ui.settings.recovery_dialogs import TrySheetDialog, UseSheetDialog

Vaults = tuple[Mapping[str, Sequence[str]], Mapping[str, int], Sequence[str], Sequence[Lacking]]


class KeysPanel(Panel):
    TITLE = N_("Keys & recovery")
    ICON = "key-round"
    WORDS = (N_("Recovery sheet"), N_("Keys of what is sealed"), N_("Key of the office's file"), N_("Password"))

    def build(self) -> None:
        self.may = self.desk.person.may(Right.RUN_PEOPLE)
        self._changed_card = QVBoxLayout()
        self.column.addLayout(self._changed_card)
        said = _("One printed sheet opens vaults, accounts, the office's file and backups when passwords or "
                 "workstations are lost. It lies in the safe.")  # fmt: skip
        self._sheet = QVBoxLayout()
        self.card(_("Recovery sheet"), said).addLayout(self._sheet)
        if not self.may:
            self._sheet.addWidget(note(_("Who runs people and roles prints it.")))
        said = _("What is sealed opens only for who holds its key, whatever program is used.")
        inside = self.card(_("Keys of what is sealed"), said)
        self._vaults = QVBoxLayout()
        inside.addLayout(self._vaults)
        self.bar = ErrandBar()
        inside.addWidget(self.bar)
        self.seal = button(_("Seal anew"), self._reseal, icon_name="refresh-cw")
        self.seal.hide()
        inside.addLayout(row_of(self.seal, 1))
        if self.may and self.desk.office.database.sqlite:
            said = _("Whoever has a copy of the former key opens the file no more. Other workstations take the new one "
                     "up at the next sign-in.")  # fmt: skip
            inside = self.card(_("Key of the office's file"), said)
            self.file_bar = ErrandBar()
            inside.addWidget(self.file_bar)
            self.file_due = Tag(_("To be changed"), Tone.WARN, "triangle-alert")
            inside.addLayout(row_of(self.file_due, 1))
            self.file_due.hide()
            self.rekey = button(_("Change the file's key"), self._change_file_key, icon_name="lock")
            inside.addLayout(row_of(self.rekey, 1))

        self.redoor: QPushButton | None = None
        if self.may and self.desk.office.kept_apart:
            said = _("All computers come to the server through it, and by it everybody's sealed keys are fetched. "
                     "Whoever left with what a computer holds knows it still, and could guess at "
                     "passwords.")  # fmt: skip
            inside = self.card(_("Door of the office's server"), said)
            self.redoor = button(_("Change the door…"), self._ask_door, icon_name="lock")
            inside.addLayout(row_of(self.redoor, 1))

    def load(self) -> None:
        self.desk.ask("settings.differences", signing.differences, done=self._show_differences)
        self.desk.ask("settings.vaults", _vaults, done=self._show_vaults)
        if self.may:
            self.desk.ask("settings.sheet", recovery.sheet_state, done=self._show_sheet)

    def point_at(self, what: object) -> None:
        if what == "door" and self.redoor is not None:
            self.redoor.click()
        elif what == "file" and self.may and self.desk.office.database.sqlite:
            self.rekey.click()
        elif isinstance(what, str) and self.desk.person.vaults.holds(what):
            self._ask_change(what)

    # what another program changed

    def _show_differences(self, found: Sequence[Difference]) -> None:
        empty_out(self._changed_card)
        if not found:
            return
        frame = self.card(_("Changed by another program"),
                          _("It has no effect: what counts is what was signed by somebody who may."))  # fmt: skip
        widget = frame.parentWidget()
        self._changed_card.addWidget(widget)
        for each in found:
            values = {k: _(VAULT_LABELS.get(str(v), str(v))) if k == "vault" else _(v) if isinstance(v, Label) else v
                      for k, v in each.values.items()}  # fmt: skip
            frame.addWidget(label("✕ " + _(each.message).format(**values), tone=Tone.BAD, wrap=True, select=True))
        if self.may:
            self.put_back = button(_("Put back what was signed"), self._put_back, icon_name="undo-2")
            frame.addLayout(row_of(self.put_back, 1))

    def _put_back(self) -> None:
        self.do(signing.put_back, said=_("Put back"))

    # the recovery sheet

    def _show_sheet(self, state: SheetState) -> None:
        empty_out(self._sheet)
        if state.tried and state.restores:
            tag, said = Tag(_("Printed and tried"), Tone.GOOD, "check"), ""
        elif state.tried:
            tag = Tag(_("Print a new one"), Tone.BAD, "triangle-alert")
            said = _("With this one alone no backup could be restored: it is of a time when sheets did not sign their "
                     "own place. It still opens what is sealed.")  # fmt: skip
        elif state.shut:
            tag = Tag(_("Opens no more"), Tone.BAD, "triangle-alert")
            said = _("It waited for you to print it, and your password was given anew since. Make a new one.")
        elif state.mine:
            tag = Tag(_("Not tried yet"), Tone.WARN, "triangle-alert")
            said = _("Print it, then type two groups back from the paper. From then on only the paper holds it.")
        elif state.waiting:
            tag = Tag(_("Not tried yet"), Tone.WARN, "triangle-alert")
            said = _("It waits for {name}, who can print it.").format(name=state.waiting)
        else:
            tag, said = Tag(_("There is none yet"), Tone.WARN, "triangle-alert"), ""
        self._sheet.addLayout(row_of(tag, 1))
        if said:
            self._sheet.addWidget(note(said, wrap=True))
        if state.lacking:
            names = listed(_(VAULT_LABELS[vault]) for vault in state.lacking)
            said = _("A new sheet is made by somebody who also holds the keys of: {names}.").format(names=names)
            self._sheet.addWidget(note(said, wrap=True))
        acts: list[Any] = []
        if state.mine and not state.tried and not state.shut:
            self.print = button(_("Print the sheet…"), self._print, icon_name="printer")
            self.try_it = button(_("Try it…"), self._try)
            acts += [self.print, self.try_it]
        else:
            if state.tried:
                self.use = button(_("Use the sheet…"), self._use, icon_name="key-round")
                acts.append(self.use)
            if not state.lacking:
                self.make = button(_("Make a new sheet…"), self._ask_new)
                acts.append(self.make)
        self._sheet.addLayout(row_of(*acts, 1))

    def _print(self) -> None:
        self.print.setEnabled(False)
        self.desk.errand(_("Printing"), _printed, done=self._preview, failed=self._not_printed, owner=self)

    def _not_printed(self, error: OfficeError) -> None:
        self.print.setEnabled(True)
        self.refused.emit(error)

    def _preview(self, printed: Printed) -> None:
        self.print.setEnabled(True)
        self._paper = self.host.printing.preview(Printout(printed.kind, printed.title, printed.pdf), self)

    def _try(self) -> None:
        self.dialog: Dialog = TrySheetDialog(self)
        self.dialog.open()

    def _use(self) -> None:
        self.dialog = UseSheetDialog(self)
        self.dialog.open()

    def _ask_new(self) -> None:
        dialog = self.dialog = Dialog(_("Make a new recovery sheet?"), self)
        said = _("The present sheet opens nothing of this office any more. If somebody may have seen it, change the "
                 "keys of what is sealed as well.")  # fmt: skip
        dialog.body.addWidget(label(said, wrap=True))

        def done(_result: object) -> None:
            dialog.accept()
            self.load()

        dialog.set_main(_("Make a new sheet"), lambda: self.do(recovery.new_sheet, failed=dialog.refuse, done=done))
        dialog.add_button(_("Cancel"), dialog.reject)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # keys

    @keeping_focus
    def _show_vaults(self, view: Vaults) -> None:
        held_by, behind, due, lacking = view
        if self.may and self.desk.office.database.sqlite:
            self.file_due.setVisible(bool(self.desk.office.settings["file_key_due"]))
        empty_out(self._vaults)
        for vault, text in VAULT_LABELS.items():
            names = listed(held_by[vault]) or _("nobody")
            row = row_of()
            count = behind.get(vault, 0)
            said = _n("{n} file still under a former key", "{n} files still under a former key", count).format(n=count)
            row.addLayout(
                two_lines(_(text), _("Held by: {names}").format(names=names) + (f" · {said}" if count else "")), 1
            )
            if vault in due:
                row.addWidget(Tag(_("To be changed"), Tone.WARN, "triangle-alert"))
            if self.desk.person.vaults.holds(vault):
                change = button(_("Change the key…"), lambda vault=vault: self._ask_change(vault))
                change.setAccessibleName(_("Change the key of {name}…").format(name=_(text)))
                row.addWidget(change)
            self._vaults.addLayout(row)
            for one in (one for one in lacking if one.vault == vault):
                self._vaults.addLayout(self._waiting(one))
        self.seal.setVisible(bool(behind) and self.bar.isHidden())

    def _waiting(self, one: Lacking) -> QHBoxLayout:
        give = button(_("Grant"), lambda: self._grant(one), icon_name="key-round")
        spoken = _("Grant {name} the key of {vault}")
        give.setAccessibleName(spoken.format(name=one.name, vault=_(VAULT_LABELS[one.vault])))
        row = row_of(note(_("Waiting for it: {name}").format(name=one.name), wrap=True), give)
        row.setStretch(0, 1)
        return row

    def _grant(self, one: Lacking) -> None:
        said = _("{name} has the key now.").format(name=one.name)
        self.do(granting.grant_vault, one.person, one.vault, said=said, done=lambda _r: self.load())

    def _ask_change(self, vault: str) -> None:
        dialog = self.dialog = Dialog(_("Change the key of {name}?").format(name=_(VAULT_LABELS[vault])), self)
        said = _("All who hold it now get the new one, and so does the recovery sheet. What is sealed already follows "
                 "in the background.")  # fmt: skip
        dialog.body.addWidget(label(said, wrap=True))

        def done(_result: object) -> None:
            dialog.accept()
            self._reseal()

        dialog.set_main(_("Change the key"), lambda: self.do(rotation.renew_keys, [vault], failed=dialog.refuse,
                                                             done=done))  # fmt: skip
        dialog.add_button(_("Cancel"), dialog.reject)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _reseal(self) -> None:
        self.seal.hide()
        self.bar.follow(self.desk.errand(_("Sealing anew"), _resealed, done=self._sealed, failed=self._not_sealed,
                                         owner=self))  # fmt: skip

    def _sealed(self, counts: tuple[int, int]) -> None:
        done, left = counts
        said = _n("{n} file sealed anew", "{n} files sealed anew", done).format(n=done)
        if left:
            said += _(". {left} more are for somebody who may change those files and holds the key.").format(left=left)
        self.said.emit(said)
        self.load()

    def _not_sealed(self, error: OfficeError) -> None:
        self.refused.emit(error)
        self.load()

    def _ask_door(self) -> None:
        dialog = self.dialog = Dialog(_("Change the door of the office's server?"), self)
        said = _("All other computers join again by invitation: have one ready, under People & rights. Who is at work "
                 "goes on until the next sign-in.")  # fmt: skip
        dialog.body.addWidget(label(said, wrap=True))
        house, office = self.host.house, self.desk.office

        def change(work: Work, *, progress: Any) -> Any:
            return house.change_door(office, work)

        def done(_result: object) -> None:
            dialog.accept()
            self.said.emit(_("The server has a new door. This computer knows it."))

        def act() -> None:
            dialog.set_busy(True)
            self.desk.errand(_("Changing the door"), change, done=done, failed=dialog.refuse, owner=self)

        dialog.set_main(_("Change the door"), act)
        dialog.add_button(_("Cancel"), dialog.reject)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _change_file_key(self) -> None:
        self.rekey.setEnabled(False)
        house, office = self.host.house, self.desk.office

        def change(work: Work, *, progress: Any) -> Any:
            return house.change_file_key(office, work, progress)

        def done(_result: object) -> None:
            self.rekey.setEnabled(True)
            self.said.emit(_("The office's file has a new key."))

        def failed(error: OfficeError) -> None:
            self.rekey.setEnabled(True)
            self.refused.emit(error)

        self.file_bar.follow(self.desk.errand(_("Changing the file's key"), change, done=done, failed=failed,
                                              owner=self))  # fmt: skip


def _vaults(work: Work) -> Vaults:
    """Who holds each vault, how many files are sealed with a former key, which keys are to be changed, and who waits
    for one that I hold."""
    behind = rotation.behind(work) if work.may(Right.SEE_CLIENTS) else {}
    held_by = {vault: holders(work, vault) for vault in VAULT_LABELS}
    return held_by, behind, work.settings["keys_due"], granting.lacking(work)


def _printed(work: Work, *, progress: Any) -> Printed:
    return recovery.print_sheet(work)


def _resealed(work: Work, *, progress: Any) -> tuple[int, int]:
    """How many files were sealed anew, and how many were not: I see them and may not change them."""
    done = rotation.reseal(work, progress)
    with work.reading():
        return done, sum(rotation.behind(work).values())
