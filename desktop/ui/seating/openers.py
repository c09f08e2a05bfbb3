"""Opens the dialogs of the seats and tells what came of them, each with a way to take it back."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, _n
from desktop.rules.seating.by_hand import ByHand
from desktop.rules.seating.packs import Pack
from desktop.services.seating import Departure
from desktop.services.seating_plans import RuleLine
from desktop.ui.seating.controller import SeatingController, Shown
from desktop.ui.seating.deeds import Deed, Deeds
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.keeping import Disputed


class Openers(QObject):
    """Each dialog is loaded when it is first opened."""

    said = Signal(str, object)
    refused = Signal(object)

    def __init__(self, editor: Editor, controller: SeatingController, shown: Callable[[], Shown | None],
                 page: QWidget) -> None:  # fmt: skip
        super().__init__(page)
        self.editor, self.controller, self._shown, self._page = editor, controller, shown, page
        self.deeds = Deeds(controller)
        self.dialog: Any = None

    def _told(self, words: str, deed: Deed) -> None:
        """The toast takes it back, and so does undo in its turn."""
        self.said.emit(words, self.editor.did_deed(deed))

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        dialog.open()

    def dispute(self, disputed: Disputed) -> None:
        from desktop.ui.seating.clash_dialogs import DisputeDialog

        made = DisputeDialog(disputed, self._page)
        made.mine_wanted.connect(self.editor.here(self.editor.do_mine))
        self._open(made)

    def tell_departure(self, departure: Departure) -> None:
        from desktop.ui.seating.clash_dialogs import DepartureDialog

        names = {str(g.id): g.name for g in (self.editor.seating.guests if self.editor.seating else ())}
        made = DepartureDialog(departure, names, self._page)
        made.undo_wanted.connect(partial(self.editor.take_back, departure.change))
        made.also_gone.connect(self._also_gone)
        self._open(made)

    def _also_gone(self, people: tuple[UUID, ...]) -> None:
        done = self.editor.here(lambda made: self.editor.did(made.change, made))
        self.controller.let_go(people, done, self.refused.emit)

    def add_people(self) -> None:
        shown = self._shown()
        if shown is not None:
            from desktop.ui.seating.people_dialog import PeopleDialog

            made = PeopleDialog(self.controller, shown.line, shown.seating, self._page)
            made.added.connect(self._added)
            self._open(made)

    def _added(self, keys: tuple[UUID, ...]) -> None:
        words = _n("{n} person added.", "{n} people added.", len(keys)).format(n=len(keys))
        self._told(words, self.deeds.added(keys))

    def propose(self) -> None:
        from desktop.ui.seating.proposal_dialog import ProposalDialog

        made = ProposalDialog(self.controller, self.editor.plan, self._page)
        made.accepted_change.connect(self.editor.here(self._accepted))
        self._open(made)

    def _accepted(self, change: Any, words: str) -> None:
        self.editor.did(change)
        self.said.emit(_("Seated by proposal: {way}.").format(way=words), partial(self.editor.take_back, change))

    def choose_etiquette(self) -> None:
        if self.editor.seating is not None and self.editor.may_edit:
            from desktop.ui.seating.etiquette_dialog import EtiquetteDialog

            made = EtiquetteDialog(self.controller, self.editor.seating, self._page)
            made.chosen.connect(partial(self._chosen, self.editor.seating.booking))
            made.house_wished.connect(self._house)
            self._open(made)

    def _chosen(self, booking: UUID, words: str, before: Any, after: Any) -> None:
        if before is None:
            self.said.emit(words, None)
        else:
            self._told(words, self.deeds.etiquette(booking, before, after))

    def house_order(self) -> None:
        """Of the etiquette in force."""
        if self.editor.seating is not None and self.editor.seating.pack is not None:
            self._house(self.editor.seating.pack)

    def _house(self, pack: Pack) -> None:
        from desktop.ui.seating.etiquette_dialog import HouseDialog

        table = min(self.editor.plan.tables, key=lambda t: t.rank)

        def show(house: Any) -> None:
            made = HouseDialog(self.controller, pack, table, house, self._page)
            made.kept.connect(lambda words, before, after: self._told(
                words, self.deeds.house(pack.code, table.form.seats, before, after)))  # fmt: skip
            self._open(made)

        self.controller.load_house(show)

    def name_seats(self, table: UUID, wanted: ByHand) -> None:
        """Which seats of a table have their place of honour by hand."""
        before = self.editor.plan.table_of[str(table)]
        if dict(before.by_hand) != dict(wanted):
            words = _("Places of honour given by hand.") if wanted else _("The etiquette's own places hold again.")
            told = self.editor.here(lambda _none: self._told(words, self.deeds.seats_named(before, wanted)))
            self.controller.name_seats(table, wanted, before.by_hand, told, self.refused.emit)

    def add_table(self) -> None:
        from desktop.ui.seating.table_dialogs import NewTableDialog

        made = NewTableDialog(self.controller, self._page)
        made.added.connect(lambda key: self._told(_("Table added."), self.deeds.table_added(key)))
        self._open(made)

    def change_table(self, key: str = "") -> None:
        """The chosen one, that of the chosen seat, or the head table."""
        plan = self.editor.plan
        near = [key, *self.editor.tables, *(seat.table for seat in self.editor.seats)]
        known = [plan.table_of[table] for table in near if table in plan.table_of]
        tables = known or sorted(plan.tables, key=lambda table: table.rank)
        if tables and self.editor.may_edit:
            from desktop.ui.seating.table_dialogs import TableDialog

            made = TableDialog(self.controller, self.editor, tables[0], self._page)
            key_of = UUID(tables[0].id)
            made.changed.connect(lambda words, before, after: self._told(
                words, self.deeds.table_changed(key_of, before, after)))  # fmt: skip
            made.removed.connect(lambda name, gone: self._told(
                _("Table {label} was taken away.").format(label=name), self.deeds.table_removed(gone)))  # fmt: skip
            self._open(made)

    def change_element(self, key: str = "") -> None:
        """What stands in the room besides tables; without a key something is put there."""
        plan = self.editor.plan
        if self.editor.may_edit and plan.tables and (not key or key in plan.element_of):
            from desktop.ui.seating.element_dialog import ElementDialog

            self._open(ElementDialog(self.editor, plan.element_of.get(key), self._page))

    def add_rule(self) -> None:
        from desktop.ui.seating.rules_dialog import RuleDialog

        people = [p for p in self.editor.people if (g := self.editor.guest(p)) is not None and not g.hidden]
        made = RuleDialog(self.controller, self.editor, people, self._page)
        made.added.connect(lambda words, key: self._told(words, self.deeds.rule_added(key)))
        self._open(made)

    def withdraw_rule(self, line: RuleLine) -> None:
        words = _("Rule #{number} was taken back.").format(number=line.rule.number)
        told = self.editor.here(lambda _none: self._told(words, self.deeds.rule_withdrawn(line.id)))
        self.controller.withdraw_rule(line.id, told, self.refused.emit)

    def show_versions(self) -> None:
        from desktop.ui.seating.versions_dialog import VersionsDialog

        made = VersionsDialog(self.controller, self._page)
        made.restored.connect(self.editor.here(self._restored))
        self._open(made)

    def _restored(self, change: Any, name: str) -> None:
        self.editor.did(change)
        back = partial(self.editor.take_back, change) if change.seats else None
        self.said.emit(_("Seated again as in “{name}”.").format(name=name), back)
