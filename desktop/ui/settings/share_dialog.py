"""Tries an office's network share out together with a second workstation, and says what was found."""

from pathlib import Path
from typing import Any

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import label
from desktop.ui.settings.panel import Panel
from desktop.workstation.share_check import SLOW


class ShareDialog(ErrandDialog):
    def __init__(self, panel: Panel, share: Path) -> None:
        super().__init__(_("Check the shared folder"), panel, width=520)
        self._panel, self._share = panel, share
        said = _("Open this dialog on a second computer too, and press “Check” on both within a minute. Each writes, "
                 "waits and reads for a few seconds, in a folder of its own beside the office.")  # fmt: skip
        self.body.addWidget(label(said, wrap=True))
        self.body.addWidget(self.progress)
        self.set_main(_("Check"), self._check)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def _check(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        house, office = self._panel.host.house, self._panel.desk.office
        self.follow(self._panel.desk.errand(_("Checking the shared folder"), _carry_out, house, office, self._share,
                                            done=self._done, failed=self.refuse, owner=self))  # fmt: skip

    def _done(self, verdict: Any) -> None:
        self._panel.load()
        if verdict.faults:
            self.refuse(" ".join(_(fault) for fault in verdict.faults))
            return
        self.accept()
        self._panel.said.emit(share_words({"partner": verdict.partner, "commit_ms": verdict.commit_ms, "faults": ()}))

    def refuse(self, error: OfficeError | str) -> None:
        super().refuse(error)
        self.adjustSize()


def _carry_out(_work: Any, house: Any, office: Any, share: Path, *, progress: Any) -> Any:
    return house.check_share(office, share, progress=progress)


def share_words(kept: Any) -> str:
    """What a check found, in one sentence or a few."""
    if kept is None:
        return _("Not checked yet. Whoever works on an unchecked share risks the office.")
    if kept["faults"]:
        return listed(_(fault) for fault in kept["faults"]) + " " + _("Move the office to PostgreSQL.")
    said = _("Sound, checked with {partner}; a write takes {ms} ms.").format(
        partner=kept["partner"], ms=round(kept["commit_ms"])
    )
    if kept["commit_ms"] > SLOW:
        said += " " + _("That is slow: move the office to PostgreSQL.")
    return said
