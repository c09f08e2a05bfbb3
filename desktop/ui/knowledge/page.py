"""知识库 Knowledge: questions on the left, the chosen one with its answer and its versions beside it (SV-4)."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import OfficeError
from desktop.rules.knowledge import Order, Standing, State
from desktop.rules.rights import Right
from desktop.services import knowledge
from desktop.services.knowledge_lists import AnswerLine, AnswerView, Wish
from desktop.ui.kit.actions import Action
from desktop.ui.kit.beside import BesidePage
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import Choice, TextEntry
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.tokens import GAP, Tone
from desktop.ui.kit.values import day
from desktop.ui.knowledge.controller import KnowledgeController
from desktop.ui.knowledge.dialogs import AnswerDialog, OwnerDialog, ReviewDialog
from desktop.ui.knowledge.pane import AnswerPane

STANDINGS = tuple(Standing)
_PAUSE = 150  # milliseconds after a key, before the office is asked


class KnowledgePage(BesidePage):
    TITLE = N_("Service")
    ICON = "life-buoy"
    RIGHT = Right.SEE_CLIENTS
    WATCHES = frozenset({"knowledge", "settings", "accounts"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = KnowledgeController(desk)
        self.lines: Sequence[AnswerLine] | None = None
        super().__init__(desk, parent, printing)
        self._build()
        self._connect()
        self.built()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.tabs = tab_row(_("Which answers"), (_(one.label) for one in STANDINGS), whole=True)
        line.addWidget(self.tabs)
        line.addStretch(1)
        self.content.addLayout(line)
        # a row of their own: in English the tabs alone fill one
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.text = TextEntry()
        self.text.setPlaceholderText(_("Any word, or pinyin"))
        self.text.setAccessibleName(_("Find answers"))
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(180)
        self.topic = Choice([(None, _("All topics"))])
        self.topic.setAccessibleName(_("Topic"))
        self.order = Choice([(one.value, _(one.label)) for one in Order])
        self.order.setAccessibleName(_("Order"))
        self.order.set_value(Order.TOPIC.value)
        line.addWidget(self.text, 1)
        for piece in (self.topic, self.order):
            line.addWidget(piece)
        self.content.addLayout(line)
        self.lay_out(_("Answers"), _columns(), _row, AnswerPane(), (620, 440))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE)
        self._later.timeout.connect(self.reload)

    def _connect(self) -> None:
        self.listen()
        found = self.controller
        found.loaded.connect(self._show)
        found.viewed.connect(self._show_answer)
        self.tabs.currentChanged.connect(lambda _n: self.reload())
        self.text.textChanged.connect(lambda _text: self._later.start())
        self.topic.edited.connect(self.reload)
        self.order.edited.connect(self.reload)

    # what the window asks

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "pane") or not self.may_see:
            return ()
        offered, may = self._acts(), self.controller.may
        if may(Right.ENTER_CLIENTS) or may(Right.EDIT_CLIENTS):
            main = not any(one.main for one in offered)
            offered.insert(0, Action("new", N_("New answer…"), self.new, "plus", "Ins", main=main))
        if may(Right.PRINT_CLIENTS):
            offered.append(
                Action("print", N_("Print the answer book"), self.controller.print_book, "printer", "Ctrl+P")
            )
        return offered

    def _acts(self) -> list[Action]:
        view, found = self.pane.view, []
        if view is None:
            return []
        if view.may_judge:
            found.append(Action("approve", N_("Approve"), self.approve, "check", "F8", main=True))
            found.append(Action("send_back", N_("Send back…"), self.send_back, "undo-2", "F7"))
        if view.may_review:
            found.append(Action("review", N_("It still holds…"), self.review, "check", "F9"))
        if view.may_write:
            words = N_("Correct…") if view.approved_at is not None else N_("Write the answer…")
            found.append(Action("correct", words, self.correct, "pencil", "F2"))
        if view.may_review:
            found.append(Action("owner", N_("Another owner…"), self.give, "user", seldom=True))
        if view.may_retire:
            found.append(Action("retire", N_("Take out of use…"), self.retire, "ban", seldom=True))
        return found

    def open(self, argument: object) -> None:
        """An answer's id chooses it."""
        if isinstance(argument, UUID) and not self.want(argument):
            self._all()

    def reload(self) -> None:
        if self.may_see:
            self.controller.load(self.wish)

    @property
    def wish(self) -> Wish:
        return Wish(self.text.value(), STANDINGS[self.tabs.currentIndex()], str(self.topic.value() or ""),
                    Order.of(self.order.value()))  # fmt: skip

    # what is shown

    def _show(self, lines: Sequence[AnswerLine], topics: Sequence[str]) -> None:
        self.lines = lines
        self.topic.offer([(None, _("All topics")), *((topic, topic) for topic in topics)])
        self.list_lines(lines, None if lines else self._empty_list())

    def forget(self) -> None:
        self.pane.show_answer(None)

    def acts_of_chosen(self) -> Sequence[Action]:
        return self._acts()

    def _empty_list(self) -> Empty:
        wish = self.wish
        if wish.text or wish.topic:
            return Empty(
                _("No answer meets these filters."), "", _("Clear"), self._clear, icon_name="search", main=False
            )
        how = _("What clients ask again and again gets one answer, checked by a second person, that everybody gives.")
        may = self.controller.may
        if wish.standing is Standing.APPROVED and (may(Right.ENTER_CLIENTS) or may(Right.EDIT_CLIENTS)):
            return Empty(_("No answer is approved yet."), how, _("New answer…"), self.new, icon_name="list", main=False)
        return Empty(_("There is none here."), how, icon_name="check")

    def _clear(self) -> None:
        self.text.set_value("")
        self.topic.set_value(None)
        self.reload()

    def _all(self) -> None:
        self.text.set_value("")
        self.topic.set_value(None)
        self.tabs.setCurrentIndex(STANDINGS.index(Standing.ALL))
        self.reload()

    def _show_answer(self, view: AnswerView) -> None:
        if self.is_chosen(view.line.id):
            self.pane.show_answer(view)
            self.update_actions()

    def _go_on(self) -> None:
        """Enter does what comes next: the second person approves, whoever writes corrects."""
        view = self.pane.view
        if view is not None and view.may_judge:
            self.approve()
        elif view is not None and view.may_write:
            self.correct()

    # doing

    def new(self) -> None:
        self.controller.people(self._new)

    def _new(self, people: Sequence[tuple[UUID, str]]) -> None:
        values = {"owner": self.desk.person.id, "topic": self.topic.value() or ""}
        self.open_dialog(AnswerDialog(people, self._sender(knowledge.draft_answer, _("Handed in for approval.")), self,
                                      values=values, corrects=False))  # fmt: skip

    def correct(self) -> None:
        if self.pane.view is not None:
            self.controller.people(partial(self._correct, self.pane.view))

    def _correct(self, view: AnswerView, people: Sequence[tuple[UUID, str]]) -> None:
        line, last = view.line, view.waits or (view.versions[0] if view.versions else None)
        on = line.review_on if line.review_on is not None else last.review_on if last is not None else None
        values = {
            "question": last.question if last is not None else line.question,
            "words": line.words or (last.words if last is not None else ""),
            "topic": line.topic, "owner": line.owner_id,
            "review_on": on.isoformat() if on is not None and not line.overdue else "",
        }  # fmt: skip
        if view.waits is not None:
            values["words"] = view.waits.words
        send = self._sender(partial(_of, knowledge.correct_answer, line.id), _("Handed in for approval."))
        self.open_dialog(AnswerDialog(people, send, self, values=values, corrects=view.approved_at is not None,
                                      gives=view.may_give))  # fmt: skip

    def approve(self) -> None:
        view = self.pane.view
        if view is not None and view.waits is not None:
            self.controller.do(knowledge.approve_answer, view.line.id, view.waits.number,
                               said=_("Approved: everybody gives it now."), failed=self._overtaken)  # fmt: skip

    def _overtaken(self, error: OfficeError) -> None:
        """What was shown need not be what stands there: it is shown anew beside the refusal."""
        self.refuse(error)
        self.reload()

    def send_back(self) -> None:
        view = self.pane.view
        if view is not None and view.waits is not None:
            self._reason(view, _("Send back"), _("Sent back."), knowledge.send_back, view.waits.number)

    def retire(self) -> None:
        if self.pane.view is not None:
            self._reason(self.pane.view, _("Take out of use"), _("Taken out of use."), knowledge.retire_answer)

    def review(self) -> None:
        view = self.pane.view
        if view is not None:
            send = self._sender(partial(_of, knowledge.review_answer, view.line.id), _("Noted."))
            self.open_dialog(ReviewDialog(view.line.question, send, self))

    def give(self) -> None:
        view = self.pane.view
        if view is not None:
            send = self._sender(partial(_of, knowledge.give_answer, view.line.id), _("Given on."))
            self.controller.people(lambda people: self.open_dialog(
                OwnerDialog(view.line.question, people, view.line.owner_id, send, self)))  # fmt: skip

    def _reason(self, view: AnswerView, heading: str, said: str, verb: Any, *which: int) -> None:
        send = self._sender(partial(_of, verb, view.line.id, *which), said)
        self.open_dialog(ReasonDialog(heading, view.line.question, heading, send, self))

    def _sender(self, verb: Any, said: str) -> Any:
        return lambda entry, done, failed: self.controller.do(verb, entry, said=said, done=done, failed=failed)


def _of(verb: Any, key: UUID, *rest: Any) -> Any:
    """The verb on the answer, and the version, that was chosen when its dialog opened."""
    *which, work, entry = rest
    return verb(work, key, *which, entry)


def _columns() -> list[Column]:
    return [
        Column("question", _("Question"), 280, sortable=False, fixed=True),
        Column("topic", _("Topic"), 90, sortable=False),
        Column("owner", _("Kept by"), 160, Fit.WHOLE, sortable=False),
        Column("uses", _("Given"), 70, Fit.WHOLE, sortable=False),
    ]


def _row(line: AnswerLine) -> Row:
    mark = _("waits") if line.waiting else _(line.state.label) if line.state is not State.APPROVED else ""
    on = day(line.review_on) if line.review_on is not None else ""
    owner = Cell(line.owner, Tone.BAD if line.overdue else Tone.PLAIN, below=on,
                 icon="triangle-alert" if line.overdue else "")  # fmt: skip
    words = line.words.replace("\n", " ")
    return Row(line.id, (Cell(line.question, bold=True, below=words, mark=mark, mark_tone=Tone.WARN),
                         Cell(line.topic), owner, Cell(str(line.uses) if line.uses else "–")))  # fmt: skip
