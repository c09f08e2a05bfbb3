"""One archive file beside the list: its clock, who signed, what it lacks, and its content list."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.archive import TURN, FileState, Signer
from desktop.rules.borrowing import LoanState
from desktop.services.archive_files import FileView, ItemLine
from desktop.services.archive_lists import ITS_LIST
from desktop.services.loans import LoanLine
from desktop.ui.archive.controller import Shown
from desktop.ui.archive.rows import entry_columns, entry_rows, whose_words
from desktop.ui.kit.actions import Action, make_button, more_button
from desktop.ui.kit.cells import Row, Wanted
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.phrases import day, moment
from desktop.ui.kit.signed_copies import SignedCopies
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note, section
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import GAP, SMALL, WIDE, Tone

MOST_LACKING = 3
BUTTONS = 2


class FilePane(QFrame):
    """Shows a file, or says that one is to be chosen."""

    acted = Signal()
    """Other entries are chosen: what may be done is another."""
    menu_requested = Signal(QPoint)
    edit_requested = Signal()

    def __init__(self, signed: SignedCopies, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(_("The file chosen"))
        self.shown: Shown | None = None
        self._rows: list[Row] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(GAP)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(SMALL)
        column.addLayout(self._facts)
        self.signed = signed
        column.addWidget(signed)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GAP)
        line.addLayout(self._buttons)
        line.addStretch(1)
        self.count = note()
        line.addWidget(self.count)
        column.addLayout(line)
        self.view = TableView(_("Content list"), many=True)
        self.table = LazyTable(entry_columns(), self._fetch, self)
        self.view.show_table(self.table)
        column.addWidget(self.view, 1)
        self.nothing = Empty(_("There is nothing on the list yet."), _("Add entries, paste them from a spreadsheet, or "
                             "take papers that are filed."), icon_name="list")  # fmt: skip
        column.addWidget(self.nothing, 1)
        self.none = Empty(_("Choose a file: here are its content list, its signatures and its clock."),
                          icon_name="archive")  # fmt: skip
        column.addWidget(self.none, 1)
        self.view.chosen.connect(lambda _keys: self.acted.emit())
        self.view.opened.connect(lambda _key: self.edit_requested.emit())
        self.view.menu_requested.connect(lambda _key, at: self.menu_requested.emit(at))
        self.forget()

    def keys(self, given: Sequence[tuple[str, object]]) -> None:
        """Keys of the content list, each with its act."""
        for keys, act in given:
            key = QShortcut(QKeySequence(keys), self.view)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(act)

    def forget(self) -> None:
        self.shown = None
        self.signed.show_of(None)
        self._clear()
        self.show_acts(())
        self.count.setText("")
        self.view.hide()
        self.nothing.hide()
        self.none.show()

    def show_file(self, shown: Shown) -> None:
        same = self.shown is not None and self.shown.view.line.id == shown.view.line.id
        self.shown = shown
        self.signed.show_of(shown.view.line.id)
        view = shown.view
        self._clear()
        self.none.hide()
        self._head(view)
        for said, tone in (*_clock(view), *_lacking(view), *_lent(shown.out)):
            self._facts.addWidget(note(said, tone=tone, wrap=True))
        self._rows = entry_rows(view)
        if same and self.table.total:
            self.view.remember_place()
            self.table.refresh(len(self._rows))
            self.table.row_at(0)
        else:
            self.view.select_keys([])
            self.table.start(len(self._rows), self._rows)
        self.view.viewport().update()
        self.view.setVisible(bool(self._rows))
        self.nothing.setVisible(not self._rows)
        words = _n("{n} sheet", "{n} sheets", view.line.sheets).format(n=view.line.sheets) if self._rows else ""
        self.count.setText(words)

    def _head(self, view: FileView) -> None:
        line, entry = view.line, view.entry
        title = section(line.title)
        title.setWordWrap(True)
        self._facts.addWidget(title)
        whose = whose_words((line.client_code, line.client_name)) or _("The office's own")
        kept = _("kept: {term}").format(term=_(line.term.label))
        self._facts.addWidget(note(whose_words((line.number, whose, str(line.year), entry.category, entry.unit, kept,
                                                line.place)), wrap=True))  # fmt: skip
        signed = {one.role: one for one in view.signed}
        row = QHBoxLayout()
        row.setSpacing(WIDE)
        names = {Signer.A: line.agent_a_name, Signer.B: line.agent_b_name, Signer.ARCHIVIST: ""}
        for role in Signer:
            one = signed.get(role)
            block = QVBoxLayout()
            block.setSpacing(0)
            who = one.name if one is not None else names[role]
            block.addWidget(label(_("{role}: {who}").format(role=_(role.label), who=who) if who else _(role.label),
                                  wrap=True))  # fmt: skip
            if one is None:
                turn = TURN.get(line.state) is role
                block.addWidget(note(_("to sign now") if turn else _("not signed yet"),
                                     tone=Tone.ACCENT if turn else Tone.NOTE))  # fmt: skip
            elif one.holds:
                block.addWidget(note(_("✓ signed {moment}").format(moment=moment(one.at)), tone=Tone.GOOD))
            else:
                block.addWidget(note(_("✕ does not hold for this list"), tone=Tone.BAD))
            row.addLayout(block, 1)
        holder = QWidget()
        holder.setLayout(row)
        row.setContentsMargins(0, 4, 0, 4)
        self._facts.addWidget(holder)
        if entry.note:
            self._facts.addWidget(note(_("Note: {note}").format(note=entry.note), wrap=True))

    # entries

    def show_acts(self, offered: Sequence[Action]) -> None:
        while self._buttons.count():
            if (old := self._buttons.takeAt(0).widget()) is not None:
                old.hide()
                old.deleteLater()
        for action in offered[:BUTTONS]:
            self._buttons.addWidget(make_button(action))
        if offered[BUTTONS:]:
            self._buttons.addWidget(more_button(offered[BUTTONS:], self))

    @property
    def chosen(self) -> list[ItemLine]:
        """The entries chosen, in the order of the list; headings of parts are none."""
        keys = set(self.view.selected_keys)
        return [line for line in self.shown.view.items if line.id in keys] if self.shown is not None else []

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, self._rows[wanted.offset : wanted.offset + wanted.count])

    def _clear(self) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()


def _clock(view: FileView) -> list[tuple[str, Tone]]:
    line = view.line
    if line.due is None or line.together is None:
        return []
    first, together = day(local(line.due).date()), day(local(line.together).date())
    ended = day(local(line.ended_at).date())
    if line.state in ITS_LIST:
        said = _("Matter ended {ended}: agent A hands it on by {first}, it is in the archive by {together}.")
    elif line.state is FileState.CHECKING:
        said = _("Matter ended {ended}: agent B hands it on by {first}; both steps together end {together}.")
    else:
        said = _("Matter ended {ended}: the archive takes it in by {first}; both steps together end {together}.")
    words = said.format(ended=ended, first=first, together=together)
    return [(_("{said} Late.").format(said=words) if line.late else words, Tone.BAD if line.late else Tone.NOTE)]


def _lacking(view: FileView) -> list[tuple[str, Tone]]:
    if view.line.state in (FileState.ARCHIVED, FileState.DESTROYED):
        return []
    said = [
        (_("{title}: {lack}.").format(title=each.title, lack=_(each.lack.label)), Tone.WARN)
        for each in view.lacking[:MOST_LACKING] if each.title
    ]  # fmt: skip
    more = len(view.lacking) - MOST_LACKING
    if more > 0:
        said.append((_n("and {n} thing more is lacking", "and {n} things more are lacking", more).format(n=more),
                     Tone.WARN))  # fmt: skip
    return said


def _lent(out: Sequence[LoanLine]) -> list[tuple[str, Tone]]:
    said = []
    for loan in out:
        if loan.state is LoanState.OUT:
            until = day(loan.due_on) if loan.due_on else ""
            words = _("{who} has this ({form}) until {day}.").format(
                who=loan.asked_by_name, form=_(loan.form.label), day=until)  # fmt: skip
            said.append((words, Tone.BAD if loan.late else Tone.WARN))
        else:
            said.append((_("{who} asked for this ({form}): {state}.").format(
                who=loan.asked_by_name, form=_(loan.form.label), state=_(loan.state.label)), Tone.NOTE))  # fmt: skip
    return said
