"""What is verified, raised and gone through: the records themselves, alarms, unusual conduct, the monthly round."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.audit import AlarmKind, Conduct
from desktop.services import alarms, conduct
from desktop.services.alarms import AlarmLine
from desktop.services.conduct import Finding
from desktop.ui.audit import words
from desktop.ui.audit.cards import refill, row
from desktop.ui.audit.round_card import RoundCard
from desktop.ui.audit.verify_card import VerifyCard
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.page import Page, scrolling
from desktop.ui.kit.phrases import day, moment
from desktop.ui.kit.text import button, note, section
from desktop.ui.kit.tokens import GAP, MEDIUM, WIDE, Tone

# What differs, where something was counted
_COUNTED: Mapping[AlarmKind, Callable[[int], str]] = {
    AlarmKind.SAFE: lambda n: _n("{n} title deed differs", "{n} title deeds differ", n).format(n=n),
    AlarmKind.ARCHIVE: lambda n: _n("{n} entry differs", "{n} entries differ", n).format(n=n),
}


class WatchPage(Page):
    TITLE = N_("Checks")
    ICON = "shield"
    WATCHES = frozenset({"audit", "accounts", "settings"})

    def __init__(self, desk: Desk, host: Any, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, WIDE)
        self._column.setSpacing(MEDIUM)
        said = _("What the program must tell whoever sees the audit, until somebody says what came of it.")
        self._alarms = self._card(_("Alarms"), said)
        said = _("Pointed out by the office's own rule numbers (SA-2). It accuses nobody: look at the records, then "
                 "say what came of it.")  # fmt: skip
        self._conduct = self._card(_("Unusual conduct"), said)
        said = _("Each month an auditor goes through sign-ins, changes and file operations; findings, and how they "
                 "were handled, are signed (SA-1).")  # fmt: skip
        self.rounds = RoundCard(desk, self._card(_("Audit round"), said), self)
        self.rounds.refused.connect(self.refuse)
        self.verify = VerifyCard(desk, host)
        self.verify.refused.connect(self.refuse)
        self.verify.said.connect(lambda text: self.toast_requested.emit(text, None))
        self._column.addWidget(self.verify)
        self._column.addStretch(1)
        self.content.addWidget(scrolling(holder), 1)

    def reload(self) -> None:
        self.desk.ask("audit.alarms", alarms.list_alarms, done=self._show_alarms, failed=self.refuse, owner=self)
        self.desk.ask("audit.conduct", conduct.findings, done=self._show_conduct, failed=self.refuse, owner=self)
        self.rounds.load()

    def _card(self, heading: str, sentence: str) -> QVBoxLayout:
        frame = QFrame()
        frame.setProperty("card", True)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(WIDE, MEDIUM, WIDE, MEDIUM)
        inside.setSpacing(GAP)
        inside.addWidget(section(heading))
        inside.addWidget(note(sentence, wrap=True))
        rows = QVBoxLayout()
        rows.setSpacing(GAP)
        inside.addLayout(rows)
        self._column.addWidget(frame)
        return rows

    # alarms

    def _show_alarms(self, found: Sequence[AlarmLine]) -> None:
        self.alarms = found
        refill(self._alarms, [self._alarm(line) for line in found], _("There is none."))

    def _alarm(self, line: AlarmLine) -> Any:
        what = words.labelled(_(line.kind.label), line.about) if line.about else _(line.kind.label)
        told = [moment(line.at), line.workstation, line.note]
        if line.kind is AlarmKind.WITNESS:
            told.append(_("noticed in the session of {person}").format(person=line.raised_by))
        elif line.kind in _COUNTED:
            told[1:1] = [_COUNTED[line.kind](int(line.facts.get("differing", 0))),
                         _("counted by {person}").format(person=line.raised_by)]  # fmt: skip
        if line.handled_at is not None:
            told.append(_("{person}, {when}: {text}").format(person=line.handled_by, when=moment(line.handled_at),
                                                             text=line.handling))  # fmt: skip
            return row(what, " · ".join(filter(None, told)), tone=Tone.NOTE)
        act = button(_("Say what came of it…"), lambda: self.handle(line))
        act.setAccessibleName(_("Say what came of it: {what}").format(what=what))
        return row(what, " · ".join(filter(None, told)), act, tone=Tone.BAD)

    def handle(self, line: AlarmLine) -> None:
        field = FormField("handling", _("What came of it"), Kind.LONG, required=True, limit=alarms.LIMIT)
        said = _("Recorded with your name; the alarm is then at rest.")
        self.dialog = ActDialog(
            _(line.kind.label), said, [field], _("Record it"), self._deed(alarms.handle, line.id), self
        )
        self.dialog.open()

    # unusual conduct

    def _show_conduct(self, found: Sequence[Finding]) -> None:
        self.conduct = found
        settings = self.desk.office.settings
        odd = settings["conduct_from"] != settings["conduct_until"]
        none = _("Nothing in the last {n} days.").format(n=settings["conduct_days"])
        if not odd:
            none += " " + _("Odd hours are not looked at until the office sets them among its rule numbers.")
        refill(self._conduct, [self._unusual(one) for one in found], none)

    def _unusual(self, one: Finding) -> Any:
        what = words.labelled(_(one.kind.label), one.who or _("no such account"))
        count = _n("{n} time", "{n} times", one.count).format(n=f"{one.count:,}")
        if one.kind is Conduct.TAKEN_OUT:
            count = _n("{n} client", "{n} clients", one.count).format(n=f"{one.count:,}")
        more = _("{count}, the office's number is {limit}").format(count=count, limit=f"{one.limit or 0:,}")
        detail = [day(one.on), more if one.limit is not None else count]
        look = button(_("Show the records"), lambda: self.desk.open_requested.emit("audit", one.question))
        look.setAccessibleName(_("Show the records: {part}").format(part=what))
        look.setEnabled(bool(one.serials))
        if one.noted:
            said = _("{person}: {text}").format(person=one.noted_by, text=one.noted)
            return row(what, " · ".join((*detail, said)), look, tone=Tone.NOTE)
        act = button(_("Looked into…"), lambda: self.look_into(one))
        act.setAccessibleName(_("Looked into: {what}").format(what=what))
        return row(what, " · ".join(detail), look, act, tone=Tone.WARN)

    def look_into(self, one: Finding) -> None:
        field = FormField("reason", _("What came of it"), Kind.LONG, required=True, limit=alarms.LIMIT)
        said = _("Recorded with your name; it leaves Today.")
        self.dialog = ActDialog(
            _(one.kind.label), said, [field], _("Record it"), self._deed(conduct.note, one.mark, one.count), self
        )
        self.dialog.open()

    def _deed(self, verb: Any, *args: Any) -> Any:
        return lambda values, done, failed: self.desk.do(
            verb, *args, *values.values(), done=done, failed=failed, owner=self
        )
