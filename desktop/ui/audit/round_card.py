"""The monthly round on screen: its three parts, what was found, how it was handled, and the signature."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.i18n import _, _n
from desktop.rules.audit import Part
from desktop.rules.errors import OfficeError
from desktop.services import audit_rounds
from desktop.services.audit_rounds import FindingLine, RoundView
from desktop.ui.audit.cards import refill, row
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.phrases import day, moment
from desktop.ui.kit.text import button
from desktop.ui.kit.tokens import Tone


class RoundCard(QObject):
    """Fills the rows of its card; `shown` are the rounds, the newest first."""

    refused = Signal(object)
    said = Signal(str)

    def __init__(self, desk: Desk, rows: QVBoxLayout, page: Any) -> None:
        super().__init__(page)
        self.desk, self._rows, self._page = desk, rows, page
        self.shown: Sequence[RoundView] = ()

    def load(self) -> None:
        self.desk.ask("audit.rounds", audit_rounds.rounds, done=self.show, failed=self.refused.emit, owner=self)

    def show(self, rounds: Sequence[RoundView]) -> None:
        self.shown = rounds
        told: list[QHBoxLayout] = []
        for one in rounds:
            told += self._open(one) if one.closed_at is None else [self._closed(one)]
            told += [self._finding(line) for line in one.findings]
        refill(self._rows, told, _("None is due: the first round is due when a whole month has passed."))

    def _open(self, one: RoundView) -> list[QHBoxLayout]:
        told = []
        for part in Part:
            look = button(_("Show the records"), lambda part=part: self._look(one, part))
            look.setAccessibleName(_("Show the records: {part}").format(part=_(part.label)))
            find = button(_("Finding…"), lambda part=part: self.find(one, part))
            find.setAccessibleName(_("Finding in: {part}").format(part=_(part.label)))
            done = button(_("Gone through"), lambda part=part: self._do(audit_rounds.go_through, one.last, part))
            done.setAccessibleName(_("Gone through: {part}").format(part=_(part.label)))
            seen = one.seen.get(part)
            detail = _("gone through {when}").format(when=moment(seen)) if seen is not None else _("not yet")
            told.append(row(_(part.label), detail, look, find, *([done] if seen is None else [])))
        sign = button(_("Sign the round…"), lambda: self.sign(one), main=len(one.seen) == len(Part))
        sign.setEnabled(len(one.seen) == len(Part))
        if not sign.isEnabled():
            sign.setAccessibleDescription(_("Go through all three parts first."))
        told.insert(0, row(_("Due: {first} to {last}").format(first=day(one.first), last=day(one.last)), "", sign,
                           tone=Tone.WARN))  # fmt: skip
        return told

    def _closed(self, one: RoundView) -> QHBoxLayout:
        head = _("{first} to {last}").format(first=day(one.first), last=day(one.last))
        count = _n("{n} finding", "{n} findings", len(one.findings)).format(n=len(one.findings))
        signed = _("signed by {person}, {when}").format(person=one.closed_by, when=moment(one.closed_at))
        return row(head, " · ".join(filter(None, (signed, count, one.note))))

    def _finding(self, line: FindingLine) -> QHBoxLayout:
        by = _("{person}, {when}: {text}").format(
            person=line.found_by, when=moment(line.found_at), text=_(line.part.label)
        )
        if line.handled_at is not None:
            handled = _("{person}, {when}: {text}").format(person=line.handled_by, when=moment(line.handled_at),
                                                           text=line.handling)  # fmt: skip
            return row(f"• {line.found}", f"{by} → {handled}")
        act = button(_("Handled…"), lambda: self.handle(line))
        act.setAccessibleName(_("Handled: {finding}").format(finding=line.found))
        return row(f"• {line.found}", by, act, tone=Tone.BAD)

    # doing

    def _look(self, one: RoundView, part: Part) -> None:
        self.desk.open_requested.emit("audit", one.question(part))

    def find(self, one: RoundView, part: Part) -> None:
        self._ask(_("Finding"), _(part.label), FormField("found", _("What was found"), Kind.LONG, required=True),
                  _("Sign the finding"), audit_rounds.find, one.last, part)  # fmt: skip

    def handle(self, line: FindingLine) -> None:
        field = FormField("handling", _("What was done"), Kind.LONG, required=True)
        self._ask(_("How it was handled"), line.found, field, _("Sign it"), audit_rounds.handle_finding, line.id)

    def sign(self, one: RoundView) -> None:
        said = _("With the signature goes the fingerprint of all records. Nothing is added to the round afterwards.")
        self._ask(_("Sign the round"), said, FormField("note", _("Note"), Kind.LONG), _("Sign the round"),
                  audit_rounds.close_round, one.last)  # fmt: skip

    def _ask(
        self, heading: str, sentence: str, field: FormField, act: str, verb: Callable[..., Any], *args: Any
    ) -> None:
        def deed(values: Any, done: Callable[[Any], object], failed: Callable[[OfficeError], object]) -> None:
            self.desk.do(verb, *args, values[field.name], done=done, failed=failed, owner=self)

        self.dialog = ActDialog(heading, sentence, [field], act, deed, self._page)
        self.dialog.open()

    def _do(self, verb: Callable[..., Any], *args: Any) -> None:
        self.desk.do(verb, *args, failed=self.refused.emit, owner=self)
