"""日清 Digest: a day by department, what was asked and what is unsolved, and its close (SV-6)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules import digests as rules
from desktop.rules.digests import Item
from desktop.rules.rights import Right
from desktop.services import digests
from desktop.services.digests import DayDigest, DigestLine
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.day_bar import DayBar
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, Tone
from desktop.ui.kit.values import moment
from desktop.ui.knowledge.controller import DigestController


class CloseDialog(FormDialog):
    """What carries over into tomorrow, and with whom."""

    def __init__(self, said: str, send: Send, parent: QWidget | None = None) -> None:
        field = FormField("note", _("What carries over into tomorrow, and with whom"), Kind.LONG, limit=rules.NOTE)
        super().__init__(_("Close the day"), [field], _("Close it for good"), send, parent, columns=1, said=said)
        self.form.focus_on("note")

    def entry(self) -> str:
        return str(self.form.values()["note"] or "")


class DigestPage(ListPage):
    TITLE = N_("Service")
    ICON = "life-buoy"
    RIGHT = Right.SEE_CLIENTS
    WATCHES = frozenset({"digests", "cases", "contacts", "clients", "accounts"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = DigestController(desk)
        self.days: Sequence[DayDigest] = ()
        super().__init__(desk, parent, printing)
        self._build()
        found = self.controller
        found.loaded.connect(self._show)
        found.done.connect(self.toast_requested)
        found.printed.connect(self.preview)
        found.refused.connect(self.refuse)
        self.bar.day_chosen.connect(lambda _day: self.reload())
        self.place.edited.connect(self._show_place)
        self.view.opened.connect(self._open)
        self.built()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.bar = DayBar(today())
        line.addWidget(self.bar)
        line.addStretch(1)
        self.place = Choice([])
        self.place.setAccessibleName(_("Department"))
        self.place.setMinimumContentsLength(11)
        line.addWidget(self.place)
        self.content.addLayout(line)
        self.figures = label(role="strong", wrap=True)
        self.said = note("", wrap=True)
        self.content.addWidget(self.figures)
        self.content.addWidget(self.said)
        self.view = TableView(_("What was asked"), double=True)
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.content.addWidget(self.view, 1)
        self.nothing = Nothing()
        self.content.addLayout(self.nothing, 1)

    def first_focus(self) -> QWidget:
        return self.view

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "table") or not self.may_see:
            return ()
        found, day = [], self.day
        if day is not None and day.may_close:
            found.append(Action("close", N_("Close the day…"), self.close_day, "check", "F8", main=True))
        if day is not None and self.controller.may(Right.PRINT_CLIENTS):
            found.append(Action("print", N_("Print the digest"), self.print_day, "printer", "Ctrl+P"))
        return found

    def open(self, argument: object) -> None:
        """A day shows it."""
        if isinstance(argument, date):
            self.bar.go(argument)

    def reload(self) -> None:
        if self.may_see:
            self.controller.load(self.bar.on)

    @property
    def day(self) -> DayDigest | None:
        wanted = self.place.value()
        return next((one for one in self.days if (one.department or "") == (wanted or "")), None)

    def _show(self, days: Sequence[DayDigest]) -> None:
        self.days = days
        kept = self.place.value()
        self.place.offer([(one.department, one.name or _("Without a department")) for one in days])
        mine = self.desk.person.mandate.department
        for key in (kept, mine, days[0].department if days else None):
            if any(one.department == key for one in days):
                self.place.set_value(key)
                break
        self.place.setVisible(bool(days))
        self._show_place()

    def _show_place(self) -> None:
        day = self.day
        lines = day.lines if day is not None else ()
        self.table.start(len(lines), self._rows(lines))
        shown = day is not None
        for piece in (self.figures, self.said):
            piece.setVisible(shown)
        self.nothing.show_instead(self.view, None if shown else Empty(
            _("Nothing was asked on this day, and nothing is unsolved."),
            _("The digest makes itself of cases and contacts; the head of the department closes it in the evening."),
            icon_name="check"))  # fmt: skip
        if day is not None:
            self.figures.setText(_("{n} asked, {m} unsolved").format(n=day.asked, m=day.unsolved))
            self.said.setText(_said(day))
        self.update_actions()

    def _fetch(self, wanted: Wanted) -> None:
        lines = self.day.lines if self.day is not None else ()
        self.table.take(wanted, self._rows(lines[wanted.offset : wanted.offset + wanted.count]))

    def _rows(self, lines: Sequence[DigestLine]) -> Rows[DigestLine]:
        closed = self.day is not None and self.day.closed_at is not None
        return Rows(lines, partial(_row, now=None if closed else datetime.now(UTC)))

    def _open(self, key: object) -> None:
        day = self.day
        line = next((one for one in day.lines if one.id == key), None) if day is not None else None
        if line is not None and line.item is Item.CASE:
            self.desk.open_requested.emit("cases", line.id)
        elif line is not None:
            self.desk.open_requested.emit("clients", (line.client, "contact"))

    def close_day(self) -> None:
        day = self.day
        if day is None:
            return

        def send(entry: str, done: Any, failed: Any) -> None:
            self.controller.do(digests.close_digest, day.day, day.department, entry, said=_("The day is closed."),
                               done=done, failed=failed)  # fmt: skip

        said = _("{n} asked, {m} unsolved").format(n=day.asked, m=day.unsolved)
        self.open_dialog(CloseDialog(f"{day.name} · {said}" if day.name else said, send, self))

    def print_day(self) -> None:
        day = self.day
        if day is not None:
            key = day.department
            self.controller.print_day(day.day, key if isinstance(key, UUID) else None)


def _said(day: DayDigest) -> str:
    if day.closed_at is None:
        return _("Not closed yet: it follows what happens.")
    said = _("Closed by {name}, {when}; it stays as it was.").format(name=day.closed_by, when=moment(day.closed_at))
    return f"{said}\n{day.note}" if day.note else said


def _columns() -> list[Column]:
    return [
        Column("what", _("About"), 300, sortable=False, fixed=True),
        Column("whom", _("Client"), 140, Fit.WHOLE, sortable=False),
        Column("state", _("How it stands"), 150, Fit.WHOLE, sortable=False),
        Column("holder", _("With whom"), 110, Fit.WHOLE, sortable=False),
        Column("due", _("Due"), 140, Fit.WHOLE, sortable=False),
    ]


def _row(line: DigestLine, now: datetime | None) -> Row:
    kind = line.number or _(Item.CONTACT.label)
    if line.solved:
        state = Cell(_("Solved"), Tone.GOOD, icon="check")
    else:
        step = _(line.step.label) if line.step is not None else _("Waits for an answer")
        state = Cell(step, Tone.WARN, icon="clock", below="" if line.asked else _("from before"))
    due = Cell("")
    if line.due_at is not None and not line.solved:
        late = now is not None and line.due_at < now
        due = Cell(moment(line.due_at), Tone.BAD if late else Tone.PLAIN, icon="triangle-alert" if late else "")
    return Row(line.id, (Cell(line.subject, bold=True, below=kind), Cell(line.whom), state, Cell(line.holder), due))
