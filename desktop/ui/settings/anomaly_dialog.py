"""What anybody may report: something wrong with the own account, which locks it, and a leak or its suspicion."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services import accounts, alarms, incidents
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.form import FormField, Kind


def anomaly_dialog(desk: Desk, parent: QWidget) -> ActDialog:
    """After it the session ends by itself: whose account is suspended reads nothing any more."""
    said = _("Your account is locked at once, here and everywhere. Whoever runs people is told, looks into it with "
             "you, and gives you a new password.")  # fmt: skip
    field = FormField("note", _("What you noticed"), Kind.LONG, required=True, limit=alarms.LIMIT)
    return ActDialog(_("Report an account anomaly"), said, [field], _("Report and lock my account"),
                     lambda values, done, failed: desk.do(accounts.report_anomaly, values["note"], done=done,
                                                          failed=failed, owner=parent), parent)  # fmt: skip


def incident_dialog(desk: Desk, parent: QWidget) -> ActDialog:
    said = _("A leak, a loss, or only its suspicion. Whoever sees the audit is told at once and goes on from there.")
    fields = [FormField("title", _("In a few words"), required=True, limit=incidents.TITLE_LIMIT),
              FormField("said", _("What happened, and what is known"), Kind.LONG, required=True)]  # fmt: skip
    return ActDialog(_("Report an incident"), said, fields, _("Report it"),
                     lambda values, done, failed: desk.do(incidents.report, values["title"], values["said"], done=done,
                                                          failed=failed, owner=parent), parent)  # fmt: skip
