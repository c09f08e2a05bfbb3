"""F3 in a dialog: a small search of approved answers; Enter puts the words into the field and notes the use (SV-4)."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules import features
from desktop.rules.knowledge import QUESTION, Place
from desktop.rules.rights import Right
from desktop.services import knowledge, knowledge_lists
from desktop.services.knowledge_lists import AnswerLine
from desktop.ui.kit.cells import Cell, Column, Row, Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import TextEntry
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, label, note, set_tooltip
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day

KEY = "F3"
_STEPS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


def has_answers(desk: Desk) -> bool:
    on = features.switched_on(desk.office.kind, desk.office.settings["features"])
    may = desk.person.may
    return "knowledge" in on and may(Right.SEE_CLIENTS) and (may(Right.ENTER_CLIENTS) or may(Right.EDIT_CLIENTS))


def offer_answers(dialog: Any, desk: Desk, field: str, place: Place, case: UUID | None = None, about: str = "",
                  into: QBoxLayout | None = None) -> None:  # fmt: skip
    """Gives a dialog with a form the key, and a button that says it, at the end of its body or `into` a row. `about` is
    a question as it came up."""
    if not has_answers(desk):
        return

    def search() -> None:
        picker = AnswerPicker(desk, place, case, about, dialog)
        picker.taken.connect(partial(_put, dialog.form, field))
        picker.open()

    shown = button(_("Uniform answer…"), search, quiet=True, icon_name="search")
    shown.setAccessibleDescription(KEY)
    set_tooltip(shown, KEY)
    QShortcut(QKeySequence(KEY), dialog).activated.connect(search)
    (into or dialog.body).addWidget(shown, 0, Qt.AlignmentFlag.AlignLeft)


def _put(form: Any, field: str, words: str) -> None:
    """Behind what was typed already."""
    typed = str(form.values()[field] or "").rstrip()
    form.put({field: f"{typed}\n{words}" if typed else words})
    form.focus_on(field)


class _Line(TextEntry):
    """Arrows go through what was found while the keys stay here."""

    stepped = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            self.stepped.emit(event)
        else:
            super().keyPressEvent(event)


class AnswerPicker(Dialog):
    taken = Signal(str)
    """The words of the answer that was chosen; its use is noted already."""

    def __init__(self, desk: Desk, place: Place, case: UUID | None, about: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Uniform answer"), parent, width=640)
        self.desk, self._place, self._case, self._about = desk, place, case, about
        self.lines: Sequence[AnswerLine] = ()
        self._hint = ""
        self.line = _Line()
        self.line.setPlaceholderText(_("What is asked: words or pinyin"))
        self.line.setAccessibleName(_("What is asked: words or pinyin"))
        self.line.setMaxLength(QUESTION)
        self.body.addWidget(self.line)
        self.view = TableView(_("Approved answers"), double=True)
        self.view.setMinimumHeight(220)
        self.table = LazyTable([Column("question", _("Question"), 420, sortable=False),
                                Column("topic", _("Topic"), 150, sortable=False)], self._fetch, self)  # fmt: skip
        self.view.show_table(self.table)
        self.body.addWidget(self.view, 1)
        self.words = label(wrap=True)
        self.late = note("", tone=Tone.WARN, wrap=True)
        self.body.addWidget(self.words)
        self.body.addWidget(self.late)
        self.set_main(_("Put it in"), self.take)
        self.propose = self.add_button(_("No answer found: propose the question"), self._propose)
        self.propose.setAccessibleDescription("F4")
        set_tooltip(self.propose, "F4")
        QShortcut(QKeySequence("F4"), self).activated.connect(self._propose)
        self.add_button(_("Cancel"), self.reject)
        self.line.textEdited.connect(lambda _text: self._search())
        self.line.returnPressed.connect(self.take)
        self.line.stepped.connect(self._step)
        self.view.chosen.connect(lambda _keys: self._show())
        self.view.opened.connect(lambda _key: self.take())
        self.finished.connect(self.deleteLater)
        self.line.setFocus()
        self._show()
        self._search()

    @property
    def chosen(self) -> AnswerLine | None:
        keys = self.view.selected_keys
        return next((line for line in self.lines if line.id in keys), None)

    def take(self) -> None:
        line = self.chosen
        if line is None:
            return
        self.clear_refusal()
        self.set_busy(True)
        self.desk.do(knowledge.use_answer, line.id, self._place, self._case, done=self._taken, failed=self._failed,
                     owner=self)  # fmt: skip

    def _taken(self, words: str) -> None:
        self.taken.emit(words)
        self.accept()

    def _propose(self) -> None:
        self.clear_refusal()
        question = self.line.value().strip()
        if not question and self._about:
            # what somebody wrote of a case may name its client, and a question is read by everybody
            self._hint = _("Everybody reads this question: take out who the client is, then propose it.")
            self.line.set_value(self._about)
            self.line.setFocus()
            self.line.selectAll()
            self._search()
            return
        self.set_busy(True)
        self.desk.do(knowledge.propose_question, question, self._case, done=lambda _key: self._proposed(),
                     failed=self._failed, owner=self)  # fmt: skip

    def _proposed(self) -> None:
        self.set_busy(False)
        self._hint = ""
        self.late.setText(_("The question is proposed: whoever approves answers sees it on Today."))
        self.propose.setEnabled(False)

    def _failed(self, error: Any) -> None:
        self.set_busy(False)
        self.refuse(error)

    def _search(self) -> None:
        self.desk.ask("answers.find", knowledge_lists.find, self.line.value(), done=self._found, failed=self.refuse,
                      owner=self)  # fmt: skip

    def _found(self, lines: Sequence[AnswerLine]) -> None:
        self.lines = lines
        self.table.start(len(lines), self._rows(lines))
        self.propose.setEnabled(bool(self.line.value().strip() or self._about))
        if lines:
            self.view.select_key(lines[0].id)
        self._show()

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, self._rows(self.lines[wanted.offset : wanted.offset + wanted.count]))

    @staticmethod
    def _rows(lines: Sequence[AnswerLine]) -> Rows[AnswerLine]:
        return Rows(
            lines, lambda line: Row(line.id, (Cell(line.question, bold=True, below=line.words), Cell(line.topic)))
        )

    def _step(self, event: QKeyEvent) -> None:
        self.view.keyPressEvent(event)

    def _show(self) -> None:
        line = self.chosen
        self.words.setText(line.words if line is not None else _("No approved answer says this."))
        late = line is not None and line.overdue and line.review_on is not None
        said = _("Past its review date since {day}: ask {name} whether it still holds.")
        self.late.setText(
            said.format(day=day(line.review_on), name=line.owner) if late and line is not None else self._hint
        )
        assert self.main is not None
        self.main.setEnabled(line is not None)
