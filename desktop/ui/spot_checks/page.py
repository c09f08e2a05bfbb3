"""抽查 Spot checks: the records of a draw with their marks, the record itself beside them, and improvements (CM-4)."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from desktop.i18n import N_, _
from desktop.rules import spot_checks as rules
from desktop.rules.rights import Right
from desktop.rules.spot_checks import Marks
from desktop.services import spot_checks
from desktop.services.spot_checks import CheckLine, DrawLine
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone
from desktop.ui.kit.values import day
from desktop.ui.spot_checks.controller import SpotController
from desktop.ui.spot_checks.pane import CheckPane

_MARKS = (("manners", N_("Manners")), ("accuracy", N_("Accuracy")), ("completeness", N_("Completeness")))


class SpotDialog(FormDialog):
    """One act: `fields` are asked for, and `read` makes of them what the verb takes."""

    def __init__(self, heading: str, fields: Sequence[FormField], send: Send, read: Any, parent: QWidget, *,
                 values: dict[str, object] | None = None, said: str = "") -> None:  # fmt: skip
        super().__init__(heading, fields, heading, send, parent, said=said)
        self._read = read
        self.form.set_values(values or {})
        self.form.focus_on(fields[0].name)

    def entry(self) -> Any:
        return self._read(self.form.values())


class SpotChecksPage(ListPage):
    TITLE = N_("Service")
    ICON = "life-buoy"
    RIGHT = Right.SEE_CLIENTS
    WATCHES = frozenset({"spot_checks", "contacts", "accounts"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = SpotController(desk)
        self.lines: Sequence[CheckLine] = ()
        self.draws: Sequence[DrawLine] = ()
        self.shown = False
        super().__init__(desk, parent, printing)
        self._build()
        found = self.controller
        found.loaded.connect(self._show)
        found.done.connect(self.toast_requested)
        found.printed.connect(self.preview)
        found.refused.connect(self.refuse)
        self.draw.edited.connect(self.reload)
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self._go_on())
        self.view.menu_requested.connect(lambda _key, at: self.pop_menu(self._acts(), at))
        self.built()

    @property
    def scores(self) -> bool:
        return self.controller.may(Right.SCORE_CONTACTS)

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.draw = Choice([(None, _("My own, as far as shown to me"))])
        self.draw.setAccessibleName(_("Draw"))
        self.draw.setMinimumContentsLength(30)
        line.addWidget(self.draw)
        self.said = label(wrap=True)
        line.addWidget(self.said, 1)
        self.content.addLayout(line)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.view = TableView(_("Spot checks"), double=True)
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.split.addWidget(self.view)
        self.pane = CheckPane()
        self.split.addWidget(self.pane)
        self.split.setStretchFactor(0, 1)
        self.split.setHandleWidth(MEDIUM)
        self.split.setSizes([620, 440])
        self.content.addWidget(self.split, 1)
        self.nothing = Nothing()
        self.content.addLayout(self.nothing, 1)

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.view

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "pane") or not self.may_see:
            return ()
        offered = self._acts()
        if self.scores:
            main = not any(one.main for one in offered)
            offered.insert(0, Action("draw", N_("Draw…"), self.draw_period, "plus", "Ins", main=main))
            if self.controller.may(Right.PRINT_CLIENTS):
                offered.append(Action("print", N_("Print the evaluation…"), self.print_period, "printer", "Ctrl+P"))
        return offered

    def _acts(self) -> list[Action]:
        line = self.line
        if line is None:
            return []
        if not self._judges:
            open_ = bool(line.improve) and line.looked_at is None and line.done_at is None
            return [Action("done", N_("Improved…"), self.done, "check", "F8", main=True)] if open_ else []
        if line.at is None:
            return [Action("score", N_("Score…"), self.score, "check", "F8", main=True)]
        found = []
        if line.released_at is None:
            found.append(Action("release", N_("Show it to the colleague"), self.release, "eye", "F7"))
        if line.done_at is not None and line.looked_at is None:
            found.append(Action("good", N_("It is better now"), self.good, "check", "F8", main=True))
            found.append(Action("again", N_("Not yet…"), self.again, "undo-2", "F9"))
        elif not line.improve or line.looked_at is not None or line.left:
            found.append(Action("improve", N_("To be improved…"), self.improve, "pencil", "F9"))
        return found

    def open(self, argument: object) -> None:
        """Without an argument a supervisor comes to the newest draw; an id is of something to improve, among mine."""
        if isinstance(argument, UUID):
            self.draw.set_value(None)
            self.reload()

    def reload(self) -> None:
        if self.may_see:
            key = self.draw.value()
            self.controller.load(key if isinstance(key, UUID) else None)

    @property
    def _judges(self) -> bool:
        return isinstance(self.draw.value(), UUID)

    @property
    def line(self) -> CheckLine | None:
        keys = self.view.selected_keys
        return next((line for line in self.lines if line.id in keys), None)

    # what is shown

    def _show(self, draws: Sequence[DrawLine], lines: Sequence[CheckLine]) -> None:
        self.draws, self.lines = draws, lines
        self.draw.offer([(None, _("My own, as far as shown to me")), *((one.id, _draw_word(one)) for one in draws)])
        if not self.shown and draws and not self._judges:
            self.shown = True
            self.draw.set_value(draws[0].id)
            self.reload()
            return
        self.shown = True
        self.view.remember_place()
        self.table.start(len(lines), Rows(lines, _row))
        self.nothing.show_instead(self.split, None if lines else self._none())
        one = next((each for each in draws if each.id == self.draw.value()), None)
        self.said.setText(_("{n} of {m} scored; drawn of {pool} records by the seed {seed}").format(
            n=one.scored, m=one.size, pool=one.pool, seed=one.seed) if one is not None else "")  # fmt: skip
        if lines and self.line is None:
            self.view.select_key(lines[0].id)
        self._look()

    def _none(self) -> Empty:
        how = _("Contact records are drawn by lot; a supervisor scores manners, accuracy and completeness.")
        if self.scores and not self.draws:
            return Empty(_("Nothing was drawn yet."), how, _("Draw…"), self.draw_period, icon_name="list", main=False)
        return Empty(_("Nothing was shown to you yet."), how, icon_name="check")

    def _look(self) -> None:
        self.pane.show_check(self.line)
        self.update_actions()

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, Rows(self.lines[wanted.offset : wanted.offset + wanted.count], _row))

    def _go_on(self) -> None:
        main = next((one for one in self._acts() if one.main), None)
        if main is not None:
            main.act()

    # doing

    def draw_period(self) -> None:
        def drawn(key: UUID) -> None:
            self.draw.offer([*((one.id, _draw_word(one)) for one in self.draws), (key, "")])
            self.draw.set_value(key)

        self._period(_("Draw"), lambda entry, done, failed: self.controller.do(
            spot_checks.draw, *entry, said=_("Drawn."), done=lambda key: (done(key), drawn(key), self.reload()),
            failed=failed))  # fmt: skip

    def print_period(self) -> None:
        def send(entry: tuple[date, date], done: Any, failed: Any) -> None:
            done(None)
            self.controller.print_period(*entry)

        self._period(_("Print the evaluation"), send)

    def _period(self, heading: str, send: Any) -> None:
        fields = [FormField("first", _("From"), Kind.DATE, required=True),
                  FormField("last", _("Up to"), Kind.DATE, required=True)]  # fmt: skip
        last = today().replace(day=1) - timedelta(days=1)
        values: dict[str, object] = {"first": last.replace(day=1).isoformat(), "last": last.isoformat()}
        read = lambda given: (day_of(given, "first", needed=True), day_of(given, "last", needed=True))  # noqa: E731
        self.open_dialog(SpotDialog(heading, fields, send, read, self, values=values))

    def score(self) -> None:
        line = self.line
        if line is None:
            return
        choices = [(mark, str(mark)) for mark in range(rules.LOWEST, line.scale + 1)]
        fields = [FormField(name, _(word), Kind.CHOICE, required=True, choices=choices) for name, word in _MARKS]
        fields.append(FormField("said", _("What was good, what was not"), Kind.LONG, span=2, limit=rules.SAID))
        read = lambda given: Marks(*(int(str(given[name] or 0)) for name, _w in _MARKS), str(given["said"] or ""))  # noqa: E731
        send = self._sender(spot_checks.score, line, _("Scored."))
        self.open_dialog(SpotDialog(_("Score"), fields, send, read, self, said=_about(line)))

    def release(self) -> None:
        if self.line is not None:
            self.controller.do(spot_checks.release, self.line.id, said=_("Shown to the colleague."))

    def improve(self) -> None:
        if self.line is not None:
            self.controller.people(partial(self._improve, self.line))

    def _improve(self, line: CheckLine, people: Sequence[tuple[UUID, str]]) -> None:
        fields = [FormField("what", _("What is to be improved"), Kind.LONG, required=True, span=2, limit=rules.SAID),
                  FormField("owner", _("By whom"), Kind.CHOICE, required=True, choices=list(people)),
                  FormField("until", _("Until"), Kind.DATE, required=True)]  # fmt: skip
        send = lambda entry, done, failed: self.controller.do(  # noqa: E731
            spot_checks.improve, line.id, *entry, said=_("Noted."), done=done, failed=failed)  # fmt: skip
        read = lambda given: (str(given["what"] or ""), given["owner"], day_of(given, "until", needed=True))  # noqa: E731
        self.open_dialog(SpotDialog(_("To be improved"), fields, send, read, self, values={"owner": line.staff_id},
                                    said=_about(line)))  # fmt: skip

    def done(self) -> None:
        line = self.line
        if line is not None:
            field = FormField("said", _("What was done"), Kind.LONG, required=True, span=2, limit=rules.SAID)
            send = self._sender(spot_checks.improvement_done, line, _("Noted: somebody else looks at it."))
            read = lambda given: str(given["said"] or "")  # noqa: E731
            self.open_dialog(SpotDialog(_("Improved"), [field], send, read, self, said=line.improve))

    def good(self) -> None:
        if self.line is not None:
            self.controller.do(spot_checks.look_again, self.line.id, True, said=_("Noted."))

    def again(self) -> None:
        line = self.line
        if line is not None:
            field = FormField("until", _("Until"), Kind.DATE, required=True)
            send = lambda until, done, failed: self.controller.do(  # noqa: E731
                spot_checks.look_again, line.id, False, until, said=_("Noted."), done=done, failed=failed)  # fmt: skip
            read = lambda given: day_of(given, "until", needed=True)  # noqa: E731
            self.open_dialog(SpotDialog(_("Not yet"), [field], send, read, self, said=line.improve))

    def _sender(self, verb: Any, line: CheckLine, said: str) -> Any:
        return lambda entry, done, failed: self.controller.do(verb, line.id, entry, said=said, done=done, failed=failed)


def _draw_word(one: DrawLine) -> str:
    return _("{first} to {last}: {n} of {m} scored").format(first=day(one.first), last=day(one.last), n=one.scored,
                                                           m=one.size)  # fmt: skip


def _about(line: CheckLine) -> str:
    subject = line.contact.subject if line.contact is not None else ""
    return " · ".join(part for part in (line.staff, line.whom, subject) if part)


def _columns() -> list[Column]:
    return [
        Column("staff", _("Colleague"), 110, Fit.WHOLE, sortable=False, fixed=True),
        Column("what", _("About"), 220, sortable=False),
        Column("marks", _("Marks"), 160, Fit.WHOLE, sortable=False),
        Column("improve", _("To be improved"), 150, sortable=False),
    ]


def _row(line: CheckLine) -> Row:
    subject = line.contact.subject if line.contact is not None else _("out of sight")
    marks = Cell(_("to be scored"), Tone.WARN, icon="clock")
    if line.marks is not None:
        given = f"{line.marks.manners} · {line.marks.accuracy} · {line.marks.completeness}"
        marks = Cell(given, below=_("shown to the colleague") if line.released_at is not None else "")
    improve = Cell("")
    if line.improve and line.due_on is not None:
        late = line.done_at is None and line.due_on < today()
        word = (
            _("looked at")
            if line.looked_at is not None
            else _("done")
            if line.done_at is not None
            else day(line.due_on)
        )
        improve = Cell(line.owner, Tone.BAD if late else Tone.PLAIN, below=word, icon="triangle-alert" if late else "")
    return Row(line.id, (Cell(line.staff, bold=True), Cell(subject, below=line.whom), marks, improve))
