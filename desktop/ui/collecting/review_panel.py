"""The review 评审 by keyboard: value after value with its evidence, decided by those present, counted by the week."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import OfficeError
from desktop.services.review_meetings import Fact, Week
from desktop.ui.collecting.controller import CollectController
from desktop.ui.collecting.meeting_dialog import MeetingDialog
from desktop.ui.collecting.review_rows import PACES, columns, evidence, meeting_said, row_of, week_said
from desktop.ui.kit.actions import Action, ActionRow
from desktop.ui.kit.cells import Row, Wanted
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.form import FormField
from desktop.ui.kit.form_dialog import FormDialog, ReasonDialog, Send
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import IconLabel, button, label, note, section, set_tone
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone
from desktop.ui.kit.values import form_field, refused_words, rivals_of, shown, typed
from desktop.ui.kit.who_pick import Colleague

KEYS: Mapping[Qt.Key, str] = {
    Qt.Key.Key_Space: "accept", Qt.Key.Key_A: "accept", Qt.Key.Key_C: "correct", Qt.Key.Key_R: "refuse",
    Qt.Key.Key_Q: "ask_again", Qt.Key.Key_B: "begin", Qt.Key.Key_E: "end",
}  # fmt: skip
OWN = "own"
FADED = "confirmed once"
MEETING = "no review goes on"


class ReviewList(TableView):
    """One key decides: Space or A confirms, C corrects, R refuses, Q asks again; B begins a review, E ends it."""

    pressed_key = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = KEYS.get(Qt.Key(event.key()))
        if name is not None and not event.modifiers() and not event.isAutoRepeat():
            self.pressed_key.emit(name)
        else:
            super().keyPressEvent(event)


class ReviewPanel(QWidget):
    warned = Signal(str, str)
    """A sentence for the bar, and its key."""
    changed = Signal()

    def __init__(self, controller: CollectController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controller = controller
        self.facts: tuple[Fact, ...] = ()
        self.week: Week | None = None
        self.dialog: Any = None
        self._rows: list[Row] = []
        self._wanted: object = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(GAP)
        outer.addWidget(self._strip())
        self._buttons = ActionRow(stretched=True)
        outer.addLayout(self._buttons)
        self.view = ReviewList(_("Values that wait for review"), double=True)
        self.table = LazyTable(columns(), self._fetch, self)
        self.view.show_table(self.table)
        both = QWidget()
        beside = QHBoxLayout(both)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(MEDIUM)
        beside.addWidget(self.view, 7)
        self.proof = EvidenceCard()
        beside.addWidget(self.proof, 3)
        self.stack = QStackedLayout()
        outer.addLayout(self.stack, 1)
        self.stack.addWidget(both)
        self.stack.addWidget(Empty(_("Nothing waits for review."), icon_name="badge-check"))
        self.view.pressed_key.connect(self.do)
        self.view.opened.connect(lambda key: controller.desk.open_requested.emit("clients", key[0]))
        self.view.chosen.connect(lambda _keys: self._show_chosen())
        controller.facts_loaded.connect(self._show_facts)
        controller.week_loaded.connect(self._show_week)

    def _strip(self) -> QFrame:
        """Who is present now, and how the week stands."""
        strip = QFrame()
        strip.setProperty("card", True)
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(GAP)
        self.pace_icon = IconLabel("clock", Tone.NOTE.value)
        self.pace = label(role="strong")
        self.present = label(wrap=True)
        row.addWidget(self.pace_icon)
        row.addWidget(self.pace)
        row.addWidget(self.present, 1)
        self.begin_button = button(_("Begin a review… (B)"), self.begin, icon_name="play")
        self.end_button = button(_("End the review (E)"), self.end)
        row.addWidget(self.begin_button)
        row.addWidget(self.end_button)
        self.end_button.hide()
        return strip

    # what is shown

    def reload(self) -> None:
        self.controller.load_review()

    def select(self, key: object) -> None:
        self._wanted = key
        self.reload()

    @property
    def chosen(self) -> Fact | None:
        keys = self.view.selected_keys
        return next((fact for fact in self.facts if keys and fact.key == keys[0]), None)

    @property
    def meeting(self) -> UUID | None:
        return self.week.running.id if self.week is not None and self.week.running is not None else None

    def _show_facts(self, facts: Sequence[Fact]) -> None:
        self.facts = tuple(facts)
        self._rows = [row_of(fact) for fact in self.facts]
        self.view.remember_place()
        if self.table.total and self._rows:
            self.table.refresh(len(self._rows))
            self.table.row_at(0)
        else:
            self.table.start(len(self._rows), self._rows[:100])
        if self._wanted is not None:
            self.view.select_key(self._wanted)
            self._wanted = None
        if self._rows and self.chosen is None:
            self.view.select_key(self._rows[0].key)
        self.stack.setCurrentIndex(0 if self._rows else 1)
        self._show_chosen()
        self.changed.emit()

    def _show_week(self, week: Week) -> None:
        self.week = week
        icon, tone = PACES[week.pace]
        self.pace_icon.show_icon(icon, tone.value)
        self.pace.setText(week_said(week))
        set_tone(self.pace, tone if tone is not Tone.NOTE else Tone.PLAIN)
        running = week.running
        if running is not None:
            told = _n("{n} value decided", "{n} values decided", running.decided).format(n=running.decided)
            self.present.setText(f"{meeting_said(running)} · {told}")
        else:
            self.present.setText(_("No review goes on: begin one with those present."))
        self.begin_button.setVisible(running is None)
        self.end_button.setVisible(running is not None)
        self._show_buttons()

    def _show_chosen(self) -> None:
        self.proof.show_fact(self.chosen)
        self._show_buttons()

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, self._rows[wanted.offset : wanted.offset + wanted.count])

    # what is decided

    def acts(self) -> list[Action]:
        reason = self._reason()
        if self.chosen is not None and self.chosen.faded:
            done = _("It was confirmed once: say that it was seen again, or correct it in the file.")
            again = Action("accept", N_("Seen again (A)"), self.see_again, "eye", main=True)
            rest = (("correct", N_("Correct… (C)"), "pencil"), ("refuse", N_("Refuse… (R)"), "ban"),
                    ("ask_again", N_("Ask again… (Q)"), "circle-question-mark"))  # fmt: skip
            return [again, *(Action(name, words, self.see_again, icon, reason=done) for name, words, icon in rest)]
        return [
            Action("accept", N_("Confirm (A)"), self.accept, "circle-check", reason=reason, main=True),
            Action("correct", N_("Correct… (C)"), self.correct, "pencil", reason=reason),
            Action("refuse", N_("Refuse… (R)"), self.refuse, "ban", reason=reason),
            Action("ask_again", N_("Ask again… (Q)"), self.ask_again, "circle-question-mark", reason=reason),
        ]

    def _reason(self) -> str:
        fact = self.chosen
        if fact is None:
            return _("Select a value first.")
        if fact.waiting.info.mine:
            others = fact.waiting.others
            if not others:
                return _("Yours; nobody else may review it.")
            return _("Yours; can be reviewed by {names}").format(names=listed(others[:3]))
        return "" if self.meeting is not None else _("Begin a review first (B): who is present is recorded.")

    def do(self, name: str) -> None:
        """By a key: what can't be done says why."""
        if name in ("begin", "end"):
            (self.begin if name == "begin" else self.end)()
            return
        action = next(act for act in self.acts() if act.name == name)
        if action.reason:
            faded = self.chosen is not None and self.chosen.faded
            self.warned.emit(action.reason, FADED if faded else OWN if self.meeting is not None else MEETING)
        else:
            action.act()

    def accept(self) -> None:
        fact, meeting = self.chosen, self.meeting
        if fact is not None and meeting is not None:
            self._go_on()
            self.controller.accept(meeting, fact)

    def see_again(self) -> None:
        """Confirmed it is already: that it holds is seen at any time, and decided by no review."""
        fact = self.chosen
        if fact is not None and fact.faded:
            self._go_on()
            self.controller.see_again(fact)

    def correct(self) -> None:
        fact, meeting = self.chosen, self.meeting
        if fact is None or meeting is None:
            return
        line = fact.waiting
        heading = _("Correct “{field}” of {name}").format(field=_(line.label), name=line.client_name)
        send: Send = lambda e, done, failed: self.controller.correct(  # noqa: E731
            meeting, fact, e[line.field], done, failed)  # fmt: skip
        dialog = FormDialog(heading, [form_field(line.declared)], _("Save and confirm"), send, self, columns=1,
                            said="; ".join(rivals_of(line.info)))  # fmt: skip
        dialog.form.set_values({line.field: typed(line.declared, line.seen)})
        dialog.form.focus_on(line.field)
        self._open(dialog)

    def refuse(self) -> None:
        fact, meeting = self.chosen, self.meeting
        if fact is None or meeting is None:
            return
        said = refused_words(_(fact.waiting.label), fact.waiting.info)
        send: Send = lambda why, done, failed: self.controller.refuse(meeting, fact, why, done, failed)  # noqa: E731
        self._open(ReasonDialog(_("Refuse an entry"), said, _("Refuse"), send, self))

    def ask_again(self) -> None:
        fact, meeting = self.chosen, self.meeting
        if fact is None or meeting is None:
            return
        said = _("“{field}” of {name} goes on waiting; the question stands beside it.").format(
            field=_(fact.waiting.label), name=fact.waiting.client_name)  # fmt: skip
        field = FormField("note", _("What to ask the next time"), required=True, limit=200)
        send: Send = lambda e, done, failed: self.controller.ask_again(  # noqa: E731
            meeting, fact, str(e["note"]), done, failed)  # fmt: skip
        dialog = FormDialog(_("Ask again"), [field], _("Ask again"), send, self, columns=1, said=said)
        dialog.form.focus_on("note")
        self._open(dialog)

    def begin(self) -> None:
        if self.meeting is not None:
            return
        me = self.controller.desk.person
        names = dict.fromkeys(fact.evidence.collector for fact in self.facts if fact.evidence is not None)
        collectors = [name for name in names if name and name != me.name]

        def send(chair: UUID, present: Any, done: Callable[[Any], object],
                 failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
            def begun(made: Any) -> None:
                done(made)
                self.reload()
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)

            self.controller.begin(chair, present, begun, failed)

        dialog = self.dialog = MeetingDialog(Colleague(me.id, me.name, ()), collectors, send, self)

        def offer(found: tuple[Colleague, ...]) -> None:
            if shiboken6.isValid(dialog):
                dialog.offer(found)

        dialog.open()
        self.controller.load_colleagues(offer)

    def end(self) -> None:
        if self.meeting is None:
            return

        def ended(counts: bool) -> None:
            said = _("The review has ended.") if counts else _("Nothing was decided: it does not count as a review.")
            self.controller.said.emit(said, None)

        self.controller.end(self.meeting, ended)

    def _open(self, dialog: FormDialog) -> None:
        self.dialog = dialog
        dialog.accepted.connect(self._go_on)
        dialog.finished.connect(lambda _code: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        dialog.open()

    def _go_on(self) -> None:
        """The next row becomes current before this one goes, so that the hand stays on the key."""
        here = self.view.currentIndex().row()
        there = here + 1 if here + 1 < len(self._rows) else here - 1
        if 0 <= there < len(self._rows):
            self.view.select_key(self._rows[there].key)

    def _show_buttons(self) -> None:
        self._buttons.show_actions(self.acts() if self._rows else (), self)


class EvidenceCard(QFrame):
    """All that speaks for a value, beside the list."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setMinimumWidth(240)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(GAP)
        outer.addWidget(scrolling(self._holder))

    def show_fact(self, fact: Fact | None) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if fact is None:
            return
        line = fact.waiting
        self._column.addWidget(note(f"{line.client_name} · {_(line.label)}", wrap=True))
        danger = line.field == "allergies"
        value = section(("⚠ " if danger else "") + (shown(line.declared, line.seen) or _("(emptied)")))
        value.setWordWrap(True)
        if danger:
            set_tone(value, Tone.BAD)
        self._column.addWidget(value)
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for number, (words, text, tone) in enumerate(evidence(fact)):
            head = note(words)
            head.setAlignment(Qt.AlignmentFlag.AlignTop)
            # smaller words stand on the line of what is said of them
            head.setContentsMargins(0, 2, 0, 0)
            grid.addWidget(head, number, 0)
            grid.addWidget(label(text, tone=tone, wrap=True), number, 1)
        self._column.addWidget(body)
        self._column.addStretch(1)
        said = "; ".join(f"{words}: {text}" for words, text, _tone in evidence(fact))
        self.setAccessibleName(_("Evidence"))
        self.setAccessibleDescription(said)
