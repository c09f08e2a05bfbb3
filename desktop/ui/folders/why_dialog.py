"""Says of each right over a document whether one has it, and why not; a locked one can be asked for (DO-2, AC-10)."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.rules.fields import Locked
from desktop.rules.rights import Right
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.text import IconLabel, label, note
from desktop.ui.kit.tokens import GAP
from desktop.ui.kit.values import opened_words


class WhyDialog(Dialog):
    """One line for each right. `ask` is what asks for a document that is locked."""

    def __init__(self, rights: Mapping[Right, OfficeError | None], parent: QWidget | None = None,
                 locked: Locked | None = None, ask: Callable[[], object] | None = None) -> None:  # fmt: skip
        super().__init__(_("What may I do with it?"), parent, width=520)
        if locked is not None and locked.until is not None:
            self.body.addWidget(label(opened_words(locked), wrap=True))
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
        if ask is None:
            self.set_main(_("Close"), self.accept)
        else:
            self.body.addWidget(note(asking_words(), wrap=True))
            self.set_main(_("Ask for it…"), lambda: (self.accept(), ask()))
            self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)


def asking_words() -> str:
    """What asking for a locked document leads to."""
    return _("You can ask to look at it, with a reason and for some days. Who may open it decides and reads its title; "
             "each time you open it is recorded, and saving, printing or sending it is not part of that.")  # fmt: skip
