"""The numbers in force above a proposal, and sliders to try others: the lists follow at once."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.classes import Preset, Reading, Rules
from desktop.services.classes import Proposal
from desktop.ui.classes.rows import class_words
from desktop.ui.kit.entries import Choice, Spin
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import Tone

_SLIDERS: Mapping[Preset, tuple[tuple[str, str, int, int], ...]] = {
    Preset.RESTAURANT: (("a_ranks", N_("A up to rank"), 1, 60), ("b_ranks", N_("B up to rank"), 1, 120),
                        ("visit_ranks", N_("B by visits up to rank"), 1, 60),
                        ("power", N_("C from (yuan)"), 1, 5000)),
    Preset.SALES: (("a_share", N_("A makes (%)"), 1, 100), ("b_share", N_("B makes with A (%)"), 1, 100)),
    Preset.SERVICE: (("lost_visits", N_("Lost after visits of at least"), 1, 20),),
}  # fmt: skip


class Numbers(QWidget):
    """Preset and reading in force, what the other reading would give, and the sliders."""

    changed = Signal()
    """Other numbers are tried, or the office's again."""
    rule_chosen = Signal(str, object)
    """A setting and its new value."""

    def __init__(self, may_set: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.what_if: dict[str, int] = {}
        self._in_force: Rules | None = None
        self._sliders: dict[str, tuple[QSlider, Spin]] = {}
        self._preset: Preset | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.preset = Choice([(p.value, _(p.label)) for p in Preset])
        self.preset.setAccessibleName(_("Rules of the classes"))
        self.reading = Choice([(r.value, _(r.label)) for r in Reading])
        self.reading.setAccessibleName(_("How visits are ranked"))
        for choice, name in ((self.preset, "class_preset"), (self.reading, "class_reading")):
            choice.setMinimumContentsLength(18)
            choice.setEnabled(may_set)
            choice.edited.connect(lambda c=choice, n=name: self.rule_chosen.emit(n, c.value()))
            row.addWidget(choice, 1)
        column.addLayout(row)
        self.other = note(wrap=True)
        column.addWidget(self.other)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        column.addLayout(self._grid)
        row = QHBoxLayout()
        self.tried = note(_("Other numbers are tried here; nobody gets these classes."), tone=Tone.WARN)
        self.back = button(_("Back to the numbers in force"), self.reset, icon_name="undo-2")
        row.addWidget(self.tried)
        row.addWidget(self.back)
        row.addStretch(1)
        column.addLayout(row)
        self._say_tried()

    def show_proposal(self, proposal: Proposal) -> None:
        rules = proposal.rules
        self.preset.set_value(rules.preset.value)
        self.reading.set_value(rules.reading.value)
        self.reading.setVisible(rules.other is not None)
        if self._preset is not rules.preset:
            self._build(rules)
        for name, (slider, spin) in self._sliders.items():
            for widget in (slider, spin):
                widget.blockSignals(True)
                widget.setValue(getattr(rules, name))
                widget.blockSignals(False)
        counts = proposal.other_counts
        self.other.setVisible(counts is not None)
        if counts is not None:
            differ = len(proposal.outcome.other)
            said = listed(f"{class_words(rules, letter)} {count:,}" for letter, count in counts.items())
            self.other.setText(_n("The other reading: {counts}; {n} client would have another class.",
                                  "The other reading: {counts}; {n} clients would have another class.",
                                  differ).format(counts=said, n=differ))  # fmt: skip

    def _build(self, rules: Rules) -> None:
        self._preset = rules.preset
        self._sliders.clear()
        while self._grid.count():
            if (old := self._grid.takeAt(0).widget()) is not None:
                old.deleteLater()
        for number, (name, words, low, high) in enumerate(_SLIDERS[rules.preset]):
            most = max(high, int(getattr(rules, name)))
            slider, spin = QSlider(Qt.Orientation.Horizontal), Spin(low, most)
            slider.setRange(low, most)
            slider.setAccessibleName(_(words))
            spin.setAccessibleName(_(words))
            # the keys are in its inner field, which does not take the name over
            spin.lineEdit().setAccessibleName(_(words))
            slider.valueChanged.connect(lambda value, n=name: self._try(n, value))
            spin.valueChanged.connect(lambda value, n=name: self._try(n, value))
            row, place = divmod(number, 2)
            for offset, widget in enumerate((note(_(words)), slider, spin)):
                self._grid.addWidget(widget, row, place * 3 + offset)
            self._grid.setColumnStretch(place * 3 + 1, 1)
            self._sliders[name] = (slider, spin)

    def _try(self, name: str, value: int) -> None:
        self.what_if[name] = value
        # a limit of B that lay before that of A would mean nothing: it is pushed along
        for lower, upper in (("a_ranks", "b_ranks"), ("a_share", "b_share")):
            if name in (lower, upper) and lower in self._sliders:
                a, b = (self.what_if.get(n, self._sliders[n][0].value()) for n in (lower, upper))
                if b < a:
                    self.what_if[upper if name == lower else lower] = value
        self._say_tried()
        self.changed.emit()

    def reset(self) -> None:
        self.what_if.clear()
        self._say_tried()
        self.changed.emit()

    def _say_tried(self) -> None:
        for widget in (self.tried, self.back):
            widget.setVisible(bool(self.what_if))
