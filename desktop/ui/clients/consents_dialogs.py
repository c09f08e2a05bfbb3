"""The dialogs of consents, requests, stops, dossier and erasure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import LANGUAGES, N_, _, _n, language
from desktop.rules.consents import PurposeValues
from desktop.rules.contacts import Channel
from desktop.rules.erasing import Basis
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.fields import Block
from desktop.rules.requests import RequestKind
from desktop.services.clients import ClientFile
from desktop.services.consents import ConsentLine
from desktop.services.erasing import Prospect
from desktop.services.protocols import TABLES
from desktop.services.requests import RequestEntry, RequestLine
from desktop.ui.clients.consents import PrivacyController
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.languages import LANGUAGE_NAMES
from desktop.ui.kit.text import label, note
from desktop.ui.kit.times import today
from desktop.ui.kit.values import label_of

_LEVELS = {Block.PROPERTY: N_("Property and income (level 2)"), Block.ACCOUNTS: N_("Accounts and cards (level 3)")}


class EndConsentDialog(FormDialog):
    """The client withdraws a consent: the values of its purpose are withheld at once, but for what must be kept."""

    def __init__(self, held: ConsentLine, purpose: PurposeValues | None, file: ClientFile, send: Send,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        names = [name for name in (purpose.fields if purpose is not None else ()) if name in file.catalogue]
        self._names = names
        fields = [FormField("on", _("Withdrawn on"), Kind.DATE, required=True, span=2)]
        fields += [FormField(f"kept_{name}", _("Keep: {field}").format(field=label_of(file.catalogue[name])),
                             Kind.YES_NO) for name in names]  # fmt: skip
        if names:
            fields.append(FormField("why", _("Which law or contract needs it"), span=2, limit=300, starts_row=True))
        said = _("Its values are withheld from everybody at once, also in history and prints. No reason is asked for.")
        super().__init__(held.name, fields, _("Note the withdrawal"), send, parent,
                         said=said if names else "")  # fmt: skip
        start: dict[str, object] = {"on": today().isoformat(), **dict.fromkeys((f"kept_{n}" for n in names), False)}
        self.form.set_values(start | ({"why": ""} if names else {}))
        self.form.edited.connect(lambda _name: self._fit())
        self._fit()

    def _kept(self, values: Mapping[str, object]) -> list[str]:
        return [name for name in self._names if values[f"kept_{name}"]]

    def _fit(self) -> None:
        if self._names:
            self.form.show_field("why", bool(self._kept(self.form.values())))

    def entry(self) -> tuple[date, list[str], str]:
        values = self.form.values()
        on = day_of(values, "on", needed=True)
        assert on is not None
        return on, self._kept(values), str(values.get("why") or "")


class RequestDialog(FormDialog):
    """What the client asks for, when it arrived and how."""

    def __init__(self, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("kind", _("Request"), Kind.CHOICE, choices=words_of(RequestKind)),
            FormField("how", _("Channel"), Kind.CHOICE, choices=words_of(Channel)),
            FormField("on", _("Received on"), Kind.DATE, required=True),
            FormField("details", _("What was asked"), Kind.LONG, span=2, limit=1000),
        ]
        super().__init__(_("Request of the client"), fields, _("Enter"), send, parent)
        self.form.set_values({"kind": RequestKind.ACCESS.value, "how": Channel.PHONE.value,
                              "on": today().isoformat(), "details": ""})  # fmt: skip
        self.form.focus_on("kind")

    def entry(self) -> RequestEntry:
        values = self.form.values()
        on = day_of(values, "on", needed=True)
        assert on is not None
        return RequestEntry(RequestKind.of(values["kind"]), on, Channel.of(values["how"]), str(values["details"]))


class AnswerDialog(FormDialog):
    """What was answered, or why it was refused."""

    def __init__(self, held: RequestLine, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("state", _("Outcome"), Kind.CHOICE, choices=[(False, _("Answered")), (True, _("Refused"))]),
            FormField("outcome", _("What was answered, or why not"), Kind.LONG, required=True, span=2, limit=500),
        ]
        super().__init__(_(held.kind.label), fields, _("Close the request"), send, parent, said=held.details)
        self.form.set_values({"state": False, "outcome": ""})
        self.form.focus_on("outcome")

    def entry(self) -> tuple[str, bool]:
        values = self.form.values()
        return str(values["outcome"]), bool(values["state"])


class HoldDialog(FormDialog):
    """Why a file must be kept, and until when at least."""

    def __init__(self, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("reason", _("Reason"), required=True, span=2, limit=500),
            FormField("until", _("At least until"), Kind.DATE),
        ]
        said = _("While this stands the file can't be erased.")
        super().__init__(_("Must be kept"), fields, _("Keep it"), send, parent, said=said)
        self.form.set_values({"reason": "", "until": ""})
        self.form.focus_on("reason")

    def entry(self) -> tuple[str, date | None]:
        values = self.form.values()
        return str(values["reason"]), day_of(values, "until")


class DossierDialog(ErrandDialog):
    """All that is held about the client, as a sheet; sealed values only where they are asked for."""

    def __init__(self, controller: PrivacyController, blocks: Sequence[Block], made: Any,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Dossier"), parent, width=560)
        self._controller, self._blocks, self._made = controller, blocks, made
        self.body.addWidget(label(_("All that you may see of this client, with sources and recipients, for the client. "
                                    "It counts as an export."), wrap=True))  # fmt: skip
        fields = [FormField("language", _("Language"), Kind.CHOICE,
                            choices=[(one, LANGUAGE_NAMES[one]) for one in LANGUAGES])]  # fmt: skip
        fields.append(FormField("data", _("Save it as JSON too"), Kind.YES_NO))
        fields += [FormField(block.value, _(_LEVELS[block]), Kind.YES_NO, span=2) for block in blocks]
        if Block.ACCOUNTS in blocks:
            fields.append(FormField("reason", _("Reason: it is recorded"), required=True, limit=200, span=2))
        self.form = Form(fields)
        self.form.set_values({"language": language(), "data": False, **dict.fromkeys((b.value for b in blocks), False),
                              **({"reason": ""} if Block.ACCOUNTS in blocks else {})})  # fmt: skip
        self.body.addWidget(self.form)
        self.body.addWidget(self.progress)
        self.body.addStretch(1)
        self.approvals = Approvals(controller.desk, self)
        self.approvals.refused.connect(self._refused)
        self.approvals.said.connect(lambda _text: self.accept())
        self.set_main(_("Prepare"), self.prepare)
        self.add_button(_("Cancel"), self.reject)
        self.form.edited.connect(lambda _name: self._fit())
        self.finished.connect(self.deleteLater)
        self._fit()

    def _fit(self) -> None:
        if Block.ACCOUNTS in self._blocks:
            self.form.show_field("reason", bool(self.form.values()[Block.ACCOUNTS.value]))

    def prepare(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values = self.form.values()
        levels = [block for block in self._blocks if values[block.value]]
        self.set_busy(True)
        self.follow(self._controller.make_dossier(levels, str(values.get("reason") or ""), str(values["language"]),
                                                  self._done, self._failed))  # fmt: skip

    def _done(self, made: Any) -> None:
        as_data = bool(self.form.values()["data"])
        self.accept()
        self._made(made, as_data)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        self.approvals.settle(error, self.prepare)

    def _refused(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)


class EraseDialog(ErrandDialog):
    """What an erasure reaches, what stands in its way, and why it is done; then a second person is asked."""

    def __init__(self, controller: PrivacyController, found: Prospect, done: Any, said: Any,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Erase for good"), parent, width=560)
        self._controller, self._done_with = controller, done
        counted = sum(count for table, count in found.counts.items() if table != "journal")
        words = _n("{name} and {n} entry that hangs on it are destroyed, in history and search too. Nothing brings "
                   "them back, not even a backup.",
                   "{name} and {n} entries that hang on it are destroyed, in history and search too. Nothing brings "
                   "them back, not even a backup.", counted)  # fmt: skip
        self.body.addWidget(label(words.format(name=found.name, n=counted), wrap=True))
        told = [f"{_(TABLES[table])} {count}" for table, count in found.counts.items() if table in TABLES]
        self.body.addWidget(note(" · ".join(told), wrap=True))
        for one in found.hindrances:
            self.body.addWidget(label(str(one), role="strong", wrap=True))
        self.form = Form([
            FormField("basis", _("Ground in law"), Kind.CHOICE, span=2, choices=words_of(Basis)),
            FormField("reason", _("Reason"), required=True, span=2, limit=500,
                      hint=_("It stays in the register: without the client's name.")),
        ])  # fmt: skip
        self.form.set_values({"basis": Basis.PURPOSE.value, "reason": ""})
        self.body.addWidget(self.form)
        self.body.addWidget(self.progress)
        self.body.addStretch(1)
        self.approvals = Approvals(controller.desk, self)
        self.approvals.refused.connect(self._refused)
        self.approvals.said.connect(lambda text: (said(text), self.accept()))
        self.add_button(_("Cancel") if not found.hindrances else _("Close"), self.reject)
        if found.hindrances:
            self.form.hide()
        else:
            self.set_main(_("Erase"), self.erase)
        self.finished.connect(self.deleteLater)
        self.form.focus_on("reason")

    def erase(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values = self.form.values()
        if not str(values["reason"]).strip():
            self._refused(BadEntry(N_("Say why this file is erased: the register of erasures keeps the reason."),
                                   "reason"))  # fmt: skip
            return
        self.set_busy(True)
        self.follow(self._controller.erase(Basis.of(values["basis"]), str(values["reason"]), self._done, self._failed))

    def _done(self, erased: Any) -> None:
        self.accept()
        self._done_with(erased)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        self.approvals.settle(error, self.erase)

    def _refused(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)
