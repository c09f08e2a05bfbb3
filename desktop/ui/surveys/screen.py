"""The client answers himself, on a tablet at the desk: the whole screen, large, and nothing of the office behind it.

Whoever leaves it comes to the house's own sign-in, for the window is locked with it. Without a touch for the office's
seconds the answers are cleared and it begins anew.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.rules.surveys import Means
from desktop.services import survey_asking
from desktop.services.survey_asking import Asking
from desktop.ui.kit.text import button, label
from desktop.ui.kit.tokens import Tone
from desktop.ui.surveys.controller import SurveysController
from desktop.ui.surveys.sheet import QuestionView

_WIDE, _TALL = 760, 56
_TOUCHES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.TouchBegin})


class ScreenMode(QWidget):
    """`lock` is the window's; `seconds` of rest until it begins anew. On its thanks it stays until the staff leave."""

    def __init__(self, asking: Asking, controller: SurveysController, seconds: int, lock: Callable[[], object]) -> None:
        super().__init__(None, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(asking.survey_name)
        self.asking, self._controller, self._lock = asking, controller, lock
        self.english = False
        self._leaving = False
        self.rest = QTimer(self, singleShot=True, interval=seconds * 1000)
        self.rest.timeout.connect(self.begin)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(32, 24, 32, 24)
        top = QHBoxLayout()
        self.words = button("English", self._other_language, quiet=True)
        leave = button(_("Staff"), self.leave, quiet=True, icon_name="lock")
        top.addWidget(self.words)
        top.addStretch(1)
        top.addWidget(leave)
        outer.addLayout(top)
        middle = QHBoxLayout()
        middle.addStretch(1)
        self.pages = QStackedWidget()
        self.pages.setMinimumWidth(min(_WIDE, 640))
        self.pages.setMaximumWidth(_WIDE)
        middle.addWidget(self.pages, 8)
        middle.addStretch(1)
        outer.addLayout(middle, 1)
        self.wrong = label(tone=Tone.BAD, wrap=True)
        self.wrong.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        outer.addWidget(self.wrong)
        row = QHBoxLayout()
        self.back = button(_("Back"), self.go_back, icon_name="arrow-left")
        self.next = button(_("Next"), self.go_on, main=True)
        for made in (self.back, self.next):
            made.setMinimumHeight(_TALL)
            made.setMinimumWidth(180)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        row.addStretch(1)
        outer.addLayout(row)
        self.views: list[QuestionView] = []
        self.begin()
        QApplication.instance().installEventFilter(self)

    def begin(self) -> None:
        """Everything anew: the welcome, the questions without answers, the thanks."""
        while self.pages.count():
            old = self.pages.widget(0)
            self.pages.removeWidget(old)
            old.deleteLater()
        said = (self.asking.intro_en if self.english else self.asking.intro) or self.asking.intro
        self.pages.addWidget(_words(_("How was it with us?"), said or _("A few questions, a minute or two.")))
        count = len(self.asking.questions)
        self.views = [QuestionView(one, n, count, big=True, english=self.english)
                      for n, one in enumerate(self.asking.questions, 1)]  # fmt: skip
        for view in self.views:
            self.pages.addWidget(view)
        self.pages.addWidget(_words(_("Thank you"), _("Please give the tablet back.")))
        self.rest.stop()
        self._show(0)

    @property
    def finished(self) -> bool:
        return self.pages.currentIndex() == self.pages.count() - 1

    def go_on(self) -> None:
        at = self.pages.currentIndex()
        if at and self.views[at - 1].question.required and self.views[at - 1].value() is None:
            self.wrong.setText(_("Please choose an answer."))
            return
        if at < len(self.views):
            self._show(at + 1)
            return
        self.next.setEnabled(False)
        given = {view.question.key: view.value() for view in self.views}
        self._controller.do(survey_asking.answer, self.asking.line.id, given, Means.SCREEN, done=self._kept,
                            failed=self._failed)  # fmt: skip

    def go_back(self) -> None:
        self._show(max(0, self.pages.currentIndex() - 1))

    def leave(self) -> None:
        """Locks the window first, so that nobody sees what lies behind; then this goes."""
        self._leaving = True
        QApplication.instance().removeEventFilter(self)
        self._lock()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._leaving:
            # closed by a key of the system: the same as leaving
            event.ignore()
            self.leave()
            return
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.finished:
            self.go_on()
            return
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES and self.pages.currentIndex() and not self.finished:
            self.rest.start()
        return False

    def _other_language(self) -> None:
        self.english = not self.english
        self.words.setText("中文" if self.english else "English")
        self.begin()

    def _show(self, at: int) -> None:
        self.wrong.setText("")
        self.pages.setCurrentIndex(at)
        last = at == self.pages.count() - 1
        self.back.setVisible(at > 0 and not last)
        self.next.setVisible(not last)
        self.next.setEnabled(True)
        self.words.setVisible(at == 0)
        self.next.setText(_("Begin") if not at else _("Finish") if at == len(self.views) else _("Next"))
        if at and not last:
            self.rest.start()
            self.views[at - 1].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.rest.stop()

    def _kept(self, _result: object) -> None:
        self._show(self.pages.count() - 1)

    def _failed(self, error: OfficeError) -> None:
        self.next.setEnabled(True)
        self.wrong.setText(str(error))


def _words(heading: str, said: str) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.addStretch(1)
    head = label(heading, role="figure", wrap=True)
    text = label(said, role="section", wrap=True)
    for piece in (head, text):
        piece.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(piece)
    column.addStretch(2)
    return made
