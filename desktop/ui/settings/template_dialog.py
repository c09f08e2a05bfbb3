"""The editor of a template: its words with placeholders, and beside them how they read for a client (CM-7)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.i18n import LANGUAGES, _, language
from desktop.rules.errors import OfficeError
from desktop.rules.letters import LIMIT, NAME, REASON, SUBJECT, Placeholder, TemplateKind, Wording
from desktop.services import letter_templates, search
from desktop.services.letter_templates import TemplateLine, Trial
from desktop.ui.kit.client_line import ClientLine
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, words_of
from desktop.ui.kit.languages import LANGUAGE_NAMES
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.search_box import SHOWN
from desktop.ui.kit.text import button, label, note, section
from desktop.ui.kit.tokens import GAP, MEDIUM, WIDE, Tone

_PAUSE = 250  # milliseconds after the last key until the preview is asked for
_LINES = 8
_SIZE = (1040, 660)
_COLUMNS = 4


class TemplateDialog(FormDialog):
    """`held` is the template that is corrected, None for a new one."""

    def __init__(self, desk: Desk, placeholders: Sequence[Placeholder], purposes: Sequence[tuple[str, str]],
                 held: TemplateLine | None, send: Send, parent: QWidget | None = None) -> None:  # fmt: skip
        ways = [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
        fields = [
            FormField("name", _("Name"), required=True, span=2, limit=NAME),
            FormField("kind", _("Letter or message"), Kind.CHOICE, choices=words_of(TemplateKind)),
            FormField("language", _("Language"), Kind.CHOICE, choices=ways),
            FormField("subject", _("Subject"), span=2, limit=SUBJECT),
            FormField("purpose", _("Written to clients for"), Kind.CHOICE, span=2, choices=list(purposes)),
            FormField("words", _("Words"), Kind.LONG, required=True, span=_COLUMNS, limit=LIMIT),
        ]
        self._corrects = held is not None and held.used is not None
        if self._corrects:
            fields.append(FormField("reason", _("What was corrected"), required=True, span=_COLUMNS, limit=REASON))
        heading = _("Template: {name}").format(name=held.name) if held is not None else _("New template")
        super().__init__(heading, fields, _("Save as a draft"), send, parent, columns=_COLUMNS)
        self._desk, self._placeholders = desk, placeholders
        self.trial: Trial | None = None
        words: Any = self.form.entries["words"]
        words.setFixedHeight(words.fontMetrics().lineSpacing() * _LINES + 18)
        self._lay_out()
        said = held.wording() if held is not None else Wording(TemplateKind.LETTER, "", "", language())
        self.form.set_values({"name": said.name, "kind": said.kind.value, "language": said.language, "reason": "",
                              "purpose": said.purpose, "subject": said.subject, "words": said.words})  # fmt: skip
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.preview)
        self.form.edited.connect(lambda name: self._timer.start() if name != "reason" else None)
        for name in ("kind", "language", "purpose") if self._corrects else ():
            self.form.entries[name].setEnabled(False)
        self.form.focus_on("name" if held is None else "words")
        self.preview()

    def _lay_out(self) -> None:
        """The form at the left, how it reads at the right."""
        self.body.removeWidget(self.form)
        typed = QWidget()
        left = QVBoxLayout(typed)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.form)
        self.insert = button(_("Insert a placeholder"), self._offer, icon_name="plus")
        self.insert.setAccessibleDescription("Alt+P")
        self.insert.setShortcut("Alt+P")
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(self.insert)
        said = _("A line that names something a client does not have is left out for that client. A letter's greeting "
                 "at the end, signature and day are added by themselves.")  # fmt: skip
        row.addWidget(note(said, wrap=True), 1)
        left.addLayout(row)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(section(_("How it reads")))
        self.client = ClientLine(self._find, required=False)
        self.client.picked.connect(self.preview)
        self.client.emptied.connect(self.preview)
        right.addWidget(self.client)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, GAP, 0)
        self.whose = note(wrap=True)
        self.title = label(role="strong", wrap=True)
        self.shown = label(wrap=True, select=True)
        self.lacking = note(tone=Tone.WARN, wrap=True)
        for piece in (self.whose, self.lacking, self.title, self.shown):
            inside.addWidget(piece)
        inside.addStretch(1)
        right.addWidget(scrolling(holder), 1)
        both = QHBoxLayout()
        both.setSpacing(WIDE)
        both.addWidget(scrolling(typed), 3)
        both.addLayout(right, 2)
        both.setContentsMargins(0, 0, 0, MEDIUM)
        self.body.addLayout(both, 1)
        self.setMinimumWidth(980)
        self.resize(*_SIZE)

    def entry(self) -> Wording:
        values = {name: str(value or "") for name, value in self.form.values().items()}
        kind = TemplateKind.of(values["kind"])
        return Wording(kind, values["name"], values["words"], values["language"], values["subject"],
                       values["purpose"], values.get("reason", ""))  # fmt: skip

    def preview(self, picked: object = None) -> None:
        """For the client chosen, or the first of the list."""
        client = picked if isinstance(picked, UUID) else self.client.client
        self._desk.ask("templates.trial", letter_templates.trial, self.entry(), client, owner=self,
                       done=self._show, failed=self._wrong)  # fmt: skip

    def _show(self, found: Trial | None) -> None:
        self.trial = found
        for name in ("words", "subject"):
            self.form.show_error(name, "")
        if found is None:
            self.whose.setText(_("You see no client to try it with."))
            return
        if found.chosen and self.client.client != found.id:
            self.client.take(found.id, found.client, found.code, found.risk)
        self.whose.setText("" if found.chosen else _("For example for {name}").format(name=found.client))
        self.whose.setVisible(not found.chosen)
        self.title.setText(found.subject)
        self.title.setVisible(bool(found.subject))
        self.shown.setText("\n".join(found.lines))
        names = listed(one.zh if language() == "zh_CN" else one.en for one in found.lacking)
        self.lacking.setText(_("This client has no: {names}").format(names=names) if names else "")
        self.lacking.setVisible(bool(names))

    def _wrong(self, error: OfficeError) -> None:
        # the keys stay where somebody is typing
        if error.field in ("words", "subject"):
            self.form.show_error(error.field, str(error))
        else:
            self.refuse(error)

    def _offer(self) -> None:
        menu = QMenu(self)
        code = str(self.form.values()["language"])
        for one in self._placeholders:
            written = one.written(code)
            menu.addAction(written.replace("&", "&&"), lambda written=written: self._put(written))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.insert.mapToGlobal(self.insert.rect().bottomLeft()))

    def _put(self, written: str) -> None:
        words: Any = self.form.entries["words"]
        words.insertPlainText(written)
        words.setFocus()

    def _find(self, text: str, done: Any) -> None:
        self._desk.ask("templates.find", search.find, text, SHOWN, done=done, owner=self)
