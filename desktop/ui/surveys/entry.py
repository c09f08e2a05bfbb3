"""Enters a paper form in its own order, by keys alone; the next one is opened by its code (SV-5)."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules import surveys as rules
from desktop.rules.surveys import SCALES, Means, Question, QuestionKind
from desktop.services import survey_asking
from desktop.services.survey_asking import Asking
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import note
from desktop.ui.surveys.controller import SurveysController
from desktop.ui.surveys.words import english

_TALL = 400


class CodeDialog(FormDialog):
    """The code of a form, typed or read by a gun."""

    def __init__(self, send: Send, parent: QWidget | None = None) -> None:
        field = FormField("code", _("Code on the form"), required=True, limit=20)
        super().__init__(_("Enter a paper form"), [field], _("Open the form"), send, parent, columns=1,
                         said=_("Read the code with the gun, or type it."))  # fmt: skip
        self.form.focus_on("code")

    def entry(self) -> str:
        return str(self.form.values()["code"] or "")


class FormEntry(FormDialog):
    """The questions as they stand on paper; Tab goes down, Ctrl+Enter keeps them. Nothing says whose form it is."""

    def __init__(self, asking: Asking, controller: SurveysController, following: Callable[[], object],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        self.asking = asking
        self._controller, self._following = controller, following
        fields = [_field(n, one) for n, one in enumerate(asking.questions, 1)]
        super().__init__(_("Form {code}").format(code=asking.line.form), fields, _("Keep and next"), self._send, parent,
                         columns=1)  # fmt: skip
        # a long form scrolls; the buttons stay in sight
        area = scrolling(self.form)
        area.setMinimumHeight(min(_TALL, self.form.sizeHint().height()))
        self.body.insertWidget(0, area, 1)
        self.body.insertWidget(0, note(_("Points as numbers; choices by their place, several with blanks between."),
                                       wrap=True))  # fmt: skip
        self.form.focus_on(fields[0].name)

    def entry(self) -> dict[str, object]:
        values = self.form.values()
        return {one.key: rules.typed(one, str(values[one.key] or "")) for one in self.asking.questions}

    def _send(self, entry: Any, done: Callable[[Any], object], failed: Any) -> None:
        def kept(result: object) -> None:
            done(result)
            self._following()

        self._controller.do(survey_asking.answer, self.asking.line.id, entry, Means.PAPER,
                            said=_("The answers are kept."), done=kept, failed=failed)  # fmt: skip


def _field(number: int, one: Question) -> FormField:
    kind = Kind.LONG if one.kind is QuestionKind.TEXT else Kind.TEXT
    return FormField(one.key, f"{number}. {one.text(english())}{_hint(one)}", kind, required=one.required)


def _hint(one: Question) -> str:
    if one.kind in SCALES:
        return f" (1–{SCALES[one.kind]})"
    if one.kind is QuestionKind.YES_NO:
        return _(" (1 yes, 2 no)")
    choices: Sequence[str] = [f"{place} {one.choice(place - 1, english())}" for place in range(1, len(one.choices) + 1)]
    return f" ({', '.join(choices)})" if choices else ""
