"""F4 while a contact is logged: words from a template, filled for its client; put into the report, or copied (CM-7)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _, language
from desktop.rules.contacts import Channel, Direction
from desktop.rules.letters import TemplateKind
from desktop.services import letter_merges, letter_templates
from desktop.services.letter_merges import DECLINED, Words
from desktop.services.letter_templates import TemplateLine
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, label, note, set_tooltip
from desktop.ui.kit.tokens import Tone

KEY = "F4"


def offer_templates(dialog: Any, desk: Desk, into: QBoxLayout) -> None:
    """Gives the form of a contact the key, and a button that says it."""

    def search() -> None:
        if dialog.client.client is None:
            dialog.refuse(_("Choose the client first: a template is filled for somebody."))
            dialog.client.setFocus()
            return
        dialog.clear_refusal()
        picker = TemplatePicker(desk, dialog.client.client, dialog)
        picker.taken.connect(lambda words, kind: _put(dialog.form, words, kind))
        picker.open()

    shown = button(_("Words from a template…"), search, quiet=True, icon_name="mail")
    shown.setAccessibleDescription(KEY)
    set_tooltip(shown, KEY)
    QShortcut(QKeySequence(KEY), dialog).activated.connect(search)
    into.addWidget(shown)


def _put(form: Any, words: Words, kind: TemplateKind) -> None:
    """Behind what was typed already; the subject where none was typed."""
    values = form.values()
    typed = str(values["content"] or "").rstrip()
    put: dict[str, object] = {"content": f"{typed}\n{words.text}" if typed else words.text,
                              "direction": Direction.OUT.value}  # fmt: skip
    if not str(values["subject"] or "").strip():
        put["subject"] = words.subject
    if kind is TemplateKind.LETTER:
        put["channel"] = Channel.LETTER.value
    form.put(put)
    form.edited.emit("direction")
    form.focus_on("content")


class TemplatePicker(Dialog):
    taken = Signal(object, object)
    """The Words, and the kind of their template."""

    def __init__(self, desk: Desk, client: UUID, parent: QWidget | None = None) -> None:
        super().__init__(_("Words from a template"), parent, width=640)
        self.desk, self._client = desk, client
        self.lines: Sequence[TemplateLine] = ()
        self.words: Words | None = None
        self.approvals = Approvals(desk, self)
        self.approvals.refused.connect(self.refuse)
        self.approvals.said.connect(lambda said: self.warning.setText(said))
        self.view = TableView(_("Templates in use"))
        self.view.setMinimumHeight(150)
        columns = [
            Column("name", _("Name"), 330, Fit.WHOLE, sortable=False),
            Column("kind", _("Letter or message"), 140, sortable=False),
        ]
        self.table = LazyTable(columns, self._fetch, self)
        self.view.show_table(self.table)
        self.view.chosen.connect(lambda _keys: self._look())
        self.view.opened.connect(lambda _key: self.take())
        self.body.addWidget(self.view, 1)
        self.warning = note(tone=Tone.WARN, wrap=True)
        self.subject = label(role="strong", wrap=True)
        self.shown = label(wrap=True, select=True)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        for piece in (self.warning, self.subject, self.shown):
            inside.addWidget(piece)
        inside.addStretch(1)
        area = scrolling(holder)
        area.setMinimumHeight(190)
        self.body.addWidget(area, 1)
        self.set_main(_("Put it in"), self.take)
        self.copy_button = self.add_button(_("Copy"), self.copy, "copy")
        self.copy_button.setAccessibleDescription(_("Counts as exported, as any text of a client that is copied."))
        set_tooltip(self.copy_button, self.copy_button.accessibleDescription())
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.view.setFocus()
        self._tell(None)
        desk.ask("letters.picker", letter_templates.in_use, done=self._show, failed=self.refuse, owner=self)

    @property
    def chosen(self) -> TemplateLine | None:
        keys = self.view.selected_keys
        return next((line for line in self.lines if line.id in keys), None)

    def take(self) -> None:
        line = self.chosen
        if line is not None and self.words is not None and not self.words.declined:
            self.taken.emit(self.words, line.kind)
            self.accept()

    def copy(self) -> None:
        line = self.chosen
        if line is None:
            return
        self.clear_refusal()
        self.desk.do(letter_merges.copy_words, line.id, self._client, done=self._copied, owner=self,
                     failed=lambda error: self.approvals.settle(error, self.copy))  # fmt: skip

    def _copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.warning.setText(_("Copied: paste it where you like."))
        self.warning.show()

    def _show(self, found: Sequence[TemplateLine]) -> None:
        # what is put into messages first: a letter is printed
        self.lines = sorted(found, key=lambda line: line.kind is TemplateKind.LETTER)
        self.table.start(len(self.lines), Rows(self.lines, _row))
        if self.lines:
            self.view.select_key(self.lines[0].id)
            self._look()
        else:
            self.warning.setText(_("No template is in use yet: they are written under Settings › Letters & pledge."))
            self.warning.show()

    def _look(self) -> None:
        line = self.chosen
        self._tell(None)
        if line is not None:
            key = line.id
            self.desk.ask("letters.words", letter_merges.words_for, key, self._client, owner=self,
                          done=lambda found: self._tell(found) if self.chosen is line else None,
                          failed=self.refuse)  # fmt: skip

    def _tell(self, found: Words | None) -> None:
        self.words = found
        self.subject.setText(found.subject if found is not None else "")
        self.shown.setText(found.text if found is not None else "")
        said = ""
        if found is not None and found.declined:
            said = _(DECLINED).format(purpose=found.declined)
        elif found is not None and found.lacking:
            names = listed(one.zh if language() == "zh_CN" else one.en for one in found.lacking)
            said = _("This client has no: {names}").format(names=names)
        self.warning.setText(said)
        self.warning.setVisible(bool(said))
        ready = found is not None and not found.declined
        assert self.main is not None
        self.main.setEnabled(ready)
        self.copy_button.setEnabled(ready)

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, Rows(self.lines[wanted.offset : wanted.offset + wanted.count], _row))


def _row(line: TemplateLine) -> Row:
    return Row(line.id, (Cell(line.name, bold=True), _(line.kind.label)))
