"""The text of the confidentiality pledge in both languages, its sheet, and the wordings signed before (AC-9)."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout

from desktop.i18n import LANGUAGES, _, _n, translator
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.pledges import TEXT
from desktop.rules.rights import Right
from desktop.services import pledge_texts, pledges
from desktop.services.pledge_texts import Wording
from desktop.services.stamps import Printed
from desktop.services.work import Work
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import LongEntry
from desktop.ui.kit.filling import empty_out, row_of, two_lines
from desktop.ui.kit.languages import LANGUAGE_NAMES
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.printing import Printout
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.panel import Panel, shown_day

LINES = 8


class PledgeText:
    """A card of a panel, which loads it."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.may = panel.desk.person.may(Right.RUN_OFFICE)
        inside = panel.card(_("Confidentiality pledge"), _(
            "What staff sign before levels 2 and 3 are opened to them. Who has signed keeps his pledge, in the wording "
            "that he signed; the next one is printed with the new."))  # fmt: skip
        self.entries: dict[str, LongEntry] = {}
        self.errors: dict[str, QLabel] = {}
        self._shown: dict[str, str] = {}
        self._seen = 0
        self._lines: Sequence[Wording] = ()
        for code in LANGUAGES:
            inside.addWidget(label(LANGUAGE_NAMES[code], role="strong"))
            entry = self.entries[code] = LongEntry(lines=LINES)
            entry.setAccessibleName(" ".join((_("Confidentiality pledge"), LANGUAGE_NAMES[code])))
            entry.setReadOnly(not self.may)
            inside.addWidget(entry)
            error = self.errors[code] = label("", tone=Tone.BAD, wrap=True)
            error.hide()
            inside.addWidget(error)
        if self.may:
            inside.addLayout(self._buttons())
        self._list = QVBoxLayout()
        inside.addLayout(self._list)

    def _buttons(self) -> Any:
        save = button(_("Save the wording"), self._save, icon_name="save")
        back = button(_("Use the default"), self._default, icon_name="undo-2")
        back.setAccessibleName(_("Use the default: {name}").format(name=_("Confidentiality pledge")))
        looks = row_of()
        for code in LANGUAGES:
            look = button(_("See the sheet: {name}").format(name=LANGUAGE_NAMES[code]),
                          lambda code=code: self._see(code), icon_name="printer")  # fmt: skip
            looks.addWidget(look)
        looks.addStretch(1)
        # in two rows: side by side the largest text would cut the last word off
        rows = QVBoxLayout()
        rows.addLayout(row_of(save, back, 1))
        rows.addLayout(looks)
        return rows

    def load(self) -> None:
        self.panel.desk.ask("settings.pledge_texts", pledge_texts.wordings, done=self._show)

    def _show(self, lines: Sequence[Wording]) -> None:
        self._lines, held, mine = lines, lines[0], self.entries
        # what is being written is nobody else's to replace, and is saved over nothing that was not seen
        if all(mine[code].value() == self._shown.get(code, "") for code in LANGUAGES):
            self._seen = held.number
            for code in LANGUAGES:
                mine[code].set_value(held.texts[code])
                self._shown[code] = held.texts[code]
        empty_out(self._list)
        if len(lines) > 1:
            self._list.addWidget(note(_("Wordings so far")))
        for line in lines if len(lines) > 1 or held.signed_by else ():
            signed = _n("signed by {n} person", "signed by {n} people", len(line.signed_by))
            look = button(_("Look…"), lambda line=line: self._look(line))
            look.setAccessibleName(_("Look at: {name}").format(name=called(line)))
            row = row_of()
            row.addLayout(two_lines(called(line), signed.format(n=len(line.signed_by))), 1)
            row.addWidget(look)
            self._list.addLayout(row)

    def _look(self, line: Wording) -> None:
        self.dialog = WordingDialog(self.panel, line)
        self.dialog.open()

    def _typed(self) -> dict[str, str]:
        return {code: entry.value() for code, entry in self.entries.items()}

    def _save(self) -> None:
        typed = self._typed()
        self._clear()

        def saved(number: int) -> None:
            self._seen = number
            self._shown.update(typed)

        self.panel.do(pledge_texts.save, typed, self._seen, done=saved, failed=self._refuse, said=_("Saved"))

    def _default(self) -> None:
        self._clear()
        for code, entry in self.entries.items():
            entry.set_value(TEXT[code])
        self._save()

    def _see(self, code: str) -> None:
        self._clear()
        if self._typed() != self._shown:
            self.errors[code].setText("✕ " + _("Save the wording first: the sheet shows what is saved."))
            self.errors[code].show()
            return

        def printed(work: Work, *, progress: Any) -> Printed:
            return pledges.sheet(work, None, translator(code))

        self.panel.desk.errand(_("Printing"), printed, done=self._preview, failed=self.panel.refused.emit,
                               owner=self.panel)  # fmt: skip

    def _preview(self, printed: Printed) -> None:
        host: Any = self.panel.host
        self.paper = host.printing.preview(Printout(printed.kind, printed.title, printed.pdf), self.panel)

    def _clear(self) -> None:
        for error in self.errors.values():
            error.hide()

    def _refuse(self, error: OfficeError) -> None:
        if isinstance(error, BadEntry) and error.field in self.errors:
            self.errors[error.field].setText(f"✕ {error}")
            self.errors[error.field].show()
            self.entries[error.field].setFocus()
        else:
            self.panel.refused.emit(error)


class WordingDialog(Dialog):
    """One wording as it was signed, and by whom."""

    def __init__(self, panel: Panel, line: Wording) -> None:
        super().__init__(called(line), panel, width=560)
        names = listed(line.signed_by) or _("nobody yet")
        self.body.addWidget(label(_("Signed by: {names}").format(names=names), wrap=True, select=True))
        text = "\n\n".join(line.texts[code] for code in LANGUAGES)
        self.body.addWidget(scrolling(label(text, wrap=True, select=True)), 1)
        self.set_main(_("Close"), self.accept)
        self.finished.connect(self.deleteLater)
        self.resize(600, 480)


def called(line: Wording) -> str:
    """What a wording is called on screen."""
    if line.since is None:
        return _("The wording that comes along")
    said = _("Wording {number}, since {day}, by {name}")
    return said.format(number=line.number, day=shown_day(line.since), name=line.by)
