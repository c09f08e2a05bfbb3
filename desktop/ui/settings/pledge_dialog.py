"""Notes that somebody signed the confidentiality pledge, confirms one noted alone, and prints the sheet (AC-9)."""

from collections.abc import Sequence
from typing import Any

from desktop.i18n import _, language, translator
from desktop.rules.errors import OfficeError
from desktop.services import pledge_texts, pledges
from desktop.services.granting import VAULT_LABELS, Settled
from desktop.services.pledge_texts import Wording
from desktop.services.pledges import PledgeLine
from desktop.services.stamps import Printed
from desktop.services.work import Work
from desktop.ui.kit.date_entry import read_date
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.filling import row_of
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.phrases import day, listed, moment
from desktop.ui.kit.printing import Printout
from desktop.ui.kit.text import button, label
from desktop.ui.kit.times import today
from desktop.ui.settings.panel import Panel
from desktop.ui.settings.pledge_text import WordingDialog, called


class PledgeDialog(Dialog):
    def __init__(self, panel: Panel, line: PledgeLine) -> None:
        super().__init__(_("Confidentiality pledge of {name}").format(name=line.name), panel, width=520)
        self.panel, self.line = panel, line
        for text in self._state():
            self.body.addWidget(label(text, wrap=True))
        # what was signed may be older than what is printed today
        wordings = [(None, _("The one in use on that day"))]
        self.form = Form([FormField("on", _("Signed on"), Kind.DATE, required=True),
                          FormField("place", _("Where the paper is filed"), limit=200),
                          FormField("text", _("Wording"), Kind.CHOICE, choices=wordings, span=2)],
                         columns=2)  # fmt: skip
        self.form.set_values({"on": today().isoformat(), "place": line.place, "text": None})
        self.form.show_field("text", False)
        self.body.addWidget(self.form)
        self.print = button(_("Print the pledge…"), self._print, icon_name="printer")
        self.look = button(_("What was signed…"), lambda: None, icon_name="eye")
        self.look.hide()
        row = row_of(self.print, self.look)
        mine = line.person == panel.desk.person.id
        if line.confirm_until is not None and not mine:
            row.addWidget(
                button(_("Confirm the pledge"), lambda: self._act(pledges.confirm, _("Confirmed")), icon_name="check")
            )
        if line.until is not None:
            row.addWidget(button(_("Take back"), lambda: self._act(pledges.take_back, _("Taken back."))))
        row.addStretch(1)
        self.body.addLayout(row)
        self.set_main(_("Note the signed pledge"), self._note)
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.focus_on("on")
        panel.desk.ask("settings.pledge_texts", pledge_texts.wordings, done=self._offer, owner=self)

    def _offer(self, found: Sequence[Wording]) -> None:
        """Asked for only where there is more than one; and which one stands behind the pledge noted so far."""
        self.form.entries["text"].offer([(None, _("The one in use on that day")),
                                         *((one.number, called(one)) for one in found)])  # fmt: skip
        self.form.show_field("text", len(found) > 1)
        signed = next((one for one in found if one.number == self.line.text), None)
        if signed is not None:
            self.look.setVisible(True)
            self.look.clicked.connect(lambda: self._look(signed))
        self.adjustSize()

    def _look(self, signed: Wording) -> None:
        self.wording = WordingDialog(self.panel, signed)
        self.wording.open()

    def _state(self) -> list[str]:
        line = self.line
        if line.until is None:
            return [_("None is noted: levels 2 and 3 are closed for {name}.").format(name=line.name)]
        said = [_("It holds until {day}.") if line.holds(today()) else _("It has run out on {day}.")]
        lines = [said[0].format(day=day(line.until))]
        if line.confirm_until is not None:
            lines.append(
                _("Noted alone: somebody else confirms it, by {time}.").format(time=moment(line.confirm_until))
            )
        return lines

    def _note(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values = self.form.values()
        on = read_date(str(values["on"]))
        if on is None:
            self.form.show_error("on", _("Enter a day."))
            return
        self.set_busy(True)
        self.panel.do(pledges.note, self.line.person, on, str(values["place"]), values["text"],
                      done=self._noted, failed=self._failed)  # fmt: skip

    def _noted(self, settled: Settled) -> None:
        self.accept()
        names = listed(_(VAULT_LABELS[vault]) for vault in sorted(settled.missing))
        said = _("Saved. A holder must still grant: {names}").format(names=names) if names else _("Noted.")
        self.panel.said.emit(said)

    def _act(self, verb: Any, said: str) -> None:
        self.panel.do(verb, self.line.person, said=said, done=lambda _r: self.accept(), failed=self.refuse)

    def _print(self) -> None:
        self.print.setEnabled(False)
        person, say = self.line.person, translator(language())

        def printed(work: Work, *, progress: Any) -> Printed:
            return pledges.sheet(work, person, say)

        self.panel.desk.errand(_("Printing"), printed, done=self._preview, failed=self._not_printed, owner=self)

    def _preview(self, printed: Printed) -> None:
        self.print.setEnabled(True)
        host: Any = self.panel.host
        self.paper = host.printing.preview(Printout(printed.kind, printed.title, printed.pdf), self)

    def _not_printed(self, error: OfficeError) -> None:
        self.print.setEnabled(True)
        self.refuse(error)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)
