"""All of a file's fields: an index of sections at the left, one card for each section at the right."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.fields import Block, Field
from desktop.services import readings
from desktop.services.clients import ClientFile
from desktop.ui.clients.more_cards import IdentityCard
from desktop.ui.clients.section import SectionCard
from desktop.ui.kit import theme
from desktop.ui.kit.background import beforehand
from desktop.ui.kit.cards import Scroll, empty
from desktop.ui.kit.tokens import MEDIUM


class Details(QWidget):
    """Cards are made one after the other, so that the first is there at once."""

    save_requested = Signal(object, bool)
    unlock_requested = Signal(object)
    why_requested = Signal(object)
    readers_requested = Signal()
    history_requested = Signal(str)
    origin_requested = Signal(str, object)
    review_requested = Signal(str, str, object)

    def __init__(self, parent: QWidget | None = None, *, audits: bool = False) -> None:
        """`audits`: whoever looks may ask who has read what is sealed."""
        super().__init__(parent)
        self._audits = audits
        self.cards: dict[str, SectionCard] = {}
        self._file: ClientFile | None = None
        self._shown: UUID | None = None
        self._fields: dict[str, tuple[Field, ...]] = {}
        self._waiting: list[str] = []
        self._drafts: dict[str, dict[str, object]] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        self.index = SectionIndex(_("Sections"))
        self.index.currentRowChanged.connect(self._go_row)
        row.addWidget(self.index, 0, Qt.AlignmentFlag.AlignTop)
        self.scroll = Scroll(_("Details"))
        self._column = QVBoxLayout(self.scroll.inner)
        self._column.setContentsMargins(0, 0, 8, 8)
        self._column.setSpacing(MEDIUM)
        row.addWidget(self.scroll, 1)
        self.identity = IdentityCard()
        self.identity.setParent(self)
        self.identity.hide()
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._go_on)

    # what is shown

    def show_file(self, file: ClientFile) -> None:
        same, self._file, self._shown = file.id == self._shown, file, file.id
        if not same:
            self._build()
            return
        self._refit()
        for card in self.cards.values():
            card.show_file(file)

    def _build(self) -> None:
        self._next.stop()
        self._clear()
        self._fields = self._wanted()
        self._waiting = list(self._fields)
        self._fill_index()
        self._column.addWidget(self.identity)
        self.identity.show()
        self._column.addStretch(1)
        self.scroll.verticalScrollBar().setValue(0)
        self._make_next()
        self._next.start()

    def _refit(self) -> None:
        """Makes the sections anew whose fields the office has changed; whoever is typing in one keeps it until then."""
        fields = self._wanted()
        if fields == self._fields:
            return
        for name in [name for name, card in self.cards.items() if fields.get(name) != card.fields]:
            card = self.cards.pop(name)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._fields = fields
        self._waiting = [name for name in fields if name not in self.cards]
        self.make_all()
        self._fill_index()

    def _wanted(self) -> dict[str, tuple[Field, ...]]:
        """The fields of each section in the order of the form; sections without any are left out."""
        file = self._file
        assert file is not None
        wanted = {s.name: file.catalogue.in_section(s.name, file.form) for s in file.catalogue.sections}
        wanted |= {name: card.fields for name, card in self.cards.items() if card.editing}
        return {name: fields for name, fields in wanted.items() if fields}

    def _fill_index(self) -> None:
        assert self._file is not None
        row = max(0, self.index.currentRow()) if self.cards else 0
        labels = {s.name: _(s.label) for s in self._file.catalogue.sections}
        self.index.blockSignals(True)
        self.index.clear()
        self.index.addItems([*(labels[name] for name in self._fields), _("Identity check")])
        self.index.setCurrentRow(min(row, self.index.count() - 1))
        self.index.blockSignals(False)
        self.index.fit()

    def _go_on(self) -> None:
        """One section after the other; then those that waited for their editing to end."""
        if self._waiting:
            self._make_next()
            return
        self._next.stop()
        if self._file is not None and self._shown is not None:
            self._refit()

    def _make_next(self) -> None:
        file = self._file
        if not self._waiting or file is None:
            return
        name = self._waiting.pop(0)
        declared = next(s for s in file.catalogue.sections if s.name == name)
        card = SectionCard(declared, self._fields[name])
        card.save_requested.connect(lambda stay: self.save_requested.emit(card, stay))
        card.unlock_requested.connect(self.unlock_requested)
        card.why_requested.connect(self.why_requested)
        card.readers_requested.connect(self.readers_requested)
        card.readers_button.setVisible(self._audits and card.block.level > 1)
        card.history_requested.connect(self.history_requested)
        card.origin_requested.connect(self.origin_requested)
        card.review_requested.connect(self.review_requested)
        card.editing_changed.connect(self._editing_changed)
        made = {**self.cards, name: card}
        self.cards = {known: made[known] for known in self._fields if known in made}
        card.show_file(file)
        self._column.insertWidget(list(self.cards).index(name), card)
        # at once, so that it can take the focus
        card.show()
        draft = self._drafts.pop(name, None)
        if draft:
            card.edit()
            card.put(draft)

    def make_all(self) -> None:
        """All cards at once: somebody wants to go to one of them."""
        while self._waiting:
            self._make_next()
        self._next.stop()

    # going somewhere

    def _editing_changed(self, editing: bool) -> None:
        if editing:
            beforehand(readings.prepare)
        else:
            self._next.start()

    def edit(self, section: str = "", field: str = "") -> None:
        """Turns a section into fields and goes there; without a name the one the index stands on."""
        self.make_all()
        names = list(self.cards)
        name = section if section in self.cards else names[min(max(0, self.index.currentRow()), len(names) - 1)]
        self.cards[name].edit(field)
        self.go(name)

    def edit_field(self, field: str) -> None:
        assert self._file is not None
        self.edit(self._file.catalogue[field].section, field)

    def go(self, section: str) -> None:
        self.make_all()
        card = self.cards[section]
        self.index.blockSignals(True)
        self.index.setCurrentRow(list(self.cards).index(section))
        self.index.blockSignals(False)
        self._show(card)

    def _show(self, card: QWidget) -> None:
        self._column.activate()
        bar = self.scroll.verticalScrollBar()
        bar.setValue(min(bar.maximum(), card.y()))

    def _go_row(self, row: int) -> None:
        self.make_all()
        names = list(self.cards)
        if 0 <= row < len(names):
            self.go(names[row])
        elif row == len(names):
            self._show(self.identity)

    # opened blocks and drafts

    def show_opened(self, block: Block, values: Mapping[str, str]) -> None:
        for card in self.cards.values():
            if any(field.block is block for field in card.fields):
                card.show_opened(values)

    def hide_opened(self) -> None:
        for card in self.cards.values():
            card.hide_opened()

    @property
    def editing(self) -> list[SectionCard]:
        return [card for card in self.cards.values() if card.editing]

    def draft(self) -> dict[str, dict[str, object]]:
        found = {name: card.draft() for name, card in self.cards.items() if card.editing}
        return {name: values for name, values in found.items() if values}

    def restore(self, drafts: Mapping[str, Mapping[str, object]]) -> None:
        """Typed earlier and not saved: the sections open for editing as they were."""
        for name, values in drafts.items():
            if name in self.cards:
                self.cards[name].edit()
                self.cards[name].put(values)
            else:
                self._drafts[name] = dict(values)

    def forget(self) -> None:
        """Another file comes: nothing of this one may be left."""
        self._next.stop()
        self._waiting, self._drafts = [], {}
        self._shown, self._file = None, None
        self._clear()

    def _clear(self) -> None:
        # the card of identity stays when those of the fields go
        self._column.removeWidget(self.identity)
        self.identity.hide()
        self.cards.clear()
        empty(self._column)


class SectionIndex(QListWidget):
    """The names of the sections, as tall as they are many."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSpacing(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet(
            "QListView { padding: 4px; } QListView::item { padding: 0 8px; border-radius: 6px; }"
            "QListView::item:selected { background: palette(highlight); color: palette(highlighted-text); }"
        )

    def fit(self) -> None:
        height = theme.current().control_height
        for number in range(self.count()):
            self.item(number).setSizeHint(QSize(0, height))
        self.setFixedHeight(height * self.count() + 10)
        words = (self.item(number).text() for number in range(self.count()))
        widest = max((self.fontMetrics().horizontalAdvance(text) for text in words), default=0)
        self.setFixedWidth(max(160, widest + 44))
