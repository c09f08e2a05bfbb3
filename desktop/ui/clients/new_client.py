"""A new client: a name is enough; who is similar is pointed out while typing."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules import entries
from desktop.rules.clients import of_kind
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.fields import Field
from desktop.rules.words import ClientForm, ClientKind
from desktop.services import clients, duplicates, readings
from desktop.services.duplicates import Similar
from desktop.ui.kit.background import beforehand
from desktop.ui.kit.cards import empty
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form
from desktop.ui.kit.risk import risk_tag
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import form_field

ASKED = ("name", "salutation", "unit", "position", "short_name", "phone", "kind")
COMPARED = ("name", "phone", "unit")
MOST_SIMILAR = 3


class NewClientController(QObject):
    similar_found = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def open(self, form: ClientForm, kind: ClientKind, values: dict[str, object], done: Callable[[UUID], object],
             failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
        self.desk.do(clients.open_client, form, values, kind=kind, done=done, failed=failed, owner=self)

    def look_for(self, form: ClientForm, values: dict[str, object]) -> None:
        """Files that may be the same client."""
        self.desk.ask("new.similar", duplicates.similar, {**values, "form": form}, None, MOST_SIMILAR,
                      done=self.similar_found.emit, owner=self)  # fmt: skip


class NewClientDialog(Dialog):
    created = Signal(object)
    """The id of the new file."""
    opened = Signal(object)
    """The id of a similar client, chosen instead."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("New client"), parent)
        self.setMinimumWidth(680)
        beforehand(readings.prepare)
        self._controller = NewClientController(desk, self)
        self._controller.similar_found.connect(self._show_similar)
        self.choice = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(16)
        for number, form in enumerate(ClientForm):
            radio = QRadioButton(_(form.label))
            radio.setChecked(not number)
            self.choice.addButton(radio, number)
            row.addWidget(radio)
        row.addStretch(1)
        self.choice.idClicked.connect(lambda _number: self._show_form())
        self.body.addLayout(row)
        self._place = QVBoxLayout()
        self.body.addLayout(self._place)
        self._similar = QVBoxLayout()
        self._similar.setSpacing(2)
        self.similar_shown = 0
        self.body.addLayout(self._similar)
        self.body.addWidget(
            note(_("A name is enough. Without the other ※ fields the file is kept as a draft."), wrap=True)
        )
        self.form: Form
        self._fields: Sequence[Field] = ()
        self._show_form()
        self.set_main(_("Open file"), lambda: self._save(again=False))
        self.add_button(_("Open file & new"), lambda: self._save(again=True))
        self.add_button(_("Cancel"), self.reject)

    @property
    def client_form(self) -> ClientForm:
        return tuple(ClientForm)[self.choice.checkedId()]

    def values(self) -> dict[str, object]:
        return self.form.values()

    def draft(self) -> dict[str, object] | None:
        values = {name: value for name, value in self.values().items() if value and name != "kind"}
        return {"form": self.client_form.value, **values} if values else None

    def restore(self, draft: dict[str, object]) -> None:
        self.choice.button(list(ClientForm).index(ClientForm.of(draft["form"]))).setChecked(True)
        self._show_form()
        self.form.put(draft)

    def _show_form(self) -> None:
        held = self.form.values() if self._fields else {"kind": ClientKind.CUSTOMER.value}
        form = self.client_form
        catalogue = of_kind(self._controller.desk.office.kind)
        self._fields = [catalogue[name] for name in ASKED if form in catalogue[name].forms]
        empty(self._place)
        self.form = Form([form_field(field) for field in self._fields], 2)
        self.form.put(held)
        self.form.edited.connect(self._look)
        self._place.addWidget(self.form)
        self.form.focus_on("name")

    def _look(self, field: str) -> None:
        if field in COMPARED:
            self._controller.look_for(self.client_form, self.form.values())

    def _show_similar(self, hits: Sequence[Similar]) -> None:
        empty(self._similar)
        self.similar_shown = len(hits)
        if hits:
            self._similar.addWidget(note(_("Already in the office:"), tone=Tone.WARN))
        for hit in hits:
            why = _(", ").join(_(reason.label) for reason in hit.reasons)
            words = " · ".join((hit.name, hit.code))
            row = QHBoxLayout()
            row.addWidget(button(words, lambda chosen=hit.id: self._open_similar(chosen), link=True, icon_name="user"))
            if (tag := risk_tag(hit.risk)) is not None:
                row.addWidget(tag)
            row.addStretch(1)
            self._similar.addLayout(row)
            self._similar.addWidget(note(" · ".join(part for part in (hit.detail, why) if part), wrap=True))

    def _open_similar(self, client: UUID) -> None:
        self.reject()
        self.opened.emit(client)

    def _save(self, *, again: bool) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values = self.form.values()
        wrong = []
        for field in self._fields:
            try:
                entries.checked(field, values[field.name])
            except BadEntry as refusal:
                self.form.show_error(field.name, str(refusal))
                wrong.append(field.name)
        if wrong:
            self.form.focus_on(wrong[0])
            return
        self.set_busy(True)
        kind = ClientKind.of(values.pop("kind"))
        given = {name: value for name, value in values.items() if value or name == "name"}
        self._controller.open(self.client_form, kind, given, lambda made: self._saved(made, again), self._failed)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)

    def _saved(self, client: UUID, again: bool) -> None:
        self.set_busy(False)
        if again:
            self.form.put(dict.fromkeys(self.form.entries, "") | {"kind": self.form.values()["kind"]})
            self._show_similar(())
            self.form.focus_on("name")
        else:
            self.accept()
        self.created.emit(client if not again else None)
