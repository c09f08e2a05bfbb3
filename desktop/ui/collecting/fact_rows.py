"""One line of the form on screen: what it says, how that was learnt, whether it was checked, and how grave it is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.i18n import _
from desktop.rules.collection_forms import GRADED, MUST, Severity, numbered
from desktop.rules.fields import Field, FieldType
from desktop.rules.words import Learnt
from desktop.services.findings import Finding
from desktop.services.reviews import ReviewInfo
from desktop.ui.kit import theme
from desktop.ui.kit.entries import Choice, TextEntry, YesNo
from desktop.ui.kit.text import label, note, restyle
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import choices_of, label_of, shown

WAYS = tuple(way for way in Learnt if way is not Learnt.IMPORTED)
COLUMNS = 5
LINES = 5
"""Lines of the grid that a row takes: what it says, how it was learnt where that has a line of its own, notes."""
DITTO = "Ctrl+D"
ARROW = 68
"""Pixels of a choice beside its words, at text size 14."""


def way_of_digit(text: str) -> str:
    """`②` is chosen by 2, as the paper writes it."""
    return str(ord(text[0]) - 0x245F) if text and 0x2460 <= ord(text[0]) <= 0x2473 else ""


class FactRow(QObject):
    """Puts its widgets into the grid of its part, in the order in which they are filled in."""

    edited = Signal()
    learnt_chosen = Signal(object)

    def __init__(self, field: Field, held: object, info: ReviewInfo | None, grid: QGridLayout, row: int,
                 last: Callable[[], str]) -> None:  # fmt: skip
        super().__init__()
        self.field, self._held, self._last, self._row, self._grid = field, held, last, row, grid
        # the paper asks a person for 姓名; a firm has a name
        words = _("Full name") if field.name == "name" else label_of(field)
        name = f"{words} ※" if field.name in MUST else words
        self.name = label(name, tone=Tone.BAD if field.name == "allergies" else Tone.PLAIN, wrap=True)
        self.value: Any = _entry(field)
        ways = zip([way.value for way in WAYS], numbered([_(way.label) for way in WAYS]), strict=True)
        self.learnt = Choice([("", _("How learnt?")), *ways], initials=way_of_digit)
        self.learnt.set_value("")
        self.checked = YesNo(_("Was checked"))
        self.severity: Choice | None = None
        if field.name in GRADED:
            self.severity = Choice([("", _("How grave?")), *((one.value, _(one.label)) for one in Severity)])
            self.severity.set_value("")
        self.told = note(_told(field, held, info), wrap=True)
        self.error = label(role="note", tone=Tone.BAD, wrap=True)
        self.error.hide()
        self._place(name)

    def _place(self, name: str) -> None:
        self.lay(stacked=False)
        self.name.setBuddy(self.value)
        for choice in (self.learnt, self.severity):
            if choice is not None:
                _fit(choice)
        for widget, words in ((self.value, name), (self.learnt, _("How it was learnt: {field}")),
                              (self.checked, _("Checked by the collector: {field}")),
                              (self.severity, _("How grave: {field}"))):  # fmt: skip
            if widget is not None:
                widget.setAccessibleName(words.format(field=label_of(self.field)))
                widget.edited.connect(self._was_edited)
        self.value.setAccessibleDescription(self.told.text())
        self.learnt.edited.connect(lambda: self.learnt_chosen.emit(self.learnt.value()))
        self.told.setVisible(bool(self.told.text()))
        key = QShortcut(QKeySequence(DITTO), self.value)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(self.as_held)

    def lay(self, *, stacked: bool) -> None:
        """Side by side, or where there is little room how it was learnt below what it says."""
        grid, row = self._grid, self._row
        grid.addWidget(self.name, row, 0)
        grid.addWidget(self.value, row, 1, 1, COLUMNS - 1 if stacked else 1)
        grid.addWidget(self.learnt, *((row + 1, 1) if stacked else (row, 2)))
        grid.addWidget(self.checked, *((row + 1, 2) if stacked else (row, 3)))
        if self.severity is not None:
            grid.addWidget(self.severity, *((row + 2, 1) if stacked else (row, 4)))
        for line, widget in ((3, self.told), (4, self.error)):
            grid.addWidget(widget, row + line, 1, 1, COLUMNS - 1)

    def _widgets(self) -> Sequence[QWidget | None]:
        return self.name, self.value, self.learnt, self.checked, self.severity

    @property
    def stops(self) -> list[QWidget]:
        """In the order of the keys."""
        return [widget for widget in self._widgets()[1:] if widget is not None]

    def as_held(self) -> None:
        """Seen again as the file has it: nothing need be typed."""
        if self._held not in ("", None):
            self.value.set_value(self._held)
            self._was_edited()

    @property
    def filled(self) -> bool:
        return self.value.value() not in ("", None)

    @property
    def graded_alone(self) -> bool:
        """Says how grave it is, and not what."""
        return not self.filled and self.severity is not None and bool(self.severity.value())

    def finding(self) -> Finding | None:
        """What was typed; None for an empty line. Who calls has seen that it says how it was learnt."""
        if not self.filled:
            return None
        grave = self.severity.value() if self.severity is not None else ""
        return Finding(self.field.name, self.value.value(), Learnt.of(self.learnt.value()), self.checked.value(),
                       Severity.of(grave) if grave else None)  # fmt: skip

    def show_error(self, text: str) -> None:
        self.error.setText(f"✕ {text}" if text else "")
        self.error.setVisible(bool(text))
        restyle(self.value, "wrong", bool(text))

    def see_anew(self, held: object, info: ReviewInfo | None) -> None:
        """The file has something else since: a line with something typed names it, for saving would replace it."""
        newer, self._held = held != self._held, held
        self.told.setText(_told(self.field, held, info))
        self.told.setVisible(bool(self.told.text()))
        self.value.setAccessibleDescription(self.told.text())
        if newer and self.filled:
            value = shown(self.field, held).replace("\n", " ")
            self.show_error(_("Changed meanwhile: the file has “{value}” now.").format(value=value) if value else
                            _("Changed meanwhile: the file has nothing here now."))  # fmt: skip

    def draft(self) -> dict[str, object]:
        found = {"value": self.value.value(), "learnt": self.learnt.value(), "checked": self.checked.value()}
        if self.severity is not None:
            found["severity"] = self.severity.value()
        return found

    def restore(self, draft: Mapping[str, object]) -> None:
        self.value.set_value(draft.get("value"))
        self.learnt.set_value(draft.get("learnt", ""))
        self.checked.set_value(draft.get("checked", False))
        if self.severity is not None:
            self.severity.set_value(draft.get("severity", ""))

    def _was_edited(self) -> None:
        if self.filled and not self.learnt.value() and self._last():
            # the same way as the line before, until another is chosen
            self.learnt.set_value(self._last())
        self.show_error("")
        self.edited.emit()


class OtherRow(QObject):
    """Other: one of the fields that a part has beside its lines, chosen first."""

    edited = Signal()
    rebuilt = Signal()
    learnt_chosen = Signal(object)

    def __init__(self, fields: Sequence[Field], held: Mapping[str, object], infos: Mapping[str, ReviewInfo],
                 grid: QGridLayout, row: int, last: Callable[[], str]) -> None:  # fmt: skip
        super().__init__()
        self._fields = {field.name: field for field in fields}
        self._held, self._infos, self._grid, self._row, self._last = held, infos, grid, row, last
        self.which = Choice([("", _("Other…")), *((field.name, label_of(field)) for field in fields)])
        self.which.set_value("")
        self.which.setAccessibleName(_("Other: what it is"))
        grid.addWidget(self.which, row, 0)
        self.fact: FactRow | None = None
        self._stacked = False
        self.which.edited.connect(self._chosen)

    @property
    def stops(self) -> list[QWidget]:
        return [self.which, *(self.fact.stops if self.fact is not None else [])]

    def finding(self) -> Finding | None:
        return self.fact.finding() if self.fact is not None else None

    def see_anew(self, held: Mapping[str, object], infos: Mapping[str, ReviewInfo]) -> None:
        self._held, self._infos = held, infos
        if self.fact is not None:
            name = self.fact.field.name
            self.fact.see_anew(held.get(name), infos.get(name))

    def draft(self) -> dict[str, object]:
        return {"which": self.which.value(), **(self.fact.draft() if self.fact is not None else {})}

    def restore(self, draft: Mapping[str, object]) -> None:
        self.which.set_value(draft.get("which", ""))
        self._build()
        if self.fact is not None:
            self.fact.restore(draft)

    def lay(self, *, stacked: bool) -> None:
        self._stacked = stacked
        if self.fact is not None:
            self.fact.lay(stacked=stacked)
            self._show_which()

    def _show_which(self) -> None:
        """The choice stands where the name would."""
        assert self.fact is not None
        self._grid.removeWidget(self.fact.name)
        self.fact.name.hide()
        self._grid.addWidget(self.which, self._row, 0)

    def _chosen(self) -> None:
        self._build()
        if self.fact is not None:
            # its layout shows it later, and what is not shown takes no keys
            self.fact.value.show()
            self.fact.value.setFocus(Qt.FocusReason.TabFocusReason)
        self.edited.emit()

    def _build(self) -> None:
        if self.fact is not None:
            for widget in (*self.fact._widgets(), self.fact.told, self.fact.error):
                if widget is not None:
                    widget.hide()
                    self._grid.removeWidget(widget)
                    widget.deleteLater()
            self.fact = None
        field = self._fields.get(str(self.which.value()))
        if field is not None:
            self.fact = FactRow(field, self._held.get(field.name), self._infos.get(field.name), self._grid, self._row,
                                self._last)  # fmt: skip
            self.lay(stacked=self._stacked)
            self.fact.edited.connect(self.edited)
            self.fact.learnt_chosen.connect(self.learnt_chosen)
        self.rebuilt.emit()


def _fit(choice: Choice) -> None:
    """Wide enough for its longest words: they are never cut."""
    metrics = QFontMetrics(theme.current().font())
    words = max(metrics.horizontalAdvance(choice.itemText(n)) for n in range(choice.count()))
    choice.setMinimumWidth(words + round(ARROW * theme.current().scale.base / 14))


def _entry(field: Field) -> Any:
    if field.type in (FieldType.CHOICE, FieldType.YES_NO):
        made = Choice(choices_of(field))
        made.setCurrentIndex(0)
        return made
    entry = TextEntry()
    entry.setMaxLength(field.limit)
    return entry


def _told(field: Field, held: object, info: ReviewInfo | None) -> str:
    """What the file has, and whether a review has confirmed it."""
    text = shown(field, held).replace("\n", " ")
    if not text:
        return ""
    state = "" if info is None else _("confirmed") if info.verified else _("not confirmed yet")
    said = _("In the file: {value}").format(value=text)
    return " · ".join(part for part in (said, state) if part)


def hint() -> QLabel:
    return note(_("{keys} in a line takes over what the file has: seen again. 1 to 8 choose how it was learnt.").format(
        keys=DITTO), wrap=True)  # fmt: skip
