"""Closes an account for good: shows what it still holds, and asks that confidential material came back (AC-3)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.services import closing
from desktop.services.closing import Holding, StillHolds
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.filling import empty_out, row_of, two_lines
from desktop.ui.kit.form import Form, FormField
from desktop.ui.kit.text import button, label, note
from desktop.ui.settings.panel import Panel


class ClosingDialog(Dialog):
    def __init__(self, panel: Panel, person: UUID, name: str, request: UUID | None = None) -> None:
        super().__init__(_("Close the account of {name}").format(name=name), panel, width=520)
        self._panel, self._person, self._name, self._request = panel, person, name, request
        said = _("Nobody signs in with it any more. What {name} did stays on record; the account can't be reopened.")
        self._sentence = label(said.format(name=name), wrap=True)
        self.body.addWidget(self._sentence)
        self._held = QVBoxLayout()
        self.body.addLayout(self._held)
        self.returned = YesNo(_("Confidential material was returned or deleted"))
        self.body.addWidget(self.returned)
        self.form = Form(
            [FormField("material", _("Which, and where that is noted"), limit=closing.MATERIAL)], columns=1
        )
        self.form.set_values({"material": ""})
        self.body.addWidget(self.form)
        after = label(_("Then the keys it knew are due to be changed: Today and Keys & recovery say which."), wrap=True)
        self.body.addWidget(after)
        self._words = (self._sentence, after)
        self.returned.edited.connect(self._enable)
        self._free = False
        self.set_main(_("Close the account"), self._close)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._enable()
        panel.desk.ask("settings.holdings", closing.holdings, person, done=self._show, failed=self.refuse, owner=self)

    def _show(self, held: Sequence[Holding]) -> None:
        empty_out(self._held)
        self._free = not any(one.of.blocks for one in held)
        said = _("Everything has been handed over.") if self._free else _("Still to be handed over:")
        self._held.addWidget(note(said))
        for one in held:
            if one.of.blocks:
                self._held.addLayout(self._way(one))
        for said, some in (
            (_("Ends with the account:"), [one for one in held if one.of.ends]),
            (_("Goes on waiting:"), [one for one in held if one.of.waits]),
        ):
            if some:
                self._held.addWidget(note(said))
            for one in some:
                self._held.addLayout(self._way(one))
        self._enable()
        # it was laid out before it knew
        for words in self._words:
            self.keep_whole(words)
        self.adjustSize()

    def _way(self, one: Holding) -> QHBoxLayout:
        """How much of what, and the way to where it is handed over, for who may do that."""
        row = row_of()
        row.addLayout(two_lines(_("{what}: {count}").format(what=_(one.what), count=one.count), _(one.act)), 1)
        if one.of.right is None or self._panel.desk.person.may(one.of.right):
            go = button(_("Go there"), lambda: self._go(one))
            go.setAccessibleName(_("Go there: {what}").format(what=_(one.what)))
            row.addWidget(go)
        return row

    def _go(self, one: Holding) -> None:
        noun, argument = one.of.opens
        whose = {"giver": ("giver", self._person), "holder": ("holder", self._person, self._name)}
        self.reject()
        self._panel.desk.open_requested.emit(noun, whose.get(str(argument), argument))

    def _enable(self, *_edited: Any) -> None:
        if self.main is not None:
            self.main.setEnabled(self._free and bool(self.returned.value()))

    def _close(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        self._panel.do(closing.close, self._person, returned=bool(self.returned.value()),
                       material=str(self.form.values()["material"]), request=self._request, said=_("Closed."),
                       done=lambda _r: self.accept(), failed=self._failed)  # fmt: skip

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if isinstance(error, StillHolds):
            self._show(error.holdings)
        if not self.form.show_refusal(error):
            self.refuse(error)
