"""Accounts that their owners have locked, for whoever runs people: what was noticed, and what is to be done (AC-2)."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from desktop.i18n import _
from desktop.services import accounts, alarms
from desktop.services.alarms import AlarmLine
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.filling import empty_out, keeping_focus, row_of, two_lines
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.text import button
from desktop.ui.settings.panel import Panel


class AnomalyRows:
    """The card is there while nobody has said what came of a report. `open_person` is given whose account it is."""

    def __init__(self, panel: Panel, open_person: Callable[[object], object]) -> None:
        self.panel, self._open_person = panel, open_person
        said = _("Look into it with the person, set a new password (Edit… › Reset password…), then reopen the account. "
                 "It stays locked until then.")  # fmt: skip
        inside = panel.card(_("Locked by their owners"), said)
        self._card = inside.parentWidget()
        self._rows = QVBoxLayout()
        inside.addLayout(self._rows)
        self._card.hide()
        self.dialog: ActDialog | None = None

    def load(self) -> None:
        self.panel.desk.ask("settings.anomalies", alarms.anomalies, done=lambda found: _show(self.panel, self, found))

    def show(self, found: Sequence[AlarmLine]) -> None:
        empty_out(self._rows)
        for line in found:
            row = row_of()
            row.addLayout(two_lines(line.about, " · ".join((moment(line.at), line.workstation, line.note))), 1)
            for text, act in (
                (_("Edit…"), lambda line=line: self._open_person(line.about_id)),
                (_("Reopen"), lambda line=line: self._reopen(line)),
                (_("Say what came of it…"), lambda line=line: self.handle(line)),
            ):
                made = button(text, act)
                made.setAccessibleName(_("{act}: {name}").format(act=text.rstrip("…"), name=line.about))
                row.addWidget(made)
            self._rows.addLayout(row)
        self._card.setVisible(bool(found))

    def _reopen(self, line: AlarmLine) -> None:
        self.panel.do(accounts.reopen, line.about_id, said=_("Reopened"))

    def handle(self, line: AlarmLine) -> None:
        field = FormField("handling", _("What came of it"), Kind.LONG, required=True, limit=alarms.LIMIT)
        said = _("Recorded with your name; the alarm is then at rest.")
        self.dialog = ActDialog(line.about, said, [field], _("Record it"), self._deed(line), self.panel)
        self.dialog.open()

    def _deed(self, line: AlarmLine) -> Any:
        return lambda values, done, failed: self.panel.do(alarms.handle, line.id, values["handling"], done=done,
                                                          failed=failed)  # fmt: skip


@keeping_focus
def _show(_panel: Panel, rows: AnomalyRows, found: Sequence[AlarmLine]) -> None:
    rows.show(found)
