"""One section of a file's details: text to read, fields to edit, or locked until it is opened."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules import entries
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.fields import Block, Field, Locked, Section
from desktop.rules.words import Learnt
from desktop.services.clients import ClientFile
from desktop.services.reviews import ReviewInfo
from desktop.ui.clients.countdown import Countdown
from desktop.ui.clients.value_text import Value
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.cards import CARD_MARGINS, OVERHANG, card_head, empty
from desktop.ui.kit.entries import LockedEntry
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.tokens import WIDE, Tone
from desktop.ui.kit.values import (
    EMPTY,
    form_fields,
    heading_of,
    label_of,
    lock_words,
    shown,
    source_of,
    typed,
)

COLUMNS = 3
LEARNT, BASIS = "learnt", "basis"


class SectionCard(QFrame):
    save_requested = Signal(bool)
    """Whether the section is to stay open for editing."""
    unlock_requested = Signal(object)
    why_requested = Signal(object)
    readers_requested = Signal()
    """Who read these values."""
    history_requested = Signal(str)
    origin_requested = Signal(str, object)
    review_requested = Signal(str, str, object)
    """Accept, correct or refuse; the field; and its value as it is seen here, opened."""
    editing_changed = Signal(bool)

    def __init__(self, declared: Section, fields: tuple[Field, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.declared, self.fields = declared, fields
        self.setAccessibleName(_(declared.label))
        self.form: Form | None = None
        self._values: dict[str, object] = {}
        self._base: dict[str, object] = {}
        self._opened: dict[str, str] = {}
        self._file: ClientFile | None = None
        self._drawn: object = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*CARD_MARGINS)
        outer.setSpacing(4)
        head = card_head(_(declared.label))
        self.refusal = label(tone=Tone.BAD, wrap=True)
        self.refusal.hide()
        self.countdown = Countdown()
        self.countdown.ran_out.connect(self._time_over)
        head.addWidget(self.countdown)
        self.open_button = button(_("Open"), self._ask_open, quiet=True, icon_name="lock-open")
        self.edit_button = button(_("Edit"), self.edit, quiet=True, icon_name="pencil")
        self.readers_button = button(_("Who read this?"), self.readers_requested.emit, quiet=True, icon_name="eye")
        self.readers_button.hide()
        for one in (self.readers_button, self.open_button, self.edit_button):
            head.addWidget(one)
        outer.addLayout(head)
        outer.addWidget(self.refusal)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, OVERHANG, 0)
        outer.addLayout(self._body)
        for keys, stay in (("Ctrl+S", True), ("Ctrl+Return", False), ("Ctrl+Enter", False)):
            shortcut = QShortcut(QKeySequence(keys), self, lambda stay=stay: self._save(stay))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave = QShortcut(QKeySequence("Esc"), self, self.cancel)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.setEnabled(False)
        self._leave = leave

    # what is shown

    @property
    def editing(self) -> bool:
        return self.form is not None

    @property
    def block(self) -> Block:
        """The most secret block of this section."""
        return max((f.block for f in self.fields), key=lambda b: (b.level, b.sealed), default=Block.OPEN)

    def locked(self) -> Locked | None:
        found = [v for v in self._values.values() if isinstance(v, Locked)]
        return next((v for v in found if v.may_open), found[0] if found else None)

    def show_file(self, file: ClientFile) -> None:
        """New values; while editing only what is not being typed changes."""
        self._file = file
        self._values = {f.name: file.values.get(f.name) for f in self.fields} | dict(self._opened)
        if not self.editing:
            self._draw()

    def show_opened(self, values: Mapping[str, str]) -> None:
        """Values of a sealed block, just opened: level 3 hides again after a minute."""
        self._opened = {f.name: values[f.name] for f in self.fields if f.name in values}
        self._values |= self._opened
        self._drawn = None
        self._draw()
        if self.block.level > 2:
            self.countdown.start()

    def hide_opened(self) -> None:
        self.countdown.stop()
        self._opened = {}
        if self._file is not None:
            self.show_file(self._file)

    def _time_over(self) -> None:
        # nothing is taken away under the hands of somebody who is typing
        if not self.editing:
            self.hide_opened()

    def _draw(self) -> None:
        locked, may = self.locked(), self._may_edit()
        self.open_button.setVisible(locked is not None and locked.may_open and not self.editing)
        self.edit_button.setVisible(may and not self.editing and (locked is None or not self._all_locked()))
        # a locked field looks the same whether or not there is a value
        closed = {n for n, value in self._values.items() if isinstance(value, Locked)}
        known = self._file.reviews.items() if self._file else ()
        reviews = {n: info for n, info in known if n not in closed and n in self._values}
        drawn = (dict(self._values), reviews, self._file is not None and self._file.may_review)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        empty(self._body)
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(10)
        row = column = 0
        for field, form_field in zip(self.fields, form_fields(self.fields), strict=True):
            span = min(form_field.span, COLUMNS)
            if column and column + span > COLUMNS:
                row, column = row + 1, 0
            grid.addLayout(self._read(field, reviews.get(field.name)), row, column, 1, span)
            column += span
        for number in range(COLUMNS):
            grid.setColumnStretch(number, 1)
        self._body.addLayout(grid)

    def _all_locked(self) -> bool:
        return all(isinstance(v, Locked) for v in self._values.values())

    def _read(self, field: Field, info: ReviewInfo | None) -> QVBoxLayout:
        block = QVBoxLayout()
        block.setSpacing(1)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(note(f"{heading_of(field)} ※" if field.required else heading_of(field)))
        if info is not None and info.provisional:
            head.addWidget(Tag(_("Provisional"), Tone.WARN, "clock"))
        head.addStretch(1)
        block.addLayout(head)
        value = self._values.get(field.name)
        if isinstance(value, Locked):
            made = LockedEntry(lock_words(value))
            made.setMinimumHeight(32)
            made.why_requested.connect(lambda: self.why_requested.emit(value))
            block.addWidget(made)
        else:
            text = shown(field, value)
            shows = Value(field.name, text or EMPTY, bool(text))
            shows.setAccessibleName(f"{label_of(field)}: {text}")
            shows.history_requested.connect(self.history_requested)
            shows.origin_requested.connect(self.origin_requested)
            shows.offer_origin()
            if self._reviewed_here(field):
                ask = lambda verb: self.review_requested.emit(verb, field.name, value)  # noqa: E731
                shows.review_requested.connect(ask)
                shows.offer_review()
                words = _("Confirm")
                confirm = button(words, lambda: ask("accept"), quiet=True, icon_name="circle-check")
                confirm.setAccessibleName(f"{words}: {label_of(field)}")
                # below: beside name and mark a third of the card is too narrow at large text
                row = QHBoxLayout()
                row.addWidget(confirm)
                row.addStretch(1)
                block.addWidget(shows)
                block.addLayout(row)
            else:
                block.addWidget(shows)
            # a value that was refused is gone, and so is where it came from
            if info is not None and (text or info.provisional):
                block.addWidget(note(source_of(info), wrap=True))
        block.addStretch(1)
        return block

    def _reviewed_here(self, field: Field) -> bool:
        """A sealed value is confirmed where it is opened; the others on the overview and the review desk."""
        info = self._file.reviews.get(field.name) if self._file is not None else None
        return bool(field.sealed and info is not None and info.provisional and not info.mine
                    and self._file is not None and self._file.may_review and not self._file.withdrawn)  # fmt: skip

    def _may_edit(self) -> bool:
        return self._file is not None and self._file.may_edit and not self._file.withdrawn

    # editing

    def edit(self, focus: str = "") -> None:
        """Turns this section alone into fields."""
        if self.editing or not self._may_edit():
            return
        if self._all_locked():
            self._ask_open()
            return
        self._base = {n: v for n, v in self._values.items() if not isinstance(v, Locked)}
        empty(self._body)
        self._drawn = None
        shown_fields = [
            FormField(f.name, f.label, locked=lock_words(value)) if isinstance(value := self._values[f.name], Locked)
            else f for f in form_fields(self.fields)
        ]  # fmt: skip
        if any(field.reviewed for field in self.fields):
            learnt = (("", EMPTY), *((word.value, _(word.label)) for word in Learnt))
            shown_fields += [FormField(LEARNT, _("How was it learnt?"), Kind.CHOICE, choices=learnt, starts_row=True),
                             FormField(BASIS, _("From whom, on which occasion?"), limit=200)]  # fmt: skip
        form = self.form = Form(shown_fields, COLUMNS)
        form.set_values({f.name: typed(f, self._base[f.name]) for f in self.fields if f.name in self._base}
                        | {LEARNT: "", BASIS: ""})  # fmt: skip
        form.why_requested.connect(lambda name: self.why_requested.emit(self._values[name]))
        self._body.addWidget(form)
        # shown by its layout a moment later it could not take the focus yet
        form.show()
        row = QHBoxLayout()
        row.setSpacing(8)
        self.save_button = button(_("Save"), lambda: self._save(False), main=True)
        row.addWidget(self.save_button)
        row.addWidget(button(_("Cancel"), self.cancel))
        row.addStretch(1)
        self._body.addLayout(row)
        self._leave.setEnabled(True)
        self._draw_buttons()
        first = focus or next((f.name for f in self.fields if f.name in self._base), "")
        if first in form.entries:
            form.focus_on(first)
        self.editing_changed.emit(True)

    def cancel(self) -> None:
        """Back to reading; what was typed is given up."""
        if not self.editing:
            return
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.form = None
        self.refusal.hide()
        self._leave.setEnabled(False)
        self._drawn = None
        self._draw()
        if had_focus:
            self.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editing_changed.emit(False)

    def saved(self, stay: bool) -> None:
        """What was typed is in the office now; the reloaded file brings it in its final writing."""
        values = self.changes()
        self._opened |= {n: str(v) for n, v in values.items() if n in self._opened}
        self._values |= {n: entries.checked(self._field(n), v) for n, v in values.items()}
        held = self._focused()
        self.cancel()
        if stay:
            self.edit(held)

    def _focused(self) -> str:
        """The field somebody is typing in."""
        focus = self.focusWidget()
        entries_held = self.form.entries.items() if self.form is not None and focus is not None else ()
        return next((name for name, entry in entries_held if entry is focus or entry.isAncestorOf(focus)), "")

    def changes(self) -> dict[str, object]:
        """What was typed and differs, by field."""
        return {n: v for n, v in self.form.changes().items() if n not in (LEARNT, BASIS)} if self.form else {}

    def base(self) -> dict[str, object]:
        """What this person saw of the changed fields."""
        return {name: self._base.get(name) for name in self.changes()}

    def source(self) -> tuple[Learnt | None, str]:
        if self.form is None or LEARNT not in self.form.entries:
            return None, ""
        values = self.form.values()
        learnt = values[LEARNT]
        return Learnt.of(learnt) if learnt else None, str(values[BASIS])

    def rebase(self, values: Mapping[str, object]) -> None:
        """A colleague's values are known now: what is saved next is saved over them."""
        self._base |= values

    def put(self, values: Mapping[str, object]) -> None:
        if self.form is not None:
            self.form.put({n: typed(self._field(n), v) for n, v in values.items() if n in self._base})

    def draft(self) -> dict[str, object]:
        """What was typed into fields that need no unlocking; sealed values are kept nowhere but in the office."""
        return {n: v for n, v in self.changes().items() if not self._field(n).sealed}

    def _field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def wrong(self) -> bool:
        """Marks every entry that can't stand, before the office is asked; True if there is one."""
        assert self.form is not None
        bad: list[str] = []
        for name, value in self.changes().items():
            try:
                entries.checked(self._field(name), value)
            except BadEntry as refusal:
                self.form.show_error(name, str(refusal))
                bad.append(name)
        if bad:
            self.form.focus_on(bad[0])
        return bool(bad)

    def refuse(self, error: OfficeError) -> None:
        if self.form is None or not self.form.show_refusal(error):
            self.refusal.setText(f"✕ {error}")
            self.refusal.show()

    def _save(self, stay: bool) -> None:
        if self.form is None:
            return
        self.refusal.hide()
        if not self.changes():
            if not stay:
                self.cancel()
            return
        if not self.wrong():
            self.save_requested.emit(stay)

    def _draw_buttons(self) -> None:
        self.open_button.hide()
        self.edit_button.hide()

    def _ask_open(self) -> None:
        self.unlock_requested.emit(self.block)
