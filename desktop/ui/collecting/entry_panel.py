"""A form or card typed in, in the order of the paper form 6.1, beside its photo if there is one (CO-2, CO-4)."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.collecting import sheet_mark
from desktop.rules.collection_forms import PARTS, FormPart
from desktop.rules.consents import AGREED, NeedsConsent
from desktop.rules.errors import BadEntry, OfficeError, Stale
from desktop.rules.fields import Field
from desktop.rules.words import ClientForm
from desktop.services import undoing
from desktop.services.collecting import Typed
from desktop.services.findings import Entered, Finding, Head
from desktop.ui.collecting.controller import CollectController
from desktop.ui.collecting.diagram import DiagramEntry
from desktop.ui.collecting.fact_rows import COLUMNS, LINES, FactRow, OtherRow, hint
from desktop.ui.kit.consent_dialog import agree
from desktop.ui.kit.date_entry import DateEntry, read_date
from desktop.ui.kit.entries import TextEntry
from desktop.ui.kit.noting import Noted
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.paper_view import PaperView, choose_paper
from desktop.ui.kit.phrases import day, listed
from desktop.ui.kit.text import button, label, note, section
from desktop.ui.kit.tokens import GAP, MEDIUM
from desktop.ui.kit.values import label_of
from desktop.ui.kit.who_pick import Colleague

OTHERS = "other:"
NAMES = 104
EDGE = 20
"""Pixels of the bar at the right of what scrolls."""


class EntryPanel(QWidget):
    left_requested = Signal()
    entered = Signal(str, object)
    """A sentence about what was typed in, and what takes it back."""
    refused = Signal(object)

    def __init__(self, controller: CollectController, known: Typed,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.controller, self.known, self.catalogue = controller, known, known.catalogue
        self.rows: dict[str, FactRow | OtherRow] = {}
        self.colleagues: tuple[Colleague, ...] = ()
        self.dialog: Any = None
        self.edited = self.saving = False
        self._last = ""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(MEDIUM)
        outer.addLayout(self._head())
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.sheet = self._sheet()
        self.area = scrolling(self.sheet)
        self.area.setAccessibleName(_("What stands on the form"))
        self.split.addWidget(self.area)
        self.paper = PaperView()
        self.paper.hide()
        self.paper.choose_requested.connect(self.choose_paper)
        self.split.addWidget(self.paper)
        self.split.setStretchFactor(0, 5)
        self.split.setStretchFactor(1, 4)
        outer.addWidget(self.split, 1)
        outer.addLayout(self._foot())
        self._order()
        controller.load_colleagues(self._offer)

    # building

    def _head(self) -> QHBoxLayout:
        line, known = self.known.line, self.known
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        mark = sheet_mark(line.kind, line.number)
        row.addWidget(section(" · ".join(part for part in (mark, known.client, line.place, day(known.on)) if part)))
        row.addStretch(1)
        if known.entered_at is not None:
            row.addWidget(note(_("Typed in by {name}; what is added here comes to it.").format(name=known.entered_by)))
        self.show_paper = button(_("Photo or scan"), self.toggle_paper, icon_name="paperclip")
        row.addWidget(self.show_paper)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self.save_button = button(_("Type it in"), self.save, main=True, icon_name="save")
        self.leave_button = button(_("Back to the list"), self.left_requested.emit)
        row.addWidget(self.save_button)
        row.addWidget(self.leave_button)
        self.told = note(wrap=True)
        row.addWidget(self.told, 1)
        for keys in ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"):
            key = QShortcut(QKeySequence(keys), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(self.save)
        return row

    def _sheet(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        column.addWidget(self._of_paper())
        for part in PARTS:
            card = self._part(part)
            if card is not None:
                column.addWidget(card)
        column.addWidget(hint())
        column.addStretch(1)
        return made

    def _of_paper(self) -> QFrame:
        """Room, collector and day, as they stand on top of the paper."""
        card, grid = _card("")
        self.collector, self.on = TextEntry(), DateEntry()
        self.collector.setMaxLength(60)
        self.collector.set_value(self.known.collector)
        self.on.set_value(self.known.collected_on)
        self.whose = note(wrap=True)
        room = label(self.known.line.place or "–")
        for column, (words, widget) in enumerate(((_("Room"), room), (_("Collector"), self.collector),
                                                  (_("Collected on"), self.on))):  # fmt: skip
            grid.addWidget(note(words), 0, column)
            grid.addWidget(widget, 1, column)
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.whose, 2, 1, 1, 2)
        self.collector.setAccessibleName(_("Collector"))
        self.on.line.setAccessibleName(_("Collected on"))
        self.collector.edited.connect(self._tell_collector)
        for entry in (self.collector, self.on):
            entry.edited.connect(self._was_edited)
        return card

    def _part(self, part: FormPart) -> QFrame | None:
        form = ClientForm.of(self.known.form)

        def of(names: Sequence[str]) -> list[Field]:
            found = (self.catalogue.by_name.get(name) for name in names)
            return [field for field in found if field is not None and form in field.forms]

        fields, others = of(part.fields), of(part.others)
        if not fields and not others:
            return None
        card, grid = _card(_(part.label))
        grid.setColumnMinimumWidth(0, NAMES)
        grid.setColumnStretch(1, 1)
        row = 0
        known = self.known
        for field in fields:
            made = FactRow(field, known.values.get(field.name), known.reviews.get(field.name), grid, row, self.last)
            self._take(field.name, made)
            row += LINES
        if others:
            other = OtherRow(others, known.values, known.reviews, grid, row, self.last)
            other.rebuilt.connect(self._order)
            self._take(OTHERS + part.name, other)
            row += LINES
        if part.name == "dining":
            grid.addWidget(note(_("Seating diagram: forms of address of those who sat there"), wrap=True), row, 0, 1,
                           COLUMNS)  # fmt: skip
            self.diagram = DiagramEntry()
            self.diagram.set_value(known.diagram)
            self.diagram.edited.connect(self._was_edited)
            grid.addWidget(self.diagram, row + 1, 0, 1, COLUMNS)
        return card

    def _take(self, key: str, row: FactRow | OtherRow) -> None:
        self.rows[key] = row
        row.setParent(self)
        row.edited.connect(self._was_edited)
        row.learnt_chosen.connect(self._learnt)

    def _order(self) -> None:
        """Tab goes as the paper is read."""
        chain = self.stops
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    @property
    def stops(self) -> list[QWidget]:
        found: list[QWidget] = [self.collector, self.on.line]
        for part in PARTS:
            for key in (*part.fields, OTHERS + part.name):
                if key in self.rows:
                    found += self.rows[key].stops
            if part.name == "dining" and hasattr(self, "diagram"):
                found += self.diagram.stops
        return [*found, self.save_button, self.leave_button]

    # what was typed

    def last(self) -> str:
        """How the line before was learnt."""
        return self._last

    def _learnt(self, way: object) -> None:
        self._last = str(way or "")

    def _was_edited(self) -> None:
        self.edited = True

    def _offer(self, found: tuple[Colleague, ...]) -> None:
        if not shiboken6.isValid(self):
            return
        self.colleagues = found
        self._tell_collector()

    @property
    def collected_by(self) -> UUID | None:
        """The account of the collector, if the name is one colleague's."""
        meant = self._meant()
        return meant[0].id if len(meant) == 1 else None

    def _meant(self) -> list[Colleague]:
        name = self.collector.value().strip()
        return [one for one in self.colleagues if one.name == name]

    def _tell_collector(self) -> None:
        name = self.collector.value().strip()
        if not name:
            self.whose.setText("")
        elif len(self._meant()) > 1:
            self.whose.setText(_("Several colleagues have this name: none of them reviews it."))
        elif self.collected_by is None:
            self.whose.setText(_("No colleague has this name: it stands as it is typed."))
        elif self.collected_by == self.controller.desk.person.id:
            self.whose.setText(_("You collected it yourself: somebody else reviews it."))
        else:
            self.whose.setText(_("Recorded for {name}, who reviews none of it.").format(name=name))

    def draft(self) -> dict[str, object] | None:
        if not self.edited:
            return None
        rows = {key: row.draft() for key, row in self.rows.items()}
        diagram = self.diagram.draft() if hasattr(self, "diagram") else {}
        return {"collector": self.collector.value(), "on": self.on.value(), "rows": rows, "diagram": diagram}

    def restore(self, draft: Mapping[str, Any]) -> None:
        self.collector.set_value(draft["collector"])
        self.on.set_value(draft["on"])
        for key, held in draft["rows"].items():
            if key in self.rows:
                self.rows[key].restore(held)
        if hasattr(self, "diagram"):
            self.diagram.restore(draft["diagram"])
        self.edited = True
        self._tell_collector()

    # saving

    def save(self) -> None:
        if self.saving:
            return
        found = self._findings()
        if found is None:
            return
        on = read_date(self.on.value())
        if on is None:
            self._refused(BadEntry(N_("Enter the day as year, month and day, such as 2026-07-12."), "collected_on"))
            return
        head = Head(self.collector.value(), self.collected_by, on,
                    self.diagram.value() if hasattr(self, "diagram") else self.known.diagram)  # fmt: skip
        self._send(found, head)

    def _send(self, found: Sequence[Finding], head: Head) -> None:
        self._set_saving(True)
        base = {one.field: self.known.values.get(one.field) for one in found}

        def again(agreed: Any, done: Any, failed: Any) -> None:
            def told(error: OfficeError) -> None:
                if isinstance(error, BadEntry) and error.field in AGREED:
                    self._set_saving(False)
                    failed(error)
                    return
                done(None)
                self._refused(error)

            def entered(noted: Noted) -> None:
                done(None)
                self._entered(noted)

            self._set_saving(True)
            self.controller.enter(self.known.line.id, found, head, base, entered, told, agreed)

        def failed(error: OfficeError) -> None:
            if isinstance(error, NeedsConsent):
                self._set_saving(False)
                agree(self.controller.desk, self, error, again, self._refused, self._opened)
                return
            self._refused(error)

        self.controller.enter(self.known.line.id, found, head, base, self._entered, failed)

    def _set_saving(self, saving: bool) -> None:
        self.saving = saving
        self.save_button.setEnabled(not saving)
        self.leave_button.setEnabled(not saving)

    def _opened(self, dialog: Any) -> None:
        self.dialog = dialog

    def _findings(self) -> list[Finding] | None:
        """What the lines say; None where one lacks how it was learnt, or what is so grave, and says so itself."""
        found: list[Finding] = []
        wrong: list[QWidget] = []
        for row in self._facts():
            row.show_error("")
            if row.filled and not row.learnt.value():
                row.show_error(_("Say how it was learnt, as the number on the paper."))
                wrong.append(row.learnt)
                continue
            if row.graded_alone:
                row.show_error(_("Say what it is, or take back how grave it is."))
                wrong.append(row.value)
            one = row.finding()
            if one is not None:
                found.append(one)
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return found

    def _facts(self) -> list[FactRow]:
        facts = [row if isinstance(row, FactRow) else row.fact for row in self.rows.values()]
        return [row for row in facts if row is not None]

    def _entered(self, noted: Noted) -> None:
        self.edited = self.saving = False
        result: Entered = noted.result
        said = []
        for words, names in ((_("new: {fields}"), result.new), (_("contradicts: {fields}"), result.contradicted),
                             (_("seen again: {fields}"), result.seen)):  # fmt: skip
            if names:
                said.append(words.format(fields=listed(label_of(self.catalogue[name]) for name in names)))
        self.entered.emit(_("Typed in. {what}").format(what="; ".join(said)),
                          self.controller.back(undoing.undo, noted.operation))  # fmt: skip
        self.left_requested.emit()

    def _refused(self, error: OfficeError) -> None:
        self._set_saving(False)
        if isinstance(error, Stale):
            self.refused.emit(error)
            self.controller.load_sheet(self.known.line.id, self._seen_anew, self.refused.emit)
            return
        for row in self._facts():
            if row.field.name == error.field:
                row.show_error(str(error))
                row.value.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        if error.field == "collector":
            self.collector.setFocus(Qt.FocusReason.OtherFocusReason)
        elif error.field == "collected_on":
            self.on.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refused.emit(error)

    def _seen_anew(self, known: Typed) -> None:
        """A colleague changed the file meanwhile: what was typed stays, and is told against what the file has now."""
        if not shiboken6.isValid(self):
            return
        self.known = known
        for row in self.rows.values():
            if isinstance(row, FactRow):
                row.see_anew(known.values.get(row.field.name), known.reviews.get(row.field.name))
            else:
                row.see_anew(known.values, known.reviews)

    # the paper

    def toggle_paper(self) -> None:
        self.paper.setVisible(not self.paper.isVisible())
        self._lay()
        if self.paper.isVisible() and self.paper.item is None:
            self.choose_paper()
        elif not self.paper.isVisible():
            self.paper.forget()

    def choose_paper(self) -> None:
        self.dialog = choose_paper(self.controller.desk, self, self._show_paper, self.refused.emit)

    def _show_paper(self, picture: Any) -> None:
        self.paper.show()
        self._lay()
        self.split.setSizes([5 * self.width() // 9, 4 * self.width() // 9])
        self.paper.show_picture(picture)

    def _lay(self) -> None:
        """Beside a photo there is little room."""
        for row in self.rows.values():
            row.lay(stacked=not self.paper.isHidden())
        # once its cards have reckoned anew
        QTimer.singleShot(0, self, self._keep_width)

    def _keep_width(self) -> None:
        """It scrolls up and down alone: what is wider would be cut off."""
        self.area.setMinimumWidth(self.sheet.minimumSizeHint().width() + EDGE)


def _card(heading: str) -> tuple[QFrame, QGridLayout]:
    card = QFrame()
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(GAP)
    if heading:
        column.addWidget(section(heading))
    grid = QGridLayout()
    grid.setHorizontalSpacing(MEDIUM)
    grid.setVerticalSpacing(4)
    column.addLayout(grid)
    return card, grid
