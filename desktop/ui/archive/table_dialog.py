"""The office's borrowing table: who approves what is lent, by secrecy mark and form, and for how long (DO-6)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.borrowing import LONGEST, PROPOSED, Form, Line
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.secrecy import Secrecy
from desktop.services.roles import RoleLine
from desktop.ui.kit.actions import Action, menu_button
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import NumberEntry, YesNo
from desktop.ui.kit.form_dialog import Send
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.tokens import GAP, WIDE

DAYS = 7
"""What a line begins with when it is switched on; whoever runs the settings says otherwise."""


class TableLine:
    """One line: whether it is lent at all, who approves it, and for how many days."""

    def __init__(self, mark: str, form: Form, roles: Sequence[RoleLine], line: Line | None) -> None:
        self.mark, self.form, self._roles = mark, form, roles
        self.approvers = set(line.approvers) if line is not None else set()
        whose = _(Secrecy.of(mark).label) if mark else _("No mark")
        self.lent = YesNo(_(form.label))
        self.lent.setAccessibleName(_("{mark}: {form}").format(mark=whose, form=_(form.label)))
        self.lent.set_value(line is not None)
        self.who = menu_button("", self._offered, icon_name="users")
        self.days = NumberEntry()
        self.days.setFixedWidth(72)
        self.days.setAccessibleName(_("Days, {line}").format(line=self.lent.accessibleName()))
        self.days.set_value(line.days if line is not None else DAYS)
        self.lent.edited.connect(self.show)
        self.show()

    def propose(self, line: Line) -> bool:
        """Fills the line in, unless it is filled in already or the office has no role that would approve it."""
        known = {role.key for role in self._roles if role.key in line.approvers}
        if self.lent.value() or not known:
            return False
        self.approvers = known
        self.lent.set_value(True)
        self.days.set_value(line.days)
        self.show()
        return True

    def show(self) -> None:
        names = [_(role.name) for role in self._roles if role.key in self.approvers]
        words = "、".join(names) if names else _("Nobody need approve")
        if not self.lent.value():
            words = _("Not lent")
        self.who.setText(words)
        self.who.setAccessibleName(_("Who approves, {line}: {who}").format(line=self.lent.accessibleName(), who=words))
        for piece in (self.who, self.days):
            piece.setEnabled(self.lent.value())

    def _offered(self) -> list[Action]:
        return [Action(role.key, role.name, partial(self._turn, role.key), checked=role.key in self.approvers)
                for role in self._roles]  # fmt: skip

    def _turn(self, key: str) -> None:
        self.approvers ^= {key}
        self.show()

    def stored(self) -> dict[str, object]:
        """Raises BadEntry."""
        days = self.days.value()
        if not days.isdecimal():
            raise BadEntry(N_("Something is lent for at least a day and at most {days} days."), "borrowing_table",
                           days=LONGEST)  # fmt: skip
        known = [role.key for role in self._roles if role.key in self.approvers]
        return {"mark": self.mark, "form": self.form.value, "approvers": known, "days": int(days)}


class TableDialog(Dialog):
    """Every mark and form; what is not ticked is not lent."""

    def __init__(self, lines: Sequence[Line], roles: Sequence[RoleLine], send: Send, parent: QWidget | None = None
                 ) -> None:  # fmt: skip
        super().__init__(_("Borrowing table"), parent, width=620)
        self._send = send
        said = _("The rule book leaves open who approves a loan: this table is the office's own. What is not ticked is "
                 "not lent, and nobody approves what he asked for himself. The mark is the highest among the papers of "
                 "a file.")  # fmt: skip
        self.body.addWidget(label(said, wrap=True))
        self.proposing = button(_("Fill in our proposal"), self.propose, icon_name="clipboard-list")
        self.body.addWidget(self.proposing, 0, Qt.AlignmentFlag.AlignLeft)
        ours = _("It is ours and stands in no rule book: it fills in what is not ticked yet, to be changed as you "
                 "like. Nothing of it holds before you save.")  # fmt: skip
        self.told = note(ours, wrap=True)
        self.body.addWidget(self.told)
        there = {(line.mark, line.form): line for line in lines}
        self.lines = [TableLine(mark, form, roles, there.get((mark, form)))
                      for mark in ("", *(each.value for each in Secrecy)) for form in Form]  # fmt: skip
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        for at, words in enumerate((_("May be lent"), _("Who approves"), _("Days"))):
            grid.addWidget(note(words), 0, at)
        row = 1
        for number, line in enumerate(self.lines):
            if number % len(Form) == 0:
                head = label(_(Secrecy.of(line.mark).label) if line.mark else _("No mark"), role="strong")
                grid.addWidget(head, row, 0, 1, 3)
                row += 1
            for at, piece in enumerate((line.lent, line.who, line.days)):
                grid.addWidget(piece, row, at)
            row += 1
        column.addLayout(grid)
        column.addStretch(1)
        area = scrolling(holder)
        area.setMinimumHeight(420)
        self.body.addWidget(area, 1)
        self.set_main(_("Save"), self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.lines[0].lent.setFocus()

    def entry(self) -> list[Mapping[str, Any]]:
        return [line.stored() for line in self.lines if line.lent.value()]

    def propose(self) -> None:
        """Ours, into the lines that the office has not ruled."""
        ours = {(line.mark, line.form): line for line in PROPOSED}
        filled = sum(line.propose(ours[line.mark, line.form]) for line in self.lines if (line.mark, line.form) in ours)
        self.told.setText(_n("Our proposal fills in {n} line. Look at it: it holds once you save.",
                             "Our proposal fills in {n} lines. Look at each: they hold once you save.",
                             filled).format(n=filled) if filled else
                          _("All that we would propose is ruled already."))  # fmt: skip

    def save(self) -> None:
        self.clear_refusal()
        try:
            entry = self.entry()
        except BadEntry as refusal:
            self._failed(refusal)
            return
        self.set_busy(True)
        self._send(entry, lambda _none: self.accept(), self._failed)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        self.refuse(error)
