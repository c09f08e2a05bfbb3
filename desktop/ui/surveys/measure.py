"""A measure after a survey over whatever page is open: whoever was named for it need not see surveys (SV-5)."""

from typing import Any
from uuid import UUID

from desktop.i18n import _
from desktop.services import survey_measures
from desktop.services.survey_measures import MeasureLine
from desktop.ui.kit.over import OverDialog
from desktop.ui.surveys.dialogs import DoneDialog


class MeasureOver(OverDialog):
    """Handed a measure's id: what was done, or what somebody else sees of it."""

    NAME = "survey_measure"

    def prepare(self, argument: object) -> None:
        if isinstance(argument, UUID):
            self.desk.ask("survey_measure", survey_measures.measure, argument, done=self._show,
                          failed=self.window.page.refuse, owner=self)  # fmt: skip

    def _show(self, line: MeasureLine) -> None:
        if self.dialog is None and (line.mine or line.checks):
            dialog = DoneDialog(line, self._send, self.window)
            self.show_dialog(dialog)
            dialog.open()

    def draft(self) -> object | None:
        return None

    def _send(self, entry: dict[str, Any], done: Any, failed: Any) -> None:
        line = self.dialog.line

        def noted(result: object) -> None:
            done(result)
            self.window.toast(_("Noted"), None)

        if line.checks:
            self.desk.do(survey_measures.check_measure, line.id, good=bool(entry["good"]),
                         note=str(entry["note"] or ""), done=noted, failed=failed, owner=self)  # fmt: skip
        else:
            self.desk.do(survey_measures.finish_measure, line.id, str(entry["result"] or ""), done=noted,
                         failed=failed, owner=self)  # fmt: skip
