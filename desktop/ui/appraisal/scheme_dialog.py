"""The office's scheme: weights, bounds and shares, from the next opening on; a period keeps the one it opened with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.appraisal_plans import Scheme, Weighted, checked
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.indicators import DimensionKind
from desktop.rules.scoring import Bounds
from desktop.ui.kit import theme
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import NumberEntry, TextEntry
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import label, note, restyle
from desktop.ui.kit.tokens import GAP, SMALL, WIDE

Send = Callable[[Scheme, str, Callable[[Any], object], Callable[[OfficeError], object]], object]
_HUNDRED = Decimal(100)
_TALL = 380
_NOTE_LIMIT = 300
# beside the indicators: the field, what it is called, and whether it is a share in per cent
NUMBERS: Sequence[tuple[str, str, bool]] = (
    ("superior", N_("Superior's judgement, % of the total"), True),
    ("bonus", N_("Rewards and penalties, points at most (0: off)"), False),
    ("strength", N_("Drawn towards the mean by so many cases"), False),
    ("fewest", N_("Scored from so many cases on"), False),
)


def number(text: str, name: str) -> Decimal:
    """What was typed as a number. Raises BadEntry naming the field."""
    try:
        return Decimal(text.strip().replace(",", ".").removesuffix("%").strip())
    except InvalidOperation:
        raise BadEntry(N_("Enter a number."), name) from None


def plain(value: Decimal) -> str:
    """A number as it is typed, without zeros that say nothing."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


class SchemeDialog(Dialog):
    """`held` names the periods that keep another scheme, so that nobody expects them to change."""

    def __init__(self, scheme: Scheme, version: int, names: Mapping[str, str], held: Sequence[str], send: Send,
                 parent: QWidget | None = None, *, may: bool = True,
                 proposed: Decimal | None = None) -> None:  # fmt: skip
        super().__init__(_("Scheme of appraisal"), parent, width=min(1040, 54 * theme.current().scale.body))
        self._scheme, self._names, self._send = scheme, names, send
        said = _("Changes hold from the next opening on.")
        if held:
            said += " " + _("What is open already keeps its scheme: {periods}.").format(periods=listed(held))
        self.body.addWidget(note(said, wrap=True))
        self.fields: dict[str, NumberEntry] = {}
        inner = QWidget()
        grid = self._grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(SMALL)
        grid.setColumnStretch(0, 1)
        for column, head in enumerate(
            (_("Weight"), _("0 points at, %"), _("60 points at, %"), _("100 points at, %")), 1
        ):
            words = note(head)
            words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(words, 0, column)
        row = 1
        for key, weight in scheme.dimensions.items():
            row = self._dimension(row, key, weight)
        grid.setRowMinimumHeight(row, WIDE)
        for name, words, share in NUMBERS:
            row += 1
            value = getattr(scheme, name)
            grid.addWidget(label(_(words)), row, 0)
            self._field(row, 1, name, _(words), Decimal(value) * (_HUNDRED if share else 1))
            if name == "strength" and proposed is not None:
                said = _("the last period's own figures speak for {n}").format(n=plain(proposed))
                grid.addWidget(note(said, wrap=True), row, 2, 1, 3)
        area = scrolling(inner)
        area.setMinimumHeight(_TALL)
        self.body.addWidget(area, 1)
        self.note = TextEntry()
        self.note.setMaxLength(_NOTE_LIMIT)
        self.note.setPlaceholderText(_("What is changed, and why"))
        self.note.setAccessibleName(_("What is changed, and why"))
        self.body.addWidget(self.note)
        if may:
            self.set_main(_("Save as scheme {n}").format(n=version + 1), self.save)
        self.add_button(_("Close"), self.reject)
        for entry in (*self.fields.values(), self.note):
            entry.setReadOnly(not may)
        self.finished.connect(self.deleteLater)

    def _dimension(self, row: int, key: str, weight: Decimal) -> int:
        known = {one.value: _(one.label) for one in DimensionKind}
        self._grid.addWidget(label(known.get(key, key), role="strong"), row, 0)
        self._field(row, 1, f"dimension.{key}", known.get(key, key), weight)
        for one in self._scheme.indicators:
            if one.dimension != key:
                continue
            row += 1
            name = f"{one.key} {self._names.get(one.key, one.name)}"
            words = label(f"    {name}", wrap=True)
            self._grid.addWidget(words, row, 0)
            self._field(row, 1, f"weight.{one.key}", _("{name}: weight").format(name=name), one.weight)
            for column, (bound, said) in enumerate(zip(one.bounds, (_("0 points"), _("60 points"), _("100 points")),
                                                       strict=True), 2):  # fmt: skip
                self._field(row, column, f"{column - 2}.{one.key}", f"{name}: {said}", bound * _HUNDRED)
        return row + 1

    def _field(self, row: int, column: int, name: str, said: str, value: Decimal) -> None:
        entry = NumberEntry()
        entry.set_value(plain(value))
        entry.setAccessibleName(said)
        entry.setAlignment(Qt.AlignmentFlag.AlignRight)
        entry.setFixedWidth(theme.current().scale.body * 6)
        entry.edited.connect(lambda: restyle(entry, "wrong", False))
        self.fields[name] = entry
        self._grid.addWidget(entry, row, column, Qt.AlignmentFlag.AlignRight)

    def value(self) -> Scheme:
        """What was typed, whole. Raises BadEntry naming a field."""

        def read(name: str) -> Decimal:
            return number(self.fields[name].value(), name)

        indicators = []
        for one in self._scheme.indicators:
            bounds = Bounds(*(read(f"{n}.{one.key}") / _HUNDRED for n in range(3)))
            indicators.append(Weighted(one.key, one.dimension, read(f"weight.{one.key}"), bounds, one.name, one.formula,
                                       one.version))  # fmt: skip
        dimensions = {key: read(f"dimension.{key}") for key in self._scheme.dimensions}
        superior = read("superior") / _HUNDRED
        fewest = read("fewest")
        if fewest != int(fewest):
            raise BadEntry(N_("Enter a whole number."), "fewest")
        return checked(replace(self._scheme, indicators=tuple(indicators), dimensions=dimensions, superior=superior,
                               data=1 - superior, bonus=read("bonus"), strength=read("strength"),
                               fewest=int(fewest)))  # fmt: skip

    def save(self) -> None:
        self.clear_refusal()
        for entry in self.fields.values():
            restyle(entry, "wrong", False)
        try:
            scheme = self.value()
        except BadEntry as wrong:
            self._failed(wrong)
            return
        self.set_busy(True)
        self._send(scheme, self.note.value().strip(), lambda _done: self.accept(), self._failed)

    def _failed(self, error: OfficeError) -> None:
        self.refuse(error)
        for entry in self._meant(error.field):
            restyle(entry, "wrong", True)
        meant = self._meant(error.field)
        if meant:
            meant[0].setFocus(Qt.FocusReason.OtherFocusReason)
            meant[0].selectAll()

    def _meant(self, field: str) -> list[NumberEntry]:
        """The entries that a refusal is about."""
        kind, _dot, key = field.partition(".")
        if kind == "bounds":
            return [self.fields[f"{n}.{key}"] for n in range(3) if f"{n}.{key}" in self.fields]
        if field == "dimensions":
            return [entry for name, entry in self.fields.items() if name.startswith("dimension.")]
        named = {"data": "superior"}.get(field, field)
        return [self.fields[named]] if named in self.fields else []
