"""Dialogs that name somebody who takes something, and the question why that happens late."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.who_pick import WhoPick

REASONS = (N_("Recognised late"), N_("Came earlier than booked"), N_("Changed rooms"))


class WhoDialog(Dialog):
    """Names somebody: a colleague, or with `free` anybody. Enter in the line, or on a name, does it."""

    def __init__(self, heading: str, parent: QWidget | None, *, free: bool = True) -> None:
        super().__init__(heading, parent, width=480)
        self.who = WhoPick(_("Name or initials"), free)

    def end_with(self, act: str) -> None:
        """The buttons, once all else is in its place; the keys are at the name."""
        self.body.addStretch(1)
        self.set_main(act, self.send)
        self.add_button(_("Cancel"), self.reject)
        self.who.line.submitted.connect(self.press_main)
        self.who.list.itemActivated.connect(lambda _item: self.press_main())
        self.finished.connect(self.deleteLater)
        self.who.line.setFocus()

    def send(self) -> None:
        raise NotImplementedError


class LateReason(Form):
    """Why cards or forms go out late: a usual reason, or other words (CO-3, CO-9)."""

    def __init__(self) -> None:
        choices = (("", _("Choose, or say it below")), *((_(reason), _(reason)) for reason in REASONS))
        super().__init__([FormField("usual", _("Why it is late"), Kind.CHOICE, choices=choices),
                          FormField("reason", _("In other words"), limit=200)], 2)  # fmt: skip
        self.set_values({"usual": "", "reason": ""})

    def said(self) -> str:
        """The reason; empty where there is none, which is then marked."""
        values = self.values()
        reason = str(values["reason"]).strip() or str(values["usual"] or "")
        if not reason:
            self.show_error("usual", _("Say why it is late: it stands in the register."))
            self.focus_on("usual")
        return reason
