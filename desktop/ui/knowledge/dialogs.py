"""Dialogs of uniform answers: a draft or correction, why one is sent back, its next review, its new owner."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules import knowledge as rules
from desktop.rules.knowledge import AnswerEntry
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of


class AnswerDialog(FormDialog):
    """Question, answer, topic, owner, review date; of an approved one, what is corrected."""

    def __init__(self, people: Sequence[tuple[UUID, str]], send: Send, parent: QWidget | None = None, *,
                 values: Mapping[str, object], corrects: bool, gives: bool = True) -> None:  # fmt: skip
        fields = [
            FormField("question", _("Question, as clients ask it"), required=True, limit=rules.QUESTION, span=2),
            FormField("words", _("What everybody answers"), Kind.LONG, required=True, limit=rules.WORDS, span=2),
            FormField("topic", _("Topic"), limit=rules.TOPIC),
            FormField("review_on", _("To be reviewed on"), Kind.DATE, required=True),
        ]  # fmt: skip
        if gives:
            fields.append(FormField("owner", _("Kept by"), Kind.CHOICE, choices=list(people)))
        if corrects:
            fields.append(FormField("reason", _("What is corrected, and why"), required=True, limit=rules.REASON))
        said = _("Somebody else checks that it is accurate and conceals nothing. Until then the former words stand.")
        super().__init__(_("Correct the answer") if corrects else _("Uniform answer"), fields,
                         _("Hand it in for approval"), send, parent, said=said)  # fmt: skip
        self.form.set_values({name: value for name, value in values.items() if gives or name != "owner"})
        self.form.focus_on("words" if values.get("question") else "question")

    def entry(self) -> AnswerEntry:
        values = self.form.values()
        owner = values.get("owner")
        text = lambda name: str(values.get(name) or "")  # noqa: E731
        return AnswerEntry(text("question"), text("words"), text("topic"), owner if isinstance(owner, UUID) else None,
                           day_of(values, "review_on"), text("reason"))  # fmt: skip


class ReviewDialog(FormDialog):
    """That an answer still holds, until when."""

    def __init__(self, question: str, send: Send, parent: QWidget | None = None) -> None:
        field = FormField("review_on", _("To be reviewed again on"), Kind.DATE, required=True)
        super().__init__(_("It still holds"), [field], _("Note it"), send, parent, columns=1, said=question)
        self.form.focus_on("review_on")

    def entry(self) -> Any:
        return day_of(self.form.values(), "review_on", needed=True)


class OwnerDialog(FormDialog):
    """Who keeps an answer right from now on."""

    def __init__(self, question: str, people: Sequence[tuple[UUID, str]], owner: UUID, send: Send,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        field = FormField("owner", _("Kept by"), Kind.CHOICE, required=True, choices=list(people))
        super().__init__(_("Another owner"), [field], _("Give it on"), send, parent, columns=1, said=question)
        self.form.set_values({"owner": owner})
        self.form.focus_on("owner")

    def entry(self) -> Any:
        return self.form.values()["owner"]
