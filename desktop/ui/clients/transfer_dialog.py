"""Hands clients over 移交: who takes them, why, and what that does, seen before it is done (CL-9)."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.errors import Label, OfficeError
from desktop.services import clients, transfers
from desktop.services.clients import PersonRef
from desktop.services.transfers import Holder, Plan, TransferLine, Transferred, Warned, Wish
from desktop.services.work import Work
from desktop.ui.kit import theme
from desktop.ui.kit.cards import empty
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import badge_letter, moment
from desktop.ui.kit.who_pick import initials

STAYS, NOBODY = "stays", "nobody"
ROWS = 3
"""Rows of the table that are seen in the smallest window."""


class TransferDialog(Dialog):
    """Of chosen clients; without any, of all that one colleague holds, who is asked for first."""

    made = Signal(object)
    """A Transferred."""

    def __init__(self, desk: Desk, chosen: Sequence[UUID], parent: QWidget | None = None, *,
                 giver: UUID | None = None) -> None:  # fmt: skip
        super().__init__(_("Hand over clients"), parent, width=720)
        self._giver = giver
        self._desk, self._chosen = desk, list(chosen)
        self.plan: Plan | None = None
        fields = (
            [] if chosen else [FormField("giver", _("Handed over by"), Kind.CHOICE, required=True, starts_row=True)]
        )
        fields += [
            FormField("owner", _("New owner"), Kind.CHOICE, required=True, starts_row=True),
            FormField("deputy", _("New deputy"), Kind.CHOICE),
            FormField("reason", _("Reason"), required=True, span=2, limit=200),
        ]
        # the dictionary of readings is there since the people were asked for, who are told in its order
        self.form = Form(fields, 2, initials=initials)
        self.body.addWidget(self.form)
        if not chosen:
            self.body.addWidget(note(_("The new owner takes what the colleague owns; the new deputy steps in where the "
                                       "colleague was deputy or nobody is. Contacts, promised steps and visits "
                                       "elsewhere go to the new owner too."), wrap=True))  # fmt: skip
        self._said = QVBoxLayout()
        self._said.setSpacing(4)
        self.body.addLayout(self._said)
        self.view = TableView(_("What the transfer does"), dense=True)
        self._lines: Sequence[TransferLine] = ()
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.view.setMinimumHeight((ROWS + 1) * theme.current().dense_row_height + 12)
        self.body.addWidget(self.view, 1)
        self.set_main(_("Hand over"), self._hand_over, "arrow-right")
        self.add_button(_("Cancel"), self.reject)
        self.set_busy(True)
        self.form.edited.connect(self._edited)
        self.finished.connect(self.deleteLater)
        desk.ask("transfer.people", _people, done=lambda found: self._offer(*found), failed=self.refuse, owner=self)

    # asking

    def _offer(self, staff: Sequence[PersonRef], holders: Sequence[Holder]) -> None:
        people = [(person.id, person.name) for person in staff]
        self.form.entries["owner"].offer([(STAYS, _("stays as it is")), *people])
        self.form.entries["deputy"].offer([(STAYS, _("stays as it is")), (NOBODY, _("nobody")), *people])
        self.form.set_values({"owner": STAYS, "deputy": STAYS, "reason": "", "giver": None})
        if "giver" in self.form.entries:
            self.form.entries["giver"].offer([(one.id, _holder(one)) for one in holders])
            # who has left comes first: that is what one is here for
            first = holders[0].id if holders and holders[0].suspended else None
            named = self._giver if any(one.id == self._giver for one in holders) else first
            if named is not None:
                self.form.entries["giver"].set_value(named)
            self.form.focus_on("owner" if self._giver is not None else "giver")
        else:
            self.form.focus_on("owner")
        self._ask()

    def wish(self) -> Wish:
        values = self.form.values()
        owner, deputy, giver = values["owner"], values["deputy"], values.get("giver")
        return Wish(owner if isinstance(owner, UUID) else None, deputy if isinstance(deputy, UUID) else None,
                    deputy == NOBODY, giver if isinstance(giver, UUID) else None, str(values["reason"]))  # fmt: skip

    def _edited(self, name: str) -> None:
        if name != "reason":
            self._ask()

    def _ask(self) -> None:
        wish = self.wish()
        self.clear_refusal()
        if not self._chosen and wish.giver is None:
            self._show_nothing(_("Choose whose clients are handed over."))
        elif wish.owner is None and wish.deputy is None and not wish.deputy_goes:
            self._show_nothing(_("Choose who takes over."))
        else:
            self._desk.ask("transfer.plan", _planned, self._chosen, wish, done=self._show, failed=self._failed,
                           owner=self)  # fmt: skip

    # what comes back

    def _show_nothing(self, text: str) -> None:
        self.plan = None
        empty(self._said)
        self._said.addWidget(note(text))
        self._fill(())
        self._name_button()

    def _show(self, plan: Plan) -> None:
        self.plan = plan
        empty(self._said)
        count = len(plan.lines)
        parts = [_n("{n} client changes hands", "{n} clients change hands", count).format(n=count), *foreseen(plan)]
        self._said.addWidget(label(" · ".join(parts), wrap=True))
        for warned in plan.warnings:
            self._said.addWidget(label(warning_words(warned), tone=Tone.WARN, wrap=True))
        if plan.left_out:
            named = _(", ").join(f"{one.name} ({_(one.why)})" for one in plan.left_out[:3])
            more = " …" if len(plan.left_out) > 3 else ""
            said = _n("{n} client stays as it is: {names}", "{n} clients stay as they are: {names}", len(plan.left_out))
            self._said.addWidget(note(said.format(n=len(plan.left_out), names=named + more), wrap=True))
        for words in (self._said.itemAt(n).widget() for n in range(self._said.count())):
            if isinstance(words, QLabel):
                self.keep_whole(words)
        self._fill(plan.lines)
        self._name_button()

    def _fill(self, lines: Sequence[TransferLine]) -> None:
        self._lines = lines
        self.table.start(len(lines), [_row(line) for line in lines[:100]])

    def _fetch(self, wanted: Wanted) -> None:
        lines = self._lines[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, [_row(line) for line in lines])

    def _name_button(self) -> None:
        count = len(self.plan.lines) if self.plan is not None else 0
        assert self.main is not None
        words = _n("Hand over {n} client", "Hand over {n} clients", count).format(n=count) if count else _("Hand over")
        self.main.setText(words)
        self.main.setAccessibleName(words)
        self.set_busy(not count)

    def _failed(self, error: OfficeError) -> None:
        self._show_nothing("")
        if not self.form.show_refusal(error):
            self.refuse(error)

    # doing

    def _hand_over(self) -> None:
        plan, wish = self.plan, self.wish()
        if plan is None:
            return
        if not wish.reason.strip():
            self.form.show_error(
                "reason",
                _("Say why the clients are handed over: whoever gives, takes over or may change them reads it."),
            )
            self.form.focus_on("reason")
            return

        def done(made: Transferred) -> None:
            self.accept()
            self.made.emit(made)

        def failed(error: OfficeError) -> None:
            self.set_busy(False)
            if not self.form.show_refusal(error):
                self.refuse(error)

        self.set_busy(True)
        self._desk.do(transfers.transfer, [line.client_id for line in plan.lines], wish, plan.seen, done=done,
                      failed=failed, owner=self)  # fmt: skip


def foreseen(plan: Plan) -> list[str]:
    """What a transfer brings with it, in words."""
    parts = [_("first contact due by {moment}").format(moment=moment(plan.due))] if plan.due is not None else []
    if (n := plan.next_steps) > 0:
        parts.append(_n("{n} open next step passes on", "{n} open next steps pass on", n).format(n=n))
    if (n := plan.cases) > 0:
        parts.append(_n("{n} open case passes on", "{n} open cases pass on", n).format(n=n))
    if (n := plan.visits) > 0:
        parts.append(_n("{n} visit passes on", "{n} visits pass on", n).format(n=n))
    return parts


def warning_words(warned: Warned) -> str:
    values = {k: _(v) if isinstance(v, Label) else v for k, v in warned.values.items()}
    return "⚠ " + _(warned.message).format(**values)


def _people(work: Work) -> tuple[list[PersonRef], list[Holder]]:
    return clients.staff(work), transfers.holders(work)


def _planned(work: Work, chosen: Sequence[UUID], wish: Wish) -> Plan:
    return transfers.plan(work, chosen, wish) if chosen else transfers.plan_all(work, wish)


def _holder(one: Holder) -> str:
    counted = _n("{n} client", "{n} clients", one.count).format(n=one.count)
    return " · ".join((one.name, counted, *((_("suspended"),) if one.suspended else ())))


def _columns() -> list[Column]:
    return [
        Column("class", _("Class"), 52, badge=True, sortable=False),
        Column("name", _("Name"), 176, Fit.WHOLE, sortable=False, fixed=True),
        Column("owner", _("Owner"), 150, Fit.WHOLE, sortable=False),
        Column("deputy", _("Deputy"), 150, Fit.WHOLE, sortable=False),
        Column("department", _("Department"), 110, sortable=False),
    ]


def _row(line: TransferLine) -> Row:
    mark = _("Too few contacts") if line.short else _("Contact person") if line.met else ""
    name = Cell(line.name, bold=True, mark=mark)
    return Row(line.client_id, (badge_letter(line.client_class), name, _change(line.owner_before, line.owner),
                                _change(line.deputy_before, line.deputy), line.department))  # fmt: skip


def _change(before: str, after: str) -> str | Cell:
    """`孙倩 → 周敏`; only what changes stands out."""
    if before == after:
        return Cell(after, Tone.NOTE)
    nobody = _("nobody")
    return f"{before or nobody} → {after or nobody}"
