"""Says what came of others: seats that a colleague changed meanwhile, and who moved because somebody does not come."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.seating.plan import Plan
from desktop.services.seating import Departure
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import SMALL
from desktop.ui.seating.keeping import Disputed
from desktop.ui.seating.words import role_word, seat_word, table_word


class DisputeDialog(Dialog):
    """Begins with theirs: what is saved stays unless mine is wanted."""

    mine_wanted = Signal(object)

    def __init__(self, disputed: Disputed, parent: QWidget) -> None:
        super().__init__(_("A colleague changed these seats"), parent, width=520)
        self.disputed = disputed
        plan = disputed.plan
        self.body.addWidget(label(_("Nothing of it was overwritten. Leave the seats as they are now, or have your "
                                    "change nevertheless."), wrap=True))  # fmt: skip
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(SMALL)
        for column, words in enumerate((_("Seat"), _("Mine"), _("Theirs, as it is now"))):
            grid.addWidget(note(words), 0, column)
        for row, seat in enumerate(disputed.clash.seats, 1):
            where = seat.seat
            called = seat_word(plan, where) if where.table in plan.table_of else str(where.number + 1)
            role = role_word(plan.role_at(where)) if where.table in plan.table_of else ""
            grid.addWidget(label(" ".join(part for part in (called, role) if part)), row, 0)
            grid.addWidget(label(self._name(plan, seat.wanted), wrap=True), row, 1)
            grid.addWidget(label(self._name(plan, seat.theirs), wrap=True, role="strong"), row, 2)
        for row, table in enumerate(disputed.clash.tables, len(disputed.clash.seats) + 1):
            known = plan.table_of.get(table)
            grid.addWidget(label(table_word(known.label) if known else _("A table that is gone")), row, 0, 1, 3)
        for row, key in enumerate(disputed.clash.elements, grid.rowCount()):
            thing = plan.element_of.get(key)
            said = str(thing.title) if thing else _("Something that is not in the room any more")
            grid.addWidget(label(said), row, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        area = scrolling(inner)
        area.setMinimumHeight(min(inner.sizeHint().height(), 320))
        self.body.addWidget(area)
        self.set_main(_("Leave it as it is now"), self.accept)
        if disputed.mine is not None:
            self.add_button(_("Have mine nevertheless"), lambda: (self.accept(), self.mine_wanted.emit(disputed)))
        self.finished.connect(self.deleteLater)

    def _name(self, plan: Plan, person: str | None) -> str:
        if person is None:
            return _("nobody")
        return plan.name(person) if person in plan.person_of else _("somebody who does not come any more")


class DepartureDialog(Dialog):
    """Who moved and why; who came on somebody's account is asked about."""

    also_gone = Signal(object)
    """Attendances of those who do not come either."""
    undo_wanted = Signal()

    def __init__(self, departure: Departure, names: dict[str, str], parent: QWidget) -> None:
        super().__init__(_("The plan was mended"), parent, width=520)
        self._ticks: list[tuple[YesNo, str]] = []
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        if departure.repair.reasons:
            column.addWidget(note(_("Who moved, and why")))
        for reason in departure.repair.reasons:
            column.addWidget(label(str(reason.sentence), wrap=True))
        followers: Sequence[str] = departure.repair.followers
        if followers:
            column.addWidget(note(_("Came on their account. Who does not come either?")))
        for person in followers:
            tick = YesNo(names.get(person, ""))
            self._ticks.append((tick, person))
            column.addWidget(tick)
        area = scrolling(inner)
        area.setMinimumHeight(min(inner.sizeHint().height() + 8, 320))
        self.body.addWidget(area)
        self.set_main(_("Go on"), self._go_on)
        self.add_button(_("Undo all of it"), lambda: (self.accept(), self.undo_wanted.emit()), "undo-2")
        self.finished.connect(self.deleteLater)

    def _go_on(self) -> None:
        gone = tuple(UUID(person) for tick, person in self._ticks if tick.value())
        self.accept()
        if gone:
            self.also_gone.emit(gone)
