"""字段抽查 Field checks: values that were drawn, each to be compared with its source by somebody else (AP-1)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules import field_checks as rules
from desktop.rules.field_checks import Verdict
from desktop.rules.fields import Locked
from desktop.rules.rights import Right
from desktop.services import field_checks
from desktop.services.field_checks import CheckLine, DrawLine
from desktop.ui.field_checks.controller import FieldController
from desktop.ui.kit.actions import Action
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import ListPage, Nothing
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import lock_words, moment


class AskDialog(FormDialog):
    """One field, and what is made of it."""

    def __init__(self, heading: str, field: FormField, send: Send, read: Any, parent: QWidget, *, said: str = "",
                 value: object = None) -> None:  # fmt: skip
        super().__init__(heading, [field], heading, send, parent, said=said)
        self._read = read
        if value is not None:
            self.form.set_values({field.name: value})
        self.form.focus_on(field.name)

    def entry(self) -> Any:
        return self._read(self.form.values())


class FieldChecksPage(ListPage):
    TITLE = N_("Appraisal")
    ICON = "chart-column"
    RIGHT = Right.REVIEW_CLIENTS
    WATCHES = frozenset({"field_checks", "clients"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.controller = FieldController(desk)
        self.lines: Sequence[CheckLine] = ()
        self.draws: Sequence[DrawLine] = ()
        super().__init__(desk, parent)
        self.said = label(wrap=True)
        self.content.addWidget(self.said)
        how = _("Compare each value with its source: the client, a document, or a colleague who knows. What is found "
                "counts for whoever entered it.")  # fmt: skip
        self.how = note(how, wrap=True)
        self.content.addWidget(self.how)
        self.view = TableView(_("Values to be checked"), double=True)
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.content.addWidget(self.view, 1)
        self.nothing = Nothing()
        self.content.addLayout(self.nothing, 1)
        self.controller.loaded.connect(self._show)
        self.controller.done.connect(self.toast_requested)
        self.controller.refused.connect(self.refuse)
        self.view.chosen.connect(lambda _keys: self.update_actions())
        self.view.opened.connect(lambda _key: self.open_file())
        self.view.menu_requested.connect(lambda _key, at: self.pop_menu(self._acts(), at))
        self.built()

    # what the window asks

    def first_focus(self) -> QWidget:
        return self.view

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "nothing") or not self.may_see:
            return ()
        offered = self._acts()
        if self.controller.may(Right.RUN_APPRAISALS):
            offered.append(Action("draw", N_("Draw…"), self.draw, "plus", "Ins", main=not offered))
        return offered

    def _acts(self) -> list[Action]:
        if self.line is None:
            return []
        return [
            Action("right", N_("It is right"), self.right, "check", "F8", main=True),
            Action("wrong", N_("It is wrong…"), self.wrong, "x", "F9"),
            Action("unclear", N_("It can't be told…"), self.unclear, "circle-question-mark", "F7"),
            Action("file", N_("Open the file"), self.open_file, "user", "Ctrl+Return"),
        ]

    def reload(self) -> None:
        if self.may_see:
            self.controller.load()

    @property
    def line(self) -> CheckLine | None:
        keys = self.view.selected_keys
        return next((line for line in self.lines if line.id in keys), None)

    # what is shown

    def _show(self, lines: Sequence[CheckLine], draws: Sequence[DrawLine]) -> None:
        self.lines, self.draws = lines, draws
        self.view.remember_place()
        self.table.start(len(lines), Rows(lines, _row))
        self.nothing.show_instead(self.view, None if lines else self._none())
        self.how.setVisible(bool(lines))
        self.said.setVisible(bool(draws))
        if draws:
            one = draws[0]
            self.said.setText(_("{month}: {n} of {m} checked; drawn of {pool} values by the seed {seed}").format(
                month=f"{one.first:%Y-%m}", n=one.checked, m=one.size, pool=one.pool, seed=one.seed))  # fmt: skip
        if lines and self.line is None:
            self.view.select_key(lines[0].id)
        self.update_actions()

    def _none(self) -> Empty:
        how = _("Once a month values are drawn by lot of what each colleague entered; somebody else compares them.")
        if self.controller.may(Right.RUN_APPRAISALS) and not self.draws:
            return Empty(_("Nothing was drawn yet."), how, _("Draw…"), self.draw, icon_name="list", main=False)
        return Empty(_("Nothing waits to be checked by you."), how, icon_name="check")

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, Rows(self.lines[wanted.offset : wanted.offset + wanted.count], _row))

    # doing

    def right(self) -> None:
        if self.line is not None:
            self.controller.check(self.line.id, Verdict.RIGHT, _("Checked."))

    def wrong(self) -> None:
        self._noted(Verdict.WRONG, _("It is wrong"), _("What is right, and by which source"))

    def unclear(self) -> None:
        self._noted(Verdict.UNCLEAR, _("It can't be told"), _("What was tried"))

    def _noted(self, verdict: Verdict, heading: str, asked: str) -> None:
        line = self.line
        if line is None:
            return
        field = FormField("note", asked, Kind.LONG, span=2, limit=rules.NOTE)
        send = lambda given, done, failed: self.controller.do(  # noqa: E731
            field_checks.check, line.id, verdict, given, said=_("Checked."), done=done, failed=failed)  # fmt: skip
        read = lambda given: str(given["note"] or "")  # noqa: E731
        self.open_dialog(AskDialog(heading, field, send, read, self, said=f"{line.client} · {_(line.label)}"))

    def open_file(self) -> None:
        if self.line is not None:
            self.desk.open_requested.emit("clients", self.line.client_id)

    def draw(self) -> None:
        last = today().replace(day=1) - timedelta(days=1)
        field = FormField("month", _("A day of the month"), Kind.DATE, required=True)
        send = lambda entry, done, failed: self.controller.do(  # noqa: E731
            field_checks.draw, entry, said=_("Drawn."), done=done, failed=failed)  # fmt: skip
        read = lambda given: day_of(given, "month", needed=True)  # noqa: E731
        said = _("Values of a month that is over are drawn once, and stay drawn; nothing younger than a day.")
        begin = last.replace(day=1).isoformat()
        self.open_dialog(AskDialog(_("Draw"), field, send, read, self, value=begin, said=said))


def _columns() -> list[Column]:
    return [
        Column("client", _("Client"), 150, Fit.WHOLE, sortable=False, fixed=True),
        Column("field", _("Field"), 130, Fit.WHOLE, sortable=False),
        Column("value", _("In the file"), 220, sortable=False),
        Column("author", _("Entered by"), 140, Fit.WHOLE, sortable=False),
    ]


def _row(line: CheckLine) -> Row:
    how = " · ".join(part for part in (_(line.learnt.label) if line.learnt is not None else "", line.basis) if part)
    value = Cell(str(line.value or _("nothing any more")), below=how)
    if isinstance(line.value, Locked):
        value = Cell(lock_words(line.value), Tone.NOTE, icon="lock", below=how, locked=True)
    return Row(line.id, (
        Cell(line.client, bold=True, below=line.code),
        Cell(_(line.label), below=_("weighs three times") if line.grave else ""),
        value, Cell(line.author, below=moment(line.entered_at)),
    ))  # fmt: skip
