"""Whom an act on many is for: those selected in the list, or all that its filter leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.services.client_lists import Chosen
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.text import note


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the list offers: its selection, if there is one, and all of it, each with its number of clients."""

    selected: Chosen | None
    selected_count: int
    all: Chosen
    all_count: int


def of_one(client: UUID) -> Candidates:
    """A single client, of whom there is nothing to choose."""
    return Candidates(None, 0, Chosen(ids=(client,)), 1)


def of_listed(clients: Iterable[UUID], selected: UUID | None = None) -> Candidates:
    """Those that a page lists, each once; `selected` is the one chosen there."""
    ids = tuple(dict.fromkeys(clients))
    return Candidates(
        Chosen(ids=(selected,)) if selected else None, int(selected is not None), Chosen(ids=ids), len(ids)
    )


class WhichClients(QWidget):
    edited = Signal()

    def __init__(self, found: Candidates, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = found
        options: list[tuple[object, str]] = []
        if found.selected is not None:
            count = found.selected_count
            options.append(("selected", _n("The one selected", "The {n} selected", count).format(n=f"{count:,}")))
        words = _n("The one in the list", "All {n} in the list", found.all_count).format(n=f"{found.all_count:,}")
        options.append(("all", words))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = note(_("Which clients"))
        self.choice = Choice(options)
        self.choice.setMinimumContentsLength(max(len(words) for _key, words in options))
        self.choice.setAccessibleName(head.text())
        self.choice.set_value(options[0][0])
        self.choice.edited.connect(self.edited)
        head.setBuddy(self.choice)
        column.addWidget(head)
        column.addWidget(self.choice)

    @property
    def chosen(self) -> Chosen:
        if self.choice.value() == "selected" and self._found.selected is not None:
            return self._found.selected
        return self._found.all

    @property
    def count(self) -> int:
        return self._found.selected_count if self.choice.value() == "selected" else self._found.all_count
