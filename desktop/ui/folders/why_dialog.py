"""Says of each right over a document whether one has it, and why not (DO-2)."""

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.text import IconLabel, label, note
from desktop.ui.kit.tokens import GAP


class WhyDialog(Dialog):
    """One line for each right."""

    def __init__(self, rights: Mapping[Right, OfficeError | None], parent: QWidget | None = None) -> None:
        super().__init__(_("What may I do with it?"), parent, width=520)
        for right, refusal in rights.items():
            line = QHBoxLayout()
            line.setSpacing(GAP)
            may = refusal is None
            mark = IconLabel("circle-check" if may else "lock", "good" if may else "ink2")
            mark.setAccessibleName(_("Yes") if may else _("No"))
            line.addWidget(mark)
            line.addWidget(label(_(right.label)), 1)
            self.body.addLayout(line)
            if refusal is not None:
                self.body.addWidget(note(str(refusal), wrap=True))
        self.set_main(_("Close"), self.accept)
        self.finished.connect(self.deleteLater)
