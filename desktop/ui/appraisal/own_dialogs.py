"""The office's own indicators, and the values that are entered for colleagues by others (AP-1)."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.rules.indicators import OWN, DimensionKind
from desktop.rules.own_indicators import FORMULA, NAME, NOTE, Own, OwnKind
from desktop.ui.appraisal.scheme_dialog import number, plain
from desktop.ui.kit import theme
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action, ActionRow
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.list_page import Nothing
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import note
from desktop.ui.kit.times import today


class OwnDialog(Dialog):
    """All that the office made itself; another is made, changed, or taken out of use, each from the next period on."""

    def __init__(self, owns: Sequence[Own], save: Any, withdraw: Any, parent: QWidget) -> None:
        super().__init__(_("The office's own indicators"), parent, width=760)
        self._save, self._withdraw, self._page = save, withdraw, parent
        said = _("What no record of the program counts: counts, ratings and scores that somebody else enters. A new or "
                 "changed one counts from the next opening on, with the weight that the scheme gives it.")  # fmt: skip
        self.body.addWidget(note(said, wrap=True))
        columns = [Column("name", _("Indicator"), 260, Fit.WHOLE, fixed=True, sortable=False),
                   Column("kind", _("What is entered"), 180, Fit.WHOLE, sortable=False),
                   Column("bounds", _("From nothing to all"), 140, sortable=False)]  # fmt: skip
        self.view = TableView(_("The office's own indicators"), double=True)
        self.table = LazyTable(columns, self._fetch, self)
        self.view.show_table(self.table)
        look = theme.current()
        self.view.setMinimumHeight(look.control_height + 4 * look.double_row_height)
        self.view.chosen.connect(lambda _keys: self._offer())
        self.view.opened.connect(lambda _key: self.change())
        self.body.addWidget(self.view, 1)
        self.nothing = Nothing()
        self.body.addLayout(self.nothing, 1)
        self.buttons = ActionRow(stretched=True, after=self.view)
        holder = QHBoxLayout()
        holder.addLayout(self.buttons)
        self.body.addLayout(holder)
        self.add_button(_("Close"), self.accept)
        self.finished.connect(self.deleteLater)
        self.dialog: Any = None
        self.show_owns(owns)

    def show_owns(self, owns: Sequence[Own]) -> None:
        self.owns = list(owns)
        self.view.remember_place()
        self.table.start(len(self.owns), Rows(self.owns, _row))
        self.nothing.show_instead(self.view, None if owns else Empty(
            _("The office has no indicator of its own yet."), "", icon_name="list"))  # fmt: skip
        self._offer()

    @property
    def own(self) -> Own | None:
        keys = self.view.selected_keys
        return next((own for own in self.owns if own.key in keys), None)

    def _offer(self) -> None:
        found = [Action("new", N_("New indicator…"), self.new, "plus")]
        if self.own is not None:
            found += [Action("change", N_("Change…"), self.change, "pencil"),
                      Action("withdraw", N_("Take out of use…"), self.take_out, "x")]  # fmt: skip
        self.buttons.show_actions(found, self)

    def new(self) -> None:
        taken = {own.key for own in self.owns}
        key = next(f"{OWN}{n}" for n in range(1, 1000) if f"{OWN}{n}" not in taken)
        self._edit(Own(key, "C", "", ""), fresh=True)

    def change(self) -> None:
        if self.own is not None:
            self._edit(self.own, fresh=False)

    def take_out(self) -> None:
        own = self.own
        if own is None:
            return

        def send(_entry: Any, done: Any, failed: Any) -> None:
            self._withdraw(own, lambda left: (done(None), self.show_owns(left)), failed)

        heading = _("Take {name} out of use").format(name=own.name)
        self.dialog = FormDialog(heading, [], _("Take out of use"), send, self,
                                 said=_("From the next opening on; what was entered stays."))  # fmt: skip
        self.dialog.open()

    def _edit(self, own: Own, *, fresh: bool) -> None:
        def send(made: Own, done: Any, failed: Any) -> None:
            self._save(made, lambda left: (done(None), self.show_owns(left)), failed)

        self.dialog = EditOwnDialog(own, fresh, send, self)
        self.dialog.open()

    def _fetch(self, _wanted: Wanted) -> None:
        """All of them are there from the beginning."""


class EditOwnDialog(FormDialog):
    def __init__(self, own: Own, fresh: bool, send: Send, parent: QWidget) -> None:
        fields = [
            FormField("key", _("Mark, such as O-1"), required=True, limit=22),
            FormField("dimension", _("Group"), Kind.CHOICE, required=True, choices=words_of(DimensionKind)),
            FormField("name", _("Name"), required=True, limit=NAME, span=2),
            FormField("formula", _("How it is reckoned, in a sentence"), Kind.LONG, required=True, span=2,
                      limit=FORMULA),
            FormField("kind", _("What is entered"), Kind.CHOICE, required=True, choices=words_of(OwnKind)),
            FormField("rises", _("More is better"), Kind.YES_NO),
            FormField("low", _("Value that earns nothing"), Kind.NUMBER),
            FormField("high", _("Value that earns all"), Kind.NUMBER),
        ]  # fmt: skip
        heading = _("New indicator") if fresh else _("Change {name}").format(name=own.name)
        super().__init__(heading, fields, _("Save"), send, parent)
        self._own = own
        self.form.set_values({"key": own.key, "dimension": own.dimension, "name": own.name, "formula": own.formula,
                              "kind": own.kind.value, "rises": own.rises, "low": plain(own.low),
                              "high": plain(own.high)})  # fmt: skip
        self.form.entries["key"].setReadOnly(not fresh)
        self.form.edited.connect(lambda _name: self._fit())
        self._fit()
        self.form.focus_on("name")

    def _fit(self) -> None:
        """A rating has its bounds, from 1 to 5."""
        rating = self.form.entries["kind"].value() == OwnKind.RATING.value
        for name in ("low", "high"):
            self.form.show_field(name, not rating)

    def entry(self) -> Own:
        values = self.form.values()
        own = self._own
        low, high = (number(str(values[name] or "0"), name) for name in ("low", "high"))
        return Own(str(values["key"]).strip(), str(values["dimension"]), str(values["name"]), str(values["formula"]),
                   OwnKind.of(values["kind"]), bool(values["rises"]), low, high, own.weight, own.floor, own.passing,
                   own.target, own.version)  # fmt: skip


def enter_dialog(owns: Sequence[Own], people: Sequence[tuple[Any, str]], send: Send, parent: QWidget) -> ActDialog:
    """What a colleague reached on a day, entered by somebody else."""
    fields = [
        FormField("key", _("Indicator"), Kind.CHOICE, required=True,
                  choices=[(own.key, f"{own.key} {own.name}") for own in owns]),
        FormField("person", _("For whom"), Kind.CHOICE, required=True, choices=list(people)),
        FormField("on", _("Day"), Kind.DATE, required=True),
        FormField("value", _("Value"), Kind.NUMBER, required=True),
        FormField("note", _("Note"), limit=NOTE, span=2),
    ]  # fmt: skip

    def checked(entry: dict[str, Any], done: Any, failed: Any) -> None:
        try:
            on = day_of(entry, "on", needed=True)
            value = number(str(entry["value"] or ""), "value")
        except BadEntry as wrong:
            failed(wrong)
            return
        send({**entry, "on": on, "value": value}, done, failed)

    said = _("It counts in the period in which the day lies. Nobody enters his own.")
    values = {"key": owns[0].key if owns else None, "on": today().isoformat()}
    return ActDialog(_("Enter a value"), said, fields, _("Enter it"), checked, parent, values=values, columns=2)


def _row(own: Own) -> Row:
    kind = Cell(_(own.kind.label), below=_("more is better") if own.rises else _("less is better"))
    low, high = (own.low, own.high) if own.rises else (own.high, own.low)
    return Row(own.key, (Cell(f"{own.key} {own.name}", below=own.formula), kind, f"{plain(low)} → {plain(high)}"))
