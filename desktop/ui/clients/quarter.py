"""This quarter in a client's file: spend, visits and ranks; behind them the bills and the classes given so far."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.amounts import amount_fen
from desktop.rules.classes import told
from desktop.rules.errors import BadEntry
from desktop.rules.spending import SpendSource
from desktop.services import class_runs, spending
from desktop.services.class_runs import ClassLine, QuarterFigures
from desktop.services.client_value import Value
from desktop.services.clients import ClientFile
from desktop.services.spending import SpendLine
from desktop.services.work import Work
from desktop.ui.kit.actions import Action
from desktop.ui.kit.badge import class_word
from desktop.ui.kit.cards import Card, Scroll, empty, lead_width, line, menu_dots
from desktop.ui.kit.date_entry import read_date
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import label, note, section
from desktop.ui.kit.times import today
from desktop.ui.kit.values import amount, badge_letter, day, label_of, shown


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind a client's class; without the classes on a past day."""

    spend: tuple[SpendLine, ...]
    classes: tuple[ClassLine, ...] | None


def read_evidence(work: Work, client: UUID) -> Evidence:
    return Evidence(spending.spend_of(work, client), class_runs.classes_of(work, client))


MOST_BILLS = 200
HABITS = ("signs_on_account", "table_role", "coming_reason", "spend_grade", "leader", "near_us", "touches_us",
          "room_to_grow", "suggestions")  # fmt: skip


class QuarterCard(Card):
    """本季 This quarter; hidden until there is an answer."""

    evidence_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("This quarter"))
        self.add_button(_("Evidence"), self.evidence_requested.emit, "eye")
        self._figures: QuarterFigures | None = None
        self._value: Value | None = None
        self._of: UUID | None = None
        self._habits: tuple[tuple[str, str], ...] = ()
        self.hide()

    def show_figures(self, found: QuarterFigures) -> None:
        self._figures = found
        self._build()

    def show_value(self, found: Value | None) -> None:
        """The last twelve months, added up from the bills."""
        self._value = found
        self._build()

    def show_habits(self, file: ClientFile) -> None:
        """What people say of the client's worth: habits and room to grow (CL-13)."""
        if file.id != self._of:
            # nothing of another client stands here while the answer is on its way
            self._of, self._figures, self._value = file.id, None, None
            self.hide()
        told = ((file.catalogue.by_name.get(name), file.values.get(name)) for name in HABITS)
        self._habits = tuple((label_of(field), shown(field, value)) for field, value in told
                             if field is not None and file.form in field.forms and shown(field, value))  # fmt: skip
        self._build()

    def _build(self) -> None:
        found = self._figures
        if found is None:
            return
        self.show()
        if not self.changed((found, self._value, self._habits)):
            return
        spend_rank = _(found.spend_told).format(n=found.spend_rank) if found.spend_rank else ""
        visit_rank = _(found.visits_told).format(n=found.visit_rank) if found.visit_rank else ""
        self.body.addWidget(line(_("Quarter"), str(found.quarter)))
        self.body.addWidget(line(_("Spend (¥)"), amount(found.spend), spend_rank))
        self.body.addWidget(line(_("Visits"), str(found.visits), visit_rank))
        if self._value is not None and self._value.visits:
            self._build_year(self._value)
        for words, text in self._habits:
            self.body.addWidget(line(words, text))

    def _build_year(self, year: Value) -> None:
        per_visit = _("{amount} a visit").format(amount=amount(year.per_visit)) if year.per_visit is not None else ""
        self.body.addWidget(line(_("12 months (¥)"), amount(year.spend), per_visit))
        often = ""
        if year.every_days is not None:
            often = _n("about every {n} day", "about every {n} days", year.every_days).format(n=year.every_days)
        last = _("last on {day}").format(day=day(year.last_on)) if year.last_on is not None else ""
        self.body.addWidget(line(_("Frequency"), often or _n("{n} visit", "{n} visits", year.visits).format(
            n=year.visits), " · ".join(part for part in (_("visits: {n}").format(n=year.visits) if often else "", last)
                                       if part)))  # fmt: skip


Done = Callable[[Any], object]


