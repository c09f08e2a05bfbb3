"""The script of a call: whom, then one question after the other by keys, and what came of it otherwise (SV-5)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.surveys import Means, Outcome
from desktop.services import survey_asking
from desktop.services.survey_asking import Asking
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, day_of
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP
from desktop.ui.surveys.controller import SurveysController
from desktop.ui.surveys.sheet import QuestionView
from desktop.ui.surveys.words import english


class CallDialog(Dialog):
    """Digits answer, Enter goes on, Alt+← goes back. Closing it keeps nothing of a call that was not finished."""

    def __init__(self, asking: Asking, controller: SurveysController, following: Callable[[], object],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        line = asking.line
        super().__init__(_("Call {name}").format(name=line.salutation or line.name), parent, width=620)
        self.asking, self._controller, self._following = asking, controller, following
        phones = "  ".join(filter(None, (line.phone, line.other_phone)))
        self.body.addWidget(label(" · ".join(filter(None, (line.name, line.unit, phones))), role="strong", wrap=True,
                                  select=True))  # fmt: skip
        about = [line.about] if line.about else []
        if line.tries:
            about.append(_("Tried before: {n} times").format(n=line.tries))
        if about:
            self.body.addWidget(note(" · ".join(about), wrap=True))
        intro = (asking.intro_en if english() else asking.intro) or asking.intro
        if intro:
            self.body.addWidget(label(intro, wrap=True))
        self.pages = QStackedWidget()
        self.views = [QuestionView(one, n, len(asking.questions), english=english())
                      for n, one in enumerate(asking.questions, 1)]  # fmt: skip
        for view in self.views:
            view.answered.connect(self.go_on)
            self.pages.addWidget(view)
        self.body.addWidget(self.pages, 1)
        self._outcomes()
        self.set_main(_("Next"), self.go_on)
        self.back = self.add_button(_("Back"), self.go_back, "arrow-left")
        self.add_button(_("Cancel"), self.reject)
        QShortcut(QKeySequence("Alt+Left"), self).activated.connect(self.go_back)
        self.finished.connect(self.deleteLater)
        self._show(0)

    def _outcomes(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for text, act in ((_("Not reached"), lambda: self._tried(Outcome.MISSED)),
                          (_("Ask later…"), self._later), (_("Does not want to"), self._refused)):  # fmt: skip
            row.addWidget(button(text, act, quiet=True))
        row.addStretch(1)
        self.body.addLayout(row)

    def go_on(self) -> None:
        """To the next question; after the last one the answers are kept."""
        at = self.pages.currentIndex()
        view = self.views[at]
        self.clear_refusal()
        if view.question.required and view.value() is None:
            self.refuse(BadEntry(N_("Question {number} waits for an answer."), view.question.key, number=at + 1))
            return
        if at + 1 < len(self.views):
            self._show(at + 1)
            return
        self.set_busy(True)
        given = {view.question.key: view.value() for view in self.views}
        self._controller.do(survey_asking.answer, self.asking.line.id, given, Means.PHONE,
                            said=_("The answers are kept."), done=self._done, failed=self._failed)  # fmt: skip

    def go_back(self) -> None:
        if self.pages.currentIndex():
            self._show(self.pages.currentIndex() - 1)

    def _show(self, at: int) -> None:
        self.pages.setCurrentIndex(at)
        self.back.setEnabled(at > 0)
        assert self.main is not None
        last = at + 1 == len(self.views)
        self.main.setText(_("Keep the answers") if last else _("Next"))
        self.views[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: OfficeError) -> None:
        keys = [view.question.key for view in self.views]
        if error.field in keys:
            self._show(keys.index(str(error.field)))
        self.refuse(error)

    def _tried(self, outcome: Outcome, **more: Any) -> None:
        self.clear_refusal()
        self._controller.do(survey_asking.try_client, self.asking.line.id, outcome, said=_(outcome.label),
                            done=self._done, failed=self.refuse, **more)  # fmt: skip

    def _refused(self) -> None:
        self._tried(Outcome.REFUSED)

    def _later(self) -> None:
        field = FormField("later", _("Ask again on"), Kind.DATE, required=True)

        def send(entry: dict[str, object], done: Callable[[Any], object], failed: Any) -> None:
            try:
                on = day_of(entry, "later", needed=True)
            except BadEntry as wrong:
                failed(wrong)
                return

            def noted(result: object) -> None:
                done(result)
                self._done(result)

            self._controller.do(survey_asking.try_client, self.asking.line.id, Outcome.LATER, on,
                                said=_(Outcome.LATER.label), done=noted, failed=failed)  # fmt: skip

        asked = FormDialog(_("Ask later"), [field], _("Note it"), send, self, columns=1)
        asked.form.set_values({"later": (today() + timedelta(days=1)).isoformat()})
        asked.open()

    def _done(self, _result: object) -> None:
        self.accept()
        self._following()
