"""Reports of a period: what is printed in which language, which papers are out, and whether a print is true (AP-5)."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.i18n import LANGUAGES, N_, _, language
from desktop.rules.charts.parts import NOTHING
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.report_codes import ReportKind
from desktop.services import appraisal_prints, appraisal_verifying
from desktop.services.appraisal_prints import BOTH, PrintLine, Wish
from desktop.services.appraisal_verifying import Compared, ReportState
from desktop.ui.appraisal.evidence import short
from desktop.ui.kit import theme
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action, ActionRow
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.entries import TextEntry
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import Nothing
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note, set_tone
from desktop.ui.kit.tokens import Tone

_LANGUAGES = {"zh_CN": N_("Chinese"), "en": N_("English"), BOTH: N_("Chinese and English")}
_MOST = 64 * 1024 * 1024
_TONES = {ReportState.INTACT: (Tone.GOOD, "✓"), ReportState.CHANGED: (Tone.BAD, "✕"),
          ReportState.SUPERSEDED: (Tone.WARN, "⚠"), ReportState.UNKNOWN: (Tone.WARN, "?")}  # fmt: skip

What = tuple[ReportKind, UUID | None]


def print_dialog(period: Any, offered: Sequence[tuple[What, str]], go: Callable[[Wish], object],
                 parent: QWidget) -> ActDialog:  # fmt: skip
    """Which report, in which language; of a department or the office with everybody's own report behind the summary."""
    fields = [
        FormField("what", _("Whose report"), Kind.CHOICE, required=True, choices=list(offered)),
        FormField("language", _("Language"), Kind.CHOICE, required=True,
                  choices=[(key, _(word)) for key, word in _LANGUAGES.items()]),
        FormField("people", _("With everybody's own report, in one batch"), Kind.YES_NO),
    ]  # fmt: skip

    def send(entry: dict[str, Any], done: Any, _failed: Any) -> None:
        kind, about = entry["what"]
        done(None)
        go(Wish(period.id, kind, about, str(entry["language"]), bool(entry["people"])))

    said = (
        _("A locked period's reports bear a code by which they can be checked.")
        if period.locked
        else _("The period is not locked: the report is marked as a draft and bears no code.")
    )
    chosen = language() if language() in LANGUAGES else BOTH
    heading = _("Print reports, {period}").format(period=period.name)
    dialog = ActDialog(heading, said, fields, _("Preview"), send, parent,
                       values={"what": offered[0][0], "language": chosen, "people": True})  # fmt: skip

    def fit(_name: str = "") -> None:
        what = dialog.form.entries["what"].value()
        dialog.form.show_field("people", isinstance(what, tuple) and what[0] is not ReportKind.PERSON)

    dialog.form.edited.connect(fit)
    fit()
    return dialog


def offered_prints(sheets: Sequence[Any], chosen: Any, *, whole: bool) -> list[tuple[What, str]]:
    """Whoever is chosen first, then the office for who sees it `whole`, the departments, and then the others."""
    found: list[tuple[What, str]] = []
    if chosen is not None:
        found.append(((ReportKind.PERSON, chosen.person), chosen.name))
    places = {sheet.department_id: sheet.department for sheet in sheets if sheet.department_id is not None}
    if whole:
        found.append(((ReportKind.OFFICE, None), _("The whole office")))
    if len(sheets) > 1:
        found += [((ReportKind.DEPARTMENT, key), name) for key, name in sorted(places.items(), key=lambda one: one[1])]
    found += [((ReportKind.PERSON, sheet.person), sheet.name) for sheet in sheets if sheet is not chosen]
    return found


