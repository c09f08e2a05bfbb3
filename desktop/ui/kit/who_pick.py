"""Who of the colleagues: typed by letters of the name or its initials in pinyin, those that fit below."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services import clients
from desktop.services.readings import readings
from desktop.services.work import Work
from desktop.ui.kit import theme
from desktop.ui.kit.filter import SearchLine

ROWS = 5


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to hand out to; `letters` are the initials of the name in pinyin, by each reading."""

    id: UUID
    name: str
    letters: tuple[str, ...]

    def fits(self, typed: str) -> bool:
        text = typed.strip().lower()
        return text in self.name.lower() or any(letters.startswith(text) for letters in self.letters)


def colleagues(work: Work) -> tuple[Colleague, ...]:
    def letters(name: str) -> tuple[str, ...]:
        read = readings(name)
        return (*read.initials, *read.full)

    return tuple(Colleague(one.id, one.name, letters(one.name)) for one in clients.staff(work))


def initials(text: str) -> str:
    """What a list of names jumps by, in `Form` and `Choice`; for lists that the office has put in the order of their
    readings, so that the dictionary is there."""
    return next(iter(readings(text).initials), text.lower())


class WhoPick(QWidget):
    """A name typed by letters or initials in pinyin, the colleagues that fit below; `free` takes any name typed."""

    def __init__(self, hint: str, free: bool = False) -> None:
        super().__init__()
        self._free, self._all = free, ()  # type: tuple[bool, tuple[Colleague, ...]]
        self._first: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.line = SearchLine(hint)
        self.list = QListWidget()
        self.list.setProperty("rows", True)
        self.list.setAccessibleName(_("Colleagues"))
        self.list.setFixedHeight(ROWS * theme.current().control_height + 10)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.line.searched.connect(lambda _text: self._fill())
        self.line.down_pressed.connect(self._down)

    def offer(self, people: Sequence[Colleague], first: object = None) -> None:
        """`first` is the id or the name of whom it was last time."""
        self._all, self._first = tuple(people), first
        self._fill()

    @property
    def person(self) -> UUID | None:
        item = self.list.currentItem()
        return None if item is None else item.data(Qt.ItemDataRole.UserRole)

    @property
    def name(self) -> str:
        """The colleague chosen, or what was typed where nobody fits."""
        item = self.list.currentItem()
        if item is not None:
            return item.text()
        return self.line.query().strip() if self._free else ""

    def _fill(self) -> None:
        typed = self.line.query()
        self.list.clear()
        found = [one for one in self._all if one.fits(typed)]
        for one in found:
            item = QListWidgetItem(one.name)
            item.setSizeHint(QSize(0, theme.current().control_height))
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            self.list.addItem(item)
        usual = [n for n, one in enumerate(found) if self._first in (one.id, one.name)]
        # nobody is chosen before a letter is typed: Enter alone must not choose the first of the list
        if usual or (found and typed.strip()):
            self.list.setCurrentRow(usual[0] if usual else 0)

    def _down(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.list.setCurrentRow(min(self.list.count() - 1, self.list.currentRow() + 1))
