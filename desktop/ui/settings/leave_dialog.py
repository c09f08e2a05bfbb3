"""Shuts somebody out who leaves, or whose workstation was stolen: a preview, one act, and its protocol (AC-3)."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from desktop.i18n import _, _n, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import leaving, rotation
from desktop.services.accounts import PersonLine
from desktop.services.granting import VAULT_LABELS
from desktop.services.leaving import Cause, Done, Outlook
from desktop.services.stamps import Printed
from desktop.services.work import Work
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.filling import empty_out
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.printing import Printout
from desktop.ui.kit.text import label
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.panel import Panel


class LeaveDialog(ErrandDialog):
    def __init__(self, panel: Panel, line: PersonLine) -> None:
        super().__init__(_("Shut out {name}").format(name=line.name), panel, width=560)
        self.panel, self.line = panel, line
        choices = [(cause, _(cause.label)) for cause in Cause]
        self.form = Form([FormField("cause", _("What happened"), Kind.CHOICE, choices=choices),
                          FormField("password", _("Start password"), Kind.SECRET)], columns=2)  # fmt: skip
        self.form.set_values({"cause": Cause.LEFT, "password": ""})
        self.form.edited.connect(lambda name: self._ask() if name == "cause" else None)
        self.body.addWidget(self.form)
        self._preview = QVBoxLayout()
        self._preview.setSpacing(4)
        self.body.addLayout(self._preview)
        self.body.addWidget(self.progress)
        self.set_main(_("Shut out"), self._shut_out, "ban")
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)
        self._done: Done | None = None
        self._ask()

    @property
    def cause(self) -> Cause:
        return Cause(self.form.values()["cause"])

    def _ask(self) -> None:
        self.form.entries["password"].setEnabled(self.cause is Cause.STOLEN)
        self.set_busy(True)
        self.panel.desk.ask("leave.outlook", leaving.outlook, self.line.id, self.cause, done=self._show,
                            failed=self.refuse, owner=self)  # fmt: skip

    def _show(self, what: Outlook) -> None:
        self.set_busy(False)
        empty_out(self._preview)
        for text in _lines(what):
            words = label("• " + text, wrap=True)
            self._preview.addWidget(words)
            self.keep_whole(words)
        said = label(
            _("What could be read before may have been copied; that can't be undone."), tone=Tone.WARN, wrap=True
        )
        self._preview.addWidget(said)
        self.keep_whole(said)

    def _shut_out(self) -> None:
        if self._done is not None:
            self._finish()
            return
        self.clear_refusal()
        self.form.clear_errors()
        self.set_busy(True)
        self.panel.do(leaving.shut_out, self.line.id, self.cause, self.panel.desk.office.secret,
                      str(self.form.values()["password"]), done=self._was_shut_out, failed=self._failed)  # fmt: skip

    def _was_shut_out(self, done: Done) -> None:
        """The account is closed; what takes longer can be stopped, and gone on with."""
        self._done = done
        self.form.setEnabled(False)
        assert self.main is not None
        self.main.setText(_("Go on and print"))
        self.main.setAccessibleName(self.main.text())
        self._finish()

    def _finish(self) -> None:
        assert self._done is not None
        self.set_busy(True)
        verb = _rest(self.panel.host.house, self.panel.desk.office, self._done)
        self.follow(self.panel.desk.errand(_("Changing the keys"), verb, done=self._printed, failed=self._failed,
                                           owner=self))  # fmt: skip

    def _printed(self, printed: Printed) -> None:
        self.panel.said.emit(_("{name} is shut out.").format(name=self.line.name))
        host: Any = self.panel.host
        self.panel.paper = host.printing.preview(Printout(printed.kind, printed.title, printed.pdf), self.panel)  # type: ignore[attr-defined]
        self.accept()

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)


def _lines(what: Outlook) -> list[str]:
    left = what.cause is Cause.LEFT
    lines = [
        _("The account signs in nowhere any more.") if left else _("The person gets new keys and a start password.")
    ]
    if what.renewed:
        names = listed(_(VAULT_LABELS[vault]) for vault in what.renewed)
        lines.append(_("New keys for: {names}. What is sealed follows in the background.").format(names=names))
    if what.due:
        names = listed(_(VAULT_LABELS[vault]) for vault in what.due)
        lines.append(
            _("You hold no key of: {names}. Who holds one changes it under Keys & recovery.").format(names=names)
        )
    if what.file:
        lines.append(_("The office's file gets a new key; other workstations take it up at the next sign-in."))
    if what.clients:
        lines.append(_n("{n} client waits for a successor: hand over under Clients.",
                        "{n} clients wait for a successor: hand over under Clients.", what.clients).format(
                            n=what.clients))  # fmt: skip
    return lines


def _rest(house: Any, office: Any, done: Done) -> Callable[..., Printed]:
    def rest(work: Work, *, progress: Any) -> Printed:
        sealed = 0
        if work.may(Right.SEE_CLIENTS):
            # who sees no clients holds no vault, and seals nothing
            sealed = rotation.reseal(work, lambda part, total: progress(part, total, _("Sealing anew")))
        changed = house.change_file_key(office, work, lambda part, total: progress(part, total, _("The file")))
        return leaving.protocol(work, done, sealed, changed, translator(language()))

    return rest
