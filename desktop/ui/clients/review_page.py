"""The review desk 评审: provisional values one after the other, accepted, corrected or refused from the keyboard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import OfficeError
from desktop.rules.fields import Block, Locked
from desktop.services import clients, review_lists, reviews
from desktop.services.review_lists import WaitingReview
from desktop.ui.clients.countdown import OPEN_SECONDS
from desktop.ui.clients.undoing import Noted, Undoer, noting
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.form_dialog import FormDialog, ReasonDialog, Send
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import Page
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.risk import named
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day, form_field, lock_words, refused_words, rivals_of, shown

MOST = 500
Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class ReviewController(QObject):
    loaded = Signal(object)
    refused = Signal(object)
    done = Signal(str, object)
    """What was done, and the operation to undo."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def load(self) -> None:
        self.desk.ask("reviews.waiting", review_lists.waiting_reviews, MOST, done=self.loaded.emit,
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def accept(self, line: WaitingReview) -> None:
        self._do(_("Confirmed."), reviews.accept, line.client_id, line.field, line.seen)

    def correct(self, line: WaitingReview, value: object, done: Done, failed: Failed) -> None:
        self._do(_("Corrected and confirmed."), reviews.correct, line.client_id, line.field, value, line.seen,
                 done=done, failed=failed)  # fmt: skip

    def refuse(self, line: WaitingReview, reason: str, done: Done, failed: Failed) -> None:
        self._do(_("Refused."), reviews.refuse, line.client_id, line.field, reason, line.seen, done=done, failed=failed)

    def unlock(self, client: UUID, block: Block, reason: str, done: Done, failed: Failed) -> None:
        self.desk.do(clients.unlock, client, block, reason, done=done, failed=failed, owner=self)

    def _do(self, said: str, verb: Any, *args: object, done: Done | None = None, failed: Failed | None = None) -> None:
        def answer(noted: Noted) -> None:
            if done is not None:
                done(noted.result)
            self.done.emit(said, noted.operation)

        self.desk.do(noting(verb), *args, done=answer, failed=failed or self.refused.emit, owner=self)


class ReviewList(TableView):
    """Space accepts, C corrects, R refuses the row that is current; what lies sealed is opened by Space first."""

    accept_requested = Signal()
    correct_requested = Signal()
    refuse_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_Space: self.accept_requested, Qt.Key.Key_C: self.correct_requested,
                Qt.Key.Key_R: self.refuse_requested}  # fmt: skip
        wanted = keys.get(Qt.Key(event.key()))
        if wanted is not None and not event.modifiers() and not event.isAutoRepeat():
            wanted.emit()
        else:
            super().keyPressEvent(event)


