"""Says what comes back when a merge is taken apart, and asks to whom each value belongs that was changed since."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.fields import Locked
from desktop.rules.merging import Whose
from desktop.services.unmerging import Clash, UnmergePlan
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import label, note
from desktop.ui.kit.values import EMPTY, lock_words

Send = Callable[[Mapping[str, Whose]], object]


class UnmergeDialog(Dialog):
    """`choices` holds the entry of each clash; what is not touched stays with the file that was kept."""

    def __init__(self, plan: UnmergePlan, send: Send, parent: QWidget | None = None) -> None:
        super().__init__(_("Take {code} out again").format(code=plan.other_code), parent, width=592)
        self._send = send
        self.choices: dict[str, Choice] = {}
        words = _("{other} {name} becomes a file of its own again. In {kept} what the merge changed is put back.")
        said = words.format(kept=plan.kept_code, other=plan.other_code, name=plan.other_name)
        self.body.addWidget(label(said, wrap=True))
        if plan.moved_back:
            words = _n("{n} entry goes back with it.", "{n} entries go back with it.", plan.moved_back)
            self.body.addWidget(label(words.format(n=plan.moved_back), wrap=True))
        if plan.clashes:
            self._add_clashes(plan)
        self.set_main(_("Take apart"), self._decide, "undo-2")
        self.add_button(_("Cancel"), self.reject)

    def _add_clashes(self, plan: UnmergePlan) -> None:
        words = _("These values were changed after the merge. Say for each to which file it belongs: {kept} was kept, "
                  "{other} comes back.")  # fmt: skip
        self.body.addSpacing(4)
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

    def _add(self, grid: QGridLayout, row: int, clash: Clash) -> None:
        named = _(clash.label)
        grid.addWidget(label(named), row, 0)
        grid.addWidget(label(_text(clash.now), wrap=True), row, 1)
        choice = Choice([(whose, _(whose.label)) for whose in clash.options])
        choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
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
