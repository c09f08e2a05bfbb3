"""What would become of each message or call of a file, before any of it is logged."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import OfficeError
from desktop.services.contact_imports import Known, Plan, Planned, Source, Verdict
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.desk import Errand
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice, YesNo
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.progress import ErrandBar
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone

_BOTH = {
    Verdict.NEW: N_("to be taken in"), Verdict.KNOWN: N_("logged already"), Verdict.OURS: N_("between colleagues"),
    Verdict.BROKEN: N_("can't be read"),
}  # fmt: skip
WORDS = {
    Source.MAIL: {**_BOTH, Verdict.SEVERAL: N_("several clients have this address"),
                  Verdict.NOBODY: N_("nobody's address")},
    Source.CALLS: {**_BOTH, Verdict.SEVERAL: N_("several clients have this number"),
                   Verdict.NOBODY: N_("nobody's number: kept until its client is known")},
}  # fmt: skip
Send = Callable[[dict[int, UUID], bool, Callable[[int], object], Callable[[OfficeError], object]], Errand]


class ImportDialog(Dialog):
    """Of several clients with one address or number somebody chooses below the list; the rest is decided. `files`: what
    hangs on a message is filed."""

    def __init__(self, plan: Plan, send: Send, parent: QWidget, *, files: bool = False) -> None:
        mail = plan.source is Source.MAIL
        super().__init__(_("Take in mail") if mail else _("Take in calls"), parent, width=820)
        self.plan, self._send, self.words = plan, send, WORDS[plan.source]
        self.chosen: dict[int, UUID] = {}
        said = [_("{verdict}: {n}").format(verdict=_(self.words[each]), n=plan.count(each))
                for each in Verdict if plan.count(each)]  # fmt: skip
        self.body.addWidget(note(" · ".join(said), wrap=True))
        self.view = TableView(_("Messages") if mail else _("Calls"), double=True)
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
        asks = _("What clients wrote waits for an answer, unless it is answered among these")
        if not mail:
            asks = _("Missed calls wait to be returned, unless you spoke later in this list")
        self.waits = YesNo(asks)
        self.body.addWidget(self.waits)
        if any(line.came is not None and line.came.hung for line in plan.lines):
            told = _("What hangs on the messages is filed in the client's file.")
            if not files:
                told = _("What hangs on the messages stays where it is: you may not file documents.")
            self.body.addWidget(note(told, wrap=True))
        self.progress = ErrandBar()
        self.body.addWidget(self.progress)
        self.set_main("", self._take)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.table.start(len(plan.lines), Rows(plan.lines, self._told))
        self._count()
        self._look()

    @property
    def line(self) -> Planned | None:
        keys = self.view.selected_keys
        return next((line for line in self.plan.lines if line.number in keys), None)

    def _fetch(self, wanted: Wanted) -> None:
        lines: Sequence[Planned] = self.plan.lines[wanted.offset : wanted.offset + wanted.count]
        self.table.take(wanted, Rows(lines, self._told))

    def _told(self, line: Planned) -> Row:
        came, word, known = line.came, _(self.words[line.verdict]), self._client(line)
        if came is None:
            return Row(line.number, ("", Cell(line.file_name, below=str(line.number)), "",
                                     Cell(word, Tone.BAD, "circle-x")))  # fmt: skip
        client = Cell(word, Tone.NOTE)
        if known is not None:
            client = Cell(known.name, bold=True, below=known.code, mark=risk_word(known.risk),
                          mark_tone=risk_tone(known.risk), mark_icon=risk_icon(known.risk))  # fmt: skip
            if line.verdict is Verdict.KNOWN:
                client = Cell(known.name, Tone.NOTE, below=word)
        elif line.verdict in (Verdict.SEVERAL, Verdict.BROKEN):
            client = Cell(word, Tone.WARN, "triangle-alert")
        calls = self.plan.source is Source.CALLS
        way = _(line.direction.label) if line.clients or calls else ""
        if came.hung:
            way = " · ".join(part for part in (way, *came.hung) if part)
        return Row(line.number, (moment(came.at), Cell(came.name or came.address, below=came.address),
                                 Cell(came.report.subject, below=way), client))  # fmt: skip

    def _client(self, line: Planned) -> Known | None:
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
        count = self.plan.brought(self.chosen)
        assert self.main is not None
        said = _n("Take in {n} message", "Take in {n} messages", count)
        if self.plan.source is Source.CALLS:
            said = _n("Take in {n} call", "Take in {n} calls", count)
        self.main.setText(said.format(n=count))
        self.main.setEnabled(bool(count))

    def _take(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        errand = self._send(self.chosen, self.waits.value(), lambda _taken: self.accept(), self.refuse)
        self.progress.follow(errand)
        # also when it was stopped: then nothing else tells
        errand.finished.connect(lambda: self.set_busy(False))


def _columns() -> list[Column]:
    return [
        Column("at", _("When"), 150, Fit.WHOLE, sortable=False),
        Column("with", _("From or to"), 200, sortable=False),
        Column("subject", _("What about"), 240, sortable=False),
        Column("client", _("Client"), 190, Fit.WHOLE, sortable=False),
    ]
