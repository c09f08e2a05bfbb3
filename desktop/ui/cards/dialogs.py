"""Dialogs of the register: what came back in part or earlier, what will not come back, and what became of a line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.paper_register import minute_of
from desktop.rules.partners import Ending
from desktop.services.card_register import RegisterRow, Step
from desktop.ui.cards.rows import counted, numbered
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import day, moment
from desktop.ui.kit.text import label, note
from desktop.ui.kit.times import local, moment_of
from desktop.ui.kit.tokens import GAP, WIDE

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


@dataclass(frozen=True, slots=True)
class Back:
    """What came back, when and through whom; `count` is None for all of it."""

    count: int | None
    at: datetime
    by: str


class BackDialog(FormDialog):
    """What came back before now, at which hour and through whom, and of one line how many: the rest is owed (CO-9)."""

    def __init__(self, rows: Sequence[RegisterRow], send: Send, parent: QWidget | None = None) -> None:
        self._rows, now = rows, local(datetime.now(UTC))
        self._most = rows[0].line.count_out if len(rows) == 1 else 0
        fields = [FormField("on", _("Back on"), Kind.DATE), FormField("back_at", _("At"), Kind.NUMBER),
                  FormField("by", _("Returned by"), limit=60)]  # fmt: skip
        if self._most > 1:
            fields.insert(0, FormField("count", _("Returned of {n}").format(n=self._most), Kind.NUMBER, required=True))
        named = _said(rows[0]) if len(rows) == 1 else counted(row.line for row in rows)
        said = _("{sheet}: what does not come back now stays outstanding.") if self._most > 1 else "{sheet}"
        said = said.format(sheet=named)
        super().__init__(_("Back in part or earlier"), fields, _("Note it"), send, parent, said=said)
        self.form.set_values({"count": rows[0].line.count_back or "", "on": now.date().isoformat(),
                              "back_at": f"{now:%H:%M}", "by": rows[0].line.returned_by})  # fmt: skip
        self.form.focus_on("count" if self._most > 1 else "on")

    def entry(self) -> Back:
        values = self.form.values()
        count = None
        if self._most > 1:
            text = str(values["count"])
            if not text.isdecimal():
                raise BadEntry(N_("Type how many came back."), "count")
            count = int(text)
        on = day_of(values, "on", needed=True)
        try:
            minute = minute_of(str(values["back_at"]))
        except ValueError:
            minute = None
        if on is None or minute is None:
            raise BadEntry(N_("Type the hour, such as 21:40."), "back_at")
        return Back(count, moment_of(on, minute), str(values["by"]))


class GoneDialog(FormDialog):
    """Lost or written off: it is not looked for any more, and a note says what became of it."""

    def __init__(self, rows: Sequence[RegisterRow], send: Send, parent: QWidget | None = None) -> None:
        choices = [(ending.value, _(ending.label)) for ending in (Ending.LOST, Ending.WRITTEN_OFF)]
        fields = [FormField("ending", _("What became of it"), Kind.CHOICE, choices=choices),
                  FormField("note", _("How it came about"), required=True, limit=300, span=2)]  # fmt: skip
        named = _said(rows[0]) if len(rows) == 1 else counted(row.line for row in rows)
        said = _("{sheets}: closed in your name, and not looked for any more.").format(sheets=named)
        super().__init__(_("Lost or written off"), fields, _("Close it"), send, parent, said=said)
        self.form.set_values({"ending": Ending.LOST.value, "note": ""})
        self.form.focus_on("note")

    def entry(self) -> tuple[Ending, str]:
        values = self.form.values()
        if not str(values["note"]).strip():
            raise BadEntry(N_("Say what became of it."), "note")
        return Ending.of(str(values["ending"])), str(values["note"])


class HistoryDialog(Dialog):
    """What happened to a card or form, from handing out on."""

    def __init__(self, row: RegisterRow, steps: Sequence[Step], parent: QWidget | None = None) -> None:
        super().__init__(_said(row), parent, width=560)
        self.body.addWidget(note(" · ".join(part for part in (row.line.place, row.meal, day(row.on)) if part)))
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(2, 1)
        top = Qt.AlignmentFlag.AlignTop
        for number, step in enumerate(steps):
            grid.addWidget(note(moment(step.at)), number, 0, top)
            grid.addWidget(note(step.who), number, 1, top)
            grid.addWidget(label(str(step.what), wrap=True, select=True), number, 2)
        grid.setRowStretch(len(steps), 1)
        area = scrolling(inside)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName("\n".join(f"{moment(s.at)}, {s.who}: {s.what}" for s in steps))
        area.setMinimumHeight(220)
        self.body.addWidget(area)
        self.set_main(_("Close"), self.accept)
        self.finished.connect(self.deleteLater)


def _said(row: RegisterRow) -> str:
    return " · ".join(part for part in (numbered(row.line), row.line.client) if part)
