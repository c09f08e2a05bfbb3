"""Something is wrong with my account: say what, and it is locked."""

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.services import accounts, alarms
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import label


class AnomalyDialog(Dialog):
    """After it the session ends by itself: whose account is suspended reads nothing any more."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("Report an account anomaly"), parent, width=480)
        self._desk = desk
        said = _("Your account is locked at once, here and everywhere. Whoever runs people is told, looks into it with "
                 "you, and gives you a new password.")  # fmt: skip
        self.body.addWidget(label(said, wrap=True))
        self.form = Form([FormField("note", _("What you noticed"), Kind.LONG, required=True, limit=alarms.LIMIT)], 1)
        self.form.set_values({"note": ""})
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.set_main(_("Report and lock my account"), self._report, "lock")
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def _report(self) -> None:
        self.set_busy(True)
        self._desk.do(accounts.report_anomaly, str(self.form.values()["note"]), done=self._reported,
                      failed=self._refused, owner=self)  # fmt: skip

    def _reported(self, _result: Any) -> None:
        self.accept()

    def _refused(self, error: OfficeError) -> None:
        if self.form.show_refusal(error):
            self.set_busy(False)
        else:
            self.refuse(error)
