"""Asks, before a merge is taken apart, to which file each value belongs that was changed since."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import _
from desktop.rules.fields import Locked
from desktop.rules.merging import Whose
from desktop.services.unmerging import Clash, UnmergePlan
from desktop.ui.clients.values import EMPTY, lock_words
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import label, note

Send = Callable[[Mapping[str, Whose]], object]


class UnmergeDialog(Dialog):
    """`choices` holds the entry of each clash; what is not touched stays with the file that was kept."""

    def __init__(self, plan: UnmergePlan, send: Send, parent: QWidget | None = None) -> None:
        super().__init__(_("Take {code} out again").format(code=plan.other_code), parent, width=592)
        self._send = send
        self.choices: dict[str, Choice] = {}
        words = _("These values were changed after the merge. Say for each to which file it belongs: {kept} was kept, "
                  "{other} comes back.")  # fmt: skip
        self.body.addWidget(label(words.format(kept=plan.kept_code, other=plan.other_code), wrap=True))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(1, 1)
        for row, clash in enumerate(plan.clashes):
            self._add(grid, 2 * row, clash)
        grid.setRowStretch(2 * len(plan.clashes), 1)
        area = scrolling(inner)
        area.setMinimumHeight(min(inner.sizeHint().height() + 8, 400))
        self.body.addWidget(area)
        self.set_main(_("Take apart"), self._decide)
        self.add_button(_("Cancel"), self.reject)

    def _add(self, grid: QGridLayout, row: int, clash: Clash) -> None:
        named = _(clash.label)
        grid.addWidget(label(named), row, 0)
        grid.addWidget(label(_text(clash.now), wrap=True), row, 1)
        choice = Choice([(whose, _(whose.label)) for whose in clash.options])
        choice.setMinimumContentsLength(max(len(_(whose.label)) for whose in clash.options))
        choice.set_value(Whose.KEPT)
        choice.setAccessibleName(f"{named}: {_text(clash.now)}")
        self.choices[clash.name] = choice
        grid.addWidget(choice, row, 2)
        grid.addWidget(note(_("Before the merge: {value}").format(value=_text(clash.before)), wrap=True), row + 1, 1)

    def _decide(self) -> None:
        self._send({name: Whose.of(choice.value()) for name, choice in self.choices.items()})
        self.accept()


def _text(value: object) -> str:
    if isinstance(value, Locked):
        return lock_words(value)
    return EMPTY if value is None or value == "" else str(value)
