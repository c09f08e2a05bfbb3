"""How marked notes look in a file: a lock in the place of their words, their dialog, and the choice of a mark."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.secrecy import Secrecy
from desktop.services import marks
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import LockedEntry
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.text import label, note
from desktop.ui.kit.values import lock_words

_LABELS = {
    "subject": N_("What about"), "content": N_("Content"), "result": N_("Result"), "next_step": N_("Next step"),
    "persons": N_("On the client's side"),
    "competitor": N_("Competitor"), "offer": N_("Offer"), "rate": N_("Rate"), "source": N_("Known from"),
    "title": N_("What happened"), "reason": N_("Why it is confidential"),
}  # fmt: skip


def mark_words(mark: str) -> str:
    return _(Secrecy.of(mark).label) if mark else ""


def locked_note(line: Any, requested: Callable[[Any], object]) -> LockedEntry:
    """`密级：机密 · 二级`, with what opens it or says why not; the same whatever the note says."""
    made = LockedEntry(f"{mark_words(line.mark)} · {lock_words(line.locked)}")
    made.setMinimumHeight(32)
    if line.locked.may_open:
        made.why.setText(_("Open"))
    made.why.setAccessibleName(f"{made.why.text()}: {made.accessibleName()}")
    made.why_requested.connect(lambda: requested(line))
    return made


def mark_field(desk: Desk, held: str = "", span: int = 1) -> FormField:
    """The marks that this person may give; one that is there already stays among them."""
    given = marks.offered(desk.person, desk.office.settings)
    kept = [mark for mark in Secrecy if mark in given or mark.value == held]
    choices = [("", _("none")), *((mark.value, _(mark.label)) for mark in kept)]
    return FormField("mark", _("Secrecy mark"), Kind.CHOICE, span=span, choices=choices)


class WordsDialog(Dialog):
    """What a marked note says; that it was read is recorded by then."""

    def __init__(self, mark: str, words: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(mark_words(mark), parent, width=520)
        for name, text in words.items():
            if text:
                self.body.addWidget(note(_(_LABELS[name])))
                self.body.addWidget(label(text, wrap=True, select=True))
        self.body.addStretch(1)
        self.set_main(_("Close"), self.accept)
        self.finished.connect(self.deleteLater)
