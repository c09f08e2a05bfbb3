"""Chooses somebody for a seat, in its place: name or pinyin, Enter; who has no seat is offered first."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.seating_plans import Guest
from desktop.ui.kit.search_box import Hit, SearchBox
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.words import below_word, person_word, seat_word

PERSON = "person"
MOST = 8
_LEAVES = (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class PersonPicker(SearchBox):
    """Lies over a cell or a seat while somebody is chosen, and goes away again."""

    picked = Signal(str)
    closed = Signal()

    def __init__(self, editor: Editor, fits: Callable[[Guest, str], bool], parent: QWidget) -> None:
        super().__init__(parent)
        self._editor, self._fits = editor, fits
        words = _("Name or pinyin of who sits here")
        self.line.setPlaceholderText(words)
        self.line.setAccessibleName(words)
        self.searched.connect(lambda text: self.show_hits(self._offered(text)))
        self.chosen.connect(self._hit_chosen)
        self.hide()

    def ask(self, place: QRect, typed: str = "") -> None:
        """At this place of the parent; `typed` are letters that were pressed before it was there."""
        self.setGeometry(place)
        self.line.clear()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        if typed:
            self.line.setText(typed)
            self.line.setCursorPosition(len(typed))

    def close_it(self) -> None:
        if not self.isHidden():
            self.hide_hits()
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.line.composing
        if pressed and event.key() in _LEAVES:  # type: ignore[attr-defined]
            self.close_it()
            return True
        if event.type() == QEvent.Type.FocusOut:
            self.hide_hits()
            self.hide()
        return super().eventFilter(watched, event)

    def _offered(self, text: str) -> Sequence[Hit]:
        plan, seating = self._editor.plan, self._editor.seating
        if seating is None or not text.strip():
            return ()
        coming = [g for g in seating.guests if str(g.id) in plan.person_of and self._fits(g, text)]
        coming.sort(key=lambda guest: str(guest.id) in plan.seat_of)
        hits = []
        for guest in coming[:MOST]:
            seat = plan.seat_of.get(str(guest.id))
            where = _("Seat {n}").format(n=seat_word(plan, seat)) if seat else _("no seat")
            hits.append(Hit(PERSON, str(guest.id), person_word(guest), below_word(guest), where))
        return hits

    def _hit_chosen(self, hit: Hit) -> None:
        person = str(hit.argument)
        self.close_it()
        self.picked.emit(person)