class PapersDialog(Dialog):
    """The reports that were printed of a locked period: handed over to be signed, and back."""

    def __init__(self, controller: Any, period: Any, parent: QWidget) -> None:
        super().__init__(_("Reports on paper, {period}").format(period=period.name), parent, width=820)
        self._controller, self._period = controller, period
        self.lines: Sequence[PrintLine] = ()
        self.body.addWidget(note(_("A signed report comes home by its code: scanned, or noted here."), wrap=True))
        columns = [Column("name", _("Report"), 200, Fit.WHOLE, fixed=True, sortable=False),
                   Column("at", _("Printed"), 150, Fit.WHOLE, sortable=False),
                   Column("handed", _("Handed over"), 120, Fit.WHOLE, sortable=False),
                   Column("back", _("Signed and back"), 150, Fit.WHOLE, sortable=False)]  # fmt: skip
        self.view = TableView(_("Reports on paper"), double=True)
        self.table = LazyTable(columns, self._fetch, self)
        self.view.show_table(self.table)
        look = theme.current()
        self.view.setMinimumHeight(look.control_height + 5 * look.double_row_height)
        self.view.chosen.connect(lambda _keys: self._offer())
        self.body.addWidget(self.view, 1)
        self.nothing = Nothing()
        self.body.addLayout(self.nothing, 1)
        self.buttons = ActionRow(stretched=True, after=self.view)
        holder = QHBoxLayout()
        holder.addLayout(self.buttons)
        self.body.addLayout(holder)
        self.add_button(_("Close"), self.accept)
        self.finished.connect(self.deleteLater)
        self.load()

    def load(self) -> None:
        self._controller.ask("papers", appraisal_prints.handed_out, self._period.id, done=self._show)

    @property
    def line(self) -> PrintLine | None:
        keys = self.view.selected_keys
        return next((line for line in self.lines if line.id in keys), None)

    def _show(self, lines: Sequence[PrintLine]) -> None:
        self.lines = lines
        self.view.remember_place()
        self.table.start(len(lines), Rows(lines, _paper))
        self.nothing.show_instead(self.view, None if lines else Empty(
            _("No report of this period was printed yet."), icon_name="printer"))  # fmt: skip
        if lines and self.line is None:
            self.view.select_key(lines[0].id)
        self._offer()

    def _offer(self) -> None:
        line, found = self.line, []
        if line is not None and line.handed_at is None:
            found.append(Action("handed", N_("Handed over to be signed"), self._handed, "arrow-right"))
        if line is not None and not line.back:
            found.append(Action("back", N_("Signed and back"), self._back, "check"))
        self.buttons.show_actions(found, self)

    def _handed(self) -> None:
        self._note(appraisal_prints.note_handed)

    def _back(self) -> None:
        self._note(appraisal_prints.note_back)

    def _note(self, verb: Any) -> None:
        if (line := self.line) is not None:
            self._controller.do(verb, line.id, said=_("Noted."), done=lambda _r: self.load(), failed=self.refuse)

    def _fetch(self, _wanted: Wanted) -> None:
        """All of them are there from the beginning."""


class VerifyDialog(Dialog):
    """Whether a report is that of the locked period: by the code on it, or its whole file."""

    def __init__(self, controller: Any, parent: QWidget) -> None:
        super().__init__(_("Check a report"), parent, width=560)
        self._controller = controller
        self.body.addWidget(note(_("Type or scan the code at the foot of the report, or choose its PDF, which is "
                                   "compared whole. Nothing is asked of any network."), wrap=True))  # fmt: skip
        self.code = TextEntry()
        self.code.setPlaceholderText("HXH6-Q80R-AG6Z-X4X5-Q")
        self.code.setAccessibleName(_("Code of the report"))
        self.body.addWidget(self.code)
        self.said = label("", role="strong", wrap=True)
        self.body.addWidget(self.said)
        self.more = label("", wrap=True, select=True)
        self.body.addWidget(self.more)
        self.body.addStretch(1)
        self.set_main(_("Check the code"), self.check)
        self.add_button(_("Choose a PDF…"), self.choose)
        self.add_button(_("Close"), self.accept)
        self._files: QFileDialog | None = None
        self.finished.connect(self.deleteLater)

    def check(self) -> None:
        self.clear_refusal()
        self._controller.ask("verify", appraisal_verifying.by_code, self.code.value(), failed=self.refuse,
                             done=lambda one: self.show_found([one]))  # fmt: skip

    def choose(self) -> None:
        self._files = QFileDialog(self, _("Choose a report"))
        self._files.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._files.setNameFilter("PDF (*.pdf)")
        self._files.fileSelected.connect(self.check_file)
        self._files.open()

    def check_file(self, path: str) -> None:
        self.clear_refusal()
        try:
            if Path(path).stat().st_size > _MOST:
                raise BadEntry(N_("This file is too large for a report."))
            content = Path(path).read_bytes()
        except OSError as error:
            self.refuse(str(error.strerror or error))
        except OfficeError as wrong:
            self.refuse(wrong)
        else:
            self._controller.ask("verify", appraisal_verifying.by_file, content, done=self.show_found,
                                 failed=self.refuse)  # fmt: skip

    def show_found(self, found: Sequence[Compared]) -> None:
        """The worst of a batch stands first."""
        order = [ReportState.CHANGED, ReportState.UNKNOWN, ReportState.SUPERSEDED, ReportState.INTACT]
        told = sorted(found, key=lambda one: order.index(one.state))
        worst = told[0]
        tone, sign = _TONES[worst.state]
        self.said.setText(f"{sign} {_(worst.state.label)}")
        set_tone(self.said, tone)
        lines = [" · ".join(part for part in (
            _TONES[one.state][1], one.code, one.period, _("version {n}").format(n=one.number) if one.number > 1 else "",
            one.name, _("{points} points").format(points=one.total or NOTHING)) if part) for one in told]  # fmt: skip
        lines += [change for one in told for change in one.changes]
        self.more.setText("\n".join(lines))
        self.shrink()


def _paper(line: PrintLine) -> Row:
    name = line.name or _(line.kind.label)
    handed = short(line.handed_at) if line.handed_at is not None else "—"
    back = Cell("—", Tone.NOTE)
    if line.copies:
        back = Cell(_("scan filed"), Tone.GOOD, "check")
    elif line.back_at is not None:
        back = Cell(short(line.back_at), Tone.GOOD, "check")
    return Row(line.id, (Cell(name, below=line.code), Cell(short(line.at), below=line.by), handed, back))
