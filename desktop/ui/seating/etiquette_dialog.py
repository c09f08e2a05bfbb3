"""Chooses the etiquette of a booking and the honoured hand, tells its sources, and keeps the house's own order."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.rules.seating.packs import DEFAULT, Hand, Pack
from desktop.rules.seating.plan import Table
from desktop.rules.seating.roles import table_roles
from desktop.services.seating_plans import Seating
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import SMALL
from desktop.ui.seating.controller import SeatingController
from desktop.ui.seating.inspector import empty_layout

USUAL = ""


class EtiquetteDialog(Dialog):
    """Where nothing is laid yet, the tables are laid with it."""

    chosen = Signal(str, object, object)
    """What was done, in words, and pack with honoured hand as they were, None where nothing was laid, and are."""
    house_wished = Signal(object)
    """A Pack whose order for this table is to be the house's own."""

    def __init__(self, controller: SeatingController, seating: Seating, parent: QWidget) -> None:
        super().__init__(_("Etiquette"), parent, width=560)
        self._controller, self._laid, self._before = controller, bool(seating.plan.tables), seating
        packs = sorted(controller.etiquette.packs.values(), key=lambda pack: (pack.code != DEFAULT, pack.code))
        self.form = Form([
            FormField("pack", _("Etiquette"), Kind.CHOICE, choices=[(pack.code, str(pack.title)) for pack in packs]),
            FormField("honour", _("Honoured side"), Kind.CHOICE,
                      choices=[(USUAL, _("as the etiquette has it")), *((hand, _(hand.label)) for hand in Hand)]),
        ], 2)  # fmt: skip
        self.form.set_values({"pack": seating.pack.code if seating.pack else DEFAULT,
                              "honour": seating.honour or USUAL})  # fmt: skip
        self.form.edited.connect(lambda _name: self._tell())
        self.body.addWidget(self.form)
        self.body.addWidget(note(_("Left and right are those of who sits there."), wrap=True))
        inner = QWidget()
        self._sources = QVBoxLayout(inner)
        self._sources.setContentsMargins(0, 0, 0, 0)
        self._sources.setSpacing(SMALL)
        area = scrolling(inner)
        area.setMinimumHeight(190)
        self.body.addWidget(area, 1)
        self.set_main(_("Seat by this etiquette") if self._laid else _("Lay the tables"), self.save)
        if controller.may_run and self._laid:
            self.add_button(_("The house's own order…"), self._house)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._tell()

    @property
    def pack(self) -> Pack:
        return self._controller.etiquette.pack(str(self.form.values()["pack"]))

    def _tell(self) -> None:
        """Where each rule of the etiquette comes from; our own extensions say so."""
        empty_layout(self._sources)
        self._sources.addWidget(note(_("Where it comes from")))
        for source in self.pack.sources:
            where = _("our own extension") if source.own else _("weak source") if source.weak else source.name
            self._sources.addWidget(label(str(source.says), wrap=True))
            said = " · ".join(dict.fromkeys(part for part in (source.name, where, source.where) if part))
            self._sources.addWidget(note(said, wrap=True))
        self._sources.addStretch(1)

    def save(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        values = self.form.values()
        honour = Hand.of(str(values["honour"])) if values["honour"] else None
        verb = self._controller.choose_etiquette if self._laid else self._controller.lay
        words = _("Seated by “{pack}”.").format(pack=self.pack.title)
        held, after = self._before, (self.pack.code, honour)
        before = (held.pack.code, held.honour) if self._laid and held.pack is not None else None
        verb(*after, lambda _done: (self.accept(), self.chosen.emit(words, before, after)), self._refused)

    def _house(self) -> None:
        pack = self.pack
        self.accept()
        self.house_wished.emit(pack)

    def _refused(self, error: OfficeError) -> None:
        if self.form.show_refusal(error):
            self.set_busy(False)
        else:
            self.refuse(error)


class HouseDialog(Dialog):
    """Which place of honour each seat of such a table has in this house (SE-1)."""

    kept = Signal(str, object, object)
    """What was done, in words, and the roles of the seats as they were and are; None are those of the etiquette."""

    def __init__(self, controller: SeatingController, pack: Pack, table: Table, house: Mapping[tuple[str, int],
                 tuple[str, ...]], parent: QWidget) -> None:  # fmt: skip
        seats = table.form.seats
        heading = _("The house's own order: {pack}, {n} seats").format(pack=pack.title, n=seats)
        super().__init__(heading, parent, width=520)
        self._controller, self._pack, self._seats = controller, pack, seats
        self._before = house.get((pack.code, seats))
        own = self._before is not None
        row = table_roles(pack, table.form, house=house).by_seat
        codes = [role.code if role else "" for role in row]
        offered = [("", _("no place of honour")), *((c, str(pack.role(c).title)) for c in sorted(set(codes)) if c)]
        said = _("Seats are counted clockwise from the main seat. Plans keep their places until an etiquette is chosen "
                 "anew.")  # fmt: skip
        self.body.addWidget(label(said, wrap=True))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(SMALL)
        self.choices: Sequence[Choice] = [Choice(offered) for _code in codes]
        for number, (choice, code) in enumerate(zip(self.choices, codes, strict=True)):
            choice.set_value(code)
            words = _("Seat {n}").format(n=number + 1)
            choice.setAccessibleName(words)
            grid.addWidget(note(words), number, 0)
            grid.addWidget(choice, number, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(codes), 1)
        area = scrolling(inner)
        area.setMinimumHeight(min(inner.sizeHint().height(), 300))
        self.body.addWidget(area, 1)
        self.set_main(_("Keep for all tables of {n}").format(n=seats), self.save)
        if own:
            self.add_button(_("The etiquette's own again"), self.forget)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def save(self) -> None:
        self._keep([str(choice.value() or "") for choice in self.choices], _("The house's own order is kept."))

    def forget(self) -> None:
        self._keep(None, _("The etiquette's own order holds again."))

    def _keep(self, codes: Sequence[str] | None, words: str) -> None:
        self.clear_refusal()
        self.set_busy(True)
        pack, seats = self._pack.code, self._seats
        before = self._before

        def done(_none: object) -> None:
            self.accept()
            self.kept.emit(words, before, codes)

        self._controller.keep_house_row(pack, seats, codes, done, self.refuse)
