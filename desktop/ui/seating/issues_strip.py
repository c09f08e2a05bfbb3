"""Everything amiss in a plan, in one line below it: how much of what, and one after the other to go to."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.i18n import _, _n
from desktop.rules.seating.checking import Grade, Issue
from desktop.ui.kit.text import Elided, IconLabel, button, note
from desktop.ui.kit.tokens import GAP, Tone
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.words import GRADE_LOOKS


class IssuesStrip(QFrame):
    shown = Signal(object)
    """An Issue, to be gone to."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self._editor = editor
        self._at, self._told = -1, ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self._icon = IconLabel("circle-check", Tone.GOOD.value)
        row.addWidget(self._icon)
        self.counts = note()
        row.addWidget(self.counts)
        self.said = Elided("")
        row.addWidget(self.said, 1)
        self.back = button(_("Previous"), lambda: self.step(-1), icon_name="chevron-left", quiet=True)
        self.on = button(_("Next issue"), lambda: self.step(1), icon_name="chevron-right", quiet=True)
        row.addWidget(self.back)
        row.addWidget(self.on)
        editor.issues_changed.connect(self.fill)
        editor.plan_changed.connect(self.fill)
        self.fill()

    @property
    def current(self) -> Issue | None:
        issues = self._editor.issues
        return issues[self._at] if 0 <= self._at < len(issues) else None

    def fill(self) -> None:
        issues = self._editor.issues
        self._at = min(self._at, len(issues) - 1)
        conflicts = sum(issue.grade is Grade.CONFLICT for issue in issues)
        left = len(self._editor.plan.unseated)
        others = len(issues) - conflicts - left
        parts = [_n("{n} conflict", "{n} conflicts", conflicts).format(n=conflicts) if conflicts else "",
                 _n("{n} to look at", "{n} to look at", others).format(n=others) if others > 0 else "",
                 _n("{n} without a seat", "{n} without a seat", left).format(n=left) if left else ""]  # fmt: skip
        words = " · ".join(part for part in parts if part)
        laid = bool(self._editor.plan.tables)
        self.counts.setText(words or (_("Nothing is amiss.") if laid else ""))
        grade = Grade.CONFLICT if conflicts else Grade.USABLE if issues else Grade.FITS
        self._icon.show_icon(*_plain(grade))
        self._icon.setVisible(laid)
        for piece in (self.back, self.on):
            piece.setVisible(bool(issues))
        self._say()

    def tell(self, words: str) -> None:
        """What was done last, until an issue is gone to."""
        self._at, self._told = -1, words
        self._say()

    def step(self, steps: int) -> None:
        count = len(self._editor.issues)
        if count:
            self._at = (self._at + steps) % count if self._at >= 0 else 0 if steps > 0 else count - 1
            self._say()
            self.shown.emit(self.current)

    def _say(self) -> None:
        issue = self.current
        if issue is None:
            self.said.say(self._told)
        else:
            place = _("{n} of {all}").format(n=self._at + 1, all=len(self._editor.issues))
            self.said.say(f"{place} · {issue.sentence}")


def _plain(grade: Grade) -> tuple[str, str]:
    icon, tone = GRADE_LOOKS[grade]
    return icon, tone.value
