"""Builds a questionnaire: its questions in order at the left, the chosen one beside them, in both languages (SV-5)."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules import surveys as rules
from desktop.rules.errors import OfficeError
from desktop.rules.surveys import CHOSEN, Question, QuestionKind
from desktop.services.surveys import QuestionnaireEntry, QuestionnaireLine
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.form_dialog import Send, words_of
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import GAP

_BETWEEN = "|"  # of a choice in Chinese and in English


class BuilderDialog(Dialog):
    """What is in use stays as it is: a change of it makes the next version, and says so."""

    def __init__(self, line: QuestionnaireLine | None, send: Send, parent: QWidget | None = None) -> None:
        super().__init__(_("Change the questionnaire") if line else _("New questionnaire"), parent, width=820)
        self._send = send
        self.questions: list[Question] = list(line.questions) if line else [_first()]
        if line is not None and line.used:
            self.body.addWidget(note(_("Version {n} is in use and stays as it is; what you change becomes version "
                                       "{next}.").format(n=line.number, next=line.number + 1), wrap=True))  # fmt: skip
        self.head = Form([
            FormField("name", _("Name of the questionnaire"), required=True, limit=rules.NAME_LIMIT),
            FormField("name_en", _("Name in English"), limit=rules.NAME_LIMIT),
            FormField("intro", _("Words before the questions"), limit=rules.WORDS_LIMIT),
            FormField("intro_en", _("The same in English"), limit=rules.WORDS_LIMIT),
        ])  # fmt: skip
        names = ("name", "name_en", "intro", "intro_en")
        self.head.set_values({name: getattr(line, name) if line else "" for name in names})
        self.body.addWidget(self.head)
        row = QHBoxLayout()
        row.setSpacing(GAP * 2)
        row.addLayout(self._list(), 2)
        self.form = Form([
            FormField("kind", _("Kind of question"), Kind.CHOICE, choices=words_of(QuestionKind)),
            FormField("required", _("Must be answered"), Kind.YES_NO),
            FormField("zh", _("Question in Chinese"), limit=rules.QUESTION_LIMIT, span=2),
            FormField("en", _("Question in English"), limit=rules.QUESTION_LIMIT, span=2),
            FormField("choices", _("Answers, one a line: 中文 | English"), Kind.LONG, span=2),
        ])  # fmt: skip
        self.form.edited.connect(lambda _name: self._take())
        row.addWidget(self.form, 3)
        self.body.addLayout(row, 1)
        self.set_main(_("Keep the questionnaire"), self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._fill(0)
        self.head.focus_on("name")

    def _list(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Questions in their order"))
        self.list.setMinimumHeight(200)
        self.list.currentRowChanged.connect(self._show)
        column.addWidget(self.list, 1)
        # two by two: large letters leave no room for four in a row
        grid = QGridLayout()
        grid.setSpacing(GAP // 2)
        acts = ((_("Add"), "plus", self.add), (_("Remove"), "trash-2", self.take_out),
                (_("Move up"), "arrow-up", lambda: self.move_by(-1)),
                (_("Move down"), "arrow-down", lambda: self.move_by(1)))  # fmt: skip
        for at, (text, icon, act) in enumerate(acts):
            grid.addWidget(button(text, act, quiet=True, icon_name=icon), at // 2, at % 2)
        column.addLayout(grid)
        return column

    def add(self) -> None:
        self.questions.append(replace(_first(), zh=""))
        self._fill(len(self.questions) - 1)
        self.form.focus_on("zh")

    def take_out(self) -> None:
        if len(self.questions) > 1:
            at = self.list.currentRow()
            del self.questions[at]
            self._fill(min(at, len(self.questions) - 1))

    def move_by(self, step: int) -> None:
        at = self.list.currentRow()
        if 0 <= at + step < len(self.questions):
            self.questions.insert(at + step, self.questions.pop(at))
            self._fill(at + step)

    def _fill(self, at: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([_title(n, one) for n, one in enumerate(self.questions, 1)])
        self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        self._show(at)

    def _show(self, at: int) -> None:
        if not 0 <= at < len(self.questions):
            return
        one = self.questions[at]
        lines = [f"{zh} {_BETWEEN} {en}" if en else zh for zh, en in one.choices]
        self.form.set_values({"kind": one.kind.value, "required": one.required, "zh": one.zh, "en": one.en,
                              "choices": "\n".join(lines)})  # fmt: skip
        self.form.show_field("choices", one.kind in CHOSEN)

    def _take(self) -> None:
        at, values = self.list.currentRow(), self.form.values()
        kind = QuestionKind.of(values["kind"])
        pairs = [text.partition(_BETWEEN) for text in str(values["choices"] or "").splitlines() if text.strip()]
        self.questions[at] = Question(
            self.questions[at].key, kind, str(values["zh"] or ""), str(values["en"] or ""), bool(values["required"]),
            tuple((zh.strip(), en.strip()) for zh, _mark, en in pairs),
        )  # fmt: skip
        self.form.show_field("choices", kind in CHOSEN)
        self.list.item(at).setText(_title(at + 1, self.questions[at]))

    def save(self) -> None:
        self.clear_refusal()
        self.head.clear_errors()
        values = self.head.values()
        text = lambda name: str(values[name] or "")  # noqa: E731
        # a key follows its question through all versions, so that periods are compared
        entry = QuestionnaireEntry(text("name"), _keyed(self.questions), text("name_en"), text("intro"),
                                   text("intro_en"))  # fmt: skip
        self.set_busy(True)
        self._send(entry, lambda _made: self.accept(), self._failed)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.head.show_refusal(error):
            self.refuse(error)


def _first() -> Question:
    return Question("", QuestionKind.FIVE, _("How satisfied are you on the whole?"))


def _title(number: int, one: Question) -> str:
    return f"{number}. {one.zh or one.en or '…'}"


def _keyed(questions: Sequence[Question]) -> list[Question]:
    used = {one.key for one in questions if one.key}
    free = (f"q{n}" for n in range(1, rules.MOST_QUESTIONS * 3) if f"q{n}" not in used)
    return [one if one.key else replace(one, key=next(free)) for one in questions]
