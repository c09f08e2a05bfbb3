"""A dialog for one act on what a page shows, and the month that is asked for before it is summed up on paper."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of
from desktop.ui.kit.times import today


class ActDialog(FormDialog):
    """`fields` are asked for, `values` stand there first."""

    def __init__(self, heading: str, what: str, fields: Sequence[FormField], act: str, send: Send,
                 parent: QWidget | None = None, *, values: Mapping[str, object] | None = None,
                 columns: int = 1) -> None:  # fmt: skip
        super().__init__(heading, fields, act, send, parent, columns=columns, said=what)
        self._needed = {field.name for field in fields if field.kind is Kind.CHOICE and field.required}
        self.form.set_values(values or {})
        self.form.focus_on(fields[0].name)

    def entry(self) -> dict[str, object]:
        values = self.form.values()
        for name in self._needed:
            if values[name] is None:
                raise BadEntry(N_("Choose one."), name)
        return values


def month_dialog(what: str, print_month: Callable[[date], object], parent: QWidget) -> ActDialog:
    """The month that is over, as it is summed up at the beginning of the next; another one is chosen."""
    last = today().replace(day=1) - timedelta(days=1)
    field = FormField("on", _("A day of the month"), Kind.DATE, required=True)

    def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
        try:
            on = day_of(entry, "on", needed=True)
        except BadEntry as wrong:
            failed(wrong)
            return
        assert on is not None
        done(None)
        print_month(on)

    return ActDialog(_("Sum-up of a month"), what, [field], _("Print it"), send, parent,
                     values={"on": last.isoformat()})  # fmt: skip
