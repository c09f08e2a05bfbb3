"""Enters what a meal came to: total, food part, signed on account; says whose spend and visit it becomes (CL-10)."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.amounts import amount_fen, shown_amount
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.bills import Billed
from desktop.services.booking_lists import BookLine
from desktop.ui.bookings.controller import BookingsController
from desktop.ui.bookings.words import called, people, places, whole_name
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.phrases import day
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone


class BillDialog(Dialog):
    """Entered again, it corrects."""

    entered = Signal(object, object)
    """The booking's id."""

    def __init__(self, controller: BookingsController, line: BookLine, parent: QWidget | None = None) -> None:
        super().__init__(_("Bill: {who}").format(who=called(line.host)), parent, width=480)
        self._controller, self._line = controller, line
        said = (day(line.on), line.meal_name, places(line), people(line.people))
        self.body.addWidget(note(" · ".join(part for part in said if part), wrap=True))
        self.form = Form([
            FormField("total", _("Total"), Kind.NUMBER, required=True, unit="¥"),
            FormField("food", _("Food, without drinks"), Kind.NUMBER, unit="¥"),
            FormField("signed", _("Signed on account"), Kind.YES_NO, span=2),
        ], 2)  # fmt: skip
        self.form.set_values({"total": _typed(line.total), "food": _typed(line.food), "signed": bool(line.signed)})
        self.body.addWidget(self.form)
        who = line.payer or line.host
        if who is None:
            whose = label(_("Nobody is known who could get spend and visit: say first who hosted."), wrap=True,
                          tone=Tone.WARN)  # fmt: skip
        elif line.payer is not None:
            whose = label(_("Spend and visit go to {name}, who pays.").format(name=whole_name(who)), wrap=True)
        else:
            whose = label(_("Spend and visit go to {name}, the host.").format(name=whole_name(who)), wrap=True)
        self.whose = whose
        self.body.addWidget(whose)
        self.body.addStretch(1)
        self.set_main(_("Enter bill") if line.total is None else _("Correct bill"), self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.focus_on("total")

    def save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values = self.form.values()
        total, food = str(values["total"]).strip(), str(values["food"]).strip()
        try:
            if not total:
                raise BadEntry(N_("Enter what the bill comes to."), "total")
            fen, part = amount_fen(total, "total"), amount_fen(food, "food") if food else None
        except BadEntry as refusal:
            self._failed(refusal)
            return
        self.set_busy(True)
        key: UUID = self._line.id
        self._controller.enter_bill(
            key, fen, part, bool(values["signed"]), lambda billed: self._saved(key, billed), self._failed, self
        )

    def _saved(self, key: UUID, billed: Billed) -> None:
        self.accept()
        self.entered.emit(key, billed)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)


def _typed(fen: int | None) -> str:
    return "" if fen is None else shown_amount(fen)
