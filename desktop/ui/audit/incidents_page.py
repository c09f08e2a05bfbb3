"""Incidents step by step, whom they concern, their protocol; and the register of security scans."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n, language, translator
from desktop.rules.audit import Step
from desktop.rules.errors import BadEntry
from desktop.services import audit, incidents, security_scans
from desktop.services.audit import Choices
from desktop.services.incidents import Concerned, IncidentLine
from desktop.services.security_scans import ScanLine
from desktop.ui.audit.cards import empty_out, refill, row
from desktop.ui.audit.words import labelled
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.date_entry import read_date
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.page import Page, scrolling
from desktop.ui.kit.phrases import day, moment
from desktop.ui.kit.printing import PrintDesk, Printout
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.text import button, label, note, section
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP, MEDIUM, WIDE, Tone

MOST_NAMED = 60


class IncidentsPage(Page):
    TITLE = N_("Incidents")
    ICON = "triangle-alert"
    WATCHES = frozenset({"audit", "settings"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._printing = printing
        self.lines: Sequence[IncidentLine] = ()
        self.scans: Sequence[ScanLine] = ()
        self.progress = ErrandBar()
        self.content.addWidget(self.progress)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, WIDE)
        column.setSpacing(MEDIUM)
        self._incidents = QVBoxLayout()
        self._incidents.setSpacing(MEDIUM)
        column.addLayout(self._incidents)
        frame, inside = _card(_("Security scans and repairs"),
                              _("Registered each quarter (SA-6); Today reminds of the next."))  # fmt: skip
        self._scans = QVBoxLayout()
        self._scans.setSpacing(GAP)
        inside.addLayout(self._scans)
        line = QHBoxLayout()
        line.addWidget(button(_("Enter a scan…"), self.enter_scan, icon_name="plus"))
        line.addStretch(1)
        inside.addLayout(line)
        column.addWidget(frame)
        column.addStretch(1)
        self.content.addWidget(scrolling(holder), 1)

    def actions_offered(self) -> Sequence[Action]:
        return (Action("report", N_("Report an incident…"), self.report, "triangle-alert"),)

    def reload(self) -> None:
        self.desk.ask("audit.incidents", incidents.list_incidents, done=self._show, failed=self.refuse, owner=self)
        self.desk.ask("audit.scans", security_scans.list_scans, done=self._show_scans, failed=self.refuse, owner=self)

    # incidents

    def _show(self, lines: Sequence[IncidentLine]) -> None:
        self.lines = lines
        empty_out(self._incidents)
        for line in lines:
            self._incidents.addWidget(self._one(line))
        if not lines:
            frame, _inside = _card(_("Incidents"), _("None was reported. Anybody reports one under “Mine”."))
            self._incidents.addWidget(frame)

    def _one(self, line: IncidentLine) -> QFrame:
        told = _("reported by {person}, {when}").format(person=line.reported_by, when=moment(line.reported_at))
        frame, inside = _card(line.title, told)
        for step in line.steps:
            head = _(step.step.label) if step.step is not None else _("Report")
            inside.addLayout(row(labelled(head, step.said), f"{step.who} · {moment(step.at)}"))
        if line.next is not None:
            waits = _("Next: {step}").format(step=_(line.next.label))
            due = _("due {when}").format(when=moment(line.due)) if line.due is not None else ""
            inside.addLayout(row(waits, due, tone=Tone.WARN))
        acts = QHBoxLayout()
        acts.setSpacing(GAP)
        if line.next is not None:
            words = _("{step}: say what was done…").format(step=_(line.next.label))
            acts.addWidget(button(words, lambda: self.do_step(line, line.next)))
        for words, act in ((_("Whom it concerns…"), lambda: self._choose(line)),
                           (_("Protocol"), lambda: self.print_protocol(line.id))):  # fmt: skip
            one = button(words, act)
            one.setAccessibleName(f"{words} {line.title}")
            acts.addWidget(one)
        acts.addStretch(1)
        inside.addLayout(acts)
        return frame

    def report(self) -> None:
        fields = [FormField("title", _("In a few words"), required=True, limit=incidents.TITLE_LIMIT),
                  FormField("said", _("What happened, and what is known"), Kind.LONG, required=True)]  # fmt: skip
        self._ask(_("Report an incident"), "", fields, _("Report it"),
                  lambda values: (incidents.report, values["title"], values["said"]))  # fmt: skip

    def do_step(self, line: IncidentLine, step: Step | None) -> None:
        assert step is not None
        fields = [FormField("said", _("What was done"), Kind.LONG, required=True)]
        self._ask(_(step.label), line.title, fields, _("Sign it"),
                  lambda values: (incidents.do_step, line.id, step, values["said"]))  # fmt: skip

    def _choose(self, line: IncidentLine) -> None:
        self.desk.ask("audit.choices", audit.choices, done=lambda found: self.ask_about(line, found),
                      failed=self.refuse, owner=self)  # fmt: skip

    def ask_about(self, line: IncidentLine, choices: Choices) -> None:
        fields = [FormField("person", _("Whose reading, exports and prints"), Kind.CHOICE, choices=choices.people),
                  FormField("first", _("From"), Kind.DATE), FormField("last", _("To"), Kind.DATE)]  # fmt: skip
        self._ask(_("Whom it concerns"), _("The records tell which clients' data somebody read or took out."), fields,
                  _("Ask the records"),
                  lambda values: (incidents.ask_about, line.id, values["person"] or None, _day(values, "first"),
                                  _day(values, "last")),
                  done=lambda: self._look_up(line.id),
                  values={"person": line.person_id, "first": line.first, "last": line.last})  # fmt: skip

    def _look_up(self, key: UUID) -> None:
        self.desk.ask("audit.concerned", incidents.concerned, key, done=self._show_concerned, failed=self.refuse,
                      owner=self)  # fmt: skip

    def _show_concerned(self, found: Concerned) -> None:
        self.dialog = ConcernedDialog(found, self)
        self.dialog.open()

    def print_protocol(self, key: UUID) -> None:
        self.progress.follow(self.desk.errand(_("Preparing the protocol"), incidents.protocol, key,
                                              translator(language()), done=self._preview, failed=self.refuse,
                                              owner=self))  # fmt: skip

    def _preview(self, sheet: Any) -> None:
        self._sheet = self._printing.preview(Printout(sheet.kind, sheet.title, sheet.pdf), self)

    # scans

    def _show_scans(self, lines: Sequence[ScanLine]) -> None:
        self.scans = lines
        refill(self._scans, [self._scan(line) for line in lines], _("None was entered yet."))

    def _scan(self, line: ScanLine) -> QHBoxLayout:
        told = [line.entered_by, labelled(_("Found"), line.found or "–")]
        head = f"{day(line.scanned_on)} · {line.what}"
        if line.repaired or not line.found:
            return row(head, " · ".join([*told, *([labelled(_("Repaired"), line.repaired)] if line.repaired else [])]))
        act = button(_("Repaired…"), lambda: self.note_repair(line))
        act.setAccessibleName(_("Repaired: {what}").format(what=line.what))
        return row(head, " · ".join(told), act, tone=Tone.WARN)

    def enter_scan(self) -> None:
        fields = [FormField("on", _("Day"), Kind.DATE, required=True),
                  FormField("what", _("What was scanned, and with what"), required=True,
                            limit=security_scans.WHAT_LIMIT),
                  FormField("found", _("What was found"), Kind.LONG),
                  FormField("repaired", _("What was repaired"), Kind.LONG)]  # fmt: skip
        self._ask(_("Security scan"), "", fields, _("Enter it"),
                  lambda values: (security_scans.enter_scan, _day(values, "on") or today(), values["what"],
                                  values["found"], values["repaired"]), values={"on": today()})  # fmt: skip

    def note_repair(self, line: ScanLine) -> None:
        fields = [FormField("repaired", _("What was repaired"), Kind.LONG, required=True)]
        self._ask(line.what, line.found, fields, _("Record it"),
                  lambda values: (security_scans.note_repair, line.id, values["repaired"]))  # fmt: skip

    def _ask(self, heading: str, sentence: str, fields: Sequence[FormField], act: str, deed: Any, *,
             done: Any = lambda: None, values: Any = None) -> None:  # fmt: skip
        def carry_out(given: Any, finished: Any, failed: Any) -> None:
            try:
                verb, *args = deed(given)
            except BadEntry as refusal:
                failed(refusal)
                return
            self.desk.do(verb, *args, done=lambda result: (finished(result), done()), failed=failed, owner=self)

        self.dialog = ActDialog(heading, sentence, fields, act, carry_out, self, values=values)
        self.dialog.open()


class ConcernedDialog(Dialog):
    def __init__(self, found: Concerned, parent: QWidget | None = None) -> None:
        super().__init__(_("Whom it concerns"), parent, width=480)
        count = len(found.clients)
        self.body.addWidget(label(_n("{n} client", "{n} clients", count).format(n=f"{count:,}")))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        for one in found.clients[:MOST_NAMED]:
            times = _n("{n} time", "{n} times", one.times).format(n=one.times)
            column.addLayout(row(f"{one.code} {one.name}", f"{times} · {moment(one.last_at)}"))
        column.addStretch(1)
        area = scrolling(inside)
        area.setMinimumHeight(280)
        self.body.addWidget(area, 1)
        for number, words in ((count - MOST_NAMED, N_("{n} more stand in the protocol.")),
                              (found.hidden, N_("{n} clients are out of your sight.")),
                              (found.unnamed, N_("{n} acts were on more clients than the record names."))):  # fmt: skip
            if number > 0:
                self.body.addWidget(note(_(words).format(n=number), wrap=True))
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)


def _day(values: Any, name: str) -> Any:
    typed = str(values[name] or "")
    found = read_date(typed)
    if typed and found is None:
        raise BadEntry(N_("This is no day: write it as 2026-07-12."), name)
    return found


def _card(heading: str, sentence: str) -> tuple[QFrame, QVBoxLayout]:
    frame = QFrame()
    frame.setProperty("card", True)
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(WIDE, MEDIUM, WIDE, MEDIUM)
    inside.setSpacing(GAP)
    inside.addWidget(section(heading))
    inside.addWidget(note(sentence, wrap=True))
    return frame, inside
