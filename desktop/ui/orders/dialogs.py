"""Dialogs of orders: one act, a sheet that is to be taken in, sheets that were, and samples."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import BadEntry
from desktop.rules.orders import IdentityWay
from desktop.services.order_imports import ImportLine, OrderSheet, SheetOrder, Verdict
from desktop.services.order_samples import SampledLine, SampleLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, Tone
from desktop.ui.kit.values import amount, day, moment

_LOOKS = {Verdict.NEW: ("check", Tone.GOOD), Verdict.KNOWN: ("copy", Tone.NOTE),
          Verdict.REFUSED: ("triangle-alert", Tone.BAD)}  # fmt: skip
HEIGHT = 300


class _Listed:
    """A table of values that a dialog holds all of."""

    def __init__(self, name: str, columns: Sequence[Column], lines: Sequence[Any], make: Callable[[Any], Row],
                 parent: QWidget) -> None:  # fmt: skip
        self.lines, self._make = lines, make
        self.view = TableView(name, double=True)
        self.view.setMinimumHeight(HEIGHT)
        self.table = LazyTable(list(columns), self._fetch, parent)
        self.view.show_table(self.table)
        self.show(lines)

    def show(self, lines: Sequence[Any]) -> None:
        self.lines = lines
        self.view.remember_place()
        self.table.start(len(lines), Rows(lines, self._make))

    def _fetch(self, wanted: Wanted) -> None:
        some = self.lines[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, Rows(some, self._make))


class SheetDialog(Dialog):
    """A sheet as it was read, each order with its verdict; all that are new are taken, or none."""

    def __init__(self, sheet: OrderSheet, take: Callable[[OrderSheet, IdentityWay, Any, Any], object],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Orders of {file}").format(file=sheet.file_name), parent, width=760)
        self.sheet, self._take = sheet, take
        new, known, refused = (len(sheet.of(verdict)) for verdict in Verdict)
        said = [_n("{n} order to be taken in", "{n} orders to be taken in", new).format(n=new),
                f"¥ {amount(sheet.amount)}"]  # fmt: skip
        if known:
            said.append(_("{n} are here already").format(n=known))
        if refused:
            said.append(_("{n} can't be taken").format(n=refused))
        self.body.addWidget(label(" · ".join(said), role="strong", wrap=True))
        if refused:
            stop = _("Nothing is taken while an order can't be: correct the sheet, and choose it again.")
            self.body.addWidget(label(stop, tone=Tone.BAD, wrap=True))
        first = sorted(sheet.orders, key=lambda one: (one.verdict is not Verdict.REFUSED, one.rows[0]))
        self.list = _Listed(_("Orders of the sheet"), _sheet_columns(), first, _sheet_row, self)
        self.body.addWidget(self.list.view, 1)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        words = note(_("Identity of these clients verified by"))
        line.addWidget(words)
        self.way = Choice([(way.value, _(way.label)) for way in IdentityWay])
        self.way.set_value("")
        self.way.setAccessibleName(_("Identity of these clients verified by"))
        line.addWidget(self.way)
        line.addStretch(1)
        self.body.addLayout(line)
        for piece in (words, self.way):
            piece.setVisible(bool(new) and not refused)
        if new and not refused:
            said_so = _n("Take {n} order in", "Take {n} orders in", new).format(n=new)
            self.set_main(said_so, self.take)
        self.add_button(_("Cancel") if new and not refused else _("Close"), self.reject)
        self.finished.connect(self.deleteLater)

    def take(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        self._take(self.sheet, IdentityWay.of(self.way.value() or ""), lambda _key: self.accept(), self._failed)

    def _failed(self, error: Any) -> None:
        self.set_busy(False)
        self.refuse(error)


def _sheet_columns() -> list[Column]:
    return [Column("row", _("Row"), 60, Fit.WHOLE, sortable=False),
            Column("whom", _("Client"), 150, Fit.WHOLE, sortable=False),
            Column("what", _("Goods or services"), 180, sortable=False),
            Column("total", _("Amount (¥)"), 100, Fit.WHOLE, right=True, sortable=False),
            Column("verdict", _("What becomes of it"), 240, Fit.WHOLE, sortable=False)]  # fmt: skip


def _sheet_row(one: SheetOrder) -> Row:
    icon, tone = _LOOKS[one.verdict]
    rows = str(one.rows[0]) if len(one.rows) == 1 else f"{one.rows[0]}–{one.rows[-1]}"
    said = str(one.reason) if one.reason is not None else _(one.verdict.label)
    when = day(one.on) if one.on is not None else ""
    return Row(one.rows[0], (
        Cell(rows), Cell(one.whom, below=one.outside), Cell(listed([line.what for line in one.lines]), below=when),
        Cell(amount(one.total) if one.lines else ""), Cell(said, tone, icon=icon),
    ))  # fmt: skip


class ImportsDialog(Dialog):
    """The sheets of orders that were taken in; one that stands is taken back as a whole."""

    def __init__(self, sheets: Sequence[ImportLine], undo: Callable[[UUID], object], parent: QWidget | None = None
                 ) -> None:  # fmt: skip
        super().__init__(_("Sheets of orders"), parent, width=640)
        self._undo = undo
        said = _("A sheet is taken back as a whole, as long as nobody has checked or changed an order of it.")
        none = _("No sheet of orders has been taken in yet.")
        self.body.addWidget(label(said if sheets else none, wrap=True))
        self.list = _Listed(_("Sheets of orders"), [
            Column("file", _("Sheet"), 240, sortable=False), Column("count", _("Orders"), 90, sortable=False),
            Column("amount", _("Amount (¥)"), 110, Fit.WHOLE, right=True, sortable=False),
            Column("state", _("How it stands"), 130, sortable=False)], sheets, _import_row, self)  # fmt: skip
        self.body.addWidget(self.list.view, 1)
        self.list.view.setVisible(bool(sheets))
        if sheets:
            self.set_main(_("Take the sheet back"), self.take_back)
            self.list.view.selectRow(0)
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)

    def take_back(self) -> None:
        keys = self.list.view.selected_keys
        one = next((sheet for sheet in self.list.lines if sheet.id in keys), None)
        if one is None or one.undone_at is not None:
            self.refuse(BadEntry(N_("This sheet was taken back already. Choose one that stands.")))
            return
        self.accept()
        self._undo(one.id)


def _import_row(one: ImportLine) -> Row:
    state = _("taken back") if one.undone_at is not None else _("taken in")
    return Row(one.id, (Cell(one.file_name, below=f"{moment(one.at)} · {one.by}"), str(one.count), amount(one.amount),
                        state))  # fmt: skip


class DrawDialog(FormDialog):
    """Of which days, and how many: which ones, nobody chooses."""

    def __init__(self, send: Send, parent: QWidget | None = None) -> None:
        last = today()
        fields = [FormField("first", _("From"), Kind.DATE, required=True),
                  FormField("last", _("To"), Kind.DATE, required=True),
                  FormField("size", _("How many orders"), Kind.NUMBER, required=True)]  # fmt: skip
        words = _("Drawn by chance among the orders that somebody has checked; nobody chooses which.")
        super().__init__(_("Draw a sample"), fields, _("Draw it"), send, parent, said=words)
        self.form.set_values({"first": (last - timedelta(days=30)).isoformat(), "last": last.isoformat(), "size": ""})
        self.form.focus_on("size")

    def entry(self) -> tuple[Any, Any, int]:
        values = self.form.values()
        size = str(values["size"] or "").strip()
        if not size.isdecimal():
            raise BadEntry(N_("Enter how many as a whole number."), "size")
        return day_of(values, "first", needed=True), day_of(values, "last", needed=True), int(size)


class SampleDialog(Dialog):
    """The samples that were drawn, and the orders of the one that is chosen: each is looked at and judged."""

    def __init__(self, samples: Sequence[SampleLine], page: Any) -> None:
        super().__init__(_("Samples of checked orders"), page, width=800)
        self._page, self._samples = page, samples
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.which = Choice([(one.id, _sample_said(one)) for one in samples])
        self.which.setAccessibleName(_("Sample"))
        self.which.edited.connect(self.load)
        line.addWidget(self.which, 1)
        self.body.addLayout(line)
        self.seed = note("", wrap=True)
        self.body.addWidget(self.seed)
        self.list = _Listed(_("Orders of the sample"), [
            Column("whom", _("Client"), 150, Fit.WHOLE, sortable=False),
            Column("what", _("Goods or services"), 200, sortable=False),
            Column("total", _("Amount (¥)"), 100, Fit.WHOLE, right=True, sortable=False),
            Column("good", _("Result"), 130, sortable=False)], (), _sampled_row, self)  # fmt: skip
        self.body.addWidget(self.list.view, 1)
        if samples:
            self.set_main(_("Good"), lambda: self.judge(True), "check")
            self.add_button(_("Not good…"), lambda: self.judge(False), "triangle-alert")
            self.add_button(_("Look at it"), self.look, "eye")
        self.add_button(_("Draw a sample…"), self.draw, "plus")
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)
        if samples:
            self.which.set_value(samples[0].id)
            self.load()
        else:
            self.list.view.hide()
            self.seed.setText(_("No sample was drawn yet: it shows whether orders are really checked."))

    def load(self) -> None:
        key = self.which.value()
        one = next((sample for sample in self._samples if sample.id == key), None)
        if one is not None:
            words = _("Drawn {moment} by {who} from {pool} checked orders; the number {seed} draws the same again.")
            self.seed.setText(words.format(moment=moment(one.at), who=one.by, pool=one.pool, seed=one.seed))
            self._page.controller.sampled(one.id, self._show)

    def _show(self, lines: Sequence[SampledLine]) -> None:
        self.list.show(lines)
        waiting = next((one for one in lines if one.good is None), None)
        if waiting is not None:
            self.list.view.select_key(waiting.id)
        self.list.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def line(self) -> SampledLine | None:
        keys = self.list.view.selected_keys
        return next((one for one in self.list.lines if one.id in keys), None)

    def judge(self, good: bool) -> None:
        if (one := self.line) is not None:
            self._page.judge(one, good, lambda _none: self.load(), self.refuse)

    def look(self) -> None:
        if (one := self.line) is not None:
            self.accept()
            self._page.open(one.order.id)

    def draw(self) -> None:
        self.accept()
        self._page.draw()


def _sample_said(one: SampleLine) -> str:
    days = f"{day(one.first)} – {day(one.last)}"
    done = _("{done} of {n} looked at").format(done=one.done, n=one.size)
    bad = _("{n} not good").format(n=one.bad) if one.bad else ""
    return " · ".join(part for part in (days, done, bad) if part)


def _sampled_row(one: SampledLine) -> Row:
    found = (_("not yet"), Tone.NOTE, "") if one.good is None else (_("Good"), Tone.GOOD, "check") if one.good else (
        _("Not good"), Tone.BAD, "triangle-alert")  # fmt: skip
    return Row(one.id, (Cell(one.order.name, below=one.order.number), Cell(listed(one.order.about)),
                        Cell(amount(one.order.total)), Cell(found[0], found[1], icon=found[2])))  # fmt: skip
