"""Opens the dialogs of consents, requests, stops, dossier and erasure for a client's file, and says what came of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.i18n import N_, _
from desktop.rules.consents import NeedsConsent
from desktop.rules.erasing import Erased
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.system_words import why
from desktop.services.clients import ClientFile
from desktop.services.dossiers import Dossier
from desktop.services.stamps import Printed
from desktop.ui.clients.consents import Privacy, PrivacyController
from desktop.ui.clients.consents_dialogs import (
    AnswerDialog,
    DossierDialog,
    EndConsentDialog,
    EraseDialog,
    HoldDialog,
    RequestDialog,
)
from desktop.ui.clients.consents_tab import PrivacyTab
from desktop.ui.kit.actions import Action
from desktop.ui.kit.consent_dialog import ConsentDialog
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form_dialog import ReasonDialog, Send


class PrivacyDialogs(QObject):
    said = Signal(str)
    refused = Signal(object)
    printed = Signal(object)
    erased = Signal(object)
    """The client whose file is no more."""

    def __init__(self, desk: Desk, pane: QWidget) -> None:
        super().__init__(pane)
        self._pane = pane
        self.controller = PrivacyController(desk, self)
        self.controller.refused.connect(self.refused)
        self.controller.made.connect(self.printed)
        self.controller.loaded.connect(self._show)
        self.tab: PrivacyTab | None = None
        self.file: ClientFile | None = None
        self.found: Privacy | None = None
        self.shown: Dialog | None = None

    # the tab

    def make_tab(self) -> PrivacyTab:
        tab = self.tab = PrivacyTab(self.controller.desk)
        tab.consents.add_requested.connect(self.consent)
        tab.consents.end_requested.connect(self.end_consent)
        tab.consents.remove_requested.connect(
            lambda one: self.controller.withdraw_consent(one.id, self._done(_("Entry taken out.")), self.refused.emit)
        )
        tab.consents.print_requested.connect(self.print_form)
        tab.requests.add_requested.connect(self.request)
        tab.requests.answer_requested.connect(self.answer)
        tab.requests.remove_requested.connect(
            lambda one: self.controller.withdraw_request(one.id, self._done(_("Entry taken out.")), self.refused.emit)
        )
        tab.requests.dossier_requested.connect(self.dossier)
        tab.stops.restrict_requested.connect(self.restrict)
        tab.stops.hold_requested.connect(self.hold)
        tab.stops.lift_requested.connect(self.lift)
        return tab

    def show_file(self, file: ClientFile) -> None:
        self.file = file
        if self.tab is not None:
            self.controller.load(file.id)

    def _show(self, found: Privacy) -> None:
        self.found = found
        if self.tab is not None and self.file is not None:
            person = self.controller.desk.person
            enter = any(person.may(right) for right in (Right.ENTER_CLIENTS, Right.EDIT_CLIENTS, Right.PROTECT_CLIENTS))
            self.tab.show_privacy(found, self.file, may_enter=enter, may_protect=self.controller.may_protect)

    # dialogs

    def consent(self) -> None:
        if self.found is not None:
            self._open(ConsentDialog(self.found.ledger.purposes, self.controller.record_consent, self._pane),
                       _("Consent recorded."))  # fmt: skip

    def agree(self, asked: NeedsConsent, save: Callable[[Any, Any, Any], object]) -> None:
        """Asks for the consent that a save waits for; `save` is handed what was agreed."""
        from desktop.services import purposes

        def show(known: Any) -> None:
            self._open(ConsentDialog(known, save, self._pane, asked=asked))

        self.controller.desk.ask("file.purposes", purposes.purposes, done=show, failed=self.refused.emit, owner=self)

    def end_consent(self, held: Any) -> None:
        if self.found is None or self.file is None:
            return
        purpose = next((one for one in self.found.ledger.purposes if one.key == held.purpose), None)

        def send(entry: Any, done: Any, failed: Any) -> None:
            self.controller.end_consent(held.id, *entry, done, failed)

        self._open(EndConsentDialog(held, purpose, self.file, send, self._pane), _("Withdrawal noted."))

    def request(self) -> None:
        self._open(RequestDialog(self.controller.enter_request, self._pane), _("Request entered."))

    def answer(self, held: Any) -> None:
        def send(entry: Any, done: Any, failed: Any) -> None:
            self.controller.answer_request(held.id, *entry, done, failed)

        self._open(AnswerDialog(held, send, self._pane), _("Request closed."))

    def restrict(self) -> None:
        said = _("The file stays visible with its mark. Nothing in it is changed, printed or exported until it is "
                 "lifted.")  # fmt: skip
        self._open(ReasonDialog(_("Stop the processing"), said, _("Stop"), self.controller.restrict, self._pane),
                   _("Processing stopped."))  # fmt: skip

    def hold(self) -> None:
        self._open(HoldDialog(self.controller.hold, self._pane), _("Noted."))

    def lift(self, held: Any) -> None:
        send: Send = lambda why, done, failed: self.controller.lift(held.id, why, done, failed)  # noqa: E731
        self._open(ReasonDialog(_("Lift"), held.reason, _("Lift"), send, self._pane), _("Lifted."))

    def dossier(self) -> None:
        if self.file is None:
            return
        self.controller.client = self.file.id
        self.controller.ask_levels(lambda blocks: self._open(DossierDialog(self.controller, blocks, self._show_dossier,
                                                                           self._pane)))  # fmt: skip

    def _show_dossier(self, made: Dossier, as_data: bool) -> None:
        self.printed.emit(Printed("dossier", made.title, made.pdf, made.code))
        if as_data:
            self._choose_place(made)

    def _choose_place(self, made: Dossier) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chooser = self.chooser = QFileDialog(self._pane, _("Save the dossier"), str(Path(folder) / f"{made.code}.json"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter("JSON (*.json)")
        chooser.setDefaultSuffix("json")
        chooser.fileSelected.connect(lambda chosen: self.save_data(made, Path(chosen)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def save_data(self, made: Dossier, path: Path) -> None:
        """A few kilobytes: written at once."""
        try:
            path.write_text(made.json, "utf-8")
        except OSError as trouble:
            said = N_("This can't be written to {file}: {why}. Choose another place.")
            self.refused.emit(BadEntry(said, file=path.name, why=why(trouble)))
            return
        self.said.emit(_("Saved: {file}").format(file=path.name))

    def print_form(self) -> None:
        if self.file is not None:
            self.controller.client = self.file.id
            self.controller.print_form()

    def erase(self) -> None:
        if self.file is None:
            return
        self.controller.client = self.file.id
        self.controller.ask_prospect(lambda found: self._open(EraseDialog(self.controller, found, self._erased,
                                                                          self.said.emit, self._pane)))  # fmt: skip

    def _erased(self, erased: Erased) -> None:
        self.said.emit(_("{code} is erased for good.").format(code=erased.code))
        self.erased.emit(erased.client)
        self.controller.print_protocol(erased.client, str(self.controller.desk.office.settings["language"]))

    def actions(self, file: ClientFile) -> list[Action]:
        """What the menu of a file offers of it."""
        offered = []
        if self.controller.may_protect:
            offered.append(Action("dossier", N_("Dossier for the client…"), self.dossier, "file-text",
                                  separator_before=True))  # fmt: skip
        if self.controller.may_erase:
            offered.append(Action("erase", N_("Erase for good…"), self.erase, "trash-2",
                                  separator_before=not offered))  # fmt: skip
        return offered

    def _open(self, dialog: Dialog, said: str = "") -> None:
        if said:
            dialog.accepted.connect(lambda: self.said.emit(said))
        self.shown = dialog
        dialog.open()

    def _done(self, said: str) -> Callable[[Any], object]:
        return lambda _result: self.said.emit(said)
