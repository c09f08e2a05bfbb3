"""One contact at the side of the list: all that was said, and what is to be done next."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.contact_lists import ListedContact
from desktop.services.contact_papers import Paper
from desktop.services.contacts import ContactLine
from desktop.ui.contacts.papers import Papers
from desktop.ui.contacts.rows import about_of, is_late, standing, step_words
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.cards import empty
from desktop.ui.kit.marked import locked_note
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.risk import risk_tag
from desktop.ui.kit.text import button, label, note, rule, section
from desktop.ui.kit.tokens import GAP, SMALL, Tone


class ContactDetails(QFrame):
    """Shows a ListedContact, or nothing."""

    client_requested = Signal(object)
    finish_requested = Signal(object)
    answer_requested = Signal(object)
    settled = Signal(object)
    """The id of a contact that needs no answer."""
    marked_requested = Signal(object)
    """The listed contact whose words are wanted."""
    papers_requested = Signal(object)
    """The id of the contact that is shown now: which documents belong to it?"""
    paper_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(_("The contact chosen"))
        self.listed: ListedContact | None = None
        self.papers: Papers | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 12, 14, 12)
        self._column.setSpacing(GAP)
        self.forget()

    def forget(self) -> None:
        self.listed, self.papers = None, None
        empty(self._column)
        self._column.addWidget(note(_("Choose a contact: here it stands whole."), wrap=True))
        self._column.addStretch(1)

    def show_contact(self, listed: ListedContact) -> None:
        if listed == self.listed:
            return
        self.listed, line = listed, listed.line
        empty(self._column)
        whose = button(listed.name, lambda: self.client_requested.emit(line.client_id), link=True)
        whose.setAccessibleName(_("Open the file: {name}").format(name=listed.name))
        self._column.addWidget(whose, 0, Qt.AlignmentFlag.AlignLeft)
        if (tag := risk_tag(listed.risk)) is not None:
            self._column.addWidget(tag, 0, Qt.AlignmentFlag.AlignLeft)
        if line.locked is not None:
            self._column.addWidget(locked_note(line, lambda _line: self.marked_requested.emit(listed)))
        else:
            title = section(line.subject)
            title.setWordWrap(True)
            self._column.addWidget(title)
        self._column.addWidget(note(about_of(line), wrap=True))
        if line.waits:
            self._show_waiting(line)
        elif line.answered_at is not None:
            self._tag(Tag(_("Answered on {moment}").format(moment=moment(line.answered_at)), Tone.GOOD, "check"))
        for name, text in ((_("On the client's side"), line.persons), (_("Content"), line.content),
                           (_("Result"), line.result)):  # fmt: skip
            if text:
                self._add(name, text)
        self.papers = Papers()
        self.papers.contact = line.id
        self.papers.open_requested.connect(self.paper_requested)
        self._column.addWidget(self.papers)
        if line.next_step:
            self._column.addWidget(rule())
            self._add(_("Next step"), step_words(line))
            if line.next_done_at is not None:
                self._tag(Tag(_("Finished"), Tone.GOOD, "check"))
            elif is_late(line):
                self._tag(Tag(_("Overdue"), Tone.BAD, "clock"))
            if line.open_step and line.may_change:
                done = button(_("Done"), lambda: self.finish_requested.emit(line.id), icon_name="check")
                done.setAccessibleName(_("Done: {step}").format(step=step_words(line)))
                self._tag(done)
        self._column.addStretch(1)
        self.papers_requested.emit(line.id)

    def show_papers(self, contact: UUID, papers: Sequence[Paper]) -> None:
        if self.papers is not None:
            self.papers.show_papers(contact, papers)

    def _show_waiting(self, line: ContactLine) -> None:
        found = standing(line)
        assert found is not None
        words = found[0]
        if line.answer_due is not None:
            words = _("{state}: by {moment}").format(state=words, moment=moment(line.answer_due))
        self._tag(Tag(words, found[1], found[2]))
        # one below the other: side by side large letters would not fit
        self._tag(button(_("Answer"), lambda: self.answer_requested.emit(line.id), icon_name="message-circle"))
        if line.may_change:
            self._tag(button(_("No answer needed"), lambda: self.settled.emit(line.id), quiet=True))

    def _add(self, name: str, text: str) -> None:
        column = QVBoxLayout()
        column.setSpacing(SMALL)
        column.addWidget(note(name))
        column.addWidget(label(text, wrap=True, select=True))
        self._column.addLayout(column)

    def _tag(self, widget: QWidget) -> None:
        self._column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