class ReviewPage(Page):
    TITLE = N_("Clients")
    ICON = "badge-check"
    WATCHES = frozenset({"clients", "imports", "accounts", "stand_ins"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._lines: dict[object, WaitingReview] = {}
        self._all: Sequence[WaitingReview] = ()
        self._rows: list[Row] = []
        # sealed values that this person has opened; gone with the page, those of level 3 after a minute
        self._opened: dict[object, str] = {}
        self.view: ReviewList | None = None
        super().__init__(desk, parent)
        self.controller = ReviewController(desk, self)
        self.undoer = Undoer(desk, self)
        self.hiding = QTimer(self)
        self.hiding.setSingleShot(True)
        self.hiding.setInterval(OPEN_SECONDS * 1000)
        self.hiding.timeout.connect(self.hide_accounts)
        self.client, self.collector = Choice(), Choice()
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, choice in ((_("Client"), self.client), (_("Entered by"), self.collector)):
            choice.setMinimumContentsLength(14)
            choice.setAccessibleName(words)
            choice.edited.connect(self._narrow)
            row.addWidget(note(words))
            row.addWidget(choice)
        row.addStretch(1)
        row.addWidget(note(_("Space confirms, C corrects, R refuses")))
        row.addSpacing(8)
        self.count = note()
        row.addWidget(self.count)
        self.content.addLayout(row)
        self.view = ReviewList(_("Values that wait for review"), double=True)
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self._stack = QStackedLayout()
        self.content.addLayout(self._stack, 1)
        self._stack.addWidget(self.view)
        self._stack.addWidget(Empty(_("Nothing waits for review."), icon_name="badge-check"))
        self._connect()
        self.update_actions()

    def _connect(self) -> None:
        view, controller = self.view, self.controller
        assert view is not None
        view.accept_requested.connect(self.accept)
        view.correct_requested.connect(self.correct)
        view.refuse_requested.connect(self.refuse_value)
        view.opened.connect(lambda key: self.desk.open_requested.emit("clients", self._lines[key].client_id))
        view.chosen.connect(lambda _keys: self.update_actions())
        view.menu_requested.connect(self._menu)
        controller.loaded.connect(self._show)
        controller.refused.connect(self.refuse)
        controller.done.connect(lambda text, key: self.toast_requested.emit(text, self.undoer.way_back(key)))
        self.undoer.said.connect(self.toast_requested)
        self.undoer.refused.connect(self.refuse)

    # what is offered

    @property
    def chosen(self) -> WaitingReview | None:
        key = next(iter(self.view.selected_keys), None) if self.view is not None else None
        return self._lines.get(key)

    def actions_offered(self) -> Sequence[Action]:
        line = self.chosen
        reason = _("Select a value first.") if line is None else own_words(line) if line.info.mine else ""
        if line is not None and line.sealed and not line.info.mine:
            return (Action("open_value", N_("Open value"), self.open_value, "lock-open", main=True),)
        return (
            Action("accept", N_("Confirm"), self.accept, "circle-check", reason=reason, main=True),
            Action("correct", N_("Correct…"), self.correct, "pencil", reason=reason),
            Action("refuse", N_("Refuse…"), self.refuse_value, "ban", reason=reason),
        )

    def _menu(self, key: object, place: QPoint) -> None:
        line = self._lines[key]
        go = lambda: self.desk.open_requested.emit("clients", line.client_id)  # noqa: E731
        menu = make_menu([*self.actions_offered(), Action("open", N_("Open the file"), go, "file-text",
                                                          separator_before=True)], self)  # fmt: skip
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _mine_to_review(self) -> WaitingReview | None:
        """What can be decided now; a sealed value is opened first, and decided with the next key."""
        line = self.chosen
        if line is not None and line.info.mine:
            self.say(own_words(line), Tone.WARN, key="own")
            return None
        if line is not None and line.sealed:
            self.open_value()
            return None
        return line

    def open_value(self) -> None:
        """Opens the block the value lies in; that it was read is recorded, of level 3 with the reason (AC-5)."""
        line = self.chosen
        if line is None or not line.sealed:
            return
        block = line.declared.block
        if block.level < 3:
            self.controller.unlock(line.client_id, block, "", lambda values: self._show_opened(line, values),
                                   self.refuse)  # fmt: skip
            return

        def send(reason: str, done: Done, failed: Failed) -> None:
            def opened(values: Mapping[str, str]) -> None:
                done(values)
                self._show_opened(line, values)

            self.controller.unlock(line.client_id, block, reason, opened, failed)

        said = _("Level 3 information is shown for 60 seconds. Who opened it and why is recorded.")
        ReasonDialog(_("Open level 3"), said, _("Open"), send, self).open()

    def _show_opened(self, line: WaitingReview, values: Mapping[str, str]) -> None:
        beside = (x for x in self._all if x.client_id == line.client_id and x.field in values)
        self._opened |= {_entry(x): values[x.field] for x in beside}
        if line.declared.level > 2:
            self.hiding.start()
        self._narrow()

    def hide_accounts(self) -> None:
        """Values of level 3 are hidden again."""
        lower = {_entry(line) for line in self._all if line.declared.level < 3}
        self._hide({key: text for key, text in self._opened.items() if key in lower})

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._opened:
            self.hiding.stop()
            self._hide({})

    def _hide(self, left: dict[object, str]) -> None:
        """At once: rows that are held until the next ones come would still hold the values."""
        chosen, self._opened = self.chosen, left
        self.table.start(0)
        self._narrow()
        if chosen is not None and self.view is not None:
            self.view.select_key((chosen.client_id, chosen.field))

    def accept(self) -> None:
        line = self._mine_to_review()
        if line is not None:
            self._go_on()
            self.controller.accept(line)

    def correct(self) -> None:
        line = self._mine_to_review()
        if line is None:
            return
        field = form_field(line.declared)
        heading = _("Correct “{field}” of {name}").format(field=_(line.label), name=line.client_name)
        send: Send = lambda e, done, failed: self.controller.correct(line, e[line.field], done, failed)  # noqa: E731
        dialog = FormDialog(heading, [field], _("Save and confirm"), send, self, columns=1)
        dialog.form.set_values({line.field: line.seen})
        dialog.form.focus_on(line.field)
        dialog.accepted.connect(self._go_on)
        dialog.open()

    def refuse_value(self) -> None:
        line = self._mine_to_review()
        if line is None:
            return
        said = refused_words(_(line.label), line.info)
        send: Send = lambda why, done, failed: self.controller.refuse(line, why, done, failed)  # noqa: E731
        dialog = ReasonDialog(_("Refuse an entry"), said, _("Refuse"), send, self)
        dialog.accepted.connect(self._go_on)
        dialog.open()

    def _go_on(self) -> None:
        """The next row becomes current before this one goes, so that the hand stays on the key."""
        assert self.view is not None
        here = self.view.currentIndex().row()
        there = here + 1 if here + 1 < len(self._rows) else here - 1
        if 0 <= there < len(self._rows):
            self.view.select_key(self._rows[there].key)
            self.update_actions()

    # what is shown

    def reload(self) -> None:
        self.controller.load()

    def _show(self, lines: Sequence[WaitingReview]) -> None:
        self._all = lines
        clients = {line.client_id: f"{line.client_name} {line.client_code}" for line in lines}
        people = dict.fromkeys(line.info.entered_by for line in lines)
        self.client.offer([(None, _("All")), *clients.items()])
        self.collector.offer([(None, _("All")), *((name, name) for name in people)])
        for choice in (self.client, self.collector):
            if choice.currentIndex() < 0:
                choice.set_value(None)
        self._narrow()

    def _narrow(self) -> None:
        client, collector = self.client.value(), self.collector.value()
        lines = [x for x in self._all if client in (None, x.client_id) and collector in (None, x.info.entered_by)]
        lines = [self._as_opened(line) for line in lines]
        self._lines = {(x.client_id, x.field): x for x in lines}
        self._rows = [row_of(line) for line in lines]
        assert self.view is not None
        if self.table.total and lines:
            self.view.remember_place()
            self.table.refresh(len(self._rows))
        else:
            self.table.start(len(self._rows), self._rows[:100])
        if self._rows and self.chosen is None:
            self.view.select_key(self._rows[0].key)
        self._stack.setCurrentIndex(0 if self._rows else 1)
        waiting = sum(not line.info.mine for line in lines)
        self.count.setText(_n("{n} value waits for you", "{n} values wait for you", waiting).format(n=waiting))
        self.update_actions()

    def _as_opened(self, line: WaitingReview) -> WaitingReview:
        text = self._opened.get(_entry(line)) if line.sealed else None
        return line if text is None else replace(line, seen=text, value=text)

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, self._rows[wanted.offset : wanted.offset + wanted.count])


def _entry(line: WaitingReview) -> object:
    """What was entered since is another entry, and not opened yet."""
    return line.client_id, line.field, line.info.entered_at


def _columns() -> list[Column]:
    return [
        Column("client", _("Client"), 200, Fit.WHOLE, sortable=False),
        Column("field", _("Field"), 136, Fit.WHOLE, sortable=False),
        Column("value", _("As entered"), 210, Fit.WHOLE, sortable=False),
        Column("verified", _("Confirmed before"), 150, Fit.WHOLE, sortable=False),
        Column("source", _("Source and basis"), 150, sortable=False),
        Column("who", _("Entered by"), 176, Fit.WHOLE, sortable=False),
    ]


def row_of(line: WaitingReview) -> Row:
    field, info = line.declared, line.info
    source = " · ".join(part for part in (_(info.learnt.label) if info.learnt else "", info.basis) if part)
    value = lock_words(line.seen) if isinstance(line.seen, Locked) else shown(field, line.seen) or _("(emptied)")
    danger = line.field == "allergies"
    icon = "triangle-alert" if danger else "lock" if line.sealed else ""
    entered = Cell(info.entered_by, below=own_words(line) if info.mine else day(local(info.entered_at).date()))
    return Row((line.client_id, line.field), (
        named(line.client_name, line.risk, line.client_code), _(line.label),
        Cell(value.replace("\n", " "), Tone.BAD if danger else Tone.NOTE if line.sealed else Tone.PLAIN, icon=icon),
        Cell(shown(field, line.verified).replace("\n", " "), Tone.NOTE, below="; ".join(rivals_of(info))), source,
        entered,
    ))  # fmt: skip


def own_words(line: WaitingReview) -> str:
    """Nobody reviews himself: who can."""
    if not line.others:
        return _("Yours; nobody else may review it.")
    return _("Yours; can be reviewed by {names}").format(names=listed(line.others[:3]))
