"""Envelopes 信封 and labels 标签: for whom, in which size, and beforehand who lacks an address or a postcode."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import LANGUAGES, _, _n, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.mailings import EnvelopeSize, LabelSheet, SendTo
from desktop.services import mailings
from desktop.services.mailings import Lacking, Readiness
from desktop.services.prints import Printed
from desktop.ui.clients.list_pane import Preferences
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.languages import LANGUAGE_NAMES
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.which_clients import Candidates, WhichClients

KEPT = "mailings"
_LACKING_HIGH = 130  # pixels


class MailingDialog(ErrandDialog):
    printed = Signal(object)
    """What was Printed."""

    def __init__(self, desk: Desk, found: Candidates, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(_("Envelopes and labels"), parent, width=760)
        self._desk, self._preferences = desk, preferences
        self._lines: Sequence[tuple[Lacking, str]] = ()
        self.ready: Readiness | None = None
        self.which = WhichClients(found)
        self.which.edited.connect(self.ask)
        self.body.addWidget(self.which)
        envelope = _("Envelope {size}")
        paper = [(f"envelope:{size.value}", envelope.format(size=_(size.label))) for size in EnvelopeSize]
        paper += [(f"labels:{sheet.value}", _(sheet.label)) for sheet in LabelSheet]
        ways = [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
        self.form = Form(
            [
                FormField("paper", _("Paper"), Kind.CHOICE, choices=paper),
                FormField("language", _("In the way of"), Kind.CHOICE, choices=ways),
            ],
            1,
        )
        # beside it, with whichever of the last two the paper asks for
        self.beside = Form(
            [
                FormField("to", _("Which address"), Kind.CHOICE, choices=[(to.value, _(to.label)) for to in SendTo]),
                FormField("start", _("First label (from the top left)"), Kind.NUMBER),
                FormField("boxes", _("Print postcode boxes and stamp place"), Kind.YES_NO),
            ],
            1,
        )
        held = preferences.get(KEPT, {})
        usual = {"paper": paper[0][0], "to": SendTo.WORK.value, "language": language(), "start": "1", "boxes": True}
        kept = usual | (held if isinstance(held, dict) else {}) | {"start": "1"}
        row = QHBoxLayout()
        row.setSpacing(16)
        for form in (self.form, self.beside):
            form.set_values(kept)
            form.edited.connect(self._edited)
            row.addWidget(form, 1)
        self.body.addLayout(row)
        self.summary = label(role="strong", wrap=True)
        self.body.addWidget(self.summary)
        self.view = TableView(_("What is missing"), dense=True)
        self.view.setMinimumHeight(_LACKING_HIGH)
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.progress)
        self.hint = note(_("Sender: name and address of the office, as under Settings › Office."), wrap=True)
        self.body.addWidget(self.hint)
        self.set_main("", self.print, "printer")
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._fit()
        self.form.focus_on("paper")
        self.ask()

    @property
    def values(self) -> dict[str, object]:
        return self.form.values() | self.beside.values()

    @property
    def paper(self) -> EnvelopeSize | LabelSheet:
        kind, _colon, value = str(self.values["paper"]).partition(":")
        return EnvelopeSize.of(value) if kind == "envelope" else LabelSheet.of(value)

    def ask(self) -> None:
        """Who can be written to: asked before anything is printed."""
        self.ready = None
        self._fit()
        self._desk.ask("mailings.ready", mailings.readiness, self.which.chosen, SendTo.of(self.values["to"]),
                       done=self._show, failed=self.refuse, owner=self)  # fmt: skip

    def print(self) -> None:
        if self.ready is None or not self.ready.ready:
            return
        self.clear_refusal()
        values, paper = self.values, self.paper
        self._preferences.set(KEPT, {name: values[name] for name in ("paper", "to", "language", "boxes")})
        to, say = SendTo.of(values["to"]), translator(str(values["language"]))
        self.set_busy(True)
        verb, args = (
            (mailings.envelopes, (self.which.chosen, paper, to, bool(values["boxes"]), say))
            if isinstance(paper, EnvelopeSize)
            else (mailings.labels, (self.which.chosen, paper, _number(values["start"]), to, say))
        )
        errand = self._desk.errand(_("Preparing the print"), verb, *args, done=self._printed, failed=self._refused,
                                   owner=self)  # fmt: skip
        self.follow(errand)

    def _edited(self, name: str) -> None:
        if name == "to":
            self.ask()
        self._fit()

    def _fit(self) -> None:
        envelope = isinstance(self.paper, EnvelopeSize)
        chinese = self.values["language"] == "zh_CN"
        self.beside.show_field("start", not envelope)
        self.beside.show_field("boxes", envelope and chinese)
        self.hint.setVisible(envelope)
        count = self.ready.ready if self.ready is not None else 0
        words = (
            _n("Print {n} envelope", "Print {n} envelopes", count)
            if envelope
            else _n("Print {n} label", "Print {n} labels", count)
        ).format(n=f"{count:,}")
        if self.main is not None:
            self.main.setText(words.replace("&", "&&"))
            self.main.setAccessibleName(words)
            self.main.setEnabled(count > 0)

    def _show(self, found: Readiness) -> None:
        self.ready = found
        self._lines = (*((line, _("No address: nothing is printed")) for line in found.no_address),
                       *((line, _("No postcode: its boxes stay empty")) for line in found.no_postcode))  # fmt: skip
        said = [_n("{n} has an address", "{n} have an address", found.ready).format(n=f"{found.ready:,}")]
        if missing := len(found.no_address):
            said.append(_n("{n} has none", "{n} have none", missing).format(n=f"{missing:,}"))
        if missing := len(found.no_postcode):
            said.append(_n("{n} without a postcode", "{n} without a postcode", missing).format(n=f"{missing:,}"))
        self.summary.setText(" · ".join(said))
        self.table.start(len(self._lines), self._rows(0, 100))
        self.view.setVisible(bool(self._lines))
        self._fit()

    def _printed(self, printed: Printed) -> None:
        self.accept()
        self.printed.emit(printed)

    def _refused(self, error: OfficeError) -> None:
        if not self.beside.show_refusal(error):
            self.refuse(error)

    def _rows(self, start: int, count: int) -> list[Row]:
        return [
            Row(start + n, (Cell(line.name, bold=True), line.code, Cell(why, Tone.WARN, icon="triangle-alert")))
            for n, (line, why) in enumerate(self._lines[start : start + count])
        ]

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, self._rows(wanted.offset, wanted.count))


def _columns() -> list[Column]:
    return [
        Column("name", _("Client"), 180, Fit.WHOLE, sortable=False),
        Column("code", _("Code"), 110, Fit.WHOLE, sortable=False),
        Column("missing", _("What is missing"), 280, sortable=False),
    ]


def _number(typed: object) -> int:
    text = str(typed).strip()
    return int(text) if text.isdecimal() else 0
