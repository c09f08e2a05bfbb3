"""Who comes to a booking, beside the plan: without a seat first, found by pinyin, dragged or picked up by keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.seating.attending import Reply
from desktop.rules.seating.facts import NOTHING_KNOWN, SeatFacts
from desktop.rules.seating.packs import Party
from desktop.services.seating_plans import Guest
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.text import note, section, tooltip
from desktop.ui.kit.tokens import GAP, SMALL
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.people_rows import PersonRows
from desktop.ui.seating.words import avoid_word, below_word, person_word, seat_word

MIME = "application/x-clientele-person"
"""What is dragged: ids of people, one per line, in UTF-8."""
PARTY, UNIT = "party", "unit"
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, or somebody with all that his row shows."""

    heading: str = ""
    guest: Guest | None = None
    facts: SeatFacts = NOTHING_KNOWN
    seat: str = ""

    @property
    def key(self) -> str:
        return str(self.guest.id) if self.guest is not None else ""


class People(QAbstractListModel):
    """Rows of the pane; headings can't be chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def row_of(self, person: str) -> int | None:
        return next((number for number, line in enumerate(self.lines) if line.key == person), None)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        if not index.isValid() or role not in wanted:
            return None
        line = self.lines[index.row()]
        if line.guest is None:
            return line.heading
        parts = [person_word(line.guest), _("Seat {n}").format(n=line.seat) if line.seat else _("no seat"),
                 below_word(line.guest), avoid_word(line.facts)]  # fmt: skip
        said = ", ".join(part for part in parts if part)
        return tooltip(said) if role == Qt.ItemDataRole.ToolTipRole else said

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.lines[index.row()].guest is None:
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        comes = self.lines[index.row()].guest
        return flags | Qt.ItemFlag.ItemIsDragEnabled if comes and comes.reply is not Reply.NO else flags

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        keys = [self.lines[index.row()].key for index in sorted(indexes, key=lambda i: i.row())]
        data.setData(MIME, "\n".join(keys).encode())
        return data


class PeopleList(QListView):
    """Enter picks somebody up; what else can be done stands in the menu."""

    picked = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Who comes"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.picked.emit()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())


class PeoplePane(QWidget):
    menu_requested = Signal(QPoint)
    picked = Signal()

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self._editor = editor
        self._letters: Mapping[str, tuple[str, ...]] = {}
        self._showing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(section(_("People")))
        self.counts = note()
        head.addWidget(self.counts)
        head.addStretch(1)
        column.addLayout(head)
        self.filter = SearchLine(_("Name or pinyin"))
        self.filter.searched.connect(lambda _text: self.fill())
        self.filter.down_pressed.connect(self.go_in)
        self.filter.submitted.connect(self.go_in)
        column.addWidget(self.filter)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        row.addWidget(note(_("Grouped by")))
        self.grouping = Choice([(PARTY, _("Party")), (UNIT, _("Unit"))])
        self.grouping.set_value(PARTY)
        self.grouping.setAccessibleName(_("Grouped by"))
        self.grouping.edited.connect(self.fill)
        row.addWidget(self.grouping, 1)
        column.addLayout(row)
        self.view = PeopleList()
        self.model = People(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(PersonRows(self.view))
        self.view.picked.connect(self.picked)
        self.view.menu_requested.connect(self.menu_requested)
        self.view.selectionModel().selectionChanged.connect(lambda _on, _off: self._chosen())
        column.addWidget(self.view, 1)
        editor.plan_changed.connect(self.fill)
        editor.overlays_changed.connect(self.fill)
        editor.selection_changed.connect(self.point)

    def show_letters(self, letters: Mapping[str, tuple[str, ...]]) -> None:
        self._letters = letters
        if self.filter.query().strip():
            self.fill()

    def fits(self, guest: Guest, text: str) -> bool:
        """By name, form of address, unit or the beginning of the name's pinyin."""
        text = text.strip().lower()
        words = (guest.name, guest.salutation, guest.unit)
        return any(text in word.lower() for word in words) or any(
            letters.startswith(text) for letters in self._letters.get(str(guest.id), ())
        )

    def go_in(self) -> None:
        """From the search line to the first who was found."""
        first = next((n for n, line in enumerate(self.model.lines) if line.guest is not None), None)
        if first is not None:
            self.view.setCurrentIndex(self.model.index(first))
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def fill(self) -> None:
        """Scroll and selection stay; whoever has no seat stands first."""
        seating = self._editor.seating
        guests = [] if seating is None else [g for g in seating.guests if self.fits(g, self.filter.query())]
        place = self.view.verticalScrollBar().value()
        current = self.model.lines[self.view.currentIndex().row()].key if self.view.currentIndex().isValid() else ""
        self._showing = True
        self.model.show(self._lines(guests))
        row = self.model.row_of(current) if current else None
        if row is not None:
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            self.view.selectionModel().setCurrentIndex(self.model.index(row), flag)
        self._showing = False
        self.point()
        self.view.verticalScrollBar().setValue(place)
        plan = self._editor.plan
        left = len(plan.unseated)
        self.counts.setText(_n("{n} without a seat", "{n} without a seat", left).format(n=left) if left else
                            _("all seated") if plan.people else "")  # fmt: skip

    def point(self) -> None:
        """What is chosen elsewhere is chosen here; the keys stay where they are."""
        self._showing = True
        model = self.view.selectionModel()
        wanted = {row for person in self._editor.people if (row := self.model.row_of(person)) is not None}
        if wanted != {index.row() for index in model.selectedIndexes()}:
            model.clearSelection()
            for row in wanted:
                model.select(self.model.index(row), QItemSelectionModel.SelectionFlag.Select)
            if len(wanted) == 1:
                self.view.scrollTo(self.model.index(next(iter(wanted))))
        self._showing = False

    def _chosen(self) -> None:
        if not self._showing:
            rows = sorted(index.row() for index in self.view.selectionModel().selectedIndexes())
            self._editor.choose(people=[key for row in rows if (key := self.model.lines[row].key)])

    def _lines(self, guests: Sequence[Guest]) -> list[Line]:
        plan = self._editor.plan
        groups: dict[str, list[Line]] = {}
        for guest in guests:
            key = str(guest.id)
            seat = plan.seat_of.get(key)
            line = Line("", guest, self._editor.facts(key), seat_word(plan, seat) if seat else "")
            groups.setdefault(self._group(guest, seated=bool(seat)), []).append(line)
        found = []
        for heading in sorted(groups, key=self._order(list(groups))):
            found.append(Line(f"{heading} {len(groups[heading])}"))
            found += sorted(groups[heading], key=lambda line: _rank(line.guest))
        return found

    def _group(self, guest: Guest, *, seated: bool) -> str:
        if guest.reply is Reply.NO:
            return _("Does not come")
        if not seated:
            return _("Without a seat")
        return guest.unit or _("No unit") if self.grouping.value() == UNIT else _(guest.party.label)

    def _order(self, there: list[str]) -> Callable[[str], tuple[int, int, int]]:
        first, last = _("Without a seat"), _("Does not come")
        parties = [_(party.label) for party in Party]

        def order(heading: str) -> tuple[int, int, int]:
            party = parties.index(heading) if heading in parties else len(parties)
            return (heading != first) + 2 * (heading == last), party, there.index(heading)

        return order

    def sizeHint(self) -> QSize:
        return QSize(248, 320)


def _rank(guest: Guest | None) -> tuple[int, int]:
    """By party, then by rank; who has none comes last."""
    assert guest is not None
    return list(Party).index(guest.party), guest.rank or 10_000
