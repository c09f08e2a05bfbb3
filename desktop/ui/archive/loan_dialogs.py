"""Dialogs of loans: what is asked for, and what is handed out."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.borrowing import Form
from desktop.rules.errors import BadEntry
from desktop.services.archive_files import FileLine
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, words_of
from desktop.ui.kit.search_box import Hit, SearchBox
from desktop.ui.kit.text import label

FindFiles = Callable[[str, Callable[[Sequence[FileLine]], object]], object]
WHOLE, CHOSEN = "whole", "chosen"


class BorrowDialog(FormDialog):
    """Asks for a loan: in what form, what for, how long; of the entries chosen or of the whole file."""

    def __init__(self, file: FileLine | None, chosen: Sequence[UUID], find: FindFiles | None, send: Send,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        self.file, self._chosen, self._find = file, tuple(chosen), find
        fields = [FormField("form", _("In what form"), Kind.CHOICE, choices=words_of(Form)),
                  FormField("days", _("For how many days"), Kind.NUMBER,
                            hint=_("as long as the office lets it"))]  # fmt: skip
        if chosen:
            n = len(chosen)
            which = [(CHOSEN, _n("The {n} entry chosen", "The {n} entries chosen", n).format(n=n)),
                     (WHOLE, _("The whole file"))]  # fmt: skip
            fields.append(FormField("items", _("What is lent"), Kind.CHOICE, choices=which, span=2))
        fields.append(FormField("purpose", _("What for"), required=True, limit=300, span=2))
        super().__init__(_("Ask for a loan"), fields, _("Ask"), send, parent)
        self.what = label(_said(file), wrap=True)
        self.body.insertWidget(0, self.what)
        if find is not None:
            self.files = SearchBox()
            self.files.line.setPlaceholderText(_("Title or archive number"))
            self.files.line.setAccessibleName(_("Which file"))
            self.files.searched.connect(self._search)
            self.files.chosen.connect(self._take)
            self.body.insertWidget(0, self.files)
            QWidget.setTabOrder(self.files.line, self.form.entries["form"])
        self.form.set_values({"form": Form.ORIGINAL.value, "days": "", "items": CHOSEN, "purpose": ""})
        if find is None:
            self.form.focus_on("purpose")
        else:
            self.files.line.setFocus()

    def entry(self) -> tuple[UUID, Form, str, tuple[UUID, ...], int | None]:
        values = self.form.values()
        if self.file is None:
            raise BadEntry(N_("Choose which file."), "file")
        days = str(values["days"])
        if days and not days.isdecimal():
            raise BadEntry(N_("Enter a whole number of days."), "days")
        items = self._chosen if values.get("items") == CHOSEN else ()
        return (self.file.id, Form.of(values["form"]), str(values["purpose"]), items, int(days) if days else None)

    def _search(self, text: str) -> None:
        assert self._find is not None
        if text.strip():
            self._find(text, self._show_hits)

    def _show_hits(self, lines: Sequence[FileLine]) -> None:
        shown = [Hit("archive", line, line.title, " · ".join(part for part in (line.number, line.client_name) if part),
                     icon="archive") for line in lines]  # fmt: skip
        self.files.show_hits(shown, "" if shown else _("Nothing in the archive is called so."))

    def _take(self, hit: Any) -> None:
        self.file = hit.argument
        self.what.setText(_said(self.file))
        self.form.focus_on("purpose")


def _said(file: FileLine | None) -> str:
    if file is None:
        return _("Choose a file that lies in the archive.")
    return " · ".join(part for part in (file.title, file.number, file.client_name, file.place) if part)


class HandOutDialog(FormDialog):
    """What is handed out, counted, and in what condition it is."""

    def __init__(self, said: str, send: Send, parent: QWidget | None = None) -> None:
        field = FormField("condition", _("Condition"), limit=200, hint=_("for example: complete, no damage"))
        super().__init__(_("Lend out"), [field], _("Lend out"), send, parent, columns=1, said=said)
        self.form.focus_on("condition")

    def entry(self) -> str:
        return str(self.form.values()["condition"])
