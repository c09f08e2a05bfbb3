"""Closes an account for good: shows what it still holds, and asks that confidential material came back (AC-3)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.services import closing
from desktop.services.closing import Holding, StillHolds
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.text import label, note
from desktop.ui.settings.panel import Panel, empty_out


class ClosingDialog(Dialog):
    def __init__(self, panel: Panel, person: UUID, name: str, request: UUID | None = None) -> None:
        super().__init__(_("Close the account of {name}").format(name=name), panel, width=520)
        self._panel, self._person, self._request = panel, person, request
        said = _("Nobody signs in with it any more. What {name} did stays on record; the account can't be reopened.")
        self._sentence = label(said.format(name=name), wrap=True)
        self.body.addWidget(self._sentence)
        self._held = QVBoxLayout()
        self.body.addLayout(self._held)
        self.returned = YesNo(_("Confidential material was returned or deleted"))
        self.body.addWidget(self.returned)
        self.returned.edited.connect(self._enable)
        self._free = False
        self.set_main(_("Close the account"), self._close)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._enable()
        panel.desk.ask("settings.holdings", closing.holdings, person, done=self._show, failed=self.refuse, owner=self)

    def _show(self, held: Sequence[Holding]) -> None:
        empty_out(self._held)
        self._free = not held
        if held:
            self._held.addWidget(note(_("Still to be handed over:")))
        else:
            self._held.addWidget(note(_("Everything has been handed over.")))
        for one in held:
            row = QVBoxLayout()
            row.setSpacing(0)
            row.addWidget(label(_("{what}: {count}").format(what=_(one.what), count=one.count)))
            row.addWidget(note(_(one.act)))
            self._held.addLayout(row)
        self._enable()
        # it was laid out before it knew
        self.keep_whole(self._sentence)
        self.adjustSize()

    def _enable(self, *_edited: Any) -> None:
        if self.main is not None:
            self.main.setEnabled(self._free and bool(self.returned.value()))

    def _close(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        self._panel.do(closing.close, self._person, returned=bool(self.returned.value()), request=self._request,
                       said=_("Closed."), done=lambda _r: self.accept(), failed=self._failed)  # fmt: skip

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if isinstance(error, StillHolds):
            self._show(error.holdings)
        self.refuse(error)
