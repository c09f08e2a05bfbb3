"""The contacts with a client 往来 in its file: newest first, with what came of them and what is next."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.contacts import Direction
from desktop.services.contacts import ContactLine
from desktop.ui.kit.actions import Action
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.cards import Scroll, empty, menu_dots
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.marked import locked_note, mark_words
from desktop.ui.kit.page import leave_room
from desktop.ui.kit.text import IconLabel, button, label, note
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone
from desktop.ui.kit.values import day, moment

ICONS = {"phone": "phone", "chat": "message-circle", "sms": "message-circle", "email": "mail", "letter": "mail",
         "visit": "map-pin", "in_person": "users", "fax": "printer", "social": "users-round",
         "files": "paperclip"}  # fmt: skip


SHOWN = 50
"""Of a file with many contacts the newest stand here; all of them are a list that fetches what is looked at."""


class ContactsTab(QWidget):
    log_requested = Signal()
    all_requested = Signal()
    correct_requested = Signal(object)
    """The contact's line."""
    finish_requested = Signal(object)
    """The id of the contact whose next step was done."""
    marked_requested = Signal(object)
    """The line of a marked contact: its words, or why not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: object = None
        self.list = Scroll(_("Contacts"))
        self._column = QVBoxLayout(self.list.inner)
        self._column.setContentsMargins(0, 0, 8, 8)
        self._column.setSpacing(GAP)
        self._none: QWidget | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(MEDIUM)
        self._outer.addWidget(self.list, 1)

    def show_contacts(self, lines: Sequence[ContactLine], may_log: bool, *, listed: bool = False) -> None:
        """`listed`: there is a list of all contacts to go on with."""
        if (tuple(lines), may_log, listed) == self._shown:
            return
        self._shown = (tuple(lines), may_log, listed)
        empty(self._column)
        if self._none is not None:
            self._outer.removeWidget(self._none)
            self._none.deleteLater()
            self._none = None
        self.list.setVisible(bool(lines))
        if not lines:
            act = _("Log contact") if may_log else ""
            self._none = Empty(_("No contact with this client has been logged yet."), "", act, self.log_requested.emit,
                               icon_name="message-circle")  # fmt: skip
            self._outer.addWidget(self._none, 1)
        for line in lines[:SHOWN] if listed else lines:
            self._column.addWidget(self._entry(line))
        if listed and len(lines) > SHOWN:
            more = button(_("All contacts with this client"), self.all_requested.emit, icon_name="list")
            self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        leave_room(self.list.inner, 0, 0, self.list.verticalScrollBar().maximum())

    def _entry(self, line: ContactLine) -> QWidget:
        made = QFrame()
        made.setProperty("card", True)
        made.setAccessibleName(f"{moment(line.at)} {mark_words(line.mark) or line.subject}")
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 10, 8, 10)
        row.setSpacing(12)
        row.addWidget(IconLabel(ICONS.get(line.channel.value, "message-circle")), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        if line.locked is not None:
            column.addWidget(locked_note(line, self.marked_requested.emit))
        else:
            column.addWidget(label(line.subject, role="strong", wrap=True, select=True))
        came = _("the client contacted us") if line.direction is Direction.IN else ""
        by = _("entered by {name}").format(name=line.entered_by) if line.entered_by != line.staff else ""
        about = (moment(line.at), _(line.channel.label), came, line.persons, line.staff, by)
        column.addWidget(note(" · ".join(part for part in about if part), wrap=True))
        if line.waits:
            late = line.answer_due is not None and line.answer_due < datetime.now(UTC)
            words = _("Answer overdue") if late else _("Waits for an answer")
            column.addWidget(Tag(words, Tone.BAD if late else Tone.WARN, "clock"), 0, Qt.AlignmentFlag.AlignLeft)
        if line.content:
            column.addWidget(label(line.content, wrap=True, select=True))
        if line.result:
            column.addWidget(label(_("Result: {text}").format(text=line.result), wrap=True, select=True))
        if line.next_step:
            column.addLayout(self._step(line))
        row.addLayout(column, 1)
        if line.may_change:
            row.addWidget(
                menu_dots(mark_words(line.mark) or line.subject, lambda: self._menu(line)), 0, Qt.AlignmentFlag.AlignTop
            )
        return made

    def _step(self, line: ContactLine) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        late = line.open_step and line.next_on is not None and line.next_on < today()
        words = step_words(line)
        row.addWidget(label(_("Next: {step}").format(step=words), wrap=True, select=True), 1)
        if line.next_done_at is not None:
            row.addWidget(Tag(_("Finished"), Tone.GOOD, "check"), 0, Qt.AlignmentFlag.AlignTop)
        elif late:
            row.addWidget(Tag(_("Overdue"), Tone.BAD, "clock"), 0, Qt.AlignmentFlag.AlignTop)
        if line.open_step and line.may_change:
            done = button(_("Done"), lambda: self.finish_requested.emit(line.id), icon_name="check")
            done.setAccessibleName(_("Done: {step}").format(step=mark_words(line.mark) or line.next_step))
            row.addWidget(done, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _menu(self, line: ContactLine) -> Sequence[Action]:
        return (Action("correct", N_("Correct…"), lambda: self.correct_requested.emit(line), "pencil"),)


def step_words(line: ContactLine) -> str:
    """`送菜单 · 7月20日 周一 · 周敏`."""
    on = day(line.next_on) if line.next_on is not None else ""
    return " · ".join(part for part in (mark_words(line.mark) or line.next_step, on, line.next_for) if part)
