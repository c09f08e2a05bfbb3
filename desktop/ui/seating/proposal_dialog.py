"""Three proposals side by side, each move with its reason: taken whole, for one table, or person by person."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import N_, _, _n
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.seating import edits
from desktop.rules.seating.commands import Reseat
from desktop.rules.seating.plan import Plan, Seat
from desktop.rules.seating.proposing import Alternative, Way
from desktop.rules.seating.remembering import Taste
from desktop.services.seating import Offer
from desktop.ui.kit.entries import Choice, YesNo
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import label, note, plain_action_text
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone
from desktop.ui.seating.controller import SeatingController
from desktop.ui.seating.words import role_word, seat_word, table_word

ALL = ""
_SAYS = {
    Way.STRICT: N_("Places of honour by rank; wishes come after."),
    Way.FEWEST: N_("As few people as can be change their seats."),
    Way.MIX: N_("Etiquette and wishes weighed against each other."),
}


class Column(QFrame):
    """One alternative; what is ticked is taken."""

    def __init__(self, plan: Plan, made: Alternative, group: QButtonGroup) -> None:
        super().__init__()
        self.made = made
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        column.setSpacing(GAP)
        self.radio = QRadioButton(plain_action_text(_(made.way.label)))
        self.radio.setProperty("strong", True)
        group.addButton(self.radio)
        column.addWidget(self.radio)
        column.addWidget(note(_(_SAYS[made.way]), wrap=True))
        moves, conflicts = len(made.moves), made.conflicts
        words = _n("{n} person changes seats", "{n} people change seats", moves).format(n=moves)
        column.addWidget(label(words, role="strong", wrap=True))
        others = len(made.issues) - conflicts
        told = [_n("{n} conflict", "{n} conflicts", conflicts).format(n=conflicts) if conflicts else _("no conflict"),
                _n("{n} to look at", "{n} to look at", others).format(n=others) if others else ""]  # fmt: skip
        said = " · ".join(part for part in told if part)
        column.addWidget(note(said, tone=Tone.BAD if conflicts else Tone.NOTE, wrap=True))
        self.list = QListWidget()
        self.list.setAccessibleName(_(made.way.label))
        self.list.setWordWrap(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setProperty("bare", True)
        reasons = {reason.person: str(reason.sentence) for reason in made.reasons}
        for move in made.moves:
            seats = f"{_where(plan, move.before)} → {_where(made.plan, move.after)}"
            item = QListWidgetItem(f"{made.plan.name(move.person)}  {seats}\n{reasons.get(move.person, '')}".strip())
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setData(Qt.ItemDataRole.UserRole, move.person)
            self.list.addItem(item)
        column.addWidget(self.list, 1)

    def items(self) -> list[QListWidgetItem]:
        return [self.list.item(n) for n in range(self.list.count())]

    def wanted(self) -> tuple[str, ...] | None:
        """Who is ticked; None for all."""
        ticked = [i for i in self.items() if i.checkState() == Qt.CheckState.Checked]
        if len(ticked) == self.list.count():
            return None
        return tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in ticked)

    def take_table(self, table: str) -> None:
        """Ticks who comes to this table or leaves it; all for none."""
        moves = {move.person: move for move in self.made.moves}
        for item in self.items():
            move = moves[str(item.data(Qt.ItemDataRole.UserRole))]
            near = not table or move.person in self._near(table)
            item.setCheckState(Qt.CheckState.Checked if near else Qt.CheckState.Unchecked)

    def _near(self, table: str) -> set[str]:
        """Those who come to this table or leave it, and whoever has to move so that each of them finds his seat."""
        sits = {move.before: move.person for move in self.made.moves if move.before is not None}
        to = {move.person: move.after for move in self.made.moves}
        found = {move.person for move in self.made.moves
                 if any(seat is not None and seat.table == table for seat in (move.before, move.after))}  # fmt: skip
        waiting = list(found)
        while waiting:
            moves_on = sits.get(to[waiting.pop()])
            if moves_on is not None and moves_on not in found:
                found.add(moves_on)
                waiting.append(moves_on)
        return found

    def left_over(self, plan: Plan) -> tuple[str, ...]:
        """Who would have no seat if this part alone were taken."""
        wanted = self.wanted()
        if wanted is None:
            return ()
        moves = tuple((move.person, move.after) for move in self.made.moves if move.person in wanted)
        return edits.apply(plan, Reseat(moves))[1].left_over


class ProposalDialog(ErrandDialog):
    accepted_change = Signal(object, str)
    """The Change, and the way in words."""

    def __init__(self, controller: SeatingController, plan: Plan, parent: QWidget) -> None:
        super().__init__(_("Propose seats"), parent, width=940)
        self._controller, self._plan = controller, plan
        self.offer: Offer | None = None
        self.columns: Sequence[Column] = ()
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        self.filling = YesNo(_("Fill free seats alone: whoever sits stays"))
        self.filling.set_value(bool(plan.seating))
        self.filling.edited.connect(self.propose)
        row.addWidget(self.filling)
        row.addStretch(1)
        row.addWidget(note(_("Former meals")))
        self.taste = Choice([(taste, _(taste.label)) for taste in Taste])
        self.taste.set_value(Taste.AS_BEFORE)
        self.taste.setAccessibleName(_("Former meals"))
        self.taste.edited.connect(self.propose)
        row.addWidget(self.taste)
        row.addWidget(note(_("Take")))
        self.part = Choice([(ALL, _("all that is ticked")), *((t.id, table_word(t.label)) for t in plan.tables)])
        self.part.set_value(ALL)
        self.part.setMinimumContentsLength(16)
        self.part.setAccessibleName(_("Take"))
        self.part.edited.connect(self._take_part)
        row.addWidget(self.part)
        self.body.addLayout(row)
        self.body.addWidget(self.progress)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(MEDIUM)
        holder = QWidget()
        holder.setLayout(self._beside)
        self._beside.setContentsMargins(0, 0, 0, 0)
        holder.setMinimumHeight(300)
        self.body.addWidget(holder, 1)
        self.loses = label(tone=Tone.WARN, wrap=True)
        self.loses.hide()
        self.body.addWidget(self.loses)
        self._group = QButtonGroup(self)
        self._group.buttonToggled.connect(lambda _button, _on: self._tell())
        main = self.set_main(_("Take this proposal"), self.accept_it)
        main.setEnabled(False)
        self.add_button(_("Propose anew"), self.propose, "refresh-cw")
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.propose()

    def propose(self) -> None:
        """Another seed each time; the same plan and seed make the same proposal."""
        self.clear_refusal()
        self.offer = None
        if self.main is not None:
            self.main.setEnabled(False)
        errand = self._controller.propose(
            self.filling.value(), Taste(str(self.taste.value())), self._show, self._refused, self
        )
        self.follow(errand)
        errand.finished.connect(self._ready)

    def _ready(self) -> None:
        self.set_busy(self.offer is None)

    def _refused(self, error: OfficeError) -> None:
        self.refuse(error)
        self.set_busy(True)

    def _show(self, offer: Offer) -> None:
        self.offer = offer
        for column in self.columns:
            self._group.removeButton(column.radio)
            column.hide()
            column.deleteLater()
        self.columns = [Column(offer.seating.plan, made, self._group) for made in offer.proposal.alternatives]
        for column in self.columns:
            self._beside.addWidget(column, 1)
            column.list.itemChanged.connect(lambda _item: self._tell())
        best = min(range(len(self.columns)), key=lambda n: (self.columns[n].made.conflicts, n))
        self.columns[best].radio.setChecked(True)
        self.columns[best].radio.setFocus()
        self.part.set_value(ALL)
        self.set_busy(False)
        self._tell()

    def _tell(self) -> None:
        """Whose seat goes to somebody who is ticked, while he himself is not."""
        column, offer = self.chosen, self.offer
        left = column.left_over(offer.seating.plan) if column is not None and offer is not None else ()
        names = listed(offer.seating.plan.name(person) for person in left) if offer is not None else ""
        self.loses.setText(_("Lose their seats: {names}").format(names=names) if left else "")
        self.loses.setVisible(bool(left))

    @property
    def chosen(self) -> Column | None:
        return next((column for column in self.columns if column.radio.isChecked()), None)

    def _take_part(self) -> None:
        for column in self.columns:
            column.take_table(str(self.part.value() or ""))

    def accept_it(self) -> None:
        column, offer = self.chosen, self.offer
        if column is None or offer is None:
            return
        self.clear_refusal()
        wanted = column.wanted()
        if wanted == ():
            self.refuse(BadEntry(N_("Tick whoever is to be seated so."), "people"))
            return
        self.set_busy(True)
        words = _(column.made.way.label)

        def done(change: object) -> None:
            self.accept()
            self.accepted_change.emit(change, words)

        self._controller.accept(offer, column.made.way, wanted, done, self.refuse)


def _where(plan: Plan, seat: Seat | None) -> str:
    if seat is None:
        return _("no seat")
    return " ".join(part for part in (seat_word(plan, seat), role_word(plan.role_at(seat))) if part)
