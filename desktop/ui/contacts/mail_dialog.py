"""What would become of each message of a mail file, before any of it is logged."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.contacts import Direction
from desktop.rules.errors import OfficeError
from desktop.services.mail_imports import MailPlan, PlannedMail, Verdict
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice, YesNo
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone

WORDS = {
    Verdict.NEW: N_("to be taken in"), Verdict.SEVERAL: N_("several clients have this address"),
    Verdict.NOBODY: N_("nobody's address"), Verdict.KNOWN: N_("logged already"), Verdict.BROKEN: N_("can't be read"),
}  # fmt: skip
Send = Callable[[dict[int, UUID], bool, Callable[[int], object], Callable[[OfficeError], object]], object]


class MailDialog(Dialog):
    """Of several clients with one address somebody chooses below the list; the rest is decided."""

    def __init__(self, plan: MailPlan, send: Send, parent: QWidget) -> None:
        super().__init__(_("Take in mail"), parent, width=820)
        self.plan, self._send = plan, send
        self.chosen: dict[int, UUID] = {}
        said = [_("{verdict}: {n}").format(verdict=_(WORDS[each]), n=plan.count(each))
                for each in Verdict if plan.count(each)]  # fmt: skip
        self.body.addWidget(note(" · ".join(said), wrap=True))
        self.view = TableView(_("Messages"), double=True)
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.view.setMinimumHeight(320)
        self.view.chosen.connect(lambda _keys: self._look())
        self.body.addWidget(self.view, 1)
        self.why = label("", wrap=True)
        self.body.addWidget(self.why)
        self.which = Choice()
        self.which.setAccessibleName(_("Which client"))
        self.which.edited.connect(self._choose)
        self.body.addWidget(self.which)
        self.waits = YesNo(_("What clients wrote waits for an answer, unless it is answered among these"))
        self.body.addWidget(self.waits)
        self.set_main("", self._take)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.table.start(len(plan.lines), Rows(plan.lines, self._told))
        self._count()
        self._look()

    @property
    def line(self) -> PlannedMail | None:
        keys = self.view.selected_keys
        return next((line for line in self.plan.lines if line.number in keys), None)

    def _fetch(self, wanted: Wanted) -> None:
        lines: Sequence[PlannedMail] = self.plan.lines[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, Rows(lines, self._told))

    def _told(self, line: PlannedMail) -> Row:
        mail, known = line.mail, self._client(line)
        if mail is None:
            return Row(line.number, ("", Cell(line.file_name), "", Cell(_(WORDS[line.verdict]), Tone.BAD, "circle-x")))
        theirs = mail.sender if line.direction is Direction.IN else next(iter(mail.to), mail.sender)
        client = Cell(_(WORDS[line.verdict]), Tone.NOTE)
        if known is not None:
            client = Cell(known.name, bold=True, below=known.code, mark=risk_word(known.risk),
                          mark_tone=risk_tone(known.risk), mark_icon=risk_icon(known.risk))  # fmt: skip
            if line.verdict is Verdict.KNOWN:
                client = Cell(known.name, Tone.NOTE, below=_(WORDS[line.verdict]))
        elif line.verdict in (Verdict.SEVERAL, Verdict.BROKEN):
            client = Cell(_(WORDS[line.verdict]), Tone.WARN, "triangle-alert")
        way = _(line.direction.label) if line.clients else ""
        return Row(line.number, (moment(mail.at), Cell(theirs.name or theirs.address, below=theirs.address),
                                 Cell(mail.subject, below=way), client))  # fmt: skip

    def _client(self, line: PlannedMail) -> object:
        if line.verdict is Verdict.SEVERAL:
            return next((one for one in line.clients if one.id == self.chosen.get(line.number)), None)
        return line.clients[0] if line.clients else None

    def _look(self) -> None:
        line = self.line
        several = line is not None and line.verdict is Verdict.SEVERAL
        self.which.setVisible(several)
        self.why.setText(str(line.trouble) if line is not None and line.trouble is not None else "")
        self.why.setVisible(bool(self.why.text()))
        if line is not None and several:
            self.which.offer([(None, _("nobody")), *((one.id, f"{one.name} · {one.code}") for one in line.clients)])
            self.which.set_value(self.chosen.get(line.number))

    def _choose(self) -> None:
        line, key = self.line, self.which.value()
        if line is None:
            return
        self.chosen.pop(line.number, None)
        if isinstance(key, UUID):
            self.chosen[line.number] = key
        self.view.remember_place()
        self.table.refresh(len(self.plan.lines))
        self._count()

    def _count(self) -> None:
        count = self.plan.count(Verdict.NEW) + len(self.chosen)
        assert self.main is not None
        self.main.setText(_n("Take in {n} message", "Take in {n} messages", count).format(n=count))
        self.main.setEnabled(bool(count))

    def _take(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        self._send(self.chosen, self.waits.value(), lambda _count: self.accept(), self.refuse)


def _columns() -> list[Column]:
    return [
        Column("at", _("When"), 150, Fit.WHOLE, sortable=False),
        Column("with", _("From or to"), 200, sortable=False),
        Column("subject", _("What about"), 240, sortable=False),
        Column("client", _("Client"), 190, Fit.WHOLE, sortable=False),
    ]
