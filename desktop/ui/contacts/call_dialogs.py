"""Calls of unknown numbers, which somebody gives to a client; and whose telephone each extension is (CM-1)."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.call_imports import UnknownNumber
from desktop.services.clients import PersonRef
from desktop.services.contact_imports import Known
from desktop.services.contacts import AtHand
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.client_line import ClientLine
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import FormField
from desktop.ui.kit.form_dialog import FormDialog
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label
from desktop.ui.kit.tokens import Tone


class UnknownDialog(Dialog):
    """The numbers, the latest first; the one chosen is given to the client below, or struck. Each is undone by its
    toast."""

    def __init__(self, found: Sequence[UnknownNumber], controller: Any, parent: QWidget) -> None:
        super().__init__(_("Unknown numbers"), parent, width=620)
        self.found, self.controller = found, controller
        self.said = label("", wrap=True)
        self.body.addWidget(self.said)
        self.view = TableView(_("Unknown numbers"))
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.view.setMinimumHeight(240)
        self.view.chosen.connect(lambda _keys: self._look())
        self.body.addWidget(self.view, 1)
        self.client = ClientLine(controller.find)
        self.client.picked.connect(lambda client: controller.look(client, self._take, self.refuse))
        self.client.emptied.connect(self._stand)
        self.body.addWidget(self.client)
        self._name = ""
        self.set_main(_("Give to the client"), self._give)
        self.strike = self.add_button(_("Nobody's: strike"), self._strike)
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)
        self._show(found)

    @property
    def number(self) -> UnknownNumber | None:
        keys = self.view.selected_keys
        return next((one for one in self.found if one.phone in keys), None)

    def _show(self, found: Sequence[UnknownNumber]) -> None:
        self.found = found
        self.set_busy(False)
        self.table.start(len(found), Rows(found, _row))
        self.said.setText(_("Calls of these numbers wait until their client is known.") if found
                          else _("No call of an unknown number is left."))  # fmt: skip
        self.view.setVisible(bool(found))
        if found:
            self.view.selectRow(0)
        self._look()

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, Rows(self.found[wanted.offset : wanted.offset + wanted.count], _row))

    def _look(self) -> None:
        number = self.number
        if number is not None and len(number.clients) == 1:
            self._take(number.clients[0])
        elif self.client.client is not None:
            self.client.choose_again()
        self._stand()

    def _stand(self) -> None:
        there = self.number is not None
        self.client.setVisible(there)
        self.strike.setVisible(there)
        assert self.main is not None
        self.main.setEnabled(there and self.client.client is not None)

    def _take(self, found: Known | AtHand) -> None:
        self._name = found.name
        self.client.take(found.id, found.name, found.code, found.risk)
        self._stand()

    def _give(self) -> None:
        number, client = self.number, self.client.client
        if number is not None and client is not None:
            self.clear_refusal()
            self.set_busy(True)
            self.controller.give_calls(number.phone, client, self._name, self._renew, self.refuse)

    def _strike(self) -> None:
        if self.number is not None:
            self.clear_refusal()
            self.controller.strike_calls(self.number.phone, self._renew, self.refuse)

    def _renew(self, _result: object) -> None:
        self.controller.load_unknown(self._show)


class ExtensionsDialog(FormDialog):
    def __init__(self, staff: Sequence[PersonRef], controller: Any, parent: QWidget) -> None:
        fields = [FormField(str(person.id), person.name, limit=20) for person in staff]

        def send(entry: dict[str, str], done: Any, failed: Any) -> None:
            controller.set_extensions(entry, done, failed)

        said = _("By its extension a list of calls tells whose call it was. A call of an extension that nobody has "
                 "counts as of whoever takes the list in.")  # fmt: skip
        super().__init__(_("Extensions"), fields, _("Save"), send, parent, columns=3, said=said)
        held = dict(controller.desk.office.settings["extensions"])
        self.form.set_values({field.name: held.get(field.name, "") for field in fields})

    def entry(self) -> dict[str, str]:
        return {name: text for name, value in self.form.values().items() if (text := str(value or "").strip())}


def _columns() -> list[Column]:
    return [
        Column("phone", _("Phone number"), 160, Fit.WHOLE, sortable=False),
        Column("count", _("How often"), 90, Fit.WHOLE, sortable=False),
        Column("last", _("Last"), 150, Fit.WHOLE, sortable=False),
        Column("whose", _("Whose number"), 180, sortable=False),
    ]


def _row(one: UnknownNumber) -> Row:
    names = "、".join(known.name for known in one.clients)
    whose = Cell(_("perhaps {name}").format(name=names), Tone.GOOD) if names else Cell("")
    return Row(one.phone, (Cell(one.phone, bold=True), str(one.count), moment(one.last), whose))
