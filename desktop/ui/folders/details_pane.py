"""One document at the side of the list: its page, what is said of it, its versions, and what one may do with it."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.documents import DocumentState
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services.document_lists import DocumentView
from desktop.ui.folders.rows import size_text
from desktop.ui.kit.text import button, label, note, rule, section
from desktop.ui.kit.tokens import GAP, SMALL, Tone
from desktop.ui.kit.values import day, lock_words, moment, opened_words

TEXT_STATES: Mapping[str, str] = {
    "waiting": N_("Its text is not indexed yet."),
    "empty": N_("It is a scan: there is no text in it to find."),
    "none": N_("Files of this kind are not read for their text."),
    "failed": N_("Its text could not be read."),
    "secret": N_("Its content is not indexed, for its mark."),
}


class DetailsPane(QFrame):
    """Shows a DocumentView, or nothing."""

    open_requested = Signal(int)
    """The number of a version."""
    why_requested = Signal()
    history_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(_("The document chosen"))
        self.view: DocumentView | None = None
        self.rights: Mapping[Right, OfficeError | None] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 12, 14, 12)
        self._column.setSpacing(GAP)
        self.above = QVBoxLayout()
        self._column.addLayout(self.above, 1)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(SMALL)
        self._column.addLayout(self._facts)
        self.forget()

    def forget(self) -> None:
        self.view = None
        self._clear()
        self._facts.addWidget(note(_("Choose a document: here it is seen, with its versions."), wrap=True))
        self._facts.addStretch(1)

    def show_view(self, view: DocumentView, rights: Mapping[Right, OfficeError | None]) -> None:
        self.view, self.rights = view, rights
        self._clear()
        line = view.line
        if line.locked is not None:
            self._facts.addWidget(section(_("Locked document")))
            self._facts.addWidget(label(lock_words(line.locked), wrap=True))
            if line.locked.until is not None:
                self._facts.addWidget(label(opened_words(line.locked), wrap=True))
        else:
            title = section(line.title)
            title.setWordWrap(True)
            self._facts.addWidget(title)
        for said in self._said(view):
            self._facts.addWidget(note(said, wrap=True))
        if line.state is DocumentState.SEALED:
            self._facts.addWidget(note(_("Sealed in the archive: it stays as it is."), tone=Tone.WARN, wrap=True))
        if len(view.versions) > 1:
            self._facts.addWidget(rule())
            self._facts.addWidget(label(_("Versions")))
            for version in view.versions:
                said = " · ".join(part for part in (
                    _("{n}.").format(n=version.number), moment(version.at), version.by, size_text(version.size),
                    _("shown") if version.shown else "", version.note) if part)  # fmt: skip
                made = button(said, lambda n=version.number: self.open_requested.emit(n), quiet=True)
                made.setAccessibleName(_("Version {said}").format(said=said))
                self._facts.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        self._facts.addWidget(button(_("History"), self.history_requested.emit, quiet=True, icon_name="history"),
                              0, Qt.AlignmentFlag.AlignLeft)  # fmt: skip
        if any(refusal is not None for refusal in rights.values()):
            self._facts.addWidget(button(_("What may I do with it, and why not?"), self.why_requested.emit, quiet=True),
                                  0, Qt.AlignmentFlag.AlignLeft)  # fmt: skip

    def _said(self, view: DocumentView) -> list[str]:
        line = view.line
        parts = [line.kind.said, line.number, day(line.dated_on) if line.dated_on else "", size_text(line.size),
                 _("{n} pages").format(n=line.pages) if line.pages else ""]  # fmt: skip
        said = [" · ".join(part for part in parts if part)]
        said += [_("In {place}").format(place="/".join(path)) for _key, path in view.places]
        if line.tags:
            said.append(_("Tags: {tags}").format(tags="、".join(line.tags)))
        if line.note:
            said.append(line.note)
        said.append(_("Filed by {who}, {when}").format(who=line.entered_by, when=moment(line.entered_at)))
        if view.legible_at is not None:
            said.append(_("Legible and complete: {who}, {when}").format(who=view.legible_by,
                                                                       when=moment(view.legible_at)))  # fmt: skip
        if line.text_state in TEXT_STATES:
            said.append(_(TEXT_STATES[line.text_state]))
        return [each for each in said if each]

    def _clear(self) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