class EvidenceDialog(Dialog):
    """The bills of a client day by day, and its classes quarter by quarter. Who may edit enters and takes out bills."""

    def __init__(self, name: str, controller: Any, may_edit: bool, parent: QWidget) -> None:
        super().__init__(_("Spend and classes of {name}").format(name=name), parent, width=620)
        self._controller, self._may_edit = controller, may_edit
        self.form: Form | None = None
        if may_edit:
            self.form = Form((
                FormField("on", _("Date"), Kind.DATE, required=True),
                FormField("amount", _("Amount (¥)"), Kind.NUMBER, required=True),
                FormField("visits", _("Visits"), Kind.NUMBER),
                FormField("note", _("Note"), limit=200),
            ), 4)  # fmt: skip
            self._clear()
            self.body.addWidget(self.form)
            self.set_main(_("Enter spend"), self._enter)
        self.add_button(_("Close"), self.reject)
        scroll = Scroll(_("Evidence"))
        self.list = QVBoxLayout(scroll.inner)
        self.list.setSpacing(6)
        scroll.setMinimumHeight(320)
        self.body.addWidget(scroll, 1)
        self.finished.connect(self.deleteLater)
        self._ask()

    def _ask(self) -> None:
        self._controller.load_evidence(self.show_evidence)

    def show_evidence(self, found: Evidence) -> None:
        empty(self.list)
        self.list.addWidget(section(_("Spend (¥) and visits")))
        if not found.spend:
            self.list.addWidget(note(_("No spend has been entered.")))
        for bill in found.spend[:MOST_BILLS]:
            parts = (_("visits: {n}").format(n=bill.visits), _(bill.source.label), bill.entered_by, bill.note)
            below = " · ".join(part for part in parts if part)
            menu = lambda b=bill: (Action("remove", N_("Take out"), lambda: self._withdraw(b), "x"),)  # noqa: E731
            # what comes from an order goes and comes with it
            mine = self._may_edit and bill.source is not SpendSource.ORDER
            self.list.addWidget(_bill(bill, below, menu if mine else None))
        if (more := len(found.spend) - MOST_BILLS) > 0:
            self.list.addWidget(note(_("and {n} more").format(n=more)))
        if found.classes is not None:
            self._show_classes(found.classes)
        self.list.addStretch(1)

    def _show_classes(self, classes: Sequence[ClassLine]) -> None:
        self.list.addWidget(section(_("Classes so far")))
        if not classes:
            self.list.addWidget(note(_("No class has been given yet.")))
        for given in classes:
            why = told(given.reason, given.values, _)
            if given.override:
                why = _("Set by the manager: {why}").format(why=given.override)
            self.list.addWidget(line(str(given.quarter), class_word(badge_letter(given.given)), f"{why} · {given.by}"))

    def _clear(self) -> None:
        assert self.form is not None
        self.form.set_values({"on": today().isoformat(), "amount": "", "visits": "1", "note": ""})

    def _enter(self) -> None:
        assert self.form is not None
        self.clear_refusal()
        self.form.clear_errors()
        values = self.form.values()
        try:
            on = read_date(str(values["on"]))
            if on is None:
                raise BadEntry(N_("The date is missing."), "on")
            fen = amount_fen(values["amount"], "amount") if str(values["amount"] or "").strip() else 0
            text = str(values["visits"] or "0").strip()
            visits = int(text) if text.isdecimal() else -1
        except BadEntry as refusal:
            self._failed(refusal)
            return
        self.set_busy(True)
        self._controller.enter_spend(on, fen, visits, str(values["note"] or ""), self._entered, self._failed)

    def _entered(self, _made: object) -> None:
        self.set_busy(False)
        self._clear()
        self._ask()

    def _withdraw(self, bill: SpendLine) -> None:
        self._controller.withdraw_spend(bill.id, lambda _result: self._ask(), self._failed)

    def _failed(self, error: Any) -> None:
        self.set_busy(False)
        if self.form is None or not self.form.show_refusal(error):
            self.refuse(error)


def _bill(bill: SpendLine, below: str, menu: Callable[[], Sequence[Action]] | None) -> QWidget:
    """Day, amount under amount, what is known of it."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    on, fen = note(day(bill.on)), label(amount(bill.amount), select=True)
    # days of other years bear the year; all are as wide, so that amounts stand under each other
    on.setFixedWidth(max(lead_width(), note(day(date(2000, 12, 27))).sizeHint().width()))
    fen.setFixedWidth(lead_width())
    fen.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(on)
    row.addWidget(fen)
    row.addWidget(note(below, wrap=True), 1)
    if menu is not None:
        row.addWidget(menu_dots(amount(bill.amount), menu))
    return made
