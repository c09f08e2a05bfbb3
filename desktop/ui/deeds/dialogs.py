"""Dialogs of title deeds: how they move, and who has seen it."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _, _n
from desktop.rules import deeds as rules
from desktop.rules.deeds import FOR_GOOD, Movement, Reason
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.deed_counts import CountLine
from desktop.services.deeds import LedgerLine
from desktop.ui.deeds.controller import DeedsController, MoveValues, leaving_of
from desktop.ui.deeds.rows import described
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import moment

SHOWN = 8  # deeds named one by one in a dialog
HEADINGS: dict[Movement, tuple[str, str]] = {
    Movement.TAKEN_IN: (N_("Take into the safe"), N_("Take in")),
    Movement.LENT: (N_("Lend out of the safe"), N_("Lend")),
    Movement.BACK: (N_("Bring back into the safe"), N_("Bring it back")),
    Movement.RELEASED: (N_("Give back to the owner"), N_("Give it back")),
    Movement.MOVED: (N_("Move to another slot"), N_("Move")),
}


def named(lines: Sequence[LedgerLine]) -> str:
    """The deeds one below the other, as they are compared."""
    said = [described(line) for line in lines[:SHOWN]]
    if (more := len(lines) - SHOWN) > 0:
        said.append(_("and {n} more").format(n=more))
    return "\n".join(said)


class MoveDialog(FormDialog):
    """One movement of the deeds chosen, with what the rule book asks for it."""

    def __init__(self, lines: Sequence[LedgerLine], movement: Movement, send: Send, parent: QWidget | None = None
                 ) -> None:  # fmt: skip
        heading, act = HEADINGS[movement]
        super().__init__(_(heading), _fields(movement), _(act), send, parent, said=named(lines))
        self.movement = movement
        slots = {line.slot for line in lines}
        if movement is Movement.MOVED and len(slots) == 1:
            self.form.show_hint("slot", _("now in {slot}").format(slot=slots.pop()))
        more = rules.vouchers(movement) - 1
        said = _n("It counts once {n} more person has vouched for it.", "It counts once {n} more people have vouched "
                  "for it.", more)  # fmt: skip
        self.body.addWidget(note(said.format(n=more), wrap=True))
        self.form.focus_on(_fields(movement)[0].name)

    def entry(self) -> MoveValues:
        values = self.form.values()
        said: MoveValues = {"note": str(values["note"] or "")}
        for name in ("slot", "seal"):
            if name in values:
                said[name] = str(values[name] or "")
        if "reason" in values:
            due_on = day_of(values, "due_on") if "due_on" in values else None
            reason = Reason.of(str(values["reason"])) if values["reason"] else None
            said["leaving"] = leaving_of(values, reason, due_on)
        return said


def _fields(movement: Movement) -> list[FormField]:
    slot = FormField("slot", _("Slot of the safe"), required=True, limit=40)
    seal = FormField("seal", _("Number of the seal"), limit=40)
    said = FormField("note", _("Note"), limit=300, span=2)
    if movement in (Movement.TAKEN_IN, Movement.BACK):
        return [slot, seal, said]
    if movement is Movement.MOVED:
        return [slot, said]
    reasons = [each for each in Reason if movement is Movement.LENT or each in FOR_GOOD]
    reason = FormField("reason", _("Reason"), Kind.CHOICE, required=True,
                       choices=[(each.value, _(each.label)) for each in reasons])  # fmt: skip
    if movement is Movement.LENT:
        return [reason, FormField("due_on", _("Back by"), Kind.DATE, required=True),
                FormField("receiver", _("Who takes it"), limit=120, span=2), said]  # fmt: skip
    return [reason, FormField("receiver", _("Who receives it"), required=True, limit=120),
            FormField("id_number", _("Number of the ID that was seen"), required=True, limit=40, span=2,
                      hint=_("kept sealed")), said]  # fmt: skip


class VouchDialog(Dialog):
    """Compares deeds with what lies on the table, and vouches for it: I do, or a colleague at my desk."""

    def __init__(self, controller: DeedsController, lines: Sequence[LedgerLine],
                 people: Sequence[tuple[UUID, str]] | None, parent: QWidget | None = None) -> None:  # fmt: skip
        """`people` are the colleagues who may do it here; None where I vouch myself."""
        super().__init__(_("Vouch for a movement") if people is None else _("A colleague vouches here"), parent,
                         width=520)  # fmt: skip
        self._controller = controller
        self._moves = [line.waiting.id for line in lines if line.waiting is not None]
        movements = {line.waiting.movement for line in lines if line.waiting is not None}
        heads = _(", ").join(_(each.label) for each in movements)
        self.body.addWidget(label(heads, role="strong"))
        self.body.addWidget(label(named(lines), wrap=True))
        asked = _("Compare name, number and count with the originals before you go on.")
        self.body.addWidget(note(asked, wrap=True, tone=Tone.WARN))
        self.form: Form | None = None
        if people is not None:
            self.form = Form([
                FormField("name", _("Who vouches"), Kind.CHOICE, choices=[(name, name) for _id, name in people]),
                FormField("password", _("Password of who vouches"), Kind.SECRET, required=True),
            ])  # fmt: skip
            taken = {name for line in lines if line.waiting is not None for name in line.waiting.vouched}
            first = next((name for _id, name in people if name not in taken), None)
            self.form.set_values({"name": first, "password": ""})
            self.body.addWidget(self.form)
            self.form.focus_on("name")
        self.body.addStretch(1)
        self.set_main(_("It is as listed: vouch"), self._go)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def _go(self) -> None:
        self.clear_refusal()
        if self.form is None:
            self.set_busy(True)
            self._controller.vouch(self._moves, self._vouched, self._failed)
            return
        self.form.clear_errors()
        values = self.form.values()
        if not values["password"]:
            self._failed(BadEntry(N_("Enter the password."), "password"))
            return
        self.set_busy(True)
        self._controller.vouch_here(self._moves, str(values["name"] or ""), str(values["password"]), self._vouched,
                                    self._failed)  # fmt: skip

    def _vouched(self, _told: Any) -> None:
        self.accept()

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if self.form is None or not self.form.show_refusal(error):
            self.refuse(error)


WIDE_ENOUGH = 640


class FormerCountDialog(FormDialog):
    """Which count of the safe is printed again."""

    def __init__(self, lines: Sequence[CountLine], controller: DeedsController, parent: QWidget | None = None) -> None:
        field = FormField("count", _("Which count"), Kind.CHOICE, required=True,
                          choices=[(line.id, _count_said(line)) for line in lines])  # fmt: skip
        super().__init__(_("Print a former count"), [field], _("Print"), self._print, parent, columns=1,
                         said="" if lines else _("The safe was not counted yet."))  # fmt: skip
        self._controller = controller
        self.form.set_values({"count": lines[0].id if lines else None})
        self.form.setVisible(bool(lines))
        # who counted and who saw it stand at the end of the line
        self.setMinimumWidth(WIDE_ENOUGH if lines else 0)
        if self.main is not None:
            # there is nothing to be printed yet
            self.main.setVisible(bool(lines))

    def entry(self) -> UUID:
        chosen = self.form.values()["count"]
        if chosen is None:
            raise BadEntry(N_("Choose a count."), "count")
        return UUID(str(chosen))

    def _print(self, count: UUID, done: Callable[[Any], object], _failed: object) -> None:
        done(None)
        self._controller.print_count(count)


def _count_said(line: CountLine) -> str:
    n = line.differing
    wrong = _n("{n} difference", "{n} differences", n).format(n=n) if n else _("all there")
    return " · ".join((moment(line.at), _(line.kind.label), wrong, line.by, line.witness))
